//! Reports over HTTP: `/api/v1/reports/…`, as JSON or CSV, and the registry of figures.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{WorkloadDocument, document};
use super::export::{self, Frame};
use super::ops::{self, RawQuestion};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::figures::{ALL, FigureDocument};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::extract::{Params, answer};
use crate::web::problem::Problem;

/// The addresses of reports.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(workload)).routes(routes!(figures))
}

/// The question as an address carries it: what is there is not empty.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    from: Option<String>,
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    to: Option<String>,
    #[param(pattern = "^(category|activity|file-type|country|project|client|team|file|person|status|language)$")]
    by: Option<String>,
    #[param(pattern = "^(category|activity|file-type|country|project|client|team|file|person|status|language)$")]
    across: Option<String>,
    #[param(pattern = "^(fiscal-year|fiscal-quarter|month|calendar-year|week)$")]
    per: Option<String>,
    #[param(pattern = "^(recorded|today)$")]
    as_of: Option<String>,
    #[param(pattern = "^(yes|no)$")]
    shared: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    category: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    activity: Option<String>,
    #[param(min_length = 1)]
    file_type: Option<String>,
    #[param(min_length = 1)]
    country: Option<String>,
    #[param(min_length = 1)]
    project: Option<String>,
    #[param(min_length = 1)]
    client: Option<String>,
    #[param(min_length = 1)]
    team: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    file: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    person: Option<String>,
    #[param(pattern = "^(draft|submitted|returned|approved)$")]
    status: Option<String>,
    #[param(pattern = "^(en|fr|-)$")]
    language: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

/// A member of a query, when it does not stand there without a value.
pub(super) fn given(text: Option<String>, field: &str) -> Result<String, Fault> {
    match text {
        None => Ok(String::new()),
        Some(text) if text.trim().is_empty() => Err(Fault::new(Code::MalformedQuery, field).with("detail", field)),
        Some(text) => Ok(text),
    }
}

impl Asked {
    /// The question as every door asks it.
    pub(super) fn raw(self) -> Result<RawQuestion, Fault> {
        Ok(RawQuestion {
            from: given(self.from, "from")?,
            to: given(self.to, "to")?,
            by: given(self.by, "by")?,
            across: given(self.across, "across")?,
            per: given(self.per, "per")?,
            as_of: given(self.as_of, "as_of")?,
            shared: given(self.shared, "shared")?,
            category: given(self.category, "category")?,
            activity: given(self.activity, "activity")?,
            file_type: given(self.file_type, "file_type")?,
            country: given(self.country, "country")?,
            project: given(self.project, "project")?,
            client: given(self.client, "client")?,
            team: given(self.team, "team")?,
            file: given(self.file, "file")?,
            person: given(self.person, "person")?,
            status: given(self.status, "status")?,
            language: given(self.language, "language")?,
            compare: String::new(),
            format: given(self.format, "format")?,
            lang: given(self.lang, "lang")?,
        })
    }
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON to read on.
    Json,
    /// JSON asked for by name, as the link of a page does: it leaves as a file.
    JsonFile,
    /// CSV.
    Csv,
}

/// Reads the language and the form that were asked for.
pub(super) fn form(ask: &mut Ask, lang: &str, format: &str) -> Result<Form, Problem> {
    if !lang.is_empty() {
        let wanted = Lang::ALL.into_iter().find(|known| known.as_str() == lang);
        ask.lang = wanted.ok_or_else(|| bad(ask, "lang", "lang: en, fr"))?;
    }
    match format {
        "" => Ok(Form::Json),
        "json" => Ok(Form::JsonFile),
        "csv" => Ok(Form::Csv),
        _ => Err(bad(ask, "format", "format: json, csv")),
    }
}

/// A report as it leaves.
pub(super) fn sent(ask: &Ask, name: &str, form: Form, json: &impl Serialize, csv: impl FnOnce() -> String) -> Response {
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    if form != Form::Csv {
        return ([language], answer(json)).into_response();
    }
    let media = (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let file = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\""));
    let file = (CONTENT_DISPOSITION, file.unwrap_or(HeaderValue::from_static("attachment")));
    ([language, media, file], csv()).into_response()
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/workload",
    tag = "reports",
    operation_id = "reportWorkload",
    params(Asked),
    responses((
        status = 200,
        description = "The report",
        content((WorkloadDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn workload(State(app): State<App>, mut ask: Ask, Params(question): Params<Asked>) -> Result<Response, Problem> {
    let question = question.raw().map_err(|fault| ask.problem(fault))?;
    let form = form(&mut ask, &question.lang, &question.format)?;
    let context = app.context(&ask);
    let late = app.config.late_after_days;
    let found = ops::workload(&context, &app.facts, &question, late).await.map_err(|failure| ask.problem(failure))?;
    let frame = Frame { vocabulary: &context.vocabulary, section: &app.config.section, lang: ask.lang };
    if form != Form::Json {
        let format = if form == Form::Csv { "csv" } else { "json" };
        ops::note_export(&context, &found, format).await.map_err(|failure| ask.problem(failure))?;
    }
    Ok(sent(&ask, "workload", form, &document(&found, frame), || export::csv(&found, frame)))
}

/// The registry of figures.
#[derive(Serialize, ToSchema)]
#[schema(as = FigureList)]
struct Registry {
    /// The figures.
    figures: Vec<FigureDocument>,
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/figures",
    tag = "reports",
    operation_id = "listFigures",
    responses((status = 200, description = "The figures", body = Registry)),
)]
async fn figures(ask: Ask) -> Result<Response, Problem> {
    ask.access.must(Right::ReadReports).map_err(|fault| ask.problem(fault))?;
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    let figures = ALL.iter().map(|figure| figure.document(ask.lang)).collect();
    Ok(([language], answer(&Registry { figures })).into_response())
}

pub(super) fn bad(ask: &Ask, field: &str, detail: &str) -> Problem {
    ask.problem(Fault::new(Code::MalformedQuery, field).with("detail", detail))
}
