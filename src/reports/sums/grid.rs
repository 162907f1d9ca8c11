//! Where sums are added up: a place for each group in a row, or a table of those that occur where there are too many.

use std::collections::HashMap;

use crate::reports::facts::Hasher;

/// Groups that get a place each, whether they occur or not.
const DENSE_MAX: u64 = 1 << 19;

/// Something that is added up.
pub(super) trait Add: Default + Clone {
    /// Whether nothing was added.
    fn is_empty(&self) -> bool;
}

/// Sums by place.
#[derive(Debug)]
pub(super) struct Grid<T> {
    dense: Vec<T>,
    /// Places that something was added to.
    touched: Vec<usize>,
    sparse: HashMap<u64, T, Hasher>,
}

impl<T: Add> Grid<T> {
    /// For so many places.
    pub(super) fn new(width: u64) -> Self {
        let dense = usize::try_from(width).ok().filter(|_| width <= DENSE_MAX);
        Self { dense: vec![T::default(); dense.unwrap_or(0)], touched: Vec::new(), sparse: HashMap::default() }
    }

    /// The sums at a place, to which the caller adds.
    pub(super) fn at(&mut self, place: u64) -> &mut T {
        match usize::try_from(place).ok().filter(|place| *place < self.dense.len()) {
            Some(place) => {
                let sums = &mut self.dense[place];
                if sums.is_empty() {
                    self.touched.push(place);
                }
                sums
            }
            None => self.sparse.entry(place).or_default(),
        }
    }

    /// Shows all sums and forgets them.
    pub(super) fn drain(&mut self, mut see: impl FnMut(u64, T)) {
        for place in self.touched.drain(..) {
            let sums = std::mem::take(&mut self.dense[place]);
            // A place that was asked for in vain may stand here twice.
            if !sums.is_empty() {
                see(place as u64, sums);
            }
        }
        for (place, sums) in self.sparse.drain().filter(|(_, sums)| !sums.is_empty()) {
            see(place, sums);
        }
    }
}
