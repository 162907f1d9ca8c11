//! SHA-256 and hexadecimal text.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of an object as it is serialized, for `hash_before` and `hash_after`.
#[must_use]
pub fn digest_of<T: Serialize>(object: &T) -> String {
    serde_json::to_vec(object).map(|bytes| digest(&bytes)).unwrap_or_default()
}
