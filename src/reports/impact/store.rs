//! The SQL of the impact statement: whether entries stand under a code on days that a new version takes away from it.

use chrono::NaiveDate;

use crate::store::{StoreError, Tx};

/// The first and the last day between two days, both included, on which a current entry stands under an activity.
pub(super) async fn find_days(
    tx: &mut Tx,
    activity: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Option<(NaiveDate, NaiveDate)>, StoreError> {
    const FIRST: &str = "SELECT worked_on FROM entries \
         WHERE activity = $1 AND withdrawn = FALSE AND worked_on BETWEEN $2 AND $3 ORDER BY worked_on LIMIT 1";
    const LAST: &str = "SELECT worked_on FROM entries \
         WHERE activity = $1 AND withdrawn = FALSE AND worked_on BETWEEN $2 AND $3 ORDER BY worked_on DESC LIMIT 1";
    let first: Option<(NaiveDate,)> = tx.opt(FIRST, (activity, from, to)).await?;
    let last: Option<(NaiveDate,)> = tx.opt(LAST, (activity, from, to)).await?;
    Ok(first.zip(last).map(|((first,), (last,))| (first, last)))
}
