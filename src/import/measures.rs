//! One measure of a duration: a cell, or the time between pairs of starts and ends. Two measures are compared by the
//! mapper; nothing is known here of the entry they belong to.

use super::cells::Cells;
use super::dates::Order;
use super::durations::{self, Form, Moment};
use super::header::{Column, Header};
use super::numbers::{DecimalSign, Rounding};
use crate::fault::{Code, Faults};

/// The columns of a measure as a profile names them.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// How it is written.
    pub form: Form,
    /// The column.
    pub column: Option<&'a String>,
    /// The columns with starts.
    pub start: &'a [String],
    /// The columns with ends.
    pub end: &'a [String],
}

/// How the cells of a measure are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The order of dates in starts and ends.
    pub order: Order,
    /// Whether an end before its start is on the next day.
    pub over_midnight: bool,
    /// The sign before decimals.
    pub sign: DecimalSign,
    /// How it becomes whole minutes.
    pub rounding: Rounding,
}

/// A measure with the columns of one header.
#[derive(Debug)]
pub struct Measure {
    form: Form,
    columns: Vec<Column>,
    reading: Reading,
}

impl Measure {
    /// The measure for one header; columns that are not there are noted.
    pub fn new(named: Named, reading: Reading, header: &Header, faults: &mut Faults) -> Self {
        let pairs = named.start.iter().zip(named.end).flat_map(|(start, end)| [start, end]);
        let columns = named.column.into_iter().chain(pairs).filter_map(|name| header.column(name, faults)).collect();
        Self { form: named.form, columns, reading }
    }

    /// The column that is named when there is nothing to read.
    #[must_use]
    pub fn column(&self) -> &str {
        self.columns.first().map_or("", |column| &column.name)
    }

    /// Whole minutes; `None` where all cells are empty.
    ///
    /// # Errors
    /// The column at fault, and the code; `required` where a start or an end stands alone.
    pub fn read(&self, cells: &Cells) -> Result<Option<i64>, (&Column, Code)> {
        let Reading { order, over_midnight, sign, rounding } = self.reading;
        if self.form != Form::StartEnd {
            let Some(column) = self.columns.first() else { return Ok(None) };
            let text = cells.get(column.index);
            if text.trim().is_empty() {
                return Ok(None);
            }
            let sign = sign.of_cell(cells, column.index);
            return durations::parse(text, self.form, sign, rounding).map(Some).map_err(|code| (column, code));
        }
        let mut seconds = None;
        for pair in self.columns.chunks_exact(2) {
            let texts = [cells.get(pair[0].index).trim(), cells.get(pair[1].index).trim()];
            match texts.map(str::is_empty) {
                [true, true] => continue,
                [true, false] => return Err((&pair[0], Code::Required)),
                [false, true] => return Err((&pair[1], Code::Required)),
                [false, false] => {}
            }
            let orders = [0, 1].map(|at| order.of_cell(cells, pair[at].index));
            let start = Moment::parse(texts[0], orders[0]).map_err(|code| (&pair[0], code))?;
            let end = Moment::parse(texts[1], orders[1]).map_err(|code| (&pair[1], code))?;
            let span = start.until(end, over_midnight).map_err(|code| (&pair[1], code))?;
            seconds = Some(seconds.unwrap_or(0) + span);
        }
        let minutes = seconds.map(|seconds: i64| durations::whole_minutes(seconds, rounding));
        Ok(minutes.flatten())
    }
}
