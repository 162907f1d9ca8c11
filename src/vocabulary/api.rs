//! The vocabulary over HTTP: `/api/v1/vocabulary`, as JSON or in the formats it is exported in.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Vocabulary;
use super::export::{Format, export};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::Params;
use crate::web::problem::Problem;

/// The address of the vocabulary.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    #[param(pattern = "^(json|csv|skos|skos-json|toml)$")]
    format: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/vocabulary",
    tag = "vocabulary",
    operation_id = "showVocabulary",
    params(Wanted),
    responses((
        status = 200,
        description = "The vocabulary in force",
        content(
            (Vocabulary = "application/json"),
            (String = "text/csv"),
            (String = "text/turtle"),
            (serde_json::Value = "application/ld+json"),
            (String = "application/toml"),
        ),
    )),
)]
async fn show(State(app): State<App>, ask: Ask, Params(wanted): Params<Wanted>) -> Result<Response, Problem> {
    app.context(&ask).caller.access.must(Right::ReadVocabulary).map_err(|fault| ask.problem(fault))?;
    let (format, media) = match wanted.format.as_deref() {
        None | Some("json") => (Format::Json, "application/json"),
        Some("csv") => (Format::Csv, "text/csv; charset=utf-8"),
        Some("skos") => (Format::Skos, "text/turtle; charset=utf-8"),
        Some("skos-json") => (Format::SkosJson, "application/ld+json"),
        Some("toml") => (Format::Toml, "application/toml"),
        Some(_) => {
            let fault =
                Fault::new(Code::MalformedQuery, "format").with("detail", "format: json, csv, skos, skos-json, toml");
            return Err(ask.problem(fault));
        }
    };
    let media = HeaderValue::from_static(media);
    Ok(([(CONTENT_TYPE, media)], export(&app.vocabulary(), format)).into_response())
}
