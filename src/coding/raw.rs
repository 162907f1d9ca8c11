//! What is drawn and what is answered, as text and numbers, and the one parser that checks them.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{Answer, SEED_MAX, Sampling};
use crate::fault::{Code, Fault, Faults};
use crate::sent::not_empty;
use crate::text::{self, NAME_MAX};
use crate::time::{clip, parse_work_date};
use crate::vocabulary::Vocabulary;

/// The most entries of a sample.
pub const SIZE_MAX: i64 = 1000;
/// The most teams a sample names.
const TEAMS_MAX: usize = 50;

/// A sample to be drawn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewCodingSample)]
pub struct RawDraw {
    /// The first day of work of the entries.
    #[schema(required = true, format = Date, example = "2026-04-01")]
    pub from: String,
    /// The last day of work.
    #[schema(required = true, format = Date, example = "2026-09-30")]
    pub to: String,
    /// How many entries; at least 30 make an interval that can be used.
    #[serde(deserialize_with = "crate::sent::whole_number")]
    #[schema(required = true, minimum = 1, maximum = 1000, example = 100)]
    pub size: i64,
    /// How they are drawn.
    #[serde(deserialize_with = "not_empty")]
    #[schema(value_type = Sampling, default = "by_category")]
    pub sampling: String,
    /// Entries of these teams only, as recorded; empty: every team.
    #[schema(max_items = 50)]
    pub teams: Vec<String>,
    /// What chance comes from; null or left out: made here.
    #[serde(deserialize_with = "whole_or_null")]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub seed: Option<i64>,
}

impl Default for RawDraw {
    fn default() -> Self {
        Self {
            from: String::new(),
            to: String::new(),
            size: 0,
            sampling: Sampling::ByCategory.as_str().to_owned(),
            teams: Vec::new(),
            seed: None,
        }
    }
}

/// JSON knows one kind of number: 90.0 is 90. What is no exact whole number is none that a seed can be.
fn whole_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Whole(i64),
        Number(f64),
    }
    Ok(match Option::<Either>::deserialize(deserializer)? {
        None => None,
        Some(Either::Whole(number)) => Some(number),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small enough")]
        Some(Either::Number(number)) if number.fract() == 0.0 && number.abs() < 9.1e15 => Some(number as i64),
        Some(Either::Number(_)) => Some(-1),
    })
}

/// A checked sample, not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSample {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) size: usize,
    pub(super) sampling: Sampling,
    pub(super) teams: Vec<String>,
    pub(super) seed: Option<i64>,
}

impl RawDraw {
    /// Checks everything that needs no entries and answers all faults at once.
    ///
    /// # Errors
    /// `required`, faults of dates and texts, `period_reversed`, `sample_size_out_of_range`, `unknown_sampling`,
    /// `too_many`, `seed_out_of_range`.
    pub fn parse(&self) -> Result<NewSample, Faults> {
        let mut faults = Faults::none();
        let day = |text: &str, field: &str| {
            text::required(text, field).and_then(|text| parse_work_date(&text, field, NaiveDate::MAX))
        };
        let (from, to) = (faults.keep(day(&self.from, "from")), faults.keep(day(&self.to, "to")));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            faults.push(Fault::new(Code::PeriodReversed, "to"));
        }
        let size = usize::try_from(self.size).ok().filter(|_| (1..=SIZE_MAX).contains(&self.size));
        let size =
            faults.keep(size.ok_or_else(|| Fault::new(Code::SampleSizeOutOfRange, "size").with("limit", SIZE_MAX)));
        let sampling = faults.keep(Sampling::parse(&self.sampling, "sampling"));
        if self.teams.len() > TEAMS_MAX {
            faults.push(Fault::new(Code::TooMany, "teams").with("count", self.teams.len()).with("limit", TEAMS_MAX));
        }
        let mut teams = Vec::new();
        for (at, team) in self.teams.iter().take(TEAMS_MAX).enumerate() {
            let field = format!("teams/{at}");
            let length = team.chars().count();
            if u64::try_from(length).is_ok_and(|length| length > NAME_MAX) {
                faults.push(Fault::new(Code::TooLong, field).with("length", length).with("limit", NAME_MAX));
            } else {
                teams.extend(faults.keep(text::required(team, &field)));
            }
        }
        teams.sort_unstable();
        teams.dedup();
        if self.seed.is_some_and(|seed| !(0..=SEED_MAX).contains(&seed)) {
            faults.push(Fault::new(Code::SeedOutOfRange, "seed").with("limit", SEED_MAX.to_string()));
        }
        let (Some(from), Some(to), Some(size), Some(sampling)) = (from, to, size, sampling) else {
            return Err(faults);
        };
        faults.or(|| NewSample { from, to, size, sampling, teams, seed: self.seed })
    }
}

/// A second code, or that one cannot tell: either the two codes, or the mark.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewCodingAnswer)]
pub struct RawAnswer {
    /// The code of the category.
    #[schema(max_length = 40, example = "SA")]
    pub category: String,
    /// The code of the activity.
    #[schema(max_length = 40, example = "SA-POL")]
    pub activity: String,
    /// Whether the text and the file do not tell; then there are no codes.
    pub cannot_tell: bool,
}

impl RawAnswer {
    /// Checks an answer against the vocabulary and the day of the work.
    ///
    /// # Errors
    /// `required`, `answer_contradicts`, `unknown_category`, `unknown_activity`, `activity_not_valid`, `answer_category`; all
    /// at once.
    pub fn parse(&self, vocabulary: &Vocabulary, day: NaiveDate) -> Result<Answer, Faults> {
        let [category, activity] = [&self.category, &self.activity].map(|code| code.trim().to_uppercase());
        if self.cannot_tell {
            return if category.is_empty() && activity.is_empty() {
                Ok(Answer { category, activity, cannot_tell: true })
            } else {
                Err(Fault::new(Code::AnswerContradicts, "cannot_tell").into())
            };
        }
        let mut faults = Faults::none();
        if category.is_empty() {
            faults.push(Fault::new(Code::Required, "category"));
        } else if vocabulary.find_category(&category).is_none() {
            faults.push(Fault::new(Code::UnknownCategory, "category").with("value", clip(&category)));
        }
        let found = vocabulary.find_activity(&activity).filter(|found| !found.import_only);
        match found {
            _ if activity.is_empty() => faults.push(Fault::new(Code::Required, "activity")),
            None => faults.push(Fault::new(Code::UnknownActivity, "activity").with("value", clip(&activity))),
            Some(found) if !found.is_valid_on(day) => {
                let instead = found.replaced_by_codes();
                let instead = if instead.is_empty() { "none".to_owned() } else { instead };
                let fault = Fault::new(Code::ActivityNotValid, "activity").with("activity", activity.as_str());
                faults.push(fault.with("date", day.to_string()).with("instead", instead));
            }
            Some(found) if found.category != category && faults.is_empty() => {
                let fault = Fault::new(Code::AnswerCategory, "category").with("activity", activity.as_str());
                faults.push(fault.with("category", found.category.as_str()));
            }
            Some(_) => {}
        }
        faults.or(|| Answer { category, activity, cannot_tell: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_draw_is_told_at_once() {
        let raw = RawDraw {
            from: "2026-10-01".to_owned(),
            to: "2026-09-30".to_owned(),
            size: 1001,
            sampling: "clever".to_owned(),
            teams: vec!["x".repeat(121), " ".to_owned()],
            seed: Some(-1),
        };
        let faults: Vec<(Code, String)> =
            raw.parse().expect_err("refused").into_iter().map(|fault| (fault.code, fault.field)).collect();
        let expected = [
            (Code::PeriodReversed, "to"),
            (Code::SampleSizeOutOfRange, "size"),
            (Code::UnknownSampling, "sampling"),
            (Code::TooLong, "teams/0"),
            (Code::Required, "teams/1"),
            (Code::SeedOutOfRange, "seed"),
        ];
        assert_eq!(faults, expected.map(|(code, field)| (code, field.to_owned())));
    }

    #[test]
    fn an_answer_is_two_codes_that_fit_or_that_one_cannot_tell() {
        let vocabulary = Vocabulary::shipped();
        let day: NaiveDate = "2026-10-01".parse().expect("a date");
        let answer = |category: &str, activity: &str, cannot_tell: bool| {
            let raw = RawAnswer { category: category.to_owned(), activity: activity.to_owned(), cannot_tell };
            raw.parse(&vocabulary, day).map_err(|faults| faults.iter().map(|fault| fault.code).collect::<Vec<_>>())
        };
        assert!(
            answer(" sa ", "sa-pol", false).is_ok_and(|answer| answer.category == "SA" && answer.activity == "SA-POL")
        );
        assert!(answer("", "", true).is_ok_and(|answer| answer.cannot_tell));
        assert_eq!(answer("SA", "", true), Err(vec![Code::AnswerContradicts]));
        assert_eq!(answer("", "", false), Err(vec![Code::Required, Code::Required]));
        assert_eq!(answer("XX", "YY", false), Err(vec![Code::UnknownCategory, Code::UnknownActivity]));
        assert_eq!(answer("TA", "SA-POL", false), Err(vec![Code::AnswerCategory]));
        let early = RawAnswer { category: "SA".to_owned(), activity: "SA-POL".to_owned(), cannot_tell: false };
        let refused = early.parse(&vocabulary, "1969-06-01".parse().expect("a date"));
        assert_eq!(refused.map_err(|faults| faults.first().map(|fault| fault.code)), Err(Some(Code::ActivityNotValid)));
    }
}
