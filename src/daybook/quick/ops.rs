//! Reading a line: the words that are neither time nor day name a file and an activity; what names nothing is the narrative.

use chrono::NaiveDate;

use super::words::{self as line, Sorted};
use super::{CANDIDATES_MAX, QUICK_MAX, Question, QuickActivity, QuickFile, QuickLine, QuickRead};
use crate::context::Context;
use crate::daybook::own;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::search::Unusable;
use crate::files::{self, File};
use crate::lang::Lang;
use crate::text::{self, fold};
use crate::time::Minutes;
use crate::vocabulary::{Activity, Vocabulary};
use crate::words;

/// Letters that two words must share at their beginning to be the same word in another form: draft, drafting.
const SHARED: usize = 5;

/// What was understood of a line. Nothing is stored.
///
/// # Errors
/// `forbidden`, `person_required`, `required`, `too_long`, `control_character`, or the failure of the database.
pub async fn read(context: &Context, sent: &QuickLine) -> Result<QuickRead, Failure> {
    own::owner(&context.caller.access)?;
    let length = sent.text.chars().count();
    if u64::try_from(length).is_ok_and(|length| length > QUICK_MAX) {
        return Err(Fault::new(Code::TooLong, "text").with("length", length).with("limit", QUICK_MAX).into());
    }
    let typed = text::required(&sent.text, "text")?;
    let lang = own::lang(context);
    let mut sorted = line::sort(&typed, context.clock.today(), lang);
    let day = sorted.day.unwrap_or_else(|| context.clock.today());
    let named = match files::search::list_named(context, &sorted.rest, day).await? {
        Some((at, files)) => {
            sorted.rest.remove(at);
            files
        }
        None => Vec::new(),
    };
    let mut unusable = None;
    if named.is_empty()
        && let Some((at, why)) = files::search::find_unusable(context, &sorted.rest, day).await?
    {
        unusable = Some((sorted.rest.remove(at), why));
    }
    let named: Vec<&File> = named.iter().collect();
    take_doubtful(&mut sorted);
    take_number(&mut sorted);
    let activities = take_activities(&mut sorted.rest, &context.vocabulary, &named, day);
    Ok(told(&sorted, day, &named, unusable.as_ref(), &activities, lang))
}

/// A word such as `11-20` that is no number of a file may be the day: it is asked where no day is named otherwise.
fn take_doubtful(sorted: &mut Sorted) {
    if sorted.day.is_some() {
        return;
    }
    for word in std::mem::take(&mut sorted.doubtful) {
        if let Some(at) = sorted.rest.iter().position(|other| *other == word) {
            sorted.rest.remove(at);
            sorted.day_unclear = true;
        }
    }
}

/// A number alone is a time in hours where no other time is named.
fn take_number(sorted: &mut Sorted) {
    if let ([], [number]) = (sorted.times.as_slice(), sorted.numbers.as_slice())
        && let Some(at) = sorted.rest.iter().position(|word| word == number)
        && let Ok(minutes) = Minutes::parse(number, "")
    {
        sorted.times.push(minutes.get());
        sorted.rest.remove(at);
    }
}

/// The activities the words name best, among those of the files that are meant. Words that only name one are taken away;
/// whatever may be part of a sentence stays, in its order.
fn take_activities<'a>(
    rest: &mut Vec<String>,
    vocabulary: &'a Vocabulary,
    files: &[&File],
    day: NaiveDate,
) -> Vec<&'a Activity> {
    let fits = |activity: &&Activity| {
        !activity.import_only
            && activity.is_valid_on(day)
            && (files.is_empty() || files.iter().any(|file| file.category == activity.category))
    };
    let offered: Vec<&Activity> = vocabulary.activities.iter().filter(fits).collect();
    let scored: Vec<(usize, &Activity)> =
        offered.into_iter().map(|activity| (rest.iter().map(|word| score(word, activity)).sum(), activity)).collect();
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
    if best == 0 {
        return Vec::new();
    }
    let found: Vec<&Activity> =
        scored.into_iter().filter(|(score, _)| *score == best).map(|(_, activity)| activity).collect();
    if let [one] = found.as_slice() {
        take_name(rest, one);
    }
    found
}

/// Takes away what names an activity and says nothing else: its whole code, the last part of its code at the beginning, or
/// words of its label where there are no others. A memo to the ADM is not about administration: other words that led to
/// the activity stay.
fn take_name(rest: &mut Vec<String>, activity: &Activity) {
    let code = fold(&activity.code);
    rest.retain(|word| fold(word) != code);
    let last = code.split(' ').next_back().unwrap_or_default();
    let names = [&activity.label.en, &activity.label.fr].map(|label| fold(label));
    let begins_label = names.iter().any(|label| label.split(' ').any(|word| is_same_word(last, word)));
    if rest.first().is_some_and(|word| fold(word) == last) && (rest.len() == 1 || !begins_label) {
        rest.remove(0);
    }
    let is_label = |label: &String| {
        rest.iter().all(|word| fold(word).split(' ').all(|key| label.split(' ').any(|other| other == key)))
    };
    if names.iter().any(is_label) {
        rest.clear();
    }
}

/// How well a word names an activity: by its code, its label in either language, or a spelling of old.
fn score(word: &str, activity: &Activity) -> usize {
    let key = fold(word);
    if key.is_empty() {
        return 0;
    }
    let code = fold(&activity.code);
    if code == key || code.split(' ').next_back() == Some(key.as_str()) && key.len() > 1 {
        return 20;
    }
    if key.chars().count() < 3 {
        return 0;
    }
    let has = |text: &str| fold(text).split(' ').any(|other| is_same_word(&key, other));
    if has(&activity.label.en) || has(&activity.label.fr) {
        return 4;
    }
    let hidden = activity.hidden.en.iter().chain(&activity.hidden.fr);
    if hidden.into_iter().any(|text| has(text)) { 3 } else { 0 }
}

/// Whether two folded words are one in two forms: the shorter begins the longer, or they share a long beginning.
fn is_same_word(one: &str, other: &str) -> bool {
    if one.chars().count() < 3 || other.chars().count() < 3 {
        return false;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (length, other_length) = (one.chars().count(), other.chars().count());
    shared == length || (shared == other_length && length <= other_length + 4) || shared >= SHARED.max(length - 3)
}

fn told(
    sorted: &Sorted,
    day: NaiveDate,
    files: &[&File],
    unusable: Option<&(String, Unusable)>,
    activities: &[&Activity],
    lang: Lang,
) -> QuickRead {
    let mut questions = Vec::new();
    match sorted.times.len() {
        0 => questions.push(Question::Time),
        1 if sorted.out_of_range.is_empty() => {}
        _ => questions.push(Question::Times),
    }
    let is_day_asked = sorted.day_unclear || !sorted.to_come.is_empty();
    if is_day_asked {
        questions.push(Question::Day);
    }
    match files.len() {
        0 => questions.push(Question::File),
        1 => {}
        _ => questions.push(Question::Files),
    }
    match activities.len() {
        0 => questions.push(Question::Activity),
        1 => {}
        _ => questions.push(Question::Activities),
    }
    let minutes = sorted.times.first().copied().filter(|_| !questions.contains(&Question::Times));
    let rest = sorted.rest.join(" ");
    let narrative = [rest.as_str(), sorted.quoted.as_str()].into_iter().filter(|part| !part.is_empty());
    let mut understood = Vec::new();
    understood.extend(minutes.map(|minutes| format!("{}:{:02}", minutes / 60, minutes % 60)));
    if !is_day_asked {
        understood.push(words::date_in_words(day, lang));
    }
    if let [file] = files {
        understood.push(format!("{} {}", file.number, file.title));
    }
    if let [activity] = activities {
        understood.push(activity.label.get(lang).to_owned());
    }
    let list = |all: Vec<String>| all.into_iter().take(CANDIDATES_MAX).collect::<Vec<_>>().join(", ");
    let asked = questions.iter().map(|question| {
        let named = match question {
            Question::Files => list(files.iter().map(|file| file.number.clone()).collect()),
            Question::Activities => list(activities.iter().map(|one| one.label.get(lang).to_owned()).collect()),
            Question::Time => sorted.out_of_range.clone(),
            Question::Day => sorted.to_come.clone(),
            Question::File => unusable.map(|(typed, _)| typed.clone()).unwrap_or_default(),
            _ => String::new(),
        };
        let date = match unusable {
            Some((_, Unusable::Closed(day) | Unusable::NotYet(day))) => day.to_string(),
            _ => String::new(),
        };
        let why = match (question, unusable) {
            (Question::File, Some((_, why))) => unusable_message(why),
            (Question::Time, _) if !named.is_empty() => "daybook-quick-time-out-of-range".to_owned(),
            (Question::Day, _) if !named.is_empty() => "daybook-quick-day-to-come".to_owned(),
            _ => format!("daybook-quick-ask-{}", question.as_str()),
        };
        words::say(lang, &why, &[("named", named.into()), ("date", date.into())])
    });
    let asked: Vec<String> = asked.collect();
    QuickRead {
        minutes,
        worked_on: day,
        files: files.iter().take(CANDIDATES_MAX).map(|file| shown(file)).collect(),
        activities: activities
            .iter()
            .take(CANDIDATES_MAX)
            .map(|activity| QuickActivity { code: activity.code.clone(), label: activity.label.clone() })
            .collect(),
        narrative: narrative.collect::<Vec<_>>().join(" "),
        questions,
        understood: understood.join(" · "),
        asked,
        refused_file: unusable.map(|(typed, _)| typed.clone()).unwrap_or_default(),
        refused_time: if minutes.is_none() { sorted.out_of_range.clone() } else { String::new() },
    }
}

fn unusable_message(why: &Unusable) -> String {
    let which = match why {
        Unusable::Unknown => "unknown",
        Unusable::Closed(_) => "closed",
        Unusable::NotYet(_) => "not-yet",
    };
    format!("daybook-quick-file-{which}")
}

fn shown(file: &File) -> QuickFile {
    QuickFile { number: file.number.clone(), title: file.title.clone(), category: file.category.clone() }
}
