//! Reading a line over HTTP: `/api/v1/my/quick`.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{QuickLine, QuickRead, ops};
use crate::app::App;
use crate::web::ask::Ask;
use crate::web::extract::{Json, answer};
use crate::web::problem::Problem;

/// The address of lines.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

#[utoipa::path(
    post, path = "/api/v1/my/quick", tag = "daybook", operation_id = "readQuickLine",
    request_body = QuickLine,
    responses((status = 200, description = "What was understood", body = QuickRead)),
)]
async fn read(State(app): State<App>, ask: Ask, Json(sent): Json<QuickLine>) -> Result<Response, Problem> {
    let read = ops::read(&app.context(&ask), &sent).await;
    Ok(answer(&read.map_err(|failure| ask.problem(failure))?))
}
