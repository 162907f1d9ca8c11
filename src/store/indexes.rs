//! Indexes that are set aside while many rows are written to a table in which nobody looks anything up meanwhile: to make an
//! index of a million rows at once takes less than to keep it up a million times.

use sqlx::AssertSqlSafe;

use super::{StoreError, Tx, dialect};

/// Pages that are kept in memory while rows are only added at the end, as SQLite counts them.
const CACHE_ADDING: &str = "PRAGMA cache_size = -16384";
/// The same while indexes are made: as much is sorted at once.
const CACHE_SORTING: &str = "PRAGMA cache_size = -8192";

/// The statements that make the indexes which were set aside.
#[derive(Debug, Default)]
#[must_use = "what is set aside has to be put back"]
pub struct Aside(Vec<String>);

impl Tx {
    /// Takes the indexes of a table away, all but those that keep its rows unique, until they are put back. A transaction
    /// that is taken back has them again, and nobody else sees it without them. On the server they stay: to take them away
    /// would keep everybody from reading.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn set_indexes_aside(&mut self, table: &'static str) -> Result<Aside, StoreError> {
        if matches!(self, Self::Postgres(_)) {
            return Ok(Aside::default());
        }
        let indexes: Vec<(String, String)> = self.all(dialect::SQLITE_INDEXES, (table,)).await?;
        for (name, _) in &indexes {
            self.raw(format!("DROP INDEX \"{name}\"")).await?;
        }
        self.raw(CACHE_ADDING.to_owned()).await?;
        Ok(Aside(indexes.into_iter().map(|(_, made_by)| made_by).collect()))
    }

    /// Makes the indexes again that were set aside, as they were.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn put_indexes_back(&mut self, aside: Aside) -> Result<(), StoreError> {
        if !aside.0.is_empty() {
            self.raw(CACHE_SORTING.to_owned()).await?;
        }
        for made_by in aside.0 {
            self.raw(made_by).await?;
        }
        Ok(())
    }

    async fn raw(&mut self, sql: String) -> Result<(), StoreError> {
        if let Self::Sqlite(tx) = self {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(tx.connection().await?).await?;
        }
        Ok(())
    }
}
