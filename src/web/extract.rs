//! Our own extractors: what cannot be read is answered with a code and the place, never with a parser's message,
//! which can repeat what was sent.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::time::clip;
use crate::web::ask::Ask;
use crate::web::body::was_too_slow;
use crate::web::pages_problem;
use crate::web::problem::Problem;

/// The largest body taken, in bytes.
pub const BODY_MAX: usize = 256 * 1024;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A form.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// A body that is bytes of any kind.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Octets(pub Bytes);

/// The query of an address.
#[derive(Debug)]
pub struct Params<T>(pub T);

/// The one segment of an address that varies. One that is not text leads nowhere.
#[derive(Debug)]
pub struct Segment(pub String);

/// The segments of an address that vary, where there are several.
#[derive(Debug)]
pub struct Segments<const COUNT: usize>(pub [String; COUNT]);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (ask, bytes) = body(request, state, "application/json").await?;
        // Members have names: a list of values in their order would be taken too.
        if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            return Err(ask.problem(Fault::new(Code::MalformedBody, "").with("detail", "1:1")));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| ask.problem(json_fault(&error)))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let (path, asked) = (request.uri().path().to_owned(), ask_of(&request));
        let read = body(request, state, "application/x-www-form-urlencoded").await;
        let form = read.and_then(|(ask, bytes)| {
            let malformed = |_| ask.problem(Fault::new(Code::MalformedBody, "").with("detail", ""));
            serde_urlencoded::from_bytes(&bytes).map(Self).map_err(malformed)
        });
        form.map_err(|problem| Refusal::new(problem, asked, path))
    }
}

fn ask_of(request: &Request) -> Ask {
    Ask::of(request.headers(), request.extensions(), request.uri().path())
}

/// A refusal in the form the reader of an address takes: a page where it is one of a page, a document elsewhere.
#[derive(Debug)]
pub struct Refusal(Box<(Problem, Ask, String)>);

impl Refusal {
    fn new(problem: Problem, ask: Ask, path: String) -> Self {
        Self(Box::new((problem, ask, path)))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (problem, ask, path) = *self.0;
        if Lang::ALL.iter().any(|lang| path.split('/').nth(1) == Some(lang.as_str())) {
            problem.log();
            return pages_problem::page(&problem, &ask, &path);
        }
        problem.into_response()
    }
}

impl<S: Send + Sync> FromRequest<S> for Octets {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        body(request, state, "application/octet-stream").await.map(|(_, bytes)| Self(bytes))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Ok(ask) = Ask::from_request_parts(parts, state).await;
        serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).map(Self).map_err(|error| {
            let problem = ask.problem(match unknown_field(&error.to_string()) {
                Some(name) => Fault::new(Code::UnknownField, name.clone()).with("name", name),
                None => Fault::new(Code::MalformedQuery, "").with("detail", ""),
            });
            Refusal::new(problem, ask, parts.uri.path().to_owned())
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Ok(ask) = Ask::from_request_parts(parts, state).await;
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(segment)) => Ok(Self(segment)),
            Err(_) => {
                let problem = ask.problem(Fault::new(Code::NotFound, ""));
                Err(Refusal::new(problem, ask, parts.uri.path().to_owned()))
            }
        }
    }
}

impl<S: Send + Sync, const COUNT: usize> FromRequestParts<S> for Segments<COUNT> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(ask) = Ask::from_request_parts(parts, state).await;
        let found = Path::<Vec<String>>::from_request_parts(parts, state).await.ok();
        match found.and_then(|Path(segments)| segments.try_into().ok()) {
            Some(segments) => Ok(Self(segments)),
            None => Err(ask.problem(Fault::new(Code::NotFound, ""))),
        }
    }
}

async fn body<S: Send + Sync>(request: Request, state: &S, expected: &str) -> Result<(Ask, Bytes), Problem> {
    let (mut parts, body) = request.into_parts();
    let Ok(ask) = Ask::from_request_parts(&mut parts, state).await;
    let found = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !found.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(expected) {
        return Err(ask.problem(Fault::new(Code::UnsupportedMediaType, "").with("expected", expected)));
    }
    let bytes = read(body, &ask).await?;
    Ok((ask, bytes))
}

/// Reads a body whole, up to the limit.
///
/// # Errors
/// `body_too_large`; `request_too_slow`.
pub async fn read(body: Body, ask: &Ask) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, BODY_MAX).await.map_err(|error| {
        ask.problem(if was_too_slow(&error) {
            Fault::new(Code::RequestTooSlow, "")
        } else {
            Fault::new(Code::BodyTooLarge, "").with("limit", BODY_MAX)
        })
    })
}

/// Where a JSON body is not what is expected: line and column, and the name of a member that is not known.
fn json_fault(error: &serde_json::Error) -> Fault {
    if let Some(name) = unknown_field(&error.to_string()) {
        return Fault::new(Code::UnknownField, name.clone()).with("name", name);
    }
    Fault::new(Code::MalformedBody, "").with("detail", format!("{}:{}", error.line(), error.column()))
}

/// The name in serde's message about a member that is not known. Other messages can repeat what was sent.
fn unknown_field(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    rest.split_once('`').map(|(name, _)| clip(name))
}

/// A value as a JSON answer.
#[must_use]
pub fn answer<T: Serialize>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
