//! The file of rejected rows: the original columns untouched, then line, column, code, message in both languages,
//! suggestion and batch, in the layout of the file they came in or as a workbook, so that a person can mend the rows where
//! they stand and send them back.

mod lines;
mod reason;
mod sheet;
mod suggest;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::cells::{Cells, Cutter};
use super::decode::Decoder;
use super::profile::Profile;
use super::shape::FileShape;
use crate::fault::{Code, Fault};
use crate::ids::BatchId;
use crate::lang::Lang;
use lines::Lines;
pub use reason::Reason;
use sheet::Sheet;
pub use suggest::Suggester;

/// Names of the columns that are added, English and French where they differ.
pub const ADDED: [&str; 7] = [
    "casetime line",
    "casetime column",
    "casetime code",
    "casetime message (en)",
    "casetime message (fr)",
    "casetime suggestion",
    "casetime batch",
];
/// What stands instead of a batch in the rejected rows of a rehearsal.
pub const REHEARSAL: &str = "rehearsal";

/// How rejected rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RejectForm {
    /// Lines of text, in the layout that the profile reads.
    #[default]
    Lines,
    /// A workbook.
    Workbook,
}

impl RejectForm {
    /// The form that the name of a file asks for: `.xlsx` is a workbook.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let is_workbook = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        if is_workbook { Self::Workbook } else { Self::Lines }
    }
}

/// A cell on its way into the file.
#[derive(Debug, Clone, Copy)]
struct Given<'a> {
    text: &'a str,
    /// Whether it was a number or a date in the sheet it came from.
    typed: bool,
    /// Whether it came from a sheet.
    sheet: bool,
    /// Whether it is none of the original ones.
    added: bool,
}

enum Table<'a> {
    Lines(Box<Lines<'a>>),
    Sheet(Box<Sheet<'a>>),
}

/// Writes rejected rows as they come.
pub struct RejectFile<'a> {
    table: Table<'a>,
    columns: Vec<String>,
    header: bool,
    trails: bool,
    decoder: Decoder,
    cutter: Cutter,
    cells: Cells,
    begun: bool,
    batch: String,
    suggester: Suggester,
}

impl std::fmt::Debug for RejectFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RejectFile").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<'a> RejectFile<'a> {
    /// A file for rows with these columns, which came in the shape that is told; it stays empty until a row is
    /// rejected.
    pub fn new(
        out: &'a mut (dyn Write + Send),
        form: RejectForm,
        profile: &Profile,
        came: &FileShape,
        columns: Vec<String>,
    ) -> Self {
        let dialect = came.dialect();
        Self {
            table: match form {
                RejectForm::Lines => Table::Lines(Box::new(Lines::new(out, profile))),
                RejectForm::Workbook => Table::Sheet(Box::new(Sheet::new(out, profile.file.preamble))),
            },
            columns,
            header: came.header,
            trails: came.trailing_delimiter,
            decoder: Decoder::new(dialect.encoding),
            cutter: Cutter::new(&dialect),
            cells: Cells::default(),
            begun: false,
            batch: REHEARSAL.to_owned(),
            suggester: Suggester::default(),
        }
    }

    /// The same file, which says of which batch its rows are; without it they are those of a rehearsal.
    #[must_use]
    pub fn of_batch(self, batch: Option<BatchId>) -> Self {
        Self { batch: batch.map_or_else(|| REHEARSAL.to_owned(), |batch| batch.to_string()), ..self }
    }

    /// The same file, with suggestions.
    #[must_use]
    pub fn suggesting(self, suggester: Suggester) -> Self {
        Self { suggester, ..self }
    }

    /// Adds one row with all its faults.
    ///
    /// # Errors
    /// `rejects_too_large` for a row that no sheet holds, or `output_unwritable`.
    pub fn write(&mut self, line: u64, raw: &[u8], faults: &[Reason]) -> Result<(), Fault> {
        // A line that has no cells stands in the first column, whole.
        let cut = self.decoder.decode(raw).and_then(|text| self.cutter.cut(text, &mut self.cells));
        if cut.is_err() {
            self.cells = Cells::of([String::from_utf8_lossy(raw.trim_ascii_end()).as_ref()]);
        }
        let cells = std::mem::take(&mut self.cells);
        let written = self.write_cells(&line.to_string(), &cells, faults);
        self.cells = cells;
        written
    }

    /// Adds one row that is cut into cells, with all its faults.
    ///
    /// # Errors
    /// As [`RejectFile::write`].
    pub fn write_cells(&mut self, line: &str, cells: &Cells, faults: &[Reason]) -> Result<(), Fault> {
        let place = line.parse().unwrap_or_default();
        if !std::mem::replace(&mut self.begun, true) && self.header {
            let names = self.columns.iter().map(|name| (name.as_str(), false)).chain(ADDED.map(|name| (name, true)));
            let names: Vec<(&str, bool)> = names.collect();
            let given = |(text, added)| Given { text, typed: false, sheet: false, added };
            self.table.write(place, names.into_iter().map(given))?;
        }
        let joint = match &self.table {
            Table::Lines(lines) => lines.joint(),
            Table::Sheet(_) => " | ",
        };
        let added = [
            line.to_owned(),
            joined(faults, joint, |found| found.column.clone()),
            joined(faults, joint, |found| found.code.clone()),
            joined(faults, joint, |found| found.say(Lang::En)),
            joined(faults, joint, |found| found.say(Lang::Fr)),
            self.suggestions(cells, faults, joint),
            self.batch.clone(),
        ];
        let mut originals: Vec<Given> = (0..cells.len())
            .map(|at| Given {
                text: cells.get(at),
                typed: cells.is_typed(at),
                sheet: cells.are_of_sheet(),
                added: false,
            })
            .collect();
        if self.trails
            && originals.len() == self.columns.len() + 1
            && originals.last().is_some_and(|last| last.text.is_empty())
        {
            // What a delimiter at the end begins is no cell.
            originals.pop();
        }
        let empty = Given { text: "", typed: false, sheet: false, added: false };
        originals.resize(originals.len().max(self.columns.len()), empty);
        let added = added.iter().map(|text| Given { text, typed: false, sheet: false, added: true });
        self.table.write(place, originals.into_iter().chain(added))
    }

    /// What each cell at fault may mean; nothing at all where there is no suggestion for any.
    fn suggestions(&mut self, cells: &Cells, faults: &[Reason], joint: &str) -> String {
        let found: Vec<String> = faults
            .iter()
            .map(|reason| {
                let at = self.columns.iter().position(|name| *name == reason.column);
                at.map_or_else(String::new, |at| self.suggester.of(reason, cells.get(at)))
            })
            .collect();
        if found.iter().all(String::is_empty) { String::new() } else { found.join(joint) }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// `output_unwritable`.
    pub fn finish(self) -> Result<(), Fault> {
        let finished = match self.table {
            Table::Lines(lines) => lines.finish(),
            Table::Sheet(sheet) => sheet.finish(),
        };
        finished.map_err(|_| unwritable())
    }
}

impl Table<'_> {
    fn write<'b>(&mut self, line: u64, row: impl Iterator<Item = Given<'b>>) -> Result<(), Fault> {
        match self {
            Self::Lines(lines) => lines.write(row).map_err(|_| unwritable()),
            Self::Sheet(sheet) => sheet.write(row).map_err(|error| match error {
                XlsxError::MaxStringLengthExceeded | XlsxError::RowColumnLimitError => {
                    Fault::new(Code::RejectsTooLarge, "").with("line", i64::try_from(line).unwrap_or(i64::MAX))
                }
                _ => unwritable(),
            }),
        }
    }
}

fn unwritable() -> Fault {
    Fault::new(Code::OutputUnwritable, "").with("path", "rejects")
}

/// One part of each fault.
fn joined(faults: &[Reason], joint: &str, part: impl Fn(&Reason) -> String) -> String {
    faults.iter().map(part).collect::<Vec<_>>().join(joint)
}
