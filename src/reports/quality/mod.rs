//! Data quality: what is missing, hardly plausible, late, held or changed afterwards, each as an indicator with its target; and
//! how much each code is used.

mod store;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::dimensions::{AsOf, By};
use super::facts::Snapshot;
use super::links;
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Row, Sheet, Table, Value};
use super::sums::{self, Asked, Lookup, ReportError, Slots, Source};
use super::workload::Wanted;
use crate::context::Context;
use crate::failure::Failure;
use crate::number::Hundredths;
use crate::period::Period;
use crate::vocabulary::{Activity, Vocabulary};

pub(super) use store::Counts;

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

/// What the database counts.
///
/// # Errors
/// The failure of the database.
pub(super) async fn read(context: &Context, about: &WorkloadAnswer) -> Result<Counts, Failure> {
    let mut tx = context.db.read().await?;
    let (first, last) = about.days();
    let limits = (context.config.bulk_entry_minutes, context.config.long_day_minutes);
    Ok(store::count(&mut tx, &context.caller.access, first, last, limits).await?)
}

/// The tables of the report.
///
/// # Errors
/// When facts cannot be read from disk.
pub(super) fn tables(
    about: &WorkloadAnswer,
    wanted: &Wanted,
    counts: &Counts,
    vocabulary: &Vocabulary,
) -> Result<Vec<Table>, ReportError> {
    let used = by_code(&about.snapshot, wanted)?;
    let (first, last) = (wanted.span.first, wanted.span.last);
    let usable = |activity: &&Activity| {
        let overlaps = |from: NaiveDate, to: Option<NaiveDate>| from <= last && to.is_none_or(|to| first <= to);
        !activity.import_only && activity.valid.iter().any(|days| overlaps(days.from, days.to))
    };
    let usable: Vec<&Activity> = vocabulary.activities.iter().filter(usable).collect();
    let unused = usable.iter().filter(|activity| !used.contains_key(activity.code.as_str())).count();
    Ok(vec![indicators(about, counts, (many(unused), many(usable.len()))), codes(about, &used, &usable, vocabulary)])
}

fn indicators(about: &WorkloadAnswer, counts: &Counts, (unused, usable): (i64, i64)) -> Table {
    let coverage = about.coverage;
    let (late, known) = about.workload.late;
    let held: i64 = about.workload.held.iter().sum();
    let counted: i64 = about.workload.totals.iter().map(|figures| figures.minutes).sum();
    let row = |key: &str, part: Cell, whole: Cell, (of, all): (i64, i64), target: Target| Row {
        keys: vec![Key::word(key)],
        incomplete: false,
        cells: vec![Hundredths::percent(of, all).into(), part, whole, target.cell(), target.is_met(of, all).into()],
    };
    let counts_row =
        |key: &str, part: i64, whole: i64, target: Target| row(key, part.into(), whole.into(), (part, whole), target);
    let minutes_row = |key: &str, part: i64, whole: i64, target: Target, behind: Option<String>| {
        let part_cell = Cell::minutes(part);
        let part_cell = match behind {
            Some(behind) => part_cell.behind(behind),
            None => part_cell,
        };
        row(key, part_cell, Cell::minutes(whole), (part, whole), target)
    };
    let held_behind = links::entries(&about.question, None, &[], true);
    Table {
        id: "indicators",
        keys: vec!["indicator"],
        figures: vec!["indicator", "part", "whole", "target", "met"],
        rows: vec![
            counts_row("coverage", coverage.days, coverage.expected, COVERAGE),
            counts_row("missing-days", coverage.expected - coverage.days, coverage.expected, Target::None),
            counts_row("long-days", counts.long_days, counts.person_days, LONG_DAYS),
            counts_row("bulk", counts.bulk, counts.entries, BULK),
            minutes_row("late", late, known, LATE, None),
            counts_row("corrected", counts.corrected, counts.entries, Target::None),
            minutes_row("held", held, held + counted, HELD, Some(held_behind)),
            minutes_row("recoded", counts.recoded_minutes, held + counted, Target::None, None),
            counts_row("codes-unused", unused, usable, Target::None),
        ],
    }
}

/// Entries and minutes under each code as recorded, held ones too.
fn by_code(snapshot: &Snapshot, wanted: &Wanted) -> Result<HashMap<String, (i64, i64)>, ReportError> {
    let whole = Period { per: wanted.span.per, first: wanted.span.first, last: wanted.span.last, incomplete: true };
    let slots = Slots::new(&[whole]);
    let groups = (0..).take(snapshot.activities.len()).collect();
    let rows = Lookup { source: Source::Activity, groups, instead: None };
    let late_after_days = i32::try_from(wanted.late_after_days).unwrap_or(i32::MAX);
    let asked = Asked { slots: &slots, rows: &rows, columns: None, only: &[], late_after_days };
    let cells = sums::sum(snapshot, &asked)?.into_iter();
    let name = |row: u32| snapshot.activities.get(row as usize).cloned().unwrap_or_default();
    Ok(cells.map(|cell| (name(cell.row), (cell.entries, cell.minutes))).collect())
}

/// Every code that was used or could have been.
fn codes(
    about: &WorkloadAnswer,
    used: &HashMap<String, (i64, i64)>,
    usable: &[&Activity],
    vocabulary: &Vocabulary,
) -> Table {
    let could = |code: &str| usable.iter().any(|activity| activity.code == code);
    let shown =
        vocabulary.activities.iter().filter(|activity| used.contains_key(&activity.code) || could(&activity.code));
    let row = |activity: &Activity| {
        let (entries, minutes) = used.get(&activity.code).copied().unwrap_or_default();
        let state = match (entries, could(&activity.code)) {
            (0, _) => "unused",
            (_, true) => "used",
            (_, false) => "used-not-usable",
        };
        // As recorded, whatever the report was asked by.
        let recorded = about.as_of() == AsOf::Recorded && !activity.import_only;
        let hours = Cell::minutes(minutes);
        let hours = if recorded {
            hours.behind(links::entries(&about.question, None, &[(By::Activity, &activity.code)], false))
        } else {
            hours
        };
        Row {
            keys: vec![Key::group(By::Activity, &activity.code)],
            incomplete: false,
            cells: vec![entries.into(), hours, Value::Word(state.to_owned()).into()],
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
