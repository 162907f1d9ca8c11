//! What integration tests share: a fresh database of either kind, a known cast of people and files, a fixed clock, and
//! requests to the router.

pub(crate) mod accounts;
pub(crate) mod cluster;
pub(crate) mod delivery;
pub(crate) mod http;
pub(crate) mod load;
pub(crate) mod packed;
pub(crate) mod process;
pub(crate) mod programs;
pub(crate) mod provider;
pub(crate) mod returned;
pub(crate) mod shell;
pub(crate) mod transcript;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use casetime::app::App;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::files::{self, RawFile};
use casetime::people::{self, RawPerson};
use casetime::store::Target;
use chrono::{DateTime, Utc};

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The moment at which all tests happen: a Sunday.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T15:00:00Z".parse().expect("an instant")
}

/// A database of one test, removed with it.
pub(crate) struct Fixture {
    pub(crate) context: Context,
    pub(crate) target: Target,
    pub(crate) engine: Engine,
    folder: tempfile::TempDir,
    server: Option<(String, String)>,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "where the server is belongs to the tests, not to the settings")]
    std::env::var("CASETIME_TEST_POSTGRES")
        .expect("CASETIME_TEST_POSTGRES names the PostgreSQL server for tests; `tests/run` starts one and sets it")
}

impl Fixture {
    /// A place for a database that does not exist yet.
    pub(crate) async fn place(engine: Engine) -> (Target, tempfile::TempDir, Option<(String, String)>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        match engine {
            Engine::Sqlite => (Target::Sqlite(folder.path().join("casetime.db")), folder, None),
            Engine::Postgres => {
                let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                let name = format!("casetime_{}_{number}", std::process::id());
                let server = server();
                admin(&server, &format!("CREATE DATABASE {name}")).await;
                let url = server.replacen("/postgres?", &format!("/{name}?"), 1);
                (Target::Postgres(url), folder, Some((server, name)))
            }
        }
    }

    /// A new database with the shipped vocabulary and nobody in it.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let (target, folder, server) = Self::place(engine).await;
        let context = casetime::install::create(&target, Clock::Fixed(now())).await.expect("a new database");
        Self { context, target, engine, folder, server }
    }

    /// A new database with the cast: people `P-1` (always here) and `P-2` (left on 2020-12-31), files `UKR-12` (TA),
    /// `SA-7` (SA), `OT-1` (OT), and `JAM-3` (TA, closed on 2020-03-31).
    pub(crate) async fn with_cast(engine: Engine) -> Self {
        Self::empty(engine).await.filled().await
    }

    /// Lets no fiscal year close, for tests that are about something else.
    pub(crate) async fn keep_years_open(&self) {
        let rows: Vec<String> = (2000..=2025)
            .map(|year| format!("({year}, '9999-01-01T00:00:00+00:00', 1, '2000-01-01T00:00:00+00:00', 'test')"))
            .collect();
        let insert = "INSERT INTO period_closings (fiscal_year, closes_at, version, changed_at, changed_by) VALUES";
        self.by_hand(&format!("{insert} {}", rows.join(", "))).await.expect("open years");
    }

    /// The same cast, on a server of the test's own.
    pub(crate) async fn with_cast_on(cluster: &cluster::Cluster) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = Target::Postgres(cluster.url());
        let context = casetime::install::create(&target, Clock::Fixed(now())).await.expect("a new database");
        Self { context, target, engine: Engine::Postgres, folder, server: None }.filled().await
    }

    async fn filled(self) -> Self {
        let fixture = self;
        fixture.keep_years_open().await;
        fixture.add_person("P-1", "Alex Example", "").await;
        fixture.add_person("P-2", "Bo Exemple", "2020-12-31").await;
        fixture.add_file("UKR-12", "TA", "").await;
        fixture.add_file("SA-7", "SA", "").await;
        fixture.add_file("OT-1", "OT", "").await;
        fixture.add_file("JAM-3", "TA", "2020-03-31").await;
        fixture
    }

    pub(crate) async fn add_person(&self, number: &str, name: &str, active_to: &str) {
        let raw = RawPerson {
            number: number.to_owned(),
            name: name.to_owned(),
            active_from: "2000-01-01".to_owned(),
            active_to: active_to.to_owned(),
            ..RawPerson::default()
        };
        people::ops::add(&self.context, &raw.parse().expect("a person")).await.expect("added");
    }

    pub(crate) async fn add_file(&self, number: &str, category: &str, closed_on: &str) {
        let assistance = category == "TA";
        let given = |text: &str| if assistance { text.to_owned() } else { String::new() };
        let raw = RawFile {
            number: number.to_owned(),
            title: format!("File {number}"),
            category: category.to_owned(),
            project: given("Support to prosecution services"),
            country: given("UA"),
            opened_on: "2000-01-01".to_owned(),
            closed_on: closed_on.to_owned(),
            ..RawFile::default()
        };
        let new = raw.parse(&self.context.vocabulary).expect("a file");
        files::ops::open(&self.context, &new).await.expect("opened");
    }

    /// The program over this database.
    pub(crate) fn app(&self) -> App {
        let vocabulary = Arc::unwrap_or_clone(Arc::clone(&self.context.vocabulary));
        App::new(self.context.db.clone(), self.context.clock, vocabulary, Config::default())
    }

    /// A file of the test's own, in a folder that goes with it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path
    }

    /// The folder of the test.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A statement typed by hand, past the program; the engine's answer.
    pub(crate) async fn by_hand(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let statement = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
        match &self.context.db {
            casetime::store::Db::Sqlite(file) => Ok(statement.execute(&file.writer).await?.rows_affected()),
            casetime::store::Db::Postgres(pool, _) => {
                Ok(sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(pool).await?.rows_affected())
            }
        }
    }

    /// As [`Fixture::by_hand`], with an event, as everything has that the program changes.
    pub(crate) async fn by_hand_noted(&self, sql: &str) -> u64 {
        let changed = self.by_hand(sql).await.expect("changed by hand");
        let (now, caller) = (self.context.clock.now(), &self.context.caller);
        let event = casetime::audit::Event { action: "change", object_kind: "row", ..Default::default() };
        let mut tx = self.context.db.begin_write().await.expect("a turn");
        casetime::audit::ops::append(&mut tx, now, caller, event).await.expect("noted");
        tx.commit().await.expect("committed");
        changed
    }

    /// Lets the file of the embedded engine grow to so many pages: said to the connection that writes.
    pub(crate) async fn limit_pages(&self, pages: i64) {
        let mut tx = self.context.db.begin_write().await.expect("a turn");
        let sql: &'static str = format!("PRAGMA max_page_count = {pages}").leak();
        assert_eq!(tx.one::<(i64,)>(sql, ()).await.expect("set"), (pages,));
        tx.commit().await.expect("committed");
    }

    /// One number, read past the program.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        use sqlx::Row as _;
        let text = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.context.db {
            casetime::store::Db::Sqlite(file) => sqlx::query(text).fetch_one(&file.writer).await.expect("a row").get(0),
            casetime::store::Db::Postgres(pool, _) => sqlx::query(text).fetch_one(pool).await.expect("a row").get(0),
        }
    }

    /// Everything that is stored, as one text per table, to compare before and after.
    pub(crate) async fn contents(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in [
            "people",
            "files",
            "entries",
            "entry_versions",
            "import_batches",
            "import_lines",
            "import_blocks",
            "audit_events",
            "changes",
        ] {
            counts.push(self.number(&format!("SELECT count(*) FROM {table}")).await);
        }
        counts.push(self.number("SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM entries").await);
        counts.push(self.number("SELECT CAST(SUM(value) AS BIGINT) FROM counters").await);
        counts
    }

    /// Closes and removes the database.
    pub(crate) async fn finish(self) {
        self.context.db.close().await;
        if let Some((server, name)) = self.server {
            admin(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

/// Removes a database that a test made without a fixture.
pub(crate) async fn remove(server: Option<(String, String)>) {
    if let Some((server, name)) = server {
        admin(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

async fn admin(server: &str, sql: &str) {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the PostgreSQL server for tests answers");
    sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("an empty database");
    connection.close().await.expect("closed");
}

/// Each test as two: on SQLite and on PostgreSQL, on a database of its own.
macro_rules! on_both_engines {
    ($(async fn $name:ident($fixture:ident: $start:ident) $body:block)+) => {$(
        async fn $name($fixture: &crate::support::Fixture) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                let fixture = crate::support::Fixture::$start(crate::support::Engine::Sqlite).await;
                super::$name(&fixture).await;
                fixture.finish().await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let fixture = crate::support::Fixture::$start(crate::support::Engine::Postgres).await;
                super::$name(&fixture).await;
                fixture.finish().await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;
