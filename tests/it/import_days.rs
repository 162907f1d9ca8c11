//! One column per day: rows of timesheets become one entry for each day on which something stands, all of them or none,
//! and a timesheet that comes again with another day adds that day.

use casetime::import::ledger::Outcome;
use casetime::import::profile::Profile;
use casetime::import::sniff;
use casetime::lang::Lang;

use crate::support::delivery::{StoredEntry, codes, deliver_file, entries, import, lines, refused};
use crate::support::on_both_engines;
use crate::support::returned::repair;

/// A profile of timesheets whose days have these headers.
fn sheet(days: &str, date: &str, duration: &str) -> String {
    format!(
        "schema = 1\nname = \"sheet\"\nversion = 1\ndescription = {{ en = \"Sheet\", fr = \"Feuille\" }}\n\
         [person]\ncolumn = \"Who\"\n[work_file]\ncolumn = \"File\"\n[activity]\ncolumn = \"Activity\"\n\
         [days]\n{days}\n[date]\n{date}\n[duration]\nform = \"decimal_hours\"\n{duration}\n[narrative]\ncolumns = [\"Note\"]\n"
    )
}

fn dated() -> String {
    sheet("headers = \"date\"", "order = \"ymd\"", "")
}

/// Day, minutes and line of each entry.
fn told(stored: &[StoredEntry]) -> Vec<(String, i64, Option<i64>)> {
    stored.iter().map(|entry| (entry.worked_on.to_string(), entry.minutes, entry.line)).collect()
}

fn days(expected: &[(&str, i64, i64)]) -> Vec<(String, i64, Option<i64>)> {
    expected.iter().map(|(day, minutes, line)| ((*day).to_owned(), *minutes, Some(*line))).collect()
}

on_both_engines! {
    async fn each_day_with_time_becomes_an_entry_and_the_row_is_one_line_of_the_ledger(fixture: with_cast) {
        let text = "Who,File,Activity,Mon 2026-03-02,Tue 2026-03-03,2026-03-04,Note\n\
            P-1,OT-1,OT-ADM,1.5,,2,Office\n\
            P-1,UKR-12,Unheard of,,0.5,-,Held\n\
            P-1,OT-1,OT-ADM,0,,,Nobody worked\n\
            \n";
        let taken = import(fixture, text, &dated()).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 1, 0]);
        assert_eq!((taken.records(Outcome::Blank), taken.records(Outcome::Header)), (2, 1));
        assert_eq!((taken.ledger.count(Outcome::New).minutes, taken.ledger.count(Outcome::Held).minutes), (210, 30));
        assert_eq!((taken.ledger.held_labels[0].rows, taken.ledger.held_labels[0].minutes), (1, 30));
        let stored = entries(fixture).await;
        assert_eq!(told(&stored), days(&[("2026-03-02", 90, 2), ("2026-03-03", 30, 3), ("2026-03-04", 120, 2)]));
        assert!(stored.iter().all(|entry| entry.narrative != "Nobody worked"));
    }

    async fn a_sheet_that_comes_again_with_another_day_adds_that_day(fixture: with_cast) {
        let first = "Who,File,Activity,2026-03-02,2026-03-03,2026-03-04,Note\nP-1,OT-1,OT-ADM,1,2,,Office\n";
        import(fixture, first, &dated()).await;
        let second = first.replace("1,2,,", "1,2,3,");
        let taken = import(fixture, &second, &dated()).await;
        assert_eq!((taken.outcomes(), taken.ledger.count(Outcome::New).minutes), ([1, 0, 0, 0, 0], 180));
        assert_eq!(told(&entries(fixture).await), days(&[("2026-03-02", 60, 2), ("2026-03-03", 120, 2), ("2026-03-04", 180, 2)]));
        // The same days in columns that stand otherwise are the same.
        let turned = "Who,File,Activity,2026-03-04,2026-03-03,2026-03-02,Note\nP-1,OT-1,OT-ADM,3,2,1,Office\n";
        let taken = import(fixture, turned, &dated()).await;
        assert_eq!(taken.outcomes(), [0, 1, 0, 0, 0]);
        assert_eq!(entries(fixture).await.len(), 3);
        // Two equal rows where one is known: the other one is new, in whatever chunk it comes.
        let mut twice = String::from("Who,File,Activity,2026-03-02,2026-03-03,Note\nP-1,OT-1,OT-ADM,1,2,Office\n");
        for at in 0..2500 {
            use std::fmt::Write as _;
            writeln!(twice, "P-1,OT-1,OT-ADM,,,Empty {at}").expect("a text");
        }
        twice.push_str("P-1,OT-1,OT-ADM,1,2,Office\n");
        let taken = import(fixture, &twice, &dated()).await;
        assert_eq!(taken.outcomes(), [1, 1, 0, 0, 0]);
        assert_eq!(entries(fixture).await.len(), 5);
    }

    async fn weeks_are_named_by_their_first_or_last_day_and_months_by_their_number(fixture: with_cast) {
        let week = "Who,File,Activity,Week,Sun,Mon,Tue,Wed,Thu,Fri,Sat,Note\nP-1,OT-1,OT-ADM,2026-03-01,,1,,,,2,,Week\n";
        let starting = sheet("headers = \"weekday\"", "column = \"Week\"\norder = \"ymd\"", "");
        import(fixture, week, &starting).await;
        assert_eq!(told(&entries(fixture).await), days(&[("2026-03-02", 60, 2), ("2026-03-06", 120, 2)]));
        let ending = sheet("headers = \"weekday\"\nweek = \"ending\"", "column = \"Week\"\norder = \"ymd\"", "");
        let french = "Who,File,Activity,Week,lundi,mardi,mercredi,jeudi,vendredi,Note\nP-1,OT-1,OT-ADM,2026-03-15,3,,,,4,Week\n";
        import(fixture, french, &ending).await;
        assert_eq!(told(&entries(fixture).await)[2..], days(&[("2026-03-09", 180, 2), ("2026-03-13", 240, 2)]));
        let numbers: Vec<String> = (1..=31).map(|day| format!("{day:02}")).collect();
        let month = format!(
            "Who,File,Activity,Month,{},Note\nP-1,OT-1,OT-ADM,02/2026,1{}5,,,,Month\nP-1,OT-1,OT-ADM,02/2026,{}1,Month\n",
            numbers.join(","), ",".repeat(27), ",".repeat(30)
        );
        let monthly = sheet("headers = \"day_of_month\"", "column = \"Month\"\norder = \"dmy\"", "");
        let taken = import(fixture, &month, &monthly).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 1]);
        assert!(taken.reject_text().contains("31,date_impossible"), "{}", taken.reject_text());
        assert_eq!(told(&entries(fixture).await)[..2], days(&[("2026-02-01", 60, 2), ("2026-02-28", 300, 2)]));
    }

    async fn a_row_with_one_day_at_fault_is_rejected_whole_and_comes_back_whole(fixture: with_cast) {
        let totals = sheet("headers = \"date\"", "order = \"ymd\"", "column = \"Total\"");
        let text = "Who,File,Activity,2026-03-02,2026-03-03,Total,Note\n\
            P-1,OT-1,OT-ADM,1,soon,1,Unreadable\n\
            P-1,OT-1,OT-ADM,1,2,4,Total\n\
            P-1,OT-1,OT-ADM,3,30,,Too long\n\
            P-9,OT-1,OT-ADM,3,3,,Who\n\
            P-1,OT-1,OT-ADM,1,2,3,Good\n\
            Who,File,Activity,2026-03-09,2026-03-10,Total,Note\n\
            P-1,OT-1,OT-ADM,1,x,,Next week\n";
        let taken = import(fixture, text, &totals).await;
        let batch = taken.batch.expect("stored");
        let found: Vec<String> = lines(fixture, batch).await.iter().filter(|row| row.outcome == "rejected").map(super::support::delivery::LineRow::code).collect();
        assert_eq!(found, ["duration_format", "durations_disagree", "duration_too_long", "unknown_person", "duration_format"]);
        assert_eq!(told(&entries(fixture).await), days(&[("2026-03-02", 60, 6), ("2026-03-03", 120, 6)]));
        let unknown = taken.reject_text().lines().find(|line| line.contains("Who,") && line.starts_with("P-9")).expect("the row");
        assert_eq!(unknown.matches("unknown_person").count(), 1, "told once, not for each day: {unknown}");
        let mended = taken.reject_text().replacen("1,soon,1", "1,2,3", 1).replacen("1,2,4,", "1,2,3,", 1).replacen("3,30,", "3,4,", 1).replacen("1,x,", "1,5,", 1);
        let back = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!((back.repaired.repaired, back.repaired.rejected), (4, 1), "{:?}", back.repaired.faults);
        let stored = entries(fixture).await;
        assert_eq!(stored.len(), 10);
        // The row under the second header has the days of that header.
        assert_eq!(told(&stored)[8..], days(&[("2026-03-09", 60, 8), ("2026-03-10", 300, 8)]));
        let again = repair(fixture, batch, mended.as_bytes()).await;
        assert_eq!((again.repaired.same, again.repaired.rejected), (4, 1));
    }

    async fn a_day_that_would_be_too_long_keeps_the_whole_row_out(fixture: with_cast) {
        let text = "Who,File,Activity,2026-03-02,2026-03-03,Note\nP-1,OT-1,OT-ADM,20,,One\nP-1,OT-1,OT-ADM,5,3,Two\n";
        let taken = import(fixture, text, &dated()).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 1]);
        assert!(taken.reject_text().contains("2026-03-02,day_too_long"), "{}", taken.reject_text());
        assert_eq!(told(&entries(fixture).await), days(&[("2026-03-02", 1200, 2)]), "no day of the second row is there");
    }

    async fn files_without_days_and_profiles_that_contradict_themselves_are_refused(fixture: with_cast) {
        let none = fixture.write("none.csv", "Who,File,Activity,Hours,Note\nP-1,OT-1,OT-ADM,1,x\n");
        assert_eq!(refused(fixture, &none, &dated()).await, ["days_missing"]);
        let twice = fixture.write("twice.csv", "Who,File,Activity,2026-03-02,Mon 2026-03-02,Note\nP-1,OT-1,OT-ADM,1,1,x\n");
        assert_eq!(refused(fixture, &twice, &dated()).await, ["column_doubled"]);
        let (delivered, _) = deliver_file(fixture, &none, &dated(), true).await;
        assert_eq!(codes(&delivered.expect_err("no days")), ["days_missing"]);
    }

    async fn a_draft_of_a_sheet_is_good_as_it_is(fixture: with_cast) {
        let text = "Employee,File no,Activity,Mon 2026-03-02,Tue 2026-03-03,Wed 2026-03-04,Total,Narrative\n\
            P-1,OT-1,OT-ADM,1.5,,2.25,3.75,Office\nP-1,UKR-12,TA-LEG,,7.5,,7.5,Draft bill\n";
        let sample = sniff::sample::Sample::of(&mut std::io::Cursor::new(text.as_bytes())).expect("a sample");
        let sniffed = sniff::of(&sample);
        let found = sniffed.plan.days.as_ref().expect("columns of days");
        assert_eq!((found.columns.as_slice(), found.total), (&[4, 5, 6][..], Some(7)));
        let draft = sniff::draft::draft(&sniffed, &sample, "week.csv", Lang::En).expect("a draft");
        let taken = import(fixture, text, &draft).await;
        assert_eq!(taken.outcomes(), [2, 0, 0, 0, 0], "{draft}");
        assert_eq!(told(&entries(fixture).await), days(&[("2026-03-02", 90, 2), ("2026-03-03", 450, 3), ("2026-03-04", 135, 2)]));
        // The next week is the same export.
        let next = text.replace("2026-03-0", "2026-03-1");
        let next = sniff::of(&sniff::sample::Sample::of(&mut std::io::Cursor::new(next.into_bytes())).expect("a sample"));
        assert_eq!(sniffed.fingerprint, next.fingerprint);
    }
}

#[test]
fn what_goes_not_with_days_is_named() {
    let contradictions = |text: &str| -> Vec<String> {
        let faults = Profile::parse(text).expect_err("a contradiction");
        faults.iter().map(|fault| fault.field.clone()).collect()
    };
    let with_id = format!("{}[source_id]\ncolumn = \"Id\"\n", dated());
    assert_eq!(contradictions(&with_id), ["days"]);
    assert_eq!(contradictions(&sheet("headers = \"weekday\"", "order = \"ymd\"", "")), ["days.headers"]);
    assert_eq!(
        contradictions(&sheet("headers = \"date\"", "column = \"Week\"\norder = \"ymd\"", "")),
        ["days.headers"]
    );
    let no_day = dated()
        .replace("[days]\nheaders = \"date\"\n", "")
        .replace("form = \"decimal_hours\"", "form = \"decimal_hours\"\ncolumn = \"Hours\"");
    assert_eq!(contradictions(&no_day), ["date.column"]);
}

#[test]
fn weekdays_and_numbers_are_seen_and_what_is_open_is_asked() {
    let sniffed = |text: &str| {
        sniff::of(&sniff::sample::Sample::of(&mut std::io::Cursor::new(text.as_bytes().to_vec())).expect("a sample"))
    };
    let asked =
        |text: &str| -> Vec<&'static str> { sniffed(text).questions.iter().map(|question| question.key).collect() };
    let week =
        "Employee,File no,Week of,Mon,Tue,Wed,Thu,Fri\nP-1,OT-1,2026-03-02,8,8,8,8,8\nP-1,OT-1,2026-03-16,8,8,8,8,8\n";
    assert_eq!(asked(week), ["duration.form"], "whole numbers may be hours or minutes");
    let open = "Employee,File no,02/03/2026,03/03/2026\nP-1,OT-1,7.5,7.5\n";
    assert_eq!(asked(open), ["date.order"]);
    assert_eq!(asked(&open.replace("03/03", "13/03")), [""; 0]);
    let few = "Employee,File no,Date,Mon,Hours\nP-1,OT-1,2026-03-02,1,8.5\nP-1,OT-1,2026-03-20,1,8.5\n";
    assert!(sniffed(few).plan.days.is_none(), "one weekday alone is no week");
}
