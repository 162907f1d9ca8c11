//! The program as it is typed, in a folder and over a database of its own, with nothing of the tester's environment.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use casetime::store::Target;
use serde_json::Value;
use tempfile::TempDir;

use super::{Engine, Fixture, remove};

/// A folder and a database of one engine, and the program that is run there.
pub(crate) struct Shell {
    pub(crate) folder: TempDir,
    pub(crate) database: String,
    pub(crate) engine: Engine,
    server: Option<(String, String)>,
}

/// What a command wrote and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The codes of the faults that standard error names as JSON.
    pub(crate) fn fault_codes(&self) -> Vec<String> {
        let faults: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("not JSON: {self:?}"));
        let all = faults["faults"].as_array().expect("a list");
        all.iter().map(|fault| fault["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// Nothing on standard output, and this code.
    pub(crate) fn is_refused(&self, code: &str) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        assert!(self.err.contains(&format!("({code})")), "{self:?}");
    }
}

impl Shell {
    pub(crate) async fn new(engine: Engine) -> Self {
        let (target, folder, server) = Fixture::place(engine).await;
        let database = match target {
            Target::Sqlite(path) => path.display().to_string(),
            Target::Postgres(url) => url,
        };
        Self { folder, database, engine, server }
    }

    /// A shell with a database, two people and three files.
    pub(crate) async fn filled(engine: Engine) -> Self {
        let shell = Self::new(engine).await;
        assert_eq!(shell.run(&["init"]).code, 0);
        shell.write("people.csv", "number,name\nP-1,Alex Example\nP-2,Bo Exemple\n");
        shell.write(
            "files.csv",
            "number,title,category,project,country,opened_on\nUKR-12,Help,TA,Prosecution,UA,2010-01-01\n\
             SA-7,Advice,SA,,,2010-01-01\nOT-1,Inside,OT,,,2010-01-01\n",
        );
        assert_eq!(shell.run(&["people", "load", "people.csv"]).code, 0);
        assert_eq!(shell.run(&["files", "load", "files.csv"]).code, 0);
        shell
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.folder.path().join(name), text).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).expect("a file")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", &[])
    }

    /// Runs the program where no fiscal year closes, for tests of days long past.
    pub(crate) fn run_open(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", &[("CASETIME_CLOSE", "")])
    }

    /// Runs the program with this on standard input and these settings in its environment.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str, settings: &[(&str, &str)]) -> Ran {
        self.run_on(arguments, input.as_bytes(), settings)
    }

    /// Starts the program, which the test ends.
    pub(crate) fn start(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Child {
        self.command(arguments, settings).stdin(Stdio::null()).spawn().expect("the program starts")
    }

    fn command(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casetime"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("CASETIME_DATABASE", &self.database)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The same, with bytes that need not be text.
    pub(crate) fn run_on(&self, arguments: &[&str], input: &[u8], settings: &[(&str, &str)]) -> Ran {
        let mut child = self.command(arguments, settings).stdin(Stdio::piped()).spawn().expect("the program starts");
        // A program that needs no input may be gone before it is written.
        drop(child.stdin.take().expect("standard input").write_all(input));
        let output = child.wait_with_output().expect("the program ends");
        Ran {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    pub(crate) async fn finish(self) {
        remove(self.server).await;
    }
}

/// Each test as two: on SQLite and on PostgreSQL; a function and a module may share a name.
macro_rules! on_both_shells {
    ($(async fn $name:ident($shell:ident: $start:ident) $body:block)+) => {$(
        async fn $name($shell: &Shell) $body

        mod $name {
            use crate::support::Engine;
            use crate::support::shell::Shell;

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                let shell = Shell::$start(Engine::Sqlite).await;
                super::$name(&shell).await;
                shell.finish().await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let shell = Shell::$start(Engine::Postgres).await;
                super::$name(&shell).await;
                shell.finish().await;
            }
        }
    )+};
}
pub(crate) use on_both_shells;
