//! The register of demand: what is asked of the section, by whom, what was decided and why, and the file it became. The
//! time of each state is kept for ever: demand is measured by them.

pub mod api;
mod filing;
mod life;
mod listing;
pub mod ops;
pub mod pages;
mod raw;
pub mod search;
mod sent;
mod store;
pub mod view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Access;
use crate::fault::{Code, Fault};
use crate::ids::{FileId, PersonId, RequestId};

pub use life::{Happened, Life};
pub use raw::{Decision, NewRequest, RawDecision, RawLink, RawReopening, RawRequest, RawTriage, Triage, WANTED_MAX};
pub use sent::RawRequestChange;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RequestKind)]
pub enum Kind {
    /// Legal technical assistance for a foreign institution.
    TechnicalAssistance,
    /// Advice for the Department or another federal institution.
    StrategicAdvice,
    /// Something the section knows already.
    Information,
    /// Anything else.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::TechnicalAssistance, Self::StrategicAdvice, Self::Information, Self::Other];

    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TechnicalAssistance => "technical_assistance",
            Self::StrategicAdvice => "strategic_advice",
            Self::Information => "information",
            Self::Other => "other",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// `unknown_request_kind`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownRequestKind, field).with("value", crate::time::clip(wanted)))
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RequestState)]
pub enum State {
    /// It arrived.
    Received,
    /// Its kind is known, and who looks into it.
    Triaged,
    /// The section does it.
    Accepted,
    /// Nobody here does it.
    Declined,
    /// Somebody else does it.
    Referred,
    /// It was accepted, and is done.
    Completed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Triaged, Self::Accepted, Self::Declined, Self::Referred, Self::Completed];

    /// The state as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Triaged => "triaged",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Referred => "referred",
            Self::Completed => "completed",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// What can be done with a request in this state.
    #[must_use]
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::Received => &[Step::Triage],
            Self::Triaged => &[Step::Triage, Step::Decide],
            Self::Accepted => &[Step::LinkFile, Step::Complete, Step::Reopen],
            Self::Declined | Self::Referred | Self::Completed => &[Step::Reopen],
        }
    }

    /// The state a request goes back to when it is reopened: one step.
    #[must_use]
    pub const fn before(self) -> Self {
        match self {
            Self::Received => Self::Received,
            Self::Completed => Self::Accepted,
            Self::Triaged | Self::Accepted | Self::Declined | Self::Referred => Self::Triaged,
        }
    }
}

/// What is done with a request after it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Say what kind it is and who looks into it.
    Triage,
    /// Accept, decline or refer it.
    Decide,
    /// Name the file it became.
    LinkFile,
    /// Say that it is done.
    Complete,
    /// Take back the last decision or the completion.
    Reopen,
}

impl Step {
    /// The step as addresses and events have it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Decide => "decision",
            Self::LinkFile => "file",
            Self::Complete => "completion",
            Self::Reopen => "reopening",
        }
    }
}

/// A request. Empty texts mean: not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Request {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: RequestId,
    /// The number, given here: `R-2026-0001` is the first of the fiscal year that began in 2026.
    #[schema(pattern = "^R-[0-9]{4}-[0-9]{4,}$")]
    pub number: String,
    /// The day it arrived.
    pub received_on: NaiveDate,
    /// Who asked.
    pub requester: String,
    /// The country it is about, ISO 3166-1 alpha-2.
    pub country: String,
    /// What it asks for; null until triage.
    #[schema(required = true)]
    pub kind: Option<Kind>,
    /// The service that is wanted.
    pub wanted: String,
    /// The day by which it is wanted.
    #[schema(required = true)]
    pub deadline: Option<NaiveDate>,
    /// The team that looks into it.
    pub team: String,
    /// The number of the person who looks into it, where the reader may know of that person.
    #[schema(required = true)]
    pub person: Option<String>,
    /// Where it stands.
    pub state: State,
    /// The reason of the decision.
    pub reason: String,
    /// Who does it instead.
    pub referred_to: String,
    /// The file it became, where the reader may know of that file.
    #[schema(value_type = Option<String>, format = Uuid, required = true)]
    pub file_id: Option<FileId>,
    /// The number of that file.
    #[schema(required = true)]
    pub file: Option<String>,
    /// Counts changes, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// The person with the team that decides who may know of them.
    #[serde(skip)]
    pub(in crate::requests) assigned: Option<(PersonId, String)>,
    /// Whether the file is walled.
    #[serde(skip)]
    pub(in crate::requests) walled: bool,
}

impl Request {
    /// Refuses a step that the state does not allow.
    fn must_allow(&self, step: Step) -> Result<(), Fault> {
        if self.state.steps().contains(&step) {
            return Ok(());
        }
        let possible: Vec<&str> = self.state.steps().iter().map(|step| step.as_str()).collect();
        Err(Fault::new(Code::RequestStep, "").with("state", self.state.as_str()).with("possible", possible.join(", ")))
    }

    /// Leaves out the person and the file that a reader may not know of.
    fn for_reader(mut self, access: &Access) -> Self {
        let people = access.people();
        if !self.assigned.as_ref().is_some_and(|(person, team)| people.holds(*person, team)) {
            self.assigned = None;
            self.person = None;
        }
        if self.file_id.is_some_and(|file| !access.knows_file(file, self.walled)) {
            self.file_id = None;
            self.file = None;
        }
        self
    }
}

/// A state a request was or is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestStateSince)]
pub struct StateSince {
    /// Position, from 1.
    #[schema(minimum = 1)]
    pub sequence: i64,
    /// The state.
    pub state: State,
    /// From when on.
    pub at: DateTime<Utc>,
    /// Who brought it there, by login.
    pub by: String,
    /// The reason given.
    pub reason: String,
}

/// How many requests are in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[schema(as = RequestCounts)]
pub struct StateCounts {
    /// Arrived, and nothing more.
    #[schema(minimum = 0)]
    pub received: i64,
    /// Looked into.
    #[schema(minimum = 0)]
    pub triaged: i64,
    /// Being done.
    #[schema(minimum = 0)]
    pub accepted: i64,
    /// Declined.
    #[schema(minimum = 0)]
    pub declined: i64,
    /// Referred to somebody else.
    #[schema(minimum = 0)]
    pub referred: i64,
    /// Done.
    #[schema(minimum = 0)]
    pub completed: i64,
}

impl StateCounts {
    /// How many are in a state.
    #[must_use]
    pub const fn of(&self, state: State) -> i64 {
        match state {
            State::Received => self.received,
            State::Triaged => self.triaged,
            State::Accepted => self.accepted,
            State::Declined => self.declined,
            State::Referred => self.referred,
            State::Completed => self.completed,
        }
    }

    fn set(&mut self, state: State, many: i64) {
        *match state {
            State::Received => &mut self.received,
            State::Triaged => &mut self.triaged,
            State::Accepted => &mut self.accepted,
            State::Declined => &mut self.declined,
            State::Referred => &mut self.referred,
            State::Completed => &mut self.completed,
        } = many;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_but_the_first_two_can_be_reopened_and_goes_back_one_step() {
        for state in State::ALL {
            let reopens = state.steps().contains(&Step::Reopen);
            assert_eq!(reopens, !matches!(state, State::Received | State::Triaged), "{state:?}");
            assert!(!reopens || state.before() != state, "{state:?}");
            assert_eq!(State::find(state.as_str()), Some(state));
        }
    }
}
