//! The SQL of deliveries that are looked up, repaired and signed off.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{BatchRepair, BatchSignOff};
use crate::ids::{BatchId, EntryId, RepairId};
use crate::import::prepare::SourceKey;
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

/// A delivery as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct BatchRow {
    pub(super) id: Uuid,
    pub(super) sha256: String,
    pub(super) source_name: String,
    pub(super) bytes: i64,
    pub(super) lines: i64,
    pub(super) profile_name: String,
    pub(super) profile_version: i64,
    pub(super) profile_document: String,
    pub(super) ledger: String,
    pub(super) imported_at: DateTime<Utc>,
}

impl BatchRow {
    /// Whether the delivery is whole: one whose ledger is empty is not.
    pub(super) fn is_finished(&self) -> bool {
        !self.ledger.is_empty()
    }
}

const FIND: &str = "SELECT id, sha256, source_name, bytes, lines, profile_name, profile_version, profile_document, \
     ledger, imported_at FROM import_batches WHERE id = $1 AND ledger <> ''";
const FIRST: &str = "SELECT id, sha256, source_name, bytes, lines, profile_name, profile_version, profile_document, \
     ledger, imported_at FROM import_batches ORDER BY id DESC LIMIT $1";
const BEFORE: &str = "SELECT id, sha256, source_name, bytes, lines, profile_name, profile_version, profile_document, \
     ledger, imported_at FROM import_batches WHERE id < $2 ORDER BY id DESC LIMIT $1";

const FIND_ANY: &str = "SELECT id, sha256, source_name, bytes, lines, profile_name, profile_version, profile_document, \
     ledger, imported_at FROM import_batches WHERE id = $1";

/// As [`find_batch`], also one that is not finished.
pub(super) async fn find_any_batch(tx: &mut Tx, id: BatchId) -> Result<Option<BatchRow>, StoreError> {
    tx.opt(FIND_ANY, (id.uuid(),)).await
}

pub(super) async fn find_batch(tx: &mut Tx, id: BatchId) -> Result<Option<BatchRow>, StoreError> {
    tx.opt(FIND, (id.uuid(),)).await
}

/// Deliveries from the latest on, also those that are not finished.
pub(super) async fn list_batches(
    tx: &mut Tx,
    before: Option<BatchId>,
    limit: i64,
) -> Result<Vec<BatchRow>, StoreError> {
    match before {
        None => tx.all(FIRST, (limit,)).await,
        Some(before) => tx.all(BEFORE, (limit, before.uuid())).await,
    }
}

/// Notes the ledger of a delivery of which rows were repaired; where its entries lie is not known any more.
pub(super) async fn update_ledger(tx: &mut Tx, id: BatchId, ledger: &str) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE import_batches SET ledger = $1, first_entry = NULL, last_entry = NULL WHERE id = $2";
    tx.exec(UPDATE, (ledger, id.uuid())).await?;
    Ok(())
}

/// A row of the ledger.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct LineRow {
    pub(super) line: i64,
    pub(super) lines: i64,
    pub(super) outcome: String,
    pub(super) entry_id: Option<Uuid>,
    pub(super) label: String,
    pub(super) faults: String,
    pub(super) raw: Vec<u8>,
}

/// The rows of these lines that have one.
pub(super) async fn find_lines(tx: &mut Tx, batch: BatchId, lines: &[i64]) -> Result<Vec<LineRow>, StoreError> {
    const LINES: &str = "SELECT l.line, l.lines, l.outcome, l.entry_id, l.label, l.faults, l.raw \
         FROM wanted w CROSS JOIN import_lines l WHERE l.batch_id = w.batch_id AND l.line = w.line";
    tx.all_wanted("batch_id, line", keys(batch, lines), LINES).await
}

/// Rows from a line on, of one outcome or of all.
pub(super) async fn list_lines(
    tx: &mut Tx,
    batch: BatchId,
    outcome: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<LineRow>, StoreError> {
    const LIST: &str = "SELECT line, lines, outcome, entry_id, label, faults, raw FROM import_lines \
         WHERE batch_id = $1 AND line > $2 AND ($3 = '' OR outcome = $3) ORDER BY line LIMIT $4";
    tx.all(LIST, (batch.uuid(), after, outcome, limit)).await
}

/// Rows behind a line, up to another line.
pub(super) async fn list_lines_until(
    tx: &mut Tx,
    batch: BatchId,
    after: i64,
    last: i64,
) -> Result<Vec<LineRow>, StoreError> {
    const LIST: &str = "SELECT line, lines, outcome, entry_id, label, faults, raw FROM import_lines \
         WHERE batch_id = $1 AND line > $2 AND line <= $3 ORDER BY line";
    tx.all(LIST, (batch.uuid(), after, last)).await
}

fn keys(batch: BatchId, lines: &[i64]) -> Vec<Vec<Cell>> {
    lines.iter().map(|line| vec![Cell::Id(batch.uuid()), Cell::Int(*line)]).collect()
}

/// A line that was repaired before.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct RepairedRow {
    pub(super) line: i64,
    pub(super) fingerprint: Vec<u8>,
}

pub(super) async fn find_repaired(tx: &mut Tx, batch: BatchId, lines: &[i64]) -> Result<Vec<RepairedRow>, StoreError> {
    const REPAIRED: &str = "SELECT r.line, r.fingerprint FROM wanted w CROSS JOIN import_repaired_lines r \
         WHERE r.batch_id = w.batch_id AND r.line = w.line";
    tx.all_wanted("batch_id, line", keys(batch, lines), REPAIRED).await
}

/// Where a rejected line ended after its repair.
pub(super) struct Ended<'a> {
    pub(super) line: i64,
    pub(super) outcome: &'a str,
    pub(super) entry: Option<EntryId>,
    /// What finds the row again, where no entry of the delivery has it.
    pub(super) key: Option<SourceKey>,
    pub(super) ordinal: i64,
    pub(super) label: &'a str,
}

pub(super) async fn end_line(tx: &mut Tx, batch: BatchId, ended: &Ended<'_>) -> Result<(), StoreError> {
    const END: &str = "UPDATE import_lines SET outcome = $1, entry_id = $2, fingerprint = $3, ordinal = $4, label = $5, \
         faults = '' WHERE batch_id = $6 AND line = $7";
    let entry = ended.entry.map(EntryId::uuid);
    let fingerprint = ended.key.map(|key| key.as_bytes().to_vec());
    tx.exec(END, (ended.outcome, entry, fingerprint, ended.ordinal, ended.label, batch.uuid(), ended.line)).await?;
    Ok(())
}

/// The columns of repaired lines.
pub(super) const REPAIRED: Into = Into {
    table: "import_repaired_lines",
    columns: &["batch_id", "line", "repair_id", "fingerprint", "corrected", "faults"],
};

pub(super) async fn insert_repair(tx: &mut Tx, batch: BatchId, repair: &BatchRepair) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_repairs (id, batch_id, sha256, source_name, repaired, same, rejected, \
         repaired_at, repaired_by) VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6)";
    let (sha256, name) = (repair.sha256.as_str(), repair.source_name.as_str());
    let values = (repair.id.uuid(), batch.uuid(), sha256, name, repair.repaired_at, repair.repaired_by.as_str());
    tx.exec(INSERT, values).await?;
    Ok(())
}

pub(super) async fn finish_repair(tx: &mut Tx, id: RepairId, counts: [i64; 3]) -> Result<(), StoreError> {
    const FINISH: &str = "UPDATE import_repairs SET repaired = $1, same = $2, rejected = $3 WHERE id = $4";
    let [repaired, same, rejected] = counts;
    tx.exec(FINISH, (repaired, same, rejected, id.uuid())).await?;
    Ok(())
}

/// Takes back a repair that came to nothing.
pub(super) async fn delete_repair(tx: &mut Tx, id: RepairId) -> Result<(), StoreError> {
    tx.exec("DELETE FROM import_repairs WHERE id = $1", (id.uuid(),)).await?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct RepairRow {
    id: Uuid,
    source_name: String,
    sha256: String,
    repaired: i64,
    same: i64,
    rejected: i64,
    repaired_at: DateTime<Utc>,
    repaired_by: String,
}

/// The repairs of a delivery in their order.
pub(super) async fn list_repairs(tx: &mut Tx, batch: BatchId) -> Result<Vec<BatchRepair>, StoreError> {
    const LIST: &str = "SELECT id, source_name, sha256, repaired, same, rejected, repaired_at, repaired_by \
         FROM import_repairs WHERE batch_id = $1 ORDER BY id";
    let rows: Vec<RepairRow> = tx.all(LIST, (batch.uuid(),)).await?;
    let repair = |row: RepairRow| BatchRepair {
        id: RepairId::from_uuid(row.id),
        source_name: row.source_name,
        sha256: row.sha256,
        repaired: row.repaired.unsigned_abs(),
        same: row.same.unsigned_abs(),
        rejected: row.rejected.unsigned_abs(),
        repaired_at: row.repaired_at,
        repaired_by: row.repaired_by,
    };
    Ok(rows.into_iter().map(repair).collect())
}

/// Which totals a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// All of the rule below the line.
    Below,
    /// The next one of its group.
    Next,
    /// All of its group, wherever they stand.
    Group,
}

/// Adds minutes of a line to the totals above which it stands.
pub(super) async fn add_to_totals(
    tx: &mut Tx,
    batch: BatchId,
    (rule, group, reached): (i64, &str, Reached),
    line: i64,
    minutes: i64,
) -> Result<(), StoreError> {
    const BELOW: &str = "UPDATE import_totals SET summed_minutes = summed_minutes + $1 \
         WHERE batch_id = $2 AND rule = $3 AND group_key = $4 AND line > $5";
    const NEXT: &str = "UPDATE import_totals SET summed_minutes = summed_minutes + $1 \
         WHERE batch_id = $2 AND rule = $3 AND group_key = $4 AND line = (SELECT MIN(t.line) FROM import_totals t \
         WHERE t.batch_id = $2 AND t.rule = $3 AND t.group_key = $4 AND t.line > $5)";
    const GROUP: &str = "UPDATE import_totals SET summed_minutes = summed_minutes + $1 \
         WHERE batch_id = $2 AND rule = $3 AND group_key = $4";
    let batch = batch.uuid();
    match reached {
        Reached::Below => tx.exec(BELOW, (minutes, batch, rule, group, line)).await?,
        Reached::Next => tx.exec(NEXT, (minutes, batch, rule, group, line)).await?,
        Reached::Group => tx.exec(GROUP, (minutes, batch, rule, group)).await?,
    };
    Ok(())
}

/// How many totals of a level were compared, and how many agree.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct LevelRow {
    pub(super) level: String,
    pub(super) compared: i64,
    pub(super) agreeing: i64,
}

pub(super) async fn list_levels(tx: &mut Tx, batch: BatchId) -> Result<Vec<LevelRow>, StoreError> {
    const LEVELS: &str = "SELECT level, COUNT(*) AS compared, \
         CAST(COALESCE(SUM(CASE WHEN stated_minutes = summed_minutes THEN 1 ELSE 0 END), 0) AS BIGINT) AS agreeing \
         FROM import_totals WHERE batch_id = $1 AND compared = TRUE GROUP BY level";
    tx.all(LEVELS, (batch.uuid(),)).await
}

/// A total that differs from its rows.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct DifferingRow {
    pub(super) line: i64,
    pub(super) level: String,
    pub(super) shown_key: String,
    pub(super) stated: String,
    pub(super) stated_minutes: Option<i64>,
    pub(super) summed_minutes: i64,
}

pub(super) async fn list_differing(tx: &mut Tx, batch: BatchId, limit: i64) -> Result<Vec<DifferingRow>, StoreError> {
    const DIFFERING: &str = "SELECT line, level, shown_key, stated, stated_minutes, summed_minutes FROM import_totals \
         WHERE batch_id = $1 AND compared = TRUE AND (stated_minutes IS NULL OR stated_minutes <> summed_minutes) \
         ORDER BY place LIMIT $2";
    tx.all(DIFFERING, (batch.uuid(), limit)).await
}

#[derive(Debug, sqlx::FromRow)]
struct SignOffRow {
    batch_id: Uuid,
    reason: String,
    totals_differing: i64,
    rows_rejected: i64,
    signed_at: DateTime<Utc>,
    signed_by: String,
}

pub(super) async fn find_sign_off(tx: &mut Tx, batch: BatchId) -> Result<Option<BatchSignOff>, StoreError> {
    const FIND: &str = "SELECT batch_id, reason, totals_differing, rows_rejected, signed_at, signed_by \
         FROM import_sign_offs WHERE batch_id = $1";
    let row: Option<SignOffRow> = tx.opt(FIND, (batch.uuid(),)).await?;
    Ok(row.map(|row| BatchSignOff {
        batch: BatchId::from_uuid(row.batch_id),
        reason: row.reason,
        totals_differing: row.totals_differing.unsigned_abs(),
        rows_rejected: row.rows_rejected.unsigned_abs(),
        signed_at: row.signed_at,
        signed_by: row.signed_by,
    }))
}

pub(super) async fn insert_sign_off(tx: &mut Tx, signed: &BatchSignOff) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_sign_offs (batch_id, reason, totals_differing, rows_rejected, signed_at, \
         signed_by) VALUES ($1, $2, $3, $4, $5, $6)";
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (totals, rows) = (whole(signed.totals_differing), whole(signed.rows_rejected));
    let (batch, reason, by) = (signed.batch.uuid(), signed.reason.as_str(), signed.signed_by.as_str());
    tx.exec(INSERT, (batch, reason, totals, rows, signed.signed_at, by)).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: Uuid,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    count: i64,
}

/// A delivery whose ledger says of a row that this delivery has brought it already.
pub(super) async fn find_relying(tx: &mut Tx, batch: BatchId) -> Result<Option<BatchId>, StoreError> {
    const SAME: &str = "SELECT l.batch_id AS id FROM import_lines l CROSS JOIN entries e \
         WHERE l.batch_id <> $1 AND l.outcome = 'same' AND e.source_key = l.fingerprint AND e.batch_id = $1 LIMIT 1";
    const CHANGED: &str = "SELECT l.batch_id AS id FROM import_lines l CROSS JOIN entries e \
         WHERE l.batch_id <> $1 AND l.outcome IN ('changed', 'same') AND e.id = l.entry_id AND e.batch_id = $1 LIMIT 1";
    for relying in [SAME, CHANGED] {
        if let Some(row) = tx.opt::<IdRow>(relying, (batch.uuid(),)).await? {
            return Ok(Some(BatchId::from_uuid(row.id)));
        }
    }
    Ok(None)
}

/// Deliveries with a row that was decided after this one came in, of which the profile speaks of days.
pub(super) async fn list_of_days_after(tx: &mut Tx, batch: BatchId) -> Result<Vec<BatchRow>, StoreError> {
    const LIST: &str = "SELECT id, sha256, source_name, bytes, lines, profile_name, profile_version, profile_document, \
         ledger, imported_at FROM import_batches b WHERE b.id <> $1 AND b.profile_document LIKE '%days%' \
         AND (b.id > $1 OR EXISTS (SELECT 1 FROM import_repairs r WHERE r.batch_id = b.id)) ORDER BY b.id";
    tx.all(LIST, (batch.uuid(),)).await
}

/// How many entries of earlier deliveries this one has changed.
pub(super) async fn count_changes_made(tx: &mut Tx, batch: BatchId) -> Result<i64, StoreError> {
    const COUNT: &str = "SELECT COUNT(*) AS count FROM import_lines l JOIN entry_versions v ON v.entry_id = l.entry_id \
         WHERE l.batch_id = $1 AND l.outcome = 'changed' AND v.reason LIKE $2";
    let reason = format!("{batch} %");
    Ok(tx.one::<CountRow>(COUNT, (batch.uuid(), reason.as_str())).await?.count)
}

/// Removes a delivery with everything that is known of it, but not its entries.
pub(super) async fn delete_batch(tx: &mut Tx, batch: BatchId) -> Result<(), StoreError> {
    for delete in [
        "DELETE FROM import_repaired_lines WHERE batch_id = $1",
        "DELETE FROM import_repairs WHERE batch_id = $1",
        "DELETE FROM import_totals WHERE batch_id = $1",
        "DELETE FROM import_lines WHERE batch_id = $1",
        "DELETE FROM import_blocks WHERE batch_id = $1",
        "DELETE FROM import_batches WHERE id = $1",
    ] {
        tx.exec(delete, (batch.uuid(),)).await?;
    }
    Ok(())
}
