//! Requests with a key: however often and wherever one is sent again, also to another program on the same database and
//! after a restart, it changes one thing once, and every answer that is one is the same.

use axum::Router;
use axum::http::StatusCode;
use casetime::clock::Clock;
use casetime::files::{RawFile, RawFileChange};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::recording::ENTRIES;
use crate::support::http::Answer;
use crate::support::on_both_engines;
use crate::support::process::{Connection, Process};
use crate::support::programs::{ask, start, token};

fn body(minutes: i64) -> Value {
    json!({
        "file": "UKR-12", "activity": "TA-TRN", "worked_on": "2020-01-15", "minutes": minutes, "narrative": "Drafted.",
    })
}

async fn post(router: Router, token: String, key: &'static str, body: Value) -> Answer {
    ask(&router, &token, ("POST", ENTRIES), ("idempotency-key", key), &body).await
}

/// Asks a running program; status and body of the answer.
fn ask_process(process: &Process, token: &str, body: &Value) -> (u16, String) {
    let headers = format!("Authorization: Bearer {token}\r\nIdempotency-Key: \"kept\"\r\n");
    let mut connection = Connection::open(process.address()).expect("the program listens");
    connection.ask("POST", ENTRIES, &headers, &body.to_string()).expect("an answer")
}

/// Whether a body is a problem with this code.
fn has_code(text: &str, code: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|problem| problem["code"] == code)
}

on_both_engines! {
    async fn a_hundred_posts_with_one_key_make_one_entry(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", fixture.context.clock).await;
        // Two routers, as of two programs on one database: neither knows which keys the other is working on.
        let routers = [casetime::routes::router(fixture.app()), casetime::routes::router(fixture.app())];
        let mut posting = JoinSet::new();
        for at in 0..100 {
            posting.spawn(post(routers[at % 2].clone(), token.clone(), "\"one key\"", body(30)));
        }
        let mut stored: Vec<String> = Vec::new();
        while let Some(done) = posting.join_next().await {
            let answer = done.expect("no panic");
            match answer.status {
                StatusCode::CREATED => stored.push(answer.text),
                status => assert_eq!((status, answer.code().as_str()), (StatusCode::CONFLICT, "idempotency_key_running")),
            }
        }
        assert!(!stored.is_empty(), "somebody was first");
        assert!(stored.iter().all(|text| *text == stored[0]), "all are told the same: {stored:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'record'").await, 1);
        let [one, other] = routers;
        for router in [one.clone(), other] {
            let again = post(router, token.clone(), "\"one key\"", body(30)).await;
            assert_eq!((again.status, &again.text), (StatusCode::CREATED, &stored[0]), "later too");
        }
        let reused = post(one, token, "\"one key\"", body(31)).await;
        assert_eq!((reused.status.as_u16(), reused.code().as_str()), (422, "idempotency_key_reused"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
    }

    async fn a_key_belongs_to_one_account(fixture: with_cast) {
        fixture.add_person("P-3", "Chris Example", "").await;
        let clock = fixture.context.clock;
        let alex = token(fixture, "alex", "P-1", clock).await;
        let chris = token(fixture, "chris", "P-3", clock).await;
        let router = casetime::routes::router(fixture.app());
        let first = post(router.clone(), alex, "\"shared\"", body(30)).await;
        let second = post(router, chris, "\"shared\"", body(45)).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.text);
        assert_eq!((&first.json()["person"], &second.json()["person"]), (&json!("P-1"), &json!("P-3")));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 2);
    }

    async fn a_post_needs_a_key_in_quotation_marks_or_an_identifier(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", fixture.context.clock).await;
        let router = casetime::routes::router(fixture.app());
        for key in ["bare", "'single'", "\"", "\"\"", ""] {
            let answer = post(router.clone(), token.clone(), key, body(30)).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "idempotency_key_format"), "{key}");
        }
        let none = ask(&router, &token, ("POST", ENTRIES), ("x-note", "none"), &body(30)).await;
        assert_eq!((none.status.as_u16(), none.code().as_str()), (400, "idempotency_key_required"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
        let mut named = body(30);
        named["id"] = json!("0197a000-0000-7000-8000-0000000000a1");
        let answer = ask(&router, &token, ("POST", ENTRIES), ("x-note", "none"), &named).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }

    async fn what_was_refused_is_not_kept_under_its_key(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", fixture.context.clock).await;
        let router = casetime::routes::router(fixture.app());
        let refused = post(router.clone(), token.clone(), "\"again\"", body(0)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let corrected = post(router, token, "\"again\"", body(30)).await;
        assert_eq!(corrected.status, StatusCode::CREATED, "{}", corrected.text);
    }

    async fn what_one_may_no_longer_know_is_not_told_again(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", fixture.context.clock).await;
        let router = casetime::routes::router(fixture.app());
        assert_eq!(post(router.clone(), token.clone(), "\"once\"", body(30)).await.status, StatusCode::CREATED);
        let files = casetime::files::ops::list(&fixture.context).await.expect("files");
        let file = files.iter().find(|file| file.number == "UKR-12").expect("a file");
        let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
        let raw = RawFile::of(file).changed_by(change);
        casetime::files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
        let again = post(router, token, "\"once\"", body(30)).await;
        assert_eq!((again.status, again.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{}", again.text);
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
    }

    async fn keys_outlive_the_program(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", Clock::System).await;
        tokio::task::block_in_place(|| {
            let process = start(fixture);
            let (status, first) = ask_process(&process, &token, &body(30));
            assert_eq!(status, 201, "{first}");
            assert!(process.stop());
            let process = start(fixture);
            assert_eq!(ask_process(&process, &token, &body(30)), (201, first.clone()), "after it was stopped");
            drop(process);
            let process = start(fixture);
            assert_eq!(ask_process(&process, &token, &body(30)), (201, first), "after it was killed");
            let (status, reused) = ask_process(&process, &token, &body(31));
            assert!(status == 422 && has_code(&reused, "idempotency_key_reused"), "{status}: {reused}");
            assert!(process.stop());
        });
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
    }
}
