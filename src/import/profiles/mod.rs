//! Profiles that people saved, beside those that come with the program: each is kept in all its versions, and one that is
//! saved under the name of a shipped one goes on from its version and is chosen in its place.

pub mod api;
pub mod ops;
mod store;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::profile::{Profile, SHIPPED};
use crate::digest::digest;
use crate::fault::{Code, Fault};
use crate::lang::Both;
use crate::time::clip;

/// The most letters of the name of a profile that is saved.
pub const NAME_MAX: usize = 60;

/// A profile in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportProfile)]
pub struct Saved {
    /// The name that it is chosen by.
    pub name: String,
    /// Counts up with every change.
    #[schema(minimum = 0)]
    pub version: i64,
    /// What kind of export it reads.
    pub description: Both,
    /// Whether it comes with the program.
    pub shipped: bool,
    /// SHA-256 of the document.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Fingerprints of the headers it was made for.
    pub fingerprints: Vec<String>,
    /// When it was saved; null where it comes with the program.
    #[schema(required = true)]
    pub saved_at: Option<DateTime<Utc>>,
    /// Who saved it; null where it comes with the program.
    #[schema(required = true)]
    pub saved_by: Option<String>,
    /// Since when it is not chosen any more.
    #[schema(required = true)]
    pub retired_at: Option<DateTime<Utc>>,
}

/// A profile with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportProfileDocument)]
pub struct Written {
    /// What it is.
    #[serde(flatten)]
    pub profile: Saved,
    /// The profile as it is written, TOML.
    pub document: String,
}

/// A name of a profile, and the version where one is named: `clockify` or `clockify@2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The name.
    pub name: String,
    /// The version; the newest one when not said.
    pub version: Option<i64>,
}

impl Reference {
    /// Reads a name with or without a version.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let versioned = text.rsplit_once('@').and_then(|(name, version)| Some((name, version.parse().ok()?)));
        match versioned {
            Some((name, version)) => Self { name: name.to_owned(), version: Some(version) },
            None => Self { name: text.to_owned(), version: None },
        }
    }

    fn unknown(&self) -> Fault {
        let shown = self.version.map_or_else(|| self.name.clone(), |version| format!("{}@{version}", self.name));
        Fault::new(Code::UnknownProfile, "profile").with("value", clip(&shown))
    }
}

/// A name as profiles are saved by: small letters, digits and `-_.`, beginning with a letter or digit.
///
/// # Errors
/// `profile_name_format`.
pub fn parse_name(name: &str) -> Result<(), Fault> {
    let is_letter = |c: char| c.is_alphanumeric() && !c.is_uppercase();
    let fits = name.starts_with(is_letter)
        && name.chars().count() <= NAME_MAX
        && name.chars().all(|c| is_letter(c) || "-_.".contains(c));
    if fits { Ok(()) } else { Err(Fault::new(Code::ProfileNameFormat, "name").with("value", clip(name))) }
}

/// The profiles that come with the program.
#[must_use]
pub fn shipped() -> Vec<Written> {
    // That every shipped profile can be read is held by a test.
    let written = |(_, text): &(&str, &str)| {
        let profile = Profile::parse(text).ok()?;
        Some(Written { profile: described(&profile, text, None), document: (*text).to_owned() })
    };
    SHIPPED.iter().filter_map(written).collect()
}

/// What a profile says of itself, with when and by whom it was saved.
fn described(profile: &Profile, document: &str, saved: Option<(DateTime<Utc>, &str)>) -> Saved {
    Saved {
        name: profile.name.clone(),
        version: i64::from(profile.version),
        description: profile.description.clone(),
        shipped: saved.is_none(),
        sha256: digest(document.as_bytes()),
        fingerprints: profile.fingerprints.clone(),
        saved_at: saved.map(|(at, _)| at),
        saved_by: saved.map(|(_, by)| by.to_owned()),
        retired_at: None,
    }
}
