//! The SQL of days marked complete.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::DayMark;
use crate::ids::PersonId;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct MarkRow {
    person_id: Uuid,
    day: NaiveDate,
    marked_at: DateTime<Utc>,
}

impl From<MarkRow> for DayMark {
    fn from(row: MarkRow) -> Self {
        Self { person: PersonId::from_uuid(row.person_id), day: row.day, marked_at: row.marked_at }
    }
}

pub(super) async fn find(tx: &mut Tx, person: PersonId, day: NaiveDate) -> Result<Option<DayMark>, StoreError> {
    const FIND: &str = "SELECT person_id, day, marked_at FROM day_marks WHERE person_id = $1 AND day = $2";
    Ok(tx.opt::<MarkRow>(FIND, (person.uuid(), day)).await?.map(DayMark::from))
}

pub(in crate::daybook) async fn list(
    tx: &mut Tx,
    person: PersonId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayMark>, StoreError> {
    const LIST: &str = "SELECT person_id, day, marked_at FROM day_marks \
         WHERE person_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day";
    let rows = tx.all::<MarkRow>(LIST, (person.uuid(), first, last)).await?;
    Ok(rows.into_iter().map(DayMark::from).collect())
}

/// The marks of all people.
pub(in crate::daybook) async fn list_all(
    tx: &mut Tx,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayMark>, StoreError> {
    const LIST: &str = "SELECT person_id, day, marked_at FROM day_marks WHERE day BETWEEN $1 AND $2 \
         ORDER BY person_id, day";
    let rows = tx.all::<MarkRow>(LIST, (first, last)).await?;
    Ok(rows.into_iter().map(DayMark::from).collect())
}

pub(super) async fn insert(tx: &mut Tx, mark: &DayMark) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO day_marks (person_id, day, marked_at) VALUES ($1, $2, $3)";
    tx.exec(INSERT, (mark.person.uuid(), mark.day, mark.marked_at)).await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, person: PersonId, day: NaiveDate) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM day_marks WHERE person_id = $1 AND day = $2";
    tx.exec(DELETE, (person.uuid(), day)).await?;
    Ok(())
}
