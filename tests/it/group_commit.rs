//! Those who write at the same time share a commit on SQLite: one that is refused or goes away takes nothing of the
//! others with it, and nobody is told that something is stored before it is.

use std::sync::Arc;
use std::time::Duration;

use casetime::context::Context;
use casetime::entries::RawEntry;
use casetime::entries::ops::{self, Recorded, Wanted};
use casetime::failure::Failure;
use casetime::store::StoreError;
use tokio::task::JoinSet;

use crate::support::{Engine, Fixture, on_both_engines};

/// By how much what each entry brings with it differs from the entries: its audit event, its change and its number.
const HALVES: &str = "SELECT abs(entries - events) + abs(entries - noted) + abs(entries - counted) FROM (SELECT \
    (SELECT count(*) FROM entries) AS entries, \
    (SELECT count(*) FROM audit_events WHERE action = 'record') AS events, \
    (SELECT count(*) FROM changes) AS noted, \
    (SELECT value FROM counters WHERE name = 'changes') AS counted) AS seen";

fn raw(day: u32, minutes: &str) -> RawEntry {
    RawEntry {
        person: "P-1".to_owned(),
        file: "UKR-12".to_owned(),
        activity: "TA-TRN".to_owned(),
        worked_on: format!("2026-10-{day:02}"),
        minutes: minutes.to_owned(),
        ..RawEntry::default()
    }
}

async fn record(context: Arc<Context>, raw: RawEntry) -> Result<Recorded, Failure> {
    ops::record(&context, &raw).await
}

/// Records, and when that is refused looks at once for what is on that day.
async fn record_or_look(context: Arc<Context>, raw: RawEntry) -> Option<usize> {
    match ops::record(&context, &raw).await {
        Ok(_) => None,
        Err(failure) => {
            assert_eq!(failure.code().as_str(), "day_too_long");
            let day = raw.worked_on.parse().expect("a date");
            let wanted = Wanted { from: day, to: day, limit: 10, ..Wanted::default() };
            Some(ops::list(&context, &wanted).await.expect("a list").len())
        }
    }
}

on_both_engines! {
    async fn whoever_is_refused_can_see_why(fixture: with_cast) {
        let context = Arc::new(fixture.context.clone());
        let mut writing = JoinSet::new();
        for at in 0..56_u32 {
            writing.spawn(record_or_look(Arc::clone(&context), raw(at % 28 + 1, "24h")));
        }
        let seen: Vec<Option<usize>> = writing.join_all().await;
        assert_eq!(seen.iter().flatten().count(), 28, "one of two on each day");
        assert!(seen.iter().flatten().all(|entries| *entries == 1), "the other one is stored by then: {seen:?}");
    }

    async fn a_refused_entry_takes_no_other_with_it(fixture: with_cast) {
        let context = Arc::new(fixture.context.clone());
        let mut writing = JoinSet::new();
        for at in 0..64_u32 {
            // Every fourth is for a file that is not there; every fifth names an hour that the day no longer has.
            let mut entry = raw(at % 28 + 1, "1h");
            if at % 4 == 0 {
                "NOWHERE".clone_into(&mut entry.file);
            }
            writing.spawn(record(Arc::clone(&context), entry));
        }
        let (mut stored, mut refused) = (0, 0);
        while let Some(done) = writing.join_next().await {
            match done.expect("no panic") {
                Ok(Recorded::New(_)) => stored += 1,
                Ok(Recorded::Again(_)) => panic!("nothing was recorded twice"),
                Err(Failure::Refused(_)) => refused += 1,
                Err(Failure::Store(error)) => panic!("{error}"),
            }
        }
        assert_eq!((stored, refused), (48, 16));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 48);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'record'").await, 48);
        assert_eq!(fixture.number("SELECT value FROM counters WHERE name = 'changes'").await, 48);
        let verified = casetime::audit::ops::verify(&context.db).await.expect("verified");
        assert!(matches!(verified, casetime::audit::ops::Verified::Sound(_)), "{verified:?}");
    }

    async fn whoever_goes_away_in_the_middle_leaves_nothing_behind(fixture: with_cast) {
        let context = Arc::new(fixture.context.clone());
        for round in 0..20_u32 {
            let going = tokio::spawn(record(Arc::clone(&context), raw(1, "1m")));
            let staying = tokio::spawn(record(Arc::clone(&context), raw(2, "1m")));
            tokio::time::sleep(Duration::from_micros(u64::from(round) * 150)).await;
            going.abort();
            let stayed = staying.await.expect("no panic");
            assert!(matches!(stayed, Ok(Recorded::New(_))), "{stayed:?}");
            // Whoever left may have been stored or not, but never by halves. What was sent before they left may
            // still be stored while we look: one statement, which sees one state.
            drop(going.await);
            assert_eq!(fixture.number(HALVES).await, 0);
        }
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE worked_on = '2026-10-02'").await, 20);
    }

    async fn long_work_waits_for_those_who_share_and_they_for_it(fixture: with_cast) {
        let context = Arc::new(fixture.context.clone());
        let sharing = tokio::spawn(record(Arc::clone(&context), raw(3, "30m")));
        let alone = context.db.begin_write().await.expect("a turn");
        let waiting = tokio::spawn(record(Arc::clone(&context), raw(4, "30m")));
        tokio::time::sleep(Duration::from_millis(50)).await;
        alone.rollback().await.expect("taken back");
        assert!(sharing.await.expect("no panic").is_ok() && waiting.await.expect("no panic").is_ok());
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 2);
    }
}

/// When the disk is full the engine takes the whole transaction back: nobody of the group may be told otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn when_the_disk_is_full_nobody_is_told_that_something_is_stored() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let pages = fixture.number("PRAGMA page_count").await;
    fixture.limit_pages(pages + 3).await;
    let context = Arc::new(fixture.context.clone());
    let mut writing = JoinSet::new();
    for at in 0..200_u32 {
        let mut entry = raw(at % 28 + 1, "1m");
        entry.narrative = "x".repeat(900);
        writing.spawn(record(Arc::clone(&context), entry));
    }
    let (mut stored, mut full) = (0, 0);
    while let Some(done) = writing.join_next().await {
        match done.expect("no panic") {
            Ok(_) => stored += 1,
            Err(failure) => {
                let code = failure.code().as_str();
                assert!(["storage_full", "database_busy"].contains(&code), "{code}");
                full += i64::from(code == "storage_full");
            }
        }
    }
    assert!(full > 0, "the disk was full for somebody");
    assert_eq!(fixture.number("SELECT count(*) FROM entries").await, stored);
    fixture.limit_pages(1_000_000).await;
    assert!(ops::record(&fixture.context, &raw(9, "1h")).await.is_ok(), "there is room again");
    let error = StoreError::Group(Arc::new(StoreError::Undone));
    assert_eq!(error.fault().code.as_str(), "database_busy");
    fixture.finish().await;
}
