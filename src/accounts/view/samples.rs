//! Pages of signing in and of accounts in their states, in both languages, for tests of templates. Test data only.

use super::*;
use crate::access::{Access, Grant, Right, Role};
use crate::lang::{Both, Lang};
use crate::web::page::{NavItem, User};
use crate::words;

fn page(lang: Lang, title: &str, rest: &str) -> Page {
    let section = Both { en: "Section".into(), fr: "Section".into() };
    let other = format!("/{}/{rest}", lang.other());
    Page::new(lang, words::say(lang, title, &[]), &section, NavItem::Account, &other)
}

fn signed_in(lang: Lang, title: &str, rest: &str) -> Page {
    let now = "2026-11-22T15:00:00Z".parse().expect("an instant");
    let grants = vec![Grant { role: Role::Timekeeper, team: String::new() }];
    let account = crate::ids::AccountId::new(now);
    let access = Access::of(account, None, grants, None, std::collections::BTreeSet::new());
    let user = User {
        name: "Amélie <Tremblay>".into(),
        rights: access.rights(),
        seconds_left: Some(1200),
        seconds_at_most: Some(43_200),
        at_hand: None,
    };
    Page { user: Some(user), form_token: "token".into(), ..page(lang, title, rest) }
}

/// The page as it first opens, with a provider.
pub(crate) fn sign_in(lang: Lang) -> SignInView {
    SignInView {
        page: page(lang, "accounts-sign-in", "sign-in").keeping_form(),
        action: format!("/{lang}/sign-in"),
        login: String::new(),
        back: String::new(),
        local_passwords: true,
        provider: Some("Government Sign-In".into()),
        provider_address: format!("/{lang}/sign-in/provider"),
        kept: None,
        ended: false,
        notice: None,
        faults: Vec::new(),
    }
}

/// The page after a form was sent whose session had ended.
pub(crate) fn sign_in_keeping(lang: Lang) -> SignInView {
    let kept = Kept { path: format!("/{lang}/record"), fields: "narrative=privileged".into() };
    SignInView { kept: Some(kept), ended: true, ..sign_in(lang) }
}

/// The page after a wrong password.
pub(crate) fn sign_in_refused(lang: Lang) -> SignInView {
    let sentence = words::say(lang, "fault-sign-in-refused", &[]);
    SignInView { login: "a.tremblay".into(), faults: vec![FieldFault::new("login", sentence)], ..sign_in(lang) }
}

/// The page that gives a form back.
pub(crate) fn kept(lang: Lang) -> KeptView {
    KeptView {
        page: signed_in(lang, "accounts-kept-title", "record").keeping_form(),
        action: format!("/{lang}/record"),
        fields: vec![KeptField { name: "narrative".into(), value: "privileged".into(), long: false }],
        sentences: vec![words::say(lang, "accounts-kept", &[])],
        as_it_was: false,
        look: true,
    }
}

/// One's own account.
pub(crate) fn account(lang: Lang) -> AccountView {
    AccountView {
        page: signed_in(lang, "accounts-account", "account"),
        name: "Amélie <Tremblay>".into(),
        login: "a.tremblay".into(),
        person: "P-1".into(),
        roles: vec![words::say(lang, "accounts-role-timekeeper", &[])],
        provider_linked: true,
        sessions: vec![SessionLine {
            since: "2026-11-22 15:00 UTC".into(),
            until: "2026-11-22 15:20 UTC".into(),
            here: true,
        }],
        notice: Some(words::say(lang, "accounts-notice-password-set", &[])),
    }
}

/// The form for a new password, with a fault.
pub(crate) fn password(lang: Lang) -> PasswordView {
    PasswordView {
        page: signed_in(lang, "accounts-password", "account/password").keeping_form(),
        action: format!("/{lang}/account/password"),
        login: "a.tremblay".into(),
        has_password: true,
        temporary: true,
        shortest: 15,
        faults: vec![FieldFault::new("again", words::say(lang, "fault-passwords-differ", &[]))],
    }
}

/// The tokens there are.
pub(crate) fn tokens(lang: Lang) -> TokensView {
    let label = |right: Right| words::say(lang, &format!("accounts-right-{}", right.as_str().replace('_', "-")), &[]);
    TokensView {
        page: signed_in(lang, "accounts-tokens", "account/tokens").keeping_form(),
        action: format!("/{lang}/account/tokens"),
        token_name: String::new(),
        expires_on: "2027-02-20".into(),
        scopes: [Right::RecordTime, Right::ReadEntries]
            .map(|right| Tick { value: right.as_str().into(), label: label(right), checked: false })
            .into(),
        created: None,
        tokens: vec![TokenLine {
            name: "Export <nightly>".into(),
            scopes: vec![label(Right::ReadEntries)],
            created: "2026-11-22".into(),
            expires: "2027-02-20".into(),
            used: String::new(),
            revoked: String::new(),
            revoke: format!("/{lang}/account/tokens/1/revoke"),
        }],
        next: None,
        notice: None,
        faults: vec![FieldFault::new("scopes", words::say(lang, "fault-required", &[("field", "scopes".into())]))],
    }
}

/// The page after a token was made.
pub(crate) fn tokens_created(lang: Lang) -> TokensView {
    let created = CreatedToken { name: "Export".into(), secret: "ct_0123".into() };
    TokensView { created: Some(created), faults: Vec::new(), ..tokens(lang) }
}

/// The list of accounts.
pub(crate) fn accounts(lang: Lang) -> AccountsView {
    AccountsView {
        page: signed_in(lang, "accounts-list", "accounts"),
        accounts: vec![AccountLine {
            address: format!("/{lang}/accounts/1"),
            login: "a.tremblay".into(),
            name: "Amélie <Tremblay>".into(),
            roles: vec![words::say(lang, "accounts-role-head", &[])],
            state: words::say(lang, "accounts-state-open", &[]),
        }],
        add: Some(format!("/{lang}/accounts/new")),
        next: None,
    }
}

/// The form of an account.
pub(crate) fn edit(lang: Lang) -> EditView {
    EditView {
        page: signed_in(lang, "accounts-edit", "accounts/1").keeping_form(),
        heading: "Amélie <Tremblay>".into(),
        action: format!("/{lang}/accounts/1"),
        stored_version: Some(3),
        may_change: true,
        values: EditValues {
            login: "a.tremblay".into(),
            name: "Amélie".into(),
            language: "fr".into(),
            ..EditValues::default()
        },
        roles: vec![Tick { value: "head".into(), label: words::say(lang, "accounts-role-head", &[]), checked: true }],
        role_words: vec![words::say(lang, "accounts-role-head", &[])],
        teams: vec!["Team A".into()],
        differences: Vec::new(),
        state: words::say(lang, "accounts-state-open", &[]),
        password_action: Some(format!("/{lang}/accounts/1/password")),
        local_passwords: true,
        shortest: 15,
        notice: None,
        faults: Vec::new(),
    }
}

/// The same after somebody else changed the account.
pub(crate) fn edit_conflict(lang: Lang) -> EditView {
    let sentence = words::say(lang, "fault-version-conflict", &[("current", 4_i64.into())]);
    let differences = vec![Difference { label: "Name".into(), stored: "A".into(), typed: "B".into() }];
    EditView { differences, faults: vec![FieldFault::new("", sentence)], ..edit(lang) }
}
