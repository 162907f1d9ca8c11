//! Taking the entries of a delivery out again, with all their versions.

mod store;

use std::collections::BTreeSet;

use super::{Entry, ops};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::ids::{BatchId, EntryId};
use crate::store::{StoreError, Tx};
use crate::time::FiscalYear;

/// Entries whose end is told in the trail at once.
const AT_ONCE: usize = 500;

/// Entries of a delivery that somebody has changed, submitted, approved or withdrawn since: how many, and which.
///
/// # Errors
/// When the database fails.
pub async fn list_edited_in(tx: &mut Tx, batch: BatchId) -> Result<(i64, Vec<EntryId>), StoreError> {
    let listed = store::list_edited(tx, batch).await?;
    Ok((i64::try_from(listed.len()).unwrap_or(i64::MAX), listed))
}

/// Says of each of these entries in the trail that it is taken out, and what it was.
///
/// # Errors
/// When the database fails.
pub async fn tell_in(tx: &mut Tx, context: &Context, ids: &[EntryId], reason: &str) -> Result<(), StoreError> {
    let now = context.clock.now();
    for some in ids.chunks(AT_ONCE) {
        let event = |entry: Entry| Event {
            action: "unload",
            object_kind: "entry",
            object_id: entry.id.to_string(),
            hash_before: digest_of(&entry),
            reason: reason.to_owned(),
            ..Event::default()
        };
        let entries = ops::list_of_in(tx, some).await?;
        let events = entries.into_iter().map(|entry| (now, &context.caller, event(entry))).collect();
        audit::ops::append_all(tx, events).await?;
    }
    Ok(())
}

/// The fiscal years in which entries of a delivery stand, or ever stood.
///
/// # Errors
/// When the database fails.
pub async fn list_years_in(tx: &mut Tx, batch: BatchId) -> Result<BTreeSet<FiscalYear>, StoreError> {
    Ok(store::list_days(tx, batch).await?.into_iter().map(FiscalYear::of).collect())
}

/// Removes the entries of a delivery and all their versions; answers how many entries there were.
///
/// # Errors
/// When the database fails.
pub async fn remove_in(tx: &mut Tx, batch: BatchId) -> Result<u64, StoreError> {
    store::delete(tx, batch).await
}
