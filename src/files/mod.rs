//! Files (matters): what time is recorded on. A file has one category for life; the vocabulary says what a file of
//! that category needs.

pub mod api;
pub mod ops;
mod raw;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::ids::FileId;

pub use raw::{NewFile, RawFile};

/// The number of the file on which held entries wait for their code. It is made with the database.
pub const HOLDING_NUMBER: &str = "HELD";

/// A file. Empty texts mean: not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// The identifier.
    pub id: FileId,
    /// The number, for example `UKR-12`.
    pub number: String,
    /// The title.
    pub title: String,
    /// The code of its category.
    pub category: String,
    /// The project.
    pub project: String,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Whether it is assistance without funding or project.
    pub unfunded: bool,
    /// Who asked.
    pub requester: String,
    /// The file type.
    pub file_type: String,
    /// The team.
    pub team: String,
    /// The first day on which time can be recorded.
    pub opened_on: NaiveDate,
    /// The last day, or `None` while it is open.
    pub closed_on: Option<NaiveDate>,
    /// Whether it takes imported entries only.
    pub import_only: bool,
    /// Counts changes, from 1.
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}
