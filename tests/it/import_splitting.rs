//! From bytes to records and cells: no byte is lost, no line is counted twice, and damage costs one line. What the
//! cells mean is tested in `import_reading`.

use std::fmt::Write as _;
use std::io::Read;

use casetime::fault::Code;
use casetime::import::cells::{CELLS_MAX, Cells, Cutter};
use casetime::import::dialect::Dialect;
use casetime::import::split::{LINE_MAX, RAW_KEPT, Records};
use proptest::prelude::*;

/// The definition of physical lines, written a second time.
pub(crate) fn physical_lines(bytes: &[u8]) -> u64 {
    let mut lines = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            None => at = bytes.len(),
            Some(place) if bytes[at + place..].starts_with(b"\r\n") => at += place + 2,
            Some(place) => at += place + 1,
        }
        lines += 1;
    }
    lines
}

/// Bytes in which the signs that matter are frequent.
pub(crate) fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => prop::sample::select(b"\",;\n\r \t[]0123:-./aF".to_vec()),
        1 => any::<u8>(),
        1 => prop::sample::select(vec![0xef, 0xbb, 0xbf, 0xd8, 0xdc, 0]),
    ];
    prop::collection::vec(byte, 0..400)
}

fn records(bytes: &[u8], dialect: &Dialect) -> Vec<(Vec<u8>, u64, bool, Option<Code>)> {
    let mut found = Vec::new();
    let mut records = Records::new(bytes, dialect);
    let mut line = 1;
    while let Some(record) = records.next().expect("memory is readable") {
        assert_eq!(record.line, line);
        line += record.lines;
        found.push((record.raw.to_vec(), record.lines, record.raw_clipped, record.fault));
    }
    found
}

#[test]
fn an_unclosed_quote_costs_the_line_it_begins_on() {
    let many = "line\n".repeat(300);
    let text = format!("a,\"b\nc\",d\r\ne,\"f\n{many}");
    let found = records(text.as_bytes(), &Dialect::default());
    assert_eq!(found[0], (b"a,\"b\nc\",d\r\n".to_vec(), 2, false, None));
    assert_eq!(found[1], (b"e,\"f\n".to_vec(), 1, false, Some(Code::QuoteUnclosed)));
    assert_eq!((found.len(), found[2].3), (302, None));
    let large = format!("\"f\n{}\nend\n", "x".repeat(LINE_MAX));
    let found = records(large.as_bytes(), &Dialect::default());
    let faults: Vec<_> = found.iter().map(|record| record.3).collect();
    assert_eq!(faults, [Some(Code::QuoteUnclosed), Some(Code::LineTooLong), None]);
    assert_eq!((found[1].0.len(), found[1].2), (RAW_KEPT, true));
}

#[test]
fn a_quote_inside_a_cell_is_a_letter() {
    for (text, count) in [
        ("5\" pipe,b\nc\n", 2),
        ("\"a\"b\"\nc\n", 2),
        ("a, \"b\nc\"\n", 1),
        ("a,\"b\"\"\nc\"\n", 1),
        ("\u{feff}\"b\nc\"\n", 1),
    ] {
        assert_eq!(records(text.as_bytes(), &Dialect::default()).len(), count, "{text:?}");
    }
    let untrimmed = Dialect { trim: false, ..Dialect::default() };
    assert_eq!(records(b"a, \"b\nc\"\n", &untrimmed).len(), 2);
    let unquoted = Dialect { quote: None, ..Dialect::default() };
    assert_eq!(records(b"\"b\nc\"\n", &unquoted).len(), 2);
    let preamble = Dialect { preamble: 1, ..Dialect::default() };
    assert_eq!(records(b"\"b\nc\"\n", &preamble).len(), 2);
}

#[test]
fn the_length_limit_is_the_same_however_the_file_is_read() {
    for (length, fault) in [(LINE_MAX - 1, None), (LINE_MAX, Some(Code::LineTooLong))] {
        let text = format!("{}\nx", "a".repeat(length));
        assert_eq!(records(text.as_bytes(), &Dialect::default())[0].3, fault, "{length}");
    }
}

fn cut(text: &str, dialect: &Dialect) -> Result<Vec<String>, Code> {
    let mut cells = Cells::default();
    Cutter::new(dialect).cut(text, &mut cells)?;
    Ok(cells.iter().map(str::to_owned).collect())
}

#[test]
fn cells_are_cut_as_the_dialect_says() {
    let comma = Dialect::default();
    assert_eq!(cut("a, \"b, \"\"c\"\"\" ,,d \r\n", &comma), Ok(["a", "b, \"c\"", "", "d"].map(str::to_owned).to_vec()));
    assert_eq!(cut("a,", &comma), Ok(vec!["a".to_owned(), String::new()]));
    assert_eq!(cut("  ", &comma), Ok(vec![String::new()]));
    let ledes = Dialect { delimiter: b'|', quote: None, line_suffix: "[]".to_owned(), ..Dialect::default() };
    assert_eq!(cut("\"a|b[] \n", &ledes), Ok(vec!["\"a".to_owned(), "b".to_owned()]));
    let tab = Dialect { delimiter: b'\t', ..Dialect::default() };
    assert_eq!(cut("a\t\t b", &tab), Ok(["a", "", "b"].map(str::to_owned).to_vec()));
    let untrimmed = Dialect { trim: false, ..Dialect::default() };
    assert_eq!(cut("a , b", &untrimmed), Ok(["a ", " b"].map(str::to_owned).to_vec()));
    assert_eq!(cut(&",".repeat(CELLS_MAX - 1), &comma).map(|cells| cells.len()), Ok(CELLS_MAX));
    assert_eq!(cut(&",".repeat(CELLS_MAX), &comma), Err(Code::TooManyCells));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 20_000 }))]

    #[test]
    fn the_records_are_the_file(bytes in hostile(), trim: bool, quoted: bool, preamble in 0_u64..3) {
        let quote = quoted.then_some(b'"');
        let dialect = Dialect { trim, quote, preamble, ..Dialect::default() };
        let found = records(&bytes, &dialect);
        prop_assert_eq!(found.iter().flat_map(|record| record.0.clone()).collect::<Vec<_>>(), bytes.clone());
        prop_assert_eq!(found.iter().map(|record| record.1).sum::<u64>(), physical_lines(&bytes));
    }

    #[test]
    fn the_records_do_not_depend_on_how_the_source_gives_its_bytes(bytes in hostile()) {
        let whole = records(&bytes, &Dialect::default());
        let mut one_by_one = Records::new(OneByte(&bytes), &Dialect::default());
        for record in whole {
            let same = one_by_one.next().expect("memory is readable").expect("as many records");
            prop_assert_eq!((same.raw, same.lines, same.fault), (record.0.as_slice(), record.1, record.3));
        }
        prop_assert!(one_by_one.next().expect("memory is readable").is_none());
    }

    #[test]
    fn a_quoted_row_comes_back_as_it_was_written(cells in prop::collection::vec("[ -~\n\ré]{0,12}", 1..6)) {
        let mut text = String::new();
        for (at, cell) in cells.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(text, "{comma}\"{}\"", cell.replace('"', "\"\"")).expect("text grows");
        }
        text.push('\n');
        let dialect = Dialect { trim: false, ..Dialect::default() };
        prop_assert_eq!(records(text.as_bytes(), &dialect).len(), 1);
        prop_assert_eq!(cut(&text, &dialect), Ok(cells));
    }
}

/// A source that gives one byte at a time.
struct OneByte<'a>(&'a [u8]);

impl Read for OneByte<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(1);
        self.0.read(&mut into[..count])
    }
}
