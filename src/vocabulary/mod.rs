//! The controlled vocabulary: categories of files, activities of entries, and the rule that tells them apart.
//! These are the types others use, and the look-up of labels. How a file is written stands in `document`, what makes
//! it sound in `check`; nothing here reads a database or speaks HTTP.

pub mod api;
pub mod changes;
pub mod check;
pub mod crosswalk;
pub mod document;
pub mod export;
mod findings;
pub mod in_force;
pub mod ops;
mod references;
mod show;
pub mod skos;
mod store;
pub mod succession;
pub mod write;

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::text::fold;
use crate::words;

/// The vocabulary the program brings along, as it is written.
pub const SHIPPED: &str = include_str!("../../schemas/vocabulary/ilps.toml");

/// One version of a controlled vocabulary, sound: every reference in it leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// The short name: `ilps`.
    pub name: String,
    /// The number of the version, from 1.
    pub version: i64,
    /// The title readers see.
    pub title: Both,
    /// The categories of files, in the order of the file.
    pub categories: Vec<Category>,
    /// The activities of entries, in the order of the file.
    pub activities: Vec<Activity>,
    /// The questions that tell the categories apart.
    pub boundary_rule: BoundaryRule,
    #[serde(skip)]
    labels: Labels,
}

/// What a file is, for life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The code: `TA`.
    pub code: String,
    /// The label readers see.
    pub label: Both,
    /// What the category is.
    pub definition: Both,
    /// What belongs to it and what does not.
    #[schema(required = true)]
    pub scope_note: Option<Both>,
    /// Whether a file names a project.
    pub project: Need,
    /// Whether a file names a country.
    pub country: Need,
    /// Whether the French label is official usage; otherwise it is ours.
    pub official_french: bool,
    /// Terms of other schemes.
    pub mappings: Vec<Mapping>,
    /// Cases and why they are coded so.
    pub examples: Vec<Example>,
}

/// What an entry says was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// The code: `TA-NEED`.
    pub code: String,
    /// The code of the category at the root.
    pub category: String,
    /// The code right above: the category, or another activity.
    pub parent: String,
    /// The label readers see.
    pub label: Both,
    /// What the activity is.
    pub definition: Both,
    /// What belongs to it and what does not.
    #[schema(required = true)]
    pub scope_note: Option<Both>,
    /// Whether the file names a project: as the category says, unless the activity says otherwise.
    pub project: Need,
    /// Whether the file names a country: as the category says, unless the activity says otherwise.
    pub country: Need,
    /// Whether the French label is official usage; otherwise it is ours.
    pub official_french: bool,
    /// Whether the code stands for imported entries only.
    pub import_only: bool,
    /// The periods in which the code may be used, earliest first; they do not overlap.
    pub valid: Vec<Validity>,
    /// Legacy spellings by language.
    pub hidden: Hidden,
    /// Terms of other schemes.
    pub mappings: Vec<Mapping>,
    /// The codes that replace this one, when it is retired.
    pub replaced_by: Vec<Replacement>,
    /// Cases and why they are coded so.
    pub examples: Vec<Example>,
}

/// Whether a file must, may or may not name something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    Optional,
    /// It may not.
    Forbidden,
}

impl Need {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Forbidden => "forbidden",
        }
    }
}

/// A period in which a code may be used, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; `None` while the code is in use.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether a day lies in the period.
    #[must_use]
    pub fn holds(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|last| date <= last)
    }
}

/// Legacy spellings by language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// English spellings.
    pub en: Vec<String>,
    /// French spellings.
    pub fr: Vec<String>,
}

impl Hidden {
    /// The spellings of one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &[String] {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
        }
    }
}

/// A scheme of other people to which terms are mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Purpose codes of the OECD Development Assistance Committee.
    OecdDacPurpose,
    /// Aid types of the International Aid Transparency Initiative.
    IatiAidType,
    /// Activity codes of the Uniform Task-Based Management System.
    UtbmsActivity,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 3] = [Self::OecdDacPurpose, Self::IatiAidType, Self::UtbmsActivity];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OecdDacPurpose => "oecd-dac-purpose",
            Self::IatiAidType => "iati-aid-type",
            Self::UtbmsActivity => "utbms-activity",
        }
    }
}

/// How our term stands to a term of another scheme, as in SKOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same.
    Exact,
    /// Nearly the same.
    Close,
    /// Theirs is wider.
    Broad,
    /// Theirs is narrower.
    Narrow,
    /// Neither, but of one subject.
    Related,
}

impl Relation {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Close => "close",
            Self::Broad => "broad",
            Self::Narrow => "narrow",
            Self::Related => "related",
        }
    }
}

/// A term of another scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The scheme.
    pub scheme: Scheme,
    /// The code there.
    pub code: String,
    /// How our term stands to theirs.
    pub relation: Relation,
}

/// How a code replaces a retired one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplacementKind {
    /// It takes the place of the whole code.
    One,
    /// It takes a part of the retired code.
    Split,
    /// It takes the retired code together with others.
    Merged,
}

impl ReplacementKind {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Split => "split",
            Self::Merged => "merged",
        }
    }
}

/// A code that replaces a retired one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The code to use instead.
    pub code: String,
    /// How it replaces the retired code.
    pub kind: ReplacementKind,
}

/// A case and why it is coded so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The case.
    pub case: Both,
    /// Why it is coded so.
    pub why: Both,
}

/// The decision aid: ask in order, stop at the first yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundaryRule {
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// What to do when every answer is no.
    pub otherwise: Both,
}

/// One question of the decision aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub text: Both,
    /// What else counts as yes.
    #[schema(required = true)]
    pub note: Option<Both>,
    /// The code of the category when the answer is yes.
    pub outcome: String,
}

/// A fault in a vocabulary file, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

impl LineFault {
    /// The sentence a person reads, with the line.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let sentence = match self.fault.code {
            // There is no box to fill in: the person has to know which key to write.
            Code::Required => words::say(lang, "vocabulary-missing", &[("key", self.fault.field.as_str().into())]),
            _ => self.fault.say(lang),
        };
        let params = [("line", self.line.to_string().into()), ("sentence", sentence.into())];
        words::say(lang, "vocabulary-line-fault", &params)
    }

    /// The fault as one of the whole document, which knows its line.
    #[must_use]
    pub fn in_document(self) -> Fault {
        let mut fault = self.fault;
        if fault.code == Code::Required {
            // There is no box to fill in: the person has to know which key to write.
            fault = fault.clone().with("key", fault.field);
        }
        Fault { field: DOCUMENT.to_owned(), ..fault }.at_line(self.line)
    }
}

/// The member that carries a vocabulary file.
pub const DOCUMENT: &str = "document";

impl Vocabulary {
    /// Reads a vocabulary file.
    ///
    /// # Errors
    /// Every fault of the file, in the order of its lines.
    pub fn parse(toml_text: &str) -> Result<Self, Vec<LineFault>> {
        check::check(toml_text)
    }

    /// The vocabulary the program brings along.
    ///
    /// # Panics
    /// Never: a test holds that the shipped file has no fault.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the shipped vocabulary has no fault, which a test holds")
    }

    /// The category with this code.
    #[must_use]
    pub fn find_category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The activity with this code, import-only ones too.
    #[must_use]
    pub fn find_activity(&self, code: &str) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.code == code)
    }

    /// The activities of a category, in the order of the file.
    pub fn activities_of(&self, category: &str) -> impl Iterator<Item = &Activity> {
        self.activities.iter().filter(move |activity| activity.category == category)
    }

    /// The activity a text stands for: its code, its label in either language or a legacy spelling, whatever the
    /// case, the accents and the punctuation. Activities for imported entries only are never found.
    #[must_use]
    pub fn find_label(&self, text: &str) -> Option<&Activity> {
        self.labels.find(&self.activities, text)
    }
}

impl Activity {
    /// Whether the code may be used for work of a day.
    #[must_use]
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid.iter().any(|period| period.holds(date))
    }

    /// The last day on which the code may be used; `None` while it is in use.
    #[must_use]
    pub fn last_valid_day(&self) -> Option<NaiveDate> {
        self.valid.iter().map(|period| period.to.unwrap_or(NaiveDate::MAX)).max().filter(|day| *day < NaiveDate::MAX)
    }

    /// The codes to use instead of this one, as they are written in a sentence; empty where none is named.
    #[must_use]
    pub fn replaced_by_codes(&self) -> String {
        let codes: Vec<&str> = self.replaced_by.iter().map(|replacement| replacement.code.as_str()).collect();
        codes.join(", ")
    }

    /// Every text by which the activity is found: code, labels, legacy spellings.
    fn spellings(&self) -> impl Iterator<Item = &str> {
        let names = [&self.code, &self.label.en, &self.label.fr].into_iter();
        names.chain(&self.hidden.en).chain(&self.hidden.fr).map(String::as_str)
    }
}

/// Folded text to the place of its activity, built once, at the first look-up. Derived from the rest of a vocabulary,
/// so it never makes two vocabularies differ.
#[derive(Debug, Clone, Default)]
struct Labels(OnceLock<HashMap<String, usize>>);

impl Labels {
    fn find<'a>(&self, activities: &'a [Activity], text: &str) -> Option<&'a Activity> {
        let places = self.0.get_or_init(|| {
            let findable = activities.iter().enumerate().filter(|(_, activity)| !activity.import_only);
            findable.flat_map(|(at, activity)| activity.spellings().map(move |text| (fold(text), at))).collect()
        });
        activities.get(*places.get(&fold(text))?)
    }
}

impl PartialEq for Labels {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Labels {}
