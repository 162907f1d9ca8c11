//! The program as a child process, and a connection to it that stays open, as programs that record time keep one. Shared
//! with the benchmarks; it knows nothing of tests.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running program. Dropped, it is killed where it stands.
pub(crate) struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts a program over a database and waits until `/readyz` answers 200.
    pub(crate) fn start(program: &Path, database: &str, folder: &Path) -> Self {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("CASETIME_DATABASE", database)
            // Time is recorded on days long past.
            .env("CASETIME_CLOSE", "")
            // No setting of the program, which refuses settings that it does not know.
            .env_remove("CASETIME_BIN")
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).expect("standard error is text");
            assert_ne!(read, 0, "the program ended: {said}");
            said.push_str(&line);
            if !line.starts_with('{')
                && let Some((_, rest)) = line.split_once("http://")
            {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        // Read on, so that the program never waits for somebody to read what it says.
        std::thread::spawn(move || drop(io::copy(&mut lines, &mut io::sink())));
        let process = Self { child, address };
        while !process.is_ready() {
            std::thread::sleep(Duration::from_millis(2));
        }
        process
    }

    fn is_ready(&self) -> bool {
        let answer =
            Connection::open(&self.address).and_then(|mut connection| connection.ask("GET", "/readyz", "", ""));
        answer.is_ok_and(|(status, _)| status == 200)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, waits, and answers whether it ended with exit code 0.
    pub(crate) fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill runs");
        asked.success() && self.child.wait().expect("an end").success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A connection that is kept for many requests.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Connects.
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self { stream: BufReader::new(stream), host: address.to_owned() })
    }

    /// Sends a request and waits for the whole answer: its status and its body. An error is: no answer.
    pub(crate) fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<(u16, String)> {
        let (host, length) = (&self.host, body.len());
        let sent = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.get_mut().write_all(sent.as_bytes())?;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut length = None;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
        let mut body = vec![0; length.ok_or(io::ErrorKind::InvalidData)?];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}
