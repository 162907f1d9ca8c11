//! Writing the facts to disk: pieces under names that nobody knows yet, waited for, and the manifest last.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{
    FORMAT, LOCK, MANIFEST, Manifest, Mark, OfYear, PREFIX, Piece, Stored, WHAT, WHO, bytes_of, checksum, read_manifest,
};
use crate::reports::facts::in_parallel;
use crate::reports::facts::names::Names;
use crate::reports::facts::parquet::{self, Column, Named};
use crate::reports::facts::year::Year;

/// What is to be kept.
#[derive(Debug, Clone)]
pub(in crate::reports::facts) struct Keep {
    pub(in crate::reports::facts) mark: Mark,
    pub(in crate::reports::facts) names: Arc<Names>,
    pub(in crate::reports::facts) years: Vec<Arc<Year>>,
    /// Whether what is there now is of no use, whatever version it says.
    pub(in crate::reports::facts) replace: bool,
}

/// Writes what is not there yet and swaps the manifest; whoever finds somebody else at it leaves it to them, and a newer
/// state stays.
///
/// # Errors
/// When the folder cannot be written, or the disk is full; the state that was there is still whole.
pub(in crate::reports::facts) fn save(folder: &Path, keep: &Keep) -> io::Result<()> {
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
        && is_newer(there, keep)
    {
        return Ok(());
    }
    let written = write_all(folder, keep, there.as_ref());
    // Of a failed attempt nothing stays behind, so that a full disk is not filled further.
    let kept = read_manifest(folder).ok();
    tidy(folder, kept.as_ref());
    written
}

/// Whether what is there is of a later version, or of the same one by the same setting.
fn is_newer(there: &Manifest, keep: &Keep) -> bool {
    let late_after = |year: &OfYear| keep.years.iter().all(|kept| kept.late_after == year.late_after);
    match there.mark.data_version.cmp(&keep.mark.data_version) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => there.years.iter().all(late_after),
        std::cmp::Ordering::Less => false,
    }
}

fn write_all(folder: &Path, keep: &Keep, there: Option<&Manifest>) -> io::Result<()> {
    let tag = Uuid::from_u128(rand::random());
    let mut text = serde_json::to_vec(&*keep.names)?;
    text.push(b'\n');
    let crc = crc32fast::hash(&text);
    let same = there.map(|there| &there.names).filter(|piece| piece.crc == crc && piece.bytes == text.len() as u64);
    let names = match same.filter(|piece| bytes_of(folder, piece).is_ok_and(|bytes| bytes == text)) {
        Some(piece) => piece.clone(),
        None => write_piece(folder, &format!("{PREFIX}names-{tag}.json"), |file| file.write_all(&text))?,
    };
    let years = in_parallel(&keep.years, |year| {
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
    // What each row of a stretch has of its cell.
    let each = |stretch: std::ops::Range<usize>, of: &dyn Fn(usize) -> u32| {
        let mut numbers = Vec::with_capacity(stretch.len());
        let (mut row, mut places) = (stretch.start, year.places());
        // Every cell has rows, so that the next rows are those of the next cell.
        for cell in cells.cell_of(row).. {
            if row >= stretch.end {
                break;
            }
            let end = places.of(cell).end.min(stretch.end);
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
        ("entries", Box::new(|at| Column::U32(cells.counts[at].iter().copied().map(u32::from).collect()))),
        ("minutes", Box::new(|at| Column::U32(wide(&cells.minutes[at])))),
        ("late", Box::new(|at| Column::U32(wide(&cells.late[at])))),
        ("days", Box::new(|at| Column::U32(cells.days[at].to_vec()))),
    ];
    let sums = piece("sums", year.cell_count(), &sums)?;
    let who = piece("who", year.who.len(), &of_values(&WHO, &year.who, &highest.who))?;
    let what = piece("what", year.what.len(), &of_values(&WHAT, &year.what, &highest.what))?;
    Ok([entries, sums, who, what])
}

fn wide(counts: &[u16]) -> Vec<u32> {
    counts.iter().copied().map(u32::from).collect()
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
