//! The embedded engine on the thread that asks, through the same library. Every other statement is handed to the engine's own
//! thread and back, which for few rows costs more than the rows. Only for what everybody waits for: transactions on a thread
//! on which waiting for the disk keeps nobody from anything else, and look-ups of a few rows that are in memory.

use std::sync::PoisonError;

use chrono::SecondsFormat;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::bulk::{self, Cell};
use super::group::Turn;
use super::scan::Field;
use super::steps::Step;
use super::{Db, StoreError, sqlite};

/// A transaction that writes; dropped without [`Direct::commit`], it is rolled back. Nobody else writes meanwhile.
#[derive(Debug)]
pub struct Direct {
    turn: Turn,
    /// Gone once it is given back.
    connection: Option<rusqlite::Connection>,
}

impl Db {
    /// As [`Db::all_wanted`], on this thread: for a few keys that are asked for before every request. `None` on a server, and
    /// where the engine refuses or a row cannot be read: a look-up of the usual kind tells why.
    pub fn all_wanted_directly<T>(
        &self,
        columns: &'static str,
        keys: Vec<Vec<Cell>>,
        select: &'static str,
        read: fn(&[Field<'_>]) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Self::Sqlite(file) = self else { return None };
        // What is closed stays closed.
        if file.readers.is_closed() {
            return None;
        }
        let mut reader = file.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match reader.take() {
            Some(connection) => connection,
            None => sqlite::open_reading(&file.path).ok()?,
        };
        let found = all_wanted(&connection, columns, keys, select, read).ok()?;
        *reader = Some(connection);
        found
    }

    /// Begins a transaction on this thread; `None` on a server, which has no such thing.
    ///
    /// # Errors
    /// When somebody else writes for too long, or the engine refuses. Then nothing was done, and a transaction of the usual
    /// kind tells why.
    pub async fn direct(&self) -> Result<Option<Direct>, StoreError> {
        let Self::Sqlite(file) = self else { return Ok(None) };
        let mut turn = file.turns.free().await?;
        if file.writer.is_closed() {
            return Err(sqlx::Error::PoolClosed.into());
        }
        let connection = match turn.direct.take() {
            Some(connection) => connection,
            None => sqlite::open_direct(&file.path)?,
        };
        let direct = Direct { turn, connection: Some(connection) };
        direct.execute("BEGIN IMMEDIATE", Vec::new())?;
        Ok(Some(direct))
    }
}

impl Direct {
    fn connection(&self) -> &rusqlite::Connection {
        self.connection.as_ref().expect("a transaction has its connection until it ends")
    }

    fn execute(&self, text: &str, cells: Vec<Cell>) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare_cached(text).map_err(StoreError::Bulk)?;
        statement.execute(params_from_iter(cells.into_iter().map(value))).map_err(StoreError::Bulk)?;
        Ok(())
    }

    /// As [`Tx::all_wanted`](super::Tx::all_wanted), with each row as its fields. `None` where the engine refuses or a row
    /// cannot be read.
    #[must_use]
    pub fn all_wanted<T>(
        &self,
        columns: &'static str,
        keys: Vec<Vec<Cell>>,
        select: &'static str,
        read: fn(&[Field<'_>]) -> Option<T>,
    ) -> Option<Vec<T>> {
        all_wanted(self.connection(), columns, keys, select, read).ok()?
    }

    /// Runs steps in this order.
    ///
    /// # Errors
    /// When a row is refused; the transaction is then of no more use.
    pub fn run(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        for step in steps {
            match step {
                Step::Run(text, cells) => self.execute(text, cells)?,
                Step::Insert(into, rows) => {
                    let text = bulk::statement(into, &vec![None; into.columns.len()], 1);
                    rows.into_iter().try_for_each(|row| self.execute(&text, row))?;
                }
            }
        }
        Ok(())
    }

    /// Makes everything done in this transaction lasting.
    ///
    /// # Errors
    /// When the engine refuses; then nothing was stored.
    pub fn commit(self) -> Result<(), StoreError> {
        let committed = self.execute("COMMIT", Vec::new());
        let ended = if committed.is_ok() { "committed" } else { "failed" };
        metrics::counter!("casetime_writes_total", "ended" => ended).increment(1);
        committed
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection that cannot take back what it did is not used again: closing it does that.
        if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() {
            self.turn.direct = Some(connection);
        }
    }
}

/// The rows that are found; `None` where one cannot be read.
fn all_wanted<T>(
    connection: &rusqlite::Connection,
    columns: &'static str,
    keys: Vec<Vec<Cell>>,
    select: &'static str,
    read: fn(&[Field<'_>]) -> Option<T>,
) -> Result<Option<Vec<T>>, rusqlite::Error> {
    let mut found = Vec::new();
    for group in bulk::groups(keys) {
        let (text, cells) = bulk::sqlite_text(columns, select, group);
        let mut statement = connection.prepare_cached(&text)?;
        let many = statement.column_count();
        let mut rows = statement.query(params_from_iter(cells.map(value)))?;
        while let Some(row) = rows.next()? {
            let fields = (0..many).map(|at| row.get_ref(at).map(Field::of)).collect::<Result<Vec<_>, _>>()?;
            let Some(one) = read(&fields) else { return Ok(None) };
            found.push(one);
        }
    }
    Ok(Some(found))
}

/// A value as it is stored: as the library of all other statements encodes it.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Id(id) => Value::Blob(id.as_bytes().to_vec()),
        Cell::Text(text) => Value::Text(text),
        Cell::Int(number) => Value::Integer(number),
        Cell::Bool(truth) => Value::Integer(i64::from(truth)),
        Cell::Date(date) => Value::Text(date.to_string()),
        Cell::Instant(instant) => Value::Text(instant.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
        Cell::Bytes(bytes) => Value::Blob(bytes),
    }
}
