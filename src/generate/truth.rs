//! What an importer must find in the generated files, written to `truth.json`: outcomes by physical line, rejected
//! lines with their codes, totals rows that differ, and minutes by fiscal year and category.

use std::collections::BTreeMap;

use serde::Serialize;

use super::files::Category;
use crate::fault::Code;
use crate::time::FiscalYear;

/// Everything true about a generated section.
#[derive(Debug, Serialize)]
pub(super) struct Truth {
    pub(super) generated: bool,
    pub(super) note_en: String,
    pub(super) note_fr: String,
    pub(super) seed: u64,
    pub(super) people: usize,
    pub(super) case_files: usize,
    /// Entry rows of all files: new, held and rejected.
    pub(super) entry_rows: u64,
    /// The change that reports should show.
    pub(super) story: Story,
    /// Which rows a totals row adds up.
    pub(super) totals_rows_cover: &'static str,
    pub(super) files: Vec<FileTruth>,
}

/// What changes over the years, on purpose.
#[derive(Debug, Serialize)]
pub(super) struct Story {
    pub(super) assistance_weight_grows_per_cent_a_year: usize,
    /// From this date days are half an hour longer, with more advice and less internal work.
    pub(super) step_on: String,
}

/// Physical lines per outcome of the ledger.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Outcomes {
    pub(super) new: u64,
    pub(super) same: u64,
    pub(super) duplicate: u64,
    pub(super) held: u64,
    pub(super) rejected: u64,
    pub(super) total: u64,
    pub(super) header: u64,
    pub(super) blank: u64,
}

/// One file of entries.
#[derive(Debug, Serialize)]
pub(super) struct FileTruth {
    pub(super) name: String,
    pub(super) fiscal_year: FiscalYear,
    pub(super) physical_lines: u64,
    pub(super) records: u64,
    pub(super) entry_rows: u64,
    pub(super) lines: Outcomes,
    pub(super) rejected: Vec<RejectedLine>,
    pub(super) totals_that_differ: Vec<DifferingTotal>,
    /// Minutes of new rows by category.
    pub(super) minutes: BTreeMap<&'static str, u64>,
    pub(super) held_minutes: u64,
    /// Minutes of new rows entered more than ten days after the work.
    pub(super) late_minutes: u64,
    /// How many rows carry each unknown label.
    pub(super) held_labels: BTreeMap<&'static str, u64>,
}

/// A line that an importer must refuse.
#[derive(Debug, Serialize)]
pub(super) struct RejectedLine {
    pub(super) line: u64,
    pub(super) code: Code,
}

/// A totals row that is not the sum of its rows.
#[derive(Debug, Serialize)]
pub(super) struct DifferingTotal {
    pub(super) line: u64,
    pub(super) stated_minutes: u64,
    pub(super) summed_minutes: u64,
}

impl FileTruth {
    pub(super) fn new(fiscal_year: FiscalYear) -> Self {
        Self {
            name: format!("entries-{fiscal_year}.csv"),
            fiscal_year,
            physical_lines: 0,
            records: 0,
            entry_rows: 0,
            lines: Outcomes::default(),
            rejected: Vec::new(),
            totals_that_differ: Vec::new(),
            minutes: Category::ALL.iter().map(|category| (category.code(), 0)).collect(),
            held_minutes: 0,
            late_minutes: 0,
            held_labels: BTreeMap::new(),
        }
    }
}
