//! Recognizes totals rows, and reads their values, the columns they sum and the groups that rows belong to. Comparing a
//! total with its rows is the part of `control`; nothing is added up here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::dates::{self, Order};
use super::durations::{self, Form};
use super::header::{Column, Header};
use super::numbers::{DecimalSign, Rounding};
use super::profile::{Level, Profile, RepeatedTotal, Sums, TotalKey, TotalsRule};
use crate::fault::Faults;
use crate::text::fold;

/// What a group of rows has in common: a name or number as in the file, a day, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GroupKey {
    /// The number or name of a person or file, a label, or what stands in another column.
    pub name: String,
    /// The day.
    pub day: Option<NaiveDate>,
}

impl GroupKey {
    /// What the group is known by: spellings that differ in case, accents and punctuation are one.
    #[must_use]
    pub fn folded(&self) -> String {
        let folded = fold(&self.name);
        let name = if folded.is_empty() { self.name.trim() } else { &folded };
        self.day.map_or_else(|| name.to_owned(), |day| format!("{name}\u{1f}{day}"))
    }

    /// As people read it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.day {
            Some(day) if self.name.is_empty() => day.to_string(),
            Some(day) => format!("{} · {day}", self.name),
            None => self.name.clone(),
        }
    }
}

/// The groups one row belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// For each totals rule that tells rows apart; `None` where the row does not say, and for the other rules. Empty where no
    /// rule does.
    pub rules: Vec<Option<GroupKey>>,
    /// For each total that rows repeat.
    pub repeated: Vec<Option<Said>>,
}

/// No group, as rows have that have no cells.
pub const NO_GROUPS: &Groups = &Groups { rules: Vec::new(), repeated: Vec::new() };

/// What a row says of the total of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The group.
    pub key: GroupKey,
    /// The total as written; empty where the row says nothing.
    pub text: String,
    /// The total in minutes; `None` where it cannot be read.
    pub minutes: Option<i64>,
}

/// A totals row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalRow<'a> {
    /// Which of the profile's `totals` marked it, counted from 0.
    pub rule: usize,
    /// Its value in minutes; `None` where the rule has no value, or where it cannot be read.
    pub value_minutes: Option<i64>,
    /// The value as it is written; empty where the rule has no value.
    pub value_text: &'a str,
    /// The group that it names; `None` for that of the row above.
    pub key: Option<GroupKey>,
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
    rows: Option<Grouping>,
    key: Option<(Column, Option<String>, Order)>,
}

/// How rows are told apart.
#[derive(Debug)]
struct Grouping {
    names: Vec<Column>,
    constant: String,
    day: Option<(Column, Order)>,
}

#[derive(Debug)]
struct Repeated {
    column: Option<Column>,
    form: Form,
    rows: Grouping,
}

/// The totals rules of a profile, with the columns of one header.
#[derive(Debug)]
pub struct Totals {
    rules: Vec<Rule>,
    repeated: Vec<Repeated>,
    decimal_sign: DecimalSign,
    rounding: Rounding,
    sums: Vec<Option<i64>>,
    groups: Groups,
}

impl Totals {
    /// The rules of a profile for one header; columns that are not there are noted.
    pub fn new(profile: &Profile, header: &Header, faults: &mut Faults) -> Self {
        let rules = profile.totals.iter().filter_map(|rule| rule_of(rule, profile, header, faults)).collect();
        let repeated =
            profile.repeated_totals.iter().map(|total| repeated_of(total, profile, header, faults)).collect();
        let (decimal_sign, rounding) = (profile.duration.decimal_sign, profile.duration.rounding);
        let sums = Vec::with_capacity(profile.totals.len());
        Self { rules, repeated, decimal_sign, rounding, sums, groups: Groups::default() }
    }

    /// The row as a totals row, if it is one.
    #[must_use]
    pub fn find<'a>(&self, cells: &'a Cells) -> Option<TotalRow<'a>> {
        let rule = self.rules.iter().position(|rule| rule.sign.is_on(cells.get(rule.column.index)))?;
        let key = self.rules[rule].key_on(cells);
        let Some((column, after, form)) = &self.rules[rule].value else {
            return Some(TotalRow { rule, value_minutes: None, value_text: "", key });
        };
        let value_text = behind(cells.get(column.index), after.as_deref());
        let value_minutes =
            durations::parse(value_text, *form, self.decimal_sign.of_cell(cells, column.index), self.rounding).ok();
        Some(TotalRow { rule, value_minutes, value_text, key })
    }

    /// Reads what the rules sum from other columns; cells that cannot be read count nothing, so that the total shows it.
    pub fn read(&mut self, cells: &Cells) {
        self.sums.clear();
        self.sums.extend(self.rules.iter().map(|rule| {
            let (column, form) = rule.sum.as_ref()?;
            let sign = self.decimal_sign.of_cell(cells, column.index);
            durations::parse(cells.get(column.index), *form, sign, self.rounding).ok()
        }));
        self.groups.rules.clear();
        if self.rules.iter().any(|rule| rule.rows.is_some()) {
            self.groups.rules.extend(self.rules.iter().map(|rule| rule.rows.as_ref()?.key_of(cells)));
        }
        self.groups.repeated.clear();
        self.groups.repeated.extend(self.repeated.iter().map(|repeated| {
            let key = repeated.rows.key_of(cells)?;
            let column = repeated.column.as_ref()?;
            let text = cells.get(column.index).trim().to_owned();
            let sign = self.decimal_sign.of_cell(cells, column.index);
            let minutes = durations::parse(&text, repeated.form, sign, self.rounding).ok();
            Some(Said { key, text, minutes })
        }));
    }

    /// The groups that the row belongs to.
    #[must_use]
    pub const fn groups(&self) -> &Groups {
        &self.groups
    }

    /// For each rule the minutes in the column that it sums; `None` for rules that sum the entries.
    #[must_use]
    pub fn sums(&self) -> &[Option<i64>] {
        &self.sums
    }
}

impl Rule {
    /// The group a totals row names; `None` where it names none.
    fn key_on(&self, cells: &Cells) -> Option<GroupKey> {
        let (column, after, order) = self.key.as_ref()?;
        let text = behind(cells.get(column.index), after.as_deref());
        if text.is_empty() {
            return None;
        }
        if self.rows.as_ref().is_some_and(|rows| rows.day.is_some())
            && let Ok(day) = dates::parse(text, order.of_cell(cells, column.index))
        {
            return Some(GroupKey { name: String::new(), day: Some(day) });
        }
        // What is no day names a group that no row belongs to, so that the total shows it.
        Some(GroupKey { name: text.to_owned(), day: None })
    }
}

impl Grouping {
    fn of(level: Level, by: Option<&String>, profile: &Profile, header: &Header, faults: &mut Faults) -> Self {
        let (columns, constant): (Vec<&String>, _) = match level {
            Level::Person | Level::PersonDay => {
                let person = &profile.person;
                (person.column.iter().chain(&person.columns).collect(), person.constant.as_ref())
            }
            Level::WorkFile => (profile.work_file.column.iter().collect(), profile.work_file.constant.as_ref()),
            Level::Activity => {
                let activity = profile.activity.as_ref();
                let column = activity.and_then(|activity| activity.column.as_ref());
                (column.into_iter().collect(), activity.and_then(|activity| activity.constant.as_ref()))
            }
            Level::Column => (by.into_iter().collect(), None),
            Level::File | Level::Block | Level::Day => (Vec::new(), None),
        };
        let day = level.has_day().then(|| header.column(&profile.date.column, faults)).flatten();
        Self {
            names: columns.into_iter().filter_map(|name| header.column(name, faults)).collect(),
            constant: constant.cloned().unwrap_or_default(),
            day: day.map(|column| (column, profile.date.order)),
        }
    }

    /// The group of a row; `None` where its day cannot be read.
    fn key_of(&self, cells: &Cells) -> Option<GroupKey> {
        let day = match &self.day {
            Some((column, order)) => {
                Some(dates::parse(cells.get(column.index), order.of_cell(cells, column.index)).ok()?)
            }
            None => None,
        };
        let mut name = self.constant.clone();
        for text in self.names.iter().map(|column| cells.get(column.index).trim()).filter(|text| !text.is_empty()) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(text);
        }
        Some(GroupKey { name, day })
    }
}

/// What stands behind a mark in a cell, or all of it.
fn behind<'a>(text: &'a str, after: Option<&str>) -> &'a str {
    match after {
        Some(after) => text.split_once(after).map_or("", |(_, value)| value),
        None => text,
    }
    .trim()
}

fn repeated_of(total: &RepeatedTotal, profile: &Profile, header: &Header, faults: &mut Faults) -> Repeated {
    let column = header.column(&total.column, faults);
    let rows = Grouping::of(total.level, total.by.as_ref(), profile, header, faults);
    Repeated { column, form: total.form, rows }
}

fn rule_of(rule: &TotalsRule, profile: &Profile, header: &Header, faults: &mut Faults) -> Option<Rule> {
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
    let level = rule.level();
    let rows = level.has_key().then(|| Grouping::of(level, rule.by.as_ref(), profile, header, faults));
    let key = rule.key.as_ref().and_then(|TotalKey { column, after, order }| {
        Some((header.column(column, faults)?, after.clone(), order.unwrap_or(profile.date.order)))
    });
    // A column that is missing is among the faults already, and the mapper that needs it is never made.
    Some(Rule { column: column?, sign, value: value.flatten(), sum: sum.flatten(), rows, key })
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
