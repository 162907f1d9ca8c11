//! Importing a delivery: rehearsal and commit are one code path, which ends in roll-back or commit. Reading, mapping
//! and checking run on a thread of their own; this side decides what needs other rows, and writes.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::mpsc;

use super::containers::Container;
use super::ledger::{Ledger, Outcome};
use super::prepare::{Prepared, Preparer, holding_activity};
use super::profile::Profile;
use super::reading::{ReadError, Reading};
use super::rejects::{RejectFile, RejectForm};
use super::source::Source;
use super::store;
use super::writer::Writer;
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, File};
use crate::ids::BatchId;
use crate::names;
use crate::people::{self, Person};
use crate::store::{StoreError, Tx};
use crate::vocabulary::{self, Vocabulary};

/// Records handed over at once.
const CHUNK: usize = 2000;
/// Chunks that may wait for the database; with their size this bounds memory.
const WAITING: usize = 2;

/// How a delivery is taken.
pub struct Delivery<'a> {
    /// The file, looked through once.
    pub source: Source,
    /// How it is read.
    pub profile: Arc<Profile>,
    /// The profile as it is written, kept with the delivery.
    pub profile_document: &'a str,
    /// Whether everything is taken back at the end.
    pub rehearse: bool,
    /// Where rejected rows are written, if anywhere.
    pub rejects: Option<&'a mut dyn Write>,
    /// How they are written.
    pub reject_form: RejectForm,
    /// Told how many bytes were read.
    pub progress: &'a mut dyn FnMut(u64),
}

impl std::fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("source", &self.source)
            .field("rehearse", &self.rehearse)
            .finish_non_exhaustive()
    }
}

/// What a delivery came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// Its lines are in the ledger; stored, or taken back after a rehearsal.
    Ledger {
        /// The delivery, when it is stored.
        batch: Option<BatchId>,
        /// Where its lines ended.
        ledger: Ledger,
    },
    /// The same bytes were imported before; nothing changed.
    Before {
        /// The delivery they came with.
        batch: BatchId,
        /// When.
        imported_at: DateTime<Utc>,
    },
}

/// Imports or rehearses a delivery.
///
/// # Errors
/// `profile_activity_unknown`, faults of header and columns, `source_header_only`, `source_changed`,
/// `source_unreadable`, or the failure of the database. Nothing is stored then.
pub async fn deliver(context: &Context, mut delivery: Delivery<'_>) -> Result<Delivered, Failure> {
    check_profile(&delivery.profile, &context.vocabulary)?;
    let mut tx = context.db.begin_write().await?;
    let delivered = deliver_in(&mut tx, context, &mut delivery).await;
    match &delivered {
        Ok(Delivered::Ledger { .. }) if !delivery.rehearse => tx.commit().await?,
        // A failed roll-back means a lost connection: the engine then rolls back by itself.
        _ => drop(tx.rollback().await),
    }
    delivered
}

/// A profile may code labels only with activities that exist and are meant for people.
pub(super) fn check_profile(profile: &Profile, vocabulary: &Vocabulary) -> Result<(), Faults> {
    let mut faults = Faults::none();
    for (label, code) in &profile.crosswalk {
        if vocabulary.find_activity(code).is_none_or(|activity| activity.import_only) {
            let fault = Fault::new(Code::ProfileActivityUnknown, "crosswalk");
            faults.push(fault.with("label", label.as_str()).with("value", code.as_str()));
        }
    }
    faults.or(|| ())
}

async fn deliver_in(tx: &mut Tx, context: &Context, delivery: &mut Delivery<'_>) -> Result<Delivered, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(row) = store::find_batch(tx, &delivery.source.sha256).await? {
        return Ok(Delivered::Before { batch: BatchId::from_uuid(row.id), imported_at: row.imported_at });
    }
    vocabulary::ops::must_be_current_in(tx, &context.vocabulary).await?;
    let now = context.clock.now();
    let batch = BatchId::new(now);
    let profile = Arc::clone(&delivery.profile);
    let new = store::NewBatch {
        id: batch,
        sha256: &delivery.source.sha256,
        source_name: &delivery.source.name,
        bytes: i64::try_from(delivery.source.bytes).unwrap_or(i64::MAX),
        profile_name: &profile.name,
        profile_version: i64::from(profile.version),
        profile_document: delivery.profile_document,
        vocabulary_version: context.vocabulary.version,
        imported_at: now,
    };
    store::insert_batch(tx, &new).await?;
    let people = people::ops::list_in(tx).await?;
    let files = files::ops::list_in(tx).await?;
    let mut units = HashMap::new();
    for team in people.iter().map(|person| &person.team) {
        if !units.contains_key(team) {
            units.insert(team.clone(), names::ops::unit_of_team_in(tx, team).await?);
        }
    }
    let writer = Writer::new(batch, now, Arc::clone(&context.config), units, &profile);
    let writer = run(tx, context, delivery, writer, people, files).await?;
    let (mut ledger, years) = writer.finish();
    let origin = &delivery.source.origin;
    ledger.origin = (origin.container != Container::Text).then(|| Box::new(origin.clone()));
    if ledger.count(Outcome::Header).lines + ledger.count(Outcome::Blank).lines == ledger.lines {
        return Err(Fault::new(Code::SourceHeaderOnly, "").with("path", delivery.source.name.as_str()).into());
    }
    if ledger.accounted() != delivery.source.lines || ledger.lines != delivery.source.lines {
        // The ledger must account for each physical line, as counted by somebody else; otherwise nothing is stored.
        tracing::error!(accounted = ledger.accounted(), lines = delivery.source.lines, "ledger does not add up");
        return Err(Fault::new(Code::Internal, "").with("request", "ledger").into());
    }
    let document = serde_json::to_string(&ledger).unwrap_or_default();
    let lines = i64::try_from(ledger.lines).unwrap_or(i64::MAX);
    store::finish_batch(tx, batch, lines, &document).await?;
    for year in years {
        audit::ops::note_change(tx, year, Changed::Batch(batch)).await?;
    }
    let event = Event {
        action: "import",
        object_kind: "batch",
        object_id: batch.to_string(),
        hash_after: digest(document.as_bytes()),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(Delivered::Ledger { batch: (!delivery.rehearse).then_some(batch), ledger })
}

/// A chunk on its way to the database, or the end of the file with its fingerprint as read.
enum Handed {
    Columns(Vec<String>),
    Records(Vec<Prepared>),
    End(String),
    Failed(Failure),
}

async fn run(
    tx: &mut Tx,
    context: &Context,
    delivery: &mut Delivery<'_>,
    mut writer: Writer,
    people: Vec<Person>,
    files: Vec<File>,
) -> Result<Writer, Failure> {
    let path = delivery.source.name.clone();
    let unreadable = || Failure::from(Fault::new(Code::SourceUnreadable, "").with("path", path.as_str()));
    let reader = delivery.source.reader().map_err(|_| unreadable())?;
    let passed = reader.progress();
    let profile = as_read(&delivery.profile, &delivery.source);
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let work = Work {
        reader,
        profile: Arc::clone(&profile),
        people,
        files,
        vocabulary: Arc::clone(&context.vocabulary),
        today: context.clock.today(),
        path: path.clone(),
    };
    let reading = tokio::task::spawn_blocking(move || work.run(&sender));
    let mut rejects: Option<RejectFile<'_>> = None;
    let mut sha256 = None;
    let mut failed = None;
    while let Some(handed) = receiver.recv().await {
        match handed {
            Handed::Columns(columns) => {
                writer.name_columns(&profile, &columns);
                rejects = delivery
                    .rejects
                    .take()
                    .map(|out| RejectFile::new(out, delivery.reject_form, &delivery.profile, &profile.file, columns));
            }
            Handed::Records(records) => {
                if let Err(failure) = writer.write(tx, records, rejects.as_mut()).await {
                    failed = Some(failure);
                    break;
                }
                (delivery.progress)(passed.load(Ordering::Relaxed));
            }
            Handed::End(found) => sha256 = Some(found),
            Handed::Failed(failure) => failed = Some(failure),
        }
    }
    // A closed channel stops the reading thread at its next chunk.
    drop(receiver);
    let ended = reading.await.is_ok();
    if let Some(failure) = failed {
        return Err(failure);
    }
    if sha256.as_deref() != Some(delivery.source.sha256.as_str()) {
        return Err(if ended {
            Fault::new(Code::SourceChanged, "").with("path", path.as_str()).into()
        } else {
            Fault::new(Code::Internal, "").with("request", "reading").into()
        });
    }
    if let Some(rejects) = rejects {
        rejects.finish()?;
    }
    Ok(writer)
}

/// The profile as it reads this source: the lines of a sheet have a layout of their own.
fn as_read(profile: &Arc<Profile>, source: &Source) -> Arc<Profile> {
    if !source.origin.container.is_workbook() {
        return Arc::clone(profile);
    }
    Arc::new(Profile { file: profile.file.of_sheet(), ..Profile::clone(profile) })
}

/// The part of a delivery that runs on a thread of its own.
struct Work {
    reader: super::source::Hashing,
    profile: Arc<Profile>,
    people: Vec<Person>,
    files: Vec<File>,
    vocabulary: Arc<Vocabulary>,
    today: NaiveDate,
    path: String,
}

impl Work {
    fn run(self, sender: &mpsc::Sender<Handed>) {
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
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut told = false;
        loop {
            let ended = match reading.next() {
                Ok(Some(line)) => {
                    let (kind, sums) = preparer.prepare(&line.mapped);
                    let (record, repaired) = (line.record, line.repaired);
                    chunk.push(Prepared {
                        line: record.line,
                        lines: record.lines,
                        raw: record.raw.to_vec(),
                        kind,
                        sums,
                        repaired,
                    });
                    false
                }
                Ok(None) => true,
                Err(ReadError::Header(faults)) => return Err(faults.into()),
                Err(ReadError::Source(_)) => return Err(unreadable.into()),
            };
            if chunk.len() == CHUNK || ended {
                if !told && !reading.columns().is_empty() {
                    told = true;
                    if sender.blocking_send(Handed::Columns(reading.columns().to_vec())).is_err() {
                        return Ok(None);
                    }
                }
                let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                if sender.blocking_send(Handed::Records(full)).is_err() {
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

/// Makes the file on which held entries wait; part of making a database.
///
/// # Errors
/// When the database fails, or the vocabulary has no activity for imported entries.
pub async fn prepare_database_in(tx: &mut Tx, context: &Context) -> Result<(), StoreError> {
    let Some(activity) = holding_activity(&context.vocabulary) else {
        return Err(StoreError::Corrupt { table: "vocabularies", column: "document" });
    };
    let title = format!("{} / {}", activity.label.en, activity.label.fr);
    files::ops::open_holding_file_in(tx, context, &activity.category, &title).await
}
