//! One entry for each of many days.

use casetime::access::Right;
use serde_json::{Value, json};

use super::{app_with_retired, as_somebody, close, each, keeper_of, ok, post_keyed, refused, wall, worked};
use crate::recording::{faults, places, router};
use crate::support::http::{Answer, post};
use crate::support::on_both_engines;

const RANGES: &str = "/api/v1/my/ranges";

/// A sound range with some members replaced.
fn range(from: &str, to: &str, changes: &Value) -> Value {
    let mut range = json!({
        "from": from, "to": to, "file": "UKR-12", "activity": "TA-TRN", "minutes": 450, "narrative": "Mission.",
    });
    for (name, value) in changes.as_object().expect("an object") {
        range[name] = value.clone();
    }
    range
}

fn days(answer: &Value) -> Vec<String> {
    answer["days"].as_array().expect("days").iter().map(|day| day.as_str().expect("a day").to_owned()).collect()
}

/// The days faults are named by, with code; all must be of one member.
fn by_day(answer: &Answer, member: &str) -> Vec<(String, String)> {
    let all = faults(answer).into_iter();
    all.map(|(pointer, code)| {
        let day = pointer.strip_prefix("/days/").and_then(|rest| rest.strip_suffix(&format!("/{member}")));
        (day.unwrap_or_else(|| panic!("{pointer}")).to_owned(), code)
    })
    .collect()
}

on_both_engines! {
    async fn a_range_over_christmas_has_entries_on_working_days_only(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let made = ok(&post_keyed(&mine, RANGES, "k", &range("2025-12-22", "2026-01-02", &json!({}))).await);
        let expected =
            ["2025-12-22", "2025-12-23", "2025-12-24", "2025-12-29", "2025-12-30", "2025-12-31", "2026-01-02"];
        assert_eq!(days(&made), expected);
        assert_eq!((&made["minutes"], &made["preview"]), (&json!(7 * 450), &json!(false)));
        assert_eq!(each(&made["entries"], "worked_on"), expected);
        for entry in made["entries"].as_array().expect("entries") {
            assert_eq!((&entry["person"], &entry["file"], &entry["minutes"]), (&json!("P-1"), &json!("UKR-12"), &json!(450)));
            assert_eq!(entry["narrative"], "Mission.");
        }
        assert_eq!(made["left_out"], json!([
            { "day": "2025-12-25", "why": "holiday", "holiday": "christmas_day" },
            { "day": "2025-12-26", "why": "holiday", "holiday": "boxing_day" },
            { "day": "2025-12-27", "why": "weekend", "holiday": null },
            { "day": "2025-12-28", "why": "weekend", "holiday": null },
            { "day": "2026-01-01", "why": "holiday", "holiday": "new_years_day" },
        ]));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 7);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'record'").await, 7);
        assert_eq!(fixture.number("SELECT count(*) FROM changes").await, 7, "figures of both fiscal years move");
        for (changes, count, first) in [
            (json!({ "weekends": true, "minutes": 10 }), 9, "2025-12-22"),
            (json!({ "holidays": true, "minutes": 10 }), 10, "2025-12-22"),
            (json!({ "weekends": true, "holidays": true, "minutes": 10 }), 12, "2025-12-22"),
        ] {
            let made = ok(&post_keyed(&mine, RANGES, &changes.to_string().replace('"', "'"), &range("2025-12-22", "2026-01-02", &changes)).await);
            assert_eq!((days(&made).len(), days(&made)[0].as_str()), (count, first), "{changes}");
        }
        let nothing = ok(&post_keyed(&mine, RANGES, "w", &range("2025-12-25", "2025-12-28", &json!({}))).await);
        assert_eq!((days(&nothing).len(), nothing["left_out"].as_array().map(Vec::len)), (0, Some(4)));
        let leap = ok(&post_keyed(&mine, RANGES, "l", &range("2024-02-28", "2024-03-01", &json!({}))).await);
        assert_eq!(days(&leap), ["2024-02-28", "2024-02-29", "2024-03-01"]);
    }

    async fn a_rehearsal_says_the_same_and_stores_nothing(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let before = fixture.contents().await;
        let rehearsed = ok(&post_keyed(&mine, RANGES, "p", &range("2026-11-09", "2026-11-13", &json!({ "preview": true }))).await);
        assert_eq!(fixture.contents().await, before);
        assert_eq!(fixture.number("SELECT count(*) FROM repeats").await, 0);
        assert_eq!((&rehearsed["preview"], &rehearsed["entries"]), (&json!(true), &json!([])));
        let made = ok(&post_keyed(&mine, RANGES, "k", &range("2026-11-09", "2026-11-13", &json!({}))).await);
        for member in ["days", "minutes", "left_out"] {
            assert_eq!(rehearsed[member], made[member], "{member}");
        }
        assert_eq!(days(&made), ["2026-11-09", "2026-11-10", "2026-11-12", "2026-11-13"]);
        let too_much = json!({ "preview": true, "minutes": 1000 });
        let refused = post_keyed(&mine, RANGES, "r", &range("2026-11-09", "2026-11-13", &too_much)).await;
        assert_eq!(by_day(&refused, "minutes").len(), 4, "faults are told beforehand");
    }

    async fn a_day_holds_24_hours_and_no_minute_more(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        worked(&router(fixture), "2026-11-18", &json!({ "minutes": 1 })).await;
        let before = fixture.contents().await;
        let over = post_keyed(&mine, RANGES, "o", &range("2026-11-16", "2026-11-20", &json!({ "minutes": 1440 }))).await;
        assert_eq!(by_day(&over, "minutes"), [("2026-11-18".to_owned(), "day_too_long".to_owned())]);
        assert_eq!(fixture.contents().await, before, "all or none");
        let fits = ok(&post_keyed(&mine, RANGES, "f", &range("2026-11-16", "2026-11-20", &json!({ "minutes": 1439 }))).await);
        assert_eq!(days(&fits).len(), 5);
        let full = ok(&post_keyed(&mine, RANGES, "w", &range("2026-11-12", "2026-11-13", &json!({ "minutes": 1440 }))).await);
        assert_eq!(full["minutes"], 2880);
        let more = post_keyed(&mine, RANGES, "m", &range("2026-11-12", "2026-11-12", &json!({ "minutes": 1 }))).await;
        assert_eq!(faults(&more), places(&[("/minutes", "day_too_long")]), "one day alone is the whole");
    }

    async fn days_after_a_file_closes_or_a_code_expires_are_named(fixture: with_cast) {
        close(fixture, "UKR-12", "2026-11-17").await;
        let alex = keeper_of(fixture, "P-1").await;
        let mine = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-18")).await;
        let before = fixture.contents().await;
        let answer = post_keyed(&mine, RANGES, "k", &range("2026-11-16", "2026-11-20", &json!({}))).await;
        assert_eq!(answer.status.as_u16(), 422);
        assert_eq!(faults(&answer), places(&[
            ("/days/2026-11-18/file", "file_closed"),
            ("/days/2026-11-19/file", "file_closed"),
            ("/days/2026-11-20/file", "file_closed"),
            ("/days/2026-11-19/activity", "activity_not_valid"),
            ("/days/2026-11-20/activity", "activity_not_valid"),
        ]));
        assert_eq!(fixture.contents().await, before);
        ok(&post_keyed(&mine, RANGES, "s", &range("2026-11-16", "2026-11-17", &json!({}))).await);
    }

    async fn what_is_wrong_with_all_days_is_said_once(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let left = keeper_of(fixture, "P-2").await.router(fixture).await;
        let before = fixture.contents().await;
        for (changes, expected) in [
            (json!({ "file": "NOWHERE", "activity": "XX" }), &[("/file", "unknown_file"), ("/activity", "unknown_activity")][..]),
            (json!({ "file": "" }), &[("/file", "required")]),
            (json!({ "file": "JAM-3" }), &[("/file", "file_closed")]),
            (json!({ "activity": "SA-POL" }), &[("/activity", "category_mismatch")]),
            (json!({ "minutes": 0 }), &[("/minutes", "duration_zero")]),
            (json!({ "minutes": "25h" }), &[("/minutes", "duration_too_long")]),
            (json!({ "narrative": "n".repeat(4001) }), &[("/narrative", "too_long")]),
            (json!({ "narrative": "a\u{0}b" }), &[("/narrative", "control_character")]),
            (json!({ "from": "2026-11-20", "to": "2026-11-19" }), &[("/to", "period_reversed")]),
            (json!({ "to": "2026-11-23" }), &[("/to", "date_in_future")]),
            (json!({ "from": "2026-02-29" }), &[("/from", "date_impossible")]),
            (json!({ "from": "2026-09-19" }), &[("/to", "range_too_long")]),
            (json!({ "from": "", "to": "" }), &[("/from", "required"), ("/to", "required")]),
            (
                json!({ "to": "soon", "minutes": "25h", "file": "NOWHERE", "activity": "" }),
                &[("/to", "date_format"), ("/minutes", "duration_too_long"), ("/file", "unknown_file"), ("/activity", "required")],
            ),
            (json!({ "to": "2026-11-23", "file": "JAM-3", "minutes": 0 }), &[("/to", "date_in_future"), ("/minutes", "duration_zero")]),
            (json!({ "colour": "red" }), &[("/colour", "unknown_field")]),
        ] {
            let answer = post_keyed(&mine, RANGES, "k", &range("2026-11-16", "2026-11-20", &changes)).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(expected)), "{changes}");
        }
        let gone = post_keyed(&left, RANGES, "k", &range("2020-12-30", "2021-01-04", &json!({}))).await;
        assert_eq!(by_day(&gone, "person"), [("2021-01-04".to_owned(), "person_not_active".to_owned())]);
        assert_eq!(fixture.contents().await, before);
        let whole = post_keyed(&mine, RANGES, "whole", &range("2026-09-22", "2026-11-22", &json!({ "minutes": 1 }))).await;
        assert_eq!(ok(&whole)["left_out"].as_array().map(Vec::len), Some(62 - 41), "62 days are taken");
    }

    async fn a_range_sent_again_is_recorded_once(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let sent = range("2026-11-16", "2026-11-20", &json!({}));
        refused(&post(&mine, RANGES, &sent).await, 400, "idempotency_key_required");
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            // Programs that do not know of one another's keys.
            let (mine, sent) = (alex.router(fixture).await, sent.clone());
            tasks.spawn(async move { post_keyed(&mine, RANGES, "k", &sent).await });
        }
        let answers = tasks.join_all().await;
        let texts: std::collections::BTreeSet<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 5);
        let again = post_keyed(&mine, RANGES, "k", &sent).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (200, *texts.first().expect("an answer")));
        let other = post_keyed(&mine, RANGES, "k", &range("2026-11-16", "2026-11-19", &json!({}))).await;
        refused(&other, 422, "idempotency_key_reused");
        wall(fixture, "UKR-12", true).await;
        refused(&post_keyed(&alex.router(fixture).await, RANGES, "k", &sent).await, 404, "not_found");
        let narrow = alex.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        refused(&post_keyed(&narrow, RANGES, "n", &sent).await, 403, "forbidden");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 5);
    }
}
