//! Making the reports that are tables: the question checked, what must be known about the facts, then the tables.

use std::sync::Arc;

use chrono::NaiveDate;

use super::capacity;
use super::demand;
use super::dimensions::By;
use super::facts::Facts;
use super::figures::{Figure, Origin};
use super::labels::Labels;
use super::links;
use super::ops::{self, RawQuestion, WorkloadAnswer, computed};
use super::oversight;
use super::quality;
use super::sheet::Sheet;
use super::timeliness;
use super::workload::{Figures, Wanted};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::entries::{self, EntryView};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::EntryId;
use crate::number::Hundredths;
use crate::oversight::chase::{self, RawChase};
use crate::period::Per;
use crate::store::write;

/// What must be known about the facts of a question, and what is to be computed.
async fn about(context: &Context, facts: &Facts, raw: &RawQuestion) -> Result<(WorkloadAnswer, Wanted), Failure> {
    let late = context.config.late_after_days;
    let answer = ops::workload(context, facts, raw, late).await?;
    let wanted = answer.question.wanted(context, &answer.snapshot, late);
    Ok((answer, wanted))
}

/// The question with other values where none are given.
fn or(raw: &RawQuestion, by: &str, per: Per) -> RawQuestion {
    let given = |text: &str, otherwise: &str| if text.trim().is_empty() { otherwise } else { text }.to_owned();
    RawQuestion { by: given(&raw.by, by), per: given(&raw.per, per.as_str()), ..raw.clone() }
}

/// How long after the work time is entered: by month and team, unless asked otherwise.
///
/// # Errors
/// As [`ops::workload`].
pub async fn timeliness(context: &Context, facts: &Facts, raw: &RawQuestion) -> Result<Sheet, Failure> {
    let (answer, wanted) = about(context, facts, &or(raw, "team", Per::FiscalYear)).await?;
    let answer = Arc::new(answer);
    let (shared, snapshot) = (Arc::clone(&answer), Arc::clone(&answer.snapshot));
    let tables = computed(&snapshot, move |_| timeliness::tables(&shared, &wanted)).await?;
    Ok(timeliness::sheet(whole(answer)?, tables))
}

/// Hours people were there for, against the hours they recorded.
///
/// # Errors
/// As [`ops::workload`].
pub async fn capacity(context: &Context, facts: &Facts, raw: &RawQuestion) -> Result<Sheet, Failure> {
    let (answer, wanted) = about(context, facts, &or(raw, "team", Per::FiscalYear)).await?;
    let answer = Arc::new(answer);
    let (shared, snapshot) = (Arc::clone(&answer), Arc::clone(&answer.snapshot));
    let tables = computed(&snapshot, move |_| capacity::tables(&shared, &wanted)).await?;
    Ok(capacity::sheet(whole(answer)?, tables))
}

/// What is missing, hardly plausible, late, held or changed, and how much each code is used.
///
/// # Errors
/// As [`ops::workload`].
pub async fn quality(context: &Context, facts: &Facts, raw: &RawQuestion) -> Result<Sheet, Failure> {
    let (answer, wanted) = about(context, facts, &or(raw, "activity", Per::FiscalYear)).await?;
    let counts = quality::read(context, &answer).await?;
    let vocabulary = Arc::clone(&context.vocabulary);
    let answer = Arc::new(answer);
    let (shared, snapshot) = (Arc::clone(&answer), Arc::clone(&answer.snapshot));
    let tables = computed(&snapshot, move |_| quality::tables(&shared, &wanted, &counts, &vocabulary)).await?;
    Ok(quality::sheet(whole(answer)?, tables))
}

/// What was asked of the section and what became of it.
///
/// # Errors
/// As [`ops::workload`]; `forbidden` for whoever may not read the register of requests.
pub async fn demand(context: &Context, facts: &Facts, raw: &RawQuestion) -> Result<Sheet, Failure> {
    let (mut answer, wanted) = about(context, facts, &or(raw, "client", Per::FiscalYear)).await?;
    let rows = demand::read(context).await?;
    let dimensions = [By::Client, By::Country];
    answer.labels = Labels::of(context, &answer.snapshot, &dimensions).await?;
    Ok(demand::sheet(context, answer, &wanted, rows))
}

/// Files with time in a period, and whether their lead counsel has confirmed it.
///
/// # Errors
/// As [`ops::workload`] and [`crate::oversight::ops::list_files`].
pub async fn sign_off(context: &Context, facts: &Facts, period: &str) -> Result<Sheet, Failure> {
    let (period, files) = oversight::list_files(context, period).await?;
    let (from, to) = (period.first.to_string(), period.last.to_string());
    let raw =
        RawQuestion { from, to, by: "file".to_owned(), per: period.per.as_str().to_owned(), ..Default::default() };
    let (answer, _) = about(context, facts, &raw).await?;
    Ok(oversight::sign_off(answer, &period, &files))
}

/// What there is to ask people about.
///
/// # Errors
/// As [`ops::workload`] and [`crate::oversight::chase::list`].
pub async fn chase(context: &Context, facts: &Facts, raw: &RawChase) -> Result<Sheet, Failure> {
    let wanted = raw.parse(context.clock.today())?;
    let items = chase::list(context, &wanted).await?;
    let (from, to) = (wanted.from.to_string(), wanted.to.to_string());
    let question =
        RawQuestion { from, to, by: "team".to_owned(), per: Per::Month.as_str().to_owned(), ..Default::default() };
    let (answer, _) = about(context, facts, &question).await?;
    Ok(oversight::chase(answer, &items))
}

/// Nobody else holds it any more once the tables are made.
fn whole(answer: Arc<WorkloadAnswer>) -> Result<WorkloadAnswer, Failure> {
    Arc::try_unwrap(answer).map_err(|_| Fault::new(Code::Internal, "").with("request", "").into())
}

/// Notes that a report left the service as a file.
///
/// # Errors
/// When the database fails.
pub async fn note_export(context: &Context, sheet: &Sheet, format: &str) -> Result<(), Failure> {
    let (from, to) = sheet.about.days();
    let event = Event {
        action: "export",
        object_kind: "report",
        object_id: format!("{} {from} {to} {format}", sheet.report),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}

/// A figure with its value for one question, and the entries behind it.
#[derive(Debug)]
pub struct Explained {
    /// The figure.
    pub figure: &'static Figure,
    /// The question, and what must be known about the facts.
    pub answer: WorkloadAnswer,
    /// The value for all days of the question together; none where it is not one number, or not made of entries.
    pub value: Option<Hundredths>,
    /// The address of all entries behind it; none where it is not made of entries.
    pub behind: Option<String>,
    /// A page of them, without narratives.
    pub entries: Vec<EntryView>,
}

/// Which entries an explanation shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Those before this place, newest first.
    pub before: Option<(NaiveDate, EntryId)>,
    /// At most so many.
    pub limit: i64,
}

/// Explains a figure: definition, filters, its value, and the entries behind it.
///
/// # Errors
/// `unknown_figure`; as [`ops::workload`].
pub async fn explain(
    context: &Context,
    facts: &Facts,
    id: &str,
    raw: &RawQuestion,
    shown: Shown,
) -> Result<Explained, Failure> {
    context.caller.access.must(Right::ReadReports)?;
    let figure = Figure::parse(id)?;
    let (answer, _) = about(context, facts, raw).await?;
    let work = &answer.workload;
    let sum = |minutes: &dyn Fn(&Figures) -> i64| work.totals.iter().map(minutes).sum::<i64>();
    let held: i64 = work.held.iter().sum();
    let (late, known) = work.late;
    let value = match figure.id {
        "hours" => Some(Hundredths::hours(sum(&|figures| figures.minutes))),
        "entries" => Hundredths::of_ratio(sum(&|figures| figures.entries), 1, 1),
        "held" => Some(Hundredths::hours(held)),
        "late" => Hundredths::percent(late, known),
        "coverage" => answer.coverage.percent(),
        _ => None,
    };
    let value = value.filter(|_| answer.question.fewest_people.is_none());
    let of_entries = figure.source == Origin::Entries;
    let is_held = figure.id == "held";
    let behind = (of_entries && answer.question.fewest_people.is_none())
        .then(|| links::entries(&answer.question, None, &[], is_held));
    let entries = match &behind {
        Some(_) => {
            let wanted = links::wanted(context, &answer, is_held, shown.before, shown.limit);
            entries::ops::list_bare(context, &wanted).await?
        }
        None => Vec::new(),
    };
    Ok(Explained { figure, answer, value, behind, entries })
}
