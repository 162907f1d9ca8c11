//! Repairing a delivery: the file of its rejected rows comes back corrected, and just those lines of that delivery become
//! what they are. Rehearsal and repair are one code path. A repair that changes nothing is not stored, so the same
//! file can be sent again after what it needed was added.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read as _, Write};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::read::Row;
use super::reading::{Handed, Originals, Reading};
use super::store::{self, BatchRow, LineRow};
use super::totals::{Counted, recount, retell};
use super::{BatchRepair, deliveries};
use crate::access::Right;
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::entries::delivered;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{self, File};
use crate::ids::{BatchId, RepairId};
use crate::import::changes::Changing;
use crate::import::ledger::{Count, Ledger, Outcome};
use crate::import::ops::{as_read, check_profile, suggester};
use crate::import::others::Decided;
use crate::import::prepare::{Candidate, Held, Kind, Prepared};
use crate::import::profile::{Profile, Sums};
use crate::import::rejects::{REHEARSAL, Reason, RejectFile, RejectForm};
use crate::import::row::LedgerRow;
use crate::import::shape::FileShape;
use crate::import::source::Source;
use crate::import::totals::NO_GROUPS;
use crate::import::writer::Writer;
use crate::names;
use crate::people::{self, Person};
use crate::store::Tx;
use crate::store::bulk::Cell;
use crate::time::{FiscalYear, clip};
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

/// What a row turned out to be before other rows were looked at.
enum Weighed<'a> {
    /// A rejected line.
    Open(&'a LineRow),
    /// A line that was repaired before, in the same way.
    Same,
    /// A row that is of no rejected line.
    Refused(Fault),
}

/// The deciding side of a repair.
struct Work<'a> {
    batch: BatchId,
    repair: RepairId,
    profile: Arc<Profile>,
    /// Maps original lines, where totals sum columns of them.
    originals: Option<Originals>,
    writer: Writer,
    rejects: Option<RejectFile<'a>>,
    people: Vec<Person>,
    files: Vec<File>,
    seen: BTreeSet<i64>,
    years: BTreeSet<FiscalYear>,
    repaired: Repaired,
}

impl<'a> Work<'a> {
    async fn new(
        tx: &mut Tx,
        context: &Context,
        repair: &mut Repair<'a>,
        row: &BatchRow,
        profile: Profile,
        id: RepairId,
    ) -> Result<Self, Failure> {
        let ledger = deliveries::ledger_of(row)?;
        let people = people::ops::list_in(tx).await?;
        let files = files::ops::list_in(tx).await?;
        let mut units = HashMap::new();
        for team in people.iter().map(|person| &person.team) {
            if !units.contains_key(team) {
                units.insert(team.clone(), names::ops::unit_of_team_in(tx, team).await?);
            }
        }
        let profile = Arc::new(profile);
        let read = as_read(&profile, &repair.source);
        let rejects = repair.rejects.take().map(|out| {
            RejectFile::new(out, repair.reject_form, &profile, &read.file, ledger.columns.clone())
                .of_batch(Some(repair.batch))
                .suggesting(suggester(context, &profile, &people, &files))
        });
        let config = Arc::clone(&context.config);
        let changing = Changing { batch: repair.batch, now: context.clock.now(), config, make: false };
        let sums_columns = profile.totals.iter().any(|rule| matches!(rule.sums, Sums::Column(_)));
        Ok(Self {
            batch: repair.batch,
            repair: id,
            originals: if sums_columns { Originals::new(&profile, &ledger) } else { None },
            writer: Writer::new(changing, units, &profile, None, false),
            profile,
            rejects,
            people,
            files,
            seen: BTreeSet::new(),
            years: BTreeSet::new(),
            repaired: Repaired {
                repair: None,
                repaired: 0,
                same: 0,
                rejected: 0,
                outcomes: BTreeMap::new(),
                faults: Vec::new(),
                ledger,
            },
        })
    }

    /// Decides on some rows and writes them.
    async fn settle(&mut self, tx: &mut Tx, rows: Vec<(Row, Prepared)>) -> Result<(), Failure> {
        let (rows, records): (Vec<Row>, Vec<Prepared>) = rows.into_iter().unzip();
        let wanted: Vec<i64> = rows.iter().filter_map(|row| row.line.parse().ok()).collect();
        let lines: HashMap<i64, LineRow> =
            store::find_lines(tx, self.batch, &wanted).await?.into_iter().map(|row| (row.line, row)).collect();
        let repaired = store::find_repaired(tx, self.batch, &wanted).await?;
        let repaired: HashMap<i64, Vec<u8>> = repaired.into_iter().map(|row| (row.line, row.fingerprint)).collect();
        self.writer.others.look_up(tx, &records).await?;
        let (mut entries, mut kept) = (Vec::new(), Vec::new());
        for (row, prepared) in rows.into_iter().zip(records) {
            let Prepared { kind, sums, groups, .. } = prepared;
            let line = match self.weigh(&row, &kind, &lines, &repaired) {
                Weighed::Open(line) => line,
                Weighed::Same => {
                    self.repaired.same += 1;
                    continue;
                }
                Weighed::Refused(fault) => {
                    self.refuse(&row, vec![Reason::in_column("", &fault)])?;
                    continue;
                }
            };
            let candidate = match kind {
                Kind::Entry(candidate) => candidate,
                Kind::Rejected(faults) => {
                    self.refuse(&row, faults.iter().map(Reason::of).collect())?;
                    continue;
                }
                Kind::Blank | Kind::Preamble | Kind::Header | Kind::Total(..) => {
                    self.refuse(&row, vec![Reason::in_column("", &Fault::new(Code::RepairNoTime, ""))])?;
                    continue;
                }
            };
            let (outcome, ordinal, mut entry) = match self.writer.others.decide(&candidate) {
                Decided::As(outcome, ordinal) => (outcome, ordinal, None),
                // Changes are made by deliveries that are told to.
                Decided::Changed(entry, _) => (Outcome::Changed, 0, Some(entry)),
                Decided::Refused(fault) => {
                    let column = self.profile.duration.column.clone().unwrap_or_default();
                    self.refuse(&row, vec![Reason::in_column(&column, &fault)])?;
                    continue;
                }
            };
            let minutes = candidate.new.minutes().get();
            self.move_line(line, outcome, minutes, &candidate);
            let after = Counted { minutes: Some(minutes), columns: &sums, groups: &groups };
            self.recount(tx, line, after).await?;
            kept.push(vec![
                Cell::Id(self.batch.uuid()),
                Cell::Int(line.line),
                Cell::Id(self.repair.uuid()),
                Cell::Bytes(candidate.key.as_bytes().to_vec()),
                Cell::Text(serde_json::to_string(&row.cells.iter().collect::<Vec<_>>()).unwrap_or_default()),
                Cell::Text(line.faults.clone()),
            ]);
            let (key, label) = ((outcome == Outcome::Same).then_some(candidate.key), candidate.label.clone());
            if matches!(outcome, Outcome::New | Outcome::Held) {
                self.years.insert(FiscalYear::of(candidate.new.worked_on()));
                let mut ledger_row = LedgerRow::default();
                let made = self.writer.entry(*candidate, line.line.unsigned_abs(), &mut ledger_row);
                entry = Some(made.entry.id);
                entries.push(made);
            }
            let (line, outcome, label) = (line.line, outcome.as_str(), label.as_str());
            let ended = store::Ended { line, outcome, entry, key, ordinal, label };
            store::end_line(tx, self.batch, &ended).await?;
        }
        delivered::add_all_in(tx, entries).await?;
        tx.insert_many(store::REPAIRED, kept).await?;
        Ok(())
    }

    /// Whether a row may repair the line that it names.
    fn weigh<'l>(
        &mut self,
        row: &Row,
        kind: &Kind,
        lines: &'l HashMap<i64, LineRow>,
        repaired: &HashMap<i64, Vec<u8>>,
    ) -> Weighed<'l> {
        if row.batch == REHEARSAL {
            return Weighed::Refused(Fault::new(Code::RepairOfRehearsal, ""));
        }
        if !row.batch.is_empty() && row.batch != self.batch.to_string() {
            return Weighed::Refused(Fault::new(Code::RepairOtherBatch, "").with("batch", clip(&row.batch)));
        }
        let named = |code| Weighed::Refused(Fault::new(code, "").with("line", clip(&row.line)));
        if row.fault.is_some() && row.line.is_empty() {
            // What keeps the row from being read is what has to be mended first.
            return Weighed::Refused(row.fault.clone().unwrap_or_else(|| Fault::new(Code::RepairLineUnknown, "")));
        }
        let number = row.line.parse::<i64>().ok();
        let Some((number, line)) = number.and_then(|number| Some((number, lines.get(&number)?))) else {
            return named(Code::RepairLineUnknown);
        };
        if !self.seen.insert(number) {
            return named(Code::RepairLineTwice);
        }
        if let Some(before) = repaired.get(&number) {
            let same = matches!(kind, Kind::Entry(candidate) if candidate.key.as_bytes() == before.as_slice());
            return if same { Weighed::Same } else { named(Code::RepairLineDone) };
        }
        if line.outcome == Outcome::Rejected.as_str() { Weighed::Open(line) } else { named(Code::RepairLineUnknown) }
    }

    fn refuse(&mut self, row: &Row, reasons: Vec<Reason>) -> Result<(), Failure> {
        self.repaired.rejected += 1;
        if let Some(rejects) = &mut self.rejects {
            rejects.write_cells(&row.line, &row.cells, &reasons)?;
        }
        if self.repaired.faults.len() < FAULTS_TOLD {
            self.repaired.faults.push(RowFault { row: row.at, line: row.line.clone(), reasons });
        }
        Ok(())
    }

    /// Moves a line in the ledger from where rejected ones stand to where it ended.
    fn move_line(&mut self, line: &LineRow, outcome: Outcome, minutes: i64, candidate: &Candidate) {
        let spans = line.lines.unsigned_abs();
        let told = self.repaired.outcomes.entry(outcome).or_default();
        told.records += 1;
        told.lines += spans;
        told.minutes += minutes;
        self.repaired.repaired += 1;
        let ledger = &mut self.repaired.ledger;
        ledger.take_back(Outcome::Rejected, spans);
        ledger.add(outcome, spans, minutes);
        ledger.rows_returned += 1;
        let first = Reason::read_all(&line.faults).into_iter().next().map(|reason| reason.code).unwrap_or_default();
        if let Some(rows) = ledger.rejected_codes.get_mut(&first) {
            *rows = rows.saturating_sub(1);
            ledger.rejected_codes.retain(|_, rows| *rows > 0);
        }
        if outcome == Outcome::Held {
            match &candidate.held {
                Some(Held::File(name)) => ledger.hold_file(name, minutes),
                _ => ledger.hold_label(&candidate.label, minutes),
            }
        }
    }

    async fn recount(&mut self, tx: &mut Tx, line: &LineRow, after: Counted<'_>) -> Result<(), Failure> {
        let (columns, groups) = match &mut self.originals {
            Some(originals) => originals.counted(&line.raw),
            None => (Vec::new(), NO_GROUPS.clone()),
        };
        let before = Counted { minutes: None, columns: &columns, groups: &groups };
        Ok(recount(tx, self.batch, &self.profile, line.line, (before, after)).await?)
    }
}
