//! The SQL of the vocabulary: its documents, and the codes that rows refer to.

use chrono::{DateTime, Utc};

use super::Vocabulary;
use crate::store::{StoreError, Tx};

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
