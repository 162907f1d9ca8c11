//! From a mapped row to a checked entry, or to an entry that is held, or to faults: everything about a row that needs
//! no other rows. Runs on a thread of its own while the database writes.

use std::ops::Range;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::lookups::{Found, LookUps};
use super::mapper::{CellFault, Mapped, Rest, SourceRow};
use super::profile::{Profile, UnknownFile};
use super::totals::{GroupKey, Groups};
use super::wanted::Wanted;
use crate::entries::{self, Circumstances, Door, Known, NewEntry, RawEntry};
use crate::fault::{Code, Fault, Faults};
use crate::files::{File, HOLDING_NUMBER};
use crate::ids::FileId;
use crate::people::Person;
use crate::text::fold;
use crate::time::clip;
use crate::vocabulary::Vocabulary;

/// What finds a row again in another delivery. Without an identifier of the source: three bytes for the day of the work, so
/// that rows of one time stand side by side in the index, and thirteen of SHA-256 over all that the row says. With one:
/// fourteen bytes of SHA-256 over the identifier, and ten over what a correction can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceKey {
    bytes: [u8; 24],
    identified: bool,
}

impl SourceKey {
    /// As it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        if self.identified { &self.bytes } else { &self.bytes[..16] }
    }

    /// A key as it was stored.
    #[must_use]
    pub fn from_bytes(stored: &[u8]) -> Option<Self> {
        let mut bytes = [0; 24];
        bytes.get_mut(..stored.len())?.copy_from_slice(stored);
        matches!(stored.len(), 16 | 24).then_some(Self { bytes, identified: stored.len() == 24 })
    }

    /// Whether the source gives each row an identifier, so that a row with the same one is the same row.
    #[must_use]
    pub const fn is_identified(&self) -> bool {
        self.identified
    }

    /// The lowest and the highest key with the same identifier.
    #[must_use]
    pub fn identity(&self) -> (Self, Self) {
        let end = |rest: u8| {
            let mut bytes = self.bytes;
            bytes[14..].fill(rest);
            Self { bytes, identified: true }
        };
        (end(0), end(u8::MAX))
    }

    /// Eight bytes of it that no two rows share, except by chance: of the identifier, where there is one.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut eight = [0; 8];
        eight.copy_from_slice(&self.bytes[4..12]);
        u64::from_le_bytes(eight)
    }
}

/// A row that becomes an entry unless other rows forbid it.
#[derive(Debug)]
pub struct Candidate {
    /// The checked entry; on the holding file when it is held.
    pub new: NewEntry,
    /// Why it waits, if it does.
    pub held: Option<Held>,
    /// The file a held row names, where that is known.
    pub held_file: Option<FileId>,
    /// The label as in the file.
    pub label: String,
    /// What is true of the person and the file.
    pub circumstances: Circumstances,
    /// The day the time was entered.
    pub entered_on: Option<NaiveDate>,
    /// What finds the row again in another delivery.
    pub key: SourceKey,
    /// The column of the identifier.
    pub id_column: String,
    /// The column of the day, where each day has its own; otherwise empty.
    pub day_column: String,
}

/// Why an entry waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// No code is known for its label.
    Label,
    /// No file is known by this number or title.
    File(String),
}

/// Records that are handed over together.
#[derive(Debug)]
pub struct Chunk {
    /// Their original bytes, one after the other.
    pub raw: Vec<u8>,
    /// The same, packed.
    pub packed: Vec<u8>,
    /// What must be looked up before they can be decided.
    pub wanted: Wanted,
    /// The records.
    pub records: Vec<Prepared>,
}

/// One record, ready for the ledger.
#[derive(Debug)]
pub struct Prepared {
    /// The physical line on which it begins.
    pub line: u64,
    /// The physical lines it spans.
    pub lines: u64,
    /// Where its original bytes stand in those of the chunk.
    pub raw: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// For each totals rule the minutes of the column that it sums.
    pub sums: Vec<Option<i64>>,
    /// The groups it belongs to, where totals are of groups.
    pub groups: Groups,
    /// Whether its text was mended.
    pub repaired: bool,
}

/// What a record is.
#[derive(Debug)]
pub enum Kind {
    /// Nothing stands in it.
    Blank,
    /// A line above the header.
    Preamble,
    /// A header.
    Header,
    /// A totals row: its rule, its value in minutes and as written, and the group it names.
    Total(usize, Option<i64>, String, Option<GroupKey>),
    /// A row that cannot be used.
    Rejected(Vec<CellFault>),
    /// A row that becomes an entry, or one for each day it names.
    Entries(Vec<Candidate>),
}

/// Everything a row is checked against.
#[derive(Debug)]
pub struct Preparer<'a> {
    profile: &'a Profile,
    system: &'a str,
    known: Known<'a>,
    holding_activity: &'a str,
    vocabulary_labels: bool,
    lookups: LookUps,
}

impl<'a> Preparer<'a> {
    /// A preparer for one delivery.
    #[must_use]
    pub fn new(
        profile: &'a Profile,
        people: Vec<Person>,
        files: Vec<File>,
        vocabulary: &'a Vocabulary,
        today: NaiveDate,
    ) -> Self {
        let lookups = LookUps::new(profile, &people, &files);
        let holding_activity = holding_activity(vocabulary).map_or("", |activity| activity.code.as_str());
        let vocabulary_labels = profile.activity.as_ref().is_some_and(|activity| activity.vocabulary_labels);
        let known = Known::new(people, files, vocabulary, today, Door::Import);
        let system = profile.source_id.as_ref().map_or("", |source| source.system.as_str());
        Self { profile, system, known, holding_activity, vocabulary_labels, lookups }
    }

    /// Prepares what a record was mapped to.
    #[must_use]
    pub fn prepare(&self, mapped: &Mapped) -> (Kind, Vec<Option<i64>>, Groups) {
        let counts_nothing = |kind| (kind, Vec::new(), Groups::default());
        match mapped {
            Mapped::Blank => counts_nothing(Kind::Blank),
            Mapped::Preamble => counts_nothing(Kind::Preamble),
            Mapped::Header => counts_nothing(Kind::Header),
            Mapped::Total(total) => {
                let (minutes, text, key) = (total.value_minutes, total.value_text.to_owned(), total.key.clone());
                counts_nothing(Kind::Total(total.rule, minutes, text, key))
            }
            Mapped::Rejected { faults, sums, groups, rest } => {
                let mut faults = faults.clone();
                if let Some(rest) = rest {
                    let further = self.further_faults(rest, &faults);
                    faults.extend(further);
                }
                (Kind::Rejected(faults), sums.to_vec(), (*groups).clone())
            }
            Mapped::Row(row) => {
                let kind = match self.candidates(row) {
                    Ok(candidates) => Kind::Entries(candidates),
                    Err(faults) => Kind::Rejected(faults),
                };
                (kind, row.sums.to_vec(), row.groups.clone())
            }
        }
    }

    /// The faults that the common parser finds in what could be read of a row, beside those that are known: a person
    /// who mends a row shall see all of them at once.
    fn further_faults(&self, rest: &Rest, known: &[CellFault]) -> Vec<CellFault> {
        let Err(faults) = self.candidate(&rest.row) else { return Vec::new() };
        let needs_day = |code| {
            matches!(code, Code::PersonNotActive | Code::FileNotYetOpen | Code::FileClosed | Code::ActivityNotValid)
        };
        let is_news = |fault: &Fault| {
            known.iter().all(|found| found.fault.field != fault.field) && (rest.has_day || !needs_day(fault.code))
        };
        faults.into_iter().filter(is_news).map(|fault| in_column(fault, &rest.row)).collect()
    }

    /// The entry that a row becomes, or one for each of its days: all of them, or every fault.
    fn candidates(&self, row: &SourceRow) -> Result<Vec<Candidate>, Vec<CellFault>> {
        let told = |faults: Faults, row: &SourceRow| faults.into_iter().map(|fault| in_column(fault, row)).collect();
        if row.days.is_empty() {
            return self.candidate(row).map(|candidate| vec![candidate]).map_err(|faults| told(faults, row));
        }
        let (mut candidates, mut faults) = (Vec::with_capacity(row.days.len()), Vec::new());
        for day in row.days {
            let of_day = SourceRow { worked_on: day.day, minutes: day.minutes, day_column: &day.column, ..*row };
            match self.candidate(&of_day) {
                Ok(candidate) => candidates.push(candidate),
                Err(found) => {
                    // What is at fault in the row is told once, not for each day.
                    let found: Vec<CellFault> = told(found, &of_day);
                    faults.extend(found.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
                }
            }
        }
        if faults.is_empty() { Ok(candidates) } else { Err(faults) }
    }

    fn candidate(&self, row: &SourceRow) -> Result<Candidate, Faults> {
        let (person, several) = match self.lookups.person(&self.known, row.person) {
            Found::One(number) => (number, false),
            Found::None => (row.person, false),
            Found::Several => (row.person, true),
        };
        let found = self.lookups.file(&self.known, row.file);
        let number = match found {
            Found::One(number) => Some(number),
            Found::None => Some(row.file),
            Found::Several => None,
        };
        let file = number.and_then(|number| self.known.file(number)).filter(|file| !file.import_only);
        if file.is_none() && self.profile.work_file.unknown == UnknownFile::Reject {
            let code = if found == Found::Several { Code::FileAmbiguous } else { Code::UnknownFile };
            let faults = self.unknown_file_and_others(row, person, code);
            return Err(if several { ambiguous_person(row, faults) } else { faults });
        }
        let activity = row.activity.or_else(|| {
            let found = self.vocabulary_labels.then(|| self.known.vocabulary.find_label(row.label)).flatten();
            found.map(|activity| activity.code.as_str())
        });
        let held = match (file, activity) {
            (None, _) => Some(Held::File(row.file.to_owned())),
            (Some(_), None) => Some(Held::Label),
            (Some(_), Some(_)) => None,
        };
        let id = row.source_id.filter(|_| self.profile.source_id.as_ref().is_some_and(|source| source.of_entry));
        let mut raw = RawEntry {
            id: id.unwrap_or_default().to_owned(),
            person: person.to_owned(),
            file: HOLDING_NUMBER.to_owned(),
            activity: self.holding_activity.to_owned(),
            worked_on: row.worked_on.to_string(),
            minutes: format!("{}m", row.minutes),
            narrative: row.narrative.to_owned(),
        };
        if let (Some(file), Some(activity)) = (file, activity) {
            raw.file.clone_from(&file.number);
            activity.clone_into(&mut raw.activity);
        }
        let mut faults = Faults::none();
        if let Some(file) = file
            && held.is_some()
        {
            faults.extend(entries::file_faults(file, Some(row.worked_on), Door::Import));
        }
        let new = match raw.parse(&self.known) {
            Ok(_) if several => return Err(ambiguous_person(row, faults)),
            Err(found) if several => {
                faults.extend(found);
                return Err(ambiguous_person(row, faults));
            }
            Ok(new) => faults.or(|| new)?,
            Err(found) => {
                faults.extend(found);
                return Err(faults);
            }
        };
        let circumstances = Circumstances {
            team: self.known.person(person).map(|person| person.team.clone()).unwrap_or_default(),
            client: file.map(|file| file.requester.clone()).unwrap_or_default(),
            ..Circumstances::default()
        };
        Ok(Candidate {
            new,
            circumstances,
            held_file: file.filter(|_| held.is_some()).map(|file| file.id),
            held,
            label: row.label.to_owned(),
            entered_on: row.entered_on,
            key: source_key(row, person, self.system),
            id_column: row.source_id.map_or_else(String::new, |_| row.columns.of("id").to_owned()),
            day_column: row.day_column.to_owned(),
        })
    }

    /// All faults of a row whose file is not known, found with the holding file in its place.
    fn unknown_file_and_others(&self, row: &SourceRow, person: &str, code: Code) -> Faults {
        let mut faults = Faults::from(Fault::new(code, "file").with("value", clip(row.file)));
        let raw = RawEntry {
            person: person.to_owned(),
            file: HOLDING_NUMBER.to_owned(),
            activity: self.holding_activity.to_owned(),
            worked_on: row.worked_on.to_string(),
            minutes: format!("{}m", row.minutes),
            narrative: row.narrative.to_owned(),
            ..RawEntry::default()
        };
        if let Err(found) = raw.parse(&self.known) {
            faults.extend(found);
        }
        faults
    }
}

/// The activity under which entries wait for their code: the one that is for imports only.
#[must_use]
pub fn holding_activity(vocabulary: &Vocabulary) -> Option<&crate::vocabulary::Activity> {
    vocabulary.activities.iter().find(|activity| activity.import_only)
}

/// The fault with the name of the column its field was read from.
fn in_column(fault: Fault, row: &SourceRow) -> CellFault {
    let of_day = !row.day_column.is_empty() && matches!(fault.field.as_str(), "worked_on" | "minutes");
    let column = if of_day { row.day_column } else { row.columns.of(&fault.field) };
    CellFault { column: column.to_owned(), fault }
}

/// The faults of a row whose person's name two people have: nobody is known by it, and it is said why.
fn ambiguous_person(row: &SourceRow, others: Faults) -> Faults {
    let mut faults = Faults::from(Fault::new(Code::PersonAmbiguous, "person").with("value", clip(row.person)));
    others.into_iter().filter(|fault| fault.code != Code::UnknownPerson).for_each(|fault| faults.push(fault));
    faults
}

/// What finds the row again, whatever it is coded with later.
fn source_key(row: &SourceRow, person: &str, system: &str) -> SourceKey {
    let mut digest = Sha256::new();
    let mut bytes = [0; 24];
    if let Some(id) = row.source_id {
        part(&mut digest, system);
        part(&mut digest, id);
        bytes[..14].copy_from_slice(&digest.finalize_reset()[..14]);
    }
    part(&mut digest, &fold(person));
    part(&mut digest, &fold(row.file));
    part(&mut digest, row.label);
    part(&mut digest, row.narrative);
    let day = chrono::Datelike::num_days_from_ce(&row.worked_on);
    if row.source_id.is_none() {
        part(&mut digest, "");
    }
    digest.update(day.to_le_bytes());
    digest.update(row.minutes.to_le_bytes());
    if row.source_id.is_some() {
        bytes[14..].copy_from_slice(&digest.finalize()[..10]);
        return SourceKey { bytes, identified: true };
    }
    digest.update(row.entered_on.map_or(0, |day| chrono::Datelike::num_days_from_ce(&day)).to_le_bytes());
    bytes[..3].copy_from_slice(&day.to_be_bytes()[1..]);
    bytes[3..16].copy_from_slice(&digest.finalize()[..13]);
    SourceKey { bytes, identified: false }
}

fn part(digest: &mut Sha256, text: &str) {
    digest.update(text.as_bytes());
    digest.update([0x1f]);
}
