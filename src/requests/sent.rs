//! Requests as the API takes them: JSON with the types of JSON. What is sent becomes the same text as from every other
//! door.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Kind, RawDecision, RawLink, RawReopening, RawRequest, RawTriage};
use crate::fault::{Code, Fault};
use crate::files::SentFile;
use crate::sent::{day_or_null, not_empty, some, some_day_or_null, some_not_empty};

/// A request to be entered.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewRequest)]
pub(super) struct SentRequest {
    /// The day it arrived; left out: today.
    #[serde(deserialize_with = "not_empty")]
    #[schema(format = Date, example = "2026-11-20")]
    received_on: String,
    /// Who asked.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Global Affairs Canada")]
    requester: String,
    /// The country it is about, ISO 3166-1 alpha-2.
    #[schema(pattern = "^([A-Za-z]{2})?$", example = "UA")]
    country: String,
    /// The service that is wanted.
    #[schema(required = true, min_length = 1, max_length = 2000, example = "Training of prosecutors.")]
    wanted: String,
    /// The day by which it is wanted; null or left out: none was named.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    deadline: Option<String>,
}

/// A change of a request: members that are given replace those that are stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestChange)]
pub struct RawRequestChange {
    /// The day it arrived.
    #[serde(deserialize_with = "some_not_empty")]
    #[schema(nullable = false, format = Date)]
    pub received_on: Option<String>,
    /// Who asked.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 120)]
    pub requester: Option<String>,
    /// The country it is about, ISO 3166-1 alpha-2; empty: none.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^([A-Za-z]{2})?$")]
    pub country: Option<String>,
    /// The service that is wanted.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub wanted: Option<String>,
    /// The day by which it is wanted; null: none was named.
    #[serde(deserialize_with = "some_day_or_null")]
    #[schema(value_type = Option<String>, format = Date)]
    pub deadline: Option<Option<String>>,
}

/// What triage found.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestTriage)]
pub(super) struct SentTriage {
    /// What the request asks for.
    #[schema(required = true, value_type = Kind, example = "technical_assistance")]
    kind: String,
    /// The team that looks into it.
    #[schema(max_length = 120)]
    team: String,
    /// The number of the person who looks into it.
    #[schema(max_length = 40, example = "P-1")]
    person: String,
}

/// What is decided on a request.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(as = RequestVerdict, rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the texts that are taken")]
enum Verdict {
    /// The section does it.
    Accepted,
    /// Nobody here does it.
    Declined,
    /// Somebody else does it.
    Referred,
}

/// A decision on a request.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestDecision)]
pub(super) struct SentDecision {
    /// What is decided.
    #[schema(required = true, value_type = Verdict, example = "declined")]
    decision: String,
    /// Why; needed unless the request is accepted.
    #[schema(max_length = 500, example = "Outside the mandate.")]
    reason: String,
    /// Who does it instead; needed where the request is referred, and nowhere else.
    #[schema(max_length = 120)]
    referred_to: String,
}

/// The file a request became: one that is there, or one to be opened.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestFile)]
pub(super) struct SentLink {
    /// The number of a file that is there.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, min_length = 1, max_length = 40, example = "UKR-12")]
    file: Option<String>,
    /// A file to be opened. Requester, country and team are those of the request where they are left out.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    new: Option<SentFile>,
}

/// The reopening of a request.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestReopening)]
pub(super) struct SentReopening {
    /// Why; always needed.
    #[schema(required = true, min_length = 1, max_length = 500, example = "The partner sent more.")]
    reason: String,
}

impl From<SentRequest> for RawRequest {
    fn from(sent: SentRequest) -> Self {
        Self {
            received_on: sent.received_on,
            requester: sent.requester,
            country: sent.country,
            wanted: sent.wanted,
            deadline: sent.deadline.unwrap_or_default(),
        }
    }
}

impl RawRequest {
    /// The same text with the members of a change in place of those it names.
    #[must_use]
    pub fn changed_by(self, change: RawRequestChange) -> Self {
        Self {
            received_on: change.received_on.unwrap_or(self.received_on),
            requester: change.requester.unwrap_or(self.requester),
            country: change.country.unwrap_or(self.country),
            wanted: change.wanted.unwrap_or(self.wanted),
            deadline: change.deadline.map_or(self.deadline, Option::unwrap_or_default),
        }
    }
}

impl From<SentTriage> for RawTriage {
    fn from(sent: SentTriage) -> Self {
        Self { kind: sent.kind, team: sent.team, person: sent.person }
    }
}

impl From<SentDecision> for RawDecision {
    fn from(sent: SentDecision) -> Self {
        Self { decision: sent.decision, reason: sent.reason, referred_to: sent.referred_to }
    }
}

impl From<SentReopening> for RawReopening {
    fn from(sent: SentReopening) -> Self {
        Self { reason: sent.reason }
    }
}

impl TryFrom<SentLink> for RawLink {
    type Error = Fault;

    fn try_from(sent: SentLink) -> Result<Self, Fault> {
        match (sent.file, sent.new) {
            (Some(number), None) => Ok(Self::Known(number)),
            (None, Some(new)) => Ok(Self::New(Box::new(new.into()))),
            (None, None) => Err(Fault::new(Code::Required, "file")),
            // One of the two would have to be dropped without a word.
            (Some(_), Some(_)) => Err(Fault::new(Code::OneFileOnly, "new")),
        }
    }
}
