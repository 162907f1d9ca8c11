//! A believable section for demonstrations, tests and benchmarks: people, files and years of time entries as a
//! legacy system would export them, with the truth about every line. All of it is invented and says so; nothing
//! here reads a clock or the database, and the same seed gives the same bytes on every machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;

use crate::fault::Code;
use crate::lang::Lang;
use crate::time::{FIRST_YEAR, FiscalYear};
use crate::words::{self, Param};

mod activities;
mod calendar;
mod days;
mod draw;
mod entries;
mod files;
mod lines;
mod narratives;
pub mod notes;
mod oddities;
mod people;
mod truth;

use calendar::Year;
use days::{MOST_ENTRIES, Quota, WorkDay};
use lines::Lines;
use truth::{FileTruth, Story, Truth};

/// Most people of a generated section.
pub const PEOPLE_MAX: usize = 5000;
/// Most fiscal years generated.
pub const YEARS_MAX: usize = 30;
/// No generated fiscal year begins before this year: files and people go back some years further.
pub const START_YEAR_MIN: i32 = FIRST_YEAR + 6;
/// Fewest entry rows per fiscal year, when their number is given.
pub const ROWS_A_YEAR_MIN: usize = 100;

/// What to generate.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many people, 1 to 5,000.
    pub people: usize,
    /// How many fiscal years, 1 to 30.
    pub years: usize,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// The last fiscal year.
    pub last_year: FiscalYear,
    /// No entry is for, or entered, after this date; a year that is not over ends here.
    pub today: NaiveDate,
    /// Exactly this many entry rows (new, held and rejected together), for benchmarks; days are then cut into more
    /// or fewer entries. The last fiscal year must be over.
    pub rows: Option<usize>,
}

/// What was generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// People in `people.csv`.
    pub people: usize,
    /// Files in `files.csv`.
    pub case_files: usize,
    /// Names of the files of entries, oldest year first.
    pub entry_files: Vec<String>,
    /// Entry rows in all of them: new, held and rejected.
    pub entry_rows: u64,
    /// Physical lines in all of them.
    pub physical_lines: u64,
}

/// Why nothing, or not everything, was generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The number of people is outside its limits.
    #[error("people must be 1 to {PEOPLE_MAX}")]
    People,
    /// The number of years is outside its limits.
    #[error("years must be 1 to {YEARS_MAX}")]
    Years,
    /// The first fiscal year lies too far back.
    #[error("the first fiscal year must begin in {START_YEAR_MIN} or later")]
    TooEarly,
    /// The last fiscal year has not begun.
    #[error("fiscal year {0} has not begun")]
    NotBegun(FiscalYear),
    /// A number of rows is given, and the last fiscal year is not over.
    #[error("a number of rows needs whole years, and fiscal year {0} is not over")]
    NotOver(FiscalYear),
    /// Fewer or more rows than so many people and years can have.
    #[error("so many people and years have {least} to {most} rows")]
    Rows {
        /// The fewest possible.
        least: usize,
        /// The most possible.
        most: usize,
    },
    /// The output is a file, or a folder that is not empty.
    #[error("the output folder {} is not empty", .0.display())]
    OutputExists(PathBuf),
    /// The output cannot be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl GenerateError {
    /// The stable code of the refusal.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::OutputExists(_) => Code::OutputExists,
            Self::Unwritable { .. } => Code::OutputUnwritable,
            _ => Code::Usage,
        }
    }

    /// The sentence a person reads: what is wrong and what to do.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let path = |path: &Path| vec![("path", Param::Text(path.display().to_string()))];
        let year = |year: &FiscalYear| vec![("year", Param::Text(year.to_string()))];
        let (id, params) = match self {
            Self::People => ("generate-people", vec![("most", Param::from(PEOPLE_MAX))]),
            Self::Years => ("generate-years", vec![("most", Param::from(YEARS_MAX))]),
            Self::TooEarly => ("generate-too-early", vec![("first", Param::Text(START_YEAR_MIN.to_string()))]),
            Self::NotBegun(fiscal) => ("generate-not-begun", year(fiscal)),
            Self::NotOver(fiscal) => ("generate-not-over", year(fiscal)),
            Self::Rows { least, most } => {
                ("generate-rows", vec![("least", Param::from(*least)), ("most", Param::from(*most))])
            }
            Self::OutputExists(out) => ("generate-output-exists", path(out)),
            Self::Unwritable { path: out, .. } => ("generate-unwritable", path(out)),
        };
        words::say(lang, id, &params)
    }
}

/// Everything the years have in common.
#[derive(Debug)]
struct World<'a> {
    plan: &'a Plan,
    people: Vec<people::Person>,
    files: files::Files,
    labels: activities::Labels,
    /// From this date there is more to do.
    step_on: NaiveDate,
}

/// Generates a section into a folder, which is made when it does not exist.
///
/// # Errors
/// A plan outside its limits, an output that exists and is not empty, or one that cannot be written.
pub fn generate(plan: &Plan, out: &Path) -> Result<Summary, GenerateError> {
    let first_year = check(plan)?;
    let horizon = plan.today.min(plan.last_year.last_day());
    let step_on = step_on(plan, first_year);
    let world = World {
        plan,
        people: people::people(plan, first_year.first_day(), horizon),
        files: files::files(plan, first_year.first_day(), horizon, step_on),
        labels: activities::Labels::new(),
        step_on,
    };
    let mut quota = plan.rows.map(|rows| quota(&world, first_year, rows)).transpose()?;
    prepare(out)?;
    in_file(out, "people.csv", |lines| people::write(&world.people, lines))?;
    in_file(out, "files.csv", |lines| files::write(&world.files.all, lines))?;
    let mut truths = Vec::with_capacity(plan.years);
    for year in years(plan, first_year) {
        let mut days: Vec<Vec<WorkDay>> = (0..plan.people).map(|index| days::plan(&world, &year, index)).collect();
        if let Some(quota) = &mut quota {
            days.iter_mut().flatten().for_each(|day| day.entries = quota.take());
        }
        let path = out.join(FileTruth::new(year.fiscal).name);
        let written = Lines::create(&path).and_then(|lines| entries::write(&world, &year, &days, lines));
        truths.push(written.map_err(|source| GenerateError::Unwritable { path, source })?);
    }
    finish(&world, truths, out)
}

/// Checks the limits of a plan and answers its first fiscal year.
fn check(plan: &Plan) -> Result<FiscalYear, GenerateError> {
    if !(1..=PEOPLE_MAX).contains(&plan.people) {
        return Err(GenerateError::People);
    }
    let years = i32::try_from(plan.years).unwrap_or(0);
    if !(1..=YEARS_MAX).contains(&plan.years) {
        return Err(GenerateError::Years);
    }
    let first = FiscalYear::starting(plan.last_year.start_year() - years + 1);
    if first.start_year() < START_YEAR_MIN {
        return Err(GenerateError::TooEarly);
    }
    if plan.last_year.first_day() > plan.today {
        return Err(GenerateError::NotBegun(plan.last_year));
    }
    if plan.rows.is_some() && plan.last_year.last_day() > plan.today {
        return Err(GenerateError::NotOver(plan.last_year));
    }
    Ok(first)
}

/// Demand steps up on 1 October of the year in the middle.
fn step_on(plan: &Plan, first_year: FiscalYear) -> NaiveDate {
    let later = i32::try_from(plan.years / 2).unwrap_or(0);
    NaiveDate::from_ymd_opt(first_year.start_year() + later, 10, 1).unwrap_or(NaiveDate::MAX)
}

fn years(plan: &Plan, first_year: FiscalYear) -> impl Iterator<Item = Year> {
    let fiscal = std::iter::successors(Some(first_year), |year| Some(year.next()));
    let today = plan.today;
    fiscal.take(plan.years).enumerate().map(move |(index, fiscal)| Year::new(fiscal, index, today))
}

/// How a given number of rows is spread over all days of all people.
fn quota(world: &World, first_year: FiscalYear, rows: usize) -> Result<Quota, GenerateError> {
    let days: usize = years(world.plan, first_year)
        .map(|year| (0..world.plan.people).map(|index| days::plan(world, &year, index).len()).sum::<usize>())
        .sum();
    let odd = oddities::ROWS_A_YEAR * world.plan.years;
    let (least, most) = (ROWS_A_YEAR_MIN * world.plan.years, days * MOST_ENTRIES + odd);
    if (least..=most).contains(&rows) {
        Ok(Quota::new(rows - odd, days))
    } else {
        Err(GenerateError::Rows { least, most })
    }
}

/// Makes the folder, or finds it empty.
fn prepare(out: &Path) -> Result<(), GenerateError> {
    let unwritable = |source| GenerateError::Unwritable { path: out.to_owned(), source };
    if out.exists() && !out.is_dir() {
        return Err(GenerateError::OutputExists(out.to_owned()));
    }
    fs::create_dir_all(out).map_err(unwritable)?;
    if fs::read_dir(out).map_err(unwritable)?.next().is_some() {
        return Err(GenerateError::OutputExists(out.to_owned()));
    }
    Ok(())
}

fn in_file(out: &Path, name: &str, write: impl Fn(&mut Lines) -> io::Result<()>) -> Result<(), GenerateError> {
    let path = out.join(name);
    Lines::create(&path)
        .and_then(|mut lines| {
            write(&mut lines)?;
            lines.finish()
        })
        .map_err(|source| GenerateError::Unwritable { path, source })
}

/// Writes the truth and the read-me, and sums up.
fn finish(world: &World, files: Vec<FileTruth>, out: &Path) -> Result<Summary, GenerateError> {
    let summary = Summary {
        people: world.people.len(),
        case_files: world.files.all.len(),
        entry_files: files.iter().map(|file| file.name.clone()).collect(),
        entry_rows: files.iter().map(|file| file.entry_rows).sum(),
        physical_lines: files.iter().map(|file| file.physical_lines).sum(),
    };
    let truth = Truth {
        generated: true,
        note_en: words::say(Lang::En, "generate-note", &[]),
        note_fr: words::say(Lang::Fr, "generate-note", &[]),
        seed: world.plan.seed,
        people: summary.people,
        case_files: summary.case_files,
        entry_rows: summary.entry_rows,
        story: Story { assistance_weight_grows_per_cent_a_year: entries::GROWTH, step_on: world.step_on.to_string() },
        totals_rows_cover: "new and held rows since the last totals row",
        files,
    };
    let truth = serde_json::to_string_pretty(&truth).expect("numbers, texts and maps with text keys");
    in_file(out, "truth.json", |lines| lines.raw(&truth).map(drop))?;
    let read_me = Lang::ALL.map(|lang| words::say(lang, "generate-read-me", &[])).join("\n\n----\n\n");
    in_file(out, "README.txt", |lines| lines.raw(&read_me).map(drop))?;
    Ok(summary)
}
