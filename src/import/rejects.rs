//! The file of rejected rows: the original columns untouched, then line, column, code and message in both languages,
//! so that a person can mend the rows where they stand and send them back.

use std::io::Write;

use super::cells::{Cells, Cutter};
use super::decode::Decoder;
use super::mapper::CellFault;
use super::profile::Profile;
use crate::lang::Lang;

/// Names of the columns that are added, English and French where they differ.
const ADDED: [&str; 5] =
    ["casetime line", "casetime column", "casetime code", "casetime message (en)", "casetime message (fr)"];

/// Writes rejected rows as they come.
pub struct RejectFile<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    columns: Vec<String>,
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
        Self {
            writer: csv::WriterBuilder::new().flexible(true).from_writer(out),
            columns,
            decoder: Decoder::new(dialect.encoding),
            cutter: Cutter::new(&dialect),
            cells: Cells::default(),
            begun: false,
        }
    }

    /// Adds one row with all its faults.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, line: u64, raw: &[u8], faults: &[CellFault]) -> Result<(), csv::Error> {
        if !self.begun {
            self.begun = true;
            self.writer.write_record(self.columns.iter().map(String::as_str).chain(ADDED))?;
        }
        let mut row = self.original(raw);
        row.resize(row.len().max(self.columns.len()), String::new());
        let all = |part: &dyn Fn(&CellFault) -> String| faults.iter().map(part).collect::<Vec<_>>().join(" | ");
        row.push(line.to_string());
        row.push(all(&|found| found.column.clone()));
        row.push(all(&|found| found.fault.code.to_string()));
        row.push(all(&|found| found.fault.say(Lang::En)));
        row.push(all(&|found| found.fault.say(Lang::Fr)));
        self.writer.write_record(&row)
    }

    /// The cells of the row as they stood; a line that has no cells stands in the first column, whole.
    fn original(&mut self, raw: &[u8]) -> Vec<String> {
        match self.decoder.decode(raw).and_then(|text| self.cutter.cut(text, &mut self.cells)) {
            Ok(()) => self.cells.iter().map(str::to_owned).collect(),
            Err(_) => vec![String::from_utf8_lossy(raw.trim_ascii_end()).into_owned()],
        }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}
