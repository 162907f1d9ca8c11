//! The same question asked of every surface: the program at the command line, the service as JSON and CSV, and the table
//! for people say the same numbers, for every report and for every figure.

use std::process::Command;

use axum::http::StatusCode;
use casetime::figures::{ALL, Figure, Origin};
use casetime::lang::Lang;
use casetime::reports::explain::{self, Shown};
use casetime::reports::export::Frame;
use casetime::reports::facts::Facts;
use casetime::reports::ops::RawQuestion;
use casetime::reports::run::{self, Report};
use casetime::reports::sheet;
use casetime::reports::sheet::document::FoundDocument;
use casetime::routes::router;
use casetime::store::Target;
use serde_json::Value;

use crate::report_questions::fill;
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

/// A number as people read it in a language; nothing where there is none.
fn read(text: &str, lang: Lang) -> Option<f64> {
    let plain: String = match lang {
        Lang::En => text.replace(',', ""),
        Lang::Fr => text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace(',', "."),
    };
    plain.replace('\u{2212}', "-").parse().ok()
}

/// The last cells of a line of a table for people.
fn cells(line: &str, many: usize) -> Vec<&str> {
    let all: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    all[all.len().saturating_sub(many)..].to_vec()
}

/// Holds each table for people against the JSON of the same report; answers how many numbers were compared.
fn table_says_the_same(text: &str, json: &Value, lang: Lang) -> usize {
    let mut compared = 0;
    let mut rest = text;
    for table in json["tables"].as_array().expect("tables") {
        let title = table["title"].as_str().expect("a title");
        let at = rest.find(title).unwrap_or_else(|| panic!("no table {title}"));
        rest = &rest[at..];
        let mut lines = rest.lines().skip_while(|line| !line.starts_with("---")).skip(1);
        let many = table["columns"].as_array().expect("columns").len();
        for row in table["rows"].as_array().expect("rows") {
            let line = lines.next().expect("a line for each row");
            let shown = cells(line, many);
            for (shown, cell) in shown.iter().zip(row["values"].as_array().expect("values")) {
                match (cell["value"].as_f64(), cell["text"].as_str()) {
                    (Some(number), _) => {
                        let found = read(shown, lang).unwrap_or_else(|| panic!("{shown} in {line}"));
                        // Hours are shown to a tenth.
                        assert!((found - number).abs() < 0.0501, "{title}: {shown}, not {number}, in {line}");
                        compared += 1;
                    }
                    (None, Some(word)) => assert_eq!(*shown, word, "{line}"),
                    (None, None) => assert!(["–", "···"].contains(shown), "{shown} in {line}"),
                }
            }
        }
    }
    compared
}

/// The rows of a CSV file, without what is said about them.
fn rows(csv: &str) -> Vec<&str> {
    csv.lines().filter(|line| !line.starts_with('#')).collect()
}

fn year() -> RawQuestion {
    RawQuestion { from: "2024-25".to_owned(), to: "2024-25".to_owned(), ..RawQuestion::default() }
}

/// What the program says at the command line.
fn run_program(fixture: &Fixture, arguments: &[&str]) -> String {
    let database = match &fixture.target {
        Target::Sqlite(path) => path.display().to_string(),
        Target::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_casetime"));
    command.args(arguments).env("CASETIME_DATABASE", database).env("CASETIME_FACTS_FOLDER", "");
    let output = command.env_remove("CASETIME_BIN").current_dir(fixture.folder()).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

on_both_engines! {
    async fn tables_for_people_say_what_the_service_says(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        for (name, report) in [
            ("demand", Report::Demand),
            ("timeliness", Report::Timeliness),
            ("quality", Report::Quality),
            ("capacity", Report::Capacity),
        ] {
            let found = run::report(&fixture.context, &Facts::default(), report, &year()).await.expect("a report");
            for lang in Lang::ALL {
                let section = &fixture.context.config.section;
                let frame = Frame { vocabulary: &fixture.context.vocabulary, section, lang };
                let path = format!("/api/v1/reports/{name}?from=2024-25&to=2024-25&lang={lang}");
                let json = get(&service, &path).await.json();
                let compared = table_says_the_same(&sheet::export::table(&found, frame), &json, lang);
                assert!(compared > 3, "{name}: {compared} numbers");
            }
        }
        let found = run::sign_off(&fixture.context, &Facts::default(), "2024-25", "").await.expect("a report");
        let section = &fixture.context.config.section;
        let frame = Frame { vocabulary: &fixture.context.vocabulary, section, lang: Lang::En };
        let json = get(&service, "/api/v1/reports/sign-off?period=2024-25").await.json();
        assert!(table_says_the_same(&sheet::export::table(&found, frame), &json, Lang::En) > 3);
    }

    async fn the_program_says_what_the_service_says(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        let days = ["--from", "2024-25", "--to", "2024-25"];
        for (arguments, path) in [
            (["workload"].iter().chain(&days).copied().collect(), "workload?from=2024-25&to=2024-25"),
            (["demand"].iter().chain(&days).copied().collect(), "demand?from=2024-25&to=2024-25"),
            (["timeliness"].iter().chain(&days).chain(&["--shared"]).copied().collect(), "timeliness?from=2024-25&to=2024-25&shared=yes"),
            (["quality"].iter().chain(&days).copied().collect(), "quality?from=2024-25&to=2024-25"),
            (["capacity"].iter().chain(&days).copied().collect(), "capacity?from=2024-25&to=2024-25"),
            (vec!["sign-off", "2024-25"], "sign-off?period=2024-25"),
            (
                vec!["chase", "unsubmitted", "--from", "2024-04-01", "--to", "2024-06-30"],
                "chase?list=unsubmitted&from=2024-04-01&to=2024-06-30",
            ),
        ] {
            let arguments: Vec<&str> = arguments;
            let asked = |format: &'static str| {
                let asked = ["report"].iter().chain(&arguments).chain(&["--format"]).copied().chain([format]);
                run_program(fixture, &asked.collect::<Vec<_>>())
            };
            let ours = asked("csv");
            let theirs = get(&service, &format!("/api/v1/reports/{path}&format=csv")).await;
            assert_eq!(theirs.status, StatusCode::OK, "{path}: {}", theirs.text);
            assert_eq!(rows(&ours), rows(&theirs.text), "{path}");
            assert!(rows(&ours).len() > 1 || path.starts_with("chase"), "{path}: {ours}");
            let ours: Value = serde_json::from_str(&asked("json")).expect("JSON");
            let theirs = get(&service, &format!("/api/v1/reports/{path}")).await.json();
            for member in ["tables", "groups", "totals", "held", "columns"] {
                assert_eq!(ours[member], theirs[member], "{path} {member}");
            }
        }
    }

    async fn every_figure_is_explained_alike_at_every_door(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        let section = &fixture.context.config.section;
        let frame = Frame { vocabulary: &fixture.context.vocabulary, section, lang: Lang::En };
        for figure in ALL {
            let shown = Shown { before: None, limit: 5 };
            let found = explain::explain(&fixture.context, &Facts::default(), figure.id, &year(), shown).await;
            let found = found.unwrap_or_else(|failure| panic!("{}: {failure:?}", figure.id));
            let ours: Vec<FoundDocument> =
                found.values.iter().map(|one| FoundDocument::of(&found.answer, one, frame)).collect();
            let path = format!("/api/v1/reports/figures/{}?from=2024-25&to=2024-25", figure.id);
            let theirs = get(&service, &path).await.json();
            assert_eq!(serde_json::to_value(&ours).expect("JSON"), theirs["values"], "{}", figure.id);
            assert_eq!(serde_json::to_value(found.value).expect("JSON"), theirs["value"], "{}", figure.id);
            // What is explained is what the report shows under the same keys.
            let report = figure.reports[0];
            if figure.source == Origin::Samples || ["workload", "chase"].contains(&report) {
                continue;
            }
            let question = if report == "sign-off" { "period=2024-25" } else { "from=2024-25&to=2024-25" };
            let json = get(&service, &format!("/api/v1/reports/{report}?{question}")).await.json();
            for value in theirs["values"].as_array().expect("values") {
                let tables = json["tables"].as_array().expect("tables");
                let table = tables.iter().find(|table| table["id"] == value["table"]).expect("the table");
                let columns = table["columns"].as_array().expect("columns");
                let column = columns.iter().position(|column| column["figure"] == figure.id).expect("the column");
                let rows = table["rows"].as_array().expect("rows");
                let row = rows.iter().find(|row| row["keys"] == value["keys"]).expect("the row");
                for member in ["value", "minutes", "text", "behind", "suppressed"] {
                    assert_eq!(row["values"][column][member], value[member], "{} {member}", figure.id);
                }
            }
        }
        for id in ["hours", "received", "within-5", "indicator", "capacity", "chase-count"] {
            let figure = Figure::find(id).expect("a figure");
            let text = run_program(fixture, &["--json", "report", "explain", id, "--from", "2024-25", "--to", "2024-25"]);
            let ours: Value = serde_json::from_str(&text).expect("JSON");
            let path = format!("/api/v1/reports/figures/{id}?from=2024-25&to=2024-25");
            let theirs = get(&service, &path).await.json();
            assert_eq!((&ours["value"], &ours["values"]), (&theirs["value"], &theirs["values"]), "{}", figure.id);
        }
    }
}
