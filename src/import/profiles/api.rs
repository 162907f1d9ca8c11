//! Profiles over HTTP: `/api/v1/import-profiles`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Reference, Saved, Written, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::people::ops::Added;
use crate::web::ask::{Ask, etag};
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of profiles.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, save)).routes(routes!(find)).routes(routes!(retire))
}

/// One page of profiles, by name, each in its newest version.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportProfileList)]
struct Listed {
    /// The profiles.
    profiles: Vec<Saved>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A version of a profile to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewImportProfile)]
struct Sent {
    /// The profile as it is written, TOML.
    #[schema(min_length = 1)]
    document: String,
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    version: Option<i64>,
}

#[utoipa::path(
    get, path = "/api/v1/import-profiles", tag = "imports", operation_id = "listImportProfiles",
    params(Page),
    responses((status = 200, description = "One page of profiles", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::Import).map_err(|fault| ask.problem(fault))?;
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let all = ops::list(&context).await.map_err(|failure| ask.problem(failure))?;
    let mut profiles: Vec<Saved> =
        all.into_iter().map(|written| written.profile).filter(|profile| profile.name > after).collect();
    let next = cursor::cut(&mut profiles, limit, |last| {
        format!("/api/v1/import-profiles?limit={limit}&cursor={}", cursor::write(&last.name))
    });
    Ok(cursor::with_next(answer(&Listed { profiles, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post, path = "/api/v1/import-profiles", tag = "imports", operation_id = "saveImportProfile",
    request_body = Sent,
    responses(
        (status = 201, description = "The new version", body = Written),
        (status = 200, description = "This version was saved already, the same", body = Written),
    ),
)]
async fn save(State(app): State<App>, ask: Ask, Json(sent): Json<Sent>) -> Result<Response, Problem> {
    let saved = ops::save(&app.context(&ask), &sent.document).await.map_err(|failure| ask.problem(failure))?;
    let (status, written) = match saved {
        Added::New(written) => (StatusCode::CREATED, written),
        Added::Same(written) => (StatusCode::OK, written),
    };
    Ok((status, [etag(written.profile.version)], answer(&written)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/import-profiles/{name}", tag = "imports", operation_id = "findImportProfile",
    params(("name" = String, Path), Wanted),
    responses((status = 200, description = "The profile with its text", body = Written)),
)]
async fn find(
    State(app): State<App>,
    ask: Ask,
    Segment(name): Segment,
    Params(wanted): Params<Wanted>,
) -> Result<Response, Problem> {
    let written = known(&app.context(&ask), &ask, Reference { name, version: wanted.version }).await?;
    Ok(([etag(written.profile.version)], answer(&written)).into_response())
}

#[utoipa::path(
    post, path = "/api/v1/import-profiles/{name}/retirement", tag = "imports", operation_id = "retireImportProfile",
    params(("name" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The profile, which is not chosen any more", body = Written)),
)]
async fn retire(State(app): State<App>, ask: Ask, Segment(name): Segment) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::Import).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match ops::retire(&context, &name, Some(version)).await {
        Ok(written) => Ok(([etag(written.profile.version)], answer(&written)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = known(&context, &ask, Reference { name, version: None }).await?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(refused(failure, &ask)),
    }
}

async fn known(context: &Context, ask: &Ask, wanted: Reference) -> Result<Written, Problem> {
    ops::find(context, &wanted).await.map_err(|failure| refused(failure, ask))
}

/// A name in an address that nothing is saved under leads nowhere.
fn refused(failure: Failure, ask: &Ask) -> Problem {
    if failure.code() == Code::UnknownProfile {
        return ask.problem(Fault::new(Code::NotFound, ""));
    }
    ask.problem(failure)
}
