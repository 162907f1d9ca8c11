//! Where an entry stands between its recording and the close, and what is noted about it without ever refusing it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::Config;
use crate::fault::{Code, Fault};
use crate::time::clip;

/// Where an entry stands. The close of its fiscal year locks it whatever its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Recorded, and not yet handed in.
    #[default]
    Draft,
    /// Handed in; what was delivered by an import is so from the beginning.
    Submitted,
    /// Given back with a comment.
    Returned,
    /// Approved.
    Approved,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Submitted, Self::Returned, Self::Approved];

    /// The status as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
        }
    }

    /// The status with this name.
    ///
    /// # Errors
    /// `unknown_status`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownStatus, field).with("value", clip(wanted)))
    }

    /// The status after a correction: what was approved has to be approved again.
    #[must_use]
    pub const fn after_correction(self) -> Self {
        match self {
            Self::Approved => Self::Submitted,
            other => other,
        }
    }
}

/// A step in the life of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its owner hands it in.
    Submit,
    /// A manager approves it.
    Approve,
    /// A manager gives it back with a comment.
    Return,
}

impl Step {
    /// The verb of the step, for events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Return => "return",
        }
    }

    /// The status after the step; `None` where it cannot be made.
    #[must_use]
    pub const fn from(self, status: Status) -> Option<Status> {
        match (self, status) {
            (Self::Submit, Status::Draft | Status::Returned) => Some(Status::Submitted),
            (Self::Approve, Status::Submitted) => Some(Status::Approved),
            (Self::Return, Status::Submitted | Status::Approved) => Some(Status::Returned),
            _ => None,
        }
    }
}

/// What is noted about an entry when it is recorded or corrected. Nothing of it keeps an entry from being stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// With it, the day of the person is longer than the section thinks usual.
    LongDay,
    /// One very large block on one file: perhaps a whole period in one entry.
    BulkEntry,
    /// Recorded many days after the work.
    Late,
}

impl Warning {
    const ALL: [Self; 3] = [Self::LongDay, Self::BulkEntry, Self::Late];

    /// The warning as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LongDay => "long_day",
            Self::BulkEntry => "bulk_entry",
            Self::Late => "late",
        }
    }

    /// What is to be noted of an entry of so many minutes, on a day that has so many with it, recorded so late.
    #[must_use]
    pub fn of(config: &Config, minutes: i64, day: i64, lag_days: Option<i64>) -> Vec<Self> {
        let found = [
            (Self::LongDay, day > config.long_day_minutes),
            (Self::BulkEntry, minutes >= config.bulk_entry_minutes),
            (Self::Late, lag_days.is_some_and(|days| days > config.late_after_days)),
        ];
        found.into_iter().filter_map(|(warning, applies)| applies.then_some(warning)).collect()
    }

    /// Warnings as they are stored: codes with spaces between.
    #[must_use]
    pub fn join(warnings: &[Self]) -> String {
        warnings.iter().map(|warning| warning.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The warnings that were stored; `None` when one of them is none.
    #[must_use]
    pub fn split(text: &str) -> Option<Vec<Self>> {
        let find = |code: &str| Self::ALL.into_iter().find(|warning| warning.as_str() == code);
        text.split(' ').filter(|code| !code.is_empty()).map(find).collect()
    }
}

/// Days from the work to its recording.
#[must_use]
pub fn lag_days(worked_on: NaiveDate, entered_on: Option<NaiveDate>) -> Option<i64> {
    entered_on.map(|entered| (entered - worked_on).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_from_draft_to_approved_and_back() {
        let mut status = Status::Draft;
        for (step, after) in [
            (Step::Submit, Status::Submitted),
            (Step::Return, Status::Returned),
            (Step::Submit, Status::Submitted),
            (Step::Approve, Status::Approved),
            (Step::Return, Status::Returned),
        ] {
            status = step.from(status).expect("a step that can be made");
            assert_eq!(status, after);
        }
        for (step, status) in [
            (Step::Submit, Status::Submitted),
            (Step::Submit, Status::Approved),
            (Step::Approve, Status::Draft),
            (Step::Approve, Status::Approved),
            (Step::Approve, Status::Returned),
            (Step::Return, Status::Draft),
            (Step::Return, Status::Returned),
        ] {
            assert_eq!(step.from(status), None, "{step:?} {status:?}");
        }
        assert_eq!(Status::Approved.after_correction(), Status::Submitted);
    }

    #[test]
    fn warnings_begin_just_beyond_their_limits() {
        let config = Config::default();
        assert_eq!(Warning::of(&config, 60, 720, Some(10)), []);
        assert_eq!(Warning::of(&config, 60, 721, Some(11)), [Warning::LongDay, Warning::Late]);
        assert_eq!(Warning::of(&config, 599, 599, None), []);
        assert_eq!(Warning::of(&config, 600, 600, None), [Warning::BulkEntry]);
    }

    #[test]
    fn warnings_and_statuses_are_read_as_they_were_written() {
        assert_eq!(Warning::split(&Warning::join(&Warning::ALL)).as_deref(), Some(&Warning::ALL[..]));
        assert_eq!(Warning::split("").as_deref(), Some(&[][..]));
        assert_eq!(Warning::split("late later"), None);
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str(), ""), Ok(status));
        }
        assert!(Status::parse("locked", "status").is_err());
    }
}
