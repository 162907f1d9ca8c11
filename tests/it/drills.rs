//! Drills: the real program is killed and stopped under load, alone and as one of two on one database, and the clock of
//! the machine jumps back. Nothing that was acknowledged is lost, nothing is there twice.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use casetime::app::App;
use casetime::audit::ops::Verified;
use casetime::clock::Clock;
use casetime::entries;
use casetime::ids::EntryId;
use casetime::store::migrate;
use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::task::{JoinSet, block_in_place};
use uuid::Uuid;

use crate::recording::ENTRIES;
use crate::support::load::{Writer, under_load};
use crate::support::process::Process;
use crate::support::programs::{self, ask, token};
use crate::support::{Engine, Fixture, now, on_both_engines};

/// How often the program is started and ended again.
const CYCLES: u32 = 50;
/// Every so many times it is asked to stop instead of killed.
const ASKED_EVERY: u32 = 5;
/// Those who record at the same time.
const WRITERS: usize = 8;
/// Entries that two correct against each other, and how often each.
const ENTRIES_CORRECTED: usize = 10;
const ROUNDS: i64 = 100;
/// Far above what is promised; that is measured, not tested.
const READY_WITHIN: Duration = Duration::from_secs(20);

fn start(fixture: &Fixture) -> Process {
    let began = Instant::now();
    let process = programs::start(fixture);
    let took = began.elapsed();
    eprintln!("ready after {took:?}");
    assert!(took < READY_WITHIN, "ready after {took:?}");
    process
}

fn a_moment() {
    std::thread::sleep(Duration::from_millis(rand::random_range(30..=150)));
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
}

async fn assert_chain_is_sound(fixture: &Fixture) {
    let verified = casetime::audit::ops::verify(&fixture.context.db).await.expect("verified");
    assert!(matches!(verified, Verified::Sound(_)), "{verified:?}");
}

/// Everything that was acknowledged is stored, once, and nothing else is; the audit trail tells the same.
async fn nothing_is_lost_or_doubled(fixture: &Fixture, journal: &Path) {
    let text = std::fs::read_to_string(journal).expect("the journal");
    let acknowledged: BTreeSet<Uuid> = text.lines().map(|line| line.parse().expect("an identifier")).collect();
    assert_eq!(acknowledged.len(), text.lines().count(), "each was acknowledged once");
    eprintln!("{} acknowledged", acknowledged.len());
    assert!(acknowledged.len() > WRITERS, "only {} were recorded at all", acknowledged.len());
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let rows: Vec<Stored> = tx.all("SELECT id FROM entries", ()).await.expect("entries");
    let stored: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
    assert_eq!(acknowledged.difference(&stored).count(), 0, "acknowledged and lost");
    assert_eq!(stored.difference(&acknowledged).count(), 0, "stored and never acknowledged, though sent again");
    drop(tx);
    assert_chain_is_sound(fixture).await;
    let entries = i64::try_from(stored.len()).expect("a number");
    for statement in [
        "SELECT count(*) FROM entries",
        "SELECT count(DISTINCT narrative) FROM entries",
        "SELECT count(*) FROM audit_events WHERE action = 'record'",
        "SELECT count(*) FROM changes",
        "SELECT value FROM counters WHERE name = 'changes'",
    ] {
        assert_eq!(fixture.number(statement).await, entries, "{statement}");
    }
    if fixture.engine == Engine::Sqlite {
        let damaged = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        assert_eq!(fixture.number(damaged).await, 0);
    }
}

/// Which of these entries are stored, while no program runs.
async fn stored_of(fixture: &mut Fixture, ids: &[EntryId]) -> usize {
    fixture.context.db = migrate::open(&fixture.target).await.expect("the database opens");
    let mut found = 0;
    for id in ids {
        found += usize::from(entries::ops::find(&fixture.context, *id).await.is_ok());
    }
    fixture.context.db.close().await;
    found
}

async fn killed_again_and_again(engine: Engine) {
    let mut fixture = Fixture::with_cast(engine).await;
    let (mut writers, journal) = Writer::several(&fixture, WRITERS).await;
    // Nobody else may hold the database: each start has to put it right by itself.
    fixture.context.db.close().await;
    for cycle in 1..=CYCLES {
        let asked = cycle % ASKED_EVERY == 0;
        block_in_place(|| {
            let process = start(&fixture);
            let address = process.address().to_owned();
            for writer in &mut writers {
                writer.settle(&address);
            }
            under_load(&mut writers, &[address], || {
                a_moment();
                if asked {
                    assert!(process.stop(), "it ends well when it is asked to");
                } else {
                    drop(process);
                }
            });
        });
        if asked {
            // What it took before it stopped it has answered: nothing is stored that nobody was told of.
            let silent: Vec<EntryId> =
                writers.iter().filter_map(|writer| writer.pending.as_ref()).map(|(id, _)| *id).collect();
            assert_eq!(stored_of(&mut fixture, &silent).await, 0, "stored without an answer");
        }
    }
    block_in_place(|| {
        let process = start(&fixture);
        for writer in &mut writers {
            writer.settle(process.address());
        }
        assert!(process.stop());
    });
    fixture.context.db = migrate::open(&fixture.target).await.expect("the database opens");
    nothing_is_lost_or_doubled(&fixture, &journal).await;
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_on_sqlite_nothing_is_lost() {
    killed_again_and_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_on_postgres_nothing_is_lost() {
    killed_again_and_again(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_programs_on_one_database_one_may_be_killed() {
    let fixture = Fixture::with_cast(Engine::Postgres).await;
    let (mut writers, journal) = Writer::several(&fixture, WRITERS).await;
    block_in_place(|| {
        let surviving = start(&fixture);
        for _ in 0..8 {
            let victim = start(&fixture);
            let addresses = [surviving.address().to_owned(), victim.address().to_owned()];
            under_load(&mut writers, &addresses, || {
                a_moment();
                drop(victim);
                // Those who were cut off go on at the other one.
                for _ in 0..5 {
                    a_moment();
                }
            });
        }
        for writer in &mut writers {
            writer.settle(surviving.address());
        }
        assert!(surviving.stop());
    });
    nothing_is_lost_or_doubled(&fixture, &journal).await;
    fixture.finish().await;
}

/// Two programs of one person correct one entry again and again, each against the version both have seen.
async fn correct_against_each_other(routers: [Router; 2], token: String, entry: usize) {
    let number = |value: &Value| value.as_i64().expect("a number");
    let day = format!("2020-02-{:02}", entry + 1);
    let body = json!({ "file": "UKR-12", "activity": "TA-TRN", "worked_on": day, "minutes": 1000, "narrative": "" });
    let key = format!("\"entry {entry}\"");
    let made = ask(&routers[0], &token, ("POST", ENTRIES), ("idempotency-key", &key), &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let path = format!("{ENTRIES}/{}", made.json()["id"].as_str().expect("an identifier"));
    for round in 1..=ROUNDS {
        let version = format!("\"{round}\"");
        let correct = |side: usize| {
            // Which of the two comes first changes from round to round, and by how much.
            let late = Duration::from_micros(rand::random_range(0..500));
            let change =
                json!({ "minutes": 2 * round + i64::try_from(side).expect("0 or 1"), "reason": "Looked again." });
            let (router, token, path, version) = (&routers[side], &token, &path, &version);
            async move {
                tokio::time::sleep(late).await;
                (ask(router, token, ("PATCH", path), ("if-match", version), &change).await, change)
            }
        };
        let ((one, first), (other, second)) = tokio::join!(correct(0), correct(1));
        let ((winner, won), loser) =
            if one.status == StatusCode::OK { ((one, first), other) } else { ((other, second), one) };
        assert_eq!(winner.status, StatusCode::OK, "{}", winner.text);
        assert_eq!((number(&winner.json()["version"]), &winner.json()["minutes"]), (round + 1, &won["minutes"]));
        assert_eq!((loser.status, loser.code().as_str()), (StatusCode::PRECONDITION_FAILED, "version_conflict"));
        let current = &loser.json()["current"];
        assert_eq!((number(&current["version"]), &current["minutes"]), (round + 1, &won["minutes"]));
    }
}

on_both_engines! {
    async fn a_thousand_times_two_correct_one_entry_and_no_correction_is_lost(fixture: with_cast) {
        let token = token(fixture, "alex", "P-1", fixture.context.clock).await;
        // Two routers, as of two programs on one database.
        let routers = [casetime::routes::router(fixture.app()), casetime::routes::router(fixture.app())];
        let mut correcting = JoinSet::new();
        for entry in 0..ENTRIES_CORRECTED {
            correcting.spawn(correct_against_each_other(routers.clone(), token.clone(), entry));
        }
        while let Some(done) = correcting.join_next().await {
            done.expect("no panic");
        }
        let expected = i64::try_from(ENTRIES_CORRECTED).expect("a number") * ROUNDS;
        for statement in [
            "SELECT count(*) FROM entry_versions".to_owned(),
            "SELECT count(*) FROM audit_events WHERE action = 'correct'".to_owned(),
            format!("SELECT CAST(SUM(version - 1) AS BIGINT) FROM entries WHERE version = {}", ROUNDS + 1),
        ] {
            assert_eq!(fixture.number(&statement).await, expected, "{statement}");
        }
        assert_chain_is_sound(fixture).await;
    }

    async fn a_clock_that_jumps_back_refuses_nothing(fixture: with_cast) {
        let (at, jumps) = (now(), [0, 5, -7_200, -7_199, 60, -86_400, -400 * 86_400, 1]);
        let token = token(fixture, "alex", "P-1", Clock::Fixed(at)).await;
        let mut entries: Vec<Value> = Vec::new();
        for (number, seconds) in jumps.into_iter().enumerate() {
            let clock = Clock::Fixed(at + TimeDelta::seconds(seconds));
            let router = casetime::routes::router(App { clock, ..fixture.app() });
            let body = json!({
                "file": "UKR-12", "activity": "TA-TRN", "worked_on": "2020-01-15", "minutes": 5, "narrative": "",
            });
            let key = format!("\"{number}\"");
            let made = ask(&router, &token, ("POST", ENTRIES), ("idempotency-key", &key), &body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{seconds}: {}", made.text);
            let again = ask(&router, &token, ("POST", ENTRIES), ("idempotency-key", &key), &body).await;
            assert_eq!((again.status, &again.text), (StatusCode::CREATED, &made.text), "{seconds}");
            entries.push(made.json());
            // An entry of before the jump is corrected after it.
            let path = format!("{ENTRIES}/{}", entries[0]["id"].as_str().expect("an identifier"));
            let version = format!("\"{}\"", number + 1);
            let change = json!({ "minutes": number + 6, "reason": "Looked again." });
            let corrected = ask(&router, &token, ("PATCH", &path), ("if-match", &version), &change).await;
            assert_eq!(corrected.status, StatusCode::OK, "{seconds}: {}", corrected.text);
        }
        let text = |entry: &Value, member: &str| entry[member].as_str().expect("a text").to_owned();
        let ids: Vec<String> = entries.iter().map(|entry| text(entry, "id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), jumps.len());
        assert!(ids[2] < ids[1] && ids[6] < ids[5], "identifiers go back with the clock");
        let instants: Vec<String> = entries.iter().map(|entry| text(entry, "recorded_at")).collect();
        assert!(instants[2] < instants[1] && instants[6] < instants[5], "so do instants");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 8);
        assert_eq!(fixture.number("SELECT count(*) FROM entry_versions").await, 8);
        assert_chain_is_sound(fixture).await;
    }
}
