//! What a file taught: fact sheets, lessons learned, debriefs and other notes, kept with the file and found by everybody who
//! may know it. Every version is kept; what is withdrawn can be put back. Title and text are content: they stand in no log,
//! error, address or figure.

pub mod api;
mod listing;
pub mod ops;
pub mod pages;
mod raw;
mod store;
pub mod view;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Access, Right};
use crate::fault::{Code, Fault};
use crate::ids::{AccountId, FileId, NoteId};
use crate::lang::Lang;

pub use raw::{NOTE_MAX, NewNote, RawNote, RawNoteChange, RawWithdrawal};

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NoteKind)]
pub enum Kind {
    /// What is known of a country, an institution or a question.
    FactSheet,
    /// What to do again, and what to do otherwise.
    LessonsLearned,
    /// What a mission or a meeting brought.
    Debrief,
    /// Anything else worth keeping.
    Note,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::FactSheet, Self::LessonsLearned, Self::Debrief, Self::Note];

    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FactSheet => "fact_sheet",
            Self::LessonsLearned => "lessons_learned",
            Self::Debrief => "debrief",
            Self::Note => "note",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// `unknown_note_kind`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownNoteKind, field).with("value", crate::time::clip(wanted)))
    }
}

/// A note as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: NoteId,
    /// The file it is kept with.
    #[schema(value_type = String, format = Uuid)]
    pub file_id: FileId,
    /// The number of that file.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// The title.
    pub title: String,
    /// The text, plain, with its line ends.
    pub text: String,
    /// The language it is written in.
    pub language: Lang,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
    /// Why it was withdrawn; empty while it stands.
    pub reason: String,
    /// When it was written first.
    pub written_at: DateTime<Utc>,
    /// Who wrote it, by login.
    pub written_by: String,
    /// When it became as it is.
    pub changed_at: DateTime<Utc>,
    /// Who made it so, by login.
    pub changed_by: String,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The account that wrote it.
    #[serde(skip)]
    pub(in crate::knowledge) author: Option<AccountId>,
    /// Whether the file is walled.
    #[serde(skip)]
    pub(in crate::knowledge) walled: bool,
}

impl Note {
    /// Whether whoever asks may correct it, withdraw it and put it back: its author, and those who keep files.
    #[must_use]
    pub fn may_be_changed_by(&self, access: &Access) -> bool {
        let own = self.author.is_some() && self.author == access.account;
        access.has(Right::ReadFiles) && (access.has(Right::ChangeFiles) || (own && may_write(access)))
    }
}

/// Whether whoever asks may write notes: those who record time, and those who answer for it.
#[must_use]
pub fn may_write(access: &Access) -> bool {
    access.has(Right::ReadFiles) && (access.has(Right::RecordTime) || access.has(Right::ApproveTime))
}

/// A version before the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NoteVersion)]
pub struct EarlierVersion {
    /// Which version, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What it was.
    pub kind: Kind,
    /// The title it had.
    pub title: String,
    /// The text it had.
    pub text: String,
    /// The language it was written in.
    pub language: Lang,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Why it was withdrawn.
    pub reason: String,
    /// When it became so.
    pub changed_at: DateTime<Utc>,
    /// Who made it so, by login.
    pub changed_by: String,
}

/// A note in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NoteInList)]
pub struct Listed {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: NoteId,
    /// The file it is kept with.
    #[schema(value_type = String, format = Uuid)]
    pub file_id: FileId,
    /// The number of that file.
    pub file: String,
    /// The title of that file.
    pub file_title: String,
    /// What it is.
    pub kind: Kind,
    /// The title.
    pub title: String,
    /// The beginning of the text, at most 240 characters.
    pub beginning: String,
    /// The language it is written in.
    pub language: Lang,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
    /// When it was written first.
    pub written_at: DateTime<Utc>,
    /// Who wrote it, by login.
    pub written_by: String,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
}
