//! Walled files: known to the accounts named on them and to nobody else, in every answer, list and page.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Right, Role};
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::fault::Code;
use casetime::files::{self, RawFile};
use casetime::ids::FileId;
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, as_nobody, get, patch, post, put};
use crate::support::{Fixture, on_both_engines};

const FILES: &str = "/api/v1/files";

fn file(number: &str, walled: bool) -> Value {
    json!({ "number": number, "title": "Inquiry", "category": "SA", "opened_on": "2026-01-01", "walled": walled })
}

fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let files = body["files"].as_array().unwrap_or_else(|| panic!("files: {}", answer.text));
    files.iter().map(|file| file["number"].as_str().expect("a number").to_owned()).collect()
}

/// Opens a file and answers its address.
async fn opened(router: &Router, number: &str, walled: bool) -> String {
    let answer = post(router, FILES, &file(number, walled)).await;
    assert_eq!((answer.status, &answer.json()["walled"]), (StatusCode::CREATED, &json!(walled)), "{}", answer.text);
    answer.header("location").to_owned()
}

fn id_of(address: &str) -> FileId {
    FileId::parse(address.rsplit('/').next().expect("an id"), "").expect("an id")
}

/// Two keepers, who know the same but for walls.
async fn keepers(fixture: &Fixture) -> (Somebody, Somebody) {
    let one = Somebody::new(fixture, "one", &[(Role::Keeper, "")]).await;
    (one, Somebody::new(fixture, "other", &[(Role::Keeper, "")]).await)
}

async fn sees(fixture: &Fixture, somebody: &Somebody, address: &str) -> bool {
    let router = somebody.router(fixture).await;
    let found = get(&router, address).await;
    let listed = numbers(&get(&router, FILES).await).contains(&"SA-9".to_owned());
    assert_eq!(listed, found.status.is_success(), "list and address agree: {}", found.text);
    assert!(listed || found.code() == "not_found", "{}", found.text);
    listed
}

on_both_engines! {
    async fn whoever_is_named_sees_a_walled_file_at_once_and_loses_it_at_once(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        let address = opened(&one.router(fixture).await, "SA-9", true).await;
        let members = format!("{address}/members");
        assert!(sees(fixture, &one, &address).await, "whoever puts up the wall is named");
        assert!(!sees(fixture, &other, &address).await);
        let listed = get(&one.router(fixture).await, &members).await;
        assert_eq!(listed.json(), json!({ "file": id_of(&address), "version": 1, "accounts": [one.account] }));
        let both = json!({ "accounts": [other.account, one.account, other.account] });
        let named = put(&one.router(fixture).await, &members, Some("\"1\""), &both).await;
        let mut accounts = [one.account, other.account];
        accounts.sort();
        assert_eq!(named.json(), json!({ "file": id_of(&address), "version": 2, "accounts": accounts }));
        assert_eq!(named.header("etag"), "\"2\"");
        assert!(sees(fixture, &one, &address).await && sees(fixture, &other, &address).await);
        let only = json!({ "accounts": [other.account] });
        assert_eq!(put(&other.router(fixture).await, &members, Some("\"2\""), &only).await.status, StatusCode::OK);
        assert!(!sees(fixture, &one, &address).await && sees(fixture, &other, &address).await);
        let down = patch(&other.router(fixture).await, &address, Some("\"3\""), &json!({ "walled": false })).await;
        assert_eq!((down.status, &down.json()["walled"]), (StatusCode::OK, &json!(false)));
        assert!(sees(fixture, &one, &address).await, "without the wall everybody knows it");
        let events = "SELECT count(*) FROM audit_events WHERE action = 'set_members' AND object_kind = 'file'";
        assert_eq!(fixture.number(events).await, 3, "the one who opened it, both, and the other alone");
    }

    async fn nothing_is_told_of_a_file_behind_a_wall(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        let address = opened(&one.router(fixture).await, "SA-9", true).await;
        let outside = other.router(fixture).await;
        let nowhere = format!("{FILES}/0197a000-0000-7000-8000-0000000000a1");
        let before = fixture.contents().await;
        let change = json!({ "title": "Mine now", "walled": false });
        let accounts = json!({ "accounts": [other.account] });
        let plain = |mut answer: Answer| {
            answer.headers.remove("x-request-id");
            let mut body = answer.json();
            body["request_id"] = json!("");
            (answer.status, body)
        };
        for version in ["\"1\"", "\"9\""] {
            let version = Some(version);
            for (hidden, absent) in [
                (get(&outside, &address).await, get(&outside, &nowhere).await),
                (patch(&outside, &address, version, &change).await, patch(&outside, &nowhere, version, &change).await),
                (
                    get(&outside, &format!("{address}/members")).await,
                    get(&outside, &format!("{nowhere}/members")).await,
                ),
                (
                    put(&outside, &format!("{address}/members"), version, &accounts).await,
                    put(&outside, &format!("{nowhere}/members"), version, &accounts).await,
                ),
            ] {
                assert_eq!(hidden.code(), "not_found", "{}", hidden.text);
                assert_eq!(plain(hidden), plain(absent), "as if there were no such file");
            }
        }
        // The number shows to be taken, as that of any other file would, and no more, whatever else is sent with it.
        for walled in [true, false] {
            let taken = plain(post(&outside, FILES, &file("SA-9", walled)).await);
            let known = post(&outside, FILES, &file("SA-7", walled)).await;
            let known = known.text.replace("SA-7", "SA-9");
            assert_eq!(taken.0, StatusCode::CONFLICT);
            let mut known: Value = serde_json::from_str(&known).expect("JSON");
            known["request_id"] = json!("");
            assert_eq!(taken.1, known);
            assert!(!taken.1.to_string().contains("Inquiry"));
        }
        assert_eq!(fixture.contents().await, before);
        let again = post(&one.router(fixture).await, FILES, &file("SA-9", true)).await;
        assert_eq!(again.status, StatusCode::OK, "who knows it is told that it is there: {}", again.text);
    }

    async fn pages_are_full_and_their_number_tells_nothing_of_walled_files(fixture: empty) {
        let (one, other) = keepers(fixture).await;
        let inside = one.router(fixture).await;
        for at in 0..12 {
            opened(&inside, &format!("F-{at:02}"), at % 3 == 1).await;
        }
        let open = ["F-00", "F-02", "F-03", "F-05", "F-06", "F-08", "F-09", "F-11", "HELD"];
        for (somebody, count) in [(&other, 9), (&one, 13)] {
            let router = somebody.router(fixture).await;
            for limit in 1..=14 {
                let (mut found, mut sizes) = (Vec::new(), Vec::new());
                let mut next = Some(format!("{FILES}?limit={limit}"));
                while let Some(path) = next {
                    let answer = get(&router, &path).await;
                    sizes.push(numbers(&answer).len());
                    found.extend(numbers(&answer));
                    next = answer.json()["next"].as_str().map(ToOwned::to_owned);
                }
                assert_eq!(found.len(), count, "{limit}");
                assert!(count == 13 || found == open, "{found:?}");
                let last = sizes.pop().expect("a page");
                assert!(sizes.iter().all(|size| *size == limit), "{limit}: {sizes:?}");
                assert_eq!(last, count - limit * sizes.len(), "{limit}");
                assert!(last > 0, "no page is empty");
            }
            let context = somebody.context(fixture).await;
            assert_eq!(files::ops::list(&context).await.expect("a list").len(), count);
        }
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        assert_eq!(files::ops::list_in(&mut tx).await.expect("all").len(), 13, "imports and figures filter themselves");
    }

    async fn each_role_opens_changes_and_names_only_if_it_may(fixture: with_cast) {
        let address = opened(&router(fixture), "SA-8", false).await;
        let mut version = 1;
        for role in Role::ALL {
            let somebody = Somebody::new(fixture, role.as_str(), &[(role, "North")]).await;
            let router = somebody.router(fixture).await;
            let reads = role != Role::Administrator;
            let changes = matches!(role, Role::Manager | Role::Head | Role::Keeper);
            for path in [FILES, &address] {
                let answer = get(&router, path).await;
                assert_eq!(answer.status.as_u16(), if reads { 200 } else { 403 }, "{role:?} {path}");
            }
            let made = post(&router, FILES, &file(role.as_str(), true)).await;
            assert_eq!(made.status.as_u16(), if changes { 201 } else { 403 }, "{role:?}");
            let members = get(&router, &format!("{address}/members")).await;
            assert_eq!(members.status.as_u16(), if changes { 200 } else { 403 }, "{role:?}");
            let stamp = |version: i64| format!("\"{version}\"");
            let patched = patch(&router, &address, Some(&stamp(version)), &json!({ "team": role.as_str() })).await;
            assert_eq!(patched.status.as_u16(), if changes { 200 } else { 403 }, "{role:?}");
            version += i64::from(changes);
            let accounts = json!({ "accounts": [somebody.account] });
            let put_up = put(&router, &format!("{address}/members"), Some(&stamp(version)), &accounts).await;
            assert_eq!(put_up.status.as_u16(), if changes { 200 } else { 403 }, "{role:?}");
            version += i64::from(changes);
            for answer in [made, members, patched, put_up] {
                assert!(changes || answer.code() == "forbidden", "{role:?}: {}", answer.text);
            }
        }
        let nobody = as_nobody(casetime::routes::router(fixture.app()));
        let token = Somebody::new(fixture, "narrow", &[(Role::Keeper, "")]).await.with_scopes(&[Right::ReadFiles]);
        let narrow = token.router(fixture).await;
        let accounts = json!({ "accounts": [] });
        for (router, code, read) in [(&nobody, "not_signed_in", 401), (&narrow, "forbidden", 200)] {
            assert_eq!(get(router, FILES).await.status.as_u16(), read);
            assert_eq!(get(router, &address).await.status.as_u16(), read);
            assert_eq!(post(router, FILES, &file("N-1", false)).await.code(), code);
            assert_eq!(patch(router, &address, Some("\"1\""), &json!({})).await.code(), code);
            assert_eq!(get(router, &format!("{address}/members")).await.code(), code);
            assert_eq!(put(router, &format!("{address}/members"), Some("\"1\""), &accounts).await.code(), code);
        }
    }

    async fn members_are_changed_against_a_version_and_must_exist(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        let router = one.router(fixture).await;
        let address = opened(&router, "SA-9", true).await;
        let router = one.router(fixture).await;
        let members = format!("{address}/members");
        let accounts = |ids: &[&str]| json!({ "accounts": ids });
        let other_id = other.account.to_string();
        assert_eq!(put(&router, &members, None, &accounts(&[&other_id])).await.code(), "precondition_required");
        let before = fixture.contents().await;
        let stale = put(&router, &members, Some("\"7\""), &accounts(&[&other_id])).await;
        assert_eq!((stale.status, &stale.json()["current"]["accounts"]), (
            StatusCode::PRECONDITION_FAILED,
            &json!([one.account]),
        ));
        let unknown = "0197a000-0000-7000-8000-0000000000a1";
        let cases: [(&[&str], &str); 4] = [
            (&[&other_id, unknown], "unknown_account"),
            (&["other"], "malformed_id"),
            (&["' OR 1=1 --"], "malformed_id"),
            (&[], "required"),
        ];
        for (ids, code) in cases {
            let answer = put(&router, &members, Some("\"1\""), &accounts(ids)).await;
            assert_eq!(faults(&answer), places(&[("/accounts", code)]), "{ids:?}");
        }
        let shape = put(&router, &members, Some("\"1\""), &json!({ "accounts": "all" })).await;
        assert_eq!(shape.code(), "malformed_body");
        assert_eq!(put(&router, &members, Some("\"1\""), &json!({ "names": [] })).await.code(), "unknown_field");
        assert_eq!(fixture.contents().await, before);
        assert_eq!(fixture.number("SELECT count(*) FROM file_members").await, 1);
        // Without a wall nobody need be named.
        let plain = opened(&router, "SA-10", false).await;
        let emptied = put(&router, &format!("{plain}/members"), Some("\"1\""), &accounts(&[])).await;
        assert_eq!(emptied.status, StatusCode::OK, "{}", emptied.text);
    }

    async fn a_wall_put_up_later_names_whoever_puts_it_up(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        let address = opened(&one.router(fixture).await, "SA-9", false).await;
        let up = patch(&other.router(fixture).await, &address, Some("\"1\""), &json!({ "walled": true })).await;
        assert_eq!((up.status, &up.json()["walled"]), (StatusCode::OK, &json!(true)), "{}", up.text);
        assert!(sees(fixture, &other, &address).await && !sees(fixture, &one, &address).await);
        let bad = patch(&other.router(fixture).await, &address, Some("\"2\""), &json!({ "walled": "maybe" })).await;
        assert_eq!(faults(&bad), places(&[("", "malformed_body")]));
        // At the console nobody is named, and everything is known.
        let console = router(fixture);
        let alone = opened(&console, "SA-11", true).await;
        assert_eq!(get(&console, &format!("{alone}/members")).await.json()["accounts"], json!([]));
        assert!(!get(&other.router(fixture).await, &alone).await.status.is_success());
    }

    async fn a_stale_change_is_answered_with_the_present_state_to_who_may_know_it(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        let address = opened(&one.router(fixture).await, "SA-9", false).await;
        let outside = other.router(fixture).await;
        let now = patch(&one.router(fixture).await, &address, Some("\"1\""), &json!({ "title": "Secret title" })).await;
        let stale = patch(&outside, &address, Some("\"1\""), &json!({ "team": "South" })).await;
        assert_eq!((stale.status, &stale.json()["current"]), (StatusCode::PRECONDITION_FAILED, &now.json()));
        assert_eq!(patch(&outside, &address, None, &json!({})).await.status, StatusCode::PRECONDITION_REQUIRED);
        patch(&one.router(fixture).await, &address, Some("\"2\""), &json!({ "walled": true })).await;
        for version in ["\"1\"", "\"2\"", "\"3\""] {
            let gone = patch(&outside, &address, Some(version), &json!({ "team": "South" })).await;
            assert_eq!((gone.status, gone.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
            assert!(!gone.text.contains("Secret title"), "{}", gone.text);
        }
        // The operations themselves hold too, for a caller that was read before the wall stood.
        let context = Context {
            caller: Caller { access: other.named_on(BTreeSet::new()), ..Caller::nobody("") },
            ..fixture.context.clone()
        };
        let id = id_of(&address);
        let current = files::ops::find(&fixture.context, id).await.expect("known at the console");
        let raw = RawFile { title: "Mine".to_owned(), ..RawFile::of(&current) };
        for version in [1, 3] {
            let failure = files::ops::change(&context, id, version, &raw).await.expect_err("not known");
            assert_eq!(failure.code(), Code::NotFound);
        }
        assert_eq!(files::ops::find(&fixture.context, id).await.expect("known at the console"), current);
    }

    async fn a_repeated_opening_opens_nothing_and_tells_nothing_to_who_is_no_longer_named(fixture: with_cast) {
        let (one, other) = keepers(fixture).await;
        // Two requests that arrive together bring what was known before either.
        let early = one.router(fixture).await;
        let repeated = Extension(Repeated { key: "k".to_owned(), request: "same".to_owned() });
        let early = early.layer(repeated.clone());
        let first = post(&early, FILES, &file("SA-9", true)).await;
        let second = post(&early, FILES, &file("SA-9", true)).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.text);
        assert_eq!(first.json(), second.json());
        assert_eq!(fixture.number("SELECT count(*) FROM files WHERE number = 'SA-9'").await, 1);
        let reused = Extension(Repeated { key: "k".to_owned(), request: "other".to_owned() });
        let reused = post(&one.router(fixture).await.layer(reused), FILES, &file("SA-10", false)).await;
        assert_eq!(reused.code(), "idempotency_key_reused");
        let members = format!("{}/members", first.header("location"));
        let only = json!({ "accounts": [other.account] });
        assert_eq!(put(&one.router(fixture).await, &members, Some("\"1\""), &only).await.status, StatusCode::OK);
        let after = post(&one.router(fixture).await.layer(repeated), FILES, &file("SA-9", true)).await;
        assert_eq!(after.code(), "not_found", "{}", after.text);
    }
}
