//! The file of a delivery before it is understood: its fingerprint, its physical lines, and the proof afterwards that
//! it did not change while it was read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::dialect::Encoding;
use crate::digest::hex;
use crate::fault::{Code, Fault};

const CHUNK: usize = 256 << 10;

/// A file that was looked through once.
#[derive(Debug)]
pub struct Source {
    /// The name shown to people: the file's name without its folder.
    pub name: String,
    /// SHA-256 of all bytes, in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// Physical lines: ended by LF, CRLF or CR, or by the end of the file.
    pub lines: u64,
    file: File,
}

impl Source {
    /// Opens a file and looks through it once.
    ///
    /// # Errors
    /// `source_missing`, `source_is_directory`, `source_unreadable`, `source_empty`.
    pub fn open(path: &Path, encoding: Encoding) -> Result<Self, Fault> {
        let fault = |code| Fault::new(code, "").with("path", path.display().to_string());
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => fault(Code::SourceMissing),
            _ => fault(Code::SourceUnreadable),
        };
        if path.is_dir() {
            return Err(fault(Code::SourceIsDirectory));
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let source = Self::of(File::open(path).map_err(unreadable)?, name, encoding).map_err(unreadable)?;
        if source.bytes == 0 { Err(fault(Code::SourceEmpty)) } else { Ok(source) }
    }

    /// Looks once through a file that is open.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(mut file: File, name: String, encoding: Encoding) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let (mut digest, mut bytes, mut lines) = (Sha256::new(), 0_u64, Lines::new(encoding));
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            lines.see(&buffer[..read]);
            bytes += read as u64;
        }
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { name, sha256: hex(&digest.finalize()), bytes, lines: lines.end(), file })
    }

    /// The file from its beginning, hashed again while it is read.
    ///
    /// # Errors
    /// When the file cannot be read again.
    pub fn reader(&self) -> io::Result<Hashing> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Hashing { file, digest: Sha256::new(), read: Arc::new(AtomicU64::new(0)) })
    }
}

/// A reader that hashes what passes and tells how far it is.
#[derive(Debug)]
pub struct Hashing {
    file: File,
    digest: Sha256,
    read: Arc<AtomicU64>,
}

impl Hashing {
    /// How many bytes have passed; shared with whoever shows the progress.
    #[must_use]
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// SHA-256 of all bytes, those not yet read included.
    ///
    /// # Errors
    /// When the rest cannot be read.
    pub fn finish(mut self) -> io::Result<String> {
        let mut rest = vec![0; CHUNK];
        while self.read(&mut rest)? > 0 {}
        Ok(hex(&self.digest.finalize()))
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Counts physical lines on its own, so that the ledger is checked by something that did not make it.
struct Lines {
    wide: Option<bool>,
    low: Option<u8>,
    ended: u64,
    after_return: bool,
    open: bool,
}

impl Lines {
    fn new(encoding: Encoding) -> Self {
        let wide = match encoding {
            Encoding::Utf16Le => Some(true),
            Encoding::Utf16Be => Some(false),
            _ => None,
        };
        Self { wide, low: None, ended: 0, after_return: false, open: false }
    }

    fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match self.wide {
                None => self.unit(u16::from(*byte)),
                Some(little) => match self.low.take() {
                    None => self.low = Some(*byte),
                    Some(first) if little => self.unit(u16::from_le_bytes([first, *byte])),
                    Some(first) => self.unit(u16::from_be_bytes([first, *byte])),
                },
            }
        }
    }

    fn unit(&mut self, unit: u16) {
        match unit {
            0x0a if self.after_return => {
                self.after_return = false;
                return;
            }
            0x0a | 0x0d => {
                self.ended += 1;
                self.open = false;
            }
            // A byte-order mark alone is no line.
            0xfeff if self.ended == 0 && !self.open => {}
            _ => self.open = true,
        }
        self.after_return = unit == 0x0d;
    }

    fn end(&self) -> u64 {
        self.ended + u64::from(self.open || self.low.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn physical_lines_end_with_lf_crlf_or_cr() {
        let count = |text: &[u8]| {
            let mut lines = Lines::new(Encoding::Utf8);
            text.chunks(1).for_each(|chunk| lines.see(chunk));
            lines.end()
        };
        assert_eq!(count(b""), 0);
        assert_eq!(count(b"a\r\nb\nc\rd"), 4);
        assert_eq!(count(b"a\n\n"), 2);
        assert_eq!(count(b"\r\r\n"), 2);
    }
}
