//! `serve`: the pages and the API, and what runs beside them until the program is told to stop.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, timeout};

use super::out::Out;
use super::{Ended, Exit};
use crate::accounts::provider::Provider;
use crate::app::App;
use crate::audit::{Caller, checkpoint};
use crate::clock::Clock;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::reports::facts::Facts;
use crate::store::{Db, migrate};
use crate::web::limits::Limits;
use crate::web::public_url::PublicUrl;
use crate::web::server::{self, End};
use crate::web::{metrics, panics};
use crate::{accounts, repeats, routes, vocabulary};

/// How often old things are tidied away.
const TIDY: Duration = Duration::from_mins(10);
/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(1);

pub(super) async fn serve(config: Config, out: &Out) -> Ended {
    let address = reachable(&config)?;
    let db = migrate::open(&config.target()).await.map_err(Failure::from)?;
    let current = vocabulary::ops::current(&db).await.map_err(Failure::from)?;
    let listener = listen(address).await?;
    let shown = format!("http://{}/", listener.local_addr()?);
    let provider = Provider::of(&config)?.map(Arc::new);
    let facts = Arc::new(Facts::of(&config));
    let app = App { provider, facts, ..App::new(db, Clock::System, current, config) };
    count(&app).await?;
    out.say("cli-serving", &[("address", shown.into())]);
    run(app, listener).await
}

/// The address to listen on. Beyond this machine only behind a public address with TLS: what is sent here could be read on
/// the way, and a session could be taken over.
fn reachable(config: &Config) -> Result<SocketAddr, Failure> {
    let public = PublicUrl::parse(&config.public_url)?;
    let address = resolve(&config.listen, "listen")?;
    if address.ip().is_loopback() || public.is_some_and(|url| url.is_secure()) {
        Ok(address)
    } else {
        Err(Fault::new(Code::PublicUrlRequired, "public_url").with("address", config.listen.as_str()).into())
    }
}

/// The address to listen on, when it is this machine's own.
pub(super) fn loopback(text: &str) -> Result<SocketAddr, Failure> {
    let address = resolve(text, "listen")?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Fault::new(Code::AddressNotLoopback, "listen").with("address", text).into())
    }
}

fn resolve(text: &str, setting: &'static str) -> Result<SocketAddr, Failure> {
    let unavailable = || Failure::from(Fault::new(Code::AddressUnavailable, setting).with("address", text));
    text.to_socket_addrs().map_err(|_| unavailable())?.next().ok_or_else(unavailable)
}

pub(super) async fn listen(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|_| Fault::new(Code::AddressUnavailable, "listen").with("address", address.to_string()).into())
}

/// Begins to count, and shows the figures where the settings say, if they do. Never on the address people use.
async fn count(app: &App) -> Result<(), Failure> {
    if app.config.metrics.is_empty() {
        return Ok(());
    }
    let listener = listen(resolve(&app.config.metrics, "metrics")?).await?;
    let handle = metrics::install(app.clock.now()).map_err(|_| Fault::new(Code::Internal, "").with("request", ""))?;
    tracing::info!(address = %listener.local_addr().map_or_else(|_| String::new(), |at| at.to_string()), "metrics");
    tokio::spawn(metrics::keep_up(handle.clone(), app.stop.clone()));
    let figures = metrics::router(handle, app.db.clone());
    let (stop, limits) = (app.stop.clone(), Limits { connections: 16, ..app.limits });
    tokio::spawn(async move { server::serve(listener, figures, &stop, &limits, &[]).await });
    Ok(())
}

/// Serves until it is told to stop; requests that were taken are answered first.
pub(super) async fn run(app: App, listener: tokio::net::TcpListener) -> Ended {
    panics::log_place_only();
    let (db, stop, limits, config) = (app.db.clone(), app.stop.clone(), app.limits, app.config.clone());
    let told = stop.clone();
    tokio::spawn(async move {
        signalled().await;
        told.begin();
    });
    tokio::spawn(keep_tidy(app.clone()));
    let checkpoints = keep_checkpoints(&app);
    let end = server::serve(listener, routes::router(app), &stop, &limits, &config.trusted_proxies).await;
    if end == End::Cut {
        tracing::warn!("connections were cut");
    }
    if let Some((context, settings)) = checkpoints
        && !matches!(timeout(CLOSING, checkpoint::push(&context, &settings)).await, Ok(Ok(_)))
    {
        tracing::error!("no checkpoint was added at the end");
    }
    close(&db).await;
    Ok(Exit::Done)
}

/// Closes the database; one that does not answer is left as it is, which loses nothing.
async fn close(db: &Db) {
    drop(timeout(CLOSING, db.close()).await);
}

/// Tidies from time to time until the program ends.
async fn keep_tidy(app: App) {
    let mut ticks = interval(TIDY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => tidy(&app).await,
            () = app.stop.begun() => break,
        }
    }
}

/// Forgets what nobody may count on any more. One part that fails does not keep the next from its turn.
async fn tidy(app: &App) {
    let now = app.clock.now();
    match repeats::ops::forget(&app.db, now).await {
        Ok(forgotten) => tracing::debug!(forgotten, "outcomes of repeats forgotten"),
        Err(error) => tracing::warn!(cause = %error.cause(), "outcomes of repeats not forgotten"),
    }
    match accounts::sessions::tidy(&app.db, &app.sign_in, now).await {
        Ok(removed) => tracing::debug!(removed, "sessions, failures and browsers tidied"),
        Err(error) => tracing::warn!(cause = %error.cause(), "sessions not tidied"),
    }
    match accounts::provider::ops::tidy(&app.db, now).await {
        Ok(removed) => tracing::debug!(removed, "sign-ins that were begun tidied"),
        Err(failure) => tracing::warn!(code = failure.code().as_str(), "sign-ins that were begun not tidied"),
    }
}

/// Signs where the audit trail stands, in a file outside the database: now, every hour, and at the end.
fn keep_checkpoints(app: &App) -> Option<(Context, checkpoint::Settings)> {
    let settings = checkpoint::Settings::of(&app.config.checkpoints, &app.config.checkpoint_key)?;
    let context = app.context_of(Caller::new("server"));
    tokio::spawn(checkpoint::keep_pushing(context.clone(), settings.clone(), app.stop.watch()));
    Some((context, settings))
}

/// Waits for Ctrl-C or the wish of the operating system.
async fn signalled() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    drop(interrupted.await);
}
