//! Looking for the outcome of an earlier request with the same key, keeping one, and forgetting old ones.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Repeat, store};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
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
    let Some(found) = store::find(tx, repeat).await? else { return Ok(None) };
    if found.request != repeat.request {
        return Err(Fault::new(Code::IdempotencyKeyReused, "").into());
    }
    let outcome = serde_json::from_str(&found.outcome);
    outcome.map(Some).map_err(|_| StoreError::Corrupt { table: "repeats", column: "outcome" }.into())
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
    let Some(repeat) = repeat else { return Ok(()) };
    let outcome = serde_json::to_string(outcome).expect("an outcome is text, numbers and dates");
    store::insert(tx, repeat, &outcome, now).await
}

/// Forgets outcomes that nobody may count on any more; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let before = now - Duration::hours(KEPT_HOURS);
    write!(db, |tx| store::delete_before(tx, before).await)
}
