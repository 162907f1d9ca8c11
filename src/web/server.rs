//! The loop that accepts connections, and their end in good order. A connection that fails, stalls or keeps silent costs
//! nobody else anything: errors of one never stop the loop, and each has its limits.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep, timeout};

use crate::web::ask::ClientAddress;
use crate::web::limits::Limits;
use crate::web::stop::Stop;

/// The largest head of a request, in bytes.
const HEAD_MAX: usize = 32 * 1024;
/// Pause after an accept that failed because the machine is short of something, such as open files.
const SHORTAGE: Duration = Duration::from_millis(200);

/// The most connections that an operating system keeps in the queue, as a rule.
const QUEUE: usize = 4096;

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Every accepted request was answered.
    Complete,
    /// Time ran out, and connections were cut.
    Cut,
}

/// Serves until it is told to stop: goes on accepting for a moment, then accepts no more, answers what was accepted, and
/// after the limit cuts what is left.
pub async fn serve(listener: TcpListener, router: Router, stop: &Stop, limits: &Limits, trusted: &[IpAddr]) -> End {
    let origin = Origin {
        router: TowerToHyperService::new(router),
        trusted: trusted.iter().map(IpAddr::to_canonical).collect(),
        stop: stop.clone(),
        peer: IpAddr::from([0; 4]),
    };
    let open = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_header_size(HEAD_MAX);
    let mut leaving = pin!(async {
        stop.begun().await;
        sleep(limits.leaving).await;
    });
    loop {
        // Connections above the limit wait in the queue of the operating system.
        let room = tokio::select! {
            room = Arc::clone(&open).acquire_owned() => room,
            () = &mut leaving => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut leaving => break,
        };
        match accepted {
            Ok((socket, peer)) => {
                let served = graceful.watch(connection(&http, socket, origin.of(peer), limits));
                tokio::spawn(async move {
                    // Whoever hangs up or breaks the protocol has had an answer or wants none.
                    drop(served.await);
                    drop(room);
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(kind = ?error.kind(), "cannot accept connections");
                sleep(SHORTAGE).await;
            }
        }
    }
    // Whoever reached the queue before it closes is still answered.
    for _ in 0..QUEUE {
        let Ok(Ok((socket, peer))) = timeout(Duration::from_millis(5), listener.accept()).await else { break };
        tokio::spawn(graceful.watch(connection(&http, socket, origin.of(peer), limits)));
    }
    drop(listener);
    match timeout(limits.ending, graceful.shutdown()).await {
        Ok(()) => End::Complete,
        Err(_) => End::Cut,
    }
}

/// What the requests of a connection are answered with.
#[derive(Clone)]
struct Origin {
    router: TowerToHyperService<Router>,
    trusted: Arc<[IpAddr]>,
    stop: Stop,
    peer: IpAddr,
}

impl Origin {
    fn of(&self, peer: SocketAddr) -> Self {
        Self { peer: peer.ip().to_canonical(), ..self.clone() }
    }
}

fn connection(
    http: &http1::Builder,
    socket: TcpStream,
    origin: Origin,
    limits: &Limits,
) -> impl GracefulConnection<Output = Result<(), hyper::Error>> + Send + use<> {
    // Answers are written whole; waiting for more to fill a packet only delays them. A socket that is gone says so later.
    drop(socket.set_nodelay(true));
    let watched = Watched { socket, limit: limits.unread, unread: None };
    let answer = service_fn(move |mut request: Request<Incoming>| {
        let address = client_address(origin.peer, request.headers(), &origin.trusted);
        request.extensions_mut().insert(ClientAddress(address.to_string()));
        let answered = origin.router.call(request);
        let stop = origin.stop.clone();
        async move {
            let mut response = answered.await?;
            if stop.has_begun() {
                // The next request of this client goes where somebody will answer it.
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    http.serve_connection(TokioIo::new(watched), answer)
}

/// Whether accepting failed because of the one connection that would have been next.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Where a request came from: the peer, or, when that is a proxy of ours, the last address in `X-Forwarded-For` that no
/// proxy of ours has. What stands further left was sent by the client and proves nothing.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut found = peer;
    let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for named in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        if !trusted.contains(&found) {
            break;
        }
        let Some(address) = address(named.trim()) else { break };
        found = address;
    }
    found
}

/// An address as proxies write it, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text.strip_prefix('[').and_then(|text| text.split(']').next()).unwrap_or(text);
    let parsed = plain.parse::<IpAddr>().or_else(|_| plain.parse::<SocketAddr>().map(|address| address.ip()));
    parsed.ok().map(|address| address.to_canonical())
}

/// A socket whose other end may not leave an answer unread for longer than the limit.
struct Watched {
    socket: TcpStream,
    limit: Duration,
    unread: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    fn watch<T>(&mut self, polled: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.unread = None;
            return polled;
        }
        let limit = self.limit;
        let unread = self.unread.get_or_insert_with(|| Box::pin(sleep(limit)));
        unread.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.watch(polled, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.watch(polled, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn found(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| ip(text)).collect();
        client_address(ip(peer), &headers, &trusted).to_string()
    }

    #[test]
    fn only_what_a_proxy_of_ours_says_is_believed() {
        let ours = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(found("192.0.2.9", &["198.51.100.7"], &ours), "192.0.2.9");
        assert_eq!(found("10.0.0.1", &["198.51.100.7"], &ours), "198.51.100.7");
        assert_eq!(found("10.0.0.1", &["203.0.113.1, 198.51.100.7, 10.0.0.2"], &ours), "198.51.100.7");
        assert_eq!(found("10.0.0.1", &["203.0.113.1", "198.51.100.7"], &ours), "198.51.100.7");
        assert_eq!(found("10.0.0.1", &[], &ours), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["nonsense"], &ours), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["198.51.100.7:1234"], &ours), "198.51.100.7");
        assert_eq!(found("10.0.0.1", &["[2001:db8::7]:1234"], &ours), "2001:db8::7");
        assert_eq!(found("10.0.0.1", &["198.51.100.7"], &[]), "10.0.0.1");
    }
}
