//! Sums over the facts: minutes, entries and how late they came, by period and by what the rows and columns of a report
//! are. Groups come as one lookup for each code, so that nothing here knows what a category or a country is.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use polars::prelude::{DataFrame, PolarsError, PolarsResult};

use super::facts::{LAG_UNKNOWN, Snapshot};
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

impl Source {
    const fn column(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::File => "file",
            Self::About => "about",
            Self::Activity => "activity",
            Self::Team => "team",
            Self::Client => "client",
            Self::Status => "status",
            Self::Batch => "batch",
            Self::Language => "language",
        }
    }
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
    /// Polars failed: a fault of the program.
    #[error("columns cannot be computed")]
    Columns(#[from] PolarsError),
}

/// Sums minutes and entries.
///
/// # Errors
/// A failure of polars.
pub fn sum(snapshot: &Snapshot, asked: &Asked<'_>) -> Result<Vec<Cell>, ReportError> {
    let mut cells: HashMap<(u32, u32, u32), Cell> = HashMap::new();
    each(snapshot, asked, |slot, row, column, fact| {
        let cell = cells.entry((slot, row, column)).or_insert(Cell { slot, row, column, ..Cell::default() });
        cell.minutes += fact.minutes;
        cell.entries += 1;
        if fact.lag != LAG_UNKNOWN {
            cell.known_minutes += fact.minutes;
            if fact.lag > asked.late_after_days {
                cell.late_minutes += fact.minutes;
            }
        }
    })?;
    Ok(cells.into_values().collect())
}

/// What is counted once, however often it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distinct {
    /// The values of a column: active files, people.
    Of(Source),
    /// Days with entries, for each person.
    PersonDays,
}

/// How many different values there are in each cell: period, row, column, count.
///
/// # Errors
/// A failure of polars.
pub fn distinct(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    of: Distinct,
) -> Result<Vec<(u32, u32, u32, i64)>, ReportError> {
    let mut seen: HashMap<(u32, u32, u32), HashSet<(u32, i32)>> = HashMap::new();
    let source = match of {
        Distinct::Of(source) => source,
        Distinct::PersonDays => Source::Person,
    };
    each_with(snapshot, asked, source, |slot, row, column, fact| {
        let day = if of == Distinct::PersonDays { fact.day } else { 0 };
        seen.entry((slot, row, column)).or_default().insert((fact.value, day));
    })?;
    let count = |(key, values): ((u32, u32, u32), HashSet<(u32, i32)>)| {
        (key.0, key.1, key.2, i64::try_from(values.len()).unwrap_or(i64::MAX))
    };
    Ok(seen.into_iter().map(count).collect())
}

/// The longest lag that is told apart, in days.
pub const LAG_MAX: i32 = 366;

/// Minutes and entries by lag: period, row, lag in days, minutes, entries. Longer lags than [`LAG_MAX`] count as that, those
/// before the work as 0; where the day of entry is not known, the lag is [`LAG_UNKNOWN`].
///
/// # Errors
/// A failure of polars.
pub fn lags(snapshot: &Snapshot, asked: &Asked<'_>) -> Result<Vec<(u32, u32, i32, i64, i64)>, ReportError> {
    let mut sums: HashMap<(u32, u32, i32), (i64, i64)> = HashMap::new();
    each(snapshot, asked, |slot, row, _, fact| {
        let lag = if fact.lag == LAG_UNKNOWN { LAG_UNKNOWN } else { fact.lag.clamp(0, LAG_MAX) };
        let (minutes, entries) = sums.entry((slot, row, lag)).or_default();
        *minutes += fact.minutes;
        *entries += 1;
    })?;
    Ok(sums.into_iter().map(|((slot, row, lag), (minutes, entries))| (slot, row, lag, minutes, entries)).collect())
}

/// What a fact says beside its groups.
#[derive(Debug, Clone, Copy)]
struct Fact {
    day: i32,
    minutes: i64,
    lag: i32,
    value: u32,
}

fn each(snapshot: &Snapshot, asked: &Asked<'_>, see: impl FnMut(u32, u32, u32, Fact)) -> Result<(), ReportError> {
    each_with(snapshot, asked, Source::Person, see)
}

/// Shows each fact that is in a period, a row, a column, and in a group of every filter.
fn each_with(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    value: Source,
    mut see: impl FnMut(u32, u32, u32, Fact),
) -> Result<(), ReportError> {
    for frame in snapshot.years.values() {
        let days: Vec<i32> = frame.column("day")?.as_materialized_series().i32()?.into_no_null_iter().collect();
        if !days.iter().any(|day| asked.slots.of(*day).is_some()) {
            continue;
        }
        let minutes: Vec<i64> = frame.column("minutes")?.as_materialized_series().i64()?.into_no_null_iter().collect();
        let lags: Vec<i32> = frame.column("lag")?.as_materialized_series().i32()?.into_no_null_iter().collect();
        let values = codes(frame, value)?;
        let rows = groups(frame, asked.rows)?;
        let columns = asked.columns.map(|columns| groups(frame, columns)).transpose()?;
        let only = asked.only.iter().map(|only| groups(frame, only)).collect::<PolarsResult<Vec<_>>>()?;
        for (at, day) in days.iter().enumerate() {
            let Some(slot) = asked.slots.of(*day) else { continue };
            let column = columns.as_ref().map_or(0, |columns| columns[at]);
            if rows[at] == NONE || column == NONE || only.iter().any(|only| only[at] == NONE) {
                continue;
            }
            see(slot, rows[at], column, Fact { day: *day, minutes: minutes[at], lag: lags[at], value: values[at] });
        }
    }
    Ok(())
}

fn codes(frame: &DataFrame, source: Source) -> PolarsResult<Vec<u32>> {
    Ok(frame.column(source.column())?.as_materialized_series().u32()?.into_no_null_iter().collect())
}

/// The group of each fact of a year.
fn groups(frame: &DataFrame, lookup: &Lookup) -> PolarsResult<Vec<u32>> {
    let of = |groups: &[u32], code: u32| groups.get(code as usize).copied().unwrap_or(NONE);
    let found = codes(frame, lookup.source)?.into_iter().map(|code| of(&lookup.groups, code));
    let Some((source, instead)) = &lookup.instead else { return Ok(found.collect()) };
    let others = codes(frame, *source)?;
    let chosen = found.zip(others).map(|(group, other)| match of(instead, other) {
        NONE => group,
        other => other,
    });
    Ok(chosen.collect())
}
