//! Signing off a delivery: its totals agree with its rows and nothing is left rejected, or a reason says why that is
//! accepted. A delivery is signed off once, and takes no repairs afterwards.

use super::{BatchSignOff, deliveries, store};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::BatchId;
use crate::import::ledger::Outcome;
use crate::repeats;
use crate::store::{Tx, write};
use crate::text::{self, REASON_MAX};

/// Signs off a delivery. The same reason again answers with the sign-off there is.
///
/// # Errors
/// `forbidden`, `too_long`, `control_character`, `not_found`, `batch_signed_off`, `batch_not_balanced`, or the failure of
/// the database.
pub async fn sign_off(context: &Context, batch: BatchId, reason: &str) -> Result<BatchSignOff, Failure> {
    context.caller.access.must(Right::Import)?;
    let reason = text::plain(reason, "reason")?;
    let length = reason.chars().count() as u64;
    if length > REASON_MAX {
        return Err(Fault::new(Code::TooLong, "reason").with("length", length).with("limit", REASON_MAX).into());
    }
    write!(context.db, |tx| sign_off_in(tx, context, batch, &reason).await)
}

async fn sign_off_in(tx: &mut Tx, context: &Context, batch: BatchId, reason: &str) -> Result<BatchSignOff, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let Some(row) = store::find_batch(tx, batch).await? else { return Err(Fault::new(Code::NotFound, "").into()) };
    if let Some(signed) = store::find_sign_off(tx, batch).await? {
        return if signed.reason == reason { Ok(signed) } else { Err(deliveries::signed_off(&signed).into()) };
    }
    let ledger = deliveries::ledger_of(&row)?;
    let (totals_differing, rows_rejected) = (ledger.totals_differing_count, ledger.count(Outcome::Rejected).records);
    if reason.is_empty() && totals_differing + rows_rejected > 0 {
        let fault = Fault::new(Code::BatchNotBalanced, "reason");
        return Err(fault.with("totals", totals_differing).with("rows", rows_rejected).into());
    }
    let now = context.clock.now();
    let signed = BatchSignOff {
        batch,
        reason: reason.to_owned(),
        totals_differing,
        rows_rejected,
        signed_at: now,
        signed_by: context.caller.actor.clone(),
    };
    store::insert_sign_off(tx, &signed).await?;
    let event = Event {
        action: "sign_off",
        object_kind: "batch",
        object_id: batch.to_string(),
        hash_after: digest_of(&signed),
        reason: signed.reason.clone(),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &signed).await?;
    Ok(signed)
}
