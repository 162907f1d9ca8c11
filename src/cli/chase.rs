//! `chase`: what is missing, hardly plausible or not submitted, one line for each thing to ask about.

use std::fmt::Write as _;

use super::args::ChaseArgs;
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::failure::Failure;
use crate::oversight::chase::{self, Item, RawChase, What};

pub(super) async fn chase(arguments: &ChaseArgs, config: &Config, out: &Out) -> Ended {
    let raw = RawChase { list: arguments.list.clone(), from: arguments.from.clone(), to: arguments.to.clone() };
    let context = open(config).await?;
    let wanted = raw.parse(context.clock.today()).map_err(Failure::from)?;
    let items = chase::list(&context, &wanted).await?;
    if out.json {
        let chase::Chase { list, from, to } = wanted;
        out.json(&serde_json::json!({ "list": list, "from": from, "to": to, "items": items }))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for item in &items {
        let days = if item.from == item.to { item.from.to_string() } else { format!("{} – {}", item.from, item.to) };
        let time = format!("{}:{:02}", item.minutes / 60, item.minutes % 60);
        let _ = writeln!(
            text,
            "{:<20} {:<12} {:<32} {days:<23} {time:>6}  {}",
            item.team,
            item.person,
            item.name,
            reason(item, out)
        );
    }
    out.data(&text)?;
    if items.is_empty() {
        let days = [("from", wanted.from.to_string().into()), ("to", wanted.to.to_string().into())];
        out.say("cli-chase-nothing", &days);
    }
    Ok(Exit::Done)
}

/// What to ask about, in words.
fn reason(item: &Item, out: &Out) -> String {
    let id = format!("chase-{}", item.what.as_str().replace('_', "-"));
    match item.what {
        What::LongDay | What::VeryLongDay => out.words(&id, &[]),
        What::Noted => out.words(&id, &[("count", item.count.into()), ("note", item.note.as_str().into())]),
        _ => out.words(&id, &[("count", item.count.into())]),
    }
}
