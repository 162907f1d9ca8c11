//! The published table of hours by file type, end to end: entries that sum to it go through the importer as a legacy file,
//! and the report must print every published and derived number exactly. Reads `../shared/published`.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]

#[expect(dead_code, reason = "each benchmark uses a part of it")]
mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use casetime::time::FiscalYear;
use chrono::Days;
use support::{program, run};

/// People enough that 24 hours a day hold the hours of the busiest year.
const PEOPLE: usize = 450;

fn main() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/published");
    if !published.is_dir() {
        println!("skipped: the published tables are not at {}", published.display());
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("casetime.db");
    let read = |name: &str| std::fs::read_to_string(published.join(name)).expect("a published table");
    let hours: Vec<(FiscalYear, String, i64)> = read("jus_hours_by_file_type_2008-2011.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].parse().expect("a fiscal year"), cells[1].to_owned(), cells[2].parse().expect("hours"))
        })
        .collect();

    write_lists(folder.path(), &hours);
    let rows = write_entries(folder.path(), &hours);
    run(program().arg("--database").arg(&database).arg("init"));
    run(program().arg("--database").arg(&database).args(["people", "load"]).arg(folder.path().join("people.csv")));
    run(program().arg("--database").arg(&database).args(["files", "load"]).arg(folder.path().join("files.csv")));
    let imported = run(program()
        .arg("--database")
        .arg(&database)
        .arg("import")
        .arg(folder.path().join("entries.csv"))
        .args(["--profile", "icase-plain"]));
    println!("{rows} rows imported in {:.1} s, peak {} MiB", imported.wall.as_secs_f64(), imported.peak);

    let report = program()
        .arg("--database")
        .arg(&database)
        .args(["report", "workload", "--from", "2008-09", "--to", "2010-11", "--by", "file-type", "--format", "csv"])
        .output()
        .expect("a report");
    let report = String::from_utf8(report.stdout).expect("UTF-8");
    let found: BTreeMap<(String, String), Vec<String>> = report
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            ((cells[0].clone(), cells[1].clone()), cells[4..8].to_vec())
        })
        .collect();
    let mut numbers = 0;
    for line in read("jus_hours_expected_derived_2008-2011.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let row = &found[&(cells[0].to_owned(), cells[1].to_owned())];
        for (at, expected) in cells[2..6].iter().enumerate() {
            // The published file writes 100.0 where we write 100.
            let expected = expected.strip_suffix(".0").unwrap_or(expected);
            assert_eq!(row[at], expected, "{} {} column {at}", cells[0], cells[1]);
            numbers += usize::from(!expected.is_empty());
        }
    }
    println!("{numbers} published and derived numbers printed exactly");
}

fn write_lists(folder: &Path, hours: &[(FiscalYear, String, i64)]) {
    let mut people = String::from("number,name,active_from\n");
    for person in 0..PEOPLE {
        let _ = writeln!(people, "P-{person},Person {person} (generated),2000-01-01");
    }
    std::fs::write(folder.join("people.csv"), people).expect("a list of people");
    let mut files = String::from("number,title,category,file_type,opened_on\n");
    let mut types: Vec<&str> = hours.iter().map(|(_, file_type, _)| file_type.as_str()).collect();
    types.sort_unstable();
    types.dedup();
    for file_type in types {
        let _ = writeln!(files, "{file_type},All {file_type} files (generated),OT,{file_type},2000-01-01");
    }
    std::fs::write(folder.join("files.csv"), files).expect("a list of files");
}

/// Rows of at most 24 hours, one a person and day, until each sum is reached.
fn write_entries(folder: &Path, hours: &[(FiscalYear, String, i64)]) -> usize {
    let mut text = String::from("Timekeeper,File,Activity,Date,Hours,Narrative,Entered on\n");
    let mut rows = 0;
    let mut next: BTreeMap<FiscalYear, usize> = BTreeMap::new();
    for (year, file_type, total) in hours {
        let days = usize::try_from((year.last_day() - year.first_day()).num_days() + 1).expect("a year");
        let place = next.entry(*year).or_default();
        let mut left = *total;
        while left > 0 {
            assert!(*place < days * PEOPLE, "the year has room for its hours");
            let (person, day) = (*place / days, *place % days);
            let date = year.first_day() + Days::new(u64::try_from(day).expect("a day of the year"));
            let take = left.min(24);
            let _ = writeln!(text, "P-{person},{file_type},OT-ADM,{date},{take},,{date}");
            left -= take;
            *place += 1;
            rows += 1;
        }
    }
    std::fs::write(folder.join("entries.csv"), text).expect("a file of entries");
    rows
}
