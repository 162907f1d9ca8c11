//! Rows per second of an import with all checks, ledger and audit into SQLite, beside `sqlite3 .import` of the same file
//! into a table with as many indexes for looking rows up, foreign keys and checks, with the same durability.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]
#![expect(clippy::cast_precision_loss, reason = "rows and bytes are far below 2^53")]

mod support;

use std::process::Command;
use std::time::Duration;

use support::{Measured, median, program, run};

const ROWS: usize = 200_000;
const RUNS: usize = 5;

/// One table for the same rows: found by person and day as entries are, and by the whole row as the ledger's
/// fingerprints are.
const BASELINE: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
CREATE TABLE people (number TEXT NOT NULL PRIMARY KEY) STRICT;
CREATE TABLE files (number TEXT NOT NULL PRIMARY KEY) STRICT;
.import --csv --skip 1 people.numbers people
.import --csv --skip 1 files.numbers files
CREATE TABLE entries (
    timekeeper TEXT NOT NULL REFERENCES people (number),
    file TEXT NOT NULL REFERENCES files (number),
    activity TEXT NOT NULL CHECK (length(activity) < 200),
    worked_on TEXT NOT NULL CHECK (worked_on BETWEEN '1970-01-01' AND '2100-01-01'),
    hours TEXT NOT NULL CHECK (hours > 0),
    narrative TEXT NOT NULL,
    entered_on TEXT NOT NULL
) STRICT;
CREATE INDEX entries_day ON entries (timekeeper, worked_on);
CREATE INDEX entries_row ON entries (timekeeper, file, activity, worked_on, hours, narrative, entered_on);
.import --csv --skip 1 FILE entries
";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (database, files) = support::section(folder.path(), 200, 1, ROWS);
    let [file] = files.as_slice() else { panic!("one fiscal year is one file") };
    let bytes = std::fs::metadata(file).expect("the file").len();
    let section = folder.path().join("section");
    for name in ["people", "files"] {
        let text = std::fs::read_to_string(section.join(format!("{name}.csv"))).expect("a list");
        let numbers: Vec<&str> = text.lines().map(|line| line.split(',').next().unwrap_or_default()).collect();
        std::fs::write(section.join(format!("{name}.numbers")), numbers.join("\n")).expect("a list of numbers");
    }
    let script = BASELINE
        .replace("people.numbers", &section.join("people.numbers").display().to_string())
        .replace("files.numbers", &section.join("files.numbers").display().to_string())
        .replace("FILE", &file.display().to_string());
    std::fs::write(section.join("baseline.sql"), script).expect("a script");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        support::new_database(&database, &section);
        ours.push(run(program()
            .arg("--database")
            .arg(&database)
            .arg("import")
            .arg(file)
            .args(["--profile", "icase-plain"])));
        let other = folder.path().join("baseline.db");
        for suffix in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{suffix}", other.display())));
        }
        let read = format!(".read {}", section.join("baseline.sql").display());
        theirs.push(run(Command::new("sqlite3").arg(&other).arg(read)));
    }
    let wall = |runs: &[Measured]| median(runs.iter().map(|run| run.wall).collect());
    let peak = |runs: &[Measured]| runs.iter().map(|run| run.peak).max().unwrap_or(0);
    let (our_wall, their_wall) = (wall(&ours), wall(&theirs));
    println!("{ROWS} rows, {:.1} MB, median of {RUNS} runs", bytes as f64 / 1e6);
    let line = |name: &str, wall: Duration, peak: u64| {
        println!(
            "{name:<18} {:>8.3} s {:>10.0} rows/s {peak:>6} MiB",
            wall.as_secs_f64(),
            ROWS as f64 / wall.as_secs_f64()
        );
    };
    line("casetime import", our_wall, peak(&ours));
    line("sqlite3 .import", their_wall, peak(&theirs));
    println!("ratio              {:>8.2}", our_wall.as_secs_f64() / their_wall.as_secs_f64());
}
