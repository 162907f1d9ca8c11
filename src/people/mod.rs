//! People who record time: who they are, when they record, and how they are found by number or name.

pub mod ops;
mod raw;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::ids::PersonId;

pub use raw::{NewPerson, RawPerson};

/// A person who records time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The identifier.
    pub id: PersonId,
    /// What lists and legacy files call the person, for example `P-001`.
    pub number: String,
    /// The name.
    pub name: String,
    /// The team; empty when there is none.
    pub team: String,
    /// The first day on which the person records time.
    pub active_from: NaiveDate,
    /// The last day, or `None` while the person is here.
    pub active_to: Option<NaiveDate>,
    /// Working days in a week, 1 to 7.
    pub days_per_week: i64,
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
