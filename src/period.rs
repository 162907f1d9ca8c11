//! The periods figures are made for and time is confirmed for: fiscal years, their quarters, months. A period that is not
//! over at the time of extraction is incomplete, and never compared with a full one.

use chrono::{Datelike, Days, NaiveDate};
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
}

impl Per {
    /// Every length.
    pub const ALL: [Self; 3] = [Self::FiscalYear, Self::FiscalQuarter, Self::Month];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FiscalYear => "fiscal-year",
            Self::FiscalQuarter => "fiscal-quarter",
            Self::Month => "month",
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

    const fn months(self) -> i32 {
        match self {
            Self::FiscalYear => 12,
            Self::FiscalQuarter => 3,
            Self::Month => 1,
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
    /// Whether it was not over on the day of extraction.
    pub incomplete: bool,
}

impl Period {
    /// `2009-10`, `2009-10 Q1` (`T1` in French), `2009-04`.
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
        }
    }

    /// A whole fiscal year, of the past.
    #[must_use]
    pub fn of_year(year: FiscalYear) -> Self {
        Self { per: Per::FiscalYear, first: year.first_day(), last: year.last_day(), incomplete: false }
    }

    /// The period of a length that begins with a month counted from year 0.
    fn starting(per: Per, month: i32, today: NaiveDate) -> Self {
        let last = day_of(month + per.months()) - Days::new(1);
        Self { per, first: day_of(month), last, incomplete: last >= today }
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

/// A span of fiscal years, cut into periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first fiscal year.
    pub from: FiscalYear,
    /// The last fiscal year.
    pub to: FiscalYear,
    /// The length of the periods.
    pub per: Per,
}

impl Span {
    /// Reads a span as people write it.
    ///
    /// # Errors
    /// `fiscal_year_format`, `period_reversed`, `report_too_large`; all at once.
    pub fn parse(from: &str, to: &str, per: Per) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let year = |text: &str, field: &str| {
            text.parse::<FiscalYear>().map_err(|_| Fault::new(Code::FiscalYearFormat, field).with("value", clip(text)))
        };
        let (from, to) = (faults.keep(year(from, "from")), faults.keep(year(to, "to")));
        let (Some(from), Some(to)) = (from, to) else { return Err(faults) };
        if to < from {
            return Err(Fault::new(Code::PeriodReversed, "to").into());
        }
        let span = Self { from, to, per };
        let periods = usize::try_from(span.count()).unwrap_or(usize::MAX);
        if periods > PERIODS_MAX {
            let fault = Fault::new(Code::ReportTooLarge, "to");
            return Err(fault.with("limit", PERIODS_MAX).with("found", periods).into());
        }
        Ok(span)
    }

    fn count(&self) -> i32 {
        (self.to.start_year() - self.from.start_year() + 1) * 12 / self.per.months()
    }

    /// The first month, counted from year 0.
    #[must_use]
    pub fn first_month(&self) -> i32 {
        self.from.start_year() * 12 + 3
    }

    /// Which period a month (counted from year 0) falls into.
    #[must_use]
    pub fn place_of(&self, month: i32) -> i32 {
        (month - self.first_month()).div_euclid(self.per.months())
    }

    /// The periods, as seen on a day.
    #[must_use]
    pub fn periods(&self, today: NaiveDate) -> Vec<Period> {
        (0..self.count())
            .map(|at| Period::starting(self.per, self.first_month() + at * self.per.months(), today))
            .collect()
    }
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
        assert_eq!(span.place_of(2010 * 12), 3);
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
        assert_eq!(code("2010", "2011-12"), Err(Some(Code::FiscalYearFormat)));
        assert_eq!(code("1970-71", "2025-26"), Err(Some(Code::ReportTooLarge)));
    }
}
