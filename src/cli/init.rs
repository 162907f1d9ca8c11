//! `init` makes a database with everything a first entry needs; `migrate` brings one up to this program.

use super::out::Out;
use super::{Ended, Exit};
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::install;
use crate::store::migrate as migrations;

pub(super) async fn init(config: &Config, out: &Out) -> Ended {
    let target = config.target();
    install::create(&target, Clock::System).await?.db.close().await;
    out.say("cli-initialized", &[("database", target.to_string().into())]);
    out.say("cli-next", &[("command", "casetime people load people.csv".into())]);
    Ok(Exit::Done)
}

pub(super) async fn migrate(config: &Config, out: &Out) -> Ended {
    let (db, count) = migrations::migrate(&config.target()).await.map_err(Failure::from)?;
    db.close().await;
    if count == 0 {
        out.say("cli-nothing-to-migrate", &[]);
    } else {
        out.say("cli-migrated", &[("count", count.into()), ("version", migrations::known().into())]);
    }
    Ok(Exit::Done)
}
