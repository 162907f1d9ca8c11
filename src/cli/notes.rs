//! `notes`: list and search the notes kept with files, show one, add one.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use super::args::{NotesArgs, NotesCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files;
use crate::ids::NoteId;
use crate::knowledge::ops::{self, Wanted};
use crate::knowledge::{Kind, Listed, RawNote};

/// Notes read at once.
const PAGE: i64 = 200;

pub(super) async fn notes(arguments: &NotesArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.notes {
        NotesCommand::List { file, search, kind } => {
            let context = open(config).await?;
            let kind = kind.as_ref().map(|kind| Kind::parse(kind, "kind")).transpose().map_err(Failure::from)?;
            let mut wanted = Wanted { kind, limit: PAGE, ..Wanted::default() };
            if let Some(number) = file {
                wanted.file = Some(files::ops::find_by_number(&context, number).await?.id);
            }
            match search {
                Some(text) => wanted.text.clone_from(text),
                None => wanted.with_withdrawn = true,
            }
            list(&context, wanted, out).await?;
        }
        NotesCommand::Show { id } => {
            let context = open(config).await?;
            let id = NoteId::parse(id, "id").map_err(Failure::from)?;
            let (note, earlier_versions) = ops::find(&context, id).await?;
            if out.json {
                let mut shown = serde_json::to_value(&note)?;
                shown["earlier_versions"] = serde_json::to_value(&earlier_versions)?;
                out.json(&shown)?;
            } else {
                let (file, kind, day) = (&note.file, note.kind.as_str(), context.clock.local(note.written_at).date());
                let head = format!("{file} {kind} {day} {}\n{}\n", note.written_by, note.title);
                out.data(&format!("{head}\n{}\n", note.text))?;
            }
        }
        NotesCommand::Add { file, kind, title, language, text_file } => {
            let raw = RawNote {
                kind: kind.clone(),
                title: title.clone(),
                text: read(text_file)?,
                language: language.clone(),
            };
            let new = raw.parse(out.lang).map_err(Failure::from)?;
            let context = open(config).await?;
            let file = files::ops::find_by_number(&context, file).await?;
            let note = ops::add(&context, file.id, &new).await?;
            if out.json {
                out.json(&note)?;
            }
            out.say("cli-notes-added", &[("file", note.file.into()), ("id", note.id.to_string().into())]);
        }
    }
    Ok(Exit::Done)
}

/// The text comes from a file or standard input: a command line can be seen by others.
fn read(path: &Path) -> Result<String, Failure> {
    let unreadable = |_| Fault::new(Code::SourceUnreadable, "text").with("path", path.display().to_string());
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    } else {
        text = std::fs::read_to_string(path).map_err(unreadable)?;
    }
    Ok(text)
}

async fn list(context: &Context, mut wanted: Wanted, out: &Out) -> anyhow::Result<()> {
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let page = ops::list(context, &wanted).await?;
        wanted.before = page.last().map(|last| last.id);
        all.extend(page);
        if wanted.before.is_none() {
            break;
        }
    }
    if out.json {
        out.json(&serde_json::json!({ "notes": all }))?;
        return Ok(());
    }
    if all.is_empty() {
        out.say("cli-notes-none", &[]);
    }
    let mut text = String::new();
    for note in all {
        let (id, day) = (note.id.to_string(), context.clock.local(note.written_at).date());
        let _ = writeln!(text, "{id} {:<14} {:<15} {day} {}", note.file, note.kind.as_str(), note.title);
    }
    out.data(&text)?;
    Ok(())
}
