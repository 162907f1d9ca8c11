//! Programs that record time without pause: each with its own account, journalling outside of the program what was
//! acknowledged, and sending again what was not.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use casetime::clock::Clock;
use casetime::ids::EntryId;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::Fixture;
use super::process::Connection;
use super::programs::token;

/// One who records time.
pub(crate) struct Writer {
    headers: String,
    number: usize,
    made: u64,
    /// What was sent and not acknowledged.
    pub(crate) pending: Option<(EntryId, Value)>,
    journal: File,
}

impl Writer {
    /// So many, each with a person and an account; all add to one journal.
    pub(crate) async fn several(fixture: &Fixture, count: usize) -> (Vec<Self>, PathBuf) {
        let path = fixture.write("acknowledged", "");
        let mut writers = Vec::new();
        for number in 0..count {
            let person = format!("W-{number}");
            fixture.add_person(&person, &format!("Writer {number}"), "").await;
            let token = token(fixture, &format!("writer{number}"), &person, Clock::System).await;
            writers.push(Self {
                headers: format!("Authorization: Bearer {token}\r\n"),
                number,
                made: 0,
                pending: None,
                journal: OpenOptions::new().append(true).open(&path).expect("the journal"),
            });
        }
        (writers, path)
    }

    /// A new entry; its narrative is like no other, so that one stored under two identifiers is found.
    fn next(&mut self) -> (EntryId, Value) {
        self.made += 1;
        let id = EntryId::new(Clock::System.now());
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
        let body = json!({
            "id": id,
            "file": "UKR-12",
            "activity": "TA-TRN",
            "worked_on": first + Days::new(self.made % 500),
            "minutes": 1,
            "narrative": format!("writer {} entry {}", self.number, self.made),
        });
        (id, body)
    }

    /// Records until told to stop or until no address answers any more. An answer is journalled before the next request.
    pub(crate) fn run(&mut self, addresses: &[String], stop: &AtomicBool) {
        let (mut at, mut failed) = (self.number, 0);
        let mut open: Option<Connection> = None;
        while !stop.load(Ordering::Relaxed) && failed < addresses.len() {
            let address = &addresses[at % addresses.len()];
            let Some(mut connection) = open.take().or_else(|| Connection::open(address).ok()) else {
                (at, failed) = (at + 1, failed + 1);
                continue;
            };
            if self.send(&mut connection) {
                failed = 0;
                open = Some(connection);
            } else {
                (at, failed) = (at + 1, failed + 1);
            }
        }
    }

    /// Sends again what was not acknowledged, until it is.
    pub(crate) fn settle(&mut self, address: &str) {
        while self.pending.is_some() {
            let mut connection = Connection::open(address).expect("the program listens");
            assert!(self.send(&mut connection), "the program answers");
        }
    }

    /// Sends one entry; answers whether there was an answer.
    fn send(&mut self, connection: &mut Connection) -> bool {
        let (id, body) = self.pending.take().unwrap_or_else(|| self.next());
        let answer = connection.ask("POST", "/api/v1/entries", &self.headers, &body.to_string());
        match &answer {
            Ok((200 | 201, _)) => self.journal.write_all(format!("{id}\n").as_bytes()).expect("journalled"),
            // Told to come again; nothing was stored.
            Ok((503, _)) | Err(_) => self.pending = Some((id, body)),
            Ok((status, text)) => panic!("{status}: {text}"),
        }
        answer.is_ok()
    }
}

/// All writers at work at the same time, and somebody who does something meanwhile; then they are told to stop.
pub(crate) fn under_load(writers: &mut [Writer], addresses: &[String], meanwhile: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in writers {
            scope.spawn(|| writer.run(addresses, &stop));
        }
        meanwhile();
        stop.store(true, Ordering::Relaxed);
    });
}
