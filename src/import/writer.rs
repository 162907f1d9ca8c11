//! The writing side of a delivery: decides by other rows whether a candidate is new, the same, a duplicate or too much
//! for its day, keeps the ledger and the sums of totals, and writes in bulk.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::changes::{Changed, Changing};
use super::control::Control;
use super::ledger::{HeldName, Ledger, NAMES_LISTED, Outcome};
use super::mapper::{self, CellFault};
use super::others::{Decided, Others};
use super::prepare::{Candidate, Chunk, Held, Kind, Prepared};
use super::profile::Profile;
use super::rejects::Reason;
use super::row::{LedgerRow, Rejected, Rows};
use super::store;
use crate::context::Context;
use crate::entries::delivered::DeliveredEntry;
use crate::entries::{Entry, Status, Warning};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId, Sequence};
use crate::store::Tx;
use crate::time::FiscalYear;

/// Labels and files counted by name; further ones are counted in the outcomes only.
const NAMES_MAX: usize = 10_000;
/// Changed rows listed.
const CHANGES_LISTED: usize = 100;

/// What is known of the lines of a delivery so far, so that another process can go on behind them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SoFar {
    /// The last physical line that is stored.
    pub line: u64,
    ledger: Ledger,
    held_labels: HeldCounts,
    held_files: HeldCounts,
    control: Option<Control>,
    /// The start of each fiscal year, the category, and by how many minutes it changes.
    figures: Vec<(i32, String, i64)>,
    /// The lowest and the highest identifier of its entries.
    #[serde(default)]
    entries: Option<(EntryId, EntryId)>,
}

/// Keeps the ledger of one delivery and writes its rows.
#[derive(Debug)]
pub struct Writer {
    changing: Changing,
    /// The section of each team.
    units: HashMap<String, String>,
    control: Control,
    minutes_column: String,
    ids: Sequence,
    pub(super) others: Others,
    line: u64,
    ledger: Ledger,
    held_labels: HeldCounts,
    held_files: HeldCounts,
    figures: Figures,
    entries: Option<(EntryId, EntryId)>,
    /// Whether it has entries of which it is not known where they lie.
    unranged: bool,
}

/// What a delivery came to.
#[derive(Debug)]
pub struct Written {
    /// Where its lines ended.
    pub ledger: Ledger,
    /// By how many minutes it changes each fiscal year and category.
    pub figures: Figures,
    /// The lowest and the highest identifier of its entries, where that is known of all.
    pub entries: Option<(EntryId, EntryId)>,
}

impl Writer {
    /// A writer with nothing written, or one that goes on where another process ended. `alone` tells that there was no
    /// entry before this delivery.
    #[must_use]
    pub(super) fn new(
        changing: Changing,
        units: HashMap<String, String>,
        profile: &Profile,
        so_far: Option<SoFar>,
        alone: bool,
    ) -> Self {
        let so_far = so_far.unwrap_or_default();
        // Parts that were stored before ranges were noted.
        let unranged = so_far.entries.is_none() && !so_far.figures.is_empty();
        let mut figures = Figures::new();
        for (year, category, minutes) in so_far.figures {
            figures.entry(FiscalYear::starting(year)).or_default().insert(category, minutes);
        }
        Self {
            units,
            others: Others::new(changing.batch, profile.file.repeats, alone),
            control: so_far.control.unwrap_or_else(|| Control::new(profile)),
            minutes_column: String::new(),
            ids: Sequence::new(changing.now),
            changing,
            line: so_far.line,
            ledger: so_far.ledger,
            held_labels: so_far.held_labels,
            held_files: so_far.held_files,
            figures,
            entries: so_far.entries,
            unranged,
        }
    }

    /// Keeps everything that is decided, so that nothing has to be looked up: for the first delivery of all, whose rows have
    /// no identifiers.
    pub(super) fn keep_all(&mut self, lines: u64) {
        self.others.keep_all(lines);
    }

    /// Looks up what other rows say of a chunk. What was decided before need not be stored yet.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn look_up(&mut self, tx: &mut Tx, chunk: &Chunk) -> Result<(), Failure> {
        self.others.look_up(tx, &chunk.wanted).await
    }

    /// Whether entries may have to be looked at and changed to decide a chunk that was looked up.
    pub(super) fn may_change(&self, chunk: &Chunk) -> bool {
        self.others.may_change(&chunk.records)
    }

    /// Decides and counts a chunk that was looked up and changes no entry.
    pub(super) fn decide(&mut self, chunk: Chunk) -> Rows {
        let Chunk { raw, packed, records, .. } = chunk;
        let mut rows = Rows::begun(self.changing.batch, packed, &records);
        for record in records {
            self.settle(record, &raw, None, &mut rows);
        }
        self.end_chunk(rows)
    }

    /// Decides and counts a chunk that was looked up, and changes entries whose rows were changed.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn decide_changing(
        &mut self,
        tx: &mut Tx,
        context: &Context,
        chunk: Chunk,
    ) -> Result<Rows, Failure> {
        let Chunk { raw, packed, records, .. } = chunk;
        let mut rows = Rows::begun(self.changing.batch, packed, &records);
        for record in records {
            let mut changed = None;
            if let Kind::Entries(candidates) = &record.kind
                && let [candidate] = candidates.as_slice()
                && let Some(known) = self.others.changed(candidate)
            {
                let day = |person, day| self.others.day(person, day);
                changed = Some(self.changing.change(tx, context, known, candidate, record.line, day).await?);
            }
            self.settle(record, &raw, changed, &mut rows);
        }
        Ok(self.end_chunk(rows))
    }

    /// Everything that was decided is stored.
    pub(super) fn forget(&mut self) {
        self.others.forget();
    }

    /// Counts one record and adds what is stored of it.
    fn settle(&mut self, record: Prepared, raw: &[u8], changed: Option<Result<Changed, Fault>>, rows: &mut Rows) {
        let Prepared { line, lines: spans, raw: place, kind, sums, groups, repaired } = record;
        let raw = raw.get(place).unwrap_or_default();
        self.line = line + spans - 1;
        self.ledger.lines += spans;
        self.ledger.lines_repaired += if repaired { spans } else { 0 };
        let mut row = LedgerRow { line, lines: spans, ..LedgerRow::default() };
        match kind {
            Kind::Blank => self.end(&mut row, Outcome::Blank, 0),
            Kind::Preamble => self.end(&mut row, Outcome::Preamble, 0),
            Kind::Header => self.end(&mut row, Outcome::Header, 0),
            Kind::Total(rule, value, text, key) => {
                self.end(&mut row, Outcome::Total, 0);
                self.control.compare(line, rule, value, text, key);
            }
            Kind::Rejected(faults) => {
                self.reject(&mut row, raw, &faults, rows);
                self.control.count(line, None, &sums, &groups);
            }
            Kind::Entries(candidates) => {
                let minutes = candidates.iter().map(|candidate| candidate.new.minutes().get()).sum();
                let ended = match (changed, candidates.as_slice()) {
                    (Some(Ok(changed)), [candidate]) => {
                        self.end(&mut row, Outcome::Changed, minutes);
                        row.label.clone_from(&candidate.label);
                        self.note_change(changed, &mut row);
                        Ok(())
                    }
                    (Some(Err(fault)), [candidate]) => Err(vec![self.in_column(fault, candidate)]),
                    (_, [_]) => self.decide_one(candidates, &mut row, rows),
                    _ => self.decide_days(candidates, &mut row, rows),
                };
                if let Err(faults) = &ended {
                    self.reject(&mut row, raw, faults, rows);
                }
                self.control.count(line, ended.is_ok().then_some(minutes), &sums, &groups);
            }
        }
        rows.places.add(row.outcome, raw.len() as u64, spans, row.ordinal);
        if row.has_more_to_say() {
            rows.lines.push(row.cells(self.changing.batch));
        }
    }

    /// Decides a row of one entry.
    fn decide_one(
        &mut self,
        candidates: Vec<Candidate>,
        row: &mut LedgerRow,
        rows: &mut Rows,
    ) -> Result<(), Vec<CellFault>> {
        for candidate in candidates {
            let minutes = candidate.new.minutes().get();
            let (outcome, ordinal) = self.outcome_of(&candidate)?;
            self.end(row, outcome, minutes);
            row.ordinal = ordinal;
            if matches!(outcome, Outcome::New | Outcome::Held) {
                self.note_held(&candidate, minutes, row);
                let entry = self.entry(candidate, row.line, row);
                rows.entries.push(entry.into_row());
            } else {
                row.label.clone_from(&candidate.label);
                if outcome == Outcome::Same {
                    row.key = Some(candidate.key);
                    // A row of an export of ours names its entry, which may have come with another key.
                    row.entry = candidate.new.id();
                }
            }
        }
        Ok(())
    }

    /// Decides a row with several days: all of them or none. It ends as the first of new, held, the same and duplicate
    /// that one of its days is.
    fn decide_days(
        &mut self,
        candidates: Vec<Candidate>,
        row: &mut LedgerRow,
        rows: &mut Rows,
    ) -> Result<(), Vec<CellFault>> {
        let refused: Vec<CellFault> = candidates
            .iter()
            .filter_map(|candidate| Some(self.in_column(self.others.refusal(candidate)?, candidate)))
            .collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let mut ended: BTreeMap<Outcome, i64> = BTreeMap::new();
        let (mut first_entry, mut ordinal, mut held) = (None, 0, None);
        for candidate in candidates {
            let minutes = candidate.new.minutes().get();
            let (outcome, of_day) = self.outcome_of(&candidate)?;
            *ended.entry(outcome).or_default() += minutes;
            ordinal = ordinal.max(of_day);
            row.label.clone_from(&candidate.label);
            match outcome {
                Outcome::New | Outcome::Held => {
                    held = held.or_else(|| candidate.held.clone());
                    let entry = self.entry(candidate, row.line, row);
                    first_entry = first_entry.or(row.entry);
                    rows.entries.push(entry.into_row());
                }
                Outcome::Same => self.others.note_same_day(candidate.key),
                _ => {}
            }
        }
        let as_whole = [Outcome::New, Outcome::Held, Outcome::Same, Outcome::Duplicate];
        let whole = as_whole.into_iter().find(|outcome| ended.contains_key(outcome)).unwrap_or(Outcome::Blank);
        self.end(row, whole, ended.get(&whole).copied().unwrap_or_default());
        (row.ordinal, row.entry) = (ordinal, first_entry);
        if let Some(held) = held {
            self.count_held(&held, &row.label, ended.get(&Outcome::Held).copied().unwrap_or_default());
        }
        Ok(())
    }

    /// Where a row ends, and which of several equal ones it is.
    fn outcome_of(&mut self, candidate: &Candidate) -> Result<(Outcome, i64), Vec<CellFault>> {
        match self.others.decide(candidate) {
            Decided::As(outcome, ordinal) => Ok((outcome, ordinal)),
            Decided::Refused(fault) => Err(vec![self.in_column(fault, candidate)]),
            // Changed rows are decided before.
            Decided::Changed(_) => {
                let fault = Fault::new(Code::Internal, "").with("request", "changed");
                Err(vec![CellFault { column: String::new(), fault }])
            }
        }
    }

    /// The fault with the column that it stands in.
    fn in_column(&self, fault: Fault, candidate: &Candidate) -> CellFault {
        let column = match fault.code {
            Code::IdConflict | Code::SourceIdRepeated => &candidate.id_column,
            _ if candidate.day_column.is_empty() => &self.minutes_column,
            _ => &candidate.day_column,
        };
        CellFault { column: column.clone(), fault }
    }

    fn end_chunk(&mut self, mut rows: Rows) -> Rows {
        rows.spanned = if rows.first_line == 0 { 0 } else { self.line + 1 - rows.first_line };
        rows.totals = self.control.take_rows(self.changing.batch);
        rows
    }

    /// The delivery it writes.
    #[must_use]
    pub fn batch(&self) -> BatchId {
        self.changing.batch
    }

    /// The last physical line that was written.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// What is known so far, to go on from.
    #[must_use]
    pub fn so_far(&self) -> SoFar {
        let figures = self.figures.iter().flat_map(|(year, categories)| {
            categories.iter().map(|(category, minutes)| (year.start_year(), category.clone(), *minutes))
        });
        SoFar {
            line: self.line,
            ledger: self.ledger.clone(),
            held_labels: self.held_labels.clone(),
            held_files: self.held_files.clone(),
            control: Some(self.control.clone()),
            figures: figures.collect(),
            entries: self.entries.filter(|_| !self.unranged),
        }
    }

    /// Notes the columns of the file, so that rejected rows can be written out later.
    pub fn set_columns(&mut self, profile: &Profile, columns: &[String]) {
        self.ledger.columns = columns.to_vec();
        self.minutes_column = mapper::minutes_column(profile, columns);
    }

    /// Compares the totals that end with the file; what it all came to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(mut self, tx: &mut Tx) -> Result<Written, Failure> {
        self.control.end();
        tx.insert_many(store::TOTALS, self.control.take_rows(self.changing.batch)).await?;
        self.control.tell(&mut self.ledger);
        self.ledger.held_labels = listed(self.held_labels);
        self.ledger.held_files = listed(self.held_files);
        let entries = self.entries.filter(|_| !self.unranged);
        Ok(Written { ledger: self.ledger, figures: self.figures, entries })
    }

    fn end(&mut self, row: &mut LedgerRow, outcome: Outcome, minutes: i64) {
        row.outcome = outcome;
        self.ledger.add(outcome, row.lines, minutes);
    }

    /// The entry of a candidate. Nobody has to hand it in.
    pub(super) fn entry(&mut self, candidate: Candidate, line: u64, row: &mut LedgerRow) -> DeliveredEntry {
        let minutes = candidate.new.minutes().get();
        self.note_figure(candidate.new.worked_on(), candidate.new.category(), minutes);
        let id = candidate.new.id().unwrap_or_else(|| self.ids.next_entry());
        row.entry = Some(id);
        self.entries = Some(self.entries.map_or((id, id), |(first, last)| (first.min(id), last.max(id))));
        let key = candidate.key;
        self.others.note_new(key, id);
        let day = self.others.day(candidate.new.person_id(), candidate.new.worked_on());
        let mut circumstances = candidate.circumstances;
        circumstances.unit = self.units.get(&circumstances.team).cloned().unwrap_or_default();
        let entry = Entry::new(id, candidate.new, circumstances, candidate.entered_on, self.changing.now);
        let entry = Entry {
            batch_id: Some(self.changing.batch),
            line: i64::try_from(line).ok(),
            held_file_id: candidate.held_file,
            status: Status::Submitted,
            warnings: Warning::of(&self.changing.config, entry.minutes.get(), day, entry.lag_days),
            ..entry
        };
        DeliveredEntry { entry, source_key: key.as_bytes().to_vec() }
    }

    /// Counts a changed row.
    fn note_change(&mut self, changed: Changed, row: &mut LedgerRow) {
        let Changed { change, made } = changed;
        row.entry = Some(change.entry);
        row.ordinal = i64::from(change.made);
        row.faults = serde_json::to_string(&change).unwrap_or_default();
        if let Some((before, after)) = made {
            self.ledger.changes_made += 1;
            for (entry, sign) in [(&before, -1), (&after, 1)] {
                let minutes = sign * entry.minutes.get();
                self.note_figure(entry.worked_on, &entry.category, minutes);
                self.others.change_day(entry.person_id, entry.worked_on, minutes);
            }
        }
        if self.ledger.changes.len() < CHANGES_LISTED {
            self.ledger.changes.push(change);
        }
    }

    fn note_figure(&mut self, day: NaiveDate, category: &str, minutes: i64) {
        let year = self.figures.entry(FiscalYear::of(day)).or_default();
        if let Some(sum) = year.get_mut(category) {
            *sum += minutes;
        } else {
            year.insert(category.to_owned(), minutes);
        }
    }

    /// Counts a row that waits, if it does.
    fn note_held(&mut self, candidate: &Candidate, minutes: i64, row: &mut LedgerRow) {
        if let Some(held) = &candidate.held {
            self.count_held(held, &candidate.label, minutes);
            row.label.clone_from(&candidate.label);
        }
    }

    fn count_held(&mut self, held: &Held, label: &str, minutes: i64) {
        let (counted, name) = match held {
            Held::File(name) => (&mut self.held_files, name.as_str()),
            Held::Label => (&mut self.held_labels, label),
        };
        if let Some((rows, sum)) = counted.get_mut(name) {
            *rows += 1;
            *sum += minutes;
        } else if counted.len() < NAMES_MAX {
            counted.insert(name.to_owned(), (1, minutes));
        }
    }

    fn reject(&mut self, row: &mut LedgerRow, raw: &[u8], faults: &[CellFault], rows: &mut Rows) {
        self.end(row, Outcome::Rejected, 0);
        row.raw = raw.to_vec();
        if let Some(first) = faults.first() {
            *self.ledger.rejected_codes.entry(first.fault.code.as_str().to_owned()).or_default() += 1;
        }
        let reasons: Vec<Reason> = faults.iter().map(Reason::of).collect();
        row.faults = Reason::write_all(&reasons);
        rows.rejected.push(Rejected { line: row.line, raw: raw.to_vec(), reasons });
    }
}

/// Minutes by fiscal year and category.
pub type Figures = BTreeMap<FiscalYear, BTreeMap<String, i64>>;

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
