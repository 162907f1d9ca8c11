//! The original bytes of a delivery in blocks, packed, with where each record ended: one row of the database for some
//! thousand lines. Unpacked again, every line can be shown as it came.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::ledger::Outcome;

/// Packs bytes quickly.
#[must_use]
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Where the records of one block ended, as it is stored: for each one byte for the outcome, then its bytes, its
/// physical lines and its ordinal, each in groups of seven bits.
#[derive(Debug, Default)]
pub struct Places(Vec<u8>);

impl Places {
    /// Adds the next record.
    pub fn add(&mut self, outcome: Outcome, bytes: u64, lines: u64, ordinal: i64) {
        self.0.push(outcome.number());
        for mut number in [bytes, lines, ordinal.unsigned_abs()] {
            while number >= 0x80 {
                self.0.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
                number >>= 7;
            }
            self.0.push(u8::try_from(number).unwrap_or_default());
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// One record of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The physical line on which it begins.
    pub line: u64,
    /// The physical lines it spans.
    pub lines: u64,
    /// Where it ended when it was delivered.
    pub outcome: Outcome,
    /// Which of several equal rows it is, from 1; 0 for what is no entry.
    pub ordinal: i64,
    /// Its original bytes with their line end; of a line over the limit only the beginning.
    pub raw: Vec<u8>,
}

/// The records of a block that begins on a line; `None` when what is stored is damaged.
#[must_use]
pub fn unpack(first_line: u64, places: &[u8], packed: &[u8]) -> Option<Vec<Placed>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    let (mut places, mut raw, mut line) = (places.iter(), bytes.as_slice(), first_line);
    let mut records = Vec::new();
    while let Some(outcome) = places.next() {
        let outcome = Outcome::numbered(*outcome)?;
        let length = number(&mut places)?;
        let lines = number(&mut places)?;
        let ordinal = i64::try_from(number(&mut places)?).ok()?;
        let (own, rest) = raw.split_at_checked(usize::try_from(length).ok()?)?;
        records.push(Placed { line, lines, outcome, ordinal, raw: own.to_vec() });
        (raw, line) = (rest, line + lines);
    }
    raw.is_empty().then_some(records)
}

fn number<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0_u32);
    loop {
        let byte = *bytes.next()?;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(records in prop::collection::vec((0..Outcome::ALL.len(), prop::collection::vec(any::<u8>(), 0..300), 1_u64..4, 0_i64..400), 0..40), first in 1_u64..9_000_000) {
            let (mut places, mut bytes, mut line) = (Places::default(), Vec::new(), first);
            let mut expected = Vec::new();
            for (outcome, raw, lines, ordinal) in records {
                let outcome = Outcome::ALL[outcome];
                places.add(outcome, raw.len() as u64, lines, ordinal);
                bytes.extend_from_slice(&raw);
                expected.push(Placed { line, lines, outcome, ordinal, raw });
                line += lines;
            }
            prop_assert_eq!(unpack(first, &places.into_bytes(), &pack(&bytes)), Some(expected));
        }

        #[test]
        fn damaged_blocks_are_told(places in prop::collection::vec(any::<u8>(), 0..60), packed in prop::collection::vec(any::<u8>(), 0..60)) {
            // Whatever stands there: an answer, and no panic.
            let _ = unpack(1, &places, &packed);
        }
    }
}
