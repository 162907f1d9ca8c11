//! Notes as text, what is sent of them over the API, and the one parser of each.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{Kind, Note};
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::sent::some;
use crate::text::{self, REASON_MAX, TITLE_MAX, fold};
use crate::time;

/// Longest text of a note, in characters.
pub const NOTE_MAX: u64 = 20_000;

/// A note as text.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewNote)]
pub struct RawNote {
    /// What it is.
    #[schema(required = true, value_type = Kind, example = "lessons_learned")]
    pub kind: String,
    /// The title.
    #[schema(required = true, min_length = 1, max_length = 200, example = "What the second training taught")]
    #[validate(length(max = TITLE_MAX))]
    pub title: String,
    /// The text, plain, with its line ends.
    #[schema(required = true, min_length = 1, max_length = 20000)]
    #[validate(length(max = NOTE_MAX))]
    pub text: String,
    /// The language it is written in; left out: that of whoever asks.
    #[schema(value_type = Lang)]
    pub language: String,
}

/// A checked note, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) language: Lang,
}

/// A change of a note: members that are given replace those that are stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NoteChange)]
pub struct RawNoteChange {
    /// What it is.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, value_type = Option<Kind>)]
    pub kind: Option<String>,
    /// The title.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// The text, plain, with its line ends.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 20000)]
    pub text: Option<String>,
    /// The language it is written in.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, value_type = Option<Lang>)]
    pub language: Option<String>,
}

/// The withdrawal of a note, as text.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NoteWithdrawal)]
pub struct RawWithdrawal {
    /// Why; always needed.
    #[schema(required = true, min_length = 1, max_length = 500, example = "Superseded by the report.")]
    #[validate(length(max = REASON_MAX))]
    pub reason: String,
}

impl RawNote {
    /// The text form of a stored note.
    #[must_use]
    pub fn of(note: &Note) -> Self {
        Self {
            kind: note.kind.as_str().to_owned(),
            title: note.title.clone(),
            text: note.text.clone(),
            language: note.language.to_string(),
        }
    }

    /// The same text with the members of a change in place of those it names.
    #[must_use]
    pub fn changed_by(self, change: RawNoteChange) -> Self {
        Self {
            kind: change.kind.unwrap_or(self.kind),
            title: change.title.unwrap_or(self.title),
            text: change.text.unwrap_or(self.text),
            language: change.language.unwrap_or(self.language),
        }
    }

    /// Checks everything and answers all faults at once. A note that does not say its language is in `lang`.
    ///
    /// # Errors
    /// `required`, `unknown_note_kind`, `unknown_language`, `too_long`, `control_character`.
    pub fn parse(&self, lang: Lang) -> Result<NewNote, Faults> {
        // Browsers end lines with two signs; they are one of the characters that are counted.
        let raw = Self { text: self.text.replace("\r\n", "\n"), ..self.clone() };
        let mut faults = Faults::of_validation(raw.validate());
        let kind = faults.keep(text::required(&raw.kind, "kind").and_then(|kind| Kind::parse(&kind, "kind")));
        let title = faults.keep(text::required(&raw.title, "title"));
        let body = faults.keep(text::required(&raw.text, "text"));
        let language = if raw.language.trim().is_empty() {
            Some(lang)
        } else {
            faults.keep(parse_language(&raw.language, "language"))
        };
        match (kind, title, body, language) {
            (Some(kind), Some(title), Some(text), Some(language)) if faults.is_empty() => {
                Ok(NewNote { kind, title, text, language })
            }
            _ => Err(faults),
        }
    }
}

/// One of the two languages, by its tag.
///
/// # Errors
/// `unknown_language`.
pub(super) fn parse_language(text: &str, field: &str) -> Result<Lang, Fault> {
    let wanted = text.trim();
    Lang::ALL
        .into_iter()
        .find(|lang| lang.as_str() == wanted)
        .ok_or_else(|| Fault::new(Code::UnknownLanguage, field).with("value", time::clip(wanted)))
}

impl NewNote {
    /// What a search reads of it, folded.
    pub(super) fn search_key(title: &str, text: &str) -> String {
        let parts = [fold(title), fold(text)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether a note says this already.
    pub(super) fn is_said_by(&self, note: &Note) -> bool {
        (self.kind, &self.title, &self.text, self.language) == (note.kind, &note.title, &note.text, note.language)
    }
}

impl RawWithdrawal {
    /// The reason, checked.
    ///
    /// # Errors
    /// `required`, `too_long`, `control_character`.
    pub fn parse(&self) -> Result<String, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        match faults.keep(text::required(&self.reason, "reason")) {
            Some(reason) if faults.is_empty() => Ok(reason),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str) -> RawNote {
        RawNote { kind: "debrief".to_owned(), title: "T".to_owned(), text: text.to_owned(), language: String::new() }
    }

    #[test]
    fn line_ends_of_browsers_are_one_character_and_the_language_is_that_of_whoever_writes() {
        let parsed = note("one\r\ntwo\n\nthree").parse(Lang::Fr).expect("sound");
        assert_eq!((parsed.text.as_str(), parsed.language), ("one\ntwo\n\nthree", Lang::Fr));
        let longest = "\r\n".repeat(9_999) + &"x".repeat(10_001);
        assert!(note(&format!("a{}", &longest[2..])).parse(Lang::En).is_ok());
        let faults = note(&"é".repeat(20_001)).parse(Lang::En).expect_err("too long");
        assert_eq!(faults.first().map(|fault| (fault.code, fault.field.as_str())), Some((Code::TooLong, "text")));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let raw = RawNote { kind: "essay".to_owned(), language: "de".to_owned(), ..RawNote::default() };
        let found: Vec<Code> = raw.parse(Lang::En).expect_err("faults").iter().map(|fault| fault.code).collect();
        assert_eq!(found, [Code::UnknownNoteKind, Code::Required, Code::Required, Code::UnknownLanguage]);
    }
}
