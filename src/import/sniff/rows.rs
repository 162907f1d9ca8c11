//! The rows of a sample in one dialect, read exactly as an import reads them.

use crate::fault::Code;
use crate::import::cells::{Cells, Cutter};
use crate::import::decode::Decoder;
use crate::import::dialect::Dialect;
use crate::import::split::Records;

use super::evidence::Place;

/// A row of a sample.
#[derive(Debug)]
pub struct Row<'a> {
    /// Where it begins.
    pub place: Place,
    /// Its text without the line end; empty where it cannot be decoded.
    pub text: &'a str,
    /// Its cells; empty where it cannot be cut.
    pub cells: &'a Cells,
    /// What is wrong with it.
    pub fault: Option<Code>,
}

impl Row<'_> {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.cells.are_blank()
    }
}

/// Shows the rows of a part, one after the other, until `visit` answers `false`. Parts are UTF-8 or one byte for each
/// letter here; UTF-16 was turned into UTF-8 before.
pub fn each(begun: u64, part: &[u8], dialect: &Dialect, mut visit: impl FnMut(&Row) -> bool) {
    let mut records = Records::new(part, dialect);
    let mut decoder = Decoder::of(dialect);
    let mut cutter = Cutter::new(dialect);
    let mut cells = Cells::default();
    let empty = Cells::default();
    let mut offset = begun;
    // Memory can always be read.
    while let Ok(Some(record)) = records.next() {
        let place = if begun == 0 { Place::Line(record.line) } else { Place::Byte(offset) };
        offset += record.bytes;
        let (is_first, fault) = (begun == 0 && record.line == 1, record.fault);
        let read = match fault {
            Some(code) => Err(code),
            None => decoder.decode(record.raw),
        };
        let (text, cut) = match read {
            Ok(text) => {
                let text = if is_first { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
                (text, cutter.cut(text, &mut cells))
            }
            Err(code) => ("", Err(code)),
        };
        let row = Row {
            place,
            text: text.trim_end_matches(['\n', '\r']),
            cells: if cut.is_ok() { &cells } else { &empty },
            fault: cut.err(),
        };
        if !visit(&row) {
            return;
        }
    }
}
