//! A database that goes away and comes back: requests are told to come back, quickly, and nothing has to be restarted.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use casetime::access::Access;
use casetime::web::ask::SignedIn;
use serde_json::json;
use tokio::time::timeout;

use crate::recording::{ENTRIES, entry, router};
use crate::support::cluster::Cluster;
use crate::support::http::{Answer, as_console, post_form, request, send};
use crate::support::{Fixture, on_both_engines};

fn signed(mut request: Request<Body>) -> Request<Body> {
    let who = SignedIn {
        actor: "someone".to_owned(),
        access: Access::console(),
        form_token: String::new(),
        session: None,
        password_temporary: false,
    };
    request.extensions_mut().insert(who);
    request
}

/// Reading, and writing an entry of one minute.
async fn read_and_write(router: &Router) -> [Answer; 2] {
    let sound = entry(&json!({ "minutes": 1 })).to_string();
    let write = signed(request("POST", ENTRIES, &[("content-type", "application/json")], sound));
    let read = signed(request("GET", ENTRIES, &[], Body::empty()));
    [send(router, read).await, send(router, write).await]
}

/// Forms of pages with what was typed into them.
const TYPED: [(&str, &[(&str, &str)]); 4] = [
    (
        "/en/week/2026-11-16",
        &[("r0", "UKR-12~TA-TRN"), ("r0d1", "1,25"), ("done2", "1"), ("was", ""), ("reason", "Diary & notes")],
    ),
    (
        "/en/record",
        &[("id", "0197a000-0000-7000-8000-0000000000a1"), ("minutes", "1h75"), ("narrative", "Call <about> it")],
    ),
    ("/fr/record", &[("minutes", "2h"), ("narrative", "Appel"), ("switch", "1")]),
    ("/en/requests/new", &[("key", "k-1"), ("requester", "Global Affairs"), ("wanted", "Two lines\r\nof text")]),
];

/// What the page of a form that failed says of a field.
fn hidden(answer: &Answer, name: &str, value: &str) -> bool {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('/', "&#x2f;");
    answer.text.contains(&format!("<input type=\"hidden\" name=\"{name}\" value=\"{escaped}\">"))
}

/// That an answer gives back everything that was typed, to be sent again.
fn gives_back(answer: &Answer, path: &str, fields: &[(&str, &str)]) {
    assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    for (name, value) in fields {
        assert!(hidden(answer, name, value), "{path}: {name}: {}", answer.text);
    }
    assert!(hidden(answer, "form_token", "carried"), "the token stays the one that was sent");
    let escaped = path.replace('/', "&#x2f;");
    assert!(answer.text.contains(&format!("action=\"{escaped}\"")), "{path}");
    let again = if path.starts_with("/fr") { ">Envoyer de nouveau<" } else { ">Send again<" };
    assert!(answer.text.contains(again), "{path}");
}

async fn post_signed(router: &Router, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().chain(&[("form_token", "carried")]).collect();
    let body = serde_urlencoded::to_string(fields).expect("a form");
    let kind = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    send(router, signed(request("POST", path, &kind, body))).await
}

on_both_engines! {
    async fn what_was_typed_is_given_back_where_the_server_cannot_answer(fixture: with_cast) {
        let mut full = fixture.app();
        full.limits.at_once = 0;
        let mut slow = fixture.app();
        slow.limits.answer = Duration::from_millis(20);
        // No answer comes in time while others hold every way to the database.
        let mut held = Vec::new();
        while let Ok(reading) = timeout(Duration::from_millis(500), fixture.context.db.read()).await {
            held.push(reading.expect("a way to the database"));
        }
        for (app, retry) in [(full, "1"), (slow, "2")] {
            let router = casetime::routes::router(app);
            for (path, fields) in TYPED {
                let answer = post_signed(&router, path, fields).await;
                assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, retry), "{path}");
                gives_back(&answer, path, fields);
            }
            // Words of secrecy are not given back, and a form without anything typed has a page of its own.
            let secret = post_signed(&router, "/en/account/password", &[("password", "CANARY"), ("login", "a")]).await;
            assert!(!secret.text.contains("CANARY") && !secret.text.contains("Send again") && secret.text.contains(">Go on<"));
            let empty = post_signed(&router, "/en/record", &[]).await;
            assert_eq!((empty.status, empty.text.contains("Send again")), (StatusCode::SERVICE_UNAVAILABLE, false));
            // Programs get a document, and forms of other sites nothing of what they sent.
            let program = send(&router, signed(request("POST", ENTRIES, &[("content-type", "application/json")], "{}"))).await;
            assert!(program.header("content-type").starts_with("application/problem+json"));
            let kind = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
            let foreign = send(&router, signed(request("POST", "/en/record", &kind, "narrative=CANARY"))).await;
            assert!(foreign.status == StatusCode::FORBIDDEN && !foreign.text.contains("CANARY"));
        }
    }

    async fn a_form_that_is_too_large_is_given_back_to_be_made_shorter(fixture: with_cast) {
        let router = as_console(casetime::routes::router(fixture.app()));
        let long = format!("<b>{}", "word ".repeat(60_000));
        let answer = post_form(&router, "/en/record", &[("narrative", &long), ("minutes", "1h")]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(hidden(&answer, "minutes", "1h") && answer.text.contains("Text of 300,003 characters"), "{}", &answer.text[..3000]);
        let area = answer.text.split("name=\"narrative\" rows=\"8\">\n").nth(1).expect("a field for the long text");
        assert!(area.starts_with("&lt;b&gt;word word ") && !answer.text.contains("<b>word"));
        let far = post_form(&router, "/en/record", &[("narrative", &long.repeat(4)), ("minutes", "1h")]).await;
        assert_eq!((far.status, far.text.contains("word word")), (StatusCode::PAYLOAD_TOO_LARGE, false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_server_that_is_killed_and_started_again_is_found_again() {
    let mut cluster = Cluster::start();
    let fixture = Fixture::with_cast_on(&cluster).await;
    let router = router(&fixture);
    let statuses = |answers: &[Answer]| answers.iter().map(|answer| answer.status).collect::<Vec<_>>();
    let well = [StatusCode::OK, StatusCode::CREATED];
    assert_eq!(statuses(&read_and_write(&router).await), well);
    for _ in 0..2 {
        cluster.kill();
        for _ in 0..2 {
            let began = Instant::now();
            for answer in read_and_write(&router).await {
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
                assert_eq!(answer.code(), "database_unreachable", "{}", answer.text);
                assert!(!answer.header("retry-after").is_empty());
            }
            assert!(began.elapsed() < Duration::from_secs(10), "two requests: {:?}", began.elapsed());
        }
        for (path, fields) in TYPED {
            let answer = post_signed(&router, path, fields).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {}", answer.text);
            assert!(!answer.header("retry-after").is_empty(), "{path}");
            gives_back(&answer, path, fields);
        }
        let ready = send(&router, request("GET", "/readyz", &[], Body::empty())).await;
        assert_eq!((ready.status, &ready.json()["ready"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(false)));
        let health = send(&router, request("GET", "/healthz", &[], Body::empty())).await;
        assert_eq!(health.status, StatusCode::OK, "the program itself is well");
        cluster.start_again();
        // The first requests already find it.
        assert_eq!(statuses(&read_and_write(&router).await), well);
    }
    assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 3, "what was answered is there, and nothing else");
    fixture.finish().await;
}
