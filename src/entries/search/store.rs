//! The SQL of how many entries fit a search.

use uuid::Uuid;

use super::Sum;
use crate::access::Access;
use crate::entries::Status;
use crate::entries::ops::Wanted;
use crate::ids::{AccountId, FileId, PersonId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct SumRow {
    entries: i64,
    minutes: i64,
}

/// What the pages of a list of one person's entries come to; what is walled off from the reader is left out as it is there.
pub(super) async fn sum(tx: &mut Tx, wanted: &Wanted, person: PersonId, access: &Access) -> Result<Sum, StoreError> {
    const SUM: &str = "SELECT COUNT(*) AS entries, CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes \
         FROM entries e JOIN files f ON f.id = e.file_id LEFT JOIN files h ON h.id = e.held_file_id \
         WHERE e.withdrawn = FALSE AND e.person_id = $1 AND e.worked_on BETWEEN $2 AND $3 \
             AND ($4 = FALSE OR e.file_id = $5) AND ($6 = '' OR e.status = $6) AND ($7 = '' OR e.activity = $7) \
             AND (f.walled = FALSE OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $8)) \
             AND (COALESCE(h.walled, FALSE) = FALSE \
                 OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = h.id AND m.account_id = $8))";
    let activity = wanted.narrowed.activities.as_ref().and_then(|all| all.first()).cloned().unwrap_or_default();
    let nil = Uuid::nil();
    let args = (
        person.uuid(),
        wanted.from,
        wanted.to,
        wanted.file.is_some(),
        wanted.file.map_or(nil, FileId::uuid),
        wanted.status.map_or("", Status::as_str),
        activity,
        access.account.map_or(nil, AccountId::uuid),
    );
    let row: SumRow = tx.one(SUM, args).await?;
    Ok(Sum { entries: row.entries, minutes: row.minutes })
}
