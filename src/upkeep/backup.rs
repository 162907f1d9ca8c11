//! Backups: one file that is complete and sound when it has its name, and its manifest beside it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::tools::{self, Server};
use super::{Engine, Head, Manifest, beside, keep, manifest_file, unreadable, unsound};
use crate::audit::chain;
use crate::audit::ops::{self, Verified};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::store::check::{self, Inventory};
use crate::store::{Db, StoreError, Target, migrate};

/// The name of a backup made now, for a folder of backups.
#[must_use]
pub fn name(target: &Target, now: DateTime<Utc>) -> String {
    let ending = match target {
        Target::Sqlite(_) => "db",
        Target::Postgres(_) => "dump",
    };
    format!("casetime-{}.{ending}", now.format("%Y%m%dT%H%M%SZ"))
}

/// Makes a backup in the file `to` while others write, and checks it before it gets its name.
///
/// # Errors
/// `output_exists`, `output_unwritable`, `storage_full`, `backup_unsound`, `audit_broken`, `engine_tool`, or when the
/// database fails.
pub async fn make(context: &Context, target: &Target, to: &Path) -> Result<Manifest, Failure> {
    let created_at = context.clock.now();
    keep::sweep(&keep::folder_of(to), created_at);
    for taken in [to.to_owned(), manifest_file(to)] {
        if taken.exists() {
            return Err(Fault::new(Code::OutputExists, "out").with("path", taken.display().to_string()).into());
        }
    }
    let temporary = keep::temporary(to)?;
    let copy = temporary.path().to_owned();
    let (engine, inventory, audit) = match (&context.db, target) {
        (Db::Sqlite(file), _) => {
            let (path, shown) = (file.path.clone(), to.to_owned());
            let work = move || {
                check::copy_file(&path, &copy)?;
                examine(&copy, &shown)
            };
            let (inventory, audit) = beside(work).await?;
            (Engine::Sqlite, inventory, audit)
        }
        (Db::Postgres(..), Target::Postgres(url)) => {
            let (inventory, audit) = dump(&context.db, Server::of(url), copy).await?;
            (Engine::Postgresql, inventory, audit)
        }
        (Db::Postgres(..), Target::Sqlite(_)) => return Err(unreadable(to)),
    };
    let to = to.to_owned();
    let work = move || {
        let (bytes, sha256) = keep::digest_of_file(temporary.path()).map_err(|error| keep::unwritable(&to, &error))?;
        let manifest = Manifest {
            created_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine,
            migration: inventory.migration,
            audit,
            rows: inventory.rows,
            bytes,
            sha256,
        };
        let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        text.push('\n');
        // The manifest first: a backup that has its name has everything.
        let beside = manifest_file(&to);
        keep::write(&beside, &text)?;
        if let Err(failure) = keep::settle(temporary, &to) {
            drop(std::fs::remove_file(beside));
            return Err(failure);
        }
        Ok(manifest)
    };
    beside(work).await
}

/// What an embedded file holds, when it is sound; `shown` is the name a person knows it by. Blocks.
pub(super) fn examine(file: &Path, shown: &Path) -> Result<(Inventory, Head), Failure> {
    let found = check::examine_file(file).map_err(|error| unsound_when_damaged(error, shown))?;
    if found.damaged > 0 {
        return Err(unsound(shown, "backup-unsound-damaged", &[]));
    }
    if found.dangling > 0 {
        return Err(unsound(shown, "backup-unsound-dangling", &[("count", found.dangling.into())]));
    }
    let (found_at, known) = (found.inventory.migration, migrate::known());
    if found_at > known {
        return Err(StoreError::Newer { found: found_at, known }.into());
    }
    let walked = chain::walk_file(file).map_err(|error| unsound_when_damaged(error, shown))?;
    let audit = holding(walked)?;
    Ok((found.inventory, audit))
}

/// The end of a chain that holds.
pub(super) fn holding(walked: chain::Walked) -> Result<Head, Failure> {
    match walked.verified {
        Verified::Sound(sequence) => Ok(Head { sequence, hash: walked.head }),
        Verified::BrokenAt(position) => Err(Fault::new(Code::AuditBroken, "").with("position", position).into()),
    }
}

fn unsound_when_damaged(error: StoreError, shown: &Path) -> Failure {
    match error.fault().code {
        Code::StorageFull | Code::DatabaseBusy => error.into(),
        _ => unsound(shown, "backup-unsound-damaged", &[]),
    }
}

/// Dumps one snapshot of a server into a file, and counts what that snapshot holds.
async fn dump(db: &Db, server: Server, into: PathBuf) -> Result<(Inventory, Head), Failure> {
    let mut tx = db.read().await?;
    let snapshot = check::share_snapshot(&mut tx).await?;
    let inventory = check::inventory(&mut tx).await?;
    let (sequence, hash) = ops::head(&mut tx).await?;
    let work = move || {
        server.run("pg_dump", &tools::dump_arguments(&into, snapshot.as_deref()))?;
        server.run("pg_restore", &tools::list_arguments(&into))
    };
    beside(work).await?;
    // The snapshot is shared until here.
    tx.rollback().await?;
    holding(chain::walk(db, std::collections::BTreeSet::new()).await?)?;
    Ok((inventory, Head { sequence, hash }))
}

/// Reads the manifest beside a backup.
///
/// # Errors
/// `backup_unreadable`.
pub fn manifest_of(backup: &Path) -> Result<Manifest, Failure> {
    let path = manifest_file(backup);
    let text = std::fs::read(&path).map_err(|_| unreadable(&path))?;
    serde_json::from_slice(&text).map_err(|_| unreadable(&path))
}

/// Checks a backup against its manifest: size and SHA-256, then everything that was checked when it was made.
///
/// # Errors
/// `backup_unreadable`, `backup_unsound`, `audit_broken`, `engine_tool`.
pub async fn verify(backup: &Path) -> Result<Manifest, Failure> {
    let backup = backup.to_owned();
    beside(move || {
        let manifest = manifest_of(&backup)?;
        verify_bytes(&backup, &manifest)?;
        match manifest.engine {
            Engine::Sqlite => {
                let (inventory, audit) = examine(&backup, &backup)?;
                agree(&manifest, &inventory, &audit, &backup)?;
            }
            Engine::Postgresql => Server::of("").run("pg_restore", &tools::list_arguments(&backup))?,
        }
        Ok(manifest)
    })
    .await
}

/// Checks size and SHA-256. Blocks.
///
/// # Errors
/// `backup_unreadable`, `backup_unsound`.
pub fn verify_bytes(backup: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let (bytes, sha256) = keep::digest_of_file(backup).map_err(|_| unreadable(backup))?;
    if bytes != manifest.bytes {
        let sizes = [("found", Into::into(bytes)), ("expected", manifest.bytes.into())];
        return Err(unsound(backup, "backup-unsound-size", &sizes));
    }
    if sha256 != manifest.sha256 {
        return Err(unsound(backup, "backup-unsound-bytes", &[]));
    }
    Ok(())
}

/// Whether what was found is what the manifest promises.
pub(super) fn agree(manifest: &Manifest, found: &Inventory, audit: &Head, backup: &Path) -> Result<(), Failure> {
    let differing = manifest.rows.iter().find(|(table, rows)| found.rows.get(*table) != Some(*rows));
    let more = found.rows.keys().find(|table| !manifest.rows.contains_key(*table));
    if let Some(table) = differing.map(|(table, _)| table).or(more) {
        return Err(unsound(backup, "backup-unsound-rows", &[("table", table.as_str().into())]));
    }
    if manifest.audit != *audit || manifest.migration != found.migration {
        return Err(unsound(backup, "backup-unsound-head", &[]));
    }
    Ok(())
}

/// The last backup in a folder that has a manifest.
#[must_use]
pub fn latest(folder: &Path) -> Option<(PathBuf, Manifest)> {
    let found = std::fs::read_dir(folder).ok()?;
    let manifests = found
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let backups = manifests.map(|manifest| manifest.with_extension(""));
    let readable = backups.filter(|backup| backup.is_file()).filter_map(|backup| {
        let manifest = manifest_of(&backup).ok()?;
        Some((backup, manifest))
    });
    readable.max_by_key(|(_, manifest)| manifest.created_at)
}
