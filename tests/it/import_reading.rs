//! From bytes to rows, without a database: every sample export through its profile, hostile bytes through every
//! profile, and the shipped profiles against their JSON Schema.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::PathBuf;

use casetime::fault::Code;
use casetime::import::cells::Cells;
use casetime::import::dates::{self, Order};
use casetime::import::decode::Decoder;
use casetime::import::dialect::Encoding;
use casetime::import::durations::{self, Form};
use casetime::import::mapper::{Mapped, Mapper};
use casetime::import::numbers::{DecimalSign, Rounding};
use casetime::import::profile::{self, Profile, SHIPPED};
use casetime::import::reading::{ReadError, Reading};
use casetime::lang::Lang;
use casetime::text::fold;
use proptest::prelude::*;

use crate::import_splitting::{hostile, physical_lines};

/// What a whole file turned out to be. The figures expected of the samples were computed by another program.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    preamble: usize,
    header: usize,
    blank: usize,
    total: usize,
    rows: usize,
    coded: usize,
    minutes: i64,
    sums: i64,
    stated: Vec<Option<i64>>,
    rejected: BTreeMap<&'static str, usize>,
    lines: u64,
    bytes: u64,
}

fn shipped(name: &str) -> Profile {
    Profile::parse(Profile::shipped(name).expect("a shipped profile")).expect("it has no faults")
}

fn count(source: impl Read, profile: &Profile) -> Result<Counts, ReadError> {
    let mut counts = Counts::default();
    let mut reading = Reading::new(source, profile);
    while let Some(line) = reading.next()? {
        assert_eq!(line.record.line, counts.lines + 1);
        counts.lines += line.record.lines;
        counts.bytes += line.record.bytes;
        match line.mapped {
            Mapped::Blank => counts.blank += 1,
            Mapped::Preamble => counts.preamble += 1,
            Mapped::Header => counts.header += 1,
            Mapped::Total(total) => {
                counts.total += 1;
                counts.stated.push(total.value_minutes);
            }
            Mapped::Row(row) => {
                counts.rows += 1;
                counts.coded += usize::from(row.activity.is_some());
                counts.minutes += row.minutes;
                counts.sums += row.sums.iter().flatten().sum::<i64>();
            }
            Mapped::Rejected { faults, sums, .. } => {
                counts.sums += sums.iter().flatten().sum::<i64>();
                assert!(!faults.is_empty());
                for fault in faults {
                    for lang in Lang::ALL {
                        assert!(!fault.fault.say(lang).is_empty(), "{:?}", fault.fault);
                    }
                    *counts.rejected.entry(fault.fault.code.as_str()).or_default() += 1;
                }
            }
        }
    }
    Ok(counts)
}

/// A sample export; `None`, with a word about it, where the samples are not on this machine.
fn sample(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(file);
    let read = fs::read(&path);
    if read.is_err() {
        eprintln!("skipped: no sample at {}", path.display());
    }
    read.ok()
}

fn read_sample(file: &str, profile: &str, expected: &Counts) {
    let Some(bytes) = sample(file) else { return };
    let counts = count(bytes.as_slice(), &shipped(profile)).expect("the header is found");
    assert_eq!(counts.bytes, bytes.len() as u64);
    assert_eq!(counts.lines, physical_lines(&bytes));
    assert_eq!(Counts { bytes: 0, lines: 0, ..counts }, *expected, "{file}");
}

fn codes<const N: usize>(codes: [(&'static str, usize); N]) -> BTreeMap<&'static str, usize> {
    codes.into_iter().collect()
}

#[test]
fn the_bookkeeping_register_is_read() {
    read_sample(
        "bookkeeping_8588rows.csv",
        "bookkeeping",
        &Counts { header: 1, rows: 8588, coded: 4320, minutes: 281_603, ..Counts::default() },
    );
}

#[test]
fn the_two_measures_of_clockify_agree() {
    read_sample(
        "clockify_time_decimal.csv",
        "clockify",
        &Counts { header: 1, rows: 99, coded: 64, minutes: 4650, ..Counts::default() },
    );
}

#[test]
fn hours_and_minutes_of_the_customer_system_agree() {
    read_sample(
        "crm_export_hours_and_minutes.csv",
        "crm-worklog",
        &Counts { header: 1, rows: 45, coded: 4, minutes: 4691, ..Counts::default() },
    );
}

#[test]
fn the_open_clock_in_at_the_end_of_the_german_clock_is_refused() {
    read_sample(
        "de_glued_datetime_crlf.csv",
        "clock-in-out-de",
        &Counts { header: 1, rows: 510, minutes: 122_452, rejected: codes([("cell_count", 1)]), ..Counts::default() },
    );
}

#[test]
fn expenses_of_a_ledes_invoice_are_not_time() {
    read_sample(
        "ledes_98B.txt",
        "ledes-1998b",
        &Counts {
            preamble: 1,
            header: 1,
            rows: 3,
            coded: 2,
            minutes: 252,
            rejected: codes([("not_time", 4)]),
            ..Counts::default()
        },
    );
    read_sample(
        "ledes_98BI.txt",
        "ledes-98bi",
        &Counts {
            preamble: 1,
            header: 1,
            rows: 3,
            coded: 2,
            minutes: 252,
            rejected: codes([("not_time", 3)]),
            ..Counts::default()
        },
    );
}

#[test]
fn the_balance_of_the_portuguese_clock_is_the_sum_of_its_days() {
    read_sample(
        "pt_clock_balances.csv",
        "clock-balances-pt",
        &Counts {
            header: 1,
            blank: 1,
            total: 1,
            rows: 112,
            minutes: 54_695,
            sums: 2205,
            stated: vec![Some(2205)],
            rejected: codes([("required", 4)]),
            ..Counts::default()
        },
    );
}

#[test]
fn both_exports_of_toggl_are_read() {
    read_sample(
        "toggl_bom_amount_empty_currency.csv",
        "toggl",
        &Counts { header: 1, rows: 11, coded: 11, minutes: 645, ..Counts::default() },
    );
    read_sample(
        "togglcsv_cli_export.csv",
        "toggl-cli",
        &Counts { header: 1, rows: 7, coded: 4, minutes: 1351, ..Counts::default() },
    );
}

#[test]
fn every_shipped_profile_fits_the_json_schema() {
    let schema = profile::json_schema();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for (name, text) in SHIPPED {
        let value: serde_json::Value = toml::from_str(text).expect("TOML");
        let faults: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert_eq!(shipped(name).name, *name);
        for label in shipped(name).crosswalk.keys() {
            assert!(!fold(label).is_empty(), "{name}: {label}");
        }
    }
    let unknown: serde_json::Value = serde_json::json!({ "schema": 1, "name": "x", "surprise": true });
    assert!(!validator.is_valid(&unknown));
}

const PLAIN_HEADER: &str = "Timekeeper,File,Activity,Date,Hours,Narrative,Entered on\n";

fn plain(rows: &str) -> Counts {
    count(format!("{PLAIN_HEADER}{rows}").as_bytes(), &shipped("icase-plain")).expect("the header is found")
}

#[test]
fn a_plain_export_gives_rows_totals_and_repeated_headers() {
    let counts = plain(&format!(
        "T-1,F-1,OT-ADM,2024-05-13,1.5,\"First line\nsecond line\",2024-05-14\n\
         T-1,F-1,,2024-05-14,0.25,,\n\nTotal,,,,1.75,,\n{PLAIN_HEADER}T-2,F-1,x,2024-05-14,-1,,\nTotal T-2,,,,soon,,\n"
    ));
    let expected = Counts {
        header: 2,
        blank: 1,
        total: 2,
        rows: 3,
        minutes: 45,
        stated: vec![Some(105), None],
        lines: 9,
        bytes: counts.bytes,
        ..Counts::default()
    };
    assert_eq!(counts, expected);
}

#[test]
fn all_faults_of_a_row_are_found_at_once() {
    let counts = plain(",,,13/05/2024,1:30,,2024-02-30\n");
    let expected = codes([("required", 1), ("date_not_as_profile", 1), ("duration_format", 1), ("date_impossible", 1)]);
    assert_eq!(counts.rejected, expected);
    assert_eq!(plain("T-1,F-1,,,,,\n").rejected, codes([("required", 2)]));
}

#[test]
fn faults_name_the_column_of_the_file_and_the_field_of_the_entry() {
    let profile = shipped("icase-plain");
    let text = "TIMEKEEPER,file,activity,Date ,Hours,narrative,entered-on\nT-1,F-1,,soon,\"1,5\",,\n";
    let mut reading = Reading::new(text.as_bytes(), &profile);
    assert!(matches!(reading.next(), Ok(Some(line)) if line.mapped == Mapped::Header));
    let line = reading.next().expect("read").expect("a row");
    let Mapped::Rejected { faults, .. } = line.mapped else { panic!("refused") };
    let found: Vec<_> = faults.iter().map(|f| (f.column.as_str(), f.fault.field.as_str(), f.fault.code)).collect();
    let expected = [("Date", "worked_on", Code::DateNotAsProfile), ("Hours", "minutes", Code::NumberUnreadable)];
    assert_eq!(found, expected);
}

#[test]
fn another_number_of_cells_is_refused_and_not_shifted() {
    assert_eq!(plain("T-1,F-1,,2024-05-13,1.5,text\n").rejected, codes([("cell_count", 1)]));
    assert_eq!(plain("T-1,F-1,,2024-05-13,1,5,text,\n").rejected, codes([("cell_count", 1)]));
    let mut padded = shipped("icase-plain");
    padded.file.short_rows = profile::ShortRows::Pad;
    let text = format!("{PLAIN_HEADER}T-1,F-1,,2024-05-13,1.5\n");
    assert_eq!(count(text.as_bytes(), &padded).expect("read").rows, 1);
}

#[test]
fn broken_bytes_cost_one_line() {
    let row = "T-1,F-1,,2024-05-13,1.5,text,\n";
    let mut bytes = format!("{PLAIN_HEADER}{row}").into_bytes();
    bytes.extend_from_slice(b"T-1,F-1,,2024-05-13,1.5,caf\xe9,\n");
    bytes.extend_from_slice(b"T-1,F-1,,2024-05-13,1.5,a\0b,\n");
    bytes.extend_from_slice(format!("T-1,F-1,\"open,2024-05-13,1.5,,\n{row}").as_bytes());
    bytes.extend_from_slice(format!("{}\n", "x,".repeat(399)).as_bytes());
    let long = bytes.len();
    bytes.resize(long + (10 << 20), b'a');
    bytes.extend_from_slice(format!("\n{row}").as_bytes());
    let counts = count(bytes.as_slice(), &shipped("icase-plain")).expect("read");
    let expected = codes([
        ("encoding_broken", 1),
        ("nul_byte", 1),
        ("quote_unclosed", 1),
        ("too_many_cells", 1),
        ("line_too_long", 1),
    ]);
    assert_eq!((counts.rejected, counts.rows, counts.lines), (expected, 3, 9));
    assert_eq!(counts.bytes, bytes.len() as u64);
}

#[test]
fn a_file_without_the_columns_of_the_profile_is_refused_as_a_whole() {
    let code = |text: &str| match count(text.as_bytes(), &shipped("icase-plain")) {
        Err(ReadError::Header(faults)) => {
            for fault in &faults {
                assert!(Lang::ALL.iter().all(|lang| !fault.say(*lang).is_empty()));
            }
            faults.iter().map(|fault| fault.code).collect()
        }
        Err(ReadError::Source(_)) | Ok(_) => Vec::new(),
    };
    assert_eq!(code(""), []);
    assert_eq!(code("\n\n"), [Code::HeaderNotFound]);
    assert_eq!(code("one,two\n"), [Code::HeaderNotFound]);
    assert_eq!(code("Time\0keeper\n"), [Code::HeaderNotFound]);
    assert_eq!(code("Timekeeper,File,Activity,Date,Hours\n"), [Code::ColumnMissing, Code::ColumnMissing]);
    let doubled = PLAIN_HEADER.replace("Narrative", "date");
    assert_eq!(code(&doubled), [Code::ColumnDoubled, Code::ColumnMissing]);
    assert_eq!(count(PLAIN_HEADER.as_bytes(), &shipped("icase-plain")).expect("read").header, 1);
    let short = count(b"LEDES1998B[]\n".as_slice(), &shipped("ledes-1998b"));
    assert!(matches!(short, Err(ReadError::Header(_))));
}

#[test]
fn every_encoding_gives_the_same_text() {
    let text = format!("{PLAIN_HEADER}T-1,Éthiopie,,2024-05-13,1.5,\"l’été\nà Noël\",\n");
    for (encoding, bytes) in [
        (Encoding::Utf8, text.clone().into_bytes()),
        (Encoding::Utf8, format!("\u{feff}{text}").into_bytes()),
        (Encoding::Utf16Le, format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (Encoding::Utf16Be, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        (Encoding::Windows1252, latin(&text, 0x92)),
        (Encoding::Latin1, latin(&text, b'\'')),
    ] {
        let mut profile = shipped("icase-plain");
        profile.file.encoding = encoding;
        let mut reading = Reading::new(bytes.as_slice(), &profile);
        assert!(matches!(reading.next(), Ok(Some(line)) if line.mapped == Mapped::Header), "{encoding:?}");
        let line = reading.next().expect("read").expect("a row");
        let Mapped::Row(row) = line.mapped else { panic!("{encoding:?}: {:?}", line.mapped) };
        assert_eq!((row.file, row.narrative.replace('\'', "’").as_str()), ("Éthiopie", "l’été\nà Noël"));
    }
}

fn latin(text: &str, apostrophe: u8) -> Vec<u8> {
    text.chars().map(|c| if c == '’' { apostrophe } else { u8::try_from(u32::from(c)).expect("Latin-1") }).collect()
}

#[test]
fn bytes_that_an_encoding_does_not_have_are_faults() {
    let decode = |encoding, bytes: &[u8]| Decoder::new(encoding).decode(bytes).map(str::to_owned);
    assert_eq!(decode(Encoding::Windows1252, b"\x80 \xe9"), Ok("€ é".to_owned()));
    assert_eq!(decode(Encoding::Windows1252, b"\x81"), Err(Code::EncodingBroken));
    assert_eq!(decode(Encoding::Latin1, b"\x80 \xe9"), Ok("\u{80} é".to_owned()));
    assert_eq!(decode(Encoding::Utf8, b"\xe9"), Err(Code::EncodingBroken));
    let mut profile = shipped("icase-plain");
    profile.file.encoding = Encoding::Utf16Le;
    let row = "T-1,F-1,,2024-05-13,1.5,text,\n";
    let mut units: Vec<u16> = format!("{PLAIN_HEADER}{row}T-1,F-1,,2024-05-13,1.5,").encode_utf16().collect();
    units.push(0xd83d);
    units.extend(format!(",\n{row}").encode_utf16());
    let mut bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    bytes.push(b'x');
    let counts = count(bytes.as_slice(), &profile).expect("read");
    assert_eq!((counts.rows, counts.rejected), (2, codes([("encoding_broken", 2)])));
}

#[test]
fn a_file_without_header_calls_its_columns_by_number() {
    let text = Profile::shipped("toggl-cli").expect("shipped");
    let (text, _) = text.split_once("[[golden]]").expect("golden rows stand at its end");
    let text = text.replace("[person]", "[file]\nheader = false\n[person]").replace("\"Start\"", "\"1\"");
    let text = text.replace("\"Stop\"", "\"2\"").replace("\"Project Name\"", "\"3\"").replace("\"Tag(s)\"", "\"3\"");
    let profile = Profile::parse(&text.replace("\"Description\"", "\"3\"")).expect("no faults");
    let counts = count(b"\n2016-08-12T07:54:47+01:00,2016-08-12T08:54:47+01:00,P\n".as_slice(), &profile);
    assert_eq!(counts.map(|counts| (counts.rows, counts.minutes)).ok(), Some((1, 60)));
    let named = Profile::parse(&text).expect_err("a name without header");
    assert_eq!(named.first().map(|fault| fault.code), Some(Code::ProfileContradiction));
}

#[test]
fn a_profile_that_contradicts_itself_is_refused() {
    let plain = Profile::shipped("icase-plain").expect("shipped");
    for (from, to) in [
        ("column = \"Timekeeper\"\nfind_by", "column = \"Timekeeper\"\nconstant = \"X\"\nfind_by"),
        ("column = \"Timekeeper\"\nfind_by", "column = \"Timekeeper\"\ncolumns = [\"File\"]\nfind_by"),
        ("column = \"File\"\n", ""),
        ("form = \"decimal_hours\"\ncolumn = \"Hours\"", "form = \"start_end\"\ncolumn = \"Hours\""),
        ("form = \"decimal_hours\"\ncolumn = \"Hours\"", "form = \"start_end\"\nstart = [\"a\"]\nend = []"),
        ("starts_with = \"Total\"", "starts_with = \"Total\"\nequals = \"Total\""),
        ("schema = 1", "schema = 2"),
        ("[person]", "[file]\ndelimiter = \"|\"\nquote = \"|\"\n[person]"),
        ("[person]", "[crosswalk]\n\"Été\" = \"OT-ADM\"\n\"ete\" = \"OT-KM\"\n[person]"),
    ] {
        assert!(plain.contains(from), "{from}");
        let faults = Profile::parse(&plain.replacen(from, to, 1)).expect_err(to);
        assert!(faults.iter().all(|fault| fault.code == Code::ProfileContradiction), "{faults}");
        assert!(faults.iter().all(|fault| !fault.say(Lang::Fr).is_empty()));
    }
    let unknown = Profile::parse(&plain.replace("[person]", "[person]\ncolour = \"red\"")).expect_err("unknown key");
    let fault = unknown.first().expect("one");
    assert_eq!(fault.code, Code::ProfileSyntax);
    assert!(fault.params.iter().any(|(name, _)| *name == "line"));
    assert!(!fault.say(Lang::En).is_empty());
}

const ENCODINGS: [Encoding; 6] =
    [Encoding::Utf8, Encoding::Windows1252, Encoding::Latin1, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Mixed];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 20_000 }))]

    #[test]
    fn no_bytes_stop_the_reading(bytes in hostile(), head: bool, which in 0..ENCODINGS.len()) {
        for (name, _) in SHIPPED {
            let mut profile = shipped(name);
            profile.file.encoding = ENCODINGS[which];
            let mut all = Vec::new();
            if head {
                profile.file.encoding = Encoding::Utf8;
                all.extend_from_slice(PLAIN_HEADER.as_bytes());
            }
            all.extend_from_slice(&bytes);
            if let Ok(counts) = count(all.as_slice(), &profile)
                && !matches!(profile.file.encoding, Encoding::Utf16Le | Encoding::Utf16Be)
            {
                prop_assert_eq!(counts.lines, physical_lines(&all));
                prop_assert_eq!(counts.bytes, all.len() as u64);
            }
        }
    }

    #[test]
    fn no_text_stops_dates_durations_or_the_mapper(text in "[0-9:./, \\-hmPTZ+éOJan]{0,24}", other in ".{0,20}") {
        for text in [&text, &other] {
            for order in [Order::Ymd, Order::Dmy, Order::Mdy] {
                let _ = dates::parse(text, order);
                let _ = durations::Moment::parse(text, order);
            }
            for form in [
                Form::DecimalHours, Form::HoursMinutes, Form::HoursMinutesSeconds, Form::Letters, Form::Minutes,
                Form::Seconds, Form::StartEnd,
            ] {
                let _ = durations::parse(text, form, DecimalSign::Comma, Rounding::Up);
            }
            let header = Cells::of(PLAIN_HEADER.trim().split(','));
            let mut mapper = Mapper::new(&shipped("icase-plain"), &header).expect("the header fits");
            let cells = Cells::of([text.as_str(); 7]);
            let _ = mapper.map(&cells);
        }
    }

    #[test]
    fn a_date_is_read_back(days in 0_i32..40_000) {
        let date = chrono::NaiveDate::from_num_days_from_ce_opt(719_163 + days).expect("a date");
        for (format, order) in [("%Y-%m-%d", Order::Ymd), ("%d.%m.%Y %H:%M", Order::Dmy), ("%b %-d, %Y", Order::Mdy)] {
            let shown = date.and_time(chrono::NaiveTime::MIN).format(format).to_string();
            prop_assert_eq!(dates::parse(&shown, order), Ok(date));
        }
    }
}
