//! `serve`: the pages and the API, on this machine only until people sign in.

use std::net::{SocketAddr, ToSocketAddrs as _};

use super::out::Out;
use super::{Ended, Exit};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::routes;
use crate::store::migrate;
use crate::vocabulary;

pub(super) async fn serve(config: Config, out: &Out) -> Ended {
    let address = loopback(&config.listen)?;
    let db = migrate::open(&config.target()).await.map_err(Failure::from)?;
    let current = vocabulary::ops::current(&db).await.map_err(Failure::from)?;
    let listener = listen(address).await?;
    let shown = format!("http://{}/", listener.local_addr()?);
    out.say("cli-serving", &[("address", shown.into())]);
    run(App::new(db, Clock::System, current, config), listener).await
}

/// The address to listen on, when it is this machine's own.
pub(super) fn loopback(text: &str) -> Result<SocketAddr, Failure> {
    let unavailable = || Failure::from(Fault::new(Code::AddressUnavailable, "listen").with("address", text));
    let address = text.to_socket_addrs().map_err(|_| unavailable())?.next().ok_or_else(unavailable)?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Fault::new(Code::AddressNotLoopback, "listen").with("address", text).into())
    }
}

pub(super) async fn listen(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|_| Fault::new(Code::AddressUnavailable, "listen").with("address", address.to_string()).into())
}

/// Serves until it is told to stop; requests that were taken are answered first.
pub(super) async fn run(app: App, listener: tokio::net::TcpListener) -> Ended {
    let db = app.db.clone();
    axum::serve(listener, routes::router(app)).with_graceful_shutdown(stopped()).await?;
    db.close().await;
    Ok(Exit::Done)
}

async fn stopped() {
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
