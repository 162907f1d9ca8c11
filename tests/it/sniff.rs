//! What real files are taken for: every sample export with its encoding, signs, dates and open questions, and the draft
//! of a profile that reads it. Traps and hostile bytes stand in `sniff_traps`.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use casetime::import::dates::Order;
use casetime::import::dialect::{Encoding, Escape};
use casetime::import::durations::Form;
use casetime::import::numbers::DecimalSign;
use casetime::import::profile::Profile;
use casetime::import::reading::Reading;
use casetime::import::sniff::columns::{ColumnFound, Kind};
use casetime::import::sniff::sample::Sample;
use casetime::import::sniff::{self, Sniffed, draft, fit};
use casetime::lang::Lang;

use crate::support::delivery::{adds_up, file_of, rehearse};
use crate::support::on_both_engines;

/// A sample export; `None`, with a word about it, where the samples are not on this machine.
pub(crate) fn sample(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(file);
    let read = fs::read(&path);
    if read.is_err() {
        eprintln!("SKIPPED, not passed: there is no sample at {}", path.display());
    }
    read.ok()
}

pub(crate) fn look(bytes: impl AsRef<[u8]>) -> Sniffed {
    sniff::sniff(&mut Cursor::new(bytes.as_ref())).expect("memory is readable")
}

pub(crate) fn asked(sniffed: &Sniffed) -> Vec<&'static str> {
    sniffed.questions.iter().map(|question| question.key).collect()
}

pub(crate) fn column<'a>(sniffed: &'a Sniffed, name: &str) -> &'a ColumnFound {
    sniffed.columns.iter().find(|column| column.name == name).unwrap_or_else(|| panic!("a column {name}"))
}

pub(crate) fn order(sniffed: &Sniffed, name: &str) -> Option<Order> {
    column(sniffed, name).date.as_ref().expect("dates").order
}

pub(crate) fn drafted(bytes: &[u8], lang: Lang) -> String {
    let taken = Sample::of(&mut Cursor::new(bytes)).expect("memory is readable");
    draft::draft(&sniff::of(&taken), &taken, "export.csv", lang).expect("rows to draft from")
}

/// The draft with the questions that samples leave open answered, as a person would answer them.
pub(crate) fn answered(draft: &str) -> String {
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
    for (file, fits) in [("ledes_98B.txt", &["ledes-1998b"]), ("ledes_98BI.txt", &["ledes-98bi"])] {
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
                fits,
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

pub(crate) const SAMPLES: [&str; 9] = [
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
