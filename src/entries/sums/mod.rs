//! What is recorded on one file, summed for whoever may read it: by activity and day, and by person. Entries of a delivery that
//! is not finished are left out, as figures leave them out.

mod store;

use chrono::NaiveDate;

use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::ids::{FileId, PersonId};

/// The time of one activity on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfActivity {
    /// The code of the activity.
    pub activity: String,
    /// The day.
    pub day: NaiveDate,
    /// Whole minutes.
    pub minutes: i64,
    /// How many entries.
    pub entries: i64,
}

/// The time of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPerson {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Whole minutes.
    pub minutes: i64,
    /// How many entries.
    pub entries: i64,
}

/// The time on a file, as far as the reader may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnFile {
    /// By activity and day, by day.
    pub days: Vec<DayOfActivity>,
    /// By person, by name: nobody is ranked.
    pub people: Vec<OfPerson>,
}

/// What is recorded on a file by those whose time the reader may see.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn of_file(context: &Context, file: FileId) -> Result<OnFile, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    let file = files::ops::find(context, file).await?;
    let mut tx = context.db.read().await?;
    let days = store::sum_days(&mut tx, file.id, access).await?;
    let people = store::sum_people(&mut tx, file.id, access).await?;
    Ok(OnFile { days, people })
}
