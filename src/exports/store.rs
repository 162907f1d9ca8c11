//! The SQL of feeds.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::feeds::Feed;
use crate::ids::{AccountId, FeedId};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct FeedRow {
    id: Uuid,
    account_id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<FeedRow> for Feed {
    fn from(row: FeedRow) -> Self {
        Self {
            id: FeedId::from_uuid(row.id),
            account: AccountId::from_uuid(row.account_id),
            name: row.name,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, account_id, name, created_at, revoked_at FROM feeds ", $rest)
    };
}

pub(super) async fn find(tx: &mut Tx, id: FeedId) -> Result<Option<Feed>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    Ok(tx.opt::<FeedRow>(FIND, (id.uuid(),)).await?.map(Feed::from))
}

pub(super) async fn find_by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Feed>, StoreError> {
    const FIND: &str = select!("WHERE hash = $1");
    Ok(tx.opt::<FeedRow>(FIND, (hash,)).await?.map(Feed::from))
}

/// Feeds of an account before an identifier, the latest first; at most `limit`.
pub(super) async fn list_page(
    tx: &mut Tx,
    account: AccountId,
    before: Option<FeedId>,
    limit: i64,
) -> Result<Vec<Feed>, StoreError> {
    const FIRST: &str = select!("WHERE account_id = $1 ORDER BY id DESC LIMIT $2");
    const NEXT: &str = select!("WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    let rows: Vec<FeedRow> = match before {
        None => tx.all(FIRST, (account.uuid(), limit)).await?,
        Some(before) => tx.all(NEXT, (account.uuid(), before.uuid(), limit)).await?,
    };
    Ok(rows.into_iter().map(Feed::from).collect())
}

pub(super) async fn insert(tx: &mut Tx, feed: &Feed, hash: &str) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO feeds (id, account_id, name, hash, created_at) VALUES ($1, $2, $3, $4, $5)";
    tx.exec(INSERT, (feed.id.uuid(), feed.account.uuid(), feed.name.as_str(), hash, feed.created_at)).await?;
    Ok(())
}

pub(super) async fn revoke(tx: &mut Tx, id: FeedId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const REVOKE: &str = "UPDATE feeds SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
    tx.exec(REVOKE, (now, id.uuid())).await?;
    Ok(())
}
