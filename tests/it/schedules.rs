//! Schedules of people: rows that hold until the next, changed against the person's version, and the person-days that are
//! expected because of them.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::people::{self, PersonSchedules, RawSchedule, Schedule, ScheduleKind};
use casetime::reports::facts::Facts;
use casetime::reports::ops::workload;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::people_api::{PEOPLE, added};
use crate::recording::{ENTRIES, entry, faults, places, recorded, router};
use crate::reports::question;
use crate::support::accounts::Somebody;
use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_nobody, delete, get, patch, post, put};
use crate::support::shell::Shell;
use crate::support::{Fixture, on_both_engines};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Adds or replaces a row, against the present version.
async fn set(fixture: &Fixture, number: &str, from: &str, kind: &str, time: &str, days: &str) -> PersonSchedules {
    let raw = RawSchedule {
        valid_from: from.to_owned(),
        kind: kind.to_owned(),
        minutes_per_day: time.to_owned(),
        days_per_week: days.to_owned(),
    };
    let person = people::ops::find_by_number(&fixture.context, number).await.expect("a person");
    let new = raw.parse().expect("a schedule");
    people::ops::set_schedule(&fixture.context, person.id, person.version, &new).await.expect("set").0
}

/// A date, a body, and the place and code of each fault.
type Case = (&'static str, Value, &'static [(&'static str, &'static str)]);

/// Person-days with entries and person-days expected in 2020-21.
async fn coverage(fixture: &Fixture, facts: &Facts) -> (i64, i64) {
    let answer =
        workload(&fixture.context, facts, &question("2020-21", "2020-21", "", ""), 10).await.expect("a report");
    (answer.coverage.days, answer.coverage.expected)
}

on_both_engines! {
    async fn a_row_holds_until_the_next_one(fixture: empty) {
        let id = added(fixture, "P-1", "").await;
        let context = &fixture.context;
        let on = |text: &'static str| async move { people::ops::schedule_on(context, id, day(text)).await.expect("one") };
        assert_eq!((on("2026-01-01").await.minutes_per_day, on("2026-01-01").await.days_per_week), (450, 5));
        set(fixture, "P-1", "2026-09-01", "absent", "", "").await;
        set(fixture, "P-1", "2026-03-02", "part_time", "6:15", "").await;
        let listed = set(fixture, "P-1", "2027-01-04", "full_time", "", "4").await;
        let row = |from, kind, minutes_per_day, days_per_week| Schedule {
            valid_from: day(from), kind, minutes_per_day, days_per_week,
        };
        let rows = [
            row("2026-03-02", ScheduleKind::PartTime, 375, 5),
            row("2026-09-01", ScheduleKind::Absent, 0, 0),
            row("2027-01-04", ScheduleKind::FullTime, 450, 4),
        ];
        assert_eq!((listed.schedules.as_slice(), listed.version), (rows.as_slice(), 4));
        assert_eq!(on("2026-03-01").await.kind, ScheduleKind::FullTime);
        for (text, at) in [("2026-03-02", 0), ("2026-08-31", 0), ("2026-09-01", 1), ("2027-01-03", 1), ("2030-01-01", 2)] {
            assert_eq!(on(text).await, rows[at], "{text}");
        }
        let again = set(fixture, "P-1", "2026-09-01", "part_time", "7.5", "3").await;
        assert_eq!(again.schedules.len(), 3, "the row of a day is replaced, never doubled");
        assert_eq!(on("2026-12-31").await, row("2026-09-01", ScheduleKind::PartTime, 450, 3));
        let events = "SELECT count(*) FROM audit_events WHERE action = 'set_schedule' AND object_kind = 'person'";
        assert_eq!(fixture.number(events).await, 4);
    }

    async fn schedules_are_set_and_removed_over_the_api(fixture: empty) {
        let router = router(fixture);
        let id = added(fixture, "P-1", "").await;
        let all = format!("{PEOPLE}/{id}/schedules");
        let one = format!("{all}/2026-09-01");
        let body = json!({ "kind": "part_time", "minutes_per_day": 360, "days_per_week": 4 });
        assert_eq!(put(&router, &one, None, &body).await.code(), "precondition_required");
        let made = put(&router, &one, Some("\"1\""), &body).await;
        assert_eq!((made.status.as_u16(), made.header("etag")), (201, "\"2\""), "{}", made.text);
        let mut row = body.clone();
        row["valid_from"] = json!("2026-09-01");
        assert_eq!(made.json(), json!({ "person": id, "version": 2, "schedules": [row] }));
        let listed = get(&router, &all).await;
        assert_eq!((listed.json(), listed.header("etag")), (made.json(), "\"2\""));
        assert_eq!(get(&router, &format!("{PEOPLE}/{id}")).await.header("etag"), "\"2\"", "the person counts up");
        let replaced = put(&router, &one, Some("\"2\""), &json!({ "kind": "absent", "minutes_per_day": 0 })).await;
        assert_eq!((replaced.status.as_u16(), replaced.header("etag")), (200, "\"3\""));
        for stale in [put(&router, &one, Some("\"2\""), &body).await, delete(&router, &one, Some("\"1\"")).await] {
            assert_eq!((stale.status.as_u16(), &stale.json()["current"]), (412, &replaced.json()));
        }
        assert_eq!(delete(&router, &one, None).await.code(), "precondition_required");
        let before = fixture.contents().await;
        for other in ["2026-09-02", "2026-08-31"] {
            assert_eq!(delete(&router, &format!("{all}/{other}"), Some("\"3\"")).await.code(), "not_found", "{other}");
        }
        assert_eq!(fixture.contents().await, before);
        let gone = delete(&router, &one, Some("\"3\"")).await;
        assert_eq!(gone.json(), json!({ "person": id, "version": 4, "schedules": [] }));
        let unknown = format!("{PEOPLE}/0197a000-0000-7000-8000-0000000000a1/schedules");
        assert_eq!(put(&router, &format!("{unknown}/2026-09-01"), Some("\"1\""), &body).await.code(), "not_found");
        assert_eq!(get(&router, &unknown).await.code(), "not_found");
    }

    async fn everything_wrong_with_a_schedule_is_said_at_once(fixture: empty) {
        let router = router(fixture);
        let id = added(fixture, "P-1", "").await;
        let before = fixture.contents().await;
        let cases: [Case; 11] = [
            ("2026-02-30", json!({ "kind": "half", "minutes_per_day": "abc", "days_per_week": 9 }), &[
                ("/valid_from", "date_impossible"), ("/kind", "unknown_schedule_kind"),
                ("/minutes_per_day", "duration_format"), ("/days_per_week", "number_unreadable"),
            ]),
            ("soon", json!({ "kind": "absent" }), &[("/valid_from", "date_format")]),
            ("0026-09-01", json!({ "kind": "absent" }), &[("/valid_from", "date_too_early")]),
            ("2026-09-01", json!({}), &[("/kind", "required")]),
            ("2026-09-01", json!({ "kind": "part_time" }), &[("/minutes_per_day", "required")]),
            ("2026-09-01", json!({ "kind": "full_time", "minutes_per_day": 1441 }),
                &[("/minutes_per_day", "duration_too_long")]),
            ("2026-09-01", json!({ "kind": "full_time", "minutes_per_day": 0 }), &[("/minutes_per_day", "duration_zero")]),
            ("2026-09-01", json!({ "kind": "part_time", "minutes_per_day": -60, "days_per_week": 8 }),
                &[("/minutes_per_day", "duration_negative"), ("/days_per_week", "number_unreadable")]),
            ("2026-09-01", json!({ "kind": "full_time", "days_per_week": 0 }), &[("/days_per_week", "number_unreadable")]),
            ("2026-09-01", json!({ "kind": "absent", "minutes_per_day": "7:30", "days_per_week": 5 }),
                &[("/minutes_per_day", "absence_with_time"), ("/days_per_week", "absence_with_time")]),
            ("2026-09-01", json!({ "kind": "absent", "valid_from": "2026-09-02" }), &[("/valid_from", "unknown_field")]),
        ];
        for (from, body, expected) in cases {
            let answer = put(&router, &format!("{PEOPLE}/{id}/schedules/{from}"), Some("\"1\""), &body).await;
            assert_eq!(faults(&answer), places(expected), "{from} {body}");
        }
        let bad = delete(&router, &format!("{PEOPLE}/{id}/schedules/2026-13-01"), Some("\"1\"")).await;
        assert_eq!(faults(&bad), places(&[("/valid_from", "date_impossible")]));
        assert_eq!(fixture.contents().await, before);
    }

    async fn only_who_changes_people_sets_schedules(fixture: empty) {
        let id = added(fixture, "P-1", "North").await;
        let one = format!("{PEOPLE}/{id}/schedules/2026-09-01");
        let body = json!({ "kind": "absent" });
        let nobody = as_nobody(casetime::routes::router(fixture.app()));
        assert_eq!(put(&nobody, &one, Some("\"1\""), &body).await.code(), "not_signed_in");
        assert_eq!(delete(&nobody, &one, Some("\"1\"")).await.code(), "not_signed_in");
        let mut version = 1;
        for role in Role::ALL {
            let somebody = Somebody::new(fixture, role.as_str(), &[(role, "North")]).await.standing_for(id);
            let router = somebody.router(fixture).await;
            assert_eq!(get(&router, &format!("{PEOPLE}/{id}/schedules")).await.status.as_u16(), 200, "{role:?}");
            let allowed = matches!(role, Role::Keeper | Role::Administrator);
            let set = put(&router, &one, Some(&format!("\"{version}\"")), &body).await;
            assert_eq!(set.status.is_success(), allowed, "{role:?}: {}", set.text);
            version += i64::from(allowed);
            let removed = delete(&router, &one, Some(&format!("\"{version}\""))).await;
            assert_eq!(removed.status.is_success(), allowed, "{role:?}: {}", removed.text);
            version += i64::from(allowed);
            assert!(allowed || (set.code() == "forbidden" && removed.code() == "forbidden"), "{role:?}");
        }
    }

    async fn no_day_is_expected_while_absent_and_fewer_in_part_time(fixture: with_cast) {
        // 2020-21 has 251 working days: 40 to the end of May, 65 from June to August, 83 from September to 3 January, 63
        // from 4 January. P-2, who left on 2020-12-31, is expected on 188.
        let rows = [
            "P-1,OT-1,OT-ADM,2020-05-29,1,,",
            "P-1,OT-1,OT-ADM,2020-10-05,1,,",
            "P-1,OT-1,OT-ADM,2020-10-06,1,,",
            "P-1,OT-1,OT-ADM,2021-01-04,1,,",
        ];
        import(fixture, file_of(&rows), plain()).await;
        let facts = Facts::default();
        assert_eq!(coverage(fixture, &facts).await, (4, 251 + 188));
        set(fixture, "P-1", "2020-06-01", "part_time", "6:00", "4").await;
        // (40 * 5 + 211 * 4) / 5 = 208.8.
        assert_eq!(coverage(fixture, &facts).await, (4, 208 + 188), "the next report knows");
        set(fixture, "P-1", "2020-09-01", "absent", "", "").await;
        assert_eq!(coverage(fixture, &facts).await.1, (40 * 5 + 65 * 4) / 5 + 188, "absent to the end");
        set(fixture, "P-1", "2021-01-04", "full_time", "", "").await;
        // (40 * 5 + 65 * 4 + 63 * 5) / 5 = 155; what was recorded while absent covers no other day.
        assert_eq!(coverage(fixture, &facts).await, (2, 155 + 188));
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        people::ops::remove_schedule(&fixture.context, person.id, person.version, "2020-09-01").await.expect("gone");
        // (40 * 5 + 148 * 4 + 63 * 5) / 5 = 221.4.
        assert_eq!(coverage(fixture, &facts).await, (4, 221 + 188));
        assert_eq!(coverage(fixture, &Facts::default()).await, (4, 221 + 188), "read anew, the same");
    }

    async fn who_leaves_and_returns_keeps_what_was_recorded_and_is_expected_on_no_day_between(fixture: with_cast) {
        let router = router(fixture);
        let on = |worked_on: &str| json!({ "file": "OT-1", "activity": "OT-ADM", "worked_on": worked_on, "minutes": 60 });
        recorded(&router, &on("2020-05-29")).await;
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let address = format!("{PEOPLE}/{}", person.id);
        let left = patch(&router, &address, Some("\"1\""), &json!({ "active_to": "2020-05-31" })).await;
        assert_eq!((left.status, left.header("etag")), (StatusCode::OK, "\"2\""), "{}", left.text);
        let gone = post(&router, ENTRIES, &entry(&on("2020-06-01"))).await;
        assert_eq!(faults(&gone), places(&[("/person", "person_not_active")]));
        assert_eq!(coverage(fixture, &Facts::default()).await, (1, 40 + 188), "nothing is expected after the last day");
        let back = patch(&router, &address, Some("\"2\""), &json!({ "active_to": null })).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text);
        set(fixture, "P-1", "2020-06-01", "absent", "", "").await;
        set(fixture, "P-1", "2021-01-04", "full_time", "", "").await;
        recorded(&router, &on("2021-01-04")).await;
        assert_eq!(coverage(fixture, &Facts::default()).await, (2, 40 + 63 + 188));
        let entries = get(&router, &format!("{ENTRIES}?person=P-1&from=2020-04-01&to=2021-03-31")).await.json();
        let days: Vec<&Value> = entries["entries"].as_array().expect("entries").iter().map(|one| &one["worked_on"]).collect();
        assert_eq!(days, [&json!("2021-01-04"), &json!("2020-05-29")]);
    }

    async fn a_schedule_reaches_no_further_than_the_time_somebody_is_here(fixture: with_cast) {
        // P-2 left on 2020-12-31: 188 working days, 40 to the end of May. A row before the year holds on into it, one after the
        // last day changes nothing.
        set(fixture, "P-2", "2019-01-07", "part_time", "", "2").await;
        set(fixture, "P-2", "2020-06-01", "full_time", "", "").await;
        set(fixture, "P-2", "2021-01-04", "absent", "", "").await;
        let expected = (40 * 2 + (188 - 40) * 5) / 5;
        assert_eq!(expected, 164);
        assert_eq!(coverage(fixture, &Facts::default()).await, (0, 251 + expected));
        // More than five days a week are not expected: the working days are.
        set(fixture, "P-2", "2020-06-01", "full_time", "", "7").await;
        assert_eq!(coverage(fixture, &Facts::default()).await, (0, 251 + expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_told_on_the_command_line() {
    let shell = Shell::filled(crate::support::Engine::Sqlite).await;
    let kinds = "number,name,kind\nP-3,Charlie,paralegal\nP-4,Dominique,\n";
    assert_eq!(shell.run_with(&["people", "load", "-"], kinds, &[]).code, 0);
    shell
        .run_with(&["people", "load", "-"], "number,name,kind\nP-5,Eden,judge\n", &[])
        .is_refused("unknown_person_kind");
    assert_eq!(shell.run(&["people", "add", "--number", "P-6", "--name", "F", "--kind", "other"]).code, 0);
    let people = shell.run(&["people", "list", "--json"]).json();
    let kinds: Vec<&str> = people["people"]
        .as_array()
        .expect("people")
        .iter()
        .map(|person| person["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds, ["lawyer", "lawyer", "paralegal", "lawyer", "other"]);
    let part =
        ["people", "schedule", "P-1", "--from", "2026-09-01", "--kind", "part_time", "--time", "6:15", "--days", "3"];
    let said = shell.run(&part);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{said:?}");
    assert_eq!(shell.run(&["people", "schedule", "P-1", "--from", "2027-01-04", "--kind", "absent"]).code, 0);
    let listed = shell.run(&["people", "schedules", "P-1"]);
    assert_eq!(listed.out, "2026-09-01  part_time   6:15  3\n2027-01-04  absent            0\n");
    let rows = shell.run(&["people", "schedules", "P-1", "--json"]).json();
    assert_eq!(rows["schedules"][0]["minutes_per_day"], 375);
    shell.run(&["people", "schedules", "P-99"]).is_refused("unknown_person");
    shell.run(&["people", "schedule", "P-99", "--from", "2027-01-04", "--kind", "absent"]).is_refused("unknown_person");
    let bad = shell.run(&["people", "schedule", "P-1", "--from", "x", "--kind", "y", "--json"]);
    assert_eq!(bad.fault_codes(), ["date_format", "unknown_schedule_kind"]);
    shell.finish().await;
}
