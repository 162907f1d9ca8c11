//! Reports of tables over HTTP, and figures explained.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LANGUAGE;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{FoundDocument, SheetDocument, document};
use super::{Sheet, export};
use crate::app::App;
use crate::context::Context;
use crate::entries::EntryView;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::figures::FigureDocument;
use crate::ids::EntryId;
use crate::number::Hundredths;
use crate::oversight::chase::RawChase;
use crate::reports::api::{Asked, Form, form, given, sent};
use crate::reports::document::FilterDocument;
use crate::reports::explain::{self, Explained, Shown};
use crate::reports::export::Frame;
use crate::reports::question::RawQuestion;
use crate::reports::run::{self, Report};
use crate::time::{clip, parse_work_date};
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::{Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of reports of tables.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(demand))
        .routes(routes!(timeliness))
        .routes(routes!(quality))
        .routes(routes!(capacity))
        .routes(routes!(sign_off))
        .routes(routes!(chase))
        .routes(routes!(explain_figure))
}

/// Days, the length of periods, form and language.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Days {
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    from: Option<String>,
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    to: Option<String>,
    #[param(pattern = "^(fiscal-year|fiscal-quarter|month|calendar-year|week)$")]
    per: Option<String>,
    #[param(pattern = "^(yes|no)$")]
    shared: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

impl Days {
    fn raw(self) -> Result<RawQuestion, Fault> {
        Ok(RawQuestion {
            from: given(self.from, "from")?,
            to: given(self.to, "to")?,
            per: given(self.per, "per")?,
            shared: given(self.shared, "shared")?,
            format: given(self.format, "format")?,
            lang: given(self.lang, "lang")?,
            ..RawQuestion::default()
        })
    }
}

/// What can be divided and narrowed, days, the length of periods, form and language.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Late {
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    from: Option<String>,
    #[param(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    to: Option<String>,
    #[param(pattern = "^(category|activity|file-type|country|project|client|team|file|person|status|language)$")]
    by: Option<String>,
    #[param(pattern = "^(fiscal-year|fiscal-quarter|month|calendar-year|week)$")]
    per: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    category: Option<String>,
    #[param(min_length = 1)]
    team: Option<String>,
    #[param(pattern = "^(yes|no)$")]
    shared: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

impl Late {
    fn raw(self) -> Result<RawQuestion, Fault> {
        Ok(RawQuestion {
            from: given(self.from, "from")?,
            to: given(self.to, "to")?,
            by: given(self.by, "by")?,
            per: given(self.per, "per")?,
            category: given(self.category, "category")?,
            team: given(self.team, "team")?,
            shared: given(self.shared, "shared")?,
            format: given(self.format, "format")?,
            lang: given(self.lang, "lang")?,
            ..RawQuestion::default()
        })
    }
}

/// A report of a question, in the form and the language that the question names.
async fn answered(
    app: &App,
    mut ask: Ask,
    report: Report,
    question: Result<RawQuestion, Fault>,
) -> Result<Response, Problem> {
    let question = question.map_err(|fault| ask.problem(fault))?;
    let form = form(&mut ask, &question.lang, &question.format)?;
    let found = run::report(&app.context(&ask), &app.facts, report, &question).await;
    made(app, &ask, form, found).await
}

/// A report that was made, in the form and the language that were asked for.
async fn made(app: &App, ask: &Ask, form: Form, found: Result<Sheet, Failure>) -> Result<Response, Problem> {
    let context = app.context(ask);
    let sheet = found.map_err(|failure| ask.problem(failure))?;
    if form != Form::Json {
        let format = if form == Form::Csv { "csv" } else { "json" };
        run::note_export(&context, &sheet, format).await.map_err(|failure| ask.problem(failure))?;
    }
    let frame = frame(app, &context, ask);
    Ok(sent(ask, sheet.report, form, &document(&sheet, frame), || export::csv(&sheet, frame)))
}

fn frame<'a>(app: &'a App, context: &'a Context, ask: &Ask) -> Frame<'a> {
    Frame { vocabulary: &context.vocabulary, section: &app.config.section, lang: ask.lang }
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/demand",
    tag = "reports",
    operation_id = "reportDemand",
    params(Days),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn demand(State(app): State<App>, ask: Ask, Params(asked): Params<Days>) -> Result<Response, Problem> {
    answered(&app, ask, Report::Demand, asked.raw()).await
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/timeliness",
    tag = "reports",
    operation_id = "reportTimeliness",
    params(Late),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn timeliness(State(app): State<App>, ask: Ask, Params(asked): Params<Late>) -> Result<Response, Problem> {
    answered(&app, ask, Report::Timeliness, asked.raw()).await
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/quality",
    tag = "reports",
    operation_id = "reportQuality",
    params(Days),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn quality(State(app): State<App>, ask: Ask, Params(asked): Params<Days>) -> Result<Response, Problem> {
    answered(&app, ask, Report::Quality, asked.raw()).await
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/capacity",
    tag = "reports",
    operation_id = "reportCapacity",
    params(Days),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn capacity(State(app): State<App>, ask: Ask, Params(asked): Params<Days>) -> Result<Response, Problem> {
    answered(&app, ask, Report::Capacity, asked.raw()).await
}

/// A period, form and language.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfPeriod {
    #[param(required = true, pattern = "^[0-9]{4}-[0-9]{2}(-(Q[1-4]|T[1-4]|M(0[1-9]|1[0-2])))?$")]
    period: Option<String>,
    #[param(pattern = "^(yes|no)$")]
    shared: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/sign-off",
    tag = "reports",
    operation_id = "reportSignOff",
    params(OfPeriod),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn sign_off(State(app): State<App>, mut ask: Ask, Params(asked): Params<OfPeriod>) -> Result<Response, Problem> {
    let texts = given(asked.period, "period").and_then(|period| {
        Ok((period, given(asked.shared, "shared")?, given(asked.lang, "lang")?, given(asked.format, "format")?))
    });
    let (period, shared, lang, format) = texts.map_err(|fault| ask.problem(fault))?;
    let form = form(&mut ask, &lang, &format)?;
    let found = run::sign_off(&app.context(&ask), &app.facts, &period, &shared).await;
    made(&app, &ask, form, found).await
}

/// A list, days, form and language.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfList {
    #[param(required = true, pattern = "^(missing|implausible|unsubmitted)$")]
    list: Option<String>,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    lang: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/chase",
    tag = "reports",
    operation_id = "reportChase",
    params(OfList),
    responses((
        status = 200,
        description = "The report",
        content((SheetDocument = "application/json"), (String = "text/csv")),
    )),
)]
async fn chase(State(app): State<App>, mut ask: Ask, Params(asked): Params<OfList>) -> Result<Response, Problem> {
    let texts = given(asked.list, "list").and_then(|list| {
        let raw = RawChase { list, from: given(asked.from, "from")?, to: given(asked.to, "to")? };
        Ok((raw, given(asked.lang, "lang")?, given(asked.format, "format")?))
    });
    let (raw, lang, format) = texts.map_err(|fault| ask.problem(fault))?;
    let form = form(&mut ask, &lang, &format)?;
    let found = run::chase(&app.context(&ask), &app.facts, &raw).await;
    made(&app, &ask, form, found).await
}

/// A page of entries.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct PageAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// A figure with its value and the entries behind it.
#[derive(Serialize, ToSchema)]
#[schema(as = ExplainedFigure)]
struct ExplainedDocument {
    /// The figure.
    figure: FigureDocument,
    /// The first day.
    first_day: NaiveDate,
    /// The last day.
    last_day: NaiveDate,
    /// What it is narrowed to.
    filters: Vec<FilterDocument>,
    /// What the reader may see, where that is not everything.
    #[schema(required = true)]
    seen: Option<String>,
    /// Counts changes of the data.
    data_version: i64,
    /// Its value for all these days together; null where it is not one number.
    #[schema(value_type = Option<f64>, required = true)]
    value: Option<Hundredths>,
    /// Its values as its report shows them: of everything together where the report has such a row.
    values: Vec<FoundDocument>,
    /// How many more values there are.
    #[schema(minimum = 0)]
    values_left_out: usize,
    /// The address of everything behind it; null where each value has its own.
    #[schema(required = true)]
    behind: Option<String>,
    /// A page of them, the newest first, without narratives.
    entries: Vec<EntryView>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/reports/figures/{figure}",
    tag = "reports",
    operation_id = "explainFigure",
    params(("figure" = String, Path, pattern = "^[a-z0-9-]+$"), Asked, PageAsked),
    responses((status = 200, description = "The figure, its value and the entries behind it", body = ExplainedDocument)),
)]
async fn explain_figure(
    State(app): State<App>,
    mut ask: Ask,
    Segment(figure): Segment,
    Params(members): Params<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (asked, page) = split(&members).map_err(|fault| ask.problem(fault))?;
    let question = asked.raw().map_err(|fault| ask.problem(fault))?;
    form(&mut ask, &question.lang, "")?;
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let before = page.cursor.as_deref().map(read_cursor).transpose().map_err(|fault| ask.problem(fault))?;
    let context = app.context(&ask);
    let shown = Shown { before, limit: limit + 1 };
    let found = explain::explain(&context, &app.facts, &figure, &question, shown).await;
    let Explained { figure, answer: about, value, values, left_out, behind, mut entries } =
        found.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut entries, limit, |last| {
        let place = cursor::write(&format!("{} {}", last.entry.worked_on, last.entry.id));
        let members = members.iter().filter(|(name, _)| name != "cursor");
        let members = members.map(|(name, value)| (name.as_str(), value.as_str())).chain([("cursor", place.as_str())]);
        let query = serde_urlencoded::to_string(members.collect::<Vec<_>>()).unwrap_or_default();
        format!("/api/v1/reports/figures/{}?{query}", figure.id)
    });
    let frame = frame(&app, &context, &ask);
    let (first_day, last_day) = about.days();
    let filters = about.question.filters.iter();
    let filters = filters.map(|filter| FilterDocument::new(filter, frame.label(filter.by, &filter.value, &about)));
    let explained = ExplainedDocument {
        figure: figure.document(ask.lang),
        first_day,
        last_day,
        filters: filters.collect(),
        seen: frame.seen(&about),
        data_version: about.snapshot.data_version,
        value,
        values: values.iter().map(|found| FoundDocument::of(&about, found, frame)).collect(),
        values_left_out: left_out,
        behind,
        entries,
        next: next.clone(),
    };
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    Ok(cursor::with_next(([language], answer(&explained)).into_response(), next.as_deref()))
}

/// The question and the page, which stand in one query.
fn split(members: &[(String, String)]) -> Result<(Asked, PageAsked), Fault> {
    let (mut question, mut page) = (Vec::new(), PageAsked::default());
    for (name, value) in members {
        match name.as_str() {
            "limit" => {
                let limit = value.parse().map_err(|_| refused("limit", value))?;
                page.limit = Some(limit);
            }
            "cursor" => page.cursor = Some(value.clone()),
            _ => question.push((name, value)),
        }
    }
    let query = serde_urlencoded::to_string(question).unwrap_or_default();
    let asked = serde_urlencoded::from_str(&query).map_err(|_| refused("", ""))?;
    Ok((asked, page))
}

fn refused(field: &str, value: &str) -> Fault {
    Fault::new(Code::MalformedQuery, field).with("detail", clip(&format!("{field}: {value}")))
}

fn read_cursor(text: &str) -> Result<(NaiveDate, EntryId), Fault> {
    let bad = || Fault::new(Code::UnknownCursor, "cursor");
    let place = cursor::read(text)?;
    let (day, id) = place.split_once(' ').ok_or_else(bad)?;
    let day = parse_work_date(day, "cursor", NaiveDate::MAX).map_err(|_| bad())?;
    Ok((day, EntryId::parse(id, "cursor").map_err(|_| bad())?))
}
