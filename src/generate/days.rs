//! Which days a person works in a year, how long, and on which of them on a mission. Seasons, leave, part time and
//! the rising demand are decided here; what the time was for is decided later.

use super::World;
use super::calendar::Year;
use super::draw::{Draw, Purpose};
use super::files::Category;
use super::people::Person;

/// Most entries a day can be cut into: the shortest day has so many tenths of an hour.
pub(super) const MOST_ENTRIES: usize = 60;

/// Fiscal months, from April.
const JULY: usize = 3;
const AUGUST: usize = 4;
const DECEMBER: usize = 8;
const JANUARY: usize = 9;
const FEBRUARY: usize = 10;
const MARCH: usize = 11;

/// One person's day of work.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkDay {
    /// Days since 1 April.
    pub(super) offset: usize,
    /// A multiple of half an hour.
    pub(super) minutes: usize,
    /// How many entries the day is cut into.
    pub(super) entries: usize,
    pub(super) mission: Option<Mission>,
}

/// A run of days abroad on one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mission {
    pub(super) file: usize,
    first: usize,
    /// The offset of its last day.
    pub(super) last: usize,
}

/// The days a person works in a year, in order.
pub(super) fn plan(world: &World, year: &Year, index: usize) -> Vec<WorkDay> {
    let person = &world.people[index];
    let mut draw = Draw::new(world.plan.seed, Purpose::Days, index, year.index);
    let missions = missions(world, year, person, &mut draw);
    let mut days = Vec::new();
    let mut on_leave = false;
    for offset in 0..year.length {
        let date = year.date(offset);
        let month = year.month(offset);
        let weekday = chrono::Datelike::weekday(&date);
        if weekday == chrono::Weekday::Mon || offset == 0 {
            on_leave = draw.in_thousand(leave_share(year, offset));
        }
        let away = draw.in_thousand(35);
        let minutes = minutes_of(&mut draw, month) + if date >= world.step_on { 30 } else { 0 };
        let entries = 1 + draw.weighted(&[14, 28, 32, 18, 8]);
        if !person.is_active(date) {
            continue;
        }
        if let Some(mission) = missions.iter().find(|mission| (mission.first..=mission.last).contains(&offset)) {
            let minutes = 450 + 30 * draw.below(6);
            days.push(WorkDay { offset, minutes, entries: 1 + draw.below(2), mission: Some(*mission) });
        } else if !year.is_free(offset) && is_working_day(person, weekday) && !on_leave && !away {
            days.push(WorkDay { offset, minutes, entries, mission: None });
        }
    }
    days
}

/// Part-time people keep Friday, then Monday, free.
fn is_working_day(person: &Person, weekday: chrono::Weekday) -> bool {
    match weekday {
        chrono::Weekday::Fri => person.days_per_week > 4,
        chrono::Weekday::Mon => person.days_per_week > 3,
        _ => true,
    }
}

/// How many in a thousand are on leave in the week that begins here.
fn leave_share(year: &Year, offset: usize) -> usize {
    let day = chrono::Datelike::day(&year.date(offset));
    match year.month(offset) {
        JULY | AUGUST => 300,
        DECEMBER if day >= 18 => 720,
        JANUARY if day <= 2 => 400,
        FEBRUARY | MARCH => 15,
        _ => 45,
    }
}

fn minutes_of(draw: &mut Draw, month: usize) -> usize {
    let shortest = match month {
        JULY | AUGUST => 390,
        FEBRUARY | MARCH => 480,
        _ => 420,
    };
    shortest + 30 * draw.weighted(&[3, 4, 2, 1])
}

fn missions(world: &World, year: &Year, person: &Person, draw: &mut Draw) -> Vec<Mission> {
    let mut missions: Vec<Mission> = Vec::new();
    if !person.travels {
        return missions;
    }
    for half in 0..2 {
        let first = half * 180 + draw.below(165);
        let last = first + draw.between(4, 9);
        let choice = draw.below(usize::from(u16::MAX));
        let goes = half == 0 || draw.in_thousand(500);
        if !goes || last >= year.length || matches!(year.month(last), JULY | AUGUST | DECEMBER) {
            continue;
        }
        let (from, to) = (year.date(first), year.date(last));
        let mut files = world.files.of(person.team, Category::Assistance, from, to);
        files.retain(|at| world.files.all[*at].is_open(from) && world.files.all[*at].is_open(to));
        if person.is_active(from) && person.is_active(to) && !files.is_empty() {
            missions.push(Mission { file: files[choice % files.len()], first, last });
        }
    }
    missions
}

/// Spreads exactly so many entries over so many days, in order, as evenly as whole numbers allow.
#[derive(Debug)]
pub(super) struct Quota {
    entries: usize,
    days: usize,
    passed: usize,
}

impl Quota {
    pub(super) const fn new(entries: usize, days: usize) -> Self {
        Self { entries, days, passed: 0 }
    }

    /// The entries of the next day.
    pub(super) fn take(&mut self) -> usize {
        let until = |day: usize| day * self.entries / self.days;
        let taken = until(self.passed + 1) - until(self.passed);
        self.passed += 1;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_spread_to_the_last_entry() {
        for (entries, days) in [(10, 3), (3, 10), (500, 7), (0, 4)] {
            let mut quota = Quota::new(entries, days);
            let taken: Vec<usize> = (0..days).map(|_| quota.take()).collect();
            assert_eq!(taken.iter().sum::<usize>(), entries);
            assert!(taken.iter().max().zip(taken.iter().min()).is_some_and(|(most, least)| most - least <= 1));
        }
    }
}
