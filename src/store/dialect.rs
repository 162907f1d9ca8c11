//! Statements that must differ between the two engines, each with the reason. Fewer than ten; everything else is
//! one portable text.

/// SQLite takes the write lock at once: a deferred transaction that turns into a writer fails under load.
pub const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

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
