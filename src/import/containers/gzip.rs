//! gzip: unpacked while it streams past, in one reading, so that the fingerprint is that of the bytes unpacked.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::kind::{HEAD, Kind};
use super::spool::{CHUNK, Guard, Spool, TEXT_MAX};
use super::{Container, Origin, Place, Unpacked};
use crate::digest::hex;
use crate::fault::{Code, Fault};

/// A file that hashes and counts what is read of it, and remembers whether it failed.
struct Counted<'a> {
    file: &'a mut File,
    digest: Sha256,
    bytes: u64,
    failed: bool,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer) {
            Ok(read) => {
                self.digest.update(&buffer[..read]);
                self.bytes += read as u64;
                Ok(read)
            }
            Err(error) => {
                self.failed |= error.kind() != ErrorKind::Interrupted;
                Err(error)
            }
        }
    }
}

/// Unpacks a file of text.
pub(super) fn unpack(file: &mut File, place: Place) -> Result<Unpacked, Fault> {
    let counted = Counted { file, digest: Sha256::new(), bytes: 0, failed: false };
    let mut decoder = MultiGzDecoder::new(BufReader::with_capacity(CHUNK, counted));
    let (mut spool, mut guard) = (Spool::new()?, Guard::new(TEXT_MAX));
    let mut head = Vec::with_capacity(HEAD);
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = match decoder.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => {
                let failed = decoder.get_ref().get_ref().failed;
                return Err(place.fault(if failed { Code::SourceUnreadable } else { Code::ArchiveBroken }));
            }
        };
        let chunk = &buffer[..read];
        if head.len() < HEAD {
            head.extend(chunk.iter().take(HEAD - head.len()));
            must_be_text(&head, "", place)?;
        }
        guard.count(read, decoder.get_ref().get_ref().bytes, place)?;
        spool.write(chunk)?;
    }
    // The decoder ends only where the file does.
    let counted = decoder.into_inner().into_inner();
    Ok(Unpacked {
        text: spool.finish()?,
        sha256: hex(&counted.digest.finalize()),
        bytes: counted.bytes,
        origin: Origin { container: Container::Gzip, ..Origin::default() },
    })
}

/// Refuses what is packed once more.
pub(super) fn must_be_text(head: &[u8], name: &str, place: Place) -> Result<(), Fault> {
    match Kind::of(head) {
        Kind::Text => Ok(()),
        _ if name.is_empty() => Err(place.fault(Code::ArchiveNested).with("name", "gzip")),
        _ => Err(place.fault(Code::ArchiveNested).with("name", crate::time::clip(name))),
    }
}
