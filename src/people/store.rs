//! The SQL of people.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::Person;
use crate::ids::PersonId;
use crate::store::{StoreError, Tx};
use crate::text::fold;

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    number: String,
    name: String,
    team: String,
    active_from: NaiveDate,
    active_to: Option<NaiveDate>,
    days_per_week: i64,
    created_at: DateTime<Utc>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: PersonId::from_uuid(row.id),
            number: row.number,
            name: row.name,
            team: row.team,
            active_from: row.active_from,
            active_to: row.active_to,
            days_per_week: row.days_per_week,
            created_at: row.created_at,
        }
    }
}

pub(super) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<Person>, StoreError> {
    const FIND: &str = "SELECT id, number, name, team, active_from, active_to, days_per_week, created_at \
         FROM people WHERE number_key = $1";
    Ok(tx.opt::<PersonRow>(FIND, (fold(number),)).await?.map(Person::from))
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Person>, StoreError> {
    const LIST: &str = "SELECT id, number, name, team, active_from, active_to, days_per_week, created_at \
         FROM people ORDER BY number_key";
    Ok(tx.all::<PersonRow>(LIST, ()).await?.into_iter().map(Person::from).collect())
}

pub(super) async fn insert(tx: &mut Tx, person: &Person) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO people \
         (id, number, number_key, name, name_key, team, active_from, active_to, days_per_week, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.exec(
        INSERT,
        (
            person.id.uuid(),
            person.number.as_str(),
            fold(&person.number),
            person.name.as_str(),
            fold(&person.name),
            person.team.as_str(),
            person.active_from,
            person.active_to,
            person.days_per_week,
            person.created_at,
        ),
    )
    .await?;
    Ok(())
}
