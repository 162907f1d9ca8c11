//! Reading the audit trail over the API and at the command line, and verifying it: texts of every kind hold together,
//! and each way of tampering is found at its position.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use casetime::access::{Access, Grant, Role};
use casetime::audit::ops::{self, Verified, Wanted, verify};
use casetime::audit::{Caller, Event};
use casetime::ids::AccountId;
use casetime::web::ask::SignedIn;
use serde_json::{Value, json};

use crate::recording::router;
use crate::support::http::{Answer, request, send};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, now, on_both_engines};

const EVENTS: &str = "/api/v1/audit-events";

/// Appends an event as an operation would.
pub(crate) async fn append(fixture: &Fixture, actor: &str, action: &'static str, object: &str, reason: &str) {
    let db = &fixture.context.db;
    let mut tx = db.begin_write().await.expect("a transaction");
    let event = Event {
        action,
        object_kind: "entry",
        object_id: object.to_owned(),
        reason: reason.to_owned(),
        ..Event::default()
    };
    ops::append(&mut tx, now(), &Caller::new(actor), event).await.expect("appended");
    tx.commit().await.expect("stored");
}

/// How many events there are.
pub(crate) async fn events(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM audit_events").await
}

async fn verified(fixture: &Fixture) -> Verified {
    verify(&fixture.context.db).await.expect("read")
}

/// Asks as an account with one role; with none, as nobody.
async fn ask(router: &Router, path: &str, role: Option<Role>) -> Answer {
    let mut asked = request("GET", path, &[], Body::empty());
    if let Some(role) = role {
        let grants = vec![Grant { role, team: String::new() }];
        let access = Access::of(AccountId::new(now()), None, grants, None, BTreeSet::new());
        asked.extensions_mut().insert(SignedIn {
            actor: "a".to_owned(),
            access,
            form_token: String::new(),
            session: None,
            password_temporary: false,
        });
    }
    send(router, asked).await
}

fn sequences(answer: &Value) -> Vec<i64> {
    let events = answer["events"].as_array().expect("events");
    events.iter().map(|event| event["sequence"].as_i64().expect("a number")).collect()
}

on_both_engines! {
    async fn the_trail_is_read_by_auditors_alone(fixture: empty) {
        let router = casetime::routes::router(fixture.app());
        for path in [EVENTS, "/api/v1/audit-events/verification"] {
            assert_eq!(ask(&router, path, None).await.code(), "not_signed_in", "{path}");
            for role in Role::ALL {
                let answer = ask(&router, path, Some(role)).await;
                if role == Role::Auditor {
                    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
                } else {
                    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "forbidden"), "{path} {role:?}");
                }
            }
        }
    }

    async fn events_are_listed_from_the_newest_on_and_narrowed(fixture: empty) {
        let first = events(fixture).await;
        for (actor, action, object) in
            [("ann", "record", "1"), ("bob", "correct", "1"), ("ann", "record", "2"), ("ann", "correct", "2")]
        {
            append(fixture, actor, action, object, "").await;
        }
        let router = router(fixture);
        let places = |offsets: &[i64]| offsets.iter().map(|offset| first + offset).collect::<Vec<_>>();
        for (query, expected) in [
            ("object=entry", places(&[4, 3, 2, 1])),
            ("object=entry:1", places(&[2, 1])),
            ("object=entry:1&actor=ann", places(&[1])),
            ("actor=ann", places(&[4, 3, 1])),
            ("actor=ann&object=entry", places(&[4, 3, 1])),
            ("actor=nobody", places(&[])),
            ("object=entry&from=2026-11-22&to=2026-11-22", places(&[4, 3, 2, 1])),
            ("object=entry&from=2026-11-23", places(&[])),
            ("object=entry&to=2026-11-21", places(&[])),
            ("object=entry&from=2026-11-22T15:00:00Z", places(&[4, 3, 2, 1])),
            ("object=entry&to=2026-11-22T15:00:00Z", places(&[])),
        ] {
            let answer = ask(&router, &format!("{EVENTS}?{query}"), Some(Role::Auditor)).await;
            assert_eq!(sequences(&answer.json()), expected, "{query}: {}", answer.text);
        }
        let mut next = format!("{EVENTS}?object=entry&limit=3");
        let mut seen = Vec::new();
        loop {
            let answer = ask(&router, &next, Some(Role::Auditor)).await;
            seen.extend(sequences(&answer.json()));
            match answer.json()["next"].as_str() {
                Some(address) => {
                    assert_eq!(answer.header("link"), format!("<{address}>; rel=\"next\""));
                    address.clone_into(&mut next);
                }
                None => break,
            }
        }
        assert_eq!(seen, places(&[4, 3, 2, 1]));
        for (query, code) in [
            ("limit=201", "malformed_query"),
            ("cursor=zz", "malformed_query"),
            ("cursor=61", "unknown_cursor"),
            ("to=", "date_format"),
            ("from=yesterday", "date_format"),
            ("to=2026-02-30", "date_impossible"),
            ("since=2026", "unknown_field"),
        ] {
            assert_eq!(ask(&router, &format!("{EVENTS}?{query}"), Some(Role::Auditor)).await.code(), code, "{query}");
        }
    }

    async fn an_event_is_shown_whole(fixture: empty) {
        append(fixture, "ann", "correct", "1", "Misread the clock.").await;
        let answer = ask(&router(fixture), &format!("{EVENTS}?object=entry:1"), Some(Role::Auditor)).await;
        let event = &answer.json()["events"][0];
        assert_eq!(event["reason"], "Misread the clock.");
        assert_eq!((&event["action"], &event["at"]), (&json!("correct"), &json!("2026-11-22T15:00:00Z")));
        assert_eq!(event["hash"].as_str().map(str::len), Some(64));
    }

    async fn texts_of_every_kind_hold_together(fixture: empty) {
        for reason in ["a\\b", "\\N", "tab\tnew\nline\rfeed\u{b}\u{c}\u{8}", "é « » ’ 日本", "\"quoted\"", "\\\\.", ""] {
            append(fixture, "ann", "correct", "1", reason).await;
        }
        assert_eq!(verified(fixture).await, Verified::Sound(events(fixture).await));
    }

    async fn the_api_tells_where_the_chain_breaks(fixture: with_cast) {
        let count = events(fixture).await;
        let router = router(fixture);
        let path = format!("{EVENTS}/verification");
        let sound = ask(&router, &path, Some(Role::Auditor)).await.json();
        assert_eq!(sound, json!({ "events": count, "sound": true, "broken_at": null }));
        fixture.by_hand("UPDATE audit_events SET actor = 'x' WHERE sequence = 4").await.expect("changed");
        let broken = ask(&router, &path, Some(Role::Auditor)).await.json();
        assert_eq!(broken, json!({ "events": 3, "sound": false, "broken_at": 4 }));
    }

    async fn what_cannot_even_be_read_is_a_break_at_its_position(fixture: with_cast) {
        let count = events(fixture).await;
        let bad = if fixture.context.db.path().is_some() { "'never'" } else { "'infinity'" };
        fixture.by_hand(&format!("UPDATE audit_events SET at = {bad} WHERE sequence = 3")).await.expect("changed");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(3));
        fixture.by_hand(&format!("UPDATE audit_events SET at = {bad} WHERE sequence = {count}")).await.expect("changed");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(3), "the first one counts");
    }

    async fn an_event_added_with_a_sound_hash_but_without_the_counter_is_found(fixture: with_cast) {
        let count = events(fixture).await;
        append(fixture, "ann", "record", "1", "").await;
        fixture.by_hand("UPDATE counters SET value = value - 1 WHERE name = 'audit'").await.expect("changed");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(count + 1));
    }

    async fn nobody_reads_the_trail_past_the_right(fixture: empty) {
        let mut context = fixture.context.clone();
        context.caller = Caller::nobody("r");
        let wanted = Wanted { limit: 10, ..Wanted::default() };
        assert!(ops::list(&context, &wanted).await.is_err());
        assert!(ops::verify_for(&context).await.is_err());
    }
}

on_both_shells! {
    async fn the_trail_is_shown_and_verified_at_the_command_line(shell: filled) {
        let shown = shell.run(&["audit", "show", "--object", "person", "--limit", "1"]);
        assert!(shown.code == 0 && shown.out.lines().count() == 1 && shown.out.contains(" person:"), "{shown:?}");
        let all = shell.run(&["audit", "show", "--json"]).json();
        let count = all["events"].as_array().expect("events").len();
        assert!(count > 5, "{all}");
        let verified = shell.run(&["audit", "verify", "--json"]);
        assert_eq!(verified.json(), json!({ "events": count, "sound": true, "checkpoints": null }));
        shell.run(&["audit", "show", "--from", "soon"]).is_refused("date_format");
        assert_eq!(shell.run(&["audit", "show", "--limit", "0"]).code, 2);
        let french = shell.run(&["audit", "verify", "--lang", "fr"]);
        assert!(french.code == 0 && french.err.contains("La piste de vérification tient"), "{french:?}");
    }
}
