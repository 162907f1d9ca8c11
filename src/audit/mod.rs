//! The audit trail: one event per change, in the transaction of the change, each carrying the hash of the event
//! before it; and the change sequence that reports are brought up to.

pub mod api;
pub mod chain;
pub mod checkpoint;
pub mod ops;
mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::access::Access;
use crate::digest::digest_of;
use crate::ids::EventId;
use crate::lang::Lang;

/// Who asks for an operation, and in which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name that events carry: what the account signs in with, or the door of a machine.
    pub actor: String,
    /// The identifier of the request; empty on the command line.
    pub request_id: String,
    /// The language of the request, where there is one.
    pub lang: Option<Lang>,
    /// What the caller may do.
    pub access: Access,
}

impl Caller {
    /// The console of the machine, without a request: it may do everything.
    #[must_use]
    pub fn new(actor: &str) -> Self {
        Self { actor: actor.to_owned(), request_id: String::new(), lang: None, access: Access::console() }
    }

    /// Nobody who has signed in.
    #[must_use]
    pub fn nobody(request_id: &str) -> Self {
        Self { actor: "nobody".to_owned(), request_id: request_id.to_owned(), lang: None, access: Access::nobody() }
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AuditEvent)]
pub struct Stored {
    /// Position in the chain, from 1, without gaps.
    #[schema(minimum = 1)]
    pub sequence: i64,
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
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
    /// The hash of everything but the hash itself.
    #[must_use]
    pub fn compute_hash(&self) -> String {
        Members {
            sequence: self.sequence,
            id: self.id,
            at: self.at,
            actor: &self.actor,
            action: &self.action,
            object_kind: &self.object_kind,
            object_id: &self.object_id,
            hash_before: &self.hash_before,
            hash_after: &self.hash_after,
            reason: &self.reason,
            request_id: &self.request_id,
            previous_hash: &self.previous_hash,
        }
        .compute_hash()
    }
}

/// What the hash of an event is made of.
#[derive(Debug, Clone, Copy)]
struct Members<'a> {
    sequence: i64,
    id: EventId,
    at: DateTime<Utc>,
    actor: &'a str,
    action: &'a str,
    object_kind: &'a str,
    object_id: &'a str,
    hash_before: &'a str,
    hash_after: &'a str,
    reason: &'a str,
    request_id: &'a str,
    previous_hash: &'a str,
}

impl Members<'_> {
    /// SHA-256 over the members as a JSON array, in hexadecimal.
    fn compute_hash(&self) -> String {
        digest_of(&(
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
        ))
    }
}
