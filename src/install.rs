//! A new database with everything a first entry needs: tables, the shipped vocabulary, the file for held entries.

use std::sync::Arc;

use crate::audit::Caller;
use crate::clock::Clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::import;
use crate::store::{StoreError, Target, Tx, migrate};
use crate::vocabulary::{self, Vocabulary};

/// Makes a new database and answers what operations on it need.
///
/// # Errors
/// `database_exists`, or what keeps it from being made.
pub async fn create(target: &Target, clock: Clock) -> Result<Context, Failure> {
    let db = migrate::create(target).await?;
    let vocabulary = Arc::new(Vocabulary::shipped());
    let config = Arc::default();
    let context = Context { db: db.clone(), clock, vocabulary, config, caller: Caller::new("cli"), repeat: None };
    let mut tx = db.begin_write().await?;
    let filled = fill(&mut tx, &context).await;
    tx.finish(filled).await?;
    Ok(context)
}

async fn fill(tx: &mut Tx, context: &Context) -> Result<(), StoreError> {
    vocabulary::ops::install_in(tx, &context.vocabulary, context.clock.now(), &context.caller).await?;
    import::ops::prepare_database_in(tx, context).await
}
