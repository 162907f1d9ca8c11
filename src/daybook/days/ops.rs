//! What is done with days: mark one complete, take that back, and look at some.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Day, DayMark, expected_minutes, store};
use crate::audit::{self, Event};
use crate::calendar;
use crate::context::Context;
use crate::daybook::own;
use crate::digest::digest_of;
use crate::entries::days;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::people;
use crate::store::{Tx, write};
use crate::time;
use crate::words;

/// Marks a day complete. A day that is marked already stays as it is.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the date, `date_in_future`, `person_not_active`, or the failure of the
/// database.
pub async fn complete(context: &Context, day: &str) -> Result<DayMark, Failure> {
    own::owner(&context.caller.access)?;
    let day = time::parse_work_date(day, "day", context.clock.today())?;
    write!(context.db, |tx| complete_in(tx, context, day).await)
}

pub(in crate::daybook) async fn complete_in(
    tx: &mut Tx,
    context: &Context,
    day: NaiveDate,
) -> Result<DayMark, Failure> {
    audit::ops::take_turn(tx).await?;
    let person = own::person_in(tx, &context.caller.access).await?;
    if let Some(found) = store::find(tx, person.id, day).await? {
        return Ok(found);
    }
    if !person.is_active_on(day) {
        let fault = Fault::new(Code::PersonNotActive, "day");
        return Err(fault.with("value", person.number).with("date", day.to_string()).into());
    }
    let mark = DayMark { person: person.id, day, marked_at: context.clock.now() };
    store::insert(tx, &mark).await?;
    let event = Event { action: "mark_complete", hash_after: digest_of(&mark), ..event(&mark) };
    audit::ops::append(tx, mark.marked_at, &context.caller, event).await?;
    Ok(mark)
}

/// Takes the mark of a day back. A day without one stays as it is.
///
/// # Errors
/// As [`complete`].
pub async fn reopen(context: &Context, day: &str) -> Result<(), Failure> {
    own::owner(&context.caller.access)?;
    let day = time::parse_work_date(day, "day", context.clock.today())?;
    write!(context.db, |tx| reopen_in(tx, context, day).await)
}

pub(in crate::daybook) async fn reopen_in(tx: &mut Tx, context: &Context, day: NaiveDate) -> Result<(), Failure> {
    let person = own::owner(&context.caller.access)?;
    audit::ops::take_turn(tx).await?;
    let Some(mark) = store::find(tx, person, day).await? else { return Ok(()) };
    store::delete(tx, person, day).await?;
    let event = Event { action: "unmark_complete", hash_before: digest_of(&mark), ..event(&mark) };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

fn event(mark: &DayMark) -> Event {
    Event { object_kind: "day", object_id: format!("{} {}", mark.person, mark.day), ..Event::default() }
}

/// The days between two days, both included.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the dates, `range_too_long`, or the failure of the database.
pub async fn list(context: &Context, from: &str, to: &str) -> Result<Vec<Day>, Failure> {
    own::owner(&context.caller.access)?;
    let (first, last) = own::parse_range(from, to, NaiveDate::MAX)?;
    let mut tx = context.db.read().await?;
    list_in(&mut tx, context, first, last).await
}

/// As [`list`], inside a transaction of the caller.
pub(in crate::daybook) async fn list_in(
    tx: &mut Tx,
    context: &Context,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Day>, Failure> {
    let access = &context.caller.access;
    let person = own::person_in(tx, access).await?;
    let schedules = people::ops::list_schedules_of_in(tx, person.id).await?;
    let sums = days::sum_days_in(tx, person.id, access, first, last).await?;
    let sums: HashMap<NaiveDate, (i64, i64)> =
        sums.into_iter().map(|sum| (sum.day, (sum.minutes, sum.entries))).collect();
    let marks = store::list(tx, person.id, first, last).await?;
    let marks: HashMap<NaiveDate, DayMark> = marks.into_iter().map(|mark| (mark.day, mark)).collect();
    let day = |day: NaiveDate| {
        let (minutes, entries) = sums.get(&day).copied().unwrap_or_default();
        let holiday = calendar::holiday(day);
        let name = |code: &str| words::say(own::lang(context), &format!("holiday-{}", code.replace('_', "-")), &[]);
        Day {
            day,
            minutes,
            entries,
            completed_at: marks.get(&day).map(|mark| mark.marked_at),
            expected_minutes: expected_minutes(&person, &schedules, day),
            weekend: calendar::is_weekend(day),
            holiday,
            holiday_name: holiday.map(|holiday| name(holiday.as_str())),
        }
    };
    Ok(first.iter_days().take_while(|one| *one <= last).map(day).collect())
}
