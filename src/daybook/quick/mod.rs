//! Quick add: one line such as `1.5h yesterday UKR-12 drafting` or `1h30 hier UKR-12 rédaction` is read into time, day, file and
//! activity. Nothing is stored: whoever typed it sees what was understood, answers what is ambiguous, and saves it then
//! through the rules of every other door.

pub(super) mod api;
pub mod ops;
pub mod pages;
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::lang::Both;

/// Longest line, in characters.
pub const QUICK_MAX: u64 = 500;
/// The most files or activities a question names.
pub const CANDIDATES_MAX: usize = 8;

/// A line to be read.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QuickLine {
    /// The line. What stands in quotation marks, and words that mean nothing else, become the narrative: privileged.
    #[schema(required = true, max_length = 500, example = "1.5h yesterday UKR-12 training")]
    pub text: String,
}

impl std::fmt::Debug for QuickLine {
    /// Without the line, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuickLine").finish_non_exhaustive()
    }
}

/// A file that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuickFile {
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// The code of the category.
    pub category: String,
}

/// An activity that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuickActivity {
    /// The code.
    pub code: String,
    /// The label.
    pub label: Both,
}

/// What has to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuickQuestion)]
pub enum Question {
    /// No time was named.
    Time,
    /// Several times were named.
    Times,
    /// A day was named in a way that may mean several.
    Day,
    /// No file was named.
    File,
    /// Several files fit.
    Files,
    /// No activity was named.
    Activity,
    /// Several activities fit.
    Activities,
}

impl Question {
    /// The question as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Times => "times",
            Self::Day => "day",
            Self::File => "file",
            Self::Files => "files",
            Self::Activity => "activity",
            Self::Activities => "activities",
        }
    }
}

/// What was understood of a line.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuickRead {
    /// Whole minutes; null where they have to be asked.
    #[schema(required = true, minimum = 1, maximum = 1440)]
    pub minutes: Option<i64>,
    /// The day: today where none was named.
    pub worked_on: NaiveDate,
    /// The file, or those that fit; none where nothing fits.
    pub files: Vec<QuickFile>,
    /// The activity, or those that fit; none where nothing fits.
    pub activities: Vec<QuickActivity>,
    /// What was done. Privileged.
    pub narrative: String,
    /// What has to be asked; empty where the entry is whole.
    pub questions: Vec<Question>,
    /// What was understood, in words.
    pub understood: String,
    /// The questions, in words.
    pub asked: Vec<String>,
    /// What names no file that takes time, as it was typed: the form shows it where the file is asked for.
    #[serde(skip)]
    pub refused_file: String,
    /// What is no time that an entry can have, as it was typed.
    #[serde(skip)]
    pub refused_time: String,
}

impl std::fmt::Debug for QuickRead {
    /// Without the narrative, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuickRead").field("understood", &self.understood).finish_non_exhaustive()
    }
}
