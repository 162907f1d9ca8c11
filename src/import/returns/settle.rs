//! The deciding side of a repair: what becomes of each row that came back, and what is written of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::deliveries;
use super::read::Row;
use super::reading::Originals;
use super::repair::{FAULTS_TOLD, Repair, Repaired, RowFault};
use super::store::{self, BatchRow, LineRow};
use super::totals::{Counted, recount};
use crate::context::Context;
use crate::entries::delivered;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{self, File};
use crate::ids::{BatchId, EntryId, RepairId};
use crate::import::changes::Changing;
use crate::import::ledger::Outcome;
use crate::import::ops::{as_read, suggester};
use crate::import::others::Decided;
use crate::import::prepare::{Candidate, Held, Kind, Prepared};
use crate::import::profile::{Profile, Sums};
use crate::import::rejects::{REHEARSAL, Reason, RejectFile};
use crate::import::row::LedgerRow;
use crate::import::totals::NO_GROUPS;
use crate::import::wanted::{Asking, Before};
use crate::import::writer::Writer;
use crate::names;
use crate::people::{self, Person};
use crate::store::Tx;
use crate::store::bulk::Cell;
use crate::time::{FiscalYear, clip};

/// What a row turned out to be before other rows were looked at.
enum Weighed<'a> {
    /// A rejected line.
    Open(&'a LineRow),
    /// A line that was repaired before, in the same way.
    Same,
    /// A row that is of no rejected line.
    Refused(Fault),
}

/// Where a row ended: which of several equal ones it is, and the entry that it would change.
#[derive(Clone, Copy)]
struct Whole {
    outcome: Outcome,
    ordinal: i64,
    entry: Option<EntryId>,
}

impl Whole {
    /// A row ends as the first of new, held, the same and duplicate that one of its days is.
    fn of(days: &[Self]) -> Self {
        let place =
            |day: &&Self| [Outcome::New, Outcome::Held, Outcome::Same].iter().position(|end| *end == day.outcome);
        let first = days.iter().min_by_key(|day| place(day).unwrap_or(usize::MAX));
        first.copied().unwrap_or(Self { outcome: Outcome::Blank, ordinal: 0, entry: None })
    }
}

/// The deciding side of a repair.
pub(super) struct Work<'a> {
    batch: BatchId,
    repair: RepairId,
    pub(super) profile: Arc<Profile>,
    /// Maps original lines, where totals sum columns of them.
    originals: Option<Originals>,
    writer: Writer,
    pub(super) rejects: Option<RejectFile<'a>>,
    pub(super) people: Vec<Person>,
    pub(super) files: Vec<File>,
    seen: BTreeSet<i64>,
    pub(super) years: BTreeSet<FiscalYear>,
    pub(super) repaired: Repaired,
}

impl<'a> Work<'a> {
    pub(super) async fn new(
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
    pub(super) async fn settle(&mut self, tx: &mut Tx, rows: Vec<(Row, Prepared)>) -> Result<(), Failure> {
        let (rows, records): (Vec<Row>, Vec<Prepared>) = rows.into_iter().unzip();
        let wanted: Vec<i64> = rows.iter().filter_map(|row| row.line.parse().ok()).collect();
        let lines: HashMap<i64, LineRow> =
            store::find_lines(tx, self.batch, &wanted).await?.into_iter().map(|row| (row.line, row)).collect();
        let repaired = store::find_repaired(tx, self.batch, &wanted).await?;
        let repaired: HashMap<i64, Vec<u8>> = repaired.into_iter().map(|row| (row.line, row.fingerprint)).collect();
        self.writer.others.look_up(tx, &Asking::new(Before::Anywhere).of(&records)).await?;
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
            let candidates = match kind {
                Kind::Entries(candidates) => candidates,
                Kind::Rejected(faults) => {
                    self.refuse(&row, faults.iter().map(Reason::of).collect())?;
                    continue;
                }
                Kind::Blank | Kind::Preamble | Kind::Header | Kind::Total(..) => {
                    self.refuse(&row, vec![Reason::in_column("", &Fault::new(Code::RepairNoTime, ""))])?;
                    continue;
                }
            };
            let decided = match self.decide(&candidates) {
                Ok(decided) => decided,
                Err(reasons) => {
                    self.refuse(&row, reasons)?;
                    continue;
                }
            };
            let Some(first) = candidates.first() else { continue };
            let Whole { outcome, ordinal, mut entry } = Whole::of(&decided);
            let (key, label) = (first.key, first.label.clone());
            let minutes = candidates.iter().map(|candidate| candidate.new.minutes().get()).sum();
            self.move_line(line, outcome, minutes, first);
            let after = Counted { minutes: Some(minutes), columns: &sums, groups: &groups };
            self.recount(tx, line, after).await?;
            kept.push(vec![
                Cell::Id(self.batch.uuid()),
                Cell::Int(line.line),
                Cell::Id(self.repair.uuid()),
                Cell::Bytes(key.as_bytes().to_vec()),
                Cell::Text(serde_json::to_string(&row.cells.iter().collect::<Vec<_>>()).unwrap_or_default()),
                Cell::Text(line.faults.clone()),
            ]);
            let key = (outcome == Outcome::Same && candidates.len() == 1).then_some(key);
            for (candidate, one) in candidates.into_iter().zip(&decided) {
                if matches!(one.outcome, Outcome::New | Outcome::Held) {
                    self.years.insert(FiscalYear::of(candidate.new.worked_on()));
                    let mut ledger_row = LedgerRow::default();
                    let made = self.writer.entry(candidate, line.line.unsigned_abs(), &mut ledger_row);
                    entry = entry.or(Some(made.entry.id));
                    entries.push(made);
                }
            }
            let (line, outcome, label) = (line.line, outcome.as_str(), label.as_str());
            let ended = store::Ended { line, outcome, entry, key, ordinal, label };
            store::end_line(tx, self.batch, &ended).await?;
        }
        delivered::add_all_in(tx, entries).await?;
        tx.insert_many(store::REPAIRED, kept).await?;
        self.writer.others.forget();
        Ok(())
    }

    /// Where a row ends, or each of its days; all of them or none.
    fn decide(&mut self, candidates: &[Candidate]) -> Result<Vec<Whole>, Vec<Reason>> {
        let column = self.profile.duration.column.clone().unwrap_or_default();
        let in_column = |candidate: &Candidate, fault: &Fault| {
            let column = if candidate.day_column.is_empty() { &column } else { &candidate.day_column };
            Reason::in_column(column, fault)
        };
        if candidates.len() > 1 {
            let refusals = candidates.iter().filter_map(|candidate| {
                self.writer.others.refusal(candidate).map(|fault| in_column(candidate, &fault))
            });
            let refused: Vec<Reason> = refusals.collect();
            if !refused.is_empty() {
                return Err(refused);
            }
        }
        let mut decided = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            decided.push(match self.writer.others.decide(candidate) {
                Decided::As(outcome, ordinal) => Whole { outcome, ordinal, entry: None },
                // Changes are made by deliveries that are told to.
                Decided::Changed(entry) => Whole { outcome: Outcome::Changed, ordinal: 0, entry: Some(entry) },
                Decided::Refused(fault) => return Err(vec![in_column(candidate, &fault)]),
            });
        }
        Ok(decided)
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
            let same = matches!(kind, Kind::Entries(candidates) if candidates.first().is_some_and(|first| first.key.as_bytes() == before.as_slice()));
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
