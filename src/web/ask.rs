//! Who asks and how: the language a reader wants and the identifier of the request, taken from the head of it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::web::problem::Problem;

/// The identifier of a request, made by the guard and carried in answers and events.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// What every handler knows of a request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The language asked for.
    pub lang: Lang,
    /// The identifier of the request.
    pub request_id: String,
    /// The version in `If-Match`, when there is one.
    pub if_match: Option<i64>,
}

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, parts.extensions.get::<RequestId>(), parts.uri.path()))
    }
}

impl Ask {
    /// Reads the head of a request; a page says its language in its path.
    #[must_use]
    pub fn of(headers: &HeaderMap, id: Option<&RequestId>, path: &str) -> Self {
        let accepted = || {
            headers
                .get(ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok())
                .map_or(Lang::En, Lang::from_accept_language)
        };
        let lang = match path.split('/').nth(1) {
            Some("en") => Lang::En,
            Some("fr") => Lang::Fr,
            _ => accepted(),
        };
        Self {
            lang,
            request_id: id.map_or_else(String::new, |id| id.0.clone()),
            if_match: headers.get(IF_MATCH).and_then(|value| value.to_str().ok()).and_then(parse_etag),
        }
    }

    /// The failure as an answer in the reader's language.
    #[must_use]
    pub fn problem(&self, failure: impl Into<Failure>) -> Problem {
        Problem::new(failure.into(), self)
    }

    /// The version a change was made against.
    ///
    /// # Errors
    /// `precondition_required` when there is no `If-Match` with a version.
    pub fn required_version(&self) -> Result<i64, Problem> {
        self.if_match.ok_or_else(|| self.problem(Fault::new(Code::PreconditionRequired, "")))
    }
}

/// The strong entity tag of a version, as a header.
#[must_use]
pub fn etag(version: i64) -> (header::HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""));
    (ETAG, value)
}

fn parse_etag(text: &str) -> Option<i64> {
    text.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}
