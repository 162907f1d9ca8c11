//! Capacity: hours people were there for by their schedules and the working days of the public service, against the hours
//! they recorded, by the team they are in now.

use std::collections::{BTreeMap, BTreeSet};

use super::dimensions::By;
use super::facts::Snapshot;
use super::links;
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Row, Sheet, Table};
use super::standard::{FullTime, working_days};
use super::sums::{self, Asked, Lookup, NONE, ReportError, Slots, Source};
use super::workload::{Wanted, held_or_not};
use crate::number::Hundredths;
use crate::people::STANDARD_MINUTES;
use crate::period::Period;
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
    let mut rows = Vec::new();
    for (slot, period) in periods.iter().enumerate() {
        let mut total = Room::default();
        for ((_, team), room) in rooms.range((slot, 0)..=(slot, usize::MAX)) {
            total.plus(*room);
            let key = Key::group(By::Team, teams.get(*team).copied().unwrap_or_default());
            rows.push(row(period, key, *room, wanted, None));
        }
        let behind = links::entries(&about.question, Some(period), &[], false);
        rows.push(row(period, Key::total(), total, wanted, Some(behind)));
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

fn row(period: &Period, team: Key, room: Room, wanted: &Wanted, behind: Option<String>) -> Row {
    let last = period.last.min(wanted.today);
    let days = if last < period.first { 0 } else { working_days(period.first, last) };
    let capacity = room.minute_fifths / 5;
    let full_time = FullTime::between(&wanted.standards, period.first, period.last, wanted.today);
    let hours = Cell::minutes(room.recorded);
    let cells = vec![
        room.people.into(),
        days.into(),
        (room.fifths / 5).into(),
        Cell::minutes(capacity),
        match behind {
            Some(behind) => hours.behind(behind),
            None => hours,
        },
        Hundredths::of_ratio(room.recorded * 5, room.minute_fifths, 100).into(),
        Hundredths::of_ratio(room.minute_fifths, days * STANDARD_MINUTES * 5, 1).into(),
        full_time.people(room.recorded).into(),
    ];
    Row { keys: vec![Key::period(period), team], incomplete: period.incomplete, cells }
}

/// The report.
pub(super) fn sheet(about: WorkloadAnswer, tables: Vec<Table>) -> Sheet {
    Sheet { report: "capacity", about, tables, notes: vec!["reports-note-capacity"] }
}
