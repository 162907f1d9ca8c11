//! Recognizes totals rows and reads their values and the columns they sum. Comparing a total with its rows is the
//! caller's part; nothing is added up here.

use super::cells::Cells;
use super::durations::{self, Form};
use super::header::{Column, Header};
use super::numbers::{DecimalSign, Rounding};
use super::profile::{Profile, Sums, TotalsRule};
use crate::fault::Faults;
use crate::text::fold;

/// A totals row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotalRow<'a> {
    /// Which of the profile's `totals` marked it, counted from 0.
    pub rule: usize,
    /// Its value in minutes; `None` where the rule has no value, or where it cannot be read.
    pub value_minutes: Option<i64>,
    /// The value as it is written; empty where the rule has no value.
    pub value_text: &'a str,
}

#[derive(Debug)]
enum Sign {
    StartsWith(String),
    Equals(String),
    Contains(String),
}

#[derive(Debug)]
struct Rule {
    column: Column,
    sign: Sign,
    value: Option<(Column, Option<String>, Form)>,
    sum: Option<(Column, Form)>,
}

/// The totals rules of a profile, with the columns of one header.
#[derive(Debug)]
pub struct Totals {
    rules: Vec<Rule>,
    decimal_sign: DecimalSign,
    rounding: Rounding,
    sums: Vec<Option<i64>>,
}

impl Totals {
    /// The rules of a profile for one header; columns that are not there are noted.
    pub fn new(profile: &Profile, header: &Header, faults: &mut Faults) -> Self {
        let rules = profile.totals.iter().filter_map(|rule| rule_of(rule, header, faults)).collect();
        let (decimal_sign, rounding) = (profile.duration.decimal_sign, profile.duration.rounding);
        Self { rules, decimal_sign, rounding, sums: Vec::with_capacity(profile.totals.len()) }
    }

    /// The row as a totals row, if it is one.
    #[must_use]
    pub fn find<'a>(&self, cells: &'a Cells) -> Option<TotalRow<'a>> {
        let rule = self.rules.iter().position(|rule| rule.sign.is_on(cells.get(rule.column.index)))?;
        let Some((column, after, form)) = &self.rules[rule].value else {
            return Some(TotalRow { rule, value_minutes: None, value_text: "" });
        };
        let text = cells.get(column.index);
        let text = match after {
            Some(after) => text.split_once(after.as_str()).map_or("", |(_, value)| value),
            None => text,
        };
        let value_text = text.trim();
        let value_minutes =
            durations::parse(value_text, *form, self.decimal_sign.of_cell(cells, column.index), self.rounding).ok();
        Some(TotalRow { rule, value_minutes, value_text })
    }

    /// Reads what the rules sum from other columns; cells that cannot be read count nothing, so that the total shows it.
    pub fn read(&mut self, cells: &Cells) {
        self.sums.clear();
        self.sums.extend(self.rules.iter().map(|rule| {
            let (column, form) = rule.sum.as_ref()?;
            let sign = self.decimal_sign.of_cell(cells, column.index);
            durations::parse(cells.get(column.index), *form, sign, self.rounding).ok()
        }));
    }

    /// For each rule the minutes in the column that it sums; `None` for rules that sum the entries.
    #[must_use]
    pub fn sums(&self) -> &[Option<i64>] {
        &self.sums
    }
}

fn rule_of(rule: &TotalsRule, header: &Header, faults: &mut Faults) -> Option<Rule> {
    let column = header.column(&rule.column, faults);
    let value = rule
        .value
        .as_ref()
        .map(|value| header.column(&value.column, faults).map(|column| (column, value.after.clone(), value.form)));
    let sum = match &rule.sums {
        Sums::Column(sum) => Some(header.column(&sum.column, faults).map(|column| (column, sum.form))),
        Sums::Entries(_) => None,
    };
    let sign = match (&rule.starts_with, &rule.equals, &rule.contains) {
        (Some(text), _, _) => Sign::StartsWith(fold(text)),
        (_, Some(text), _) => Sign::Equals(fold(text)),
        (_, _, text) => Sign::Contains(fold(text.as_deref()?)),
    };
    // A column that is missing is among the faults already, and the mapper that needs it is never made.
    Some(Rule { column: column?, sign, value: value.flatten(), sum: sum.flatten() })
}

impl Sign {
    fn is_on(&self, cell: &str) -> bool {
        match self {
            Self::StartsWith(mark) => may_begin(cell, mark) && fold(cell).starts_with(mark.as_str()),
            Self::Equals(mark) => may_begin(cell, mark) && fold(cell) == *mark,
            Self::Contains(mark) => cell.len() >= mark.len() && fold(cell).contains(mark.as_str()),
        }
    }
}

/// Whether a cell may begin with a folded mark: spares folding where its first word differs.
fn may_begin(cell: &str, mark: &str) -> bool {
    for (place, byte) in cell.bytes().enumerate() {
        let wanted = mark.as_bytes().get(place);
        if !byte.is_ascii_alphanumeric() {
            return place == 0 || !byte.is_ascii() || matches!(wanted, None | Some(b' '));
        }
        match wanted {
            Some(wanted) if *wanted != byte.to_ascii_lowercase() => return !wanted.is_ascii(),
            Some(_) => {}
            None => return true,
        }
    }
    !cell.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_total_is_lost_to_the_quick_look(cell in "[ .-]{0,2}[TtœOo]{0,3}[ -]{0,2}[Ttés0]{0,3}", mark in "[TtœOo]{1,3} ?[té]{0,2}") {
            let mark = fold(&mark);
            prop_assert!(!fold(&cell).starts_with(&mark) || may_begin(&cell, &mark));
        }
    }

    #[test]
    fn another_first_word_is_seen_without_folding() {
        assert!(!may_begin("T-12", "total"));
        assert!(!may_begin("2024-05-13", "saldo total"));
        assert!(may_begin("Saldo  Total: 1", "saldo total"));
    }
}
