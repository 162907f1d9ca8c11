//! The latest entries of whoever records, which stand below the form wherever it is drawn.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::choices::activity_label;
use super::{EntryLine, RecentDay};
use crate::context::Context;
use crate::entries::EntryView;
use crate::entries::file_choice::list_titles;
use crate::entries::ops::{self, Wanted};
use crate::failure::Failure;
use crate::ids::PersonId;
use crate::lang::Lang;
use crate::text::fold;
use crate::time::{FIRST_YEAR, MINUTES_PER_DAY};
use crate::vocabulary::Vocabulary;

/// Entries looked at for the list of the latest days: one more than a day can have, so that the newest day is whole.
const RECENT: i64 = MINUTES_PER_DAY + 1;
/// Days shown in it, at most.
const RECENT_DAYS: usize = 5;
/// No further day is shown once so many entries are.
const RECENT_ENOUGH: usize = 20;

/// The latest entries of a person, newest day first.
///
/// # Errors
/// Those of listing entries.
pub async fn latest(
    context: &Context,
    person: PersonId,
    vocabulary: &Vocabulary,
    lang: Lang,
) -> Result<Vec<RecentDay>, Failure> {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
    let today = context.clock.today();
    let wanted = Wanted { person: Some(person), from: first, to: today, limit: RECENT, ..Wanted::default() };
    let recent = ops::list(context, &wanted).await?;
    let titles = list_titles(context, recent.iter().map(|view| view.file.as_str())).await?;
    Ok(recent_days(&recent, &titles, vocabulary, lang))
}

fn recent_days(
    entries: &[EntryView],
    titles: &HashMap<String, String>,
    vocabulary: &Vocabulary,
    lang: Lang,
) -> Vec<RecentDay> {
    let mut days: Vec<RecentDay> = Vec::new();
    let mut totals: Vec<i64> = Vec::new();
    for view in entries {
        let date = view.entry.worked_on.to_string();
        if days.last().is_none_or(|day| day.date != date) {
            let shown: usize = days.iter().map(|day| day.entries.len()).sum();
            if days.len() == RECENT_DAYS || shown >= RECENT_ENOUGH {
                return days;
            }
            days.push(RecentDay { date, total: String::new(), entries: Vec::new() });
            totals.push(0);
        }
        if let (Some(day), Some(total)) = (days.last_mut(), totals.last_mut()) {
            *total += view.entry.minutes.get();
            day.total = clock(*total);
            day.entries.push(EntryLine {
                file: view.file.clone(),
                file_title: titles.get(&fold(&view.file)).cloned().unwrap_or_default(),
                activity: activity_label(vocabulary, &view.entry.activity, lang),
                time: view.entry.minutes.to_string(),
                id: view.entry.id.to_string(),
            });
        }
    }
    // The oldest day may be cut off by the limit: a sum of only some of its entries would be wrong.
    if i64::try_from(entries.len()).is_ok_and(|count| count == RECENT) && days.len() > 1 {
        days.pop();
    }
    days
}

/// Minutes as `7:30`.
#[must_use]
pub fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
