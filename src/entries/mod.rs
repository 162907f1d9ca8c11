//! Time entries: a person worked so many minutes on a file on a day, coded with one activity of the file's category.

pub mod api;
pub mod days;
pub mod delivered;
pub mod file_choice;
mod filters;
pub mod noted;
pub mod ops;
pub mod pages;
mod raw;
mod record;
mod restore;
pub mod search;
pub mod sheet;
mod status;
mod steps;
mod store;
pub mod sums;
mod taking_back;
pub mod unloading;
mod versions;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Access;
use crate::ids::{BatchId, EntryId, FileId, PersonId};
use crate::lang::Lang;
use crate::time::Minutes;

pub use raw::{Door, Known, NewEntry, RawCorrection, RawEntry, file_faults};
pub use status::{Status, Step, Warning, lag_days};

/// An entry as stored: the current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// The identifier, made by the client or here.
    #[schema(value_type = String, format = Uuid)]
    pub id: EntryId,
    /// Who worked.
    #[schema(value_type = String, format = Uuid)]
    pub person_id: PersonId,
    /// The file worked on.
    #[schema(value_type = String, format = Uuid)]
    pub file_id: FileId,
    /// The code of the activity.
    pub activity: String,
    /// The code of the category, the same for file and activity.
    pub category: String,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// Whole minutes, 1 to 1,440.
    #[schema(value_type = i64, minimum = 1, maximum = 1440)]
    pub minutes: Minutes,
    /// What was done. Privileged.
    pub narrative: String,
    /// The day the time was entered; `None` for imports that do not say.
    #[schema(required = true)]
    pub entered_on: Option<NaiveDate>,
    /// When this version was stored.
    pub recorded_at: DateTime<Utc>,
    /// Counts corrections, from 1.
    pub version: i64,
    /// Whether it was withdrawn; then it counts nowhere.
    pub withdrawn: bool,
    /// The delivery it came with.
    #[schema(value_type = Option<String>, format = Uuid, required = true)]
    pub batch_id: Option<BatchId>,
    /// The line of the delivery.
    #[schema(required = true)]
    pub line: Option<i64>,
    /// The file a held entry names.
    #[schema(value_type = Option<String>, format = Uuid, required = true)]
    pub held_file_id: Option<FileId>,
    /// Where it stands between its recording and the close.
    pub status: Status,
    /// Days from the work to its first recording, kept whatever is corrected later; `None` for imports that do not say.
    #[schema(required = true)]
    pub lag_days: Option<i64>,
    /// The version of the vocabulary the code was taken from.
    #[schema(minimum = 1)]
    pub vocabulary_version: i64,
    /// What was noted when this version was recorded.
    pub warnings: Vec<Warning>,
    /// What was true when it was recorded.
    #[serde(flatten)]
    pub circumstances: Circumstances,
}

/// What was true of the person and the file when an entry was recorded: a reorganization changes no past figure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Circumstances {
    /// The team of the person; empty: none.
    pub team: String,
    /// The code of the section that team belonged to; empty: not known.
    pub unit: String,
    /// Who had asked for the file; empty: not known.
    pub client: String,
    /// The language it was recorded in; `None` where nobody typed it here.
    #[schema(required = true)]
    pub language: Option<Lang>,
}

impl Entry {
    /// A new entry in its first version, a draft.
    #[must_use]
    pub fn new(
        id: EntryId,
        new: NewEntry,
        circumstances: Circumstances,
        entered_on: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            status: Status::Draft,
            lag_days: lag_days(new.worked_on, entered_on),
            vocabulary_version: new.vocabulary_version,
            warnings: Vec::new(),
            circumstances,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// The number of the person.
    pub person: String,
    /// The number of the file.
    pub file: String,
    /// Whether there is a narrative that the reader may not read; it is then left out.
    pub narrative_withheld: bool,
    /// The team of the person now, which decides who may see the entry.
    #[serde(skip)]
    pub(in crate::entries) team_now: String,
    /// Walled files the entry stands on or names, which decide who may know of it.
    #[serde(skip)]
    pub(in crate::entries) walls: Vec<FileId>,
}

impl EntryView {
    /// Whether somebody may know of the entry.
    fn is_known_to(&self, access: &Access) -> bool {
        access.reach().holds(self.entry.person_id, &self.team_now)
            && self.walls.iter().all(|file| access.knows_file(*file, true))
    }

    /// Whether the entry is somebody else's.
    fn is_of_another(&self, access: &Access) -> bool {
        !access.is_console() && access.person != Some(self.entry.person_id)
    }

    /// Whether the narrative is that of somebody else, and not withheld.
    fn discloses(&self, access: &Access) -> bool {
        self.is_of_another(access) && !self.entry.narrative.is_empty()
    }

    /// Leaves the narrative out for a reader who may not read it.
    fn for_reader(mut self, access: &Access) -> Self {
        if !access.narratives().holds(self.entry.person_id, &self.team_now) {
            self.narrative_withheld = !self.entry.narrative.is_empty();
            self.entry.narrative.clear();
        }
        self
    }
}

/// An earlier version of an entry, and why it was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    /// Where the entry stood.
    pub status: Status,
    /// When this version was stored.
    pub recorded_at: DateTime<Utc>,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// Who replaced it.
    pub replaced_by: String,
    /// The reason given.
    pub reason: String,
}
