//! The same rows written by a plain program without a server: entry, change and audit event with both counters and the
//! chain of hashes, into a database made by casetime, with the same durability, so many rows in a transaction.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use casetime::access::Access;
use casetime::audit::{self, Caller};
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::digest::digest_of;
use casetime::entries::{self, Circumstances, Entry, RawEntry, Status};
use casetime::ids::{EntryId, EventId};
use casetime::store::{Target, migrate};
use casetime::time::{ClosingTime, FiscalYear, Minutes};
use casetime::vocabulary;
use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, Statement, params};

use super::section::Section;
use super::{NARRATIVE, day};

const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA mmap_size = 0; PRAGMA cache_size = -49152;";
const COUNT_UP: &str = "UPDATE counters SET value = value + 1 WHERE name = ?1 RETURNING value";
const INSERT_ENTRY: &str = "INSERT INTO entries (id, person_id, file_id, activity, category, worked_on, minutes, \
     narrative, entered_on, recorded_at, version, withdrawn) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const INSERT_CHANGE: &str = "INSERT INTO changes (sequence, fiscal_year, entry_id) VALUES (?1, ?2, ?3)";
const INSERT_EVENT: &str = "INSERT INTO audit_events (sequence, id, at, actor, action, object_kind, object_id, \
     hash_before, hash_after, reason, request_id, previous_hash, hash) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// A number read from a database.
pub(crate) fn count(path: &Path, sql: &str) -> usize {
    let connection = Connection::open(path).expect("the database opens");
    let number: i64 = connection.query_row(sql, [], |row| row.get(0)).expect("a number");
    usize::try_from(number).expect("not negative")
}

/// The statements of one entry, ready to run.
struct Statements<'a> {
    count_up: Statement<'a>,
    entry: Statement<'a>,
    change: Statement<'a>,
    event: Statement<'a>,
}

/// Rows per second, `together` rows in each transaction.
pub(crate) fn measure(path: &Path, section: &Section, together: usize, lasting: Duration) -> f64 {
    let connection = Connection::open(path).expect("the database opens");
    connection.execute_batch(PRAGMAS).expect("set");
    let last = "SELECT hash FROM audit_events ORDER BY sequence DESC LIMIT 1";
    let mut previous: String = connection.query_row(last, [], |row| row.get(0)).expect("an event");
    let prepare = |sql| connection.prepare(sql).expect("a sound statement");
    let mut statements = Statements {
        count_up: prepare(COUNT_UP),
        entry: prepare(INSERT_ENTRY),
        change: prepare(INSERT_CHANGE),
        event: prepare(INSERT_EVENT),
    };
    let began = Instant::now();
    let mut rows = 0;
    while began.elapsed() < lasting {
        connection.execute_batch("BEGIN IMMEDIATE").expect("begun");
        for _ in 0..together {
            previous = statements.record(section, rows, previous);
            rows += 1;
        }
        connection.execute_batch("COMMIT").expect("committed");
    }
    rows as f64 / began.elapsed().as_secs_f64()
}

/// Rows per second that the program itself records, with all its checks and without HTTP, `together` in each transaction.
pub(crate) async fn measure_own(path: &Path, section: &Section, together: usize, lasting: Duration) -> f64 {
    let db = migrate::open(&Target::Sqlite(path.to_owned())).await.expect("the database");
    let vocabulary = vocabulary::ops::current(&db).await.expect("a vocabulary");
    let config = Config { close: ClosingTime::try_from(String::new()).expect("no close"), ..Config::default() };
    let account = &section.account;
    let access = Access::of(account.id, account.person, account.grants.clone(), None, BTreeSet::new());
    let caller = Caller { actor: account.login.clone(), request_id: "own".to_owned(), lang: None, access };
    let clock = Clock::System;
    let context =
        Context { db, clock, vocabulary: Arc::new(vocabulary), config: Arc::new(config), caller, repeat: None };
    let began = Instant::now();
    let mut rows = 0;
    while began.elapsed() < lasting {
        let entries = (rows..rows + together).map(|n| RawEntry {
            id: EntryId::new(clock.now()).to_string(),
            file: "UKR-12".to_owned(),
            activity: "TA-TRN".to_owned(),
            worked_on: day(n).to_string(),
            minutes: "1m".to_owned(),
            narrative: NARRATIVE.to_owned(),
            ..RawEntry::default()
        });
        let mut tx = context.db.begin_write().await.expect("begun");
        entries::ops::record_all_in(&mut tx, &context, &entries.collect::<Vec<_>>()).await.expect("recorded");
        tx.commit().await.expect("committed");
        rows += together;
    }
    let rate = rows as f64 / began.elapsed().as_secs_f64();
    context.db.close().await;
    rate
}

fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

impl Statements<'_> {
    fn next(&mut self, counter: &str) -> i64 {
        self.count_up.query_row([counter], |row| row.get(0)).expect("a counter")
    }

    /// Writes one entry with its change and its event; the hash of the event.
    fn record(&mut self, section: &Section, n: usize, previous_hash: String) -> String {
        let now = Clock::System.now();
        let client = n % section.people.len();
        let entry = Entry {
            id: EntryId::new(now),
            person_id: section.people[client],
            file_id: section.file,
            activity: "TA-TRN".to_owned(),
            category: "TA".to_owned(),
            worked_on: day(n / section.people.len()),
            minutes: Minutes::new(1, "minutes").expect("a minute"),
            narrative: NARRATIVE.to_owned(),
            entered_on: Some(now.date_naive()),
            recorded_at: now,
            version: 1,
            withdrawn: false,
            batch_id: None,
            line: None,
            held_file_id: None,
            status: Status::Draft,
            lag_days: Some(0),
            vocabulary_version: 1,
            warnings: Vec::new(),
            circumstances: Circumstances::default(),
        };
        let id = entry.id.uuid();
        let stored = self.entry.execute(params![
            id.as_bytes().as_slice(),
            entry.person_id.uuid().as_bytes().as_slice(),
            entry.file_id.uuid().as_bytes().as_slice(),
            entry.activity,
            entry.category,
            entry.worked_on.to_string(),
            entry.minutes.get(),
            entry.narrative,
            now.date_naive().to_string(),
            written(now),
            entry.version,
            entry.withdrawn,
        ]);
        stored.expect("stored");
        let change = self.next("changes");
        let year = i64::from(FiscalYear::of(entry.worked_on).start_year());
        self.change.execute(params![change, year, id.as_bytes().as_slice()]).expect("stored");
        let mut event = audit::Stored {
            sequence: self.next("audit"),
            id: EventId::new(now),
            at: now,
            actor: format!("person{client}"),
            action: "record".to_owned(),
            object_kind: "entry".to_owned(),
            object_id: entry.id.to_string(),
            hash_before: String::new(),
            hash_after: digest_of(&entry),
            reason: String::new(),
            request_id: EventId::new(now).to_string(),
            previous_hash,
            hash: String::new(),
        };
        event.hash = event.compute_hash();
        let stored = self.event.execute(params![
            event.sequence,
            event.id.uuid().as_bytes().as_slice(),
            written(event.at),
            event.actor,
            event.action,
            event.object_kind,
            event.object_id,
            event.hash_before,
            event.hash_after,
            event.reason,
            event.request_id,
            event.previous_hash,
            event.hash,
        ]);
        stored.expect("stored");
        event.hash
    }
}
