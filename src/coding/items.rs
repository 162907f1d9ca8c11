//! An item of a sample as it is stored, with how its entry stands now: who may know of it, and whether it counts.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Answer, Coder, Progress};
use crate::access::Access;
use crate::ids::{AccountId, EntryId, FileId, PersonId};
use crate::vocabulary::Vocabulary;

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has a second code.
    Coded,
    /// The second coder could not tell.
    CannotTell,
    /// Nobody has answered yet.
    Open,
    /// The entry was withdrawn before anybody answered.
    Withdrawn,
    /// The entry was corrected before anybody answered, or its file is walled now.
    Changed,
    /// The vocabulary does not offer the first code for the day of the work.
    CodeRetired,
}

/// An item with its entry as it stands now, without the narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Its place in the sample.
    pub place: i64,
    /// The entry.
    pub entry: EntryId,
    /// The first category.
    pub category: String,
    /// The first activity.
    pub activity: String,
    /// The team as recorded.
    pub team: String,
    /// The second code.
    pub answer: Option<Answer>,
    /// Who answered, by login.
    pub coder: String,
    /// The account of whoever answered, where there is one.
    pub coder_id: Option<AccountId>,
    /// Counts answers, from 1.
    pub version: i64,
    /// Whose entry it is.
    pub person: PersonId,
    /// The team of that person now, which decides who may know of the entry.
    pub team_now: String,
    /// The file the entry stands on now.
    pub file: FileId,
    /// Whether that file is walled.
    pub walled: bool,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// Whether the entry was withdrawn.
    pub withdrawn: bool,
    /// Whether file, activity, day and narrative are those that were drawn.
    pub as_drawn: bool,
}

impl Stored {
    /// How the item stands.
    #[must_use]
    pub fn standing(&self, vocabulary: &Vocabulary) -> Standing {
        // A file that was walled is left out for everybody, answered or not: no count may tell who knows of it.
        if self.walled {
            return Standing::Changed;
        }
        match &self.answer {
            Some(answer) if answer.cannot_tell => Standing::CannotTell,
            Some(_) => Standing::Coded,
            None if self.withdrawn => Standing::Withdrawn,
            None if !self.as_drawn => Standing::Changed,
            None if !is_offered(vocabulary, &self.activity, self.worked_on) => Standing::CodeRetired,
            None => Standing::Open,
        }
    }

    /// Whether somebody may know of the item, as part of a count.
    #[must_use]
    pub fn is_known_to(&self, access: &Access) -> bool {
        access.reach().holds(self.person, &self.team_now)
    }

    /// Whether somebody may read what a second coder reads. One’s own entries are told apart by [`Stored::is_own`].
    #[must_use]
    pub fn is_read_by(&self, access: &Access) -> bool {
        access.narratives().holds(self.person, &self.team_now) && access.knows_file(self.file, self.walled)
    }

    /// Whether the entry is that of whoever asks.
    #[must_use]
    pub fn is_own(&self, access: &Access) -> bool {
        access.person == Some(self.person)
    }

    /// Whether whoever asks gave the answer that there is.
    #[must_use]
    pub fn is_answered_by(&self, access: &Access, actor: &str) -> bool {
        self.answer.is_some() && self.coder_id == access.account && (access.account.is_some() || self.coder == actor)
    }
}

/// Whether a code may be chosen for work of a day.
#[must_use]
pub fn is_offered(vocabulary: &Vocabulary, activity: &str, day: NaiveDate) -> bool {
    vocabulary.find_activity(activity).is_some_and(|found| !found.import_only && found.is_valid_on(day))
}

impl Progress {
    /// How far these items are.
    #[must_use]
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Stored>, vocabulary: &Vocabulary) -> Self {
        let mut progress = Self::default();
        for item in items {
            progress.drawn += 1;
            let standing = item.standing(vocabulary);
            *match standing {
                Standing::Coded => &mut progress.coded,
                Standing::CannotTell => &mut progress.cannot_tell,
                Standing::Open => &mut progress.open,
                Standing::Withdrawn => &mut progress.withdrawn,
                Standing::Changed => &mut progress.changed,
                Standing::CodeRetired => &mut progress.code_retired,
            } += 1;
            if matches!(standing, Standing::Coded | Standing::CannotTell) {
                match progress.coders.iter_mut().find(|coder| coder.coder == item.coder) {
                    Some(coder) => coder.items += 1,
                    None => progress.coders.push(Coder { coder: item.coder.clone(), items: 1 }),
                }
            }
        }
        progress.coders.sort_by(|one, other| one.coder.cmp(&other.coder));
        progress
    }
}
