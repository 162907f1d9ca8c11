//! Favourites: what somebody records again and again, in an order of their own; and what they recorded lately, counted.
//! A favourite on which time can no longer be recorded stays, says why, and names the code to use instead.

pub(super) mod api;
pub mod ops;
pub mod pages;
mod store;
pub mod view;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Combination;
use crate::ids::{FavouriteId, FileId};
use crate::sent::{some_minutes_or_text, typed_time};

/// The most favourites a person keeps.
pub const FAVOURITES_MAX: usize = 50;

/// So many days back goes what counts as recent.
pub const RECENT_DAYS: u64 = 60;

/// The most combinations that are listed as recent.
pub const RECENT_MAX: i64 = 50;

/// A favourite as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Kept {
    id: FavouriteId,
    file_id: FileId,
    activity: String,
    /// What its owner calls it; empty: nothing of its own.
    name: String,
    /// 0: asked each time.
    minutes: i64,
    position: i64,
}

/// A file with an activity that somebody records again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Favourite {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: FavouriteId,
    /// What its owner calls it; empty: file and activity say what it is.
    #[serde(default)]
    #[schema(required = true, max_length = 120)]
    pub name: String,
    /// Whole minutes; null where the time is asked each time.
    #[schema(required = true, minimum = 1, maximum = 1440)]
    pub minutes: Option<i64>,
    /// File and activity.
    #[serde(flatten)]
    pub combination: Combination,
}

/// A file with an activity that somebody recorded lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RecentCombination)]
pub struct Recent {
    /// How many entries.
    #[schema(minimum = 1)]
    pub entries: i64,
    /// Whole minutes.
    #[schema(minimum = 1)]
    pub minutes: i64,
    /// The last day of such work.
    pub last_used: NaiveDate,
    /// File and activity.
    #[serde(flatten)]
    pub combination: Combination,
}

/// A favourite to be kept.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFavourite)]
pub struct SentFavourite {
    /// Number of the file.
    #[schema(required = true, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: String,
    /// Code of the activity.
    #[schema(required = true, min_length = 1, example = "TA-TRN")]
    pub activity: String,
    /// What to call it; left out: file and activity say what it is.
    #[schema(max_length = 120, example = "Calls with Kyiv")]
    pub name: String,
    /// Time worked; left out: asked each time.
    #[serde(deserialize_with = "some_minutes_or_text")]
    #[schema(required = false, schema_with = typed_time)]
    pub minutes: Option<String>,
}

/// Another name for a favourite.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FavouriteName)]
pub struct SentName {
    /// What to call it; empty: file and activity say what it is.
    #[schema(required = true, max_length = 120, example = "Calls with Kyiv")]
    pub name: String,
}
