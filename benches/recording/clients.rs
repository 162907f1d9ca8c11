//! Clients that send one request after another, each on a connection of its own that it keeps, for some seconds.

use std::time::{Duration, Instant};

use super::http::Client;

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
/// All of them live on one thread, so that they take as little as can be of the machine they share with the program.
pub(crate) fn measure(
    address: &str,
    clients: usize,
    lasting: Duration,
    status: u16,
    request: impl Fn(usize, usize) -> Request,
) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let began = Instant::now();
    let each = (0..clients).map(|client| one(address, client, status, began, lasting, &request));
    let seen = runtime.block_on(futures_util::future::join_all(each));
    let acknowledged = seen.iter().map(|(all, _)| all).sum();
    let mut times: Vec<Duration> = seen.into_iter().flat_map(|(_, times)| times).collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    Seen { per_second: times.len() as f64 / lasting.as_secs_f64(), p50: at(50), p99: at(99), acknowledged }
}

/// One client: how many answers it had in all, and the times of those that count.
async fn one(
    address: &str,
    client: usize,
    status: u16,
    began: Instant,
    lasting: Duration,
    request: &impl Fn(usize, usize) -> Request,
) -> (usize, Vec<Duration>) {
    let mut connection = Client::open(address).await;
    let mut times = Vec::new();
    for n in 0.. {
        let Request { method, path, headers, body } = request(client, n);
        let took = connection.ask(method, path, &headers, &body, status).await;
        let since = began.elapsed();
        if since >= WARMING + lasting {
            return (n + 1, times);
        }
        if since >= WARMING {
            times.push(took);
        }
    }
    unreachable!("it counts until the time is over")
}
