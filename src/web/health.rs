//! Whether the program can do its work, for whoever sends requests its way. Fixed words only: it answers without sign-in.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::time::timeout;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Db, migrate};
use crate::web::stop::Stop;

/// With less room than this, in bytes, an embedded database cannot be trusted to take more.
const ROOM: u64 = 100 * 1024 * 1024;
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the program can do its work, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Whether requests may be sent here.
    pub ready: bool,
    /// What was looked at.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// Whether it is as it should be. An old backup is not, and does not keep requests away.
    pub ok: bool,
    /// How it is, in fixed words.
    pub detail: &'static str,
}

/// Looks at everything that requests need.
pub async fn readiness(db: &Db, config: &Config, clock: Clock, stop: &Stop) -> Readiness {
    let stopping = stop.has_begun();
    let mut checks =
        vec![Check { name: "stopping", ok: !stopping, detail: if stopping { "stopping" } else { "serving" } }];
    checks.extend(database(db).await);
    if let Some(path) = db.path() {
        checks.push(disk(path));
    }
    let ready = checks.iter().all(|check| check.ok);
    if !config.backups.is_empty() {
        checks.push(backup(Path::new(&config.backups), clock.now()));
    }
    Readiness { ready, checks }
}

async fn database(db: &Db) -> [Check; 2] {
    let found = timeout(PATIENCE, migrate::found(db)).await.ok().and_then(Result::ok);
    let (ok, detail) = match found {
        Some(found) if found == migrate::known() => (true, "complete"),
        Some(found) if found < migrate::known() => (false, "older_than_program"),
        Some(_) => (false, "newer_than_program"),
        None => (false, "unknown"),
    };
    let answers = if found.is_some() { "answers" } else { "does_not_answer" };
    [Check { name: "database", ok: found.is_some(), detail: answers }, Check { name: "migrations", ok, detail }]
}

/// Whether there is room beside an embedded database.
#[must_use]
pub fn disk(database: &Path) -> Check {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (ok, detail) = match free_bytes(folder) {
        Some(free) if free < ROOM => (false, "less_than_100_mib_free"),
        Some(_) => (true, "room_enough"),
        None => (true, "unknown"),
    };
    Check { name: "disk", ok, detail }
}

/// Bytes that may still be written to the file system of a folder; `None` where that cannot be asked.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// How old the newest backup in a folder is.
#[must_use]
pub fn backup(folder: &Path, now: DateTime<Utc>) -> Check {
    let (ok, detail) = match newest_backup(folder) {
        Err(_) => (false, "folder_cannot_be_read"),
        Ok(None) => (false, "none_found"),
        Ok(Some(made)) if now - made <= TimeDelta::hours(26) => (true, "younger_than_a_day"),
        Ok(Some(made)) if now - made <= TimeDelta::days(7) => (false, "older_than_a_day"),
        Ok(Some(_)) => (false, "older_than_a_week"),
    };
    Check { name: "backup", ok, detail }
}

/// When the newest backup in a folder was written.
///
/// # Errors
/// When the folder cannot be read.
pub fn newest_backup(folder: &Path) -> std::io::Result<Option<DateTime<Utc>>> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_backup = entry.path().extension().is_some_and(|extension| extension == "db" || extension == "dump");
        if is_backup && entry.file_type()?.is_file() {
            newest = newest.max(Some(DateTime::<Utc>::from(entry.metadata()?.modified()?)));
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_backup_counts_and_other_files_do_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Clock::System.now();
        assert_eq!(backup(folder.path(), now).detail, "none_found");
        std::fs::write(folder.path().join("notes.txt"), "x").expect("written");
        assert_eq!(backup(folder.path(), now).detail, "none_found");
        std::fs::write(folder.path().join("a.db"), "x").expect("written");
        let detail = |days: i64| backup(folder.path(), now + TimeDelta::days(days)).detail;
        assert_eq!((detail(0), detail(2), detail(8)), ("younger_than_a_day", "older_than_a_day", "older_than_a_week"));
        assert_eq!(backup(&folder.path().join("absent"), now).detail, "folder_cannot_be_read");
    }

    #[test]
    fn free_room_is_found_for_a_relative_path_too() {
        assert!(disk(Path::new("casetime.db")).detail != "unknown" || cfg!(not(unix)));
    }
}
