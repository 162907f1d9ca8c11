//! Real exports of other people, each imported with the profile that comes with the program into a database that knows
//! the people and files they name. The samples stay where they are, and no name of them stands here.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use casetime::files::{self, RawFile};
use casetime::import::ledger::Outcome;
use casetime::import::mapper::Mapped;
use casetime::import::profile::{FindFile, FindPerson, Profile};
use casetime::import::reading::Reading;
use casetime::people::{self, RawPerson};

use crate::support::delivery::{import, import_again, rehearse};
use crate::support::{Fixture, on_both_engines};

/// What must come of a sample; the figures were computed by another program.
struct Expected {
    /// Records that are new, the same, duplicates, held and rejected.
    outcomes: [u64; 5],
    /// Minutes of new and of held entries.
    minutes: [i64; 2],
    /// Rejected rows by the code of their first fault.
    rejected: &'static [(&'static str, u64)],
    /// Totals compared, and those that differ.
    totals: [u64; 2],
}

/// A sample export; `None`, with a word about it, where the samples are not on this machine.
fn sample(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(file);
    let read = fs::read(&path);
    if read.is_err() {
        eprintln!("SKIPPED, not passed: there is no sample at {}", path.display());
    }
    read.ok()
}

/// The people and files that the rows of a sample name.
fn named(bytes: &[u8], profile: &Profile) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut people, mut files) = (BTreeSet::new(), BTreeSet::new());
    let mut reading = Reading::new(bytes, profile);
    while let Some(line) = reading.next().expect("the profile reads its sample") {
        if let Mapped::Row(row) = line.mapped {
            people.insert(row.person.to_owned());
            files.insert(row.file.to_owned());
        }
    }
    (people, files)
}

async fn seed(fixture: &Fixture, bytes: &[u8], profile: &Profile) {
    let (people, files) = named(bytes, profile);
    for (at, person) in people.into_iter().enumerate() {
        let (number, name) = match profile.person.find_by.all()[0] {
            FindPerson::Number => (person, format!("Person {at}")),
            FindPerson::Name => (format!("N-{at}"), person),
        };
        let raw = RawPerson { number, name, ..RawPerson::default() };
        people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added");
    }
    for (at, file) in files.into_iter().enumerate() {
        let (number, title) = match profile.work_file.find_by.all()[0] {
            FindFile::Number | FindFile::ExternalNumber => (file, format!("File {at}")),
            FindFile::Title => (format!("N-{at}"), file),
        };
        let raw = RawFile {
            number,
            title,
            category: "OT".to_owned(),
            opened_on: "1990-01-01".to_owned(),
            ..RawFile::default()
        };
        let new = raw.parse(&fixture.context.vocabulary).expect("a file");
        files::ops::open(&fixture.context, &new).await.expect("opened");
    }
}

async fn read(fixture: &Fixture, file: &str, profile: &str, expected: &Expected) {
    let Some(bytes) = sample(file) else { return };
    let document = Profile::shipped(profile).expect("a shipped profile");
    seed(fixture, &bytes, &Profile::parse(document).expect("no faults")).await;
    let rehearsed = rehearse(fixture, &bytes, document).await;
    let taken = import(fixture, &bytes, document).await;
    assert_eq!(rehearsed.ledger, taken.ledger);
    assert_eq!(taken.outcomes(), expected.outcomes, "{:?}", taken.ledger);
    let minutes = [Outcome::New, Outcome::Held].map(|outcome| taken.ledger.count(outcome).minutes);
    assert_eq!(minutes, expected.minutes);
    let rejected: Vec<(&str, u64)> =
        taken.ledger.rejected_codes.iter().map(|(code, rows)| (code.as_str(), *rows)).collect();
    assert_eq!(rejected, expected.rejected);
    let differing = taken.ledger.totals_differing.len() as u64;
    assert_eq!([taken.ledger.totals_compared, differing], expected.totals);
    assert_eq!(
        fixture.number("SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM entries").await,
        minutes.iter().sum::<i64>(),
    );
    assert!(taken.ledger.held_files.is_empty(), "every file is known");
    assert_eq!(Some(import_again(fixture, &bytes, document).await), taken.batch);
}

on_both_engines! {
    async fn the_bookkeeping_register_is_imported(fixture: empty) {
        let expected =
            Expected { outcomes: [4320, 0, 0, 4268, 0], minutes: [132_579, 149_024], rejected: &[], totals: [0, 0] };
        read(fixture, "bookkeeping_8588rows.csv", "bookkeeping", &expected).await;
    }

    async fn the_clockify_report_is_imported(fixture: empty) {
        let expected = Expected { outcomes: [64, 0, 0, 35, 0], minutes: [3016, 1634], rejected: &[], totals: [0, 0] };
        read(fixture, "clockify_time_decimal.csv", "clockify", &expected).await;
    }

    async fn the_work_log_with_hours_and_minutes_is_imported(fixture: empty) {
        let expected = Expected { outcomes: [4, 0, 0, 41, 0], minutes: [173, 4518], rejected: &[], totals: [0, 0] };
        read(fixture, "crm_export_hours_and_minutes.csv", "crm-worklog", &expected).await;
    }

    async fn the_time_clock_with_glued_dates_is_imported(fixture: empty) {
        let expected = Expected {
            outcomes: [510, 0, 0, 0, 1],
            minutes: [122_452, 0],
            rejected: &[("cell_count", 1)],
            totals: [0, 0],
        };
        read(fixture, "de_glued_datetime_crlf.csv", "clock-in-out-de", &expected).await;
    }

    async fn the_time_clock_with_balances_is_imported(fixture: empty) {
        let expected = Expected {
            outcomes: [112, 0, 0, 0, 4],
            minutes: [54_695, 0],
            rejected: &[("required", 4)],
            totals: [1, 0],
        };
        read(fixture, "pt_clock_balances.csv", "clock-balances-pt", &expected).await;
    }

    async fn the_invoice_in_ledes_1998b_is_imported(fixture: empty) {
        let expected =
            Expected { outcomes: [2, 0, 0, 1, 4], minutes: [240, 12], rejected: &[("not_time", 4)], totals: [0, 0] };
        read(fixture, "ledes_98B.txt", "ledes-1998b", &expected).await;
    }

    async fn the_invoice_in_ledes_98bi_is_imported(fixture: empty) {
        let expected =
            Expected { outcomes: [2, 0, 0, 1, 3], minutes: [240, 12], rejected: &[("not_time", 3)], totals: [0, 0] };
        read(fixture, "ledes_98BI.txt", "ledes-98bi", &expected).await;
    }

    async fn the_toggl_report_is_imported(fixture: empty) {
        let expected = Expected { outcomes: [11, 0, 0, 0, 0], minutes: [645, 0], rejected: &[], totals: [0, 0] };
        read(fixture, "toggl_bom_amount_empty_currency.csv", "toggl", &expected).await;
    }

    async fn the_export_of_the_toggl_command_line_is_imported(fixture: empty) {
        let expected = Expected { outcomes: [4, 0, 0, 3, 0], minutes: [132, 1219], rejected: &[], totals: [0, 0] };
        read(fixture, "togglcsv_cli_export.csv", "toggl-cli", &expected).await;
    }
}
