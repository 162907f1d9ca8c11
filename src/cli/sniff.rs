//! `import sniff`, `import profile`: what a file is, which profile fits it, and a draft of a profile for it. Nothing is
//! stored, and no database is needed.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::args::{ImportProfileArgs, ImportProfileCommand};
use super::out::Out;
use super::{Ended, Exit};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::import::profile::{Profile, SHIPPED};
use crate::import::sniff::sample::Sample;
use crate::import::sniff::{self, account, draft, fit};

/// Tells what a file is. Ends with 1 where something must be asked.
pub(super) fn sniff(path: &Path, out: &Out) -> Ended {
    let sniffed = sniff::of(&sample(path)?);
    let fits = fit::shipped(&sniffed);
    if out.json {
        let questions: Vec<String> =
            sniffed.questions.iter().map(|asked| account::question(asked, account::Speaker(out.lang))).collect();
        let name = path.display().to_string();
        out.json(&serde_json::json!({ "file": name, "sniffed": sniffed, "profiles": fits, "questions": questions }))?;
    } else {
        let mut text = account::lines(&sniffed, &fits, out.lang).join("\n");
        text.push('\n');
        out.data(&text)?;
        let path = path.display();
        let next = match fits.as_slice() {
            [one] => format!("casetime import {path} --profile {} --rehearse", one.profile),
            _ => format!("casetime import profile new {path} --out profile.toml"),
        };
        out.say("cli-next", &[("command", next.into())]);
    }
    Ok(if sniffed.questions.is_empty() { Exit::Done } else { Exit::WithRemainder })
}

/// Lists profiles, or drafts one.
pub(super) fn profile(arguments: &ImportProfileArgs, out: &Out) -> Ended {
    match &arguments.profile {
        ImportProfileCommand::List => list(out),
        ImportProfileCommand::New { file, out: place } => new(file, place.as_deref(), out),
    }
}

fn list(out: &Out) -> Ended {
    // That every shipped profile can be read is held by a test.
    let profiles: Vec<Profile> = SHIPPED.iter().filter_map(|(_, text)| Profile::parse(text).ok()).collect();
    if out.json {
        let all: Vec<_> = profiles
            .iter()
            .map(|profile| {
                serde_json::json!({
                    "name": profile.name, "version": profile.version, "description": profile.description,
                })
            })
            .collect();
        out.json(&serde_json::json!({ "profiles": all }))?;
    } else {
        let mut text = String::new();
        for profile in &profiles {
            let _ = writeln!(text, "{:<20}{}", profile.name, profile.description.get(out.lang));
        }
        out.data(&text)?;
    }
    Ok(Exit::Done)
}

/// Ends with 1 where the draft has questions.
fn new(path: &Path, place: Option<&Path>, out: &Out) -> Ended {
    let sample = sample(path)?;
    let sniffed = sniff::of(&sample);
    let name = path.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
    let text = draft::draft(&sniffed, &sample, &name, out.lang).map_err(Failure::from)?;
    match place {
        None => out.data(&text)?,
        Some(place) => {
            let fault = |code| Failure::from(Fault::new(code, "out").with("path", place.display().to_string()));
            let mut file = File::create_new(place).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => fault(Code::OutputExists),
                _ => fault(Code::OutputUnwritable),
            })?;
            file.write_all(text.as_bytes()).map_err(|_| fault(Code::OutputUnwritable))?;
            out.say("cli-draft-written", &[("path", place.display().to_string().into())]);
            if sniffed.questions.is_empty() {
                let next = format!("casetime import {} --profile {} --rehearse", path.display(), place.display());
                out.say("cli-next", &[("command", next.into())]);
            }
        }
    }
    if !sniffed.questions.is_empty() {
        out.say("cli-draft-open", &[("count", sniffed.questions.len().into())]);
    }
    Ok(if sniffed.questions.is_empty() { Exit::Done } else { Exit::WithRemainder })
}

/// The one profile that fits a file.
///
/// # Errors
/// `profile_not_found`, `profile_not_one`, or why the file cannot be read.
pub(super) fn choose(path: &Path, out: &Out) -> Result<String, Failure> {
    if path.as_os_str() == "-" {
        // What comes in on standard input is read once, by the import.
        return Err(Fault::new(Code::Required, "profile").into());
    }
    let fits = fit::shipped(&sniff::of(&sample(path)?));
    let file = path.display().to_string();
    match fits.as_slice() {
        [one] => {
            out.say("cli-profile-chosen", &[("profile", one.profile.as_str().into()), ("file", file.into())]);
            Ok(one.profile.clone())
        }
        [] => Err(Fault::new(Code::ProfileNotFound, "profile").with("path", file).into()),
        several => {
            let names: Vec<&str> = several.iter().map(|fit| fit.profile.as_str()).collect();
            Err(Fault::new(Code::ProfileNotOne, "profile").with("path", file).with("profiles", names.join(", ")).into())
        }
    }
}

/// The part of a file that is looked at; `-` is standard input.
fn sample(path: &Path) -> Result<Sample, Failure> {
    let fault = |code| Failure::from(Fault::new(code, "").with("path", path.display().to_string()));
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => fault(Code::SourceMissing),
        _ => fault(Code::SourceUnreadable),
    };
    if path.is_dir() {
        return Err(fault(Code::SourceIsDirectory));
    }
    let mut file = if path.as_os_str() == "-" {
        let mut spool = tempfile::tempfile().map_err(unreadable)?;
        io::copy(&mut io::stdin().lock(), &mut spool).map_err(unreadable)?;
        spool
    } else {
        File::open(path).map_err(unreadable)?
    };
    let sample = Sample::of(&mut file).map_err(unreadable)?;
    if sample.size == 0 { Err(fault(Code::SourceEmpty)) } else { Ok(sample) }
}
