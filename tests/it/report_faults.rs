//! Reports of tables at their edges: nothing at all, one entry, periods without time, questions without sense, more groups
//! than are shown, a disk that is full, two programs at once, and corrections that are committed while a report is made.

use std::path::Path;
use std::process::Command;

use axum::http::StatusCode;
use casetime::entries::{self, RawCorrection, RawEntry};
use casetime::lang::Lang;
use casetime::reports::export::Frame;
use casetime::reports::facts::Facts;
use casetime::reports::facts::folder::{Absent, inspect};
use casetime::reports::ops::RawQuestion;
use casetime::reports::run::{self, Report};
use casetime::reports::sheet::{self, Sheet, Value as Shows};
use casetime::routes::router;
use casetime::store::Target;
use serde_json::Value;

use crate::facts::{agrees_in_all, plain as by_sql};
use crate::reports_history::{Draw, happen, more_files};
use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_console, get};
use crate::support::{Engine, Fixture, on_both_engines};

/// Every report of tables, and how it is asked for a year.
fn of_year(year: &str) -> [String; 6] {
    [
        format!("demand?from={year}&to={year}"),
        format!("timeliness?from={year}&to={year}&by=team"),
        format!("quality?from={year}&to={year}"),
        format!("capacity?from={year}&to={year}"),
        format!("sign-off?period={year}"),
        "chase?list=unsubmitted&from=2024-04-01&to=2024-05-31".to_owned(),
    ]
}

/// Every number of a report, with the place it stands at.
fn numbers(json: &Value) -> Vec<(String, f64)> {
    let mut found = Vec::new();
    for table in json["tables"].as_array().expect("tables") {
        for row in table["rows"].as_array().expect("rows") {
            for (column, cell) in
                table["columns"].as_array().expect("columns").iter().zip(row["values"].as_array().expect("values"))
            {
                if let Some(number) = cell["value"].as_f64() {
                    found.push((format!("{} {} {}", table["id"], row["keys"], column["figure"]), number));
                }
            }
        }
    }
    found
}

async fn record(fixture: &Fixture, day: &str, minutes: i64) -> entries::EntryView {
    let raw = RawEntry {
        person: "P-1".to_owned(),
        file: "OT-1".to_owned(),
        activity: "OT-ADM".to_owned(),
        worked_on: day.to_owned(),
        minutes: format!("{minutes}m"),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.expect("recorded").view().clone()
}

fn year(year: &str) -> RawQuestion {
    RawQuestion { from: year.to_owned(), to: year.to_owned(), ..RawQuestion::default() }
}

async fn quality(fixture: &Fixture, facts: &Facts) -> Sheet {
    run::quality(&fixture.context, facts, &year("2026-27")).await.expect("a report")
}

fn cell<'a>(sheet: &'a Sheet, table: usize, key: &str, column: usize) -> &'a Shows {
    let rows = &sheet.tables[table].rows;
    &rows.iter().find(|row| row.keys[0].key == key).expect("a row").cells[column].value
}

on_both_engines! {
    async fn nothing_at_all_is_answered_by_every_report_in_every_form(fixture: empty) {
        let service = as_console(router(fixture.app()));
        for path in of_year("2024-25") {
            let answer = get(&service, &format!("/api/v1/reports/{path}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            // Working days, targets and codes that nobody used are there without anybody.
            for (place, number) in numbers(&answer.json()) {
                let stands = ["working-days", "target", "codes-unused"].iter().any(|word| place.contains(word));
                assert!(stands || number.abs() < f64::EPSILON, "{path}: {place} is {number}");
            }
            let csv = get(&service, &format!("/api/v1/reports/{path}&format=csv&lang=fr")).await;
            assert_eq!(csv.status, StatusCode::OK, "{path}");
            assert!(!csv.text.contains("NaN") && !csv.text.contains("inf,"), "{path}");
        }
        for report in [Report::Demand, Report::Timeliness, Report::Quality, Report::Capacity] {
            let sheet = run::report(&fixture.context, &Facts::default(), report, &RawQuestion::default()).await;
            let section = &fixture.context.config.section;
            let frame = Frame { vocabulary: &fixture.context.vocabulary, section, lang: Lang::Fr };
            let text = sheet::export::table(&sheet.expect("a report"), frame);
            assert!(!text.contains("NaN"), "{report:?}");
        }
    }

    async fn a_year_without_time_is_zero_everywhere_and_one_entry_is_counted_once(fixture: with_cast) {
        record(fixture, "2024-05-02", 90).await;
        let service = as_console(router(fixture.app()));
        for path in of_year("2022-23") {
            let answer = get(&service, &format!("/api/v1/reports/{path}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            for (place, number) in numbers(&answer.json()) {
                // People were there, files were open, and days are missing; hours, entries and shares of them are none.
                let of_time = ["\"hours\"", "\"entries\"", "within", "fte\"", "capacity-used", "code-hours", "known"];
                if path.starts_with("chase") || place.ends_with("\"target\"") || !of_time.iter().any(|word| place.contains(word)) {
                    continue;
                }
                assert!(number.abs() < f64::EPSILON, "{path}: {place} is {number}");
            }
        }
        for (path, place, expected) in [
            ("timeliness", "\"lags\"", 1.5),
            ("capacity", "\"teams\"", 1.5),
            ("sign-off", "\"files\"", 1.5),
            ("quality", "OT-ADM", 1.0),
            ("chase", "\"items\"", 1.0),
        ] {
            let asked = of_year("2024-25").into_iter().find(|asked| asked.starts_with(path)).expect("a report");
            let json = get(&service, &format!("/api/v1/reports/{asked}")).await.json();
            let found: Vec<f64> = numbers(&json).into_iter().filter(|(at, _)| at.contains(place)).map(|(_, number)| number).collect();
            assert!(found.contains(&expected), "{path}: {found:?}");
        }
    }

    async fn questions_without_sense_are_refused_by_every_report(fixture: with_cast) {
        let service = as_console(router(fixture.app()));
        for report in ["workload", "demand", "timeliness", "quality", "capacity", "figures/hours", "figures/received"] {
            for (query, code) in [
                ("from=2026-27&to=2025-26", "period_reversed"),
                ("from=2026-05-02&to=2026-05-01", "period_reversed"),
                ("from=soon", "span_format"),
                ("per=decade", "unknown_dimension"),
                ("shared=perhaps", "unknown_dimension"),
                ("colour=red", "unknown_field"),
            ] {
                let answer = get(&service, &format!("/api/v1/reports/{report}?{query}")).await;
                assert_eq!(answer.code(), code, "{report}?{query}: {}", answer.text);
                assert!(answer.status.is_client_error(), "{report}?{query}");
            }
        }
        for (query, code) in [
            ("workload?by=rank", "unknown_dimension"),
            ("workload?across=rank", "unknown_dimension"),
            ("timeliness?by=rank", "unknown_dimension"),
            ("figures/within-5?by=rank", "unknown_dimension"),
            ("figures/coding-kappa?from=soon", "span_format"),
            ("chase?list=missing&from=2026-05-02&to=2026-05-01", "period_reversed"),
            ("sign-off?period=2026-13", "period_format"),
        ] {
            assert_eq!(get(&service, &format!("/api/v1/reports/{query}")).await.code(), code, "{query}");
        }
    }

    async fn more_groups_than_are_shown_are_refused_by_timeliness_too(fixture: with_cast) {
        let row = |at: usize| {
            let day = format!("20{:02}-{:02}-{:02}", 10 + at % 12, at % 11 + 1, at % 27 + 1);
            format!("P-1,OT-1,OT-ADM,{day},0.05,{at},")
        };
        let rows: Vec<String> = (0..10_001).map(row).collect();
        import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
        fixture.by_hand("UPDATE entries SET client = 'C-' || CAST(line AS TEXT)").await.expect("clients");
        let asked = RawQuestion { by: "client".to_owned(), ..RawQuestion::default() };
        let refused = run::timeliness(&fixture.context, &Facts::default(), &asked).await.expect_err("too many");
        assert_eq!(refused.code().as_str(), "report_too_large");
        let fewer = RawQuestion { from: "2010-11".to_owned(), to: "2019-20".to_owned(), ..asked };
        let shared = RawQuestion { shared: "yes".to_owned(), ..fewer.clone() };
        let sheet = run::timeliness(&fixture.context, &Facts::default(), &fewer).await.expect("a report");
        assert!(sheet.tables[0].rows.len() > 5_000);
        // Every client is of one person: nothing is shown of any.
        let sheet = run::timeliness(&fixture.context, &Facts::default(), &shared).await.expect("a report");
        assert!(sheet.tables[0].rows.iter().all(|row| row.cells.iter().all(|cell| cell.value == Shows::Suppressed)));
    }

    async fn a_correction_that_is_committed_while_a_report_is_made_is_in_all_of_it_or_in_none(fixture: with_cast) {
        let mut known = Vec::new();
        for day in 1..=8 {
            let view = record(fixture, &format!("2026-05-{day:02}"), 10).await;
            known.push((view.entry.id, view.entry.version));
        }
        let facts = Facts::in_folder(fixture.folder().join("facts"));
        quality(fixture, &facts).await;
        let writing = async {
            for at in 0..60_usize {
                let (id, version) = &mut known[at % 8];
                let (minutes, withdrawn) = if at == 59 { (None, true) } else { (Some(format!("{}m", 11 + at)), false) };
                let change = RawCorrection { minutes, withdrawn, reason: "Misread.".to_owned(), ..RawCorrection::default() };
                entries::ops::correct(&fixture.context, *id, *version, &change).await.expect("corrected");
                *version += 1;
                if at % 10 == 0 {
                    record(fixture, "2026-06-01", 10).await;
                }
            }
        };
        let reading = async {
            let mut versions = std::collections::BTreeSet::new();
            for _ in 0..20 {
                let sheet = quality(fixture, &facts).await;
                versions.insert(sheet.about.snapshot.data_version);
                // What the facts say and what the database counts are of one version: entries by code, and all of them.
                assert_eq!(cell(&sheet, 1, "OT-ADM", 0), cell(&sheet, 0, "bulk", 2), "entries");
                assert_eq!(cell(&sheet, 1, "OT-ADM", 1), cell(&sheet, 0, "recoded", 2), "hours");
                let total: i64 = sheet.about.workload.totals.iter().map(|figures| figures.minutes).sum();
                assert_eq!(*cell(&sheet, 1, "OT-ADM", 1), Shows::Minutes(total));
            }
            versions
        };
        let ((), versions) = tokio::join!(writing, reading);
        assert!(!versions.is_empty());
        let sheet = quality(fixture, &facts).await;
        assert_eq!(*cell(&sheet, 0, "corrected", 1), Shows::Count(7), "seven were changed, one is withdrawn");
    }

    async fn two_programs_that_ask_at_once_answer_alike_and_leave_whole_facts(fixture: with_cast) {
        more_files(fixture).await;
        let (mut draw, mut known) = (Draw(9), Vec::new());
        for _ in 0..25 {
            happen(fixture, &mut draw, &mut known).await;
        }
        let folder = fixture.folder().join("facts");
        let database = match &fixture.target {
            Target::Sqlite(path) => path.display().to_string(),
            Target::Postgres(url) => url.clone(),
        };
        let ask = |report: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_casetime"));
            let asked = ["report", report, "--from", "2022-23", "--to", "2026-27", "--format", "csv"];
            command.args(asked).env("CASETIME_DATABASE", &database).env("CASETIME_FACTS_FOLDER", &folder);
            command.env_remove("CASETIME_BIN").current_dir(fixture.folder());
            command.stdout(std::process::Stdio::piped()).spawn().expect("the program starts")
        };
        for round in 0..3 {
            happen(fixture, &mut draw, &mut known).await;
            let running: Vec<_> = ["workload", "timeliness", "workload", "timeliness"].map(ask).into();
            let answers: Vec<String> = running
                .into_iter()
                .map(|child| {
                    let output = child.wait_with_output().expect("an end");
                    assert!(output.status.success(), "round {round}");
                    // The moment of extraction is that of each program.
                    let text = String::from_utf8(output.stdout).expect("UTF-8");
                    text.lines().filter(|line| !line.starts_with('#')).fold(String::new(), |all, line| all + line + "\n")
                })
                .collect();
            assert_eq!((&answers[0], &answers[1]), (&answers[2], &answers[3]), "round {round}");
            assert!(answers[0].lines().count() > 5, "{}", answers[0]);
            assert!(inspect(&folder).is_ok(), "round {round}");
        }
        let snapshot = Facts::in_folder(folder).current(&fixture.context).await.expect("facts");
        agrees_in_all(&snapshot, &by_sql(fixture).await);
    }
}

/// A small disk, where one can be made: on Linux, by whoever may.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn make(place: &'a Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(place).expect("a folder");
        let options = format!("size={size}");
        let made = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(place).output();
        made.is_ok_and(|output| output.status.success()).then_some(Self(place))
    }

    fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        let grown = Command::new("mount").args(["-o", &options]).arg(self.0).status().expect("mount runs");
        assert!(grown.success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Fails where the program still holds a file; the folder goes with the machine then.
        drop(Command::new("umount").arg(self.0).status());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_the_database_answers_and_nothing_half_written_is_seen() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    more_files(&fixture).await;
    let (mut draw, mut known) = (Draw(6), Vec::new());
    for _ in 0..30 {
        happen(&fixture, &mut draw, &mut known).await;
    }
    let place = fixture.folder().join("disk");
    let Some(disk) = Disk::make(&place, "16k") else {
        let said = "skipped: no small disk can be made here (mount -t tmpfs needs root on Linux)";
        drop(std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()));
        fixture.finish().await;
        return;
    };
    let folder = place.join("facts");
    for facts in [Facts::in_folder(folder.clone()), Facts::in_folder(folder.clone())] {
        for _ in 0..2 {
            let snapshot = facts.current(&fixture.context).await.expect("facts");
            agrees_in_all(&snapshot, &by_sql(&fixture).await);
            assert!(matches!(inspect(&folder), Err(Absent::Missing | Absent::Damaged)), "nothing whole fits");
            happen(&fixture, &mut draw, &mut known).await;
        }
    }
    // With room again the next report leaves whole facts behind.
    disk.grow("4m");
    let snapshot = Facts::in_folder(folder.clone()).current(&fixture.context).await.expect("facts");
    agrees_in_all(&snapshot, &by_sql(&fixture).await);
    assert_eq!(inspect(&folder).expect("whole facts").data_version, snapshot.data_version);
    // Full again with whole facts of an older state beside it: the answer is of the present one.
    let filler = place.join("filler");
    let size = 4 * 1024 * 1024;
    drop(std::fs::write(&filler, vec![1_u8; size]));
    for _ in 0..5 {
        happen(&fixture, &mut draw, &mut known).await;
    }
    for facts in [Facts::in_folder(folder.clone()), Facts::in_folder(folder.clone())] {
        agrees_in_all(&facts.current(&fixture.context).await.expect("facts"), &by_sql(&fixture).await);
    }
    std::fs::remove_file(&filler).expect("removed");
    agrees_in_all(
        &Facts::in_folder(folder.clone()).current(&fixture.context).await.expect("facts"),
        &by_sql(&fixture).await,
    );
    assert!(inspect(&folder).is_ok());
    drop(disk);
    fixture.finish().await;
}
