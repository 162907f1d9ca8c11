//! Accounts: who may add, change and read them, what is refused, and that nothing secret is stored or shown.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use casetime::access::{Access, Grant, Role};
use casetime::accounts::sessions::{find_session, form_token};
use casetime::accounts::{Account, AccountChange, RawAccount, ops};
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::fault::Code;
use casetime::ids::AccountId;
use casetime::repeats::Repeat;
use casetime::routes::router;
use casetime::web::ask::{ClientAddress, SignedIn};
use serde_json::{Value, json};

use crate::sign_in::{PASSWORD, account, later, secret, settings};
use crate::support::http::{Answer, request, send};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, now, on_both_engines};

const ACCOUNTS: &str = "/api/v1/accounts";
const SESSION: &str = "/api/v1/session";

/// What an account may do with one role.
fn with_role(account: AccountId, role: Role) -> Access {
    Access::of(account, None, vec![Grant { role, team: "A".to_owned() }], None, BTreeSet::new())
}

fn caller(fixture: &Fixture, access: Access) -> Context {
    let caller = Caller { actor: "tester".to_owned(), request_id: String::new(), lang: None, access };
    Context { caller, ..fixture.context.clone() }
}

/// Sends a request as somebody.
pub(crate) async fn ask(router: &Router, who: Option<&SignedIn>, method: &str, path: &str, body: &Value) -> Answer {
    ask_if(router, who, method, path, &[], body).await
}

/// As [`ask`], with headers.
pub(crate) async fn ask_if(
    router: &Router,
    who: Option<&SignedIn>,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers);
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let mut request = request(method, path, &all, body);
    if let Some(who) = who {
        request.extensions_mut().insert(who.clone());
    }
    request.extensions_mut().insert(ClientAddress("192.0.2.9".to_owned()));
    send(router, request).await
}

/// Somebody in requests.
pub(crate) fn somebody(access: Access) -> SignedIn {
    SignedIn { actor: "tester".to_owned(), access, form_token: String::new(), session: None, password_temporary: false }
}

fn raw(login: &str, person: &str, roles: &[&str]) -> RawAccount {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    RawAccount { login: login.to_owned(), person: person.to_owned(), roles, ..RawAccount::default() }
}

async fn added(fixture: &Fixture, raw: &RawAccount) -> Result<Account, Vec<Code>> {
    let added = ops::add(&fixture.context, &settings(), raw, None).await;
    added.map_err(|failure| failure.faults().iter().map(|fault| fault.code).collect())
}

on_both_engines! {
    async fn administrators_keep_accounts_auditors_read_them_and_nobody_else_does(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let me = AccountId::new(now());
        let change = AccountChange { name: Some("Other".to_owned()), ..AccountChange::default() };
        for (number, role) in Role::ALL.into_iter().enumerate() {
            let context = caller(fixture, with_role(me, role));
            let (reads, keeps) =
                (matches!(role, Role::Auditor | Role::Administrator), matches!(role, Role::Administrator));
            let allowed = |result: Result<(), casetime::failure::Failure>, may: bool| match result {
                Ok(()) => assert!(may, "{role:?}"),
                Err(failure) => assert!(!may && failure.code() == Code::Forbidden, "{role:?}: {failure}"),
            };
            allowed(ops::list_page(&context, "", 10).await.map(drop), reads);
            allowed(ops::find(&context, alex.id).await.map(drop), reads);
            allowed(ops::find_by_login(&context, "alex").await.map(drop), reads);
            let new = raw(&format!("new-{number}"), "", &["head"]);
            allowed(ops::add(&context, &settings(), &new, None).await.map(drop), keeps);
            allowed(ops::change(&context, alex.id, 1, &change).await.map(drop), keeps);
            allowed(ops::reset_password(&context, &settings(), alex.id, &secret(PASSWORD)).await.map(drop), keeps);
        }
        let own = caller(fixture, with_role(alex.id, Role::Timekeeper));
        assert_eq!(ops::find(&own, alex.id).await.expect("one's own").id, alex.id);
        let nobody = later(fixture, 0);
        assert_eq!(ops::find(&nobody, alex.id).await.expect_err("nobody").code(), Code::NotSignedIn);
        assert_eq!(ops::list_page(&nobody, "", 10).await.expect_err("nobody").code(), Code::NotSignedIn);
    }

    async fn what_contradicts_the_stored_accounts_is_refused(fixture: with_cast) {
        let alex = added(fixture, &raw("Alex", "P-1", &["timekeeper", "manager:Team A"])).await.expect("added");
        assert_eq!((alex.person_number.as_str(), alex.roles()), ("P-1", vec!["timekeeper".to_owned(), "manager:Team A".to_owned()]));
        for (raw, codes) in [
            (raw("alex", "p-1", &[]), vec![Code::LoginTaken, Code::PersonHasAccount]),
            (raw("bo", "P-9", &["timekeeper"]), vec![Code::UnknownPerson]),
            (raw("bo", "", &["timekeeper"]), vec![Code::PersonRequired]),
            (RawAccount { password: Some(secret("short")), ..raw("b o", "", &["king"]) },
                vec![Code::LoginFormat, Code::UnknownRole, Code::PasswordTooShort]),
        ] {
            assert_eq!(added(fixture, &raw).await.expect_err("refused"), codes, "{raw:?}");
        }
        let off = casetime::accounts::Settings { local_passwords: false, ..settings() };
        let with_password = RawAccount { password: Some(secret(PASSWORD)), ..raw("bo", "", &[]) };
        let refused = ops::add(&fixture.context, &off, &with_password, None).await.expect_err("refused");
        assert_eq!(refused.code(), Code::LocalPasswordsOff);
        assert_eq!(fixture.number("SELECT count(*) FROM accounts").await, 1);
        let twin = added(fixture, &raw("al-ex", "", &[])).await.expect("another name");
        let take = AccountChange { person: Some("P-1".to_owned()), ..AccountChange::default() };
        let taken = ops::change(&fixture.context, twin.id, 1, &take).await.expect_err("refused");
        assert_eq!(taken.code(), Code::PersonHasAccount);
        let leave = AccountChange { person: Some(String::new()), ..AccountChange::default() };
        let leaving = ops::change(&fixture.context, alex.id, 1, &leave).await.expect_err("a timekeeper has a person");
        assert_eq!(leaving.code(), Code::PersonRequired);
        let both = AccountChange { roles: Some(Vec::new()), lang: Some("fr".to_owned()), ..leave };
        let left = ops::change(&fixture.context, alex.id, 1, &both).await.expect("no timekeeper any more");
        assert_eq!((left.person, left.version, left.grants.len(), left.lang.as_str()), (None, 2, 0, "fr"));
        ops::change(&fixture.context, twin.id, 1, &take).await.expect("the person is free");
    }

    async fn somebody_always_keeps_the_accounts(fixture: with_cast) {
        let one = account(fixture, "one", "", &["administrator"]).await;
        let none = AccountChange { roles: Some(Vec::new()), ..AccountChange::default() };
        let off = AccountChange { disabled: Some(true), ..AccountChange::default() };
        for change in [&none, &off] {
            let refused = ops::change(&fixture.context, one.id, 1, change).await.expect_err("the last one");
            assert_eq!(refused.code(), Code::LastAdministrator);
        }
        let two = account(fixture, "two", "", &["administrator", "head"]).await;
        ops::change(&fixture.context, two.id, 1, &off).await.expect("another one is left");
        let refused = ops::change(&fixture.context, one.id, 1, &none).await.expect_err("the other one is disabled");
        assert_eq!(refused.code(), Code::LastAdministrator);
        let on = AccountChange { disabled: Some(false), ..AccountChange::default() };
        ops::change(&fixture.context, two.id, 2, &on).await.expect("enabled");
        ops::change(&fixture.context, one.id, 1, &none).await.expect("another one is left");
    }

    async fn accounts_are_kept_over_the_api(fixture: with_cast) {
        let router = router(fixture.app());
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let who = somebody(with_role(admin.id, Role::Administrator));
        let body = json!({ "login": "alex", "name": "Alex", "person": "P-1", "roles": ["manager:Team A", "timekeeper"] });
        assert_eq!(ask(&router, None, "POST", ACCOUNTS, &body).await.code(), "not_signed_in");
        let made = ask(&router, Some(&who), "POST", ACCOUNTS, &body).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", made.text);
        let address = made.header("location").to_owned();
        let shown = made.json();
        assert_eq!((&shown["roles"], &shown["person"]), (&json!(["timekeeper", "manager:Team A"]), &json!("P-1")));
        assert_eq!((&shown["has_password"], &shown["disabled"]), (&json!(false), &json!(false)));
        let read = ask(&router, Some(&who), "GET", &address, &Value::Null).await;
        assert_eq!((read.json(), read.header("etag")), (shown, "\"1\""));
        let change = json!({ "name": "Alexandra", "roles": ["timekeeper"] });
        assert_eq!(ask(&router, Some(&who), "PATCH", &address, &change).await.code(), "precondition_required");
        let matched = [("if-match", "\"1\"")];
        let changed = ask_if(&router, Some(&who), "PATCH", &address, &matched, &change).await;
        assert_eq!((changed.header("etag"), &changed.json()["name"]), ("\"2\"", &json!("Alexandra")));
        let stale = ask_if(&router, Some(&who), "PATCH", &address, &matched, &change).await;
        assert_eq!((stale.code().as_str(), &stale.json()["current"]["version"]), ("version_conflict", &json!(2)));
        let unknown = ask_if(&router, Some(&who), "PATCH", &address, &matched, &json!({ "login": "x" })).await;
        assert_eq!(unknown.code(), "unknown_field");
        let reset = ask(&router, Some(&who), "POST", &format!("{address}/password"), &json!({ "password": PASSWORD })).await;
        assert_eq!((&reset.json()["password_temporary"], reset.header("etag")), (&json!(true), "\"3\""), "{}", reset.text);
        for login in ["b", "c", "d"] {
            ask(&router, Some(&who), "POST", ACCOUNTS, &json!({ "login": login })).await;
        }
        let (mut path, mut logins) = (format!("{ACCOUNTS}?limit=2"), Vec::new());
        loop {
            let page = ask(&router, Some(&who), "GET", &path, &Value::Null).await.json();
            let accounts = page["accounts"].as_array().expect("a list").clone();
            logins.extend(accounts.iter().map(|account| account["login"].as_str().expect("text").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            next.clone_into(&mut path);
        }
        assert_eq!(logins, ["admin", "alex", "b", "c", "d"]);
        for id in ["0197a000-0000-7000-8000-0000000000a1", "alex", "%ff"] {
            let nothing = ask(&router, Some(&who), "GET", &format!("{ACCOUNTS}/{id}"), &Value::Null).await;
            assert_eq!(nothing.code(), "not_found", "{id}");
        }
    }

    async fn a_repeat_gets_the_same_answer_and_adds_nothing(fixture: with_cast) {
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let repeat = Repeat { account: admin.id, key: "k-1".to_owned(), request: "r-1".to_owned() };
        let context =
            Context { repeat: Some(repeat), ..caller(fixture, with_role(admin.id, Role::Administrator)) };
        let first = ops::add(&context, &settings(), &raw("alex", "P-1", &["manager:A", "timekeeper"]), None).await;
        let again = ops::add(&context, &settings(), &raw("alex", "P-1", &["manager:A", "timekeeper"]), None).await;
        assert_eq!(first.expect("added"), again.expect("the same"));
        assert_eq!(fixture.number("SELECT count(*) FROM accounts").await, 2);
    }

    async fn signing_in_and_out_over_the_api(fixture: with_cast) {
        let router = router(fixture.app());
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        assert_eq!(ask(&router, None, "GET", SESSION, &Value::Null).await.code(), "not_signed_in");
        let wrong = ask(&router, None, "POST", SESSION, &json!({ "login": "alex", "password": "wrong" })).await;
        let unknown = ask(&router, None, "POST", SESSION, &json!({ "login": "nobody", "password": "wrong" })).await;
        let alike = |answer: &Answer| {
            let mut body = answer.json();
            body["request_id"] = Value::Null;
            (answer.status, body, answer.headers.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(alike(&wrong), alike(&unknown));
        assert_eq!(wrong.code(), "sign_in_refused");
        let body = json!({ "login": "alex", "password": PASSWORD });
        let opened = ask(&router, None, "POST", SESSION, &body).await;
        assert_eq!((opened.status, &opened.json()["seconds_left"]), (StatusCode::OK, &json!(1200)), "{}", opened.text);
        let cookies: Vec<String> = opened.headers.get_all("set-cookie").iter()
            .map(|value| value.to_str().expect("text").to_owned()).collect();
        assert_eq!(cookies.len(), 2);
        assert!(cookies[0].starts_with("__Host-casetime=") && cookies[1].starts_with("__Host-casetime-device="));
        for cookie in &cookies {
            assert!(cookie.ends_with("; Secure; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/;"), "{cookie}");
        }
        let session = secret(cookies[0].split(['=', ';']).nth(1).expect("a value"));
        assert!(!opened.text.contains(session.reveal()));
        assert_eq!(opened.json()["form_token"], json!(form_token(&session)));
        let found = find_session(&fixture.context.db, fixture.context.clock, &settings(), &session).await;
        let (_, access, view) = found.expect("an answer").expect("a session");
        let who = SignedIn { session: Some(view.hash), ..somebody(access) };
        let me = ask(&router, Some(&who), "GET", SESSION, &Value::Null).await.json();
        assert_eq!((&me["account"]["login"], &me["seconds_left"]), (&json!("alex"), &json!(1200)));
        assert_eq!(me["rights"].as_array().expect("a list").len(), 6);
        let again = ask(&router, Some(&who), "POST", SESSION, &body).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text);
        assert_eq!(fixture.number("SELECT count(*) FROM sessions").await, 1, "the session before has ended");
        let change = json!({ "present": PASSWORD, "password": "trois canards devant la porte" });
        let changed = ask(&router, Some(&who), "PUT", "/api/v1/session/password", &change).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
        assert!(!changed.header("set-cookie").contains(session.reveal()));
        let refused = ask(&router, Some(&somebody(with_role(account.id, Role::Head))), "DELETE", SESSION, &Value::Null).await;
        assert_eq!(refused.code(), "forbidden", "a token is revoked, not signed out");
        let out = ask(&router, Some(&who), "DELETE", SESSION, &Value::Null).await;
        assert_eq!(out.status, StatusCode::NO_CONTENT);
        assert!(out.header("set-cookie").starts_with("__Host-casetime=; Path=/; Max-Age=0"));
        assert_eq!(ask(&router, None, "DELETE", SESSION, &Value::Null).await.code(), "not_signed_in");
    }

    async fn nothing_secret_is_stored_or_shown(fixture: with_cast) {
        let router = router(fixture.app());
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let opened = ask(&router, None, "POST", SESSION, &json!({ "login": "alex", "password": PASSWORD })).await;
        let cookies = opened.headers.get_all("set-cookie").iter();
        let mut secrets: Vec<String> = cookies
            .map(|value| value.to_str().expect("text").split(['=', ';']).nth(1).expect("a value").to_owned())
            .collect();
        let who = somebody(with_role(account.id, Role::Timekeeper));
        let token = json!({ "name": "script", "scopes": ["read_entries"], "expires_on": "2026-12-01" });
        let key = [("idempotency-key", "\"one\"")];
        let made = ask_if(&router, Some(&who), "POST", "/api/v1/tokens", &key, &token).await;
        secrets.push(made.json()["secret"].as_str().expect("a secret").to_owned());
        ask(&router, None, "POST", SESSION, &json!({ "login": "canary login", "password": "canary password" })).await;
        secrets.extend([PASSWORD, "canary login", "canary password", "192.0.2.9"].map(str::to_owned));
        assert_eq!(secrets.len(), 7);
        for (table, columns) in [
            ("accounts", "login, login_key, name, password, subject, lang"),
            ("sessions", "hash"),
            ("tokens", "name, hash, scopes"),
            ("devices", "hash"),
            ("sign_in_failures", "subject"),
            ("repeats", "key, request, outcome"),
            ("audit_events", "actor, action, object_kind, object_id, hash_before, hash_after, reason, request_id"),
        ] {
            for secret in &secrets {
                for column in columns.split(", ") {
                    let found = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{secret}%'");
                    assert_eq!(fixture.number(&found).await, 0, "{table}.{column}");
                }
            }
        }
        let shown = format!("{:?} {:?}", RawAccount { password: Some(secret(PASSWORD)), ..raw("a", "", &[]) }, account);
        assert!(!shown.contains(PASSWORD) && !shown.contains("$argon2"));
        assert!(!serde_json::to_string(&account).expect("JSON").contains("$argon2"));
    }
}

on_both_shells! {
    async fn accounts_are_kept_at_the_console(shell: filled) {
        let add = ["people", "add", "--login", "admin", "--name", "Amina", "--role", "administrator", "--password-file", "-"];
        shell.run_with(&add, "\n", &[]).is_refused("secret_missing");
        shell.run_with(&add, "short\n", &[]).is_refused("password_too_short");
        let made = shell.run_with(&add, &format!("{PASSWORD}\n"), &[]);
        assert_eq!((made.code, made.out.as_str()), (0, ""), "{made:?}");
        assert!(made.err.contains("admin"), "{made:?}");
        assert_eq!(shell.run(&["people", "list"]).out.lines().count(), 2, "an account alone adds no person");
        let person = ["people", "add", "--number", "P-3", "--name", "Cleo", "--team", "A", "--login", "cleo"];
        assert_eq!(shell.run(&[&person[..], &["--role", "timekeeper", "--role", "manager:A"]].concat()).code, 0);
        let taken = ["people", "add", "--number", "P-4", "--name", "Dan", "--login", "cleo"];
        shell.run(&taken).is_refused("login_taken");
        assert_eq!(shell.run(&["people", "list"]).out.lines().count(), 3, "nothing is stored by halves");
        let there = ["people", "add", "--number", "P-1", "--name", "Alex Example", "--login", "alex", "--role", "timekeeper"];
        assert_eq!(shell.run(&there).code, 0, "a person who is there already is linked");
        assert_eq!(shell.run(&["people", "add", "--role", "head"]).code, 2, "a role needs a login");
        let role = ["accounts", "role", "cleo", "--add", "head", "--remove", "manager:A"];
        assert_eq!(shell.run(&role).code, 0);
        shell.run(&["accounts", "role", "cleo", "--remove", "hed"]).is_refused("unknown_role");
        shell.run(&["accounts", "role", "nobody", "--add", "head"]).is_refused("unknown_account");
        shell.run(&["accounts", "disable", "admin"]).is_refused("last_administrator");
        assert_eq!(shell.run(&["accounts", "disable", "ALEX"]).code, 0);
        shell.write("password.txt", "quatre tortues sur un toit\r\n");
        assert_eq!(shell.run(&["accounts", "password", "cleo", "--password-file", "password.txt"]).code, 0);
        shell.run(&["accounts", "password", "cleo", "--password-file", "nowhere.txt"]).is_refused("source_unreadable");
        let listed = shell.run(&["accounts", "list", "--json"]).json();
        let all: Vec<Value> = listed["accounts"].as_array().expect("a list").iter()
            .map(|account| json!([account["login"], account["person"], account["roles"], account["disabled"],
                account["has_password"], account["password_temporary"]]))
            .collect();
        assert_eq!(all, [
            json!(["admin", "", ["administrator"], false, true, false]),
            json!(["alex", "P-1", ["timekeeper"], true, false, false]),
            json!(["cleo", "P-3", ["timekeeper", "head"], false, true, false]),
        ]);
        let text = shell.run(&["accounts", "list", "--lang", "fr"]);
        assert!(text.out.lines().count() == 3 && text.out.contains("(désactivé)"), "{text:?}");
    }
}
