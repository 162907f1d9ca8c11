//! Reading very many rows: through rusqlite on SQLite (the same library, many times faster than row by row through a
//! channel), through `COPY .. TO` on PostgreSQL. Everyday statements do not come here.

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use rusqlite::OpenFlags;
use rusqlite::types::ValueRef;
use sqlx::Row as _;
use uuid::Uuid;

use super::{Db, StoreError, dialect, sqlite};

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
    /// What the embedded engine hands over.
    pub(super) fn of(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null | ValueRef::Real(_) => Self::Null,
            ValueRef::Integer(number) => Self::Int(number),
            ValueRef::Text(text) => std::str::from_utf8(text).map_or(Self::Null, Self::Text),
            ValueRef::Blob(bytes) => Self::Bytes(bytes),
        }
    }

    /// A whole number.
    #[must_use]
    pub fn int(self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(number),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A truth value, as the embedded engine keeps it.
    #[must_use]
    pub fn truth(self) -> Option<bool> {
        match self {
            Self::Int(number) => Some(number != 0),
            _ => None,
        }
    }

    /// What may be missing: `None` only where there is something that cannot be read.
    pub fn maybe<T>(self, read: impl FnOnce(Self) -> Option<T>) -> Option<Option<T>> {
        match self {
            Self::Null => Some(None),
            field => read(field).map(Some),
        }
    }

    /// A text of one's own.
    #[must_use]
    pub fn owned(self) -> Option<String> {
        self.text().map(str::to_owned)
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

    /// An instant, in UTC.
    #[must_use]
    pub fn instant(self) -> Option<DateTime<Utc>> {
        let text = self.text()?;
        // PostgreSQL writes a space, and hours alone for the distance from UTC.
        let read = match text.strip_suffix("+00") {
            Some(text) => DateTime::parse_from_rfc3339(&format!("{}Z", text.replacen(' ', "T", 1))),
            None => DateTime::parse_from_rfc3339(text),
        };
        read.ok().map(|at| at.to_utc())
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
    /// The rows, with `{from}` and `{to}` where the dates stand, `{after}` where the number does, and `{part}` where it may
    /// be said which part of the table is meant.
    pub select: &'static str,
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    /// The number that stands for `{after}`.
    pub after: i64,
}

impl Scan {
    /// A scan without dates.
    #[must_use]
    pub const fn whole(guard: &'static str, select: &'static str) -> Self {
        Self { guard, select, from: NaiveDate::MIN, to: NaiveDate::MAX, after: 0 }
    }

    /// The statement with its dates and numbers, which are digits and hyphens, and the part of the table it reads.
    fn text(&self, part: &str) -> String {
        let dated =
            self.select.replace("{from}", &format!("'{}'", self.from)).replace("{to}", &format!("'{}'", self.to));
        dated.replace("{after}", &self.after.to_string()).replace("{part}", part)
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
            Self::Sqlite(file) => {
                let path = file.path.clone();
                let read = tokio::task::spawn_blocking(move || {
                    scan_sqlite(sqlite::open_bulk(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?, &scan, WHOLE, into, see)
                });
                read.await.map_err(|_| StoreError::Other(sqlx::Error::WorkerCrashed))?
            }
            Self::Postgres(pool, _) => scan_postgres(pool, &scan, into, see).await,
        }
    }

    /// As [`Db::scan`], the rows of a table shared among several: on the embedded engine each has a reader of its own, all
    /// of them of one state; on a server the first one takes everything.
    ///
    /// # Errors
    /// As [`Db::scan`].
    pub async fn scan_in_parts<T: Send + 'static>(
        &self,
        scan: Scan,
        table: &'static str,
        mut into: Vec<T>,
        see: See<T>,
    ) -> Result<(i64, Vec<T>), StoreError> {
        match self {
            Self::Sqlite(file) => {
                let path = file.path.clone();
                let read = tokio::task::spawn_blocking(move || scan_sqlite_in_parts(&path, &scan, table, into, see));
                read.await.map_err(|_| StoreError::Other(sqlx::Error::WorkerCrashed))?
            }
            Self::Postgres(pool, _) => {
                if into.is_empty() {
                    return Err(StoreError::Corrupt { table, column: "" });
                }
                let (guard, read) = scan_postgres(pool, &scan, into.remove(0), see).await?;
                into.insert(0, read);
                Ok((guard, into))
            }
        }
    }
}

/// As [`Db::scan`], of an embedded file that nobody writes, such as a backup. Blocks.
///
/// # Errors
/// As [`Db::scan`].
pub fn scan_file<T>(path: &std::path::Path, scan: &Scan, into: T, see: See<T>) -> Result<(i64, T), StoreError> {
    scan_sqlite(sqlite::open_bulk(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?, scan, WHOLE, into, see)
}

/// The whole table, as a condition.
const WHOLE: &str = "TRUE";
/// How often several readers try to begin in one state before one of them reads alone.
const TRIES: usize = 10;

fn scan_sqlite<T>(
    mut connection: rusqlite::Connection,
    scan: &Scan,
    part: &str,
    into: T,
    see: See<T>,
) -> Result<(i64, T), StoreError> {
    let tx = connection.transaction().map_err(StoreError::Bulk)?;
    let guard: i64 = tx.query_row(scan.guard, [], |row| row.get(0)).map_err(StoreError::Bulk)?;
    Ok((guard, read_rows(&tx, &scan.text(part), into, see)?))
}

/// A reader for each part; they begin before the first of them reads, and see one state when they agree on the guard.
fn scan_sqlite_in_parts<T: Send>(
    path: &std::path::Path,
    scan: &Scan,
    table: &'static str,
    mut into: Vec<T>,
    see: See<T>,
) -> Result<(i64, Vec<T>), StoreError> {
    let open = || {
        let connection = sqlite::open_bulk(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.execute_batch("BEGIN").map_err(StoreError::Bulk)?;
        let guard: i64 = connection.query_row(scan.guard, [], |row| row.get(0)).map_err(StoreError::Bulk)?;
        Ok::<_, StoreError>((guard, connection))
    };
    let mut agreed = None;
    for _ in 0..TRIES {
        let opened = into.iter().map(|_| open()).collect::<Result<Vec<_>, _>>()?;
        if opened.windows(2).all(|two| two[0].0 == two[1].0) {
            agreed = Some(opened);
            break;
        }
    }
    let Some(readers) = agreed.filter(|readers| readers.len() > 1) else {
        let Some(first) = into.pop() else { return Err(StoreError::Corrupt { table, column: "" }) };
        let connection = sqlite::open_bulk(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let (guard, first) = scan_sqlite(connection, scan, WHOLE, first, see)?;
        into.push(first);
        return Ok((guard, into));
    };
    let ends = format!("SELECT COALESCE(MIN(rowid), 0), COALESCE(MAX(rowid), 0) FROM {table}");
    let ends = readers[0].1.query_row(&ends, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
    let (first, last) = ends.map_err(StoreError::Bulk)?;
    let guard = readers[0].0;
    let width = (last - first) / i64::try_from(readers.len()).unwrap_or(1) + 1;
    let parts = std::thread::scope(|scope| {
        let begun: Vec<_> = (0_i64..)
            .zip(readers)
            .zip(into)
            .map(|((at, (_, connection)), into)| {
                let from = first + at * width;
                let part = format!("rowid BETWEEN {from} AND {}", from + width - 1);
                scope.spawn(move || read_rows(&connection, &scan.text(&part), into, see))
            })
            .collect();
        let crashed = |_| StoreError::Other(sqlx::Error::WorkerCrashed);
        begun.into_iter().map(|part| part.join().map_err(crashed)?).collect::<Result<Vec<_>, _>>()
    })?;
    Ok((guard, parts))
}

fn read_rows<T>(connection: &rusqlite::Connection, text: &str, mut into: T, see: See<T>) -> Result<T, StoreError> {
    let failed = |error: rusqlite::Error| StoreError::Bulk(error);
    let mut statement = connection.prepare(text).map_err(failed)?;
    let columns = statement.column_count();
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let mut fields = [Field::Null; 16];
        for (at, field) in fields.iter_mut().enumerate().take(columns) {
            *field = Field::of(row.get_ref(at).map_err(failed)?);
        }
        see(&mut into, &fields[..columns]).map_err(|(table, column)| StoreError::Corrupt { table, column })?;
    }
    Ok(into)
}

async fn scan_postgres<T>(pool: &sqlx::PgPool, scan: &Scan, mut into: T, see: See<T>) -> Result<(i64, T), StoreError> {
    let mut tx = pool.begin_with(dialect::PG_BEGIN_SNAPSHOT).await?;
    let guard: i64 = sqlx::query(scan.guard).fetch_one(&mut *tx).await?.try_get(0)?;
    {
        let text = format!("COPY ({}) TO STDOUT", scan.text(WHOLE));
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

/// One line of `COPY`'s text form.
fn see_line<T>(into: &mut T, line: &[u8], see: See<T>) -> Result<(), StoreError> {
    let line = std::str::from_utf8(line).unwrap_or_default();
    let plain: [String; 16];
    let mut fields = [Field::Null; 16];
    let mut count = 0;
    if line.contains('\\') {
        let mut texts = line.split('\t');
        plain = std::array::from_fn(|_| texts.next().map(unescape).unwrap_or_default());
        for ((field, text), read) in fields.iter_mut().zip(line.split('\t')).zip(&plain) {
            *field = if text == "\\N" { Field::Null } else { Field::Text(read) };
            count += 1;
        }
    } else {
        for (field, text) in fields.iter_mut().zip(line.split('\t')) {
            *field = Field::Text(text);
            count += 1;
        }
    }
    see(into, &fields[..count]).map_err(|(table, column)| StoreError::Corrupt { table, column })
}

/// A text as it was before `COPY` wrote it, see <https://www.postgresql.org/docs/current/sql-copy.html>.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        plain.push(match sign {
            '\\' => match signs.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_escapes_reads_back() {
        let mut seen: Vec<Option<String>> = Vec::new();
        let line = br"1	\N	a\\b\tc\nd	\\N";
        see_line(&mut seen, line, |seen, fields| {
            seen.extend(fields.iter().map(|field| field.text().map(str::to_owned)));
            Ok(())
        })
        .expect("read");
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(seen, [text("1"), None, text("a\\b\tc\nd"), text("\\N")]);
    }
}
