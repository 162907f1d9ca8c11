//! How the embedded engine is opened, and the settings that keep its promises, read back at every start.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::types::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};

use super::lock::Lock;
use super::{Db, Embedded, StoreError, Together, Turns};

/// Versions before this one can lose commits (WAL reset, 3.7.0 to 3.51.2).
pub const OLDEST_VERSION: (u32, u32, u32) = (3, 51, 3);

/// Statements that a connection keeps ready.
const STATEMENTS_KNOWN: usize = 300;
/// The same of a connection that few statements come to.
const OWN_STATEMENTS_KNOWN: usize = 32;
/// How long a statement waits for a lock.
const BUSY: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(3);
/// Pages the writer keeps in memory, as SQLite counts them: negative for KiB. Long work has more of them.
const WRITER_CACHE: &str = "-16384";
/// Pages in the write-ahead log before those who record move them into the database, 16 MiB: everybody waits meanwhile, and a
/// page that was written often is moved once. The engine's own choice is a fourth of that.
const PAGES_BEFORE_CHECKPOINT: u32 = 4000;
/// Connections that read.
const READERS: u32 = 4;

/// Name and expected answer of each setting that is read back.
const SETTINGS: [(&str, &str); 7] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("busy_timeout", "5000"),
    ("mmap_size", "0"),
    ("trusted_schema", "0"),
    ("automatic_index", "0"),
];

fn options(path: &Path, create: bool) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("mmap_size", "0")
        .pragma("trusted_schema", "OFF")
        // Without statistics the planner reads a whole table to build an index for one look-up of some hundred keys,
        // although a lasting one fits. Every look-up of ours has a lasting index.
        .pragma("automatic_index", "OFF")
        .row_buffer_size(2048)
        // One statement for each number of rows that are written together, beside all others.
        .statement_cache_capacity(STATEMENTS_KNOWN)
}

/// Opens an embedded database and checks version and settings on the writer and on a reader.
///
/// # Errors
/// When the file cannot be opened, the library is too old, or a setting did not take.
pub async fn open(path: &Path, create: bool) -> Result<Db, StoreError> {
    let lock = Lock::share(path)?;
    if create {
        restrict(path)?;
    }
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        // A file does not hang up; asking each time would double the cost of a look-up.
        .test_before_acquire(false)
        .connect_with(options(path, create).pragma("cache_size", WRITER_CACHE))
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(ACQUIRE)
        // A file does not hang up; asking each time would double the cost of a look-up.
        .test_before_acquire(false)
        .connect_with(options(path, false).pragma("query_only", "ON"))
        .await?;
    check(&writer).await?;
    check(&readers).await?;
    let turns = Turns::new(writer.clone());
    let (path, together) = (path.to_owned(), Together::apart());
    Ok(Db::Sqlite(Arc::new(Embedded { readers, writer, turns, path, lock, together, reader: Mutex::default() })))
}

/// Creates the file for the owner alone, before the engine does with the usual rights.
fn restrict(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn check(pool: &SqlitePool) -> Result<(), StoreError> {
    let version: String = sqlx::query("SELECT sqlite_version()").fetch_one(pool).await?.try_get(0)?;
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_VERSION {
        return Err(StoreError::Setting { name: "sqlite_version", found: version, expected: "3.51.3 or later" });
    }
    for (name, found, expected) in settings(pool).await? {
        if found != expected {
            return Err(StoreError::Setting { name, found, expected });
        }
    }
    Ok(())
}

/// Name, found and expected value of each setting that is kept.
///
/// # Errors
/// When the database does not answer.
pub async fn settings(pool: &SqlitePool) -> Result<Vec<(&'static str, String, &'static str)>, StoreError> {
    let mut found = Vec::with_capacity(SETTINGS.len());
    let mut connection = pool.acquire().await?;
    for (name, expected) in SETTINGS {
        let statement = sqlx::AssertSqlSafe(format!("PRAGMA {name}"));
        let row = sqlx::query(statement).fetch_one(&mut *connection).await?;
        let value = match row.try_get::<i64, _>(0) {
            Ok(number) => number.to_string(),
            Err(_) => row.try_get::<String, _>(0)?,
        };
        found.push((name, value, expected));
    }
    Ok(found)
}

/// A connection of our own that writes, see [`direct`](super::direct), with the settings of the one that others write with;
/// but it never waits for other programs: then nobody else of this one could.
///
/// # Errors
/// When the file cannot be opened, or a setting did not take.
pub(super) fn open_direct(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let pragmas = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA automatic_index = OFF;";
    let connection = open_own(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE, 0, pragmas)?;
    let kept = format!("PRAGMA cache_size = {WRITER_CACHE}; PRAGMA wal_autocheckpoint = {PAGES_BEFORE_CHECKPOINT};");
    connection.execute_batch(&kept).map_err(StoreError::Bulk)?;
    for (name, expected) in SETTINGS.into_iter().filter(|(name, _)| *name != "busy_timeout") {
        let found: Value = connection.pragma_query_value(None, name, |row| row.get(0)).map_err(StoreError::Bulk)?;
        let found = match found {
            Value::Text(text) => text,
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        if found != expected {
            return Err(StoreError::Setting { name, found, expected });
        }
    }
    Ok(connection)
}

/// A connection of our own that reads, see [`direct`](super::direct); it waits for nobody either.
///
/// # Errors
/// When the file cannot be opened.
pub(super) fn open_reading(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let pragmas = "PRAGMA query_only = ON; PRAGMA automatic_index = OFF;";
    open_own(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE, 0, pragmas)
}

fn open_own(
    path: &Path,
    access: rusqlite::OpenFlags,
    busy_timeout: u32,
    pragmas: &str,
) -> Result<rusqlite::Connection, StoreError> {
    let flags = access | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(StoreError::Bulk)?;
    connection.set_prepared_statement_cache_capacity(OWN_STATEMENTS_KNOWN);
    let common =
        format!("PRAGMA busy_timeout = {busy_timeout}; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; {pragmas}");
    connection.execute_batch(&common).map_err(StoreError::Bulk)?;
    Ok(connection)
}

/// A connection of our own for bulk reading and for copies, beside the pools. Blocks.
///
/// # Errors
/// When the file cannot be opened.
pub(super) fn open_bulk(path: &Path, access: rusqlite::OpenFlags) -> Result<rusqlite::Connection, StoreError> {
    open_own(path, access, 5000, "PRAGMA query_only = ON;")
}
