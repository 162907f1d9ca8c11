//! Coding quality: a random sample of entries is coded a second time by somebody who sees what the first coder saw, and not
//! what they chose. How far the two agree says how far the codes can be relied on.
//!
//! An answer counts when it was given while the entry stood as it was drawn, whatever became of the entry later. An entry that
//! was withdrawn, or whose file, activity, day or narrative was corrected, before it was coded is left out and counted by
//! itself; so is one whose first code the vocabulary no longer offers for its day. Entries on walled files are never drawn,
//! and those whose file is walled later are left out for everybody, so that no count tells of a wall.

pub mod agreement;
pub mod api;
mod draw;
pub mod export;
mod follows;
pub mod items;
pub mod ops;
mod raw;
pub mod result;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Code, Fault};
use crate::ids::SampleId;

pub use draw::SEED_MAX;
pub use raw::{NewSample, RawAnswer, RawDraw, SIZE_MAX};

/// How entries are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Sampling)]
pub enum Sampling {
    /// Every entry is as likely as any other.
    Simple,
    /// The same, and each category has its share of the sample by its number of entries.
    ByCategory,
}

impl Sampling {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Simple, Self::ByCategory];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::ByCategory => "by_category",
        }
    }

    /// The way with this name.
    ///
    /// # Errors
    /// `unknown_sampling`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL.into_iter().find(|way| way.as_str() == wanted).ok_or_else(|| {
            Fault::new(Code::UnknownSampling, field)
                .with("value", crate::time::clip(wanted))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }
}

/// A sample of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CodingSample)]
pub struct Sample {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: SampleId,
    /// The first day of work of the entries.
    pub from: NaiveDate,
    /// The last day of work.
    pub to: NaiveDate,
    /// The teams whose entries were drawn; empty: every team.
    pub teams: Vec<String>,
    /// How they were drawn.
    pub sampling: Sampling,
    /// How many were drawn.
    #[schema(minimum = 1)]
    pub size: i64,
    /// From how many entries they were drawn.
    #[schema(minimum = 1)]
    pub population: i64,
    /// What chance came from: the same seed draws the same entries from the same population.
    #[schema(minimum = 0)]
    pub seed: i64,
    /// The version of the vocabulary in force at the draw.
    #[schema(minimum = 1)]
    pub vocabulary_version: i64,
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// By whom.
    pub drawn_by: String,
    /// When it was closed; null while answers are taken.
    #[schema(required = true)]
    pub closed_at: Option<DateTime<Utc>>,
    /// By whom; empty while answers are taken.
    pub closed_by: String,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
}

/// How far a sample is, over the entries within the reach of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
#[schema(as = CodingProgress)]
pub struct Progress {
    /// Entries that were drawn.
    #[schema(minimum = 0)]
    pub drawn: i64,
    /// Those that have a second code.
    #[schema(minimum = 0)]
    pub coded: i64,
    /// Those of which the second coder could not tell.
    #[schema(minimum = 0)]
    pub cannot_tell: i64,
    /// Those that nobody has coded a second time.
    #[schema(minimum = 0)]
    pub open: i64,
    /// Those that were withdrawn before they were coded.
    #[schema(minimum = 0)]
    pub withdrawn: i64,
    /// Those that were corrected before they were coded, or whose file not everybody may know of any more.
    #[schema(minimum = 0)]
    pub changed: i64,
    /// Those whose first code is offered no more for their day.
    #[schema(minimum = 0)]
    pub code_retired: i64,
    /// Who coded how many, by login.
    pub coders: Vec<Coder>,
}

/// Somebody who coded entries a second time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecondCoder)]
pub struct Coder {
    /// The login.
    pub coder: String,
    /// Entries they answered, also those of which they could not tell.
    #[schema(minimum = 1)]
    pub items: i64,
}

/// What of a file the boundary rule asks for. Neither number nor category, which would say the first code; nor the mark
/// that a file is unfunded, which one category alone has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingFile)]
pub struct FileFacts {
    /// The title.
    pub title: String,
    /// The project; empty: none.
    pub project: String,
    /// The country, ISO 3166-1 alpha-2; empty: none.
    pub country: String,
    /// Who asked; empty: not known.
    pub requester: String,
}

/// A second code, or that one cannot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingAnswer)]
pub struct Answer {
    /// The code of the category; empty where one cannot tell.
    pub category: String,
    /// The code of the activity; empty where one cannot tell.
    pub activity: String,
    /// Whether the text and the file do not tell.
    pub cannot_tell: bool,
}

/// An entry as its second coder sees it: without the first code, the person, and what anybody else answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingItem)]
pub struct Item {
    /// The sample.
    #[schema(value_type = String, format = Uuid)]
    pub sample_id: SampleId,
    /// Its place in the sample, from 1.
    #[schema(minimum = 1)]
    pub place: i64,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// What of its file the boundary rule asks for.
    pub file: FileFacts,
    /// What was done. Privileged.
    pub narrative: String,
    /// The codes of the activities that may be chosen for the day.
    pub activities: Vec<String>,
    /// One’s own answer; null where there is none yet.
    #[schema(required = true)]
    pub answer: Option<Answer>,
    /// Counts answers, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
}
