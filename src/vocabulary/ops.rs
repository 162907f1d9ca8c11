//! Putting a vocabulary into a database and reading the one in force.

use chrono::{DateTime, Utc};

use super::{Vocabulary, store};
use crate::audit::{self, Caller, Event};
use crate::digest::digest;
use crate::store::{Db, StoreError, Tx};

/// Puts the first vocabulary into a new database.
///
/// # Errors
/// When the database fails.
pub async fn install_in(
    tx: &mut Tx,
    vocabulary: &Vocabulary,
    now: DateTime<Utc>,
    caller: &Caller,
) -> Result<(), StoreError> {
    let document = serde_json::to_string(vocabulary).expect("a vocabulary is text, numbers and dates");
    store::insert(tx, vocabulary, &document, now).await?;
    let event = Event {
        action: "apply",
        object_kind: "vocabulary",
        object_id: format!("{} {}", vocabulary.name, vocabulary.version),
        hash_after: digest(document.as_bytes()),
        ..Event::default()
    };
    audit::ops::append(tx, now, caller, event).await
}

/// The vocabulary in force.
///
/// # Errors
/// [`StoreError::Missing`] when none was ever applied, or the failure of the database.
pub async fn current(db: &Db) -> Result<Vocabulary, StoreError> {
    let mut tx = db.read().await?;
    store::find_current(&mut tx).await?.ok_or_else(|| StoreError::Missing("vocabularies".to_owned()))
}
