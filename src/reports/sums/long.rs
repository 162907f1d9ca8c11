//! Long entries and long days: what has to be looked at entry by entry.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::plan::{Plan, Stretch};
use super::{Asked, Lookup, ReportError, Slots, Source};
use crate::reports::facts::{Hasher, Snapshot, in_parallel};

/// From how many minutes on an entry, and beyond how many a day, is long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Entries of so many minutes or more are long.
    pub entry: i64,
    /// Days of more minutes are long.
    pub day: i64,
}

/// What was counted, with the codes of the people behind it.
#[derive(Debug, Clone, Default)]
pub struct Long {
    /// Entries that figures count.
    pub entries: i64,
    /// Those of them that are long.
    pub long_entries: i64,
    /// Whose they are.
    pub long_entries_of: HashSet<u32, Hasher>,
    /// Days with entries, for each person, held ones among them.
    pub days: i64,
    /// Those that are long.
    pub long_days: i64,
    /// Whose they are.
    pub long_days_of: HashSet<u32, Hasher>,
}

impl Long {
    fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.long_entries += other.long_entries;
        self.long_entries_of.extend(other.long_entries_of);
        self.days += other.days;
        self.long_days += other.long_days;
        self.long_days_of.extend(other.long_days_of);
    }
}

/// The minutes of one person on each day of a month.
#[derive(Debug, Default)]
struct Month {
    person: Option<u32>,
    minutes: [i64; 32],
    present: u32,
}

impl Month {
    /// Counts the days that were met, and begins with somebody else.
    fn turn_to(&mut self, person: Option<u32>, limit: i64, long: &mut Long) {
        let before = std::mem::replace(self, Self { person, ..Self::default() });
        let Some(of) = before.person else { return };
        long.days += i64::from(before.present.count_ones());
        let many = before.minutes.iter().filter(|minutes| **minutes > limit).count();
        if many > 0 {
            long.long_days += i64::try_from(many).unwrap_or(0);
            long.long_days_of.insert(of);
        }
    }
}

/// Counts entries and days between two days, both included.
///
/// # Errors
/// When facts cannot be read from disk.
pub fn long(snapshot: &Snapshot, (first, last): (NaiveDate, NaiveDate), limits: Limits) -> Result<Long, ReportError> {
    let slots = Slots::between(first, last);
    let everybody = Lookup { source: Source::Person, groups: vec![0; snapshot.people.len()], instead: None };
    let asked = Asked { slots: &slots, rows: &everybody, columns: None, only: &[], late_after_days: 0 };
    let plan = Plan::of(snapshot, &asked);
    let held: Vec<bool> = snapshot.files.iter().map(|file| file.import_only).collect();
    let mut all = Long::default();
    // The days of a month are all in one stretch.
    for found in in_parallel(&plan.stretches, |stretch| of_stretch(&plan, stretch, &held, limits)) {
        all.add(found?);
    }
    Ok(all)
}

fn of_stretch(plan: &Plan<'_>, stretch: &Stretch<'_>, held: &[bool], limits: Limits) -> Result<Long, ReportError> {
    let rows = stretch.year.rows()?;
    let cells = &stretch.year.cells;
    let (mut long, mut month) = (Long::default(), Month::default());
    let mut places = stretch.year.places();
    // The cells of a month are in the order of people.
    for cell in stretch.cells().filter(|cell| cells.days[*cell] & stretch.days != 0) {
        let (who, what) = (cells.who[cell], cells.what[cell]);
        if plan.place(stretch.at, who, what).is_none() {
            continue;
        }
        let person = stretch.code(Source::Person, who, what);
        if month.person != Some(person) {
            month.turn_to(Some(person), limits.day, &mut long);
        }
        let counts = !held[stretch.code(Source::File, who, what) as usize];
        for row in rows[places.of(cell)].iter().filter(|row| stretch.days >> row.day() & 1 == 1) {
            let minutes = i64::from(row.minutes());
            month.minutes[row.day() as usize] += minutes;
            month.present |= 1 << row.day();
            if counts {
                long.entries += 1;
                if minutes >= limits.entry {
                    long.long_entries += 1;
                    long.long_entries_of.insert(person);
                }
            }
        }
    }
    month.turn_to(None, limits.day, &mut long);
    Ok(long)
}
