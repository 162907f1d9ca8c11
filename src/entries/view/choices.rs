//! The activities that can be chosen where time is recorded: those of a category, with definition and examples. No database, no
//! rules.

use chrono::NaiveDate;

use super::{ActivityChoice, ActivityGroup};
use crate::entries::file_choice::LATELY;
use crate::lang::Lang;
use crate::vocabulary::{Activity, Vocabulary};
use crate::words;

/// The label of an activity, or its code where the vocabulary has it no more.
#[must_use]
pub fn activity_label(vocabulary: &Vocabulary, code: &str, lang: Lang) -> String {
    vocabulary.find_activity(code).map_or_else(|| code.to_owned(), |activity| activity.label.get(lang).to_owned())
}

/// Activities by category: those in use first, then those retired within the last year, for time that is entered late.
#[must_use]
pub fn activity_groups(
    vocabulary: &Vocabulary,
    only: Option<&str>,
    lang: Lang,
    today: NaiveDate,
) -> Vec<ActivityGroup> {
    let retired = |activity: &Activity| activity.last_valid_day().filter(|last| *last < today);
    let label = |activity: &Activity| {
        let label = activity.label.get(lang).to_owned();
        match retired(activity) {
            Some(last) => {
                let params = [("label", label.into()), ("date", last.to_string().into())];
                words::say(lang, "entries-activity-retired", &params)
            }
            None => label,
        }
    };
    let of = |category: &str| {
        let offered = || vocabulary.activities_of(category).filter(|activity| !activity.import_only);
        let in_use = offered().filter(|activity| retired(activity).is_none());
        let lately = move |activity: &&Activity| retired(activity).is_some_and(|last| last >= today - LATELY);
        let choice = |activity: &Activity| ActivityChoice {
            code: activity.code.clone(),
            label: label(activity),
            definition: activity.definition.get(lang).to_owned(),
            examples: activity.examples.iter().map(|example| example.case.get(lang).to_owned()).collect(),
        };
        in_use.chain(offered().filter(lately)).map(choice).collect()
    };
    let wanted = vocabulary.categories.iter().filter(|category| only.is_none_or(|only| only == category.code));
    wanted
        .map(|category| ActivityGroup {
            category: category.code.clone(),
            label: category.label.get(lang).to_owned(),
            activities: of(&category.code),
        })
        .collect()
}
