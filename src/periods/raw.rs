//! A reopening and a closing instant as text, and the parsers that check them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::REOPENED_DAYS_MAX;
use crate::clock::Clock;
use crate::fault::{Code, Fault, Faults};
use crate::text::{self, NAME_MAX, NUMBER_MAX, REASON_MAX};
use crate::time::{FiscalYear, clip, parse_work_date};

/// Years after its end in which a fiscal year has to close.
const CLOSING_YEARS_MAX: i32 = 10;

/// A reopening as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewReopening)]
pub struct RawReopening {
    /// Why the year is opened again.
    #[validate(length(max = REASON_MAX))]
    #[schema(required = true, min_length = 1, max_length = 500, example = "Hours of the mission arrived late")]
    pub reason: String,
    /// For which team; left out: for the person that is named, or for the whole section.
    #[validate(length(max = NAME_MAX))]
    #[schema(max_length = 120)]
    pub team: String,
    /// The number of the one person it is for; left out: for everybody of the team, or of the section.
    #[validate(length(max = NUMBER_MAX))]
    #[schema(max_length = 40)]
    pub person: String,
    /// How long: the last day, or the first instant after; at most 31 days ahead.
    #[schema(required = true, min_length = 10, example = "2026-04-30")]
    pub until: String,
}

/// A checked reopening, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReopening {
    pub(super) reason: String,
    pub(super) team: String,
    pub(super) person: String,
    pub(super) until: DateTime<Utc>,
}

impl RawReopening {
    /// Checks everything that needs no other rows and answers all faults at once.
    ///
    /// # Errors
    /// `required`, faults of texts and dates, `until_out_of_range`.
    pub fn parse(&self, clock: &Clock) -> Result<NewReopening, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let reason = faults.keep(text::required(&self.reason, "reason"));
        let team = faults.keep(text::plain(&self.team, "team"));
        let person = faults.keep(text::plain(&self.person, "person"));
        let until = faults.keep(parse_until(&self.until, clock));
        let (Some(reason), Some(team), Some(person), Some(until)) = (reason, team, person, until) else {
            return Err(faults);
        };
        faults.or(|| NewReopening { reason, team, person, until })
    }
}

/// A day is meant whole, so the first instant after it is midnight.
fn parse_until(text: &str, clock: &Clock) -> Result<DateTime<Utc>, Fault> {
    const FIELD: &str = "until";
    let text = text::required(text, FIELD)?;
    let until = match find_instant(&text) {
        Some(instant) => instant,
        None => midnight_after(parse_work_date(&text, FIELD, NaiveDate::MAX)?, clock),
    };
    let last = clock.today().checked_add_days(Days::new(REOPENED_DAYS_MAX)).unwrap_or(NaiveDate::MAX);
    if clock.now() < until && until <= midnight_after(last, clock) {
        Ok(until)
    } else {
        let days = i64::try_from(REOPENED_DAYS_MAX).unwrap_or(i64::MAX);
        Err(Fault::new(Code::UntilOutOfRange, FIELD).with("days", days).with("last", last.to_string()))
    }
}

/// An instant as RFC 3339 writes it, in whole microseconds: what both databases keep.
fn find_instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros())
}

/// The first instant after a day, where the machine is.
fn midnight_after(day: NaiveDate, clock: &Clock) -> DateTime<Utc> {
    clock.at_local(day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN))
}

/// The instant at which one fiscal year closes, as text.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewClosing)]
pub struct RawClosing {
    /// The first instant at which the year is locked; after its last day.
    #[schema(required = true, format = DateTime, example = "2026-04-14T21:00:00Z")]
    pub closes_at: String,
}

impl RawClosing {
    /// Checks that the year is over when it closes, and that it closes.
    ///
    /// # Errors
    /// `required`, `instant_format`, `closing_out_of_range`.
    pub fn parse(&self, year: FiscalYear, clock: &Clock) -> Result<DateTime<Utc>, Fault> {
        const FIELD: &str = "closes_at";
        let text = text::required(&self.closes_at, FIELD)?;
        let bad = || Fault::new(Code::InstantFormat, FIELD).with("value", clip(&text));
        let closes_at = find_instant(&text).ok_or_else(bad)?;
        let first = year.next().first_day();
        let last = FiscalYear::starting(year.start_year() + 1 + CLOSING_YEARS_MAX).first_day();
        let [from, to] = [first, last].map(|day| clock.at_local(day.and_time(NaiveTime::MIN)));
        if (from..to).contains(&closes_at) {
            Ok(closes_at)
        } else {
            Err(Fault::new(Code::ClosingOutOfRange, FIELD)
                .with("year", year.to_string())
                .with("first", first.to_string())
                .with("last", last.pred_opt().unwrap_or(last).to_string()))
        }
    }
}
