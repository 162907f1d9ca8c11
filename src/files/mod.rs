//! Files (matters): what time is recorded on. A file has one category for life; the vocabulary says what a file of
//! that category needs.

pub mod api;
pub mod leads;
pub mod listing;
mod numbering;
mod numbers;
pub mod ops;
pub mod pages;
mod raw;
pub mod register;
pub mod search;
mod sent;
mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Access;
use crate::ids::{AccountId, FileId};

pub use numbers::{ExternalNumber, NumberSystem, RawNumber};
pub use raw::{LEVELS, NewFile, RawFile, parse_country};
pub use register::{Closing, FileClosings, FileLeads, FileRelations, Lead};
pub use sent::{RawFileChange, SentFile};

/// The number of the file on which held entries wait for their code. It is made with the database.
pub const HOLDING_NUMBER: &str = "HELD";

/// A file. Empty texts mean: not given. Requester and project stay as they were typed, also where a name of the lists
/// fits them: what a delivery or an older file says of them is not rewritten, and a new name changes no old file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct File {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: FileId,
    /// The number, for example `UKR-12`.
    pub number: String,
    /// The title.
    pub title: String,
    /// The code of its category.
    pub category: String,
    /// The project, as it was typed.
    pub project: String,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Whether it is assistance without funding or project.
    pub unfunded: bool,
    /// Who asked, as it was typed.
    pub requester: String,
    /// The number of the funding agreement.
    #[serde(default)]
    #[schema(required = true)]
    pub agreement: String,
    /// The risk: `low`, `medium` or `high`.
    #[serde(default)]
    #[schema(required = true)]
    pub risk: String,
    /// The complexity: `low`, `medium` or `high`.
    #[serde(default)]
    #[schema(required = true)]
    pub complexity: String,
    /// The numbers it has in other systems.
    #[serde(default)]
    #[schema(required = true)]
    pub numbers: Vec<ExternalNumber>,
    /// The file type.
    pub file_type: String,
    /// The team.
    pub team: String,
    /// The first day on which time can be recorded.
    pub opened_on: NaiveDate,
    /// The last day, or `None` while it is open.
    #[schema(required = true)]
    pub closed_on: Option<NaiveDate>,
    /// Whether it takes imported entries only.
    pub import_only: bool,
    /// Whether it is known only to the accounts that are named on it.
    pub walled: bool,
    /// Counts changes, from 1.
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

impl File {
    /// Whether somebody may know of the file.
    #[must_use]
    pub fn is_known_to(&self, access: &Access) -> bool {
        access.knows_file(self.id, self.walled)
    }

    /// Whether its last day is over on a day: on the last day itself time can still be recorded.
    #[must_use]
    pub fn is_closed_on(&self, day: NaiveDate) -> bool {
        self.closed_on.is_some_and(|closed| closed < day)
    }

    /// Whether this happened to it between two days, both included.
    #[must_use]
    pub fn has(&self, event: Lived, first: NaiveDate, last: NaiveDate) -> bool {
        match event {
            Lived::Opened => (first..=last).contains(&self.opened_on),
            Lived::Carried => self.opened_on < first && self.closed_on.is_none_or(|closed| closed >= first),
            Lived::Closed => self.closed_on.is_some_and(|closed| (first..=last).contains(&closed)),
        }
    }
}

/// What happens to files, as they are counted and listed by days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lived {
    /// They were opened in these days.
    Opened,
    /// They were opened before them and not closed by then.
    Carried,
    /// They were closed in these days.
    Closed,
}

impl Lived {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Opened, Self::Carried, Self::Closed];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Carried => "carried",
            Self::Closed => "closed",
        }
    }
}

/// The accounts that are named on a file: where it is walled, nobody else knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FileMembers)]
pub struct Members {
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file: FileId,
    /// The version of the file.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The accounts.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub accounts: Vec<AccountId>,
}
