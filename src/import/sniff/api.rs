//! What a file is, over HTTP: `/api/v1/import-sniffs`. The file is sent as its bytes, looked at, and not kept.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::account::{self, Speaker};
use super::fit::Fit;
use super::look::look;
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::import::containers::spooled;
use crate::import::profiles;
use crate::web::ask::Ask;
use crate::web::extract::{Octets, answer};
use crate::web::problem::Problem;

/// What the faults of a body call it.
const BODY: &str = "-";

/// The address.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sniff))
}

/// What a file is.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportSniff)]
struct Told {
    /// What was concluded, with the evidence.
    #[schema(value_type = Object)]
    sniffed: serde_json::Value,
    /// The profiles that fit.
    profiles: Vec<Fit>,
    /// What must be asked, in the language of the request.
    questions: Vec<String>,
}

#[utoipa::path(
    post, path = "/api/v1/import-sniffs", tag = "imports", operation_id = "sniffImport",
    request_body(content = Octets, content_type = "application/octet-stream"),
    responses((status = 200, description = "What the file is", body = Told)),
)]
async fn sniff(State(app): State<App>, ask: Ask, Octets(bytes): Octets) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::Import).map_err(|fault| ask.problem(fault))?;
    let looked = tokio::task::spawn_blocking(move || look(&mut spooled(bytes.as_ref(), BODY)?, BODY)).await;
    let looked = looked.map_err(|_| ask.problem(Fault::new(Code::Internal, "").with("request", "sniff")))?;
    let sniffed = looked.map_err(|fault| ask.problem(fault))?.sniffed;
    let profiles = profiles::ops::fitting(&context, &sniffed).await.map_err(|failure| ask.problem(failure))?;
    let questions = sniffed.questions.iter().map(|asked| account::question(asked, Speaker(ask.lang))).collect();
    let sniffed = serde_json::to_value(&sniffed).unwrap_or_default();
    Ok(answer(&Told { sniffed, profiles, questions }))
}
