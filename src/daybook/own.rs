//! Whose daybook it is, always one's own; and what the rules of entries say of a file and an activity before there is an
//! entry.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Combination, Note};
use crate::access::{Access, Right};
use crate::context::Context;
use crate::entries::{Door, Known, RawEntry};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, File};
use crate::ids::{FileId, PersonId};
use crate::lang::Lang;
use crate::people::{self, Person};
use crate::store::Tx;
use crate::time;

/// Time that fits every day, for checks of what has no time yet.
const SOME_TIME: &str = "1m";

/// Whose daybook is meant: that of whoever asks.
pub(super) fn owner(access: &Access) -> Result<PersonId, Fault> {
    access.must(Right::RecordTime)?;
    access.person.ok_or_else(|| Fault::new(Code::PersonRequired, "person"))
}

/// As [`owner`], with what is known of the person.
pub(super) async fn person_in(tx: &mut Tx, access: &Access) -> Result<Person, Failure> {
    let own = owner(access)?;
    people::ops::find_by_id_in(tx, own).await?.ok_or_else(not_found)
}

pub(super) fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}

/// The language sentences are said in.
pub(super) fn lang(context: &Context) -> Lang {
    context.caller.lang.unwrap_or_default()
}

/// The days between two days, both included: at most as many as are shown or recorded at once.
pub(super) fn parse_range(from: &str, to: &str, latest: NaiveDate) -> Result<(NaiveDate, NaiveDate), Faults> {
    let mut faults = Faults::none();
    let day = |text: &str, field: &str| {
        crate::text::required(text, field).and_then(|text| time::parse_work_date(&text, field, latest))
    };
    let (from, to) = (faults.keep(day(from, "from")), faults.keep(day(to, "to")));
    if let (Some(from), Some(to)) = (from, to) {
        let days = (to - from).num_days() + 1;
        let limit = i64::try_from(super::DAYS_MAX).unwrap_or(i64::MAX);
        if days < 1 {
            faults.push(Fault::new(Code::PeriodReversed, "to"));
        } else if days > limit {
            faults.push(Fault::new(Code::RangeTooLong, "to").with("days", days).with("limit", limit));
        }
        return faults.or(|| (from, to));
    }
    Err(faults)
}

/// The file with a number, where the caller may know of it.
pub(super) async fn file_in(tx: &mut Tx, access: &Access, number: &str) -> Result<Option<File>, Failure> {
    let found = files::ops::find_by_number_in(tx, number).await?;
    Ok(found.filter(|file| file.is_known_to(access)))
}

/// Refuses what an earlier request was told of a file that has been closed to its sender since.
pub(super) async fn must_still_know(tx: &mut Tx, access: &Access, file: FileId) -> Result<(), Failure> {
    let found = files::ops::find_in(tx, file).await?.filter(|file| file.is_known_to(access));
    found.map(|_| ()).ok_or_else(not_found)
}

/// A file, an activity and a narrative as typed; what is empty is not known yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) file: String,
    pub(super) activity: String,
    /// Privileged.
    pub(super) narrative: String,
}

/// Parts that were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewParts {
    pub(super) file: Option<FileId>,
    pub(super) activity: String,
    pub(super) narrative: String,
}

/// Checks what is given of an entry of a day by the rules of entries; what is not given may come later.
pub(super) async fn check_parts(
    tx: &mut Tx,
    context: &Context,
    parts: &Parts,
    day: NaiveDate,
) -> Result<NewParts, Failure> {
    let access = &context.caller.access;
    let person = person_in(tx, access).await?;
    let file = file_in(tx, access, &parts.file).await?;
    let file_id = file.as_ref().map(|file| file.id);
    let raw = RawEntry {
        person: person.number.clone(),
        file: parts.file.clone(),
        activity: parts.activity.clone(),
        worked_on: day.to_string(),
        minutes: SOME_TIME.to_owned(),
        narrative: parts.narrative.clone(),
        ..RawEntry::default()
    };
    let known = Known::new([person], file, &context.vocabulary, context.clock.today(), Door::Person);
    let mut faults = Faults::none();
    let later = |fault: &Fault| {
        fault.code == Code::Required
            && (fault.field == "file" && parts.file.trim().is_empty()
                || fault.field == "activity" && parts.activity.trim().is_empty())
    };
    for fault in raw.parse(&known).err().into_iter().flatten().filter(|fault| !later(fault)) {
        faults.push(fault);
    }
    // As the parser finds it; it has refused what is not in the vocabulary.
    let typed = parts.activity.trim();
    let found = context.vocabulary.find_activity(typed);
    let found = found.or_else(|| context.vocabulary.find_activity(&typed.to_uppercase()));
    Ok(faults.or(|| NewParts {
        file: file_id,
        activity: found.map(|activity| activity.code.clone()).unwrap_or_default(),
        narrative: parts.narrative.trim().to_owned(),
    })?)
}

/// What is wrong with an entry of whoever asks, whatever its day may be.
pub(super) async fn check_dayless(tx: &mut Tx, context: &Context, raw: RawEntry) -> Result<Faults, Failure> {
    let access = &context.caller.access;
    let person = person_in(tx, access).await?;
    let file = file_in(tx, access, &raw.file).await?;
    let raw = RawEntry { person: person.number.clone(), worked_on: String::new(), ..raw };
    let known = Known::new([person], file, &context.vocabulary, context.clock.today(), Door::Person);
    let mut faults = Faults::none();
    for fault in raw.parse(&known).err().into_iter().flatten().filter(|fault| fault.field != "worked_on") {
        faults.push(fault);
    }
    Ok(faults)
}

/// Combinations as they stand on a day, in the order given; none for a file the caller may not know of.
pub(super) async fn show_in(
    tx: &mut Tx,
    context: &Context,
    day: NaiveDate,
    pairs: &[(FileId, String)],
) -> Result<Vec<Option<Combination>>, Failure> {
    let access = &context.caller.access;
    let person = person_in(tx, access).await?;
    let mut found: BTreeMap<FileId, File> = BTreeMap::new();
    for (id, _) in pairs {
        if !found.contains_key(id)
            && let Some(file) = files::ops::find_in(tx, *id).await?.filter(|file| file.is_known_to(access))
        {
            found.insert(*id, file);
        }
    }
    let number = person.number.clone();
    let all = found.values().cloned();
    let known = Known::new([person], all, &context.vocabulary, context.clock.today(), Door::Person);
    Ok(pairs
        .iter()
        .map(|(id, activity)| Some(combination(context, &known, &number, day, found.get(id)?, activity)))
        .collect())
}

fn combination(
    context: &Context,
    known: &Known,
    person: &str,
    day: NaiveDate,
    file: &File,
    activity: &str,
) -> Combination {
    let raw = RawEntry {
        person: person.to_owned(),
        file: file.number.clone(),
        activity: activity.to_owned(),
        worked_on: day.to_string(),
        minutes: SOME_TIME.to_owned(),
        ..RawEntry::default()
    };
    let faults = raw.parse(known).err().unwrap_or_default();
    // What is said of the person holds for all files.
    let faults: Vec<&Fault> = faults.iter().filter(|fault| fault.field != "person").collect();
    let term = context.vocabulary.find_activity(activity);
    let retired = faults.iter().any(|fault| fault.code == Code::ActivityNotValid);
    Combination {
        file: file.number.clone(),
        title: file.title.clone(),
        category: file.category.clone(),
        activity: activity.to_owned(),
        label: term.map(|term| term.label.clone()),
        usable: faults.is_empty(),
        notes: faults.into_iter().map(|fault| Note::of(fault, lang(context))).collect(),
        replaced_by: term.filter(|_| retired).map(|term| term.replaced_by.clone()).unwrap_or_default(),
    }
}
