//! The ledger of a delivery: where each physical line ended, what the totals of the file say, and which labels wait
//! for a person. Counts only; the rows themselves are in the database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::containers::Origin;
use super::levels::Level;
use crate::ids::EntryId;

/// Where a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A new entry.
    New,
    /// The entry is there already, from an earlier delivery.
    Same,
    /// The source has changed a row of an earlier delivery.
    Changed,
    /// The row repeats another of this file, which the profile does not allow.
    Duplicate,
    /// Stored as time without a code, until a person codes its label.
    Held,
    /// Not stored; the faults say why.
    Rejected,
    /// A totals row: compared, not stored as time.
    Total,
    /// A header.
    Header,
    /// A line above the header.
    Preamble,
    /// Nothing stands in it.
    Blank,
}

impl Outcome {
    /// Every outcome, in the order it is shown.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Same,
        Self::Changed,
        Self::Duplicate,
        Self::Held,
        Self::Rejected,
        Self::Total,
        Self::Header,
        Self::Preamble,
        Self::Blank,
    ];

    /// As it is written in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Duplicate => "duplicate",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Total => "total",
            Self::Header => "header",
            Self::Preamble => "preamble",
            Self::Blank => "blank",
        }
    }

    /// As it is written in the blocks of a delivery; never another one.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::New => 0,
            Self::Same => 1,
            Self::Changed => 2,
            Self::Duplicate => 3,
            Self::Held => 4,
            Self::Rejected => 5,
            Self::Total => 6,
            Self::Header => 7,
            Self::Preamble => 8,
            Self::Blank => 9,
        }
    }

    /// The outcome with this number.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.number() == number)
    }
}

/// How many records and physical lines ended somewhere, and the minutes they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// Records.
    pub records: u64,
    /// Physical lines.
    pub lines: u64,
    /// Minutes of the entries; 0 for what is no entry.
    pub minutes: i64,
}

/// A totals row compared with the rows it totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TotalCheck {
    /// The physical line of the totals row; of a total that rows repeat, the first line that says it.
    pub line: u64,
    /// Which rows it totals.
    #[serde(default)]
    pub level: Level,
    /// The day, person or file that it totals, as in the file; empty where it is of no group.
    #[serde(default)]
    pub key: String,
    /// What it says, as written.
    pub stated: String,
    /// What it says, in minutes; `None` when it cannot be read.
    #[schema(required = true)]
    pub stated_minutes: Option<i64>,
    /// What its rows come to, in minutes.
    pub summed_minutes: i64,
    /// What it says above what its rows come to, in minutes; `None` when it cannot be read.
    #[serde(default)]
    #[schema(required = true)]
    pub difference_minutes: Option<i64>,
}

/// How the totals of one level compare with their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct LevelCount {
    /// Totals that were compared.
    pub compared: u64,
    /// Those that agree.
    pub agreeing: u64,
    /// Those that differ.
    pub differing: u64,
}

impl TotalCheck {
    /// Whether both agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.stated_minutes == Some(self.summed_minutes)
    }
}

/// A label that no code is known for, or a file that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldName {
    /// The label, number or title as in the file; empty where rows have none.
    pub name: String,
    /// Rows that carry it.
    pub rows: u64,
    /// Their minutes.
    pub minutes: i64,
}

/// A row that an earlier delivery brought with other content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// The physical line of the row as it is now.
    pub line: u64,
    /// The entry that came of it.
    #[schema(value_type = String, format = Uuid)]
    pub entry: EntryId,
    /// What differs.
    pub fields: Vec<FieldChange>,
    /// Whether the entry was changed; otherwise it is as it was.
    pub made: bool,
    /// Why it was not, where it was asked for: a person has changed the entry since, or withdrawn it.
    #[serde(default)]
    #[schema(required = true)]
    pub kept: Option<Kept>,
}

/// Why an entry stays as it is although its row has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    /// A person has corrected or coded it since.
    Edited,
    /// A person has withdrawn it.
    Withdrawn,
}

/// One field of an entry that differs from its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// The field, as entries name it.
    pub field: String,
    /// What the entry says; empty for a narrative, which is never told.
    pub before: String,
    /// What the row says.
    pub after: String,
}

/// The minutes of one fiscal year and category, as a delivery changes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// The fiscal year, such as `2024-25`.
    pub year: String,
    /// The category.
    pub category: String,
    /// Minutes before.
    pub before_minutes: i64,
    /// Minutes afterwards.
    pub after_minutes: i64,
}

/// The ledger of one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Ledger {
    /// Physical lines of the file.
    pub lines: u64,
    /// Physical lines whose text was encoded twice and was mended.
    pub lines_repaired: u64,
    /// Where they ended.
    pub outcomes: BTreeMap<Outcome, Count>,
    /// Totals rows with a value that were compared.
    pub totals_compared: u64,
    /// How many of them differ from their rows.
    pub totals_differing_count: u64,
    /// Those that differ, the first thousand of them.
    pub totals_differing: Vec<TotalCheck>,
    /// How the totals of each level compare with their rows.
    pub totals_levels: BTreeMap<Level, LevelCount>,
    /// Rows of groups beyond those that are kept, whose totals are not compared.
    #[serde(skip_serializing_if = "is_none")]
    pub totals_rows_uncounted: u64,
    /// Labels without a code, the most frequent first.
    pub held_labels: Vec<HeldName>,
    /// Files that are not known, the most frequent first.
    pub held_files: Vec<HeldName>,
    /// Rows that were rejected at first and came back corrected; they are counted where they ended then.
    #[serde(skip_serializing_if = "is_none")]
    pub rows_returned: u64,
    /// The names of the columns as the file writes them.
    pub columns: Vec<String>,
    /// Changed rows whose change was made.
    pub changes_made: u64,
    /// What rows have changed, the first hundred of them.
    pub changes: Vec<Change>,
    /// Rejected rows by the code of their first fault.
    pub rejected_codes: BTreeMap<String, u64>,
    /// What the lines came out of, where the file was not text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Labels and files listed.
pub const NAMES_LISTED: usize = 50;

/// Counts one more row of a name, the most frequent first.
fn hold(names: &mut Vec<HeldName>, name: &str, minutes: i64) {
    match names.iter_mut().find(|held| held.name == name) {
        Some(held) => {
            held.rows += 1;
            held.minutes += minutes;
        }
        None => names.push(HeldName { name: name.to_owned(), rows: 1, minutes }),
    }
    names.sort_by(|one, other| other.rows.cmp(&one.rows).then_with(|| one.name.cmp(&other.name)));
    names.truncate(NAMES_LISTED);
}

impl Ledger {
    /// Adds one record.
    pub fn add(&mut self, outcome: Outcome, lines: u64, minutes: i64) {
        let count = self.outcomes.entry(outcome).or_default();
        count.records += 1;
        count.lines += lines;
        count.minutes += minutes;
    }

    /// Takes back one record that ends elsewhere now.
    pub fn take_back(&mut self, outcome: Outcome, lines: u64) {
        if let Some(count) = self.outcomes.get_mut(&outcome) {
            count.records = count.records.saturating_sub(1);
            count.lines = count.lines.saturating_sub(lines);
        }
        self.outcomes.retain(|_, count| count.records > 0);
    }

    /// Counts one more row whose label has no code.
    pub fn hold_label(&mut self, label: &str, minutes: i64) {
        hold(&mut self.held_labels, label, minutes);
    }

    /// Counts one more row whose file is not known.
    pub fn hold_file(&mut self, name: &str, minutes: i64) {
        hold(&mut self.held_files, name, minutes);
    }

    /// Records and lines that ended somewhere.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> Count {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// Physical lines that ended anywhere: equal to the lines of the file, or something was lost.
    #[must_use]
    pub fn accounted(&self) -> u64 {
        self.outcomes.values().map(|count| count.lines).sum()
    }
}
