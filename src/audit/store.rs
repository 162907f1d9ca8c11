//! The SQL of the audit trail and of the change sequence.

use std::path::Path;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ops::{End, Wanted};
use super::{Members, Stored};
use crate::ids::EventId;
use crate::store::bulk::{Cell, Into};
use crate::store::scan::{Field, Scan, scan_file};
use crate::store::steps::Step;
use crate::store::{Db, StoreError, Tx};

/// Before all events.
const FIRST: DateTime<Utc> = DateTime::UNIX_EPOCH;
/// After all events: the last year that both engines write with four digits.
const LAST: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).expect("the end of the year 9999");

#[derive(sqlx::FromRow)]
struct Number {
    value: i64,
}

#[derive(sqlx::FromRow)]
struct Hash {
    hash: String,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    sequence: i64,
    id: Uuid,
    at: DateTime<Utc>,
    actor: String,
    action: String,
    object_kind: String,
    object_id: String,
    hash_before: String,
    hash_after: String,
    reason: String,
    request_id: String,
    previous_hash: String,
    hash: String,
}

impl From<EventRow> for Stored {
    fn from(row: EventRow) -> Self {
        Self {
            sequence: row.sequence,
            id: EventId::from_uuid(row.id),
            at: row.at,
            actor: row.actor,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            hash_before: row.hash_before,
            hash_after: row.hash_after,
            reason: row.reason,
            request_id: row.request_id,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

/// Adds to a counter and answers its new value. The row stays locked until the end of the transaction.
pub(super) async fn count_up(tx: &mut Tx, name: &'static str, by: i64) -> Result<i64, StoreError> {
    const COUNT_UP: &str = "UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value";
    let row: Number = tx.one(COUNT_UP, (by, name)).await?;
    Ok(row.value)
}

/// A counter after counting both up, and the hash of the last event before; of the counter of events only.
#[derive(Debug, sqlx::FromRow)]
struct CountedRow {
    name: String,
    value: i64,
    hash: Option<String>,
}

/// Counts changes and events up and answers where both ended before.
pub(super) async fn count_up_both_in(tx: &mut Tx, changes: i64, events: i64) -> Result<End, StoreError> {
    const COUNT_UP: &str = "UPDATE counters SET value = value + CASE name WHEN 'changes' THEN $1 ELSE $2 END \
         WHERE name IN ('changes', 'audit') RETURNING name, value, \
         (SELECT a.hash FROM audit_events a WHERE name = 'audit' AND a.sequence = value - $2) AS hash";
    let mut end = End::default();
    for row in tx.all::<CountedRow>(COUNT_UP, (changes, events)).await? {
        if row.name == "audit" {
            end.events = row.value - events;
            end.head = row.hash.unwrap_or_default();
        } else {
            end.changes = row.value - changes;
        }
    }
    Ok(end)
}

/// Counts changes and events up.
pub(super) fn count_up_both(changes: i64, events: i64) -> Step {
    const COUNT_UP: &str = "UPDATE counters SET value = value + CASE name WHEN 'changes' THEN $1 ELSE $2 END \
         WHERE name IN ('changes', 'audit')";
    Step::Run(COUNT_UP, vec![Cell::Int(changes), Cell::Int(events)])
}

/// The value of a counter.
pub(super) async fn read_counter(tx: &mut Tx, name: &'static str) -> Result<i64, StoreError> {
    const READ: &str = "SELECT value FROM counters WHERE name = $1";
    let row: Number = tx.one(READ, (name,)).await?;
    Ok(row.value)
}

/// The number and the hash of the last event; 0 and nothing when there is none.
pub(super) async fn find_head(tx: &mut Tx) -> Result<(i64, String), StoreError> {
    const FIND_HEAD: &str = "SELECT c.value, COALESCE(a.hash, '') AS hash FROM counters c \
         LEFT JOIN audit_events a ON a.sequence = c.value WHERE c.name = 'audit'";
    tx.one(FIND_HEAD, ()).await
}

/// The hash of an event; empty when there is none at that position.
pub(super) async fn find_hash(tx: &mut Tx, sequence: i64) -> Result<String, StoreError> {
    const FIND_HASH: &str = "SELECT hash FROM audit_events WHERE sequence = $1";
    let row: Option<Hash> = tx.opt(FIND_HASH, (sequence,)).await?;
    Ok(row.map_or_else(String::new, |row| row.hash))
}

pub(super) async fn insert_events(tx: &mut Tx, events: Vec<Stored>) -> Result<(), StoreError> {
    let (into, rows) = rows_of_events(events);
    tx.insert_many(into, rows).await
}

/// Events as they are written.
pub(super) fn rows_of_events(events: Vec<Stored>) -> (Into, Vec<Vec<Cell>>) {
    const INTO: Into = Into {
        table: "audit_events",
        columns: &[
            "sequence",
            "id",
            "at",
            "actor",
            "action",
            "object_kind",
            "object_id",
            "hash_before",
            "hash_after",
            "reason",
            "request_id",
            "previous_hash",
            "hash",
        ],
    };
    let row = |event: Stored| {
        vec![
            Cell::Int(event.sequence),
            Cell::Id(event.id.uuid()),
            Cell::Instant(event.at),
            Cell::Text(event.actor),
            Cell::Text(event.action),
            Cell::Text(event.object_kind),
            Cell::Text(event.object_id),
            Cell::Text(event.hash_before),
            Cell::Text(event.hash_after),
            Cell::Text(event.reason),
            Cell::Text(event.request_id),
            Cell::Text(event.previous_hash),
            Cell::Text(event.hash),
        ]
    };
    (INTO, events.into_iter().map(row).collect())
}

/// One event as it is read in bulk. What cannot be read is `None`: the chain does not hold there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) members: Members<'a>,
    pub(super) hash: &'a str,
}

/// Something that takes events as they are read.
pub(super) trait Take: Send + 'static {
    /// Takes one.
    fn take(&mut self, event: Option<Read<'_>>);
}

const EVENTS: Scan = Scan::whole(
    "SELECT value FROM counters WHERE name = 'audit'",
    "SELECT sequence, id, at, actor, action, object_kind, object_id, hash_before, hash_after, reason, request_id, \
     previous_hash, hash FROM audit_events ORDER BY sequence",
);

/// Reads all events in their order, and the counter of events.
pub(super) async fn scan_events<T: Take>(db: &Db, into: T) -> Result<(i64, T), StoreError> {
    db.scan(EVENTS, into, see).await
}

/// As [`scan_events`], of an embedded file that nobody writes. Blocks.
pub(super) fn scan_events_of_file<T: Take>(path: &Path, into: T) -> Result<(i64, T), StoreError> {
    scan_file(path, &EVENTS, into, see)
}

#[expect(clippy::unnecessary_wraps, reason = "a scan asks for it; here an event that cannot be read is a finding")]
fn see<T: Take>(into: &mut T, fields: &[Field<'_>]) -> Result<(), (&'static str, &'static str)> {
    into.take(read(fields));
    Ok(())
}

fn read<'a>(fields: &[Field<'a>]) -> Option<Read<'a>> {
    let [sequence, id, at, texts @ ..] = fields else { return None };
    let mut words = [""; 10];
    for (word, field) in words.iter_mut().zip(texts) {
        *word = field.text()?;
    }
    let [actor, action, object_kind, object_id, hash_before, hash_after, reason, request_id, previous_hash, hash] =
        words;
    let members = Members {
        sequence: sequence.int()?,
        id: EventId::from_uuid(id.id()?),
        at: at.instant()?,
        actor,
        action,
        object_kind,
        object_id,
        hash_before,
        hash_after,
        reason,
        request_id,
        previous_hash,
    };
    Some(Read { members, hash })
}

macro_rules! select {
    ($by:literal) => {
        concat!(
            "SELECT sequence, id, at, actor, action, object_kind, object_id, hash_before, hash_after, reason, \
             request_id, previous_hash, hash FROM audit_events WHERE ",
            $by,
            " AND at >= $4 AND at < $5 AND sequence < $6 ORDER BY sequence DESC LIMIT $7"
        )
    };
}

/// Events from the newest on, in the way that the index for the narrowest condition serves.
pub(super) async fn list(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<Stored>, StoreError> {
    const BY_OBJECT: &str = select!("object_kind = $1 AND object_id = $2 AND ($3 = '' OR actor = $3)");
    const BY_ACTOR: &str = select!("actor = $3 AND ($1 = '' OR object_kind = $1) AND ($2 = '' OR object_id = $2)");
    const BY_KIND: &str = select!("object_kind = $1 AND ($2 = '' OR object_id = $2) AND ($3 = '' OR actor = $3)");
    const ANY: &str =
        select!("($1 = '' OR object_kind = $1) AND ($2 = '' OR object_id = $2) AND ($3 = '' OR actor = $3)");
    let text = match (wanted.object_kind.is_empty(), wanted.object_id.is_empty(), wanted.actor.is_empty()) {
        (false, false, _) => BY_OBJECT,
        (_, _, false) => BY_ACTOR,
        (false, true, true) => BY_KIND,
        (true, _, true) => ANY,
    };
    let rows: Vec<EventRow> = tx
        .all(
            text,
            (
                wanted.object_kind.as_str(),
                wanted.object_id.as_str(),
                wanted.actor.as_str(),
                wanted.from.unwrap_or(FIRST),
                wanted.to.map_or(LAST, |to| to.min(LAST)),
                wanted.before.unwrap_or(i64::MAX),
                wanted.limit,
            ),
        )
        .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// A change: sequence, fiscal year, entry, batch.
pub(super) type Change = (i64, i64, Option<Uuid>, Option<Uuid>);

pub(super) async fn insert_changes(tx: &mut Tx, changes: Vec<Change>) -> Result<(), StoreError> {
    let (into, rows) = rows_of_changes(changes);
    tx.insert_many(into, rows).await
}

/// Changes as they are written.
pub(super) fn rows_of_changes(changes: Vec<Change>) -> (Into, Vec<Vec<Cell>>) {
    const INTO: Into = Into { table: "changes", columns: &["sequence", "fiscal_year", "entry_id", "batch_id"] };
    let id = |id: Option<Uuid>| id.map_or(Cell::Null, Cell::Id);
    let row = |(sequence, year, entry, batch)| vec![Cell::Int(sequence), Cell::Int(year), id(entry), id(batch)];
    (INTO, changes.into_iter().map(row).collect())
}

#[derive(sqlx::FromRow)]
struct YearRow {
    fiscal_year: i64,
}

pub(super) async fn find_first_changed_year(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    const FIND: &str = "SELECT fiscal_year FROM changes ORDER BY fiscal_year LIMIT 1";
    Ok(tx.opt::<YearRow>(FIND, ()).await?.map(|row| row.fiscal_year))
}

#[derive(sqlx::FromRow)]
struct KindRow {
    object_kind: String,
}

pub(super) async fn list_kinds_after(tx: &mut Tx, sequence: i64) -> Result<Vec<String>, StoreError> {
    const LIST: &str = "SELECT DISTINCT object_kind FROM audit_events WHERE sequence > $1";
    Ok(tx.all::<KindRow>(LIST, (sequence,)).await?.into_iter().map(|row| row.object_kind).collect())
}
