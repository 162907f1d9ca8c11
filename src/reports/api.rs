//! Reports over HTTP: `/api/v1/reports/workload`, as JSON or CSV.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::export::{self, Frame};
use super::ops::{self, RawQuestion};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::{Params, answer};
use crate::web::problem::Problem;

/// The addresses of reports.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/reports/workload", get(workload))
}

async fn workload(
    State(app): State<App>,
    mut ask: Ask,
    Params(question): Params<RawQuestion>,
) -> Result<Response, Problem> {
    if !question.lang.is_empty() {
        ask.lang = question.lang.parse().map_err(|_| bad(&ask, "lang", "lang: en, fr"))?;
    }
    let late = app.config.late_after_days;
    let found =
        ops::workload(&app.context(&ask), &app.facts, &question, late).await.map_err(|failure| ask.problem(failure))?;
    let frame = Frame { vocabulary: &app.vocabulary, section: &app.config.section, lang: ask.lang };
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    match question.format.as_str() {
        "" | "json" => Ok(([language], answer(&export::json(&found, frame))).into_response()),
        "csv" => {
            let media = (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            let name = (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"workload.csv\""));
            Ok(([language, media, name], export::csv(&found, frame)).into_response())
        }
        _ => Err(bad(&ask, "format", "format: json, csv")),
    }
}

fn bad(ask: &Ask, field: &str, detail: &str) -> Problem {
    ask.problem(Fault::new(Code::MalformedQuery, field).with("detail", detail))
}
