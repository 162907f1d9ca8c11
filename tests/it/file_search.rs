//! Searching files: accents and capitals, names of countries, numbers of other systems, walls, pages.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::files::search;
use serde_json::{Value, json};

use crate::recording::router;
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, patch, post};
use crate::support::on_both_engines;

const FILES: &str = "/api/v1/files";

async fn open(router: &Router, number: &str, changes: &Value) -> Answer {
    let mut file = json!({ "number": number, "title": "Advice", "category": "SA", "opened_on": "2026-01-01" });
    for (name, value) in changes.as_object().expect("an object") {
        file[name] = value.clone();
    }
    let answer = post(router, FILES, &file).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer
}

fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let files = body["files"].as_array().unwrap_or_else(|| panic!("files: {}", answer.text));
    files.iter().map(|file| file["number"].as_str().expect("a number").to_owned()).collect()
}

/// The numbers of the files a text finds, in their order.
async fn found(router: &Router, text: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("search", text)]).expect("a query");
    numbers(&get(router, &format!("{FILES}?{query}")).await)
}

on_both_engines! {
    async fn a_search_sees_no_accents_and_no_capitals_and_knows_countries_in_both_languages(fixture: empty) {
        let router = router(fixture);
        open(&router, "A-1", &json!({ "country": "ET" })).await;
        open(&router, "A-2", &json!({ "title": "Révision du code pénal d’Éthiopie" })).await;
        open(&router, "A-3", &json!({ "country": "JM", "requester": "Équipe du ministre" })).await;
        let project = json!({ "category": "TA", "country": "UA", "project": "Sharaka", "agreement": "CA-3-Z020929001" });
        open(&router, "A-4", &project).await;
        for text in ["Éthiopie", "ethiopie", "ETHIOPIE", "thiopi", "e\u{301}thiopie"] {
            assert_eq!(found(&router, text).await, ["A-1", "A-2"], "{text}");
        }
        for (text, expected) in [
            ("Ethiopia", vec!["A-1"]),
            ("jamaïque", vec!["A-3"]),
            ("Jamaica minister", vec![]),
            ("ministre jamaique", vec!["A-3"]),
            ("code ethiopie revision", vec!["A-2"]),
            ("equipe du ministre", vec!["A-3"]),
            ("sharaka ukraine", vec!["A-4"]),
            ("z020929001", vec!["A-4"]),
            ("a-3", vec!["A-3", "A-4"]),
            ("nothing of the kind", vec![]),
        ] {
            assert_eq!(found(&router, text).await, expected, "{text}");
        }
        for sign in ["%", "_", "%25", "\\", "'"] {
            assert!(found(&router, sign).await.is_empty(), "{sign} is a sign like others");
        }
        assert_eq!(found(&router, " ").await.len(), 5, "nothing searched for: the whole list");
    }

    async fn a_changed_file_is_found_by_what_it_says_now(fixture: empty) {
        let router = router(fixture);
        let made = open(&router, "A-1", &json!({ "requester": "Before", "country": "ET" })).await;
        let change = json!({
            "requester": "After", "country": "JM", "numbers": [{ "system": "icase", "number": "2-345678" }],
        });
        let changed = patch(&router, made.header("location"), Some("\"1\""), &change).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
        assert_eq!(changed.json()["numbers"], change["numbers"]);
        for (text, expected) in [("before", 0), ("after", 1), ("ethiopia", 0), ("jamaica", 1), ("2-345678", 1)] {
            assert_eq!(found(&router, text).await.len(), expected, "{text}");
        }
        let renamed = json!({ "label": { "en": "Xaymaca", "fr": "Xaymaca" } });
        let country = patch(&router, "/api/v1/names/country/JM", Some("\"1\""), &renamed).await;
        assert_eq!(country.status, StatusCode::OK);
        assert_eq!((found(&router, "xaymaca").await.len(), found(&router, "jamaica").await.len()), (1, 0));
    }

    async fn the_number_comes_first_here_or_in_another_system(fixture: empty) {
        let router = router(fixture);
        open(&router, "A-1", &json!({ "title": "As in UKR-1" })).await;
        open(&router, "UKR-12", &json!({})).await;
        open(&router, "UKR-1", &json!({})).await;
        open(&router, "Z-1", &json!({ "numbers": [{ "system": "billing", "number": "ukr 1" }] })).await;
        let expected = ["UKR-1", "Z-1", "A-1", "UKR-12"];
        assert_eq!(found(&router, "ukr-1").await, expected);
        for limit in 1..=5 {
            let (mut all, mut next) = (Vec::new(), Some(format!("{FILES}?search=ukr-1&limit={limit}")));
            while let Some(path) = next {
                let page = get(&router, &path).await;
                assert!(numbers(&page).len() <= limit && !numbers(&page).is_empty(), "{path}");
                all.extend(numbers(&page));
                next = page.json()["next"].as_str().map(ToOwned::to_owned);
            }
            assert_eq!(all, expected, "{limit}");
        }
        for cursor in ["00", "61", &casetime::web::cursor::write("none A-1"), &casetime::web::cursor::write("A-1")] {
            let answer = get(&router, &format!("{FILES}?search=ukr-1&cursor={cursor}")).await;
            assert_eq!(answer.code(), "unknown_cursor", "{cursor}");
        }
        let long = get(&router, &format!("{FILES}?search={}", "x".repeat(201))).await;
        assert_eq!(long.code(), "too_long");
    }

    async fn a_walled_file_is_found_by_those_named_on_it_only(fixture: empty) {
        let one = Somebody::new(fixture, "one", &[(Role::Keeper, "")]).await;
        let other = Somebody::new(fixture, "other", &[(Role::Keeper, "")]).await;
        let router = one.router(fixture).await;
        let secret = json!({
            "walled": true, "title": "Inquiry", "country": "ET", "numbers": [{ "system": "icase", "number": "77" }],
        });
        open(&router, "W-1", &secret).await;
        open(&router, "W-2", &json!({ "title": "Inquiry too" })).await;
        for text in ["W-1", "inquiry", "ethiopia", "77"] {
            assert!(found(&one.router(fixture).await, text).await.contains(&"W-1".to_owned()), "{text}");
            assert!(!found(&other.router(fixture).await, text).await.contains(&"W-1".to_owned()), "{text}");
        }
        let page = get(&other.router(fixture).await, &format!("{FILES}?search=inquiry&limit=1")).await;
        assert_eq!((numbers(&page), &page.json()["next"]), (vec!["W-2".to_owned()], &json!(null)));
    }

    async fn files_older_than_the_search_are_found_once_they_were_read_again(fixture: with_cast) {
        let router = router(fixture);
        open(&router, "A-1", &json!({ "requester": "Évêché" })).await;
        assert_eq!(fixture.by_hand("UPDATE files SET search_key = ''").await.expect("emptied"), 6);
        assert!(found(&router, "eveche").await.is_empty());
        assert_eq!(search::complete(&fixture.context.db).await.expect("read again"), 6);
        assert_eq!(found(&router, "eveche").await, ["A-1"]);
        assert_eq!(search::complete(&fixture.context.db).await.expect("nothing to do"), 0);
    }
}
