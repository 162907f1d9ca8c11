//! Making the reports that are tables: the question checked, what must be known about the facts, then the tables.

use std::sync::Arc;

use super::capacity;
use super::demand;
use super::dimensions::By;
use super::facts::Facts;
use super::labels::Labels;
use super::ops::{self, RawQuestion, WorkloadAnswer, computed};
use super::oversight;
use super::quality;
use super::sheet::Sheet;
use super::sums::long::Limits;
use super::timeliness;
use super::workload::Wanted;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::oversight::chase::{self, RawChase};
use crate::period::Per;
use crate::store::write;

/// What must be known about the facts of a question, and what is to be computed.
pub(super) async fn about(
    context: &Context,
    facts: &Facts,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Wanted), Failure> {
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

/// A report that is asked for by days and groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// What was asked of the section and what became of it.
    Demand,
    /// How long after the work time is entered.
    Timeliness,
    /// What is missing, hardly plausible, late, held or changed.
    Quality,
    /// Hours people were there for, against the hours they recorded.
    Capacity,
}

/// Any of these reports.
///
/// # Errors
/// As [`ops::workload`]; `forbidden` for whoever may not read what it is made of.
pub async fn report(context: &Context, facts: &Facts, report: Report, raw: &RawQuestion) -> Result<Sheet, Failure> {
    match report {
        Report::Demand => demand(context, facts, raw).await,
        Report::Timeliness => timeliness(context, facts, raw).await,
        Report::Quality => quality(context, facts, raw).await,
        Report::Capacity => capacity(context, facts, raw).await,
    }
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
    let (answer, wanted, edited) = counted(context, facts, &or(raw, "activity", Per::FiscalYear)).await?;
    let vocabulary = Arc::clone(&context.vocabulary);
    let answer = Arc::new(answer);
    let (shared, snapshot) = (Arc::clone(&answer), Arc::clone(&answer.snapshot));
    let limits = Limits { entry: context.config.bulk_entry_minutes, day: context.config.long_day_minutes };
    let tables = computed(&snapshot, move |_| quality::tables(&shared, &wanted, (edited, limits), &vocabulary)).await?;
    Ok(quality::sheet(whole(answer)?, tables))
}

/// How often facts are brought up to date again because something changed while they were read.
const TRIES: usize = 20;

/// What is known about the facts and what the database counts, of one version of the data.
async fn counted(
    context: &Context,
    facts: &Facts,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Wanted, quality::Edited), Failure> {
    for _ in 0..TRIES {
        let (answer, wanted) = about(context, facts, raw).await?;
        if let Some(edited) = quality::read(context, &answer).await? {
            return Ok((answer, wanted, edited));
        }
    }
    Err(Fault::new(Code::DatabaseBusy, "").into())
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
pub async fn sign_off(context: &Context, facts: &Facts, period: &str, shared: &str) -> Result<Sheet, Failure> {
    let (period, files) = oversight::list_files(context, period).await?;
    let raw = RawQuestion {
        from: period.first.to_string(),
        to: period.last.to_string(),
        by: "file".to_owned(),
        per: period.per.as_str().to_owned(),
        shared: shared.to_owned(),
        ..RawQuestion::default()
    };
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
    Ok(oversight::chase(answer, &wanted, &items))
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
