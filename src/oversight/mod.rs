//! What those who answer for time look after: whether lead counsel has confirmed the time on a file, and what is missing,
//! hardly plausible or not submitted. Totals and days; never narratives, and no ranking of people.

pub mod api;
pub mod chase;
pub mod ops;
pub mod pages;
mod raw;
mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FileId, SignOffId};

pub use raw::{NewSignOff, RawSignOff};

/// How the time on a file in a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SignOffState)]
pub enum State {
    /// Nobody has confirmed it.
    Open,
    /// It is what was confirmed last.
    Confirmed,
    /// An entry was added or withdrawn since, or its person, day, activity or time was corrected.
    ChangedSince,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Confirmed, Self::ChangedSince];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::ChangedSince => "changed_since",
        }
    }
}

/// In which role somebody confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SignOffRole)]
pub enum ConfirmedAs {
    /// As lead counsel of the file.
    LeadCounsel,
    /// As head, where no lead counsel records time.
    Head,
}

/// A confirmation that the time on a file in a period is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignOff {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: SignOffId,
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file_id: FileId,
    /// The period: `2026-11`, `2026-27-Q3` or `2026-27`.
    pub period: String,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// How many entries there were.
    #[schema(minimum = 0)]
    pub entries: i64,
    /// How many minutes.
    #[schema(minimum = 0)]
    pub minutes: i64,
    /// SHA-256 of the entries: whose they are, day, activity and minutes.
    pub digest: String,
    /// What was remarked.
    pub comment: String,
    /// When it was confirmed.
    pub confirmed_at: DateTime<Utc>,
    /// By whom.
    pub confirmed_by: String,
    /// In which role.
    pub confirmed_as: ConfirmedAs,
    /// When it was taken back; null while it stands.
    #[serde(default)]
    #[schema(required = true)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By whom; empty while it stands.
    #[serde(default)]
    #[schema(required = true)]
    pub withdrawn_by: String,
}

/// The time of one person on a file in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignOffShare)]
pub struct Share {
    /// The number of the person.
    pub person: String,
    /// The name.
    pub name: String,
    /// How many entries.
    #[schema(minimum = 0)]
    pub entries: i64,
    /// How many minutes.
    #[schema(minimum = 0)]
    pub minutes: i64,
}

/// The time on a file in a period, and whether it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileTime {
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file_id: FileId,
    /// Its number.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The number of its lead counsel on the last day of the period.
    #[schema(required = true)]
    pub lead: Option<String>,
    /// How it stands.
    pub state: State,
    /// How many entries there are now.
    #[schema(minimum = 0)]
    pub entries: i64,
    /// How many minutes.
    #[schema(minimum = 0)]
    pub minutes: i64,
    /// Minutes now less those that were confirmed; null where nothing was.
    #[schema(required = true)]
    pub minutes_since: Option<i64>,
    /// Whose time it is, by number.
    pub people: Vec<Share>,
    /// The last confirmation.
    #[schema(required = true)]
    pub sign_off: Option<SignOff>,
}

/// A confirmation as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignOffView {
    /// The confirmation.
    #[serde(flatten)]
    pub sign_off: SignOff,
    /// Whether a later one of the same period took its place.
    pub replaced: bool,
    /// Whether the time is still what was confirmed.
    pub state: State,
    /// Minutes now less those that were confirmed.
    pub minutes_since: i64,
}
