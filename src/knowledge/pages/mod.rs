//! The pages of notes: the search over all of them, a new note of a file, and one note with its steps and its history.

mod new;
mod one;
mod search;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;

use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::NoteId;
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::page::{NavItem, Page};
use crate::web::pages_problem::page;
use crate::words;

/// The addresses of the pages, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router
            .route(&at("notes"), get(search::show))
            .route(&at("notes/{id}"), get(one::show).post(one::step))
            .route(&at("files/{id}/notes/new"), get(new::show).post(new::add))
    })
}

fn say(lang: Lang, id: &str) -> String {
    words::say(lang, id, &[])
}

/// The frame of a page; `rest` is its path behind the language.
fn frame(app: &App, ask: &Ask, title: String, rest: &str) -> Page {
    let other = format!("/{}/{rest}", ask.lang.other());
    Page::new(ask.lang, title, &app.config.section, NavItem::Files, &other).generated(app.generated).for_reader(ask)
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/notes", ask.lang))
}

/// Whether what was asked for is nothing the reader may know of or do, so that there is no form to draw again.
fn hides(faults: &Faults) -> bool {
    let hidden = [Code::NotFound, Code::Forbidden, Code::NotSignedIn];
    faults.first().is_some_and(|fault| fault.field.is_empty() && hidden.contains(&fault.code))
}

/// What an operation needs for a form that may be sent twice: it has a key of its own, and does its work once.
fn once(app: &App, ask: &Ask, key: &str, sent: &impl Serialize) -> Context {
    app.context_once(ask, key, &serde_json::to_string(sent).unwrap_or_default())
}

/// A new key for a form.
fn key(app: &App) -> String {
    NoteId::new(app.clock.now()).to_string()
}

/// What is wrong, in the words of these pages.
fn sentence(fault: &Fault, lang: Lang) -> String {
    let own = ["kind", "title", "text"];
    if fault.code == Code::Required && own.contains(&fault.field.as_str()) {
        return say(lang, &format!("notes-missing-{}", fault.field));
    }
    fault.say(lang)
}

/// A text of several lines as it was typed: browsers end lines with two signs.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
