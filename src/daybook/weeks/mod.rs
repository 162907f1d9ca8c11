//! The time of one week again in another: as entries on the same days of the week, or as rows to fill in.

pub(super) mod api;
pub mod ops;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Combination, Note};
use crate::entries::EntryView;
use crate::sent::some_not_empty;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DayOfWeek)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    const fn of_calendar(self) -> chrono::Weekday {
        match self {
            Self::Monday => chrono::Weekday::Mon,
            Self::Tuesday => chrono::Weekday::Tue,
            Self::Wednesday => chrono::Weekday::Wed,
            Self::Thursday => chrono::Weekday::Thu,
            Self::Friday => chrono::Weekday::Fri,
            Self::Saturday => chrono::Weekday::Sat,
            Self::Sunday => chrono::Weekday::Sun,
        }
    }
}

/// What to copy.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewWeekCopy)]
pub struct SentCopy {
    /// The Monday of the week to copy; left out: that of the week before.
    #[serde(deserialize_with = "some_not_empty")]
    #[schema(nullable = false, format = Date)]
    pub from: Option<String>,
    /// Whether entries are recorded; otherwise only the rows to fill in are answered.
    pub hours: bool,
    /// Whether narratives are copied too.
    pub narratives: bool,
    /// Whether what cannot be copied is left out; otherwise nothing is copied then.
    pub skip: bool,
    /// The days of the week that are meant; left out or empty: all.
    pub days: Vec<Weekday>,
}

/// Time that was not copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EntryLeftOut)]
pub struct LeftOut {
    /// The day it would have been copied to.
    pub day: NaiveDate,
    /// The number of the file.
    pub file: String,
    /// The code of the activity.
    pub activity: String,
    /// Whole minutes.
    #[schema(minimum = 1, maximum = 1440)]
    pub minutes: i64,
    /// Why.
    pub notes: Vec<Note>,
}

/// What copying came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WeekCopy)]
pub struct Copied {
    /// The Monday of the week that was copied.
    pub from: NaiveDate,
    /// The Monday of the week it was copied to.
    pub to: NaiveDate,
    /// The combinations of file and activity of that week, in the order they were recorded first.
    pub rows: Vec<Combination>,
    /// The new entries.
    pub entries: Vec<EntryView>,
    /// What could not be copied.
    pub left_out: Vec<LeftOut>,
}
