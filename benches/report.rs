//! Reports of one section over HTTP and from the command line; facts made from nothing; and the whole Department, made up
//! straight into facts on disk, beside `DuckDB` over the same Parquet files in the same run. Parts by name:
//! `cargo bench --bench report -- section`, `-- build`, `-- department`; without a name all three.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]

#[path = "recording/http.rs"]
mod http;
#[path = "../tests/it/support/process.rs"]
mod process;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use casetime::access::Access;
use casetime::accounts::tokens::{self, RawToken};
use casetime::accounts::{self, RawAccount, Settings};
use casetime::audit::Caller;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::entries::{self, RawEntry};
use casetime::period::{Per, Span};
use casetime::reports::facts::made::{Made, plant};
use casetime::reports::facts::{Facts, Snapshot, folder};
use casetime::reports::ops::{self, RawQuestion};
use casetime::reports::sums::{self, Asked, Distinct, Lookup, Slots, Source};
use casetime::store::{Target, migrate};
use casetime::time::{ClosingTime, FiscalYear};
use chrono::{Days, NaiveDate};
use http::Client;
use process::Process;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use support::{median, program, run};

/// The reports of a section: rows and periods.
const REPORTS: [(&str, &str); 7] = [
    ("category", "fiscal-year"),
    ("category", "month"),
    ("activity", "month"),
    ("country", "fiscal-quarter"),
    ("team", "fiscal-year"),
    ("project", "fiscal-year"),
    ("file", "fiscal-year"),
];
/// The other standard reports, each by what it is asked for most.
const OTHERS: [&str; 8] = [
    "demand?per=fiscal-quarter",
    "timeliness?per=fiscal-year",
    "timeliness?per=month",
    "quality?per=fiscal-year",
    "capacity?per=fiscal-year",
    "sign-off?period=2025-26",
    "chase?list=missing",
    "chase?list=implausible",
];
/// What whoever asks for them may do.
const RIGHTS: [&str; 5] = ["read_reports", "read_requests", "read_files", "read_people", "read_entries"];
const RUNS: usize = 41;
/// Timekeepers of the Department, their files, their entries.
const PEOPLE: usize = 3_600;
const FILES: usize = 60_000;
const ENTRIES: usize = 40_000_000;
const YEARS: i32 = 10;
/// Entries that are recorded before facts are brought up to date.
const MORE: usize = 10_000;

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with("--")).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if wanted("section") {
        section(&runtime);
    }
    if wanted("build") {
        build(&runtime);
    }
    if wanted("department") {
        department(&runtime);
    }
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (middle, high) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    println!("{what:<64} {:>9.1} ms {:>9.1} ms p95", middle.as_secs_f64() * 1e3, high.as_secs_f64() * 1e3);
}

fn import(database: &Path, files: &[PathBuf]) {
    for file in files {
        run(program().arg("--database").arg(database).arg("import").arg(file).args(["--profile", "icase-plain"]));
    }
}

async fn open(database: &Path, facts: Option<&Path>) -> Context {
    let db = migrate::open(&Target::Sqlite(database.to_owned())).await.expect("the database");
    let vocabulary = casetime::vocabulary::ops::current(&db).await.expect("a vocabulary");
    let folder = facts.map(|facts| facts.display().to_string()).unwrap_or_default();
    Context {
        db,
        clock: Clock::System,
        vocabulary: Arc::new(vocabulary),
        config: Arc::new(Config { facts_folder: Some(folder), ..Config::default() }),
        caller: Caller::new("bench"),
        repeat: None,
    }
}

/// An account of the head of the section, and the secret of a token that reads.
async fn token(context: &Context) -> String {
    let raw = RawAccount { login: "head".to_owned(), roles: vec!["head".to_owned()], ..RawAccount::default() };
    let settings = Settings::from(&Config::default());
    let account = accounts::ops::add(context, &settings, &raw, None).await.expect("an account");
    let access = Access::of(account.id, account.person, account.grants.clone(), None, BTreeSet::new());
    let caller = Caller { actor: account.login.clone(), request_id: String::new(), lang: None, access };
    let raw = RawToken {
        name: "benchmark".to_owned(),
        scopes: RIGHTS.map(str::to_owned).into(),
        expires_on: (context.clock.now().date_naive() + Days::new(2)).to_string(),
    };
    let created = tokens::create(&Context { caller, ..context.clone() }, &raw).await.expect("a token");
    created.secret.expect("shown once").reveal().to_owned()
}

/// Every report over HTTP: the first one after a start, and those that follow.
fn over_http(runtime: &tokio::runtime::Runtime, database: &Path, secret: &str, what: &str, reports: &[(&str, &str)]) {
    let workload = reports.iter().map(|(by, per)| format!("workload?by={by}&per={per}"));
    let reports: Vec<String> = workload.chain(OTHERS.map(str::to_owned)).collect();
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_casetime"));
    let folder = database.parent().expect("a folder");
    let headers = format!("Authorization: Bearer {secret}\r\n");
    let path = |report: &str| format!("/api/v1/reports/{report}");
    let mut cold = Vec::new();
    for report in &reports {
        let process = Process::start(&binary, &database.display().to_string(), folder);
        cold.push(runtime.block_on(async {
            Client::open(process.address()).await.ask("GET", &path(report), &headers, "", 200).await
        }));
        assert!(process.stop(), "the program ends well");
    }
    show(&format!("{what}, the first report after a start"), cold);
    let process = Process::start(&binary, &database.display().to_string(), folder);
    for report in &reports {
        let times = runtime.block_on(async {
            let mut client = Client::open(process.address()).await;
            client.ask("GET", &path(report), &headers, "", 200).await;
            let mut times = Vec::new();
            for _ in 0..RUNS {
                times.push(client.ask("GET", &path(report), &headers, "", 200).await);
            }
            times
        });
        show(&format!("{what}, {report}, warm over HTTP"), times);
    }
    let before = support::peak(process.id());
    // In the two last years that facts are made of, a day after another: both are made anew, beside what is in memory.
    runtime.block_on(async {
        let mut context = open(database, None).await;
        context.config = Arc::new(Config { close: ClosingTime::default(), ..Config::default() });
        let days = [(2024, 3, 11), (2025, 3, 10)].map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
        record_more(&context, |round| days[usize::from(round % 2 == 1)].expect("a day") + Days::new(round / 2)).await;
        context.db.close().await;
        let mut client = Client::open(process.address()).await;
        let took = client.ask("GET", &path(&reports[0]), &headers, "", 200).await;
        let after = support::peak(process.id());
        println!(
            "{what}: server {before} MiB at most over all reports, {after} MiB with {MORE} more entries, for which the next \
             report took {:.1} ms",
            took.as_secs_f64() * 1e3
        );
    });
    assert!(process.stop(), "the program ends well");
}

fn command_line(database: &Path, what: &str, reports: &[(&str, &str)]) {
    let mut peak = 0;
    let mut times = Vec::new();
    for (by, per) in reports.iter().copied() {
        let mut command = program();
        command.arg("--database").arg(database).args(["report", "workload", "--by", by, "--per", per]);
        let ran = run(command.args(["--format", "csv"]));
        times.push(ran.wall);
        peak = peak.max(ran.peak);
    }
    show(&format!("{what}, command line, {peak} MiB at most"), times);
}

fn section(runtime: &tokio::runtime::Runtime) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (database, files) = support::section(place.path(), 80, 10, 200_000);
    import(&database, &files);
    let mut first = program();
    first.arg("--database").arg(&database).args(["report", "workload", "--format", "csv"]);
    let first = run(&mut first);
    println!("section: 200,000 entries; the first report ever {:.1} ms", first.wall.as_secs_f64() * 1e3);
    command_line(&database, "section", &REPORTS);
    let secret = runtime.block_on(async {
        let context = open(&database, None).await;
        let secret = token(&context).await;
        context.db.close().await;
        secret
    });
    over_http(runtime, &database, &secret, "section", &REPORTS);
}

fn build(runtime: &tokio::runtime::Runtime) {
    const ROWS: usize = 1_000_000;
    let place = tempfile::tempdir().expect("a temporary folder");
    let (database, files) = support::section(place.path(), 400, 10, ROWS);
    import(&database, &files);
    runtime.block_on(async {
        let context = open(&database, None).await;
        for kept in [false, true] {
            let mut times = Vec::new();
            let mut entries = 0;
            for run in 0..5 {
                let folder = place.path().join(format!("facts-{run}"));
                let facts = if kept { Facts::in_folder(folder) } else { Facts::default() };
                let began = Instant::now();
                entries = facts.current(&context).await.expect("facts").len();
                times.push(began.elapsed());
            }
            let took = median(times.clone()).as_secs_f64();
            let rate = f64::from(u32::try_from(entries).expect("fewer than 32 bits count")) / took;
            show(&format!("build: {entries} entries, on disk: {kept}, {rate:.0} entries/s"), times);
        }
        refresh(&context, &place.path().join("facts-0"), "build").await;
        context.db.close().await;
    });
}

/// Records entries and brings facts up to date.
async fn refresh(context: &Context, folder: &Path, what: &str) {
    let (resident, memory) = (Facts::in_folder(folder.to_owned()), Facts::default());
    resident.current(context).await.expect("facts");
    if what == "build" {
        memory.current(context).await.expect("facts");
    }
    let today = context.clock.today();
    record_more(context, |round| today - Days::new(round)).await;
    let began = Instant::now();
    resident.current(context).await.expect("facts");
    println!("{what}: brought up after {MORE} new entries, a running program {:.1} ms", ms(began));
    let fresh = Facts::in_folder(folder.to_owned());
    let began = Instant::now();
    fresh.current(context).await.expect("facts");
    println!("{what}: a program that starts, from disk {:.1} ms", ms(began));
}

/// Records an entry of everybody on one day after another, until there are enough.
async fn record_more(context: &Context, day: impl Fn(u64) -> NaiveDate) {
    let people = casetime::people::ops::list(context).await.expect("people");
    let here: Vec<_> = people.iter().filter(|person| person.active_to.is_none()).collect();
    let files = casetime::files::ops::list(context).await.expect("files");
    let file = files.iter().find(|file| file.category == "TA" && !file.import_only && file.closed_on.is_none());
    let file = file.expect("an open file");
    let raws: Vec<RawEntry> = (0..MORE)
        .map(|at| RawEntry {
            person: here[at % here.len()].number.clone(),
            file: file.number.clone(),
            activity: "TA-LEG".to_owned(),
            worked_on: day(u64::try_from(at / here.len()).unwrap_or(0)).to_string(),
            minutes: "1m".to_owned(),
            ..RawEntry::default()
        })
        .collect();
    for some in raws.chunks(500) {
        let mut tx = context.db.begin_write().await.expect("a transaction");
        entries::ops::record_all_in(&mut tx, context, some).await.expect("recorded");
        tx.commit().await.expect("stored");
    }
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// The reports of the Department: it has more files than a report may have rows.
fn of_department() -> &'static [(&'static str, &'static str)] {
    &REPORTS[..REPORTS.len() - 1]
}

/// People and files of the Department in a database, and their facts on disk.
fn department(runtime: &tokio::runtime::Runtime) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let database = place.path().join("department.db");
    let facts = PathBuf::from(format!("{}.facts", database.display()));
    registers(place.path(), &database);
    let secret = runtime.block_on(async {
        let context = open(&database, Some(&facts)).await;
        let secret = token(&context).await;
        made_up(&context, &facts, place.path()).await;
        context.db.close().await;
        secret
    });
    command_line(&database, "Department", of_department());
    runtime.block_on(async {
        let context = open(&database, Some(&facts)).await;
        in_process(&context, &facts).await;
        context.db.close().await;
    });
    compare(place.path(), &facts);
    over_http(runtime, &database, &secret, "Department", of_department());
    runtime.block_on(async {
        let context = open(&database, Some(&facts)).await;
        refresh(&context, &facts, "Department").await;
        context.db.close().await;
    });
}

fn registers(place: &Path, database: &Path) {
    let mut people = String::from("number,name,team,active_from\n");
    for n in 0..PEOPLE {
        writeln!(people, "D-{n:04},Person {n},Team {},2000-01-01", n % 90).expect("grows");
    }
    let mut files = String::from("number,title,category,project,country,opened_on\n");
    for n in 0..FILES {
        let (category, project, country) = match n % 5 {
            0..3 => ("TA", format!("Project {}", n % 400), ["UA", "MN", "ET", "JM"][n % 4]),
            3 => ("SA", String::new(), ""),
            _ => ("OT", String::new(), ""),
        };
        writeln!(files, "F-{n:06},File {n},{category},{project},{country},2000-01-01").expect("grows");
    }
    std::fs::write(place.join("people.csv"), people).expect("written");
    std::fs::write(place.join("files.csv"), files).expect("written");
    run(program().arg("--database").arg(database).arg("init"));
    run(program().arg("--database").arg(database).args(["people", "load"]).arg(place.join("people.csv")));
    run(program().arg("--database").arg(database).args(["files", "load"]).arg(place.join("files.csv")));
}

async fn made_up(context: &Context, facts: &Path, place: &Path) {
    let files = casetime::files::ops::list(context).await.expect("files");
    let mut codes = String::from("code,category\n");
    for (code, file) in files.iter().enumerate() {
        writeln!(codes, "{code},{}", file.category).expect("grows");
    }
    std::fs::write(place.join("codes.csv"), codes).expect("written");
    let listed = &context.vocabulary.activities;
    let activities: Vec<String> = listed.iter().map(|activity| activity.code.as_str().to_owned()).collect();
    let of_category = |category: &str| -> Vec<u32> {
        (0..).zip(listed).filter(|(_, one)| one.category.as_str() == category).map(|(code, _)| code).collect()
    };
    let by_file: Vec<Vec<u32>> = files.iter().map(|file| of_category(&file.category)).collect();
    let years: Vec<FiscalYear> = (0..YEARS).map(|at| FiscalYear::starting(2015 + at)).collect();
    let each = ENTRIES / years.len() / PEOPLE / 12;
    let make = |year: FiscalYear, take: &mut dyn FnMut(Made)| {
        let mut draw = ChaCha8Rng::seed_from_u64(u64::from(year.start_year().unsigned_abs()));
        for person in 0..PEOPLE {
            // Some thirty files in a year, of which a few take most of the time.
            let own: Vec<usize> = (0..30).map(|_| draw.random_range(0..by_file.len())).collect();
            for month in 0..12 {
                for _ in 0..each {
                    let file = own[draw.random_range(0..30).min(draw.random_range(0..30))];
                    let activities = &by_file[file];
                    take(Made {
                        person,
                        file,
                        activity: activities[draw.random_range(0..activities.len().min(3))],
                        month,
                        day: draw.random_range(1..=28),
                        minutes: 6 * draw.random_range(1..=30),
                        lag: draw.random_range(0..6) * draw.random_range(0..6),
                    });
                }
            }
        }
    };
    let began = Instant::now();
    let planted = plant(context, facts, &activities, &years, &make).await.expect("facts");
    let found = folder::inspect(facts).expect("whole facts");
    println!(
        "Department: {planted} entries made up, sorted and written in {:.1} s; {} MB on disk",
        began.elapsed().as_secs_f64(),
        found.bytes / 1_000_000
    );
}

async fn in_process(context: &Context, folder: &Path) {
    let facts = Facts::in_folder(folder.to_owned());
    let began = Instant::now();
    let snapshot = facts.current(context).await.expect("facts");
    println!("Department: {} entries read from disk in {:.1} ms", snapshot.len(), ms(began));
    for (by, per) in of_department() {
        let question = RawQuestion { by: (*by).to_owned(), per: (*per).to_owned(), ..RawQuestion::default() };
        let mut times = Vec::new();
        for _ in 0..9 {
            let began = Instant::now();
            ops::workload(context, &facts, &question, 10).await.expect("a report");
            times.push(began.elapsed());
        }
        show(&format!("Department, whole report, {by} by {per}"), times);
    }
    groupings(context, &snapshot);
}

/// The groupings that `DuckDB` makes, and others that need every entry.
fn groupings(context: &Context, snapshot: &Snapshot) {
    let span = |per| Span::parse("2015-16", "2024-25", per).expect("a span").periods(context.clock.today());
    let (years, months) = (Slots::new(&span(Per::FiscalYear)), Slots::new(&span(Per::Month)));
    let category = |text: &str| ["TA", "SA", "OT"].iter().position(|known| *known == text).unwrap_or(3);
    let categories: Vec<u32> =
        snapshot.files.iter().map(|file| u32::try_from(category(&file.category)).expect("few")).collect();
    let itself = |source, many: usize| Lookup { source, groups: (0..).take(many).collect(), instead: None };
    let by_category = Lookup { source: Source::File, groups: categories, instead: None };
    let by_activity = itself(Source::Activity, snapshot.activities.len());
    let by_file = itself(Source::File, snapshot.files.len());
    let by_person = itself(Source::Person, snapshot.people.len());
    let asked = |slots, rows, columns| Asked { slots, rows, columns, only: &[], late_after_days: 10 };
    for (name, asked) in [
        ("category by fiscal year", asked(&years, &by_category, None)),
        ("activity by month", asked(&months, &by_activity, None)),
        ("file by fiscal year", asked(&years, &by_file, None)),
        ("person by category and fiscal year", asked(&years, &by_person, Some(&by_category))),
    ] {
        let (mut times, mut groups, mut total) = (Vec::new(), 0, 0);
        for _ in 0..9 {
            let began = Instant::now();
            let cells = sums::sum(snapshot, &asked).expect("sums");
            times.push(began.elapsed());
            (groups, total) = (cells.len(), cells.iter().map(|cell| cell.minutes).sum::<i64>());
        }
        show(&format!("casetime, {name}: {groups} groups, {total} minutes"), times);
    }
    let counted = asked(&months, &by_category, None);
    let mut times = Vec::new();
    let (mut groups, mut total) = (0, 0);
    for _ in 0..9 {
        let began = Instant::now();
        let found = sums::distinct(snapshot, &counted, Distinct::Of(Source::File)).expect("counts");
        times.push(began.elapsed());
        (groups, total) = (found.len(), found.iter().map(|(.., count)| count).sum::<i64>());
    }
    show(&format!("casetime, files by category and month: {groups} groups, {total}"), times);
    let mut times = Vec::new();
    for _ in 0..9 {
        let began = Instant::now();
        sums::lags(snapshot, &counted).expect("lags");
        times.push(began.elapsed());
    }
    show("casetime, lags by category and month, every entry", times);
}

fn compare(place: &Path, facts: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare/groupings.py");
    let mut command = Command::new("python3");
    let command = command.arg(script).arg(facts).arg(place.join("codes.csv")).arg("5").arg(place.join("venv"));
    let told = match command.output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) => return println!("DuckDB left out: {error}"),
    };
    if told.trim().is_empty() {
        println!("DuckDB left out: it said nothing");
    }
    for line in told.lines() {
        let told: Value = serde_json::from_str(line).unwrap_or_default();
        if let Some(why) = told["skipped"].as_str() {
            println!("DuckDB left out: {why}");
        } else {
            let what = format!(
                "DuckDB, {}: {} groups, {}",
                told["name"].as_str().unwrap_or_default(),
                told["groups"],
                told["total"]
            );
            let number = |member: &str| told[member].as_f64().unwrap_or_default();
            println!("{what:<64} {:>9.1} ms {:>9.1} ms highest", number("median"), number("highest"));
        }
    }
}
