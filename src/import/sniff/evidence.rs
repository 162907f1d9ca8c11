//! What a conclusion rests on: where it stands in the file, and a short text. Only dates, numbers, names of columns and
//! signs of the layout are shown, never what people wrote about their work.

use serde::Serialize;

/// The longest text shown, in characters.
pub const LONGEST: usize = 80;

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The physical line, counted from 1.
    Line(u64),
    /// The byte, counted from 0, far down where lines are not counted.
    Byte(u64),
}

/// Something that stands in the file and proves something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The physical line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The byte, where lines were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// What stands there; empty where only the place is told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Evidence {
    /// A text at a place.
    #[must_use]
    pub fn new(place: Place, text: &str) -> Self {
        let (line, byte) = match place {
            Place::Line(line) => (Some(line), None),
            Place::Byte(byte) => (None, Some(byte)),
        };
        Self { line, byte, text: clipped(text) }
    }

    /// The values of bytes at a place, in hexadecimal.
    #[must_use]
    pub fn bytes(place: Place, bytes: &[u8]) -> Self {
        let values: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02X}")).collect();
        Self::new(place, &values.join(" "))
    }
}

/// The beginning of a text, without control characters.
#[must_use]
pub fn clipped(text: &str) -> String {
    let mut letters = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut clipped: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_short_and_of_one_line() {
        let long = Evidence::new(Place::Line(3), &"é\n".repeat(100));
        assert_eq!(long.text.chars().count(), LONGEST + 1);
        assert!(!long.text.contains('\n'));
        assert_eq!(Evidence::bytes(Place::Byte(7), &[0, 0xff]).text, "00 FF");
    }
}
