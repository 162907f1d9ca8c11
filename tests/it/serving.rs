//! The program as a process with a socket: what it serves over real HTTP, and that its log, at its most talkative,
//! holds nothing that a person typed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use casetime::accounts::{self, RawAccount};
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::store::Target;
use serde_json::json;

use crate::recording::entry;
use crate::support::{Fixture, on_both_engines};

/// A running program, ended with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// What the program said until it listened.
    pub(crate) beginning: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Server {
    /// Starts the program over the database of a test and waits until it says where it listens.
    pub(crate) fn start(fixture: &Fixture, log: &str) -> Self {
        Self::start_with(fixture, log, &[])
    }

    /// The same, with these settings.
    pub(crate) fn start_with(fixture: &Fixture, log: &str, settings: &[(&str, &str)]) -> Self {
        let database = match &fixture.target {
            Target::Sqlite(path) => path.display().to_string(),
            Target::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_casetime"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("CASETIME_DATABASE", database)
            .env("CASETIME_LOG", log)
            .envs(settings.iter().copied())
            .current_dir(fixture.folder())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error"));
        let mut seen = String::new();
        let address = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).expect("standard error is text");
            assert_ne!(read, 0, "the program ended: {seen}");
            seen.push_str(&line);
            if !line.starts_with('{')
                && let Some((_, rest)) = line.split_once("http://")
            {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        let beginning = seen.clone();
        let log = std::thread::spawn(move || {
            drop(lines.read_to_string(&mut seen));
            seen
        });
        Self { child, address, beginning, log: Some(log) }
    }

    /// Sends one request over a socket of its own and answers what came back, head and body.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).expect("the program listens");
        socket.set_read_timeout(Some(Duration::from_mins(1))).expect("set");
        let length = body.len();
        let host = &self.address;
        let sent = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        socket.write_all(sent.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks the program to stop.
    pub(crate) fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("asked").success());
    }

    /// Asks the program to stop, and answers whether it ended well and everything it said.
    pub(crate) fn stop(mut self) -> (bool, String) {
        self.tell_to_stop();
        let status = self.child.wait().expect("an end");
        let log = self.log.take().expect("it is asked once");
        (status.success(), log.join().expect("the log"))
    }
}

impl Drop for Server {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The header of a session of a new account that records the time of a person.
pub(crate) async fn session(fixture: &Fixture, login: &str, person: &str) -> (String, String) {
    let raw = RawAccount {
        login: login.to_owned(),
        person: person.to_owned(),
        roles: vec!["timekeeper".to_owned()],
        ..RawAccount::default()
    };
    let context = Context { clock: Clock::System, ..fixture.context.clone() };
    let account = accounts::ops::add(&context, &fixture.app().sign_in, &raw, None).await.expect("an account");
    let signed_in = accounts::sign_in::sign_in_as(&context, account.id).await.expect("a session");
    let cookie = format!("Cookie: __Host-casetime={}\r\n", signed_in.session.reveal());
    (cookie, accounts::sessions::form_token(&signed_in.session))
}

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";

on_both_engines! {
    async fn no_log_line_holds_what_a_person_typed(fixture: with_cast) {
        let server = Server::start(fixture, "trace");
        let (cookie, form_token) = session(fixture, "alex", "P-1").await;
        let id = "0197a000-0000-7000-8000-0000000000c4";
        let canary = |number: u32| format!("CANARY-{number}-privileged");
        let sound = |number: u32| {
            entry(&json!({ "id": id, "worked_on": "2020-01-15", "narrative": canary(number) })).to_string()
        };
        let path = "/api/v1/entries";
        let form = |number: u32, date: &str| {
            let fields = "person=P-1&file=UKR-12&activity=TA-TRN&minutes=1h";
            format!("{fields}&worked_on={date}&narrative={}&form_token={form_token}", canary(number))
        };
        let corrected = json!({ "narrative": canary(6), "reason": canary(7) }).to_string();
        let asked = [
            ("POST", path, JSON, sound(1), "201"),
            ("POST", path, JSON, sound(2), "409"),
            ("POST", path, JSON, json!({ "id": id, "narrative": canary(3), "file": canary(4) }).to_string(), "422"),
            ("POST", path, JSON, json!({ "narrative": [canary(5)] }).to_string(), "400"),
            ("PATCH", &format!("{path}/{id}"), &format!("{JSON}If-Match: \"1\"\r\n"), corrected, "200"),
            ("GET", &format!("{path}?person={}", canary(8)), "", String::new(), "422"),
            ("POST", "/api/v1/session", JSON, json!({ "login": canary(29), "password": canary(30) }).to_string(), "401"),
            ("GET", &format!("/{}", canary(9)), "Accept: text/html\r\n", String::new(), "404"),
            (
                "GET",
                &format!("{path}/{}", canary(10)),
                &format!("X-Note: {}\r\nUser-Agent: {}\r\n", canary(11), canary(12)),
                String::new(),
                "404",
            ),
            (
                "GET",
                &format!("/assets/{}.css?v={}", canary(16), canary(17)),
                &format!(
                    "Cookie: session={}\r\nAuthorization: Bearer {}\r\nReferer: http://x.example/{}\r\nX-Forwarded-For: {}\r\n",
                    canary(18),
                    canary(19),
                    canary(20),
                    canary(21)
                ),
                String::new(),
                "404",
            ),
            (&canary(22), "/", &format!("Origin: https://{}.example\r\n", canary(23)), String::new(), "403"),
            (&canary(24), "/", "", String::new(), "405"),
            (
                "POST",
                "/api/v1/files",
                &format!("Content-Type: multipart/form-data; boundary={}\r\n", canary(25)),
                format!("Content-Disposition: form-data; filename=\"{}.xlsx\"\r\n", canary(26)),
                "415",
            ),
            ("GET", path, &format!("If-Match: \"{}\"\r\nIdempotency-Key: \"{}\"\r\n", canary(27), canary(28)), String::new(), "200"),
            ("POST", "/en/record", FORM, form(13, "2020-01-15"), "303"),
            ("POST", "/fr/record", FORM, form(14, "2020-02-30"), "422"),
            ("POST", "/en/record", FORM, format!("{}&switch=1", form(15, "2020-01-15")), "200"),
            ("GET", "/en/record?person=P-1", "", String::new(), "200"),
            ("GET", "/api/v1/reports/workload", "", String::new(), "200"),
        ];
        for (method, path, headers, body, status) in asked {
            let signed_in = if headers.contains("Cookie:") { headers.to_owned() } else { format!("{headers}{cookie}") };
            let answer = server.ask(method, path, &signed_in, &body);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{method} {path} {body}: {answer}");
            assert!(answer.contains("x-request-id: "), "{method} {path}");
        }
        let (well, log) = server.stop();
        assert!(well, "it stops in good order when asked to: {log}");
        let answered = log.lines().filter(|line| line.contains("\"answered\"")).count();
        assert_eq!(answered, 19, "each request has its line: {log}");
        let secret = cookie.split_once("casetime=").map_or("", |(_, secret)| secret.trim());
        assert!(secret.len() > 20 && !log.contains(secret), "a session is not in the log");
        assert!(
            log.lines()
                .filter(|line| line.starts_with('{'))
                .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
        );
        let line = log.lines().find(|line| line.contains("\"answered\"")).expect("a line");
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let (fields, at) = (&line["fields"], line["timestamp"].as_str().expect("an instant"));
        assert!(at.ends_with('Z'), "UTC: {at}");
        assert_eq!((&fields["route"], &fields["method"], &fields["status"]), (&json!(path), &json!("POST"), &json!(201)));
        assert!(fields["milliseconds"].is_u64() && fields["request_id"].is_string(), "{fields}");
        let told = log.lines().find(|line| line.contains("CANARY"));
        assert_eq!(told, None, "what a person typed stands in the log");
        assert!(!log.contains("secret") && !log.contains("UKR-12"), "nor a password or a file");
        let kept = "SELECT count(*) FROM entries WHERE narrative LIKE 'CANARY%'";
        assert_eq!(fixture.number(kept).await, 2, "the canaries were really stored");
    }
}
