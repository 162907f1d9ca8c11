//! `requests`: enter a request, show the register.

use std::fmt::Write as _;

use super::args::{RequestsArgs, RequestsCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::requests::ops::{self, Listed, Place, Wanted};
use crate::requests::{RawRequest, Request};

/// Requests read at once.
const PAGE: i64 = 200;

pub(super) async fn requests(arguments: &RequestsArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.requests {
        RequestsCommand::Add { received_on, requester, country, wanted, deadline } => {
            let raw = RawRequest {
                received_on: received_on.clone(),
                requester: requester.clone(),
                country: country.clone(),
                wanted: wanted.clone(),
                deadline: deadline.clone(),
            };
            let context = open(config).await?;
            let new = raw.parse(context.clock.today()).map_err(Failure::from)?;
            let request = ops::enter(&context, &new).await?;
            if out.json {
                out.json(&request)?;
            }
            out.say("cli-requests-added", &[("number", request.number.into())]);
        }
        RequestsCommand::List => list(&open(config).await?, out).await?,
    }
    Ok(Exit::Done)
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let mut all: Vec<Request> = Vec::new();
    let mut wanted = Wanted::all(context.clock.today(), PAGE);
    let counts = loop {
        let Listed { requests, counts } = ops::list(context, &wanted).await?;
        wanted.before = requests.last().and_then(|last| Place::of(&last.number));
        all.extend(requests);
        if wanted.before.is_none() {
            break counts;
        }
    };
    if out.json {
        out.json(&serde_json::json!({ "requests": all, "counts": counts }))?;
        return Ok(());
    }
    let mut text = String::new();
    for request in all {
        let (number, day, state) = (&request.number, request.received_on, request.state.as_str());
        let _ = writeln!(text, "{number:<12} {day} {state:<10} {:<2} {}", request.country, request.requester);
    }
    out.data(&text)?;
    Ok(())
}
