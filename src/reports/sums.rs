//! Sums over the facts: minutes, entries and how late they came, by period and by what the rows and columns of a report
//! are. Groups come as one lookup for each code, so that nothing here knows what a category or a country is.

mod grid;
pub mod long;
mod plan;
mod together;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use polars_error::PolarsError;

use self::grid::{Add, Grid};
use self::plan::{Plan, Stretch};
use super::facts::year::{KNOWN, is_late};
use super::facts::{Hasher, LAG_UNKNOWN, Snapshot, in_parallel};
use crate::fault::Fault;
use crate::period::Period;

/// A column of the facts that a group can follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Who worked.
    Person,
    /// The file the entry stands on.
    File,
    /// The file the entry is about: the one a held entry names.
    About,
    /// The activity.
    Activity,
    /// The team of the person, as recorded.
    Team,
    /// Who had asked for the file, as recorded.
    Client,
    /// Where the entry stands.
    Status,
    /// The delivery it came with; 0 for none.
    Batch,
    /// The language it was recorded in.
    Language,
}

/// The group of a code that is in no group: its facts are left out.
pub const NONE: u32 = u32::MAX;

/// The group of each code of one column; [`NONE`] leaves the fact out.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The column.
    pub source: Source,
    /// The group of each of its codes.
    pub groups: Vec<u32>,
    /// Codes of another column that count elsewhere, such as a recoded activity; [`NONE`] where they do not.
    pub instead: Option<(Source, Vec<u32>)>,
}

/// Which period a day falls in.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    /// The first day of the first period, as a day of the common era.
    first: i32,
    /// The place of the period of each day from then on; [`NONE`] between periods.
    places: Vec<u32>,
}

impl Slots {
    /// The days of these periods, which are in order and do not overlap.
    #[must_use]
    pub fn new(periods: &[Period]) -> Self {
        let Some(first) = periods.first().map(|period| period.first.num_days_from_ce()) else { return Self::default() };
        let mut places = Vec::new();
        for (place, period) in (0..).zip(periods) {
            let place_of = |day: i32| usize::try_from(day - first).unwrap_or(0);
            places.resize(place_of(period.first.num_days_from_ce()), NONE);
            places.resize(place_of(period.last.num_days_from_ce()) + 1, place);
        }
        Self { first, places }
    }

    /// One period of the days between two, both included.
    fn between(first: NaiveDate, last: NaiveDate) -> Self {
        let days = usize::try_from((last - first).num_days() + 1).unwrap_or(0);
        Self { first: first.num_days_from_ce(), places: vec![0; days] }
    }

    /// The place of the period of a day of the common era.
    fn of(&self, day: i32) -> Option<u32> {
        let at = usize::try_from(day - self.first).ok()?;
        self.places.get(at).copied().filter(|place| *place != NONE)
    }
}

/// What is to be summed.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The periods.
    pub slots: &'a Slots,
    /// What the rows are.
    pub rows: &'a Lookup,
    /// What the columns are; none: there is one.
    pub columns: Option<&'a Lookup>,
    /// Facts in no group of one of these are left out.
    pub only: &'a [Lookup],
    /// Entries made more than so many days after the work are late.
    pub late_after_days: i32,
}

/// The sums of one row and column in one period. Cells without facts are left out; their order means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// The place of the period.
    pub slot: u32,
    /// The group of the row.
    pub row: u32,
    /// The group of the column; 0 without columns.
    pub column: u32,
    /// Minutes.
    pub minutes: i64,
    /// Entries.
    pub entries: i64,
    /// Minutes entered late.
    pub late_minutes: i64,
    /// Minutes of which the day of entry is known.
    pub known_minutes: i64,
}

/// Why a report cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Too many groups.
    #[error("too many groups")]
    TooLarge(Fault),
    /// Facts cannot be read from disk, or a fault of the program.
    #[error("columns cannot be computed")]
    Columns(#[from] PolarsError),
}

/// Minutes, entries, late and known minutes.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    minutes: i64,
    entries: i64,
    late: i64,
    known: i64,
}

impl Add for Sums {
    fn is_empty(&self) -> bool {
        self.entries == 0
    }
}

/// Sums minutes and entries.
///
/// # Errors
/// When facts cannot be read from disk.
pub fn sum(snapshot: &Snapshot, asked: &Asked<'_>) -> Result<Vec<Cell>, ReportError> {
    let plan = Plan::of(snapshot, asked);
    let found = in_parallel(&plan.shares(), |share| sum_share(&plan, share, asked.late_after_days));
    Ok(together::together(&found.into_iter().collect::<Result<Vec<_>, _>>()?.concat())?)
}

fn sum_share(plan: &Plan<'_>, share: &[Stretch<'_>], late_after: i32) -> Result<Vec<Cell>, ReportError> {
    let mut cells = Vec::new();
    let mut grid: Grid<Sums> = Grid::new(plan.width());
    for (at, stretch) in share.iter().enumerate() {
        add_stretch(plan, stretch, late_after, &mut grid)?;
        if share.get(at + 1).is_none_or(|next| next.slot != stretch.slot) {
            grid.drain(|place, sums| {
                let (row, column) = plan.row_and_column(place);
                cells.push(Cell {
                    slot: stretch.slot,
                    row,
                    column,
                    minutes: sums.minutes,
                    entries: sums.entries,
                    late_minutes: sums.late,
                    known_minutes: sums.known,
                });
            });
        }
    }
    Ok(cells)
}

fn add_stretch(
    plan: &Plan<'_>,
    stretch: &Stretch<'_>,
    late_after: i32,
    grid: &mut Grid<Sums>,
) -> Result<(), ReportError> {
    let year = stretch.year;
    let cells = &year.cells;
    let late_is_known = year.late_after == late_after;
    if let Some(places) = plan.places_of_what(stretch.at).filter(|_| late_is_known && stretch.is_whole_month()) {
        add_month(stretch, places, grid);
        return Ok(());
    }
    let rows = if late_is_known && stretch.is_whole_month() { None } else { Some(year.rows()?) };
    let mut places = year.places();
    for cell in stretch.cells() {
        let days = cells.days[cell];
        if days & stretch.days == 0 {
            continue;
        }
        let (who, what) = (cells.who[cell], cells.what[cell]);
        let Some(place) = plan.place(stretch.at, who, what) else { continue };
        let sums = grid.at(place);
        let is_known = year.who[who as usize][KNOWN] != 0;
        match &rows {
            Some(rows) if !late_is_known || days & !stretch.days != 0 => {
                for row in rows[places.of(cell)].iter().filter(|row| stretch.days >> row.day() & 1 == 1) {
                    let minutes = i64::from(row.minutes());
                    sums.minutes += minutes;
                    sums.entries += 1;
                    if is_known {
                        sums.known += minutes;
                    }
                    if is_late(row.lag(), late_after) {
                        sums.late += minutes;
                    }
                }
            }
            _ => {
                let minutes = i64::from(cells.minutes[cell]);
                sums.minutes += minutes;
                sums.entries += i64::from(cells.counts[cell]);
                sums.late += i64::from(cells.late[cell]);
                if is_known {
                    sums.known += minutes;
                }
            }
        }
    }
    Ok(())
}

/// Adds a whole month whose places follow from what alone, as most reports have it: one look-up for each cell.
fn add_month(stretch: &Stretch<'_>, places: &[u32], grid: &mut Grid<Sums>) {
    let (year, range) = (stretch.year, stretch.cells());
    let cells = &year.cells;
    let counts = &cells.counts[range.clone()];
    let columns = cells.who[range.clone()].iter().zip(&cells.what[range.clone()]);
    let sums = cells.minutes[range.clone()].iter().zip(&cells.late[range]);
    for (((who, what), (minutes, late)), entries) in columns.zip(sums).zip(counts) {
        let place = places[*what as usize];
        if place == NONE {
            continue;
        }
        let minutes = i64::from(*minutes);
        let sums = grid.at(u64::from(place));
        sums.minutes += minutes;
        sums.entries += i64::from(*entries);
        sums.late += i64::from(*late);
        if year.who[*who as usize][KNOWN] != 0 {
            sums.known += minutes;
        }
    }
}

/// What is counted once, however often it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distinct {
    /// The values of a column: active files, people.
    Of(Source),
    /// Days with entries, for each person.
    PersonDays,
}

/// Bits that mark values which were met, at most.
const BITS_MAX: u64 = 1 << 27;

/// How many different values there are in each cell: period, row, column, count.
///
/// # Errors
/// When facts cannot be read from disk.
pub fn distinct(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    of: Distinct,
) -> Result<Vec<(u32, u32, u32, i64)>, ReportError> {
    let plan = Plan::of(snapshot, asked);
    // A period is counted by one thread, because a value counts once however many months it is met in.
    let found = in_parallel(&plan.by_slot(), |stretches| {
        let counts = match of {
            Distinct::Of(source) => count_values(&plan, stretches, source, snapshot.codes(source)),
            Distinct::PersonDays => count_days(&plan, stretches),
        };
        let slot = stretches.first().map_or(0, |stretch| stretch.slot);
        let named = |(place, count): (u64, i64)| {
            let (row, column) = plan.row_and_column(place);
            (slot, row, column, count)
        };
        counts.into_iter().map(named).collect::<Vec<_>>()
    });
    Ok(found.concat())
}

fn count_values(plan: &Plan<'_>, stretches: &[Stretch<'_>], source: Source, codes: usize) -> Vec<(u64, i64)> {
    let mut counts: HashMap<u64, i64, Hasher> = HashMap::default();
    let codes = codes as u64;
    let bits = plan.width().saturating_mul(codes);
    let mut marked = vec![0_u64; if bits <= BITS_MAX { usize::try_from(bits / 64 + 1).unwrap_or(0) } else { 0 }];
    let mut met: HashSet<(u64, u32), Hasher> = HashSet::default();
    // Where the place follows from the value, as that of a file by category does, it is looked up once for each value.
    let mut last = vec![u64::MAX; usize::try_from(codes).unwrap_or(0)];
    let mut count = |place: u64, code: u32| {
        if std::mem::replace(&mut last[code as usize], place) == place {
            return;
        }
        let is_new = if marked.is_empty() {
            met.insert((place, code))
        } else {
            let bit = place * codes + u64::from(code);
            let word = &mut marked[usize::try_from(bit / 64).unwrap_or(0)];
            let is_new = *word >> (bit % 64) & 1 == 0;
            *word |= 1 << (bit % 64);
            is_new
        };
        if is_new {
            *counts.entry(place).or_default() += 1;
        }
    };
    for of_year in stretches.chunk_by(|one, other| one.at == other.at) {
        if let Some(places) = plan.places_of_what(of_year[0].at).filter(|_| source.follows_from_what()) {
            each_what(of_year, |stretch, what| {
                let place = places[what as usize];
                if place != NONE {
                    count(u64::from(place), stretch.code(source, 0, what));
                }
            });
            continue;
        }
        each_by_who(of_year, |stretch, who, what| {
            if let Some(place) = plan.place(stretch.at, who, what) {
                count(place, stretch.code(source, who, what));
            }
        });
    }
    counts.into_iter().collect()
}

/// Shows the who and what of every cell in some months of one year, all months of a who together: what somebody works on comes
/// again month after month, and stands near in memory as long as nobody else's comes between.
fn each_by_who<'a>(stretches: &[Stretch<'a>], mut see: impl FnMut(&Stretch<'a>, u32, u32)) {
    let mut left: Vec<Range<usize>> = stretches.iter().map(Stretch::cells).collect();
    let first = |stretch: &Stretch<'_>, left: &Range<usize>| Some(stretch.year.cells.who[left.clone().next()?]);
    while let Some(who) = stretches.iter().zip(&left).filter_map(|(stretch, left)| first(stretch, left)).min() {
        for (stretch, left) in stretches.iter().zip(&mut left) {
            let cells = &stretch.year.cells;
            while left.start < left.end && cells.who[left.start] == who {
                if cells.days[left.start] & stretch.days != 0 {
                    see(stretch, who, cells.what[left.start]);
                }
                left.start += 1;
            }
        }
    }
}

/// Shows each what that occurs in some months of one year, once.
fn each_what<'a>(stretches: &[Stretch<'a>], mut see: impl FnMut(&Stretch<'a>, u32)) {
    let mut met = vec![false; stretches.first().map_or(0, |stretch| stretch.year.what.len())];
    for stretch in stretches {
        let cells = &stretch.year.cells;
        let is_whole = stretch.is_whole_month();
        for cell in stretch.cells() {
            let what = cells.what[cell];
            if !met[what as usize] && (is_whole || cells.days[cell] & stretch.days != 0) {
                met[what as usize] = true;
                see(stretch, what);
            }
        }
    }
}

fn count_days(plan: &Plan<'_>, stretches: &[Stretch<'_>]) -> Vec<(u64, i64)> {
    let mut counts: HashMap<u64, i64, Hasher> = HashMap::default();
    for stretch in stretches {
        each_person(plan, stretch, |_, places| {
            for (place, days) in places {
                *counts.entry(*place).or_default() += i64::from(days.count_ones());
            }
        });
    }
    counts.into_iter().collect()
}

/// Shows for each person of a stretch on which days there are entries, in each place of the plan. The cells of a month
/// are in the order of people.
fn each_person(plan: &Plan<'_>, stretch: &Stretch<'_>, mut see: impl FnMut(u32, &[(u64, u32)])) {
    let cells = &stretch.year.cells;
    let mut places: Vec<(u64, u32)> = Vec::new();
    let mut present = None;
    for cell in stretch.cells() {
        let days = cells.days[cell] & stretch.days;
        let (who, what) = (cells.who[cell], cells.what[cell]);
        let Some(place) = plan.place(stretch.at, who, what).filter(|_| days != 0) else { continue };
        let person = stretch.code(Source::Person, who, what);
        if present != Some(person) {
            if let Some(before) = present.replace(person) {
                see(before, &places);
            }
            places.clear();
        }
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, known)) => *known |= days,
            None => places.push((place, days)),
        }
    }
    if let Some(person) = present {
        see(person, &places);
    }
}

/// On which days of each month people have entries between two days, both included: person, first day of the month, one bit
/// for each day from bit 1 on.
pub(super) fn person_days(snapshot: &Snapshot, first: NaiveDate, last: NaiveDate) -> Vec<(u32, NaiveDate, u32)> {
    let slots = Slots::between(first, last);
    let everybody = Lookup { source: Source::Person, groups: vec![0; snapshot.people.len()], instead: None };
    let asked = Asked { slots: &slots, rows: &everybody, columns: None, only: &[], late_after_days: 0 };
    let plan = Plan::of(snapshot, &asked);
    let found = in_parallel(&plan.stretches, |stretch| {
        let mut days = Vec::new();
        each_person(&plan, stretch, |person, places| {
            days.extend(places.iter().map(|(_, found)| (person, stretch.first, *found)));
        });
        days
    });
    found.concat()
}

/// The longest lag that is told apart, in days.
pub const LAG_MAX: i32 = 366;

/// Minutes and entries of one lag: period, row, lag in days, minutes, entries.
pub type ByLag = (u32, u32, i32, i64, i64);

/// Places for lags: one for each day up to [`LAG_MAX`], and one for those that are not known.
const LAGS: u64 = 368;

/// Minutes and entries.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    minutes: i64,
    entries: i64,
}

impl Add for Pair {
    fn is_empty(&self) -> bool {
        self.entries == 0
    }
}

/// Minutes and entries by lag: period, row, lag in days, minutes, entries. Longer lags than [`LAG_MAX`] count as that, those
/// before the work as 0; where the day of entry is not known, the lag is [`LAG_UNKNOWN`].
///
/// # Errors
/// When facts cannot be read from disk.
pub fn lags(snapshot: &Snapshot, asked: &Asked<'_>) -> Result<Vec<ByLag>, ReportError> {
    let plan = Plan::of(snapshot, asked);
    let found = in_parallel(&plan.by_slot(), |stretches| lags_of_slot(&plan, stretches));
    Ok(found.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

fn lags_of_slot(plan: &Plan<'_>, stretches: &[Stretch<'_>]) -> Result<Vec<ByLag>, ReportError> {
    let mut grid: Grid<Pair> = Grid::new(plan.rows().saturating_mul(LAGS));
    for stretch in stretches {
        let rows = stretch.year.rows()?;
        let cells = &stretch.year.cells;
        let mut places = stretch.year.places();
        for cell in stretch.cells().filter(|cell| cells.days[*cell] & stretch.days != 0) {
            let Some(place) = plan.place(stretch.at, cells.who[cell], cells.what[cell]) else { continue };
            let (group, _) = plan.row_and_column(place);
            for row in rows[places.of(cell)].iter().filter(|row| stretch.days >> row.day() & 1 == 1) {
                let lag = match row.lag() {
                    LAG_UNKNOWN => LAGS - 1,
                    lag => u64::from(lag.clamp(0, LAG_MAX).unsigned_abs()),
                };
                let pair = grid.at(u64::from(group) * LAGS + lag);
                pair.minutes += i64::from(row.minutes());
                pair.entries += 1;
            }
        }
    }
    let slot = stretches.first().map_or(0, |stretch| stretch.slot);
    let mut found = Vec::new();
    grid.drain(|place, pair| {
        let group = u32::try_from(place / LAGS).unwrap_or(NONE);
        let lag = i32::try_from(place % LAGS).ok().filter(|lag| *lag <= LAG_MAX).unwrap_or(LAG_UNKNOWN);
        found.push((slot, group, lag, pair.minutes, pair.entries));
    });
    Ok(found)
}
