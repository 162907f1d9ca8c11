//! Accounts and tokens as the API takes them: JSON with the types of JSON. What is sent becomes the same text as from
//! every other door.

use serde::Deserialize;
use utoipa::ToSchema;

use super::tokens::RawToken;
use super::{AccountChange, RawAccount, Secret};
use crate::access::Right;
use crate::lang::Lang;
use crate::sent::{not_empty, some, some_not_empty};

/// A role as it is written; `manager:` names the team.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(
    as = WrittenRole,
    value_type = String,
    pattern = r"^(timekeeper|head|keeper|auditor|administrator|manager:.{0,119}\S.{0,119})$",
    example = "timekeeper"
)]
pub(super) struct SentRole(String);

/// An account to be added.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewAccount)]
pub(super) struct SentAccount {
    /// What the account signs in with: no blanks.
    #[schema(required = true, min_length = 1, max_length = 100, pattern = r"^\S+$", example = "amina.tremblay")]
    login: String,
    /// The name that is shown; left out: as the login.
    #[schema(max_length = 120, example = "Amina Tremblay")]
    name: String,
    /// The number of the person whose time the account records.
    #[serde(deserialize_with = "not_empty")]
    #[schema(min_length = 1, max_length = 40)]
    person: String,
    /// The roles.
    #[schema(default = json!([]))]
    roles: Vec<SentRole>,
    /// The language of its pages; left out: English.
    #[serde(deserialize_with = "not_empty")]
    #[schema(value_type = Lang)]
    lang: String,
    /// A first password, which its owner has to change; left out: none.
    #[serde(deserialize_with = "some")]
    #[schema(value_type = String, format = Password, min_length = 15, max_length = 256, default = json!(null))]
    password: Option<Secret>,
}

/// A change of an account: members that are given replace those that are stored.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AccountChange)]
pub(super) struct SentAccountChange {
    /// The name that is shown; empty: as the login.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120, example = "Amina Tremblay")]
    name: Option<String>,
    /// The number of the person; empty: no person.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 40)]
    person: Option<String>,
    /// All roles, in place of those there are.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, default = json!(null))]
    roles: Option<Vec<SentRole>>,
    /// The language of its pages.
    #[serde(deserialize_with = "some_not_empty")]
    #[schema(value_type = Lang)]
    lang: Option<String>,
    /// Whether it may not sign in.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    disabled: Option<bool>,
}

/// A token to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewToken)]
pub(super) struct SentToken {
    /// What its owner calls it.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Weekly figures")]
    name: String,
    /// The rights it gives.
    #[schema(required = true, value_type = Vec<Right>, min_items = 1, default = json!(null), example = json!(["read_reports"]))]
    scopes: Vec<String>,
    /// The day from which on it is not accepted any more: tomorrow to 366 days ahead, in UTC.
    #[schema(required = true, format = Date, example = "2027-03-31")]
    expires_on: String,
}

fn texts(roles: Vec<SentRole>) -> Vec<String> {
    roles.into_iter().map(|role| role.0).collect()
}

impl From<SentAccount> for RawAccount {
    fn from(sent: SentAccount) -> Self {
        Self {
            login: sent.login,
            name: sent.name,
            person: sent.person,
            roles: texts(sent.roles),
            lang: sent.lang,
            password: sent.password,
        }
    }
}

impl From<SentAccountChange> for AccountChange {
    fn from(sent: SentAccountChange) -> Self {
        Self {
            name: sent.name,
            person: sent.person,
            roles: sent.roles.map(texts),
            lang: sent.lang,
            disabled: sent.disabled,
        }
    }
}

impl From<SentToken> for RawToken {
    fn from(sent: SentToken) -> Self {
        Self { name: sent.name, scopes: sent.scopes, expires_on: sent.expires_on }
    }
}
