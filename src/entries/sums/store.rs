//! The SQL of the time on one file. Whose time a reader may see is decided by the statements.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{DayOfActivity, OfPerson};
use crate::access::{Access, Reach};
use crate::ids::{AccountId, FileId, PersonId};
use crate::store::{StoreError, Tx};

/// The entries on the file `$1` that somebody may see: everything where `$2`, of the person `$3`, and of the people of the
/// teams that the account `$4` manages.
macro_rules! seen {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            ", CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes, COUNT(*) AS entries ",
            "FROM entries e JOIN people p ON p.id = e.person_id WHERE e.file_id = $1 AND e.withdrawn = FALSE ",
            "AND ($2 = TRUE OR e.person_id = $3 OR EXISTS (SELECT 1 FROM account_roles r ",
            "WHERE r.account_id = $4 AND r.role = 'manager' AND r.team = p.team AND r.team <> '')) ",
            "AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)) ",
            $rest
        )
    };
}

/// Who reads: everything, oneself, the account.
type Reader = (bool, Uuid, Uuid);

fn reader(access: &Access) -> Reader {
    let (everyone, own) = match access.reach() {
        Reach::Everyone => (true, None),
        Reach::Some { own, .. } => (false, own),
    };
    let nil = Uuid::nil();
    (everyone, own.map_or(nil, PersonId::uuid), access.account.map_or(nil, AccountId::uuid))
}

#[derive(sqlx::FromRow)]
struct DayRow {
    activity: String,
    worked_on: NaiveDate,
    minutes: i64,
    entries: i64,
}

pub(super) async fn sum_days(tx: &mut Tx, file: FileId, access: &Access) -> Result<Vec<DayOfActivity>, StoreError> {
    const SUM: &str =
        seen!("e.activity, e.worked_on", "GROUP BY e.activity, e.worked_on ORDER BY e.worked_on, e.activity");
    let (everyone, own, account) = reader(access);
    let rows: Vec<DayRow> = tx.all(SUM, (file.uuid(), everyone, own, account)).await?;
    let day = |row: DayRow| DayOfActivity {
        activity: row.activity,
        day: row.worked_on,
        minutes: row.minutes,
        entries: row.entries,
    };
    Ok(rows.into_iter().map(day).collect())
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
    minutes: i64,
    entries: i64,
}

pub(super) async fn sum_people(tx: &mut Tx, file: FileId, access: &Access) -> Result<Vec<OfPerson>, StoreError> {
    const SUM: &str = seen!("p.id, p.name, p.number", "GROUP BY p.id, p.name, p.number ORDER BY p.name, p.number");
    let (everyone, own, account) = reader(access);
    let rows: Vec<PersonRow> = tx.all(SUM, (file.uuid(), everyone, own, account)).await?;
    let person = |row: PersonRow| OfPerson {
        person: PersonId::from_uuid(row.id),
        name: row.name,
        minutes: row.minutes,
        entries: row.entries,
    };
    Ok(rows.into_iter().map(person).collect())
}
