//! `init` makes a database with everything a first entry needs; `migrate` brings one up to this program.

use super::out::Out;
use super::{Ended, Exit};
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::store::migrate as migrations;
use crate::{files, install, names, requests};

pub(super) async fn init(config: &Config, out: &Out) -> Ended {
    let target = config.target();
    let context = install::create(&target, Clock::System).await?;
    let named = names::ops::name_section(&context, &config.section).await;
    context.db.close().await;
    named?;
    out.say("cli-initialized", &[("database", target.to_string().into())]);
    out.say("cli-next", &[("command", "casetime people load people.csv".into())]);
    Ok(Exit::Done)
}

pub(super) async fn migrate(config: &Config, out: &Out) -> Ended {
    let (db, count) = migrations::migrate(&config.target()).await.map_err(Failure::from)?;
    let completed = async {
        files::search::complete(&db).await?;
        requests::search::complete(&db).await
    };
    let completed = completed.await;
    db.close().await;
    completed.map_err(Failure::from)?;
    if count == 0 {
        out.say("cli-nothing-to-migrate", &[]);
    } else {
        out.say("cli-migrated", &[("count", count.into()), ("version", migrations::known().into())]);
    }
    Ok(Exit::Done)
}
