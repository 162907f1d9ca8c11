//! New versions of the vocabulary over HTTP: `/api/v1/vocabulary/versions` applies one, `/api/v1/vocabulary/rehearsals`
//! tells what it would change.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Impact, ops};
use crate::app::App;
use crate::people::ops::Added;
use crate::web::ask::Ask;
use crate::web::extract::{Json, answer};
use crate::web::problem::Problem;

/// The addresses of new versions.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rehearse)).routes(routes!(apply))
}

/// A new version of the vocabulary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewVocabulary)]
struct Sent {
    /// The vocabulary file, as TOML.
    #[schema(min_length = 1)]
    document: String,
}

#[utoipa::path(
    post, path = "/api/v1/vocabulary/rehearsals", tag = "vocabulary", operation_id = "rehearseVocabulary",
    request_body = Sent,
    responses((status = 200, description = "What the new version would change", body = Impact)),
)]
async fn rehearse(State(app): State<App>, ask: Ask, Json(sent): Json<Sent>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let impact = ops::rehearse(&context, &app.facts, &sent.document).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&impact))
}

#[utoipa::path(
    post, path = "/api/v1/vocabulary/versions", tag = "vocabulary", operation_id = "applyVocabulary",
    request_body = Sent,
    responses(
        (status = 201, description = "The new version is in force", body = Impact),
        (status = 200, description = "This version was in force already", body = Impact),
    ),
)]
async fn apply(State(app): State<App>, ask: Ask, Json(sent): Json<Sent>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let applied = ops::apply(&context, &app.facts, &sent.document).await.map_err(|failure| ask.problem(failure))?;
    let (status, impact) = match applied {
        Added::New(impact) => (StatusCode::CREATED, impact),
        Added::Same(impact) => (StatusCode::OK, impact),
    };
    Ok((status, answer(&impact)).into_response())
}
