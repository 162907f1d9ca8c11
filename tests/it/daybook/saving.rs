//! A week as it is read, and changes of it that are saved at once.

use serde_json::{Value, json};

use super::{app_with_retired, as_somebody, close, each, keeper_of, ok, post_keyed, wall, worked};
use crate::recording::{faults, places, router};
use crate::support::http::{Answer, get, post};
use crate::support::{Fixture, on_both_engines};

const WEEK: &str = "/api/v1/my/weeks/2026-11-16";

/// A cell on the assistance file.
fn cell(day: &str, minutes: impl Into<Value>, seen: impl Into<Value>) -> Value {
    json!({ "file": "UKR-12", "activity": "TA-TRN", "day": day, "minutes": minutes.into(), "seen": seen.into() })
}

/// Entries of a row, each as day and minutes.
fn times(row: &Value) -> Vec<(String, i64)> {
    let entries = row["entries"].as_array().expect("entries").iter();
    let short = |entry: &Value| {
        (entry["worked_on"].as_str().unwrap_or_default().to_owned(), entry["minutes"].as_i64().unwrap_or(0))
    };
    // Those that were recorded at the same instant stand in any order.
    let mut times: Vec<_> = entries.map(short).collect();
    times.sort_unstable();
    times
}

/// Identifier and version of the first entry of a row, as a cell names them.
fn seen(row: &Value) -> Value {
    let entry = &row["entries"][0];
    json!({ "id": entry["id"], "version": entry["version"] })
}

fn refused(answer: &Answer, status: u16, at: &str, code: &str) {
    assert_eq!((answer.status.as_u16(), faults(answer)), (status, places(&[(at, code)])), "{}", answer.text);
}

/// What was saved, without the versions that were written.
fn counts(saved: &Value) -> Value {
    let mut counts = saved.clone();
    counts.as_object_mut().expect("an object").remove("written");
    counts
}

async fn live(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM entries WHERE withdrawn = FALSE").await
}

on_both_engines! {
    async fn a_week_has_its_days_its_entries_and_what_is_likely_next(fixture: with_cast) {
        let console = router(fixture);
        worked(&console, "2026-11-10", &json!({ "minutes": 30, "file": "SA-7", "activity": "SA-POL" })).await;
        worked(&console, "2026-11-17", &json!({ "minutes": 60, "narrative": "CANARY" })).await;
        worked(&console, "2026-11-17", &json!({ "minutes": 15 })).await;
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let week = get(&mine, WEEK).await;
        assert!(!week.text.contains("CANARY"), "no narratives");
        let week = ok(&week);
        assert_eq!(week["days"].as_array().map(Vec::len), Some(7));
        assert_eq!((&week["days"][1]["minutes"], &week["days"][1]["expected_minutes"]), (&json!(75), &json!(450)));
        assert_eq!(each(&week["rows"], "file"), ["SA-7", "UKR-12"], "the week before counts as likely");
        assert_eq!(times(&week["rows"][0]), []);
        assert_eq!(times(&week["rows"][1]), [("2026-11-17".to_owned(), 15), ("2026-11-17".to_owned(), 60)]);
        // What can no longer be recorded on is not offered, but stays where something is recorded on it.
        close(fixture, "SA-7", "2026-11-11").await;
        let mine = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-17")).await;
        let week = ok(&get(&mine, WEEK).await);
        assert_eq!(each(&week["rows"], "file"), ["UKR-12"]);
        assert_eq!(each(&week["rows"][0]["notes"], "code"), ["activity_not_valid"]);
        wall(fixture, "UKR-12", true).await;
        let week = ok(&get(&mine, WEEK).await);
        assert_eq!((&week["rows"], &week["days"][1]["minutes"]), (&json!([]), &json!(0)));
        // Over the end of a year with 53 weeks, and over the change of the clocks.
        for (monday, sunday) in [("2026-12-28", "2027-01-03"), ("2026-10-26", "2026-11-01"), ("2026-03-02", "2026-03-08")] {
            let week = ok(&get(&mine, &format!("/api/v1/my/weeks/{monday}")).await);
            assert_eq!((&week["days"][0]["day"], &week["days"][6]["day"]), (&json!(monday), &json!(sunday)));
        }
        super::refused(&get(&mine, "/api/v1/my/weeks/2026-11-17").await, 422, "not_monday");
    }

    async fn cells_record_correct_and_withdraw_at_once(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let first = json!({ "cells": [cell("2026-11-16", "1,5", Value::Null), cell("2026-11-18", 30, Value::Null)] });
        let saved = ok(&post(&mine, WEEK, &first).await);
        assert_eq!(counts(&saved), json!({ "recorded": 2, "corrected": 0, "withdrawn": 0, "completed": 0, "reopened": 0 }));
        assert_eq!(saved["written"].as_array().map(Vec::len), Some(2));
        // The same again changes nothing, though it saw nothing of what it made.
        let again = ok(&post(&mine, WEEK, &first).await);
        assert_eq!((again["recorded"].as_i64(), live(fixture).await), (Some(0), 2));
        let row = &ok(&get(&mine, WEEK).await)["rows"][0];
        let wednesday = json!({ "id": row["entries"][1]["id"], "version": 1 });
        let changes = json!({
            "cells": [cell("2026-11-16", "2h", seen(row)), cell("2026-11-18", "", wednesday), cell("2026-11-19", "0:06", Value::Null)],
            "marks": [{ "day": "2026-11-16", "complete": true }, { "day": "2026-11-17", "complete": false }],
            "reason": "Misread the clock.",
        });
        let saved = ok(&post(&mine, WEEK, &changes).await);
        assert_eq!(counts(&saved), json!({ "recorded": 1, "corrected": 1, "withdrawn": 1, "completed": 1, "reopened": 0 }));
        let week = ok(&get(&mine, WEEK).await);
        assert_eq!(times(&week["rows"][0]), [("2026-11-16".to_owned(), 120), ("2026-11-19".to_owned(), 6)]);
        assert!(!week["days"][0]["completed_at"].is_null());
        let entry = ok(&get(&mine, &format!("/api/v1/entries/{}", week["rows"][0]["entries"][0]["id"].as_str().expect("an id"))).await);
        assert_eq!((&entry["earlier_versions"][0]["minutes"], &entry["earlier_versions"][0]["reason"]), (&json!(90), &json!("Misread the clock.")), "{entry}");
        let unmarked = json!({ "marks": [{ "day": "2026-11-16", "complete": false }] });
        assert_eq!(ok(&post(&mine, WEEK, &unmarked).await)["reopened"], 1);
        assert_eq!(ok(&post(&mine, WEEK, &unmarked).await)["reopened"], 0);
    }

    async fn what_was_saved_meanwhile_is_never_overwritten_unseen(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", 60, Value::Null)] })).await);
        let row = &ok(&get(&mine, WEEK).await)["rows"][0];
        let as_first = seen(row);
        ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", 90, as_first.clone())] })).await);
        let before = fixture.contents().await;
        for (minutes, seen) in [("2h", as_first.clone()), ("2h", Value::Null), ("", as_first.clone())] {
            let sent = json!({ "cells": [cell("2026-11-17", 15, Value::Null), cell("2026-11-16", minutes, seen)] });
            let answer = post(&mine, WEEK, &sent).await;
            refused(&answer, 409, "/cells/1/minutes", "cell_changed");
            assert!(answer.json()["faults"][0]["detail"].as_str().expect("words").contains("1:30"));
            assert_eq!(fixture.contents().await, before, "all or none");
        }
        // Whoever wants what stands there already is told so, whatever they saw.
        assert_eq!(ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", "1h30", as_first.clone())] })).await)["corrected"], 0);
        let row = &ok(&get(&mine, WEEK).await)["rows"][0];
        ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", "", seen(row))] })).await);
        refused(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", 5, seen(row))] })).await, 409, "/cells/0/minutes", "cell_changed");
        assert_eq!(ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", "", seen(row))] })).await)["withdrawn"], 0);
        // Two entries in one place are corrected each by itself.
        for minutes in [20, 25] {
            worked(&router(fixture), "2026-11-20", &json!({ "minutes": minutes })).await;
        }
        let row = &ok(&get(&mine, WEEK).await)["rows"][0];
        refused(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-20", 45, seen(row))] })).await, 409, "/cells/0/minutes", "cell_changed");
    }

    async fn time_can_be_moved_within_a_full_day(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        ok(&post(&mine, WEEK, &json!({ "cells": [cell("2026-11-16", 1440, Value::Null)] })).await);
        let row = &ok(&get(&mine, WEEK).await)["rows"][0];
        let mut other = cell("2026-11-16", 100, Value::Null);
        (other["file"], other["activity"]) = (json!("OT-1"), json!("OT-ADM"));
        let one_more = json!({ "cells": [other.clone(), cell("2026-11-16", 1341, seen(row))] });
        let answer = post(&mine, WEEK, &one_more).await;
        refused(&answer, 422, "/cells/0/minutes", "day_too_long");
        let moved = json!({ "cells": [other, cell("2026-11-16", 1340, seen(row))] });
        assert_eq!(ok(&post(&mine, WEEK, &moved).await)["recorded"], 1);
    }

    async fn every_fault_is_named_by_its_cell_and_nothing_is_saved(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        close(fixture, "SA-7", "2026-11-16").await;
        wall(fixture, "OT-1", true).await;
        let before = fixture.contents().await;
        let of = |file: &str, activity: &str, day: &str, minutes: &str| {
            json!({ "file": file, "activity": activity, "day": day, "minutes": minutes })
        };
        let sent = json!({ "cells": [
            of("UKR-12", "TA-TRN", "2026-11-16", "1:75"),
            of("UKR-12", "TA-TRN", "2026-11-23", "1"),
            of("UKR-12", "SA-POL", "2026-11-17", "1"),
            of("SA-7", "SA-POL", "2026-11-17", "1"),
            of("OT-1", "OT-ADM", "2026-11-17", "1"),
            of("ukr-12", "ta-trn", "2026-11-16", "1"),
            of("UKR-12", "TA-TRN", "2026-11-18", "1"),
        ], "marks": [{ "day": "2026-11-15", "complete": true }] });
        let answer = post(&mine, WEEK, &sent).await;
        let found = faults(&answer);
        let expected = places(&[
            ("/cells/0/minutes", "duration_format"),
            ("/cells/1/day", "day_of_other_week"),
            ("/cells/5/day", "cell_twice"),
            ("/cells/2/activity", "category_mismatch"),
            ("/cells/3/file", "file_closed"),
            ("/cells/4/file", "unknown_file"),
            ("/marks/0/day", "day_of_other_week"),
        ]);
        assert_eq!(found, expected, "{}", answer.text);
        let long = json!({ "cells": [of("UKR-12", "TA-TRN", "2026-11-18", "1")], "reason": "x".repeat(501) });
        assert_eq!(faults(&post(&mine, WEEK, &long).await), places(&[("/reason", "too_long")]));
        assert_eq!(fixture.contents().await, before);
        let friday = casetime::app::App {
            clock: casetime::clock::Clock::Fixed("2026-11-20T15:00:00Z".parse().expect("an instant")),
            ..fixture.app()
        };
        let mine = as_somebody(fixture, &alex, friday).await;
        let ahead = json!({ "cells": [of("UKR-12", "TA-TRN", "2026-11-21", "1")], "marks": [{ "day": "2026-11-22", "complete": true }] });
        let answer = post(&mine, WEEK, &ahead).await;
        assert_eq!(faults(&answer), places(&[("/cells/0/worked_on", "date_in_future"), ("/marks/0/day", "date_in_future")]));
    }

    async fn a_request_with_a_key_is_answered_alike_and_of_many_at_once_one_saves(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let sent = json!({ "cells": [cell("2026-11-16", 60, Value::Null)] });
        let first = ok(&post_keyed(&mine, WEEK, "k", &sent).await);
        assert_eq!((&first, first["recorded"].as_i64()), (&ok(&post_keyed(&mine, WEEK, "k", &sent).await), Some(1)));
        let mut tasks = tokio::task::JoinSet::new();
        for minutes in 1..=8 {
            let mine = alex.router(fixture).await;
            tasks.spawn(async move {
                post(&mine, WEEK, &json!({ "cells": [cell("2026-11-17", minutes, Value::Null)] })).await.status.as_u16()
            });
        }
        let mut answers = tasks.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409, 409, 409, 409, 409, 409]);
        assert_eq!(live(fixture).await, 2);
    }
}
