//! Zip archives: a workbook, whose members are all looked through before anything reads it, or one file of text. Nothing
//! is ever written under a name that an archive gives; names are looked at all the same, because one that leads out
//! of its folder was made to harm somebody.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::gzip::must_be_text;
use super::kind::HEAD;
use super::scan::Scan;
use super::spool::{CHUNK, Guard, MEMBERS_MAX, Spool, TEXT_MAX, WORKBOOK_MAX, copied, too_large};
use super::{Container, Origin, Place, Unpacked, listed, workbook};
use crate::fault::{Code, Fault};
use crate::import::shape::FileShape;

/// How far from the end of an archive the record of its directory may begin.
const TAIL: u64 = (64 << 10) + 22;

/// Unpacks an archive of one file, or reads a sheet of a workbook.
pub(super) fn unpack(file: &mut File, place: Place, shape: &FileShape) -> Result<Unpacked, Fault> {
    // What is unpacked is a copy, whose fingerprint is told: members are not read in the order of the bytes.
    let (mut packed, sha256, bytes) = copied(file, place)?;
    members_must_be_few(&mut packed, bytes, place)?;
    let mut archive = ZipArchive::new(packed).map_err(|error| fault_of(&error, place))?;
    let names = names(&mut archive, place)?;
    let (text, origin) = match workbook_of(&names) {
        Some(Book::Xlsb) => return Err(place.fault(Code::WorkbookKind).with("kind", "XLSB")),
        Some(Book::Read(container)) => {
            look_through(&mut archive, bytes, place)?;
            let (text, sheet) = workbook::read(archive.into_inner(), container, shape, place)?;
            (text, Origin { container, sheet: Some(sheet), ..Origin::default() })
        }
        None => {
            let index = only_file(&names, place)?;
            let member = names[index].clone();
            let text = unpack_member(&mut archive, index, &member, bytes, place)?;
            (text, Origin { container: Container::Zip, member: Some(member), ..Origin::default() })
        }
    };
    Ok(Unpacked { text, sha256, bytes, origin })
}

/// Refuses an archive that says it has too many members before its directory is read.
fn members_must_be_few(packed: &mut File, bytes: u64, place: Place) -> Result<(), Fault> {
    let start = bytes.saturating_sub(TAIL);
    let mut tail = Vec::new();
    let read = packed.seek(SeekFrom::Start(start)).and_then(|_| packed.read_to_end(&mut tail));
    read.map_err(|_| place.fault(Code::SourceUnreadable))?;
    let Some(end) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else {
        return Err(place.fault(Code::ArchiveBroken));
    };
    let short = tail.get(end + 10..end + 12).map_or(0, |pair| u64::from(u16::from_le_bytes([pair[0], pair[1]])));
    // Archives with more members than two bytes count keep their number in another record.
    let long = memchr::memmem::rfind(&tail[..end], b"PK\x06\x06").and_then(|at| tail.get(at + 32..at + 40));
    let long = long.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes);
    if short.max(long) > MEMBERS_MAX as u64 { Err(many_members(place)) } else { Ok(()) }
}

fn many_members(place: Place) -> Fault {
    place.fault(Code::ArchiveManyMembers).with("limit", i64::try_from(MEMBERS_MAX).unwrap_or(i64::MAX))
}

/// The names of all members, none of which leads anywhere else, and none of which needs a password.
fn names(archive: &mut ZipArchive<File>, place: Place) -> Result<Vec<String>, Fault> {
    if archive.len() > MEMBERS_MAX {
        return Err(many_members(place));
    }
    let mut names = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| fault_of(&error, place))?;
        let name = member.name().map_or_else(|_| String::from_utf8_lossy(member.name_raw()).into_owned(), Into::into);
        if leads_away(&name) {
            return Err(place.fault(Code::ArchivePath).with("name", crate::time::clip(&name)));
        }
        if member.encrypted() {
            return Err(place.fault(Code::ArchivePassword));
        }
        names.push(name);
    }
    Ok(names)
}

/// Whether a name is absolute, or goes up.
fn leads_away(name: &str) -> bool {
    let bytes = name.as_bytes();
    let drive = bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic();
    drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..") || name.contains('\0')
}

enum Book {
    Read(Container),
    Xlsb,
}

/// What workbook an archive with these members is.
fn workbook_of(names: &[String]) -> Option<Book> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("[Content_Types].xml") && has("xl/workbook.bin") {
        Some(Book::Xlsb)
    } else if has("[Content_Types].xml") && names.iter().any(|name| name.starts_with("xl/")) {
        Some(Book::Read(Container::Xlsx))
    } else if has("mimetype") && has("content.xml") && has("META-INF/manifest.xml") {
        Some(Book::Read(Container::Ods))
    } else {
        None
    }
}

/// The one file of an archive; folders, and what Macs put beside each file, are none.
fn only_file(names: &[String], place: Place) -> Result<usize, Fault> {
    let is_file = |name: &str| !name.ends_with('/') && !name.starts_with("__MACOSX/");
    let files: Vec<usize> = (0..names.len()).filter(|index| is_file(&names[*index])).collect();
    match files[..] {
        [index] => Ok(index),
        [] => Err(place.fault(Code::SourceEmpty)),
        _ => Err(place
            .fault(Code::ArchiveManyFiles)
            .with("count", i64::try_from(files.len()).unwrap_or(i64::MAX))
            .with("names", listed(files.iter().map(|index| names[*index].as_str())))),
    }
}

fn unpack_member(
    archive: &mut ZipArchive<File>,
    index: usize,
    name: &str,
    bytes: u64,
    place: Place,
) -> Result<File, Fault> {
    let (mut spool, mut guard) = (Spool::new()?, Guard::new(TEXT_MAX));
    let mut head = Vec::with_capacity(HEAD);
    each_chunk(archive, index, place, |chunk| {
        if head.len() < HEAD {
            head.extend(chunk.iter().take(HEAD - head.len()));
            must_be_text(&head, name, place)?;
        }
        guard.count(chunk.len(), bytes, place)?;
        spool.write(chunk)
    })?;
    spool.finish()
}

/// Looks through every member of a workbook before anything reads it: how much comes out, and whether what reads it
/// could be made to use up the memory. This also compares all checksums.
fn look_through(archive: &mut ZipArchive<File>, bytes: u64, place: Place) -> Result<(), Fault> {
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| fault_of(&error, place))?;
        declared = declared.saturating_add(member.size());
    }
    if declared > WORKBOOK_MAX {
        return Err(too_large(WORKBOOK_MAX, place));
    }
    let (mut guard, mut scan) = (Guard::new(WORKBOOK_MAX), Scan::default());
    for index in 0..archive.len() {
        scan.begin();
        each_chunk(archive, index, place, |chunk| {
            guard.count(chunk.len(), bytes, place)?;
            scan.feed(chunk).map_err(|code| place.fault(code))
        })?;
    }
    if scan.needs_password() { Err(place.fault(Code::WorkbookPassword)) } else { Ok(()) }
}

fn each_chunk(
    archive: &mut ZipArchive<File>,
    index: usize,
    place: Place,
    mut take: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut member = archive.by_index(index).map_err(|error| fault_of(&error, place))?;
    let mut buffer = vec![0; CHUNK];
    loop {
        match member.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&buffer[..read])?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The copy is ours: what cannot be read is damaged.
            Err(_) => return Err(place.fault(Code::ArchiveBroken)),
        }
    }
}

fn fault_of(error: &ZipError, place: Place) -> Fault {
    match error {
        ZipError::CompressionMethodNotSupported(_) => place.fault(Code::ArchiveKind).with("kind", "ZIP"),
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            place.fault(Code::ArchivePassword)
        }
        _ => place.fault(Code::ArchiveBroken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_out_of_its_folder_is_known() {
        for name in ["/etc/passwd", "\\a", "C:\\a.csv", "c:a.csv", "../a.csv", "a/../../b", "a\\..\\b", "a\0.csv"] {
            assert!(leads_away(name), "{name}");
        }
        for name in ["a.csv", "a/b.csv", "..a/b..c", "a..b.csv", "xl/worksheets/sheet1.xml"] {
            assert!(!leads_away(name), "{name}");
        }
    }

    #[test]
    fn an_archive_with_one_file_has_one_whatever_lies_beside_it() {
        let place = Place { path: "x" };
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            only_file(&names, place).map_err(|fault| fault.code)
        };
        assert_eq!(of(&["2026/", "2026/a.csv", "__MACOSX/2026/._a.csv"]), Ok(1));
        assert_eq!(of(&["a.csv", "b.csv"]), Err(Code::ArchiveManyFiles));
        assert_eq!(of(&["a/"]), Err(Code::SourceEmpty));
    }
}
