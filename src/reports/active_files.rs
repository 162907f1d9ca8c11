//! Files by fiscal year: how many were active, how many were new, and how many were carried over from the years before.
//! Pure functions over what the file register and the entries say; nothing is looked up.
//!
//! | figure | definition |
//! | --- | --- |
//! | active files | files on which time was recorded in the period; each file once, whatever the time |
//! | new files | files whose first day lies in the fiscal year |
//! | carried over | files whose first day lies before the fiscal year, and whose last day, if there is one, does not |
//!
//! A file whose last day is 31 March was open on that day and is carried over no more. New and carried-over files together
//! are the files that were open on some day of the year.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use chrono::NaiveDate;

use crate::ids::FileId;
use crate::number::Hundredths;
use crate::time::FiscalYear;

/// The first and the last day of a file; no last day while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// The first day.
    pub opened_on: NaiveDate,
    /// The last day.
    pub closed_on: Option<NaiveDate>,
}

/// The files of a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// Those that were opened in the year.
    pub new: i64,
    /// Those that were open before it and went on in it.
    pub carried_over: i64,
    /// Those of both whose last day lies in the year.
    pub closed: i64,
}

impl Flow {
    /// Files that were open on some day of the year.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.new + self.carried_over
    }

    /// Files that go on in the next year: what the next year carries over.
    #[must_use]
    pub const fn open_at_end(self) -> i64 {
        self.total() - self.closed
    }
}

impl AddAssign for Flow {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.carried_over += other.carried_over;
        self.closed += other.closed;
    }
}

/// What one file is to a fiscal year: nothing where it was open on no day of it.
#[must_use]
pub fn flow_of(life: Life, year: FiscalYear) -> Flow {
    let (first, last) = (year.first_day(), year.last_day());
    if life.opened_on > last || life.closed_on.is_some_and(|closed| closed < first) {
        return Flow::default();
    }
    let new = life.opened_on >= first;
    Flow {
        new: i64::from(new),
        carried_over: i64::from(!new),
        closed: i64::from(life.closed_on.is_some_and(|closed| closed <= last)),
    }
}

/// New, carried-over and closed files of each fiscal year, in the order of the years that are asked for.
#[must_use]
pub fn flows(files: impl IntoIterator<Item = Life>, years: &[FiscalYear]) -> Vec<Flow> {
    let mut flows = vec![Flow::default(); years.len()];
    for life in files {
        for (flow, year) in flows.iter_mut().zip(years) {
            *flow += flow_of(life, *year);
        }
    }
    flows
}

/// Active files of each group in each fiscal year: every file once, however many entries it has.
#[must_use]
pub fn active<G: Ord>(entries: impl IntoIterator<Item = (NaiveDate, FileId, G)>) -> BTreeMap<(FiscalYear, G), i64> {
    let mut files: BTreeMap<(FiscalYear, G), BTreeSet<FileId>> = BTreeMap::new();
    for (day, file, group) in entries {
        files.entry((FiscalYear::of(day), group)).or_default().insert(file);
    }
    files.into_iter().map(|(key, files)| (key, i64::try_from(files.len()).unwrap_or(i64::MAX))).collect()
}

/// A share in whole per cent, rounded once from the exact ratio, half away from zero: never from a share that was rounded
/// before. None of nothing.
#[must_use]
pub fn whole_percent(part: i64, whole: i64) -> Option<i64> {
    // A ratio in hundredths is a whole number of per cent.
    Hundredths::of_ratio(part, whole, 1).map(Hundredths::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_last_day_of_a_fiscal_year_decides_what_is_carried_over() {
        let years = [2009, 2010].map(FiscalYear::starting);
        let of = |opened: &str, closed: Option<&str>| {
            let life = Life { opened_on: day(opened), closed_on: closed.map(day) };
            let found = flows([life], &years);
            [found[0], found[1]].map(|flow| (flow.new, flow.carried_over, flow.closed))
        };
        assert_eq!(of("2009-04-01", None), [(1, 0, 0), (0, 1, 0)]);
        assert_eq!(of("2009-03-31", None), [(0, 1, 0), (0, 1, 0)]);
        assert_eq!(of("2009-03-01", Some("2009-03-31")), [(0, 0, 0), (0, 0, 0)]);
        assert_eq!(of("2009-03-01", Some("2009-04-01")), [(0, 1, 1), (0, 0, 0)]);
        assert_eq!(of("2010-03-31", Some("2010-03-31")), [(1, 0, 1), (0, 0, 0)]);
        assert_eq!(of("2010-03-31", Some("2010-04-01")), [(1, 0, 0), (0, 1, 1)]);
        assert_eq!(of("2011-04-01", None), [(0, 0, 0), (0, 0, 0)]);
        let all = flows(
            [("2009-05-01", None), ("2008-05-01", Some("2009-06-01"))]
                .map(|(opened, closed)| Life { opened_on: day(opened), closed_on: closed.map(day) }),
            &years,
        );
        assert_eq!((all[0].total(), all[0].open_at_end(), all[1].carried_over), (2, 1, 1));
    }

    #[test]
    fn a_file_is_active_once_a_year_in_each_group() {
        let now = "2026-11-22T15:00:00Z".parse().expect("an instant");
        let (one, two) = (FileId::new(now), FileId::new(now));
        let found = active([
            (day("2010-03-31"), one, "A"),
            (day("2010-03-30"), one, "A"),
            (day("2010-03-30"), two, "A"),
            (day("2010-04-01"), one, "A"),
            (day("2010-04-01"), two, "B"),
        ]);
        let year = FiscalYear::starting;
        assert_eq!(found, BTreeMap::from([((year(2009), "A"), 2), ((year(2010), "A"), 1), ((year(2010), "B"), 1)]));
    }

    #[test]
    fn shares_are_rounded_once_and_half_away_from_zero() {
        assert_eq!(
            [(2029, 2536), (1, 200), (1, 201), (0, 5), (5, 5)].map(|(part, whole)| whole_percent(part, whole)),
            [Some(80), Some(1), Some(0), Some(0), Some(100)]
        );
        assert_eq!(whole_percent(1, 0), None);
        // 37.495 would be 37.5 when rounded first, and 38 when rounded again.
        assert_eq!(whole_percent(37_495, 100_000), Some(37));
    }
}
