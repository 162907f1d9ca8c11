//! Drives it all: from a source of bytes and a profile to one record of the ledger after the other, through buffers
//! that are used again. Memory does not grow with the file. What becomes of a row is decided by the caller.

use std::io::{self, Read};

use super::cells::{CELLS_MAX, Cells, Cutter};
use super::decode::Decoder;
use super::golden::Golden;
use super::mapper::{CellFault, Mapped, Mapper, header_not_found};
use super::profile::Profile;
use super::split::{LINE_MAX, Record, Records};
use super::totals::NO_GROUPS;
use crate::fault::{Code, Fault, Faults};

/// Why a file cannot be read any further.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The source failed.
    #[error("the source cannot be read")]
    Source(#[from] io::Error),
    /// The header is not the one that the profile describes, or its golden rows mean something else.
    #[error("the header is not as the profile says")]
    Header(Faults),
}

/// One record of the file and what it turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The record as it stands in the file.
    pub record: Record<'a>,
    /// What it is.
    pub mapped: Mapped<'a>,
    /// Whether its text was mended, as the profile asks for.
    pub repaired: bool,
}

/// A file that is read by a profile.
#[derive(Debug)]
pub struct Reading<'p, R> {
    profile: &'p Profile,
    records: Records<R>,
    decoder: Decoder,
    cutter: Cutter,
    cells: Cells,
    mapper: Option<Mapper>,
    golden: Golden,
    begun: bool,
}

impl<'p, R: Read> Reading<'p, R> {
    /// Begins to read a source.
    pub fn new(source: R, profile: &'p Profile) -> Self {
        let dialect = profile.file.dialect();
        Self {
            profile,
            records: Records::new(source, &dialect),
            decoder: Decoder::of(&dialect),
            cutter: Cutter::new(&dialect).taking_apostrophes(profile.file.formula_apostrophe),
            cells: Cells::default(),
            mapper: None,
            golden: Golden::default(),
            begun: false,
        }
    }

    /// The names of the columns, once the header is read.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.mapper.as_ref().map_or(&[], Mapper::columns)
    }

    /// The next record; `None` at the end of the file, and at once for a file without bytes. Every physical line of
    /// the file is in exactly one record.
    ///
    /// # Errors
    /// When the source fails, or with `header_not_found`, `column_missing`, `column_doubled` or `golden_row_contradicted`.
    #[expect(clippy::should_implement_trait, reason = "a line borrows buffers, which an iterator cannot lend")]
    pub fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let awaits_header = self.mapper.is_none() && self.profile.file.header;
        let Some(record) = self.records.next()? else {
            if awaits_header && self.begun {
                return Err(no_header(self.profile));
            }
            return Ok(None);
        };
        self.begun = true;
        if record.line <= u64::from(self.profile.file.preamble) {
            return Ok(Some(Line { record, mapped: Mapped::Preamble, repaired: false }));
        }
        if record.raw.trim_ascii().is_empty() && record.fault.is_none() {
            return Ok(Some(Line { record, mapped: Mapped::Blank, repaired: false }));
        }
        let read = match record.fault {
            Some(code) => Err(code),
            None => self.decoder.decode(record.raw),
        };
        let cut = read.and_then(|text| {
            let text = if record.line == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
            self.cutter.cut(text, &mut self.cells)
        });
        let repaired = cut.is_ok() && self.decoder.repaired();
        if let Err(code) = cut {
            if awaits_header {
                return Err(no_header(self.profile));
            }
            let fault = line_fault(code, self.profile, &record);
            let faults = vec![CellFault { column: String::new(), fault }];
            let mapped = Mapped::Rejected { faults, sums: &[], groups: NO_GROUPS, rest: None };
            return Ok(Some(Line { record, mapped, repaired }));
        }
        let mapper = match &mut self.mapper {
            Some(mapper) => mapper,
            empty if awaits_header => {
                if self.cells.are_blank() {
                    return Ok(Some(Line { record, mapped: Mapped::Blank, repaired }));
                }
                let mut mapper = Mapper::new(self.profile, &self.cells).map_err(ReadError::Header)?;
                self.golden = Golden::tried(self.profile, &mut mapper).map_err(ReadError::Header)?;
                *empty = Some(mapper);
                return Ok(Some(Line { record, mapped: Mapped::Header, repaired }));
            }
            empty => {
                let numbers: Vec<String> = (1..=self.cells.len()).map(|number| number.to_string()).collect();
                let names = Cells::of(numbers.iter().map(String::as_str));
                let mut mapper = Mapper::new(self.profile, &names).map_err(ReadError::Header)?;
                self.golden = Golden::tried(self.profile, &mut mapper).map_err(ReadError::Header)?;
                empty.insert(mapper)
            }
        };
        let line = Line { record, mapped: mapper.map(&self.cells), repaired };
        self.golden.hold(line.record.line, &line.mapped).map_err(ReadError::Header)?;
        Ok(Some(line))
    }
}

fn no_header(profile: &Profile) -> ReadError {
    ReadError::Header(header_not_found(profile).into())
}

/// The fault of a whole line, with what its sentence names.
pub(super) fn line_fault(code: Code, profile: &Profile, record: &Record) -> Fault {
    let fault = Fault::new(code, "");
    match code {
        Code::EncodingBroken => fault.with("encoding", profile.file.encoding.as_str()),
        Code::LineTooLong => {
            let limit = format!("{} KiB", LINE_MAX >> 10);
            fault.with("length", format!("{} KiB", record.bytes.div_ceil(1024))).with("limit", limit)
        }
        Code::TooManyCells => fault.with("limit", CELLS_MAX),
        _ => fault,
    }
}
