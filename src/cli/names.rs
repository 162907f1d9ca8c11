//! `names`: list the names of a kind, add one, retire one.

use std::fmt::Write as _;

use super::args::{NamesArgs, NamesCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::names::{Kind, RawName, ops};

pub(super) async fn names(arguments: &NamesArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.names {
        NamesCommand::List { kind } => {
            let kind = Kind::parse(kind, "kind").map_err(Failure::from)?;
            list(&open(config).await?, kind, out).await?;
        }
        NamesCommand::Add(given) => {
            let kind = Kind::parse(&given.kind, "kind").map_err(Failure::from)?;
            let raw = RawName {
                code: given.code.clone(),
                label_en: given.en.clone(),
                label_fr: given.fr.clone(),
                parent: given.section.clone(),
                agreement: given.agreement.clone(),
                funder: given.funder.clone(),
                purpose: given.purpose.clone(),
                valid_from: given.from.clone(),
                valid_to: given.to.clone(),
            };
            let new = raw.parse(kind).map_err(Failure::from)?;
            ops::add(&open(config).await?, &new).await?;
            out.say("cli-names-added", &[]);
        }
        NamesCommand::Retire { kind, code, on } => {
            let kind = Kind::parse(kind, "kind").map_err(Failure::from)?;
            let context = open(config).await?;
            let name = ops::find(&context, kind, code).await?;
            let last = if on.trim().is_empty() { context.clock.today().to_string() } else { on.clone() };
            let raw = RawName { valid_to: last.clone(), ..RawName::of(&name) };
            ops::change(&context, kind, code, name.version, &raw).await?;
            out.say("cli-names-retired", &[("name", name.label.get(out.lang).into()), ("date", last.into())]);
        }
    }
    Ok(Exit::Done)
}

async fn list(context: &Context, kind: Kind, out: &Out) -> anyhow::Result<()> {
    let names = ops::list(context, kind).await?;
    if out.json {
        out.json(&serde_json::json!({ "names": names }))?;
        return Ok(());
    }
    let mut text = String::new();
    for name in names {
        let last = name.valid_to.map_or_else(String::new, |day| format!("– {day}"));
        let line = format!("{:<14} {} {last}", name.code, name.label.get(out.lang));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    out.data(&text)?;
    Ok(())
}
