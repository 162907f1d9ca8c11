//! One row of the ledger on its way to the database, for what needs more words than the block of its lines has.

use super::ledger::Outcome;
use super::prepare::SourceKey;
use crate::ids::{BatchId, EntryId};
use crate::store::bulk::Cell;

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
