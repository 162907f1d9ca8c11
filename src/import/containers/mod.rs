//! What a delivery is packed in, told by its first bytes and never by its name: gzip, an archive of one file, a
//! workbook, or plain text. Whatever it is, lines of text come out of it, in a file without a name that only this
//! program sees; how much may come out is counted while it comes. What the text means is not asked here.

mod archive;
mod area;
mod biff;
mod cell;
mod gzip;
mod kind;
mod ole;
mod rows;
mod scan;
mod spool;
mod workbook;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shape::FileShape;
use crate::fault::{Code, Fault};
use kind::Kind;
pub use spool::spooled;

/// What a delivery is packed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// Nothing: its bytes are the text.
    #[default]
    Text,
    /// gzip.
    Gzip,
    /// A zip archive with one file of text.
    Zip,
    /// A workbook of Excel 2007 and later, with or without macros.
    Xlsx,
    /// A workbook of the `OpenDocument` format.
    Ods,
    /// A workbook of Excel 97 to 2003.
    Xls,
}

impl Container {
    /// Whether rows of a sheet became the lines.
    #[must_use]
    pub const fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Ods | Self::Xls)
    }

    /// As people call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Gzip => "gzip",
            Self::Zip => "ZIP",
            Self::Xlsx => "XLSX",
            Self::Ods => "ODS",
            Self::Xls => "XLS",
        }
    }
}

/// Where the lines of a delivery came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Origin {
    /// What it was packed in.
    pub container: Container,
    /// The name of the file in an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<SheetRead>,
}

/// The sheet whose rows became lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct SheetRead {
    /// Its name.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// The names of hidden sheets, this one included.
    pub hidden_sheets: Vec<String>,
    /// Cells with formulas; the values stored with them were read.
    pub formulas: u64,
    /// Those of them with which no value is stored.
    pub formulas_without_value: u64,
}

/// The text of a delivery that was packed.
#[derive(Debug)]
pub struct Unpacked {
    /// The text.
    pub text: File,
    /// SHA-256 of the bytes it was packed in, in hexadecimal.
    pub sha256: String,
    /// How many those are.
    pub bytes: u64,
    /// Where it came from.
    pub origin: Origin,
}

/// Unpacks a delivery; `None` for one that is not packed.
///
/// # Errors
/// What keeps it from being unpacked, by name: `archive_*`, `workbook_*`, `sheet_*`, `source_unreadable`,
/// `source_empty`, `storage_full`.
pub fn unpack(file: &mut File, path: &str, shape: &FileShape) -> Result<Option<Unpacked>, Fault> {
    let place = Place { path };
    let mut head = [0; kind::HEAD];
    let length = read_head(file, &mut head).map_err(|_| place.fault(Code::SourceUnreadable))?;
    match Kind::of(&head[..length]) {
        Kind::Text => Ok(None),
        Kind::Gzip => gzip::unpack(file, place).map(Some),
        Kind::Zip => archive::unpack(file, place, shape).map(Some),
        Kind::Ole => ole::unpack(file, place, shape).map(Some),
        Kind::Other(name) => Err(place.fault(Code::ArchiveKind).with("kind", name)),
    }
}

fn read_head(file: &mut File, head: &mut [u8]) -> std::io::Result<usize> {
    file.seek(SeekFrom::Start(0))?;
    let mut length = 0;
    while length < head.len() {
        let read = file.read(&mut head[length..])?;
        if read == 0 {
            break;
        }
        length += read;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(length)
}

/// The delivery as its faults name it.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    path: &'a str,
}

impl Place<'_> {
    fn fault(self, code: Code) -> Fault {
        Fault::new(code, "").with("path", self.path)
    }
}

/// Names in a sentence: the first few of them, each short.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const NAMED: usize = 5;
    let mut names: Vec<String> = names.take(NAMED + 1).map(crate::time::clip).collect();
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("…".to_owned());
    }
    names.join(", ")
}
