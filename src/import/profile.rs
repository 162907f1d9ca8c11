//! The saved description of one kind of export: a TOML file with a JSON Schema. It tells how the bytes are laid out,
//! which column means what, and what labels stand for. Reading it finds its contradictions; it reads no export.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use super::computed::Computed;
use super::contradictions;
use super::dates::Order;
use super::days::DaysSource;
use super::durations::Form;
pub use super::golden::GoldenRow;
pub use super::levels::{Level, RepeatedTotal, TotalKey};
pub use super::lookups::{FindFile, FindPerson, Ways};
use super::numbers::{DecimalSign, Rounding};
pub use super::shape::{FileShape, Mark, Repeats, ShortRows};
use crate::fault::{Code, Fault, Faults};
use crate::lang::Both;

/// The layout of profiles that this program reads.
pub const SCHEMA: u32 = 1;

/// The profiles that come with the program: name and text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("bookkeeping", include_str!("../../schemas/profiles/bookkeeping.toml")),
    ("casetime-entries", include_str!("../../schemas/profiles/casetime-entries.toml")),
    ("clio", include_str!("../../schemas/profiles/clio.toml")),
    ("clock-balances-pt", include_str!("../../schemas/profiles/clock-balances-pt.toml")),
    ("clock-in-out-de", include_str!("../../schemas/profiles/clock-in-out-de.toml")),
    ("clockify", include_str!("../../schemas/profiles/clockify.toml")),
    ("crm-worklog", include_str!("../../schemas/profiles/crm-worklog.toml")),
    ("harvest", include_str!("../../schemas/profiles/harvest.toml")),
    ("icase-plain", include_str!("../../schemas/profiles/icase-plain.toml")),
    ("kimai", include_str!("../../schemas/profiles/kimai.toml")),
    ("ledes-1998b", include_str!("../../schemas/profiles/ledes-1998b.toml")),
    ("ledes-98bi", include_str!("../../schemas/profiles/ledes-98bi.toml")),
    ("redmine", include_str!("../../schemas/profiles/redmine.toml")),
    ("redmine-fr", include_str!("../../schemas/profiles/redmine-fr.toml")),
    ("tempo", include_str!("../../schemas/profiles/tempo.toml")),
    ("toggl", include_str!("../../schemas/profiles/toggl.toml")),
    ("toggl-cli", include_str!("../../schemas/profiles/toggl-cli.toml")),
];

/// One kind of export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The layout of this profile; always 1.
    pub schema: u32,
    /// The name that people choose it by.
    pub name: String,
    /// Counts up with every change.
    pub version: u32,
    /// What kind of export it reads.
    #[serde(default)]
    pub description: Both,
    /// Fingerprints of the headers it was made for, as `casetime import sniff` tells them. A profile with the
    /// fingerprint of a file is chosen before one that only finds its columns in it.
    #[serde(default)]
    pub fingerprints: Vec<String>,
    /// Questions that a draft leaves to a person; while one stands here the profile is refused.
    #[serde(default)]
    pub unanswered: Vec<String>,
    /// How the bytes are laid out.
    #[serde(default)]
    pub file: FileShape,
    /// Other spellings of names of columns: the name that the rest of the profile uses, and those that stand in the
    /// header in its place, in another language for example.
    #[serde(default)]
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Columns that are made out of others.
    #[serde(default)]
    pub computed: Vec<Computed>,
    /// Who did the work.
    pub person: PersonSource,
    /// The file the work was done on.
    pub work_file: WorkFileSource,
    /// What was done; without it every row has an empty label and is held.
    pub activity: Option<ActivitySource>,
    /// Labels (compared folded) and the activity codes they stand for.
    #[serde(default)]
    pub crosswalk: BTreeMap<String, String>,
    /// The day of the work.
    pub date: DateSource,
    /// The columns of days, where each day has its own. The column of the duration is the total of the row then.
    pub days: Option<DaysSource>,
    /// How long it took.
    pub duration: DurationSource,
    /// What the entry says.
    pub narrative: Option<NarrativeSource>,
    /// The day on which the entry was made.
    pub entered_on: Option<DateSource>,
    /// A unique identifier that the source gives its rows.
    pub source_id: Option<SourceId>,
    /// Which rows are time; the others are refused as `not_time`.
    pub only: Option<Only>,
    /// What marks a totals row.
    #[serde(default)]
    pub totals: Vec<TotalsRule>,
    /// Totals that each row of a group carries.
    #[serde(default)]
    pub repeated_totals: Vec<RepeatedTotal>,
    /// Rows whose meaning is known. A delivery in which they mean something else is refused.
    #[serde(default)]
    pub golden: Vec<GoldenRow>,
}

/// Who did the work: a column, several columns, or always the same person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonSource {
    /// The column.
    pub column: Option<String>,
    /// Several columns, such as first and last name; what stands in them is joined by blanks.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The number or name that every row has.
    pub constant: Option<String>,
    /// What people are found by.
    #[serde(default)]
    pub find_by: Ways<FindPerson>,
}

/// The file the work was done on: a column, or always the same file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkFileSource {
    /// The column.
    pub column: Option<String>,
    /// The number or title that every row has.
    pub constant: Option<String>,
    /// What files are found by.
    #[serde(default)]
    pub find_by: Ways<FindFile>,
    /// What happens to rows whose file is not known.
    #[serde(default)]
    pub unknown: UnknownFile,
}

/// What happens to rows whose file is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UnknownFile {
    /// They wait for a person.
    #[default]
    Hold,
    /// They are refused.
    Reject,
}

/// What was done: a column, or always the same label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivitySource {
    /// The column.
    pub column: Option<String>,
    /// The label that every row has.
    pub constant: Option<String>,
    /// Whether codes, labels and hidden labels of the vocabulary are understood.
    #[serde(default = "yes")]
    pub vocabulary_labels: bool,
}

/// A column with dates. Where each day has a column of its own, it names the week or the month of the row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateSource {
    /// The column; left out only where the headers of the columns of days are dates.
    #[serde(default)]
    pub column: String,
    /// The order of year, month and day.
    pub order: Order,
}

/// How long the work took.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DurationSource {
    /// How it is written.
    pub form: Form,
    /// The column, for every form but `start_end`.
    pub column: Option<String>,
    /// The columns with starts, for `start_end`.
    #[serde(default)]
    pub start: Vec<String>,
    /// The columns with ends, as many as starts.
    #[serde(default)]
    pub end: Vec<String>,
    /// Whether an end before its start is on the next day.
    #[serde(default)]
    pub over_midnight: bool,
    /// The sign before decimals.
    #[serde(default)]
    pub decimal_sign: DecimalSign,
    /// How seconds and decimals become whole minutes.
    #[serde(default)]
    pub rounding: Rounding,
    /// Further measures of the same duration, which must agree.
    #[serde(default)]
    pub also: Vec<AlsoMeasured>,
}

/// A further measure of the duration. Where it is empty there is nothing to agree with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlsoMeasured {
    /// How it is written.
    pub form: Form,
    /// The column, for every form but `start_end`.
    pub column: Option<String>,
    /// The columns with starts, for `start_end`.
    #[serde(default)]
    pub start: Vec<String>,
    /// The columns with ends, as many as starts.
    #[serde(default)]
    pub end: Vec<String>,
    /// Whether an end before its start is on the next day.
    #[serde(default)]
    pub over_midnight: bool,
    /// The sign before decimals; that of the first measure when not said.
    pub decimal_sign: Option<DecimalSign>,
    /// How it becomes whole minutes; as the first measure when not said.
    pub rounding: Option<Rounding>,
    /// By how many minutes the two may differ.
    #[serde(default)]
    pub tolerance_minutes: u32,
}

/// The columns that the narrative is made of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NarrativeSource {
    /// The columns; what stands in them is joined by ` / `.
    pub columns: Vec<String>,
}

/// The column with a unique identifier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceId {
    /// The column.
    pub column: String,
    /// The system that gave it, where two systems may have given the same one.
    #[serde(default)]
    pub system: String,
    /// Whether it is the identifier of an entry of this program, as in its own exports. The entry keeps it, and one that
    /// is there already under it is not stored again.
    #[serde(default)]
    pub of_entry: bool,
}

/// Which rows are time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The column that tells the kind of row.
    pub column: String,
    /// The values (compared folded) of rows that are time.
    pub values: Vec<String>,
}

/// What marks a totals row, and what it totals. Exactly one of `starts_with`, `equals` and `contains` is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalsRule {
    /// The column in which the mark stands.
    pub column: String,
    /// How its text begins (compared folded).
    pub starts_with: Option<String>,
    /// Its whole text (compared folded).
    pub equals: Option<String>,
    /// What its text contains (compared folded).
    pub contains: Option<String>,
    /// Where the value of the total stands; without it the row is known as a total and not compared.
    pub value: Option<TotalValue>,
    /// What is summed.
    #[serde(default)]
    pub sums: Sums,
    /// From where on; said by `level` in newer profiles.
    #[serde(default)]
    pub scope: Scope,
    /// Which rows it totals; as `scope` says when not said.
    pub level: Option<Level>,
    /// For the level `column`: the column that rows are told apart by.
    pub by: Option<String>,
    /// Where the row says which day, person or file it totals; that of the row above when not said.
    pub key: Option<TotalKey>,
}

impl TotalsRule {
    /// Which rows it totals.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level.unwrap_or(match self.scope {
            Scope::File => Level::File,
            Scope::Block => Level::Block,
        })
    }
}

/// Where the value of a total stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalValue {
    /// The column.
    pub column: String,
    /// What stands before the value in its cell.
    pub after: Option<String>,
    /// How it is written.
    pub form: Form,
}

/// What a total sums.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Sums {
    /// The durations of the entries.
    Entries(EntriesWord),
    /// Another column, whose values may be negative.
    Column(SumColumn),
}

impl Default for Sums {
    fn default() -> Self {
        Self::Entries(EntriesWord::Entries)
    }
}

/// The word `entries`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntriesWord {
    /// The durations of the entries.
    Entries,
}

/// A column that a total sums.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumColumn {
    /// The column.
    pub column: String,
    /// How its values are written.
    pub form: Form,
}

/// From where on a total sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// From the first row of the file.
    #[default]
    File,
    /// From the last totals row.
    Block,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// `profile_unanswered` with `questions`, `profile_syntax` with `line` and `detail`, or every
    /// `profile_contradiction` with `key` and `other`.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        // A draft lacks what must be answered; that is said rather than that a key is missing.
        if let Ok(Open { unanswered }) = toml::from_str(text)
            && !unanswered.is_empty()
        {
            return Err(Fault::new(Code::ProfileUnanswered, "").with("questions", unanswered.join(", ")).into());
        }
        let profile: Self = toml::from_str(text).map_err(|error| {
            let end = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.get(..end).map_or(1, |before| before.matches('\n').count() + 1);
            Fault::new(Code::ProfileSyntax, "").with("line", line).with("detail", error.message())
        })?;
        contradictions::of(&profile).or(|| profile)
    }

    /// The text of a profile that comes with the program.
    #[must_use]
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
    }
}

/// The part of a profile that tells whether it may be read at all.
#[derive(Deserialize)]
struct Open {
    #[serde(default)]
    unanswered: Vec<String>,
}

/// The JSON Schema of profiles.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Profile).to_value()
}

const fn yes() -> bool {
    true
}
