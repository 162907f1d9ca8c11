//! Golden rows: rows of a profile whose meaning is known. They go through the mapper of each delivery before its first
//! row does, so that a change in the export, or in the profile, stops the delivery and stores nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::cells::Cells;
use super::contradictions;
use super::header::{Header, key};
use super::mapper::{Mapped, Mapper, SourceRow};
use super::profile::Profile;
use crate::fault::{Code, Fault, Faults};
use crate::text::live;
use crate::time::clip;

/// A row whose meaning is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldenRow {
    /// What stands in which column, as in the file; other columns are empty.
    pub cells: BTreeMap<String, String>,
    /// What it means. Only what is given is compared.
    pub expect: Expected,
}

/// What a golden row means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    /// What kind of row it is.
    pub outcome: Kind,
    /// The number or name of the person.
    pub person: Option<String>,
    /// The number or title of the file.
    pub file: Option<String>,
    /// The label of the activity.
    pub label: Option<String>,
    /// The activity code that the crosswalk gives the label; empty for none.
    pub activity: Option<String>,
    /// The day of the work, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// How long it took, or what the total says.
    pub minutes: Option<i64>,
    /// What the entry says.
    pub narrative: Option<String>,
    /// The day on which the entry was made, `YYYY-MM-DD`; empty for none.
    pub entered_on: Option<String>,
    /// The identifier that the source gives the row; empty for none.
    pub source_id: Option<String>,
    /// The code of a fault for which it is rejected.
    pub code: Option<String>,
}

/// What kind of row a golden row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Time worked.
    #[default]
    Row,
    /// A totals row.
    Total,
    /// A row that cannot be used.
    Rejected,
    /// The header again.
    Header,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Total => "total",
            Self::Rejected => "rejected",
            Self::Header => "header",
        }
    }
}

impl Expected {
    /// The first key that does not go with the outcome, or is no date.
    #[must_use]
    pub fn contradiction(&self) -> Option<&'static str> {
        let of_rows = [
            ("person", self.person.is_some()),
            ("file", self.file.is_some()),
            ("label", self.label.is_some()),
            ("activity", self.activity.is_some()),
            ("date", self.date.is_some()),
            ("narrative", self.narrative.is_some()),
            ("entered_on", self.entered_on.is_some()),
            ("source_id", self.source_id.is_some()),
        ];
        let no_date = |text: &Option<String>| {
            text.as_ref().is_some_and(|text| !text.is_empty() && text.parse::<NaiveDate>().is_err())
        };
        let misplaced = of_rows.into_iter().find(|(_, given)| *given && self.outcome != Kind::Row).map(|(key, _)| key);
        let measures = matches!(self.outcome, Kind::Row | Kind::Total);
        misplaced
            .or((self.minutes.is_some() && !measures).then_some("minutes"))
            .or((self.code.is_some() && self.outcome != Kind::Rejected).then_some("code"))
            .or(no_date(&self.date).then_some("date"))
            .or(no_date(&self.entered_on).then_some("entered_on"))
    }

    /// The first field in which a row means something else: its name, what is expected and what was found. Of narratives
    /// nothing is told.
    fn difference(&self, mapped: &Mapped) -> Option<(&'static str, String, String)> {
        let (outcome, found) = outcome_of(mapped);
        if outcome != Some(self.outcome) {
            return Some(("outcome", self.outcome.as_str().to_owned(), found));
        }
        match mapped {
            Mapped::Row(row) => self.difference_of_row(row),
            Mapped::Total(total) => {
                let minutes = self.minutes.filter(|minutes| total.value_minutes != Some(*minutes))?;
                let found = total.value_minutes.map(|found| found.to_string()).unwrap_or_default();
                Some(("minutes", minutes.to_string(), found))
            }
            Mapped::Rejected { faults, .. } => {
                let code = self.code.as_ref()?;
                let codes: Vec<&str> = faults.iter().map(|found| found.fault.code.as_str()).collect();
                (!codes.contains(&code.as_str())).then(|| ("code", code.clone(), codes.join(", ")))
            }
            Mapped::Preamble | Mapped::Header | Mapped::Blank => None,
        }
    }

    fn difference_of_row(&self, row: &SourceRow) -> Option<(&'static str, String, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let minutes = row.minutes.to_string();
        let fields = [
            ("person", self.person.as_deref(), row.person.to_owned()),
            ("file", self.file.as_deref(), row.file.to_owned()),
            ("label", self.label.as_deref(), row.label.to_owned()),
            ("activity", self.activity.as_deref(), row.activity.unwrap_or_default().to_owned()),
            ("date", self.date.as_deref(), day(Some(row.worked_on))),
            ("entered_on", self.entered_on.as_deref(), day(row.entered_on)),
            ("source_id", self.source_id.as_deref(), row.source_id.unwrap_or_default().to_owned()),
        ];
        let differing = fields.into_iter().find_map(|(field, expected, found)| {
            expected.filter(|expected| *expected != found).map(|expected| (field, clip(expected), clip(&found)))
        });
        let other_minutes = self.minutes.filter(|expected| *expected != row.minutes);
        let other_narrative = self.narrative.as_ref().filter(|expected| *expected != row.narrative);
        differing
            .or(other_minutes.map(|expected| ("minutes", expected.to_string(), minutes)))
            .or(other_narrative.map(|_| ("narrative", String::new(), String::new())))
    }
}

/// What a record is, as golden rows name it, and the same in words, with the codes of faults.
fn outcome_of(mapped: &Mapped) -> (Option<Kind>, String) {
    let kind = match mapped {
        Mapped::Row(_) => Kind::Row,
        Mapped::Total(_) => Kind::Total,
        Mapped::Preamble | Mapped::Header => Kind::Header,
        Mapped::Blank => return (None, "blank".to_owned()),
        Mapped::Rejected { faults, .. } => {
            let codes: Vec<&str> = faults.iter().map(|found| found.fault.code.as_str()).collect();
            return (Some(Kind::Rejected), format!("rejected: {}", codes.join(", ")));
        }
    };
    (Some(kind), kind.as_str().to_owned())
}

/// The golden rows of a profile while a delivery is read.
#[derive(Debug, Default)]
pub struct Golden {
    /// The golden row with each identifier.
    rows: HashMap<String, (usize, Expected)>,
}

impl Golden {
    /// Sends the golden rows of a profile through the mapper of a file, whose header has all their columns.
    ///
    /// # Errors
    /// Every `golden_row_contradicted` with `number`, `line` 0, `told`, `expected` and `found`.
    pub fn tried(profile: &Profile, mapper: &mut Mapper) -> Result<Self, Faults> {
        let mut golden = Self::default();
        let mut faults = Faults::none();
        for (number, row) in (1..).zip(&profile.golden) {
            let cells = cells_of(row, profile, mapper.header());
            let meant = mapper.map(&cells);
            if let Some(difference) = row.expect.difference(&meant) {
                faults.push(contradicted(number, 0, difference));
            }
            let id = match &meant {
                Mapped::Row(row) | Mapped::Rejected { rest: Some(super::mapper::Rest { row, .. }), .. } => {
                    row.source_id
                }
                _ => None,
            };
            if let Some(id) = id {
                golden.rows.insert(id.to_owned(), (number, row.expect.clone()));
            }
        }
        faults.or(|| golden)
    }

    /// Holds a row of the file against the golden row with its identifier, where there is one.
    ///
    /// # Errors
    /// `golden_row_contradicted`, as above, with the line.
    pub fn hold(&self, line: u64, mapped: &Mapped) -> Result<(), Faults> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let id = match mapped {
            Mapped::Row(row) | Mapped::Rejected { rest: Some(super::mapper::Rest { row, .. }), .. } => row.source_id,
            _ => None,
        };
        let Some((number, expected)) = id.and_then(|id| self.rows.get(id)) else { return Ok(()) };
        match expected.difference(mapped) {
            // What a row of the file is labelled with can be what somebody wrote about the work.
            Some(("label", ..)) => Err(contradicted(*number, line, ("label", String::new(), String::new())).into()),
            Some(difference) => Err(contradicted(*number, line, difference).into()),
            None => Ok(()),
        }
    }
}

/// Whether a profile keeps its own golden rows, in a file that has just the columns which it names.
///
/// # Errors
/// `golden_row_contradicted`, or faults of the columns.
pub fn check(profile: &Profile) -> Result<(), Faults> {
    if profile.golden.is_empty() {
        return Ok(());
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in contradictions::columns(profile) {
        if names.iter().all(|known| key(known) != key(name)) {
            names.push(name);
        }
    }
    let numbers: Vec<String> = (1..=names.iter().filter_map(|name| name.parse().ok()).max().unwrap_or(0_u8))
        .map(|number| number.to_string())
        .collect();
    let header = if profile.file.header {
        Cells::of(names.iter().copied())
    } else {
        Cells::of(numbers.iter().map(String::as_str))
    };
    Golden::tried(profile, &mut Mapper::new(profile, &header)?).map(drop)
}

/// The cells of a golden row under the header of a file.
fn cells_of(row: &GoldenRow, profile: &Profile, header: &Header) -> Cells {
    let mut texts = vec![""; header.len()];
    let mut ignored = Faults::none();
    for (name, text) in &row.cells {
        // The mapper was made, so every column is there, once; computed ones are no cells of the file.
        if let Some(place) = header.column(name, &mut ignored).and_then(|column| texts.get_mut(column.index)) {
            let text = if profile.file.trim { text.trim() } else { text };
            *place = if profile.file.formula_apostrophe { live(text) } else { text };
        }
    }
    Cells::of(texts)
}

fn contradicted(number: usize, line: u64, (field, expected, found): (&'static str, String, String)) -> Fault {
    Fault::new(Code::GoldenRowContradicted, field)
        .with("number", number)
        .with("line", i64::try_from(line).unwrap_or(i64::MAX))
        .with("told", if expected.is_empty() && found.is_empty() { "no" } else { "yes" })
        .with("expected", expected)
        .with("found", found)
}
