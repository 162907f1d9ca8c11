//! `report`: the same figures as pages and API, as a table, CSV or JSON.

use super::args::{ReportArgs, ReportCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::reports::document;
use crate::reports::export::{self, Frame};
use crate::reports::facts::Facts;
use crate::reports::ops::{self, RawQuestion};
use crate::time::clip;

pub(super) async fn report(arguments: &ReportArgs, config: Config, out: &Out) -> Ended {
    let ReportCommand::Workload(arguments) = &arguments.report;
    let format = match arguments.format.as_str() {
        "" if out.json => "json",
        "" => "table",
        given @ ("table" | "csv" | "json") => given,
        other => {
            let fault = Fault::new(Code::UnknownDimension, "format");
            return Err(Failure::from(fault.with("value", clip(other)).with("choices", "table, csv, json")).into());
        }
    };
    let question = RawQuestion {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        by: arguments.by.clone(),
        per: arguments.per.clone(),
        as_of: arguments.as_of.clone(),
        ..RawQuestion::default()
    };
    let context = open(&config).await?;
    let answer = ops::workload(&context, &Facts::of(&config), &question, config.late_after_days).await?;
    if format != "table" {
        ops::note_export(&context, &answer, format).await?;
    }
    let frame = Frame { vocabulary: &context.vocabulary, section: &config.section, lang: out.lang };
    match format {
        "json" => out.json(&document::document(&answer, frame))?,
        "csv" => out.data(&export::csv(&answer, frame))?,
        _ => out.data(&export::table(&answer, frame))?,
    }
    context.db.close().await;
    Ok(Exit::Done)
}
