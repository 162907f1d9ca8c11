//! Whether each day has a column of its own, by the headers: dates, weekdays, or the days of a month.

use std::collections::BTreeSet;

use serde::Serialize;

use super::columns::{ColumnFound, Kind};
use super::evidence::Evidence;
use super::meaning::Meaning;
use super::measures::{Measured, is_number};
use crate::import::dates::Order;
use crate::import::days::{self, DayHeaders};
use crate::import::durations::Form;

/// Weekdays, dates and days of a month that are the least to be taken for columns of days.
const LEAST: [(DayHeaders, usize); 3] = [(DayHeaders::Date, 2), (DayHeaders::Weekday, 5), (DayHeaders::DayOfMonth, 28)];

/// The columns of days; counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DaysFound {
    /// What stands in their headers.
    pub headers: DayHeaders,
    /// The order of the dates in them; `None` where it must be asked, and for other headers.
    pub order: Option<Order>,
    /// The orders that are left.
    pub options: Vec<Order>,
    /// The columns.
    pub columns: Vec<usize>,
    /// The column of the total of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// The first headers.
    pub evidence: Vec<Evidence>,
}

/// The columns of days, where there are any.
#[must_use]
pub fn find(columns: &[ColumnFound], header: Option<u64>) -> Option<DaysFound> {
    let timed = |column: &&ColumnFound| {
        is_number(column.kind)
            || matches!(column.kind, Kind::Empty | Kind::Duration | Kind::TimeOrDuration | Kind::TimeOfDay)
    };
    let usable: Vec<&ColumnFound> = columns.iter().filter(timed).collect();
    LEAST.into_iter().find_map(|(headers, least)| {
        let is_day = |name: &str| match headers {
            DayHeaders::Date => days::is_date(name),
            DayHeaders::Weekday => days::weekday(name).is_some(),
            DayHeaders::DayOfMonth => days::number(name).is_some(),
        };
        let found: Vec<&ColumnFound> = usable.iter().copied().filter(|column| is_day(&column.name)).collect();
        let different: BTreeSet<String> = found
            .iter()
            .map(|column| match headers {
                DayHeaders::Date => column.name.clone(),
                DayHeaders::Weekday => days::weekday(&column.name).map(|day| day.to_string()).unwrap_or_default(),
                DayHeaders::DayOfMonth => days::number(&column.name).unwrap_or_default().to_string(),
            })
            .collect();
        if different.len() < least || different.len() != found.len() {
            return None;
        }
        let orders = [Order::Ymd, Order::Dmy, Order::Mdy];
        let fits = |order: &Order| found.iter().all(|column| days::is_date_of(&column.name, *order));
        let options: Vec<Order> =
            if headers == DayHeaders::Date { orders.into_iter().filter(fits).collect() } else { Vec::new() };
        if headers == DayHeaders::Date && options.is_empty() {
            return None;
        }
        let total = columns.iter().find(|column| {
            let is_total = matches!(crate::text::fold(&column.name).as_str(), "total" | "totals" | "totaux" | "sum");
            let hours = column.candidates.iter().any(|meaning| matches!(meaning, Meaning::Duration | Meaning::Hours));
            timed(column) && column.kind != Kind::Empty && (is_total || hours) && !is_day(&column.name)
        });
        let evidence =
            found.iter().take(3).map(|column| Evidence { line: header, byte: None, text: column.name.clone() });
        Some(DaysFound {
            headers,
            order: match options.as_slice() {
                [only] => Some(*only),
                _ => None,
            },
            total: total.map(|column| column.number),
            evidence: evidence.collect(),
            columns: found.iter().map(|column| column.number).collect(),
            options,
        })
    })
}

impl DaysFound {
    /// How the times are written.
    ///
    /// # Errors
    /// A column whose unit nobody told.
    pub fn measured(&self, columns: &[ColumnFound]) -> Result<Measured, usize> {
        let of_days = || self.columns.iter().filter_map(|number| columns.get(number - 1));
        let spelled = of_days().find_map(|column| {
            let is_spelled = matches!(column.kind, Kind::Duration | Kind::TimeOrDuration);
            Some((column, column.form.filter(|_| is_spelled)?))
        });
        if let Some((column, form)) = spelled {
            return Ok(Measured::column(column, form));
        }
        // A part of a minute is no time that anybody writes down: what has decimals is hours.
        let has_sign = |column: &&ColumnFound| {
            column.decimal.as_ref().is_some_and(|decimal| decimal.sign.is_some() || decimal.is_open)
        };
        if let Some(column) = of_days().find(has_sign) {
            return Ok(Measured::column(column, Form::DecimalHours));
        }
        let total = self.total.and_then(|number| columns.get(number - 1));
        if let Some(column) = total.filter(|column| column.candidates.contains(&Meaning::Hours)) {
            return Ok(Measured::column(column, Form::DecimalHours));
        }
        Err(self.columns.first().copied().unwrap_or(1))
    }
}
