//! The SQL of kept outcomes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Repeat;
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
pub(super) struct RepeatRow {
    pub(super) account_id: Uuid,
    pub(super) key: String,
    pub(super) request: String,
    pub(super) outcome: String,
}

/// What is kept of these requests.
pub(super) async fn list(tx: &mut Tx, repeats: &[&Repeat]) -> Result<Vec<RepeatRow>, StoreError> {
    const LIST: &str = "SELECT r.account_id, r.key, r.request, r.outcome \
         FROM wanted w CROSS JOIN repeats r WHERE r.account_id = w.account_id AND r.key = w.key";
    let key = |repeat: &&Repeat| vec![Cell::Id(repeat.account.uuid()), Cell::Text(repeat.key.clone())];
    tx.all_wanted("account_id, key", repeats.iter().map(key).collect(), LIST).await
}

/// Keeps outcomes, each with its instant.
pub(super) async fn insert(tx: &mut Tx, kept: Vec<(&Repeat, DateTime<Utc>, String)>) -> Result<(), StoreError> {
    const INTO: Into = Into { table: "repeats", columns: &["account_id", "key", "request", "outcome", "created_at"] };
    let row = |(repeat, at, outcome): (&Repeat, DateTime<Utc>, String)| {
        vec![
            Cell::Id(repeat.account.uuid()),
            Cell::Text(repeat.key.clone()),
            Cell::Text(repeat.request.clone()),
            Cell::Text(outcome),
            Cell::Instant(at),
        ]
    };
    tx.insert_many(INTO, kept.into_iter().map(row).collect()).await
}

pub(super) async fn delete_before(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM repeats WHERE created_at < $1";
    tx.exec(DELETE, (before,)).await
}
