//! What the columns stand for, as far as names and cells agree: the proposal that a draft is written from.

use serde::Serialize;

use super::columns::{ColumnFound, Kind};
use super::days::{self, DaysFound};
use super::layout::Layout;
use super::meaning::{self, Meaning};
use super::measures::{Measured, between, is_moment, is_number};
use super::{KeptRow, RowsFound, is_dated};
use crate::import::crosswalk::key;
use crate::import::dates::Order;
use crate::import::days::DayHeaders;
use crate::import::durations::Form;

/// The proposal; columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Plan {
    /// Who did the work; first and last name may be two columns.
    pub person: Vec<usize>,
    /// The file it was done on.
    pub file: Option<usize>,
    /// What was done.
    pub activity: Option<usize>,
    /// The day.
    pub date: Option<usize>,
    /// The columns of days, where each day has its own; `date` is the week or the month then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<DaysFound>,
    /// A column that should hold the day and cannot be read.
    pub date_unreadable: Option<usize>,
    /// How long it took.
    pub duration: Option<Measured>,
    /// Further measures that agree with it.
    pub also: Vec<Measured>,
    /// A column that tells how long it took in a unit that nobody told.
    pub duration_open: Option<usize>,
    /// What the entry says.
    pub narrative: Option<usize>,
    /// The day the entry was made.
    pub entered_on: Option<usize>,
    /// An identifier of the source.
    pub source_id: Option<usize>,
    /// The column that tells which rows are time.
    pub only: Option<usize>,
}

impl Plan {
    /// The proposal for these columns. Columns that can be times or durations become what they are used as.
    #[must_use]
    pub fn of(layout: &Layout, columns: &mut [ColumnFound], rows: &[KeptRow], found: &RowsFound) -> Self {
        if layout.header.is_there.is_none() || found.data == 0 && found.totals == 0 && columns.is_empty() {
            return Self::default();
        }
        let choice = Choice { columns, doubled: layout.header.doubled.iter().map(|name| key(name)).collect() };
        let mut plan = choice.people_and_things();
        choice.days(&mut plan);
        plan.days = days::find(choice.columns, layout.header.line);
        match &plan.days {
            Some(found) => match found.measured(choice.columns) {
                Ok(measure) => plan.duration = Some(measure),
                Err(open) => plan.duration_open = Some(open),
            },
            None => choice.measures(&mut plan, rows),
        }
        if plan.days.as_ref().is_some_and(|found| found.headers == DayHeaders::Date) {
            (plan.date, plan.date_unreadable) = (None, None);
        }
        let narrative = |column: &&ColumnFound| column.kind != Kind::Empty && !plan.uses(column.number);
        plan.narrative = choice.best(Meaning::Narrative, narrative).map(|column| column.number);
        plan.settle(columns);
        plan
    }

    fn uses(&self, number: usize) -> bool {
        let singles = [self.file, self.activity, self.date, self.entered_on, self.source_id, self.only];
        let of_days =
            self.days.as_ref().is_some_and(|days| days.columns.contains(&number) || days.total == Some(number));
        singles.contains(&Some(number)) || self.person.contains(&number) || of_days
    }

    /// Every measure.
    pub fn measures(&self) -> impl Iterator<Item = &Measured> {
        self.duration.iter().chain(&self.also)
    }

    /// Tells the columns whose cells can be times or durations what they are.
    fn settle(&self, columns: &mut [ColumnFound]) {
        for measure in self.measures() {
            let moments = measure.pairs.iter().flat_map(|(start, end)| [*start, *end]).map(|at| (at, Kind::TimeOfDay));
            for (number, kind) in moments.chain(measure.column.map(|at| (at, Kind::Duration))) {
                if let Some(column) = columns.get_mut(number - 1)
                    && matches!(column.kind, Kind::TimeOrDuration | Kind::TimeOfDay)
                {
                    column.kind = kind;
                }
            }
        }
    }
}

/// Chooses among columns.
struct Choice<'a> {
    columns: &'a [ColumnFound],
    /// Names that stand twice: a profile cannot name them.
    doubled: Vec<String>,
}

impl<'a> Choice<'a> {
    /// The columns with this meaning, in their order.
    fn all(&self, wanted: Meaning, fits: impl Fn(&&ColumnFound) -> bool) -> Vec<&'a ColumnFound> {
        let usable = |column: &&ColumnFound| !column.name.is_empty() && !self.doubled.contains(&key(&column.name));
        self.columns.iter().filter(|column| column.candidates.contains(&wanted)).filter(usable).filter(fits).collect()
    }

    /// The column whose name is the likeliest.
    fn best(&self, wanted: Meaning, fits: impl Fn(&&ColumnFound) -> bool) -> Option<&'a ColumnFound> {
        self.all(wanted, fits).into_iter().min_by_key(|column| rank(&column.name, wanted))
    }

    fn people_and_things(&self) -> Plan {
        let mut plan = Plan::default();
        let named = |column: &&ColumnFound| matches!(column.kind, Kind::Text | Kind::Code | Kind::Whole);
        let (first, last) = (self.best(Meaning::FirstName, named), self.best(Meaning::LastName, named));
        // A name that can mean what was written as well is a person's only where no other column is.
        plan.person = match (self.best(Meaning::Person, named), first, last) {
            (_, Some(first), Some(last)) => vec![first.number, last.number],
            (Some(person), _, _) => vec![person.number],
            _ => Vec::new(),
        };
        let free = |plan: &Plan, column: &&ColumnFound| named(column) && !plan.uses(column.number);
        plan.only = self.best(Meaning::RowKind, named).map(|column| column.number);
        plan.file = self.best(Meaning::File, |column| free(&plan, column)).map(|column| column.number);
        plan.activity = self.best(Meaning::Activity, |column| free(&plan, column)).map(|column| column.number);
        let unique = |column: &&ColumnFound| free(&plan, column) && column.distinct && column.empty == 0;
        plan.source_id = self.best(Meaning::SourceId, unique).map(|column| column.number);
        plan
    }

    fn days(&self, plan: &mut Plan) {
        let dated = |column: &&ColumnFound| is_dated(column.kind);
        let instant = |column: &&ColumnFound| column.kind == Kind::Instant;
        let entered = self.best(Meaning::EnteredOn, dated);
        let unreadable =
            |column: &&ColumnFound| matches!(column.kind, Kind::DateWithoutYear | Kind::DateInWords | Kind::DateSerial);
        let mut only_ones = self
            .columns
            .iter()
            .filter(|column| is_dated(column.kind) && Some(column.number) != entered.map(|c| c.number));
        let only_one = match (only_ones.next(), only_ones.next()) {
            (Some(column), None) if !self.doubled.contains(&key(&column.name)) => Some(column),
            _ => None,
        };
        let date =
            self.best(Meaning::Date, dated).or_else(|| self.all(Meaning::Start, instant).first().copied()).or(only_one);
        plan.date = date.map(|column| column.number);
        if plan.date.is_none() {
            plan.date_unreadable = self.best(Meaning::Date, unreadable).map(|column| column.number);
        }
        plan.entered_on = entered.map(|column| column.number).filter(|number| Some(*number) != plan.date);
    }

    /// Every measure of the duration: the first that is certain, and those that agree with it.
    fn measures(&self, plan: &mut Plan, rows: &[KeptRow]) {
        let order = plan.date.and_then(|number| self.columns[number - 1].date.as_ref()?.order).unwrap_or(Order::Ymd);
        let spelled = |column: &&ColumnFound| matches!(column.kind, Kind::Duration | Kind::TimeOrDuration);
        let number = |column: &&ColumnFound| is_number(column.kind);
        let mut known: Vec<Measured> = Vec::new();
        for meaning in [Meaning::Duration, Meaning::Hours] {
            let column = self.best(meaning, spelled);
            known.extend(column.and_then(|column| Some(Measured::column(column, column.form?))));
        }
        for (meaning, form) in
            [(Meaning::Minutes, Form::Minutes), (Meaning::Seconds, Form::Seconds), (Meaning::Hours, Form::DecimalHours)]
        {
            known.extend(self.best(meaning, number).map(|column| Measured::column(column, form)));
        }
        let moment = |column: &&ColumnFound| is_moment(column.kind) && !plan_duration(column);
        let (starts, ends) = (self.all(Meaning::Start, moment), self.all(Meaning::End, moment));
        known.extend(between(&starts, &ends, rows));
        // Numbers in a unit that nobody told are understood where another measure bears them out.
        if let Some(open) = self.best(Meaning::Duration, number) {
            let borne_out = known.iter().find_map(|measure| {
                [Form::DecimalHours, Form::Minutes, Form::Seconds].into_iter().find_map(|form| {
                    let tried = Measured::column(open, form);
                    let counts = measure.agrees(&tried, rows, order)?;
                    Some(Measured { borne_out: Some(counts), ..tried })
                })
            });
            match borne_out {
                Some(measure) => known.push(measure),
                None if known.is_empty() => plan.duration_open = Some(open.number),
                None => {}
            }
        }
        let mut known = known.into_iter();
        let Some(first) = known.next() else { return };
        plan.also = known
            .filter_map(|measure| {
                let counts = first.agrees(&measure, rows, order)?;
                Some(Measured { borne_out: Some(counts), ..measure })
            })
            .collect();
        plan.duration = Some(first);
    }
}

/// Whether a column is named as a duration, so that it holds no starts or ends.
fn plan_duration(column: &ColumnFound) -> bool {
    column.candidates.iter().any(|meaning| matches!(meaning, Meaning::Duration | Meaning::Hours))
}

fn rank(name: &str, wanted: Meaning) -> usize {
    meaning::of(name).into_iter().find(|(meaning, _)| *meaning == wanted).map_or(usize::MAX, |(_, rank)| rank)
}

/// The sign before decimals that a measure needs and that is open.
#[must_use]
pub fn is_sign_open(measure: &Measured, columns: &[ColumnFound]) -> bool {
    let column = measure.column.and_then(|number| columns.get(number - 1));
    matches!(measure.form, Form::DecimalHours | Form::Minutes | Form::Seconds)
        && column.and_then(|column| column.decimal.as_ref()).is_some_and(|decimal| decimal.is_open)
}
