//! The query behind a figure: the address that lists the entries it is the sum of.

use chrono::NaiveDate;

use super::dimensions::{AsOf, By};
use super::ops::WorkloadAnswer;
use super::question::{NOT_GIVEN, Question};
use crate::context::Context;
use crate::entries::Status;
use crate::entries::ops::{Narrowed, Wanted};
use crate::ids::EntryId;
use crate::period::Period;

/// The address of the entries of one period in some groups, held ones or those that count. Without a period: of all days
/// of the question.
pub(super) fn entries(question: &Question, period: Option<&Period>, groups: &[(By, &str)], held: bool) -> String {
    narrowed(question, period, groups, if held { Held::Only } else { Held::None }, &[])
}

/// Which entries are meant, where held ones are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Those that figures count.
    None,
    /// Those that are held for review.
    Only,
    /// Both.
    All,
}

/// As [`entries`], narrowed by what else the list of entries takes.
pub(super) fn narrowed(
    question: &Question,
    period: Option<&Period>,
    groups: &[(By, &str)],
    held: Held,
    more: &[(&'static str, &str)],
) -> String {
    let word = match held {
        Held::None => "no",
        Held::Only => "yes",
        Held::All => "all",
    };
    let held = held != Held::None;
    let (first, last) = period.map_or((question.span.first, question.span.last), |period| (period.first, period.last));
    let mut members: Vec<(&str, String)> =
        vec![("from", first.to_string()), ("to", last.to_string()), ("held", word.to_owned())];
    let filters = question.filters.iter().map(|filter| (filter.by, filter.value.as_str()));
    let filters = filters.filter(|(by, _)| !held || by.holds_for_held());
    for (by, key) in groups.iter().copied().chain(filters) {
        let value = given(key);
        if members.iter().all(|(name, _)| *name != by.field()) {
            members.push((by.field(), value.to_owned()));
        }
    }
    members.extend(more.iter().map(|(name, value)| (*name, given(value).to_owned())));
    if !held && question.as_of() == AsOf::Today {
        members.push(("as_of", AsOf::Today.as_str().to_owned()));
    }
    format!("/api/v1/entries?{}", serde_urlencoded::to_string(members).unwrap_or_default())
}

/// A text as a query has it: what is not given has a sign.
pub(super) fn given(key: &str) -> &str {
    if key.is_empty() { NOT_GIVEN } else { key }
}

/// The address of a list with these members.
pub(super) fn list(of: &str, members: &[(&str, &str)]) -> String {
    format!("/api/v1/{of}?{}", serde_urlencoded::to_string(members).unwrap_or_default())
}

/// As [`entries`] for all days of a question, as the list takes it: one page after a place.
pub(super) fn wanted(
    context: &Context,
    answer: &WorkloadAnswer,
    held: bool,
    before: Option<(NaiveDate, EntryId)>,
    limit: i64,
) -> Wanted {
    let question = &answer.question;
    let (from, to) = answer.days();
    let mut wanted = Wanted { held: Some(held), from, to, before, limit, ..Wanted::default() };
    let mut narrowed = Narrowed::default();
    for filter in question.filters.iter().filter(|filter| !held || filter.by.holds_for_held()) {
        let value = filter.value.clone();
        match filter.by {
            By::Category | By::Activity => {}
            By::FileType => narrowed.file_type = Some(value),
            By::Country => narrowed.country = Some(value),
            By::Project => narrowed.project = Some(value),
            By::Client => narrowed.client = Some(value),
            By::Team => narrowed.team = Some(value),
            By::Language => narrowed.language = Some(value),
            By::Status => wanted.status = Status::parse(&value, "").ok(),
            By::File => {
                wanted.file = answer.snapshot.files.iter().find(|file| file.number == value).map(|file| file.id);
            }
            By::Person => {
                let mut people = answer.snapshot.people.iter();
                wanted.person = people.find(|person| person.number == value).map(|person| person.id);
            }
        }
    }
    if !held {
        narrowed.activities = activities(context, question);
    }
    Wanted { narrowed, ..wanted }
}

/// The codes of activities that the filters leave; none where they leave all.
fn activities(context: &Context, question: &Question) -> Option<Vec<String>> {
    let of = |by: By| question.filters.iter().find(|filter| filter.by == by).map(|filter| filter.value.as_str());
    let (category, activity) = (of(By::Category), of(By::Activity));
    category.or(activity)?;
    let is_in = |code: &str, own: &str| {
        let moved = question.recoding.as_ref().and_then(|recoding| recoding.moved(code));
        let (now, under) = moved.unwrap_or((code, own));
        activity.is_none_or(|wanted| wanted == now) && category.is_none_or(|wanted| wanted == under)
    };
    let all = context.vocabulary.activities.iter();
    Some(all.filter(|one| is_in(&one.code, &one.category)).map(|one| one.code.clone()).collect())
}
