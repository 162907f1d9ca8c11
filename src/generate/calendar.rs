//! A fiscal year as the generator walks it: its days by offset from 1 April, free days, and how dates are written.
//! Nothing of a year that lies after `today` is walked.

use chrono::{Datelike, Days, NaiveDate, Weekday};

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
    holiday: bool,
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
                weekend: matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
                holiday: is_holiday(date),
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
        self.days[offset].weekend || self.days[offset].holiday
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

/// The holidays of the federal public service, on their own dates.
fn is_holiday(date: NaiveDate) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let monday = date.weekday() == Weekday::Mon;
    let easter = easter(year);
    matches!((month, day), (1 | 7, 1) | (11, 11) | (12, 25 | 26))
        || (month, day) == (9, 30) && year >= 2021
        || monday && matches!((month, day), (5, 18..=24) | (9, 1..=7) | (10, 8..=14))
        || easter.checked_sub_days(Days::new(2)) == Some(date)
        || easter.checked_add_days(Days::new(1)) == Some(date)
}

/// Easter Sunday (the anonymous Gregorian computation, Nature, 1876).
fn easter(year: i32) -> NaiveDate {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let shifted = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + shifted + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    let (month, day) = (sum / 31, sum % 31 + 1);
    u32::try_from(month)
        .ok()
        .zip(u32::try_from(day).ok())
        .and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn holidays_are_those_of_the_federal_calendar() {
        for text in ["2024-03-29", "2024-04-01", "2024-05-20", "2024-09-02", "2024-10-14", "2021-09-30"] {
            assert!(is_holiday(day(text)), "{text}");
        }
        for text in ["2020-09-30", "2024-05-13", "2024-04-02"] {
            assert!(!is_holiday(day(text)), "{text}");
        }
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
