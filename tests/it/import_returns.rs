//! Rejected rows that come back corrected: just those lines of that delivery are repaired, its ledger still adds up, and
//! what is sent twice changes nothing. And the sign-off of a delivery.

use std::fs::File;

use casetime::import::ledger::{Ledger, Outcome};
use casetime::import::rejects::{ADDED, REHEARSAL, RejectForm};
use casetime::import::returns::{deliveries, repair as returns, sign_off};
use casetime::import::shape::FileShape;
use casetime::import::source::Source;

use crate::support::delivery::{Taken, codes, entries, file_of, import, lines, plain, plain_but, rehearse};
use crate::support::returned::{repair, send_back};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

/// A delivery with one good row and three rejected ones, of which one spans two lines, and a total of all four.
fn faulty() -> String {
    file_of(&[
        "P-1,OT-1,OT-ADM,2026-03-02,1,good,",
        "P-1,OT-1,OT-ADM,2026-02-30,2,\"over\ntwo lines\",",
        "P-9,OT-1,OT-ADM,2026-03-03,4,who,",
        "P-1,NEW-1,Old label,2026-03-04,soon,held,",
        "Total,,,,8,,",
    ])
}

/// Proves that the stored ledger, its lines and the entries agree.
async fn adds_up(fixture: &Fixture, taken: &Taken) -> Ledger {
    let batch = taken.batch.expect("stored");
    let ledger = deliveries::show(&fixture.context, batch).await.expect("the delivery").ledger;
    assert_eq!(ledger.accounted(), ledger.lines);
    let rows = lines(fixture, batch).await;
    for outcome in Outcome::ALL {
        let found: Vec<_> = rows.iter().filter(|row| row.outcome == outcome.as_str()).collect();
        let spanned: i64 = found.iter().map(|row| row.lines).sum();
        let count = ledger.count(outcome);
        assert_eq!((found.len() as u64, spanned.unsigned_abs()), (count.records, count.lines), "{outcome:?}");
    }
    let rejected: u64 = ledger.rejected_codes.values().sum();
    assert_eq!(rejected, ledger.count(Outcome::Rejected).records);
    let minutes = fixture.number("SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM entries").await;
    assert_eq!(minutes, ledger.count(Outcome::New).minutes + ledger.count(Outcome::Held).minutes);
    ledger
}

on_both_engines! {
    async fn corrected_rows_become_entries_of_their_delivery_and_the_rest_is_rejected_again(fixture: with_cast) {
        let taken = import(fixture, faulty(), plain()).await;
        let batch = taken.batch.expect("stored");
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 3]);
        assert_eq!(taken.ledger.totals_differing[0].difference_minutes, Some(420));
        let before = (fixture.contents().await, lines(fixture, batch).await[3].raw.clone());
        let mended = taken.reject_text().replacen("2026-02-30", "2026-03-02", 1).replacen("soon", "1", 1);
        let rehearsed = send_back(fixture, batch, mended.as_bytes(), true).await.expect("a rehearsal");
        assert_eq!(fixture.contents().await, before.0, "a rehearsal stores nothing");
        let back = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!(back.repaired.outcomes, rehearsed.repaired.outcomes);
        assert_eq!((back.repaired.repaired, back.repaired.same, back.repaired.rejected), (2, 0, 1));
        assert_eq!((back.codes(), rehearsed.repaired.repair), (vec!["unknown_person"], None));
        let ledger = adds_up(fixture, &taken).await;
        assert_eq!(ledger, back.repaired.ledger);
        assert_eq!((ledger.rows_returned, ledger.count(Outcome::Held).records), (2, 1));
        assert_eq!(ledger.held_files[0].name, "NEW-1");
        assert_eq!(ledger.totals_differing[0].difference_minutes, Some(240), "the total misses one row still");
        let stored = entries(fixture).await;
        let found: Vec<_> = stored.iter().map(|entry| (entry.line, entry.minutes, entry.narrative.as_str())).collect();
        assert_eq!(found, [(Some(2), 60, "good"), (Some(3), 120, "over\ntwo lines"), (Some(6), 60, "held")]);
        assert_eq!(lines(fixture, batch).await[3].raw, before.1, "original bytes stay");
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'repair'").await, 1);
        // The row that is left comes back with the same columns, and then the totals agree.
        let rest = String::from_utf8(back.rejects).expect("UTF-8");
        let again = repair(fixture, batch, rest.replacen("P-9", "P-1", 1).as_bytes()).await;
        assert_eq!((again.repaired.repaired, again.repaired.rejected), (1, 0), "{rest}");
        let ledger = adds_up(fixture, &taken).await;
        assert_eq!((ledger.totals_differing_count, ledger.rows_returned), (0, 3));
        let view = deliveries::show(&fixture.context, batch).await.expect("the delivery");
        // The clock stands still, so that which of them was the first is left to chance.
        let repairs: std::collections::BTreeSet<_> =
            view.repairs.iter().map(|one| (one.repaired, one.same, one.rejected)).collect();
        assert_eq!(repairs, [(2, 0, 1), (1, 0, 0)].into());
    }

    async fn what_is_sent_twice_changes_nothing_and_another_content_is_refused(fixture: with_cast) {
        let taken = import(fixture, faulty(), plain()).await;
        let batch = taken.batch.expect("stored");
        let mended = taken.reject_text().replacen("2026-02-30", "2026-03-02", 1);
        repair(fixture, batch, mended.as_bytes()).await;
        let before = fixture.contents().await;
        let again = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!((again.repaired.repaired, again.repaired.same, again.repaired.rejected), (0, 1, 2));
        let other = mended.replacen("2026-03-02,2", "2026-03-02,3", 1);
        let other = repair(fixture, batch, other.as_bytes()).await;
        assert_eq!(other.codes(), ["repair_line_done", "unknown_person", "duration_format"]);
        assert_eq!(fixture.contents().await, before);
        assert_eq!(fixture.number("SELECT count(*) FROM import_repairs").await, 1, "only what changed something");
        // What was missing is added; the very same file is then good for more.
        fixture.add_person("P-9", "Charlie Example", "").await;
        let later = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!((later.repaired.repaired, later.repaired.same, later.repaired.rejected), (1, 1, 1));
        adds_up(fixture, &taken).await;
    }

    async fn each_row_must_be_a_rejected_line_of_that_delivery(fixture: with_cast) {
        let taken = import(fixture, faulty(), plain()).await;
        let batch = taken.batch.expect("stored").to_string();
        let other = import(fixture, file_of(&["P-9,OT-1,OT-ADM,2026-03-09,1,x,"]), plain()).await;
        let good = "P-1,OT-1,OT-ADM,2026-03-09,1,x,";
        let row = |line: &str, batch: &str| format!("{good},{line},,,,,,{batch}\n");
        let header = taken.reject_text().lines().next().expect("a header").to_owned();
        let other_batch = other.batch.expect("stored").to_string();
        let rows = [
            row("2", &batch),
            row("99", &batch),
            row("-3", &batch),
            row("three", &batch),
            row("5", &other_batch),
            row("5", REHEARSAL),
            row("5", &batch),
            row("5", &batch),
            format!("Total,,,,8,,,6,,,,,,{batch}\n"),
            format!("{good}\n"),
        ];
        let file = format!("{header}\n{}", rows.concat());
        let back = repair(fixture, taken.batch.expect("stored"), file.as_bytes()).await;
        assert_eq!(back.repaired.repaired, 1);
        let expected = [
            "repair_line_unknown",
            "repair_line_unknown",
            "repair_line_unknown",
            "repair_line_unknown",
            "repair_other_batch",
            "repair_of_rehearsal",
            "repair_line_twice",
            "repair_no_time",
            "repair_line_unknown",
        ];
        assert_eq!(back.codes(), expected);
        // A file without the added columns is none of ours, and neither is one of nobody's batch.
        let bare = send_back(fixture, taken.batch.expect("stored"), file_of(&[good]).as_bytes(), false).await;
        assert_eq!(codes(&bare.expect_err("refused")), ["source_not_rejects"]);
    }

    async fn a_line_that_could_not_be_cut_comes_back_whole_and_is_cut_again(fixture: with_cast) {
        let wide = format!("P-1,OT-1,OT-ADM,2026-03-02,1,x,{}", ",".repeat(300));
        let open = "P-1,OT-1,OT-ADM,2026-03-03,2,\"never closed,";
        let taken = import(fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-01,1,,,extra", &wide, open]), plain()).await;
        let found: Vec<(&str, u64)> =
            taken.ledger.rejected_codes.iter().map(|(code, rows)| (code.as_str(), *rows)).collect();
        assert_eq!(found, [("cell_count", 1), ("quote_unclosed", 1), ("too_many_cells", 1)]);
        let batch = taken.batch.expect("stored");
        // The extra cell is taken out of its row, the quote closes its cell; the line with too many cells stands whole.
        let mended = taken
            .reject_text()
            .replacen("1,,,extra,", "1,,,", 1)
            .replacen(&",".repeat(300), "", 1)
            .replacen("never closed,", "now closed", 1);
        let back = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!(back.repaired.repaired, 3, "{:?}\n{mended}", back.repaired.faults);
        let narratives: Vec<String> = entries(fixture).await.into_iter().map(|entry| entry.narrative).collect();
        assert_eq!(narratives, ["", "x", "now closed"]);
    }

    async fn a_workbook_of_rejected_rows_comes_back_and_names_its_delivery(fixture: with_cast) {
        let taken = import(fixture, faulty(), plain()).await;
        let batch = taken.batch.expect("stored");
        let mut book = Vec::new();
        let written = deliveries::write_rejects(&fixture.context, batch, &mut book, RejectForm::Workbook).await;
        assert_eq!(written.expect("written"), 3);
        let path = fixture.write("rejects.xlsx", &book);
        let open = |shape: &FileShape| {
            Source::of(File::open(&path).expect("a file"), "rejects.xlsx".to_owned(), "rejects.xlsx", shape)
        };
        let named = returns::batch_in(&fixture.context, &open(&FileShape::default()).expect("a source")).await;
        assert_eq!(named.expect("its delivery"), batch);
        fixture.add_person("P-9", "Charlie Example", "").await;
        let shape = returns::shape_of(&fixture.context, batch).await.expect("a shape");
        let source = open(&shape).expect("a source");
        let asked = returns::Repair {
            batch, source, rehearse: false, rejects: None, reject_form: RejectForm::Workbook,
        };
        let repaired = returns::repair(&fixture.context, asked).await.expect("a repair");
        assert_eq!((repaired.repaired, repaired.rejected), (1, 2));
        // The same rows as lines of text say the same as when they were rejected.
        let mut text = Vec::new();
        deliveries::write_rejects(&fixture.context, batch, &mut text, RejectForm::Lines).await.expect("written");
        let kept: Vec<&str> = taken.reject_text().lines().filter(|line| !line.starts_with("P-9")).collect();
        assert_eq!(String::from_utf8(text).expect("UTF-8").lines().collect::<Vec<_>>(), kept);
    }

    async fn rows_of_a_rehearsal_and_suggestions_are_told(fixture: with_cast) {
        let document = plain_but("find_by = \"number\"\nunknown = \"hold\"", "find_by = \"number\"\nunknown = \"reject\"");
        let bytes = file_of(&[
            "Alex  exemple,OT-1,OT-ADM,2026-03-02,1,,",
            "Example Alex,file ukr 12,OT-ADM,02/03/2026,\"1,5\",,",
        ]);
        let rehearsed = rehearse(fixture, &bytes, &document).await;
        let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .from_reader(rehearsed.rejects.as_slice())
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        let at = |row: usize, name: &str| rows[row][7 + ADDED.iter().position(|added| *added == name).expect("a name")].as_str();
        assert_eq!((at(0, "casetime code"), at(0, "casetime suggestion")), ("unknown_person", "P-1"));
        let (found, suggested) = (at(1, "casetime code"), at(1, "casetime suggestion"));
        let suggested: Vec<&str> = suggested.split(" | ").collect();
        for (code, value) in found.split(" | ").zip(suggested) {
            let expected = match code {
                "unknown_person" => "P-1",
                "unknown_file" => "UKR-12",
                "number_unreadable" => "1.50",
                // The second of March, or the third of February.
                _ => "",
            };
            assert_eq!(value, expected, "{code}");
        }
        assert_eq!(at(1, "casetime batch"), REHEARSAL);
        let path = fixture.write("rejects.csv", &rehearsed.rejects);
        let source = Source::open(&path, &FileShape::default()).expect("a source");
        let refused = returns::batch_in(&fixture.context, &source).await.expect_err("of no delivery");
        assert_eq!(codes(&refused), ["repair_of_rehearsal"]);
    }

    async fn a_repaired_row_counts_in_the_totals_of_its_day_and_in_sums_of_columns(fixture: with_cast) {
        let document = plain_but("scope = \"block\"", "level = \"day\"\nkey = { column = \"Date\" }");
        let column = "[[totals]]\ncolumn = \"Timekeeper\"\nstarts_with = \"All\"\nvalue = { column = \"Hours\", form = \"decimal_hours\" }\nsums = { column = \"Hours\", form = \"decimal_hours\" }\n";
        let document = format!("{document}\n{column}");
        let bytes = file_of(&[
            "P-9,OT-1,OT-ADM,2026-03-02,1,,",
            "P-1,OT-1,OT-ADM,2026-03-02,2,,",
            "Total,,,2026-03-02,3.5,,",
            "P-1,OT-1,OT-ADM,2026-03-02,4,,",
            "Total,,,2026-03-02,4,,",
            "All,,,,7.5,,",
        ]);
        let taken = import(fixture, &bytes, &document).await;
        let differing: Vec<_> =
            taken.ledger.totals_differing.iter().map(|total| (total.line, total.difference_minutes)).collect();
        assert_eq!(differing, [(4, Some(90)), (7, Some(30))]);
        let mended = taken.reject_text().replacen("P-9", "P-1", 1).replacen("2026-03-02,1,", "2026-03-02,1.5,", 1);
        let back = repair(fixture, taken.batch.expect("stored"), mended.as_bytes()).await;
        assert_eq!(back.repaired.ledger.totals_differing, []);
        assert_eq!(back.repaired.ledger.totals_compared, 3);
    }

    async fn a_delivery_is_signed_off_once_and_only_when_it_balances_or_for_a_reason(fixture: with_cast) {
        let context = &fixture.context;
        let taken = import(fixture, faulty(), plain()).await;
        let batch = taken.batch.expect("stored");
        let refused = sign_off::sign_off(context, batch, " ").await.expect_err("not balanced");
        assert_eq!(codes(&refused), ["batch_not_balanced"]);
        let sentence = refused.faults().iter().next().expect("a fault").say(casetime::lang::Lang::En);
        assert!(sentence.starts_with("1 total differs from its rows, and 3 rows"), "{sentence}");
        let signed = sign_off::sign_off(context, batch, "Entered by hand").await.expect("signed off");
        assert_eq!((signed.totals_differing, signed.rows_rejected), (1, 3));
        let before = fixture.contents().await;
        assert_eq!(sign_off::sign_off(context, batch, "Entered by hand").await.expect("the same"), signed);
        for reason in ["", "Another"] {
            let refused = sign_off::sign_off(context, batch, reason).await.expect_err("once");
            assert_eq!(codes(&refused), ["batch_signed_off"]);
        }
        let late = send_back(fixture, batch, &taken.rejects, false).await.expect_err("signed off");
        assert_eq!(codes(&late), ["batch_signed_off"]);
        assert_eq!(fixture.contents().await, before);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'sign_off'").await, 1);
        let good = import(fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-20,1,,", "Total,,,,1,,"]), plain()).await;
        let signed = sign_off::sign_off(context, good.batch.expect("stored"), "").await.expect("it balances");
        assert_eq!((signed.reason.as_str(), signed.totals_differing, signed.rows_rejected), ("", 0, 0));
        let long = "x".repeat(501);
        assert_eq!(codes(&sign_off::sign_off(context, batch, &long).await.expect_err("too long")), ["too_long"]);
        let nowhere = casetime::ids::BatchId::new(crate::support::now());
        assert_eq!(codes(&sign_off::sign_off(context, nowhere, "").await.expect_err("nowhere")), ["not_found"]);
    }
}

on_both_shells! {
    async fn the_commands_tell_what_was_rejected_take_it_back_and_sign_off(shell: filled) {
        shell.write("faulty.csv", faulty());
        assert!(shell.run(&["import", "list"]).err.contains("Nothing was imported yet"));
        let profile = ["--profile", "icase-plain"];
        let tried = shell.run(&[&["import", "faulty.csv", "--rehearse", "--rejects", "tried.csv"], &profile[..]].concat());
        assert!(tried.code == 1 && tried.err.contains("would be rejected"), "{tried:?}");
        shell.run(&["import", "repair", "tried.csv"]).is_refused("repair_of_rehearsal");
        let imported = shell.run(&[&["import", "faulty.csv", "--rejects", "rejects.csv"], &profile[..]].concat());
        assert!(imported.err.contains("casetime import repair rejects.csv"), "{imported:?}");
        shell.run(&["import", "rejects.csv", "--profile", "icase-plain"]).is_refused("source_is_rejects");
        let listed = shell.run(&["import", "list", "--json"]).json();
        let batch = listed["batches"][0]["id"].clone();
        let batch = batch.as_str().expect("an id");
        let text = shell.run(&["import", "list"]).out;
        assert!(text.contains(batch) && text.contains("3 rejected") && !text.contains("signed off"), "{text}");
        let rejects = String::from_utf8(shell.read("rejects.csv")).expect("UTF-8");
        shell.write("rejects.csv", rejects.replacen("2026-02-30", "2026-03-02", 1).replacen("soon", "1", 1));
        let tried = shell.run(&["import", "repair", "rejects.csv", "--rehearse"]);
        assert!(tried.code == 1 && tried.out.contains("Repaired: 2;"), "{tried:?}");
        let repair = ["import", "repair", "rejects.csv", "--rejects", "rest.csv"];
        let repaired = shell.run(&repair);
        assert!(repaired.code == 1 && repaired.out.contains("row 4, Timekeeper:"), "{repaired:?}");
        assert_eq!(repaired.out.replacen("The corrected rows are in their delivery.", "", 1).lines().count(), tried.out.lines().count());
        shell.run(&repair).is_refused("output_exists");
        let rest = String::from_utf8(shell.read("rest.csv")).expect("UTF-8").replacen("P-9", "P-1", 1);
        let last = shell.run_with(&["import", "repair", "-", "--batch", batch, "--json"], &rest, &[]);
        assert_eq!((last.code, &last.json()["repaired"]), (0, &1.into()), "{last:?}");
        shell.run(&["import", "sign-off", "nothing"]).is_refused("malformed_id");
        assert_eq!(shell.run(&["import", "sign-off", batch]).code, 0);
        shell.run(&["import", "sign-off", batch, "--reason", "Again"]).is_refused("batch_signed_off");
        let shown = shell.run(&["import", "show", batch, "--lang", "fr"]);
        for part in ["Réparé le", "Confirmé le", "3 lignes ont d’abord été rejetées", "faulty.csv"] {
            assert!(shown.out.contains(part), "{part}: {shown:?}");
        }
        shell.write("other.csv", "a,b\n1,2\n");
        shell.run(&["import", "repair", "other.csv"]).is_refused("source_not_rejects");
        shell.run(&["import", "repair", "nothing.csv"]).is_refused("source_missing");
    }
}
