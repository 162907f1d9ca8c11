//! Looks at a file that nobody has described and concludes how it can be read, with the evidence for each conclusion.
//! What the file leaves open is asked, never guessed. A bounded part is read; nothing is stored, and what people wrote
//! about their work is never shown.

pub mod account;
pub mod api;
pub mod columns;
pub mod days;
pub mod draft;
pub mod encoding;
pub mod evidence;
pub mod fit;
pub mod layout;
pub mod look;
pub mod meaning;
pub mod measures;
pub mod plan;
pub mod questions;
pub mod rows;
pub mod sample;
pub mod tally;
pub mod values;

use std::io::{self, Read, Seek};

use serde::Serialize;

use columns::{ColumnFound, Kind, is_of};
use encoding::EncodingFound;
use evidence::{Evidence, Place};
use layout::Layout;
use meaning::TotalKind;
use plan::Plan;
use questions::Question;
use rows::Row;
use sample::{Extent, Sample};
use tally::Tally;

use super::cells::Cells;
use super::containers::Container;
use super::decode::Source;
use super::dialect::{Dialect, Encoding};

/// Evidence kept of each kind.
const KEPT: usize = 5;
/// Rows kept to compare columns with each other.
const ROWS_KEPT: usize = 1000;
/// Letters kept of each of their cells.
const LETTERS_KEPT: usize = 64;

/// What was concluded about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sniffed {
    /// What the text was packed in.
    pub container: Container,
    /// How much was looked at.
    pub extent: Extent,
    /// The encoding.
    pub encoding: EncodingFound,
    /// The layout.
    pub layout: Layout,
    /// The rows.
    pub rows: RowsFound,
    /// The columns.
    pub columns: Vec<ColumnFound>,
    /// What the columns stand for, as far as it is known.
    pub plan: Plan,
    /// What must be asked.
    pub questions: Vec<Question>,
    /// The fingerprint of the header; `None` without one.
    pub fingerprint: Option<String>,
}

/// What kinds of rows there are in the part that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RowsFound {
    /// Rows with cells, without headers and totals.
    pub data: u64,
    /// Rows with nothing in them.
    pub blank: u64,
    /// The header again.
    pub headers_again: u64,
    /// Where.
    pub headers_again_evidence: Vec<Evidence>,
    /// Totals rows.
    pub totals: u64,
    /// The first of them.
    pub totals_evidence: Vec<TotalFound>,
    /// Rows with more or fewer cells than columns.
    pub ragged: u64,
    /// Where.
    pub ragged_evidence: Vec<Evidence>,
    /// Rows that cannot be read: quotes that are not closed, lines or rows too long, broken bytes.
    pub damaged: u64,
    /// Where.
    pub damaged_evidence: Vec<Evidence>,
}

/// A totals row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalFound {
    /// Of what.
    pub kind: TotalKind,
    /// Where it stands, with its words.
    pub evidence: Evidence,
    /// The column of the words, counted from 1.
    pub column: usize,
    /// The column of its value, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_column: Option<usize>,
    /// Whether the value stands in the cell of the words, behind a colon.
    pub value_behind: bool,
    /// The value as it is written.
    pub value: String,
}

/// A row that is kept to compare its columns.
pub(crate) type KeptRow = Vec<String>;

/// Looks at a source.
///
/// # Errors
/// When it cannot be read.
pub fn sniff(source: &mut (impl Read + Seek)) -> io::Result<Sniffed> {
    Ok(of(&Sample::of(source)?))
}

/// Looks at a sample.
#[must_use]
pub fn of(sample: &Sample) -> Sniffed {
    let encoding = encoding::find(sample);
    // What is not known to be anything else can always be read as one byte for each letter.
    let mut dialect = Dialect {
        encoding: encoding.encoding.unwrap_or(Encoding::Latin1),
        repair: encoding.repair,
        ..Dialect::default()
    };
    let parts: Vec<(u64, Vec<u8>)> = sample.parts().map(|(at, bytes)| (at, narrow(bytes, dialect.encoding))).collect();
    if matches!(dialect.encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        dialect.encoding = Encoding::Utf8;
    }
    let not_text = encoding.because == encoding::Because::NotText;
    let head = if not_text { &[] } else { parts.first().map_or(&[][..], |(_, head)| head.as_slice()) };
    let layout = layout::find(head, &mut dialect);
    let mut look = RowsLook::new(&layout);
    if !not_text {
        for (at, part) in &parts {
            let preamble = if *at == 0 { dialect.preamble } else { 0 };
            rows::each(*at, part, &Dialect { preamble, ..dialect.clone() }, |row| {
                look.see(row);
                true
            });
        }
    }
    let RowsLook { found: rows, tallies, kept, .. } = look;
    let names = layout.header.names.iter();
    let mut columns: Vec<ColumnFound> =
        tallies.iter().zip(names).enumerate().map(|(at, (tally, name))| tally.conclude(at + 1, name)).collect();
    for (at, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.others > 0) {
        let others = kept
            .iter()
            .filter(|(_, cells)| cells.get(at).is_some_and(|cell| !cell.is_empty() && !is_of(column.kind, cell)));
        column.others_evidence = others.take(3).map(|(place, _)| Evidence::new(*place, "")).collect();
    }
    let kept: Vec<KeptRow> = kept.into_iter().map(|(_, cells)| cells).collect();
    let plan = Plan::of(&layout, &mut columns, &kept, &rows);
    let questions = questions::of(&encoding, &layout, &rows, &columns, &plan);
    let fingerprint = (layout.header.is_there == Some(true)).then(|| fit::fingerprint(&layout.header.names));
    let container = Container::Text;
    Sniffed { container, extent: sample.extent(), encoding, layout, rows, columns, plan, questions, fingerprint }
}

impl Sniffed {
    /// The column of this number.
    #[must_use]
    pub fn column(&self, number: usize) -> Option<&ColumnFound> {
        self.columns.get(number.checked_sub(1)?)
    }
}

/// UTF-16 as UTF-8, everything else as it is.
fn narrow(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut narrow = Vec::new();
    match encoding {
        // Memory can always be read.
        Encoding::Utf16Le | Encoding::Utf16Be => {
            drop(Source::new(bytes, encoding).read_to_end(&mut narrow));
        }
        _ => narrow.extend_from_slice(bytes),
    }
    narrow
}

/// Looks at all rows, one after the other.
struct RowsLook<'a> {
    layout: &'a Layout,
    header: Option<Cells>,
    found: RowsFound,
    tallies: Vec<Tally>,
    kept: Vec<(Place, Vec<String>)>,
}

impl<'a> RowsLook<'a> {
    fn new(layout: &'a Layout) -> Self {
        let names = &layout.header.names;
        let header = (layout.header.is_there == Some(true)).then(|| Cells::of(names.iter().map(String::as_str)));
        let tallies = vec![Tally::default(); names.len()];
        Self { layout, header, found: RowsFound::default(), tallies, kept: Vec::new() }
    }

    fn see(&mut self, row: &Row) {
        let is_above = matches!(row.place, Place::Line(line) if line <= self.layout.preamble);
        let is_header =
            self.header.is_some() && matches!(row.place, Place::Line(line) if Some(line) == self.layout.header.line);
        if is_above || is_header {
            return;
        }
        let found = &mut self.found;
        let keep = |evidence: &mut Vec<Evidence>| {
            if evidence.len() < KEPT {
                evidence.push(Evidence::new(row.place, ""));
            }
        };
        if row.fault.is_some() {
            found.damaged += 1;
            keep(&mut found.damaged_evidence);
            return;
        }
        if row.is_blank() {
            found.blank += 1;
            return;
        }
        let count = self.tallies.len();
        let fits = row.cells.len() == count || (row.cells.len() == count + 1 && row.cells.get(count).is_empty());
        if let Some(header) = &self.header
            && fits
            && header.iter().zip(row.cells.iter()).all(|(name, cell)| name.eq_ignore_ascii_case(cell))
        {
            found.headers_again += 1;
            keep(&mut found.headers_again_evidence);
            return;
        }
        if let Some(total) = total(row, count) {
            found.totals += 1;
            if found.totals_evidence.len() < KEPT {
                found.totals_evidence.push(total);
            }
            return;
        }
        found.data += 1;
        if !fits {
            found.ragged += 1;
            keep(&mut found.ragged_evidence);
        }
        for (tally, cell) in self.tallies.iter_mut().zip(row.cells.iter()) {
            tally.see(row.place, cell);
        }
        if self.kept.len() < ROWS_KEPT {
            let cells = row.cells.iter().take(count).map(|cell| cell.chars().take(LETTERS_KEPT).collect()).collect();
            self.kept.push((row.place, cells));
        }
    }
}

/// A row as a totals row: a cell begins with the words of one, and little else stands in the row.
fn total(row: &Row, columns: usize) -> Option<TotalFound> {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled > (columns * 2 / 3).max(2) {
        return None;
    }
    let first = row.cells.iter().position(|cell| !cell.is_empty());
    let (at, (kind, words)) = row.cells.iter().enumerate().find_map(|(at, cell)| {
        let (kind, words) = meaning::total(cell)?;
        (Some(at) == first || cell.len() == words.len()).then_some((at, (kind, words)))
    })?;
    let is_value = |text: &str| {
        let seen = values::look(text);
        seen.number.is_some() || seen.colons.is_some() || seen.letters
    };
    let behind = row.cells.get(at).split_once(':').map(|(_, value)| value.trim()).filter(|value| is_value(value));
    let beside = row.cells.iter().enumerate().find(|(other, cell)| *other != at && is_value(cell));
    let (value_column, value) = match (behind, beside) {
        (Some(value), _) => (Some(at + 1), value),
        (None, Some((column, value))) => (Some(column + 1), value),
        (None, None) => (None, ""),
    };
    let text = if value.is_empty() { words.to_owned() } else { format!("{words} {value}") };
    Some(TotalFound {
        kind,
        evidence: Evidence::new(row.place, &text),
        column: at + 1,
        value_column,
        value_behind: behind.is_some(),
        value: value.to_owned(),
    })
}

/// Kinds that can be a date or hold one.
const fn is_dated(kind: Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Instant)
}
