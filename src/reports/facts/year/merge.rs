//! A year with some days of it read anew. The year is sorted already and what is new is little beside it, so that the two
//! are merged as they stand, in the memory of the result and no more.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use polars_error::PolarsResult;

use super::{Cells, Days, Part, Places, Row, What, Year, halves, key, together};

impl Year {
    /// The same year without its entries on some days, and with others beside the rest; what is late by this setting.
    ///
    /// # Errors
    /// When its rows cannot be read from disk.
    pub(in crate::reports::facts) fn with(&self, days: &Days, part: &Part, late_after: i32) -> PolarsResult<Self> {
        let before = self.rows()?;
        let lists = [&self.who[..], &part.whos.values[..]];
        let (who, mut places) = together(lists.into_iter());
        let who_new = places.pop().unwrap_or_default();
        let who_before = places.pop().unwrap_or_default();
        let (what, what_new) = added(&self.what, &part.whats.values);
        let place = |key_of: u64| {
            let (at_who, at_what) = halves(key_of);
            key(month_of_key(key_of), who_new[at_who as usize], what_new[at_what as usize])
        };
        let mut new: Vec<(u64, Row)> = part.keys.iter().map(|key| place(*key)).zip(part.rows.iter().copied()).collect();
        new.sort_unstable();
        let mut merge = Merge {
            year: self,
            places: self.places(),
            before: &before,
            who: &who_before,
            days,
            new: &new,
            late_after,
            cells: Cells::with_capacity(self.cells.who.len() + new.len()),
            rows: Vec::with_capacity(before.len() + new.len()),
        };
        let mut months = [0; 13];
        for (month, bounds) in (0..12).zip(self.months.windows(2)) {
            merge.month(month, bounds[0]..bounds[1]);
            months[month as usize + 1] = merge.cells.who.len();
        }
        let Merge { mut cells, mut rows, .. } = merge;
        cells.end();
        rows.shrink_to_fit();
        let rows = Mutex::new(Some(Arc::new(rows)));
        let (year, stored) = (self.year, OnceLock::new());
        Ok(Self { year, who, what, months, cells, late_after, rows, stored, file: None })
    }
}

fn month_of_key(key: u64) -> u32 {
    u32::try_from(key >> 60).unwrap_or(0)
}

/// What there was with what is new after it, and where each of the new ones stands.
fn added(before: &[What], new: &[What]) -> (Vec<What>, Vec<u32>) {
    let place = |at: usize| u32::try_from(at).expect("fewer than there are codes of files");
    let mut order: Vec<usize> = (0..new.len()).collect();
    order.sort_unstable_by_key(|at| new[*at]);
    let mut places = vec![u32::MAX; new.len()];
    for (at, what) in before.iter().enumerate() {
        if let Ok(found) = order.binary_search_by_key(what, |at| new[*at]) {
            places[order[found]] = place(at);
        }
    }
    let mut all = Vec::with_capacity(before.len() + new.len());
    all.extend_from_slice(before);
    for (what, found) in new.iter().zip(&mut places).filter(|(_, found)| **found == u32::MAX) {
        *found = place(all.len());
        all.push(*what);
    }
    all.shrink_to_fit();
    (all, places)
}

/// A year and what is new in it, while they are merged.
struct Merge<'a> {
    year: &'a Year,
    places: Places<'a>,
    /// The rows of the year.
    before: &'a [Row],
    /// Where each who of the year stands now.
    who: &'a [u32],
    /// What of the year is left out.
    days: &'a Days,
    /// What is new and not merged yet, in order.
    new: &'a [(u64, Row)],
    late_after: i32,
    cells: Cells,
    rows: Vec<Row>,
}

impl Merge<'_> {
    /// Merges the cells of one month with what is new in it.
    fn month(&mut self, month: u32, mut cells: Range<usize>) {
        let mut together: Vec<Row> = Vec::new();
        loop {
            let of_cells = cells.clone().next().map(|cell| self.key(month, cell));
            let of_new = self.new.first().map(|(key, _)| *key).filter(|key| month_of_key(*key) == month);
            let Some(key) = of_cells.into_iter().chain(of_new).min() else { break };
            let (first, next) = (cells.start, of_cells == Some(key));
            // What is more than one cell counts stands in several.
            while next && cells.start < cells.end && self.key(month, cells.start) == key {
                cells.start += 1;
            }
            if of_new != Some(key) && first + 1 == cells.start && self.is_kept(month, first) {
                self.keep(key, first);
                continue;
            }
            for cell in first..cells.start {
                let left_out = self.left_out(month, cell);
                let rows = &self.before[self.places.of(cell)];
                together.extend(rows.iter().filter(|row| left_out >> row.day() & 1 == 0));
            }
            let count = self.new.iter().take_while(|(of_new, _)| *of_new == key).count();
            let (now, later) = self.new.split_at(count);
            self.new = later;
            together.extend(now.iter().map(|(_, row)| *row));
            together.sort_unstable();
            for (at, row) in together.drain(..).enumerate() {
                if at == 0 || !self.cells.has_room_for(row) {
                    self.cells.begin(key);
                }
                self.cells.add(row, self.late_after);
                self.rows.push(row);
            }
        }
    }

    /// The key of a cell of the year, with the places of now.
    fn key(&self, month: u32, cell: usize) -> u64 {
        key(month, self.who[self.year.cells.who[cell] as usize], self.year.cells.what[cell])
    }

    /// The days of a cell that are left out, as bits.
    fn left_out(&self, month: u32, cell: usize) -> u32 {
        let [person, ..] = self.year.who[self.year.cells.who[cell] as usize];
        self.days.get(&(person, month)).copied().unwrap_or(0)
    }

    /// Whether a cell stays what it was.
    fn is_kept(&self, month: u32, cell: usize) -> bool {
        self.year.late_after == self.late_after && self.year.cells.days[cell] & self.left_out(month, cell) == 0
    }

    /// Takes a cell as it is.
    fn keep(&mut self, key: u64, cell: usize) {
        let from = &self.year.cells;
        self.cells.take(key, from, cell);
        self.rows.extend_from_slice(&self.before[self.places.of(cell)]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Cells, Days, LAG_UNKNOWN, Part, Row, What, Who, Year};
    use crate::time::FiscalYear;

    type Entry = (u32, Who, What, u32, u32, i32);

    fn entry() -> impl Strategy<Value = Entry> {
        let lag = prop_oneof![Just(LAG_UNKNOWN), 0..40_i32];
        let minutes = prop_oneof![Just(1440_u32), 1..600_u32];
        (0..3_u32, 0..3_u32, 0..2_u32, 0..4_u32, 1..5_u32, minutes, lag).prop_map(
            |(month, person, team, file, day, minutes, lag)| {
                let known = u32::from(lag != LAG_UNKNOWN);
                (month * 4, [person, team, 0, 0, 0, known], [file, file, file % 2, 0], day, minutes, lag)
            },
        )
    }

    fn part(entries: &[Entry]) -> Part {
        let mut part = Part::default();
        for (month, who, what, day, minutes, lag) in entries {
            part.push(*month, *who, *what, Row::new(*day, *minutes, *lag));
        }
        part
    }

    /// Every row with what it says by its cell, and what each cell says of its rows, whatever the order of what.
    fn told(year: &Year) -> Vec<(u32, Who, What, Row)> {
        let rows = year.rows().expect("in memory");
        let Cells { who, what, minutes, late, days, counts, .. } = &year.cells;
        let mut places = year.places();
        let mut told = Vec::new();
        for (month, bounds) in (0..12).zip(year.months.windows(2)) {
            for cell in bounds[0]..bounds[1] {
                let of_cell = &rows[places.of(cell)];
                assert!(!of_cell.is_empty() && of_cell.len() == usize::from(counts[cell]) && of_cell.is_sorted());
                let sum = |of: &dyn Fn(&&Row) -> bool| of_cell.iter().filter(of).map(|row| row.minutes()).sum::<u32>();
                assert_eq!(u32::from(minutes[cell]), sum(&|_| true));
                assert_eq!(u32::from(late[cell]), sum(&|row| super::super::is_late(row.lag(), year.late_after)));
                assert_eq!(days[cell], of_cell.iter().fold(0, |days, row| days | 1 << row.day()));
                let (who, what) = (year.who[who[cell] as usize], year.what[what[cell] as usize]);
                told.extend(of_cell.iter().map(|row| (month, who, what, *row)));
            }
            // People stand in their order, and what is the same stands together.
            let range = bounds[0]..bounds[1];
            assert!(range.clone().map(|cell| (who[cell], what[cell])).is_sorted());
        }
        assert!(year.who.is_sorted() && *year.months.last().expect("twelve") == who.len());
        told.sort_unstable();
        told
    }

    proptest! {
        #[test]
        fn what_is_merged_is_what_would_have_been_built(
            before in prop::collection::vec(entry(), 0..160),
            new in prop::collection::vec(entry(), 0..40),
            left_out in prop::collection::hash_map((0..3_u32, (0..3_u32).prop_map(|month| month * 4)), 0..63_u32, 0..4),
            late_after in 9..12_i32,
        ) {
            let year = FiscalYear::starting(2025);
            let days = Days::from_iter(left_out);
            let is_out = |(month, who, _, day, ..): &Entry| days.get(&(who[0], *month)).is_some_and(|bits| bits >> day & 1 == 1);
            let all: Vec<Entry> = before.iter().filter(|entry| !is_out(entry)).chain(&new).copied().collect();
            let built = Year::build(year, vec![part(&all)], late_after);
            let before = Year::build(year, vec![part(&before)], 10);
            let merged = before.with(&days, &part(&new), late_after).expect("in memory");
            prop_assert_eq!(told(&merged), told(&built));
            prop_assert_eq!((merged.len(), merged.cell_count()), (built.len(), built.cell_count()));
            prop_assert_eq!(merged.months, built.months);
            prop_assert_eq!(merged.late_after, late_after);
        }
    }
}
