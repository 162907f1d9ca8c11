//! The SQL of favourites. Those of files that the reader may not know of are left out by the statements, and stay.

use uuid::Uuid;

use super::Kept;
use crate::access::Access;
use crate::ids::{AccountId, FavouriteId, FileId, PersonId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct KeptRow {
    id: Uuid,
    file_id: Uuid,
    activity: String,
    name: String,
    minutes: i64,
    position: i64,
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        Self {
            id: FavouriteId::from_uuid(row.id),
            file_id: FileId::from_uuid(row.file_id),
            activity: row.activity,
            name: row.name,
            minutes: row.minutes,
            position: row.position,
        }
    }
}

/// The favourites of a person, in their order.
pub(super) async fn list(tx: &mut Tx, person: PersonId, reader: &Access) -> Result<Vec<Kept>, StoreError> {
    const LIST: &str = "SELECT v.id, v.file_id, v.activity, v.name, v.minutes, v.position \
         FROM favourites v JOIN files f ON f.id = v.file_id WHERE v.person_id = $1 AND (f.walled = FALSE \
            OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $2)) \
         ORDER BY v.position, v.id";
    let rows = tx.all::<KeptRow>(LIST, (person.uuid(), reader.account.map(AccountId::uuid))).await?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

#[derive(sqlx::FromRow)]
struct Position {
    position: i64,
}

/// The last place that is taken, also by a favourite that is not shown at the moment.
pub(super) async fn last_position(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    const LAST: &str =
        "SELECT CAST(COALESCE(MAX(position), 0) AS BIGINT) AS position FROM favourites WHERE person_id = $1";
    let row: Position = tx.one(LAST, (person.uuid(),)).await?;
    Ok(row.position)
}

pub(super) async fn insert(tx: &mut Tx, person: PersonId, kept: &Kept) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO favourites (id, person_id, file_id, activity, name, minutes, position) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (id, file) = (kept.id.uuid(), kept.file_id.uuid());
    tx.exec(INSERT, (id, person.uuid(), file, kept.activity.as_str(), kept.name.as_str(), kept.minutes, kept.position))
        .await?;
    Ok(())
}

pub(super) async fn set_position(tx: &mut Tx, id: FavouriteId, position: i64) -> Result<(), StoreError> {
    const SET: &str = "UPDATE favourites SET position = $1 WHERE id = $2";
    tx.exec(SET, (position, id.uuid())).await?;
    Ok(())
}

pub(super) async fn set_name(tx: &mut Tx, id: FavouriteId, name: &str) -> Result<(), StoreError> {
    const SET: &str = "UPDATE favourites SET name = $1 WHERE id = $2";
    tx.exec(SET, (name, id.uuid())).await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: FavouriteId) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM favourites WHERE id = $1";
    tx.exec(DELETE, (id.uuid(),)).await?;
    Ok(())
}
