//! Calendar feeds: an address that is shown once, read by programs that cannot sign in, and of no use to anybody once it is
//! revoked or its account may read nothing any more.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Access, Right};
use casetime::accounts::{self, Account, AccountChange};
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::openapi::as_described;
use crate::recording::{places, recorded, router};
use crate::sign_in::account;
use crate::support::http::{Answer, as_nobody, delete, get, patch, post, request, send, signed_in};
use crate::support::{Fixture, on_both_engines};

const FEEDS: &str = "/api/v1/my/feeds";

/// The service as an account meets it.
fn meets(fixture: &Fixture, account: &Account, scopes: Option<&[Right]>) -> Router {
    let scopes = scopes.map(|scopes| scopes.iter().copied().collect());
    let access = Access::of(account.id, account.person, account.grants.clone(), scopes, BTreeSet::new());
    signed_in(casetime::routes::router(fixture.app()), &account.login, access)
}

/// The service as a calendar program meets it, through the gate and without signing in.
fn program(fixture: &Fixture) -> Router {
    casetime::routes::router(fixture.app())
}

fn with_key(router: Router, key: &str) -> Router {
    router.layer(Extension(Repeated { key: key.to_owned(), request: "same".to_owned() }))
}

/// Makes a feed and answers its identifier and its address.
async fn made(fixture: &Fixture, account: &Account, key: &str) -> (String, String) {
    let router = with_key(meets(fixture, account, None), key);
    let answer = post(&router, FEEDS, &json!({ "name": "Desk" })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let text = |name: &str| answer.json()[name].as_str().expect("a text").to_owned();
    (text("id"), text("address"))
}

/// The events of a calendar by day, each as its properties.
fn events(answer: &Answer) -> BTreeMap<String, BTreeMap<String, String>> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = &answer.text;
    assert!(
        text.ends_with("\r\n") && text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')),
        "{text}"
    );
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.trim_end().split("\r\n").collect();
    assert_eq!((lines[0], *lines.last().expect("a line")), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    let (mut found, mut event) = (BTreeMap::new(), None::<BTreeMap<String, String>>);
    for line in lines {
        let (name, value) = line.split_once(':').expect("a property");
        match (name, value) {
            ("BEGIN", "VEVENT") => event = Some(BTreeMap::new()),
            ("END", "VEVENT") => {
                let event: BTreeMap<String, String> = event.take().expect("an event");
                assert!(found.insert(event["DTSTART;VALUE=DATE"].clone(), event).is_none(), "one event for each day");
            }
            _ => {
                if let Some(event) = &mut event {
                    event.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
    found
}

/// What is answered under an address that answers nobody.
async fn answers_nobody(fixture: &Fixture, address: &str) {
    let answer = get(&program(fixture), address).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{}", answer.text);
    assert!(!address.starts_with("/feeds/cf_") || !answer.text.contains(&address[7..]), "{}", answer.text);
}

/// Log lines of one thread.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

on_both_engines! {
    async fn a_calendar_holds_ones_own_days_with_their_totals_and_nothing_privileged(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        fixture.add_person("P-3", "Charlie", "").await;
        let console = router(fixture);
        for changes in [
            json!({ "worked_on": "2026-11-19", "minutes": 45 }),
            json!({ "worked_on": "2026-11-20", "minutes": 90, "narrative": "Secret\r\nEND:VCALENDAR" }),
            json!({ "worked_on": "2026-11-20", "minutes": 15 }),
            json!({ "worked_on": "2026-11-20", "minutes": 30, "file": "SA-7", "activity": "SA-POL" }),
            json!({ "worked_on": "2026-11-18", "minutes": 60, "person": "P-3" }),
            json!({ "worked_on": "2025-11-21", "minutes": 10 }),
            json!({ "worked_on": "2025-11-20", "minutes": 10 }),
        ] {
            recorded(&console, &changes).await;
        }
        let (id, address) = made(fixture, &alex, "k").await;
        let token = address.strip_prefix("/feeds/cf_").and_then(|rest| rest.strip_suffix(".ics")).expect("an address");
        assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "256 bits: {address}");
        let answer = get(&program(fixture), &address).await;
        let found = events(&answer);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["20251121", "20261119", "20261120"], "{}", answer.text);
        let day = &found["20261120"];
        assert_eq!(day["SUMMARY"], "Recorded: 2:15");
        assert_eq!(day["DESCRIPTION"], "SA-7 SA-POL 30 min\\nUKR-12 TA-TRN 105 min");
        assert_eq!((&*day["DTEND;VALUE=DATE"], &*day["UID"]), ("20261121", &*format!("20261120-{id}@casetime")));
        assert_eq!((&*day["CLASS"], &*day["DTSTAMP"]), ("PRIVATE", "20261122T150000Z"));
        for hidden in ["Secret", "Prepared", "File UKR-12", "P-1", "Alex", "20261118"] {
            assert!(!answer.text.contains(hidden), "{hidden}: {}", answer.text);
        }
        assert_eq!(get(&program(fixture), &address).await.text, answer.text, "the same as long as nothing changes");
        let head = send(&program(fixture), request("HEAD", &address, &[], Body::empty())).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
        // Somebody else who is signed in, or who sends a token that is none, reads the same calendar.
        let bad = request("GET", &address, &[("authorization", "Bearer ct_0")], Body::empty());
        assert_eq!(send(&program(fixture), bad).await.text, answer.text);
        let change = AccountChange { lang: Some("fr".to_owned()), ..AccountChange::default() };
        accounts::ops::change(&fixture.context, alex.id, 1, &change).await.expect("changed");
        let french = events(&get(&program(fixture), &address).await);
        assert_eq!(french["20261120"]["SUMMARY"], "Temps consigné\u{a0}: 2:15");
    }

    async fn a_walled_file_is_in_no_calendar_of_who_is_not_named_on_it(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let console = router(fixture);
        recorded(&console, &json!({ "worked_on": "2026-11-19", "minutes": 45 })).await;
        recorded(&console, &json!({ "worked_on": "2026-11-19", "minutes": 5, "file": "SA-7", "activity": "SA-POL" })).await;
        let (_, address) = made(fixture, &alex, "k").await;
        assert_eq!(events(&get(&program(fixture), &address).await)["20261119"]["SUMMARY"], "Recorded: 0:50");
        let files = casetime::files::ops::list(&fixture.context).await.expect("files");
        let id = files.iter().find(|file| file.number == "SA-7").expect("a file").id;
        let walled = patch(&console, &format!("/api/v1/files/{id}"), Some("\"1\""), &json!({ "walled": true })).await;
        assert_eq!(walled.status, StatusCode::OK, "{}", walled.text);
        let answer = get(&program(fixture), &address).await;
        assert_eq!(events(&answer)["20261119"]["SUMMARY"], "Recorded: 0:45");
        assert!(!answer.text.contains("SA-7"), "{}", answer.text);
        let named = [alex.id.to_string()];
        casetime::files::ops::set_members(&fixture.context, id, 2, &named).await.expect("named");
        assert_eq!(events(&get(&program(fixture), &address).await)["20261119"]["SUMMARY"], "Recorded: 0:50");
    }

    async fn a_feed_answers_until_it_is_revoked_or_its_account_may_no_longer_read(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        account(fixture, "admin", "", &["administrator"]).await;
        let (id, address) = made(fixture, &alex, "one").await;
        let (_, other) = made(fixture, &alex, "two").await;
        let own = meets(fixture, &alex, None);
        for _ in 0..2 {
            let revoked = delete(&own, &format!("{FEEDS}/{id}"), None).await;
            assert_eq!((revoked.status, revoked.text.as_str()), (StatusCode::NO_CONTENT, ""));
        }
        answers_nobody(fixture, &address).await;
        assert_eq!(get(&program(fixture), &other).await.status, StatusCode::OK, "one at a time");
        let happened = "SELECT count(*) FROM audit_events WHERE object_kind = 'feed' AND actor = 'alex'";
        assert_eq!(fixture.number(happened).await, 3, "two made, one revoked once");
        let mut version = 1;
        for (roles, disabled, status) in [
            (vec!["administrator"], false, StatusCode::NOT_FOUND),
            (vec!["timekeeper"], true, StatusCode::NOT_FOUND),
            (vec!["timekeeper"], false, StatusCode::OK),
        ] {
            let roles = Some(roles.into_iter().map(ToOwned::to_owned).collect());
            let change = AccountChange { roles, disabled: Some(disabled), ..AccountChange::default() };
            version = accounts::ops::change(&fixture.context, alex.id, version, &change).await.expect("changed").version;
            assert_eq!(get(&program(fixture), &other).await.status, status);
        }
        for nothing in [
            "/feeds/x".to_owned(),
            "/feeds/.ics".to_owned(),
            "/feeds/cf_.ics".to_owned(),
            format!("/feeds/cf_{}.ics", "0".repeat(64)),
            other.replace(".ics", ""),
            other.replace("cf_", ""),
            "/feeds/%ff.ics".to_owned(),
        ] {
            answers_nobody(fixture, &nothing).await;
        }
        let sent = send(&program(fixture), request("DELETE", &other, &[], Body::empty())).await;
        assert_eq!(sent.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn the_address_of_a_feed_is_shown_once_and_kept_nowhere(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let own = meets(fixture, &alex, None);
        let without = post(&own, FEEDS, &json!({ "name": "Desk" })).await;
        assert_eq!(without.code(), "idempotency_key_required");
        let keyed = with_key(own.clone(), "k");
        let first = post(&keyed, FEEDS, &json!({ "name": "Desk" })).await;
        let second = post(&keyed, FEEDS, &json!({ "name": "Desk" })).await;
        for answer in [&without, &first, &second] {
            as_described(FEEDS, "post", answer);
        }
        assert_eq!((second.status, &second.json()["address"]), (StatusCode::CREATED, &Value::Null));
        assert_eq!(first.json()["id"], second.json()["id"]);
        let address = first.json()["address"].as_str().expect("an address").to_owned();
        let token = address.trim_start_matches("/feeds/").trim_end_matches(".ics");
        let listed = get(&own, FEEDS).await;
        as_described(FEEDS, "get", &listed);
        assert_eq!(listed.json()["feeds"].as_array().map(Vec::len), Some(1));
        assert!(!listed.text.contains(token), "{}", listed.text);
        for (table, column) in [("feeds", "hash"), ("repeats", "outcome"), ("audit_events", "object_id")] {
            let kept = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{}%'", &token[3..]);
            assert_eq!(fixture.number(&kept).await, 0, "{table}");
        }
        for (name, code) in [("", "required"), (" ", "required"), ("a\u{0}b", "control_character")] {
            let answer = post(&with_key(own.clone(), name), FEEDS, &json!({ "name": name })).await;
            assert_eq!(crate::recording::faults(&answer), places(&[("/name", code)]), "{name:?}");
        }
        let long = post(&with_key(own.clone(), "long"), FEEDS, &json!({ "name": "n".repeat(121) })).await;
        assert_eq!(long.code(), "too_long");
        for at in 0..3 {
            made(fixture, &alex, &format!("more {at}")).await;
        }
        let (mut seen, mut next) = (BTreeSet::new(), Some(format!("{FEEDS}?limit=3")));
        while let Some(path) = next {
            let page = get(&own, &path).await.json();
            seen.extend(page["feeds"].as_array().expect("feeds").iter().map(|feed| feed["id"].to_string()));
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        assert_eq!(seen.len(), 4);
        assert_eq!(get(&own, &format!("{FEEDS}?cursor=00")).await.code(), "unknown_cursor");
    }

    async fn feeds_are_made_shown_and_revoked_by_their_owner_alone(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let bo = account(fixture, "bo", "P-2", &["timekeeper"]).await;
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let head = account(fixture, "head", "", &["head"]).await;
        let (id, address) = made(fixture, &alex, "k").await;
        for other in [&bo, &admin, &head] {
            let router = meets(fixture, other, None);
            assert_eq!(get(&router, FEEDS).await.json()["feeds"], json!([]));
            assert_eq!(delete(&router, &format!("{FEEDS}/{id}"), None).await.code(), "not_found");
        }
        assert_eq!(get(&program(fixture), &address).await.status, StatusCode::OK);
        let new = json!({ "name": "Desk" });
        let refused = async |account: &Account| post(&with_key(meets(fixture, account, None), "new"), FEEDS, &new).await.code();
        assert_eq!((refused(&admin).await.as_str(), refused(&head).await.as_str()), ("forbidden", "no_person"));
        let program = meets(fixture, &alex, Some(&[Right::ReadEntries]));
        assert_eq!(get(&program, FEEDS).await.code(), "forbidden");
        assert_eq!(post(&with_key(program.clone(), "new"), FEEDS, &new).await.code(), "forbidden");
        assert_eq!(delete(&program, &format!("{FEEDS}/{id}"), None).await.code(), "forbidden");
        assert_eq!(get(&as_nobody(self::program(fixture)), FEEDS).await.code(), "not_signed_in");
        assert_eq!(delete(&meets(fixture, &alex, None), &format!("{FEEDS}/R-1"), None).await.code(), "not_found");
    }

    async fn the_log_has_the_route_of_a_feed_and_not_its_token(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let (_, address) = made(fixture, &alex, "k").await;
        let lines = Lines::default();
        let log = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        let held = tracing::subscriber::set_default(subscriber);
        assert_eq!(get(&program(fixture), &address).await.status, StatusCode::OK);
        answers_nobody(fixture, &format!("/feeds/cf_{}.ics", "5a".repeat(32))).await;
        drop(held);
        let written = String::from_utf8(lines.0.lock().expect("a log").clone()).expect("text");
        assert!(written.contains("/feeds/{name}"), "{written}");
        assert!(!written.contains("cf_") && !written.contains(&"5a".repeat(32)), "{written}");
    }
}
