//! The SQL of the report on data quality: counts over the entries a reader may know of. Narratives are neither selected nor
//! compared.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::access::{Access, Reach};
use crate::ids::{AccountId, PersonId};
use crate::store::{StoreError, Tx};

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::reports) struct Counts {
    /// Current entries that figures count.
    pub(super) entries: i64,
    /// Those of many minutes.
    pub(super) bulk: i64,
    /// Those whose person, file, activity, day or time is not what was recorded first.
    pub(super) corrected: i64,
    /// Minutes of those that were held first.
    pub(super) recoded_minutes: i64,
    /// Days with entries, for each person.
    pub(super) person_days: i64,
    /// Those with many minutes.
    pub(super) long_days: i64,
}

#[derive(sqlx::FromRow)]
struct Counted {
    entries: i64,
    bulk: i64,
    corrected: i64,
    recoded_minutes: i64,
}

#[derive(sqlx::FromRow)]
struct Days {
    person_days: i64,
    long_days: i64,
}

/// Current entries of whole deliveries between two days that somebody may know of.
macro_rules! seen {
    () => {
        "FROM entries e JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id \
         LEFT JOIN files h ON h.id = e.held_file_id \
         WHERE e.withdrawn = FALSE AND e.worked_on BETWEEN $1 AND $2 \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)) \
         AND ($3 = TRUE OR e.person_id = $4 OR EXISTS (SELECT 1 FROM account_roles r \
              WHERE r.account_id = $5 AND r.role = 'manager' AND r.team = p.team AND r.team <> '')) \
         AND ($6 = TRUE OR f.walled = FALSE \
              OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $5)) \
         AND ($6 = TRUE OR COALESCE(h.walled, FALSE) = FALSE \
              OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = h.id AND m.account_id = $5)) "
    };
}

/// Counts what is seen of the entries between two days, both included.
pub(super) async fn count(
    tx: &mut Tx,
    access: &Access,
    first: NaiveDate,
    last: NaiveDate,
    (bulk_minutes, long_day_minutes): (i64, i64),
) -> Result<Counts, StoreError> {
    const ENTRIES: &str = concat!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS entries, \
         CAST(COALESCE(SUM(CASE WHEN e.minutes >= $7 THEN 1 ELSE 0 END), 0) AS BIGINT) AS bulk, \
         CAST(COALESCE(SUM(CASE WHEN e.version > 1 AND EXISTS (SELECT 1 FROM entry_versions v WHERE v.entry_id = e.id \
              AND v.version = 1 AND (v.person_id <> e.person_id OR v.file_id <> e.file_id OR v.activity <> e.activity \
              OR v.worked_on <> e.worked_on OR v.minutes <> e.minutes)) THEN 1 ELSE 0 END), 0) AS BIGINT) AS corrected, \
         CAST(COALESCE(SUM(CASE WHEN e.version > 1 AND EXISTS (SELECT 1 FROM entry_versions v \
              JOIN files o ON o.id = v.file_id WHERE v.entry_id = e.id AND v.version = 1 AND o.import_only = TRUE) \
              THEN e.minutes ELSE 0 END), 0) AS BIGINT) AS recoded_minutes ",
        seen!(),
        "AND f.import_only = FALSE"
    );
    const DAYS: &str = concat!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS person_days, \
         CAST(COALESCE(SUM(CASE WHEN d.minutes > $7 THEN 1 ELSE 0 END), 0) AS BIGINT) AS long_days \
         FROM (SELECT e.person_id, e.worked_on, SUM(e.minutes) AS minutes ",
        seen!(),
        "GROUP BY e.person_id, e.worked_on) d"
    );
    let (everyone, own) = match access.reach() {
        Reach::Everyone => (true, None),
        Reach::Some { own, .. } => (false, own),
    };
    let own = own.map_or(Uuid::nil(), PersonId::uuid);
    let account = access.account.map_or(Uuid::nil(), AccountId::uuid);
    let console = access.is_console();
    let entries: Counted = tx.one(ENTRIES, (first, last, everyone, own, account, console, bulk_minutes)).await?;
    let days: Days = tx.one(DAYS, (first, last, everyone, own, account, console, long_day_minutes)).await?;
    Ok(Counts {
        entries: entries.entries,
        bulk: entries.bulk,
        corrected: entries.corrected,
        recoded_minutes: entries.recoded_minutes,
        person_days: days.person_days,
        long_days: days.long_days,
    })
}
