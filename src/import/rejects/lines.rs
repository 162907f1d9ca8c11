//! Rejected rows as lines of text, in the layout and encoding that the profile reads.

use std::io::{self, Write};

use csv::QuoteStyle;
use encoding_rs::WINDOWS_1252;

use super::{Given, suggest};
use crate::import::dates::Order;
use crate::import::dialect::{Dialect, Encoding, Escape};
use crate::import::numbers::DecimalSign;
use crate::import::profile::Profile;

/// Writes rows of text.
pub(super) struct Lines<'a> {
    writer: csv::Writer<Encoded<'a>>,
    delimiter: char,
    quotes: bool,
    order: Order,
    sign: DecimalSign,
}

impl<'a> Lines<'a> {
    /// A file in the layout of this profile.
    pub(super) fn new(out: &'a mut (dyn Write + Send), profile: &Profile) -> Self {
        let dialect: Dialect = profile.file.dialect();
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
            delimiter: char::from(dialect.delimiter),
            quotes: dialect.quote.is_some(),
            order: profile.date.order,
            sign: profile.duration.decimal_sign,
        }
    }

    /// What stands between several faults of a row.
    pub(super) const fn joint(&self) -> &'static str {
        if self.delimiter == '|' { " / " } else { " | " }
    }

    /// Adds one row.
    pub(super) fn write<'b>(&mut self, row: impl Iterator<Item = Given<'b>>) -> Result<(), csv::Error> {
        let cells = row.map(|given| {
            let text = if given.typed { self.as_profile_reads(given.text) } else { given.text.to_owned() };
            // In a file without quotes what is added must hold no delimiter and no line end.
            let plain = given.added || given.sheet;
            if self.quotes || !plain { text } else { text.replace([self.delimiter, '\n', '\r'], " ") }
        });
        let cells: Vec<String> = cells.collect();
        self.writer.write_record(&cells)
    }

    /// A date or a number of a sheet, written as the profile reads text.
    fn as_profile_reads(&self, text: &str) -> String {
        if let Ok(date) = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return suggest::spelled(date, self.order);
        }
        if self.sign == DecimalSign::Comma && text.parse::<f64>().is_ok() {
            return text.replace('.', ",");
        }
        text.to_owned()
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Turns the UTF-8 that is written to it into the encoding of the file. Original cells came from that encoding; signs
/// of a message that it does not have become `?`.
struct Encoded<'a> {
    out: &'a mut (dyn Write + Send),
    encoding: Encoding,
    preamble: usize,
    begun: bool,
    /// The beginning of a character whose rest has not been written yet.
    open: Vec<u8>,
}

impl<'a> Encoded<'a> {
    fn new(out: &'a mut (dyn Write + Send), encoding: Encoding, preamble: usize) -> Self {
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
