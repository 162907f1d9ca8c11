//! How pages are answered: drawn, drawn again with the status of what is wrong, or by leading on; and a problem as a page, for
//! readers with a browser, in the same words as the document.

use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::fault::Faults;
use crate::web::ask::Ask;
use crate::web::page::{NavItem, Page, ProblemView};
use crate::web::problem::Problem;

/// The page of a problem that has no page of its own to return to.
#[must_use]
pub fn page(problem: &Problem, ask: &Ask, path: &str) -> Response {
    let rest = path.strip_prefix(&format!("/{}/", ask.lang)).map(|rest| format!("/{}/{rest}", ask.lang.other()));
    let other = rest.unwrap_or_else(|| format!("/{}/record", ask.lang.other()));
    let page = Page::new(ask.lang, problem.title(), &ask.section, NavItem::Other, &other)
        .generated(ask.generated)
        .for_reader(ask);
    let view = ProblemView { page, sentences: problem.sentences(), request_id: Some(ask.request_id.clone()) };
    let mut response = html(problem.status(), view.render(), ask);
    problem.mark(&mut response);
    response
}

/// The problem as a page for a reader with a browser, as a document for everybody else.
#[must_use]
pub fn page_or_document(problem: Problem, ask: &Ask, headers: &HeaderMap, path: &str) -> Response {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        problem.log();
        page(&problem, ask, path)
    } else {
        problem.into_response()
    }
}

/// A rendered page as an answer. A template that fails is a fault of the program: fixed words and the cause in the log.
#[must_use]
pub fn html(status: StatusCode, rendered: Result<String, minijinja::Error>, ask: &Ask) -> Response {
    match rendered {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(request_id = %ask.request_id, kind = ?error.kind(), template = error.name(), line = error.line(), "page failed");
            let text = HeaderValue::from_static("text/plain; charset=utf-8");
            (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, text)], ask.request_id.clone()).into_response()
        }
    }
}

/// The status of a page that is drawn with these faults: that of the first one.
#[must_use]
pub fn status(faults: &Faults) -> StatusCode {
    faults.first().and_then(|fault| StatusCode::from_u16(fault.code.status()).ok()).unwrap_or(StatusCode::OK)
}

/// Leads on to another page, after a form that did what it was sent for.
#[must_use]
pub fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
