//! Files over the API: what a file of each category needs, opening one twice, changing and closing, pages; and the
//! vocabulary in its formats.

use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::recording::{ENTRIES, entry, faults, places, router};
use crate::support::http::{Answer, get, patch, post};
use crate::support::on_both_engines;

const FILES: &str = "/api/v1/files";

/// A sound file of technical assistance with some members replaced.
fn file(changes: &Value) -> Value {
    let mut file = json!({
        "number": "JAM-9",
        "title": "Courts of Jamaica",
        "category": "TA",
        "project": "Justice undertakings",
        "country": "JM",
        "opened_on": "2026-01-01",
    });
    for (name, value) in changes.as_object().expect("an object") {
        file[name] = value.clone();
    }
    file
}

/// Opens a file and answers its address.
async fn opened(router: &Router, changes: &Value) -> (String, Answer) {
    let answer = post(router, FILES, &file(changes)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{changes}: {}", answer.text);
    (answer.header("location").to_owned(), answer)
}

on_both_engines! {
    async fn a_file_is_opened_and_can_be_read_again(fixture: with_cast) {
        let router = router(fixture);
        let (address, made) =
            opened(&router, &json!({ "requester": "GAC", "file_type": "Bilateral", "team": "North" })).await;
        assert_eq!(made.header("etag"), "\"1\"");
        let expected = json!({
            "number": "JAM-9", "title": "Courts of Jamaica", "category": "TA", "project": "Justice undertakings",
            "country": "JM", "unfunded": false, "requester": "GAC", "file_type": "Bilateral", "team": "North",
            "opened_on": "2026-01-01", "closed_on": null, "import_only": false, "version": 1,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made.json()[name], value, "{name}");
        }
        let read = get(&router, &address).await;
        assert_eq!((read.status, read.json()), (StatusCode::OK, made.json()));
        assert_eq!(read.header("etag"), "\"1\"");
        for id in ["0197a000-0000-7000-8000-0000000000a1", "JAM-9", "%ff"] {
            let nothing = get(&router, &format!("{FILES}/{id}")).await;
            assert_eq!((nothing.status, nothing.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{id}");
        }
    }

    async fn each_category_says_what_its_files_need(fixture: with_cast) {
        let router = router(fixture);
        let fit = [
            json!({ "number": "A-1" }),
            json!({ "number": "A-2", "project": "", "unfunded": true }),
            json!({ "number": "A-3", "category": "SA", "project": "", "country": "" }),
            json!({ "number": "A-4", "category": "SA", "project": "", "country": "UA" }),
            json!({ "number": "A-5", "category": "OT", "project": "", "country": "" }),
            json!({ "number": "A-6", "category": "ta", "country": "jm" }),
            json!({ "number": "A-7", "closed_on": "2026-01-01" }),
            json!({ "number": "A-8", "unfunded": true, "project": "", "country": "jm" }),
        ];
        for changes in fit {
            opened(&router, &changes).await;
        }
        let before = fixture.contents().await;
        let long = "t".repeat(201);
        let refused = [
            (json!({ "project": "" }), "/project", "project_required"),
            (json!({ "project": "", "unfunded": false }), "/project", "project_required"),
            (json!({ "country": "" }), "/country", "country_required"),
            (json!({ "country": "Jamaica" }), "/country", "country_format"),
            (json!({ "country": "J1" }), "/country", "country_format"),
            (json!({ "category": "SA", "country": "" }), "/project", "project_forbidden"),
            (
                json!({ "category": "SA", "country": "", "project": "", "unfunded": true }),
                "/project",
                "project_forbidden",
            ),
            (json!({ "category": "OT", "country": "" }), "/project", "project_forbidden"),
            (json!({ "category": "OT", "project": "" }), "/country", "country_forbidden"),
            (json!({ "category": "XX" }), "/category", "unknown_category"),
            (json!({ "category": "" }), "/category", "required"),
            (json!({ "number": "" }), "/number", "required"),
            (json!({ "number": "-9" }), "/number", "number_format"),
            (json!({ "number": "A;B" }), "/number", "number_format"),
            (json!({ "title": "" }), "/title", "required"),
            (json!({ "title": long }), "/title", "too_long"),
            (json!({ "title": "a\u{0}b" }), "/title", "control_character"),
            (json!({ "opened_on": "" }), "/opened_on", "required"),
            (json!({ "opened_on": "2026-02-30" }), "/opened_on", "date_impossible"),
            (json!({ "opened_on": "0019-01-01" }), "/opened_on", "date_too_early"),
            (json!({ "closed_on": "2025-12-31" }), "/closed_on", "period_reversed"),
            (json!({ "closed_on": "soon" }), "/closed_on", "date_format"),
            (json!({ "colour": "red" }), "/colour", "unknown_field"),
            (json!({ "import_only": true }), "/import_only", "unknown_field"),
        ];
        for (changes, pointer, code) in refused {
            let answer = post(&router, FILES, &file(&changes)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes}");
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{changes}");
        }
        let all =
            post(&router, FILES, &file(&json!({ "title": "", "country": "", "project": "", "closed_on": "x" }))).await;
        let expected = [
            ("/title", "required"),
            ("/country", "country_required"),
            ("/project", "project_required"),
            ("/closed_on", "date_format"),
        ];
        assert_eq!(faults(&all), places(&expected), "all faults at once");
        assert_eq!(fixture.contents().await, before);
    }

    async fn the_same_file_again_is_one_file_and_another_with_its_number_is_refused(fixture: with_cast) {
        let router = router(fixture);
        let (address, made) = opened(&router, &json!({})).await;
        let before = fixture.contents().await;
        let again = post(&router, FILES, &file(&json!({}))).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, made.json()));
        assert_eq!(again.header("location"), address);
        for change in [
            json!({ "title": "Other" }),
            json!({ "country": "UA" }),
            json!({ "number": "jam 9" }),
            json!({ "closed_on": "2026-03-31" }),
        ] {
            let answer = post(&router, FILES, &file(&change)).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{change}");
            assert_eq!(faults(&answer), places(&[("/number", "number_taken")]), "{change}");
        }
        assert_eq!(fixture.contents().await, before);
    }

    async fn twenty_equal_files_at_once_are_one_file(fixture: with_cast) {
        let router = router(fixture);
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let router = router.clone();
            tasks.push(tokio::spawn(async move { post(&router, FILES, &file(&json!({}))).await.status }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.expect("an answer"));
        }
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 19, "{answers:?}");
    }

    async fn a_file_changes_only_against_the_version_that_was_seen(fixture: with_cast) {
        let router = router(fixture);
        let (address, _) = opened(&router, &json!({})).await;
        let change = json!({ "title": "Courts of Jamaica, phase 2", "team": "South" });
        assert_eq!(patch(&router, &address, None, &change).await.status, StatusCode::PRECONDITION_REQUIRED);
        let changed = patch(&router, &address, Some("\"1\""), &change).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"2\""));
        let now = changed.json();
        assert_eq!((&now["title"], &now["team"]), (&change["title"], &change["team"]));
        assert_eq!(
            (&now["project"], &now["number"]),
            (&json!("Justice undertakings"), &json!("JAM-9")),
            "the rest stays"
        );
        let before = fixture.contents().await;
        let stale = patch(&router, &address, Some("\"1\""), &change).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(stale.json()["current"], now);
        let refused = [
            (json!({ "number": "JAM-10" }), "/number", "unknown_field", 422),
            (json!({ "import_only": true }), "/import_only", "unknown_field", 422),
            (json!({ "title": "" }), "/title", "required", 422),
            (json!({ "title": 5 }), "", "malformed_body", 400),
            (json!({ "country": null }), "", "malformed_body", 400),
            (json!({ "unfunded": "oui" }), "", "malformed_body", 400),
            (json!({ "closed_on": "" }), "", "malformed_body", 400),
            (json!({ "country": "" }), "/country", "country_required", 422),
            (json!({ "category": "SA", "country": "" }), "/project", "project_forbidden", 422),
            (json!({ "closed_on": "2025-12-31" }), "/closed_on", "period_reversed", 422),
        ];
        for (change, pointer, code, status) in refused {
            let answer = patch(&router, &address, Some("\"2\""), &change).await;
            assert_eq!(answer.status.as_u16(), status, "{change}");
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{change}");
        }
        assert_eq!(fixture.contents().await, before);
        let nothing =
            patch(&router, &format!("{FILES}/0197a000-0000-7000-8000-0000000000a1"), Some("\"1\""), &change).await;
        assert_eq!(nothing.code(), "not_found");
    }

    async fn a_closed_file_takes_time_to_its_last_day_and_can_be_opened_again(fixture: with_cast) {
        let router = router(fixture);
        let (address, _) = opened(&router, &json!({})).await;
        let on = |day: &str| entry(&json!({ "file": "JAM-9", "worked_on": day, "minutes": 1 }));
        assert_eq!(
            patch(&router, &address, Some("\"1\""), &json!({ "closed_on": "2026-11-18" })).await.status,
            StatusCode::OK
        );
        assert_eq!(post(&router, ENTRIES, &on("2026-11-18")).await.status, StatusCode::CREATED);
        assert_eq!(faults(&post(&router, ENTRIES, &on("2026-11-19")).await), places(&[("/file", "file_closed")]));
        let reopened = patch(&router, &address, Some("\"2\""), &json!({ "closed_on": null })).await;
        assert_eq!((reopened.status, &reopened.json()["closed_on"]), (StatusCode::OK, &json!(null)));
        assert_eq!(post(&router, ENTRIES, &on("2026-11-19")).await.status, StatusCode::CREATED);
    }

    async fn pages_hold_every_file_exactly_once(fixture: with_cast) {
        let router = router(fixture);
        let numbers = |answer: &Answer| -> Vec<String> {
            let body = answer.json();
            body["files"]
                .as_array()
                .expect("files")
                .iter()
                .map(|file| file["number"].as_str().expect("a number").to_owned())
                .collect()
        };
        let whole = numbers(&get(&router, FILES).await);
        assert_eq!(whole, ["HELD", "JAM-3", "OT-1", "SA-7", "UKR-12"]);
        for limit in 1..=6 {
            let mut found = Vec::new();
            let mut next = Some(format!("{FILES}?limit={limit}"));
            while let Some(path) = next {
                let answer = get(&router, &path).await;
                assert!(numbers(&answer).len() <= limit, "{path}");
                found.extend(numbers(&answer));
                next = answer.json()["next"].as_str().map(ToOwned::to_owned);
                let linked = next.as_ref().map_or_else(String::new, |next| format!("<{next}>; rel=\"next\""));
                assert_eq!(answer.header("link"), linked, "{path}");
            }
            assert_eq!(found, whole, "{limit}");
        }
        for query in ["limit=0", "limit=201", "limit=x", "cursor=zz"] {
            let answer = get(&router, &format!("{FILES}?{query}")).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::BAD_REQUEST, "malformed_query"),
                "{query}"
            );
        }
        assert_eq!(get(&router, &format!("{FILES}?sort=title")).await.code(), "unknown_field");
    }

    async fn the_vocabulary_is_served_in_every_format(fixture: empty) {
        let router = router(fixture);
        let formats = [
            ("", "application/json"),
            ("?format=json", "application/json"),
            ("?format=csv", "text/csv; charset=utf-8"),
            ("?format=skos", "text/turtle; charset=utf-8"),
            ("?format=skos-json", "application/ld+json"),
            ("?format=toml", "application/toml"),
        ];
        for (query, media) in formats {
            let answer = get(&router, &format!("/api/v1/vocabulary{query}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media), "{query}");
            for activity in &fixture.context.vocabulary.activities {
                assert!(answer.text.contains(&activity.code), "{query}: {}", activity.code);
            }
        }
        let json = get(&router, "/api/v1/vocabulary").await.json();
        assert_eq!(json, serde_json::to_value(&*fixture.context.vocabulary).expect("JSON"), "as it is stored");
        let unknown = get(&router, "/api/v1/vocabulary?format=xml").await;
        assert_eq!(
            (unknown.status, faults(&unknown)),
            (StatusCode::BAD_REQUEST, places(&[("/format", "malformed_query")]))
        );
        assert_eq!(get(&router, "/api/v1/vocabulary?version=1").await.code(), "unknown_field");
    }
}
