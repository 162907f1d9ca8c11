//! A confirmation as text, and the one parser that checks it.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::fault::Faults;
use crate::period::Period;
use crate::text::{self, REASON_MAX};

/// A confirmation as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewSignOff)]
pub struct RawSignOff {
    /// The period: a month `2026-11`, a quarter `2026-27-Q3` or a fiscal year `2026-27`.
    #[schema(required = true, min_length = 7, max_length = 11, example = "2026-10")]
    pub period: String,
    /// A remark.
    #[validate(length(max = REASON_MAX))]
    #[schema(max_length = 500)]
    pub comment: String,
}

/// A checked confirmation, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignOff {
    pub(super) period: Period,
    pub(super) comment: String,
}

impl RawSignOff {
    /// Checks everything that needs no other rows and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `period_format`, faults of texts.
    pub fn parse(&self, today: NaiveDate) -> Result<NewSignOff, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let period = text::required(&self.period, "period").and_then(|text| Period::parse(&text, "period", today));
        let period = faults.keep(period);
        let comment = faults.keep(text::plain(&self.comment, "comment"));
        let (Some(period), Some(comment)) = (period, comment) else { return Err(faults) };
        faults.or(|| NewSignOff { period, comment })
    }
}
