//! A vocabulary as other programs and people read it: CSV, JSON, SKOS (see `skos`), TOML (see `write`), and plain text
//! (see `show`).
//! Both languages always; no cell of the CSV is a live formula.

use crate::lang::{Both, Lang};
use crate::text::inert;
pub use crate::vocabulary::show::show;
use crate::vocabulary::{Activity, Example, Mapping, Replacement, Validity, Vocabulary, skos, write};

/// What stands between several values of one cell.
const BETWEEN: &str = " | ";

/// The columns of the CSV; one row is one term.
const COLUMNS: [&str; 19] = [
    "code",
    "parent_code",
    "category",
    "label_en",
    "label_fr",
    "definition_en",
    "definition_fr",
    "scope_note_en",
    "scope_note_fr",
    "project",
    "country",
    "official_fr",
    "import_only",
    "valid",
    "hidden_en",
    "hidden_fr",
    "examples_en",
    "examples_fr",
    "mappings",
];

/// The column that only retired codes fill, last.
const REPLACED_BY: &str = "replaced_by";

/// A format of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
    /// JSON, the vocabulary as it is stored.
    Json,
    /// SKOS in Turtle.
    Skos,
    /// SKOS in JSON-LD.
    SkosJson,
    /// TOML, the file that a next version begins with.
    Toml,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Json, Self::Skos, Self::SkosJson, Self::Toml];

    /// The name on the command line and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Skos => "skos",
            Self::SkosJson => "skos-json",
            Self::Toml => "toml",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The media type of an answer.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            Self::Skos => "text/turtle; charset=utf-8",
            Self::SkosJson => "application/ld+json",
            Self::Toml => "application/toml",
        }
    }

    /// The ending of a file name, without the point.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Skos => "ttl",
            Self::SkosJson => "jsonld",
            Self::Toml => "toml",
        }
    }
}

/// The vocabulary in a format.
#[must_use]
pub fn export(vocabulary: &Vocabulary, format: Format) -> String {
    match format {
        Format::Csv => csv(vocabulary),
        Format::Json => json(vocabulary),
        Format::Skos => skos::turtle(vocabulary),
        Format::SkosJson => skos::json_ld(vocabulary),
        Format::Toml => write::toml(vocabulary),
    }
}

fn json(vocabulary: &Vocabulary) -> String {
    let mut text = serde_json::to_string_pretty(vocabulary).expect("texts, numbers and lists are always JSON");
    text.push('\n');
    text
}

fn csv(vocabulary: &Vocabulary) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        writer.write_record(cells.map(|cell| inert(&cell))).expect("rows are of one length and memory takes them");
    };
    row(&mut COLUMNS.into_iter().chain([REPLACED_BY]).map(str::to_owned));
    for category in &vocabulary.categories {
        let code = category.code.clone();
        let cells = [code.clone(), String::new(), code].into_iter();
        let texts = texts(&category.label, &category.definition, category.scope_note.as_ref());
        let needs = [category.project.as_str(), category.country.as_str(), yes(category.official_french), yes(false)];
        let none = [const { String::new() }; 3];
        let more = [examples(&category.examples, Lang::En), examples(&category.examples, Lang::Fr)];
        let last = [mappings(&category.mappings), String::new()];
        row(&mut cells.chain(texts).chain(needs.map(str::to_owned)).chain(none).chain(more).chain(last));
    }
    for activity in &vocabulary.activities {
        row(&mut activity_cells(activity));
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

fn activity_cells(activity: &Activity) -> impl Iterator<Item = String> {
    let cells = [activity.code.clone(), activity.parent.clone(), activity.category.clone()].into_iter();
    let texts = texts(&activity.label, &activity.definition, activity.scope_note.as_ref());
    let needs = [
        activity.project.as_str(),
        activity.country.as_str(),
        yes(activity.official_french),
        yes(activity.import_only),
    ];
    let more = [
        periods(&activity.valid),
        activity.hidden.en.join(BETWEEN),
        activity.hidden.fr.join(BETWEEN),
        examples(&activity.examples, Lang::En),
        examples(&activity.examples, Lang::Fr),
        mappings(&activity.mappings),
        replacements(&activity.replaced_by),
    ];
    cells.chain(texts).chain(needs.map(str::to_owned)).chain(more)
}

fn texts(label: &Both, definition: &Both, scope_note: Option<&Both>) -> impl Iterator<Item = String> {
    let note = scope_note.cloned().unwrap_or_default();
    let (label, definition) = (label.clone(), definition.clone());
    [label, definition, note].into_iter().flat_map(|both| [both.en, both.fr])
}

const fn yes(whether: bool) -> &'static str {
    if whether { "yes" } else { "no" }
}

/// Periods as ISO 8601 intervals; an open one ends in `..`.
fn periods(valid: &[Validity]) -> String {
    let show = |period: &Validity| match period.to {
        Some(to) => format!("{}/{to}", period.from),
        None => format!("{}/..", period.from),
    };
    valid.iter().map(show).collect::<Vec<_>>().join(BETWEEN)
}

fn examples(examples: &[Example], lang: Lang) -> String {
    let show = |example: &Example| format!("{} — {}", example.case.get(lang), example.why.get(lang));
    examples.iter().map(show).collect::<Vec<_>>().join(BETWEEN)
}

fn mappings(mappings: &[Mapping]) -> String {
    let show =
        |mapping: &Mapping| format!("{} {}:{}", mapping.relation.as_str(), mapping.scheme.as_str(), mapping.code);
    mappings.iter().map(show).collect::<Vec<_>>().join(BETWEEN)
}

fn replacements(replacements: &[Replacement]) -> String {
    let show = |replacement: &Replacement| format!("{} ({})", replacement.code, replacement.kind.as_str());
    replacements.iter().map(show).collect::<Vec<_>>().join(BETWEEN)
}
