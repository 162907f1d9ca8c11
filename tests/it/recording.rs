//! Recording time over the API: every rule with its code and the place of the fault, nothing stored when refused, and
//! the same entry sent again is one entry.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::StatusCode;
use casetime::app::App;
use casetime::config::Config;
use casetime::vocabulary::{Validity, Vocabulary};
use serde_json::{Value, json};

use crate::support::http::{Answer, as_console, get, post, request, send};
use crate::support::{Fixture, on_both_engines};

/// Where entries are.
pub(crate) const ENTRIES: &str = "/api/v1/entries";
/// An identifier made by a client.
pub(crate) const ID: &str = "0197a000-0000-7000-8000-0000000000a1";

/// The program over the database of a test.
pub(crate) fn router(fixture: &Fixture) -> Router {
    as_console(casetime::routes::router(fixture.app()))
}

/// A sound entry with some members replaced.
pub(crate) fn entry(changes: &Value) -> Value {
    let mut entry = json!({
        "person": "P-1",
        "file": "UKR-12",
        "activity": "TA-TRN",
        "worked_on": "2026-11-20",
        "minutes": 90,
        "narrative": "Prepared the workshop.",
    });
    for (name, value) in changes.as_object().expect("an object") {
        entry[name] = value.clone();
    }
    entry
}

/// Records a sound entry with some members replaced, and answers it.
pub(crate) async fn recorded(router: &Router, changes: &Value) -> Value {
    let answer = post(router, ENTRIES, &entry(changes)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{changes}: {}", answer.text);
    answer.json()
}

/// Place and code of each fault of an answer.
pub(crate) fn faults(answer: &Answer) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let problem = answer.json();
    let faults = problem["faults"].as_array().expect("a list of faults");
    faults.iter().map(|fault| (text(&fault["pointer"]), text(&fault["code"]))).collect()
}

/// Places and codes, as [`faults`] answers them.
pub(crate) fn places(expected: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

/// Sends a body as it is.
async fn post_text(router: &Router, headers: &[(&str, &str)], body: String) -> Answer {
    send(router, request("POST", ENTRIES, headers, body)).await
}

const JSON: (&str, &str) = ("content-type", "application/json");

/// Each refused with exactly one fault: what is changed in a sound entry, where the fault is, and its code.
fn one_fault_each() -> Vec<(Value, &'static str, &'static str)> {
    let long = "n".repeat(4001);
    vec![
        (json!({ "person": "" }), "/person", "required"),
        (json!({ "file": " " }), "/file", "required"),
        (json!({ "activity": "" }), "/activity", "required"),
        (json!({ "worked_on": "" }), "/worked_on", "required"),
        (json!({ "minutes": "" }), "/minutes", "required"),
        (json!({ "person": "P-9" }), "/person", "unknown_person"),
        (json!({ "person": "P-2" }), "/person", "person_not_active"),
        (json!({ "file": "NOWHERE" }), "/file", "unknown_file"),
        (json!({ "file": "JAM-3" }), "/file", "file_closed"),
        (json!({ "file": "LATE-1" }), "/file", "file_not_yet_open"),
        (json!({ "file": "HELD", "activity": "OT-KM" }), "/file", "file_import_only"),
        (json!({ "activity": "XX-1" }), "/activity", "unknown_activity"),
        (json!({ "file": "OT-1", "activity": "OT-LEGACY" }), "/activity", "activity_import_only"),
        (json!({ "activity": "SA-POL" }), "/activity", "category_mismatch"),
        (json!({ "file": "SA-7" }), "/activity", "category_mismatch"),
        (json!({ "file": "OT-1" }), "/activity", "category_mismatch"),
        (json!({ "worked_on": "2026-02-30" }), "/worked_on", "date_impossible"),
        (json!({ "worked_on": "2025-02-29" }), "/worked_on", "date_impossible"),
        (json!({ "worked_on": "2026-13-01" }), "/worked_on", "date_impossible"),
        (json!({ "worked_on": "0019-05-01" }), "/worked_on", "date_too_early"),
        (json!({ "worked_on": "2026-11-23" }), "/worked_on", "date_in_future"),
        (json!({ "worked_on": "20/11/2026" }), "/worked_on", "date_format"),
        (json!({ "worked_on": "2026-11-2é" }), "/worked_on", "date_format"),
        (json!({ "minutes": 0 }), "/minutes", "duration_zero"),
        (json!({ "minutes": -5 }), "/minutes", "duration_negative"),
        (json!({ "minutes": 1441 }), "/minutes", "duration_too_long"),
        (json!({ "minutes": "soon" }), "/minutes", "duration_format"),
        (json!({ "minutes": "1:75" }), "/minutes", "duration_format"),
        (json!({ "narrative": "a\u{0}b" }), "/narrative", "control_character"),
        (json!({ "narrative": "a\u{1b}[31mb" }), "/narrative", "control_character"),
        (json!({ "narrative": long }), "/narrative", "too_long"),
        (json!({ "id": "1234" }), "/id", "malformed_id"),
        (json!({ "colour": "red" }), "/colour", "unknown_field"),
    ]
}

on_both_engines! {
    async fn an_entry_is_recorded_and_can_be_read_again(fixture: with_cast) {
        let router = router(fixture);
        let answer = post(&router, ENTRIES, &entry(&json!({ "id": ID }))).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        assert_eq!(answer.header("location"), format!("{ENTRIES}/{ID}"));
        assert_eq!(answer.header("etag"), "\"1\"");
        let made = answer.json();
        let expected = json!({
            "id": ID, "person": "P-1", "file": "UKR-12", "activity": "TA-TRN", "category": "TA",
            "worked_on": "2026-11-20", "minutes": 90, "narrative": "Prepared the workshop.",
            "entered_on": "2026-11-22", "version": 1, "withdrawn": false,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made[name], value, "{name}");
        }
        let read = get(&router, &format!("{ENTRIES}/{ID}")).await;
        assert_eq!(read.status, StatusCode::OK);
        assert_eq!(read.header("etag"), "\"1\"");
        let mut expected = made;
        expected["earlier_versions"] = json!([]);
        assert_eq!(read.json(), expected);
    }

    async fn each_broken_rule_is_named_with_its_place_and_nothing_is_stored(fixture: with_cast) {
        let router = router(fixture);
        let opened = json!({ "number": "LATE-1", "title": "Opens late", "category": "TA", "project": "P", "country": "UA", "opened_on": "2026-11-21" });
        assert_eq!(post(&router, "/api/v1/files", &opened).await.status, StatusCode::CREATED);
        let before = fixture.contents().await;
        for (changes, pointer, code) in one_fault_each() {
            let answer = post(&router, ENTRIES, &entry(&changes)).await;
            let shown: String = changes.to_string().chars().take(80).collect();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{shown}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{shown}");
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{shown}");
            let problem = answer.json();
            assert_eq!(problem["code"], code, "{shown}");
            assert_eq!(problem["type"], format!("urn:casetime:problem:{code}"), "{shown}");
            assert_eq!(problem["status"], 422, "{shown}");
            let detail = problem["detail"].as_str().expect("a sentence");
            assert!(detail.len() > 20 && !detail.contains('$'), "{shown}: {detail}");
        }
        assert_eq!(fixture.contents().await, before, "nothing is stored of what was refused");
        recorded(&router, &json!({ "file": "LATE-1", "worked_on": "2026-11-21" })).await;
    }

    async fn a_missing_member_is_as_an_empty_one(fixture: with_cast) {
        let router = router(fixture);
        for name in ["person", "file", "activity", "worked_on", "minutes"] {
            let mut sent = entry(&json!({}));
            sent.as_object_mut().expect("an object").remove(name);
            let answer = post(&router, ENTRIES, &sent).await;
            assert_eq!(faults(&answer), places(&[(&format!("/{name}"), "required")]));
        }
        let mut sent = entry(&json!({}));
        sent.as_object_mut().expect("an object").remove("narrative");
        assert_eq!(post(&router, ENTRIES, &sent).await.status, StatusCode::CREATED, "a narrative is not needed");
    }

    async fn all_faults_are_named_at_once(fixture: with_cast) {
        let sent = json!({
            "id": "1234", "person": "P-9", "file": "NOWHERE", "activity": "XX-1", "worked_on": "2026-02-30",
            "minutes": -5, "narrative": "a\u{0}b",
        });
        let answer = post(&router(fixture), ENTRIES, &sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let expected = [
            ("/id", "malformed_id"),
            ("/person", "unknown_person"),
            ("/file", "unknown_file"),
            ("/activity", "unknown_activity"),
            ("/worked_on", "date_impossible"),
            ("/minutes", "duration_negative"),
            ("/narrative", "control_character"),
        ];
        assert_eq!(faults(&answer), places(&expected));
    }

    async fn an_activity_of_the_other_category_is_explained_in_the_language_of_the_reader(fixture: with_cast) {
        let router = router(fixture);
        let wrong = entry(&json!({ "activity": "SA-POL" })).to_string();
        let words = [
            ("en-CA, fr;q=0.4", "en", ["Legal technical assistance", "Strategic advice"]),
            ("fr-CA", "fr", ["Assistance technique juridique", "Conseils stratégiques"]),
        ];
        for (accepted, lang, labels) in words {
            let answer = post_text(&router, &[JSON, ("accept-language", accepted)], wrong.clone()).await;
            assert_eq!(answer.header("content-language"), lang);
            let detail = answer.json()["detail"].as_str().expect("a sentence").to_owned();
            for label in labels {
                assert!(detail.contains(label), "{detail}");
            }
            for choice in fixture.context.vocabulary.activities_of("TA") {
                assert!(detail.contains(&choice.code), "{detail}");
            }
        }
        let internal = post(&router, ENTRIES, &entry(&json!({ "file": "OT-1" }))).await;
        assert!(internal.text.contains("OT-ADM") && !internal.text.contains("OT-LEGACY"), "only what can be chosen");
    }

    async fn an_activity_is_taken_only_while_it_is_in_use(fixture: with_cast) {
        let mut vocabulary = Vocabulary::shipped();
        let day = |text: &str| text.parse().expect("a date");
        for activity in vocabulary.activities.iter_mut().filter(|activity| activity.code == "TA-TRN") {
            activity.valid = vec![Validity { from: day("2026-04-01"), to: Some(day("2026-11-19")) }];
        }
        let app = App::new(fixture.context.db.clone(), fixture.context.clock, vocabulary, Config::default());
        let router = as_console(casetime::routes::router(app));
        for outside in ["2026-03-31", "2026-11-20"] {
            let answer = post(&router, ENTRIES, &entry(&json!({ "worked_on": outside }))).await;
            assert_eq!(faults(&answer), places(&[("/activity", "activity_not_valid")]), "{outside}");
        }
        for inside in ["2026-04-01", "2026-11-19"] {
            recorded(&router, &json!({ "worked_on": inside })).await;
        }
    }

    async fn minutes_and_numbers_are_taken_as_people_write_them(fixture: with_cast) {
        let router = router(fixture);
        for typed in
            [json!(90), json!("90m"), json!("1.5"), json!("1,5"), json!("1:30"), json!("1h30"), json!(" 1 h 30 m ")]
        {
            let made = recorded(&router, &json!({ "minutes": typed })).await;
            assert_eq!(made["minutes"], 90, "{typed}");
        }
        let made = recorded(&router, &json!({ "person": "p 1", "file": "ukr 12", "activity": "ta-trn" })).await;
        assert_eq!(
            (&made["person"], &made["file"], &made["activity"]),
            (&json!("P-1"), &json!("UKR-12"), &json!("TA-TRN"))
        );
    }

    async fn a_day_holds_24_hours_and_no_minute_more(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "minutes": 1000 })).await;
        let over =
            post(&router, ENTRIES, &entry(&json!({ "file": "SA-7", "activity": "SA-POL", "minutes": 441 }))).await;
        assert_eq!(faults(&over), places(&[("/minutes", "day_too_long")]));
        assert_eq!(
            over.json()["faults"][0]["params"],
            json!({ "date": "2026-11-20", "minutes": 1441, "already": 1000 })
        );
        recorded(&router, &json!({ "file": "SA-7", "activity": "SA-POL", "minutes": 440 })).await;
        let full = post(&router, ENTRIES, &entry(&json!({ "minutes": 1 }))).await;
        assert_eq!(full.code(), "day_too_long");
        recorded(&router, &json!({ "worked_on": "2026-11-19", "minutes": 1440 })).await;
    }

    async fn the_longest_narrative_that_fits_is_kept_whole(fixture: with_cast) {
        let narrative = "é".repeat(3998) + "\n\t!";
        let sent = format!("  {}", &narrative[..narrative.len() - 3]);
        let router = router(fixture);
        assert_eq!(recorded(&router, &json!({ "narrative": sent })).await["narrative"], "é".repeat(3998));
        let tabbed = "première ligne\n\tdeuxième";
        assert_eq!(recorded(&router, &json!({ "narrative": tabbed })).await["narrative"], tabbed);
    }

    async fn what_is_not_a_json_entry_is_refused_without_repeating_it(fixture: with_cast) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let canary = "CANARY-7f3a privileged advice";
        let sound = entry(&json!({ "narrative": canary }));
        let wrong = [
            json!({ "narrative": [canary] }),
            json!({ "narrative": { "text": canary } }),
            json!({ "minutes": { "narrative": canary } }),
            json!({ "minutes": 1.5 }),
            json!({ "file": 12 }),
            json!({ "person": null }),
        ];
        let quoted = format!("unknown field `{canary}`");
        let mut bodies: Vec<String> = wrong
            .iter()
            .map(|change| {
                let mut sent = sound.clone();
                for (name, value) in change.as_object().expect("an object") {
                    sent[name] = value.clone();
                }
                sent.to_string()
            })
            .collect();
        bodies.push(sound.to_string().trim_end_matches('}').to_owned());
        bodies.push(format!("{{\"narrative\": \"{canary}"));
        bodies.push(json!([canary]).to_string());
        bodies.push(json!(quoted).to_string());
        bodies.push(String::new());
        for body in bodies {
            let answer = post_text(&router, &[JSON], body.clone()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.text);
            assert_eq!(answer.code(), "malformed_body", "{body}");
            assert!(!answer.text.contains("CANARY"), "{body}: {}", answer.text);
        }
        assert_eq!(fixture.contents().await, before);
    }

    async fn other_media_types_and_large_bodies_are_refused(fixture: with_cast) {
        let router = router(fixture);
        let sound = entry(&json!({})).to_string();
        for media in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let answer = post_text(&router, &[("content-type", media)], sound.clone()).await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media}");
            assert_eq!(answer.code(), "unsupported_media_type", "{media}");
        }
        assert_eq!(post_text(&router, &[], sound.clone()).await.code(), "unsupported_media_type", "none at all");
        let charset = [("content-type", "Application/JSON; charset=utf-8")];
        assert_eq!(post_text(&router, &charset, sound.clone()).await.status, StatusCode::CREATED);
        let limit = 256 * 1024;
        let fits = format!("{sound}{}", " ".repeat(limit - sound.len()));
        assert_eq!(post_text(&router, &[JSON], fits.clone()).await.status, StatusCode::CREATED, "exactly 256 KiB");
        let over = post_text(&router, &[JSON], fits + " ").await;
        assert_eq!(over.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(over.code(), "body_too_large");
    }

    async fn the_same_entry_sent_again_is_one_entry(fixture: with_cast) {
        let router = router(fixture);
        let sent = entry(&json!({ "id": ID }));
        let first = post(&router, ENTRIES, &sent).await;
        assert_eq!(first.status, StatusCode::CREATED);
        let stored = fixture.contents().await;
        let again = post(&router, ENTRIES, &sent).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.json(), first.json());
        assert_eq!(again.header("etag"), "\"1\"");
        let same = [
            json!({ "minutes": "1:30" }),
            json!({ "file": "ukr-12" }),
            json!({ "narrative": " Prepared the workshop. " }),
        ];
        for change in same {
            let mut other = sent.clone();
            other.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            assert_eq!(post(&router, ENTRIES, &other).await.status, StatusCode::OK, "{change}");
        }
        let differing = [
            json!({ "minutes": 91 }),
            json!({ "narrative": "Something else." }),
            json!({ "activity": "TA-MIS" }),
            json!({ "worked_on": "2026-11-19" }),
            json!({ "file": "SA-7", "activity": "SA-POL" }),
        ];
        for change in differing {
            let mut other = sent.clone();
            other.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            let answer = post(&router, ENTRIES, &other).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{change}");
            assert_eq!(faults(&answer), places(&[("/id", "id_conflict")]), "{change}");
        }
        assert_eq!(fixture.contents().await, stored);
    }

    async fn twenty_equal_entries_at_once_are_one_entry(fixture: with_cast) {
        let router = router(fixture);
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let router = router.clone();
            tasks.push(tokio::spawn(async move { post(&router, ENTRIES, &entry(&json!({ "id": ID }))).await.status }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.expect("an answer"));
        }
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 19, "{answers:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'record'").await, 1);
    }
}
