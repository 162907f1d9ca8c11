//! The calendar of a feed, for programs that cannot sign in: the address is the key. It is never part of an answer, and
//! the log has the route alone.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::feeds;
use crate::accounts::Secret;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::Segment;
use crate::web::problem::Problem;

/// The address of calendars.
pub fn routes() -> Router<App> {
    Router::new().route("/feeds/{name}", get(show))
}

async fn show(State(app): State<App>, ask: Ask, Segment(name): Segment) -> Result<Response, Problem> {
    let Some(token) = name.strip_suffix(".ics") else {
        return Err(ask.problem(Fault::new(Code::NotFound, "")));
    };
    let read = feeds::read(&app.context(&ask), &Secret::new(token.to_owned())).await;
    let text = read.map_err(|failure| ask.problem(failure))?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"))], text).into_response())
}
