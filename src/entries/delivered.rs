//! Entries that come by delivery: written in bulk with what finds their rows again, and changed when the source has
//! changed a row. The operations of people are in `ops`.

use super::{Circumstances, Entry, EntryView, NewEntry, Status, ops, store};
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::EntryId;
use crate::store::bulk::Cell;
use crate::store::ready::Ready;
use crate::store::{Aside, Db, StoreError, Tx};
use crate::time::FiscalYear;

/// An entry and what finds its row again in another delivery.
#[derive(Debug)]
pub struct DeliveredEntry {
    /// The entry.
    pub entry: Entry,
    /// What finds the row again.
    pub source_key: Vec<u8>,
}

impl DeliveredEntry {
    /// The row of the table of entries.
    #[must_use]
    pub fn into_row(self) -> Vec<Cell> {
        let version = self.entry.version;
        let mut row = store::bulk_row(self.entry);
        row.extend([Cell::Bytes(self.source_key), Cell::Int(version)]);
        row
    }
}

/// Writes many.
///
/// # Errors
/// When the database fails.
pub async fn add_all_in(tx: &mut Tx, entries: Vec<DeliveredEntry>) -> Result<(), StoreError> {
    add_rows_in(tx, entries.into_iter().map(DeliveredEntry::into_row).collect()).await
}

/// Writes many that are rows already.
///
/// # Errors
/// When the database fails.
pub async fn add_rows_in(tx: &mut Tx, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
    tx.insert_many(store::DELIVERED_COLUMNS, rows).await
}

/// Sets the indexes of entries aside for the first entries of all: nobody may look an entry up before they are put back.
///
/// # Errors
/// When the database fails.
pub async fn set_indexes_aside(tx: &mut Tx) -> Result<Aside, StoreError> {
    tx.set_indexes_aside(store::DELIVERED_COLUMNS.table).await
}

/// Rows made ready to be written, on whatever thread has time for it.
///
/// # Errors
/// When a value cannot be sent.
pub fn make_ready(db: &Db, rows: Vec<Vec<Cell>>) -> Result<Ready, StoreError> {
    Ready::new(db, store::DELIVERED_COLUMNS, rows)
}

/// The entries that have these identifiers, withdrawn ones too.
///
/// # Errors
/// When the database fails.
pub async fn list_in(tx: &mut Tx, ids: &[EntryId]) -> Result<Vec<EntryView>, StoreError> {
    store::list_of(tx, ids).await
}

/// The entry as its row is now; handed in, as everything that is delivered.
#[must_use]
pub fn changed(before: &Entry, new: NewEntry, circumstances: Circumstances) -> Entry {
    Entry { status: Status::Submitted, ..ops::corrected(before, new, circumstances) }
}

/// Changes an entry as its source has changed the row; the version before is kept, with the reason.
///
/// # Errors
/// `version_conflict` when somebody was faster, or the failure of the database.
pub async fn change_in(
    tx: &mut Tx,
    context: &Context,
    before: &Entry,
    after: &DeliveredEntry,
    reason: &str,
) -> Result<(), Failure> {
    let now = context.clock.now();
    store::keep_versions(tx, std::iter::once(before), now, &context.caller.actor, reason).await?;
    if !store::update(tx, &after.entry).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.version).into());
    }
    store::mark_source(tx, after.entry.id, &after.source_key, after.entry.version).await?;
    let mut years = vec![FiscalYear::of(before.worked_on), FiscalYear::of(after.entry.worked_on)];
    years.dedup();
    let changes: Vec<_> = years.into_iter().map(|year| (year, Changed::Entry(before.id))).collect();
    audit::ops::note_changes(tx, &changes).await?;
    let event = Event {
        action: "correct",
        object_kind: "entry",
        object_id: before.id.to_string(),
        hash_before: digest_of(before),
        hash_after: digest_of(&after.entry),
        reason: reason.to_owned(),
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(())
}
