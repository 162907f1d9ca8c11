//! Durations and times of day as exports write them, in the form that the profile tells; whole minutes come out, by
//! exact integer arithmetic and one rounding. Zero and negative results are possible: the parser of entries refuses them.

use chrono::NaiveTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dates::{self, Order};
use super::numbers::{Decimal, DecimalSign, Rounding};
use crate::fault::Code;

const DAY: i64 = 86_400;

/// How a duration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Form {
    /// `1.5`
    #[serde(rename = "decimal_hours")]
    DecimalHours,
    /// `1:30`
    #[serde(rename = "h:mm")]
    HoursMinutes,
    /// `1:30:00`
    #[serde(rename = "h:mm:ss")]
    HoursMinutesSeconds,
    /// `1h30`, `1h 12m`, `35m`, `72min`, `2h`
    #[serde(rename = "letters")]
    Letters,
    /// `90`
    #[serde(rename = "minutes")]
    Minutes,
    /// `5400`
    #[serde(rename = "seconds")]
    Seconds,
    /// Not one cell, but the time between starts and ends.
    #[serde(rename = "start_end")]
    StartEnd,
}

/// Reads the duration of one cell, in whole minutes.
///
/// # Errors
/// `duration_format`; `number_unreadable` for a number whose signs are not those of the profile.
pub fn parse(text: &str, form: Form, sign: DecimalSign, rounding: Rounding) -> Result<i64, Code> {
    let text = text.trim();
    let (factor, divisor) = match form {
        Form::DecimalHours => (60, 1),
        Form::Minutes => (1, 1),
        Form::Seconds => (1, 60),
        Form::HoursMinutes | Form::HoursMinutesSeconds | Form::Letters => {
            let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
                Some(rest) => (true, rest.trim_start()),
                None => (false, text),
            };
            let seconds = match form {
                Form::HoursMinutes => colons(text, 2),
                Form::HoursMinutesSeconds => colons(text, 3),
                _ => letters(text),
            };
            let seconds = seconds.ok_or(Code::DurationFormat)?;
            return whole_minutes(if negative { -seconds } else { seconds }, rounding).ok_or(Code::DurationFormat);
        }
        Form::StartEnd => return Err(Code::DurationFormat),
    };
    let unreadable = || {
        let numeric = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '+' | ' ' | '\'');
        if text.chars().all(numeric) { Code::NumberUnreadable } else { Code::DurationFormat }
    };
    Decimal::parse(text, sign).and_then(|number| number.scaled(factor, divisor, rounding)).ok_or_else(unreadable)
}

/// Whole minutes of seconds.
#[must_use]
pub fn whole_minutes(seconds: i64, rounding: Rounding) -> Option<i64> {
    i64::try_from(rounding.divide(i128::from(seconds), 60)).ok()
}

fn number(text: &str, longest: usize) -> Option<i64> {
    let fits = (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Two digits below sixty.
fn sixtieth(text: &str) -> Option<i64> {
    number(text, 2).filter(|value| text.len() == 2 && *value < 60)
}

fn colons(text: &str, pieces: usize) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let hours = number(hours, 6)?;
    let (minutes, seconds) = match rest.split_once(':') {
        Some((minutes, seconds)) if pieces == 3 => (minutes, sixtieth(seconds)?),
        None if pieces == 2 => (rest, 0),
        _ => return None,
    };
    Some(hours * 3600 + sixtieth(minutes)? * 60 + seconds)
}

fn letters(text: &str) -> Option<i64> {
    let text = text.to_ascii_lowercase();
    let (hours, rest) = match text.split_once('h') {
        Some((hours, rest)) => (Some(number(hours.trim_end(), 6)?), rest.trim_start()),
        None => (None, text.as_str()),
    };
    let marked = rest.strip_suffix("min").or_else(|| rest.strip_suffix('m'));
    let minutes = match (hours, marked) {
        (Some(_), _) if rest.is_empty() => 0,
        (Some(_), marked) => number(marked.unwrap_or(rest).trim_end(), 2).filter(|minutes| *minutes < 60)?,
        (None, Some(minutes)) => number(minutes.trim_end(), 6)?,
        (None, None) => return None,
    };
    Some((hours.unwrap_or(0) * 60 + minutes) * 60)
}

/// A time of day, perhaps with its distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Seconds since midnight; 86,400 for `24:00`.
    pub seconds: i64,
    /// Seconds that local time is ahead of UTC.
    pub offset: Option<i64>,
}

impl Clock {
    /// Reads `8:29`, `08:29:58`, `08:29:58.123`, `8h29`, `04:00:00 PM`, with `Z`, `+01:00` or `+0100` behind it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let split = text.find([':', 'h', 'H'])?;
        let hours = number(&text[..split], 2)?;
        let rest = &text[split + 1..];
        let minutes = sixtieth(rest.get(..2)?)?;
        let mut rest = &rest[2..];
        let mut seconds = 0;
        if let Some(behind) = rest.strip_prefix(':') {
            seconds = sixtieth(behind.get(..2)?)?;
            rest = &behind[2..];
            if let Some(part) = rest.strip_prefix(['.', ',']) {
                let digits = part.bytes().take_while(u8::is_ascii_digit).count();
                if !(1..=9).contains(&digits) {
                    return None;
                }
                rest = &part[digits..];
            }
        }
        let (hours, rest) = half_day(hours, rest.trim_start())?;
        let seconds = hours * 3600 + minutes * 60 + seconds;
        (seconds <= DAY).then_some(Self { seconds, offset: offset(rest)? })
    }
}

/// Applies a half of the day (`PM`, `p.m.`) to an hour, and gives what stands behind it.
fn half_day(hours: i64, rest: &str) -> Option<(i64, &str)> {
    for (mark, noon) in [("am", 0), ("pm", 12), ("a.m.", 0), ("p.m.", 12)] {
        if let Some(head) = rest.get(..mark.len())
            && head.eq_ignore_ascii_case(mark)
        {
            return (1..=12).contains(&hours).then(|| (hours % 12 + noon, rest[mark.len()..].trim_start()));
        }
    }
    Some((hours, rest))
}

/// The distance from UTC: `Some(None)` for none, `None` for something else than a distance.
#[expect(clippy::option_option, reason = "absent and not understood are two answers")]
fn offset(text: &str) -> Option<Option<i64>> {
    let ahead = match text.bytes().next() {
        None => return Some(None),
        Some(b'Z' | b'z') if text.len() == 1 => return Some(Some(0)),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let digits = &text[1..];
    let minutes = match digits.len() {
        2 => "00",
        4 => digits.get(2..)?,
        5 => digits.get(2..)?.strip_prefix(':')?,
        _ => return None,
    };
    let hours = number(digits.get(..2)?, 2).filter(|hours| *hours <= 14)?;
    Some(Some(ahead * (hours * 3600 + sixtieth(minutes)? * 60)))
}

/// A start or an end: a time of day alone, or a date with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A time of day.
    Time(i64),
    /// Seconds since 1970 on the clock of the place, and how far that is ahead of UTC.
    Instant(i64, Option<i64>),
}

impl Moment {
    /// Reads a time of day, or a date in this order with a time of day behind it.
    ///
    /// # Errors
    /// `duration_format`, or `date_impossible`.
    pub fn parse(text: &str, order: Order) -> Result<Self, Code> {
        if let Some(clock) = Clock::parse(text) {
            return Ok(Self::Time(clock.seconds));
        }
        let (date, rest) = dates::split(text.trim(), order).map_err(|code| match code {
            Code::DateImpossible => code,
            _ => Code::DurationFormat,
        })?;
        let clock = Clock::parse(rest).ok_or(Code::DurationFormat)?;
        Ok(Self::Instant(date.and_time(NaiveTime::MIN).and_utc().timestamp() + clock.seconds, clock.offset))
    }

    /// The seconds from one moment to another.
    ///
    /// # Errors
    /// `end_before_start`, or `duration_format` for two moments of different kinds.
    pub fn until(self, end: Self, over_midnight: bool) -> Result<i64, Code> {
        let seconds = match (self, end) {
            (Self::Time(start), Self::Time(end)) if end < start && over_midnight => end - start + DAY,
            (Self::Time(start), Self::Time(end)) | (Self::Instant(start, None), Self::Instant(end, None)) => {
                end - start
            }
            (Self::Instant(start, Some(ahead)), Self::Instant(end, Some(later))) => (end - later) - (start - ahead),
            _ => return Err(Code::DurationFormat),
        };
        if seconds < 0 { Err(Code::EndBeforeStart) } else { Ok(seconds) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, form: Form) -> Result<i64, Code> {
        parse(text, form, DecimalSign::Point, Rounding::Nearest)
    }

    #[test]
    fn a_duration_is_read_in_the_form_of_the_profile() {
        for (text, form, minutes) in [
            ("1.5", Form::DecimalHours, 90),
            ("0.6389", Form::DecimalHours, 38),
            ("0", Form::DecimalHours, 0),
            ("-1.25", Form::DecimalHours, -75),
            ("1:30", Form::HoursMinutes, 90),
            ("-01:01", Form::HoursMinutes, -61),
            ("36:45", Form::HoursMinutes, 2205),
            ("01:30:00", Form::HoursMinutesSeconds, 90),
            ("00:00:29", Form::HoursMinutesSeconds, 0),
            ("00:00:30", Form::HoursMinutesSeconds, 1),
            ("1h30", Form::Letters, 90),
            ("1h 12m", Form::Letters, 72),
            ("0h 30m", Form::Letters, 30),
            ("35m", Form::Letters, 35),
            ("72min", Form::Letters, 72),
            ("2 H", Form::Letters, 120),
            ("138", Form::Minutes, 138),
            ("5430", Form::Seconds, 91),
        ] {
            assert_eq!(read(text, form), Ok(minutes), "{text}");
        }
        assert_eq!(parse("1,5", Form::DecimalHours, DecimalSign::Comma, Rounding::Nearest), Ok(90));
    }

    #[test]
    fn a_duration_of_another_form_is_refused() {
        for (text, form) in [
            ("1:30", Form::DecimalHours),
            ("1h30", Form::DecimalHours),
            ("18-19:00", Form::DecimalHours),
            ("18-19:00", Form::HoursMinutes),
            ("1.5", Form::HoursMinutes),
            ("01:30:00", Form::HoursMinutes),
            ("1:30", Form::HoursMinutesSeconds),
            ("1:3", Form::HoursMinutes),
            ("1:60", Form::HoursMinutes),
            ("1:30:60", Form::HoursMinutesSeconds),
            ("1:30:00:00", Form::HoursMinutesSeconds),
            ("90", Form::Letters),
            ("1h75", Form::Letters),
            ("h30", Form::Letters),
            ("72min", Form::Minutes),
            ("", Form::HoursMinutes),
            ("é:éé", Form::HoursMinutes),
            ("1:é", Form::HoursMinutes),
        ] {
            assert_eq!(read(text, form), Err(Code::DurationFormat), "{text}");
        }
        assert_eq!(read("1,5", Form::DecimalHours), Err(Code::NumberUnreadable));
    }

    #[test]
    fn times_of_day_are_read_in_every_spelling() {
        for (text, seconds, offset) in [
            ("8:29", 30_540, None),
            ("08:29:58", 30_598, None),
            ("08:29:58.123Z", 30_598, Some(0)),
            ("8h29", 30_540, None),
            ("04:00:00 PM", 57_600, None),
            ("12:05 a.m.", 300, None),
            ("17:24:36+01:00", 62_676, Some(3600)),
            ("17:24 -0330", 62_640, Some(-12_600)),
            ("24:00", 86_400, None),
        ] {
            assert_eq!(Clock::parse(text), Some(Clock { seconds, offset }), "{text}");
        }
        for text in ["", "8", "25:00", "24:01", "8:7", "8:75", "13:00 PM", "8:29:5", "8:29x", "8:29+1", "8:2é", ":30"]
        {
            assert_eq!(Clock::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_time_between_start_and_end_is_exact() {
        let between = |start, end, over| Moment::parse(start, Order::Ymd)?.until(Moment::parse(end, Order::Ymd)?, over);
        assert_eq!(between("22:00", "01:30", true), Ok(12_600));
        assert_eq!(between("22:00", "01:30", false), Err(Code::EndBeforeStart));
        assert_eq!(between("22:00", "24:00", false), Ok(7200));
        assert_eq!(between("2025-03-30T22:00", "2025-03-31T01:30", false), Ok(12_600));
        assert_eq!(between("2025-03-30T01:30:00+01:00", "2025-03-30T03:30:00+02:00", false), Ok(3600));
        assert_eq!(between("2025-03-31T22:00", "2025-03-31T01:30", true), Err(Code::EndBeforeStart));
        assert_eq!(between("2025-03-31T22:00Z", "2025-03-31T23:30", false), Err(Code::DurationFormat));
        assert_eq!(between("22:00", "2025-03-31T23:30", false), Err(Code::DurationFormat));
        assert_eq!(between("2025-02-30T22:00", "22:00", false), Err(Code::DateImpossible));
        assert_eq!(between("late", "22:00", false), Err(Code::DurationFormat));
    }
}
