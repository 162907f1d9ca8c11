//! The SQL of reports: the scans that facts are made from. Aggregates never select the narrative.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::store::scan::{Field, Scan};
use crate::store::{Db, StoreError, Tx};
use crate::time::FiscalYear;

/// One current entry as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct FactRow<'a> {
    pub(super) person: Uuid,
    pub(super) file: Uuid,
    /// The file an imported entry names while it is held; otherwise the file.
    pub(super) about: Uuid,
    pub(super) activity: &'a str,
    pub(super) worked_on: NaiveDate,
    pub(super) minutes: i64,
    /// Days from the work to its first recording, kept whatever is corrected later.
    pub(super) lag_days: Option<i64>,
    pub(super) team: &'a str,
    pub(super) client: &'a str,
    pub(super) status: &'a str,
    pub(super) language: &'a str,
    pub(super) batch: Option<Uuid>,
}

/// Something that takes facts as they are read.
pub(super) trait Take: Send + 'static {
    /// Takes one.
    fn take(&mut self, row: FactRow<'_>);
    /// Notes that all entries of a person's day are among those that are read.
    fn note_day(&mut self, person: Uuid, day: NaiveDate);
}

const GUARD: &str = "SELECT value FROM counters WHERE name = 'changes'";

/// Reads all current entries, or those between two work dates, and the version of the data they are. They are shared
/// among those who take them.
pub(super) async fn scan_facts<T: Take>(
    db: &Db,
    span: Option<(NaiveDate, NaiveDate)>,
    into: Vec<T>,
) -> Result<(i64, Vec<T>), StoreError> {
    const ALL: &str = "SELECT person_id, file_id, COALESCE(held_file_id, file_id), activity, worked_on, minutes, \
         lag_days, team, client, status, language, batch_id FROM entries \
         WHERE {part} AND withdrawn = FALSE AND (batch_id IS NULL \
         OR batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    const BETWEEN: &str = "SELECT person_id, file_id, COALESCE(held_file_id, file_id), activity, worked_on, minutes, \
         lag_days, team, client, status, language, batch_id FROM entries \
         WHERE {part} AND worked_on BETWEEN {from} AND {to} AND withdrawn = FALSE AND (batch_id IS NULL \
         OR batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    let wanted = match span {
        Some((from, to)) => Scan { from, to, ..Scan::whole(GUARD, BETWEEN) },
        None => Scan::whole(GUARD, ALL),
    };
    db.scan_in_parts(wanted, "entries", into, see).await
}

/// What changed since a version of the data.
#[derive(Debug)]
pub(super) struct Changed {
    /// Whether entries changed one by one, or by small deliveries.
    pub(super) of_entries: bool,
    /// Years of which everything has to be read: a large delivery changed them, one or an entry is gone, or too many changed.
    pub(super) years: Vec<FiscalYear>,
}

#[derive(sqlx::FromRow)]
struct YearRow {
    fiscal_year: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    count: i64,
}

/// Looks what changed since a version of the data.
pub(super) async fn list_changed(tx: &mut Tx, after: i64, most: i64) -> Result<Changed, StoreError> {
    const COUNT: &str = "SELECT COUNT(*) AS count FROM changes WHERE sequence > $1 AND entry_id IS NOT NULL";
    const DELIVERED: &str = "SELECT CAST(COALESCE(SUM(lines), 0) AS BIGINT) AS count FROM import_batches \
         WHERE first_entry IS NOT NULL AND lines <= $2 \
         AND id IN (SELECT batch_id FROM changes WHERE sequence > $1 AND batch_id IS NOT NULL)";
    const ALL: &str = "SELECT DISTINCT fiscal_year FROM changes WHERE sequence > $1";
    const WHOLE: &str = "SELECT DISTINCT c.fiscal_year FROM changes c WHERE c.sequence > $1 \
         AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.id = c.entry_id) \
         AND NOT EXISTS (SELECT 1 FROM import_batches b WHERE b.id = c.batch_id \
         AND b.first_entry IS NOT NULL AND b.lines <= $2)";
    let count: CountRow = tx.one(COUNT, (after,)).await?;
    let delivered: CountRow = tx.one(DELIVERED, (after, most)).await?;
    let of_entries = (1..=most).contains(&(count.count + delivered.count));
    let rows: Vec<YearRow> =
        if of_entries { tx.all(WHOLE, (after, most)).await? } else { tx.all(ALL, (after,)).await? };
    let year = |row: YearRow| i32::try_from(row.fiscal_year).ok().map(FiscalYear::starting);
    Ok(Changed { of_entries, years: rows.into_iter().filter_map(year).collect() })
}

/// Reads all current entries of each day on which an entry that has changed since a version of the data stands or ever
/// stood; those of deliveries lie between two identifiers.
pub(super) async fn scan_changed<T: Take>(db: &Db, after: i64, into: T) -> Result<(i64, T), StoreError> {
    const SELECT: &str = "SELECT d.person_id, d.worked_on, e.file_id, COALESCE(e.held_file_id, e.file_id), e.activity, \
         e.minutes, e.lag_days, e.team, e.client, e.status, e.language, e.batch_id FROM \
         (SELECT person_id, worked_on FROM entries \
         WHERE id IN (SELECT entry_id FROM changes WHERE sequence > {after} AND entry_id IS NOT NULL) \
         UNION SELECT person_id, worked_on FROM entry_versions \
         WHERE entry_id IN (SELECT entry_id FROM changes WHERE sequence > {after} AND entry_id IS NOT NULL) \
         UNION SELECT i.person_id, i.worked_on FROM import_batches b CROSS JOIN entries i \
         WHERE b.id IN (SELECT batch_id FROM changes WHERE sequence > {after} AND batch_id IS NOT NULL) \
         AND b.lines <= 100000 AND i.id BETWEEN b.first_entry AND b.last_entry AND i.batch_id = b.id) d \
         LEFT JOIN entries e ON e.person_id = d.person_id AND e.worked_on = d.worked_on AND e.withdrawn = FALSE \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    db.scan(Scan { after, ..Scan::whole(GUARD, SELECT) }, into, see_day).await
}

fn see<T: Take>(into: &mut T, fields: &[Field<'_>]) -> Result<(), (&'static str, &'static str)> {
    let [person, file, about, activity, worked_on, minutes, rest @ ..] = fields else {
        return Err(("entries", "row"));
    };
    into.take(row([*person, *worked_on, *file, *about, *activity, *minutes], rest)?);
    Ok(())
}

fn see_day<T: Take>(into: &mut T, fields: &[Field<'_>]) -> Result<(), (&'static str, &'static str)> {
    let [person, worked_on, file, about, activity, minutes, rest @ ..] = fields else {
        return Err(("entries", "row"));
    };
    let day = worked_on.date().ok_or(("entries", "worked_on"))?;
    into.note_day(person.id().ok_or(("entries", "person_id"))?, day);
    if *file != Field::Null {
        into.take(row([*person, *worked_on, *file, *about, *activity, *minutes], rest)?);
    }
    Ok(())
}

/// Who, when, file, file it is about, activity and minutes, and the rest in its order.
fn row<'a>(first: [Field<'a>; 6], rest: &[Field<'a>]) -> Result<FactRow<'a>, (&'static str, &'static str)> {
    let [person, worked_on, file, about, activity, minutes] = first;
    let [lag_days, team, client, status, language, batch] = rest else { return Err(("entries", "row")) };
    Ok(FactRow {
        person: person.id().ok_or(("entries", "person_id"))?,
        file: file.id().ok_or(("entries", "file_id"))?,
        about: about.id().ok_or(("entries", "held_file_id"))?,
        activity: activity.text().ok_or(("entries", "activity"))?,
        worked_on: worked_on.date().ok_or(("entries", "worked_on"))?,
        minutes: minutes.int().ok_or(("entries", "minutes"))?,
        lag_days: lag_days.int(),
        team: team.text().ok_or(("entries", "team"))?,
        client: client.text().ok_or(("entries", "client"))?,
        status: status.text().ok_or(("entries", "status"))?,
        language: language.text().ok_or(("entries", "language"))?,
        batch: batch.id(),
    })
}
