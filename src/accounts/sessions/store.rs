//! The SQL of sessions, of browsers that signed in before, and of failed sign-ins.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::accounts::store::{AskingRow, asking};
use crate::ids::AccountId;
use crate::store::bulk::Cell;
use crate::store::scan::Field;
use crate::store::{Db, StoreError, Tx};

/// A session as stored.
#[derive(sqlx::FromRow)]
pub(in crate::accounts) struct SessionRow {
    pub(in crate::accounts) account_id: Uuid,
    pub(in crate::accounts) created_at: DateTime<Utc>,
    pub(in crate::accounts) seen_at: DateTime<Utc>,
}

pub(in crate::accounts) async fn insert(
    tx: &mut Tx,
    hash: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO sessions (hash, account_id, created_at, seen_at) VALUES ($1, $2, $3, $4)";
    tx.exec(INSERT, (hash, account.uuid(), now, now)).await?;
    Ok(())
}

pub(in crate::accounts) async fn find(tx: &mut Tx, hash: &str) -> Result<Option<SessionRow>, StoreError> {
    const FIND: &str = "SELECT account_id, created_at, seen_at FROM sessions WHERE hash = $1";
    tx.opt(FIND, (hash,)).await
}

#[derive(sqlx::FromRow)]
struct AskingSessionRow {
    account_id: Uuid,
    opened_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    #[sqlx(flatten)]
    asking: AskingRow,
}

impl AskingSessionRow {
    fn read(fields: &[Field<'_>]) -> Option<Self> {
        let [account_id, opened_at, seen_at, asking @ ..] = fields else { return None };
        Some(Self {
            account_id: account_id.id()?,
            opened_at: opened_at.instant()?,
            seen_at: seen_at.instant()?,
            asking: AskingRow::read(asking)?,
        })
    }
}

/// A session as it is read for a request, with its account.
pub(in crate::accounts) async fn find_asking(
    db: &Db,
    hash: &str,
) -> Result<Option<(SessionRow, AskingRow)>, StoreError> {
    const FIND: &str = concat!(
        "SELECT s.account_id, s.created_at AS opened_at, s.seen_at, ",
        asking!(),
        " FROM wanted w CROSS JOIN sessions s JOIN accounts a ON a.id = s.account_id LEFT JOIN people p ON p.id = a.person_id \
         WHERE s.hash = w.hash"
    );
    let keys = || vec![vec![Cell::Text(hash.to_owned())]];
    let rows = match db.all_wanted_directly("hash", keys(), FIND, AskingSessionRow::read) {
        Some(found) => found,
        None => db.all_wanted("hash", keys(), FIND).await?,
    };
    Ok(rows.into_iter().next().map(|row| {
        let session = SessionRow { account_id: row.account_id, created_at: row.opened_at, seen_at: row.seen_at };
        (session, row.asking)
    }))
}

#[derive(sqlx::FromRow)]
struct HashedRow {
    hash: String,
    account_id: Uuid,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

/// The sessions of an account with their hashes, the latest first.
pub(in crate::accounts) async fn list(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(String, SessionRow)>, StoreError> {
    const LIST: &str = "SELECT hash, account_id, created_at, seen_at FROM sessions WHERE account_id = $1 \
         ORDER BY created_at DESC, hash";
    let rows: Vec<HashedRow> = tx.all(LIST, (account.uuid(),)).await?;
    let parts = |row: HashedRow| {
        (row.hash, SessionRow { account_id: row.account_id, created_at: row.created_at, seen_at: row.seen_at })
    };
    Ok(rows.into_iter().map(parts).collect())
}

/// Notes a request. An opening that lies in the future, after the clock was set back, is moved to now as well.
pub(in crate::accounts) async fn see(tx: &mut Tx, hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SEE: &str = "UPDATE sessions SET seen_at = $1, \
         created_at = CASE WHEN created_at > $2 THEN $3 ELSE created_at END WHERE hash = $4";
    tx.exec(SEE, (now, now, now, hash)).await?;
    Ok(())
}

pub(in crate::accounts) async fn delete(tx: &mut Tx, hash: &str) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM sessions WHERE hash = $1";
    tx.exec(DELETE, (hash,)).await?;
    Ok(())
}

/// Ends all sessions of an account; answers how many.
pub(in crate::accounts) async fn delete_all(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM sessions WHERE account_id = $1";
    tx.exec(DELETE, (account.uuid(),)).await
}

/// Removes sessions that were last seen, or opened, before these instants.
pub(in crate::accounts) async fn delete_ended(
    tx: &mut Tx,
    seen_before: DateTime<Utc>,
    opened_before: DateTime<Utc>,
) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM sessions WHERE seen_at <= $1 OR created_at <= $2";
    tx.exec(DELETE, (seen_before, opened_before)).await
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    account_id: Uuid,
}

/// The account a browser signed in to before.
pub(in crate::accounts) async fn find_device(tx: &mut Tx, hash: &str) -> Result<Option<AccountId>, StoreError> {
    const FIND: &str = "SELECT account_id FROM devices WHERE hash = $1";
    let row: Option<DeviceRow> = tx.opt(FIND, (hash,)).await?;
    Ok(row.map(|row| AccountId::from_uuid(row.account_id)))
}

pub(in crate::accounts) async fn insert_device(
    tx: &mut Tx,
    hash: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO devices (hash, account_id, created_at) VALUES ($1, $2, $3)";
    tx.exec(INSERT, (hash, account.uuid(), now)).await?;
    Ok(())
}

pub(in crate::accounts) async fn delete_devices_before(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM devices WHERE created_at < $1";
    tx.exec(DELETE, (before,)).await
}

#[derive(sqlx::FromRow)]
struct FailureRow {
    at: DateTime<Utc>,
}

/// The instants of failures of a subject in a period, the latest first. Those of the future, from before the clock was
/// set back, do not count: nobody could wait for them.
pub(in crate::accounts) async fn list_failures(
    tx: &mut Tx,
    subject: &str,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    const LIST: &str = "SELECT at FROM sign_in_failures WHERE subject = $1 AND at > $2 AND at <= $3 \
         ORDER BY at DESC LIMIT 100";
    Ok(tx.all::<FailureRow>(LIST, (subject, since, now)).await?.into_iter().map(|row| row.at).collect())
}

pub(in crate::accounts) async fn insert_failure(
    tx: &mut Tx,
    subject: &str,
    at: DateTime<Utc>,
    id: Uuid,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO sign_in_failures (subject, at, id) VALUES ($1, $2, $3)";
    tx.exec(INSERT, (subject, at, id)).await?;
    Ok(())
}

pub(in crate::accounts) async fn delete_failure(
    tx: &mut Tx,
    subject: &str,
    at: DateTime<Utc>,
    id: Uuid,
) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM sign_in_failures WHERE subject = $1 AND at = $2 AND id = $3";
    tx.exec(DELETE, (subject, at, id)).await?;
    Ok(())
}

pub(in crate::accounts) async fn delete_failures(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM sign_in_failures WHERE subject = $1";
    tx.exec(DELETE, (subject,)).await?;
    Ok(())
}

pub(in crate::accounts) async fn delete_failures_before(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM sign_in_failures WHERE at < $1";
    tx.exec(DELETE, (before,)).await
}
