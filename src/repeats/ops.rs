//! Looking for the outcome of an earlier request with the same key, keeping one, and forgetting old ones.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Repeat, store};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, write};

/// How long outcomes are kept, in hours. Senders may count on 24.
pub const KEPT_HOURS: i64 = 48;

/// The outcome of an earlier request with this key. Called after the turn was taken, so that of several requests with one
/// key only the first finds nothing.
///
/// # Errors
/// `idempotency_key_reused` when the key came with another request; the failure of the database.
pub async fn find_in<T: DeserializeOwned>(tx: &mut Tx, repeat: Option<&Repeat>) -> Result<Option<T>, Failure> {
    let Some(repeat) = repeat else { return Ok(None) };
    find_all_in(tx, &[repeat]).await?.find(repeat)
}

/// What was kept of earlier requests.
#[derive(Debug, Default)]
pub struct Earlier(HashMap<(AccountId, String), (String, String)>);

/// As [`find_in`], for many requests at once.
///
/// # Errors
/// When the database fails.
pub async fn find_all_in(tx: &mut Tx, repeats: &[&Repeat]) -> Result<Earlier, StoreError> {
    let rows = store::list(tx, repeats).await?;
    let kept = rows.into_iter().map(|row| {
        let key = (AccountId::from_uuid(row.account_id), row.key);
        (key, (row.request, row.outcome))
    });
    Ok(Earlier(kept.collect()))
}

impl Earlier {
    /// The outcome of the earlier request with this key.
    ///
    /// # Errors
    /// As [`find_in`].
    pub fn find<T: DeserializeOwned>(&self, repeat: &Repeat) -> Result<Option<T>, Failure> {
        let Some((request, outcome)) = self.0.get(&(repeat.account, repeat.key.clone())) else { return Ok(None) };
        if *request != repeat.request {
            return Err(Fault::new(Code::IdempotencyKeyReused, "").into());
        }
        let outcome = serde_json::from_str(outcome);
        outcome.map(Some).map_err(|_| StoreError::Corrupt { table: "repeats", column: "outcome" }.into())
    }
}

/// Keeps the outcome of a request under its key, in the transaction of its change.
///
/// # Errors
/// When the database fails.
pub async fn keep_in<T: Serialize>(
    tx: &mut Tx,
    repeat: Option<&Repeat>,
    now: DateTime<Utc>,
    outcome: &T,
) -> Result<(), StoreError> {
    keep_all_in(tx, repeat.map(|repeat| (repeat, now, outcome)).into_iter().collect()).await
}

/// As [`keep_in`], for many requests, each with its instant.
///
/// # Errors
/// When the database fails.
pub async fn keep_all_in<T: Serialize>(
    tx: &mut Tx,
    outcomes: Vec<(&Repeat, DateTime<Utc>, &T)>,
) -> Result<(), StoreError> {
    let written = |outcome| serde_json::to_string(outcome).expect("an outcome is text, numbers and dates");
    let kept = outcomes.into_iter().map(|(repeat, now, outcome)| (repeat, now, written(outcome)));
    store::insert(tx, kept.collect()).await
}

/// Forgets outcomes that nobody may count on any more; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let before = now - Duration::hours(KEPT_HOURS);
    write!(db, |tx| store::delete_before(tx, before).await)
}
