//! `import profile`: profiles that come with the program and those that are saved: drafted, saved, listed, shown, and taken
//! out of use.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{ImportProfileArgs, ImportProfileCommand};
use super::out::Out;
use super::{Ended, Exit, open, sniff};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::import::profiles::{self, Reference, Saved, Written, ops};
use crate::people::ops::Added;

pub(super) async fn profile(arguments: &ImportProfileArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.profile {
        ImportProfileCommand::New { file, out: place } => sniff::new(file, place.as_deref(), out),
        ImportProfileCommand::List => {
            let all = match open(config).await {
                Ok(context) => closed(&context, ops::list(&context).await).await?,
                // Where there is no database, nothing is saved.
                Err(failure) if failure.code() == Code::DatabaseMissing => profiles::shipped(),
                Err(failure) => return Err(failure.into()),
            };
            list(all, out)
        }
        ImportProfileCommand::Show { name } => {
            let wanted = Reference::parse(name);
            let written = match open(config).await {
                Ok(context) => closed(&context, ops::find(&context, &wanted).await).await?,
                Err(failure) if failure.code() == Code::DatabaseMissing => shipped(&wanted).ok_or(failure)?,
                Err(failure) => return Err(failure.into()),
            };
            if out.json {
                out.json(&written)?;
            } else {
                out.data(&written.document)?;
            }
            Ok(Exit::Done)
        }
        ImportProfileCommand::Save { file } => {
            let document = read(file)?;
            let context = open(config).await?;
            let saved = closed(&context, ops::save(&context, &document).await).await?;
            let (id, written) = match &saved {
                Added::New(written) => ("cli-profile-saved", written),
                Added::Same(written) => ("cli-profile-same", written),
            };
            told(id, &written.profile, out)
        }
        ImportProfileCommand::Retire { name } => {
            let context = open(config).await?;
            let retired = closed(&context, ops::retire(&context, name, None).await).await?;
            told("cli-profile-retired", &retired.profile, out)
        }
    }
}

/// What an operation answered, with the database closed.
async fn closed<T>(context: &Context, answered: Result<T, Failure>) -> Result<T, Failure> {
    context.db.close().await;
    answered
}

fn shipped(wanted: &Reference) -> Option<Written> {
    let is_wanted = |written: &Written| {
        written.profile.name == wanted.name && wanted.version.is_none_or(|version| version == written.profile.version)
    };
    profiles::shipped().into_iter().find(is_wanted)
}

fn told(id: &str, profile: &Saved, out: &Out) -> Ended {
    if out.json {
        out.json(profile)?;
    } else {
        let version = profile.version.to_string();
        out.say(id, &[("name", profile.name.as_str().into()), ("version", version.into())]);
    }
    Ok(Exit::Done)
}

fn list(all: Vec<Written>, out: &Out) -> Ended {
    let all: Vec<Saved> = all.into_iter().map(|written| written.profile).collect();
    if out.json {
        out.json(&serde_json::json!({ "profiles": all }))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for profile in &all {
        let id = match (profile.shipped, profile.retired_at) {
            (true, _) => "cli-profile-of-program",
            (false, None) => "cli-profile-of-people",
            (false, Some(_)) => "cli-profile-out-of-use",
        };
        let kind = out.words(id, &[]);
        let name = format!("{}@{}", profile.name, profile.version);
        let _ = writeln!(text, "{name:<24}{kind:<16}{}", profile.description.get(out.lang));
    }
    out.data(&text)?;
    Ok(Exit::Done)
}

/// The text of a profile: of a path that is there, otherwise of the saved or shipped one of this name.
pub(super) async fn document(context: &Context, profile: &str) -> Result<String, Failure> {
    if Path::new(profile).exists() {
        return read(Path::new(profile));
    }
    match ops::find(context, &Reference::parse(profile)).await {
        Ok(written) => Ok(written.document),
        // What looks like a path was meant as one.
        Err(failure) if failure.code() == Code::UnknownProfile && is_path(profile) => read(Path::new(profile)),
        Err(failure) => Err(failure),
    }
}

fn is_path(profile: &str) -> bool {
    profile.contains(['/', '\\']) || Path::new(profile).extension().is_some_and(|ending| ending == "toml")
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|_| Fault::new(Code::ProfileUnreadable, "profile").with("path", path.display().to_string()).into())
}
