//! Appending events and changes inside the transaction of what they tell of, reading the trail, verifying the chain.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::{Caller, Event, Stored, chain, store};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::ids::{BatchId, EntryId, EventId};
use crate::store::steps::Step;
use crate::store::{Db, StoreError, Tx};
use crate::time::{FiscalYear, parse_work_date};

/// What a change in the sequence points at.
#[derive(Debug, Clone, Copy)]
pub enum Changed {
    /// One entry.
    Entry(EntryId),
    /// All entries of a batch in that fiscal year.
    Batch(BatchId),
}

/// Takes the lock that orders writers. Every operation that checks rows before it writes begins with this, so that
/// two of them cannot both pass a check that only one may pass.
///
/// # Errors
/// When the database fails.
pub async fn take_turn(tx: &mut Tx) -> Result<(), StoreError> {
    // The embedded engine has one writer at a time from the beginning of the transaction.
    if tx.writes_alone() {
        return Ok(());
    }
    store::count_up(tx, "changes", 0).await.map(|_| ())
}

/// Appends one event to the chain.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Tx, now: DateTime<Utc>, caller: &Caller, event: Event) -> Result<(), StoreError> {
    append_all(tx, vec![(now, caller, event)]).await
}

/// Appends events to the chain, each with its instant and whoever did it, in this order.
///
/// # Errors
/// When the database fails.
pub async fn append_all(tx: &mut Tx, events: Vec<(DateTime<Utc>, &Caller, Event)>) -> Result<(), StoreError> {
    let many = i64::try_from(events.len()).expect("as many as memory holds");
    if many == 0 {
        return Ok(());
    }
    let sequence = store::count_up(tx, "audit", many).await? - many;
    let previous_hash = store::find_hash(tx, sequence).await?;
    store::insert_events(tx, chained(sequence, previous_hash, events)).await
}

/// Where changes and events end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct End {
    /// The number of the last change.
    pub changes: i64,
    /// The number of the last event.
    pub events: i64,
    /// The hash of the last event; empty where there is none.
    pub head: String,
}

/// Where events that were appended stand in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The hash of the event before the first of them; empty where there was none.
    pub after: String,
    /// The hash of the last one.
    pub head: String,
}

/// Notes changes and appends events: what [`note_changes`] and [`append_all`] do, in fewer steps.
///
/// # Errors
/// When the database fails.
pub async fn note_and_append(
    tx: &mut Tx,
    changes: &[(FiscalYear, Changed)],
    events: Vec<(DateTime<Utc>, &Caller, Event)>,
) -> Result<(), StoreError> {
    append_last(tx, None, changes, events, None).await.map(|_| ())
}

/// As [`note_and_append`], of rows that are written in the same step, as the last step of a transaction: see
/// [`Tx::end_with`]. Where it is known where changes and events end in this transaction, and nobody else can write, that
/// is not asked again. Answers where the events stand, if there were any.
///
/// # Errors
/// When a row is refused, or the database fails.
pub async fn append_last(
    tx: &mut Tx,
    rows: Option<Step>,
    changes: &[(FiscalYear, Changed)],
    events: Vec<(DateTime<Utc>, &Caller, Event)>,
    end: Option<End>,
) -> Result<Option<Linked>, StoreError> {
    let (of_changes, of_events) = (many(changes.len()), many(events.len()));
    if (of_changes, of_events) == (0, 0) {
        return Ok(None);
    }
    let (steps, linked) = match end.filter(|_| tx.writes_alone()) {
        Some(end) => append_steps(rows, changes, events, end),
        None => {
            let end = store::count_up_both_in(tx, of_changes, of_events).await?;
            steps_after(rows, changes, events, end)
        }
    };
    tx.end_with(steps).await?;
    Ok(linked)
}

fn many(count: usize) -> i64 {
    i64::try_from(count).expect("as many as memory holds")
}

/// The steps of [`append_last`], where changes and events end in a transaction in which nobody else can write: counting up
/// comes first.
#[must_use]
pub fn append_steps(
    rows: Option<Step>,
    changes: &[(FiscalYear, Changed)],
    events: Vec<(DateTime<Utc>, &Caller, Event)>,
    end: End,
) -> (Vec<Step>, Option<Linked>) {
    let count_up = store::count_up_both(many(changes.len()), many(events.len()));
    let (steps, linked) = steps_after(rows, changes, events, end);
    (std::iter::once(count_up).chain(steps).collect(), linked)
}

/// Rows, changes and events as they are written, where both were counted up from this end.
fn steps_after(
    rows: Option<Step>,
    changes: &[(FiscalYear, Changed)],
    events: Vec<(DateTime<Utc>, &Caller, Event)>,
    end: End,
) -> (Vec<Step>, Option<Linked>) {
    let events = chained(end.events, end.head.clone(), events);
    let linked = events.last().map(|last| Linked { after: end.head, head: last.hash.clone() });
    let changes = store::rows_of_changes(numbered(end.changes + 1, changes));
    let noted = [changes, store::rows_of_events(events)].map(|(into, rows)| Step::Insert(into, rows));
    (rows.into_iter().chain(noted).collect(), linked)
}

/// Events as they stand in the chain behind one of this number and hash.
fn chained(mut sequence: i64, mut previous_hash: String, events: Vec<(DateTime<Utc>, &Caller, Event)>) -> Vec<Stored> {
    let mut chained = Vec::with_capacity(events.len());
    for (now, caller, event) in events {
        sequence += 1;
        let mut stored = Stored {
            sequence,
            id: EventId::new(now),
            at: now,
            actor: caller.actor.clone(),
            action: event.action.to_owned(),
            object_kind: event.object_kind.to_owned(),
            object_id: event.object_id,
            hash_before: event.hash_before,
            hash_after: event.hash_after,
            reason: event.reason,
            request_id: caller.request_id.clone(),
            previous_hash: std::mem::take(&mut previous_hash),
            hash: String::new(),
        };
        stored.hash = stored.compute_hash();
        previous_hash.clone_from(&stored.hash);
        chained.push(stored);
    }
    chained
}

/// Notes that figures of a fiscal year have changed.
///
/// # Errors
/// When the database fails.
pub async fn note_change(tx: &mut Tx, year: FiscalYear, changed: Changed) -> Result<(), StoreError> {
    note_changes(tx, &[(year, changed)]).await
}

/// As [`note_change`], for many.
///
/// # Errors
/// When the database fails.
pub async fn note_changes(tx: &mut Tx, changes: &[(FiscalYear, Changed)]) -> Result<(), StoreError> {
    let many = i64::try_from(changes.len()).expect("as many as memory holds");
    if many == 0 {
        return Ok(());
    }
    let first = store::count_up(tx, "changes", many).await? - many + 1;
    store::insert_changes(tx, numbered(first, changes)).await
}

/// Changes from a number on: number, fiscal year, entry, delivery.
fn numbered(first: i64, changes: &[(FiscalYear, Changed)]) -> Vec<store::Change> {
    let row = |(sequence, (year, changed)): (i64, &(FiscalYear, Changed))| {
        let (entry, batch) = match changed {
            Changed::Entry(id) => (Some(id.uuid()), None),
            Changed::Batch(id) => (None, Some(id.uuid())),
        };
        (sequence, i64::from(year.start_year()), entry, batch)
    };
    (first..).zip(changes).map(row).collect()
}

/// The number of the last change: the version of the data a report was made from.
///
/// # Errors
/// When the database fails.
pub async fn data_version(tx: &mut Tx) -> Result<i64, StoreError> {
    store::read_counter(tx, "changes").await
}

/// The first fiscal year that ever had figures.
///
/// # Errors
/// When the database fails.
pub async fn find_first_changed_year(tx: &mut Tx) -> Result<Option<FiscalYear>, StoreError> {
    let year = store::find_first_changed_year(tx).await?;
    Ok(year.and_then(|year| i32::try_from(year).ok()).map(FiscalYear::starting))
}

/// What verifying the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// All events follow one another; how many there are.
    Sound(i64),
    /// The first position at which the chain does not hold.
    BrokenAt(i64),
}

/// Reads all events in order and checks sequence, links and hashes, and the end against the counter.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db) -> Result<Verified, StoreError> {
    Ok(chain::walk(db, BTreeSet::new()).await?.verified)
}

/// As [`verify`], for somebody who may read the trail.
///
/// # Errors
/// `forbidden`, or when the database fails.
pub async fn verify_for(context: &Context) -> Result<Verified, Failure> {
    context.caller.access.must(Right::ReadAudit)?;
    Ok(verify(&context.db).await?)
}

/// The last event's sequence and hash; 0 and nothing when there is none.
///
/// # Errors
/// When the database fails.
pub async fn head(tx: &mut Tx) -> Result<(i64, String), StoreError> {
    store::find_head(tx).await
}

/// Which events are wanted; what is empty does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The kind of object: `entry`, `file`, `batch`.
    pub object_kind: String,
    /// The identifier of the object.
    pub object_id: String,
    /// Who did it.
    pub actor: String,
    /// The first instant.
    pub from: Option<DateTime<Utc>>,
    /// The first instant after.
    pub to: Option<DateTime<Utc>>,
    /// Only events before this position: the last one seen.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: i64,
}

impl Wanted {
    /// Reads what is typed at every door: an object as `kind` or `kind:id`, and instants as RFC 3339 or as dates, of
    /// which the last one is wanted whole.
    ///
    /// # Errors
    /// `date_format`, `date_impossible`.
    pub fn parse(object: &str, actor: &str, from: &str, to: &str, limit: i64) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let (kind, id) = object.split_once(':').unwrap_or((object, ""));
        let from = faults.keep(parse_instant(from, "from", 0)).flatten();
        let to = faults.keep(parse_instant(to, "to", 1)).flatten();
        faults.or(|| Self {
            object_kind: kind.trim().to_owned(),
            object_id: id.trim().to_owned(),
            actor: actor.trim().to_owned(),
            from,
            to,
            before: None,
            limit,
        })
    }
}

fn parse_instant(text: &str, field: &str, days: u64) -> Result<Option<DateTime<Utc>>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Some(at.to_utc()));
    }
    let day = parse_work_date(text, field, NaiveDate::MAX)?;
    Ok(day.checked_add_days(Days::new(days)).map(|day| day.and_time(NaiveTime::MIN).and_utc()))
}

/// Events from the newest on.
///
/// # Errors
/// `forbidden`, or when the database fails.
pub async fn list(context: &Context, wanted: &Wanted) -> Result<Vec<Stored>, Failure> {
    context.caller.access.must(Right::ReadAudit)?;
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx, wanted).await?)
}

/// How many events there are: changes whenever anything did.
///
/// # Errors
/// When the database fails.
pub async fn event_count(tx: &mut Tx) -> Result<i64, StoreError> {
    store::read_counter(tx, "audit").await
}

/// The hash of an event; empty where there is none. With its number it tells one history of a database from another.
///
/// # Errors
/// When the database fails.
pub async fn event_hash(tx: &mut Tx, sequence: i64) -> Result<String, StoreError> {
    store::find_hash(tx, sequence).await
}

/// What kinds of things events after a number tell of.
///
/// # Errors
/// When the database fails.
pub async fn list_kinds_after(tx: &mut Tx, sequence: i64) -> Result<Vec<String>, StoreError> {
    store::list_kinds_after(tx, sequence).await
}
