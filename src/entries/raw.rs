//! An entry as it comes through one of three doors (form, JSON body, row of a file), all text, and the one parser
//! that turns it into a checked entry or names every fault at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::Entry;
use crate::fault::{Code, Fault, Faults};
use crate::files::File;
use crate::ids::{EntryId, FileId, PersonId};
use crate::people::Person;
use crate::sent::{minutes_or_text, not_empty, some, some_minutes_or_text, typed_time};
use crate::text::{self, NARRATIVE_MAX, NUMBER_MAX, REASON_MAX};
use crate::time::{self, Minutes};
use crate::vocabulary::{Activity, Vocabulary};
use crate::words::Param;

/// The door an entry comes through: people may choose less than an import may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Form, JSON body or command line.
    Person,
    /// A row of a delivery.
    Import,
}

/// An entry as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewEntry)]
pub struct RawEntry {
    /// A UUID made by the client: sending the same entry again then changes nothing.
    #[serde(deserialize_with = "not_empty")]
    #[schema(format = Uuid)]
    pub id: String,
    /// Number of the person.
    #[validate(length(max = NUMBER_MAX))]
    #[schema(required = true, min_length = 1, max_length = 40, example = "P-1")]
    pub person: String,
    /// Number of the file.
    #[validate(length(max = NUMBER_MAX))]
    #[schema(required = true, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: String,
    /// Code of the activity.
    #[schema(required = true, min_length = 1, example = "TA-TRN")]
    pub activity: String,
    /// Day of the work, `YYYY-MM-DD`.
    #[schema(required = true, format = Date, example = "2025-11-20")]
    pub worked_on: String,
    /// Time worked: a whole number of minutes in JSON; `1.5`, `1:30`, `1h30`, `90m` as text.
    #[serde(deserialize_with = "minutes_or_text")]
    #[schema(required = true, schema_with = typed_time)]
    pub minutes: String,
    /// What was done. Privileged.
    #[validate(length(max = NARRATIVE_MAX))]
    #[schema(max_length = 4000, example = "Prepared the workshop.")]
    pub narrative: String,
}

/// Things by their numbers, as they are written and folded. No two of them have the same folded number.
#[derive(Debug)]
struct Numbered<T> {
    things: Vec<T>,
    at: HashMap<String, usize, RandomState>,
}

impl<T> Numbered<T> {
    fn new(things: impl IntoIterator<Item = T>, number: impl Fn(&T) -> &str) -> Self {
        let things: Vec<T> = things.into_iter().collect();
        let written = things.iter().map(|thing| number(thing).to_owned()).zip(0..);
        let folded = things.iter().map(|thing| text::fold(number(thing))).zip(0..);
        let at = written.chain(folded).collect();
        Self { things, at }
    }

    /// The thing with a number, compared folded. Most numbers are written as they are known.
    fn find(&self, number: &str) -> Option<&T> {
        let at = self.at.get(number).or_else(|| self.at.get(&text::fold(number)))?;
        self.things.get(*at)
    }
}

/// What an entry is checked against: people and files by folded number, and the vocabulary.
#[derive(Debug)]
pub struct Known<'a> {
    people: Numbered<Person>,
    files: Numbered<File>,
    /// The vocabulary in force.
    pub vocabulary: &'a Vocabulary,
    /// Today's date: no work lies after it.
    pub today: NaiveDate,
    /// The door.
    pub door: Door,
}

impl<'a> Known<'a> {
    /// What is known of these people and files.
    #[must_use]
    pub fn new(
        people: impl IntoIterator<Item = Person>,
        files: impl IntoIterator<Item = File>,
        vocabulary: &'a Vocabulary,
        today: NaiveDate,
        door: Door,
    ) -> Self {
        let people = Numbered::new(people, |person| &person.number);
        let files = Numbered::new(files, |file| &file.number);
        Self { people, files, vocabulary, today, door }
    }

    /// The person with a number, compared folded.
    #[must_use]
    pub fn person(&self, number: &str) -> Option<&Person> {
        self.people.find(number)
    }

    /// The file with a number, compared folded.
    #[must_use]
    pub fn file(&self, number: &str) -> Option<&File> {
        self.files.find(number)
    }
}

/// A checked entry, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    pub(super) id: Option<EntryId>,
    pub(super) person_id: PersonId,
    pub(super) file_id: FileId,
    pub(super) activity: String,
    pub(super) category: String,
    pub(super) worked_on: NaiveDate,
    pub(super) minutes: Minutes,
    pub(super) narrative: String,
    pub(super) vocabulary_version: i64,
}

impl NewEntry {
    /// The identifier, where whoever sends the entry gave it one.
    #[must_use]
    pub const fn id(&self) -> Option<EntryId> {
        self.id
    }

    /// Who worked.
    #[must_use]
    pub fn person_id(&self) -> PersonId {
        self.person_id
    }

    /// The file worked on.
    #[must_use]
    pub fn file_id(&self) -> FileId {
        self.file_id
    }

    /// The code of the category.
    #[must_use]
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The code of the activity.
    #[must_use]
    pub fn activity(&self) -> &str {
        &self.activity
    }

    /// The day of the work.
    #[must_use]
    pub fn worked_on(&self) -> NaiveDate {
        self.worked_on
    }

    /// The time worked.
    #[must_use]
    pub fn minutes(&self) -> Minutes {
        self.minutes
    }

    /// What was done. Privileged.
    #[must_use]
    pub fn narrative(&self) -> &str {
        &self.narrative
    }

    /// Whether it says the same as a stored entry.
    #[must_use]
    pub fn same_as(&self, entry: &Entry) -> bool {
        self.person_id == entry.person_id
            && self.file_id == entry.file_id
            && self.activity == entry.activity
            && self.worked_on == entry.worked_on
            && self.minutes == entry.minutes
            && self.narrative == entry.narrative
    }
}

impl RawEntry {
    /// Checks everything that needs no other entries, and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `too_long`, `control_character`, `malformed_id`, `unknown_…`, faults of date and duration,
    /// `person_not_active`, `file_…`, `activity_…`, `category_mismatch`.
    pub fn parse(&self, known: &Known) -> Result<NewEntry, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let id = if self.id.trim().is_empty() { None } else { faults.keep(EntryId::parse(&self.id, "id")) };
        let person = faults.keep(look_up(&self.person, "person", Code::UnknownPerson, |number| known.person(number)));
        let worked_on = faults.keep(
            given(&self.worked_on, "worked_on").and_then(|day| time::parse_work_date(day, "worked_on", known.today)),
        );
        let minutes = faults.keep(given(&self.minutes, "minutes").and_then(|typed| Minutes::parse(typed, "minutes")));
        let file = faults.keep(look_up(&self.file, "file", Code::UnknownFile, |number| known.file(number)));
        let activity = faults.keep(look_up(&self.activity, "activity", Code::UnknownActivity, |code| {
            known.vocabulary.find_activity(code).or_else(|| known.vocabulary.find_activity(&code.to_uppercase()))
        }));
        let narrative = faults.keep(text::plain(&self.narrative, "narrative"));

        if let (Some(person), Some(day)) = (person, worked_on)
            && !person.is_active_on(day)
        {
            faults.push(
                Fault::new(Code::PersonNotActive, "person")
                    .with("value", person.number.as_str())
                    .with("date", day.to_string()),
            );
        }
        if let Some(file) = file {
            faults.extend(file_faults(file, worked_on, known.door));
        }
        if let Some(activity) = activity {
            check_activity(&mut faults, activity, worked_on, known.door);
        }
        if let (Some(file), Some(activity)) = (file, activity)
            && file.category != activity.category
        {
            faults.push(category_mismatch(file, activity, known));
        }
        match (person, file, activity, worked_on, minutes, narrative) {
            (Some(person), Some(file), Some(activity), Some(worked_on), Some(minutes), Some(narrative))
                if faults.is_empty() =>
            {
                Ok(NewEntry {
                    id,
                    person_id: person.id,
                    file_id: file.id,
                    activity: activity.code.clone(),
                    category: activity.category.clone(),
                    worked_on,
                    minutes,
                    narrative,
                    vocabulary_version: known.vocabulary.version,
                })
            }
            _ => Err(faults),
        }
    }
}

fn given<'t>(text: &'t str, field: &str) -> Result<&'t str, Fault> {
    if text.trim().is_empty() { Err(Fault::new(Code::Required, field)) } else { Ok(text) }
}

fn look_up<'t, T>(
    text: &'t str,
    field: &str,
    unknown: Code,
    find: impl FnOnce(&'t str) -> Option<T>,
) -> Result<T, Fault> {
    let text = given(text, field)?.trim();
    find(text).ok_or_else(|| Fault::new(unknown, field).with("value", time::clip(text)))
}

/// The faults of recording on a file on a day through a door.
#[must_use]
pub fn file_faults(file: &File, day: Option<NaiveDate>, door: Door) -> Faults {
    let mut faults = Faults::none();
    let fault = |code| Fault::new(code, "file").with("file", file.number.as_str());
    if file.import_only && door == Door::Person {
        faults.push(fault(Code::FileImportOnly));
    }
    let Some(day) = day else { return faults };
    if day < file.opened_on {
        faults.push(fault(Code::FileNotYetOpen).with("opened", file.opened_on.to_string()));
    }
    if let Some(closed) = file.closed_on
        && day > closed
    {
        faults.push(fault(Code::FileClosed).with("closed", closed.to_string()));
    }
    faults
}

fn check_activity(faults: &mut Faults, activity: &Activity, day: Option<NaiveDate>, door: Door) {
    let fault = |code| Fault::new(code, "activity").with("activity", activity.code.as_str());
    if activity.import_only && door == Door::Person {
        faults.push(fault(Code::ActivityImportOnly));
    }
    if let Some(day) = day
        && !activity.is_valid_on(day)
    {
        let instead = activity.replaced_by_codes();
        let instead = if instead.is_empty() { "none".to_owned() } else { instead };
        faults.push(fault(Code::ActivityNotValid).with("date", day.to_string()).with("instead", instead));
    }
}

/// Names both categories and the codes that would fit.
fn category_mismatch(file: &File, activity: &Activity, known: &Known) -> Fault {
    let choices: Vec<&str> = known
        .vocabulary
        .activities_of(&file.category)
        .filter(|choice| !choice.import_only)
        .map(|choice| choice.code.as_str())
        .collect();
    let label = |code: &str| {
        known.vocabulary.find_category(code).map_or_else(|| Param::from(code), |category| Param::from(&category.label))
    };
    Fault::new(Code::CategoryMismatch, "activity")
        .with("file", file.number.as_str())
        .with("file_category", label(&file.category))
        .with("activity", activity.code.as_str())
        .with("activity_category", label(&activity.category))
        .with("choices", choices.join(", "))
}

/// A correction as text: members that are not given stay as they are.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = EntryCorrection)]
pub struct RawCorrection {
    /// Number of the person.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    pub person: Option<String>,
    /// Number of the file.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    pub file: Option<String>,
    /// Code of the activity.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1)]
    pub activity: Option<String>,
    /// Day of the work.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, format = Date)]
    pub worked_on: Option<String>,
    /// Time worked.
    #[serde(deserialize_with = "some_minutes_or_text")]
    #[schema(required = false, schema_with = typed_time)]
    pub minutes: Option<String>,
    /// What was done. Privileged.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 4000)]
    pub narrative: Option<String>,
    /// `true` withdraws the entry.
    pub withdrawn: bool,
    /// Why; always needed.
    #[validate(length(max = REASON_MAX))]
    #[schema(required = true, min_length = 1, max_length = 500, example = "Misread the clock.")]
    pub reason: String,
}

impl RawCorrection {
    /// The reason, checked.
    ///
    /// # Errors
    /// `reason_required`, `too_long`, `control_character`.
    pub fn parse_reason(&self) -> Result<String, Faults> {
        let faults = Faults::of_validation(self.validate());
        if self.reason.trim().is_empty() {
            return Err(Fault::new(Code::ReasonRequired, "reason").into());
        }
        let reason = text::plain(&self.reason, "reason")?;
        faults.or(|| reason)
    }

    /// Whether any member of the entry is given.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        [&self.person, &self.file, &self.activity, &self.worked_on, &self.minutes, &self.narrative]
            .iter()
            .any(|given| given.is_some())
    }

    /// The entry as it would be after the correction, as text.
    #[must_use]
    pub fn apply(&self, entry: &Entry, person: &str, file: &str) -> RawEntry {
        let or = |given: &Option<String>, stored: &str| given.clone().unwrap_or_else(|| stored.to_owned());
        RawEntry {
            id: String::new(),
            person: or(&self.person, person),
            file: or(&self.file, file),
            activity: or(&self.activity, &entry.activity),
            worked_on: or(&self.worked_on, &entry.worked_on.to_string()),
            minutes: or(&self.minutes, &entry.minutes.to_string()),
            narrative: or(&self.narrative, &entry.narrative),
        }
    }
}
