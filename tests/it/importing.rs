//! Importing a legacy file: what becomes of its rows, that its ledger adds up to the last byte, that a rehearsal is the
//! import without its effect, and what an import leaves behind. Repeats and rejected rows have files of their own.

use casetime::audit::ops::{Verified, verify};
use casetime::import::ledger::Outcome;
use casetime::import::ops::Delivered;

use crate::support::delivery::{
    StoredEntry, adds_up, deliver_file, entries, file_of, import, import_again, lines, plain, plain_but, rehearse,
};
use crate::support::{Fixture, on_both_engines};

/// A file with a row of every outcome but "same", in which nothing is simple: byte-order mark, CRLF, quoted line
/// breaks, a repeated header, blank lines, totals that agree and differ, damaged rows, no line end at the end.
const EVERYTHING: &str = "\u{feff}Timekeeper,File,Activity,Date,Hours,Narrative,Entered on\r\n\
    P-1,UKR-12,TA-LEG,2026-03-02,1.5,\"two\r\nlines\r\n and \"\"quotes\"\"\",2026-03-03\r\n\
    P-1,SA-7,Research,2026-03-02,2,,\r\n\
    Total P-1,,,,3.5,,\r\n\
    \r\n\
    Timekeeper,File,Activity,Date,Hours,Narrative,Entered on\n\
    P-1,UKR-12,Something else,2026-03-03,1,Réunion,\n\
    P-1,NOBODY-1,TA-LEG,2026-03-03,1,,\n\
    \n\
    Total P-1,,,,9,,\n\
    P-9,UKR-12,TA-LEG,2026-03-04,1,,\n\
    P-1,UKR-12,TA-LEG\n\
    P-1,UKR-12,TA-LEG,2026-03-04,1,\"never closed,\n\
    P-1,OT-1,OT-ADM,2026-03-04,0.25,last,";

fn entry(file: &str, activity: &str, day: &str, minutes: i64, line: i64) -> StoredEntry {
    StoredEntry {
        person: "P-1".to_owned(),
        file: file.to_owned(),
        activity: activity.to_owned(),
        category: activity[..2].to_owned(),
        worked_on: day.parse().expect("a date"),
        minutes,
        narrative: String::new(),
        entered_on: None,
        line: Some(line),
        held_file: None,
    }
}

/// The figures that no order of rows and no clock may change.
async fn minutes_held(fixture: &Fixture) -> i64 {
    let held = "SELECT CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) FROM entries e JOIN files f ON f.id = e.file_id \
         WHERE f.number = 'HELD'";
    fixture.number(held).await
}

on_both_engines! {
    async fn a_row_becomes_an_entry_with_its_activity_its_category_and_its_minutes(fixture: with_cast) {
        let bytes = file_of(&[
            "P-1,UKR-12,TA-LEG,2026-03-02,1.5,Draft of the act,2026-03-05",
            // A label, a hidden label in capitals without its accent, numbers in another case.
            "p-1,sa-7,research,2026-03-03,0.1,,",
            "P-1,OT-1,OT-ADM,2026-03-04,24,,",
        ]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.outcomes(), [3, 0, 0, 0, 0]);
        assert_eq!(taken.ledger.count(Outcome::New).minutes, 90 + 6 + 1440);
        let first = StoredEntry {
            narrative: "Draft of the act".to_owned(),
            entered_on: "2026-03-05".parse().ok(),
            ..entry("UKR-12", "TA-LEG", "2026-03-02", 90, 2)
        };
        let expected =
            [first, entry("SA-7", "SA-RES", "2026-03-03", 6, 3), entry("OT-1", "OT-ADM", "2026-03-04", 1440, 4)];
        assert_eq!(entries(fixture).await, expected);
        assert!(taken.rejects.is_empty(), "no file of rejected rows is begun");
    }

    async fn a_label_nobody_knows_is_held_as_it_was_written(fixture: with_cast) {
        let label = "Mise en œuvre – phase 2 (à « préciser »)";
        let row = format!("P-1,UKR-12,{label},2026-03-02,1.5,Why,");
        let bytes = file_of(&[&row, "P-1,UKR-12,,2026-03-03,2,,", &row.replace("03-02", "03-04")]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.outcomes(), [0, 0, 0, 3, 0]);
        let held = StoredEntry {
            narrative: "Why".to_owned(),
            held_file: Some("UKR-12".to_owned()),
            ..entry("HELD", "OT-LEGACY", "2026-03-02", 90, 2)
        };
        assert_eq!(entries(fixture).await[0], held);
        let names: Vec<(&str, u64, i64)> =
            taken.ledger.held_labels.iter().map(|held| (held.name.as_str(), held.rows, held.minutes)).collect();
        assert_eq!(names, [(label, 2, 180), ("", 1, 120)], "the most frequent first; no label is a label too");
        assert!(taken.ledger.held_files.is_empty());
        let stored = lines(fixture, taken.batch.expect("a delivery")).await;
        assert_eq!(stored[1].label, label);
        assert_eq!(stored[1].raw, format!("{row}\n").as_bytes());
    }

    async fn a_row_of_a_file_nobody_knows_is_held_under_that_name(fixture: with_cast) {
        let bytes = file_of(&["P-1,UKR-99,TA-LEG,2026-03-02,1.5,,", "P-1,,TA-LEG,2026-03-03,1,,"]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.outcomes(), [0, 0, 0, 2, 0]);
        let names: Vec<(&str, u64)> =
            taken.ledger.held_files.iter().map(|held| (held.name.as_str(), held.rows)).collect();
        assert_eq!(names, [("", 1), ("UKR-99", 1)]);
        assert!(taken.ledger.held_labels.is_empty(), "the label of these rows is known");
        assert!(entries(fixture).await.iter().all(|entry| entry.file == "HELD" && entry.held_file.is_none()));
        assert_eq!(fixture.number("SELECT count(*) FROM files").await, 5, "no file is made by an import");
    }

    async fn where_the_profile_says_so_an_unknown_file_is_refused(fixture: with_cast) {
        let document = plain_but("unknown = \"hold\"", "unknown = \"reject\"");
        let taken = import(fixture, file_of(&["P-1,UKR-99,TA-LEG,2026-03-02,1.5,,"]), &document).await;
        assert_eq!(taken.outcomes(), [0, 0, 0, 0, 1]);
        assert_eq!(taken.ledger.rejected_codes.get("unknown_file"), Some(&1));
    }

    async fn no_row_can_be_booked_on_the_file_for_held_time_by_naming_it(fixture: with_cast) {
        let bytes = file_of(&["P-1,HELD,OT-ADM,2026-03-02,1,,", "P-1,OT-1,OT-LEGACY,2026-03-03,1,,"]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.records(Outcome::New), 0, "{:?}", taken.ledger);
        assert!(entries(fixture).await.iter().all(|entry| entry.file == "HELD" && entry.activity == "OT-LEGACY"));
    }

    async fn every_line_and_every_byte_of_a_file_is_in_its_ledger(fixture: with_cast) {
        // `import` proves it; the counts show that the file was not simply refused row by row.
        let taken = import(fixture, EVERYTHING, plain()).await;
        assert_eq!(taken.outcomes(), [3, 0, 0, 2, 3]);
        let lines = |outcome| taken.ledger.count(outcome).lines;
        assert_eq!([Outcome::New, Outcome::Total, Outcome::Header, Outcome::Blank].map(lines), [5, 2, 2, 2]);
        for (end, rows) in [("\r", 40), ("\r\n", 41), ("\n", 42)] {
            let row = format!("P-1,OT-1,OT-ADM,2025-0{}-{{day}},0.1,\"a{end}b\",", rows % 9 + 1);
            let mut text = header_ending(end);
            for day in 1..=20 {
                text.push_str(&row.replace("{day}", &format!("{day:02}")));
                text.push_str(end);
            }
            import(fixture, text.trim_end_matches(['\r', '\n']), plain()).await;
        }
    }

    async fn a_record_over_many_chunks_of_the_reader_stays_whole(fixture: with_cast) {
        // More rows than one chunk, so that what was decided in the first chunk is known in the second.
        let row = |at: usize| {
            format!("P-1,OT-1,OT-ADM,{}-{:02}-{:02},0.1,\"n\n{at}\",", 2019 + at / 336, at / 28 % 12 + 1, at % 28 + 1)
        };
        let rows: Vec<String> = (0..2300).map(row).collect();
        let all: Vec<&str> = rows.iter().map(String::as_str).collect();
        let taken = import(fixture, file_of(&all), plain()).await;
        assert_eq!(taken.outcomes(), [2300, 0, 0, 0, 0]);
        assert_eq!(taken.ledger.lines, 4601);
    }

    async fn the_same_bytes_again_change_nothing_and_say_so(fixture: with_cast) {
        let taken = import(fixture, EVERYTHING, plain()).await;
        let again = import_again(fixture, EVERYTHING, plain()).await;
        assert_eq!(Some(again), taken.batch);
        // Not even under another name and another profile.
        let other = plain_but("name = \"icase-plain\"", "name = \"mine\"").replace("\"hold\"", "\"reject\"");
        assert_eq!(Some(import_again(fixture, EVERYTHING, &other).await), taken.batch);
    }

    async fn a_rehearsal_stores_nothing_and_tells_what_the_import_will_tell(fixture: with_cast) {
        let before = fixture.contents().await;
        let rehearsed = rehearse(fixture, EVERYTHING, plain()).await;
        assert_eq!(fixture.contents().await, before);
        let imported = import(fixture, EVERYTHING, plain()).await;
        assert_eq!(rehearsed.ledger, imported.ledger);
        // But for the delivery, which a rehearsal does not have.
        let batch = imported.batch.expect("stored").to_string();
        assert_eq!(rehearsed.reject_text(), imported.reject_text().replace(&batch, "rehearsal"));
        assert_ne!(fixture.contents().await, before);
        // What is there already is the same for both, too.
        let more = format!("{EVERYTHING}\nP-1,OT-1,OT-ADM,2026-03-05,1,,\n");
        let before = fixture.contents().await;
        let rehearsed = rehearse(fixture, &more, plain()).await;
        assert_eq!(fixture.contents().await, before);
        assert_eq!(rehearsed.outcomes(), [1, 5, 0, 0, 3]);
        assert_eq!(rehearsed.ledger, import(fixture, &more, plain()).await.ledger);
    }

    async fn each_total_of_a_block_is_compared_with_its_own_rows(fixture: with_cast) {
        let bytes = file_of(&[
            "P-1,OT-1,OT-ADM,2026-03-02,1.5,,",
            "P-1,OT-1,Unheard of,2026-03-02,1,,",
            "Total,,,,2.5,,",
            "P-1,OT-1,OT-ADM,2026-03-03,2,,",
            "P-9,OT-1,OT-ADM,2026-03-03,4,,",
            "TOTAL P-1,,,,6,,",
            "Total of nothing,,,,0,,",
            "P-1,OT-1,OT-ADM,2026-03-04,1,,",
            "total,,,,much,,",
            "Total,,,,,,",
        ]);
        let ledger = import(fixture, &bytes, plain()).await.ledger;
        assert_eq!(ledger.count(Outcome::Total).records, 5);
        let differing: Vec<(u64, &str, Option<i64>, i64)> = ledger
            .totals_differing
            .iter()
            .map(|check| (check.line, check.stated.as_str(), check.stated_minutes, check.summed_minutes))
            .collect();
        // The rejected row is missing from the second block; a value that is no number agrees with nothing.
        assert_eq!(differing, [(7, "6", Some(360), 120), (10, "much", None, 60)]);
        assert_eq!(ledger.totals_compared, 4, "a total without a value is not compared");
    }

    async fn a_total_of_the_file_counts_from_its_first_row(fixture: with_cast) {
        let document = plain_but("scope = \"block\"", "scope = \"file\"");
        let rows = ["P-1,OT-1,OT-ADM,2026-03-02,1.5,,", "Total,,,,1.5,,", "P-1,OT-1,OT-ADM,2026-03-03,2,,"];
        let good = import(fixture, file_of(&[&rows[..], &["Total,,,,3.5,,"]].concat()), &document).await.ledger;
        assert_eq!((good.totals_compared, good.totals_differing.len()), (2, 0));
        // The rows are there already now: a total counts them all the same.
        let bad = import(fixture, file_of(&[&rows[..], &["Total,,,,2,,"]].concat()), &document).await.ledger;
        assert_eq!((bad.totals_compared, bad.totals_differing.len()), (2, 1));
        assert_eq!(bad.totals_differing[0].summed_minutes, 210);
    }

    async fn an_import_leaves_one_event_and_one_change_for_each_fiscal_year(fixture: with_cast) {
        let counts = async || {
            [
                fixture.number("SELECT count(*) FROM audit_events WHERE action = 'import'").await,
                fixture.number("SELECT count(*) FROM changes WHERE batch_id IS NOT NULL").await,
            ]
        };
        assert_eq!(counts().await, [0, 0]);
        let bytes = file_of(&[
            "P-1,OT-1,OT-ADM,2025-03-31,1,,",
            "P-1,OT-1,OT-ADM,2025-04-01,1,,",
            "P-1,OT-1,Unheard of,2026-03-31,1,,",
            "P-9,OT-1,OT-ADM,2019-03-31,1,,",
        ]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(counts().await, [1, 2], "the rejected row changes no year");
        let batch = taken.batch.expect("a delivery").to_string();
        let told = format!("SELECT count(*) FROM audit_events WHERE object_kind = 'batch' AND object_id = '{batch}'");
        assert_eq!(fixture.number(&told).await, 1);
        assert!(matches!(verify(&fixture.context.db).await, Ok(Verified::Sound(_))));
    }

    async fn a_stored_delivery_keeps_what_it_was_read_with(fixture: with_cast) {
        let path = fixture.write("Export 2026.csv", EVERYTHING);
        let (delivered, _) = deliver_file(fixture, &path, plain(), false).await;
        delivered.expect("taken");
        let kept = format!(
            "SELECT count(*) FROM import_batches WHERE source_name = 'Export 2026.csv' AND bytes = {} AND lines = 16 \
             AND profile_name = 'icase-plain' AND profile_version = 1 AND length(profile_document) = {} AND \
             length(sha256) = 64 AND ledger LIKE '%\"held\"%'",
            EVERYTHING.len(),
            plain().chars().count(),
        );
        assert_eq!(fixture.number(&kept).await, 1);
        assert_eq!(minutes_held(fixture).await, 120);
    }

    async fn a_file_in_another_encoding_is_read_without_loss(fixture: with_cast) {
        let document = format!("{}\n[file]\nencoding = \"windows-1252\"\n", plain());
        let mut bytes = file_of(&["P-1,OT-1,\u{1},2026-03-02,1,\u{2},"]).into_bytes();
        bytes = bytes
            .iter()
            .flat_map(|byte| match byte {
                1 => b"\xc9tape \x96 \x80".to_vec(),
                2 => b"C\x9cur d\x92or".to_vec(),
                other => vec![*other],
            })
            .collect();
        let taken = import(fixture, &bytes, &document).await;
        assert_eq!(taken.ledger.held_labels[0].name, "Étape – €");
        assert_eq!(entries(fixture).await[0].narrative, "Cœur d’or");
        // UTF-16 is kept as the UTF-8 of its text; its lines are counted as they stand in the file.
        let document = format!("{}\n[file]\nencoding = \"utf-16le\"\n", plain());
        let text = format!("\u{feff}{}", file_of(&["P-1,OT-1,OT-ADM,2026-03-03,1,Œuvre \u{1f600},"]));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let path = fixture.write("wide.csv", &wide);
        let (delivered, _) = deliver_file(fixture, &path, &document, false).await;
        let Ok(Delivered::Ledger { batch, ledger, .. }) = delivered else { panic!("{delivered:?}") };
        assert_eq!((ledger.lines, ledger.accounted()), (2, 2));
        let raw: Vec<u8> = lines(fixture, batch.expect("stored")).await.into_iter().flat_map(|line| line.raw).collect();
        assert_eq!(raw, text.as_bytes());
        assert_eq!(entries(fixture).await[1].narrative, "Œuvre \u{1f600}");
    }
}

fn header_ending(end: &str) -> String {
    format!("{}{end}", crate::support::delivery::HEADER)
}

/// The proof itself must be able to fail.
#[tokio::test]
#[should_panic(expected = "lines of the file")]
async fn a_ledger_that_lost_a_line_does_not_add_up() {
    let fixture = Fixture::with_cast(crate::support::Engine::Sqlite).await;
    let mut taken = rehearse(&fixture, EVERYTHING, plain()).await;
    taken.ledger.lines -= 1;
    adds_up(&fixture, &taken, EVERYTHING.as_bytes()).await;
}
