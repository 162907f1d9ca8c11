//! Reading very many rows: through rusqlite on SQLite (the same library, many times faster than row by row through a
//! channel), through `COPY .. TO` on PostgreSQL. Everyday statements do not come here.

use chrono::NaiveDate;
use futures_util::TryStreamExt;
use sqlx::Row as _;
use uuid::Uuid;

use super::{Db, StoreError, dialect};

/// One field of a row, as the engine hands it over. The readers below understand both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<'a> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// Text; on PostgreSQL every value is.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    /// A whole number.
    #[must_use]
    pub fn int(self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(number),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A text.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A date.
    #[must_use]
    pub fn date(self) -> Option<NaiveDate> {
        let text = self.text()?.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            text.get(range)?
                .iter()
                .try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
        };
        NaiveDate::from_ymd_opt(i32::try_from(digits(0..4)?).ok()?, digits(5..7)?, digits(8..10)?)
    }

    /// An identifier.
    #[must_use]
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            Self::Text(text) => Uuid::try_parse(text).ok(),
            _ => None,
        }
    }
}

/// What is read: first one number from `guard`, then all rows of `select`, in one consistent state.
#[derive(Debug, Clone)]
pub struct Scan {
    /// A statement that answers one number, such as the version of the data.
    pub guard: &'static str,
    /// The rows, with `{from}` and `{to}` where the dates stand.
    pub select: &'static str,
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
}

impl Scan {
    /// The statement with its dates, which are digits and hyphens.
    fn text(&self) -> String {
        self.select.replace("{from}", &format!("'{}'", self.from)).replace("{to}", &format!("'{}'", self.to))
    }
}

/// What sees each row; it answers table and column of a value that cannot be read.
pub type See<T> = fn(&mut T, &[Field<'_>]) -> Result<(), (&'static str, &'static str)>;

impl Db {
    /// Reads all rows of a scan into `into` and answers the number of the guard with it.
    ///
    /// # Errors
    /// When the database fails, or `see` refuses a row with the name of the table and column it cannot read.
    pub async fn scan<T: Send + 'static>(&self, scan: Scan, into: T, see: See<T>) -> Result<(i64, T), StoreError> {
        match self {
            Self::Sqlite { path, .. } => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || scan_sqlite(&path, &scan, into, see));
                read.await.map_err(|_| StoreError::Other(sqlx::Error::WorkerCrashed))?
            }
            Self::Postgres(pool) => scan_postgres(pool, &scan, into, see).await,
        }
    }
}

fn scan_sqlite<T>(path: &std::path::Path, scan: &Scan, mut into: T, see: See<T>) -> Result<(i64, T), StoreError> {
    use rusqlite::types::ValueRef;
    let failed = |error: rusqlite::Error| StoreError::Bulk(error);
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = rusqlite::Connection::open_with_flags(path, flags).map_err(failed)?;
    connection
        .execute_batch(
            "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF;",
        )
        .map_err(failed)?;
    let tx = connection.transaction().map_err(failed)?;
    let guard: i64 = tx.query_row(scan.guard, [], |row| row.get(0)).map_err(failed)?;
    {
        let mut statement = tx.prepare(&scan.text()).map_err(failed)?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let mut fields = [Field::Null; 16];
            for (at, field) in fields.iter_mut().enumerate().take(columns) {
                *field = match row.get_ref(at).map_err(failed)? {
                    ValueRef::Null | ValueRef::Real(_) => Field::Null,
                    ValueRef::Integer(number) => Field::Int(number),
                    ValueRef::Text(text) => std::str::from_utf8(text).map_or(Field::Null, Field::Text),
                    ValueRef::Blob(bytes) => Field::Bytes(bytes),
                };
            }
            see(&mut into, &fields[..columns]).map_err(|(table, column)| StoreError::Corrupt { table, column })?;
        }
    }
    Ok((guard, into))
}

async fn scan_postgres<T>(pool: &sqlx::PgPool, scan: &Scan, mut into: T, see: See<T>) -> Result<(i64, T), StoreError> {
    let mut tx = pool.begin_with(dialect::PG_BEGIN_SNAPSHOT).await?;
    let guard: i64 = sqlx::query(scan.guard).fetch_one(&mut *tx).await?.try_get(0)?;
    {
        let text = format!("COPY ({}) TO STDOUT", scan.text());
        let mut copied = tx.copy_out_raw(&text).await?;
        let mut left: Vec<u8> = Vec::new();
        while let Some(bytes) = copied.try_next().await? {
            left.extend_from_slice(&bytes);
            let Some(end) = left.iter().rposition(|byte| *byte == b'\n') else { continue };
            for line in left[..end].split(|byte| *byte == b'\n') {
                see_line(&mut into, line, see)?;
            }
            left.drain(..=end);
        }
    }
    tx.rollback().await?;
    Ok((guard, into))
}

/// One line of `COPY`'s text form. Columns of scans hold no text that would be escaped.
fn see_line<T>(into: &mut T, line: &[u8], see: See<T>) -> Result<(), StoreError> {
    let line = std::str::from_utf8(line).unwrap_or_default();
    let mut fields = [Field::Null; 16];
    let mut count = 0;
    for (field, text) in fields.iter_mut().zip(line.split('\t')) {
        *field = if text == "\\N" { Field::Null } else { Field::Text(text) };
        count += 1;
    }
    see(into, &fields[..count]).map_err(|(table, column)| StoreError::Corrupt { table, column })
}
