//! Looks through the records of an old workbook before it is read: how many cells its sheets come to, and how long
//! their texts are when each cell gets its own copy. The reader of sheets makes room for whatever the records claim.

use super::area::{BYTES_MAX, CELLS_MAX};
use crate::fault::Code;

/// Cells of the largest sheet of this format.
const DIMENSIONS_MAX: u64 = 65_536 * 256;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

/// Refuses a stream of records that needs a password, or more memory than it should.
pub(super) fn must_be_harmless(stream: &[u8]) -> Result<(), Code> {
    let mut sheets = Vec::new();
    let mut texts = Vec::new();
    let mut records = Records { rest: stream };
    while let Some(record) = records.next()? {
        match record.kind {
            0x002f if record.short(0)? != 0 => return Err(Code::WorkbookPassword),
            0x0085 => sheets.push(record.long(0)?),
            0x00fc => texts = lengths(&record, &mut records)?,
            EOF => break,
            _ => {}
        }
    }
    let (mut cells, mut bytes, mut walked) = (0_u64, 0_u64, 0);
    for start in sheets {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = stream.get(start..).ok_or(Code::WorkbookBroken)?;
        let mut records = Records { rest };
        let (area, held) = sheet(&mut records, &texts)?;
        walked += rest.len() - records.rest.len();
        cells = cells.saturating_add(area);
        bytes = bytes.saturating_add(held);
        // No two sheets share their records.
        if cells > CELLS_MAX || bytes > BYTES_MAX || walked > stream.len() {
            return Err(Code::WorkbookTooLarge);
        }
    }
    Ok(())
}

/// The cells of the used part of a sheet, and the bytes of its shared texts.
fn sheet(records: &mut Records, texts: &[u64]) -> Result<(u64, u64), Code> {
    let (mut used, mut bytes, mut depth) = (Used::default(), 0_u64, 0_u32);
    let mut begun = false;
    while let Some(record) = records.next()? {
        match record.kind {
            // A chart in the sheet has records of its own.
            BOF if begun => depth += 1,
            BOF => begun = true,
            EOF if depth > 0 => depth -= 1,
            EOF => break,
            _ if depth > 0 => {}
            0x0200 => dimensions(&record)?,
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x0006 => used.add(record.short(0)?, record.short(2)?),
            0x00fd => {
                used.add(record.short(0)?, record.short(2)?);
                let text = usize::try_from(record.long(6)?).ok().and_then(|at| texts.get(at));
                bytes = bytes.saturating_add(text.copied().unwrap_or(0));
            }
            0x00bd => {
                let last = record.data.len().checked_sub(2).ok_or(Code::WorkbookBroken)?;
                used.add(record.short(0)?, record.short(2)?);
                used.add(record.short(0)?, record.short(last)?);
            }
            _ => {}
        }
        if bytes > BYTES_MAX {
            break;
        }
    }
    Ok((used.area(), bytes))
}

/// What a sheet says about its size: the reader makes room for all of it.
fn dimensions(record: &Record) -> Result<(), Code> {
    let (rows, columns) = match record.data.len() {
        10 => ([record.short(0)?, record.short(2)?].map(u64::from), [record.short(4)?, record.short(6)?]),
        14 | 16 => ([record.long(0)?, record.long(4)?].map(u64::from), [record.short(8)?, record.short(10)?]),
        _ => return Err(Code::WorkbookBroken),
    };
    let columns = columns.map(u64::from);
    if rows[1] > 0 && rows[1] <= rows[0] && columns[1] > 0 {
        return Err(Code::WorkbookBroken);
    }
    let product = rows[1].saturating_sub(rows[0]).saturating_mul(columns[1]);
    if product > DIMENSIONS_MAX { Err(Code::WorkbookTooLarge) } else { Ok(()) }
}

/// The part of a sheet that is used.
#[derive(Debug, Default)]
struct Used(Option<[u16; 4]>);

impl Used {
    fn add(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn area(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1))
    }
}

/// The lengths in bytes that the shared texts may have, at most.
fn lengths(first: &Record, records: &mut Records) -> Result<Vec<u64>, Code> {
    let mut parts = vec![first.data.get(8..).ok_or(Code::WorkbookBroken)?];
    while let Some(next) = records.peek(CONTINUE)? {
        parts.push(next);
    }
    let mut texts = Texts { parts, part: 0, at: 0 };
    let mut lengths = Vec::new();
    while texts.more() {
        lengths.push(texts.skip_one().ok_or(Code::WorkbookBroken)?);
    }
    Ok(lengths)
}

/// Shared texts, which go on from one record to the next.
struct Texts<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Texts<'_> {
    fn more(&mut self) -> bool {
        while self.part < self.parts.len() && self.at >= self.parts[self.part].len() {
            self.part += 1;
            self.at = 0;
        }
        self.part < self.parts.len()
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = if self.more() { self.parts[self.part].get(self.at).copied() } else { None };
        self.at += 1;
        byte
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: u64) -> Option<()> {
        while count > 0 {
            if !self.more() {
                return None;
            }
            let step = ((self.parts[self.part].len() - self.at) as u64).min(count);
            self.at += usize::try_from(step).unwrap_or(usize::MAX);
            count -= step;
        }
        Some(())
    }

    /// Steps over one text: so many letters, with marks of format and of speech behind them.
    fn skip_one(&mut self) -> Option<u64> {
        let letters = u64::from(self.short()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { u64::from(self.short()?) * 4 } else { 0 };
        let speech = if flags & 4 != 0 {
            u64::from(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
        } else {
            0
        };
        let (mut left, mut width) = (letters, 1 + u64::from(flags & 1));
        while left > 0 {
            let here = self.parts.get(self.part)?.len().saturating_sub(self.at) as u64;
            if here < width {
                // The rest stands in the next record, which says anew how wide its letters are.
                self.at = usize::MAX;
                if !self.more() {
                    return None;
                }
                width = 1 + u64::from(self.byte()? & 1);
                continue;
            }
            let step = (here / width).min(left);
            self.at += usize::try_from(step * width).ok()?;
            left -= step;
        }
        self.skip(runs + speech)?;
        Some(letters * 3)
    }
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl Record<'_> {
    fn short(&self, at: usize) -> Result<u16, Code> {
        let pair = self.data.get(at..at + 2).ok_or(Code::WorkbookBroken)?;
        Ok(u16::from_le_bytes([pair[0], pair[1]]))
    }

    fn long(&self, at: usize) -> Result<u32, Code> {
        let four = self.data.get(at..at + 4).ok_or(Code::WorkbookBroken)?;
        Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    }
}

struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<Record<'a>>, Code> {
        let [k0, k1, l0, l1, rest @ ..] = self.rest else {
            return if self.rest.is_empty() { Ok(None) } else { Err(Code::WorkbookBroken) };
        };
        let length = usize::from(u16::from_le_bytes([*l0, *l1]));
        let (data, rest) = rest.split_at_checked(length).ok_or(Code::WorkbookBroken)?;
        self.rest = rest;
        Ok(Some(Record { kind: u16::from_le_bytes([*k0, *k1]), data }))
    }

    /// The next record, if it is of this kind.
    fn peek(&mut self, kind: u16) -> Result<Option<&'a [u8]>, Code> {
        let before = self.rest;
        match self.next()? {
            Some(record) if record.kind == kind => Ok(Some(record.data)),
            _ => {
                self.rest = before;
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn book(globals: &[u8], sheet: &[u8]) -> Vec<u8> {
        let begin = record(BOF, &[0, 6, 5, 0]);
        let end = record(EOF, &[]);
        let start = begin.len() + globals.len() + 4 + 6 + end.len();
        let bound = record(0x85, &[&u32::try_from(start).expect("small").to_le_bytes()[..], &[0, 0]].concat());
        [&begin, globals, &bound, &end, &record(BOF, &[0, 6, 16, 0]), sheet, &end].concat()
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn two_cells_far_apart_are_a_large_sheet() {
        assert_eq!(must_be_harmless(&book(&[], &[number(0, 0), number(9999, 200)].concat())), Ok(()));
        let far = [number(0, 0), number(65_535, 65_535)].concat();
        assert_eq!(must_be_harmless(&book(&[], &far)), Err(Code::WorkbookTooLarge));
        let claimed = record(0x0200, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 0, 0]);
        assert_eq!(must_be_harmless(&book(&[], &claimed)), Err(Code::WorkbookTooLarge));
        assert_eq!(must_be_harmless(&book(&record(0x2f, &[1, 0]), &[])), Err(Code::WorkbookPassword));
        let again = record(0x85, &[0; 6]).repeat(3);
        assert_eq!(must_be_harmless(&book(&again, &record(0x99, &[0; 500]))), Err(Code::WorkbookTooLarge));
    }

    #[test]
    fn a_long_text_that_many_cells_share_counts_for_each() {
        // 60,000 letters over two records, the second of which writes them in one byte each.
        let first = [&[0; 8][..], &60_000_u16.to_le_bytes(), &[1], &[65, 0].repeat(4000)].concat();
        let text = [record(0xfc, &first), record(CONTINUE, &[&[0][..], &[65].repeat(56_000)].concat())].concat();
        let cell = |row: u16| record(0xfd, &[&row.to_le_bytes()[..], &[0; 8]].concat());
        let cells = |count| (0..count).flat_map(cell).collect::<Vec<u8>>();
        assert_eq!(must_be_harmless(&book(&text, &cells(1000))), Ok(()));
        assert_eq!(must_be_harmless(&book(&text, &cells(2000))), Err(Code::WorkbookTooLarge));
        assert_eq!(must_be_harmless(&book(&record(0xfc, &first), &[])), Err(Code::WorkbookBroken));
    }
}
