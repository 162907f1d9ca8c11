//! One column per day: a row of a timesheet that names a person, a file and an activity once, and then the time of each
//! day in a column of its own. A row becomes one entry for each day on which something stands.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::contradictions;
use super::dates::{self, Order};
use super::durations::{self, Form};
use super::header::{Column, Header};
use super::mapper::CellFault;
use super::numbers::{DecimalSign, Rounding};
use super::profile::Profile;
use crate::fault::{Code, Fault, Faults};
use crate::text::fold;
use crate::time::clip;

/// Which columns are days, and which days they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysSource {
    /// What stands in the header of a day.
    pub headers: DayHeaders,
    /// For weekdays: which day of the week the column of `date` names.
    #[serde(default)]
    pub week: Week,
    /// By how many minutes the days may differ from the total of the row, which is the column of `duration`.
    #[serde(default)]
    pub tolerance_minutes: u32,
}

/// What stands in the header of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayHeaders {
    /// A date, in the order of `date`; a weekday may stand before it.
    Date,
    /// A weekday in English or French; the week stands in the column of `date`.
    Weekday,
    /// The number of a day; the month stands in the column of `date`.
    DayOfMonth,
}

/// Which day of a week is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Week {
    /// Its first.
    #[default]
    Starting,
    /// Its last.
    Ending,
}

/// The time of one day of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCell {
    /// The day.
    pub day: NaiveDate,
    /// How long it took.
    pub minutes: i64,
    /// The column.
    pub column: String,
}

/// What a header says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Date(NaiveDate),
    Weekday(Weekday),
    Number(u32),
}

/// The columns of days in one header.
#[derive(Debug)]
pub struct DayColumns {
    source: DaysSource,
    order: Order,
    columns: Vec<(Column, Day)>,
    others: Vec<Column>,
    named: Option<Column>,
    total: Option<Column>,
    form: Form,
    sign: DecimalSign,
    rounding: Rounding,
    found: Vec<DayCell>,
}

impl DayColumns {
    /// The columns of days, where the profile reads them. `column_missing`, `column_doubled` and `days_missing` are noted.
    pub fn new(profile: &Profile, header: &Header, cells: &Cells, faults: &mut Faults) -> Option<Self> {
        let source = profile.days.clone()?;
        let duration = &profile.duration;
        let named = contradictions::columns(profile).into_iter().filter(|(key, _)| *key != "golden.cells");
        // What is missing is noted by those who need it.
        let named = named.filter_map(|(_, name)| Some(header.column(name, &mut Faults::none())?.index));
        let named: Vec<usize> = named.collect();
        let all = header.names().iter().enumerate();
        let all = all.map(|(index, name)| Column { index, name: name.clone() });
        let order = profile.date.order;
        let (mut columns, mut others): (Vec<(Column, Day)>, Vec<Column>) = (Vec::new(), Vec::new());
        for column in all {
            let free = !named.contains(&column.index);
            match day_of(source.headers, order, cells, column.index).filter(|_| free) {
                Some(day) if columns.iter().any(|(_, known)| *known == day) => {
                    faults.push(Fault::new(Code::ColumnDoubled, "").with("column", clip(&column.name)));
                }
                Some(day) => columns.push((column, day)),
                None => others.push(column),
            }
        }
        if columns.is_empty() {
            let found = header.names().join(", ");
            faults.push(Fault::new(Code::DaysMissing, "").with("found", clip(&found)));
        }
        Some(Self {
            order,
            columns,
            others,
            named: (source.headers != DayHeaders::Date).then(|| header.column(&profile.date.column, faults)).flatten(),
            total: duration.column.as_ref().and_then(|name| header.column(name, faults)),
            form: duration.form,
            sign: duration.decimal_sign,
            rounding: duration.rounding,
            found: Vec::new(),
            source,
        })
    }

    /// Whether a record is the header of another week or month: other days stand in it, and everything else is as in the
    /// header. Its days are those of the rows below.
    pub fn are_begun_anew(&mut self, header: &Header, cells: &Cells) -> bool {
        let names = header.names();
        let same = |column: &Column| names[column.index].eq_ignore_ascii_case(cells.get(column.index));
        if cells.len() != names.len() || self.columns.is_empty() || !self.others.iter().all(same) {
            return false;
        }
        let mut columns: Vec<(Column, Day)> = Vec::with_capacity(self.columns.len());
        for (column, _) in &self.columns {
            match day_of(self.source.headers, self.order, cells, column.index) {
                Some(day) if columns.iter().all(|(_, known)| *known != day) => {
                    columns.push((Column { index: column.index, name: cells.get(column.index).to_owned() }, day));
                }
                _ => return false,
            }
        }
        self.columns = columns;
        true
    }

    /// Reads the days of a row; `None` where nothing stands in any of them and nothing is at fault.
    pub fn read(&mut self, cells: &Cells, faults: &mut Vec<CellFault>) -> Option<()> {
        self.found.clear();
        let before = faults.len();
        let mut filled = false;
        let named = self.named.as_ref().map(|column| (column, self.named_day(cells, column)));
        for (column, day) in &self.columns {
            let text = cells.get(column.index);
            if is_nothing(text) {
                continue;
            }
            let sign = self.sign.of_cell(cells, column.index);
            let minutes = match durations::parse(text, self.form, sign, self.rounding) {
                Ok(0) => continue,
                Ok(minutes) => minutes,
                Err(code) => {
                    faults.push(fault_in(column, Fault::new(code, "minutes").with("value", clip(text))));
                    continue;
                }
            };
            filled = true;
            let day = match (*day, &named) {
                (Day::Date(day), _) => Ok(day),
                (Day::Weekday(weekday), Some((_, Ok(named)))) => Ok(self.of_week(*named, weekday)),
                (Day::Number(number), Some((_, Ok(named)))) => named.with_day(number).ok_or_else(|| {
                    let value = format!("{}-{:02}-{number:02}", named.year(), named.month());
                    Fault::new(Code::DateImpossible, "worked_on").with("value", value)
                }),
                // What keeps the week or the month from being known is told once, in its own column.
                _ => continue,
            };
            match day {
                Ok(day) => self.found.push(DayCell { day, minutes, column: column.name.clone() }),
                Err(fault) => faults.push(fault_in(column, fault)),
            }
        }
        if let Some((column, Err(fault))) = named
            && filled
        {
            faults.push(fault_in(column, fault));
        }
        if faults.len() == before {
            self.compare(cells, faults);
        }
        (filled || faults.len() > before).then_some(())
    }

    /// The days that were read last.
    #[must_use]
    pub fn found(&self) -> &[DayCell] {
        &self.found
    }

    /// The total of the row must be that of its days.
    fn compare(&self, cells: &Cells, faults: &mut Vec<CellFault>) {
        let Some(column) = self.total.as_ref().filter(|column| !is_nothing(cells.get(column.index))) else { return };
        let text = cells.get(column.index);
        let sum: i64 = self.found.iter().map(|cell| cell.minutes).sum();
        match durations::parse(text, self.form, self.sign.of_cell(cells, column.index), self.rounding) {
            Ok(total) if total.abs_diff(sum) <= u64::from(self.source.tolerance_minutes) => {}
            Ok(total) => {
                let fault = Fault::new(Code::DurationsDisagree, "minutes").with("first", sum).with("second", total);
                faults.push(fault_in(column, fault));
            }
            Err(code) => faults.push(fault_in(column, Fault::new(code, "minutes").with("value", clip(text)))),
        }
    }

    /// The week or the month of a row, as a day in it.
    fn named_day(&self, cells: &Cells, column: &Column) -> Result<NaiveDate, Fault> {
        let text = cells.get(column.index);
        if text.trim().is_empty() {
            return Err(Fault::new(Code::Required, "worked_on"));
        }
        let order = self.order.of_cell(cells, column.index);
        let month = (self.source.headers == DayHeaders::DayOfMonth).then(|| first_of_month(text, order)).flatten();
        let day = month.map_or_else(|| dates::parse(text, order), Ok);
        let day = day.map_err(|code| Fault::new(code, "worked_on").with("value", clip(text)))?;
        // Of a month its first day is enough, and exists always.
        Ok(if self.source.headers == DayHeaders::DayOfMonth { day.with_day(1).unwrap_or(day) } else { day })
    }

    /// The weekday of the week that begins or ends with a day.
    fn of_week(&self, named: NaiveDate, weekday: Weekday) -> NaiveDate {
        let days = match self.source.week {
            Week::Starting => weekday.days_since(named.weekday()),
            Week::Ending => named.weekday().days_since(weekday),
        };
        let days = Days::new(u64::from(days));
        let found = match self.source.week {
            Week::Starting => named.checked_add_days(days),
            Week::Ending => named.checked_sub_days(days),
        };
        found.unwrap_or(named)
    }
}

fn fault_in(column: &Column, fault: Fault) -> CellFault {
    CellFault { column: column.name.clone(), fault }
}

/// Whether a cell says that nothing was done.
fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "–" | "—")
}

/// The day that a header names.
fn day_of(headers: DayHeaders, order: Order, cells: &Cells, index: usize) -> Option<Day> {
    let text = cells.get(index).trim();
    match headers {
        DayHeaders::Date => {
            let text = behind_weekday(text);
            // A date of a sheet is written with its year first, whatever the order of texts is.
            let read = dates::parse(text, order).or_else(|_| dates::parse(text, order.of_cell(cells, index)));
            read.or_else(|_| text.parse()).ok().map(Day::Date)
        }
        DayHeaders::Weekday => weekday(text).map(Day::Weekday),
        DayHeaders::DayOfMonth => number(text).map(Day::Number),
    }
}

/// Whether a header is a date, in whatever order.
#[must_use]
pub fn is_date(name: &str) -> bool {
    [Order::Ymd, Order::Dmy, Order::Mdy].into_iter().any(|order| is_date_of(name, order))
}

/// Whether a header is a date in this order.
#[must_use]
pub fn is_date_of(name: &str, order: Order) -> bool {
    dates::parse(behind_weekday(name.trim()), order).is_ok()
}

/// What stands behind a weekday, or all of it.
fn behind_weekday(text: &str) -> &str {
    let word = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
    let (first, rest) = text.split_at(word);
    if weekday(first).is_some() { rest.trim_start_matches([' ', ',', '.']) } else { text }
}

/// The weekday that a text begins with, by its English or French name or its usual abbreviation.
#[must_use]
pub fn weekday(text: &str) -> Option<Weekday> {
    let word: String = text.chars().take_while(|letter| letter.is_alphabetic()).collect();
    Some(match fold(&word).as_str() {
        "monday" | "mon" | "lundi" | "lun" => Weekday::Mon,
        // `mar` is mardi, and March in a date; alone it is the weekday.
        "tuesday" | "tue" | "tues" | "mardi" | "mar" => Weekday::Tue,
        "wednesday" | "wed" | "mercredi" | "mer" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "jeudi" | "jeu" => Weekday::Thu,
        "friday" | "fri" | "vendredi" | "ven" => Weekday::Fri,
        "saturday" | "sat" | "samedi" | "sam" => Weekday::Sat,
        "sunday" | "sun" | "dimanche" | "dim" => Weekday::Sun,
        _ => return None,
    })
}

/// The number of a day at the beginning of a text.
#[must_use]
pub fn number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let apart = rest.is_empty() || rest.starts_with(' ');
    number.parse().ok().filter(|number| apart && digits <= 2 && (1..=31).contains(number))
}

/// The first day of a month that is written with numbers: `2026-03`, `03/2026`.
fn first_of_month(text: &str, order: Order) -> Option<NaiveDate> {
    let (first, second) = text.trim().split_once(['-', '/', '.'])?;
    let (year, month) = if order == Order::Ymd { (first, second) } else { (second, first) };
    let digits = |text: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    (digits(year, 4..=4) && digits(month, 1..=2)).then_some(())?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_known_in_both_languages() {
        for (text, day) in [
            ("Monday", Some(Weekday::Mon)),
            ("tues.", Some(Weekday::Tue)),
            ("Mar. 3", Some(Weekday::Tue)),
            ("MERCREDI", Some(Weekday::Wed)),
            ("dim", Some(Weekday::Sun)),
            ("Month", None),
            ("", None),
            ("3", None),
        ] {
            assert_eq!(weekday(text), day, "{text}");
        }
    }

    #[test]
    fn numbers_of_days_stand_apart() {
        for (text, day) in [
            ("1", Some(1)),
            ("31", Some(31)),
            ("02 Mon", Some(2)),
            ("0", None),
            ("32", None),
            ("1st", None),
            ("100", None),
        ] {
            assert_eq!(number(text), day, "{text}");
        }
    }

    #[test]
    fn a_weekday_may_stand_before_a_date() {
        assert_eq!(behind_weekday("Mon 2026-03-02"), "2026-03-02");
        assert_eq!(behind_weekday("Lundi, 2026-03-02"), "2026-03-02");
        assert_eq!(behind_weekday("March 2, 2026"), "March 2, 2026");
    }

    #[test]
    fn months_are_read_with_the_year_where_the_order_has_it() {
        let first = |text, order| first_of_month(text, order).map(|day| day.to_string());
        assert_eq!(first("2026-03", Order::Ymd).as_deref(), Some("2026-03-01"));
        assert_eq!(first("03/2026", Order::Dmy).as_deref(), Some("2026-03-01"));
        assert_eq!(first("03/2026", Order::Ymd), None);
        assert_eq!(first("2026-13", Order::Ymd), None);
        assert_eq!(first("2026-03-01", Order::Ymd), None);
    }
}
