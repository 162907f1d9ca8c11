//! From when on a person works how much: dated rows, each holding until the next, the one parser that checks a row, and
//! all rows in memory for the days on which time is expected.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Person;
use crate::fault::{Code, Fault, Faults};
use crate::ids::PersonId;
use crate::time::{self, Minutes};

/// The hours standard of a working day where no row says otherwise: 7.5 hours.
pub const STANDARD_MINUTES: i64 = 450;

/// How somebody works for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleKind {
    /// Full time.
    FullTime,
    /// Fewer hours or fewer days.
    PartTime,
    /// Not at all: no time is expected.
    Absent,
}

impl ScheduleKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::FullTime, Self::PartTime, Self::Absent];

    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullTime => "full_time",
            Self::PartTime => "part_time",
            Self::Absent => "absent",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// `unknown_schedule_kind`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownScheduleKind, field).with("value", time::clip(wanted)))
    }
}

/// How much a person works from a day on, until the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Schedule {
    /// The first day.
    pub valid_from: NaiveDate,
    /// How the person works.
    pub kind: ScheduleKind,
    /// The hours standard of a working day, in minutes; 0 while absent.
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes_per_day: i64,
    /// Working days in a week; 0 while absent.
    #[schema(minimum = 0, maximum = 7)]
    pub days_per_week: i64,
}

impl Schedule {
    /// How a person works where no row says otherwise: by the standard, on the days of the week the person is known to
    /// work.
    #[must_use]
    pub const fn standard(person: &Person) -> Self {
        Self {
            valid_from: person.active_from,
            kind: ScheduleKind::FullTime,
            minutes_per_day: STANDARD_MINUTES,
            days_per_week: person.days_per_week,
        }
    }
}

/// The rows of one person, with the version a change of them is made against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonSchedules {
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    pub person: PersonId,
    /// The version of the person.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The rows, by date.
    pub schedules: Vec<Schedule>,
}

/// A row as text. Empty means: not given.
#[derive(Debug, Clone, Default)]
pub struct RawSchedule {
    /// The first day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// `full_time`, `part_time` or `absent`.
    pub kind: String,
    /// The hours standard of a working day: `7:30`, `7.5`, `450m`; not given: 7.5 hours.
    pub minutes_per_day: String,
    /// Working days in a week, 1 to 7; not given: what is stored of the person.
    pub days_per_week: String,
}

/// A checked row, not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSchedule {
    pub(super) valid_from: NaiveDate,
    pub(super) kind: ScheduleKind,
    pub(super) minutes_per_day: i64,
    /// None: those of the person.
    pub(super) days_per_week: Option<i64>,
}

impl RawSchedule {
    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// Faults of dates and durations, `required`, `unknown_schedule_kind`, `number_unreadable`, `absence_with_time`.
    pub fn parse(&self) -> Result<NewSchedule, Faults> {
        let mut faults = Faults::none();
        let valid_from = faults.keep(parse_valid_from(&self.valid_from));
        let kind =
            faults.keep(crate::text::required(&self.kind, "kind").and_then(|kind| ScheduleKind::parse(&kind, "kind")));
        let absent = kind == Some(ScheduleKind::Absent);
        let minutes = faults.keep(parse_minutes(&self.minutes_per_day, absent));
        let days = faults.keep(parse_days(&self.days_per_week, absent));
        if kind == Some(ScheduleKind::PartTime)
            && self.minutes_per_day.trim().is_empty()
            && self.days_per_week.trim().is_empty()
        {
            // Otherwise part time would be the same as full time.
            faults.push(Fault::new(Code::Required, "minutes_per_day"));
        }
        match (valid_from, kind, minutes, days) {
            (Some(valid_from), Some(kind), Some(minutes_per_day), Some(days_per_week)) if faults.is_empty() => {
                Ok(NewSchedule { valid_from, kind, minutes_per_day, days_per_week })
            }
            _ => Err(faults),
        }
    }
}

/// The day a row holds from.
///
/// # Errors
/// `required` and faults of dates.
pub(super) fn parse_valid_from(text: &str) -> Result<NaiveDate, Fault> {
    let day = crate::text::required(text, "valid_from")?;
    time::parse_work_date(&day, "valid_from", NaiveDate::MAX)
}

fn parse_minutes(text: &str, absent: bool) -> Result<i64, Fault> {
    const FIELD: &str = "minutes_per_day";
    let parsed = || Minutes::parse(text, FIELD).map(Minutes::get);
    match (text.trim().is_empty(), absent) {
        (true, true) => Ok(0),
        (true, false) => Ok(STANDARD_MINUTES),
        (false, false) => parsed(),
        (false, true) => match parsed() {
            Err(fault) if fault.code == Code::DurationZero => Ok(0),
            Err(fault) => Err(fault),
            Ok(_) => Err(Fault::new(Code::AbsenceWithTime, FIELD)),
        },
    }
}

fn parse_days(text: &str, absent: bool) -> Result<Option<i64>, Fault> {
    const FIELD: &str = "days_per_week";
    let text = text.trim();
    match (text, absent) {
        ("" | "0", true) => Ok(Some(0)),
        ("", false) => Ok(None),
        _ => match super::raw::parse_days_per_week(text, FIELD) {
            Ok(_) if absent => Err(Fault::new(Code::AbsenceWithTime, FIELD)),
            days => days.map(Some),
        },
    }
}

/// Days on which one schedule holds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// What holds on them.
    pub schedule: Schedule,
}

/// The rows of all people, in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedules(HashMap<PersonId, Vec<Schedule>>);

impl Schedules {
    /// Rows in the order of their dates.
    pub(super) fn of_rows(rows: impl IntoIterator<Item = (PersonId, Schedule)>) -> Self {
        let mut all: HashMap<PersonId, Vec<Schedule>> = HashMap::new();
        for (person, schedule) in rows {
            all.entry(person).or_default().push(schedule);
        }
        Self(all)
    }

    /// The rows of one person, by date.
    #[must_use]
    pub fn of(&self, person: PersonId) -> &[Schedule] {
        self.0.get(&person).map_or(&[], Vec::as_slice)
    }

    /// How a person works on a day.
    #[must_use]
    pub fn on(&self, person: &Person, day: NaiveDate) -> Schedule {
        let rows = self.of(person.id);
        let before = rows.partition_point(|row| row.valid_from <= day);
        before.checked_sub(1).map_or_else(|| Schedule::standard(person), |last| rows[last])
    }

    /// How a person works between two days, both included: stretches without gaps, in order.
    #[must_use]
    pub fn stretches(&self, person: &Person, first: NaiveDate, last: NaiveDate) -> Vec<Stretch> {
        if last < first {
            return Vec::new();
        }
        let mut stretch = Stretch { first, last, schedule: self.on(person, first) };
        let mut found = Vec::new();
        for row in self.of(person.id).iter().filter(|row| first < row.valid_from && row.valid_from <= last) {
            // The row begins after the first day, so there is a day before it.
            found.push(Stretch { last: row.valid_from.pred_opt().unwrap_or(first), ..stretch });
            stretch = Stretch { first: row.valid_from, last, schedule: *row };
        }
        found.push(stretch);
        found
    }
}
