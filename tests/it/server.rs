//! The server itself: what slow, silent and too many clients cost the others, how it stops, where a request came from,
//! what it counts. Limits are shorter than in service, so that the tests are quick.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::routing::{get, post};
use axum::{Extension, Router, middleware};
use casetime::app::App;
use casetime::web::ask::ClientAddress;
use casetime::web::extract::{self, answer};
use casetime::web::guard::{Guard, guard};
use casetime::web::limits::Limits;
use casetime::web::public_url::PublicUrl;
use casetime::web::server::{self, End};
use casetime::web::stop::Stop;
use serde_json::{Value, json};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::serving::Server;
use crate::support::http::{get as ask_router, request, send};
use crate::support::{Engine, Fixture};

const POLICY: &str = "content-security-policy: default-src 'none'";

fn short() -> Limits {
    Limits {
        head: Duration::from_millis(300),
        body_idle: Duration::from_millis(300),
        body: Duration::from_secs(2),
        answer: Duration::from_millis(2500),
        unread: Duration::from_millis(500),
        leaving: Duration::from_millis(100),
        ending: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// A service with handlers that take as long as a test needs, behind the guard, on a socket.
struct Running {
    address: SocketAddr,
    stop: Stop,
    ended: JoinHandle<End>,
}

async fn echo(extract::Json(value): extract::Json<Value>) -> axum::response::Response {
    answer(&value)
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_secs(1)).await;
    "done"
}

async fn stuck() {
    tokio::time::sleep(Duration::from_mins(1)).await;
}

async fn broken() {
    panic!("CANARY of a panic");
}

async fn whence(Extension(ClientAddress(address)): Extension<ClientAddress>) -> String {
    address
}

async fn large() -> Vec<u8> {
    vec![b'x'; 64 * 1024 * 1024]
}

impl Running {
    async fn start(limits: Limits, public_url: &str, trusted: &[IpAddr]) -> Self {
        let guarding = Guard::new(PublicUrl::parse(public_url).expect("an address"), limits);
        let router = Router::new()
            .route("/echo", post(echo))
            .route("/slow", get(slow))
            .route("/stuck", get(stuck))
            .route("/broken", get(broken))
            .route("/whence", get(whence))
            .route("/large", get(large))
            .route("/healthz", get(|| std::future::ready("ok\n")))
            .layer(middleware::from_fn_with_state(guarding, guard));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, trusted) = (Stop::default(), trusted.to_vec());
        let told = stop.clone();
        let ended = tokio::spawn(async move { server::serve(listener, router, &told, &limits, &trusted).await });
        Self { address, stop, ended }
    }

    /// Sends these bytes and answers everything that comes back until the server closes.
    async fn send(&self, bytes: impl Into<Vec<u8>>) -> String {
        let (address, bytes) = (self.address, bytes.into());
        spawn_blocking(move || exchange(address, &bytes)).await.expect("an exchange")
    }

    async fn get(&self, path: &str, headers: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")).await
    }

    async fn finish(self) -> End {
        self.stop.begin();
        self.ended.await.expect("an end")
    }
}

fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(address).expect("the server listens");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    socket.write_all(bytes).expect("sent");
    let mut answer = Vec::new();
    // A server that gives up on us may reset the connection after its answer.
    drop(socket.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

fn is(answer: &str, status: u16, code: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert!(answer.contains(code), "{answer}");
    assert!(answer.contains(POLICY) && answer.contains("strict-transport-security: "), "{answer}");
    assert!(answer.contains("x-request-id: ") && answer.contains("cache-control: no-store"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_head_is_cut_and_a_slow_body_is_told_so() {
    let running = Running::start(Limits { at_once: 1, ..short() }, "", &[]).await;
    let began = Instant::now();
    assert_eq!(running.send("GET / HTTP/1.1\r\nHost: localh").await, "", "no answer to half a head");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(running.send("").await, "", "nor to silence");
    let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n";
    let began = Instant::now();
    let slow = running.send(format!("{head}{{\"a\":"));
    let others = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        running.get("/whence", "").await
    };
    let (slow, other) = tokio::join!(slow, others);
    is(&slow, 408, "request_too_slow");
    assert!(slow.contains("connection: close"), "{slow}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    is(&other, 200, "127.0.0.1");
    let whole = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
    is(&running.send(whole).await, 200, "{\"a\":1}");
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_is_refused_in_words_and_one_that_never_ends_too() {
    let running = Running::start(short(), "", &[]).await;
    let (address, length) = (running.address, 300 * 1024);
    let sent = spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).expect("the server listens");
        let head = format!(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).expect("sent");
        socket.write_all(&vec![b' '; length]).expect("sent");
        socket.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        let mut answer = Vec::new();
        drop(socket.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    });
    is(&sent.await.expect("an answer"), 413, "body_too_large");
    // One piece every 200 ms never idles for too long, and the whole still has to come in time.
    let dripped = spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).expect("the server listens");
        let head =
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n";
        socket.write_all(head.as_bytes()).expect("sent");
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(200));
            if socket.write_all(b" ").is_err() {
                break;
            }
        }
        let mut answer = Vec::new();
        drop(socket.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    });
    let began = Instant::now();
    let dripped = dripped.await.expect("an end");
    assert!(dripped.is_empty() || dripped.contains("request_too_slow"), "{dripped}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_or_breaks_is_answered_in_fixed_words() {
    let running = Running::start(short(), "", &[]).await;
    let late = running.get("/stuck", "").await;
    is(&late, 503, "answer_too_slow");
    assert!(late.contains("retry-after: "), "{late}");
    let broken = running.get("/broken", "").await;
    is(&broken, 500, "\"internal\"");
    let reference = broken.split("x-request-id: ").nth(1).and_then(|rest| rest.lines().next()).expect("a reference");
    assert_eq!(broken.matches(reference).count(), 3, "in the head and in the document: {broken}");
    assert!(!broken.contains("CANARY"), "{broken}");
    is(&running.get("/whence", "").await, 200, "127.0.0.1");
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_requests_are_told_to_come_back_at_once_and_health_answers() {
    let running = Running::start(Limits { at_once: 2, ..short() }, "", &[]).await;
    let asked = async |delay: u64, path: &str| {
        tokio::time::sleep(Duration::from_millis(delay)).await;
        let began = Instant::now();
        (running.get(path, "").await, began.elapsed())
    };
    let (one, two, third, health) =
        tokio::join!(asked(0, "/slow"), asked(0, "/slow"), asked(300, "/slow"), asked(300, "/healthz"));
    is(&one.0, 200, "done");
    is(&two.0, 200, "done");
    let (third, took) = third;
    is(&third, 503, "overloaded");
    assert!(third.contains("retry-after: 1\r\n"), "{third}");
    assert!(took < Duration::from_millis(600), "long before there is a free place: {took:?}");
    is(&health.0, 200, "ok\n");
    is(&running.get("/slow", "").await, 200, "done");
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_above_the_limit_wait_until_there_is_room() {
    let running = Running::start(Limits { connections: 2, ..short() }, "", &[]).await;
    let silent: Vec<TcpStream> =
        (0..2).map(|_| TcpStream::connect(running.address).expect("the server listens")).collect();
    // The silent ones are cut after the limit for heads, and whoever waited is answered.
    is(&running.get("/whence", "").await, 200, "127.0.0.1");
    drop(silent);
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_takes_nothing_is_cut() {
    let running = Running::start(short(), "", &[]).await;
    let mut socket = TcpStream::connect(running.address).expect("the server listens");
    socket.write_all(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let read = spawn_blocking(move || {
        let mut taken = Vec::new();
        drop(socket.read_to_end(&mut taken));
        taken.len()
    });
    assert!(read.await.expect("an end") < 64 * 1024 * 1024, "the rest never comes");
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_request_is_answered_after_the_stop_and_a_stuck_one_is_cut() {
    let running = Running::start(short(), "", &[]).await;
    let address = running.address;
    let begun = spawn_blocking(move || exchange(address, b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(running.finish().await, End::Complete);
    let answered = begun.await.expect("an answer");
    is(&answered, 200, "done");
    assert!(answered.contains("connection: close"), "{answered}");

    let patient = Limits { answer: Duration::from_secs(30), ending: Duration::from_millis(300), ..short() };
    let running = Running::start(patient, "", &[]).await;
    let address = running.address;
    let stuck = spawn_blocking(move || exchange(address, b"GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(running.finish().await, End::Cut);
    drop(stuck);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_proxy_says_of_a_client_is_believed_only_when_it_is_ours() {
    let forwarded = "X-Forwarded-For: 203.0.113.1, 198.51.100.7\r\n";
    for (trusted, expected) in [(vec![], "127.0.0.1"), (vec![IpAddr::from([127, 0, 0, 1])], "198.51.100.7")] {
        let running = Running::start(short(), "", &trusted).await;
        let answered = running.get("/whence", forwarded).await;
        assert!(answered.ends_with(&format!("\r\n\r\n{expected}")), "{answered}");
        assert_eq!(running.finish().await, End::Complete);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_public_name_and_this_machine_are_answered() {
    let running = Running::start(short(), "https://time.example", &[]).await;
    let named = async |host: &str| {
        running.send(format!("GET /whence HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await
    };
    for host in ["time.example", "TIME.example:443", "localhost:8080"] {
        is(&named(host).await, 200, "127.0.0.1");
    }
    for host in ["time.example:80", "other.example", "time.example.other"] {
        is(&named(host).await, 421, "unknown_host");
    }
    let posted = async |origin: &str| {
        let head = format!("POST /echo HTTP/1.1\r\nHost: time.example\r\nOrigin: {origin}\r\nConnection: close\r\n");
        running.send(format!("{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}")).await
    };
    is(&posted("https://time.example").await, 200, "{}");
    is(&posted("http://time.example").await, 403, "foreign_origin");
    is(&running.send("GET /healthz HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n").await, 200, "ok");
    assert_eq!(running.finish().await, End::Complete);
}

#[tokio::test]
async fn readiness_fails_while_stopping_and_an_old_backup_is_only_said() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let mut app = fixture.app();
    let mut config = (*app.config).clone();
    config.backups = fixture.folder().join("absent").display().to_string();
    app.config = Arc::new(config);
    let router = casetime::routes::router(App { ..app.clone() });
    let detail = |ready: &Value, name: &str| {
        let checks = ready["checks"].as_array().expect("a list").clone();
        let found = checks.into_iter().find(|check| check["name"] == name).expect("a check");
        (found["ok"].clone(), found["detail"].clone())
    };
    let ready = ask_router(&router, "/readyz").await;
    assert_eq!(ready.status.as_u16(), 200, "{}", ready.text);
    assert_eq!(detail(&ready.json(), "backup"), (json!(false), json!("folder_cannot_be_read")));
    let names: BTreeSet<String> =
        ready.json()["checks"].as_array().expect("a list").iter().map(|check| check["name"].to_string()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    app.stop.begin();
    let ready = send(&router, request("GET", "/readyz", &[], axum::body::Body::empty())).await;
    assert_eq!((ready.status.as_u16(), ready.json()["ready"].clone()), (503, json!(false)));
    assert_eq!(detail(&ready.json(), "stopping"), (json!(false), json!("stopping")));
    assert!(!ready.header("retry-after").is_empty());
    assert_eq!(ask_router(&router, "/healthz").await.status.as_u16(), 200);
    fixture.finish().await;
}

/// Asks without end, each time over a new connection; counts what was answered and what was accepted and not answered.
fn load(address: &str, over: &AtomicBool, answered: &AtomicU32, failed: &AtomicU32) {
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(35));
        let Ok(mut socket) = TcpStream::connect(address) else { continue };
        let sent = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        let mut text = Vec::new();
        let whole = socket.write_all(sent.as_bytes()).and_then(|()| socket.read_to_end(&mut text)).is_ok();
        let counter = if whole && text.starts_with(b"HTTP/1.1 303 ") { answered } else { failed };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_told_to_stop_under_load_answers_what_it_accepted() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let server = Server::start(&fixture, "warn");
    let (over, answered, failed) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
    let (took, well, log) = std::thread::scope(|scope| {
        let address = server.address.clone();
        for _ in 0..4 {
            let (address, over, answered, failed) = (address.clone(), &over, &answered, &failed);
            scope.spawn(move || load(&address, over, answered, failed));
        }
        std::thread::sleep(Duration::from_secs(2));
        let began = Instant::now();
        let (well, log) = server.stop();
        let took = began.elapsed();
        over.store(true, Ordering::Relaxed);
        (took, well, log)
    });
    assert!(well, "exit code 0: {log}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    let (answered, failed) = (answered.into_inner(), failed.into_inner());
    assert!(answered > 50 && failed == 0, "{answered} answered, {failed} failed");
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_have_templates_and_no_values_and_a_listener_of_their_own() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let server = Server::start_with(&fixture, "info", &[("CASETIME_METRICS", "127.0.0.1:0")]);
    let line = server.beginning.lines().find(|line| line.contains("\"metrics\"")).expect("where figures are");
    let line: Value = serde_json::from_str(line).expect("JSON");
    let address: SocketAddr = line["fields"]["address"].as_str().expect("text").parse().expect("an address");
    let (cookie, _) = crate::serving::session(&fixture, "alex", "P-1").await;
    for path in [
        "/api/v1/entries/CANARY-1",
        "/api/v1/entries?x=CANARY-2",
        "/CANARY-3",
        "/en/record?person=CANARY-4",
        "/metrics",
    ] {
        server.ask("GET", path, &cookie, "");
    }
    server.ask("CANARY-5", "/", &cookie, "");
    let shown = exchange(address, b"GET /metrics HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
    for expected in [
        "# TYPE http_server_request_duration_seconds histogram",
        "http_route=\"/api/v1/entries/{id}\"",
        "http_route=\"other\"",
        "http_request_method=\"_OTHER\"",
        "http_response_status_code=\"404\"",
        "le=\"0.005\"",
        "le=\"10\"",
        "http_server_active_requests 0",
        "casetime_problems_total{code=\"not_found\"}",
        "db_client_connection_count{db_client_connection_pool_name=\"writer\"",
        "process_start_time_seconds ",
        "casetime_build_info{version=",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!shown.contains("CANARY") && !shown.contains("UKR-12") && !shown.contains("P-1"), "{shown}");
    assert!(server.ask("GET", "/metrics", &cookie, "").starts_with("HTTP/1.1 404 "), "not where people are");
    let (well, log) = server.stop();
    assert!(well, "{log}");
    fixture.finish().await;
}
