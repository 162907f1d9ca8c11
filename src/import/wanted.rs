//! What must be looked up before some rows can be decided. Found out on the reading thread, which meets the rows in their
//! order: what was never met before, the database need not be asked for.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;

use super::met::{self, Met};
use super::prepare::{Candidate, Kind, Prepared, SourceKey};
use crate::ids::{EntryId, PersonId};

/// What other rows may say something of.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Rows without an identifier, sorted.
    pub(super) plain: Vec<SourceKey>,
    /// Rows with one, sorted.
    pub(super) identified: Vec<SourceKey>,
    /// Days of people, sorted.
    pub(super) days: Vec<(PersonId, NaiveDate)>,
    /// Entries that rows of an export of this program name.
    pub(super) own: Vec<EntryId>,
}

/// Where a row may have been met before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// In this delivery, and in whatever was stored before it.
    Anywhere,
    /// In this delivery only: there was no entry before it.
    Here,
    /// In this delivery only, of which everything is kept in memory: nothing is looked up.
    Kept,
}

/// Finds out what must be looked up.
#[derive(Debug)]
pub(super) struct Asking {
    before: Before,
    rows: Met,
    days: Met,
}

impl Asking {
    /// For one delivery.
    pub(super) fn new(before: Before) -> Self {
        let met = |size| if before == Before::Anywhere { Met::anything() } else { Met::nothing(size) };
        Self { before, rows: met(met::ROWS), days: met(met::DAYS) }
    }

    /// What must be looked up for these rows.
    pub(super) fn of(&mut self, records: &[Prepared]) -> Wanted {
        let mut wanted = Wanted::default();
        if self.before == Before::Kept {
            return wanted;
        }
        let mut days = HashSet::with_capacity_and_hasher(records.len(), RandomState::default());
        for candidate in candidates(records) {
            let key = candidate.key;
            if self.rows.meet(key.hash()) {
                let keys = if key.is_identified() { &mut wanted.identified } else { &mut wanted.plain };
                keys.push(key);
            }
            wanted.own.extend(candidate.new.id());
            let day = (candidate.new.person_id(), candidate.new.worked_on());
            if days.insert(day) && self.days.meet(hash_of(day)) {
                wanted.days.push(day);
            }
        }
        for keys in [&mut wanted.plain, &mut wanted.identified] {
            keys.sort_unstable();
            keys.dedup();
        }
        wanted.days.sort_unstable();
        wanted
    }
}

/// The rows among some records that become entries unless other rows forbid it.
pub(super) fn candidates(records: &[Prepared]) -> impl Iterator<Item = &Candidate> {
    records.iter().flat_map(|record| match &record.kind {
        Kind::Entries(candidates) => candidates.as_slice(),
        _ => &[],
    })
}

/// Eight bytes that two days of people share only by chance.
fn hash_of((person, day): (PersonId, NaiveDate)) -> u64 {
    let (high, low) = person.uuid().as_u64_pair();
    let day = u64::from(day.num_days_from_ce().unsigned_abs());
    (high ^ low.rotate_left(17) ^ day.rotate_left(40)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
