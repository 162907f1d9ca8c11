//! Why nobody was signed in, as fixed words: what the provider or a browser sent is never part of them.

use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};

/// Why a sign-in through the provider came to nothing; the word goes to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Doubt {
    /// Something that cannot be trusted.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// No answer, or none that one can wait for.
    #[error("unreachable: {0}")]
    Unreachable(&'static str),
}

impl Doubt {
    /// Notes the reason in the log, and answers what a person is told.
    pub(super) fn tell(self, context: &Context) -> Failure {
        let (code, reason) = match self {
            Self::Refused(reason) => (Code::ProviderRefused, reason),
            Self::Unreachable(reason) => (Code::ProviderUnreachable, reason),
        };
        tracing::warn!(request_id = %context.caller.request_id, code = %code, reason, "sign-in through the provider failed");
        Fault::new(code, "").into()
    }
}
