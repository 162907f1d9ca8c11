//! How long the work took, by what stands in the columns: each measure that is known, and those that others bear out.

use serde::Serialize;

use super::KeptRow;
use super::columns::{ColumnFound, Kind};
use crate::import::dates::Order;
use crate::import::durations::{self, Form, Moment};
use crate::import::numbers::{DecimalSign, Rounding};

/// A measure of the duration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// How it is written.
    pub form: Form,
    /// The column, counted from 1, for every form but `start_end`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The columns of starts and ends.
    pub pairs: Vec<(usize, usize)>,
    /// Whether an end before its start was seen.
    pub over_midnight: bool,
    /// The sign before decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign: Option<DecimalSign>,
    /// By how many minutes it may differ from another measure.
    pub tolerance: u32,
    /// Another measure bears out its unit: rows that agree, of those compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borne_out: Option<(usize, usize)>,
}

impl Measured {
    /// A measure in one column.
    #[must_use]
    pub fn column(column: &ColumnFound, form: Form) -> Self {
        let tolerance = if form == Form::DecimalHours { 4 } else { 1 };
        Self {
            form,
            column: Some(column.number),
            pairs: Vec::new(),
            over_midnight: false,
            sign: column.decimal.as_ref().and_then(|decimal| decimal.sign),
            tolerance,
            borne_out: None,
        }
    }

    /// The minutes of a row, by this order of dates.
    #[must_use]
    pub fn minutes(&self, row: &KeptRow, order: Order) -> Option<i64> {
        let cell = |number: usize| row.get(number - 1).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        if let Some(column) = self.column {
            let sign = self.sign.unwrap_or_default();
            return durations::parse(cell(column)?, self.form, sign, Rounding::Nearest).ok();
        }
        let mut seconds = None;
        for (start, end) in &self.pairs {
            let (Some(start), Some(end)) = (cell(*start), cell(*end)) else { continue };
            let start = Moment::parse(start, order).ok()?;
            let end = Moment::parse(end, order).ok()?;
            seconds = Some(seconds.unwrap_or(0) + start.until(end, true).ok()?);
        }
        durations::whole_minutes(seconds?, Rounding::Nearest)
    }

    /// How many rows agree with another measure, of those that have both.
    #[must_use]
    pub fn agreement(&self, other: &Self, rows: &[KeptRow], order: Order) -> (usize, usize) {
        let tolerance = u64::from(self.tolerance.max(other.tolerance));
        let pairs = rows.iter().filter_map(|row| Some((self.minutes(row, order)?, other.minutes(row, order)?)));
        pairs.fold((0, 0), |(agree, all), (one, two)| (agree + usize::from(one.abs_diff(two) <= tolerance), all + 1))
    }

    /// Whether another measure agrees with this in nearly all rows.
    #[must_use]
    pub fn agrees(&self, other: &Self, rows: &[KeptRow], order: Order) -> Option<(usize, usize)> {
        let (agree, all) = self.agreement(other, rows, order);
        (all >= 2 && agree * 20 >= all * 19).then_some((agree, all))
    }
}

/// Starts and ends, where there are as many of each. The order of dates in them does not matter to the time between.
#[must_use]
pub fn between(starts: &[&ColumnFound], ends: &[&ColumnFound], rows: &[KeptRow]) -> Option<Measured> {
    if starts.is_empty() || starts.len() != ends.len() {
        return None;
    }
    let pairs: Vec<(usize, usize)> = starts.iter().zip(ends).map(|(start, end)| (start.number, end.number)).collect();
    let is_over = |row: &KeptRow| {
        pairs.iter().any(|(start, end)| {
            let time = |number: &usize| row.get(number - 1).and_then(|cell| durations::Clock::parse(cell));
            matches!((time(start), time(end)), (Some(start), Some(end)) if end.seconds < start.seconds)
        })
    };
    let over_midnight = rows.iter().any(is_over);
    Some(Measured {
        form: Form::StartEnd,
        column: None,
        pairs,
        over_midnight,
        sign: None,
        tolerance: 1,
        borne_out: None,
    })
}

/// Whether a column can hold starts or ends.
#[must_use]
pub const fn is_moment(kind: Kind) -> bool {
    matches!(kind, Kind::TimeOfDay | Kind::TimeOrDuration | Kind::Instant)
}

/// Whether a column holds numbers.
#[must_use]
pub const fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Whole | Kind::Decimal)
}
