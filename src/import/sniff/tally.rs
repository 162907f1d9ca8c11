//! Counts what the cells of a column can be, and concludes from all of them what stands in it.

use std::collections::BTreeSet;

use super::columns::{ColumnFound, DateFound, DecimalFound, Kind};
use super::evidence::{Evidence, Place};
use super::meaning::{self, Meaning};
use super::values::{DMY, Look, MDY, Number, ORDERS, YMD, look, thousands};
use crate::import::durations::Form;
use crate::import::numbers::DecimalSign;

/// Different values that are counted.
const DISTINCT_MAX: usize = 20_000;
/// Days since 1900 of the years 1990 to 2064, which is where serial dates of work lie.
const SERIALS: std::ops::Range<u64> = 32_874..60_000;

/// Counts what the cells of a column can be.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    filled: u64,
    empty: u64,
    /// Dates by the orders they can be read in.
    orders: [u64; 8],
    order_first: [Option<Evidence>; 8],
    with_time: u64,
    first_numbers: BTreeSet<u32>,
    third_numbers: BTreeSet<u32>,
    two_digits: u64,
    no_year: Count,
    spelled: Count,
    serials: Count,
    clocks: u64,
    colons: [u64; 2],
    over_a_day: Count,
    negative: Count,
    letters: Count,
    ranges: Count,
    numbers: u64,
    whole: u64,
    point: Count,
    comma: Count,
    either: Count,
    thousands: Option<char>,
    codes: u64,
    values: BTreeSet<u64>,
    doubled: bool,
}

/// How often something was seen, and where first.
#[derive(Debug, Clone, Default)]
struct Count {
    count: u64,
    first: Option<Evidence>,
}

impl Count {
    fn see(&mut self, seen: bool, place: Place, text: &str) {
        if seen {
            self.count += 1;
            self.first.get_or_insert_with(|| Evidence::new(place, text));
        }
    }
}

impl Tally {
    /// Looks at one cell.
    pub fn see(&mut self, place: Place, text: &str) {
        if text.is_empty() {
            self.empty += 1;
            return;
        }
        self.filled += 1;
        self.note_value(text);
        let seen = look(text);
        let orders = usize::from(seen.orders);
        self.orders[orders] += 1;
        if orders != 0 {
            self.order_first[orders].get_or_insert_with(|| Evidence::new(place, text));
            self.with_time += u64::from(seen.has_time);
        }
        if let Some((first, third)) = seen.two_digits {
            self.two_digits += 1;
            self.first_numbers.insert(first);
            self.third_numbers.insert(third);
        }
        self.no_year.see(seen.no_year, place, text);
        self.spelled.see(seen.spelled, place, text);
        self.clocks += u64::from(seen.clock);
        match seen.colons {
            Some(Form::HoursMinutesSeconds) => self.colons[1] += 1,
            Some(_) => self.colons[0] += 1,
            None => {}
        }
        self.over_a_day.see(seen.colons.is_some() && !seen.clock && !seen.negative, place, text);
        self.negative.see(seen.negative && (seen.colons.is_some() || seen.number.is_some()), place, text);
        self.letters.see(seen.letters, place, text);
        self.ranges.see(seen.range, place, text);
        self.codes += u64::from(seen.code);
        self.note_number(&seen, place, text);
    }

    fn note_number(&mut self, seen: &Look, place: Place, text: &str) {
        let Some(number) = seen.number else { return };
        self.numbers += 1;
        let sign = if number == Number::Comma { DecimalSign::Comma } else { DecimalSign::Point };
        if self.thousands.is_none() && number != Number::Either {
            self.thousands = thousands(text, sign);
        }
        self.whole += u64::from(number == Number::Whole);
        self.point.see(number == Number::Point, place, text);
        self.comma.see(number == Number::Comma, place, text);
        self.either.see(number == Number::Either, place, text);
        let days = text.split(['.', ',']).next().and_then(|days| days.parse::<u64>().ok());
        self.serials.see(days.is_some_and(|days| SERIALS.contains(&days)), place, text);
    }

    /// Remembers values by their digest, so that memory does not grow with their length.
    fn note_value(&mut self, text: &str) {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        if self.doubled || self.values.len() >= DISTINCT_MAX {
            return;
        }
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        self.doubled |= !self.values.insert(hasher.finish());
    }

    /// What is concluded about the column.
    #[must_use]
    pub fn conclude(&self, number: usize, name: &str) -> ColumnFound {
        let candidates: Vec<Meaning> = meaning::of(name).into_iter().map(|(meaning, _)| meaning).collect();
        let (kind, count) = self.kind(&candidates);
        let mut found = ColumnFound {
            number,
            name: name.to_owned(),
            kind,
            filled: self.filled,
            empty: self.empty,
            others: self.filled.saturating_sub(count),
            others_evidence: Vec::new(),
            distinct: self.filled > 1 && !self.doubled,
            candidates,
            date: None,
            decimal: None,
            form: None,
            evidence: Vec::new(),
        };
        let first = |seen: &Count| seen.first.clone().into_iter().collect();
        match kind {
            Kind::Date | Kind::Instant => found.date = Some(self.date()),
            Kind::DateWithoutYear => found.evidence = first(&self.no_year),
            Kind::DateInWords => found.evidence = first(&self.spelled),
            Kind::DateSerial => found.evidence = first(&self.serials),
            Kind::TimeRange => found.evidence = first(&self.ranges),
            Kind::Duration | Kind::TimeOrDuration | Kind::TimeOfDay => {
                found.form = Some(self.form());
                if kind == Kind::Duration {
                    let proofs = [&self.over_a_day, &self.negative, &self.letters];
                    found.evidence = proofs.into_iter().filter_map(|proof| proof.first.clone()).take(1).collect();
                }
            }
            Kind::Decimal | Kind::Whole => found.decimal = Some(self.decimal(kind)),
            Kind::Empty | Kind::Code | Kind::Text => {}
        }
        found
    }

    /// What four of five cells are, and how many are.
    fn kind(&self, candidates: &[Meaning]) -> (Kind, u64) {
        let dates = self.filled - self.orders[0];
        let means = |wanted: &[Meaning]| candidates.iter().any(|meaning| wanted.contains(meaning));
        let is_dated = means(&[Meaning::Date, Meaning::EnteredOn, Meaning::Start, Meaning::End]);
        let colons = self.colons[0] + self.colons[1];
        let clock = match (self.over_a_day.count + self.negative.count, self.clocks, colons) {
            (0, clocks, colons) if clocks > colons => (Kind::TimeOfDay, clocks),
            (0, clocks, _) => (Kind::TimeOrDuration, clocks),
            (_, _, colons) => (Kind::Duration, colons),
        };
        let spelled_out = [
            (Kind::Instant, if self.with_time * 2 > dates { dates } else { 0 }),
            (Kind::Date, dates),
            (Kind::DateWithoutYear, if is_dated { self.no_year.count } else { 0 }),
            (Kind::DateInWords, self.spelled.count),
            (Kind::DateSerial, if is_dated { self.serials.count } else { 0 }),
            clock,
            (Kind::Duration, self.letters.count),
            (Kind::TimeRange, self.ranges.count),
            (Kind::Whole, self.whole),
            (Kind::Decimal, self.numbers),
            (Kind::Code, self.codes),
        ];
        if self.filled == 0 {
            return (Kind::Empty, 0);
        }
        let enough = |count: u64| count > 0 && count * 5 >= self.filled * 4;
        let (kind, count) =
            spelled_out.into_iter().find(|(_, count)| enough(*count)).unwrap_or((Kind::Text, self.filled));
        // Numbers of people, files and rows are names, however they look.
        let names = means(&[Meaning::Person, Meaning::File, Meaning::Activity, Meaning::SourceId]);
        match kind {
            Kind::Whole | Kind::Decimal if names && enough(self.codes) => (Kind::Code, self.codes),
            // One number with decimals among whole ones makes the column one of decimals.
            Kind::Whole if self.point.count + self.comma.count + self.either.count > 0 => (Kind::Decimal, self.numbers),
            // `1h30` is a time of day to some and a duration to others.
            Kind::TimeOfDay if self.letters.count == self.clocks => (Kind::TimeOrDuration, count),
            kind => (kind, count),
        }
    }

    fn form(&self) -> Form {
        if self.letters.count * 2 > self.filled {
            Form::Letters
        } else if self.colons[1] > self.colons[0] {
            Form::HoursMinutesSeconds
        } else {
            Form::HoursMinutes
        }
    }

    /// The order that all dates can be read in; open where there are several, or none.
    fn date(&self) -> DateFound {
        let seen = (1..8_u8).filter(|mask| self.orders[usize::from(*mask)] > 0);
        let common = seen.clone().fold(YMD | DMY | MDY, |common, mask| common & mask);
        let named = |bits: u8| ORDERS.iter().filter(move |(bit, _)| bits & bit != 0).map(|(_, order)| *order);
        let first = |mask: u8| self.order_first[usize::from(mask)].clone();
        let two_digit_years = self.two_digits > 0;
        let mut found = DateFound {
            order: None,
            options: named(common).collect(),
            contradicts: common == 0,
            two_digit_years,
            year_by_values: None,
            evidence: Vec::new(),
        };
        let by_size = |wanted: u8| {
            let mut masks: Vec<u8> = seen.clone().filter(|mask| mask & wanted != 0).collect();
            masks.sort_by_key(|mask| mask.count_ones());
            masks
        };
        match common.count_ones() {
            0 => {
                found.options = named(seen.clone().fold(0, |any, mask| any | mask)).collect();
                found.evidence = by_size(7).into_iter().take(3).filter_map(first).collect();
            }
            1 => {
                found.order = found.options.first().copied();
                found.evidence = by_size(common).into_iter().take(1).filter_map(first).collect();
                if by_size(common).first().is_some_and(|mask| mask.count_ones() > 1) {
                    // No cell alone proves it: two do, each against another order.
                    found.evidence = by_size(common).into_iter().take(2).filter_map(first).collect();
                }
            }
            _ => {
                found.evidence = by_size(common).into_iter().take(1).filter_map(first).collect();
                self.by_year(common, &mut found);
            }
        }
        found
    }

    /// Years of two digits: a number that takes many values while the last takes few is the day, and the last the year.
    fn by_year(&self, common: u8, found: &mut DateFound) {
        if self.two_digits == 0 || common & YMD == 0 {
            return;
        }
        let (first, third) = (self.first_numbers.len(), self.third_numbers.len());
        let last_is_year = first >= 8 && third * 4 <= first;
        let first_is_year = third >= 8 && first * 4 <= third;
        let left = match (last_is_year, first_is_year) {
            (true, false) => common & !YMD,
            (false, true) => YMD,
            _ => common,
        };
        if left != common {
            found.year_by_values = Some((first, third));
        }
        found.options = ORDERS.iter().filter(|(bit, _)| left & bit != 0).map(|(_, order)| *order).collect();
        if left.is_power_of_two() {
            found.order = found.options.first().copied();
        }
    }

    fn decimal(&self, kind: Kind) -> DecimalFound {
        let all = [&self.point, &self.comma, &self.either];
        let first = |seen: &[&Count]| seen.iter().filter_map(|seen| seen.first.clone()).collect();
        let (sign, is_open, evidence) = match (self.point.count, self.comma.count, self.either.count) {
            (0, 0, 0) => (None, false, Vec::new()),
            (0, 0, _) => (None, kind == Kind::Decimal, first(&all[2..])),
            (_, 0, _) => (Some(DecimalSign::Point), false, first(&all[..1])),
            (0, _, _) => (Some(DecimalSign::Comma), false, first(&all[1..2])),
            (_, _, _) => (None, true, first(&all[..2])),
        };
        DecimalFound { sign, is_open, thousands: self.thousands, evidence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::dates::Order;

    fn of(name: &str, cells: &[&str]) -> ColumnFound {
        let mut tally = Tally::default();
        for (at, cell) in cells.iter().enumerate() {
            tally.see(Place::Line(at as u64 + 2), cell);
        }
        tally.conclude(1, name)
    }

    fn order(cells: &[&str]) -> (Option<Order>, Vec<Order>, Vec<String>) {
        let date = of("Date", cells).date.expect("a column of dates");
        let told = date.evidence.iter().map(|one| format!("{} {}", one.line.unwrap_or(0), one.text)).collect();
        (date.order, date.options, told)
    }

    #[test]
    fn the_order_of_dates_needs_a_proof() {
        let told = |text: &str| vec![text.to_owned()];
        let (dmy, mdy) = (vec![Order::Dmy], vec![Order::Mdy]);
        assert_eq!(order(&["03/05/2024", "13/05/2024"]), (Some(Order::Dmy), dmy, told("3 13/05/2024")));
        assert_eq!(order(&["03/05/2024", "05/13/2024"]), (Some(Order::Mdy), mdy, told("3 05/13/2024")));
        assert_eq!(order(&["2024-05-03"]), (Some(Order::Ymd), vec![Order::Ymd], told("2 2024-05-03")));
        let both = vec![Order::Dmy, Order::Mdy];
        assert_eq!(order(&["03/05/2024", "12/05/2024"]), (None, both.clone(), told("2 03/05/2024")));
        let (open, options, evidence) = order(&["13/05/2024", "05/13/2024"]);
        assert_eq!((open, options, evidence.len()), (None, both, 2));
    }

    #[test]
    fn the_place_of_a_two_digit_year_is_told_by_how_the_numbers_vary() {
        let days: Vec<String> = (1..=12).map(|day| format!("{day:02}/08/15")).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        assert_eq!(order(&days).1, [Order::Dmy, Order::Mdy]);
        let with_proof = [&days[..], &["13/08/15"]].concat();
        assert_eq!(order(&with_proof).0, Some(Order::Dmy));
        assert_eq!(order(&["03/08/15"]).1, [Order::Ymd, Order::Dmy, Order::Mdy]);
        assert!(of("Date", &["03/08/15"]).date.expect("dates").two_digit_years);
        let years_first: Vec<String> = (1..=12).map(|day| format!("15/08/{day:02}")).collect();
        let years_first: Vec<&str> = years_first.iter().map(String::as_str).collect();
        assert_eq!(order(&years_first).0, Some(Order::Ymd));
    }

    #[test]
    fn dates_that_cannot_be_read_have_kinds_of_their_own() {
        assert_eq!(of("Date", &["07/Jan", "08/Jan"]).kind, Kind::DateWithoutYear);
        assert_eq!(of("Date", &["45123", "45124"]).kind, Kind::DateSerial);
        assert_eq!(of("Invoice", &["45123", "45124"]).kind, Kind::Whole);
        let words = "Fri Jun 30 2023 04:00:00 GMT+0200 (CEST)";
        assert_eq!(of("Date", &[words]).kind, Kind::DateInWords);
        assert_eq!(of("Start", &["2024-05-13T08:00"]).kind, Kind::Instant);
        let impossible = of("Date", &["2024-05-13", "2024-05-14", "2024-05-15", "2024-05-16", "2O24-05-17"]);
        assert_eq!((impossible.kind, impossible.others), (Kind::Date, 1));
    }

    #[test]
    fn the_decimal_sign_needs_a_proof() {
        let decimal = |cells: &[&str]| of("Hours", cells).decimal.expect("numbers");
        assert_eq!(decimal(&["1", "1.5"]).sign, Some(DecimalSign::Point));
        assert_eq!(decimal(&["2.000,0", "1,5"]).sign, Some(DecimalSign::Comma));
        assert_eq!(decimal(&["2.000,0"]).thousands, Some('.'));
        assert_eq!(decimal(&["1 234,56"]).thousands, Some(' '));
        let open = decimal(&["1.250", "2.500"]);
        assert_eq!((open.sign, open.is_open), (None, true));
        let both = decimal(&["1.5", "1,5"]);
        assert_eq!((both.sign, both.is_open, both.evidence.len()), (None, true, 2));
        let whole = decimal(&["1", "2"]);
        assert_eq!((whole.sign, whole.is_open), (None, false));
    }

    #[test]
    fn durations_and_times_are_told_apart_where_a_cell_proves_it() {
        for (cells, kind, form) in [
            (&["1:30", "36:45"][..], Kind::Duration, Form::HoursMinutes),
            (&["-01:01", "00:41"], Kind::Duration, Form::HoursMinutes),
            (&["01:30:00"], Kind::TimeOrDuration, Form::HoursMinutesSeconds),
            (&["35m", "1h 12m"], Kind::Duration, Form::Letters),
            (&["1h30", "2h15"], Kind::TimeOrDuration, Form::Letters),
        ] {
            let found = of("x", cells);
            assert_eq!((found.kind, found.form), (kind, Some(form)), "{cells:?}");
        }
        assert_eq!(of("x", &["08:00:00 PM", "8:15 a.m."]).kind, Kind::TimeOfDay);
        assert_eq!(of("x", &["18-19:00"]).kind, Kind::TimeRange);
    }

    #[test]
    fn other_columns_are_codes_text_or_empty() {
        assert_eq!(of("x", &["TSLA", "UKR-12"]).kind, Kind::Code);
        assert_eq!(of("File", &["0528", "500.900"]).kind, Kind::Code);
        assert_eq!(of("x", &["emails", "prep for mtg"]).kind, Kind::Text);
        assert_eq!(of("x", &["", ""]).kind, Kind::Empty);
        assert!(of("x", &["A1", "A2"]).distinct && !of("x", &["A1", "A1"]).distinct);
    }
}
