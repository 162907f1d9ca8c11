//! What must not be shown: passwords as typed, and what browsers and programs carry. Only hashes of them are stored.

use std::fmt;

use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::digest::{digest, hex};

/// A secret text. It can be read from a request, and is never written to an answer, a log or an error.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Password)]
pub struct Secret(String);

impl Secret {
    /// A text that is to be kept secret.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// 256 random bits in hexadecimal, after a prefix.
    #[must_use]
    pub(crate) fn random(prefix: &str) -> Self {
        let bytes: [u8; 32] = rand::random();
        Self(format!("{prefix}{}", hex(&bytes)))
    }

    /// The text itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it: SHA-256 in hexadecimal. Enough for random secrets, not for passwords.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Whether two texts are the same; takes as long wherever they differ.
#[must_use]
pub fn constant_time_eq(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::new("correct horse battery".to_owned());
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)).matches("horse").count(), 0);
    }

    #[test]
    fn random_secrets_have_256_bits_and_differ() {
        let (one, other) = (Secret::random("ct_"), Secret::random("ct_"));
        assert_eq!(one.reveal().len(), 3 + 64);
        assert_ne!(one, other);
        assert!(constant_time_eq("abc", "abc") && !constant_time_eq("abc", "abd") && !constant_time_eq("abc", "ab"));
    }
}
