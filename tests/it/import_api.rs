//! Deliveries over HTTP: imported, rehearsed, looked up, repaired and signed off, each answer as it is described.

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use casetime::config::Config;
use serde_json::json;

use crate::openapi::as_described;
use crate::support::delivery::{HEADER, file_of};
use crate::support::http::{Answer, as_console, get, post, request, send};
use crate::support::{Fixture, on_both_engines};

const IMPORTS: &str = "/api/v1/imports";

fn router(fixture: &Fixture) -> Router {
    as_console(casetime::routes::router(fixture.app()))
}

/// Sends bytes as they are.
async fn upload(router: &Router, path: &str, bytes: impl Into<Body>) -> Answer {
    send(router, request("POST", path, &[("content-type", "application/octet-stream")], bytes)).await
}

fn faulty() -> String {
    file_of(&[
        "P-1,OT-1,OT-ADM,2026-03-02,1,good and private,",
        "P-1,OT-1,OT-ADM,2026-02-30,2,\"bad, and private\",",
        "Total,,,,3,,",
    ])
}

on_both_engines! {
    async fn a_delivery_is_imported_looked_up_repaired_and_signed_off(fixture: with_cast) {
        let router = router(fixture);
        let (empty, rehearsals) = (fixture.contents().await, format!("{IMPORTS}/rehearsals?profile=icase-plain"));
        let rehearsed = upload(&router, &rehearsals, faulty()).await;
        as_described("/api/v1/imports/rehearsals", "post", &rehearsed);
        assert_eq!(rehearsed.json()["batch"], json!(null));
        assert_eq!(fixture.contents().await, empty, "a rehearsal stores nothing");
        let address = format!("{IMPORTS}?profile=icase-plain&name=..%2Fexports%5Cmarch.csv");
        let imported = upload(&router, &address, faulty()).await;
        assert_eq!(imported.status, StatusCode::CREATED, "{}", imported.text);
        as_described(IMPORTS, "post", &imported);
        assert_eq!(imported.json()["ledger"], rehearsed.json()["ledger"]);
        let one = imported.header("location").to_owned();
        let again = upload(&router, &address, faulty()).await;
        as_described(IMPORTS, "post", &again);
        assert_eq!((again.status, again.header("location")), (StatusCode::OK, one.as_str()));
        assert_eq!(again.json()["outcome"], "imported_before");

        let listed = get(&router, IMPORTS).await;
        as_described(IMPORTS, "get", &listed);
        let batch = &listed.json()["imports"][0];
        assert_eq!((&batch["source_name"], &batch["rows_rejected"]), (&json!("march.csv"), &json!(1)));
        let found = get(&router, &one).await;
        as_described("/api/v1/imports/{id}", "get", &found);
        assert_eq!(found.json()["ledger"], imported.json()["ledger"]);
        assert_eq!(found.json()["sign_off"], json!(null));

        let lines = get(&router, &format!("{one}/lines")).await;
        as_described("/api/v1/imports/{id}/lines", "get", &lines);
        assert!(!lines.text.contains("private"), "no narrative unless a rejected line has to be mended");
        let french = [("accept-language", "fr")];
        let wanted = format!("{one}/lines?outcome=rejected&limit=1");
        let rejected = send(&router, request("GET", &wanted, &french, Body::empty())).await;
        as_described("/api/v1/imports/{id}/lines", "get", &rejected);
        let line = &rejected.json()["lines"][0];
        assert_eq!((&line["line"], &line["faults"][0]["column"]), (&json!(3), &json!("Date")));
        assert!(line["faults"][0]["message"].as_str().is_some_and(|text| text.contains("Aucun calendrier")), "{line}");
        assert!(line["text"].as_str().is_some_and(|text| text.ends_with("\"bad, and private\",")), "{line}");

        let early = post(&router, &format!("{one}/sign-off"), &json!({})).await;
        assert_eq!((early.status, early.code().as_str()), (StatusCode::CONFLICT, "batch_not_balanced"));
        let rejects = get(&router, &format!("{one}/rejects")).await;
        as_described("/api/v1/imports/{id}/rejects", "get", &rejects);
        assert!(rejects.text.starts_with(&format!("{HEADER},casetime line,")), "{}", rejects.text);
        let book = get(&router, &format!("{one}/rejects?form=xlsx")).await;
        as_described("/api/v1/imports/{id}/rejects", "get", &book);
        assert!(book.text.starts_with("PK"));
        let delivered = upload(&router, &address, rejects.text.clone()).await;
        assert_eq!(delivered.code(), "source_is_rejects");

        let mended = rejects.text.replacen("2026-02-30", "2026-03-03", 1);
        let tried = upload(&router, &format!("{one}/repair?rehearse=true"), mended.clone()).await;
        as_described("/api/v1/imports/{id}/repair", "post", &tried);
        assert_eq!((&tried.json()["repaired"], &tried.json()["repair"]), (&json!(1), &json!(null)));
        let unmended = upload(&router, &format!("{one}/repair"), rejects.text).await;
        as_described("/api/v1/imports/{id}/repair", "post", &unmended);
        assert_eq!(unmended.json()["faults"][0]["code"], "date_impossible");
        let repaired = upload(&router, &format!("{one}/repair?name=mended.csv"), mended).await;
        as_described("/api/v1/imports/{id}/repair", "post", &repaired);
        assert!(repaired.json()["repair"].is_string());
        let none = get(&router, &format!("{one}/rejects")).await;
        as_described("/api/v1/imports/{id}/rejects", "get", &none);
        assert_eq!(none.status, StatusCode::NO_CONTENT);

        let signed = post(&router, &format!("{one}/sign-off"), &json!({})).await;
        as_described("/api/v1/imports/{id}/sign-off", "post", &signed);
        assert_eq!((signed.status, &signed.json()["rows_rejected"]), (StatusCode::OK, &json!(0)));
        let found = get(&router, &one).await;
        as_described("/api/v1/imports/{id}", "get", &found);
        assert_eq!(found.json()["repairs"][0]["source_name"], "mended.csv");
        assert_eq!(found.json()["sign_off"], signed.json());
        let late = post(&router, &format!("{one}/sign-off"), &json!({ "reason": "Again" })).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "batch_signed_off"));
    }

    async fn what_cannot_be_imported_is_told_and_nothing_is_stored(fixture: with_cast) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let plain = format!("{IMPORTS}?profile=icase-plain");
        let wide = format!("{plain}&sheet=Hours");
        for (path, body, status, code) in [
            (IMPORTS, "x", 422, "required"),
            (&format!("{IMPORTS}?profile=nobody%27s"), "x", 422, "unknown_profile"),
            (&plain, "", 422, "source_empty"),
            (&plain, "a,b\n1,2\n", 422, "header_not_found"),
            (&wide, "PK\u{3}\u{4}no archive", 422, "archive_broken"),
            (&format!("{plain}&colour=red"), "x", 422, "unknown_field"),
        ] {
            let answer = upload(&router, path, body).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{path}: {}", answer.text);
        }
        let nowhere = format!("{IMPORTS}/0197a000-0000-7000-8000-0000000000ff");
        for (method, path) in
            [("GET", ""), ("GET", "/lines"), ("GET", "/rejects"), ("POST", "/repair"), ("POST", "/sign-off")]
        {
            let headers = [("content-type", "application/json")];
            let answer = send(&router, request(method, &format!("{nowhere}{path}"), &headers, "{}")).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "not_found"), "{path}");
        }
        for query in ["?outcome=lost", "?limit=0", "?cursor=zz", "?cursor=6c"] {
            let answer = get(&router, &format!("{nowhere}/lines{query}")).await;
            assert!(["malformed_query", "unknown_cursor"].contains(&answer.code().as_str()), "{query}");
        }
        assert_eq!(fixture.contents().await, before);
    }

    async fn a_large_delivery_comes_piece_by_piece_up_to_the_limit_of_the_settings(fixture: with_cast) {
        let row = format!("P-1,OT-1,OT-ADM,2026-03-02,0.1,{},", "long ".repeat(200));
        let rows: Vec<String> = (1..=400).map(|day| row.replace("03-02", &format!("{:02}-{:02}", 1 + day % 9, 1 + day % 28))).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let bytes = file_of(&rows);
        assert!(bytes.len() > casetime::web::extract::BODY_MAX, "more than other requests may send");
        let mut app = fixture.app();
        app.config = std::sync::Arc::new(Config { import_upload_max: bytes.len() as u64, ..Config::default() });
        let router = as_console(casetime::routes::router(app));
        let over = upload(&router, &format!("{IMPORTS}?profile=icase-plain"), format!("{bytes}\n")).await;
        assert_eq!((over.status.as_u16(), over.code().as_str()), (413, "body_too_large"));
        assert_eq!(fixture.number("SELECT count(*) FROM import_batches").await, 0);
        let taken = upload(&router, &format!("{IMPORTS}?profile=icase-plain"), bytes).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
        assert_eq!(taken.json()["ledger"]["lines"], 401);
    }

    async fn lists_come_page_by_page(fixture: with_cast) {
        let router = router(fixture);
        let mut ids = Vec::new();
        for day in 1..=3 {
            let bytes = file_of(&[&format!("P-1,OT-1,OT-ADM,2026-03-0{day},1,,"), "P-1,OT-1,OT-ADM,never,1,,"]);
            let imported = upload(&router, &format!("{IMPORTS}?profile=icase-plain"), bytes).await;
            ids.push(imported.json()["batch"].clone());
        }
        let (mut next, mut found) = (format!("{IMPORTS}?limit=2"), Vec::new());
        loop {
            let page = get(&router, &next).await.json();
            found.extend(page["imports"].as_array().expect("a list").iter().map(|batch| batch["id"].clone()));
            let Some(address) = page["next"].as_str() else { break };
            address.clone_into(&mut next);
        }
        // The clock stands still, so that which of them is the latest is left to chance.
        let text = |id: &serde_json::Value| id.as_str().expect("an id").to_owned();
        let (found, mut made): (Vec<String>, Vec<String>) = (found.iter().map(text).collect(), ids.iter().map(text).collect());
        made.sort();
        made.reverse();
        assert_eq!(found, made);
        let one = format!("{IMPORTS}/{}/lines?limit=1", ids[0].as_str().expect("an id"));
        let (mut next, mut lines) = (one, Vec::new());
        loop {
            let page = get(&router, &next).await.json();
            lines.extend(page["lines"].as_array().expect("a list").iter().map(|line| line["line"].clone()));
            let Some(address) = page["next"].as_str() else { break };
            address.clone_into(&mut next);
        }
        assert_eq!(lines, [1, 2, 3]);
    }
}
