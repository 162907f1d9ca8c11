//! Accounts for tests of access, put into the database past the program, and what each of them may do.

use std::collections::BTreeSet;

use axum::Router;
use casetime::access::{Access, Grant, Right, Role};
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::ids::{AccountId, FileId, PersonId};

use super::http::signed_in;
use super::{Engine, Fixture, now};

/// An account with its roles, and what it is named on.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) login: String,
    pub(crate) account: AccountId,
    person: Option<PersonId>,
    grants: Vec<Grant>,
    scopes: Option<BTreeSet<Right>>,
}

impl Somebody {
    /// A new account with these roles; a manager's has a team.
    pub(crate) async fn new(fixture: &Fixture, login: &str, roles: &[(Role, &str)]) -> Self {
        let account = AccountId::new(now());
        let id = match fixture.engine {
            Engine::Sqlite => format!("x'{}'", account.uuid().simple()),
            Engine::Postgres => format!("'{account}'"),
        };
        let row = format!(
            "INSERT INTO accounts (id, login, login_key, name, person_id, password, password_set_at, \
             password_temporary, subject, disabled, lang, version, created_at) VALUES \
             ({id}, '{login}', '{login}', '{login}', NULL, '', NULL, FALSE, NULL, FALSE, 'en', 1, \
             '2026-01-01T00:00:00Z')"
        );
        fixture.by_hand(&row).await.expect("an account");
        let grants = roles.iter().map(|(role, team)| Grant { role: *role, team: (*team).to_owned() }).collect();
        Self { login: login.to_owned(), account, person: None, grants, scopes: None }
    }

    /// The same account, standing for a person.
    pub(crate) fn standing_for(self, person: PersonId) -> Self {
        Self { person: Some(person), ..self }
    }

    /// The same account through a token with these scopes.
    pub(crate) fn with_scopes(&self, scopes: &[Right]) -> Self {
        Self { scopes: Some(scopes.iter().copied().collect()), ..self.clone() }
    }

    /// What the account may do now: read anew for each request, as the program does.
    pub(crate) async fn access(&self, fixture: &Fixture) -> Access {
        let mut named = BTreeSet::new();
        for file in casetime::files::ops::list(&fixture.context).await.expect("all files") {
            let members = casetime::files::ops::list_members(&fixture.context, file.id).await.expect("members");
            if members.accounts.contains(&self.account) {
                named.insert(file.id);
            }
        }
        self.named_on(named)
    }

    /// What the account may do when it is named on these files.
    pub(crate) fn named_on(&self, named: BTreeSet<FileId>) -> Access {
        Access::of(self.account, self.person, self.grants.clone(), self.scopes.clone(), named)
    }

    /// The service as this account meets it now.
    pub(crate) async fn router(&self, fixture: &Fixture) -> Router {
        signed_in(casetime::routes::router(fixture.app()), &self.login, self.access(fixture).await)
    }

    /// The context of an operation of this account.
    pub(crate) async fn context(&self, fixture: &Fixture) -> Context {
        let access = self.access(fixture).await;
        let caller = Caller { actor: self.login.clone(), request_id: String::new(), lang: None, access };
        Context { caller, ..fixture.context.clone() }
    }
}
