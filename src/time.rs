//! Whole minutes, work dates and fiscal years. Amounts of time are integers; nothing here rounds.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};

/// The minutes of a day: no entry and no person's day is longer.
pub const MINUTES_PER_DAY: i64 = 1440;

/// No work date is before this year: older dates are slips of the keyboard (`0019` for `2019`).
pub const FIRST_YEAR: i32 = 1970;

/// The most digits of a typed amount: so many that what is absurd is still read, and called too long.
const DIGITS_MAX: usize = 15;

/// Time worked, in whole minutes: more than zero, at most 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Minutes(i64);

impl TryFrom<i64> for Minutes {
    type Error = Fault;

    fn try_from(minutes: i64) -> Result<Self, Fault> {
        Self::new(minutes, "minutes")
    }
}

impl From<Minutes> for i64 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

impl Minutes {
    /// Checks a number of minutes.
    ///
    /// # Errors
    /// `duration_zero`, `duration_negative`, or `duration_too_long` above 1,440.
    pub fn new(minutes: i64, field: &str) -> Result<Self, Fault> {
        match minutes {
            0 => Err(Fault::new(Code::DurationZero, field)),
            i64::MIN..=-1 => Err(Fault::new(Code::DurationNegative, field).with("minutes", minutes)),
            1..=MINUTES_PER_DAY => Ok(Self(minutes)),
            _ => Err(too_long(minutes, field, &format!("{minutes} min"))),
        }
    }

    /// Reads what a person types: `90m`, `1.5`, `1,5`, `1.5h`, `1:30`, `1h30`, `1h 30m`. A bare number is hours.
    /// Decimal hours must come to whole minutes within half a minute; they are rounded to the nearest minute.
    ///
    /// # Errors
    /// `duration_format`, or as [`Minutes::new`].
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let bad = || Fault::new(Code::DurationFormat, field);
        let compact: String = text.trim().to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let (negative, compact) = match compact.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, compact),
        };
        let whole = |digits: &str| -> Result<i64, Fault> {
            if digits.is_empty() || digits.len() > DIGITS_MAX || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(bad());
            }
            digits.parse().map_err(|_| bad())
        };
        let minutes = if let Some((hours, rest)) = compact.split_once(':') {
            let rest = whole(rest).ok().filter(|m| *m < 60 && rest.len() == 2).ok_or_else(bad)?;
            whole(hours)? * 60 + rest
        } else if let Some((hours, rest)) = compact.split_once('h') {
            let rest = rest.strip_suffix("min").or_else(|| rest.strip_suffix('m')).unwrap_or(rest);
            if rest.is_empty() {
                decimal_hours(hours).ok_or_else(bad)?
            } else {
                whole(hours)? * 60 + whole(rest).ok().filter(|m| *m < 60).ok_or_else(bad)?
            }
        } else if let Some(minutes) = compact.strip_suffix("min").or_else(|| compact.strip_suffix('m')) {
            whole(minutes)?
        } else {
            decimal_hours(&compact).ok_or_else(bad)?
        };
        // What was typed is named as it was typed: `25` is no number of minutes to whoever meant hours.
        if !negative && minutes > MINUTES_PER_DAY {
            return Err(too_long(minutes, field, &clip(text.trim())));
        }
        Self::new(if negative { -minutes } else { minutes }, field)
    }

    /// The number of minutes.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

fn too_long(minutes: i64, field: &str, typed: &str) -> Fault {
    Fault::new(Code::DurationTooLong, field).with("minutes", minutes).with("value", typed)
}

impl fmt::Display for Minutes {
    /// As `1:30`, which [`Minutes::parse`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Minutes of decimal hours written with a point or a comma, rounded to the nearest minute.
fn decimal_hours(text: &str) -> Option<i64> {
    let (whole, part) = match text.split_once(['.', ',']) {
        Some((whole, part)) => (whole, part),
        None => (text, ""),
    };
    if whole.is_empty() && part.is_empty() || whole.len() > DIGITS_MAX || part.len() > 9 {
        return None;
    }
    if !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let scale = 10_i64.pow(u32::try_from(part.len()).ok()?);
    let part: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some(whole * 60 + (part * 60 * 2 + scale) / (scale * 2))
}

/// Reads a date written `YYYY-MM-DD` and checks that time can have been worked on it.
///
/// # Errors
/// `date_format`, `date_impossible`, `date_too_early`, or `date_in_future` after `today`.
pub fn parse_work_date(text: &str, field: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let text = text.trim();
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err(Fault::new(Code::DateFormat, field).with("value", clip(text)));
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    let year = i32::try_from(number(0..4)).unwrap_or(0);
    let date = NaiveDate::from_ymd_opt(year, number(5..7), number(8..10))
        .ok_or_else(|| Fault::new(Code::DateImpossible, field).with("value", text))?;
    check_work_date(date, field, today)
}

/// Checks that time can have been worked on a date.
///
/// # Errors
/// `date_too_early` before 1970, `date_in_future` after `today`.
pub fn check_work_date(date: NaiveDate, field: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    if date.year() < FIRST_YEAR {
        return Err(Fault::new(Code::DateTooEarly, field)
            .with("value", date.to_string())
            .with("first", FIRST_YEAR.to_string()));
    }
    if date > today {
        return Err(Fault::new(Code::DateInFuture, field)
            .with("value", date.to_string())
            .with("today", today.to_string()));
    }
    Ok(date)
}

/// The first characters of a value, short enough for a sentence.
#[must_use]
pub fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut clipped: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        clipped.push('…');
    }
    clipped
}

/// A fiscal year, 1 April to 31 March, written `2009-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The fiscal year that begins on 1 April of this year.
    #[must_use]
    pub const fn starting(year: i32) -> Self {
        Self(year)
    }

    /// The fiscal year a date falls into.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(if date.month() >= 4 { date.year() } else { date.year() - 1 })
    }

    /// The calendar year in which it begins.
    #[must_use]
    pub const fn start_year(self) -> i32 {
        self.0
    }

    /// Its first day, 1 April.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 4, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day, 31 March of the next calendar year.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
    }

    /// The fiscal year after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

impl Serialize for FiscalYear {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FiscalYear {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Not a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fiscal year is written 2009-10")]
pub struct NotAFiscalYear;

impl FromStr for FiscalYear {
    type Err = NotAFiscalYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (start, end) = text.trim().split_once('-').ok_or(NotAFiscalYear)?;
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(start, 4) || !digits(end, 2) {
            return Err(NotAFiscalYear);
        }
        let start: i32 = start.parse().map_err(|_| NotAFiscalYear)?;
        let end: i32 = end.parse().map_err(|_| NotAFiscalYear)?;
        // January to March of the first year belong to the fiscal year before it.
        if start < FIRST_YEAR - 1 || (start + 1) % 100 != end {
            return Err(NotAFiscalYear);
        }
        Ok(Self(start))
    }
}

/// When fiscal years close unless another instant is set for one: month, day and local time in the calendar year in which
/// a fiscal year ends, written `04-14T17:00`. Empty: years do not close by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClosingTime(Option<(u32, u32, NaiveTime)>);

impl ClosingTime {
    /// The 14th of April at 17:00.
    #[must_use]
    pub fn standard() -> Self {
        Self(NaiveTime::from_hms_opt(17, 0, 0).map(|time| (4, 14, time)))
    }

    /// What the clocks on the wall show when a fiscal year closes.
    #[must_use]
    pub fn of(self, year: FiscalYear) -> Option<NaiveDateTime> {
        let (month, day, time) = self.0?;
        Some(NaiveDate::from_ymd_opt(year.next().start_year(), month, day)?.and_time(time))
    }
}

impl From<ClosingTime> for String {
    fn from(close: ClosingTime) -> Self {
        close.0.map_or_else(Self::new, |(month, day, time)| format!("{month:02}-{day:02}T{}", time.format("%H:%M")))
    }
}

impl TryFrom<String> for ClosingTime {
    type Error = NotAClosingTime;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        // A year that has no 29 February stands for all: the day must be one of every year.
        let read =
            NaiveDateTime::parse_from_str(&format!("2001-{text}"), "%Y-%m-%dT%H:%M").map_err(|_| NotAClosingTime)?;
        let close = Self(Some((read.month(), read.day(), read.time())));
        // Before April the fiscal year is not over.
        if text.len() == 11 && read.month() >= 4 { Ok(close) } else { Err(NotAClosingTime) }
    }
}

/// Not an instant at which fiscal years can close.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fiscal years close on a day of April to December, written 04-14T17:00; an empty text: not by themselves")]
pub struct NotAClosingTime;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_type_them() {
        for text in ["1.5", "1,5", "1:30", "1h30", "1h 30m", "90m", "90 min", "1.5h", " 1H30 "] {
            assert_eq!(Minutes::parse(text, "minutes").map(Minutes::get), Ok(90), "{text}");
        }
        assert_eq!(Minutes::parse("0.1", "m").map(Minutes::get), Ok(6));
        for (text, code) in [
            ("0", Code::DurationZero),
            ("-1", Code::DurationNegative),
            ("25", Code::DurationTooLong),
            ("1:75", Code::DurationFormat),
            ("abc", Code::DurationFormat),
            ("", Code::DurationFormat),
            ("1e3", Code::DurationFormat),
        ] {
            assert_eq!(Minutes::parse(text, "m").map_err(|f| f.code), Err(code), "{text}");
        }
    }

    #[test]
    fn a_fiscal_year_begins_on_the_first_of_april() {
        let year: FiscalYear = "2009-10".parse().expect("a fiscal year");
        assert_eq!(year.first_day().to_string(), "2009-04-01");
        assert_eq!(year.last_day().to_string(), "2010-03-31");
        assert_eq!(FiscalYear::of(year.last_day()), year);
        assert_eq!(year.to_string(), "2009-10");
        assert_eq!(FiscalYear::starting(1999).to_string(), "1999-00");
        assert!("2009-11".parse::<FiscalYear>().is_err());
    }

    #[test]
    fn a_closing_time_is_a_day_and_time_of_every_year_after_the_fiscal_year() {
        let year: FiscalYear = "2019-20".parse().expect("a fiscal year");
        for text in ["04-14T17:00", "04-01T00:00", "12-31T23:59"] {
            let close = ClosingTime::try_from(text.to_owned()).expect(text);
            assert_eq!(String::from(close), text);
            assert_eq!(close.of(year).map(|at| at.format("%m-%dT%H:%M").to_string()).as_deref(), Some(text));
            assert_eq!(close.of(year).map(|at| at.year()), Some(2020));
        }
        assert_eq!(ClosingTime::standard(), "04-14T17:00".to_owned().try_into().expect("the standard"));
        assert_eq!(ClosingTime::try_from(String::new()).map(|close| close.of(year)), Ok(None));
        for text in
            ["03-31T17:00", "02-29T17:00", "04-31T17:00", "4-14T17:00", "04-14T24:00", "04-14 17:00", "04-14", "x", " "]
        {
            assert_eq!(ClosingTime::try_from(text.to_owned()), Err(NotAClosingTime), "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_named() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        let code = |text| parse_work_date(text, "worked_on", today).map_err(|f| f.code);
        assert_eq!(code("2026-02-30"), Err(Code::DateImpossible));
        assert_eq!(code("0019-05-01"), Err(Code::DateTooEarly));
        assert_eq!(code("2026-11-23"), Err(Code::DateInFuture));
        assert_eq!(code("22/11/2026"), Err(Code::DateFormat));
        assert_eq!(code("2026-11-22").map(|d| d.to_string()), Ok("2026-11-22".to_owned()));
    }
}
