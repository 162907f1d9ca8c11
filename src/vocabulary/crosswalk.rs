//! What codes of earlier lists are called in the list in force. A code that one other took over, alone or together with
//! others, is recoded; one that was split is not: which part an entry belongs to nobody has recorded, and it is never
//! guessed. The answer depends on the list alone and not on the day it is asked, so that figures can be made again.

use std::collections::{BTreeSet, HashMap};

use super::Vocabulary;

/// Codes and what became of them, as one version of the vocabulary says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crosswalk {
    today: HashMap<String, String>,
    split: HashMap<String, Vec<String>>,
}

impl Crosswalk {
    /// What one version says.
    #[must_use]
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let activities = vocabulary.activities.iter().filter(|activity| !activity.replaced_by.is_empty());
        let next: HashMap<&str, Vec<&str>> = activities
            .map(|activity| {
                let codes = activity.replaced_by.iter().map(|replacement| replacement.code.as_str()).collect();
                (activity.code.as_str(), codes)
            })
            .collect();
        let mut crosswalk = Self::default();
        for code in next.keys().copied() {
            let mut at = code;
            // The check of a file refuses circles; the number of steps is bounded all the same.
            for _ in 0..=next.len() {
                let ends = ends(at, &next);
                match (ends.len(), next.get(at).map(Vec::as_slice)) {
                    (1, _) => {
                        at = ends.first().copied().unwrap_or(at);
                        break;
                    }
                    (_, Some([only])) => at = only,
                    _ => {
                        crosswalk.split.insert(at.to_owned(), ends.into_iter().map(str::to_owned).collect());
                        break;
                    }
                }
            }
            if at != code {
                crosswalk.today.insert(code.to_owned(), at.to_owned());
            }
        }
        crosswalk
    }

    /// The code an entry stands under in the list in force: its own, unless exactly one other took it over.
    #[must_use]
    pub fn today<'a>(&'a self, code: &'a str) -> &'a str {
        self.today.get(code).map_or(code, String::as_str)
    }

    /// The codes that a code was split into, in alphabetical order; none where it was not.
    #[must_use]
    pub fn split_into(&self, code: &str) -> &[String] {
        self.split.get(code).map_or(&[], Vec::as_slice)
    }
}

/// The codes in use that a code leads to.
fn ends<'a>(code: &'a str, next: &HashMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let (mut seen, mut found) = (BTreeSet::from([code]), BTreeSet::new());
    let mut waiting = vec![code];
    while let Some(at) = waiting.pop() {
        match next.get(at) {
            Some(codes) => waiting.extend(codes.iter().copied().filter(|code| seen.insert(code))),
            None => {
                found.insert(at);
            }
        }
    }
    found
}
