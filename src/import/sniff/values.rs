//! What single cells can be: dates in which orders, times, durations, numbers with which sign. Each look at a cell
//! allows everything that the reader would accept; a column is concluded from all its cells.

use chrono::Datelike as _;

use crate::import::dates::{self, Order};
use crate::import::durations::{self, Clock, Form};
use crate::import::numbers::{Decimal, DecimalSign, Rounding};

/// Years in which work was done; `20080131` is no day of the year 131.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Cells longer than this are text.
const LONGEST: usize = 60;

/// The orders in which a date can be read, as bits.
pub const YMD: u8 = 1;
/// See [`YMD`].
pub const DMY: u8 = 2;
/// See [`YMD`].
pub const MDY: u8 = 4;
/// Each bit with its order.
pub const ORDERS: [(u8, Order); 3] = [(YMD, Order::Ymd), (DMY, Order::Dmy), (MDY, Order::Mdy)];

/// What a cell can be; several members may be true at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a cell can be several things at once, each of them or not")]
pub struct Look {
    /// The orders in which it is a date; 0 where it is none.
    pub orders: u8,
    /// Whether a time of day stands behind the date.
    pub has_time: bool,
    /// Its first and last number, where its year has two digits in some order.
    pub two_digits: Option<(u32, u32)>,
    /// A day and a month without a year.
    pub no_year: bool,
    /// A date in words that the reader does not know, such as what `JavaScript` writes.
    pub spelled: bool,
    /// A time of day.
    pub clock: bool,
    /// A duration `h:mm` or `h:mm:ss`.
    pub colons: Option<Form>,
    /// A duration with letters.
    pub letters: bool,
    /// A range of times such as `18-19:00`.
    pub range: bool,
    /// A number.
    pub number: Option<Number>,
    /// A sign before it.
    pub negative: bool,
    /// Short, without blanks, of capitals, digits and joints.
    pub code: bool,
}

/// What a number can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Digits alone, or in groups of three.
    Whole,
    /// The decimal sign is a point, certainly.
    Point,
    /// The decimal sign is a comma, certainly.
    Comma,
    /// `1.234`: thousands or thousandths.
    Either,
}

/// The signs of a cell, counted in one pass: they tell which looks are worth their time.
#[derive(Default)]
struct Signs {
    digits: usize,
    capitals: usize,
    smalls: usize,
    colons: usize,
    /// What separates the parts of dates.
    separators: usize,
    slashes: usize,
    blanks: usize,
    others: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => signs.digits += 1,
                b'A'..=b'Z' => signs.capitals += 1,
                b'a'..=b'z' => signs.smalls += 1,
                b':' => signs.colons += 1,
                b'/' => {
                    signs.separators += 1;
                    signs.slashes += 1;
                }
                b'-' | b'.' | b',' => signs.separators += 1,
                b' ' => signs.blanks += 1,
                _ => signs.others += 1,
            }
        }
        signs
    }

    const fn letters(&self) -> usize {
        self.capitals + self.smalls + self.others
    }
}

/// Looks at a cell that is not empty.
#[must_use]
pub fn look(text: &str) -> Look {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return Look::default();
    }
    let signs = Signs::of(text);
    let negative = text.starts_with(['-', '\u{2212}']);
    let code = signs.blanks == 0 && signs.colons == 0 && is_code(text);
    let mut look = Look { negative, code, ..Look::default() };
    if signs.digits == 0 {
        return look;
    }
    if signs.capitals + signs.smalls + signs.colons == 0 {
        look.number = number(text);
    }
    let parts = signs.separators + signs.blanks;
    if signs.digits >= 8 || parts >= 2 {
        look_at_date(text, &mut look);
    }
    if look.orders == 0 && parts > 0 {
        look_at_other_dates(text, &signs, &mut look);
    }
    if signs.colons > 0 || signs.letters() > 0 {
        look.clock = Clock::parse(text).is_some();
        let reads = |form| durations::parse(text, form, DecimalSign::Point, Rounding::Nearest).is_ok();
        look.colons = [Form::HoursMinutes, Form::HoursMinutesSeconds].into_iter().find(|form| reads(*form));
        look.letters = reads(Form::Letters);
        look.range = is_range(text);
    }
    look
}

fn look_at_date(text: &str, look: &mut Look) {
    for (bit, order) in ORDERS {
        if let Ok((date, rest)) = dates::split(text, order)
            && YEARS.contains(&date.year())
            && (rest.is_empty() || Clock::parse(rest).is_some())
        {
            look.orders |= bit;
            look.has_time |= !rest.is_empty();
        }
    }
    if look.orders == 0 {
        return;
    }
    let mut parts = parts(text);
    if let (Some(first), Some(third)) = (parts.next(), parts.nth(1))
        && first.len() <= 2
        && third.len() == 2
        && let (Ok(first), Ok(third)) = (first.parse(), third.parse())
    {
        look.two_digits = Some((first, third));
    }
}

fn look_at_other_dates(text: &str, signs: &Signs, look: &mut Look) {
    let parts: Vec<&str> = parts(text).take(5).collect();
    if signs.colons == 0 && (signs.letters() > 0 || signs.slashes > 0 || text.ends_with('.')) {
        look.no_year = is_without_year(text, &parts);
    }
    look.spelled = signs.letters() > 0 && is_spelled(&parts);
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// `07/Jan`, `13/05`: two parts that could be a day and a month.
fn is_without_year(text: &str, parts: &[&str]) -> bool {
    let [first, second] = parts else { return false };
    let day = |part: &str| part.len() <= 2 && part.parse::<u32>().is_ok_and(|number| (1..=31).contains(&number));
    if text.contains(':') {
        return false;
    }
    // With a made-up year the reader knows the names of months.
    let named = |day: &str, month: &str| dates::parse(&format!("{day} {month} 2024"), Order::Dmy).is_ok();
    match (day(first), day(second)) {
        (true, true) => text.contains('/') || text.ends_with('.'),
        (true, false) => named(first, second),
        (false, true) => named(second, first),
        (false, false) => false,
    }
}

/// `Fri Jun 30 2023 04:00:00 GMT+0200 (CEST)`: a weekday, a month, a day and a year.
fn is_spelled(parts: &[&str]) -> bool {
    let [weekday, first, second, year, ..] = parts else { return false };
    let is_word = |part: &str| part.chars().all(char::is_alphabetic);
    is_word(weekday)
        && weekday.len() >= 3
        && (is_word(first) || is_word(second))
        && year.len() == 4
        && (dates::parse(&format!("{first} {second} {year}"), Order::Mdy).is_ok()
            || dates::parse(&format!("{first} {second} {year}"), Order::Dmy).is_ok())
}

fn is_range(text: &str) -> bool {
    let Some((start, end)) = text.split_once(['-', '–']) else { return false };
    let hour = |part: &str| {
        let part = part.trim();
        Clock::parse(part).is_some() || (part.len() <= 2 && part.parse::<u32>().is_ok_and(|hour| hour <= 24))
    };
    !start.trim().is_empty() && hour(start) && hour(end)
}

fn number(text: &str) -> Option<Number> {
    let point = Decimal::parse(text, DecimalSign::Point).is_some();
    let comma = Decimal::parse(text, DecimalSign::Comma).is_some();
    let marked = text.contains(['.', ',']);
    // No thousands stand behind a zero.
    let begins_with_zero = text.trim_start_matches(['-', '+', '\u{2212}', ' ']).starts_with('0');
    match (point, comma) {
        (false, false) => None,
        (_, _) if !marked => Some(Number::Whole),
        (true, false) => Some(Number::Point),
        (false, true) => Some(Number::Comma),
        (true, true) if begins_with_zero => Some(if text.contains('.') { Number::Point } else { Number::Comma }),
        (true, true) => Some(Number::Either),
    }
}

/// The sign between thousands, where there is one.
#[must_use]
pub fn thousands(text: &str, sign: DecimalSign) -> Option<char> {
    let whole = text.trim().split(sign.as_char()).next().unwrap_or_default();
    let digits = whole.trim_start_matches(['-', '+', '\u{2212}', ' ']);
    Decimal::parse(text, sign)?;
    digits.chars().find(|letter| !letter.is_ascii_digit())
}

/// Whether a cell is like a code: short, without blanks, with a capital or a digit and no small letters, or with both
/// digits and joints.
fn is_code(text: &str) -> bool {
    let fits = text.len() <= 40 && text.chars().all(|letter| letter.is_alphanumeric() || "-_./#".contains(letter));
    let (mut capital, mut small, mut digit) = (false, false, false);
    for letter in text.chars() {
        capital |= letter.is_uppercase();
        small |= letter.is_lowercase();
        digit |= letter.is_ascii_digit();
    }
    fits && (digit || (capital && !small))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_tell_the_orders_in_which_they_can_be_read() {
        for (text, orders, has_time) in [
            ("2024-05-13", YMD, false),
            ("13/05/2024", DMY, false),
            ("05/13/2024", MDY, false),
            ("03/08/2024", DMY | MDY, false),
            ("03/08/15", YMD | DMY | MDY, false),
            ("02.01.2023-08:29:58", DMY | MDY, true),
            ("2019-05-24T17:24:36+01:00", YMD, true),
            ("29-Jun-2023  04:00:00 PM", DMY, true),
            ("3rd March, 2025", DMY, false),
            ("19990115", YMD, false),
            ("20080131", YMD, false),
            ("31012008", DMY, false),
            ("2O24-05-13", 0, false),
            ("30/02/2024", 0, false),
        ] {
            let seen = look(text);
            assert_eq!((seen.orders, seen.has_time), (orders, has_time), "{text}");
        }
        assert_eq!(look("03/08/15").two_digits, Some((3, 15)));
        assert_eq!(look("03/08/2015").two_digits, None);
    }

    #[test]
    fn dates_that_cannot_be_read_are_noticed() {
        for text in ["07/Jan", "13/05", "Jan 7", "7. Mai"] {
            assert!(look(text).no_year, "{text}");
        }
        for text in ["1:30", "13.05", "UKR-12", "7 things"] {
            assert!(!look(text).no_year, "{text}");
        }
        assert!(look("Fri Jun 30 2023 04:00:00 GMT+0200 (CEST)").spelled);
        assert!(!look("The 30 of 2023 things").spelled);
    }

    #[test]
    fn numbers_tell_their_sign_only_where_it_is_certain() {
        for (text, seen) in [
            ("1.5", Some(Number::Point)),
            ("1,5", Some(Number::Comma)),
            ("2.000,0", Some(Number::Comma)),
            ("1 234,56", Some(Number::Comma)),
            ("1.234", Some(Number::Either)),
            ("0.125", Some(Number::Point)),
            ("-0,125", Some(Number::Comma)),
            ("1 234", Some(Number::Whole)),
            ("45123", Some(Number::Whole)),
            ("1.5.5", None),
            ("12x", None),
        ] {
            assert_eq!(look(text).number, seen, "{text}");
        }
        assert_eq!(thousands("2.000,0", DecimalSign::Comma), Some('.'));
        assert_eq!(thousands("1 234", DecimalSign::Point), Some(' '));
        assert_eq!(thousands("1.5", DecimalSign::Point), None);
    }

    #[test]
    fn times_durations_and_ranges_are_told_apart_where_they_can_be() {
        assert_eq!(look("01:30:00").colons, Some(Form::HoursMinutesSeconds));
        assert!(look("01:30:00").clock && !look("36:45").clock && look("36:45").colons.is_some());
        for text in ["1h30", "1h 12m", "0h 30m", "35m", "72min"] {
            assert!(look(text).letters, "{text}");
        }
        assert!(look("18-19:00").range && !look("18:00").range);
        assert!(look("-01:01").negative && look("-01:01").colons.is_some());
    }

    #[test]
    fn codes_are_short_and_have_no_small_letters_alone() {
        for text in ["ORD-01024-DQSK0K", "TSLA", "UKR-12", "0528", "24-6437381"] {
            assert!(look(text).code, "{text}");
        }
        for text in ["emails", "Project A", "prep for mtg", "Redo"] {
            assert!(!look(text).code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_stops_the_look(text in ".{0,70}", other in "[0-9:./, \\-hmPTZ+éOJanFriGMT]{0,30}") {
            let _ = (look(&text), look(&other), thousands(&other, DecimalSign::Comma));
        }
    }
}
