//! Looks through the XML of a workbook while it is unpacked, before anything reads it: the library that reads sheets
//! makes room for what the XML claims, so that a small file could ask for all memory there is. Nothing is understood
//! here, only counted: tags, the lengths of texts, and the repetitions of an `OpenDocument` sheet.

use memchr::{memchr, memchr3};

use super::area::Area;
use crate::fault::Code;

/// The longest text between two tags, and the longest tag.
const TEXT_MAX: usize = 1 << 20;
/// The most different texts of a workbook.
const STRINGS_MAX: u64 = 2_000_000;
/// The most fonts, fills, borders and formats; Excel itself has at most 65,490 of them.
const STYLES_MAX: u64 = 200_000;
/// The longest tag that describes a style; each cell format gets a copy of it.
const STYLE_TAG_MAX: usize = 1024;
/// The most sheets, parts, links and names; a sheet may have a link in each row.
const PARTS_MAX: u64 = 200_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Whether it is XML is not known yet.
    Beginning,
    /// Pictures and the like.
    NotXml,
    Text,
    /// Behind `<`, so far.
    Opened,
    /// Behind `<!`, so far.
    Declared,
    /// In a tag, and in which quotes.
    Tag(Option<u8>),
    /// In something that ends with these bytes.
    Until(&'static [u8]),
}

/// What was seen of all members of a workbook.
#[derive(Debug)]
pub(super) struct Scan {
    state: State,
    text: usize,
    tag: Vec<u8>,
    strings: u64,
    styles: u64,
    parts: u64,
    area: Area,
    password: bool,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            state: State::Beginning,
            text: 0,
            tag: Vec::new(),
            strings: 0,
            styles: 0,
            parts: 0,
            area: Area::default(),
            password: false,
        }
    }
}

impl Scan {
    /// Begins with a further member.
    pub(super) fn begin(&mut self) {
        self.state = State::Beginning;
        self.text = 0;
        self.tag.clear();
    }

    /// Whether the workbook says that it is encrypted.
    pub(super) const fn needs_password(&self) -> bool {
        self.password
    }

    /// Looks at the next bytes.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Code> {
        while let Some(first) = bytes.first() {
            let taken = match self.state {
                State::NotXml => return Ok(()),
                State::Beginning => {
                    // Marks of byte order and blanks may stand before the first tag; UTF-16 has NUL bytes between.
                    match first {
                        b'<' => self.state = State::Text,
                        0xef | 0xbb | 0xbf | 0xfe | 0xff | 0 | b' ' | b'\t' | b'\r' | b'\n' => {}
                        _ => self.state = State::NotXml,
                    }
                    usize::from(*first != b'<')
                }
                State::Text => self.text(bytes)?,
                State::Opened | State::Declared => {
                    self.open(*first)?;
                    1
                }
                State::Tag(quote) => self.tag(bytes, quote)?,
                State::Until(end) => {
                    self.until(*first, end);
                    1
                }
            };
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    fn text(&mut self, bytes: &[u8]) -> Result<usize, Code> {
        let length = memchr(b'<', bytes);
        let run = length.unwrap_or(bytes.len());
        self.text += run;
        self.area.text(run);
        if self.text > TEXT_MAX {
            return Err(Code::WorkbookCellTooLong);
        }
        if length.is_some() {
            self.state = State::Opened;
            self.text = 0;
            self.tag.clear();
        }
        Ok(run + usize::from(length.is_some()))
    }

    fn open(&mut self, byte: u8) -> Result<(), Code> {
        // A NUL byte is half of a UTF-16 character.
        if byte == 0 {
            return Ok(());
        }
        self.tag.push(byte);
        self.state = match (self.state, self.tag.as_slice()) {
            (State::Opened, b"!") => State::Declared,
            (State::Opened, b"?") => self.ending(b"?>"),
            (State::Opened, b">") => State::Text,
            (State::Opened, _) => State::Tag(None),
            (_, b"!--") => self.ending(b"-->"),
            (_, b"![CDATA[") => self.ending(b"]]>"),
            (_, tag) if b"!--".starts_with(tag) || b"![CDATA[".starts_with(tag) => State::Declared,
            // Declarations of a document type can name other files, and can grow without end.
            _ => return Err(Code::WorkbookDoctype),
        };
        Ok(())
    }

    fn ending(&mut self, end: &'static [u8]) -> State {
        self.tag.clear();
        State::Until(end)
    }

    fn until(&mut self, byte: u8, end: &[u8]) {
        if byte == 0 {
            return;
        }
        self.area.text(1);
        if self.tag.len() == end.len() {
            self.tag.remove(0);
        }
        self.tag.push(byte);
        if self.tag == end {
            self.state = State::Text;
        }
    }

    fn tag(&mut self, bytes: &[u8], quote: Option<u8>) -> Result<usize, Code> {
        let found = match quote {
            Some(quote) => memchr(quote, bytes),
            None => memchr3(b'>', b'"', b'\'', bytes),
        };
        let length = found.unwrap_or(bytes.len());
        self.tag.extend(bytes[..length].iter().filter(|byte| **byte != 0));
        if self.tag.len() > TEXT_MAX {
            return Err(Code::WorkbookCellTooLong);
        }
        let Some(end) = found.map(|place| bytes[place]) else { return Ok(length) };
        if end == b'>' && quote.is_none() {
            self.state = State::Text;
            self.ended()?;
        } else {
            self.tag.push(end);
            self.state = State::Tag(if quote.is_none() { Some(end) } else { None });
        }
        Ok(length + 1)
    }

    /// Counts a tag that is complete.
    fn ended(&mut self) -> Result<(), Code> {
        let tag = std::mem::take(&mut self.tag);
        let counted = self.counted(&tag);
        self.tag = tag;
        counted
    }

    fn counted(&mut self, tag: &[u8]) -> Result<(), Code> {
        let (closes, inner) = tag.strip_prefix(b"/").map_or((false, tag), |inner| (true, inner));
        let end = inner.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(inner.len());
        let name = &inner[..end];
        let local = name.iter().position(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..]);
        if closes {
            return if self.area.close(local) { Ok(()) } else { Err(Code::WorkbookTooLarge) };
        }
        let fits = match local {
            b"si" => {
                self.strings += 1;
                self.strings <= STRINGS_MAX
            }
            b"sst" => number(tag, b"uniqueCount").is_none_or(|count| count <= STRINGS_MAX),
            b"xf" | b"font" | b"fill" | b"border" | b"numFmt" | b"name" | b"dxf" => {
                self.styles += 1;
                self.styles <= STYLES_MAX && tag.len() <= STYLE_TAG_MAX
            }
            b"sheet" | b"Relationship" | b"definedName" => {
                self.parts += 1;
                self.parts <= PARTS_MAX
            }
            b"encryption-data" => {
                self.password = true;
                true
            }
            _ => self.area.open(local, tag),
        };
        if fits { Ok(()) } else { Err(Code::WorkbookTooLarge) }
    }
}

/// The number that an attribute of this local name holds: the largest, where there are several; what is no number
/// counts as one beyond all limits.
pub(super) fn number(tag: &[u8], attribute: &[u8]) -> Option<u64> {
    let mut largest = None;
    for at in memchr::memmem::find_iter(tag, attribute) {
        let rest = tag[at + attribute.len()..].trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=").map(<[u8]>::trim_ascii_start) else { continue };
        let (Some(quote), true) = (value.first(), value.len() > 1) else { continue };
        let value = &value[1..];
        let value = &value[..memchr(*quote, value).unwrap_or(value.len())];
        let number = str::from_utf8(value).ok().and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(u64::MAX);
        largest = largest.max(Some(number));
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(xml: &str, size: usize) -> Result<(), Code> {
        let mut scan = Scan::default();
        scan.begin();
        xml.as_bytes().chunks(size).try_for_each(|chunk| scan.feed(chunk))
    }

    #[test]
    fn a_document_type_is_found_wherever_the_chunks_end() {
        let bad = "<?xml version=\"1.0\"?>\n<!-- a > comment -->\n<!DOCTYPE lolz [<!ENTITY a \"b\">]><a/>";
        let good = "<?xml version=\"1.0\"?><a b='>\"' c=\"<!DOCTYPE\"><![CDATA[<!DOCTYPE]]><!-- <!DOCTYPE --></a>";
        for size in 1..40 {
            assert_eq!(scanned(bad, size), Err(Code::WorkbookDoctype), "{size}");
            assert_eq!(scanned(good, size), Ok(()), "{size}");
        }
        let wide: Vec<u8> = format!("\u{feff}{bad}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut scan = Scan::default();
        assert_eq!(scan.feed(&wide), Err(Code::WorkbookDoctype), "UTF-16 hides nothing");
    }

    #[test]
    fn what_asks_for_memory_is_refused() {
        assert_eq!(scanned("<sst uniqueCount='4000000000000'/>", 7), Err(Code::WorkbookTooLarge));
        assert_eq!(scanned("<sst uniqueCount=\"12\"><si/></sst>", 7), Ok(()));
        assert_eq!(scanned(&format!("<t>{}</t>", "x".repeat(TEXT_MAX + 1)), 999), Err(Code::WorkbookCellTooLong));
        assert_eq!(scanned(&format!("<t a='{}'/>", "x".repeat(TEXT_MAX + 1)), 999), Err(Code::WorkbookCellTooLong));
        assert_eq!(
            scanned(&format!("<font><name val=\"{}\"/></font>", "x".repeat(2000)), 99),
            Err(Code::WorkbookTooLarge)
        );
        assert_eq!(scanned(&"\u{89}PNG<!DOCTYPE".repeat(3), 5), Ok(()), "a picture is no XML");
    }

    #[test]
    fn the_largest_of_several_numbers_counts() {
        assert_eq!(number(b"a x:repeated=\"1\" repeated = '70'", b"repeated"), Some(70));
        assert_eq!(number(b"a repeated=\"&#57;\"", b"repeated"), Some(u64::MAX));
        assert_eq!(number(b"a other=\"1\"", b"repeated"), None);
    }
}
