//! Entries over HTTP: `/api/v1/entries`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filters::api::{Filters, next_page, wanted};
use super::ops::{self, RawStep, Recorded};
use super::{EarlierVersion, EntryView, RawCorrection, RawEntry, Step};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::EntryId;
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of entries.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, record))
        .routes(routes!(find, correct))
        .routes(routes!(restore))
        .routes(routes!(submit))
        .routes(routes!(approve))
        .routes(routes!(give_back))
}

/// One page of entries, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryList)]
struct Listed {
    /// The entries.
    entries: Vec<EntryView>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// An entry with the versions before it.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryWithHistory)]
struct Found {
    #[serde(flatten)]
    view: EntryView,
    /// The versions before, the newest first, without those that stood on a file the reader may not know of.
    earlier_versions: Vec<EarlierVersion>,
}

#[utoipa::path(
    get,
    path = "/api/v1/entries",
    tag = "entries",
    operation_id = "listEntries",
    params(Filters),
    responses((status = 200, description = "One page of entries", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(filters): Params<Filters>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let wanted = wanted(&context, &filters).await.map_err(|failure| ask.problem(failure))?;
    let mut entries = ops::list(&context, &wanted).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut entries, wanted.limit - 1, |last| {
        next_page(&filters, &cursor::write(&format!("{} {}", last.entry.worked_on, last.entry.id)))
    });
    Ok(cursor::with_next(answer(&Listed { entries, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post,
    path = "/api/v1/entries",
    tag = "entries",
    operation_id = "recordEntry",
    request_body = RawEntry,
    responses(
        (status = 201, description = "The new entry", body = EntryView),
        (status = 200, description = "The entry, recorded before", body = EntryView),
    ),
)]
async fn record(State(app): State<App>, ask: Ask, Json(raw): Json<RawEntry>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    if raw.id.trim().is_empty() && context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let recorded = match ops::record(&context, &raw).await {
        // Recording looks itself at which vocabulary is in force, so that nobody did before; now another one is.
        Err(failure) if failure.code() == Code::VocabularyChanged => {
            app.in_force.refresh(&app.db).await.map_err(|error| ask.problem(error))?;
            ops::record(&app.context(&ask), &raw).await
        }
        recorded => recorded,
    };
    let recorded = recorded.map_err(|failure| ask.problem(failure))?;
    let status = match recorded {
        Recorded::New(_) => StatusCode::CREATED,
        Recorded::Again(_) => StatusCode::OK,
    };
    let view = recorded.view();
    let location = format!("/api/v1/entries/{}", view.entry.id);
    Ok((status, [etag(view.entry.version)], [(LOCATION, location)], answer(view)).into_response())
}

#[utoipa::path(
    get,
    path = "/api/v1/entries/{id}",
    tag = "entries",
    operation_id = "findEntry",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The entry", body = Found)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let (view, earlier_versions) =
        ops::find(&app.context(&ask), parse_id(&id, &ask)?).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(view.entry.version)], answer(&Found { view, earlier_versions })).into_response())
}

#[utoipa::path(
    patch,
    path = "/api/v1/entries/{id}",
    tag = "entries",
    operation_id = "correctEntry",
    params(("id" = Uuid, Path)),
    request_body = RawCorrection,
    responses((status = 200, description = "The corrected entry", body = EntryView)),
)]
async fn correct(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(correction): Json<RawCorrection>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let version = ask.required_version()?;
    let context = app.context(&ask);
    match ops::correct(&context, id, version, &correction).await {
        Ok(view) => Ok(([etag(view.entry.version)], answer(&view)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let problem = ask.problem(failure);
            match ops::find(&context, id).await {
                Ok((current, _)) => Err(problem.with_current(&current)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    post, path = "/api/v1/entries/{id}/restore", tag = "entries", operation_id = "restoreEntry",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The entry, counting again", body = EntryView)),
)]
async fn restore(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    ask.access.must(Right::RecordTime).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    let view = ops::restore(&app.context(&ask), id, version).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(view.entry.version)], answer(&view)).into_response())
}

/// Entries that took a step.
#[derive(Serialize, ToSchema)]
#[schema(as = EntriesAfterStep)]
struct Stepped {
    /// The entries as they stand now, in the order they were sent.
    entries: Vec<EntryView>,
}

async fn step(app: &App, ask: &Ask, step: Step, raw: &RawStep) -> Result<Response, Problem> {
    let entries = ops::take(&app.context(ask), step, raw).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&Stepped { entries }).into_response())
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/submissions",
    tag = "entries",
    operation_id = "submitEntries",
    request_body = RawStep,
    responses((status = 200, description = "The submitted entries", body = Stepped)),
)]
async fn submit(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Submit, &raw).await
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/approvals",
    tag = "entries",
    operation_id = "approveEntries",
    request_body = RawStep,
    responses((status = 200, description = "The approved entries", body = Stepped)),
)]
async fn approve(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Approve, &raw).await
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/returns",
    tag = "entries",
    operation_id = "returnEntries",
    request_body = RawStep,
    responses((status = 200, description = "The returned entries", body = Stepped)),
)]
async fn give_back(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Return, &raw).await
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<EntryId, Problem> {
    EntryId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
