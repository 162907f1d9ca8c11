//! What is done with entries once they are recorded: correct, withdraw, find and list. Rules that need other rows are checked here,
//! in the transaction that writes.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::record::Named;
use super::{Circumstances, EarlierVersion, Entry, EntryView, NewEntry, RawCorrection, RawEntry, Warning, store};
use crate::access::{Access, Right};
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{EntryId, PersonId};

use crate::store::{StoreError, Tx, write};
use crate::time::{FiscalYear, MINUTES_PER_DAY};
use crate::{periods, repeats};

pub use super::record::{Recorded, record, record_all_in};
pub use super::restore::restore;
pub use super::steps::{ENTRIES_AT_ONCE, RawStep, Seen, list_unsubmitted, take};
pub use super::store::{Narrowed, Notable, Wanted};
pub use super::taking_back::{TakingBack, plan_taking_back_in, take_back_in};

/// Looks up what one entry names and checks it.
pub(super) async fn parse(
    tx: &mut Tx,
    context: &Context,
    raw: &RawEntry,
) -> Result<(NewEntry, Circumstances), Failure> {
    let named = Named::find_in(tx, &[(context, raw)]).await?;
    let new = named.parse(context, raw)?;
    let circumstances = named.circumstances(context, &new);
    Ok((new, circumstances))
}

/// The entries with these identifiers, withdrawn ones too, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn list_of_in(tx: &mut Tx, ids: &[EntryId]) -> Result<Vec<Entry>, StoreError> {
    Ok(store::list_of(tx, ids).await?.into_iter().map(|view| view.entry).collect())
}

/// Minutes of these days of these people, inside a transaction of the caller; a day without entries is left out.
///
/// # Errors
/// When the database fails.
pub async fn list_days_in(
    tx: &mut Tx,
    days: &[(PersonId, NaiveDate)],
) -> Result<HashMap<(PersonId, NaiveDate), i64>, StoreError> {
    store::list_days(tx, days).await
}

/// Refuses a corrected entry with which the person's day would be longer than 24 hours; what is to be noted of it
/// otherwise.
pub(super) async fn warnings(tx: &mut Tx, context: &Context, entry: &Entry) -> Result<Vec<Warning>, Failure> {
    if entry.withdrawn {
        return Ok(entry.warnings.clone());
    }
    let already = store::sum_day(tx, entry.person_id, entry.worked_on, entry.id).await?;
    let minutes = already + entry.minutes.get();
    if minutes > MINUTES_PER_DAY {
        return Err(day_too_long(entry.worked_on, already, minutes).into());
    }
    Ok(Warning::of(&context.config, entry.minutes.get(), minutes, entry.lag_days))
}

/// Refuses a change of entries whose fiscal year is closed for the person; each comes with the person's team and its
/// place in what was sent.
pub(super) async fn must_be_open(
    tx: &mut Tx,
    context: &Context,
    entries: &[(&Entry, &str, String)],
) -> Result<(), Failure> {
    let years = entries.iter().map(|(entry, ..)| FiscalYear::of(entry.worked_on)).collect();
    let open = periods::ops::open_check_in(tx, context, &years).await?;
    let mut faults = Faults::none();
    for (entry, team, field) in entries {
        let checked = open.check(entry.person_id, team, entry.worked_on, context.clock.now());
        faults.keep(checked.map_err(|fault| Fault { field: field.clone(), ..fault }));
    }
    faults.or(|| ()).map_err(Failure::from)
}

/// The fault of a day that would be longer than 24 hours.
#[must_use]
pub fn day_too_long(day: NaiveDate, already: i64, minutes: i64) -> Fault {
    Fault::new(Code::DayTooLong, "minutes")
        .with("date", day.to_string())
        .with("minutes", minutes)
        .with("already", already)
}

pub(super) async fn note(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Entry>,
    after: &Entry,
    reason: &str,
) -> Result<(), Failure> {
    let year = FiscalYear::of(after.worked_on);
    audit::ops::note_change(tx, year, Changed::Entry(after.id)).await?;
    if let Some(before) = before
        && FiscalYear::of(before.worked_on) != year
    {
        audit::ops::note_change(tx, FiscalYear::of(before.worked_on), Changed::Entry(after.id)).await?;
    }
    let event = Event {
        action,
        object_kind: "entry",
        object_id: after.id.to_string(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        reason: reason.to_owned(),
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok(())
}

/// The entry, where the caller may know of it.
pub(super) async fn known(tx: &mut Tx, id: EntryId, access: &Access) -> Result<EntryView, Failure> {
    let found = store::find(tx, id).await?.filter(|view| view.is_known_to(access));
    found.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

pub(super) async fn stored(tx: &mut Tx, id: EntryId) -> Result<EntryView, Failure> {
    store::find(tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// Corrects or withdraws an entry that is still at `version`. The version before is kept, with the reason.
///
/// # Errors
/// `not_found`, `version_conflict`, `reason_required`, `entry_withdrawn`, `period_closed`, all faults of the corrected
/// entry.
pub async fn correct(
    context: &Context,
    id: EntryId,
    version: i64,
    correction: &RawCorrection,
) -> Result<EntryView, Failure> {
    write!(context.db, |tx| correct_in(tx, context, id, version, correction).await)
}

async fn correct_in(
    tx: &mut Tx,
    context: &Context,
    id: EntryId,
    version: i64,
    correction: &RawCorrection,
) -> Result<EntryView, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    audit::ops::take_turn(tx).await?;
    let before = known(tx, id, access).await?;
    access.must_record_for(before.entry.person_id)?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let after = correct_one_in(tx, context, id, version, correction).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &after).await?;
    Ok(after)
}

/// As [`correct`], inside a transaction of the caller, who has taken the turn; the key of the request is not looked at. What
/// is refused is refused before anything is written.
///
/// # Errors
/// As [`correct`].
pub async fn correct_one_in(
    tx: &mut Tx,
    context: &Context,
    id: EntryId,
    version: i64,
    correction: &RawCorrection,
) -> Result<EntryView, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    let before = known(tx, id, access).await?;
    access.must_record_for(before.entry.person_id)?;
    if before.entry.version != version {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.entry.version).into());
    }
    if before.entry.withdrawn {
        return Err(Fault::new(Code::EntryWithdrawn, "").into());
    }
    let now = context.clock.now();
    let (reason, after) = if correction.withdrawn {
        if correction.changes_anything() {
            // Withdrawing with a change beside it would drop the change without a word.
            return Err(Fault::new(Code::MalformedBody, "withdrawn").with("detail", "withdrawn").into());
        }
        let reason = correction.parse_reason()?;
        (reason, Entry { withdrawn: true, ..before.entry.clone() })
    } else {
        let mut faults = Faults::none();
        let reason = correction.parse_reason().map_err(|found| faults.extend(found)).ok();
        let raw = correction.apply(&before.entry, &before.person, &before.file);
        match (parse(tx, context, &raw).await, reason) {
            (Ok((new, circumstances)), Some(reason)) => (reason, corrected(&before.entry, new, circumstances)),
            (Ok(_), None) => return Err(faults.into()),
            (Err(Failure::Refused(found)), _) => {
                faults.extend(found);
                return Err(faults.into());
            }
            (Err(failure), _) => return Err(failure),
        }
    };
    let mut after = Entry { recorded_at: now, version: version + 1, ..after };
    after.warnings = warnings(tx, context, &after).await?;
    let team = before.team_now.as_str();
    let field = || "worked_on".to_owned();
    must_be_open(tx, context, &[(&before.entry, team, field())]).await?;
    must_be_open(tx, context, &[(&after, team, field())]).await?;
    store::keep_versions(tx, std::iter::once(&before.entry), now, &context.caller.actor, &reason).await?;
    if !store::update(tx, &after).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.entry.version).into());
    }
    let action = if after.withdrawn { "withdraw" } else { "correct" };
    note(tx, context, action, Some(&before.entry), &after, &reason).await?;
    stored(tx, id).await
}

/// The entry as a correction makes it, still with its version.
pub(super) fn corrected(before: &Entry, new: NewEntry, circumstances: Circumstances) -> Entry {
    // Another file may have been asked for by somebody else; team, section and language stay those of the first recording.
    let client = if new.file_id == before.file_id { before.circumstances.client.clone() } else { circumstances.client };
    Entry {
        status: before.status.after_correction(),
        circumstances: Circumstances { client, ..before.circumstances.clone() },
        person_id: new.person_id,
        file_id: new.file_id,
        activity: new.activity,
        category: new.category,
        worked_on: new.worked_on,
        minutes: new.minutes,
        narrative: new.narrative,
        vocabulary_version: new.vocabulary_version,
        // A held entry that got its code is held no longer.
        held_file_id: None,
        ..before.clone()
    }
}

/// An entry and its earlier versions, newest first. Narratives are left out for those who may not read them; reading
/// those of somebody else is an event.
///
/// # Errors
/// `not_found` also for what the caller may not know of; `forbidden`; the failure of the database.
pub async fn find(context: &Context, id: EntryId) -> Result<(EntryView, Vec<EarlierVersion>), Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let view = known(&mut tx, id, access).await?.for_reader(access);
    let mut earlier = store::list_versions(&mut tx, id, access).await?;
    drop(tx);
    if !access.narratives().holds(view.entry.person_id, &view.team_now) {
        for version in &mut earlier {
            version.narrative.clear();
        }
    }
    if view.discloses(access) || (view.is_of_another(access) && earlier.iter().any(|one| !one.narrative.is_empty())) {
        note_reading(context, &[&view]).await?;
    }
    Ok((view, earlier))
}

/// Current entries that the caller may know of, newest work date first; narratives as in [`find`].
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, wanted: &Wanted) -> Result<Vec<EntryView>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let found = store::list(&mut tx, wanted, access).await?;
    drop(tx);
    let views: Vec<EntryView> = found.into_iter().map(|view| view.for_reader(access)).collect();
    let disclosed: Vec<&EntryView> = views.iter().filter(|view| view.discloses(access)).collect();
    note_reading(context, &disclosed).await?;
    Ok(views)
}

/// As [`list`], without narratives: nothing privileged is read.
///
/// # Errors
/// As [`list`].
pub async fn list_bare(context: &Context, wanted: &Wanted) -> Result<Vec<EntryView>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let mut found = store::list(&mut tx, wanted, access).await?;
    for view in &mut found {
        view.narrative_withheld = !view.entry.narrative.is_empty();
        view.entry.narrative.clear();
    }
    Ok(found)
}

/// Appends one event when narratives of somebody else are about to be shown.
async fn note_reading(context: &Context, views: &[&EntryView]) -> Result<(), Failure> {
    let read: Vec<String> = views.iter().map(|view| view.entry.id.to_string()).collect();
    let Some(first) = read.first() else { return Ok(()) };
    let event = Event {
        action: "read_narratives",
        object_kind: "entry",
        object_id: if read.len() == 1 { first.clone() } else { format!("{first} +{}", read.len() - 1) },
        hash_after: digest_of(&read),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}
