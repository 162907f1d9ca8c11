//! A connection that is kept for many requests, as lean as can be: what the client takes of the machine, the program lacks.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to a server.
pub(crate) struct Client {
    stream: TcpStream,
    host: String,
    answer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("set");
        Self { stream, host: address.to_owned(), answer: Vec::new() }
    }

    /// Sends a request and reads the whole answer, which must have the status; how long that took.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str, status: u16) -> Duration {
        let (host, length) = (&self.host, body.len());
        let sent = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        let began = Instant::now();
        self.stream.write_all(sent.as_bytes()).await.expect("sent");
        let answered = self.read().await;
        let took = began.elapsed();
        assert_eq!(answered, status, "{method} {path}: {}", String::from_utf8_lossy(&self.answer));
        took
    }

    /// Reads one whole answer; its status.
    async fn read(&mut self) -> u16 {
        self.answer.clear();
        loop {
            self.more().await;
            let Some(head) = memchr::memmem::find(&self.answer, b"\r\n\r\n") else { continue };
            let text = std::str::from_utf8(&self.answer[..head]).expect("a head is text");
            let header = |wanted: &str| {
                text.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
                })
            };
            let status = text.get(9..12).and_then(|text| text.parse().ok()).expect("a status");
            let length = header("content-length").map(|value| value.parse::<usize>().expect("a number"));
            let Some(length) = length else {
                assert_eq!(
                    header("transfer-encoding").as_deref(),
                    Some("chunked"),
                    "an answer that says where it ends"
                );
                while !self.answer.ends_with(b"\r\n0\r\n\r\n") {
                    self.more().await;
                }
                return status;
            };
            let whole = head + 4 + length;
            while self.answer.len() < whole {
                self.more().await;
            }
            return status;
        }
    }

    async fn more(&mut self) {
        assert!(self.stream.read_buf(&mut self.answer).await.expect("an answer") > 0, "the whole answer");
    }
}
