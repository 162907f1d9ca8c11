//! A report as tables: rows with keys, columns that are figures of the registry, and what must be known about them. JSON,
//! CSV and the table of the terminal are made from the same rows, so that no two of them can differ.

pub mod api;
pub mod document;
pub mod export;

use chrono::NaiveDate;

use super::dimensions::By;
use super::ops::WorkloadAnswer;
use crate::number::Hundredths;
use crate::period::Period;

/// A whole report.
#[derive(Debug)]
pub struct Sheet {
    /// What addresses and programs call it.
    pub report: &'static str,
    /// The days, and what must be known about the facts: coverage, late share, held time, versions, filters.
    pub about: WorkloadAnswer,
    /// The tables.
    pub tables: Vec<Table>,
    /// Sentences below the tables, as identifiers of messages.
    pub notes: Vec<&'static str>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What programs call it.
    pub id: &'static str,
    /// What its rows are, one for each of their keys.
    pub keys: Vec<&'static str>,
    /// The figures in its columns.
    pub figures: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is of.
    pub keys: Vec<Key>,
    /// Whether it is of a period that is not over, or not yet recorded.
    pub incomplete: bool,
    /// One for each figure of the table.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Shows none of its figures, nor what they are made of, except those that say nothing of people.
    pub(super) fn hide(&mut self, except: &[usize]) {
        for (at, cell) in self.cells.iter_mut().enumerate() {
            if !except.contains(&at) {
                *cell = Value::Suppressed.into();
            }
        }
    }
}

/// What a row is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// For programs.
    pub key: String,
    /// For readers.
    pub label: Label,
}

/// How a key is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// As it is.
    Plain(String),
    /// As a message says.
    Word(String),
    /// As the group of a dimension is called.
    Group(By, String),
    /// As a period is written.
    Period(Period),
}

impl Key {
    /// A text that needs no translation.
    #[must_use]
    pub fn plain(key: impl Into<String>) -> Self {
        let key = key.into();
        Self { label: Label::Plain(key.clone()), key }
    }

    /// A word of the report: `reports-key-<key>`.
    #[must_use]
    pub fn word(key: &str) -> Self {
        Self { key: key.to_owned(), label: Label::Word(format!("reports-key-{key}")) }
    }

    /// All rows together.
    #[must_use]
    pub fn total() -> Self {
        Self { key: "total".to_owned(), label: Label::Word("reports-row-total".to_owned()) }
    }

    /// A group of a dimension.
    #[must_use]
    pub fn group(by: By, key: &str) -> Self {
        Self { key: key.to_owned(), label: Label::Group(by, key.to_owned()) }
    }

    /// A period, by its first day.
    #[must_use]
    pub fn period(period: &Period) -> Self {
        Self { key: period.first.to_string(), label: Label::Period(*period) }
    }
}

/// A value with the address of what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// The address; none where there is no list of it.
    pub behind: Option<String>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// There is none.
    None,
    /// Whole things or days.
    Count(i64),
    /// Whole minutes, shown as hours.
    Minutes(i64),
    /// A ratio that was rounded once.
    Ratio(Hundredths),
    /// A day.
    Day(NaiveDate),
    /// A word of the report: `reports-value-<word>`.
    Word(String),
    /// A text that needs no translation.
    Plain(String),
    /// Not shown, because few people are behind it, or because it would give away what few people are behind.
    Suppressed,
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Value::Count(count).into()
    }
}

impl From<Option<i64>> for Cell {
    fn from(count: Option<i64>) -> Self {
        count.map_or(Value::None, Value::Count).into()
    }
}

impl From<Option<Hundredths>> for Cell {
    fn from(ratio: Option<Hundredths>) -> Self {
        ratio.map_or(Value::None, Value::Ratio).into()
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, behind: None }
    }
}

impl Cell {
    /// Minutes, shown as hours.
    #[must_use]
    pub fn minutes(minutes: i64) -> Self {
        Value::Minutes(minutes).into()
    }

    /// The same value with the address of what it is made of.
    #[must_use]
    pub fn behind(self, address: impl Into<String>) -> Self {
        Self { behind: Some(address.into()), ..self }
    }
}
