//! Which database is meant: the text of `--database` or of the setting, and what of it may be shown.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The place of a database.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL server, with its secrets.
    Postgres(String),
}

impl Default for Target {
    fn default() -> Self {
        Self::Sqlite(PathBuf::from("casetime.db"))
    }
}

impl FromStr for Target {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for Target {
    /// The path of the file, or the address without user, password and options.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
                let host = host.rsplit('@').next().unwrap_or_default();
                write!(f, "postgres://{host}/{name}")
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let target: Target =
            "postgres://section:secret@db.example:5432/casetime?sslmode=require".parse().expect("any text");
        assert_eq!(target.to_string(), "postgres://db.example:5432/casetime");
        assert_eq!(format!("{target:?}"), "postgres://db.example:5432/casetime");
    }

    #[test]
    fn anything_else_is_a_path() {
        assert_eq!("sqlite:data/a.db".parse::<Target>(), Ok(Target::Sqlite("data/a.db".into())));
        assert_eq!("a.db".parse::<Target>(), Ok(Target::Sqlite("a.db".into())));
    }
}
