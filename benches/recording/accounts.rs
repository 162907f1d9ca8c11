//! Accounts of people, with a token for a program of theirs.

use std::collections::BTreeSet;

use casetime::access::Access;
use casetime::accounts::tokens::{self, RawToken};
use casetime::accounts::{self, Account, RawAccount, Settings};
use casetime::audit::Caller;
use casetime::config::Config;
use casetime::context::Context;

/// An account for a person, who is a timekeeper, and the secret of a token with these scopes.
pub(crate) async fn add(context: &Context, person: &str, scopes: &[&str]) -> (Account, String) {
    let raw = RawAccount {
        login: person.to_lowercase(),
        person: person.to_owned(),
        roles: vec!["timekeeper".to_owned()],
        ..RawAccount::default()
    };
    let settings = Settings::from(&Config::default());
    let account = accounts::ops::add(context, &settings, &raw, None).await.expect("an account");
    let access = Access::of(account.id, account.person, account.grants.clone(), None, BTreeSet::new());
    let caller = Caller { actor: account.login.clone(), request_id: String::new(), lang: None, access };
    let raw = RawToken {
        name: "benchmark".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        expires_on: (context.clock.now().date_naive() + chrono::Days::new(2)).to_string(),
    };
    let created = tokens::create(&Context { caller, ..context.clone() }, &raw).await.expect("a token");
    (account, created.secret.expect("shown once").reveal().to_owned())
}
