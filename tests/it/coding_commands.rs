//! The second coding of samples as it is typed: drawn, read without the first code, answered, closed, and its result as a
//! table, CSV and JSON with the same numbers in both languages.

use crate::support::shell::{Shell, on_both_shells};

on_both_shells! {
    async fn a_sample_is_coded_on_the_command_line(shell: filled) {
        for (file, activity, on) in [("UKR-12", "TA-TRN", "2019-05-02"), ("SA-7", "SA-POL", "2019-05-03"), ("OT-1", "OT-ADM", "2019-05-06")] {
            let done = shell.run_open(&["record", "--person", "P-1", "--file", file, "--on", on, "--time", "1", "--activity", activity]);
            assert_eq!(done.code, 0, "{done:?}");
        }
        assert!(shell.run(&["coding", "list"]).err.contains("No sample"));
        let draw = ["coding", "draw", "--from", "2019-05-01", "--to", "2019-05-31", "--size", "3", "--seed", "7"];
        let drawn = shell.run(&[&draw[..], &["--json"]].concat()).json();
        let id = drawn["id"].as_str().expect("an id").to_owned();
        assert_eq!((&drawn["population"], &drawn["seed"], &drawn["sampling"]), (&3.into(), &7.into(), &"by_category".into()));
        shell.run(&["coding", "draw", "--from", "2019-05-31", "--to", "2019-05-01", "--size", "0"]).is_refused("period_reversed");
        shell.run(&["coding", "draw", "--from", "2019-05-01", "--to", "2019-05-31", "--size", "4"]).is_refused("sample_larger_than_population");
        shell.run(&["coding", "show", "x"]).is_refused("malformed_id");
        let listed = shell.run(&["coding", "list", "--lang", "fr"]);
        assert!(listed.out.contains(&id) && listed.out.contains("3 entrées, ouvert"), "{listed:?}");
        shell.run(&["coding", "result", &id]).is_refused("sample_open");
        for place in ["1", "2", "3"] {
            let before: i64 = place.parse().expect("a number");
            let next = shell.run(&["coding", "next", &id, "--after", &(before - 1).to_string()]);
            assert!(next.code == 0 && next.out.starts_with(&format!("{place}\n")), "{next:?}");
            assert!(!next.out.contains("UKR-12") && !next.out.contains("P-1"), "{next:?}");
            // All are taken for advice.
            let answer = ["coding", "answer", &id, place, "--category", "SA", "--activity", "SA-POL"];
            assert_eq!(shell.run(&answer).code, 0);
        }
        shell.run(&["coding", "answer", &id, "4", "--cannot-tell"]).is_refused("not_found");
        assert!(shell.run(&["coding", "next", &id]).err.contains("Nothing is left"));
        let shown = shell.run(&["coding", "show", &id]);
        assert!(shown.out.contains("Drawn: 3; coded: 3; cannot tell: 0; open: 0; left out: 0"), "{shown:?}");
        assert_eq!(shell.run(&["coding", "close", &id]).code, 0);
        shell.run(&["coding", "close", &id]).is_refused("sample_closed");
        shell.run(&["coding", "answer", &id, "1", "--cannot-tell"]).is_refused("sample_closed");
        let found = shell.run(&["coding", "result", &id, "--format", "json"]).json();
        // One of three by chance and by agreement alike; one code alone in the second coding has no spread.
        assert_eq!((&found["category"]["percent"], &found["category"]["kappa"]), (&33.33.into(), &0.0.into()));
        assert_eq!(found["category"]["reason"], "no_spread");
        let csv = shell.run(&["coding", "result", &id, "--format", "csv"]);
        assert!(csv.out.lines().any(|line| line.starts_with("coding-agreement,category,,,,33.33,")), "{csv:?}");
        let table = shell.run(&["coding", "result", &id, "--lang", "fr"]);
        assert!(table.out.contains("accord 33,33") && table.out.contains("kappa 0,000"), "{table:?}");
        assert!(table.out.contains("Toutes les équipes"), "{table:?}");
    }
}
