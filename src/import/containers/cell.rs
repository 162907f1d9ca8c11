//! The text of a cell of a sheet: dates and times as ISO text, numbers as the shortest decimal number that is exactly
//! the one stored. Which cells were numbers or dates, and which were text, stays known: text is quoted, the others
//! are not.

use std::borrow::Cow;

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{TimeDelta, Timelike};

/// Days that a serial number can stand for: up to the end of the year 9999.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// A cell as it is written into a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text as somebody typed it.
    Text(Cow<'a, str>),
    /// A number, a date, a time, a truth value or an error, in its one spelling.
    Typed(String),
}

impl<'a> Cell<'a> {
    /// The cell of a value of a sheet that streams past.
    pub(super) fn of(value: &'a DataRef<'_>) -> Self {
        match value {
            DataRef::String(text) => Self::text(text),
            DataRef::SharedString(text) => Self::text(text),
            other => Self::typed(&Data::from(other.clone())),
        }
    }

    /// The cell of a value of a sheet that was read whole.
    pub(super) fn of_kept(value: &'a Data) -> Self {
        match value {
            Data::String(text) => Self::text(text),
            other => Self::typed(other),
        }
    }

    fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }

    fn typed(value: &Data) -> Self {
        Self::Typed(match value {
            Data::Empty => return Self::Empty,
            Data::String(text) | Data::DateTimeIso(text) => text.clone(),
            Data::Int(number) => number.to_string(),
            Data::Float(number) => decimal(*number),
            Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            Data::DateTime(serial) => moment(serial),
            Data::DurationIso(text) => duration(text).unwrap_or_else(|| text.clone()),
            Data::Error(error) => error.to_string(),
        })
    }
}

fn decimal(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

fn moment(serial: &ExcelDateTime) -> String {
    let value = serial.as_f64();
    if serial.is_duration() || (0.0..1.0).contains(&value) {
        return clock(value).unwrap_or_else(|| decimal(value));
    }
    // Whole seconds: fractions of a day are never exact.
    let found = DAYS.contains(&value).then(|| serial.as_datetime()).flatten();
    let Some(moment) = found.and_then(|moment| moment.checked_add_signed(TimeDelta::milliseconds(500))) else {
        return decimal(value);
    };
    if moment.num_seconds_from_midnight() == 0 {
        moment.format("%Y-%m-%d").to_string()
    } else {
        moment.format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

/// A part of a day, or some days, as hours, minutes and seconds.
fn clock(days: f64) -> Option<String> {
    let seconds = (days * SECONDS_PER_DAY).round();
    if !seconds.is_finite() || seconds.abs() > 1e12 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number far below the limit")]
    Some(hours(seconds as i64))
}

fn hours(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.abs());
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A duration as ISO 8601 writes it, such as `PT01H30M00S`.
fn duration(text: &str) -> Option<String> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut seconds = match days {
        "" => 0.0,
        days => days.strip_suffix('D')?.parse::<u32>().map(f64::from).ok()? * SECONDS_PER_DAY,
    };
    let mut rest = time;
    for (unit, length) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, behind)) = rest.split_once(unit) {
            let number = number.replace(',', ".");
            let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            seconds += plain.then(|| number.parse::<f64>().ok()).flatten()? * length;
            rest = behind;
        }
    }
    if !rest.is_empty() {
        return None;
    }
    clock(if negative { -seconds } else { seconds } / SECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    fn shown(value: &DataRef) -> String {
        match Cell::of(value) {
            Cell::Typed(text) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_the_shortest_that_are_exact() {
        for (number, text) in [
            (1.5, "1.5"),
            (8.0, "8"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-7, "0.0000001"),
            (1e15, "1000000000000000"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(shown(&DataRef::Float(number)), text);
        }
    }

    #[test]
    fn dates_of_both_systems_and_times_are_iso_text() {
        let serial = |value, kind, since_1904| shown(&DataRef::DateTime(ExcelDateTime::new(value, kind, since_1904)));
        for (value, kind, since_1904, text) in [
            (46_083.0, DateTime, false, "2026-03-02"),
            (44_621.0, DateTime, true, "2026-03-02"),
            (46_083.354_166_666_664, DateTime, false, "2026-03-02T08:30:00"),
            (46_083.999_999_9, DateTime, false, "2026-03-03"),
            (0.354_166_666_666_666_7, DateTime, false, "08:30:00"),
            (0.0625, TimeDelta, false, "01:30:00"),
            (1.5, TimeDelta, true, "36:00:00"),
            (-0.0625, TimeDelta, false, "-01:30:00"),
            (-3.0, DateTime, false, "-3"),
            (1e300, DateTime, false, &decimal(1e300)),
            (f64::INFINITY, TimeDelta, false, "inf"),
        ] {
            assert_eq!(serial(value, kind, since_1904), text);
        }
    }

    #[test]
    fn durations_of_open_document_are_hours_minutes_and_seconds() {
        for (iso, text) in [
            ("PT01H30M00S", "01:30:00"),
            ("PT36H", "36:00:00"),
            ("-PT0H1M30.4S", "-00:01:30"),
            ("P1DT2H", "26:00:00"),
            ("PT1,5H", "01:30:00"),
            ("P1Y", "P1Y"),
            ("PTxH", "PTxH"),
            ("soon", "soon"),
        ] {
            assert_eq!(shown(&DataRef::DurationIso(iso.to_owned())), text);
        }
    }
}
