//! Who asks and how: the language a reader wants and the identifier of the request, taken from the head of it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use axum::http::{HeaderValue, header};
use serde::Serialize;

use crate::access::Access;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::web::problem::Problem;

/// The identifier of a request, made by the guard and carried in answers and events.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The section's name, as the settings have it.
#[derive(Debug, Clone, Default)]
pub struct Section(pub Arc<Both>);

/// Whether all data is generated, which a page without a handler of its own says too.
#[derive(Debug, Clone, Copy, Default)]
pub struct Generated(pub bool);

/// The address a request came from, as [`crate::web::server`] found out. Never logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress(pub String);

/// Who sent a request, as the gate found out.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What the account signs in with.
    pub actor: String,
    /// What it may do.
    pub access: Access,
    /// What forms of this session carry; empty for a token.
    pub form_token: String,
    /// What is stored of the session; none for a token.
    pub session: Option<String>,
    /// Whether the password was chosen by somebody else and has to be changed first.
    pub password_temporary: bool,
}

/// The browser a session is used from, for the frame of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The name of the account.
    pub name: String,
    /// Seconds until the session ends, unless another request comes before.
    pub seconds_left: i64,
    /// Seconds until the session ends in any case.
    pub seconds_at_most: i64,
}

/// What somebody who records time has at hand on every page; holds no narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AtHand {
    /// The timer that is running.
    pub timer: Option<RunningTimer>,
    /// Favourites, each a way to the form filled in.
    pub favourites: Vec<Shortcut>,
    /// The number of a file they record on, for examples; empty where there is none yet.
    pub file: String,
}

/// A timer that is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunningTimer {
    /// Whole minutes since its start.
    pub minutes: i64,
    /// When it was started, on the clock of the place: `14:05`.
    pub started: String,
    /// When it was started, RFC 3339.
    pub started_at: String,
    /// What it is for; empty while that is not known.
    pub label: String,
}

/// A way to a form that is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortcut {
    /// What a person reads.
    pub label: String,
    /// The path, in the reader's language.
    pub path: String,
}

/// The key a request was sent with, and the SHA-256 of method, address and body.
#[derive(Debug, Clone)]
pub struct Repeated {
    /// The key, without its quotation marks.
    pub key: String,
    /// SHA-256 in hexadecimal.
    pub request: String,
}

/// What every handler knows of a request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The name that events carry.
    pub actor: String,
    /// What whoever asks may do: nothing, before anybody has signed in.
    pub access: Access,
    /// What forms of this session carry; empty where there is none.
    pub form_token: String,
    /// What is stored of the session, where there is one.
    pub session: Option<String>,
    /// How the session stands, where there is one.
    pub reader: Option<Reader>,
    /// What whoever asks has at hand, where they record time.
    pub at_hand: Option<AtHand>,
    /// Where the request comes from.
    pub address: String,
    /// The section's name.
    pub section: Arc<Both>,
    /// Whether all data is generated.
    pub generated: bool,
    /// The key of a request that may be sent again.
    pub repeated: Option<Repeated>,
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
        Ok(Self::of(&parts.headers, &parts.extensions, parts.uri.path()))
    }
}

impl Ask {
    /// Reads the head of a request; a page says its language in its path.
    #[must_use]
    pub fn of(headers: &HeaderMap, found: &Extensions, path: &str) -> Self {
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
        let signed_in = found.get::<SignedIn>().cloned();
        let signed_in = signed_in.unwrap_or_else(|| SignedIn {
            actor: "nobody".to_owned(),
            access: Access::nobody(),
            form_token: String::new(),
            session: None,
            password_temporary: false,
        });
        Self {
            actor: signed_in.actor,
            access: signed_in.access,
            form_token: signed_in.form_token,
            session: signed_in.session,
            reader: found.get::<Reader>().cloned(),
            at_hand: found.get::<AtHand>().cloned(),
            address: found.get::<ClientAddress>().map_or_else(|| "unknown".to_owned(), |address| address.0.clone()),
            section: found.get::<Section>().cloned().unwrap_or_default().0,
            generated: found.get::<Generated>().is_some_and(|generated| generated.0),
            repeated: found.get::<Repeated>().cloned(),
            lang,
            request_id: found.get::<RequestId>().map_or_else(String::new, |id| id.0.clone()),
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
    let version = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    // Other spellings of a version would be other tags of one state.
    version.parse().ok().filter(|number: &i64| number.to_string() == version)
}
