//! The time tracker `timetagger` from the Python package index, doing the same: installed and started by a script,
//! driven by the same clients.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};

use super::clients::Request;
use super::{CLIENTS, NARRATIVE, batches, day};

/// Its server, ended by the script when its standard input is closed.
pub(crate) struct Timetagger {
    child: Child,
    input: Option<ChildStdin>,
    told: Value,
}

impl Timetagger {
    /// Installs and starts it; or why not.
    pub(crate) fn start(folder: &Path) -> Result<Self, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare/timetagger.py");
        let started = Command::new("python3")
            .arg(script)
            .arg(folder)
            .arg(CLIENTS.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = started.map_err(|error| format!("python3: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("standard output"));
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        let told: Value = serde_json::from_str(&line).unwrap_or_default();
        let timetagger = Self { child, input, told };
        match &timetagger.told["skipped"] {
            Value::String(why) => Err(why.clone()),
            _ if read.is_err() || timetagger.told["tokens"].is_null() => Err("the script ended early".to_owned()),
            _ => Ok(timetagger),
        }
    }

    fn text(&self, member: &str) -> &str {
        self.told[member].as_str().unwrap_or_default()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        self.text("address")
    }

    /// What it is and what its databases do: one file for each user, opened by its library `itemdb` without any pragma.
    pub(crate) fn settings(&self) -> String {
        let synced = match self.told["synchronous"].as_i64() {
            Some(0) => "does not sync the disk",
            Some(1) => "syncs the disk at checkpoints",
            Some(_) => "syncs the disk at each commit",
            None => "unknown",
        };
        let (version, sqlite, journal) = (self.text("version"), self.text("sqlite"), self.text("journal_mode"));
        format!("timetagger {version}, SQLite {sqlite}, journal {journal}, {synced}, one database file for each user")
    }

    /// One record, as its own pages send them.
    pub(crate) fn request(&self, round: usize, client: usize, n: usize) -> Request {
        let began = day(n).and_hms_opt(9, 0, 0).expect("a time").and_utc().timestamp();
        let key = format!("{round}-{client}-{n}");
        let record = json!([{ "key": key, "mt": began + 60, "t1": began, "t2": began + 60, "ds": NARRATIVE }]);
        let token = self.told["tokens"][client].as_str().unwrap_or_default();
        Request {
            method: "PUT",
            path: "/timetagger/api/v2/records",
            headers: format!("authtoken: {token}\r\n"),
            body: record.to_string(),
        }
    }

    /// Records in all its databases.
    pub(crate) fn stored(&self) -> usize {
        let users = PathBuf::from(self.text("data")).join("users");
        let files = std::fs::read_dir(users).expect("its folder").map(|entry| entry.expect("a file").path());
        let databases = files.filter(|path| path.extension().is_some_and(|extension| extension == "db"));
        // The table is there once the user has sent something.
        let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'records'";
        databases
            .filter(|path| batches::count(path, table) == 1)
            .map(|path| batches::count(&path, "SELECT count(*) FROM records"))
            .sum()
    }
}

impl Drop for Timetagger {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.child.wait());
    }
}
