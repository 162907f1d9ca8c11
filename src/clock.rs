//! Where the time of day comes from. Passed in, so that tests can hold it still; nothing else asks the system.

use chrono::{DateTime, Local, LocalResult, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone as _, Utc};

/// A source of instants.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The clock of the machine.
    #[default]
    System,
    /// Always the same instant, for tests and for output that must not change.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// Now, in whole microseconds (what both databases keep).
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Fixed(instant) => *instant,
        }
    }

    /// Today's date where the machine is (its time zone, `TZ`); for a fixed instant, the date in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
            Self::System => Local::now().date_naive(),
            Self::Fixed(instant) => instant.date_naive(),
        }
    }

    /// The instant at which the clocks on the wall, where the machine is, show this; for a fixed instant, clocks show UTC.
    /// What they show twice is the later of the two; what they skip is an hour on.
    #[must_use]
    pub fn at_local(&self, shown: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::System => match Local.from_local_datetime(&shown) {
                LocalResult::Single(instant) => instant.to_utc(),
                // The library does not promise which of them comes first.
                LocalResult::Ambiguous(one, other) => one.max(other).to_utc(),
                LocalResult::None => {
                    let later = shown.checked_add_signed(TimeDelta::hours(1)).unwrap_or(shown);
                    Local.from_local_datetime(&later).latest().map_or_else(|| shown.and_utc(), |found| found.to_utc())
                }
            },
            Self::Fixed(_) => shown.and_utc(),
        }
    }

    /// What the clocks on the wall show at an instant, as [`Clock::at_local`] reads it.
    #[must_use]
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::System => instant.with_timezone(&Local).naive_local(),
            Self::Fixed(_) => instant.naive_utc(),
        }
    }
}
