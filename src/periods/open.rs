//! Whether time of a day can still be recorded and corrected: a pure decision over what was read once, for however many
//! people and days are asked about.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Reopening;
use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::ids::PersonId;
use crate::time::{ClosingTime, FiscalYear};

/// When fiscal years close, and for whom they were opened again.
#[derive(Debug, Clone, Default)]
pub struct OpenPeriods {
    close: ClosingTime,
    clock: Clock,
    /// Instants set for single years.
    closings: BTreeMap<FiscalYear, DateTime<Utc>>,
    reopenings: Vec<Reopening>,
}

impl OpenPeriods {
    /// What the settings say, where nothing was read.
    pub(super) const fn of_settings(close: ClosingTime, clock: Clock) -> Self {
        Self { close, clock, closings: BTreeMap::new(), reopenings: Vec::new() }
    }

    pub(super) fn with_closings(self, closings: BTreeMap<FiscalYear, DateTime<Utc>>) -> Self {
        Self { closings, ..self }
    }

    pub(super) fn with_reopenings(self, reopenings: Vec<Reopening>) -> Self {
        Self { reopenings, ..self }
    }

    /// The first instant at which a year is locked; `None` where it does not close.
    #[must_use]
    pub fn closes_at(&self, year: FiscalYear) -> Option<DateTime<Utc>> {
        let set = self.closings.get(&year).copied();
        set.or_else(|| self.close.of(year).map(|shown| self.clock.at_local(shown)))
    }

    /// Whether a year is locked at an instant for those it was not opened again for.
    #[must_use]
    pub fn is_closed(&self, year: FiscalYear, now: DateTime<Utc>) -> bool {
        self.closes_at(year).is_some_and(|closes_at| closes_at <= now)
    }

    /// Refuses time of a person of a team on a day of a locked year. Years that were not asked about when this was read are
    /// judged by the settings alone.
    ///
    /// # Errors
    /// `period_closed`, of the field `worked_on`.
    pub fn check(&self, person: PersonId, team: &str, day: NaiveDate, now: DateTime<Utc>) -> Result<(), Fault> {
        let year = FiscalYear::of(day);
        let Some(closed_at) = self.closes_at(year).filter(|closes_at| *closes_at <= now) else { return Ok(()) };
        let reopened =
            |reopening: &Reopening| reopening.year == year && reopening.holds_at(now) && reopening.is_for(person, team);
        if self.reopenings.iter().any(reopened) {
            return Ok(());
        }
        Err(Fault::new(Code::PeriodClosed, "worked_on")
            .with("year", year.to_string())
            .with("closed", self.clock.local(closed_at).format("%Y-%m-%d %H:%M").to_string()))
    }
}
