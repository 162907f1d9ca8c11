//! The vocabulary over HTTP: `/api/v1/vocabulary`, as JSON or in the formats it is exported in.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::export::{Format, export};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::Params;
use crate::web::problem::Problem;

/// The address of the vocabulary.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/vocabulary", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Wanted {
    format: Option<String>,
}

async fn show(State(app): State<App>, ask: Ask, Params(wanted): Params<Wanted>) -> Result<Response, Problem> {
    let (format, media) = match wanted.format.as_deref() {
        None | Some("json") => (Format::Json, "application/json"),
        Some("csv") => (Format::Csv, "text/csv; charset=utf-8"),
        Some("skos") => (Format::Skos, "text/turtle; charset=utf-8"),
        Some("skos-json") => (Format::SkosJson, "application/ld+json"),
        Some(_) => {
            let fault = Fault::new(Code::MalformedQuery, "format").with("detail", "format: json, csv, skos, skos-json");
            return Err(ask.problem(fault));
        }
    };
    let media = HeaderValue::from_static(media);
    Ok(([(CONTENT_TYPE, media)], export(&app.vocabulary, format)).into_response())
}
