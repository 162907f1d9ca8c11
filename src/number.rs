//! Exact numbers and how they are printed in the two languages: thousands signs, hours from whole minutes,
//! percentages from exact ratios. Rounding happens here, once, and half away from zero.

use std::cmp::Ordering;

use crate::lang::Lang;

/// Narrow no-break space: the French thousands sign.
const FRENCH_THOUSANDS: char = '\u{202f}';

/// A whole number with the thousands sign of the language: `1,299,353` and `1 299 353`.
#[must_use]
pub fn grouped(number: i64, lang: Lang) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        shown.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(match lang {
                Lang::En => ',',
                Lang::Fr => FRENCH_THOUSANDS,
            });
        }
        shown.push(digit);
    }
    shown
}

/// A number of hundredths, exact: the result of rounding a ratio once.
///
/// Shown with two decimals in a language, or as plain text (`41.81`, `9.9`, `100`) for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(i64);

impl Hundredths {
    /// `numerator / denominator * factor`, rounded once to hundredths, half away from zero; `None` when the
    /// denominator is zero.
    #[must_use]
    pub fn of_ratio(numerator: i64, denominator: i64, factor: i64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let scaled = i128::from(numerator) * i128::from(factor) * 100;
        let divisor = i128::from(denominator);
        let (quotient, rest) = (scaled / divisor, scaled % divisor);
        let up = match (2 * rest.abs()).cmp(&divisor.abs()) {
            Ordering::Less => 0,
            Ordering::Equal | Ordering::Greater => {
                if (scaled < 0) == (divisor < 0) {
                    1
                } else {
                    -1
                }
            }
        };
        i64::try_from(quotient + up).ok().map(Self)
    }

    /// A share in per cent: `part / whole`.
    #[must_use]
    pub fn percent(part: i64, whole: i64) -> Option<Self> {
        Self::of_ratio(part, whole, 100)
    }

    /// A change in per cent: `(now - before) / before`.
    #[must_use]
    pub fn change(now: i64, before: i64) -> Option<Self> {
        Self::of_ratio(now - before, before, 100)
    }

    /// Hours from whole minutes.
    #[must_use]
    pub fn hours(minutes: i64) -> Self {
        Self::of_ratio(minutes, 60, 1).unwrap_or(Self(0))
    }

    /// The value as a whole number of hundredths.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// For machines: a point, no thousands sign, no needless zeros (`9.9`, `243659`).
    #[must_use]
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match rest {
            0 => format!("{sign}{whole}"),
            r if r % 10 == 0 => format!("{sign}{whole}.{}", r / 10),
            r => format!("{sign}{whole}.{r:02}"),
        }
    }

    /// For people: thousands sign and decimal sign of the language, always `decimals` (0 to 2) digits. Fewer than
    /// two decimals are shown only where the hundredths allow it without rounding twice; see [`hours_shown`].
    #[must_use]
    pub fn shown(self, lang: Lang) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = i64::try_from(self.0.unsigned_abs() / 100).unwrap_or(i64::MAX);
        let rest = self.0.unsigned_abs() % 100;
        let point = match lang {
            Lang::En => '.',
            Lang::Fr => ',',
        };
        format!("{sign}{}{point}{rest:02}", grouped(whole, lang))
    }
}

impl serde::Serialize for Hundredths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "hundredths of hours and per cent stay far below 2^53")]
        let value = self.0 as f64 / 100.0;
        serializer.serialize_f64(value)
    }
}

/// Hours of whole minutes for people, with one decimal, rounded once from the minutes: `243,659.0`, `1 234,5`.
#[must_use]
pub fn hours_shown(minutes: i64, lang: Lang) -> String {
    let tenths = Hundredths::of_ratio(minutes, 60 * 10, 1).map_or(0, Hundredths::get);
    let sign = if tenths < 0 { "-" } else { "" };
    let whole = i64::try_from(tenths.unsigned_abs() / 10).unwrap_or(i64::MAX);
    let point = match lang {
        Lang::En => '.',
        Lang::Fr => ',',
    };
    format!("{sign}{}{point}{}", grouped(whole, lang), tenths.unsigned_abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_rounded_once_from_exact_values() {
        assert_eq!(Hundredths::percent(243_659, 3_107_636).map(Hundredths::plain).as_deref(), Some("7.84"));
        assert_eq!(Hundredths::change(1_427_924, 1_299_353).map(Hundredths::plain).as_deref(), Some("9.9"));
        assert_eq!(Hundredths::percent(1, 0), None);
        assert_eq!(Hundredths::change(1, 8).map(Hundredths::plain).as_deref(), Some("-87.5"));
        assert_eq!(Hundredths::of_ratio(-1, 200, 1).map(Hundredths::get), Some(-1));
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(grouped(1_299_353, Lang::En), "1,299,353");
        assert_eq!(grouped(-1_299_353, Lang::Fr), "-1\u{202f}299\u{202f}353");
        assert_eq!(hours_shown(74_070, Lang::Fr), "1\u{202f}234,5");
        assert_eq!(Hundredths::hours(74_070).shown(Lang::En), "1,234.50");
    }
}
