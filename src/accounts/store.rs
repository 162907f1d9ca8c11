//! The SQL of accounts, their roles, and the walled files they are named on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Account, fold_login};
use crate::access::{Grant, Role};
use crate::ids::{AccountId, FileId, PersonId};
use crate::store::scan::Field;
use crate::store::{StoreError, Tx};

#[derive(Debug, Clone, sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    name: String,
    person_id: Option<Uuid>,
    person_number: Option<String>,
    password: String,
    password_temporary: bool,
    subject: Option<String>,
    disabled: bool,
    lang: String,
    version: i64,
    created_at: DateTime<Utc>,
}

/// An account with the hash of its password, for those who verify it; never shown.
pub(super) struct Stored {
    pub(super) account: Account,
    pub(super) password: String,
}

impl AccountRow {
    fn with(self, grants: Vec<Grant>) -> Result<Stored, StoreError> {
        let lang = self.lang.parse().map_err(|_| StoreError::Corrupt { table: "accounts", column: "lang" })?;
        let account = Account {
            id: AccountId::from_uuid(self.id),
            login: self.login,
            name: self.name,
            person: self.person_id.map(PersonId::from_uuid),
            person_number: self.person_number.unwrap_or_default(),
            grants,
            disabled: self.disabled,
            lang,
            has_password: !self.password.is_empty(),
            password_temporary: self.password_temporary,
            provider_linked: self.subject.is_some(),
            version: self.version,
            created_at: self.created_at,
        };
        Ok(Stored { account, password: self.password })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.login, a.name, a.person_id, p.number AS person_number, a.password, ",
            "a.password_temporary, a.subject, a.disabled, a.lang, a.version, a.created_at ",
            "FROM accounts a LEFT JOIN people p ON p.id = a.person_id ",
            $rest
        )
    };
}

/// An account as it is read for a request: with its roles, and whether it is named on any file, in one statement.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AskingRow {
    #[sqlx(flatten)]
    account: AccountRow,
    /// Role and team of each, a line each.
    roles: Option<String>,
    named: bool,
}

/// The columns of [`AskingRow`], of the account `a`.
macro_rules! asking {
    () => {
        "a.id, a.login, a.name, a.person_id, p.number AS person_number, a.password, a.password_temporary, a.subject, \
         a.disabled, a.lang, a.version, a.created_at, \
         (SELECT string_agg(r.role || ' ' || r.team, '\n') FROM account_roles r WHERE r.account_id = a.id) AS roles, \
         EXISTS (SELECT 1 FROM file_members m WHERE m.account_id = a.id) AS named"
    };
}
pub(super) use asking;

impl AskingRow {
    /// The columns of [`asking`], read on the thread that asks.
    pub(super) fn read(fields: &[Field<'_>]) -> Option<Self> {
        let [
            id,
            login,
            name,
            person_id,
            person_number,
            password,
            temporary,
            subject,
            disabled,
            lang,
            version,
            at,
            roles,
            named,
        ] = fields
        else {
            return None;
        };
        let account = AccountRow {
            id: id.id()?,
            login: login.owned()?,
            name: name.owned()?,
            person_id: person_id.maybe(Field::id)?,
            person_number: person_number.maybe(Field::owned)?,
            password: password.owned()?,
            password_temporary: temporary.truth()?,
            subject: subject.maybe(Field::owned)?,
            disabled: disabled.truth()?,
            lang: lang.owned()?,
            version: version.int()?,
            created_at: at.instant()?,
        };
        Some(Self { account, roles: roles.maybe(Field::owned)?, named: named.truth()? })
    }

    /// The account, unless it is disabled, and whether it is named on any file.
    pub(super) fn enabled(self) -> Result<Option<(Account, bool)>, StoreError> {
        if self.account.disabled {
            return Ok(None);
        }
        let grant = |line: &str| {
            let (role, team) = line.split_once(' ').unwrap_or((line, ""));
            let role = Role::parse(role, "");
            let role = role.map_err(|_| StoreError::Corrupt { table: "account_roles", column: "role" })?;
            Ok(Grant { role, team: team.to_owned() })
        };
        let roles = self.roles.unwrap_or_default();
        let mut grants = roles.lines().map(grant).collect::<Result<Vec<_>, StoreError>>()?;
        grants.sort();
        Ok(Some((self.account.with(grants)?.account, self.named)))
    }
}

async fn with_roles(tx: &mut Tx, row: Option<AccountRow>) -> Result<Option<Stored>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let grants = list_roles(tx, row.id).await?;
    row.with(grants).map(Some)
}

pub(super) async fn find(tx: &mut Tx, id: AccountId) -> Result<Option<Stored>, StoreError> {
    const FIND: &str = select!("WHERE a.id = $1");
    let row = tx.opt(FIND, (id.uuid(),)).await?;
    with_roles(tx, row).await
}

pub(super) async fn find_by_login(tx: &mut Tx, login: &str) -> Result<Option<Stored>, StoreError> {
    const FIND: &str = select!("WHERE a.login_key = $1");
    let row = tx.opt(FIND, (fold_login(login),)).await?;
    with_roles(tx, row).await
}

pub(super) async fn find_by_person(tx: &mut Tx, person: PersonId) -> Result<Option<Stored>, StoreError> {
    const FIND: &str = select!("WHERE a.person_id = $1");
    let row = tx.opt(FIND, (person.uuid(),)).await?;
    with_roles(tx, row).await
}

/// Accounts after a login, in the order of logins; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Account>, StoreError> {
    const PAGE: &str = select!("WHERE a.login_key > $1 ORDER BY a.login_key LIMIT $2");
    const ROLES: &str = "SELECT r.account_id, r.role, r.team FROM account_roles r \
         JOIN accounts a ON a.id = r.account_id WHERE a.login_key > $1 AND a.login_key <= $2";
    let after = fold_login(after);
    let rows: Vec<AccountRow> = tx.all(PAGE, (after.as_str(), limit)).await?;
    let Some(last) = rows.last().map(|row| fold_login(&row.login)) else { return Ok(Vec::new()) };
    let mut grants: BTreeMap<Uuid, Vec<Grant>> = BTreeMap::new();
    for row in tx.all::<RoleRow>(ROLES, (after, last)).await? {
        grants.entry(row.account_id).or_default().push(row.grant()?);
    }
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        let mut own = grants.remove(&row.id).unwrap_or_default();
        own.sort();
        page.push(row.with(own)?.account);
    }
    Ok(page)
}

pub(super) async fn insert(tx: &mut Tx, account: &Account, password: &str) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO accounts (id, login, login_key, name, person_id, password, password_set_at, \
         password_temporary, subject, disabled, lang, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10, $11, $12)";
    tx.exec(
        INSERT,
        (
            account.id.uuid(),
            account.login.as_str(),
            fold_login(&account.login),
            account.name.as_str(),
            account.person.map(PersonId::uuid),
            password,
            (!password.is_empty()).then_some(account.created_at),
            account.password_temporary,
            account.disabled,
            account.lang.as_str(),
            account.version,
            account.created_at,
        ),
    )
    .await?;
    insert_roles(tx, account).await
}

/// Writes what may change of an account, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, account: &Account) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE accounts SET name = $1, person_id = $2, disabled = $3, lang = $4, version = $5 \
         WHERE id = $6 AND version = $7";
    const CLEAR: &str = "DELETE FROM account_roles WHERE account_id = $1";
    let changed = tx
        .exec(
            UPDATE,
            (
                account.name.as_str(),
                account.person.map(PersonId::uuid),
                account.disabled,
                account.lang.as_str(),
                account.version,
                account.id.uuid(),
                account.version - 1,
            ),
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.exec(CLEAR, (account.id.uuid(),)).await?;
    insert_roles(tx, account).await?;
    Ok(true)
}

/// Writes a new password, and with it the version.
pub(super) async fn update_password(
    tx: &mut Tx,
    account: &Account,
    password: &str,
    set_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE accounts SET password = $1, password_set_at = $2, password_temporary = $3, \
         version = $4 WHERE id = $5";
    tx.exec(UPDATE, (password, set_at, account.password_temporary, account.version, account.id.uuid())).await?;
    Ok(())
}

/// Writes another hash of the same password.
pub(super) async fn update_hash(tx: &mut Tx, id: AccountId, password: &str) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE accounts SET password = $1 WHERE id = $2";
    tx.exec(UPDATE, (password, id.uuid())).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    account_id: Uuid,
    role: String,
    team: String,
}

impl RoleRow {
    fn grant(self) -> Result<Grant, StoreError> {
        let role =
            Role::parse(&self.role, "").map_err(|_| StoreError::Corrupt { table: "account_roles", column: "role" })?;
        Ok(Grant { role, team: self.team })
    }
}

async fn list_roles(tx: &mut Tx, account: Uuid) -> Result<Vec<Grant>, StoreError> {
    const LIST: &str = "SELECT account_id, role, team FROM account_roles WHERE account_id = $1";
    let rows: Vec<RoleRow> = tx.all(LIST, (account,)).await?;
    let mut grants = rows.into_iter().map(RoleRow::grant).collect::<Result<Vec<_>, _>>()?;
    grants.sort();
    Ok(grants)
}

async fn insert_roles(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO account_roles (account_id, role, team) VALUES ($1, $2, $3)";
    for grant in &account.grants {
        tx.exec(INSERT, (account.id.uuid(), grant.role.as_str(), grant.team.as_str())).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Count {
    count: i64,
}

/// How many accounts but this one keep the accounts.
pub(super) async fn count_other_administrators(tx: &mut Tx, but: AccountId) -> Result<i64, StoreError> {
    const COUNT: &str = "SELECT COUNT(*) AS count FROM accounts a JOIN account_roles r ON r.account_id = a.id \
         WHERE r.role = 'administrator' AND a.disabled = FALSE AND a.id <> $1";
    Ok(tx.one::<Count>(COUNT, (but.uuid(),)).await?.count)
}

#[derive(sqlx::FromRow)]
struct MembershipRow {
    file_id: Uuid,
}

/// The walled files an account is named on.
pub(super) async fn list_memberships(tx: &mut Tx, account: AccountId) -> Result<BTreeSet<FileId>, StoreError> {
    const LIST: &str = "SELECT file_id FROM file_members WHERE account_id = $1";
    let rows: Vec<MembershipRow> = tx.all(LIST, (account.uuid(),)).await?;
    Ok(rows.into_iter().map(|row| FileId::from_uuid(row.file_id)).collect())
}
