//! The part of a file that is looked at: its beginning, and samples spread over the rest, cut at line ends. However
//! long the file is, no more than this is read and kept.

use std::io::{self, Read, Seek, SeekFrom};

use serde::Serialize;

/// The most bytes that are read from the beginning.
pub const HEAD: usize = 4 << 20;
/// The length of each sample behind them.
pub const PIECE: usize = 64 << 10;
/// How many samples are taken.
pub const PIECES: u64 = 16;

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The beginning, up to a line end where the file goes on.
    pub head: Vec<u8>,
    /// Samples of the rest: where they begin, and their bytes, whole lines only.
    pub pieces: Vec<(u64, Vec<u8>)>,
    /// How long the file is.
    pub size: u64,
}

/// How much of a file was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Extent {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes that were looked at.
    pub read: u64,
    /// Samples behind the beginning.
    pub samples: usize,
    /// Whether that is the whole file.
    pub whole: bool,
}

impl Sample {
    /// Takes the sample of a source.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn of(source: &mut (impl Read + Seek)) -> io::Result<Self> {
        let size = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let mut pieces = Vec::new();
        let rest = size.saturating_sub(head.len() as u64);
        if rest > 0 {
            let end = last_line_end(&head);
            head.truncate(end);
            let begun = HEAD as u64;
            let last = size.saturating_sub(PIECE as u64).max(begun);
            let step = ((last - begun) / (PIECES - 1)).max(PIECE as u64);
            for number in 0..PIECES {
                let at = begun + step * number;
                // The last piece ends where the file ends: totals stand there.
                let at = if number == PIECES - 1 && step > PIECE as u64 { last } else { at };
                if at >= size {
                    break;
                }
                // A unit of UTF-16 begins at an even place.
                pieces.extend(piece(source, at & !1, size)?);
            }
        }
        Ok(Self { head, pieces, size })
    }

    /// How much of the file this is.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let read = self.head.len() as u64 + self.pieces.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        let whole = self.pieces.is_empty() && self.head.len() as u64 == self.size;
        Extent { bytes: self.size, read, samples: self.pieces.len(), whole }
    }

    /// The beginning and the samples, each with where it begins; the beginning at 0.
    pub fn parts(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let pieces = self.pieces.iter().map(|(at, bytes)| (*at, bytes.as_slice()));
        std::iter::once((0, self.head.as_slice())).chain(pieces)
    }
}

/// The physical lines of some bytes, each with its end: LF, CRLF or CR.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            None => rest.len(),
            Some(place) if rest[place..].starts_with(b"\r\n") => place + 2,
            Some(place) => place + 1,
        };
        let (line, behind) = rest.split_at(end);
        rest = behind;
        Some(line)
    })
}

/// The whole lines of a piece; `None` where there is none.
fn piece(source: &mut (impl Read + Seek), at: u64, size: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    source.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    // One byte more, because the last piece may begin one byte before.
    source.by_ref().take(PIECE as u64 + 1).read_to_end(&mut bytes)?;
    let is_last = at + bytes.len() as u64 >= size;
    if !is_last {
        bytes.truncate(last_line_end(&bytes));
    }
    let Some(first) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
    // A line end of UTF-16 is two bytes; the low one stands first or second.
    let start = first + 1 + usize::from(first % 2 == 0 && bytes.get(first + 1) == Some(&0));
    if start >= bytes.len() {
        return Ok(None);
    }
    bytes.drain(..start);
    Ok(Some((at + start as u64, bytes)))
}

/// Where the last line end ends; 0 where there is none.
fn last_line_end(bytes: &[u8]) -> usize {
    let last = bytes.iter().rposition(|byte| *byte == b'\n').or_else(|| bytes.iter().rposition(|byte| *byte == b'\r'));
    match last {
        Some(at) if at % 2 == 0 && bytes.get(at + 1) == Some(&0) => at + 2,
        Some(at) => at + 1,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_short_file_is_read_whole() {
        let sample = Sample::of(&mut Cursor::new(b"a\nb")).expect("memory is readable");
        assert_eq!((sample.head.as_slice(), sample.pieces.len(), sample.size), (b"a\nb".as_slice(), 0, 3));
        assert!(sample.extent().whole);
        assert!(Sample::of(&mut Cursor::new(b"")).expect("readable").extent().whole);
    }

    #[test]
    fn of_a_long_file_the_beginning_and_whole_lines_of_the_rest_are_read() {
        let line = b"2024-05-13,1.5,text\n";
        let file: Vec<u8> = line.iter().copied().cycle().take(line.len() * 1_000_000).collect();
        let sample = Sample::of(&mut Cursor::new(&file)).expect("readable");
        assert!(sample.head.len() <= HEAD && sample.head.len() > HEAD - line.len());
        assert_eq!(sample.pieces.len(), 16);
        for (at, bytes) in &sample.pieces {
            let at = usize::try_from(*at).expect("small");
            assert_eq!(&file[at..at + bytes.len()], bytes.as_slice());
            assert!(at % line.len() == 0 && bytes.len() % line.len() == 0, "whole lines");
        }
        let extent = sample.extent();
        assert!(!extent.whole && extent.read < 6 << 20 && extent.bytes == 20_000_000);
    }

    #[test]
    fn one_line_longer_than_the_beginning_leaves_nothing_to_look_at() {
        let file = vec![b'a'; HEAD + 10];
        let sample = Sample::of(&mut Cursor::new(&file)).expect("readable");
        assert_eq!((sample.head.len(), sample.pieces.len()), (0, 0));
        assert!(!sample.extent().whole);
    }
}
