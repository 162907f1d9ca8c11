//! What a list of entries is filtered by.

pub(super) mod api;
