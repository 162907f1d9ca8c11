//! The facts of one fiscal year, sorted by month, who and what. Entries of one month that agree in both make one cell of
//! monthly sums; a cell knows which days it has entries on, and its entries follow one another, four bytes each.

mod cells;
mod merge;

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{Datelike, NaiveDate};
use polars_error::PolarsResult;

pub(in crate::reports) use self::cells::{Cells, Places};
use super::LAG_UNKNOWN;
use super::folder::Stored;
use super::names::Hasher;
use crate::time::FiscalYear;

/// Who worked, and how it was recorded: person, team, status, delivery, language, whether the day of entry is known.
pub(in crate::reports) type Who = [u32; 6];
/// What was worked on: file, the file it is about, activity, client.
pub(in crate::reports) type What = [u32; 4];

/// The place in [`Who`] that says whether the day of entry is known.
pub(in crate::reports) const KNOWN: usize = 5;

/// Values with places, while they are met.
#[derive(Debug)]
struct Met<K> {
    values: Vec<K>,
    places: HashMap<K, u32, Hasher>,
    last: Option<(K, u32)>,
}

impl<K> Default for Met<K> {
    fn default() -> Self {
        Self { values: Vec::new(), places: HashMap::default(), last: None }
    }
}

impl<K: Copy + Eq + std::hash::Hash> Met<K> {
    fn place(&mut self, value: K) -> u32 {
        if let Some((last, place)) = self.last
            && last == value
        {
            return place;
        }
        let next = u32::try_from(self.values.len()).expect("fewer than there are codes of people and files");
        let place = *self.places.entry(value).or_insert(next);
        if place == next {
            self.values.push(value);
        }
        self.last = Some((value, place));
        place
    }
}

/// What one entry says beside who and what: its day, its minutes, its lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reports) struct Row(u32);

impl Row {
    /// Days from 1 to 31, minutes from 1 to 1440; lags of more days than 16 bits hold are cut off there.
    pub(in crate::reports) fn new(day: u32, minutes: u32, lag: i32) -> Self {
        let lag = if lag == LAG_UNKNOWN { i16::MIN } else { i16_of(lag) };
        Self(day << 27 | minutes << 16 | u32::from(lag.cast_unsigned() ^ 0x8000))
    }

    /// The day of the month.
    #[inline]
    pub(in crate::reports) const fn day(self) -> u32 {
        self.0 >> 27
    }

    /// The minutes.
    #[inline]
    pub(in crate::reports) const fn minutes(self) -> u32 {
        (self.0 >> 16) & 0x7ff
    }

    /// Days between work and entry, or [`LAG_UNKNOWN`].
    #[inline]
    pub(in crate::reports) fn lag(self) -> i32 {
        let bits = u16::try_from(self.0 & 0xffff).unwrap_or(0) ^ 0x8000;
        match bits.cast_signed() {
            i16::MIN => LAG_UNKNOWN,
            lag => i32::from(lag),
        }
    }

    /// The same row with its lag as it stands on disk.
    pub(super) fn lag_on_disk(self) -> i16 {
        (u16::try_from(self.0 & 0xffff).unwrap_or(0) ^ 0x8000).cast_signed()
    }

    /// From the columns on disk.
    pub(super) const fn of_disk(day: u32, minutes: u32, lag: u32) -> Self {
        Self(day << 27 | (minutes & 0x7ff) << 16 | ((lag & 0xffff) ^ 0x8000))
    }
}

/// The nearest lag that 16 bits hold; the least of them means unknown.
fn i16_of(lag: i32) -> i16 {
    i16::try_from(lag.clamp(-32_767, 32_767)).unwrap_or(0)
}

/// Whether a lag is late, as far as 16 bits tell.
#[inline]
pub(in crate::reports) const fn is_late(lag: i32, after: i32) -> bool {
    let after = if after > 32_766 { 32_766 } else { after };
    lag != LAG_UNKNOWN && lag > after
}

/// Days of a month that are left out, one bit each, by person and month of the fiscal year.
pub(super) type Days = HashMap<(u32, u32), u32, Hasher>;

/// Entries of one fiscal year in any order.
#[derive(Debug, Default)]
pub(super) struct Part {
    whos: Met<Who>,
    whats: Met<What>,
    /// Month (from the top 4 bits), who (28), what (32).
    keys: Vec<u64>,
    rows: Vec<Row>,
}

impl Part {
    /// Adds one; months count from 0 for April.
    pub(super) fn push(&mut self, month: u32, who: Who, what: What, row: Row) {
        let (who, what) = (self.whos.place(who), self.whats.place(what));
        self.keys.push(key(month, who, what));
        self.rows.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn key(month: u32, who: u32, what: u32) -> u64 {
    u64::from(month) << 60 | u64::from(who) << 32 | u64::from(what)
}

/// Who and what of a key.
fn halves(key: u64) -> (u32, u32) {
    let part = |bits: u64| u32::try_from(bits).unwrap_or(u32::MAX);
    (part(key >> 32 & 0x0fff_ffff), part(key & 0xffff_ffff))
}

/// The facts of one fiscal year.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "which year it is has no other name")]
pub struct Year {
    /// The year.
    pub(in crate::reports) year: FiscalYear,
    pub(in crate::reports) who: Vec<Who>,
    pub(in crate::reports) what: Vec<What>,
    /// Where the cells of each month begin, from April on.
    pub(in crate::reports) months: [usize; 13],
    pub(in crate::reports) cells: Cells,
    /// The setting by which cells say what is late.
    pub(in crate::reports) late_after: i32,
    rows: Mutex<Option<Arc<Vec<Row>>>>,
    /// Where it stands on disk.
    pub(super) stored: OnceLock<Stored>,
    /// The open file its rows are read from when they are needed.
    file: Option<File>,
}

impl Year {
    /// Sorts entries and makes the monthly sums.
    pub(super) fn build(year: FiscalYear, parts: Vec<Part>, late_after: i32) -> Self {
        let (who, who_places) = together(parts.iter().map(|part| &part.whos.values[..]));
        let (mut what, mut what_places) = together(parts.iter().map(|part| &part.whats.values[..]));
        side_by_side(&parts, &who_places, &mut what, &mut what_places);
        let mut all: Vec<(u64, Row)> = Vec::with_capacity(parts.iter().map(Part::len).sum());
        for ((part, who), what) in parts.into_iter().zip(who_places).zip(what_places) {
            let place = |key: u64| {
                let (at_who, at_what) = halves(key);
                (key >> 60) << 60 | u64::from(who[at_who as usize]) << 32 | u64::from(what[at_what as usize])
            };
            all.extend(part.keys.iter().map(|key| place(*key)).zip(part.rows));
        }
        all.sort_unstable();
        let mut cells = Cells::default();
        let mut months = [0; 13];
        let mut rows = Vec::with_capacity(all.len());
        let mut last = None;
        for (key, row) in all {
            if last != Some(key) || !cells.has_room_for(row) {
                last = Some(key);
                cells.begin(key);
                months[usize::try_from(key >> 60).unwrap_or(0) + 1] = cells.who.len();
            }
            cells.add(row, late_after);
            rows.push(row);
        }
        cells.end();
        for month in 1..13 {
            months[month] = months[month].max(months[month - 1]);
        }
        let rows = Mutex::new(Some(Arc::new(rows)));
        Self { year, who, what, months, cells, late_after, rows, stored: OnceLock::new(), file: None }
    }

    /// A year as it was read from disk, without its rows.
    pub(super) fn of_disk(of: OfDisk, stored: Stored, file: File) -> Self {
        let OfDisk { year, who, what, months, cells, late_after } = of;
        let rows = Mutex::new(None);
        Self { year, who, what, months, cells, late_after, rows, stored: OnceLock::from(stored), file: Some(file) }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.rows()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cells of monthly sums there are.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.cells.who.len()
    }

    /// The rows, read when they are asked for first.
    pub(in crate::reports) fn rows(&self) -> PolarsResult<Arc<Vec<Row>>> {
        let mut kept = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = kept.as_ref() {
            return Ok(Arc::clone(rows));
        }
        let rows = match self.file.as_ref() {
            Some(file) => Arc::new(super::folder::read_rows(file, self.len())?),
            None => Arc::default(),
        };
        *kept = Some(Arc::clone(&rows));
        Ok(rows)
    }

    /// Where the rows of cells stand, which are asked for in their order.
    pub(in crate::reports) fn places(&self) -> Places<'_> {
        Places::of_cells(&self.cells)
    }

    /// The first day of a month of it, from 0 for April.
    pub(in crate::reports) fn month(&self, month: u32) -> NaiveDate {
        let (year, number) = if month < 9 { (0, month + 4) } else { (1, month - 8) };
        NaiveDate::from_ymd_opt(self.year.start_year() + year, number, 1).unwrap_or_default()
    }
}

/// What of a year is read from disk at once.
pub(super) struct OfDisk {
    pub(super) year: FiscalYear,
    pub(super) who: Vec<Who>,
    pub(super) what: Vec<What>,
    pub(super) months: [usize; 13],
    pub(super) cells: Cells,
    pub(super) late_after: i32,
}

/// Which month of its fiscal year a day falls in, from 0 for April.
pub(in crate::reports) fn month_of(day: NaiveDate) -> u32 {
    (day.month() + 8) % 12
}

/// Puts what one person works on side by side, because cells are read in the order of people: a report that looks up each
/// what at another end of the memory waits for it.
fn side_by_side(parts: &[Part], who_places: &[Vec<u32>], what: &mut Vec<What>, what_places: &mut [Vec<u32>]) {
    let mut firsts = vec![u32::MAX; what.len()];
    for ((part, of_who), of_what) in parts.iter().zip(who_places).zip(what_places.iter()) {
        for key in &part.keys {
            let (at_who, at_what) = halves(*key);
            let first = &mut firsts[of_what[at_what as usize] as usize];
            *first = (*first).min(of_who[at_who as usize]);
        }
    }
    // What no entry is left of falls away.
    let used = (0..).zip(&firsts).filter(|(_, first)| **first != u32::MAX);
    let mut order: Vec<u32> = used.map(|(place, _)| place).collect();
    order.sort_unstable_by_key(|place| (firsts[*place as usize], *place));
    let mut ranks = vec![0; what.len()];
    for (rank, place) in (0..).zip(&order) {
        ranks[*place as usize] = rank;
    }
    *what = order.iter().map(|place| what[*place as usize]).collect();
    for place in what_places.iter_mut().flatten() {
        *place = ranks[*place as usize];
    }
}

/// The sorted values of several lists, and where the values of each list stand there.
fn together<'a, K: Copy + Ord + 'a>(lists: impl Iterator<Item = &'a [K]> + Clone) -> (Vec<K>, Vec<Vec<u32>>) {
    let mut all: Vec<K> = lists.clone().flatten().copied().collect();
    all.sort();
    all.dedup();
    let place = |value: &K| all.binary_search(value).map_or(0, |at| u32::try_from(at).unwrap_or(u32::MAX));
    let places = lists.map(|list| list.iter().map(place).collect()).collect();
    (all, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_was_put_in() {
        for (day, minutes, lag) in [(1, 1, 0), (31, 1440, LAG_UNKNOWN), (15, 720, -40), (2, 3, 32_767)] {
            let row = Row::new(day, minutes, lag);
            assert_eq!((row.day(), row.minutes(), row.lag()), (day, minutes, lag));
            let lag = u32::from(row.lag_on_disk().cast_unsigned());
            assert_eq!(Row::of_disk(day, minutes, lag), row);
        }
        assert_eq!(Row::new(1, 1, 1_000_000).lag(), 32_767);
        assert!(is_late(32_767, i32::MAX) && !is_late(LAG_UNKNOWN, -1) && !is_late(10, 10) && is_late(11, 10));
    }

    #[test]
    fn the_rows_of_a_cell_are_found_in_whatever_order_and_the_cell_of_a_row() {
        let mut part = Part::default();
        for file in 0..1000 {
            for minutes in 0..=(file % 7) {
                part.push(0, [0; 6], [file, file, 0, 0], Row::new(1, minutes + 1, 0));
            }
        }
        let year = Year::build(FiscalYear::starting(2025), vec![part], 10);
        let (mut start, mut expected) = (0, Vec::new());
        for count in &year.cells.counts {
            expected.push(start..start + usize::from(*count));
            start += usize::from(*count);
        }
        assert_eq!((start, expected.len()), (year.len(), 1000));
        let mut places = year.places();
        for step in [1, 3, 63, 64, 65, 997] {
            for cell in (0..1000).map(|at| at * step % 1000) {
                assert_eq!(places.of(cell), expected[cell], "{cell} by {step}");
            }
        }
        for (cell, rows) in expected.into_iter().enumerate() {
            assert!(rows.into_iter().all(|row| year.cells.cell_of(row) == cell), "{cell}");
        }
    }

    #[test]
    fn entries_of_one_month_who_and_what_make_one_cell() {
        let year = FiscalYear::starting(2025);
        let mut part = Part::default();
        let who = [0, 0, 0, 0, 0, 1];
        part.push(3, [1, 0, 0, 0, 0, 1], [7, 7, 0, 0], Row::new(2, 30, 0));
        part.push(0, who, [7, 7, 0, 0], Row::new(2, 30, 20));
        part.push(0, who, [7, 7, 0, 0], Row::new(1, 60, 0));
        let built = Year::build(year, vec![part], 10);
        assert_eq!((built.len(), built.cell_count()), (3, 2));
        assert_eq!((&built.cells.minutes[..], &built.cells.late[..]), (&[90, 30][..], &[30, 0][..]));
        assert_eq!(built.cells.days[0], 0b110);
        assert_eq!((built.months[0], built.months[1], built.months[3], built.months[4]), (0, 1, 1, 2));
        // More than sixteen bits count stands in another cell, and nothing of it is lost.
        let mut full = Part::default();
        for day in 0..60 {
            full.push(0, who, [7, 7, 0, 0], Row::new(day % 30 + 1, 1440, 20));
        }
        let full = Year::build(year, vec![full], 10);
        let sum = |counts: &[u16]| counts.iter().copied().map(u64::from).sum::<u64>();
        assert_eq!((full.len(), full.cell_count()), (60, 2));
        assert_eq!((sum(&full.cells.minutes), sum(&full.cells.late)), (60 * 1440, 60 * 1440));
        // So does what more than eight bits count.
        let mut many = Part::default();
        for minutes in 1..=300 {
            many.push(0, who, [7, 7, 0, 0], Row::new(1, minutes, 0));
        }
        let many = Year::build(year, vec![many], 10);
        assert_eq!((many.len(), &many.cells.counts[..]), (300, &[255, 45][..]));
        let days = Days::from_iter([((0, 0), 0b10)]);
        let mut more = Part::default();
        more.push(0, [2, 0, 0, 0, 0, 1], [5, 5, 0, 0], Row::new(9, 15, 0));
        let after = built.with(&days, &more, 10).expect("in memory");
        assert_eq!(after.len(), 3);
        assert_eq!(after.cells.minutes, [30, 15, 30]);
        assert_eq!(built.month(3).to_string(), "2025-07-01");
        assert_eq!(built.month(9).to_string(), "2026-01-01");
        assert_eq!(month_of(built.month(11)), 11);
    }
}
