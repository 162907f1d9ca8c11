//! What the pages of notes show, typed. All texts arrive in the page's language; no database, no rules. What people wrote
//! carries the language it is written in.

pub mod section;

use serde::Serialize;

use super::{Kind, Listed, Note};
use crate::clock::Clock;
use crate::lang::Lang;
use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;
use crate::words;

/// The search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the search.
    pub address: String,
    /// What stands in the filters.
    pub filters: FilterValues,
    /// The kinds that can be chosen.
    pub kinds: Vec<Choice>,
    /// The languages that can be chosen.
    pub languages: Vec<Choice>,
    /// Whether anything narrows the list.
    pub filtered: bool,
    /// The notes.
    pub lines: Vec<Line>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, from a later one.
    pub first: Option<String>,
    /// What is wrong with the filters.
    pub faults: Vec<FieldFault>,
}

/// The filters as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FilterValues {
    /// Words.
    pub q: String,
    /// The kind.
    pub kind: String,
    /// The number of the file.
    pub file: String,
    /// The language.
    pub language: String,
}

/// A note in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The address of its page.
    pub href: String,
    /// What it is, in words.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The beginning of its text.
    pub beginning: String,
    /// The language title and text are written in.
    pub language: Lang,
    /// The number of its file.
    pub file: String,
    /// The title of its file.
    pub file_title: String,
    /// The address of its file.
    pub file_href: String,
    /// Who wrote it.
    pub by: String,
    /// The day it was written.
    pub on: String,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
}

/// What stands in the fields of a note, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Values {
    /// The kind.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// The language.
    pub language: String,
    /// Why it is withdrawn.
    pub reason: String,
}

/// The form of a new note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// The file: number and title.
    pub file: String,
    /// The address of the file.
    pub file_href: String,
    /// The key of the form.
    pub key: String,
    /// What stands in the fields.
    pub values: Values,
    /// The kinds that can be chosen.
    pub kinds: Vec<Choice>,
    /// The languages that can be chosen.
    pub languages: Vec<Choice>,
    /// The longest text, in characters.
    pub text_limit: u64,
    /// Everything that keeps the note from being kept.
    pub faults: Vec<FieldFault>,
}

/// A step that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepLink {
    /// The step as addresses have it.
    pub step: String,
    /// The step in words.
    pub label: String,
    /// The address of its form.
    pub href: String,
}

/// What was typed and what is stored of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The member in words.
    pub term: String,
    /// What is stored now.
    pub stored: String,
    /// What was typed.
    pub typed: String,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Which, from 1.
    pub number: i64,
    /// When it became so.
    pub at: String,
    /// Who made it so.
    pub by: String,
    /// What it was, in words.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The text; empty for the present version, which stands above.
    pub text: String,
    /// The language of title and text.
    pub language: Lang,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Why it was withdrawn.
    pub reason: String,
}

/// The page of one note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own that the template asks for")]
pub struct OneView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the page.
    pub action: String,
    /// What it is, in words.
    pub kind: String,
    /// The text.
    pub text: String,
    /// The language title and text are written in.
    pub language: Lang,
    /// The same in words, where it is not that of the page.
    pub written_in: String,
    /// The number of the file.
    pub file: String,
    /// The address of the file.
    pub file_href: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: String,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
    /// Why it was withdrawn.
    pub withdrawn_because: String,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// What was done just now.
    pub saved: Option<String>,
    /// The same as addresses say it.
    pub just_done: String,
    /// Whether that can be taken back.
    pub undo: bool,
    /// Whether somebody else changed it after the form was drawn.
    pub conflict: bool,
    /// What was typed and what is stored, where they differ.
    pub differences: Vec<Difference>,
    /// The steps the reader can take.
    pub steps: Vec<StepLink>,
    /// The step whose form is shown; empty for none.
    pub step: String,
    /// That step in words.
    pub step_label: String,
    /// The version the form is drawn from.
    pub drawn_from: i64,
    /// The key of the form.
    pub key: String,
    /// What stands in the fields.
    pub values: Values,
    /// The kinds that can be chosen.
    pub kinds: Vec<Choice>,
    /// The languages that can be chosen.
    pub languages: Vec<Choice>,
    /// The longest text, in characters.
    pub text_limit: u64,
    /// Everything that keeps the step from being taken.
    pub faults: Vec<FieldFault>,
    /// All versions, the present one first.
    pub history: Vec<Version>,
}

/// A kind in words.
#[must_use]
pub fn kind_in_words(kind: Kind, lang: Lang) -> String {
    words::say(lang, &format!("notes-kind-{}", kind.as_str().replace('_', "-")), &[])
}

/// A language in words of a page.
pub(super) fn language_in_words(language: Lang, lang: Lang) -> String {
    words::say(lang, &format!("notes-language-{language}"), &[])
}

/// The kinds that can be chosen.
pub(super) fn kinds(lang: Lang) -> Vec<Choice> {
    Kind::ALL.into_iter().map(|kind| Choice::new(kind.as_str(), kind_in_words(kind, lang))).collect()
}

/// The languages that can be chosen.
pub(super) fn languages(lang: Lang) -> Vec<Choice> {
    Lang::ALL.into_iter().map(|one| Choice::new(one.as_str(), language_in_words(one, lang))).collect()
}

impl Values {
    /// What is stored of a note.
    #[must_use]
    pub fn of(note: &Note) -> Self {
        Self {
            kind: note.kind.as_str().to_owned(),
            title: note.title.clone(),
            text: note.text.clone(),
            language: note.language.to_string(),
            reason: String::new(),
        }
    }
}

impl Line {
    /// A note as a line.
    #[must_use]
    pub fn of(note: Listed, clock: Clock, lang: Lang) -> Self {
        Self {
            href: format!("/{lang}/notes/{}", note.id),
            kind: kind_in_words(note.kind, lang),
            title: note.title,
            beginning: note.beginning,
            language: note.language,
            file: note.file,
            file_title: note.file_title,
            file_href: format!("/{lang}/files/{}", note.file_id),
            by: note.written_by,
            on: clock.local(note.written_at).date().to_string(),
            withdrawn: note.withdrawn,
        }
    }
}

impl SearchView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("notes.html", self)
    }
}

impl NewView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("note-new.html", self)
    }
}

impl OneView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("note.html", self)
    }
}
