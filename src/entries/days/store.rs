//! The SQL of what one person has recorded. Who may know of which file is decided by the statements.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{DaySum, Used, Worked};
use crate::access::Access;
use crate::entries::Status;
use crate::ids::{AccountId, EntryId, FileId, PersonId};
use crate::store::{StoreError, Tx};

/// The entries of the person `$1` between `$2` and `$3` on files that the account `$4` may know of.
macro_rules! known {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM entries e JOIN files f ON f.id = e.file_id LEFT JOIN files h ON h.id = e.held_file_id ",
            "WHERE e.person_id = $1 AND e.worked_on BETWEEN $2 AND $3 AND e.withdrawn = FALSE ",
            "AND (f.walled = FALSE ",
            "OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $4)) ",
            "AND (COALESCE(h.walled, FALSE) = FALSE ",
            "OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = h.id AND m.account_id = $4)) ",
            $rest
        )
    };
}
pub(in crate::entries) use known;

#[derive(sqlx::FromRow)]
struct DayRow {
    worked_on: NaiveDate,
    minutes: i64,
    entries: i64,
}

pub(super) async fn sum_days(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DaySum>, StoreError> {
    const SUM: &str = known!(
        "e.worked_on, CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes, COUNT(*) AS entries",
        "GROUP BY e.worked_on ORDER BY e.worked_on"
    );
    let rows: Vec<DayRow> = tx.all(SUM, (person.uuid(), first, last, reader.account.map(AccountId::uuid))).await?;
    Ok(rows.into_iter().map(|row| DaySum { day: row.worked_on, minutes: row.minutes, entries: row.entries }).collect())
}

#[derive(sqlx::FromRow)]
struct UsedRow {
    file_id: Uuid,
    activity: String,
    entries: i64,
    minutes: i64,
    last_used: NaiveDate,
}

pub(super) async fn list_used(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    (first, last): (NaiveDate, NaiveDate),
    limit: i64,
) -> Result<Vec<Used>, StoreError> {
    const LIST: &str = known!(
        "e.file_id, e.activity, COUNT(*) AS entries, CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes, \
         MAX(e.worked_on) AS last_used",
        "AND f.import_only = FALSE GROUP BY e.file_id, f.number_key, e.activity \
         ORDER BY COUNT(*) DESC, MAX(e.worked_on) DESC, f.number_key, e.activity LIMIT $5"
    );
    let rows: Vec<UsedRow> =
        tx.all(LIST, (person.uuid(), first, last, reader.account.map(AccountId::uuid), limit)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Used {
            file_id: FileId::from_uuid(row.file_id),
            activity: row.activity,
            entries: row.entries,
            minutes: row.minutes,
            last_used: row.last_used,
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct WorkedRow {
    id: Uuid,
    version: i64,
    status: String,
    worked_on: NaiveDate,
    file_id: Uuid,
    file: String,
    activity: String,
    minutes: i64,
    narrative: String,
}

pub(super) async fn list_worked(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Worked>, StoreError> {
    const LIST: &str = known!(
        "e.id, e.version, e.status, e.worked_on, e.file_id, f.number AS file, e.activity, e.minutes, e.narrative",
        "ORDER BY e.worked_on, e.recorded_at, f.number_key, e.activity, e.id"
    );
    let rows: Vec<WorkedRow> = tx.all(LIST, (person.uuid(), first, last, reader.account.map(AccountId::uuid))).await?;
    let worked = rows.into_iter().map(|row| {
        let corrupt = |_| StoreError::Corrupt { table: "entries", column: "status" };
        Ok(Worked {
            id: EntryId::from_uuid(row.id),
            version: row.version,
            status: Status::parse(&row.status, "").map_err(corrupt)?,
            worked_on: row.worked_on,
            file_id: FileId::from_uuid(row.file_id),
            file: row.file,
            activity: row.activity,
            minutes: row.minutes,
            narrative: row.narrative,
        })
    });
    worked.collect()
}
