//! A secret that pages carry, written differently each time, so that the length of a packed page says nothing of it.

use std::fmt::Write as _;

/// Bytes of a digest.
const BYTES: usize = 32;

/// Thirty-two bytes drawn by chance, and what they make of the secret; all in hexadecimal digits. What is no digest stays as it
/// is.
#[must_use]
pub fn mask(secret: &str) -> String {
    let Some(bytes) = bytes_of(secret) else { return secret.to_owned() };
    let drawn: [u8; BYTES] = rand::random();
    let mut masked = String::with_capacity(4 * BYTES);
    for byte in drawn.into_iter().chain(bytes.iter().zip(drawn).map(|(byte, drawn)| byte ^ drawn)) {
        // Writing to a String cannot fail.
        let _ = write!(masked, "{byte:02x}");
    }
    masked
}

/// The secret behind what was masked. What was not stays as it is.
#[must_use]
pub fn unmask(carried: &str) -> String {
    let halves = carried.split_at_checked(2 * BYTES);
    let Some((Some(drawn), Some(bytes))) = halves.map(|(drawn, bytes)| (bytes_of(drawn), bytes_of(bytes))) else {
        return carried.to_owned();
    };
    drawn.iter().zip(bytes).fold(String::with_capacity(2 * BYTES), |mut secret, (drawn, byte)| {
        let _ = write!(secret, "{:02x}", byte ^ drawn);
        secret
    })
}

fn bytes_of(digits: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    if digits.len() != 2 * BYTES || !digits.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::digest;

    #[test]
    fn a_secret_is_written_differently_each_time_and_is_the_same_behind_it() {
        let secret = digest(b"one");
        let (one, other) = (mask(&secret), mask(&secret));
        assert_ne!(one, other);
        assert_eq!(one.len(), 128);
        assert_eq!((unmask(&one), unmask(&other)), (secret.clone(), secret.clone()));
        assert_eq!(unmask(&secret), secret);
        assert_ne!(unmask(&one.replace(&one[..2], "zz")), secret);
    }

    #[test]
    fn what_is_no_digest_stays_as_it_is() {
        for text in ["", "x", "\u{e9}\u{e9}", &"g".repeat(64), &"\u{e9}".repeat(64), &"0".repeat(127)] {
            assert_eq!(unmask(text), text);
            assert!(text.len() == 64 || mask(text) == text);
        }
    }
}
