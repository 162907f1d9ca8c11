//! `audit`: show and verify the audit trail, make the key of checkpoints, add one.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::args::{AuditArgs, AuditCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::audit::checkpoint::{self, Settings};
use crate::audit::ops::{self, Wanted};
use crate::config::Config;
use crate::failure::Failure;
use crate::fault::{Code, Fault};

pub(super) async fn audit(arguments: &AuditArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.audit {
        AuditCommand::Show { object, actor, from, to, limit } => {
            let wanted = Wanted::parse(object, actor, from, to, *limit).map_err(Failure::from)?;
            show(&wanted, config, out).await
        }
        AuditCommand::Verify { checkpoints, key } => verify(checkpoints.as_ref(), key.as_ref(), config, out).await,
        AuditCommand::Key { out: path } => {
            let public = checkpoint::make_key(path).map_err(Failure::from)?;
            if out.json {
                out.json(&serde_json::json!({ "public_key": public }))?;
            } else {
                out.data(&format!("{public}\n"))?;
            }
            let public_file = checkpoint::public_file(path).display().to_string();
            out.say("audit-key-made", &[("path", path.display().to_string().into()), ("public", public_file.into())]);
            Ok(Exit::Done)
        }
        AuditCommand::Checkpoint => add(config, out).await,
    }
}

async fn show(wanted: &Wanted, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    let events = ops::list(&context, wanted).await?;
    if out.json {
        out.json(&serde_json::json!({ "events": events }))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for event in events {
        let at = event.at.format("%Y-%m-%dT%H:%M:%SZ");
        let (sequence, actor, action) = (event.sequence, &event.actor, &event.action);
        let _ = writeln!(text, "{sequence:>8} {at} {actor:<16} {action:<12} {}:{}", event.object_kind, event.object_id);
    }
    out.data(&text)?;
    Ok(Exit::Done)
}

async fn verify(file: Option<&PathBuf>, key: Option<&PathBuf>, config: &Config, out: &Out) -> Ended {
    let checkpoints = match checkpoints_and_key(file, key, config)? {
        Some((file, key)) => Some(checkpoint::read_signed(&file, &key).map_err(Failure::from)?),
        None => None,
    };
    let context = open(config).await?;
    let events = checkpoint::verify(&context.db, checkpoints.as_deref().unwrap_or_default()).await?;
    let count = checkpoints.map(|checkpoints| checkpoints.len());
    if out.json {
        out.json(&serde_json::json!({ "events": events, "sound": true, "checkpoints": count }))?;
        return Ok(Exit::Done);
    }
    out.say("audit-sound", &[("events", events.into())]);
    match count {
        Some(count) => out.say("audit-checkpoints-agree", &[("count", count.into())]),
        None => out.say("audit-no-checkpoints", &[]),
    }
    Ok(Exit::Done)
}

/// What is given stands over the settings; of the key of the settings the public half is enough.
fn checkpoints_and_key(
    file: Option<&PathBuf>,
    key: Option<&PathBuf>,
    config: &Config,
) -> Result<Option<(PathBuf, PathBuf)>, Failure> {
    let set = |text: &str| (!text.is_empty()).then(|| PathBuf::from(text));
    let Some(file) = file.cloned().or_else(|| set(&config.checkpoints)) else { return Ok(None) };
    let key = key.cloned().or_else(|| set(&config.checkpoint_key).map(|key| public_half(&key)));
    match key {
        Some(key) => Ok(Some((file, key))),
        None => Err(Fault::new(Code::Required, "key").into()),
    }
}

/// The file of the public key, where there is one.
pub(super) fn public_half(key: &std::path::Path) -> PathBuf {
    let public = checkpoint::public_file(key);
    if public.is_file() { public } else { key.to_owned() }
}

async fn add(config: &Config, out: &Out) -> Ended {
    let missing = if config.checkpoints.is_empty() { "checkpoints" } else { "checkpoint_key" };
    let settings = Settings::of(&config.checkpoints, &config.checkpoint_key)
        .ok_or_else(|| Failure::from(Fault::new(Code::Required, missing)))?;
    let context = open(config).await?;
    let added = checkpoint::push(&context, &settings).await?;
    if out.json {
        out.json(&added)?;
    }
    out.say(
        "audit-checkpoint-added",
        &[("position", added.sequence.into()), ("path", config.checkpoints.as_str().into())],
    );
    Ok(Exit::Done)
}
