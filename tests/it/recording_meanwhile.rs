//! What recording looked up is kept for those who record next, as long as nobody else wrote: whatever another program on the
//! same database changes counts for the next entry.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::files::{self, RawFile};
use casetime::people::{self, RawPerson};
use casetime::periods::RawClosing;
use casetime::store::bulk::Cell;
use casetime::store::migrate;
use casetime::store::steps::Step;
use casetime::{periods, vocabulary};
use serde_json::{Value, json};

use crate::recording::{ENTRIES, entry};
use crate::support::accounts::Somebody;
use crate::support::http::post;
use crate::support::{Engine, Fixture, on_both_engines};

/// Records an own entry with an identifier of the sender's own: its status, and the entry or the code of the fault.
async fn own(router: &Router, id: u8, changes: Value) -> (StatusCode, Value) {
    let mut sent = entry(&changes);
    sent["id"] = json!(format!("0197a000-0000-7000-8000-0000000000{id:02x}"));
    let answer = post(router, ENTRIES, &sent).await;
    let body = answer.json();
    let code = body["faults"][0]["code"].clone();
    (answer.status, if code.is_null() { body } else { code })
}

fn file(changes: impl FnOnce(&mut RawFile)) -> RawFile {
    let mut raw = RawFile {
        number: "UKR-12".to_owned(),
        title: "Support to prosecutors".to_owned(),
        category: "TA".to_owned(),
        project: "Rule of law".to_owned(),
        country: "UA".to_owned(),
        opened_on: "2020-01-01".to_owned(),
        ..RawFile::default()
    };
    changes(&mut raw);
    raw
}

on_both_engines! {
    async fn whatever_another_program_changes_counts_for_the_next_entry(fixture: with_cast) {
        let second = migrate::open(&fixture.target).await.expect("a second program");
        let other = Context { db: second.clone(), caller: Caller::new("second"), ..fixture.context.clone() };
        let person = people::ops::find_by_number(&other, "P-1").await.expect("a person");
        let lawyer = Somebody::new(fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
        let lawyer = lawyer.router(fixture).await;
        let (status, first) = own(&lawyer, 1, json!({})).await;
        assert_eq!((status, &first["team"]), (StatusCode::CREATED, &json!("")), "{first}");

        // The person goes to another team.
        let raw = RawPerson {
            number: person.number.clone(),
            name: person.name.clone(),
            team: "B".to_owned(),
            active_from: person.active_from.to_string(),
            ..RawPerson::default()
        };
        let person = people::ops::change(&other, person.id, person.version, &raw).await.expect("moved");
        let (status, second_entry) = own(&lawyer, 2, json!({ "minutes": 5 })).await;
        assert_eq!((status, &second_entry["team"]), (StatusCode::CREATED, &json!("B")), "{second_entry}");

        // The file is for somebody else, then it is closed, then open again.
        let found = files::ops::find_by_number(&other, "UKR-12").await.expect("a file");
        let asked = file(|raw| "Public Safety".clone_into(&mut raw.requester));
        let found = files::ops::change(&other, found.id, found.version, &asked).await.expect("changed");
        let (status, third) = own(&lawyer, 3, json!({ "minutes": 5 })).await;
        assert_eq!((status, &third["client"]), (StatusCode::CREATED, &json!("Public Safety")), "{third}");
        let closed = file(|raw| "2026-11-01".clone_into(&mut raw.closed_on));
        let found = files::ops::change(&other, found.id, found.version, &closed).await.expect("closed");
        let refused = own(&lawyer, 4, json!({ "minutes": 5 })).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, json!("file_closed")));
        files::ops::change(&other, found.id, found.version, &file(|_| ())).await.expect("open again");
        assert_eq!(own(&lawyer, 4, json!({ "minutes": 5 })).await.0, StatusCode::CREATED);

        // A year that is over is closed.
        let past = || json!({ "minutes": 5, "worked_on": "2025-02-03" });
        assert_eq!(own(&lawyer, 5, past()).await.0, StatusCode::CREATED);
        let closing = RawClosing { closes_at: "2026-11-01T00:00:00Z".to_owned() };
        periods::ops::set_closing(&other, "2024-25", 1, &closing).await.expect("set");
        assert_eq!(own(&lawyer, 6, past()).await.1, json!("period_closed"));

        // The person is gone.
        let gone = RawPerson { active_to: "2026-10-31".to_owned(), ..raw };
        people::ops::change(&other, person.id, person.version, &gone).await.expect("gone");
        let refused = own(&lawyer, 7, json!({ "minutes": 5 })).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, json!("person_not_active")));
        let current = vocabulary::ops::current(&second).await.expect("a vocabulary");
        assert_eq!(first["vocabulary_version"], json!(current.version));
        second.close().await;
    }
}

/// Entries of one's own, all at once.
async fn all_at_once(router: &Router, ids: std::ops::Range<u8>) -> Vec<(StatusCode, Value)> {
    let mut sending = tokio::task::JoinSet::new();
    for id in ids {
        let router = router.clone();
        sending.spawn(async move {
            let day = format!("2026-10-{:02}", id % 28 + 1);
            own(&router, id, json!({ "minutes": 5, "worked_on": day })).await
        });
    }
    sending.join_all().await
}

on_both_engines! {
    async fn those_who_record_at_once_with_others_who_write_are_all_stored_once(fixture: with_cast) {
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let lawyer = Somebody::new(fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
        let lawyer = lawyer.router(fixture).await;
        assert_eq!(own(&lawyer, 0, json!({ "minutes": 5 })).await.0, StatusCode::CREATED);
        let context = fixture.context.clone();
        let others = tokio::spawn(async move {
            for at in 0..20 {
                let raw = RawPerson {
                    number: format!("P-1{at:02}"),
                    name: format!("Person {at}"),
                    active_from: "2020-01-01".to_owned(),
                    ..RawPerson::default()
                };
                people::ops::add(&context, &raw.parse().expect("a person")).await.expect("added");
            }
        });
        // Every entry is sent twice: the second one finds the first.
        let (first, second) = tokio::join!(all_at_once(&lawyer, 1..40), all_at_once(&lawyer, 1..40));
        others.await.expect("no panic");
        let of = |wanted: StatusCode| first.iter().chain(&second).filter(|(status, _)| *status == wanted).count();
        assert_eq!((of(StatusCode::CREATED), of(StatusCode::OK)), (39, 39), "{first:?} {second:?}");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 40);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'record'").await, 40);
        assert_eq!(fixture.number("SELECT value FROM counters WHERE name = 'changes'").await, 40);
        assert_eq!(fixture.number("SELECT count(DISTINCT entry_id) FROM changes").await, 40);
        let verified = casetime::audit::ops::verify(&fixture.context.db).await.expect("verified");
        assert!(matches!(verified, casetime::audit::ops::Verified::Sound(_)), "{verified:?}");
    }
}

/// What the engine refuses in the quick way is told by the usual one, and nothing of it is stored.
#[tokio::test(flavor = "multi_thread")]
async fn what_fails_on_the_thread_that_asks_is_told_as_always() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    let lawyer = Somebody::new(&fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
    let lawyer = lawyer.router(&fixture).await;
    for id in 0..3 {
        assert_eq!(own(&lawyer, id, json!({ "minutes": 5 })).await.0, StatusCode::CREATED);
    }
    // What a connection changed is counted for each alone: some of these were stored on the thread that asks.
    let direct = fixture.context.db.direct().await.expect("begun").expect("of this engine");
    let key = vec![vec![Cell::Int(1)]];
    let changed = direct.all_wanted("n", key, "SELECT total_changes() FROM wanted", |fields| fields[0].int());
    drop(direct);
    assert!(changed.expect("a number")[0] >= 5, "two counters, an entry, its change and its event");
    let refuse = "CREATE TRIGGER refused BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'refused'); END";
    fixture.by_hand(refuse).await.expect("made");
    for answer in all_at_once(&lawyer, 10..20).await {
        assert_eq!(answer.0, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.1);
    }
    assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 3);
    assert_eq!(fixture.number("SELECT value FROM counters WHERE name = 'changes'").await, 3);
    fixture.by_hand("DROP TRIGGER refused").await.expect("dropped");
    for answer in all_at_once(&lawyer, 10..20).await {
        assert_eq!(answer.0, StatusCode::CREATED, "{}", answer.1);
    }

    // A transaction of that kind takes back what it did when it is dropped, and others write again.
    let direct = fixture.context.db.direct().await.expect("begun").expect("of this engine");
    let count_up =
        || vec![Step::Run("UPDATE counters SET value = value + $1 WHERE name = 'changes'", vec![Cell::Int(1)])];
    direct.run(count_up()).expect("run");
    drop(direct);
    assert_eq!(fixture.number("SELECT value FROM counters WHERE name = 'changes'").await, 13);
    let direct = fixture.context.db.direct().await.expect("begun").expect("of this engine");
    direct.run(count_up()).expect("run");
    direct.commit().expect("committed");
    assert_eq!(fixture.number("SELECT value FROM counters WHERE name = 'changes'").await, 14);
    assert_eq!(own(&lawyer, 40, json!({ "minutes": 5 })).await.0, StatusCode::CREATED);

    // While another program writes, nobody waits on that thread.
    let other = migrate::open(&fixture.target).await.expect("a second program");
    let held = other.begin_write().await.expect("a turn");
    assert!(fixture.context.db.direct().await.is_err());
    let waiting = tokio::spawn({
        let lawyer = lawyer.clone();
        async move { own(&lawyer, 41, json!({ "minutes": 5 })).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    held.rollback().await.expect("taken back");
    assert_eq!(waiting.await.expect("no panic").0, StatusCode::CREATED);
    other.close().await;
    fixture.finish().await;
}
