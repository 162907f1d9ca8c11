//! What surrounds every request: an identifier, protection against other sites, security headers on every answer,
//! and a log line without content.

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::ids::EventId;
use crate::web::ask::{Ask, RequestId};

/// Only what we serve ourselves, no inline script or style, nowhere to be framed.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Runs one request inside the guard.
pub async fn guard(mut request: Request, next: Next) -> Response {
    let id = EventId::new(Clock::System.now()).to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let began = std::time::Instant::now();
    let mut response = if comes_from_elsewhere(request.method(), request.headers()) {
        let ask = Ask::of(request.headers(), request.extensions().get::<RequestId>(), request.uri().path());
        ask.problem(Fault::new(Code::ForeignOrigin, "")).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    tracing::info!(
        request_id = %id,
        %method,
        status = response.status().as_u16(),
        milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// Whether a request that may change something was sent by a page of another site, or reached us under a name that is
/// not this machine's (a name of somebody else's that leads here).
fn comes_from_elsewhere(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    if host.is_some_and(|host| !is_loopback(host)) {
        return true;
    }
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match headers.get(ORIGIN).and_then(|value| value.to_str().ok()) {
        Some(origin) => origin.split_once("://").map(|(_, from)| from) != host,
        None => false,
    }
}

/// Whether a `Host` header names this machine's loopback address.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let own = headers(&[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")]);
        assert!(!comes_from_elsewhere(&Method::POST, &own));
        let foreign = headers(&[("host", "127.0.0.1:8080"), ("origin", "http://elsewhere.example")]);
        assert!(comes_from_elsewhere(&Method::POST, &foreign));
        let fetched = headers(&[("host", "localhost:8080"), ("sec-fetch-site", "cross-site")]);
        assert!(comes_from_elsewhere(&Method::POST, &fetched));
        assert!(!comes_from_elsewhere(&Method::GET, &fetched));
    }

    #[test]
    fn a_name_of_somebody_else_that_leads_here_is_refused() {
        assert!(comes_from_elsewhere(&Method::GET, &headers(&[("host", "rebound.example:8080")])));
        assert!(!comes_from_elsewhere(&Method::GET, &headers(&[("host", "[::1]:8080")])));
    }
}
