//! Data quality without small groups: which indicators and codes are not shown in a report that is passed on.

use std::collections::HashMap;

use super::super::ops::WorkloadAnswer;
use super::super::sheet::{Table, Value};
use super::super::sums::{self, Asked, Distinct, ReportError, Slots, Source};
use super::super::workload::{each_person, held_or_not, together};
use super::{Counts, Use, many};
use crate::period::Period;
use crate::small_groups::{Sum, complete};
use crate::vocabulary::Vocabulary;

/// Where the figures of an indicator stand.
const INDICATOR: usize = 0;
const PART: usize = 1;
const WHOLE: usize = 2;
const MET: usize = 4;
/// Where the use of a code stands: that few people used it says nothing of them.
const CODE_USE: usize = 2;

/// Hides what few people are behind and what it would follow from. The codes of counted time add up to it, those of held
/// time to that, and both together are the whole of two indicators.
pub(super) fn hide(
    tables: &mut [Table],
    about: &WorkloadAnswer,
    counts: &Counts,
    (used, vocabulary): (&HashMap<String, Use>, &Vocabulary),
    fewest: i64,
) -> Result<(), ReportError> {
    let [indicators, codes] = tables else { return Ok(()) };
    let work = &about.workload;
    let held: i64 = work.held.iter().sum();
    let counted: i64 = work.totals.iter().map(|figures| figures.minutes).sum();
    let mut sums: Vec<Sum> = codes
        .rows
        .iter()
        .map(|row| used.get(&row.keys[0].key).copied().unwrap_or_default())
        .map(|found| Sum::of(found.minutes, found.people, fewest))
        .collect();
    let is_held = |at: &usize| {
        let activity = vocabulary.find_activity(&codes.rows[*at].keys[0].key);
        activity.is_some_and(|activity| activity.import_only)
    };
    let (of_held, of_counted): (Vec<usize>, Vec<usize>) = (0..sums.len()).partition(is_held);
    let (all_counted, all_held, whole) = (sums.len(), sums.len() + 1, sums.len() + 2);
    let recorders = count_recorders(about)?;
    sums.push(Sum::of(counted, recorders, fewest));
    // The held time stands above every report: it is not hidden for the sake of others.
    let minutes = if held == 0 { 0 } else { i64::MAX };
    sums.push(Sum { minutes, hidden: work.held_shown().is_none() });
    sums.push(Sum { minutes: held + counted, hidden: false });
    let line = |of: Vec<usize>, total: usize| of.into_iter().chain([total]).collect::<Vec<_>>();
    let lines = [line(of_counted, all_counted), line(of_held, all_held), vec![all_counted, all_held, whole]];
    complete(&mut sums, &lines);
    for (row, _) in codes.rows.iter_mut().zip(&sums).filter(|(_, sum)| sum.hidden) {
        row.hide(&[CODE_USE]);
    }
    let few = |people: i64| (1..fewest).contains(&people);
    let [no_counted, no_held, no_whole] = [all_counted, all_held, whole].map(|at| sums[at].hidden);
    for row in &mut indicators.rows {
        let (part, whole) = match row.keys[0].key.as_str() {
            "long-days" => (few(many(counts.long.long_days_of.len())), no_counted),
            "bulk" => (few(many(counts.long.long_entries_of.len())), no_counted),
            "corrected" => (few(counts.edited.corrected_people), no_counted),
            "recoded" => (few(counts.edited.recoded_people), no_whole),
            "held" => (no_held, no_whole),
            "late" => (true, true),
            _ => (false, false),
        };
        // As above every report: of late time the share alone, because the minutes could give another sum away.
        let share = if row.keys[0].key == "late" { work.late_suppressed } else { part || whole };
        for (at, hidden) in [(PART, part), (WHOLE, whole), (INDICATOR, share), (MET, share)] {
            if hidden {
                row.cells[at] = Value::Suppressed.into();
            }
        }
    }
    Ok(())
}

/// How many people have entries that figures count.
fn count_recorders(about: &WorkloadAnswer) -> Result<i64, ReportError> {
    let span = &about.question.span;
    let slots = Slots::new(&[Period { per: span.per, first: span.first, last: span.last, incomplete: true }]);
    let rows = together(&each_person(&about.snapshot));
    let only = [held_or_not(&about.snapshot, false)];
    let asked = Asked { slots: &slots, rows: &rows, columns: None, only: &only, late_after_days: 0 };
    let found = sums::distinct(&about.snapshot, &asked, Distinct::Of(Source::Person))?;
    Ok(found.first().map_or(0, |(_, _, _, people)| *people))
}
