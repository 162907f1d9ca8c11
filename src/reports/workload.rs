//! Workload: minutes by one or two dimensions and period; shares and changes from exact minutes, rounded once (half away
//! from zero, two decimals). Held minutes stand apart and are part of no total and no share.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use super::facts::Snapshot;
use super::sheet::Value;
use super::standard::FullTime;
use super::sums::{self, Asked, Distinct, Lookup, NONE, Slots, Source};
use super::suppression;
use crate::config::HoursStandard;
use crate::fault::{Code, Fault};
use crate::number::Hundredths;
use crate::period::{Period, Span};

pub use super::dimensions::{AsOf, By, Filter, Keys, Recoding};
pub use super::sums::ReportError;

/// The most groups one report shows.
pub const GROUPS_MAX: usize = 10_000;

/// The figures of one group in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Whole minutes.
    pub minutes: i64,
    /// Entries.
    pub entries: i64,
    /// Files with entries; not counted where a row and a column cross.
    pub files: Option<i64>,
    /// Full-time equivalents by the hours standard of the period.
    pub fte: Option<Hundredths>,
    /// Share of the period's total, in per cent.
    pub share: Option<Hundredths>,
    /// Change from the period before, in per cent.
    pub change_from_prior: Option<Hundredths>,
    /// Change from the first period, in per cent.
    pub change_from_first: Option<Hundredths>,
    /// Change from the same period of the year before, in per cent.
    pub change_from_year_before: Option<Hundredths>,
    /// Whether so few people are behind it that it is not shown; then nothing else is here.
    pub suppressed: bool,
}

impl Figures {
    /// One of them, as a cell of a report has it.
    pub(super) fn value(&self, figure: &str) -> Value {
        let ratio = |ratio: Option<Hundredths>| ratio.map_or(Value::None, Value::Ratio);
        match figure {
            _ if self.suppressed => Value::Suppressed,
            "hours" => Value::Minutes(self.minutes),
            "entries" => Value::Count(self.entries),
            "files" => self.files.map_or(Value::None, Value::Count),
            "hours-per-file" => ratio(self.hours_per_file()),
            "fte" => ratio(self.fte),
            "share" => ratio(self.share),
            "prior" => ratio(self.change_from_prior),
            "first" => ratio(self.change_from_first),
            "year-before" => ratio(self.change_from_year_before),
            _ => Value::None,
        }
    }

    /// Hours for each file with entries.
    #[must_use]
    pub fn hours_per_file(&self) -> Option<Hundredths> {
        Hundredths::of_ratio(self.minutes, self.files? * 60, 1)
    }
}

/// One group: its key (a code, a number, or a text; empty where none is given) and its figures for each period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The key.
    pub key: String,
    /// One for each period.
    pub figures: Vec<Figures>,
    /// The columns it has entries in, sorted by key; none without columns.
    pub across: Vec<Group>,
}

/// The computed report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// The periods.
    pub periods: Vec<Period>,
    /// The groups, sorted by key.
    pub groups: Vec<Group>,
    /// All rows of each column together, sorted by key; none without columns.
    pub columns: Vec<Group>,
    /// All groups together, for each period.
    pub totals: Vec<Figures>,
    /// Minutes held for review, for each period; no part of anything else.
    pub held: Vec<i64>,
    /// Whether so few people are behind the held minutes that they are not shown.
    pub held_suppressed: Vec<bool>,
    /// Minutes entered late, and minutes whose entry date is known; held ones too.
    pub late: (i64, i64),
    /// Whether so few people entered late that the share is not shown.
    pub late_suppressed: bool,
}

impl Workload {
    /// Minutes held for review in all periods; nothing where those of one of them are not shown.
    #[must_use]
    pub fn held_shown(&self) -> Option<i64> {
        (!self.held_suppressed.contains(&true)).then(|| self.held.iter().sum())
    }

    /// The share that was entered late, in per cent; nothing where no day of entry is known or it is not shown.
    #[must_use]
    pub fn late_share(&self) -> Option<Hundredths> {
        let (late, known) = self.late;
        Hundredths::percent(late, known).filter(|_| !self.late_suppressed)
    }
}

/// What a report of minutes is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The days and the length of the periods.
    pub span: Span,
    /// What the rows are.
    pub by: By,
    /// What the columns are.
    pub across: Option<By>,
    /// Leaves out what the filters do not hold.
    pub only: Vec<Lookup>,
    /// The same for held time.
    pub only_held: Vec<Lookup>,
    /// By which list the codes are read, where not as recorded.
    pub recoding: Option<Recoding>,
    /// The day of extraction.
    pub today: NaiveDate,
    /// Entries made more than so many days after the work are late.
    pub late_after_days: i64,
    /// Cells with fewer people are not shown; none: all are.
    pub fewest_people: Option<i64>,
    /// What one full-time person is reckoned with.
    pub standards: Vec<HoursStandard>,
}

/// Facts on files that take imported entries only, or on all others.
#[must_use]
pub fn held_or_not(snapshot: &Snapshot, held: bool) -> Lookup {
    let keep = |import_only: bool| if import_only == held { 0 } else { NONE };
    let groups = snapshot.files.iter().map(|file| keep(file.import_only)).collect();
    Lookup { source: Source::File, groups, instead: None }
}

/// The periods that are shown, and those they are compared with.
#[derive(Debug)]
struct Timeline {
    /// All of them, in order.
    all: Vec<Period>,
    /// Where each one that is shown stands.
    shown: Vec<usize>,
    /// For each one that is shown: where the one before and the one of the year before stand.
    before: Vec<[Option<usize>; 2]>,
    /// For each one that is shown: what one full-time person is reckoned with.
    full_time: Vec<FullTime>,
}

impl Timeline {
    fn of(periods: &[Period], today: NaiveDate, standards: &[HoursStandard]) -> Self {
        let whole = |period: &Period| Period::holding(period.per, period.first, today).first;
        let mut all: BTreeMap<NaiveDate, Period> = periods.iter().map(|period| (whole(period), *period)).collect();
        let earlier = |period: &Period| [Some(period.prior(today)), period.year_before(today)];
        for period in periods.iter().filter(|period| !period.incomplete) {
            for before in earlier(period).into_iter().flatten() {
                all.entry(before.first).or_insert(before);
            }
        }
        let places: HashMap<NaiveDate, usize> = all.keys().enumerate().map(|(at, first)| (*first, at)).collect();
        let before = |period: &Period| {
            if period.incomplete {
                return [None, None];
            }
            let place = |before: Period| {
                places.get(&before.first).copied().filter(|_| all.get(&before.first).is_some_and(|it| !it.incomplete))
            };
            earlier(period).map(|before| before.and_then(place))
        };
        Self {
            shown: periods.iter().filter_map(|period| places.get(&whole(period)).copied()).collect(),
            before: periods.iter().map(before).collect(),
            full_time: periods
                .iter()
                .map(|period| FullTime::between(standards, period.first, period.last, today))
                .collect(),
            all: all.values().copied().collect(),
        }
    }
}

/// The sums of one row, column or cell for each period of the timeline.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    pub(super) minutes: Vec<i64>,
    pub(super) entries: Vec<i64>,
    files: Option<Vec<i64>>,
    pub(super) people: Vec<i64>,
    pub(super) suppressed: Vec<bool>,
}

impl Series {
    fn new(periods: usize) -> Self {
        let zeros = vec![0; periods];
        Self {
            minutes: zeros.clone(),
            entries: zeros.clone(),
            files: None,
            people: zeros,
            suppressed: vec![false; periods],
        }
    }

    fn add(&mut self, slot: usize, minutes: i64, entries: i64) {
        self.minutes[slot] += minutes;
        self.entries[slot] += entries;
    }
}

/// All sums of a report: by row and column, by row, by column, and together.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) cells: BTreeMap<(u32, u32), Series>,
    pub(super) rows: BTreeMap<u32, Series>,
    pub(super) columns: BTreeMap<u32, Series>,
    pub(super) total: Series,
    pub(super) crossed: bool,
}

/// Computes the report.
///
/// # Errors
/// `report_too_large` above 10,000 groups; when facts cannot be read from disk.
pub fn compute(snapshot: &Snapshot, wanted: &Wanted) -> Result<Workload, ReportError> {
    let periods = wanted.span.periods(wanted.today);
    let timeline = Timeline::of(&periods, wanted.today, &wanted.standards);
    let slots = Slots::new(&timeline.all);
    let late_after_days = i32::try_from(wanted.late_after_days).unwrap_or(i32::MAX);
    let rows = Keys::new(snapshot, wanted.by, wanted.recoding.as_ref());
    let columns = wanted.across.map(|across| Keys::new(snapshot, across, wanted.recoding.as_ref()));
    let mut only = wanted.only.clone();
    only.push(held_or_not(snapshot, false));
    let asked = Asked {
        slots: &slots,
        rows: &rows.lookup,
        columns: columns.as_ref().map(|columns| &columns.lookup),
        only: &only,
        late_after_days,
    };
    let mut late = (0, 0);
    let mut table = sum(snapshot, &asked, &timeline, &mut late)?;
    count_files(snapshot, &asked, &mut table)?;
    if let Some(fewest) = wanted.fewest_people {
        count_people(snapshot, &asked, &mut table)?;
        suppression::suppress(&mut table, fewest);
    }
    let everything = held_or_not(snapshot, true);
    let counted = asked;
    let asked = Asked { rows: &everything, columns: None, only: &wanted.only_held, ..asked };
    let late_suppressed = match wanted.fewest_people {
        Some(fewest) => suppression::few_are_late(snapshot, [&counted, &asked], &timeline.shown, fewest)?,
        None => false,
    };
    let held = sums::sum(snapshot, &asked)?;
    let mut few = vec![false; timeline.all.len()];
    if let Some(fewest) = wanted.fewest_people {
        for (slot, _, _, count) in sums::distinct(snapshot, &asked, Distinct::Of(Source::Person))? {
            few[slot as usize] = count < fewest;
        }
    }
    let mut held_minutes = vec![0; timeline.all.len()];
    for cell in held {
        held_minutes[cell.slot as usize] += cell.minutes;
        if timeline.shown.contains(&(cell.slot as usize)) {
            late.0 += cell.late_minutes;
            late.1 += cell.known_minutes;
        }
    }
    let held = timeline.shown.iter().map(|slot| (held_minutes[*slot], few[*slot])).unzip();
    let columns = columns.map(|columns| columns.names).unwrap_or_default();
    let workload = assemble(&timeline, periods, &rows.names, &columns, &table, held, late);
    Ok(Workload { late_suppressed, ..workload })
}

/// Each person a group.
pub(super) fn each_person(snapshot: &Snapshot) -> Lookup {
    Lookup { source: Source::Person, groups: (0..).take(snapshot.people.len()).collect(), instead: None }
}

fn sum(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    timeline: &Timeline,
    late: &mut (i64, i64),
) -> Result<Table, ReportError> {
    let found = sums::sum(snapshot, asked)?;
    let many = timeline.all.len();
    let shown: Vec<bool> = (0..many).map(|slot| timeline.shown.contains(&slot)).collect();
    // Groups that have entries only in periods that others are compared with are not shown.
    let mut pairs: Vec<(u32, u32)> =
        found.iter().filter(|cell| shown[cell.slot as usize]).map(|cell| (cell.row, cell.column)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    if pairs.len() > GROUPS_MAX {
        let fault = Fault::new(Code::ReportTooLarge, "by").with("limit", GROUPS_MAX).with("found", pairs.len());
        return Err(ReportError::TooLarge(fault));
    }
    let mut table = Table {
        cells: pairs.iter().map(|pair| (*pair, Series::new(many))).collect(),
        rows: pairs.iter().map(|(row, _)| (*row, Series::new(many))).collect(),
        columns: pairs.iter().map(|(_, column)| (*column, Series::new(many))).collect(),
        total: Series::new(many),
        crossed: asked.columns.is_some(),
    };
    for cell in found {
        let slot = cell.slot as usize;
        let (minutes, entries) = (cell.minutes, cell.entries);
        table.total.add(slot, minutes, entries);
        if let Some(series) = table.cells.get_mut(&(cell.row, cell.column)) {
            series.add(slot, minutes, entries);
        }
        if let Some(series) = table.rows.get_mut(&cell.row) {
            series.add(slot, minutes, entries);
        }
        if let Some(series) = table.columns.get_mut(&cell.column) {
            series.add(slot, minutes, entries);
        }
        if shown[slot] {
            late.0 += cell.late_minutes;
            late.1 += cell.known_minutes;
        }
    }
    Ok(table)
}

/// One group for everything.
pub(super) fn together(lookup: &Lookup) -> Lookup {
    let one = |groups: &[u32]| groups.iter().map(|group| if *group == NONE { NONE } else { 0 }).collect();
    let instead = lookup.instead.as_ref().map(|(source, groups)| (*source, one(groups)));
    Lookup { source: lookup.source, groups: one(&lookup.groups), instead }
}

/// How many files have entries, for rows and totals; a file can be in several of them, so they are counted one by one.
fn count_files(snapshot: &Snapshot, asked: &Asked<'_>, table: &mut Table) -> Result<(), ReportError> {
    let many = table.total.minutes.len();
    let of = Distinct::Of(Source::File);
    table.total.files = Some(vec![0; many]);
    for series in table.rows.values_mut().chain(table.columns.values_mut()) {
        series.files = Some(vec![0; many]);
    }
    let set = |series: Option<&mut Series>, slot: u32, count: i64| {
        if let Some(files) = series.and_then(|series| series.files.as_mut()) {
            files[slot as usize] = count;
        }
    };
    // Where a row follows from the file, each file is in one of them.
    let each_once = asked.rows.source == Source::File && asked.rows.instead.is_none();
    let mut together_in = vec![0; many];
    for (slot, row, _, count) in sums::distinct(snapshot, &Asked { columns: None, ..*asked }, of)? {
        set(table.rows.get_mut(&row), slot, count);
        together_in[slot as usize] += count;
    }
    if let Some(columns) = asked.columns {
        for (slot, column, _, count) in sums::distinct(snapshot, &Asked { rows: columns, columns: None, ..*asked }, of)?
        {
            set(table.columns.get_mut(&column), slot, count);
        }
    }
    if each_once {
        table.total.files = Some(together_in);
        return Ok(());
    }
    let all = together(asked.rows);
    for (slot, _, _, count) in sums::distinct(snapshot, &Asked { rows: &all, columns: None, ..*asked }, of)? {
        set(Some(&mut table.total), slot, count);
    }
    Ok(())
}

/// How many people are behind each cell, row, column and total.
fn count_people(snapshot: &Snapshot, asked: &Asked<'_>, table: &mut Table) -> Result<(), ReportError> {
    let of = Distinct::Of(Source::Person);
    let set = |series: Option<&mut Series>, slot: u32, count: i64| {
        if let Some(series) = series {
            series.people[slot as usize] = count;
        }
    };
    for (slot, row, column, count) in sums::distinct(snapshot, asked, of)? {
        set(table.cells.get_mut(&(row, column)), slot, count);
    }
    for (slot, row, _, count) in sums::distinct(snapshot, &Asked { columns: None, ..*asked }, of)? {
        set(table.rows.get_mut(&row), slot, count);
    }
    if let Some(columns) = asked.columns {
        for (slot, column, _, count) in sums::distinct(snapshot, &Asked { rows: columns, columns: None, ..*asked }, of)?
        {
            set(table.columns.get_mut(&column), slot, count);
        }
    }
    let all = together(asked.rows);
    for (slot, _, _, count) in sums::distinct(snapshot, &Asked { rows: &all, columns: None, ..*asked }, of)? {
        set(Some(&mut table.total), slot, count);
    }
    Ok(())
}

fn assemble(
    timeline: &Timeline,
    periods: Vec<Period>,
    row_names: &[String],
    column_names: &[String],
    table: &Table,
    (held, held_suppressed): (Vec<i64>, Vec<bool>),
    late: (i64, i64),
) -> Workload {
    let name = |names: &[String], at: u32| names.get(at as usize).cloned().unwrap_or_default();
    let group = |key: String, series: &Series, across: Vec<Group>| Group {
        key,
        figures: figures(timeline, series, &table.total),
        across,
    };
    let sorted = |mut groups: Vec<Group>| {
        groups.sort_by(|one, other| one.key.cmp(&other.key));
        groups
    };
    let across = |row: u32| {
        let cells = table.cells.range((row, 0)..=(row, u32::MAX)).filter(|_| table.crossed);
        let cells = cells.map(|((_, column), series)| group(name(column_names, *column), series, Vec::new()));
        sorted(cells.collect())
    };
    let groups = table.rows.iter().map(|(row, series)| group(name(row_names, *row), series, across(*row)));
    let columns = table.columns.iter().filter(|_| table.crossed);
    let columns = columns.map(|(column, series)| group(name(column_names, *column), series, Vec::new()));
    Workload {
        groups: sorted(groups.collect()),
        columns: sorted(columns.collect()),
        totals: figures(timeline, &table.total, &table.total),
        periods,
        held,
        held_suppressed,
        late,
        late_suppressed: false,
    }
}

/// Shares and changes of one row. A period that is not over is compared with nothing, and nothing is made of what is not
/// shown.
fn figures(timeline: &Timeline, series: &Series, total: &Series) -> Vec<Figures> {
    let first = timeline.shown.first().copied();
    let figures = |((slot, [prior, year_before]), full_time): ((&usize, &[Option<usize>; 2]), &FullTime)| {
        let slot = *slot;
        if series.suppressed[slot] {
            return Figures { suppressed: true, ..Figures::default() };
        }
        let change = |before: Option<usize>| {
            let before = before.filter(|before| !series.suppressed[*before])?;
            Hundredths::change(series.minutes[slot], series.minutes[before])
        };
        let is_complete = |slot: usize| !timeline.all[slot].incomplete;
        let first = first.filter(|first| *first != slot && is_complete(*first) && is_complete(slot));
        Figures {
            minutes: series.minutes[slot],
            entries: series.entries[slot],
            files: series.files.as_ref().map(|files| files[slot]),
            fte: full_time.people(series.minutes[slot]),
            share: if total.suppressed[slot] {
                None
            } else {
                Hundredths::percent(series.minutes[slot], total.minutes[slot])
            },
            change_from_prior: change(*prior),
            change_from_first: change(first),
            change_from_year_before: change(*year_before),
            suppressed: false,
        }
    };
    timeline.shown.iter().zip(&timeline.before).zip(&timeline.full_time).map(figures).collect()
}
