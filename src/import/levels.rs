//! The part of a profile that says what a total totals: the whole delivery, a block, or the rows of one day, person,
//! file or of whatever stands in a column; and where a row of totals names which of them it means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dates::Order;
use super::durations::Form;

/// What a total totals.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All rows of the delivery above it.
    #[default]
    File,
    /// The rows since the last total of its rule.
    Block,
    /// The rows of one day since the last total of that day.
    Day,
    /// The rows of one person since the last total of that person.
    Person,
    /// The rows of one person on one day, since the last total of both.
    PersonDay,
    /// The rows of one file since the last total of that file.
    WorkFile,
    /// The rows with one label since the last total of that label.
    Activity,
    /// The rows with the same text in another column, such as a project, since the last total of that text.
    Column,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 8] = [
        Self::File,
        Self::Block,
        Self::Day,
        Self::Person,
        Self::PersonDay,
        Self::WorkFile,
        Self::Activity,
        Self::Column,
    ];

    /// As profiles and ledgers write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Block => "block",
            Self::Day => "day",
            Self::Person => "person",
            Self::PersonDay => "person_day",
            Self::WorkFile => "work_file",
            Self::Activity => "activity",
            Self::Column => "column",
        }
    }

    /// Whether rows are told apart by what stands in them.
    #[must_use]
    pub const fn has_key(self) -> bool {
        !matches!(self, Self::File | Self::Block)
    }

    /// Whether the day is what rows are told apart by, or a part of it.
    #[must_use]
    pub const fn has_day(self) -> bool {
        matches!(self, Self::Day | Self::PersonDay)
    }
}

/// Where a row of totals says which day, person or file it totals. Where its cell is empty, it is that of the row above.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalKey {
    /// The column.
    pub column: String,
    /// What stands before it in its cell.
    pub after: Option<String>,
    /// The order of year, month and day, of a day; that of the rows when not said.
    pub order: Option<Order>,
}

/// A total that every row of its group carries, such as the total of the day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatedTotal {
    /// The column.
    pub column: String,
    /// How it is written.
    pub form: Form,
    /// The group of rows that it totals; not `block`.
    pub level: Level,
    /// For `column`: the column that rows are told apart by.
    pub by: Option<String>,
}
