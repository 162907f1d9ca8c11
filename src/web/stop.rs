//! Tells everything that runs beside requests that the program is about to end.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether the program is about to end; cheap to clone, and every clone hears of it.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Begins the end. A second call changes nothing.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether the end has begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// What a part that runs beside the requests may look at.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    /// Waits until the end begins; at once when it has begun already.
    pub async fn begun(&self) {
        let mut heard = self.0.subscribe();
        // The sender lives as long as `self`, so this cannot fail before the value is true.
        drop(heard.wait_for(|begun| *begun).await);
    }
}
