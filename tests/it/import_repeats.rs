//! Deliveries that overlap, rows that are equal, and days that become too long: what is new, the same, a duplicate or
//! too much is decided by the rows that are there already.

use casetime::import::ledger::Outcome;

use crate::support::delivery::{HEADER, entries, file_of, import, import_again, lines, plain, plain_but};
use crate::support::on_both_engines;

const ROW: &str = "P-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,";
const OTHER: &str = "P-1,OT-1,OT-ADM,2026-03-03,1.5,Mail,";
const HELD: &str = "P-1,OT-1,Unheard of,2026-03-04,1,Mail,";

on_both_engines! {
    async fn an_overlapping_delivery_adds_only_what_is_new(fixture: with_cast) {
        import(fixture, file_of(&[ROW, HELD]), plain()).await;
        let stored = entries(fixture).await;
        // The same rows in another order, written with CRLF and quotes, with two more.
        let text = format!(
            "{HEADER}\r\n{HELD}\r\n{OTHER}\r\n\"P-1\",\"OT-1\",\"OT-ADM\",2026-03-02,1.50,\"Mail\",\r\n{}\r\n",
            OTHER.replace("03-03", "03-05"),
        );
        let taken = import(fixture, &text, plain()).await;
        assert_eq!(taken.outcomes(), [2, 2, 0, 0, 0]);
        assert_eq!(taken.ledger.count(Outcome::Same).minutes, 150);
        assert!(taken.ledger.held_labels.is_empty(), "a held row that is there already waits once");
        let now = entries(fixture).await;
        assert_eq!(now.len(), stored.len() + 2);
        assert!(stored.iter().all(|entry| now.contains(entry)), "what was there stays as it was");
    }

    async fn each_part_of_what_a_row_says_makes_it_another_row(fixture: with_cast) {
        import(fixture, file_of(&[ROW]), plain()).await;
        let rows = [
            ROW.replace("OT-1,", "SA-7,").replace("OT-ADM", "SA-RES"),
            ROW.replace("OT-ADM", "OT-KM"),
            ROW.replace("03-02", "03-01"),
            ROW.replace("1.5", "1.4"),
            ROW.replace("Mail", "mail"),
            format!("{ROW}2026-03-09"),
        ];
        let all: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(import(fixture, file_of(&all), plain()).await.outcomes(), [6, 0, 0, 0, 0]);
    }

    async fn equal_rows_are_entries_of_their_own_and_told_apart_by_their_ordinal(fixture: with_cast) {
        let taken = import(fixture, file_of(&[ROW, OTHER, ROW]), plain()).await;
        assert_eq!(taken.outcomes(), [3, 0, 0, 0, 0]);
        let ordinals: Vec<i64> =
            lines(fixture, taken.batch.expect("stored")).await.iter().map(|line| line.ordinal).collect();
        assert_eq!(ordinals, [0, 1, 1, 2]);
        // Three of them now: one is new.
        let taken = import(fixture, file_of(&[ROW, ROW, ROW]), plain()).await;
        assert_eq!(taken.outcomes(), [1, 2, 0, 0, 0]);
        // Two of them again: nothing is new, and nothing is taken away.
        let taken = import(fixture, file_of(&[OTHER, ROW, ROW]), plain()).await;
        assert_eq!(taken.outcomes(), [0, 3, 0, 0, 0]);
        let four = import(fixture, file_of(&[ROW, ROW, ROW, ROW]), plain()).await;
        assert_eq!(four.outcomes(), [1, 3, 0, 0, 0]);
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 5);
    }

    async fn equal_rows_far_apart_in_a_file_are_told_apart_too(fixture: with_cast) {
        // The reader hands over a thousand records at once: the two stand in different handfuls.
        let between: Vec<String> = (0..1200)
            .map(|at| format!("P-1,OT-1,OT-ADM,20{:02}-{:02}-{:02},1,,", 10 + at / 336, at / 28 % 12 + 1, at % 28 + 1))
            .collect();
        let rows: Vec<&str> = [ROW].into_iter().chain(between.iter().map(String::as_str)).chain([ROW]).collect();
        assert_eq!(import(fixture, file_of(&rows), plain()).await.outcomes(), [1202, 0, 0, 0, 0]);
        let twice = "repeats = \"duplicate\"";
        let document = format!("{}\n[file]\n{twice}\n", plain());
        let later: Vec<String> = rows.iter().map(|row| row.replace("OT-ADM", "OT-KM")).collect();
        let later: Vec<&str> = later.iter().map(String::as_str).collect();
        assert_eq!(import(fixture, file_of(&later), &document).await.outcomes(), [1201, 0, 1, 0, 0]);
    }

    async fn where_the_profile_allows_no_repeats_an_equal_row_is_a_duplicate(fixture: with_cast) {
        let document = format!("{}\n[file]\nrepeats = \"duplicate\"\n", plain());
        let taken = import(fixture, file_of(&[ROW, ROW, OTHER, ROW, HELD, HELD]), &document).await;
        assert_eq!(taken.outcomes(), [2, 0, 3, 1, 0]);
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 3);
        let taken = import(fixture, file_of(&[ROW, ROW, HELD]), &document).await;
        assert_eq!(taken.outcomes(), [0, 2, 1, 0, 0]);
    }

    async fn a_row_with_an_identifier_of_its_source_is_never_taken_twice(fixture: with_cast) {
        let document = format!("{}\n[source_id]\ncolumn = \"Id\"\n", plain());
        let row = |id: &str| format!("{ROW},{id}");
        let text = |ids: &[&str]| ids.iter().fold(format!("{HEADER},Id\n"), |text, id| text + &row(id) + "\n");
        // Equal but for their identifiers: two entries. The same identifier again: a duplicate.
        let taken = import(fixture, text(&["7", "8", "7"]), &document).await;
        assert_eq!(taken.outcomes(), [2, 0, 1, 0, 0]);
        let taken = import(fixture, text(&["8", "9"]), &document).await;
        assert_eq!(taken.outcomes(), [1, 1, 0, 0, 0]);
        // Rows that have none are told apart by their ordinal as ever.
        let taken = import(fixture, text(&["", ""]), &document).await;
        assert_eq!(taken.outcomes(), [2, 0, 0, 0, 0]);
    }

    async fn a_day_over_24_hours_is_refused_within_a_file(fixture: with_cast) {
        let rows = [
            "P-1,OT-1,OT-ADM,2026-03-02,20,,",
            "P-1,OT-1,Unheard of,2026-03-02,3.5,,",
            "P-1,UKR-12,TA-LEG,2026-03-02,0.6,,",
            "P-1,UKR-12,TA-LEG,2026-03-02,0.5,,",
            "P-2,OT-1,OT-ADM,2020-03-02,24,,",
            "P-1,OT-1,OT-ADM,2020-03-02,24,,",
            "P-1,OT-1,OT-ADM,2020-03-02,0.1,,",
        ];
        let taken = import(fixture, file_of(&rows), plain()).await;
        // What fits is taken, what does not fit is refused, and what fits after it is taken again.
        assert_eq!(taken.outcomes(), [4, 0, 0, 1, 2]);
        assert_eq!(taken.ledger.rejected_codes.get("day_too_long"), Some(&2));
        let refused: Vec<i64> = lines(fixture, taken.batch.expect("stored"))
            .await
            .iter()
            .filter(|line| line.outcome == "rejected")
            .map(|line| line.line)
            .collect();
        assert_eq!(refused, [4, 8]);
    }

    async fn a_day_over_24_hours_is_refused_across_files_and_doors(fixture: with_cast) {
        import(fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-02,20,,"]), plain()).await;
        let raw = casetime::entries::RawEntry {
            person: "P-1".to_owned(),
            file: "SA-7".to_owned(),
            activity: "SA-RES".to_owned(),
            worked_on: "2026-03-02".to_owned(),
            minutes: "3h".to_owned(),
            ..casetime::entries::RawEntry::default()
        };
        casetime::entries::ops::record(&fixture.context, &raw).await.expect("23 hours");
        let taken = import(fixture, file_of(&["P-1,UKR-12,TA-LEG,2026-03-02,1.1,,"]), plain()).await;
        assert_eq!(taken.ledger.rejected_codes.get("day_too_long"), Some(&1));
        let taken = import(fixture, file_of(&["P-1,UKR-12,TA-LEG,2026-03-02,1,,"]), plain()).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 0]);
        let failure = casetime::entries::ops::record(&fixture.context, &raw).await.expect_err("24 hours are full");
        assert_eq!(failure.code().as_str(), "day_too_long");
        // A row that is there already is the same, however full its day is.
        let taken = import(fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-02,20,,", OTHER]), plain()).await;
        assert_eq!(taken.outcomes(), [1, 1, 0, 0, 0]);
    }

    async fn another_profile_does_not_make_old_rows_new(fixture: with_cast) {
        let bytes = file_of(&[ROW, HELD]);
        import(fixture, &bytes, plain()).await;
        // The label has got its code since; the row is known all the same.
        let coded = plain_but("[date]", "[crosswalk]\n\"Unheard of\" = \"OT-KM\"\n\n[date]");
        import_again(fixture, &bytes, &coded).await;
        let taken = import(fixture, file_of(&[ROW, HELD, OTHER]), &coded).await;
        assert_eq!(taken.outcomes(), [1, 2, 0, 0, 0]);
        let held: Vec<String> = entries(fixture).await.into_iter().map(|entry| entry.activity).collect();
        assert_eq!(held, ["OT-ADM", "OT-ADM", "OT-LEGACY"]);
    }
}
