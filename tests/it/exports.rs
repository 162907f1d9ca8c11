//! Entries for other programs: one's own as CSV and JSON, the time of a file as LEDES 1998B. What was written is read
//! again, with texts made to break it.

use axum::http::StatusCode;
use casetime::access::{Right, Role};
use casetime::ids::PersonId;
use casetime::people::{self, RawPerson};
use casetime::words::{self, Param};
use serde_json::{Value, json};

use crate::openapi::as_described;
use crate::recording::{ENTRIES, faults, places, recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, as_nobody, get, patch, put, request, send};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Engine, Fixture, on_both_engines};

const CSV: &str = "/api/v1/my/entries.csv";
const JSON: &str = "/api/v1/my/entries.json";

/// Narratives made to break what they are written into.
const HARD: [&str; 5] =
    ["=cmd|' /C calc'!A1", "+1", "a;b \"quoted\", c\r\n=2+2\r\n19990101|x[]", "|pipes|[x]", "« Œuvre » – l’été"];

async fn person(fixture: &Fixture, number: &str) -> PersonId {
    people::ops::find_by_number(&fixture.context, number).await.expect("a person").id
}

/// Somebody who records the time of `P-1`.
async fn alex(fixture: &Fixture) -> Somebody {
    let somebody = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await;
    somebody.standing_for(person(fixture, "P-1").await)
}

/// Time of `P-1` on five days with narratives that are hard to write, one entry withdrawn, and time of `P-3` of team A.
async fn record(fixture: &Fixture) {
    let raw = RawPerson {
        number: "P-3".to_owned(),
        name: "Émilie Œuf, paralegal".to_owned(),
        team: "A".to_owned(),
        kind: "paralegal".to_owned(),
        ..RawPerson::default()
    };
    people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added");
    let console = router(fixture);
    for (at, narrative) in HARD.into_iter().enumerate() {
        let day = format!("2026-11-{:02}", 16 + at);
        recorded(&console, &json!({ "worked_on": day, "minutes": 50 + at, "narrative": narrative })).await;
    }
    let gone = recorded(&console, &json!({ "worked_on": "2026-11-17", "narrative": "Withdrawn." })).await;
    let address = format!("{ENTRIES}/{}", gone["id"].as_str().expect("an id"));
    let withdrawn = patch(&console, &address, Some("\"1\""), &json!({ "withdrawn": true, "reason": "Twice." })).await;
    assert_eq!(withdrawn.status, StatusCode::OK, "{}", withdrawn.text);
    recorded(
        &console,
        &json!({ "person": "P-3", "worked_on": "2026-11-18", "minutes": 7, "narrative": "Of another." }),
    )
    .await;
}

/// The rows of a CSV, with its header.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// The lines of a LEDES file, as fields.
fn lines(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.is_ascii() && answer.text.ends_with("[]\r\n"), "{}", answer.text);
    let lines = answer.text.strip_suffix("[]\r\n").expect("an end").split("[]\r\n");
    lines.map(|line| line.split('|').map(ToOwned::to_owned).collect()).collect()
}

async fn file(fixture: &Fixture, number: &str) -> String {
    let files = casetime::files::ops::list(&fixture.context).await.expect("files");
    files.into_iter().find(|file| file.number == number).expect("a file").id.to_string()
}

async fn exports(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM audit_events WHERE action = 'export' AND object_kind = 'entries'").await
}

on_both_engines! {
    async fn ones_own_entries_leave_as_csv_that_reads_back_and_runs_nowhere(fixture: with_cast) {
        record(fixture).await;
        let router = alex(fixture).await.router(fixture).await;
        let answer = get(&router, CSV).await;
        assert_eq!((answer.status, answer.header("content-language")), (StatusCode::OK, "en"), "{}", answer.text);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"entries.csv\"");
        as_described(CSV, "get", &answer);
        let found = rows(&answer.text);
        assert_eq!(
            found[0],
            [
                "date", "file", "activity", "activity label", "category", "minutes", "hours", "narrative", "entered on",
                "identifier", "person"
            ]
        );
        assert_eq!(found.len(), 1 + HARD.len(), "{}", answer.text);
        for (at, narrative) in HARD.into_iter().enumerate() {
            let row = &found[at + 1];
            assert_eq!(row[..3], [&format!("2026-11-{:02}", 16 + at), "UKR-12", "TA-TRN"], "the oldest first");
            assert_eq!(row[5], (50 + at).to_string());
            let written = if narrative.starts_with(['=', '+']) { format!("'{narrative}") } else { narrative.to_owned() };
            assert_eq!(row[7], written);
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
        for hidden in ["Of another.", "Withdrawn.", "P-3"] {
            assert!(!answer.text.contains(hidden), "{hidden}: {}", answer.text);
        }
        let french = send(&router, request("GET", CSV, &[("accept-language", "fr")], axum::body::Body::empty())).await;
        assert_eq!(french.header("content-language"), "fr");
        assert_eq!(rows(&french.text)[0][1..4], ["dossier", "activité", "libellé de l’activité"]);
        assert_eq!(exports(fixture).await, 2);
        let told = "SELECT count(*) FROM audit_events WHERE action = 'export' AND actor = 'alex' \
             AND object_id LIKE 'person % 1970-01-01 2026-11-22 csv'";
        assert_eq!(fixture.number(told).await, 2);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'read_narratives'").await, 0);
    }

    async fn the_same_entries_leave_as_json_of_the_days_asked_for(fixture: with_cast) {
        record(fixture).await;
        let router = alex(fixture).await.router(fixture).await;
        let answer = get(&router, JSON).await;
        as_described(JSON, "get", &answer);
        let found = answer.json();
        assert_eq!([&found["person"], &found["to"]], [&json!("P-1"), &json!("2026-11-22")]);
        let narratives: Vec<&str> =
            found["entries"].as_array().expect("entries").iter().map(|one| one["narrative"].as_str().expect("a text")).collect();
        assert_eq!(narratives, HARD, "as they are stored");
        let days = |answer: &Answer| -> Vec<Value> {
            answer.json()["entries"].as_array().expect("entries").iter().map(|one| one["worked_on"].clone()).collect()
        };
        let part = get(&router, &format!("{JSON}?from=2026-11-17&to=2026-11-18")).await;
        assert_eq!(days(&part), [json!("2026-11-17"), json!("2026-11-18")]);
        let later = get(&router, &format!("{JSON}?from=2026-11-20")).await;
        assert_eq!(days(&later), [json!("2026-11-20")]);
        for path in [CSV, JSON] {
            for (query, pointer, code) in [
                ("from=2026-11-18&to=2026-11-17", "/to", "period_reversed"),
                ("from=soon", "/from", "date_format"),
                ("to=2026-02-30", "/to", "date_impossible"),
                ("person=P-3", "/person", "unknown_field"),
            ] {
                let answer = get(&router, &format!("{path}?{query}")).await;
                assert_eq!(faults(&answer), places(&[(pointer, code)]), "{query}");
                as_described(path, "get", &answer);
            }
        }
        assert_eq!(exports(fixture).await, 3, "what is refused leaves nothing");
    }

    async fn only_who_stands_for_a_person_and_reads_entries_has_own_ones(fixture: with_cast) {
        record(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let administrator = Somebody::new(fixture, "admin", &[(Role::Administrator, "")]).await;
        let program = alex(fixture).await.with_scopes(&[Right::ReadFiles]);
        for path in [CSV, JSON] {
            assert_eq!(get(&as_nobody(casetime::routes::router(fixture.app())), path).await.code(), "not_signed_in");
            assert_eq!(get(&head.router(fixture).await, path).await.code(), "no_person");
            assert_eq!(get(&administrator.router(fixture).await, path).await.code(), "forbidden");
            assert_eq!(get(&program.router(fixture).await, path).await.code(), "forbidden");
        }
        // Whoever reaches everybody exports as one's own what is one's own.
        let both = head.standing_for(person(fixture, "P-3").await);
        let own = get(&both.router(fixture).await, JSON).await.json();
        let entries = own["entries"].as_array().expect("entries");
        assert_eq!((entries.len(), &entries[0]["narrative"]), (1, &json!("Of another.")));
    }

    async fn the_time_of_a_file_is_written_as_ledes_and_reads_back(fixture: with_cast) {
        record(fixture).await;
        let id = file(fixture, "UKR-12").await;
        let path = format!("/api/v1/files/{id}/ledes");
        let answer = get(&router(fixture), &format!("{path}?from=2026-11-01&to=2026-11-30")).await;
        as_described("/api/v1/files/{id}/ledes", "get", &answer);
        assert_eq!(answer.header("content-type"), "text/plain; charset=us-ascii");
        let found = lines(&answer);
        assert_eq!(found[0], ["LEDES1998B"]);
        assert_eq!(found.len(), 2 + 6, "{}", answer.text);
        assert!(found[1..].iter().all(|line| line.len() == 24), "{}", answer.text);
        let at = |name: &str| found[1].iter().position(|field| field == name).unwrap_or_else(|| panic!("{name}"));
        let column = |name: &str| -> Vec<&str> { found[2..].iter().map(|line| line[at(name)].as_str()).collect() };
        assert_eq!(
            (at("INVOICE_DATE"), at("EXP/FEE/INV_ADJ_TYPE"), at("LINE_ITEM_DESCRIPTION"), at("CLIENT_MATTER_ID")),
            (0, 9, 18, 23)
        );
        assert_eq!(column("LINE_ITEM_NUMBER"), ["1", "2", "3", "4", "5", "6"]);
        assert_eq!(
            column("LINE_ITEM_DATE"),
            ["20261116", "20261117", "20261118", "20261118", "20261119", "20261120"]
        );
        let mut units = column("LINE_ITEM_NUMBER_OF_UNITS");
        units.sort_unstable();
        assert_eq!(units, ["0.12", "0.83", "0.85", "0.87", "0.88", "0.90"]);
        for name in ["INVOICE_TOTAL", "LINE_ITEM_ADJUSTMENT_AMOUNT", "LINE_ITEM_TOTAL", "LINE_ITEM_UNIT_COST"] {
            assert_eq!(column(name), ["0.00"; 6], "{name}");
        }
        for (name, value) in [
            ("INVOICE_DATE", "20261122"),
            ("INVOICE_NUMBER", "NB2026110120261130"),
            ("CLIENT_ID", "UKR-12"),
            ("LAW_FIRM_MATTER_ID", "UKR-12"),
            ("BILLING_START_DATE", "20261101"),
            ("BILLING_END_DATE", "20261130"),
            ("EXP/FEE/INV_ADJ_TYPE", "F"),
            ("LINE_ITEM_TASK_CODE", ""),
            ("LINE_ITEM_EXPENSE_CODE", ""),
            // The vocabulary names no UTBMS code for training.
            ("LINE_ITEM_ACTIVITY_CODE", ""),
            ("LAW_FIRM_ID", "International Legal"),
        ] {
            assert_eq!(column(name), [value; 6], "{name}");
        }
        let people: Vec<(&str, &str, &str)> = found[2..]
            .iter()
            .map(|line| (&*line[at("TIMEKEEPER_ID")], &*line[at("TIMEKEEPER_NAME")], &*line[at("TIMEKEEPER_CLASSIFICATION")]))
            .collect();
        assert_eq!(people.iter().filter(|one| **one == ("P-1", "Alex Example", "AS")).count(), 5, "{people:?}");
        assert!(people.contains(&("P-3", "Emilie OEuf, paralegal", "LA")), "{people:?}");
        let said = column("LINE_ITEM_DESCRIPTION");
        for written in [
            "=cmd/' /C calc'!A1",
            "a;b \"quoted\", c  =2+2  19990101/x()",
            "/pipes/(x)",
            "\" OEuvre \" - l'ete",
            "Of another.",
        ] {
            assert!(said.contains(&written), "{written} in {said:?}");
        }
        let described = [("file", Param::from("UKR-12"))];
        let expected = words::say(casetime::lang::Lang::En, "exports-ledes-description", &described);
        assert_eq!(column("INVOICE_DESCRIPTION"), [expected.as_str(); 6]);
        let empty = get(&router(fixture), &format!("{path}?to=2000-01-01")).await;
        assert_eq!(lines(&empty).len(), 2, "the header alone");
        assert_eq!(get(&router(fixture), &format!("{path}?from=x")).await.code(), "date_format");
        assert_eq!(exports(fixture).await, 2);
    }

    async fn a_ledes_file_holds_what_its_reader_may_see_and_no_narrative_more(fixture: with_cast) {
        record(fixture).await;
        let id = file(fixture, "UKR-12").await;
        let path = format!("/api/v1/files/{id}/ledes");
        let alex = alex(fixture).await;
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "A")]).await;
        // Which team a manager manages is read by the statement that lists entries.
        let account = match fixture.engine {
            Engine::Sqlite => format!("x'{}'", manager.account.uuid().simple()),
            Engine::Postgres => format!("'{}'", manager.account),
        };
        let role = format!("INSERT INTO account_roles (account_id, role, team) VALUES ({account}, 'manager', 'A')");
        fixture.by_hand(&role).await.expect("a role");
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        for (who, entries, narratives) in [
            (alex.clone(), 5, 5),
            (manager, 1, 1),
            (Somebody::new(fixture, "head", &[(Role::Head, "")]).await, 6, 6),
            (keeper.clone(), 6, 0),
            (Somebody::new(fixture, "auditor", &[(Role::Auditor, "")]).await, 6, 0),
        ] {
            let found = lines(&get(&who.router(fixture).await, &path).await);
            assert_eq!(found.len(), 2 + entries, "{}", who.login);
            assert_eq!(found[2..].iter().filter(|line| !line[18].is_empty()).count(), narratives, "{}", who.login);
        }
        let administrator = Somebody::new(fixture, "admin", &[(Role::Administrator, "")]).await;
        assert_eq!(get(&administrator.router(fixture).await, &path).await.code(), "forbidden");
        assert_eq!(get(&as_nobody(casetime::routes::router(fixture.app())), &path).await.code(), "not_signed_in");
        let console = router(fixture);
        let walled = patch(&console, &format!("/api/v1/files/{id}"), Some("\"1\""), &json!({ "walled": true })).await;
        assert_eq!(walled.status, StatusCode::OK, "{}", walled.text);
        for who in [&alex, &keeper] {
            assert_eq!(get(&who.router(fixture).await, &path).await.code(), "not_found", "{}", who.login);
        }
        assert!(get(&alex.router(fixture).await, JSON).await.json()["entries"] == json!([]), "walled");
        let members = format!("/api/v1/files/{id}/members");
        let named = json!({ "accounts": [keeper.account] });
        assert_eq!(put(&console, &members, Some("\"2\""), &named).await.status, StatusCode::OK);
        assert_eq!(lines(&get(&keeper.router(fixture).await, &path).await).len(), 2 + 6);
        for id in ["UKR-12", "0197a000-0000-7000-8000-0000000000a1"] {
            assert_eq!(get(&console, &format!("/api/v1/files/{id}/ledes")).await.code(), "not_found", "{id}");
        }
    }

    async fn more_entries_than_an_export_holds_are_refused_whole(fixture: with_cast) {
        let (id, file) = match fixture.engine {
            Engine::Sqlite => ("randomblob(16)", "(SELECT id FROM files WHERE number = 'SA-7')"),
            Engine::Postgres => ("gen_random_uuid()", "(SELECT id FROM files WHERE number = 'SA-7')"),
        };
        let digits = "(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 \
             UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        let many = format!(
            "INSERT INTO entries (id, person_id, file_id, activity, category, worked_on, minutes, narrative, \
             recorded_at, version, withdrawn) SELECT {id}, (SELECT id FROM people WHERE number = 'P-1'), {file}, \
             'SA-POL', 'SA', '2026-11-20', 1, '', '2026-11-20T00:00:00Z', 1, FALSE \
             FROM {digits} a, {digits} b, {digits} c, {digits} d, (SELECT 0 AS n UNION ALL SELECT 1) e"
        );
        assert_eq!(fixture.by_hand(&many).await.expect("entries"), 20_000);
        let router = alex(fixture).await.router(fixture).await;
        assert_eq!(rows(&get(&router, CSV).await.text).len(), 20_001, "as many as there may be");
        recorded(&self::router(fixture), &json!({ "worked_on": "2026-11-19", "minutes": 1 })).await;
        let answer = get(&router, CSV).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "export_too_large"));
        assert_eq!(get(&router, &format!("{CSV}?to=2026-11-19")).await.status, StatusCode::OK);
    }
}

on_both_shells! {
    async fn entries_and_files_are_exported_at_the_console(shell: filled) {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day").to_string();
        shell.write("note.txt", "=cmd()");
        let record =
            ["record", "--person", "P-1", "--file", "SA-7", "--on", &today, "--time", "1h30", "--activity", "SA-POL"];
        assert_eq!(shell.run_open(&[&record[..], &["--note", "note.txt"]].concat()).code, 0);
        let csv = shell.run(&["export", "entries", "--person", "p-1"]);
        let found = rows(&csv.out);
        assert_eq!((csv.code, found.len(), found[1][7].as_str()), (0, 2, "'=cmd()"), "{csv:?}");
        let json = shell.run(&["export", "entries", "--person", "P-1", "--from", &today, "--format", "json"]).json();
        assert_eq!(json["entries"][0]["narrative"], json!("=cmd()"));
        assert_eq!(shell.run(&["export", "entries", "--person", "P-1", "--json"]).json()["person"], json!("P-1"));
        let ledes = shell.run(&["export", "ledes", "--file", "SA-7", "--to", &today]);
        assert!(ledes.code == 0 && ledes.out.starts_with("LEDES1998B[]\r\n"), "{ledes:?}");
        assert!(ledes.out.contains("|1.50|0.00|0.00|20260105|||A104|P-1|=cmd()|"), "{ledes:?}");
        shell.run(&["export", "entries", "--person", "P-9"]).is_refused("unknown_person");
        shell.run(&["export", "ledes", "--file", "NOWHERE"]).is_refused("unknown_file");
        shell.run(&["export", "ledes", "--file", "SA-7", "--from", "x"]).is_refused("date_format");
        let added = shell.run(&["requests", "add", "--requester", "GAC", "--wanted", "Advice", "--received-on", &today]);
        assert!(added.code == 0 && added.err.contains("R-2025-0001"), "{added:?}");
        shell.run(&["requests", "add", "--requester", "GAC"]).is_refused("required");
        let listed = shell.run(&["requests", "list"]);
        assert!(listed.code == 0 && listed.out.starts_with("R-2025-0001"), "{listed:?}");
        assert_eq!(shell.run(&["requests", "list", "--json"]).json()["counts"]["received"], json!(1));
    }
}
