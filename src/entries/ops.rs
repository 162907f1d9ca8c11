//! What is done with entries: record, correct, withdraw, find and list. Rules that need other rows are checked here,
//! in the transaction that writes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Door, EarlierVersion, Entry, EntryView, Known, NewEntry, RawCorrection, RawEntry, store};
use crate::access::{Access, Right};
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;

use crate::store::{Tx, write};
use crate::time::{FiscalYear, MINUTES_PER_DAY};
use crate::{files, people, repeats};

pub use super::store::Wanted;

/// What recording came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recorded {
    /// A new entry.
    New(EntryView),
    /// The same entry was recorded before under this identifier; nothing changed.
    Again(EntryView),
}

impl Recorded {
    /// The entry, new or not.
    #[must_use]
    pub fn view(&self) -> &EntryView {
        match self {
            Self::New(view) | Self::Again(view) => view,
        }
    }
}

/// Records time.
///
/// # Errors
/// All faults of the entry; `day_too_long`; `id_conflict` when the identifier belongs to another entry.
pub async fn record(context: &Context, raw: &RawEntry) -> Result<Recorded, Failure> {
    write!(context.db, |tx| record_in(tx, context, raw).await)
}

async fn record_in(tx: &mut Tx, context: &Context, raw: &RawEntry) -> Result<Recorded, Failure> {
    context.caller.access.must(Right::RecordTime)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Recorded>(tx, context.repeat.as_ref()).await? {
        // The file may have been walled since then.
        known(tx, before.view().entry.id, &context.caller.access).await?;
        return Ok(before);
    }
    let recorded = record_once(tx, context, raw).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &recorded).await?;
    Ok(recorded)
}

async fn record_once(tx: &mut Tx, context: &Context, raw: &RawEntry) -> Result<Recorded, Failure> {
    let new = parse(tx, context, raw).await?;
    let now = context.clock.now();
    let id = new.id.unwrap_or_else(|| EntryId::new(now));
    if let Some(found) = store::find(tx, id).await? {
        return if new.same_as(&found.entry) && found.is_known_to(&context.caller.access) {
            Ok(Recorded::Again(found))
        } else {
            Err(Fault::new(Code::IdConflict, "id").into())
        };
    }
    let entry = Entry::new(id, new, Some(context.clock.today()), now);
    check_day(tx, &entry).await?;
    store::insert(tx, &entry).await?;
    note(tx, context, "record", None, &entry, "").await?;
    stored(tx, id).await.map(Recorded::New)
}

/// Looks up what the entry names and checks it.
async fn parse(tx: &mut Tx, context: &Context, raw: &RawEntry) -> Result<NewEntry, Failure> {
    let access = &context.caller.access;
    let mut raw = raw.clone();
    if raw.person.trim().is_empty()
        && let Some(own) = access.person
        && let Some(person) = people::ops::find_by_id_in(tx, own).await?
    {
        raw.person = person.number;
    }
    let person = people::ops::find_in(tx, &raw.person).await?;
    // The same answer whether the number is somebody else's or nobody's.
    if !access.is_console() && !raw.person.trim().is_empty() && person.as_ref().map(|found| found.id) != access.person {
        return Err(Fault::new(Code::NotYourTime, "person").into());
    }
    let file = files::ops::find_by_number_in(tx, &raw.file).await?.filter(|file| file.is_known_to(access));
    let known = Known::new(person, file, &context.vocabulary, context.clock.today(), Door::Person);
    Ok(raw.parse(&known)?)
}

/// Refuses an entry with which the person's day would be longer than 24 hours.
async fn check_day(tx: &mut Tx, entry: &Entry) -> Result<(), Failure> {
    let already = store::sum_day(tx, entry.person_id, entry.worked_on, entry.id).await?;
    let minutes = already + entry.minutes.get();
    if minutes > MINUTES_PER_DAY {
        return Err(day_too_long(entry.worked_on, already, minutes).into());
    }
    Ok(())
}

/// The fault of a day that would be longer than 24 hours.
#[must_use]
pub fn day_too_long(day: NaiveDate, already: i64, minutes: i64) -> Fault {
    Fault::new(Code::DayTooLong, "minutes")
        .with("date", day.to_string())
        .with("minutes", minutes)
        .with("already", already)
}

async fn note(
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
async fn known(tx: &mut Tx, id: EntryId, access: &Access) -> Result<EntryView, Failure> {
    let found = store::find(tx, id).await?.filter(|view| view.is_known_to(access));
    found.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

async fn stored(tx: &mut Tx, id: EntryId) -> Result<EntryView, Failure> {
    store::find(tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// Corrects or withdraws an entry that is still at `version`. The version before is kept, with the reason.
///
/// # Errors
/// `not_found`, `version_conflict`, `reason_required`, `entry_withdrawn`, all faults of the corrected entry.
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
            (Ok(new), Some(reason)) => (reason, corrected(&before.entry, new)),
            (Ok(_), None) => return Err(faults.into()),
            (Err(Failure::Refused(found)), _) => {
                faults.extend(found);
                return Err(faults.into());
            }
            (Err(failure), _) => return Err(failure),
        }
    };
    let after = Entry { recorded_at: now, version: version + 1, ..after };
    if !after.withdrawn {
        check_day(tx, &after).await?;
    }
    store::keep_version(tx, &before.entry, now, &context.caller.actor, &reason).await?;
    if !store::update(tx, &after).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.entry.version).into());
    }
    let action = if after.withdrawn { "withdraw" } else { "correct" };
    note(tx, context, action, Some(&before.entry), &after, &reason).await?;
    let after = stored(tx, id).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &after).await?;
    Ok(after)
}

fn corrected(before: &Entry, new: NewEntry) -> Entry {
    Entry {
        person_id: new.person_id,
        file_id: new.file_id,
        activity: new.activity,
        category: new.category,
        worked_on: new.worked_on,
        minutes: new.minutes,
        narrative: new.narrative,
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
    if !access.narratives().holds(view.entry.person_id, &view.team) {
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
