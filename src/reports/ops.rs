//! Asking for a report: the question as text, checked; the facts brought up to date; the answer with everything a
//! reader must know before believing it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::coverage::{self, Coverage};
use super::facts::{Facts, Snapshot};
use super::labels::Labels;
use super::question::Question;
use super::sight::Sight;
use super::sums::ReportError;
use super::workload::{self, AsOf, By, Group, Workload};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::store::write;
use crate::time::FiscalYear;

pub use super::question::RawQuestion;

/// The workload with what must be known about it.
#[derive(Debug)]
pub struct WorkloadAnswer {
    /// The question.
    pub question: Question,
    /// The figures.
    pub workload: Workload,
    /// Person-days with entries over expected.
    pub coverage: Coverage,
    /// What groups are called.
    pub labels: Labels,
    /// When the figures were taken.
    pub extracted_at: DateTime<Utc>,
    /// Entries made more than so many days after the work count as late.
    pub late_after_days: i64,
    /// The facts the figures were computed from.
    pub snapshot: Arc<Snapshot>,
}

impl WorkloadAnswer {
    /// Which list the codes of activities are read by.
    #[must_use]
    pub fn as_of(&self) -> AsOf {
        self.question.as_of()
    }

    /// The codes that a group stands split into as of today's list: its hours cannot be told apart.
    #[must_use]
    pub fn split_into(&self, by: By, key: &str) -> &[String] {
        match &self.question.recoding {
            Some(recoding) if by == By::Activity => recoding.crosswalk.split_into(key),
            _ => &[],
        }
    }

    /// The first and last day of the span.
    #[must_use]
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.question.span.first, self.question.span.last)
    }

    /// Whether no minute lies in the span.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.workload.groups.is_empty() && self.workload.held.iter().all(|minutes| *minutes == 0)
    }
}

/// The fiscal years that have entries, first and last; the present one when there are none.
#[must_use]
pub fn years_with_entries(snapshot: &Snapshot, today: NaiveDate) -> (FiscalYear, FiscalYear) {
    let present = FiscalYear::of(today);
    let first = snapshot.years.keys().next().copied().unwrap_or(present);
    let last = snapshot.years.keys().next_back().copied().unwrap_or(present);
    (first, last)
}

/// The facts within sight of the caller, up to the present change of the database.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn facts(context: &Context, facts: &Facts) -> Result<Arc<Snapshot>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadReports)?;
    let snapshot = facts.current(context).await?;
    let sight = Sight::of(&snapshot, access);
    let cut = tokio::task::spawn_blocking(move || sight.cut(snapshot)).await;
    Ok(cut.map_err(|_| Fault::new(Code::Internal, "").with("request", ""))?)
}

/// Notes that figures left the service as a file.
///
/// # Errors
/// When the database fails.
pub async fn note_export(context: &Context, answer: &WorkloadAnswer, format: &str) -> Result<(), Failure> {
    let (from, to) = answer.days();
    let as_of = if answer.as_of() == AsOf::Today { " today" } else { "" };
    let event = Event {
        action: "export",
        object_kind: "report",
        object_id: format!("workload {} {from} {to} {format}{as_of}", answer.question.by.as_str()),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}

/// Answers the workload question.
///
/// # Errors
/// `forbidden`; `span_format`, `period_reversed`, `unknown_dimension`, `report_too_large` and faults of what it is narrowed
/// to, all at once; or the failure of the database.
pub async fn workload(
    context: &Context,
    facts: &Facts,
    raw: &RawQuestion,
    late_after_days: i64,
) -> Result<WorkloadAnswer, Failure> {
    let extracted_at = context.clock.now();
    let today = context.clock.today();
    let snapshot = self::facts(context, facts).await?;
    let question = Question::parse(raw, context, &snapshot)?;
    let labels = Labels::find(context, &snapshot, &question).await?;
    let wanted = question.wanted(context, &snapshot, late_after_days);
    let span = question.span;
    let (workload, coverage) = computed(&snapshot, move |snapshot| {
        let workload = workload::compute(snapshot, &wanted)?;
        let coverage = coverage::compute(snapshot, span.first, span.last, today);
        Ok((workload, coverage))
    })
    .await?;
    let groups = in_vocabulary_order(workload.groups, question.by, context);
    let groups = groups.into_iter().map(|group| match question.across {
        Some(across) => Group { across: in_vocabulary_order(group.across, across, context), ..group },
        None => group,
    });
    let columns = match question.across {
        Some(across) => in_vocabulary_order(workload.columns, across, context),
        None => workload.columns,
    };
    let workload = Workload { groups: groups.collect(), columns, ..workload };
    Ok(WorkloadAnswer { question, workload, coverage, labels, extracted_at, late_after_days, snapshot })
}

/// Computes away from the threads that answer.
///
/// # Errors
/// `report_too_large`; `internal`, with a line in the log.
pub(super) async fn computed<T: Send + 'static>(
    snapshot: &Arc<Snapshot>,
    compute: impl FnOnce(&Snapshot) -> Result<T, ReportError> + Send + 'static,
) -> Result<T, Failure> {
    let snapshot = Arc::clone(snapshot);
    match tokio::task::spawn_blocking(move || compute(&snapshot)).await {
        Ok(Ok(computed)) => Ok(computed),
        Ok(Err(ReportError::TooLarge(fault))) => Err(fault.into()),
        Ok(Err(ReportError::Columns(error))) => {
            tracing::error!(%error, "report failed");
            Err(Fault::new(Code::Internal, "").with("request", "").into())
        }
        Err(_) => Err(Fault::new(Code::Internal, "").with("request", "").into()),
    }
}

/// Categories and activities in the order of the vocabulary; everything else as sorted.
fn in_vocabulary_order(mut groups: Vec<Group>, by: By, context: &Context) -> Vec<Group> {
    let vocabulary = &context.vocabulary;
    let place = |key: &str| match by {
        By::Category => vocabulary.categories.iter().position(|category| category.code == key),
        By::Activity => vocabulary.activities.iter().position(|activity| activity.code == key),
        _ => None,
    };
    groups.sort_by_key(|group| place(&group.key).unwrap_or(usize::MAX));
    groups
}
