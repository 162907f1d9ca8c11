//! The file of rejected rows: a person mends it where it stands and sends it back, in the same program they export to.

use csv::StringRecord;

use crate::support::delivery::{HEADER, entries, file_of, import, plain, refused};
use crate::support::on_both_engines;
use crate::support::returned::repair;

/// Header and rows of a file of rejected rows.
fn table(rejects: &str) -> Vec<StringRecord> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rejects.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

on_both_engines! {
    async fn a_rejected_row_comes_back_whole_with_what_is_wrong_in_both_languages(fixture: with_cast) {
        let narrative = "\"Réunion, « suivi » et \"\"follow-up\"\"\nDeuxième ligne\"";
        let bytes = file_of(&[
            "P-1,OT-1,OT-ADM,2026-03-02,1,fine,",
            &format!("P-9,OT-1,OT-ADM,2026-02-30,-2,{narrative},"),
            "P-1,UKR-12,SA-SM,2026-03-02,99,=1+1,2026-03-03",
        ]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 2]);
        let rows = table(taken.reject_text());
        let columns: Vec<&str> = HEADER
            .split(',')
            .chain(["casetime line", "casetime column", "casetime code"])
            .chain(["casetime message (en)", "casetime message (fr)", "casetime suggestion", "casetime batch"])
            .collect();
        assert_eq!(rows[0], columns);
        assert_eq!(rows.len(), 3);
        let original: Vec<&str> = rows[1].iter().take(7).collect();
        let whole = "Réunion, « suivi » et \"follow-up\"\nDeuxième ligne";
        assert_eq!(original, ["P-9", "OT-1", "OT-ADM", "2026-02-30", "-2", whole, ""]);
        assert_eq!(&rows[1][7], "3");
        assert_eq!(&rows[1][8], "Date | Timekeeper | Hours");
        assert_eq!(&rows[1][9], "date_impossible | unknown_person | duration_negative");
        assert!(rows[1][10].contains("No calendar has the date 2026-02-30"), "{}", &rows[1][10]);
        assert!(rows[1][11].contains("2026-02-30") && rows[1][10] != rows[1][11], "{}", &rows[1][11]);
        assert_eq!(&rows[1][12], "", "nothing is suggested for a date that no calendar has");
        assert_eq!(&rows[1][13], taken.batch.expect("stored").to_string());
        // Everything that is wrong with a row at once, each with its column.
        assert_eq!(&rows[2][7], "5");
        assert_eq!(&rows[2][8], "Hours | Activity");
        assert_eq!(&rows[2][9], "duration_too_long | category_mismatch");
        assert_eq!(rows[2][10].matches(" | ").count(), 1);
        assert_eq!(&rows[2][5], "=1+1", "original cells are untouched");
    }

    async fn the_mended_file_of_rejected_rows_repairs(fixture: with_cast) {
        let bytes = file_of(&[
            "P-1,OT-1,OT-ADM,2026-03-02,1,\"with, a comma\",2026-03-04",
            "P-1,OT-1,OT-ADM,2026-02-30,2,\"with \"\"quotes\"\"\nand a line\",",
            "P-1,OT-1,OT-ADM,2026-03-05",
        ]);
        let taken = import(fixture, &bytes, plain()).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 2]);
        let batch = taken.batch.expect("stored");
        // As it came back it is rejected as before, row by row, and it is no delivery.
        let unmended = repair(fixture, batch, &taken.rejects).await;
        assert_eq!((unmended.repaired.repaired, unmended.repaired.rejected), (0, 2));
        let path = fixture.write("rejects.csv", &taken.rejects);
        assert_eq!(refused(fixture, &path, plain()).await, ["source_is_rejects"]);
        let mended =
            taken.reject_text().replace("2026-02-30,2", "2026-03-03,2").replace("2026-03-05,,,,", "2026-03-05,3,,,");
        let again = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!((again.repaired.repaired, again.repaired.rejected), (2, 0), "{mended}");
        let stored = entries(fixture).await;
        let narratives: Vec<&str> = stored.iter().map(|entry| entry.narrative.as_str()).collect();
        assert_eq!(narratives, ["with, a comma", "with \"quotes\"\nand a line", ""]);
    }

    async fn a_file_of_another_layout_comes_back_in_that_layout(fixture: with_cast) {
        // Semicolons at each end, Windows-1252, lines above the header: what the profile reads, it must read again.
        let document = format!(
            "{}\n[file]\nencoding = \"windows-1252\"\ndelimiter = \";\"\npreamble = 2\ntrailing_delimiter = true\n",
            plain(),
        );
        let text = format!(
            "Export; of today\n\n{};\nP-1;OT-1;OT-ADM;2026-03-02;1;\"a;b\";;\n\
             P-1;OT-1;OT-ADM;2026-02-30;2;Caf\u{1};;\n",
            HEADER.replace(',', ";"),
        );
        let bytes: Vec<u8> = text.bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
        let taken = import(fixture, &bytes, &document).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 1]);
        let mended = with_good_date(&taken.rejects);
        let again = repair(fixture, taken.batch.expect("stored"), &mended).await;
        assert_eq!(again.repaired.repaired, 1, "{}", String::from_utf8_lossy(&mended));
        assert_eq!(entries(fixture).await[1].narrative, "Café");
    }

    async fn a_file_without_quotes_or_header_comes_back_as_one(fixture: with_cast) {
        let names = ["Timekeeper", "File", "Activity", "Date", "Hours", "Narrative", "Entered on"];
        let numbered = names.iter().enumerate().fold(plain().to_owned(), |text, (at, name)| {
            text.replace(&format!("\"{name}\""), &format!("\"{}\"", at + 1))
        });
        let layout = "[file]\nheader = false\ndelimiter = \"|\"\nquote = \"none\"\nline_suffix = \"[]\"\n";
        let document = format!("{numbered}\n{layout}");
        let text = "P-1|OT-1|OT-ADM|2026-03-02|1|a \"b|[]\nP-9|UKR-12|SA-SM|2026-02-30|2|c \"d\"|[]\n";
        let taken = import(fixture, text, &document).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 1]);
        // Behind the original cells stand those that say what is wrong; nobody needs to take them away.
        let mended = with_good_date(&taken.rejects);
        let mended = String::from_utf8(mended).expect("UTF-8").replace("P-9|", "P-1|").replace("SA-SM|", "TA-LEG|");
        let cells: Vec<&str> = mended.lines().next().expect("a row").split('|').collect();
        assert_eq!((mended.lines().count(), cells.len()), (1, 14), "{mended}");
        let again = repair(fixture, taken.batch.expect("stored"), mended.as_bytes()).await;
        assert_eq!(again.repaired.repaired, 1, "{mended}");
        assert_eq!(entries(fixture).await[1].narrative, "c \"d\"");
    }
}

/// The bytes with the date that no calendar has replaced, whatever their encoding.
fn with_good_date(bytes: &[u8]) -> Vec<u8> {
    let (bad, good) = (b"2026-02-30", b"2026-03-03");
    let at = bytes.windows(bad.len()).position(|piece| piece == bad).expect("the rejected row");
    [&bytes[..at], good, &bytes[at + bad.len()..]].concat()
}
