//! The SQL of timers.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::Timer;
use crate::ids::{FileId, PersonId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct TimerRow {
    person_id: Uuid,
    started_at: DateTime<Utc>,
    started_on: NaiveDate,
    file_id: Option<Uuid>,
    activity: String,
    narrative: String,
    version: i64,
}

pub(super) async fn find(tx: &mut Tx, person: PersonId) -> Result<Option<Timer>, StoreError> {
    const FIND: &str = "SELECT person_id, started_at, started_on, file_id, activity, narrative, version \
         FROM timers WHERE person_id = $1";
    let row: Option<TimerRow> = tx.opt(FIND, (person.uuid(),)).await?;
    Ok(row.map(|row| Timer {
        person: PersonId::from_uuid(row.person_id),
        started_at: row.started_at,
        started_on: row.started_on,
        file_id: row.file_id.map(FileId::from_uuid),
        activity: row.activity,
        narrative: row.narrative,
        version: row.version,
    }))
}

pub(super) async fn insert(tx: &mut Tx, timer: &Timer) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO timers (person_id, started_at, started_on, file_id, activity, narrative, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.exec(
        INSERT,
        (
            timer.person.uuid(),
            timer.started_at,
            timer.started_on,
            timer.file_id.map(FileId::uuid),
            timer.activity.as_str(),
            timer.narrative.as_str(),
            timer.version,
        ),
    )
    .await?;
    Ok(())
}

/// Writes what may change of a timer that still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, timer: &Timer) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE timers SET file_id = $1, activity = $2, narrative = $3, version = $4 \
         WHERE person_id = $5 AND version = $6";
    let (file, person) = (timer.file_id.map(FileId::uuid), timer.person.uuid());
    let (activity, narrative) = (timer.activity.as_str(), timer.narrative.as_str());
    let changed = tx.exec(UPDATE, (file, activity, narrative, timer.version, person, timer.version - 1)).await?;
    Ok(changed == 1)
}

pub(super) async fn delete(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM timers WHERE person_id = $1";
    tx.exec(DELETE, (person.uuid(),)).await?;
    Ok(())
}
