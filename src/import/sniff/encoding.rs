//! Which encoding the bytes of a file are in. Each line is judged by itself; evidence is the number of the line and
//! the values of its bytes, never its text.

use serde::Serialize;

use super::evidence::{Evidence, Place};
use super::sample::{Sample, lines};
use crate::import::decode::mended;
use crate::import::dialect::{Encoding, Repair};

/// Evidence kept of each kind.
const KEPT: usize = 5;
/// The bytes that Windows-1252 leaves without a character.
const UNASSIGNED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
/// How far the parity of zeros is looked at.
const ZEROS: usize = 64 << 10;

/// What was concluded about the encoding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EncodingFound {
    /// The encoding; `None` where it must be asked, or where the file holds no text.
    pub encoding: Option<Encoding>,
    /// Why.
    pub because: Because,
    /// Another encoding that reads the looked-at bytes alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<Encoding>,
    /// What should be mended.
    pub repair: Repair,
    /// Lines that prove it.
    pub evidence: Vec<Evidence>,
    /// For mixed files: lines that are not UTF-8, and lines that are and hold more than ASCII.
    pub lines_single: u64,
    /// Lines with letters beyond ASCII that are UTF-8.
    pub lines_utf8: u64,
    /// Lines whose text was encoded twice.
    pub lines_double: u64,
    /// The first of them.
    pub evidence_double: Vec<Evidence>,
    /// Lines with a zero byte, which are refused.
    pub lines_nul: u64,
}

/// Why an encoding was concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A byte-order mark.
    Mark,
    /// Zeros in every other byte.
    Zeros,
    /// Nothing but ASCII.
    Ascii,
    /// Every line is UTF-8.
    Utf8,
    /// No line with letters beyond ASCII is UTF-8.
    SingleByte,
    /// Lines of both kinds.
    Both,
    /// Bytes that Windows-1252 does not have.
    Unassigned,
    /// The signature of a spreadsheet, an archive or a document, or more control characters than text.
    NotText,
}

/// Concludes the encoding of a sample.
#[must_use]
pub fn find(sample: &Sample) -> EncodingFound {
    let mut found = EncodingFound {
        encoding: None,
        because: Because::Ascii,
        alike: None,
        repair: Repair::None,
        evidence: Vec::new(),
        lines_single: 0,
        lines_utf8: 0,
        lines_double: 0,
        evidence_double: Vec::new(),
        lines_nul: 0,
    };
    let head = sample.head.as_slice();
    for (mark, encoding) in
        [(&b"\xef\xbb\xbf"[..], Encoding::Utf8), (b"\xff\xfe", Encoding::Utf16Le), (b"\xfe\xff", Encoding::Utf16Be)]
    {
        if head.starts_with(mark) {
            found.encoding = Some(encoding);
            found.because = Because::Mark;
            found.evidence.push(Evidence::bytes(Place::Line(1), mark));
        }
    }
    if found.encoding.is_none()
        && let Some(encoding) = wide(head)
    {
        found.encoding = Some(encoding);
        found.because = Because::Zeros;
        found.evidence.push(Evidence::bytes(Place::Line(1), &head[..head.len().min(8)]));
    }
    if matches!(found.encoding, Some(Encoding::Utf16Le | Encoding::Utf16Be)) {
        return found;
    }
    if is_other_file(head) {
        found.encoding = None;
        found.because = Because::NotText;
        found.evidence = vec![Evidence::bytes(Place::Line(1), &head[..head.len().min(8)])];
        return found;
    }
    by_lines(sample, &mut found);
    found
}

/// Judges each line by itself.
fn by_lines(sample: &Sample, found: &mut EncodingFound) {
    let mut single = Vec::new();
    let mut utf8 = Vec::new();
    let mut unassigned = Vec::new();
    let mut high = false;
    for (at, bytes) in sample.parts() {
        let mut offset = 0;
        for (number, line) in (1..).zip(lines(bytes)) {
            let place = if at == 0 { Place::Line(number) } else { Place::Byte(at + offset) };
            offset += line.len() as u64;
            if memchr::memchr(0, line).is_some() {
                found.lines_nul += 1;
            }
            if line.is_ascii() {
                continue;
            }
            let line = if at == 0 && offset == line.len() as u64 {
                line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
            } else {
                line
            };
            if line.is_ascii() {
                continue;
            }
            let Ok(text) = str::from_utf8(line) else {
                found.lines_single += 1;
                high |= line.iter().any(|byte| (0x80..0xa0).contains(byte));
                keep(&mut single, place, &beyond_ascii(line));
                let strange: Vec<u8> = line.iter().copied().filter(|byte| UNASSIGNED.contains(byte)).collect();
                if !strange.is_empty() {
                    keep(&mut unassigned, place, &strange);
                }
                continue;
            };
            found.lines_utf8 += 1;
            keep(&mut utf8, place, &beyond_ascii(line));
            if mended(text).is_some() {
                found.lines_double += 1;
                keep(&mut found.evidence_double, place, &beyond_ascii(line));
            }
        }
    }
    if found.lines_double > 0 {
        found.repair = Repair::DoubleEncoded;
    }
    let (encoding, because, evidence) = match (found.lines_single, found.lines_utf8) {
        (0, 0) => (Some(Encoding::Utf8), Because::Ascii, Vec::new()),
        (0, _) => (Some(Encoding::Utf8), Because::Utf8, utf8),
        _ if !unassigned.is_empty() => (None, Because::Unassigned, unassigned),
        (_, 0) => {
            found.alike = (!high).then_some(Encoding::Latin1);
            (Some(Encoding::Windows1252), Because::SingleByte, single)
        }
        _ => {
            single.extend(utf8);
            (Some(Encoding::Mixed), Because::Both, single)
        }
    };
    if found.because == Because::Mark && encoding == Some(Encoding::Utf8) {
        return;
    }
    (found.encoding, found.because) = (encoding, because);
    found.evidence.extend(evidence);
}

fn keep(evidence: &mut Vec<Evidence>, place: Place, bytes: &[u8]) {
    if evidence.len() < KEPT {
        evidence.push(Evidence::bytes(place, bytes));
    }
}

/// The first bytes of a line that are not ASCII.
fn beyond_ascii(line: &[u8]) -> Vec<u8> {
    line.iter().copied().filter(|byte| !byte.is_ascii()).take(8).collect()
}

/// UTF-16 without a mark, told by where the zeros of its ASCII characters stand.
fn wide(head: &[u8]) -> Option<Encoding> {
    let (pairs, _) = head[..head.len().min(ZEROS)].as_chunks::<2>();
    if pairs.len() < 2 {
        return None;
    }
    let zeros = |which: usize| pairs.iter().filter(|pair| pair[which] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let (most, few) = (pairs.len() * 2 / 5, pairs.len() / 50);
    if second > most && first <= few {
        Some(Encoding::Utf16Le)
    } else if first > most && second <= few {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whether these bytes are those of something else than a text.
fn is_other_file(head: &[u8]) -> bool {
    let signatures: [&[u8]; 7] =
        [b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"7z\xbc\xaf", b"BZh9"];
    if signatures.iter().any(|signature| head.starts_with(signature)) {
        return true;
    }
    let part = &head[..head.len().min(ZEROS)];
    let control =
        part.iter().filter(|byte| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)).count();
    control * 10 > part.len()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(bytes: &[u8]) -> EncodingFound {
        find(&Sample::of(&mut Cursor::new(bytes)).expect("memory is readable"))
    }

    fn wide_text(text: &str, mark: bool, little: bool) -> Vec<u8> {
        let text = format!("{}{text}", if mark { "\u{feff}" } else { "" });
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn each_encoding_is_told_by_its_bytes() {
        for (bytes, encoding, because) in [
            (b"a,b\n1,2\n".to_vec(), Encoding::Utf8, Because::Ascii),
            ("a,b\né,2\n".as_bytes().to_vec(), Encoding::Utf8, Because::Utf8),
            ("\u{feff}a,b\né,2\n".as_bytes().to_vec(), Encoding::Utf8, Because::Mark),
            (b"a,b\n\xe9,2\n".to_vec(), Encoding::Windows1252, Because::SingleByte),
            (wide_text("a,b\né,2\n", true, true), Encoding::Utf16Le, Because::Mark),
            (wide_text("a,b\né,2\n", true, false), Encoding::Utf16Be, Because::Mark),
            (wide_text("a,b\né,2\n", false, true), Encoding::Utf16Le, Because::Zeros),
            (wide_text("a,b\né,2\n", false, false), Encoding::Utf16Be, Because::Zeros),
            (b"a,b\n\xe9,2\n\xc3\xa9,3\n".to_vec(), Encoding::Mixed, Because::Both),
            (b"\xef\xbb\xbfa,b\n\xe9,2\n\xc3\xa9,3\n".to_vec(), Encoding::Mixed, Because::Both),
        ] {
            let found = of(&bytes);
            assert_eq!((found.encoding, found.because), (Some(encoding), because), "{bytes:?}");
        }
    }

    #[test]
    fn lines_of_another_encoding_are_told_by_number_and_bytes() {
        let found = of(b"a,b\nsecret \xe9,2\nx\r\xc3\xa9,3\n");
        assert_eq!((found.lines_single, found.lines_utf8), (1, 1));
        let told: Vec<_> = found.evidence.iter().map(|one| (one.line, one.text.as_str())).collect();
        assert_eq!(told, [(Some(2), "E9"), (Some(4), "C3 A9")]);
    }

    #[test]
    fn iso_8859_1_is_named_where_it_reads_the_same() {
        assert_eq!(of(b"a\n\xe9\n").alike, Some(Encoding::Latin1));
        assert_eq!(of(b"a\n\x92\xe9\n").alike, None);
    }

    #[test]
    fn bytes_that_no_known_encoding_has_are_asked_about() {
        let found = of(b"a\n\x81\xe9\n");
        assert_eq!((found.encoding, found.because), (None, Because::Unassigned));
        assert_eq!(found.evidence[0].text, "81");
    }

    #[test]
    fn text_encoded_twice_is_noticed() {
        let found = of("CatÃ©gorie,b\n1,2\n".as_bytes());
        assert_eq!((found.repair, found.lines_double), (Repair::DoubleEncoded, 1));
        assert_eq!(of("Catégorie,b\nNÃO,2\n".as_bytes()).repair, Repair::None);
    }

    #[test]
    fn a_spreadsheet_is_no_text() {
        for bytes in [&b"PK\x03\x04rest"[..], b"\x1f\x8b\x08", b"\x01\x02\x03\x04text"] {
            assert_eq!(of(bytes).because, Because::NotText);
        }
        let found = of(b"a,b\n1\0,2\n1,2\n1,2\n");
        assert_eq!((found.encoding, found.lines_nul), (Some(Encoding::Utf8), 1));
    }
}
