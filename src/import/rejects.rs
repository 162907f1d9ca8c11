//! The file of rejected rows: the original columns untouched, then line, column, code and message in both languages,
//! in the layout of the file they came in, so that a person can mend the rows where they stand and send them back.

use std::io::{self, Write};

use csv::QuoteStyle;
use encoding_rs::WINDOWS_1252;

use super::cells::{Cells, Cutter};
use super::decode::Decoder;
use super::dialect::{Dialect, Encoding, Escape};
use super::mapper::CellFault;
use super::profile::Profile;
use crate::lang::Lang;

/// Names of the columns that are added, English and French where they differ.
const ADDED: [&str; 5] =
    ["casetime line", "casetime column", "casetime code", "casetime message (en)", "casetime message (fr)"];

/// Writes rejected rows as they come.
pub struct RejectFile<'a> {
    writer: csv::Writer<Encoded<'a>>,
    columns: Vec<String>,
    dialect: Dialect,
    header: bool,
    trails: bool,
    decoder: Decoder,
    cutter: Cutter,
    cells: Cells,
    begun: bool,
}

impl std::fmt::Debug for RejectFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RejectFile").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<'a> RejectFile<'a> {
    /// A file for rows with these columns; it stays empty until a row is rejected.
    pub fn new(out: &'a mut dyn Write, profile: &Profile, columns: Vec<String>) -> Self {
        let dialect = profile.file.dialect();
        let mut builder = csv::WriterBuilder::new();
        builder.flexible(true).delimiter(dialect.delimiter);
        match dialect.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quote_style(QuoteStyle::Never),
        };
        if dialect.escape == Escape::Backslash {
            builder.double_quote(false).escape(b'\\');
        }
        let preamble = usize::try_from(dialect.preamble).unwrap_or(0);
        Self {
            writer: builder.from_writer(Encoded::new(out, dialect.encoding, preamble)),
            columns,
            header: profile.file.header,
            trails: profile.file.trailing_delimiter,
            decoder: Decoder::new(dialect.encoding),
            cutter: Cutter::new(&dialect),
            dialect,
            cells: Cells::default(),
            begun: false,
        }
    }

    /// Adds one row with all its faults.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, line: u64, raw: &[u8], faults: &[CellFault]) -> Result<(), csv::Error> {
        if !std::mem::replace(&mut self.begun, true) && self.header {
            self.writer.write_record(self.columns.iter().map(String::as_str).chain(ADDED))?;
        }
        let mut row = self.original(raw);
        row.resize(row.len().max(self.columns.len()), String::new());
        row.push(line.to_string());
        row.push(self.added(faults, |found| found.column.clone()));
        row.push(self.added(faults, |found| found.fault.code.to_string()));
        row.push(self.added(faults, |found| found.fault.say(Lang::En)));
        row.push(self.added(faults, |found| found.fault.say(Lang::Fr)));
        self.writer.write_record(&row)
    }

    /// The cells of the row as they stood; a line that has no cells stands in the first column, whole.
    fn original(&mut self, raw: &[u8]) -> Vec<String> {
        match self.decoder.decode(raw).and_then(|text| self.cutter.cut(text, &mut self.cells)) {
            Ok(()) => {
                let mut cells: Vec<String> = self.cells.iter().map(str::to_owned).collect();
                if self.trails && cells.len() == self.columns.len() + 1 && cells.last().is_some_and(String::is_empty) {
                    // What a delimiter at the end begins is no cell.
                    cells.pop();
                }
                cells
            }
            Err(_) => vec![String::from_utf8_lossy(raw.trim_ascii_end()).into_owned()],
        }
    }

    /// One part of each fault. In a file without quotes it must hold no delimiter and no line end.
    fn added(&self, faults: &[CellFault], part: impl Fn(&CellFault) -> String) -> String {
        let delimiter = char::from(self.dialect.delimiter);
        let joint = if delimiter == '|' { " / " } else { " | " };
        let text = faults.iter().map(part).collect::<Vec<_>>().join(joint);
        if self.dialect.quote.is_some() {
            return text;
        }
        text.replace([delimiter, '\n', '\r'], " ")
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Turns the UTF-8 that is written to it into the encoding of the file. Original cells came from that encoding; signs
/// of a message that it does not have become `?`.
struct Encoded<'a> {
    out: &'a mut dyn Write,
    encoding: Encoding,
    preamble: usize,
    begun: bool,
    /// The beginning of a character whose rest has not been written yet.
    open: Vec<u8>,
}

impl<'a> Encoded<'a> {
    fn new(out: &'a mut dyn Write, encoding: Encoding, preamble: usize) -> Self {
        Self { out, encoding, preamble, begun: false, open: Vec::new() }
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        match self.encoding {
            // Original cells of one byte for each letter come back as UTF-8, which a mixed file may hold.
            Encoding::Utf8 | Encoding::Mixed => text.as_bytes().to_vec(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Latin1 => text.chars().map(|sign| u8::try_from(blank(sign)).unwrap_or(b'?')).collect(),
            Encoding::Windows1252 => text.chars().map(windows_1252).collect(),
        }
    }
}

/// The narrow no-break space, which no encoding of one byte has, as the wide one.
const fn blank(sign: char) -> char {
    if sign == '\u{202f}' { '\u{a0}' } else { sign }
}

fn windows_1252(sign: char) -> u8 {
    let mut text = [0; 4];
    match WINDOWS_1252.encode(blank(sign).encode_utf8(&mut text)) {
        (bytes, _, false) => bytes.first().copied().unwrap_or(b'?'),
        _ => b'?',
    }
}

impl Write for Encoded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !std::mem::replace(&mut self.begun, true) {
            let wide = matches!(self.encoding, Encoding::Utf16Le | Encoding::Utf16Be);
            let before = format!("{}{}", if wide { "\u{feff}" } else { "" }, "\n".repeat(self.preamble));
            self.out.write_all(&self.encode(&before))?;
        }
        self.open.extend_from_slice(bytes);
        let whole = self.open.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        let text = str::from_utf8(&self.open[..whole]).unwrap_or_default();
        self.out.write_all(&self.encode(text))?;
        self.open.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
