//! Columns that a profile computes, other spellings of names of columns, and the ways in which people and files are found.

use casetime::files::{self, RawFile, RawNumber};
use casetime::import::cells::Cells;
use casetime::import::mapper::{Mapped, Mapper};
use casetime::import::profile::Profile;

use crate::support::delivery::{HEADER, codes, deliver_file, entries, import, plain_but};
use crate::support::{Fixture, on_both_engines};

/// A profile in which the narrative is the computed column `made`.
fn making(computed: &str) -> String {
    format!(
        "schema = 1\nname = \"made\"\nversion = 1\n\
         [person]\nconstant = \"P-1\"\n[work_file]\nconstant = \"OT-1\"\n[activity]\nconstant = \"OT-ADM\"\n\
         [date]\ncolumn = \"Day\"\norder = \"ymd\"\n\
         [duration]\nform = \"decimal_hours\"\ncolumn = \"Hours\"\ndecimal_sign = \",\"\n\
         [narrative]\ncolumns = [\"made\"]\n{computed}"
    )
}

/// What is made of the columns A, B and C of one row; the codes of its faults with their columns, where it has some.
fn made(computed: &str, texts: [&str; 3]) -> String {
    let profile = Profile::parse(&making(computed)).unwrap_or_else(|faults| panic!("{computed}: {faults}"));
    let mut mapper = Mapper::new(&profile, &Cells::of(["Day", "Hours", "A", "B", "C"])).expect("the header fits");
    let cells = Cells::of(["2019-05-02", "1,5"].into_iter().chain(texts));
    match mapper.map(&cells) {
        Mapped::Row(row) => row.narrative.to_owned(),
        Mapped::Rejected { faults, .. } => faults
            .iter()
            .map(|found| format!("{} in {}", found.fault.code, found.column))
            .collect::<Vec<_>>()
            .join("; "),
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_are_joined_chosen_taken_apart_and_translated() {
    for (way, texts, expected) in [
        ("join = [\"A\", \"B\", \"C\"]", ["x", "", "z"], "x z"),
        ("join = [\"B\", \"A\"]\nwith = \" - \"", ["x", "y", ""], "y - x"),
        ("join = [\"B\", \"A\"]", ["", "", ""], ""),
        ("first_of = [\"A\", \"B\", \"C\"]", ["", "y", "z"], "y"),
        ("first_of = [\"A\"]", ["", "y", "z"], ""),
        ("part = { column = \"A\", split = \" - \", take = 1 }", ["OT-1 - Inside - Much", "", ""], "OT-1"),
        ("part = { column = \"A\", split = \" - \", take = -1 }", ["OT-1 - Inside - Much", "", ""], "Much"),
        ("part = { column = \"A\", split = \"/\", take = 2 }", ["a / b /c", "", ""], "b"),
        ("part = { column = \"A\", split = \"/\", take = 4 }", ["a/b/c", "", ""], ""),
        ("between = { column = \"A\", after = \"[\", before = \"]\" }", ["Advice [OT-1] and [OT-2]", "", ""], "OT-1"),
        ("between = { column = \"A\", after = \"[\", before = \"]\" }", ["Advice [OT-1", "", ""], ""),
        ("between = { column = \"A\", after = \"[\", before = \"]\" }", ["OT-1]", "", ""], ""),
        ("values = { column = \"A\", map = { \"Réunion\" = \"meeting\" } }", ["REUNION", "", ""], "meeting"),
        ("values = { column = \"A\", map = { \"x\" = \"y\" } }", ["z", "", ""], ""),
        ("values = { column = \"A\", map = { \"x\" = \"y\" }, otherwise = \"other\" }", ["z", "", ""], "other"),
        ("constant = \"always\"", ["", "", ""], "always"),
    ] {
        assert_eq!(made(&format!("[[computed]]\nname = \"made\"\n{way}\n"), texts), expected, "{way} {texts:?}");
    }
}

#[test]
fn sums_and_differences_are_exact_and_name_the_cell_that_is_no_number() {
    let sum = "sum = [\"A\", \"B\", \"C\"]";
    let difference = "difference = [\"A\", \"B\"]";
    for (way, texts, expected) in [
        (sum, ["0,1", "0,2", ""], "0,3"),
        (sum, ["1 000,5", "-0,25", "2"], "1002,25"),
        (sum, ["", "", ""], ""),
        (difference, ["8,5", "0,75", "x"], "7,75"),
        (difference, ["8,5", "", ""], "8,5"),
        (difference, ["", "", ""], ""),
        (sum, ["1.5", "x", "2"], "number_unreadable in A; number_unreadable in B"),
        (difference, ["", "1", ""], "required in A"),
    ] {
        assert_eq!(made(&format!("[[computed]]\nname = \"made\"\n{way}\n"), texts), expected, "{way} {texts:?}");
    }
    // Where the minutes are made out of a cell that is no number, that is said once, and not that they are missing.
    let minutes =
        "[[computed]]\nname = \"net\"\ndifference = [\"A\", \"B\"]\n[[computed]]\nname = \"made\"\nconstant = \"\"\n";
    let profile = making(minutes).replace("column = \"Hours\"", "column = \"net\"");
    let profile = Profile::parse(&profile).expect("no faults");
    let mut mapper = Mapper::new(&profile, &Cells::of(["Day", "A", "B"])).expect("the header fits");
    let cells = Cells::of(["2019-05-02", "8,5", "0,75"]);
    let Mapped::Row(row) = mapper.map(&cells) else { panic!("a row") };
    assert_eq!((row.minutes, row.columns.of("minutes")), (465, "A, B"));
    let cells = Cells::of(["2019-05-02", "8,5", "long"]);
    let Mapped::Rejected { faults, .. } = mapper.map(&cells) else { panic!("rejected") };
    let found: Vec<(&str, &str)> =
        faults.iter().map(|found| (found.fault.code.as_str(), found.column.as_str())).collect();
    assert_eq!(found, [("number_unreadable", "B")]);
}

#[test]
fn computed_columns_use_those_above_them_and_are_no_cells_of_the_file() {
    let two = "[[computed]]\nname = \"both\"\njoin = [\"A\", \"B\"]\nwith = \"/\"\n\
         [[computed]]\nname = \"made\"\npart = { column = \"both\", split = \"/\", take = -1 }\n";
    assert_eq!(made(two, ["x", "y", ""]), "y");
    let profile = Profile::parse(&making(two)).expect("no faults");
    let mut mapper = Mapper::new(&profile, &Cells::of(["Day", "Hours", "A", "B", "C"])).expect("the header fits");
    assert_eq!(mapper.columns().len(), 5);
    let cells = Cells::of(["2019-05-02", "1,5", "a", "b"]);
    let Mapped::Rejected { faults, .. } = mapper.map(&cells) else { panic!("short") };
    assert_eq!(faults[0].fault.code.as_str(), "cell_count");
    let missing = Mapper::new(&profile, &Cells::of(["Day", "Hours", "A"])).expect_err("B is missing");
    assert_eq!(missing.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["column_missing"]);
    let doubled = Mapper::new(&profile, &Cells::of(["Day", "Hours", "A", "B", "Both"])).expect_err("a name is taken");
    assert_eq!(doubled.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["column_doubled"]);
}

#[test]
fn computed_columns_and_aliases_that_contradict_themselves_are_refused() {
    for text in [
        "[[computed]]\nname = \"made\"\n",
        "[[computed]]\nname = \"\"\nconstant = \"x\"\n",
        "[[computed]]\nname = \"made\"\nconstant = \"x\"\njoin = [\"A\"]\n",
        "[[computed]]\nname = \"made\"\nconstant = \"x\"\nwith = \" \"\n",
        "[[computed]]\nname = \"made\"\njoin = []\n",
        "[[computed]]\nname = \"made\"\nfirst_of = [\"made\"]\n",
        "[[computed]]\nname = \"made\"\nfirst_of = [\"later\"]\n[[computed]]\nname = \"later\"\nconstant = \"x\"\n",
        "[[computed]]\nname = \"made\"\nconstant = \"x\"\n[[computed]]\nname = \"Made\"\nconstant = \"y\"\n",
        "[[computed]]\nname = \"made\"\npart = { column = \"A\", split = \"/\", take = 0 }\n",
        "[[computed]]\nname = \"made\"\npart = { column = \"A\", split = \"\", take = 1 }\n",
        "[[computed]]\nname = \"made\"\nbetween = { column = \"A\", after = \"\", before = \"]\" }\n",
        "[aliases]\n\"Nothing\" = [\"Rien\"]\n",
        "[aliases]\n\"Day\" = [\"Jour\"]\n\"Hours\" = [\"jour\"]\n",
        "[aliases]\n\"Day\" = [\"Hours\"]\n",
    ] {
        let faults = Profile::parse(&making(text)).expect_err(text);
        let all: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
        assert!(all.iter().all(|code| *code == "profile_contradiction"), "{text}: {all:?}");
    }
    let endless = (0..600)
        .fold(String::new(), |text, at| format!("{text}[[computed]]\nname = \"c{at}\"\nsum = [\"A\", \"B\"]\n"));
    assert_eq!(Profile::parse(&making(&endless)).expect_err("too many").len(), 1);
    for find_by in ["person]\nfind_by = []\n#", "work_file]\nfind_by = []\n#"] {
        let text = making("").replacen(&find_by[..=find_by.find(']').expect("its end")], find_by, 1);
        assert!(Profile::parse(&text).is_err(), "{text}");
    }
}

async fn titled(fixture: &Fixture, number: &str, title: &str, others: &[(&str, &str)]) {
    let raw = RawFile {
        number: number.to_owned(),
        title: title.to_owned(),
        category: "OT".to_owned(),
        numbers: others
            .iter()
            .map(|(system, number)| RawNumber { system: (*system).to_owned(), number: (*number).to_owned() })
            .collect(),
        opened_on: "2000-01-01".to_owned(),
        ..RawFile::default()
    };
    files::ops::open(&fixture.context, &raw.parse(&fixture.context.vocabulary).expect("a file")).await.expect("opened");
}

on_both_engines! {
    async fn one_profile_reads_english_and_french_headers(fixture: with_cast) {
        let plain = crate::support::delivery::plain();
        let english = import(fixture, format!("{HEADER}\nP-1,OT-1,OT-ADM,2019-05-02,1.5,one,\n"), plain).await;
        let french = "Personne,Dossier,Activité,Date,Heures,Description,Saisi le\n\
             P-1,OT-1,OT-ADM,2019-05-03,1.5,deux,\nP-1,OT-1,OT-ADM,2019-05-03,25,deux,\n\
             P-1,OT-1,OT-ADM,2019-05-03,23,deux,\nPersonne,Dossier,Activité,Date,Heures,Description,Saisi le\n";
        let french = import(fixture, french, plain).await;
        assert_eq!((english.outcomes(), french.outcomes()), ([1, 0, 0, 0, 0], [1, 0, 0, 0, 2]));
        let rejects = french.reject_text();
        assert!(rejects.starts_with("Personne,Dossier") && rejects.matches(",Heures,d").count() == 2, "{rejects}");
        let both = fixture.write("both.csv", format!("{HEADER},Heures\nP-1,OT-1,OT-ADM,2019-05-02,2.5,one,,2.5\n"));
        let failure = deliver_file(fixture, &both, plain, false).await.0.expect_err("two columns for one");
        assert_eq!(codes(&failure), ["column_doubled"]);
    }

    async fn files_are_found_in_the_ways_of_the_profile_and_nothing_is_guessed(fixture: with_cast) {
        titled(fixture, "OT-50", "Éthiopie", &[("icase", "2-345"), ("billing", "2-345")]).await;
        titled(fixture, "OT-51", "Twice", &[("icase", "B 12")]).await;
        titled(fixture, "OT-52", "twice.", &[("billing", "B 12")]).await;
        let ways = "column = \"File\"\nfind_by = [\"number\", \"external_number\", \"title\"]";
        let document = plain_but("column = \"File\"\nfind_by = \"number\"", ways);
        let rows = ["ot-50", "2-345", "ETHIOPIE", "Twice", "B 12", "Nowhere"];
        let row = |(at, file): (usize, &str)| format!("P-1,{file},OT-ADM,2019-05-{:02},1,,\n", at + 1);
        let file = |skipped| (0..).zip(rows).skip(skipped).map(row).collect::<String>();
        let taken = import(fixture, format!("{HEADER}\n{}", file(0)), &document).await;
        assert_eq!(taken.outcomes(), [3, 0, 0, 3, 0], "{:?}", taken.ledger);
        assert_eq!(entries(fixture).await.iter().filter(|entry| entry.file == "OT-50").count(), 3);
        let document = document.replace("unknown = \"hold\"", "unknown = \"reject\"");
        let taken = import(fixture, format!("{HEADER}\n{}", file(3).replace(",1,", ",2,")), &document).await;
        assert_eq!(taken.outcomes(), [0, 0, 0, 0, 3]);
        let codes = &taken.ledger.rejected_codes;
        assert_eq!((codes.get("file_ambiguous"), codes.get("unknown_file")), (Some(&2), Some(&1)), "{codes:?}");
    }

    async fn two_people_of_one_name_are_nobody(fixture: with_cast) {
        fixture.add_person("P-7", "Sam Même", "").await;
        fixture.add_person("P-8", "SAM MEME", "").await;
        let ways = "column = \"Timekeeper\"\nfind_by = [\"name\", \"number\"]";
        let document = plain_but("column = \"Timekeeper\"\nfind_by = \"number\"", ways);
        let rows = "alex example,OT-1,OT-ADM,2019-05-02,1,,\nP-7,OT-1,OT-ADM,2019-05-02,1,,\n\
             Sam Même,OT-1,OT-ADM,2019-05-02,1,,\nSam Même,Nowhere,x,2019-05-02,25,,\nNobody,OT-1,OT-ADM,2019-05-02,1,,\n";
        let taken = import(fixture, format!("{HEADER}\n{rows}"), &document).await;
        assert_eq!(taken.outcomes(), [2, 0, 0, 0, 3]);
        let codes = &taken.ledger.rejected_codes;
        assert_eq!((codes.get("person_ambiguous"), codes.get("unknown_person")), (Some(&2), Some(&1)), "{codes:?}");
        assert!(taken.reject_text().contains("Timekeeper"), "{}", taken.reject_text());
        assert!(taken.reject_text().contains("person_ambiguous | duration_too_long") || taken.reject_text().contains("duration_too_long"));
    }
}
