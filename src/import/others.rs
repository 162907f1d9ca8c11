//! What other rows say of the rows of a delivery: equal rows of this and of earlier deliveries, rows with the same
//! identifier, and how long people's days are already. It decides whether a row is new.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use super::kept::Kept;
use super::ledger::Outcome;
use super::prepare::{Candidate, Prepared, SourceKey};
use super::profile::Repeats;
use super::store;
use super::wanted::{Wanted, candidates};
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

impl Known {
    /// Whether the source has changed the row of an entry of an earlier delivery.
    fn differs(&self, key: SourceKey) -> bool {
        !self.ours && self.key != key
    }
}

/// What other rows say of the rows of the chunk that was looked up last.
#[derive(Debug)]
pub(super) struct Others {
    batch: BatchId,
    repeats: Repeats,
    known: Answers,
    /// Everything that was decided, where nothing is looked up.
    kept: Option<Kept>,
    /// Whether a row of this delivery ended as the same as an entry.
    any_same: bool,
    /// Days that rows with several days share with entries, and how often they were met in this delivery.
    same_days: HashMap<SourceKey, i64, RandomState>,
}

/// What is known of rows and days.
#[derive(Debug, Default)]
struct Answers {
    /// Rows without an identifier.
    seen: HashMap<SourceKey, Seen, RandomState>,
    /// Rows with one, by the lowest key that has it.
    identified: HashMap<SourceKey, Known, RandomState>,
    /// Minutes of people's days.
    days: HashMap<(PersonId, NaiveDate), i64, RandomState>,
    /// Entries that rows of an export of this program name and that are there already.
    there: HashMap<EntryId, Option<entries::Entry>>,
}

/// What is decided of a row.
pub(super) enum Decided {
    /// It ended here, and is so many-th of several equal rows.
    As(Outcome, i64),
    /// The source has changed the row of this entry.
    Changed(EntryId),
    /// It cannot be used.
    Refused(Fault),
}

impl Others {
    /// For one delivery. `alone` tells that there was no entry before it.
    pub(super) fn new(batch: BatchId, repeats: Repeats, alone: bool) -> Self {
        let (known, same_days) = (Answers::default(), HashMap::default());
        Self { batch, repeats, known, kept: None, any_same: !alone, same_days }
    }

    /// Keeps everything that will be decided of the first delivery of all, so that nothing has to be looked up. Its rows have
    /// no identifiers.
    pub(super) fn keep_all(&mut self, lines: u64) {
        self.kept = Some(Kept::of_lines(lines));
    }

    /// Looks up what other rows say. What was decided since the last look-up need not be stored yet: it is known here.
    pub(super) async fn look_up(&mut self, tx: &mut Tx, wanted: &Wanted) -> Result<(), Failure> {
        if self.kept.is_some() {
            return Ok(());
        }
        let mut before = std::mem::take(&mut self.known);
        let mut known = Answers::default();
        let (mut plain, mut identified) = (Vec::new(), Vec::new());
        for key in &wanted.plain {
            match before.seen.get(key) {
                Some(seen) => drop(known.seen.insert(*key, *seen)),
                None => plain.push(*key),
            }
        }
        for key in &wanted.identified {
            let identity = key.identity().0;
            match before.identified.get(&identity) {
                Some(found) => drop(known.identified.insert(identity, *found)),
                None => identified.push(*key),
            }
        }
        let mut days = Vec::new();
        for day in &wanted.days {
            match before.days.get(day) {
                Some(minutes) => drop(known.days.insert(*day, *minutes)),
                None => days.push(*day),
            }
        }
        let mut own = Vec::new();
        for id in &wanted.own {
            match before.there.remove(id) {
                Some(entry) => drop(known.there.insert(*id, entry)),
                None => own.push(*id),
            }
        }
        let there = entries::ops::list_of_in(tx, &own).await?;
        known.there.extend(there.into_iter().map(|entry| (entry.id, Some(entry))));
        known.days.extend(entries::ops::list_days_in(tx, &days).await?);
        let batch = Some(self.batch.uuid());
        for row in store::list_seen(tx, &plain).await? {
            let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
            let seen = known.seen.entry(key).or_default();
            *(if row.batch_id == batch { &mut seen.here } else { &mut seen.before }) += row.times;
        }
        for row in store::list_identified(tx, &identified).await? {
            let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
            let found = Known {
                key,
                entry: EntryId::from_uuid(row.id),
                version: row.source_version,
                ours: row.batch_id == batch,
                met: row.batch_id == batch,
            };
            known.identified.insert(key.identity().0, found);
        }
        let plain_asked = if self.same_days.is_empty() { Vec::new() } else { plain.clone() };
        if self.any_same {
            let keys: Vec<SourceKey> = plain.into_iter().chain(identified).collect();
            for row in store::list_same(tx, self.batch, &keys).await? {
                let Some(key) = SourceKey::from_bytes(&row.source_key) else { continue };
                if key.is_identified() {
                    known.identified.entry(key.identity().0).and_modify(|found| found.met = true);
                } else {
                    known.seen.entry(key).or_default().here += row.times;
                }
            }
        }
        for key in plain_asked {
            if let Some(times) = self.same_days.get(&key) {
                known.seen.entry(key).or_default().here += times;
            }
        }
        self.known = known;
        Ok(())
    }

    /// Forgets what was looked up: everything that was decided is stored.
    pub(super) fn forget(&mut self) {
        self.known = Answers::default();
    }

    /// Whether a row among these may be one that its source has changed, so that an entry is looked at and changed.
    pub(super) fn may_change(&self, records: &[Prepared]) -> bool {
        candidates(records).any(|candidate| {
            let key = candidate.key;
            key.is_identified() && self.known.identified.get(&key.identity().0).is_some_and(|found| found.differs(key))
        })
    }

    /// The entry of a row that its source has changed, and its version of a delivery.
    pub(super) fn changed(&mut self, candidate: &Candidate) -> Option<(EntryId, Option<i64>)> {
        let key = candidate.key;
        if !key.is_identified() {
            return None;
        }
        let found = self.known.identified.get_mut(&key.identity().0).filter(|found| found.differs(key))?;
        found.met = true;
        Some((found.entry, found.version))
    }

    /// Why a row would be refused; nothing is decided.
    pub(super) fn refusal(&self, candidate: &Candidate) -> Option<Fault> {
        let key = candidate.key;
        if key.is_identified() {
            return None;
        }
        let seen = self.seen(&key);
        let known = (seen.here > 0 && self.repeats == Repeats::Duplicate) || seen.here < seen.before;
        if known { None } else { self.too_long(candidate).err() }
    }

    /// How long the day becomes with a row.
    fn too_long(&self, candidate: &Candidate) -> Result<i64, Fault> {
        let day = candidate.new.worked_on();
        let already = self.day(candidate.new.person_id(), day);
        let minutes = already + candidate.new.minutes().get();
        if minutes > MINUTES_PER_DAY { Err(entries::ops::day_too_long(day, already, minutes)) } else { Ok(minutes) }
    }

    /// Notes that one day of a row that has several is an entry already: no row of the ledger tells it.
    pub(super) fn note_same_day(&mut self, key: SourceKey) {
        *self.same_days.entry(key).or_default() += 1;
    }

    /// What becomes of a candidate, and which of several equal rows it is.
    pub(super) fn decide(&mut self, candidate: &Candidate) -> Decided {
        let key = candidate.key;
        if key.is_identified() {
            if let Some(known) = self.known.identified.get_mut(&key.identity().0) {
                let again = std::mem::replace(&mut known.met, true);
                return match (known.key == key, again) {
                    (true, true) => Decided::As(Outcome::Duplicate, 0),
                    (true, false) => {
                        self.any_same = true;
                        Decided::As(Outcome::Same, 1)
                    }
                    (false, _) if known.ours => Decided::Refused(Fault::new(Code::SourceIdRepeated, "source_id")),
                    (false, _) => Decided::Changed(known.entry),
                };
            }
            if let Some(entry) = candidate.new.id().and_then(|id| self.known.there.get_mut(&id)) {
                // An entry that was recorded here, in an export of ours.
                let entry = entry.take();
                if entry.is_some_and(|entry| !entry.withdrawn && candidate.new.same_as(&entry)) {
                    self.any_same = true;
                    return Decided::As(Outcome::Same, 1);
                }
                return Decided::Refused(Fault::new(Code::IdConflict, "id"));
            }
        }
        let seen = self.seen(&key);
        if seen.here > 0 && self.repeats == Repeats::Duplicate {
            return Decided::As(Outcome::Duplicate, 0);
        }
        let ordinal = seen.here + 1;
        let same = ordinal <= seen.before;
        if !same {
            match self.too_long(candidate) {
                Err(fault) => return Decided::Refused(fault),
                Ok(minutes) => self.note_day(candidate.new.person_id(), candidate.new.worked_on(), minutes),
            }
        }
        match &mut self.kept {
            Some(kept) => kept.note_times(&key, ordinal),
            None => self.known.seen.entry(key).or_default().here = ordinal,
        }
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
        match &self.kept {
            Some(kept) => kept.minutes(person, day),
            None => self.known.days.get(&(person, day)).copied().unwrap_or_default(),
        }
    }

    fn note_day(&mut self, person: PersonId, day: NaiveDate, minutes: i64) {
        match &mut self.kept {
            Some(kept) => kept.note_minutes(person, day, minutes),
            None => drop(self.known.days.insert((person, day), minutes)),
        }
    }

    /// What was seen of a row without an identifier.
    fn seen(&self, key: &SourceKey) -> Seen {
        match &self.kept {
            Some(kept) => Seen { before: 0, here: kept.times(key) },
            None => self.known.seen.get(key).copied().unwrap_or_default(),
        }
    }

    /// Notes that a person's day became longer or shorter.
    pub(super) fn change_day(&mut self, person: PersonId, day: NaiveDate, minutes: i64) {
        // A day that was not looked up is asked for when a row needs it, and has the change by then.
        if let Some(known) = self.known.days.get_mut(&(person, day)) {
            *known += minutes;
        }
    }

    /// Notes the entry that came of a row.
    pub(super) fn note_new(&mut self, key: SourceKey, entry: EntryId) {
        if key.is_identified() {
            let known = Known { key, entry, version: Some(1), ours: true, met: true };
            self.known.identified.insert(key.identity().0, known);
        }
    }
}
