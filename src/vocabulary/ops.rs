//! Putting a vocabulary into a database, reading the one in force, and applying the next version. What a new version does
//! to figures is not known here: see `reports::impact`, which every door goes through.

use chrono::{DateTime, Utc};

use super::{Vocabulary, store};
use crate::audit::{self, Caller, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
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
    insert(tx, None, vocabulary, now, caller).await
}

/// Applies the next version, inside a transaction of the caller who has taken the turn and checked everything that needs
/// entries. Codes are only ever added.
///
/// # Errors
/// `vocabulary_changed` when another version came into force meanwhile; the failure of the database.
pub async fn apply_in(tx: &mut Tx, context: &Context, next: &Vocabulary) -> Result<(), Failure> {
    must_be_current_in(tx, &context.vocabulary).await?;
    let now = context.clock.now();
    Ok(insert(tx, Some(&context.vocabulary), next, now, &context.caller).await?)
}

async fn insert(
    tx: &mut Tx,
    before: Option<&Vocabulary>,
    vocabulary: &Vocabulary,
    now: DateTime<Utc>,
    caller: &Caller,
) -> Result<(), StoreError> {
    let document = document(vocabulary);
    store::insert(tx, vocabulary, &document, now).await?;
    let event = Event {
        action: "apply",
        object_kind: "vocabulary",
        object_id: format!("{} {}", vocabulary.name, vocabulary.version),
        hash_before: before.map(|before| digest(self::document(before).as_bytes())).unwrap_or_default(),
        hash_after: digest(document.as_bytes()),
        ..Event::default()
    };
    audit::ops::append(tx, now, caller, event).await
}

fn document(vocabulary: &Vocabulary) -> String {
    serde_json::to_string(vocabulary).expect("a vocabulary is text, numbers and dates")
}

/// Refuses what was checked against a vocabulary that is in force no longer. To be asked after the turn was taken: then no
/// other version can come into force before the transaction ends.
///
/// # Errors
/// `vocabulary_changed`, which goes away when the request is sent again; the failure of the database.
pub async fn must_be_current_in(tx: &mut Tx, known: &Vocabulary) -> Result<(), Failure> {
    Ok(must_be(current_version_in(tx).await?, known)?)
}

/// The version in force, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn current_version_in(tx: &mut Tx) -> Result<i64, StoreError> {
    store::current_version(tx).await
}

/// As [`must_be_current_in`], where the version in force is known.
///
/// # Errors
/// `vocabulary_changed`.
pub fn must_be(current: i64, known: &Vocabulary) -> Result<(), Fault> {
    if current == known.version {
        Ok(())
    } else {
        Err(Fault::new(Code::VocabularyChanged, "").with("version", current.to_string()))
    }
}

/// The vocabulary in force.
///
/// # Errors
/// [`StoreError::Missing`] when none was ever applied, or the failure of the database.
pub async fn current(db: &Db) -> Result<Vocabulary, StoreError> {
    let mut tx = db.read().await?;
    store::find_current(&mut tx).await?.ok_or_else(|| StoreError::Missing("vocabularies".to_owned()))
}
