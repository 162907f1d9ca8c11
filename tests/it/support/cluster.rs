//! A PostgreSQL server of a test's own, that may be killed and started again.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server on a socket in a temporary folder, ended and removed with the test.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    server: Option<Child>,
}

/// Where the programs of the newest PostgreSQL are.
fn programs() -> PathBuf {
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let found = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let newest = found.filter_map(|entry| Some(entry.ok()?.path())).max_by_key(|path| version(path));
    newest.expect("a version of PostgreSQL").join("bin")
}

fn number(of: &str, name: &[&str]) -> u32 {
    let output = Command::new("id").arg(of).args(name).output().expect("id");
    String::from_utf8(output.stdout).expect("text").trim().parse().expect("a number")
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if number("-u", &[]) == 0 {
            // The server refuses to run as root: then it runs as the user that Debian's package made for it.
            let (user, group) = (number("-u", &["postgres"]), number("-g", &["postgres"]));
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).expect("given away");
        }
        let mut cluster = Self { folder, programs: programs(), server: None };
        let made = cluster
            .command("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(cluster.data())
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.start_again();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        if number("-u", &[]) == 0 {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command.current_dir(self.folder.path());
            command
        } else {
            Command::new(program)
        }
    }

    /// The address of the database everybody has.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Starts the server over what is there, and waits until it answers.
    pub(crate) fn start_again(&mut self) {
        let until = Instant::now() + Duration::from_mins(1);
        loop {
            let running = self.server.as_mut().is_some_and(|server| server.try_wait().expect("a state").is_none());
            if !running {
                // After a kill, the processes of the old server may hold its memory for a moment.
                let mut command = self.command("postgres");
                command.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
                command.args(["-c", "listen_addresses=", "-c", "max_connections=40"]);
                let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
                self.server = Some(started.expect("the server starts"));
            }
            let asked = self.command("pg_isready").args(["-q", "-h"]).arg(self.folder.path()).status();
            if asked.is_ok_and(|status| status.success()) {
                return;
            }
            assert!(Instant::now() < until, "the server of the test answers");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends the server as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("killed");
            server.wait().expect("an end");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Children of the server end with it in good order only when it is asked.
            drop(Command::new("kill").args(["-INT", &server.id().to_string()]).status());
            drop(server.wait());
        }
    }
}
