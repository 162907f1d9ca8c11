//! Requests straight to the router, without a socket.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::{Extension, Router};
use casetime::access::Access;
use casetime::web::ask::SignedIn;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text header"))
    }

    /// The code of a problem document.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// The router as whoever stands at the console of the machine would meet it: everything is allowed.
pub(crate) fn as_console(router: Router) -> Router {
    signed_in(router, "test", Access::console())
}

/// The router as an account meets it.
pub(crate) fn signed_in(router: Router, actor: &str, access: Access) -> Router {
    router.layer(Extension(SignedIn {
        actor: actor.to_owned(),
        access,
        form_token: String::new(),
        session: None,
        password_temporary: false,
    }))
}

/// Sends a request.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("the router always answers");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a whole body").to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, text }
}

/// A request with a method, an address, headers and a body.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).expect("a request")
}

pub(crate) async fn get(router: &Router, path: &str) -> Answer {
    send(router, request("GET", path, &[], Body::empty())).await
}

pub(crate) async fn post(router: &Router, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    send(router, request("POST", path, &headers, body.to_string())).await
}

pub(crate) async fn patch(router: &Router, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(if_match.map(|version| ("if-match", version)));
    send(router, request("PATCH", path, &headers, body.to_string())).await
}

/// Sends a form as a browser on the same page would.
pub(crate) async fn post_form(router: &Router, path: &str, fields: &[(&str, &str)]) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "http://127.0.0.1:8080"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = serde_urlencoded::to_string(fields).expect("a form");
    send(router, request("POST", path, &headers, body)).await
}

pub(crate) async fn put(router: &Router, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(if_match.map(|version| ("if-match", version)));
    send(router, request("PUT", path, &headers, body.to_string())).await
}

pub(crate) async fn delete(router: &Router, path: &str, if_match: Option<&str>) -> Answer {
    let headers: Vec<(&str, &str)> = if_match.map(|version| ("if-match", version)).into_iter().collect();
    send(router, request("DELETE", path, &headers, Body::empty())).await
}

/// The service as nobody meets it.
pub(crate) fn as_nobody(router: Router) -> Router {
    signed_in(router, "nobody", Access::nobody())
}
