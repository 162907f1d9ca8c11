//! Lead counsel: whose file it is from which day on.

use chrono::NaiveDate;

use super::ops::{find_at, find_known, must_still_know};
use super::register::store as register;
use super::{FileLeads, Lead, store};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{FileId, PersonId};
use crate::store::{StoreError, Tx, write};
use crate::{people, repeats};
use crate::{text, time};

/// Lead counsel from a day on, as text.
#[derive(Debug, Clone, Default)]
pub struct RawLead {
    /// The number of the person.
    pub person: String,
    /// The first day, `YYYY-MM-DD`.
    pub valid_from: String,
}

/// Who leads a file on a day, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_lead_in(tx: &mut Tx, file: FileId, day: NaiveDate) -> Result<Option<PersonId>, StoreError> {
    register::find_lead(tx, file, day).await
}

/// Who leads and led a file, by day.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn list_leads(context: &Context, id: FileId) -> Result<FileLeads, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, &context.caller.access, id).await?;
    Ok(list_in(&mut tx, id, file.version).await?)
}

async fn list_in(tx: &mut Tx, file: FileId, version: i64) -> Result<FileLeads, StoreError> {
    let mut leads = Vec::new();
    for (valid_from, id) in register::list_leads(tx, file).await? {
        let person = people::ops::find_by_id_in(tx, id).await?;
        let person = person.ok_or(StoreError::Corrupt { table: "file_leads", column: "person_id" })?;
        leads.push(Lead { valid_from, person: id, number: person.number, name: person.name });
    }
    Ok(FileLeads { file, version, leads })
}

/// Says who leads a file from a day on, until the next day that has a lead; who was named for the same day is replaced.
/// Once for each key of a request; the file's version counts up. Answers all leads, and whether the day had none before.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `unknown_person` also for somebody out of the caller's reach,
/// `person_not_active` on that day, `idempotency_key_reused`, faults of the date.
pub async fn set_lead(
    context: &Context,
    id: FileId,
    version: i64,
    raw: &RawLead,
) -> Result<(FileLeads, bool), Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let mut faults = Faults::none();
    let person = faults.keep(text::required(&raw.person, "person"));
    let day = text::required(&raw.valid_from, "valid_from")
        .and_then(|day| time::parse_work_date(&day, "valid_from", NaiveDate::MAX));
    match (person, faults.keep(day)) {
        (Some(person), Some(day)) => {
            write!(context.db, |tx| set_lead_in(tx, context, id, version, &person, day).await)
        }
        _ => Err(faults.into()),
    }
}

async fn set_lead_in(
    tx: &mut Tx,
    context: &Context,
    id: FileId,
    version: i64,
    person: &str,
    day: NaiveDate,
) -> Result<(FileLeads, bool), Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<(FileLeads, bool)>(tx, context.repeat.as_ref()).await? {
        must_still_know(tx, &context.caller.access, before.0.file).await?;
        return Ok(before);
    }
    let file = find_at(tx, context, id, version).await?;
    let reach = context.caller.access.people();
    let found = people::ops::find_in(tx, person).await?;
    let found = found
        .filter(|found| reach.holds(found.id, &found.team))
        .ok_or_else(|| Fault::new(Code::UnknownPerson, "person").with("value", time::clip(person)))?;
    if !found.is_active_on(day) {
        let fault = Fault::new(Code::PersonNotActive, "person").with("value", found.number);
        return Err(fault.with("date", day.to_string()).into());
    }
    let before = list_in(tx, id, version).await?;
    let replaced = register::delete_lead(tx, id, day).await?;
    register::insert_lead(tx, id, day, found.id).await?;
    if !store::count_version(tx, id, version).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", file.version).into());
    }
    let after = list_in(tx, id, version + 1).await?;
    append(tx, context, &before, &after).await?;
    let outcome = (after, !replaced);
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &outcome).await?;
    Ok(outcome)
}

/// Names whoever leads a file on its last day as lead of the file that goes on with its work, if they are still here.
pub(super) async fn hand_on_in(
    tx: &mut Tx,
    context: &Context,
    from: (FileId, NaiveDate),
    to: (FileId, NaiveDate),
) -> Result<(), Failure> {
    let Some(lead) = register::find_lead(tx, from.0, from.1).await? else { return Ok(()) };
    let person = people::ops::find_by_id_in(tx, lead).await?;
    if !person.is_some_and(|person| person.is_active_on(to.1)) {
        return Ok(());
    }
    let before = list_in(tx, to.0, 1).await?;
    register::insert_lead(tx, to.0, to.1, lead).await?;
    let after = list_in(tx, to.0, 1).await?;
    Ok(append(tx, context, &before, &after).await?)
}

async fn append(tx: &mut Tx, context: &Context, before: &FileLeads, after: &FileLeads) -> Result<(), StoreError> {
    let event = Event {
        action: "set_lead",
        object_kind: "file",
        object_id: after.file.to_string(),
        hash_before: digest_of(before),
        hash_after: digest_of(after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}
