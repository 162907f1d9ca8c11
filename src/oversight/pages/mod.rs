//! The page of a file: everything there is to know of it for whoever may know it, and the steps that can be taken with it.

mod draw;
mod file;
mod steps;

use axum::Router;
use axum::routing::get;

use crate::app::App;
use crate::lang::Lang;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("files/{id}"), get(file::show).post(file::step))
    })
}
