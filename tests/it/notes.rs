//! Knowledge notes kept with files: who writes, reads and changes them, what a search finds, and what becomes of versions.

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Right, Role};
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::fault::Code;
use casetime::files::{self, RawFileChange};
use casetime::ids::FileId;
use casetime::knowledge::{Kind, Note, RawNote, RawNoteChange, RawWithdrawal, ops};
use casetime::lang::Lang;
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::openapi::as_described;
use crate::recording::router;
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, patch, request, send};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, now, on_both_engines};

const NOTES: &str = "/api/v1/notes";

/// The identifier of the file with a number.
pub(crate) async fn file(fixture: &Fixture, number: &str) -> FileId {
    files::ops::find_by_number(&fixture.context, number).await.expect("a file").id
}

/// Walls a file, so that only those named here know of it.
async fn wall(fixture: &Fixture, number: &str, named: &[&Somebody]) {
    let file = files::ops::find_by_number(&fixture.context, number).await.expect("a file");
    let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
    let raw = files::RawFile::of(&file).changed_by(change);
    let walled = files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
    let named: Vec<String> = named.iter().map(|somebody| somebody.account.to_string()).collect();
    files::ops::set_members(&fixture.context, file.id, walled.version, &named).await.expect("named");
}

pub(crate) fn raw(kind: Kind, title: &str, text: &str) -> RawNote {
    RawNote {
        kind: kind.as_str().to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        language: "en".to_owned(),
    }
}

/// Adds a note some minutes after the hour of the tests.
pub(crate) async fn added(context: &Context, file: FileId, minutes: i64, raw: &RawNote) -> Note {
    let clock = Clock::Fixed(now() + chrono::Duration::minutes(minutes));
    let context = Context { clock, ..context.clone() };
    ops::add(&context, file, &raw.parse(Lang::En).expect("a note")).await.expect("added")
}

async fn post(router: &Router, path: &str, version: Option<i64>, body: &Value) -> Answer {
    let tag = version.map(|version| format!("\"{version}\""));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
    send(router, request("POST", path, &headers, body.to_string())).await
}

fn titles(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let notes = body["notes"].as_array().unwrap_or_else(|| panic!("notes: {}", answer.text));
    notes.iter().map(|note| note["title"].as_str().expect("a title").to_owned()).collect()
}

/// The same account, each request with a key.
async fn with_key(fixture: &Fixture, somebody: &Somebody, key: &str, request: &str) -> Router {
    let repeated = Repeated { key: key.to_owned(), request: request.to_owned() };
    somebody.router(fixture).await.layer(Extension(repeated))
}

on_both_engines! {
    async fn a_note_is_written_corrected_withdrawn_and_put_back_and_every_version_is_kept(fixture: with_cast) {
        let router = router(fixture);
        let of_file = format!("/api/v1/files/{}/notes", file(fixture, "JAM-3").await);
        let body = json!({ "kind": "lessons_learned", "title": "What the closing taught", "text": "One.\r\n\r\n  Two é 🙂." });
        let made = post(&router, &of_file, None, &body).await;
        as_described("/api/v1/files/{id}/notes", "post", &made);
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "a closed file takes notes");
        let expected = json!({
            "file": "JAM-3", "kind": "lessons_learned", "title": "What the closing taught", "text": "One.\n\n  Two é 🙂.",
            "language": "en", "withdrawn": false, "reason": "", "written_by": "test", "changed_by": "test", "version": 1,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made.json()[name], value, "{name}");
        }
        let address = made.header("location").to_owned();
        let one = format!("{NOTES}/{{id}}");
        let corrected = patch(&router, &address, Some("\"1\""), &json!({ "text": "Three.", "language": "fr" })).await;
        as_described(&one, "patch", &corrected);
        assert_eq!((corrected.header("etag"), &corrected.json()["title"]), ("\"2\"", &made.json()["title"]));
        let same = patch(&router, &address, Some("\"2\""), &json!({ "text": " Three. " })).await;
        assert_eq!(same.json()["version"], json!(2), "what says the same is no new version");
        let late = patch(&router, &address, Some("\"1\""), &json!({ "text": "Mine." })).await;
        as_described(&one, "patch", &late);
        assert_eq!((late.status, &late.json()["current"]["text"]), (StatusCode::PRECONDITION_FAILED, &json!("Three.")));
        let withdrawn = post(&router, &format!("{address}/withdraw"), Some(2), &json!({ "reason": "Superseded." })).await;
        as_described(&format!("{one}/withdraw"), "post", &withdrawn);
        let body = withdrawn.json();
        assert_eq!([&body["withdrawn"], &body["reason"], &body["version"]], [&json!(true), &json!("Superseded."), &json!(3)]);
        for (answer, code) in [
            (patch(&router, &address, Some("\"3\""), &json!({ "text": "More." })).await, "note_withdrawn"),
            (post(&router, &format!("{address}/withdraw"), Some(3), &json!({ "reason": "r" })).await, "note_withdrawn"),
            (post(&router, &format!("{address}/withdraw"), Some(3), &json!({ "reason": " " })).await, "required"),
            (post(&router, &format!("{address}/restore"), Some(2), &json!({})).await, "version_conflict"),
            (post(&router, &format!("{address}/restore"), None, &json!({})).await, "precondition_required"),
        ] {
            assert_eq!(answer.code(), code);
        }
        assert_eq!(titles(&get(&router, &format!("{NOTES}?q=three")).await), Vec::<String>::new(), "no search finds it");
        let listed = get(&router, &of_file).await;
        as_described("/api/v1/files/{id}/notes", "get", &listed);
        assert_eq!(listed.json()["notes"][0]["withdrawn"], json!(true), "the list of its file has it");
        let back = post(&router, &format!("{address}/restore"), Some(3), &json!({})).await;
        as_described(&format!("{one}/restore"), "post", &back);
        assert_eq!([&back.json()["withdrawn"], &back.json()["reason"]], [&json!(false), &json!("")]);
        assert_eq!(post(&router, &format!("{address}/restore"), Some(4), &json!({})).await.code(), "note_not_withdrawn");
        let found = get(&router, &address).await;
        as_described(&one, "get", &found);
        let found = found.json();
        let earlier: Vec<(i64, &str, bool)> = found["earlier_versions"].as_array().expect("versions").iter()
            .map(|one| (one["version"].as_i64().expect("a number"), one["text"].as_str().expect("a text"), one["withdrawn"] == true))
            .collect();
        assert_eq!(earlier, [(3, "Three.", true), (2, "Three.", false), (1, "One.\n\n  Two é 🙂.", false)]);
        let events = "SELECT count(*) FROM audit_events WHERE object_kind = 'note'";
        assert_eq!(fixture.number(events).await, 4, "one event for each change");
    }

    async fn what_is_wrong_is_said_at_once_and_stores_nothing(fixture: with_cast) {
        let router = router(fixture);
        let of_file = format!("/api/v1/files/{}/notes", file(fixture, "UKR-12").await);
        let before = fixture.contents().await;
        for (body, expected) in [
            (json!({}), vec!["required", "required", "required"]),
            (json!({ "kind": "essay", "title": "T", "text": "t", "language": "de" }), vec!["unknown_note_kind", "unknown_language"]),
            (json!({ "kind": "note", "title": "T".repeat(201), "text": "t".repeat(20_001) }), vec!["too_long", "too_long"]),
            (json!({ "kind": "note", "title": "T", "text": "a\u{0}b" }), vec!["control_character"]),
        ] {
            let answer = post(&router, &of_file, None, &body).await;
            as_described("/api/v1/files/{id}/notes", "post", &answer);
            let found = answer.json()["faults"].as_array().expect("faults").iter()
                .map(|fault| fault["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>();
            assert_eq!(found, expected);
            assert!(!answer.text.contains("tttt"), "a fault does not repeat the text");
        }
        let nowhere = format!("{NOTES}/0197a000-0000-7000-8000-0000000000a1");
        assert_eq!(get(&router, &nowhere).await.code(), "not_found");
        assert_eq!(get(&router, &format!("{NOTES}/x")).await.code(), "not_found");
        assert_eq!(fixture.contents().await, before);
        let longest = json!({ "kind": "note", "title": "T".repeat(200), "text": "é".repeat(20_000) });
        assert_eq!(post(&router, &of_file, None, &longest).await.status, StatusCode::CREATED);
        let listed = get(&router, &of_file).await.json();
        assert_eq!(listed["notes"][0]["beginning"].as_str().expect("a text").chars().count(), 240);
    }

    async fn a_search_finds_folded_words_of_title_and_text_together_a_page_at_a_time(fixture: with_cast) {
        let [ukr, sa] = [file(fixture, "UKR-12").await, file(fixture, "SA-7").await];
        let context = &fixture.context;
        added(context, ukr, 0, &raw(Kind::LessonsLearned, "Formation à Kyïv", "Les procureurs ont demandé des exemples.")).await;
        let french = RawNote { language: "fr".to_owned(), ..raw(Kind::FactSheet, "Procureurs", "Œuvre de la formation 100 %") };
        added(context, sa, 1, &french).await;
        let gone = added(context, ukr, 2, &raw(Kind::Debrief, "Formation des procureurs", "Gone")).await;
        ops::withdraw(context, gone.id, 1, &RawWithdrawal { reason: "r".to_owned() }).await.expect("withdrawn");
        let router = router(fixture);
        let of = |query: &str| format!("{NOTES}{query}");
        for (query, found) in [
            ("", vec!["Procureurs", "Formation à Kyïv"]),
            ("?q=FORMATION+procureurs", vec!["Procureurs", "Formation à Kyïv"]),
            ("?q=kyiv+EXEMPLES+formation", vec!["Formation à Kyïv"]),
            ("?q=exemples+oeuvre", vec![]),
            ("?q=%C5%93uvre", vec!["Procureurs"]),
            ("?q=100+%25", vec!["Procureurs"]),
            ("?q=%25%5F", vec![]),
            ("?q=a+les+ont+des+procureurs+demand%C3%A9+exemples+kyiv+formation+nowhere", vec![]),
            ("?kind=fact_sheet", vec!["Procureurs"]),
            ("?file=ukr-12", vec!["Formation à Kyïv"]),
            ("?language=fr", vec!["Procureurs"]),
            ("?language=fr&file=UKR-12", vec![]),
        ] {
            let answer = get(&router, &of(query)).await;
            as_described(NOTES, "get", &answer);
            assert_eq!(titles(&answer), found, "{query}");
        }
        let first = get(&router, &of("?q=formation&limit=1")).await;
        let next = first.json()["next"].as_str().expect("a next page").to_owned();
        assert!(next.starts_with("/api/v1/notes?q=formation&limit=1&cursor=") && first.header("link").contains(&next));
        let second = get(&router, &next).await;
        assert_eq!((titles(&first), titles(&second), second.json()["next"].clone()),
            (vec!["Procureurs".to_owned()], vec!["Formation à Kyïv".to_owned()], json!(null)));
        let of_file = format!("/api/v1/files/{ukr}/notes");
        let first = get(&router, &format!("{of_file}?limit=1")).await;
        let next = first.json()["next"].as_str().expect("a next page").to_owned();
        assert_eq!((titles(&first), titles(&get(&router, &next).await)),
            (vec!["Formation des procureurs".to_owned()], vec!["Formation à Kyïv".to_owned()]));
        for (query, code) in [
            ("?kind=essay", "unknown_note_kind"), ("?language=de", "unknown_language"), ("?file=NONE-1", "unknown_file"),
            ("?cursor=61", "unknown_cursor"), ("?cursor=x", "malformed_query"), ("?limit=0", "malformed_query"),
            ("?search=x", "unknown_field"),
        ] {
            let answer = get(&router, &of(query)).await;
            as_described(NOTES, "get", &answer);
            assert_eq!(answer.code(), code, "{query}");
        }
        assert_eq!(get(&router, &of(&format!("?q={}", "x".repeat(201)))).await.code(), "too_long");
    }

    async fn those_who_work_on_files_write_and_the_author_or_who_keeps_files_changes(fixture: with_cast) {
        let id = file(fixture, "UKR-12").await;
        let sound = raw(Kind::Note, "T", "t").parse(Lang::En).expect("a note");
        let change = RawNoteChange { text: Some("changed".to_owned()), ..RawNoteChange::default() };
        let author = Somebody::new(fixture, "author", &[(Role::Timekeeper, "")]).await;
        let context = author.context(fixture).await;
        let note = ops::add(&context, id, &sound).await.expect("added");
        assert_eq!(note.written_by, "author");
        let mut version = ops::correct(&context, note.id, 1, &change).await.expect("its author corrects it").version;
        let refused = Some(Code::Forbidden);
        for (role, writes, changes) in [
            (Role::Timekeeper, true, false), (Role::Manager, true, true), (Role::Head, true, true),
            (Role::Keeper, false, true), (Role::Auditor, false, false), (Role::Administrator, false, false),
        ] {
            let login = format!("other-{}", role.as_str());
            let somebody = Somebody::new(fixture, &login, &[(role, if role == Role::Manager { "A" } else { "" })]).await;
            let context = somebody.context(fixture).await;
            let added = ops::add(&context, id, &sound).await;
            assert_eq!(added.as_ref().err().map(casetime::failure::Failure::code), refused.filter(|_| !writes), "{role:?}");
            let change = RawNoteChange { title: Some(login.clone()), ..RawNoteChange::default() };
            let changed = ops::correct(&context, note.id, version, &change).await;
            assert_eq!(changed.as_ref().err().map(casetime::failure::Failure::code), refused.filter(|_| !changes), "{role:?}");
            version += i64::from(changes);
            let read = ops::find(&context, note.id).await;
            assert_eq!(read.is_ok(), role != Role::Administrator, "{role:?}");
        }
        let token = author.with_scopes(&[Right::ReadFiles]).context(fixture).await;
        assert_eq!(ops::correct(&token, note.id, version, &change).await.err().map(|failure| failure.code()), refused);
        assert!(ops::find(&token, note.id).await.is_ok());
    }

    async fn notes_of_a_walled_file_are_there_for_those_named_on_it_alone(fixture: with_cast) {
        let named = Somebody::new(fixture, "named", &[(Role::Timekeeper, "")]).await;
        let other = Somebody::new(fixture, "other", &[(Role::Head, "")]).await;
        let id = file(fixture, "SA-7").await;
        // The other one wrote it, before there was a wall.
        let note = added(&other.context(fixture).await, id, 0, &raw(Kind::Debrief, "Hidden", "Between us")).await;
        wall(fixture, "SA-7", &[&named]).await;
        let (inside, outside) = (named.router(fixture).await, other.router(fixture).await);
        let (address, of_file) = (format!("{NOTES}/{}", note.id), format!("/api/v1/files/{id}/notes"));
        assert_eq!(get(&inside, &address).await.json()["title"], json!("Hidden"));
        assert_eq!(titles(&get(&inside, &format!("{NOTES}?q=between")).await), ["Hidden"]);
        let before = fixture.contents().await;
        let body = json!({ "kind": "note", "title": "T", "text": "t" });
        for answer in [
            get(&outside, &address).await,
            get(&outside, &of_file).await,
            patch(&outside, &address, Some("\"1\""), &json!({ "text": "x" })).await,
            post(&outside, &format!("{address}/withdraw"), Some(1), &json!({ "reason": "r" })).await,
            post(&outside, &format!("{address}/restore"), Some(1), &json!({})).await,
            post(&outside, &of_file, None, &body).await,
        ] {
            assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found".to_owned()));
            assert!(!answer.text.contains("Hidden") && !answer.text.contains("SA-7"));
        }
        for query in ["", "?q=between", "?q=hidden&kind=debrief", "?language=en"] {
            assert_eq!(titles(&get(&outside, &format!("{NOTES}{query}")).await), Vec::<String>::new(), "{query}");
        }
        assert_eq!(get(&outside, &format!("{NOTES}?file=SA-7")).await.code(), "unknown_file", "as a file that is not there");
        assert_eq!(fixture.contents().await, before);
    }

    async fn one_key_makes_one_note_and_a_note_needs_a_key(fixture: with_cast) {
        let somebody = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await;
        let of_file = format!("/api/v1/files/{}/notes", file(fixture, "UKR-12").await);
        let body = json!({ "kind": "note", "title": "T", "text": "t" });
        let without = post(&somebody.router(fixture).await, &of_file, None, &body).await;
        assert_eq!(without.code(), "idempotency_key_required");
        let keyed = with_key(fixture, &somebody, "k", "one").await;
        let (first, again) = (post(&keyed, &of_file, None, &body).await, post(&keyed, &of_file, None, &body).await);
        assert_eq!((first.status, &first.text), (StatusCode::CREATED, &again.text));
        let address = first.header("location").to_owned();
        let other = with_key(fixture, &somebody, "k", "another").await;
        assert_eq!(post(&other, &of_file, None, &body).await.code(), "idempotency_key_reused");
        assert_eq!(fixture.number("SELECT count(*) FROM notes").await, 1);
        let withdrawing = with_key(fixture, &somebody, "w", "withdraw").await;
        for _ in 0..2 {
            let answer = post(&withdrawing, &format!("{address}/withdraw"), Some(1), &json!({ "reason": "r" })).await;
            assert_eq!((answer.status, &answer.json()["version"]), (StatusCode::OK, &json!(2)), "{}", answer.text);
        }
    }
}

on_both_shells! {
    async fn notes_are_added_listed_searched_and_shown_as_typed(shell: filled) {
        let add = ["notes", "add", "UKR-12", "--kind", "lessons_learned", "--title", "Training", "--text-file", "-"];
        let added = shell.run_with(&add, "Bring examples.\nStart early.\n", &[]);
        assert_eq!((added.code, added.out.as_str()), (0, ""), "{added:?}");
        assert!(added.err.contains("UKR-12"), "{added:?}");
        shell.write("debrief.txt", "Deux jours à Kyiv.");
        let add = ["notes", "add", "SA-7", "--kind", "debrief", "--title", "Mission", "--text-file", "debrief.txt", "--lang", "fr", "--json"];
        let made = shell.run(&add).json();
        assert_eq!((&made["language"], &made["text"]), (&json!("fr"), &json!("Deux jours à Kyiv.")));
        let listed = shell.run(&["notes", "list", "UKR-12"]);
        assert!(listed.code == 0 && listed.out.lines().count() == 1 && listed.out.contains("Training"), "{listed:?}");
        let found = shell.run(&["notes", "list", "--search", "JOURS kyïv", "--kind", "debrief", "--json"]).json();
        assert_eq!(found["notes"].as_array().expect("a list").len(), 1);
        let id = found["notes"][0]["id"].as_str().expect("an id").to_owned();
        let shown = shell.run(&["notes", "show", &id]);
        assert!(shown.code == 0 && shown.out.contains("Mission") && shown.out.ends_with("\n\nDeux jours à Kyiv.\n"), "{shown:?}");
        assert_eq!(shell.run(&["notes", "show", &id, "--json"]).json()["earlier_versions"], json!([]));
        let none = shell.run(&["notes", "list", "--search", "nowhere"]);
        assert!(none.code == 0 && none.out.is_empty() && none.err.contains("No note"), "{none:?}");
        let neither = shell.run(&["notes", "list", "--json"]);
        assert_eq!((neither.code, neither.fault_codes()), (2, vec!["usage".to_owned()]), "{neither:?}");
        shell.run(&["notes", "list", "NONE-1"]).is_refused("unknown_file");
        shell.run(&["notes", "list", "UKR-12", "--kind", "essay"]).is_refused("unknown_note_kind");
        shell.run(&["notes", "add", "UKR-12", "--kind", "note", "--title", "T", "--text-file", "missing.txt"]).is_refused("source_unreadable");
        shell.run_with(&["notes", "add", "UKR-12", "--text-file", "-"], "", &[]).is_refused("required");
    }
}
