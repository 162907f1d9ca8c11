//! What of the facts a reader may see: everything, or a part that is cut out before any sum is made, so that no figure,
//! share or list tells of what lies outside.

use std::collections::BTreeSet;
use std::sync::Arc;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsResult};

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

    /// The facts within sight; the same ones where that is all of them.
    ///
    /// # Errors
    /// A failure of polars.
    pub fn cut(self, snapshot: Arc<Snapshot>) -> PolarsResult<Arc<Snapshot>> {
        if self.people.is_none() && self.files.is_none() {
            return Ok(snapshot);
        }
        let mut years = std::collections::BTreeMap::new();
        for (year, frame) in &snapshot.years {
            let frame = self.cut_year(frame)?;
            if frame.height() > 0 {
                years.insert(*year, frame);
            }
        }
        Ok(Arc::new(snapshot.with(years, self)))
    }

    fn cut_year(&self, frame: &DataFrame) -> PolarsResult<DataFrame> {
        let mut frame = frame.clone();
        for (column, seen) in [("person", &self.people), ("file", &self.files), ("about", &self.files)] {
            let Some(seen) = seen else { continue };
            let codes = frame.column(column)?.as_materialized_series().u32()?.clone();
            let kept = codes.into_no_null_iter().map(|code| seen.get(code as usize).copied().unwrap_or(false));
            frame = frame.filter(&BooleanChunked::from_iter_values("kept".into(), kept))?;
        }
        Ok(frame)
    }
}
