//! People over the API: added once, changed against a version, read within reach, on pages that are full.

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Right, Role};
use casetime::ids::PersonId;
use casetime::people::{self, RawPerson};
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, as_nobody, get, patch, post};
use crate::support::{Fixture, on_both_engines};

pub(crate) const PEOPLE: &str = "/api/v1/people";

/// A person of a team, straight through the operation.
pub(crate) async fn added(fixture: &Fixture, number: &str, team: &str) -> PersonId {
    let raw = RawPerson {
        number: number.to_owned(),
        name: format!("Person {number}"),
        team: team.to_owned(),
        ..RawPerson::default()
    };
    match people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added") {
        people::ops::Added::New(person) | people::ops::Added::Same(person) => person.id,
    }
}

fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let people = body["people"].as_array().unwrap_or_else(|| panic!("people: {}", answer.text));
    people.iter().map(|person| person["number"].as_str().expect("a number").to_owned()).collect()
}

async fn status(router: &Router, path: &str) -> (u16, String) {
    let answer = get(router, path).await;
    (answer.status.as_u16(), answer.code())
}

on_both_engines! {
    async fn a_person_is_added_once_and_can_be_read_again(fixture: empty) {
        let router = router(fixture);
        let given = json!({
            "number": "P-9", "name": "Amina Tremblay", "team": "North", "kind": "paralegal",
            "active_from": "2020-01-01", "days_per_week": 4,
        });
        let made = post(&router, PEOPLE, &given).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", made.text);
        for (name, value) in given.as_object().expect("an object") {
            assert_eq!(&made.json()[name], value, "{name}");
        }
        let read = get(&router, made.header("location")).await;
        assert_eq!((read.status, read.header("etag"), read.json()), (StatusCode::OK, "\"1\"", made.json()));
        let before = fixture.contents().await;
        let again = post(&router, PEOPLE, &given).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, made.json()));
        let mut other = given.clone();
        other["kind"] = json!("lawyer");
        assert_eq!(faults(&post(&router, PEOPLE, &other).await), places(&[("/number", "number_taken")]));
        assert_eq!(fixture.contents().await, before);
        for id in ["0197a000-0000-7000-8000-0000000000a1", "P-9", "%ff"] {
            assert_eq!(status(&router, &format!("{PEOPLE}/{id}")).await, (404, "not_found".to_owned()), "{id}");
        }
        let plain = post(&router, PEOPLE, &json!({ "number": "P-8", "name": "Bo" })).await;
        assert_eq!((&plain.json()["kind"], &plain.json()["days_per_week"]), (&json!("lawyer"), &json!(5)));
    }

    async fn everything_wrong_with_a_person_is_said_at_once(fixture: empty) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let bad = json!({
            "number": "=1", "name": " ", "team": "a\u{0}b", "kind": "judge", "active_from": "2026-02-30",
            "active_to": "soon", "days_per_week": 8,
        });
        let answer = post(&router, PEOPLE, &bad).await;
        assert_eq!(faults(&answer), places(&[
            ("/number", "number_format"), ("/name", "required"), ("/team", "control_character"),
            ("/kind", "unknown_person_kind"), ("/active_from", "date_impossible"), ("/active_to", "date_format"),
            ("/days_per_week", "number_unreadable"),
        ]));
        let reversed = json!({ "number": "1", "name": "A", "active_from": "2026-01-02", "active_to": "2026-01-01" });
        assert_eq!(faults(&post(&router, PEOPLE, &reversed).await), places(&[("/active_to", "period_reversed")]));
        assert_eq!(post(&router, PEOPLE, &json!({ "login": "x" })).await.code(), "unknown_field");
        let long = json!({ "number": "1", "name": "n".repeat(121) });
        assert_eq!(faults(&post(&router, PEOPLE, &long).await), places(&[("/name", "too_long")]));
        assert_eq!(fixture.contents().await, before);
    }

    async fn hostile_names_are_kept_as_they_are_and_do_no_harm(fixture: empty) {
        let router = router(fixture);
        let names = [
            "Robert'); DROP TABLE people;--", "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "{{ 7*7 }}",
            "\u{202e}live", "%s%n$1 ${x}", "Zoë \u{1f984}",
        ];
        for (at, name) in names.iter().enumerate() {
            let number = format!("H-{at}");
            let made = post(&router, PEOPLE, &json!({ "number": number, "name": name, "team": name })).await;
            assert_eq!(made.status, StatusCode::CREATED, "{name}: {}", made.text);
            let read = get(&router, made.header("location")).await.json();
            assert_eq!((&read["name"], &read["team"]), (&json!(name), &json!(name)));
        }
        assert_eq!(numbers(&get(&router, PEOPLE).await).len(), names.len());
    }

    async fn a_change_names_its_version_and_keeps_what_it_leaves_out(fixture: empty) {
        let router = router(fixture);
        let id = added(fixture, "P-1", "North").await;
        let address = format!("{PEOPLE}/{id}");
        let change = json!({ "name": "Alex Roy", "kind": "other", "days_per_week": 3, "active_to": "2026-12-31" });
        assert_eq!(patch(&router, &address, None, &change).await.status, StatusCode::PRECONDITION_REQUIRED);
        let changed = patch(&router, &address, Some("\"1\""), &change).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"2\""), "{}", changed.text);
        let now = changed.json();
        for (name, value) in change.as_object().expect("an object") {
            assert_eq!(&now[name], value, "{name}");
        }
        assert_eq!((&now["team"], &now["number"], &now["version"]), (&json!("North"), &json!("P-1"), &json!(2)));
        let before = fixture.contents().await;
        let stale = patch(&router, &address, Some("\"1\""), &json!({ "team": "South" })).await;
        assert_eq!((stale.status, &stale.json()["current"]), (StatusCode::PRECONDITION_FAILED, &now));
        let refused = [
            (json!({ "number": "P-2" }), "/number", "unknown_field"),
            (json!({ "version": 9 }), "/version", "unknown_field"),
            (json!({ "name": " " }), "/name", "required"),
            (json!({ "name": null }), "", "malformed_body"),
            (json!({ "team": true }), "", "malformed_body"),
            (json!({ "days_per_week": "4" }), "", "malformed_body"),
            (json!({ "kind": "judge" }), "/kind", "unknown_person_kind"),
            (json!({ "days_per_week": 0 }), "/days_per_week", "number_unreadable"),
            (json!({ "active_from": "2027-01-01" }), "/active_to", "period_reversed"),
        ];
        for (change, pointer, code) in refused {
            let answer = patch(&router, &address, Some("\"2\""), &change).await;
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{change}");
        }
        assert_eq!(fixture.contents().await, before);
        let back = patch(&router, &address, Some("\"2\""), &json!({ "active_to": null })).await;
        assert_eq!(back.json()["active_to"], json!(null));
        let events = "SELECT count(*) FROM audit_events WHERE action = 'change' AND object_kind = 'person'";
        assert_eq!(fixture.number(events).await, 2, "each change is one event");
    }

    async fn each_role_reads_and_changes_what_it_may(fixture: empty) {
        let north = added(fixture, "P-1", "North").await;
        let south = added(fixture, "P-2", "South").await;
        let none = added(fixture, "P-3", "").await;
        let all: &[&str] = &["P-1", "P-2", "P-3"];
        let cases: [(Role, &str, &[&str], bool); 6] = [
            (Role::Timekeeper, "", &["P-2"], false),
            (Role::Manager, "North", &["P-1", "P-2"], false),
            (Role::Head, "", all, false),
            (Role::Keeper, "", all, true),
            (Role::Auditor, "", all, false),
            (Role::Administrator, "", all, true),
        ];
        for (role, team, seen, changes) in cases {
            // Each account stands for P-2, whom it may read whatever its role.
            let somebody = Somebody::new(fixture, role.as_str(), &[(role, team)]).await.standing_for(south);
            let router = somebody.router(fixture).await;
            assert_eq!(numbers(&get(&router, PEOPLE).await), seen, "{role:?}");
            for (number, id) in [("P-1", north), ("P-2", south), ("P-3", none)] {
                let found = if seen.contains(&number) { 200 } else { 404 };
                for path in [format!("{PEOPLE}/{id}"), format!("{PEOPLE}/{id}/schedules")] {
                    assert_eq!(status(&router, &path).await.0, found, "{role:?} {path}");
                }
                let before = fixture.contents().await;
                let change = patch(&router, &format!("{PEOPLE}/{id}"), Some("\"7\""), &json!({ "name": "X" })).await;
                let expected = if changes { "version_conflict" } else { "forbidden" };
                assert_eq!(change.code(), expected, "{role:?} {number}");
                assert_eq!(fixture.contents().await, before);
            }
            let new = json!({ "number": format!("N-{}", role.as_str()), "name": "New" });
            let made = post(&router, PEOPLE, &new).await;
            assert_eq!(made.status.as_u16(), if changes { 201 } else { 403 }, "{role:?}");
            if changes {
                fixture.by_hand("DELETE FROM people WHERE number LIKE 'N-%'").await.expect("gone");
            }
        }
    }

    async fn nobody_and_a_narrow_token_are_refused(fixture: empty) {
        let id = added(fixture, "P-1", "North").await;
        let nobody = as_nobody(casetime::routes::router(fixture.app()));
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let narrow = keeper.with_scopes(&[Right::ReadPeople]).router(fixture).await;
        let other = keeper.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        let new = json!({ "number": "P-2", "name": "New" });
        for path in [PEOPLE.to_owned(), format!("{PEOPLE}/{id}"), format!("{PEOPLE}/{id}/schedules")] {
            assert_eq!(status(&nobody, &path).await, (401, "not_signed_in".to_owned()), "{path}");
            assert_eq!(status(&narrow, &path).await.0, 200, "{path}");
            assert_eq!(status(&other, &path).await, (403, "forbidden".to_owned()), "{path}");
        }
        assert_eq!(post(&nobody, PEOPLE, &new).await.code(), "not_signed_in");
        assert_eq!(post(&narrow, PEOPLE, &new).await.code(), "forbidden");
        assert_eq!(fixture.number("SELECT count(*) FROM people").await, 1);
    }

    async fn pages_are_full_within_reach_and_show_nothing_of_the_rest(fixture: empty) {
        for at in 0..30 {
            added(fixture, &format!("P-{at:02}"), if at % 5 == 0 { "North" } else { "South" }).await;
        }
        let router = Somebody::new(fixture, "manager", &[(Role::Manager, "North")]).await.router(fixture).await;
        let expected = ["P-00", "P-05", "P-10", "P-15", "P-20", "P-25"];
        for limit in 1..=7 {
            let mut found = Vec::new();
            let mut sizes = Vec::new();
            let mut next = Some(format!("{PEOPLE}?limit={limit}"));
            while let Some(path) = next {
                let answer = get(&router, &path).await;
                sizes.push(numbers(&answer).len());
                found.extend(numbers(&answer));
                next = answer.json()["next"].as_str().map(ToOwned::to_owned);
                assert_eq!(answer.header("link").is_empty(), next.is_none());
            }
            assert_eq!(found, expected, "{limit}");
            let last = sizes.pop().expect("a page");
            assert!(sizes.iter().all(|size| *size == limit), "{limit}: {sizes:?}");
            assert_eq!(last, if 6 % limit == 0 { limit.min(6) } else { 6 % limit }, "{limit}");
        }
        for query in ["limit=0", "limit=201", "limit=x", "cursor=zz"] {
            assert_eq!(status(&router, &format!("{PEOPLE}?{query}")).await.0, 400, "{query}");
        }
    }

    async fn a_repeat_with_the_same_key_adds_nobody(fixture: empty) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let sent = |request: &str| {
            let repeated = Repeated { key: "one".to_owned(), request: request.to_owned() };
            (keeper.clone(), Extension(repeated))
        };
        let new = json!({ "number": "P-1", "name": "New" });
        let mut answers: Vec<(u16, Value)> = Vec::new();
        for _ in 0..2 {
            let (keeper, repeated) = sent("first");
            let answer = post(&keeper.router(fixture).await.layer(repeated), PEOPLE, &new).await;
            answers.push((answer.status.as_u16(), answer.json()));
        }
        assert_eq!(answers[0].0, 201);
        assert_eq!(answers[0], answers[1], "the same answer, not that it was there already");
        let (keeper, repeated) = sent("second");
        let other = post(&keeper.router(fixture).await.layer(repeated), PEOPLE, &new).await;
        assert_eq!(other.code(), "idempotency_key_reused");
        assert_eq!(fixture.number("SELECT count(*) FROM people").await, 1);
    }
}
