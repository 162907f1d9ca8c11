//! Identifiers: UUID version 7, one type per kind of thing, so that a person cannot stand where a file is meant.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{NoContext, Timestamp, Uuid};

use crate::fault::{Code, Fault};

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier that sorts by the given instant.
            #[must_use]
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(uuid_at(now))
            }

            /// Reads the canonical form.
            ///
            /// # Errors
            /// `malformed_id`.
            pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
                // Other forms of one identifier would be other addresses of one thing.
                let text = text.trim();
                let id = Uuid::from_str(text).ok().filter(|_| text.len() == uuid::fmt::Hyphenated::LENGTH);
                id.map(Self).ok_or_else(|| Fault::new(Code::MalformedId, field))
            }

            /// An identifier read from the database.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The value for the database.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person who records time.
    PersonId;
    /// A file (matter).
    FileId;
    /// A time entry.
    EntryId;
    /// One delivery of a legacy file.
    BatchId;
    /// One file of rejected rows that came back corrected.
    RepairId;
    /// Something a person records again and again.
    FavouriteId;
    /// An audit event.
    EventId;
    /// An account, with which somebody signs in.
    AccountId;
    /// A token of an account, for programs.
    TokenId;
    /// A request in the register of demand.
    RequestId;
    /// A note kept with a file.
    NoteId;
    /// An address of a calendar.
    FeedId;
    /// A closed fiscal year that was opened again for some.
    ReopeningId;
    /// A confirmation that the time on a file is right.
    SignOffId;
    /// A random sample of entries that is coded a second time.
    SampleId;
}

/// Makes many identifiers of one instant that sort in the order they are made, so that bulk writes append to indexes.
#[derive(Debug, Clone)]
pub struct Sequence {
    milliseconds: u64,
    random: [u8; 10],
    count: u32,
}

impl Sequence {
    /// A sequence that begins at an instant.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { milliseconds: u64::try_from(now.timestamp_millis()).unwrap_or(0), random: rand::random(), count: 0 }
    }

    /// The next identifier of an entry.
    pub fn next_entry(&mut self) -> EntryId {
        // Version and variant take bits of the bytes 0 and 2; the counter stands behind them, whole.
        self.random[3..7].copy_from_slice(&self.count.to_be_bytes());
        self.count += 1;
        EntryId(uuid::Builder::from_unix_timestamp_millis(self.milliseconds, &self.random).into_uuid())
    }
}

/// A version 7 UUID of an instant, with random low bits.
fn uuid_at(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    #[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_sorts_in_the_order_it_was_made() {
        let mut sequence = Sequence::new("2026-11-22T15:00:00Z".parse().expect("an instant"));
        let made: Vec<EntryId> = (0..70_000).map(|_| sequence.next_entry()).collect();
        assert!(made.is_sorted_by(|one, other| one < other));
        assert_eq!(made[0].uuid().get_version_num(), 7);
    }
}
