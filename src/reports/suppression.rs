//! Small groups in shared reports: a cell with fewer people than the limit is not shown, and neither are as many others as
//! it takes for no hidden value to follow from totals, shares or changes.

use std::collections::BTreeSet;

use super::facts::Snapshot;
use super::sums::{self, Asked, ReportError};
use super::workload::{Series, Table, each_person};

/// Marks what is not shown, period by period.
pub(super) fn suppress(table: &mut Table, fewest: i64) {
    for slot in 0..table.total.minutes.len() {
        let mut grid = Grid::of(table, slot, fewest);
        grid.complete();
        grid.mark(table, slot);
    }
}

/// Whether so few people entered late, or at all, that it would be known of whom a share of these periods speaks.
pub(super) fn few_are_late(
    snapshot: &Snapshot,
    parts: [&Asked<'_>; 2],
    shown: &[usize],
    fewest: i64,
) -> Result<bool, ReportError> {
    let people = each_person(snapshot);
    let (mut late, mut known) = (BTreeSet::new(), BTreeSet::new());
    for asked in parts {
        // What the rows leave out is left out.
        let mut only = asked.only.to_vec();
        only.push(asked.rows.clone());
        for cell in sums::sum(snapshot, &Asked { rows: &people, columns: None, only: &only, ..*asked })? {
            if cell.known_minutes > 0 && shown.contains(&(cell.slot as usize)) {
                known.insert(cell.row);
                if cell.late_minutes > 0 {
                    late.insert(cell.row);
                }
            }
        }
    }
    let are_few = |people: &BTreeSet<u32>| (1..fewest).contains(&i64::try_from(people.len()).unwrap_or(i64::MAX));
    Ok(are_few(&late) || are_few(&known))
}

/// The values of one period as rows and columns, the last of each being the totals. Without columns there is one row of
/// totals only, whose relation is that all but the last add up to the last.
#[derive(Debug)]
struct Grid {
    rows: Vec<u32>,
    columns: Vec<u32>,
    minutes: Vec<Vec<i64>>,
    hidden: Vec<Vec<bool>>,
}

impl Grid {
    fn of(table: &Table, slot: usize, fewest: i64) -> Self {
        let rows: Vec<u32> = table.rows.keys().copied().collect();
        let columns: Vec<u32> = if table.crossed { table.columns.keys().copied().collect() } else { Vec::new() };
        let mut minutes = vec![vec![0; columns.len() + 1]; rows.len() + 1];
        let mut hidden = vec![vec![false; columns.len() + 1]; rows.len() + 1];
        let mut put = |row: usize, column: usize, series: Option<&Series>| {
            let Some(series) = series else { return };
            minutes[row][column] = series.minutes[slot];
            hidden[row][column] = (1..fewest).contains(&series.people[slot]);
        };
        for (at, row) in rows.iter().enumerate() {
            for (place, column) in columns.iter().enumerate() {
                put(at, place, table.cells.get(&(*row, *column)));
            }
            put(at, columns.len(), table.rows.get(row));
        }
        for (place, column) in columns.iter().enumerate() {
            put(rows.len(), place, table.columns.get(column));
        }
        put(rows.len(), columns.len(), Some(&table.total));
        Self { rows, columns, minutes, hidden }
    }

    /// Hides more until no hidden value can be worked out.
    fn complete(&mut self) {
        if self.columns.is_empty() {
            self.complete_line();
            return;
        }
        while let Some((row, column)) = self.find_known() {
            let Some((other_row, other_column)) = self.cheapest(row, column) else { return };
            for (row, column) in [(row, other_column), (other_row, column), (other_row, other_column)] {
                self.hidden[row][column] = true;
            }
        }
    }

    /// One line with its total: a single hidden value would be the difference, so the smallest other one is hidden too.
    fn complete_line(&mut self) {
        let hidden = self.hidden.iter().filter(|row| row[0]).count();
        if hidden != 1 {
            return;
        }
        let open = (0..self.minutes.len()).filter(|row| !self.hidden[*row][0] && self.minutes[*row][0] > 0);
        if let Some(row) = open.min_by_key(|row| self.minutes[*row][0]) {
            self.hidden[row][0] = true;
        }
    }

    /// A hidden value that follows from the others: it lies on no closed path of hidden values that turns at each of them.
    fn find_known(&self) -> Option<(usize, usize)> {
        let places = (0..self.hidden.len()).flat_map(|row| (0..=self.columns.len()).map(move |column| (row, column)));
        places.filter(|(row, column)| self.hidden[*row][*column]).find(|place| !self.is_on_a_loop(*place))
    }

    /// Whether the column of a value is reached from its row by other hidden values.
    fn is_on_a_loop(&self, (row, column): (usize, usize)) -> bool {
        let (many_rows, many_columns) = (self.hidden.len(), self.columns.len() + 1);
        let (mut rows, mut columns) = (vec![false; many_rows], vec![false; many_columns]);
        rows[row] = true;
        let mut waiting = vec![row];
        while let Some(at) = waiting.pop() {
            for place in (0..many_columns).filter(|place| self.hidden[at][*place] && (at, *place) != (row, column)) {
                if std::mem::replace(&mut columns[place], true) {
                    continue;
                }
                for next in (0..many_rows).filter(|next| self.hidden[*next][place] && (*next, place) != (row, column)) {
                    if !std::mem::replace(&mut rows[next], true) {
                        waiting.push(next);
                    }
                }
            }
        }
        columns[column]
    }

    /// The row and column whose three values, with this one, make a closed path for the fewest minutes not yet hidden. What
    /// is zero hides nothing; a row of totals and a column of totals always do.
    fn cheapest(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        let cost = |(other_row, other_column): &(usize, usize)| {
            [(row, *other_column), (*other_row, column), (*other_row, *other_column)]
                .into_iter()
                .filter(|(row, column)| !self.hidden[*row][*column])
                .map(|(row, column)| self.minutes[row][column])
                .sum::<i64>()
        };
        let is_open = |(other_row, other_column): &(usize, usize)| {
            [(row, *other_column), (*other_row, column), (*other_row, *other_column)]
                .into_iter()
                .all(|(row, column)| self.minutes[row][column] > 0)
        };
        let others = (0..self.hidden.len())
            .filter(|other| *other != row)
            .flat_map(|row| (0..=self.columns.len()).map(move |column| (row, column)))
            .filter(|(_, other)| *other != column);
        others.filter(is_open).min_by_key(cost)
    }

    fn mark(&self, table: &mut Table, slot: usize) {
        let last = self.columns.len();
        let set = |series: Option<&mut Series>, hidden: bool| {
            if let Some(series) = series {
                series.suppressed[slot] = hidden;
            }
        };
        for (at, row) in self.rows.iter().enumerate() {
            for (place, column) in self.columns.iter().enumerate() {
                set(table.cells.get_mut(&(*row, *column)), self.hidden[at][place]);
            }
            set(table.rows.get_mut(row), self.hidden[at][last]);
        }
        for (place, column) in self.columns.iter().enumerate() {
            set(table.columns.get_mut(column), self.hidden[self.rows.len()][place]);
        }
        set(Some(&mut table.total), self.hidden[self.rows.len()][last]);
    }
}
