//! Appending events and changes inside the transaction of what they tell of, and verifying the chain.

use chrono::{DateTime, Utc};

use super::{Caller, Event, Stored, store};
use crate::ids::{BatchId, EntryId, EventId};
use crate::store::{StoreError, Tx};
use crate::time::FiscalYear;

/// What a change in the sequence points at.
#[derive(Debug, Clone, Copy)]
pub enum Changed {
    /// One entry.
    Entry(EntryId),
    /// All entries of a batch in that fiscal year.
    Batch(BatchId),
}

/// Takes the lock that orders writers. Every operation that checks rows before it writes begins with this, so that
/// two of them cannot both pass a check that only one may pass.
///
/// # Errors
/// When the database fails.
pub async fn take_turn(tx: &mut Tx) -> Result<(), StoreError> {
    store::count_up(tx, "changes", 0).await.map(|_| ())
}

/// Appends one event to the chain.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Tx, now: DateTime<Utc>, caller: &Caller, event: Event) -> Result<(), StoreError> {
    let sequence = store::count_up(tx, "audit", 1).await?;
    let previous_hash = store::find_hash(tx, sequence - 1).await?;
    let mut stored = Stored {
        sequence,
        id: EventId::new(now),
        at: now,
        actor: caller.actor.clone(),
        action: event.action.to_owned(),
        object_kind: event.object_kind.to_owned(),
        object_id: event.object_id,
        hash_before: event.hash_before,
        hash_after: event.hash_after,
        reason: event.reason,
        request_id: caller.request_id.clone(),
        previous_hash,
        hash: String::new(),
    };
    stored.hash = stored.compute_hash();
    store::insert_event(tx, &stored).await
}

/// Notes that figures of a fiscal year have changed.
///
/// # Errors
/// When the database fails.
pub async fn note_change(tx: &mut Tx, year: FiscalYear, changed: Changed) -> Result<(), StoreError> {
    let sequence = store::count_up(tx, "changes", 1).await?;
    let (entry, batch) = match changed {
        Changed::Entry(id) => (Some(id.uuid()), None),
        Changed::Batch(id) => (None, Some(id.uuid())),
    };
    store::insert_change(tx, sequence, i64::from(year.start_year()), entry, batch).await
}

/// The number of the last change: the version of the data a report was made from.
///
/// # Errors
/// When the database fails.
pub async fn data_version(tx: &mut Tx) -> Result<i64, StoreError> {
    store::read_counter(tx, "changes").await
}

/// The fiscal years whose figures have changed since a data version.
///
/// # Errors
/// When the database fails.
pub async fn list_changed_years(tx: &mut Tx, after: i64) -> Result<Vec<FiscalYear>, StoreError> {
    let years = store::list_changed_years(tx, after).await?;
    Ok(years.into_iter().filter_map(|year| i32::try_from(year).ok()).map(FiscalYear::starting).collect())
}

/// What verifying the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// All events follow one another; how many there are.
    Sound(i64),
    /// The first position at which the chain does not hold.
    BrokenAt(i64),
}

/// Reads all events in order and checks sequence, links and hashes, and the end against the counter.
///
/// # Errors
/// When the database fails.
pub async fn verify(tx: &mut Tx) -> Result<Verified, StoreError> {
    let mut expected = 1;
    let mut previous = String::new();
    let mut broken = None;
    store::each_event(tx, |event| {
        if broken.is_some() {
            return;
        }
        if event.sequence != expected || event.previous_hash != previous || event.compute_hash() != event.hash {
            broken = Some(expected);
        }
        expected += 1;
        previous = event.hash;
    })
    .await?;
    let counted = store::read_counter(tx, "audit").await?;
    Ok(match broken {
        Some(position) => Verified::BrokenAt(position),
        None if counted != expected - 1 => Verified::BrokenAt(expected),
        None => Verified::Sound(counted),
    })
}

/// How many events there are: changes whenever anything did.
///
/// # Errors
/// When the database fails.
pub async fn event_count(tx: &mut Tx) -> Result<i64, StoreError> {
    store::read_counter(tx, "audit").await
}
