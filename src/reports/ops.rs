//! Asking for a report: the question as text, checked; the facts brought up to date; the answer with everything a
//! reader must know before believing it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::coverage::{self, Coverage};
use super::facts::{Facts, Snapshot};
use super::sight::Sight;
use super::sums::ReportError;
use super::workload::{self, AsOf, By, Group, Recoding, Workload};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::period::{Per, Span};
use crate::store::write;
use crate::time::FiscalYear;

/// A question as text. Empty means: not given.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawQuestion {
    /// The first fiscal year; not given: the first with entries.
    pub from: String,
    /// The last fiscal year; not given: the last with entries.
    pub to: String,
    /// The dimension; not given: category.
    pub by: String,
    /// The length of the periods; not given: fiscal year.
    pub per: String,
    /// Which list the codes of activities are read by; not given: as recorded.
    pub as_of: String,
    /// The form of the answer, for the API.
    pub format: String,
    /// The language of the answer, for the API.
    pub lang: String,
}

/// The workload with what must be known about it.
#[derive(Debug)]
pub struct WorkloadAnswer {
    /// The span asked for.
    pub span: Span,
    /// The dimension asked for.
    pub by: By,
    /// The list in force, where the figures are as of today's list.
    pub recoding: Option<Recoding>,
    /// The figures.
    pub workload: Workload,
    /// Person-days with entries over expected.
    pub coverage: Coverage,
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
        if self.recoding.is_some() { AsOf::Today } else { AsOf::Recorded }
    }

    /// The codes that a group stands split into as of today's list: its hours cannot be told apart.
    #[must_use]
    pub fn split_into(&self, key: &str) -> &[String] {
        match &self.recoding {
            Some(recoding) if self.by == By::Activity => recoding.crosswalk.split_into(key),
            _ => &[],
        }
    }

    /// The first and last day of the span.
    #[must_use]
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.span.from.first_day(), self.span.to.last_day())
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
        object_id: format!("workload {} {from} {to} {format}{as_of}", answer.by.as_str()),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}

/// Answers the workload question.
///
/// # Errors
/// `fiscal_year_format`, `period_reversed`, `unknown_dimension`, `report_too_large`, all at once; or the failure of the
/// database.
pub async fn workload(
    context: &Context,
    facts: &Facts,
    question: &RawQuestion,
    late_after_days: i64,
) -> Result<WorkloadAnswer, Failure> {
    let extracted_at = context.clock.now();
    let today = context.clock.today();
    let mut faults = Faults::none();
    let given =
        |text: &str, otherwise: &str| if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() };
    let by = faults.keep(By::parse(&given(&question.by, By::default().as_str())));
    let per = faults.keep(Per::parse(&given(&question.per, Per::default().as_str())));
    let as_of = faults.keep(AsOf::parse(&given(&question.as_of, AsOf::default().as_str())));
    let snapshot = self::facts(context, facts).await?;
    let (first, last) = years_with_entries(&snapshot, today);
    let span = match Span::parse(
        &given(&question.from, &first.to_string()),
        &given(&question.to, &last.to_string()),
        per.unwrap_or_default(),
    ) {
        Ok(span) => Some(span),
        Err(found) => {
            faults.extend(found);
            None
        }
    };
    let (Some(by), Some(span), true) = (by, span, faults.is_empty()) else { return Err(faults.into()) };
    let recoding = (as_of == Some(AsOf::Today)).then(|| Recoding::by(Arc::clone(&context.vocabulary)));
    let work = {
        let (snapshot, span, recoding) = (Arc::clone(&snapshot), span.clone(), recoding.clone());
        tokio::task::spawn_blocking(move || {
            let workload =
                workload::compute(&snapshot, span.periods(today), by, recoding.as_ref(), late_after_days)?;
            let coverage = coverage::compute(&snapshot, span.from.first_day(), span.to.last_day(), today);
            Ok::<_, ReportError>((workload, coverage))
        })
    };
    let (workload, coverage) = match work.await {
        Ok(Ok(computed)) => computed,
        Ok(Err(ReportError::TooLarge(fault))) => return Err(fault.into()),
        Ok(Err(ReportError::Columns(error))) => {
            tracing::error!(%error, "report failed");
            return Err(Fault::new(Code::Internal, "").with("request", "").into());
        }
        Err(_) => return Err(Fault::new(Code::Internal, "").with("request", "").into()),
    };
    let workload = Workload { groups: in_vocabulary_order(workload.groups, by, context), ..workload };
    Ok(WorkloadAnswer { span, by, recoding, workload, coverage, extracted_at, late_after_days, snapshot })
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
