//! What groups are called: by the vocabulary, by the lists of names, by titles of files, joined last and in the language of
//! the reader. A team that was renamed keeps its code and is shown by the name it has now.

use std::collections::HashMap;

use super::dimensions::By;
use super::facts::Snapshot;
use super::question::Question;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::lang::{Both, Lang};
use crate::names::{self, Kind};
use crate::vocabulary::Vocabulary;
use crate::words;

/// Names of the groups of the dimensions of one question.
#[derive(Debug, Clone, Default)]
pub struct Labels(HashMap<(By, String), Both>);

impl Labels {
    /// The names a question needs.
    ///
    /// # Errors
    /// The failure of the database.
    pub async fn find(context: &Context, snapshot: &Snapshot, question: &Question) -> Result<Self, Failure> {
        let filtered = question.filters.iter().map(|filter| filter.by);
        let dimensions: Vec<By> = [Some(question.by), question.across].into_iter().flatten().chain(filtered).collect();
        Self::of(context, snapshot, &dimensions).await
    }

    /// The names of some dimensions.
    ///
    /// # Errors
    /// The failure of the database.
    pub async fn of(context: &Context, snapshot: &Snapshot, dimensions: &[By]) -> Result<Self, Failure> {
        let mut labels = HashMap::new();
        for by in dimensions {
            match by {
                By::File => {
                    let known = snapshot.files.iter().filter(|file| file.is_known_to(&context.caller.access));
                    labels.extend(known.map(|file| ((*by, file.number.clone()), plain(&file.title))));
                }
                By::Person => {
                    let held =
                        snapshot.people.iter().enumerate().filter(|(code, _)| snapshot.sight.holds_person(*code));
                    labels.extend(held.map(|(_, person)| ((*by, person.number.clone()), plain(&person.name))));
                }
                _ => {
                    // A program that may read figures only is shown the codes.
                    let may = context.caller.access.has(Right::ReadVocabulary);
                    let Some(kind) = kind(*by).filter(|_| may) else { continue };
                    let named = names::ops::list(context, kind).await?;
                    labels.extend(named.into_iter().map(|name| ((*by, name.code), name.label)));
                }
            }
        }
        Ok(Self(labels))
    }

    /// What a group is called.
    #[must_use]
    pub fn label(&self, by: By, key: &str, vocabulary: &Vocabulary, lang: Lang) -> String {
        let label = match by {
            By::Category => vocabulary.find_category(key).map(|category| category.label.get(lang).to_owned()),
            By::Activity => vocabulary.find_activity(key).map(|activity| activity.label.get(lang).to_owned()),
            By::Status | By::Language if !key.is_empty() => {
                words::find(lang, &format!("reports-{}-{key}", by.as_str()), &[])
            }
            _ => self.0.get(&(by, key.to_owned())).map(|label| label.get(lang).to_owned()),
        };
        label.unwrap_or_else(|| if key.is_empty() { words::say(lang, "reports-none", &[]) } else { key.to_owned() })
    }
}

/// The list of names a dimension is called by.
const fn kind(by: By) -> Option<Kind> {
    match by {
        By::Team => Some(Kind::Team),
        By::Country => Some(Kind::Country),
        By::Project => Some(Kind::Project),
        By::Client => Some(Kind::Body),
        _ => None,
    }
}

fn plain(text: &str) -> Both {
    Both { en: text.to_owned(), fr: text.to_owned() }
}
