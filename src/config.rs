//! Settings: flags over environment over file. The one place that reads the environment.

pub mod number_pattern;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::store::Target;
use crate::time::{ClosingTime, FiscalYear};
use number_pattern::NumberPattern;

/// The file that is read when none is named.
pub const FILE: &str = "casetime.toml";
/// What the names of environment variables begin with.
pub const PREFIX: &str = "CASETIME_";

/// The settings of an installation.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The database: the path of a SQLite file, or `postgres://…`.
    pub database: String,
    /// The address and port the server listens on.
    pub listen: String,
    /// The address people use, such as `https://time.example`; needed to listen beyond this machine.
    pub public_url: String,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// The address and port on which Prometheus reads metrics; empty: nowhere.
    pub metrics: String,
    /// Requests that are worked on at once; more are told to come back.
    pub requests_at_once: usize,
    /// Seconds an answer may take.
    pub answer_seconds: u64,
    /// Bytes of a delivery that is sent over HTTP, at most.
    pub import_upload_max: u64,
    /// The language of the command line.
    pub lang: Lang,
    /// The name of the section, as pages and reports show it.
    pub section: Both,
    /// How much is logged: `error`, `warn`, `info`, `debug`.
    pub log: String,
    /// How numbers of files are made, such as `{country}-{n}` or `{category}-{year}-{n:4}`; empty: they are free.
    #[schemars(with = "String")]
    pub file_number: NumberPattern,
    /// Entries made more than so many days after the work are counted as late.
    pub late_after_days: i64,
    /// A person's day of more minutes is noted as long.
    pub long_day_minutes: i64,
    /// One entry of so many minutes or more is noted as a bulk entry.
    pub bulk_entry_minutes: i64,
    /// In reports that are passed on, groups of fewer people are not shown.
    #[schemars(range(min = 2))]
    pub small_group: i64,
    /// Hours a year that one full-time person is reckoned with, each from a day on, for full-time equivalents. 1,400 since
    /// 2014 and 1,310 before are published; 1,300 stands in a return of 2002, so 1,310 is taken to hold from the next year on.
    pub hours_standards: Vec<HoursStandard>,
    /// When fiscal years close: month, day and local time in the calendar year in which one ends, such as `04-14T17:00`;
    /// empty: they do not close by themselves.
    #[schemars(with = "String", regex(pattern = "^((0[4-9]|1[0-2])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9])?$"))]
    pub close: ClosingTime,
    /// Entries that were not submitted so many days after the work are chased.
    pub chase_after_days: u32,
    /// Imports of more lines are stored in parts of so many lines, and go on where they ended when they were broken off.
    #[schemars(range(min = 1))]
    pub import_part_lines: u64,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub session_hours: i64,
    /// Whether people sign in with passwords kept here.
    pub local_passwords: bool,
    /// How new passwords are hashed.
    pub password_hash: PasswordHash,
    /// The OpenID Connect provider people sign in through; none: passwords only.
    pub provider: Option<Provider>,
    /// The folder that keeps what reports are made from, which several processes may share; not given: beside the database
    /// file, or in the cache of whoever runs the program; empty: in memory only.
    pub facts_folder: Option<String>,
    /// The folder in which backups are looked for, for `/readyz` and `doctor`; empty: not looked for.
    pub backups: String,
    /// The file to which signed checkpoints of the audit trail are added; empty: none are made.
    pub checkpoints: String,
    /// The file that holds the key checkpoints are signed with.
    pub checkpoint_key: String,
}

/// Hours a year that one full-time person is reckoned with, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursStandard {
    /// The first day.
    #[schemars(with = "String", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub from: NaiveDate,
    /// The hours of a fiscal year.
    #[schemars(range(min = 1))]
    pub hours: i64,
}

impl HoursStandard {
    fn since_april((year, hours): (i32, i64)) -> Self {
        Self { from: FiscalYear::starting(year).first_day(), hours }
    }
}

/// How new passwords are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordHash {
    /// Argon2id with 19 MiB of memory and two passes.
    Argon2id,
    /// PBKDF2 with HMAC-SHA-256 and 600,000 rounds, where only such functions are approved.
    Pbkdf2,
}

/// An OpenID Connect provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The address of the provider, as it names itself in tokens.
    pub issuer: String,
    /// The name under which this service is known to the provider.
    pub client_id: String,
    /// The file that holds the secret shared with the provider; none: a public client.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// The file with the certificate authorities to believe instead of the usual ones, as PEM.
    #[serde(default)]
    pub certificate_authorities: Option<PathBuf>,
    /// The claim by which an account is found at its first sign-in, compared with the name it signs in with.
    #[serde(default = "default_claim")]
    pub claim: String,
    /// What the button on the sign-in page calls the provider.
    pub label: Both,
}

fn default_claim() -> String {
    "email".to_owned()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: "casetime.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            metrics: String::new(),
            requests_at_once: 128,
            answer_seconds: 30,
            import_upload_max: 256 << 20,
            lang: Lang::En,
            section: Both {
                en: "International Legal Programs Section".to_owned(),
                fr: "Section des programmes juridiques internationaux".to_owned(),
            },
            log: "warn".to_owned(),
            file_number: NumberPattern::default(),
            late_after_days: 10,
            long_day_minutes: 720,
            bulk_entry_minutes: 600,
            small_group: 5,
            hours_standards: [(1970, 1300), (2003, 1310), (2014, 1400)].map(HoursStandard::since_april).into(),
            close: ClosingTime::standard(),
            chase_after_days: 14,
            import_part_lines: 1_000_000,
            session_idle_minutes: 20,
            session_hours: 12,
            local_passwords: true,
            password_hash: PasswordHash::Argon2id,
            provider: None,
            facts_folder: None,
            backups: String::new(),
            checkpoints: String::new(),
            checkpoint_key: String::new(),
        }
    }
}

/// What the command line sets; nothing given means: as in environment, file or default.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Flags {
    /// `--database`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// `--lang`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// `--listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// `configuration` with the parser's place and reason; a named file that does not exist.
    pub fn load(file: Option<&Path>, flags: &Flags) -> Result<Self, Fault> {
        let bad = |detail: String| Fault::new(Code::Configuration, "").with("detail", detail);
        if let Some(path) = file
            && !path.is_file()
        {
            return Err(bad(path.display().to_string()));
        }
        let path: PathBuf = file.map_or_else(|| PathBuf::from(FILE), Path::to_owned);
        let defaults = Figment::from(Serialized::defaults(Self::default()));
        let filed = if path.is_file() { defaults.merge(Toml::file_exact(path)) } else { defaults };
        filed
            .merge(Env::prefixed(PREFIX).ignore(&["config", "test_postgres", "url"]).split("__"))
            .merge(Serialized::globals(flags))
            .extract()
            .map_err(|error| bad(error.to_string()))
    }

    /// The folder that keeps what reports are made from; `None`: in memory only.
    #[must_use]
    pub fn facts_place(&self) -> Option<PathBuf> {
        match (&self.facts_folder, self.target()) {
            (Some(folder), _) => Some(folder.trim()).filter(|folder| !folder.is_empty()).map(PathBuf::from),
            (None, Target::Sqlite(path)) => Some(PathBuf::from(format!("{}.facts", path.display()))),
            (None, target @ Target::Postgres(_)) => {
                let named = target.to_string();
                let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
                let name: String = named.trim_start_matches("postgres://").chars().map(plain).collect();
                cache_of_environment().map(|cache| cache.join("casetime").join(format!("{name}.facts")))
            }
        }
    }

    /// Which database is meant.
    #[must_use]
    pub fn target(&self) -> Target {
        let Ok(target) = self.database.parse();
        target
    }
}

/// The folder in which programs may keep what they can make anew.
fn cache_of_environment() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let of_home = || named("HOME").map(|home| home.join(".cache"));
    named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA")).or_else(of_home)
}

/// The language the environment asks for, for help texts that are shown before settings are read.
#[must_use]
pub fn language_of_environment() -> Option<Lang> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    std::env::var("CASETIME_LANG").ok()?.parse().ok()
}

/// The JSON Schema of the settings file.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Config).into()
}
