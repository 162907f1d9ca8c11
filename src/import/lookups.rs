//! Finds the people and files that a delivery names, in the ways its profile tells and in their order. What two share is
//! nobody's: a value that finds two in the same way is never guessed.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::profile::Profile;
use crate::entries::Known;
use crate::files::File;
use crate::people::Person;
use crate::text::fold;

/// What people are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindPerson {
    /// Their number.
    #[default]
    Number,
    /// Their name.
    Name,
}

/// What files are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindFile {
    /// Their number.
    #[default]
    Number,
    /// A number they have in another system.
    ExternalNumber,
    /// Their title.
    Title,
}

/// One way, or several that are tried one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "one way to find it is expected, or a list of them")]
pub enum Ways<T> {
    /// One way.
    One(T),
    /// Several, in their order.
    Several(Vec<T>),
}

impl<T: Default> Default for Ways<T> {
    fn default() -> Self {
        Self::One(T::default())
    }
}

impl<T> Ways<T> {
    /// The ways in their order.
    #[must_use]
    pub const fn all(&self) -> &[T] {
        match self {
            Self::One(way) => std::slice::from_ref(way),
            Self::Several(ways) => ways.as_slice(),
        }
    }
}

/// What a value finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// One, by its number.
    One(&'a str),
    /// Nobody and nothing, other than by its number.
    None,
    /// Two in the same way.
    Several,
}

/// Names and other numbers, folded, and the numbers they stand for; none where two share one.
type Index = HashMap<String, Option<String>>;

/// The look-ups of one profile.
#[derive(Debug)]
pub struct LookUps {
    /// An index of each way; the number needs none.
    people: Vec<Option<Index>>,
    files: Vec<Option<Index>>,
}

impl LookUps {
    /// The look-ups that a profile asks for among these people and files.
    #[must_use]
    pub fn new(profile: &Profile, people: &[Person], files: &[File]) -> Self {
        let person_index = |way: &FindPerson| match way {
            FindPerson::Number => None,
            FindPerson::Name => Some(index(people.iter().map(|person| (person.name.as_str(), person.number.as_str())))),
        };
        let file_index = |way: &FindFile| match way {
            FindFile::Number => None,
            FindFile::Title => Some(index(files.iter().map(|file| (file.title.as_str(), file.number.as_str())))),
            FindFile::ExternalNumber => Some(index(files.iter().flat_map(|file| {
                file.numbers.iter().map(|external| (external.number.as_str(), file.number.as_str()))
            }))),
        };
        Self {
            people: profile.person.find_by.all().iter().map(person_index).collect(),
            files: profile.work_file.find_by.all().iter().map(file_index).collect(),
        }
    }

    /// The person that a value names.
    #[must_use]
    pub fn person<'a>(&'a self, known: &'a Known, text: &'a str) -> Found<'a> {
        find(&self.people, text, |text| known.person(text).map(|person| person.number.as_str()))
    }

    /// The file that a value names.
    #[must_use]
    pub fn file<'a>(&'a self, known: &'a Known, text: &'a str) -> Found<'a> {
        find(&self.files, text, |text| known.file(text).map(|file| file.number.as_str()))
    }
}

/// Several files can have one number in another system; one file can have it in two, and is still one.
fn index<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Index {
    let mut index = Index::new();
    for (name, number) in names {
        let known = index.entry(fold(name)).or_insert_with(|| Some(number.to_owned()));
        if known.as_deref() != Some(number) {
            *known = None;
        }
    }
    index
}

fn find<'a>(ways: &'a [Option<Index>], text: &'a str, by_number: impl Fn(&'a str) -> Option<&'a str>) -> Found<'a> {
    if let [None] = ways {
        // The common parser looks a number up by itself.
        return Found::None;
    }
    let mut folded = None;
    for way in ways {
        let found = match way {
            None => by_number(text).map(Some),
            Some(index) => index.get(folded.get_or_insert_with(|| fold(text)).as_str()).map(Option::as_deref),
        };
        match found {
            Some(Some(number)) => return Found::One(number),
            Some(None) => return Found::Several,
            None => {}
        }
    }
    Found::None
}
