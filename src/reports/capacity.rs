//! Capacity: hours people were there for by their schedules and the working days of the public service, against the hours
//! they recorded, by the team they are in now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::dimensions::By;
use super::facts::Snapshot;
use super::links::{self, Held};
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Row, Sheet, Table};
use super::standard::{FullTime, working_days};
use super::sums::{self, Asked, Distinct, Lookup, NONE, ReportError, Slots, Source};
use super::workload::{Wanted, held_or_not, together};
use crate::number::Hundredths;
use crate::people::STANDARD_MINUTES;
use crate::period::Period;
use crate::small_groups::{Sum, complete_line};
use chrono::NaiveDate;

/// What people of a team were there for in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Room {
    people: i64,
    /// Fifths of person-days.
    fifths: i64,
    /// Fifths of minutes.
    minute_fifths: i64,
    recorded: i64,
}

impl Room {
    fn plus(&mut self, other: Self) {
        self.people += other.people;
        self.fifths += other.fifths;
        self.minute_fifths += other.minute_fifths;
        self.recorded += other.recorded;
    }
}

/// Where the working days of the public service stand, which say nothing of anybody.
const WORKING_DAYS: usize = 1;

/// How many people have entries, by period and team, and in all teams together.
fn count_recorders(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
) -> Result<HashMap<(usize, Option<usize>), i64>, ReportError> {
    let of = Distinct::Of(Source::Person);
    let teams = sums::distinct(snapshot, asked, of)?;
    let all = sums::distinct(snapshot, &Asked { rows: &together(asked.rows), ..*asked }, of)?;
    let teams = teams.into_iter().map(|(slot, row, _, count)| ((slot as usize, Some(row as usize)), count));
    Ok(teams.chain(all.into_iter().map(|(slot, _, _, count)| ((slot as usize, None), count))).collect())
}

/// The tables of the report.
///
/// # Errors
/// When facts cannot be read from disk.
pub(super) fn tables(about: &WorkloadAnswer, wanted: &Wanted) -> Result<Vec<Table>, ReportError> {
    let snapshot = &about.snapshot;
    let periods = wanted.span.periods(wanted.today);
    let teams: BTreeSet<&str> = snapshot.people.iter().map(|person| person.team.as_str()).collect();
    let teams: Vec<&str> = teams.into_iter().collect();
    let team_of = |team: &str| teams.binary_search(&team).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(NONE);
    let groups = snapshot.people.iter().map(|person| team_of(&person.team)).collect();
    let by_team = Lookup { source: Source::Person, groups, instead: None };
    let slots = Slots::new(&periods);
    let only = [held_or_not(snapshot, false)];
    let late_after_days = i32::try_from(wanted.late_after_days).unwrap_or(i32::MAX);
    let asked = Asked { slots: &slots, rows: &by_team, columns: None, only: &only, late_after_days };
    let mut rooms: BTreeMap<(usize, usize), Room> = BTreeMap::new();
    for cell in sums::sum(snapshot, &asked)? {
        rooms.entry((cell.slot as usize, cell.row as usize)).or_default().recorded += cell.minutes;
    }
    for (slot, period) in periods.iter().enumerate() {
        for (code, person) in snapshot.people.iter().enumerate() {
            let last = period.last.min(wanted.today);
            if !snapshot.sight.holds_person(code) {
                continue;
            }
            if let Some(room) = room(snapshot, code, period.first, last) {
                rooms.entry((slot, team_of(&person.team) as usize)).or_default().plus(room);
            }
        }
    }
    let recorders = match wanted.fewest_people {
        Some(_) => count_recorders(snapshot, &asked)?,
        None => HashMap::new(),
    };
    let mut rows = Vec::new();
    for (slot, period) in periods.iter().enumerate() {
        let mut total = Room::default();
        let mut sums = Vec::new();
        let begin = rows.len();
        let small = |team: Option<usize>, room: &Room| {
            let recorders = recorders.get(&(slot, team)).copied().unwrap_or(0);
            let fewest = wanted.fewest_people.unwrap_or(0);
            let (recorded, there) = (room.recorded, room.minute_fifths / 5);
            let few = [recorders, room.people].map(|people| Sum::of(recorded + there, people, fewest));
            // What one of the two is zero of hides the other one only: it is taken last.
            let last = if recorded == 0 || there == 0 { i64::MAX / 2 } else { 0 };
            let minutes = if recorded + there == 0 { 0 } else { recorded + there + last };
            Sum { minutes, hidden: few.iter().any(|sum| sum.hidden) }
        };
        for ((_, team), room) in rooms.range((slot, 0)..=(slot, usize::MAX)) {
            total.plus(*room);
            let name = teams.get(*team).copied().unwrap_or_default();
            sums.push(small(Some(*team), room));
            rows.push(row(about, period, Some(name), *room, wanted));
        }
        sums.push(small(None, &total));
        rows.push(row(about, period, None, total, wanted));
        complete_line(&mut sums);
        for (row, _) in rows[begin..].iter_mut().zip(&sums).filter(|(_, sum)| sum.hidden) {
            row.hide(&[WORKING_DAYS]);
        }
    }
    Ok(vec![Table {
        id: "teams",
        keys: vec!["period", "team"],
        figures: vec![
            "people",
            "working-days",
            "person-days",
            "capacity",
            "hours",
            "capacity-used",
            "fte-available",
            "fte",
        ],
        rows,
    }])
}

/// What one person was there for between two days; nothing where that is no day.
fn room(snapshot: &Snapshot, code: usize, first: NaiveDate, last: NaiveDate) -> Option<Room> {
    let person = snapshot.people.get(code)?;
    let first = first.max(person.active_from);
    let last = person.active_to.map_or(last, |to| to.min(last));
    let mut room = Room::default();
    for stretch in snapshot.schedules.stretches(person, first, last) {
        let fifths = working_days(stretch.first, stretch.last) * stretch.schedule.days_per_week.min(5);
        room.fifths += fifths;
        room.minute_fifths += fifths * stretch.schedule.minutes_per_day;
    }
    room.people = i64::from(room.fifths > 0);
    (room.fifths > 0).then_some(room)
}

/// A row of a team, or of all teams together. Behind its figures stand the people who were there, and the entries of those
/// who are in the team now.
fn row(about: &WorkloadAnswer, period: &Period, team: Option<&str>, room: Room, wanted: &Wanted) -> Row {
    let last = period.last.min(wanted.today);
    let days = if last < period.first { 0 } else { working_days(period.first, last) };
    let capacity = room.minute_fifths / 5;
    let full_time = FullTime::between(&wanted.standards, period.first, period.last, wanted.today);
    let of_team = |name: &'static str| team.map(|team| (name, links::given(team)));
    let narrowed: Vec<(&'static str, &str)> = of_team("team_now").into_iter().collect();
    let entries = links::narrowed(&about.question, Some(period), &[], Held::None, &narrowed);
    let (from, to) = (period.first.to_string(), last.to_string());
    let mut members: Vec<(&str, &str)> = of_team("team").into_iter().collect();
    members.extend([("from", from.as_str()), ("to", to.as_str())]);
    let people = links::list("people", &members);
    let there = |cell: Cell| cell.behind(&people);
    let recorded = |cell: Cell| cell.behind(&entries);
    let cells = vec![
        there(room.people.into()),
        days.into(),
        there((room.fifths / 5).into()),
        there(Cell::minutes(capacity)),
        recorded(Cell::minutes(room.recorded)),
        recorded(Hundredths::of_ratio(room.recorded * 5, room.minute_fifths, 100).into()),
        there(Hundredths::of_ratio(room.minute_fifths, days * STANDARD_MINUTES * 5, 1).into()),
        recorded(full_time.people(room.recorded).into()),
    ];
    let key = team.map_or_else(Key::total, |team| Key::group(By::Team, team));
    Row { keys: vec![Key::period(period), key], incomplete: period.incomplete, cells }
}

/// The report.
pub(super) fn sheet(about: WorkloadAnswer, tables: Vec<Table>) -> Sheet {
    Sheet { report: "capacity", about, tables, notes: vec!["reports-note-capacity"] }
}
