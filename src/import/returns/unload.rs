//! Taking a delivery out again: its entries, its ledger and its bytes go, and the store is as it was before it. What people
//! or later deliveries have built on it is told first and never lost in silence. An unfinished delivery can be taken
//! out as well.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::store::BatchRow;
use super::{deliveries, store};
use crate::access::Right;
use crate::audit::{self, Event, ops::Changed};
use crate::coding;
use crate::context::Context;
use crate::digest::digest;
use crate::entries::unloading;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{BatchId, EntryId};
use crate::import::ledger::Outcome;
use crate::import::profile::Profile;
use crate::repeats;
use crate::store::Tx;
use crate::text::{self, REASON_MAX};

/// Edited entries that are listed.
pub const EDITED_LISTED: usize = 200;

/// What is asked for.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawUnload {
    /// Why.
    #[validate(length(max = REASON_MAX))]
    pub reason: String,
    /// Entries that somebody has changed since go too.
    pub also_edited: bool,
    /// Does everything, and stores nothing.
    pub rehearse: bool,
}

impl RawUnload {
    fn parse(&self) -> Result<String, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let reason = faults.keep(text::required(&self.reason, "reason"));
        let reason = reason.unwrap_or_default();
        faults.or(|| reason)
    }
}

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unloaded {
    /// The delivery that is no more; in a rehearsal: that is still there.
    #[schema(value_type = String, format = Uuid)]
    pub batch: BatchId,
    /// The name of its file.
    pub source_name: String,
    /// Entries that were removed.
    pub entries: u64,
    /// How many of them somebody had changed since.
    pub edited: u64,
    /// Those, the first 200 of them.
    #[schema(value_type = Vec<String>)]
    pub edited_entries: Vec<EntryId>,
    /// The fiscal years whose figures it changes, such as `2024-25`.
    pub years: Vec<String>,
    /// Whether nothing was stored.
    pub rehearsed: bool,
}

/// Takes a delivery out again.
///
/// # Errors
/// `forbidden`, `required`, `too_long`, `control_character`, `not_found`, `batch_signed_off`, `batch_relied_upon` when a later
/// delivery counts on its rows, `batch_has_changes` when it has changed entries of an earlier one, `batch_sampled` when
/// its entries were drawn for a second coding, `batch_edited` when somebody has changed its entries and they are not to go
/// too; or the failure of the database.
pub async fn unload(context: &Context, batch: BatchId, raw: &RawUnload) -> Result<Unloaded, Failure> {
    context.caller.access.must(Right::Import)?;
    let reason = raw.parse()?;
    let mut tx = context.db.begin_write().await?;
    let unloaded = unload_in(&mut tx, context, batch, raw, &reason).await;
    match &unloaded {
        Ok(_) if !raw.rehearse => tx.commit().await?,
        // A failed roll-back means a lost connection: the engine then rolls back by itself.
        _ => drop(tx.rollback().await),
    }
    unloaded
}

async fn unload_in(
    tx: &mut Tx,
    context: &Context,
    batch: BatchId,
    raw: &RawUnload,
    reason: &str,
) -> Result<Unloaded, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let Some(row) = store::find_any_batch(tx, batch).await? else { return Err(Fault::new(Code::NotFound, "").into()) };
    if let Some(signed) = store::find_sign_off(tx, batch).await? {
        return Err(deliveries::signed_off(&signed).into());
    }
    nothing_is_built_on(tx, &row).await?;
    let (edited, mut edited_entries) = unloading::list_edited_in(tx, batch).await?;
    if edited > 0 && !raw.also_edited && !raw.rehearse {
        let fault = Fault::new(Code::BatchEdited, "also_edited").with("count", edited);
        return Err(fault.with("entry", edited_entries[0].to_string()).into());
    }
    let years = unloading::list_years_in(tx, batch).await?;
    let now = context.clock.now();
    if edited > 0 {
        // What people did to them is in the trail, and so is that they are no more.
        unloading::tell_in(tx, context, &edited_entries, &format!("{batch} {reason}")).await?;
    }
    edited_entries.truncate(EDITED_LISTED);
    let entries = unloading::remove_in(tx, batch).await?;
    store::delete_batch(tx, batch).await?;
    for year in &years {
        audit::ops::note_change(tx, *year, Changed::Batch(batch)).await?;
    }
    let event = Event {
        action: "unload",
        object_kind: "batch",
        object_id: batch.to_string(),
        hash_before: digest(row.ledger.as_bytes()),
        reason: reason.to_owned(),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    let unloaded = Unloaded {
        batch,
        source_name: row.source_name,
        entries,
        edited: edited.unsigned_abs(),
        edited_entries,
        years: years.iter().map(ToString::to_string).collect(),
        rehearsed: raw.rehearse,
    };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &unloaded).await?;
    Ok(unloaded)
}

/// A delivery of rows with a day in each column, of which the ledger tells only how each row ended as a whole: it may count
/// on days of this one where this one has such rows too, or where it found any row to be the same.
async fn relying_by_days(tx: &mut Tx, row: &BatchRow) -> Result<Option<BatchId>, Failure> {
    let has_days = |row: &BatchRow| Profile::parse(&row.profile_document).is_ok_and(|profile| profile.days.is_some());
    for later in store::list_of_days_after(tx, BatchId::from_uuid(row.id)).await? {
        let any_same = deliveries::ledger_of(&later)?.count(Outcome::Same).records > 0;
        if has_days(&later) && (has_days(row) || any_same || !later.is_finished()) {
            return Ok(Some(BatchId::from_uuid(later.id)));
        }
    }
    Ok(None)
}

/// Refuses a delivery without which something else would be wrong.
async fn nothing_is_built_on(tx: &mut Tx, row: &BatchRow) -> Result<(), Failure> {
    let batch = BatchId::from_uuid(row.id);
    let later = match store::find_relying(tx, batch).await? {
        None => relying_by_days(tx, row).await?,
        found => found,
    };
    if let Some(later) = later {
        return Err(Fault::new(Code::BatchReliedUpon, "").with("batch", later.to_string()).into());
    }
    let changes = store::count_changes_made(tx, batch).await?;
    if changes > 0 {
        return Err(Fault::new(Code::BatchHasChanges, "").with("count", changes).into());
    }
    let drawn = coding::ops::count_drawn_of_batch_in(tx, batch).await?;
    if drawn > 0 {
        return Err(Fault::new(Code::BatchSampled, "").with("count", drawn).into());
    }
    Ok(())
}
