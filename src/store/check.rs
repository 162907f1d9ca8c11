//! Facts about the engine and what it holds, for backups, restores and `doctor`: copies, integrity, row counts,
//! settings of the server. Nothing here changes a database.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::OpenFlags;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Db, StoreError, Tx, dialect, migrate, sqlite};

/// How many rows each table holds, and the last migration applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The last migration applied.
    pub migration: i64,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
}

/// What examining an embedded file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What the engine says of the pages and indexes, when they are not in order: how many findings.
    pub damaged: usize,
    /// Rows that refer to nothing.
    pub dangling: usize,
    /// What is in it.
    pub inventory: Inventory,
}

/// Writes a consistent copy of an embedded database into an empty file, while others write. Blocks.
///
/// # Errors
/// When the file cannot be read or there is no room for the copy.
pub fn copy_file(from: &Path, into: &Path) -> Result<(), StoreError> {
    let Some(into) = into.to_str() else { return Err(std::io::Error::from(std::io::ErrorKind::InvalidInput).into()) };
    let connection = sqlite::open_bulk(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The copy is written through this connection; the database itself is only read.
    connection.execute_batch("PRAGMA query_only = OFF").map_err(StoreError::Bulk)?;
    connection.execute(dialect::SQLITE_COPY, [into]).map_err(StoreError::Bulk)?;
    Ok(())
}

/// Examines an embedded file that nobody writes. Blocks.
///
/// # Errors
/// When the file cannot be read as a database of ours.
pub fn examine_file(path: &Path) -> Result<Examined, StoreError> {
    let connection = sqlite::open_bulk(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let examined = || -> rusqlite::Result<Examined> {
        let texts = |sql: &str| -> rusqlite::Result<Vec<String>> {
            connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
        };
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let damaged = texts("PRAGMA integrity_check")?.iter().filter(|line| *line != "ok").count();
        let dangling = texts("PRAGMA foreign_key_check")?.len();
        let mut rows = BTreeMap::new();
        for table in texts(dialect::SQLITE_TABLES)? {
            let count = number(&count_of(&table))?;
            rows.insert(table, count);
        }
        Ok(Examined { damaged, dangling, inventory: Inventory { migration: number(migrate::LAST)?, rows } })
    };
    examined().map_err(StoreError::Bulk)
}

/// The statement that counts the rows of a table, whose name the engine has told.
fn count_of(table: &str) -> String {
    format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""))
}

/// The names of the tables, without those of the migrations.
///
/// # Errors
/// When the database fails.
pub async fn tables(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let text = match tx {
        Tx::Sqlite(_) => dialect::SQLITE_TABLES,
        Tx::Postgres(_) => dialect::PG_TABLES,
    };
    Ok(tx.all::<(String,)>(text, ()).await?.into_iter().map(|(table,)| table).collect())
}

/// What is in a database, in the state that the transaction sees.
///
/// # Errors
/// When the database fails.
pub async fn inventory(tx: &mut Tx) -> Result<Inventory, StoreError> {
    let mut rows = BTreeMap::new();
    for table in tables(tx).await? {
        let count = AssertSqlSafe(count_of(&table));
        let count: i64 = match tx {
            Tx::Sqlite(tx) => sqlx::query(count).fetch_one(tx.connection().await?).await?.try_get(0)?,
            Tx::Postgres(tx) => sqlx::query(count).fetch_one(&mut **tx).await?.try_get(0)?,
        };
        rows.insert(table, count);
    }
    let (migration,): (i64,) = tx.one(migrate::LAST, ()).await?;
    Ok(Inventory { migration, rows })
}

/// The name under which another connection sees what this transaction sees; `None` on the embedded engine.
///
/// # Errors
/// When the database fails.
pub async fn share_snapshot(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    match tx {
        Tx::Sqlite(_) => Ok(None),
        Tx::Postgres(_) => Ok(Some(tx.one::<(String,)>("SELECT pg_export_snapshot()", ()).await?.0)),
    }
}

/// How many findings the engine has about pages, and how many rows refer to nothing; `None` on a server, which looks
/// after both itself.
///
/// # Errors
/// When the database fails.
pub async fn examine(db: &Db) -> Result<Option<(usize, usize)>, StoreError> {
    let Db::Sqlite(file) = db else { return Ok(None) };
    let lines: Vec<(String,)> = sqlx::query_as("PRAGMA quick_check").fetch_all(&file.readers).await?;
    let dangling = sqlx::query("PRAGMA foreign_key_check").fetch_all(&file.readers).await?.len();
    Ok(Some((lines.iter().filter(|(line,)| line != "ok").count(), dangling)))
}

/// The version of the engine, and each setting that promises rest on: name, found, expected.
///
/// # Errors
/// When the database fails.
pub async fn settings(db: &Db) -> Result<(String, Vec<(&'static str, String, &'static str)>), StoreError> {
    match db {
        Db::Sqlite(file) => {
            let version: String = sqlx::query("SELECT sqlite_version()").fetch_one(&file.writer).await?.try_get(0)?;
            Ok((version, sqlite::settings(&file.writer).await?))
        }
        Db::Postgres(pool, _) => {
            let ask = async |name: &'static str| -> Result<String, StoreError> {
                Ok(sqlx::query("SELECT current_setting($1)").bind(name).fetch_one(pool).await?.try_get(0)?)
            };
            let mut found = Vec::new();
            for (name, expected) in
                [("fsync", "on"), ("full_page_writes", "on"), ("server_encoding", "UTF8"), ("lock_timeout", "5s")]
            {
                found.push((name, ask(name).await?, expected));
            }
            // Anything but `off` waits for a disk.
            let waits = ask("synchronous_commit").await?;
            let waits = if waits == "off" { waits } else { "on".to_owned() };
            found.push(("synchronous_commit", waits, "on"));
            Ok((ask("server_version").await?, found))
        }
    }
}
