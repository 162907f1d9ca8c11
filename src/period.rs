//! The periods figures are made for and time is confirmed for: fiscal years, their quarters, months; for figures also
//! calendar years and weeks. A period that is not over at the time of extraction, or of which only a part was asked for, is
//! incomplete, and never compared with a full one.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::time::{FIRST_YEAR, FiscalYear, clip};
use crate::words;

/// The most periods one report shows.
pub const PERIODS_MAX: usize = 240;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// 1 April to 31 March.
    #[default]
    FiscalYear,
    /// Three months of a fiscal year.
    FiscalQuarter,
    /// A calendar month.
    Month,
    /// 1 January to 31 December.
    CalendarYear,
    /// Monday to Sunday, by ISO 8601; cut only where the days that were asked for begin or end in it.
    Week,
}

impl Per {
    /// Every length.
    pub const ALL: [Self; 5] = [Self::FiscalYear, Self::FiscalQuarter, Self::Month, Self::CalendarYear, Self::Week];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FiscalYear => "fiscal-year",
            Self::FiscalQuarter => "fiscal-quarter",
            Self::Month => "month",
            Self::CalendarYear => "calendar-year",
            Self::Week => "week",
        }
    }

    /// Reads what [`Per::as_str`] writes.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|per| per.as_str() == text.trim()).ok_or_else(|| {
            Fault::new(Code::UnknownDimension, "per")
                .with("value", clip(text))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }

    /// How many months a length has; a week is shorter than one.
    const fn months(self) -> u32 {
        match self {
            Self::FiscalYear | Self::CalendarYear => 12,
            Self::FiscalQuarter => 3,
            Self::Month => 1,
            Self::Week => 0,
        }
    }

    /// The first day of the whole period a day falls into.
    fn start_of(self, day: NaiveDate) -> NaiveDate {
        let month = || day.with_day(1).unwrap_or(day);
        match self {
            Self::FiscalYear => FiscalYear::of(day).first_day(),
            Self::CalendarYear => NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day),
            Self::FiscalQuarter => month() - Months::new(day.month0() % 3),
            Self::Month => month(),
            Self::Week => day - Days::new(day.weekday().num_days_from_monday().into()),
        }
    }

    /// The last day of the whole period that begins on a day.
    fn end_of(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Week => start + Days::new(6),
            _ => start + Months::new(self.months()) - Days::new(1),
        }
    }
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its length.
    pub per: Per,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// Whether it was not over on the day of extraction, or only a part of it was asked for.
    pub incomplete: bool,
}

impl Period {
    /// `2009-10`, `2009-10 Q1` (`T1` in French), `2009-04`, `2009`, `2009-W14` (`2009-S14` in French).
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        let year = FiscalYear::of(self.first);
        match self.per {
            Per::FiscalYear => year.to_string(),
            Per::FiscalQuarter => {
                let quarter = ((self.first.month() + 8) % 12) / 3 + 1;
                let params = [("year", year.to_string().into()), ("quarter", quarter.to_string().into())];
                words::say(lang, "reports-quarter", &params)
            }
            Per::Month => format!("{:04}-{:02}", self.first.year(), self.first.month()),
            Per::CalendarYear => format!("{:04}", self.first.year()),
            Per::Week => {
                let week = self.first.iso_week();
                let number = format!("{:02}", week.week());
                words::say(lang, "reports-week", &[("year", week.year().to_string().into()), ("week", number.into())])
            }
        }
    }

    /// Reads one period: a fiscal year `2026-27`, a quarter of it `2026-27-Q3` (`T3` in French), one of its months
    /// `2026-27-M08`, or a month of the calendar `2026-11`. What can be read as a fiscal year is one: October 2009 is
    /// written `2009-10-M07`, because `2009-10` is a fiscal year.
    ///
    /// # Errors
    /// `period_format`.
    pub fn parse(text: &str, field: &str, today: NaiveDate) -> Result<Self, Fault> {
        let text = text.trim();
        let found = find_part(text).or_else(|| find_month(text));
        let bad = || Fault::new(Code::PeriodFormat, field).with("value", clip(text));
        found.map(|(per, month)| Self::starting(per, month, today)).ok_or_else(bad)
    }

    /// As [`Period::parse`] reads it, the same in both languages: for addresses and programs.
    #[must_use]
    pub fn code(&self) -> String {
        let year = FiscalYear::of(self.first);
        let month = (self.first.month() + 8) % 12;
        match self.per {
            Per::FiscalYear => year.to_string(),
            Per::FiscalQuarter => format!("{year}-Q{}", month / 3 + 1),
            Per::Month => {
                let plain = format!("{:04}-{:02}", self.first.year(), self.first.month());
                if plain.parse::<FiscalYear>().is_ok() { format!("{year}-M{:02}", month + 1) } else { plain }
            }
            // Time is not confirmed for these; they are only shown.
            Per::CalendarYear | Per::Week => self.label(Lang::En),
        }
    }

    /// A whole fiscal year, of the past.
    #[must_use]
    pub fn of_year(year: FiscalYear) -> Self {
        Self { per: Per::FiscalYear, first: year.first_day(), last: year.last_day(), incomplete: false }
    }

    /// The whole period a day falls into.
    #[must_use]
    pub fn holding(per: Per, day: NaiveDate, today: NaiveDate) -> Self {
        let first = per.start_of(day);
        let last = per.end_of(first);
        Self { per, first, last, incomplete: last >= today }
    }

    /// The period before.
    #[must_use]
    pub fn prior(&self, today: NaiveDate) -> Self {
        Self::holding(self.per, self.per.start_of(self.first) - Days::new(1), today)
    }

    /// The same period of the year before; none for a week 53 of which the year before had none.
    #[must_use]
    pub fn year_before(&self, today: NaiveDate) -> Option<Self> {
        let first = self.per.start_of(self.first);
        let day = match self.per {
            Per::Week => {
                NaiveDate::from_isoywd_opt(first.iso_week().year() - 1, first.iso_week().week(), Weekday::Mon)?
            }
            _ => first - Months::new(12),
        };
        Some(Self::holding(self.per, day, today))
    }

    /// The period of a length that begins with a month counted from year 0.
    fn starting(per: Per, month: i32, today: NaiveDate) -> Self {
        Self::holding(per, day_of(month), today)
    }
}

/// Length and first month of a fiscal year, or of a part of one.
fn find_part(text: &str) -> Option<(Per, i32)> {
    let year: FiscalYear = text.get(..7)?.parse().ok()?;
    let april = year.start_year() * 12 + 3;
    let number = |digits: &str, length: usize, most: i32| {
        let plain = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| plain && (1..=most).contains(number))
    };
    match text.get(7..)? {
        "" => Some((Per::FiscalYear, april)),
        rest => match rest.split_at_checked(2)? {
            ("-Q" | "-T", quarter) => Some((Per::FiscalQuarter, april + (number(quarter, 1, 4)? - 1) * 3)),
            ("-M", month) => Some((Per::Month, april + number(month, 2, 12)? - 1)),
            _ => None,
        },
    }
}

/// A month of the calendar.
fn find_month(text: &str) -> Option<(Per, i32)> {
    let day: NaiveDate = (text.len() == 7).then(|| format!("{text}-01"))?.parse().ok()?;
    let shape = text.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
    let month = i32::try_from(day.month()).ok()?;
    (shape && day.year() >= FIRST_YEAR).then(|| (Per::Month, day.year() * 12 + month - 1))
}

/// Days, cut into periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The length of the periods.
    pub per: Per,
}

impl Span {
    /// Reads a span as people write it: each end as a fiscal year `2009-10`, a calendar year `2010` or a day.
    ///
    /// # Errors
    /// `span_format`, `period_reversed`, `report_too_large`; all at once.
    pub fn parse(from: &str, to: &str, per: Per) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let days = |text: &str, field: &str| {
            days_of(text.trim()).ok_or_else(|| Fault::new(Code::SpanFormat, field).with("value", clip(text)))
        };
        let (from, to) = (faults.keep(days(from, "from")), faults.keep(days(to, "to")));
        let (Some((first, _)), Some((_, last))) = (from, to) else { return Err(faults) };
        if last < first {
            return Err(Fault::new(Code::PeriodReversed, "to").into());
        }
        let span = Self { first, last, per };
        let periods = span.count();
        if periods > PERIODS_MAX {
            let fault = Fault::new(Code::ReportTooLarge, "to");
            return Err(fault.with("limit", PERIODS_MAX).with("found", periods).into());
        }
        Ok(span)
    }

    /// How many periods there are.
    fn count(&self) -> usize {
        let (first, last) = (self.per.start_of(self.first), self.per.start_of(self.last));
        let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let more = match self.per.months() {
            0 => (last - first).num_days() / 7,
            months => (month(last) - month(first)) / i64::from(months),
        };
        usize::try_from(more + 1).unwrap_or(usize::MAX)
    }

    /// The first day as it is asked for: a fiscal year, a calendar year where the periods are such, or a day.
    #[must_use]
    pub fn first_text(&self) -> String {
        match (self.first.month(), self.first.day()) {
            (1, 1) if self.per == Per::CalendarYear => format!("{:04}", self.first.year()),
            (4, 1) => FiscalYear::of(self.first).to_string(),
            _ => self.first.to_string(),
        }
    }

    /// The last day as it is asked for.
    #[must_use]
    pub fn last_text(&self) -> String {
        match (self.last.month(), self.last.day()) {
            (12, 31) if self.per == Per::CalendarYear => format!("{:04}", self.last.year()),
            (3, 31) => FiscalYear::of(self.last).to_string(),
            _ => self.last.to_string(),
        }
    }

    /// The periods, as seen on a day. The first and the last one hold only the days that were asked for.
    #[must_use]
    pub fn periods(&self, today: NaiveDate) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut whole = Period::holding(self.per, self.first, today);
        while whole.first <= self.last {
            let (first, last) = (whole.first.max(self.first), whole.last.min(self.last));
            let cut = (first, last) != (whole.first, whole.last);
            periods.push(Period { first, last, incomplete: whole.incomplete || cut, ..whole });
            whole = Period::holding(self.per, whole.last + Days::new(1), today);
        }
        periods
    }
}

/// The first and the last day of a fiscal year, a calendar year, or the day itself.
fn days_of(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    if let Ok(year) = text.parse::<FiscalYear>() {
        return Some((year.first_day(), year.last_day()));
    }
    let earliest = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1)?;
    let plain = text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let days = match text.len() {
        4 => (format!("{text}-01-01").parse().ok()?, format!("{text}-12-31").parse().ok()?),
        10 => text.parse().ok().map(|day| (day, day))?,
        _ => return None,
    };
    (plain && days.0 >= earliest).then_some(days)
}

/// The first day of a month counted from year 0.
fn day_of(month: i32) -> NaiveDate {
    let in_year = u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1;
    NaiveDate::from_ymd_opt(month.div_euclid(12), in_year, 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fiscal_years_quarters_and_months_follow_one_another() {
        let today = NaiveDate::from_ymd_opt(2010, 8, 15).expect("a date");
        let span = Span::parse("2009-10", "2010-11", Per::FiscalQuarter).expect("a span");
        let periods = span.periods(today);
        assert_eq!(periods.len(), 8);
        assert_eq!(periods[0].label(Lang::En), "2009-10 Q1");
        assert_eq!(periods[3].label(Lang::Fr), "2009-10 T4");
        assert_eq!(periods[3].last.to_string(), "2010-03-31");
        assert!(!periods[4].incomplete && periods[5].incomplete);
    }

    #[test]
    fn what_is_cut_is_incomplete_and_every_day_is_in_one_period() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        for (from, to, per, labels, cut) in [
            ("2024", "2025", Per::CalendarYear, vec!["2024", "2025"], 0),
            ("2024-25", "2024-25", Per::CalendarYear, vec!["2024", "2025"], 2),
            ("2026-03-30", "2026-04-12", Per::Week, vec!["2026-W14", "2026-W15"], 0),
            ("2026-04-01", "2026-04-10", Per::Week, vec!["2026-W14", "2026-W15"], 2),
            ("2020-12-28", "2021-01-10", Per::Week, vec!["2020-W53", "2021-W01"], 0),
            ("2025-05-02", "2025-08-31", Per::FiscalQuarter, vec!["2025-26 Q1", "2025-26 Q2"], 2),
            ("2025-05-31", "2025-05-31", Per::Month, vec!["2025-05"], 1),
        ] {
            let span = Span::parse(from, to, per).expect(from);
            let periods = span.periods(today);
            assert_eq!(periods.iter().map(|period| period.label(Lang::En)).collect::<Vec<_>>(), labels, "{from}");
            assert_eq!(periods.iter().filter(|period| period.incomplete).count(), cut, "{from}");
            assert_eq!(periods.first().map(|period| period.first), Some(span.first));
            assert_eq!(periods.last().map(|period| period.last), Some(span.last));
            assert!(periods.windows(2).all(|two| two[0].last + Days::new(1) == two[1].first));
            assert_eq!(span.count(), periods.len(), "{from}");
        }
    }

    #[test]
    fn a_period_has_one_before_and_one_of_the_year_before() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        let around = |per, day: &str| {
            let period = Period::holding(per, day.parse().expect("a date"), today);
            (period.prior(today).code(), period.year_before(today).map(|before| before.code()))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(around(Per::FiscalYear, "2026-02-01"), ("2024-25".to_owned(), some("2024-25")));
        assert_eq!(around(Per::FiscalQuarter, "2026-04-01"), ("2025-26-Q4".to_owned(), some("2025-26-Q1")));
        assert_eq!(around(Per::Month, "2024-02-29"), ("2024-01".to_owned(), some("2023-02")));
        assert_eq!(around(Per::Week, "2026-01-01"), ("2025-W52".to_owned(), some("2025-W01")));
        assert_eq!(around(Per::Week, "2020-12-31").1, None, "2019 had no week 53");
        assert_eq!(around(Per::CalendarYear, "2020-12-31"), ("2019".to_owned(), some("2019")));
    }

    #[test]
    fn a_period_is_read_as_it_is_written() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        for (text, first, last, code) in [
            ("2026-27", "2026-04-01", "2027-03-31", "2026-27"),
            ("2026-27-Q1", "2026-04-01", "2026-06-30", "2026-27-Q1"),
            ("2026-27-T4", "2027-01-01", "2027-03-31", "2026-27-Q4"),
            ("2026-11", "2026-11-01", "2026-11-30", "2026-11"),
            ("2026-27-M08", "2026-11-01", "2026-11-30", "2026-11"),
            ("2027-02", "2027-02-01", "2027-02-28", "2027-02"),
            ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
            // A fiscal year where it can be one.
            ("2009-10", "2009-04-01", "2010-03-31", "2009-10"),
            ("2009-10-M07", "2009-10-01", "2009-10-31", "2009-10-M07"),
            ("2009-12", "2009-12-01", "2009-12-31", "2009-12"),
            ("1999-00-Q4", "2000-01-01", "2000-03-31", "1999-00-Q4"),
        ] {
            let period = Period::parse(text, "period", today).expect(text);
            assert_eq!(
                (period.first.to_string(), period.last.to_string()),
                (first.to_owned(), last.to_owned()),
                "{text}"
            );
            assert_eq!(period.code(), code, "{text}");
            assert_eq!(Period::parse(&period.code(), "period", today), Ok(period), "{text}");
            assert_eq!(period.incomplete, period.last >= today, "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-28",
            "2026-27-Q5",
            "2026-27-Q0",
            "2026-27-M13",
            "2026-27-M8",
            "2026-27Q3",
            "2026-11-01",
            "0019-05",
            "2026-27-",
            "+026-11",
            "2026-é1",
            "2026-27-é",
        ] {
            let refused = Period::parse(text, "period", today).map_err(|fault| fault.code);
            assert_eq!(refused, Err(Code::PeriodFormat), "{text}");
        }
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_refused() {
        let code = |from, to| Span::parse(from, to, Per::Month).map_err(|f| f.first().map(|f| f.code));
        assert_eq!(code("2010-11", "2009-10"), Err(Some(Code::PeriodReversed)));
        assert_eq!(code("2010-00", "2011-12"), Err(Some(Code::SpanFormat)));
        assert_eq!(code("1969", "2011-12"), Err(Some(Code::SpanFormat)));
        assert_eq!(code("2026-02-30", "2011-12"), Err(Some(Code::SpanFormat)));
        assert_eq!(code("2026-05-02", "2026-05-01"), Err(Some(Code::PeriodReversed)));
        assert_eq!(code("1970-71", "2025-26"), Err(Some(Code::ReportTooLarge)));
    }
}
