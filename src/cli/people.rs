//! `people`: add one person, load a list, show the list; say from when on somebody works how much.

use std::fmt::Write as _;

use super::args::{PeopleArgs, PeopleCommand, ScheduleArgs};
use super::out::Out;
use super::{Ended, Exit, accounts, open};
use crate::accounts::RawAccount;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::import::registers::{self, ListFault, Loaded};
use crate::people::{RawPerson, RawSchedule, ops};
use crate::time::Minutes;

pub(super) async fn people(arguments: &PeopleArgs, config: &Config, out: &Out) -> Ended {
    let exit = match &arguments.people {
        PeopleCommand::Add { number, name, team, kind, active_from, active_to, days_per_week, account } => {
            let raw = RawPerson {
                number: number.clone(),
                name: name.clone(),
                team: team.clone(),
                kind: kind.clone(),
                active_from: active_from.clone(),
                active_to: active_to.clone(),
                days_per_week: days_per_week.clone(),
            };
            if let Some(login) = &account.login {
                // Whoever keeps the accounts need not record time: without a number there is no person.
                let person = (!number.trim().is_empty()).then(|| raw.parse()).transpose().map_err(Failure::from)?;
                let raw = RawAccount { name: name.clone(), person: number.clone(), ..RawAccount::default() };
                return accounts::add(account, login, raw, person.as_ref(), config, out).await;
            }
            let new = raw.parse().map_err(Failure::from)?;
            ops::add(&open(config).await?, &new).await?;
            out.say("cli-people-added", &[]);
            Exit::Done
        }
        PeopleCommand::Load { file } => {
            let context = open(config).await?;
            loaded(registers::load_people(&context, file).await, out)?
        }
        PeopleCommand::List => {
            list(&open(config).await?, out).await?;
            Exit::Done
        }
        PeopleCommand::Schedule(given) => schedule(given, config, out).await?,
        PeopleCommand::Schedules { number } => {
            schedules(&open(config).await?, number, out).await?;
            Exit::Done
        }
    };
    Ok(exit)
}

/// Says what loading a list came to: the counts, or every line with its faults.
pub(super) fn loaded(result: Result<Loaded, Vec<ListFault>>, out: &Out) -> Ended {
    match result {
        Ok(loaded) => {
            if out.json {
                out.json(&loaded)?;
            }
            let count = loaded.new + loaded.same;
            out.say("cli-loaded", &[("count", count.into()), ("new", loaded.new.into()), ("same", loaded.same.into())]);
            Ok(Exit::Done)
        }
        Err(faults) if out.json => {
            let mut all = Vec::new();
            for fault in &faults {
                all.extend(fault.failure.faults().iter().map(|found| {
                    serde_json::json!({
                        "line": fault.line,
                        "code": found.code,
                        "field": found.field,
                        "detail": found.say(out.lang),
                    })
                }));
            }
            out.line(&serde_json::json!({ "faults": all }).to_string());
            Ok(Exit::Refused)
        }
        Err(faults) => {
            for fault in faults {
                for found in &fault.failure.faults() {
                    let sentence = format!("{} ({})", found.say(out.lang), found.code);
                    if fault.line == 0 {
                        out.line(&sentence);
                    } else {
                        let line = i64::try_from(fault.line).unwrap_or(i64::MAX);
                        out.line(&out.words("cli-list-fault", &[("line", line.into()), ("sentence", sentence.into())]));
                    }
                }
            }
            Ok(Exit::Refused)
        }
    }
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let people = ops::list(context).await?;
    if out.json {
        out.json(&serde_json::json!({ "people": people }))?;
        return Ok(());
    }
    let mut text = String::new();
    for person in people {
        let to = person.active_to.map_or_else(String::new, |day| day.to_string());
        let _ = writeln!(
            text,
            "{:<12} {:<32} {:<20} {} – {to}",
            person.number, person.name, person.team, person.active_from
        );
    }
    out.data(&text)?;
    Ok(())
}

async fn schedule(given: &ScheduleArgs, config: &Config, out: &Out) -> Ended {
    let raw = RawSchedule {
        valid_from: given.from.clone(),
        kind: given.kind.clone(),
        minutes_per_day: given.time.clone(),
        days_per_week: given.days.clone(),
    };
    let new = raw.parse().map_err(Failure::from)?;
    let context = open(config).await?;
    let person = ops::find_by_number(&context, &given.number).await?;
    ops::set_schedule(&context, person.id, person.version, &new).await?;
    out.say("cli-people-scheduled", &[]);
    Ok(Exit::Done)
}

async fn schedules(context: &Context, number: &str, out: &Out) -> anyhow::Result<()> {
    let person = ops::find_by_number(context, number).await?;
    let listed = ops::list_schedules(context, person.id).await?;
    if out.json {
        out.json(&serde_json::json!({ "schedules": listed.schedules }))?;
        return Ok(());
    }
    let mut text = String::new();
    for row in listed.schedules {
        // An absence has no hours.
        let time = Minutes::new(row.minutes_per_day, "").map_or_else(|_| String::new(), |minutes| minutes.to_string());
        let _ = writeln!(text, "{}  {:<9}  {time:>5}  {}", row.valid_from, row.kind.as_str(), row.days_per_week);
    }
    out.data(&text)?;
    Ok(())
}
