//! The writing side of a delivery: decides by other rows whether a candidate is new, the same, a duplicate or too much
//! for its day, keeps the ledger and the sums of totals, and writes in bulk.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::ledger::{HeldName, Ledger, Outcome, TotalCheck};
use super::mapper::{self, CellFault};
use super::prepare::{Candidate, Fingerprint, Held, Kind, Prepared, fiscal_year};
use super::profile::{Profile, Repeats, Scope, Sums};
use super::rejects::RejectFile;
use super::store;
use crate::config::Config;
use crate::entries::{self, Entry, Status, Warning};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId, PersonId, Sequence};
use crate::store::Tx;
use crate::store::bulk::Cell;
use crate::time::{FiscalYear, MINUTES_PER_DAY};

/// Labels and files counted by name; further ones are counted in the outcomes only.
const NAMES_MAX: usize = 10_000;
/// Labels and files listed.
const NAMES_LISTED: usize = 50;
/// Differing totals listed.
const TOTALS_LISTED: usize = 1000;

/// What was seen of a row: in earlier deliveries, and so far in this one.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    before: i64,
    here: i64,
}

/// Keeps the ledger of one delivery and writes its rows.
#[derive(Debug)]
pub struct Writer {
    batch: BatchId,
    now: DateTime<Utc>,
    config: Arc<Config>,
    /// The section of each team.
    units: HashMap<String, String>,
    repeats: Repeats,
    rules: Vec<(bool, Scope)>,
    sums: Vec<i64>,
    minutes_column: String,
    ids: Sequence,
    ledger: Ledger,
    held_labels: HeldCounts,
    held_files: HeldCounts,
    years: BTreeSet<FiscalYear>,
}

impl Writer {
    /// A writer with nothing written.
    #[must_use]
    pub fn new(
        batch: BatchId,
        now: DateTime<Utc>,
        config: Arc<Config>,
        units: HashMap<String, String>,
        profile: &Profile,
    ) -> Self {
        let rules: Vec<(bool, Scope)> =
            profile.totals.iter().map(|rule| (!matches!(rule.sums, Sums::Column(_)), rule.scope)).collect();
        Self {
            batch,
            now,
            config,
            units,
            repeats: profile.file.repeats,
            sums: vec![0; rules.len()],
            rules,
            minutes_column: String::new(),
            ids: Sequence::new(now),
            ledger: Ledger::default(),
            held_labels: HeldCounts::new(),
            held_files: HeldCounts::new(),
            years: BTreeSet::new(),
        }
    }

    /// Takes note of the columns of the file.
    pub fn name_columns(&mut self, profile: &Profile, columns: &[String]) {
        self.minutes_column = mapper::minutes_column(profile, columns);
    }

    /// Decides, counts and writes one chunk.
    ///
    /// # Errors
    /// When the database fails, or rejected rows cannot be written out.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        records: Vec<Prepared>,
        mut rejects: Option<&mut RejectFile<'_>>,
    ) -> Result<(), Failure> {
        let mut seen = self.look_up_seen(tx, &records).await?;
        let mut days = look_up_days(tx, &records).await?;
        let mut there = look_up_entries(tx, &records).await?;
        let mut lines = Vec::with_capacity(records.len());
        let mut entries = Vec::with_capacity(records.len());
        for record in records {
            let Prepared { line, lines: spans, raw, kind, sums, repaired } = record;
            self.ledger.lines += spans;
            self.ledger.lines_repaired += if repaired { spans } else { 0 };
            let mut row = LedgerRow::new(line, spans, raw);
            match kind {
                Kind::Blank => self.ledger.add(Outcome::Blank, spans, 0),
                Kind::Header => {
                    row.outcome = Outcome::Header;
                    self.ledger.add(Outcome::Header, spans, 0);
                }
                Kind::Total(rule, value, text) => {
                    row.outcome = Outcome::Total;
                    self.ledger.add(Outcome::Total, spans, 0);
                    self.compare(rule, line, value, text);
                }
                Kind::Rejected(faults) => {
                    self.reject(&mut row, &faults, rejects.as_deref_mut())?;
                    self.sum(None, &sums);
                }
                Kind::Entry(candidate) => {
                    let minutes = candidate.new.minutes().get();
                    let decided = match own(&candidate, &seen, &there) {
                        Some(decided) => decided,
                        None => self.decide(&candidate, &mut seen, &mut days),
                    };
                    match decided {
                        Ok((outcome, ordinal)) => {
                            row.outcome = outcome;
                            row.ordinal = ordinal;
                            row.fingerprint = Some(candidate.fingerprint);
                            self.ledger.add(outcome, spans, minutes);
                            self.sum(Some(minutes), &sums);
                            row.label.clone_from(&candidate.label);
                            if matches!(outcome, Outcome::New | Outcome::Held) {
                                if outcome == Outcome::Held {
                                    self.note_held(&candidate, minutes);
                                }
                                self.years.insert(fiscal_year(&candidate));
                                let key = (candidate.new.person_id(), candidate.new.worked_on());
                                let day = days.get(&key).copied().unwrap_or_default();
                                let own = candidate.new.id();
                                let entry = self.entry(*candidate, line, day);
                                row.entry = Some(entry.id);
                                there.extend(own.map(|id| (id, None)));
                                entries.push(entries::bulk_row(&entry));
                            }
                        }
                        Err(fault) => {
                            let is_own = fault.code == Code::IdConflict;
                            let column = if is_own { &candidate.id_column } else { &self.minutes_column };
                            let fault = CellFault { column: column.clone(), fault };
                            self.reject(&mut row, &[fault], rejects.as_deref_mut())?;
                            self.sum(None, &sums);
                        }
                    }
                }
            }
            lines.push(row.cells(self.batch));
        }
        tx.insert_many(entries::BULK_COLUMNS, entries).await?;
        tx.insert_many(store::LINES, lines).await?;
        Ok(())
    }

    /// The ledger, and the fiscal years whose figures change.
    #[must_use]
    pub fn finish(mut self) -> (Ledger, BTreeSet<FiscalYear>) {
        self.ledger.held_labels = listed(self.held_labels);
        self.ledger.held_files = listed(self.held_files);
        (self.ledger, self.years)
    }

    async fn look_up_seen(&self, tx: &mut Tx, records: &[Prepared]) -> Result<HashMap<Fingerprint, Seen>, Failure> {
        let mut seen: HashMap<Fingerprint, Seen> =
            candidates(records).map(|candidate| (candidate.fingerprint, Seen::default())).collect();
        let wanted: Vec<Fingerprint> = seen.keys().copied().collect();
        for row in store::list_seen(tx, &wanted).await? {
            let Ok(fingerprint) = Fingerprint::try_from(row.fingerprint.as_slice()) else { continue };
            let seen = seen.entry(fingerprint).or_default();
            if row.batch_id == self.batch.uuid() {
                seen.here = seen.here.max(row.ordinal);
            } else {
                seen.before = seen.before.max(row.ordinal);
            }
        }
        Ok(seen)
    }

    /// What becomes of a candidate, and which of several equal rows it is.
    fn decide(
        &self,
        candidate: &Candidate,
        seen: &mut HashMap<Fingerprint, Seen>,
        days: &mut HashMap<(PersonId, NaiveDate), i64>,
    ) -> Result<(Outcome, i64), Fault> {
        let seen = seen.entry(candidate.fingerprint).or_default();
        if seen.here > 0 && (self.repeats == Repeats::Duplicate || candidate.identified) {
            return Ok((Outcome::Duplicate, 0));
        }
        let ordinal = seen.here + 1;
        if ordinal <= seen.before {
            seen.here = ordinal;
            return Ok((Outcome::Same, ordinal));
        }
        let day = days.entry((candidate.new.person_id(), candidate.new.worked_on())).or_default();
        let minutes = *day + candidate.new.minutes().get();
        if minutes > MINUTES_PER_DAY {
            return Err(entries::ops::day_too_long(candidate.new.worked_on(), *day, minutes));
        }
        *day = minutes;
        seen.here = ordinal;
        Ok((if candidate.held.is_some() { Outcome::Held } else { Outcome::New }, ordinal))
    }

    /// The entry of a candidate with which the person's day has so many minutes. Nobody has to hand it in.
    fn entry(&mut self, candidate: Candidate, line: u64, day: i64) -> Entry {
        let id = candidate.new.id().unwrap_or_else(|| self.ids.next_entry());
        let mut circumstances = candidate.circumstances;
        circumstances.unit = self.units.get(&circumstances.team).cloned().unwrap_or_default();
        let entry = Entry::new(id, candidate.new, circumstances, candidate.entered_on, self.now);
        Entry {
            batch_id: Some(self.batch),
            line: i64::try_from(line).ok(),
            held_file_id: candidate.held_file,
            status: Status::Submitted,
            warnings: Warning::of(&self.config, entry.minutes.get(), day, entry.lag_days),
            ..entry
        }
    }

    fn note_held(&mut self, candidate: &Candidate, minutes: i64) {
        let (counted, name) = match &candidate.held {
            Some(Held::File(name)) => (&mut self.held_files, name),
            _ => (&mut self.held_labels, &candidate.label),
        };
        if let Some((rows, sum)) = counted.get_mut(name) {
            *rows += 1;
            *sum += minutes;
        } else if counted.len() < NAMES_MAX {
            counted.insert(name.clone(), (1, minutes));
        }
    }

    fn reject(
        &mut self,
        row: &mut LedgerRow,
        faults: &[CellFault],
        rejects: Option<&mut RejectFile<'_>>,
    ) -> Result<(), Failure> {
        row.outcome = Outcome::Rejected;
        self.ledger.add(Outcome::Rejected, row.lines, 0);
        if let Some(first) = faults.first() {
            *self.ledger.rejected_codes.entry(first.fault.code.as_str().to_owned()).or_default() += 1;
        }
        row.faults = serde_json::to_string(
            &faults
                .iter()
                .map(|found| serde_json::json!({ "column": found.column, "code": found.fault.code }))
                .collect::<Vec<_>>(),
        )
        .unwrap_or_default();
        if let Some(rejects) = rejects {
            rejects.write(row.line, &row.raw, faults)?;
        }
        Ok(())
    }

    /// Adds a row to what the totals sum: minutes of entries, or other columns, of rejected rows too.
    fn sum(&mut self, minutes: Option<i64>, columns: &[Option<i64>]) {
        for (at, (entries, _)) in self.rules.iter().enumerate() {
            self.sums[at] += if *entries { minutes } else { columns.get(at).copied().flatten() }.unwrap_or(0);
        }
    }

    fn compare(&mut self, rule: usize, line: u64, value: Option<i64>, text: String) {
        let Some((_, scope)) = self.rules.get(rule).copied() else { return };
        let summed = self.sums[rule];
        if scope == Scope::Block {
            self.sums[rule] = 0;
        }
        if text.is_empty() && value.is_none() {
            return;
        }
        self.ledger.totals_compared += 1;
        let check = TotalCheck { line, stated: text, stated_minutes: value, summed_minutes: summed };
        if !check.agrees() {
            self.ledger.totals_differing_count += 1;
            if self.ledger.totals_differing.len() < TOTALS_LISTED {
                self.ledger.totals_differing.push(check);
            }
        }
    }
}

/// How many rows and minutes wait for each name.
type HeldCounts = HashMap<String, (u64, i64)>;

/// The most frequent first.
fn listed(counts: HeldCounts) -> Vec<HeldName> {
    let mut names: Vec<HeldName> =
        counts.into_iter().map(|(name, (rows, minutes))| HeldName { name, rows, minutes }).collect();
    names.sort_by(|one, other| other.rows.cmp(&one.rows).then_with(|| one.name.cmp(&other.name)));
    names.truncate(NAMES_LISTED);
    names
}

fn candidates(records: &[Prepared]) -> impl Iterator<Item = &Candidate> {
    records.iter().filter_map(|record| match &record.kind {
        Kind::Entry(candidate) => Some(candidate.as_ref()),
        _ => None,
    })
}

/// Entries under their own identifiers: those that were there before with what they say, those of this chunk without.
type There = HashMap<EntryId, Option<Entry>>;

/// The entries that rows of an export of this program name and that are there already.
async fn look_up_entries(tx: &mut Tx, records: &[Prepared]) -> Result<There, Failure> {
    let ids: Vec<EntryId> = candidates(records).filter_map(|candidate| candidate.new.id()).collect();
    if ids.is_empty() {
        return Ok(There::new());
    }
    let found = entries::ops::list_of_in(tx, &ids).await?;
    Ok(found.into_iter().map(|entry| (entry.id, Some(entry))).collect())
}

/// What becomes of a row that names an entry which is there already: the same, or a fault when that entry says something
/// else by now or stands in this file too. `None` for all other rows, and for those of an earlier delivery.
fn own(
    candidate: &Candidate,
    seen: &HashMap<Fingerprint, Seen>,
    there: &There,
) -> Option<Result<(Outcome, i64), Fault>> {
    let entry = there.get(&candidate.new.id()?)?;
    if seen.get(&candidate.fingerprint).is_some_and(|seen| seen.here > 0 || seen.before > 0) {
        return None;
    }
    let is_same = entry.as_ref().is_some_and(|entry| !entry.withdrawn && candidate.new.same_as(entry));
    Some(if is_same { Ok((Outcome::Same, 0)) } else { Err(Fault::new(Code::IdConflict, "id")) })
}

async fn look_up_days(tx: &mut Tx, records: &[Prepared]) -> Result<HashMap<(PersonId, NaiveDate), i64>, Failure> {
    let mut wanted: Vec<(PersonId, NaiveDate)> =
        candidates(records).map(|candidate| (candidate.new.person_id(), candidate.new.worked_on())).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut days = entries::ops::list_days_in(tx, &wanted).await?;
    for day in wanted {
        days.entry(day).or_insert(0);
    }
    Ok(days)
}

/// One row of the ledger on its way to the database.
struct LedgerRow {
    line: u64,
    lines: u64,
    outcome: Outcome,
    entry: Option<EntryId>,
    fingerprint: Option<Fingerprint>,
    ordinal: i64,
    label: String,
    faults: String,
    raw: Vec<u8>,
}

impl LedgerRow {
    fn new(line: u64, lines: u64, raw: Vec<u8>) -> Self {
        Self {
            line,
            lines,
            outcome: Outcome::Blank,
            entry: None,
            fingerprint: None,
            ordinal: 0,
            label: String::new(),
            faults: String::new(),
            raw,
        }
    }

    fn cells(self, batch: BatchId) -> Vec<Cell> {
        let whole = |number: u64| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        vec![
            Cell::Id(batch.uuid()),
            whole(self.line),
            whole(self.lines),
            Cell::Text(self.outcome.as_str().to_owned()),
            self.entry.map_or(Cell::Null, |id| Cell::Id(id.uuid())),
            self.fingerprint.map_or(Cell::Null, |bytes| Cell::Bytes(bytes.to_vec())),
            Cell::Int(self.ordinal),
            Cell::Text(self.label),
            Cell::Text(self.faults),
            Cell::Bytes(self.raw),
        ]
    }
}
