//! The register of files: numbers by a pattern, what it says of a file, lead counsel, closing with a successor and
//! reopening, relations.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::app::App;
use casetime::config::Config;
use casetime::config::number_pattern::NumberPattern;
use casetime::files::leads;
use casetime::ids::{FileId, PersonId};
use casetime::people::RawPerson;
use casetime::vocabulary::Vocabulary;
use serde_json::{Value, json};

use crate::recording::{ENTRIES, entry, faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, as_console, get, patch, post, put, request, send};
use crate::support::{Fixture, on_both_engines};

const FILES: &str = "/api/v1/files";

/// The program with a pattern for numbers.
fn numbering(fixture: &Fixture, pattern: &str) -> Router {
    let config = Config { file_number: NumberPattern::parse(pattern).expect("a pattern"), ..Config::default() };
    let context = &fixture.context;
    as_console(casetime::routes::router(App::new(context.db.clone(), context.clock, Vocabulary::shipped(), config)))
}

fn file(changes: &Value) -> Value {
    let mut file = json!({ "title": "Advice", "category": "SA", "opened_on": "2026-01-01" });
    for (name, value) in changes.as_object().expect("an object") {
        file[name] = value.clone();
    }
    file
}

/// The address of the file with a number.
async fn address(router: &Router, number: &str) -> String {
    let found = get(router, &format!("{FILES}?search={number}")).await.json();
    let files = found["files"].as_array().expect("files");
    let file = files.iter().find(|file| file["number"] == number).unwrap_or_else(|| panic!("{number}: {found}"));
    format!("{FILES}/{}", file["id"].as_str().expect("an id"))
}

async fn read(router: &Router, number: &str) -> Value {
    get(router, &address(router, number).await).await.json()
}

fn id_of(address: &str) -> &str {
    address.rsplit('/').next().expect("an id")
}

async fn close(router: &Router, number: &str, body: &Value) -> Answer {
    post(router, &format!("{}/close", address(router, number).await), body).await
}

async fn reopen(router: &Router, number: &str) -> Answer {
    post(router, &format!("{}/reopen", address(router, number).await), &json!({ "reason": "More to do." })).await
}

fn refused(answer: &Answer, status: u16, pointer: &str, code: &str) {
    assert_eq!((answer.status.as_u16(), faults(answer)), (status, places(&[(pointer, code)])), "{}", answer.text);
}

on_both_engines! {
    async fn twenty_files_opened_at_once_without_a_number_get_twenty_numbers(fixture: with_cast) {
        let router = numbering(fixture, "{country}-{n}");
        let numbered = post(&router, FILES, &file(&json!({ "number": "SA-3" }))).await;
        assert_eq!(numbered.status, StatusCode::CREATED, "a number that fits the pattern: {}", numbered.text);
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let router = router.clone();
            tasks.push(tokio::spawn(async move { post(&router, FILES, &file(&json!({}))).await }));
        }
        let mut numbers = BTreeSet::new();
        for task in tasks {
            let answer = task.await.expect("an answer");
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
            numbers.insert(answer.json()["number"].as_str().expect("a number").to_owned());
        }
        // SA-3 and SA-7 were there before.
        let expected = (1..=22).filter(|n| ![3, 7].contains(n)).map(|n| format!("SA-{n}")).collect::<BTreeSet<_>>();
        assert_eq!(numbers, expected);
        let jamaica = json!({ "category": "TA", "country": "JM", "unfunded": true });
        assert_eq!(post(&router, FILES, &file(&jamaica)).await.json()["number"], "JM-1", "another count");
    }

    async fn a_number_that_does_not_fit_the_pattern_is_refused(fixture: empty) {
        let router = numbering(fixture, "{category}-{year}-{n:4}");
        for number in ["SA-2026-1", "SA-2025-0001", "OT-2026-0001", "Anything"] {
            refused(&post(&router, FILES, &file(&json!({ "number": number }))).await, 422, "/number", "number_pattern");
        }
        let given = post(&router, FILES, &file(&json!({ "number": "sa-2026-0001" }))).await;
        assert_eq!(given.json()["number"], "sa-2026-0001", "{}", given.text);
        let next = post(&router, FILES, &file(&json!({}))).await;
        assert_eq!(next.json()["number"], "SA-2026-0002", "the first one is taken: {}", next.text);
        let again = post(&router, FILES, &file(&json!({ "number": "sa-2026-0001" }))).await;
        assert_eq!(again.status, StatusCode::OK, "the same file once more");
        let free = crate::recording::router(fixture);
        refused(&post(&free, FILES, &file(&json!({}))).await, 422, "/number", "required");
    }

    async fn without_a_number_a_request_needs_a_key_and_its_repeat_opens_nothing(fixture: empty) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let without = post(&keeper.router(fixture).await, FILES, &file(&json!({}))).await;
        assert_eq!((without.status.as_u16(), without.code().as_str()), (400, "idempotency_key_required"));
        let reader = Somebody::new(fixture, "reader", &[(Role::Auditor, "")]).await;
        let forbidden = post(&reader.router(fixture).await, FILES, &file(&json!({}))).await;
        assert_eq!(forbidden.code(), "forbidden", "the right comes first");
    }

    async fn the_register_says_what_was_told_and_takes_nothing_else(fixture: empty) {
        let router = router(fixture);
        let told = json!({
            "number": "TA-1", "category": "TA", "country": "JM", "project": "JUST", "agreement": "CA-3-A032861002",
            "risk": "high", "complexity": "low",
            "numbers": [{ "system": "icase", "number": "2-345678" }, { "system": "billing", "number": "B 12" }],
        });
        let made = post(&router, FILES, &file(&told)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        for (member, value) in told.as_object().expect("an object") {
            assert_eq!(&made.json()[member], value, "{member}");
        }
        assert_eq!(post(&router, FILES, &file(&told)).await.status, StatusCode::OK, "the same file");
        let mut other = told.clone();
        other["numbers"] = json!([]);
        refused(&post(&router, FILES, &file(&other)).await, 409, "/number", "number_taken");
        let here = made.header("location").to_owned();
        let changed = patch(&router, &here, Some("\"1\""), &json!({ "risk": "", "numbers": [] })).await.json();
        assert_eq!((&changed["risk"], &changed["numbers"]), (&json!(""), &json!([])));
        assert_eq!((&changed["complexity"], &changed["agreement"]), (&told["complexity"], &told["agreement"]));
        assert_eq!(fixture.number("SELECT count(*) FROM file_numbers").await, 0);
        let before = fixture.contents().await;
        let number = |system: &str, number: &str| json!([{ "system": system, "number": number }]);
        let many: Vec<Value> = (0..11).map(|n| json!({ "system": "other", "number": n.to_string() })).collect();
        for (change, pointer, code) in [
            (json!({ "risk": "severe" }), "/risk", "unknown_level"),
            (json!({ "complexity": "HIGH" }), "/complexity", "unknown_level"),
            (json!({ "numbers": number("lex", "1") }), "/numbers", "unknown_number_system"),
            (json!({ "numbers": number("icase", "") }), "/numbers", "required"),
            (json!({ "numbers": number("icase", "1;billing:2") }), "/numbers", "number_format"),
            (json!({ "numbers": number("icase", &"1".repeat(41)) }), "/numbers", "too_long"),
            (json!({ "numbers": many }), "/numbers", "too_many"),
            (json!({ "category": "SA", "project": "" }), "/agreement", "project_forbidden"),
        ] {
            refused(&patch(&router, &here, Some("\"2\""), &change).await, 422, pointer, code);
        }
        assert_eq!(fixture.contents().await, before);
    }

    async fn the_lead_of_a_day_is_the_last_one_named_before_it(fixture: with_cast) {
        let router = router(fixture);
        let here = address(&router, "UKR-12").await;
        let raw = RawPerson { number: "P-3".to_owned(), name: "Cam".to_owned(), ..RawPerson::default() };
        casetime::people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added");
        let set = async |version: &str, day: &str, person: &str| {
            put(&router, &format!("{here}/leads/{day}"), Some(version), &json!({ "person": person })).await
        };
        assert_eq!(set("\"1\"", "2026-01-01", "P-1").await.status, StatusCode::CREATED);
        assert_eq!(set("\"2\"", "2026-06-01", "P-1").await.status, StatusCode::CREATED);
        let replaced = set("\"3\"", "2026-06-01", "P-3").await;
        assert_eq!((replaced.status, replaced.header("etag")), (StatusCode::OK, "\"4\""));
        let told = |leads: &Value| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            let leads = leads["leads"].as_array().expect("leads");
            leads.iter().map(|lead| (text(&lead["valid_from"]), text(&lead["number"]))).collect()
        };
        let expected = [("2026-01-01", "P-1"), ("2026-06-01", "P-3")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(told(&get(&router, &format!("{here}/leads")).await.json()), expected);
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let file = FileId::parse(id_of(&here), "").expect("an id");
        for (day, lead) in [("2025-12-31", None), ("2026-05-31", Some("P-1")), ("2026-06-01", Some("P-3"))] {
            let found = leads::find_lead_in(&mut tx, file, day.parse().expect("a day")).await.expect("looked up");
            let named: Option<PersonId> = match lead {
                Some(number) => casetime::people::ops::find_in(&mut tx, number).await.expect("found").map(|it| it.id),
                None => None,
            };
            assert_eq!(found, named, "{day}");
        }
        drop(tx);
        let before = fixture.contents().await;
        refused(&set("\"4\"", "2026-07-01", "P-2").await, 422, "/person", "person_not_active");
        refused(&set("\"4\"", "2026-07-01", "P-9").await, 422, "/person", "unknown_person");
        refused(&set("\"4\"", "2026-07-32", "P-1").await, 422, "/valid_from", "date_impossible");
        assert_eq!(set("\"3\"", "2026-07-01", "P-1").await.json()["current"]["version"], 4);
        let events = "SELECT count(*) FROM audit_events WHERE action = 'set_lead' AND object_kind = 'file'";
        assert_eq!((fixture.contents().await, fixture.number(events).await), (before, 3));
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "North")]).await;
        let lead = json!({ "person": "P-1" });
        let out = put(&manager.router(fixture).await, &format!("{here}/leads/2026-07-01"), Some("\"4\""), &lead).await;
        refused(&out, 422, "/person", "unknown_person");
    }

    async fn a_file_closed_a_second_ago_takes_no_time_of_the_next_day(fixture: with_cast) {
        let router = router(fixture);
        let on = |day: &str| entry(&json!({ "worked_on": day, "minutes": 1 }));
        let closed = close(&router, "UKR-12", &json!({ "closed_on": "2026-11-18", "reason": "The project ended." })).await;
        assert_eq!(closed.status, StatusCode::OK, "{}", closed.text);
        assert_eq!(post(&router, ENTRIES, &on("2026-11-18")).await.status, StatusCode::CREATED);
        refused(&post(&router, ENTRIES, &on("2026-11-19")).await, 422, "/file", "file_closed");
        assert_eq!(reopen(&router, "UKR-12").await.status, StatusCode::OK);
        assert_eq!(post(&router, ENTRIES, &on("2026-11-19")).await.status, StatusCode::CREATED);
        let event = "SELECT count(*) FROM audit_events WHERE object_kind = 'file' AND \
             (action = 'close' AND reason = 'The project ended.' OR action = 'reopen' AND reason = 'More to do.')";
        assert_eq!(fixture.number(event).await, 2);
    }

    async fn a_file_is_continued_by_one_of_another_category_and_that_one_by_a_third(fixture: with_cast) {
        let router = router(fixture);
        let here = address(&router, "UKR-12").await;
        let lead = json!({ "person": "P-1" });
        put(&router, &format!("{here}/leads/2026-01-01"), Some("\"1\""), &lead).await;
        let facts = json!({ "requester": "GAC", "team": "North", "risk": "high", "agreement": "CA-3" });
        assert_eq!(patch(&router, &here, Some("\"2\""), &facts).await.status, StatusCode::OK);
        let body = json!({
            "closed_on": "2026-03-31", "reason": "The rest is advice.",
            "successor": { "category": "SA", "number": "SA-8" },
        });
        let closed = close(&router, "UKR-12", &body).await.json();
        let second = read(&router, "SA-8").await;
        assert_eq!(closed["closings"][0]["successor"], second["id"]);
        for (member, value) in [
            ("category", "SA"), ("opened_on", "2026-04-01"), ("title", "File UKR-12"), ("requester", "GAC"),
            ("team", "North"), ("risk", "high"), ("country", "UA"), ("project", ""), ("agreement", ""),
        ] {
            assert_eq!(second[member], value, "{member}");
        }
        let leads = get(&router, &format!("{}/leads", address(&router, "SA-8").await)).await.json();
        assert_eq!(leads["leads"][0]["valid_from"], "2026-04-01");
        assert_eq!(leads["leads"][0]["number"], "P-1");
        let entry = |file: &str, activity: &str, day: &str| entry(&json!({ "file": file, "activity": activity, "worked_on": day }));
        assert_eq!(post(&router, ENTRIES, &entry("UKR-12", "TA-TRN", "2026-03-31")).await.status, StatusCode::CREATED);
        assert_eq!(post(&router, ENTRIES, &entry("SA-8", "SA-POL", "2026-04-01")).await.status, StatusCode::CREATED);
        let body = json!({
            "closed_on": "2026-06-30", "reason": "A project after all.",
            "successor": { "category": "TA", "number": "UKR-13", "project": "Second", "title": "Second project" },
        });
        let closed = close(&router, "SA-8", &body).await.json();
        assert_eq!(closed["predecessor"], id_of(&here));
        let third = read(&router, "UKR-13").await;
        assert_eq!((&third["project"], &third["country"]), (&json!("Second"), &json!("UA")));
        // The first one is reopened only when no file of the matter is open.
        let open = reopen(&router, "UKR-12").await;
        refused(&open, 409, "", "file_continued");
        assert_eq!(open.json()["faults"][0]["params"]["successor"], "UKR-13", "the one that is open: {}", open.text);
        assert_eq!(close(&router, "UKR-13", &json!({ "reason": "Done." })).await.status, StatusCode::OK);
        assert_eq!(reopen(&router, "UKR-12").await.status, StatusCode::OK);
        let history = get(&router, &format!("{here}/closings")).await.json();
        let first = &history["closings"][0];
        assert_eq!(first["successor"], second["id"], "what was, stays");
        assert_eq!((&first["reopened_by"], &first["reopen_reason"]), (&json!("test"), &json!("More to do.")));
        assert_eq!(read(&router, "UKR-12").await["closed_on"], json!(null));
    }

    async fn a_file_is_closed_with_its_successor_or_not_at_all(fixture: with_cast) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let successor = |changes: Value| {
            let mut successor = json!({ "category": "SA", "number": "SA-8" });
            for (name, value) in changes.as_object().expect("an object") {
                successor[name] = value.clone();
            }
            json!({ "reason": "The rest is advice.", "successor": successor })
        };
        for (body, status, pointer, code) in [
            (json!({ "closed_on": "2026-03-31" }), 422, "/reason", "reason_required"),
            (json!({ "reason": " " }), 422, "/reason", "reason_required"),
            (json!({ "reason": "r".repeat(501) }), 422, "/reason", "too_long"),
            (json!({ "reason": "r", "closed_on": "1999-12-31" }), 422, "/closed_on", "period_reversed"),
            (json!({ "reason": "r", "closed_on": "2026-02-30" }), 422, "/closed_on", "date_impossible"),
            (successor(json!({ "category": "XX" })), 422, "/successor/category", "unknown_category"),
            (successor(json!({ "number": "SA-7" })), 409, "/successor/number", "number_taken"),
            (successor(json!({ "number": "" })), 422, "/successor/number", "required"),
            (successor(json!({ "project": "One" })), 422, "/successor/project", "project_forbidden"),
            (successor(json!({ "country": "XK" })), 422, "/successor/country", "country_format"),
            (successor(json!({ "category": "TA", "country": "" })), 422, "/successor/country", "country_required"),
            (successor(json!({ "category": "TA", "project": "" })), 422, "/successor/project", "project_required"),
        ] {
            refused(&close(&router, "UKR-12", &body).await, status, pointer, code);
        }
        refused(&close(&router, "JAM-3", &json!({ "reason": "r" })).await, 409, "", "file_already_closed");
        refused(&reopen(&router, "UKR-12").await, 409, "", "file_not_closed");
        assert_eq!(fixture.contents().await, before);
        assert_eq!(read(&router, "UKR-12").await["closed_on"], json!(null));
        assert_eq!(fixture.number("SELECT count(*) FROM file_closings").await, 0);
    }

    async fn a_last_day_that_was_only_written_down_is_reopened_too_and_one_with_a_reason_stays(fixture: with_cast) {
        let router = router(fixture);
        let reopened = reopen(&router, "JAM-3").await.json();
        let closing = &reopened["closings"][0];
        assert_eq!((&closing["closed_on"], &closing["closed_at"]), (&json!("2020-03-31"), &json!(null)));
        assert_eq!(closing["reopen_reason"], "More to do.");
        let here = address(&router, "JAM-3").await;
        let written = patch(&router, &here, Some("\"2\""), &json!({ "closed_on": "2026-03-31" })).await;
        assert_eq!(written.status, StatusCode::OK, "open again, it is as before: {}", written.text);
        assert_eq!(patch(&router, &here, Some("\"3\""), &json!({ "closed_on": null })).await.status, StatusCode::OK);
        let closed = close(&router, "JAM-3", &json!({ "reason": "Done.", "closed_on": "2026-06-30" })).await;
        assert_eq!(closed.json()["closings"].as_array().map(Vec::len), Some(2), "{}", closed.text);
        for change in [json!({ "closed_on": null }), json!({ "closed_on": "2026-07-01" })] {
            refused(&patch(&router, &here, Some("\"5\""), &change).await, 409, "/closed_on", "closing_recorded");
        }
        let titled = patch(&router, &here, Some("\"5\""), &json!({ "title": "Courts" })).await;
        assert_eq!((titled.status, &titled.json()["closed_on"]), (StatusCode::OK, &json!("2026-06-30")));
    }

    async fn who_knows_a_walled_file_knows_its_successor_and_nobody_else_does(fixture: with_cast) {
        let one = Somebody::new(fixture, "one", &[(Role::Keeper, "")]).await;
        let two = Somebody::new(fixture, "two", &[(Role::Keeper, "")]).await;
        let other = Somebody::new(fixture, "other", &[(Role::Keeper, "")]).await;
        let made = post(&one.router(fixture).await, FILES, &file(&json!({ "number": "W-1", "walled": true }))).await;
        let here = made.header("location").to_owned();
        let both = json!({ "accounts": [one.account, two.account] });
        put(&one.router(fixture).await, &format!("{here}/members"), Some("\"1\""), &both).await;
        let body = json!({ "reason": "r", "successor": { "category": "OT", "number": "W-2" } }).to_string();
        let headers = [("content-type", "application/json")];
        let path = format!("{here}/close");
        let hidden = send(&other.router(fixture).await, request("POST", &path, &headers, Body::from(body.clone()))).await;
        assert_eq!(hidden.code(), "not_found");
        let closed = send(&one.router(fixture).await, request("POST", &path, &headers, Body::from(body))).await.json();
        let successor = format!("{FILES}/{}", closed["closings"][0]["successor"].as_str().expect("a successor"));
        for (who, status) in [(&one, 200), (&two, 200), (&other, 404)] {
            assert_eq!(get(&who.router(fixture).await, &successor).await.status.as_u16(), status, "{}", who.login);
        }
        // Somebody who knows the first file only is not told which one continues it.
        let only = json!({ "accounts": [two.account] });
        put(&two.router(fixture).await, &format!("{successor}/members"), Some("\"1\""), &only).await;
        let told = get(&one.router(fixture).await, &format!("{here}/closings")).await.json();
        assert_eq!(told["closings"][0]["successor"], json!(null));
        let path = format!("{here}/reopen");
        let open = post(&one.router(fixture).await, &path, &json!({ "reason": "r" })).await;
        assert_eq!(open.code(), "file_continued");
        assert!(!open.text.contains("W-2"), "{}", open.text);
    }

    async fn a_relation_holds_for_both_files_and_shows_no_walled_one(fixture: with_cast) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let console = router(fixture);
        let made = post(&console, FILES, &file(&json!({ "number": "W-1", "walled": true }))).await;
        let walled = id_of(made.header("location")).to_owned();
        let [ukraine, advice, jamaica] =
            [address(&console, "UKR-12").await, address(&console, "SA-7").await, address(&console, "JAM-3").await];
        let set = async |router: &Router, address: &str, version: &str, files: &[&str]| {
            put(router, &format!("{address}/relations"), Some(version), &json!({ "files": files })).await
        };
        let related = async |router: &Router, address: &str| -> BTreeSet<String> {
            let listed = get(router, &format!("{address}/relations")).await.json();
            let files = listed["related"].as_array().expect("files").clone();
            files.iter().map(|file| file.as_str().expect("an id").to_owned()).collect()
        };
        let ids = |ids: &[&str]| -> BTreeSet<String> { ids.iter().map(|id| (*id).to_owned()).collect() };
        let all = [id_of(&advice), id_of(&jamaica), &walled];
        assert_eq!(set(&console, &ukraine, "\"1\"", &all).await.status, StatusCode::OK);
        assert_eq!(related(&console, &advice).await, ids(&[id_of(&ukraine)]));
        assert_eq!(related(&console, &ukraine).await, ids(&all));
        let outside = keeper.router(fixture).await;
        assert_eq!(related(&outside, &ukraine).await, ids(&[id_of(&advice), id_of(&jamaica)]));
        refused(&set(&outside, &ukraine, "\"2\"", &[&walled]).await, 422, "/files", "unknown_file");
        refused(&set(&outside, &ukraine, "\"2\"", &[id_of(&ukraine)]).await, 422, "/files", "related_to_itself");
        refused(&set(&outside, &ukraine, "\"2\"", &["x"]).await, 422, "/files", "malformed_id");
        assert_eq!(set(&outside, &ukraine, "\"1\"", &[]).await.json()["current"]["version"], 2);
        // Taken back from the other side, by somebody who does not know the walled one.
        assert_eq!(set(&outside, &advice, "\"2\"", &[]).await.status, StatusCode::OK);
        assert_eq!(related(&console, &ukraine).await, ids(&[id_of(&jamaica), &walled]));
        assert_eq!(set(&outside, &ukraine, "\"3\"", &[]).await.status, StatusCode::OK);
        assert_eq!(related(&console, &ukraine).await, ids(&[&walled]), "what one does not know stays");
        let events = "SELECT count(*) FROM audit_events WHERE action = 'set_relations'";
        assert_eq!(fixture.number(events).await, 4 + 2 + 2, "one for each file whose relations changed");
    }
}
