//! What files are taken for that were made to mislead: the traps of real exports, files of any length, and hostile bytes,
//! which stop nothing. Nothing that people wrote about their work is shown, whatever stands where.

use std::io::{Cursor, Read, Seek, SeekFrom};

use casetime::import::dates::Order;
use casetime::import::dialect::{Encoding, Repair};
use casetime::import::durations::Form;
use casetime::import::profile::Profile;
use casetime::import::reading::Reading;
use casetime::import::sniff::columns::Kind;
use casetime::import::sniff::questions::Asked;
use casetime::import::sniff::sample::Sample;
use casetime::import::sniff::{self, account, draft, fit};
use casetime::lang::Lang;
use proptest::prelude::*;

use crate::import_splitting::hostile;
use crate::sniff::{SAMPLES, answered, asked, column, drafted, look, order, sample};
use crate::support::delivery::HEADER;

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
fn a_total_behind_the_last_column_is_drafted_without_comparison() {
    let row = "P-1;F-1;Research;13/05/2025;a;b\n";
    let text = format!("Timekeeper;File;Activity;Date;Note\n{row}Total;;;;;1,5\nTotal;;;;;1,5\n");
    let draft = drafted(text.as_bytes(), Lang::En);
    assert!(
        draft.contains("[[totals]]\ncolumn = \"Timekeeper\"\nstarts_with = \"Total\"") && !draft.contains("value = {"),
        "{draft}"
    );
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
