//! The workload report over one million entries: facts read from nothing, and reports from facts at hand, beside the
//! same grouping by SQLite's own SQL.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]

mod support;

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use casetime::audit::Caller;
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::reports::facts::Facts;
use casetime::reports::ops::{self, RawQuestion};
use casetime::store::{Target, migrate};
use support::{median, program, run};

const ROWS: usize = 1_000_000;
const RUNS: usize = 21;

const BASELINE: &str = "SELECT e.category, CASE WHEN substr(e.worked_on, 6, 2) >= '04' THEN CAST(substr(e.worked_on, 1, 4) \
     AS INTEGER) ELSE CAST(substr(e.worked_on, 1, 4) AS INTEGER) - 1 END AS fiscal_year, SUM(e.minutes) FROM entries e \
     JOIN files f ON f.id = e.file_id WHERE NOT e.withdrawn AND NOT f.import_only GROUP BY 1, 2";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (database, files) = support::section(folder.path(), 400, 10, ROWS);
    for file in files {
        run(program().arg("--database").arg(&database).arg("import").arg(file).args(["--profile", "icase-plain"]));
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(&database));
    let theirs = median((0..3).map(|_| run(Command::new("sqlite3").arg(&database).arg(BASELINE)).wall).collect());
    println!("{:<42} {:>9.1} ms", "the same grouping, sqlite3 shell", theirs.as_secs_f64() * 1e3);
    let cold = run(program().arg("--database").arg(&database).args(["report", "workload", "--format", "json"]));
    println!("{:<42} {:>9.1} ms {:>6} MiB", "command line, from nothing", cold.wall.as_secs_f64() * 1e3, cold.peak);
}

async fn measure(database: &std::path::Path) {
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
    let facts = Facts::default();
    let began = Instant::now();
    let snapshot = facts.current(&context).await.expect("facts");
    let rows: usize = snapshot.years.values().map(polars::prelude::DataFrame::height).sum();
    println!("{rows} entries; facts from nothing {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    for (by, per) in [("category", "fiscal-year"), ("activity", "month"), ("file", "fiscal-year")] {
        let question = RawQuestion { by: by.to_owned(), per: per.to_owned(), ..RawQuestion::default() };
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            let answer = ops::workload(&context, &facts, &question, 10).await.expect("a report");
            times.push(began.elapsed());
            assert!(!answer.is_empty(), "there are entries");
        }
        times.sort_unstable();
        let (middle, high) = (times[RUNS / 2], times[RUNS * 95 / 100]);
        println!(
            "{:<42} {:>9.1} ms {:>9.1} ms p95",
            format!("warm, {by} by {per}"),
            middle.as_secs_f64() * 1e3,
            high.as_secs_f64() * 1e3
        );
    }
}
