//! Suggestions for rejected cells: the known spelling of a person or file that a cell most likely means, a date in the
//! order the profile reads, a duration in its form. Nothing is taken over without a person; where we have nothing
//! to suggest we say nothing.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::Reason;
use crate::files::File;
use crate::import::dates::{self, Order};
use crate::import::durations::{self, Form};
use crate::import::numbers::{DecimalSign, Rounding};
use crate::import::profile::{FindFile, FindPerson, Profile};
use crate::people::Person;
use crate::text::fold;
use crate::time::MINUTES_PER_DAY;

/// Different spellings that are looked for by distance; further ones only folded.
const SEARCHES_MAX: usize = 10_000;
/// Spellings this long or shorter are never joined by distance: CIVA and CIVL are different clients.
const SHORT: usize = 5;
/// Letters by which two spellings may differ.
const DISTANCE_MAX: usize = 2;

/// Knows what cells may mean.
#[derive(Debug, Default)]
pub struct Suggester {
    people: Spellings,
    files: Spellings,
    dates: Option<Order>,
    durations: Option<(Form, DecimalSign, Rounding)>,
}

impl Suggester {
    /// A suggester that knows these people and files. Only files that the reader may know of belong here.
    #[must_use]
    pub fn new<'a>(
        profile: &Profile,
        people: impl IntoIterator<Item = &'a Person>,
        files: impl IntoIterator<Item = &'a File>,
    ) -> Self {
        let mut known = Self {
            dates: Some(profile.date.order),
            durations: Some((profile.duration.form, profile.duration.decimal_sign, profile.duration.rounding)),
            ..Self::default()
        };
        // What is suggested is what the profile looks for first.
        let by_name = profile.person.find_by.all().first() == Some(&FindPerson::Name);
        let by_title = profile.work_file.find_by.all().first() == Some(&FindFile::Title);
        for person in people {
            let (number, name) = (person.number.as_str(), person.name.as_str());
            known.people.add(if by_name { name } else { number }, [number, name]);
        }
        for file in files.into_iter().filter(|file| !file.import_only) {
            let (number, title) = (file.number.as_str(), file.title.as_str());
            known.files.add(if by_title { title } else { number }, [number, title]);
        }
        known
    }

    /// What the cell of a fault may mean; empty where nothing is likely.
    pub(super) fn of(&mut self, reason: &Reason, cell: &str) -> String {
        let found = match reason.code.as_str() {
            "unknown_person" => self.people.find(cell),
            "unknown_file" => self.files.find(cell),
            "date_not_as_profile" | "date_impossible" => self.dates.and_then(|order| date(cell, order)),
            "duration_format" | "number_unreadable" => self.durations.and_then(|form| duration(cell, form)),
            _ => None,
        };
        found.unwrap_or_default()
    }
}

/// Spellings of what has a name.
#[derive(Debug, Default)]
struct Spellings {
    /// What is meant, by each folded spelling of it; nothing where two mean different things.
    keys: HashMap<String, Option<String>>,
    /// Folded spellings and what they mean.
    listed: Vec<(String, String)>,
    /// What was found for spellings that were looked for.
    found: HashMap<String, Option<String>>,
}

impl Spellings {
    fn add(&mut self, shown: &str, spellings: [&str; 2]) {
        for spelling in spellings {
            let folded = fold(spelling);
            for key in keys(&folded) {
                let kept = self.keys.entry(key).or_insert_with(|| Some(shown.to_owned()));
                if kept.as_deref() != Some(shown) {
                    *kept = None;
                }
            }
            self.listed.push((folded, shown.to_owned()));
        }
    }

    fn find(&mut self, cell: &str) -> Option<String> {
        let folded = fold(cell);
        if folded.is_empty() {
            return None;
        }
        let known = keys(&folded).into_iter().find_map(|key| self.keys.get(&key));
        if let Some(known) = known {
            return known.clone();
        }
        if let Some(found) = self.found.get(&folded) {
            return found.clone();
        }
        if self.found.len() >= SEARCHES_MAX {
            return None;
        }
        let found = if may_be_misspelt(cell) { self.nearest(&folded) } else { None };
        self.found.insert(folded, found.clone());
        found
    }

    /// The one known spelling that is nearest, where it is near enough.
    fn nearest(&self, folded: &str) -> Option<String> {
        let wanted: Vec<char> = folded.chars().collect();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let own = digits(folded);
        let mut best = (DISTANCE_MAX + 1, BTreeSet::new());
        for (spelling, shown) in &self.listed {
            if spelling.chars().count() <= SHORT || digits(spelling) != own {
                continue;
            }
            let Some(distance) = distance(&wanted, spelling, best.0.min(DISTANCE_MAX)) else { continue };
            if distance < best.0 {
                best = (distance, BTreeSet::new());
            }
            best.1.insert(shown);
        }
        let mut found = best.1.into_iter();
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one.clone()),
            _ => None,
        }
    }
}

/// What a folded spelling is looked up by: as it is, without blanks, and with its words in order, each once.
fn keys(folded: &str) -> BTreeSet<String> {
    let words: BTreeSet<&str> = folded.split(' ').collect();
    let sorted = words.into_iter().collect::<Vec<_>>().join(" ");
    [folded.to_owned(), folded.replace(' ', ""), sorted].into_iter().filter(|key| !key.is_empty()).collect()
}

/// Codes in capitals and short spellings differ by a letter because they mean different things.
fn may_be_misspelt(cell: &str) -> bool {
    cell.trim().chars().count() > SHORT && cell.chars().any(char::is_lowercase)
}

/// How many letters have to be changed, added or left out; `None` for more than a limit.
fn distance(one: &[char], other: &str, limit: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, opposite) in other.iter().enumerate() {
            let changed = above[column] + usize::from(letter != opposite);
            current.push(changed.min(above[column + 1] + 1).min(current[column] + 1));
        }
        if current.iter().all(|cost| *cost > limit) {
            return None;
        }
        above = current;
    }
    above.last().copied().filter(|cost| *cost <= limit)
}

/// A date as the profile reads it.
pub(super) fn spelled(date: NaiveDate, order: Order) -> String {
    let form = match order {
        Order::Ymd => "%Y-%m-%d",
        Order::Dmy => "%d/%m/%Y",
        Order::Mdy => "%m/%d/%Y",
    };
    date.format(form).to_string()
}

/// The date that a cell means in the profile's own order once letters are digits again, or in the one other order in
/// which it is a date.
fn date(cell: &str, order: Order) -> Option<String> {
    let numeric = cell.chars().all(|letter| !letter.is_alphabetic() || "oOlI".contains(letter));
    let digits: String = cell
        .chars()
        .map(|letter| match letter {
            'o' | 'O' if numeric => '0',
            'l' | 'I' if numeric => '1',
            letter => letter,
        })
        .collect();
    let likely = |date: &NaiveDate| (1970..=2100).contains(&date.year());
    let read = |order| dates::parse(&digits, order).ok().filter(likely);
    if let Some(date) = read(order) {
        return Some(spelled(date, order));
    }
    let others: BTreeSet<NaiveDate> =
        [Order::Ymd, Order::Dmy, Order::Mdy].into_iter().filter(|other| *other != order).filter_map(read).collect();
    let mut others = others.into_iter();
    match (others.next(), others.next()) {
        (Some(date), None) => Some(spelled(date, order)),
        _ => None,
    }
}

/// The duration of a cell that is written in another form, in that of the profile.
fn duration(cell: &str, (form, sign, rounding): (Form, DecimalSign, Rounding)) -> Option<String> {
    let other = if sign == DecimalSign::Point { DecimalSign::Comma } else { DecimalSign::Point };
    let tries = [(form, other), (Form::HoursMinutes, sign), (Form::HoursMinutesSeconds, sign), (Form::Letters, sign)];
    let minutes = tries
        .into_iter()
        .find_map(|(form, sign)| durations::parse(cell, form, sign, rounding).ok())
        .filter(|minutes| (1..=MINUTES_PER_DAY).contains(minutes))?;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match form {
        Form::DecimalHours => {
            let hundredths = (rest * 100).checked_div(60).filter(|_| (rest * 100) % 60 == 0)?;
            let point = if sign == DecimalSign::Point { '.' } else { ',' };
            Some(format!("{hours}{point}{hundredths:02}"))
        }
        Form::HoursMinutes => Some(format!("{hours}:{rest:02}")),
        Form::HoursMinutesSeconds => Some(format!("{hours}:{rest:02}:00")),
        Form::Letters => Some(format!("{hours}h{rest:02}")),
        Form::Minutes => Some(minutes.to_string()),
        Form::Seconds => Some((minutes * 60).to_string()),
        Form::StartEnd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Spellings {
        let mut known = Spellings::default();
        known.add("P-1", ["P-1", "Amélie Tremblay-Roy"]);
        known.add("P-2", ["P-2", "CIVA"]);
        known.add("P-3", ["P-3", "Lot project 1"]);
        known.add("P-4", ["P-4", "Jean Roy"]);
        known.add("P-5", ["P-5", "Jean Roy"]);
        known
    }

    #[test]
    fn folded_spellings_words_in_another_order_and_slips_are_found() {
        let mut known = known();
        for cell in ["p1", "P 1", "TREMBLAY ROY, Amelie", "amelie  tremblay roy", "Amelie Trembley Roy"] {
            assert_eq!(known.find(cell).as_deref(), Some("P-1"), "{cell}");
        }
    }

    #[test]
    fn codes_short_labels_and_other_digits_are_never_joined_by_distance() {
        let mut known = known();
        for cell in ["CIVL", "civl", "Lot project 2", "AMELIE TREMBLEY ROY", "Jean Roy", "", "P-9"] {
            assert_eq!(known.find(cell), None, "{cell}");
        }
    }

    #[test]
    fn dates_are_given_in_the_order_of_the_profile() {
        assert_eq!(date("2O25-03-31", Order::Ymd).as_deref(), Some("2025-03-31"));
        assert_eq!(date("31/03/2025", Order::Mdy).as_deref(), Some("03/31/2025"));
        assert_eq!(date("03/31/2025", Order::Dmy).as_deref(), Some("31/03/2025"));
        assert_eq!(date("03/04/2025", Order::Ymd), None, "two dates are meant equally");
        assert_eq!(date("2026-02-30", Order::Ymd), None);
    }

    #[test]
    fn durations_are_given_in_the_form_of_the_profile() {
        let hours = (Form::DecimalHours, DecimalSign::Point, Rounding::default());
        assert_eq!(duration("1,5", hours).as_deref(), Some("1.50"));
        assert_eq!(duration("1h45", hours).as_deref(), Some("1.75"));
        assert_eq!(duration("0:50", hours), None, "no decimals say fifty minutes");
        let minutes = (Form::Minutes, DecimalSign::Point, Rounding::default());
        assert_eq!(duration("1:30", minutes).as_deref(), Some("90"));
        assert_eq!(duration("soon", minutes), None);
    }
}
