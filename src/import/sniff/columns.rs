//! What can stand in a column, and what is concluded about one. What its cells leave open stays open and is asked.

use serde::Serialize;

use super::evidence::Evidence;
use super::meaning::Meaning;
use super::values::look;
use crate::import::dates::Order;
use crate::import::durations::Form;
use crate::import::numbers::DecimalSign;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing.
    Empty,
    /// Dates.
    Date,
    /// Dates with a time of day.
    Instant,
    /// Days and months without a year.
    DateWithoutYear,
    /// Dates in words that the reader does not know.
    DateInWords,
    /// Numbers that are dates in a spreadsheet.
    DateSerial,
    /// Times of day.
    TimeOfDay,
    /// Durations with a spelling of their own.
    Duration,
    /// Times of day or durations: both are written so.
    TimeOrDuration,
    /// Ranges of times.
    TimeRange,
    /// Numbers with decimals.
    Decimal,
    /// Whole numbers.
    Whole,
    /// Codes and numbers of things.
    Code,
    /// Text.
    Text,
}

/// A column and what was concluded about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnFound {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its name as the file writes it; its number where there is no header.
    pub name: String,
    /// What stands in it.
    pub kind: Kind,
    /// Cells with something in them.
    pub filled: u64,
    /// Cells without.
    pub empty: u64,
    /// Cells with something else than the kind.
    pub others: u64,
    /// The first of them.
    pub others_evidence: Vec<Evidence>,
    /// Whether no two cells are the same.
    pub distinct: bool,
    /// What its name proposes, the likeliest first.
    pub candidates: Vec<Meaning>,
    /// For dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DateFound>,
    /// For numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalFound>,
    /// For durations: how they are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// A cell that proves the kind, where one does.
    pub evidence: Vec<Evidence>,
}

/// The order of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateFound {
    /// The order; `None` where it must be asked.
    pub order: Option<Order>,
    /// The orders that are left.
    pub options: Vec<Order>,
    /// Whether cells contradict each other.
    pub contradicts: bool,
    /// Years of two digits.
    pub two_digit_years: bool,
    /// How many values the first and the last number take, where that tells which is the year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_by_values: Option<(usize, usize)>,
    /// Cells that prove the order, or contradict each other, or show what is open.
    pub evidence: Vec<Evidence>,
}

/// The sign before decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecimalFound {
    /// The sign; `None` where it must be asked, or where there are no decimals.
    pub sign: Option<DecimalSign>,
    /// Whether it must be asked.
    pub is_open: bool,
    /// The sign between thousands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thousands: Option<char>,
    /// Cells that prove it, or contradict each other, or show what is open.
    pub evidence: Vec<Evidence>,
}

/// Whether a cell is of a kind; what is not is told with its line.
#[must_use]
pub fn is_of(kind: Kind, text: &str) -> bool {
    let seen = look(text);
    match kind {
        Kind::Empty => text.is_empty(),
        Kind::Date | Kind::Instant => seen.orders != 0,
        Kind::DateWithoutYear => seen.no_year,
        Kind::DateInWords => seen.spelled,
        Kind::TimeOfDay => seen.clock,
        Kind::Duration | Kind::TimeOrDuration => seen.clock || seen.colons.is_some() || seen.letters,
        Kind::TimeRange => seen.range,
        Kind::Decimal | Kind::Whole | Kind::DateSerial => seen.number.is_some(),
        Kind::Code => seen.code,
        Kind::Text => true,
    }
}
