//! The SQL of the vocabulary: its documents, and the codes that rows refer to.

use chrono::{DateTime, Utc};

use super::Vocabulary;
use crate::store::{Db, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct DocumentRow {
    document: String,
}

/// The last version applied, if there is one.
pub(super) async fn find_current(tx: &mut Tx) -> Result<Option<Vocabulary>, StoreError> {
    const FIND: &str = "SELECT document FROM vocabularies ORDER BY version DESC LIMIT 1";
    let Some(row) = tx.opt::<DocumentRow>(FIND, ()).await? else { return Ok(None) };
    let vocabulary = serde_json::from_str(&row.document)
        .map_err(|_| StoreError::Corrupt { table: "vocabularies", column: "document" })?;
    Ok(Some(vocabulary))
}

/// The number of the last version applied; 0 when there is none.
pub(super) async fn current_version(tx: &mut Tx) -> Result<i64, StoreError> {
    let (version,) = tx.one::<(i64,)>("SELECT COALESCE(MAX(version), 0) FROM vocabularies", ()).await?;
    Ok(version)
}

/// As [`current_version`], outside of any transaction.
pub(super) async fn find_version(db: &Db) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = db.find("SELECT COALESCE(MAX(version), 0) FROM vocabularies").await?;
    Ok(found.map_or(0, |(version,)| version))
}

/// Adds a version and the codes it is the first to have. Codes that are there stay as they are.
pub(super) async fn insert(
    tx: &mut Tx,
    vocabulary: &Vocabulary,
    document: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const DOCUMENT: &str = "INSERT INTO vocabularies (version, name, document, applied_at) VALUES ($1, $2, $3, $4)";
    const CATEGORY: &str = "INSERT INTO categories (code) VALUES ($1) ON CONFLICT (code) DO NOTHING";
    const ACTIVITY: &str = "INSERT INTO activities (code, category) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING";
    tx.exec(DOCUMENT, (vocabulary.version, vocabulary.name.as_str(), document, now)).await?;
    for category in &vocabulary.categories {
        tx.exec(CATEGORY, (category.code.as_str(),)).await?;
    }
    for activity in &vocabulary.activities {
        tx.exec(ACTIVITY, (activity.code.as_str(), activity.category.as_str())).await?;
    }
    Ok(())
}
