//! The database tool kit: pools, transactions and plain methods for portable SQL on SQLite and PostgreSQL.
//! It knows no feature and holds no feature's SQL; every bound on the two engines stays inside this folder.

pub mod bulk;
pub mod dialect;
mod error;
pub mod migrate;
mod retry;
pub mod scan;
pub mod sqlite;
mod target;
mod value;

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use error::StoreError;
pub(crate) use retry::write;
pub use retry::{Attempts, Retryable};
pub use target::Target;
pub use value::{Args, Row, Val};

/// An open database: an embedded SQLite file (several readers, one writer) or a PostgreSQL server.
#[derive(Debug, Clone)]
pub enum Db {
    /// An embedded file in WAL mode.
    Sqlite {
        /// Connections that can only read.
        readers: SqlitePool,
        /// The one connection that writes.
        writer: SqlitePool,
        /// Where the file is.
        path: PathBuf,
    },
    /// A server that speaks the PostgreSQL protocol.
    Postgres(PgPool),
}

/// A transaction on either engine. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Begins a transaction that reads one consistent state and cannot write.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Tx::Sqlite(readers.begin().await?)),
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin_with(dialect::PG_BEGIN_SNAPSHOT).await?)),
        }
    }

    /// Begins a transaction that may write. Prefer the `write!` macro, which tries again where that helps.
    ///
    /// # Errors
    /// When the database is busy for longer than the time limit or does not answer.
    pub async fn begin_write(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::Sqlite(writer.begin_with(dialect::SQLITE_BEGIN_WRITE).await?)),
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    /// The path of the embedded file, or `None` on a server.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { path, .. } => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Closes all connections in good order.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

macro_rules! on_both {
    ($self:ident, $args:ident, |$connection:ident, $arguments:ident| $body:expr) => {
        match $self {
            Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                let $arguments = $args.sqlite().map_err(sqlx::Error::Encode)?;
                $body
            }
            Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                let $arguments = $args.postgres().map_err(sqlx::Error::Encode)?;
                $body
            }
        }
    };
}

impl Tx {
    /// The one row a statement returns.
    ///
    /// # Errors
    /// When there is no row, or the statement fails.
    pub async fn one<R: Row>(&mut self, sql: &'static str, args: impl Args) -> Result<R, StoreError> {
        Ok(on_both!(self, args, |connection, arguments| sqlx::query_as_with(sql, arguments)
            .fetch_one(connection)
            .await?))
    }

    /// The row a statement returns, if there is one.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn opt<R: Row>(&mut self, sql: &'static str, args: impl Args) -> Result<Option<R>, StoreError> {
        Ok(on_both!(self, args, |connection, arguments| sqlx::query_as_with(sql, arguments)
            .fetch_optional(connection)
            .await?))
    }

    /// All rows a statement returns; for results that are known to be small.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn all<R: Row>(&mut self, sql: &'static str, args: impl Args) -> Result<Vec<R>, StoreError> {
        Ok(on_both!(self, args, |connection, arguments| sqlx::query_as_with(sql, arguments)
            .fetch_all(connection)
            .await?))
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn exec(&mut self, sql: &'static str, args: impl Args) -> Result<u64, StoreError> {
        Ok(on_both!(self, args, |connection, arguments| sqlx::query_with(sql, arguments)
            .execute(connection)
            .await?
            .rows_affected()))
    }

    /// Calls `see` with each row in turn, however many there are.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn each<R: Row>(
        &mut self,
        sql: &'static str,
        args: impl Args,
        mut see: impl FnMut(R),
    ) -> Result<(), StoreError> {
        on_both!(self, args, |connection, arguments| {
            let mut rows = sqlx::query_as_with(sql, arguments).fetch(connection);
            while let Some(row) = rows.try_next().await? {
                see(row);
            }
        });
        Ok(())
    }

    /// Makes everything done in this transaction lasting.
    ///
    /// # Errors
    /// When the database refuses; then nothing was stored.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Takes everything back.
    ///
    /// # Errors
    /// When the connection is gone; the database then takes everything back by itself.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
