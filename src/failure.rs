//! Why an operation did not happen: faults in what was asked, or a failure of the database. Web and command line
//! show both from the same table of codes.

use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::store::{Retryable, StoreError};

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Faults in what was asked; never empty.
    #[error("refused: {0}")]
    Refused(Faults),
    /// The database failed.
    #[error("database failed")]
    Store(#[from] StoreError),
}

impl Failure {
    /// All faults, in the words of the table.
    #[must_use]
    pub fn faults(&self) -> Faults {
        match self {
            Self::Refused(faults) => faults.clone(),
            Self::Store(error) => error.fault().into(),
        }
    }

    /// The code that gives an answer its status.
    #[must_use]
    pub fn code(&self) -> Code {
        self.faults().first().map_or(Code::Internal, |fault| fault.code)
    }

    /// One sentence per fault.
    #[must_use]
    pub fn say(&self, lang: Lang) -> Vec<String> {
        self.faults().iter().map(|fault| fault.say(lang)).collect()
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Refused(faults)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Retryable for Failure {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Refused(_) => None,
            Self::Store(error) => Some(error),
        }
    }
}
