//! `export`: the entries of a person as CSV or JSON, the time of a file as LEDES 1998B, to standard output.

use super::args::{ExportArgs, ExportCommand, ExportFormat};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::exports::{Period, csv, ledes, ops};
use crate::failure::Failure;

pub(super) async fn export(arguments: &ExportArgs, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    match &arguments.export {
        ExportCommand::Entries { person, from, to, format } => {
            let period = period(&context, from.as_deref(), to.as_deref())?;
            // What `--json` asks of every command is asked of this one too.
            let format = if out.json { ExportFormat::Json } else { *format };
            let found = ops::of(&context, person, period, format.as_str()).await?;
            match format {
                ExportFormat::Csv => out.data(&csv(&found, &context.vocabulary, out.lang))?,
                ExportFormat::Json => out.json(&found)?,
            }
        }
        ExportCommand::Ledes { file, from, to } => {
            let period = period(&context, from.as_deref(), to.as_deref())?;
            let file = ops::find_file(&context, file).await?;
            let time = ops::of_file(&context, file, period).await?;
            out.data(&ledes(&time, config.section.get(out.lang), &context.vocabulary, out.lang))?;
        }
    }
    Ok(Exit::Done)
}

fn period(context: &Context, from: Option<&str>, to: Option<&str>) -> Result<Period, Failure> {
    Ok(Period::parse(from, to, context.clock.today())?)
}
