//! The timer: one for each person, which makes an entry when it is stopped.

use axum::http::StatusCode;
use casetime::access::Right;
use serde_json::{Value, json};

use super::{app_at, as_somebody, close, events, keeper_of, ok, post_keyed, refused, wall, worked};
use crate::recording::{faults, places, router};
use crate::support::http::{Answer, delete, get, patch, post};
use crate::support::on_both_engines;

const TIMER: &str = "/api/v1/my/timer";
const STOP: &str = "/api/v1/my/timer/stop";

/// What is known of the work from the start.
fn parts() -> Value {
    json!({ "file": "UKR-12", "activity": "TA-TRN", "narrative": "Drafted." })
}

/// Day and minutes of an entry.
#[track_caller]
fn entry(answer: &Answer) -> (String, i64) {
    let entry = ok(answer);
    (entry["worked_on"].as_str().expect("a day").to_owned(), entry["minutes"].as_i64().expect("minutes"))
}

on_both_engines! {
    async fn a_timer_is_started_filled_in_and_stopped(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        refused(&get(&mine, TIMER).await, 404, "no_timer");
        let started = post(&mine, TIMER, &json!({})).await;
        assert_eq!((started.status, started.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", started.text);
        assert_eq!(started.json(), json!({
            "started_at": "2026-11-22T15:00:00Z", "started_on": "2026-11-22", "minutes": 1, "too_long": false,
            "file": null, "activity": null, "narrative": "", "version": 1,
        }));
        let later = as_somebody(fixture, &alex, app_at(fixture, "2026-11-22T15:30:01Z")).await;
        let shown = ok(&get(&later, TIMER).await);
        assert_eq!((&shown["minutes"], &shown["version"]), (&json!(31), &json!(1)));
        let filled = patch(&later, TIMER, Some("\"1\""), &json!({ "file": "ukr 12", "narrative": " Drafted. " })).await;
        assert_eq!((filled.status, filled.header("etag")), (StatusCode::OK, "\"2\""), "{}", filled.text);
        assert_eq!((&filled.json()["file"], &filled.json()["narrative"]), (&json!("UKR-12"), &json!("Drafted.")));
        let filled = ok(&patch(&later, TIMER, Some("\"2\""), &json!({ "activity": "ta-trn" })).await);
        assert_eq!((&filled["file"], &filled["activity"], &filled["version"]), (&json!("UKR-12"), &json!("TA-TRN"), &json!(3)));
        assert_eq!(ok(&get(&later, TIMER).await), filled);
        let made = post(&later, STOP, &json!({})).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", made.text);
        let made = made.json();
        for (name, value) in [
            ("person", json!("P-1")), ("file", json!("UKR-12")), ("activity", json!("TA-TRN")), ("minutes", json!(31)),
            ("worked_on", json!("2026-11-22")), ("narrative", json!("Drafted.")),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        for answer in [get(&later, TIMER).await, post(&later, STOP, &json!({})).await, delete(&later, TIMER, None).await] {
            refused(&answer, 404, "no_timer");
        }
        refused(&patch(&later, TIMER, Some("\"3\""), &json!({})).await, 404, "no_timer");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        for (action, count) in [("start", 1), ("change", 2), ("stop", 1), ("discard", 0)] {
            assert_eq!(events(fixture, "timer", action).await, count, "{action}");
        }
    }

    async fn what_is_sent_with_the_stop_takes_the_place_of_what_the_timer_holds(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        ok(&post(&mine, TIMER, &parts()).await);
        let sent = json!({ "minutes": "1:30", "file": "SA-7", "activity": "SA-POL", "narrative": "" });
        let made = ok(&post(&mine, STOP, &sent).await);
        assert_eq!((&made["minutes"], &made["file"], &made["activity"], &made["narrative"]),
            (&json!(90), &json!("SA-7"), &json!("SA-POL"), &json!("")));
    }

    async fn everything_that_is_wrong_with_a_stop_is_said_at_once(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        ok(&post(&mine, TIMER, &parts()).await);
        let answer = post(&mine, STOP, &json!({ "minutes": "25h", "file": "", "activity": "" })).await;
        let wrong = places(&[("/minutes", "duration_too_long"), ("/file", "required"), ("/activity", "required")]);
        assert_eq!(faults(&answer), wrong, "{}", answer.text);
        assert!(answer.text.contains("“25h” is more than the 24 hours"), "what was typed is named: {}", answer.text);
    }

    async fn a_second_start_is_refused_with_the_timer_that_is_running(fixture: with_cast) {
        fixture.add_person("P-3", "Chris Example", "").await;
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let running = ok(&post(&mine, TIMER, &parts()).await);
        let second = post(&mine, TIMER, &json!({ "file": "SA-7" })).await;
        refused(&second, 409, "timer_running");
        assert_eq!(second.json()["current"], running);
        let other = keeper_of(fixture, "P-3").await.router(fixture).await;
        refused(&get(&other, TIMER).await, 404, "no_timer");
        refused(&delete(&other, TIMER, None).await, 404, "no_timer");
        ok(&post(&other, TIMER, &json!({})).await);
        assert_eq!(delete(&mine, TIMER, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(events(fixture, "timer", "discard").await, 1);
        ok(&get(&other, TIMER).await);
        assert_eq!(ok(&post(&mine, TIMER, &json!({})).await)["version"], json!(1), "a new one");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
        let narrow = alex.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        for (router, status, code) in [(&narrow, 403, "forbidden"), (&router(fixture), 422, "person_required")] {
            refused(&get(router, TIMER).await, status, code);
            refused(&post(router, TIMER, &json!({})).await, status, code);
            refused(&patch(router, TIMER, Some("\"1\""), &json!({})).await, status, code);
            refused(&post(router, STOP, &json!({})).await, status, code);
            refused(&delete(router, TIMER, None).await, status, code);
        }
    }

    async fn of_a_hundred_starts_at_once_exactly_one_wins(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = [alex.router(fixture).await, alex.router(fixture).await];
        let mut tasks = tokio::task::JoinSet::new();
        for at in 0..100 {
            let mine = mine[at % 2].clone();
            tasks.spawn(async move { post(&mine, TIMER, &parts()).await });
        }
        let answers = tasks.join_all().await;
        let won = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        assert_eq!(won, 1);
        for answer in answers.iter().filter(|answer| answer.status != StatusCode::CREATED) {
            // The machine of a test may be too busy for all of them; nobody else wins.
            let told = (answer.status.as_u16(), answer.code());
            assert!(told == (409, "timer_running".to_owned()) || answer.status == StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
        }
        assert_eq!(fixture.number("SELECT count(*) FROM timers").await, 1);
        assert_eq!(events(fixture, "timer", "start").await, 1);
        let mut tasks = tokio::task::JoinSet::new();
        for at in 0..20 {
            let mine = mine[at % 2].clone();
            tasks.spawn(async move { post(&mine, STOP, &json!({})).await.status });
        }
        let stopped = tasks.join_all().await;
        assert_eq!(stopped.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{stopped:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
    }

    async fn a_timer_over_midnight_belongs_to_the_day_it_was_started_on(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        for (started, stopped, day, minutes) in [
            ("2024-02-29T23:30:00Z", "2024-03-01T00:15:00Z", "2024-02-29", 45),
            ("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2025-12-31", 1),
            ("2026-03-31T20:00:00Z", "2026-04-01T12:00:00Z", "2026-03-31", 960),
            // The clock was put back: less than nothing is one minute, and tomorrow is today.
            ("2026-11-20T12:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20", 1),
            ("2026-11-19T00:10:00Z", "2026-11-18T23:50:00Z", "2026-11-18", 1),
        ] {
            let first = as_somebody(fixture, &alex, app_at(fixture, started)).await;
            ok(&post(&first, TIMER, &parts()).await);
            let last = as_somebody(fixture, &alex, app_at(fixture, stopped)).await;
            assert_eq!(ok(&get(&last, TIMER).await)["minutes"], json!(minutes), "{started}");
            let made = post(&last, STOP, &json!({})).await;
            assert_eq!(entry(&made), (day.to_owned(), minutes), "{started}");
        }
    }

    async fn after_16_hours_the_time_has_to_be_named(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let started = as_somebody(fixture, &alex, app_at(fixture, "2026-11-19T08:00:00Z")).await;
        ok(&post(&started, TIMER, &json!({ "file": "UKR-12" })).await);
        let next = as_somebody(fixture, &alex, app_at(fixture, "2026-11-20T00:00:01Z")).await;
        assert_eq!(ok(&get(&next, TIMER).await)["too_long"], json!(true));
        let answer = post(&next, STOP, &json!({})).await;
        assert_eq!(faults(&answer), places(&[("/minutes", "timer_too_long"), ("/activity", "required")]));
        let answer = post(&next, STOP, &json!({ "activity": "SA-POL" })).await;
        assert_eq!(faults(&answer), places(&[("/minutes", "timer_too_long"), ("/activity", "category_mismatch")]));
        assert!(answer.text.contains("961"), "{}", answer.text);
        ok(&get(&next, TIMER).await);
        let made = post(&next, STOP, &json!({ "activity": "TA-TRN", "minutes": "7.5" })).await;
        assert_eq!(entry(&made), ("2026-11-19".to_owned(), 450));
    }

    async fn an_entry_that_is_refused_leaves_the_timer_running(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        ok(&post(&mine, TIMER, &json!({ "narrative": "Drafted." })).await);
        worked(&router(fixture), "2026-11-22", &json!({ "minutes": 1430 })).await;
        let before = fixture.contents().await;
        for (sent, expected) in [
            (json!({}), &[("/file", "required"), ("/activity", "required")][..]),
            (json!({ "file": "UKR-12" }), &[("/activity", "required")]),
            (json!({ "file": "JAM-3", "activity": "TA-TRN" }), &[("/file", "file_closed")]),
            (json!({ "file": "NOWHERE", "activity": "XX", "minutes": 0 }),
                &[("/file", "unknown_file"), ("/activity", "unknown_activity"), ("/minutes", "duration_zero")]),
            (json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 11 }), &[("/minutes", "day_too_long")]),
            (json!({ "narrative": "n".repeat(4001), "file": "UKR-12", "activity": "TA-TRN" }), &[("/narrative", "too_long")]),
            (json!({ "worked_on": "2026-11-21" }), &[("/worked_on", "unknown_field")]),
        ] {
            let answer = post(&mine, STOP, &sent).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(expected)), "{sent}");
            assert_eq!(ok(&get(&mine, TIMER).await)["narrative"], "Drafted.");
        }
        let empty = post(&mine, STOP, &json!({ "file": "", "activity": " " })).await;
        assert_eq!(faults(&empty), places(&[("/file", "required"), ("/activity", "required")]));
        for sent in [json!({ "file": null }), json!({ "activity": 5 }), json!({ "minutes": null })] {
            refused(&post(&mine, STOP, &sent).await, 400, "malformed_body");
        }
        assert_eq!(fixture.contents().await, before);
        let fits = post(&mine, STOP, &json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 10 })).await;
        assert_eq!(entry(&fits), ("2026-11-22".to_owned(), 10), "24 hours exactly");
    }

    async fn what_a_timer_is_for_is_checked_when_it_is_said(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let left = keeper_of(fixture, "P-2").await.router(fixture).await;
        let wrong = [
            (json!({ "file": "NOWHERE" }), ("/file", "unknown_file")),
            (json!({ "file": "JAM-3" }), ("/file", "file_closed")),
            (json!({ "activity": "XX" }), ("/activity", "unknown_activity")),
            (json!({ "file": "UKR-12", "activity": "SA-POL" }), ("/activity", "category_mismatch")),
            (json!({ "narrative": "a\u{0}b" }), ("/narrative", "control_character")),
            (json!({ "minutes": 5 }), ("/minutes", "unknown_field")),
            (json!({ "file": " " }), ("/file", "required")),
            (json!({ "activity": "" }), ("/activity", "required")),
        ];
        for (sent, expected) in &wrong {
            assert_eq!(faults(&post(&mine, TIMER, sent).await), places(&[*expected]), "{sent}");
        }
        assert_eq!(faults(&post(&left, TIMER, &json!({})).await), places(&[("/person", "person_not_active")]));
        assert_eq!(fixture.number("SELECT count(*) FROM timers").await, 0);
        let running = ok(&post(&mine, TIMER, &json!({ "file": "UKR-12" })).await);
        for (sent, expected) in wrong.iter().filter(|(sent, _)| sent["file"] != "UKR-12") {
            assert_eq!(faults(&patch(&mine, TIMER, Some("\"1\""), sent).await), places(&[*expected]), "{sent}");
        }
        let mismatch = patch(&mine, TIMER, Some("\"1\""), &json!({ "activity": "SA-POL" })).await;
        assert_eq!(faults(&mismatch), places(&[("/activity", "category_mismatch")]), "with what is known already");
        refused(&patch(&mine, TIMER, None, &json!({})).await, 428, "precondition_required");
        let stale = patch(&mine, TIMER, Some("\"2\""), &json!({ "activity": "TA-TRN" })).await;
        refused(&stale, 412, "version_conflict");
        assert_eq!(stale.json()["current"], running);
    }

    async fn a_file_that_was_closed_meanwhile_is_told_and_another_can_be_named(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        ok(&post(&mine, TIMER, &parts()).await);
        close(fixture, "UKR-12", "2026-11-21").await;
        assert_eq!(faults(&post(&mine, STOP, &json!({})).await), places(&[("/file", "file_closed")]));
        ok(&post(&mine, STOP, &json!({ "file": "SA-7", "activity": "SA-POL" })).await);
    }

    async fn a_walled_file_is_gone_from_the_timer_of_who_is_not_named(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let told = post_keyed(&alex.router(fixture).await, TIMER, "k", &json!({ "file": "SA-7", "activity": "SA-POL" })).await;
        assert_eq!(told.status, StatusCode::CREATED);
        let again = post_keyed(&alex.router(fixture).await, TIMER, "k", &json!({ "file": "SA-7", "activity": "SA-POL" })).await;
        assert_eq!((again.status, &again.text), (StatusCode::CREATED, &told.text), "a repeat is no second start");
        wall(fixture, "SA-7", true).await;
        let mine = alex.router(fixture).await;
        let hidden = get(&mine, TIMER).await;
        assert_eq!((&ok(&hidden)["file"], &hidden.json()["activity"]), (&Value::Null, &json!("SA-POL")));
        assert!(!hidden.text.contains("SA-7"));
        refused(&post_keyed(&mine, TIMER, "k", &json!({ "file": "SA-7", "activity": "SA-POL" })).await, 404, "not_found");
        assert_eq!(faults(&post(&mine, STOP, &json!({})).await), places(&[("/file", "required")]));
        ok(&patch(&mine, TIMER, Some("\"1\""), &json!({ "narrative": "Drafted." })).await);
        wall(fixture, "SA-7", false).await;
        assert_eq!(ok(&get(&alex.router(fixture).await, TIMER).await)["file"], json!("SA-7"), "it was not taken away");
        let made = post(&mine, STOP, &json!({ "file": "UKR-12", "activity": "TA-TRN" })).await;
        assert_eq!(entry(&made), ("2026-11-22".to_owned(), 1));
    }

    async fn a_stop_sent_again_makes_one_entry(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        ok(&post(&mine, TIMER, &parts()).await);
        let first = post_keyed(&mine, STOP, "k", &json!({})).await;
        let again = post_keyed(&mine, STOP, "k", &json!({})).await;
        assert_eq!((first.status, again.status, &again.text), (StatusCode::CREATED, StatusCode::CREATED, &first.text));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        ok(&post(&mine, TIMER, &parts()).await);
        let again = post_keyed(&mine, STOP, "k", &json!({})).await;
        assert_eq!(again.text, first.text, "the new timer runs on");
        ok(&get(&mine, TIMER).await);
        wall(fixture, "UKR-12", true).await;
        refused(&post_keyed(&alex.router(fixture).await, STOP, "k", &json!({})).await, 404, "not_found");
    }
}
