//! The vocabulary in force as the running program knows it. Whether another version came into force, perhaps by the hand
//! of another program on the same database, is asked before each request: one number is read, and the document only when
//! that number is another one.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Vocabulary, store};
use crate::store::{Db, StoreError};

/// The vocabulary in force; all clones know the same one.
#[derive(Debug, Clone)]
pub struct InForce(Arc<RwLock<Arc<Vocabulary>>>);

/// A wish to know which version is in force.
struct Look;

/// Those who ask at the same time are told what one statement found that began after they asked.
async fn look_together(db: Db, many: usize) -> Vec<Result<i64, StoreError>> {
    let found = store::find_version(&db).await.map_err(Arc::new);
    let told = || found.as_ref().copied().map_err(|error| StoreError::Group(Arc::clone(error)));
    std::iter::repeat_with(told).take(many).collect()
}

impl InForce {
    /// Begins with this one.
    #[must_use]
    pub fn new(vocabulary: Vocabulary) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(vocabulary))))
    }

    /// The vocabulary as of the last look into the database.
    #[must_use]
    pub fn get(&self) -> Arc<Vocabulary> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks into the database. Recording looks again, in its own transaction: see
    /// [`must_be_current_in`](super::ops::must_be_current_in).
    ///
    /// # Errors
    /// When the database fails; what was known before is then known still.
    pub async fn refresh(&self, db: &Db) -> Result<(), StoreError> {
        let look = db.clone();
        let current = db.together().ask(Look, move |asked| look_together(look.clone(), asked.len())).await;
        if current.unwrap_or(Err(StoreError::Undone))? == self.get().version {
            return Ok(());
        }
        let mut tx = db.read().await?;
        let Some(found) = store::find_current(&mut tx).await? else { return Ok(()) };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // A request that looked earlier may come here later.
        if found.version > known.version {
            *known = Arc::new(found);
        }
        Ok(())
    }
}
