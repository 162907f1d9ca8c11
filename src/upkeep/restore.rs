//! Bringing a backup back: verified before anything is touched, and nothing that was there is overwritten.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::backup::{self, agree, examine, holding};
use super::tools::{self, Server};
use super::{Engine, Manifest, beside, keep, unreadable};
use crate::audit::chain;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::store::lock::Lock;
use crate::store::{StoreError, Target, check, migrate};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is there now.
    pub manifest: Manifest,
    /// Where the database that was there before is now.
    pub aside: Option<PathBuf>,
}

/// Puts a backup where the database belongs. A database that is there is an obstacle, or with `force` moved aside; on
/// a server only an empty database is filled.
///
/// # Errors
/// As [`backup::verify`]; `database_exists`, `database_in_use`, `storage_full`, `output_unwritable`.
pub async fn restore(target: &Target, from: &Path, force: bool, now: DateTime<Utc>) -> Result<Restored, Failure> {
    let manifest = backup::verify(from).await?;
    match (target, manifest.engine) {
        (Target::Sqlite(path), Engine::Sqlite) => {
            let (path, from) = (path.clone(), from.to_owned());
            beside(move || into_file(&path, &from, manifest, force, now)).await
        }
        (Target::Postgres(url), Engine::Postgresql) => into_server(target, url, from, manifest).await,
        // A backup of the other engine.
        _ => Err(unreadable(from)),
    }
}

/// The command that fills the database of a server, as one would type it.
#[must_use]
pub fn command(target: &Target, from: &Path) -> Option<String> {
    let Target::Postgres(url) = target else { return None };
    let server = Server::of(url);
    Some(server.typed("pg_restore", &tools::restore_arguments(server.database(), from)))
}

fn into_file(
    path: &Path,
    from: &Path,
    manifest: Manifest,
    force: bool,
    now: DateTime<Utc>,
) -> Result<Restored, Failure> {
    let alone = Lock::take(path)?;
    let parts: Vec<PathBuf> = ["", "-wal", "-shm"].map(|part| with(path, part)).into();
    let obstacle = parts.iter().any(|part| part.exists());
    if obstacle && !force {
        return Err(StoreError::Exists(path.display().to_string()).into());
    }
    let copy = keep::copy(from, path)?;
    let mut aside = None;
    if obstacle {
        let to = with(path, &format!(".{}", now.format("%Y%m%dT%H%M%SZ")));
        move_aside(path, &to)?;
        aside = Some(to);
    }
    keep::settle(copy, path)?;
    let (inventory, audit) = examine(path, from)?;
    agree(&manifest, &inventory, &audit, from)?;
    drop(alone);
    Ok(Restored { manifest, aside })
}

/// Moves a database with its log, which without it would be played into the next one.
fn move_aside(path: &Path, to: &Path) -> Result<(), Failure> {
    for part in ["", "-wal", "-shm"] {
        let (from, to) = (with(path, part), with(to, part));
        if to.exists() {
            return Err(Fault::new(Code::OutputExists, "").with("path", to.display().to_string()).into());
        }
        match std::fs::rename(&from, &to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(keep::unwritable(&to, &error)),
            _ => {}
        }
    }
    keep::sync_folder(&keep::folder_of(path)).map_err(|error| keep::unwritable(to, &error))
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn into_server(target: &Target, url: &str, from: &Path, manifest: Manifest) -> Result<Restored, Failure> {
    let (db, found) = migrate::open_any(target).await?;
    let mut tx = db.read().await?;
    let tables = check::tables(&mut tx).await?;
    tx.rollback().await?;
    if found.is_some() || !tables.is_empty() {
        db.close().await;
        return Err(StoreError::Exists(target.to_string()).into());
    }
    let (server, dump) = (Server::of(url), from.to_owned());
    beside(move || server.run("pg_restore", &tools::restore_arguments(server.database(), &dump))).await?;
    let mut tx = db.read().await?;
    let inventory = check::inventory(&mut tx).await?;
    tx.rollback().await?;
    let audit = holding(chain::walk(&db, std::collections::BTreeSet::new()).await?)?;
    db.close().await;
    agree(&manifest, &inventory, &audit, from)?;
    Ok(Restored { manifest, aside: None })
}
