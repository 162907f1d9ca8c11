//! Rows of a sheet as lines of text: row 1 is line 1, whatever stands in it, and a row is one line, whatever stands in
//! its cells. Text is quoted, what has a type is not; empty cells at the end of a row are left out.

use std::fs::File;

use super::Place;
use super::cell::Cell;
use super::spool::{Spool, too_large};
use crate::fault::{Code, Fault};
use crate::import::cells::CELLS_MAX;
use crate::import::dialect::LINE_BREAK;

/// Rows beyond this no sheet has.
const ROWS_MAX: u32 = 1 << 20;
/// The most text that is made of a sheet, whose cells may share long texts.
const TEXT_MAX: u64 = 512 << 20;

/// Lines that are being written.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    spool: Spool,
    place: Place<'a>,
    sheet: &'a str,
    /// The row being filled, counted from 0.
    row: u32,
    cells: Vec<Filled>,
    line: String,
    written: u64,
    any: bool,
}

#[derive(Debug, Clone, Default)]
struct Filled {
    text: String,
    quoted: bool,
}

impl<'a> Rows<'a> {
    /// No row yet.
    pub(super) fn new(place: Place<'a>, sheet: &'a str) -> Result<Self, Fault> {
        let (cells, line) = (Vec::new(), String::new());
        Ok(Self { spool: Spool::new()?, place, sheet, row: 0, cells, line, written: 0, any: false })
    }

    /// Adds a cell; rows come in their order.
    pub(super) fn add(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Fault> {
        let (text, quoted) = match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => (text, true),
            Cell::Typed(text) => (text.into(), false),
        };
        if row < self.row || row >= ROWS_MAX {
            return Err(self.place.fault(Code::WorkbookBroken));
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= CELLS_MAX {
            return Err(self
                .place
                .fault(Code::WorkbookTooWide)
                .with("sheet", crate::time::clip(self.sheet))
                .with("line", i64::from(row) + 1)
                .with("column", i64::try_from(column + 1).unwrap_or(i64::MAX))
                .with("limit", i64::try_from(CELLS_MAX).unwrap_or(i64::MAX)));
        }
        while self.row < row {
            self.end_row()?;
        }
        self.any = true;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Filled::default());
        }
        self.cells[column] = Filled { text: text.into_owned(), quoted };
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        self.line.clear();
        for (at, cell) in self.cells.iter().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            // A type has one spelling, in which no sign means anything to a reader of lines.
            if cell.quoted || cell.text.contains([',', '"', '\n', '\r']) {
                quote(&cell.text, &mut self.line);
            } else {
                self.line.push_str(&cell.text);
            }
        }
        self.line.push('\n');
        self.cells.clear();
        self.row += 1;
        self.written += self.line.len() as u64;
        if self.written > TEXT_MAX {
            return Err(too_large(TEXT_MAX, self.place));
        }
        self.spool.write(self.line.as_bytes())
    }

    /// The lines; `None` of a sheet in which nothing stands.
    pub(super) fn finish(mut self) -> Result<Option<File>, Fault> {
        if !self.any {
            return Ok(None);
        }
        self.end_row()?;
        self.spool.finish().map(Some)
    }
}

/// The text of a cell in quotes, on one line.
fn quote(text: &str, line: &mut String) {
    line.push('"');
    if !text.contains(['"', '\r', '\n']) {
        line.push_str(text);
        line.push('"');
        return;
    }
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => line.push_str("\"\""),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => line.push(LINE_BREAK),
            other => line.push(other),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn lines(cells: &[(u32, u32, Cell)]) -> Result<Option<String>, Code> {
        let mut rows = Rows::new(Place { path: "x" }, "s").map_err(|fault| fault.code)?;
        for (row, column, cell) in cells {
            rows.add(*row, *column, cell.clone()).map_err(|fault| fault.code)?;
        }
        let file = rows.finish().map_err(|fault| fault.code)?;
        Ok(file.map(|mut file| {
            let mut text = String::new();
            file.read_to_string(&mut text).expect("UTF-8");
            text
        }))
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn each_row_is_one_line_and_text_is_told_from_what_has_a_type() {
        let typed = Cell::Typed("1.5".to_owned());
        let cells = [(1, 0, text("a \"b\"")), (1, 2, text("two\r\nlines\n")), (3, 1, typed), (3, 9, Cell::Empty)];
        let expected = "\n\"a \"\"b\"\"\",,\"two\u{2028}lines\u{2028}\"\n\n,1.5\n";
        assert_eq!(lines(&cells), Ok(Some(expected.to_owned())));
        assert_eq!(lines(&[(0, 0, Cell::Empty)]), Ok(None));
    }

    #[test]
    fn what_no_sheet_has_is_refused() {
        assert_eq!(lines(&[(1, 0, text("a")), (0, 0, text("b"))]), Err(Code::WorkbookBroken));
        assert_eq!(lines(&[(ROWS_MAX, 0, text("a"))]), Err(Code::WorkbookBroken));
        assert_eq!(lines(&[(0, 99_999, text("a"))]), Err(Code::WorkbookTooWide));
        assert!(lines(&[(0, 255, text("a"))]).is_ok());
    }
}
