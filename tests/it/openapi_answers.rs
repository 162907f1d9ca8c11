//! What the API answers is as its description says, operation by operation.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::StatusCode;
use casetime::access::Access;
use casetime::lang::Lang;
use casetime::routes::document::document;
use casetime::web::ask::SignedIn;
use serde_json::{Value, json};

use crate::accounts::{ask_if, somebody};
use crate::openapi::{as_described, operations};
use crate::recording::{ENTRIES, ID, entry, recorded, router};
use crate::sign_in::{PASSWORD, account};
use crate::support::http::{get, patch, post, put, request, send};
use crate::support::on_both_engines;

on_both_engines! {
    async fn answers_are_as_they_are_described(fixture: with_cast) {
        let router = router(fixture);
        let one = "/api/v1/entries/{id}";
        as_described(ENTRIES, "post", &post(&router, ENTRIES, &entry(&json!({ "id": ID }))).await);
        as_described(ENTRIES, "post", &post(&router, ENTRIES, &entry(&json!({ "id": ID }))).await);
        recorded(&router, &json!({ "minutes": 5 })).await;
        let address = format!("{ENTRIES}/{ID}");
        let change = json!({ "minutes": 60.0, "reason": "Misread the clock." });
        for version in [Some("\"1\""), Some("\"1\""), None] {
            as_described(one, "patch", &patch(&router, &address, version, &change).await);
        }
        as_described(one, "get", &get(&router, &address).await);
        as_described(one, "get", &get(&router, &format!("{ENTRIES}/0197a000-0000-7000-8000-0000000000ff")).await);
        for query in ["", "?limit=1", "?limit=0", "?person=nobody", "?cursor=00", "?sort=day"] {
            as_described(ENTRIES, "get", &get(&router, &format!("{ENTRIES}{query}")).await);
        }
        let refused = [
            json!({}),
            json!({ "person": null }),
            json!({ "id": ID, "file": "OT-1", "activity": "OT-ADM" }),
            json!({ "minutes": 0, "file": "NOWHERE" }),
            json!({ "colour": "red" }),
        ];
        for change in refused {
            as_described(ENTRIES, "post", &post(&router, ENTRIES, &entry(&change)).await);
        }
        let plain = request("POST", ENTRIES, &[("content-type", "text/plain")], "{}");
        as_described(ENTRIES, "post", &send(&router, plain).await);
        let large = request("POST", ENTRIES, &[("content-type", "application/json")], " ".repeat(300_000));
        as_described(ENTRIES, "post", &send(&router, large).await);
        let foreign = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
        as_described(ENTRIES, "post", &send(&router, request("POST", ENTRIES, &foreign, "{}")).await);
        let file = json!({ "number": "SA-9", "title": "Treaties", "category": "SA", "opened_on": "2026-01-01" });
        let files = "/api/v1/files";
        let opened = post(&router, files, &file).await;
        as_described(files, "post", &opened);
        as_described(files, "get", &get(&router, &format!("{files}?limit=2")).await);
        let address = opened.header("location").to_owned();
        as_described("/api/v1/files/{id}", "get", &get(&router, &address).await);
        let closed = patch(&router, &address, Some("\"1\""), &json!({ "closed_on": "2026-12-31" })).await;
        as_described("/api/v1/files/{id}", "patch", &closed);
        for format in ["json", "csv", "skos", "skos-json", "toml", "xml"] {
            let path = "/api/v1/vocabulary";
            as_described(path, "get", &get(&router, &format!("{path}?format={format}")).await);
        }
        let path = "/api/v1/reports/workload";
        for query in ["", "?format=csv", "?by=file&per=month&from=2026-27&to=2026-27", "?by=colour", "?from=", "?lang=e", "?as_of=today&by=activity"] {
            as_described(path, "get", &get(&router, &format!("{path}{query}")).await);
        }
        let next = casetime::vocabulary::SHIPPED.replacen("version = 1", "version = 2", 1);
        for path in ["/api/v1/vocabulary/rehearsals", "/api/v1/vocabulary/versions", "/api/v1/vocabulary/versions"] {
            for document in ["name = 1", next.as_str()] {
                as_described(path, "post", &post(&router, path, &json!({ "document": document })).await);
            }
        }
    }

    async fn what_is_said_of_people_and_the_audit_trail_is_as_described(fixture: with_cast) {
        let router = router(fixture);
        let (people, one, day) = ("/api/v1/people", "/api/v1/people/{id}", "/api/v1/people/{id}/schedules/{valid_from}");
        let person = json!({ "number": "P-9", "name": "Amina", "kind": "other", "days_per_week": 4.0 });
        let added = post(&router, people, &person).await;
        as_described(people, "post", &added);
        as_described(people, "post", &post(&router, people, &person).await);
        as_described(people, "get", &get(&router, &format!("{people}?limit=1")).await);
        for wrong in [json!({}), json!({ "number": "P-8", "name": "B", "days_per_week": "4" }), json!({ "kind": "" })] {
            as_described(people, "post", &post(&router, people, &wrong).await);
        }
        let address = added.header("location").to_owned();
        as_described(one, "get", &get(&router, &address).await);
        for (version, change) in [
            (Some("\"1\""), json!({ "active_to": "2027-01-01" })),
            (Some("\"1\""), json!({ "active_to": null })),
            (Some("\"2\""), json!({ "active_to": null, "kind": "lawyer", "days_per_week": 5 })),
            (None, json!({})),
        ] {
            as_described(one, "patch", &patch(&router, &address, version, &change).await);
        }
        let dated = format!("{address}/schedules/2026-01-01");
        for (version, body) in [
            (Some("\"3\""), json!({ "kind": "part_time", "minutes_per_day": 300 })),
            (Some("\"4\""), json!({ "kind": "part_time", "minutes_per_day": "5:00", "days_per_week": 3 })),
            (Some("\"4\""), json!({ "kind": "absent" })),
            (None, json!({ "kind": "absent" })),
        ] {
            as_described(day, "put", &put(&router, &dated, version, &body).await);
        }
        as_described("/api/v1/people/{id}/schedules", "get", &get(&router, &format!("{address}/schedules")).await);
        let removed = |version: &'static str| request("DELETE", &dated, &[("if-match", version)], Body::empty());
        as_described(day, "delete", &send(&router, removed("\"1\"")).await);
        as_described(day, "delete", &send(&router, removed("\"5\"")).await);
        let events = "/api/v1/audit-events";
        for query in ["", "?limit=1", "?object=person&actor=nobody", "?from=2026-01-01&to=2030-01-01T00:00:00Z", "?from=x"] {
            as_described(events, "get", &get(&router, &format!("{events}{query}")).await);
        }
        as_described(&format!("{events}/verification"), "get", &get(&router, &format!("{events}/verification")).await);
        let opened = get(&router, "/api/v1/files?limit=1").await.json()["files"][0]["id"].clone();
        let members = format!("/api/v1/files/{}/members", opened.as_str().expect("an id"));
        let described = "/api/v1/files/{id}/members";
        let listed = get(&router, &members).await;
        as_described(described, "get", &listed);
        let version = listed.header("etag");
        for accounts in [json!({ "accounts": [] }), json!({ "accounts": ["x"] }), json!({})] {
            as_described(described, "put", &put(&router, &members, Some(version), &accounts).await);
        }
    }

    async fn what_is_said_of_the_register_and_of_names_is_as_described(fixture: with_cast) {
        let router = router(fixture);
        let file = "/api/v1/files/{id}";
        let found = get(&router, "/api/v1/files?search=sa-7").await;
        as_described("/api/v1/files", "get", &found);
        let address = format!("/api/v1/files/{}", found.json()["files"][0]["id"].as_str().expect("an id"));
        for query in ["search=%20", "search=%25", &format!("search={}", "x".repeat(201)), "search=a&cursor=00"] {
            as_described("/api/v1/files", "get", &get(&router, &format!("/api/v1/files?{query}")).await);
        }
        let lead = |day: &str| format!("{address}/leads/{day}");
        for (version, day, body) in [
            (Some("\"1\""), "2026-01-01", json!({ "person": "P-1" })),
            (Some("\"2\""), "2026-01-01", json!({ "person": "P-1" })),
            (Some("\"2\""), "2026-01-01", json!({ "person": "P-2" })),
            (Some("\"3\""), "2026-01-01", json!({ "person": "P-2" })),
            (Some("\"3\""), "soon", json!({ "person": "" })),
            (None, "2026-01-01", json!({})),
        ] {
            as_described(&format!("{file}/leads/{{valid_from}}"), "put", &put(&router, &lead(day), version, &body).await);
        }
        as_described(&format!("{file}/leads"), "get", &get(&router, &format!("{address}/leads")).await);
        let relations = format!("{address}/relations");
        as_described(&format!("{file}/relations"), "get", &get(&router, &relations).await);
        for (version, body) in [
            (Some("\"3\""), json!({ "files": [] })),
            (Some("\"3\""), json!({ "files": [] })),
            (Some("\"4\""), json!({ "files": [ID, "x"] })),
            (None, json!({})),
        ] {
            as_described(&format!("{file}/relations"), "put", &put(&router, &relations, version, &body).await);
        }
        let successor = json!({ "category": "SA", "number": "SA-8", "numbers": [{ "system": "icase", "number": "1" }] });
        for body in [
            json!({}),
            json!({ "reason": "Done.", "closed_on": "soon" }),
            json!({ "reason": "Done.", "successor": { "category": "XX", "title": "" } }),
            json!({ "reason": "Done.", "successor": successor, "closed_on": null }),
            json!({ "reason": "Done.", "successor": null }),
        ] {
            as_described(&format!("{file}/close"), "post", &post(&router, &format!("{address}/close"), &body).await);
        }
        as_described(&format!("{file}/closings"), "get", &get(&router, &format!("{address}/closings")).await);
        for body in [json!({}), json!({ "reason": "More to do." }), json!({ "reason": 5 })] {
            as_described(&format!("{file}/reopen"), "post", &post(&router, &format!("{address}/reopen"), &body).await);
        }
        let (names, one) = ("/api/v1/names/{kind}", "/api/v1/names/{kind}/{code}");
        for path in ["country?limit=200", "country?limit=0", "river"] {
            as_described(names, "get", &get(&router, &format!("/api/v1/names/{path}")).await);
        }
        let label = json!({ "en": "Sharaka", "fr": "Sharaka" });
        let project = json!({ "code": "SHARAKA", "label": label, "purpose": "15130", "valid_from": "2009-05-06" });
        for body in [project.clone(), project, json!({ "code": "?" }), json!({ "label": null })] {
            as_described(names, "post", &post(&router, "/api/v1/names/project", &body).await);
        }
        let address = "/api/v1/names/project/SHARAKA";
        for (version, body) in [
            (Some("\"1\""), json!({ "valid_to": "2018-02-13", "funder": "GAC" })),
            (Some("\"1\""), json!({ "valid_to": null })),
            (Some("\"2\""), json!({ "label": { "en": "Sharaka" }, "parent": "SECTION" })),
            (None, json!({})),
        ] {
            as_described(one, "patch", &patch(&router, address, version, &body).await);
        }
        as_described(one, "get", &get(&router, address).await);
    }

    async fn reports_and_figures_are_as_described(fixture: with_cast) {
        crate::report_questions::fill(fixture).await;
        let router = router(fixture);
        for (path, query) in [
            ("workload", "by=category&across=country&shared=yes"),
            ("workload", "by=activity&as_of=today&country=UA"),
            ("workload", "by=rank"),
            ("demand", "per=fiscal-quarter"),
            ("timeliness", "per=month&from=2025-26"),
            ("quality", "from=2025-26"),
            ("capacity", "to=2024-25&from=2025-26"),
            ("sign-off", "period=2025-26"),
            ("chase", "list=missing"),
            ("chase", "list=lost"),
        ] {
            let described = format!("/api/v1/reports/{path}");
            as_described(&described, "get", &get(&router, &format!("{described}?{query}")).await);
        }
        as_described("/api/v1/reports/figures", "get", &get(&router, "/api/v1/reports/figures").await);
        for figure in ["hours?limit=2", "open", "guess", "held?cursor=x"] {
            let answer = get(&router, &format!("/api/v1/reports/figures/{figure}")).await;
            as_described("/api/v1/reports/figures/{figure}", "get", &answer);
        }
        for query in ["held=yes", "category=TA&as_of=today&language=-", "held=x", "lag_over=-1", "team=-&client=-"] {
            as_described("/api/v1/entries", "get", &get(&router, &format!("/api/v1/entries?{query}")).await);
        }
    }

    async fn what_is_said_of_accounts_sessions_and_tokens_is_as_described(fixture: with_cast) {
        let router = casetime::routes::router(fixture.app());
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let who = somebody(Access::of(admin.id, None, admin.grants.clone(), None, BTreeSet::new()));
        let who = SignedIn { actor: "admin".to_owned(), ..who };
        let asked = async |method: &str, described: &str, path: &str, headers: &[(&str, &str)], body: Value| {
            let answer = ask_if(&router, Some(&who), method, path, headers, &body).await;
            as_described(described, &method.to_lowercase(), &answer);
            answer
        };
        let (accounts, one) = ("/api/v1/accounts", "/api/v1/accounts/{id}");
        let new = json!({ "login": "bo", "roles": ["head", "manager:Team A"], "lang": "fr", "password": PASSWORD });
        let added = asked("POST", accounts, accounts, &[], new.clone()).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
        asked("POST", accounts, accounts, &[], new).await;
        for wrong in [json!({}), json!({ "login": "x y", "roles": ["king"], "lang": "" }), json!({ "person": null })] {
            asked("POST", accounts, accounts, &[], wrong).await;
        }
        asked("GET", accounts, &format!("{accounts}?limit=1"), &[], Value::Null).await;
        let address = added.header("location").to_owned();
        asked("GET", one, &address, &[], Value::Null).await;
        for (headers, change) in [
            (&[("if-match", "\"1\"")][..], json!({ "name": "Bo", "roles": [], "lang": "en", "disabled": false })),
            (&[("if-match", "\"1\"")], json!({ "disabled": true })),
            (&[("if-match", "\"2\"")], json!({ "lang": null })),
            (&[], json!({})),
        ] {
            asked("PATCH", one, &address, headers, change).await;
        }
        let reset = "/api/v1/accounts/{id}/password";
        asked("POST", reset, &format!("{address}/password"), &[], json!({ "password": "short" })).await;
        asked("POST", reset, &format!("{address}/password"), &[], json!({ "password": PASSWORD })).await;
        let session = "/api/v1/session";
        for (login, password) in [("bo", "wrong"), ("bo", PASSWORD)] {
            let answer = ask_if(&router, None, "POST", session, &[], &json!({ "login": login, "password": password })).await;
            as_described(session, "post", &answer);
        }
        asked("GET", session, session, &[], Value::Null).await;
        asked("DELETE", session, session, &[], Value::Null).await;
        let opened = ask_if(&router, None, "POST", session, &[], &json!({ "login": "admin", "password": PASSWORD })).await;
        let cookie = opened.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let change = json!({ "present": "wrong wrong wrong", "password": "trois canards devant la porte" });
        let set = ask_if(&router, None, "PUT", "/api/v1/session/password", &[("cookie", &cookie)], &change).await;
        as_described("/api/v1/session/password", "put", &set);
        let (tokens, token) = ("/api/v1/tokens", "/api/v1/tokens/{id}");
        let new = json!({ "name": "script", "scopes": ["read_people"], "expires_on": "2026-12-01" });
        let unkeyed = asked("POST", tokens, tokens, &[], new.clone()).await;
        assert_eq!(unkeyed.code(), "idempotency_key_required");
        let key = [("idempotency-key", "\"a \\\" b\"")];
        let made = asked("POST", tokens, tokens, &key, new.clone()).await;
        let again = asked("POST", tokens, tokens, &key, new).await;
        assert!(made.json()["secret"].is_string() && again.json()["secret"].is_null(), "{}", again.text);
        asked("POST", tokens, tokens, &[("idempotency-key", "bare")], json!({})).await;
        asked("POST", tokens, tokens, &[("idempotency-key", "\"b\"")], json!({ "scopes": ["all"] })).await;
        asked("GET", tokens, &format!("{tokens}?limit=1"), &[], Value::Null).await;
        let address = format!("{tokens}/{}", made.json()["id"].as_str().expect("an id"));
        asked("DELETE", token, &address, &[], Value::Null).await;
        asked("DELETE", token, &format!("{tokens}/nothing"), &[], Value::Null).await;
        let signed_out = ask_if(&router, None, "DELETE", session, &[("cookie", &cookie)], &Value::Null).await;
        as_described(session, "delete", &signed_out);
        assert_eq!(signed_out.status, StatusCode::NO_CONTENT, "{}", signed_out.text);
        for (path, method, operation) in operations(document(Lang::En)) {
            let public = operation["security"].as_array().is_some_and(Vec::is_empty);
            let path_there = path.replace("{id}", ID).replace("{valid_from}", "2026-01-01").replace("{kind}", "body").replace("{code}", "GAC").replace("{year}", "2026-27").replace("{figure}", "hours");
            let answer = ask_if(&router, None, &method.to_uppercase(), &path_there, &[], &Value::Null).await;
            assert_eq!(answer.code() == "not_signed_in", !public, "{method} {path}: {}", answer.text);
        }
    }
}
