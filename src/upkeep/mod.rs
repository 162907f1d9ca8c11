//! Looking after an installation: backups and their manifests, restoring, and facts for `doctor`. It stands beside
//! `install`, over the features, and is no door.

pub mod accounts;
pub mod backup;
mod keep;
pub mod restore;
mod store;
mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::words::{self, Param};

/// What a backup promises to hold; written beside it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When the backup was begun.
    pub created_at: DateTime<Utc>,
    /// The version of the program that made it.
    pub program: String,
    /// The engine it is of.
    pub engine: Engine,
    /// The last migration applied.
    pub migration: i64,
    /// The end of the audit trail.
    pub audit: Head,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// The size of the backup in bytes.
    pub bytes: u64,
    /// SHA-256 of the backup in hexadecimal.
    pub sha256: String,
}

/// The engine a backup is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// The custom format of `pg_dump`.
    Postgresql,
}

/// The last event of an audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its position; 0 when there is none.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// The manifest beside a backup.
#[must_use]
pub fn manifest_file(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}

/// A backup that is not sound, with the reason in both languages.
fn unsound(path: &Path, reason: &str, params: &[(&str, Param)]) -> Failure {
    let [en, fr] = Lang::ALL.map(|lang| words::say(lang, reason, params));
    Fault::new(Code::BackupUnsound, "").with("path", path.display().to_string()).with("detail", &Both { en, fr }).into()
}

fn unreadable(path: &Path) -> Failure {
    Fault::new(Code::BackupUnreadable, "").with("path", path.display().to_string()).into()
}

/// Runs something that blocks beside the other tasks.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(lost) => Err(crate::store::StoreError::Io(std::io::Error::other(lost)).into()),
    }
}
