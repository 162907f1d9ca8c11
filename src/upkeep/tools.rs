//! The tools of PostgreSQL, run with the server's address in their environment: a password never stands on a command
//! line. What they say is not repeated, because it can hold values of rows.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::words;

/// Where distributions put tools that are not on the path.
const ELSEWHERE: &str = "/usr/lib/postgresql";

/// A server as its tools want to be told of it.
#[derive(Clone)]
pub(super) struct Server {
    settings: Vec<(&'static str, String)>,
    database: String,
}

impl Server {
    /// Reads a `postgres://` address.
    pub(super) fn of(url: &str) -> Self {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (who, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = who.split_once(':').unwrap_or((who, ""));
        let (host, port) = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
            Some((host, port)) => (host, port.trim_start_matches(':')),
            None => host.split_once(':').unwrap_or((host, "")),
        };
        let mut server = Self { settings: Vec::new(), database: String::new() };
        for (name, value) in
            [("user", user), ("password", password), ("host", host), ("port", port), ("dbname", database)]
        {
            server.set(name, percent_decoded(value));
        }
        for (name, value) in serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap_or_default() {
            server.set(&name, value);
        }
        server
    }

    fn set(&mut self, name: &str, value: String) {
        let variable = match name {
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "host" => "PGHOST",
            "hostaddr" => "PGHOSTADDR",
            "port" => "PGPORT",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            "dbname" => {
                self.database = value;
                return;
            }
            _ => return,
        };
        if !value.is_empty() {
            self.settings.retain(|(known, _)| *known != variable);
            self.settings.push((variable, value));
        }
    }

    /// The name of the database.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// A command as one would type it, without the password.
    pub(super) fn typed(&self, tool: &str, arguments: &[OsString]) -> String {
        let settings = self.settings.iter().filter(|(name, _)| *name != "PGPASSWORD");
        let mut words: Vec<String> = settings.map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        words.push(tool.to_owned());
        words.extend(arguments.iter().map(|argument| quoted(&argument.to_string_lossy())));
        words.join(" ")
    }

    /// Runs a tool to its end. Blocks.
    ///
    /// # Errors
    /// `engine_tool` when it is missing or fails.
    pub(super) fn run(&self, tool: &'static str, arguments: &[OsString]) -> Result<(), Failure> {
        for program in programs(tool) {
            let mut command = Command::new(program);
            command.args(arguments).env("PGDATABASE", &self.database);
            for (name, value) in &self.settings {
                command.env(name, value);
            }
            match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status() {
                Ok(status) if status.success() => return Ok(()),
                Ok(status) => {
                    let code = i64::from(status.code().unwrap_or(-1));
                    let typed = self.typed(tool, arguments);
                    return Err(failed(tool, "engine-tool-ended", &[("code", code.into()), ("command", typed.into())]));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => return Err(failed(tool, "engine-tool-not-started", &[])),
            }
        }
        Err(failed(tool, "engine-tool-missing", &[]))
    }
}

/// Where a tool may be: on the path first, then the newest that a distribution has put aside.
fn programs(tool: &str) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(ELSEWHERE)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin").join(tool))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let aside = versions.into_iter().map(|(_, path)| path);
    std::iter::once(PathBuf::from(tool)).chain(aside).collect()
}

fn failed(tool: &str, reason: &str, params: &[(&str, words::Param)]) -> Failure {
    let [en, fr] = Lang::ALL.map(|lang| words::say(lang, reason, params));
    Fault::new(Code::EngineTool, "").with("tool", tool).with("detail", &Both { en, fr }).into()
}

/// The arguments that dump the state of a snapshot into a file.
pub(super) fn dump_arguments(into: &Path, snapshot: Option<&str>) -> Vec<OsString> {
    let mut arguments = vec!["--format=custom".into(), "--no-password".into(), joined("--file=", into)];
    arguments.extend(snapshot.map(|snapshot| format!("--snapshot={snapshot}").into()));
    arguments
}

/// The arguments that list what is in a dump.
pub(super) fn list_arguments(dump: &Path) -> Vec<OsString> {
    vec!["--list".into(), dump.into()]
}

/// The arguments that fill an empty database from a dump, wholly or not at all.
pub(super) fn restore_arguments(database: &str, dump: &Path) -> Vec<OsString> {
    vec![
        "--single-transaction".into(),
        "--exit-on-error".into(),
        "--no-owner".into(),
        "--no-privileges".into(),
        "--no-password".into(),
        format!("--dbname={database}").into(),
        dump.into(),
    ]
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut text = OsString::from(option);
    text.push(path);
    text
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_=./:@,+".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).and_then(crate::digest::unhex);
        match pair {
            Some(byte) if *first == b'%' => {
                bytes.extend(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_settings_and_the_password_is_never_typed() {
        let server = Server::of("postgres://section:s%3Acr%40t@db.example:5433/casetime?sslmode=require");
        let setting = |name| server.settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        assert_eq!(setting("PGPASSWORD"), Some("s:cr@t"));
        assert_eq!((setting("PGHOST"), setting("PGPORT")), (Some("db.example"), Some("5433")));
        assert_eq!((setting("PGSSLMODE"), server.database()), (Some("require"), "casetime"));
        let typed = server.typed("pg_restore", &restore_arguments(server.database(), Path::new("a b.dump")));
        assert!(typed.ends_with("--dbname=casetime 'a b.dump'") && !typed.contains("cr@t"), "{typed}");
    }

    #[test]
    fn a_folder_of_sockets_is_a_host_and_so_is_what_stands_in_brackets() {
        let server = Server::of("postgres://postgres@localhost/postgres?host=/tmp/socket");
        assert!(server.settings.contains(&("PGHOST", "/tmp/socket".to_owned())), "{:?}", server.settings);
        let server = Server::of("postgresql://[::1]:5432/x");
        assert!(server.settings.contains(&("PGHOST", "::1".to_owned())), "{:?}", server.settings);
    }
}
