//! Entries for other programs: one's own as CSV and JSON, one's recorded days as a calendar, the time of a file as LEDES.
//! Nothing leaves here that the same reader would not be shown.

pub mod api;
pub mod calendar;
pub mod feeds;
mod ledes;
pub mod ops;
pub mod pages;
mod store;
mod table;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::entries::EntryView;
use crate::fault::{Code, Fault, Faults};
use crate::time::{self, FIRST_YEAR};

pub use ledes::ledes;
pub use table::csv;

/// The days an export is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// Reads two dates, `YYYY-MM-DD`; where one is not given, everything there is on that side, up to today.
    ///
    /// # Errors
    /// Faults of dates; `period_reversed`.
    pub fn parse(from: Option<&str>, to: Option<&str>, today: NaiveDate) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let mut day = |text: Option<&str>, field: &str, otherwise: NaiveDate| match text {
            Some(text) => faults.keep(time::parse_work_date(text, field, NaiveDate::MAX)),
            None => Some(otherwise),
        };
        let (from, to) = (day(from, "from", first), day(to, "to", today));
        match (from, to) {
            (Some(from), Some(to)) if from <= to => Ok(Self { from, to }),
            (Some(_), Some(_)) => Err(Fault::new(Code::PeriodReversed, "to").into()),
            _ => Err(faults),
        }
    }
}

/// The time of one person, for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryExport {
    /// The number of the person.
    pub person: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// When it was made.
    pub extracted_at: DateTime<Utc>,
    /// The entries, the oldest day first.
    pub entries: Vec<EntryView>,
}
