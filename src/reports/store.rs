//! The SQL of reports: the scan that facts are made from. Aggregates never select the narrative.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::store::scan::{Field, Scan};
use crate::store::{Db, StoreError};

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
    pub(super) entered_on: Option<NaiveDate>,
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
}

/// Reads all current entries between two work dates, and the version of the data they are.
pub(super) async fn scan_facts<T: Take>(
    db: &Db,
    from: NaiveDate,
    to: NaiveDate,
    into: T,
) -> Result<(i64, T), StoreError> {
    const GUARD: &str = "SELECT value FROM counters WHERE name = 'changes'";
    const SELECT: &str = "SELECT person_id, file_id, COALESCE(held_file_id, file_id), activity, worked_on, minutes, \
         entered_on, team, client, status, language, batch_id FROM entries \
         WHERE withdrawn = FALSE AND worked_on BETWEEN {from} AND {to} AND (batch_id IS NULL \
         OR batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    db.scan(Scan { guard: GUARD, select: SELECT, from, to }, into, see).await
}

fn see<T: Take>(into: &mut T, fields: &[Field<'_>]) -> Result<(), (&'static str, &'static str)> {
    let [person, file, about, activity, worked_on, minutes, entered_on, team, client, status, language, batch] = fields
    else {
        return Err(("entries", "row"));
    };
    into.take(FactRow {
        person: person.id().ok_or(("entries", "person_id"))?,
        file: file.id().ok_or(("entries", "file_id"))?,
        about: about.id().ok_or(("entries", "held_file_id"))?,
        activity: activity.text().ok_or(("entries", "activity"))?,
        worked_on: worked_on.date().ok_or(("entries", "worked_on"))?,
        minutes: minutes.int().ok_or(("entries", "minutes"))?,
        entered_on: entered_on.date(),
        team: team.text().ok_or(("entries", "team"))?,
        client: client.text().ok_or(("entries", "client"))?,
        status: status.text().ok_or(("entries", "status"))?,
        language: language.text().ok_or(("entries", "language"))?,
        batch: batch.id(),
    });
    Ok(())
}
