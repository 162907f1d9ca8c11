//! The life of an entry after its recording: handed in, given back, approved, corrected; and what is kept and noted of it.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::ids::PersonId;
use casetime::people;
use serde_json::{Value, json};

use crate::recording::{entry, faults, places, recorded};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, patch, post, request, send};
use crate::support::{Fixture, on_both_engines};

const ENTRIES: &str = "/api/v1/entries";
const SUBMIT: &str = "/api/v1/entries/submissions";
const APPROVE: &str = "/api/v1/entries/approvals";
const RETURN: &str = "/api/v1/entries/returns";

async fn person(fixture: &Fixture, number: &str) -> PersonId {
    people::ops::find_by_number(&fixture.context, number).await.expect("a person").id
}

async fn move_to(fixture: &Fixture, number: &str, team: &str) {
    let row = format!("UPDATE people SET team = '{team}' WHERE number = '{number}'");
    assert_eq!(fixture.by_hand_noted(&row).await, 1);
}

/// A lawyer (P-1, team A), the manager of team A, the manager of team B, and the head, each as the service meets them.
struct Cast {
    lawyer: Router,
    manager: Router,
    other: Router,
    head: Router,
}

impl Cast {
    async fn new(fixture: &Fixture) -> Self {
        move_to(fixture, "P-1", "A").await;
        fixture.add_person("P-3", "Cam Exemple", "").await;
        let (p1, p3) = (person(fixture, "P-1").await, person(fixture, "P-3").await);
        let lawyer = Somebody::new(fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(p1);
        let roles = [(Role::Manager, "A"), (Role::Timekeeper, "")];
        let manager = Somebody::new(fixture, "manager", &roles).await.standing_for(p3);
        let other = Somebody::new(fixture, "other", &[(Role::Manager, "B")]).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        Self {
            lawyer: lawyer.router(fixture).await,
            manager: manager.router(fixture).await,
            other: other.router(fixture).await,
            head: head.router(fixture).await,
        }
    }
}

fn step(entries: &[&Value]) -> Value {
    let seen: Vec<Value> =
        entries.iter().map(|entry| json!({ "id": entry["id"], "version": entry["version"] })).collect();
    json!({ "entries": seen })
}

fn with(mut step: Value, comment: &str) -> Value {
    step["comment"] = json!(comment);
    step
}

fn only(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let body = answer.json();
    let entries = body["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 1, "{}", answer.text);
    entries[0].clone()
}

/// Records one's own entry, with an identifier of the sender's own.
async fn own(router: &Router, id: u8, changes: Value) -> Value {
    let mut sent = entry(&changes);
    sent["id"] = json!(format!("0197a000-0000-7000-8000-0000000000{id:02x}"));
    let answer = post(router, ENTRIES, &sent).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

async fn history(router: &Router, entry: &Value) -> Value {
    get(router, &format!("{ENTRIES}/{}", entry["id"].as_str().expect("an id"))).await.json()
}

on_both_engines! {
    async fn an_entry_is_handed_in_given_back_corrected_handed_in_again_and_approved(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        assert_eq!(draft["status"], "draft");
        let submitted = only(&post(&cast.lawyer, SUBMIT, &step(&[&draft])).await);
        assert_eq!((&submitted["status"], &submitted["version"]), (&json!("submitted"), &json!(2)));

        let back = with(step(&[&submitted]), "The file is JAM-3, not UKR-12.");
        let returned = only(&post(&cast.manager, RETURN, &back).await);
        assert_eq!((&returned["status"], &returned["version"]), (&json!("returned"), &json!(3)));
        let address = format!("{ENTRIES}/{}", returned["id"].as_str().expect("an id"));
        let corrected = patch(&cast.lawyer, &address, Some("\"3\""), &json!({ "minutes": 60, "reason": "Misread." })).await;
        assert_eq!((corrected.status, &corrected.json()["status"]), (StatusCode::OK, &json!("returned")));

        let again = only(&post(&cast.lawyer, SUBMIT, &step(&[&corrected.json()])).await);
        let approved = only(&post(&cast.manager, APPROVE, &step(&[&again])).await);
        assert_eq!((&approved["status"], &approved["version"]), (&json!("approved"), &json!(6)));

        // Every version is kept, with the comment of the manager.
        let kept = history(&cast.lawyer, &approved).await;
        let kept = kept["earlier_versions"].as_array().expect("versions");
        let told: Vec<(&str, &str)> = kept
            .iter()
            .map(|one| (one["status"].as_str().expect("a status"), one["reason"].as_str().expect("a reason")))
            .collect();
        let expected = [
            ("submitted", "approve"),
            ("returned", "submit"),
            ("returned", "Misread."),
            ("submitted", "The file is JAM-3, not UKR-12."),
            ("draft", "submit"),
        ];
        assert_eq!(told, expected);
        let events = "SELECT count(*) FROM audit_events WHERE action IN ('submit', 'return', 'approve')";
        assert_eq!(fixture.number(events).await, 4);
    }

    async fn what_was_approved_is_approved_again_after_a_correction(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        let submitted = only(&post(&cast.lawyer, SUBMIT, &step(&[&draft])).await);
        let approved = only(&post(&cast.manager, APPROVE, &step(&[&submitted])).await);
        let address = format!("{ENTRIES}/{}", approved["id"].as_str().expect("an id"));
        let corrected = patch(&cast.lawyer, &address, Some("\"3\""), &json!({ "minutes": 61, "reason": "r" })).await;
        assert_eq!(corrected.json()["status"], "submitted", "{}", corrected.text);
        let returned = with(step(&[&corrected.json()]), "No.");
        assert_eq!(only(&post(&cast.manager, RETURN, &returned).await)["status"], "returned");
    }

    async fn only_managers_of_the_person_decide_and_nobody_on_their_own_time(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        let submitted = only(&post(&cast.lawyer, SUBMIT, &step(&[&draft])).await);
        assert_eq!(post(&cast.lawyer, APPROVE, &step(&[&submitted])).await.code(), "forbidden");
        let other = post(&cast.other, APPROVE, &step(&[&submitted])).await;
        assert_eq!(faults(&other), places(&[("/entries/0", "unknown_entry")]), "{}", other.text);

        move_to(fixture, "P-3", "A").await;
        let own_time = own(&cast.manager, 2, json!({ "person": "P-3" })).await;
        let own_time = only(&post(&cast.manager, SUBMIT, &step(&[&own_time])).await);
        let refused = post(&cast.manager, APPROVE, &step(&[&submitted, &own_time])).await;
        assert_eq!(faults(&refused), places(&[("/entries/1", "own_time")]), "{}", refused.text);
        assert_eq!(history(&cast.lawyer, &submitted).await["status"], "submitted", "all or none");
        assert_eq!(only(&post(&cast.head, APPROVE, &step(&[&own_time])).await)["status"], "approved");
        // A manager hands in nobody else's.
        let others = own(&cast.lawyer, 3, json!({ "minutes": 5 })).await;
        let refused = post(&cast.manager, SUBMIT, &step(&[&others])).await;
        assert_eq!(faults(&refused), places(&[("/entries/0", "not_your_time")]));
    }

    async fn steps_that_cannot_be_taken_are_named_each_at_its_place(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        let gone = own(&cast.lawyer, 2, json!({ "minutes": 5 })).await;
        let address = format!("{ENTRIES}/{}", gone["id"].as_str().expect("an id"));
        let withdrawn = patch(&cast.lawyer, &address, Some("\"1\""), &json!({ "withdrawn": true, "reason": "r" })).await;
        let stale = json!({ "id": draft["id"], "version": 7 });
        let unknown = json!({ "id": "0197a000-0000-7000-8000-0000000000ff", "version": 1 });
        let refused = post(&cast.lawyer, SUBMIT, &step(&[&stale, &withdrawn.json(), &unknown])).await;
        let expected = places(&[
            ("/entries/0", "entry_changed"),
            ("/entries/1", "entry_withdrawn"),
            ("/entries/2", "unknown_entry"),
        ]);
        assert_eq!((refused.status, faults(&refused)), (StatusCode::PRECONDITION_FAILED, expected));
        let approve = post(&cast.manager, APPROVE, &step(&[&draft])).await;
        assert_eq!(faults(&approve), places(&[("/entries/0", "step_impossible")]), "{}", approve.text);
        let twice = post(&cast.lawyer, SUBMIT, &step(&[&draft, &draft])).await;
        assert_eq!(faults(&twice), places(&[("/entries/1/id", "entry_twice")]));
        let empty = post(&cast.manager, RETURN, &json!({ "entries": [] })).await;
        let expected = places(&[("/entries", "required"), ("/comment", "reason_required")]);
        assert_eq!(faults(&empty), expected);
        let many: Vec<Value> = (0..501).map(|_| unknown.clone()).collect();
        let refused = post(&cast.lawyer, SUBMIT, &json!({ "entries": many })).await;
        assert!(faults(&refused).contains(&("/entries".to_owned(), "too_many_entries".to_owned())), "{}", refused.text);
        let malformed = post(&cast.lawyer, SUBMIT, &json!({ "entries": [{ "id": "x", "version": 1 }] })).await;
        assert_eq!(faults(&malformed), places(&[("/entries/0/id", "malformed_id")]));
        assert_eq!(history(&cast.lawyer, &draft).await["version"], 1, "nothing was changed");
    }

    async fn of_correcting_approving_and_withdrawing_at_once_one_wins(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        for round in 0..4 {
            let draft = own(&cast.lawyer, round, json!({ "minutes": 30 + round })).await;
            let submitted = only(&post(&cast.lawyer, SUBMIT, &step(&[&draft])).await);
            let address = format!("{ENTRIES}/{}", submitted["id"].as_str().expect("an id"));
            let (correction, withdrawal) =
                (json!({ "minutes": 7, "reason": "r" }), json!({ "withdrawn": true, "reason": "r" }));
            let body = step(&[&submitted]);
            let (corrected, approved, withdrawn) = tokio::join!(
                patch(&cast.lawyer, &address, Some("\"2\""), &correction),
                post(&cast.manager, APPROVE, &body),
                patch(&cast.lawyer, &address, Some("\"2\""), &withdrawal),
            );
            let won = [&corrected, &approved, &withdrawn].iter().filter(|answer| answer.status == StatusCode::OK).count();
            assert_eq!(won, 1, "{} {} {}", corrected.text, approved.text, withdrawn.text);
            assert_eq!(history(&cast.lawyer, &submitted).await["version"], 3);
        }
    }

    async fn a_repeated_step_answers_as_before_and_changes_nothing(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        let ask = || {
            let headers = [("content-type", "application/json"), ("idempotency-key", "\"submit-1\"")];
            send(&cast.lawyer, request("POST", SUBMIT, &headers, step(&[&draft]).to_string()))
        };
        let (first, second) = (ask().await, ask().await);
        assert_eq!((only(&first), first.text.clone()), (only(&second), second.text.clone()));
        assert_eq!(fixture.number("SELECT count(*) FROM entry_versions").await, 1);
    }

    async fn a_reorganization_changes_nothing_that_was_recorded(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let by_hand = "UPDATE files SET requester = 'Global Affairs Canada' WHERE number = 'UKR-12'";
        fixture.by_hand(by_hand).await.expect("a requester");
        let before = own(&cast.lawyer, 1, json!({ "worked_on": "2026-11-10" })).await;
        assert_eq!(
            (&before["team"], &before["client"], &before["language"], &before["lag_days"]),
            (&json!("A"), &json!("Global Affairs Canada"), &json!("en"), &json!(12))
        );
        move_to(fixture, "P-1", "B").await;
        fixture.by_hand_noted("UPDATE files SET requester = 'Public Safety' WHERE number = 'UKR-12'").await;
        let after = own(&cast.lawyer, 2, json!({ "minutes": 5 })).await;
        assert_eq!((&after["team"], &after["client"]), (&json!("B"), &json!("Public Safety")));
        let address = format!("{ENTRIES}/{}", before["id"].as_str().expect("an id"));
        let change = json!({ "minutes": 45, "worked_on": "2026-11-20", "reason": "r" });
        let corrected = patch(&cast.lawyer, &address, Some("\"1\""), &change).await.json();
        assert_eq!(
            (&corrected["team"], &corrected["client"], &corrected["lag_days"]),
            (&json!("A"), &json!("Global Affairs Canada"), &json!(12)),
            "what was true when it was recorded, and its lag, are kept for ever"
        );
    }

    async fn warnings_are_noted_and_refuse_nothing(fixture: with_cast) {
        let router = crate::recording::router(fixture);
        let late = recorded(&router, &json!({ "worked_on": "2026-11-11", "minutes": 600 })).await;
        assert_eq!(late["warnings"], json!(["bulk_entry", "late"]));
        let usual = recorded(&router, &json!({ "worked_on": "2026-11-12", "minutes": 599 })).await;
        assert_eq!(usual["warnings"], json!([]));
        let full = recorded(&router, &json!({ "worked_on": "2026-11-12", "minutes": 121 })).await;
        assert_eq!(full["warnings"], json!([]), "720 minutes are not yet long");
        let long = recorded(&router, &json!({ "worked_on": "2026-11-12", "minutes": 1 })).await;
        assert_eq!(long["warnings"], json!(["long_day"]));
        // A day of exactly 24 hours is stored, and one minute more is not.
        let most = recorded(&router, &json!({ "worked_on": "2026-11-13", "minutes": 1440 })).await;
        assert_eq!(most["warnings"], json!(["long_day", "bulk_entry"]));
        let more = post(&router, ENTRIES, &entry(&json!({ "worked_on": "2026-11-13", "minutes": 1 }))).await;
        assert_eq!(more.code(), "day_too_long");
        let address = format!("{ENTRIES}/{}", long["id"].as_str().expect("an id"));
        let moved = json!({ "worked_on": "2026-11-16", "reason": "Another day." });
        let corrected = patch(&router, &address, Some("\"1\""), &moved).await;
        assert_eq!(corrected.json()["warnings"], json!([]), "{}", corrected.text);
    }

    async fn entries_are_listed_by_status(fixture: with_cast) {
        let cast = Cast::new(fixture).await;
        let draft = own(&cast.lawyer, 1, json!({})).await;
        own(&cast.lawyer, 2, json!({ "minutes": 5 })).await;
        only(&post(&cast.lawyer, SUBMIT, &step(&[&draft])).await);
        for (status, expected) in [("draft", 1), ("submitted", 1), ("approved", 0)] {
            let answer = get(&cast.lawyer, &format!("{ENTRIES}?status={status}")).await;
            assert_eq!(answer.json()["entries"].as_array().map(Vec::len), Some(expected), "{status}: {}", answer.text);
        }
        assert_eq!(get(&cast.lawyer, &format!("{ENTRIES}?status=locked")).await.code(), "unknown_status");
    }

    async fn a_closed_year_takes_no_entry_no_correction_and_no_step_until_it_is_opened_again(fixture: with_cast) {
        fixture.by_hand("DELETE FROM period_closings").await.expect("as the settings say");
        let cast = Cast::new(fixture).await;
        let closed = json!({ "worked_on": "2026-03-31" });
        let refused = post(&crate::recording::router(fixture), ENTRIES, &entry(&closed)).await;
        assert_eq!(faults(&refused), places(&[("/worked_on", "period_closed")]), "{}", refused.text);

        let reopening = json!({ "reason": "Was ill.", "person": "P-1", "until": "2026-11-25" });
        let opened = send(
            &cast.head,
            request(
                "POST",
                "/api/v1/periods/2025-26/reopenings",
                &[("content-type", "application/json"), ("idempotency-key", "\"reopen\"")],
                reopening.to_string(),
            ),
        )
        .await;
        assert!(opened.status.is_success(), "{}", opened.text);
        let draft = own(&cast.lawyer, 1, closed).await;
        let other = own(&cast.lawyer, 2, json!({ "worked_on": "2026-04-01", "minutes": 5 })).await;
        fixture.by_hand("DELETE FROM reopenings").await.expect("over");

        let address = |entry: &Value| format!("{ENTRIES}/{}", entry["id"].as_str().expect("an id"));
        let correction = json!({ "minutes": 7, "reason": "r" });
        let refused = patch(&cast.lawyer, &address(&draft), Some("\"1\""), &correction).await;
        assert_eq!(faults(&refused), places(&[("/worked_on", "period_closed")]), "{}", refused.text);
        let withdrawal = json!({ "withdrawn": true, "reason": "r" });
        assert_eq!(patch(&cast.lawyer, &address(&draft), Some("\"1\""), &withdrawal).await.code(), "period_closed");
        let moved = json!({ "worked_on": "2026-03-31", "reason": "r" });
        assert_eq!(patch(&cast.lawyer, &address(&other), Some("\"1\""), &moved).await.code(), "period_closed");
        let refused = post(&cast.lawyer, SUBMIT, &step(&[&other, &draft])).await;
        assert_eq!(faults(&refused), places(&[("/entries/1", "period_closed")]), "{}", refused.text);
        assert_eq!(history(&cast.lawyer, &other).await["version"], 1, "all or none");
        assert_eq!(only(&post(&cast.lawyer, SUBMIT, &step(&[&other])).await)["status"], "submitted");
    }
}
