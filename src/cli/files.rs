//! `files`: open one file, load a list, show the list, search it; close and reopen a file, and say who leads it.

use std::fmt::Write as _;

use super::args::{CloseArgs, FilesArgs, FilesCommand};
use super::out::Out;
use super::people::loaded;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::leads::{self, RawLead};
use crate::files::register::closing::{self, RawClosing, RawSuccessor};
use crate::files::search::{self, Place};
use crate::files::{File, RawFile, RawNumber, ops};
use crate::import::registers;

/// The most files that a search shows.
const FOUND_MAX: i64 = 200;

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
                agreement: given.agreement.clone(),
                risk: given.risk.clone(),
                complexity: given.complexity.clone(),
                numbers: given.external_number.iter().map(|text| RawNumber::of_text(text)).collect(),
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
            show(&ops::list(&open(config).await?).await?, out)?;
            Ok(Exit::Done)
        }
        FilesCommand::Search { text } => {
            show(&search::search(&open(config).await?, text, &Place::first(), FOUND_MAX).await?, out)?;
            Ok(Exit::Done)
        }
        FilesCommand::Close(given) => close(given, config, out).await,
        FilesCommand::Reopen { number, reason } => {
            let context = open(config).await?;
            let file = ops::find_by_number(&context, number).await?;
            closing::reopen(&context, file.id, reason).await?;
            out.say("cli-files-reopened", &[("file", file.number.into())]);
            Ok(Exit::Done)
        }
        FilesCommand::Lead { number, person, from } => {
            let context = open(config).await?;
            let file = ops::find_by_number(&context, number).await?;
            if let Some(person) = person {
                let raw = RawLead { person: person.clone(), valid_from: from.clone() };
                leads::set_lead(&context, file.id, file.version, &raw).await?;
            }
            show_leads(&context, &file, out).await?;
            Ok(Exit::Done)
        }
    }
}

async fn close(given: &CloseArgs, config: &Config, out: &Out) -> Ended {
    let successor = given.successor_category.as_ref().map(|category| RawSuccessor {
        number: given.successor_number.clone(),
        category: category.clone(),
        title: given.successor_title.clone(),
        ..RawSuccessor::default()
    });
    let raw = RawClosing { closed_on: given.on.clone(), reason: given.reason.clone(), successor };
    let context = open(config).await?;
    let file = ops::find_by_number(&context, &given.number).await?;
    let closed = closing::close(&context, file.id, &raw).await?;
    out.say("cli-files-closed", &[("file", file.number.into())]);
    if let Some(successor) = closed.closings.last().and_then(|closing| closing.successor) {
        let successor = ops::find(&context, successor).await?;
        out.say("cli-files-continued", &[("file", successor.number.into())]);
    }
    Ok(Exit::Done)
}

async fn show_leads(context: &Context, file: &File, out: &Out) -> anyhow::Result<()> {
    let listed = leads::list_leads(context, file.id).await?;
    if out.json {
        out.json(&serde_json::json!({ "leads": listed.leads }))?;
        return Ok(());
    }
    let mut text = String::new();
    for lead in listed.leads {
        let _ = writeln!(text, "{}  {:<12} {}", lead.valid_from, lead.number, lead.name);
    }
    out.data(&text)?;
    Ok(())
}

fn show(files: &[File], out: &Out) -> anyhow::Result<()> {
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
