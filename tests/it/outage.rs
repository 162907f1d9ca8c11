//! A database that goes away and comes back: requests are told to come back, quickly, and nothing has to be restarted.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use casetime::access::Access;
use casetime::web::ask::SignedIn;
use serde_json::json;

use crate::recording::{ENTRIES, entry, router};
use crate::support::Fixture;
use crate::support::cluster::Cluster;
use crate::support::http::{Answer, request, send};

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
