//! The running program as handlers see it: database, clock, vocabulary, settings, and the facts reports are made from.

use std::sync::Arc;

use crate::audit::Caller;
use crate::clock::Clock;
use crate::config::Config;
use crate::context::Context;
use crate::reports::facts::Facts;
use crate::store::Db;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;

/// The running program; cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The open database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    /// The vocabulary in force.
    pub vocabulary: Arc<Vocabulary>,
    /// The settings.
    pub config: Arc<Config>,
    /// The facts reports are made from.
    pub facts: Arc<Facts>,
    /// Whether all data is generated, which every page then says.
    pub generated: bool,
}

impl App {
    /// The program over an open database.
    #[must_use]
    pub fn new(db: Db, clock: Clock, vocabulary: Vocabulary, config: Config) -> Self {
        Self {
            db,
            clock,
            vocabulary: Arc::new(vocabulary),
            config: Arc::new(config),
            facts: Arc::new(Facts::default()),
            generated: false,
        }
    }

    /// What operations need, for a request.
    #[must_use]
    pub fn context(&self, ask: &Ask) -> Context {
        self.context_of(Caller { actor: "web".to_owned(), request_id: ask.request_id.clone() })
    }

    /// What operations need, for any caller.
    #[must_use]
    pub fn context_of(&self, caller: Caller) -> Context {
        Context { db: self.db.clone(), clock: self.clock, vocabulary: Arc::clone(&self.vocabulary), caller }
    }
}
