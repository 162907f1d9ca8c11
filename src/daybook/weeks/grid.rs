//! Reading a week: its days, and rows of file and activity, those with entries and those that are likely to be next.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::ops::{parse_monday, sunday};
use super::{FREQUENT_MAX, RECENT_DAYS, Week, WeekEntry, WeekRow};
use crate::context::Context;
use crate::daybook::{days, favourites, own};
use crate::entries::days::{self as entry_days, Worked};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::ids::{FileId, PersonId};
use crate::periods;
use crate::store::Tx;
use crate::text::fold;
use crate::time::FiscalYear;

/// A file and an activity.
type Pair = (FileId, String);

/// A week of one's own by its Monday. Rows are added for these numbers of files and codes of activities, where the reader may
/// know of the file.
///
/// # Errors
/// `forbidden`, `person_required`, faults of the date, `not_monday`, or the failure of the database.
pub async fn find(context: &Context, monday: &str, more: &[(String, String)]) -> Result<Week, Failure> {
    let person = own::owner(&context.caller.access)?;
    let monday = parse_monday(monday, "monday")?;
    let mut tx = context.db.read().await?;
    let days = days::ops::list_in(&mut tx, context, monday, sunday(monday)).await?;
    let rows = rows_in(&mut tx, context, person, monday, more).await?;
    Ok(Week { monday, days, rows })
}

/// The days of a week whose fiscal year is closed for whoever asks, each with what is said of that.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn list_closed(context: &Context, monday: NaiveDate) -> Result<Vec<(NaiveDate, Fault)>, Failure> {
    let mut tx = context.db.read().await?;
    let person = own::person_in(&mut tx, &context.caller.access).await?;
    let days = || monday.iter_days().take_while(|day| *day <= sunday(monday));
    let open = periods::ops::open_check_in(&mut tx, context, &days().map(FiscalYear::of).collect()).await?;
    let now = context.clock.now();
    let closed = days().filter_map(|day| Some((day, open.check(person.id, &person.team, day, now).err()?)));
    Ok(closed.collect())
}

async fn rows_in(
    tx: &mut Tx,
    context: &Context,
    person: PersonId,
    monday: NaiveDate,
    more: &[(String, String)],
) -> Result<Vec<WeekRow>, Failure> {
    let access = &context.caller.access;
    let worked = entry_days::list_worked_in(tx, person, access, monday, sunday(monday)).await?;
    let asked = asked_in(tx, context, more).await?;
    let mut wanted: BTreeSet<Pair> = worked.iter().map(|one| (one.file_id, one.activity.clone())).collect();
    wanted.extend(asked.iter().cloned());
    let (recorded, likely) = (wanted.clone(), likely_in(tx, context, person, monday).await?);
    wanted.extend(likely);
    let pairs: Vec<Pair> = wanted.into_iter().collect();
    let mut entries = by_pair(worked);
    let day = sunday(monday).min(context.clock.today().max(monday));
    let shown = own::show_in(tx, context, day, &pairs).await?;
    let rows = pairs.into_iter().zip(shown).filter_map(|(pair, combination)| {
        // What can no longer be recorded on is shown where something is recorded on it, or where it was asked for.
        let combination = combination.filter(|shown| shown.usable || recorded.contains(&pair))?;
        Some(WeekRow { combination, entries: entries.remove(&pair).unwrap_or_default() })
    });
    let mut rows: Vec<WeekRow> = rows.collect();
    let place = |code: &str| context.vocabulary.activities.iter().position(|activity| activity.code == code);
    rows.sort_by_cached_key(|row| (fold(&row.combination.file), place(&row.combination.activity)));
    Ok(rows)
}

/// The files that were asked for and are known, with a code of the vocabulary.
async fn asked_in(tx: &mut Tx, context: &Context, more: &[(String, String)]) -> Result<Vec<Pair>, Failure> {
    let mut asked = Vec::new();
    for (number, activity) in more {
        if context.vocabulary.find_activity(activity).is_some()
            && let Some(file) = own::file_in(tx, &context.caller.access, number).await?
        {
            asked.push((file.id, activity.clone()));
        }
    }
    Ok(asked)
}

/// Favourites, what was recorded in the week before, and what is most frequent.
async fn likely_in(tx: &mut Tx, context: &Context, person: PersonId, monday: NaiveDate) -> Result<Vec<Pair>, Failure> {
    let access = &context.caller.access;
    let back = |days: u64| monday.checked_sub_days(Days::new(days)).unwrap_or(monday);
    let mut likely = favourites::ops::list_pairs_in(tx, context, person).await?;
    let before = entry_days::list_used_in(tx, person, access, back(7), back(1), i64::MAX).await?;
    let frequent =
        entry_days::list_used_in(tx, person, access, back(RECENT_DAYS), sunday(monday), FREQUENT_MAX).await?;
    likely.extend(before.into_iter().chain(frequent).map(|used| (used.file_id, used.activity)));
    Ok(likely)
}

fn by_pair(worked: Vec<Worked>) -> HashMap<Pair, Vec<WeekEntry>> {
    let mut entries: HashMap<Pair, Vec<WeekEntry>> = HashMap::new();
    for one in worked {
        let entry = WeekEntry {
            id: one.id,
            version: one.version,
            worked_on: one.worked_on,
            minutes: one.minutes,
            status: one.status,
        };
        entries.entry((one.file_id, one.activity)).or_default().push(entry);
    }
    entries
}
