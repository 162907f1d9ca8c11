//! The SQL of taking the entries of a delivery out again.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::ids::{BatchId, EntryId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct IdRow {
    id: Uuid,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    worked_on: NaiveDate,
}

pub(super) async fn list_edited(tx: &mut Tx, batch: BatchId) -> Result<Vec<EntryId>, StoreError> {
    const LIST: &str = "SELECT id FROM entries WHERE batch_id = $1 AND version > 1 ORDER BY id";
    let rows: Vec<IdRow> = tx.all(LIST, (batch.uuid(),)).await?;
    Ok(rows.into_iter().map(|row| EntryId::from_uuid(row.id)).collect())
}

/// The days on which its entries stand, or ever stood.
pub(super) async fn list_days(tx: &mut Tx, batch: BatchId) -> Result<Vec<NaiveDate>, StoreError> {
    const DAYS: &str = "SELECT worked_on FROM entries WHERE batch_id = $1 UNION \
         SELECT v.worked_on FROM entries e JOIN entry_versions v ON v.entry_id = e.id \
         WHERE e.batch_id = $1 AND e.version > 1";
    Ok(tx.all::<DayRow>(DAYS, (batch.uuid(),)).await?.into_iter().map(|row| row.worked_on).collect())
}

pub(super) async fn delete(tx: &mut Tx, batch: BatchId) -> Result<u64, StoreError> {
    const VERSIONS: &str = "DELETE FROM entry_versions WHERE entry_id IN \
         (SELECT id FROM entries WHERE batch_id = $1 AND version > 1)";
    const ENTRIES: &str = "DELETE FROM entries WHERE batch_id = $1";
    tx.exec(VERSIONS, (batch.uuid(),)).await?;
    tx.exec(ENTRIES, (batch.uuid(),)).await
}
