//! An account as typed or sent, all text, and the one parser that checks it. Passwords are checked in `password.rs`.

use unicode_normalization::UnicodeNormalization;
use validator::Validate;

use super::{Account, Secret};
use crate::access::{Grant, Role};
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::text::{self, NAME_MAX, NUMBER_MAX};
use crate::time;

/// Longest name to sign in with, in characters.
pub const LOGIN_MAX: u64 = 100;

/// An account as text. Empty means: not given.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawAccount {
    /// What the account signs in with: 1 to 100 characters without blanks.
    #[validate(length(max = LOGIN_MAX))]
    pub login: String,
    /// The name that is shown; not given: as the login.
    #[validate(length(max = NAME_MAX))]
    pub name: String,
    /// The number of the person whose time the account records.
    #[validate(length(max = NUMBER_MAX))]
    pub person: String,
    /// Roles: `timekeeper`, `head`, `keeper`, `auditor`, `administrator`, or `manager:` and the team.
    pub roles: Vec<String>,
    /// `en` or `fr`; not given: `en`.
    pub lang: String,
    /// A first password, which its owner has to change; not given: none.
    pub password: Option<Secret>,
}

/// What is changed of an account; members that are not given stay.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// The name that is shown.
    pub name: Option<String>,
    /// The number of the person; empty: no person.
    pub person: Option<String>,
    /// All roles, in place of those there are.
    pub roles: Option<Vec<String>>,
    /// `en` or `fr`.
    pub lang: Option<String>,
    /// Whether it may not sign in.
    pub disabled: Option<bool>,
}

/// A checked account, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    pub(super) login: String,
    pub(super) name: String,
    /// The number of the person; looked up where it is stored.
    pub(super) person: Option<String>,
    pub(super) grants: Vec<Grant>,
    pub(super) lang: Lang,
}

impl RawAccount {
    /// The text form of a stored account, with what a change says.
    #[must_use]
    pub(super) fn of(account: &Account, change: &AccountChange) -> Self {
        let stored = account.clone();
        let change = change.clone();
        Self {
            login: stored.login,
            name: change.name.unwrap_or(stored.name),
            person: change.person.unwrap_or(stored.person_number),
            roles: change.roles.unwrap_or_else(|| account.roles()),
            lang: change.lang.unwrap_or_else(|| stored.lang.as_str().to_owned()),
            password: None,
        }
    }

    /// Checks everything but the password and answers all faults at once.
    ///
    /// # Errors
    /// Faults of texts; `login_format`; `unknown_role`, `team_required`, `team_forbidden`, `person_required`.
    pub fn parse(&self) -> Result<NewAccount, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let login = faults.keep(parse_login(&self.login));
        let name = if self.name.trim().is_empty() { &self.login } else { &self.name };
        let name = faults.keep(text::plain(name, "name"));
        let person =
            if self.person.trim().is_empty() { None } else { faults.keep(text::number(&self.person, "person")) };
        let mut grants = Vec::new();
        for role in &self.roles {
            grants.extend(faults.keep(parse_grant(role)));
        }
        grants.sort();
        grants.dedup();
        if self.person.trim().is_empty() && grants.iter().any(|grant| grant.role == Role::Timekeeper) {
            faults.push(Fault::new(Code::PersonRequired, "person"));
        }
        let lang = faults.keep(parse_lang(&self.lang));
        match (login, name, lang) {
            (Some(login), Some(name), Some(lang)) if faults.is_empty() => {
                Ok(NewAccount { login, name, person, grants, lang })
            }
            _ => Err(faults),
        }
    }
}

fn parse_login(login: &str) -> Result<String, Fault> {
    let login = text::required(login, "login")?;
    if login.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Fault::new(Code::LoginFormat, "login"));
    }
    Ok(login)
}

fn parse_lang(lang: &str) -> Result<Lang, Fault> {
    let lang = lang.trim();
    if lang.is_empty() {
        return Ok(Lang::En);
    }
    lang.parse().map_err(|_| Fault::new(Code::MalformedBody, "lang").with("detail", time::clip(lang)))
}

/// A role as it is written: its name, and for a manager the team after a colon.
pub(super) fn parse_grant(text: &str) -> Result<Grant, Fault> {
    let (role, team) = text.split_once(':').unwrap_or((text, ""));
    let role = Role::parse(role, "roles")?;
    let team = text::plain(team, "roles")?;
    let (length, limit) = (team.chars().count(), usize::try_from(NAME_MAX).unwrap_or(usize::MAX));
    if length > limit {
        return Err(Fault::new(Code::TooLong, "roles").with("length", length).with("limit", NAME_MAX));
    }
    match role {
        Role::Manager if team.is_empty() => Err(Fault::new(Code::TeamRequired, "roles")),
        Role::Manager => Ok(Grant { role, team }),
        _ if text.contains(':') => Err(Fault::new(Code::TeamForbidden, "roles")),
        _ => Ok(Grant { role, team }),
    }
}

/// The written form of a role.
pub(super) fn write_grant(grant: &Grant) -> String {
    match grant.role {
        Role::Manager => format!("{}:{}", grant.role.as_str(), grant.team),
        role => role.as_str().to_owned(),
    }
}

/// What a login is looked up by: small letters in one form of Unicode. Accents and punctuation stay, because
/// `a.roy@x` and `a-roy@x` can be two people.
#[must_use]
pub fn fold_login(login: &str) -> String {
    login.trim().nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Roles as texts in JSON.
pub(super) mod written {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Grant, parse_grant, write_grant};

    pub(crate) fn serialize<S: Serializer>(grants: &[Grant], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(grants.iter().map(write_grant))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Grant>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| parse_grant(text).map_err(|fault| serde::de::Error::custom(fault.code))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(login: &str, person: &str, roles: &[&str]) -> RawAccount {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        RawAccount { login: login.to_owned(), person: person.to_owned(), roles, ..RawAccount::default() }
    }

    fn codes(raw: &RawAccount) -> Vec<(String, Code)> {
        let faults = raw.parse().err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn roles_are_read_and_written_alike() {
        let new = raw("roy", "P-1", &["manager: Team A ", "timekeeper", "head", "head"]).parse().expect("an account");
        let written: Vec<String> = new.grants.iter().map(write_grant).collect();
        assert_eq!(written, ["timekeeper", "manager:Team A", "head"]);
        assert_eq!(new.name, "roy");
    }

    #[test]
    fn all_faults_are_answered_at_once() {
        let found = codes(&RawAccount {
            lang: "de".to_owned(),
            name: "x".repeat(121),
            ..raw("two words", "", &["manager", "head:Team A", "king", "timekeeper", "manager: "])
        });
        let expected = [
            ("name", Code::TooLong),
            ("login", Code::LoginFormat),
            ("roles", Code::TeamRequired),
            ("roles", Code::TeamForbidden),
            ("roles", Code::UnknownRole),
            ("roles", Code::TeamRequired),
            ("person", Code::PersonRequired),
            ("lang", Code::MalformedBody),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
        assert_eq!(codes(&raw("", "", &[])), [("login".to_owned(), Code::Required)]);
        assert_eq!(codes(&raw(&"x".repeat(101), "", &[])), [("login".to_owned(), Code::TooLong)]);
    }

    #[test]
    fn logins_differ_in_more_than_case_only_when_people_do() {
        assert_eq!(fold_login(" A.Roy@Example.CA "), fold_login("a.roy@example.ca"));
        assert_eq!(fold_login("E\u{301}LISE"), fold_login("élise"));
        assert_ne!(fold_login("a.roy@x"), fold_login("a-roy@x"));
        assert_ne!(fold_login("elise"), fold_login("élise"));
    }
}
