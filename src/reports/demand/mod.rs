//! Demand: what was asked of the section and what became of it, from the register of requests; files that were opened,
//! carried over and closed; who asks for what.

mod store;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::dimensions::By;
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Row, Sheet, Table};
use super::workload::Wanted;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::File;
use crate::number::Hundredths;
use crate::period::Period;
use crate::requests::{Kind, State};

pub(super) use store::RequestRow;

/// How many of the requesters who ask most are looked at together.
const TOP: [usize; 4] = [1, 3, 5, 10];

/// A request with the days of its states.
#[derive(Debug, Clone)]
struct Asked {
    received_on: NaiveDate,
    requester: String,
    country: String,
    kind: Option<Kind>,
    /// The file it became is one the reader may know of.
    has_file: bool,
    states: Vec<(State, NaiveDate)>,
}

impl Asked {
    fn last(&self) -> State {
        self.states.last().map_or(State::Received, |(state, _)| *state)
    }

    /// The day of the last state, where it is this one.
    fn ended(&self, state: State) -> Option<NaiveDate> {
        self.states.last().filter(|(last, _)| *last == state).map(|(_, day)| *day)
    }

    /// The day it was accepted last, where that still holds.
    fn accepted(&self) -> Option<NaiveDate> {
        let before = |at: usize| at.checked_sub(1).map(|before| self.states[before].0);
        let accepted = (0..self.states.len()).rev().find(|at| {
            // A completed request that was opened again is not accepted once more.
            self.states[*at].0 == State::Accepted && before(*at) != Some(State::Completed)
        });
        let still = matches!(self.last(), State::Accepted | State::Completed);
        accepted.filter(|_| still).map(|at| self.states[at].1)
    }

    /// Whether it was not yet declined, referred or completed at the end of a day.
    fn is_open_on(&self, day: NaiveDate) -> bool {
        let state = self.states.iter().rev().find(|(_, since)| *since <= day).map(|(state, _)| *state);
        let closed = matches!(state, Some(State::Declined | State::Referred | State::Completed));
        self.received_on <= day && !closed
    }
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
        requests.iter().filter(|one| (wanted.span.first..=wanted.span.last).contains(&one.received_on)).collect();
    let tables = vec![
        flow(&periods, &requests, wanted.today),
        file_table(&periods, &files),
        mix("requesters", By::Client, &received, |one| &one.requester),
        mix("countries", By::Country, &received, |one| &one.country),
        concentration(&received),
    ];
    Sheet { report: "demand", about, tables, notes: vec!["reports-note-demand"] }
}

fn requests(context: &Context, rows: Vec<RequestRow>) -> Vec<Asked> {
    let mut found: BTreeMap<uuid::Uuid, Asked> = BTreeMap::new();
    for row in rows {
        let request = found.entry(row.id).or_insert_with(|| Asked {
            received_on: row.received_on,
            requester: row.requester.clone(),
            country: row.country.clone(),
            kind: Kind::parse(&row.kind, "").ok(),
            has_file: row.file().is_some_and(|file| context.caller.access.knows_file(file, row.walled)),
            states: Vec::new(),
        });
        if let Some(state) = State::find(&row.state) {
            request.states.push((state, context.clock.local(row.at).date()));
        }
    }
    found.into_values().collect()
}

fn requests_behind(first: NaiveDate, last: NaiveDate) -> String {
    format!("/api/v1/requests?from={first}&to={last}")
}

fn flow(periods: &[Period], requests: &[Asked], today: NaiveDate) -> Table {
    let row = |period: &Period| {
        let is_in = |day: NaiveDate| (period.first..=period.last).contains(&day);
        let count = |day: &dyn Fn(&Asked) -> Option<NaiveDate>| {
            many(requests.iter().filter(|one| day(one).is_some_and(is_in)).count())
        };
        let received = count(&|one| Some(one.received_on));
        let [declined, referred, completed] =
            [State::Declined, State::Referred, State::Completed].map(|state| count(&|one| one.ended(state)));
        let end = period.last.min(today);
        let days = |from: NaiveDate, to: NaiveDate| i64::from(to.num_days_from_ce() - from.num_days_from_ce());
        let mut ages: Vec<i64> =
            requests.iter().filter(|one| one.is_open_on(end)).map(|one| days(one.received_on, end)).collect();
        ages.sort_unstable();
        let completions = requests.iter().filter_map(|one| Some((one.received_on, one.ended(State::Completed)?)));
        let mut leads: Vec<i64> =
            completions.filter(|(_, done)| is_in(*done)).map(|(from, done)| days(from, done)).collect();
        leads.sort_unstable();
        let became = many(requests.iter().filter(|one| one.has_file && is_in(one.received_on)).count());
        let begun = period.first <= today;
        let open = begun.then(|| many(ages.len()));
        let cells = vec![
            Cell::from(received).behind(requests_behind(period.first, period.last)),
            count(&Asked::accepted).into(),
            declined.into(),
            referred.into(),
            completed.into(),
            (received - declined - referred - completed).into(),
            open.into(),
            percentile(&ages, 50).filter(|_| begun).into(),
            percentile(&ages, 85).filter(|_| begun).into(),
            ages.last().copied().filter(|_| begun).into(),
            percentile(&leads, 50).into(),
            percentile(&leads, 85).into(),
            Hundredths::percent(became, received).into(),
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
        let is_in = |day: NaiveDate| (period.first..=period.last).contains(&day);
        let count = |is_one: &dyn Fn(&File) -> bool| Cell::from(many(files.iter().filter(|file| is_one(file)).count()));
        let carried =
            |file: &File| file.opened_on < period.first && file.closed_on.is_none_or(|closed| closed >= period.first);
        let cells = vec![
            count(&|file| is_in(file.opened_on)),
            count(&carried),
            count(&|file| file.closed_on.is_some_and(is_in)),
        ];
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
fn mix<'a>(id: &'static str, by: By, received: &[&'a Asked], group: impl Fn(&'a Asked) -> &'a String) -> Table {
    let mut groups: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    for one in received {
        groups.entry(group(one)).or_default().push(one);
    }
    let cells = |requests: &[&Asked]| {
        let of = |kind: Kind| many(requests.iter().filter(|one| one.kind == Some(kind)).count());
        let known = many(requests.iter().filter(|one| one.kind.is_some()).count());
        vec![
            many(requests.len()).into(),
            Hundredths::percent(many(requests.len()), many(received.len())).into(),
            Hundredths::percent(of(Kind::TechnicalAssistance), known).into(),
            Hundredths::percent(of(Kind::StrategicAdvice), known).into(),
        ]
    };
    let row = |key: Key, cells: Vec<Cell>| Row { keys: vec![key], incomplete: false, cells };
    let mut rows: Vec<Row> =
        groups.iter().map(|(group, requests)| row(Key::group(by, group), cells(requests))).collect();
    rows.push(row(Key::total(), cells(received)));
    Table {
        id,
        keys: vec![by.as_str()],
        figures: vec!["received", "received-share", "assistance-share", "advice-share"],
        rows,
    }
}

/// The share of those who ask most.
fn concentration(received: &[&Asked]) -> Table {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for one in received {
        *counts.entry(&one.requester).or_default() += 1;
    }
    let mut counts: Vec<i64> = counts.into_values().collect();
    counts.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
    let row = |top: usize| {
        let sum: i64 = counts.iter().take(top).sum();
        let cells = vec![sum.into(), Hundredths::percent(sum, many(received.len())).into()];
        Row { keys: vec![Key::plain(top.to_string())], incomplete: false, cells }
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

    fn asked(received_on: &str, states: &[(State, &str)]) -> Asked {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        Asked {
            received_on: day(received_on),
            requester: "GAC".to_owned(),
            country: "UA".to_owned(),
            kind: None,
            has_file: false,
            states: states.iter().map(|(state, on)| (*state, day(on))).collect(),
        }
    }

    #[test]
    fn what_was_reopened_counts_as_it_stands_and_was_open_as_it_was() {
        use State::{Accepted, Completed, Received, Triaged};
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let one = asked(
            "2026-04-01",
            &[
                (Received, "2026-04-01"),
                (Triaged, "2026-04-02"),
                (Accepted, "2026-04-03"),
                (Completed, "2026-05-01"),
                (Accepted, "2026-06-01"),
            ],
        );
        assert_eq!(one.accepted(), Some(day("2026-04-03")), "the reopening is no acceptance");
        assert_eq!(one.ended(Completed), None);
        assert!(!one.is_open_on(day("2026-03-31")) && one.is_open_on(day("2026-04-30")));
        assert!(!one.is_open_on(day("2026-05-15")) && one.is_open_on(day("2026-06-01")));
        let again = asked(
            "2026-04-01",
            &[(Received, "2026-04-01"), (Triaged, "2026-04-02"), (Accepted, "2026-04-03"), (Triaged, "2026-04-04")],
        );
        assert_eq!(again.accepted(), None, "the acceptance was taken back");
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 85), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4], 85), Some(4));
        assert_eq!(percentile(&(1..=100).collect::<Vec<_>>(), 85), Some(85));
    }
}
