//! Days: what is recorded on each, what is expected, and whether its owner has marked it complete.

pub(super) mod api;
pub mod ops;
pub mod pages;
pub(super) mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::{self, Holiday};
use crate::ids::PersonId;
use crate::people::{Person, Schedule, Schedules};

/// A day that somebody has marked complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayMark {
    /// Whose day.
    #[schema(value_type = String, format = Uuid)]
    pub person: PersonId,
    /// The day.
    pub day: NaiveDate,
    /// When it was marked.
    pub marked_at: DateTime<Utc>,
}

/// One day of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MyDay)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// Minutes recorded, but for those on files that are walled off from their author.
    #[schema(minimum = 0)]
    pub minutes: i64,
    /// How many entries that is.
    #[schema(minimum = 0)]
    pub entries: i64,
    /// When the day was marked complete; null where it is not.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// Minutes that the schedule of the person expects.
    #[schema(minimum = 0, maximum = 1440)]
    pub expected_minutes: i64,
    /// Whether the day is a Saturday or Sunday.
    pub weekend: bool,
    /// The holiday that is observed; null on other days.
    #[schema(required = true)]
    pub holiday: Option<Holiday>,
    /// The name of the holiday in the language asked for.
    #[schema(required = true)]
    pub holiday_name: Option<String>,
}

/// The minutes that are expected of a person on a day. Which days of the week somebody works who works fewer than five is
/// not known, so their time is spread evenly over Monday to Friday; on holidays and weekends nothing is expected.
#[must_use]
pub fn expected_minutes(person: &Person, schedules: &Schedules, day: NaiveDate) -> i64 {
    if !person.is_active_on(day) || !calendar::is_working_day(day) {
        return 0;
    }
    let Schedule { minutes_per_day, days_per_week, .. } = schedules.on(person, day);
    // Rounded half up; nothing here is below zero.
    (minutes_per_day * days_per_week.min(5) * 2 + 5) / 10
}
