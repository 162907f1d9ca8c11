//! Who reads what of the register of requests: lists and their pages, rights, people, and walled files that are not told of.

use axum::Extension;
use axum::http::StatusCode;
use casetime::access::{Right, Role};
use casetime::people;
use casetime::web::ask::Repeated;
use serde_json::json;

use crate::recording::{faults, places, router};
use crate::requests::{REQUESTS, body_of, entered, in_state, post, step, stepped};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, as_nobody, get, patch};
use crate::support::on_both_engines;

fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let requests = body["requests"].as_array().unwrap_or_else(|| panic!("requests: {}", answer.text));
    requests.iter().map(|one| one["number"].as_str().expect("a number").to_owned()).collect()
}

on_both_engines! {
    async fn a_walled_file_is_not_told_of_to_who_is_not_named_on_it(fixture: with_cast) {
        let inside = Somebody::new(fixture, "inside", &[(Role::Keeper, "")]).await;
        let outside = Somebody::new(fixture, "outside", &[(Role::Keeper, "")]).await;
        let console = router(fixture);
        let address = in_state(&console, "accepted").await;
        let new = json!({
            "number": "SECRET-1", "title": "Inquiry", "category": "SA", "opened_on": "2026-01-01", "walled": true,
        });
        let linked = stepped(&inside.router(fixture).await, &address, "file", &json!({ "new": new })).await;
        assert_eq!(linked["file"], json!("SECRET-1"), "whoever opens it is named on it");
        let other = outside.router(fixture).await;
        let known = get(&inside.router(fixture).await, &address).await.json();
        assert_eq!((&known["file"], &known["file_id"]), (&linked["file"], &linked["file_id"]));
        let id = linked["file_id"].as_str().expect("an id").to_owned();
        let mut told = vec![
            get(&other, &address).await,
            get(&other, REQUESTS).await,
            patch(&other, &address, Some("\"1\""), &json!({})).await,
            step(&other, &address, "file", &json!({ "file": "SA-7" })).await,
            patch(&other, &address, Some("\"4\""), &json!({ "wanted": "More." })).await,
            step(&other, &address, "completion", &json!({})).await,
            step(&other, &address, "triage", &body_of("triage")).await,
        ];
        // Nor can it be found by trying its number.
        let second = in_state(&console, "accepted").await;
        let tried = step(&other, &second, "file", &json!({ "file": "SECRET-1" })).await;
        assert_eq!(faults(&tried), places(&[("/file", "unknown_file")]));
        let params = tried.json()["faults"][0]["params"].clone();
        let nowhere = step(&other, &second, "file", &json!({ "file": "SECRET-2" })).await;
        assert_eq!(params.to_string().replace("SECRET-1", "SECRET-2"), nowhere.json()["faults"][0]["params"].to_string());
        told.push(get(&other, &second).await);
        for answer in told {
            assert!(!answer.text.contains("SECRET") && !answer.text.contains(&id), "{}", answer.text);
        }
        let seen = get(&other, &address).await.json();
        assert_eq!((&seen["file"], &seen["file_id"], &seen["state"]), (&json!(null), &json!(null), &json!("completed")));
        assert_eq!(get(&inside.router(fixture).await, &address).await.json()["file"], json!("SECRET-1"), "it is still there");
    }

    async fn a_repeated_step_does_not_tell_of_a_file_that_was_walled_since(fixture: with_cast) {
        let one = Somebody::new(fixture, "one", &[(Role::Keeper, "")]).await;
        let address = in_state(&router(fixture), "accepted").await;
        let repeated = Extension(Repeated { key: "k".to_owned(), request: "same".to_owned() });
        let path = format!("{address}/file");
        let body = json!({ "file": "SA-7" });
        let first = post(&one.router(fixture).await.layer(repeated.clone()), &path, Some(3), &body).await;
        assert_eq!(first.json()["file"], json!("SA-7"), "{}", first.text);
        let file = format!("/api/v1/files/{}", first.json()["file_id"].as_str().expect("an id"));
        let walled = patch(&router(fixture), &file, Some("\"1\""), &json!({ "walled": true })).await;
        assert_eq!(walled.status, StatusCode::OK, "{}", walled.text);
        let second = post(&one.router(fixture).await.layer(repeated), &path, Some(3), &body).await;
        assert_eq!((second.status, &second.json()["file"]), (StatusCode::OK, &json!(null)), "{}", second.text);
        assert!(!second.text.contains("SA-7"), "{}", second.text);
    }

    async fn lists_are_filtered_counted_and_cut_into_pages(fixture: with_cast) {
        let router = router(fixture);
        for (day, requester, country) in [
            ("2025-05-01", "Global Affairs Canada", "UA"),
            ("2026-05-02", "Conseil de l’Europe", "JM"),
            ("2026-05-01", "global affairs, CANADA", "UA"),
            ("2026-06-01", "Conseil de l'Europe", ""),
        ] {
            entered(&router, &json!({ "received_on": day, "requester": requester, "country": country })).await;
        }
        in_state(&router, "declined").await;
        let all = ["R-2026-0004", "R-2026-0003", "R-2026-0002", "R-2026-0001", "R-2025-0001"];
        let listed = get(&router, REQUESTS).await;
        assert_eq!(numbers(&listed), all);
        let counts = json!({ "received": 4, "triaged": 0, "accepted": 0, "declined": 1, "referred": 0, "completed": 0 });
        assert_eq!(listed.json()["counts"], counts);
        let found = [
            ("state=declined", &all[..1], 4),
            ("state=completed", &[], 4),
            ("requester=GLOBAL%20affairs%20canada", &["R-2026-0004", "R-2026-0002", "R-2025-0001"], 2),
            ("requester=conseil%20de%20l%20europe", &["R-2026-0003", "R-2026-0001"], 2),
            ("country=ua&to=2026-05-31", &["R-2026-0002", "R-2025-0001"], 2),
            ("from=2026-05-02&to=2026-06-01", &["R-2026-0003", "R-2026-0001"], 2),
            ("from=2026-11-03", &[], 0),
        ];
        for (query, expected, received) in found {
            let answer = get(&router, &format!("{REQUESTS}?{query}")).await;
            assert_eq!(numbers(&answer), expected, "{query}");
            assert_eq!(answer.json()["counts"]["received"], json!(received), "{query}");
        }
        for limit in 1..=6 {
            let (mut seen, mut next) = (Vec::new(), Some(format!("{REQUESTS}?limit={limit}&from=2025-04-01")));
            while let Some(path) = next {
                let answer = get(&router, &path).await;
                assert!(numbers(&answer).len() <= limit && answer.json()["counts"] == counts, "{path}");
                seen.extend(numbers(&answer));
                next = answer.json()["next"].as_str().map(ToOwned::to_owned);
                let linked = next.as_ref().map_or_else(String::new, |next| format!("<{next}>; rel=\"next\""));
                assert_eq!(answer.header("link"), linked, "{path}");
            }
            assert_eq!(seen, all, "{limit}");
        }
        for (query, code) in [
            ("state=open", "malformed_query"),
            ("requester=%20", "required"),
            ("country=", "malformed_query"),
            ("country=U1", "country_format"),
            ("from=x", "date_format"),
            ("limit=0", "malformed_query"),
            ("limit=201", "malformed_query"),
            ("cursor=zz", "malformed_query"),
            ("cursor=00", "unknown_cursor"),
            ("cursor=522d31", "unknown_cursor"),
            ("sort=day", "unknown_field"),
        ] {
            assert_eq!(get(&router, &format!("{REQUESTS}?{query}")).await.code(), code, "{query}");
        }
    }

    async fn the_register_is_read_and_kept_by_those_who_have_the_right(fixture: with_cast) {
        let address = in_state(&router(fixture), "triaged").await;
        assert_eq!(get(&as_nobody(casetime::routes::router(fixture.app())), REQUESTS).await.code(), "not_signed_in");
        for (role, team, reads, keeps) in [
            (Role::Timekeeper, "", true, false),
            (Role::Manager, "North", true, true),
            (Role::Head, "", true, true),
            (Role::Keeper, "", true, true),
            (Role::Auditor, "", true, false),
            (Role::Administrator, "", false, false),
        ] {
            let one = Somebody::new(fixture, role.as_str(), &[(role, team)]).await;
            let router = one.router(fixture).await;
            for path in [REQUESTS, &address] {
                assert_eq!(get(&router, path).await.status == StatusCode::OK, reads, "{role:?} {path}");
            }
            let here = format!("{address}/decision");
            let code = post(&router, &here, None, &body_of("decision")).await.code();
            assert_eq!(code, if keeps { "precondition_required" } else { "forbidden" }, "{role:?}");
        }
        // A token that may keep the register and not the files opens none on the way.
        let head = Somebody::new(fixture, "token", &[(Role::Head, "")]).await;
        let router = head.with_scopes(&[Right::ReadRequests, Right::ChangeRequests]).router(fixture).await;
        stepped(&router, &address, "decision", &body_of("decision")).await;
        let new = json!({ "new": { "number": "SA-9", "title": "Treaties", "category": "SA", "opened_on": "2026-11-20" } });
        assert_eq!(step(&router, &address, "file", &new).await.code(), "forbidden");
    }

    async fn who_looks_into_a_request_is_told_to_those_who_may_know_that_person(fixture: with_cast) {
        let address = in_state(&router(fixture), "received").await;
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "North")]).await.router(fixture).await;
        let beyond = step(&manager, &address, "triage", &json!({ "kind": "other", "person": "P-1" })).await;
        assert_eq!(faults(&beyond), places(&[("/person", "unknown_person")]));
        let own = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person").id;
        stepped(&router(fixture), &address, "triage", &json!({ "kind": "other", "person": "P-1" })).await;
        let timekeeper = Somebody::new(fixture, "other", &[(Role::Timekeeper, "")]).await;
        for (router, person) in [
            (manager, json!(null)),
            (timekeeper.router(fixture).await, json!(null)),
            (timekeeper.clone().standing_for(own).router(fixture).await, json!("P-1")),
            (router(fixture), json!("P-1")),
        ] {
            assert_eq!(get(&router, &address).await.json()["person"], person);
        }
    }
}
