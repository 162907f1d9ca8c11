//! The register of requests over HTTP: `/api/v1/requests`.

use axum::extract::State as AppState;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ops::{self, NOT_GIVEN, Place, Wanted};
use super::sent::{SentDecision, SentLink, SentReopening, SentRequest, SentTriage};
use super::{Happened, Kind, RawLink, RawRequest, RawRequestChange, Request, State, StateCounts, StateSince};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files;
use crate::files::search::SEARCH_MAX;
use crate::ids::RequestId;
use crate::text::{self, NAME_MAX};
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of requests.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, enter))
        .routes(routes!(find, change))
        .routes(routes!(triage))
        .routes(routes!(decide))
        .routes(routes!(link_file))
        .routes(routes!(complete))
        .routes(routes!(reopen))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filters {
    #[param(pattern = "^(received|triaged|accepted|declined|referred|completed)$")]
    pub(super) state: Option<String>,
    #[param(min_length = 1, max_length = 120)]
    pub(super) requester: Option<String>,
    #[param(pattern = "^(technical_assistance|strategic_advice|information|other)$")]
    pub(super) kind: Option<String>,
    #[param(max_length = 200)]
    pub(super) search: Option<String>,
    #[param(pattern = "^([A-Za-z]{2}|-)$")]
    pub(super) country: Option<String>,
    #[param(pattern = "^(received|accepted|declined|referred|completed|open|moved)$")]
    pub(super) event: Option<String>,
    #[param(format = Date)]
    pub(super) from: Option<String>,
    #[param(format = Date)]
    pub(super) to: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    pub(super) cursor: Option<String>,
}

/// One page of requests, the latest number first.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestList)]
struct Listed {
    /// The requests.
    requests: Vec<Request>,
    /// How many there are in each state, on all pages and whatever state was asked for.
    counts: StateCounts,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A request with the states it was in.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestWithStates)]
struct Found {
    #[serde(flatten)]
    request: Request,
    /// The states, from the first to the present one.
    #[schema(min_items = 1)]
    states: Vec<StateSince>,
}

#[utoipa::path(
    get, path = "/api/v1/requests", tag = "requests", operation_id = "listRequests",
    params(Filters),
    responses((status = 200, description = "One page of requests", body = Listed)),
)]
async fn list(AppState(app): AppState<App>, ask: Ask, Params(filters): Params<Filters>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let wanted = wanted(&context, &filters).map_err(|failure| ask.problem(failure))?;
    let found = ops::list(&context, &wanted).await.map_err(|failure| ask.problem(failure))?;
    let (mut requests, counts) = (found.requests, found.counts);
    let next = cursor::cut(&mut requests, wanted.limit - 1, |last| next_page(&filters, &cursor::write(&last.number)));
    Ok(cursor::with_next(answer(&Listed { requests, counts, next: next.clone() }), next.as_deref()))
}

fn next_page(filters: &Filters, cursor: &str) -> String {
    let limit = filters.limit.map(|limit| limit.to_string());
    let members = [
        ("state", filters.state.as_deref()),
        ("requester", filters.requester.as_deref()),
        ("kind", filters.kind.as_deref()),
        ("search", filters.search.as_deref()),
        ("country", filters.country.as_deref()),
        ("event", filters.event.as_deref()),
        ("from", filters.from.as_deref()),
        ("to", filters.to.as_deref()),
        ("limit", limit.as_deref()),
        ("cursor", Some(cursor)),
    ];
    let given: Vec<(&str, &str)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    format!("/api/v1/requests?{}", serde_urlencoded::to_string(given).unwrap_or_default())
}

/// What a list is filtered by; one more request than a page holds, to know whether there is a next one.
pub(super) fn wanted(context: &Context, filters: &Filters) -> Result<Wanted, Failure> {
    context.caller.access.must(Right::ReadRequests)?;
    let mut faults = Faults::none();
    let bad = |field: &str| Fault::new(Code::MalformedQuery, field).with("detail", field);
    let limit = faults.keep(cursor::limit(filters.limit));
    let mut wanted = Wanted::all(context.clock.today(), limit.unwrap_or_default() + 1);
    let mut day = |text: &Option<String>, field: &str, kept: &mut NaiveDate| {
        let read = text.as_ref().map(|text| crate::time::parse_work_date(text, field, NaiveDate::MAX));
        if let Some(day) = read.and_then(|day| faults.keep(day)) {
            *kept = day;
        }
    };
    day(&filters.from, "from", &mut wanted.from);
    day(&filters.to, "to", &mut wanted.to);
    if let Some(state) = &filters.state {
        wanted.state = faults.keep(State::find(state).ok_or_else(|| bad("state")));
    }
    if let Some(kind) = &filters.kind {
        wanted.kind = faults.keep(Kind::parse(kind, "kind"));
    }
    if let Some(text) = &filters.search {
        let length = text.chars().count();
        if length as u64 > SEARCH_MAX {
            faults.push(Fault::new(Code::TooLong, "search").with("length", length).with("limit", SEARCH_MAX));
        }
        wanted.text.clone_from(text);
    }
    if let Some(event) = &filters.event {
        let happened = Happened::ALL.into_iter().find(|happened| happened.as_str() == event);
        wanted.happened = faults.keep(happened.ok_or_else(|| bad("event")));
    }
    if let Some(requester) = &filters.requester {
        wanted.requester = faults.keep(text::required(requester, "requester")).unwrap_or_default();
        let length = requester.chars().count();
        if u64::try_from(length).is_ok_and(|length| length > NAME_MAX) {
            faults.push(Fault::new(Code::TooLong, "requester").with("length", length).with("limit", NAME_MAX));
        }
    }
    if let Some(country) = filters.country.as_ref().filter(|country| *country == NOT_GIVEN) {
        wanted.country.clone_from(country);
    } else if let Some(country) = &filters.country {
        match files::parse_country(country) {
            Ok(country) if country.is_empty() => faults.push(bad("country")),
            Ok(country) => wanted.country = country,
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(cursor) = &filters.cursor {
        wanted.before = faults.keep(
            cursor::read(cursor)
                .and_then(|place| Place::of(&place).ok_or_else(|| Fault::new(Code::UnknownCursor, "cursor"))),
        );
    }
    Ok(faults.or(|| wanted)?)
}

#[utoipa::path(
    post, path = "/api/v1/requests", tag = "requests", operation_id = "enterRequest",
    params(("Idempotency-Key" = String, Header)), request_body = SentRequest,
    responses((status = 201, description = "The new request", body = Request)),
)]
async fn enter(AppState(app): AppState<App>, ask: Ask, Json(sent): Json<SentRequest>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeRequests).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let new = RawRequest::from(sent).parse(context.clock.today()).map_err(|faults| ask.problem(faults))?;
    let request = ops::enter(&context, &new).await.map_err(|failure| ask.problem(failure))?;
    let location = format!("/api/v1/requests/{}", request.id);
    Ok((StatusCode::CREATED, [etag(request.version)], [(LOCATION, location)], answer(&request)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "findRequest",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The request with the states it was in", body = Found)),
)]
async fn find(AppState(app): AppState<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let found = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await;
    let (request, states) = found.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(request.version)], answer(&Found { request, states })).into_response())
}

/// A change that is about to be made: what it is done with, to which request, at which version.
struct Asked {
    context: Context,
    id: RequestId,
    version: i64,
}

impl Asked {
    /// Who may not change requests is told so before anything else.
    fn new(app: &App, ask: &Ask, id: &str) -> Result<Self, Problem> {
        let id = parse_id(id, ask)?;
        let context = app.context(ask);
        context.caller.access.must(Right::ChangeRequests).map_err(|fault| ask.problem(fault))?;
        Ok(Self { context, id, version: ask.required_version()? })
    }

    /// The changed request, or why it was not changed; with what is stored now, where that is the reason.
    async fn answer(self, ask: &Ask, outcome: Result<Request, Failure>) -> Result<Response, Problem> {
        match outcome {
            Ok(request) => Ok(([etag(request.version)], answer(&request)).into_response()),
            Err(failure) if failure.code() == Code::VersionConflict => {
                let problem = ask.problem(failure);
                match ops::find(&self.context, self.id).await {
                    Ok((current, _)) => Err(problem.with_current(&current)),
                    Err(_) => Err(problem),
                }
            }
            Err(failure) => Err(ask.problem(failure)),
        }
    }
}

/// Members that are given replace those that are stored; number and state stay.
#[utoipa::path(
    patch, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "changeRequest",
    params(("id" = Uuid, Path)), request_body = RawRequestChange,
    responses((status = 200, description = "The changed request", body = Request)),
)]
async fn change(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<RawRequestChange>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::change(&asked.context, asked.id, asked.version, &sent).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/triage", tag = "requests", operation_id = "triageRequest",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = SentTriage,
    responses((status = 200, description = "The request", body = Request)),
)]
async fn triage(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentTriage>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::triage(&asked.context, asked.id, asked.version, &sent.into()).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/decision", tag = "requests", operation_id = "decideRequest",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = SentDecision,
    responses((status = 200, description = "The request", body = Request)),
)]
async fn decide(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentDecision>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::decide(&asked.context, asked.id, asked.version, &sent.into()).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/file", tag = "requests", operation_id = "linkRequestFile",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = SentLink,
    responses((status = 200, description = "The request with its file", body = Request)),
)]
async fn link_file(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentLink>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let link = RawLink::try_from(sent).map_err(|fault| ask.problem(fault))?;
    let outcome = ops::link_file(&asked.context, asked.id, asked.version, &link).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/completion", tag = "requests", operation_id = "completeRequest",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The request", body = Request)),
)]
async fn complete(AppState(app): AppState<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::complete(&asked.context, asked.id, asked.version).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/reopening", tag = "requests", operation_id = "reopenRequest",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = SentReopening,
    responses((status = 200, description = "The request", body = Request)),
)]
async fn reopen(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentReopening>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::reopen(&asked.context, asked.id, asked.version, &sent.into()).await;
    asked.answer(&ask, outcome).await
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<RequestId, Problem> {
    RequestId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
