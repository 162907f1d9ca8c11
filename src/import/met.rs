//! Remembers in a fixed amount of memory what was met before, however much that is. It may say yes to something new, and
//! then the database is asked for nothing; it never says no to something that was met.

/// Bits kept of rows: with a million met it is wrong once in some thousand times, with forty million every third time.
pub(super) const ROWS: u64 = 1 << 27;
/// Bits kept of the days of people, of which there are several times fewer.
pub(super) const DAYS: u64 = 1 << 25;

/// What was met.
#[derive(Debug)]
pub(super) struct Met {
    bits: Vec<u64>,
    size: u64,
    all: bool,
}

impl Met {
    /// Nothing was met; it keeps so many bits.
    #[must_use]
    pub(super) fn nothing(size: u64) -> Self {
        Self { bits: Vec::new(), size, all: false }
    }

    /// Anything may have been met.
    #[must_use]
    pub(super) fn anything() -> Self {
        Self { bits: Vec::new(), size: 0, all: true }
    }

    /// Whether something with this hash may have been met before; from now on it was.
    pub(super) fn meet(&mut self, hash: u64) -> bool {
        if self.all {
            return true;
        }
        if self.bits.is_empty() {
            self.bits = vec![0; usize::try_from(self.size / 64).unwrap_or_default()];
        }
        let mut met = true;
        for place in [hash % self.size, (hash >> 32 ^ hash << 7) % self.size] {
            let word = &mut self.bits[usize::try_from(place / 64).unwrap_or_default()];
            met &= *word >> (place % 64) & 1 == 1;
            *word |= 1 << (place % 64);
        }
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_is_known_and_most_of_the_rest_is_not() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut met = Met::nothing(ROWS);
        let wrong = (0..100_000).filter(|number| met.meet(hash(*number))).count();
        assert!(wrong < 100, "{wrong} of 100,000 new things were taken for known ones");
        assert!((0..100_000).all(|number| met.meet(hash(number))));
        assert!(Met::anything().meet(1));
    }
}
