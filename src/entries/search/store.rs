//! The SQL of how many entries fit a search.

use uuid::Uuid;

use super::Sum;
use crate::access::Access;
use crate::entries::Status;
use crate::entries::days::store::known;
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
    const SUM: &str = known!(
        "COUNT(*) AS entries, CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes",
        "AND ($5 = FALSE OR e.file_id = $6) AND ($7 = '' OR e.status = $7) AND ($8 = '' OR e.activity = $8)"
    );
    let activity = wanted.narrowed.activities.as_ref().and_then(|all| all.first()).cloned().unwrap_or_default();
    let nil = Uuid::nil();
    let args = (
        person.uuid(),
        wanted.from,
        wanted.to,
        access.account.map_or(nil, AccountId::uuid),
        wanted.file.is_some(),
        wanted.file.map_or(nil, FileId::uuid),
        wanted.status.map_or("", Status::as_str),
        activity,
    );
    let row: SumRow = tx.one(SUM, args).await?;
    Ok(Sum { entries: row.entries, minutes: row.minutes })
}
