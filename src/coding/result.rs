//! The result of a closed sample: how far the two codings agree, what is confused with what, what the share of each category
//! would be by the second coding, and what the sample cannot say. While a sample takes answers there is no result: whoever
//! codes must not see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::{Agreement, FEW_ITEMS, Pair, Reason, Table};
use super::figures::{self, Described};
use super::items::{Standing, Stored};
use super::{Progress, Sample, ops};
use crate::access::Reach;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::SampleId;
use crate::lang::Lang;
use crate::number::Hundredths;
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
    /// Those of the category in the first coding; null with fewer than five items.
    #[schema(required = true)]
    pub first: Option<i64>,
    /// Those of the category in the second coding; null with fewer than five items.
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
    pub figures: Vec<Described>,
}

/// The result of a closed sample, with words in one language.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_open`, or the failure of the database.
pub async fn result(context: &Context, id: SampleId, lang: Lang) -> Result<Outcome, Failure> {
    let (sample, items) = ops::read(context, id).await?;
    if sample.closed_at.is_none() {
        return Err(Fault::new(Code::SampleOpen, "").into());
    }
    let progress = Progress::of(&items, &context.vocabulary);
    let coded: Vec<Twice<'_>> = items
        .iter()
        .filter(|item| item.standing(&context.vocabulary) == Standing::Coded)
        .filter_map(Twice::of)
        .collect();
    let category = level(&coded.iter().map(|item| item.category).collect());
    let activity = level(&coded.iter().map(|item| item.activity).collect());
    let shares = shares(&coded);
    let everyone = context.caller.access.reach() == Reach::Everyone;
    let notes = notes(&sample, &progress, [&category, &activity], &shares, everyone);
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
        figures: figures::described(lang),
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
    category: (&'a str, &'a str),
    activity: (&'a str, &'a str),
}

impl<'a> Twice<'a> {
    fn of(item: &'a Stored) -> Option<Self> {
        let answer = item.answer.as_ref()?;
        Some(Self {
            team: &item.team,
            category: (&item.category, &answer.category),
            activity: (&item.activity, &answer.activity),
        })
    }
}

fn level(table: &Table) -> Level {
    Level { agreement: table.agreement(), confused: table.confused() }
}

/// All teams together, then each by its name; a line for each category that either coding has used anywhere.
fn shares(coded: &[Twice<'_>]) -> Vec<Share> {
    let categories: BTreeSet<&str> = coded.iter().flat_map(|item| [item.category.0, item.category.1]).collect();
    let mut teams: BTreeMap<Option<&str>, Vec<(&str, &str)>> = BTreeMap::new();
    for item in coded {
        teams.entry(None).or_default().push(item.category);
        teams.entry(Some(item.team)).or_default().push(item.category);
    }
    let share = |team: Option<&str>, of: &[(&str, &str)], category: &str| {
        let many = |found: usize| i64::try_from(found).unwrap_or(i64::MAX);
        let items = many(of.len());
        let first = many(of.iter().filter(|(first, _)| *first == category).count());
        let second = many(of.iter().filter(|(_, second)| *second == category).count());
        let told = items >= ITEMS_FOR_A_SHARE;
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
    let lines = teams.iter().flat_map(|(team, of)| categories.iter().map(move |category| (*team, of, *category)));
    lines.map(|(team, of, category)| share(team, of, category)).collect()
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
        vec![Twice { team, category: (first, second), activity: ("", "") }; times]
    }

    #[test]
    fn shares_stand_by_team_and_small_teams_are_not_told() {
        let coded = [twice("A", "TA", "TA", 4), twice("A", "SA", "TA", 2), twice("B", "SA", "SA", 2)].concat();
        let found: Vec<_> = shares(&coded)
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
            line(None, "SA", 8, Some((4, 2, "-25"))),
            line(None, "TA", 8, Some((4, 6, "25"))),
            line(Some("A"), "SA", 6, Some((2, 0, "-33.33"))),
            line(Some("A"), "TA", 6, Some((4, 6, "33.33"))),
            line(Some("B"), "SA", 2, None),
            line(Some("B"), "TA", 2, None),
        ];
        assert_eq!(found, expected);
    }
}
