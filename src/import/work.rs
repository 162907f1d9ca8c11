//! The part of a delivery that runs on a thread of its own: reading, mapping, checking each row by itself, and packing
//! the original bytes, while the database writes what came before.

use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::mpsc;

use super::blocks::pack;
use super::prepare::{Chunk, Prepared, Preparer};
use super::profile::Profile;
use super::reading::{ReadError, Reading};
use super::source::Hashing;
use super::wanted::{Asking, Before};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::people::Person;
use crate::vocabulary::Vocabulary;

/// Records handed over at once.
const RECORDS: usize = 2000;
/// Original bytes handed over at once, or those of one record.
const BYTES: usize = 1 << 20;
/// Chunks that may wait for the database; with their size this bounds memory.
pub(super) const WAITING: usize = 2;

/// A chunk on its way to the database, or the end of the file with its fingerprint as read.
pub(super) enum Handed {
    Columns(Vec<String>),
    Records(Chunk),
    End(String),
    Failed(Failure),
}

/// What it works on.
pub(super) struct Work {
    pub(super) reader: Hashing,
    pub(super) profile: Arc<Profile>,
    pub(super) people: Vec<Person>,
    pub(super) files: Vec<File>,
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) today: NaiveDate,
    pub(super) path: String,
    /// The last physical line that is stored already.
    pub(super) stored: u64,
    /// Where rows may have been met before.
    pub(super) before: Before,
}

impl Work {
    pub(super) fn run(self, sender: &mpsc::Sender<Handed>) {
        let handed = match self.read(sender) {
            Ok(Some(sha256)) => Handed::End(sha256),
            // Nobody listens any more.
            Ok(None) => return,
            Err(failure) => Handed::Failed(failure),
        };
        drop(sender.blocking_send(handed));
    }

    /// Reads to the end and answers the fingerprint of what was read; `None` when nobody listens any more.
    fn read(mut self, sender: &mpsc::Sender<Handed>) -> Result<Option<String>, Failure> {
        let unreadable = Fault::new(Code::SourceUnreadable, "").with("path", self.path.as_str());
        let preparer = Preparer::new(&self.profile, self.people, self.files, &self.vocabulary, self.today);
        let mut reading = Reading::new(&mut self.reader, &self.profile);
        let (mut raw, mut records) = (Vec::new(), Vec::with_capacity(RECORDS));
        let mut told = false;
        let mut asking = Asking::new(self.before);
        loop {
            let ended = match reading.next() {
                Ok(Some(line)) => {
                    let record = line.record;
                    if record.line > self.stored {
                        let (kind, sums, groups) = preparer.prepare(&line.mapped);
                        let from = raw.len();
                        raw.extend_from_slice(record.raw);
                        records.push(Prepared {
                            line: record.line,
                            lines: record.lines,
                            raw: from..raw.len(),
                            kind,
                            sums,
                            groups,
                            repaired: line.repaired,
                        });
                    }
                    false
                }
                Ok(None) => true,
                Err(ReadError::Header(faults)) => return Err(faults.into()),
                Err(ReadError::Source(_)) => return Err(unreadable.into()),
            };
            if records.len() == RECORDS || raw.len() >= BYTES || ended {
                if !told && !reading.columns().is_empty() {
                    told = true;
                    if sender.blocking_send(Handed::Columns(reading.columns().to_vec())).is_err() {
                        return Ok(None);
                    }
                }
                let records = std::mem::replace(&mut records, Vec::with_capacity(RECORDS));
                let raw = std::mem::take(&mut raw);
                let chunk = Chunk { packed: pack(&raw), wanted: asking.of(&records), raw, records };
                if sender.blocking_send(Handed::Records(chunk)).is_err() {
                    return Ok(None);
                }
            }
            if ended {
                break;
            }
        }
        drop(reading);
        self.reader.finish().map(Some).map_err(|_| unreadable.into())
    }
}
