//! The one loop that tries a write transaction again: busy databases, serialization failures, deadlocks.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::{StoreError, Tx};

/// How often a transaction is tried.
const TRIES: u32 = 5;
/// No further try is begun after so long: somebody waits for an answer, and an engine that was busy all the time has
/// waited as long already. Less than a caller waits for a connection: who got none in that time does not wait twice.
const PATIENCE: Duration = Duration::from_millis(2500);

/// An error that may wrap a failure of the database worth another try.
pub trait Retryable: From<StoreError> {
    /// The failure of the database, if that is what it is.
    fn store_error(&self) -> Option<&StoreError>;
}

impl Retryable for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

fn worth_another_try(error: &StoreError) -> bool {
    match error {
        StoreError::Busy(_) | StoreError::Conflict(_) | StoreError::Undone => true,
        StoreError::Group(error) => worth_another_try(error),
        _ => false,
    }
}

/// Counts how often a transaction was tried, and since when.
#[derive(Debug)]
pub struct Attempts {
    tried: u32,
    began: Instant,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { tried: 0, began: Instant::now() }
    }
}

impl Attempts {
    /// Whether the result is final; otherwise a pause has passed and the transaction is worth another try.
    pub async fn settle<T, E: Retryable>(&mut self, result: Result<T, E>) -> ControlFlow<Result<T, E>> {
        self.tried += 1;
        match result {
            Err(error)
                if self.tried < TRIES
                    && self.began.elapsed() < PATIENCE
                    && error.store_error().is_some_and(worth_another_try) =>
            {
                drop(error);
                metrics::counter!("casetime_write_retries_total").increment(1);
                tokio::time::sleep(pause(self.tried)).await;
                ControlFlow::Continue(())
            }
            result => ControlFlow::Break(result),
        }
    }
}

impl Tx {
    /// Commits what succeeded and takes back what did not.
    ///
    /// # Errors
    /// The error of the outcome, or of the commit.
    pub async fn finish<T, E: Retryable>(self, outcome: Result<T, E>) -> Result<T, E> {
        let count = |ended: &'static str| metrics::counter!("casetime_writes_total", "ended" => ended).increment(1);
        match outcome {
            Ok(value) => {
                let committed = self.commit().await;
                count(if committed.is_ok() { "committed" } else { "failed" });
                committed.map(|()| value).map_err(E::from)
            }
            Err(error) => {
                count("taken_back");
                match self.rollback().await {
                    // It was refused because of what others of its group did, and that was not stored.
                    Err(undone)
                        if matches!(undone, StoreError::Group(_) | StoreError::Undone)
                            && error.store_error().is_none() =>
                    {
                        Err(undone.into())
                    }
                    // A failed roll-back means a lost connection: the engine then rolls back by itself.
                    _ => Err(error),
                }
            }
        }
    }
}

/// Runs an expression in a transaction that may write and commits it; on an error everything is taken back. Busy
/// databases, serialization failures and deadlocks are tried again, at most five times, so the expression must have no
/// effect outside the transaction. Between database and expression may stand how the transaction begins, `gathered_write` in
/// place of `join_write`. A macro because a closure that lends the transaction to a future is not `Send`.
macro_rules! write {
    ($db:expr, |$tx:ident| $work:expr) => {
        $crate::store::write!($db, join_write, |$tx| $work)
    };
    ($db:expr, $begin:ident, |$tx:ident| $work:expr) => {{
        let mut attempts = $crate::store::Attempts::default();
        loop {
            let result = match $db.$begin().await {
                Ok(mut transaction) => {
                    let outcome = {
                        let $tx = &mut transaction;
                        $work
                    };
                    transaction.finish(outcome).await
                }
                Err(error) => Err(error.into()),
            };
            if let std::ops::ControlFlow::Break(settled) = attempts.settle(result).await {
                break settled;
            }
        }
    }};
}
pub(crate) use write;

/// 5, 10, 20, 40 ms and up to as much again, so that two losers do not meet again.
fn pause(tried: u32) -> Duration {
    let base = 5_u64 << tried.saturating_sub(1);
    Duration::from_millis(base + rand::random_range(0..=base))
}
