//! The SQL of leads, closings and relations of files.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::Closing;
use crate::ids::{FileId, PersonId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct LeadRow {
    valid_from: NaiveDate,
    person_id: Uuid,
}

/// Who leads a file on a day.
pub(in crate::files) async fn find_lead(
    tx: &mut Tx,
    file: FileId,
    day: NaiveDate,
) -> Result<Option<PersonId>, StoreError> {
    const FIND: &str = "SELECT valid_from, person_id FROM file_leads WHERE file_id = $1 AND valid_from <= $2 \
         ORDER BY valid_from DESC LIMIT 1";
    let row: Option<LeadRow> = tx.opt(FIND, (file.uuid(), day)).await?;
    Ok(row.map(|row| PersonId::from_uuid(row.person_id)))
}

/// The leads of a file, by day.
pub(in crate::files) async fn list_leads(tx: &mut Tx, file: FileId) -> Result<Vec<(NaiveDate, PersonId)>, StoreError> {
    const LIST: &str = "SELECT valid_from, person_id FROM file_leads WHERE file_id = $1 ORDER BY valid_from";
    let rows = tx.all::<LeadRow>(LIST, (file.uuid(),)).await?;
    Ok(rows.into_iter().map(|row| (row.valid_from, PersonId::from_uuid(row.person_id))).collect())
}

pub(in crate::files) async fn insert_lead(
    tx: &mut Tx,
    file: FileId,
    day: NaiveDate,
    person: PersonId,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO file_leads (file_id, valid_from, person_id) VALUES ($1, $2, $3)";
    tx.exec(INSERT, (file.uuid(), day, person.uuid())).await?;
    Ok(())
}

/// Deletes the lead of a day; answers whether there was one.
pub(in crate::files) async fn delete_lead(tx: &mut Tx, file: FileId, day: NaiveDate) -> Result<bool, StoreError> {
    const DELETE: &str = "DELETE FROM file_leads WHERE file_id = $1 AND valid_from = $2";
    Ok(tx.exec(DELETE, (file.uuid(), day)).await? == 1)
}

#[derive(sqlx::FromRow)]
struct ClosingRow {
    closed_on: NaiveDate,
    reason: String,
    closed_by: String,
    closed_at: Option<DateTime<Utc>>,
    successor_id: Option<Uuid>,
    reopened_by: String,
    reopened_at: Option<DateTime<Utc>>,
    reopen_reason: String,
}

/// The closings of a file in their order. Where the place of one is needed, it counts from 1.
pub(super) async fn list_closings(tx: &mut Tx, file: FileId) -> Result<Vec<Closing>, StoreError> {
    const LIST: &str = "SELECT closed_on, reason, closed_by, closed_at, successor_id, reopened_by, reopened_at, \
         reopen_reason FROM file_closings WHERE file_id = $1 ORDER BY ordinal";
    let rows = tx.all::<ClosingRow>(LIST, (file.uuid(),)).await?;
    let closing = |row: ClosingRow| Closing {
        closed_on: row.closed_on,
        reason: row.reason,
        closed_by: row.closed_by,
        closed_at: row.closed_at,
        successor: row.successor_id.map(FileId::from_uuid),
        reopened_by: row.reopened_by,
        reopened_at: row.reopened_at,
        reopen_reason: row.reopen_reason,
    };
    Ok(rows.into_iter().map(closing).collect())
}

pub(super) async fn insert_closing(
    tx: &mut Tx,
    file: FileId,
    ordinal: i64,
    closing: &Closing,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO file_closings (file_id, ordinal, closed_on, reason, closed_by, closed_at, \
         successor_id, reopened_by, reopened_at, reopen_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let args = (
        file.uuid(),
        ordinal,
        closing.closed_on,
        closing.reason.as_str(),
        closing.closed_by.as_str(),
        closing.closed_at,
        closing.successor.map(FileId::uuid),
        closing.reopened_by.as_str(),
        closing.reopened_at,
        closing.reopen_reason.as_str(),
    );
    tx.exec(INSERT, args).await?;
    Ok(())
}

/// Writes that a closing was taken back.
pub(super) async fn update_closing(
    tx: &mut Tx,
    file: FileId,
    ordinal: i64,
    closing: &Closing,
) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE file_closings SET reopened_by = $1, reopened_at = $2, reopen_reason = $3 \
         WHERE file_id = $4 AND ordinal = $5";
    let (by, reason) = (closing.reopened_by.as_str(), closing.reopen_reason.as_str());
    tx.exec(UPDATE, (by, closing.reopened_at, reason, file.uuid(), ordinal)).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Uuid,
}

/// The file whose work a file goes on with.
pub(super) async fn find_predecessor(tx: &mut Tx, file: FileId) -> Result<Option<FileId>, StoreError> {
    const FIND: &str = "SELECT file_id AS id FROM file_closings WHERE successor_id = $1";
    let row: Option<FileRow> = tx.opt(FIND, (file.uuid(),)).await?;
    Ok(row.map(|row| FileId::from_uuid(row.id)))
}

/// The files that have to do with a file, walled ones too, in the order of their identifiers.
pub(super) async fn list_related(tx: &mut Tx, file: FileId) -> Result<Vec<FileId>, StoreError> {
    const LIST: &str = "SELECT other_id AS id FROM file_relations WHERE file_id = $1 \
         UNION SELECT file_id AS id FROM file_relations WHERE other_id = $1 ORDER BY id";
    let rows = tx.all::<FileRow>(LIST, (file.uuid(),)).await?;
    Ok(rows.into_iter().map(|row| FileId::from_uuid(row.id)).collect())
}

pub(super) async fn insert_relation(tx: &mut Tx, one: FileId, other: FileId) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO file_relations (file_id, other_id, kind) VALUES ($1, $2, 'related')";
    tx.exec(INSERT, (one.min(other).uuid(), one.max(other).uuid())).await?;
    Ok(())
}

pub(super) async fn delete_relation(tx: &mut Tx, one: FileId, other: FileId) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM file_relations WHERE file_id = $1 AND other_id = $2";
    tx.exec(DELETE, (one.min(other).uuid(), one.max(other).uuid())).await?;
    Ok(())
}
