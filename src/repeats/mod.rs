//! Requests that may be sent again: the outcome of a change is kept under the key its sender gave it, in the transaction
//! of the change, so that a repeat gets the same answer and changes nothing.

pub mod ops;
mod store;

use crate::ids::AccountId;

/// A request with the key of its sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Whose key it is: two accounts may use the same one.
    pub account: AccountId,
    /// The key.
    pub key: String,
    /// SHA-256 of method, address and body.
    pub request: String,
}
