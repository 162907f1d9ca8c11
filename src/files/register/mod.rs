//! What the register keeps of a file beside the file itself: who led it, when it was closed and opened again, which file
//! goes on with its work, and which others have to do with it.

pub mod api;
pub mod closing;
pub mod relations;
pub(super) mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{FileId, PersonId};

/// Lead counsel from a day on, until the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FileLead)]
pub struct Lead {
    /// The first day.
    pub valid_from: NaiveDate,
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    pub person: PersonId,
    /// The number of the person.
    pub number: String,
    /// The name of the person.
    pub name: String,
}

/// Who leads and led a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileLeads {
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file: FileId,
    /// The version of the file.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The leads, by day.
    pub leads: Vec<Lead>,
}

/// One closing of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FileClosing)]
pub struct Closing {
    /// The last day.
    pub closed_on: NaiveDate,
    /// Why; empty where the last day was only written down.
    pub reason: String,
    /// Who closed it; empty where that is not known.
    pub closed_by: String,
    /// When; none where that is not known.
    #[schema(required = true)]
    pub closed_at: Option<DateTime<Utc>>,
    /// The file that goes on with the work; none where there is none, or none the reader may know of.
    #[schema(required = true, value_type = Option<String>, format = Uuid)]
    pub successor: Option<FileId>,
    /// Who opened it again; empty while it is closed.
    pub reopened_by: String,
    /// When it was opened again.
    #[schema(required = true)]
    pub reopened_at: Option<DateTime<Utc>>,
    /// Why it was opened again.
    pub reopen_reason: String,
}

/// Every closing of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileClosings {
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file: FileId,
    /// The version of the file.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The file whose work it goes on with; none where there is none, or none the reader may know of.
    #[schema(required = true, value_type = Option<String>, format = Uuid)]
    pub predecessor: Option<FileId>,
    /// The closings, the first one first.
    pub closings: Vec<Closing>,
}

/// The files that have to do with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileRelations {
    /// The file.
    #[schema(value_type = String, format = Uuid)]
    pub file: FileId,
    /// The version of the file.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Those the reader may know of.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub related: Vec<FileId>,
}
