//! The published table of the hours of the Department by file type, reproduced from entries that sum to it: every hour,
//! share and change as printed. On SQLite all 414,000 entries of 24 hours stand in the database; on PostgreSQL, to
//! spare time, each published hour is one minute of an entry, which changes no share and no change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use casetime::entries::delivered::{self, DeliveredEntry};
use casetime::entries::{Circumstances, Door, Entry, Known, RawEntry};
use casetime::files::{self, RawFile};
use casetime::ids::{BatchId, EntryId, FileId};
use casetime::import::registers;
use casetime::lang::Lang;
use casetime::people;
use casetime::reports::export::{self, Frame};
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, workload};
use casetime::time::FiscalYear;
use chrono::Days;

use crate::support::{Engine, Fixture, now, on_both_engines};

/// People, enough that nobody works more than 24 hours a day.
const PEOPLE: usize = 400;
/// Entries written at once.
const CHUNK: usize = 20_000;

/// The rows of a published table; `None`, with a word about it, where the tables are not on this machine.
pub(crate) fn published(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/published").join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("SKIPPED, not passed: there is no published table at {}", path.display());
        return None;
    };
    let rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect();
    assert!(rows.len() >= 4);
    Some(rows)
}

/// The text of a number without needless zeros: `100.0` and `100` are the same.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

async fn open_files(fixture: &Fixture) {
    for file_type in ["legislative", "advisory", "litigation"] {
        let raw = RawFile {
            number: file_type.to_owned(),
            title: format!("All {file_type} files"),
            category: "SA".to_owned(),
            file_type: file_type.to_owned(),
            opened_on: "2000-01-01".to_owned(),
            ..RawFile::default()
        };
        let new = raw.parse(&fixture.context.vocabulary).expect("a file");
        files::ops::open(&fixture.context, &new).await.expect("opened");
    }
    let mut list = "number,name,active_from\n".to_owned();
    for number in 0..PEOPLE {
        let _ = writeln!(list, "P-{number:03},Person {number},2000-01-01");
    }
    let path = fixture.write("people.csv", list);
    assert_eq!(registers::load_people(&fixture.context, &path).await.expect("people").new, PEOPLE as u64);
}

/// An entry that all others are copies of, but for person, file, day and time.
fn model(fixture: &Fixture, people: &[people::Person], files: &[files::File]) -> Entry {
    let known =
        Known::new(people.to_vec(), files.to_vec(), &fixture.context.vocabulary, now().date_naive(), Door::Import);
    let raw = RawEntry {
        person: "P-000".to_owned(),
        file: "advisory".to_owned(),
        activity: "SA-POL".to_owned(),
        worked_on: "2008-04-01".to_owned(),
        minutes: "24h".to_owned(),
        ..RawEntry::default()
    };
    let new = raw.parse(&known).expect("an entry");
    Entry::new(EntryId::new(now()), new, Circumstances::default(), None, now())
}

/// Stores entries of 24 hours, and one of what is left, for each published number of hours of so many minutes.
async fn store(fixture: &Fixture, hours: &[BTreeMap<String, String>], unit: i64) -> usize {
    open_files(fixture).await;
    let people = people::ops::list(&fixture.context).await.expect("people");
    let files = files::ops::list(&fixture.context).await.expect("files");
    let model = model(fixture, &people, &files);
    let ids: BTreeMap<&str, FileId> = files.iter().map(|file| (file.number.as_str(), file.id)).collect();
    let mut slots: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(CHUNK);
    let mut stored = 0;
    let mut tx = fixture.context.db.begin_write().await.expect("a transaction");
    for row in hours {
        let year: FiscalYear = row["fiscal_year"].parse().expect("a fiscal year");
        let mut minutes = row["hours"].parse::<i64>().expect("whole hours") * unit;
        while minutes > 0 {
            let part = minutes.min(1440);
            minutes -= part;
            let slot = slots.entry(row["fiscal_year"].clone()).or_default();
            let day = year.first_day() + Days::new((*slot / PEOPLE) as u64);
            assert!(day <= year.last_day(), "there are enough people");
            let entry = Entry {
                id: EntryId::new(now()),
                person_id: people[*slot % PEOPLE].id,
                file_id: ids[row["file_type"].as_str()],
                worked_on: day,
                minutes: casetime::time::Minutes::new(part, "minutes").expect("a day at most"),
                ..model.clone()
            };
            *slot += 1;
            rows.push(DeliveredEntry { entry, source_key: Vec::new() });
            stored += 1;
            if rows.len() == CHUNK {
                delivered::add_all_in(&mut tx, std::mem::take(&mut rows)).await.expect("stored");
            }
        }
    }
    delivered::add_all_in(&mut tx, rows).await.expect("stored");
    for year in slots.keys() {
        let year = year.parse().expect("a fiscal year");
        let changed = casetime::audit::ops::Changed::Batch(BatchId::new(now()));
        casetime::audit::ops::note_change(&mut tx, year, changed).await.expect("noted");
    }
    tx.commit().await.expect("committed");
    stored
}

on_both_engines! {
    async fn the_published_hours_by_file_type_are_reproduced_to_the_last_digit(fixture: empty) {
        let Some(hours) = published("jus_hours_by_file_type_2008-2011.csv") else { return };
        let Some(expected) = published("jus_hours_expected_derived_2008-2011.csv") else { return };
        // The column that holds the published number: hours, or minutes where a minute stands for an hour.
        let (unit, column, least) = if fixture.engine == Engine::Sqlite { (60, 4, 413_000) } else { (1, 3, 6_800) };
        let stored = store(fixture, &hours, unit).await;
        assert!(stored > least, "{stored}");
        let question = RawQuestion {
            from: "2008-09".to_owned(),
            to: "2010-11".to_owned(),
            by: "file-type".to_owned(),
            per: "fiscal-year".to_owned(),
            ..RawQuestion::default()
        };
        let answer = workload(&fixture.context, &Facts::default(), &question, 10).await.expect("a report");
        for lang in Lang::ALL {
            let section = casetime::config::Config::default().section;
            let text = export::csv(&answer, Frame { vocabulary: &fixture.context.vocabulary, section: &section, lang });
            let body: String =
                text.lines().filter(|line| !line.starts_with('#')).fold(String::new(), |body, line| body + line + "\n");
            let rows: Vec<csv::StringRecord> =
                csv::Reader::from_reader(body.as_bytes()).records().map(|row| row.expect("a row")).collect();
            assert_eq!(rows.len(), expected.len() + 3, "three file types and a total for each year, and what is held");
            for told in &expected {
                let row = rows.iter().find(|row| row[0] == told["fiscal_year"] && row[1] == told["file_type"]);
                let row = row.unwrap_or_else(|| panic!("a row for {told:?}"));
                let printed = [column, 5, 6, 7].map(|at| trimmed(&row[at]));
                let names = ["hours", "share_pct", "yoy_pct", "change_from_first_year_pct"];
                assert_eq!(printed, names.map(|name| trimmed(&told[name])), "{told:?}");
            }
        }
    }
}
