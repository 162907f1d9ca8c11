//! The SQL of kept outcomes.

use chrono::{DateTime, Utc};

use super::Repeat;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
pub(super) struct RepeatRow {
    pub(super) request: String,
    pub(super) outcome: String,
}

pub(super) async fn find(tx: &mut Tx, repeat: &Repeat) -> Result<Option<RepeatRow>, StoreError> {
    const FIND: &str = "SELECT request, outcome FROM repeats WHERE account_id = $1 AND key = $2";
    tx.opt(FIND, (repeat.account.uuid(), repeat.key.as_str())).await
}

pub(super) async fn insert(
    tx: &mut Tx,
    repeat: &Repeat,
    outcome: &str,
    created_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT INTO repeats (account_id, key, request, outcome, created_at) VALUES ($1, $2, $3, $4, $5)";
    let (key, request) = (repeat.key.as_str(), repeat.request.as_str());
    tx.exec(INSERT, (repeat.account.uuid(), key, request, outcome, created_at)).await?;
    Ok(())
}

pub(super) async fn delete_before(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM repeats WHERE created_at < $1";
    tx.exec(DELETE, (before,)).await
}
