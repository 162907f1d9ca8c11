//! Where chance comes from: numbered streams of one seeded generator, so that any person's month can be drawn again
//! without the others. Whole numbers only, the same on every machine; never a clock, never a hash map's order.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream is drawn for; two purposes never share a stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    People = 1,
    Files = 2,
    Days = 3,
    Entries = 4,
    Oddities = 5,
}

/// One stream of chance.
#[derive(Debug)]
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a purpose, numbered by two indexes (the second below 65,536).
    pub(super) fn new(seed: u64, purpose: Purpose, first: usize, second: usize) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(((purpose as u64) << 56) | ((first as u64) << 16) | second as u64);
        Self(generator)
    }

    /// A number from zero to one below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * (bound as u128);
        usize::try_from(wide >> 64).expect("the product shifted is below the bound, which is a usize")
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn in_thousand(&mut self, times: usize) -> bool {
        self.below(1000) < times
    }

    /// An index, each as likely as its weight says.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return index;
            }
            rest -= weight;
        }
        0
    }

    /// One of several.
    pub(super) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut draw = Draw::new(7, Purpose::Days, 3, 2);
        let drawn: Vec<usize> = (0..6).map(|_| draw.below(1000)).collect();
        assert_eq!(drawn, DRAWN);
        let mut other = Draw::new(7, Purpose::Entries, 3, 2);
        assert_ne!((0..6).map(|_| other.below(1000)).collect::<Vec<_>>(), DRAWN);
    }

    #[test]
    fn weights_are_followed_and_zero_is_never_drawn() {
        let mut draw = Draw::new(1, Purpose::Files, 0, 0);
        let mut seen = [0; 3];
        for _ in 0..3000 {
            seen[draw.weighted(&[1, 0, 2])] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((850..1150).contains(&seen[0]), "{seen:?}");
    }

    /// As drawn when this was written: files generated once are generated again.
    const DRAWN: [usize; 6] = [940, 503, 462, 136, 414, 913];
}
