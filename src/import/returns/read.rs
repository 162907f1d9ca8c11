//! Reads a file of rejected rows that came back: for each row its original cells, and of which line of which batch it is.
//! The added columns are found by their names, and in rows with more cells than the header by their place at the end.

use std::io::Read;

use crate::fault::{Code, Fault};
use crate::ids::BatchId;
use crate::import::cells::{Cells, Cutter};
use crate::import::decode::Decoder;
use crate::import::profile::Profile;
use crate::import::reading::line_fault;
use crate::import::rejects::{ADDED, REHEARSAL};
use crate::import::split::Records;

/// The place of the line among the added columns.
const LINE: usize = 0;
/// The place of the batch among them; the last, so that no spreadsheet drops it as an empty end.
const BATCH: usize = ADDED.len() - 1;

/// One row that came back.
#[derive(Debug)]
pub(super) struct Row {
    /// The physical line on which it stands in the file that came back.
    pub(super) at: u64,
    /// The line that it corrects, as written.
    pub(super) line: String,
    /// The batch that it is of, as written.
    pub(super) batch: String,
    /// Its original cells.
    pub(super) cells: Cells,
    /// What keeps the row from being read at all.
    pub(super) fault: Option<Fault>,
}

/// The rows of a file that came back.
pub(super) struct Rows<'p, R> {
    profile: &'p Profile,
    /// Cuts a line that stands whole in the first cell, in the layout of the delivery.
    whole: (Cutter, u8),
    records: Records<R>,
    decoder: Decoder,
    cutter: Cutter,
    cells: Cells,
    /// How many columns the delivery has.
    width: usize,
    /// Where line and batch stand, and where the original columns do, once the header is read.
    header: Option<(usize, usize, Vec<usize>)>,
}

impl<'p, R: Read> Rows<'p, R> {
    /// Begins to read by the profile as it reads this source; `delivered` is the profile as it is written, which cuts lines
    /// that stand whole in a cell.
    pub(super) fn new(source: R, profile: &'p Profile, delivered: &Profile, width: usize) -> Self {
        let dialect = profile.file.dialect();
        let whole = delivered.file.dialect();
        Self {
            profile,
            whole: (Cutter::new(&whole), whole.delimiter),
            records: Records::new(source, &dialect),
            decoder: Decoder::of(&dialect),
            cutter: Cutter::new(&dialect),
            cells: Cells::default(),
            width,
            header: None,
        }
    }

    /// The next row.
    ///
    /// # Errors
    /// `source_unreadable`; `source_not_rejects` for a header without the added columns.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Fault> {
        loop {
            let record = self.records.next().map_err(|_| Fault::new(Code::SourceUnreadable, ""))?;
            let Some(record) = record else { return Ok(None) };
            let blank = record.raw.trim_ascii().is_empty() && record.fault.is_none();
            if blank || record.line <= u64::from(self.profile.file.preamble) {
                continue;
            }
            let read = match record.fault {
                Some(code) => Err(code),
                None => self.decoder.decode(record.raw),
            };
            let cut = read.and_then(|text| {
                let text = if record.line == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
                self.cutter.cut(text, &mut self.cells)
            });
            let awaits_header = self.profile.file.header && self.header.is_none();
            if let Err(code) = cut {
                if awaits_header {
                    return Err(Fault::new(Code::SourceNotRejects, ""));
                }
                let fault = line_fault(code, self.profile, &record);
                let cells = Cells::of([String::from_utf8_lossy(record.raw.trim_ascii_end()).as_ref()]);
                let (at, line, batch) = (record.line, String::new(), String::new());
                return Ok(Some(Row { at, line, batch, cells, fault: Some(fault) }));
            }
            if self.cells.are_blank() {
                continue;
            }
            let at = record.line;
            if awaits_header {
                let header = header(&self.cells);
                self.header = Some(header.ok_or_else(|| Fault::new(Code::SourceNotRejects, ""))?);
                continue;
            }
            return Ok(Some(self.row(at)));
        }
    }

    /// The row in the cells that were cut.
    fn row(&mut self, at: u64) -> Row {
        let cells = &self.cells;
        let by_header = self.header.as_ref().filter(|(_, batch, _)| is_batch(cells.get(*batch)));
        let (line, batch, originals) = if let Some((line, batch, originals)) = by_header {
            (*line, *batch, originals.clone())
        } else {
            // Extra cells push the added ones behind their header; they are still the last that hold something.
            let last = (0..cells.len()).rev().find(|at| !cells.get(*at).is_empty());
            match last.filter(|at| *at >= BATCH && is_batch(cells.get(*at))) {
                Some(last) => (last - BATCH + LINE, last, (0..last - BATCH).collect()),
                None => {
                    let (line, batch, cells) = (String::new(), String::new(), cells.clone());
                    return Row { at, line, batch, cells, fault: None };
                }
            }
        };
        let (line, batch) = (cells.get(line).to_owned(), cells.get(batch).to_owned());
        let kept = originals.len() - originals.iter().rev().take_while(|at| cells.get(**at).is_empty()).count();
        let mut found = cells.pick(originals.into_iter().take(kept.max(self.width)));
        self.cut_whole(&mut found);
        Row { at, line, batch, cells: found, fault: None }
    }

    /// A line that could not be cut stands in the first cell, whole: corrected there, it is cut as it would have been.
    fn cut_whole(&mut self, cells: &mut Cells) {
        let (cutter, delimiter) = &mut self.whole;
        let alone = self.width > 1 && cells.iter().skip(1).all(str::is_empty);
        if !alone || !cells.get(0).contains(char::from(*delimiter)) {
            return;
        }
        let mut cut = Cells::default();
        let trails = self.width + usize::from(self.profile.file.trailing_delimiter);
        if cutter.cut(cells.get(0), &mut cut).is_ok() && (cut.len() == self.width || cut.len() == trails) {
            *cells = cut.pick(0..self.width);
        }
    }
}

/// Where line and batch stand in a header, and where the original columns do.
fn header(cells: &Cells) -> Option<(usize, usize, Vec<usize>)> {
    let find = |name: &str| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let (line, batch) = (find(ADDED[LINE])?, find(ADDED[BATCH])?);
    let added = |at: usize| ADDED.iter().any(|name| cells.get(at).trim().eq_ignore_ascii_case(name));
    // Columns behind the last one without a name are what a spreadsheet fills rows up with.
    let named = (0..cells.len()).rev().find(|at| !cells.get(*at).is_empty()).map_or(0, |last| last + 1);
    Some((line, batch, (0..named).filter(|at| !added(*at)).collect()))
}

fn is_batch(text: &str) -> bool {
    text == REHEARSAL || BatchId::parse(text, "").is_ok()
}
