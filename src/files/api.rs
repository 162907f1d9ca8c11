//! Files over HTTP: `/api/v1/files`, and who may know a walled one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::listing::{self, NOT_GIVEN, Narrowed, Standing};
use super::search::{self, Place};
use super::{File, Lived, Members, RawFile, RawFileChange, SentFile, ops, parse_country};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::fault::{Code, Fault, Faults};
use crate::ids::FileId;
use crate::people::ops::Added;
use crate::time::parse_work_date;
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of files.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(find, change))
        .routes(routes!(list_members, set_members))
        .merge(super::register::api::routes())
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Page {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
    #[param(max_length = 200)]
    search: Option<String>,
    #[param(pattern = "^(opened|carried|closed)$")]
    event: Option<String>,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
    #[param(pattern = "^[A-Za-z0-9_-]+$")]
    category: Option<String>,
    #[param(pattern = "^([A-Za-z]{2}|-)$")]
    country: Option<String>,
    #[param(pattern = "^(open|closed)$")]
    standing: Option<String>,
}

/// One page of files, by number.
#[derive(Serialize, ToSchema)]
#[schema(as = FileList)]
struct Listed {
    /// The files.
    files: Vec<File>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// The accounts to name on a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewFileMembers)]
struct RawMembers {
    /// Their identifiers; whoever is not among them is no longer named.
    #[schema(value_type = Vec<Uuid>)]
    accounts: Vec<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/files",
    tag = "files",
    operation_id = "listFiles",
    params(Page),
    responses((status = 200, description = "One page of files", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let any_day = page.event.is_some() || page.from.is_some() || page.to.is_some();
    if any_day || page.category.is_some() || page.country.is_some() || page.standing.is_some() {
        return narrowed(&app.context(&ask), &ask, &page, after, limit).await;
    }
    if let Some(text) = page.search.as_deref().filter(|text| !text.trim().is_empty()) {
        return found(&app.context(&ask), &ask, text, &after, limit).await;
    }
    let mut files =
        ops::list_page(&app.context(&ask), &after, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut files, limit, |last| {
        format!("/api/v1/files?limit={limit}&cursor={}", cursor::write(&last.number))
    });
    Ok(cursor::with_next(answer(&Listed { files, next: next.clone() }), next.as_deref()))
}

/// One page of the files of a category or a country, of those that are open or closed, or to which something happened in some
/// days, by number.
async fn narrowed(context: &Context, ask: &Ask, page: &Page, after: String, limit: i64) -> Result<Response, Problem> {
    let mut faults = Faults::none();
    let bad = |field: &str| Fault::new(Code::MalformedQuery, field).with("detail", field);
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let category = given(&page.category).to_uppercase();
    if page.category.is_some() && context.vocabulary.find_category(&category).is_none() {
        faults.push(Fault::new(Code::UnknownCategory, "category").with("value", crate::time::clip(&category)));
    }
    let country = match given(&page.country).as_str() {
        NOT_GIVEN => NOT_GIVEN.to_owned(),
        code => faults.keep(parse_country(code)).unwrap_or_default(),
    };
    if page.country.as_deref().is_some_and(|code| code.trim().is_empty()) {
        faults.push(bad("country"));
    }
    let standing = Standing::ALL.into_iter().find(|standing| page.standing.as_deref() == Some(standing.as_str()));
    if page.standing.is_some() && standing.is_none() {
        faults.push(bad("standing"));
    }
    let lived = event_of(page, &mut faults);
    let text = given(&page.search);
    let length = text.chars().count();
    if length as u64 > search::SEARCH_MAX {
        faults.push(Fault::new(Code::TooLong, "search").with("length", length).with("limit", search::SEARCH_MAX));
    }
    faults.or(|| ()).map_err(|faults| ask.problem(faults))?;
    let narrowed = Narrowed { text, category, country, standing, after };
    // What happened to a file is known of the file itself, so that all of them are looked at then.
    let most = if lived.is_some() { i64::MAX } else { limit + 1 };
    let mut files = listing::list(context, &narrowed, most).await.map_err(|failure| ask.problem(failure))?;
    if let Some((event, first, last)) = lived {
        files.retain(|file| file.has(event, first, last));
        files.truncate(usize::try_from(limit + 1).unwrap_or(0));
    }
    let next = cursor::cut(&mut files, limit, |last| {
        let (limit, cursor) = (limit.to_string(), cursor::write(&last.number));
        let members = [
            ("search", page.search.as_deref()),
            ("category", page.category.as_deref()),
            ("country", page.country.as_deref()),
            ("standing", page.standing.as_deref()),
            ("event", page.event.as_deref()),
            ("from", page.from.as_deref()),
            ("to", page.to.as_deref()),
            ("limit", Some(limit.as_str())),
            ("cursor", Some(cursor.as_str())),
        ];
        let given: Vec<(&str, &str)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        format!("/api/v1/files?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    });
    Ok(cursor::with_next(answer(&Listed { files, next: next.clone() }), next.as_deref()))
}

/// What happened to files in which days, where it is asked: opened, if not said; ends that are not said are open.
fn event_of(page: &Page, faults: &mut Faults) -> Option<(Lived, NaiveDate, NaiveDate)> {
    if page.event.is_none() && page.from.is_none() && page.to.is_none() {
        return None;
    }
    let bad = || Fault::new(Code::MalformedQuery, "event").with("detail", "event: opened, carried, closed");
    let named = page.event.as_deref().unwrap_or(Lived::Opened.as_str());
    let event = faults.keep(Lived::ALL.into_iter().find(|event| named == event.as_str()).ok_or_else(bad));
    let mut day = |text: &Option<String>, field: &str, open: NaiveDate| match text {
        Some(text) => faults.keep(parse_work_date(text, field, NaiveDate::MAX)),
        None => Some(open),
    };
    let (from, to) = (day(&page.from, "from", NaiveDate::MIN), day(&page.to, "to", NaiveDate::MAX));
    Some((event?, from?, to?))
}

/// One page of the files that are found by a text.
async fn found(context: &Context, ask: &Ask, text: &str, after: &str, limit: i64) -> Result<Response, Problem> {
    let length = text.chars().count();
    if length as u64 > search::SEARCH_MAX {
        let fault = Fault::new(Code::TooLong, "search").with("length", length).with("limit", search::SEARCH_MAX);
        return Err(ask.problem(fault));
    }
    let after = match after {
        "" => Place::first(),
        place => Place::read(place).ok_or_else(|| ask.problem(Fault::new(Code::UnknownCursor, "cursor")))?,
    };
    let mut files = search::search(context, text, &after, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut files, limit, |last| {
        let query = [
            ("search", text),
            ("limit", &limit.to_string()),
            ("cursor", &cursor::write(&Place::of(last, text).write())),
        ];
        format!("/api/v1/files?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    });
    Ok(cursor::with_next(answer(&Listed { files, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post,
    path = "/api/v1/files",
    tag = "files",
    operation_id = "openFile",
    request_body = SentFile,
    responses(
        (status = 201, description = "The new file", body = File),
        (status = 200, description = "The file, opened before", body = File),
    ),
)]
async fn open(State(app): State<App>, ask: Ask, Json(sent): Json<SentFile>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    if sent.number.trim().is_empty() && context.repeat.is_none() && !context.caller.access.is_console() {
        // Sent again, it would be given another number.
        context.caller.access.must(Right::ChangeFiles).map_err(|fault| ask.problem(fault))?;
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let new = RawFile::from(sent).parse(&context.vocabulary).map_err(|faults| ask.problem(faults))?;
    let (status, file) = match ops::open(&context, &new).await.map_err(|failure| ask.problem(failure))? {
        Added::New(file) => (StatusCode::CREATED, file),
        Added::Same(file) => (StatusCode::OK, file),
    };
    let location = format!("/api/v1/files/{}", file.id);
    Ok((status, [etag(file.version)], [(LOCATION, location)], answer(&file)).into_response())
}

#[utoipa::path(
    get,
    path = "/api/v1/files/{id}",
    tag = "files",
    operation_id = "findFile",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The file", body = File)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let file = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(file.version)], answer(&file)).into_response())
}

/// Members that are given replace those that are stored; the number cannot change.
#[utoipa::path(
    patch,
    path = "/api/v1/files/{id}",
    tag = "files",
    operation_id = "changeFile",
    params(("id" = Uuid, Path)),
    request_body = RawFileChange,
    responses((status = 200, description = "The changed file", body = File)),
)]
async fn change(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(given): Json<RawFileChange>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeFiles).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
    if current.version != version {
        // What the body leaves out would be taken from another version than the sender has seen.
        let fault = Fault::new(Code::VersionConflict, "").with("current", current.version);
        return Err(ask.problem(fault).with_current(&current));
    }
    let raw = RawFile::of(&current).changed_by(given);
    match ops::change(&context, id, version, &raw).await {
        Ok(file) => Ok(([etag(file.version)], answer(&file)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            // Somebody changed it since it was read here, and may have put up a wall.
            let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/members", tag = "files", operation_id = "listFileMembers",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The accounts named on the file", body = Members)),
)]
async fn list_members(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let members = ops::list_members(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(members.version)], answer(&members)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/files/{id}/members", tag = "files", operation_id = "setFileMembers",
    params(("id" = Uuid, Path)),
    request_body = RawMembers,
    responses((status = 200, description = "The accounts named on the file now", body = Members)),
)]
async fn set_members(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(raw): Json<RawMembers>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeFiles).map_err(|fault| ask.problem(fault))?;
    let version = ask.required_version()?;
    match ops::set_members(&context, id, version, &raw.accounts).await {
        Ok(members) => Ok(([etag(members.version)], answer(&members)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = ops::list_members(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

pub(super) fn parse_id(text: &str, ask: &Ask) -> Result<FileId, Problem> {
    FileId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
