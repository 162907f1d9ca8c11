//! The pages of the register of files: the list, and opening a file by the questions of the boundary rule.

mod new;
mod register;

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::page::{NavItem, Page};
use crate::web::pages_problem::page;

/// The addresses of the pages, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("files"), get(register::show)).route(&at("files/new"), get(new::show).post(new::open))
    })
}

/// The frame of a page; `rest` is its path behind the language.
fn frame(app: &App, ask: &Ask, title: String, rest: &str) -> Page {
    let other = format!("/{}/{rest}", ask.lang.other());
    Page::new(ask.lang, title, &app.config.section, NavItem::Files, &other).generated(app.generated).for_reader(ask)
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/files", ask.lang))
}
