//! What can go wrong in a database, told apart by what a caller or a person can do about it.

use sqlx::error::ErrorKind;
use sqlx::migrate::MigrateError;

use crate::fault::{Code, Fault};

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process or transaction holds what this one needs.
    #[error("database is busy")]
    Busy(#[source] sqlx::Error),
    /// A transaction that has to be tried again.
    #[error("transaction has to be tried again")]
    Conflict(#[source] sqlx::Error),
    /// The database does not answer.
    #[error("database does not answer")]
    Unreachable(#[source] sqlx::Error),
    /// There is no room left.
    #[error("storage is full")]
    Full(#[source] sqlx::Error),
    /// The file is not a sound database.
    #[error("database is damaged")]
    Damaged(#[source] sqlx::Error),
    /// There is no database at the place named.
    #[error("database {0} has not been initialized")]
    Missing(String),
    /// There is a database already.
    #[error("database {0} exists")]
    Exists(String),
    /// Somebody has the database open, or replaces it.
    #[error("database {0} is in use")]
    InUse(String),
    /// The database lacks migrations.
    #[error("database is at migration {found}, the program at {known}")]
    Older {
        /// The last migration applied.
        found: i64,
        /// The last migration of this program.
        known: i64,
    },
    /// The database has migrations that this program does not know.
    #[error("database is at migration {found}, the program at {known}")]
    Newer {
        /// The last migration applied.
        found: i64,
        /// The last migration of this program.
        known: i64,
    },
    /// The commit that several shared failed.
    #[error("shared commit failed")]
    Group(#[source] std::sync::Arc<StoreError>),
    /// Somebody else's failure took back what several were about to commit.
    #[error("shared transaction was taken back")]
    Undone,
    /// A row with this key exists.
    #[error("a row with this key exists")]
    Unique(#[source] sqlx::Error),
    /// A row that is referred to does not exist, or the category of the two differs.
    #[error("a row that is referred to does not exist")]
    ForeignKey(#[source] sqlx::Error),
    /// A stored value that cannot be one of ours.
    #[error("stored value of {table}.{column} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A setting of the embedded engine that did not take.
    #[error("setting {name} is {found}, expected {expected}")]
    Setting {
        /// The name of the setting.
        name: &'static str,
        /// What the engine answered.
        found: String,
        /// What is needed.
        expected: &'static str,
    },
    /// Reading in bulk from the embedded engine failed.
    #[error("bulk reading failed")]
    Bulk(#[source] rusqlite::Error),
    /// A file operation beside the database failed.
    #[error("database file cannot be used")]
    Io(#[from] std::io::Error),
    /// A migration does not apply.
    #[error("migration failed")]
    Migration(#[source] MigrateError),
    /// Anything else: a fault of the program.
    #[error("statement failed")]
    Other(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether it is a row that the database refuses or cannot read, and not the database that fails.
    #[must_use]
    pub fn is_of_a_row(&self) -> bool {
        match self {
            Self::Unique(_) | Self::ForeignKey(_) | Self::Corrupt { .. } | Self::Other(_) => true,
            Self::Group(error) => error.is_of_a_row(),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => return Self::Busy(error),
            sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => return Self::Full(error),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                return Self::Unreachable(error);
            }
            _ => {}
        }
        let Some(database) = error.as_database_error() else { return Self::Other(error) };
        match database.kind() {
            ErrorKind::UniqueViolation => return Self::Unique(error),
            ErrorKind::ForeignKeyViolation => return Self::ForeignKey(error),
            _ => {}
        }
        let code = database.code().unwrap_or_default().into_owned();
        if let Ok(sqlite) = code.parse::<u32>()
            && code.len() < 5
        {
            // The low byte is the primary result code, see https://www.sqlite.org/rescode.html
            return match sqlite & 0xff {
                5 | 6 => Self::Busy(error),
                10 if sqlite == 778 => Self::Full(error),
                11 | 26 => Self::Damaged(error),
                13 => Self::Full(error),
                14 => Self::Unreachable(error),
                _ => Self::Other(error),
            };
        }
        match code.as_str() {
            "40001" | "40P01" => Self::Conflict(error),
            "55P03" | "53300" => Self::Busy(error),
            "53100" => Self::Full(error),
            "XX001" | "XX002" => Self::Damaged(error),
            "3D000" => Self::Missing(database.message().to_owned()),
            class if class.starts_with("08") || class.starts_with("57P") || class.starts_with("28") => {
                Self::Unreachable(error)
            }
            _ => Self::Other(error),
        }
    }
}

impl StoreError {
    /// The kind of failure and the engine's code, for the log; never the engine's message, which can hold values.
    #[must_use]
    pub fn cause(&self) -> String {
        if let Self::Group(error) = self {
            return error.cause();
        }
        let (Self::Busy(error)
        | Self::Conflict(error)
        | Self::Unreachable(error)
        | Self::Full(error)
        | Self::Damaged(error)
        | Self::Unique(error)
        | Self::ForeignKey(error)
        | Self::Other(error)) = self
        else {
            return self.to_string();
        };
        match error.as_database_error().and_then(|database| database.code().map(std::borrow::Cow::into_owned)) {
            Some(code) => format!("{self} ({code})"),
            None => self.to_string(),
        }
    }

    /// What a person is told: never the statement, never a value.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Group(error) => error.fault(),
            Self::Busy(_) | Self::Conflict(_) | Self::Undone => Fault::new(Code::DatabaseBusy, ""),
            Self::Full(_) => Fault::new(Code::StorageFull, ""),
            Self::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Fault::new(Code::StorageFull, ""),
            Self::Unreachable(_) | Self::Io(_) => Fault::new(Code::DatabaseUnreachable, ""),
            Self::Damaged(_) | Self::Corrupt { .. } => Fault::new(Code::DatabaseDamaged, ""),
            Self::Missing(database) => Fault::new(Code::DatabaseMissing, "").with("database", database.as_str()),
            Self::Exists(database) => Fault::new(Code::DatabaseExists, "").with("database", database.as_str()),
            Self::InUse(database) => Fault::new(Code::DatabaseInUse, "").with("database", database.as_str()),
            Self::Older { .. } => Fault::new(Code::DatabaseOlder, ""),
            Self::Newer { found, known } => {
                Fault::new(Code::DatabaseNewer, "").with("found", *found).with("known", *known)
            }
            Self::Bulk(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                    Fault::new(Code::DatabaseDamaged, "")
                }
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                    Fault::new(Code::DatabaseBusy, "")
                }
                Some(rusqlite::ErrorCode::DiskFull) => Fault::new(Code::StorageFull, ""),
                _ => Fault::new(Code::DatabaseUnreachable, ""),
            },
            Self::Unique(_) | Self::ForeignKey(_) | Self::Setting { .. } | Self::Migration(_) | Self::Other(_) => {
                Fault::new(Code::Internal, "").with("request", "")
            }
        }
    }
}
