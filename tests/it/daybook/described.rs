//! What the daybook answers is as the description of the API says.

use serde_json::{Value, json};

use super::keeper_of;
use crate::openapi::as_described;
use crate::support::http::{request, send};
use crate::support::on_both_engines;

on_both_engines! {
    async fn what_is_said_of_the_daybook_is_as_described(fixture: with_cast) {
        let router = keeper_of(fixture, "P-1").await.router(fixture).await;
        let asked = async |method: &str, path: &str, there: &str, headers: &[(&str, &str)], body: Value| {
            let path = format!("/api/v1/my/{path}");
            let path_there = path.replace("{day}", there).replace("{monday}", there).replace("{id}", there);
            let query = if method == "GET" { there } else { "" };
            let mut headers = headers.to_vec();
            headers.push(("content-type", "application/json"));
            let answer = send(&router, request(method, &format!("{path_there}{query}"), &headers, body.to_string())).await;
            as_described(&path, &method.to_lowercase(), &answer);
            answer
        };
        let (key, none) = ([("idempotency-key", "\"k\"")], Value::Null);
        let work = json!({ "file": "UKR-12", "activity": "TA-TRN", "minutes": 30 });
        for there in ["?from=2025-12-24&to=2026-01-02", "?from=2025-12-24&to=2027-01-02", ""] {
            asked("GET", "days", there, &[], none.clone()).await;
        }
        for method in ["PUT", "DELETE"] {
            for there in ["2026-11-20", "2027-11-20"] {
                asked(method, "days/{day}/complete", there, &[], none.clone()).await;
            }
        }
        let kept = asked("POST", "favourites", "", &[], work.clone()).await.json();
        for body in [work.clone(), json!({ "file": "SA-7", "activity": "SA-POL" }), json!({}), json!({ "minutes": null })] {
            asked("POST", "favourites", "", &[], body).await;
        }
        for ids in [json!([kept["id"]]), json!(["x"]), none.clone()] {
            asked("PUT", "favourites/order", "", &[], json!({ "favourites": ids })).await;
        }
        asked("GET", "favourites", "", &[], none.clone()).await;
        for _ in 0..2 {
            asked("DELETE", "favourites/{id}", kept["id"].as_str().expect("an id"), &[], none.clone()).await;
        }
        let mut range = work.clone();
        (range["from"], range["to"]) = (json!("2026-11-10"), json!("2026-11-12"));
        asked("POST", "ranges", "", &[], range.clone()).await;
        asked("POST", "ranges", "", &key, range).await;
        asked("POST", "ranges", "", &[("idempotency-key", "\"none\"")], json!({})).await;
        asked("GET", "recent", "", &[], none.clone()).await;
        for (at, body) in [json!({}), json!({ "hours": true }), json!({ "hours": true, "skip": true })].into_iter().enumerate() {
            let key = format!("\"c{at}\"");
            asked("POST", "weeks/{monday}/copy", "2026-11-16", &[("idempotency-key", &key)], body).await;
        }
        asked("POST", "weeks/{monday}/copy", "2026-11-17", &[("idempotency-key", "\"d\"")], json!({})).await;
        asked("POST", "weeks/{monday}/copy", "2026-11-16", &[], json!({ "days": ["lundi"] })).await;
        for there in ["2026-11-16", "2026-11-17", "monday"] {
            asked("GET", "weeks/{monday}", there, &[], none.clone()).await;
        }
        let cell = json!({ "file": "UKR-12", "activity": "TA-TRN", "day": "2026-11-17", "minutes": 15 });
        let other = json!({ "file": "SA-7", "activity": "TA-TRN", "day": "2026-11-17", "minutes": "" });
        for body in [json!({}), json!({ "cells": [cell] }), json!({ "cells": [cell, cell] }), json!({ "cells": [other], "reason": 5 })] {
            asked("POST", "weeks/{monday}", "2026-11-16", &[], body).await;
        }
        asked("GET", "timer", "", &[], none.clone()).await;
        let started = asked("POST", "timer", "", &[], json!({})).await;
        asked("POST", "timer", "", &[], json!({})).await;
        asked("GET", "timer", "", &[], none.clone()).await;
        for version in [started.header("etag"), "\"9\""] {
            asked("PATCH", "timer", "", &[("if-match", version)], json!({ "file": "UKR-12" })).await;
        }
        asked("PATCH", "timer", "", &[], json!({})).await;
        for body in [json!({}), json!({ "activity": "TA-TRN" }), json!({})] {
            asked("POST", "timer/stop", "", &[], body).await;
        }
        asked("POST", "timer", "", &[], json!({})).await;
        for _ in 0..2 {
            asked("DELETE", "timer", "", &[], none.clone()).await;
        }
    }
}
