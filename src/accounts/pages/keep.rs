//! Forms that were sent when their session had ended, or that the server failed at: what was typed is carried through the
//! sign-in and given back, to be looked at and sent again. Passwords and the tokens of old forms are never carried.

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::sign_in::{self, Page};
use super::{frame, in_language, own_path, say};
use crate::accounts::view::{Kept, KeptField, KeptView};
use crate::app::App;
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::extract::BODY_MAX;
use crate::web::page::NavItem;
use crate::web::pages_problem::{html, page};

/// Fields of our forms that are never carried: what belonged to the old session, buttons, and passwords.
const NOT_CARRIED: [&str; 5] = ["form_token", "switch", "password", "present", "again"];

/// Those of them that are secrets: a form that had one is not complete any more.
const SECRET: [&str; 3] = ["password", "present", "again"];
/// A text with more characters than this is shown, where a form is too large, so that it can be made shorter.
const LONG: usize = 2000;

/// What is kept of a form; none when nothing was typed, or when it was not sent to a page of ours.
fn kept(path: &str, fields: Vec<(String, String)>) -> Option<Kept> {
    let fields: Vec<(String, String)> =
        fields.into_iter().filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str())).collect();
    let fields = serde_urlencoded::to_string(fields).ok().filter(|text| !text.is_empty())?;
    page_path(path).map(|path| Kept { path: path.to_owned(), fields })
}

/// The path of a page of ours that a form can be sent to.
fn page_path(path: &str) -> Option<&str> {
    let path = own_path(path).filter(|path| path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b)))?;
    let rest = Lang::ALL.into_iter().find_map(|lang| path.strip_prefix(&format!("/{lang}/")))?;
    (!matches!(rest, "sign-in" | "sign-out")).then_some(path)
}

/// What a form of the sign-in page carries along, checked anew: it may have been made by anybody.
pub(super) fn carried(path: &str, fields: &str) -> Option<Kept> {
    kept(path, serde_urlencoded::from_str(fields).ok()?)
}

/// The same, for the page in another language.
pub(super) fn translated(kept: Kept, lang: Lang) -> Kept {
    Kept { path: in_language(&kept.path, lang), ..kept }
}

/// The sign-in page for a form that was sent after its session had ended; what was typed is kept.
#[must_use]
pub fn sign_in_keeping(app: &App, ask: &Ask, path: &str, fields: Vec<(String, String)>) -> Response {
    let kept = kept(path, fields);
    // Without anything to give back, the page itself is the place to go on; what is only sent to is none.
    let can_be_opened = ["record", "week", "account/password", "account/tokens", "accounts/new"];
    let back = can_be_opened.iter().map(|rest| format!("/{}/{rest}", ask.lang)).find(|own| own == path);
    let drawn = Page { kept, back: back.unwrap_or_default(), ended: true, ..Page::default() };
    html(StatusCode::UNAUTHORIZED, sign_in::view(app, ask, drawn, &Faults::none()).render(), ask)
}

/// The answer to a form of another session than the one there is: nothing was changed, and what was typed is given back.
#[must_use]
pub fn form_keeping(app: &App, ask: &Ask, path: &str, fields: Vec<(String, String)>) -> Response {
    let fault = Fault::new(Code::FormExpired, "");
    let Some(kept) = kept(path, fields) else { return page(&ask.problem(fault), ask, path) };
    let title = crate::web::problem::title(Code::FormExpired, ask.lang);
    give_back(app, ask, StatusCode::FORBIDDEN, &kept, &title, "accounts-kept-other")
}

/// The page that gives a form back after the sign-in.
pub(super) fn signed_in_again(app: &App, ask: &Ask, kept: &Kept) -> Response {
    give_back(app, ask, StatusCode::OK, kept, &say(ask.lang, "accounts-kept-title"), "accounts-kept")
}

fn give_back(app: &App, ask: &Ask, status: StatusCode, kept: &Kept, title: &str, sentence: &str) -> Response {
    let fields = serde_urlencoded::from_str(&kept.fields).unwrap_or_default();
    html(status, view(app, ask, kept, title, vec![say(ask.lang, sentence)], fields).render(), ask)
}

fn view(
    app: &App,
    ask: &Ask,
    kept: &Kept,
    title: &str,
    sentences: Vec<String>,
    fields: Vec<(String, String)>,
) -> KeptView {
    let rest = kept.path.get(4..).unwrap_or_default();
    KeptView {
        page: frame(app, ask, title, NavItem::Other, rest).keeping_form(),
        action: in_language(&kept.path, ask.lang),
        fields: fields.into_iter().map(|(name, value)| KeptField { name, value, long: false }).collect(),
        sentences,
        as_it_was: false,
        look: true,
    }
}

/// The same answer to a form that the server failed at or that was too large, with what was typed: it can be sent again as
/// it was, or looked at first. The token stays the one that was sent, for nobody may have been asked who it is.
#[must_use]
pub fn failed_keeping(app: &App, ask: &Ask, path: &str, form: &[u8], answer: Response) -> Response {
    let Some(code) = answer.extensions().get::<Code>().copied() else { return answer };
    let sent: Vec<(String, String)> = serde_urlencoded::from_bytes(form).unwrap_or_default();
    let token = sent.iter().find(|(name, _)| name == "form_token").map(|(_, value)| value.clone()).unwrap_or_default();
    let (has_secret, redraws) =
        (sent.iter().any(|(name, _)| SECRET.contains(&name.as_str())), sent.iter().any(|(name, _)| name == "switch"));
    let Some(kept) = kept(path, sent) else { return answer };
    let too_large = code == Code::BodyTooLarge;
    let fault = if too_large { Fault::new(code, "").with("limit", BODY_MAX) } else { Fault::new(code, "") };
    let problem = ask.problem(fault);
    let mut sentences = problem.sentences();
    sentences.push(say(ask.lang, if too_large { "accounts-kept-too-large" } else { "accounts-kept-failed" }));
    let fields = serde_urlencoded::from_str(&kept.fields).unwrap_or_default();
    let mut view = view(app, ask, &kept, &problem.title(), sentences, fields);
    view.page.form_token = token;
    view.as_it_was = !has_secret;
    view.look = has_secret || !redraws;
    if redraws && !has_secret {
        view.fields.push(KeptField { name: "switch".to_owned(), value: "1".to_owned(), long: false });
    }
    for field in &mut view.fields {
        field.long = too_large && field.value.chars().count() > LONG;
    }
    let drawn = html(answer.status(), view.render(), ask);
    let (mut head, _) = answer.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    let kind = drawn.headers().get(CONTENT_TYPE).cloned();
    head.headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("text/html; charset=utf-8")));
    Response::from_parts(head, drawn.into_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_old_tokens_are_never_carried() {
        let sent = ["form_token", "password", "present", "again", "switch", "narrative"];
        let sent = sent.map(|name| (name.to_owned(), "x".to_owned())).to_vec();
        let kept = kept("/en/record", sent).expect("something is kept");
        assert_eq!((kept.path.as_str(), kept.fields.as_str()), ("/en/record", "narrative=x"));
    }

    #[test]
    fn a_form_is_given_back_to_pages_of_ours_only() {
        for own in ["/en/record", "/fr/accounts/0197a000-0000-7000-8000-0000000000a1"] {
            assert!(carried(own, "a=b").is_some(), "{own}");
        }
        for other in ["//evil.example/en/", "/api/v1/entries", "/en/sign-out", "/fr/sign-in", "/de/record", "/en/a?b=c"]
        {
            assert!(carried(other, "a=b").is_none(), "{other}");
        }
        assert!(carried("/en/record", "").is_none() && carried("/en/record", "form_token=x").is_none());
    }
}
