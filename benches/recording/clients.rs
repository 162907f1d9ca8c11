//! Clients that send one request after another, each on a connection of its own that it keeps, for some seconds.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::process::Connection;

/// Before anything is counted.
const WARMING: Duration = Duration::from_secs(1);

/// What a client sends and what it expects.
pub(crate) struct Request {
    /// `POST` or `PUT`.
    pub(crate) method: &'static str,
    /// The address below the host.
    pub(crate) path: &'static str,
    /// Lines of the head.
    pub(crate) headers: String,
    /// The body.
    pub(crate) body: String,
}

/// What clients saw.
pub(crate) struct Seen {
    /// Answers in the measured time.
    pub(crate) per_second: f64,
    /// Time to the answer that half of them had.
    pub(crate) p50: Duration,
    /// Time to the answer that 99 of 100 had.
    pub(crate) p99: Duration,
    /// Everything that was acknowledged, while warming too.
    pub(crate) acknowledged: usize,
}

/// Lets so many clients send what `request` makes for a client and a running number; every answer must have the status.
pub(crate) fn measure(
    address: &str,
    clients: usize,
    lasting: Duration,
    status: u16,
    request: impl Fn(usize, usize) -> Request + Sync,
) -> Seen {
    let acknowledged = AtomicUsize::new(0);
    let began = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let (acknowledged, request) = (&acknowledged, &request);
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                scope.spawn(move || {
                    let mut connection = Connection::open(address).expect("the server listens");
                    let mut times = Vec::new();
                    for n in 0.. {
                        let Request { method, path, headers, body } = request(client, n);
                        let sent = Instant::now();
                        let answer = connection.ask(method, path, &headers, &body).expect("an answer");
                        let took = sent.elapsed();
                        assert_eq!(answer.0, status, "{}", answer.1);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                        let since = began.elapsed();
                        if since >= WARMING + lasting {
                            break;
                        }
                        if since >= WARMING {
                            times.push(took);
                        }
                    }
                    times
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client goes on to the end")).collect()
    });
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    Seen {
        per_second: times.len() as f64 / lasting.as_secs_f64(),
        p50: at(50),
        p99: at(99),
        acknowledged: acknowledged.into_inner(),
    }
}
