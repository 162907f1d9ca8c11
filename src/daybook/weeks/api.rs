//! Copying a week over HTTP: `/api/v1/my/weeks/{monday}/copy`.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Copied, SentCopy, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::{Json, Segment, answer};
use crate::web::problem::Problem;

/// The address of copies.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(copy))
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
