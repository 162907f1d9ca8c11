//! The SQL of people and their schedules.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Kind, Person, Schedule, ScheduleKind};
use crate::ids::PersonId;
use crate::store::bulk::Cell;
use crate::store::{StoreError, Tx};
use crate::text::fold;

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    number: String,
    name: String,
    team: String,
    kind: String,
    active_from: NaiveDate,
    active_to: Option<NaiveDate>,
    days_per_week: i64,
    version: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        let kind = Kind::parse(&row.kind, "").map_err(|_| StoreError::Corrupt { table: "people", column: "kind" })?;
        Ok(Self {
            id: PersonId::from_uuid(row.id),
            number: row.number,
            name: row.name,
            team: row.team,
            kind,
            active_from: row.active_from,
            active_to: row.active_to,
            days_per_week: row.days_per_week,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, name, team, kind, active_from, active_to, days_per_week, version, created_at ",
            "FROM people ",
            $rest
        )
    };
}

pub(super) async fn find(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    tx.opt::<PersonRow>(FIND, (id.uuid(),)).await?.map(Person::try_from).transpose()
}

pub(super) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<Person>, StoreError> {
    const FIND: &str = select!("WHERE number_key = $1");
    tx.opt::<PersonRow>(FIND, (fold(number),)).await?.map(Person::try_from).transpose()
}

/// The people with these identifiers.
pub(super) async fn list_of(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    const LIST: &str = "SELECT p.id, p.number, p.name, p.team, p.kind, p.active_from, p.active_to, p.days_per_week, \
         p.version, p.created_at FROM wanted w CROSS JOIN people p WHERE p.id = w.id";
    let keys = ids.iter().map(|id| vec![Cell::Id(id.uuid())]).collect();
    tx.all_wanted::<PersonRow>("id", keys, LIST).await?.into_iter().map(Person::try_from).collect()
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Person>, StoreError> {
    const LIST: &str = select!("ORDER BY number_key");
    tx.all::<PersonRow>(LIST, ()).await?.into_iter().map(Person::try_from).collect()
}

/// People after a number, in the order of numbers; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Person>, StoreError> {
    const PAGE: &str = select!("WHERE number_key > $1 ORDER BY number_key LIMIT $2");
    tx.all::<PersonRow>(PAGE, (fold(after), limit)).await?.into_iter().map(Person::try_from).collect()
}

pub(super) async fn insert(tx: &mut Tx, person: &Person) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO people (id, number, number_key, name, name_key, team, kind, active_from, \
         active_to, days_per_week, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    tx.exec(
        INSERT,
        (
            person.id.uuid(),
            person.number.as_str(),
            fold(&person.number),
            person.name.as_str(),
            fold(&person.name),
            person.team.as_str(),
            person.kind.as_str(),
            person.active_from,
            person.active_to,
            person.days_per_week,
            person.version,
            person.created_at,
        ),
    )
    .await?;
    Ok(())
}

/// Writes all members of a person that may change, if they still have the version before this one; answers whether
/// they had.
pub(super) async fn update(tx: &mut Tx, person: &Person) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE people SET name = $1, name_key = $2, team = $3, kind = $4, active_from = $5, \
         active_to = $6, days_per_week = $7, version = $8 WHERE id = $9 AND version = $10";
    let changed = tx
        .exec(
            UPDATE,
            (
                person.name.as_str(),
                fold(&person.name),
                person.team.as_str(),
                person.kind.as_str(),
                person.active_from,
                person.active_to,
                person.days_per_week,
                person.version,
                person.id.uuid(),
                person.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct ScheduleRow {
    person_id: Uuid,
    valid_from: NaiveDate,
    kind: String,
    minutes_per_day: i64,
    days_per_week: i64,
}

impl TryFrom<ScheduleRow> for (PersonId, Schedule) {
    type Error = StoreError;

    fn try_from(row: ScheduleRow) -> Result<Self, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "schedules", column: "kind" };
        let kind = ScheduleKind::parse(&row.kind, "").map_err(corrupt)?;
        let schedule = Schedule {
            valid_from: row.valid_from,
            kind,
            minutes_per_day: row.minutes_per_day,
            days_per_week: row.days_per_week,
        };
        Ok((PersonId::from_uuid(row.person_id), schedule))
    }
}

/// The schedules of all people; those of one person in the order of their dates.
pub(super) async fn list_schedules(tx: &mut Tx) -> Result<Vec<(PersonId, Schedule)>, StoreError> {
    const LIST: &str = "SELECT person_id, valid_from, kind, minutes_per_day, days_per_week FROM schedules \
         ORDER BY person_id, valid_from";
    tx.all::<ScheduleRow>(LIST, ()).await?.into_iter().map(TryInto::try_into).collect()
}

/// The schedules of one person, by date.
pub(super) async fn list_schedules_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Schedule>, StoreError> {
    const LIST: &str = "SELECT person_id, valid_from, kind, minutes_per_day, days_per_week FROM schedules \
         WHERE person_id = $1 ORDER BY valid_from";
    let rows = tx.all::<ScheduleRow>(LIST, (person.uuid(),)).await?;
    rows.into_iter().map(|row| <(PersonId, Schedule)>::try_from(row).map(|(_, schedule)| schedule)).collect()
}

pub(super) async fn insert_schedule(tx: &mut Tx, person: PersonId, schedule: &Schedule) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO schedules (person_id, valid_from, kind, minutes_per_day, days_per_week) \
         VALUES ($1, $2, $3, $4, $5)";
    let kind = schedule.kind.as_str();
    tx.exec(INSERT, (person.uuid(), schedule.valid_from, kind, schedule.minutes_per_day, schedule.days_per_week))
        .await?;
    Ok(())
}

/// Deletes the schedule of a date; answers whether there was one.
pub(super) async fn delete_schedule(tx: &mut Tx, person: PersonId, day: NaiveDate) -> Result<bool, StoreError> {
    const DELETE: &str = "DELETE FROM schedules WHERE person_id = $1 AND valid_from = $2";
    Ok(tx.exec(DELETE, (person.uuid(), day)).await? == 1)
}
