//! Puts together what was summed in pieces: periods that lie in several fiscal years, or in the shares of several threads.

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::Cell;

const KEYS: [&str; 3] = ["slot", "row", "column"];
const SUMS: [&str; 4] = ["minutes", "entries", "late", "known"];

/// One cell for each period, row and column, in that order.
pub(super) fn together(pieces: &[Cell]) -> PolarsResult<Vec<Cell>> {
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    let codes: [fn(&Cell) -> u32; 3] = [|cell| cell.slot, |cell| cell.row, |cell| cell.column];
    let sums: [fn(&Cell) -> i64; 4] =
        [|cell| cell.minutes, |cell| cell.entries, |cell| cell.late_minutes, |cell| cell.known_minutes];
    let codes = KEYS.into_iter().zip(codes);
    let codes = codes.map(|(name, of)| Column::new(name.into(), pieces.iter().map(of).collect::<Vec<u32>>()));
    let sums = SUMS.into_iter().zip(sums);
    let sums = sums.map(|(name, of)| Column::new(name.into(), pieces.iter().map(of).collect::<Vec<i64>>()));
    let frame = DataFrame::new(pieces.len(), codes.chain(sums).collect())?;
    #[expect(deprecated, reason = "the eager aggregation; the lazy engine doubles the time of a build")]
    let summed = frame.group_by(KEYS)?.select(SUMS).sum()?;
    let code = |name: &str| -> PolarsResult<Vec<u32>> {
        Ok(summed.column(name)?.as_materialized_series().u32()?.into_no_null_iter().collect())
    };
    let sum = |name: &str| -> PolarsResult<Vec<i64>> {
        let column = summed.column(&format!("{name}_sum"))?;
        Ok(column.as_materialized_series().i64()?.into_no_null_iter().collect())
    };
    let [slots, rows, columns] = [code(KEYS[0])?, code(KEYS[1])?, code(KEYS[2])?];
    let [minutes, entries, late, known] = [sum(SUMS[0])?, sum(SUMS[1])?, sum(SUMS[2])?, sum(SUMS[3])?];
    let mut cells: Vec<Cell> = (0..summed.height())
        .map(|at| Cell {
            slot: slots[at],
            row: rows[at],
            column: columns[at],
            minutes: minutes[at],
            entries: entries[at],
            late_minutes: late[at],
            known_minutes: known[at],
        })
        .collect();
    cells.sort_unstable_by_key(|cell| (cell.slot, cell.row, cell.column));
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_cell_are_added_and_the_order_is_that_of_the_cells() {
        let cell = |slot, row, minutes| Cell {
            slot,
            row,
            minutes,
            entries: 1,
            late_minutes: minutes / 2,
            known_minutes: minutes,
            ..Cell::default()
        };
        let found = together(&[cell(1, 2, 30), cell(0, 5, 10), cell(1, 2, 12), cell(1, 0, 1)]).expect("sums");
        let added = Cell { entries: 2, ..cell(1, 2, 42) };
        assert_eq!(found, [cell(0, 5, 10), cell(1, 0, 1), added]);
        assert_eq!(together(&[]).expect("nothing"), []);
    }
}
