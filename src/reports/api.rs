//! Reports over HTTP: `/api/v1/reports/workload`, as JSON or CSV.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{WorkloadDocument, document};
use super::export::{self, Frame};
use super::ops::{self, RawQuestion};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::extract::{Params, answer};
use crate::web::problem::Problem;

/// The addresses of reports.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(workload))
}

/// The question as an address carries it: what is there is not empty.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Question {
    #[param(pattern = "^[0-9]{4}-[0-9]{2}$")]
    from: Option<String>,
    #[param(pattern = "^[0-9]{4}-[0-9]{2}$")]
    to: Option<String>,
    #[param(pattern = "^(category|activity|file-type|country|project|team|file)$")]
    by: Option<String>,
    #[param(pattern = "^(fiscal-year|fiscal-quarter|month)$")]
    per: Option<String>,
    #[param(pattern = "^(recorded|today)$")]
    as_of: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

impl Question {
    /// The question as every door asks it, when no member is there without a value.
    fn raw(self) -> Result<RawQuestion, Fault> {
        let given = |text: Option<String>, field: &str| match text {
            None => Ok(String::new()),
            Some(text) if text.trim().is_empty() => Err(Fault::new(Code::MalformedQuery, field).with("detail", field)),
            Some(text) => Ok(text),
        };
        Ok(RawQuestion {
            from: given(self.from, "from")?,
            to: given(self.to, "to")?,
            by: given(self.by, "by")?,
            per: given(self.per, "per")?,
            as_of: given(self.as_of, "as_of")?,
            format: given(self.format, "format")?,
            lang: given(self.lang, "lang")?,
        })
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/workload",
    tag = "reports",
    operation_id = "reportWorkload",
    params(Question),
    responses((
        status = 200,
        description = "The report",
        content((WorkloadDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn workload(
    State(app): State<App>,
    mut ask: Ask,
    Params(question): Params<Question>,
) -> Result<Response, Problem> {
    let question = question.raw().map_err(|fault| ask.problem(fault))?;
    if !question.lang.is_empty() {
        let wanted = Lang::ALL.into_iter().find(|lang| lang.as_str() == question.lang);
        ask.lang = wanted.ok_or_else(|| bad(&ask, "lang", "lang: en, fr"))?;
    }
    let context = app.context(&ask);
    let late = app.config.late_after_days;
    let found = ops::workload(&context, &app.facts, &question, late).await.map_err(|failure| ask.problem(failure))?;
    let frame = Frame { vocabulary: &context.vocabulary, section: &app.config.section, lang: ask.lang };
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    match question.format.as_str() {
        format @ ("" | "json") => {
            // Asked for by name, as the link of the page does, it leaves as a file.
            if !format.is_empty() {
                ops::note_export(&context, &found, format).await.map_err(|failure| ask.problem(failure))?;
            }
            Ok(([language], answer(&document(&found, frame))).into_response())
        }
        "csv" => {
            ops::note_export(&context, &found, "csv").await.map_err(|failure| ask.problem(failure))?;
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
