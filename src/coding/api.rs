//! Samples over HTTP: `/api/v1/coding-samples`, their items and their result.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::result::Outcome;
use super::{Answer, Item, Progress, RawAnswer, RawDraw, Sample, export, ops, result};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::SampleId;
use crate::web::ask::{Ask, etag};
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of samples.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, draw))
        .routes(routes!(find))
        .routes(routes!(next))
        .routes(routes!(find_item, answer_item))
        .routes(routes!(close))
        .routes(routes!(show_result))
}

/// One page of samples, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = CodingSampleList)]
struct Listed {
    /// The samples.
    samples: Vec<Sample>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/coding-samples", tag = "coding", operation_id = "listCodingSamples",
    params(Page),
    responses((status = 200, description = "One page of samples", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_read(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let before = page.cursor.as_deref().map(read_cursor).transpose().map_err(|fault| ask.problem(fault))?;
    let listed = ops::list(&context, before, limit + 1).await;
    let mut samples = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut samples, limit, |last| {
        format!("/api/v1/coding-samples?limit={limit}&cursor={}", cursor::write(&last.id.to_string()))
    });
    Ok(cursor::with_next(answer(&Listed { samples, next: next.clone() }), next.as_deref()))
}

fn read_cursor(text: &str) -> Result<SampleId, Fault> {
    SampleId::parse(&cursor::read(text)?, "cursor").map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))
}

#[utoipa::path(
    post, path = "/api/v1/coding-samples", tag = "coding", operation_id = "drawCodingSample",
    params(("Idempotency-Key" = String, Header)), request_body = RawDraw,
    responses((status = 201, description = "The new sample", body = Sample)),
)]
async fn draw(State(app): State<App>, ask: Ask, Json(raw): Json<RawDraw>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_draw(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    if context.repeat.is_none() && !context.caller.access.is_console() {
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let sample = ops::draw(&context, &raw).await.map_err(|failure| ask.problem(failure))?;
    let location = format!("/api/v1/coding-samples/{}", sample.id);
    Ok((StatusCode::CREATED, [etag(sample.version)], [(LOCATION, location)], answer(&sample)).into_response())
}

/// A sample and how far it is.
#[derive(Serialize, ToSchema)]
#[schema(as = CodingSampleWithProgress)]
struct Found {
    #[serde(flatten)]
    sample: Sample,
    /// How far it is, over the entries within one’s reach.
    progress: Progress,
}

#[utoipa::path(
    get, path = "/api/v1/coding-samples/{id}", tag = "coding", operation_id = "findCodingSample",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The sample and how far it is", body = Found)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let found = ops::show(&app.context(&ask), parse_id(&id, &ask)?).await;
    let (sample, progress) = found.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(sample.version)], answer(&Found { sample, progress })).into_response())
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    #[param(minimum = 0, maximum = 1000)]
    after: Option<i64>,
}

/// What to code next.
#[derive(Serialize, ToSchema)]
#[schema(as = NextCodingItem)]
struct Next {
    /// The item; null where nothing is left to code.
    #[schema(required = true)]
    item: Option<Item>,
    /// How many items wait for whoever asks, this one included.
    #[schema(minimum = 0)]
    left: i64,
}

#[utoipa::path(
    get, path = "/api/v1/coding-samples/{id}/next", tag = "coding", operation_id = "nextCodingItem",
    params(("id" = Uuid, Path), After),
    responses(
        (status = 200, description = "The next item to code", body = Next),
        (status = 409, description = "The sample is closed"),
    ),
)]
async fn next(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(params): Params<After>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_code(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let after = params.after.unwrap_or(0);
    if !(0..=super::SIZE_MAX).contains(&after) {
        return Err(ask.problem(Fault::new(Code::MalformedQuery, "after").with("detail", "after: 0–1000")));
    }
    let found = ops::next(&context, parse_id(&id, &ask)?, after).await;
    let (item, left) = found.map_err(|failure| ask.problem(failure))?;
    Ok(match item.as_ref().map(|item| item.version) {
        Some(version) => ([etag(version)], answer(&Next { item, left })).into_response(),
        None => answer(&Next { item, left }),
    })
}

#[utoipa::path(
    get, path = "/api/v1/coding-samples/{id}/items/{place}", tag = "coding", operation_id = "findCodingItem",
    params(("id" = Uuid, Path), ("place" = i64, Path, minimum = 1, maximum = 1000)),
    responses(
        (status = 200, description = "The item with one’s own answer", body = Item),
        (status = 409, description = "The sample is closed, or the item is not one’s to answer"),
    ),
)]
async fn find_item(State(app): State<App>, ask: Ask, Segments(path): Segments<2>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_code(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let (id, place) = parse_place(&path, &ask)?;
    let item = ops::find_item(&context, id, place).await.map_err(|failure| ask.problem(failure))?;
    Ok(([etag(item.version)], answer(&item)).into_response())
}

/// An answer that was taken.
#[derive(Serialize, ToSchema)]
#[schema(as = CodingAnswerTaken)]
struct Taken {
    #[serde(flatten)]
    answer: Answer,
    /// Counts answers, from 1.
    #[schema(minimum = 1)]
    version: i64,
}

#[utoipa::path(
    put, path = "/api/v1/coding-samples/{id}/items/{place}", tag = "coding", operation_id = "answerCodingItem",
    params(
        ("id" = Uuid, Path),
        ("place" = i64, Path, minimum = 1, maximum = 1000),
        ("If-Match" = String, Header),
    ),
    request_body = RawAnswer,
    responses((status = 200, description = "The answer as it was taken", body = Taken)),
)]
async fn answer_item(
    State(app): State<App>,
    ask: Ask,
    Segments(path): Segments<2>,
    Json(raw): Json<RawAnswer>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_code(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let (id, place) = parse_place(&path, &ask)?;
    let version = ask.required_version()?;
    match ops::answer(&context, id, place, version, &raw).await {
        Ok((taken, version)) => Ok(([etag(version)], answer(&Taken { answer: taken, version })).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let problem = ask.problem(failure);
            match ops::find_item(&context, id, place).await {
                Ok(current) => Err(problem.with_current(&current)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    post, path = "/api/v1/coding-samples/{id}/closing", tag = "coding", operation_id = "closeCodingSample",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The closed sample", body = Sample)),
)]
async fn close(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_draw(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let id = parse_id(&id, &ask)?;
    let version = ask.required_version()?;
    match ops::close(&context, id, version).await {
        Ok(sample) => Ok(([etag(sample.version)], answer(&sample)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let problem = ask.problem(failure);
            match ops::show(&context, id).await {
                Ok((current, _)) => Err(problem.with_current(&current)),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InForm {
    #[param(pattern = "^(yes|no)$")]
    shared: Option<String>,
    #[param(pattern = "^(json|csv)$")]
    format: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/coding-samples/{id}/result", tag = "coding", operation_id = "showCodingResult",
    params(("id" = Uuid, Path), InForm),
    responses(
        (
            status = 200,
            description = "How far the two codings agree",
            content((Outcome = "application/json"), (String = "text/csv")),
        ),
        (status = 409, description = "The sample still takes answers"),
    ),
)]
async fn show_result(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(form): Params<InForm>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    ops::must_read(&context.caller.access).map_err(|fault| ask.problem(fault))?;
    let as_file = match form.format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => {
            return Err(ask.problem(Fault::new(Code::MalformedQuery, "format").with("detail", "format: json, csv")));
        }
    };
    let shared = match form.shared.as_deref() {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => {
            return Err(ask.problem(Fault::new(Code::MalformedQuery, "shared").with("detail", "shared: yes, no")));
        }
    };
    let id = parse_id(&id, &ask)?;
    let outcome = result::result(&context, id, ask.lang, shared).await.map_err(|failure| ask.problem(failure))?;
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    if let Some(format) = &form.format {
        // Asked for by name it leaves as a file.
        result::note_export(&context, id, format).await.map_err(|failure| ask.problem(failure))?;
    }
    if !as_file {
        return Ok(([language], answer(&outcome)).into_response());
    }
    let media = (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"coding.csv\""));
    Ok(([language, media, name], export::csv(&outcome, ask.lang)).into_response())
}

/// An address with an identifier that cannot be one leads nowhere.
fn parse_id(text: &str, ask: &Ask) -> Result<SampleId, Problem> {
    SampleId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}

fn parse_place([id, place]: &[String; 2], ask: &Ask) -> Result<(SampleId, i64), Problem> {
    let number = place.parse().ok().filter(|number: &i64| *number >= 1 && number.to_string() == *place);
    let place = number.ok_or_else(|| ask.problem(Fault::new(Code::NotFound, "")))?;
    Ok((parse_id(id, ask)?, place))
}
