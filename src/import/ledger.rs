//! The ledger of a delivery: where each physical line ended, what the totals of the file say, and which labels wait
//! for a person. Counts only; the rows themselves are in the database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::containers::Origin;
use crate::ids::EntryId;

/// Where a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Count {
    /// Records.
    pub records: u64,
    /// Physical lines.
    pub lines: u64,
    /// Minutes of the entries; 0 for what is no entry.
    pub minutes: i64,
}

/// A totals row compared with the rows it totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalCheck {
    /// The physical line of the totals row.
    pub line: u64,
    /// What it says, as written.
    pub stated: String,
    /// What it says, in minutes; `None` when it cannot be read.
    pub stated_minutes: Option<i64>,
    /// What its rows come to, in minutes.
    pub summed_minutes: i64,
}

impl TotalCheck {
    /// Whether both agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.stated_minutes == Some(self.summed_minutes)
    }
}

/// A label that no code is known for, or a file that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldName {
    /// The label, number or title as in the file; empty where rows have none.
    pub name: String,
    /// Rows that carry it.
    pub rows: u64,
    /// Their minutes.
    pub minutes: i64,
}

/// A row that an earlier delivery brought with other content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The physical line of the row as it is now.
    pub line: u64,
    /// The entry that came of it.
    pub entry: EntryId,
    /// What differs.
    pub fields: Vec<FieldChange>,
    /// Whether the entry was changed; otherwise it is as it was.
    pub made: bool,
    /// Why it was not, where it was asked for: a person has changed the entry since, or withdrawn it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// Why an entry stays as it is although its row has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    /// A person has corrected or coded it since.
    Edited,
    /// A person has withdrawn it.
    Withdrawn,
}

/// One field of an entry that differs from its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field, as entries name it.
    pub field: String,
    /// What the entry says; empty for a narrative, which is never told.
    pub before: String,
    /// What the row says.
    pub after: String,
}

/// The minutes of one fiscal year and category, as a delivery changes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// Labels without a code, the most frequent first.
    pub held_labels: Vec<HeldName>,
    /// Files that are not known, the most frequent first.
    pub held_files: Vec<HeldName>,
    /// Changed rows whose change was made.
    #[serde(default)]
    pub changes_made: u64,
    /// What rows have changed, the first hundred of them.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Rejected rows by the code of their first fault.
    pub rejected_codes: BTreeMap<String, u64>,
    /// What the lines came out of, where the file was not text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
}

impl Ledger {
    /// Adds one record.
    pub fn add(&mut self, outcome: Outcome, lines: u64, minutes: i64) {
        let count = self.outcomes.entry(outcome).or_default();
        count.records += 1;
        count.lines += lines;
        count.minutes += minutes;
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
