//! The SQL of sign-ins through the provider, and of the link between an account and a subject.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::exchange::Kept;
use crate::ids::AccountId;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct KeptRow {
    nonce: String,
    verifier: String,
    browser: String,
    back: String,
    created_at: DateTime<Utc>,
}

/// Keeps a sign-in that has begun, by the SHA-256 of its state.
pub(super) async fn insert(tx: &mut Tx, state: &str, kept: &Kept) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO provider_sign_ins (state, nonce, verifier, browser, back, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    let row = (
        state,
        kept.nonce.as_str(),
        kept.verifier.as_str(),
        kept.browser.as_str(),
        kept.back.as_str(),
        kept.created_at,
    );
    tx.exec(INSERT, row).await?;
    Ok(())
}

/// Takes a sign-in out: of two answers with one state, only one finds it.
pub(super) async fn take(tx: &mut Tx, state: &str) -> Result<Option<Kept>, StoreError> {
    const TAKE: &str =
        "DELETE FROM provider_sign_ins WHERE state = $1 RETURNING nonce, verifier, browser, back, created_at";
    let row: Option<KeptRow> = tx.opt(TAKE, (state,)).await?;
    Ok(row.map(|row| Kept {
        nonce: row.nonce,
        verifier: row.verifier,
        browser: row.browser,
        back: row.back,
        created_at: row.created_at,
    }))
}

/// Forgets sign-ins that began before an instant.
pub(super) async fn delete_before(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const DELETE: &str = "DELETE FROM provider_sign_ins WHERE created_at < $1";
    tx.exec(DELETE, (before,)).await
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    subject: Option<String>,
    disabled: bool,
    version: i64,
}

/// What linking needs to know of an account.
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) login: String,
    pub(super) subject: Option<String>,
    pub(super) disabled: bool,
    pub(super) version: i64,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: AccountId::from_uuid(row.id),
            login: row.login,
            subject: row.subject,
            disabled: row.disabled,
            version: row.version,
        }
    }
}

pub(super) async fn find_by_subject(tx: &mut Tx, subject: &str) -> Result<Option<Account>, StoreError> {
    const FIND: &str = "SELECT id, login, subject, disabled, version FROM accounts WHERE subject = $1";
    Ok(tx.opt::<AccountRow>(FIND, (subject,)).await?.map(Account::from))
}

pub(super) async fn find_by_login_key(tx: &mut Tx, key: &str) -> Result<Option<Account>, StoreError> {
    const FIND: &str = "SELECT id, login, subject, disabled, version FROM accounts WHERE login_key = $1";
    Ok(tx.opt::<AccountRow>(FIND, (key,)).await?.map(Account::from))
}

/// Links an account that is linked to nobody; answers whether it still was.
pub(super) async fn link(tx: &mut Tx, account: &Account, subject: &str) -> Result<bool, StoreError> {
    const LINK: &str =
        "UPDATE accounts SET subject = $1, version = $2 WHERE id = $3 AND version = $4 AND subject IS NULL";
    let changed = tx.exec(LINK, (subject, account.version + 1, account.id.uuid(), account.version)).await?;
    Ok(changed == 1)
}
