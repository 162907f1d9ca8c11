//! The time of one week again in another.

use casetime::access::Right;
use serde_json::{Value, json};

use super::{app_with_retired, as_somebody, close, each, keeper_of, ok, post_keyed, refused, wall, worked};
use crate::recording::{faults, places, router};
use crate::support::http::post;
use crate::support::{Fixture, on_both_engines};

/// Where the week of 16 November is copied to.
const THIS_WEEK: &str = "/api/v1/my/weeks/2026-11-16/copy";

/// A week: Monday, twice on Tuesday, Sunday.
async fn last_week(fixture: &Fixture) {
    let console = router(fixture);
    for (day, changes) in [
        ("2026-11-09", json!({ "minutes": 60, "narrative": "Monday." })),
        ("2026-11-10", json!({ "minutes": 30, "file": "SA-7", "activity": "SA-POL" })),
        ("2026-11-10", json!({ "minutes": 45 })),
        ("2026-11-15", json!({ "minutes": 15, "file": "OT-1", "activity": "OT-ADM" })),
    ] {
        worked(&console, day, &changes).await;
    }
}

/// Day, file and minutes of entries.
fn short(entries: &Value) -> Vec<(String, String, i64)> {
    let all = entries.as_array().expect("entries").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let day =
        |entry: &Value| if entry["worked_on"].is_null() { text(&entry["day"]) } else { text(&entry["worked_on"]) };
    all.map(|entry| (day(entry), text(&entry["file"]), entry["minutes"].as_i64().expect("minutes"))).collect()
}

fn rows(expected: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    expected.iter().map(|(day, file, minutes)| ((*day).to_owned(), (*file).to_owned(), *minutes)).collect()
}

on_both_engines! {
    async fn a_week_is_copied_to_the_same_days_without_narratives(fixture: with_cast) {
        last_week(fixture).await;
        fixture.add_person("P-3", "Chris Example", "").await;
        worked(&router(fixture), "2026-11-09", &json!({ "person": "P-3", "minutes": 77 })).await;
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let copied = ok(&post_keyed(&mine, THIS_WEEK, "k", &json!({ "hours": true })).await);
        assert_eq!((&copied["from"], &copied["to"]), (&json!("2026-11-09"), &json!("2026-11-16")));
        assert_eq!(short(&copied["entries"]), rows(&[
            ("2026-11-16", "UKR-12", 60), ("2026-11-17", "SA-7", 30), ("2026-11-17", "UKR-12", 45), ("2026-11-22", "OT-1", 15),
        ]));
        assert_eq!((&copied["left_out"], each(&copied["rows"], "file")), (&json!([]), vec!["UKR-12".to_owned(), "SA-7".to_owned(), "OT-1".to_owned()]));
        assert!(copied["entries"].as_array().expect("entries").iter().all(|entry| entry["narrative"] == ""));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 9);
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE status = 'draft'").await, 9);
        let with = json!({ "from": "2026-11-09", "hours": true, "narratives": true, "days": ["monday"] });
        let copied = ok(&post_keyed(&mine, "/api/v1/my/weeks/2026-11-02/copy", "n", &with).await);
        assert_eq!(short(&copied["entries"]), rows(&[("2026-11-02", "UKR-12", 60)]), "also to a week before");
        assert_eq!(copied["entries"][0]["narrative"], "Monday.");
        assert_eq!(copied["rows"].as_array().map(Vec::len), Some(1));
        let empty = ok(&post_keyed(&mine, "/api/v1/my/weeks/2026-10-05/copy", "e", &json!({ "hours": true })).await);
        assert_eq!((&empty["entries"], &empty["rows"], &empty["left_out"]), (&json!([]), &json!([]), &json!([])));
    }

    async fn without_hours_only_the_rows_to_fill_in_are_answered(fixture: with_cast) {
        last_week(fixture).await;
        close(fixture, "SA-7", "2026-11-14").await;
        let alex = keeper_of(fixture, "P-1").await;
        let before = fixture.contents().await;
        let mine = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-15")).await;
        let copied = ok(&post_keyed(&mine, THIS_WEEK, "k", &json!({})).await);
        assert_eq!((&copied["entries"], &copied["left_out"]), (&json!([]), &json!([])));
        let list = &copied["rows"];
        assert_eq!((each(list, "file"), each(list, "activity")), (
            ["UKR-12", "SA-7", "OT-1"].map(str::to_owned).to_vec(),
            ["TA-TRN", "SA-POL", "OT-ADM"].map(str::to_owned).to_vec(),
        ));
        assert_eq!(list[0]["replaced_by"][0]["code"], "TA-MIS");
        assert_eq!(each(&list[1]["notes"], "code"), ["file_closed"]);
        assert_eq!(list[2]["usable"], json!(true));
        assert!(!copied.to_string().contains("Monday."), "no narratives");
        let some = ok(&post_keyed(&mine, THIS_WEEK, "s", &json!({ "hours": false, "days": ["sunday", "wednesday"] })).await);
        assert_eq!(each(&some["rows"], "file"), ["OT-1"]);
        // A week to come has rows too.
        let next = ok(&post_keyed(&mine, "/api/v1/my/weeks/2026-11-23/copy", "f", &json!({ "from": "2026-11-09" })).await);
        assert_eq!(next["rows"], copied["rows"]);
        assert_eq!(fixture.contents().await, before);
    }

    async fn what_cannot_be_copied_is_named_and_nothing_is_copied_unless_the_rest_is_asked_for(fixture: with_cast) {
        last_week(fixture).await;
        let console = router(fixture);
        worked(&console, "2026-11-13", &json!({ "minutes": 100, "file": "OT-1", "activity": "OT-KM" })).await;
        worked(&console, "2026-11-20", &json!({ "minutes": 1341, "file": "OT-1", "activity": "OT-ADM" })).await;
        close(fixture, "SA-7", "2026-11-16").await;
        let alex = keeper_of(fixture, "P-1").await;
        let app = || casetime::app::App {
            // A Friday: Sunday is still to come.
            clock: casetime::clock::Clock::Fixed("2026-11-20T15:00:00Z".parse().expect("an instant")),
            ..app_with_retired(fixture, "2026-11-16")
        };
        let mine = as_somebody(fixture, &alex, app()).await;
        let before = fixture.contents().await;
        let answer = post_keyed(&mine, THIS_WEEK, "k", &json!({ "hours": true })).await;
        let expected = [
            ("/days/2026-11-17/0/file", "file_closed"),
            ("/days/2026-11-17/1/activity", "activity_not_valid"),
            ("/days/2026-11-20/0/minutes", "day_too_long"),
            ("/days/2026-11-22/0/worked_on", "date_in_future"),
        ];
        assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(&expected)), "{}", answer.text);
        assert_eq!(fixture.contents().await, before, "all or none");
        let copied = ok(&post_keyed(&mine, THIS_WEEK, "s", &json!({ "hours": true, "skip": true })).await);
        assert_eq!(short(&copied["entries"]), rows(&[("2026-11-16", "UKR-12", 60)]));
        assert_eq!(short(&copied["left_out"]), rows(&[
            ("2026-11-17", "SA-7", 30), ("2026-11-17", "UKR-12", 45), ("2026-11-20", "OT-1", 100), ("2026-11-22", "OT-1", 15),
        ]));
        let codes: Vec<String> =
            copied["left_out"].as_array().expect("a list").iter().flat_map(|one| each(&one["notes"], "code")).collect();
        assert_eq!(codes, expected.map(|(_, code)| code));
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE worked_on >= '2026-11-16'").await, 2);
    }

    async fn a_day_of_24_hours_is_copied_whole(fixture: with_cast) {
        let console = router(fixture);
        worked(&console, "2024-02-22", &json!({ "minutes": 1439 })).await;
        worked(&console, "2024-02-22", &json!({ "minutes": 1, "file": "OT-1", "activity": "OT-ADM" })).await;
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let leap = ok(&post_keyed(&mine, "/api/v1/my/weeks/2024-02-26/copy", "k", &json!({ "hours": true })).await);
        assert_eq!(short(&leap["entries"]), rows(&[("2024-02-29", "OT-1", 1), ("2024-02-29", "UKR-12", 1439)]));
        worked(&console, "2024-03-07", &json!({ "minutes": 1, "activity": "TA-MIS" })).await;
        let over = post_keyed(&mine, "/api/v1/my/weeks/2024-03-04/copy", "o", &json!({ "hours": true })).await;
        assert_eq!(faults(&over), places(&[("/days/2024-03-07/1/minutes", "day_too_long")]), "one minute more");
    }

    async fn a_week_is_not_counted_twice(fixture: with_cast) {
        last_week(fixture).await;
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let sent = json!({ "hours": true });
        refused(&post(&mine, THIS_WEEK, &sent).await, 400, "idempotency_key_required");
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let (mine, sent) = (alex.router(fixture).await, sent.clone());
            tasks.spawn(async move { post_keyed(&mine, THIS_WEEK, "k", &sent).await });
        }
        let answers = tasks.join_all().await;
        assert!(answers.iter().all(|answer| answer.status.as_u16() == 200 && answer.text == answers[0].text));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 8);
        let twice = post_keyed(&mine, THIS_WEEK, "another", &sent).await;
        let all = ["16/0", "17/0", "17/1", "22/0"].map(|at| format!("/days/2026-11-{at}/minutes"));
        let all: Vec<(&str, &str)> = all.iter().map(|at| (at.as_str(), "already_recorded")).collect();
        assert_eq!(faults(&twice), places(&all));
        let rest = ok(&post_keyed(&mine, THIS_WEEK, "rest", &json!({ "hours": true, "skip": true })).await);
        assert_eq!((&rest["entries"], rest["left_out"].as_array().map(Vec::len)), (&json!([]), Some(4)));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 8);
        let one = json!({ "hours": true, "days": ["monday"] });
        let alone = post_keyed(&mine, THIS_WEEK, "alone", &one).await;
        assert_eq!(faults(&alone), places(&[all[0]]), "one alone is named by its day too");
        // Equal entries of one day are all work, and all copied.
        let console = router(fixture);
        for _ in 0..2 {
            worked(&console, "2026-10-05", &json!({ "minutes": 30 })).await;
        }
        let two = ok(&post_keyed(&mine, "/api/v1/my/weeks/2026-10-12/copy", "two", &sent).await);
        assert_eq!(two["entries"].as_array().map(Vec::len), Some(2));
    }

    async fn time_on_walled_files_is_not_copied_and_not_told_again(fixture: with_cast) {
        last_week(fixture).await;
        let alex = keeper_of(fixture, "P-1").await;
        let told = post_keyed(&alex.router(fixture).await, THIS_WEEK, "k", &json!({ "hours": true, "days": ["tuesday"] })).await;
        assert!(told.text.contains("SA-7"));
        wall(fixture, "SA-7", true).await;
        let mine = alex.router(fixture).await;
        refused(&post_keyed(&mine, THIS_WEEK, "k", &json!({ "hours": true, "days": ["tuesday"] })).await, 404, "not_found");
        let (hours, to) = (json!({ "hours": true, "from": "2026-11-09" }), "/api/v1/my/weeks/2026-11-02/copy");
        let copied = post_keyed(&mine, to, "w", &hours).await;
        assert_eq!(short(&ok(&copied)["entries"]).len(), 3);
        assert!(!copied.text.contains("SA-7"), "{}", copied.text);
    }

    async fn weeks_are_named_by_their_mondays(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let before = fixture.contents().await;
        for (monday, sent, expected) in [
            ("2026-11-17", json!({}), &[("/monday", "not_monday")][..]),
            ("2026-11-17", json!({ "from": "2026-11-10" }), &[("/monday", "not_monday"), ("/from", "not_monday")]),
            ("2026-11-16", json!({ "from": "2026-11-16" }), &[("/from", "same_week")]),
            ("2026-02-30", json!({}), &[("/monday", "date_impossible")]),
            ("next", json!({ "from": "last" }), &[("/monday", "date_format"), ("/from", "date_format")]),
            ("2026-11-16", json!({ "weeks": 2 }), &[("/weeks", "unknown_field")]),
        ] {
            let answer = post_keyed(&mine, &format!("/api/v1/my/weeks/{monday}/copy"), "k", &sent).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(expected)), "{monday} {sent}");
        }
        for sent in [json!({ "days": ["lundi"] }), json!({ "days": 1 }), json!({ "from": null }), json!({ "hours": "yes" })] {
            refused(&post_keyed(&mine, THIS_WEEK, "k", &sent).await, 400, "malformed_body");
        }
        let narrow = alex.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        refused(&post_keyed(&narrow, THIS_WEEK, "k", &json!({})).await, 403, "forbidden");
        assert_eq!(fixture.contents().await, before);
    }
}
