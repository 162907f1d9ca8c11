//! The last steps of a transaction that answer nothing: handed over together.

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use super::bulk::{self, Cell, Into, ROWS_KNOWN};
use super::ready::Shared;
use super::{StoreError, Tx};

impl Tx {
    /// Runs the last steps of a transaction, in this order. On SQLite few rows are handed over together, and where nobody
    /// shares the transaction with the commit: what is refused is then refused by the commit.
    ///
    /// # Errors
    /// When a row is refused; the transaction is then of no more use.
    pub async fn end_with(&mut self, steps: Vec<Step>) -> Result<(), StoreError> {
        let few = steps.iter().all(Step::is_small);
        match self {
            Self::Sqlite(tx) if few => {
                let (mut texts, mut arguments) = (Vec::new(), SqliteArguments::default());
                let mut shared = Shared::default();
                for step in steps {
                    let cells: Vec<Cell> = match step {
                        Step::Insert(_, rows) if rows.is_empty() => continue,
                        Step::Insert(into, rows) => {
                            texts.push(bulk::statement(into, &vec![None; into.columns.len()], rows.len()));
                            rows.into_iter().flatten().collect()
                        }
                        Step::Run(text, cells) => {
                            texts.push(unnumbered(text, cells.len()));
                            cells
                        }
                    };
                    for cell in cells {
                        shared.bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
                    }
                }
                tx.run_last(texts.join("; "), arguments).await?;
            }
            _ => {
                for step in steps {
                    match step {
                        Step::Insert(into, rows) => self.insert_many(into, rows).await?,
                        Step::Run(text, cells) => self.run(text, cells).await?,
                    }
                }
            }
        }
        Ok(())
    }

    async fn run(&mut self, text: &'static str, cells: Vec<Cell>) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => {
                let mut arguments = SqliteArguments::default();
                cells.into_iter().try_for_each(|cell| bulk::bind(&mut arguments, cell)).map_err(sqlx::Error::Encode)?;
                sqlx::query_with(text, arguments).execute(tx.connection().await?).await?;
            }
            Self::Postgres(tx) => {
                let mut arguments = PgArguments::default();
                cells
                    .into_iter()
                    .try_for_each(|cell| bulk::pg_bind(&mut arguments, cell))
                    .map_err(sqlx::Error::Encode)?;
                sqlx::query_with(text, arguments).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }
}

/// A step of a transaction that answers nothing.
#[derive(Debug)]
pub enum Step {
    /// Writes rows; each must have as many cells as there are columns.
    Insert(Into, Vec<Vec<Cell>>),
    /// Runs a statement in which each argument stands once, in their order.
    Run(&'static str, Vec<Cell>),
}

impl Step {
    fn is_small(&self) -> bool {
        match self {
            Self::Insert(_, rows) => rows.len() <= ROWS_KNOWN,
            Self::Run(..) => true,
        }
    }
}

/// A statement whose arguments stand in their order, for a text of several statements: there numbers would count from the
/// first of them.
fn unnumbered(text: &str, arguments: usize) -> String {
    (1..=arguments).rev().fold(text.to_owned(), |text, at| text.replacen(&format!("${at}"), "?", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_lose_their_numbers_in_their_order() {
        assert_eq!(unnumbered("SET a = a + $1 WHERE b IN ($2, 'c')", 2), "SET a = a + ? WHERE b IN (?, 'c')");
        let many = (1..=11).map(|at| format!("${at}")).collect::<Vec<_>>().join(" ");
        assert_eq!(unnumbered(&many, 11), ["?"; 11].join(" "));
        assert_eq!(unnumbered("DELETE FROM a", 0), "DELETE FROM a");
    }
}
