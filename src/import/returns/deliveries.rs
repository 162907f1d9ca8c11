//! Looking deliveries up: the list, one with its ledger, its lines, and the file of its rejected rows.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, BatchRow, LineRow};
use super::{BatchRepair, BatchSignOff};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files;
use crate::ids::{BatchId, EntryId};
use crate::import::blocks::unpack;
use crate::import::decode::Decoder;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::ops::suggester;
use crate::import::profile::Profile;
use crate::import::rejects::{Reason, RejectFile, RejectForm};
use crate::import::store as blocks;
use crate::people;
use crate::store::{StoreError, Tx};

/// Lines of a delivery that are read at once.
const LINES_AT_ONCE: i64 = 500;

/// A delivery in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Batch {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: BatchId,
    /// The name of the file.
    pub source_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
    /// Its physical lines.
    pub lines: u64,
    /// The profile it was read by.
    pub profile: String,
    /// The version of the profile.
    pub profile_version: u64,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// Whether it is whole; if not, the same file goes on with it, or it can be taken out again, and no figure counts it.
    pub finished: bool,
    /// Rows that became entries with a code.
    pub rows_new: u64,
    /// Rows that are held until somebody codes them.
    pub rows_held: u64,
    /// Rows that are rejected.
    pub rows_rejected: u64,
    /// Totals that differ from their rows.
    pub totals_differing: u64,
    /// When it was signed off; null while it is not.
    #[schema(required = true)]
    pub signed_at: Option<DateTime<Utc>>,
}

/// A delivery with its ledger and what happened to it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BatchView {
    /// The delivery.
    #[serde(flatten)]
    pub batch: Batch,
    /// Where its lines ended.
    pub ledger: Ledger,
    /// The sign-off; null while there is none.
    #[schema(required = true)]
    pub sign_off: Option<BatchSignOff>,
    /// The repairs in their order.
    pub repairs: Vec<BatchRepair>,
}

/// A line of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The physical line on which it begins.
    pub line: u64,
    /// The physical lines that it spans.
    pub lines: u64,
    /// Where it ended.
    pub outcome: String,
    /// The entry that was made of it.
    pub entry: Option<EntryId>,
    /// The label of the activity as in the file.
    pub label: String,
    /// Why it was rejected.
    pub reasons: Vec<Reason>,
    /// A rejected line as it stands in the file.
    pub text: Option<String>,
}

/// The stored row of a delivery, for somebody who imports.
pub(super) async fn find_row(context: &Context, id: BatchId) -> Result<BatchRow, Failure> {
    context.caller.access.must(Right::Import)?;
    let mut tx = context.db.read().await?;
    store::find_batch(&mut tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// The ledger of a delivery; an empty one while it is not finished.
pub(super) fn ledger_of(row: &BatchRow) -> Result<Ledger, StoreError> {
    if !row.is_finished() {
        return Ok(Ledger::default());
    }
    serde_json::from_str(&row.ledger).map_err(|_| StoreError::Corrupt { table: "import_batches", column: "ledger" })
}

/// What is told of a delivery that is signed off.
pub(super) fn signed_off(signed: &BatchSignOff) -> Fault {
    let day = signed.signed_at.date_naive().to_string();
    Fault::new(Code::BatchSignedOff, "").with("date", day).with("by", signed.signed_by.as_str())
}

fn batch_of(row: &BatchRow, ledger: &Ledger, signed: Option<&BatchSignOff>) -> Batch {
    Batch {
        id: BatchId::from_uuid(row.id),
        source_name: row.source_name.clone(),
        sha256: row.sha256.clone(),
        bytes: row.bytes.unsigned_abs(),
        lines: row.lines.unsigned_abs(),
        profile: row.profile_name.clone(),
        profile_version: row.profile_version.unsigned_abs(),
        imported_at: row.imported_at,
        finished: row.is_finished(),
        rows_new: ledger.count(Outcome::New).records,
        rows_held: ledger.count(Outcome::Held).records,
        rows_rejected: ledger.count(Outcome::Rejected).records,
        totals_differing: ledger.totals_differing_count,
        signed_at: signed.map(|signed| signed.signed_at),
    }
}

/// Deliveries from the latest on, also those that are not finished; those before one, where one is named.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, before: Option<BatchId>, limit: i64) -> Result<Vec<Batch>, Failure> {
    context.caller.access.must(Right::Import)?;
    let mut tx = context.db.read().await?;
    let mut batches = Vec::new();
    for row in store::list_batches(&mut tx, before, limit).await? {
        let signed = store::find_sign_off(&mut tx, BatchId::from_uuid(row.id)).await?;
        batches.push(batch_of(&row, &ledger_of(&row)?, signed.as_ref()));
    }
    Ok(batches)
}

/// Lines of any outcome: those that have a row of their own in the ledger, and those of which only their block tells.
async fn with_blocks(
    tx: &mut Tx,
    id: BatchId,
    outcome: Option<Outcome>,
    after: i64,
    limit: i64,
) -> Result<Vec<LineRow>, StoreError> {
    let damaged = || StoreError::Corrupt { table: "import_blocks", column: "packed" };
    let wanted = |found: &str| outcome.is_none_or(|outcome| outcome.as_str() == found);
    let (most, mut from, mut rows) = (usize::try_from(limit).unwrap_or_default(), after, Vec::new());
    let mut any = false;
    while rows.len() < most {
        let Some(block) = blocks::next_block(tx, id, from).await? else { break };
        any = true;
        let placed = unpack(block.first_line.unsigned_abs(), &block.places, &block.packed).ok_or_else(damaged)?;
        let last = placed.last().map_or(from, |last| whole(last.line + last.lines - 1));
        let told = store::list_lines_until(tx, id, from, last).await?;
        let mut told = told.into_iter().peekable();
        for placed in placed.into_iter().filter(|placed| whole(placed.line) > from) {
            let line = whole(placed.line);
            let row = told.next_if(|row| row.line == line).unwrap_or_else(|| LineRow {
                line,
                lines: whole(placed.lines),
                outcome: placed.outcome.as_str().to_owned(),
                entry_id: None,
                label: String::new(),
                faults: String::new(),
                raw: Vec::new(),
            });
            if wanted(&row.outcome) && rows.len() < most {
                rows.push(row);
            }
        }
        from = last;
    }
    // Deliveries of before have all their rows in the ledger.
    if !any && rows.is_empty() {
        return store::list_lines(tx, id, outcome.map_or("", Outcome::as_str), after, limit).await;
    }
    Ok(rows)
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// One delivery, finished or not.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn show(context: &Context, id: BatchId) -> Result<BatchView, Failure> {
    context.caller.access.must(Right::Import)?;
    let mut tx = context.db.read().await?;
    let row = store::find_any_batch(&mut tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, ""))?;
    let ledger = ledger_of(&row)?;
    let sign_off = store::find_sign_off(&mut tx, id).await?;
    let repairs = store::list_repairs(&mut tx, id).await?;
    Ok(BatchView { batch: batch_of(&row, &ledger, sign_off.as_ref()), ledger, sign_off, repairs })
}

/// Lines of a delivery below a line; of one outcome, where one is named. Only rejected lines, asked for as such, come with
/// their text: whoever imports has to mend them, and narratives of all others are none of their business.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn lines(
    context: &Context,
    id: BatchId,
    outcome: Option<Outcome>,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, Failure> {
    let batch = find_row(context, id).await?;
    let mut tx = context.db.read().await?;
    let rows = match outcome {
        Some(kept @ (Outcome::Same | Outcome::Changed | Outcome::Duplicate | Outcome::Held | Outcome::Rejected)) => {
            store::list_lines(&mut tx, id, kept.as_str(), after, limit).await?
        }
        _ => with_blocks(&mut tx, id, outcome, after, limit).await?,
    };
    let profile = Profile::parse(&batch.profile_document)?;
    let is_sheet = ledger_of(&batch)?.origin.is_some_and(|origin| origin.container.is_workbook());
    let file = if is_sheet { profile.file.of_sheet() } else { profile.file };
    let mut decoder = Decoder::new(file.encoding);
    let line = |row: LineRow| {
        let text = (outcome == Some(Outcome::Rejected)).then(|| match decoder.decode(&row.raw) {
            Ok(text) => text.trim_end().to_owned(),
            Err(_) => String::from_utf8_lossy(row.raw.trim_ascii_end()).into_owned(),
        });
        Line {
            line: row.line.unsigned_abs(),
            lines: row.lines.unsigned_abs(),
            outcome: row.outcome,
            entry: row.entry_id.map(EntryId::from_uuid),
            label: row.label,
            reasons: Reason::read_all(&row.faults),
            text,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Writes the rows of a delivery that are rejected; how many there are.
///
/// # Errors
/// `forbidden`, `not_found`, `output_unwritable`, `rejects_too_large`, or the failure of the database.
pub async fn write_rejects(
    context: &Context,
    id: BatchId,
    out: &mut (dyn Write + Send),
    form: RejectForm,
) -> Result<u64, Failure> {
    let batch = find_row(context, id).await?;
    let profile = Profile::parse(&batch.profile_document)?;
    let ledger = ledger_of(&batch)?;
    let is_sheet = ledger.origin.as_ref().is_some_and(|origin| origin.container.is_workbook());
    let came = if is_sheet { profile.file.of_sheet() } else { profile.file.clone() };
    let mut tx = context.db.read().await?;
    let people = people::ops::list_in(&mut tx).await?;
    let files = files::ops::list_in(&mut tx).await?;
    let mut rejects = RejectFile::new(out, form, &profile, &came, ledger.columns)
        .of_batch(Some(id))
        .suggesting(suggester(context, &profile, &people, &files));
    let written = write_rejected(&mut tx, id, &mut rejects).await?;
    rejects.finish()?;
    Ok(written)
}

/// Writes the rejected rows that are stored of a delivery, and answers how many there are.
pub(in crate::import) async fn write_rejected(
    tx: &mut Tx,
    id: BatchId,
    rejects: &mut RejectFile<'_>,
) -> Result<u64, Failure> {
    let (mut after, mut written) = (0, 0);
    loop {
        let rows = store::list_lines(tx, id, Outcome::Rejected.as_str(), after, LINES_AT_ONCE).await?;
        for row in &rows {
            rejects.write(row.line.unsigned_abs(), &row.raw, &Reason::read_all(&row.faults))?;
            written += 1;
        }
        match rows.last() {
            Some(last) => after = last.line,
            None => break,
        }
    }
    Ok(written)
}
