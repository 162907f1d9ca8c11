//! Tells quickly, and in memory that does not grow, that a row was certainly not seen before in a delivery. Where it cannot
//! tell, the database is asked: a Bloom filter (Bloom 1970) over fingerprints, which are random bits already.

use super::prepare::Fingerprint;

/// Bits kept: 2 MiB. Half a million rows leave about one look-up in three hundred; far more rows only mean more look-ups.
const BITS: usize = 1 << 24;

/// The rows of a delivery that may have been seen.
#[derive(Debug)]
pub struct Sieve(Vec<u64>);

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; BITS / 64])
    }
}

impl Sieve {
    /// Notes a row.
    pub fn insert(&mut self, fingerprint: &Fingerprint) {
        for place in places(fingerprint) {
            self.0[place / 64] |= 1 << (place % 64);
        }
    }

    /// Whether the row may have been noted; a row that was noted always may.
    #[must_use]
    pub fn may_hold(&self, fingerprint: &Fingerprint) -> bool {
        places(fingerprint).iter().all(|place| self.0[place / 64] & (1 << (place % 64)) != 0)
    }
}

/// Two places from different bytes of the fingerprint.
fn places(fingerprint: &Fingerprint) -> [usize; 2] {
    let place = |at: usize| {
        let bytes = [fingerprint[at], fingerprint[at + 1], fingerprint[at + 2], fingerprint[at + 3]];
        u32::from_le_bytes(bytes) as usize % BITS
    };
    [place(0), place(8)]
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn fingerprint(number: u32) -> Fingerprint {
        let digest = Sha256::digest(number.to_le_bytes());
        Fingerprint::try_from(&digest[..16]).expect("half a digest")
    }

    #[test]
    fn what_was_noted_may_always_be_there_and_little_else() {
        let mut sieve = Sieve::default();
        (0..200_000).for_each(|number| sieve.insert(&fingerprint(number)));
        assert!((0..200_000).all(|number| sieve.may_hold(&fingerprint(number))));
        let others = (200_000..400_000).filter(|number| sieve.may_hold(&fingerprint(*number))).count();
        assert!(others < 400, "{others} of 200,000 others");
    }
}
