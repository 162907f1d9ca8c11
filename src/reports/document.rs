//! The workload report as JSON, in one language: the types that are sent are the types that are documented.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::export::Frame;
use super::ops::WorkloadAnswer;
use super::workload::{AsOf, By, Figures};
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::period::Per;
use crate::time::FiscalYear;
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
    /// The first fiscal year.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$")]
    from: FiscalYear,
    /// The last fiscal year.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$")]
    to: FiscalYear,
    /// The first day of the first year.
    first_day: NaiveDate,
    /// The last day of the last year.
    last_day: NaiveDate,
    /// What the groups are.
    by: By,
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
    /// All groups together, one for each period.
    totals: Vec<FiguresDocument>,
    /// Time held for review, one for each period; no part of anything else.
    held: Vec<Held>,
    /// Where the figures come from.
    source: String,
    /// How figures are rounded.
    rounding: String,
}

/// A version of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct VocabularyVersion {
    /// Its short name.
    name: String,
    /// Its number.
    version: i64,
}

/// Person-days with entries and person-days expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Coverage)]
struct CoverageDocument {
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
struct Late {
    /// After how many days an entry is late.
    after_days: i64,
    /// Minutes entered late.
    minutes: i64,
    /// Minutes of which the day of entry is known.
    minutes_with_known_entry_date: i64,
    /// The share; null when no day of entry is known.
    #[schema(value_type = Option<f64>, required = true)]
    share_percent: Option<Hundredths>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Period)]
struct PeriodDocument {
    /// The period as readers write it.
    label: String,
    /// Its first day.
    first_day: NaiveDate,
    /// Its last day.
    last_day: NaiveDate,
    /// Whether it was not over when the figures were taken.
    incomplete: bool,
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
}

/// The figures of one group in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Figures)]
struct FiguresDocument {
    /// Whole minutes.
    minutes: i64,
    /// The same as hours, rounded once.
    #[schema(value_type = f64)]
    hours: Hundredths,
    /// Share of the period's total; null when the total is zero.
    #[schema(value_type = Option<f64>, required = true)]
    share_percent: Option<Hundredths>,
    /// Change from the period before; null where there is nothing to compare with.
    #[schema(value_type = Option<f64>, required = true)]
    change_from_prior_percent: Option<Hundredths>,
    /// Change from the first period; null where there is nothing to compare with.
    #[schema(value_type = Option<f64>, required = true)]
    change_from_first_percent: Option<Hundredths>,
}

/// Time held for review in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct Held {
    /// Whole minutes.
    minutes: i64,
    /// The same as hours, rounded once.
    #[schema(value_type = f64)]
    hours: Hundredths,
}

impl From<&Figures> for FiguresDocument {
    fn from(figures: &Figures) -> Self {
        Self {
            minutes: figures.minutes,
            hours: Hundredths::hours(figures.minutes),
            share_percent: figures.share,
            change_from_prior_percent: figures.change_from_prior,
            change_from_first_percent: figures.change_from_first,
        }
    }
}

/// The report as it is sent.
#[must_use]
pub fn document(answer: &WorkloadAnswer, frame: Frame) -> WorkloadDocument {
    let say = |id: &str| words::say(frame.lang, id, &[]);
    let figures = |cells: &[Figures]| cells.iter().map(FiguresDocument::from).collect();
    let (first_day, last_day) = answer.days();
    let (late, known) = answer.workload.late;
    let workload = &answer.workload;
    WorkloadDocument {
        report: "workload",
        title: say("reports-workload-title"),
        section: frame.section.get(frame.lang).to_owned(),
        lang: frame.lang,
        from: answer.span.from,
        to: answer.span.to,
        first_day,
        last_day,
        by: answer.by,
        per: answer.span.per,
        extracted_at: answer.extracted_at,
        data_version: answer.snapshot.data_version,
        vocabulary: VocabularyVersion { name: frame.vocabulary.name.clone(), version: frame.vocabulary.version },
        view: match answer.as_of() {
            AsOf::Recorded => "as_recorded",
            AsOf::Today => "as_of_today",
        },
        coverage: CoverageDocument {
            person_days: answer.coverage.days,
            expected_person_days: answer.coverage.expected,
            percent: answer.coverage.percent(),
        },
        late: Late {
            after_days: answer.late_after_days,
            minutes: late,
            minutes_with_known_entry_date: known,
            share_percent: Hundredths::percent(late, known),
        },
        periods: workload
            .periods
            .iter()
            .map(|period| PeriodDocument {
                label: period.label(frame.lang),
                first_day: period.first,
                last_day: period.last,
                incomplete: period.incomplete,
            })
            .collect(),
        groups: workload
            .groups
            .iter()
            .map(|group| GroupDocument {
                key: group.key.clone(),
                label: frame.label(answer.by, &group.key, answer),
                split_into: answer.split_into(&group.key).to_vec(),
                figures: figures(&group.figures),
            })
            .collect(),
        totals: figures(&workload.totals),
        held: workload
            .held
            .iter()
            .map(|minutes| Held { minutes: *minutes, hours: Hundredths::hours(*minutes) })
            .collect(),
        source: frame.source(),
        rounding: say("reports-about-rounding-value"),
    }
}
