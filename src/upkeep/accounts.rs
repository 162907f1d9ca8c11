//! What `doctor` asks of accounts: numbers, never names.

use super::store;
use crate::failure::Failure;
use crate::store::Db;

/// Accounts, counted by what one looks at when an installation is checked. Accounts that are disabled are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// All of them.
    pub all: i64,
    /// Without any role.
    pub without_role: i64,
    /// With the role of an administrator.
    pub administrators: i64,
    /// With a password that was hashed with less than is promised.
    pub weakly_hashed: i64,
}

/// Counts the accounts.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db) -> Result<Counted, Failure> {
    let mut tx = db.read().await?;
    Ok(store::count_accounts(&mut tx).await?)
}
