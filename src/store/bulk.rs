//! Many rows at once: multi-row statements on SQLite, `COPY` on PostgreSQL. Everyday statements do not come here.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};
use uuid::Uuid;

use super::{Row, StoreError, Tx};

/// Rows in one SQLite statement: above about fifty nothing is gained.
const ROWS_PER_STATEMENT: usize = 50;
/// Bytes collected before they are sent to PostgreSQL.
const COPY_BUFFER: usize = 256 * 1024;

/// One value of a row written in bulk.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A UUID.
    Id(Uuid),
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A truth value.
    Bool(bool),
    /// A date.
    Date(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// Bytes as they are.
    Bytes(Vec<u8>),
}

impl Cell {
    /// A date, or no value.
    #[must_use]
    pub fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Null, Self::Date)
    }
}

/// A table and the columns that rows are written to. Both are constants of the program, never input.
#[derive(Debug, Clone, Copy)]
pub struct Into {
    /// The table.
    pub table: &'static str,
    /// The columns, in the order of the cells.
    pub columns: &'static [&'static str],
}

impl Tx {
    /// Writes many rows; each must have as many cells as there are columns.
    ///
    /// # Errors
    /// When a row is refused; the transaction is then of no more use.
    pub async fn insert_many(&mut self, into: Into, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(tx) => {
                let full = statement(into, ROWS_PER_STATEMENT);
                let mut rows = rows.into_iter().peekable();
                while rows.peek().is_some() {
                    let chunk: Vec<Vec<Cell>> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
                    let text =
                        if chunk.len() == ROWS_PER_STATEMENT { full.clone() } else { statement(into, chunk.len()) };
                    let mut arguments = SqliteArguments::default();
                    arguments.reserve(chunk.len() * into.columns.len(), 0);
                    for cell in chunk.into_iter().flatten() {
                        bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
                    }
                    sqlx::query_with(AssertSqlSafe(text), arguments).execute(&mut **tx).await?;
                }
            }
            Self::Postgres(tx) => {
                let text = format!("COPY {} ({}) FROM STDIN", into.table, into.columns.join(", "));
                let mut copy = tx.copy_in_raw(&text).await?;
                let mut buffer = String::with_capacity(COPY_BUFFER + 4096);
                for row in &rows {
                    for (at, cell) in row.iter().enumerate() {
                        if at > 0 {
                            buffer.push('\t');
                        }
                        copy_text(&mut buffer, cell);
                    }
                    buffer.push('\n');
                    if buffer.len() >= COPY_BUFFER {
                        copy.send(buffer.as_bytes()).await?;
                        buffer.clear();
                    }
                }
                if !buffer.is_empty() {
                    copy.send(buffer.as_bytes()).await?;
                }
                copy.finish().await?;
            }
        }
        Ok(())
    }
}

impl Tx {
    /// Runs `select` over a table expression `wanted` that holds the keys; each key has as many cells as there are
    /// columns. For look-ups of many keys at once; there may be some thousand.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn all_wanted<R: Row>(
        &mut self,
        columns: &'static str,
        keys: Vec<Vec<Cell>>,
        select: &'static str,
    ) -> Result<Vec<R>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(tx) => {
                let mut arguments = SqliteArguments::default();
                let row = format!("({})", vec!["?"; keys[0].len()].join(", "));
                let text = format!("WITH wanted ({columns}) AS (VALUES {}) {select}", vec![row; keys.len()].join(", "));
                for cell in keys.into_iter().flatten() {
                    bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
                }
                // The number of keys differs each time: a statement of this text will hardly come again.
                let query = sqlx::query_as_with(AssertSqlSafe(text), arguments).persistent(false);
                Ok(query.fetch_all(&mut **tx).await?)
            }
            Self::Postgres(tx) => {
                let mut arguments = PgArguments::default();
                let mut text = format!("WITH wanted ({columns}) AS (VALUES ");
                let mut number = 0;
                for (at, key) in keys.into_iter().enumerate() {
                    text.push_str(if at == 0 { "(" } else { ", (" });
                    for (place, cell) in key.into_iter().enumerate() {
                        number += 1;
                        let comma = if place == 0 { "" } else { ", " };
                        // Writing to a String cannot fail.
                        let _ = write!(text, "{comma}${number}::{}", pg_type(&cell));
                        pg_bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
                    }
                    text.push(')');
                }
                text.push_str(") ");
                text.push_str(select);
                let query = sqlx::query_as_with(AssertSqlSafe(text), arguments).persistent(false);
                Ok(query.fetch_all(&mut **tx).await?)
            }
        }
    }
}

fn pg_type(cell: &Cell) -> &'static str {
    match cell {
        Cell::Null | Cell::Text(_) => "text",
        Cell::Id(_) => "uuid",
        Cell::Int(_) => "bigint",
        Cell::Bool(_) => "boolean",
        Cell::Date(_) => "date",
        Cell::Instant(_) => "timestamptz",
        Cell::Bytes(_) => "bytea",
    }
}

fn statement(into: Into, rows: usize) -> String {
    let row = format!("({})", vec!["?"; into.columns.len()].join(", "));
    format!("INSERT INTO {} ({}) VALUES {}", into.table, into.columns.join(", "), vec![row; rows].join(", "))
}

macro_rules! bind_cell {
    ($arguments:ident, $cell:ident) => {
        match $cell {
            Cell::Null => $arguments.add(None::<i64>),
            Cell::Id(id) => $arguments.add(id),
            Cell::Text(text) => $arguments.add(text),
            Cell::Int(number) => $arguments.add(number),
            Cell::Bool(truth) => $arguments.add(truth),
            Cell::Date(date) => $arguments.add(date),
            Cell::Instant(instant) => $arguments.add(instant),
            Cell::Bytes(bytes) => $arguments.add(bytes),
        }
    };
}

fn bind(arguments: &mut SqliteArguments, cell: Cell) -> Result<(), BoxDynError> {
    bind_cell!(arguments, cell)
}

fn pg_bind(arguments: &mut PgArguments, cell: Cell) -> Result<(), BoxDynError> {
    bind_cell!(arguments, cell)
}

/// The text form of `COPY`, see the section "Text Format" of the PostgreSQL manual page.
fn copy_text(buffer: &mut String, cell: &Cell) {
    // Writing to a String cannot fail.
    match cell {
        Cell::Null => buffer.push_str("\\N"),
        Cell::Id(id) => {
            let _ = write!(buffer, "{id}");
        }
        Cell::Int(number) => {
            let _ = write!(buffer, "{number}");
        }
        Cell::Bool(truth) => buffer.push(if *truth { 't' } else { 'f' }),
        Cell::Date(date) => {
            let _ = write!(buffer, "{date}");
        }
        Cell::Instant(instant) => buffer.push_str(&instant.to_rfc3339_opts(SecondsFormat::Micros, true)),
        Cell::Bytes(bytes) => {
            buffer.push_str("\\\\x");
            for byte in bytes {
                buffer.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
                buffer.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
            }
        }
        Cell::Text(text) => {
            for c in text.chars() {
                match c {
                    '\\' => buffer.push_str("\\\\"),
                    '\t' => buffer.push_str("\\t"),
                    '\n' => buffer.push_str("\\n"),
                    '\r' => buffer.push_str("\\r"),
                    c => buffer.push(c),
                }
            }
        }
    }
}
