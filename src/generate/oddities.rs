//! What is wrong or unusual in a legacy export, and in which block of a year each kind stands. The damaged rows
//! stand at the foot of the file, after the last totals row, where no sum can depend on how they are counted.

use super::draw::Draw;

/// Something unusual inside, or in front of, the block of a person's month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// A blank line in front of the block.
    Blank,
    /// The header once more in front of the block.
    RepeatedHeader,
    /// A narrative with a comma, quotes, accents and a line break.
    TwoLines,
    /// The first row twice: legal, both are new.
    Repeat,
    /// A row on a file that nobody knows: held.
    UnknownFile,
    /// A row of three cells.
    CellCount,
    /// A totals row half an hour too high.
    TotalOff,
}

/// One of each per year, and a second blank line.
const IN_BLOCKS: [Oddity; 8] = [
    Oddity::Blank,
    Oddity::Blank,
    Oddity::RepeatedHeader,
    Oddity::TwoLines,
    Oddity::Repeat,
    Oddity::UnknownFile,
    Oddity::CellCount,
    Oddity::TotalOff,
];

/// Entry rows that the oddities add to each year: a repeat, an unknown file, three cells, and the seven at the foot.
pub(super) const ROWS_A_YEAR: usize = 3 + 7;

/// A narrative over two physical lines.
pub(super) const TWO_LINES: &str = "Réunion, « suivi » et \"follow-up\"\nDeuxième ligne, accents é à ç (généré)";

/// The oddities of a year by block.
#[derive(Debug)]
pub(super) struct Schedule(Vec<(usize, Oddity)>);

impl Schedule {
    pub(super) fn draw(draw: &mut Draw, blocks: usize) -> Self {
        let mut schedule: Vec<(usize, Oddity)> = Vec::new();
        for (at, oddity) in IN_BLOCKS.into_iter().enumerate() {
            let mut block = draw.below(blocks);
            // Two blank lines before one block would be one gap, not two.
            if at == 1 && block == schedule[0].0 {
                block = (block + 1) % blocks;
            }
            schedule.push((block, oddity));
        }
        Self(schedule)
    }

    /// How many of a kind stand at a block.
    pub(super) fn count(&self, block: usize, oddity: Oddity) -> usize {
        self.0.iter().filter(|planned| **planned == (block, oddity)).count()
    }

    /// Whether a kind stands at a block.
    pub(super) fn has(&self, block: usize, oddity: Oddity) -> bool {
        self.count(block, oddity) > 0
    }
}
