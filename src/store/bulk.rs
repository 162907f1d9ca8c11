//! Many rows at once: multi-row statements on SQLite, `COPY` on PostgreSQL. Everyday statements do not come here.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};
use uuid::Uuid;

use super::ready::{Shared, Statement};
use super::{Db, Row, StoreError, Tx, gone_or_busy};

/// Rows in one SQLite statement at most. Each statement is handed to the engine's thread and waited for; below some hundred
/// rows that costs more than the rows.
const ROWS_PER_STATEMENT: usize = 1000;
/// Values that SQLite takes in one statement.
const VALUES_PER_STATEMENT: usize = 32_766;
/// Up to so many rows there is one statement for each number of rows, which the engine knows the next time: everybody who
/// records at the same moment. For more rows it is made anew, with what all rows have in common written into it.
pub(super) const ROWS_KNOWN: usize = 32;
/// Keys in one look-up. A statement is made for so many keys or fewer, so that the engine knows it the next time.
const KEYS_PER_STATEMENT: [usize; 6] = [1, 4, 16, 32, 64, 500];
/// Rows that are sent to PostgreSQL as one statement; `COPY` takes three exchanges and pays for more only.
const ROWS_WITHOUT_COPY: usize = 64;
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
                let mut statements = statements(into, rows);
                let mut next = statements.next();
                while let Some(Statement { text, arguments, again }) = next.transpose()? {
                    // The next statement is made here while the engine's thread works on this one.
                    let connection = tx.connection().await?;
                    let (done, made) = tokio::join!(
                        sqlx::query_with(AssertSqlSafe(text), arguments).persistent(again).execute(connection),
                        async { statements.next() }
                    );
                    done?;
                    next = made;
                }
            }
            Self::Postgres(tx) if rows.len() <= ROWS_WITHOUT_COPY => {
                let again = rows.len() == 1;
                let (text, arguments) = pg_statement(into, rows)?;
                sqlx::query_with(AssertSqlSafe(text), arguments).persistent(again).execute(&mut **tx).await?;
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
    /// columns. For look-ups of many keys at once; they are asked for in groups, so a result never spans two keys.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn all_wanted<R: Row>(
        &mut self,
        columns: &'static str,
        keys: Vec<Vec<Cell>>,
        select: &'static str,
    ) -> Result<Vec<R>, StoreError> {
        let mut found = Vec::new();
        for group in groups(keys) {
            match self {
                Self::Sqlite(tx) => {
                    let (text, arguments) = sqlite_wanted(columns, select, group)?;
                    let (before, connection) = tx.next().await?;
                    let text = format!("{before}{text}");
                    found.extend(sqlx::query_as_with(AssertSqlSafe(text), arguments).fetch_all(connection).await?);
                }
                Self::Postgres(tx) => {
                    let (text, arguments) = pg_wanted(columns, select, group)?;
                    found.extend(sqlx::query_as_with(AssertSqlSafe(text), arguments).fetch_all(&mut **tx).await?);
                }
            }
        }
        Ok(found)
    }
}

impl Db {
    /// As [`Tx::all_wanted`], outside of any transaction: each group of keys is asked for by itself.
    ///
    /// # Errors
    /// When the database does not answer in time, or a statement fails.
    pub async fn all_wanted<R: Row>(
        &self,
        columns: &'static str,
        keys: Vec<Vec<Cell>>,
        select: &'static str,
    ) -> Result<Vec<R>, StoreError> {
        let mut found = Vec::new();
        for group in groups(keys) {
            match self {
                Self::Sqlite(file) => {
                    let (text, arguments) = sqlite_wanted(columns, select, group)?;
                    found.extend(sqlx::query_as_with(AssertSqlSafe(text), arguments).fetch_all(&file.readers).await?);
                }
                Self::Postgres(pool, _) => {
                    let (text, arguments) = pg_wanted(columns, select, group)?;
                    let rows = sqlx::query_as_with(AssertSqlSafe(text), arguments).fetch_all(pool).await;
                    found.extend(rows.map_err(|error| gone_or_busy(pool, error))?);
                }
            }
        }
        Ok(found)
    }
}

/// Keys in groups of which each is asked for by one statement.
pub(super) fn groups(keys: Vec<Vec<Cell>>) -> impl Iterator<Item = Vec<Vec<Cell>>> {
    let [.., most] = KEYS_PER_STATEMENT;
    let mut keys = keys.into_iter().peekable();
    std::iter::from_fn(move || {
        keys.peek()?;
        Some(keys.by_ref().take(most).collect())
    })
}

/// For how many keys the statement of a group is made.
fn size(group: usize) -> usize {
    KEYS_PER_STATEMENT.into_iter().find(|size| *size >= group).unwrap_or(group)
}

/// The statement for one group of keys, and its values.
pub(super) fn sqlite_text(
    columns: &str,
    select: &str,
    group: Vec<Vec<Cell>>,
) -> (String, impl Iterator<Item = Cell> + use<>) {
    let (width, size) = (group.first().map_or(0, Vec::len), size(group.len()));
    let text = wanted(columns, select, size, width, |_, _| "?".to_owned());
    // No value equals nothing.
    let missing = std::iter::repeat_n(Cell::Null, (size - group.len()) * width);
    (text, group.into_iter().flatten().chain(missing))
}

fn sqlite_wanted(columns: &str, select: &str, group: Vec<Vec<Cell>>) -> Result<(String, SqliteArguments), StoreError> {
    let (text, mut cells) = sqlite_text(columns, select, group);
    let mut arguments = SqliteArguments::default();
    cells.try_for_each(|cell| bind(&mut arguments, cell)).map_err(sqlx::Error::Encode)?;
    Ok((text, arguments))
}

fn pg_wanted(columns: &str, select: &str, group: Vec<Vec<Cell>>) -> Result<(String, PgArguments), StoreError> {
    let Some(first) = group.first().cloned() else { return Ok((String::new(), PgArguments::default())) };
    let (width, size) = (first.len(), size(group.len()));
    let kinds: Vec<&str> = first.iter().map(pg_type).collect();
    let typed = |row: usize, at: usize| format!("${}::{}", row * width + at + 1, kinds[at]);
    let text = wanted(columns, select, size, width, typed);
    let mut arguments = PgArguments::default();
    let missing = size - group.len();
    for cell in group.into_iter().flatten() {
        pg_bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
    }
    for cell in std::iter::repeat_n(&first, missing).flatten() {
        pg_bind_nothing(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
    }
    Ok((text, arguments))
}

/// The statement for one group of keys.
fn wanted(
    columns: &str,
    select: &str,
    keys: usize,
    width: usize,
    placeholder: impl Fn(usize, usize) -> String,
) -> String {
    let rows: Vec<String> = (0..keys)
        .map(|row| format!("({})", (0..width).map(|at| placeholder(row, at)).collect::<Vec<_>>().join(", ")))
        .collect();
    format!("WITH wanted ({columns}) AS (VALUES {}) {select}", rows.join(", "))
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

/// The statements that write rows on SQLite, each made when it is asked for.
pub(super) fn statements(into: Into, rows: Vec<Vec<Cell>>) -> impl Iterator<Item = Result<Statement, StoreError>> {
    let at_once = ROWS_PER_STATEMENT.min(VALUES_PER_STATEMENT / into.columns.len().max(1));
    let fixed = if rows.len() > ROWS_KNOWN { fixed(into, &rows) } else { vec![None; into.columns.len()] };
    let is_known = fixed.iter().all(Option::is_none);
    let full: Option<Arc<str>> = (rows.len() >= at_once).then(|| statement(into, &fixed, at_once).into());
    let mut shared = Shared::default();
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<Vec<Cell>> = rows.by_ref().take(at_once).collect();
        let known = chunk.len() <= ROWS_KNOWN && is_known;
        let (text, whole) = match &full {
            _ if chunk.is_empty() => return None,
            Some(full) if chunk.len() == at_once => (Arc::clone(full), true),
            _ => (statement(into, &fixed, chunk.len()).into(), false),
        };
        let mut arguments = SqliteArguments::default();
        arguments.reserve(chunk.len() * into.columns.len(), 0);
        let cells = chunk.into_iter().flat_map(|row| row.into_iter().zip(&fixed));
        let mut cells = cells.filter(|(_, literal)| literal.is_none());
        let bound = cells.try_for_each(|(cell, _)| shared.bind(&mut arguments, cell));
        Some(
            bound
                .map(|()| Statement { text, arguments, again: whole || known })
                .map_err(|error| sqlx::Error::Encode(error).into()),
        )
    })
}

/// For each column the literal that all rows have in it, where there is one. Binding is most of the cost of a row, and
/// rows of one delivery have much in common.
fn fixed(into: Into, rows: &[Vec<Cell>]) -> Vec<Option<String>> {
    (0..into.columns.len())
        .map(|at| match rows {
            [first, _, ..] if rows.iter().all(|row| row[at] == first[at]) => literal(&first[at]),
            _ => None,
        })
        .collect()
}

/// The literal of a value that cannot hold anything but what its type says; texts and bytes are always bound.
fn literal(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => Some("NULL".to_owned()),
        Cell::Int(number) => Some(number.to_string()),
        Cell::Bool(truth) => Some(i32::from(*truth).to_string()),
        Cell::Id(id) => Some(format!("x'{}'", id.simple())),
        Cell::Date(date) => Some(format!("'{date}'")),
        Cell::Instant(instant) => Some(format!("'{}'", instant.to_rfc3339_opts(SecondsFormat::AutoSi, false))),
        Cell::Text(text) if text.is_empty() => Some("''".to_owned()),
        Cell::Text(_) | Cell::Bytes(_) => None,
    }
}

pub(super) fn statement(into: Into, fixed: &[Option<String>], rows: usize) -> String {
    let cells: Vec<&str> = fixed.iter().map(|literal| literal.as_deref().unwrap_or("?")).collect();
    let row = format!("({})", cells.join(", "));
    format!("INSERT INTO {} ({}) VALUES {}", into.table, into.columns.join(", "), vec![row; rows].join(", "))
}

/// One statement for a few rows. What has no value is written out, because a value has a type and this has none.
fn pg_statement(into: Into, rows: Vec<Vec<Cell>>) -> Result<(String, PgArguments), StoreError> {
    let mut arguments = PgArguments::default();
    let mut texts = Vec::with_capacity(rows.len());
    let mut bound = 0;
    for row in rows {
        let mut cells = Vec::with_capacity(row.len());
        for cell in row {
            if cell == Cell::Null {
                cells.push("NULL".to_owned());
            } else {
                bound += 1;
                cells.push(format!("${bound}"));
                pg_bind(&mut arguments, cell).map_err(sqlx::Error::Encode)?;
            }
        }
        texts.push(format!("({})", cells.join(", ")));
    }
    let text = format!("INSERT INTO {} ({}) VALUES {}", into.table, into.columns.join(", "), texts.join(", "));
    Ok((text, arguments))
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

pub(super) fn bind(arguments: &mut SqliteArguments, cell: Cell) -> Result<(), BoxDynError> {
    bind_cell!(arguments, cell)
}

pub(super) fn pg_bind(arguments: &mut PgArguments, cell: Cell) -> Result<(), BoxDynError> {
    bind_cell!(arguments, cell)
}

/// No value, of the type that another value has.
fn pg_bind_nothing(arguments: &mut PgArguments, like: &Cell) -> Result<(), BoxDynError> {
    match like {
        Cell::Null | Cell::Text(_) => arguments.add(None::<String>),
        Cell::Id(_) => arguments.add(None::<Uuid>),
        Cell::Int(_) => arguments.add(None::<i64>),
        Cell::Bool(_) => arguments.add(None::<bool>),
        Cell::Date(_) => arguments.add(None::<NaiveDate>),
        Cell::Instant(_) => arguments.add(None::<DateTime<Utc>>),
        Cell::Bytes(_) => arguments.add(None::<Vec<u8>>),
    }
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
