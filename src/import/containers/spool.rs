//! Files without a name in the folder for temporary files (only this program sees them, and they go with it), and the
//! guard that counts what is unpacked into them.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

use super::Place;
use crate::digest::hex;
use crate::fault::{Code, Fault};

/// The most bytes that come out of a workbook.
pub(super) const WORKBOOK_MAX: u64 = 100 << 20;
/// The most bytes of text that come out of an archive.
pub(super) const TEXT_MAX: u64 = 4 << 30;
/// How many times its own size may come out of an archive.
pub(super) const RATIO_MAX: u64 = 100;
/// So many bytes may come out of the smallest archive.
pub(super) const RATIO_FREE: u64 = 1 << 20;
/// The most members of an archive.
pub(super) const MEMBERS_MAX: usize = 1000;

/// How much is read at once.
pub(super) const CHUNK: usize = 64 << 10;

/// A file without a name that is being written.
#[derive(Debug)]
pub(super) struct Spool(BufWriter<File>);

impl Spool {
    /// An empty one.
    pub(super) fn new() -> Result<Self, Fault> {
        let file = tempfile::tempfile().map_err(|error| unwritable(&error))?;
        Ok(Self(BufWriter::with_capacity(CHUNK, file)))
    }

    /// Adds bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.0.write_all(bytes).map_err(|error| unwritable(&error))
    }

    /// The file, from its beginning.
    pub(super) fn finish(self) -> Result<File, Fault> {
        let mut file = self.0.into_inner().map_err(|error| unwritable(error.error()))?;
        file.seek(SeekFrom::Start(0)).map_err(|error| unwritable(&error))?;
        Ok(file)
    }
}

fn unwritable(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::new(Code::StorageFull, ""),
        _ => Fault::new(Code::OutputUnwritable, "").with("path", std::env::temp_dir().display().to_string()),
    }
}

/// What a source gives, in a file without a name: standard input can be read only once.
///
/// # Errors
/// `source_unreadable`, `storage_full`, or `output_unwritable`.
pub fn spooled(mut source: impl Read, path: &str) -> Result<File, Fault> {
    copied(&mut source, Place { path }).map(|(file, _, _)| file)
}

/// A copy of what a source gives that nobody can change, with its fingerprint and length.
pub(super) fn copied(source: &mut impl Read, place: Place) -> Result<(File, String, u64), Fault> {
    let (mut spool, mut digest, mut bytes) = (Spool::new()?, Sha256::new(), 0);
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return Err(place.fault(Code::SourceUnreadable)),
        };
        digest.update(&buffer[..read]);
        bytes += read as u64;
        spool.write(&buffer[..read])?;
    }
    Ok((spool.finish()?, hex(&digest.finalize()), bytes))
}

/// Counts what comes out of an archive.
#[derive(Debug)]
pub(super) struct Guard {
    limit: u64,
    out: u64,
}

impl Guard {
    /// A guard for so many bytes.
    pub(super) const fn new(limit: u64) -> Self {
        Self { limit, out: 0 }
    }

    /// Counts bytes that came out of so many packed ones.
    pub(super) fn count(&mut self, out: usize, packed: u64, place: Place) -> Result<(), Fault> {
        self.out += out as u64;
        if self.out > self.limit {
            return Err(too_large(self.limit, place));
        }
        if self.out > RATIO_FREE && self.out > packed.saturating_mul(RATIO_MAX) {
            return Err(place.fault(Code::ArchiveRatio).with("limit", i64::try_from(RATIO_MAX).unwrap_or(i64::MAX)));
        }
        Ok(())
    }
}

/// The fault of an archive out of which more comes than may.
pub(super) fn too_large(limit: u64, place: Place) -> Fault {
    place.fault(Code::ArchiveTooLarge).with("limit", format!("{} MiB", limit >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_stopped_at_its_size_and_at_its_ratio() {
        let place = Place { path: "x" };
        let codes = |limit, chunks: &[usize], packed| {
            let mut guard = Guard::new(limit);
            chunks.iter().find_map(|chunk| guard.count(*chunk, packed, place).err()).map(|fault| fault.code)
        };
        assert_eq!(codes(TEXT_MAX, &[1 << 20], 1), None, "a mebibyte may come out of anything");
        assert_eq!(codes(TEXT_MAX, &[1 << 20, 1], 10_000), Some(Code::ArchiveRatio));
        assert_eq!(codes(TEXT_MAX, &[1 << 20, 1 << 20], 20_972), None);
        assert_eq!(codes(2000, &[1000, 1000, 1], 1000), Some(Code::ArchiveTooLarge));
    }
}
