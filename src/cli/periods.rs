//! `periods`: list the fiscal years with their close, and open a closed one again.

use std::fmt::Write as _;

use super::args::{PeriodsArgs, PeriodsCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::periods::{RawReopening, Reopening, ops};

/// More fiscal years than there are between the first one and any that has begun.
const ALL_YEARS: i64 = 10_000;

pub(super) async fn periods(arguments: &PeriodsArgs, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    match &arguments.periods {
        PeriodsCommand::List => list(&context, out).await?,
        PeriodsCommand::Reopen { year, reason, team, person, until } => {
            let raw = RawReopening {
                reason: reason.clone(),
                team: team.clone(),
                person: person.clone(),
                until: until.clone(),
            };
            let reopening = ops::reopen(&context, year, &raw).await?;
            if out.json {
                out.json(&reopening)?;
            }
            let until = shown(&context, reopening.until);
            out.say("cli-periods-reopened", &[("year", reopening.year.to_string().into()), ("until", until.into())]);
        }
    }
    Ok(Exit::Done)
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let years = ops::list_page(context, None, ALL_YEARS).await?;
    if out.json {
        out.json(&serde_json::json!({ "periods": years }))?;
        return Ok(());
    }
    let mut text = String::new();
    for year in years {
        let closes = year.closes_at.map_or_else(String::new, |closes_at| shown(context, closes_at));
        let state = out.words(&format!("periods-{}", year.state.as_str().replace('_', "-")), &[]);
        let _ = writeln!(text, "{}  {closes:<16}  {state}", year.year);
        for reopening in year.reopenings.iter().filter(|reopening| reopening.active) {
            let until = shown(context, reopening.until);
            let _ = writeln!(text, "         {until}  {}  {}", whom(reopening, out), reopening.reason);
        }
    }
    out.data(&text)?;
    Ok(())
}

/// For whom a year was opened again, in words.
fn whom(reopening: &Reopening, out: &Out) -> String {
    match &reopening.person {
        Some(number) => number.clone(),
        None if reopening.team.is_empty() => out.words("periods-everybody", &[]),
        None => reopening.team.clone(),
    }
}

fn shown(context: &Context, instant: chrono::DateTime<chrono::Utc>) -> String {
    context.clock.local(instant).format("%Y-%m-%d %H:%M").to_string()
}
