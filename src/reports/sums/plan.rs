//! What a question means for each fiscal year: the row and column of every who and every what, worked out once, so that a
//! cell takes two look-ups; and the stretches of months that fall into its periods.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{Asked, Lookup, NONE, Source};
use crate::reports::facts::year::Year;
use crate::reports::facts::{Snapshot, in_parallel};

/// Cells above which work is shared among threads.
const SHARED_FROM: usize = 50_000;

impl Source {
    /// Where its codes stand.
    const fn at(self) -> At {
        match self {
            Self::Person => At::Who(0),
            Self::Team => At::Who(1),
            Self::Status => At::Who(2),
            Self::Batch => At::Who(3),
            Self::Language => At::Who(4),
            Self::File => At::What(0),
            Self::About => At::What(1),
            Self::Activity => At::What(2),
            Self::Client => At::What(3),
        }
    }
}

impl Source {
    /// Whether it stands with what was worked on, not with who worked.
    pub(super) const fn follows_from_what(self) -> bool {
        matches!(self.at(), At::What(_))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Who(usize),
    What(usize),
}

impl Snapshot {
    /// How many codes a column has.
    pub(super) fn codes(&self, source: Source) -> usize {
        match source {
            Source::Person => self.people.len(),
            Source::File | Source::About => self.files.len(),
            Source::Activity => self.activities.len(),
            Source::Team => self.teams.len(),
            Source::Client => self.clients.len(),
            Source::Status => self.statuses.len(),
            Source::Batch => self.batches.len(),
            Source::Language => self.languages.len(),
        }
    }
}

/// What one who, or one what, brings to the place of a cell. The other one brings what changes nothing: 0 for row and
/// column, [`NONE`] for `instead`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Half {
    row: u32,
    instead: u32,
    column: u32,
}

impl Half {
    /// What changes nothing.
    const NEUTRAL: Self = Self { row: 0, instead: NONE, column: 0 };
    /// What is left out.
    const OUT: Self = Self { row: NONE, instead: NONE, column: NONE };

    /// The place it makes alone, in rows of so many columns; [`NONE`] where it is left out.
    fn alone(self, columns: u64) -> u32 {
        let row = if self.instead == NONE { self.row } else { self.instead };
        if row == NONE || self.column == NONE {
            return NONE;
        }
        u32::try_from(u64::from(row) * columns + u64::from(self.column)).unwrap_or(NONE)
    }
}

/// Both halves for each who and what of a year.
#[derive(Debug)]
struct Halves {
    who: Vec<Half>,
    what: Vec<Half>,
    /// The place of each what, where nothing depends on who.
    places: Option<Vec<u32>>,
}

/// A month, or some of its days, of one period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    /// The place of the period.
    pub(super) slot: u32,
    pub(super) year: &'a Year,
    /// The place of the year among those of the plan.
    pub(super) at: usize,
    /// The first day of the month.
    pub(super) first: NaiveDate,
    /// The month of the fiscal year, from 0.
    month: usize,
    /// The days, the first of the month as bit 1.
    pub(super) days: u32,
}

impl Stretch<'_> {
    /// The cells of the month.
    pub(super) fn cells(&self) -> Range<usize> {
        self.year.months[self.month]..self.year.months[self.month + 1]
    }

    /// Whether all days of the month are meant.
    pub(super) fn is_whole_month(&self) -> bool {
        self.days == all_days(self.first)
    }

    /// The code that a column has for a who and a what.
    pub(super) fn code(&self, source: Source, who: u32, what: u32) -> u32 {
        match source.at() {
            At::Who(at) => self.year.who[who as usize][at],
            At::What(at) => self.year.what[what as usize][at],
        }
    }
}

fn all_days(first: NaiveDate) -> u32 {
    (u32::MAX >> (31 - u32::from(first.num_days_in_month()))) & !1
}

/// A question, prepared.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// In the order of periods, then of months.
    pub(super) stretches: Vec<Stretch<'a>>,
    halves: Vec<Halves>,
    years: Vec<&'a Year>,
    rows: u64,
    columns: u64,
    /// Columns and filters of which the two halves cannot be told apart; there are hardly ever any.
    crossed_columns: Option<&'a Lookup>,
    crossed: Vec<&'a Lookup>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, asked: &'a Asked<'a>) -> Self {
        let mut stretches = Vec::new();
        let mut years: Vec<&Year> = Vec::new();
        for year in snapshot.years.values() {
            let before = stretches.len();
            for month in 0..12 {
                add_month(year, years.len(), month, asked, &mut stretches);
            }
            if stretches.len() > before {
                years.push(year);
            }
        }
        let crossed: Vec<&Lookup> = asked.only.iter().filter(|only| is_crossed(only)).collect();
        let highest = |lookup: &Lookup| {
            let others = lookup.instead.iter().flat_map(|(_, groups)| groups);
            let groups = lookup.groups.iter().chain(others).filter(|group| **group != NONE);
            groups.max().map_or(0, |group| u64::from(*group) + 1)
        };
        let (rows, columns) = (highest(asked.rows), asked.columns.map_or(1, highest));
        let crossed_columns = asked.columns.filter(|columns| is_crossed(columns));
        let alone = crossed_columns.is_none() && crossed.is_empty() && rows.saturating_mul(columns) < u64::from(NONE);
        let halves = in_parallel(&years, |year| {
            let mut halves = Halves::of(year, snapshot, asked);
            if alone && halves.who.iter().all(|half| *half == Half::NEUTRAL) {
                halves.places = Some(halves.what.iter().map(|half| half.alone(columns)).collect());
            }
            halves
        });
        // A year of which everything is left out need not be looked at.
        let counts: Vec<bool> = halves.iter().map(Halves::counts).collect();
        stretches.retain(|stretch: &Stretch<'_>| counts[stretch.at]);
        // The sort is stable: months of one period stay in their order.
        stretches.sort_by_key(|stretch| stretch.slot);
        Self { stretches, halves, years, rows, columns, crossed_columns, crossed }
    }

    /// The place of each what of a year, where nothing depends on who; [`NONE`] where it is left out.
    pub(super) fn places_of_what(&self, year: usize) -> Option<&[u32]> {
        self.halves[year].places.as_deref()
    }

    /// How many places there are.
    pub(super) const fn width(&self) -> u64 {
        self.rows.saturating_mul(self.columns)
    }

    /// How many rows there may be.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The row and the column of a place.
    pub(super) fn row_and_column(&self, place: u64) -> (u32, u32) {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(NONE);
        (narrow(place / self.columns), narrow(place % self.columns))
    }

    /// The place of a cell with this who and what in a year; none where it is left out.
    #[inline]
    pub(super) fn place(&self, year: usize, who: u32, what: u32) -> Option<u64> {
        let halves = &self.halves[year];
        let (one, other) = (&halves.who[who as usize], &halves.what[what as usize]);
        // Of the two halves one is neutral, or one is NONE, which has all bits.
        let mut column = one.column | other.column;
        let instead = one.instead & other.instead;
        let row = if instead == NONE { one.row | other.row } else { instead };
        if column == NONE || row == NONE {
            return None;
        }
        if self.crossed_columns.is_some() || !self.crossed.is_empty() {
            let group = |lookup: &Lookup| crossed_group(self.years[year], who, what, lookup);
            if self.crossed.iter().any(|only| group(only) == NONE) {
                return None;
            }
            column = self.crossed_columns.map_or(column, group);
            if column == NONE {
                return None;
            }
        }
        Some(u64::from(row) * self.columns + u64::from(column))
    }

    /// The stretches in shares of about the same work, each in order.
    pub(super) fn shares(&self) -> Vec<&[Stretch<'a>]> {
        let all: usize = self.stretches.iter().map(|stretch| stretch.cells().len()).sum();
        if all < SHARED_FROM {
            return vec![&self.stretches];
        }
        let share = all / std::thread::available_parallelism().map_or(1, std::num::NonZero::get) + 1;
        let mut shares = Vec::new();
        let (mut begun, mut held) = (0, 0);
        for (at, stretch) in self.stretches.iter().enumerate() {
            held += stretch.cells().len();
            if held >= share {
                shares.push(&self.stretches[begun..=at]);
                (begun, held) = (at + 1, 0);
            }
        }
        if begun < self.stretches.len() {
            shares.push(&self.stretches[begun..]);
        }
        shares
    }

    /// The stretches of each period.
    pub(super) fn by_slot(&self) -> Vec<&[Stretch<'a>]> {
        self.stretches.chunk_by(|one, other| one.slot == other.slot).collect()
    }
}

fn add_month<'a>(year: &'a Year, at: usize, month: u32, asked: &Asked<'_>, stretches: &mut Vec<Stretch<'a>>) {
    let place = month as usize;
    if year.months[place] == year.months[place + 1] {
        return;
    }
    let first = year.month(month);
    let begun = stretches.len();
    for day in 1..=u32::from(first.num_days_in_month()) {
        let Some(slot) = asked.slots.of(first.num_days_from_ce() + i32::try_from(day).unwrap_or(0) - 1) else {
            continue;
        };
        match stretches[begun..].iter_mut().find(|stretch| stretch.slot == slot) {
            Some(stretch) => stretch.days |= 1 << day,
            None => stretches.push(Stretch { slot, year, at, first, month: place, days: 1 << day }),
        }
    }
}

/// Whether a group follows from a who and a what together.
fn is_crossed(lookup: &Lookup) -> bool {
    let is_who = |source: Source| matches!(source.at(), At::Who(_));
    lookup.instead.as_ref().is_some_and(|(source, _)| is_who(*source) != is_who(lookup.source))
}

fn group(groups: &[u32], code: u32) -> u32 {
    groups.get(code as usize).copied().unwrap_or(NONE)
}

fn crossed_group(year: &Year, who: u32, what: u32, lookup: &Lookup) -> u32 {
    let code = |source: Source| match source.at() {
        At::Who(at) => year.who[who as usize][at],
        At::What(at) => year.what[what as usize][at],
    };
    let instead = lookup.instead.as_ref().map_or(NONE, |(source, groups)| group(groups, code(*source)));
    if instead == NONE { group(&lookup.groups, code(lookup.source)) } else { instead }
}

impl Halves {
    fn of(year: &Year, snapshot: &Snapshot, asked: &Asked<'_>) -> Self {
        let of_who = |source: Source| match source.at() {
            At::Who(at) => Some(at),
            At::What(_) => None,
        };
        let of_what = |source: Source| match source.at() {
            At::What(at) => Some(at),
            At::Who(_) => None,
        };
        let (people, files) = snapshot.sight.masks();
        Self {
            who: halves::<6>(&year.who, asked, of_who, &[(0, people)]),
            what: halves::<4>(&year.what, asked, of_what, &[(0, files), (1, files)]),
            places: None,
        }
    }

    /// Whether anything may be left to count.
    fn counts(&self) -> bool {
        let any = |halves: &[Half]| halves.iter().any(|half| *half != Half::OUT);
        any(&self.who) && any(&self.what)
    }
}

/// The halves of one kind; `column` says where it has a source, if it has it.
fn halves<const N: usize>(
    values: &[[u32; N]],
    asked: &Asked<'_>,
    column: impl Fn(Source) -> Option<usize>,
    seen: &[(usize, Option<&[bool]>)],
) -> Vec<Half> {
    // Which source a lookup takes from here, and which instead of it.
    let taken = |lookup: &Lookup| {
        let instead = lookup.instead.as_ref().and_then(|(source, _)| column(*source));
        (column(lookup.source), instead)
    };
    // The group of a lookup that is decided by this kind alone.
    let alone = |lookup: &Lookup, value: &[u32; N]| {
        let (Some(at), instead) = taken(lookup) else { return None };
        let other = lookup.instead.as_ref().zip(instead).map_or(NONE, |((_, groups), at)| group(groups, value[at]));
        Some(if other == NONE { group(&lookup.groups, value[at]) } else { other })
    };
    let half = |value: &[u32; N]| {
        let hidden = seen
            .iter()
            .any(|(at, mask)| mask.is_some_and(|mask| !mask.get(value[*at] as usize).copied().unwrap_or(false)));
        let filtered =
            || asked.only.iter().filter(|only| !is_crossed(only)).any(|only| alone(only, value) == Some(NONE));
        if hidden || filtered() {
            return Half::OUT;
        }
        let (base, instead) = taken(asked.rows);
        Half {
            row: base.map_or(0, |at| group(&asked.rows.groups, value[at])),
            instead: asked
                .rows
                .instead
                .as_ref()
                .zip(instead)
                .map_or(NONE, |((_, groups), at)| group(groups, value[at])),
            column: asked.columns.filter(|columns| !is_crossed(columns)).and_then(|it| alone(it, value)).unwrap_or(0),
        }
    };
    values.iter().map(half).collect()
}
