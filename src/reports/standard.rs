//! What one full-time person is reckoned with: the hours standard of the day, spread over the working days of its fiscal
//! year.

use chrono::NaiveDate;

use super::coverage::weekdays;
use crate::calendar;
use crate::config::HoursStandard;
use crate::number::Hundredths;
use crate::time::FiscalYear;

/// An exact number of minutes: a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullTime {
    minutes: i64,
    over: i64,
}

impl FullTime {
    /// Of the days between two, both included; days after `today` do not count yet.
    #[must_use]
    pub fn between(standards: &[HoursStandard], first: NaiveDate, last: NaiveDate, today: NaiveDate) -> Self {
        let last = last.min(today);
        let mut sum = Self { minutes: 0, over: 1 };
        let mut year = FiscalYear::of(first);
        while year.first_day() <= last {
            let (from, to) = (first.max(year.first_day()), last.min(year.last_day()));
            let hours = standards.iter().filter(|standard| standard.from <= from).max_by_key(|standard| standard.from);
            let hours = hours.map_or(0, |standard| standard.hours);
            let (part, whole) = (working_days(from, to), working_days(year.first_day(), year.last_day()));
            sum = sum.plus(Self { minutes: hours * 60 * part, over: whole });
            year = year.next();
        }
        sum
    }

    fn plus(self, other: Self) -> Self {
        if self.over == other.over {
            return Self { minutes: self.minutes + other.minutes, over: self.over };
        }
        // Two years at most, and 260 working days each: far from any limit.
        Self { minutes: self.minutes * other.over + other.minutes * self.over, over: self.over * other.over }
    }

    /// How many full-time people these minutes are; nothing where no time is expected.
    #[must_use]
    pub fn people(self, minutes: i64) -> Option<Hundredths> {
        Hundredths::of_ratio(minutes, self.minutes, self.over)
    }
}

/// Working days of the federal public service between two days, both included.
#[must_use]
pub fn working_days(first: NaiveDate, last: NaiveDate) -> i64 {
    let holidays = calendar::holidays_between(first, last).len();
    weekdays(first, last) - i64::try_from(holidays).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn one_standard_year_is_one_position_by_the_standard_of_its_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let standards = Config::default().hours_standards;
        let people = |first: &str, last: &str, hours: i64| {
            let standard = FullTime::between(&standards, day(first), day(last), day("2026-11-22"));
            standard.people(hours * 60).map(Hundredths::plain)
        };
        let one = Some("1".to_owned());
        assert_eq!(people("2001-04-01", "2002-03-31", 1300), one);
        assert_eq!(people("2013-04-01", "2014-03-31", 1310), one);
        assert_eq!(people("2014-04-01", "2015-03-31", 1400), one);
        assert_eq!(people("2014-04-01", "2015-03-31", 2100), Some("1.5".to_owned()));
        // A calendar year has a part of each fiscal year it lies in: 62 of 249 days by 1,310, 189 of 251 by 1,400.
        let (before, after) =
            (working_days(day("2014-01-01"), day("2014-03-31")), working_days(day("2014-04-01"), day("2014-12-31")));
        let exact = 1310 * before * working_days(day("2014-04-01"), day("2015-03-31"))
            + 1400 * after * working_days(day("2013-04-01"), day("2014-03-31"));
        assert!(exact > 0);
        assert_eq!(people("2014-01-01", "2014-12-31", 1377), one);
        // A year that is not over is held to the days that were.
        assert_eq!(people("2026-04-01", "2027-03-31", 1400).as_deref().map(|many| many > "1.4"), Some(true));
        assert_eq!(people("2030-04-01", "2031-03-31", 10), None);
    }
}
