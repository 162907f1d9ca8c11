//! Days: what was recorded, what is expected, and what was marked complete.

use casetime::access::{Right, Role};
use casetime::daybook::ops::{list_marks_in, list_marks_of_in};
use casetime::people::{self, RawSchedule};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{as_somebody, each, events, keeper_of, ok, refused, wall, worked};
use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{as_nobody, delete, get, patch, put, request, send};
use crate::support::{Fixture, on_both_engines};

const DAYS: &str = "/api/v1/my/days";

fn complete(day: &str) -> String {
    format!("{DAYS}/{day}/complete")
}

fn between(from: &str, to: &str) -> String {
    format!("{DAYS}?from={from}&to={to}")
}

async fn schedule(fixture: &Fixture, from: &str, kind: &str, days: &str) {
    let raw = RawSchedule {
        valid_from: from.to_owned(),
        kind: kind.to_owned(),
        days_per_week: days.to_owned(),
        ..RawSchedule::default()
    };
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    let new = raw.parse().expect("a schedule");
    people::ops::set_schedule(&fixture.context, person.id, person.version, &new).await.expect("set");
}

/// One member of each day.
fn column(answer: &Value, member: &str) -> Vec<Value> {
    answer["days"].as_array().expect("days").iter().map(|day| day[member].clone()).collect()
}

on_both_engines! {
    async fn a_day_is_marked_once_and_the_mark_can_be_taken_back(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let first = ok(&put(&mine, &complete("2026-11-20"), None, &Value::Null).await);
        assert_eq!(first["marked_at"], "2026-11-22T15:00:00Z");
        let later = as_somebody(fixture, &alex, super::app_at(fixture, "2026-11-22T18:00:00Z")).await;
        assert_eq!(ok(&put(&later, &complete("2026-11-20"), None, &Value::Null).await), first, "the first mark stays");
        ok(&put(&mine, &complete("2026-11-22"), None, &Value::Null).await);
        let listed = ok(&get(&mine, &between("2026-11-19", "2026-11-22")).await);
        let marks = column(&listed, "completed_at");
        assert_eq!(marks, [Value::Null, first["marked_at"].clone(), Value::Null, json!("2026-11-22T15:00:00Z")]);
        assert_eq!(events(fixture, "day", "mark_complete").await, 2);
        for _ in 0..2 {
            assert_eq!(delete(&mine, &complete("2026-11-20"), None).await.status.as_u16(), 204);
        }
        assert_eq!(events(fixture, "day", "unmark_complete").await, 1, "nothing was there the second time");
        let listed = ok(&get(&mine, &between("2026-11-20", "2026-11-20")).await);
        assert_eq!(column(&listed, "completed_at"), [Value::Null]);
        assert_eq!(ok(&put(&later, &complete("2026-11-20"), None, &Value::Null).await)["marked_at"], "2026-11-22T18:00:00Z");
        assert_eq!(fixture.number("SELECT count(*) FROM day_marks").await, 2);
    }

    async fn a_mark_is_refused_where_no_time_can_be_recorded(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let left = keeper_of(fixture, "P-2").await.router(fixture).await;
        let before = fixture.contents().await;
        for (router, day, code) in [
            (&mine, "2026-11-23", "date_in_future"),
            (&mine, "2026-02-30", "date_impossible"),
            (&mine, "2025-02-29", "date_impossible"),
            (&mine, "yesterday", "date_format"),
            (&mine, "1969-12-31", "date_too_early"),
            (&left, "2021-01-01", "person_not_active"),
        ] {
            let answer = put(router, &complete(day), None, &Value::Null).await;
            assert_eq!(faults(&answer), places(&[("/day", code)]), "{day}");
            let expected = if code == "person_not_active" { "" } else { code };
            let taken_back = delete(router, &complete(day), None).await;
            assert_eq!(taken_back.status.is_success(), expected.is_empty(), "{day}: {}", taken_back.text);
        }
        assert_eq!(fixture.contents().await, before);
        ok(&put(&mine, &complete("2024-02-29"), None, &Value::Null).await);
        ok(&put(&left, &complete("2020-12-31"), None, &Value::Null).await);
    }

    async fn only_who_records_time_has_days(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let narrow = alex.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let nobody = as_nobody(casetime::routes::router(fixture.app()));
        for (router, status, code) in [
            (&narrow, 403, "forbidden"),
            (&head, 403, "forbidden"),
            (&nobody, 401, "not_signed_in"),
            (&router(fixture), 422, "person_required"),
        ] {
            refused(&get(router, &between("2026-11-20", "2026-11-20")).await, status, code);
            refused(&put(router, &complete("2026-11-20"), None, &Value::Null).await, status, code);
            refused(&delete(router, &complete("2026-11-20"), None).await, status, code);
        }
        assert_eq!(fixture.number("SELECT count(*) FROM day_marks").await, 0);
    }

    async fn a_day_holds_what_its_owner_recorded_and_may_know_of(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        fixture.add_person("P-3", "Chris Example", "").await;
        let console = router(fixture);
        worked(&console, "2026-11-19", &json!({ "minutes": 90 })).await;
        worked(&console, "2026-11-19", &json!({ "minutes": 30, "file": "SA-7", "activity": "SA-POL" })).await;
        worked(&console, "2026-11-19", &json!({ "minutes": 400, "person": "P-3" })).await;
        let gone = worked(&console, "2026-11-20", &json!({ "minutes": 60 })).await;
        let address = format!("/api/v1/entries/{}", gone["id"].as_str().expect("an id"));
        ok(&patch(&console, &address, Some("\"1\""), &json!({ "withdrawn": true, "reason": "Twice." })).await);
        let mine = alex.router(fixture).await;
        let path = between("2026-11-19", "2026-11-20");
        let listed = ok(&get(&mine, &path).await);
        assert_eq!(column(&listed, "minutes"), [120, 0]);
        assert_eq!(column(&listed, "entries"), [2, 0]);
        wall(fixture, "SA-7", true).await;
        let listed = ok(&get(&alex.router(fixture).await, &path).await);
        assert_eq!((column(&listed, "minutes"), column(&listed, "entries")), (vec![json!(90), json!(0)], vec![json!(1), json!(0)]));
        assert!(!listed.to_string().contains("Prepared the workshop."), "no narratives");
    }

    async fn what_is_expected_follows_schedule_weekends_and_holidays(fixture: with_cast) {
        schedule(fixture, "2025-12-29", "part_time", "3").await;
        schedule(fixture, "2026-01-05", "absent", "").await;
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let listed = ok(&get(&mine, &between("2025-12-24", "2026-01-05")).await);
        let expected = [450, 0, 0, 0, 0, 270, 270, 270, 0, 270, 0, 0, 0];
        assert_eq!(column(&listed, "expected_minutes"), expected);
        let holidays: Vec<Value> = column(&listed, "holiday");
        let [christmas, boxing, new_year] = ["christmas_day", "boxing_day", "new_years_day"].map(Value::from);
        let none = || Value::Null;
        assert_eq!(holidays[..5], [none(), christmas, boxing, none(), none()]);
        assert_eq!((&holidays[8], &listed["days"][8]["holiday_name"]), (&new_year, &json!("New Year’s Day")));
        assert_eq!(column(&listed, "weekend")[3..6], [json!(true), json!(true), json!(false)]);
        let french = send(&mine, request("GET", &between("2025-12-25", "2025-12-25"), &[("accept-language", "fr")], axum::body::Body::empty())).await;
        assert_eq!(column(&ok(&french), "holiday_name"), ["Noël"]);
        // Somebody who left is not expected.
        let left = keeper_of(fixture, "P-2").await.router(fixture).await;
        let listed = ok(&get(&left, &between("2020-12-30", "2021-01-04")).await);
        assert_eq!(column(&listed, "expected_minutes"), [450, 450, 0, 0, 0, 0]);
        // A leap day is a day like others.
        let leap = ok(&get(&mine, &between("2024-02-28", "2024-03-01")).await);
        assert_eq!(each(&leap["days"], "day"), ["2024-02-28", "2024-02-29", "2024-03-01"]);
        assert_eq!(column(&leap, "expected_minutes"), [450, 450, 450]);
    }

    async fn at_most_62_days_are_listed(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let listed = ok(&get(&mine, &between("2026-10-01", "2026-12-01")).await);
        assert_eq!(listed["days"].as_array().map(Vec::len), Some(62));
        for (from, to, expected) in [
            ("2026-10-01", "2026-12-02", &[("/to", "range_too_long")][..]),
            ("2026-11-20", "2026-11-19", &[("/to", "period_reversed")]),
            ("", "2026-11-19", &[("/from", "required")]),
            ("2026-11-31", "x", &[("/from", "date_impossible"), ("/to", "date_format")]),
        ] {
            let answer = get(&mine, &between(from, to)).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(expected)), "{from} {to}");
        }
        assert_eq!(faults(&get(&mine, DAYS).await), places(&[("/from", "required"), ("/to", "required")]));
    }

    async fn all_marks_between_two_days_are_read_at_once(fixture: with_cast) {
        let (alex, bo) = (keeper_of(fixture, "P-1").await, keeper_of(fixture, "P-2").await);
        for (somebody, day) in [(&alex, "2020-12-01"), (&alex, "2020-12-31"), (&bo, "2020-12-15"), (&alex, "2021-01-01")] {
            ok(&put(&somebody.router(fixture).await, &complete(day), None, &Value::Null).await);
        }
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let all = list_marks_in(&mut tx, day("2020-12-01"), day("2020-12-31")).await.expect("marks");
        assert_eq!(all.len(), 3);
        assert!(all.is_sorted_by_key(|mark| (mark.person, mark.day)));
        let alex = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person").id;
        let own = list_marks_of_in(&mut tx, alex, day("2020-12-02"), day("2021-01-01")).await.expect("marks");
        let days: Vec<NaiveDate> = own.iter().map(|mark| mark.day).collect();
        assert_eq!(days, [day("2020-12-31"), day("2021-01-01")]);
        assert!(own.iter().all(|mark| mark.person == alex));
    }
}
