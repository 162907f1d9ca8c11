//! The facts on disk and in memory against plain SQL: whatever happens to the entries, every sum, count and lag that
//! reports are made of is what the database says, for two programs that share a folder and for one that starts anew.

use std::collections::{BTreeMap, BTreeSet};

use casetime::entries::Step;
use casetime::entries::ops::{RawStep, Seen, take};
use casetime::ids::BatchId;
use casetime::import::returns::unload::{RawUnload, unload};
use casetime::period::{Per, Period};
use casetime::reports::facts::{Facts, LAG_UNKNOWN, Snapshot};
use casetime::reports::sums::{self, Asked, Distinct, Lookup, NONE, Slots, Source};
use casetime::time::FiscalYear;
use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

use crate::reports_history::{Draw, happen, more_files};
use crate::support::{Fixture, on_both_engines};

/// Current entries that agree in everything, by plain SQL.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    person: String,
    file: String,
    about: String,
    activity: String,
    team: String,
    client: String,
    status: String,
    language: String,
    batch: Option<Uuid>,
    worked_on: NaiveDate,
    lag_days: Option<i64>,
    minutes: i64,
    entries: i64,
}

const PLAIN: &str = "SELECT p.number AS person, f.number AS file, COALESCE(h.number, f.number) AS about, e.activity, \
     e.team, e.client, e.status, e.language, e.batch_id AS batch, e.worked_on, e.lag_days, \
     CAST(SUM(e.minutes) AS BIGINT) AS minutes, COUNT(*) AS entries \
     FROM entries e JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id \
     LEFT JOIN files h ON h.id = e.held_file_id LEFT JOIN import_batches b ON b.id = e.batch_id \
     WHERE e.withdrawn = FALSE AND (e.batch_id IS NULL OR b.unfinished = FALSE) \
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11";

pub(crate) async fn plain(fixture: &Fixture) -> Vec<Row> {
    fixture.context.db.read().await.expect("a transaction").all(PLAIN, ()).await.expect("rows")
}

const SOURCES: [Source; 9] = [
    Source::Person,
    Source::File,
    Source::About,
    Source::Activity,
    Source::Team,
    Source::Client,
    Source::Status,
    Source::Batch,
    Source::Language,
];

impl Row {
    fn value(&self, source: Source) -> String {
        match source {
            Source::Person => self.person.clone(),
            Source::File => self.file.clone(),
            Source::About => self.about.clone(),
            Source::Activity => self.activity.clone(),
            Source::Team => self.team.clone(),
            Source::Client => self.client.clone(),
            Source::Status => self.status.clone(),
            Source::Batch => self.batch.unwrap_or_default().to_string(),
            Source::Language => self.language.clone(),
        }
    }

    pub(crate) fn minutes(&self) -> i64 {
        self.minutes
    }

    fn lag(&self) -> i32 {
        self.lag_days.map_or(LAG_UNKNOWN, |days| i32::try_from(days).expect("days"))
    }
}

fn values(snapshot: &Snapshot, source: Source) -> Vec<String> {
    match source {
        Source::Person => snapshot.people.iter().map(|person| person.number.clone()).collect(),
        Source::File | Source::About => snapshot.files.iter().map(|file| file.number.clone()).collect(),
        Source::Activity => snapshot.activities.clone(),
        Source::Team => snapshot.teams.clone(),
        Source::Client => snapshot.clients.clone(),
        Source::Status => snapshot.statuses.clone(),
        Source::Batch => snapshot.batches.iter().map(Uuid::to_string).collect(),
        Source::Language => snapshot.languages.clone(),
    }
}

/// Each value a group of its own; values for which it does not hold are left out.
fn lookup(snapshot: &Snapshot, source: Source, holds: impl Fn(&str) -> bool) -> Lookup {
    let group = |(value, place): (String, u32)| if holds(&value) { place } else { NONE };
    Lookup { source, groups: values(snapshot, source).into_iter().zip(0..).map(group).collect(), instead: None }
}

/// Stretches of days of one length, from April 2022 to March 2027: fiscal years, months, weeks, or single days apart.
fn periods(kind: usize) -> Vec<Period> {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
    let (mut first, end) = (day("2022-04-01"), day("2027-03-31"));
    let mut found = Vec::new();
    while first <= end {
        let next = match kind {
            0 => FiscalYear::of(first).next().first_day(),
            1 => NaiveDate::from_ymd_opt(first.year() + i32::from(first.month() == 12), first.month() % 12 + 1, 1)
                .expect("a date"),
            2 => first + Days::new(7),
            _ => first + Days::new(40),
        };
        // Of the last kind only the first days of each stretch are a period.
        let last = if kind == 3 { first + Days::new(2) } else { next - Days::new(1) };
        found.push(Period { per: Per::Month, first, last, incomplete: false });
        first = next;
    }
    found
}

fn slot_of(periods: &[Period], day: NaiveDate) -> Option<u32> {
    periods.iter().zip(0..).find(|(period, _)| (period.first..=period.last).contains(&day)).map(|(_, slot)| slot)
}

/// Period, row and column of a sum.
type Place = (u32, String, String);

type Sums = BTreeMap<(u32, String, String), (i64, i64, i64, i64)>;

/// Compares one question: rows by one column, columns by another, one value of a third left out.
pub(crate) fn agrees(snapshot: &Snapshot, rows: &[Row], kind: usize, [row, column, filter]: [Source; 3], late: i32) {
    let periods = periods(kind);
    let slots = Slots::new(&periods);
    let all = values(snapshot, filter);
    let out = all.iter().min().cloned().unwrap_or_default();
    let is_in = |value: &str| all.len() < 3 || value != out;
    let (by, across) = (lookup(snapshot, row, |_| true), lookup(snapshot, column, |_| true));
    let only = [lookup(snapshot, filter, is_in)];
    let asked = Asked { slots: &slots, rows: &by, columns: Some(&across), only: &only, late_after_days: late };
    let (row_names, column_names) = (values(snapshot, row), values(snapshot, column));
    let named = |slot: u32, row: u32, column: u32| {
        (slot, row_names[row as usize].clone(), column_names[column as usize].clone())
    };
    let mut expected: Sums = BTreeMap::new();
    let mut days: BTreeMap<Place, BTreeSet<(&str, NaiveDate)>> = BTreeMap::new();
    let mut files: BTreeMap<Place, BTreeSet<&str>> = BTreeMap::new();
    let mut lags: BTreeMap<(u32, String, i32), (i64, i64)> = BTreeMap::new();
    for one in rows.iter().filter(|one| is_in(&one.value(filter))) {
        let Some(slot) = slot_of(&periods, one.worked_on) else { continue };
        let key = (slot, one.value(row), one.value(column));
        let sums = expected.entry(key.clone()).or_default();
        sums.0 += one.minutes;
        sums.1 += one.entries;
        if one.lag() != LAG_UNKNOWN {
            sums.2 += if one.lag() > late { one.minutes } else { 0 };
            sums.3 += one.minutes;
        }
        days.entry(key.clone()).or_default().insert((&one.person, one.worked_on));
        files.entry(key).or_default().insert(&one.file);
        let lag = if one.lag() == LAG_UNKNOWN { LAG_UNKNOWN } else { one.lag().clamp(0, sums::LAG_MAX) };
        let of_lag = lags.entry((slot, one.value(row), lag)).or_default();
        of_lag.0 += one.minutes;
        of_lag.1 += one.entries;
    }
    let found = sums::sum(snapshot, &asked).expect("sums");
    let count = found.len();
    let found: Sums = found
        .into_iter()
        .map(|cell| {
            let sums = (cell.minutes, cell.entries, cell.late_minutes, cell.known_minutes);
            (named(cell.slot, cell.row, cell.column), sums)
        })
        .collect();
    assert_eq!(found.len(), count, "each cell once");
    assert_eq!(found, expected, "{row:?} by {column:?} without {filter:?} in {kind}");
    let counted = |of: Distinct| -> BTreeMap<(u32, String, String), usize> {
        let found = sums::distinct(snapshot, &asked, of).expect("counts").into_iter();
        found
            .map(|(slot, row, column, count)| (named(slot, row, column), usize::try_from(count).expect("few")))
            .collect()
    };
    let sizes = days.into_iter().map(|(key, days)| (key, days.len())).collect::<BTreeMap<_, _>>();
    assert_eq!(counted(Distinct::PersonDays), sizes, "person-days, {row:?} by {column:?} in {kind}");
    let sizes = files.into_iter().map(|(key, files)| (key, files.len())).collect::<BTreeMap<_, _>>();
    assert_eq!(counted(Distinct::Of(Source::File)), sizes, "files, {row:?} by {column:?} in {kind}");
    let found = sums::lags(snapshot, &asked).expect("lags").into_iter();
    let found: BTreeMap<_, _> = found
        .map(|(slot, row, lag, minutes, entries)| ((slot, row_names[row as usize].clone(), lag), (minutes, entries)))
        .collect();
    assert_eq!(found, lags, "lags of {row:?} in {kind}");
}

/// All minutes of the facts.
pub(crate) fn total(snapshot: &Snapshot) -> i64 {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
    let always = Period { per: Per::Month, first: day("2000-01-01"), last: day("2030-01-01"), incomplete: false };
    let slots = Slots::new(&[always]);
    let everybody = Lookup { source: Source::Person, groups: vec![0; snapshot.people.len()], instead: None };
    let asked = Asked { slots: &slots, rows: &everybody, columns: None, only: &[], late_after_days: 10 };
    sums::sum(snapshot, &asked).expect("sums").iter().map(|cell| cell.minutes).sum()
}

/// Everything at once: each column as rows, each kind of period.
pub(crate) fn agrees_in_all(snapshot: &Snapshot, rows: &[Row]) {
    for (at, row) in SOURCES.into_iter().enumerate() {
        for kind in 0..4 {
            let others = [SOURCES[(at + 1 + kind) % 9], SOURCES[(at + 5 + kind) % 9]];
            agrees(snapshot, rows, kind, [row, others[0], others[1]], if kind % 2 == 0 { 10 } else { 3 });
        }
    }
    assert_eq!(snapshot.len(), usize::try_from(rows.iter().map(|row| row.entries).sum::<i64>()).expect("few"));
}

/// Takes the last delivery out again; or withdraws its entries past the program, and the sequence tells.
async fn take_out(fixture: &Fixture, gone: bool) {
    const LAST: &str = "(SELECT id FROM import_batches ORDER BY imported_at DESC, id DESC LIMIT 1)";
    if gone {
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let found: Option<Batch> =
            tx.opt("SELECT id FROM import_batches ORDER BY imported_at DESC, id DESC LIMIT 1", ()).await.expect("read");
        drop(tx);
        let Some(batch) = found else { return };
        let raw = RawUnload { reason: "Wrong".to_owned(), also_edited: true, rehearse: false };
        // What something is built on stays.
        drop(unload(&fixture.context, BatchId::from_uuid(batch.id), &raw).await);
        return;
    }
    let statement = format!("UPDATE entries SET withdrawn = TRUE WHERE batch_id = {LAST}");
    fixture.by_hand(&statement).await.expect("withdrawn");
    for year in 2022..2027 {
        let note = format!(
            "INSERT INTO changes (sequence, fiscal_year, entry_id, batch_id) \
             SELECT value + 1, {year}, NULL, {LAST} FROM counters WHERE name = 'changes'"
        );
        fixture.by_hand(&note).await.expect("noted");
        fixture.by_hand("UPDATE counters SET value = value + 1 WHERE name = 'changes'").await.expect("counted");
    }
}

#[derive(sqlx::FromRow)]
struct Batch {
    id: Uuid,
}

/// Removes an entry past the program, as nothing does yet; the sequence tells of it.
async fn remove_one(fixture: &Fixture) {
    const FIRST: &str = "(SELECT id FROM entries WHERE withdrawn = FALSE AND batch_id IS NULL AND version = 1 \
         ORDER BY id LIMIT 1)";
    for year in 2022..2027 {
        let note = format!(
            "INSERT INTO changes (sequence, fiscal_year, entry_id, batch_id) \
             SELECT value + 1, {year}, {FIRST}, NULL FROM counters WHERE name = 'changes'"
        );
        fixture.by_hand(&note).await.expect("noted");
        fixture.by_hand("UPDATE counters SET value = value + 1 WHERE name = 'changes'").await.expect("counted");
    }
    fixture.by_hand(&format!("DELETE FROM entries WHERE id = {FIRST}")).await.expect("gone");
}

/// Hands in a draft.
async fn hand_in(fixture: &Fixture, known: &mut [(casetime::ids::EntryId, i64)], draw: &mut Draw) {
    if known.is_empty() {
        return;
    }
    let place = draw.below(known.len());
    let (id, version) = known[place];
    let raw = RawStep { entries: vec![Seen { id: id.to_string(), version }], ..RawStep::default() };
    // One that is handed in already stays as it is.
    if take(&fixture.context, Step::Submit, &raw).await.is_ok() {
        known[place].1 += 1;
    }
}

on_both_engines! {
    async fn every_sum_from_the_snapshot_is_the_plain_sum_after_any_sequence_of_changes(fixture: with_cast) {
        more_files(fixture).await;
        let folder = fixture.folder().join("facts");
        let programs = [Facts::in_folder(folder.clone()), Facts::in_folder(folder.clone())];
        let mut draw = Draw(22_112_026);
        let mut known = Vec::new();
        let mut versions = BTreeSet::new();
        for step in 0..90_usize {
            match step % 15 {
                4 | 9 => hand_in(fixture, &mut known, &mut draw).await,
                11 => take_out(fixture, step % 2 == 0).await,
                13 => {
                    let team = draw.below(3);
                    let moved = format!("UPDATE people SET team = 'team {team}' WHERE number = 'P-1'");
                    fixture.by_hand(&moved).await.expect("moved");
                }
                _ => happen(fixture, &mut draw, &mut known).await,
            }
            let fresh = Facts::in_folder(folder.clone());
            let program = match step % 4 {
                0 => &fresh,
                even => &programs[even % 2],
            };
            let snapshot = program.current(&fixture.context).await.expect("facts");
            let rows = plain(fixture).await;
            versions.insert(snapshot.data_version);
            let of = |at: usize| SOURCES[at % 9];
            agrees(&snapshot, &rows, step % 4, [of(step), of(step / 2 + 1), of(step / 3 + 2)], [10, 3][step % 2]);
        }
        remove_one(fixture).await;
        let rows = plain(fixture).await;
        for program in programs.iter().chain([&Facts::in_folder(folder), &Facts::default()]) {
            agrees_in_all(&program.current(&fixture.context).await.expect("facts"), &rows);
        }
        let taken_out = fixture.number("SELECT COUNT(*) FROM audit_events WHERE action = 'unload'").await;
        assert!(taken_out > 0, "deliveries were taken out");
        assert!(versions.len() > 50 && rows.len() > 40, "the sequence did something: {} {}", versions.len(), rows.len());
        assert!(rows.iter().any(|row| row.status == "submitted") && rows.iter().any(|row| !row.team.is_empty()));
    }

    async fn a_recoded_activity_counts_elsewhere_and_a_filter_may_follow_two_columns(fixture: with_cast) {
        more_files(fixture).await;
        let mut draw = Draw(7);
        let mut known = Vec::new();
        for _ in 0..25 {
            happen(fixture, &mut draw, &mut known).await;
        }
        let snapshot = Facts::default().current(&fixture.context).await.expect("facts");
        let periods = periods(0);
        let slots = Slots::new(&periods);
        // Files count under 0; where the activity is legal drafting, or the person P-1, under 1.
        let moved = |source: Source, value: &str| {
            let groups = values(&snapshot, source).iter().map(|one| if one == value { 1 } else { NONE }).collect();
            Some((source, groups))
        };
        let files = vec![0; snapshot.files.len()];
        for instead in [moved(Source::Activity, "TA-LEG"), moved(Source::Person, "P-1"), moved(Source::Status, "draft")] {
            let by = Lookup { source: Source::File, groups: files.clone(), instead };
            let everything = Lookup { source: Source::Team, groups: vec![0; snapshot.teams.len()], instead: None };
            let as_rows = Asked { slots: &slots, rows: &by, columns: None, only: &[], late_after_days: 10 };
            let as_columns = Asked { rows: &everything, columns: Some(&by), ..as_rows };
            let nowhere = Lookup { groups: vec![NONE; files.len()], ..by.clone() };
            let only = [nowhere];
            let as_filter = Asked { rows: &everything, only: &only, ..as_rows };
            let sums = |asked: &Asked<'_>| sums::sum(&snapshot, asked).expect("sums");
            let total = |asked: &Asked<'_>, is: fn(&sums::Cell) -> bool| {
                sums(asked).iter().filter(|cell| is(cell)).map(|cell| cell.minutes).sum::<i64>()
            };
            let moved_minutes = total(&as_rows, |cell| cell.row == 1);
            assert!(moved_minutes > 0, "{by:?}");
            assert_eq!(total(&as_columns, |cell| cell.column == 1), moved_minutes);
            assert_eq!(total(&as_filter, |_| true), moved_minutes);
            let (all, by_columns) = (total(&as_rows, |_| true), total(&as_columns, |_| true));
            assert_eq!(all, by_columns);
            assert_eq!(all, plain(fixture).await.iter().map(|row| row.minutes).sum::<i64>());
        }
    }
}
