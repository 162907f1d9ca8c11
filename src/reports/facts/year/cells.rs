//! Cells of monthly sums, and where the rows of each stand: there are nearly as many of them as entries, so that each byte
//! of a cell counts.

use super::{Row, halves, is_late};

/// Why the rows of a year can be counted.
const FEWER: &str = "fewer entries in a year than 32 bits count";

/// Cells of which one knows where its rows begin; of the others it follows.
const BLOCK: usize = 64;

/// Monthly sums, one place for each cell.
#[derive(Debug, Default)]
pub(in crate::reports) struct Cells {
    /// Places in the list of who.
    pub(in crate::reports) who: Vec<u32>,
    /// Places in the list of what.
    pub(in crate::reports) what: Vec<u32>,
    /// How many rows; what is beyond eight bits stands in another cell.
    pub(in crate::reports) counts: Vec<u8>,
    /// Where the rows of every [`BLOCK`]th cell begin.
    starts: Vec<u32>,
    /// How many rows all of them have.
    end: u32,
    /// Minutes. A month of whole days has fewer than 16 bits count; what is beyond them stands in another cell.
    pub(in crate::reports) minutes: Vec<u16>,
    /// Minutes entered late, by the setting when the cells were made.
    pub(in crate::reports) late: Vec<u16>,
    /// Days with entries, the first of the month as bit 1.
    pub(in crate::reports) days: Vec<u32>,
}

impl Cells {
    pub(super) fn with_capacity(cells: usize) -> Self {
        Self {
            who: Vec::with_capacity(cells),
            what: Vec::with_capacity(cells),
            counts: Vec::with_capacity(cells),
            starts: Vec::with_capacity(cells / BLOCK + 1),
            end: 0,
            minutes: Vec::with_capacity(cells),
            late: Vec::with_capacity(cells),
            days: Vec::with_capacity(cells),
        }
    }

    /// With the number of rows of each cell, and all else as it stands; none where there are more rows than 32 bits count.
    pub(in crate::reports::facts) fn of_columns(
        [who, what, days]: [Vec<u32>; 3],
        counts: Vec<u8>,
        [minutes, late]: [Vec<u16>; 2],
    ) -> Option<Self> {
        let (mut starts, mut end) = (Vec::with_capacity(counts.len() / BLOCK + 1), 0_u32);
        for block in counts.chunks(BLOCK) {
            starts.push(end);
            end = end.checked_add(block.iter().copied().map(u32::from).sum())?;
        }
        Some(Self { who, what, counts, starts, end, minutes, late, days })
    }

    /// How many rows there are.
    pub(in crate::reports::facts) const fn rows(&self) -> usize {
        self.end as usize
    }

    /// Begins a cell without rows behind the last one.
    pub(super) fn begin(&mut self, key: u64) {
        let (who, what) = halves(key);
        if self.who.len().is_multiple_of(BLOCK) {
            self.starts.push(self.end);
        }
        self.who.push(who);
        self.what.push(what);
        self.counts.push(0);
        self.minutes.push(0);
        self.late.push(0);
        self.days.push(0);
    }

    /// Adds a cell with everything that another one says.
    pub(super) fn take(&mut self, key: u64, from: &Self, cell: usize) {
        self.begin(key);
        let at = self.minutes.len() - 1;
        self.minutes[at] = from.minutes[cell];
        self.late[at] = from.late[cell];
        self.days[at] = from.days[cell];
        self.counts[at] = from.counts[cell];
        self.end = self.end.checked_add(from.counts[cell].into()).expect(FEWER);
    }

    /// Ends the last cell; no other follows.
    pub(super) fn end(&mut self) {
        // They stay in memory as long as the program runs.
        self.who.shrink_to_fit();
        self.what.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.minutes.shrink_to_fit();
        self.late.shrink_to_fit();
        self.days.shrink_to_fit();
    }

    /// Whether the last cell counts as far as with one more entry.
    pub(super) fn has_room_for(&self, row: Row) -> bool {
        self.counts.last().is_some_and(|count| *count < u8::MAX)
            && self.minutes.last().is_some_and(|minutes| u16::try_from(u32::from(*minutes) + row.minutes()).is_ok())
    }

    /// Adds an entry to the last cell, which has room for it.
    pub(super) fn add(&mut self, row: Row, late_after: i32) {
        let at = self.minutes.len() - 1;
        let minutes = u16::try_from(row.minutes()).unwrap_or(u16::MAX);
        self.minutes[at] += minutes;
        self.counts[at] += 1;
        self.end = self.end.checked_add(1).expect(FEWER);
        if is_late(row.lag(), late_after) {
            self.late[at] += minutes;
        }
        self.days[at] |= 1 << row.day();
    }

    /// The cell that a row stands in.
    pub(in crate::reports::facts) fn cell_of(&self, row: usize) -> usize {
        let block = self.starts.partition_point(|start| *start as usize <= row).saturating_sub(1);
        let mut start = self.starts.get(block).map_or(0, |start| *start as usize);
        let mut cell = block * BLOCK;
        while let Some(count) = self.counts.get(cell).filter(|count| start + usize::from(**count) <= row) {
            (cell, start) = (cell + 1, start + usize::from(*count));
        }
        cell
    }
}

/// Where the rows of cells stand: a cell that follows the one before costs nothing, any other up to [`BLOCK`] steps.
#[derive(Debug)]
pub(in crate::reports) struct Places<'a> {
    cells: &'a Cells,
    cell: usize,
    start: usize,
}

impl<'a> Places<'a> {
    /// Of some cells, from the first one on.
    pub(super) const fn of_cells(cells: &'a Cells) -> Self {
        Self { cells, cell: 0, start: 0 }
    }

    /// Where the rows of a cell stand.
    #[inline]
    pub(in crate::reports) fn of(&mut self, cell: usize) -> std::ops::Range<usize> {
        if cell < self.cell || cell - self.cell > BLOCK {
            self.cell = cell / BLOCK * BLOCK;
            self.start = self.cells.starts[cell / BLOCK] as usize;
        }
        for count in &self.cells.counts[self.cell..cell] {
            self.start += usize::from(*count);
        }
        self.cell = cell;
        self.start..self.start + usize::from(self.cells.counts[cell])
    }
}
