//! Which file is meant where time is recorded: the one whose number was typed; otherwise those the words of it find, or those
//! somebody recorded on lately. Thousands of files are never read for that.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::days;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::search::{self, Place, SEARCH_MAX};
use crate::files::{self, File};
use crate::text::fold;

/// Days after which what was closed or retired is not offered any more: time is entered late.
pub const LATELY: Days = Days::new(365);
/// The most files that are offered at once.
pub const OFFERED_MAX: usize = 12;
/// The most files that are offered because they were recorded on lately.
const LATELY_MAX: usize = 7;
/// So many days back goes what was recorded lately.
const LATELY_DAYS: Days = Days::new(60);
/// So many files are looked at: among them can be some that are not offered.
const SEARCHED: i64 = 40;

/// Why files are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Offer {
    /// None is: the file is known.
    #[default]
    Nothing,
    /// They were recorded on lately.
    Lately,
    /// They were found, or none was.
    Found,
}

/// The file that is meant, or those that may be.
#[derive(Debug, Clone, Default)]
pub struct FileChoice {
    /// The file.
    pub chosen: Option<File>,
    /// Those that may be meant.
    pub offered: Vec<File>,
    /// Why these.
    pub offer: Offer,
    /// Whether there are more of them.
    pub more: bool,
}

/// Whether a file is offered: an open one, or one closed within the last year.
#[must_use]
pub fn is_offered(file: &File, today: NaiveDate) -> bool {
    !file.import_only && file.closed_on.is_none_or(|closed| closed >= today - LATELY)
}

/// Finds the file a text means. A file that is the only one found is chosen where `settle` says so.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn choose_file(context: &Context, text: &str, settle: bool) -> Result<FileChoice, Failure> {
    let today = context.clock.today();
    if text.trim().is_empty() {
        return lately(context).await;
    }
    match files::ops::find_by_number(context, text).await {
        Ok(file) if !file.import_only => return Ok(FileChoice { chosen: Some(file), ..FileChoice::default() }),
        Ok(_) | Err(Failure::Refused(_)) => {}
        Err(failure) => return Err(failure),
    }
    let short = u64::try_from(text.chars().count()).is_ok_and(|count| count <= SEARCH_MAX);
    let found = if short { search::search(context, text, &Place::first(), SEARCHED).await? } else { Vec::new() };
    let mut offered: Vec<File> = found.into_iter().filter(|file| is_offered(file, today)).collect();
    if let ([_], true) = (offered.as_slice(), settle) {
        return Ok(FileChoice { chosen: offered.pop(), ..FileChoice::default() });
    }
    // Time is mostly recorded on what is open.
    offered.sort_by_key(|file| file.is_closed_on(today));
    let more = offered.len() > OFFERED_MAX;
    offered.truncate(OFFERED_MAX);
    Ok(FileChoice { chosen: None, offered, offer: Offer::Found, more })
}

/// The files somebody recorded on lately, the most frequent first.
async fn lately(context: &Context) -> Result<FileChoice, Failure> {
    let access = &context.caller.access;
    let Some(person) = access.person.filter(|_| access.has(Right::RecordTime)) else {
        return Ok(FileChoice::default());
    };
    let today = context.clock.today();
    let mut tx = context.db.read().await?;
    let first = today.checked_sub_days(LATELY_DAYS).unwrap_or(today);
    let used = days::list_used_in(&mut tx, person, access, first, today, SEARCHED).await?;
    let mut offered: Vec<File> = Vec::new();
    for used in used {
        if offered.len() < LATELY_MAX
            && !offered.iter().any(|file| file.id == used.file_id)
            && let Some(file) = files::ops::find_in(&mut tx, used.file_id).await?
            && file.is_known_to(access)
            && is_offered(&file, today)
        {
            offered.push(file);
        }
    }
    Ok(FileChoice { offered, offer: Offer::Lately, ..FileChoice::default() })
}

/// The titles of files by their folded numbers, where the caller may know of them.
///
/// # Errors
/// When the database fails.
pub async fn list_titles<'a>(
    context: &Context,
    numbers: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>, Failure> {
    let mut wanted: Vec<&str> = numbers.collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut tx = context.db.read().await?;
    let found = files::ops::list_numbered_in(&mut tx, &wanted).await?;
    let known = found.into_iter().filter(|file| file.is_known_to(&context.caller.access));
    Ok(known.map(|file| (fold(&file.number), file.title)).collect())
}
