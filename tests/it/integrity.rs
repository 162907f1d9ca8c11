//! What the database itself refuses, whoever asks: a miscoded entry, an impossible duration; the audit chain, which
//! shows the place of tampering; and limits that hold when many write at once.

use axum::http::StatusCode;
use casetime::audit::ops::{Verified, verify};
use casetime::entries::RawEntry;
use casetime::fault::Code;
use casetime::people::ops::Added;
use casetime::people::{self, RawPerson};
use casetime::store::migrate;
use casetime::{audit::Caller, context::Context, entries};
use serde_json::json;

use crate::recording::{ENTRIES, ID, faults, places, recorded, router};
use crate::support::http::{patch, post};
use crate::support::{Fixture, on_both_engines};

/// A statement that stores an entry of `P-1` on a file; the identifier of the file serves as the entry's.
fn insert(file: &str, activity: &str, category: &str, minutes: i64) -> String {
    format!(
        "INSERT INTO entries (id, person_id, file_id, activity, category, worked_on, minutes, narrative, recorded_at, \
         version, withdrawn) SELECT f.id, p.id, f.id, '{activity}', '{category}', f.opened_on, {minutes}, '', \
         f.created_at, 1, FALSE FROM files f, people p WHERE f.number = '{file}' AND p.number = 'P-1'"
    )
}

/// What verifying the audit chain finds.
async fn verified(fixture: &Fixture) -> Verified {
    verify(&fixture.context.db).await.expect("read")
}

/// How many events there are.
async fn events(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM audit_events").await
}

/// Does one of everything that leaves an event.
async fn operate(fixture: &Fixture) {
    let router = router(fixture);
    recorded(&router, &json!({ "id": ID })).await;
    let address = format!("{ENTRIES}/{ID}");
    let correction = json!({ "minutes": 60, "reason": "Misread the clock." });
    assert_eq!(patch(&router, &address, Some("\"1\""), &correction).await.status, StatusCode::OK);
    let withdrawal = json!({ "withdrawn": true, "reason": "Double." });
    assert_eq!(patch(&router, &address, Some("\"2\""), &withdrawal).await.status, StatusCode::OK);
    let file = json!({ "number": "SA-8", "title": "Advice", "category": "SA", "opened_on": "2026-01-01" });
    let opened = post(&router, "/api/v1/files", &file).await;
    let address = opened.header("location").to_owned();
    let closing = json!({ "closed_on": "2026-11-22" });
    assert_eq!(patch(&router, &address, Some("\"1\""), &closing).await.status, StatusCode::OK);
}

on_both_engines! {
    async fn an_entry_with_an_activity_of_another_category_cannot_be_stored_by_any_statement(fixture: with_cast) {
        let vocabulary = &fixture.context.vocabulary;
        let mut stored = 0;
        for activity in &vocabulary.activities {
            for category in &vocabulary.categories {
                let sql = insert("UKR-12", &activity.code, &category.code, 60);
                let fits = activity.category == "TA" && category.code == "TA";
                let done = fixture.by_hand(&sql).await;
                assert_eq!(done.is_ok(), fits, "{} stored as {}: {done:?}", activity.code, category.code);
                if fits {
                    stored += fixture.by_hand("DELETE FROM entries").await.expect("deleted");
                }
            }
        }
        assert_eq!(stored, 8, "the eight activities of technical assistance");
    }

    async fn a_stored_entry_cannot_be_recoded_to_another_category_by_any_statement(fixture: with_cast) {
        recorded(&router(fixture), &json!({})).await;
        let refused = [
            "UPDATE entries SET activity = 'SA-POL'",
            "UPDATE entries SET category = 'SA'",
            "UPDATE entries SET activity = 'SA-POL', category = 'SA'",
            "UPDATE entries SET file_id = (SELECT id FROM files WHERE number = 'SA-7')",
            "UPDATE entries SET file_id = (SELECT id FROM files WHERE number = 'SA-7'), category = 'SA'",
            "UPDATE activities SET category = 'SA' WHERE code = 'TA-TRN'",
            "DELETE FROM activities WHERE code = 'TA-TRN'",
            "DELETE FROM files WHERE number = 'UKR-12'",
            "DELETE FROM people WHERE number = 'P-1'",
        ];
        for sql in refused {
            assert!(fixture.by_hand(sql).await.is_err(), "{sql}");
        }
        let whole = "UPDATE entries SET activity = 'SA-POL', category = 'SA', \
             file_id = (SELECT id FROM files WHERE number = 'SA-7')";
        assert_eq!(fixture.by_hand(whole).await.expect("all three fit one another"), 1);
    }

    async fn the_category_of_a_file_with_entries_is_fixed(fixture: with_cast) {
        let router = router(fixture);
        let advice = json!({ "category": "SA", "project": "", "country": "" });
        let fresh = json!({ "number": "NEW-1", "title": "New", "category": "TA", "project": "P", "country": "UA", "opened_on": "2026-01-01" });
        let opened = post(&router, "/api/v1/files", &fresh).await;
        let changed = patch(&router, opened.header("location"), Some("\"1\""), &advice).await;
        assert_eq!(changed.status, StatusCode::OK, "a file without entries may be put right: {}", changed.text);
        let made = recorded(&router, &json!({ "id": ID })).await;
        let file = format!("/api/v1/files/{}", made["file_id"].as_str().expect("an id"));
        let before = fixture.contents().await;
        assert!(fixture.by_hand("UPDATE files SET category = 'SA' WHERE number = 'UKR-12'").await.is_err());
        let refused = patch(&router, &file, Some("\"1\""), &advice).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(faults(&refused), places(&[("/category", "category_fixed")]));
        assert_eq!(fixture.contents().await, before);
    }

    async fn impossible_durations_cannot_be_stored_by_any_statement(fixture: with_cast) {
        for minutes in [0, -1, 1441, 1_000_000] {
            let done = fixture.by_hand(&insert("UKR-12", "TA-TRN", "TA", minutes)).await;
            assert!(done.is_err(), "{minutes}");
        }
        for minutes in [1, 1440] {
            fixture.by_hand(&insert("UKR-12", "TA-TRN", "TA", minutes)).await.expect("possible");
            for wrong in [0, -1, 1441] {
                assert!(fixture.by_hand(&format!("UPDATE entries SET minutes = {wrong}")).await.is_err(), "{wrong}");
            }
            fixture.by_hand("DELETE FROM entries").await.expect("deleted");
        }
    }

    async fn every_operation_leaves_an_event_and_the_chain_holds(fixture: with_cast) {
        let before = events(fixture).await;
        operate(fixture).await;
        assert_eq!(events(fixture).await, before + 5);
        assert_eq!(verified(fixture).await, Verified::Sound(before + 5));
        for action in ["apply", "add", "open", "record", "correct", "withdraw", "change"] {
            let found = fixture.number(&format!("SELECT count(*) FROM audit_events WHERE action = '{action}'")).await;
            assert!(found > 0, "{action}");
        }
        let told = "SELECT count(*) FROM audit_events WHERE reason = 'Misread the clock.' AND hash_before <> '' \
             AND hash_after <> '' AND request_id <> '' AND actor = 'test'";
        assert_eq!(fixture.number(told).await, 1);
        post(&router(fixture), ENTRIES, &json!({})).await;
        assert_eq!(events(fixture).await, before + 5, "what was refused leaves none");
    }

    async fn tampering_with_any_member_of_an_event_is_found_at_its_position(fixture: with_cast) {
        operate(fixture).await;
        let count = events(fixture).await;
        let id = "(SELECT id FROM files WHERE number = 'HELD')";
        for position in [1, 4, count] {
            for (column, value) in [
                ("id", id),
                ("at", "'2020-01-01 00:00:00+00:00'"),
                ("actor", "'x'"),
                ("action", "'x'"),
                ("object_kind", "'x'"),
                ("object_id", "'x'"),
                ("hash_before", "'x'"),
                ("hash_after", "'x'"),
                ("reason", "'x'"),
                ("request_id", "'x'"),
                ("previous_hash", "'x'"),
                ("hash", "'x'"),
            ] {
                let keep = format!("CREATE TABLE kept AS SELECT * FROM audit_events WHERE sequence = {position}");
                fixture.by_hand(&keep).await.expect("kept");
                let change = format!("UPDATE audit_events SET {column} = {value} WHERE sequence = {position}");
                assert_eq!(fixture.by_hand(&change).await.expect("changed"), 1, "{change}");
                assert_eq!(verified(fixture).await, Verified::BrokenAt(position), "{change}");
                let back = format!(
                    "UPDATE audit_events SET {column} = (SELECT {column} FROM kept) WHERE sequence = {position}"
                );
                fixture.by_hand(&back).await.expect("put back");
                fixture.by_hand("DROP TABLE kept").await.expect("dropped");
                assert_eq!(verified(fixture).await, Verified::Sound(count), "{change}");
            }
        }
    }

    async fn an_event_that_was_taken_out_is_missed_at_its_position(fixture: with_cast) {
        operate(fixture).await;
        let count = events(fixture).await;
        fixture.by_hand(&format!("DELETE FROM audit_events WHERE sequence = {count}")).await.expect("deleted");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(count), "the last");
        fixture.by_hand("DELETE FROM audit_events WHERE sequence = 5").await.expect("deleted");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(5), "one between");
        fixture.by_hand("UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 6").await.expect("moved");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(5), "one between, with the next moved up");
        fixture.by_hand("DELETE FROM audit_events WHERE sequence = 1").await.expect("deleted");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(1), "the first");
        fixture.by_hand("DELETE FROM audit_events").await.expect("deleted");
        assert_eq!(verified(fixture).await, Verified::BrokenAt(1), "all");
    }

    async fn events_that_changed_places_or_were_put_in_are_found(fixture: with_cast) {
        operate(fixture).await;
        let count = events(fixture).await;
        for (from, to) in [(4, 1000), (6, 4), (1000, 6)] {
            let sql = format!("UPDATE audit_events SET sequence = {to} WHERE sequence = {from}");
            assert_eq!(fixture.by_hand(&sql).await.expect("moved"), 1);
        }
        assert_eq!(verified(fixture).await, Verified::BrokenAt(4), "two that changed places");
        for (from, to) in [(4, 1000), (6, 4), (1000, 6)] {
            fixture
                .by_hand(&format!("UPDATE audit_events SET sequence = {to} WHERE sequence = {from}"))
                .await
                .expect("moved");
        }
        assert_eq!(verified(fixture).await, Verified::Sound(count));
        let more = count + 1;
        let put_in = format!(
            "INSERT INTO audit_events SELECT {more}, e.id, a.at, a.actor, a.action, a.object_kind, a.object_id, a.hash_before, \
             a.hash_after, a.reason, a.request_id, a.hash, a.hash FROM audit_events a, entries e WHERE a.sequence = {count}"
        );
        assert_eq!(fixture.by_hand(&put_in).await.expect("put in"), 1);
        assert_eq!(verified(fixture).await, Verified::BrokenAt(more));
    }

    async fn the_same_person_added_twenty_times_at_once_is_one_person(fixture: empty) {
        let raw = RawPerson { number: "P-7".to_owned(), name: "Cam Exemple".to_owned(), ..RawPerson::default() };
        let new = raw.parse().expect("a person");
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (context, new) = (fixture.context.clone(), new.clone());
            tasks.push(tokio::spawn(async move { people::ops::add(&context, &new).await }));
        }
        let mut new = 0;
        for task in tasks {
            new += usize::from(matches!(task.await.expect("an outcome").expect("added or the same"), Added::New(_)));
        }
        assert_eq!((new, fixture.number("SELECT count(*) FROM people").await), (1, 1));
    }

    async fn many_writers_at_once_never_fill_a_day_beyond_24_hours(fixture: with_cast) {
        // Two programs on one database, as two processes are.
        let second = migrate::open(&fixture.target).await.expect("a second program");
        let first = &fixture.context;
        let contexts = [
            first.clone(),
            Context { db: second.clone(), caller: Caller::new("second"), ..first.clone() },
        ];
        let mut tasks = Vec::new();
        for number in 0..12 {
            let context = contexts[number % 2].clone();
            tasks.push(tokio::spawn(async move {
                let raw = RawEntry {
                    person: "P-1".to_owned(),
                    file: if number % 3 == 0 { "SA-7" } else { "UKR-12" }.to_owned(),
                    activity: if number % 3 == 0 { "SA-POL" } else { "TA-TRN" }.to_owned(),
                    worked_on: "2026-11-20".to_owned(),
                    minutes: "5:00".to_owned(),
                    ..RawEntry::default()
                };
                entries::ops::record(&context, &raw).await.map(|_| ()).map_err(|failure| failure.code())
            }));
        }
        let mut fitted = 0;
        for task in tasks {
            match task.await.expect("an outcome") {
                Ok(()) => fitted += 1,
                Err(code) => assert_eq!(code, Code::DayTooLong),
            }
        }
        assert_eq!(fitted, 4, "four times five hours fit, five times do not");
        assert_eq!(fixture.number("SELECT CAST(SUM(minutes) AS BIGINT) FROM entries").await, 1200);
        assert_eq!(verified(fixture).await, Verified::Sound(events(fixture).await));
        second.close().await;
    }
}
