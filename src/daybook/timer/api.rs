//! The timer over HTTP: `/api/v1/my/timer`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{SentStop, SentTimer, TimerView, ops};
use crate::access::Right;
use crate::app::App;
use crate::entries::EntryView;
use crate::fault::Code;
use crate::web::ask::{Ask, etag};
use crate::web::extract::{Json, answer};
use crate::web::problem::Problem;

/// The addresses of the timer.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find, start, change, discard)).routes(routes!(stop))
}

#[utoipa::path(
    get, path = "/api/v1/my/timer", tag = "daybook", operation_id = "findTimer",
    responses(
        (status = 200, description = "The timer that is running", body = TimerView),
        (status = 404, description = "None is running"),
    ),
)]
async fn find(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let timer = ops::find(&app.context(&ask)).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(timer.version)], answer(&timer)).into_response())
}

#[utoipa::path(
    post, path = "/api/v1/my/timer", tag = "daybook", operation_id = "startTimer",
    request_body = SentTimer,
    responses(
        (status = 201, description = "The timer that is running now", body = TimerView),
        (status = 404, description = "A repeat on a file that was closed to its sender since"),
    ),
)]
async fn start(State(app): State<App>, ask: Ask, Json(sent): Json<SentTimer>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    match ops::start(&context, &sent).await {
        Ok(timer) => Ok((StatusCode::CREATED, [etag(timer.version)], answer(&timer)).into_response()),
        Err(failure) if failure.code() == Code::TimerRunning => {
            let problem = ask.problem(failure);
            match ops::find(&context).await {
                Ok(running) => Err(problem.with_current(&running)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    patch, path = "/api/v1/my/timer", tag = "daybook", operation_id = "changeTimer",
    request_body = SentTimer,
    responses(
        (status = 200, description = "The timer as changed", body = TimerView),
        (status = 404, description = "None is running"),
    ),
)]
async fn change(State(app): State<App>, ask: Ask, Json(sent): Json<SentTimer>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::RecordTime).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match ops::change(&context, version, &sent).await {
        Ok(timer) => Ok(([etag(timer.version)], answer(&timer)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let problem = ask.problem(failure);
            match ops::find(&context).await {
                Ok(current) => Err(problem.with_current(&current)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    delete, path = "/api/v1/my/timer", tag = "daybook", operation_id = "discardTimer",
    responses(
        (status = 204, description = "The timer is gone, and no entry was made"),
        (status = 404, description = "None is running"),
    ),
)]
async fn discard(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    ops::discard(&app.context(&ask)).await.map_err(|failure| ask.problem(failure))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[utoipa::path(
    post, path = "/api/v1/my/timer/stop", tag = "daybook", operation_id = "stopTimer",
    request_body = SentStop,
    responses(
        (status = 201, description = "The new entry", body = EntryView),
        (status = 404, description = "No timer is running"),
    ),
)]
async fn stop(State(app): State<App>, ask: Ask, Json(sent): Json<SentStop>) -> Result<Response, Problem> {
    let view = ops::stop(&app.context(&ask), &sent).await.map_err(|failure| ask.problem(failure))?;
    Ok((StatusCode::CREATED, [etag(view.entry.version)], answer(&view)).into_response())
}
