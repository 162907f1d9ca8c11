//! The program as it is typed: exit codes 0 (done), 1 (done, with rejected or held rows) and 2 (could not run), data on
//! standard output and everything else on standard error, in both languages and as JSON.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::Engine;
use crate::support::delivery::{HEADER, file_of};
use crate::support::packed::{gz, zipped};
use crate::support::shell::{Shell, on_both_shells};

/// The files of a folder and their bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            (
                path.display().to_string().rsplit('/').next().expect("a name").to_owned(),
                fs::read(&path).expect("a file"),
            )
        })
        .collect();
    found.sort();
    found
}

on_both_shells! {
    async fn a_database_is_made_once(shell: new) {
        shell.run(&["report", "workload"]).is_refused("database_missing");
        let made = shell.run(&["init"]);
        assert_eq!((made.code, made.out.as_str()), (0, ""), "{made:?}");
        assert!(made.err.contains("The database is ready"), "{made:?}");
        shell.run(&["init"]).is_refused("database_exists");
        let report: Value = shell.run(&["report", "workload", "--json"]).json();
        assert_eq!(report["data_version"], 0, "nothing has happened in it");
        let migrated = shell.run(&["migrate", "--lang", "fr"]);
        assert!(migrated.code == 0 && migrated.err.contains("déjà"), "{migrated:?}");
    }

    async fn lists_are_loaded_and_may_be_loaded_again(shell: filled) {
        let again = shell.run(&["people", "load", "people.csv", "--json"]);
        assert_eq!(again.json(), serde_json::json!({ "new": 0, "same": 2 }));
        let more = shell.run_with(&["people", "load", "-"], "number,name\nP-1,Alex Example\nP-3,Charlie\n", &[]);
        assert_eq!((more.code, more.out.as_str()), (0, ""), "{more:?}");
        assert!(more.err.contains("1 new, 1 there already"), "{more:?}");
        let people = shell.run(&["people", "list"]);
        assert!(people.code == 0 && people.out.lines().count() == 3 && people.err.is_empty(), "{people:?}");
        assert_eq!(shell.run(&["files", "list", "--json"]).json()["files"].as_array().expect("files").len(), 4);
    }

    async fn the_faults_of_a_list_name_their_lines_and_nothing_is_stored(shell: filled) {
        shell
            .write("bad.csv", "number,name,active_from,days_per_week\nP-8,Good,,\nP-9,,2020-02-30,9\n\n=X,Formula,,\n");
        let refused = shell.run(&["people", "load", "bad.csv"]);
        refused.is_refused("required");
        for part in ["line 3:", "line 5:", "(date_impossible)", "(number_unreadable)", "(number_format)"] {
            assert!(refused.err.contains(part), "{part} in {refused:?}");
        }
        let json = shell.run(&["people", "load", "bad.csv", "--json"]);
        assert_eq!((json.code, json.out.as_str()), (2, ""));
        assert_eq!(json.fault_codes().len(), 4, "{json:?}");
        assert!(json.err.contains("\"line\":5"), "{json:?}");
        shell.write("taken.csv", "number,title,category,opened_on\nSA-8,New,SA,2010-01-01\nSA-7,Other,SA,2010-01-01\n");
        let taken = shell.run(&["files", "load", "taken.csv"]);
        taken.is_refused("number_taken");
        assert!(taken.err.contains("line 3:"), "{taken:?}");
        shell.write("columns.csv", "number,nom\nP-1,Alex\n");
        shell.run(&["people", "load", "columns.csv"]).is_refused("header_not_found");
        shell.run(&["people", "load", "nowhere.csv"]).is_refused("source_missing");
        assert_eq!(shell.run(&["people", "list"]).out.lines().count(), 2);
        assert_eq!(shell.run(&["files", "list"]).out.lines().count(), 4);
    }

    async fn an_import_ends_with_0_or_1_and_says_where_every_line_is(shell: filled) {
        shell.write("good.csv", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,", "Total,,,,1.5,,"]));
        let import = ["import", "good.csv", "--profile", "icase-plain"];
        let rehearsed = shell.run(&[&import[..], &["--rehearse"]].concat());
        assert!(rehearsed.code == 0 && rehearsed.out.contains("nothing was stored"), "{rehearsed:?}");
        let json = shell.run(&[&import[..], &["--json", "--rehearse"]].concat()).json();
        assert_eq!((&json["outcome"], &json["batch"]), (&"rehearsed".into(), &Value::Null));
        let imported = shell.run(&import);
        assert_eq!(imported.code, 0, "{imported:?}");
        assert!(imported.out.contains("lines of the file") && imported.out.contains("1 total of the file agrees"));
        assert!(!imported.out.contains("Next:") && imported.err.contains("Next:"), "{imported:?}");
        let again = shell.run(&import);
        assert!(again.code == 0 && again.out.is_empty() && again.err.contains("nothing changed"), "{again:?}");
        assert_eq!(shell.run(&[&import[..], &["--json"]].concat()).json()["outcome"], "imported_before");
        // Held or rejected rows: done, with a remainder.
        shell.write("held.csv", file_of(&["P-1,OT-1,Unheard of,2019-05-03,1,,"]));
        let held =
            shell.run(&["import", "held.csv", "--profile", "icase-plain", "--rejects", "none.csv", "--lang", "fr"]);
        assert!(held.code == 1 && held.out.contains("Unheard of"), "{held:?}");
        assert!(!shell.folder.path().join("none.csv").exists(), "no row was rejected");
    }

    async fn rejected_rows_are_written_out_and_imported_once_they_are_mended(shell: filled) {
        shell.write("bad.csv", file_of(&["P-1,OT-1,OT-ADM,2019-02-30,1,,", "P-1,OT-1,OT-ADM,2019-03-01,1,,"]));
        let import = ["import", "bad.csv", "--profile", "icase-plain", "--rejects", "rejects.csv"];
        let imported = shell.run(&import);
        assert!(imported.code == 1 && imported.out.contains("date_impossible"), "{imported:?}");
        assert!(imported.err.contains("rejects.csv"));
        // A file of rejected rows that is there already is never overwritten.
        shell.run(&import).is_refused("output_exists");
        let rejects = String::from_utf8(shell.read("rejects.csv")).expect("UTF-8");
        assert!(rejects.starts_with(&format!("{HEADER},casetime line,")));
        let mended = rejects.replace("2019-02-30", "2019-02-28");
        shell.run_with(&["import", "-", "--profile", "icase-plain"], &mended, &[]).is_refused("source_is_rejects");
        let again = shell.run_with(&["import", "repair", "-", "--json"], &mended, &[]);
        assert_eq!((again.code, &again.json()["repaired"]), (0, &1.into()), "{again:?}");
        shell
            .run(&["import", "bad.csv", "--profile", "icase-plain", "--rejects", "no/folder.csv"])
            .is_refused("output_unwritable");
    }

    async fn what_is_packed_is_imported_from_a_file_and_from_standard_input(shell: filled) {
        let text = file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,", "P-9,OT-1,OT-ADM,2026-03-02,1,=1+1,"]);
        let import = ["import", "-", "--profile", "icase-plain", "--rejects", "rejects.XLSX"];
        let imported = shell.run_on(&import, &gz(&text), &[]);
        assert!(imported.code == 1 && imported.err.contains("rejects.XLSX"), "{imported:?}");
        shell.run(&["import", "rejects.XLSX", "--profile", "icase-plain"]).is_refused("source_is_rejects");
        let again = shell.run(&["import", "repair", "rejects.XLSX", "--rejects", "more.csv"]);
        assert_eq!(again.code, 1, "still at fault: {again:?}");
        assert!(String::from_utf8(shell.read("more.csv")).is_ok_and(|text| text.contains("P-9,OT-1,OT-ADM,2026-03-02,1,=1+1,,3,")));
        shell.write("two.zip", zipped(&[("a.csv", text.as_bytes()), ("b.csv", b"")]));
        shell.run(&["import", "two.zip", "--profile", "icase-plain"]).is_refused("archive_many_files");
        shell.run_on(&["import", "-", "--profile", "icase-plain"], &gz(""), &[]).is_refused("source_empty");
        shell.write("one.zip", zipped(&[("a.csv", text.as_bytes())]));
        let one = shell.run(&["import", "one.zip", "--profile", "icase-plain", "--lang", "fr"]);
        assert!(one.code == 1 && one.out.contains("Lu dans a.csv, d’une archive ZIP."), "{one:?}");
    }

    async fn an_import_that_cannot_run_ends_with_2(shell: filled) {
        shell.write("good.csv", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]));
        shell.write("other.csv", "Datum,Dauer\n2019-05-02,1\n");
        shell.write("broken.toml", "schema = 1\nname = ");
        shell.run(&["import", "nowhere.csv", "--profile", "icase-plain"]).is_refused("source_missing");
        shell.run(&["import", ".", "--profile", "icase-plain"]).is_refused("source_is_directory");
        shell.run(&["import", "good.csv", "--profile", "nowhere.toml"]).is_refused("profile_unreadable");
        shell.run(&["import", "good.csv", "--profile", "."]).is_refused("profile_unreadable");
        let broken = shell.run(&["import", "good.csv", "--profile", "broken.toml"]);
        broken.is_refused("profile_syntax");
        assert!(broken.err.contains("Line 2"), "{broken:?}");
        shell.run(&["import", "other.csv", "--profile", "icase-plain"]).is_refused("header_not_found");
        shell.run_with(&["import", "-", "--profile", "icase-plain"], "", &[]).is_refused("source_empty");
        let json = shell.run(&["import", "nowhere.csv", "--profile", "icase-plain", "--json", "--lang", "fr"]);
        assert_eq!((json.code, json.out.as_str()), (2, ""));
        assert_eq!(json.fault_codes(), ["source_missing"]);
        assert!(json.err.contains("fichier"), "{json:?}");
        assert_eq!(shell.run(&["report", "workload", "--format", "json"]).json()["groups"], serde_json::json!([]));
    }

    async fn time_is_recorded_once_under_one_identifier(shell: filled) {
        let id = "01977c7e-3b5f-7a12-9c4d-2f6b8e1a5d30";
        let record = [
            "record",
            "--person",
            "P-1",
            "--file",
            "UKR-12",
            "--on",
            "2019-05-02",
            "--time",
            "1h30",
            "--activity",
            "TA-LEG",
            "--id",
            id,
        ];
        shell.run(&record).is_refused("period_closed");
        let recorded = shell.run_open(&record);
        assert!(
            recorded.code == 0 && recorded.out.is_empty() && recorded.err.contains("Recorded 1:30"),
            "{recorded:?}"
        );
        let again = shell.run_open(&record);
        assert!(again.code == 0 && again.err.contains("nothing changed"), "{again:?}");
        assert_eq!(shell.run_open(&[&record[..], &["--json"]].concat()).json()["id"], id);
        let mut other = record;
        other[8] = "2h";
        shell.run_open(&other).is_refused("id_conflict");
        let wrong = shell.run_open(&[
            "record",
            "--person",
            "P-9",
            "--file",
            "UKR-12",
            "--on",
            "2019-02-30",
            "--time",
            "-1",
            "--activity",
            "SA-SM",
        ]);
        for code in ["unknown_person", "date_impossible", "duration_negative", "category_mismatch"] {
            wrong.is_refused(code);
        }
        let json = shell.run_open(&["record", "--json", "--lang", "fr"]);
        assert_eq!(json.fault_codes(), ["required"; 5], "{json:?}");
        let report = shell.run_open(&["report", "workload", "--by", "activity", "--format", "json"]).json();
        assert_eq!(report["totals"][0]["minutes"], 90);
    }

    async fn a_report_is_a_table_a_csv_or_json_with_the_same_numbers(shell: filled) {
        shell.write(
            "a.csv",
            file_of(&[
                "P-1,UKR-12,TA-LEG,2018-05-02,3,,",
                "P-1,SA-7,SA-RES,2019-05-02,1.5,,",
                "P-1,OT-1,Unheard of,2019-05-02,7,,",
            ]),
        );
        assert_eq!(shell.run(&["import", "a.csv", "--profile", "icase-plain", "--quiet"]).code, 1);
        let report = ["report", "workload", "--by", "category"];
        let table = shell.run(&report);
        assert!(table.code == 0 && table.err.is_empty() && table.out.contains("Held for review"), "{table:?}");
        assert!(
            table
                .out
                .lines()
                .any(|line| line.starts_with("Total") && line.contains("2019-20") && line.contains(" 1.5 ")),
            "{table:?}"
        );
        let csv = shell.run(&[&report[..], &["--format", "csv"]].concat());
        assert!(csv.out.contains("2019-20,total,Total,90,1.5,100,-50,-50,"), "{csv:?}");
        assert!(csv.out.contains("2019-20,held,Held for review,420,7,,,,"), "{csv:?}");
        let json = shell.run(&[&report[..], &["--format", "json"]].concat()).json();
        assert_eq!((&json["totals"][1]["minutes"], &json["held"][1]["minutes"]), (&90.into(), &420.into()));
        assert_eq!(shell.run(&[&report[..], &["--json"]].concat()).json()["totals"], json["totals"]);
        let french = shell.run(&[&report[..], &["--lang", "fr"]].concat());
        assert!(french.out.contains("En attente d’examen") && french.out.contains(" 1,5 "), "{french:?}");
        assert_eq!(
            shell.run_with(&report, "", &[("CASETIME_LANG", "fr")]).out.lines().next(),
            french.out.lines().next()
        );
        shell.run(&["report", "workload", "--by", "rank"]).is_refused("unknown_dimension");
        shell.run(&["report", "workload", "--from", "20190"]).is_refused("span_format");
        shell.run(&["report", "workload", "--format", "xml"]).is_refused("unknown_dimension");
    }

    async fn a_narrative_is_never_written_anywhere_but_to_the_file_of_rejected_rows(shell: filled) {
        let secret = "Privileged-canary-7731";
        let row = |day: &str, activity: &str| format!("P-1,OT-1,{activity},{day},1,{secret},");
        let rows = [
            row("2019-05-02", "OT-ADM"),
            row("2019-02-30", "OT-ADM"),
            row("2019-05-03", "Unheard of"),
            row("2019-05-04", "TA-LEG"),
            format!("P-1,OT-1,OT-ADM,2019-05-05,1,\"{secret}"),
        ];
        shell.write("a.csv", file_of(&rows.each_ref().map(String::as_str)));
        shell.write("long.csv", file_of(&[&format!("P-1,OT-1,OT-ADM,2019-05-06,1,{}\u{1},", secret.repeat(300))]));
        shell.write("note.txt", secret);
        let record =
            ["record", "--person", "P-1", "--file", "OT-1", "--on", "2019-06-01", "--time", "1", "--note", "note.txt"];
        let commands: [&[&str]; 9] = [
            &["import", "a.csv", "--profile", "icase-plain", "--rehearse"],
            &["import", "a.csv", "--profile", "icase-plain", "--rejects", "rejects.csv"],
            &["import", "a.csv", "--profile", "icase-plain", "--json"],
            &["import", "long.csv", "--profile", "icase-plain", "--json"],
            &[&record[..], &["--activity", "OT-ADM"]].concat(),
            &[&record[..], &["--activity", "OT-ADM", "--json"]].concat(),
            &[&record[..], &["--activity", "SA-SM", "--json"]].concat(),
            &["report", "workload", "--by", "file"],
            &["files", "list", "--json"],
        ];
        for command in commands {
            let ran = shell.run_with(command, "", &[("CASETIME_LOG", "debug")]);
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{command:?}");
            assert!(!ran.out.is_empty() || !ran.err.is_empty());
        }
        assert!(
            String::from_utf8(shell.read("rejects.csv")).expect("UTF-8").contains(secret),
            "the canary was there to be seen"
        );
    }

    async fn the_vocabulary_in_force_is_shown_and_exported(shell: filled) {
        let exported = shell.run(&["vocabulary", "export", "--format", "skos"]);
        assert!(exported.code == 0 && exported.err.is_empty() && exported.out.contains("skos:Concept"), "{exported:?}");
        let json = shell.run(&["vocabulary", "export", "--format", "json"]).json();
        assert_eq!(json["version"], 1);
        let shown = shell.run(&["vocabulary", "show", "--lang", "fr"]);
        assert!(shown.out.contains("TA-LEG") && shown.out.contains("ssistance technique juridique"), "{shown:?}");
        shell.run(&["vocabulary", "export", "--format", "xml"]).is_refused("unknown_dimension");
    }
}

fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

#[tokio::test]
async fn a_vocabulary_file_is_checked_without_a_database() {
    let shell = Shell::new(Engine::Sqlite).await;
    let good = shell.run(&["vocabulary", "check", &shipped("schemas/vocabulary/ilps.toml")]);
    assert_eq!((good.code, good.out.as_str()), (0, ""), "{good:?}");
    assert!(good.err.contains("in order"), "{good:?}");
    let path = shipped("tests/data/vocabulary/many_faults_at_once.toml");
    let broken = shell.run(&["vocabulary", "check", &path]);
    assert_eq!((broken.code, broken.out.as_str()), (2, ""), "{broken:?}");
    let json = shell.run(&["vocabulary", "check", &path, "--json"]).json();
    let faults = json["faults"].as_array().expect("faults");
    assert!(faults.len() > 3 && faults.len() == broken.err.lines().count(), "{broken:?}");
    assert!(faults.iter().all(|fault| fault["line"].as_u64().is_some_and(|line| line > 0)), "{json}");
    shell.run(&["vocabulary", "check", "nowhere.toml"]).is_refused("source_missing");
    assert!(!Path::new(&shell.database).exists(), "no database was made");
}

#[tokio::test]
async fn a_command_line_that_is_not_understood_says_what_was_meant() {
    let shell = Shell::new(Engine::Sqlite).await;
    let unknown = shell.run(&["imprt"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("imprt") && unknown.err.contains("Did you mean `import`?"), "{unknown:?}");
    let french = shell.run(&["imprt", "--lang", "fr"]);
    assert!(french.err.contains("`import`") && !french.err.contains("Did you mean"), "{french:?}");
    let option = shell.run(&["import", "a.csv", "--profil", "x"]);
    assert!(option.code == 2 && option.err.contains("--profile"), "{option:?}");
    let missing = shell.run(&["report", "workload", "--by"]);
    assert!(missing.code == 2 && missing.err.contains("--by"), "{missing:?}");
    let nothing = shell.run(&[]);
    assert!(nothing.code == 2 && nothing.out.is_empty() && !nothing.err.is_empty(), "{nothing:?}");
    let value = shell.run(&["report", "workload", "--lang", "de"]);
    assert!(value.code == 2 && value.err.contains("--lang"), "{value:?}");
    let json = shell.run(&["imprt", "--json"]);
    assert_eq!((json.code, json.fault_codes()), (2, vec!["usage".to_owned()]));
    for arguments in [&["--help"][..], &["import", "--help"], &["--version"]] {
        let help = shell.run(arguments);
        assert!(help.code == 0 && !help.out.is_empty() && help.err.is_empty(), "{help:?}");
    }
    shell.run(&["report", "workload", "--config", "nowhere.toml"]).is_refused("configuration");
}

#[tokio::test]
async fn the_same_seed_generates_the_same_bytes() {
    let shell = Shell::new(Engine::Sqlite).await;
    let generate = |seed: &str, out: &str| {
        shell.run(&[
            "generate",
            "--people",
            "2",
            "--years",
            "1",
            "--last-year",
            "2018-19",
            "--seed",
            seed,
            "--out",
            out,
        ])
    };
    for (seed, out) in [("7", "one"), ("7", "two"), ("8", "three")] {
        let ran = generate(seed, out);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
        assert!(ran.err.contains("imaginary"), "{ran:?}");
    }
    let [one, two, three] = ["one", "two", "three"].map(|name| contents(&shell.folder.path().join(name)));
    assert!(one.len() >= 5 && one == two && one != three);
    generate("7", "one").is_refused("output_exists");
    assert_eq!(contents(&shell.folder.path().join("one")), two, "nothing was overwritten");
    shell.run(&["generate", "--last-year", "2018", "--out", "four"]).is_refused("fiscal_year_format");
    let json = shell.run(&["generate", "--out", "one", "--json", "--last-year", "2018-19"]);
    assert_eq!((json.out.as_str(), json.fault_codes()), ("", vec!["output_exists".to_owned()]));
}
