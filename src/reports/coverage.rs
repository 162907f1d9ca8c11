//! Coverage: on how many of the days on which people were expected to record time they did. Computed from the days
//! with entries of each person and month.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Serialize;

use super::facts::Snapshot;
use super::sums;
use crate::calendar;
use crate::number::Hundredths;
use crate::people::{Person, ScheduleKind, Schedules};

/// Person-days with entries and person-days expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// Person-days with at least one entry, outside of absences; of one person never more than expected.
    pub days: i64,
    /// Person-days expected: working days of the federal public service on which the person was active and not absent,
    /// scaled by the days worked in a week.
    pub expected: i64,
}

impl Coverage {
    /// The share in per cent; `None` when nothing was expected.
    #[must_use]
    pub fn percent(&self) -> Option<Hundredths> {
        Hundredths::percent(self.days, self.expected)
    }
}

/// Coverage of a span of days, both included; days after `today` are not expected.
#[must_use]
pub fn compute(snapshot: &Snapshot, first: NaiveDate, last: NaiveDate, today: NaiveDate) -> Coverage {
    let last = last.min(today);
    let absences = absences(snapshot, first, last);
    let holidays = Holidays::between(first, last);
    let mut recorded: HashMap<usize, i64> = HashMap::new();
    let mut present = None;
    for (person, month, days) in sums::person_days(snapshot, first, last) {
        let working = match present {
            Some((known, working)) if known == month => working,
            _ => holidays.working_days(month),
        };
        present = Some((month, working));
        let person = person as usize;
        let mut days = days & working;
        if let Some(absent) = absences.get(&person) {
            for day in (1..32).filter(|day| days >> day & 1 == 1).collect::<Vec<u32>>() {
                let of_era = month.num_days_from_ce() + i32::try_from(day).unwrap_or(0) - 1;
                if absent.iter().any(|absence| absence.contains(&of_era)) {
                    days &= !(1 << day);
                }
            }
        }
        *recorded.entry(person).or_default() += i64::from(days.count_ones());
    }
    let mut coverage = Coverage::default();
    for (code, person) in snapshot.people.iter().enumerate().filter(|(code, _)| snapshot.sight.holds_person(*code)) {
        let expected = expected_days(person, &snapshot.schedules, &holidays, first, last);
        coverage.expected += expected;
        coverage.days += recorded.get(&code).copied().unwrap_or(0).min(expected);
    }
    coverage
}

/// Days on which a person was expected to record time, whole ones: what is left of a part-time week is not counted.
fn expected_days(
    person: &Person,
    schedules: &Schedules,
    holidays: &Holidays,
    first: NaiveDate,
    last: NaiveDate,
) -> i64 {
    let first = first.max(person.active_from);
    let last = person.active_to.map_or(last, |to| to.min(last));
    let fifths: i64 = schedules
        .stretches(person, first, last)
        .iter()
        .map(|stretch| {
            let (first, last) = (stretch.first, stretch.last);
            (weekdays(first, last) - holidays.count(first, last)) * stretch.schedule.days_per_week.min(5)
        })
        .sum();
    fifths / 5
}

/// The holidays of a span, as days of the common era, the first one first; none on a Saturday or Sunday.
struct Holidays(Vec<i32>);

impl Holidays {
    fn between(first: NaiveDate, last: NaiveDate) -> Self {
        Self(calendar::holidays_between(first, last).iter().map(Datelike::num_days_from_ce).collect())
    }

    fn hold(&self, day: i32) -> bool {
        self.0.binary_search(&day).is_ok()
    }

    /// The Mondays to Fridays of a month that are none, the first day of the month as bit 1.
    fn working_days(&self, month: NaiveDate) -> u32 {
        let first = month.num_days_from_ce();
        let days = (1..=i32::from(month.num_days_in_month())).filter(|day| {
            // Monday is 1 January of year 1, day 1 of the common era.
            let of_era = first + day - 1;
            (of_era - 1).rem_euclid(7) < 5 && !self.hold(of_era)
        });
        days.fold(0, |days, day| days | 1 << day)
    }

    /// How many there are between two days, both included.
    fn count(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        let before = |day: i32| self.0.partition_point(|holiday| *holiday < day);
        let count = before(last.num_days_from_ce() + 1).saturating_sub(before(first.num_days_from_ce()));
        i64::try_from(count).unwrap_or(0)
    }
}

/// The absences of people by code, as days of the common era; most people have none.
fn absences(snapshot: &Snapshot, first: NaiveDate, last: NaiveDate) -> HashMap<usize, Vec<RangeInclusive<i32>>> {
    let mut found: HashMap<usize, Vec<RangeInclusive<i32>>> = HashMap::new();
    for (code, person) in snapshot.people.iter().enumerate() {
        if snapshot.schedules.of(person.id).is_empty() {
            continue;
        }
        for stretch in snapshot.schedules.stretches(person, first, last) {
            if stretch.schedule.kind == ScheduleKind::Absent {
                let days = stretch.first.num_days_from_ce()..=stretch.last.num_days_from_ce();
                found.entry(code).or_default().push(days);
            }
        }
    }
    found
}

/// Mondays to Fridays between two days, both included.
#[must_use]
pub fn weekdays(first: NaiveDate, last: NaiveDate) -> i64 {
    if last < first {
        return 0;
    }
    let days = (last - first).num_days() + 1;
    let rest = (0..u64::try_from(days % 7).unwrap_or(0))
        .filter(|more| {
            let day = first + Days::new(*more);
            !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        })
        .count();
    days / 7 * 5 + i64::try_from(rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_found_and_counted() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let holidays = Holidays::between(day("2026-04-01"), day("2027-03-31"));
        assert!(
            holidays.hold(day("2026-07-01").num_days_from_ce()) && !holidays.hold(day("2026-07-02").num_days_from_ce())
        );
        assert_eq!(holidays.count(day("2026-12-25"), day("2027-01-01")), 3);
        assert_eq!(holidays.count(day("2026-04-01"), day("2027-03-31")), 13);
        assert_eq!(holidays.count(day("2026-07-02"), day("2026-07-01")), 0);
    }

    #[test]
    fn weekdays_are_counted_as_on_a_calendar() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(weekdays(day("2026-11-16"), day("2026-11-22")), 5);
        assert_eq!(weekdays(day("2026-11-21"), day("2026-11-22")), 0);
        assert_eq!(weekdays(day("2026-11-20"), day("2026-11-23")), 2);
        assert_eq!(weekdays(day("2026-11-23"), day("2026-11-20")), 0);
        assert_eq!(weekdays(day("2026-01-01"), day("2026-12-31")), 261);
    }
}
