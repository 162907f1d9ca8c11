//! The file of a delivery before it is understood: its fingerprint, its physical lines, and the proof afterwards that
//! it did not change while it was read. What is packed is unpacked first; the fingerprint stays that of what was sent.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::containers::{self, Origin, Unpacked, spooled};
use super::dialect::Encoding;
use super::shape::FileShape;
use crate::digest::hex;
use crate::fault::{Code, Fault};

const CHUNK: usize = 256 << 10;

/// A delivery that was looked through once.
#[derive(Debug)]
pub struct Source {
    /// The name shown to people: the file's name without its folder.
    pub name: String,
    /// SHA-256 of all bytes as they were sent, in hexadecimal.
    pub sha256: String,
    /// Bytes as they were sent.
    pub bytes: u64,
    /// Physical lines: ended by LF, CRLF or CR, or by the end of the text. Of a sheet: its rows.
    pub lines: u64,
    /// Bytes of the text.
    pub to_read: u64,
    /// What the text came out of.
    pub origin: Origin,
    text: File,
    /// What was sent, where the text came out of it.
    packed: Option<File>,
}

impl Source {
    /// Opens a file, unpacks it where it is packed, and looks through it once; `-` is standard input.
    ///
    /// # Errors
    /// `source_missing`, `source_is_directory`, `source_unreadable`, `source_empty`, and whatever keeps a packed file
    /// from being unpacked.
    pub fn open(path: &Path, shape: &FileShape) -> Result<Self, Fault> {
        let Sent { file, name, path } = Sent::open(path)?;
        Self::of(file, name, &path, shape)
    }

    /// Looks once through a file that is open.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn of(mut file: File, name: String, path: &str, shape: &FileShape) -> Result<Self, Fault> {
        let fault = |code| Fault::new(code, "").with("path", path);
        let unpacked = containers::unpack(&mut file, path, shape)?;
        let (mut text, packed, sent) = match unpacked {
            None => (file, None, None),
            Some(Unpacked { text, sha256, bytes, origin }) => (text, Some(file), Some((sha256, bytes, origin))),
        };
        let rows = sent.as_ref().is_some_and(|(_, _, origin)| origin.container.is_workbook());
        let encoding = if rows { Encoding::Utf8 } else { shape.encoding };
        let (hash, to_read, lines) = look_through(&mut text, encoding).map_err(|_| fault(Code::SourceUnreadable))?;
        let (sha256, bytes, origin) = sent.unwrap_or((hash, to_read, Origin::default()));
        if bytes == 0 || to_read == 0 {
            return Err(fault(Code::SourceEmpty));
        }
        Ok(Self { name, sha256, bytes, lines, to_read, origin, text, packed })
    }

    /// The text from its beginning; what was sent is hashed again while or after it is read.
    ///
    /// # Errors
    /// When the file cannot be read again.
    pub fn reader(&self) -> io::Result<Hashing> {
        let mut file = self.text.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        let packed = self.packed.as_ref().map(File::try_clone).transpose()?;
        Ok(Hashing { file, packed, digest: Sha256::new(), read: Arc::new(AtomicU64::new(0)) })
    }
}

/// A file as it was sent, open, before anything is known of it.
#[derive(Debug)]
pub struct Sent {
    /// The file.
    pub file: File,
    /// Its name without its folder.
    pub name: String,
    /// Its path as faults show it.
    pub path: String,
}

impl Sent {
    /// Opens a file; standard input, which is `-` and can be read only once, is kept for as long as this is.
    ///
    /// # Errors
    /// `source_missing`, `source_is_directory`, `source_unreadable`, `storage_full`.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let shown = path.display().to_string();
        let fault = |code| Fault::new(code, "").with("path", shown.as_str());
        if path.as_os_str() == "-" {
            return Ok(Self { file: spooled(io::stdin().lock(), "-")?, name: "-".to_owned(), path: shown });
        }
        if path.is_dir() {
            return Err(fault(Code::SourceIsDirectory));
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => fault(Code::SourceMissing),
            _ => fault(Code::SourceUnreadable),
        })?;
        Ok(Self { file, name, path: shown })
    }
}

/// Fingerprint, bytes and physical lines of a text.
fn look_through(text: &mut File, encoding: Encoding) -> io::Result<(String, u64, u64)> {
    text.seek(SeekFrom::Start(0))?;
    let (mut digest, mut bytes, mut lines) = (Sha256::new(), 0_u64, Lines::new(encoding));
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = text.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        lines.see(&buffer[..read]);
        bytes += read as u64;
    }
    text.seek(SeekFrom::Start(0))?;
    Ok((hex(&digest.finalize()), bytes, lines.end()))
}

/// A reader that hashes what passes and tells how far it is.
#[derive(Debug)]
pub struct Hashing {
    file: File,
    packed: Option<File>,
    digest: Sha256,
    read: Arc<AtomicU64>,
}

impl Hashing {
    /// How many bytes have passed; shared with whoever shows the progress.
    #[must_use]
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// SHA-256 of all bytes as they are now, those not yet read included. Of a packed file it is that of what was
    /// sent: the text that came out of it is a copy that nobody else can change.
    ///
    /// # Errors
    /// When the rest cannot be read.
    pub fn finish(mut self) -> io::Result<String> {
        if let Some(packed) = self.packed.take() {
            self.file = packed;
            self.file.seek(SeekFrom::Start(0))?;
            self.digest = Sha256::new();
        }
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
