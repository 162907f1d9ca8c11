//! The SQL of the report on data quality: counts over the changed entries a reader may know of. Narratives are neither selected nor
//! compared.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::access::{Access, Reach};
use crate::ids::{AccountId, PersonId};
use crate::store::{StoreError, Tx};

/// What somebody changed after it was recorded, and how many people are behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::reports) struct Edited {
    /// Current entries whose person, file, activity, day or time is not what was recorded first.
    pub(super) corrected: i64,
    /// The people whose they are.
    pub(super) corrected_people: i64,
    /// Minutes of those that were held first.
    pub(super) recoded_minutes: i64,
    /// The people whose they are.
    pub(super) recoded_people: i64,
}

#[derive(sqlx::FromRow)]
struct Version {
    value: i64,
}

/// The version of the data, as facts have it.
pub(super) async fn find_version(tx: &mut Tx) -> Result<i64, StoreError> {
    const VERSION: &str = "SELECT value FROM counters WHERE name = 'changes'";
    let row: Version = tx.one(VERSION, ()).await?;
    Ok(row.value)
}

/// Counts what is seen of the entries of whole deliveries between two days, both included, that figures count: those with an
/// earlier version, of which there are few.
pub(super) async fn count(
    tx: &mut Tx,
    access: &Access,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Edited, StoreError> {
    const EDITED: &str = "SELECT CAST(COALESCE(SUM(c.corrected), 0) AS BIGINT) AS corrected, \
         COUNT(DISTINCT CASE WHEN c.corrected = 1 THEN c.person_id END) AS corrected_people, \
         CAST(COALESCE(SUM(c.recoded * c.minutes), 0) AS BIGINT) AS recoded_minutes, \
         COUNT(DISTINCT CASE WHEN c.recoded = 1 THEN c.person_id END) AS recoded_people FROM \
         (SELECT e.person_id, e.minutes, CASE WHEN v.person_id <> e.person_id OR v.file_id <> e.file_id \
              OR v.activity <> e.activity OR v.worked_on <> e.worked_on OR v.minutes <> e.minutes \
              THEN 1 ELSE 0 END AS corrected, CASE WHEN o.import_only = TRUE THEN 1 ELSE 0 END AS recoded \
         FROM entry_versions v CROSS JOIN entries e JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id \
         JOIN files o ON o.id = v.file_id \
         WHERE v.version = 1 AND e.id = v.entry_id AND e.version > 1 AND e.withdrawn = FALSE \
         AND e.worked_on BETWEEN $1 AND $2 AND f.import_only = FALSE \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)) \
         AND ($3 = TRUE OR e.person_id = $4 OR EXISTS (SELECT 1 FROM account_roles r \
              WHERE r.account_id = $5 AND r.role = 'manager' AND r.team = p.team AND r.team <> '')) \
         AND ($6 = TRUE OR f.walled = FALSE \
              OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $5))) c";
    let (everyone, own, account, console) = reader(access);
    tx.one(EDITED, (first, last, everyone, own, account, console)).await
}

/// Whether somebody reads the time of everybody, as whom, by which account, and whether at the console.
fn reader(access: &Access) -> (bool, Uuid, Uuid, bool) {
    let (everyone, own) = match access.reach() {
        Reach::Everyone => (true, None),
        Reach::Some { own, .. } => (false, own),
    };
    let own = own.map_or(Uuid::nil(), PersonId::uuid);
    (everyone, own, access.account.map_or(Uuid::nil(), AccountId::uuid), access.is_console())
}
