//! The words of a line: which of them are a time, which a day, and what is left. Both languages are understood in both, except
//! for short names of weekdays, which mean other things in the other language. Knows no file and no activity.

use chrono::{Datelike, Days, NaiveDate};

use crate::fault::Code;
use crate::lang::Lang;
use crate::text::fold;
use crate::time::Minutes;

/// The words of a line, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sorted {
    /// Times, each once.
    pub(super) times: Vec<i64>,
    /// The day that is meant.
    pub(super) day: Option<NaiveDate>,
    /// Whether a day was named that cannot be told: `03/04`, or two days.
    pub(super) day_unclear: bool,
    /// A day to come, as it was typed: no time is recorded on it yet.
    pub(super) to_come: String,
    /// Words in the rest that look like a day without a year, `11-20`, but may be the number of a file.
    pub(super) doubtful: Vec<String>,
    /// A time that no entry can have, as it was typed: `25h`.
    pub(super) out_of_range: String,
    /// Numbers that are a time where nothing else is.
    pub(super) numbers: Vec<String>,
    /// Everything else, in order.
    pub(super) rest: Vec<String>,
    /// What stood in quotation marks.
    pub(super) quoted: String,
}

const UNITS: [&str; 12] =
    ["h", "hr", "hrs", "hour", "hours", "heure", "heures", "m", "min", "mins", "minutes", "minute"];
const TODAY: [&str; 3] = ["today", "aujourd hui", "aujourdhui"];
const YESTERDAY: [&str; 2] = ["yesterday", "hier"];
const BEFORE: [&str; 2] = ["avant hier", "avanthier"];
/// Days to come.
const TO_COME: [&str; 4] = ["tomorrow", "demain", "apres demain", "apresdemain"];
/// Words beside a weekday that make it one to come.
const NEXT: [&str; 3] = ["next", "prochain", "prochaine"];
/// Beginnings of the names of months, as they are shortened, in both languages.
const MONTHS: [&str; 12] = ["janv", "fev", "feb", "mar", "avr", "apr", "sept", "oct", "nov", "dec", "juil", "aout"];
const MONTH_NAMES: [&str; 24] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];
const WEEKDAYS: [[&str; 2]; 7] = [
    ["monday", "lundi"],
    ["tuesday", "mardi"],
    ["wednesday", "mercredi"],
    ["thursday", "jeudi"],
    ["friday", "vendredi"],
    ["saturday", "samedi"],
    ["sunday", "dimanche"],
];
/// Words around a day that say nothing more.
const BESIDE_DAYS: [&str; 8] = ["on", "last", "dernier", "le", "this", "ce", "the", "of"];

/// Sorts the words of a line.
pub(super) fn sort(text: &str, today: NaiveDate, lang: Lang) -> Sorted {
    let mut sorted = Sorted::default();
    let text = take_quoted(text, &mut sorted.quoted);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut days: Vec<NaiveDate> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (word, next) = (words[at], words.get(at + 1).copied().unwrap_or_default());
        if let Some((minutes, taken)) = time(word, next) {
            if !sorted.times.contains(&minutes) {
                sorted.times.push(minutes);
            }
            at += taken;
        } else if let Some(taken) = out_of_range(word, next).filter(|_| sorted.out_of_range.is_empty()) {
            sorted.out_of_range = words[at..at + taken].join(" ");
            at += taken;
        } else if TO_COME.contains(&fold(word).as_str()) {
            word.clone_into(&mut sorted.to_come);
            at += 1;
        } else if let Some(day) = day(word, today, lang) {
            let is_next = |word: &str| NEXT.contains(&fold(word).as_str());
            let said_before = sorted.rest.last().is_some_and(|last| is_next(last));
            if said_before || is_next(next) || day > today {
                [if said_before { words[at - 1] } else { "" }, word, if is_next(next) { next } else { "" }]
                    .join(" ")
                    .trim()
                    .clone_into(&mut sorted.to_come);
                if said_before {
                    sorted.rest.pop();
                }
                at += 1 + usize::from(is_next(next));
                continue;
            }
            days.push(day);
            let beside = |word: &str| BESIDE_DAYS.contains(&fold(word).as_str());
            while sorted.rest.last().is_some_and(|last| beside(last)) {
                sorted.rest.pop();
            }
            at += 1 + usize::from(matches!(fold(next).as_str(), "dernier" | "last"));
        } else if is_other_date(word) {
            sorted.day_unclear = true;
            at += 1;
        } else if is_month(word, next) || is_month(next, word) {
            sorted.day_unclear = true;
            let year = words.get(at + 2).is_some_and(|year| year.len() == 4 && year.parse::<u16>().is_ok());
            at += 2 + usize::from(year);
        } else {
            if is_month_and_day(word) {
                sorted.doubtful.push(word.to_owned());
            }
            if word.bytes().all(|b| b.is_ascii_digit()) {
                sorted.numbers.push(word.to_owned());
            }
            sorted.rest.push(word.to_owned());
            at += 1;
        }
    }
    days.dedup();
    sorted.day_unclear |= days.len() > 1;
    sorted.day = days.first().copied().filter(|_| !sorted.day_unclear && sorted.to_come.is_empty());
    sorted
}

/// Takes what stands in quotation marks out of a text.
fn take_quoted(text: &str, quoted: &mut String) -> String {
    const PAIRS: [(char, char); 3] = [('"', '"'), ('“', '”'), ('«', '»')];
    let found = text.char_indices().find_map(|(at, c)| {
        let (_, close) = PAIRS.iter().find(|(open, _)| *open == c)?;
        let from = at + c.len_utf8();
        let length = text[from..].find(*close)?;
        Some((at, from, from + length, close.len_utf8()))
    });
    let Some((at, from, to, close)) = found else { return text.to_owned() };
    text[from..to].trim().clone_into(quoted);
    format!("{} {}", &text[..at], &text[to + close..])
}

/// A time with a unit, a colon or a decimal sign, and how many words it takes: `1h30`, `1h 30m`, `90 min`, `1,5`.
fn time(word: &str, next: &str) -> Option<(i64, usize)> {
    let read = |text: &str| Minutes::parse(text, "").ok().map(Minutes::get);
    let bare = word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let starts = word.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    if !starts {
        return None;
    }
    let unit = fold(next);
    if bare && UNITS.contains(&unit.as_str()) {
        let letter = if unit.starts_with('m') { "m" } else { "h" };
        return read(&format!("{word}{letter}")).map(|minutes| (minutes, 2));
    }
    // `1h 30m`: the second part alone would be another time.
    if word.to_lowercase().ends_with('h') && next.starts_with(|c: char| c.is_ascii_digit()) {
        let both = read(&format!("{word}{next}"));
        if both.is_some() && next.to_lowercase().trim_end_matches("in").ends_with('m') {
            return both.map(|minutes| (minutes, 2));
        }
    }
    let marked = !word.bytes().all(|b| b.is_ascii_digit());
    read(word).filter(|_| marked).map(|minutes| (minutes, 1))
}

/// How many words name a time that no entry can have: none, or more than a day has.
fn out_of_range(word: &str, next: &str) -> Option<usize> {
    let digits = word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let unit = fold(next);
    let (text, taken) = if digits && UNITS.contains(&unit.as_str()) {
        (format!("{word}{}", if unit.starts_with('m') { "m" } else { "h" }), 2)
    } else {
        (word.to_owned(), 1)
    };
    // Without a unit or a colon it may be an amount of something else.
    let has_unit = text.contains(':') || text.to_lowercase().contains(['h', 'm']);
    if !has_unit || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let fault = Minutes::parse(&text, "").err()?;
    matches!(fault.code, Code::DurationTooLong | Code::DurationZero).then_some(taken)
}

/// The day a word means, the latest such day that is not to come.
fn day(word: &str, today: NaiveDate, lang: Lang) -> Option<NaiveDate> {
    if word.len() == 10 && word.bytes().filter(|b| *b == b'-').count() == 2 {
        return crate::time::parse_work_date(word, "", NaiveDate::MAX).ok();
    }
    let folded = fold(word);
    let back = |days: u64| today.checked_sub_days(Days::new(days));
    if TODAY.contains(&folded.as_str()) {
        return Some(today);
    }
    if YESTERDAY.contains(&folded.as_str()) {
        return back(1);
    }
    if BEFORE.contains(&folded.as_str()) {
        return back(2);
    }
    let short = |name: &str| folded.len() == 3 && name.starts_with(&folded);
    let own = usize::from(lang == Lang::Fr);
    let place = WEEKDAYS.iter().position(|names| names.contains(&folded.as_str()) || short(names[own]))?;
    let now = today.weekday().num_days_from_monday() as usize;
    back(((now + 7 - place) % 7) as u64)
}

/// A date written in another way than `2026-11-22`: which part is the month cannot be told.
fn is_other_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.']).collect();
    (2..=3).contains(&parts.len())
        && word.contains('/')
        && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether one word is a month and the other a day of it: `November 20`, `20 nov`.
fn is_month(month: &str, day: &str) -> bool {
    let digits = day.trim_end_matches([',', '.']);
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
    let month = fold(month);
    digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day))
        && (MONTH_NAMES.contains(&month.as_str()) || MONTHS.contains(&month.as_str()))
}

/// `11-20` may be a month and a day, a day and a month, or hours of a day.
fn is_month_and_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    parts.len() == 2
        && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Sunday.
    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
    }

    fn short(text: &str, lang: Lang) -> (Vec<i64>, Option<String>, String) {
        let sorted = sort(text, today(), lang);
        (sorted.times, sorted.day.map(|day| day.to_string()), sorted.rest.join(" "))
    }

    #[test]
    fn times_and_days_are_found_in_both_languages_wherever_they_stand() {
        let day = |text: &str| Some(text.to_owned());
        for (text, minutes, worked_on, rest) in [
            ("1.5h yesterday UKR-12 drafting review", 90, day("2026-11-21"), "UKR-12 drafting review"),
            ("1h30 hier UKR-12 révision", 90, day("2026-11-21"), "UKR-12 révision"),
            ("UKR-12 révision avant-hier 1,5 h", 90, day("2026-11-20"), "UKR-12 révision"),
            ("UKR-12 1h 30m", 90, None, "UKR-12"),
            ("90 min UKR-12 aujourd’hui", 90, day("2026-11-22"), "UKR-12"),
            ("1:30 on Friday UKR-12", 90, day("2026-11-20"), "UKR-12"),
            ("0,1 vendredi dernier UKR-12", 6, day("2026-11-20"), "UKR-12"),
            ("45m 2026-11-03 UKR-12", 45, day("2026-11-03"), "UKR-12"),
            ("2 heures dimanche UKR-12", 120, day("2026-11-22"), "UKR-12"),
            ("1h lundi TA 12", 60, day("2026-11-16"), "TA 12"),
        ] {
            assert_eq!(short(text, Lang::En), (vec![minutes], worked_on, rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn short_names_of_weekdays_are_those_of_the_language() {
        assert_eq!(short("1h mon X", Lang::En).1.as_deref(), Some("2026-11-16"));
        assert_eq!(short("1h mon X", Lang::Fr), (vec![60], None, "mon X".to_owned()));
        assert_eq!(short("1h mar X", Lang::Fr).1.as_deref(), Some("2026-11-17"));
    }

    #[test]
    fn what_can_mean_several_things_is_not_guessed() {
        assert_eq!(short("1h 2h30 X", Lang::En).0, [60, 150]);
        let sorted = sort("1h 03/04 X", today(), Lang::En);
        assert_eq!((sorted.day, sorted.day_unclear), (None, true));
        let sorted = sort("1h hier lundi X", today(), Lang::Fr);
        assert_eq!((sorted.day, sorted.day_unclear), (None, true));
        for text in ["2h November 20 X", "2h 20 nov. X", "2h le 1er décembre X"] {
            let sorted = sort(text, today(), Lang::Fr);
            assert!(sorted.day_unclear && !sorted.rest.iter().any(|word| word.contains("20")), "{text}");
        }
        for text in ["1h 11-20 X", "9-10 X"] {
            assert_eq!(sort(text, today(), Lang::En).doubtful.len(), 1, "{text}");
        }
        let sorted = sort("2 UKR-12", today(), Lang::En);
        assert_eq!((sorted.times.len(), sorted.numbers), (0, vec!["2".to_owned()]));
    }

    #[test]
    fn what_stands_in_quotation_marks_is_read_as_nothing_else() {
        for text in ["1h X \"call at 2h hier\"", "1h X “call at 2h hier”", "1h «\u{a0}call at 2h hier\u{a0}» X"] {
            let sorted = sort(text, today(), Lang::Fr);
            assert_eq!(
                (sorted.times, sorted.day, sorted.quoted.as_str()),
                (vec![60], None, "call at 2h hier"),
                "{text}"
            );
            assert_eq!(sorted.rest, ["X"]);
        }
        assert_eq!(sort("1h X \"open", today(), Lang::En).rest, ["X", "\"open"]);
    }

    #[test]
    fn days_to_come_and_times_that_cannot_be_are_told_apart_from_other_words() {
        for (text, to_come) in [
            ("2h tomorrow X", "tomorrow"),
            ("2h demain X", "demain"),
            ("après-demain X", "après-demain"),
            ("1h next Monday X", "next Monday"),
            ("1h lundi prochain X", "lundi prochain"),
            ("1h 2026-12-01 X", "2026-12-01"),
        ] {
            let sorted = sort(text, today(), Lang::Fr);
            assert_eq!((sorted.to_come.as_str(), sorted.day, sorted.rest.join(" ")), (to_come, None, "X".to_owned()));
        }
        for (text, typed) in [("25h X", "25h"), ("25 hours X", "25 hours"), ("24:30 X", "24:30"), ("0h X", "0h")] {
            let sorted = sort(text, today(), Lang::En);
            assert_eq!((sorted.out_of_range.as_str(), sorted.rest.join(" ")), (typed, "X".to_owned()), "{text}");
        }
        for text in ["COVID-19 X", "3m2 X", "100.50 X", "60 X"] {
            assert_eq!(sort(text, today(), Lang::En).out_of_range, "", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_odd(text in "\\PC{0,60}") {
            let sorted = sort(&text, today(), Lang::Fr);
            proptest::prop_assert!(sorted.times.iter().all(|minutes| (1..=1440).contains(minutes)));
        }
    }
}
