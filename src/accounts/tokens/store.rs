//! The SQL of tokens.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Token;
use crate::access::Right;
use crate::accounts::store::{AskingRow, asking};
use crate::ids::{AccountId, TokenId};
use crate::store::bulk::Cell;
use crate::store::scan::Field;
use crate::store::{Db, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: Uuid,
    account_id: Uuid,
    name: String,
    scopes: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<TokenRow> for Token {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TokenId::from_uuid(row.id),
            account: AccountId::from_uuid(row.account_id),
            name: row.name,
            scopes: parse_scopes(&row.scopes)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
        })
    }
}

fn parse_scopes(text: &str) -> Result<BTreeSet<Right>, StoreError> {
    let scopes = text.split(' ').filter(|scope| !scope.is_empty()).map(|scope| Right::parse(scope, ""));
    scopes.collect::<Result<_, _>>().map_err(|_| StoreError::Corrupt { table: "tokens", column: "scopes" })
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, account_id, name, scopes, created_at, expires_at, used_at, revoked_at FROM tokens ", $rest)
    };
}

pub(super) async fn find(tx: &mut Tx, id: TokenId) -> Result<Option<Token>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    tx.opt::<TokenRow>(FIND, (id.uuid(),)).await?.map(Token::try_from).transpose()
}

/// A token as it is read for a request, with its account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AskingTokenRow {
    pub(super) hash: String,
    pub(super) token_id: Uuid,
    scopes: String,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) used_at: Option<DateTime<Utc>>,
    pub(super) revoked_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    pub(super) asking: AskingRow,
}

impl AskingTokenRow {
    fn read(fields: &[Field<'_>]) -> Option<Self> {
        let [hash, token_id, scopes, expires_at, used_at, revoked_at, asking @ ..] = fields else { return None };
        Some(Self {
            hash: hash.owned()?,
            token_id: token_id.id()?,
            scopes: scopes.owned()?,
            expires_at: expires_at.instant()?,
            used_at: used_at.maybe(Field::instant)?,
            revoked_at: revoked_at.maybe(Field::instant)?,
            asking: AskingRow::read(asking)?,
        })
    }

    pub(super) fn scopes(&self) -> Result<BTreeSet<Right>, StoreError> {
        parse_scopes(&self.scopes)
    }
}

/// The tokens with these hashes.
pub(super) async fn list_asking(db: &Db, hashes: &BTreeSet<String>) -> Result<Vec<AskingTokenRow>, StoreError> {
    const LIST: &str = concat!(
        "SELECT t.hash, t.id AS token_id, t.scopes, t.expires_at, t.used_at, t.revoked_at, ",
        asking!(),
        " FROM wanted w CROSS JOIN tokens t JOIN accounts a ON a.id = t.account_id \
         LEFT JOIN people p ON p.id = a.person_id WHERE t.hash = w.hash"
    );
    let keys = || hashes.iter().map(|hash| vec![Cell::Text(hash.clone())]).collect();
    match db.all_wanted_directly("hash", keys(), LIST, AskingTokenRow::read) {
        Some(found) => Ok(found),
        None => db.all_wanted("hash", keys(), LIST).await,
    }
}

/// Tokens of an account before an identifier, the latest first; at most `limit`.
pub(super) async fn list_page(
    tx: &mut Tx,
    account: AccountId,
    before: Option<TokenId>,
    limit: i64,
) -> Result<Vec<Token>, StoreError> {
    const FIRST: &str = select!("WHERE account_id = $1 ORDER BY id DESC LIMIT $2");
    const NEXT: &str = select!("WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    let rows: Vec<TokenRow> = match before {
        None => tx.all(FIRST, (account.uuid(), limit)).await?,
        Some(before) => tx.all(NEXT, (account.uuid(), before.uuid(), limit)).await?,
    };
    rows.into_iter().map(Token::try_from).collect()
}

pub(super) async fn insert(tx: &mut Tx, token: &Token, hash: &str) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO tokens (id, account_id, name, hash, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    tx.exec(
        INSERT,
        (
            token.id.uuid(),
            token.account.uuid(),
            token.name.as_str(),
            hash,
            scopes.join(" "),
            token.created_at,
            token.expires_at,
        ),
    )
    .await?;
    Ok(())
}

pub(super) async fn use_at(tx: &mut Tx, id: TokenId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const USE: &str = "UPDATE tokens SET used_at = $1 WHERE id = $2";
    tx.exec(USE, (now, id.uuid())).await?;
    Ok(())
}

pub(super) async fn revoke(tx: &mut Tx, id: TokenId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const REVOKE: &str = "UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
    tx.exec(REVOKE, (now, id.uuid())).await?;
    Ok(())
}
