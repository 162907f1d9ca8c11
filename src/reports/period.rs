//! The periods of a report: fiscal years, their quarters, months. A period that is not over at the time of extraction is
//! incomplete, and never compared with a full one.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::time::{FiscalYear, clip};
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
            .map(|at| {
                let first = day_of(self.first_month() + at * self.per.months());
                let last = day_of(self.first_month() + (at + 1) * self.per.months()) - Days::new(1);
                Period { per: self.per, first, last, incomplete: last >= today }
            })
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
    fn a_span_that_ends_before_it_begins_is_refused() {
        let code = |from, to| Span::parse(from, to, Per::Month).map_err(|f| f.first().map(|f| f.code));
        assert_eq!(code("2010-11", "2009-10"), Err(Some(Code::PeriodReversed)));
        assert_eq!(code("2010", "2011-12"), Err(Some(Code::FiscalYearFormat)));
        assert_eq!(code("1970-71", "2025-26"), Err(Some(Code::ReportTooLarge)));
    }
}
