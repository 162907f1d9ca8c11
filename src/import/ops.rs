//! Importing a delivery: rehearsal and commit are one code path, which ends in roll-back or commit. Reading, mapping
//! and checking run on a thread of their own; this side decides what needs other rows, and writes. A delivery of very many
//! lines is stored in parts, and goes on where it ended when it is delivered again.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::blocks::{self, Placed};
use super::changes::Changing;
use super::containers::Container;
use super::kept;
use super::ledger::{Figure, Ledger, Outcome};
use super::pipeline::Pipeline;
use super::prepare::holding_activity;
use super::profile::Profile;
use super::rejects::{ADDED, RejectFile, RejectForm, Suggester};
use super::returns::deliveries;
use super::source::Source;
use super::store;
use super::wanted::Before;
use super::work::{Handed, WAITING, Work};
use super::writer::{Figures, SoFar, Writer, Written};
use crate::access::Right;
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::entries;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, File};
use crate::ids::BatchId;
use crate::names;
use crate::people::{self, Person};
use crate::store::{Aside, StoreError, Tx};
use crate::time::FiscalYear;
use crate::vocabulary::{self, Vocabulary};

/// How often a delivery in parts asks for its turn again while others write, and how long it waits between.
const PATIENCE: (u32, Duration) = (150, Duration::from_millis(200));

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
    /// Whether entries whose rows the source has changed are changed too.
    pub make_changes: bool,
    /// Where rejected rows are written, if anywhere.
    pub rejects: Option<&'a mut (dyn Write + Send)>,
    /// How they are written.
    pub reject_form: RejectForm,
    /// Told how many bytes were read.
    pub progress: &'a mut (dyn FnMut(u64) + Send),
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
#[expect(clippy::large_enum_variant, reason = "there is one of it for a whole delivery")]
pub enum Delivered {
    /// Its lines are in the ledger; stored, or taken back after a rehearsal.
    Ledger {
        /// The delivery, when it is stored.
        batch: Option<BatchId>,
        /// Where its lines ended.
        ledger: Ledger,
        /// What the figures of each fiscal year and category would become; of a rehearsal only.
        figures: Vec<Figure>,
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
/// `forbidden`, `profile_activity_unknown`, faults of header and columns, `source_header_only`, `source_is_rejects`, `source_changed`,
/// `source_unreadable`, `import_unfinished`, or the failure of the database. Nothing is stored then, except the parts of
/// a large delivery that were stored before: the same file goes on behind them.
pub async fn deliver(context: &Context, mut delivery: Delivery<'_>) -> Result<Delivered, Failure> {
    context.caller.access.must(Right::Import)?;
    check_profile(&delivery.profile, &context.vocabulary)?;
    let mut turn = Turn(Some(context.db.begin_write().await?));
    let delivered = Box::pin(deliver_in(&mut turn, context, &mut delivery)).await;
    let Some(tx) = turn.0 else { return delivered };
    match &delivered {
        Ok(Delivered::Ledger { .. }) if !delivery.rehearse => tx.commit().await?,
        // A failed roll-back means a lost connection: the engine then rolls back by itself.
        _ => drop(tx.rollback().await),
    }
    delivered
}

/// The transaction that a delivery writes in, or one after the other.
struct Turn(Option<Tx>);

impl Turn {
    fn tx(&mut self) -> Result<&mut Tx, Failure> {
        self.0.as_mut().ok_or_else(|| Fault::new(Code::Internal, "").with("request", "turn").into())
    }

    /// Makes everything lasting that was written so far, lets others write, and goes on.
    async fn part(&mut self, context: &Context) -> Result<(), Failure> {
        if let Some(tx) = self.0.take() {
            tx.commit().await?;
        }
        let (mut tries, pause) = PATIENCE;
        let mut tx = loop {
            match context.db.begin_write().await {
                Err(StoreError::Busy(_)) if tries > 0 => tokio::time::sleep(pause).await,
                begun => break begun?,
            }
            tries -= 1;
        };
        audit::ops::take_turn(&mut tx).await?;
        vocabulary::ops::must_be_current_in(&mut tx, &context.vocabulary).await?;
        self.0 = Some(tx);
        Ok(())
    }
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

/// A delivery that is begun, or goes on.
struct Begun {
    batch: BatchId,
    at: DateTime<Utc>,
    so_far: Option<SoFar>,
}

/// Notes a new delivery, or finds the one that these bytes belong to.
async fn begin(
    tx: &mut Tx,
    context: &Context,
    delivery: &mut Delivery<'_>,
) -> Result<Result<Begun, Delivered>, Failure> {
    let Some(row) = store::find_batch(tx, &delivery.source.sha256).await? else {
        let now = context.clock.now();
        let batch = BatchId::new(now);
        let new = store::NewBatch {
            id: batch,
            sha256: &delivery.source.sha256,
            source_name: &delivery.source.name,
            bytes: i64::try_from(delivery.source.bytes).unwrap_or(i64::MAX),
            profile_name: &delivery.profile.name,
            profile_version: i64::from(delivery.profile.version),
            profile_document: delivery.profile_document,
            vocabulary_version: context.vocabulary.version,
            imported_at: now,
        };
        store::insert_batch(tx, &new).await?;
        return Ok(Ok(Begun { batch, at: now, so_far: None }));
    };
    let (batch, at) = (BatchId::from_uuid(row.id), row.imported_at);
    if !row.unfinished {
        return Ok(Err(Delivered::Before { batch, imported_at: at }));
    }
    let so_far = serde_json::from_str(&row.so_far);
    let so_far = so_far.map_err(|_| StoreError::Corrupt { table: "import_batches", column: "so_far" })?;
    if row.profile_document != delivery.profile_document {
        let fault = Fault::new(Code::ImportUnfinished, "profile");
        return Err(fault.with("batch", batch.to_string()).with("profile", row.profile_name).into());
    }
    Ok(Ok(Begun { batch, at, so_far: Some(so_far) }))
}

async fn deliver_in(turn: &mut Turn, context: &Context, delivery: &mut Delivery<'_>) -> Result<Delivered, Failure> {
    let tx = turn.tx()?;
    audit::ops::take_turn(tx).await?;
    vocabulary::ops::must_be_current_in(tx, &context.vocabulary).await?;
    let Begun { batch, at, so_far } = match begin(tx, context, delivery).await? {
        Ok(begun) => begun,
        Err(before) => return Ok(before),
    };
    let people = people::ops::list_in(tx).await?;
    let files = files::ops::list_in(tx).await?;
    let mut units = HashMap::new();
    for team in people.iter().map(|person| &person.team) {
        if !units.contains_key(team) {
            units.insert(team.clone(), names::ops::unit_of_team_in(tx, team).await?);
        }
    }
    let alone = !store::has_entries(tx).await?;
    let config = Arc::clone(&context.config);
    let changing = Changing { batch, now: at, config, make: delivery.make_changes };
    let stored = so_far.as_ref().map_or(0, |so_far| so_far.line);
    let alone = alone && so_far.is_none();
    let mut writer = Writer::new(changing, units, &delivery.profile, so_far, alone);
    let lines = delivery.source.lines;
    let is_small = kept::LINES.contains(&lines) && lines <= context.config.import_part_lines;
    let before = match (alone, &*delivery.profile) {
        (false, _) => Before::Anywhere,
        (true, Profile { source_id: None, days: None, .. }) if is_small => Before::Kept,
        (true, _) => Before::Here,
    };
    let mut aside = Aside::default();
    if before == Before::Kept {
        writer.keep_all(lines);
        // Nothing is looked up, so that entries need no index meanwhile.
        aside = entries::delivered::set_indexes_aside(tx).await?;
    }
    let profile = as_read(&delivery.profile, &delivery.source);
    let path = delivery.source.name.clone();
    let reader = delivery.source.reader();
    let work = Work {
        reader: reader.map_err(|_| Fault::new(Code::SourceUnreadable, "").with("path", path.as_str()))?,
        profile,
        people,
        files,
        vocabulary: Arc::clone(&context.vocabulary),
        today: context.clock.today(),
        path,
        stored,
        before,
    };
    let writer = run(turn, context, delivery, writer, work).await?;
    let tx = turn.tx()?;
    let Written { mut ledger, figures, entries: range } = writer.finish(tx).await?;
    tx.put_indexes_back(aside).await?;
    let origin = &delivery.source.origin;
    ledger.origin = (origin.container != Container::Text).then(|| Box::new(origin.clone()));
    let empty: u64 =
        [Outcome::Header, Outcome::Preamble, Outcome::Blank].map(|end| ledger.count(end).lines).iter().sum();
    if empty == ledger.lines {
        return Err(Fault::new(Code::SourceHeaderOnly, "").with("path", delivery.source.name.as_str()).into());
    }
    if ledger.accounted() != delivery.source.lines || ledger.lines != delivery.source.lines {
        // The ledger must account for each physical line, as counted by somebody else; otherwise nothing is stored.
        tracing::error!(accounted = ledger.accounted(), lines = delivery.source.lines, "ledger does not add up");
        return Err(Fault::new(Code::Internal, "").with("request", "ledger").into());
    }
    let document = serde_json::to_string(&ledger).unwrap_or_default();
    let lines = i64::try_from(ledger.lines).unwrap_or(i64::MAX);
    store::finish_batch(tx, batch, lines, &document, range).await?;
    for year in figures.keys() {
        audit::ops::note_change(tx, *year, Changed::Batch(batch)).await?;
    }
    let event = Event {
        action: "import",
        object_kind: "batch",
        object_id: batch.to_string(),
        hash_after: digest(document.as_bytes()),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    let figures = if delivery.rehearse { expected(tx, &figures).await? } else { Vec::new() };
    Ok(Delivered::Ledger { batch: (!delivery.rehearse).then_some(batch), ledger, figures })
}

async fn run(
    turn: &mut Turn,
    context: &Context,
    delivery: &mut Delivery<'_>,
    writer: Writer,
    work: Work,
) -> Result<Writer, Failure> {
    let path = delivery.source.name.clone();
    let shape = work.profile.file.clone();
    let mut suggester =
        delivery.rejects.is_some().then(|| suggester(context, &work.profile, &work.people, &work.files));
    let stored = work.stored;
    let passed = work.reader.progress();
    let part = context.config.import_part_lines;
    // A rehearsal is taken back at its end: it is one piece whatever its size.
    let in_parts = !delivery.rehearse && delivery.source.lines > part;
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let mut next_part = work.stored + part;
    let reading = tokio::task::spawn_blocking(move || work.run(&sender));
    let batch = writer.batch();
    let mut pipeline = Pipeline::new(writer);
    let mut rejects: Option<RejectFile<'_>> = None;
    let mut sha256 = None;
    let mut failed = None;
    while let Some(handed) = receiver.recv().await {
        let taken = match handed {
            Handed::Columns(columns) => {
                if columns.iter().filter(|name| ADDED.contains(&name.as_str())).count() == ADDED.len() {
                    failed = Some(Fault::new(Code::SourceIsRejects, "").with("path", path.as_str()).into());
                    break;
                }
                pipeline.writer()?.set_columns(&delivery.profile, &columns);
                let of_batch = (!delivery.rehearse).then_some(batch);
                rejects = delivery.rejects.take().map(|out| {
                    RejectFile::new(out, delivery.reject_form, &delivery.profile, &shape, columns)
                        .of_batch(of_batch)
                        .suggesting(suggester.take().unwrap_or_default())
                });
                match &mut rejects {
                    // What another process rejected belongs into the same file.
                    Some(rejects) if stored > 0 => {
                        deliveries::write_rejected(turn.tx()?, batch, rejects).await.map(|_| ())
                    }
                    _ => Ok(()),
                }
            }
            Handed::Records(chunk) => {
                let written = match turn.tx() {
                    Ok(tx) => pipeline.take(tx, context, chunk, rejects.as_mut()).await,
                    Err(failure) => Err(failure),
                };
                (delivery.progress)(passed.load(Ordering::Relaxed));
                match (written, pipeline.writer().map_or(0, |writer| writer.line())) {
                    (Ok(()), line) if in_parts && line >= next_part => {
                        next_part = line + part;
                        keep_part(turn, context, &mut pipeline).await
                    }
                    (written, _) => written,
                }
            }
            Handed::End(found) => {
                sha256 = Some(found);
                Ok(())
            }
            Handed::Failed(failure) => Err(failure),
        };
        if let Err(failure) = taken {
            failed = Some(failure);
            break;
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
    pipeline.finish(turn.tx()?).await
}

/// Makes a part of a delivery lasting.
async fn keep_part(turn: &mut Turn, context: &Context, pipeline: &mut Pipeline) -> Result<(), Failure> {
    pipeline.store(turn.tx()?).await?;
    let writer = pipeline.writer()?;
    writer.forget();
    let so_far = writer.so_far();
    let document = serde_json::to_string(&so_far).unwrap_or_default();
    let line = i64::try_from(so_far.line).unwrap_or(i64::MAX);
    let batch = writer.batch();
    store::note_so_far(turn.tx()?, batch, line, &document).await?;
    turn.part(context).await?;
    if !store::is_there(turn.tx()?, batch).await? {
        // Somebody took it out while others could write.
        return Err(Fault::new(Code::BatchTakenOut, "").with("batch", batch.to_string()).into());
    }
    Ok(())
}

/// What the figures that a delivery changes become, as they are now, with it; and what they were.
async fn expected(tx: &mut Tx, changes: &Figures) -> Result<Vec<Figure>, Failure> {
    let (Some((first, _)), Some((last, _))) = (changes.first_key_value(), changes.last_key_value()) else {
        return Ok(Vec::new());
    };
    let mut sums: BTreeMap<(FiscalYear, String), i64> = BTreeMap::new();
    for row in store::list_figures(tx, first.first_day(), last.last_day()).await? {
        *sums.entry((FiscalYear::of(row.worked_on), row.category)).or_default() += row.minutes;
    }
    let mut figures = Vec::new();
    for (year, categories) in changes {
        for (category, change) in categories {
            let after_minutes = sums.get(&(*year, category.clone())).copied().unwrap_or_default();
            figures.push(Figure {
                year: year.to_string(),
                category: category.clone(),
                before_minutes: after_minutes - change,
                after_minutes,
            });
        }
    }
    Ok(figures)
}

/// Knows what rejected cells may mean; of walled files only those that the caller may know of.
pub(super) fn suggester(context: &Context, profile: &Profile, people: &[Person], files: &[File]) -> Suggester {
    let known = files.iter().filter(|file| context.caller.access.knows_file(file.id, file.walled));
    Suggester::new(profile, people, known)
}

/// The profile as it reads this source: the lines of a sheet have a layout of their own.
pub(super) fn as_read(profile: &Arc<Profile>, source: &Source) -> Arc<Profile> {
    if !source.origin.container.is_workbook() {
        return Arc::clone(profile);
    }
    Arc::new(Profile { file: profile.file.of_sheet(), ..Profile::clone(profile) })
}

/// The lines of a delivery from one line to another as they came, with where each ended.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_placed(context: &Context, batch: BatchId, from: u64, to: u64) -> Result<Vec<Placed>, Failure> {
    context.caller.access.must(Right::Import)?;
    list_placed_in(&mut context.db.read().await?, batch, from, to).await
}

/// As [`list_placed`], inside a transaction of the caller, who has checked who asks.
pub(super) async fn list_placed_in(tx: &mut Tx, batch: BatchId, from: u64, to: u64) -> Result<Vec<Placed>, Failure> {
    let line = |line: u64| i64::try_from(line).unwrap_or(i64::MAX);
    let mut placed = Vec::new();
    for row in store::list_blocks(tx, batch, line(from), line(to)).await? {
        let first = u64::try_from(row.first_line).unwrap_or_default();
        let records = blocks::unpack(first, &row.places, &row.packed)
            .ok_or(StoreError::Corrupt { table: "import_blocks", column: "packed" })?;
        placed.extend(records.into_iter().filter(|record| record.line + record.lines > from && record.line <= to));
    }
    Ok(placed)
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
