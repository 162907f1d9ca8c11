//! The timer: one running for each person, with what is known of the work so far. Stopping it makes an entry.

pub(super) mod api;
pub mod ops;
pub mod pages;
mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FileId, PersonId};
use crate::sent::{some, some_minutes_or_text, typed_time};

/// Hours after which a timer was forgotten rather than running: the time then has to be named.
pub const LONGEST_HOURS: i64 = 16;

const MICROSECONDS_PER_MINUTE: u64 = 60_000_000;

/// A timer as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Timer {
    person: PersonId,
    started_at: DateTime<Utc>,
    /// The day of the entry.
    started_on: NaiveDate,
    file_id: Option<FileId>,
    activity: String,
    /// Privileged.
    narrative: String,
    version: i64,
}

impl Timer {
    /// Whole minutes since the start, rounded up, at least one: also when the clock has gone back meanwhile.
    fn minutes_at(&self, now: DateTime<Utc>) -> i64 {
        let passed = (now - self.started_at).num_microseconds().unwrap_or(i64::MAX);
        let minutes = u64::try_from(passed).unwrap_or(0).div_ceil(MICROSECONDS_PER_MINUTE);
        i64::try_from(minutes).unwrap_or(i64::MAX).max(1)
    }

    /// Whether the time has to be named.
    fn is_too_long_at(&self, now: DateTime<Utc>) -> bool {
        self.minutes_at(now) > LONGEST_HOURS * 60
    }
}

/// The timer that is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Timer)]
pub struct TimerView {
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// The day of the entry it will make.
    pub started_on: NaiveDate,
    /// Whole minutes since then, rounded up.
    #[schema(minimum = 1)]
    pub minutes: i64,
    /// Whether it has been running so long that stopping it asks for the time.
    pub too_long: bool,
    /// The number of the file; null while it is not known.
    #[schema(required = true)]
    pub file: Option<String>,
    /// The code of the activity; null while it is not known.
    #[schema(required = true)]
    pub activity: Option<String>,
    /// What is being done. Privileged.
    pub narrative: String,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A timer to be started, or what to fill in while it is running: members that are left out stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = TimerParts)]
pub struct SentTimer {
    /// Number of the file.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: Option<String>,
    /// Code of the activity.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, example = "TA-TRN")]
    pub activity: Option<String>,
    /// What is being done. Privileged.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 4000)]
    pub narrative: Option<String>,
}

impl SentTimer {
    /// File, activity and narrative.
    fn given(&self) -> [Option<&String>; 3] {
        [self.file.as_ref(), self.activity.as_ref(), self.narrative.as_ref()]
    }
}

/// What goes into the entry when the timer is stopped: members that are left out are those of the timer.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = TimerStop)]
pub struct SentStop {
    /// Time worked; left out: what has passed since the start.
    #[serde(deserialize_with = "some_minutes_or_text")]
    #[schema(required = false, schema_with = typed_time)]
    pub minutes: Option<String>,
    /// Number of the file.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 40, example = "UKR-12")]
    pub file: Option<String>,
    /// Code of the activity.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, example = "TA-TRN")]
    pub activity: Option<String>,
    /// What was done. Privileged.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 4000)]
    pub narrative: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_rounded_up_and_never_below_one() {
        let started_at: DateTime<Utc> = "2026-11-22T15:00:00Z".parse().expect("an instant");
        let person = PersonId::new(started_at);
        let started_on = started_at.date_naive();
        let (activity, narrative) = (String::new(), String::new());
        let timer = Timer { person, started_at, started_on, file_id: None, activity, narrative, version: 1 };
        for (now, minutes, too_long) in [
            ("2026-11-22T15:00:00Z", 1, false),
            ("2026-11-22T15:00:00.000001Z", 1, false),
            ("2026-11-22T15:01:00Z", 1, false),
            ("2026-11-22T15:01:00.000001Z", 2, false),
            ("2026-11-22T16:30:00Z", 90, false),
            ("2026-11-23T07:00:00Z", 960, false),
            ("2026-11-23T07:00:01Z", 961, true),
            // The clock was put back.
            ("2026-11-22T14:59:59Z", 1, false),
            ("2020-01-01T00:00:00Z", 1, false),
        ] {
            let now = now.parse().expect("an instant");
            assert_eq!((timer.minutes_at(now), timer.is_too_long_at(now)), (minutes, too_long), "{now}");
        }
        assert_eq!(timer.minutes_at(DateTime::<Utc>::MIN_UTC), 1);
        assert!(timer.minutes_at(DateTime::<Utc>::MAX_UTC) > 1);
    }
}
