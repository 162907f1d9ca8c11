//! People who record time: who they are, when and how much they work, and how they are found by number or name.

pub mod api;
pub mod ops;
mod raw;
mod schedules;
mod sent;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::ids::PersonId;

pub use raw::{NewPerson, RawPerson};
pub use schedules::{
    NewSchedule, PersonSchedules, RawSchedule, STANDARD_MINUTES, Schedule, ScheduleKind, Schedules, Stretch,
};

/// What a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PersonKind)]
pub enum Kind {
    /// A lawyer.
    Lawyer,
    /// A paralegal.
    Paralegal,
    /// Anybody else.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Lawyer, Self::Paralegal, Self::Other];

    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lawyer => "lawyer",
            Self::Paralegal => "paralegal",
            Self::Other => "other",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// `unknown_person_kind`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownPersonKind, field).with("value", crate::time::clip(wanted)))
    }
}

/// A person who records time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Person {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: PersonId,
    /// What lists and legacy files call the person, for example `P-001`.
    pub number: String,
    /// The name.
    pub name: String,
    /// The team; empty when there is none.
    pub team: String,
    /// What the person is.
    pub kind: Kind,
    /// The first day on which the person records time.
    pub active_from: NaiveDate,
    /// The last day, or `None` while the person is here.
    #[schema(required = true)]
    pub active_to: Option<NaiveDate>,
    /// Working days in a week, where no schedule says otherwise.
    #[schema(minimum = 1, maximum = 7)]
    pub days_per_week: i64,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When the person was added.
    pub created_at: DateTime<Utc>,
}

impl Person {
    /// Whether the person records time on this day.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        self.active_from <= day && self.active_to.is_none_or(|last| day <= last)
    }
}
