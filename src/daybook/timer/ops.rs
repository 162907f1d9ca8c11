//! What is done with the timer: start it, look at it, fill in what it is for, stop it, throw it away.

use chrono::{DateTime, Utc};

use super::{LONGEST_HOURS, SentStop, SentTimer, Timer, TimerView, store};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::daybook::own::{self, NewParts, Parts};
use crate::digest::digest_of;
use crate::entries::{self, EntryView, RawEntry};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, File};
use crate::repeats::{self, Repeat};
use crate::store::{Tx, write};
use crate::text;
use crate::time::Minutes;

/// Starts a timer.
///
/// # Errors
/// `forbidden`, `person_required`, `timer_running`, faults of what was sent as of an entry of today, or the failure of the
/// database.
pub async fn start(context: &Context, sent: &SentTimer) -> Result<TimerView, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| start_in(tx, context, sent, context.clock.now()).await)
}

/// Starts a timer again that was thrown away by mistake, as of when it was started; one to come begins now.
///
/// # Errors
/// As [`start`].
pub async fn put_back(context: &Context, sent: &SentTimer, started_at: DateTime<Utc>) -> Result<TimerView, Failure> {
    own::owner(&context.caller.access)?;
    let started_at = started_at.min(context.clock.now());
    write!(context.db, |tx| start_in(tx, context, sent, started_at).await)
}

async fn start_in(
    tx: &mut Tx,
    context: &Context,
    sent: &SentTimer,
    started_at: DateTime<Utc>,
) -> Result<TimerView, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<TimerView>(tx, context.repeat.as_ref()).await? {
        if let Some(number) = &before.file
            && own::file_in(tx, access, number).await?.is_none()
        {
            return Err(own::not_found());
        }
        return Ok(before);
    }
    if let Some(running) = store::find(tx, person).await? {
        let since = running.started_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        return Err(Fault::new(Code::TimerRunning, "").with("since", since).into());
    }
    let day = context.clock.local(started_at).date();
    let parts = merged(Parts::default(), sent.given())?;
    let NewParts { file, activity, narrative } = own::check_parts(tx, context, &parts, day).await?;
    let timer = Timer { person, started_at, started_on: day, file_id: file, activity, narrative, version: 1 };
    store::insert(tx, &timer).await?;
    note(tx, context, "start", None, Some(&timer)).await?;
    let view = show(tx, context, &timer).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &view).await?;
    Ok(view)
}

/// The timer that is running.
///
/// # Errors
/// `forbidden`, `person_required`, `no_timer`, or the failure of the database.
pub async fn find(context: &Context) -> Result<TimerView, Failure> {
    let person = own::owner(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let timer = store::find(&mut tx, person).await?.ok_or_else(no_timer)?;
    show(&mut tx, context, &timer).await
}

/// Fills in what a timer that is still at `version` is for.
///
/// # Errors
/// `forbidden`, `person_required`, `no_timer`, `version_conflict`, faults of what was sent, or the failure of the database.
pub async fn change(context: &Context, version: i64, sent: &SentTimer) -> Result<TimerView, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| change_in(tx, context, version, sent).await)
}

async fn change_in(tx: &mut Tx, context: &Context, version: i64, sent: &SentTimer) -> Result<TimerView, Failure> {
    let person = own::owner(&context.caller.access)?;
    audit::ops::take_turn(tx).await?;
    let before = store::find(tx, person).await?.ok_or_else(no_timer)?;
    let conflict = || Fault::new(Code::VersionConflict, "").with("current", before.version);
    if before.version != version {
        return Err(conflict().into());
    }
    let parts = merged(parts_of(tx, context, &before).await?, sent.given())?;
    let day = before.started_on.min(context.clock.today());
    let NewParts { file, activity, narrative } = own::check_parts(tx, context, &parts, day).await?;
    // One that is walled off stays, for when its wall is gone.
    let file_id = if sent.file.is_some() { file } else { before.file_id };
    let after = Timer { file_id, activity, narrative, version: version + 1, ..before.clone() };
    if !store::update(tx, &after).await? {
        return Err(conflict().into());
    }
    note(tx, context, "change", Some(&before), Some(&after)).await?;
    show(tx, context, &after).await
}

/// Stops the timer and records an entry of the day it was started on. Where the entry is refused, the timer runs on.
///
/// # Errors
/// `forbidden`, `person_required`, `no_timer`; `timer_too_long` after 16 hours unless the time is named; all faults of the
/// entry; the failure of the database.
pub async fn stop(context: &Context, sent: &SentStop) -> Result<EntryView, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| stop_in(tx, context, sent).await)
}

async fn stop_in(tx: &mut Tx, context: &Context, sent: &SentStop) -> Result<EntryView, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<EntryView>(tx, context.repeat.as_ref()).await? {
        own::must_still_know(tx, access, before.entry.file_id).await?;
        return Ok(before);
    }
    let timer = store::find(tx, person).await?.ok_or_else(no_timer)?;
    let now = context.clock.now();
    let given = [sent.file.as_ref(), sent.activity.as_ref(), sent.narrative.as_ref()];
    let parts = match merged(parts_of(tx, context, &timer).await?, given) {
        Ok(parts) => parts,
        Err(mut faults) => {
            if let Some(typed) = &sent.minutes {
                faults.keep(text::required(typed, "minutes").and_then(|typed| Minutes::parse(&typed, "minutes")));
            }
            return Err(faults.into());
        }
    };
    // A clock that was put back over midnight would otherwise make an entry of tomorrow.
    let day = timer.started_on.min(context.clock.today());
    if sent.minutes.is_none() && timer.is_too_long_at(now) {
        let fault = Fault::new(Code::TimerTooLong, "minutes")
            .with("minutes", timer.minutes_at(now))
            .with("limit", LONGEST_HOURS);
        let mut faults = Faults::from(fault);
        for (text, field) in [(&parts.file, "file"), (&parts.activity, "activity")] {
            if text.trim().is_empty() {
                faults.push(Fault::new(Code::Required, field));
            }
        }
        match own::check_parts(tx, context, &parts, day).await {
            Err(Failure::Refused(found)) => faults.extend(found),
            Err(failure) => return Err(failure),
            Ok(_) => {}
        }
        return Err(faults.into());
    }
    let raw = RawEntry {
        file: parts.file,
        activity: parts.activity,
        worked_on: day.to_string(),
        minutes: sent.minutes.clone().unwrap_or_else(|| format!("{}m", timer.minutes_at(now))),
        narrative: parts.narrative,
        ..RawEntry::default()
    };
    let recorded = entries::ops::record_all_in(tx, context, &[raw]).await?;
    let view = recorded.into_iter().next().ok_or_else(own::not_found)?;
    store::delete(tx, person).await?;
    note(tx, context, "stop", Some(&timer), None).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &view).await?;
    Ok(view)
}

/// Throws the timer away; no entry is made.
///
/// # Errors
/// `forbidden`, `person_required`, `no_timer`, or the failure of the database.
pub async fn discard(context: &Context) -> Result<TimerView, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| discard_in(tx, context).await)
}

async fn discard_in(tx: &mut Tx, context: &Context) -> Result<TimerView, Failure> {
    let person = own::owner(&context.caller.access)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<TimerView>(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let timer = store::find(tx, person).await?.ok_or_else(no_timer)?;
    let gone = show(tx, context, &timer).await?;
    store::delete(tx, person).await?;
    note(tx, context, "discard", Some(&timer), None).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &gone).await?;
    Ok(gone)
}

/// The timer that was thrown away by the request with a key, while it is kept.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn find_discarded(context: &Context, repeat: &Repeat) -> Result<Option<TimerView>, Failure> {
    own::owner(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    repeats::ops::find_in::<TimerView>(&mut tx, Some(repeat)).await
}

fn no_timer() -> Failure {
    Fault::new(Code::NoTimer, "").into()
}

/// The file of a timer; none once it has been closed to whoever started it.
async fn file_of(tx: &mut Tx, context: &Context, timer: &Timer) -> Result<Option<File>, Failure> {
    let Some(id) = timer.file_id else { return Ok(None) };
    let found = files::ops::find_in(tx, id).await?;
    Ok(found.filter(|file| file.is_known_to(&context.caller.access)))
}

async fn parts_of(tx: &mut Tx, context: &Context, timer: &Timer) -> Result<Parts, Failure> {
    let file = file_of(tx, context, timer).await?;
    Ok(Parts {
        file: file.map(|file| file.number).unwrap_or_default(),
        activity: timer.activity.clone(),
        narrative: timer.narrative.clone(),
    })
}

/// What is known with what is given in its place; nothing is taken away by an empty text.
fn merged(parts: Parts, given: [Option<&String>; 3]) -> Result<Parts, Faults> {
    let [file, activity, narrative] = given;
    let mut faults = Faults::none();
    for (text, field) in [(file, "file"), (activity, "activity")] {
        if text.is_some_and(|text| text.trim().is_empty()) {
            faults.push(Fault::new(Code::Required, field));
        }
    }
    faults.or(|| Parts {
        file: file.cloned().unwrap_or(parts.file),
        activity: activity.cloned().unwrap_or(parts.activity),
        narrative: narrative.cloned().unwrap_or(parts.narrative),
    })
}

async fn show(tx: &mut Tx, context: &Context, timer: &Timer) -> Result<TimerView, Failure> {
    let file = file_of(tx, context, timer).await?;
    let now = context.clock.now();
    Ok(TimerView {
        started_at: timer.started_at,
        started_on: timer.started_on,
        minutes: timer.minutes_at(now),
        too_long: timer.is_too_long_at(now),
        file: file.map(|file| file.number),
        activity: Some(timer.activity.clone()).filter(|code| !code.is_empty()),
        narrative: timer.narrative.clone(),
        version: timer.version,
    })
}

async fn note(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Timer>,
    after: Option<&Timer>,
) -> Result<(), Failure> {
    let person = before.or(after).map(|timer| timer.person.to_string());
    let event = Event {
        action,
        object_kind: "timer",
        object_id: person.unwrap_or_default(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: after.map(digest_of).unwrap_or_default(),
        ..Event::default()
    };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}
