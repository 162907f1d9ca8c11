//! How the rows of a file are laid out: which sign separates cells, which stands around them, what stands above the
//! rows. The sign is the one that cuts the most rows alike into cells that make sense.

use std::collections::BTreeMap;

use serde::Serialize;

use super::evidence::{Evidence, Place};
use super::meaning;
use super::rows::{self, Row};
use super::sample::lines;
use super::values::look;
use crate::import::cells::Cells;
use crate::import::days;
use crate::import::dialect::{Dialect, Escape};

/// The signs that separate cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that are cut to find the sign.
const ROWS: usize = 400;
/// Rows that are kept to find the header.
const FIRST: usize = 60;
/// What LEDES files put at the end of each line.
const SUFFIX: &str = "[]";

/// The layout of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// The sign between cells; `None` where every row has one cell.
    pub delimiter: Option<char>,
    /// Two signs that cut the rows equally well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_delimiter: Option<char>,
    /// The cells of most rows.
    pub cells: usize,
    /// Rows that were cut, and those with as many cells.
    pub rows: usize,
    /// Rows with as many cells as most.
    pub rows_alike: usize,
    /// Whether a blank stands behind the sign.
    pub blank_after: bool,
    /// Whether rows end with a sign that begins no cell.
    pub trailing: bool,
    /// The sign around cells; `None` where quotes are letters.
    pub quote: Option<char>,
    /// Rows in which it was seen.
    pub rows_quoted: usize,
    /// How a quote inside quotes is written.
    pub escape: Escape,
    /// Where both ways, or the one with the backslash, stand.
    pub escape_evidence: Vec<Evidence>,
    /// Whether both ways stand in the file.
    pub escape_mixed: bool,
    /// What ends the lines.
    pub line_ends: LineEnds,
    /// What stands at the end of each line.
    pub line_suffix: String,
    /// Physical lines above the header.
    pub preamble: u64,
    /// The name of the format, where the first line tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The names of the columns.
    pub header: HeaderFound,
}

/// What ends the lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LineEnds {
    /// LF.
    pub lf: u64,
    /// CRLF.
    pub crlf: u64,
    /// CR.
    pub cr: u64,
    /// The first of each, where there are several.
    pub evidence: Vec<Evidence>,
}

/// Whether the file names its columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct HeaderFound {
    /// `Some(true)` with a header, `Some(false)` without, `None` where it must be asked.
    pub is_there: Option<bool>,
    /// The physical line it stands on, or where the first row stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The names as the file writes them; numbers where there is no header.
    pub names: Vec<String>,
    /// Names that stand more than once.
    pub doubled: Vec<String>,
}

/// How well a dialect cuts the first rows.
struct Cut {
    dialect: Dialect,
    score: f64,
    cells: usize,
    rows: usize,
    alike: usize,
    quoted: usize,
    unclosed: usize,
}

/// Finds the layout of the beginning of a file. The dialect tells encoding and repair; it is completed.
#[must_use]
pub fn find(head: &[u8], dialect: &mut Dialect) -> Layout {
    let line_ends = line_ends(head);
    dialect.line_suffix = suffix(head);
    let format = format_line(head);
    dialect.preamble = u64::from(format.is_some());
    let mut cuts = Vec::new();
    for quote in [b'"', b'\''] {
        for delimiter in DELIMITERS {
            cuts.push(cut(head, Dialect { delimiter, quote: Some(quote), ..dialect.clone() }));
        }
    }
    // An apostrophe is a quote only where it is seen around cells, and quotation marks are not.
    let marks = cuts.iter().filter(|cut| cut.dialect.quote == Some(b'"')).map(|cut| cut.quoted).max().unwrap_or(0);
    cuts.retain(|cut| cut.dialect.quote == Some(b'"') || (marks == 0 && cut.quoted * 2 > cut.rows));
    cuts.sort_by(|one, other| other.score.total_cmp(&one.score).then(other.quoted.cmp(&one.quoted)));
    let other_delimiter = match cuts.as_slice() {
        [best, rest @ ..] => rest
            .iter()
            .find(|other| other.dialect.delimiter != best.dialect.delimiter)
            .filter(|other| best.cells > 1 && other.cells > 1 && other.score >= best.score * 0.97)
            .map(|other| char::from(other.dialect.delimiter)),
        [] => None,
    };
    let best = cuts.swap_remove(0);
    let delimiter = (best.cells > 1).then_some(best.dialect.delimiter);
    dialect.delimiter = delimiter.unwrap_or(b',');
    dialect.quote = best.dialect.quote;
    if format.is_some() || (best.unclosed > 0 && best.quoted == best.unclosed) {
        dialect.quote = None;
    }
    let mut layout = Layout {
        delimiter: delimiter.map(char::from),
        other_delimiter,
        cells: best.cells,
        rows: best.rows,
        rows_alike: best.alike,
        blank_after: false,
        trailing: false,
        quote: dialect.quote.map(char::from),
        rows_quoted: if dialect.quote.is_some() { best.quoted } else { 0 },
        escape: Escape::Doubled,
        escape_evidence: Vec::new(),
        escape_mixed: false,
        line_ends,
        line_suffix: dialect.line_suffix.clone(),
        preamble: dialect.preamble,
        format,
        header: HeaderFound::default(),
    };
    if let Some(quote) = dialect.quote {
        escapes(head, quote, dialect.delimiter, &mut layout);
        dialect.escape = layout.escape;
    }
    first_rows(head, dialect, &mut layout);
    layout
}

/// Cuts the first rows and says how well that went: how many rows have the same number of cells, and how many cells
/// hold no sign that separates.
fn cut(head: &[u8], dialect: Dialect) -> Cut {
    let (mut counts, mut shortened) = (BTreeMap::<usize, usize>::new(), BTreeMap::<usize, usize>::new());
    let (mut rows, mut quoted, mut unclosed) = (0, 0, 0);
    let (mut cells, mut sensible) = (0_usize, 0_usize);
    let quote = dialect.quote.map_or('"', char::from);
    let opens = [',', ';', '\t', '|'].map(|sign| format!("{sign}{quote}"));
    let mut line = 0;
    rows::each(0, head, &dialect, |row| {
        line += 1;
        if row.is_blank() || (line == 1 && dialect.preamble > 0) {
            return true;
        }
        rows += 1;
        if row.fault.is_some() {
            unclosed += 1;
            quoted += 1;
            return rows < ROWS;
        }
        *counts.entry(row.cells.len()).or_default() += 1;
        *shortened.entry(length(row.cells)).or_default() += 1;
        quoted += usize::from(row.text.starts_with(quote) || opens.iter().any(|opening| row.text.contains(opening)));
        for cell in row.cells.iter() {
            cells += 1;
            let inside = cell.bytes().any(|byte| DELIMITERS.contains(&byte)) || cell.starts_with('"');
            sensible += usize::from(!inside || is_number(cell) || row.text.contains(quote) && cell.contains(' '));
        }
        rows < ROWS
    });
    // The usual number of cells; of two equally usual the larger. Where more rows are alike without an empty last cell
    // than with it, the sign at their end begins none.
    let usual = |counts: BTreeMap<usize, usize>| {
        counts.into_iter().max_by_key(|(length, count)| (*count, *length)).unwrap_or((0, 0))
    };
    let (whole, cut) = (usual(counts), usual(shortened));
    let (most, alike) = if cut.1 > whole.1 { cut } else { whole };
    #[expect(clippy::cast_precision_loss, reason = "counts of some hundred rows")]
    let score = if rows == 0 || most == 0 {
        0.0
    } else {
        let sense = sensible as f64 / cells.max(1) as f64;
        alike as f64 / rows as f64 * (1.0 - 1.0 / most as f64) * sense * sense
    };
    Cut { dialect, score, cells: most, rows, alike, quoted, unclosed }
}

fn is_number(cell: &str) -> bool {
    cell.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-') && look(cell).number.is_some()
}

/// The number of cells; one that is begun by a sign at the end of the row is none.
fn length(cells: &Cells) -> usize {
    let length = cells.len();
    if length > 1 && cells.get(length - 1).is_empty() { length - 1 } else { length }
}

/// One of the first rows.
struct Seen {
    line: u64,
    cells: Vec<String>,
    trails: bool,
    blanks: usize,
}

/// Finds preamble, header, and whether rows end with the sign.
fn first_rows(head: &[u8], dialect: &mut Dialect, layout: &mut Layout) {
    let mut seen: Vec<Seen> = Vec::new();
    let sign = layout.delimiter;
    rows::each(0, head, dialect, |row: &Row| {
        let Place::Line(line) = row.place else { return false };
        if !row.is_blank() && row.fault.is_none() {
            let trails = sign.is_some_and(|sign| row.text.ends_with(sign));
            let blanks = sign.map_or(0, |sign| row.text.matches(&format!("{sign} ")).count());
            let cells = row.cells.iter().map(str::to_owned).collect();
            seen.push(Seen { line, cells, trails, blanks });
        }
        seen.len() < FIRST
    });
    if layout.format.is_some() && !seen.is_empty() {
        seen.remove(0);
    }
    let usual = layout.cells;
    let fits = |row: &Seen| {
        let count = row.cells.len();
        count == usual || (count == usual + 1 && row.cells.last().is_some_and(String::is_empty))
    };
    let names = |row: &Seen| row.cells.iter().filter(|cell| !meaning::of(cell).is_empty()).count();
    let typed = |cells: &[String]| cells.iter().filter(|cell| is_typed(cell)).count();
    // A header may have fewer or more cells than its rows, but is known by the names of its columns.
    let begin = seen.iter().position(|row| fits(row) || (row.cells.len() > 1 && names(row) >= 2)).unwrap_or(0);
    let Some(first) = seen.get(begin) else { return };
    let data: Vec<&Seen> = seen[begin + 1..].iter().filter(|row| fits(row)).collect();
    if begin > 0 {
        layout.preamble = first.line - 1;
        dialect.preamble = layout.preamble;
    }
    let trailing_rows = data.iter().filter(|row| row.trails && row.cells.last().is_some_and(String::is_empty)).count();
    let header_trails = first.cells.len() > 1 && first.cells.last().is_some_and(String::is_empty);
    layout.trailing = trailing_rows * 10 >= data.len() * 9
        && trailing_rows > 0
        && (header_trails || data.iter().all(|row| row.cells.len() > first.cells.len()));
    layout.blank_after = data.iter().filter(|row| row.blanks * 2 > row.cells.len()).count() * 2 > data.len();
    let mut cells = first.cells.clone();
    if layout.trailing && header_trails {
        cells.pop();
    }
    let known = names(first);
    let below = data.iter().take(20).map(|row| typed(&row.cells)).max().unwrap_or(0);
    let of_days = days_named(first, &data);
    let is_there = match (known, typed(&first.cells) - of_days) {
        (known, 0) if known > 0 => Some(true),
        (known, typed) if known >= 2 && known > typed => Some(true),
        (_, 0) if below > 0 => Some(true),
        (0, typed) if typed > 0 => Some(false),
        _ => None,
    };
    let numbers = || (1..=cells.len()).map(|number| number.to_string()).collect();
    let names = if is_there == Some(true) { cells.clone() } else { numbers() };
    let mut keys: Vec<String> = Vec::new();
    let mut doubled: Vec<String> = Vec::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let key = crate::import::crosswalk::key(name);
        if keys.contains(&key) && !doubled.iter().any(|known| crate::import::crosswalk::key(known) == key) {
            doubled.push(name.clone());
        }
        keys.push(key);
    }
    layout.header = HeaderFound { is_there, line: Some(first.line), names, doubled };
}

/// How many cells of a first row name days: dates above columns without dates, or the days of a month.
fn days_named(first: &Seen, data: &[&Seen]) -> usize {
    if data.is_empty() {
        return 0;
    }
    let below =
        |at: usize, holds: fn(&str) -> bool| data.iter().filter_map(|row| row.cells.get(at)).any(|cell| holds(cell));
    let cells = || first.cells.iter().enumerate().filter(|(_, cell)| is_typed(cell));
    let dates = cells().filter(|(at, cell)| days::is_date(cell) && !below(*at, days::is_date)).count();
    let numbers: std::collections::BTreeSet<u32> = cells().filter_map(|(_, cell)| days::number(cell)).collect();
    match (dates, numbers.len()) {
        (2.., _) => dates,
        (_, 28..) => cells().filter(|(_, cell)| days::number(cell).is_some()).count(),
        _ => 0,
    }
}

/// Whether a cell is a date, a time or a number, as names of columns are not.
fn is_typed(cell: &str) -> bool {
    let seen = look(cell);
    seen.orders != 0 || seen.clock || seen.colons.is_some() || seen.letters || seen.number.is_some()
}

/// Counts what ends the lines.
fn line_ends(head: &[u8]) -> LineEnds {
    let mut found = LineEnds::default();
    let mut first = [None; 3];
    for (number, line) in lines(head).enumerate() {
        let (count, which) = if line.ends_with(b"\r\n") {
            (&mut found.crlf, 1)
        } else if line.ends_with(b"\n") {
            (&mut found.lf, 0)
        } else if line.ends_with(b"\r") {
            (&mut found.cr, 2)
        } else {
            continue;
        };
        *count += 1;
        first[which].get_or_insert(number as u64 + 1);
    }
    if first.iter().flatten().count() > 1 {
        for (place, name) in first.iter().zip(["LF", "CRLF", "CR"]) {
            found.evidence.extend(place.map(|line| Evidence::new(Place::Line(line), name)));
        }
    }
    found
}

/// What nearly all lines end with.
fn suffix(head: &[u8]) -> String {
    let (mut rows, mut ended) = (0, 0);
    for line in lines(head).take(ROWS) {
        let line = line.trim_ascii_end();
        rows += usize::from(!line.is_empty());
        ended += usize::from(line.ends_with(SUFFIX.as_bytes()));
    }
    if rows > 0 && ended * 10 >= rows * 9 { SUFFIX.to_owned() } else { String::new() }
}

/// The name of the format on the first line, as LEDES files have it.
fn format_line(head: &[u8]) -> Option<String> {
    let line = lines(head).next()?;
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    let text = str::from_utf8(line).ok()?;
    let name = text.strip_suffix(SUFFIX).unwrap_or(text).trim();
    (name.starts_with("LEDES") && name.len() <= 40 && !name.contains('|')).then(|| name.to_owned())
}

/// Finds how a quote inside quotes is written.
fn escapes(head: &[u8], quote: u8, delimiter: u8, layout: &mut Layout) {
    let (mut backslashes, mut doubles) = (0_u64, 0_u64);
    let mut evidence = Vec::new();
    for (number, line) in lines(head).enumerate() {
        let line = line.trim_ascii_end();
        for place in memchr::memchr_iter(quote, line) {
            let before = place.checked_sub(1).map(|before| line[before]);
            let behind = line.get(place + 1).copied();
            let ends = behind.is_none_or(|byte| byte == delimiter);
            if before == Some(b'\\') && !ends {
                backslashes += 1;
                if evidence.len() < 3 {
                    evidence.push(Evidence::new(Place::Line(number as u64 + 1), "\\\""));
                }
            }
            // Two quotes between letters; two alone are an empty cell.
            let between = before.is_some_and(|byte| byte != delimiter && byte != quote && byte != b'\\');
            let twice = behind == Some(quote);
            let after = line.get(place + 2).copied();
            doubles += u64::from(twice && between && after.is_some_and(|byte| byte != delimiter));
        }
    }
    layout.escape_mixed = backslashes > 0 && doubles > 0;
    if backslashes > 0 && doubles == 0 {
        layout.escape = Escape::Backslash;
    }
    if backslashes > 0 {
        layout.escape_evidence = evidence;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Layout {
        find(text.as_bytes(), &mut Dialect::default())
    }

    #[test]
    fn the_sign_between_cells_is_the_one_that_cuts_rows_alike() {
        for (text, sign, cells) in [
            ("Date,Hours\n2024-05-13,1.5\n2024-05-14,2\n", ',', 2),
            ("Date;Heures\n13/05/2024;1,5\n14/05/2024;2,25\n", ';', 2),
            ("Date\tHours\n2024-05-13\t1,5\n", '\t', 2),
            ("Date|Hours|Note\n2024-05-13|1.5|a, b; c\n2024-05-13|1.5|\n", '|', 3),
            ("Date, Hours, Note\n2024-05-13, 1.5, \"a; b\"\n", ',', 3),
            ("\"Date\";\"Note\"\n\"2024-05-13\";\"a, b, c\"\n\"2024-05-14\";\"d, e, f\"\n", ';', 2),
        ] {
            let layout = of(text);
            assert_eq!((layout.delimiter, layout.cells, layout.other_delimiter), (Some(sign), cells, None), "{text}");
        }
        assert_eq!(of("one\ntwo\n").delimiter, None);
        assert!(of("Date, Hours, Note\n2024-05-13, 1.5, x\n").blank_after);
    }

    #[test]
    fn quotes_and_escapes_are_told() {
        assert_eq!(of("a,b\n\"x \"\"y\"\" z\",1\n").escape, Escape::Doubled);
        let backslash = of("Note,Hours\n\"x \\\"y\\\" z\",1\n\"w\",2\n");
        assert_eq!((backslash.escape, backslash.escape_evidence[0].line), (Escape::Backslash, Some(2)));
        assert_eq!(of("Path,Hours\n\"C:\\dir\\\",1\n").escape, Escape::Doubled);
        assert!(of("a,b\n\"x \"\"y\"\" z\",1\n\"x \\\"y\\\" z\",1\n").escape_mixed);
        assert_eq!(of("'Date','Note'\n'2024-05-13','a, b'\n").quote, Some('\''));
        assert_eq!(of("Date|Note\n2024-05-13|5\" pipe\n2024-05-13|\"open\n").quote, None);
    }

    #[test]
    fn line_ends_are_counted_and_told_where_they_differ() {
        let ends = of("a,b\r\n1,2\n3,4\r5,6").line_ends;
        assert_eq!((ends.lf, ends.crlf, ends.cr), (1, 1, 1));
        let told: Vec<_> = ends.evidence.iter().map(|one| (one.line, one.text.as_str())).collect();
        assert_eq!(told, [(Some(2), "LF"), (Some(1), "CRLF"), (Some(3), "CR")]);
        assert!(of("a,b\n1,2\n").line_ends.evidence.is_empty());
    }

    #[test]
    fn lines_above_the_header_are_the_preamble() {
        let layout = of("Report of hours\nFrom 2024\n\nDate,Hours,Note\n2024-05-13,1.5,x\n2024-05-14,1.5,y\n");
        assert_eq!((layout.preamble, layout.header.line), (3, Some(4)));
        assert_eq!(layout.header.names, ["Date", "Hours", "Note"]);
        let ledes = of("LEDES1998B[]\nINVOICE_DATE|TIMEKEEPER_ID[]\n19990225|22547[]\n");
        assert_eq!((ledes.preamble, ledes.format.as_deref(), ledes.quote), (1, Some("LEDES1998B"), None));
        assert_eq!((ledes.line_suffix.as_str(), ledes.header.names.len()), ("[]", 2));
    }

    #[test]
    fn a_delimiter_that_begins_no_cell_is_told() {
        let header_too = of("Date;Hours;\n2024-05-13;1;\n2024-05-14;2;\n");
        assert!(header_too.trailing && header_too.header.names.len() == 2);
        assert!(of("Date;Hours\n2024-05-13;1;\n2024-05-14;2;\n").trailing);
        assert!(!of("Date;Hours;Note\n2024-05-13;1;\n2024-05-14;2;\n").trailing);
    }

    #[test]
    fn a_file_without_header_is_told_or_asked_about() {
        let header = |text: &str| of(text).header;
        assert_eq!(header("2024-05-13,1.5,x\n2024-05-14,2,y\n").is_there, Some(false));
        assert_eq!(header("2024-05-13,1.5,x\n2024-05-14,2,y\n").names, ["1", "2", "3"]);
        assert_eq!(header("alpha,beta\ngamma,delta\n").is_there, None);
        assert_eq!(header("alpha,beta\ngamma,3.5\n").is_there, Some(true));
        assert_eq!(header("Date,2024,2025,Hours\n1,2,3,4\n").is_there, None);
        assert_eq!(header("Date,Person,2025,Hours\n1,2,3,4\n").is_there, Some(true));
        assert_eq!(header("Date,Hours\n").is_there, Some(true));
        assert_eq!(header("Who,2026-03-02,2026-03-03\nP,1.5,2\n").is_there, Some(true), "days are names");
        assert_eq!(header("P,2026-03-02,2026-03-03\nQ,2026-03-04,2026-03-05\n").is_there, Some(false));
        assert_eq!(header("").line, None);
    }

    #[test]
    fn names_that_stand_twice_are_told_once() {
        assert_eq!(of("Date,Hours,hours ,HOURS\n2024-05-13,1,2,3\n").header.doubled, ["hours"]);
    }
}
