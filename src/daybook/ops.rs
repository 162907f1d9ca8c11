//! What other features read of daybooks, inside a transaction of theirs and whatever the reach of whoever asks: they filter
//! themselves.

use chrono::NaiveDate;

use super::days::{DayMark, store};
use crate::ids::PersonId;
use crate::store::{StoreError, Tx};

pub use super::days::expected_minutes;

/// The days between two days, both included, that anybody has marked complete, by person and day.
///
/// # Errors
/// When the database fails.
pub async fn list_marks_in(tx: &mut Tx, first: NaiveDate, last: NaiveDate) -> Result<Vec<DayMark>, StoreError> {
    store::list_all(tx, first, last).await
}

/// As [`list_marks_in`], of one person.
///
/// # Errors
/// When the database fails.
pub async fn list_marks_of_in(
    tx: &mut Tx,
    person: PersonId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayMark>, StoreError> {
    store::list(tx, person, first, last).await
}
