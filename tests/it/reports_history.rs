//! The workload report against plain SQL: by every dimension and for every length of period, after any sequence of
//! records, corrections, withdrawals and imports, with exact shares and changes.

use std::collections::BTreeMap;

use casetime::entries::{self, RawCorrection, RawEntry};
use casetime::files::{self, RawFile};
use casetime::ids::EntryId;
use casetime::lang::Lang;
use casetime::number::Hundredths;
use casetime::period::Per;
use casetime::reports::facts::Facts;
use casetime::reports::ops::{WorkloadAnswer, workload};
use casetime::reports::workload::{By, Figures};
use chrono::{Datelike, Days, NaiveDate};

use crate::reports::{ask, question};
use crate::support::delivery::{HEADER, import, plain};
use crate::support::{Fixture, on_both_engines};

#[derive(sqlx::FromRow)]
struct Sum {
    key: String,
    worked_on: NaiveDate,
    minutes: i64,
    held: bool,
}

macro_rules! sums {
    ($key:literal) => {
        concat!(
            "SELECT ",
            $key,
            " AS key, e.worked_on, f.import_only AS held, CAST(SUM(e.minutes) AS BIGINT) AS minutes ",
            "FROM entries e JOIN files f ON f.id = e.file_id WHERE e.withdrawn = FALSE ",
            "GROUP BY 1, e.worked_on, f.import_only"
        )
    };
}

/// The name of the period a day falls into, worked out a second time.
fn period_of(day: NaiveDate, per: Per) -> String {
    let start = day.year() - i32::from(day.month() < 4);
    let year = format!("{start}-{:02}", (start + 1) % 100);
    match per {
        Per::FiscalYear => year,
        Per::FiscalQuarter => format!("{year} Q{}", [4, 1, 2, 3][usize::try_from(day.month0() / 3).expect("0 to 3")]),
        Per::Month => day.format("%Y-%m").to_string(),
        Per::CalendarYear => day.format("%Y").to_string(),
        Per::Week => day.format("%G-W%V").to_string(),
    }
}

/// Minutes by group and period, and held minutes by period.
pub(crate) type Sums = (BTreeMap<(String, String), i64>, BTreeMap<String, i64>);

/// The figures straight from the entries, without facts.
pub(crate) async fn by_sql(fixture: &Fixture, by: By, per: Per) -> Sums {
    let sql = match by {
        By::Category => sums!("e.category"),
        By::Activity => sums!("e.activity"),
        By::FileType => sums!("f.file_type"),
        By::Country => sums!("f.country"),
        By::Project => sums!("f.project"),
        By::Client => sums!("e.client"),
        By::Team => sums!("e.team"),
        By::File => sums!("f.number"),
        By::Person => sums!("(SELECT p.number FROM people p WHERE p.id = e.person_id)"),
        By::Status => sums!("e.status"),
        By::Language => sums!("e.language"),
    };
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let (mut groups, mut held) = (BTreeMap::new(), BTreeMap::new());
    for row in tx.all::<Sum>(sql, ()).await.expect("sums") {
        let period = period_of(row.worked_on, per);
        if row.held {
            *held.entry(period).or_default() += row.minutes;
        } else {
            *groups.entry((row.key, period)).or_default() += row.minutes;
        }
    }
    (groups, held)
}

/// The figures of a report, without its empty cells.
pub(crate) fn by_report(answer: &WorkloadAnswer) -> Sums {
    let labels: Vec<String> = answer.workload.periods.iter().map(|period| period.label(Lang::En)).collect();
    let mut groups = BTreeMap::new();
    for group in &answer.workload.groups {
        for (label, cell) in labels.iter().zip(&group.figures) {
            if cell.minutes != 0 {
                groups.insert((group.key.clone(), label.clone()), cell.minutes);
            }
        }
    }
    let held = labels.into_iter().zip(answer.workload.held.iter().copied()).filter(|(_, minutes)| *minutes != 0);
    (groups, held.collect())
}

/// A percentage is the exact ratio rounded once to hundredths, halves away from zero.
fn is_exact(shown: Option<Hundredths>, part: i64, whole: i64) {
    let Some(shown) = shown else {
        assert_eq!(whole, 0, "only a division by nothing has no result");
        return;
    };
    let (shown, part, whole) = (i128::from(shown.get()), i128::from(part), i128::from(whole));
    let error = shown * whole - part * 10_000;
    assert!(2 * error.abs() <= whole, "{shown} for {part} of {whole}");
    if 2 * error.abs() == whole {
        assert_eq!(error > 0, part > 0, "{shown} for {part} of {whole}: a half goes away from zero");
    }
}

/// Shares and changes of every row of a report, from its exact minutes.
fn figures_are_exact(answer: &WorkloadAnswer) {
    let work = &answer.workload;
    let rows: Vec<&[Figures]> =
        work.groups.iter().map(|group| group.figures.as_slice()).chain([work.totals.as_slice()]).collect();
    for (at, period) in work.periods.iter().enumerate() {
        let total: i64 = work.groups.iter().map(|group| group.figures[at].minutes).sum();
        assert_eq!(work.totals[at].minutes, total, "the total is the sum of the groups and of nothing else");
        for row in &rows {
            is_exact(row[at].share, row[at].minutes, total);
            for (change, before) in
                [(row[at].change_from_prior, at.checked_sub(1)), (row[at].change_from_first, at.min(1).checked_sub(1))]
            {
                // What the first period is compared with is not shown.
                let Some(before) = before else { continue };
                let comparable = Some(before).filter(|before| !period.incomplete && !work.periods[*before].incomplete);
                match comparable {
                    Some(before) => is_exact(change, row[at].minutes - row[before].minutes, row[before].minutes),
                    None => assert_eq!(change, None, "nothing to compare with"),
                }
            }
        }
    }
}

/// Files with every dimension, so that each report has several groups and one without a name.
pub(crate) async fn more_files(fixture: &Fixture) {
    let files = [
        ("A-1", "TA", "JM", "Justice", "north", "advisory"),
        ("A-2", "TA", "JM", "Prisons", "south", "litigation"),
        ("A-3", "TA", "UA", "Justice", "", "advisory"),
        ("B-1", "SA", "", "", "north", "legislative"),
        ("B-2", "SA", "", "", "south", ""),
        ("C-1", "OT", "", "", "north", ""),
    ];
    for (number, category, country, project, team, file_type) in files {
        let raw = RawFile {
            title: format!("File {number}"),
            opened_on: "2000-01-01".to_owned(),
            ..RawFile {
                number: number.into(),
                category: category.into(),
                country: country.into(),
                project: project.into(),
                team: team.into(),
                file_type: file_type.into(),
                ..RawFile::default()
            }
        };
        files::ops::open(&fixture.context, &raw.parse(&fixture.context.vocabulary).expect("a file"))
            .await
            .expect("opened");
    }
}

/// A small source of numbers, the same for a seed.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    /// A number below this one.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Knuth's generator (MMIX); the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).expect("below the limit")
    }

    /// One of these.
    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// A work day from April 2022 to November 2026.
    pub(crate) fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 4, 1).expect("a date") + Days::new(self.below(1690) as u64)
    }

    /// A file and an activity that it allows.
    pub(crate) fn work(&mut self) -> (&'static str, &'static str) {
        match self.below(3) {
            0 => (self.of(&["UKR-12", "A-1", "A-2", "A-3"]), self.of(&["TA-LEG", "TA-TRN", "TA-MGT"])),
            1 => (self.of(&["SA-7", "B-1", "B-2"]), self.of(&["SA-RES", "SA-POL"])),
            _ => (self.of(&["OT-1", "C-1"]), self.of(&["OT-ADM", "OT-KM"])),
        }
    }

    fn minutes(&mut self) -> String {
        format!("{}m", self.below(180) + 1)
    }
}

/// Does one thing to the entries, whatever the numbers say.
pub(crate) async fn happen(fixture: &Fixture, draw: &mut Draw, known: &mut Vec<(EntryId, i64)>) {
    let context = &fixture.context;
    match draw.below(8) {
        0..4 => {
            let (file, activity) = draw.work();
            let raw = RawEntry {
                person: "P-1".to_owned(),
                file: file.to_owned(),
                activity: activity.to_owned(),
                worked_on: draw.day().to_string(),
                minutes: draw.minutes(),
                ..RawEntry::default()
            };
            let recorded = entries::ops::record(context, &raw).await.expect("recorded");
            known.push((recorded.view().entry.id, 1));
        }
        4 | 5 if !known.is_empty() => {
            let place = draw.below(known.len());
            let (id, version) = known[place];
            let (file, activity) = draw.work();
            let mut correction = RawCorrection { reason: "checked".to_owned(), ..RawCorrection::default() };
            match draw.below(4) {
                0 => correction.withdrawn = true,
                1 => correction.minutes = Some(draw.minutes()),
                2 => correction.worked_on = Some(draw.day().to_string()),
                _ => (correction.file, correction.activity) = (Some(file.to_owned()), Some(activity.to_owned())),
            }
            entries::ops::correct(context, id, version, &correction).await.expect("corrected");
            if correction.withdrawn {
                known.swap_remove(place);
            } else {
                known[place].1 += 1;
            }
        }
        6 => {
            let mut text = format!("{HEADER}\n");
            for _ in 0..=draw.below(5) {
                let (file, activity) = draw.work();
                let label = draw.of(&[activity, activity, "Unheard of"]);
                let row = format!("P-1,{file},{label},{},0.{},,\n", draw.day(), draw.below(9) + 1);
                text.push_str(&row);
            }
            import(fixture, text, plain()).await;
        }
        _ => {
            // A file moves to another team, with all its time.
            let number = draw.of(&["A-1", "B-1", "C-1", "A-3"]);
            let found = files::ops::list(context).await.expect("files").into_iter().find(|file| file.number == number);
            let file = found.expect("a file");
            let raw = RawFile { team: draw.of(&["north", "south", "east"]).to_owned(), ..RawFile::of(&file) };
            files::ops::change(context, file.id, file.version, &raw).await.expect("changed");
        }
    }
}

on_both_engines! {
    async fn every_report_is_the_plain_sum_after_any_sequence_of_changes(fixture: with_cast) {
        more_files(fixture).await;
        let kept = Facts::default();
        let mut draw = Draw(20_261_122);
        let mut known = Vec::new();
        for step in 0..120 {
            happen(fixture, &mut draw, &mut known).await;
            // Once in between by any dimension and period, at the end by all of them.
            let all = if step == 119 {
                0..44
            } else {
                let one = draw.below(44);
                one..one + 1
            };
            for one in all {
                let (by, per) = (By::ALL[one % 11], Per::ALL[one / 11]);
                let asked = question("2022-23", "2026-27", by.as_str(), per.as_str());
                let long_lived = workload(&fixture.context, &kept, &asked, 10).await.expect("a report");
                let fresh = ask(fixture, &asked).await;
                assert_eq!(long_lived.workload, fresh.workload, "step {step}, {by:?} {per:?}");
                assert_eq!(long_lived.coverage, fresh.coverage, "step {step}");
                assert_eq!(long_lived.snapshot.data_version, fresh.snapshot.data_version);
                assert_eq!(by_report(&long_lived), by_sql(fixture, by, per).await, "step {step}, {by:?} {per:?}");
                figures_are_exact(&long_lived);
            }
        }
        let (groups, held) = by_sql(fixture, By::File, Per::FiscalYear).await;
        let did = (groups.len(), held.len(), known.len());
        assert!(did.0 > 12 && did.1 > 2 && did.2 > 20, "the sequence did something: {did:?}");
    }
}
