//! Workload: minutes by a dimension and period, computed by polars; shares and changes from exact minutes, rounded once
//! (half away from zero, two decimals). Held minutes stand apart and are part of no total and no share.

use std::collections::HashMap;
use std::sync::Arc;

use polars::prelude::{
    ChunkAgg, ChunkApply, ChunkCompareEq, ChunkCompareIneq, ChunkFilter, DataFrame, IntoColumn, NewChunkedArray,
    PolarsResult, UInt32Chunked,
};
use serde::{Deserialize, Serialize};

use super::facts::{LAG_UNKNOWN, Snapshot};
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::number::Hundredths;
use crate::period::{Period, Span};
use crate::time::{FiscalYear, clip};
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
/// `report_too_large` above 10,000 groups; a failure of polars.
pub fn compute(
    snapshot: &Snapshot,
    span: &Span,
    periods: Vec<Period>,
    by: By,
    recoding: Option<&Recoding>,
    late_after_days: i64,
) -> Result<Workload, WorkloadError> {
    let keys = Keys::new(snapshot, by, recoding);
    let mut minutes: HashMap<u32, Vec<i64>> = HashMap::new();
    let mut held = vec![0; periods.len()];
    let (mut late, mut known) = (0, 0);
    let mut year = span.from;
    while year <= span.to {
        if let Some(frame) = snapshot.years.get(&year) {
            add_year(frame, &keys, span, &mut minutes, &mut held)?;
            let (more_late, more_known) = lateness(frame, late_after_days)?;
            late += more_late;
            known += more_known;
        }
        year = FiscalYear::next(year);
    }
    if minutes.len() > GROUPS_MAX {
        let fault = Fault::new(Code::ReportTooLarge, "by").with("limit", GROUPS_MAX).with("found", minutes.len());
        return Err(WorkloadError::TooLarge(fault));
    }
    Ok(assemble(periods, &keys, minutes, held, (late, known)))
}

/// Why a report cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum WorkloadError {
    /// Too many groups.
    #[error("too many groups")]
    TooLarge(Fault),
    /// Polars failed: a fault of the program.
    #[error("columns cannot be computed")]
    Columns(#[from] polars::prelude::PolarsError),
}

/// The group of each file or activity code, and what the groups are called.
struct Keys {
    names: Vec<String>,
    by_file: Option<Vec<u32>>,
    by_activity: Vec<u32>,
    /// Groups of activities that count elsewhere than their files; [`NOT_MOVED`] for all others.
    moved: Option<Vec<u32>>,
    held_files: Vec<bool>,
}

/// Where an activity counts as its file does.
const NOT_MOVED: u32 = u32::MAX;

impl Keys {
    fn new(snapshot: &Snapshot, by: By, recoding: Option<&Recoding>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut place = |name: &str| match places.get(name) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(names.len()).unwrap_or(u32::MAX);
                names.push(name.to_owned());
                places.insert(name.to_owned(), place);
                place
            }
        };
        let by_file: Option<Vec<u32>> =
            snapshot.files.iter().map(|file| by.of_file(file).map(&mut place)).collect::<Option<_>>();
        let by_file = if by == By::Activity { None } else { by_file };
        let by_activity = if by == By::Activity {
            let codes = snapshot.activities.iter();
            codes.map(|code| place(moved_to(recoding, code).map_or(code, |(today, _)| today))).collect()
        } else {
            Vec::new()
        };
        let moved = (by == By::Category && snapshot.activities.iter().any(|code| moved_to(recoding, code).is_some()))
            .then(|| {
                let codes = snapshot.activities.iter();
                codes.map(|code| moved_to(recoding, code).map_or(NOT_MOVED, |(_, category)| place(category))).collect()
            });
        let held_files = snapshot.files.iter().map(|file| file.import_only).collect();
        Self { names, by_file, by_activity, moved, held_files }
    }

    /// The group of each row, as a column.
    fn groups(&self, frame: &DataFrame) -> PolarsResult<UInt32Chunked> {
        let (column, places) = match &self.by_file {
            Some(places) => ("file", places),
            None => ("activity", &self.by_activity),
        };
        let codes = frame.column(column)?.as_materialized_series().u32()?.clone();
        let groups = codes.apply_values(|code| places.get(code as usize).copied().unwrap_or(u32::MAX));
        let Some(moved) = &self.moved else { return Ok(groups) };
        let activities = frame.column("activity")?.as_materialized_series().u32()?;
        let place = |(group, activity): (u32, u32)| match moved.get(activity as usize) {
            None | Some(&NOT_MOVED) => group,
            Some(place) => *place,
        };
        let groups = groups.into_no_null_iter().zip(activities.into_no_null_iter()).map(place);
        Ok(UInt32Chunked::from_iter_values("group".into(), groups))
    }

    /// Which rows are held.
    fn held(&self, frame: &DataFrame) -> PolarsResult<UInt32Chunked> {
        let codes = frame.column("file")?.as_materialized_series().u32()?.clone();
        Ok(codes.apply_values(|code| u32::from(self.held_files.get(code as usize).copied().unwrap_or(false))))
    }
}

fn moved_to<'a>(recoding: Option<&'a Recoding>, activity: &'a str) -> Option<(&'a str, &'a str)> {
    recoding.and_then(|recoding| recoding.moved(activity))
}

fn add_year(
    frame: &DataFrame,
    keys: &Keys,
    span: &Span,
    minutes: &mut HashMap<u32, Vec<i64>>,
    held: &mut [i64],
) -> PolarsResult<()> {
    let months = frame.column("month")?.as_materialized_series().i32()?.clone();
    let places = months.apply_values(|month| span.place_of(month));
    let grouped = DataFrame::new(
        frame.height(),
        vec![
            keys.groups(frame)?.with_name("group".into()).into_column(),
            keys.held(frame)?.with_name("held".into()).into_column(),
            places.with_name("period".into()).into_column(),
            frame.column("minutes")?.clone(),
        ],
    )?;
    #[expect(deprecated, reason = "the eager aggregation; the lazy engine doubles the time of a build")]
    let summed = grouped.group_by(["held", "group", "period"])?.select(["minutes"]).sum()?;
    let is_held = summed.column("held")?.as_materialized_series().u32()?.clone();
    let groups = summed.column("group")?.as_materialized_series().u32()?.clone();
    let periods = summed.column("period")?.as_materialized_series().i32()?.clone();
    let sums = summed.column("minutes_sum")?.as_materialized_series().i64()?.clone();
    for at in 0..summed.height() {
        let (Some(is_held), Some(group), Some(period), Some(sum)) =
            (is_held.get(at), groups.get(at), periods.get(at), sums.get(at))
        else {
            continue;
        };
        let Ok(period) = usize::try_from(period) else { continue };
        if is_held == 1 {
            held[period] += sum;
        } else {
            minutes.entry(group).or_insert_with(|| vec![0; held.len()])[period] += sum;
        }
    }
    Ok(())
}

/// Minutes entered more than so many days after the work, and minutes whose entry date is known.
fn lateness(frame: &DataFrame, after_days: i64) -> PolarsResult<(i64, i64)> {
    let lags = frame.column("lag")?.as_materialized_series().i32()?.clone();
    let minutes = frame.column("minutes")?.as_materialized_series().i64()?.clone();
    let limit = i32::try_from(after_days).unwrap_or(i32::MAX);
    let known = lags.not_equal(LAG_UNKNOWN);
    let late = &known & &ChunkCompareIneq::gt(&lags, limit);
    Ok((minutes.filter(&late)?.sum().unwrap_or(0), minutes.filter(&known)?.sum().unwrap_or(0)))
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
