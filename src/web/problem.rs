//! A refusal or failure as an answer: an RFC 9457 problem document, or a page, from the same value.

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::words;

/// What `type` begins with; the code follows.
const TYPE: &str = "urn:casetime:problem:";

/// A refusal or failure on its way to a reader.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    failure: Failure,
    lang: Lang,
    request_id: String,
    current: Option<Value>,
}

#[derive(Serialize)]
struct Document {
    r#type: String,
    title: String,
    status: u16,
    code: Code,
    detail: String,
    request_id: String,
    faults: Vec<FaultDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Value>,
}

#[derive(Serialize)]
struct FaultDocument {
    pointer: String,
    code: Code,
    params: Map<String, Value>,
    detail: String,
}

impl Problem {
    /// A failure for the reader who asked.
    #[must_use]
    pub fn new(failure: Failure, ask: &Ask) -> Self {
        Self(Box::new(Parts { failure, lang: ask.lang, request_id: ask.request_id.clone(), current: None }))
    }

    /// The same problem with the current state of what could not be changed.
    #[must_use]
    pub fn with_current<T: Serialize>(mut self, current: &T) -> Self {
        self.0.current = serde_json::to_value(current).ok();
        self
    }

    /// The code that gives the status.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.failure.code()
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// One sentence per fault.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        self.faults().iter().map(|fault| fault.say(self.0.lang)).collect()
    }

    /// The short title.
    #[must_use]
    pub fn title(&self) -> String {
        title(self.code(), self.0.lang)
    }

    /// Writes a failure that is not the reader's doing to the log, once, without anything of the request.
    pub fn log(&self) {
        if let Failure::Store(error) = &self.0.failure {
            tracing::error!(request_id = %self.0.request_id, code = %self.code(), cause = %error.cause(), "request failed");
        }
    }

    /// Everything that is wrong.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.0
            .failure
            .faults()
            .into_iter()
            .map(|fault| match fault.code {
                Code::Internal => Fault::new(Code::Internal, "").with("request", self.0.request_id.as_str()),
                _ => fault,
            })
            .collect()
    }

    fn document(&self) -> Document {
        let code = self.code();
        Document {
            r#type: format!("{TYPE}{code}"),
            title: self.title(),
            status: code.status(),
            code,
            detail: self.sentences().join(" "),
            request_id: self.0.request_id.clone(),
            faults: self
                .faults()
                .iter()
                .map(|fault| FaultDocument {
                    pointer: if fault.field.is_empty() { String::new() } else { format!("/{}", fault.field) },
                    code: fault.code,
                    params: fault
                        .params
                        .iter()
                        .map(|(name, value)| ((*name).to_owned(), serde_json::to_value(value).unwrap_or_default()))
                        .collect(),
                    detail: fault.say(self.0.lang),
                })
                .collect(),
            current: self.0.current.clone(),
        }
    }
}

/// The short title of a code.
#[must_use]
pub fn title(code: Code, lang: Lang) -> String {
    words::say(lang, &format!("fault-title-{}", code.as_str().replace('_', "-")), &[])
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let body = serde_json::to_vec(&self.document()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.0.lang.as_str()));
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
