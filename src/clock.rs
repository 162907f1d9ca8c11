//! Where the time of day comes from. Passed in, so that tests can hold it still; nothing else asks the system.

use chrono::{DateTime, Local, NaiveDate, SubsecRound, Utc};

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
}
