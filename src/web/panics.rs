//! A panic is logged once, with its place and the reference of its request. Its message is not: it can repeat a value.

use std::panic;

tokio::task_local! {
    /// The reference of the request that this task works on.
    pub(super) static REFERENCE: String;
}

/// Replaces the usual message on standard error, which may repeat values, by one line of the log.
pub fn log_place_only() {
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        let reference = REFERENCE.try_with(Clone::clone).unwrap_or_default();
        tracing::error!(request_id = %reference, place, "panicked");
    }));
}
