//! `coding`: draw samples of entries, code them a second time, show how far the two codings agree.

use std::fmt::Write as _;

use super::args::{CodingArgs, CodingCommand, ResultForm};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::coding::{Item, RawAnswer, RawDraw, Sample, export, ops, result};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::ids::SampleId;
use crate::words::Param;

/// Samples read at once.
const PAGE: i64 = 200;

pub(super) async fn coding(arguments: &CodingArgs, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    match &arguments.coding {
        CodingCommand::Draw { from, to, size, sampling, team, seed } => {
            let raw = RawDraw {
                from: from.clone(),
                to: to.clone(),
                size: *size,
                sampling: sampling.clone(),
                teams: team.clone(),
                seed: *seed,
            };
            let sample = ops::draw(&context, &raw).await?;
            if out.json {
                out.json(&sample)?;
            }
            let params =
                [("size", sample.size.into()), ("population", sample.population.into()), ("id", id_of(&sample))];
            out.say("cli-coding-drawn", &params);
        }
        CodingCommand::List => list(&context, out).await?,
        CodingCommand::Show { sample } => show(&context, parse(sample)?, out).await?,
        CodingCommand::Next { sample, after } => next(&context, parse(sample)?, *after, out).await?,
        CodingCommand::Answer { sample, place, category, activity, cannot_tell } => {
            let raw = RawAnswer { category: category.clone(), activity: activity.clone(), cannot_tell: *cannot_tell };
            let id = parse(sample)?;
            let version = ops::version_of(&context, id, *place).await?;
            let (answer, version) = ops::answer(&context, id, *place, version, &raw).await?;
            if out.json {
                out.json(&serde_json::json!({ "answer": answer, "version": version }))?;
            }
            out.say("cli-coding-answered", &[]);
        }
        CodingCommand::Close { sample } => {
            let id = parse(sample)?;
            let (before, _) = ops::show(&context, id).await?;
            let closed = ops::close(&context, id, before.version).await?;
            if out.json {
                out.json(&closed)?;
            }
            out.say("cli-coding-closed-done", &[]);
        }
        CodingCommand::Result { sample, shared, format } => {
            let id = parse(sample)?;
            let outcome = result::result(&context, id, out.lang, *shared).await?;
            match if out.json { ResultForm::Json } else { *format } {
                ResultForm::Json => out.json(&outcome)?,
                ResultForm::Csv => out.data(&export::csv(&outcome, out.lang))?,
                ResultForm::Table => out.data(&export::table(&outcome, out.lang))?,
            }
        }
    }
    Ok(Exit::Done)
}

fn parse(sample: &str) -> Result<SampleId, Failure> {
    Ok(SampleId::parse(sample, "sample")?)
}

fn id_of(sample: &Sample) -> Param {
    sample.id.to_string().into()
}

/// A sample on one line.
fn line(sample: &Sample, out: &Out) -> String {
    let state = if sample.closed_at.is_some() { "cli-coding-closed" } else { "cli-coding-open" };
    let params = [
        ("id", id_of(sample)),
        ("from", sample.from.to_string().into()),
        ("to", sample.to.to_string().into()),
        ("size", sample.size.into()),
        ("state", out.words(state, &[]).into()),
    ];
    out.words("cli-coding-listed", &params)
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let mut all: Vec<Sample> = Vec::new();
    loop {
        let page = ops::list(context, all.last().map(|last| last.id), PAGE).await?;
        let last = page.is_empty();
        all.extend(page);
        if last {
            break;
        }
    }
    if out.json {
        out.json(&serde_json::json!({ "samples": all }))?;
        return Ok(());
    }
    if all.is_empty() {
        out.say("cli-coding-none", &[]);
    }
    let mut text = String::new();
    for sample in &all {
        let _ = writeln!(text, "{}", line(sample, out));
    }
    out.data(&text)?;
    Ok(())
}

async fn show(context: &Context, id: SampleId, out: &Out) -> anyhow::Result<()> {
    let (sample, progress) = ops::show(context, id).await?;
    if out.json {
        out.json(&serde_json::json!({ "sample": sample, "progress": progress }))?;
        return Ok(());
    }
    let params = [
        ("drawn", progress.drawn.into()),
        ("coded", progress.coded.into()),
        ("cannot_tell", progress.cannot_tell.into()),
        ("open", progress.open.into()),
        ("left_out", (progress.withdrawn + progress.changed + progress.code_retired).into()),
    ];
    let mut text = format!("{}\n{}\n", line(&sample, out), out.words("cli-coding-progress", &params));
    for coder in &progress.coders {
        let _ = writeln!(text, "  {:<24} {:>6}", coder.coder, coder.items);
    }
    out.data(&text)?;
    Ok(())
}

async fn next(context: &Context, id: SampleId, after: i64, out: &Out) -> anyhow::Result<()> {
    let (item, left) = ops::next(context, id, after).await?;
    if out.json {
        out.json(&serde_json::json!({ "item": item, "left": left }))?;
        return Ok(());
    }
    match item {
        None => out.say("cli-coding-nothing-left", &[]),
        Some(item) => {
            out.data(&to_code(&item, out))?;
            out.say("cli-coding-left", &[("left", left.into())]);
        }
    }
    Ok(())
}

/// What the second coder reads.
fn to_code(item: &Item, out: &Out) -> String {
    let mut text = format!("{}\n", item.place);
    let lines = [
        ("cli-coding-day", item.worked_on.to_string()),
        ("cli-coding-file", item.file.title.clone()),
        ("cli-coding-project", item.file.project.clone()),
        ("cli-coding-country", item.file.country.clone()),
        ("cli-coding-requester", item.file.requester.clone()),
        ("cli-coding-codes", item.activities.join(", ")),
        ("cli-coding-narrative", item.narrative.clone()),
    ];
    for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{:<12} {value}", out.words(name, &[]));
    }
    text
}
