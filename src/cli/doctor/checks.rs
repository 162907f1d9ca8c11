//! The checks of `doctor`, one small function each. None changes anything.

use std::net::ToSocketAddrs as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::super::audit::public_half;
use super::Check;
use crate::audit::chain::{self, Walked};
use crate::audit::checkpoint::{self, Checkpoint};
use crate::audit::ops::Verified;
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::reports::facts::folder::{self, Absent};
use crate::store::{Db, StoreError, check, lock, migrate, sqlite};
use crate::upkeep::{accounts, backup};
use crate::vocabulary;

/// Free room that is needed in any case, in KiB: 1 GiB.
const ROOM_KIB: u64 = 1 << 20;
/// The oldest server that is looked after: its version as a number.
const OLDEST_SERVER: u32 = 14;

/// Every check, in the order of how bad a failure is.
pub(super) async fn all(config: &Config) -> Result<Vec<Check>, Failure> {
    let target = config.target();
    let (db, found) = migrate::open_any(&target).await?;
    let Some(found) = found else { return Err(StoreError::Missing(target.to_string()).into()) };
    let now = Clock::System.now();
    let mut checks = Vec::new();
    engine(&db, &mut checks).await?;
    checks.push(file_modes(&db, config));
    checks.push(room(&db));
    let current = found == migrate::known();
    checks.push(Check::holds("migrations", current).with("found", found).with("known", migrate::known()));
    contents(&db, &mut checks).await?;
    trail(&db, config, now, current, &mut checks).await?;
    backups(config, now, &mut checks).await;
    checks.push(facts(config).await);
    checks.push(public_url(config));
    people(&db, config, current, &mut checks).await?;
    db.close().await;
    Ok(checks)
}

async fn engine(db: &Db, checks: &mut Vec<Check>) -> Result<(), Failure> {
    let (version, settings) = check::settings(db).await?;
    let mut numbers = version.split(['.', ' ']).map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let recent = match db {
        Db::Sqlite(_) => (next(), next(), next()) >= sqlite::OLDEST_VERSION,
        Db::Postgres(..) => next() >= OLDEST_SERVER,
    };
    checks.push(Check::holds("engine-version", recent).with("found", version));
    let differing: Vec<String> = settings
        .into_iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(name, found, expected)| format!("{name} = {found} ({expected})"))
        .collect();
    checks.push(Check::holds("engine-settings", differing.is_empty()).with("settings", differing.join(", ")));
    Ok(())
}

/// The files that only the owner may read.
fn file_modes(db: &Db, config: &Config) -> Check {
    let mut files: Vec<PathBuf> = Vec::new();
    if let Some(path) = db.path() {
        let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
        files.extend([path.to_owned(), beside("-wal"), beside("-shm"), lock::path_of(path)]);
    }
    if !config.checkpoint_key.is_empty() {
        files.push(PathBuf::from(&config.checkpoint_key));
    }
    let open: Vec<String> =
        files.iter().filter(|path| others_may(path)).map(|path| path.display().to_string()).collect();
    if files.is_empty() {
        return Check::not_applicable("file-modes");
    }
    Check::holds("file-modes", open.is_empty()).with("files", open.join(" "))
}

#[cfg(unix)]
fn others_may(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may(_: &Path) -> bool {
    false
}

/// Free room for as much again as the database, and some more.
fn room(db: &Db) -> Check {
    const NAME: &str = "disk-space";
    let Some(path) = db.path() else { return Check::not_applicable(NAME) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(free) = free_kib(folder) else { return Check::not_applicable(NAME) };
    let size = std::fs::metadata(path).map_or(0, |found| found.len() / 1024);
    let needed = ROOM_KIB + 2 * size;
    Check::holds(NAME, free >= needed).with("free", free / 1024).with("needed", needed / 1024)
}

/// Free room on the disk of a folder, as `df` tells it.
fn free_kib(folder: &Path) -> Option<u64> {
    let told = std::process::Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

async fn contents(db: &Db, checks: &mut Vec<Check>) -> Result<(), Failure> {
    match check::examine(db).await? {
        Some((damaged, dangling)) => {
            checks.push(Check::holds("integrity", damaged == 0));
            checks.push(Check::holds("references", dangling == 0));
        }
        // A server looks after both itself.
        None => checks.extend(["integrity", "references"].map(Check::not_applicable)),
    }
    Ok(())
}

async fn trail(
    db: &Db,
    config: &Config,
    now: DateTime<Utc>,
    current: bool,
    checks: &mut Vec<Check>,
) -> Result<(), Failure> {
    if !current {
        checks.extend(["audit-chain", "clock", "checkpoints", "checkpoints-recent"].map(Check::not_applicable));
        return Ok(());
    }
    let set = !config.checkpoints.is_empty() && !config.checkpoint_key.is_empty();
    let signed = set.then(|| {
        let key = public_half(Path::new(&config.checkpoint_key));
        checkpoint::read_signed(Path::new(&config.checkpoints), &key)
    });
    let known: &[Checkpoint] = signed.as_ref().and_then(|read| read.as_ref().ok()).map_or(&[], Vec::as_slice);
    let walked = chain::walk(db, checkpoint::positions(known)).await?;
    checks.push(match walked.verified {
        Verified::Sound(_) => Check::pass("audit-chain"),
        Verified::BrokenAt(position) => Check::fail("audit-chain").with("position", position),
    });
    let last = walked.at.map(|at| at.to_rfc3339()).unwrap_or_default();
    checks.push(Check::holds("clock", walked.at.is_none_or(|at| at <= now)).with("last", last));
    let agree = signed.as_ref().is_some_and(Result::is_ok) && agreeing(known, &walked);
    checks.push(Check::holds("checkpoints", agree));
    let recent = known.last().and_then(Checkpoint::made_at).is_some_and(|at| now - at < TimeDelta::days(1));
    checks.push(Check::holds("checkpoints-recent", recent));
    Ok(())
}

fn agreeing(checkpoints: &[Checkpoint], walked: &Walked) -> bool {
    !checkpoints.is_empty() && checkpoint::first_differing(checkpoints, walked).is_none()
}

async fn backups(config: &Config, now: DateTime<Utc>, checks: &mut Vec<Check>) {
    let folder = PathBuf::from(&config.backups);
    if config.backups.is_empty() {
        checks.extend([Check::fail("backup-recent"), Check::not_applicable("backup-sound")]);
        return;
    }
    let looked = tokio::task::spawn_blocking(move || {
        let (path, manifest) = backup::latest(&folder)?;
        let sound = backup::verify_bytes(&path, &manifest).is_ok();
        Some((manifest.created_at, path, sound))
    });
    match looked.await.ok().flatten() {
        Some((at, path, sound)) => {
            checks.push(Check::holds("backup-recent", now - at < TimeDelta::days(1)));
            checks.push(Check::holds("backup-sound", sound).with("path", path.display().to_string()));
        }
        None => checks.extend([Check::fail("backup-recent"), Check::not_applicable("backup-sound")]),
    }
}

/// What reports are made from can be made anew at any time; a damaged disk would show here first.
async fn facts(config: &Config) -> Check {
    const NAME: &str = "facts";
    let Some(place) = config.facts_place() else { return Check::not_applicable(NAME).with("path", "–") };
    let path = place.display().to_string();
    let found = tokio::task::spawn_blocking(move || folder::inspect(&place)).await;
    match found.unwrap_or(Err(Absent::Damaged)) {
        Ok(_) => Check::pass(NAME).with("path", path),
        Err(Absent::Missing | Absent::OtherFormat) => Check::not_applicable(NAME).with("path", path),
        Err(Absent::Damaged) => Check::fail(NAME).with("path", path),
    }
}

/// Listening beyond this machine needs the address people use.
fn public_url(config: &Config) -> Check {
    let here = config.listen.to_socket_addrs().is_ok_and(|mut found| found.all(|address| address.ip().is_loopback()));
    if here {
        return Check::not_applicable("public-url");
    }
    Check::holds("public-url", !config.public_url.is_empty())
}

async fn people(db: &Db, config: &Config, current: bool, checks: &mut Vec<Check>) -> Result<(), Failure> {
    if !current {
        checks.extend(["vocabulary", "administrator", "roles", "password-hashes"].map(Check::not_applicable));
        return Ok(());
    }
    checks.push(Check::holds("vocabulary", vocabulary::ops::current(db).await.is_ok()));
    let counted = accounts::count(db).await?;
    checks.push(Check::holds("administrator", counted.administrators > 0));
    if counted.all == 0 {
        checks.extend(["roles", "password-hashes"].map(Check::not_applicable));
        return Ok(());
    }
    checks.push(Check::holds("roles", counted.without_role == 0).with("count", counted.without_role));
    checks.push(if config.local_passwords {
        Check::holds("password-hashes", counted.weakly_hashed == 0).with("count", counted.weakly_hashed)
    } else {
        Check::not_applicable("password-hashes")
    });
    Ok(())
}
