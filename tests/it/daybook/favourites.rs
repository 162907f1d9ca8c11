//! Favourites and what was recorded lately.

use casetime::access::Right;
use serde_json::{Value, json};

use super::{
    CREATED, app_with_retired, as_somebody, close, each, events, keeper_of, ok, post_keyed, refused, wall, worked,
};
use crate::recording::{faults, places, router};
use crate::support::http::{delete, get, patch, post, put, request, send};
use crate::support::on_both_engines;

const FAVOURITES: &str = "/api/v1/my/favourites";
const ORDER: &str = "/api/v1/my/favourites/order";
const RECENT: &str = "/api/v1/my/recent";

fn favourite(file: &str, activity: &str) -> Value {
    json!({ "file": file, "activity": activity })
}

on_both_engines! {
    async fn favourites_are_kept_once_in_an_order_of_their_own(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        assert_eq!(ok(&get(&mine, FAVOURITES).await), json!({ "favourites": [] }));
        let made = post(&mine, FAVOURITES, &json!({ "file": "ukr 12", "activity": "ta-trn", "minutes": "1:30" })).await;
        assert_eq!(made.status, CREATED, "{}", made.text);
        let one = made.json();
        for (name, value) in [
            ("file", json!("UKR-12")), ("activity", json!("TA-TRN")), ("category", json!("TA")), ("minutes", json!(90)),
            ("title", json!("File UKR-12")), ("usable", json!(true)), ("notes", json!([])), ("replaced_by", json!([])),
        ] {
            assert_eq!(one[name], value, "{name}");
        }
        assert!(one["label"]["en"].is_string() && one["label"]["fr"].is_string());
        let again = post(&mine, FAVOURITES, &json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 90 })).await;
        assert_eq!((again.status.as_u16(), again.json()), (200, one.clone()));
        let two = ok(&post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await);
        assert_eq!(two["minutes"], Value::Null, "without a time it is another one");
        let three = ok(&post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await);
        assert_eq!(events(fixture, "favourite", "add").await, 3);
        let ids = json!({ "favourites": [three["id"], one["id"], two["id"]] });
        let ordered = ok(&put(&mine, ORDER, None, &ids).await);
        assert_eq!(ordered, json!({ "favourites": [three, one, two] }));
        assert_eq!(ok(&get(&mine, FAVOURITES).await), ordered);
        assert_eq!(ok(&put(&mine, ORDER, None, &ids).await), ordered);
        assert_eq!(events(fixture, "person", "order_favourites").await, 1, "the same order is no change");
        let address = format!("{FAVOURITES}/{}", one["id"].as_str().expect("an id"));
        assert_eq!(delete(&mine, &address, None).await.status.as_u16(), 204);
        refused(&delete(&mine, &address, None).await, 404, "not_found");
        assert_eq!(ok(&get(&mine, FAVOURITES).await), json!({ "favourites": [three, two] }));
        let last = ok(&post(&mine, FAVOURITES, &favourite("OT-1", "OT-ADM")).await);
        assert_eq!(ok(&get(&mine, FAVOURITES).await)["favourites"][2], last, "a new one comes last");
    }

    async fn a_favourite_is_called_something_by_its_owner_alone(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let made = ok(&post(&mine, FAVOURITES, &json!({ "file": "UKR-12", "activity": "TA-TRN", "name": "Kyiv" })).await);
        assert_eq!(made["name"], json!("Kyiv"));
        let address = format!("{FAVOURITES}/{}", made["id"].as_str().expect("an id"));
        let renamed = ok(&patch(&mine, &address, None, &json!({ "name": "  Appels à Kyïv 🙂 " })).await);
        assert_eq!(renamed["name"], json!("Appels à Kyïv 🙂"));
        assert_eq!(ok(&patch(&mine, &address, None, &json!({ "name": "Appels à Kyïv 🙂" })).await), renamed);
        assert_eq!(events(fixture, "favourite", "rename").await, 1, "the same name is no change");
        assert_eq!(ok(&get(&mine, FAVOURITES).await), json!({ "favourites": [renamed] }));
        let ids = json!({ "favourites": [made["id"]] });
        assert_eq!(ok(&put(&mine, ORDER, None, &ids).await)["favourites"][0]["name"], renamed["name"]);
        for (body, code) in [(json!({ "name": "n".repeat(121) }), "too_long"), (json!({ "name": "a\u{0}" }), "control_character"), (json!({ "label": "x" }), "unknown_field")] {
            refused(&patch(&mine, &address, None, &body).await, 422, code);
        }
        let other = keeper_of(fixture, "P-2").await.router(fixture).await;
        refused(&patch(&other, &address, None, &json!({ "name": "Theirs" })).await, 404, "not_found");
        refused(&patch(&mine, &format!("{FAVOURITES}/x"), None, &json!({ "name": "N" })).await, 404, "not_found");
        assert_eq!(ok(&patch(&mine, &address, None, &json!({ "name": "" })).await)["name"], json!(""));
    }

    async fn an_order_names_each_of_them_once(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let one = ok(&post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await);
        let two = ok(&post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await);
        let before = ok(&get(&mine, FAVOURITES).await);
        let unknown = json!("0197a000-0000-7000-8000-0000000000a1");
        for ids in [
            json!([]), json!([one["id"]]), json!([one["id"], one["id"]]), json!([one["id"], two["id"], one["id"]]),
            json!([one["id"], unknown]), json!([one["id"], two["id"], unknown]),
        ] {
            let answer = put(&mine, ORDER, None, &json!({ "favourites": ids })).await;
            refused(&answer, 409, "favourites_changed");
            assert_eq!(answer.json()["current"], before, "what there is stands in the answer");
        }
        let malformed = put(&mine, ORDER, None, &json!({ "favourites": ["first"] })).await;
        assert_eq!(faults(&malformed), places(&[("/favourites", "malformed_id")]));
        assert_eq!(ok(&get(&mine, FAVOURITES).await), before);
    }

    async fn fifty_are_kept_and_no_more(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        for minutes in 1..=50 {
            let made = post(&mine, FAVOURITES, &json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": minutes })).await;
            assert_eq!(made.status, CREATED, "{}", made.text);
        }
        refused(&post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await, 422, "too_many_favourites");
        let again = post(&mine, FAVOURITES, &json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 50 })).await;
        assert_eq!(again.status.as_u16(), 200, "one that is kept already is no more");
        assert_eq!(fixture.number("SELECT count(*) FROM favourites").await, 50);
    }

    async fn what_cannot_be_recorded_today_is_not_kept(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        for (sent, expected) in [
            (json!({}), &[("/file", "required"), ("/activity", "required")][..]),
            (favourite("NOWHERE", "TA-TRN"), &[("/file", "unknown_file")]),
            (favourite("JAM-3", "TA-TRN"), &[("/file", "file_closed")]),
            (favourite("HELD", "OT-KM"), &[("/file", "file_import_only")]),
            (favourite("UKR-12", "XX"), &[("/activity", "unknown_activity")]),
            (favourite("UKR-12", "SA-POL"), &[("/activity", "category_mismatch")]),
            (json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 0 }), &[("/minutes", "duration_zero")]),
            (json!({ "file": "NOWHERE", "activity": "TA-TRN", "minutes": 1441 }),
                &[("/file", "unknown_file"), ("/minutes", "duration_too_long")]),
            (json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": "" }), &[("/minutes", "required")]),
            (json!({ "file": "F".repeat(41), "activity": "TA-TRN" }), &[("/file", "too_long"), ("/file", "unknown_file")]),
            (json!({ "file": "UKR-12", "activity": "TA-TRN", "colour": "red" }), &[("/colour", "unknown_field")]),
        ] {
            let answer = post(&mine, FAVOURITES, &sent).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (422, places(expected)), "{sent}");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM favourites").await, 0);
    }

    async fn one_that_is_of_no_use_any_more_stays_and_says_why(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        ok(&post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await);
        ok(&post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await);
        close(fixture, "SA-7", "2026-10-31").await;
        let mine = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-21")).await;
        let listed = ok(&get(&mine, FAVOURITES).await)["favourites"].clone();
        assert_eq!(each(&listed, "file"), ["UKR-12", "SA-7"]);
        let (retired, closed) = (&listed[0], &listed[1]);
        assert_eq!((&retired["usable"], &closed["usable"]), (&json!(false), &json!(false)));
        assert_eq!(each(&retired["notes"], "code"), ["activity_not_valid"]);
        assert_eq!(retired["replaced_by"], json!([{ "code": "TA-MIS", "kind": "one" }]));
        assert_eq!(each(&closed["notes"], "code"), ["file_closed"]);
        assert_eq!((each(&closed["notes"], "field"), &closed["replaced_by"]), (vec!["file".to_owned()], &json!([])));
        let detail = closed["notes"][0]["detail"].as_str().expect("a sentence");
        assert!(detail.contains("was closed on 2026-10-31"), "{detail}");
        let french = request("GET", FAVOURITES, &[("accept-language", "fr")], axum::body::Body::empty());
        let french = ok(&send(&mine, french).await);
        assert!(french["favourites"][1]["notes"][0]["detail"].as_str().expect("a sentence").contains("a été fermé"));
        let until = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-22")).await;
        assert_eq!(ok(&get(&until, FAVOURITES).await)["favourites"][0]["usable"], json!(true), "on its last day");
    }

    async fn a_favourite_on_a_walled_file_is_there_only_for_who_is_named(fixture: with_cast) {
        let alex = keeper_of(fixture, "P-1").await;
        let mine = alex.router(fixture).await;
        let hidden = ok(&post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await);
        let kept = post_keyed(&mine, FAVOURITES, "f", &favourite("SA-7", "SA-POL")).await;
        assert_eq!(kept.status.as_u16(), 200);
        let one = ok(&post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await);
        let two = ok(&post(&mine, FAVOURITES, &favourite("OT-1", "OT-ADM")).await);
        worked(&router(fixture), "2026-11-19", &json!({ "file": "SA-7", "activity": "SA-POL" })).await;
        wall(fixture, "SA-7", true).await;
        let mine = alex.router(fixture).await;
        assert_eq!(ok(&get(&mine, FAVOURITES).await), json!({ "favourites": [one, two] }));
        assert_eq!(ok(&get(&mine, RECENT).await), json!({ "recent": [] }));
        let address = format!("{FAVOURITES}/{}", hidden["id"].as_str().expect("an id"));
        refused(&delete(&mine, &address, None).await, 404, "not_found");
        let answer = post(&mine, FAVOURITES, &favourite("SA-7", "SA-POL")).await;
        assert_eq!(faults(&answer), places(&[("/file", "unknown_file")]));
        refused(&post_keyed(&mine, FAVOURITES, "f", &favourite("SA-7", "SA-POL")).await, 404, "not_found");
        let all = json!({ "favourites": [two["id"], one["id"], hidden["id"]] });
        let answer = put(&mine, ORDER, None, &all).await;
        refused(&answer, 409, "favourites_changed");
        assert!(!answer.text.contains("SA-7"), "{}", answer.text);
        ok(&put(&mine, ORDER, None, &json!({ "favourites": [two["id"], one["id"]] })).await);
        wall(fixture, "SA-7", false).await;
        let mine = alex.router(fixture).await;
        let again = ok(&get(&mine, FAVOURITES).await);
        assert_eq!(again["favourites"].as_array().map(Vec::len), Some(3), "it was not removed: {again}");
    }

    async fn favourites_are_ones_own(fixture: with_cast) {
        fixture.add_person("P-3", "Chris Example", "").await;
        let (alex, chris) = (keeper_of(fixture, "P-1").await, keeper_of(fixture, "P-3").await);
        let (mine, other) = (alex.router(fixture).await, chris.router(fixture).await);
        let one = ok(&post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await);
        assert_eq!(ok(&get(&other, FAVOURITES).await), json!({ "favourites": [] }));
        let address = format!("{FAVOURITES}/{}", one["id"].as_str().expect("an id"));
        refused(&delete(&other, &address, None).await, 404, "not_found");
        refused(&put(&other, ORDER, None, &json!({ "favourites": [one["id"]] })).await, 409, "favourites_changed");
        let theirs = post(&other, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await;
        assert_eq!(theirs.status, CREATED, "each has their own");
        let narrow = alex.with_scopes(&[Right::ReadEntries]).router(fixture).await;
        for path in [FAVOURITES, RECENT] {
            refused(&get(&narrow, path).await, 403, "forbidden");
            refused(&get(&router(fixture), path).await, 422, "person_required");
        }
        refused(&post(&narrow, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await, 403, "forbidden");
        refused(&delete(&narrow, &address, None).await, 403, "forbidden");
        refused(&put(&narrow, ORDER, None, &json!({ "favourites": [one["id"]] })).await, 403, "forbidden");
    }

    async fn the_same_favourite_sent_many_times_at_once_is_one(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let mine = mine.clone();
            tasks.spawn(async move { post(&mine, FAVOURITES, &favourite("UKR-12", "TA-TRN")).await.status.as_u16() });
        }
        let mut answers = tasks.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 19, "{answers:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM favourites").await, 1);
    }

    async fn what_was_recorded_lately_is_counted(fixture: with_cast) {
        fixture.add_person("P-3", "Chris Example", "").await;
        let console = router(fixture);
        let alex = keeper_of(fixture, "P-1").await;
        for (day, changes) in [
            ("2026-11-20", json!({ "minutes": 30 })),
            ("2026-11-18", json!({ "minutes": 60 })),
            ("2026-11-19", json!({ "minutes": 15, "activity": "TA-MIS" })),
            ("2026-11-02", json!({ "minutes": 15, "file": "SA-7", "activity": "SA-POL" })),
            ("2026-09-23", json!({ "minutes": 15, "file": "OT-1", "activity": "OT-ADM" })),
            ("2026-09-22", json!({ "minutes": 15, "file": "OT-1", "activity": "OT-KM" })),
            ("2026-11-20", json!({ "minutes": 30, "person": "P-3", "file": "OT-1", "activity": "OT-KM" })),
        ] {
            worked(&console, day, &changes).await;
        }
        let gone = worked(&console, "2026-11-20", &json!({ "activity": "TA-NEED" })).await;
        let address = format!("/api/v1/entries/{}", gone["id"].as_str().expect("an id"));
        ok(&patch(&console, &address, Some("\"1\""), &json!({ "withdrawn": true, "reason": "Twice." })).await);
        close(fixture, "SA-7", "2026-11-02").await;
        let listed = ok(&get(&alex.router(fixture).await, RECENT).await)["recent"].clone();
        assert_eq!(each(&listed, "activity"), ["TA-TRN", "TA-MIS", "SA-POL", "OT-ADM"]);
        let first = &listed[0];
        assert_eq!((&first["entries"], &first["minutes"], &first["last_used"]), (&json!(2), &json!(90), &json!("2026-11-20")));
        assert_eq!(listed[3]["last_used"], "2026-09-23", "60 days back");
        assert_eq!((&listed[0]["usable"], &listed[2]["usable"]), (&json!(true), &json!(false)));
        assert_eq!(each(&listed[2]["notes"], "code"), ["file_closed"]);
        assert!(!listed.to_string().contains("Prepared the workshop."), "no narratives");
    }
}
