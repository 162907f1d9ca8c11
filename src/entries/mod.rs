//! Time entries: a person worked so many minutes on a file on a day, coded with one activity of the file's category.

pub mod api;
pub mod ops;
pub mod pages;
mod raw;
mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::ids::{BatchId, EntryId, FileId, PersonId};
use crate::time::Minutes;

pub use raw::{Door, Known, NewEntry, RawCorrection, RawEntry, file_faults};
pub use store::{BULK_COLUMNS, bulk_row};

/// An entry as stored: the current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The identifier, made by the client or here.
    pub id: EntryId,
    /// Who worked.
    pub person_id: PersonId,
    /// The file worked on.
    pub file_id: FileId,
    /// The code of the activity.
    pub activity: String,
    /// The code of the category, the same for file and activity.
    pub category: String,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// Whole minutes, 1 to 1,440.
    pub minutes: Minutes,
    /// What was done. Privileged.
    pub narrative: String,
    /// The day the time was entered; `None` for imports that do not say.
    pub entered_on: Option<NaiveDate>,
    /// When this version was stored.
    pub recorded_at: DateTime<Utc>,
    /// Counts corrections, from 1.
    pub version: i64,
    /// Whether it was withdrawn; then it counts nowhere.
    pub withdrawn: bool,
    /// The delivery it came with.
    pub batch_id: Option<BatchId>,
    /// The line of the delivery.
    pub line: Option<i64>,
    /// The file a held entry names.
    pub held_file_id: Option<FileId>,
}

impl Entry {
    /// A new entry in its first version.
    #[must_use]
    pub fn new(id: EntryId, new: NewEntry, entered_on: Option<NaiveDate>, now: DateTime<Utc>) -> Self {
        Self {
            id,
            person_id: new.person_id,
            file_id: new.file_id,
            activity: new.activity,
            category: new.category,
            worked_on: new.worked_on,
            minutes: new.minutes,
            narrative: new.narrative,
            entered_on,
            recorded_at: now,
            version: 1,
            withdrawn: false,
            batch_id: None,
            line: None,
            held_file_id: None,
        }
    }
}

/// An entry with the words a reader knows it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// The number of the person.
    pub person: String,
    /// The number of the file.
    pub file: String,
}

/// An earlier version of an entry, and why it was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierVersion {
    /// The version.
    pub version: i64,
    /// The file worked on.
    pub file: String,
    /// The code of the activity.
    pub activity: String,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// Whole minutes.
    pub minutes: i64,
    /// What was done. Privileged.
    pub narrative: String,
    /// When this version was stored.
    pub recorded_at: DateTime<Utc>,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// Who replaced it.
    pub replaced_by: String,
    /// The reason given.
    pub reason: String,
}
