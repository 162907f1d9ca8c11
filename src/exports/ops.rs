//! Making exports: which entries they hold, and the event each of them is. What a reader may see is decided where entries
//! are listed; here nothing is added to it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{EntryExport, Period};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::entries::EntryView;
use crate::entries::ops::Wanted;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::ids::{FileId, PersonId};
use crate::people::Person;
use crate::store::write;
use crate::{entries, files, people};

/// The most entries of one export: they are read in one go, so that they are of one moment.
pub const ENTRIES_MAX: i64 = 20_000;

/// The time of a file.
#[derive(Debug, Clone)]
pub struct FileTime {
    /// The file.
    pub file: File,
    /// Its days.
    pub period: Period,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// The entries, the oldest day first.
    pub entries: Vec<EntryView>,
    /// The people who recorded them.
    pub people: BTreeMap<PersonId, Person>,
}

/// The caller's own entries, with their narratives; `format` is what the event says they left as.
///
/// # Errors
/// `forbidden`, `no_person`, `export_too_large`, or the failure of the database.
pub async fn own(context: &Context, period: Period, format: &str) -> Result<EntryExport, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let person = access.person.ok_or_else(|| Fault::new(Code::NoPerson, ""))?;
    let found = {
        let mut tx = context.db.read().await?;
        people::ops::find_by_id_in(&mut tx, person).await?
    };
    of_person(context, found.ok_or_else(|| Fault::new(Code::NoPerson, ""))?, period, format).await
}

/// The entries of the person with a number; narratives as the caller may read them.
///
/// # Errors
/// `forbidden`, `unknown_person`, `export_too_large`, or the failure of the database.
pub async fn of(context: &Context, number: &str, period: Period, format: &str) -> Result<EntryExport, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let found = {
        let mut tx = context.db.read().await?;
        people::ops::find_in(&mut tx, number).await?
    };
    let found = found.filter(|person| access.reach().holds(person.id, &person.team));
    let unknown = || Fault::new(Code::UnknownPerson, "person").with("value", crate::time::clip(number));
    of_person(context, found.ok_or_else(unknown)?, period, format).await
}

async fn of_person(context: &Context, person: Person, period: Period, format: &str) -> Result<EntryExport, Failure> {
    let entries = listed(context, Wanted { person: Some(person.id), ..Wanted::default() }, period).await?;
    note(context, &format!("person {}", person.id), period, format).await?;
    Ok(EntryExport {
        person: person.number,
        from: period.from,
        to: period.to,
        extracted_at: context.clock.now(),
        entries,
    })
}

/// The time recorded on a file, of the people within the caller's reach; narratives as the caller may read them.
///
/// # Errors
/// `forbidden`, `not_found` also for a file the caller may not know of, `export_too_large`, or the failure of the
/// database.
pub async fn of_file(context: &Context, id: FileId, period: Period) -> Result<FileTime, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let found = files::ops::find_in(&mut tx, id).await?.filter(|file| file.is_known_to(access));
    let file = found.ok_or_else(|| Fault::new(Code::NotFound, ""))?;
    drop(tx);
    let entries = listed(context, Wanted { file: Some(id), ..Wanted::default() }, period).await?;
    let mut tx = context.db.read().await?;
    let mut people = BTreeMap::new();
    for view in &entries {
        let person = view.entry.person_id;
        if !people.contains_key(&person)
            && let Some(found) = people::ops::find_by_id_in(&mut tx, person).await?
        {
            people.insert(person, found);
        }
    }
    drop(tx);
    note(context, &format!("file {id}"), period, "ledes").await?;
    Ok(FileTime { file, period, made_on: context.clock.today(), entries, people })
}

/// The file with a number, where the caller may know of it.
///
/// # Errors
/// `forbidden`, `unknown_file`, or the failure of the database.
pub async fn find_file(context: &Context, number: &str) -> Result<FileId, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let found = files::ops::find_by_number_in(&mut tx, number).await?.filter(|file| file.is_known_to(access));
    let unknown = || Fault::new(Code::UnknownFile, "file").with("value", crate::time::clip(number)).into();
    found.map(|file| file.id).ok_or_else(unknown)
}

/// The entries of a period, the oldest day first.
pub(super) async fn listed(context: &Context, wanted: Wanted, period: Period) -> Result<Vec<EntryView>, Failure> {
    let wanted = Wanted { from: period.from, to: period.to, limit: ENTRIES_MAX + 1, ..wanted };
    let mut entries = entries::ops::list(context, &wanted).await?;
    if i64::try_from(entries.len()).unwrap_or(i64::MAX) > ENTRIES_MAX {
        return Err(Fault::new(Code::ExportTooLarge, "from").with("limit", ENTRIES_MAX).into());
    }
    entries.reverse();
    Ok(entries)
}

/// Notes that entries left the service as a file.
async fn note(context: &Context, what: &str, period: Period, format: &str) -> Result<(), Failure> {
    let event = Event {
        action: "export",
        object_kind: "entries",
        object_id: format!("{what} {} {} {format}", period.from, period.to),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}
