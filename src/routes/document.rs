//! The description of the API, for programs as OpenAPI and for people as a page, both made of the doors that answer.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::time::clip;
use crate::web::api_page::ApiView;
use crate::web::ask::Ask;
use crate::web::openapi;
use crate::web::page::{NavItem, Page};
use crate::web::pages_problem::html;
use crate::words;

/// The document in one language, as it is sent.
struct Served {
    document: Value,
    bytes: Vec<u8>,
    etag: String,
}

static SERVED: LazyLock<[Served; 2]> = LazyLock::new(|| {
    Lang::ALL.map(|lang| {
        let document = openapi::document(&super::api().into_openapi(), lang);
        let bytes = serde_json::to_vec(&document).unwrap_or_default();
        let etag = format!("\"{}\"", crate::digest::digest_of(&document));
        Served { document, bytes, etag }
    })
});

/// The names that each operation reads from the query of its address, by method and path.
static KNOWN: LazyLock<HashMap<(String, String), HashSet<String>>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for (path, item) in document(Lang::En)["paths"].as_object().into_iter().flatten() {
        for method in openapi::METHODS {
            let Some(operation) = item.get(method) else { continue };
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let names = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
            known.insert((method.to_uppercase(), path.clone()), names.map(str::to_owned).collect());
        }
    }
    known
});

fn served(lang: Lang) -> &'static Served {
    &SERVED[usize::from(lang == Lang::Fr)]
}

/// The document in one language.
#[must_use]
pub fn document(lang: Lang) -> &'static Value {
    &served(lang).document
}

/// The address of the document.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "api",
    operation_id = "showDocument",
    params(("If-None-Match" = Option<String>, Header)),
    responses(
        (status = 200, description = "The document", body = serde_json::Value),
        (status = 304, description = "Not changed"),
    ),
)]
async fn show(ask: Ask, headers: HeaderMap) -> Response {
    let current = served(ask.lang);
    let kept = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (status, bytes) = if kept.split(',').any(|tag| tag.trim() == current.etag) {
        (StatusCode::NOT_MODIFIED, Vec::new())
    } else {
        (StatusCode::OK, current.bytes.clone())
    };
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(ask.lang.as_str())),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
        (VARY, HeaderValue::from_static("Accept-Language")),
        (ETAG, HeaderValue::from_str(&current.etag).unwrap_or(HeaderValue::from_static("\"0\""))),
    ];
    (status, head, bytes).into_response()
}

/// The page.
pub(super) async fn page(State(app): State<App>, ask: Ask) -> Response {
    let title = words::say(ask.lang, "api-page-title", &[]);
    let other = format!("/{}/api", ask.lang.other());
    let page = Page::new(ask.lang, title, &app.config.section, NavItem::Other, &other).generated(app.generated);
    html(StatusCode::OK, ApiView::new(page, document(ask.lang)).render(), &ask)
}

/// Refuses what an operation would not read: a name in the query that is not its own, or one that stands there twice.
pub(super) async fn known_query(path: MatchedPath, request: Request, next: Next) -> Response {
    let method = if request.method() == "HEAD" { "GET" } else { request.method().as_str() };
    let known = KNOWN.get(&(method.to_owned(), path.as_str().to_owned()));
    let query = request.uri().query().unwrap_or_default();
    let given = serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap_or_default();
    let mut faults = Faults::none();
    let mut seen = HashSet::new();
    for (name, _) in &given {
        if !known.is_none_or(|known| known.contains(name)) {
            let name = clip(name);
            faults.push(Fault::new(Code::UnknownField, name.clone()).with("name", name));
        } else if !seen.insert(name) {
            faults.push(Fault::new(Code::MalformedQuery, name.clone()).with("detail", clip(name)));
        }
    }
    if faults.is_empty() {
        return next.run(request).await;
    }
    Ask::of(request.headers(), request.extensions(), request.uri().path()).problem(faults).into_response()
}
