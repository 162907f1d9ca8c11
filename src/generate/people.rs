//! The invented people of the section, their teams and `people.csv`. A surname that means "made up" marks each of them.

use chrono::{Days, NaiveDate};

use super::Plan;
use super::draw::{Draw, Purpose};
use super::lines::Lines;

/// People of one team.
const TEAM_SIZE: usize = 10;

const TEAMS: [&str; 6] = [
    "Prosecution and Courts",
    "Législation et politiques",
    "Human Rights and Access",
    "Institutions et formation",
    "Anti-corruption",
    "Partenariats stratégiques",
];

const GIVEN_FRENCH: [&str; 20] = [
    "Amélie",
    "Benoît",
    "Chloé",
    "Didier",
    "Élise",
    "Félix",
    "Geneviève",
    "Hugo",
    "Inès",
    "Jérôme",
    "Karine",
    "Loïc",
    "Maëlle",
    "Noël",
    "Océane",
    "Pascal",
    "Rosalie",
    "Sébastien",
    "Thérèse",
    "Zoé",
];

const GIVEN_ENGLISH: [&str; 20] = [
    "Alice", "Brandon", "Claire", "Duncan", "Eleanor", "Fraser", "Grace", "Harvey", "Isla", "Jonah", "Kendra", "Liam",
    "Maya", "Nolan", "Olive", "Priya", "Quinn", "Rowan", "Sasha", "Wyatt",
];

const SURNAMES_FRENCH: [&str; 6] = ["Exemple", "Fictif", "Modèle", "Essai", "Spécimen", "Lafable"];
const SURNAMES_ENGLISH: [&str; 6] = ["Example", "Sample", "Specimen", "Fable", "Madeup", "Storybook"];

/// One invented person.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) team: usize,
    pub(super) active_from: NaiveDate,
    pub(super) active_to: Option<NaiveDate>,
    pub(super) days_per_week: usize,
    /// Writes in French.
    pub(super) french: bool,
    /// How many months of a thousand are typed at month end.
    pub(super) untidy: usize,
    /// Smallest piece of time this person writes, in minutes: a tenth or a quarter of an hour.
    pub(super) grain: usize,
    /// Goes on missions.
    pub(super) travels: bool,
}

impl Person {
    /// Whether the person records time on a date.
    pub(super) fn is_active(&self, date: NaiveDate) -> bool {
        self.active_from <= date && self.active_to.is_none_or(|last| date <= last)
    }
}

/// How many teams so many people form.
pub(super) fn team_count(people: usize) -> usize {
    people.div_ceil(TEAM_SIZE)
}

/// The name of a team.
pub(super) fn team_name(team: usize) -> String {
    match team / TEAMS.len() {
        0 => TEAMS[team].to_owned(),
        round => format!("{} {}", TEAMS[team % TEAMS.len()], round + 1),
    }
}

/// All people of a plan, from the first day of its first year to its horizon.
pub(super) fn people(plan: &Plan, first_day: NaiveDate, horizon: NaiveDate) -> Vec<Person> {
    let span = usize::try_from((horizon - first_day).num_days()).unwrap_or(0);
    let teams = team_count(plan.people);
    let later = |offset: usize| first_day.checked_add_days(Days::new(offset as u64)).unwrap_or(horizon);
    let founded = |offset: usize| first_day.checked_sub_days(Days::new(offset as u64)).unwrap_or(first_day);
    (0..plan.people)
        .map(|index| {
            let mut draw = Draw::new(plan.seed, Purpose::People, index, 0);
            let french = index % 5 < 2;
            // The first person stays the whole time and full time: every year has somebody in it.
            let joins = index % 6 == 4 && span > 60;
            let leaves = index % 7 == 5 && span > 60;
            let since = draw.between(1, 1500);
            let joined = draw.between(30, span.max(60) / 2);
            let left = draw.between(span.max(60) / 2 + 1, span.max(62) - 1);
            Person {
                number: format!("P-{:03}", index + 1),
                name: name(index, french),
                team: index % teams,
                active_from: if joins { later(joined) } else { founded(since) },
                active_to: leaves.then(|| later(left)),
                days_per_week: match index % 15 {
                    3 | 13 => 4,
                    7 => 3,
                    _ => 5,
                },
                french,
                untidy: if index % 2 == 0 { 400 } else { 540 },
                grain: if index % 3 == 0 { 6 } else { 15 },
                travels: index % 3 != 2,
            }
        })
        .collect()
}

/// An invented name, different for each of the 5,000.
fn name(index: usize, french: bool) -> String {
    let (given, surnames) = if french { (GIVEN_FRENCH, SURNAMES_FRENCH) } else { (GIVEN_ENGLISH, SURNAMES_ENGLISH) };
    let at = (index / 5) * if french { 2 } else { 3 } + if french { index % 5 } else { index % 5 - 2 };
    let (first, last) = (given[at % given.len()], surnames[(at % given.len() + at / given.len()) % surnames.len()]);
    match at / (given.len() * surnames.len()) {
        0 => format!("{first} {last}"),
        round => {
            let initial = char::from(b'A' + u8::try_from((round - 1) % 26).unwrap_or(0));
            format!("{first} {initial}. {last}")
        }
    }
}

/// Writes `people.csv`.
pub(super) fn write(people: &[Person], lines: &mut Lines) -> std::io::Result<()> {
    lines.record(&["number", "name", "team", "active_from", "active_to", "days_per_week"])?;
    for person in people {
        lines.record(&[
            &person.number,
            &person.name,
            &team_name(person.team),
            &person.active_from.to_string(),
            &person.active_to.map(|date| date.to_string()).unwrap_or_default(),
            &person.days_per_week.to_string(),
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_of_five_thousand_people_share_a_name() {
        let names: BTreeSet<String> = (0..5000).map(|index| name(index, index % 5 < 2)).collect();
        assert_eq!(names.len(), 5000);
    }

    #[test]
    fn team_names_do_not_repeat() {
        let names: BTreeSet<String> = (0..team_count(5000)).map(team_name).collect();
        assert_eq!(names.len(), 500);
    }
}
