//! Putting a withdrawn entry back: it counts again as it was, where the rules of today allow it. Both versions are kept.

use super::{Entry, EntryView, RawCorrection, ops, store};
use crate::access::Right;
use crate::audit;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::EntryId;
use crate::repeats;
use crate::store::{Tx, write};
use crate::words;

/// Puts a withdrawn entry back that is still at `version`.
///
/// # Errors
/// `forbidden`, `not_found`, `not_your_time`, `version_conflict`, `entry_not_withdrawn`, `period_closed`, all faults of an
/// entry recorded today.
pub async fn restore(context: &Context, id: EntryId, version: i64) -> Result<EntryView, Failure> {
    write!(context.db, |tx| restore_in(tx, context, id, version).await)
}

async fn restore_in(tx: &mut Tx, context: &Context, id: EntryId, version: i64) -> Result<EntryView, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    audit::ops::take_turn(tx).await?;
    let before = ops::known(tx, id, access).await?;
    access.must_record_for(before.entry.person_id)?;
    if let Some(before) = repeats::ops::find_in::<EntryView>(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let after = restore_one_in(tx, context, id, version).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &after).await?;
    Ok(after)
}

/// As [`restore`], inside a transaction of the caller, who has taken the turn; the key of the request is not looked at.
pub(super) async fn restore_one_in(
    tx: &mut Tx,
    context: &Context,
    id: EntryId,
    version: i64,
) -> Result<EntryView, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    let before = ops::known(tx, id, access).await?;
    access.must_record_for(before.entry.person_id)?;
    if before.entry.version != version {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.entry.version).into());
    }
    if !before.entry.withdrawn {
        return Err(Fault::new(Code::EntryNotWithdrawn, "").into());
    }
    let raw = RawCorrection::default().apply(&before.entry, &before.person, &before.file);
    let (new, circumstances) = ops::parse(tx, context, &raw).await?;
    let now = context.clock.now();
    let corrected = ops::corrected(&before.entry, new, circumstances);
    let mut after = Entry { withdrawn: false, recorded_at: now, version: version + 1, ..corrected };
    after.warnings = ops::warnings(tx, context, &after).await?;
    ops::must_be_open(tx, context, &[(&after, before.team_now.as_str(), "worked_on".to_owned())]).await?;
    let reason = words::say(context.caller.lang.unwrap_or_default(), "entries-restored-reason", &[]);
    store::keep_versions(tx, std::iter::once(&before.entry), now, &context.caller.actor, &reason).await?;
    if !store::update(tx, &after).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.entry.version).into());
    }
    ops::note(tx, context, "restore", Some(&before.entry), &after, &reason).await?;
    ops::stored(tx, id).await
}
