//! Walking the chain of events from the first to the last: whether sequence, links and hashes hold, where it ends, and
//! the hashes at positions that checkpoints speak of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::ops::Verified;
use super::store::{self, Read, Take};
use crate::store::{Db, StoreError};

/// What a walk along the chain saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// Whether it holds.
    pub verified: Verified,
    /// The position of the last event.
    pub last: i64,
    /// The hash of the last event; empty when there is none.
    pub head: String,
    /// When the last event happened.
    pub at: Option<DateTime<Utc>>,
    /// The hashes at the positions asked for, as far as there are events.
    pub hashes: BTreeMap<i64, String>,
}

/// Walks the chain of a database.
///
/// # Errors
/// When the database fails.
pub async fn walk(db: &Db, positions: BTreeSet<i64>) -> Result<Walked, StoreError> {
    let (counted, walk) = store::scan_events(db, Walk::to(positions)).await?;
    Ok(walk.end(counted))
}

/// Walks the chain of an embedded file that nobody writes, such as a backup. Blocks.
///
/// # Errors
/// When the file cannot be read.
pub fn walk_file(path: &Path) -> Result<Walked, StoreError> {
    let (counted, walk) = store::scan_events_of_file(path, Walk::to(BTreeSet::new()))?;
    Ok(walk.end(counted))
}

struct Walk {
    expected: i64,
    previous: String,
    broken: Option<i64>,
    at: Option<DateTime<Utc>>,
    positions: BTreeSet<i64>,
    hashes: BTreeMap<i64, String>,
}

impl Walk {
    const fn to(positions: BTreeSet<i64>) -> Self {
        Self { expected: 1, previous: String::new(), broken: None, at: None, positions, hashes: BTreeMap::new() }
    }

    fn end(self, counted: i64) -> Walked {
        let last = self.expected - 1;
        let verified = match self.broken {
            Some(position) => Verified::BrokenAt(position),
            None if counted > last => Verified::BrokenAt(self.expected),
            None if counted < last => Verified::BrokenAt(counted.max(0) + 1),
            None => Verified::Sound(counted),
        };
        Walked { verified, last, head: self.previous, at: self.at, hashes: self.hashes }
    }
}

impl Take for Walk {
    fn take(&mut self, event: Option<Read<'_>>) {
        let position = self.expected;
        self.expected += 1;
        let Some(Read { members, hash }) = event else {
            self.broken = self.broken.or(Some(position));
            return;
        };
        let holds = members.sequence == position && members.previous_hash == self.previous;
        if self.broken.is_none() && !(holds && members.compute_hash() == hash) {
            self.broken = Some(position);
        }
        if self.positions.contains(&members.sequence) {
            self.hashes.insert(members.sequence, hash.to_owned());
        }
        self.at = Some(members.at);
        hash.clone_into(&mut self.previous);
    }
}
