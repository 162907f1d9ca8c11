//! The vocabulary over time, on a database: a version is rehearsed and applied, entries keep the code they were recorded
//! with, figures as of today's list move as the impact statement says, and a running server meets the new list at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::context::Context;
use casetime::entries::{self, RawEntry};
use casetime::failure::Failure;
use casetime::fault::Code;
use casetime::files::{self, RawFileChange};
use casetime::lang::Lang;
use casetime::people::ops::Added;
use casetime::reports::facts::Facts;
use casetime::reports::impact::{Impact, ops as impact, text};
use casetime::reports::workload::By;
use casetime::time::FiscalYear;
use casetime::vocabulary::changes::ChangeKind;
use casetime::vocabulary::{ReplacementKind, Vocabulary, ops};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::recording::{ENTRIES, ID, entry, faults, places, recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{get, patch, post, request, send};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};
use crate::vocabulary_next::{activity, add, day, end, next};

const VERSIONS: &str = "/api/v1/vocabulary/versions";
const REHEARSALS: &str = "/api/v1/vocabulary/rehearsals";

/// What operations need, with the vocabulary that is in force by now.
async fn by_now(fixture: &Fixture) -> Context {
    let vocabulary = ops::current(&fixture.context.db).await.expect("a vocabulary");
    Context { vocabulary: Arc::new(vocabulary), ..fixture.context.clone() }
}

/// Applies a version made of the one in force, as the command line does.
async fn applied(fixture: &Fixture, change: impl FnOnce(&mut Vocabulary)) -> Impact {
    let context = by_now(fixture).await;
    let document = next(&context.vocabulary, change);
    match impact::apply(&context, &Facts::default(), &document).await {
        Ok(Added::New(impact)) => impact,
        other => panic!("not applied: {other:?}"),
    }
}

fn code_of<T>(result: Result<T, Failure>) -> Option<Code> {
    result.err().map(|failure| failure.code())
}

/// Everything a version could leave behind.
async fn traces(fixture: &Fixture) -> Vec<i64> {
    let mut counts = fixture.contents().await;
    for table in ["vocabularies", "categories", "activities", "repeats"] {
        counts.push(fixture.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    counts
}

/// Time on the files of the cast, in two fiscal years.
async fn filled(fixture: &Fixture) {
    let router = router(fixture);
    for (file, activity, worked_on, minutes) in [
        ("SA-7", "SA-OUT", "2025-11-03", 60),
        ("SA-7", "SA-OUT", "2026-11-03", 90),
        ("SA-7", "SA-OUT", "2026-11-20", 30),
        ("SA-7", "SA-RES", "2026-11-04", 45),
        ("OT-1", "OT-KM", "2026-11-05", 120),
        ("UKR-12", "TA-TRN", "2026-11-06", 75),
        ("UKR-12", "TA-MIS", "2025-11-06", 15),
    ] {
        let one = json!({ "file": file, "activity": activity, "worked_on": worked_on, "minutes": minutes });
        recorded(&router, &one).await;
    }
}

/// Minutes by fiscal year and what a code is called, added up entry by entry.
async fn added_up(fixture: &Fixture, name: impl Fn(&str) -> String) -> BTreeMap<(String, String), i64> {
    let wanted = entries::ops::Wanted { limit: 1000, ..whole() };
    let mut sums = BTreeMap::new();
    for view in entries::ops::list(&fixture.context, &wanted).await.expect("entries") {
        let year = FiscalYear::of(view.entry.worked_on).to_string();
        *sums.entry((year, name(&view.entry.activity))).or_default() += view.entry.minutes.get();
    }
    sums
}

fn whole() -> entries::ops::Wanted {
    entries::ops::Wanted { from: day("1970-01-01"), to: day("2099-12-31"), ..entries::ops::Wanted::default() }
}

/// The category at the beginning of a code of the shipped vocabulary.
fn category(code: &str) -> String {
    code.split('-').next().unwrap_or_default().to_owned()
}

/// Minutes of a report by fiscal year and key.
async fn reported(fixture: &Fixture, query: &str) -> BTreeMap<(String, String), i64> {
    let report = get(&router(fixture), &format!("/api/v1/reports/workload?{query}")).await.json();
    let labels: Vec<String> = report["periods"]
        .as_array()
        .expect("periods")
        .iter()
        .map(|period| period["label"].as_str().expect("a label").to_owned())
        .collect();
    let mut sums = BTreeMap::new();
    for group in report["groups"].as_array().expect("groups") {
        for (label, figures) in labels.iter().zip(group["figures"].as_array().expect("figures")) {
            let minutes = figures["minutes"].as_i64().expect("minutes");
            if minutes > 0 {
                sums.insert((label.clone(), group["key"].as_str().expect("a key").to_owned()), minutes);
            }
        }
    }
    sums
}

on_both_engines! {
    async fn a_code_in_use_is_retired_and_its_entries_stay(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID, "worked_on": "2026-11-20" })).await;
        // The server is running; the version comes from the command line.
        applied(fixture, |after| end(after, "TA-TRN", "2026-11-20", ReplacementKind::Merged, &["TA-INST"])).await;
        let listed = get(&router, "/api/v1/vocabulary").await.json();
        assert_eq!(listed["version"], 2, "the next request meets the new list");
        let later = post(&router, ENTRIES, &entry(&json!({ "worked_on": "2026-11-21" }))).await;
        assert_eq!(faults(&later), places(&[("/activity", "activity_not_valid")]));
        assert!(later.text.contains("Use instead: TA-INST"), "{}", later.text);
        recorded(&router, &json!({ "worked_on": "2026-11-19" })).await;
        recorded(&router, &json!({ "worked_on": "2026-11-21", "activity": "TA-INST" })).await;
        let address = format!("{ENTRIES}/{ID}");
        let read = get(&router, &address).await.json();
        assert_eq!(read["activity"], "TA-TRN", "entries keep the code they were recorded with");
        let shorter = json!({ "minutes": 30, "reason": "Misread the clock." });
        let corrected = patch(&router, &address, Some("\"1\""), &shorter).await;
        assert_eq!((corrected.status, &corrected.json()["activity"]), (StatusCode::OK, &json!("TA-TRN")));
        let moved = json!({ "worked_on": "2026-11-21", "reason": "Wrong day." });
        let refused = patch(&router, &address, Some("\"2\""), &moved).await;
        assert_eq!(faults(&refused), places(&[("/activity", "activity_not_valid")]));
        assert_eq!(fixture.number("SELECT count(*) FROM activities WHERE code = 'TA-TRN'").await, 1);
    }

    async fn a_code_ends_no_earlier_than_its_entries(fixture: with_cast) {
        let router = router(fixture);
        for worked_on in ["2026-11-10", "2026-11-20"] {
            recorded(&router, &json!({ "worked_on": worked_on })).await;
        }
        let withdrawn = recorded(&router, &json!({ "worked_on": "2026-11-22" })).await;
        let address = format!("{ENTRIES}/{}", withdrawn["id"].as_str().expect("an id"));
        let gone = json!({ "withdrawn": true, "reason": "Twice." });
        assert_eq!(patch(&router, &address, Some("\"1\""), &gone).await.status, StatusCode::OK);
        let before = traces(fixture).await;
        let ending = |on: &'static str| {
            next(&fixture.context.vocabulary, |after| end(after, "TA-TRN", on, ReplacementKind::One, &[]))
        };
        for path in [REHEARSALS, VERSIONS] {
            let document = ending("2026-11-09");
            let refused = post(&router, path, &json!({ "document": document })).await;
            assert_eq!(faults(&refused), places(&[("/document", "vocabulary_entries_outside")]));
            let found = &refused.json()["faults"][0];
            assert_eq!((&found["params"]["from"], &found["params"]["to"]), (&json!("2026-11-10"), &json!("2026-11-20")));
            let line = document.lines().position(|line| line.contains("2026-11-09")).expect("the period") + 1;
            assert!(found["detail"].as_str().is_some_and(|said| said.starts_with(&format!("Line {line}: "))), "{found}");
        }
        let begun = next(&fixture.context.vocabulary, |after| {
            activity(after, "TA-TRN").valid[0].from = day("2026-11-11");
        });
        let refused = post(&router, VERSIONS, &json!({ "document": begun })).await;
        assert_eq!(faults(&refused), places(&[("/document", "vocabulary_entries_outside")]));
        assert_eq!(traces(fixture).await, before);
        let fits = post(&router, VERSIONS, &json!({ "document": ending("2026-11-20") })).await;
        assert_eq!(fits.status, StatusCode::CREATED, "withdrawn entries do not count: {}", fits.text);
    }

    async fn a_merge_across_categories_moves_what_the_statement_says(fixture: with_cast) {
        filled(fixture).await;
        let recorded_before = reported(fixture, "by=category").await;
        let merged = |after: &mut Vocabulary| {
            end(after, "SA-OUT", "2026-11-20", ReplacementKind::Merged, &["OT-KM"]);
            "Workshops".clone_into(&mut activity(after, "TA-TRN").label.en);
        };
        let document = next(&fixture.context.vocabulary, merged);
        let before = traces(fixture).await;
        let told = impact::rehearse(&fixture.context, &Facts::default(), &document).await.expect("rehearsed");
        assert_eq!(traces(fixture).await, before, "a rehearsal changes nothing");
        assert_eq!(get(&router(fixture), "/api/v1/vocabulary").await.json()["version"], 1);
        // The numbers, added up by hand from entries.
        let today = |code: &str| if code == "SA-OUT" { "OT-KM".to_owned() } else { code.to_owned() };
        let mut expected = BTreeMap::new();
        for (by, recorded, after) in [
            ("category", added_up(fixture, category).await, added_up(fixture, |code| category(&today(code))).await),
            ("activity", added_up(fixture, str::to_owned).await, added_up(fixture, today).await),
        ] {
            for key in recorded.keys().chain(after.keys()) {
                let minutes = |sums: &BTreeMap<_, i64>| sums.get(key).copied().unwrap_or(0);
                if minutes(&recorded) != minutes(&after) {
                    expected.insert((key.clone(), by), (minutes(&recorded), minutes(&after)));
                }
            }
        }
        let moves: BTreeMap<_, _> = told
            .moves
            .iter()
            .map(|one| {
                assert_eq!(one.before_minutes, one.recorded_minutes, "no list has moved anything yet");
                assert_eq!(one.difference_minutes, one.after_minutes - one.before_minutes);
                let by = if one.by == By::Category { "category" } else { "activity" };
                (((one.year.to_string(), one.code.clone()), by), (one.recorded_minutes, one.after_minutes))
            })
            .collect();
        assert_eq!(moves, expected);
        assert_eq!(moves.len(), 8, "two categories and two activities in two years");
        assert_eq!(told.moves.iter().map(|one| one.difference_minutes).sum::<i64>(), 0, "no minute is lost");
        let used: Vec<_> = told.changes.iter().map(|one| (one.change.code.as_str(), one.change.kind, one.entries, one.minutes)).collect();
        assert_eq!(used, [("TA-TRN", ChangeKind::Renamed, 1, 75), ("SA-OUT", ChangeKind::Merged, 3, 180)]);
        // Applied, reports say what was told.
        let done = applied(fixture, merged).await;
        assert_eq!((&done.moves, &done.changes), (&told.moves, &told.changes));
        assert_eq!(reported(fixture, "by=category").await, recorded_before, "as recorded nothing moves");
        assert_eq!(reported(fixture, "by=category&as_of=today").await, added_up(fixture, |code| category(&today(code))).await);
        assert_eq!(reported(fixture, "by=activity&as_of=today").await, added_up(fixture, today).await);
        assert_eq!(reported(fixture, "by=file&as_of=today").await, reported(fixture, "by=file").await);
        let page = get(&router(fixture), "/en/reports/workload?by=category&as_of=today").await;
        assert!(page.text.contains("As of today’s list") && page.text.contains("as_of=today&amp;format=csv"), "{}", page.text);
        for lang in Lang::ALL {
            let said = text::text(&told, lang);
            assert!(said.contains("SA-OUT") && said.contains("OT-KM") && said.contains("2025-26"), "{said}");
        }
    }

    async fn a_chain_is_followed_over_versions_and_a_split_stays_on_its_line(fixture: with_cast) {
        filled(fixture).await;
        applied(fixture, |after| {
            add(after, "SA-OUT", "SA-NET");
            end(after, "SA-OUT", "2026-11-20", ReplacementKind::One, &["SA-NET"]);
        })
        .await;
        recorded(&router(fixture), &json!({ "file": "SA-7", "activity": "SA-NET", "worked_on": "2026-11-21", "minutes": 10 })).await;
        let told = applied(fixture, |after| {
            end(after, "SA-NET", "2026-11-21", ReplacementKind::Merged, &["OT-KM"]);
            end(after, "SA-RES", "2026-11-21", ReplacementKind::Split, &["SA-POL", "TA-NEED"]);
        })
        .await;
        let today = |code: &str| match code {
            "SA-OUT" | "SA-NET" => "OT-KM".to_owned(),
            other => other.to_owned(),
        };
        assert_eq!(reported(fixture, "by=activity&as_of=today").await, added_up(fixture, today).await);
        let net: Vec<_> = told.moves.iter().filter(|one| one.code == "SA-NET").collect();
        assert_eq!(net.iter().map(|one| one.before_minutes).sum::<i64>(), 190, "before, SA-OUT stood under SA-NET");
        assert!(told.moves.iter().all(|one| one.code != "SA-OUT" && one.code != "SA-RES"), "neither moves now");
        let report = get(&router(fixture), "/api/v1/reports/workload?by=activity&as_of=today").await.json();
        assert_eq!(report["view"], "as_of_today");
        let groups = report["groups"].as_array().expect("groups");
        let split: Vec<&Value> = groups.iter().filter(|group| group["split_into"] != json!([])).collect();
        assert_eq!(split.len(), 1);
        assert_eq!((&split[0]["key"], &split[0]["split_into"]), (&json!("SA-RES"), &json!(["SA-POL", "TA-NEED"])));
        assert!(split[0]["label"].as_str().is_some_and(|label| label.ends_with("(split into SA-POL, TA-NEED)")));
        let recorded_now = get(&router(fixture), "/api/v1/reports/workload?by=activity").await.json();
        assert_eq!(recorded_now["view"], "as_recorded");
        let marked = recorded_now["groups"].as_array().expect("groups").iter().any(|group| group["split_into"] != json!([]));
        assert!(!marked, "as recorded nothing is split");
        assert_eq!(fixture.number("SELECT count(*) FROM vocabularies").await, 3);
    }

    async fn what_drops_or_moves_a_code_is_refused_with_its_line(fixture: with_cast) {
        let router = router(fixture);
        let before = traces(fixture).await;
        let current = &fixture.context.vocabulary;
        let refused = [
            (next(current, |after| after.activities.retain(|one| one.code != "TA-MIS")), "vocabulary_code_gone"),
            (next(current, |after| "SA".clone_into(&mut activity(after, "TA-MIS").parent)), "vocabulary_code_moved"),
            (next(current, |after| after.version = 3), "vocabulary_version_not_next"),
            (next(current, |after| "other".clone_into(&mut after.name)), "vocabulary_name_changed"),
            (next(current, |after| after.title.fr.clear()), "vocabulary_language_missing"),
            ("name".to_owned(), "vocabulary_syntax"),
        ];
        for (document, code) in refused {
            for path in [REHEARSALS, VERSIONS] {
                let answer = post(&router, path, &json!({ "document": document })).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
                assert_eq!(faults(&answer), places(&[("/document", code)]));
                let said = answer.json()["faults"][0]["detail"].clone();
                assert!(said.as_str().is_some_and(|said| said.starts_with("Line ")), "{said}");
            }
        }
        let missing = next(current, |_| ()).replacen("version = 2\n", "", 1);
        let answer = post(&router, VERSIONS, &json!({ "document": missing })).await;
        assert!(answer.text.contains("“version” is missing here"), "{}", answer.text);
        for body in [json!({}), json!({ "document": 1 }), json!({ "document": "", "colour": "red" })] {
            assert!(post(&router, VERSIONS, &body).await.status.is_client_error(), "{body}");
        }
        assert_eq!(traces(fixture).await, before);
    }

    async fn a_version_is_applied_once(fixture: with_cast) {
        let router = router(fixture);
        let document = json!({ "document": next(&fixture.context.vocabulary, |after| add(after, "TA-TRN", "TA-NEW")) });
        let events = "SELECT count(*) FROM audit_events WHERE object_kind = 'vocabulary'";
        assert_eq!(post(&router, VERSIONS, &document).await.status, StatusCode::CREATED);
        let before = traces(fixture).await;
        let again = post(&router, VERSIONS, &document).await;
        assert_eq!((again.status, &again.json()["moves"]), (StatusCode::OK, &json!([])));
        assert_eq!(traces(fixture).await, before);
        assert_eq!(fixture.number(events).await, 2, "one when the database was made, one now");
        recorded(&router, &json!({ "activity": "TA-NEW" })).await;
        // Somebody who has not seen version 2 cannot apply another one.
        let other = next(&fixture.context.vocabulary, |after| add(after, "TA-TRN", "TA-OTHER"));
        let late = impact::apply(&fixture.context, &Facts::default(), &other).await;
        assert_eq!(code_of(late), Some(Code::VocabularyChanged));
        assert_eq!(casetime::audit::ops::verify(&fixture.context.db).await.ok(), {
            let events = fixture.number("SELECT count(*) FROM audit_events").await;
            Some(casetime::audit::ops::Verified::Sound(events))
        });
    }

    async fn a_repeat_with_a_key_gets_the_first_answer_even_when_the_list_has_moved_on(fixture: with_cast) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let router = keeper.router(fixture).await;
        let body = json!({ "document": next(&fixture.context.vocabulary, |after| add(after, "TA-TRN", "TA-NEW")) });
        let send_it = async || {
            let headers = [("content-type", "application/json"), ("idempotency-key", "\"once\"")];
            send(&router, request("POST", VERSIONS, &headers, body.to_string())).await
        };
        let first = send_it().await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        applied(fixture, |after| add(after, "TA-TRN", "TA-MORE")).await;
        let again = send_it().await;
        assert_eq!((again.status, again.json()), (first.status, first.json()));
        assert_eq!(fixture.number("SELECT MAX(version) FROM vocabularies").await, 3);
    }

    async fn nothing_is_recorded_by_a_list_that_is_in_force_no_longer(fixture: with_cast) {
        let document = next(&fixture.context.vocabulary, |after| {
            end(after, "TA-TRN", "2026-11-20", ReplacementKind::Merged, &["TA-INST"]);
        });
        let start = Arc::new(Barrier::new(7));
        let recording = (0..6).map(|number| {
            let (context, start) = (fixture.context.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                let raw = RawEntry {
                    person: "P-1".to_owned(),
                    file: "UKR-12".to_owned(),
                    activity: "TA-TRN".to_owned(),
                    worked_on: "2026-11-21".to_owned(),
                    minutes: format!("{}m", number + 1),
                    ..RawEntry::default()
                };
                start.wait().await;
                entries::ops::record(&context, &raw).await.map(|_| ())
            })
        });
        let recording: Vec<_> = recording.collect();
        start.wait().await;
        let applied = impact::apply(&fixture.context, &Facts::default(), &document).await;
        let mut stored = 0;
        for one in recording {
            match one.await.expect("a task") {
                Ok(()) => stored += 1,
                Err(failure) => assert_eq!(failure.code(), Code::VocabularyChanged),
            }
        }
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, stored);
        let in_force = ops::current(&fixture.context.db).await.expect("a vocabulary").version;
        match applied {
            Ok(_) => assert_eq!((in_force, stored), (2, 0), "an entry got past the new list"),
            Err(failure) => {
                assert_eq!((failure.code(), in_force), (Code::VocabularyEntriesOutside, 1));
                assert!(stored > 0);
                fixture.by_hand("DELETE FROM entries").await.expect("nothing recorded");
                impact::apply(&fixture.context, &Facts::default(), &document).await.expect("applied");
            }
        }
        let raw = RawEntry {
            person: "P-1".to_owned(),
            file: "UKR-12".to_owned(),
            activity: "TA-TRN".to_owned(),
            worked_on: "2026-11-21".to_owned(),
            minutes: "5m".to_owned(),
            ..RawEntry::default()
        };
        let late = entries::ops::record(&fixture.context, &raw).await.map(|_| ());
        assert_eq!(code_of(late), Some(Code::VocabularyChanged));
        let late = entries::ops::record(&by_now(fixture).await, &raw).await.map(|_| ());
        assert_eq!(code_of(late), Some(Code::ActivityNotValid));
    }

    async fn the_statement_tells_a_keeper_nothing_of_walled_files(fixture: with_cast) {
        filled(fixture).await;
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let file = files::ops::list(&fixture.context).await.expect("files");
        let file = file.into_iter().find(|file| file.number == "SA-7").expect("a file");
        let raw = files::RawFile::of(&file).changed_by(RawFileChange { walled: Some(true), ..RawFileChange::default() });
        let walled = files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
        let names = [head.account.to_string()];
        files::ops::set_members(&fixture.context, file.id, walled.version, &names).await.expect("named");
        let document = next(&fixture.context.vocabulary, |after| {
            end(after, "SA-OUT", "2026-11-20", ReplacementKind::Merged, &["OT-KM"]);
        });
        let context = keeper.context(fixture).await;
        let told = impact::rehearse(&context, &Facts::default(), &document).await.expect("rehearsed");
        assert_eq!((told.moves.len(), told.changes[0].entries, told.changes[0].minutes), (0, 0, 0));
        let of_head = head.context(fixture).await;
        assert_eq!(code_of(impact::rehearse(&of_head, &Facts::default(), &document).await), Some(Code::Forbidden));
        assert_eq!(code_of(impact::apply(&of_head, &Facts::default(), &document).await), Some(Code::Forbidden));
    }

    async fn the_version_an_entry_was_recorded_under_has_a_place(fixture: with_cast) {
        recorded(&router(fixture), &json!({})).await;
        assert_eq!(fixture.number("SELECT MIN(vocabulary_version) FROM entries").await, 1);
    }

    async fn a_page_marks_what_was_retired_lately_and_offers_no_code_that_was_retired_long_ago(fixture: with_cast) {
        let person = casetime::people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person").id;
        let lawyer = Somebody::new(fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(person);
        let lawyer = lawyer.router(fixture).await;
        applied(fixture, |after| end(after, "SA-OUT", "2026-11-20", ReplacementKind::Merged, &["OT-KM"])).await;
        applied(fixture, |after| end(after, "TA-MIS", "2024-11-20", ReplacementKind::Merged, &["TA-TRN"])).await;
        for (page, mark) in [("/en/record", "(until 2026-11-20)"), ("/fr/record", "(jusqu’au 2026-11-20)")] {
            let page = get(&lawyer, page).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            assert_eq!(page.text.matches(mark).count(), 1, "{mark}");
            assert!(page.text.contains("value=\"TA-TRN\"") && !page.text.contains("value=\"TA-MIS\""));
        }
    }
}

on_both_shells! {
    async fn a_version_is_made_rehearsed_and_applied_at_the_console(shell: filled) {
        for (activity, worked_on) in [("SA-OUT", "2024-05-06"), ("SA-RES", "2024-05-07")] {
            let time = ["record", "--person", "P-1", "--file", "SA-7", "--on", worked_on, "--time", "1:00"];
            assert_eq!(shell.run_open(&[&time[..], &["--activity", activity]].concat()).code, 0);
        }
        let exported = shell.run(&["vocabulary", "export", "--format", "toml"]).out;
        let before = Vocabulary::parse(&exported).expect("a vocabulary file");
        let document = next(&before, |after| end(after, "SA-OUT", "2024-05-06", ReplacementKind::Merged, &["OT-KM"]));
        shell.write("next.toml", &document);
        let rehearsed = shell.run(&["vocabulary", "apply", "next.toml", "--rehearse"]);
        assert!(rehearsed.code == 0 && rehearsed.out.contains("SA-OUT") && rehearsed.out.contains("+1.0"), "{rehearsed:?}");
        assert!(rehearsed.err.contains("casetime vocabulary apply next.toml"), "{rehearsed:?}");
        assert_eq!(shell.run(&["vocabulary", "export", "--format", "toml"]).out, exported, "nothing was stored");
        let json = shell.run(&["vocabulary", "apply", "next.toml", "--rehearse", "--json"]).json();
        assert_eq!((&json["outcome"], &json["impact"]["moves"][0]["year"]), (&json!("rehearsed"), &json!("2024-25")));
        let french = shell.run(&["vocabulary", "apply", "next.toml", "--lang", "fr"]);
        assert!(french.code == 0 && french.out.contains("fusionné avec OT-KM") && french.err.contains("en vigueur"), "{french:?}");
        let again = shell.run(&["vocabulary", "apply", "next.toml"]);
        assert!(again.code == 0 && again.out.is_empty() && again.err.contains("nothing changed"), "{again:?}");
        shell.write("next.toml", "name = 1\n");
        let broken = shell.run(&["vocabulary", "apply", "next.toml"]);
        assert!(broken.code == 2 && broken.err.starts_with("Line 1: "), "{broken:?}");
        shell.run(&["vocabulary", "apply", "nowhere.toml"]).is_refused("source_missing");
        let today = ["report", "workload", "--by", "activity", "--as-of", "today", "--format", "csv"];
        let report = shell.run(&today).out;
        assert!(report.contains(",OT-KM,") && !report.contains(",SA-OUT,"), "{report}");
        let early = ["vocabulary", "retire", "SA-RES", "--on", "2024-05-06", "--replaced-by", "SA-POL"];
        let refused = shell.run(&early);
        assert!(refused.code == 2 && refused.err.contains("(vocabulary_entries_outside)"), "{refused:?}");
        let split = ["vocabulary", "retire", "SA-RES", "--on", "2024-05-07", "--replaced-by", "SA-POL", "--replaced-by", "TA-NEED"];
        let retired = shell.run(&split);
        assert!(retired.code == 0 && retired.out.contains("is split into SA-POL, TA-NEED"), "{retired:?}");
        let report = shell.run(&today).out;
        assert!(report.contains("(split into SA-POL, TA-NEED)"), "{report}");
        shell.run(&["vocabulary", "retire", "XX-NONE", "--on", "2024-05-07"]).is_refused("unknown_activity");
        shell.run(&["report", "workload", "--as-of", "yesterday"]).is_refused("unknown_dimension");
        let third = shell.run(&["vocabulary", "export", "--format", "json"]).json();
        assert_eq!(third["version"], 3);
    }
}
