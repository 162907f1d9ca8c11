//! Bounded text and folding. A folded text is what labels, names and numbers are looked up by.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fault::{Code, Fault};

/// Longest title of a file, in characters.
pub const TITLE_MAX: u64 = 200;
/// Longest number of a file or person, in characters.
pub const NUMBER_MAX: u64 = 40;
/// Longest name of a person, team, requester, project or file type, in characters.
pub const NAME_MAX: u64 = 120;
/// Longest narrative, in characters.
pub const NARRATIVE_MAX: u64 = 4000;
/// Longest reason of a correction, in characters.
pub const REASON_MAX: u64 = 500;

/// Checks a text: trimmed, no control characters but line ends and tabs. Lengths are checked by `validator` on the
/// raw types, with the limits above.
///
/// # Errors
/// `control_character`.
pub fn plain(text: &str, field: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Fault::new(Code::ControlCharacter, field));
    }
    Ok(text.to_owned())
}

/// As [`plain`], and not empty.
///
/// # Errors
/// `required`, or as [`plain`].
pub fn required(text: &str, field: &str) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(Code::Required, field));
    }
    plain(text, field)
}

/// A number of a file or person: letters, digits, blanks and `-_./`, beginning with a letter or digit.
///
/// # Errors
/// `required` or `number_format`.
pub fn number(text: &str, field: &str) -> Result<String, Fault> {
    let text = required(text, field)?;
    let fits =
        text.chars().all(|c| c.is_alphanumeric() || " -_./".contains(c)) && text.starts_with(char::is_alphanumeric);
    if fits { Ok(text) } else { Err(Fault::new(Code::NumberFormat, field).with("value", crate::time::clip(&text))) }
}

/// Characters that make a spreadsheet run a cell, full-width forms included.
const FORMULA_STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet would take a cell for a formula, or would once apostrophes before it are taken off: the one that
/// [`inert`] puts can then always be told from those that were there.
fn may_run(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}

/// The text of a cell with an apostrophe before it when a spreadsheet would take it for a formula.
#[must_use]
pub fn inert(cell: &str) -> String {
    if may_run(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text that [`inert`] made a cell of.
#[must_use]
pub fn live(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| may_run(cell)).unwrap_or(cell)
}

/// Reads a text, a number or a truth value as text: JSON bodies carry all three, lists carry text that looks like them.
///
/// # Errors
/// When it is none of them.
pub fn of_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct AnyText;

    impl Visitor<'_> for AnyText {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text, a number or a truth value")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_bool<E: Error>(self, truth: bool) -> Result<String, E> {
            Ok(truth.to_string())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }

    deserializer.deserialize_any(AnyText)
}

/// Lower case, without accents, runs of anything but letters and digits as one blank: `  Évaluation -- Projet`
/// becomes `evaluation projet`. Order of words is kept.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return squeeze(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    squeeze(text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase))
}

fn squeeze(chars: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut gap = false;
    for c in chars {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            match c {
                'œ' => folded.push_str("oe"),
                'æ' => folded.push_str("ae"),
                'ß' => folded.push_str("ss"),
                c => folded.push(c),
            }
        } else {
            gap = true;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_inert_is_made_live_again_and_nothing_else_changes() {
        for text in ["=1+1", "-2", "'=1", "''@x", "＝1", "L'avis", "'quoted'", "'", "", "+33 1", "\tx", "5"] {
            assert_eq!(live(&inert(text)), text);
            assert!(!inert(text).starts_with(FORMULA_STARTS), "{text}");
        }
        assert_eq!((live("'quoted'"), live("it's"), live("'=1")), ("'quoted'", "it's", "=1"));
    }

    #[test]
    fn accents_case_and_punctuation_do_not_matter_for_look_up() {
        for text in ["Éthiopie", "ethiopie", "ETHIOPIE", " E\u{301}thiopie. "] {
            assert_eq!(fold(text), "ethiopie");
        }
        assert_eq!(fold("  Évaluation -- Projet"), "evaluation projet");
        assert_eq!(fold("UKR-12"), "ukr 12");
        assert_eq!(fold("cœur"), "coeur");
    }
}
