//! Lists of entries over the API: filters, pages that hold every entry exactly once, and queries that are refused.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::recording::{ENTRIES, faults, places, recorded, router};
use crate::support::http::get;
use crate::support::on_both_engines;

/// Identifiers of a page, and where the next one is, as body and `Link` header say.
async fn page(router: &Router, path: &str) -> (Vec<String>, Option<String>) {
    let answer = get(router, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    let body = answer.json();
    let next = body["next"].as_str().map(ToOwned::to_owned);
    let linked = answer.header("link").strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    assert_eq!(linked, next.as_deref(), "header and body name the same next page");
    let entries = body["entries"].as_array().expect("entries").iter();
    (entries.map(|entry| entry["id"].as_str().expect("an id").to_owned()).collect(), next)
}

/// All pages from the first on.
async fn pages(router: &Router, path: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let (ids, following) = page(router, &path).await;
        found.push(ids);
        assert!(found.len() < 100, "the pages end");
        next = following;
    }
    found
}

/// Nine entries on three days, three files and two people.
async fn nine(router: &Router) -> Vec<Value> {
    let mut made = Vec::new();
    for (day, person) in [("2020-05-04", "P-2"), ("2026-11-18", "P-1"), ("2026-11-20", "P-1")] {
        for (file, activity) in [("UKR-12", "TA-TRN"), ("SA-7", "SA-POL"), ("OT-1", "OT-KM")] {
            made.push(
                recorded(router, &json!({ "worked_on": day, "person": person, "file": file, "activity": activity }))
                    .await,
            );
        }
    }
    made
}

/// The identifiers of the entries a test picks.
fn ids(made: &[Value], wanted: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    made.iter().filter(|entry| wanted(entry)).map(|entry| entry["id"].as_str().expect("an id").to_owned()).collect()
}

on_both_engines! {
    async fn filters_pick_the_entries_they_name(fixture: with_cast) {
        let router = router(fixture);
        let made = nine(&router).await;
        let on = |entry: &Value, day: &str| entry["worked_on"] == day;
        let cases: Vec<(&str, BTreeSet<String>)> = vec![
            ("", ids(&made, |_| true)),
            ("?person=P-1", ids(&made, |entry| entry["person"] == "P-1")),
            ("?person=p%202", ids(&made, |entry| entry["person"] == "P-2")),
            ("?file=SA-7", ids(&made, |entry| entry["file"] == "SA-7")),
            ("?from=2026-11-18", ids(&made, |entry| !on(entry, "2020-05-04"))),
            ("?to=2026-11-18", ids(&made, |entry| !on(entry, "2026-11-20"))),
            ("?from=2026-11-18&to=2026-11-18", ids(&made, |entry| on(entry, "2026-11-18"))),
            ("?from=2026-11-19&to=2026-11-19", BTreeSet::new()),
            (
                "?person=P-1&file=OT-1&from=2026-11-20",
                ids(&made, |entry| on(entry, "2026-11-20") && entry["file"] == "OT-1"),
            ),
        ];
        for (query, expected) in cases {
            let (found, next) = page(&router, &format!("{ENTRIES}{query}")).await;
            assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), expected, "{query}");
            assert_eq!(found.len(), expected.len(), "{query}");
            assert_eq!(next, None, "{query}");
        }
        let days: Vec<String> = get(&router, ENTRIES).await.json()["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| entry["worked_on"].as_str().expect("a date").to_owned())
            .collect();
        assert!(days.is_sorted_by(|one, other| one >= other), "newest work first: {days:?}");
    }

    async fn pages_hold_every_entry_exactly_once(fixture: with_cast) {
        let router = router(fixture);
        let made = nine(&router).await;
        let whole: Vec<String> = page(&router, ENTRIES).await.0;
        for limit in [1, 2, 4, 8, 9, 10, 200] {
            let found = pages(&router, &format!("{ENTRIES}?limit={limit}")).await;
            assert!(
                found[..found.len() - 1].iter().all(|ids| ids.len() == limit),
                "{limit}: only the last may be short"
            );
            assert_eq!(found.len(), made.len().div_ceil(limit), "{limit}");
            assert_eq!(found.concat(), whole, "{limit}: in one order, none twice, none missing");
        }
        let filtered = pages(&router, &format!("{ENTRIES}?person=P-1&from=2026-11-18&limit=2")).await.concat();
        assert_eq!(
            filtered.into_iter().collect::<BTreeSet<_>>(),
            ids(&made, |entry| entry["person"] == "P-1"),
            "filters go along"
        );
    }

    async fn an_entry_recorded_between_two_pages_hides_none(fixture: with_cast) {
        let router = router(fixture);
        nine(&router).await;
        let whole = page(&router, ENTRIES).await.0;
        let (first, next) = page(&router, &format!("{ENTRIES}?limit=4")).await;
        recorded(&router, &json!({ "worked_on": "2026-11-22" })).await;
        let rest = pages(&router, &next.expect("a next page")).await.concat();
        assert_eq!([first, rest].concat(), whole);
    }

    async fn queries_that_are_not_understood_are_refused(fixture: with_cast) {
        let router = router(fixture);
        let hex = casetime::web::cursor::write;
        let bad = [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=many",
            "limit=99999999999999999999",
            "cursor=zz",
            "cursor=abc",
            "cursor=%C3%A9%C3%A9",
            "team=",
            "country=%20",
        ];
        for query in bad {
            let answer = get(&router, &format!("{ENTRIES}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text);
            assert_eq!(answer.code(), "malformed_query", "{query}");
        }
        let nowhere = [
            "00".to_owned(),
            hex("2026-11-20"),
            hex("2026-11-20 1234"),
            hex("yesterday 0197a000-0000-7000-8000-0000000000a1"),
            hex("-9999-01-01 0197a000-0000-7000-8000-0000000000a1"),
        ];
        for cursor in nowhere {
            let answer = get(&router, &format!("{ENTRIES}?cursor={cursor}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{cursor}: {}", answer.text);
            assert_eq!(answer.code(), "unknown_cursor", "{cursor}");
        }
        let unknown = get(&router, &format!("{ENTRIES}?sort=person")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(faults(&unknown), places(&[("/sort", "unknown_field")]));
        let wrong =
            get(&router, &format!("{ENTRIES}?person=P-9&file=NOWHERE&from=2026-02-30&to=tomorrow&limit=0")).await;
        let all = [
            ("/person", "unknown_person"),
            ("/file", "unknown_file"),
            ("/from", "date_impossible"),
            ("/to", "date_format"),
            ("/limit", "malformed_query"),
        ];
        assert_eq!(faults(&wrong), places(&all), "all faults at once");
        let empty = get(&router, &format!("{ENTRIES}?file_type=&project=%20&client=&language=")).await;
        let all = [
            ("/file_type", "malformed_query"),
            ("/project", "malformed_query"),
            ("/client", "malformed_query"),
            ("/language", "unknown_dimension"),
        ];
        assert_eq!(faults(&empty), places(&all), "a name without a value is no filter; each is told once");
    }
}
