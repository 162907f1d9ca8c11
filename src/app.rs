//! The running program as handlers see it: database, clock, vocabulary, settings, and the facts reports are made from.

use std::sync::Arc;

use chrono::Duration;

use crate::accounts::password::Algorithm;
use crate::accounts::provider::Provider;
use crate::accounts::{self, Hashing};
use crate::audit::Caller;
use crate::clock::Clock;
use crate::config::{Config, PasswordHash};
use crate::context::Context;
use crate::digest::digest;
use crate::gate::Running;
use crate::repeats::Repeat;
use crate::reports::facts::Facts;
use crate::store::Db;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::in_force::InForce;
use crate::web::ask::Ask;
use crate::web::limits::Limits;
use crate::web::stop::Stop;

/// Bytes the key of a form may have: those we draw are shorter.
const FORM_KEY_MAX: usize = 64;

/// The running program; cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The open database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    /// The vocabulary in force, looked for anew before each request.
    pub in_force: InForce,
    /// The settings.
    pub config: Arc<Config>,
    /// How people sign in.
    pub sign_in: accounts::Settings,
    /// The provider people sign in through, where there is one.
    pub provider: Option<Arc<Provider>>,
    /// The facts reports are made from.
    pub facts: Arc<Facts>,
    /// Keys of requests that are being worked on.
    pub running: Running,
    /// Whether all data is generated, which every page then says.
    pub generated: bool,
    /// How long and how much a request may take.
    pub limits: Limits,
    /// Whether the program is about to end.
    pub stop: Stop,
}

impl From<&Config> for accounts::Settings {
    fn from(config: &Config) -> Self {
        Self {
            idle: Duration::minutes(config.session_idle_minutes),
            longest: Duration::hours(config.session_hours),
            local_passwords: config.local_passwords,
            hashing: Hashing::new(match config.password_hash {
                PasswordHash::Argon2id => Algorithm::Argon2id,
                PasswordHash::Pbkdf2 => Algorithm::Pbkdf2,
            }),
        }
    }
}

impl App {
    /// The program over an open database.
    #[must_use]
    pub fn new(db: Db, clock: Clock, vocabulary: Vocabulary, config: Config) -> Self {
        let limits = Limits::of(&config);
        Self {
            db,
            clock,
            in_force: InForce::new(vocabulary),
            sign_in: accounts::Settings::from(&config),
            config: Arc::new(config),
            provider: None,
            facts: Arc::new(Facts::default()),
            running: Running::default(),
            generated: false,
            limits,
            stop: Stop::default(),
        }
    }

    /// The vocabulary in force, as of the beginning of a request.
    #[must_use]
    pub fn vocabulary(&self) -> Arc<Vocabulary> {
        self.in_force.get()
    }

    /// What operations need, for a request.
    #[must_use]
    pub fn context(&self, ask: &Ask) -> Context {
        let caller = Caller {
            actor: ask.actor.clone(),
            request_id: ask.request_id.clone(),
            lang: Some(ask.lang),
            access: ask.access.clone(),
        };
        let repeat = ask.access.account.zip(ask.repeated.clone());
        let repeat = repeat.map(|(account, repeated)| Repeat { account, key: repeated.key, request: repeated.request });
        Context { repeat, ..self.context_of(caller) }
    }

    /// What operations need for a form with a key of its own: sent again as it is, it changes nothing more.
    #[must_use]
    pub fn context_once(&self, ask: &Ask, key: &str, sent: &str) -> Context {
        let named = ask.access.account.filter(|_| !key.is_empty() && key.len() <= FORM_KEY_MAX);
        // The keys of forms and those of programs are apart.
        let repeat =
            named.map(|account| Repeat { account, key: format!("form {key}"), request: digest(sent.as_bytes()) });
        Context { repeat, ..self.context(ask) }
    }

    /// What operations need, for any caller.
    #[must_use]
    pub fn context_of(&self, caller: Caller) -> Context {
        Context {
            db: self.db.clone(),
            clock: self.clock,
            vocabulary: self.vocabulary(),
            config: Arc::clone(&self.config),
            caller,
            repeat: None,
        }
    }
}
