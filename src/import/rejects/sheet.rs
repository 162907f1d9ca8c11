//! Rejected rows as a sheet. Text stays text: no cell that came as text becomes a number, a date or a formula. What had
//! a type in the sheet it came from keeps it, so that it is read as it was. Rows go to a temporary file as they come.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Given;

/// Rows as lines of a sheet.
pub(super) struct Sheet<'a> {
    out: &'a mut (dyn Write + Send),
    book: Workbook,
    row: u32,
    begun: bool,
    date: Format,
    moment: Format,
    hours: Format,
}

impl<'a> Sheet<'a> {
    /// A sheet that begins below so many empty rows.
    pub(super) fn new(out: &'a mut (dyn Write + Send), above: u32) -> Self {
        let format = |text: &str| Format::new().set_num_format(text);
        Self {
            out,
            book: Workbook::new(),
            row: above,
            begun: false,
            date: format("yyyy-mm-dd"),
            moment: format("yyyy-mm-dd hh:mm:ss"),
            hours: format("[hh]:mm:ss"),
        }
    }

    /// Adds one row.
    pub(super) fn write<'b>(&mut self, row: impl Iterator<Item = Given<'b>>) -> Result<(), XlsxError> {
        if !std::mem::replace(&mut self.begun, true) {
            self.book.add_worksheet_with_constant_memory()?;
        }
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, given) in (0..).zip(row) {
            if given.text.is_empty() {
                continue;
            }
            let at = (self.row, column);
            let written = given.typed && typed(sheet, at, given.text, [&self.date, &self.moment, &self.hours])?;
            if !written {
                sheet.write_string(at.0, at.1, given.text)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the workbook.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if !self.begun {
            return Ok(());
        }
        let mut file = tempfile::tempfile()?;
        self.book.save_to_writer(&mut file).map_err(io::Error::other)?;
        file.rewind()?;
        io::copy(&mut file, self.out)?;
        self.out.flush()
    }
}

/// Writes a cell that had a type; `false` for one that is written as text.
fn typed(sheet: &mut Worksheet, at: (u32, u16), text: &str, formats: [&Format; 3]) -> Result<bool, XlsxError> {
    let [date, moment, hours] = formats;
    if let Ok(number) = text.parse::<f64>() {
        if number.is_finite() {
            sheet.write_number(at.0, at.1, number)?;
        }
        return Ok(number.is_finite());
    }
    if let Some(seconds) = seconds(text) {
        sheet.write_number_with_format(at.0, at.1, seconds / 86_400.0, hours)?;
        return Ok(true);
    }
    let looks_like_date = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    match ExcelDateTime::parse_from_str(text) {
        Ok(value) if looks_like_date => {
            let format = if text.len() == 10 { date } else { moment };
            sheet.write_datetime_with_format(at.0, at.1, value, format)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The seconds of a text such as `36:00:00`.
fn seconds(text: &str) -> Option<f64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let mut parts = rest.split(':').map(|part| part.parse::<u32>().map(f64::from).ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(sign * (hours * 3600.0 + minutes * 60.0 + seconds))
}
