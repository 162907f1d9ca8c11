//! A person as typed or listed, all text, and the one parser that checks it.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::{Kind, Person};
use crate::fault::{Code, Fault, Faults};
use crate::text::{self, NAME_MAX, NUMBER_MAX};
use crate::time;

/// A person as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct RawPerson {
    /// Number, for example `P-001`.
    #[validate(length(max = NUMBER_MAX))]
    pub number: String,
    /// Name.
    #[validate(length(max = NAME_MAX))]
    pub name: String,
    /// Team.
    #[validate(length(max = NAME_MAX))]
    pub team: String,
    /// `lawyer`, `paralegal` or `other`; not given: `lawyer`.
    pub kind: String,
    /// First day, `YYYY-MM-DD`; not given: 1970-01-01.
    pub active_from: String,
    /// Last day, `YYYY-MM-DD`.
    pub active_to: String,
    /// Working days in a week, 1 to 7; not given: 5.
    #[serde(deserialize_with = "text::of_any")]
    pub days_per_week: String,
}

/// A checked person, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) team: String,
    pub(super) kind: Kind,
    pub(super) active_from: NaiveDate,
    pub(super) active_to: Option<NaiveDate>,
    pub(super) days_per_week: i64,
}

impl RawPerson {
    /// The text form of a stored person, for a change that names only some members.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        Self {
            number: person.number.clone(),
            name: person.name.clone(),
            team: person.team.clone(),
            kind: person.kind.as_str().to_owned(),
            active_from: person.active_from.to_string(),
            active_to: person.active_to.map(|day| day.to_string()).unwrap_or_default(),
            days_per_week: person.days_per_week.to_string(),
        }
    }

    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `too_long`, `control_character`, `number_format`, `unknown_person_kind`, faults of dates,
    /// `period_reversed`, `number_unreadable`.
    pub fn parse(&self) -> Result<NewPerson, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let number = faults.keep(text::number(&self.number, "number"));
        let name = faults.keep(text::required(&self.name, "name"));
        let team = faults.keep(text::plain(&self.team, "team"));
        let kind =
            if self.kind.trim().is_empty() { Some(Kind::Lawyer) } else { faults.keep(Kind::parse(&self.kind, "kind")) };
        let first = if self.active_from.trim().is_empty() { "1970-01-01" } else { &self.active_from };
        let active_from = faults.keep(time::parse_work_date(first, "active_from", NaiveDate::MAX));
        let active_to = if self.active_to.trim().is_empty() {
            None
        } else {
            faults.keep(time::parse_work_date(&self.active_to, "active_to", NaiveDate::MAX))
        };
        if let (Some(from), Some(to)) = (active_from, active_to)
            && to < from
        {
            faults.push(Fault::new(Code::PeriodReversed, "active_to"));
        }
        let days = if self.days_per_week.trim().is_empty() { "5" } else { self.days_per_week.trim() };
        let days_per_week = faults.keep(parse_days_per_week(days, "days_per_week"));
        match (number, name, team, kind, active_from, days_per_week) {
            (Some(number), Some(name), Some(team), Some(kind), Some(active_from), Some(days_per_week))
                if faults.is_empty() =>
            {
                Ok(NewPerson { number, name, team, kind, active_from, active_to, days_per_week })
            }
            _ => Err(faults),
        }
    }
}

/// Working days in a week, 1 to 7.
///
/// # Errors
/// `number_unreadable`.
pub(super) fn parse_days_per_week(text: &str, field: &str) -> Result<i64, Fault> {
    text.parse::<i64>()
        .ok()
        .filter(|days| (1..=7).contains(days))
        .ok_or_else(|| Fault::new(Code::NumberUnreadable, field).with("value", time::clip(text)))
}
