//! Data quality: what is missing, hardly plausible, late, held or changed afterwards, each as an indicator with its target; and
//! how much each code is used.

mod small;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::dimensions::By;
use super::facts::Snapshot;
use super::links::{self, Held};
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Row, Sheet, Table, Value};
use super::sums::long::{Limits, Long};
use super::sums::{self, Asked, Distinct, Lookup, ReportError, Slots, Source};
use super::workload::Wanted;
use crate::context::Context;
use crate::failure::Failure;
use crate::number::Hundredths;
use crate::oversight::chase;
use crate::period::Period;
use crate::vocabulary::{Activity, Vocabulary};

pub(super) use store::Edited;

/// Whether an indicator should be small or large, and by how many per cent it is judged.
#[derive(Debug, Clone, Copy)]
enum Target {
    AtMost(i64),
    AtLeast(i64),
    /// There is none: it is told, not judged.
    None,
}

impl Target {
    /// In hundredths of a per cent.
    fn cell(self) -> Cell {
        match self {
            Self::AtMost(percent) | Self::AtLeast(percent) => Hundredths::of_ratio(percent, 1, 1).into(),
            Self::None => Value::None.into(),
        }
    }

    /// Whether it is met, by the exact ratio.
    fn is_met(self, part: i64, whole: i64) -> Value {
        let word = |met: bool| Value::Word(if met { "met" } else { "missed" }.to_owned());
        let (share, hundred) = (i128::from(part) * 100, i128::from(whole));
        match self {
            _ if whole == 0 => Value::None,
            Self::AtMost(percent) => word(share <= i128::from(percent) * hundred),
            Self::AtLeast(percent) => word(share >= i128::from(percent) * hundred),
            Self::None => Value::None,
        }
    }
}

/// Nine of ten expected days: the protocol asks for daily recording, and unplanned leave is recorded nowhere.
const COVERAGE: Target = Target::AtLeast(90);
/// A third of the hours was entered more than ten days late in 2010; half of that is a beginning.
const LATE: Target = Target::AtMost(15);
/// A day of more than twelve hours happens, on mission; one in a hundred is worth a question.
const LONG_DAYS: Target = Target::AtMost(1);
/// The audit of 2007 found time entered in bulk against a few files.
const BULK: Target = Target::AtMost(2);
/// What is held is in no figure: it must stay small.
const HELD: Target = Target::AtMost(1);

/// What is counted, of entries and days.
struct Counts {
    long: Long,
    edited: Edited,
}

/// What the database counts: what was changed after it was recorded, which facts do not tell. Nothing where the database holds
/// other data by now than the facts do.
///
/// # Errors
/// The failure of the database.
pub(super) async fn read(context: &Context, about: &WorkloadAnswer) -> Result<Option<Edited>, Failure> {
    let mut tx = context.db.read().await?;
    if store::find_version(&mut tx).await? != about.snapshot.data_version {
        return Ok(None);
    }
    let (first, last) = about.days();
    Ok(Some(store::count(&mut tx, &context.caller.access, first, last).await?))
}

/// The tables of the report.
///
/// # Errors
/// When facts cannot be read from disk.
pub(super) fn tables(
    about: &WorkloadAnswer,
    wanted: &Wanted,
    (edited, limits): (Edited, Limits),
    vocabulary: &Vocabulary,
) -> Result<Vec<Table>, ReportError> {
    let counts = Counts { long: sums::long::long(&about.snapshot, about.days(), limits)?, edited };
    let used = by_code(&about.snapshot, wanted)?;
    let (first, last) = (wanted.span.first, wanted.span.last);
    let usable = |activity: &&Activity| {
        let overlaps = |from: NaiveDate, to: Option<NaiveDate>| from <= last && to.is_none_or(|to| first <= to);
        !activity.import_only && activity.valid.iter().any(|days| overlaps(days.from, days.to))
    };
    let usable: Vec<&Activity> = vocabulary.activities.iter().filter(usable).collect();
    let unused = usable.iter().filter(|activity| !used.contains_key(activity.code.as_str())).count();
    let mut tables = vec![
        indicators(about, &counts, (many(unused), many(usable.len())), wanted.today),
        codes(about, &used, &usable, vocabulary),
    ];
    if let Some(fewest) = wanted.fewest_people {
        small::hide(&mut tables, about, &counts, (&used, vocabulary), fewest)?;
    }
    Ok(tables)
}

fn indicators(about: &WorkloadAnswer, counts: &Counts, (unused, usable): (i64, i64), today: NaiveDate) -> Table {
    let coverage = about.coverage;
    let (late, known) = about.workload.late;
    let held: i64 = about.workload.held.iter().sum();
    let counted: i64 = about.workload.totals.iter().map(|figures| figures.minutes).sum();
    let row = |key: &str, [part, whole]: [Cell; 2], (of, all): (i64, i64), target: Target| {
        let judged = |cell: Cell| Cell { behind: part.behind.clone(), ..cell };
        Row {
            keys: vec![Key::word(key)],
            incomplete: false,
            cells: vec![
                judged(Hundredths::percent(of, all).into()),
                part.clone(),
                whole,
                target.cell(),
                judged(target.is_met(of, all).into()),
            ],
        }
    };
    let entries_of =
        |held: Held, more: &[(&'static str, &str)]| links::narrowed(&about.question, None, &[], held, more);
    let counts_row = |key: &str, (part, of): (i64, String), (whole, all): (i64, String), target: Target| {
        row(key, [Cell::from(part).behind(of), Cell::from(whole).behind(all)], (part, whole), target)
    };
    let minutes_row = |key: &str, (part, of): (i64, String), (whole, all): (i64, String), target: Target| {
        row(key, [Cell::minutes(part).behind(of), Cell::minutes(whole).behind(all)], (part, whole), target)
    };
    let (first, last) = about.days();
    let last = last.min(today);
    let days = [("from", first.to_string()), ("to", last.to_string())];
    let days: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
    let people = links::list("people", &days);
    // The list of days to ask about, where it looks at so many; it leaves out days that were marked as complete.
    let missing = if (last - first).num_days() < chase::DAYS_MAX {
        links::list("chase", &[[("list", "missing")].as_slice(), &days].concat())
    } else {
        people.clone()
    };
    let after = about.late_after_days.to_string();
    let (whole, counted_all) = (entries_of(Held::All, &[]), entries_of(Held::None, &[]));
    let notable = |word: &str, held: Held| entries_of(held, &[("notable", word)]);
    let vocabulary = || "/api/v1/vocabulary".to_owned();
    let Counts { long, edited } = counts;
    Table {
        id: "indicators",
        keys: vec!["indicator"],
        figures: vec!["indicator", "part", "whole", "target", "met"],
        rows: vec![
            counts_row("coverage", (coverage.days, whole.clone()), (coverage.expected, people.clone()), COVERAGE),
            counts_row(
                "missing-days",
                (coverage.expected - coverage.days, missing),
                (coverage.expected, people),
                Target::None,
            ),
            counts_row(
                "long-days",
                (long.long_days, notable("long-day", Held::All)),
                (long.days, whole.clone()),
                LONG_DAYS,
            ),
            counts_row(
                "bulk",
                (long.long_entries, notable("bulk", Held::None)),
                (long.entries, counted_all.clone()),
                BULK,
            ),
            minutes_row(
                "late",
                (late, entries_of(Held::All, &[("lag_over", &after)])),
                (known, entries_of(Held::All, &[("lag_known", "yes")])),
                LATE,
            ),
            counts_row(
                "corrected",
                (edited.corrected, notable("corrected", Held::None)),
                (long.entries, counted_all),
                Target::None,
            ),
            minutes_row("held", (held, entries_of(Held::Only, &[])), (held + counted, whole.clone()), HELD),
            minutes_row(
                "recoded",
                (edited.recoded_minutes, notable("recoded", Held::None)),
                (held + counted, whole),
                Target::None,
            ),
            counts_row("codes-unused", (unused, vocabulary()), (usable, vocabulary()), Target::None),
        ],
    }
}

/// What was recorded under a code.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    entries: i64,
    minutes: i64,
    /// Counted where small groups are not shown.
    people: i64,
}

/// What was recorded under each code, held entries too.
fn by_code(snapshot: &Snapshot, wanted: &Wanted) -> Result<HashMap<String, Use>, ReportError> {
    let whole = Period { per: wanted.span.per, first: wanted.span.first, last: wanted.span.last, incomplete: true };
    let slots = Slots::new(&[whole]);
    let groups = (0..).take(snapshot.activities.len()).collect();
    let rows = Lookup { source: Source::Activity, groups, instead: None };
    let late_after_days = i32::try_from(wanted.late_after_days).unwrap_or(i32::MAX);
    let asked = Asked { slots: &slots, rows: &rows, columns: None, only: &[], late_after_days };
    let name = |row: u32| snapshot.activities.get(row as usize).cloned().unwrap_or_default();
    let mut used: HashMap<String, Use> = HashMap::new();
    for cell in sums::sum(snapshot, &asked)? {
        used.insert(name(cell.row), Use { entries: cell.entries, minutes: cell.minutes, people: 0 });
    }
    if wanted.fewest_people.is_some() {
        for (_, row, _, people) in sums::distinct(snapshot, &asked, Distinct::Of(Source::Person))? {
            used.entry(name(row)).or_default().people = people;
        }
    }
    Ok(used)
}

/// Every code that was used or could have been.
fn codes(about: &WorkloadAnswer, used: &HashMap<String, Use>, usable: &[&Activity], vocabulary: &Vocabulary) -> Table {
    let could = |code: &str| usable.iter().any(|activity| activity.code == code);
    let shown =
        vocabulary.activities.iter().filter(|activity| used.contains_key(&activity.code) || could(&activity.code));
    let row = |activity: &Activity| {
        let Use { entries, minutes, .. } = used.get(&activity.code).copied().unwrap_or_default();
        let state = match (entries, could(&activity.code)) {
            (0, _) => "unused",
            (_, true) => "used",
            (_, false) => "used-not-usable",
        };
        // As recorded, whatever the report was asked by; held entries stand under codes of their own.
        let held = if activity.import_only { "yes" } else { "no" };
        let (first, last) = about.days();
        let (first, last) = (first.to_string(), last.to_string());
        let members = [("from", first.as_str()), ("to", last.as_str()), ("held", held), ("activity", &activity.code)];
        let behind = links::list("entries", &members);
        let cells: [Cell; 3] = [entries.into(), Cell::minutes(minutes), Value::Word(state.to_owned()).into()];
        Row {
            keys: vec![Key::group(By::Activity, &activity.code)],
            incomplete: false,
            cells: cells.map(|cell| cell.behind(&behind)).into(),
        }
    };
    Table {
        id: "codes",
        keys: vec!["activity"],
        figures: vec!["entries", "code-hours", "code-use"],
        rows: shown.map(row).collect(),
    }
}

fn many(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The report.
pub(super) fn sheet(about: WorkloadAnswer, tables: Vec<Table>) -> Sheet {
    Sheet { report: "quality", about, tables, notes: vec!["reports-note-quality"] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_by_the_exact_share() {
        let word = |word: &str| Value::Word(word.to_owned());
        assert_eq!(Target::AtMost(15).is_met(15, 100), word("met"));
        assert_eq!(Target::AtMost(15).is_met(150_001, 1_000_000), word("missed"));
        assert_eq!(Target::AtLeast(90).is_met(90, 100), word("met"));
        assert_eq!(Target::AtLeast(90).is_met(899_999, 1_000_000), word("missed"));
        assert_eq!(Target::AtLeast(90).is_met(0, 0), Value::None);
        assert_eq!(Target::None.is_met(1, 2), Value::None);
    }
}
