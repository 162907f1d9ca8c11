//! What every operation needs: the database, the time, the vocabulary in force, the settings, and who asks.

use std::sync::Arc;

use crate::audit::Caller;
use crate::clock::Clock;
use crate::config::Config;
use crate::repeats::Repeat;
use crate::store::Db;
use crate::vocabulary::Vocabulary;

/// What every operation needs.
#[derive(Debug, Clone)]
pub struct Context {
    /// The open database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    /// The vocabulary in force.
    pub vocabulary: Arc<Vocabulary>,
    /// The settings.
    pub config: Arc<Config>,
    /// Who asks.
    pub caller: Caller,
    /// The key the request was sent with, if any: a repeat then changes nothing.
    pub repeat: Option<Repeat>,
}
