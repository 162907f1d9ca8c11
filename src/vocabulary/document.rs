//! A vocabulary file as it is written: the raw shape of the TOML, its JSON Schema, and the reading of it.
//! Members may be absent here, so that `check` can name everything that is missing at once; nothing is judged here
//! but the shape.

use std::num::NonZeroU32;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::{Code, Fault};
use crate::time::clip;
use crate::vocabulary::{Need, Relation, ReplacementKind};

/// Faults of shape that one reading looks for before it gives up.
const SHAPE_FAULTS_MAX: usize = 200;

/// A vocabulary file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Vocabulary")]
pub struct RawVocabulary {
    /// The short name, in lower case: `ilps`.
    #[schemars(with = "String")]
    pub name: Option<Spanned<String>>,
    /// The number of this version, from 1.
    #[schemars(with = "NonZeroU32")]
    pub version: Option<Spanned<NonZeroU32>>,
    /// The title readers see.
    #[schemars(with = "RawBoth")]
    pub title: Option<Spanned<RawBoth>>,
    /// The questions that tell the categories apart.
    #[schemars(with = "RawBoundaryRule")]
    pub boundary_rule: Option<Spanned<RawBoundaryRule>>,
    /// The categories of files.
    #[schemars(with = "Vec<RawCategory>", length(min = 1))]
    pub category: Option<Vec<Spanned<RawCategory>>>,
    /// The activities of entries.
    #[serde(default)]
    #[schemars(with = "Vec<RawActivity>")]
    pub activity: Vec<Spanned<RawActivity>>,
}

impl RawVocabulary {
    /// The categories, none when the file has none.
    pub(super) fn categories(&self) -> &[Spanned<RawCategory>] {
        self.category.as_deref().unwrap_or_default()
    }
}

/// A text in both languages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBoth {
    /// The English text.
    #[schemars(with = "String")]
    pub en: Option<Spanned<String>>,
    /// The French text.
    #[schemars(with = "String")]
    pub fr: Option<Spanned<String>>,
}

/// What a file is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCategory {
    /// The code, in capitals: `TA`.
    #[schemars(with = "String", regex(pattern = r"^[A-Z]{2,4}(-[A-Z0-9]{2,12})?$"))]
    pub code: Option<Spanned<String>>,
    /// The label readers see.
    #[schemars(with = "RawBoth")]
    pub label: Option<Spanned<RawBoth>>,
    /// What the category is.
    #[schemars(with = "RawBoth")]
    pub definition: Option<Spanned<RawBoth>>,
    /// What belongs to it and what does not.
    #[serde(default)]
    #[schemars(with = "Option<RawBoth>")]
    pub scope_note: Option<Spanned<RawBoth>>,
    /// Whether a file of this category names a project.
    #[schemars(with = "Need")]
    pub project: Option<Need>,
    /// Whether a file of this category names a country.
    #[schemars(with = "Need")]
    pub country: Option<Need>,
    /// Whether the French label is official usage.
    #[serde(default)]
    pub official_french: bool,
    /// Terms of other schemes.
    #[serde(default)]
    pub mapping: Vec<RawMapping>,
    /// Cases and why they are coded so.
    #[serde(default)]
    #[schemars(with = "Vec<RawExample>")]
    pub example: Vec<Spanned<RawExample>>,
}

/// What an entry says was done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawActivity {
    /// The code, in capitals: `TA-NEED`.
    #[schemars(with = "String", regex(pattern = r"^[A-Z]{2,4}(-[A-Z0-9]{2,12})?$"))]
    pub code: Option<Spanned<String>>,
    /// The category, or the activity, above this one.
    #[schemars(with = "String")]
    pub parent: Option<Spanned<String>>,
    /// The label readers see.
    #[schemars(with = "RawBoth")]
    pub label: Option<Spanned<RawBoth>>,
    /// What the activity is.
    #[schemars(with = "RawBoth")]
    pub definition: Option<Spanned<RawBoth>>,
    /// What belongs to it and what does not.
    #[serde(default)]
    #[schemars(with = "Option<RawBoth>")]
    pub scope_note: Option<Spanned<RawBoth>>,
    /// Whether an entry's file names a project, where that differs from the category.
    #[serde(default)]
    pub project: Option<Need>,
    /// Whether an entry's file names a country, where that differs from the category.
    #[serde(default)]
    pub country: Option<Need>,
    /// Whether the French label is official usage.
    #[serde(default)]
    pub official_french: bool,
    /// Whether the code stands for imported entries only.
    #[serde(default)]
    pub import_only: bool,
    /// The periods in which the code may be used.
    #[schemars(with = "Vec<RawValidity>", length(min = 1))]
    pub valid: Option<Vec<Spanned<RawValidity>>>,
    /// Legacy spellings.
    #[serde(default)]
    pub hidden: RawHidden,
    /// Terms of other schemes.
    #[serde(default)]
    pub mapping: Vec<RawMapping>,
    /// The codes that replace this one, when it is retired.
    #[serde(default)]
    pub replaced_by: Vec<RawReplacement>,
    /// Cases and why they are coded so.
    #[serde(default)]
    #[schemars(with = "Vec<RawExample>")]
    pub example: Vec<Spanned<RawExample>>,
}

/// Legacy spellings by language.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawHidden {
    /// English spellings.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub en: Vec<Spanned<String>>,
    /// French spellings.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fr: Vec<Spanned<String>>,
}

/// A period in which a code may be used.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawValidity {
    /// The first day, `YYYY-MM-DD`.
    #[schemars(with = "chrono::NaiveDate")]
    pub from: Option<Spanned<String>>,
    /// The last day, `YYYY-MM-DD`; without it the code is still in use.
    #[serde(default)]
    #[schemars(with = "Option<chrono::NaiveDate>")]
    pub to: Option<Spanned<String>>,
}

/// A term of another scheme.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMapping {
    /// The scheme: `oecd-dac-purpose`, `iati-aid-type` or `utbms-activity`.
    #[schemars(with = "super::Scheme")]
    pub scheme: Spanned<String>,
    /// The code there.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// How our term stands to theirs.
    pub relation: Relation,
}

/// A code that replaces a retired one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawReplacement {
    /// The code to use instead.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// How it replaces the retired code.
    pub kind: ReplacementKind,
}

/// A case and why it is coded so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExample {
    /// The case.
    #[schemars(with = "RawBoth")]
    pub case: Option<Spanned<RawBoth>>,
    /// Why it is coded so.
    #[schemars(with = "RawBoth")]
    pub why: Option<Spanned<RawBoth>>,
}

/// The decision aid.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBoundaryRule {
    /// The questions, asked in this order; the first yes decides.
    #[schemars(with = "Vec<RawQuestion>", length(min = 1))]
    pub question: Option<Vec<Spanned<RawQuestion>>>,
    /// What to do when every answer is no.
    #[schemars(with = "RawBoth")]
    pub otherwise: Option<Spanned<RawBoth>>,
}

/// One question of the decision aid.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawQuestion {
    /// The question.
    #[schemars(with = "RawBoth")]
    pub text: Option<Spanned<RawBoth>>,
    /// What else counts as yes.
    #[serde(default)]
    #[schemars(with = "Option<RawBoth>")]
    pub note: Option<Spanned<RawBoth>>,
    /// The code of the category when the answer is yes.
    #[schemars(with = "String")]
    pub outcome: Option<Spanned<String>>,
}

/// The JSON Schema of a vocabulary file, for editors that check while one writes.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(RawVocabulary).to_value()
}

/// What reading a file gave.
pub(super) struct Reading {
    /// The file, as far as its shape is known; `None` when it is not TOML.
    pub(super) vocabulary: Option<RawVocabulary>,
    /// The faults of shape, each with the byte at which it stands.
    pub(super) faults: Vec<(usize, Fault)>,
    /// Whether something unreadable was left out, so that what seems missing may in truth be there.
    pub(super) incomplete: bool,
}

/// Reads a file. The parser and the deserializer stop at a fault, so what they stumble over is noted, left out, and
/// the rest is read again.
pub(super) fn read(text: &str) -> Reading {
    let mut text = text.to_owned();
    let mut faults = Vec::new();
    while let Some(error) = DeTable::parse_recoverable(&text).1.first() {
        faults.push(syntax(error));
        // Within a list or an inline table that never closes, every line after it would be blamed.
        let within = ["array", "inline table"].iter().any(|kind| error.message().contains(kind));
        let blanked = !within && error.span().is_some_and(|span| blank_line(&mut text, span.start));
        if !blanked || faults.len() >= SHAPE_FAULTS_MAX {
            return Reading { vocabulary: None, faults, incomplete: true };
        }
    }
    read_shape(&text, faults)
}

/// Makes the line around a byte blank, when nothing that begins on it goes on below: then the rest keeps its meaning.
fn blank_line(text: &mut String, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let Some(line) = text.get(start..).and_then(|rest| rest.lines().next()) else { return false };
    let count = |c: char| line.matches(c).count();
    let closed = count('[') == count(']') && count('{') == count('}') && count('"') % 2 == 0 && count('\'') % 2 == 0;
    let long_text = line.contains("\"\"\"") || line.contains("'''");
    if line.trim().is_empty() || line.trim_start().starts_with('[') || long_text || !closed {
        return false;
    }
    let line = start..start + line.len();
    text.replace_range(line.clone(), &" ".repeat(line.len()));
    true
}

fn read_shape(text: &str, mut faults: Vec<(usize, Fault)>) -> Reading {
    let table = DeTable::parse_recoverable(text).0;
    let (mut table, span) = (table.get_ref().clone(), table.span());
    let mut incomplete = !faults.is_empty();
    while faults.len() < SHAPE_FAULTS_MAX {
        let whole = Spanned::new(span.clone(), table.clone());
        let error = match RawVocabulary::deserialize(toml::Deserializer::from(whole)) {
            Ok(vocabulary) => return Reading { vocabulary: Some(vocabulary), faults, incomplete },
            Err(error) => error,
        };
        let struck = error.span().and_then(|at| strike(&mut table, &at));
        if let (Some(key), true) = (&struck, error.message().starts_with("unknown field")) {
            let at = error.span().map_or(0, |span| span.start);
            let fault = Fault::new(Code::UnknownField, clip(key)).with("key", clip(key));
            faults.push((at, fault.with("name", clip(key))));
        } else {
            faults.push(syntax(&error));
            incomplete = true;
        }
        if struck.is_none() {
            break;
        }
    }
    Reading { vocabulary: None, faults, incomplete }
}

fn syntax(error: &toml::de::Error) -> (usize, Fault) {
    let at = error.span().map_or(0, |span| span.start);
    let detail = error.message().lines().next().unwrap_or_default().to_owned();
    (at, Fault::new(Code::VocabularySyntax, "").with("detail", detail))
}

/// Leaves out the member whose key or value stands exactly at `at`, and gives its key.
fn strike(table: &mut DeTable<'_>, at: &Range<usize>) -> Option<String> {
    let here = table.iter().find(|(key, value)| key.span() == *at || value.span() == *at);
    if let Some(key) = here.map(|(key, _)| key.get_ref().to_string()) {
        table.remove(key.as_str());
        return Some(key);
    }
    table.iter_mut().find_map(|(_, value)| strike_within(value.get_mut(), at))
}

fn strike_within(value: &mut DeValue<'_>, at: &Range<usize>) -> Option<String> {
    match value {
        DeValue::Table(table) => strike(table, at),
        DeValue::Array(items) if items.iter().any(|item| item.span() == *at) => {
            *items = items.iter().filter(|item| item.span() != *at).cloned().collect();
            Some(String::new())
        }
        DeValue::Array(items) => items.iter_mut().find_map(|item| strike_within(item.get_mut(), at)),
        _ => None,
    }
}
