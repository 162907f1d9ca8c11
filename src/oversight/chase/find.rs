//! What is to be chased, found in days and entries that were read: pure decisions.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::store::{Equal, Noted, Recorded, Unsubmitted};
use super::{Item, VERY_LONG_DAY_MINUTES, What};
use crate::entries::Warning;
use crate::ids::PersonId;
use crate::people::{Person, ScheduleKind, Schedules};

/// The working days of a full week.
const FULL_WEEK: i64 = 5;

fn by_id(people: &[Person]) -> HashMap<PersonId, &Person> {
    people.iter().map(|person| (person.id, person)).collect()
}

/// Working days in a row on which nothing was recorded: only days on which work was not expected lie between them.
struct Row {
    first: NaiveDate,
    last: NaiveDate,
    days: i64,
}

/// Working days on which a person was here and not absent, and which are not settled, those in a row together. Whoever works
/// fewer than five days a week need not record on each of them: of such a week the days are named between which some are
/// missing, and how many, never more than are left of the week in proportion.
pub(super) fn missing(
    people: &[Person],
    schedules: &Schedules,
    settled: &HashSet<(PersonId, NaiveDate)>,
    first: NaiveDate,
    last: NaiveDate,
    is_working_day: impl Fn(NaiveDate) -> bool,
) -> Vec<Item> {
    let working: Vec<NaiveDate> =
        first.iter_days().take_while(|day| *day <= last).filter(|day| is_working_day(*day)).collect();
    let mut items = Vec::new();
    for person in people {
        let mut rows: Vec<Row> = Vec::new();
        // Whether the next day without time goes on with the last row.
        let mut goes_on = false;
        // Of weeks of fewer days, by week and days worked in it: how many working days, and which of them are empty.
        let mut weeks: BTreeMap<(NaiveDate, i64), (i64, Vec<NaiveDate>)> = BTreeMap::new();
        for day in working.iter().copied() {
            let went_on = std::mem::take(&mut goes_on);
            if !person.is_active_on(day) {
                continue;
            }
            let schedule = schedules.on(person, day);
            if schedule.kind == ScheduleKind::Absent {
                continue;
            }
            let is_empty = !settled.contains(&(person.id, day));
            if schedule.days_per_week < FULL_WEEK {
                let monday = day.week(chrono::Weekday::Mon).first_day();
                let week = weeks.entry((monday, schedule.days_per_week)).or_default();
                week.0 += 1;
                if is_empty {
                    week.1.push(day);
                }
            } else if is_empty {
                goes_on = true;
                match rows.last_mut().filter(|_| went_on) {
                    Some(row) => (row.last, row.days) = (day, row.days + 1),
                    None => rows.push(Row { first: day, last: day, days: 1 }),
                }
            }
        }
        items.extend(rows.iter().map(|row| Item::of(person, row.first, row.last, What::Missing, "", row.days, 0)));
        for ((_, per_week), (days, empty)) in weeks {
            let (Some(from), Some(to)) = (empty.first(), empty.last()) else { continue };
            let recorded = days - i64::try_from(empty.len()).unwrap_or(i64::MAX);
            let count = days * per_week / FULL_WEEK - recorded;
            if count > 0 {
                items.push(Item::of(person, *from, *to, What::Missing, "", count, 0));
            }
        }
    }
    items
}

/// Long days, entries about which something was noted, and many equal entries.
pub(super) fn implausible(
    people: &[Person],
    days: &[Recorded],
    long_day: i64,
    noted: &[Noted],
    equal: &[Equal],
) -> Vec<Item> {
    let people = by_id(people);
    let mut items = Vec::new();
    for day in days.iter().filter(|day| day.minutes > long_day) {
        let Some(person) = people.get(&day.person) else { continue };
        let what = if day.minutes > VERY_LONG_DAY_MINUTES { What::VeryLongDay } else { What::LongDay };
        items.push(Item::of(person, day.day, day.day, what, "", day.entries, day.minutes));
    }
    // An entry can carry several notes, and entries of a day can carry the same one beside others.
    let mut coded: BTreeMap<(PersonId, NaiveDate, &str), (i64, i64)> = BTreeMap::new();
    for row in noted {
        // Long days are found above, as they are now.
        // Late time is late, not implausible; long days are told of above.
        let told = [What::LongDay.as_str(), Warning::Late.as_str()];
        for note in row.warnings.split_whitespace().filter(|note| !told.contains(note)) {
            let sum = coded.entry((row.person, row.day, note)).or_default();
            *sum = (sum.0 + row.entries, sum.1 + row.minutes);
        }
    }
    for ((person, day, note), (count, minutes)) in coded {
        if let Some(person) = people.get(&person) {
            items.push(Item::of(person, day, day, What::Noted, note, count, minutes));
        }
    }
    // Two sets of equal entries on the same days are one thing to ask about.
    let mut sets: BTreeMap<(PersonId, NaiveDate, NaiveDate), (i64, i64)> = BTreeMap::new();
    for row in equal {
        let sum = sets.entry((row.person, row.first, row.last)).or_default();
        *sum = (sum.0 + row.entries, sum.1 + row.minutes);
    }
    for ((person, first, last), (count, minutes)) in sets {
        if let Some(person) = people.get(&person) {
            items.push(Item::of(person, first, last, What::EqualEntries, "", count, minutes));
        }
    }
    items
}

/// Entries of a day that were not submitted, or returned and not submitted again.
pub(super) fn unsubmitted(people: &[Person], rows: &[Unsubmitted]) -> Vec<Item> {
    let people = by_id(people);
    let item = |row: &Unsubmitted| {
        let what = if row.returned { What::Returned } else { What::Draft };
        let person = people.get(&row.person)?;
        Some(Item::of(person, row.day, row.day, what, "", row.entries, row.minutes))
    };
    rows.iter().filter_map(item).collect()
}
