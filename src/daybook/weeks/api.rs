//! Weeks over HTTP: `/api/v1/my/weeks/{monday}`.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Copied, Saved, SentCopy, SentUndo, SentWeek, Undone, Week, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::{Json, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of weeks.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find, save)).routes(routes!(copy)).routes(routes!(undo))
}

#[utoipa::path(
    get, path = "/api/v1/my/weeks/{monday}", tag = "daybook", operation_id = "findMyWeek",
    params(("monday" = String, Path, format = Date)),
    responses((status = 200, description = "The week", body = Week)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(monday): Segment) -> Result<Response, Problem> {
    let week = ops::find(&app.context(&ask), &monday, &[]).await;
    Ok(answer(&week.map_err(|failure| ask.problem(failure))?))
}

#[utoipa::path(
    post, path = "/api/v1/my/weeks/{monday}", tag = "daybook", operation_id = "saveMyWeek",
    params(("monday" = String, Path, format = Date)),
    request_body = SentWeek,
    responses((status = 200, description = "What was saved", body = Saved)),
)]
async fn save(
    State(app): State<App>,
    ask: Ask,
    Segment(monday): Segment,
    Json(sent): Json<SentWeek>,
) -> Result<Response, Problem> {
    let saved = ops::save(&app.context(&ask), &monday, &sent).await;
    Ok(answer(&saved.map_err(|failure| ask.problem(failure))?))
}

#[utoipa::path(
    post, path = "/api/v1/my/weeks/{monday}/copy", tag = "daybook", operation_id = "copyWeek",
    params(("monday" = String, Path, format = Date), ("Idempotency-Key" = String, Header)),
    request_body = SentCopy,
    responses((status = 200, description = "What was copied", body = Copied)),
)]
async fn copy(
    State(app): State<App>,
    ask: Ask,
    Segment(monday): Segment,
    Json(sent): Json<SentCopy>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::RecordTime).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    Ok(answer(&ops::copy(&context, &monday, &sent).await.map_err(|failure| ask.problem(failure))?))
}

#[utoipa::path(
    post, path = "/api/v1/my/weeks/{monday}/undo", tag = "daybook", operation_id = "undoMyWeek",
    params(("monday" = String, Path, format = Date)),
    request_body = SentUndo,
    responses((status = 200, description = "What was taken back", body = Undone)),
)]
async fn undo(
    State(app): State<App>,
    ask: Ask,
    Segment(monday): Segment,
    Json(sent): Json<SentUndo>,
) -> Result<Response, Problem> {
    let undone = ops::undo(&app.context(&ask), &monday, &sent).await;
    Ok(answer(&undone.map_err(|failure| ask.problem(failure))?))
}
