//! `report`: the same figures as pages and API, as a table, CSV or JSON; the registry of figures, and figures explained.

use std::fmt::Write as _;

use super::args::{DaysArgs, LateArgs, QuestionArgs, ReportArgs, ReportCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::figures::ALL;
use crate::oversight::chase::RawChase;
use crate::reports::document;
use crate::reports::explain::{self, Explained, Shown};
use crate::reports::export::{self, Frame};
use crate::reports::facts::Facts;
use crate::reports::ops::{self, RawQuestion};
use crate::reports::run::{self, Report};
use crate::reports::sheet::document::FoundDocument;
use crate::reports::sheet::{self, Sheet};
use crate::time::clip;

/// Entries an explanation shows.
const ENTRIES: i64 = 50;

pub(super) async fn report(arguments: &ReportArgs, config: Config, out: &Out) -> Ended {
    let facts = Facts::of(&config);
    match &arguments.report {
        ReportCommand::Workload(arguments) => workload(arguments, &config, out).await,
        ReportCommand::Demand(arguments) => {
            asked(Report::Demand, days(arguments), &arguments.format, &config, out).await
        }
        ReportCommand::Timeliness(arguments) => {
            asked(Report::Timeliness, late(arguments), &arguments.days.format, &config, out).await
        }
        ReportCommand::Quality(arguments) => {
            asked(Report::Quality, days(arguments), &arguments.format, &config, out).await
        }
        ReportCommand::Capacity(arguments) => {
            asked(Report::Capacity, days(arguments), &arguments.format, &config, out).await
        }
        ReportCommand::SignOff { period, shared, format } => {
            let context = open(&config).await?;
            shown(&context, run::sign_off(&context, &facts, period, yes(*shared)).await, format, out).await
        }
        ReportCommand::Chase { list, from, to, format } => {
            let context = open(&config).await?;
            let raw = RawChase { list: list.clone(), from: from.clone(), to: to.clone() };
            shown(&context, run::chase(&context, &facts, &raw).await, format, out).await
        }
        ReportCommand::Figures => figures(out),
        ReportCommand::Explain { figure, question } => explain(figure, question, &config, out).await,
    }
}

/// The form of the report: as asked for, JSON with `--json`, otherwise a table.
fn form<'a>(format: &'a str, out: &Out) -> Result<&'a str, Failure> {
    match format {
        "" if out.json => Ok("json"),
        "" => Ok("table"),
        given @ ("table" | "csv" | "json") => Ok(given),
        other => {
            let fault = Fault::new(Code::UnknownDimension, "format");
            Err(fault.with("value", clip(other)).with("choices", "table, csv, json").into())
        }
    }
}

fn question(arguments: &QuestionArgs) -> RawQuestion {
    RawQuestion {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        by: arguments.by.clone(),
        across: arguments.across.clone(),
        per: arguments.per.clone(),
        as_of: arguments.as_of.clone(),
        shared: yes(arguments.shared).to_owned(),
        category: arguments.category.clone(),
        activity: arguments.activity.clone(),
        file_type: arguments.file_type.clone(),
        country: arguments.country.clone(),
        project: arguments.project.clone(),
        client: arguments.client.clone(),
        team: arguments.team.clone(),
        file: arguments.file.clone(),
        person: arguments.person.clone(),
        status: arguments.status.clone(),
        language: arguments.language.clone(),
        ..RawQuestion::default()
    }
}

/// As a question says it.
const fn yes(shared: bool) -> &'static str {
    if shared { "yes" } else { "" }
}

fn days(arguments: &DaysArgs) -> RawQuestion {
    RawQuestion {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        per: arguments.per.clone(),
        shared: yes(arguments.shared).to_owned(),
        ..RawQuestion::default()
    }
}

fn late(arguments: &LateArgs) -> RawQuestion {
    RawQuestion {
        by: arguments.by.clone(),
        category: arguments.category.clone(),
        team: arguments.team.clone(),
        ..days(&arguments.days)
    }
}

async fn asked(report: Report, question: RawQuestion, format: &str, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    let found = run::report(&context, &Facts::of(config), report, &question).await;
    shown(&context, found, format, out).await
}

fn frame<'a>(context: &'a Context, out: &Out) -> Frame<'a> {
    Frame { vocabulary: &context.vocabulary, section: &context.config.section, lang: out.lang }
}

async fn workload(arguments: &QuestionArgs, config: &Config, out: &Out) -> Ended {
    let format = form(&arguments.format, out)?;
    let context = open(config).await?;
    let answer = ops::workload(&context, &Facts::of(config), &question(arguments), config.late_after_days).await?;
    if format != "table" {
        ops::note_export(&context, &answer, format).await?;
    }
    let frame = frame(&context, out);
    match format {
        "json" => out.json(&document::document(&answer, frame))?,
        "csv" => out.data(&export::csv(&answer, frame))?,
        _ => out.data(&export::table(&answer, frame))?,
    }
    context.db.close().await;
    Ok(Exit::Done)
}

async fn shown(context: &Context, found: Result<Sheet, Failure>, format: &str, out: &Out) -> Ended {
    let format = form(format, out)?;
    let sheet = found?;
    if format != "table" {
        run::note_export(context, &sheet, format).await?;
    }
    let frame = frame(context, out);
    match format {
        "json" => out.json(&sheet::document::document(&sheet, frame))?,
        "csv" => out.data(&sheet::export::csv(&sheet, frame))?,
        _ => out.data(&sheet::export::table(&sheet, frame))?,
    }
    context.db.close().await;
    Ok(Exit::Done)
}

fn figures(out: &Out) -> Ended {
    let all: Vec<_> = ALL.iter().map(|figure| figure.document(out.lang)).collect();
    if out.json {
        out.json(&serde_json::json!({ "figures": all }))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for figure in all {
        let _ = writeln!(text, "{} – {} ({})\n  {}\n", figure.id, figure.title, figure.source_text, figure.definition);
    }
    out.data(&text)?;
    Ok(Exit::Done)
}

async fn explain(figure: &str, arguments: &QuestionArgs, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    let shown = Shown { before: None, limit: ENTRIES };
    let found = explain::explain(&context, &Facts::of(config), figure, &question(arguments), shown).await?;
    let Explained { figure, answer, value, values, left_out, behind, entries } = found;
    let (first, last) = answer.days();
    let document = figure.document(out.lang);
    if out.json || arguments.format == "json" {
        out.json(&serde_json::json!({
            "figure": document,
            "first_day": first,
            "last_day": last,
            "data_version": answer.snapshot.data_version,
            "value": value,
            "values": values.iter().map(|one| FoundDocument::of(&answer, one, frame(&context, out))).collect::<Vec<_>>(),
            "values_left_out": left_out,
            "behind": behind,
            "entries": entries,
        }))?;
        return Ok(Exit::Done);
    }
    let say = |id: &str| out.words(id, &[]);
    let mut text = format!("{}\n{}\n{}\n", document.title, document.definition, document.rounding_rule);
    let filters = frame(&context, out).filters(&answer);
    for (name, value) in [
        (say("reports-about-source"), Some(document.source_text)),
        (say("reports-about-period"), Some(format!("{first} – {last}"))),
        (say("reports-about-filters"), filters),
        (say("reports-about-data"), Some(answer.snapshot.data_version.to_string())),
        (say("cli-report-value"), value.map(|value| value.shown(out.lang))),
        (say("cli-report-behind"), behind),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name}: {value}");
        }
    }
    text.push('\n');
    for found in &values {
        let _ = writeln!(text, "{}", sheet::export::line(&answer, found, frame(&context, out)));
        if let Some(behind) = &found.cell.behind {
            let _ = writeln!(text, "    {behind}");
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "{}", out.words("cli-report-left-out", &[("count", left_out.into())]));
    }
    text.push('\n');
    for view in &entries {
        let entry = &view.entry;
        let time = entry.minutes.to_string();
        let _ = writeln!(
            text,
            "{}  {:<12} {:<16} {:<10} {time:>6}",
            entry.worked_on, view.person, view.file, entry.activity
        );
    }
    out.data(&text)?;
    context.db.close().await;
    Ok(Exit::Done)
}
