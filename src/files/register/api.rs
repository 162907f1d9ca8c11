//! The register of files over HTTP: leads, closings and relations of one file.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::closing::{self, RawClosing, RawSuccessor};
use super::{FileClosings, FileLeads, FileRelations, relations};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::Code;
use crate::files::RawNumber;
use crate::files::api::parse_id;
use crate::files::leads::{self, RawLead};
use crate::ids::FileId;
use crate::sent::{day_or_null, some};
use crate::web::ask::{Ask, etag};
use crate::web::extract::{Json, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of what the register keeps of a file.
pub(in crate::files) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_leads))
        .routes(routes!(set_lead))
        .routes(routes!(list_closings))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(list_relations, set_relations))
}

/// Who leads a file from a day on.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFileLead)]
struct SentLead {
    /// The number of the person.
    #[schema(required = true, min_length = 1, max_length = 40, example = "P-001")]
    person: String,
}

/// How a file is closed.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFileClosing)]
struct SentClosing {
    /// The last day; null or left out: today.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    closed_on: Option<String>,
    /// Why.
    #[schema(required = true, min_length = 1, max_length = 500, example = "The assistance became advice.")]
    reason: String,
    /// The file that goes on with the work; null or left out: none.
    successor: Option<SentSuccessor>,
}

/// A file that goes on with the work of another one from the day after its last day. What is left out is taken from that
/// file, as far as the category allows.
#[derive(Serialize, Deserialize, Default, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewSuccessor)]
struct SentSuccessor {
    /// Number. Left out: the next one, where the settings say how numbers are made.
    #[schema(max_length = 40, pattern = r"^([\p{L}\p{N}][\p{L}\p{N} ._/-]*)?$")]
    number: String,
    /// Code of the category.
    #[schema(required = true, min_length = 1, example = "SA")]
    category: String,
    /// Title.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    title: Option<String>,
    /// Project.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    project: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^([A-Za-z]{2})?$")]
    country: Option<String>,
    /// Whether it is assistance without funding or project.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    unfunded: Option<bool>,
    /// Who asked.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    requester: Option<String>,
    /// Number of the funding agreement.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    agreement: Option<String>,
    /// Risk.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^(low|medium|high)?$")]
    risk: Option<String>,
    /// Complexity.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^(low|medium|high)?$")]
    complexity: Option<String>,
    /// Numbers in other systems; left out: none.
    #[schema(max_items = 10)]
    numbers: Vec<RawNumber>,
    /// File type.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    file_type: Option<String>,
    /// Team.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    team: Option<String>,
    /// Whether it is known only to the accounts named on it.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    walled: Option<bool>,
}

impl From<SentSuccessor> for RawSuccessor {
    fn from(sent: SentSuccessor) -> Self {
        Self {
            number: sent.number,
            category: sent.category,
            title: sent.title,
            project: sent.project,
            country: sent.country,
            unfunded: sent.unfunded.map(|truth| truth.to_string()),
            requester: sent.requester,
            agreement: sent.agreement,
            risk: sent.risk,
            complexity: sent.complexity,
            numbers: sent.numbers,
            file_type: sent.file_type,
            team: sent.team,
            walled: sent.walled.map(|truth| truth.to_string()),
        }
    }
}

/// Why a file is opened again.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFileReopening)]
struct SentReopening {
    /// Why.
    #[schema(required = true, min_length = 1, max_length = 500, example = "The court asked for more.")]
    reason: String,
}

/// The files that have to do with a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewFileRelations)]
struct SentRelations {
    /// Their identifiers; a file that is not among them is no longer related.
    #[schema(value_type = Vec<Uuid>)]
    files: Vec<String>,
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/leads", tag = "files", operation_id = "listFileLeads",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "Who leads and led the file, by day", body = FileLeads)),
)]
async fn list_leads(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let leads = leads::list_leads(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(leads.version)], answer(&leads)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/files/{id}/leads/{valid_from}", tag = "files", operation_id = "setFileLead",
    params(("id" = Uuid, Path), ("valid_from" = String, Path, format = Date)),
    request_body = SentLead,
    responses(
        (status = 200, description = "The lead of that day was replaced", body = FileLeads),
        (status = 201, description = "A lead was added", body = FileLeads),
    ),
)]
async fn set_lead(
    State(app): State<App>,
    ask: Ask,
    Segments(segments): Segments<2>,
    Json(sent): Json<SentLead>,
) -> Result<Response, Problem> {
    let [id, valid_from] = segments;
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeFiles).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match leads::set_lead(&context, id, version, &RawLead { person: sent.person, valid_from }).await {
        Ok((leads, made)) => {
            let status = if made { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, [etag(leads.version)], answer(&leads)).into_response())
        }
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = leads::list_leads(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/closings", tag = "files", operation_id = "listFileClosings",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "Every closing of the file", body = FileClosings)),
)]
async fn list_closings(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    said(&ask, closing::list(&app.context(&ask), id).await)
}

#[utoipa::path(
    post, path = "/api/v1/files/{id}/close", tag = "files", operation_id = "closeFile",
    params(("id" = Uuid, Path)),
    request_body = SentClosing,
    responses((status = 200, description = "Every closing of the file, the new one last", body = FileClosings)),
)]
async fn close(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentClosing>,
) -> Result<Response, Problem> {
    let (context, id) = allowed(&app, &ask, &id)?;
    let raw = RawClosing {
        closed_on: sent.closed_on.unwrap_or_default(),
        reason: sent.reason,
        successor: sent.successor.map(RawSuccessor::from),
    };
    said(&ask, closing::close(&context, id, &raw).await)
}

#[utoipa::path(
    post, path = "/api/v1/files/{id}/reopen", tag = "files", operation_id = "reopenFile",
    params(("id" = Uuid, Path)),
    request_body = SentReopening,
    responses((status = 200, description = "Every closing of the file", body = FileClosings)),
)]
async fn reopen(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentReopening>,
) -> Result<Response, Problem> {
    let (context, id) = allowed(&app, &ask, &id)?;
    said(&ask, closing::reopen(&context, id, &sent.reason).await)
}

fn allowed(app: &App, ask: &Ask, id: &str) -> Result<(Context, FileId), Problem> {
    let context = app.context(ask);
    context.caller.access.must(Right::ChangeFiles).map_err(|fault| ask.problem(fault))?;
    Ok((context, parse_id(id, ask)?))
}

fn said(ask: &Ask, closings: Result<FileClosings, Failure>) -> Result<Response, Problem> {
    let closings = closings.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(closings.version)], answer(&closings)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/relations", tag = "files", operation_id = "listFileRelations",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The files that have to do with the file", body = FileRelations)),
)]
async fn list_relations(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let related = relations::list(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(related.version)], answer(&related)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/files/{id}/relations", tag = "files", operation_id = "setFileRelations",
    params(("id" = Uuid, Path)),
    request_body = SentRelations,
    responses((status = 200, description = "The files that have to do with the file now", body = FileRelations)),
)]
async fn set_relations(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentRelations>,
) -> Result<Response, Problem> {
    let (context, id) = allowed(&app, &ask, &id)?;
    let version = ask.required_version()?;
    match relations::set(&context, id, version, &sent.files).await {
        Ok(related) => Ok(([etag(related.version)], answer(&related)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = relations::list(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}
