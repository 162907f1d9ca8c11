//! Dates as exports write them, in the order that the profile tells: day, month and year are never guessed. A time of
//! day that is glued on is checked and cut. Whether time can have been worked on a date is not asked here.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::durations::Clock;
use crate::fault::Code;
use crate::text::fold;

/// Two-digit years below this belong to the years 2000 to 2069, the others to 1970 to 1999.
pub const PIVOT: u32 = 70;

/// The order of year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// `2025-03-31`
    Ymd,
    /// `31/03/2025`
    Dmy,
    /// `03/31/2025`
    Mdy,
}

impl Order {
    /// The order of one cell: in a sheet, a cell that is a date and no text has the order of its one spelling.
    #[must_use]
    pub fn of_cell(self, cells: &Cells, index: usize) -> Self {
        if cells.is_typed(index) && is_iso(cells.get(index)) { Self::Ymd } else { self }
    }
}

fn is_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && bytes[7] == b'-'
}

/// Reads a date; a time of day behind it is cut.
///
/// # Errors
/// `date_format` or `date_impossible`.
pub fn parse(text: &str, order: Order) -> Result<NaiveDate, Code> {
    let (date, rest) = split(text.trim(), order)?;
    if rest.is_empty() || Clock::parse(rest).is_some() { Ok(date) } else { Err(Code::DateNotAsProfile) }
}

/// Reads the date at the beginning of a text, and gives what stands behind it and its separator.
///
/// # Errors
/// `date_format` or `date_impossible`.
pub fn split(text: &str, order: Order) -> Result<(NaiveDate, &str), Code> {
    let (numbers, rest) = parts(text, order).ok_or(Code::DateNotAsProfile)?;
    let [year, month, day] = numbers;
    let year = i32::try_from(year).map_err(|_| Code::DateNotAsProfile)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Code::DateImpossible)?;
    if rest.is_empty() {
        return Ok((date, rest));
    }
    let behind = rest.trim_start_matches([' ', ',']);
    let behind = behind.strip_prefix(['T', 't', '-', ':']).unwrap_or(behind).trim_start();
    // `2025-03-311` is no date with something behind it.
    if behind.len() == rest.len() || behind.is_empty() { Err(Code::DateNotAsProfile) } else { Ok((date, behind)) }
}

/// Year, month and day, and what stands behind them.
fn parts(text: &str, order: Order) -> Option<([u32; 3], &str)> {
    let bytes = text.as_bytes();
    if let ([a, b, c, d, b'-', e, f, b'-', g, h], Order::Ymd) = (bytes, order)
        && [a, b, c, d, e, f, g, h].iter().all(|byte| byte.is_ascii_digit())
    {
        // The spelling of most exports, without looking for its parts.
        let pair = |tens: &u8, ones: &u8| u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
        return Some(([pair(a, b) * 100 + pair(c, d), pair(e, f), pair(g, h)], ""));
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 8 {
        let lengths = if order == Order::Ymd { [4, 2, 2] } else { [2, 2, 4] };
        let (first, rest) = text.split_at(lengths[0]);
        let (second, rest) = rest.split_at(lengths[1]);
        let (third, rest) = rest.split_at(lengths[2]);
        return Some((arrange([first, second, third], order, false)?, rest));
    }
    let (first, rest) = part(text)?;
    let (one, rest) = separator(rest)?;
    let (second, rest) = part(rest)?;
    let (two, rest) = separator(rest)?;
    let (third, rest) = part(rest)?;
    let named = [first, second].iter().any(|text| !text.starts_with(|letter: char| letter.is_ascii_digit()));
    if !named && one != two {
        return None;
    }
    Some((arrange([first, second, third], order, named)?, rest))
}

/// A run of digits, with the ending of an ordinal cut (`3rd`, `1er`), or a run of letters.
fn part(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        let letters = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
        return if letters == 0 { None } else { Some(text.split_at(letters)) };
    }
    let (number, rest) = text.split_at(digits);
    let ordinal = ["st", "nd", "rd", "th", "er"].iter().find_map(|ending| rest.strip_prefix(ending));
    match ordinal {
        Some(behind) if digits < 3 && !behind.starts_with(char::is_alphanumeric) => Some((number, behind)),
        _ => Some((number, rest)),
    }
}

/// What separates two parts: one sign, with blanks around it, or blanks alone.
fn separator(text: &str) -> Option<(char, &str)> {
    let behind = text.trim_start_matches(' ');
    match behind.chars().next()? {
        sign @ ('-' | '/' | '.' | ',') => Some((sign, behind[1..].trim_start_matches(' '))),
        _ if behind.len() < text.len() => Some((' ', behind)),
        _ => None,
    }
}

fn arrange(parts: [&str; 3], order: Order, named: bool) -> Option<[u32; 3]> {
    let [first, second, third] = parts;
    let (year, month, day) = match order {
        Order::Ymd => (first, second, third),
        Order::Dmy => (third, second, first),
        Order::Mdy => (third, first, second),
    };
    let month = if named && !month.starts_with(|letter: char| letter.is_ascii_digit()) {
        month_named(month)?
    } else {
        short_number(month)?
    };
    Some([year_number(year)?, month, short_number(day)?])
}

fn short_number(text: &str) -> Option<u32> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn year_number(text: &str) -> Option<u32> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: u32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 if year < PIVOT => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// The number of a month by its English or French name or its usual abbreviation.
fn month_named(name: &str) -> Option<u32> {
    Some(match fold(name).as_str() {
        "january" | "jan" | "janvier" | "janv" => 1,
        "february" | "feb" | "fevrier" | "fevr" | "fev" => 2,
        "march" | "mar" | "mars" => 3,
        "april" | "apr" | "avril" | "avr" => 4,
        "may" | "mai" => 5,
        "june" | "jun" | "juin" => 6,
        "july" | "jul" | "juillet" | "juil" => 7,
        "august" | "aug" | "aout" => 8,
        "september" | "sept" | "sep" | "septembre" => 9,
        "october" | "oct" | "octobre" => 10,
        "november" | "nov" | "novembre" => 11,
        "december" | "dec" | "decembre" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_order_is_read() {
        for (text, order, date) in [
            ("2025-03-31", Order::Ymd, "2025-03-31"),
            ("2025/3/1", Order::Ymd, "2025-03-01"),
            ("19990115", Order::Ymd, "1999-01-15"),
            ("15.08.03", Order::Ymd, "2015-08-03"),
            ("2019-05-24T17:24:36+01:00", Order::Ymd, "2019-05-24"),
            ("2025-03-31 00:00:00", Order::Ymd, "2025-03-31"),
            ("20250331 08:15", Order::Ymd, "2025-03-31"),
            ("13/05/2024", Order::Dmy, "2024-05-13"),
            ("03/08/15", Order::Dmy, "2015-08-03"),
            ("03/08/69", Order::Dmy, "2069-08-03"),
            ("03/08/70", Order::Dmy, "1970-08-03"),
            ("3. 8. 2015", Order::Dmy, "2015-08-03"),
            ("31032025", Order::Dmy, "2025-03-31"),
            ("02.01.2023-08:29:58", Order::Dmy, "2023-01-02"),
            ("29-Jun-2023  04:00:00 PM", Order::Dmy, "2023-06-29"),
            ("3rd March, 2025", Order::Dmy, "2025-03-03"),
            ("1er août 2025", Order::Dmy, "2025-08-01"),
            ("3 févr. 2025", Order::Dmy, "2025-02-03"),
            ("12 DÉCEMBRE 2024", Order::Dmy, "2024-12-12"),
            ("05/13/2024", Order::Mdy, "2024-05-13"),
            ("March 3, 2025", Order::Mdy, "2025-03-03"),
            ("Sept. 3rd, 2025, 4:05 pm", Order::Mdy, "2025-09-03"),
        ] {
            assert_eq!(parse(text, order).map(|date| date.to_string()), Ok(date.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_date_of_another_form_is_never_guessed() {
        for (text, order) in [
            ("", Order::Ymd),
            ("31/03/2025", Order::Ymd),
            ("2025-03-31", Order::Dmy),
            ("07/Jan", Order::Dmy),
            ("Fri Jun 30 2023 04:00:00 GMT+0200 (CEST)", Order::Mdy),
            ("45123", Order::Ymd),
            ("45123.5", Order::Ymd),
            ("2O25-03-31", Order::Ymd),
            ("O3/08/2015", Order::Dmy),
            ("2025-03/31", Order::Ymd),
            ("2025-03-311", Order::Ymd),
            ("2025-03-31x", Order::Ymd),
            ("2025-03-31 soon", Order::Ymd),
            ("2025-03-31T", Order::Ymd),
            ("2025-03-31 25:00", Order::Ymd),
            ("025-03-31", Order::Ymd),
            ("March 3, 2025", Order::Dmy),
            ("3 Mach 2025", Order::Dmy),
            ("--", Order::Ymd),
            ("é/é/é", Order::Dmy),
        ] {
            assert_eq!(parse(text, order), Err(Code::DateNotAsProfile), "{text}");
        }
    }

    #[test]
    fn a_date_that_no_calendar_has_is_impossible() {
        for (text, order) in [
            ("2025-02-29", Order::Ymd),
            ("31/04/2025", Order::Dmy),
            ("05/13/2024", Order::Dmy),
            ("20250230", Order::Ymd),
            ("0/1/2025", Order::Dmy),
        ] {
            assert_eq!(parse(text, order), Err(Code::DateImpossible), "{text}");
        }
    }
}
