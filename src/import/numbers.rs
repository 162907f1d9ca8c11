//! Decimal numbers as exports write them, read exactly: no floating point anywhere. The decimal sign is told by the
//! profile and never guessed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cells::Cells;

/// The most digits before and behind the decimal sign.
const DIGITS_MAX: usize = 12;
const PLACES_MAX: usize = 18;

/// The sign before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum DecimalSign {
    /// `1.5`
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1,5`
    #[serde(rename = ",")]
    Comma,
}

impl DecimalSign {
    /// The sign as it is written.
    #[must_use]
    pub const fn as_char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// The sign of one cell: in a sheet, a cell that is a number and no text is written with a point.
    #[must_use]
    pub fn of_cell(self, cells: &Cells, index: usize) -> Self {
        if cells.is_typed(index) { Self::Point } else { self }
    }
}

/// How an amount that is not whole becomes whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// To the nearest whole, halves away from zero.
    #[default]
    Nearest,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Rounding {
    /// `numerator / denominator` as a whole number; the denominator is above zero.
    #[must_use]
    pub fn divide(self, numerator: i128, denominator: i128) -> i128 {
        let (whole, rest) = (numerator / denominator, (numerator % denominator).abs());
        let away = match self {
            Self::Nearest => 2 * rest >= denominator,
            Self::Up => rest > 0,
            Self::Down => false,
        };
        if away { whole + numerator.signum() } else { whole }
    }
}

/// An exact decimal number: `digits / 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// Reads a number with this decimal sign. Thousands may be grouped with blanks, apostrophes or the other sign,
    /// always the same one and always by three; `None` for everything else.
    #[must_use]
    pub fn parse(text: &str, sign: DecimalSign) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = text.split_once(sign.as_char()).unwrap_or((text, ""));
        if part.len() > PLACES_MAX || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut digits = 0_i128;
        let mut count = 0;
        let mut group: Option<(char, usize)> = None;
        for letter in whole.chars() {
            if let Some(digit) = letter.to_digit(10) {
                count += 1;
                if count > DIGITS_MAX {
                    return None;
                }
                digits = digits * 10 + i128::from(digit);
                if let Some((_, length)) = &mut group {
                    *length += 1;
                }
                continue;
            }
            let groups = matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '.' | ',');
            let fits = match group {
                None => (1..=3).contains(&count),
                Some((mark, length)) => mark == letter && length == 3,
            };
            if !groups || !fits {
                return None;
            }
            group = Some((letter, 0));
        }
        let grouped_wrongly = group.is_some_and(|(_, length)| length != 3);
        if grouped_wrongly || count + part.len() == 0 {
            return None;
        }
        for digit in part.bytes() {
            digits = digits * 10 + i128::from(digit - b'0');
        }
        let places = u32::try_from(part.len()).ok()?;
        Some(Self { digits: if negative { -digits } else { digits }, places })
    }

    /// Zero.
    pub const ZERO: Self = Self { digits: 0, places: 0 };

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let places = self.places.max(other.places);
        // Numbers are read with thirty digits at most; as many columns as a file has do not add up to more than fits.
        let digits = |number: Self| number.digits * 10_i128.pow(places - number.places);
        Self { digits: digits(self) + digits(other), places }
    }

    /// The number with the other sign before it.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { digits: -self.digits, places: self.places }
    }

    /// The number as a text without groups.
    #[must_use]
    pub fn written(self, sign: DecimalSign) -> String {
        let places = self.places as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let minus = if self.digits < 0 { "-" } else { "" };
        if part.is_empty() { format!("{minus}{whole}") } else { format!("{minus}{whole}{}{part}", sign.as_char()) }
    }

    /// `self * factor / divisor` as a whole number.
    #[must_use]
    pub fn scaled(self, factor: i64, divisor: i64, rounding: Rounding) -> Option<i64> {
        let denominator = 10_i128.pow(self.places) * i128::from(divisor);
        i64::try_from(rounding.divide(self.digits * i128::from(factor), denominator)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thousandths(text: &str, sign: DecimalSign) -> Option<i64> {
        Decimal::parse(text, sign).and_then(|number| number.scaled(1000, 1, Rounding::Nearest))
    }

    #[test]
    fn numbers_are_read_with_the_decimal_sign_of_the_profile() {
        for (text, sign, value) in [
            ("1.5", DecimalSign::Point, 1500),
            ("1,5", DecimalSign::Comma, 1500),
            (" -0,25 ", DecimalSign::Comma, -250),
            ("\u{2212}1", DecimalSign::Point, -1000),
            ("+2.000", DecimalSign::Point, 2000),
            ("2.000,0", DecimalSign::Comma, 2_000_000),
            ("2,000.5", DecimalSign::Point, 2_000_500),
            ("1 234,56", DecimalSign::Comma, 1_234_560),
            ("1\u{202f}234\u{202f}567", DecimalSign::Comma, 1_234_567_000),
            ("1'234.5", DecimalSign::Point, 1_234_500),
            (".5", DecimalSign::Point, 500),
            ("1250.", DecimalSign::Point, 1_250_000),
            ("0.638888888888889", DecimalSign::Point, 639),
        ] {
            assert_eq!(thousandths(text, sign), Some(value), "{text}");
        }
    }

    #[test]
    fn a_number_with_the_other_decimal_sign_is_not_guessed() {
        for (text, sign) in [
            ("1,5", DecimalSign::Point),
            ("1.5", DecimalSign::Comma),
            ("1.5.5", DecimalSign::Point),
            ("1,23,456", DecimalSign::Point),
            ("1234,567", DecimalSign::Point),
            ("1 234,567", DecimalSign::Point),
            ("1,234 567", DecimalSign::Point),
            ("", DecimalSign::Point),
            (".", DecimalSign::Point),
            ("-", DecimalSign::Point),
            ("1e3", DecimalSign::Point),
            ("0x10", DecimalSign::Point),
            ("NaN", DecimalSign::Point),
            ("٣", DecimalSign::Point),
            ("1234567890123", DecimalSign::Point),
            ("2O", DecimalSign::Point),
        ] {
            assert_eq!(Decimal::parse(text, sign), None, "{text}");
        }
        // However long it is, it is refused and not counted further.
        assert_eq!(Decimal::parse(&"1".repeat(60), DecimalSign::Point), None);
        assert_eq!(Decimal::parse(&format!("1'{}", "1".repeat(60)), DecimalSign::Comma), None);
    }

    #[test]
    fn sums_are_exact_and_read_back() {
        let of = |text| Decimal::parse(text, DecimalSign::Comma).expect("a number");
        for (one, other, sum) in [
            ("1,5", "0,25", "1,75"),
            ("0,1", "0,2", "0,3"),
            ("1", "-1,50", "-0,50"),
            ("999999999999,999999999999999999", "0,000000000000000001", "1000000000000,000000000000000000"),
            ("-0,05", "0", "-0,05"),
            ("2", "3", "5"),
        ] {
            assert_eq!(of(one).plus(of(other)).written(DecimalSign::Comma), sum);
            assert_eq!(of(other).plus(of(one)), of(one).plus(of(other)));
        }
        assert_eq!(of("1,5").plus(of("1,5").negated()).written(DecimalSign::Point), "0.0");
    }

    #[test]
    fn rounding_is_exact_and_the_same_on_both_sides_of_zero() {
        for (rounding, numerator, whole) in [
            (Rounding::Nearest, 29, 0),
            (Rounding::Nearest, 30, 1),
            (Rounding::Nearest, -30, -1),
            (Rounding::Up, 1, 1),
            (Rounding::Up, -1, -1),
            (Rounding::Up, 60, 1),
            (Rounding::Down, 59, 0),
            (Rounding::Down, -61, -1),
        ] {
            assert_eq!(rounding.divide(numerator, 60), whole, "{rounding:?} {numerator}");
        }
    }
}
