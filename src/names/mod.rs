//! Names that people choose from, in both languages: the section, its teams, countries, federal bodies, projects. They
//! are data: added, renamed and retired, never deleted, so that what was stored with a code can always be read.

pub mod api;
pub mod ops;
mod raw;
mod store;
pub mod view;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::lang::Both;

pub use raw::{NewName, RawName};

/// Longest code of a name, in characters.
pub const CODE_MAX: u64 = 40;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NameKind)]
pub enum Kind {
    /// The section.
    Section,
    /// A team of a section.
    Team,
    /// A country, by its code of ISO 3166-1.
    Country,
    /// A federal body that asks for work.
    Body,
    /// A project.
    Project,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Section, Self::Team, Self::Country, Self::Body, Self::Project];

    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Team => "team",
            Self::Country => "country",
            Self::Body => "body",
            Self::Project => "project",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// `unknown_name_kind`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownNameKind, field).with("value", crate::time::clip(wanted)))
    }
}

/// A name. Empty texts mean: not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Name {
    /// What it is the name of.
    pub kind: Kind,
    /// The code it is stored by; never changes.
    pub code: String,
    /// The name in both languages.
    pub label: Both,
    /// Of a team: the code of its section.
    pub parent: String,
    /// Of a project: the number of its funding agreement.
    pub agreement: String,
    /// Of a project: who pays.
    pub funder: String,
    /// Of a project: its OECD-DAC purpose code.
    pub purpose: String,
    /// The first day of use, or of the project; `None`: always.
    #[schema(required = true)]
    pub valid_from: Option<NaiveDate>,
    /// The last day, or `None` while it is in use.
    #[schema(required = true)]
    pub valid_to: Option<NaiveDate>,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Name {
    /// Whether the name is in use on a day.
    #[must_use]
    pub fn is_in_use_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}
