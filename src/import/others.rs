//! What other rows say of the rows of a delivery: equal rows of this and of earlier deliveries, rows with the same
//! identifier, and how long people's days are already. It decides whether a row is new.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::ledger::Outcome;
use super::met::Met;
use super::prepare::{Candidate, Kind, Prepared, SourceKey};
use super::profile::Repeats;
use super::store;
use crate::entries;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId, PersonId};
use crate::store::Tx;
use crate::time::MINUTES_PER_DAY;

/// What was seen of a row: in earlier deliveries, and so far in this one.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    before: i64,
    here: i64,
}

/// The entry of a row with an identifier of its source.
#[derive(Debug, Clone, Copy)]
struct Known {
    key: SourceKey,
    entry: EntryId,
    version: Option<i64>,
    /// Whether it came with this delivery.
    ours: bool,
    /// Whether this delivery has brought the same row already.
    met: bool,
}

/// What other rows say of the rows of the chunk that was looked up last.
#[derive(Debug)]
pub(super) struct Others {
    batch: BatchId,
    repeats: Repeats,
    /// Rows without an identifier.
    seen: HashMap<SourceKey, Seen>,
    /// Rows with one, by the lowest key that has it.
    known: HashMap<SourceKey, Known>,
    /// Minutes of people's days.
    days: HashMap<(PersonId, NaiveDate), i64>,
    /// Entries that rows of an export of this program name and that are there already.
    there: HashMap<EntryId, Option<entries::Entry>>,
    met_rows: Met,
    met_days: Met,
    /// Whether a row of this delivery ended as the same as an entry.
    any_same: bool,
}

/// What is decided of a row.
pub(super) enum Decided {
    /// It ended here, and is so many-th of several equal rows.
    As(Outcome, i64),
    /// The source has changed the row of this entry, which has this version of a delivery.
    Changed(EntryId, Option<i64>),
    /// It cannot be used.
    Refused(Fault),
}

impl Others {
    /// For one delivery. `alone` tells that there was no entry before it.
    pub(super) fn new(batch: BatchId, repeats: Repeats, alone: bool) -> Self {
        let met = || if alone { Met::nothing() } else { Met::anything() };
        Self {
            batch,
            repeats,
            seen: HashMap::new(),
            known: HashMap::new(),
            days: HashMap::new(),
            there: HashMap::new(),
            met_rows: met(),
            met_days: met(),
            any_same: !alone,
        }
    }

    /// Looks up what other rows say, where they may say anything.
    pub(super) async fn look_up(&mut self, tx: &mut Tx, records: &[Prepared]) -> Result<(), Failure> {
        self.seen.clear();
        self.known.clear();
        self.days.clear();
        let (mut plain, mut identified, mut days) = (Vec::new(), Vec::new(), Vec::new());
        for candidate in candidates(records) {
            let key = candidate.key;
            let met = self.met_rows.meet(key.hash());
            match (key.is_identified(), met) {
                (true, true) => identified.push(key),
                (false, true) => plain.push(key),
                (_, false) => {}
            }
            let day = (candidate.new.person_id(), candidate.new.worked_on());
            if let Entry::Vacant(vacant) = self.days.entry(day) {
                vacant.insert(0);
                if self.met_days.meet(hash_of(day)) {
                    days.push(day);
                }
            }
        }
        for keys in [&mut plain, &mut identified] {
            keys.sort_unstable();
            keys.dedup();
        }
        days.sort_unstable();
        let own: Vec<EntryId> = candidates(records).filter_map(|candidate| candidate.new.id()).collect();
        let there = entries::ops::list_of_in(tx, &own).await?;
        self.there = there.into_iter().map(|entry| (entry.id, Some(entry))).collect();
        self.days.extend(entries::ops::list_days_in(tx, &days).await?);
        let batch = Some(self.batch.uuid());
        for row in store::list_seen(tx, &plain).await? {
            let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
            let seen = self.seen.entry(key).or_default();
            *(if row.batch_id == batch { &mut seen.here } else { &mut seen.before }) += row.times;
        }
        for row in store::list_identified(tx, &identified).await? {
            let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
            let known = Known {
                key,
                entry: EntryId::from_uuid(row.id),
                version: row.source_version,
                ours: row.batch_id == batch,
                met: row.batch_id == batch,
            };
            self.known.insert(key.identity().0, known);
        }
        if self.any_same {
            let keys: Vec<SourceKey> = plain.into_iter().chain(identified).collect();
            for row in store::list_same(tx, self.batch, &keys).await? {
                let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
                if key.is_identified() {
                    self.known.entry(key.identity().0).and_modify(|known| known.met = true);
                } else {
                    self.seen.entry(key).or_default().here += row.times;
                }
            }
        }
        Ok(())
    }

    /// What becomes of a candidate, and which of several equal rows it is.
    pub(super) fn decide(&mut self, candidate: &Candidate) -> Decided {
        let key = candidate.key;
        if key.is_identified() {
            if let Some(known) = self.known.get_mut(&key.identity().0) {
                let again = std::mem::replace(&mut known.met, true);
                return match (known.key == key, again) {
                    (true, true) => Decided::As(Outcome::Duplicate, 0),
                    (true, false) => {
                        self.any_same = true;
                        Decided::As(Outcome::Same, 1)
                    }
                    (false, _) if known.ours => Decided::Refused(Fault::new(Code::SourceIdRepeated, "source_id")),
                    (false, _) => Decided::Changed(known.entry, known.version),
                };
            }
            if let Some(entry) = candidate.new.id().and_then(|id| self.there.get_mut(&id)) {
                // An entry that was recorded here, in an export of ours.
                let entry = entry.take();
                if entry.is_some_and(|entry| !entry.withdrawn && candidate.new.same_as(&entry)) {
                    self.any_same = true;
                    return Decided::As(Outcome::Same, 1);
                }
                return Decided::Refused(Fault::new(Code::IdConflict, "id"));
            }
        }
        let seen = self.seen.get(&key).copied().unwrap_or_default();
        if seen.here > 0 && self.repeats == Repeats::Duplicate {
            return Decided::As(Outcome::Duplicate, 0);
        }
        let ordinal = seen.here + 1;
        let same = ordinal <= seen.before;
        if !same {
            let day = self.days.entry((candidate.new.person_id(), candidate.new.worked_on())).or_default();
            let minutes = *day + candidate.new.minutes().get();
            if minutes > MINUTES_PER_DAY {
                return Decided::Refused(entries::ops::day_too_long(candidate.new.worked_on(), *day, minutes));
            }
            *day = minutes;
        }
        self.seen.entry(key).or_default().here = ordinal;
        self.any_same |= same;
        let outcome = match (same, &candidate.held) {
            (true, _) => Outcome::Same,
            (false, Some(_)) => Outcome::Held,
            (false, None) => Outcome::New,
        };
        Decided::As(outcome, ordinal)
    }

    /// The minutes of a person's day.
    pub(super) fn day(&self, person: PersonId, day: NaiveDate) -> i64 {
        self.days.get(&(person, day)).copied().unwrap_or_default()
    }

    /// Notes that a person's day became longer or shorter.
    pub(super) fn change_day(&mut self, person: PersonId, day: NaiveDate, minutes: i64) {
        *self.days.entry((person, day)).or_default() += minutes;
    }

    /// Notes the entry that came of a row.
    pub(super) fn note_new(&mut self, key: SourceKey, entry: EntryId) {
        if key.is_identified() {
            let known = Known { key, entry, version: Some(1), ours: true, met: true };
            self.known.insert(key.identity().0, known);
        }
    }
}

fn candidates(records: &[Prepared]) -> impl Iterator<Item = &Candidate> {
    records.iter().filter_map(|record| match &record.kind {
        Kind::Entry(candidate) => Some(candidate.as_ref()),
        _ => None,
    })
}

/// Eight bytes that two days of people share only by chance.
fn hash_of((person, day): (PersonId, NaiveDate)) -> u64 {
    let (high, low) = person.uuid().as_u64_pair();
    let day = u64::from(chrono::Datelike::num_days_from_ce(&day).unsigned_abs());
    (high ^ low.rotate_left(17) ^ day.rotate_left(40)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
