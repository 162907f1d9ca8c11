//! Files over HTTP: `/api/v1/files`.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{LINK, LOCATION};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};

use super::{File, RawFile, ops};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::FileId;
use crate::people::ops::Added;
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of files.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/files", get(list).post(open)).route("/api/v1/files/{id}", get(find).patch(change))
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Page {
    limit: Option<i64>,
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Listed {
    files: Vec<File>,
    next: Option<String>,
}

async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after =
        page.cursor.as_deref().map_or_else(|| Ok(String::new()), cursor::read).map_err(|fault| ask.problem(fault))?;
    let mut files =
        ops::list_page(&app.context(&ask), &after, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let next = (files.len() > size).then(|| {
        files.truncate(size);
        let last = files.last().map_or("", |file| file.number.as_str());
        format!("/api/v1/files?limit={limit}&cursor={}", cursor::write(last))
    });
    let mut response = answer(&Listed { files, next: next.clone() });
    if let Some(next) = next {
        response.headers_mut().insert(LINK, cursor::link(&next));
    }
    Ok(response)
}

async fn open(State(app): State<App>, ask: Ask, Json(raw): Json<RawFile>) -> Result<Response, Problem> {
    let new = raw.parse(&app.vocabulary).map_err(|faults| ask.problem(faults))?;
    let (status, file) = match ops::open(&app.context(&ask), &new).await.map_err(|failure| ask.problem(failure))? {
        Added::New(file) => (StatusCode::CREATED, file),
        Added::Same(file) => (StatusCode::OK, file),
    };
    let location = format!("/api/v1/files/{}", file.id);
    Ok((status, [etag(file.version)], [(LOCATION, location)], answer(&file)).into_response())
}

async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let file = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(file.version)], answer(&file)).into_response())
}

/// Members that are given replace those that are stored; the number cannot change.
async fn change(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(given): Json<serde_json::Map<String, serde_json::Value>>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let version = ask.required_version()?;
    let context = app.context(&ask);
    let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
    let raw = RawFile::of(&current).changed_by(given).map_err(|faults| ask.problem(faults))?;
    match ops::change(&context, id, version, &raw).await {
        Ok(file) => Ok(([etag(file.version)], answer(&file)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => Err(ask.problem(failure).with_current(&current)),
        Err(failure) => Err(ask.problem(failure)),
    }
}

fn parse_id(text: &str, ask: &Ask) -> Result<FileId, Problem> {
    FileId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
