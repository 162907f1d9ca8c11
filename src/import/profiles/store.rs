//! The SQL of saved profiles.

use chrono::{DateTime, Utc};

use super::Written;
use crate::store::{StoreError, Tx};

/// A saved version, with when it was retired.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ProfileRow {
    pub(super) name: String,
    pub(super) document: String,
    pub(super) saved_at: DateTime<Utc>,
    pub(super) saved_by: String,
    pub(super) retired_at: Option<DateTime<Utc>>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.name, p.document, p.saved_at, p.saved_by, r.retired_at FROM import_profiles p ",
            "LEFT JOIN import_profile_retirements r ON r.name = p.name AND r.version = p.version ",
            $rest
        )
    };
}

/// One version.
pub(super) async fn find(tx: &mut Tx, name: &str, version: i64) -> Result<Option<ProfileRow>, StoreError> {
    const FIND: &str = select!("WHERE p.name = $1 AND p.version = $2");
    tx.opt(FIND, (name, version)).await
}

/// The newest version.
pub(super) async fn find_newest(tx: &mut Tx, name: &str) -> Result<Option<ProfileRow>, StoreError> {
    const NEWEST: &str = select!("WHERE p.name = $1 ORDER BY p.version DESC LIMIT 1");
    tx.opt(NEWEST, (name,)).await
}

/// The newest version of each name.
pub(super) async fn list_newest(tx: &mut Tx) -> Result<Vec<ProfileRow>, StoreError> {
    const LIST: &str = select!(
        "WHERE p.version = (SELECT MAX(n.version) FROM import_profiles n WHERE n.name = p.name) ORDER BY p.name"
    );
    tx.all(LIST, ()).await
}

pub(super) async fn insert(
    tx: &mut Tx,
    written: &Written,
    saved_at: DateTime<Utc>,
    saved_by: &str,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_profiles (name, version, document, sha256, fingerprints, saved_at, saved_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let profile = &written.profile;
    // What is no fingerprint fits no file, and not every database takes any text.
    let is_one = |text: &&String| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fingerprints: Vec<&str> = profile.fingerprints.iter().filter(is_one).map(String::as_str).collect();
    let args = (
        profile.name.as_str(),
        profile.version,
        written.document.as_str(),
        profile.sha256.as_str(),
        fingerprints.join(" "),
        saved_at,
        saved_by,
    );
    tx.exec(INSERT, args).await?;
    Ok(())
}

pub(super) async fn insert_retirement(
    tx: &mut Tx,
    name: &str,
    version: i64,
    retired_at: DateTime<Utc>,
    retired_by: &str,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO import_profile_retirements (name, version, retired_at, retired_by) \
         VALUES ($1, $2, $3, $4)";
    tx.exec(INSERT, (name, version, retired_at, retired_by)).await?;
    Ok(())
}
