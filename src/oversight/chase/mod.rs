//! Chase lists: working days without time, days and entries that are hardly plausible, entries that were not submitted.
//! For those who answer for the people, and for everybody about themselves. They say what to ask about, not who is slow:
//! items stand by team, number and day, and nothing is counted up by person. Time on a walled file counts only for whoever
//! knows the file, as in every figure: to others its day is empty.

mod find;
mod store;

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Right;
use crate::calendar;
use crate::context::Context;
use crate::daybook;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::PersonId;
use crate::people::{self, Person};
use crate::store::Tx;
use crate::text;
use crate::time::{clip, parse_work_date};

/// The most days one list looks at.
pub const DAYS_MAX: i64 = 366;
/// How many days before the last one a list begins, unless asked otherwise.
const DAYS_BEFORE: u64 = 30;
/// A day of more minutes is a very long one: 16 hours.
pub const VERY_LONG_DAY_MINUTES: i64 = 960;

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChaseList)]
pub enum List {
    /// Working days without time.
    Missing,
    /// Days and entries that are hardly plausible.
    Implausible,
    /// Entries that were not submitted, or returned and not submitted again.
    Unsubmitted,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Implausible, Self::Unsubmitted];

    /// The list as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Implausible => "implausible",
            Self::Unsubmitted => "unsubmitted",
        }
    }

    fn parse(text: &str) -> Result<Self, Fault> {
        let wanted = text::required(text, "list")?;
        Self::ALL.into_iter().find(|list| list.as_str() == wanted).ok_or_else(|| {
            Fault::new(Code::UnknownList, "list")
                .with("value", clip(&wanted))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }
}

/// What is to be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChaseReason)]
pub enum What {
    /// Working days without time.
    Missing,
    /// A day of more than 12 hours.
    LongDay,
    /// A day of more than 16 hours.
    VeryLongDay,
    /// Many entries with the same file, activity and time.
    EqualEntries,
    /// Entries about which something was noted when they were recorded.
    Noted,
    /// Entries that were not submitted.
    Draft,
    /// Entries that were returned and not submitted again.
    Returned,
}

impl What {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::LongDay => "long_day",
            Self::VeryLongDay => "very_long_day",
            Self::EqualEntries => "equal_entries",
            Self::Noted => "noted",
            Self::Draft => "draft",
            Self::Returned => "returned",
        }
    }
}

/// One thing to ask a person about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChaseItem)]
pub struct Item {
    /// The team of the person; empty when there is none.
    pub team: String,
    /// The number of the person.
    pub person: String,
    /// The name.
    pub name: String,
    /// The first day it is about.
    pub from: NaiveDate,
    /// The last day it is about.
    pub to: NaiveDate,
    /// What to ask about.
    pub what: What,
    /// The code of what was noted; empty otherwise.
    pub note: String,
    /// How many: working days for missing time, entries otherwise.
    #[schema(minimum = 1)]
    pub count: i64,
    /// Minutes recorded.
    #[schema(minimum = 0)]
    pub minutes: i64,
}

/// Where an item stands in its list: team, folded number, days, reason, note. No two items of a list stand in one place.
type Place = (String, String, NaiveDate, NaiveDate, What, String);

impl Item {
    fn of(person: &Person, from: NaiveDate, to: NaiveDate, what: What, note: &str, count: i64, minutes: i64) -> Self {
        Self {
            team: person.team.clone(),
            person: person.number.clone(),
            name: person.name.clone(),
            from,
            to,
            what,
            note: note.to_owned(),
            count,
            minutes,
        }
    }

    fn place(&self) -> Place {
        (self.team.clone(), text::fold(&self.person), self.from, self.to, self.what, self.note.clone())
    }

    /// Where the item stands, as a text for the cursor of a page.
    pub(super) fn mark(&self) -> String {
        serde_json::to_string(&self.place()).unwrap_or_default()
    }
}

/// Which list of which days, as text. Empty means: not given.
#[derive(Debug, Clone, Default)]
pub struct RawChase {
    /// `missing`, `implausible` or `unsubmitted`.
    pub list: String,
    /// The first day; not given: 30 days before the last.
    pub from: String,
    /// The last day; not given: today.
    pub to: String,
}

/// A checked question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chase {
    /// Which list.
    pub list: List,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl RawChase {
    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `unknown_list`, faults of dates, `period_reversed`, `span_too_long`.
    pub fn parse(&self, today: NaiveDate) -> Result<Chase, Faults> {
        let mut faults = Faults::none();
        let day = |text: &str, field: &str| match text.trim() {
            "" => Ok(None),
            text => parse_work_date(text, field, NaiveDate::MAX).map(Some),
        };
        let list = faults.keep(List::parse(&self.list));
        let from = faults.keep(day(&self.from, "from"));
        let to = faults.keep(day(&self.to, "to"));
        let (Some(list), Some(from), Some(to)) = (list, from, to) else { return Err(faults) };
        let to = to.unwrap_or(today);
        let from = from.unwrap_or_else(|| to.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(to));
        let days = (to - from).num_days() + 1;
        if days < 1 {
            return Err(Fault::new(Code::PeriodReversed, "to").into());
        }
        if days > DAYS_MAX {
            return Err(Fault::new(Code::SpanTooLong, "to").with("found", days).with("limit", DAYS_MAX).into());
        }
        Ok(Chase { list, from, to })
    }
}

/// The whole list, of the people within reach, by team, number and day.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, chase: &Chase) -> Result<Vec<Item>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let reach = access.reach();
    let mut tx = context.db.read().await?;
    let mut people = people::ops::list_in(&mut tx).await?;
    people.retain(|person| reach.holds(person.id, &person.team));
    let mut items = match chase.list {
        List::Missing => missing(&mut tx, context, chase, &people).await?,
        List::Implausible => {
            let seen = store::Seen::of(access, &people, chase.from, chase.to);
            let days = store::list_days(&mut tx, &seen).await?;
            let noted = store::list_noted(&mut tx, &seen).await?;
            let mut equal = store::list_equal_in_a_day(&mut tx, &seen).await?;
            equal.extend(store::list_equal(&mut tx, &seen).await?);
            find::implausible(&people, &days, context.config.long_day_minutes, &noted, &equal)
        }
        List::Unsubmitted => {
            let age = Days::new(u64::from(context.config.chase_after_days) + 1);
            let last = context.clock.today().checked_sub_days(age).unwrap_or(chase.from).min(chase.to);
            let seen = store::Seen::of(access, &people, chase.from, last);
            find::unsubmitted(&people, &store::list_unsubmitted(&mut tx, &seen).await?)
        }
    };
    items.sort_by_cached_key(Item::place);
    Ok(items)
}

/// The items after the place that [`Item::mark`] wrote, also when the item that stood there is gone; all of them after none.
///
/// # Errors
/// `unknown_cursor`.
pub(super) fn after(mut items: Vec<Item>, mark: &str) -> Result<Vec<Item>, Fault> {
    if !mark.is_empty() {
        let place: Place = serde_json::from_str(mark).map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))?;
        items.retain(|item| item.place() > place);
    }
    Ok(items)
}

async fn missing(tx: &mut Tx, context: &Context, chase: &Chase, people: &[Person]) -> Result<Vec<Item>, Failure> {
    // Today is not over: time of today is not missing yet.
    let Some(yesterday) = context.clock.today().pred_opt() else { return Ok(Vec::new()) };
    let last = chase.to.min(yesterday);
    let seen = store::Seen::of(&context.caller.access, people, chase.from, last);
    let days = store::list_days(tx, &seen).await?;
    let marks = daybook::ops::list_marks_in(tx, chase.from, last).await?;
    let marked = marks.iter().map(|mark| (mark.person, mark.day));
    let settled: HashSet<(PersonId, NaiveDate)> = days.iter().map(|day| (day.person, day.day)).chain(marked).collect();
    let schedules = people::ops::list_schedules_in(tx).await?;
    Ok(find::missing(people, &schedules, &settled, chase.from, last, calendar::is_working_day))
}
