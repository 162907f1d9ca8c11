//! `import sniff`, `import profile` and an import without a profile, as they are typed.

use casetime::import::profile::{Profile, SHIPPED};

use crate::support::Engine;
use crate::support::delivery::file_of;
use crate::support::shell::{Shell, on_both_shells};

const OPEN: &str = "Person;File;Date;Hours\nP-1;OT-1;03/05/2019;1,5\nP-1;OT-1;04/05/2019;2,5\n";

#[tokio::test]
async fn a_file_is_looked_at_without_a_database() {
    let shell = Shell::new(Engine::Sqlite).await;
    shell.write("plain.csv", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]));
    let sniffed = shell.run(&["import", "sniff", "plain.csv"]);
    assert_eq!(sniffed.code, 0, "{sniffed:?}");
    for part in ["separated by a comma", "year first", "icase-plain finds all its columns", "Nothing is open."] {
        assert!(sniffed.out.contains(part), "{part}: {sniffed:?}");
    }
    assert!(sniffed.err.contains("casetime import plain.csv --profile icase-plain --rehearse"), "{sniffed:?}");
    let json = shell.run(&["import", "sniff", "plain.csv", "--json"]).json();
    assert_eq!(json["sniffed"]["encoding"]["encoding"], "utf-8");
    assert_eq!(json["sniffed"]["columns"][3]["date"]["order"], "ymd");
    assert_eq!(json["profiles"][0]["profile"], "icase-plain");
    assert_eq!(json["sniffed"]["fingerprint"].as_str().map(str::len), Some(16));
    assert!(!std::path::Path::new(&shell.database).exists(), "no database was made");
}

#[tokio::test]
async fn what_must_be_asked_ends_with_1_and_what_cannot_be_read_with_2() {
    let shell = Shell::new(Engine::Sqlite).await;
    shell.write("open.csv", OPEN);
    let open = shell.run(&["import", "sniff", "open.csv", "--lang", "fr"]);
    assert!(open.code == 1 && open.out.contains("date.order") && open.out.contains("En suspens"), "{open:?}");
    let json = shell.run(&["import", "sniff", "open.csv", "--json"]);
    assert_eq!((json.code, &json.json()["sniffed"]["questions"][0]["asked"]), (1, &"date_order".into()));
    let piped = shell.run_with(&["import", "sniff", "-"], OPEN, &[]);
    assert!(piped.code == 1 && piped.out == shell.run(&["import", "sniff", "open.csv"]).out, "{piped:?}");
    shell.write("empty.csv", "");
    shell.write("sheet.xlsx", "PK\u{3}\u{4}rest");
    shell.write("header.csv", "Person;File;Date;Hours\n");
    shell.run(&["import", "sniff", "empty.csv"]).is_refused("source_empty");
    shell.run(&["import", "sniff", "nowhere.csv"]).is_refused("source_missing");
    shell.run(&["import", "sniff", "."]).is_refused("source_is_directory");
    shell.run(&["import", "sniff", "sheet.xlsx"]).is_refused("archive_broken");
    shell.run(&["import", "profile", "new", "sheet.xlsx"]).is_refused("archive_broken");
    shell.write("picture.bin", [0; 64]);
    assert_eq!(shell.run(&["import", "sniff", "picture.bin"]).code, 1);
    shell.run(&["import", "profile", "new", "picture.bin"]).is_refused("source_not_text");
    shell.run(&["import", "profile", "new", "header.csv"]).is_refused("source_header_only");
    shell.write("blank.csv", "\n\n");
    shell.run(&["import", "profile", "new", "blank.csv"]).is_refused("source_empty");
}

#[tokio::test]
async fn shipped_profiles_are_listed() {
    let shell = Shell::new(Engine::Sqlite).await;
    let listed = shell.run(&["import", "profile", "list"]);
    assert_eq!((listed.code, listed.out.lines().count()), (0, SHIPPED.len()), "{listed:?}");
    assert!(listed.out.contains("harvest") && listed.err.is_empty());
    let french = shell.run(&["import", "profile", "list", "--lang", "fr"]);
    assert!(french.out.contains("rapport de temps détaillé"), "{french:?}");
    let json = shell.run(&["import", "profile", "list", "--json"]).json();
    assert_eq!(json["profiles"].as_array().map(Vec::len), Some(SHIPPED.len()));
}

on_both_shells! {
    async fn a_draft_is_answered_and_then_imports_its_file(shell: filled) {
        shell.write("open.csv", OPEN);
        let new = ["import", "profile", "new", "open.csv", "--out", "open.toml"];
        let drafted = shell.run(&new);
        assert!(drafted.code == 1 && drafted.out.is_empty() && drafted.err.contains("1 question is open"), "{drafted:?}");
        shell.run(&new).is_refused("output_exists");
        shell.run(&["import", "profile", "new", "open.csv", "--out", "no/open.toml"]).is_refused("output_unwritable");
        let import = ["import", "open.csv", "--profile", "open.toml"];
        shell.run(&import).is_refused("profile_unanswered");
        let draft = String::from_utf8(shell.read("open.toml")).expect("UTF-8");
        assert_eq!(draft, shell.run(&["import", "profile", "new", "open.csv"]).out);
        let list = draft.find("unanswered").expect("a list")..draft.find("\n]\n").expect("its end") + 3;
        let answered = draft.replace(&draft[list], "").replace("#? order = \"dmy\"", "order = \"dmy\"");
        shell.write("open.toml", answered);
        let imported = shell.run(&import);
        assert_eq!(imported.code, 1, "{imported:?}");
        assert!(imported.out.contains("held for review"), "no column tells what was done: {imported:?}");
    }

    async fn the_one_profile_that_fits_is_used_and_told(shell: filled) {
        shell.write("plain.csv", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]));
        let rehearsed = shell.run(&["import", "plain.csv", "--rehearse"]);
        assert_eq!(rehearsed.code, 0, "{rehearsed:?}");
        assert!(rehearsed.err.contains("icase-plain fits plain.csv"), "{rehearsed:?}");
        assert!(rehearsed.err.contains("casetime import plain.csv --profile icase-plain"), "{rehearsed:?}");
        let imported = shell.run(&["import", "plain.csv", "--json", "--quiet"]);
        assert_eq!((imported.code, &imported.json()["outcome"]), (0, &"imported".into()), "{imported:?}");
        shell.write("open.csv", OPEN);
        let unknown = shell.run(&["import", "open.csv"]);
        unknown.is_refused("profile_not_found");
        assert!(unknown.err.contains("import profile new"), "{unknown:?}");
        // A file that two profiles find their columns in.
        let both = "Timekeeper,File,Activity,Date,Hours,Narrative,Entered on,Project,User,Issue,Comment\n\
             P-1,OT-1,OT-ADM,01/02/2019,1.5,,,x,y,,\n";
        shell.write("both.csv", both.replace("01/02/2019", "").replace("1.5", ""));
        let several = shell.run(&["import", "both.csv"]);
        several.is_refused("profile_not_one");
        assert!(several.err.contains("icase-plain, redmine"), "{several:?}");
        shell.run_with(&["import", "-"], OPEN, &[]).is_refused("profile_not_found");
        assert_eq!(shell.run(&["import"]).code, 2, "a file is missing");
    }

    async fn a_file_may_have_the_name_of_a_command(shell: filled) {
        shell.write("sniff", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]));
        assert_eq!(shell.run(&["import", "./sniff", "--rehearse"]).code, 0);
        assert_eq!(shell.run(&["import", "sniff", "sniff"]).code, 0);
    }
}

#[test]
fn every_shipped_profile_has_a_name_of_its_own_in_both_languages() {
    for (name, text) in SHIPPED {
        let profile = Profile::parse(text).expect("no faults");
        assert!(!profile.description.en.is_empty() && profile.description.en != profile.description.fr, "{name}");
    }
}
