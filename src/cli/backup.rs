//! `backup` makes and verifies backups, `restore` brings one back.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{BackupArgs, BackupCommand, RestoreArgs};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::migrate;
use crate::upkeep::{Manifest, backup as backups, restore as restores};

pub(super) async fn backup(arguments: &BackupArgs, config: &Config, out: &Out) -> Ended {
    if let Some(BackupCommand::Verify { file }) = &arguments.backup {
        let manifest = backups::verify(file).await?;
        told("backup-verified", file, &manifest, out)?;
        return Ok(Exit::Done);
    }
    let target = config.target();
    let context = open(config).await?;
    let to = arguments.out.clone().unwrap_or_else(|| {
        let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from(&config.backups));
        folder.join(backups::name(&target, context.clock.now()))
    });
    let made = backups::make(&context, &target, &to).await;
    context.db.close().await;
    told("backup-made", &to, &made?, out)?;
    if !out.json {
        out.data(&format!("{}\n", to.display()))?;
    }
    Ok(Exit::Done)
}

/// Says what a backup holds.
fn told(id: &str, path: &Path, manifest: &Manifest, out: &Out) -> std::io::Result<()> {
    if out.json {
        out.json(&json!({ "path": path, "manifest": manifest }))?;
    }
    let rows: i64 = manifest.rows.values().sum();
    let params = [
        ("path", path.display().to_string().into()),
        ("rows", rows.into()),
        ("bytes", manifest.bytes.into()),
        ("position", manifest.audit.sequence.into()),
        ("hash", manifest.audit.hash.as_str().into()),
    ];
    out.say(id, &params);
    Ok(())
}

pub(super) async fn restore(arguments: &RestoreArgs, config: &Config, out: &Out) -> Ended {
    let target = config.target();
    if let Some(command) = restores::command(&target, &arguments.file) {
        out.say("restore-command", &[("command", command.into())]);
    }
    let now = Clock::System.now();
    let restored = restores::restore(&target, &arguments.file, arguments.force, now).await?;
    if let Some(aside) = &restored.aside {
        out.say("restore-aside", &[("path", aside.display().to_string().into())]);
    }
    if out.json {
        out.json(&json!({ "aside": restored.aside, "manifest": restored.manifest }))?;
    }
    let params = [
        ("database", target.to_string().into()),
        ("position", restored.manifest.audit.sequence.into()),
        ("hash", restored.manifest.audit.hash.as_str().into()),
    ];
    out.say("restore-done", &params);
    let older = restored.manifest.migration < migrate::known();
    let next = if older { "casetime migrate" } else { "casetime doctor" };
    out.say("cli-next", &[("command", next.into())]);
    Ok(Exit::Done)
}
