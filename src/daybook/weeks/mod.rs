//! Weeks: what was recorded by file, activity and day, and saving many changes of it at once; and the time of one week again
//! in another, as entries on the same days of the week or as rows to fill in.

pub(super) mod api;
mod grid;
pub mod ops;
pub mod pages;
mod save;
mod typed;
mod undo;
pub mod view;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Combination, Note};
use crate::daybook::days::Day;
use crate::entries::{EntryView, Status};
use crate::ids::EntryId;
use crate::sent::{some_not_empty, typed_time_or_empty, whole_number};

/// So many days back goes what counts as recent in a week.
pub const RECENT_DAYS: u64 = 60;

/// Rows of a week that come of what is most frequent in that time.
pub const FREQUENT_MAX: i64 = 7;

/// The most cells of a week that are saved at once.
pub const CELLS_MAX: usize = 1000;

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

/// A week of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MyWeek)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Its seven days.
    pub days: Vec<Day>,
    /// What was recorded, by file and activity; and, without entries, what may be recorded next: favourites, the combinations
    /// of the week before and the most frequent ones of the last 60 days. By number of the file.
    pub rows: Vec<WeekRow>,
}

/// A file with an activity, and what was recorded on it in a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WeekRow {
    /// File and activity.
    #[serde(flatten)]
    pub combination: Combination,
    /// The entries, in the order of the days.
    pub entries: Vec<WeekEntry>,
}

/// An entry of a week, without its narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WeekEntry {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: EntryId,
    /// Its version.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// Whole minutes.
    #[schema(minimum = 1, maximum = 1440)]
    pub minutes: i64,
    /// Where it stands.
    pub status: Status,
}

/// An entry as it stood when the week was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeenInWeek)]
pub struct Seen {
    /// The identifier.
    #[schema(format = Uuid)]
    pub id: String,
    /// The version.
    #[serde(deserialize_with = "whole_number")]
    #[schema(minimum = 1, maximum = 999_999_999)]
    pub version: i64,
}

/// The time of one file and activity on one day, as it is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WeekCell)]
pub struct SentCell {
    /// Number of the file.
    #[schema(required = true, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: String,
    /// Code of the activity.
    #[schema(required = true, min_length = 1, example = "TA-TRN")]
    pub activity: String,
    /// The day.
    #[schema(required = true, format = Date, example = "2026-11-18")]
    pub day: String,
    /// The time: an empty text or 0 withdraws what was seen.
    #[serde(deserialize_with = "crate::sent::minutes_or_text")]
    #[schema(required = true, schema_with = typed_time_or_empty)]
    pub minutes: String,
    /// The entry that was seen in this place; null where there was none.
    #[schema(nullable = true)]
    pub seen: Option<Seen>,
}

/// A day that is to be complete, or not any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WeekMark)]
pub struct SentMark {
    /// The day.
    #[schema(required = true, format = Date, example = "2026-11-18")]
    pub day: String,
    /// Whether it is complete.
    pub complete: bool,
}

/// Changes of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WeekChanges)]
pub struct SentWeek {
    /// What changes; what is not named stays as it is.
    #[schema(max_items = 1000)]
    pub cells: Vec<SentCell>,
    /// Days that become complete, or are not any more.
    #[schema(max_items = 7)]
    pub marks: Vec<SentMark>,
    /// Why times that were saved before are changed; left out: that they were changed in the week.
    #[schema(max_length = 500)]
    pub reason: String,
}

/// What saving a week came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WeekSaved)]
pub struct Saved {
    /// New entries.
    #[schema(minimum = 0)]
    pub recorded: i64,
    /// Entries with another time.
    #[schema(minimum = 0)]
    pub corrected: i64,
    /// Entries that were withdrawn.
    #[schema(minimum = 0)]
    pub withdrawn: i64,
    /// Days that became complete.
    #[schema(minimum = 0)]
    pub completed: i64,
    /// Days that are not complete any more.
    #[schema(minimum = 0)]
    pub reopened: i64,
    /// The entries that were recorded, corrected or withdrawn, each with the version it got: what can be taken back.
    #[serde(default)]
    #[schema(required = true)]
    pub written: Vec<Seen>,
}

/// What is to be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WeekUndo)]
pub struct SentUndo {
    /// The entries, each at the version that is taken back.
    #[schema(required = true, max_items = 1000)]
    pub entries: Vec<Seen>,
}

/// What taking back came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WeekUndone)]
pub struct Undone {
    /// Entries that are as they were before.
    #[schema(minimum = 0)]
    pub taken_back: i64,
}
