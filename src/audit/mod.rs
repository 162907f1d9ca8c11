//! The audit trail: one event per change, in the transaction of the change, each carrying the hash of the event
//! before it; and the change sequence that reports are brought up to.

pub mod ops;
mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::digest::digest;
use crate::ids::EventId;

/// Who asks for an operation, and in which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name that events carry: a door and, later, a person.
    pub actor: String,
    /// The identifier of the request; empty on the command line.
    pub request_id: String,
}

impl Caller {
    /// A caller without a request, such as the command line.
    #[must_use]
    pub fn new(actor: &str) -> Self {
        Self { actor: actor.to_owned(), request_id: String::new() }
    }
}

/// What was done to which object; time, sequence and hashes of the chain are added when it is appended.
#[derive(Debug, Clone, Default)]
pub struct Event {
    /// What was done, in the user's verbs: `record`, `correct`, `import`.
    pub action: &'static str,
    /// The kind of object: `entry`, `file`, `batch`.
    pub object_kind: &'static str,
    /// The identifier of the object.
    pub object_id: String,
    /// SHA-256 of the object before, empty where there was none.
    pub hash_before: String,
    /// SHA-256 of the object after, empty where there is none.
    pub hash_after: String,
    /// The reason given.
    pub reason: String,
}

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Position in the chain, from 1, without gaps.
    pub sequence: i64,
    /// The identifier.
    pub id: EventId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The kind of object.
    pub object_kind: String,
    /// The identifier of the object.
    pub object_id: String,
    /// SHA-256 of the object before.
    pub hash_before: String,
    /// SHA-256 of the object after.
    pub hash_after: String,
    /// The reason given.
    pub reason: String,
    /// The request it happened in.
    pub request_id: String,
    /// The hash of the event before; empty for the first.
    pub previous_hash: String,
    /// The hash of this event.
    pub hash: String,
}

impl Stored {
    /// The hash of everything but the hash itself: SHA-256 over the members as a JSON array, in hexadecimal.
    #[must_use]
    pub fn compute_hash(&self) -> String {
        let members = serde_json::json!([
            self.sequence,
            self.id,
            self.at.timestamp_micros(),
            self.actor,
            self.action,
            self.object_kind,
            self.object_id,
            self.hash_before,
            self.hash_after,
            self.reason,
            self.request_id,
            self.previous_hash,
        ]);
        digest(members.to_string().as_bytes())
    }
}
