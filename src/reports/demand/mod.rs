//! Demand: what was asked of the section and what became of it, from the register of requests; files that were opened,
//! carried over and closed; who asks for what.

mod store;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::dimensions::By;
use super::ops::WorkloadAnswer;
use super::question::NOT_GIVEN;
use super::sheet::{Cell, Key, Row, Sheet, Table};
use super::workload::Wanted;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::{File, Lived};
use crate::number::Hundredths;
use crate::period::Period;
use crate::requests::{Happened, Kind, Life, State};

pub(super) use store::RequestRow;

/// How many of the requesters who ask most are looked at together.
const TOP: [usize; 4] = [1, 3, 5, 10];

/// A request with the days of its states.
#[derive(Debug, Clone)]
struct Asked {
    life: Life,
    requester: String,
    country: String,
    kind: Option<Kind>,
    /// The file it became is one the reader may know of.
    has_file: bool,
}

/// Reads the register.
///
/// # Errors
/// `forbidden` for whoever may not read it, or the failure of the database.
pub(super) async fn read(context: &Context) -> Result<Vec<RequestRow>, Failure> {
    context.caller.access.must(Right::ReadRequests)?;
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx).await?)
}

/// The report.
pub(super) fn sheet(context: &Context, about: WorkloadAnswer, wanted: &Wanted, rows: Vec<RequestRow>) -> Sheet {
    let requests = requests(context, rows);
    let periods = wanted.span.periods(wanted.today);
    let access = &context.caller.access;
    let files = about.snapshot.files.iter().filter(|file| !file.import_only && file.is_known_to(access));
    let files: Vec<&File> = files.collect();
    let received: Vec<&Asked> =
        requests.iter().filter(|one| (wanted.span.first..=wanted.span.last).contains(&one.life.received_on)).collect();
    let tables = vec![
        flow(&periods, &requests, wanted.today),
        file_table(&periods, &files),
        mix("requesters", By::Client, &received, |one| &one.requester, (wanted.span.first, wanted.span.last)),
        mix("countries", By::Country, &received, |one| &one.country, (wanted.span.first, wanted.span.last)),
        concentration(&received, (wanted.span.first, wanted.span.last)),
    ];
    Sheet { report: "demand", about, tables, notes: vec!["reports-note-demand"] }
}

fn requests(context: &Context, rows: Vec<RequestRow>) -> Vec<Asked> {
    let mut found: BTreeMap<uuid::Uuid, Asked> = BTreeMap::new();
    for row in rows {
        let request = found.entry(row.id).or_insert_with(|| Asked {
            life: Life { received_on: row.received_on, states: Vec::new() },
            requester: row.requester.clone(),
            country: row.country.clone(),
            kind: Kind::parse(&row.kind, "").ok(),
            has_file: row.file().is_some_and(|file| context.caller.access.knows_file(file, row.walled)),
        });
        if let Some(state) = State::find(&row.state) {
            request.life.states.push((state, context.clock.local(row.at).date()));
        }
    }
    found.into_values().collect()
}

/// The address of the requests to which something happened in some days.
fn behind(happened: Happened, first: NaiveDate, last: NaiveDate) -> String {
    format!("/api/v1/requests?event={}&from={first}&to={last}", happened.as_str())
}

fn flow(periods: &[Period], requests: &[Asked], today: NaiveDate) -> Table {
    let row = |period: &Period| {
        let (first, last) = (period.first, period.last);
        let count = |happened: Happened| {
            let count = many(requests.iter().filter(|one| one.life.has(happened, first, last)).count());
            (count, Cell::from(count).behind(behind(happened, first, last)))
        };
        let end = last.min(today);
        let days = |from: NaiveDate, to: NaiveDate| i64::from(to.num_days_from_ce() - from.num_days_from_ce());
        let lives = requests.iter().map(|one| &one.life);
        let open = lives.clone().filter(|life| life.is_open_on(end));
        let mut ages: Vec<i64> = open.map(|life| days(life.received_on, end)).collect();
        ages.sort_unstable();
        let done = lives.filter(|life| life.has(Happened::Completed, first, last));
        let mut leads: Vec<i64> =
            done.filter_map(|life| Some(days(life.received_on, life.ended(State::Completed)?))).collect();
        leads.sort_unstable();
        let of_period = requests.iter().filter(|one| one.life.has(Happened::Received, first, last));
        let became = many(of_period.filter(|one| one.has_file).count());
        let begun = first <= today;
        let [received, accepted, declined, referred, completed] =
            [Happened::Received, Happened::Accepted, Happened::Declined, Happened::Referred, Happened::Completed]
                .map(count);
        let net = received.0 - declined.0 - referred.0 - completed.0;
        let of_open =
            |count: Option<i64>| Cell::from(count.filter(|_| begun)).behind(behind(Happened::Open, first, end));
        let of_done = |count: Option<i64>| Cell::from(count).behind(behind(Happened::Completed, first, last));
        let conversion = Cell::from(Hundredths::percent(became, received.0));
        let cells = vec![
            received.1,
            accepted.1,
            declined.1,
            referred.1,
            completed.1,
            Cell::from(net).behind(behind(Happened::Moved, first, last)),
            of_open(Some(many(ages.len()))),
            of_open(percentile(&ages, 50)),
            of_open(percentile(&ages, 85)),
            of_open(ages.last().copied()),
            of_done(percentile(&leads, 50)),
            of_done(percentile(&leads, 85)),
            conversion.behind(behind(Happened::Received, first, last)),
        ];
        Row { keys: vec![Key::period(period)], incomplete: period.incomplete, cells }
    };
    Table {
        id: "flow",
        keys: vec!["period"],
        figures: vec![
            "received",
            "accepted",
            "declined",
            "referred",
            "completed",
            "net-flow",
            "open",
            "age-median",
            "age-85",
            "age-oldest",
            "lead-median",
            "lead-85",
            "conversion",
        ],
        rows: periods.iter().map(row).collect(),
    }
}

/// The smallest value that at least so many per cent of the sorted values do not exceed.
fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

fn file_table(periods: &[Period], files: &[&File]) -> Table {
    let row = |period: &Period| {
        let count = |event: Lived| {
            let (first, last) = (period.first, period.last);
            let count = many(files.iter().filter(|file| file.has(event, first, last)).count());
            Cell::from(count).behind(format!("/api/v1/files?event={}&from={first}&to={last}", event.as_str()))
        };
        let cells = Lived::ALL.map(count).into();
        Row { keys: vec![Key::period(period)], incomplete: period.incomplete, cells }
    };
    Table {
        id: "files",
        keys: vec!["period"],
        figures: vec!["files-opened", "files-carried", "files-closed"],
        rows: periods.iter().map(row).collect(),
    }
}

/// Requests of each group, and how many of those whose kind is known ask for assistance and for advice.
fn mix<'a>(
    id: &'static str,
    by: By,
    received: &[&'a Asked],
    group: impl Fn(&'a Asked) -> &'a String,
    (first, last): (NaiveDate, NaiveDate),
) -> Table {
    let mut groups: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    for one in received {
        groups.entry(group(one)).or_default().push(one);
    }
    let all = behind(Happened::Received, first, last);
    let row = |key: Key, requests: &[&Asked], address: &str| {
        let of = |kind: Kind| many(requests.iter().filter(|one| one.kind == Some(kind)).count());
        let known = many(requests.iter().filter(|one| one.kind.is_some()).count());
        let cells: [Cell; 4] = [
            many(requests.len()).into(),
            Hundredths::percent(many(requests.len()), many(received.len())).into(),
            Hundredths::percent(of(Kind::TechnicalAssistance), known).into(),
            Hundredths::percent(of(Kind::StrategicAdvice), known).into(),
        ];
        Row { keys: vec![key], incomplete: false, cells: cells.map(|cell| cell.behind(address)).into() }
    };
    let of_group = |(&key, requests): (&&str, &Vec<&Asked>)| {
        let name = if by == By::Client { "requester" } else { by.field() };
        let value = if key.is_empty() { NOT_GIVEN } else { key };
        let narrowed = serde_urlencoded::to_string([(name, value)]).unwrap_or_default();
        row(Key::group(by, key), requests, &format!("{all}&{narrowed}"))
    };
    let mut rows: Vec<Row> = groups.iter().map(of_group).collect();
    rows.push(row(Key::total(), received, &all));
    Table {
        id,
        keys: vec![by.as_str()],
        figures: vec!["received", "received-share", "assistance-share", "advice-share"],
        rows,
    }
}

/// The share of those who ask most. Behind it stand all requests: who asks most follows from all of them.
fn concentration(received: &[&Asked], (first, last): (NaiveDate, NaiveDate)) -> Table {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for one in received {
        *counts.entry(&one.requester).or_default() += 1;
    }
    let mut counts: Vec<i64> = counts.into_values().collect();
    counts.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
    let row = |top: usize| {
        let sum: i64 = counts.iter().take(top).sum();
        let cells = [sum.into(), Hundredths::percent(sum, many(received.len())).into()];
        let cells = cells.map(|cell: Cell| cell.behind(behind(Happened::Received, first, last)));
        Row { keys: vec![Key::plain(top.to_string())], incomplete: false, cells: cells.into() }
    };
    Table {
        id: "concentration",
        keys: vec!["top"],
        figures: vec!["received", "received-share"],
        rows: TOP.into_iter().map(row).collect(),
    }
}

fn many(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 85), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4], 85), Some(4));
        assert_eq!(percentile(&(1..=100).collect::<Vec<_>>(), 85), Some(85));
    }
}
