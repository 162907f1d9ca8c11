//! What is done with people: add one, change one, list and find them, and say from when on they work how much. People
//! outside the caller's reach are not there; everybody may read who they are themselves.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::schedules::{Stretch, parse_valid_from};
use super::{NewPerson, NewSchedule, Person, PersonSchedules, RawPerson, Schedule, Schedules, store};
use crate::access::{Access, Reach, Right};
use crate::audit::{self, Event};
use crate::calendar;
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::PersonId;
use crate::repeats;

use crate::store::{StoreError, Tx, write};
use crate::text::fold;

/// What adding to a list came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Added<T> {
    /// It is new.
    New(T),
    /// The same was there already; nothing changed.
    Same(T),
}

/// Adds a person, once for each key of a request.
///
/// # Errors
/// `forbidden`, `number_taken` when another person has the number, `idempotency_key_reused`, or the failure of the
/// database.
pub async fn add(context: &Context, new: &NewPerson) -> Result<Added<Person>, Failure> {
    context.caller.access.must(Right::ChangePeople)?;
    write!(context.db, |tx| add_once(tx, context, new).await)
}

async fn add_once(tx: &mut Tx, context: &Context, new: &NewPerson) -> Result<Added<Person>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let added = add_in(tx, context, new).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &added).await?;
    Ok(added)
}

/// As [`add`], inside a transaction of the caller, which may add many: the key of a request is not looked at.
///
/// # Errors
/// As [`add`].
pub async fn add_in(tx: &mut Tx, context: &Context, new: &NewPerson) -> Result<Added<Person>, Failure> {
    context.caller.access.must(Right::ChangePeople)?;
    audit::ops::take_turn(tx).await?;
    let now = context.clock.now();
    if let Some(found) = store::find_by_number(tx, &new.number).await? {
        let same = found.name == new.name
            && found.team == new.team
            && found.kind == new.kind
            && found.active_from == new.active_from
            && found.active_to == new.active_to
            && found.days_per_week == new.days_per_week;
        return if same && readable(&context.caller.access)?.holds(found.id, &found.team) {
            Ok(Added::Same(found))
        } else {
            Err(Fault::new(Code::NumberTaken, "number").with("value", new.number.as_str()).into())
        };
    }
    let person = Person {
        id: PersonId::new(now),
        number: new.number.clone(),
        name: new.name.clone(),
        team: new.team.clone(),
        kind: new.kind,
        active_from: new.active_from,
        active_to: new.active_to,
        days_per_week: new.days_per_week,
        version: 1,
        created_at: now,
    };
    store::insert(tx, &person).await?;
    let event = Event {
        action: "add",
        object_kind: "person",
        object_id: person.id.to_string(),
        hash_after: digest_of(&person),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(Added::New(person))
}

/// Changes a person who is still at `version`; the number stays.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, faults of the new values.
pub async fn change(context: &Context, id: PersonId, version: i64, raw: &RawPerson) -> Result<Person, Failure> {
    context.caller.access.must(Right::ChangePeople)?;
    let new = raw.parse()?;
    write!(context.db, |tx| change_in(tx, context, id, version, &new).await)
}

async fn change_in(
    tx: &mut Tx,
    context: &Context,
    id: PersonId,
    version: i64,
    new: &NewPerson,
) -> Result<Person, Failure> {
    let before = find_at(tx, context, id, version).await?;
    let new = new.clone();
    let after = Person {
        id,
        number: before.number.clone(),
        name: new.name,
        team: new.team,
        kind: new.kind,
        active_from: new.active_from,
        active_to: new.active_to,
        days_per_week: new.days_per_week,
        version: version + 1,
        created_at: before.created_at,
    };
    update(tx, &after).await?;
    let event = Event {
        action: "change",
        object_kind: "person",
        object_id: id.to_string(),
        hash_before: digest_of(&before),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok(after)
}

/// Takes the turn and finds the person that is to be changed, still at the version the change was made against.
async fn find_at(tx: &mut Tx, context: &Context, id: PersonId, version: i64) -> Result<Person, Failure> {
    audit::ops::take_turn(tx).await?;
    let person = find_known(tx, &context.caller.access, id).await?;
    if person.version == version {
        Ok(person)
    } else {
        Err(Fault::new(Code::VersionConflict, "").with("current", person.version).into())
    }
}

async fn update(tx: &mut Tx, after: &Person) -> Result<(), Failure> {
    if store::update(tx, after).await? {
        Ok(())
    } else {
        Err(Fault::new(Code::VersionConflict, "").with("current", after.version).into())
    }
}

/// Says how a person works from a day on; the row of that day, if there is one, is replaced. The person's version
/// counts up. Answers all rows, and whether the day had none before.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, or the failure of the database.
pub async fn set_schedule(
    context: &Context,
    id: PersonId,
    version: i64,
    new: &NewSchedule,
) -> Result<(PersonSchedules, bool), Failure> {
    context.caller.access.must(Right::ChangePeople)?;
    write!(context.db, |tx| set_schedule_in(tx, context, id, version, new).await)
}

async fn set_schedule_in(
    tx: &mut Tx,
    context: &Context,
    id: PersonId,
    version: i64,
    new: &NewSchedule,
) -> Result<(PersonSchedules, bool), Failure> {
    let person = find_at(tx, context, id, version).await?;
    let before = store::list_schedules_of(tx, id).await?;
    let schedule = Schedule {
        valid_from: new.valid_from,
        kind: new.kind,
        minutes_per_day: new.minutes_per_day,
        days_per_week: new.days_per_week.unwrap_or(person.days_per_week),
    };
    let replaced = store::delete_schedule(tx, id, new.valid_from).await?;
    store::insert_schedule(tx, id, &schedule).await?;
    Ok((reschedule(tx, context, person, before, "set_schedule").await?, !replaced))
}

/// Takes back what was said of a day: the row before it then holds on. Answers the remaining rows.
///
/// # Errors
/// `forbidden`, `not_found` also when the day has no row, `version_conflict`, faults of the date.
pub async fn remove_schedule(
    context: &Context,
    id: PersonId,
    version: i64,
    valid_from: &str,
) -> Result<PersonSchedules, Failure> {
    context.caller.access.must(Right::ChangePeople)?;
    let day = parse_valid_from(valid_from)?;
    write!(context.db, |tx| remove_schedule_in(tx, context, id, version, day).await)
}

async fn remove_schedule_in(
    tx: &mut Tx,
    context: &Context,
    id: PersonId,
    version: i64,
    day: NaiveDate,
) -> Result<PersonSchedules, Failure> {
    let person = find_at(tx, context, id, version).await?;
    let before = store::list_schedules_of(tx, id).await?;
    if !store::delete_schedule(tx, id, day).await? {
        return Err(not_found());
    }
    reschedule(tx, context, person, before, "remove_schedule").await
}

/// Counts the person's version up and tells what became of their schedules.
async fn reschedule(
    tx: &mut Tx,
    context: &Context,
    person: Person,
    before: Vec<Schedule>,
    action: &'static str,
) -> Result<PersonSchedules, Failure> {
    let id = person.id;
    let after = Person { version: person.version + 1, ..person };
    update(tx, &after).await?;
    let before = PersonSchedules { person: id, version: after.version - 1, schedules: before };
    let schedules = store::list_schedules_of(tx, id).await?;
    let after = PersonSchedules { person: id, version: after.version, schedules };
    let event = Event {
        action,
        object_kind: "person",
        object_id: id.to_string(),
        hash_before: digest_of(&before),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok(after)
}

/// From when on a person works how much.
///
/// # Errors
/// As [`find`].
pub async fn list_schedules(context: &Context, id: PersonId) -> Result<PersonSchedules, Failure> {
    let mut tx = context.db.read().await?;
    let person = find_known(&mut tx, &context.caller.access, id).await?;
    let schedules = store::list_schedules_of(&mut tx, id).await?;
    Ok(PersonSchedules { person: id, version: person.version, schedules })
}

/// How a person works on a day.
///
/// # Errors
/// As [`find`].
pub async fn schedule_on(context: &Context, id: PersonId, day: NaiveDate) -> Result<Schedule, Failure> {
    let mut tx = context.db.read().await?;
    let person = find_known(&mut tx, &context.caller.access, id).await?;
    let rows = store::list_schedules_of(&mut tx, id).await?;
    Ok(Schedules::of_rows(rows.into_iter().map(|row| (id, row))).on(&person, day))
}

/// The schedules of all people, inside a transaction of the caller and whatever the reach of whoever asks: for figures,
/// which filter themselves.
///
/// # Errors
/// When the database fails.
pub async fn list_schedules_in(tx: &mut Tx) -> Result<Schedules, StoreError> {
    Ok(Schedules::of_rows(store::list_schedules(tx).await?))
}

/// The schedules of one person, inside a transaction of the caller and whatever the reach of whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn list_schedules_of_in(tx: &mut Tx, id: PersonId) -> Result<Schedules, StoreError> {
    let rows = store::list_schedules_of(tx, id).await?;
    Ok(Schedules::of_rows(rows.into_iter().map(|row| (id, row))))
}

/// All people within reach, by number.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context) -> Result<Vec<Person>, Failure> {
    let reach = readable(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let mut people = store::list(&mut tx).await?;
    people.retain(|person| reach.holds(person.id, &person.team));
    Ok(people)
}

/// At most `limit` of the people within reach after a number who are in a team now, or of all, and were there by their
/// schedules on some working day between two.
///
/// # Errors
/// As [`list`].
pub async fn list_there(
    context: &Context,
    team: Option<&str>,
    (first, last): (NaiveDate, NaiveDate),
    after: &str,
    limit: i64,
) -> Result<Vec<Person>, Failure> {
    let reach = readable(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let schedules = list_schedules_in(&mut tx).await?;
    let mut people = store::list(&mut tx).await?;
    let after = fold(after);
    let was_there = |person: &Person| {
        let first = first.max(person.active_from);
        let last = person.active_to.map_or(last, |to| to.min(last));
        let is_work = |stretch: &Stretch| {
            let days = stretch.first.iter_days().take_while(|day| *day <= stretch.last);
            stretch.schedule.days_per_week > 0 && days.into_iter().any(calendar::is_working_day)
        };
        schedules.stretches(person, first, last).iter().any(is_work)
    };
    people.retain(|person| {
        reach.holds(person.id, &person.team)
            && fold(&person.number) > after
            && team.is_none_or(|team| person.team == team)
            && was_there(person)
    });
    people.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(people)
}

/// At most `limit` of the people within reach after a number; fewer only at the end of the list.
///
/// # Errors
/// As [`list`].
pub async fn list_page(context: &Context, after: &str, limit: i64) -> Result<Vec<Person>, Failure> {
    let reach = readable(&context.caller.access)?;
    let size = usize::try_from(limit).unwrap_or(0);
    let mut tx = context.db.read().await?;
    let mut found = Vec::new();
    let mut after = after.to_owned();
    // A reach is a set of teams and oneself, so it is told here, not in SQL; people are few.
    loop {
        let read = store::list_page(&mut tx, &after, limit).await?;
        let is_last = read.len() < size;
        if let Some(person) = read.last() {
            after.clone_from(&person.number);
        }
        found.extend(read.into_iter().filter(|person| reach.holds(person.id, &person.team)));
        if is_last || found.len() >= size {
            found.truncate(size);
            return Ok(found);
        }
    }
}

/// The person with an identifier.
///
/// # Errors
/// `forbidden`, `not_found` also outside of reach, or the failure of the database.
pub async fn find(context: &Context, id: PersonId) -> Result<Person, Failure> {
    let mut tx = context.db.read().await?;
    find_known(&mut tx, &context.caller.access, id).await
}

/// The person with a number, compared folded.
///
/// # Errors
/// `forbidden`, `unknown_person` also outside of reach, or the failure of the database.
pub async fn find_by_number(context: &Context, number: &str) -> Result<Person, Failure> {
    let reach = readable(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let found = store::find_by_number(&mut tx, number).await?;
    found
        .filter(|person| reach.holds(person.id, &person.team))
        .ok_or_else(|| Fault::new(Code::UnknownPerson, "person").with("value", crate::time::clip(number)).into())
}

/// All people, inside a transaction of the caller and whatever the reach of whoever asks: for imports and figures, which
/// filter themselves.
///
/// # Errors
/// When the database fails.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<Person>, StoreError> {
    store::list(tx).await
}

/// The person with an identifier, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_by_id_in(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    store::find(tx, id).await
}

/// The people with these identifiers, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn list_of_in(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    store::list_of(tx, ids).await
}

/// The person with a number, compared folded, whatever the reach of whoever asks: the operation it is for filters
/// itself.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, number: &str) -> Result<Option<Person>, StoreError> {
    store::find_by_number(tx, number).await
}

/// Whom a caller may read: those within reach, and without that right oneself.
fn readable(access: &Access) -> Result<Reach, Fault> {
    let own = access.person;
    if access.has(Right::ReadPeople) {
        return Ok(match access.people() {
            Reach::Everyone => Reach::Everyone,
            Reach::Some { teams, .. } => Reach::Some { own, teams },
        });
    }
    match own {
        Some(_) => Ok(Reach::Some { own, teams: BTreeSet::new() }),
        None => access.must(Right::ReadPeople).map(|()| Reach::Everyone),
    }
}

async fn find_known(tx: &mut Tx, access: &Access, id: PersonId) -> Result<Person, Failure> {
    let reach = readable(access)?;
    let found = store::find(tx, id).await?;
    found.filter(|person| reach.holds(person.id, &person.team)).ok_or_else(not_found)
}

fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}
