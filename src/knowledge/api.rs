//! Notes over HTTP: `/api/v1/files/{id}/notes` and `/api/v1/notes`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ops::{self, Wanted};
use super::raw::parse_language;
use super::{EarlierVersion, Kind, Listed, Note, RawNote, RawNoteChange, RawWithdrawal};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files;
use crate::files::search::SEARCH_MAX;
use crate::ids::{FileId, NoteId};
use crate::text::{self, NUMBER_MAX};
use crate::web::ask::{Ask, etag};
use crate::web::cursor;
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of notes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_of_file, add))
        .routes(routes!(search))
        .routes(routes!(find, correct))
        .routes(routes!(withdraw))
        .routes(routes!(restore))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filters {
    #[param(max_length = 200)]
    pub(super) q: Option<String>,
    #[param(pattern = "^(fact_sheet|lessons_learned|debrief|note)$")]
    pub(super) kind: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    pub(super) file: Option<String>,
    #[param(pattern = "^(en|fr)$")]
    pub(super) language: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    pub(super) cursor: Option<String>,
}

/// One page of notes, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = NoteList)]
struct NoteList {
    /// The notes, each with the beginning of its text.
    notes: Vec<Listed>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A note with its earlier versions.
#[derive(Serialize, ToSchema)]
#[schema(as = NoteWithVersions)]
struct Found {
    #[serde(flatten)]
    note: Note,
    /// The versions before the present one, the newest first.
    earlier_versions: Vec<EarlierVersion>,
}

async fn page(context: &Context, wanted: &Wanted, address: impl FnOnce(&str) -> String) -> Result<Response, Failure> {
    let mut notes = ops::list(context, wanted).await?;
    let next = cursor::cut(&mut notes, wanted.limit - 1, |last| address(&cursor::write(&last.id.to_string())));
    Ok(cursor::with_next(answer(&NoteList { notes, next: next.clone() }), next.as_deref()))
}

/// The note a page begins after.
fn before(cursor: Option<&str>) -> Result<Option<NoteId>, Fault> {
    let Some(cursor) = cursor else { return Ok(None) };
    NoteId::parse(&cursor::read(cursor)?, "cursor").map(Some).map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/notes", tag = "knowledge", operation_id = "listFileNotes",
    params(("id" = Uuid, Path), cursor::Page),
    responses((status = 200, description = "One page of the notes of the file", body = NoteList)),
)]
async fn list_of_file(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(asked): Params<cursor::Page>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let listed = async {
        let file = files::ops::find(&context, parse_file(&id)?).await?;
        let mut faults = Faults::none();
        let limit = faults.keep(cursor::limit(asked.limit));
        let before = faults.keep(before(asked.cursor.as_deref()));
        let wanted = faults.or(|| Wanted {
            file: Some(file.id),
            with_withdrawn: true,
            before: before.flatten(),
            limit: limit.unwrap_or_default() + 1,
            ..Wanted::default()
        })?;
        page(&context, &wanted, |cursor| {
            let limit = asked.limit.map(|limit| format!("limit={limit}&")).unwrap_or_default();
            format!("/api/v1/files/{}/notes?{limit}cursor={cursor}", file.id)
        })
        .await
    };
    listed.await.map_err(|failure| ask.problem(failure))
}

#[utoipa::path(
    post, path = "/api/v1/files/{id}/notes", tag = "knowledge", operation_id = "addNote",
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header)), request_body = RawNote,
    responses((status = 201, description = "The new note", body = Note)),
)]
async fn add(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<RawNote>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let added = async {
        ops::must_write(&context.caller.access)?;
        let file = files::ops::find(&context, parse_file(&id)?).await?;
        if context.repeat.is_none() && !context.caller.access.is_console() {
            return Err(Fault::new(Code::IdempotencyKeyRequired, "").into());
        }
        ops::add(&context, file.id, &sent.parse(ask.lang)?).await
    };
    let note = added.await.map_err(|failure| ask.problem(failure))?;
    let location = format!("/api/v1/notes/{}", note.id);
    Ok((StatusCode::CREATED, [etag(note.version)], [(LOCATION, location)], answer(&note)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/notes", tag = "knowledge", operation_id = "searchNotes",
    params(Filters),
    responses((status = 200, description = "One page of what was found", body = NoteList)),
)]
async fn search(State(app): State<App>, ask: Ask, Params(filters): Params<Filters>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let found = async {
        let wanted = wanted(&context, &filters).await?;
        page(&context, &wanted, |cursor| next_page(&filters, cursor)).await
    };
    found.await.map_err(|failure| ask.problem(failure))
}

fn next_page(filters: &Filters, cursor: &str) -> String {
    let limit = filters.limit.map(|limit| limit.to_string());
    let members = [
        ("q", filters.q.as_deref()),
        ("kind", filters.kind.as_deref()),
        ("file", filters.file.as_deref()),
        ("language", filters.language.as_deref()),
        ("limit", limit.as_deref()),
        ("cursor", Some(cursor)),
    ];
    let given: Vec<(&str, &str)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    format!("/api/v1/notes?{}", serde_urlencoded::to_string(given).unwrap_or_default())
}

/// What a search is narrowed by; one more note than a page holds, to know whether there is a next one.
pub(super) async fn wanted(context: &Context, filters: &Filters) -> Result<Wanted, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut faults = Faults::none();
    let limit = faults.keep(cursor::limit(filters.limit));
    let mut wanted = Wanted { limit: limit.unwrap_or_default() + 1, ..Wanted::default() };
    if let Some(text) = &filters.q {
        faults.keep(within(text, "q", SEARCH_MAX));
        wanted.text.clone_from(text);
    }
    if let Some(kind) = &filters.kind {
        wanted.kind = faults.keep(Kind::parse(kind, "kind"));
    }
    if let Some(language) = &filters.language {
        wanted.language = faults.keep(parse_language(language, "language"));
    }
    if let Some(number) = &filters.file {
        let number =
            text::required(number, "file").and_then(|number| within(&number, "file", NUMBER_MAX).map(|()| number));
        if let Some(number) = faults.keep(number) {
            match files::ops::find_by_number(context, &number).await {
                Ok(file) => wanted.file = Some(file.id),
                Err(Failure::Refused(found)) => faults.extend(found),
                Err(failure) => return Err(failure),
            }
        }
    }
    wanted.before = faults.keep(before(filters.cursor.as_deref())).flatten();
    Ok(faults.or(|| wanted)?)
}

fn within(text: &str, field: &str, limit: u64) -> Result<(), Fault> {
    let length = text.chars().count() as u64;
    if length <= limit {
        return Ok(());
    }
    Err(Fault::new(Code::TooLong, field).with("length", length).with("limit", limit))
}

#[utoipa::path(
    get, path = "/api/v1/notes/{id}", tag = "knowledge", operation_id = "findNote",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The note with its earlier versions", body = Found)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let found = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await;
    let (note, earlier_versions) = found.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(note.version)], answer(&Found { note, earlier_versions })).into_response())
}

/// A change that is about to be made: what it is done with, to which note, at which version.
struct Asked {
    context: Context,
    id: NoteId,
    version: i64,
}

impl Asked {
    /// Who may change no note is told so before anything else.
    fn new(app: &App, ask: &Ask, id: &str) -> Result<Self, Problem> {
        let id = parse_id(id, ask)?;
        let context = app.context(ask);
        ops::must_change_some(&context.caller.access).map_err(|fault| ask.problem(fault))?;
        Ok(Self { context, id, version: ask.required_version()? })
    }

    /// The changed note, or why it was not changed; with what is stored now, where that is the reason.
    async fn answer(self, ask: &Ask, outcome: Result<Note, Failure>) -> Result<Response, Problem> {
        match outcome {
            Ok(note) => Ok(([etag(note.version)], answer(&note)).into_response()),
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

/// Members that are given replace those that are stored; the version before is kept.
#[utoipa::path(
    patch, path = "/api/v1/notes/{id}", tag = "knowledge", operation_id = "correctNote",
    params(("id" = Uuid, Path)), request_body = RawNoteChange,
    responses((status = 200, description = "The corrected note", body = Note)),
)]
async fn correct(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<RawNoteChange>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::correct(&asked.context, asked.id, asked.version, &sent).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/notes/{id}/withdraw", tag = "knowledge", operation_id = "withdrawNote",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = RawWithdrawal,
    responses((status = 200, description = "The withdrawn note", body = Note)),
)]
async fn withdraw(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<RawWithdrawal>,
) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::withdraw(&asked.context, asked.id, asked.version, &sent).await;
    asked.answer(&ask, outcome).await
}

#[utoipa::path(
    post, path = "/api/v1/notes/{id}/restore", tag = "knowledge", operation_id = "restoreNote",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The note, standing again", body = Note)),
)]
async fn restore(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let asked = Asked::new(&app, &ask, &id)?;
    let outcome = ops::restore(&asked.context, asked.id, asked.version).await;
    asked.answer(&ask, outcome).await
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<NoteId, Problem> {
    NoteId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}

fn parse_file(text: &str) -> Result<FileId, Fault> {
    FileId::parse(text, "id").map_err(|_| Fault::new(Code::NotFound, ""))
}
