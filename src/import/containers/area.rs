//! How many cells the sheets of an `OpenDocument` workbook come to when all repetitions are written out, and how many
//! bytes those hold: a sheet of some hundred bytes can say that it has millions.

use super::scan::number;

/// The most cells that the used part of the sheets may have.
pub(super) const CELLS_MAX: u64 = 4_000_000;
/// The most bytes those may hold.
pub(super) const BYTES_MAX: u64 = 256 << 20;

/// Rows and columns as far as a sheet is ever read.
const ROWS: u64 = 1 << 20;
const COLUMNS: u64 = 1 << 14;

/// What was seen of the sheets.
#[derive(Debug, Default)]
pub(super) struct Area {
    cells: u64,
    bytes: u64,
    rows: u64,
    used_rows: u64,
    width: u64,
    row: Option<Row>,
}

#[derive(Debug, Default)]
struct Row {
    repeats: u64,
    width: u64,
    empty: u64,
    bytes: u64,
    cell: Option<Cell>,
}

#[derive(Debug)]
struct Cell {
    repeats: u64,
    bytes: u64,
    holds: bool,
}

impl Area {
    /// Bytes between tags.
    pub(super) fn text(&mut self, bytes: usize) {
        if let Some(cell) = self.row.as_mut().and_then(|row| row.cell.as_mut()) {
            cell.bytes += bytes as u64;
        }
    }

    /// A tag that opens; whether it still fits.
    pub(super) fn open(&mut self, local: &[u8], tag: &[u8]) -> bool {
        match local {
            b"table-row" => {
                self.end_row();
                let repeats = number(tag, b"number-rows-repeated").unwrap_or(1).min(ROWS);
                self.row = Some(Row { repeats, ..Row::default() });
            }
            b"table-cell" | b"covered-table-cell" => {
                if let Some(row) = &mut self.row {
                    row.end_cell();
                    let repeats = number(tag, b"number-columns-repeated").unwrap_or(1).min(COLUMNS);
                    // What holds anything says so by an attribute of one of these name spaces.
                    let has = |space: &[u8]| memchr::memmem::find(tag, space).is_some();
                    let holds = has(b"office:") || has(b"table:formula") || has(b"calcext:");
                    row.cell = Some(Cell { repeats, bytes: tag.len() as u64, holds });
                }
            }
            b"s" => {
                // So many blanks.
                self.text(usize::try_from(number(tag, b":c").unwrap_or(1)).unwrap_or(usize::MAX >> 16));
            }
            _ => {}
        }
        self.fits()
    }

    /// A tag that closes; whether all still fits.
    pub(super) fn close(&mut self, local: &[u8]) -> bool {
        match local {
            b"table-row" => self.end_row(),
            b"table" => {
                self.end_row();
                self.cells = self.cells.saturating_add(self.used_rows.saturating_mul(self.width));
                (self.rows, self.used_rows, self.width) = (0, 0, 0);
            }
            _ => {}
        }
        self.fits()
    }

    fn end_row(&mut self) {
        let Some(mut row) = self.row.take() else { return };
        row.end_cell();
        self.rows = self.rows.saturating_add(row.repeats);
        if row.width > 0 {
            self.used_rows = self.rows;
            self.width = self.width.max(row.width);
            // Rows are kept as they stand before they are written out.
            self.cells = self.cells.saturating_add(row.width);
            self.bytes = self.bytes.saturating_add(row.bytes.saturating_mul(row.repeats));
        }
    }

    fn fits(&self) -> bool {
        let open = self.row.as_ref().map_or(0, |row| row.width);
        let here = self.used_rows.saturating_mul(self.width);
        self.cells.saturating_add(open).saturating_add(here) <= CELLS_MAX && self.bytes <= BYTES_MAX
    }
}

impl Row {
    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if cell.holds {
            self.width = self.width.saturating_add(self.empty).saturating_add(cell.repeats);
            self.empty = 0;
            self.bytes = self.bytes.saturating_add(cell.bytes.saturating_mul(cell.repeats));
        } else {
            self.empty = self.empty.saturating_add(cell.repeats);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::Scan;
    use crate::fault::Code;

    const CELL: &str = "<table:table-cell office:value-type=\"float\" office:value=\"1\"";

    fn sheet(rows: &str) -> Result<(), Code> {
        let mut scan = Scan::default();
        scan.feed(format!("<table:table table:name=\"a\">{rows}</table:table>").as_bytes())
    }

    #[test]
    fn a_sheet_as_programs_write_them_fits() {
        let row = format!(
            "<table:table-row>{CELL}><text:p>1</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>"
        );
        let end = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        assert_eq!(sheet(&format!("{}{end}", row.repeat(500))), Ok(()));
    }

    #[test]
    fn repetitions_that_would_fill_the_memory_are_refused() {
        let wide = format!("<table:table-row>{CELL} table:number-columns-repeated=\"16384\"/></table:table-row>");
        assert_eq!(sheet(&wide), Ok(()));
        assert_eq!(sheet(&wide.repeat(300)), Err(Code::WorkbookTooLarge));
        let tall = format!("<table:table-row table:number-rows-repeated=\"900000\">{CELL}/></table:table-row>");
        assert_eq!(sheet(&tall), Ok(()));
        let gap = format!("{}{tall}", tall.replace(CELL, "<table:table-cell"));
        assert_eq!(
            sheet(&format!("<table:table-row>{CELL} table:number-columns-repeated=\"90\"/></table:table-row>{gap}")),
            Err(Code::WorkbookTooLarge)
        );
        let text = format!(
            "<table:table-row table:number-rows-repeated=\"9999\">{CELL}>{}</table:table-cell></table:table-row>",
            "x".repeat(99_999)
        );
        assert_eq!(sheet(&text), Err(Code::WorkbookTooLarge));
        let blanks = format!(
            "<table:table-row>{CELL}><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell></table:table-row>"
        );
        assert_eq!(sheet(&blanks), Err(Code::WorkbookTooLarge));
    }
}
