//! The database tool kit: pools, transactions and plain methods for portable SQL on SQLite and PostgreSQL.
//! It knows no feature and holds no feature's SQL; every bound on the two engines stays inside this folder.

pub mod bulk;
pub mod check;
pub mod dialect;
pub mod direct;
mod error;
mod group;
mod indexes;
pub mod lock;
pub mod migrate;
pub mod ready;
mod retry;
pub mod scan;
pub mod sqlite;
pub mod steps;
mod target;
mod together;
mod value;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::TryStreamExt;
use sqlx::{PgPool, Postgres, SqlitePool, Transaction};

pub use error::StoreError;
use group::Alone;
pub use group::{SqliteTx, Turns};
pub use indexes::Aside;
pub(crate) use retry::write;
pub use retry::{Attempts, Retryable};
pub use target::Target;
pub use together::Together;
pub use value::{Args, Row, Val};

/// An open database: an embedded SQLite file (several readers, one writer) or a PostgreSQL server; cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// An embedded file in WAL mode.
    Sqlite(Arc<Embedded>),
    /// A server that speaks the PostgreSQL protocol, and who does what together.
    Postgres(PgPool, Together),
}

/// An open embedded file.
#[derive(Debug)]
pub struct Embedded {
    /// Connections that can only read.
    pub readers: SqlitePool,
    /// Where the one connection that writes comes from: migrations take it here, and then those who write for good.
    pub writer: SqlitePool,
    /// Who writes when, and who shares a commit.
    turns: Turns,
    /// Where the file is.
    pub path: PathBuf,
    /// Held while the database is open, so that nobody replaces it.
    lock: lock::Lock,
    /// Who does what together.
    together: Together,
    /// Who looks up on the thread that asks.
    reader: Mutex<Option<rusqlite::Connection>>,
}

/// A transaction on either engine. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(SqliteTx),
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
            Self::Sqlite(file) => Ok(Tx::Sqlite(SqliteTx::reading(file.readers.begin().await?))),
            Self::Postgres(pool, _) => match pool.begin_with(dialect::PG_BEGIN_SNAPSHOT).await {
                Ok(tx) => Ok(Tx::Postgres(tx)),
                Err(error) => Err(gone_or_busy(pool, error)),
            },
        }
    }

    /// Begins a transaction that may write, for long work that nobody shares. Everything else goes through the `write!`
    /// macro, which tries again where that helps and shares commits.
    ///
    /// # Errors
    /// When the database is busy for longer than the time limit or does not answer.
    pub async fn begin_write(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(file) => Ok(Tx::Sqlite(file.turns.alone(Alone::Long).await?)),
            Self::Postgres(pool, _) => Self::begin_postgres(pool).await,
        }
    }

    /// As [`Db::begin_write`], for short work: on the embedded engine, those who write at the same time share a commit.
    ///
    /// # Errors
    /// As [`Db::begin_write`].
    pub async fn join_write(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(file) => Ok(Tx::Sqlite(file.turns.join().await?)),
            Self::Postgres(pool, _) => Self::begin_postgres(pool).await,
        }
    }

    /// As [`Db::begin_write`], for short work of many that was gathered before: on the embedded engine it begins with its
    /// first statement, and what [`Tx::end_with`] runs is handed over with the commit.
    ///
    /// # Errors
    /// As [`Db::begin_write`].
    pub async fn gathered_write(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(file) => Ok(Tx::Sqlite(file.turns.alone(Alone::Gathered).await?)),
            Self::Postgres(pool, _) => Self::begin_postgres(pool).await,
        }
    }

    async fn begin_postgres(pool: &PgPool) -> Result<Tx, StoreError> {
        match pool.begin().await {
            Ok(tx) => Ok(Tx::Postgres(tx)),
            Err(error) => Err(gone_or_busy(pool, error)),
        }
    }

    /// Where work of one kind is gathered.
    #[must_use]
    pub fn together(&self) -> &Together {
        match self {
            Self::Sqlite(file) => &file.together,
            Self::Postgres(_, together) => together,
        }
    }

    /// The row one statement without arguments finds, if there is one, outside of any transaction.
    ///
    /// # Errors
    /// When the database does not answer in time, or the statement fails.
    pub async fn find<R: Row>(&self, sql: &'static str) -> Result<Option<R>, StoreError> {
        match self {
            Self::Sqlite(file) => Ok(sqlx::query_as(sql).fetch_optional(&file.readers).await?),
            Self::Postgres(pool, _) => {
                let found = sqlx::query_as(sql).fetch_optional(pool).await;
                found.map_err(|error| gone_or_busy(pool, error))
            }
        }
    }

    /// The path of the embedded file, or `None` on a server.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(file) => Some(&file.path),
            Self::Postgres(..) => None,
        }
    }

    /// How many connections each pool has.
    #[must_use]
    pub fn pools(&self) -> Vec<Pool> {
        match self {
            Self::Sqlite(file) => vec![Pool::of("readers", &file.readers), file.turns.pool()],
            Self::Postgres(pool, _) => vec![Pool::of("server", pool)],
        }
    }

    /// Closes all connections in good order.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(file) => {
                *file.reader.lock().unwrap_or_else(PoisonError::into_inner) = None;
                file.readers.close().await;
                file.turns.close().await;
                file.lock.release();
            }
            Self::Postgres(pool, _) => pool.close().await,
        }
    }
}

/// How many connections a pool has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// What it is for.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Those that nobody uses.
    pub idle: u32,
    /// The most it opens.
    pub most: u32,
}

impl Pool {
    fn of<E: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<E>) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self { name, open: pool.size(), idle, most: pool.options().get_max_connections() }
    }
}

/// A pool that waited in vain while it could still have opened connections waited for the server, not for its users.
fn gone_or_busy(pool: &PgPool, error: sqlx::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::Busy(error @ sqlx::Error::PoolTimedOut) if pool.size() < pool.options().get_max_connections() => {
            StoreError::Unreachable(error)
        }
        other => other,
    }
}

macro_rules! on_both {
    ($self:ident, $args:ident, |$connection:ident, $arguments:ident| $body:expr) => {
        match $self {
            Tx::Sqlite(tx) => {
                let $connection = tx.connection().await?;
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
    /// Whether nobody else can write until a transaction that may write has ended.
    pub(crate) const fn writes_alone(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

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
