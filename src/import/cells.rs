//! Cuts the text of one record into cells, through buffers that are used again: no allocation per cell. Plain cells
//! are found by their delimiter, the others by `csv-core`; both follow the rule for quotes of the splitter.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr2};

use super::dialect::{Dialect, Escape, LINE_BREAK};
use crate::fault::Code;
use crate::text::live;

/// The most cells of a record.
pub const CELLS_MAX: usize = 256;

/// The cells of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    text: String,
    sheet: bool,
    places: Vec<Span>,
}

/// Where a cell stands, and whether it came in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
    quoted: bool,
}

impl Cells {
    /// Cells with these texts, as headers made by hand need them.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut cells = Self::default();
        for text in texts {
            cells.push(text, false);
        }
        cells
    }

    /// The cells at these places, in this order; empty ones for places behind the last cell.
    #[must_use]
    pub fn pick(&self, places: impl IntoIterator<Item = usize>) -> Self {
        let mut picked = Self { sheet: self.sheet, ..Self::default() };
        for place in places {
            let start = picked.text.len();
            picked.text.push_str(self.get(place));
            let quoted = self.places.get(place).is_none_or(|span| span.quoted);
            picked.places.push(Span { start, end: picked.text.len(), quoted });
        }
        picked
    }

    /// Takes the place of these cells: the first `width` of others, with empty ones where there are fewer.
    pub fn copy_from(&mut self, other: &Self, width: usize) {
        self.text.clear();
        self.places.clear();
        self.sheet = other.sheet;
        self.places.extend(other.places.iter().take(width));
        let end = self.places.last().map_or(0, |span| span.end);
        self.text.push_str(&other.text[..end]);
        self.places.resize(width, Span { start: end, end, quoted: true });
    }

    /// Adds a cell; `typed` where it is a number or a date of a sheet.
    pub fn push(&mut self, text: &str, typed: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.places.push(Span { start, end: self.text.len(), quoted: !typed });
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The text of a cell; empty behind the last one.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        self.places.get(index).map_or("", |span| &self.text[span.start..span.end])
    }

    /// The texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|span| &self.text[span.start..span.end])
    }

    /// Whether no cell holds anything.
    #[must_use]
    pub fn are_blank(&self) -> bool {
        self.places.iter().all(|span| span.start == span.end)
    }

    /// Whether the cells are those of a sheet.
    #[must_use]
    pub const fn are_of_sheet(&self) -> bool {
        self.sheet
    }

    /// Whether a cell of a sheet is a number or a date, and no text: its one spelling does not depend on the profile.
    #[must_use]
    pub fn is_typed(&self, index: usize) -> bool {
        self.sheet && self.places.get(index).is_some_and(|span| !span.quoted)
    }
}

/// Cuts records of one dialect.
#[derive(Debug)]
pub struct Cutter {
    reader: Reader,
    dialect: Dialect,
    unquoted: Vec<u8>,
    takes_apostrophes: bool,
}

impl Cutter {
    /// A cutter for a dialect.
    #[must_use]
    pub fn new(dialect: &Dialect) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter).quoting(dialect.quote.is_some());
        if let Some(quote) = dialect.quote {
            builder.quote(quote);
        }
        if dialect.escape == Escape::Backslash {
            builder.escape(Some(b'\\')).double_quote(false);
        }
        Self { reader: builder.build(), dialect: dialect.clone(), unquoted: Vec::new(), takes_apostrophes: false }
    }

    /// The same cutter, which takes the apostrophe off that stands before what a spreadsheet would take for a formula.
    #[must_use]
    pub fn taking_apostrophes(self, takes_apostrophes: bool) -> Self {
        Self { takes_apostrophes, ..self }
    }

    /// Cuts a record into cells, which replace what `cells` held.
    ///
    /// # Errors
    /// `too_many_cells`.
    pub fn cut(&mut self, record: &str, cells: &mut Cells) -> Result<(), Code> {
        cells.text.clear();
        cells.sheet = self.dialect.sheet;
        cells.places.clear();
        let mut rest = Some(self.content(record));
        while let Some(text) = rest {
            if cells.places.len() == CELLS_MAX {
                return Err(Code::TooManyCells);
            }
            let blanks = text.bytes().take_while(|byte| self.dialect.is_blank(*byte)).count();
            let text = &text[blanks..];
            rest = match self.whole_cell(text) {
                Some((cell, behind)) => {
                    let quoted = self.dialect.quote.is_some_and(|quote| text.as_bytes().first() == Some(&quote));
                    self.keep(cell, quoted, cells);
                    behind
                }
                None => self.cut_quoted(text, cells),
            };
        }
        Ok(())
    }

    /// The first cell, where it is a piece of the text as it stands, and what is behind its delimiter.
    fn whole_cell<'a>(&self, text: &'a str) -> Option<(&'a str, Option<&'a str>)> {
        let bytes = text.as_bytes();
        let Some(quote) = self.dialect.quote.filter(|quote| bytes.first() == Some(quote)) else {
            return Some(match memchr(self.dialect.delimiter, bytes) {
                Some(end) => (&text[..end], Some(&text[end + 1..])),
                None => (text, None),
            });
        };
        let end = 1 + match self.dialect.escape {
            Escape::Doubled => memchr(quote, &bytes[1..])?,
            Escape::Backslash => memchr2(quote, b'\\', &bytes[1..])?,
        };
        if bytes[end] != quote {
            return None;
        }
        match bytes.get(end + 1) {
            None => Some((&text[1..end], None)),
            Some(next) if *next == self.dialect.delimiter => Some((&text[1..end], Some(&text[end + 2..]))),
            Some(_) => None,
        }
    }

    /// Cuts a first cell in which quotes are doubled, or something stands behind the closing one.
    fn cut_quoted<'a>(&mut self, text: &'a str, cells: &mut Cells) -> Option<&'a str> {
        self.reader.reset();
        self.unquoted.resize(text.len(), 0);
        let (result, read, written) = self.reader.read_field(text.as_bytes(), &mut self.unquoted);
        // Delimiter and quote are ASCII, so whole characters stay whole.
        let cell = str::from_utf8(&self.unquoted[..written]).unwrap_or_default();
        self.keep(cell, true, cells);
        match result {
            ReadFieldResult::Field { .. } => text.get(read..),
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull | ReadFieldResult::End => None,
        }
    }

    fn keep(&self, cell: &str, quoted: bool, cells: &mut Cells) {
        let start = cells.text.len();
        let cell = if self.dialect.trim { cell.trim() } else { cell };
        let cell = if self.takes_apostrophes { live(cell) } else { cell };
        if self.dialect.sheet && quoted {
            cells.text.extend(cell.chars().map(|letter| if letter == LINE_BREAK { '\n' } else { letter }));
        } else {
            cells.text.push_str(cell);
        }
        cells.places.push(Span { start, end: cells.text.len(), quoted });
    }

    /// The record without its line end and the suffix of its line.
    fn content<'a>(&self, record: &'a str) -> &'a str {
        let line = record.strip_suffix('\n').unwrap_or(record);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if self.dialect.line_suffix.is_empty() {
            return line;
        }
        line.trim_end().strip_suffix(self.dialect.line_suffix.as_str()).unwrap_or(line)
    }
}
