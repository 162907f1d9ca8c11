//! Recording one entry for each of many days, all or none; or only saying what would be recorded.

use chrono::NaiveDate;

use super::{LeftOut, Recorded, SentRange, Why};
use crate::audit;
use crate::calendar;
use crate::context::Context;
use crate::daybook::own;
use crate::daybook::recording::{Planned, gathered_once, record_each_in};
use crate::entries::{self, RawCorrection, RawEntry};
use crate::failure::Failure;
use crate::repeats::{self, Repeat};
use crate::store::{Retryable, StoreError, Tx, write};

/// How a transaction ends in which nothing is to be stored.
enum Ended {
    /// It was only asked what would be stored.
    Rehearsed(Box<Recorded>),
    Failed(Failure),
}

impl<F: Into<Failure>> From<F> for Ended {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

impl Retryable for Ended {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Rehearsed(_) => None,
            Self::Failed(failure) => failure.store_error(),
        }
    }
}

/// Records one entry for each working day of a range, all or none; with `preview`, everything is done and taken back.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the dates, `date_in_future`, `period_reversed`, `range_too_long`; faults of
/// the entries under `days/…`, or of the whole where all days have them; the failure of the database.
pub async fn record(context: &Context, sent: &SentRange) -> Result<Recorded, Failure> {
    own::owner(&context.caller.access)?;
    let (first, last) = match own::parse_range(&sent.from, &sent.to, context.clock.today()) {
        Ok(days) => days,
        Err(mut faults) => {
            // What is wrong besides is said at once, not after the days were mended.
            let mut tx = context.db.read().await?;
            faults.extend(own::check_dayless(&mut tx, context, plan(sent, context.clock.today()).raw).await?);
            return Err(faults.into());
        }
    };
    match write!(context.db, |tx| record_in(tx, context, sent, first, last).await) {
        Ok(recorded) => Ok(recorded),
        Err(Ended::Rehearsed(recorded)) => Ok(*recorded),
        Err(Ended::Failed(failure)) => Err(failure),
    }
}

/// What was recorded by the request with a key, while it is kept.
///
/// # Errors
/// `forbidden`, `person_required`, `not_found` where the file has been closed to its sender since, or the failure of the
/// database.
pub async fn find(context: &Context, repeat: &Repeat) -> Result<Option<Recorded>, Failure> {
    own::owner(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let found = repeats::ops::find_in::<Recorded>(&mut tx, Some(repeat)).await?;
    if let Some(view) = found.as_ref().and_then(|found| found.entries.first()) {
        own::must_still_know(&mut tx, &context.caller.access, view.entry.file_id).await?;
    }
    Ok(found)
}

/// Withdraws entries that were recorded together, as long as nobody changed them; answers how many.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn take_back(context: &Context, recorded: &Recorded, reason: &str) -> Result<usize, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| take_back_in(tx, context, recorded, reason).await)
}

async fn take_back_in(tx: &mut Tx, context: &Context, recorded: &Recorded, reason: &str) -> Result<usize, Failure> {
    audit::ops::take_turn(tx).await?;
    let mut taken = 0;
    for view in &recorded.entries {
        let correction = RawCorrection { withdrawn: true, reason: reason.to_owned(), ..RawCorrection::default() };
        match entries::ops::correct_one_in(tx, context, view.entry.id, view.entry.version, &correction).await {
            Ok(_) => taken += 1,
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(taken)
}

async fn record_in(
    tx: &mut Tx,
    context: &Context,
    sent: &SentRange,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Recorded, Ended> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Recorded>(tx, context.repeat.as_ref()).await? {
        if let Some(view) = before.entries.first() {
            own::must_still_know(tx, &context.caller.access, view.entry.file_id).await?;
        }
        return Ok(before);
    }
    let (days, left_out) = chosen(sent, first, last);
    let planned: Vec<Planned> = days.iter().map(|day| plan(sent, *day)).collect();
    let (entries, refused) = record_each_in(tx, context, &planned).await?;
    if !refused.is_empty() {
        return Err(gathered_once(&planned, &refused).into());
    }
    let minutes = entries.iter().map(|view| view.entry.minutes.get()).sum();
    let recorded = Recorded { preview: sent.preview, days, minutes, left_out, entries };
    if sent.preview {
        // The entries are about to be taken back: nobody is to look for them.
        return Err(Ended::Rehearsed(Box::new(Recorded { entries: Vec::new(), ..recorded })));
    }
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &recorded).await?;
    Ok(recorded)
}

fn plan(sent: &SentRange, day: NaiveDate) -> Planned {
    let raw = RawEntry {
        file: sent.file.clone(),
        activity: sent.activity.clone(),
        worked_on: day.to_string(),
        minutes: sent.minutes.clone(),
        narrative: sent.narrative.clone(),
        ..RawEntry::default()
    };
    Planned { place: format!("days/{day}"), raw }
}

/// The days that get an entry, and those that do not.
fn chosen(sent: &SentRange, first: NaiveDate, last: NaiveDate) -> (Vec<NaiveDate>, Vec<LeftOut>) {
    let (mut days, mut left_out) = (Vec::new(), Vec::new());
    for day in first.iter_days().take_while(|day| *day <= last) {
        let holiday = calendar::holiday(day).filter(|_| !sent.holidays);
        if calendar::is_weekend(day) && !sent.weekends {
            left_out.push(LeftOut { day, why: Why::Weekend, holiday: None });
        } else if holiday.is_some() {
            left_out.push(LeftOut { day, why: Why::Holiday, holiday });
        } else {
            days.push(day);
        }
    }
    (days, left_out)
}
