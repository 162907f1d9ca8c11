//! What a section does all day, over HTTP, with one million entries and fifty thousand files stored: reading a week,
//! recording beside it, searching files, and the pages on which time is recorded. Requests are sent at a fixed rate, whether or not those before were
//! answered, and a time counts from the moment a request was due.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]

#[path = "recording/accounts.rs"]
mod accounts;
#[path = "recording/http.rs"]
mod http;
#[path = "../tests/it/support/process.rs"]
mod process;
mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use casetime::audit::Caller;
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::ids::EntryId;
use casetime::people::Person;
use casetime::store::{Target, migrate};
use chrono::{Datelike as _, Days, NaiveDate};
use http::Client;
use process::Process;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

const ROWS: usize = 1_000_000;
const FILES: usize = 50_000;
const PEOPLE: usize = 400;
const YEARS: usize = 10;
/// People who use the program at the same time.
const CLIENTS: usize = 32;
/// How long each rate is kept.
const LASTING: Duration = Duration::from_secs(20);
/// Before anything is counted.
const WARMING: Duration = Duration::from_secs(2);
/// Words that titles are made of, and others that are in none or in all.
const WORDS: [&str; 12] = [
    "extradition",
    "Entraide",
    "réforme",
    "Juges",
    "witness",
    "corruption",
    "Éthiopie",
    "training",
    "Mongolia",
    "treaty",
    "prosecution",
    "zzz",
];

/// One who uses the program.
#[derive(Clone)]
struct User {
    token: String,
}

/// One request.
struct Sent {
    method: &'static str,
    path: String,
    body: String,
    status: u16,
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (database, deliveries) = support::section(folder.path(), PEOPLE, YEARS, ROWS);
    let mut took = Vec::new();
    for delivery in deliveries {
        let mut import = support::program();
        import.arg("--database").arg(&database).arg("import").arg(delivery).args(["--profile", "icase-plain"]);
        took.push(support::run(&mut import));
    }
    let peak = took.iter().map(|run| run.peak).max().unwrap_or_default();
    let middle = support::median(took.iter().map(|run| run.wall).collect()).as_secs_f64();
    println!(
        "{ROWS} entries imported in {} deliveries, each in {middle:.1} s (median), {peak} MiB at most",
        took.len()
    );
    let list = more_files(folder.path(), FILES);
    let loaded = support::run(support::program().arg("--database").arg(&database).args(["files", "load"]).arg(&list));
    println!("{FILES} files loaded in {:.1} s", loaded.wall.as_secs_f64());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let users = runtime.block_on(users(&database));
    let program = PathBuf::from(env!("CARGO_BIN_EXE_casetime"));
    let process = Process::start(&program, &database.display().to_string(), folder.path());
    runtime.block_on(measure(process.address(), &users));
    assert!(process.stop(), "the program ends well");
}

/// A list of invented files.
fn more_files(folder: &Path, many: usize) -> PathBuf {
    let mut text = String::from("number,title,category,project,country,opened_on\n");
    let mut draw = ChaCha8Rng::seed_from_u64(2);
    for n in 0..many {
        let mut title = String::new();
        for _ in 0..4 {
            let word = WORDS[..WORDS.len() - 1].choose(&mut draw).expect("words");
            write!(title, "{word} ").expect("a text grows");
        }
        let country = ["UA", "MN", "ET", "JM"].choose(&mut draw).expect("countries");
        writeln!(text, "B-{n:05},{title}{n},TA,Invented project {},{country},2010-01-01", n % 500).expect("grows");
    }
    let list = folder.join("more-files.csv");
    std::fs::write(&list, text).expect("written");
    list
}

async fn users(database: &Path) -> Vec<User> {
    let db = migrate::open(&Target::Sqlite(database.to_owned())).await.expect("the database");
    let vocabulary = casetime::vocabulary::ops::current(&db).await.expect("a vocabulary");
    let context = Context {
        db,
        clock: Clock::System,
        vocabulary: Arc::new(vocabulary),
        config: Arc::default(),
        caller: Caller::new("bench"),
        repeat: None,
    };
    let people = casetime::people::ops::list(&context).await.expect("people");
    let first = first_day();
    let stays = |person: &&Person| person.active_to.is_none() && person.active_from <= first;
    let staying: Vec<_> = people.iter().filter(stays).take(CLIENTS).collect();
    assert_eq!(staying.len(), CLIENTS, "enough people who stay");
    let scopes = ["record_time", "read_entries", "read_files"];
    let mut users = Vec::new();
    for person in staying {
        users.push(User { token: accounts::add(&context, &person.number, &scopes).await.1 });
    }
    context.db.close().await;
    users
}

/// The first Monday of the years that have entries, and no day before it is asked for.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2015, 4, 6).expect("a date")
}

/// The week of a day some time in the years that have entries.
fn week(draw: &mut ChaCha8Rng) -> (NaiveDate, NaiveDate) {
    let day = first_day() + Days::new(draw.random_range(0..3_640));
    let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    (monday, monday + Days::new(6))
}

fn read_a_week(draw: &mut ChaCha8Rng) -> Sent {
    let (from, to) = week(draw);
    let path = if draw.random_bool(0.5) {
        format!("/api/v1/my/days?from={from}&to={to}")
    } else {
        format!("/api/v1/entries?from={from}&to={to}&limit=200")
    };
    Sent { method: "GET", path, body: String::new(), status: 200 }
}

/// A page on which time is recorded, as a browser asks for it.
fn read_a_page(draw: &mut ChaCha8Rng) -> Sent {
    let (monday, _) = week(draw);
    let lang = if draw.random_bool(0.5) { "en" } else { "fr" };
    let path = match draw.random_range(0..8) {
        0..3 => format!("/{lang}/week/{monday}"),
        3 => format!("/{lang}/week"),
        4 => format!("/{lang}/record"),
        5 => format!("/{lang}/day/{monday}"),
        6 => format!("/{lang}/favourites"),
        _ => format!("/{lang}/range"),
    };
    Sent { method: "GET", path, body: String::new(), status: 200 }
}

fn record(draw: &mut ChaCha8Rng) -> Sent {
    let (monday, _) = week(draw);
    let body = json!({
        "id": EntryId::new(Clock::System.now()),
        "file": format!("B-{:05}", draw.random_range(0..FILES)),
        "activity": "TA-TRN",
        "worked_on": monday,
        "minutes": 1,
        "narrative": "Reviewed the draft law and answered the questions of the institution.",
    });
    Sent { method: "POST", path: "/api/v1/entries".to_owned(), body: body.to_string(), status: 201 }
}

fn search(draw: &mut ChaCha8Rng) -> Sent {
    let word = |draw: &mut ChaCha8Rng| *WORDS.choose(draw).expect("words");
    let text = match draw.random_range(0..4) {
        0 => format!("B-{:05}", draw.random_range(0..FILES)),
        1 => word(draw).to_owned(),
        2 => format!("{} {}", word(draw), word(draw)),
        _ => word(draw).chars().take(4).collect(),
    };
    let query = serde_urlencoded::to_string([("search", text.as_str()), ("limit", "20")]).expect("a query");
    Sent { method: "GET", path: format!("/api/v1/files?{query}"), body: String::new(), status: 200 }
}

async fn measure(address: &str, users: &[User]) {
    let weeks = Load { name: "a week", rate: 200, seed: 3, make: read_a_week };
    let recorded = Load { name: "recording", rate: 50, seed: 4, make: record };
    let searched = Load { name: "search", rate: 20, seed: 5, make: search };
    weeks.send(address, users).await.print("alone", 10);
    let (read, written) = tokio::join!(weeks.send(address, users), recorded.send(address, users));
    read.print("beside recording", 10);
    written.print("beside reading weeks", 20);
    searched.send(address, users).await.print("alone", 30);
    let pages = Load { name: "a page for recording", rate: 50, seed: 6, make: read_a_page };
    pages.send(address, users).await.print("alone", 30);
    let (read, written) = tokio::join!(pages.send(address, users), recorded.send(address, users));
    read.print("beside recording", 30);
    written.print("beside reading pages", 20);
}

/// Requests of one kind at a fixed rate.
struct Load {
    name: &'static str,
    /// Requests a second.
    rate: u32,
    seed: u64,
    make: fn(&mut ChaCha8Rng) -> Sent,
}

/// The times of a load, from when each request was due.
struct Seen {
    name: &'static str,
    rate: u32,
    times: Vec<Duration>,
}

impl Load {
    async fn send(&self, address: &str, users: &[User]) -> Seen {
        let start = Instant::now();
        let clients =
            users.iter().enumerate().map(|(client, user)| self.send_one(address, client, users.len(), user, start));
        let mut times: Vec<Duration> = futures_util::future::join_all(clients).await.into_iter().flatten().collect();
        times.sort_unstable();
        Seen { name: self.name, rate: self.rate, times }
    }

    /// Every n-th request of the load, over one connection.
    async fn send_one(
        &self,
        address: &str,
        client: usize,
        clients: usize,
        user: &User,
        start: Instant,
    ) -> Vec<Duration> {
        let mut connection = Client::open(address).await;
        let headers = format!("Authorization: Bearer {}\r\nAccept-Encoding: gzip\r\n", user.token);
        let mut draw = ChaCha8Rng::seed_from_u64(self.seed * 1_000 + client as u64);
        let mut times = Vec::new();
        for n in (client..).step_by(clients) {
            let due = Duration::from_secs(1) * u32::try_from(n).expect("few requests") / self.rate;
            if due >= WARMING + LASTING {
                break;
            }
            tokio::time::sleep_until((start + due).into()).await;
            let sent = (self.make)(&mut draw);
            connection.ask(sent.method, &sent.path, &headers, &sent.body, sent.status).await;
            if due >= WARMING {
                times.push(start.elapsed().saturating_sub(due));
            }
        }
        times
    }
}

impl Seen {
    fn print(&self, where_: &str, reach: u32) {
        let at = |part: usize| self.times[(self.times.len() - 1) * part / 1_000].as_secs_f64() * 1e3;
        let name = format!("{} {where_}, {}/s", self.name, self.rate);
        println!(
            "{name:<40} {:>6} requests  p50 {:>6.1}  p95 {:>6.1}  p99 {:>6.1}  max {:>6.1} ms  (p99 to reach {reach} ms)",
            self.times.len(),
            at(500),
            at(950),
            at(990),
            at(1_000)
        );
    }
}
