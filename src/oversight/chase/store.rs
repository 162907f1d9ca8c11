//! The SQL of chase lists: days and sums of the people within reach, without entries on files that the reader may not know
//! of. Narratives are never selected.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::access::Access;
use crate::ids::{AccountId, PersonId};
use crate::people::Person;
use crate::store::bulk::Cell;
use crate::store::{StoreError, Tx};

/// Whose entries of which days are looked at, and by whom.
pub(super) struct Seen {
    keys: Vec<Vec<Cell>>,
}

impl Seen {
    /// All days between two, of these people, as far as somebody knows the files. Nothing when the last day is before the
    /// first.
    pub(super) fn of(access: &Access, people: &[Person], first: NaiveDate, last: NaiveDate) -> Self {
        let key = |person: &Person| {
            vec![
                Cell::Id(person.id.uuid()),
                Cell::Date(first),
                Cell::Date(last),
                Cell::Bool(access.is_console()),
                Cell::Id(access.account.map_or(Uuid::nil(), AccountId::uuid)),
            ]
        };
        let people = if last < first { &[] } else { people };
        Self { keys: people.iter().map(key).collect() }
    }
}

const KEYS: &str = "person_id, first_day, last_day, knows_all, account_id";

/// A statement over the current entries that are seen: what is read of them, and how they are grouped.
macro_rules! over_entries {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT e.person_id, ",
            $columns,
            ", CAST(COUNT(*) AS BIGINT) AS entries, CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes ",
            "FROM wanted w JOIN entries e ON e.person_id = w.person_id AND e.worked_on BETWEEN w.first_day AND w.last_day ",
            "JOIN files f ON f.id = e.file_id LEFT JOIN files h ON h.id = e.held_file_id ",
            "WHERE e.withdrawn = FALSE AND (w.knows_all = TRUE OR ((f.walled = FALSE OR EXISTS ",
            "(SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = w.account_id)) ",
            "AND (COALESCE(h.walled, FALSE) = FALSE OR EXISTS ",
            "(SELECT 1 FROM file_members m WHERE m.file_id = h.id AND m.account_id = w.account_id)))) ",
            $rest
        )
    };
}

/// The time of a person on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorded {
    pub(super) person: PersonId,
    pub(super) day: NaiveDate,
    pub(super) entries: i64,
    pub(super) minutes: i64,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    person_id: Uuid,
    worked_on: NaiveDate,
    entries: i64,
    minutes: i64,
}

/// Days with time.
pub(super) async fn list_days(tx: &mut Tx, seen: &Seen) -> Result<Vec<Recorded>, StoreError> {
    const LIST: &str = over_entries!("e.worked_on", "GROUP BY e.person_id, e.worked_on");
    let rows: Vec<DayRow> = tx.all_wanted(KEYS, seen.keys.clone(), LIST).await?;
    let recorded = |row: DayRow| Recorded {
        person: PersonId::from_uuid(row.person_id),
        day: row.worked_on,
        entries: row.entries,
        minutes: row.minutes,
    };
    Ok(rows.into_iter().map(recorded).collect())
}

/// Entries of a person on a day about which the same was noted.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    pub(super) person: PersonId,
    pub(super) day: NaiveDate,
    pub(super) warnings: String,
    pub(super) entries: i64,
    pub(super) minutes: i64,
}

#[derive(sqlx::FromRow)]
struct NotedRow {
    person_id: Uuid,
    worked_on: NaiveDate,
    warnings: String,
    entries: i64,
    minutes: i64,
}

/// Entries about which something was noted.
pub(super) async fn list_noted(tx: &mut Tx, seen: &Seen) -> Result<Vec<Noted>, StoreError> {
    const LIST: &str =
        over_entries!("e.worked_on, e.warnings", "AND e.warnings <> '' GROUP BY e.person_id, e.worked_on, e.warnings");
    let rows: Vec<NotedRow> = tx.all_wanted(KEYS, seen.keys.clone(), LIST).await?;
    let noted = |row: NotedRow| Noted {
        person: PersonId::from_uuid(row.person_id),
        day: row.worked_on,
        warnings: row.warnings,
        entries: row.entries,
        minutes: row.minutes,
    };
    Ok(rows.into_iter().map(noted).collect())
}

/// Entries of a person with the same file, activity and time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Equal {
    pub(super) person: PersonId,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) entries: i64,
    pub(super) minutes: i64,
}

#[derive(sqlx::FromRow)]
struct EqualRow {
    person_id: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    entries: i64,
    minutes: i64,
}

impl From<EqualRow> for Equal {
    fn from(row: EqualRow) -> Self {
        Self {
            person: PersonId::from_uuid(row.person_id),
            first: row.first_day,
            last: row.last_day,
            entries: row.entries,
            minutes: row.minutes,
        }
    }
}

/// At least three equal entries on one day: perhaps one that was recorded again and again.
pub(super) async fn list_equal_in_a_day(tx: &mut Tx, seen: &Seen) -> Result<Vec<Equal>, StoreError> {
    const LIST: &str = over_entries!(
        "e.worked_on AS first_day, e.worked_on AS last_day",
        "GROUP BY e.person_id, e.worked_on, e.file_id, e.activity, e.minutes HAVING COUNT(*) >= 3"
    );
    let rows: Vec<EqualRow> = tx.all_wanted(KEYS, seen.keys.clone(), LIST).await?;
    Ok(rows.into_iter().map(Equal::from).collect())
}

/// At least ten equal entries on several days: perhaps time that was spread rather than recorded.
pub(super) async fn list_equal(tx: &mut Tx, seen: &Seen) -> Result<Vec<Equal>, StoreError> {
    const LIST: &str = over_entries!(
        "MIN(e.worked_on) AS first_day, MAX(e.worked_on) AS last_day",
        "GROUP BY e.person_id, e.file_id, e.activity, e.minutes \
         HAVING COUNT(*) >= 10 AND MIN(e.worked_on) < MAX(e.worked_on)"
    );
    let rows: Vec<EqualRow> = tx.all_wanted(KEYS, seen.keys.clone(), LIST).await?;
    Ok(rows.into_iter().map(Equal::from).collect())
}

/// Entries of a person on a day that nobody can approve yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unsubmitted {
    pub(super) person: PersonId,
    pub(super) day: NaiveDate,
    /// Whether they were returned; otherwise they were never submitted.
    pub(super) returned: bool,
    pub(super) entries: i64,
    pub(super) minutes: i64,
}

#[derive(sqlx::FromRow)]
struct UnsubmittedRow {
    person_id: Uuid,
    worked_on: NaiveDate,
    status: String,
    entries: i64,
    minutes: i64,
}

/// Entries that were not submitted, or returned and not submitted again.
pub(super) async fn list_unsubmitted(tx: &mut Tx, seen: &Seen) -> Result<Vec<Unsubmitted>, StoreError> {
    const LIST: &str = over_entries!(
        "e.worked_on, e.status",
        "AND e.status IN ('draft', 'returned') GROUP BY e.person_id, e.worked_on, e.status"
    );
    let rows: Vec<UnsubmittedRow> = tx.all_wanted(KEYS, seen.keys.clone(), LIST).await?;
    let unsubmitted = |row: UnsubmittedRow| Unsubmitted {
        person: PersonId::from_uuid(row.person_id),
        day: row.worked_on,
        returned: row.status == "returned",
        entries: row.entries,
        minutes: row.minutes,
    };
    Ok(rows.into_iter().map(unsubmitted).collect())
}
