//! Rows made ready on one thread while another writes: on SQLite the statements with their values, so that the engine's
//! thread never waits for them.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe};

use super::bulk::{self, Cell, Into};
use super::{Db, StoreError, Tx};

/// The longest text, in bytes, of which rows share one copy: codes, names and dates come again and again.
const SHARED_MAX: usize = 32;

/// Rows that can be written without anything more to be made of them.
#[derive(Debug)]
pub struct Ready(Made);

#[derive(Debug)]
enum Made {
    Sqlite(Vec<Statement>),
    /// On PostgreSQL nothing is won by it.
    Postgres(Into, Vec<Vec<Cell>>),
}

/// One statement of many rows.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) text: Arc<str>,
    pub(super) arguments: SqliteArguments,
    /// Whether the same text will come again.
    pub(super) again: bool,
}

impl Ready {
    /// Makes rows ready for a database; each must have as many cells as there are columns.
    ///
    /// # Errors
    /// When a value cannot be sent.
    pub fn new(db: &Db, into: Into, rows: Vec<Vec<Cell>>) -> Result<Self, StoreError> {
        let made = match db {
            Db::Postgres(..) => Made::Postgres(into, rows),
            Db::Sqlite(_) => Made::Sqlite(bulk::statements(into, rows).collect::<Result<_, _>>()?),
        };
        Ok(Self(made))
    }
}

impl Tx {
    /// Writes rows that were made ready.
    ///
    /// # Errors
    /// When a row is refused; the transaction is then of no more use.
    pub async fn insert_ready(&mut self, ready: Ready) -> Result<(), StoreError> {
        match (self, ready.0) {
            (Self::Sqlite(tx), Made::Sqlite(statements)) => {
                for Statement { text, arguments, again } in statements {
                    let query = sqlx::query_with(AssertSqlSafe(text), arguments).persistent(again);
                    query.execute(tx.connection().await?).await?;
                }
                Ok(())
            }
            (tx @ Self::Postgres(_), Made::Postgres(into, rows)) => tx.insert_many(into, rows).await,
            // Made for the database of another kind, which no caller has.
            (Self::Sqlite(_), Made::Postgres(..)) | (Self::Postgres(_), Made::Sqlite(_)) => Err(StoreError::Undone),
        }
    }
}

/// The one copy there is of short texts that rows have in common.
#[derive(Debug, Default)]
pub(super) struct Shared(HashMap<String, Arc<str>, RandomState>);

impl Shared {
    /// Adds a value to those of a statement.
    pub(super) fn bind(&mut self, arguments: &mut SqliteArguments, cell: Cell) -> Result<(), BoxDynError> {
        let text = match cell {
            Cell::Text(text) if text.len() <= SHARED_MAX => text,
            // The same text as the library would make of it, without a pattern that is read anew each time.
            Cell::Date(date) => date.to_string(),
            cell => return bulk::bind(arguments, cell),
        };
        let shared = if let Some(shared) = self.0.get(&text) {
            Arc::clone(shared)
        } else {
            let shared: Arc<str> = text.as_str().into();
            self.0.insert(text, Arc::clone(&shared));
            shared
        };
        arguments.add(shared)
    }
}
