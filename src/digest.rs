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
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// The bytes that [`hex`] wrote; `None` for any other text.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |sign: u8| char::from(sign).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low)).collect();
    bytes.filter(|_| rest.is_empty())
}

/// SHA-256 of an object as it is serialized, for `hash_before` and `hash_after`.
#[must_use]
pub fn digest_of<T: Serialize>(object: &T) -> String {
    serde_json::to_vec(object).map(|bytes| digest(&bytes)).unwrap_or_default()
}
