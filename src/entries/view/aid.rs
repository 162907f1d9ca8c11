//! The decision aid: it asks the questions of the boundary rule one after another, gives its answer and shows why. Its state is
//! a short text that the form carries: `q` when it was opened, then `n` for each no, and `y` for the yes that ends it.

use chrono::NaiveDate;
use serde::Serialize;

use super::choices::activity_groups;
use super::choosing::FileLine;
use crate::lang::{Both, Lang};
use crate::vocabulary::{Category, Example, Vocabulary};
use crate::words;

/// The letter the state begins with.
const OPENED: char = 'q';

/// The decision aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aid {
    /// Whether it is open.
    pub open: bool,
    /// The answers so far, as the form sends them.
    pub so_far: String,
    /// The questions that were answered.
    pub steps: Vec<Answered>,
    /// The question to be answered now.
    pub question: Option<Asked>,
    /// The answer.
    pub answer: Option<Answer>,
    /// What to do where every answer was no; empty otherwise.
    pub otherwise: String,
}

/// A question that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// Its number, from 1.
    pub number: usize,
    /// The question.
    pub text: String,
    /// Whether the answer was yes.
    pub yes: bool,
    /// What the form sends to answer it anew.
    pub back: String,
}

/// A question to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its number, from 1.
    pub number: usize,
    /// How many questions there are at most.
    pub of: usize,
    /// The question.
    pub text: String,
    /// What else counts as yes; may be empty.
    pub note: String,
    /// What the form sends for yes.
    pub yes: String,
    /// What the form sends for no.
    pub no: String,
}

/// What the answers lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The label of the category.
    pub label: String,
    /// Its definition.
    pub definition: String,
    /// What belongs to it; may be empty.
    pub scope: String,
    /// What the file that is chosen says to it.
    pub file: String,
    /// Its activities.
    pub activities: Vec<AidActivity>,
    /// Cases of the category, with why.
    pub cases: Vec<String>,
    /// What it is not: the other categories with their definitions.
    pub others: Vec<Other>,
}

/// An activity of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AidActivity {
    /// The code.
    pub code: String,
    /// The label.
    pub label: String,
    /// The definition.
    pub definition: String,
    /// What belongs to it and what does not; may be empty.
    pub scope: String,
    /// Cases, with why.
    pub cases: Vec<String>,
    /// The place of the activity in the form; empty where the form does not offer it.
    pub place: String,
}

/// A category that is not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Other {
    /// The label.
    pub label: String,
    /// The definition.
    pub definition: String,
}

fn some(text: Option<&Both>, lang: Lang) -> String {
    text.map(|text| text.get(lang).to_owned()).unwrap_or_default()
}

fn cases(examples: &[Example], lang: Lang) -> Vec<String> {
    let case = |one: &Example| {
        let params = [("case", one.case.get(lang).into()), ("why", one.why.get(lang).into())];
        words::say(lang, "entries-aid-case", &params)
    };
    examples.iter().map(case).collect()
}

/// The answers a state holds, at most as many as there are questions; what follows a yes is dropped.
fn answers(state: &str, questions: usize) -> Option<Vec<bool>> {
    let mut found = Vec::new();
    for letter in state.strip_prefix(OPENED)?.chars().take(questions) {
        match letter {
            'n' => found.push(false),
            'y' => {
                found.push(true);
                break;
            }
            _ => return None,
        }
    }
    Some(found)
}

fn state(answers: &[bool]) -> String {
    std::iter::once(OPENED).chain(answers.iter().map(|yes| if *yes { 'y' } else { 'n' })).collect()
}

impl Aid {
    /// The aid after the answers of a state; with the file that is chosen, and the code of its category.
    #[must_use]
    pub fn new(
        vocabulary: &Vocabulary,
        typed: &str,
        lang: Lang,
        today: NaiveDate,
        chosen: Option<(&FileLine, &str)>,
    ) -> Self {
        let questions = &vocabulary.boundary_rule.questions;
        let found = answers(typed, questions.len());
        let open = found.is_some();
        let given = found.unwrap_or_default();
        let steps = questions.iter().zip(&given).enumerate().map(|(at, (question, yes))| Answered {
            number: at + 1,
            text: question.text.get(lang).to_owned(),
            yes: *yes,
            back: state(&given[..at]),
        });
        let steps = steps.collect();
        let decided = given.last() == Some(&true);
        let next = questions.get(given.len()).filter(|_| !decided);
        let question = next.map(|question| Asked {
            number: given.len() + 1,
            of: questions.len(),
            text: question.text.get(lang).to_owned(),
            note: some(question.note.as_ref(), lang),
            yes: state(&[given.as_slice(), &[true]].concat()),
            no: state(&[given.as_slice(), &[false]].concat()),
        });
        let outcome = given.len().checked_sub(1).filter(|_| decided).map(|at| questions[at].outcome.as_str());
        let category = outcome.and_then(|code| vocabulary.find_category(code));
        let answer = category.map(|category| answer(vocabulary, category, lang, today, chosen));
        let asked_all = question.is_none() && !decided;
        let otherwise = vocabulary.boundary_rule.otherwise.get(lang);
        Self {
            open,
            so_far: if open { state(&given) } else { String::new() },
            steps,
            question,
            answer,
            otherwise: if asked_all { otherwise.to_owned() } else { String::new() },
        }
    }
}

fn answer(
    vocabulary: &Vocabulary,
    category: &Category,
    lang: Lang,
    today: NaiveDate,
    chosen: Option<(&FileLine, &str)>,
) -> Answer {
    let label = category.label.get(lang);
    let fits = chosen.is_some_and(|(_, code)| code == category.code);
    let (id, params) = match chosen {
        None => ("entries-aid-file-none", vec![("answer", label.into())]),
        Some((file, _)) if fits => ("entries-aid-file-fits", vec![("file", file.number.as_str().into())]),
        Some((file, _)) => (
            "entries-aid-file-other",
            vec![
                ("file", file.number.as_str().into()),
                ("category", file.category.as_str().into()),
                ("answer", label.into()),
            ],
        ),
    };
    let groups = activity_groups(vocabulary, Some(&category.code), lang, today);
    // The first radio of the page has the place that a summary of faults leads to.
    let first_group =
        chosen.map_or_else(|| vocabulary.categories.first().map(|one| one.code.as_str()), |(_, code)| Some(code));
    let offered = chosen.is_none() || fits;
    let activities = groups.into_iter().flat_map(|group| group.activities).enumerate().map(|(at, one)| {
        let term = vocabulary.find_activity(&one.code);
        let is_first = at == 0 && first_group == Some(category.code.as_str());
        let place = if is_first { "field-activity".to_owned() } else { format!("activity-{}", one.code) };
        AidActivity {
            scope: some(term.and_then(|term| term.scope_note.as_ref()), lang),
            cases: term.map(|term| cases(&term.examples, lang)).unwrap_or_default(),
            place: if offered { place } else { String::new() },
            code: one.code,
            label: one.label,
            definition: one.definition,
        }
    });
    let others = vocabulary.categories.iter().filter(|other| other.code != category.code);
    Answer {
        label: label.to_owned(),
        definition: category.definition.get(lang).to_owned(),
        scope: some(category.scope_note.as_ref(), lang),
        file: words::say(lang, id, &params),
        activities: activities.collect(),
        cases: cases(&category.examples, lang),
        others: others
            .map(|other| Other {
                label: other.label.get(lang).to_owned(),
                definition: other.definition.get(lang).to_owned(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_nobody_drew_is_not_opened() {
        assert_eq!(answers("qnn", 3), Some(vec![false, false]));
        assert_eq!(answers("qnyn", 3), Some(vec![false, true]), "a yes ends it");
        assert_eq!(answers("qnnnnn", 3), Some(vec![false; 3]));
        for odd in ["", "n", "qx", "q<b>", "Q"] {
            assert_eq!(answers(odd, 3), None, "{odd}");
        }
        assert_eq!(state(&[false, true]), "qny");
    }
}
