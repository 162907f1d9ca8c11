//! Files as the API takes them: JSON with the types of JSON. What is sent becomes the same text as from every other door.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{RawFile, RawNumber};
use crate::sent::{day_or_null, some, some_day_or_null};

/// A file to be opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewFile)]
pub struct SentFile {
    /// Number, for example `UKR-12`: letters, digits, blanks and `-_./`. Left out: the next one, where the settings say
    /// how numbers are made.
    #[schema(max_length = 40, pattern = r"^([\p{L}\p{N}][\p{L}\p{N} ._/-]*)?$", example = "SA-9")]
    pub number: String,
    /// Title.
    #[schema(required = true, min_length = 1, max_length = 200, example = "Advice on treaties")]
    pub title: String,
    /// Code of the category.
    #[schema(required = true, min_length = 1, example = "SA")]
    pub category: String,
    /// Project.
    #[schema(max_length = 120)]
    pub project: String,
    /// Country, ISO 3166-1 alpha-2.
    #[schema(pattern = "^([A-Za-z]{2})?$")]
    pub country: String,
    /// Whether it is assistance without funding or project.
    pub unfunded: bool,
    /// Who asked.
    #[schema(max_length = 120)]
    pub requester: String,
    /// Number of the funding agreement.
    #[schema(max_length = 120)]
    pub agreement: String,
    /// Risk.
    #[schema(pattern = "^(low|medium|high)?$")]
    pub risk: String,
    /// Complexity.
    #[schema(pattern = "^(low|medium|high)?$")]
    pub complexity: String,
    /// Numbers in other systems.
    #[schema(max_items = 10)]
    pub numbers: Vec<RawNumber>,
    /// File type.
    #[schema(max_length = 120)]
    pub file_type: String,
    /// Team.
    #[schema(max_length = 120)]
    pub team: String,
    /// First day.
    #[schema(required = true, format = Date, example = "2025-04-01")]
    pub opened_on: String,
    /// Last day; null or left out while the file is open.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    pub closed_on: Option<String>,
    /// Whether it is known only to the accounts named on it.
    pub walled: bool,
}

/// A change of a file: members that are given replace those that are stored.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = FileChange)]
pub struct RawFileChange {
    /// Title.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 200, example = "Advice on treaties, second part")]
    pub title: Option<String>,
    /// Code of the category.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1)]
    pub category: Option<String>,
    /// Project.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    pub project: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^([A-Za-z]{2})?$")]
    pub country: Option<String>,
    /// Whether it is assistance without funding or project.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    pub unfunded: Option<bool>,
    /// Who asked.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    pub requester: Option<String>,
    /// Number of the funding agreement.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    pub agreement: Option<String>,
    /// Risk.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^(low|medium|high)?$")]
    pub risk: Option<String>,
    /// Complexity.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^(low|medium|high)?$")]
    pub complexity: Option<String>,
    /// Numbers in other systems; they take the place of those that are stored.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_items = 10)]
    pub numbers: Option<Vec<RawNumber>>,
    /// File type.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    pub file_type: Option<String>,
    /// Team.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    pub team: Option<String>,
    /// First day.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, format = Date)]
    pub opened_on: Option<String>,
    /// Last day; null opens the file again, unless it was closed with a reason.
    #[serde(deserialize_with = "some_day_or_null")]
    #[schema(value_type = Option<String>, format = Date)]
    pub closed_on: Option<Option<String>>,
    /// Whether it is known only to the accounts named on it.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    pub walled: Option<bool>,
}

impl From<SentFile> for RawFile {
    fn from(sent: SentFile) -> Self {
        Self {
            number: sent.number,
            title: sent.title,
            category: sent.category,
            project: sent.project,
            country: sent.country,
            unfunded: sent.unfunded.to_string(),
            requester: sent.requester,
            agreement: sent.agreement,
            risk: sent.risk,
            complexity: sent.complexity,
            numbers: sent.numbers,
            file_type: sent.file_type,
            team: sent.team,
            opened_on: sent.opened_on,
            closed_on: sent.closed_on.unwrap_or_default(),
            walled: sent.walled.to_string(),
        }
    }
}

impl RawFile {
    /// The same text with the members of a change in place of those it names.
    #[must_use]
    pub fn changed_by(self, change: RawFileChange) -> Self {
        Self {
            number: self.number,
            title: change.title.unwrap_or(self.title),
            category: change.category.unwrap_or(self.category),
            project: change.project.unwrap_or(self.project),
            country: change.country.unwrap_or(self.country),
            unfunded: change.unfunded.map_or(self.unfunded, |truth| truth.to_string()),
            requester: change.requester.unwrap_or(self.requester),
            agreement: change.agreement.unwrap_or(self.agreement),
            risk: change.risk.unwrap_or(self.risk),
            complexity: change.complexity.unwrap_or(self.complexity),
            numbers: change.numbers.unwrap_or(self.numbers),
            file_type: change.file_type.unwrap_or(self.file_type),
            team: change.team.unwrap_or(self.team),
            opened_on: change.opened_on.unwrap_or(self.opened_on),
            closed_on: change.closed_on.map_or(self.closed_on, Option::unwrap_or_default),
            walled: change.walled.map_or(self.walled, |truth| truth.to_string()),
        }
    }
}
