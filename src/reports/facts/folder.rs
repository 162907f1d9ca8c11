//! The facts on disk: for each fiscal year a file of entries, one of monthly sums and two of what their codes mean, the
//! names beside them, and a manifest that is swapped last. Files are never changed once they have their name: a reader
//! sees a whole state or, when it lost a race, reads again. What cannot be read is as good as absent.

mod keep;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars_error::PolarsResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::names::Names;
use super::parquet;
use super::year::{Cells, OfDisk, Row, What, Who, Year};
use crate::time::FiscalYear;

pub(super) use self::keep::{Keep, save};

/// The layout of the files; another one is read anew from the database.
pub const FORMAT: u32 = 1;
/// The file that says which files belong together.
pub const MANIFEST: &str = "facts-manifest.json";
const LOCK: &str = "facts-lock";
/// What the names of all files begin with, so that nothing else in the folder is ever touched.
const PREFIX: &str = "facts-";
/// How often a reader that lost a race tries again.
const TRIES: usize = 10;

/// One file of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    name: String,
    bytes: u64,
    crc: u32,
}

/// The files of one year: entries, monthly sums, who, what.
pub(super) type Stored = [Piece; 4];

/// Up to where in the history of the database the facts are: the number of the last change and, so that no other
/// history with the same numbers is taken for this one, an event of the audit trail with its hash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) data_version: i64,
    pub(super) event: i64,
    pub(super) event_hash: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OfYear {
    year: i32,
    entries: usize,
    late_after: i32,
    files: Stored,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    /// Tells two manifests apart.
    tag: Uuid,
    #[serde(flatten)]
    mark: Mark,
    names: Piece,
    years: Vec<OfYear>,
}

/// Why nothing can be taken from disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// There is nothing.
    Missing,
    /// Another version of the program wrote it.
    OtherFormat,
    /// It is cut off, changed, or cannot be read.
    Damaged,
}

/// What was read from disk.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) mark: Mark,
    pub(super) names: Names,
    pub(super) years: Vec<Arc<Year>>,
}

/// What is found in a folder, for `doctor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The change of the database it is up to.
    pub data_version: i64,
    /// How many entries.
    pub entries: usize,
    /// How many bytes on disk.
    pub bytes: u64,
}

/// Looks whether the facts in a folder are whole.
///
/// # Errors
/// Why nothing can be taken from there.
pub fn inspect(folder: &Path) -> Result<Found, Absent> {
    let manifest = read_manifest(folder)?;
    let pieces = manifest.years.iter().flat_map(|year| &year.files).chain([&manifest.names]);
    let mut bytes = 0;
    for piece in pieces {
        check(folder, piece).map_err(|_| Absent::Damaged)?;
        bytes += piece.bytes;
    }
    let entries = manifest.years.iter().map(|year| year.entries).sum();
    Ok(Found { data_version: manifest.mark.data_version, entries, bytes })
}

/// Reads everything but the rows, which stay open to be read when they are needed.
pub(super) fn load(folder: &Path) -> Result<Loaded, Absent> {
    let mut manifest = read_manifest(folder)?;
    for _ in 0..TRIES {
        match load_of(folder, &manifest) {
            Ok(loaded) => return Ok(loaded),
            Err(error) => {
                // Somebody may have put a newer state there and removed the files of this one.
                let again = read_manifest(folder)?;
                if again.tag == manifest.tag {
                    tracing::warn!(kind = ?error.kind(), "facts on disk are not whole");
                    return Err(Absent::Damaged);
                }
                manifest = again;
            }
        }
    }
    Err(Absent::Damaged)
}

fn load_of(folder: &Path, manifest: &Manifest) -> io::Result<Loaded> {
    let names = serde_json::from_slice(&bytes_of(folder, &manifest.names)?)?;
    let years = super::in_parallel(&manifest.years, |of| load_year(folder, of).map(Arc::new));
    let years = years.into_iter().collect::<io::Result<Vec<_>>>()?;
    Ok(Loaded { mark: manifest.mark.clone(), names, years })
}

const WHO: [&str; 6] = ["person", "team", "status", "batch", "language", "known"];
const WHAT: [&str; 4] = ["file", "about", "activity", "client"];
const CELLS: [&str; 7] = ["month", "who", "what", "entries", "minutes", "late", "days"];

fn load_year(folder: &Path, of: &OfYear) -> io::Result<Year> {
    let [rows, cells, who, what] = &of.files;
    let read = |piece, names: &[&str]| parquet::read(bytes_of(folder, piece)?, names).map_err(io::Error::other);
    let who: Vec<Who> = rows_of_columns(&read(who, &WHO)?);
    let what: Vec<What> = rows_of_columns(&read(what, &WHAT)?);
    let columns: [Vec<u32>; 7] = read(cells, &CELLS)?.try_into().map_err(|_| damaged())?;
    let [month_of, cell_who, cell_what, entries, minutes, late, days] = columns;
    let mut months = [0; 13];
    for month in month_of {
        *months.get_mut(month as usize + 1).ok_or_else(damaged)? += 1;
    }
    for month in 1..13 {
        months[month] += months[month - 1];
    }
    let beyond = |places: &[u32], count: usize| places.iter().any(|place| *place as usize >= count);
    if beyond(&cell_who, who.len()) || beyond(&cell_what, what.len()) {
        return Err(damaged());
    }
    let narrow = |counts: Vec<u32>| counts.into_iter().map(u16::try_from).collect::<Result<Vec<u16>, _>>();
    let (Ok(minutes), Ok(late)) = (narrow(minutes), narrow(late)) else { return Err(damaged()) };
    let counts = entries.into_iter().map(u8::try_from).collect::<Result<Vec<u8>, _>>().map_err(|_| damaged())?;
    let cells = Cells::of_columns([cell_who, cell_what, days], counts, [minutes, late]).ok_or_else(damaged)?;
    if cells.rows() != of.entries {
        return Err(damaged());
    }
    let file = check(folder, rows)?;
    let of_disk = OfDisk { year: FiscalYear::starting(of.year), who, what, months, cells, late_after: of.late_after };
    Ok(Year::of_disk(of_disk, of.files.clone(), file))
}

fn rows_of_columns<const N: usize>(columns: &[Vec<u32>]) -> Vec<[u32; N]> {
    let height = columns.first().map_or(0, Vec::len);
    (0..height).map(|at| std::array::from_fn(|column| columns[column][at])).collect()
}

/// The rows of a year from its open file.
pub(super) fn read_rows(mut file: &File, count: usize) -> PolarsResult<Vec<Row>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let columns = parquet::read(bytes, &["day", "minutes", "lag"])?;
    let [days, minutes, lags] = &columns[..] else { return Err(damaged().into()) };
    if days.len() != count {
        return Err(damaged().into());
    }
    Ok(days.iter().zip(minutes).zip(lags).map(|((day, minutes), lag)| Row::of_disk(*day, *minutes, *lag)).collect())
}

fn damaged() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// The manifest, whose second line is the checksum of its first.
fn read_manifest(folder: &Path) -> Result<Manifest, Absent> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let text = match fs::read_to_string(folder.join(MANIFEST)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Absent::Missing),
        Err(_) => return Err(Absent::Damaged),
    };
    let Some((line, sum)) = text.split_once('\n') else { return Err(Absent::Damaged) };
    if sum != checksum(line) {
        return Err(Absent::Damaged);
    }
    match serde_json::from_str(line) {
        Ok(Format { format }) if format != FORMAT => Err(Absent::OtherFormat),
        Ok(_) => serde_json::from_str(line).map_err(|_| Absent::Damaged),
        Err(_) => Err(Absent::Damaged),
    }
}

fn checksum(line: &str) -> String {
    format!("{:08x}\n", crc32fast::hash(line.as_bytes()))
}

/// The bytes of a file that are as they were written.
fn bytes_of(folder: &Path, piece: &Piece) -> io::Result<Vec<u8>> {
    let bytes = fs::read(path_of(folder, piece)?)?;
    if bytes.len() as u64 == piece.bytes && crc32fast::hash(&bytes) == piece.crc { Ok(bytes) } else { Err(damaged()) }
}

/// Opens a file whose bytes are as they were written.
fn check(folder: &Path, piece: &Piece) -> io::Result<File> {
    let mut file = File::open(path_of(folder, piece)?)?;
    if file.metadata()?.len() != piece.bytes {
        return Err(damaged());
    }
    let mut hash = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    if hash.finalize() == piece.crc { Ok(file) } else { Err(damaged()) }
}

/// A manifest names files of its own folder only.
fn path_of(folder: &Path, piece: &Piece) -> io::Result<PathBuf> {
    let plain = piece.name.starts_with(PREFIX) && !piece.name.contains(['/', '\\']);
    if plain { Ok(folder.join(&piece.name)) } else { Err(damaged()) }
}
