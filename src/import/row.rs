//! What was decided of the records of a chunk, on its way to the database: entries, the block of their lines, and rows of
//! the ledger for what needs more words than the block has.

use super::blocks::Places;
use super::ledger::Outcome;
use super::prepare::{Prepared, SourceKey};
use super::rejects::{Reason, RejectFile};
use super::store;
use crate::entries::delivered;
use crate::failure::Failure;
use crate::ids::{BatchId, EntryId};
use crate::store::bulk::Cell;
use crate::store::ready::Ready;
use crate::store::{Db, Tx};

/// Everything that is stored of one chunk.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) batch: BatchId,
    /// The first physical line; 0 for a chunk without records.
    pub(super) first_line: u64,
    /// Physical lines.
    pub(super) spanned: u64,
    pub(super) entries: Vec<Vec<Cell>>,
    /// The entries once they were made ready.
    ready: Option<Ready>,
    pub(super) lines: Vec<Vec<Cell>>,
    pub(super) totals: Vec<Vec<Cell>>,
    pub(super) places: Places,
    /// The original bytes, packed.
    pub(super) packed: Vec<u8>,
    pub(super) rejected: Vec<Rejected>,
}

/// A row that cannot be used.
#[derive(Debug)]
pub(super) struct Rejected {
    pub(super) line: u64,
    pub(super) raw: Vec<u8>,
    pub(super) reasons: Vec<Reason>,
}

impl Rows {
    /// Of some records of which nothing is decided yet.
    pub(super) fn begun(batch: BatchId, packed: Vec<u8>, records: &[Prepared]) -> Self {
        Self {
            batch,
            first_line: records.first().map_or(0, |record| record.line),
            spanned: 0,
            entries: Vec::with_capacity(records.len()),
            ready: None,
            lines: Vec::new(),
            totals: Vec::new(),
            places: Places::default(),
            packed,
            rejected: Vec::new(),
        }
    }

    /// Makes the entries ready to be written.
    pub(super) fn make_ready(&mut self, db: &Db) -> Result<(), Failure> {
        self.ready = Some(delivered::make_ready(db, std::mem::take(&mut self.entries))?);
        Ok(())
    }

    /// Writes out what was rejected.
    pub(super) fn write_rejected(&mut self, rejects: Option<&mut RejectFile<'_>>) -> Result<(), Failure> {
        let rejected = std::mem::take(&mut self.rejected);
        if let Some(rejects) = rejects {
            for Rejected { line, raw, reasons } in rejected {
                rejects.write(line, &raw, &reasons)?;
            }
        }
        Ok(())
    }

    /// Stores the rest.
    pub(super) async fn store(self, tx: &mut Tx) -> Result<(), Failure> {
        if self.first_line == 0 {
            return Ok(());
        }
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (first_line, lines) = (whole(self.first_line), whole(self.spanned));
        let places = self.places.into_bytes();
        if let Some(ready) = self.ready {
            tx.insert_ready(ready).await?;
        }
        delivered::add_rows_in(tx, self.entries).await?;
        tx.insert_many(store::LINES, self.lines).await?;
        let block = store::NewBlock { batch: self.batch, first_line, lines, places, packed: self.packed };
        store::insert_block(tx, block).await?;
        tx.insert_many(store::TOTALS, self.totals).await?;
        Ok(())
    }
}

/// One row of the ledger.
pub(super) struct LedgerRow {
    pub(super) line: u64,
    pub(super) lines: u64,
    pub(super) outcome: Outcome,
    pub(super) entry: Option<EntryId>,
    pub(super) key: Option<SourceKey>,
    pub(super) ordinal: i64,
    pub(super) label: String,
    pub(super) faults: String,
    pub(super) raw: Vec<u8>,
}

impl Default for LedgerRow {
    fn default() -> Self {
        Self {
            line: 0,
            lines: 0,
            outcome: Outcome::Blank,
            entry: None,
            key: None,
            ordinal: 0,
            label: String::new(),
            faults: String::new(),
            raw: Vec::new(),
        }
    }
}

impl LedgerRow {
    /// Whether the block of its lines and its entry do not tell all of it.
    pub(super) const fn has_more_to_say(&self) -> bool {
        match self.outcome {
            Outcome::New | Outcome::Total | Outcome::Header | Outcome::Preamble | Outcome::Blank => false,
            Outcome::Same | Outcome::Changed | Outcome::Duplicate | Outcome::Held | Outcome::Rejected => true,
        }
    }

    pub(super) fn cells(self, batch: BatchId) -> Vec<Cell> {
        let whole = |number: u64| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        vec![
            Cell::Id(batch.uuid()),
            whole(self.line),
            whole(self.lines),
            Cell::Text(self.outcome.as_str().to_owned()),
            self.entry.map_or(Cell::Null, |id| Cell::Id(id.uuid())),
            self.key.map_or(Cell::Null, |key| Cell::Bytes(key.as_bytes().to_vec())),
            Cell::Int(self.ordinal),
            Cell::Text(self.label),
            Cell::Text(self.faults),
            Cell::Bytes(self.raw),
        ]
    }
}
