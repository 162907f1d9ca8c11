//! Deliveries that are packed, as programs make them and as somebody with bad intent makes them: gzip, zip archives down
//! to the single field, and workbooks of all formats.

use std::io::{Cursor, Write as _};

use casetime::fault::Fault;
use casetime::import::shape::FileShape;
use casetime::import::source::Source;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The bytes, in gzip.
pub(crate) fn gz(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes.as_ref()).expect("compressed");
    encoder.finish().expect("compressed")
}

/// A zip archive with these members.
pub(crate) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        writer.start_file(*name, options).expect("a member");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A member of an archive whose every field may lie.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) packed: Vec<u8>,
    pub(crate) says: u32,
    pub(crate) encrypted: bool,
}

impl Member {
    /// A member that says what it is.
    pub(crate) fn honest(name: &str, bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("compressed");
        let packed = encoder.finish().expect("compressed");
        Self { name: name.to_owned(), packed, says: u32::try_from(bytes.len()).expect("small"), encrypted: false }
    }

    /// So many mebibytes of blanks that say they are so many bytes. Its checksum is wrong, which nobody lives to see.
    pub(crate) fn bomb(name: &str, mebibytes: usize, says: u32) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 1 << 20]).expect("compressed");
        encoder.flush().expect("compressed");
        let packed = encoder.get_ref().repeat(mebibytes);
        Self { name: name.to_owned(), packed, says, encrypted: false }
    }
}

/// A zip archive written field by field.
pub(crate) fn archive(members: &[Member]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let mut fields = vec![20, 0, u8::from(member.encrypted), 0, 8, 0, 0, 0, 0x21, 0];
        fields.extend(checksum(member).to_le_bytes());
        fields.extend(u32::try_from(member.packed.len()).expect("small").to_le_bytes());
        fields.extend(member.says.to_le_bytes());
        fields.extend(u16::try_from(member.name.len()).expect("short").to_le_bytes());
        fields.extend([0, 0]);
        let place = u32::try_from(bytes.len()).expect("small");
        bytes.extend([b"PK\x03\x04", fields.as_slice(), member.name.as_bytes(), &member.packed].concat());
        directory.extend([b"PK\x01\x02\x14\x00", fields.as_slice(), &[0; 10], &place.to_le_bytes()].concat());
        directory.extend(member.name.as_bytes());
    }
    let count = u16::try_from(members.len()).expect("few").to_le_bytes();
    let place = u32::try_from(bytes.len()).expect("small").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("small").to_le_bytes();
    bytes.extend(directory);
    bytes.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &place, &[0, 0]].concat());
    bytes
}

fn checksum(member: &Member) -> u32 {
    use std::io::Read as _;
    if member.packed.len() > 1 << 16 {
        return 0;
    }
    let mut plain = Vec::new();
    flate2::read::DeflateDecoder::new(member.packed.as_slice()).read_to_end(&mut plain).unwrap_or_default();
    let mut crc = flate2::Crc::new();
    crc.update(&plain);
    crc.sum()
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
    Target=\"worksheets/sheet1.xml\"/></Relationships>";
/// Formats 0 general, 1 date, 2 `[h]:mm:ss`, 3 date and time, 4 time.
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs>\
    <xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/>\
    </cellXfs></styleSheet>";

/// The parts of a workbook with one sheet, whose rows are given as XML.
pub(crate) fn parts(properties: &str, rows: &str) -> Vec<(&'static str, String)> {
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let book = format!(
        "<workbook {space}><workbookPr {properties}/><sheets><sheet name=\"Time\" sheetId=\"1\" r:id=\"r1\"/>\
         </sheets></workbook>"
    );
    vec![
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS.to_owned()),
        ("xl/styles.xml", STYLES.to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {space}><sheetData>{rows}</sheetData></worksheet>")),
    ]
}

/// A workbook with one sheet, whose rows are given as XML.
pub(crate) fn xlsx(properties: &str, rows: &str) -> Vec<u8> {
    let parts = parts(properties, rows);
    let members: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zipped(&members)
}

/// A row of text and numbers as XML, at this place (from 1).
pub(crate) fn row(place: usize, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| match cell.parse::<f64>() {
            Ok(_) => format!("<c><v>{cell}</v></c>"),
            Err(_) => format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>"),
        })
        .collect();
    format!("<row r=\"{place}\">{cells}</row>")
}

/// An `OpenDocument` workbook with these tables.
pub(crate) fn ods(tables: &str) -> Vec<u8> {
    ods_with("", tables)
}

/// The same, with something in its list of parts.
pub(crate) fn ods_with(manifest: &str, tables: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"content.xml\">{manifest}</manifest:file-entry></manifest:manifest>"
    );
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// A compound file with one stream of this name.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = u32::try_from(stream.len() / 512).expect("small");
    // Sector 0 is the table, sector 1 the directory, the stream follows.
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    table.extend((2..=sectors).map(|sector| sector + 1));
    table.push(0xffff_fffe);
    assert!(table.len() <= 128, "one sector of the table is enough");
    table.resize(128, 0xffff_ffff);
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, 0xffff_fffe), (68, 0xffff_fffe), (76, 0)] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    header[80..].fill(0xff);
    let length = u32::try_from(stream.len()).expect("small");
    let entry = |name: &str, kind: u8, start: u32, length: u32| {
        let mut entry = vec![0_u8; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(name.len() * 2 + 2).expect("short");
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&length.to_le_bytes());
        entry
    };
    let directory = [entry("Root Entry", 5, 0xffff_fffe, 0), entry(name, 2, 2, length), vec![0; 256]].concat();
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, stream].concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).expect("short").to_le_bytes(), data].concat()
}

/// A cell of an old workbook.
pub(crate) enum Old<'a> {
    Text(&'a str),
    Number(f64),
    Date(f64),
}

/// The records of an old workbook with one sheet.
pub(crate) fn records(since_1904: bool, rows: &[&[Old]]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // Formats of cells: 0 general, 1 a date.
    let format = |number: u16| record(0x00e0, &[&[0, 0], &number.to_le_bytes()[..], &[0; 16]].concat());
    let globals = [begin(5), record(0x22, &[u8::from(since_1904), 0]), format(0), format(14)].concat();
    let name = b"Time";
    let bound = |start: usize| {
        let start = u32::try_from(start).expect("small").to_le_bytes();
        record(0x85, &[&start[..], &[0, 0, 4, 0], name].concat())
    };
    let start = globals.len() + bound(0).len() + 4;
    let mut sheet = begin(16);
    for (y, cells) in (0_u16..).zip(rows) {
        for (x, cell) in (0_u16..).zip(*cells) {
            let place = |format: u16| [y.to_le_bytes(), x.to_le_bytes(), format.to_le_bytes()].concat();
            sheet.extend(match cell {
                Old::Text(text) => {
                    let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                    let count = u16::try_from(text.encode_utf16().count()).expect("short").to_le_bytes();
                    record(0x0204, &[place(0), count.to_vec(), vec![1], letters].concat())
                }
                Old::Number(number) => record(0x0203, &[place(0), number.to_le_bytes().to_vec()].concat()),
                Old::Date(serial) => record(0x0203, &[place(1), serial.to_le_bytes().to_vec()].concat()),
            });
        }
    }
    [globals, bound(start), record(0x0a, &[]), sheet, record(0x0a, &[])].concat()
}

/// The source that bytes are, or the fault that they are refused with.
pub(crate) fn source(bytes: &[u8], shape: &FileShape) -> Result<Source, Fault> {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("written");
    Source::of(file, "packed".to_owned(), "packed", shape)
}

/// The lines of bytes, or the code they are refused with.
pub(crate) fn lines_of(bytes: &[u8], shape: &FileShape) -> Result<String, &'static str> {
    use std::io::Read as _;
    let source = source(bytes, shape).map_err(|fault| fault.code.as_str())?;
    let mut text = String::new();
    source.reader().expect("a reader").read_to_string(&mut text).expect("UTF-8");
    Ok(text)
}
