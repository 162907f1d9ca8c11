//! Opening a database in a known state: initialized, migrated, not newer than the program. Migrations go forward
//! only; each is one transaction.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Row as _, SqlitePool};

use super::{Db, StoreError, Target, Together, dialect, sqlite};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The last migration applied.
pub(super) const LAST: &str = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";

/// Connections to a server.
const CONNECTIONS: u32 = 8;
/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(3);

/// The number of the last migration this program knows.
#[must_use]
pub fn known() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The last migration of a database that is open and initialized. Only reads, so a writer does not delay it.
///
/// # Errors
/// When the database does not answer.
pub async fn found(db: &Db) -> Result<i64, StoreError> {
    let mut tx = db.read().await?;
    let (version,) = tx.one::<(i64,)>(LAST, ()).await?;
    tx.rollback().await?;
    Ok(version)
}

/// Opens a database that has been initialized and is at the program's migration.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::Older`], [`StoreError::Newer`], or what keeps it from answering.
pub async fn open(target: &Target) -> Result<Db, StoreError> {
    let db = connect(target, false).await?;
    match applied(&db).await? {
        None => Err(StoreError::Missing(target.to_string())),
        Some(found) if found < known() => Err(StoreError::Older { found, known: known() }),
        Some(found) if found > known() => Err(StoreError::Newer { found, known: known() }),
        Some(_) => Ok(db),
    }
}

/// Opens whatever is at the place named, in whatever state, and answers the last migration applied to it; `None` when
/// there never was one. For commands that look after a database rather than work with it.
///
/// # Errors
/// [`StoreError::Missing`] when there is nothing at all, or what keeps it from answering.
pub async fn open_any(target: &Target) -> Result<(Db, Option<i64>), StoreError> {
    let db = connect(target, false).await?;
    let found = applied(&db).await?;
    Ok((db, found))
}

/// Makes a new database with all tables: a new SQLite file, or tables in an empty PostgreSQL database.
///
/// # Errors
/// [`StoreError::Exists`] when there is one already.
pub async fn create(target: &Target) -> Result<Db, StoreError> {
    if let Target::Sqlite(path) = target
        && path.exists()
        && std::fs::metadata(path)?.len() > 0
    {
        return Err(StoreError::Exists(target.to_string()));
    }
    let db = connect(target, true).await?;
    if applied(&db).await?.is_some() {
        return Err(StoreError::Exists(target.to_string()));
    }
    run(&db).await?;
    Ok(db)
}

/// Brings an initialized database to the program's migration and answers how many were applied.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::Newer`], or the failure of a migration, which then left nothing behind.
pub async fn migrate(target: &Target) -> Result<(Db, i64), StoreError> {
    let db = connect(target, false).await?;
    let found = applied(&db).await?.ok_or_else(|| StoreError::Missing(target.to_string()))?;
    if found > known() {
        return Err(StoreError::Newer { found, known: known() });
    }
    run(&db).await?;
    Ok((db, known() - found))
}

async fn connect(target: &Target, create: bool) -> Result<Db, StoreError> {
    match target {
        Target::Sqlite(path) => {
            if !create && !path.exists() {
                return Err(StoreError::Missing(target.to_string()));
            }
            sqlite::open(path, create).await
        }
        Target::Postgres(url) => {
            let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE).after_connect(
                |connection, _| {
                    Box::pin(async move {
                        sqlx::query(dialect::PG_LOCK_TIMEOUT).execute(connection).await?;
                        Ok(())
                    })
                },
            );
            let pool = options.connect(url).await.map_err(|error| match StoreError::from(error) {
                // A pool that cannot connect reports only that time ran out.
                StoreError::Busy(error) => StoreError::Unreachable(error),
                StoreError::Missing(_) => StoreError::Missing(target.to_string()),
                other => other,
            })?;
            Ok(Db::Postgres(pool, Together::default()))
        }
    }
}

async fn run(db: &Db) -> Result<(), StoreError> {
    match db {
        Db::Sqlite(file) => SQLITE.run(&file.writer).await,
        Db::Postgres(pool, _) => POSTGRES.run(pool).await,
    }
    .map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
            StoreError::from(error)
        }
        other => StoreError::Migration(other),
    })
}

/// The last migration applied; `None` when there never was one.
async fn applied(db: &Db) -> Result<Option<i64>, StoreError> {
    match db {
        Db::Sqlite(file) => applied_sqlite(&file.writer, LAST).await,
        Db::Postgres(pool, _) => applied_postgres(pool, LAST).await,
    }
}

async fn applied_sqlite(pool: &SqlitePool, last: &'static str) -> Result<Option<i64>, StoreError> {
    let tables: i64 = sqlx::query(dialect::SQLITE_HAS_MIGRATIONS).fetch_one(pool).await?.try_get(0)?;
    if tables == 0 {
        return Ok(None);
    }
    Ok(Some(sqlx::query(last).fetch_one(pool).await?.try_get(0)?))
}

async fn applied_postgres(pool: &PgPool, last: &'static str) -> Result<Option<i64>, StoreError> {
    let tables: i64 = sqlx::query(dialect::PG_HAS_MIGRATIONS).fetch_one(pool).await?.try_get(0)?;
    if tables == 0 {
        return Ok(None);
    }
    Ok(Some(sqlx::query(last).fetch_one(pool).await?.try_get(0)?))
}
