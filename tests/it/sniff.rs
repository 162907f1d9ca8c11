//! What files are taken for: every sample export with its encoding, signs, dates and open questions; the traps of real
//! exports; and hostile bytes, which stop nothing.

use std::fs;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;

use casetime::import::dates::Order;
use casetime::import::dialect::{Encoding, Escape, Repair};
use casetime::import::durations::Form;
use casetime::import::numbers::DecimalSign;
use casetime::import::profile::Profile;
use casetime::import::reading::Reading;
use casetime::import::sniff::columns::{ColumnFound, Kind};
use casetime::import::sniff::questions::Asked;
use casetime::import::sniff::sample::Sample;
use casetime::import::sniff::{self, Sniffed, account, draft, fit};
use casetime::lang::Lang;
use proptest::prelude::*;

use crate::import_splitting::hostile;
use crate::support::delivery::{HEADER, adds_up, file_of, rehearse};
use crate::support::on_both_engines;

/// A sample export; `None`, with a word about it, where the samples are not on this machine.
fn sample(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(file);
    let read = fs::read(&path);
    if read.is_err() {
        eprintln!("SKIPPED, not passed: there is no sample at {}", path.display());
    }
    read.ok()
}

fn look(bytes: impl AsRef<[u8]>) -> Sniffed {
    sniff::sniff(&mut Cursor::new(bytes.as_ref())).expect("memory is readable")
}

fn asked(sniffed: &Sniffed) -> Vec<&'static str> {
    sniffed.questions.iter().map(|question| question.key).collect()
}

fn column<'a>(sniffed: &'a Sniffed, name: &str) -> &'a ColumnFound {
    sniffed.columns.iter().find(|column| column.name == name).unwrap_or_else(|| panic!("a column {name}"))
}

fn order(sniffed: &Sniffed, name: &str) -> Option<Order> {
    column(sniffed, name).date.as_ref().expect("dates").order
}

fn drafted(bytes: &[u8], lang: Lang) -> String {
    let taken = Sample::of(&mut Cursor::new(bytes)).expect("memory is readable");
    draft::draft(&sniff::of(&taken), &taken, "export.csv", lang).expect("rows to draft from")
}

/// The draft with the questions that samples leave open answered, as a person would answer them.
fn answered(draft: &str) -> String {
    let mut text = String::new();
    let mut part = "";
    let mut is_list = false;
    for line in draft.lines() {
        is_list = (is_list || line == "unanswered = [") && line != "]";
        if is_list || line == "]" {
            continue;
        }
        if line.starts_with('[') {
            part = line;
        }
        let line = match (part, line) {
            ("[person]" | "[work_file]", "#? constant = \"\"") => "constant = \"SAMPLE\"",
            (_, line) => line,
        };
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What is expected of a sample.
struct Expected {
    encoding: Encoding,
    delimiter: char,
    ends: &'static str,
    header: u64,
    /// A column of dates and its order.
    date: (&'static str, Order),
    /// A column of numbers and its decimal sign.
    decimal: Option<(&'static str, DecimalSign)>,
    /// How the duration is measured first.
    form: Form,
    asked: &'static [&'static str],
    fits: &'static [&'static str],
    /// Rows that the draft reads, as many as the profile that comes with the program.
    rows: usize,
}

fn check(file: &str, expected: &Expected) {
    let Some(bytes) = sample(file) else { return };
    let sniffed = look(&bytes);
    assert_eq!(sniffed.encoding.encoding, Some(expected.encoding), "{file}");
    assert_eq!(sniffed.layout.delimiter, Some(expected.delimiter), "{file}");
    let ends = &sniffed.layout.line_ends;
    let seen = [("LF", ends.lf), ("CRLF", ends.crlf), ("CR", ends.cr)].map(|(name, count)| (count > 0).then_some(name));
    assert_eq!(seen.into_iter().flatten().collect::<Vec<_>>(), [expected.ends], "{file}");
    assert_eq!((sniffed.layout.header.is_there, sniffed.layout.header.line), (Some(true), Some(expected.header)));
    assert_eq!(order(&sniffed, expected.date.0), Some(expected.date.1), "{file}");
    let date = sniffed.plan.date.map(|number| sniffed.columns[number - 1].name.as_str());
    assert_eq!(date, Some(expected.date.0), "{file}");
    if let Some((name, sign)) = expected.decimal {
        assert_eq!(column(&sniffed, name).decimal.as_ref().and_then(|found| found.sign), Some(sign), "{file}");
    }
    assert_eq!(sniffed.plan.duration.as_ref().map(|measure| measure.form), Some(expected.form), "{file}");
    assert_eq!(asked(&sniffed), expected.asked, "{file}");
    let fits: Vec<String> = fit::shipped(&sniffed).into_iter().map(|fit| fit.profile).collect();
    assert_eq!(fits, expected.fits, "{file}");
    for lang in Lang::ALL {
        let text = answered(&drafted(&bytes, lang));
        let profile = Profile::parse(&text).unwrap_or_else(|faults| panic!("{file}: {faults}\n{text}"));
        let (mut rows, mut reading) = (0, Reading::new(bytes.as_slice(), &profile));
        while let Some(line) = reading.next().expect("the draft reads its file") {
            rows += usize::from(matches!(line.mapped, casetime::import::mapper::Mapped::Row(_)));
        }
        assert_eq!(rows, expected.rows, "{file}\n{text}");
        let again = sniff::fit::among(&sniffed, [profile]);
        assert!(again.len() == 1 && again[0].by_fingerprint, "{file}: the draft fits its own file");
    }
}

#[test]
fn the_bookkeeping_register_is_understood() {
    check(
        "bookkeeping_8588rows.csv",
        &Expected {
            encoding: Encoding::Utf8,
            delimiter: ',',
            ends: "LF",
            header: 1,
            date: ("date", Order::Ymd),
            decimal: None,
            form: Form::StartEnd,
            asked: &["person", "work_file"],
            fits: &["bookkeeping"],
            rows: 8588,
        },
    );
}

#[test]
fn both_measures_of_clockify_are_understood() {
    check(
        "clockify_time_decimal.csv",
        &Expected {
            encoding: Encoding::Utf8,
            delimiter: ',',
            ends: "LF",
            header: 1,
            date: ("Date", Order::Ymd),
            decimal: Some(("Time (decimal)", DecimalSign::Point)),
            form: Form::HoursMinutesSeconds,
            asked: &["person"],
            fits: &["clockify"],
            rows: 99,
        },
    );
}

#[test]
fn hours_bear_out_the_minutes_of_the_customer_system() {
    check(
        "crm_export_hours_and_minutes.csv",
        &Expected {
            encoding: Encoding::Utf8,
            delimiter: ',',
            ends: "LF",
            header: 1,
            date: ("Start Time", Order::Ymd),
            decimal: Some(("Hours", DecimalSign::Point)),
            form: Form::DecimalHours,
            asked: &[],
            fits: &["crm-worklog"],
            rows: 45,
        },
    );
    let Some(bytes) = sample("crm_export_hours_and_minutes.csv") else { return };
    let sniffed = look(bytes);
    let forms: Vec<Form> = sniffed.plan.also.iter().map(|measure| measure.form).collect();
    assert_eq!(forms, [Form::Minutes], "“Time Spent” names no unit");
}

#[test]
fn the_glued_dates_of_the_german_clock_are_understood() {
    check(
        "de_glued_datetime_crlf.csv",
        &Expected {
            encoding: Encoding::Utf8,
            delimiter: ',',
            ends: "CRLF",
            header: 1,
            date: ("Checkin", Order::Dmy),
            decimal: Some(("Worktime", DecimalSign::Point)),
            form: Form::StartEnd,
            asked: &["person", "work_file"],
            fits: &["clock-in-out-de"],
            rows: 510,
        },
    );
}

#[test]
fn both_invoices_in_ledes_are_understood() {
    for (file, profile) in [("ledes_98B.txt", "ledes-1998b"), ("ledes_98BI.txt", "ledes-98bi")] {
        check(
            file,
            &Expected {
                encoding: Encoding::Utf8,
                delimiter: '|',
                ends: "LF",
                header: 2,
                date: ("LINE_ITEM_DATE", Order::Ymd),
                decimal: Some(("LINE_ITEM_NUMBER_OF_UNITS", DecimalSign::Point)),
                form: Form::DecimalHours,
                asked: &[],
                fits: &[profile],
                rows: 3,
            },
        );
    }
    let Some(bytes) = sample("ledes_98BI.txt") else { return };
    let sniffed = look(bytes);
    assert_eq!(sniffed.layout.format.as_deref(), Some("LEDES98BI V2"));
    assert_eq!((sniffed.layout.line_suffix.as_str(), sniffed.layout.quote), ("[]", None));
}

#[test]
fn the_balances_of_the_portuguese_clock_are_understood() {
    check(
        "pt_clock_balances.csv",
        &Expected {
            encoding: Encoding::Utf8,
            delimiter: ';',
            ends: "LF",
            header: 1,
            date: ("Data", Order::Dmy),
            decimal: None,
            form: Form::StartEnd,
            asked: &["person", "work_file"],
            fits: &["clock-balances-pt"],
            rows: 112,
        },
    );
    let Some(bytes) = sample("pt_clock_balances.csv") else { return };
    let sniffed = look(&bytes);
    assert!(sniffed.layout.trailing && column(&sniffed, "Saldo").kind == Kind::Duration);
    assert_eq!(sniffed.plan.duration.as_ref().map(|measure| measure.pairs.len()), Some(3));
    assert_eq!((sniffed.rows.totals, sniffed.rows.totals_evidence[0].value.as_str()), (1, "36:45"));
    let profile = Profile::parse(&answered(&drafted(&bytes, Lang::En))).expect("no faults");
    assert!(matches!(&profile.totals[0].sums, casetime::import::profile::Sums::Column(sum) if sum.column == "Saldo"));
}

#[test]
fn both_exports_of_toggl_are_understood() {
    let toggl = Expected {
        encoding: Encoding::Utf8,
        delimiter: ',',
        ends: "LF",
        header: 1,
        date: ("Start date", Order::Ymd),
        decimal: None,
        form: Form::HoursMinutesSeconds,
        asked: &[],
        fits: &["toggl"],
        rows: 11,
    };
    check("toggl_bom_amount_empty_currency.csv", &toggl);
    let command_line = Expected {
        date: ("Start", Order::Ymd),
        form: Form::StartEnd,
        asked: &["person"],
        fits: &["toggl-cli"],
        rows: 7,
        ..toggl
    };
    check("togglcsv_cli_export.csv", &command_line);
}

const SAMPLES: [&str; 9] = [
    "bookkeeping_8588rows.csv",
    "clockify_time_decimal.csv",
    "crm_export_hours_and_minutes.csv",
    "de_glued_datetime_crlf.csv",
    "ledes_98B.txt",
    "ledes_98BI.txt",
    "pt_clock_balances.csv",
    "toggl_bom_amount_empty_currency.csv",
    "togglcsv_cli_export.csv",
];

on_both_engines! {
    async fn every_draft_imports_its_own_file_and_the_ledger_adds_up(fixture: with_cast) {
        for file in SAMPLES {
            let Some(bytes) = sample(file) else { return };
            let document = answered(&drafted(&bytes, Lang::Fr));
            let taken = rehearse(fixture, &bytes, &document).await;
            adds_up(fixture, &taken, &bytes).await;
            if file == "pt_clock_balances.csv" {
                assert_eq!((taken.ledger.totals_compared, taken.ledger.totals_differing_count), (1, 0));
            }
        }
    }

    async fn lines_that_were_mended_are_counted_in_the_ledger(fixture: with_cast) {
        let rows = ["P-1,OT-1,OT-ADM,2019-05-02,1.5,RÃ©union,", "P-1,OT-1,OT-ADM,2019-05-03,1.5,Réunion,"];
        let text = file_of(&rows);
        let plain = crate::support::delivery::plain();
        let taken = rehearse(fixture, &text, plain).await;
        assert_eq!(taken.ledger.lines_repaired, 0);
        let document = plain.replace("[person]", "[file]\nrepair = \"double-encoded\"\n\n[person]");
        let taken = crate::support::delivery::import(fixture, &text, &document).await;
        assert_eq!(taken.ledger.lines_repaired, 1);
        let entries = crate::support::delivery::entries(fixture).await;
        assert!(entries.iter().all(|entry| entry.narrative == "Réunion"), "{entries:?}");
    }

    async fn lines_of_two_encodings_are_imported_each_by_its_own(fixture: with_cast) {
        let mut bytes = file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,Réunion,"]).into_bytes();
        bytes.extend_from_slice(b"P-1,OT-1,OT-ADM,2019-05-03,1.5,R\xe9union,\nP-9,OT-1,OT-ADM,2019-05-03,1,\x92,\n");
        assert_eq!(look(&bytes).encoding.encoding, Some(Encoding::Mixed));
        let document = crate::support::delivery::plain().replace("[person]", "[file]\nencoding = \"mixed\"\n\n[person]");
        let taken = crate::support::delivery::import(fixture, &bytes, &document).await;
        assert_eq!(taken.outcomes(), [2, 0, 0, 0, 1]);
        assert!(taken.reject_text().contains('’'), "the rejected row comes back as UTF-8");
        let entries = crate::support::delivery::entries(fixture).await;
        assert!(entries.iter().all(|entry| entry.narrative == "Réunion"), "{entries:?}");
    }

    async fn quotes_behind_backslashes_are_imported_and_come_back_so(fixture: with_cast) {
        let rows = [
            "P-1,OT-1,OT-ADM,2019-05-02,1.5,\"He said \\\"no, \\\\never\\\"\",",
            "P-9,OT-1,OT-ADM,2019-05-02,1.5,\"a \\\"b\\\" c\",",
        ];
        let text = file_of(&rows);
        let sniffed = look(&text);
        assert_eq!((sniffed.layout.escape, sniffed.rows.ragged), (Escape::Backslash, 0));
        let document = crate::support::delivery::plain().replace("[person]", "[file]\nescape = \"backslash\"\n\n[person]");
        let taken = crate::support::delivery::import(fixture, &text, &document).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 1]);
        assert!(taken.reject_text().contains("a \\\"b\\\" c"), "{}", taken.reject_text());
        let entries = crate::support::delivery::entries(fixture).await;
        assert_eq!(entries[0].narrative, "He said \"no, \\never\"");
    }
}

#[test]
fn days_below_13_are_asked_about_and_never_guessed() {
    let file = |day: &str| format!("Person;File;Date;Hours\nP-1;F-1;03/05/2024;1,5\nP-1;F-1;{day}/05/2024;2,5\n");
    let open = look(file("12"));
    assert_eq!(asked(&open), ["date.order"]);
    assert_eq!(open.questions[0].options, ["dmy", "mdy"]);
    let proved = look(file("13"));
    assert_eq!((asked(&proved), order(&proved, "Date")), (Vec::new(), Some(Order::Dmy)));
    let said = account::lines(&proved, &[], Lang::En).join("\n");
    assert!(said.contains("day first (“13/05/2024” on line 3)"), "{said}");
    let said = account::lines(&proved, &[], Lang::Fr).join("\n");
    assert!(said.contains("le jour en premier («\u{a0}13/05/2024\u{a0}» à la ligne 3)"), "{said}");
}

#[test]
fn a_draft_with_questions_is_refused_until_they_are_answered() {
    let text = "Person;File;Date;Durée\nP-1;F-1;03/05/2024;90\nP-1;F-1;04/05/2024;30\n";
    assert_eq!(asked(&look(text)), ["date.order", "duration.form"]);
    let draft = drafted(text.as_bytes(), Lang::En);
    let refused = Profile::parse(&draft).expect_err("questions are open");
    assert_eq!(refused.first().map(|fault| fault.code.as_str()), Some("profile_unanswered"));
    let said = refused.first().expect("one").say(Lang::En);
    assert!(said.contains("date.order, duration.form"), "{said}");
    // The list taken away, but nothing answered: it is refused all the same.
    let careless = answered(&draft);
    assert!(Profile::parse(&careless).is_err());
    let right = careless
        .replace("#? order = \"dmy\"", "order = \"dmy\"")
        .replace("#? form = \"minutes\"", "form = \"minutes\"");
    let profile = Profile::parse(&right).unwrap_or_else(|faults| panic!("{faults}\n{right}"));
    assert_eq!((profile.date.order, profile.duration.form), (Order::Dmy, Form::Minutes));
}

#[test]
fn the_traps_of_real_exports_are_noticed() {
    let signs = look("Person;File;Date;Hours\nP-1;F-1;2024-05-03;1,5\nP-1;F-1;2024-05-04;1.5\n");
    assert_eq!((asked(&signs), signs.questions[0].asked), (vec!["duration.decimal_sign"], Asked::DecimalSignMixed));
    let serial = look("Person,File,Date,Hours\nP-1,F-1,45123,1.5\nP-1,F-1,45124,1.5\n");
    assert_eq!((asked(&serial), serial.questions[0].asked), (vec!["date"], Asked::DateSerial));
    let no_year = look("Person,File,Date,Hours\nP-1,F-1,07/Jan,1.5\n");
    assert_eq!(no_year.questions[0].asked, Asked::DateWithoutYear);
    let words = look("Person,File,Date,Hours\nP-1,F-1,Fri Jun 30 2023 04:00:00 GMT+0200 (CEST),1.5\n");
    assert_eq!(words.questions[0].asked, Asked::DateInWords);
    let contradicts = look("Person,File,Date,Hours\nP-1,F-1,13/05/2024,1.5\nP-1,F-1,05/13/2024,1.5\n");
    assert_eq!(contradicts.questions[0].asked, Asked::DateOrderMixed);
    assert_eq!(contradicts.questions[0].evidence.len(), 2);
    let letter = look(
        "Person,File,Date,Hours\nP-1,F-1,2024-05-03,1\nP-1,F-1,2O24-05-04,1\nP-1,F-1,2024-05-05,1\nP-1,F-1,2024-05-05,1\nP-1,F-1,2024-05-05,1\n",
    );
    let date = column(&letter, "Date");
    assert_eq!((date.kind, date.others, date.others_evidence[0].line), (Kind::Date, 1, Some(3)));
    let double = look("Employé;Dossier;Date;Heures\nP-1;F-1;2024-05-03;1,5\n".replace('é', "Ã©"));
    assert_eq!(double.encoding.repair, Repair::DoubleEncoded);
    assert_eq!(asked(&double), Vec::<&str>::new());
    assert_eq!(double.layout.header.names[0], "Employé");
}

#[test]
fn repeated_headers_totals_and_ragged_rows_are_told_apart_from_data() {
    let sniffed = look(format!(
        "{HEADER}\nT-1,F-1,a,2024-05-13,1.5,,\nT-1,F-1,a,2024-05-14,0.25,,\nTotal,,,,1.75,,\n{HEADER}\n\nT-2,F-1,b,2024-05-15\n\
         T-2,F-1,b,2024-05-15,2,,\nTotal T-2,,,,2,,\n"
    ));
    let rows = &sniffed.rows;
    assert_eq!((rows.data, rows.totals, rows.headers_again, rows.ragged, rows.blank), (4, 2, 1, 1, 1));
    assert_eq!(rows.totals_evidence[0].evidence.text, "Total 1.75");
    assert_eq!(rows.headers_again_evidence[0].line, Some(5));
    assert_eq!(rows.ragged_evidence[0].line, Some(7));
}

#[test]
fn totals_are_compared_in_a_draft_where_they_agree_with_its_rows() {
    let file = |total: &str| {
        format!("{HEADER}\nT-1,F-1,a,2024-05-13,1.5,,\nTotal,,,,1.5,,\nT-2,F-1,a,2024-05-14,2,,\nTotal,,,,{total},,\n")
    };
    for (total, scope, compares) in [("2", "block", true), ("3.5", "file", true), ("9", "", false)] {
        let draft = drafted(file(total).as_bytes(), Lang::En);
        let profile = Profile::parse(&draft).unwrap_or_else(|faults| panic!("{faults}\n{draft}"));
        assert_eq!(profile.totals.len(), 1, "{draft}");
        assert_eq!(profile.totals[0].value.is_some(), compares, "{draft}");
        assert_eq!(format!("{:?}", profile.totals[0].scope).to_lowercase() == scope, compares, "{draft}");
    }
}

#[test]
fn a_doubled_name_is_told_and_never_used() {
    let sniffed = look("Person,File,Date,Hours,hours\nP-1,F-1,2024-05-03,1.5,2\nP-1,F-1,2024-05-04,1.5,2\n");
    assert_eq!(sniffed.layout.header.doubled, ["hours"]);
    assert_eq!(asked(&sniffed), ["duration"]);
}

#[test]
fn utf_16_is_looked_at_as_its_text() {
    let text = "Person;File;Date;Hours\nP-1;Éthiopie;13/05/2024;1,5\n";
    for (bytes, encoding) in [
        (text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), Encoding::Utf16Le),
        (format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(), Encoding::Utf16Be),
    ] {
        let sniffed = look(&bytes);
        assert_eq!((sniffed.encoding.encoding, asked(&sniffed)), (Some(encoding), Vec::new()));
        let profile = Profile::parse(&drafted(&bytes, Lang::En)).expect("nothing is open");
        assert_eq!(profile.file.encoding, encoding);
        let mut reading = Reading::new(bytes.as_slice(), &profile);
        let mut lines = 0;
        while reading.next().expect("the draft reads its file").is_some() {
            lines += 1;
        }
        assert_eq!(lines, 2);
    }
}

#[test]
fn files_without_rows_leave_one_question() {
    for text in ["", "\n\n \n", "Person,File,Date,Hours\n", "\u{feff}", "\0\0\0\0"] {
        let sniffed = look(text);
        assert_eq!(sniffed.questions.len(), 1, "{text:?}: {:?}", sniffed.questions);
        for lang in Lang::ALL {
            assert!(!account::lines(&sniffed, &[], lang).is_empty());
        }
        let taken = Sample::of(&mut Cursor::new(text)).expect("readable");
        assert!(draft::draft(&sniffed, &taken, "x.csv", Lang::En).is_err());
    }
}

/// A file of any length, without the memory for it: a header, then one line over and over, or one line without end.
struct Endless {
    head: &'static [u8],
    line: &'static [u8],
    size: u64,
    at: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut count = 0;
        let head = self.head.len() as u64;
        for byte in into.iter_mut() {
            if self.at >= self.size {
                break;
            }
            let (text, at) = if self.at < head {
                (self.head, self.at)
            } else {
                (self.line, (self.at - head) % self.line.len() as u64)
            };
            *byte = text[usize::try_from(at).expect("a short text")];
            self.at += 1;
            count += 1;
        }
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(_) => self.size,
            SeekFrom::Current(_) => self.at,
        };
        Ok(self.at)
    }
}

#[test]
fn of_a_long_file_a_bounded_part_is_read() {
    let head = b"Person,File,Date,Hours\n";
    let line = b"P-1,F-1,13/05/2024,1.5\n";
    let mut file = Endless { head, line, size: 1 << 30, at: 0 };
    let sniffed = sniff::sniff(&mut file).expect("readable");
    assert!(!sniffed.extent.whole && sniffed.extent.read < 6 << 20 && sniffed.extent.samples == 16);
    assert_eq!(asked(&sniffed), Vec::<&str>::new());
    assert_eq!(order(&sniffed, "Date"), Some(Order::Dmy));
    let said = account::lines(&sniffed, &[], Lang::En).join("\n");
    assert!(said.starts_with("Of 1,073,741,824 bytes"), "{said}");
}

#[test]
fn what_stands_far_down_is_told_by_its_byte() {
    let mut file = b"Person,File,Date,Hours\n".to_vec();
    while file.len() < 5 << 20 {
        file.extend_from_slice(b"P-1,F-1,03/05/2024,1.5\n");
    }
    file.extend_from_slice(b"P-1,F-1,13/05/2024,1.5\n");
    let sniffed = look(&file);
    let evidence = &column(&sniffed, "Date").date.as_ref().expect("dates").evidence[0];
    let at = usize::try_from(evidence.byte.expect("no line is counted there")).expect("small");
    assert_eq!((evidence.line, &file[at..at + 11]), (None, &b"P-1,F-1,13/"[..]));
}

#[test]
fn one_line_without_end_stops_nothing() {
    let mut file = Endless { head: b"", line: b"a", size: 1 << 30, at: 0 };
    let sniffed = sniff::sniff(&mut file).expect("readable");
    assert_eq!(sniffed.questions[0].asked, Asked::NoRows);
    let mut quoted = Endless { head: b"Date,Note\n2024-05-13,\"", line: b"a", size: 1 << 30, at: 0 };
    let sniffed = sniff::sniff(&mut quoted).expect("readable");
    assert!(!sniffed.questions.is_empty());
}

#[test]
fn what_people_wrote_is_never_shown() {
    let secret = "Canary sang";
    let rows: Vec<String> =
        (10..30).map(|day| format!("P-1;F-1;{day}/05/2024;1,5;{secret} é {day}, and (13/05) more\n")).collect();
    let text = format!("Employé;Dossier;Date;Heures;Note\n{}P-1;F-1;{secret};soon\n", rows.concat());
    let mut bytes = text.replace('é', "Ã©").into_bytes();
    bytes.extend_from_slice(format!("P-1;F-1;13/05/2024;2;\"{secret} \\\"x\\\" \u{e9}\"\n").as_bytes());
    bytes.extend_from_slice(b"P-1;F-1;13/05/2024;2;Canary sang \xe9\n");
    let without_header: Vec<u8> = bytes[text.find('\n').expect("a line") + 1..].to_vec();
    for bytes in [bytes, without_header] {
        let sniffed = look(&bytes);
        let json = serde_json::to_string(&sniffed).expect("JSON");
        assert!(!json.contains("Canary"), "{json}");
        for lang in Lang::ALL {
            let said = account::lines(&sniffed, &fit::shipped(&sniffed), lang).join("\n");
            assert!(!said.contains("Canary"), "{said}");
            assert!(!drafted(&bytes, lang).contains("Canary"));
        }
    }
}

fn says_something(bytes: &[u8]) {
    let taken = Sample::of(&mut Cursor::new(bytes)).expect("memory is readable");
    let sniffed = sniff::of(&taken);
    let fits = fit::shipped(&sniffed);
    for lang in Lang::ALL {
        assert!(!account::lines(&sniffed, &fits, lang).is_empty());
        if let Ok(text) = draft::draft(&sniffed, &taken, "a file.csv", lang) {
            let read = Profile::parse(&text);
            assert_eq!(read.is_ok(), sniffed.questions.is_empty(), "{text}\n{:?}", read.err());
            if let Ok(profile) = read {
                let mut reading = Reading::new(bytes, &profile);
                while reading.next().expect("a draft without questions reads its file").is_some() {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 120 } else { 5000 }))]

    #[test]
    fn no_bytes_stop_the_look(bytes in hostile(), head: bool) {
        let mut all = if head { format!("{HEADER}\n").into_bytes() } else { Vec::new() };
        all.extend_from_slice(&bytes);
        says_something(&all);
    }

    #[test]
    fn no_beginning_of_a_real_file_stops_the_look(which in 0..SAMPLES.len(), end in 0_usize..3000) {
        if let Some(bytes) = sample(SAMPLES[which]) {
            says_something(&bytes[..end.min(bytes.len())]);
        }
    }
}
