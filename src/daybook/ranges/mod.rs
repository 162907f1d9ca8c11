//! One entry for each of many days, as after a mission: on working days, unless weekends and holidays are asked for too.

pub(super) mod api;
pub mod ops;
pub mod pages;
pub mod view;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::Holiday;
use crate::entries::EntryView;
use crate::sent::{minutes_or_text, typed_time};

/// Time of many days.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewRange)]
pub struct SentRange {
    /// The first day.
    #[schema(required = true, format = Date, example = "2025-11-17")]
    pub from: String,
    /// The last day, not after today; at most 62 days.
    #[schema(required = true, format = Date, example = "2025-11-21")]
    pub to: String,
    /// Number of the file.
    #[schema(required = true, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: String,
    /// Code of the activity.
    #[schema(required = true, min_length = 1, example = "TA-TRN")]
    pub activity: String,
    /// Time worked on each day.
    #[serde(deserialize_with = "minutes_or_text")]
    #[schema(required = true, schema_with = typed_time)]
    pub minutes: String,
    /// What was done, the same on each day. Privileged.
    #[schema(max_length = 4000, example = "Mission.")]
    pub narrative: String,
    /// Whether Saturdays and Sundays are meant too.
    pub weekends: bool,
    /// Whether holidays are meant too.
    pub holidays: bool,
    /// Whether only to say what would be done.
    pub preview: bool,
}

/// Why a day got no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is a Saturday or Sunday.
    Weekend,
    /// A holiday is observed.
    Holiday,
}

/// A day that got no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DayLeftOut)]
pub struct LeftOut {
    /// The day.
    pub day: NaiveDate,
    /// Why.
    pub why: Why,
    /// The holiday, where it is one.
    #[schema(required = true)]
    pub holiday: Option<Holiday>,
}

/// What recording many days came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RangeRecorded)]
pub struct Recorded {
    /// Whether nothing was stored, because it was only asked what would be.
    pub preview: bool,
    /// The days with an entry each.
    pub days: Vec<NaiveDate>,
    /// Minutes of all days together.
    #[schema(minimum = 0)]
    pub minutes: i64,
    /// The days without one.
    pub left_out: Vec<LeftOut>,
    /// The entries; empty where nothing was stored.
    pub entries: Vec<EntryView>,
}
