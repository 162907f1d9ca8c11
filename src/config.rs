//! Settings: flags over environment over file. The one place that reads the environment.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::store::Target;

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
    /// The address and port the server listens on; loopback only.
    pub listen: String,
    /// The language of the command line.
    pub lang: Lang,
    /// The name of the section, as pages and reports show it.
    pub section: Both,
    /// How much is logged: `error`, `warn`, `info`, `debug`.
    pub log: String,
    /// Entries made more than so many days after the work are counted as late.
    pub late_after_days: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: "casetime.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            lang: Lang::En,
            section: Both {
                en: "International Legal Programs Section".to_owned(),
                fr: "Section des programmes juridiques internationaux".to_owned(),
            },
            log: "warn".to_owned(),
            late_after_days: 10,
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

    /// Which database is meant.
    #[must_use]
    pub fn target(&self) -> Target {
        let Ok(target) = self.database.parse();
        target
    }
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
