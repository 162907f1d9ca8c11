//! The SQL of deliveries and of their ledger.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::prepare::Fingerprint;
use crate::ids::BatchId;
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

/// A delivery that was committed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct BatchRow {
    pub(super) id: Uuid,
    pub(super) imported_at: DateTime<Utc>,
}

pub(super) async fn find_batch(tx: &mut Tx, sha256: &str) -> Result<Option<BatchRow>, StoreError> {
    const FIND: &str = "SELECT id, imported_at FROM import_batches WHERE sha256 = $1";
    tx.opt(FIND, (sha256,)).await
}

/// A delivery as it is begun; lines and ledger are set at its end.
pub(super) struct NewBatch<'a> {
    pub(super) id: BatchId,
    pub(super) sha256: &'a str,
    pub(super) source_name: &'a str,
    pub(super) bytes: i64,
    pub(super) profile_name: &'a str,
    pub(super) profile_version: i64,
    pub(super) profile_document: &'a str,
    pub(super) vocabulary_version: i64,
    pub(super) imported_at: DateTime<Utc>,
}

pub(super) async fn insert_batch(tx: &mut Tx, batch: &NewBatch<'_>) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_batches (id, sha256, source_name, bytes, profile_name, profile_version, \
         profile_document, vocabulary_version, lines, ledger, imported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', $9)";
    tx.exec(
        INSERT,
        (
            batch.id.uuid(),
            batch.sha256,
            batch.source_name,
            batch.bytes,
            batch.profile_name,
            batch.profile_version,
            batch.profile_document,
            batch.vocabulary_version,
            batch.imported_at,
        ),
    )
    .await?;
    Ok(())
}

pub(super) async fn finish_batch(tx: &mut Tx, id: BatchId, lines: i64, ledger: &str) -> Result<(), StoreError> {
    const FINISH: &str = "UPDATE import_batches SET lines = $1, ledger = $2 WHERE id = $3";
    tx.exec(FINISH, (lines, ledger, id.uuid())).await?;
    Ok(())
}

/// The columns of the ledger's rows.
pub(super) const LINES: Into = Into {
    table: "import_lines",
    columns: &["batch_id", "line", "lines", "outcome", "entry_id", "fingerprint", "ordinal", "label", "faults", "raw"],
};

/// The columns of the totals of a delivery.
pub(super) const TOTALS: Into = Into {
    table: "import_totals",
    columns: &[
        "batch_id",
        "place",
        "rule",
        "level",
        "group_key",
        "shown_key",
        "line",
        "compared",
        "stated",
        "stated_minutes",
        "summed_minutes",
    ],
};

/// The highest ordinal of a fingerprint in a delivery.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct SeenRow {
    pub(super) fingerprint: Vec<u8>,
    pub(super) batch_id: Uuid,
    pub(super) ordinal: i64,
}

/// Which of these rows were seen in this and in earlier deliveries, and how often.
pub(super) async fn list_seen(tx: &mut Tx, fingerprints: &[Fingerprint]) -> Result<Vec<SeenRow>, StoreError> {
    const SEEN: &str = "SELECT l.fingerprint, l.batch_id, MAX(l.ordinal) AS ordinal \
         FROM wanted w CROSS JOIN import_lines l WHERE l.fingerprint = w.fingerprint \
         GROUP BY l.fingerprint, l.batch_id";
    let keys = fingerprints.iter().map(|fingerprint| vec![Cell::Bytes(fingerprint.to_vec())]).collect();
    tx.all_wanted("fingerprint", keys, SEEN).await
}
