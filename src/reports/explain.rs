//! A figure explained: what it counts, its values for a question wherever it stands, and what each of them is made of. The
//! values are the cells of the reports themselves, so that an explanation cannot say anything else than they do.

use chrono::{Days, NaiveDate};

use super::dimensions::By;
use super::facts::Facts;
use super::links;
use super::ops::{RawQuestion, WorkloadAnswer};
use super::question::Question;
use super::run::{self, Report, about};
use super::sheet::document::number;
use super::sheet::{Cell, Key, Sheet, Value};
use super::workload::Figures;
use crate::access::Right;
use crate::coding;
use crate::coding::result::{Level, Outcome};
use crate::context::Context;
use crate::entries::{self, EntryView};
use crate::failure::Failure;
use crate::figures::{Figure, Origin};
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::oversight::chase::{self, List, RawChase};
use crate::period::{Per, Period};

/// The most values of a figure that are shown.
const VALUES_MAX: usize = 200;
/// Samples that are looked through for the last closed one.
const SAMPLES: i64 = 200;

/// A figure with its values for one question, and the entries behind it.
#[derive(Debug)]
pub struct Explained {
    /// The figure.
    pub figure: &'static Figure,
    /// The question, and what must be known about the facts.
    pub answer: WorkloadAnswer,
    /// The value for all days of the question together; none where it is not one number.
    pub value: Option<Hundredths>,
    /// Its values as the report shows them in which it stands: of everything together where it has such a row.
    pub values: Vec<Found>,
    /// How many more values there are.
    pub left_out: usize,
    /// The address of everything behind it; none where each value has its own.
    pub behind: Option<String>,
    /// A page of entries, without narratives, where it is made of them.
    pub entries: Vec<EntryView>,
}

/// One value of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The report.
    pub report: &'static str,
    /// The table of the report.
    pub table: &'static str,
    /// What it is of.
    pub keys: Vec<Key>,
    /// Whether it is of a period that is not over, or not yet recorded.
    pub incomplete: bool,
    /// The value, and what it is made of.
    pub cell: Cell,
}

/// Which entries an explanation shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Those before this place, newest first.
    pub before: Option<(NaiveDate, EntryId)>,
    /// At most so many.
    pub limit: i64,
}

/// Explains a figure: definition, filters, its values, and what is behind them.
///
/// # Errors
/// `unknown_figure`; as [`super::ops::workload`] and the report in which the figure stands.
pub async fn explain(
    context: &Context,
    facts: &Facts,
    id: &str,
    raw: &RawQuestion,
    shown: Shown,
) -> Result<Explained, Failure> {
    context.caller.access.must(Right::ReadReports)?;
    let figure = Figure::parse(id)?;
    let (answer, mut values) = match figure.reports[0] {
        "workload" => of_workload(context, facts, figure, raw).await?,
        "demand" => of_report(context, facts, figure, Report::Demand, raw).await?,
        "timeliness" => of_report(context, facts, figure, Report::Timeliness, raw).await?,
        "quality" => of_report(context, facts, figure, Report::Quality, raw).await?,
        "capacity" => of_report(context, facts, figure, Report::Capacity, raw).await?,
        "sign-off" => of_sign_off(context, facts, figure, raw).await?,
        "chase" => of_chase(context, facts, figure, raw).await?,
        _ => of_coding(context, facts, figure, raw).await?,
    };
    let open = answer.question.fewest_people.is_none();
    // It is one number where the first of the tables it stands in shows one.
    let own: Vec<&Found> = values.iter().filter(|found| found.table == values[0].table).collect();
    let value = match (figure.id, own.as_slice()) {
        (_, [one]) => number(&one.cell.value),
        (id, _) => together(&answer, id).filter(|_| open),
    };
    let is_held = figure.id == "held";
    // Those two count other entries than the list of a question holds.
    let of_entries = figure.source == Origin::Entries
        && figure.reports[0] == "workload"
        && !["late", "coverage"].contains(&figure.id);
    let behind = match own.as_slice() {
        [one] => one.cell.behind.clone(),
        _ => (of_entries && open).then(|| links::entries(&answer.question, None, &[], is_held)),
    };
    let entries = if of_entries && open {
        let wanted = links::wanted(context, &answer, is_held, shown.before, shown.limit);
        entries::ops::list_bare(context, &wanted).await?
    } else {
        Vec::new()
    };
    let left_out = values.len().saturating_sub(VALUES_MAX);
    values.truncate(VALUES_MAX);
    Ok(Explained { figure, answer, value, values, left_out, behind, entries })
}

/// The value of all periods together, of figures of which there is one.
fn together(answer: &WorkloadAnswer, id: &str) -> Option<Hundredths> {
    let sum = |of: &dyn Fn(&Figures) -> i64| answer.workload.totals.iter().map(of).sum::<i64>();
    match id {
        "hours" => Some(Hundredths::hours(sum(&|figures| figures.minutes))),
        "entries" => Hundredths::of_ratio(sum(&|figures| figures.entries), 1, 1),
        _ => None,
    }
}

/// A figure of the workload, of all groups together in each period.
async fn of_workload(
    context: &Context,
    facts: &Facts,
    figure: &Figure,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Vec<Found>), Failure> {
    let (answer, _) = about(context, facts, raw).await?;
    let work = &answer.workload;
    let found = |keys: Vec<Key>, incomplete: bool, cell: Cell| Found {
        report: "workload",
        table: "workload",
        keys,
        incomplete,
        cell,
    };
    let of_all = |value: Value, address: String| {
        let cell = if value == Value::Suppressed { value.into() } else { Cell::from(value).behind(address) };
        vec![found(vec![Key::total()], false, cell)]
    };
    let ratio = |ratio: Option<Hundredths>| ratio.map_or(Value::None, Value::Ratio);
    let of_days =
        |held: links::Held, more: &[(&'static str, &str)]| links::narrowed(&answer.question, None, &[], held, more);
    let values = match figure.id {
        // Of everybody, whatever the question is narrowed to.
        "coverage" => {
            let everybody = Question { filters: Vec::new(), ..answer.question.clone() };
            of_all(ratio(answer.coverage.percent()), links::narrowed(&everybody, None, &[], links::Held::All, &[]))
        }
        "late" if work.late_suppressed => of_all(Value::Suppressed, String::new()),
        "late" => {
            let after = answer.late_after_days.to_string();
            let share = ratio(work.late_share());
            // Held entries are late with what they are about, which a list of them cannot be narrowed to together with others.
            let of_people = |by: By| matches!(by, By::Team | By::Person | By::Language | By::Status);
            if answer.question.filters.iter().all(|filter| of_people(filter.by)) {
                of_all(share, of_days(links::Held::All, &[("lag_over", &after)]))
            } else {
                vec![found(vec![Key::total()], false, share.into())]
            }
        }
        "held" => of_all(work.held_shown().map_or(Value::Suppressed, Value::Minutes), of_days(links::Held::Only, &[])),
        id => {
            let of_period = |(period, figures): (&Period, &Figures)| {
                let value = figures.value(id);
                let address = links::entries(&answer.question, Some(period), &[], false);
                let cell = Cell { behind: (value != Value::Suppressed).then_some(address), value };
                found(vec![Key::period(period), Key::total()], period.incomplete, cell)
            };
            work.periods.iter().zip(&work.totals).map(of_period).collect()
        }
    };
    Ok((answer, values))
}

/// The cells of a figure in a report: the rows of everything together where a table has such, otherwise all.
fn cells_of(sheet: &Sheet, figure: &Figure) -> Vec<Found> {
    let mut found = Vec::new();
    for table in &sheet.tables {
        let Some(column) = table.figures.iter().position(|id| *id == figure.id) else { continue };
        let is_total = |key: &Key| *key == Key::total();
        let has_total = table.rows.iter().any(|row| row.keys.iter().any(is_total));
        let rows = table.rows.iter().filter(|row| !has_total || row.keys.iter().any(is_total));
        found.extend(rows.map(|row| Found {
            report: sheet.report,
            table: table.id,
            keys: row.keys.clone(),
            incomplete: row.incomplete,
            cell: row.cells[column].clone(),
        }));
    }
    found
}

/// A question of what a report can be asked: it is narrowed by nothing that the report does not know.
async fn of_report(
    context: &Context,
    facts: &Facts,
    figure: &Figure,
    report: Report,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Vec<Found>), Failure> {
    let days = RawQuestion {
        from: raw.from.clone(),
        to: raw.to.clone(),
        per: raw.per.clone(),
        shared: raw.shared.clone(),
        ..RawQuestion::default()
    };
    let question = match report {
        Report::Timeliness => raw.clone(),
        _ => days,
    };
    let sheet = run::report(context, facts, report, &question).await?;
    let values = cells_of(&sheet, figure);
    Ok((sheet.about, values))
}

/// Of the period, of the length asked for, that holds the last day of the question.
async fn of_sign_off(
    context: &Context,
    facts: &Facts,
    figure: &Figure,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Vec<Found>), Failure> {
    let (answer, _) = about(context, facts, raw).await?;
    let per = match answer.question.span.per {
        per @ (Per::FiscalYear | Per::FiscalQuarter | Per::Month) => per,
        Per::CalendarYear | Per::Week => Per::FiscalYear,
    };
    let period = Period::holding(per, answer.days().1, context.clock.today());
    let sheet = run::sign_off(context, facts, &period.code(), &raw.shared).await?;
    let values = cells_of(&sheet, figure);
    Ok((sheet.about, values))
}

/// Of each list, all items together; of as many of the last days as a list looks at.
async fn of_chase(
    context: &Context,
    facts: &Facts,
    figure: &Figure,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Vec<Found>), Failure> {
    let (answer, _) = about(context, facts, raw).await?;
    let (first, last) = answer.days();
    let last = last.min(context.clock.today());
    let most = u64::try_from(chase::DAYS_MAX - 1).unwrap_or(0);
    let first = first.max(last - Days::new(most)).min(last);
    let (from, to) = (first.to_string(), last.to_string());
    let mut values = Vec::new();
    for list in List::ALL {
        let raw = RawChase { list: list.as_str().to_owned(), from: from.clone(), to: to.clone() };
        let items = chase::list(context, &raw.parse(context.clock.today())?).await?;
        let cell = match figure.id {
            "chase-hours" => Cell::minutes(items.iter().map(|item| item.minutes).sum()),
            _ => items.iter().map(|item| item.count).sum::<i64>().into(),
        };
        values.push(Found {
            report: "chase",
            table: "items",
            keys: vec![Key::word(list.as_str())],
            incomplete: false,
            cell: cell.behind(links::list("chase", &[("list", list.as_str()), ("from", &from), ("to", &to)])),
        });
    }
    Ok((answer, values))
}

/// Of the last sample that was closed whose entries are of these days.
async fn of_coding(
    context: &Context,
    facts: &Facts,
    figure: &Figure,
    raw: &RawQuestion,
) -> Result<(WorkloadAnswer, Vec<Found>), Failure> {
    let (answer, _) = about(context, facts, raw).await?;
    let (first, last) = answer.days();
    let samples = coding::ops::list(context, None, SAMPLES).await?;
    let closed = samples.iter().filter(|sample| sample.closed_at.is_some());
    let Some(sample) = closed.into_iter().find(|sample| sample.from <= last && first <= sample.to) else {
        return Ok((answer, Vec::new()));
    };
    let shared = answer.question.fewest_people.is_some();
    // Words are said where the values are shown; those of the result are not.
    let outcome = coding::result::result(context, sample.id, Lang::En, shared).await?;
    let behind = format!("/api/v1/coding-samples/{}/result", sample.id);
    let values = of_outcome(&outcome, figure.id);
    let found = |(keys, cell): (Vec<Key>, Cell)| Found {
        report: "coding",
        table: "coding",
        keys,
        incomplete: false,
        cell: cell.behind(&behind),
    };
    Ok((answer, values.into_iter().map(found).collect()))
}

/// The values of a figure in the result of a sample.
fn of_outcome(outcome: &Outcome, id: &str) -> Vec<(Vec<Key>, Cell)> {
    let levels: [(&str, &Level); 2] = [("category", &outcome.category), ("activity", &outcome.activity)];
    let items = &outcome.items;
    match id {
        "coding-items" => [
            ("drawn", items.drawn),
            ("coded", items.coded),
            ("cannot-tell", items.cannot_tell),
            ("open", items.open),
            ("withdrawn", items.withdrawn),
            ("changed", items.changed),
            ("code-retired", items.code_retired),
        ]
        .map(|(of, many)| (vec![Key::plain(of)], many.into()))
        .into(),
        "coding-agreement" => levels.map(|(of, level)| (vec![Key::plain(of)], level.agreement.percent.into())).into(),
        "coding-kappa" => {
            let kappa = |level: &Level| level.agreement.kappa.map(|kappa| kappa.to_string());
            let cell = |level: &Level| Cell::from(kappa(level).map_or(Value::None, Value::Plain));
            levels.map(|(of, level)| (vec![Key::plain(of)], cell(level))).into()
        }
        "coding-confused" => {
            let pairs = levels.into_iter().flat_map(|(of, level)| level.confused.iter().map(move |pair| (of, pair)));
            pairs
                .map(|(of, pair)| {
                    (vec![Key::plain(of), Key::plain(&pair.first), Key::plain(&pair.second)], pair.items.into())
                })
                .collect()
        }
        _ => {
            let share = |share: &coding::result::Share| {
                let team = share.team.as_deref().map_or_else(Key::total, |team| Key::group(By::Team, team));
                let value = match id {
                    "coding-share-first" => share.first_percent,
                    "coding-share-second" => share.second_percent,
                    _ => share.drift,
                };
                (vec![team, Key::group(By::Category, &share.category)], value.into())
            };
            outcome.shares.iter().map(share).collect()
        }
    }
}
