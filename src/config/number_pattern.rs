//! How numbers of files are made: a pattern of the settings such as `{country}-{n}` or `{category}-{year}-{n:4}`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most digits a counter is filled up to.
const DIGITS_MAX: usize = 9;
/// The most signs of a pattern that stand in every number, so that numbers stay short enough for a file.
const PLAIN_MAX: usize = 16;

/// How numbers of files are made; the empty one leaves them free.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Country,
    Category,
    Year,
    /// The counter, filled up with zeros to so many digits.
    Counter(usize),
}

/// What of a file a number is made of.
#[derive(Debug, Clone, Copy)]
pub struct NumberParts<'a> {
    /// The country, ISO 3166-1 alpha-2; of a file without one, its category stands there.
    pub country: &'a str,
    /// The code of the category.
    pub category: &'a str,
    /// The calendar year in which the file is opened.
    pub year: i32,
}

/// A pattern that makes no numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Something in braces that is not known.
    #[error("file_number: {{{0}}} is not known; there are {{country}}, {{category}}, {{year}}, {{n}} and {{n:4}}")]
    Unknown(String),
    /// A brace that is not closed or not opened.
    #[error("file_number: a brace is missing")]
    Brace,
    /// Not one counter.
    #[error("file_number: there has to be one {{n}}")]
    Counter,
    /// A sign that numbers of files do not have.
    #[error("file_number: only letters, digits, blanks and -_./ stand in numbers, which begin with a letter or digit")]
    Sign,
    /// Too long.
    #[error("file_number: too long")]
    Long,
}

impl TryFrom<String> for NumberPattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        Self::parse(&text)
    }
}

impl From<NumberPattern> for String {
    fn from(pattern: NumberPattern) -> Self {
        pattern.text
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl NumberPattern {
    /// Reads a pattern; an empty one leaves numbers free.
    ///
    /// # Errors
    /// Why no numbers can be made of it.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let mut parts = Vec::new();
        let mut plain_signs = 0;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if first == '{' {
                let (name, behind) = rest[1..].split_once('}').ok_or(PatternError::Brace)?;
                parts.push(Part::parse(name)?);
                rest = behind;
                continue;
            }
            let (plain, behind) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            if plain.contains('}') {
                return Err(PatternError::Brace);
            }
            let fits = plain.chars().all(|c| c.is_alphanumeric() || " -_./".contains(c))
                && (!parts.is_empty() || first.is_alphanumeric());
            if !fits {
                return Err(PatternError::Sign);
            }
            plain_signs += plain.chars().count();
            parts.push(Part::Text(plain.to_owned()));
            rest = behind;
        }
        if plain_signs > PLAIN_MAX {
            return Err(PatternError::Long);
        }
        let counters = parts.iter().filter(|part| matches!(part, Part::Counter(_))).count();
        if counters == 1 || parts.is_empty() {
            Ok(Self { text: text.to_owned(), parts })
        } else {
            Err(PatternError::Counter)
        }
    }

    /// Whether numbers are free.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.parts.is_empty()
    }

    /// What stands before the counter of a file's number, and what behind it.
    #[must_use]
    pub fn around(&self, of: NumberParts<'_>) -> (String, String) {
        let (mut before, mut behind) = (String::new(), String::new());
        let mut counted = false;
        for part in &self.parts {
            let side = if counted { &mut behind } else { &mut before };
            match part {
                Part::Text(text) => side.push_str(text),
                Part::Country if of.country.is_empty() => side.push_str(of.category),
                Part::Country => side.push_str(of.country),
                Part::Category => side.push_str(of.category),
                Part::Year => side.push_str(&of.year.to_string()),
                Part::Counter(_) => counted = true,
            }
        }
        (before, behind)
    }

    /// The number of a file with this counter.
    #[must_use]
    pub fn number(&self, of: NumberParts<'_>, counter: i64) -> String {
        let (before, behind) = self.around(of);
        format!("{before}{counter:0width$}{behind}", width = self.width())
    }

    /// Whether a number is one that the pattern makes of the file, whatever its counter; capitals do not matter.
    #[must_use]
    pub fn fits(&self, of: NumberParts<'_>, number: &str) -> bool {
        let (before, behind) = self.around(of);
        let (number, before, behind) = (number.to_lowercase(), before.to_lowercase(), behind.to_lowercase());
        let counter = number.strip_prefix(&before).and_then(|rest| rest.strip_suffix(&behind)).unwrap_or_default();
        let filled = counter.starts_with('0') && counter.len() != self.width();
        let whole = counter.len() >= self.width().max(1) && counter.len() <= 2 * DIGITS_MAX;
        self.is_free() || whole && !filled && counter.bytes().all(|b| b.is_ascii_digit())
    }

    fn width(&self) -> usize {
        let widths = self.parts.iter().map(|part| if let Part::Counter(width) = part { *width } else { 0 });
        widths.max().unwrap_or(0)
    }
}

impl Part {
    fn parse(name: &str) -> Result<Self, PatternError> {
        let unknown = || PatternError::Unknown(name.to_owned());
        Ok(match name {
            "country" => Self::Country,
            "category" => Self::Category,
            "year" => Self::Year,
            "n" => Self::Counter(0),
            _ => {
                let width = name.strip_prefix("n:").and_then(|width| width.parse().ok());
                Self::Counter(width.filter(|width| (1..=DIGITS_MAX).contains(width)).ok_or_else(unknown)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UKRAINE: NumberParts<'_> = NumberParts { country: "UA", category: "TA", year: 2026 };
    const ADVICE: NumberParts<'_> = NumberParts { country: "", category: "SA", year: 2026 };

    #[test]
    fn numbers_are_made_and_recognized() {
        let pattern = NumberPattern::parse("{country}-{n}").expect("a pattern");
        assert_eq!((pattern.number(UKRAINE, 12), pattern.number(ADVICE, 7)), ("UA-12".to_owned(), "SA-7".to_owned()));
        assert!(pattern.fits(UKRAINE, "UA-1") && pattern.fits(UKRAINE, "ua-120"));
        for wrong in ["JM-1", "UA-", "UA-01", "UA-0", "UA-1a", "UA--1", "1", ""] {
            assert!(!pattern.fits(UKRAINE, wrong), "{wrong}");
        }
        let dated = NumberPattern::parse("{category}-{year}-{n:4}/x").expect("a pattern");
        assert_eq!(dated.number(UKRAINE, 3), "TA-2026-0003/x");
        assert_eq!(dated.number(UKRAINE, 12345), "TA-2026-12345/x");
        assert!(dated.fits(UKRAINE, "TA-2026-0003/x") && dated.fits(UKRAINE, "TA-2026-12345/x"));
        assert!(!dated.fits(UKRAINE, "TA-2026-003/x") && !dated.fits(UKRAINE, "TA-2026-00003/x"));
        assert!(NumberPattern::parse("").is_ok_and(|free| free.is_free() && free.fits(ADVICE, "anything")));
    }

    #[test]
    fn what_makes_no_numbers_is_refused() {
        for (text, error) in [
            ("{country}", PatternError::Counter),
            ("{n}-{n:2}", PatternError::Counter),
            ("{land}-{n}", PatternError::Unknown("land".to_owned())),
            ("A-{n:0}", PatternError::Unknown("n:0".to_owned())),
            ("A-{n:10}", PatternError::Unknown("n:10".to_owned())),
            ("A-{n", PatternError::Brace),
            ("A}-{n}", PatternError::Brace),
            ("-{n}", PatternError::Sign),
            ("A;{n}", PatternError::Sign),
            ("ABCDEFGHIJKLMNOPQ{n}", PatternError::Long),
        ] {
            assert_eq!(NumberPattern::parse(text), Err(error), "{text}");
        }
    }
}
