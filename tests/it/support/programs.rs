//! Programs of users: an account with a token, and requests to the router that carry it.

use std::collections::BTreeSet;
use std::path::Path;

use axum::Router;
use casetime::access::Access;
use casetime::accounts::tokens::{self, RawToken};
use casetime::accounts::{self, RawAccount};
use casetime::audit::Caller;
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::store::Target;
use chrono::Days;
use serde_json::Value;

use super::Fixture;
use super::http::{Answer, request, send};
use super::process::Process;

/// The program as a process of its own over the database of a test.
pub(crate) fn start(fixture: &Fixture) -> Process {
    let database = match &fixture.target {
        Target::Sqlite(path) => path.display().to_string(),
        Target::Postgres(url) => url.clone(),
    };
    Process::start(Path::new(env!("CARGO_BIN_EXE_casetime")), &database, fixture.folder())
}

/// The rights of somebody who records time.
const SCOPES: [&str; 5] = ["record_time", "read_entries", "read_files", "read_reports", "read_vocabulary"];

/// A token of a new account that records the time of a person. It expires by the clock that is given: that of the test,
/// or that of the machine where the program runs as a process of its own.
pub(crate) async fn token(fixture: &Fixture, login: &str, person: &str, clock: Clock) -> String {
    let raw = RawAccount {
        login: login.to_owned(),
        person: person.to_owned(),
        roles: vec!["timekeeper".to_owned()],
        ..RawAccount::default()
    };
    let account =
        accounts::ops::add(&fixture.context, &fixture.app().sign_in, &raw, None).await.expect("a new account");
    let access = Access::of(account.id, account.person, account.grants, None, BTreeSet::new());
    let caller = Caller { actor: login.to_owned(), request_id: String::new(), lang: None, access };
    let context = Context { clock, caller, ..fixture.context.clone() };
    let raw = RawToken {
        name: "test".to_owned(),
        scopes: SCOPES.map(str::to_owned).to_vec(),
        expires_on: (clock.now().date_naive() + Days::new(300)).to_string(),
    };
    let created = tokens::create(&context, &raw).await.expect("a token");
    created.secret.expect("shown once").reveal().to_owned()
}

/// Sends a JSON body with a token and one more header.
pub(crate) async fn ask(
    router: &Router,
    token: &str,
    (method, path): (&str, &str),
    (name, value): (&str, &str),
    body: &Value,
) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("content-type", "application/json"), ("authorization", &bearer), (name, value)];
    send(router, request(method, path, &headers, body.to_string())).await
}
