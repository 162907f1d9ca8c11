//! What figures can be divided by and narrowed to: dimensions, the group of each fact in them, and by which list the codes of
//! activities are read.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::Snapshot;
use super::sums::{Lookup, NONE, Source};
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::time::clip;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::crosswalk::Crosswalk;

/// What the rows and the columns of a report are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Dimension)]
pub enum By {
    /// Categories of files.
    #[default]
    Category,
    /// Activities.
    Activity,
    /// File types.
    FileType,
    /// Countries.
    Country,
    /// Projects.
    Project,
    /// Who had asked for the file when the time was recorded.
    Client,
    /// Teams people were in when the time was recorded.
    Team,
    /// Files.
    File,
    /// People.
    Person,
    /// Where entries stand.
    Status,
    /// Languages entries were recorded in.
    Language,
}

impl By {
    /// Every dimension.
    pub const ALL: [Self; 11] = [
        Self::Category,
        Self::Activity,
        Self::FileType,
        Self::Country,
        Self::Project,
        Self::Client,
        Self::Team,
        Self::File,
        Self::Person,
        Self::Status,
        Self::Language,
    ];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Activity => "activity",
            Self::FileType => "file-type",
            Self::Country => "country",
            Self::Project => "project",
            Self::Client => "client",
            Self::Team => "team",
            Self::File => "file",
            Self::Person => "person",
            Self::Status => "status",
            Self::Language => "language",
        }
    }

    /// As the member of a query that narrows to one of its groups is called.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::FileType => "file_type",
            other => other.as_str(),
        }
    }

    /// Reads what [`By::as_str`] writes.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|by| by.as_str() == text.trim()).ok_or_else(|| {
            Fault::new(Code::UnknownDimension, field)
                .with("value", clip(text))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }

    /// The group of a file; `None` where something else decides.
    fn of_file(self, file: &File) -> Option<&str> {
        Some(match self {
            Self::Category => &file.category,
            Self::FileType => &file.file_type,
            Self::Country => &file.country,
            Self::Project => &file.project,
            Self::File => &file.number,
            _ => return None,
        })
    }

    /// Whether held time, which has a file but no code yet, can be told apart by it.
    #[must_use]
    pub const fn holds_for_held(self) -> bool {
        !matches!(self, Self::Category | Self::Activity)
    }
}

/// Which list the codes of activities are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AsOf {
    /// Every entry under the code it was recorded with.
    #[default]
    Recorded,
    /// Every entry under the code that took over the one it was recorded with, where that is exactly one.
    Today,
}

impl AsOf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Recorded, Self::Today];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Today => "today",
        }
    }

    /// Reads what [`AsOf::as_str`] writes.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|as_of| as_of.as_str() == text.trim()).ok_or_else(|| {
            Fault::new(Code::UnknownDimension, "as_of")
                .with("value", clip(text))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }
}

/// The list in force, for figures as of today's list.
#[derive(Debug, Clone)]
pub struct Recoding {
    /// The list in force.
    pub vocabulary: Arc<Vocabulary>,
    /// What became of its codes.
    pub crosswalk: Crosswalk,
}

impl Recoding {
    /// By this list.
    #[must_use]
    pub fn by(vocabulary: Arc<Vocabulary>) -> Self {
        Self { crosswalk: Crosswalk::of(&vocabulary), vocabulary }
    }

    /// The code and the category an activity stands under today; `None` where nothing took it over.
    #[must_use]
    pub fn moved<'a>(&'a self, activity: &'a str) -> Option<(&'a str, &'a str)> {
        let today = self.crosswalk.today(activity);
        let found = self.vocabulary.find_activity(today).filter(|_| today != activity)?;
        Some((today, found.category.as_str()))
    }
}

/// The group of each code of a column, and what the groups are called.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The names of the groups: a code, a number, or a text; empty where none is given.
    pub names: Vec<String>,
    /// The group of each code.
    pub lookup: Lookup,
}

impl Keys {
    /// The groups of a dimension. Time on files that take held entries is in the groups of those files.
    #[must_use]
    pub fn new(snapshot: &Snapshot, by: By, recoding: Option<&Recoding>) -> Self {
        let mut groups = Groups::default();
        let (source, places) = match by {
            By::Activity => {
                let codes = snapshot.activities.iter();
                let today = |code| moved_to(recoding, code).map_or(code, |(today, _)| today);
                (Source::Activity, codes.map(|code| groups.place(today(code.as_str()))).collect())
            }
            By::Client => (Source::Client, groups.of(&snapshot.clients)),
            By::Team => (Source::Team, groups.of(&snapshot.teams)),
            By::Status => (Source::Status, groups.of(&snapshot.statuses)),
            By::Language => (Source::Language, groups.of(&snapshot.languages)),
            By::Person => (Source::Person, snapshot.people.iter().map(|person| groups.place(&person.number)).collect()),
            By::Category | By::FileType | By::Country | By::Project | By::File => {
                let files = snapshot.files.iter();
                (Source::File, files.map(|file| groups.place(by.of_file(file).unwrap_or_default())).collect())
            }
        };
        let is_moved = |code: &String| moved_to(recoding, code).is_some();
        let instead = (by == By::Category && snapshot.activities.iter().any(is_moved)).then(|| {
            let codes = snapshot.activities.iter();
            let category =
                |code: &String| moved_to(recoding, code).map_or(NONE, |(_, category)| groups.place(category));
            (Source::Activity, codes.map(category).collect())
        });
        Self { names: groups.names, lookup: Lookup { source, groups: places, instead } }
    }
}

/// One group that figures are narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The dimension.
    pub by: By,
    /// The group; empty for what is not given.
    pub value: String,
}

impl Filter {
    /// Leaves out the facts that are not in the group.
    #[must_use]
    pub fn lookup(&self, snapshot: &Snapshot, vocabulary: &Vocabulary, recoding: Option<&Recoding>) -> Lookup {
        let keep = |is_in: bool| if is_in { 0 } else { NONE };
        if self.by == By::Category {
            // An activity belongs to one category, which is that of the files it stands on.
            let own = |code: &str| vocabulary.find_activity(code).map(|activity| activity.category.clone());
            let codes = snapshot.activities.iter();
            let category = |code: &String| match moved_to(recoding, code) {
                Some((_, category)) => Some(category.to_owned()),
                None => own(code),
            };
            let groups = codes.map(|code| keep(category(code).as_deref() == Some(self.value.as_str()))).collect();
            return Lookup { source: Source::Activity, groups, instead: None };
        }
        let Keys { names, lookup } = Keys::new(snapshot, self.by, recoding);
        let is_in = |group: &u32| names.get(*group as usize) == Some(&self.value);
        Lookup { groups: lookup.groups.iter().map(|group| keep(is_in(group))).collect(), ..lookup }
    }

    /// As [`Filter::lookup`], for held time: by the file it names. Its category and its activity are not known yet, so they
    /// do not narrow.
    #[must_use]
    pub fn lookup_of_held(&self, snapshot: &Snapshot, vocabulary: &Vocabulary) -> Option<Lookup> {
        let lookup = self.by.holds_for_held().then(|| self.lookup(snapshot, vocabulary, None))?;
        let source = if lookup.source == Source::File { Source::About } else { lookup.source };
        Some(Lookup { source, ..lookup })
    }
}

/// Groups in the order in which they were met.
#[derive(Debug, Default)]
struct Groups {
    names: Vec<String>,
    places: HashMap<String, u32>,
}

impl Groups {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    fn of(&mut self, names: &[String]) -> Vec<u32> {
        names.iter().map(|name| self.place(name)).collect()
    }
}

fn moved_to<'a>(recoding: Option<&'a Recoding>, activity: &'a str) -> Option<(&'a str, &'a str)> {
    recoding.and_then(|recoding| recoding.moved(activity))
}
