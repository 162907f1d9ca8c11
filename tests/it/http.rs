//! What surrounds every answer: security headers, the reference of the request, caching; what is refused before it
//! reaches a feature; and what the server needs before it answers other machines.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use casetime::web::assets;
use http_body_util::BodyExt as _;
use serde_json::json;
use tower::ServiceExt as _;

use crate::recording::{ENTRIES, entry, router};
use crate::support::http::{Answer, get, patch, post, request, send};
use crate::support::{Engine, Fixture, on_both_engines};

/// As `trust.md` asks for it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const JSON: (&str, &str) = ("content-type", "application/json");

/// A request with headers and without a body.
async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(router, request(method, path, headers, Body::empty())).await
}

/// A request under another name.
fn named(host: &str, accept: &str) -> axum::http::Request<Body> {
    let asked = axum::http::Request::builder().uri("/en/record").header("host", host).header("accept", accept);
    asked.body(Body::empty()).expect("a request")
}

/// One answer of each kind, with the status it must have.
async fn answers_of_all_kinds(router: &Router) -> Vec<(&'static str, u16, Answer)> {
    let sound = entry(&json!({})).to_string();
    let posted = |headers: Vec<(&'static str, &'static str)>, body: String| {
        let router = router.clone();
        async move { send(&router, request("POST", ENTRIES, &headers, body)).await }
    };
    let html = [("accept", "text/html")];
    vec![
        ("home", 303, get(router, "/").await),
        ("page", 200, get(router, "/en/record").await),
        ("report", 200, get(router, "/fr/reports/workload").await),
        ("list", 200, get(router, ENTRIES).await),
        ("created", 201, posted(vec![JSON], sound.clone()).await),
        ("faults", 422, posted(vec![JSON], "{}".to_owned()).await),
        ("broken body", 400, posted(vec![JSON], "{".to_owned()).await),
        ("media type", 415, posted(vec![], sound.clone()).await),
        ("large body", 413, posted(vec![JSON], " ".repeat(300 * 1024)).await),
        ("other site", 403, posted(vec![JSON, ("sec-fetch-site", "cross-site")], sound).await),
        ("nothing here", 404, get(router, "/nothing").await),
        ("nothing here, page", 404, ask(router, "GET", "/fr/rien", &html).await),
        ("no such asset", 404, get(router, "/assets/casetime.css").await),
        ("asset name that is no text", 404, get(router, "/assets/%ff").await),
        ("no such entry", 404, get(router, "/api/v1/entries/1234").await),
        ("method", 405, ask(router, "DELETE", ENTRIES, &[]).await),
        ("method, page", 405, ask(router, "PUT", "/en/record", &html).await),
        ("query", 400, get(router, "/api/v1/entries?limit=x").await),
        (
            "precondition",
            428,
            patch(router, "/api/v1/entries/0197a000-0000-7000-8000-0000000000a1", None, &json!({})).await,
        ),
        ("health", 200, get(router, "/healthz").await),
        ("readiness", 200, get(router, "/readyz").await),
        ("other name", 421, send(router, named("rebound.example", "*/*")).await),
        ("other name, page", 421, send(router, named("rebound.example", "text/html")).await),
    ]
}

on_both_engines! {
    async fn every_answer_carries_the_security_headers_and_its_reference(fixture: with_cast) {
        let mut references = BTreeSet::new();
        let mut count = 0;
        for (name, status, answer) in answers_of_all_kinds(&router(fixture)).await {
            assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.text);
            let headers = [
                ("content-security-policy", POLICY),
                ("strict-transport-security", "max-age=31536000; includeSubDomains"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
                ("cache-control", "no-store"),
            ];
            for (header, value) in headers {
                assert_eq!(answer.header(header), value, "{name}: {header}");
                assert_eq!(answer.headers.get_all(header).iter().count(), 1, "{name}: {header}");
            }
            let reference = answer.header("x-request-id").to_owned();
            assert_eq!(reference.len(), 36, "{name}");
            if answer.header("content-type") == "application/problem+json" {
                assert_eq!(answer.json()["request_id"], reference, "{name}");
            }
            assert_eq!(answer.headers.get("server"), None, "{name}: nothing of the program behind it");
            references.insert(reference);
            count += 1;
        }
        assert_eq!(references.len(), count, "no two requests share a reference");
    }

    async fn what_another_site_sends_is_refused_and_changes_nothing(fixture: with_cast) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let sound = entry(&json!({})).to_string();
        let foreign: [&[(&str, &str)]; 7] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")],
            &[("origin", "http://elsewhere.example")],
            &[("origin", "http://127.0.0.1:9090")],
            &[("origin", "null")],
            &[("origin", "")],
        ];
        for headers in foreign {
            for (method, path) in
                [("POST", ENTRIES), ("POST", "/api/v1/files"), ("POST", "/en/record"), ("PATCH", "/api/v1/entries/1")]
            {
                let all: Vec<(&str, &str)> = headers.iter().copied().chain([JSON]).collect();
                let answer = send(&router, request(method, path, &all, sound.clone())).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
                assert_eq!(answer.code(), "foreign_origin", "{method} {path} {headers:?}");
            }
        }
        assert_eq!(fixture.contents().await, before);
        let own: [&[(&str, &str)]; 3] = [
            &[],
            &[("origin", "http://127.0.0.1:8080")],
            &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8080")],
        ];
        for headers in own {
            let all: Vec<(&str, &str)> = headers.iter().copied().chain([JSON]).collect();
            let answer = send(&router, request("POST", ENTRIES, &all, sound.clone())).await;
            assert_eq!(answer.status, StatusCode::CREATED, "{headers:?}");
        }
        let linked = ask(&router, "GET", "/en/record", &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(linked.status, StatusCode::OK, "a link from elsewhere may lead here");
    }

    async fn a_request_under_a_foreign_name_is_refused(fixture: with_cast) {
        let router = router(fixture);
        let hosts = [
            ("rebound.example", false),
            ("rebound.example:8080", false),
            ("127.0.0.1.example", false),
            ("10.0.0.7:8080", false),
            ("0.0.0.0:8080", false),
            ("localhost.example", false),
            ("", false),
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1", true),
            ("127.8.8.8:1", true),
            ("[::1]:8080", true),
            ("[::1]", true),
        ];
        for (host, own) in hosts {
            for path in ["/en/record", ENTRIES, "/nothing"] {
                let asked = axum::http::Request::builder()
                    .uri(path)
                    .header("host", host)
                    .body(Body::empty())
                    .expect("a request");
                let answer = send(&router, asked).await;
                assert_eq!(answer.status != StatusCode::MISDIRECTED_REQUEST, own, "{host} {path}: {}", answer.status);
                assert!(own || answer.code() == "unknown_host", "{host} {path}: {}", answer.text);
            }
            let asked = axum::http::Request::builder().uri("/healthz").header("host", host).body(Body::empty());
            let health = send(&router, asked.expect("a request")).await;
            assert_eq!(health.status, StatusCode::OK, "whoever watches the program may name it as it likes: {host}");
        }
    }

    async fn an_address_without_anything_is_answered_as_it_was_asked(fixture: with_cast) {
        let router = router(fixture);
        let plain = get(&router, "/en/nothing").await;
        assert_eq!((plain.status, plain.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
        let browser = [("accept", "text/html,application/xhtml+xml;q=0.9")];
        for (path, lang, other, words) in
            [("/en/nothing", "en", "/fr/nothing", "Nothing found"), ("/fr/rien", "fr", "/en/rien", "")]
        {
            let page = ask(&router, "GET", path, &browser).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(
                page.text.replace("&#x2f;", "/").contains(&format!("href=\"{other}\"")),
                "{path}: the way to the other language"
            );
            assert!(page.text.contains(words) && page.text.contains(page.header("x-request-id")), "{path}");
        }
        let french = ask(&router, "GET", "/nothing", &[("accept-language", "fr")]).await;
        assert_eq!(french.header("content-language"), "fr");
        let method = ask(&router, "DELETE", ENTRIES, &[]).await;
        assert_eq!((method.status, method.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
        assert!(
            method.header("allow").contains("GET") && method.header("allow").contains("POST"),
            "{:?}",
            method.headers
        );
        let scripted = ask(&router, "GET", "/fr/%3Cscript%3Ealert(1)%3C/script%3E", &browser).await;
        assert!(!scripted.text.contains("<script>alert"), "the address is never shown as markup");
    }

    async fn health_readiness_and_home_answer(fixture: with_cast) {
        let router = router(fixture);
        assert_eq!(get(&router, "/healthz").await.text, "ok\n");
        let ready = get(&router, "/readyz").await.json();
        assert_eq!(ready["ready"], true, "{ready}");
        assert!(ready["checks"].as_array().expect("a list").iter().all(|check| check["ok"] == true), "{ready}");
        for (accepted, to) in [("fr-CA, en;q=0.5", "/fr"), ("en", "/en"), ("de", "/en")] {
            let home = ask(&router, "GET", "/", &[("accept-language", accepted)]).await;
            let to = format!("{to}/reports/workload");
            assert_eq!((home.status, home.header("location")), (StatusCode::SEE_OTHER, to.as_str()), "{accepted}");
        }
        let head = ask(&router, "HEAD", "/en/record", &[]).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_have_their_types() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let router = router(&fixture);
    let page = get(&router, "/en/record").await.text.replace("&#x2f;", "/");
    let named: BTreeSet<String> =
        page.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).map(ToOwned::to_owned).collect();
    assert!(named.len() >= 3, "style, script and font: {named:?}");
    let served: BTreeSet<String> = assets::tails().map(ToOwned::to_owned).collect();
    assert!(named.is_subset(&served), "{named:?}");
    for tail in served {
        let answer = get(&router, &format!("/assets/{tail}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{tail}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{tail}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{tail}");
        let media = match tail.rsplit_once('.').expect("an extension").1 {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            other => panic!("{other} is served without a type"),
        };
        assert_eq!(answer.header("content-type"), media, "{tail}");
    }
    fixture.finish().await;
}

#[tokio::test]
async fn texts_are_packed_for_those_who_take_gzip_and_say_the_same() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let router = router(&fixture);
    let font = assets::tails().find(|tail| tail.ends_with("woff2")).expect("a font");
    let script = assets::tails().find(|tail| tail.ends_with("js")).expect("a script");
    let (font, script) = (format!("/assets/{font}"), format!("/assets/{script}"));
    for (path, is_packed) in [
        ("/fr/components", true),
        ("/api/v1/reports/figures", true),
        (&script, true),
        ("/api/v1/openapi.json", false),
        (&font, false),
        ("/healthz", false),
    ] {
        let plain = get(&router, path).await;
        assert_eq!(plain.header("content-encoding"), "", "{path}: nobody asked for it");
        let asked = request("GET", path, &[("accept-encoding", "br, gzip")], Body::empty());
        let (head, body) = router.clone().oneshot(asked).await.expect("an answer").into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let packed = head.headers.get("content-encoding").map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(packed.as_deref(), is_packed.then_some("gzip"), "{path}");
        if is_packed {
            assert!(head.headers["vary"].to_str().expect("text").contains("accept-encoding"), "{path}");
            assert!(bytes.len() * 2 < plain.text.len(), "{path}: {} of {}", bytes.len(), plain.text.len());
            let text = std::io::read_to_string(flate2::read::GzDecoder::new(&bytes[..])).expect("gzip");
            assert_eq!(text, plain.text, "{path}");
        }
        assert_eq!(head.headers.get("x-content-type-options").expect("guarded"), "nosniff", "{path}");
    }
    fixture.finish().await;
}

/// Runs the program in a folder of its own and waits for its end.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> (Output, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_casetime"));
    command.args(arguments).current_dir(folder.path()).envs(environment.iter().copied());
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left behind");
    (output, said)
}

#[test]
fn beyond_this_machine_the_server_needs_a_public_address_with_tls() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080", "8.8.8.8:80"] {
        let plain = ("CASETIME_PUBLIC_URL", "http://time.example");
        for (arguments, environment, code) in [
            (vec!["serve", "--listen", address], vec![], "public_url_required"),
            (vec!["serve"], vec![("CASETIME_LISTEN", address)], "public_url_required"),
            (vec!["serve", "--listen", address], vec![plain], "public_url_required"),
            (vec!["demo", "--listen", address], vec![], "address_not_loopback"),
            (
                vec!["demo", "--listen", address],
                vec![("CASETIME_PUBLIC_URL", "https://time.example")],
                "address_not_loopback",
            ),
        ] {
            let (output, said) = run(&arguments, &environment);
            assert_eq!(output.status.code(), Some(2), "{address}: {said}");
            assert!(said.contains(code) && said.contains(address), "{address}: {said}");
            assert!(output.stdout.is_empty(), "only data goes to standard output");
        }
    }
    let (output, said) = run(&["serve"], &[("CASETIME_PUBLIC_URL", "https://time.example/path")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("(configuration)") && said.contains("public_url"), "{said}");
    let (output, said) = run(&["serve", "--listen", "0.0.0.0:0"], &[("CASETIME_PUBLIC_URL", "https://time.example")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("database_missing"), "the address is in order: {said}");
}

#[test]
fn a_server_without_database_or_address_says_so_in_the_language_asked_for() {
    let (output, said) = run(&["serve", "--listen", "127.0.0.1:0", "--lang", "fr"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("database_missing") && said.contains("casetime init") && said.contains("base de données"),
        "{said}"
    );
    let (output, said) = run(&["serve", "--listen", "127.0.0.1:99999", "--json"], &[]);
    assert_eq!(output.status.code(), Some(2));
    let told: serde_json::Value = serde_json::from_str(said.trim()).expect("one JSON object");
    assert_eq!(told["faults"][0]["code"], "address_unavailable");
}

#[tokio::test]
async fn a_taken_port_is_said_to_be_unavailable() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let database = fixture.context.db.path().expect("a file").display().to_string();
    let (output, said) = run(&["serve", "--listen", &address, "--database", &database], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("address_unavailable") && said.contains(&address), "{said}");
    assert_eq!(post(&router(&fixture), ENTRIES, &entry(&json!({}))).await.status, StatusCode::CREATED);
    fixture.finish().await;
}
