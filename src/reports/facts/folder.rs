//! The facts on disk: for each fiscal year a file of entries, one of monthly sums and two of what their codes mean, the
//! names beside them, and a manifest that is swapped last. Files are never changed once they have their name: a reader
//! sees a whole state or, when it lost a race, reads again. What cannot be read is as good as absent.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars_error::PolarsResult;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::names::Names;
use super::parquet::{self, Column, Named};
use super::year::{Cells, OfDisk, Row, What, Who, Year};
use crate::time::FiscalYear;

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
    let mut starts = Vec::with_capacity(entries.len() + 1);
    let mut start = 0_u32;
    for count in entries {
        starts.push(start);
        start = start.checked_add(count).ok_or_else(damaged)?;
    }
    starts.push(start);
    let beyond = |places: &[u32], count: usize| places.iter().any(|place| *place as usize >= count);
    if start as usize != of.entries || beyond(&cell_who, who.len()) || beyond(&cell_what, what.len()) {
        return Err(damaged());
    }
    let cells = Cells { who: cell_who, what: cell_what, starts, minutes, late, days };
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
    let [days, minutes, lags] = &columns[..] else { return Err(io::Error::from(damaged()).into()) };
    if days.len() != count {
        return Err(io::Error::from(damaged()).into());
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

/// What is to be kept.
#[derive(Debug, Clone)]
pub(super) struct Keep {
    pub(super) mark: Mark,
    pub(super) names: Arc<Names>,
    pub(super) years: Vec<Arc<Year>>,
    /// Whether what is there now is of no use, whatever version it says.
    pub(super) replace: bool,
}

/// Writes what is not there yet and swaps the manifest; whoever finds somebody else at it leaves it to them, and a newer
/// state stays.
///
/// # Errors
/// When the folder cannot be written, or the disk is full; the state that was there is still whole.
pub(super) fn save(folder: &Path, keep: &Keep) -> io::Result<()> {
    make_folder(folder)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Ok(()),
        Err(fs::TryLockError::Error(error)) => return Err(error),
    }
    let there = read_manifest(folder).ok();
    if let Some(there) = &there
        && !keep.replace
        && there.mark.data_version >= keep.mark.data_version
    {
        return Ok(());
    }
    let written = write_all(folder, keep, there.as_ref());
    // Of a failed attempt nothing stays behind, so that a full disk is not filled further.
    let kept = read_manifest(folder).ok();
    tidy(folder, kept.as_ref());
    written
}

fn write_all(folder: &Path, keep: &Keep, there: Option<&Manifest>) -> io::Result<()> {
    let tag = Uuid::now_v7();
    let mut text = serde_json::to_vec(&*keep.names)?;
    text.push(b'\n');
    let crc = crc32fast::hash(&text);
    let same = there.map(|there| &there.names).filter(|piece| piece.crc == crc && piece.bytes == text.len() as u64);
    let names = match same.filter(|piece| bytes_of(folder, piece).is_ok_and(|bytes| bytes == text)) {
        Some(piece) => piece.clone(),
        None => write_piece(folder, &format!("{PREFIX}names-{tag}.json"), |file| file.write_all(&text))?,
    };
    let years = super::in_parallel(&keep.years, |year| {
        let is_there = |stored: &&Stored| there.is_some_and(|there| there.years.iter().any(|of| of.files == **stored));
        let files = match year.stored.get().filter(is_there) {
            Some(stored) => stored.clone(),
            None => write_year(folder, year, &keep.names, tag)?,
        };
        Ok(OfYear { year: year.year.start_year(), entries: year.len(), late_after: year.late_after, files })
    });
    let years = years.into_iter().collect::<io::Result<Vec<_>>>()?;
    let manifest = Manifest { format: FORMAT, tag, mark: keep.mark.clone(), names, years };
    let line = serde_json::to_string(&manifest)?;
    sync_folder(folder)?;
    let mut file = temporary(folder)?;
    file.write_all(format!("{line}\n{}", checksum(&line)).as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(folder.join(MANIFEST)).map_err(|error| error.error)?;
    sync_folder(folder)?;
    for (year, of) in keep.years.iter().zip(manifest.years) {
        // A year that was written before keeps the file it reads its rows from.
        drop(year.stored.set(of.files));
    }
    Ok(())
}

fn write_year(folder: &Path, year: &Year, names: &Names, tag: Uuid) -> io::Result<Stored> {
    let name = |what: &str| format!("{PREFIX}{}-{what}-{tag}.parquet", year.year);
    let rows = year.rows().map_err(io::Error::other)?;
    let cells = &year.cells;
    let piece = |what: &str, height: usize, columns: &[Named<'_>]| {
        write_piece(folder, &name(what), |file| {
            parquet::write(&mut *file, height, columns).map(drop).map_err(io::Error::other)
        })
    };
    let highest = Highest::of(names);
    // The cell that each row of a stretch stands in.
    let cell_at = |row: usize| cells.starts.partition_point(|start| *start as usize <= row) - 1;
    let each = |stretch: std::ops::Range<usize>, of: &dyn Fn(usize) -> u32| {
        let mut numbers = Vec::with_capacity(stretch.len());
        let mut row = stretch.start;
        while row < stretch.end {
            let cell = cell_at(row);
            let end = year.rows_of(cell).end.min(stretch.end);
            numbers.resize(numbers.len() + end - row, of(cell));
            row = end;
        }
        numbers
    };
    let mut columns: Vec<Named<'_>> = Vec::new();
    for (at, column) in WHO.into_iter().enumerate().take(5) {
        let highest = highest.who[at];
        let of = move |cell: usize| year.who[year.cells.who[cell] as usize][at];
        columns.push((column, Box::new(move |rows| Column::narrow(highest, each(rows, &of).into_iter()))));
    }
    for (at, column) in WHAT.into_iter().enumerate() {
        let highest = highest.what[at];
        let of = move |cell: usize| year.what[year.cells.what[cell] as usize][at];
        columns.push((column, Box::new(move |rows| Column::narrow(highest, each(rows, &of).into_iter()))));
    }
    let april = u32::try_from(year.year.start_year() * 12 + 3).unwrap_or(0);
    let month = move |cell: usize| april + u32::from(month_at(year, cell));
    columns.push(("month", Box::new(move |rows| Column::U32(each(rows, &month)))));
    columns.push(("day", Box::new(|stretch| Column::narrow(31, rows[stretch].iter().map(|row| row.day())))));
    columns.push(("minutes", Box::new(|stretch| Column::narrow(1440, rows[stretch].iter().map(|row| row.minutes())))));
    columns.push(("lag", Box::new(|stretch| Column::I16(rows[stretch].iter().map(|row| row.lag_on_disk()).collect()))));
    let entries = piece("entries", rows.len(), &columns)?;
    let sums: Vec<Named<'_>> = vec![
        ("month", Box::new(|cells| Column::U8(cells.map(|cell| month_at(year, cell)).collect()))),
        ("who", Box::new(|at| Column::U32(cells.who[at].to_vec()))),
        ("what", Box::new(|at| Column::U32(cells.what[at].to_vec()))),
        ("entries", Box::new(|at| Column::U32(at.map(|cell| cells.starts[cell + 1] - cells.starts[cell]).collect()))),
        ("minutes", Box::new(|at| Column::U32(cells.minutes[at].to_vec()))),
        ("late", Box::new(|at| Column::U32(cells.late[at].to_vec()))),
        ("days", Box::new(|at| Column::U32(cells.days[at].to_vec()))),
    ];
    let sums = piece("sums", year.cell_count(), &sums)?;
    let who = piece("who", year.who.len(), &of_values(&WHO, &year.who, &highest.who))?;
    let what = piece("what", year.what.len(), &of_values(&WHAT, &year.what, &highest.what))?;
    Ok([entries, sums, who, what])
}

fn of_values<'a, const N: usize>(
    names: &[&'static str; N],
    values: &'a [[u32; N]],
    highest: &[usize; N],
) -> Vec<Named<'a>> {
    let column = |(at, (name, highest)): (usize, (&&'static str, &usize))| -> Named<'a> {
        let highest = *highest;
        (*name, Box::new(move |rows| Column::narrow(highest, values[rows].iter().map(|value| value[at]))))
    };
    names.iter().zip(highest).enumerate().map(column).collect()
}

/// The month of a cell, from 0 for April.
fn month_at(year: &Year, cell: usize) -> u8 {
    u8::try_from(year.months[1..].partition_point(|end| *end <= cell)).unwrap_or(0)
}

/// The highest code of each column.
struct Highest {
    who: [usize; 6],
    what: [usize; 4],
}

impl Highest {
    fn of(names: &Names) -> Self {
        let Names { people, files, activities, teams, clients, statuses, languages, batches } = names;
        let files = files.values.len();
        Self {
            who: [
                people.values.len(),
                teams.values.len(),
                statuses.values.len(),
                batches.values.len(),
                languages.values.len(),
                1,
            ],
            what: [files, files, activities.values.len(), clients.values.len()],
        }
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix("facts-part-").tempfile_in(folder)
}

/// Writes a file under a name that nobody knows yet, waits until it is on disk, and gives it its name.
fn write_piece(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut Counted<BufWriter<&File>>) -> io::Result<()>,
) -> io::Result<Piece> {
    let file = temporary(folder)?;
    let mut counted = Counted { to: BufWriter::new(file.as_file()), bytes: 0, hash: crc32fast::Hasher::new() };
    write(&mut counted)?;
    counted.flush()?;
    let (bytes, crc) = (counted.bytes, counted.hash.clone().finalize());
    drop(counted);
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    Ok(Piece { name: name.to_owned(), bytes, crc })
}

/// Counts and hashes what goes through.
struct Counted<W> {
    to: W,
    bytes: u64,
    hash: crc32fast::Hasher,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Folders cannot be opened everywhere; where they cannot, renames are as durable as the system makes them.
    match File::open(folder) {
        Ok(opened) if cfg!(unix) => opened.sync_all(),
        _ => Ok(()),
    }
}

/// Removes files of former states and of attempts that were broken off. Only who holds the lock does.
fn tidy(folder: &Path, kept: Option<&Manifest>) {
    let named = |name: &str| {
        kept.is_some_and(|kept| {
            kept.names.name == name || kept.years.iter().flat_map(|year| &year.files).any(|piece| piece.name == name)
        })
    };
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.starts_with(PREFIX) && name != MANIFEST && name != LOCK && !named(name) {
            // Who still reads it keeps it open; where that forbids removing, the next one does.
            drop(fs::remove_file(file.path()));
        }
    }
}
