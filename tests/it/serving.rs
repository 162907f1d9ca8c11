//! The program as a process with a socket: what it serves over real HTTP, and that its log, at its most talkative,
//! holds nothing that a person typed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use casetime::store::Target;
use serde_json::json;

use crate::recording::entry;
use crate::support::{Fixture, on_both_engines};

/// A running program, ended with the test.
struct Server {
    child: Child,
    address: String,
    log: std::thread::JoinHandle<String>,
}

impl Server {
    /// Starts the program over the database of a test and waits until it says where it listens.
    fn start(fixture: &Fixture, log: &str) -> Self {
        let database = match &fixture.target {
            Target::Sqlite(path) => path.display().to_string(),
            Target::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_casetime"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("CASETIME_DATABASE", database)
            .env("CASETIME_LOG", log)
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
        let log = std::thread::spawn(move || {
            drop(lines.read_to_string(&mut seen));
            seen
        });
        Self { child, address, log }
    }

    /// Sends one request over a socket of its own and answers what came back, head and body.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
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

    /// Asks the program to stop, and answers whether it ended well and everything it said.
    fn stop(mut self) -> (bool, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("asked").success());
        let status = self.child.wait().expect("an end");
        (status.success(), self.log.join().expect("the log"))
    }
}

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";

on_both_engines! {
    async fn no_log_line_holds_what_a_person_typed(fixture: with_cast) {
        let server = Server::start(fixture, "debug");
        let id = "0197a000-0000-7000-8000-0000000000c4";
        let canary = |number: u32| format!("CANARY-{number}-privileged");
        let sound = |number: u32| {
            entry(&json!({ "id": id, "worked_on": "2020-01-15", "narrative": canary(number) })).to_string()
        };
        let path = "/api/v1/entries";
        let form = |number: u32, date: &str| {
            format!("person=P-1&file=UKR-12&activity=TA-TRN&minutes=1h&worked_on={date}&narrative={}", canary(number))
        };
        let corrected = json!({ "narrative": canary(6), "reason": canary(7) }).to_string();
        let asked = [
            ("POST", path, JSON, sound(1), "201"),
            ("POST", path, JSON, sound(2), "409"),
            ("POST", path, JSON, json!({ "narrative": canary(3), "person": canary(4) }).to_string(), "422"),
            ("POST", path, JSON, json!({ "narrative": [canary(5)] }).to_string(), "400"),
            ("PATCH", &format!("{path}/{id}"), &format!("{JSON}If-Match: \"1\"\r\n"), corrected, "200"),
            ("GET", &format!("{path}?person={}", canary(8)), "", String::new(), "422"),
            ("GET", &format!("/{}", canary(9)), "Accept: text/html\r\n", String::new(), "404"),
            (
                "GET",
                &format!("{path}/{}", canary(10)),
                &format!("X-Note: {}\r\nUser-Agent: {}\r\n", canary(11), canary(12)),
                String::new(),
                "404",
            ),
            ("POST", "/en/record", FORM, form(13, "2020-01-15"), "303"),
            ("POST", "/fr/record", FORM, form(14, "2020-02-30"), "422"),
            ("POST", "/en/record", FORM, format!("{}&switch=1", form(15, "2020-01-15")), "200"),
            ("GET", "/en/record?person=P-1", "", String::new(), "200"),
            ("GET", "/api/v1/reports/workload", "", String::new(), "200"),
        ];
        for (method, path, headers, body, status) in asked {
            let answer = server.ask(method, path, headers, &body);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{method} {path} {body}: {answer}");
            assert!(answer.contains("x-request-id: "), "{method} {path}");
        }
        let (well, log) = server.stop();
        assert!(well, "it stops in good order when asked to: {log}");
        let answered = log.lines().filter(|line| line.contains("\"answered\"")).count();
        assert_eq!(answered, 13, "each request has its line: {log}");
        assert!(
            log.lines()
                .filter(|line| line.starts_with('{'))
                .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
        );
        let told = log.lines().find(|line| line.contains("CANARY"));
        assert_eq!(told, None, "what a person typed stands in the log");
        assert!(!log.contains("secret") && !log.contains("UKR-12"), "nor a password or a file");
        let kept = "SELECT count(*) FROM entries WHERE narrative LIKE 'CANARY%'";
        assert_eq!(fixture.number(kept).await, 2, "the canaries were really stored");
    }
}
