//! What the rows of a delivery say of each other, kept whole while it is taken: for the first delivery of a database, when it
//! is not too large and each of its rows is one entry without an identifier of its own. Then nothing has to be looked up, and
//! the indexes of the entries can be made at the end, all at once.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;

use super::prepare::SourceKey;
use crate::ids::PersonId;

/// For deliveries of so many lines. For fewer it is not worth it; with a million it takes some 60 MB.
pub(super) const LINES: RangeInclusive<u64> = 1_000..=1_000_000;

/// What is kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// How often each row was met.
    rows: HashMap<[u8; 16], u32, RandomState>,
    /// People in the order in which they were met.
    people: HashMap<PersonId, u32, RandomState>,
    /// Minutes by person (the upper half) and day (the lower).
    days: HashMap<u64, u16, RandomState>,
}

impl Kept {
    /// For a delivery of so many lines.
    pub(super) fn of_lines(lines: u64) -> Self {
        let lines = usize::try_from(lines.min(*LINES.end())).unwrap_or(0);
        Self { rows: HashMap::with_capacity_and_hasher(lines, RandomState::default()), ..Self::default() }
    }

    /// How often a row without an identifier was met.
    pub(super) fn times(&self, key: &SourceKey) -> i64 {
        self.rows.get(&plain(key)).copied().map_or(0, i64::from)
    }

    /// Notes how often a row was met.
    pub(super) fn note_times(&mut self, key: &SourceKey, times: i64) {
        self.rows.insert(plain(key), u32::try_from(times).unwrap_or(u32::MAX));
    }

    /// The minutes of a person's day.
    pub(super) fn minutes(&self, person: PersonId, day: NaiveDate) -> i64 {
        let found = self.people.get(&person).and_then(|person| self.days.get(&place(*person, day)));
        found.copied().map_or(0, i64::from)
    }

    /// Notes the minutes of a person's day, of which there are no more than a day has.
    pub(super) fn note_minutes(&mut self, person: PersonId, day: NaiveDate, minutes: i64) {
        let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let person = *self.people.entry(person).or_insert(next);
        self.days.insert(place(person, day), u16::try_from(minutes).unwrap_or(u16::MAX));
    }
}

/// A row without an identifier is its first sixteen bytes.
fn plain(key: &SourceKey) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&key.as_bytes()[..16]);
    bytes
}

fn place(person: u32, day: NaiveDate) -> u64 {
    u64::from(person) << 32 | u64::from(day.num_days_from_ce().cast_unsigned())
}
