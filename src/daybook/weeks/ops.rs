//! Copying a week: all or none, or what can be copied and a list of the rest.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, Days, NaiveDate};

use super::{Copied, LeftOut, SentCopy};
use crate::audit;
use crate::context::Context;
use crate::daybook::recording::{Planned, Refused, gathered, record_each_in};
use crate::daybook::{Note, own};
use crate::entries::RawEntry;
use crate::entries::days::{self, Worked};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{FileId, PersonId};
use crate::repeats;
use crate::store::{Tx, write};
use crate::time;

pub use super::grid::{find, list_closed};
pub use super::save::save;
pub use super::undo::{find_saved, still_stands, undo};

/// Which week goes where.
struct Weeks {
    from: NaiveDate,
    to: NaiveDate,
}

impl Weeks {
    fn parse(monday: &str, sent: &SentCopy) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let to = faults.keep(parse_monday(monday, "monday"));
        let from = match (&sent.from, to) {
            (Some(text), _) => faults.keep(parse_monday(text, "from")),
            (None, to) => to.and_then(|to| to.checked_sub_days(Days::new(7))),
        };
        match (from, to) {
            (Some(from), Some(to)) if from != to => faults.or(|| Self { from, to }),
            (Some(_), Some(_)) => Err(Fault::new(Code::SameWeek, "from").into()),
            _ => Err(faults),
        }
    }

    /// The day of the other week that a day falls on.
    fn moved(&self, day: NaiveDate) -> NaiveDate {
        let days = (day - self.from).num_days();
        u64::try_from(days).ok().and_then(|days| self.to.checked_add_days(Days::new(days))).unwrap_or(self.to)
    }
}

pub(super) fn parse_monday(text: &str, field: &str) -> Result<NaiveDate, Fault> {
    let day = time::parse_work_date(text, field, NaiveDate::MAX)?;
    if day.weekday() == chrono::Weekday::Mon {
        Ok(day)
    } else {
        Err(Fault::new(Code::NotMonday, field).with("value", day.to_string()))
    }
}

/// The last day of the week that begins on a Monday.
pub(super) fn sunday(monday: NaiveDate) -> NaiveDate {
    monday.checked_add_days(Days::new(6)).unwrap_or(monday)
}

/// Copies a week of one's own to the week that begins on `monday`: with hours, entries are recorded on the same days of
/// the week; without, only the combinations of file and activity are answered.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the dates, `not_monday`, `same_week`; faults of the entries under `days/…`
/// (among them `already_recorded`), unless what cannot be copied is to be left out; the failure of the database.
pub async fn copy(context: &Context, monday: &str, sent: &SentCopy) -> Result<Copied, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    let weeks = Weeks::parse(monday, sent)?;
    if sent.hours {
        return write!(context.db, |tx| copy_in(tx, context, &weeks, sent).await);
    }
    let mut tx = context.db.read().await?;
    let worked = worked_in(&mut tx, context, person, &weeks, sent).await?;
    rows_in(&mut tx, context, &weeks, &worked).await
}

/// The entries of the days that are meant.
async fn worked_in(
    tx: &mut Tx,
    context: &Context,
    person: PersonId,
    weeks: &Weeks,
    sent: &SentCopy,
) -> Result<Vec<Worked>, Failure> {
    let access = &context.caller.access;
    let mut worked = days::list_worked_in(tx, person, access, weeks.from, sunday(weeks.from)).await?;
    if !sent.days.is_empty() {
        let meant = |day: NaiveDate| sent.days.iter().any(|one| one.of_calendar() == day.weekday());
        worked.retain(|entry| meant(entry.worked_on));
    }
    Ok(worked)
}

/// What was recorded on in a week, as it stands in the other one.
async fn rows_in(tx: &mut Tx, context: &Context, weeks: &Weeks, worked: &[Worked]) -> Result<Copied, Failure> {
    let mut seen = BTreeSet::new();
    let pairs: Vec<(FileId, String)> = worked
        .iter()
        .map(|entry| (entry.file_id, entry.activity.clone()))
        .filter(|one| seen.insert(one.clone()))
        .collect();
    let day = sunday(weeks.to).min(context.clock.today());
    let rows = own::show_in(tx, context, day, &pairs).await?.into_iter().flatten().collect();
    Ok(Copied { from: weeks.from, to: weeks.to, rows, entries: Vec::new(), left_out: Vec::new() })
}

async fn copy_in(tx: &mut Tx, context: &Context, weeks: &Weeks, sent: &SentCopy) -> Result<Copied, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Copied>(tx, context.repeat.as_ref()).await? {
        return still_known(tx, context, before).await;
    }
    let worked = worked_in(tx, context, person, weeks, sent).await?;
    let rows = rows_in(tx, context, weeks, &worked).await?;
    let (planned, mut refused) = plan_in(tx, context, person, weeks, &worked, sent.narratives).await?;
    let doubled: BTreeSet<usize> = refused.iter().map(|one| one.at).collect();
    let places: Vec<usize> = (0..planned.len()).filter(|at| !doubled.contains(at)).collect();
    let fresh: Vec<Planned> = places.iter().map(|at| planned[*at].clone()).collect();
    let (entries, found) = record_each_in(tx, context, &fresh).await?;
    refused.extend(found.into_iter().map(|one| Refused { at: places[one.at], ..one }));
    refused.sort_by_key(|one| one.at);
    if !refused.is_empty() && !sent.skip {
        return Err(gathered(&planned, &refused).into());
    }
    let lang = own::lang(context);
    let left_out = refused.iter().map(|one| {
        let entry = &worked[one.at];
        LeftOut {
            day: weeks.moved(entry.worked_on),
            file: entry.file.clone(),
            activity: entry.activity.clone(),
            minutes: entry.minutes,
            notes: one.faults.iter().map(|fault| Note::of(fault, lang)).collect(),
        }
    });
    let copied = Copied { entries, left_out: left_out.collect(), ..rows };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &copied).await?;
    Ok(copied)
}

/// The entries as they would stand in the other week. What stands there already is refused, so that a week that is copied
/// twice is not counted twice.
async fn plan_in(
    tx: &mut Tx,
    context: &Context,
    person: PersonId,
    weeks: &Weeks,
    worked: &[Worked],
    narratives: bool,
) -> Result<(Vec<Planned>, Vec<Refused>), Failure> {
    let there = days::list_worked_in(tx, person, &context.caller.access, weeks.to, sunday(weeks.to)).await?;
    let there: BTreeSet<(NaiveDate, FileId, &str, i64)> =
        there.iter().map(|one| (one.worked_on, one.file_id, one.activity.as_str(), one.minutes)).collect();
    let mut of_day: HashMap<NaiveDate, usize> = HashMap::new();
    let (mut planned, mut refused) = (Vec::with_capacity(worked.len()), Vec::new());
    for (at, entry) in worked.iter().enumerate() {
        let day = weeks.moved(entry.worked_on);
        let number = of_day.entry(day).or_default();
        let raw = RawEntry {
            file: entry.file.clone(),
            activity: entry.activity.clone(),
            worked_on: day.to_string(),
            minutes: format!("{}m", entry.minutes),
            narrative: if narratives { entry.narrative.clone() } else { String::new() },
            ..RawEntry::default()
        };
        planned.push(Planned { place: format!("days/{day}/{number}"), raw });
        *number += 1;
        if there.contains(&(day, entry.file_id, entry.activity.as_str(), entry.minutes)) {
            let fault = Fault::new(Code::AlreadyRecorded, "minutes")
                .with("file", entry.file.as_str())
                .with("activity", entry.activity.as_str())
                .with("date", day.to_string())
                .with("minutes", entry.minutes);
            refused.push(Refused { at, faults: fault.into() });
        }
    }
    Ok((planned, refused))
}

/// What an earlier request was told, unless it tells of a file that has been closed to its sender since.
async fn still_known(tx: &mut Tx, context: &Context, before: Copied) -> Result<Copied, Failure> {
    let told = before.rows.iter().map(|row| row.file.as_str());
    let told: BTreeSet<&str> = told.chain(before.left_out.iter().map(|one| one.file.as_str())).collect();
    for number in told {
        if own::file_in(tx, &context.caller.access, number).await?.is_none() {
            return Err(own::not_found());
        }
    }
    Ok(before)
}
