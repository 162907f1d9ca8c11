//! Golden rows: every shipped profile has some and keeps them; a delivery in which they mean something else is refused
//! with the difference named, and nothing of it is stored.

use casetime::failure::Failure;
use casetime::fault::{Code, Fault};
use casetime::import::golden;
use casetime::import::profile::{Profile, SHIPPED};
use casetime::lang::Lang;

use crate::support::delivery::{HEADER, deliver_file, file_of, import, plain, refused};
use crate::support::{Fixture, on_both_engines};

/// The profile `icase-plain` with another golden row in place of its own.
fn with_golden(cells: &str, expect: &str) -> String {
    let (described, _) = plain().split_once("[[golden]]").expect("golden rows stand at its end");
    format!("{described}[[golden]]\ncells = {{ {cells} }}\nexpect = {{ {expect} }}\n")
}

const CELLS: &str = "\"Timekeeper\" = \"P-1\", \"File\" = \"F-1\", \"Activity\" = \"x\", \"Date\" = \"2019-05-02\", \
     \"Hours\" = \"1.5\", \"Narrative\" = \"Secret plans\", \"Entered on\" = \"2019-05-03\"";

fn checked(text: &str) -> Result<(), Fault> {
    let profile = Profile::parse(text).expect("no faults");
    golden::check(&profile).map_err(|faults| faults.first().expect("a fault").clone())
}

#[test]
fn every_shipped_profile_has_golden_rows_and_keeps_them() {
    for (name, text) in SHIPPED {
        let profile = Profile::parse(text).expect("no faults");
        assert!(!profile.golden.is_empty(), "{name}");
        assert_eq!(golden::check(&profile), Ok(()), "{name}");
    }
}

#[test]
fn the_first_difference_is_named() {
    for (expect, field, expected, found) in [
        ("outcome = \"total\"", "outcome", "total", "row"),
        ("person = \"P-2\"", "person", "P-2", "P-1"),
        ("file = \"F-2\"", "file", "F-2", "F-1"),
        ("label = \"y\"", "label", "y", "x"),
        ("activity = \"OT-ADM\"", "activity", "OT-ADM", ""),
        ("date = \"2019-02-05\"", "date", "2019-02-05", "2019-05-02"),
        ("minutes = 150", "minutes", "150", "90"),
        ("entered_on = \"2019-05-04\"", "entered_on", "2019-05-04", "2019-05-03"),
        ("entered_on = \"\"", "entered_on", "", "2019-05-03"),
        ("source_id = \"7\"", "source_id", "7", ""),
        ("narrative = \"Other plans\"", "narrative", "", ""),
    ] {
        let fault = checked(&with_golden(CELLS, expect)).expect_err(expect);
        assert_eq!((fault.code, fault.field.as_str()), (Code::GoldenRowContradicted, field), "{expect}");
        for lang in Lang::ALL {
            let said = fault.say(lang);
            assert!(said.contains(expected) && said.contains(found) && said.contains('1'), "{said}");
            assert!(!said.contains("plans"), "a narrative is not told: {said}");
        }
    }
    let same = "person = \"P-1\", minutes = 90, narrative = \"Secret plans\", date = \"2019-05-02\", activity = \"\"";
    assert_eq!(checked(&with_golden(CELLS, same)), Ok(()));
    assert_eq!(checked(&with_golden(CELLS, "outcome = \"row\"")), Ok(()), "only what is given is compared");
}

#[test]
fn golden_rows_can_be_totals_headers_and_rejected_rows() {
    let total = "\"Timekeeper\" = \"Total\", \"Hours\" = \"7.25\"";
    assert_eq!(checked(&with_golden(total, "outcome = \"total\", minutes = 435")), Ok(()));
    let wrong = checked(&with_golden(total, "outcome = \"total\", minutes = 7")).expect_err("other minutes");
    assert_eq!(wrong.field, "minutes");
    let header = CELLS.replace("P-1", "Timekeeper").replace("F-1", "File").replace("\"x\"", "\"Activity\"");
    let header = header.replace("2019-05-02", "Date").replace("1.5", "HOURS").replace("Secret plans", "Narrative");
    let header = header.replace("2019-05-03", "Entered on");
    assert_eq!(checked(&with_golden(&header, "outcome = \"header\"")), Ok(()));
    let broken = CELLS.replace("2019-05-02", "2019-15-02");
    assert_eq!(checked(&with_golden(&broken, "outcome = \"rejected\", code = \"date_impossible\"")), Ok(()));
    let other = checked(&with_golden(&broken, "outcome = \"rejected\", code = \"date_not_as_profile\""))
        .expect_err("other code");
    assert!(other.field == "code" && other.say(Lang::En).contains("date_impossible"));
    let row = checked(&with_golden(&broken, "minutes = 90")).expect_err("it is rejected");
    assert!(row.field == "outcome" && row.say(Lang::En).contains("rejected: date_impossible"));
}

#[test]
fn what_does_not_go_together_is_a_contradiction() {
    for (cells, expect) in [
        ("", "minutes = 90"),
        ("\"File\" = \" \"", "minutes = 90"),
        (CELLS, "outcome = \"header\", minutes = 90"),
        (CELLS, "outcome = \"total\", person = \"P-1\""),
        (CELLS, "code = \"date_not_as_profile\""),
        (CELLS, "date = \"2 May 2019\""),
        (CELLS, "entered_on = \"soon\""),
    ] {
        let faults = Profile::parse(&with_golden(cells, expect)).expect_err(expect);
        assert!(faults.iter().all(|fault| fault.code == Code::ProfileContradiction), "{expect}: {faults}");
    }
}

async fn failed(fixture: &Fixture, text: &str, document: &str) -> Failure {
    let path = fixture.write("golden.csv", text);
    let before = fixture.contents().await;
    let (delivered, rejects) = deliver_file(fixture, &path, document, false).await;
    assert_eq!((fixture.contents().await, rejects), (before, Vec::new()), "nothing is stored");
    delivered.expect_err("the delivery is refused")
}

on_both_engines! {
    async fn a_delivery_that_contradicts_a_golden_row_is_refused_before_its_first_row(fixture: with_cast) {
        let row = "P-1,OT-1,OT-ADM,2019-05-02,1.5,,";
        let path = fixture.write("golden.csv", file_of(&[row]));
        let wrong = with_golden(CELLS, "minutes = 89");
        assert_eq!(refused(fixture, &path, &wrong).await, ["golden_row_contradicted"]);
        let right = with_golden(CELLS, "minutes = 90");
        assert_eq!(import(fixture, file_of(&[row]), &right).await.outcomes(), [1, 0, 0, 0, 0]);
        // A column that only a golden row names is missed like any other.
        let more = with_golden(&format!("{CELLS}, \"Client\" = \"A\""), "minutes = 90");
        let failure = failed(fixture, &file_of(&["P-1,OT-1,OT-ADM,2019-05-02,2.5,,"]), &more).await;
        assert_eq!(failure.code(), Code::ColumnMissing);
        // Files without a header have golden rows too.
        let numbered = (1..).zip(HEADER.split(',')).fold(wrong, |text, (number, name)| {
            text.replace(&format!("\"{name}\""), &format!("\"{number}\""))
        });
        let (head, tail) = numbered.split_once("[aliases]").expect("aliases");
        let (_, tail) = tail.split_once("[person]").expect("a person");
        let numbered = format!("{head}[file]\nheader = false\n[person]{tail}");
        let failure = failed(fixture, &format!("{row}\n"), &numbered).await;
        assert_eq!(failure.code(), Code::GoldenRowContradicted);
    }

    async fn a_row_with_the_identifier_of_a_golden_row_must_mean_the_same(fixture: with_cast) {
        let document = with_golden(&format!("{CELLS}, \"Id\" = \"g7\""), "minutes = 90, label = \"x\"");
        let document = document.replace("[[totals]]", "[source_id]\ncolumn = \"Id\"\n\n[[totals]]");
        let file = |golden: &str| format!("{HEADER},Id\nP-1,OT-1,OT-ADM,2019-05-02,1.5,,,a1\n{golden}\n");
        let taken = import(fixture, file("P-1,OT-1,x,2019-05-03,1.5,,,g7"), &document).await;
        assert_eq!(taken.outcomes(), [1, 0, 0, 1, 0], "the same minutes and label, which wait for a code");
        let failure = failed(fixture, &file("P-1,OT-1,x,2019-05-03,1.75,,,g7"), &document).await;
        let said = failure.faults().first().expect("a fault").say(Lang::En);
        assert!(failure.code() == Code::GoldenRowContradicted && said.contains("Line 3") && said.contains("105"), "{said}");
        let failure = failed(fixture, &file("P-1,OT-1,Private matter,2019-05-03,1.5,,,g7"), &document).await;
        let said = failure.faults().first().expect("a fault").say(Lang::Fr);
        assert!(failure.code() == Code::GoldenRowContradicted && !said.contains("Private"), "{said}");
        let failure = failed(fixture, &file("P-1,OT-1,x,soon,1.5,,,g7"), &document).await;
        assert_eq!(failure.code(), Code::GoldenRowContradicted, "a rejected row is no row");
    }
}
