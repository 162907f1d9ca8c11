//! From bytes to text. Encodings that contain ASCII are decoded record by record, so that broken bytes cost one
//! record; UTF-16 is turned into UTF-8 while it streams in. Nothing is ever replaced or guessed; text that was encoded
//! twice is mended only where the profile says so, and then told.

use std::io::{self, Read};

use encoding_rs::WINDOWS_1252;

use super::dialect::{Dialect, Encoding, Repair};
use crate::fault::Code;

/// The bytes that Windows-1252 leaves without a character.
const UNASSIGNED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// The bytes of a file, with UTF-16 turned into UTF-8.
#[derive(Debug)]
pub enum Source<R> {
    /// Bytes as they are.
    Plain(R),
    /// UTF-16.
    Wide(Box<WideReader<R>>),
}

impl<R: Read> Source<R> {
    /// Wraps a source in what its encoding needs.
    pub fn new(source: R, encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf16Le => Self::Wide(Box::new(WideReader::new(source, u16::from_le_bytes))),
            Encoding::Utf16Be => Self::Wide(Box::new(WideReader::new(source, u16::from_be_bytes))),
            Encoding::Utf8 | Encoding::Windows1252 | Encoding::Latin1 | Encoding::Mixed => Self::Plain(source),
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(source) => source.read(into),
            Self::Wide(source) => source.read(into),
        }
    }
}

/// Gives the UTF-8 of a UTF-16 source. A half of a pair that stands alone, and a last odd byte, become bytes that
/// UTF-8 does not have, so that the record they stand in is faulted and no other.
#[derive(Debug)]
pub struct WideReader<R> {
    source: R,
    order: fn([u8; 2]) -> u16,
    bytes: Vec<u8>,
    odd: Option<u8>,
    high: Option<u16>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> WideReader<R> {
    fn new(source: R, order: fn([u8; 2]) -> u16) -> Self {
        let bytes = vec![0; 64 << 10];
        Self { source, order, bytes, odd: None, high: None, text: Vec::new(), given: 0, ended: false }
    }

    fn take(&mut self, unit: u16) {
        if let Some(high) = self.high.take() {
            if (0xdc00..0xe000).contains(&unit) {
                let code = 0x1_0000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
                self.push(code);
                return;
            }
            self.push_half(high);
        }
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            0xdc00..0xe000 => self.push_half(unit),
            _ => self.push(u32::from(unit)),
        }
    }

    fn push(&mut self, code: u32) {
        let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Half of a pair in the form UTF-8 would give it if it were a character, which no decoder accepts.
    fn push_half(&mut self, unit: u16) {
        let [high, low] = unit.to_be_bytes();
        self.text.extend_from_slice(&[0xed, 0x80 | ((high & 0x0f) << 2) | (low >> 6), 0x80 | (low & 0x3f)]);
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        let read = self.source.read(&mut self.bytes)?;
        if read == 0 {
            self.ended = true;
            if let Some(high) = self.high.take() {
                self.push_half(high);
            }
            if self.odd.take().is_some() {
                self.text.push(0xff);
            }
            return Ok(());
        }
        for at in 0..read {
            let byte = self.bytes[at];
            match self.odd.take() {
                None => self.odd = Some(byte),
                Some(first) => self.take((self.order)([first, byte])),
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for WideReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.refill()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Decodes records of one encoding, through a buffer that is used again.
#[derive(Debug)]
pub struct Decoder {
    encoding: Encoding,
    repair: Repair,
    repaired: bool,
    text: String,
}

impl Decoder {
    /// A decoder of this encoding that mends nothing.
    #[must_use]
    pub const fn new(encoding: Encoding) -> Self {
        Self { encoding, repair: Repair::None, repaired: false, text: String::new() }
    }

    /// A decoder that also mends what the dialect says.
    #[must_use]
    pub const fn of(dialect: &Dialect) -> Self {
        Self { encoding: dialect.encoding, repair: dialect.repair, repaired: false, text: String::new() }
    }

    /// Whether the last record was mended.
    #[must_use]
    pub const fn repaired(&self) -> bool {
        self.repaired
    }

    /// The text of a record. Nothing is copied where the bytes are UTF-8 or ASCII already.
    ///
    /// # Errors
    /// `nul_byte`, or `encoding_broken` for bytes that the encoding does not have.
    pub fn decode<'a>(&'a mut self, raw: &'a [u8]) -> Result<&'a str, Code> {
        self.repaired = false;
        if memchr::memchr(0, raw).is_some() {
            return Err(Code::NulByte);
        }
        let text = match self.encoding {
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => {
                Some(str::from_utf8(raw).map_err(|_| Code::EncodingBroken)?)
            }
            Encoding::Windows1252 | Encoding::Latin1 if raw.is_ascii() => {
                Some(str::from_utf8(raw).map_err(|_| Code::EncodingBroken)?)
            }
            Encoding::Mixed => str::from_utf8(raw).ok(),
            Encoding::Windows1252 | Encoding::Latin1 => None,
        };
        if let Some(text) = text {
            if self.repair == Repair::None || text.is_ascii() {
                return Ok(text);
            }
            let Some(mended) = mended(text) else { return Ok(text) };
            self.text = mended;
            self.repaired = true;
            return Ok(&self.text);
        }
        self.text.clear();
        match self.encoding {
            Encoding::Latin1 => self.text.extend(raw.iter().map(|byte| char::from(*byte))),
            // A record with line ends inside quotes can hold lines of both kinds.
            Encoding::Mixed => {
                for line in raw.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                    match str::from_utf8(line) {
                        Ok(text) => self.text.push_str(text),
                        Err(_) => push_windows_1252(line, &mut self.text)?,
                    }
                }
            }
            _ => push_windows_1252(raw, &mut self.text)?,
        }
        if self.repair != Repair::None
            && let Some(mended) = mended(&self.text)
        {
            self.text = mended;
            self.repaired = true;
        }
        Ok(&self.text)
    }
}

fn push_windows_1252(raw: &[u8], text: &mut String) -> Result<(), Code> {
    if raw.iter().any(|byte| UNASSIGNED.contains(byte)) {
        return Err(Code::EncodingBroken);
    }
    // No Windows-1252 byte becomes more than three bytes of UTF-8.
    text.reserve(raw.len() * 3);
    let mut decoder = WINDOWS_1252.new_decoder_without_bom_handling();
    let (_, _, broken) = decoder.decode_to_string(raw, text, true);
    if broken { Err(Code::EncodingBroken) } else { Ok(()) }
}

/// The text with what was encoded twice decoded once more; `None` where nothing was. A run of letters beyond ASCII is
/// taken for encoded twice only when all of it is, so that other letters stay as they are.
#[must_use]
pub fn mended(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find(|letter: char| !letter.is_ascii()).map(|start| at + start) {
        let end = text[start..].find(|letter: char| letter.is_ascii()).map_or(text.len(), |length| start + length);
        let run = &text[start..end];
        let bytes: Option<Vec<u8>> = run.chars().map(single_byte).collect();
        if let Some(once) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            mended.push_str(&text[kept..start]);
            mended.push_str(&once);
            kept = end;
        }
        at = end;
    }
    if kept == 0 {
        return None;
    }
    mended.push_str(&text[kept..]);
    Some(mended)
}

/// The one byte that stands for a letter in Windows-1252, or in ISO-8859-1 where that has none.
fn single_byte(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    match WINDOWS_1252.encode(letter.encode_utf8(&mut [0; 4])) {
        (bytes, _, false) => bytes.first().copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_was_encoded_twice_is_decoded_once_more() {
        for (twice, once) in [
            ("CatÃ©gorie", "Catégorie"),
            ("lâ€™Ã©tÃ©", "l’été"),
            ("l\u{e2}\u{80}\u{99}Ã\u{a0}", "l’à"),
            ("Ã\u{89}té, déjà", "Été, déjà"),
        ] {
            assert_eq!(mended(twice).as_deref(), Some(once), "{twice}");
        }
        for text in ["Catégorie", "NÃO", "MAÇÃ", "€ 5", "日本", "", "plain"] {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    #[test]
    fn mixed_lines_are_decoded_each_by_its_own_encoding() {
        let mut decoder = Decoder::new(Encoding::Mixed);
        assert_eq!(decoder.decode("été".as_bytes()), Ok("été"));
        assert_eq!(decoder.decode(b"\xe9t\xe9 \x92"), Ok("été ’"));
        assert_eq!(decoder.decode(b"\"\xc3\xa9\n\xe9\""), Ok("\"é\né\""));
        assert_eq!(decoder.decode(b"\xe9 \x81"), Err(Code::EncodingBroken));
        assert!(!decoder.repaired());
    }

    #[test]
    fn only_lines_that_were_mended_are_told() {
        let dialect = Dialect { repair: Repair::DoubleEncoded, encoding: Encoding::Mixed, ..Dialect::default() };
        let mut decoder = Decoder::of(&dialect);
        assert_eq!(decoder.decode("CatÃ©gorie".as_bytes()), Ok("Catégorie"));
        assert!(decoder.repaired());
        assert_eq!(decoder.decode("été".as_bytes()), Ok("été"));
        assert!(!decoder.repaired());
    }
}
