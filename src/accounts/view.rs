//! What the pages of signing in and of accounts show, typed: forms with what was typed, faults, lists. All texts arrive in
//! the page's language; no database, no rules. No password stands in any of them, and what is kept of a form whose session
//! ended is not printed for debugging.

use std::fmt;

use serde::Serialize;

use crate::web::page::{FieldFault, Page};
use crate::web::template;

macro_rules! rendered {
    ($($view:ident => $template:literal,)+) => {$(
        impl $view {
            /// The page as HTML.
            ///
            /// # Errors
            /// When the template and this type do not fit each other.
            pub fn render(&self) -> Result<String, minijinja::Error> {
                template::render($template, self)
            }
        }
    )+};
}

rendered! {
    SignInView => "sign-in.html",
    KeptView => "kept.html",
    AccountView => "account.html",
    PasswordView => "password.html",
    TokensView => "tokens.html",
    AccountsView => "accounts.html",
    EditView => "account-edit.html",
}

/// The fields of a form that was sent when its session had ended.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Kept {
    /// Where the form was sent: a path of ours.
    pub path: String,
    /// Its fields as one text, as forms are sent; without passwords and tokens.
    pub fields: String,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("path", &self.path).finish_non_exhaustive()
    }
}

/// One field of a form that is given back.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct KeptField {
    /// Its name.
    pub name: String,
    /// What was typed.
    pub value: String,
    /// Whether it is shown, to be made shorter.
    pub long: bool,
}

impl fmt::Debug for KeptField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptField").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The page on which people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignInView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent: the path of this page.
    pub action: String,
    /// The name as typed.
    pub login: String,
    /// Where the reader wanted to go; empty: to the first page.
    pub back: String,
    /// Whether passwords are used here.
    pub local_passwords: bool,
    /// What the button of the provider says; none where there is no provider.
    pub provider: Option<String>,
    /// Where that button leads.
    pub provider_address: String,
    /// What was typed into a form before its session ended.
    pub kept: Option<Kept>,
    /// Whether a session has just ended.
    pub ended: bool,
    /// What has just been done.
    pub notice: Option<String>,
    /// What keeps the reader from signing in.
    pub faults: Vec<FieldFault>,
}

/// The page that gives a form back which was sent when its session had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form goes on.
    pub action: String,
    /// What was typed.
    pub fields: Vec<KeptField>,
    /// What happened, and what to do.
    pub sentences: Vec<String>,
    /// Whether the form can be sent again as it was.
    pub as_it_was: bool,
    /// Whether it can be looked at before it is sent.
    pub look: bool,
}

/// The page of one's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The name.
    pub name: String,
    /// What the account signs in with.
    pub login: String,
    /// The number of the person; empty when there is none.
    pub person: String,
    /// The roles in words.
    pub roles: Vec<String>,
    /// Whether it signs in through the provider.
    pub provider_linked: bool,
    /// Its sessions, the latest first.
    pub sessions: Vec<SessionLine>,
    /// What has just been done.
    pub notice: Option<String>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionLine {
    /// Since when, in words.
    pub since: String,
    /// Until when, in words.
    pub until: String,
    /// Whether it is the one the page is read in.
    pub here: bool,
}

/// The page on which one's own password is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasswordView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// What the account signs in with, for programs that keep passwords.
    pub login: String,
    /// Whether there is a password here that can be changed.
    pub has_password: bool,
    /// Whether somebody else chose the present one.
    pub temporary: bool,
    /// The fewest characters a password has.
    pub shortest: u64,
    /// What keeps the password from being changed.
    pub faults: Vec<FieldFault>,
}

/// Something that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// What the form sends.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// Whether it is ticked.
    pub checked: bool,
}

/// The page of one's own tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokensView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// The name of the new token, as typed.
    pub token_name: String,
    /// Its last day, as typed.
    pub expires_on: String,
    /// The rights it can be given.
    pub scopes: Vec<Tick>,
    /// The token that was just made.
    pub created: Option<CreatedToken>,
    /// The tokens there are, the latest first.
    pub tokens: Vec<TokenLine>,
    /// Where the list goes on.
    pub next: Option<String>,
    /// What has just been done.
    pub notice: Option<String>,
    /// What keeps the token from being made.
    pub faults: Vec<FieldFault>,
}

/// A token that was just made, with what is shown once.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CreatedToken {
    /// Its name.
    pub name: String,
    /// What the program sends.
    pub secret: String,
}

impl fmt::Debug for CreatedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedToken").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One token of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenLine {
    /// The name.
    pub name: String,
    /// The rights in words.
    pub scopes: Vec<String>,
    /// The day it was made, `YYYY-MM-DD`.
    pub created: String,
    /// The day from which on it is not accepted.
    pub expires: String,
    /// The last use, in words; empty for none.
    pub used: String,
    /// The day it was revoked; empty when it was not.
    pub revoked: String,
    /// Where it is revoked; empty when it is not accepted any more.
    pub revoke: String,
}

/// The list of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountsView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The accounts, by what they sign in with.
    pub accounts: Vec<AccountLine>,
    /// Where an account is added; none for those who only read.
    pub add: Option<String>,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// One account of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountLine {
    /// Its page.
    pub address: String,
    /// What it signs in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// The roles in words.
    pub roles: Vec<String>,
    /// How it stands, in words.
    pub state: String,
}

/// The page on which an account is added or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The heading.
    pub heading: String,
    /// Where the form is sent.
    pub action: String,
    /// The version the form was drawn from; none for a new account.
    pub stored_version: Option<i64>,
    /// Whether the reader may change the account.
    pub may_change: bool,
    /// What stands in the fields.
    pub values: EditValues,
    /// The roles without a team.
    pub roles: Vec<Tick>,
    /// The roles the account has, in words, for those who only read.
    pub role_words: Vec<String>,
    /// The teams there are, for the hint.
    pub teams: Vec<String>,
    /// What is stored now and what was typed, where somebody else changed the account in the meantime.
    pub differences: Vec<Difference>,
    /// How the account stands, in words; empty for a new one.
    pub state: String,
    /// Where another password is set; none for a new account and where passwords are not used.
    pub password_action: Option<String>,
    /// Whether passwords are used here.
    pub local_passwords: bool,
    /// The fewest characters a password has.
    pub shortest: u64,
    /// What has just been done.
    pub notice: Option<String>,
    /// What keeps the account from being stored.
    pub faults: Vec<FieldFault>,
}

/// What stands in the fields of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct EditValues {
    /// What it signs in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// The number of the person.
    pub person: String,
    /// The teams it manages, one in each line.
    pub teams: String,
    /// `en` or `fr`.
    pub language: String,
    /// Whether it may not sign in.
    pub disabled: bool,
}

/// One field in two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What the field is called.
    pub label: String,
    /// What is stored.
    pub stored: String,
    /// What was typed.
    pub typed: String,
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// Every page in every state.
    fn pages(lang: Lang) -> Vec<String> {
        let pages = [
            samples::sign_in(lang).render(),
            samples::sign_in_keeping(lang).render(),
            samples::sign_in_refused(lang).render(),
            samples::kept(lang).render(),
            samples::account(lang).render(),
            samples::password(lang).render(),
            samples::tokens(lang).render(),
            samples::tokens_created(lang).render(),
            samples::accounts(lang).render(),
            samples::edit(lang).render(),
            samples::edit_conflict(lang).render(),
        ];
        pages.into_iter().map(|page| page.expect("renders")).collect()
    }

    #[test]
    fn every_form_that_changes_something_carries_the_token() {
        for html in [Lang::En, Lang::Fr].map(pages).concat() {
            for form in html.split("<form").skip(1) {
                let form = form.split("</form>").next().unwrap_or_default();
                assert!(form.contains("name=\"form_token\""), "{form}");
            }
        }
    }

    #[test]
    fn every_description_and_label_leads_to_something() {
        for html in [Lang::En, Lang::Fr].map(pages).concat() {
            let ids = |attribute: &str| -> Vec<String> {
                html.split(&format!(" {attribute}=\""))
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .flat_map(|value| value.split(' ').map(str::to_owned).collect::<Vec<_>>())
                    .collect()
            };
            let links = ids("href").into_iter().filter_map(|link| link.strip_prefix('#').map(str::to_owned)).collect();
            for id in [ids("aria-describedby"), ids("for"), ids("aria-labelledby"), links].concat() {
                assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
            }
        }
    }

    #[test]
    fn a_refused_sign_in_says_the_same_words_twice_and_keeps_the_name_only() {
        let html = samples::sign_in_refused(Lang::En).render().expect("renders");
        assert!(html.contains("<title>Error: Sign in"));
        assert_eq!(html.matches("The name and the password do not fit together.").count(), 2);
        assert!(html.contains("value=\"a.tremblay\""));
        assert!(html.contains("type=\"password\" autocomplete=\"current-password\""));
    }

    #[test]
    fn what_is_kept_is_carried_along_and_not_printed_for_debugging() {
        let view = samples::sign_in_keeping(Lang::En);
        assert!(!format!("{view:?}").contains("privileged"));
        assert!(view.render().expect("renders").contains("privileged"));
        assert!(!format!("{:?}", samples::kept(Lang::En)).contains("privileged"));
        assert!(!format!("{:?}", samples::tokens_created(Lang::En)).contains("ct_"));
    }

    #[test]
    fn the_version_of_an_account_is_not_that_of_the_program() {
        let html = samples::edit(Lang::En).render().expect("renders");
        assert!(html.contains("name=\"version\" value=\"3\"") && html.contains("casetime, version 0"));
    }

    #[test]
    fn nobody_is_shown_a_navigation_or_a_way_out() {
        let html = samples::sign_in(Lang::En).render().expect("renders");
        assert!(!html.contains("<nav") && !html.contains("sign-out"));
        let html = samples::account(Lang::En).render().expect("renders");
        assert!(html.contains("action=\"/en/sign-out\"") && !html.contains("href=\"/en/accounts\""));
    }
}
