//! Durable single entries over HTTP on SQLite with `synchronous=FULL`, beside the rate at which the same machine commits
//! the same rows in batches, and beside another time tracker; and how soon the program is ready, and how small it is idle.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]
#![expect(clippy::cast_precision_loss, reason = "rows are far below 2^53")]

#[path = "../tests/it/support/process.rs"]
mod process;
mod recording;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use casetime::clock::Clock;
use casetime::ids::EntryId;
use process::Process;
use recording::clients::{self, Request, Seen};
use recording::section::{self, Section};
use recording::timetagger::Timetagger;
use recording::{CLIENTS, NARRATIVE, batches, day};
use serde_json::json;

/// How long each number of clients is measured.
const LASTING: Duration = Duration::from_secs(8);
const STARTS: usize = 5;

/// The program that is measured: the one that is named, or that of the release build beside this benchmark.
fn program() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "which build is measured is no setting of the program")]
    let named = std::env::var_os("CASETIME_BIN");
    let beside = || {
        let own = std::env::current_exe().expect("where this benchmark is");
        own.ancestors().nth(3).expect("target/release/deps").join("release/casetime")
    };
    let program = named.map_or_else(beside, PathBuf::from);
    program.canonicalize().unwrap_or_else(|_| panic!("no program at {}", program.display()))
}

fn entry(section: &Section, client: usize, n: usize) -> Request {
    let body = json!({
        "id": EntryId::new(Clock::System.now()),
        "file": "UKR-12",
        "activity": "TA-TRN",
        "worked_on": day(n),
        "minutes": 1,
        "narrative": NARRATIVE,
    });
    Request {
        method: "POST",
        path: "/api/v1/entries",
        headers: format!("Authorization: Bearer {}\r\n", section.tokens[client]),
        body: body.to_string(),
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn line(name: &str, clients: usize, seen: &Seen) {
    let (p50, p99) = (milliseconds(seen.p50), milliseconds(seen.p99));
    println!(
        "{name:<12} {clients:>3} clients {:>9.0} requests/s  p50 {p50:>7.2} ms  p99 {p99:>7.2} ms",
        seen.per_second
    );
}

fn main() {
    let program = program();
    println!("{}", program.display());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    record_beside_batches(&runtime, &program, folder.path());
    record_beside_another(folder.path());
}

fn record_beside_batches(runtime: &tokio::runtime::Runtime, program: &Path, folder: &Path) {
    let (database, other) = (folder.join("casetime.db"), folder.join("batches.db"));
    let section = section::create(runtime, &database);
    let plain = section::create(runtime, &other);
    let served = database.display().to_string();
    let process = Process::start(program, &served, folder);
    let mut acknowledged = 0;
    let mut ours = |clients| {
        let seen = clients::measure(process.address(), clients, LASTING, 201, |client, n| entry(&section, client, n));
        line("casetime", clients, &seen);
        acknowledged += seen.acknowledged;
        seen
    };
    ours(1);
    ours(8);
    // Before and after, because the speed of a shared machine changes from minute to minute.
    let before = batches::measure(&other, &plain, CLIENTS, LASTING / 2);
    let seen = ours(CLIENTS);
    let after = batches::measure(&other, &plain, CLIENTS, LASTING / 2);
    let single = batches::measure(&other, &plain, 1, LASTING / 2);
    assert!(process.stop(), "the program ends well");
    assert_eq!(section::verified(runtime, &database), acknowledged, "as many rows as acknowledgements");
    let own = runtime.block_on(batches::measure_own(&other, &plain, CLIENTS, LASTING / 2));
    section::verified(runtime, &other);
    println!("{acknowledged} entries acknowledged, as many stored; the audit chain is sound");
    println!("batches of {CLIENTS}, before and after {before:>9.0} and {after:.0} rows/s");
    println!("one row at a time            {single:>9.0} rows/s");
    println!("casetime at {CLIENTS} clients to batches {:>6.2}", seen.per_second * 2.0 / (before + after));
    println!(
        "its own recording in batches of {CLIENTS}, without HTTP {own:>6.0} rows/s; ratio {:.2}",
        seen.per_second / own
    );

    let mut starts: Vec<Duration> = (0..STARTS)
        .map(|_| {
            let began = Instant::now();
            let process = Process::start(program, &served, folder);
            let took = began.elapsed();
            assert!(process.stop(), "the program ends well");
            took
        })
        .collect();
    starts.sort_unstable();
    println!("start to ready, median of {STARTS} {:>9.0} ms", milliseconds(starts[STARTS / 2]));
    let process = Process::start(program, &served, folder);
    std::thread::sleep(Duration::from_secs(2));
    println!("resident memory, idle        {:>9.1} MiB", resident(process.id()));
}

/// Resident memory of a process in MiB, as the kernel counts it.
fn resident(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
    line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).expect("a number") / 1024.0
}

fn record_beside_another(folder: &Path) {
    let timetagger = match Timetagger::start(&folder.join("timetagger")) {
        Ok(timetagger) => timetagger,
        Err(why) => return println!("timetagger is left out: {why}"),
    };
    println!("{}", timetagger.settings());
    let mut acknowledged = 0;
    for (round, clients) in [1, 8, CLIENTS].into_iter().enumerate() {
        let request = |client, n| timetagger.request(round, client, n);
        let seen = clients::measure(timetagger.address(), clients, LASTING, 200, request);
        line("timetagger", clients, &seen);
        acknowledged += seen.acknowledged;
    }
    assert_eq!(timetagger.stored(), acknowledged, "as many rows as acknowledgements");
}
