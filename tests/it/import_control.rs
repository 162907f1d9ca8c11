//! Control totals at their level: of a day, a person, a file or a column, and totals that each row of a day repeats.

use casetime::import::ledger::LevelCount;
use casetime::import::levels::Level;
use casetime::import::profile::Profile;

use crate::support::delivery::{file_of, import, plain, plain_but};
use crate::support::on_both_engines;

/// The profile with totals of a level; the mark stands in the column of people, the key where it is said.
fn of_level(level: &str, more: &str) -> String {
    plain_but("scope = \"block\"", &format!("level = \"{level}\"\n{more}"))
}

const ROWS: [&str; 4] = [
    "P-1,OT-1,OT-ADM,2026-03-02,1,,",
    "P-1,SA-7,SA-POL,2026-03-02,2,,",
    "P-1,OT-1,OT-ADM,2026-03-03,4,,",
    "P-1,OT-1,OT-ADM,2026-03-02,0.5,,",
];

/// Line, key and difference of the totals that differ.
fn differing(taken: &crate::support::delivery::Taken) -> Vec<(u64, &str, Option<i64>)> {
    let differing = taken.ledger.totals_differing.iter();
    differing.map(|total| (total.line, total.key.as_str(), total.difference_minutes)).collect()
}

on_both_engines! {
    async fn each_day_has_its_total_wherever_its_rows_stand(fixture: with_cast) {
        let document = of_level("day", "key = { column = \"Date\", order = \"dmy\" }");
        let mut rows = ROWS.to_vec();
        rows.extend(["Total,,,02/03/2026,3.5,,", "Total,,,03.03.2026,5,,", "Total,,,4 March,1,,", "Total,,,,,,"]);
        let taken = import(fixture, file_of(&rows), &document).await;
        assert_eq!(differing(&taken), [(7, "2026-03-03", Some(60)), (8, "4 March", Some(60))]);
        let day = LevelCount { compared: 3, agreeing: 1, differing: 2 };
        assert_eq!(taken.ledger.totals_levels, [(Level::Day, day)].into());
        assert_eq!(fixture.number("SELECT count(*) FROM import_totals").await, 4, "one without a value is kept, too");
    }

    async fn a_total_that_names_nobody_is_of_the_row_above(fixture: with_cast) {
        let document = of_level("work_file", "key = { column = \"File\" }");
        let mut rows = ROWS.to_vec();
        rows.extend(["Total,,,,5.5,,", "Total,sa 7,,,2,,", "P-1,OT-1,OT-ADM,2026-03-04,1,,", "Total,,,,1,,"]);
        let taken = import(fixture, file_of(&rows), &document).await;
        assert_eq!(differing(&taken), []);
        assert_eq!(taken.ledger.totals_compared, 3);
    }

    async fn totals_of_a_column_and_of_a_person_on_a_day_are_told_by_their_key(fixture: with_cast) {
        let document = of_level("column", "by = \"Activity\"\nkey = { column = \"Activity\", after = \":\" }");
        let mut rows = ROWS.to_vec();
        rows.extend(["Total,,of: sa-pol,,2,,", "Total,,of: OT-ADM,,6,,"]);
        let taken = import(fixture, file_of(&rows), &document).await;
        assert_eq!(differing(&taken), [(7, "OT-ADM", Some(30))]);
        let document = of_level("person_day", "key = { column = \"Date\" }");
        let rows = [ROWS[0], ROWS[2], "Total,,,2026-03-03,4,,", "Total,,,2026-03-02,2,,"];
        let taken = import(fixture, file_of(&rows), &document).await;
        assert_eq!(differing(&taken), [(5, "P-1 · 2026-03-02", Some(60))]);
    }

    async fn a_total_that_each_row_repeats_is_compared_once_for_its_day(fixture: with_cast) {
        let more = "[[repeated_totals]]\ncolumn = \"Entered on\"\nform = \"h:mm\"\nlevel = \"day\"\n";
        let entered = "\n[entered_on]\ncolumn = \"Entered on\"\norder = \"ymd\"\n";
        let document = plain_but(entered, "\n") + more;
        let taken = import(
            fixture,
            file_of(&[
                "P-1,OT-1,OT-ADM,2026-03-02,1,,3:00",
                "P-1,OT-1,OT-ADM,2026-03-03,1,,1:30",
                "P-1,OT-1,OT-ADM,2026-03-02,2,,3:00",
                "P-1,OT-1,OT-ADM,2026-03-04,2,,2:00",
                "P-1,OT-1,OT-ADM,2026-03-04,0,,2:00",
                "P-1,OT-1,OT-ADM,2026-03-05,2,,",
                "P-1,OT-1,OT-ADM,2026-03-06,2,,2:00",
                "P-1,OT-1,OT-ADM,2026-03-06,1,,3:00",
            ]),
            &document,
        )
        .await;
        // The first row that says so is named; a day whose rows disagree is told with both totals.
        let expected = [(3, "2026-03-03", Some(30)), (8, "2026-03-06", Some(-60))];
        assert_eq!(differing(&taken), expected);
        assert_eq!(taken.ledger.totals_compared, 5);
    }
}

#[test]
fn a_profile_says_one_level_and_names_no_narrative() {
    let contradicts = |more: &str, level: &str| {
        let document = plain().replace("scope = \"block\"", &format!("{level}\n{more}"));
        Profile::parse(&document).err().map(|faults| faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>())
    };
    let of = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
    assert_eq!(contradicts("", "level = \"day\""), None);
    assert_eq!(contradicts("", "level = \"day\"\nscope = \"block\""), of(&["totals.scope"]));
    assert_eq!(contradicts("key = { column = \"Date\" }", "level = \"file\""), of(&["totals.key"]));
    assert_eq!(
        contradicts("key = { column = \"File\", order = \"dmy\" }", "level = \"work_file\""),
        of(&["totals.key.order"])
    );
    assert_eq!(contradicts("", "level = \"column\""), of(&["totals.level"]));
    assert_eq!(contradicts("by = \"Narrative\"", "level = \"column\""), of(&["totals.by"]));
    let repeated = "[[repeated_totals]]\ncolumn = \"Hours\"\nform = \"start_end\"\nlevel = \"block\"";
    assert_eq!(contradicts(repeated, ""), of(&["repeated_totals.level", "repeated_totals.form"]));
}
