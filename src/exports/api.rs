//! Exports over HTTP: `/api/v1/my/entries.csv` and `.json`, `/api/v1/my/feeds`, and `/api/v1/files/{id}/ledes`.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::feeds::{self, Feed, RawFeed};
use super::{EntryExport, Period, csv, ledes, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::{FeedId, FileId};
use crate::web::ask::Ask;
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of exports.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own_csv))
        .routes(routes!(own_json))
        .routes(routes!(list_feeds, create_feed))
        .routes(routes!(revoke_feed))
        .routes(routes!(of_file))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Days {
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
}

impl Days {
    fn parse(&self, app: &App, ask: &Ask) -> Result<Period, Problem> {
        let period = Period::parse(self.from.as_deref(), self.to.as_deref(), app.clock.today());
        period.map_err(|faults| ask.problem(faults))
    }
}

/// A file to be kept, not shown.
fn attached(name: &'static str) -> (axum::http::HeaderName, HeaderValue) {
    (CONTENT_DISPOSITION, HeaderValue::from_static(name))
}

#[utoipa::path(
    get, path = "/api/v1/my/entries.csv", tag = "exports", operation_id = "exportMyEntriesAsCsv",
    params(Days),
    responses((status = 200, description = "One’s own entries", content((String = "text/csv")))),
)]
async fn own_csv(State(app): State<App>, ask: Ask, Params(days): Params<Days>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadEntries).map_err(|fault| ask.problem(fault))?;
    let period = days.parse(&app, &ask)?;
    let export = ops::own(&context, period, "csv").await.map_err(|failure| ask.problem(failure))?;
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str()));
    let media = (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    let name = attached("attachment; filename=\"entries.csv\"");
    Ok(([language, media, name], csv(&export, &app.vocabulary(), ask.lang)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/my/entries.json", tag = "exports", operation_id = "exportMyEntriesAsJson",
    params(Days),
    responses((status = 200, description = "One’s own entries", body = EntryExport)),
)]
async fn own_json(State(app): State<App>, ask: Ask, Params(days): Params<Days>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadEntries).map_err(|fault| ask.problem(fault))?;
    let period = days.parse(&app, &ask)?;
    let export = ops::own(&context, period, "json").await.map_err(|failure| ask.problem(failure))?;
    Ok(([attached("attachment; filename=\"entries.json\"")], answer(&export)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/files/{id}/ledes", tag = "exports", operation_id = "exportFileAsLedes",
    params(("id" = Uuid, Path), Days),
    responses((status = 200, description = "The time of the file, LEDES 1998B", content((String = "text/plain")))),
)]
async fn of_file(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(days): Params<Days>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadEntries).map_err(|fault| ask.problem(fault))?;
    let id = FileId::parse(&id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))?;
    let period = days.parse(&app, &ask)?;
    let time = ops::of_file(&context, id, period).await.map_err(|failure| ask.problem(failure))?;
    let text = ledes(&time, app.config.section.get(ask.lang), &app.vocabulary(), ask.lang);
    let media = (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=us-ascii"));
    Ok(([media, attached("attachment; filename=\"ledes-1998b.txt\"")], text).into_response())
}

/// A page of feeds.
#[derive(Serialize, ToSchema)]
#[schema(as = FeedList)]
struct Feeds {
    /// The feeds, the latest first.
    feeds: Vec<Feed>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A feed to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFeed)]
struct SentFeed {
    /// What its owner calls it.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Calendar on my desk")]
    name: String,
}

/// A feed that was made.
#[derive(Serialize, ToSchema)]
struct CreatedFeed {
    #[serde(flatten)]
    feed: Feed,
    /// The address for a calendar program. Shown once: a repeat of the request gets `null`.
    #[schema(required = true)]
    address: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/my/feeds", tag = "exports", operation_id = "listMyFeeds",
    params(Page), security(("session" = [])),
    responses((status = 200, description = "A page of one’s own feeds, the latest first", body = Feeds)),
)]
async fn list_feeds(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let problem = |fault: Fault| ask.problem(fault);
    let limit = cursor::limit(page.limit).map_err(problem)?;
    let before = page.cursor.as_deref().map(cursor::read).transpose().map_err(problem)?;
    let unknown = |_| problem(Fault::new(Code::UnknownCursor, "cursor"));
    let before = before.map(|id| FeedId::parse(&id, "cursor")).transpose().map_err(unknown)?;
    let listed = feeds::list_page(&app.context(&ask), before, limit + 1).await;
    let mut feeds = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut feeds, limit, |last| {
        format!("/api/v1/my/feeds?limit={limit}&cursor={}", cursor::write(&last.id.to_string()))
    });
    Ok(cursor::with_next(answer(&Feeds { feeds, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post, path = "/api/v1/my/feeds", tag = "exports", operation_id = "createMyFeed",
    params(("Idempotency-Key" = String, Header)), request_body = SentFeed, security(("session" = [])),
    responses((status = 201, description = "The feed; its address is shown once", body = CreatedFeed)),
)]
async fn create_feed(State(app): State<App>, ask: Ask, Json(sent): Json<SentFeed>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    if context.repeat.is_none() && context.caller.access.account.is_some() && !context.caller.access.is_token() {
        // A feed that was made and never seen could not be told from one that was lost.
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let created = feeds::create(&context, &RawFeed { name: sent.name }).await;
    let created = created.map_err(|failure| ask.problem(failure))?;
    let public_url = app.config.public_url.trim_end_matches('/');
    let address = created.token.map(|token| format!("{public_url}/feeds/{}.ics", token.reveal()));
    Ok((StatusCode::CREATED, answer(&CreatedFeed { feed: created.feed, address })).into_response())
}

#[utoipa::path(
    delete, path = "/api/v1/my/feeds/{id}", tag = "exports", operation_id = "revokeMyFeed", security(("session" = [])),
    params(("id" = Uuid, Path)),
    responses((status = 204, description = "The address answers nobody any more")),
)]
async fn revoke_feed(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = FeedId::parse(&id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))?;
    feeds::revoke(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
