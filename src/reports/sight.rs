//! What of the facts a reader may see: everything, or a part that is cut out before any sum is made, so that no figure,
//! share or list tells of what lies outside.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::facts::Snapshot;
use crate::access::{Access, Reach};

/// How much of the facts a report was made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Seen {
    /// The whole section.
    #[default]
    Everything,
    /// The reader's own time.
    Own,
    /// The time of these teams, and the reader's own.
    Teams(BTreeSet<String>),
}

/// Which people and files a reader may see, by code.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// How much that is, in words of the report.
    pub seen: Seen,
    people: Option<Vec<bool>>,
    files: Option<Vec<bool>>,
}

impl Sight {
    /// What a reader may see of these facts.
    #[must_use]
    pub fn of(snapshot: &Snapshot, access: &Access) -> Self {
        let reach = access.reach();
        let seen = match &reach {
            Reach::Everyone => Seen::Everything,
            Reach::Some { teams, .. } if teams.is_empty() => Seen::Own,
            Reach::Some { teams, .. } => Seen::Teams(teams.clone()),
        };
        let people = (reach != Reach::Everyone)
            .then(|| snapshot.people.iter().map(|person| reach.holds(person.id, &person.team)).collect());
        let knows: Vec<bool> = snapshot.files.iter().map(|file| file.is_known_to(access)).collect();
        let files = knows.contains(&false).then_some(knows);
        Self { seen, people, files }
    }

    /// Whether a person counts, for days that are expected.
    #[must_use]
    pub fn holds_person(&self, code: usize) -> bool {
        self.people.as_ref().is_none_or(|people| people.get(code).copied().unwrap_or(false))
    }

    /// Which people and which files are seen, by code; `None` where all are.
    pub(super) fn masks(&self) -> (Option<&[bool]>, Option<&[bool]>) {
        (self.people.as_deref(), self.files.as_deref())
    }

    /// The facts within sight; the same ones where that is all of them. Years of which nothing is seen are not there.
    #[must_use]
    pub fn cut(self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        if self.people.is_none() && self.files.is_none() {
            return snapshot;
        }
        let (people, files) = self.masks();
        let seen = |mask: Option<&[bool]>, code: u32| mask.is_none_or(|mask| mask.get(code as usize) == Some(&true));
        let mut years = snapshot.years.clone();
        years.retain(|_, year| {
            let who: Vec<bool> = year.who.iter().map(|who| seen(people, who[0])).collect();
            let what: Vec<bool> = year.what.iter().map(|what| seen(files, what[0]) && seen(files, what[1])).collect();
            let mut cells = year.cells.who.iter().zip(&year.cells.what);
            cells.any(|(at_who, at_what)| who[*at_who as usize] && what[*at_what as usize])
        });
        Arc::new(snapshot.with(years, self))
    }
}
