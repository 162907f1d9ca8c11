//! Correcting and withdrawing entries: only against the version that was seen, with a reason, with the old version
//! kept; and a correction obeys every rule an entry obeys.

use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::recording::{ENTRIES, ID, entry, faults, places, recorded, router};
use crate::support::http::{get, patch, post, request, send};
use crate::support::on_both_engines;

/// The address of the entry most tests correct.
fn address() -> String {
    format!("{ENTRIES}/{ID}")
}

/// The minutes of all current entries, as the report counts them.
async fn reported(router: &Router) -> i64 {
    let answer = get(router, "/api/v1/reports/workload?from=2026-27&to=2026-27").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let totals = answer.json()["totals"].clone();
    totals.as_array().expect("totals").iter().map(|cell| cell["minutes"].as_i64().expect("minutes")).sum()
}

on_both_engines! {
    async fn a_correction_keeps_the_earlier_version_and_its_reason(fixture: with_cast) {
        let router = router(fixture);
        let first = recorded(&router, &json!({ "id": ID })).await;
        let change = json!({ "minutes": 60, "narrative": "Shorter than I thought.", "reason": "Misread the clock." });
        let answer = patch(&router, &address(), Some("\"1\""), &change).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.header("etag"), "\"2\"");
        let second = answer.json();
        assert_eq!((&second["version"], &second["minutes"]), (&json!(2), &json!(60)));
        for kept in ["id", "person", "file", "activity", "category", "worked_on", "entered_on"] {
            assert_eq!(second[kept], first[kept], "{kept}");
        }
        let again =
            patch(&router, &address(), Some("\"2\""), &json!({ "minutes": "1h15", "reason": "Found the note." })).await;
        assert_eq!(again.header("etag"), "\"3\"");
        let read = get(&router, &address()).await;
        assert_eq!(read.header("etag"), "\"3\"");
        let read = read.json();
        assert_eq!(read["minutes"], 75);
        let earlier = read["earlier_versions"].as_array().expect("earlier versions");
        let shown: Vec<Value> = earlier
            .iter()
            .map(|old| json!([old["version"], old["minutes"], old["narrative"], old["reason"], old["replaced_by"]]))
            .collect();
        assert_eq!(
            shown,
            [
                json!([2, 60, "Shorter than I thought.", "Found the note.", "test"]),
                json!([1, 90, "Prepared the workshop.", "Misread the clock.", "test"]),
            ]
        );
        assert_eq!(reported(&router).await, 75, "only the current version counts");
    }

    async fn a_correction_needs_the_version_it_was_made_against(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let change = json!({ "minutes": 60, "reason": "Misread the clock." });
        let before = fixture.contents().await;
        for missing in [None, Some("*"), Some("1"), Some("W/\"1\""), Some("\"one\"")] {
            let answer = patch(&router, &address(), missing, &change).await;
            assert_eq!(answer.status, StatusCode::PRECONDITION_REQUIRED, "{missing:?}");
            assert_eq!(answer.code(), "precondition_required", "{missing:?}");
        }
        assert_eq!(fixture.contents().await, before);
        assert_eq!(patch(&router, &address(), Some("\"1\""), &change).await.status, StatusCode::OK);
        let stored = fixture.contents().await;
        for stale in ["\"1\"", "\"3\"", "\"0\"", "\"-2\""] {
            let answer = patch(&router, &address(), Some(stale), &change).await;
            assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{stale}");
            assert_eq!(answer.code(), "version_conflict", "{stale}");
            let current = &answer.json()["current"];
            assert_eq!((&current["version"], &current["minutes"], &current["id"]), (&json!(2), &json!(60), &json!(ID)));
        }
        assert_eq!(fixture.contents().await, stored);
    }

    async fn a_correction_needs_a_reason(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let before = fixture.contents().await;
        let long = "r".repeat(501);
        let cases = [
            (json!({ "minutes": 60 }), "reason_required"),
            (json!({ "minutes": 60, "reason": "  " }), "reason_required"),
            (json!({ "withdrawn": true }), "reason_required"),
            (json!({ "minutes": 60, "reason": "a\u{0}b" }), "control_character"),
            (json!({ "minutes": 60, "reason": long }), "too_long"),
            (json!({ "withdrawn": true, "reason": long }), "too_long"),
        ];
        for (change, code) in cases {
            let answer = patch(&router, &address(), Some("\"1\""), &change).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            assert_eq!(faults(&answer), places(&[("/reason", code)]));
        }
        assert_eq!(fixture.contents().await, before);
    }

    async fn an_entry_may_move_to_a_file_of_another_category_with_a_fitting_activity(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let half = patch(&router, &address(), Some("\"1\""), &json!({ "file": "SA-7", "reason": "Wrong file." })).await;
        assert_eq!(faults(&half), places(&[("/activity", "category_mismatch")]));
        let half =
            patch(&router, &address(), Some("\"1\""), &json!({ "activity": "SA-POL", "reason": "Wrong code." })).await;
        assert_eq!(faults(&half), places(&[("/activity", "category_mismatch")]));
        let both = json!({ "file": "SA-7", "activity": "SA-POL", "reason": "It was advice." });
        let answer = patch(&router, &address(), Some("\"1\""), &both).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let moved = answer.json();
        assert_eq!(
            (&moved["file"], &moved["activity"], &moved["category"]),
            (&json!("SA-7"), &json!("SA-POL"), &json!("SA"))
        );
        let earlier = get(&router, &address()).await.json()["earlier_versions"][0].clone();
        assert_eq!((&earlier["file"], &earlier["activity"]), (&json!("UKR-12"), &json!("TA-TRN")));
    }

    async fn a_correction_that_breaks_a_rule_changes_nothing(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        recorded(&router, &json!({ "worked_on": "2026-11-19", "minutes": 1400 })).await;
        let before = (fixture.contents().await, get(&router, &address()).await.text);
        let cases = [
            (json!({ "person": "P-9" }), "/person", "unknown_person"),
            (json!({ "person": "P-2" }), "/person", "person_not_active"),
            (json!({ "person": "" }), "/person", "required"),
            (json!({ "file": "NOWHERE" }), "/file", "unknown_file"),
            (json!({ "file": "JAM-3" }), "/file", "file_closed"),
            (json!({ "file": "HELD", "activity": "OT-KM" }), "/file", "file_import_only"),
            (json!({ "file": "OT-1", "activity": "OT-LEGACY" }), "/activity", "activity_import_only"),
            (json!({ "activity": "SA-POL" }), "/activity", "category_mismatch"),
            (json!({ "worked_on": "2026-02-30" }), "/worked_on", "date_impossible"),
            (json!({ "worked_on": "2026-11-23" }), "/worked_on", "date_in_future"),
            (json!({ "worked_on": "2026-11-19" }), "/minutes", "day_too_long"),
            (json!({ "minutes": 0 }), "/minutes", "duration_zero"),
            (json!({ "minutes": 1441 }), "/minutes", "duration_too_long"),
            (json!({ "narrative": "a\u{0}b" }), "/narrative", "control_character"),
            (json!({ "version": 7 }), "/version", "unknown_field"),
            (json!({ "id": ID }), "/id", "unknown_field"),
        ];
        for (change, pointer, code) in cases {
            let mut sent = change.clone();
            sent["reason"] = json!("A try.");
            let answer = patch(&router, &address(), Some("\"1\""), &sent).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{change}");
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{change}");
        }
        let reasonless = patch(&router, &address(), Some("\"1\""), &json!({ "minutes": 0, "file": "NOWHERE" })).await;
        let all = [("/reason", "reason_required"), ("/minutes", "duration_zero"), ("/file", "unknown_file")];
        assert_eq!(faults(&reasonless), places(&all), "all faults at once");
        assert_eq!((fixture.contents().await, get(&router, &address()).await.text), before);
    }

    async fn an_entry_may_fill_its_day_when_it_is_corrected(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID, "minutes": 1000 })).await;
        recorded(&router, &json!({ "minutes": 100 })).await;
        let change = |minutes: i64| json!({ "minutes": minutes, "reason": "The rest of the day." });
        assert_eq!(patch(&router, &address(), Some("\"1\""), &change(1341)).await.code(), "day_too_long");
        assert_eq!(patch(&router, &address(), Some("\"1\""), &change(1340)).await.status, StatusCode::OK);
    }

    async fn a_withdrawn_entry_counts_nowhere_and_takes_no_correction(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID, "minutes": 1440 })).await;
        assert_eq!(reported(&router).await, 1440);
        let answer =
            patch(&router, &address(), Some("\"1\""), &json!({ "withdrawn": true, "reason": "Double." })).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!((&answer.json()["withdrawn"], &answer.json()["version"]), (&json!(true), &json!(2)));
        let listed = get(&router, &format!("{ENTRIES}?person=P-1")).await.json();
        assert_eq!(listed["entries"], json!([]));
        assert_eq!(reported(&router).await, 0);
        recorded(&router, &json!({ "minutes": 1440 })).await;
        let before = fixture.contents().await;
        for change in [
            json!({ "minutes": 60, "reason": "Back." }),
            json!({ "withdrawn": true, "reason": "Again." }),
            json!({ "withdrawn": false, "reason": "Back." }),
        ] {
            let answer = patch(&router, &address(), Some("\"2\""), &change).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{change}");
            assert_eq!(answer.code(), "entry_withdrawn", "{change}");
        }
        assert_eq!(fixture.contents().await, before);
        let read = get(&router, &address()).await.json();
        assert_eq!(read["withdrawn"], true);
        assert_eq!(read["earlier_versions"][0]["reason"], "Double.");
    }

    async fn of_two_corrections_at_once_one_wins(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let mut tasks = Vec::new();
        for minutes in 1..=10 {
            let router = router.clone();
            tasks.push(tokio::spawn(async move {
                let change = json!({ "minutes": minutes, "reason": "At the same time." });
                (minutes, patch(&router, &address(), Some("\"1\""), &change).await.status)
            }));
        }
        let mut won = Vec::new();
        for task in tasks {
            let (minutes, status) = task.await.expect("an answer");
            if status == StatusCode::OK {
                won.push(minutes);
            } else {
                assert_eq!(status, StatusCode::PRECONDITION_FAILED);
            }
        }
        let read = get(&router, &address()).await.json();
        assert_eq!(won, [read["minutes"].as_i64().expect("minutes")]);
        assert_eq!(read["version"], 2);
        assert_eq!(read["earlier_versions"].as_array().map(Vec::len), Some(1));
    }

    async fn what_is_not_there_cannot_be_corrected(fixture: with_cast) {
        let router = router(fixture);
        let change = json!({ "minutes": 60, "reason": "A try." });
        for id in [ID, "1234", "0197a000", "%ff", "a%2Fb"] {
            let path = format!("{ENTRIES}/{id}");
            let answer = patch(&router, &path, Some("\"1\""), &change).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}: {}", answer.text);
            assert_eq!(answer.code(), "not_found", "{id}");
            let read = get(&router, &path).await;
            assert_eq!((read.status, read.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{id}");
        }
    }

    async fn a_correction_that_is_not_understood_is_not_repeated(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let canary = "CANARY-91c2";
        let quoted = format!("unknown field `{canary}`");
        let wrong =
            [json!({ "narrative": [canary] }), json!({ "withdrawn": quoted }), json!({ "reason": { "a": canary } })];
        for change in wrong {
            let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
            let answer = send(&router, request("PATCH", &address(), &headers, change.to_string())).await;
            assert_eq!(answer.code(), "malformed_body", "{change}: {}", answer.text);
            assert!(!answer.text.contains(canary), "{}", answer.text);
        }
    }

    async fn the_time_of_an_entry_can_move_to_another_fiscal_year(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        assert_eq!(reported(&router).await, 90);
        let change = json!({ "worked_on": "2026-03-31", "reason": "Wrong year." });
        assert_eq!(patch(&router, &address(), Some("\"1\""), &change).await.status, StatusCode::OK);
        assert_eq!(reported(&router).await, 0, "the report of the year it left is brought up to date");
        let before = get(&router, "/api/v1/reports/workload?from=2025-26&to=2025-26").await.json();
        assert_eq!(before["totals"][0]["minutes"], 90);
        assert_eq!(post(&router, ENTRIES, &entry(&json!({ "minutes": 1440 }))).await.status, StatusCode::CREATED);
    }
}
