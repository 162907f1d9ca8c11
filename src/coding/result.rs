//! The result of a closed sample: how far the two codings agree, what is confused with what, what the share of each category
//! would be by the second coding, and what the sample cannot say. While a sample takes answers there is no result: whoever
//! codes must not see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::{Agreement, FEW_ITEMS, Pair, Reason, Table};
use super::follows::any_follows;
use super::items::{Standing, Stored};
use super::{Progress, Sample, ops};
use crate::access::Reach;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::figures::{Figure, FigureDocument};
use crate::ids::{PersonId, SampleId};
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::small_groups::{Sum, complete_line};
use crate::store::write;
use crate::words::{self, Param};

/// Of fewer coded items no share is told: one person's coding would be read from it.
pub const ITEMS_FOR_A_SHARE: i64 = 5;

/// How far the codings agree on one level of the vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CodingLevel)]
pub struct Level {
    /// Agreement and kappa.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Pairs of different codes, the most frequent first.
    pub confused: Vec<Pair>,
}

/// The share of a category among the coded items, by either coding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingShare)]
pub struct Share {
    /// The team as recorded, empty: none; null: all teams together.
    #[schema(required = true)]
    pub team: Option<String>,
    /// The code of the category.
    pub category: String,
    /// Coded items of the team.
    #[schema(minimum = 0)]
    pub items: i64,
    /// Those of the category in the first coding; null with fewer than five items, or where such a number would follow.
    #[schema(required = true)]
    pub first: Option<i64>,
    /// Those of the category in the second coding; null with fewer than five items, or where such a number would follow.
    #[schema(required = true)]
    pub second: Option<i64>,
    /// The first in per cent.
    #[schema(value_type = Option<f64>, required = true)]
    pub first_percent: Option<Hundredths>,
    /// The second in per cent.
    #[schema(value_type = Option<f64>, required = true)]
    pub second_percent: Option<Hundredths>,
    /// The second less the first, in percentage points.
    #[schema(value_type = Option<f64>, required = true)]
    pub drift: Option<Hundredths>,
}

/// Something the sample cannot say, or that has to be known before it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingNote)]
pub struct Note {
    /// A stable code.
    pub code: &'static str,
    /// The sentence.
    pub sentence: String,
}

/// The result of a sample, over the entries within the reach of whoever asks.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CodingResult)]
pub struct Outcome {
    /// The sample.
    pub sample: Sample,
    /// When the result was taken.
    pub extracted_at: DateTime<Utc>,
    /// The version of the vocabulary in force then.
    #[schema(minimum = 1)]
    pub vocabulary_version: i64,
    /// What became of the entries that were drawn, and who coded.
    pub items: Progress,
    /// Agreement on the category.
    pub category: Level,
    /// Agreement on the activity.
    pub activity: Level,
    /// The share of each category by team, in either coding.
    pub shares: Vec<Share>,
    /// What has to be known.
    pub notes: Vec<Note>,
    /// What each figure is.
    pub figures: Vec<FigureDocument>,
    /// Figures of fewer people are not shown; null where all are.
    #[schema(required = true)]
    pub fewest_people: Option<i64>,
}

/// The result of a closed sample, with words in one language; one that can be passed on, where it is shared.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_open`, or the failure of the database.
pub async fn result(context: &Context, id: SampleId, lang: Lang, for_others: bool) -> Result<Outcome, Failure> {
    let (sample, items) = ops::read(context, id).await?;
    if sample.closed_at.is_none() {
        return Err(Fault::new(Code::SampleOpen, "").into());
    }
    let fewest = for_others.then_some(context.config.small_group);
    let mut progress = Progress::of(&items, &context.vocabulary);
    if for_others {
        progress.coders.clear();
    }
    let coded: Vec<Twice<'_>> = items
        .iter()
        .filter(|item| item.standing(&context.vocabulary) == Standing::Coded)
        .filter_map(Twice::of)
        .collect();
    let category = level(&coded, |item| item.category, fewest);
    let activity = level(&coded, |item| item.activity, fewest);
    let shares = shares(&coded, fewest);
    let everyone = context.caller.access.reach() == Reach::Everyone;
    let mut notes = notes(&sample, &progress, [&category, &activity], &shares, everyone);
    notes.extend(fewest.map(|fewest| ("few_people", vec![("count", fewest.into())])));
    let say = |(code, params): (&'static str, Vec<(&'static str, Param)>)| {
        let sentence = words::say(lang, &format!("coding-note-{}", code.replace('_', "-")), &params);
        Note { code, sentence }
    };
    Ok(Outcome {
        sample,
        extracted_at: context.clock.now(),
        vocabulary_version: context.vocabulary.version,
        items: progress,
        category,
        activity,
        shares,
        notes: notes.into_iter().map(say).collect(),
        figures: Figure::of_report("coding").map(|figure| figure.document(lang)).collect(),
        fewest_people: fewest,
    })
}

/// Notes that a result left the program as a file.
///
/// # Errors
/// When the database fails.
pub async fn note_export(context: &Context, id: SampleId, format: &str) -> Result<(), Failure> {
    let event = Event {
        action: "export",
        object_kind: "coding_sample",
        object_id: format!("{id} {format}"),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}

/// An item with both its codings: first and second.
#[derive(Debug, Clone, Copy)]
struct Twice<'a> {
    team: &'a str,
    person: PersonId,
    category: (&'a str, &'a str),
    activity: (&'a str, &'a str),
}

impl<'a> Twice<'a> {
    fn of(item: &'a Stored) -> Option<Self> {
        let answer = item.answer.as_ref()?;
        Some(Self {
            team: &item.team,
            person: item.person,
            category: (&item.category, &answer.category),
            activity: (&item.activity, &answer.activity),
        })
    }
}

/// How many different people the entries are of.
fn people<'a>(coded: impl IntoIterator<Item = &'a Twice<'a>>) -> i64 {
    many(coded.into_iter().map(|item| item.person).collect::<BTreeSet<_>>().len())
}

fn many(found: usize) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX)
}

/// Agreement on one level. Pairs of few people are left out where those are not shown: that there are others says how many
/// entries they are together, and not which codes.
fn level<'a>(coded: &'a [Twice<'a>], pair_of: impl Fn(&Twice<'a>) -> (&'a str, &'a str), fewest: Option<i64>) -> Level {
    let table: Table = coded.iter().map(&pair_of).collect();
    if fewest.is_some_and(|fewest| (1..fewest).contains(&people(coded))) {
        return Level { agreement: Agreement::hidden(table.items()), confused: Vec::new() };
    }
    let mut confused = table.confused();
    if let Some(fewest) = fewest {
        confused.retain(|pair| {
            people(coded.iter().filter(|item| pair_of(item) == (pair.first.as_str(), pair.second.as_str()))) >= fewest
        });
    }
    Level { agreement: table.agreement(), confused }
}

/// All teams together, then each by its name; a line for each category that either coding has used anywhere. The teams add
/// up to all of them, so that what is not told of one must not follow from the others; and no share is told from which
/// a pair of few people would follow.
fn shares(coded: &[Twice<'_>], fewest: Option<i64>) -> Vec<Share> {
    let categories: BTreeSet<&str> = coded.iter().flat_map(|item| [item.category.0, item.category.1]).collect();
    let mut teams: BTreeMap<Option<&str>, Vec<&Twice<'_>>> = BTreeMap::new();
    for item in coded {
        teams.entry(None).or_default().push(item);
        teams.entry(Some(item.team)).or_default().push(item);
    }
    let sum = |of: &Vec<&Twice<'_>>| {
        let items = Sum::of(many(of.len()), many(of.len()), ITEMS_FOR_A_SHARE);
        let of_few = fewest.is_some_and(|fewest| people(of.iter().copied()) < fewest);
        Sum { hidden: items.hidden || of_few, ..items }
    };
    let mut sums: Vec<Sum> = teams.values().map(sum).collect();
    complete_line(&mut sums);
    if fewest.is_some_and(|fewest| shares_tell_a_pair(coded, &categories, fewest)) {
        for sum in &mut sums {
            sum.hidden = true;
        }
    }
    let share = |team: Option<&str>, of: &[&Twice<'_>], told: bool, category: &str| {
        let items = many(of.len());
        let first = many(of.iter().filter(|item| item.category.0 == category).count());
        let second = many(of.iter().filter(|item| item.category.1 == category).count());
        Share {
            team: team.map(ToOwned::to_owned),
            category: category.to_owned(),
            items,
            first: told.then_some(first),
            second: told.then_some(second),
            first_percent: Hundredths::percent(first, items).filter(|_| told),
            second_percent: Hundredths::percent(second, items).filter(|_| told),
            drift: Hundredths::percent(second - first, items).filter(|_| told),
        }
    };
    let lines = teams
        .iter()
        .zip(&sums)
        .flat_map(|((team, of), sum)| categories.iter().map(move |category| (*team, of, !sum.hidden, *category)));
    lines.map(|(team, of, told, category)| share(team, of, told, category)).collect()
}

/// Whether a pair of few people, which is not told, would follow from the shares of the categories.
fn shares_tell_a_pair(coded: &[Twice<'_>], categories: &BTreeSet<&str>, fewest: i64) -> bool {
    let place = |category: &str| categories.iter().position(|other| *other == category).unwrap_or_default();
    let pairs: BTreeSet<(&str, &str)> = coded.iter().map(|item| item.category).collect();
    let of_few = |pair: &(&str, &str)| people(coded.iter().filter(|item| item.category == *pair)) < fewest;
    let hidden: Vec<(usize, usize)> = pairs
        .into_iter()
        .filter(|pair| pair.0 != pair.1 && of_few(pair))
        .map(|(first, second)| (place(first), place(second)))
        .collect();
    any_follows(categories.len(), &hidden)
}

type Said = (&'static str, Vec<(&'static str, Param)>);

/// What has to be known before a result is believed.
fn notes(sample: &Sample, progress: &Progress, levels: [&Level; 2], shares: &[Share], everyone: bool) -> Vec<Said> {
    let mut notes: Vec<Said> = vec![
        ("size", vec![("coded", progress.coded.into()), ("drawn", progress.drawn.into())]),
        (
            "population",
            vec![
                ("population", sample.population.into()),
                ("from", sample.from.to_string().into()),
                ("to", sample.to.to_string().into()),
            ],
        ),
    ];
    let mut when = |holds: bool, code: &'static str, count: i64| {
        if holds {
            notes.push((code, vec![("count", count.into())]));
        }
    };
    let reasons = levels.map(|level| level.agreement.reason);
    let none = reasons.iter().any(|reason| matches!(reason, Some(Reason::NoItems | Reason::OneItem)));
    when(none, "not_enough", progress.coded);
    when(!none && progress.coded < FEW_ITEMS, "few_items", FEW_ITEMS);
    when(reasons.contains(&Some(Reason::OneCode)), "one_code", progress.coded);
    when(reasons.contains(&Some(Reason::NoSpread)), "no_spread", progress.coded);
    when(progress.open > 0, "open_items", progress.open);
    when(progress.cannot_tell > 0, "cannot_tell", progress.cannot_tell);
    let left_out = progress.withdrawn + progress.changed + progress.code_retired;
    when(left_out > 0, "left_out", left_out);
    when(shares.iter().any(|share| share.first.is_none()), "small_teams", ITEMS_FOR_A_SHARE);
    when(!everyone, "reach_only", progress.drawn);
    when(true, "not_truth", 0);
    when(true, "not_blind_by_force", 0);
    when(true, "not_drawn", 0);
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice<'a>(team: &'a str, first: &'a str, second: &'a str, times: usize) -> Vec<Twice<'a>> {
        let now = "2026-11-22T15:00:00Z".parse().expect("an instant");
        let item = || Twice { team, person: PersonId::new(now), category: (first, second), activity: (first, second) };
        std::iter::repeat_with(item).take(times).collect()
    }

    #[test]
    fn shares_stand_by_team_and_small_teams_are_not_told() {
        let coded = [
            twice("A", "TA", "TA", 4),
            twice("A", "SA", "TA", 2),
            twice("B", "SA", "SA", 2),
            twice("C", "TA", "SA", 3),
        ]
        .concat();
        let found: Vec<_> = shares(&coded, None)
            .into_iter()
            .map(|share| {
                let drift = share.drift.map(Hundredths::plain);
                (share.team, share.category, share.items, share.first, share.second, drift)
            })
            .collect();
        let line = |team: Option<&str>, category: &str, items, told: Option<(i64, i64, &str)>| {
            let team = team.map(ToOwned::to_owned);
            let drift = told.map(|told| told.2.to_owned());
            (team, category.to_owned(), items, told.map(|told| told.0), told.map(|told| told.1), drift)
        };
        let expected = [
            line(None, "SA", 11, Some((4, 5, "9.09"))),
            line(None, "TA", 11, Some((7, 6, "-9.09"))),
            line(Some("A"), "SA", 6, Some((2, 0, "-33.33"))),
            line(Some("A"), "TA", 6, Some((4, 6, "33.33"))),
            line(Some("B"), "SA", 2, None),
            line(Some("B"), "TA", 2, None),
            line(Some("C"), "SA", 3, None),
            line(Some("C"), "TA", 3, None),
        ];
        assert_eq!(found, expected);
        // Two teams, of which one is small: what the other has would tell it.
        let coded = [twice("A", "TA", "TA", 6), twice("B", "SA", "SA", 2)].concat();
        let told: Vec<bool> = shares(&coded, None).iter().map(|share| share.first.is_some()).collect();
        assert_eq!(told, [true, true, false, false, false, false]);
    }

    #[test]
    fn what_is_of_few_people_is_not_told_where_it_is_passed_on() {
        let mut coded = [twice("A", "TA", "TA", 9), twice("B", "SA", "TA", 6), twice("C", "SA", "SA", 7)].concat();
        let told = |coded: &[Twice<'_>], fewest| {
            shares(coded, fewest).iter().map(|share| share.first.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(told(&coded, Some(5)), [true; 8]);
        // All of B are of one person, and who was confused with whom would follow from the shares of all.
        let one = coded[9].person;
        coded[9..15].iter_mut().for_each(|item| item.person = one);
        assert_eq!(told(&coded, None), [true; 8]);
        assert_eq!(told(&coded, Some(5)), [false; 8]);
        let pairs = |coded: &[Twice<'_>], fewest| level(coded, |item| item.category, fewest).confused.len();
        assert_eq!((pairs(&coded, None), pairs(&coded, Some(5))), (1, 0));
        for item in &mut coded {
            item.person = one;
        }
        let hidden = level(&coded, |item| item.category, Some(5)).agreement;
        assert_eq!((hidden.agreed, hidden.percent, hidden.reason), (None, None, Some(Reason::FewPeople)));
        assert_eq!(told(&coded, Some(5)), [false; 8]);
    }
}
