//! The working days of the federal public service: Monday to Friday without the holidays that hold everywhere in
//! Canada. Pure arithmetic; nothing is looked up.
//!
//! The civic holiday in August is left out: the collective agreements of the public service grant it as a day that
//! depends on the place of work (a provincial or municipal day, or the first Monday in August), so it is not one day for
//! all, and time recorded on it would look implausible in one place and not in another.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The first year of the National Day for Truth and Reconciliation (S.C. 2021, c. 11).
const TRUTH_AND_RECONCILIATION_SINCE: i32 = 2021;

/// A holiday of the federal public service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holiday {
    /// 1 January.
    NewYearsDay,
    /// The Friday before Easter.
    GoodFriday,
    /// The Monday after Easter.
    EasterMonday,
    /// The last Monday before 25 May.
    VictoriaDay,
    /// 1 July.
    CanadaDay,
    /// The first Monday in September.
    LabourDay,
    /// 19 September 2022, once.
    DayOfMourning,
    /// 30 September, from 2021.
    TruthAndReconciliation,
    /// The second Monday in October.
    Thanksgiving,
    /// 11 November.
    RemembranceDay,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    BoxingDay,
}

impl Holiday {
    /// Every holiday, in the order of the year.
    pub const ALL: [Self; 12] = [
        Self::NewYearsDay,
        Self::GoodFriday,
        Self::EasterMonday,
        Self::VictoriaDay,
        Self::CanadaDay,
        Self::LabourDay,
        Self::DayOfMourning,
        Self::TruthAndReconciliation,
        Self::Thanksgiving,
        Self::RemembranceDay,
        Self::ChristmasDay,
        Self::BoxingDay,
    ];

    /// The holiday as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewYearsDay => "new_years_day",
            Self::GoodFriday => "good_friday",
            Self::EasterMonday => "easter_monday",
            Self::VictoriaDay => "victoria_day",
            Self::CanadaDay => "canada_day",
            Self::LabourDay => "labour_day",
            Self::DayOfMourning => "day_of_mourning",
            Self::TruthAndReconciliation => "truth_and_reconciliation",
            Self::Thanksgiving => "thanksgiving",
            Self::RemembranceDay => "remembrance_day",
            Self::ChristmasDay => "christmas_day",
            Self::BoxingDay => "boxing_day",
        }
    }

    /// The day of the holiday itself in a year, wherever it falls in the week; none in years without it.
    #[must_use]
    pub fn falls_on(self, year: i32) -> Option<NaiveDate> {
        let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        match self {
            Self::NewYearsDay => on(1, 1),
            Self::GoodFriday => easter_sunday(year)?.checked_sub_days(Days::new(2)),
            Self::EasterMonday => easter_sunday(year)?.succ_opt(),
            Self::VictoriaDay => {
                let last = on(5, 24)?;
                last.checked_sub_days(Days::new(last.weekday().num_days_from_monday().into()))
            }
            Self::CanadaDay => on(7, 1),
            Self::LabourDay => NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Mon, 1),
            Self::DayOfMourning => on(9, 19).filter(|_| year == 2022),
            Self::TruthAndReconciliation => on(9, 30).filter(|_| year >= TRUTH_AND_RECONCILIATION_SINCE),
            Self::Thanksgiving => NaiveDate::from_weekday_of_month_opt(year, 10, Weekday::Mon, 2),
            Self::RemembranceDay => on(11, 11),
            Self::ChristmasDay => on(12, 25),
            Self::BoxingDay => on(12, 26),
        }
    }
}

/// The holiday that is observed on a day. One that falls on a Saturday or Sunday is observed on the next working day:
/// Christmas on a Sunday leaves Boxing Day on its Monday and moves to the Tuesday.
#[must_use]
pub fn holiday(day: NaiveDate) -> Option<Holiday> {
    if is_weekend(day) {
        return None;
    }
    observed(day.year()).into_iter().find(|(on, _)| *on == day).map(|(_, holiday)| holiday)
}

/// The days between two, both included, on which a holiday is observed, in their order.
#[must_use]
pub fn holidays_between(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let observed = (first.year()..=last.year()).flat_map(observed).map(|(on, _)| on);
    let mut days: Vec<NaiveDate> = observed.filter(|on| (first..=last).contains(on)).collect();
    days.sort_unstable();
    days
}

/// The holidays of a year on the days on which they are observed.
fn observed(year: i32) -> Vec<(NaiveDate, Holiday)> {
    let falls = |holiday: Holiday| Some((holiday.falls_on(year)?, holiday));
    let falling: Vec<(NaiveDate, Holiday)> = Holiday::ALL.into_iter().filter_map(falls).collect();
    let (weekends, mut observed): (Vec<_>, Vec<_>) = falling.into_iter().partition(|(on, _)| is_weekend(*on));
    // No holiday is so near the end of the year that it would be observed in the next one.
    for (on, holiday) in weekends {
        let is_free = |day: &NaiveDate| !is_weekend(*day) && observed.iter().all(|(taken, _)| taken != day);
        if let Some(next) = on.iter_days().find(is_free) {
            observed.push((next, holiday));
        }
    }
    observed
}

/// Whether the public service works on a day: Monday to Friday, and no holiday is observed.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    !is_weekend(day) && holiday(day).is_none()
}

/// Whether a day is a Saturday or Sunday.
#[must_use]
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday of a year in the Gregorian calendar, by the anonymous algorithm of Meeus, Jones and Butcher (J. Meeus,
/// Astronomical Algorithms, chapter 8), whose letters are kept so that it can be compared.
#[must_use]
#[expect(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn easter_falls_on_the_published_days() {
        // Among them the earliest (1818), the latest (1943, 2038), and years in which simpler rules are a week off.
        for text in [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
        ] {
            assert_eq!(easter_sunday(day(text).year()), Some(day(text)), "{text}");
        }
    }

    #[test]
    fn holidays_between_two_days_are_those_of_each_day() {
        let (first, last) = (day("2015-12-26"), day("2028-01-03"));
        let each: Vec<NaiveDate> =
            first.iter_days().take_while(|day| *day <= last).filter(|day| holiday(*day).is_some()).collect();
        assert_eq!(holidays_between(first, last), each);
        assert_eq!(holidays_between(last, first), []);
        assert_eq!(holidays_between(day("2026-12-25"), day("2026-12-25")), [day("2026-12-25")]);
    }

    #[test]
    fn the_holidays_of_2026_are_these() {
        let all: Vec<(String, Holiday)> =
            day("2026-01-01").iter_days().take(365).filter_map(|day| Some((day.to_string(), holiday(day)?))).collect();
        let expected = [
            ("2026-01-01", Holiday::NewYearsDay),
            ("2026-04-03", Holiday::GoodFriday),
            ("2026-04-06", Holiday::EasterMonday),
            ("2026-05-18", Holiday::VictoriaDay),
            ("2026-07-01", Holiday::CanadaDay),
            ("2026-09-07", Holiday::LabourDay),
            ("2026-09-30", Holiday::TruthAndReconciliation),
            ("2026-10-12", Holiday::Thanksgiving),
            ("2026-11-11", Holiday::RemembranceDay),
            ("2026-12-25", Holiday::ChristmasDay),
            // Boxing Day is a Saturday.
            ("2026-12-28", Holiday::BoxingDay),
        ];
        assert_eq!(all, expected.map(|(day, holiday)| (day.to_owned(), holiday)));
    }

    #[test]
    fn a_holiday_on_a_weekend_is_observed_on_the_next_working_day() {
        for (text, expected) in [
            // 25 and 26 December 2021: Saturday and Sunday.
            ("2021-12-24", None),
            ("2021-12-25", None),
            ("2021-12-27", Some(Holiday::ChristmasDay)),
            ("2021-12-28", Some(Holiday::BoxingDay)),
            ("2021-12-29", None),
            // 2022: Sunday and Monday.
            ("2022-12-25", None),
            ("2022-12-26", Some(Holiday::BoxingDay)),
            ("2022-12-27", Some(Holiday::ChristmasDay)),
            ("2022-12-28", None),
            // 2020: Friday and Saturday.
            ("2020-12-25", Some(Holiday::ChristmasDay)),
            ("2020-12-28", Some(Holiday::BoxingDay)),
            ("2022-01-01", None),
            ("2022-01-03", Some(Holiday::NewYearsDay)),
            ("2023-01-02", Some(Holiday::NewYearsDay)),
            ("2023-07-03", Some(Holiday::CanadaDay)),
            ("2023-10-02", Some(Holiday::TruthAndReconciliation)),
            ("2023-11-13", Some(Holiday::RemembranceDay)),
        ] {
            assert_eq!(holiday(day(text)), expected, "{text}");
        }
    }

    #[test]
    fn some_days_are_holidays_in_some_years_only() {
        assert_eq!(holiday(day("2020-09-30")), None);
        assert_eq!(holiday(day("2021-09-30")), Some(Holiday::TruthAndReconciliation));
        assert_eq!(holiday(day("2022-09-19")), Some(Holiday::DayOfMourning));
        assert_eq!(holiday(day("2023-09-19")), None);
        // The civic holiday is not one day for all.
        assert!(is_working_day(day("2026-08-03")));
    }

    #[test]
    fn working_days_around_a_year_end_are_those_of_the_published_calendars() {
        // From 24 December to 3 January: which days are worked, by hand from the calendars of the Treasury Board.
        for (first, last, worked) in [
            // Christmas on a Friday: Boxing Day moves to the Monday, New Year's Day is a Friday.
            ("2020-12-24", "2021-01-04", "24 29 30 31 4"),
            // On a Saturday: both move, and New Year's Day moves to the Monday.
            ("2021-12-24", "2022-01-04", "24 29 30 31 4"),
            // On a Sunday: Boxing Day keeps its Monday, Christmas moves to the Tuesday.
            ("2022-12-23", "2023-01-03", "23 28 29 30 3"),
            // On a Monday and on a Wednesday nothing moves.
            ("2023-12-22", "2024-01-02", "22 27 28 29 2"),
            ("2024-12-24", "2025-01-02", "24 27 30 31 2"),
            ("2026-12-24", "2027-01-04", "24 29 30 31 4"),
            // On a Saturday again.
            ("2027-12-24", "2028-01-04", "24 29 30 31 4"),
        ] {
            let days: Vec<String> = day(first)
                .iter_days()
                .take_while(|on| *on <= day(last))
                .filter(|on| is_working_day(*on))
                .map(|on| on.day().to_string())
                .collect();
            assert_eq!(days.join(" "), worked, "{first} to {last}");
        }
    }

    #[test]
    fn the_end_of_a_fiscal_year_is_worked_unless_easter_falls_on_it() {
        for (text, expected) in [
            // Easter on 31 March 2024: Good Friday is in the old fiscal year, Easter Monday in the new one.
            ("2024-03-29", Some(Holiday::GoodFriday)),
            ("2024-04-01", Some(Holiday::EasterMonday)),
            ("2024-03-28", None),
            // Easter on 4 April 2021 and 1 April 2029.
            ("2021-04-02", Some(Holiday::GoodFriday)),
            ("2021-04-05", Some(Holiday::EasterMonday)),
            ("2021-03-31", None),
            ("2029-03-30", Some(Holiday::GoodFriday)),
            ("2029-04-02", Some(Holiday::EasterMonday)),
            ("2026-03-31", None),
        ] {
            assert_eq!(holiday(day(text)), expected, "{text}");
        }
    }

    #[test]
    fn the_working_days_of_years_add_up() {
        let working = |first: &str, last: &str| {
            day(first).iter_days().take_while(|on| *on <= day(last)).filter(|on| is_working_day(*on)).count()
        };
        // Weekdays less holidays: 262 - 10 in 2020, 261 - 11 in 2021 with the first day of Truth and Reconciliation, 260 - 12 in
        // 2022 with the day of mourning, 260 - 11 in 2023, 262 - 11 in 2024.
        let years = [(2019, 251), (2020, 252), (2021, 250), (2022, 248), (2023, 249), (2024, 251), (2025, 250)];
        for (year, days) in years {
            assert_eq!(working(&format!("{year}-01-01"), &format!("{year}-12-31")), days, "{year}");
        }
        // 2023-24 has two Good Fridays, and 2024-25 none.
        assert_eq!(working("2023-04-01", "2024-03-31"), 248);
        assert_eq!(working("2024-04-01", "2025-03-31"), 251);
        let halves = working("2024-04-01", "2024-12-31") + working("2025-01-01", "2025-03-31");
        assert_eq!(working("2024-04-01", "2025-03-31"), halves);
    }

    #[test]
    fn codes_are_written_as_in_json() {
        for holiday in Holiday::ALL {
            assert_eq!(serde_json::to_string(&holiday).ok(), Some(format!("\"{}\"", holiday.as_str())));
        }
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_between_22_march_and_25_april(year in 1583..9999_i32) {
            let easter = easter_sunday(year).expect("a date");
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert_eq!(easter.year(), year);
            prop_assert!((3, 22) <= (easter.month(), easter.day()) && (easter.month(), easter.day()) <= (4, 25));
        }

        #[test]
        fn every_holiday_of_a_year_is_observed_once_and_on_a_weekday(year in 1583..9999_i32) {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
            let mut observed: Vec<Holiday> = first
                .iter_days()
                .take_while(|day| day.year() == year)
                .filter_map(|day| holiday(day).inspect(|_| assert!(!is_weekend(day) && !is_working_day(day))))
                .collect();
            observed.sort_unstable();
            let expected: Vec<Holiday> = Holiday::ALL.into_iter().filter(|one| one.falls_on(year).is_some()).collect();
            prop_assert_eq!(observed, expected);
        }

        #[test]
        fn no_more_than_four_days_follow_one_another_without_a_working_day(days in 0..3_000_000_u64) {
            let day = NaiveDate::from_ymd_opt(1583, 1, 1).and_then(|day| day.checked_add_days(Days::new(days)));
            let day = day.expect("a date");
            prop_assert!(day.iter_days().take(5).any(is_working_day));
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_days_too() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = (holiday(day), is_working_day(day));
        }
    }
}
