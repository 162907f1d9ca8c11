//! What the codes of the facts stand for: the code of a value is its place. Values are only ever added.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A quick hash for keys that nobody outside of the section chooses.
#[derive(Debug, Default, Clone, Copy)]
pub struct Quick(u64);

/// Makes quick hashers.
pub type Hasher = BuildHasherDefault<Quick>;

impl Quick {
    const fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl std::hash::Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// Values with stable places.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(
    from = "Vec<T>",
    into = "Vec<T>",
    bound(serialize = "T: Clone + Serialize", deserialize = "T: Clone + Eq + Hash + Deserialize<'de>")
)]
pub(super) struct Places<T> {
    pub(super) values: Vec<T>,
    codes: HashMap<T, u32, Hasher>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self { values: Vec::new(), codes: HashMap::default() }
    }
}

impl<T> From<Places<T>> for Vec<T> {
    fn from(places: Places<T>) -> Self {
        places.values
    }
}

impl<T: Clone + Eq + Hash> From<Vec<T>> for Places<T> {
    fn from(values: Vec<T>) -> Self {
        let codes = values.iter().cloned().zip(0..).collect();
        Self { values, codes }
    }
}

impl<T: Clone + Eq + Hash> Places<T> {
    /// The code of a value, a new one where it has none yet.
    pub(super) fn place<Q>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: ToOwned<Owned = T> + Eq + Hash + ?Sized,
    {
        if let Some(code) = self.codes.get(value) {
            return *code;
        }
        let code = u32::try_from(self.values.len()).expect("fewer values than rows of a table");
        self.values.push(value.to_owned());
        self.codes.insert(value.to_owned(), code);
        code
    }
}

/// Everything that has codes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) people: Places<Uuid>,
    pub(super) files: Places<Uuid>,
    pub(super) activities: Places<String>,
    pub(super) teams: Places<String>,
    pub(super) clients: Places<String>,
    pub(super) statuses: Places<String>,
    pub(super) languages: Places<String>,
    /// Deliveries; the first one stands for none.
    pub(super) batches: Places<Uuid>,
}

impl Names {
    /// With the delivery that stands for none.
    pub(super) fn new() -> Self {
        Self { batches: Places::from(vec![Uuid::nil()]), ..Self::default() }
    }
}
