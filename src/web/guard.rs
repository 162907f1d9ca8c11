//! What surrounds every request: an identifier, protection against other sites and names, limits of time and number,
//! security headers on every answer, and a log line without content.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::ids::EventId;
use crate::lang::{Both, Lang};
use crate::web::ask::{Ask, Generated, RequestId, Section};
use crate::web::extract::BODY_MAX;
use crate::web::limits::Limits;
use crate::web::metrics::{self, Active, method_name};
use crate::web::pages_problem::page_or_document;
use crate::web::public_url::PublicUrl;
use crate::web::{body, panics};

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

/// The largest form of a page that is given back to who typed it, in bytes.
const TYPED_MAX: usize = 4 * BODY_MAX;

/// Gives back what was typed into a form of a page that the server failed at: how it was asked, the path, the form, and the
/// answer there is without it.
#[derive(Clone)]
pub struct GiveBack(Arc<Giving>);

type Giving = dyn Fn(&Ask, &str, &[u8], Response) -> Response + Send + Sync;

impl GiveBack {
    /// What is done with such a form.
    pub fn new(give_back: impl Fn(&Ask, &str, &[u8], Response) -> Response + Send + Sync + 'static) -> Self {
        Self(Arc::new(give_back))
    }
}

impl std::fmt::Debug for GiveBack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GiveBack")
    }
}

/// What the guard knows of the installation; cheap to clone.
#[derive(Debug, Clone)]
pub struct Guard {
    public_url: Option<Arc<PublicUrl>>,
    limits: Limits,
    places: Arc<Semaphore>,
    give_back: Option<GiveBack>,
    section: Section,
    generated: Generated,
}

impl Guard {
    /// A guard for a service with this public address, if it has one.
    #[must_use]
    pub fn new(public_url: Option<PublicUrl>, limits: Limits) -> Self {
        let places = Arc::new(Semaphore::new(limits.at_once));
        let (section, generated) = (Section::default(), Generated::default());
        Self { public_url: public_url.map(Arc::new), limits, places, give_back: None, section, generated }
    }

    /// The same guard, whose refusals name this section.
    #[must_use]
    pub fn of_section(mut self, section: &Both) -> Self {
        self.section = Section(Arc::new(section.clone()));
        self
    }

    /// The same guard, whose refusals say that all data is generated, where it is.
    #[must_use]
    pub const fn of_generated(mut self, generated: bool) -> Self {
        self.generated = Generated(generated);
        self
    }

    /// The same guard, which gives back what was typed where the server fails.
    #[must_use]
    pub fn giving_back(mut self, give_back: GiveBack) -> Self {
        self.give_back = Some(give_back);
        self
    }

    /// Whether the request names this service: once, by its public name or by this machine's own.
    fn knows_host(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else { return false };
        let knows = |host: &str| is_loopback(host) || self.public_url.as_ref().is_some_and(|url| url.is_named_by(host));
        host.to_str().is_ok_and(knows) && uri.authority().is_none_or(|authority| knows(authority.as_str()))
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        timeout(self.limits.place, Arc::clone(&self.places).acquire_owned()).await.ok()?.ok()
    }

    /// What refuses the request before its handler, and otherwise the answer of the handler. A form of a page is kept in
    /// `typed` once it is known to come from here.
    async fn answer(&self, mut request: Request, next: Next, typed: &mut Option<Bytes>) -> Result<Response, Code> {
        let path = request.uri().path();
        let is_health = matches!(path, "/healthz" | "/readyz");
        let needs_place = !is_health && !path.starts_with("/assets/");
        if !is_health && !self.knows_host(request.uri(), request.headers()) {
            return Err(Code::UnknownHost);
        }
        let url = self.public_url.as_deref();
        if comes_from_elsewhere(request.method(), request.headers(), url) {
            return Err(Code::ForeignOrigin);
        }
        let content = std::mem::take(request.body_mut());
        let is_form = is_page_form(&request);
        let most = if is_form { TYPED_MAX } else { BODY_MAX };
        let taken = body::take_in(content, &self.limits, most).await.map_err(|_| Code::RequestTooSlow)?;
        *request.body_mut() = taken.body;
        *typed = taken.whole.filter(|_| is_form);
        let _place = if needs_place { Some(self.place().await.ok_or(Code::Overloaded)?) } else { None };
        let time = self.limits.answer_to(request.method(), request.uri().path());
        let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
        match timeout(time, handled).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(_)) => Err(Code::Internal),
            Err(_) => Err(Code::AnswerTooSlow),
        }
    }
}

/// Runs one request inside the guard.
pub async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let _active = Active::new();
    let id = EventId::new(Clock::System.now()).to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(guard.section.clone());
    request.extensions_mut().insert(guard.generated);
    let method = method_name(request.method());
    // Only the template: what stands in the address itself may be a number or a name.
    let route: Arc<str> = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).into();
    let ask = Ask::of(request.headers(), request.extensions(), request.uri().path());
    let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
    let mut typed = None;
    let answered = panics::REFERENCE.scope(id.clone(), guard.answer(request, next, &mut typed)).await;
    let mut response = match answered {
        Ok(response) => response,
        Err(code) => {
            let mut refused = page_or_document(ask.problem(Fault::new(code, "")), &ask, &headers, &path);
            if code == Code::RequestTooSlow {
                // The rest of the body may never come.
                refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            refused
        }
    };
    if let (Some(form), Some(GiveBack(give_back))) = (&typed, &guard.give_back)
        && (response.status().is_server_error() || response.status() == StatusCode::PAYLOAD_TOO_LARGE)
    {
        response = give_back(&ask, &path, form, response);
    }
    protect(response.headers_mut(), &id);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    let code = response.extensions().get::<Code>().copied();
    metrics::answered(method, Arc::clone(&route), status, code, took);
    tracing::info!(
        request_id = %id,
        method,
        route = &*route,
        status,
        code = code.map(Code::as_str),
        milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// The headers that every answer carries.
fn protect(headers: &mut HeaderMap, id: &str) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// Whether a request is a form that was sent to a page.
fn is_page_form(request: &Request) -> bool {
    let of_page = Lang::ALL.iter().any(|lang| request.uri().path().split('/').nth(1) == Some(lang.as_str()));
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    *request.method() == Method::POST && of_page && kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a request that may change something was sent by a page of another site.
fn comes_from_elsewhere(method: &Method, headers: &HeaderMap, public_url: Option<&PublicUrl>) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(ORIGIN) else { return false };
    let Ok(origin) = origin.to_str() else { return true };
    if public_url.is_some_and(|url| url.origin() == origin) {
        return false;
    }
    // Without a public address, and on the machine itself, pages have the origin they were asked under.
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).filter(|host| is_loopback(host));
    host.is_none() || origin.split_once("://").map(|(_, from)| from) != host
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
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    fn public() -> PublicUrl {
        PublicUrl::parse("https://time.example").expect("an address").expect("one")
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let refused = |method, pairs| comes_from_elsewhere(method, &headers(pairs), None);
        assert!(!refused(&Method::POST, &[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")]));
        assert!(refused(&Method::POST, &[("host", "127.0.0.1:8080"), ("origin", "http://elsewhere.example")]));
        let fetched = [("host", "localhost:8080"), ("sec-fetch-site", "cross-site")];
        assert!(refused(&Method::POST, &fetched));
        assert!(!refused(&Method::GET, &fetched));
    }

    #[test]
    fn the_public_address_may_send_through_a_proxy_and_only_with_its_own_scheme() {
        let url = public();
        let refused = |host, origin| {
            let sent = headers(&[("host", host), ("origin", origin)]);
            comes_from_elsewhere(&Method::POST, &sent, Some(&url))
        };
        assert!(!refused("time.example", "https://time.example"));
        assert!(!refused("127.0.0.1:8080", "https://time.example"));
        assert!(refused("time.example", "http://time.example"));
        assert!(refused("time.example", "https://time.example.evil"));
        assert!(refused("time.example", "null"));
    }

    #[test]
    fn a_name_of_somebody_else_that_leads_here_is_not_known() {
        let plain = Guard::new(None, Limits::default());
        let named = Guard::new(Some(public()), Limits::default());
        let here = Uri::from_static("/en/record");
        let knows = |guard: &Guard, host| guard.knows_host(&here, &headers(&[("host", host)]));
        assert!(knows(&plain, "[::1]:8080") && knows(&named, "localhost"));
        assert!(knows(&named, "time.example") && !knows(&plain, "time.example"));
        assert!(!knows(&named, "rebound.example:8080"));
        assert!(!named.knows_host(&here, &HeaderMap::new()));
        assert!(!named.knows_host(&here, &headers(&[("host", "localhost"), ("host", "localhost")])));
        let whole = Uri::from_static("http://rebound.example/en/record");
        assert!(!named.knows_host(&whole, &headers(&[("host", "localhost")])));
    }
}
