//! Requests and what is done with them as text, and the one parser of each.

use chrono::NaiveDate;
use validator::Validate;

use super::{Kind, Request, State};
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, RawFile};
use crate::text::{self, NAME_MAX, NUMBER_MAX, REASON_MAX};
use crate::time;

/// Longest description of what is wanted, in characters.
pub const WANTED_MAX: u64 = 2000;

/// A request as text. Empty means: not given.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawRequest {
    /// The day it arrived, `YYYY-MM-DD`; not given: today.
    pub received_on: String,
    /// Who asked.
    #[validate(length(max = NAME_MAX))]
    pub requester: String,
    /// The country it is about, ISO 3166-1 alpha-2.
    pub country: String,
    /// The service that is wanted.
    #[validate(length(max = WANTED_MAX))]
    pub wanted: String,
    /// The day by which it is wanted, `YYYY-MM-DD`.
    pub deadline: String,
}

/// A checked request, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    pub(super) received_on: NaiveDate,
    pub(super) requester: String,
    pub(super) country: String,
    pub(super) wanted: String,
    pub(super) deadline: Option<NaiveDate>,
}

impl RawRequest {
    /// The text form of a stored request, for a change that names only some members.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            received_on: request.received_on.to_string(),
            requester: request.requester.clone(),
            country: request.country.clone(),
            wanted: request.wanted.clone(),
            deadline: request.deadline.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `too_long`, `control_character`, `country_format`, faults of dates, `not_yet_received`.
    pub fn parse(&self, today: NaiveDate) -> Result<NewRequest, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let received_on = if self.received_on.trim().is_empty() {
            Some(today)
        } else {
            faults.keep(parse_received(&self.received_on, today))
        };
        let requester = faults.keep(text::required(&self.requester, "requester"));
        let country = faults.keep(files::parse_country(&self.country));
        let wanted = faults.keep(text::required(&self.wanted, "wanted"));
        let deadline = if self.deadline.trim().is_empty() {
            None
        } else {
            faults.keep(time::parse_work_date(&self.deadline, "deadline", NaiveDate::MAX))
        };
        match (received_on, requester, country, wanted) {
            (Some(received_on), Some(requester), Some(country), Some(wanted)) if faults.is_empty() => {
                Ok(NewRequest { received_on, requester, country, wanted, deadline })
            }
            _ => Err(faults),
        }
    }
}

fn parse_received(text: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let day = time::parse_work_date(text, "received_on", NaiveDate::MAX)?;
    if day > today {
        let fault = Fault::new(Code::NotYetReceived, "received_on");
        return Err(fault.with("value", day.to_string()).with("today", today.to_string()));
    }
    Ok(day)
}

/// What triage found, as text.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawTriage {
    /// What the request asks for.
    pub kind: String,
    /// The team that looks into it.
    #[validate(length(max = NAME_MAX))]
    pub team: String,
    /// The number of the person who looks into it.
    #[validate(length(max = NUMBER_MAX))]
    pub person: String,
}

/// What triage found, checked; who the person is is still to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    pub(super) kind: Kind,
    pub(super) team: String,
    pub(super) person: String,
}

impl RawTriage {
    /// Checks everything that needs no other rows, and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `unknown_request_kind`, `too_long`, `control_character`.
    pub fn parse(&self) -> Result<Triage, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let kind = faults.keep(text::required(&self.kind, "kind").and_then(|kind| Kind::parse(&kind, "kind")));
        let team = faults.keep(text::plain(&self.team, "team"));
        let person = faults.keep(text::plain(&self.person, "person"));
        match (kind, team, person) {
            (Some(kind), Some(team), Some(person)) if faults.is_empty() => Ok(Triage { kind, team, person }),
            _ => Err(faults),
        }
    }
}

/// A decision as text.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawDecision {
    /// `accepted`, `declined` or `referred`.
    pub decision: String,
    /// Why; needed unless the request is accepted.
    #[validate(length(max = REASON_MAX))]
    pub reason: String,
    /// Who does it instead; needed where the request is referred, and nowhere else.
    #[validate(length(max = NAME_MAX))]
    pub referred_to: String,
}

/// A checked decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub(super) state: State,
    pub(super) reason: String,
    pub(super) referred_to: String,
}

impl RawDecision {
    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// `required`, `unknown_decision`, `decision_reason_required`, `referred_to_forbidden`, `too_long`,
    /// `control_character`.
    pub fn parse(&self) -> Result<Decision, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let state = faults.keep(text::required(&self.decision, "decision").and_then(|text| parse_decision(&text)));
        let reason = faults.keep(text::plain(&self.reason, "reason"));
        let referred_to = faults.keep(text::plain(&self.referred_to, "referred_to"));
        let is_empty = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
        if matches!(state, Some(State::Declined | State::Referred)) && is_empty(&reason) {
            faults.push(Fault::new(Code::DecisionReasonRequired, "reason"));
        }
        match state {
            Some(State::Referred) if is_empty(&referred_to) => {
                faults.push(Fault::new(Code::Required, "referred_to"));
            }
            Some(State::Accepted | State::Declined) if referred_to.as_ref().is_some_and(|to| !to.is_empty()) => {
                faults.push(Fault::new(Code::ReferredToForbidden, "referred_to"));
            }
            _ => {}
        }
        match (state, reason, referred_to) {
            (Some(state), Some(reason), Some(referred_to)) if faults.is_empty() => {
                Ok(Decision { state, reason, referred_to })
            }
            _ => Err(faults),
        }
    }
}

fn parse_decision(text: &str) -> Result<State, Fault> {
    State::find(text)
        .filter(|state| matches!(state, State::Accepted | State::Declined | State::Referred))
        .ok_or_else(|| Fault::new(Code::UnknownDecision, "decision").with("value", time::clip(text)))
}

/// The reopening of a request, as text.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawReopening {
    /// Why; always needed.
    #[validate(length(max = REASON_MAX))]
    pub reason: String,
}

impl RawReopening {
    /// The reason, checked.
    ///
    /// # Errors
    /// `decision_reason_required`, `too_long`, `control_character`.
    pub fn parse(&self) -> Result<String, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let reason = faults.keep(text::plain(&self.reason, "reason"));
        if reason.as_ref().is_some_and(String::is_empty) {
            faults.push(Fault::new(Code::DecisionReasonRequired, "reason"));
        }
        match reason {
            Some(reason) if faults.is_empty() => Ok(reason),
            _ => Err(faults),
        }
    }
}

/// The file a request became, as text: one that is there, or one to be opened.
#[derive(Debug, Clone)]
pub enum RawLink {
    /// The number of a file that is there.
    Known(String),
    /// A file to be opened; what is empty in it is taken from the request.
    New(Box<RawFile>),
}
