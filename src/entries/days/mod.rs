//! What one person has recorded, read for the person: sums by day, combinations of file and activity in use, and the
//! entries of some days. Time on walled files that the reader is not named on is left out, as in lists of entries.

pub(super) mod store;

use chrono::NaiveDate;

use crate::access::Access;
use crate::entries::Status;
use crate::ids::{EntryId, FileId, PersonId};
use crate::store::{StoreError, Tx};

/// What is recorded on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySum {
    /// The day.
    pub day: NaiveDate,
    /// Whole minutes.
    pub minutes: i64,
    /// How many entries.
    pub entries: i64,
}

/// A combination of file and activity that time was recorded on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The file.
    pub file_id: FileId,
    /// The code of the activity.
    pub activity: String,
    /// How many entries.
    pub entries: i64,
    /// Whole minutes.
    pub minutes: i64,
    /// The last day of such work.
    pub last_used: NaiveDate,
}

/// An entry, as far as another one is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// The entry.
    pub id: EntryId,
    /// Its version.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// The file.
    pub file_id: FileId,
    /// The number of the file.
    pub file: String,
    /// The code of the activity.
    pub activity: String,
    /// Whole minutes.
    pub minutes: i64,
    /// What was done. Privileged.
    pub narrative: String,
}

/// The days between two days, both included, on which a person has recorded anything.
///
/// # Errors
/// When the database fails.
pub async fn sum_days_in(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DaySum>, StoreError> {
    store::sum_days(tx, person, reader, first, last).await
}

/// What a person has recorded between two days, by file and activity, the most frequent first; files for imported entries
/// only are left out.
///
/// # Errors
/// When the database fails.
pub async fn list_used_in(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    first: NaiveDate,
    last: NaiveDate,
    limit: i64,
) -> Result<Vec<Used>, StoreError> {
    store::list_used(tx, person, reader, (first, last), limit).await
}

/// The entries of a person between two days, in the order of the days and of their recording; those recorded
/// at once by file and activity.
///
/// # Errors
/// When the database fails.
pub async fn list_worked_in(
    tx: &mut Tx,
    person: PersonId,
    reader: &Access,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Worked>, StoreError> {
    store::list_worked(tx, person, reader, first, last).await
}
