//! The SQL of the audit trail and of the change sequence.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Stored;
use crate::ids::EventId;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Number {
    value: i64,
}

#[derive(sqlx::FromRow)]
struct Hash {
    hash: String,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    sequence: i64,
    id: Uuid,
    at: DateTime<Utc>,
    actor: String,
    action: String,
    object_kind: String,
    object_id: String,
    hash_before: String,
    hash_after: String,
    reason: String,
    request_id: String,
    previous_hash: String,
    hash: String,
}

impl From<EventRow> for Stored {
    fn from(row: EventRow) -> Self {
        Self {
            sequence: row.sequence,
            id: EventId::from_uuid(row.id),
            at: row.at,
            actor: row.actor,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            hash_before: row.hash_before,
            hash_after: row.hash_after,
            reason: row.reason,
            request_id: row.request_id,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

/// Adds to a counter and answers its new value. The row stays locked until the end of the transaction.
pub(super) async fn count_up(tx: &mut Tx, name: &'static str, by: i64) -> Result<i64, StoreError> {
    const COUNT_UP: &str = "UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value";
    let row: Number = tx.one(COUNT_UP, (by, name)).await?;
    Ok(row.value)
}

/// The value of a counter.
pub(super) async fn read_counter(tx: &mut Tx, name: &'static str) -> Result<i64, StoreError> {
    const READ: &str = "SELECT value FROM counters WHERE name = $1";
    let row: Number = tx.one(READ, (name,)).await?;
    Ok(row.value)
}

/// The hash of an event; empty when there is none at that position.
pub(super) async fn find_hash(tx: &mut Tx, sequence: i64) -> Result<String, StoreError> {
    const FIND_HASH: &str = "SELECT hash FROM audit_events WHERE sequence = $1";
    let row: Option<Hash> = tx.opt(FIND_HASH, (sequence,)).await?;
    Ok(row.map_or_else(String::new, |row| row.hash))
}

pub(super) async fn insert_event(tx: &mut Tx, event: &Stored) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO audit_events (sequence, id, at, actor, action, object_kind, object_id, \
         hash_before, hash_after, reason, request_id, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    tx.exec(
        INSERT,
        (
            event.sequence,
            event.id.uuid(),
            event.at,
            event.actor.as_str(),
            event.action.as_str(),
            event.object_kind.as_str(),
            event.object_id.as_str(),
            event.hash_before.as_str(),
            event.hash_after.as_str(),
            event.reason.as_str(),
            event.request_id.as_str(),
            event.previous_hash.as_str(),
            event.hash.as_str(),
        ),
    )
    .await?;
    Ok(())
}

pub(super) async fn each_event(tx: &mut Tx, mut see: impl FnMut(Stored)) -> Result<(), StoreError> {
    const EACH: &str = "SELECT sequence, id, at, actor, action, object_kind, object_id, hash_before, hash_after, \
         reason, request_id, previous_hash, hash FROM audit_events ORDER BY sequence";
    tx.each(EACH, (), |row: EventRow| see(row.into())).await
}

pub(super) async fn insert_change(
    tx: &mut Tx,
    sequence: i64,
    fiscal_year: i64,
    entry_id: Option<Uuid>,
    batch_id: Option<Uuid>,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO changes (sequence, fiscal_year, entry_id, batch_id) VALUES ($1, $2, $3, $4)";
    tx.exec(INSERT, (sequence, fiscal_year, entry_id, batch_id)).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct YearRow {
    fiscal_year: i64,
}

pub(super) async fn list_changed_years(tx: &mut Tx, after: i64) -> Result<Vec<i64>, StoreError> {
    const LIST: &str = "SELECT DISTINCT fiscal_year FROM changes WHERE sequence > $1 ORDER BY fiscal_year";
    Ok(tx.all::<YearRow>(LIST, (after,)).await?.into_iter().map(|row| row.fiscal_year).collect())
}
