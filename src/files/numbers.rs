//! The numbers a file has in other systems, in their three forms: as sent, as stored, and as one text in lists.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::fault::{Code, Fault, Faults};
use crate::text::{self, NUMBER_MAX};
use crate::time;

/// The most numbers of one file.
pub(super) const NUMBERS_MAX: usize = 10;

/// A system in which files have numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberSystem {
    /// Case management.
    Icase,
    /// Billing.
    Billing,
    /// Anything else.
    Other,
}

impl NumberSystem {
    /// Every system.
    pub const ALL: [Self; 3] = [Self::Icase, Self::Billing, Self::Other];

    /// The system as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Icase => "icase",
            Self::Billing => "billing",
            Self::Other => "other",
        }
    }

    fn find(text: &str) -> Option<Self> {
        let wanted = text.trim();
        Self::ALL.into_iter().find(|system| system.as_str() == wanted)
    }
}

/// A number in another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExternalNumber {
    /// The system.
    pub system: NumberSystem,
    /// The number.
    pub number: String,
}

/// A number in another system as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewExternalNumber)]
pub struct RawNumber {
    /// The system: `icase`, `billing` or `other`.
    #[schema(required = true, pattern = "^(icase|billing|other)$", example = "icase")]
    pub system: String,
    /// The number: letters, digits, blanks and `-_./`.
    #[schema(
        required = true,
        min_length = 1,
        max_length = 40,
        pattern = r"^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$",
        example = "2-345678"
    )]
    pub number: String,
}

impl RawNumber {
    /// The text form of a stored number.
    #[must_use]
    pub fn of(number: &ExternalNumber) -> Self {
        Self { system: number.system.as_str().to_owned(), number: number.number.clone() }
    }

    /// Reads `icase:2-345678`; without a system it is of another one.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let (system, number) = text.split_once(':').unwrap_or((NumberSystem::Other.as_str(), text));
        Self { system: system.trim().to_owned(), number: number.trim().to_owned() }
    }

    fn parse(&self) -> Result<ExternalNumber, Fault> {
        let system = NumberSystem::find(&self.system)
            .ok_or_else(|| Fault::new(Code::UnknownNumberSystem, "numbers").with("value", time::clip(&self.system)))?;
        let number = text::number(&self.number, "numbers")?;
        let length = number.chars().count();
        if length as u64 > NUMBER_MAX {
            return Err(Fault::new(Code::TooLong, "numbers").with("length", length).with("limit", NUMBER_MAX));
        }
        Ok(ExternalNumber { system, number })
    }
}

/// Checks the numbers of a file; one that is given twice is kept once.
pub(super) fn parse(raw: &[RawNumber], faults: &mut Faults) -> Vec<ExternalNumber> {
    if raw.len() > NUMBERS_MAX {
        let fault = Fault::new(Code::TooMany, "numbers").with("count", raw.len()).with("limit", NUMBERS_MAX);
        faults.push(fault);
        return Vec::new();
    }
    let mut numbers: Vec<ExternalNumber> = Vec::new();
    for raw in raw {
        if let Some(number) = faults.keep(raw.parse())
            && !numbers.iter().any(|known| same(known, &number))
        {
            numbers.push(number);
        }
    }
    numbers
}

fn same(one: &ExternalNumber, other: &ExternalNumber) -> bool {
    one.system == other.system && text::fold(&one.number) == text::fold(&other.number)
}

/// Reads the one text of a list: `icase:2-345678; billing:B 12`. A number without a system is of another one.
pub(super) fn of_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RawNumber>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let items = text.split(';').map(str::trim).filter(|item| !item.is_empty());
    Ok(items.map(RawNumber::of_text).collect())
}

/// As they are stored with the file: one on a line, the system, a blank, the number.
pub(super) fn write(numbers: &[ExternalNumber]) -> String {
    let lines = numbers.iter().map(|number| format!("{} {}", number.system.as_str(), number.number));
    lines.collect::<Vec<_>>().join("\n")
}

/// Reads what [`write()`] wrote.
pub(super) fn read(text: &str) -> Option<Vec<ExternalNumber>> {
    let read = |line: &str| {
        let (system, number) = line.split_once(' ')?;
        Some(ExternalNumber { system: NumberSystem::find(system)?, number: number.to_owned() })
    };
    text.lines().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let numbers: Vec<ExternalNumber> = NumberSystem::ALL
            .into_iter()
            .map(|system| ExternalNumber { system, number: "É 12/3-4".to_owned() })
            .collect();
        assert_eq!(read(&write(&numbers)), Some(numbers));
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("lex 12"), None);
    }
}
