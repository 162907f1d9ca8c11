//! Time of many days over HTTP: `/api/v1/my/ranges`.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Recorded, SentRange, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::{Json, answer};
use crate::web::problem::Problem;

/// The address of ranges.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record))
}

#[utoipa::path(
    post, path = "/api/v1/my/ranges", tag = "daybook", operation_id = "recordRange",
    params(("Idempotency-Key" = String, Header)),
    request_body = SentRange,
    responses(
        (status = 200, description = "What was recorded, or would be", body = Recorded),
        (status = 404, description = "A repeat on a file that was closed to its sender since"),
    ),
)]
async fn record(State(app): State<App>, ask: Ask, Json(sent): Json<SentRange>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::RecordTime).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    Ok(answer(&ops::record(&context, &sent).await.map_err(|failure| ask.problem(failure))?))
}
