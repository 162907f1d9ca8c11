//! How long and how much one request or connection may take. One value of the running program, so that tests can be quick.

use std::time::Duration;

use axum::http::Method;

use crate::config::Config;

/// The limits of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the head of a request has come, from the connection or from the answer before it.
    pub head: Duration,
    /// Between two pieces of a body.
    pub body_idle: Duration,
    /// Until a body of usual size has come.
    pub body: Duration,
    /// Until a request is answered, once its body is here.
    pub answer: Duration,
    /// Until a delivery that is uploaded is answered, from the beginning of its body on.
    pub upload: Duration,
    /// How long a request waits for a free place.
    pub place: Duration,
    /// Requests that are worked on at once.
    pub at_once: usize,
    /// Connections that are open at once; others wait to be accepted.
    pub connections: usize,
    /// How long a reader may take nothing of an answer.
    pub unread: Duration,
    /// How long the server goes on accepting after it was told to stop, so that whoever asks `/readyz` can notice.
    pub leaving: Duration,
    /// How long accepted requests may take after that.
    pub ending: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(&Config::default())
    }
}

impl Limits {
    /// The limits of an installation.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let answer = Duration::from_secs(config.answer_seconds.max(1));
        Self {
            head: Duration::from_secs(10),
            body_idle: Duration::from_secs(15),
            body: Duration::from_secs(30),
            answer,
            upload: Duration::from_hours(1).max(answer),
            place: Duration::from_millis(20),
            at_once: config.requests_at_once.clamp(1, MOST_AT_ONCE),
            connections: 4096,
            unread: Duration::from_secs(30),
            leaving: Duration::from_millis(500),
            ending: Duration::from_secs(8),
        }
    }
}

impl Limits {
    /// How long a request may be worked on: a delivery comes piece by piece, which ends by itself where pieces stay away,
    /// and every other request is short.
    #[must_use]
    pub fn answer_to(&self, method: &Method, path: &str) -> Duration {
        let of_import = path.strip_prefix("/api/v1/imports");
        let uploads = of_import.is_some_and(|rest| matches!(rest, "" | "/rehearsals") || rest.ends_with("/repair"));
        if *method == Method::POST && uploads { self.upload } else { self.answer }
    }
}

/// More places than this cannot be counted by a semaphore on every machine.
const MOST_AT_ONCE: usize = 1 << 16;
