//! The header of a file: finds the columns that a profile names, also by their other spellings, and knows a header that
//! is repeated further down. Names are compared folded, so that case, accents and punctuation do not matter.

use std::collections::HashMap;

use super::cells::Cells;
use super::profile::Profile;
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
    /// Other spellings of the names that a profile uses, both as they are compared.
    aliases: HashMap<String, Vec<String>>,
    /// Columns that are computed, behind those of the file: what they are compared by, and what they are made of.
    computed: Vec<(String, String)>,
}

/// What a name is compared by: folded, or as it is where nothing but signs stands in it.
#[must_use]
pub fn key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

impl Header {
    /// The header with these cells.
    #[must_use]
    pub fn new(cells: &Cells) -> Self {
        Self {
            names: cells.iter().map(str::to_owned).collect(),
            keys: cells.iter().map(key).collect(),
            aliases: HashMap::new(),
            computed: Vec::new(),
        }
    }

    /// The header with these cells, as a profile reads it.
    #[must_use]
    pub fn of(profile: &Profile, cells: &Cells) -> Self {
        let mut header = Self::new(cells);
        if profile.file.trailing_delimiter {
            header.drop_nameless_end();
        }
        let spellings = |names: &Vec<String>| names.iter().map(|name| key(name)).collect();
        header.aliases = profile.aliases.iter().map(|(name, others)| (key(name), spellings(others))).collect();
        header
    }

    /// Adds a column that is computed; `made_of` tells the columns that a fault in it is looked for in.
    pub fn add_computed(&mut self, name: &str, made_of: String) {
        self.computed.push((key(name), made_of));
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

    /// Whether a column of this name is in the file.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.places(&key(name)).next().is_some()
    }

    /// Where columns stand that are called so, or as the profile calls it too.
    fn places<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = usize> {
        let others = self.aliases.get(wanted).map_or(&[][..], Vec::as_slice);
        let keys = self.keys.iter().enumerate();
        keys.filter(move |(_, key)| *key == wanted || others.contains(key)).map(|(index, _)| index)
    }

    /// The column of this name; `column_missing` or `column_doubled` is noted, once for each name.
    pub fn column(&self, name: &str, faults: &mut Faults) -> Option<Column> {
        let wanted = key(name);
        let computed = self.computed.iter().position(|(key, _)| *key == wanted);
        let mut found = self.places(&wanted);
        let code = match (computed, found.next(), found.next()) {
            (Some(place), None, _) => {
                return Some(Column { index: self.len() + place, name: self.computed[place].1.clone() });
            }
            (None, Some(index), None) => return Some(Column { index, name: self.names[index].clone() }),
            (None, None, _) => Code::ColumnMissing,
            (_, Some(_), _) => Code::ColumnDoubled,
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
