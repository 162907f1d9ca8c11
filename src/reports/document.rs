//! The workload report as JSON, in one language: the types that are sent are the types that are documented.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::coverage::Coverage;
use super::dimensions::{AsOf, By, Filter};
use super::export::Frame;
use super::links;
use super::ops::WorkloadAnswer;
use super::workload::{Figures, Group, Workload};
use crate::figures::{Figure, FigureDocument};
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::period::{Per, Period};
use crate::words;

/// The workload report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkloadDocument {
    /// `workload`.
    #[schema(pattern = "^workload$")]
    report: &'static str,
    /// The title readers see.
    title: String,
    /// The name of the section.
    section: String,
    /// The language of titles and labels.
    lang: Lang,
    /// The first fiscal year, calendar year or day.
    #[schema(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    from: String,
    /// The last one.
    #[schema(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    to: String,
    /// The first day.
    first_day: NaiveDate,
    /// The last day.
    last_day: NaiveDate,
    /// What the groups are.
    by: By,
    /// What the groups are crossed with.
    #[schema(required = true)]
    across: Option<By>,
    /// What the figures are narrowed to.
    filters: Vec<FilterDocument>,
    /// Groups of fewer people are not shown; null where all are.
    #[schema(required = true)]
    fewest_people: Option<i64>,
    /// The length of the periods.
    per: Per,
    /// When the figures were taken.
    extracted_at: DateTime<Utc>,
    /// Counts changes of the data.
    data_version: i64,
    /// The vocabulary in force.
    vocabulary: VocabularyVersion,
    /// `as_recorded`: every entry under the code it was recorded with; `as_of_today`: under the code that took it over, as
    /// the vocabulary in force says.
    #[schema(pattern = "^(as_recorded|as_of_today)$")]
    view: &'static str,
    /// On how many of the expected days time was recorded.
    coverage: CoverageDocument,
    /// How much was entered late.
    late: Late,
    /// The periods, in order.
    periods: Vec<PeriodDocument>,
    /// The groups.
    groups: Vec<GroupDocument>,
    /// All groups of each column together; empty where nothing is crossed.
    columns: Vec<CrossedDocument>,
    /// All groups together, one for each period.
    totals: Vec<FiguresDocument>,
    /// Time held for review, one for each period; no part of anything else.
    held: Vec<Held>,
    /// Where the figures come from.
    source: String,
    /// How figures are rounded.
    rounding: String,
    /// What each figure means.
    figures: Vec<FigureDocument>,
}

/// A group that figures are narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportFilter)]
pub(super) struct FilterDocument {
    /// The dimension.
    dimension: By,
    /// The group; empty for what is not given.
    key: String,
    /// What it is called.
    label: String,
}

impl FilterDocument {
    pub(super) fn new(filter: &Filter, label: String) -> Self {
        Self { dimension: filter.by, key: filter.value.clone(), label }
    }
}

/// A version of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct VocabularyVersion {
    /// Its short name.
    pub(super) name: String,
    /// Its number.
    pub(super) version: i64,
}

/// Person-days with entries and person-days expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Coverage)]
pub(super) struct CoverageDocument {
    /// Person-days with at least one entry.
    person_days: i64,
    /// Person-days expected.
    expected_person_days: i64,
    /// The share; null when nothing was expected.
    #[schema(value_type = Option<f64>, required = true)]
    percent: Option<Hundredths>,
}

/// Time entered late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Late {
    /// After how many days an entry is late.
    after_days: i64,
    /// Minutes entered late; null where small groups are not shown.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// Minutes of which the day of entry is known; null where small groups are not shown.
    #[schema(required = true)]
    minutes_with_known_entry_date: Option<i64>,
    /// The share; null when no day of entry is known, and where few people entered late and small groups are not shown.
    #[schema(value_type = Option<f64>, required = true)]
    share_percent: Option<Hundredths>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Period)]
pub(super) struct PeriodDocument {
    /// The period as readers write it.
    label: String,
    /// Its first day.
    first_day: NaiveDate,
    /// Its last day.
    last_day: NaiveDate,
    /// Whether it was not over when the figures were taken, or only a part of it was asked for.
    incomplete: bool,
}

impl PeriodDocument {
    pub(super) fn of(period: &Period, lang: Lang) -> Self {
        Self {
            label: period.label(lang),
            first_day: period.first,
            last_day: period.last,
            incomplete: period.incomplete,
        }
    }
}

impl CoverageDocument {
    pub(super) fn of(coverage: Coverage) -> Self {
        Self { person_days: coverage.days, expected_person_days: coverage.expected, percent: coverage.percent() }
    }
}

impl Late {
    /// Minutes entered late and minutes of which that is known; the share alone in a report that can be passed on, because
    /// the minutes could give a hidden total away.
    pub(super) fn of(workload: &Workload, after_days: i64, share_only: bool) -> Self {
        let (late, known) = workload.late;
        Self {
            after_days,
            minutes: (!share_only).then_some(late),
            minutes_with_known_entry_date: (!share_only).then_some(known),
            share_percent: workload.late_share(),
        }
    }
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Group)]
struct GroupDocument {
    /// Its code, number or text; empty where files name none.
    key: String,
    /// What it is called.
    label: String,
    /// The codes it was split into, as of today's list: its hours cannot be told apart. Empty for all others.
    split_into: Vec<String>,
    /// One for each period.
    figures: Vec<FiguresDocument>,
    /// The columns it has entries in; empty where nothing is crossed.
    across: Vec<CrossedDocument>,
}

/// One column of one group, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CrossedGroup)]
struct CrossedDocument {
    /// Its code, number or text; empty where none is given.
    key: String,
    /// What it is called.
    label: String,
    /// One for each period.
    figures: Vec<FiguresDocument>,
}

/// The figures of one group in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Figures)]
struct FiguresDocument {
    /// Whether so few people are behind it that it is not shown; then everything else is null.
    suppressed: bool,
    /// Whole minutes.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// The same as hours, rounded once.
    #[schema(value_type = Option<f64>, required = true)]
    hours: Option<Hundredths>,
    /// Entries.
    #[schema(required = true)]
    entry_count: Option<i64>,
    /// Files with entries; null where rows and columns cross.
    #[schema(required = true)]
    files: Option<i64>,
    /// Hours for each of them.
    #[schema(value_type = Option<f64>, required = true)]
    hours_per_file: Option<Hundredths>,
    /// Full-time equivalents by the hours standard of the period.
    #[schema(value_type = Option<f64>, required = true)]
    fte: Option<Hundredths>,
    /// Share of the period's total; null when the total is zero.
    #[schema(value_type = Option<f64>, required = true)]
    share_percent: Option<Hundredths>,
    /// Change from the period before; null where there is nothing to compare with.
    #[schema(value_type = Option<f64>, required = true)]
    change_from_prior_percent: Option<Hundredths>,
    /// Change from the first period; null where there is nothing to compare with.
    #[schema(value_type = Option<f64>, required = true)]
    change_from_first_percent: Option<Hundredths>,
    /// Change from the same period of the year before; null where there is nothing to compare with.
    #[schema(value_type = Option<f64>, required = true)]
    change_from_year_before_percent: Option<Hundredths>,
    /// The address of the entries it is the sum of.
    #[schema(required = true)]
    entries: Option<String>,
}

/// Time held for review in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct Held {
    /// Whether so few people are behind it that it is not shown.
    suppressed: bool,
    /// Whole minutes.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// The same as hours, rounded once.
    #[schema(value_type = Option<f64>, required = true)]
    hours: Option<Hundredths>,
    /// The address of the entries it is the sum of.
    #[schema(required = true)]
    entries: Option<String>,
}

/// The figures of some groups, one for each period.
fn figures(answer: &WorkloadAnswer, cells: &[Figures], groups: &[(By, &str)]) -> Vec<FiguresDocument> {
    let figures = |(cell, period): (&Figures, &Period)| {
        let shown = !cell.suppressed;
        FiguresDocument {
            suppressed: cell.suppressed,
            minutes: shown.then_some(cell.minutes),
            hours: shown.then(|| Hundredths::hours(cell.minutes)),
            entry_count: shown.then_some(cell.entries),
            files: cell.files,
            hours_per_file: cell.hours_per_file(),
            fte: cell.fte,
            share_percent: cell.share,
            change_from_prior_percent: cell.change_from_prior,
            change_from_first_percent: cell.change_from_first,
            change_from_year_before_percent: cell.change_from_year_before,
            entries: shown.then(|| links::entries(&answer.question, Some(period), groups, false)),
        }
    };
    cells.iter().zip(&answer.workload.periods).map(figures).collect()
}

fn held(answer: &WorkloadAnswer) -> Vec<Held> {
    let workload = &answer.workload;
    let held = |((minutes, suppressed), period): ((&i64, &bool), &Period)| Held {
        suppressed: *suppressed,
        minutes: (!suppressed).then_some(*minutes),
        hours: (!suppressed).then(|| Hundredths::hours(*minutes)),
        entries: (!suppressed).then(|| links::entries(&answer.question, Some(period), &[], true)),
    };
    workload.held.iter().zip(&workload.held_suppressed).zip(&workload.periods).map(held).collect()
}

/// A column of a row; of all rows where there is none.
fn crossed(answer: &WorkloadAnswer, frame: Frame, row: Option<&str>, column: &Group) -> CrossedDocument {
    let (by, across) = (answer.question.by, answer.question.across.unwrap_or_default());
    let groups: Vec<(By, &str)> = row.map(|row| (by, row)).into_iter().chain([(across, column.key.as_str())]).collect();
    CrossedDocument {
        key: column.key.clone(),
        label: frame.label(across, &column.key, answer),
        figures: figures(answer, &column.figures, &groups),
    }
}

/// The report as it is sent.
#[must_use]
pub fn document(answer: &WorkloadAnswer, frame: Frame) -> WorkloadDocument {
    let say = |id: &str| words::say(frame.lang, id, &[]);
    let (first_day, last_day) = answer.days();
    let workload = &answer.workload;
    let question = &answer.question;
    WorkloadDocument {
        report: "workload",
        title: say("reports-workload-title"),
        section: frame.section.get(frame.lang).to_owned(),
        lang: frame.lang,
        from: question.span.first_text(),
        to: question.span.last_text(),
        first_day,
        last_day,
        by: question.by,
        across: question.across,
        filters: question
            .filters
            .iter()
            .map(|filter| FilterDocument::new(filter, frame.label(filter.by, &filter.value, answer)))
            .collect(),
        fewest_people: question.fewest_people,
        per: question.span.per,
        extracted_at: answer.extracted_at,
        data_version: answer.snapshot.data_version,
        vocabulary: VocabularyVersion { name: frame.vocabulary.name.clone(), version: frame.vocabulary.version },
        view: view(answer.as_of()),
        coverage: CoverageDocument::of(answer.coverage),
        late: Late::of(workload, answer.late_after_days, question.fewest_people.is_some()),
        periods: workload.periods.iter().map(|period| PeriodDocument::of(period, frame.lang)).collect(),
        groups: workload
            .groups
            .iter()
            .map(|group| GroupDocument {
                key: group.key.clone(),
                label: frame.label(question.by, &group.key, answer),
                split_into: answer.split_into(question.by, &group.key).to_vec(),
                figures: figures(answer, &group.figures, &[(question.by, &group.key)]),
                across: group.across.iter().map(|cell| crossed(answer, frame, Some(&group.key), cell)).collect(),
            })
            .collect(),
        columns: workload.columns.iter().map(|column| crossed(answer, frame, None, column)).collect(),
        totals: figures(answer, &workload.totals, &[]),
        held: held(answer),
        source: frame.source(),
        rounding: say("reports-about-rounding-value"),
        figures: Figure::of_report("workload").map(|figure| figure.document(frame.lang)).collect(),
    }
}

/// By which list the codes are read.
pub(super) const fn view(as_of: AsOf) -> &'static str {
    match as_of {
        AsOf::Recorded => "as_recorded",
        AsOf::Today => "as_of_today",
    }
}
