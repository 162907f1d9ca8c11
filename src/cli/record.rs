//! `record`: one entry, through the same parser as form and API.

use std::io::Read as _;
use std::path::Path;

use super::args::RecordArgs;
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::entries::RawEntry;
use crate::entries::ops::{self, Recorded};
use crate::failure::Failure;
use crate::fault::{Code, Fault};

pub(super) async fn record(arguments: &RecordArgs, config: &Config, out: &Out) -> Ended {
    let raw = RawEntry {
        id: arguments.id.clone(),
        person: arguments.person.clone(),
        file: arguments.file.clone(),
        activity: arguments.activity.clone(),
        worked_on: arguments.on.clone(),
        minutes: arguments.time.clone(),
        narrative: arguments.note.as_deref().map_or_else(|| Ok(String::new()), read_note)?,
    };
    let context = open(config).await?;
    let recorded = ops::record(&context, &raw).await?;
    let view = recorded.view();
    if out.json {
        let mut shown = serde_json::to_value(view)?;
        if let Some(members) = shown.as_object_mut() {
            // Privileged: what is written to standard output ends up in logs and in the history of terminals.
            members.remove("narrative");
        }
        out.json(&shown)?;
        return Ok(Exit::Done);
    }
    let id = view.entry.id.to_string();
    match &recorded {
        Recorded::New(_) => out.say(
            "cli-recorded",
            &[
                ("time", view.entry.minutes.to_string().into()),
                ("file", view.file.as_str().into()),
                ("activity", view.entry.activity.as_str().into()),
                ("date", view.entry.worked_on.to_string().into()),
                ("id", id.into()),
            ],
        ),
        Recorded::Again(_) => out.say("cli-recorded-again", &[("id", id.into())]),
    }
    Ok(Exit::Done)
}

/// The narrative comes from a file or standard input: a command line can be seen by others.
fn read_note(path: &Path) -> Result<String, Failure> {
    let unreadable = |_| Fault::new(Code::SourceUnreadable, "note").with("path", path.display().to_string());
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    } else {
        text = std::fs::read_to_string(path).map_err(unreadable)?;
    }
    Ok(text)
}
