//! A refusal or failure as an answer: an RFC 9457 problem document, or a page, from the same value.

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

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

/// Why a request was refused, as RFC 9457 describes it.
#[derive(Serialize, ToSchema)]
pub(super) struct Document {
    /// The code as a URN.
    #[schema(pattern = "^urn:casetime:problem:[a-z_]+$")]
    r#type: String,
    /// What kind of refusal it is, in a few words.
    title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The stable code of the first fault.
    #[schema(schema_with = reference_to_code)]
    code: Code,
    /// What is wrong and what to do, in sentences.
    detail: String,
    /// The reference to give when asking for help.
    request_id: String,
    /// Everything that is wrong, all at once.
    #[schema(schema_with = list_of_faults)]
    faults: Vec<FaultDocument>,
    /// The present state of what could not be changed, when its version was another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = any_object)]
    current: Option<Value>,
}

/// One fault.
#[derive(Serialize, ToSchema)]
pub(super) struct FaultDocument {
    /// The member at fault, as a JSON pointer; empty when it is not in one member.
    #[schema(pattern = "^(/.*)?$")]
    pointer: String,
    /// The stable code.
    #[schema(schema_with = reference_to_code)]
    code: Code,
    /// The values that the sentence names.
    #[schema(schema_with = any_object)]
    params: Map<String, Value>,
    /// What is wrong and what to do.
    detail: String,
}

fn reference_to_code() -> RefOr<Schema> {
    Ref::from_schema_name("ProblemCode").into()
}

fn list_of_faults() -> RefOr<Schema> {
    let faults = ArrayBuilder::new().items(Ref::from_schema_name("Fault"));
    faults.min_items(Some(1)).build().into()
}

fn any_object() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).build().into()
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

    /// How long somebody who tried too often has to wait.
    fn wait_seconds(&self) -> u64 {
        let faults = self.faults();
        let mut params = faults.iter().flat_map(|fault| &fault.params);
        let found = params.find(|(name, _)| *name == "seconds").and_then(|(_, value)| serde_json::to_value(value).ok());
        found.and_then(|value| value.as_u64()).unwrap_or(60)
    }

    /// Puts on an answer what does not depend on its form: when to come back, and the code for the log and the figures.
    pub fn mark(&self, response: &mut Response) {
        let code = self.code();
        let headers = response.headers_mut();
        match self.status() {
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = if code == Code::Overloaded { "1" } else { "2" };
                headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"casetime\""));
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(RETRY_AFTER, HeaderValue::from(self.wait_seconds()));
            }
            _ => {}
        }
        response.extensions_mut().insert(code);
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
        self.mark(&mut response);
        response
    }
}
