//! The impact statement: what a new version of the vocabulary does to figures of the past as of today's list, told before
//! it is applied. Figures as recorded never move.

pub mod api;
pub mod ops;
mod store;
pub mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::Snapshot;
use super::sums::{self, Asked, Lookup, ReportError, Slots, Source};
use super::workload::{By, Recoding};
use crate::period::Period;
use crate::time::FiscalYear;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::changes::{Change, changes};

/// What a new version of the vocabulary changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Impact {
    /// The version in force.
    pub from_version: i64,
    /// The new version.
    pub to_version: i64,
    /// When the figures were taken.
    pub extracted_at: DateTime<Utc>,
    /// Counts changes of the data.
    pub data_version: i64,
    /// What happens to codes, in the order of the new version.
    pub changes: Vec<ChangeInUse>,
    /// The figures as of today's list that move; none where all stay.
    pub moves: Vec<Move>,
}

/// What happens to a code, and how much time stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeInUse {
    /// What happens.
    #[serde(flatten)]
    pub change: Change,
    /// Current entries under the code, held ones too.
    pub entries: i64,
    /// Their minutes.
    pub minutes: i64,
}

/// One figure that moves. Time held for review is part of none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Move {
    /// The fiscal year.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub year: FiscalYear,
    /// Whether the code is that of a category or of an activity.
    pub by: By,
    /// The code.
    pub code: String,
    /// Minutes as recorded.
    pub recorded_minutes: i64,
    /// Minutes as of the list in force.
    pub before_minutes: i64,
    /// Minutes as of the new list.
    pub after_minutes: i64,
    /// How many minutes more, or less.
    pub difference_minutes: i64,
}

/// The figures of one code: as recorded, as of the list in force, as of the new list.
type Three = [i64; 3];

/// Computes the statement from facts.
///
/// # Errors
/// When facts cannot be read from disk.
pub fn compute(
    snapshot: &Snapshot,
    before: &Arc<Vocabulary>,
    after: &Arc<Vocabulary>,
    extracted_at: DateTime<Utc>,
) -> Result<Impact, ReportError> {
    let lists = [before, after].map(|vocabulary| Recoding::by(Arc::clone(vocabulary)));
    let mut moves = Vec::new();
    let mut used: BTreeMap<&str, Used> = BTreeMap::new();
    for (year, by_activity) in by_year(snapshot)? {
        for (activity, found) in &by_activity {
            let all = used.entry(activity).or_default();
            all.entries += found.entries;
            all.minutes += found.minutes;
        }
        let counted = by_activity.iter().map(|(activity, found)| (*activity, found.minutes - found.held));
        moves.extend(moves_of(year, counted, &lists));
    }
    let changes = changes(before, after).into_iter().map(|change| {
        let Used { entries, minutes, .. } = used.get(change.code.as_str()).copied().unwrap_or_default();
        ChangeInUse { change, entries, minutes }
    });
    Ok(Impact {
        from_version: before.version,
        to_version: after.version,
        extracted_at,
        data_version: snapshot.data_version,
        changes: changes.collect(),
        moves,
    })
}

/// How much of an activity there is.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    entries: i64,
    minutes: i64,
    /// How many of the minutes are held for review.
    held: i64,
}

/// How much there is of each activity in a year.
type OfYear<'a> = (FiscalYear, BTreeMap<&'a str, Used>);

/// How much of each activity there is in each year that has any.
fn by_year(snapshot: &Snapshot) -> Result<Vec<OfYear<'_>>, ReportError> {
    let years: Vec<FiscalYear> = snapshot.years.keys().copied().collect();
    let periods: Vec<Period> = years.iter().map(|year| Period::of_year(*year)).collect();
    let slots = Slots::new(&periods);
    let activities =
        Lookup { source: Source::Activity, groups: (0..).take(snapshot.activities.len()).collect(), instead: None };
    let held = snapshot.files.iter().map(|file| u32::from(file.import_only)).collect();
    let held = Lookup { source: Source::File, groups: held, instead: None };
    let asked = Asked { slots: &slots, rows: &activities, columns: Some(&held), only: &[], late_after_days: 0 };
    let mut found: Vec<OfYear<'_>> = years.into_iter().map(|year| (year, BTreeMap::new())).collect();
    for cell in sums::sum(snapshot, &asked)? {
        let (Some((_, year)), Some(activity)) =
            (found.get_mut(cell.slot as usize), snapshot.activities.get(cell.row as usize))
        else {
            continue;
        };
        let used = year.entry(activity.as_str()).or_default();
        used.entries += cell.entries;
        used.minutes += cell.minutes;
        if cell.column == 1 {
            used.held += cell.minutes;
        }
    }
    Ok(found)
}

/// The figures of a year that differ between the two lists: categories, then activities, in the order of the new list.
fn moves_of<'a>(
    year: FiscalYear,
    counted: impl Iterator<Item = (&'a str, i64)>,
    lists: &'a [Recoding; 2],
) -> Vec<Move> {
    let mut categories: BTreeMap<&str, Three> = BTreeMap::new();
    let mut activities: BTreeMap<&str, Three> = BTreeMap::new();
    let [_, after] = lists;
    for (activity, minutes) in counted {
        let category = after.vocabulary.find_activity(activity).map_or("", |found| found.category.as_str());
        categories.entry(category).or_default()[0] += minutes;
        activities.entry(activity).or_default()[0] += minutes;
        for (at, list) in (1..).zip(lists) {
            let (today, under) = list.moved(activity).unwrap_or((activity, category));
            categories.entry(under).or_default()[at] += minutes;
            activities.entry(today).or_default()[at] += minutes;
        }
    }
    let one = |by: By, code: &str, figures: Option<&Three>| {
        let [recorded, before, after] = *figures?;
        (before != after).then(|| Move {
            year,
            by,
            code: code.to_owned(),
            recorded_minutes: recorded,
            before_minutes: before,
            after_minutes: after,
            difference_minutes: after - before,
        })
    };
    let by_category = after.vocabulary.categories.iter().map(|category| category.code.as_str());
    let by_category = by_category.filter_map(|code| one(By::Category, code, categories.get(code)));
    let by_activity = after.vocabulary.activities.iter().map(|activity| activity.code.as_str());
    let by_activity = by_activity.filter_map(|code| one(By::Activity, code, activities.get(code)));
    by_category.chain(by_activity).collect()
}
