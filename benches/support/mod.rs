//! What benchmarks share: the program as users run it, the `sqlite3` shell beside it, wall time and peak memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process ran and how much memory it held at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// Wall time.
    pub(crate) wall: Duration,
    /// Peak resident memory in MiB, as the kernel counted it (`VmHWM`); 0 where that is not to be had.
    pub(crate) peak: u64,
}

/// The program under measurement, of the same build as the benchmark.
pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_casetime"))
}

/// The most memory that a process ever held, in MiB, as the kernel counted it (`VmHWM`); 0 where that is not to be had.
pub(crate) fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|number| number.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Runs a command to its end. Output is thrown away; an exit code above 1 ends the benchmark.
pub(crate) fn run(command: &mut Command) -> Measured {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let mut peak = 0;
    let status = loop {
        peak = peak.max(self::peak(child.id()));
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = began.elapsed();
    if !matches!(status.code(), Some(0 | 1)) {
        let mut said = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            std::io::Read::read_to_string(&mut stderr, &mut said).expect("readable");
        }
        panic!("{command:?} ended with {status}: {said}");
    }
    Measured { wall, peak }
}

/// A section of this size as files, and a database with its people and files.
pub(crate) fn section(folder: &Path, people: usize, years: usize, rows: usize) -> (PathBuf, Vec<PathBuf>) {
    let out = folder.join("section");
    let plan = casetime::generate::Plan {
        people,
        years,
        seed: 1,
        last_year: "2024-25".parse().expect("a fiscal year"),
        today: "2026-01-01".parse().expect("a date"),
        rows: Some(rows),
    };
    let summary = casetime::generate::generate(&plan, &out).expect("a generated section");
    let database = folder.join("casetime.db");
    new_database(&database, &out);
    (database, summary.entry_files.iter().map(|name| out.join(name)).collect())
}

/// A new database with the people and files of a section.
pub(crate) fn new_database(database: &Path, section: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{suffix}", database.display())));
    }
    run(program().arg("--database").arg(database).arg("init"));
    run(program().arg("--database").arg(database).args(["people", "load"]).arg(section.join("people.csv")));
    run(program().arg("--database").arg(database).args(["files", "load"]).arg(section.join("files.csv")));
}

/// The middle of several measurements.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
