//! Days over HTTP: `/api/v1/my/days`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Day, DayMark, ops};
use crate::app::App;
use crate::web::ask::Ask;
use crate::web::extract::{Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of days.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(complete, reopen))
}

/// Which days are asked for.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Between {
    #[param(required = true, format = Date)]
    from: String,
    #[param(required = true, format = Date)]
    to: String,
}

/// Days, in order.
#[derive(Serialize, ToSchema)]
#[schema(as = MyDays)]
struct Listed {
    /// The days.
    days: Vec<Day>,
}

#[utoipa::path(
    get, path = "/api/v1/my/days", tag = "daybook", operation_id = "listMyDays",
    params(Between),
    responses((status = 200, description = "The days", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(between): Params<Between>) -> Result<Response, Problem> {
    let days = ops::list(&app.context(&ask), &between.from, &between.to).await;
    Ok(answer(&Listed { days: days.map_err(|failure| ask.problem(failure))? }))
}

#[utoipa::path(
    put, path = "/api/v1/my/days/{day}/complete", tag = "daybook", operation_id = "completeMyDay",
    params(("day" = String, Path, format = Date)),
    responses((status = 200, description = "The day is marked complete", body = DayMark)),
)]
async fn complete(State(app): State<App>, ask: Ask, Segment(day): Segment) -> Result<Response, Problem> {
    let mark = ops::complete(&app.context(&ask), &day).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&mark))
}

#[utoipa::path(
    delete, path = "/api/v1/my/days/{day}/complete", tag = "daybook", operation_id = "reopenMyDay",
    params(("day" = String, Path, format = Date)),
    responses((status = 204, description = "The day is not marked any more")),
)]
async fn reopen(State(app): State<App>, ask: Ask, Segment(day): Segment) -> Result<Response, Problem> {
    ops::reopen(&app.context(&ask), &day).await.map_err(|failure| ask.problem(failure))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
