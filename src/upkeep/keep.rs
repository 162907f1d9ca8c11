//! Careful files: written under a temporary name for the owner alone, on the disk before they get their name, and never
//! over another.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::digest::hex;
use crate::failure::Failure;
use crate::fault::{Code, Fault};

/// What temporary names begin with.
const TEMPORARY: &str = ".casetime-backup-";
/// After so many days nobody writes a temporary file any more.
const ABANDONED_DAYS: i64 = 1;

/// The folder a file is in.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Why a file could not be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::StorageFull => Code::StorageFull,
        io::ErrorKind::AlreadyExists => Code::OutputExists,
        _ => Code::OutputUnwritable,
    };
    Fault::new(code, "out").with("path", path.display().to_string()).into()
}

/// A file under a temporary name beside the one it will be; it goes when it is dropped.
pub(super) fn temporary(beside: &Path) -> Result<NamedTempFile, Failure> {
    let made = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder_of(beside));
    made.map_err(|error| unwritable(beside, &error))
}

/// Gives a temporary file its name, after it has reached the disk; the folder too.
pub(super) fn settle(file: NamedTempFile, to: &Path) -> Result<(), Failure> {
    let failed = |error: io::Error| unwritable(to, &error);
    // Another program may have written it: what counts is the file, not our handle.
    File::open(file.path()).and_then(|file| file.sync_all()).map_err(failed)?;
    file.persist_noclobber(to).map_err(|error| failed(error.error))?;
    sync_folder(&folder_of(to)).map_err(failed)
}

/// A small file with this text, under its name only when it is on the disk.
pub(super) fn write(to: &Path, text: &str) -> Result<(), Failure> {
    let mut file = temporary(to)?;
    file.write_all(text.as_bytes()).map_err(|error| unwritable(to, &error))?;
    settle(file, to)
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes what interrupted backups left in a folder more than a day ago.
pub(super) fn sweep(folder: &Path, now: DateTime<Utc>) {
    let Ok(found) = std::fs::read_dir(folder) else { return };
    for entry in found.flatten() {
        let left = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        let old = entry.metadata().and_then(|metadata| metadata.modified());
        if left && old.is_ok_and(|at| DateTime::<Utc>::from(at) < now - TimeDelta::days(ABANDONED_DAYS)) {
            // One that cannot be removed does no harm.
            drop(std::fs::remove_file(entry.path()));
        }
    }
}

/// Size and SHA-256 of a file.
pub(super) fn digest_of_file(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut part = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        bytes += read as u64;
        hash.update(&part[..read]);
    }
}

/// Copies a file under a temporary name beside `to`; it is on the disk.
pub(super) fn copy(from: &Path, to: &Path) -> Result<NamedTempFile, Failure> {
    let mut copy = temporary(to)?;
    let copied = File::open(from)
        .and_then(|mut source| io::copy(&mut source, copy.as_file_mut()))
        .and_then(|_| copy.as_file().sync_all());
    copied.map_err(|error| unwritable(to, &error))?;
    Ok(copy)
}
