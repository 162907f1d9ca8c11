//! People and their schedules over HTTP: `/api/v1/people`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ops::{self, Added};
use super::sent::{SentPerson, SentPersonChange, SentSchedule};
use super::{Person, PersonSchedules, RawPerson};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault, Faults};
use crate::ids::PersonId;
use crate::time::parse_work_date;
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of people.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(find, change))
        .routes(routes!(list_schedules))
        .routes(routes!(set_schedule, remove_schedule))
}

/// A page of people.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonList)]
struct People {
    /// The people, by number.
    people: Vec<Person>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A page, or only those who were there in some days.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Filters {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
    #[param(min_length = 1)]
    team: Option<String>,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
}

/// How people without a team are asked for.
const NOT_GIVEN: &str = "-";

#[utoipa::path(
    get, path = "/api/v1/people", tag = "people", operation_id = "listPeople",
    params(Filters),
    responses((status = 200, description = "The people within reach of the account, by number", body = People)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Filters>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    if page.team.is_some() || page.from.is_some() || page.to.is_some() {
        return there(&app, &ask, &page, &after, limit).await;
    }
    let mut people =
        ops::list_page(&app.context(&ask), &after, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut people, limit, |last| {
        format!("/api/v1/people?limit={limit}&cursor={}", cursor::write(&last.number))
    });
    Ok(cursor::with_next(answer(&People { people, next: next.clone() }), next.as_deref()))
}

/// A page of the people of a team, or of all, who were there on some working day between two; of one that is not said the
/// other stands for both, and today for both of them.
async fn there(app: &App, ask: &Ask, page: &Filters, after: &str, limit: i64) -> Result<Response, Problem> {
    let mut faults = Faults::none();
    let mut day = |text: Option<&String>, field: &str| match text {
        Some(text) => faults.keep(parse_work_date(text, field, NaiveDate::MAX)),
        None => Some(app.context(ask).clock.today()),
    };
    let from = day(page.from.as_ref().or(page.to.as_ref()), "from");
    let to = day(page.to.as_ref().or(page.from.as_ref()), "to");
    if page.team.as_deref().is_some_and(|team| team.trim().is_empty()) {
        faults.push(Fault::new(Code::MalformedQuery, "team").with("detail", "team"));
    }
    let (Some(from), Some(to), true) = (from, to, faults.is_empty()) else { return Err(ask.problem(faults)) };
    let team = page.team.as_deref().map(|team| if team == NOT_GIVEN { "" } else { team });
    let found = ops::list_there(&app.context(ask), team, (from, to), after, limit + 1).await;
    let mut people = found.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut people, limit, |last| {
        let said = [("team", &page.team), ("from", &page.from), ("to", &page.to)];
        let said = said.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
        let place = [("limit", limit.to_string()), ("cursor", cursor::write(&last.number))];
        let query = serde_urlencoded::to_string(said.chain(place).collect::<Vec<_>>()).unwrap_or_default();
        format!("/api/v1/people?{query}")
    });
    Ok(cursor::with_next(answer(&People { people, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post, path = "/api/v1/people", tag = "people", operation_id = "addPerson",
    request_body = SentPerson,
    responses(
        (status = 201, description = "The person was added", body = Person),
        (status = 200, description = "The same person was there already", body = Person),
    ),
)]
async fn add(State(app): State<App>, ask: Ask, Json(sent): Json<SentPerson>) -> Result<Response, Problem> {
    let new = RawPerson::from(sent).parse().map_err(|faults| ask.problem(faults))?;
    let (status, person) = match ops::add(&app.context(&ask), &new).await.map_err(|failure| ask.problem(failure))? {
        Added::New(person) => (StatusCode::CREATED, person),
        Added::Same(person) => (StatusCode::OK, person),
    };
    let location = format!("/api/v1/people/{}", person.id);
    Ok((status, [etag(person.version)], [(LOCATION, location)], answer(&person)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "people", operation_id = "findPerson",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The person", body = Person)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let person = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(person.version)], answer(&person)).into_response())
}

/// Members that are given replace those that are stored; the number cannot change.
#[utoipa::path(
    patch, path = "/api/v1/people/{id}", tag = "people", operation_id = "changePerson",
    params(("id" = Uuid, Path)),
    request_body = SentPersonChange,
    responses((status = 200, description = "The person as changed", body = Person)),
)]
async fn change(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(change): Json<SentPersonChange>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangePeople).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
    if current.version != version {
        // What the body leaves out would be taken from another version than the sender has seen.
        let fault = Fault::new(Code::VersionConflict, "").with("current", current.version);
        return Err(ask.problem(fault).with_current(&current));
    }
    let raw = change.applied_to(RawPerson::of(&current));
    match ops::change(&context, id, version, &raw).await {
        Ok(person) => Ok(([etag(person.version)], answer(&person)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    get, path = "/api/v1/people/{id}/schedules", tag = "people", operation_id = "listSchedules",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "From when on the person works how much, by date", body = PersonSchedules)),
)]
async fn list_schedules(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let listed = ops::list_schedules(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(listed.version)], answer(&listed)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/people/{id}/schedules/{valid_from}", tag = "people", operation_id = "setSchedule",
    params(("id" = Uuid, Path), ("valid_from" = String, Path, format = Date)),
    request_body = SentSchedule,
    responses(
        (status = 200, description = "The schedule of that day was replaced", body = PersonSchedules),
        (status = 201, description = "A schedule was added", body = PersonSchedules),
    ),
)]
async fn set_schedule(
    State(app): State<App>,
    ask: Ask,
    Segments(segments): Segments<2>,
    Json(sent): Json<SentSchedule>,
) -> Result<Response, Problem> {
    let [id, valid_from] = segments;
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangePeople).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    let new = sent.starting_on(valid_from).parse().map_err(|faults| ask.problem(faults))?;
    match ops::set_schedule(&context, id, version, &new).await {
        Ok((listed, made)) => {
            let status = if made { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, [etag(listed.version)], answer(&listed)).into_response())
        }
        Err(failure) => Err(refused(&app, &ask, id, failure).await),
    }
}

#[utoipa::path(
    delete, path = "/api/v1/people/{id}/schedules/{valid_from}", tag = "people", operation_id = "removeSchedule",
    params(("id" = Uuid, Path), ("valid_from" = String, Path, format = Date)),
    responses((status = 200, description = "The schedules that remain", body = PersonSchedules)),
)]
async fn remove_schedule(
    State(app): State<App>,
    ask: Ask,
    Segments(segments): Segments<2>,
) -> Result<Response, Problem> {
    let [id, valid_from] = segments;
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangePeople).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match ops::remove_schedule(&context, id, version, &valid_from).await {
        Ok(listed) => Ok(([etag(listed.version)], answer(&listed)).into_response()),
        Err(failure) => Err(refused(&app, &ask, id, failure).await),
    }
}

/// A change of schedules that did not happen; with what is stored now, where that is the reason.
async fn refused(app: &App, ask: &Ask, id: PersonId, failure: crate::failure::Failure) -> Problem {
    if failure.code() != Code::VersionConflict {
        return ask.problem(failure);
    }
    match ops::list_schedules(&app.context(ask), id).await {
        Ok(current) => ask.problem(failure).with_current(&current),
        Err(failure) => ask.problem(failure),
    }
}

fn parse_id(text: &str, ask: &Ask) -> Result<PersonId, Problem> {
    PersonId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
