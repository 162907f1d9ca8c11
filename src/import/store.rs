//! The SQL of deliveries and of their ledger.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::prepare::SourceKey;
use crate::ids::{BatchId, EntryId, FileId, PersonId};
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

/// A delivery that is stored, whole or in part.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct BatchRow {
    pub(super) id: Uuid,
    pub(super) imported_at: DateTime<Utc>,
    pub(super) unfinished: bool,
    pub(super) profile_name: String,
    pub(super) profile_document: String,
    pub(super) so_far: String,
}

pub(super) async fn find_batch(tx: &mut Tx, sha256: &str) -> Result<Option<BatchRow>, StoreError> {
    const FIND: &str = "SELECT id, imported_at, unfinished, profile_name, profile_document, so_far FROM import_batches \
         WHERE sha256 = $1";
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

/// Notes the ledger of a delivery that is whole now, and between which identifiers its entries lie.
pub(super) async fn finish_batch(
    tx: &mut Tx,
    id: BatchId,
    lines: i64,
    ledger: &str,
    entries: Option<(EntryId, EntryId)>,
) -> Result<(), StoreError> {
    const FINISH: &str = "UPDATE import_batches SET lines = $1, ledger = $2, unfinished = FALSE, so_far = '', \
         first_entry = $3, last_entry = $4 WHERE id = $5";
    let (first, last) = entries.map(|(first, last)| (first.uuid(), last.uuid())).unzip();
    tx.exec(FINISH, (lines, ledger, first, last, id.uuid())).await?;
    Ok(())
}

/// Whether a delivery is there.
pub(super) async fn is_there(tx: &mut Tx, id: BatchId) -> Result<bool, StoreError> {
    const THERE: &str = "SELECT 1 AS one FROM import_batches WHERE id = $1";
    Ok(tx.opt::<OneRow>(THERE, (id.uuid(),)).await?.is_some())
}

/// Notes how far a delivery is that is stored in parts.
pub(super) async fn note_so_far(tx: &mut Tx, id: BatchId, lines: i64, so_far: &str) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE import_batches SET lines = $1, unfinished = TRUE, so_far = $2 WHERE id = $3";
    tx.exec(NOTE, (lines, so_far, id.uuid())).await?;
    Ok(())
}

/// Some lines of a delivery, as they came.
pub(super) struct NewBlock {
    pub(super) batch: BatchId,
    pub(super) first_line: i64,
    pub(super) lines: i64,
    pub(super) places: Vec<u8>,
    pub(super) packed: Vec<u8>,
}

pub(super) async fn insert_block(tx: &mut Tx, block: NewBlock) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_blocks (batch_id, first_line, lines, places, packed) \
         VALUES ($1, $2, $3, $4, $5)";
    tx.exec(INSERT, (block.batch.uuid(), block.first_line, block.lines, block.places, block.packed)).await?;
    Ok(())
}

/// A block as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct BlockRow {
    pub(super) first_line: i64,
    pub(super) places: Vec<u8>,
    pub(super) packed: Vec<u8>,
}

/// The first block with a line behind another line.
pub(super) async fn next_block(tx: &mut Tx, batch: BatchId, after: i64) -> Result<Option<BlockRow>, StoreError> {
    const NEXT: &str = "SELECT first_line, places, packed FROM import_blocks \
         WHERE batch_id = $1 AND first_line + lines > $2 + 1 ORDER BY first_line LIMIT 1";
    tx.opt(NEXT, (batch.uuid(), after)).await
}

/// The blocks that hold lines from one line to another, in their order.
pub(super) async fn list_blocks(tx: &mut Tx, batch: BatchId, from: i64, to: i64) -> Result<Vec<BlockRow>, StoreError> {
    const LIST: &str = "SELECT first_line, places, packed FROM import_blocks \
         WHERE batch_id = $1 AND first_line <= $2 AND first_line + lines > $3 ORDER BY first_line";
    tx.all(LIST, (batch.uuid(), to, from)).await
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

/// Whether there is any entry at all.
pub(super) async fn has_entries(tx: &mut Tx) -> Result<bool, StoreError> {
    const ANY: &str = "SELECT 1 AS one FROM entries LIMIT 1";
    Ok(tx.opt::<OneRow>(ANY, ()).await?.is_some())
}

#[derive(sqlx::FromRow)]
struct OneRow {
    #[expect(dead_code, reason = "that there is a row is the answer")]
    one: i32,
}

/// How often a row was met in a delivery.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct SeenRow {
    pub(super) source_key: Vec<u8>,
    pub(super) batch_id: Option<Uuid>,
    pub(super) times: i64,
}

/// Which of these rows became entries in this and in earlier deliveries, and how often.
pub(super) async fn list_seen(tx: &mut Tx, keys: &[SourceKey]) -> Result<Vec<SeenRow>, StoreError> {
    const SEEN: &str = "SELECT e.source_key, e.batch_id, count(*) AS times \
         FROM wanted w CROSS JOIN entries e WHERE e.source_key = w.source_key GROUP BY e.source_key, e.batch_id";
    tx.all_wanted("source_key", keys.iter().map(|key| vec![bytes(key)]).collect(), SEEN).await
}

/// Which of these rows ended as the same as an entry in this delivery, and how often.
pub(super) async fn list_same(tx: &mut Tx, batch: BatchId, keys: &[SourceKey]) -> Result<Vec<SeenRow>, StoreError> {
    const SAME: &str = "SELECT l.fingerprint AS source_key, l.batch_id, count(*) AS times \
         FROM wanted w CROSS JOIN import_lines l WHERE l.fingerprint = w.source_key AND l.batch_id = w.batch_id \
         GROUP BY l.fingerprint, l.batch_id";
    let keys = keys.iter().map(|key| vec![bytes(key), Cell::Id(batch.uuid())]).collect();
    tx.all_wanted("source_key, batch_id", keys, SAME).await
}

/// An entry whose row had an identifier of its source.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct IdentifiedRow {
    pub(super) source_key: Vec<u8>,
    pub(super) id: Uuid,
    pub(super) batch_id: Option<Uuid>,
    pub(super) source_version: Option<i64>,
}

/// The entries whose rows had the identifiers of these rows.
pub(super) async fn list_identified(tx: &mut Tx, keys: &[SourceKey]) -> Result<Vec<IdentifiedRow>, StoreError> {
    const IDENTIFIED: &str = "SELECT e.source_key, e.id, e.batch_id, e.source_version \
         FROM wanted w CROSS JOIN entries e WHERE e.source_key BETWEEN w.low AND w.high";
    let ends = keys.iter().map(|key| {
        let (low, high) = key.identity();
        vec![bytes(&low), bytes(&high)]
    });
    tx.all_wanted("low, high", ends.collect(), IDENTIFIED).await
}

fn bytes(key: &SourceKey) -> Cell {
    Cell::Bytes(key.as_bytes().to_vec())
}

/// The numbers that a person and a file are known by.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct NumbersRow {
    pub(super) person: String,
    pub(super) file: String,
}

pub(super) async fn find_numbers(tx: &mut Tx, person: PersonId, file: FileId) -> Result<NumbersRow, StoreError> {
    const FIND: &str = "SELECT p.number AS person, f.number AS file FROM people p CROSS JOIN files f \
         WHERE p.id = $1 AND f.id = $2";
    tx.one(FIND, (person.uuid(), file.uuid())).await
}

/// The minutes of a category on a day.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct DayRow {
    pub(super) worked_on: NaiveDate,
    pub(super) category: String,
    pub(super) minutes: i64,
}

/// The minutes of each category on each day of a time.
pub(super) async fn list_figures(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> Result<Vec<DayRow>, StoreError> {
    const LIST: &str = "SELECT worked_on, category, CAST(SUM(minutes) AS BIGINT) AS minutes FROM entries \
         WHERE withdrawn = FALSE AND worked_on BETWEEN $1 AND $2 GROUP BY worked_on, category";
    tx.all(LIST, (from, to)).await
}
