//! All addresses of the program, in one place.

mod components;
pub mod document;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::gate::{gate, is_open};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::extract::{Segment, answer};
use crate::web::guard::{GiveBack, Guard, guard};
use crate::web::page as frame;
use crate::web::pages_problem::{page, page_or_document};
use crate::web::public_url::PublicUrl;
use crate::web::{assets, compress, health};
use crate::{
    accounts, audit, coding, daybook, entries, exports, files, import, knowledge, names, oversight, people, periods,
    reports, requests, vocabulary,
};

/// The doors of the API, each with its description.
#[must_use]
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(document::routes())
        .merge(accounts::api::routes())
        .merge(audit::api::routes())
        .merge(people::api::routes())
        .merge(entries::api::routes())
        .merge(daybook::api::routes())
        .merge(files::api::routes())
        .merge(requests::api::routes())
        .merge(knowledge::api::routes())
        .merge(names::api::routes())
        .merge(exports::api::routes())
        .merge(import::profiles::api::routes())
        .merge(import::sniff::api::routes())
        .merge(periods::api::routes())
        .merge(oversight::api::routes())
        .merge(coding::api::routes())
        .merge(import::api::routes())
        .merge(reports::api::routes())
        .merge(reports::sheet::api::routes())
        .merge(reports::impact::api::routes())
        .merge(vocabulary::api::routes())
}

/// The whole service.
pub fn router(app: App) -> Router {
    let shared = Arc::new(app.clone());
    let guarded = surroundings(&app);
    Router::new()
        .route("/", get(home))
        .route("/en", get(home))
        .route("/en/", get(home))
        .route("/fr", get(home))
        .route("/fr/", get(home))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/assets/{name}", get(asset))
        .route("/en/api", get(document::page))
        .route("/fr/api", get(document::page))
        .route("/en/components", get(components::page))
        .route("/fr/components", get(components::page))
        .merge(api().layer(middleware::from_fn(document::known_query)))
        .merge(accounts::pages::routes())
        .merge(entries::pages::routes())
        .merge(entries::search::pages::routes())
        .merge(entries::sheet::pages::routes())
        .merge(daybook::days::pages::routes())
        .merge(daybook::weeks::pages::routes())
        .merge(daybook::quick::pages::routes())
        .merge(daybook::favourites::pages::routes())
        .merge(daybook::timer::pages::routes())
        .merge(daybook::ranges::pages::routes())
        .merge(files::pages::routes())
        .merge(requests::pages::routes())
        .merge(knowledge::pages::routes())
        .merge(oversight::pages::routes())
        .merge(exports::pages::routes())
        .merge(reports::pages::routes())
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), daybook::pages::at_hand))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), up_to_date))
        .layer(middleware::from_fn_with_state(shared, gate))
        .layer(middleware::from_fn_with_state(guarded, guard))
        .layer(compress::layer())
        .with_state(app)
}

/// Sees to it that a request meets the vocabulary in force, also when another program applied it. What needs no
/// vocabulary does not wait for the database, nor does recording, which looks in its own transaction.
async fn up_to_date(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let looks_itself = request.method() == Method::POST && path == "/api/v1/entries";
    let without = path == "/" || looks_itself || is_open(request.method(), path);
    if !without && let Err(error) = app.in_force.refresh(&app.db).await {
        // Whatever comes next would wait for the database in vain, as this did.
        let ask = Ask::of(request.headers(), request.extensions(), path);
        let problem = ask.problem(Failure::from(error));
        if Lang::ALL.iter().any(|lang| path.split('/').nth(1) == Some(lang.as_str())) {
            problem.log();
            return page(&problem, &ask, path);
        }
        return page_or_document(problem, &ask, request.headers(), path);
    }
    next.run(request).await
}

/// The guard of an installation. A public address that cannot be read is refused where the server starts; here it is none,
/// so that only this machine is answered.
fn surroundings(app: &App) -> Guard {
    let guard = Guard::new(PublicUrl::parse(&app.config.public_url).ok().flatten(), app.limits)
        .of_section(&app.config.section)
        .of_generated(app.generated);
    let app = app.clone();
    guard.giving_back(GiveBack::new(move |ask, path, form, answer| {
        accounts::pages::failed_keeping(&app, ask, path, form, answer)
    }))
}

async fn home(ask: Ask) -> Response {
    let location = HeaderValue::from_str(&frame::home(&ask)).unwrap_or(HeaderValue::from_static("/en/account"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

async fn healthy() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<App>) -> Response {
    let readiness = health::readiness(&app.db, &app.config, app.clock, &app.stop).await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let mut response = (status, answer(&readiness)).into_response();
    if !readiness.ready {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
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
    let ask = Ask::of(request.headers(), request.extensions(), request.uri().path());
    page_or_document(ask.problem(Fault::new(code, "")), &ask, request.headers(), request.uri().path())
}
