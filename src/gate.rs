//! The gate: who sends a request, read anew each time; nobody gets past it to anything that is not open to all. It also
//! checks the token every form carries, and the key that makes a repeated request harmless.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::accounts::{self, Account, Secret, constant_time_eq};
use crate::app::App;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::AccountId;
use crate::web::ask::{Ask, Reader, Repeated, SignedIn};
use crate::web::cookie;
use crate::web::extract;
use crate::web::mask::unmask;
use crate::web::pages_problem;
use crate::web::problem::Problem;

/// Characters a key may have.
const KEY_MAX: usize = 255;
/// What every form carries its token in.
const FORM_TOKEN: &str = "form_token";
/// What pages are sent as.
const FORM: &str = "application/x-www-form-urlencoded";

/// Keys of requests that are being worked on in this process.
#[derive(Debug, Clone, Default)]
pub struct Running(Arc<Mutex<HashSet<(AccountId, String)>>>);

/// One key that is being worked on; free again when dropped.
struct Held(Running, (AccountId, String));

impl Running {
    fn hold(&self, account: AccountId, key: &str) -> Option<Held> {
        let entry = (account, key.to_owned());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(entry.clone()).then(|| Held(self.clone(), entry))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// Lets a request through, or answers it.
pub async fn gate(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if request.extensions().get::<SignedIn>().is_none()
        && let Err(problem) = sign_in(&app, &mut request).await
        && !is_open(request.method(), request.uri().path())
    {
        return answer(&request, problem);
    }
    let ask = Ask::of(request.headers(), request.extensions(), request.uri().path());
    let path = request.uri().path().to_owned();
    if ask.access.account.is_none() && !ask.access.is_console() && !is_open(request.method(), &path) {
        return not_signed_in(&app, &ask, request).await;
    }
    if let Some(held_up) = must_choose_password(&request, &ask, &path) {
        return held_up;
    }
    let is_form = is_form(request.headers()) && !path.starts_with("/api/");
    // The sign-in form was drawn for nobody, and may be sent after another page of the browser signed in.
    if request.method() == Method::POST && is_form && ask.access.account.is_some() && !is_open(&Method::POST, &path) {
        request = match checked_form(&app, request, &ask).await {
            Ok(request) => request,
            Err(answer) => return *answer,
        };
    }
    if path.starts_with("/api/") && !is_safe(request.method()) {
        return match keyed(&app, request, &ask).await {
            Ok((request, held)) => {
                let response = next.run(request).await;
                drop(held);
                response
            }
            Err(problem) => problem.into_response(),
        };
    }
    next.run(request).await
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// What is open to everybody: what carries no data, and the ways to sign in.
pub(crate) fn is_open(method: &Method, path: &str) -> bool {
    match path {
        "/healthz"
        | "/readyz"
        | "/api/v1/openapi.json"
        | "/en/api"
        | "/fr/api"
        | "/en/sign-in"
        | "/fr/sign-in"
        | "/sign-in/provider"
        | "/en/sign-in/provider"
        | "/fr/sign-in/provider" => true,
        "/api/v1/session" => *method == Method::POST,
        // A feed asks for the token in its address.
        _ => path.starts_with("/assets/") || path.starts_with("/feeds/"),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let found = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    found.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM)
}

/// Finds out who sends a request: a program with a token, or a browser with a session.
async fn sign_in(app: &App, request: &mut Request) -> Result<(), Problem> {
    let ask = Ask::of(request.headers(), request.extensions(), request.uri().path());
    let problem = |failure: Failure| ask.problem(failure);
    let found = if let Some(value) = request.headers().get(AUTHORIZATION) {
        let secret = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let found = match secret {
            Some(secret) => accounts::tokens::find_token(&app.db, app.clock, &Secret::new(secret.trim().to_owned()))
                .await
                .map_err(|error| problem(error.into()))?,
            None => None,
        };
        let Some((account, access)) = found else { return Err(problem(Fault::new(Code::TokenRefused, "").into())) };
        SignedIn { actor: account.login, access, form_token: String::new(), session: None, password_temporary: false }
    } else if let Some(secret) = cookie::read(request.headers(), cookie::SESSION) {
        let secret = Secret::new(secret.to_owned());
        let found = accounts::sessions::find_session(&app.db, app.clock, &app.sign_in, &secret).await;
        let Some((account, access, view)) = found.map_err(|error| problem(error.into()))? else { return Ok(()) };
        let form_token = accounts::sessions::form_token(&secret);
        let Account { login, name, password_temporary, .. } = account;
        let now = app.clock.now();
        let (seconds_left, seconds_at_most) = (view.seconds_left(now), view.seconds_at_most(&app.sign_in, now));
        request.extensions_mut().insert(Reader { name, seconds_left, seconds_at_most });
        SignedIn { actor: login, access, form_token, session: Some(view.hash), password_temporary }
    } else {
        return Ok(());
    };
    request.extensions_mut().insert(found);
    Ok(())
}

/// A refusal in the form the reader takes.
fn answer(request: &Request, problem: Problem) -> Response {
    if request.uri().path().starts_with("/api/") {
        return problem.into_response();
    }
    let ask = Ask::of(request.headers(), request.extensions(), request.uri().path());
    pages_problem::page(&problem, &ask, request.uri().path())
}

/// Nobody has signed in: programs are told, browsers are led to the sign-in page and keep what was typed.
async fn not_signed_in(app: &App, ask: &Ask, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return answer(&request, ask.problem(Fault::new(Code::NotSignedIn, "")));
    }
    if is_safe(request.method()) {
        let back = request.uri().path_and_query().map_or("/", |found| found.as_str());
        let query = serde_urlencoded::to_string([("back", back)]).unwrap_or_default();
        let to = HeaderValue::from_str(&format!("/{}/sign-in?{query}", ask.lang));
        let to = to.unwrap_or(HeaderValue::from_static("/en/sign-in"));
        return (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
    }
    let path = path.to_owned();
    let fields = if is_form(request.headers()) {
        let read = extract::read(request.into_body(), ask).await;
        read.ok().and_then(|bytes| serde_urlencoded::from_bytes(&bytes).ok()).unwrap_or_default()
    } else {
        Vec::new()
    };
    accounts::pages::sign_in_keeping(app, ask, &path, fields)
}

/// Whoever has a password that somebody else chose gets no further than to where it is changed.
fn must_choose_password(request: &Request, ask: &Ask, path: &str) -> Option<Response> {
    let temporary = request.extensions().get::<SignedIn>().is_some_and(|found| found.password_temporary);
    let allowed = matches!(
        path,
        "/en/account/password"
            | "/fr/account/password"
            | "/en/sign-out"
            | "/fr/sign-out"
            | "/api/v1/session"
            | "/api/v1/session/password"
    );
    if !temporary || allowed || is_open(request.method(), path) {
        return None;
    }
    if path.starts_with("/api/") {
        return Some(ask.problem(Fault::new(Code::PasswordTemporary, "")).into_response());
    }
    let to = if ask.lang == crate::lang::Lang::Fr { "/fr/account/password" } else { "/en/account/password" };
    Some((StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(to))]).into_response())
}

/// A form that carries the token of the session it was drawn in. One of another session changes nothing: what was typed
/// is shown again, to be sent from the session there is.
async fn checked_form(app: &App, request: Request, ask: &Ask) -> Result<Request, Box<Response>> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let bytes = extract::read(body, ask).await;
    let bytes = bytes.map_err(|problem| Box::new(pages_problem::page(&problem, ask, path)))?;
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    let carried = fields.iter().find(|(name, _)| name == FORM_TOKEN).map_or("", |(_, value)| value.as_str());
    if !constant_time_eq(&unmask(carried), &ask.form_token) {
        return Err(Box::new(accounts::pages::form_keeping(app, ask, path, fields)));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// A request with its key, if it has one, and the hold on that key while it is worked on.
async fn keyed(app: &App, request: Request, ask: &Ask) -> Result<(Request, Option<Held>), Problem> {
    let mut keys = request.headers().get_all("idempotency-key").iter();
    let Some(value) = keys.next() else { return Ok((request, None)) };
    let format = || ask.problem(Fault::new(Code::IdempotencyKeyFormat, "").with("limit", KEY_MAX));
    if keys.next().is_some() {
        return Err(format());
    }
    let key = value.to_str().ok().and_then(parse_key).ok_or_else(format)?;
    let Some(account) = ask.access.account else { return Ok((request, None)) };
    let held = app.running.hold(account, &key);
    let held = held.ok_or_else(|| ask.problem(Fault::new(Code::IdempotencyKeyRunning, "")))?;
    let (mut parts, body) = request.into_parts();
    let bytes: Bytes = extract::read(body, ask).await?;
    let address = parts.uri.path_and_query().map_or("", |found| found.as_str());
    let mut text = format!("{} {address}\n", parts.method).into_bytes();
    text.extend_from_slice(&bytes);
    parts.extensions.insert(Repeated { key, request: digest(&text) });
    Ok((Request::from_parts(parts, Body::from(bytes)), Some(held)))
}

/// Reads an RFC 8941 string: printable ASCII in quotation marks, with `\"` and `\\`.
fn parse_key(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut key = String::new();
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => key.push(characters.next().filter(|next| matches!(next, '"' | '\\'))?),
            '"' => return None,
            ' '..='~' => key.push(character),
            _ => return None,
        }
    }
    (1..=KEY_MAX).contains(&key.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_string_in_quotation_marks() {
        assert_eq!(parse_key("\"8e03978e\"").as_deref(), Some("8e03978e"));
        assert_eq!(parse_key(" \"a \\\"b\\\" \\\\c\" ").as_deref(), Some("a \"b\" \\c"));
        for wrong in ["", "8e03978e", "\"", "\"\"", "\"a\"b\"", "\"a\\\"", "\"é\"", "\"a\nb\"", "'a'", "\"a\\b\""] {
            assert_eq!(parse_key(wrong), None, "{wrong}");
        }
        assert_eq!(parse_key(&format!("\"{}\"", "x".repeat(KEY_MAX))).map(|key| key.len()), Some(KEY_MAX));
        assert_eq!(parse_key(&format!("\"{}\"", "x".repeat(KEY_MAX + 1))), None);
    }

    #[test]
    fn only_what_carries_no_data_is_open() {
        for path in ["/healthz", "/assets/casetime-1.css", "/en/sign-in", "/api/v1/openapi.json"] {
            assert!(is_open(&Method::GET, path), "{path}");
        }
        for path in ["/", "/en/record", "/api/v1/entries", "/api/v1/session", "/api/v1/openapi.json/x", "/nothing"] {
            assert!(!is_open(&Method::GET, path), "{path}");
        }
        assert!(is_open(&Method::POST, "/api/v1/session"));
    }

    #[test]
    fn a_key_is_held_by_one_request_at_a_time() {
        let running = Running::default();
        let account = AccountId::new("2026-11-22T15:00:00Z".parse().expect("an instant"));
        let held = running.hold(account, "k");
        assert!(held.is_some() && running.hold(account, "k").is_none() && running.hold(account, "other").is_some());
        drop(held);
        assert!(running.hold(account, "k").is_some());
    }
}
