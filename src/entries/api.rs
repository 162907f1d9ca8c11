//! Entries over HTTP: `/api/v1/entries`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ops::{self, RawStep, Recorded, Wanted};
use super::{EarlierVersion, EntryView, RawCorrection, RawEntry, Status, Step};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;
use crate::{files, people};

/// The addresses of entries.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, record))
        .routes(routes!(find, correct))
        .routes(routes!(submit))
        .routes(routes!(approve))
        .routes(routes!(give_back))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Filters {
    #[param(min_length = 1, max_length = 40)]
    person: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    file: Option<String>,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
    #[param(schema_with = statuses)]
    status: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// The statuses an entry can have, as the filter takes them.
fn statuses() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Status::ALL.map(Status::as_str))).build()
}

/// One page of entries, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryList)]
struct Listed {
    /// The entries.
    entries: Vec<EntryView>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// An entry with the versions before it.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryWithHistory)]
struct Found {
    #[serde(flatten)]
    view: EntryView,
    /// The versions before, the newest first, without those that stood on a file the reader may not know of.
    earlier_versions: Vec<EarlierVersion>,
}

#[utoipa::path(
    get,
    path = "/api/v1/entries",
    tag = "entries",
    operation_id = "listEntries",
    params(Filters),
    responses((status = 200, description = "One page of entries", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(filters): Params<Filters>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let wanted = wanted(&context, &filters).await.map_err(|failure| ask.problem(failure))?;
    let mut entries = ops::list(&context, &wanted).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut entries, wanted.limit - 1, |last| {
        next_page(&filters, &cursor::write(&format!("{} {}", last.entry.worked_on, last.entry.id)))
    });
    Ok(cursor::with_next(answer(&Listed { entries, next: next.clone() }), next.as_deref()))
}

fn next_page(filters: &Filters, cursor: &str) -> String {
    let limit = filters.limit.map(|limit| limit.to_string());
    let members = [
        ("person", filters.person.as_deref()),
        ("file", filters.file.as_deref()),
        ("from", filters.from.as_deref()),
        ("to", filters.to.as_deref()),
        ("status", filters.status.as_deref()),
        ("limit", limit.as_deref()),
        ("cursor", Some(cursor)),
    ];
    let given: Vec<(&str, &str)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    format!("/api/v1/entries?{}", serde_urlencoded::to_string(given).unwrap_or_default())
}

/// What a list is filtered by; one more entry than a page holds, to know whether there is a next one.
async fn wanted(context: &Context, filters: &Filters) -> Result<Wanted, Failure> {
    context.caller.access.must(Right::ReadEntries)?;
    let mut faults = Faults::none();
    let today = context.clock.today();
    let date = |text: &Option<String>, field: &str, otherwise: NaiveDate| match text {
        Some(text) => crate::time::parse_work_date(text, field, NaiveDate::MAX),
        None => Ok(otherwise),
    };
    let first = NaiveDate::from_ymd_opt(crate::time::FIRST_YEAR, 1, 1).unwrap_or_default();
    let from = faults.keep(date(&filters.from, "from", first));
    let to = faults.keep(date(&filters.to, "to", today));
    let status = filters.status.as_deref().and_then(|text| faults.keep(Status::parse(text, "status")));
    let limit = faults.keep(cursor::limit(filters.limit));
    let before = filters.cursor.as_deref().and_then(|text| faults.keep(read_cursor(text)));
    let mut tx = context.db.read().await?;
    let mut wanted = Wanted { status, before, ..Wanted::default() };
    if let Some(number) = &filters.person {
        let reach = context.caller.access.reach();
        let found = people::ops::find_in(&mut tx, number).await?;
        match found.filter(|person| reach.holds(person.id, &person.team)) {
            Some(person) => wanted.person = Some(person.id),
            None => faults.push(Fault::new(Code::UnknownPerson, "person").with("value", crate::time::clip(number))),
        }
    }
    if let Some(number) = &filters.file {
        let found = files::ops::find_by_number_in(&mut tx, number).await?;
        match found.filter(|file| file.is_known_to(&context.caller.access)) {
            Some(file) => wanted.file = Some(file.id),
            None => faults.push(Fault::new(Code::UnknownFile, "file").with("value", crate::time::clip(number))),
        }
    }
    match (from, to, limit) {
        (Some(from), Some(to), Some(limit)) if faults.is_empty() => Ok(Wanted { from, to, limit: limit + 1, ..wanted }),
        _ => Err(faults.into()),
    }
}

fn read_cursor(text: &str) -> Result<(NaiveDate, EntryId), Fault> {
    let bad = || Fault::new(Code::UnknownCursor, "cursor");
    let place = cursor::read(text)?;
    let (day, id) = place.split_once(' ').ok_or_else(bad)?;
    let day = crate::time::parse_work_date(day, "cursor", NaiveDate::MAX).map_err(|_| bad())?;
    Ok((day, EntryId::parse(id, "cursor").map_err(|_| bad())?))
}

#[utoipa::path(
    post,
    path = "/api/v1/entries",
    tag = "entries",
    operation_id = "recordEntry",
    request_body = RawEntry,
    responses(
        (status = 201, description = "The new entry", body = EntryView),
        (status = 200, description = "The entry, recorded before", body = EntryView),
    ),
)]
async fn record(State(app): State<App>, ask: Ask, Json(raw): Json<RawEntry>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    if raw.id.trim().is_empty() && context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let recorded = match ops::record(&context, &raw).await {
        // Recording looks itself at which vocabulary is in force, so that nobody did before; now another one is.
        Err(failure) if failure.code() == Code::VocabularyChanged => {
            app.in_force.refresh(&app.db).await.map_err(|error| ask.problem(error))?;
            ops::record(&app.context(&ask), &raw).await
        }
        recorded => recorded,
    };
    let recorded = recorded.map_err(|failure| ask.problem(failure))?;
    let status = match recorded {
        Recorded::New(_) => StatusCode::CREATED,
        Recorded::Again(_) => StatusCode::OK,
    };
    let view = recorded.view();
    let location = format!("/api/v1/entries/{}", view.entry.id);
    Ok((status, [etag(view.entry.version)], [(LOCATION, location)], answer(view)).into_response())
}

#[utoipa::path(
    get,
    path = "/api/v1/entries/{id}",
    tag = "entries",
    operation_id = "findEntry",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The entry", body = Found)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let (view, earlier_versions) =
        ops::find(&app.context(&ask), parse_id(&id, &ask)?).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(view.entry.version)], answer(&Found { view, earlier_versions })).into_response())
}

#[utoipa::path(
    patch,
    path = "/api/v1/entries/{id}",
    tag = "entries",
    operation_id = "correctEntry",
    params(("id" = Uuid, Path)),
    request_body = RawCorrection,
    responses((status = 200, description = "The corrected entry", body = EntryView)),
)]
async fn correct(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(correction): Json<RawCorrection>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let version = ask.required_version()?;
    let context = app.context(&ask);
    match ops::correct(&context, id, version, &correction).await {
        Ok(view) => Ok(([etag(view.entry.version)], answer(&view)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let problem = ask.problem(failure);
            match ops::find(&context, id).await {
                Ok((current, _)) => Err(problem.with_current(&current)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

/// Entries that took a step.
#[derive(Serialize, ToSchema)]
#[schema(as = EntriesAfterStep)]
struct Stepped {
    /// The entries as they stand now, in the order they were sent.
    entries: Vec<EntryView>,
}

async fn step(app: &App, ask: &Ask, step: Step, raw: &RawStep) -> Result<Response, Problem> {
    let entries = ops::take(&app.context(ask), step, raw).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&Stepped { entries }).into_response())
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/submissions",
    tag = "entries",
    operation_id = "submitEntries",
    request_body = RawStep,
    responses((status = 200, description = "The submitted entries", body = Stepped)),
)]
async fn submit(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Submit, &raw).await
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/approvals",
    tag = "entries",
    operation_id = "approveEntries",
    request_body = RawStep,
    responses((status = 200, description = "The approved entries", body = Stepped)),
)]
async fn approve(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Approve, &raw).await
}

#[utoipa::path(
    post,
    path = "/api/v1/entries/returns",
    tag = "entries",
    operation_id = "returnEntries",
    request_body = RawStep,
    responses((status = 200, description = "The returned entries", body = Stepped)),
)]
async fn give_back(State(app): State<App>, ask: Ask, Json(raw): Json<RawStep>) -> Result<Response, Problem> {
    step(&app, &ask, Step::Return, &raw).await
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<EntryId, Problem> {
    EntryId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
