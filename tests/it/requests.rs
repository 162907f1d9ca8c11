//! The register of requests: their whole life, what each state allows, numbers, and the files they become.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::Role;
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::openapi::as_described;
use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, patch, request, send};
use crate::support::on_both_engines;

/// Where requests are.
pub(crate) const REQUESTS: &str = "/api/v1/requests";

/// A sound request with some members replaced.
pub(crate) fn sound(changes: &Value) -> Value {
    let mut body = json!({
        "received_on": "2026-11-02",
        "requester": "Global Affairs Canada",
        "country": "UA",
        "wanted": "Training of prosecutors.",
        "deadline": "2026-12-15",
    });
    for (name, value) in changes.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}

pub(crate) async fn post(router: &Router, path: &str, version: Option<i64>, body: &Value) -> Answer {
    let tag = version.map(|version| format!("\"{version}\""));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
    send(router, request("POST", path, &headers, body.to_string())).await
}

/// Enters a request and answers its address.
pub(crate) async fn entered(router: &Router, changes: &Value) -> String {
    let answer = post(router, REQUESTS, None, &sound(changes)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{changes}: {}", answer.text);
    answer.header("location").to_owned()
}

/// Takes a step with the version that is stored.
pub(crate) async fn step(router: &Router, address: &str, step: &str, body: &Value) -> Answer {
    let version = get(router, address).await.json()["version"].as_i64();
    post(router, &format!("{address}/{step}"), version, body).await
}

/// Takes a step that is allowed.
pub(crate) async fn stepped(router: &Router, address: &str, name: &str, body: &Value) -> Value {
    let answer = step(router, address, name, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{name} {body}: {}", answer.text);
    answer.json()
}

pub(crate) fn body_of(step: &str) -> Value {
    match step {
        "triage" => json!({ "kind": "information" }),
        "decision" => json!({ "decision": "accepted" }),
        "file" => json!({ "file": "UKR-12" }),
        "reopening" => json!({ "reason": "More came." }),
        _ => json!({}),
    }
}

/// Brings a new request into a state.
pub(crate) async fn in_state(router: &Router, state: &str) -> String {
    let address = entered(router, &json!({})).await;
    if state == "received" {
        return address;
    }
    stepped(router, &address, "triage", &body_of("triage")).await;
    let decision = match state {
        "triaged" => return address,
        "declined" => json!({ "decision": "declined", "reason": "Outside the mandate." }),
        "referred" => json!({ "decision": "referred", "reason": "Theirs.", "referred_to": "RCMP" }),
        _ => json!({ "decision": "accepted" }),
    };
    stepped(router, &address, "decision", &decision).await;
    if state == "completed" {
        stepped(router, &address, "completion", &json!({})).await;
    }
    address
}

/// State and reason of each state a request was in.
async fn past(router: &Router, address: &str) -> Vec<(String, String, String)> {
    let found = get(router, address).await.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let states = found["states"].as_array().expect("states").iter();
    states.map(|one| (text(&one["state"]), text(&one["by"]), text(&one["reason"]))).collect()
}

on_both_engines! {
    async fn a_request_goes_from_receipt_to_completion_and_keeps_the_time_of_each_state(fixture: with_cast) {
        let router = router(fixture);
        let made = post(&router, REQUESTS, None, &sound(&json!({}))).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""));
        let expected = json!({
            "number": "R-2026-0001", "received_on": "2026-11-02", "requester": "Global Affairs Canada", "country": "UA",
            "kind": null, "wanted": "Training of prosecutors.", "deadline": "2026-12-15", "team": "", "person": null,
            "state": "received", "reason": "", "referred_to": "", "file_id": null, "file": null, "version": 1,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made.json()[name], value, "{name}");
        }
        let address = made.header("location").to_owned();
        let triaged =
            stepped(&router, &address, "triage", &json!({ "kind": "other", "team": "North", "person": "p-1" })).await;
        assert_eq!(
            [&triaged["state"], &triaged["kind"], &triaged["team"], &triaged["person"], &triaged["version"]],
            [&json!("triaged"), &json!("other"), &json!("North"), &json!("P-1"), &json!(2)]
        );
        let again = stepped(&router, &address, "triage", &json!({ "kind": "technical_assistance" })).await;
        assert_eq!([&again["kind"], &again["team"], &again["person"]], [&json!("technical_assistance"), &json!(""), &json!(null)]);
        let accepted = stepped(&router, &address, "decision", &json!({ "decision": "accepted", "reason": "Ours." })).await;
        assert_eq!([&accepted["state"], &accepted["reason"]], [&json!("accepted"), &json!("Ours.")]);
        let linked = stepped(&router, &address, "file", &json!({ "file": "ukr-12" })).await;
        assert_eq!([&linked["state"], &linked["file"]], [&json!("accepted"), &json!("UKR-12")]);
        assert!(linked["file_id"].is_string());
        let done = stepped(&router, &address, "completion", &json!({})).await;
        assert_eq!([&done["state"], &done["file"], &done["version"]], [&json!("completed"), &json!("UKR-12"), &json!(6)]);
        let back = stepped(&router, &address, "reopening", &json!({ "reason": "A question is open." })).await;
        assert_eq!([&back["state"], &back["file"], &back["reason"]], [&json!("accepted"), &json!("UKR-12"), &json!("Ours.")]);
        let back = stepped(&router, &address, "reopening", &json!({ "reason": "It was theirs." })).await;
        assert_eq!([&back["state"], &back["file"], &back["reason"]], [&json!("triaged"), &json!(null), &json!("")]);
        let referred = json!({ "decision": "referred", "reason": "Theirs.", "referred_to": "RCMP" });
        let referred = stepped(&router, &address, "decision", &referred).await;
        assert_eq!([&referred["state"], &referred["referred_to"]], [&json!("referred"), &json!("RCMP")]);
        let expected = [
            ("received", ""), ("triaged", ""), ("triaged", ""), ("accepted", "Ours."), ("completed", ""),
            ("accepted", "A question is open."), ("triaged", "It was theirs."), ("referred", "Theirs."),
        ];
        let expected: Vec<_> =
            expected.iter().map(|(state, reason)| ((*state).to_owned(), "test".to_owned(), (*reason).to_owned())).collect();
        assert_eq!(past(&router, &address).await, expected);
        let states = get(&router, &address).await.json()["states"].clone();
        for (at, state) in states.as_array().expect("states").iter().enumerate() {
            assert_eq!((&state["sequence"], &state["at"]), (&json!(at + 1), &json!("2026-11-22T15:00:00Z")));
        }
        let events = "SELECT count(*) FROM audit_events WHERE object_kind = 'request'";
        assert_eq!(fixture.number(events).await, 9, "one event for each change");
    }

    async fn each_state_allows_its_steps_and_names_them_where_another_is_asked(fixture: with_cast) {
        let router = router(fixture);
        let allowed = [
            ("received", &["triage"][..]),
            ("triaged", &["triage", "decision"]),
            ("accepted", &["file", "completion", "reopening"]),
            ("declined", &["reopening"]),
            ("referred", &["reopening"]),
            ("completed", &["reopening"]),
        ];
        for (state, steps) in allowed {
            for name in ["triage", "decision", "file", "completion", "reopening"] {
                let address = in_state(&router, state).await;
                let before = (get(&router, &address).await.text, fixture.contents().await);
                let answer = step(&router, &address, name, &body_of(name)).await;
                if steps.contains(&name) {
                    assert_eq!(answer.status, StatusCode::OK, "{name} when {state}: {}", answer.text);
                    continue;
                }
                assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "request_step"), "{name} when {state}");
                let params = &answer.json()["faults"][0]["params"];
                assert_eq!((&params["state"], &params["possible"]), (&json!(state), &json!(steps.join(", "))));
                assert_eq!((get(&router, &address).await.text, fixture.contents().await), before, "{name} when {state}");
            }
        }
    }

    async fn what_is_sent_is_checked_whole(fixture: with_cast) {
        let router = router(fixture);
        let long = "w".repeat(2001);
        let refused = [
            (json!({ "requester": "" }), "/requester", "required"),
            (json!({ "requester": "r".repeat(121) }), "/requester", "too_long"),
            (json!({ "wanted": " " }), "/wanted", "required"),
            (json!({ "wanted": long }), "/wanted", "too_long"),
            (json!({ "wanted": "a\u{0}b" }), "/wanted", "control_character"),
            (json!({ "country": "Ukraine" }), "/country", "country_format"),
            (json!({ "received_on": "2026-11-23" }), "/received_on", "not_yet_received"),
            (json!({ "received_on": "2026-02-30" }), "/received_on", "date_impossible"),
            (json!({ "deadline": "soon" }), "/deadline", "date_format"),
            (json!({ "number": "R-1" }), "/number", "unknown_field"),
            (json!({ "state": "accepted" }), "/state", "unknown_field"),
        ];
        let before = fixture.contents().await;
        for (changes, pointer, code) in &refused {
            let answer = post(&router, REQUESTS, None, &sound(changes)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes}");
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{changes}");
        }
        assert_eq!(fixture.contents().await, before);
        let address = entered(&router, &json!({ "received_on": "2026-11-22", "country": "", "deadline": null })).await;
        for (changes, pointer, code) in &refused {
            let answer = patch(&router, &address, Some("\"1\""), changes).await;
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{changes}");
        }
        for changes in [json!({ "country": null }), json!({ "received_on": "" }), json!({ "deadline": "" }), json!([])] {
            assert_eq!(patch(&router, &address, Some("\"1\""), &changes).await.code(), "malformed_body", "{changes}");
        }
        let steps = [
            ("triage", json!({ "kind": "urgent" }), "/kind", "unknown_request_kind"),
            ("triage", json!({}), "/kind", "required"),
            ("triage", json!({ "kind": "other", "team": "t".repeat(121) }), "/team", "too_long"),
            ("triage", json!({ "kind": "other", "person": "P-9" }), "/person", "unknown_person"),
            ("triage", json!({ "kind": "other", "person": "P-2" }), "/person", "person_not_active"),
            ("decision", json!({ "decision": "completed" }), "/decision", "unknown_decision"),
            ("decision", json!({}), "/decision", "required"),
            ("decision", json!({ "decision": "declined" }), "/reason", "decision_reason_required"),
            ("decision", json!({ "decision": "referred", "referred_to": "RCMP" }), "/reason", "decision_reason_required"),
            ("decision", json!({ "decision": "referred", "reason": "r" }), "/referred_to", "required"),
            (
                "decision",
                json!({ "decision": "declined", "reason": "r", "referred_to": "RCMP" }),
                "/referred_to",
                "referred_to_forbidden",
            ),
            ("decision", json!({ "decision": "accepted", "referred_to": "RCMP" }), "/referred_to", "referred_to_forbidden"),
            ("reopening", json!({ "reason": " " }), "/reason", "decision_reason_required"),
            ("reopening", json!({ "reason": "r".repeat(501) }), "/reason", "too_long"),
            ("file", json!({}), "/file", "required"),
            ("file", json!({ "file": "UKR-12", "new": {} }), "/new", "one_file_only"),
        ];
        for (name, body, pointer, code) in steps {
            let answer = step(&router, &address, name, &body).await;
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{name} {body}");
        }
        assert_eq!(get(&router, &address).await.json()["version"], json!(1), "nothing was changed");
    }

    async fn what_was_entered_changes_only_against_the_version_that_was_seen(fixture: with_cast) {
        let router = router(fixture);
        let address = entered(&router, &json!({})).await;
        let change = json!({ "requester": "Council of Europe", "received_on": "2026-03-31", "deadline": null });
        assert_eq!(patch(&router, &address, None, &change).await.status, StatusCode::PRECONDITION_REQUIRED);
        let changed = patch(&router, &address, Some("\"1\""), &change).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"2\""));
        let now = changed.json();
        assert_eq!([&now["requester"], &now["deadline"], &now["country"]], [&json!("Council of Europe"), &json!(null), &json!("UA")]);
        assert_eq!(now["number"], json!("R-2026-0001"), "numbers never change");
        let stale = patch(&router, &address, Some("\"1\""), &change).await;
        assert_eq!((stale.status, &stale.json()["current"]), (StatusCode::PRECONDITION_FAILED, &now));
        let nowhere = format!("{REQUESTS}/0197a000-0000-7000-8000-0000000000a1");
        assert_eq!(patch(&router, &nowhere, Some("\"1\""), &change).await.code(), "not_found");
        for name in ["triage", "decision", "file", "completion", "reopening"] {
            let here = format!("{address}/{name}");
            assert_eq!(post(&router, &here, None, &body_of(name)).await.code(), "precondition_required", "{name}");
            let there = format!("{nowhere}/{name}");
            assert_eq!(post(&router, &there, Some(1), &body_of(name)).await.code(), "not_found", "{name}");
        }
        for id in ["R-2026-0001", "%ff"] {
            assert_eq!(get(&router, &format!("{REQUESTS}/{id}")).await.status, StatusCode::NOT_FOUND, "{id}");
        }
    }

    async fn of_two_who_decide_at_once_one_is_told_what_the_other_decided(fixture: with_cast) {
        let router = router(fixture);
        for _ in 0..5 {
            let address = in_state(&router, "triaged").await;
            let decisions = [
                json!({ "decision": "accepted" }),
                json!({ "decision": "declined", "reason": "Outside the mandate." }),
            ];
            let tasks = decisions.map(|body| {
                let (router, path) = (router.clone(), format!("{address}/decision"));
                tokio::spawn(async move { post(&router, &path, Some(2), &body).await })
            });
            let mut answers = Vec::new();
            for task in tasks {
                answers.push(task.await.expect("an answer"));
            }
            let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == StatusCode::OK);
            let ([won], [lost]) = (&won[..], &lost[..]) else { panic!("one decision: {won:?} {lost:?}") };
            assert_eq!((lost.status, lost.code().as_str()), (StatusCode::PRECONDITION_FAILED, "version_conflict"));
            assert_eq!(lost.json()["current"], won.json());
            assert_eq!(past(&router, &address).await.len(), 3);
        }
    }

    async fn twenty_that_arrive_together_get_twenty_numbers_in_a_row(fixture: with_cast) {
        let router = router(fixture);
        let mut tasks = Vec::new();
        for at in 0..20 {
            let router = router.clone();
            let day = if at % 4 == 0 { "2026-03-31" } else { "2026-04-01" };
            let body = sound(&json!({ "received_on": day }));
            tasks.push(tokio::spawn(async move { post(&router, REQUESTS, None, &body).await.json()["number"].clone() }));
        }
        let mut found = BTreeSet::new();
        for task in tasks {
            found.insert(task.await.expect("an answer").as_str().expect("a number").to_owned());
        }
        let old = (1..=5).map(|ordinal| format!("R-2025-{ordinal:04}"));
        let expected: BTreeSet<String> = old.chain((1..=15).map(|ordinal| format!("R-2026-{ordinal:04}"))).collect();
        assert_eq!(found, expected);
    }

    async fn the_same_request_sent_again_with_its_key_is_entered_once(fixture: with_cast) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let plain = keeper.router(fixture).await;
        assert_eq!(post(&plain, REQUESTS, None, &sound(&json!({}))).await.code(), "idempotency_key_required");
        let key = |request: &str| Extension(Repeated { key: "k".to_owned(), request: request.to_owned() });
        let keyed = plain.clone().layer(key("same"));
        let first = post(&keyed, REQUESTS, None, &sound(&json!({}))).await;
        let second = post(&keyed, REQUESTS, None, &sound(&json!({}))).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.text);
        assert_eq!(first.json(), second.json());
        assert_eq!(fixture.number("SELECT count(*) FROM requests").await, 1);
        let other = plain.clone().layer(key("other"));
        assert_eq!(post(&other, REQUESTS, None, &sound(&json!({}))).await.code(), "idempotency_key_reused");
        // A step too: its version has moved on, and the answer is the first one all the same.
        let path = format!("{}/triage", first.header("location"));
        let step = Extension(Repeated { key: "step".to_owned(), request: "same".to_owned() });
        let step = plain.layer(step);
        let one = post(&step, &path, Some(1), &body_of("triage")).await;
        let two = post(&step, &path, Some(1), &body_of("triage")).await;
        assert_eq!((one.status, one.json()), (two.status, two.json()));
        assert_eq!(fixture.number("SELECT count(*) FROM request_states").await, 2);
    }

    async fn an_accepted_request_opens_its_file_with_what_it_says(fixture: with_cast) {
        let router = router(fixture);
        let address = entered(&router, &json!({})).await;
        stepped(&router, &address, "triage", &json!({ "kind": "technical_assistance", "team": "North" })).await;
        stepped(&router, &address, "decision", &json!({ "decision": "accepted" })).await;
        let new = json!({
            "number": "UKR-13", "title": "Training", "category": "TA", "project": "Prosecutors", "opened_on": "2026-11-20",
        });
        let mut wrong = new.clone();
        wrong["title"] = json!("");
        wrong["number"] = json!("UKR-12");
        wrong["category"] = json!("XX");
        let before = fixture.contents().await;
        let refused = step(&router, &address, "file", &json!({ "new": wrong })).await;
        assert_eq!(faults(&refused), places(&[("/new/title", "required"), ("/new/category", "unknown_category")]));
        let mut taken = new.clone();
        taken["number"] = json!("SA-7");
        let refused = step(&router, &address, "file", &json!({ "new": taken })).await;
        assert_eq!(faults(&refused), places(&[("/new/number", "number_taken")]));
        for unknown in ["NOWHERE", "HELD", ""] {
            let refused = step(&router, &address, "file", &json!({ "file": unknown })).await;
            assert_eq!(faults(&refused), places(&[("/file", "unknown_file")]), "{unknown}");
        }
        assert_eq!(fixture.contents().await, before);
        let linked = stepped(&router, &address, "file", &json!({ "new": new })).await;
        assert_eq!(linked["file"], json!("UKR-13"));
        let id = linked["file_id"].as_str().expect("an id").to_owned();
        let file = get(&router, &format!("/api/v1/files/{id}")).await.json();
        assert_eq!(
            [&file["requester"], &file["country"], &file["team"]],
            [&json!("Global Affairs Canada"), &json!("UA"), &json!("North")]
        );
        let again = step(&router, &address, "file", &json!({ "file": "SA-7" })).await;
        assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "request_has_file"));
        // Several requests may become one file; a category without a country gets none.
        let second = in_state(&router, "accepted").await;
        assert_eq!(stepped(&router, &second, "file", &json!({ "file": "UKR-13" })).await["file_id"], json!(id));
        let third = in_state(&router, "accepted").await;
        let plain = json!({ "number": "OT-2", "title": "Fact sheet", "category": "ot", "opened_on": "2026-11-20", "team": "South" });
        let linked = stepped(&router, &third, "file", &json!({ "new": plain })).await;
        let file = get(&router, &format!("/api/v1/files/{}", linked["file_id"].as_str().expect("an id"))).await.json();
        assert_eq!([&file["country"], &file["team"]], [&json!(""), &json!("South")]);
    }

    async fn what_is_said_of_requests_is_as_described(fixture: with_cast) {
        let router = router(fixture);
        let one = "/api/v1/requests/{id}";
        let made = post(&router, REQUESTS, None, &sound(&json!({}))).await;
        as_described(REQUESTS, "post", &made);
        as_described(REQUESTS, "post", &post(&router, REQUESTS, None, &json!({})).await);
        as_described(REQUESTS, "get", &get(&router, &format!("{REQUESTS}?limit=1")).await);
        as_described(REQUESTS, "get", &get(&router, &format!("{REQUESTS}?state=x")).await);
        let address = made.header("location");
        for version in [Some("\"1\""), Some("\"1\""), None] {
            as_described(one, "patch", &patch(&router, address, version, &json!({ "wanted": "More." })).await);
        }
        for name in ["triage", "decision", "file", "completion", "reopening"] {
            let described = format!("{one}/{name}");
            let path = format!("{address}/{name}");
            for version in [None, Some(99)] {
                as_described(&described, "post", &post(&router, &path, version, &body_of(name)).await);
            }
            for _ in 0..2 {
                as_described(&described, "post", &step(&router, address, name, &body_of(name)).await);
            }
            as_described(one, "get", &get(&router, address).await);
        }
    }
}
