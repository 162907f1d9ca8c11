//! Workload: minutes by a dimension and period, as sums over the facts; shares and changes from exact minutes, rounded once
//! (half away from zero, two decimals). Held minutes stand apart and are part of no total and no share.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::Snapshot;
use super::sums::{self, Asked, Lookup, NONE, ReportError, Slots, Source};
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::number::Hundredths;
use crate::period::Period;
use crate::time::clip;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::crosswalk::Crosswalk;

/// The most groups one report shows.
pub const GROUPS_MAX: usize = 10_000;

/// What the rows of the report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
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
    /// Teams of files.
    Team,
    /// Files.
    File,
}

impl By {
    /// Every dimension.
    pub const ALL: [Self; 7] =
        [Self::Category, Self::Activity, Self::FileType, Self::Country, Self::Project, Self::Team, Self::File];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Activity => "activity",
            Self::FileType => "file-type",
            Self::Country => "country",
            Self::Project => "project",
            Self::Team => "team",
            Self::File => "file",
        }
    }

    /// Reads what [`By::as_str`] writes.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|by| by.as_str() == text.trim()).ok_or_else(|| {
            Fault::new(Code::UnknownDimension, "by")
                .with("value", clip(text))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }

    /// The group of a file; `None` where the activity decides.
    fn of_file(self, file: &File) -> Option<&str> {
        Some(match self {
            Self::Activity => return None,
            Self::Category => &file.category,
            Self::FileType => &file.file_type,
            Self::Country => &file.country,
            Self::Project => &file.project,
            Self::Team => &file.team,
            Self::File => &file.number,
        })
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

/// The figures of one group in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Whole minutes.
    pub minutes: i64,
    /// Share of the period's total, in per cent.
    pub share: Option<Hundredths>,
    /// Change from the period before, in per cent.
    pub change_from_prior: Option<Hundredths>,
    /// Change from the first period, in per cent.
    pub change_from_first: Option<Hundredths>,
}

/// One group: its key (a code, a number, or a text; empty where files name none) and its figures for each period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The key.
    pub key: String,
    /// One for each period.
    pub figures: Vec<Figures>,
}

/// The computed report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// The periods.
    pub periods: Vec<Period>,
    /// The groups, sorted by key.
    pub groups: Vec<Group>,
    /// All groups together, for each period.
    pub totals: Vec<Figures>,
    /// Minutes held for review, for each period; no part of anything else.
    pub held: Vec<i64>,
    /// Minutes entered late, and minutes whose entry date is known.
    pub late: (i64, i64),
}

/// Computes the report.
///
/// # Errors
/// `report_too_large` above 10,000 groups; when facts cannot be read from disk.
pub fn compute(
    snapshot: &Snapshot,
    periods: Vec<Period>,
    by: By,
    recoding: Option<&Recoding>,
    late_after_days: i64,
) -> Result<Workload, ReportError> {
    let keys = Keys::new(snapshot, by, recoding);
    let slots = Slots::new(&periods);
    let late_after_days = i32::try_from(late_after_days).unwrap_or(i32::MAX);
    let asked = Asked { slots: &slots, rows: &keys.rows, columns: Some(&keys.held), only: &[], late_after_days };
    let mut minutes: HashMap<u32, Vec<i64>> = HashMap::new();
    let mut held = vec![0; periods.len()];
    let mut late = (0, 0);
    for cell in sums::sum(snapshot, &asked)? {
        late.0 += cell.late_minutes;
        late.1 += cell.known_minutes;
        let period = cell.slot as usize;
        if cell.column == HELD {
            held[period] += cell.minutes;
        } else {
            minutes.entry(cell.row).or_insert_with(|| vec![0; periods.len()])[period] += cell.minutes;
        }
    }
    if minutes.len() > GROUPS_MAX {
        let fault = Fault::new(Code::ReportTooLarge, "by").with("limit", GROUPS_MAX).with("found", minutes.len());
        return Err(ReportError::TooLarge(fault));
    }
    Ok(assemble(periods, &keys, minutes, held, late))
}

/// The column of what is held for review.
const HELD: u32 = 1;

/// The group of each file or activity code, and what the groups are called.
struct Keys {
    names: Vec<String>,
    /// Activities that a list in force moved count elsewhere than their files.
    rows: Lookup,
    held: Lookup,
}

impl Keys {
    fn new(snapshot: &Snapshot, by: By, recoding: Option<&Recoding>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut place = |name: &str| match places.get(name) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(names.len()).unwrap_or(NONE);
                names.push(name.to_owned());
                places.insert(name.to_owned(), place);
                place
            }
        };
        let codes = snapshot.activities.iter();
        let rows = if by == By::Activity {
            let groups = codes.map(|code| place(moved_to(recoding, code).map_or(code, |(today, _)| today))).collect();
            Lookup { source: Source::Activity, groups, instead: None }
        } else {
            let groups = snapshot.files.iter().map(|file| by.of_file(file).map_or(NONE, &mut place)).collect();
            let moved = by == By::Category && snapshot.activities.iter().any(|code| moved_to(recoding, code).is_some());
            let instead = moved.then(|| {
                let mut group = |code| moved_to(recoding, code).map_or(NONE, |(_, category)| place(category));
                (Source::Activity, codes.map(|code| group(code)).collect())
            });
            Lookup { source: Source::File, groups, instead }
        };
        let held = snapshot.files.iter().map(|file| if file.import_only { HELD } else { 0 }).collect();
        Self { names, rows, held: Lookup { source: Source::File, groups: held, instead: None } }
    }
}

fn moved_to<'a>(recoding: Option<&'a Recoding>, activity: &'a str) -> Option<(&'a str, &'a str)> {
    recoding.and_then(|recoding| recoding.moved(activity))
}

fn assemble(
    periods: Vec<Period>,
    keys: &Keys,
    minutes: HashMap<u32, Vec<i64>>,
    held: Vec<i64>,
    late: (i64, i64),
) -> Workload {
    let mut totals = vec![0; periods.len()];
    for sums in minutes.values() {
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    let mut groups: Vec<Group> = minutes
        .into_iter()
        .map(|(group, sums)| Group {
            key: keys.names.get(group as usize).cloned().unwrap_or_default(),
            figures: figures(&periods, &sums, &totals),
        })
        .collect();
    groups.sort_by(|one, other| one.key.cmp(&other.key));
    let totals = figures(&periods, &totals, &totals);
    Workload { periods, groups, totals, held, late }
}

/// Shares and changes of one row. A period that is not over is compared with nothing.
fn figures(periods: &[Period], minutes: &[i64], totals: &[i64]) -> Vec<Figures> {
    let comparable = |one: usize, other: usize| !periods[one].incomplete && !periods[other].incomplete;
    (0..periods.len())
        .map(|at| Figures {
            minutes: minutes[at],
            share: Hundredths::percent(minutes[at], totals[at]),
            change_from_prior: (at > 0 && comparable(at, at - 1))
                .then(|| Hundredths::change(minutes[at], minutes[at - 1]))
                .flatten(),
            change_from_first: (at > 0 && comparable(at, 0))
                .then(|| Hundredths::change(minutes[at], minutes[0]))
                .flatten(),
        })
        .collect()
}
