//! Making, opening and migrating a database, its settings, and what is said when it is missing, damaged, of another
//! version, or held by somebody else.

use std::path::Path;

use axum::http::StatusCode;
use casetime::app::App;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::fault::Code;
use casetime::store::{Db, StoreError, Target, migrate, sqlite};
use casetime::vocabulary::{self, Vocabulary};
use serde_json::json;

use crate::recording::{ENTRIES, entry, recorded, router};
use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_console, get, post};
use crate::support::{Engine, Fixture, now, on_both_engines, remove};

const TABLES: [&str; 49] = [
    "people",
    "vocabularies",
    "categories",
    "activities",
    "files",
    "import_batches",
    "import_lines",
    "import_blocks",
    "entries",
    "entry_versions",
    "counters",
    "changes",
    "audit_events",
    "schedules",
    "accounts",
    "account_roles",
    "sessions",
    "tokens",
    "devices",
    "sign_in_failures",
    "provider_sign_ins",
    "file_members",
    "repeats",
    "requests",
    "request_states",
    "notes",
    "note_versions",
    "file_leads",
    "day_marks",
    "favourites",
    "timers",
    "names",
    "file_numbers",
    "file_relations",
    "file_closings",
    "file_counters",
    "feeds",
    "period_closings",
    "reopenings",
    "sign_offs",
    "sign_off_withdrawals",
    "import_totals",
    "import_repairs",
    "import_repaired_lines",
    "import_sign_offs",
    "import_profile_retirements",
    "import_profiles",
    "coding_samples",
    "coding_items",
];

/// The code a person is told when a database does not open.
async fn refusal(target: &Target) -> Option<Code> {
    match migrate::open(target).await {
        Ok(db) => {
            db.close().await;
            None
        }
        Err(error) => Some(error.fault().code),
    }
}

on_both_engines! {
    async fn a_new_database_has_all_tables_the_vocabulary_and_the_file_for_held_entries(fixture: empty) {
        for table in TABLES {
            let rows = fixture.number(&format!("SELECT count(*) FROM {table}")).await;
            let expected = match table {
                "vocabularies" | "files" => 1,
                "categories" => 3,
                "activities" => 18,
                "counters" | "audit_events" => 2,
                // One section, the federal bodies to begin with, the countries of ISO 3166-1.
                "names" => 1 + 13 + 249,
                _ => 0,
            };
            assert_eq!(rows, expected, "{table}");
        }
        let current = vocabulary::ops::current(&fixture.context.db).await.expect("a vocabulary");
        assert_eq!(current, Vocabulary::shipped());
        assert_eq!(fixture.number("SELECT count(*) FROM files WHERE number = 'HELD' AND import_only").await, 1);
        assert_eq!(refusal(&fixture.target).await, None, "it opens");
    }

    async fn a_database_is_never_made_over_another(fixture: with_cast) {
        let before = fixture.contents().await;
        let again = casetime::install::create(&fixture.target, Clock::Fixed(now())).await;
        assert_eq!(again.map(|_| ()).map_err(|failure| failure.code()), Err(Code::DatabaseExists));
        assert_eq!(fixture.contents().await, before);
    }

    async fn a_database_of_a_newer_program_is_left_alone(fixture: with_cast) {
        let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
        assert_eq!(fixture.by_hand(later).await.expect("stored"), 1);
        let before = fixture.contents().await;
        let opened = migrate::open(&fixture.target).await.map(|_| ());
        let known = migrate::known();
        assert!(matches!(&opened, Err(StoreError::Newer { found: 9999, known: told }) if *told == known), "{opened:?}");
        assert_eq!(opened.expect_err("refused").fault().code, Code::DatabaseNewer);
        let migrated = migrate::migrate(&fixture.target).await.map(|_| ());
        assert_eq!(migrated.map_err(|error| error.fault().code), Err(Code::DatabaseNewer));
        let made = casetime::install::create(&fixture.target, Clock::Fixed(now())).await.map(|_| ());
        assert_eq!(made.map_err(|failure| failure.code()), Err(Code::DatabaseExists));
        assert_eq!(fixture.contents().await, before);
    }

    async fn an_older_database_is_brought_up_to_date_and_works(fixture: with_cast) {
        assert_eq!(migrate::known(), 30, "what is undone below are the last migrations");
        let delivered = file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,", "P-1,OT-1,Unheard of,2026-03-04,1,Mail,"]);
        import(fixture, &delivered, plain()).await;
        // As it was before blocks: each row of a delivery has one in the ledger, with the hash that finds it again.
        for statement in [
            "ALTER TABLE favourites DROP COLUMN name",
            "DROP TABLE sign_off_withdrawals",
            "DROP TABLE note_versions",
            "DROP TABLE notes",
            "ALTER TABLE requests DROP COLUMN search_key",
            "DELETE FROM import_lines",
            "INSERT INTO import_lines SELECT batch_id, line, 1, 'new', id, substr(source_key, 4, 13), 1, '', '', \
             substr(source_key, 1, 1) FROM entries WHERE batch_id IS NOT NULL",
            "DROP INDEX entries_source",
            "ALTER TABLE entries DROP COLUMN source_key",
            "ALTER TABLE entries DROP COLUMN source_version",
            "ALTER TABLE import_batches DROP COLUMN unfinished",
            "ALTER TABLE import_batches DROP COLUMN so_far",
            "DROP TABLE import_blocks",
            "DROP TABLE import_profile_retirements",
            "DROP TABLE import_profiles",
            "DROP TABLE import_totals",
            "DROP TABLE import_repaired_lines",
            "DROP TABLE import_repairs",
            "DROP TABLE import_sign_offs",
            "ALTER TABLE import_batches DROP COLUMN first_entry",
            "ALTER TABLE import_batches DROP COLUMN last_entry",
            "DROP TABLE coding_items",
            "DROP TABLE coding_samples",
        ] {
            fixture.by_hand(statement).await.expect(statement);
        }
        assert_eq!(fixture.by_hand("DELETE FROM _sqlx_migrations WHERE version >= 22").await.expect("removed"), 9);
        assert_eq!(refusal(&fixture.target).await, Some(Code::DatabaseOlder));
        assert_eq!(refusal(&fixture.target).await, Some(Code::DatabaseOlder), "opening does not migrate");
        let (db, applied) = migrate::migrate(&fixture.target).await.expect("migrated");
        assert_eq!(applied, 9);
        db.close().await;
        let (db, applied) = migrate::migrate(&fixture.target).await.expect("nothing to do");
        assert_eq!(applied, 0);
        let app = App::new(db.clone(), Clock::Fixed(now()), Vocabulary::shipped(), Config::default());
        recorded(&as_console(casetime::routes::router(app)), &json!({})).await;
        db.close().await;
        let again = import(fixture, format!("{delivered}\n"), plain()).await;
        assert_eq!(again.outcomes(), [0, 2, 0, 0, 0], "rows of before are found again");
    }

    async fn a_database_that_was_closed_is_reported_and_readiness_fails(fixture: with_cast) {
        let router = router(fixture);
        assert_eq!(get(&router, "/readyz").await.status, StatusCode::OK);
        fixture.context.db.close().await;
        let ready = get(&router, "/readyz").await;
        assert_eq!((ready.status, &ready.json()["ready"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(false)));
        assert!(!ready.header("retry-after").is_empty());
        for path in ["/api/v1/entries", "/api/v1/reports/workload"] {
            let answer = get(&router, path).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(answer.code(), "database_unreachable", "{path}");
            assert!(!answer.header("retry-after").is_empty(), "{path}");
        }
        let page = get(&router, "/fr/record").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.text.contains("<html lang=\"fr\""), "a page is answered by a page");
        assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK, "the program itself is well");
    }
}

/// What is said of a place where nothing was made yet.
async fn nothing_there(engine: Engine) {
    let (target, folder, server) = Fixture::place(engine).await;
    for _ in 0..2 {
        assert_eq!(refusal(&target).await, Some(Code::DatabaseMissing));
        let migrated = migrate::migrate(&target).await.map(|_| ());
        assert_eq!(migrated.map_err(|error| error.fault().code), Err(Code::DatabaseMissing));
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "opening makes no file");
    remove(server).await;
}

#[tokio::test]
async fn a_missing_sqlite_database_is_said_to_be_missing() {
    nothing_there(Engine::Sqlite).await;
}

#[tokio::test]
async fn an_empty_postgres_database_is_said_to_be_missing() {
    nothing_there(Engine::Postgres).await;
}

#[tokio::test]
async fn a_postgres_database_or_server_that_is_not_there_is_told_apart_without_its_password() {
    let (target, _folder, server) = Fixture::place(Engine::Postgres).await;
    let Target::Postgres(url) = &target else { panic!("a server") };
    let name = &server.as_ref().expect("a server").1;
    let elsewhere = Target::Postgres(url.replace(name.as_str(), "casetime_nowhere"));
    assert_eq!(refusal(&elsewhere).await, Some(Code::DatabaseMissing));
    let silent = Target::Postgres("postgres://section:secret@127.0.0.1:1/casetime".to_owned());
    let error = migrate::open(&silent).await.expect_err("nobody listens on port 1");
    assert_eq!(error.fault().code, Code::DatabaseUnreachable);
    assert!(!format!("{error:?} {error} {}", error.cause()).contains("secret"));
    remove(server).await;
}

/// Overwrites bytes of a file from a place on.
fn overwrite(path: &Path, from: usize, with: &[u8]) {
    let mut bytes = std::fs::read(path).expect("the database");
    let to = (from + with.len()).min(bytes.len());
    bytes[from..to].copy_from_slice(&with[..to - from]);
    std::fs::write(path, bytes).expect("written");
}

/// The path of a database on SQLite, closed, with entries in it.
async fn closed() -> (Fixture, std::path::PathBuf) {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    for day in 1..=20 {
        recorded(
            &router(&fixture),
            &json!({ "worked_on": format!("2026-11-{day:02}"), "narrative": "n".repeat(3000) }),
        )
        .await;
    }
    fixture.context.db.close().await;
    let path = fixture.context.db.path().expect("a file").to_owned();
    assert!(std::fs::metadata(&path).expect("the database").len() > 40_000);
    (fixture, path)
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let text = b"date,file,hours\n2026-11-20,UKR-12,1.5\n".repeat(300);
    let path = fixture.write("export.csv", &text);
    let target = Target::Sqlite(path.clone());
    assert_eq!(refusal(&target).await, Some(Code::DatabaseDamaged));
    let made = casetime::install::create(&target, Clock::Fixed(now())).await.map(|_| ());
    assert_eq!(made.map_err(|failure| failure.code()), Err(Code::DatabaseExists));
    assert_eq!(std::fs::read(&path).expect("the file"), text);
    let folder = Target::Sqlite(fixture.folder().to_owned());
    assert_eq!(refusal(&folder).await, Some(Code::DatabaseUnreachable), "a folder is no database either");
    fixture.finish().await;
}

#[tokio::test]
async fn a_database_with_a_damaged_beginning_is_refused() {
    let (fixture, path) = closed().await;
    overwrite(&path, 0, &[0x5a; 100]);
    assert_eq!(refusal(&fixture.target).await, Some(Code::DatabaseDamaged));
}

#[tokio::test]
async fn damaged_pages_are_reported_and_never_shown_as_data() {
    let (fixture, path) = closed().await;
    let length = usize::try_from(std::fs::metadata(&path).expect("the database").len()).expect("fits");
    overwrite(&path, 4096, &vec![0x5a; length - 4096]);
    match migrate::open(&fixture.target).await {
        Err(error) => assert_eq!(error.fault().code, Code::DatabaseDamaged),
        Ok(db) => {
            let app = App::new(db.clone(), Clock::Fixed(now()), Vocabulary::shipped(), Config::default());
            let router = as_console(casetime::routes::router(app));
            for path in [ENTRIES, "/api/v1/reports/workload", "/api/v1/files"] {
                let answer = get(&router, path).await;
                assert_eq!(answer.code(), "database_damaged", "{path}: {}", answer.text);
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            }
            assert_eq!(post(&router, ENTRIES, &entry(&json!({}))).await.code(), "database_damaged");
            db.close().await;
        }
    }
}

#[tokio::test]
async fn a_database_that_was_cut_short_is_reported() {
    let (fixture, path) = closed().await;
    let bytes = std::fs::read(&path).expect("the database");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut");
    let found = match migrate::open(&fixture.target).await {
        Err(error) => error.fault().code.as_str().to_owned(),
        Ok(db) => {
            let app = App::new(db.clone(), Clock::Fixed(now()), Vocabulary::shipped(), Config::default());
            let answer = get(&as_console(casetime::routes::router(app)), ENTRIES).await;
            db.close().await;
            answer.code()
        }
    };
    assert_eq!(found, "database_damaged");
}

#[tokio::test]
async fn the_settings_that_keep_promises_are_in_force_on_every_connection() {
    let fixture = Fixture::empty(Engine::Sqlite).await;
    let Db::Sqlite(file) = &fixture.context.db else { panic!("a file") };
    let (writer, readers, path) = (&file.writer, &file.readers, &file.path);
    for pool in [writer, readers] {
        let settings = sqlite::settings(pool).await.expect("settings");
        assert_eq!(settings.len(), 7);
        for (name, found, expected) in settings {
            assert_eq!(found, expected, "{name}");
        }
    }
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(writer).await.expect("a version");
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().expect("a number")).collect();
    assert!((numbers[0], numbers[1], numbers[2]) >= (3, 51, 3), "{version}");
    let refused = sqlx::query("DELETE FROM people").execute(readers).await;
    assert!(refused.is_err(), "readers cannot write");
    let strict: i64 = sqlx::query_scalar("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 1")
        .fetch_one(writer)
        .await
        .expect("a number");
    assert_eq!(strict, i64::try_from(TABLES.len()).expect("fits"), "every table of ours is strict");
    assert!(path.exists());
    fixture.finish().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_and_its_companions_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let mut seen = 0;
    for found in std::fs::read_dir(fixture.folder()).expect("a folder") {
        let found = found.expect("an entry");
        let mode = found.metadata().expect("its rights").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", found.file_name());
        seen += 1;
    }
    assert!(seen >= 2, "the database and its log");
    fixture.finish().await;
}

/// Asks a program over this database to record while another connection holds it, then without it.
async fn held_by_another(db: Db, fixture: &Fixture, release: impl AsyncFnOnce()) {
    let app = App::new(db, Clock::Fixed(now()), Vocabulary::shipped(), Config::default());
    let router = as_console(casetime::routes::router(app));
    let answer = post(&router, ENTRIES, &entry(&json!({}))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.code(), "database_busy");
    assert!(!answer.header("retry-after").is_empty());
    release().await;
    assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0, "nothing was stored");
    recorded(&router, &json!({})).await;
}

#[tokio::test]
async fn a_sqlite_database_held_by_another_process_is_said_to_be_busy() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let path = fixture.context.db.path().expect("a file").to_owned();
    let other = rusqlite::Connection::open(path).expect("a second connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    // The one writer connection of this test waits shorter than the program does, so that the test does not.
    fixture.by_hand("PRAGMA busy_timeout = 20").await.expect("set");
    let db = fixture.context.db.clone();
    held_by_another(db, &fixture, async || other.execute_batch("ROLLBACK").expect("released")).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_postgres_database_held_by_another_process_is_said_to_be_busy() {
    use sqlx::Connection as _;
    let fixture = Fixture::with_cast(Engine::Postgres).await;
    let Target::Postgres(url) = &fixture.target else { panic!("a server") };
    let mut other = sqlx::PgConnection::connect(url).await.expect("a second connection");
    sqlx::raw_sql("BEGIN; UPDATE counters SET value = value").execute(&mut other).await.expect("held");
    // The connection of this test waits shorter than the program's do, so that the test does not.
    let hasty = format!("{url}&options[lock_timeout]=20ms");
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&hasty).await.expect("a connection");
    let db = Db::Postgres(pool, casetime::store::Together::default());
    let release = async || {
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("released");
    };
    held_by_another(db.clone(), &fixture, release).await;
    db.close().await;
    other.close().await.expect("closed");
    fixture.finish().await;
}

#[tokio::test]
async fn no_writer_waits_for_ever_on_postgres() {
    let fixture = Fixture::empty(Engine::Postgres).await;
    let mut tx = fixture.context.db.begin_write().await.expect("a transaction");
    let limit: (String,) = tx.one("SELECT current_setting('lock_timeout')", ()).await.expect("a setting");
    assert_ne!(limit.0, "0");
    tx.rollback().await.expect("rolled back");
    fixture.finish().await;
}

#[tokio::test]
async fn a_failure_of_the_database_says_nothing_of_statements_or_values() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    fixture.by_hand("DROP TABLE entry_versions").await.expect("dropped");
    fixture.by_hand("ALTER TABLE entries RENAME COLUMN narrative TO gone").await.expect("renamed");
    let router = router(&fixture);
    let answer = post(&router, ENTRIES, &entry(&json!({ "narrative": "CANARY-55d0" }))).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.code(), "internal");
    for secret in ["CANARY", "narrative", "SELECT", "INSERT", "column", "sqlite"] {
        assert!(!answer.text.contains(secret), "{secret}: {}", answer.text);
    }
    fixture.finish().await;
}
