//! Fiscal years over HTTP: `/api/v1/periods`, when they close, and for whom a closed one was opened again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{RawClosing, RawReopening, Reopening, Year, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::ReopeningId;
use crate::time::FiscalYear;
use crate::web::ask::{Ask, etag};
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of fiscal years.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(find, set_closing))
        .routes(routes!(reopen))
        .routes(routes!(end))
}

/// One page of fiscal years, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = FiscalYearList)]
struct Years {
    /// The fiscal years.
    periods: Vec<Year>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/periods", tag = "periods", operation_id = "listPeriods",
    params(Page),
    responses((status = 200, description = "One page of fiscal years", body = Years)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let before = match page.cursor.as_deref() {
        None => None,
        Some(text) => Some(read_cursor(text).map_err(|fault| ask.problem(fault))?),
    };
    let mut periods =
        ops::list_page(&app.context(&ask), before, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut periods, limit, |last| {
        format!("/api/v1/periods?limit={limit}&cursor={}", cursor::write(&last.year.to_string()))
    });
    Ok(cursor::with_next(answer(&Years { periods, next: next.clone() }), next.as_deref()))
}

fn read_cursor(text: &str) -> Result<FiscalYear, Fault> {
    cursor::read(text)?.parse().map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))
}

#[utoipa::path(
    get, path = "/api/v1/periods/{year}", tag = "periods", operation_id = "findPeriod",
    params(("year" = String, Path, pattern = "^[0-9]{4}-[0-9]{2}$")),
    responses((status = 200, description = "The fiscal year", body = Year)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(year): Segment) -> Result<Response, Problem> {
    let year = ops::find(&app.context(&ask), &year).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(year.version)], answer(&year)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/periods/{year}", tag = "periods", operation_id = "setClosing",
    params(("year" = String, Path, pattern = "^[0-9]{4}-[0-9]{2}$")),
    request_body = RawClosing,
    responses((status = 200, description = "The fiscal year, with the new instant", body = Year)),
)]
async fn set_closing(
    State(app): State<App>,
    ask: Ask,
    Segment(year): Segment,
    Json(raw): Json<RawClosing>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReopenPeriods).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match ops::set_closing(&context, &year, version, &raw).await {
        Ok(year) => Ok(([etag(year.version)], answer(&year)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => match ops::find(&context, &year).await {
            Ok(current) => Err(ask.problem(failure).with_current(&current)),
            Err(_) => Err(ask.problem(failure)),
        },
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    post, path = "/api/v1/periods/{year}/reopenings", tag = "periods", operation_id = "reopenPeriod",
    params(("year" = String, Path, pattern = "^[0-9]{4}-[0-9]{2}$"), ("Idempotency-Key" = String, Header)),
    request_body = RawReopening,
    responses((status = 201, description = "The reopening", body = Reopening)),
)]
async fn reopen(
    State(app): State<App>,
    ask: Ask,
    Segment(year): Segment,
    Json(raw): Json<RawReopening>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReopenPeriods).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let reopening = ops::reopen(&context, &year, &raw).await.map_err(|failure| ask.problem(failure))?;
    Ok((StatusCode::CREATED, [etag(reopening.version)], answer(&reopening)).into_response())
}

#[utoipa::path(
    delete, path = "/api/v1/periods/{year}/reopenings/{id}", tag = "periods", operation_id = "endReopening",
    params(("year" = String, Path, pattern = "^[0-9]{4}-[0-9]{2}$"), ("id" = Uuid, Path)),
    responses((status = 200, description = "The reopening, ended", body = Reopening)),
)]
async fn end(State(app): State<App>, ask: Ask, Segments(segments): Segments<2>) -> Result<Response, Problem> {
    let [year, id] = segments;
    let context = app.context(&ask);
    context.caller.access.must(Right::ReopenPeriods).map_err(|fault| ask.problem(fault))?;
    let id = ReopeningId::parse(&id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))?;
    let version = ask.required_version()?;
    match ops::end(&context, &year, id, version).await {
        Ok(ended) => Ok(([etag(ended.version)], answer(&ended)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            match ops::find_reopening(&context, &year, id).await {
                Ok(current) => Err(ask.problem(failure).with_current(&current)),
                Err(_) => Err(ask.problem(failure)),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}
