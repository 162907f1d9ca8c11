//! Forms that were sent when their session had ended: what was typed is carried through the sign-in and given back, to be
//! looked at and sent again. Passwords and the tokens of old forms are never carried.

use axum::http::StatusCode;
use axum::response::Response;

use super::sign_in::{self, Page};
use super::{frame, in_language, own_path, say};
use crate::accounts::view::{Kept, KeptField, KeptView};
use crate::app::App;
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::page::NavItem;
use crate::web::pages_problem::{html, page};

/// Fields of our forms that are never carried: what belonged to the old session, buttons, and passwords.
const NOT_CARRIED: [&str; 5] = ["form_token", "switch", "password", "present", "again"];

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
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(&kept.fields).unwrap_or_default();
    let rest = kept.path.get(4..).unwrap_or_default();
    let view = KeptView {
        page: frame(app, ask, title, NavItem::Other, rest).keeping_form(),
        action: in_language(&kept.path, ask.lang),
        fields: fields.into_iter().map(|(name, value)| KeptField { name, value }).collect(),
        sentences: vec![say(ask.lang, sentence)],
    };
    html(status, view.render(), ask)
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
