//! One million rows imported with all checks, ledger, original bytes and audit, beside public tools in the same run:
//! `sqlite3 .import` of the same file into the very table of entries of a database of casetime, with its indexes and foreign
//! keys, and into plain tables of texts; `frictionless validate`; and `COPY` into such a table on PostgreSQL.
//!
//! `ROWS` and `RUNS` in the environment change how much; `CASETIME_TEST_POSTGRES` names a server for the second half.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]
#![expect(clippy::cast_precision_loss, reason = "rows and bytes are far below 2^53")]
#![expect(clippy::disallowed_methods, reason = "a benchmark is told in the environment what to do")]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use support::{Measured, median, program, run};

/// One table for the same rows, with the foreign keys and checks of entries and the indexes that find an entry: by person and
/// day, by file and day, and by the whole row, as the importer finds a row again.
const TABLE: &str = "
CREATE TABLE people (number TEXT NOT NULL PRIMARY KEY);
CREATE TABLE files (number TEXT NOT NULL PRIMARY KEY);
CREATE TABLE labels (label TEXT NOT NULL PRIMARY KEY);
CREATE TABLE entries (
    timekeeper TEXT NOT NULL REFERENCES people (number),
    file TEXT NOT NULL REFERENCES files (number),
    activity TEXT NOT NULL REFERENCES labels (label) CHECK (length(activity) < 200),
    worked_on TEXT NOT NULL CHECK (worked_on BETWEEN '1970-01-01' AND '2100-01-01' OR length(worked_on) < 100),
    hours TEXT NOT NULL CHECK (length(hours) < 20),
    narrative TEXT NOT NULL CHECK (length(narrative) <= 4000),
    entered_on TEXT
);
CREATE INDEX entries_day ON entries (timekeeper, worked_on);
CREATE INDEX entries_file ON entries (file, worked_on);
";
const ROW_INDEX: &str =
    "CREATE INDEX entries_row ON entries (timekeeper, file, activity, worked_on, hours, narrative, entered_on);\n";

/// What one does to get the file into casetime's own table of entries with the shell alone: staged as it is, then inserted
/// with the keys that people, files and activities have there. Nothing is checked beyond what the table itself refuses,
/// no row is compared with others, and no ledger and no original bytes are kept. Identifiers ascend, as ours do, which is
/// the cheap way; the key that finds a row again is made by chance behind its day.
const INTO_ENTRIES: &str = "
CREATE TEMP TABLE codes AS SELECT category, MIN(code) AS code FROM activities
    WHERE code NOT LIKE '%LEGACY' GROUP BY category;
BEGIN;
INSERT INTO import_batches (id, sha256, source_name, bytes, profile_name, profile_version, profile_document,
    vocabulary_version, lines, ledger, imported_at)
    VALUES (x'019d2b0e7c0070008000000000000001', '', '', 1, '', 1, '', 1, 1, '', '2026-01-01T00:00:00.000000Z');
INSERT INTO entries (id, person_id, file_id, activity, category, worked_on, minutes, narrative, entered_on,
    recorded_at, version, withdrawn, batch_id, line, status, team, unit, client, language, lag_days, warnings,
    vocabulary_version, source_key, source_version)
SELECT CAST(printf('%016d', d.rowid) AS BLOB), p.id, f.id, c.code, f.category, d.worked_on,
    CAST(ROUND(d.hours * 60) AS INTEGER), d.narrative, NULLIF(d.entered_on, ''), '2026-01-01T00:00:00.000000Z', 1, 0,
    x'019d2b0e7c0070008000000000000001', d.rowid, 'submitted', p.team, '', f.requester, '', NULL, '', 1,
    CAST(CAST(printf('%05d', julianday(d.worked_on) - 2400000) AS BLOB) || randomblob(11) AS BLOB), 1
    FROM delivered d JOIN people p ON p.number = d.timekeeper JOIN files f ON f.number = d.file
    JOIN codes c ON c.category = f.category;
COMMIT;
";

struct Inputs {
    folder: PathBuf,
    section: PathBuf,
    file: PathBuf,
    rows: usize,
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn main() {
    let (rows, runs) = (number("ROWS", 1_000_000), number("RUNS", 3));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (database, files) = support::section(folder.path(), 400, 10, rows);
    let inputs = Inputs {
        folder: folder.path().to_owned(),
        section: folder.path().join("section"),
        file: one_file(folder.path(), &files),
        rows,
    };
    let bytes = std::fs::metadata(&inputs.file).expect("the file").len();
    println!("{rows} rows, {:.1} MB, median of {runs} runs", bytes as f64 / 1e6);
    lists(&inputs);
    let mut seen: Vec<(&str, Vec<Measured>)> = vec![
        ("casetime import", Vec::new()),
        ("sqlite3 .import, two indexes", Vec::new()),
        ("sqlite3 .import, also the row", Vec::new()),
        ("sqlite3 .import, into entries", Vec::new()),
    ];
    for _ in 0..runs {
        support::new_database(&database, &inputs.section);
        seen[0].1.push(run(&mut import(&database.display().to_string(), &inputs.file)));
        seen[1].1.push(sqlite3(&inputs, ""));
        seen[2].1.push(sqlite3(&inputs, ROW_INDEX));
        support::new_database(&database, &inputs.section);
        seen[3].1.push(into_entries(&inputs, &database));
    }
    let ours = shown(&seen, rows);
    let load = wall(&seen[3].1);
    println!("ratio to sqlite3 .import into the same table: {:.2} (to reach: 1.00)", ratio(ours, load));
    println!("ratio to sqlite3 .import into texts with three indexes: {:.2}", ratio(ours, wall(&seen[2].1)));
    match frictionless(&inputs) {
        Ok(validate) => {
            println!("frictionless validate {:>8.1} s", validate.as_secs_f64());
            println!("times as fast as it and that load: {:.1} (to reach: 3)", ratio(validate + load, ours));
        }
        Err(why) => println!("frictionless was left out: {why}"),
    }
    match std::env::var("CASETIME_TEST_POSTGRES") {
        Ok(server) => postgres(&inputs, &server, runs),
        Err(_) => println!("PostgreSQL was left out: CASETIME_TEST_POSTGRES names no server"),
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn wall(runs: &[Measured]) -> Duration {
    median(runs.iter().map(|run| run.wall).collect())
}

/// Prints what was seen, and answers the time of the first.
fn shown(seen: &[(&str, Vec<Measured>)], rows: usize) -> Duration {
    for (name, runs) in seen {
        let (wall, peak) = (wall(runs), runs.iter().map(|run| run.peak).max().unwrap_or(0));
        let rate = rows as f64 / wall.as_secs_f64();
        println!("{name:<32} {:>8.2} s {rate:>10.0} rows/s {peak:>6} MiB", wall.as_secs_f64());
    }
    wall(&seen[0].1)
}

/// All fiscal years in one file, without the totals and without the rows that are at fault on purpose: `COPY` ends at the
/// first of them.
fn one_file(folder: &Path, files: &[PathBuf]) -> PathBuf {
    let known: Vec<std::collections::BTreeSet<String>> =
        ["people", "files"].map(|list| numbers(&folder.join("section").join(format!("{list}.csv")))).into();
    let path = folder.join("all.csv");
    let mut writer = csv::Writer::from_path(&path).expect("a file");
    for (at, file) in files.iter().enumerate() {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).expect("a generated file");
        let header = reader.headers().expect("a header").clone();
        if at == 0 {
            writer.write_record(&header).expect("written");
        }
        for row in reader.records().filter_map(Result::ok) {
            let is_known = |column: usize| row.get(column).is_some_and(|number| known[column].contains(number));
            if row.len() == header.len() && is_known(0) && is_known(1) {
                writer.write_record(&row).expect("written");
            }
        }
    }
    writer.flush().expect("written");
    path
}

/// The numbers that a list begins its rows with.
fn numbers(list: &Path) -> std::collections::BTreeSet<String> {
    let text = std::fs::read_to_string(list).expect("a list");
    text.lines().skip(1).filter_map(|line| line.split(',').next().map(str::to_owned)).collect()
}

/// The keys that the rows of the other tables refer to, as files.
fn lists(inputs: &Inputs) {
    for name in ["people", "files"] {
        let numbers: Vec<String> = numbers(&inputs.section.join(format!("{name}.csv"))).into_iter().collect();
        std::fs::write(inputs.folder.join(format!("{name}.keys")), numbers.join("\n") + "\n").expect("a list");
    }
    let mut reader = csv::Reader::from_path(&inputs.file).expect("the file");
    let mut labels = std::collections::BTreeSet::new();
    for row in reader.records() {
        labels.insert(row.expect("a row").get(2).unwrap_or_default().to_owned());
    }
    let mut writer = csv::Writer::from_path(inputs.folder.join("labels.keys")).expect("a list");
    for label in &labels {
        writer.write_record([label]).expect("written");
    }
    writer.flush().expect("written");
}

fn import(database: &str, file: &Path) -> Command {
    let mut command = program();
    command.args(["--database", database, "import"]).arg(file).args(["--profile", "icase-plain"]);
    command
}

fn import_all(inputs: &Inputs) -> String {
    let mut script = String::new();
    for name in ["people", "files", "labels"] {
        let keys = inputs.folder.join(format!("{name}.keys"));
        writeln!(script, ".import --csv {} {name}", keys.display()).expect("a text");
    }
    script
}

fn sqlite3(inputs: &Inputs, further: &str) -> Measured {
    let database = inputs.folder.join("baseline.db");
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{suffix}", database.display())));
    }
    let settings = "PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\nPRAGMA foreign_keys = ON;\n";
    let load = format!(".import --csv --skip 1 {} entries\n", inputs.file.display());
    let script = inputs.folder.join("baseline.sql");
    let text = format!("{settings}{TABLE}{further}{}{load}", import_all(inputs));
    std::fs::write(&script, text).expect("a script");
    run(Command::new("sqlite3").arg(&database).arg(format!(".read {}", script.display())))
}

/// Into the table of entries of a new database of casetime.
fn into_entries(inputs: &Inputs, database: &Path) -> Measured {
    let script = inputs.folder.join("entries.sql");
    let file = inputs.file.display();
    let text = format!(
        "PRAGMA synchronous = FULL;\nPRAGMA foreign_keys = ON;\nCREATE TEMP TABLE delivered (timekeeper TEXT, file TEXT, \
         activity TEXT, worked_on TEXT, hours TEXT, narrative TEXT, entered_on TEXT);\n\
         .import --csv --skip 1 --schema temp {file} delivered\n{INTO_ENTRIES}"
    );
    std::fs::write(&script, text).expect("a script");
    let measured = run(Command::new("sqlite3").arg(database).arg(format!(".read {}", script.display())));
    let counted = Command::new("sqlite3").arg(database).arg("SELECT COUNT(*) FROM entries").output().expect("a count");
    let stored: usize = String::from_utf8_lossy(&counted.stdout).trim().parse().expect("a number");
    assert!(stored * 100 > inputs.rows * 95, "{stored} of {} rows were stored", inputs.rows);
    measured
}

fn frictionless(inputs: &Inputs) -> Result<Duration, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare/frictionless.py");
    let ran = Command::new("python3").arg(script).arg(&inputs.folder).arg(&inputs.file).output();
    let said = ran.map_err(|error| error.to_string())?.stdout;
    let said: serde_json::Value = serde_json::from_slice(&said).map_err(|error| error.to_string())?;
    said["wall"].as_f64().map(Duration::from_secs_f64).ok_or_else(|| said["skipped"].to_string())
}

/// The same into a server, beside `COPY`.
fn postgres(inputs: &Inputs, server: &str, runs: usize) {
    let named = |name: &str| server.replacen("/postgres?", &format!("/{name}?"), 1);
    let psql = |database: &str, script: &str| {
        run(Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", database, "-c", script]))
    };
    let anew = |name: &str| {
        psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        psql(server, &format!("CREATE DATABASE {name}"));
    };
    let mut seen: Vec<(&str, Vec<Measured>)> =
        vec![("casetime import", Vec::new()), ("COPY, the same indexes", Vec::new())];
    for _ in 0..runs {
        anew("casetime_bench");
        let url = named("casetime_bench");
        let ours = |arguments: &[&str]| run(program().args(["--database", &url]).args(arguments));
        ours(&["init"]);
        for list in ["people", "files"] {
            ours(&[list, "load", &inputs.section.join(format!("{list}.csv")).display().to_string()]);
        }
        seen[0].1.push(run(&mut import(&url, &inputs.file)));
        anew("casetime_bench");
        let script = inputs.folder.join("baseline-pg.sql");
        let mut text = format!("{TABLE}{ROW_INDEX}");
        for name in ["people", "files", "labels"] {
            let keys = inputs.folder.join(format!("{name}.keys"));
            writeln!(text, "\\copy {name} FROM '{}' WITH (FORMAT csv)", keys.display()).expect("a text");
        }
        writeln!(text, "\\copy entries FROM '{}' WITH (FORMAT csv, HEADER, NULL 'none')", inputs.file.display())
            .expect("a text");
        std::fs::write(&script, text).expect("a script");
        seen[1].1.push(run(Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", &url, "-f"]).arg(&script)));
    }
    psql(server, "DROP DATABASE IF EXISTS casetime_bench WITH (FORCE)");
    let ours = shown(&seen, inputs.rows);
    println!("ratio to COPY with the same indexes: {:.2} (to reach: 2.00)", ratio(ours, wall(&seen[1].1)));
}
