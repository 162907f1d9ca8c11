//! `files`: open one file, load a list, show the list.

use std::fmt::Write as _;

use super::args::{FilesArgs, FilesCommand};
use super::out::Out;
use super::people::loaded;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::{RawFile, ops};
use crate::import::registers;

pub(super) async fn files(arguments: &FilesArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.files {
        FilesCommand::Add(given) => {
            let raw = RawFile {
                number: given.number.clone(),
                title: given.title.clone(),
                category: given.category.clone(),
                project: given.project.clone(),
                country: given.country.clone(),
                unfunded: given.unfunded.to_string(),
                requester: given.requester.clone(),
                file_type: given.file_type.clone(),
                team: given.team.clone(),
                opened_on: given.opened_on.clone(),
                closed_on: given.closed_on.clone(),
                walled: String::new(),
            };
            let context = open(config).await?;
            let new = raw.parse(&context.vocabulary).map_err(Failure::from)?;
            ops::open(&context, &new).await?;
            out.say("cli-files-added", &[]);
            Ok(Exit::Done)
        }
        FilesCommand::Load { file } => {
            let context = open(config).await?;
            loaded(registers::load_files(&context, file).await, out)
        }
        FilesCommand::List => {
            list(&open(config).await?, out).await?;
            Ok(Exit::Done)
        }
    }
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let files = ops::list(context).await?;
    if out.json {
        out.json(&serde_json::json!({ "files": files }))?;
        return Ok(());
    }
    let mut text = String::new();
    for file in files {
        let closed = file.closed_on.map_or_else(String::new, |day| day.to_string());
        let _ =
            writeln!(text, "{:<14} {:<4} {} – {closed:<10} {}", file.number, file.category, file.opened_on, file.title);
    }
    out.data(&text)?;
    Ok(())
}
