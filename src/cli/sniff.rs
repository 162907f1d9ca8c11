//! `import sniff`, `import profile new`: what a file is, which profile fits it, and a draft of a profile for it. Nothing is
//! stored, and no database is needed.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::import::profiles;
use crate::import::sniff::look::{Looked, look};
use crate::import::sniff::{account, draft, fit};
use crate::import::source::Sent;

/// Tells what a file is. Ends with 1 where something must be asked.
pub(super) async fn sniff(path: &Path, config: &Config, out: &Out) -> Ended {
    let sniffed = looked(path)?.sniffed;
    // Where there is no database, nothing is saved that could fit.
    let fits = match open(config).await {
        Ok(context) => {
            let fits = profiles::ops::fitting(&context, &sniffed).await?;
            context.db.close().await;
            fits
        }
        Err(failure) if failure.code() == Code::DatabaseMissing => fit::shipped(&sniffed),
        Err(failure) => return Err(failure.into()),
    };
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

/// Ends with 1 where the draft has questions.
pub(super) fn new(path: &Path, place: Option<&Path>, out: &Out) -> Ended {
    let Looked { sample, sniffed } = looked(path)?;
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
pub(super) async fn choose(context: &Context, sent: &mut Sent, out: &Out) -> Result<String, Failure> {
    let fits = profiles::ops::fitting(context, &look(&mut sent.file, &sent.path)?.sniffed).await?;
    let file = sent.path.clone();
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

/// Looks at a file; `-` is standard input.
fn looked(path: &Path) -> Result<Looked, Failure> {
    let mut sent = Sent::open(path)?;
    Ok(look(&mut sent.file, &sent.path)?)
}
