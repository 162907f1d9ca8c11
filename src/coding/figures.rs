//! The figures of a second coding: each with its unit and how it is rounded. Title and definition stand in the message files
//! under `figure-<id>` and `figure-<id>-definition`, in both languages.

use serde::Serialize;
use utoipa::ToSchema;

use crate::lang::Lang;
use crate::words;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CodingUnit)]
pub enum Unit {
    /// Entries.
    Entries,
    /// Per cent.
    Percent,
    /// Percentage points.
    Points,
    /// A number between -1 and 1.
    Coefficient,
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// What it is known by.
    pub id: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// Decimals it is rounded to, once, half away from zero.
    pub decimals: u8,
}

/// Entries of the sample, by how they stand.
pub const ITEMS: Figure = Figure { id: "coding-items", unit: Unit::Entries, decimals: 0 };
/// The share of items that were coded alike.
pub const AGREEMENT: Figure = Figure { id: "coding-agreement", unit: Unit::Percent, decimals: 2 };
/// Cohen's kappa.
pub const KAPPA: Figure = Figure { id: "coding-kappa", unit: Unit::Coefficient, decimals: 3 };
/// Items with a given pair of different codes.
pub const CONFUSED: Figure = Figure { id: "coding-confused", unit: Unit::Entries, decimals: 0 };
/// The share of a category in the first coding.
pub const FIRST_SHARE: Figure = Figure { id: "coding-share-first", unit: Unit::Percent, decimals: 2 };
/// The share of a category in the second coding.
pub const SECOND_SHARE: Figure = Figure { id: "coding-share-second", unit: Unit::Percent, decimals: 2 };
/// The second share less the first.
pub const DRIFT: Figure = Figure { id: "coding-drift", unit: Unit::Points, decimals: 2 };

/// Every figure of a second coding.
pub const FIGURES: [Figure; 7] = [ITEMS, AGREEMENT, KAPPA, CONFUSED, FIRST_SHARE, SECOND_SHARE, DRIFT];

impl Figure {
    /// What readers call it.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        words::say(lang, &format!("figure-{}", self.id), &[])
    }

    /// What it is, in a sentence or two.
    #[must_use]
    pub fn definition(&self, lang: Lang) -> String {
        words::say(lang, &format!("figure-{}-definition", self.id), &[])
    }
}

/// A figure with its words in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingFigure)]
pub struct Described {
    /// What it is known by.
    pub id: &'static str,
    /// What readers call it.
    pub title: String,
    /// What it is.
    pub definition: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Decimals it is rounded to, once, half away from zero.
    #[schema(minimum = 0, maximum = 3)]
    pub decimals: u8,
}

/// Every figure, described.
#[must_use]
pub fn described(lang: Lang) -> Vec<Described> {
    let described = |figure: Figure| Described {
        id: figure.id,
        title: figure.title(lang),
        definition: figure.definition(lang),
        unit: figure.unit,
        decimals: figure.decimals,
    };
    FIGURES.map(described).into()
}
