//! Accounts: who may sign in, with which roles, and how. Sessions of browsers, tokens of programs, passwords and the
//! brake on guessing them. Nothing secret is kept: only hashes are stored.

pub mod api;
pub mod ops;
pub mod pages;
pub mod password;
pub mod provider;
mod raw;
mod secret;
mod sent;
pub mod sessions;
pub mod sign_in;
mod store;
mod throttle;
pub mod tokens;
pub mod view;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Grant;
use crate::fault::Fault;
use crate::ids::{AccountId, PersonId};
use crate::lang::Lang;

pub use password::Hashing;
pub use raw::{AccountChange, LOGIN_MAX, NewAccount, RawAccount, fold_login};
pub use secret::{Secret, constant_time_eq};

/// An account. Its password is never part of it.
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not follow from one another")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Account {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: AccountId,
    /// What the account signs in with.
    pub login: String,
    /// The name that is shown.
    pub name: String,
    /// The person whose time the account records.
    #[serde(rename = "person_id")]
    #[schema(value_type = Option<String>, format = Uuid, required = true)]
    pub person: Option<PersonId>,
    /// The number of that person; empty when there is none.
    #[serde(rename = "person")]
    pub person_number: String,
    /// The roles, as they are written: `timekeeper`, `manager:Team A`.
    #[serde(rename = "roles", with = "raw::written")]
    #[schema(value_type = Vec<sent::SentRole>)]
    pub grants: Vec<Grant>,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// The language of its pages.
    pub lang: Lang,
    /// Whether it has a password here.
    pub has_password: bool,
    /// Whether the password was chosen by somebody else and has to be changed first.
    pub password_temporary: bool,
    /// Whether it signs in through the provider.
    pub provider_linked: bool,
    /// How often it was stored.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

impl Account {
    /// The roles as they are written.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        self.grants.iter().map(raw::write_grant).collect()
    }

    /// A change that gives some roles and takes others away.
    ///
    /// # Errors
    /// `unknown_role`, `team_required`, `team_forbidden` for what is to be taken away.
    pub fn change_of_roles(&self, add: &[String], remove: &[String]) -> Result<AccountChange, Fault> {
        let removed = remove.iter().map(|role| raw::parse_grant(role)).collect::<Result<Vec<_>, _>>()?;
        let kept = self.grants.iter().filter(|grant| !removed.contains(grant)).map(raw::write_grant);
        Ok(AccountChange { roles: Some(kept.chain(add.iter().cloned()).collect()), ..AccountChange::default() })
    }
}

/// How people sign in here: a part of the settings of the installation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A session ends so long after its last request.
    pub idle: Duration,
    /// A session ends so long after it was opened, in any case.
    pub longest: Duration,
    /// Whether passwords kept here are used.
    pub local_passwords: bool,
    /// How passwords are hashed.
    pub hashing: Hashing,
}
