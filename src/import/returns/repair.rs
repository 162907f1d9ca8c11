//! Repairing a delivery: the file of its rejected rows comes back corrected, and just those lines of that delivery become
//! what they are. Rehearsal and repair are one code path. A repair that changes nothing is not stored, so the same
//! file can be sent again after what it needed was added.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::reading::{self, Handed, Reading};
use super::settle::Work;
use super::store;
use super::totals::retell;
use super::{BatchRepair, deliveries};
use crate::access::Right;
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, RepairId};
use crate::import::ledger::{Count, Ledger, Outcome};
use crate::import::ops::{as_read, check_profile, list_placed_in};
use crate::import::profile::Profile;
use crate::import::rejects::{REHEARSAL, Reason, RejectForm};
use crate::import::shape::FileShape;
use crate::import::source::Source;
use crate::store::Tx;
use crate::vocabulary;

/// Rows still at fault that are told with the outcome; the file of rejected rows holds all.
pub const FAULTS_TOLD: usize = 200;
/// How far into a file its batch is looked for.
const LOOKED_THROUGH: u64 = 4 << 20;

/// A corrected file of rejected rows.
pub struct Repair<'a> {
    /// The delivery whose rows they are.
    pub batch: BatchId,
    /// The file, looked through once in the shape of the delivery.
    pub source: Source,
    /// Whether everything is taken back at the end.
    pub rehearse: bool,
    /// Where rows that are still at fault are written, if anywhere.
    pub rejects: Option<&'a mut (dyn Write + Send)>,
    /// How they are written.
    pub reject_form: RejectForm,
}

impl std::fmt::Debug for Repair<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repair").field("batch", &self.batch).field("rehearse", &self.rehearse).finish_non_exhaustive()
    }
}

/// Why a row could not be repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The physical line on which it stands in the file that came back.
    pub row: u64,
    /// The line of the delivery that it corrects, as written.
    pub line: String,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
}

/// What a repair came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The repair, when it changed something and is stored.
    pub repair: Option<RepairId>,
    /// Rows that came to something.
    pub repaired: u64,
    /// Rows that were repaired before, in the same way.
    pub same: u64,
    /// Rows that are still at fault.
    pub rejected: u64,
    /// Where the repaired rows ended.
    pub outcomes: BTreeMap<Outcome, Count>,
    /// Why rows are still at fault, the first of them.
    pub faults: Vec<RowFault>,
    /// The ledger of the delivery with the repair in it.
    pub ledger: Ledger,
}

/// The layout that a corrected file of this delivery is opened with: that of the delivery, whichever sheet it stood on.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn shape_of(context: &Context, batch: BatchId) -> Result<FileShape, Failure> {
    let row = deliveries::find_row(context, batch).await?;
    let profile = Profile::parse(&row.profile_document)?;
    Ok(FileShape { sheet: None, ..profile.file })
}

/// The delivery whose identifier stands in a corrected file.
///
/// # Errors
/// `forbidden`, `source_not_rejects`, `repair_of_rehearsal`, `source_unreadable`, or the failure of the database.
pub async fn batch_in(context: &Context, source: &Source) -> Result<BatchId, Failure> {
    context.caller.access.must(Right::Import)?;
    let unreadable = |_| Fault::new(Code::SourceUnreadable, "").with("path", source.name.as_str());
    let mut bytes = Vec::new();
    source.reader().map_err(unreadable)?.take(LOOKED_THROUGH).read_to_end(&mut bytes).map_err(unreadable)?;
    // In UTF-16 each letter of an identifier has a zero beside it.
    bytes.retain(|byte| *byte != 0);
    let text = String::from_utf8_lossy(&bytes);
    let mut tx = context.db.read().await?;
    let mut tried = BTreeSet::new();
    for word in text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-') {
        if let Ok(batch) = BatchId::parse(word, "")
            && tried.insert(batch)
            && store::find_batch(&mut tx, batch).await?.is_some()
        {
            return Ok(batch);
        }
    }
    let code = if text.contains(REHEARSAL) { Code::RepairOfRehearsal } else { Code::SourceNotRejects };
    Err(Fault::new(code, "").with("path", source.name.as_str()).into())
}

/// Repairs rejected rows of a delivery, or rehearses it.
///
/// # Errors
/// `forbidden`, `not_found`, `batch_signed_off`, `source_not_rejects`, `source_changed`, `source_unreadable`, or the
/// failure of the database. Nothing is stored then.
pub async fn repair(context: &Context, mut repair: Repair<'_>) -> Result<Repaired, Failure> {
    context.caller.access.must(Right::Import)?;
    let mut tx = context.db.begin_write().await?;
    let repaired = repair_in(&mut tx, context, &mut repair).await;
    match &repaired {
        Ok(_) if !repair.rehearse => tx.commit().await?,
        // A failed roll-back means a lost connection: the engine then rolls back by itself.
        _ => drop(tx.rollback().await),
    }
    repaired
}

async fn repair_in(tx: &mut Tx, context: &Context, repair: &mut Repair<'_>) -> Result<Repaired, Failure> {
    audit::ops::take_turn(tx).await?;
    let Some(row) = store::find_batch(tx, repair.batch).await? else {
        return Err(Fault::new(Code::NotFound, "").into());
    };
    if let Some(signed) = store::find_sign_off(tx, repair.batch).await? {
        return Err(deliveries::signed_off(&signed).into());
    }
    vocabulary::ops::must_be_current_in(tx, &context.vocabulary).await?;
    let profile = Profile::parse(&row.profile_document)?;
    check_profile(&profile, &context.vocabulary)?;
    let now = context.clock.now();
    let new = BatchRepair {
        id: RepairId::new(now),
        source_name: repair.source.name.clone(),
        sha256: repair.source.sha256.clone(),
        repaired: 0,
        same: 0,
        rejected: 0,
        repaired_at: now,
        repaired_by: context.caller.actor.clone(),
    };
    store::insert_repair(tx, repair.batch, &new).await?;
    let mut work = Work::new(tx, context, repair, &row, profile, new.id).await?;
    run(tx, context, repair, &mut work).await?;
    let Work { repaired: mut outcome, years, profile, .. } = work;
    if outcome.repaired == 0 {
        store::delete_repair(tx, new.id).await?;
        return Ok(outcome);
    }
    if !(profile.totals.is_empty() && profile.repeated_totals.is_empty()) {
        retell(tx, repair.batch, &mut outcome.ledger).await?;
    }
    if outcome.ledger.accounted() != outcome.ledger.lines {
        tracing::error!(accounted = outcome.ledger.accounted(), "ledger does not add up after a repair");
        return Err(Fault::new(Code::Internal, "").with("request", "ledger").into());
    }
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    store::finish_repair(tx, new.id, [outcome.repaired, outcome.same, outcome.rejected].map(whole)).await?;
    let document = serde_json::to_string(&outcome.ledger).unwrap_or_default();
    store::update_ledger(tx, repair.batch, &document).await?;
    for year in years {
        audit::ops::note_change(tx, year, Changed::Batch(repair.batch)).await?;
    }
    let event = Event {
        action: "repair",
        object_kind: "batch",
        object_id: repair.batch.to_string(),
        hash_before: digest(row.ledger.as_bytes()),
        hash_after: digest(document.as_bytes()),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    outcome.repair = (!repair.rehearse).then_some(new.id);
    Ok(outcome)
}

/// Reads and checks on a thread of its own, decides and writes here.
async fn run(tx: &mut Tx, context: &Context, repair: &mut Repair<'_>, work: &mut Work<'_>) -> Result<(), Failure> {
    let path = repair.source.name.clone();
    let of_path = |code| Fault::new(code, "").with("path", path.as_str());
    let reader = repair.source.reader().map_err(|_| of_path(Code::SourceUnreadable))?;
    let (sender, mut receiver) = mpsc::channel(1);
    let reading = Reading {
        reader,
        profile: as_read(&work.profile, &repair.source),
        delivered: Arc::clone(&work.profile),
        columns: work.repaired.ledger.columns.clone(),
        people: std::mem::take(&mut work.people),
        files: std::mem::take(&mut work.files),
        vocabulary: Arc::clone(&context.vocabulary),
        today: context.clock.today(),
        dialect: reading::shape_of(&work.profile, &work.repaired.ledger).dialect(),
        headers: headers_of_days(tx, &work.profile, repair.batch, &work.repaired.ledger).await?,
    };
    let read = tokio::task::spawn_blocking(move || reading.run(&sender));
    let (mut sha256, mut failed) = (None, None);
    while let Some(handed) = receiver.recv().await {
        match handed {
            Handed::Rows(rows) => {
                if let Err(failure) = work.settle(tx, rows).await {
                    failed = Some(failure);
                    break;
                }
            }
            Handed::End(found) => sha256 = Some(found),
            Handed::Failed(fault) => failed = Some(Failure::from(fault.with("path", path.as_str()))),
        }
    }
    drop(receiver);
    let ended = read.await.is_ok();
    if let Some(failure) = failed {
        return Err(failure);
    }
    if sha256.as_deref() != Some(repair.source.sha256.as_str()) {
        let internal = || Fault::new(Code::Internal, "").with("request", "reading");
        return Err(if ended { of_path(Code::SourceChanged) } else { internal() }.into());
    }
    if let Some(rejects) = work.rejects.take() {
        rejects.finish()?;
    }
    Ok(())
}

/// The headers of a delivery in which each day has a column of its own, with their lines: the days of a row are those of
/// the header above it.
async fn headers_of_days(
    tx: &mut Tx,
    profile: &Profile,
    batch: BatchId,
    ledger: &Ledger,
) -> Result<Vec<(u64, Vec<u8>)>, Failure> {
    if profile.days.is_none() || ledger.count(Outcome::Header).records < 2 {
        return Ok(Vec::new());
    }
    let placed = list_placed_in(tx, batch, 1, ledger.lines).await?;
    let headers = placed.into_iter().filter(|placed| placed.outcome == Outcome::Header);
    Ok(headers.map(|placed| (placed.line, placed.raw)).collect())
}
