//! All addresses of the program, in one place.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::{Ask, RequestId};
use crate::web::extract::Segment;
use crate::web::guard::guard;
use crate::web::{assets, pages_problem};
use crate::{entries, files, reports, vocabulary};

/// The whole service.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/assets/{name}", get(asset))
        .merge(entries::api::routes())
        .merge(entries::pages::routes())
        .merge(files::api::routes())
        .merge(vocabulary::api::routes())
        .merge(reports::api::routes())
        .merge(reports::pages::routes())
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(CatchPanicLayer::custom(broken))
        .layer(middleware::from_fn(guard))
        .with_state(app)
}

async fn home(ask: Ask) -> Response {
    let to = format!("/{}/record", ask.lang);
    let location = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/en/record"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

async fn healthy() -> &'static str {
    "ok\n"
}

async fn ready(axum::extract::State(app): axum::extract::State<App>, ask: Ask) -> Response {
    match vocabulary::ops::current(&app.db).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => ask.problem(error).into_response(),
    }
}

async fn asset(Segment(name): Segment, request: Request) -> Response {
    const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
    match assets::find(&name) {
        Some(asset) => {
            let headers: [(HeaderName, HeaderValue); 2] =
                [(CONTENT_TYPE, HeaderValue::from_static(asset.content_type)), (CACHE_CONTROL, FOR_EVER)];
            (headers, asset.bytes).into_response()
        }
        None => nothing_here(request).await,
    }
}

async fn nothing_here(request: Request) -> Response {
    refuse(&request, Code::NotFound)
}

async fn not_this_way(request: Request) -> Response {
    refuse(&request, Code::MethodNotAllowed)
}

fn refuse(request: &Request, code: Code) -> Response {
    let ask = Ask::of(request.headers(), request.extensions().get::<RequestId>(), request.uri().path());
    let problem = ask.problem(Fault::new(code, ""));
    if wants_page(request.headers()) {
        pages_problem::page(&problem, &ask, request.uri().path())
    } else {
        problem.into_response()
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get("accept").and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// A handler that panicked: fixed words, nothing of the cause.
fn broken(_: Box<dyn std::any::Any + Send>) -> Response {
    let ask = Ask::of(&HeaderMap::new(), None, "");
    tracing::error!("a handler panicked");
    ask.problem(Fault::new(Code::Internal, "").with("request", "")).into_response()
}
