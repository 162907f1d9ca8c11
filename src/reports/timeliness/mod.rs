//! Timeliness: how long after the work time is entered, by period and group; the reporting triangle; and how complete the
//! latest periods can be, judged by how late the time of older ones came.

mod small;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::dimensions::{By, Keys};
use super::facts::LAG_UNKNOWN;
use super::links::{self, Held};
use super::ops::WorkloadAnswer;
use super::question::Question;
use super::sheet::{Cell, Key, Row, Sheet, Table, Value};
use super::standard::working_days;
use super::sums::{self, Asked, ReportError, Slots};
use super::workload::{Wanted, held_or_not};
use crate::calendar;
use crate::number::Hundredths;
use crate::period::Period;

/// The ages of the triangle, in days.
const AGES: [i32; 9] = [0, 1, 5, 10, 15, 30, 60, 90, 180];
/// A period this old is taken to be complete, and shows how late time comes.
const SETTLED_DAYS: i64 = sums::LAG_MAX as i64;

/// Minutes by lag in days, those of unknown lag apart.
#[derive(Debug, Clone, Default)]
struct Lags {
    by_lag: BTreeMap<i32, i64>,
    unknown: i64,
}

impl Lags {
    fn add(&mut self, lag: i32, minutes: i64) {
        if lag == LAG_UNKNOWN {
            self.unknown += minutes;
        } else {
            *self.by_lag.entry(lag).or_default() += minutes;
        }
    }

    fn plus(&mut self, other: &Self) {
        self.unknown += other.unknown;
        for (lag, minutes) in &other.by_lag {
            self.add(*lag, *minutes);
        }
    }

    fn all(&self) -> i64 {
        self.known() + self.unknown
    }

    fn known(&self) -> i64 {
        self.by_lag.values().sum()
    }

    fn within(&self, days: i32) -> i64 {
        self.by_lag.range(..=days).map(|(_, minutes)| minutes).sum()
    }

    fn cells(&self) -> Vec<Cell> {
        let known = self.known();
        let share = |days: i32| Cell::from(Hundredths::percent(self.within(days), known));
        vec![
            Cell::minutes(self.all()),
            Cell::minutes(known),
            Cell::minutes(self.unknown),
            share(1),
            share(5),
            share(10),
        ]
    }
}

/// The tables of the report.
///
/// # Errors
/// When facts cannot be read from disk.
pub(super) fn tables(about: &WorkloadAnswer, wanted: &Wanted) -> Result<Vec<Table>, ReportError> {
    let snapshot = &about.snapshot;
    let periods = wanted.span.periods(wanted.today);
    let keys = Keys::new(snapshot, wanted.by, wanted.recoding.as_ref());
    let mut only = wanted.only.clone();
    only.push(held_or_not(snapshot, false));
    let slots = Slots::new(&periods);
    let late_after_days = i32::try_from(wanted.late_after_days).unwrap_or(i32::MAX);
    let asked = Asked { slots: &slots, rows: &keys.lookup, columns: None, only: &only, late_after_days };
    let mut groups: BTreeMap<(usize, &str), Lags> = BTreeMap::new();
    for (slot, row, lag, minutes, _) in sums::lags(snapshot, &asked)? {
        let name = keys.names.get(row as usize).map_or("", String::as_str);
        groups.entry((slot as usize, name)).or_default().add(lag, minutes);
    }
    let mut totals = vec![Lags::default(); periods.len()];
    for ((slot, _), lags) in &groups {
        totals[*slot].plus(lags);
    }
    let mut tables = vec![
        lag_table(about, wanted.by, &periods, &groups, &totals),
        triangle(&about.question, &periods, &totals, wanted.today),
        completeness(&about.question, &periods, &totals, wanted.today),
    ];
    if let Some(fewest) = wanted.fewest_people {
        let hidden =
            small::find(snapshot, (&asked, &keys), &groups, &totals, &small::settled(&periods, wanted.today), fewest)?;
        small::hide(&mut tables, &periods, &hidden);
    }
    Ok(tables)
}

/// The table of shares entered in time.
fn lag_table(
    about: &WorkloadAnswer,
    by: By,
    periods: &[Period],
    groups: &BTreeMap<(usize, &str), Lags>,
    totals: &[Lags],
) -> Table {
    let row = |at: usize, key: Key, lags: &Lags, behind: &[(By, &str)]| {
        let address = |more: &[(&'static str, &str)]| {
            links::narrowed(&about.question, Some(&periods[at]), behind, Held::None, more)
        };
        let addresses = [
            address(&[]),
            address(&[("lag_known", "yes")]),
            address(&[("lag_known", "no")]),
            address(&[("lag_up_to", "1")]),
            address(&[("lag_up_to", "5")]),
            address(&[("lag_up_to", "10")]),
        ];
        let cells = lags.cells().into_iter().zip(addresses).map(|(cell, address)| cell.behind(address)).collect();
        Row { keys: vec![Key::period(&periods[at]), key], incomplete: periods[at].incomplete, cells }
    };
    let mut rows = Vec::new();
    for (at, total) in totals.iter().enumerate() {
        for ((_, name), lags) in groups.range((at, "")..).take_while(|((slot, _), _)| *slot == at) {
            rows.push(row(at, Key::group(by, name), lags, &[(by, name)]));
        }
        rows.push(row(at, Key::total(), total, &[]));
    }
    Table {
        id: "lags",
        keys: vec!["period", by.as_str()],
        figures: vec!["hours", "known", "unknown", "within-1", "within-5", "within-10"],
        rows,
    }
}

/// What of each period had been entered when its days were so old. An age that not all its days have reached is not shown.
fn triangle(question: &Question, periods: &[Period], totals: &[Lags], today: NaiveDate) -> Table {
    let mut rows = Vec::new();
    for (period, lags) in periods.iter().zip(totals) {
        for age in AGES {
            let reached = (today - period.last).num_days() >= i64::from(age);
            let entered = if reached { Value::Minutes(lags.within(age)) } else { Value::None };
            let share = Hundredths::percent(lags.within(age), lags.known()).filter(|_| reached);
            // A period that is still growing has no whole to take a share of.
            let settled = (today - period.last).num_days() >= SETTLED_DAYS;
            let days = age.to_string();
            let behind = links::narrowed(question, Some(period), &[], Held::None, &[("lag_up_to", &days)]);
            let cells: [Cell; 2] = [entered.into(), share.filter(|_| settled).into()];
            rows.push(Row {
                keys: vec![Key::period(period), Key::plain(days)],
                incomplete: !reached,
                cells: cells.map(|cell| cell.behind(&behind)).into(),
            });
        }
    }
    Table { id: "triangle", keys: vec!["period", "age"], figures: vec!["entered-by", "complete"], rows }
}

/// How complete the periods are that are less than a year old: the share that, by the periods that are older, comes in as
/// many days as each of their working days is old.
fn completeness(question: &Question, periods: &[Period], totals: &[Lags], today: NaiveDate) -> Table {
    let settled = |period: &Period| (today - period.last).num_days() >= SETTLED_DAYS;
    let mut older = Lags::default();
    for (_, lags) in periods.iter().zip(totals).filter(|(period, _)| settled(period)) {
        older.plus(lags);
    }
    // The share is that of the older periods: they stand behind it.
    let mut settled_ones = periods.iter().filter(|period| settled(period));
    let judged_by =
        settled_ones.next().map(|first| Period { last: settled_ones.next_back().unwrap_or(first).last, ..*first });
    let known =
        judged_by.map(|older| links::narrowed(question, Some(&older), &[], Held::None, &[("lag_known", "yes")]));
    let recent = periods.iter().zip(totals).filter(|(period, _)| !settled(period) && period.first <= today);
    let row = |(period, lags): (&Period, &Lags)| {
        let (reached, days) = reached(&older, period.first, period.last.min(today), today);
        let whole = i128::from(older.known()) * i128::from(days);
        let minutes = i128::from(lags.all());
        let complete = ratio(reached * 100, whole);
        let factor = ratio(whole, reached);
        let expected = quotient(minutes * whole, reached).map_or(Value::None, Value::Minutes);
        let own = links::entries(question, Some(period), &[], false);
        let judged = |cell: Cell| Cell { behind: known.clone(), ..cell };
        let cells = vec![
            Cell::minutes(lags.all()).behind(&own),
            judged(complete.into()),
            judged(factor.into()),
            Cell::from(expected).behind(own),
        ];
        Row { keys: vec![Key::period(period)], incomplete: true, cells }
    };
    Table {
        id: "completeness",
        keys: vec!["period"],
        figures: vec!["hours", "complete", "factor", "expected-hours"],
        rows: recent.map(row).collect(),
    }
}

/// The minutes of older periods that had come by the age of each working day, added up over the working days; and how many
/// working days there are.
fn reached(older: &Lags, first: NaiveDate, last: NaiveDate, today: NaiveDate) -> (i128, i64) {
    let mut sum = 0;
    let mut day = first;
    while day <= last {
        if calendar::is_working_day(day) {
            sum += i128::from(older.within(today.num_days_from_ce() - day.num_days_from_ce()));
        }
        day = day + Days::new(1);
    }
    (sum, working_days(first, last))
}

/// A ratio rounded once to hundredths; nothing without a divisor.
fn ratio(numerator: i128, denominator: i128) -> Option<Hundredths> {
    let hundredths = quotient(numerator * 100, denominator)?;
    Hundredths::of_ratio(hundredths, 100, 1)
}

/// A quotient of numbers that are not negative, rounded once, half up.
fn quotient(numerator: i128, denominator: i128) -> Option<i64> {
    (denominator > 0).then(|| i64::try_from((2 * numerator + denominator) / (2 * denominator)).ok()).flatten()
}

/// The report. Where shares of a table are not shown, neither is the share of everything, from which they could follow.
pub(super) fn sheet(mut about: WorkloadAnswer, tables: Vec<Table>) -> Sheet {
    about.workload.late_suppressed |= small::any_silent(&tables);
    Sheet { report: "timeliness", about, tables, notes: vec!["reports-note-completeness"] }
}

#[cfg(test)]
mod tests {
    use super::super::dimensions::By;
    use super::*;
    use crate::period::{Per, Span};

    fn question() -> Question {
        Question {
            span: Span::parse("2024-25", "2026-27", Per::Month).expect("a span"),
            by: By::Team,
            across: None,
            filters: Vec::new(),
            recoding: None,
            fewest_people: None,
        }
    }

    #[test]
    fn a_recent_month_is_as_complete_as_older_ones_were_at_its_age() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let today = day("2026-11-22");
        // Half of the time comes on the day, the rest after 30 days.
        let mut older = Lags::default();
        older.add(0, 500);
        older.add(30, 500);
        let mut recent = Lags::default();
        recent.add(0, 60);
        let periods =
            ["2024-06-01", "2026-09-01", "2026-11-01"].map(|first| Period::holding(Per::Month, day(first), today));
        let table = completeness(&question(), &periods, &[older, Lags::default(), recent], today);
        assert_eq!(table.rows.len(), 2);
        let value = |row: usize, cell: usize| table.rows[row].cells[cell].value.clone();
        let ratio = |text: i64| Value::Ratio(Hundredths::of_ratio(text, 100, 1).expect("a ratio"));
        assert_eq!(
            [value(0, 1), value(0, 2)],
            [ratio(10_000), ratio(100)],
            "every day of September is older than 30 days"
        );
        assert_eq!([value(1, 1), value(1, 2)], [ratio(5_000), ratio(200)]);
        assert_eq!(value(1, 3), Value::Minutes(120));
        // Without older periods nothing is known.
        let table = completeness(&question(), &periods[1..], &[Lags::default(), Lags::default()], today);
        assert!(table.rows.iter().all(|row| row.cells[1..].iter().all(|cell| cell.value == Value::None)));
    }

    #[test]
    fn an_age_that_a_period_has_not_reached_is_not_shown() {
        let today: NaiveDate = "2026-11-22".parse().expect("a date");
        let mut lags = Lags::default();
        lags.add(0, 60);
        lags.add(7, 30);
        lags.add(LAG_UNKNOWN, 15);
        let period = Period::holding(Per::Month, "2026-10-15".parse().expect("a date"), today);
        let table = triangle(&question(), &[period], &[lags.clone()], today);
        let shown: Vec<&Value> = table.rows.iter().map(|row| &row.cells[0].value).collect();
        let minutes = |minutes| Value::Minutes(minutes);
        let (none, sixty, ninety) = (Value::None, minutes(60), minutes(90));
        assert_eq!(shown, [&sixty, &sixty, &sixty, &ninety, &ninety, &none, &none, &none, &none]);
        assert_eq!((lags.known(), lags.unknown), (90, 15));
    }
}
