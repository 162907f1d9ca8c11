//! Columns that a profile makes out of others: joined, taken apart, translated or added up. They stand behind those of the
//! file and can be named like them, also by later ones; what is counted and given back are the columns of the file.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::cells::Cells;
use super::crosswalk::key;
use super::header::{Column, Header};
use super::mapper::CellFault;
use super::numbers::{Decimal, DecimalSign};
use super::profile::Profile;
use crate::fault::{Code, Fault, Faults};
use crate::time::clip;

/// A column that is made out of others. Beside its name there is exactly one way in which it is made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// The name by which the rest of the profile, and computed columns below it, can name it.
    pub name: String,
    /// What stands in these columns, one after the other; empty ones are left out.
    pub join: Option<Vec<String>>,
    /// What stands between joined parts; a blank when not said.
    pub with: Option<String>,
    /// The first of these columns in which something stands.
    pub first_of: Option<Vec<String>>,
    /// One part of a column.
    pub part: Option<Part>,
    /// What stands between two marks.
    pub between: Option<Between>,
    /// Other values for those of a column.
    pub values: Option<Values>,
    /// Always the same text.
    pub constant: Option<String>,
    /// The sum of these columns, whose numbers are written with the decimal sign of the duration. Empty cells count
    /// nothing.
    pub sum: Option<Vec<String>>,
    /// The first of two columns less the second.
    pub difference: Option<[String; 2]>,
}

/// One part of a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The column.
    pub column: String,
    /// What stands between the parts.
    #[schemars(length(min = 1))]
    pub split: String,
    /// Which part: 1 is the first, -1 the last. Where there is no such part, nothing is taken.
    pub take: i64,
}

/// What stands between two marks in a column; nothing where one of them is missing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The column.
    pub column: String,
    /// The first mark; what is taken stands after its first place.
    #[schemars(length(min = 1))]
    pub after: String,
    /// The second mark.
    #[schemars(length(min = 1))]
    pub before: String,
}

/// Other values for those of a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// The column.
    pub column: String,
    /// The values (compared folded) and what takes their place.
    pub map: BTreeMap<String, String>,
    /// What takes the place of all others; nothing when not said.
    #[serde(default)]
    pub otherwise: String,
}

impl Computed {
    /// The columns it is made out of.
    #[must_use]
    pub fn columns(&self) -> Vec<&String> {
        let lists = [&self.join, &self.first_of, &self.sum].into_iter().flatten().flatten();
        let single = [
            self.part.as_ref().map(|part| &part.column),
            self.between.as_ref().map(|between| &between.column),
            self.values.as_ref().map(|values| &values.column),
        ];
        lists.chain(single.into_iter().flatten()).chain(self.difference.iter().flatten()).collect()
    }

    /// How many ways are named in which it is made.
    #[must_use]
    pub fn ways(&self) -> usize {
        [
            self.join.is_some(),
            self.first_of.is_some(),
            self.part.is_some(),
            self.between.is_some(),
            self.values.is_some(),
            self.constant.is_some(),
            self.sum.is_some(),
            self.difference.is_some(),
        ]
        .into_iter()
        .filter(|named| *named)
        .count()
    }
}

/// How one column is made, with the columns of one header.
#[derive(Debug)]
enum Way {
    Join(Vec<Column>, String),
    FirstOf(Vec<Column>),
    Part(Column, String, i64),
    Between(Column, String, String),
    Values(Column, HashMap<String, String>, String),
    Constant(String),
    /// Columns with whether they are taken off, and whether the first one must be there.
    Sum(Vec<(Column, bool)>, bool),
}

/// Makes the columns of one file.
#[derive(Debug)]
pub struct Computer {
    ways: Vec<Way>,
    width: usize,
    sign: DecimalSign,
    cells: Cells,
    made: String,
    faults: Vec<CellFault>,
}

impl Computer {
    /// Adds the computed columns of a profile to the header of a file; columns that are not there are noted.
    pub fn new(profile: &Profile, header: &mut Header, faults: &mut Faults) -> Self {
        let mut ways = Vec::with_capacity(profile.computed.len());
        for computed in &profile.computed {
            let mut made_of: Vec<String> = Vec::new();
            let mut found = |name: &String| {
                let column = header.column(name, faults)?;
                if !made_of.contains(&column.name) {
                    made_of.push(column.name.clone());
                }
                Some(column)
            };
            let way = way_of(computed, &mut found);
            header.add_computed(&computed.name, made_of.join(", "));
            // Where a column is missing the file is refused; until then places must stay as they are.
            ways.push(way.unwrap_or_else(|| Way::Constant(String::new())));
        }
        Self {
            ways,
            width: header.len(),
            sign: profile.duration.decimal_sign,
            cells: Cells::default(),
            made: String::new(),
            faults: Vec::new(),
        }
    }

    /// The cells of a record with those that are computed behind them, and the faults of the cells they are made out of.
    pub fn extended<'a>(&'a mut self, cells: &'a Cells) -> (&'a Cells, &'a [CellFault]) {
        if self.ways.is_empty() {
            return (cells, &[]);
        }
        self.faults.clear();
        self.cells.copy_from(cells, self.width);
        for way in &self.ways {
            self.made.clear();
            let typed = way.make(&self.cells, self.sign, &mut self.made, &mut self.faults);
            self.cells.push(&self.made, typed);
        }
        (&self.cells, &self.faults)
    }
}

fn way_of(computed: &Computed, found: &mut impl FnMut(&String) -> Option<Column>) -> Option<Way> {
    let mut all = |names: &Vec<String>| names.iter().filter_map(&mut *found).collect::<Vec<Column>>();
    if let Some(names) = &computed.join {
        return Some(Way::Join(all(names), computed.with.clone().unwrap_or_else(|| " ".to_owned())));
    }
    if let Some(names) = &computed.first_of {
        return Some(Way::FirstOf(all(names)));
    }
    if let Some(names) = &computed.sum {
        return Some(Way::Sum(all(names).into_iter().map(|column| (column, false)).collect(), false));
    }
    if let Some([first, second]) = &computed.difference {
        return Some(Way::Sum(vec![(found(first)?, false), (found(second)?, true)], true));
    }
    if let Some(part) = &computed.part {
        return Some(Way::Part(found(&part.column)?, part.split.clone(), part.take));
    }
    if let Some(between) = &computed.between {
        return Some(Way::Between(found(&between.column)?, between.after.clone(), between.before.clone()));
    }
    if let Some(values) = &computed.values {
        let map = values.map.iter().map(|(value, other)| (key(value), other.clone())).collect();
        return Some(Way::Values(found(&values.column)?, map, values.otherwise.clone()));
    }
    computed.constant.clone().map(Way::Constant)
}

impl Way {
    /// Writes what the column holds in a record; answers whether it is a number or a date of a sheet as it was.
    fn make(&self, cells: &Cells, sign: DecimalSign, made: &mut String, faults: &mut Vec<CellFault>) -> bool {
        match self {
            Self::Join(columns, with) => {
                for text in columns.iter().map(|column| cells.get(column.index)).filter(|text| !text.is_empty()) {
                    if !made.is_empty() {
                        made.push_str(with);
                    }
                    made.push_str(text);
                }
                false
            }
            Self::FirstOf(columns) => {
                let first = columns.iter().find(|column| !cells.get(column.index).is_empty());
                first.is_some_and(|column| {
                    made.push_str(cells.get(column.index));
                    cells.is_typed(column.index)
                })
            }
            Self::Part(column, split, take) => {
                made.push_str(part(cells.get(column.index), split, *take).unwrap_or_default().trim());
                cells.is_typed(column.index)
            }
            Self::Between(column, after, before) => {
                let behind = cells.get(column.index).split_once(after.as_str()).map(|(_, behind)| behind);
                let between = behind.and_then(|behind| behind.split_once(before.as_str())).map(|(between, _)| between);
                made.push_str(between.unwrap_or_default().trim());
                cells.is_typed(column.index)
            }
            Self::Values(column, map, otherwise) => {
                let text = cells.get(column.index);
                made.push_str(map.get(text).or_else(|| map.get(&key(text))).unwrap_or(otherwise));
                false
            }
            Self::Constant(text) => {
                made.push_str(text);
                false
            }
            Self::Sum(columns, needs_first) => {
                if let Some(sum) = sum(columns, *needs_first, cells, sign, faults) {
                    made.push_str(&sum.written(sign));
                }
                false
            }
        }
    }
}

fn part<'a>(text: &'a str, split: &str, take: i64) -> Option<&'a str> {
    let place = usize::try_from(take.unsigned_abs()).ok()?.checked_sub(1)?;
    if take > 0 { text.split(split).nth(place) } else { text.rsplit(split).nth(place) }
}

/// The sum; nothing where all cells are empty, or one of them is at fault.
fn sum(
    columns: &[(Column, bool)],
    needs_first: bool,
    cells: &Cells,
    sign: DecimalSign,
    faults: &mut Vec<CellFault>,
) -> Option<Decimal> {
    let text = |column: &Column| cells.get(column.index).trim();
    if columns.iter().all(|(column, _)| text(column).is_empty()) {
        return None;
    }
    let before = faults.len();
    let mut sum = Decimal::ZERO;
    for (at, (column, taken_off)) in columns.iter().enumerate() {
        let text = text(column);
        let fault = if text.is_empty() {
            (needs_first && at == 0).then(|| Fault::new(Code::Required, ""))
        } else {
            match Decimal::parse(text, sign.of_cell(cells, column.index)) {
                Some(number) => {
                    sum = sum.plus(if *taken_off { number.negated() } else { number });
                    None
                }
                None => Some(Fault::new(Code::NumberUnreadable, "").with("value", clip(text))),
            }
        };
        faults.extend(fault.map(|fault| CellFault { column: column.name.clone(), fault }));
    }
    (faults.len() == before).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_either_end() {
        let text = "A - B - C";
        assert_eq!([1, 3, -1, -3].map(|take| part(text, " - ", take)), [Some("A"), Some("C"), Some("C"), Some("A")]);
        assert_eq!([0, 4, -4, i64::MIN].map(|take| part(text, " - ", take)), [None; 4]);
        assert_eq!(part("alone", " - ", 1), Some("alone"));
    }
}
