//! The part of a profile that tells how the bytes of a file are laid out. What the columns mean stands in `profile`.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::dialect::{Dialect, Encoding, Escape, Repair};

/// How the bytes of the file are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as profiles write them")]
pub struct FileShape {
    /// The encoding of the bytes.
    pub encoding: Encoding,
    /// The sign between cells: one ASCII character, or `tab`.
    pub delimiter: Mark,
    /// The sign around cells: one ASCII character, or `none`.
    pub quote: Mark,
    /// How a quote inside a quoted cell is written.
    pub escape: Escape,
    /// What is mended in the text; lines that were mended are counted in the ledger.
    pub repair: Repair,
    /// Whether blanks around cells are cut.
    pub trim: bool,
    /// How many physical lines stand above the header.
    pub preamble: u32,
    /// Whether there is a header; without one the columns are called `1`, `2` and so on.
    pub header: bool,
    /// What is cut from the end of each line.
    pub line_suffix: String,
    /// Whether rows may end with a delimiter that begins no cell.
    pub trailing_delimiter: bool,
    /// What happens to rows with fewer cells than the header.
    pub short_rows: ShortRows,
    /// What rows are that equal another row in every respect.
    pub repeats: Repeats,
    /// Whether an apostrophe stands before cells that a spreadsheet would take for a formula, as in exports of this
    /// program; it is taken off.
    pub formula_apostrophe: bool,
    /// The sheet of a workbook, by its name or its number from 1; without it the only sheet that has rows is read.
    pub sheet: Option<SheetChoice>,
    /// Whether the lines are rows of a sheet.
    #[serde(skip)]
    pub is_sheet: bool,
}

impl Default for FileShape {
    fn default() -> Self {
        Self {
            encoding: Encoding::default(),
            delimiter: Mark(Some(b',')),
            quote: Mark(Some(b'"')),
            escape: Escape::default(),
            repair: Repair::default(),
            trim: true,
            preamble: 0,
            header: true,
            line_suffix: String::new(),
            trailing_delimiter: false,
            short_rows: ShortRows::default(),
            repeats: Repeats::default(),
            formula_apostrophe: false,
            sheet: None,
            is_sheet: false,
        }
    }
}

impl FileShape {
    /// The part of it that the splitter needs.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        Dialect {
            encoding: self.encoding,
            delimiter: self.delimiter.0.unwrap_or(b','),
            quote: self.quote.0,
            escape: self.escape,
            repair: self.repair,
            trim: self.trim,
            preamble: u64::from(self.preamble),
            line_suffix: self.line_suffix.clone(),
            sheet: self.is_sheet,
        }
    }

    /// The layout of the lines that the rows of a sheet become. Encoding and signs are those of the lines; a row ends
    /// with its last cell that holds something. Lines above the header, repeats and trimming are as the profile says.
    #[must_use]
    pub fn of_sheet(&self) -> Self {
        let signs = Self::default();
        Self {
            encoding: signs.encoding,
            delimiter: signs.delimiter,
            quote: signs.quote,
            line_suffix: signs.line_suffix,
            escape: signs.escape,
            repair: signs.repair,
            trailing_delimiter: false,
            short_rows: ShortRows::Pad,
            is_sheet: true,
            ..self.clone()
        }
    }
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SheetChoice {
    /// Its place among the sheets, from 1.
    Number(#[schemars(range(min = 1))] u32),
    /// Its name.
    Name(String),
}

impl fmt::Display for SheetChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// One ASCII sign, `tab` or `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", extend("pattern" = "^([ -~\t]|tab|none)$"))]
pub struct Mark(Option<u8>);

impl Mark {
    /// The sign, or `None` where the profile says `none`.
    #[must_use]
    pub const fn get(self) -> Option<u8> {
        self.0
    }
}

impl TryFrom<String> for Mark {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_bytes() {
            b"tab" => Ok(Self(Some(b'\t'))),
            b"none" => Ok(Self(None)),
            [byte @ (b' '..=b'~' | b'\t')] => Ok(Self(Some(*byte))),
            _ => Err("one ASCII character, tab or none is expected"),
        }
    }
}

/// What happens to rows with fewer cells than the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShortRows {
    /// They are refused.
    #[default]
    Reject,
    /// The missing cells are empty.
    Pad,
}

/// What rows are that equal another row in every respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Repeats {
    /// Entries of their own, told apart by their ordinal.
    #[default]
    Keep,
    /// The same entry again.
    Duplicate,
}
