//! What was noted of entries when they were saved, in sentences: for the notice after saving.

use super::{Entry, Warning, ops};
use crate::context::Context;
use crate::failure::Failure;
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::words::{self, date_in_words};

/// What a warning says.
#[must_use]
pub fn sentence(warning: Warning, lang: Lang) -> String {
    words::say(lang, &format!("entries-warning-{}", warning.as_str().replace('_', "-")), &[])
}

/// What was noted of several entries, each sentence with the day it is about, once.
#[must_use]
pub fn sentences<'e>(entries: impl IntoIterator<Item = &'e Entry>, lang: Lang) -> Vec<String> {
    let mut noted: Vec<_> = entries
        .into_iter()
        .filter(|entry| !entry.withdrawn)
        .flat_map(|entry| entry.warnings.iter().map(|warning| (entry.worked_on, sentence(*warning, lang))))
        .collect();
    noted.sort();
    noted.dedup();
    let with_day = |(day, sentence): (chrono::NaiveDate, String)| {
        let params = [("day", date_in_words(day, lang).into()), ("sentence", sentence.into())];
        words::say(lang, "daybook-range-day-fault", &params)
    };
    noted.into_iter().map(with_day).collect()
}

/// As [`sentences`], of one's own entries with these identifiers as they are now.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, ids: &[EntryId]) -> Result<Vec<String>, Failure> {
    let mut tx = context.db.read().await?;
    let found = ops::list_of_in(&mut tx, ids).await?;
    let own = found.iter().filter(|entry| context.caller.access.person == Some(entry.person_id));
    Ok(sentences(own, context.caller.lang.unwrap_or_default()))
}
