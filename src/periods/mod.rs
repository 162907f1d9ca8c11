//! Fiscal years and their close. After its closing instant a year is locked: nothing in it is recorded, corrected or
//! withdrawn, unless somebody who answers for the team opened it again, with a reason and for a while.
//!
//! Deliveries of legacy files are exempt: they carry years that closed long ago, and a delivery is a deliberate act of the
//! keeper, with a ledger that accounts for each of its lines. The console is not: to open a year again is one command.

pub mod api;
mod open;
pub mod ops;
mod raw;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{PersonId, ReopeningId};
use crate::time::FiscalYear;

pub use open::OpenPeriods;
pub use raw::{NewReopening, RawClosing, RawReopening};

/// Days before its close from which on a year is said to close soon.
pub const CLOSING_SOON_DAYS: i64 = 14;
/// The most days a year is opened again for.
pub const REOPENED_DAYS_MAX: u64 = 31;

/// How a fiscal year stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FiscalYearState)]
pub enum State {
    /// Time can be recorded and corrected.
    Open,
    /// So it is, but not for much longer.
    ClosingSoon,
    /// It is locked.
    Closed,
    /// It is locked but for those it was opened again for.
    Reopened,
}

impl State {
    /// The state as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ClosingSoon => "closing_soon",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }
}

/// A fiscal year, when it closes, and for whom it was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FiscalYear)]
pub struct Year {
    /// The fiscal year, written `2009-10`.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2009-10")]
    pub year: FiscalYear,
    /// Its first day, 1 April.
    pub first_day: NaiveDate,
    /// Its last day, 31 March.
    pub last_day: NaiveDate,
    /// How it stands.
    pub state: State,
    /// The first instant at which it is locked; null: it does not close by itself.
    #[schema(required = true)]
    pub closes_at: Option<DateTime<Utc>>,
    /// Counts the instants set for this year; 0 while it closes as the settings say.
    #[schema(minimum = 0)]
    pub version: i64,
    /// For whom and how long it was opened again, the newest first, as far as the reader is concerned.
    pub reopenings: Vec<Reopening>,
}

/// A closed fiscal year that was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reopening {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: ReopeningId,
    /// The fiscal year, written `2009-10`.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2009-10")]
    pub year: FiscalYear,
    /// Why.
    pub reason: String,
    /// For which team; empty: for one person, or for the whole section.
    pub team: String,
    /// The number of the one person it is for; null: for everybody of the team, or of the section.
    #[schema(required = true)]
    pub person: Option<String>,
    /// The first instant at which it no longer holds.
    pub until: DateTime<Utc>,
    /// Whether it held when this was answered.
    pub active: bool,
    /// When the year was opened again.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When it was ended early.
    #[schema(required = true)]
    pub ended_at: Option<DateTime<Utc>>,
    /// By whom; empty when it was not.
    pub ended_by: String,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The one person it is for.
    #[serde(skip)]
    pub(in crate::periods) person_id: Option<PersonId>,
    /// The team that person is in now.
    #[serde(skip)]
    pub(in crate::periods) person_team: String,
}

impl Reopening {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        self.created_at <= now && now < self.until && self.ended_at.is_none_or(|ended| now < ended)
    }

    /// Whether it is for a person of a team.
    #[must_use]
    pub fn is_for(&self, person: PersonId, team: &str) -> bool {
        match self.person_id {
            // Named with their team, and named still when that changes.
            Some(one) => one == person,
            None => self.team.is_empty() || self.team == team,
        }
    }

    /// The team whose manager may end it: that of the one person where no other is named; empty: the whole section.
    fn answered_for(&self) -> &str {
        if self.team.is_empty() { &self.person_team } else { &self.team }
    }
}
