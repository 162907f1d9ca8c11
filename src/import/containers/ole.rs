//! Compound files: workbooks of Excel 97 to 2003, and workbooks with a password. Their chains of sectors are followed
//! here first, because a chain that bites its own tail has no end for a reader that trusts it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::spool::{copied, too_large};
use super::{Container, Origin, Place, Unpacked, biff, workbook};
use crate::fault::{Code, Fault};
use crate::import::shape::FileShape;

/// The largest compound file; it is held in memory.
const FILE_MAX: u64 = 64 << 20;
const HEADER: usize = 512;
/// Sector numbers from here on are signs.
const RESERVED: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
/// Streams shorter than this stand in small sectors.
const SHORT: usize = 4096;
const SMALL: usize = 64;

/// Reads a sheet of an old workbook.
pub(super) fn unpack(file: &mut File, place: Place, shape: &FileShape) -> Result<Unpacked, Fault> {
    let (mut packed, sha256, bytes) = copied(file, place)?;
    if bytes > FILE_MAX {
        return Err(too_large(FILE_MAX, place));
    }
    let mut all = Vec::new();
    let read = packed.read_to_end(&mut all).and_then(|_| packed.seek(SeekFrom::Start(0)));
    read.map_err(|_| place.fault(Code::SourceUnreadable))?;
    let broken = || place.fault(Code::WorkbookBroken);
    let compound = Compound::of(&all).ok_or_else(broken)?;
    if compound.find("EncryptedPackage").is_some() {
        return Err(place.fault(Code::WorkbookPassword));
    }
    let Some(book) = compound.find("Workbook").or_else(|| compound.find("Book")) else {
        return Err(place.fault(Code::WorkbookKind).with("kind", "OLE"));
    };
    let stream = compound.read(book).ok_or_else(broken)?;
    biff::must_be_harmless(&stream).map_err(|code| place.fault(code))?;
    drop((stream, all));
    let (text, sheet) = workbook::read(packed, Container::Xls, shape, place)?;
    let origin = Origin { container: Container::Xls, sheet: Some(sheet), ..Origin::default() };
    Ok(Unpacked { text, sha256, bytes, origin })
}

/// A compound file whose chains all end.
struct Compound<'a> {
    sectors: Sectors<'a>,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

#[derive(Clone, Copy)]
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Sectors<'a> {
    /// How many there may be.
    const fn count(self) -> usize {
        self.bytes.len() / self.size + 1
    }

    /// The bytes of a sector; the last one may be cut short.
    fn get(self, number: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(number).ok()? + 1).checked_mul(self.size)?;
        self.bytes.get(start..(start + self.size).min(self.bytes.len()))
    }

    fn chain(self, start: u32, table: &[u32]) -> Option<Vec<u8>> {
        let (mut bytes, mut next, mut steps) = (Vec::new(), start, 0);
        while next != END {
            steps += 1;
            if steps > self.count() {
                return None;
            }
            bytes.extend_from_slice(self.get(next)?);
            next = *table.get(usize::try_from(next).ok()?)?;
        }
        Some(bytes)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'a> Compound<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let size = match short(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let sectors = Sectors { bytes, size };
        let mut places: Vec<u32> = numbers(bytes.get(76..HEADER)?).collect();
        let (mut next, mut steps) = (long(bytes, 68)?, 0);
        while next < RESERVED {
            steps += 1;
            if steps > sectors.count() {
                return None;
            }
            places.extend(numbers(sectors.get(next)?));
            next = places.pop()?;
        }
        places.retain(|place| *place < RESERVED);
        // A table has a number for each sector; one that is many times larger names sectors again and again.
        if places.len() * (size / 4) > 2 * sectors.count() + 128 * (size / 4) {
            return None;
        }
        let mut table = Vec::new();
        for place in places {
            table.extend(numbers(sectors.get(place)?));
        }
        let directory = sectors.chain(long(bytes, 48)?, &table)?;
        let entries: Vec<Entry> = directory.chunks_exact(128).map(|entry| entry_of(entry, size)).collect();
        let root = entries.first()?;
        let (mut small_table, mut small) = (Vec::new(), Vec::new());
        if long(bytes, 64)? > 0 {
            small_table = numbers(&sectors.chain(long(bytes, 60)?, &table)?).collect();
            small = sectors.chain(root.start, &table)?;
        }
        Some(Self { sectors, table, small_table, small, entries })
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn read(&self, entry: &Entry) -> Option<Vec<u8>> {
        let mut bytes = if entry.length < SHORT {
            let mut bytes = Vec::new();
            let mut next = entry.start;
            while next != END && bytes.len() < entry.length {
                let start = usize::try_from(next).ok()? * SMALL;
                bytes.extend_from_slice(self.small.get(start..(start + SMALL).min(self.small.len()))?);
                next = *self.small_table.get(usize::try_from(next).ok()?)?;
            }
            bytes
        } else {
            self.sectors.chain(entry.start, &self.table)?
        };
        bytes.truncate(entry.length);
        Some(bytes)
    }
}

fn entry_of(bytes: &[u8], size: usize) -> Entry {
    let units = bytes[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    let length = if size == 512 {
        u64::from(long(bytes, 120).unwrap_or(0))
    } else {
        u64::from(long(bytes, 120).unwrap_or(0)) | u64::from(long(bytes, 124).unwrap_or(0)) << 32
    };
    Entry {
        name: String::from_utf16_lossy(&units),
        start: long(bytes, 116).unwrap_or(END),
        length: usize::try_from(length).unwrap_or(usize::MAX),
    }
}
