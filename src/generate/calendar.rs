//! A fiscal year as the generator walks it: its days by offset from 1 April, free days, and how dates are written.
//! Nothing of a year that lies after `today` is walked.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar;
use crate::time::FiscalYear;

/// Days after 31 March on which late entries may still be typed.
const SPILL: u64 = 40;

/// One fiscal year.
#[derive(Debug)]
pub(super) struct Year {
    pub(super) fiscal: FiscalYear,
    /// Its place among the generated years, from zero.
    pub(super) index: usize,
    /// How many of its days have come.
    pub(super) length: usize,
    days: Vec<Day>,
    /// The offset of the last day on which anything can be typed.
    typed_until: usize,
}

#[derive(Debug)]
struct Day {
    date: NaiveDate,
    text: String,
    weekend: bool,
    free: bool,
}

impl Year {
    pub(super) fn new(fiscal: FiscalYear, index: usize, today: NaiveDate) -> Self {
        let first = fiscal.first_day();
        let end = fiscal.last_day().checked_add_days(Days::new(SPILL)).unwrap_or(NaiveDate::MAX);
        let days: Vec<Day> = first
            .iter_days()
            .take_while(|date| *date <= end)
            .map(|date| Day {
                date,
                text: date.to_string(),
                weekend: calendar::is_weekend(date),
                free: !calendar::is_working_day(date),
            })
            .collect();
        let length = days.iter().take_while(|day| day.date <= today.min(fiscal.last_day())).count();
        let typed_until = days.iter().take_while(|day| day.date <= today).count().saturating_sub(1);
        Self { fiscal, index, length, days, typed_until }
    }

    /// The date of an offset.
    pub(super) fn date(&self, offset: usize) -> NaiveDate {
        self.days[offset].date
    }

    /// The date of an offset as it is written.
    pub(super) fn text(&self, offset: usize) -> &str {
        &self.days[offset].text
    }

    /// Whether nobody works in Ottawa on that day.
    pub(super) fn is_free(&self, offset: usize) -> bool {
        self.days[offset].free
    }

    /// The fiscal month of an offset: 0 is April, 11 is March.
    pub(super) fn month(&self, offset: usize) -> usize {
        (self.days[offset].date.month0() as usize + 9) % 12
    }

    /// The offset of the last day of a fiscal month.
    pub(super) fn month_end(&self, month: usize) -> usize {
        let within = self.days.iter().take_while(|day| day.date <= self.fiscal.last_day()).count();
        (0..within).rev().find(|offset| self.month(*offset) == month).unwrap_or(0)
    }

    /// The day on which something wanted for `offset` is typed: not on a weekend, never after today.
    pub(super) fn typed(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.days.len() - 3);
        while self.days[offset].weekend {
            offset += 1;
        }
        offset.min(self.typed_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn nothing_after_today_is_walked_or_typed() {
        let year = Year::new(FiscalYear::starting(2023), 0, day("2023-06-14"));
        assert_eq!(year.text(year.length - 1), "2023-06-14");
        assert_eq!(year.text(year.typed(200)), "2023-06-14");
        let whole = Year::new(FiscalYear::starting(2023), 0, day("2025-01-01"));
        assert_eq!(whole.length, 366);
        assert_eq!(whole.text(whole.month_end(11)), "2024-03-31");
        assert_eq!(whole.text(whole.month_end(0)), "2023-04-30");
        assert_eq!(whole.text(whole.typed(365)), "2024-04-01");
    }
}
