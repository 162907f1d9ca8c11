//! The writing side of a delivery: decides by other rows whether a candidate is new, the same, a duplicate or too much
//! for its day, keeps the ledger and the sums of totals, and writes in bulk.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::blocks::Places;
use super::changes::{Changed, Changing};
use super::control::Control;
use super::ledger::{HeldName, Ledger, NAMES_LISTED, Outcome};
use super::mapper::{self, CellFault};
use super::others::{Decided, Others};
use super::prepare::{Candidate, Chunk, Held, Kind, Prepared};
use super::profile::Profile;
use super::rejects::{Reason, RejectFile};
use super::row::LedgerRow;
use super::store;
use crate::context::Context;
use crate::entries::delivered::{self, DeliveredEntry};
use crate::entries::{Entry, Status, Warning};
use crate::failure::Failure;
use crate::fault::Code;
use crate::ids::{BatchId, Sequence};
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
}

/// What a delivery came to.
#[derive(Debug)]
pub struct Written {
    /// Where its lines ended.
    pub ledger: Ledger,
    /// By how many minutes it changes each fiscal year and category.
    pub figures: Figures,
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
        }
    }

    /// Decides, counts and writes one chunk.
    ///
    /// # Errors
    /// When the database fails, or rejected rows cannot be written out.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        context: &Context,
        chunk: Chunk,
        mut rejects: Option<&mut RejectFile<'_>>,
    ) -> Result<(), Failure> {
        let Chunk { raw, packed, records } = chunk;
        let (Some(first), batch) = (records.first(), self.changing.batch) else { return Ok(()) };
        let first_line = first.line;
        self.others.look_up(tx, &records).await?;
        let mut places = Places::default();
        let mut lines = Vec::new();
        let mut entries = Vec::with_capacity(records.len());
        for record in records {
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
                    self.reject(&mut row, raw, &faults, rejects.as_deref_mut())?;
                    self.control.count(line, None, &sums, &groups);
                }
                Kind::Entry(candidate) => {
                    let minutes = candidate.new.minutes().get();
                    let id_column = candidate.id_column.clone();
                    let refused = match self.others.decide(&candidate) {
                        Decided::As(outcome @ (Outcome::New | Outcome::Held), ordinal) => {
                            self.end(&mut row, outcome, minutes);
                            row.ordinal = ordinal;
                            let entry = self.entry(*candidate, line, &mut row);
                            entries.push(entry);
                            None
                        }
                        Decided::As(outcome, ordinal) => {
                            self.end(&mut row, outcome, minutes);
                            row.ordinal = ordinal;
                            row.label.clone_from(&candidate.label);
                            row.key = (outcome == Outcome::Same).then_some(candidate.key);
                            None
                        }
                        Decided::Changed(entry, version) => {
                            let day = |person, day| self.others.day(person, day);
                            let known = (entry, version);
                            let changed = self.changing.change(tx, context, known, &candidate, line, day).await?;
                            match changed {
                                Ok(changed) => {
                                    self.end(&mut row, Outcome::Changed, minutes);
                                    row.label.clone_from(&candidate.label);
                                    self.note_change(changed, &mut row);
                                    None
                                }
                                Err(fault) => Some(fault),
                            }
                        }
                        Decided::Refused(fault) => Some(fault),
                    };
                    let counted = refused.is_none().then_some(minutes);
                    if let Some(fault) = refused {
                        let of_id = matches!(fault.code, Code::IdConflict | Code::SourceIdRepeated);
                        let column = if of_id { id_column } else { self.minutes_column.clone() };
                        let fault = CellFault { column, fault };
                        self.reject(&mut row, raw, &[fault], rejects.as_deref_mut())?;
                    }
                    self.control.count(line, counted, &sums, &groups);
                }
            }
            places.add(row.outcome, raw.len() as u64, spans, row.ordinal);
            if row.has_more_to_say() {
                lines.push(row.cells(batch));
            }
        }
        let spanned = self.line + 1 - first_line;
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (first_line, lines_in) = (whole(first_line), whole(spanned));
        let places = places.into_bytes();
        let block = store::NewBlock { batch, first_line, lines: lines_in, places: &places, packed: &packed };
        delivered::add_all_in(tx, entries).await?;
        tx.insert_many(store::LINES, lines).await?;
        store::insert_block(tx, &block).await?;
        self.control.write(tx, batch).await?;
        Ok(())
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
        self.control.write(tx, self.changing.batch).await?;
        self.control.tell(&mut self.ledger);
        self.ledger.held_labels = listed(self.held_labels);
        self.ledger.held_files = listed(self.held_files);
        Ok(Written { ledger: self.ledger, figures: self.figures })
    }

    fn end(&mut self, row: &mut LedgerRow, outcome: Outcome, minutes: i64) {
        row.outcome = outcome;
        self.ledger.add(outcome, row.lines, minutes);
    }

    /// The entry of a candidate. Nobody has to hand it in.
    pub(super) fn entry(&mut self, candidate: Candidate, line: u64, row: &mut LedgerRow) -> DeliveredEntry {
        let minutes = candidate.new.minutes().get();
        if candidate.held.is_some() {
            self.note_held(&candidate, minutes);
            row.label.clone_from(&candidate.label);
        }
        self.note_figure(candidate.new.worked_on(), candidate.new.category(), minutes);
        let id = candidate.new.id().unwrap_or_else(|| self.ids.next_entry());
        row.entry = Some(id);
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
        raw: &[u8],
        faults: &[CellFault],
        rejects: Option<&mut RejectFile<'_>>,
    ) -> Result<(), Failure> {
        self.end(row, Outcome::Rejected, 0);
        row.raw = raw.to_vec();
        if let Some(first) = faults.first() {
            *self.ledger.rejected_codes.entry(first.fault.code.as_str().to_owned()).or_default() += 1;
        }
        let reasons: Vec<Reason> = faults.iter().map(Reason::of).collect();
        row.faults = Reason::write_all(&reasons);
        if let Some(rejects) = rejects {
            rejects.write(row.line, raw, &reasons)?;
        }
        Ok(())
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
