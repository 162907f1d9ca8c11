//! Cuts a file into records: physical lines, or several of them when a quoted cell holds line ends. Memory is bounded
//! whatever the file holds; a damaged line costs that line, never the ones after it. Nothing is decoded here.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr2, memchr3};

use super::decode::Source;
use super::dialect::{Dialect, Escape};
use crate::fault::Code;

/// The longest record, in bytes with its line end.
pub const LINE_MAX: usize = 1 << 20;
/// How much of a record longer than that is kept.
pub const RAW_KEPT: usize = 64 << 10;
/// The most physical lines that a record with quoted line ends spans.
pub const QUOTED_LINES_MAX: u64 = 200;

const CHUNK: usize = 128 << 10;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// One record as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The physical line on which it begins, counted from 1.
    pub line: u64,
    /// How many physical lines it spans.
    pub lines: u64,
    /// Its bytes with the line end. For UTF-16 files they are the transcoded UTF-8 bytes.
    pub raw: &'a [u8],
    /// Its whole length in bytes; more than `raw` holds when that was clipped.
    pub bytes: u64,
    /// Whether `raw` holds only the beginning.
    pub raw_clipped: bool,
    /// `line_too_long` or `quote_unclosed`.
    pub fault: Option<Code>,
}

/// The records of a file, one after the other, through one buffer that is used again.
#[derive(Debug)]
pub struct Records<R> {
    source: Source<R>,
    dialect: Dialect,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    line: u64,
    kept: Vec<u8>,
}

/// Where the record ends that begins at the start of the buffer.
enum Found {
    Record { length: usize, lines: u64 },
    Unclosed { length: usize },
    TooLong { seen: usize, lines: u64 },
}

impl<R: Read> Records<R> {
    /// The records of what a source gives.
    pub fn new(source: R, dialect: &Dialect) -> Self {
        Self {
            source: Source::new(source, dialect.encoding),
            dialect: dialect.clone(),
            buffer: vec![0; 2 * CHUNK],
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            kept: Vec::new(),
        }
    }

    /// The next record; `None` at the end of the file.
    ///
    /// # Errors
    /// When the source cannot be read.
    #[expect(clippy::should_implement_trait, reason = "a record borrows the buffer, which an iterator cannot lend")]
    pub fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        if !self.have(1)? {
            return Ok(None);
        }
        let line = self.line;
        let (length, lines, fault) = match self.find_end()? {
            Found::Record { length, lines } => (length, lines, None),
            Found::Unclosed { length } => (length, 1, Some(Code::QuoteUnclosed)),
            Found::TooLong { seen, lines } => {
                let bytes = self.skip_line(seen)?;
                self.line += lines;
                let fault = Some(Code::LineTooLong);
                return Ok(Some(Record { line, lines, raw: &self.kept, bytes, raw_clipped: true, fault }));
            }
        };
        self.line += lines;
        let raw = self.start..self.start + length;
        self.start = raw.end;
        let raw = &self.buffer[raw];
        Ok(Some(Record { line, lines, raw, bytes: length as u64, raw_clipped: false, fault }))
    }

    fn find_end(&mut self) -> io::Result<Found> {
        let quote = self.dialect.quote.filter(|_| self.line > self.dialect.preamble);
        // A quote opens a cell only behind a delimiter, or where nothing but blanks stands before it in the record.
        let mut floor = if self.line == 1 && self.begins_with_mark()? { MARK.len() } else { 0 };
        let mut at = floor;
        let mut fresh = true;
        let mut quoted = false;
        let mut lines = 1;
        let mut first_line = None;
        loop {
            let limit = (self.end - self.start).min(LINE_MAX);
            let hit = if at < limit { search(quote, &self.buffer[self.start + at..self.start + limit]) } else { None };
            let Some(hit) = hit else {
                at = at.max(limit);
                if at >= LINE_MAX {
                    return Ok(match first_line {
                        Some(length) if quoted => Found::Unclosed { length },
                        _ => Found::TooLong { seen: at, lines },
                    });
                }
                if self.have(at + 1)? {
                    continue;
                }
                return Ok(if quoted {
                    Found::Unclosed { length: first_line.unwrap_or(at) }
                } else {
                    Found::Record { length: at, lines }
                });
            };
            let place = at + hit;
            at = place + 1;
            let byte = self.byte(place);
            if Some(byte) == quote {
                if quoted && self.is_escaped(place) {
                    continue;
                }
                if !quoted {
                    quoted = self.opens(floor..place, fresh);
                } else if self.have(place + 2)? && self.byte(place + 1) == byte {
                    at = place + 2;
                } else {
                    (quoted, fresh, floor) = (false, false, place + 1);
                }
                continue;
            }
            if byte == b'\r' && self.have(place + 2)? && self.byte(place + 1) == b'\n' {
                at = place + 2;
            }
            if !quoted {
                return Ok(Found::Record { length: at, lines });
            }
            let length = *first_line.get_or_insert(at);
            if lines == QUOTED_LINES_MAX {
                return Ok(Found::Unclosed { length });
            }
            lines += 1;
        }
    }

    /// Whether a quote behind these bytes opens a quoted cell.
    fn opens(&self, before: Range<usize>, fresh: bool) -> bool {
        let before = &self.buffer[self.start + before.start..self.start + before.end];
        match before.iter().rev().find(|byte| !self.dialect.is_blank(**byte)) {
            Some(byte) => *byte == self.dialect.delimiter,
            None => fresh,
        }
    }

    /// Whether a quote stands behind a backslash that is itself not behind one.
    fn is_escaped(&self, place: usize) -> bool {
        let before = &self.buffer[self.start..self.start + place];
        self.dialect.escape == Escape::Backslash
            && before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
    }

    /// Keeps the beginning of the record, drops the rest up to the end of the physical line, and counts all of it.
    fn skip_line(&mut self, seen: usize) -> io::Result<u64> {
        self.kept.clear();
        self.kept.extend_from_slice(&self.buffer[self.start..self.start + RAW_KEPT]);
        let mut bytes = seen as u64;
        self.start += seen;
        while self.have(1)? {
            let rest = &self.buffer[self.start..self.end];
            let Some(place) = memchr2(b'\n', b'\r', rest) else {
                bytes += rest.len() as u64;
                self.start = self.end;
                continue;
            };
            let pair = self.byte(place) == b'\r' && self.have(place + 2)? && self.byte(place + 1) == b'\n';
            let length = place + 1 + usize::from(pair);
            bytes += length as u64;
            self.start += length;
            break;
        }
        Ok(bytes)
    }

    fn begins_with_mark(&mut self) -> io::Result<bool> {
        Ok(self.dialect.encoding.has_mark()
            && self.have(MARK.len())?
            && self.buffer[self.start..self.end].starts_with(MARK))
    }

    fn byte(&self, place: usize) -> u8 {
        self.buffer[self.start + place]
    }

    /// Reads until this many bytes stand behind the start; `false` when the file ends before.
    fn have(&mut self, wanted: usize) -> io::Result<bool> {
        while self.end - self.start < wanted && !self.ended {
            self.fill()?;
        }
        Ok(self.end - self.start >= wanted)
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.buffer.len() - self.end < CHUNK {
                // Grows to LINE_MAX and some chunks at most: nobody asks for more than LINE_MAX + 1 bytes.
                self.buffer.resize(self.buffer.len() + 2 * CHUNK, 0);
            }
        }
        match self.source.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(read) => self.end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn search(quote: Option<u8>, bytes: &[u8]) -> Option<usize> {
    match quote {
        Some(quote) => memchr3(quote, b'\n', b'\r', bytes),
        None => memchr2(b'\n', b'\r', bytes),
    }
}
