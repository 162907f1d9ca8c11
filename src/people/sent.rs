//! People and schedules as the API takes them: JSON with the types of JSON. What is sent becomes the same text as from
//! every other door.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Kind, RawPerson, RawSchedule, ScheduleKind};
use crate::sent::{
    day_or_null, minutes_or_text, not_empty, some, some_day_or_null, some_not_empty, some_whole, typed_time_or_none,
};

/// A person to be added.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewPerson)]
pub(super) struct SentPerson {
    /// Number, for example `P-001`: letters, digits, blanks and `-_./`.
    #[schema(
        required = true,
        min_length = 1,
        max_length = 40,
        pattern = r"^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$",
        example = "P-9"
    )]
    number: String,
    /// Name.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Amina Tremblay")]
    name: String,
    /// Team.
    #[schema(max_length = 120)]
    team: String,
    /// What the person is; left out: a lawyer.
    #[serde(deserialize_with = "not_empty")]
    #[schema(value_type = Kind)]
    kind: String,
    /// First day; left out: 1970-01-01.
    #[serde(deserialize_with = "not_empty")]
    #[schema(format = Date, example = "2025-04-01")]
    active_from: String,
    /// Last day; null or left out while the person is here.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    active_to: Option<String>,
    /// Working days in a week; left out: 5.
    #[serde(deserialize_with = "some_whole")]
    #[schema(value_type = i64, minimum = 1, maximum = 7)]
    days_per_week: Option<String>,
}

/// A change of a person: members that are given replace those that are stored.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PersonChange)]
pub(super) struct SentPersonChange {
    /// Name.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 120, example = "Amina Tremblay")]
    name: Option<String>,
    /// Team; empty: none.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    team: Option<String>,
    /// What the person is.
    #[serde(deserialize_with = "some_not_empty")]
    #[schema(value_type = Kind)]
    kind: Option<String>,
    /// First day.
    #[serde(deserialize_with = "some_not_empty")]
    #[schema(nullable = false, format = Date)]
    active_from: Option<String>,
    /// Last day; null: the person is here.
    #[serde(deserialize_with = "some_day_or_null")]
    #[schema(value_type = Option<String>, format = Date)]
    #[expect(clippy::option_option, reason = "left out, null and a day are three things")]
    active_to: Option<Option<String>>,
    /// Working days in a week.
    #[serde(deserialize_with = "some_whole")]
    #[schema(value_type = i64, minimum = 1, maximum = 7)]
    days_per_week: Option<String>,
}

/// How much a person works from a day on; the day stands in the address.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewSchedule)]
pub(super) struct SentSchedule {
    /// How the person works.
    #[schema(required = true, value_type = ScheduleKind, example = "part_time")]
    kind: String,
    /// The hours standard of a working day: a whole number of minutes in JSON; `7:30`, `7.5`, `450m` as text. Left out:
    /// 7.5 hours, and none while absent.
    #[serde(deserialize_with = "minutes_or_text")]
    #[schema(required = false, schema_with = typed_time_or_none)]
    minutes_per_day: String,
    /// Working days in a week; left out: what is stored of the person, and none while absent.
    #[serde(deserialize_with = "some_whole")]
    #[schema(value_type = i64, minimum = 0, maximum = 7, example = 4)]
    days_per_week: Option<String>,
}

impl From<SentPerson> for RawPerson {
    fn from(sent: SentPerson) -> Self {
        Self {
            number: sent.number,
            name: sent.name,
            team: sent.team,
            kind: sent.kind,
            active_from: sent.active_from,
            active_to: sent.active_to.unwrap_or_default(),
            days_per_week: sent.days_per_week.unwrap_or_default(),
        }
    }
}

impl SentPersonChange {
    /// The text of a person with the members of the change in place of those it names.
    pub(super) fn applied_to(self, stored: RawPerson) -> RawPerson {
        RawPerson {
            number: stored.number,
            name: self.name.unwrap_or(stored.name),
            team: self.team.unwrap_or(stored.team),
            kind: self.kind.unwrap_or(stored.kind),
            active_from: self.active_from.unwrap_or(stored.active_from),
            active_to: self.active_to.map_or(stored.active_to, Option::unwrap_or_default),
            days_per_week: self.days_per_week.unwrap_or(stored.days_per_week),
        }
    }
}

impl SentSchedule {
    /// The text of a row that holds from a day on.
    pub(super) fn starting_on(self, valid_from: String) -> RawSchedule {
        RawSchedule {
            valid_from,
            kind: self.kind,
            minutes_per_day: self.minutes_per_day,
            days_per_week: self.days_per_week.unwrap_or_default(),
        }
    }
}
