//! Reads one sheet of a workbook that was looked through before. Of XLSX the cells stream past; the other two formats
//! are held in memory, which is why the size of their sheets is bounded beforehand.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx};

use super::cell::Cell;
use super::rows::Rows;
use super::{Container, Place, SheetRead, listed};
use crate::fault::{Code, Fault};
use crate::import::shape::{FileShape, SheetChoice};

/// So many sheets are looked into for rows; of a workbook with more of them the profile names one.
const SHEETS_TRIED: usize = 64;

/// The lines of the sheet that the profile names, or of the only one that has rows.
pub(super) fn read(
    mut packed: File,
    container: Container,
    shape: &FileShape,
    place: Place,
) -> Result<(File, SheetRead), Fault> {
    packed.seek(SeekFrom::Start(0)).map_err(|_| place.fault(Code::SourceUnreadable))?;
    let packed = BufReader::new(packed);
    // The library that reads sheets panics on some damaged workbooks.
    let read = catch_unwind(AssertUnwindSafe(|| match container {
        Container::Ods => sheet_of(Kept(Ods::new(packed).map_err(|error| ods_fault(&error, place))?), shape, place),
        Container::Xls => sheet_of(Kept(Xls::new(packed).map_err(|error| xls_fault(&error, place))?), shape, place),
        _ => sheet_of(Xlsx::new(packed).map_err(|_| broken(place))?, shape, place),
    }));
    read.unwrap_or_else(|_| Err(broken(place)))
}

fn broken(place: Place) -> Fault {
    place.fault(Code::WorkbookBroken)
}

fn ods_fault(error: &OdsError, place: Place) -> Fault {
    match error {
        OdsError::Password => place.fault(Code::WorkbookPassword),
        OdsError::CellLimitExceeded { .. } => place.fault(Code::WorkbookTooLarge),
        _ => broken(place),
    }
}

fn xls_fault(error: &XlsError, place: Place) -> Fault {
    match error {
        XlsError::Password => place.fault(Code::WorkbookPassword),
        _ => broken(place),
    }
}

/// Formulas of a sheet.
#[derive(Debug, Clone, Copy, Default)]
struct Formulas {
    all: u64,
    without_value: u64,
}

/// A workbook of any format.
trait Workbook {
    /// Its sheets.
    fn sheets(&self) -> Vec<Sheet>;
    /// Whether anything stands in a sheet.
    fn has_rows(&mut self, sheet: &str, place: Place) -> Result<bool, Fault>;
    /// Gives every cell of a sheet, row by row.
    fn cells(&mut self, sheet: &str, rows: &mut Rows, place: Place) -> Result<Formulas, Fault>;
}

fn sheet_of(mut book: impl Workbook, shape: &FileShape, place: Place) -> Result<(File, SheetRead), Fault> {
    let sheets: Vec<Sheet> = book.sheets().into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    let sheet = choose(&mut book, &sheets, shape.sheet.as_ref(), place)?;
    let mut rows = Rows::new(place, &sheet.name)?;
    let formulas = book.cells(&sheet.name, &mut rows, place)?;
    let Some(text) = rows.finish()? else {
        return Err(place.fault(Code::SheetEmpty).with("sheet", crate::time::clip(&sheet.name)));
    };
    let hidden = |sheet: &Sheet| sheet.visible != SheetVisible::Visible;
    let read = SheetRead {
        name: sheet.name.clone(),
        hidden: hidden(sheet),
        hidden_sheets: sheets.iter().filter(|sheet| hidden(sheet)).map(|sheet| sheet.name.clone()).collect(),
        formulas: formulas.all,
        formulas_without_value: formulas.without_value,
    };
    Ok((text, read))
}

fn choose<'a>(
    book: &mut impl Workbook,
    sheets: &'a [Sheet],
    wanted: Option<&SheetChoice>,
    place: Place,
) -> Result<&'a Sheet, Fault> {
    let names = || listed(sheets.iter().map(|sheet| sheet.name.as_str()));
    let Some(wanted) = wanted else {
        if sheets.len() > SHEETS_TRIED {
            return Err(place.fault(Code::SheetNotChosen).with("sheets", names()));
        }
        let mut filled = Vec::new();
        for sheet in sheets {
            if book.has_rows(&sheet.name, place)? {
                filled.push(sheet);
            }
        }
        return match filled[..] {
            [sheet] => Ok(sheet),
            [] => Err(place.fault(Code::SourceEmpty)),
            _ => {
                let names = listed(filled.iter().map(|sheet| sheet.name.as_str()));
                Err(place.fault(Code::SheetNotChosen).with("sheets", names))
            }
        };
    };
    let found = match wanted {
        SheetChoice::Number(number) => usize::try_from(*number).ok().and_then(|at| sheets.get(at.checked_sub(1)?)),
        // Excel itself takes no notice of case in the names of sheets.
        SheetChoice::Name(name) => sheets
            .iter()
            .find(|sheet| sheet.name == *name)
            .or_else(|| sheets.iter().find(|sheet| sheet.name.trim().to_lowercase() == name.trim().to_lowercase())),
    };
    found.ok_or_else(|| {
        let fault = place.fault(Code::SheetMissing).with("sheet", crate::time::clip(&wanted.to_string()));
        fault.with("sheets", names())
    })
}

impl<R: Read + Seek> Workbook for Xlsx<R> {
    fn sheets(&self) -> Vec<Sheet> {
        self.sheets_metadata().to_vec()
    }

    fn has_rows(&mut self, sheet: &str, place: Place) -> Result<bool, Fault> {
        let mut cells = self.worksheet_cells_reader(sheet).map_err(|_| broken(place))?;
        while let Some(cell) = cells.next_cell().map_err(|_| broken(place))? {
            if Cell::of(cell.get_value()) != Cell::Empty {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn cells(&mut self, sheet: &str, rows: &mut Rows, place: Place) -> Result<Formulas, Fault> {
        let mut formulas = Formulas::default();
        let mut cells = self.worksheet_cells_reader(sheet).map_err(|_| broken(place))?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| broken(place))? {
            if cell.formula.is_some() {
                formulas.all += 1;
                formulas.without_value += u64::from(cell.value == DataRef::Empty);
            }
            rows.add(cell.pos.0, cell.pos.1, Cell::of(&cell.value))?;
        }
        Ok(formulas)
    }
}

/// A workbook that its reader holds in memory.
struct Kept<B>(B);

impl<R: Read + Seek> Workbook for Kept<Ods<R>> {
    fn sheets(&self) -> Vec<Sheet> {
        self.0.sheets_metadata().to_vec()
    }

    fn has_rows(&mut self, sheet: &str, place: Place) -> Result<bool, Fault> {
        self.0.worksheet_range(sheet).map(|range| has_rows(&range)).map_err(|_| broken(place))
    }

    fn cells(&mut self, sheet: &str, rows: &mut Rows, place: Place) -> Result<Formulas, Fault> {
        let values = self.0.worksheet_range(sheet).map_err(|_| broken(place))?;
        let formulas = self.0.worksheet_formula(sheet).map_err(|_| broken(place))?;
        kept_cells(&values, &formulas, rows)
    }
}

impl<R: Read + Seek> Workbook for Kept<Xls<R>> {
    fn sheets(&self) -> Vec<Sheet> {
        self.0.sheets_metadata().to_vec()
    }

    fn has_rows(&mut self, sheet: &str, place: Place) -> Result<bool, Fault> {
        self.0.worksheet_range(sheet).map(|range| has_rows(&range)).map_err(|_| broken(place))
    }

    fn cells(&mut self, sheet: &str, rows: &mut Rows, place: Place) -> Result<Formulas, Fault> {
        let values = self.0.worksheet_range(sheet).map_err(|_| broken(place))?;
        let formulas = self.0.worksheet_formula(sheet).map_err(|_| broken(place))?;
        kept_cells(&values, &formulas, rows)
    }
}

fn has_rows(range: &Range<Data>) -> bool {
    range.used_cells().any(|(_, _, value)| Cell::of_kept(value) != Cell::Empty)
}

fn kept_cells(values: &Range<Data>, formulas: &Range<String>, rows: &mut Rows) -> Result<Formulas, Fault> {
    let (top, left) = values.start().unwrap_or_default();
    for (row, column, value) in values.used_cells() {
        rows.add(absolute(top, row), absolute(left, column), Cell::of_kept(value))?;
    }
    let mut counted = Formulas::default();
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, _) in formulas.used_cells() {
        counted.all += 1;
        let value = values.get_value((absolute(top, row), absolute(left, column)));
        counted.without_value += u64::from(value.is_none_or(|value| *value == Data::Empty));
    }
    Ok(counted)
}

fn absolute(start: u32, offset: usize) -> u32 {
    start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
}
