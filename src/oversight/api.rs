//! Oversight over HTTP: `/api/v1/sign-offs`, the confirmations of a file, and `/api/v1/chase`.

use axum::extract::State as AppState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::chase::{self, Item, List, RawChase};
use super::{FileTime, RawSignOff, SignOff, SignOffView, State, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::{FileId, SignOffId};
use crate::web::ask::Ask;
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of oversight.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_files))
        .routes(routes!(list, sign_off))
        .routes(routes!(withdraw))
        .routes(routes!(list_chase))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfPeriod {
    #[param(required = true, min_length = 7, max_length = 11, value_type = String)]
    period: String,
    #[param(pattern = "^(open|confirmed|changed_since)$")]
    state: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// One page of the files of a period, by number.
#[derive(Serialize, ToSchema)]
#[schema(as = FileTimeList)]
struct Listed {
    /// The period: `2026-11`, `2026-27-Q3` or `2026-27`.
    period: String,
    /// Its first day.
    first_day: NaiveDate,
    /// Its last day.
    last_day: NaiveDate,
    /// The files.
    files: Vec<FileTime>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/sign-offs", tag = "oversight", operation_id = "listSignOffs",
    params(OfPeriod),
    responses((status = 200, description = "One page of files with time in the period", body = Listed)),
)]
async fn list_files(
    AppState(app): AppState<App>,
    ask: Ask,
    Params(page): Params<OfPeriod>,
) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let context = app.context(&ask);
    let listed = match page.state.as_deref() {
        None => ops::list_files(&context, &page.period, &after, limit + 1).await,
        Some(text) => {
            let state = State::ALL.into_iter().find(|state| state.as_str() == text);
            let bad =
                || Fault::new(Code::MalformedQuery, "state").with("detail", "state: open, confirmed, changed_since");
            let state = state.ok_or_else(|| ask.problem(bad()))?;
            ops::list_files_in(&context, &page.period, state, &after, limit + 1).await
        }
    };
    let (period, mut files) = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut files, limit, |last| {
        let (code, cursor) = (period.code(), cursor::write(&last.file));
        let state = page.state.as_ref().map(|state| format!("&state={state}")).unwrap_or_default();
        format!("/api/v1/sign-offs?period={code}{state}&limit={limit}&cursor={cursor}")
    });
    let body =
        Listed { period: period.code(), first_day: period.first, last_day: period.last, files, next: next.clone() };
    Ok(cursor::with_next(answer(&body), next.as_deref()))
}

/// One page of the confirmations of a file, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = SignOffList)]
struct SignOffs {
    /// The confirmations.
    sign_offs: Vec<SignOffView>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/sign-offs", tag = "oversight", operation_id = "listFileSignOffs",
    params(("id" = Uuid, Path), Page),
    responses((status = 200, description = "One page of confirmations", body = SignOffs)),
)]
async fn list(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(page): Params<Page>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let before = match page.cursor.as_deref() {
        None => None,
        Some(text) => Some(read_cursor(text).map_err(|fault| ask.problem(fault))?),
    };
    let id = parse_id(&id, &ask)?;
    let listed = ops::list(&context, id, before, limit + 1).await;
    let mut sign_offs = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut sign_offs, limit, |last| {
        let cursor = cursor::write(&last.sign_off.id.to_string());
        format!("/api/v1/files/{id}/sign-offs?limit={limit}&cursor={cursor}")
    });
    Ok(cursor::with_next(answer(&SignOffs { sign_offs, next: next.clone() }), next.as_deref()))
}

fn read_cursor(text: &str) -> Result<SignOffId, Fault> {
    SignOffId::parse(&cursor::read(text)?, "cursor").map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))
}

#[utoipa::path(
    post, path = "/api/v1/files/{id}/sign-offs", tag = "oversight", operation_id = "signOffFile",
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = RawSignOff,
    responses((status = 201, description = "The confirmation", body = SignOff)),
)]
async fn sign_off(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(raw): Json<RawSignOff>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    ops::must_confirm(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let sign_off = ops::sign_off(&context, id, &raw).await.map_err(|failure| ask.problem(failure))?;
    Ok((StatusCode::CREATED, answer(&sign_off)).into_response())
}

#[utoipa::path(
    post, path = "/api/v1/files/{id}/sign-offs/{sign_off}/withdrawal", tag = "oversight", operation_id = "withdrawSignOff",
    params(("id" = Uuid, Path), ("sign_off" = Uuid, Path)),
    responses((status = 200, description = "The confirmation", body = SignOff)),
)]
async fn withdraw(AppState(app): AppState<App>, ask: Ask, Segments(path): Segments<2>) -> Result<Response, Problem> {
    let [id, sign_off] = path;
    let id = parse_id(&id, &ask)?;
    let nowhere = |_| ask.problem(Fault::new(Code::NotFound, ""));
    let sign_off = SignOffId::parse(&sign_off, "").map_err(nowhere)?;
    Ok(answer(&ops::withdraw(&app.context(&ask), id, sign_off).await.map_err(|failure| ask.problem(failure))?))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Question {
    #[param(required = true, value_type = String, pattern = "^(missing|implausible|unsubmitted)$")]
    list: String,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// One page of a chase list, by team, number and day.
#[derive(Serialize, ToSchema)]
#[schema(as = ChaseItems)]
struct Chased {
    /// Which list.
    list: List,
    /// The first day it looks at.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// What to ask about.
    items: Vec<Item>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/chase", tag = "oversight", operation_id = "listChase",
    params(Question),
    responses((status = 200, description = "One page of what to ask about", body = Chased)),
)]
async fn list_chase(
    AppState(app): AppState<App>,
    ask: Ask,
    Params(question): Params<Question>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadEntries).map_err(|fault| ask.problem(fault))?;
    let limit = cursor::limit(question.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(question.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let raw = RawChase { list: question.list, from: given(&question.from), to: given(&question.to) };
    let wanted = raw.parse(context.clock.today()).map_err(|faults| ask.problem(faults))?;
    let items = chase::list(&context, &wanted).await.map_err(|failure| ask.problem(failure))?;
    let mut items = chase::after(items, &after).map_err(|fault| ask.problem(fault))?;
    let chase::Chase { list, from, to } = wanted;
    let next = cursor::cut(&mut items, limit, |last| {
        let (list, cursor) = (list.as_str(), cursor::write(&last.mark()));
        format!("/api/v1/chase?list={list}&from={from}&to={to}&limit={limit}&cursor={cursor}")
    });
    Ok(cursor::with_next(answer(&Chased { list, from, to, items, next: next.clone() }), next.as_deref()))
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<FileId, Problem> {
    FileId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
