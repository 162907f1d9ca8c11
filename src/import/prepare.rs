//! From a mapped row to a checked entry, or to an entry that is held, or to faults: everything about a row that needs
//! no other rows. Runs on a thread of its own while the database writes.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::lookups::{Found, LookUps};
use super::mapper::{CellFault, Mapped, Rest, SourceRow};
use super::profile::{Profile, UnknownFile};
use crate::entries::{self, Circumstances, Door, Known, NewEntry, RawEntry};
use crate::fault::{Code, Fault, Faults};
use crate::files::{File, HOLDING_NUMBER};
use crate::ids::FileId;
use crate::people::Person;
use crate::text::fold;
use crate::time::{FiscalYear, clip};
use crate::vocabulary::Vocabulary;

/// What makes a row the row it is.
pub type Fingerprint = [u8; 16];

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
    pub fingerprint: Fingerprint,
    /// Whether the source gives each row an identifier, so that an equal row is the same row.
    pub identified: bool,
    /// The column of the identifier.
    pub id_column: String,
}

/// Why an entry waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// No code is known for its label.
    Label,
    /// No file is known by this number or title.
    File(String),
}

/// One record, ready for the ledger.
#[derive(Debug)]
pub struct Prepared {
    /// The physical line on which it begins.
    pub line: u64,
    /// The physical lines it spans.
    pub lines: u64,
    /// Its original bytes.
    pub raw: Vec<u8>,
    /// What it is.
    pub kind: Kind,
    /// For each totals rule the minutes of the column that it sums.
    pub sums: Vec<Option<i64>>,
    /// Whether its text was mended.
    pub repaired: bool,
}

/// What a record is.
#[derive(Debug)]
pub enum Kind {
    /// Nothing stands in it.
    Blank,
    /// A header.
    Header,
    /// A totals row: its rule, its value in minutes and as written.
    Total(usize, Option<i64>, String),
    /// A row that cannot be used.
    Rejected(Vec<CellFault>),
    /// A row that becomes an entry.
    Entry(Box<Candidate>),
}

/// Everything a row is checked against.
#[derive(Debug)]
pub struct Preparer<'a> {
    profile: &'a Profile,
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
        Self { profile, known, holding_activity, vocabulary_labels, lookups }
    }

    /// Prepares what a record was mapped to.
    #[must_use]
    pub fn prepare(&self, mapped: &Mapped) -> (Kind, Vec<Option<i64>>) {
        match mapped {
            Mapped::Blank => (Kind::Blank, Vec::new()),
            Mapped::Header => (Kind::Header, Vec::new()),
            Mapped::Total(total) => {
                (Kind::Total(total.rule, total.value_minutes, total.value_text.to_owned()), Vec::new())
            }
            Mapped::Rejected { faults, sums, rest } => {
                let mut faults = faults.clone();
                if let Some(rest) = rest {
                    let further = self.further_faults(rest, &faults);
                    faults.extend(further);
                }
                (Kind::Rejected(faults), sums.to_vec())
            }
            Mapped::Row(row) => {
                let kind = match self.candidate(row) {
                    Ok(candidate) => Kind::Entry(Box::new(candidate)),
                    Err(faults) => Kind::Rejected(faults.into_iter().map(|fault| in_column(fault, row)).collect()),
                };
                (kind, row.sums.to_vec())
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
            fingerprint: fingerprint(row, person),
            identified: row.source_id.is_some(),
            // Only an identifier of ours can be at fault later on.
            id_column: id.map_or_else(String::new, |_| row.columns.of("id").to_owned()),
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
    CellFault { column: row.columns.of(&fault.field).to_owned(), fault }
}

/// The faults of a row whose person's name two people have: nobody is known by it, and it is said why.
fn ambiguous_person(row: &SourceRow, others: Faults) -> Faults {
    let mut faults = Faults::from(Fault::new(Code::PersonAmbiguous, "person").with("value", clip(row.person)));
    others.into_iter().filter(|fault| fault.code != Code::UnknownPerson).for_each(|fault| faults.push(fault));
    faults
}

/// The fiscal year of a candidate.
#[must_use]
pub fn fiscal_year(candidate: &Candidate) -> FiscalYear {
    FiscalYear::of(candidate.new.worked_on())
}

/// The first half of SHA-256 over what the row says, whatever it is coded with later.
fn fingerprint(row: &SourceRow, person: &str) -> Fingerprint {
    let mut digest = Sha256::new();
    let mut part = |text: &str| {
        digest.update(text.as_bytes());
        digest.update([0x1f]);
    };
    part(&fold(person));
    part(&fold(row.file));
    part(row.label);
    part(row.narrative);
    part(row.source_id.unwrap_or_default());
    digest.update(chrono::Datelike::num_days_from_ce(&row.worked_on).to_le_bytes());
    digest.update(row.minutes.to_le_bytes());
    digest.update(row.entered_on.map_or(0, |day| chrono::Datelike::num_days_from_ce(&day)).to_le_bytes());
    let full = digest.finalize();
    let mut half = Fingerprint::default();
    half.copy_from_slice(&full[..16]);
    half
}
