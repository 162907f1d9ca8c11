//! The pages of signing in, of one's own account, and of the accounts of others. What several of them need stands here:
//! the frame, forms as they come, faults as answers, notices, and addresses one may be led back to.

mod keep;
mod others;
mod own;
mod provider;
mod sign_in;
mod tokens;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};

use super::{Account, Secret};
use crate::access::{Grant, Right, Role};
use crate::accounts;
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::cookie::{self, cookie};
use crate::web::page::{FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page, status};
use crate::words::{self, Param};

pub use keep::{failed_keeping, form_keeping, sign_in_keeping};

/// What pages may say was done: the end of the key of a message.
const NOTICES: [&str; 7] =
    ["signed-out", "signed-out-everywhere", "password-set", "token-revoked", "added", "changed", "password-reset"];

/// The addresses of the pages, one for each language.
pub fn routes() -> Router<App> {
    let router = Router::new().route(accounts::provider::PATH, get(provider::finish));
    Lang::ALL.into_iter().fold(router, |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router
            .route(&at("sign-in"), get(sign_in::show).post(sign_in::enter))
            .route(&at("sign-in/provider"), get(provider::begin))
            .route(&at("sign-out"), post(sign_in::leave))
            .route(&at("account"), get(own::show))
            .route(&at("account/sign-out-everywhere"), post(own::leave_everywhere))
            .route(&at("account/password"), get(own::password).post(own::set_password))
            .route(&at("account/tokens"), get(tokens::show).post(tokens::make))
            .route(&at("account/tokens/{id}/revoke"), post(tokens::revoke))
            .route(&at("accounts"), get(others::list))
            .route(&at("accounts/new"), get(others::new).post(others::add))
            .route(&at("accounts/{id}"), get(others::show).post(others::change))
            .route(&at("accounts/{id}/password"), post(others::reset_password))
    })
}

/// The fields of a form as they came; names may come more than once.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty when it did not come.
    fn text(&self, name: &str) -> String {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// All values of a field.
    fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// Whether the form is only to be drawn again, in the other language for example.
    fn is_switched(&self) -> bool {
        self.has("switch")
    }
}

/// What the address of a page may carry.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Query {
    back: String,
    notice: String,
    cursor: String,
}

impl Query {
    /// What was just done, in words.
    fn notice(&self, lang: Lang) -> Option<String> {
        let known = NOTICES.into_iter().find(|known| *known == self.notice)?;
        Some(say(lang, &format!("accounts-notice-{known}")))
    }
}

fn say(lang: Lang, id: &str) -> String {
    words::say(lang, id, &[])
}

fn say_with(lang: Lang, id: &str, params: &[(&str, Param)]) -> String {
    words::say(lang, id, params)
}

/// The frame of a page; `rest` is its path behind the language.
fn frame(app: &App, ask: &Ask, title: &str, active: NavItem, rest: &str) -> Page {
    let other = format!("/{}/{rest}", ask.lang.other());
    Page::new(ask.lang, title, &app.config.section, active, &other).generated(app.generated).for_reader(ask)
}

/// Puts the cookie of a new session into an answer.
fn with_session(app: &App, mut response: Response, session: &Secret) -> Response {
    let age = app.sign_in.longest.num_seconds();
    response.headers_mut().append(SET_COOKIE, cookie(cookie::SESSION, session.reveal(), age, true));
    response
}

/// Removes the cookie of a session that has ended.
fn without_session(mut response: Response) -> Response {
    response.headers_mut().append(SET_COOKIE, cookie(cookie::SESSION, "", 0, true));
    response
}

/// A page with the status of the first of its faults. Whoever tried too often is told how long to wait.
fn answer(ask: &Ask, faults: &Faults, rendered: Result<String, minijinja::Error>) -> Response {
    let first = faults.first();
    let mut response = html(status(faults), rendered, ask);
    let wait = first.and_then(|fault| fault.params.iter().find(|(name, _)| *name == "seconds"));
    if let Some((_, Param::Number(seconds))) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// The page of a refusal that has no form to return to.
fn refused(ask: &Ask, failure: impl Into<Failure>, rest: &str) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/{rest}", ask.lang))
}

/// Faults with the fields of a form they stand beside; others stand in the summary alone.
fn beside(faults: &Faults, fields: &[&str], lang: Lang) -> Vec<FieldFault> {
    let field = |fault: &Fault| fields.iter().find(|field| **field == fault.field).copied().unwrap_or_default();
    faults.iter().map(|fault| FieldFault::new(field(fault), fault.say(lang))).collect()
}

/// A fault for each of these fields that was left empty.
fn missing(fields: &Fields, names: &[&str]) -> Faults {
    let mut faults = Faults::none();
    for name in names.iter().filter(|name| fields.text(name).is_empty()) {
        faults.push(Fault::new(crate::fault::Code::Required, *name));
    }
    faults
}

/// A path of ours, with its query; none for what leads elsewhere or cannot stand in a header.
fn own_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    let sound = !rest.starts_with('/') && rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (sound && text.len() <= 2000).then_some(text)
}

/// A path of ours in a language, where it says one.
fn in_language(path: &str, lang: Lang) -> String {
    match path.strip_prefix(&format!("/{}/", lang.other())) {
        Some(rest) => format!("/{lang}/{rest}"),
        None => path.to_owned(),
    }
}

/// An instant in words that need no language.
fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn role_in_words(grant: &Grant, lang: Lang) -> String {
    let role = say(lang, &format!("accounts-role-{}", grant.role.as_str()));
    if grant.role == Role::Manager {
        return say_with(lang, "accounts-role-of-team", &[("role", role.into()), ("team", grant.team.as_str().into())]);
    }
    role
}

fn roles_in_words(account: &Account, lang: Lang) -> Vec<String> {
    account.grants.iter().map(|grant| role_in_words(grant, lang)).collect()
}

fn right_in_words(right: Right, lang: Lang) -> String {
    say(lang, &format!("accounts-right-{}", right.as_str().replace('_', "-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for own in ["/", "/en/record", "/fr/reports/workload?from=2026-27&by=activity", "/en/a%20b"] {
            assert_eq!(own_path(own), Some(own));
        }
        let long = format!("/{}", "a".repeat(2000));
        for other in
            ["", "en/record", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/a b", "/é", &long]
        {
            assert_eq!(own_path(other), None, "{other}");
        }
        assert_eq!(in_language("/en/record?a=b", Lang::Fr), "/fr/record?a=b");
        assert_eq!(in_language("/fr/record", Lang::Fr), "/fr/record");
        assert_eq!(in_language("/", Lang::Fr), "/");
    }

    #[test]
    fn every_right_role_and_notice_has_words() {
        for lang in Lang::ALL {
            for right in Right::ALL {
                assert!(!right_in_words(right, lang).is_empty());
            }
            for role in Role::ALL {
                assert!(!role_in_words(&Grant { role, team: "A".to_owned() }, lang).is_empty());
            }
            for notice in NOTICES {
                let query = Query { notice: notice.to_owned(), ..Query::default() };
                assert!(query.notice(lang).is_some());
            }
        }
    }
}
