//! Saving changes of a week: each cell records, corrects or withdraws, all of them or none. What stands in a cell by now is
//! looked at first: saying the same twice changes nothing, and what somebody saved meanwhile is never overwritten unseen.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::ops::{parse_monday, sunday};
use super::{CELLS_MAX, Saved, Seen, SentCell, SentWeek};
use crate::audit;
use crate::context::Context;
use crate::daybook::recording::under;
use crate::daybook::{days, own};
use crate::entries::days::{self as entry_days, Worked};
use crate::entries::{self, RawCorrection, RawEntry};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{EntryId, FileId};
use crate::repeats;
use crate::store::{Tx, write};
use crate::text::{self, REASON_MAX};
use crate::time::{self, MINUTES_PER_DAY, Minutes};
use crate::words;

/// What a cell asks for.
#[derive(Debug, Clone)]
enum Action {
    Withdraw(EntryId, i64),
    Correct(EntryId, i64, Minutes),
    Record(RawEntry),
}

/// An action, at its place among the cells, and by how many minutes the day becomes longer.
#[derive(Debug, Clone)]
struct Planned {
    at: usize,
    action: Action,
    longer: i64,
}

/// Saves changes of the week that begins on `monday`, all or none.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the date, `not_monday`; under `cells/…` all faults of entries and
/// `cell_changed`, `cell_twice`, `day_of_other_week`; under `marks/…` those of days; faults of the reason; the failure of the
/// database.
pub async fn save(context: &Context, monday: &str, sent: &SentWeek) -> Result<Saved, Failure> {
    own::owner(&context.caller.access)?;
    let monday = parse_monday(monday, "monday")?;
    let reason = reason(context, sent)?;
    if sent.cells.len() > CELLS_MAX {
        return Err(Fault::new(Code::TooManyEntries, "cells").with("limit", CELLS_MAX).into());
    }
    write!(context.db, |tx| save_in(tx, context, monday, sent, &reason).await)
}

fn reason(context: &Context, sent: &SentWeek) -> Result<String, Fault> {
    let length = sent.reason.chars().count();
    if u64::try_from(length).is_ok_and(|length| length > REASON_MAX) {
        return Err(Fault::new(Code::TooLong, "reason").with("length", length).with("limit", REASON_MAX));
    }
    let given = text::plain(&sent.reason, "reason")?;
    Ok(if given.is_empty() { words::say(own::lang(context), "daybook-week-reason-given", &[]) } else { given })
}

async fn save_in(
    tx: &mut Tx,
    context: &Context,
    monday: NaiveDate,
    sent: &SentWeek,
    reason: &str,
) -> Result<Saved, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let mut faults = Faults::none();
    let mut planned = plan_in(tx, context, monday, sent, &mut faults).await?;
    // What makes a day shorter comes first, so that time can be moved within a full day.
    planned.sort_by_key(|one| (one.longer, one.at));
    let mut saved = Saved::default();
    for Planned { at, action, .. } in planned {
        let (count, outcome) = match action {
            Action::Withdraw(id, version) => {
                let correction =
                    RawCorrection { withdrawn: true, reason: reason.to_owned(), ..RawCorrection::default() };
                let done = entries::ops::correct_one_in(tx, context, id, version, &correction).await;
                (&mut saved.withdrawn, done.map(|view| vec![view]))
            }
            Action::Correct(id, version, minutes) => {
                let minutes = Some(minutes.to_string());
                let correction = RawCorrection { minutes, reason: reason.to_owned(), ..RawCorrection::default() };
                let done = entries::ops::correct_one_in(tx, context, id, version, &correction).await;
                (&mut saved.corrected, done.map(|view| vec![view]))
            }
            Action::Record(raw) => {
                let done = entries::ops::record_all_in(tx, context, &[raw]).await;
                (&mut saved.recorded, done)
            }
        };
        match outcome {
            Ok(views) => {
                *count += 1;
                let written = views.iter().map(|view| (view.entry.id.to_string(), view.entry.version));
                saved.written.extend(written.map(|(id, version)| Seen { id, version }));
            }
            Err(Failure::Refused(found)) => found.iter().for_each(|fault| faults.push(at_cell(at, fault))),
            Err(failure) => return Err(failure),
        }
    }
    mark_in(tx, context, monday, sent, &mut faults, &mut saved).await?;
    faults.or(|| ())?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &saved).await?;
    Ok(saved)
}

fn at_cell(at: usize, fault: &Fault) -> Fault {
    under(&format!("cells/{at}"), fault)
}

/// A day of the week.
fn day_of(monday: NaiveDate, text: &str) -> Result<NaiveDate, Fault> {
    let day = time::parse_work_date(&text::required(text, "day")?, "day", NaiveDate::MAX)?;
    if (monday..=sunday(monday)).contains(&day) {
        return Ok(day);
    }
    Err(Fault::new(Code::DayOfOtherWeek, "day").with("value", day.to_string()).with("monday", monday.to_string()))
}

/// What is to be done; faults of what cannot be.
async fn plan_in(
    tx: &mut Tx,
    context: &Context,
    monday: NaiveDate,
    sent: &SentWeek,
    faults: &mut Faults,
) -> Result<Vec<Planned>, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    let worked = entry_days::list_worked_in(tx, person, access, monday, sunday(monday)).await?;
    let mut files: HashMap<String, Option<FileId>> = HashMap::new();
    let mut places = BTreeSet::new();
    let mut planned = Vec::new();
    for (at, cell) in sent.cells.iter().enumerate() {
        let number = text::fold(&cell.file);
        if !files.contains_key(&number) {
            let file = own::file_in(tx, access, &cell.file).await?;
            files.insert(number.clone(), file.map(|file| file.id));
        }
        let file = files.get(&number).copied().flatten();
        let code = cell.activity.trim().to_uppercase();
        match day_of(monday, &cell.day) {
            Ok(day) if !places.insert((number, code.clone(), day)) => {
                faults.push(at_cell(at, &Fault::new(Code::CellTwice, "day").with("date", day.to_string())));
            }
            Ok(day) => {
                let of_cell = |one: &&Worked| {
                    Some(one.file_id) == file && one.activity.eq_ignore_ascii_case(&code) && one.worked_on == day
                };
                let there: Vec<&Worked> = worked.iter().filter(of_cell).collect();
                match action(cell, day, &there) {
                    Ok(Some((action, longer))) => planned.push(Planned { at, action, longer }),
                    Ok(None) => {}
                    Err(fault) => faults.push(at_cell(at, &fault)),
                }
            }
            Err(fault) => faults.push(at_cell(at, &fault)),
        }
    }
    Ok(planned)
}

/// The time of a cell: none where nothing was typed, or zero.
fn typed(cell: &SentCell) -> Result<Option<Minutes>, Fault> {
    if cell.minutes.trim().is_empty() {
        return Ok(None);
    }
    match Minutes::parse(&cell.minutes, "minutes") {
        Err(fault) if fault.code == Code::DurationZero => Ok(None),
        parsed => parsed.map(Some),
    }
}

/// What a cell asks for, and by how many minutes the day becomes longer; nothing where it is so already.
fn action(cell: &SentCell, day: NaiveDate, there: &[&Worked]) -> Result<Option<(Action, i64)>, Fault> {
    let typed = typed(cell)?;
    let wanted = typed.map_or(0, Minutes::get);
    let total: i64 = there.iter().map(|one| one.minutes).sum();
    let as_seen = match (&cell.seen, there) {
        (None, []) => true,
        (Some(Seen { id, version }), [one]) => one.id.to_string() == *id && one.version == *version,
        _ => false,
    };
    if there.len() < 2 && total == wanted {
        return Ok(None);
    }
    if !as_seen {
        let fault =
            Fault::new(Code::CellChanged, "minutes").with("file", cell.file.trim()).with("date", day.to_string());
        let state = match there.len() {
            0 => "none",
            1 => "one",
            _ => "many",
        };
        let stored = if total > 0 && total <= MINUTES_PER_DAY { clock(total) } else { String::new() };
        return Err(fault.with("state", state).with("stored", stored).with("typed", time::clip(cell.minutes.trim())));
    }
    Ok(Some(match (there, typed) {
        ([one], Some(minutes)) => (Action::Correct(one.id, one.version, minutes), wanted - total),
        ([one], None) => (Action::Withdraw(one.id, one.version), -total),
        (_, Some(_)) => (Action::Record(raw(cell, day)), wanted),
        (_, None) => return Ok(None),
    }))
}

fn raw(cell: &SentCell, day: NaiveDate) -> RawEntry {
    RawEntry {
        file: cell.file.clone(),
        activity: cell.activity.clone(),
        worked_on: day.to_string(),
        minutes: cell.minutes.clone(),
        ..RawEntry::default()
    }
}

/// Minutes as `7:30`.
fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

async fn mark_in(
    tx: &mut Tx,
    context: &Context,
    monday: NaiveDate,
    sent: &SentWeek,
    faults: &mut Faults,
    saved: &mut Saved,
) -> Result<(), Failure> {
    let before = days::ops::list_in(tx, context, monday, sunday(monday)).await?;
    for (at, mark) in sent.marks.iter().enumerate() {
        let place = format!("marks/{at}");
        let checked = day_of(monday, &mark.day)
            .and_then(|day| time::check_work_date(day, "day", context.clock.today()))
            .map_err(|fault| under(&place, &fault));
        let Some(day) = faults.keep(checked) else { continue };
        if before.iter().any(|one| one.day == day && one.completed_at.is_some() == mark.complete) {
            continue;
        }
        let outcome = if mark.complete {
            days::ops::complete_in(tx, context, day).await.map(|_| &mut saved.completed)
        } else {
            days::ops::reopen_in(tx, context, day).await.map(|()| &mut saved.reopened)
        };
        match outcome {
            Ok(count) => *count += 1,
            Err(Failure::Refused(found)) => found.iter().for_each(|fault| faults.push(under(&place, fault))),
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
