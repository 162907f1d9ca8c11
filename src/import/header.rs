//! The header of a file: finds the columns that a profile names, and knows a header that is repeated further down.
//! Names are compared folded, so that case, accents and punctuation do not matter.

use super::cells::Cells;
use crate::fault::{Code, Fault, Faults};
use crate::text::fold;

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place, counted from 0.
    pub index: usize,
    /// Its name as the file writes it.
    pub name: String,
}

/// The names of the columns.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
    keys: Vec<String>,
}

fn key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

impl Header {
    /// The header with these cells.
    #[must_use]
    pub fn new(cells: &Cells) -> Self {
        Self { names: cells.iter().map(str::to_owned).collect(), keys: cells.iter().map(key).collect() }
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no column.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Drops a last column without a name, which a trailing delimiter makes.
    pub fn drop_nameless_end(&mut self) {
        if self.names.last().is_some_and(String::is_empty) {
            self.names.pop();
            self.keys.pop();
        }
    }

    /// The names as the file writes them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a column of this name is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.keys.contains(&key(name))
    }

    /// The column of this name; `column_missing` or `column_doubled` is noted, once for each name.
    pub fn column(&self, name: &str, faults: &mut Faults) -> Option<Column> {
        let wanted = key(name);
        let mut found = self.keys.iter().enumerate().filter(|(_, key)| **key == wanted).map(|(index, _)| index);
        let (first, second) = (found.next(), found.next());
        let code = match (first, second) {
            (Some(index), None) => return Some(Column { index, name: self.names[index].clone() }),
            (Some(_), Some(_)) => Code::ColumnDoubled,
            (None, _) => Code::ColumnMissing,
        };
        let fault = Fault::new(code, "").with("column", name);
        if !faults.iter().any(|known| *known == fault) {
            faults.push(fault);
        }
        None
    }

    /// Whether a record is this header again.
    #[must_use]
    pub fn is_repeated_by(&self, cells: &Cells) -> bool {
        let count = self.names.len();
        (cells.len() == count || cells.len() == count + 1 && cells.get(count).is_empty())
            && self.names.iter().zip(cells.iter()).all(|(name, cell)| name.eq_ignore_ascii_case(cell))
    }
}
