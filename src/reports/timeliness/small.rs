//! What a report on timeliness keeps silent where it is passed on: groups of few people; shares that would tell when few
//! people entered; and what either would follow from.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::super::dimensions::Keys;
use super::super::facts::Snapshot;
use super::super::sheet::{Cell, Key, Table, Value};
use super::super::sums::{self, Asked, Distinct, ReportError, Source};
use super::super::workload::{each_person, together};
use super::{AGES, Lags, SETTLED_DAYS};
use crate::period::Period;
use crate::small_groups::{Sum, complete_line};

/// The ages, by their place among [`AGES`], up to which the table of lags tells shares: 1, 5 and 10 days.
const TOLD_OF_GROUPS: [usize; 3] = [1, 2, 3];
/// Those of the triangle.
const TOLD_OF_ALL: [usize; AGES.len()] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/// The minutes of a person: those whose day of entry is known, and how many of them are later than each age.
type Later = [i64; AGES.len() + 1];
/// The minutes of each person.
type People = HashMap<u32, Later>;

/// What is not shown.
pub(super) struct Hidden {
    /// The hours of each group of each period and, last, of the period.
    hours: Vec<Vec<bool>>,
    /// The shares, in the same order.
    shares: Vec<Vec<bool>>,
    /// The triangle of each period.
    triangle: Vec<bool>,
    /// What follows from older periods.
    older: bool,
}

/// Finds what is not to be shown, in the order of the table of lags.
pub(super) fn find(
    snapshot: &Snapshot,
    (asked, keys): (&Asked<'_>, &Keys),
    groups: &BTreeMap<(usize, &str), Lags>,
    totals: &[Lags],
    settled: &[bool],
    fewest: i64,
) -> Result<Hidden, ReportError> {
    let hours = of_few_people(snapshot, (asked, keys), groups, totals, fewest)?;
    let entered = entered(snapshot, asked, keys)?;
    let nobody = People::new();
    let mut shares = Vec::new();
    let mut triangle = Vec::new();
    let mut older = People::new();
    for (slot, hours) in hours.iter().enumerate() {
        let names = groups.range((slot, "")..).take_while(|((of, _), _)| *of == slot).map(|((_, name), _)| *name);
        let of_groups: Vec<&People> = names.map(|name| entered.get(&(slot, name)).unwrap_or(&nobody)).collect();
        let all = merged(&of_groups);
        let hidden = of_period(&of_groups, &all, hours, fewest);
        triangle.push(hidden.last().copied().unwrap_or(false) || few(&all, &TOLD_OF_ALL, fewest));
        shares.push(hidden);
        if settled[slot] {
            older = merged(&[&older, &all]);
        }
    }
    let older = few(&older, &TOLD_OF_ALL, fewest);
    Ok(Hidden { hours, shares, triangle, older })
}

/// The groups of each period that are not shown, and the totals that are not: those of few people, and others from which
/// they would follow.
fn of_few_people(
    snapshot: &Snapshot,
    (asked, keys): (&Asked<'_>, &Keys),
    groups: &BTreeMap<(usize, &str), Lags>,
    totals: &[Lags],
    fewest: i64,
) -> Result<Vec<Vec<bool>>, ReportError> {
    let of = Distinct::Of(Source::Person);
    let mut people: HashMap<(usize, &str), i64> = HashMap::new();
    for (slot, row, _, count) in sums::distinct(snapshot, asked, of)? {
        people.insert((slot as usize, name_of(keys, row)), count);
    }
    let everybody = together(asked.rows);
    let mut all = vec![0; totals.len()];
    for (slot, _, _, count) in sums::distinct(snapshot, &Asked { rows: &everybody, ..*asked }, of)? {
        all[slot as usize] = count;
    }
    let of_period = |(slot, total): (usize, &Lags)| {
        let group =
            |(key, lags): (&(usize, &str), &Lags)| Sum::of(lags.all(), people.get(key).copied().unwrap_or(0), fewest);
        let own = groups.range((slot, "")..).take_while(|((of, _), _)| *of == slot);
        let mut sums: Vec<Sum> = own.map(group).collect();
        sums.push(Sum::of(total.all(), all[slot], fewest));
        complete_line(&mut sums);
        sums.iter().map(|sum| sum.hidden).collect()
    };
    Ok(totals.iter().enumerate().map(of_period).collect())
}

fn name_of(keys: &Keys, row: u32) -> &str {
    keys.names.get(row as usize).map_or("", String::as_str)
}

/// How late each person of each group of each period entered.
fn entered<'a>(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    keys: &'a Keys,
) -> Result<HashMap<(usize, &'a str), People>, ReportError> {
    let people = each_person(snapshot);
    let mut entered: HashMap<(usize, &str), People> = HashMap::new();
    for (at, age) in AGES.iter().enumerate() {
        let asked = Asked { columns: Some(&people), late_after_days: *age, ..*asked };
        for cell in sums::sum(snapshot, &asked)?.into_iter().filter(|cell| cell.known_minutes > 0) {
            let group = entered.entry((cell.slot as usize, name_of(keys, cell.row))).or_default();
            let later = group.entry(cell.column).or_default();
            later[0] = cell.known_minutes;
            later[at + 1] = cell.late_minutes;
        }
    }
    Ok(entered)
}

/// The minutes of each person in all of these groups.
fn merged(groups: &[&People]) -> People {
    let mut all = People::new();
    for (person, later) in groups.iter().copied().flatten() {
        let sums = all.entry(*person).or_default();
        for (sum, minutes) in sums.iter_mut().zip(later) {
            *sum += minutes;
        }
    }
    all
}

/// Whether somebody entered between two of the ages that are told, and so few did that it would be known of whom the
/// shares speak.
fn few(people: &People, told: &[usize], fewest: i64) -> bool {
    let mut ends: Vec<usize> = vec![0];
    ends.extend(told.iter().map(|age| age + 1));
    let mut ends = ends.into_iter().peekable();
    while let Some(from) = ends.next() {
        let until = ends.peek().copied();
        let is_between = |later: &&Later| later[from] > until.map_or(0, |until| later[until]);
        let count = i64::try_from(people.values().filter(is_between).count()).unwrap_or(i64::MAX);
        if (1..fewest).contains(&count) {
            return true;
        }
    }
    false
}

/// Which shares of a period are not shown: those that speak of few people, those of groups that are not shown, more until
/// all of these together are no few people either, and otherwise those of the period.
fn of_period(groups: &[&People], all: &People, hours: &[bool], fewest: i64) -> Vec<bool> {
    let known = |group: &People| group.values().map(|later| later[0]).sum::<i64>();
    let own = groups.iter().zip(hours);
    let mut hidden: Vec<bool> = own.map(|(group, hidden)| *hidden || few(group, &TOLD_OF_GROUPS, fewest)).collect();
    let of_total = hours.last().copied().unwrap_or(false) || few(all, &TOLD_OF_GROUPS, fewest);
    let total = loop {
        let silent: Vec<&People> = groups
            .iter()
            .zip(&hidden)
            .filter(|(group, hidden)| **hidden && known(group) > 0)
            .map(|(group, _)| *group)
            .collect();
        if silent.is_empty() || of_total || (silent.len() > 1 && !few(&merged(&silent), &TOLD_OF_GROUPS, fewest)) {
            break of_total;
        }
        let open = (0..groups.len()).filter(|at| !hidden[*at] && known(groups[*at]) > 0);
        let Some(next) = open.min_by_key(|at| known(groups[*at])) else { break true };
        hidden[next] = true;
    };
    hidden.push(total);
    hidden
}

/// Hides what is not shown. How many minutes came by an age, or on days that are not known, is a part of its own of a
/// group, whose people nobody has counted: in a report that is passed on the shares alone are shown.
pub(super) fn hide(tables: &mut [Table], periods: &[Period], hidden: &Hidden) {
    let slot = |key: &Key| periods.iter().position(|one| one.first.to_string() == key.key).unwrap_or(periods.len());
    let of_total = |of: &[Vec<bool>], slot: usize| of.get(slot).and_then(|of| of.last()).copied().unwrap_or(false);
    let hours: Vec<bool> = hidden.hours.iter().flatten().copied().collect();
    let shares: Vec<bool> = hidden.shares.iter().flatten().copied().collect();
    for table in tables {
        for (at, row) in table.rows.iter_mut().enumerate() {
            let slot = slot(&row.keys[0]);
            let (whole, share) = match table.id {
                "lags" => (hours[at], shares[at]),
                "triangle" => (of_total(&hidden.hours, slot), hidden.triangle.get(slot).copied().unwrap_or(false)),
                _ => (of_total(&hidden.hours, slot), hidden.older),
            };
            if whole {
                row.hide(&[]);
                continue;
            }
            for (figure, cell) in table.figures.iter().zip(&mut row.cells) {
                let part = ["known", "unknown", "entered-by"].contains(figure);
                if cell.value != Value::None && (part || (share && *figure != "hours")) {
                    *cell = Value::Suppressed.into();
                }
            }
        }
    }
}

/// Whether the shares of a whole period are not shown, from which those of everything could follow.
pub(super) fn any_silent(tables: &[Table]) -> bool {
    let totals = tables.iter().filter(|table| table.id == "lags").flat_map(|table| &table.rows);
    let mut shares = totals.filter(|row| row.keys.contains(&Key::total())).flat_map(|row| row.cells.iter().skip(3));
    shares.any(|cell: &Cell| cell.value == Value::Suppressed)
}

/// Which periods are so old that they show how late time comes.
pub(super) fn settled(periods: &[Period], today: NaiveDate) -> Vec<bool> {
    periods.iter().map(|period| (today - period.last).num_days() >= SETTLED_DAYS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(later: &[(u32, &[i64])]) -> People {
        let of = |minutes: &[i64]| {
            let mut later = Later::default();
            for (kept, minutes) in later.iter_mut().zip(minutes) {
                *kept = *minutes;
            }
            later
        };
        later.iter().map(|(person, minutes)| (*person, of(minutes))).collect()
    }

    /// Six people who entered at once, and so many of them some of it after three days.
    fn team(first: u32, late: u32) -> People {
        let one = |person: u32| {
            if person < late { (first + person, &[100, 40, 40][..]) } else { (first + person, &[100][..]) }
        };
        people(&(0..6).map(one).collect::<Vec<_>>())
    }

    #[test]
    fn a_share_of_few_is_told_of_nobody() {
        assert!(!few(&team(0, 0), &TOLD_OF_GROUPS, 5));
        assert!(few(&team(0, 1), &TOLD_OF_GROUPS, 5) && few(&team(0, 4), &TOLD_OF_GROUPS, 5));
        assert!(!few(&team(0, 5), &TOLD_OF_GROUPS, 5));
        // Three people in all are few, whenever they entered.
        assert!(few(&people(&[(1, &[10]), (2, &[10]), (3, &[10])]), &TOLD_OF_GROUPS, 5));
    }

    #[test]
    fn what_would_follow_from_the_period_is_not_told_either() {
        let hours = |many: usize| vec![false; many + 1];
        let told = |groups: &[&People]| of_period(groups, &merged(groups), &hours(groups.len()), 5);
        let (quick, slow, one, three) = (team(0, 0), team(10, 6), team(20, 1), team(30, 3));
        assert_eq!(told(&[&quick, &slow]), [false, false, false]);
        // One of a team was late: another team is silent too, and both together are no few people.
        assert_eq!(told(&[&quick, &slow, &one]).iter().filter(|hidden| **hidden).count(), 3, "quick adds nobody late");
        assert_eq!(told(&[&slow, &one]), [true, true, false]);
        assert_eq!(told(&[&quick, &one]), [false, true, true], "one late person of all");
        assert_eq!(told(&[&one, &three]), [true, true, true], "four late people of all");
        assert!(told(&[]).eq(&[false]));
    }
}
