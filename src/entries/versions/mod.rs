//! Earlier versions of entries, kept for ever.

pub(super) mod store;
