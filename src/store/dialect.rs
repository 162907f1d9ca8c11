//! Statements that must differ between the two engines, each with the reason. Fewer than ten; everything else is
//! one portable text.

/// SQLite takes the write lock at once: a deferred transaction that turns into a writer fails under load.
pub const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// As [`SQLITE_BEGIN_WRITE`], for long work that nobody shares, with the pages that such work keeps in memory: with the usual
/// 2 MiB a large import reads and writes the same index pages over and over.
pub const SQLITE_BEGIN_LONG: &str = "PRAGMA cache_size = -49152; BEGIN IMMEDIATE";

/// The indexes of a table but those that keep its rows unique, and how they are made. PostgreSQL is not asked for them.
pub const SQLITE_INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1 AND sql LIKE 'CREATE INDEX %' ORDER BY name";

/// PostgreSQL shows each statement its own state unless told otherwise; reports need one state.
pub const PG_BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// PostgreSQL waits for another writer for ever unless told otherwise; SQLite is told by `busy_timeout`.
pub const PG_LOCK_TIMEOUT: &str = "SET lock_timeout = '5s'";

/// Whether migrations were ever applied. The catalogue tables have different names.
pub const SQLITE_HAS_MIGRATIONS: &str =
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'";

/// As [`SQLITE_HAS_MIGRATIONS`], for the schema in use.
pub const PG_HAS_MIGRATIONS: &str = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";

/// SQLite copies itself into a file in one consistent state; PostgreSQL has a tool for it.
pub const SQLITE_COPY: &str = "VACUUM INTO ?1";

/// The tables of a database. The catalogue tables have different names.
pub const SQLITE_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'";

/// As [`SQLITE_TABLES`], for the schema in use.
pub const PG_TABLES: &str = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() \
     AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%' ESCAPE '\\'";
