//! Taking back what was saved in a week just now: exactly the versions that were written then, all of them or none. What
//! somebody changed since is not touched.

use chrono::NaiveDate;

use super::ops::{parse_monday, sunday};
use super::{CELLS_MAX, Saved, SentUndo, Undone};
use crate::audit;
use crate::context::Context;
use crate::daybook::own;
use crate::daybook::recording::under;
use crate::entries;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::repeats::{self, Repeat};
use crate::store::{Tx, write};
use crate::words;

/// What was saved by the request with a key, while it is kept.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn find_saved(context: &Context, repeat: &Repeat) -> Result<Option<Saved>, Failure> {
    own::owner(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    repeats::ops::find_in::<Saved>(&mut tx, Some(repeat)).await
}

/// Whether everything that was saved is still as it was written.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn still_stands(context: &Context, saved: &Saved) -> Result<bool, Failure> {
    own::owner(&context.caller.access)?;
    let mut ids = Vec::with_capacity(saved.written.len());
    for seen in &saved.written {
        ids.push(EntryId::parse(&seen.id, "id")?);
    }
    let mut tx = context.db.read().await?;
    let now = entries::ops::list_of_in(&mut tx, &ids).await?;
    let stands =
        |(id, seen): (&EntryId, &super::Seen)| now.iter().any(|entry| entry.id == *id && entry.version == seen.version);
    Ok(ids.iter().zip(&saved.written).all(stands))
}

/// Takes back versions of entries of the week that begins on `monday`, all or none, once for each key of a request: what was
/// recorded is withdrawn, what was corrected becomes what it was, what was withdrawn is put back.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the date, `not_monday`, `too_many_entries`; under `entries/…`: `malformed_id`,
/// `not_found`, `entry_changed` where it was changed since, `day_of_other_week`, and what keeps an entry from being corrected.
pub async fn undo(context: &Context, monday: &str, sent: &SentUndo) -> Result<Undone, Failure> {
    own::owner(&context.caller.access)?;
    let monday = parse_monday(monday, "monday")?;
    if sent.entries.len() > CELLS_MAX {
        return Err(Fault::new(Code::TooManyEntries, "entries").with("limit", CELLS_MAX).into());
    }
    write!(context.db, |tx| undo_in(tx, context, monday, sent).await)
}

async fn undo_in(tx: &mut Tx, context: &Context, monday: NaiveDate, sent: &SentUndo) -> Result<Undone, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let mut faults = Faults::none();
    let mut planned = Vec::with_capacity(sent.entries.len());
    for (at, seen) in sent.entries.iter().enumerate() {
        let found = match EntryId::parse(&seen.id, "id") {
            Ok(id) => entries::ops::plan_taking_back_in(tx, context, id, seen.version).await,
            Err(fault) => Err(fault.into()),
        };
        match found {
            Ok(Some(one)) if !(monday..=sunday(monday)).contains(&one.day) => {
                let fault = Fault::new(Code::DayOfOtherWeek, "").with("value", one.day.to_string());
                faults.push(at_entry(at, &fault.with("monday", monday.to_string())));
            }
            Ok(Some(one)) => planned.push((at, one)),
            Ok(None) => {}
            Err(Failure::Refused(found)) => found.iter().for_each(|fault| faults.push(at_entry(at, fault))),
            Err(failure) => return Err(failure),
        }
    }
    faults.or(|| ())?;
    // What makes a day shorter comes first, so that a full day has room for what comes back.
    planned.sort_by_key(|(at, one)| (one.longer, *at));
    let reason = words::say(own::lang(context), "daybook-quick-undo-reason", &[]);
    let mut faults = Faults::none();
    for (at, one) in &planned {
        match entries::ops::take_back_in(tx, context, one, &reason).await {
            Ok(()) => {}
            Err(Failure::Refused(found)) => found.iter().for_each(|fault| faults.push(at_entry(*at, fault))),
            Err(failure) => return Err(failure),
        }
    }
    faults.or(|| ())?;
    let undone = Undone { taken_back: i64::try_from(planned.len()).unwrap_or(i64::MAX) };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &undone).await?;
    Ok(undone)
}

fn at_entry(at: usize, fault: &Fault) -> Fault {
    under(&format!("entries/{at}"), fault)
}
