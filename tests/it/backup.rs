//! Backups under load, damaged and interrupted ones, and the whole drill: what was answered before a backup began is
//! there after a restore, to the last minute.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use casetime::audit::ops::{Verified, verify};
use casetime::entries::{self, RawEntry};
use casetime::fault::Code;
use casetime::store::{Db, Target, migrate};
use casetime::upkeep::backup::{latest, make, manifest_of};
use casetime::upkeep::restore::restore;
use casetime::upkeep::{Manifest, backup, manifest_file};
use chrono::NaiveDate;
use serde_json::Value;

use crate::audit::append;
use crate::serving::Server;
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Engine, Fixture, now, on_both_engines, remove};

/// Whether the tools of the engine are here; says so where they are not.
fn tools(engine: Engine) -> bool {
    let there = Command::new("pg_dump").arg("--version").stdout(Stdio::null()).status().is_ok()
        || Path::new("/usr/lib/postgresql").is_dir();
    if engine == Engine::Postgres && !there {
        eprintln!("skipped: pg_dump is not installed here, so that backups of PostgreSQL cannot be tested");
        return false;
    }
    true
}

async fn backed_up(fixture: &Fixture, name: &str) -> (PathBuf, Manifest) {
    let to = fixture.folder().join(name);
    let manifest = make(&fixture.context, &fixture.target, &to).await.expect("a backup");
    (to, manifest)
}

/// One number of an open database.
async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a transaction");
    tx.one::<(i64,)>(sql, ()).await.expect("a number").0
}

/// The code of a failure.
fn code<T>(outcome: Result<T, casetime::failure::Failure>) -> Result<(), Code> {
    outcome.map(|_| ()).map_err(|failure| failure.code())
}

/// Names in a folder that are not the test database's own.
fn temporary(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with(".casetime-")).collect()
}

/// A place for another database of the same engine.
async fn elsewhere(engine: Engine) -> (Target, tempfile::TempDir, Option<(String, String)>) {
    Fixture::place(engine).await
}

on_both_engines! {
    async fn what_was_answered_before_a_backup_under_writes_is_in_it(fixture: with_cast) {
        if !tools(fixture.engine) {
            return;
        }
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(std::sync::Mutex::new(Vec::new()));
        let writer = {
            let (context, stop, acknowledged) = (fixture.context.clone(), Arc::clone(&stop), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let mut pace = tokio::time::interval(Duration::from_millis(20));
                let mut day = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day");
                while !stop.load(Ordering::Relaxed) {
                    pace.tick().await;
                    let raw = RawEntry {
                        person: "P-1".to_owned(),
                        file: "UKR-12".to_owned(),
                        activity: "TA-TRN".to_owned(),
                        worked_on: day.to_string(),
                        minutes: "7m".to_owned(),
                        ..RawEntry::default()
                    };
                    entries::ops::record(&context, &raw).await.expect("recorded");
                    acknowledged.lock().expect("a list").push(day);
                    day = day.succ_opt().expect("a day");
                }
            })
        };
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = acknowledged.lock().expect("a list").clone();
        let (path, manifest) = backed_up(fixture, "b").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.store(true, Ordering::Relaxed);
        writer.await.expect("an end");
        assert!(before.len() > 10 && acknowledged.lock().expect("a list").len() > before.len());
        let (target, folder, server) = elsewhere(fixture.engine).await;
        let restored = restore(&target, &path, false, now()).await.expect("restored");
        assert_eq!(restored.manifest, manifest);
        let db = migrate::open(&target).await.expect("opened");
        let rows: i64 = manifest.rows["entries"];
        let count = i64::try_from(before.len()).expect("fits");
        assert!(rows >= count, "{rows} of at least {count}");
        assert_eq!(number(&db, "SELECT count(*) FROM entries").await, rows);
        let last = before.last().expect("one");
        let mut tx = db.read().await.expect("a transaction");
        let sql = "SELECT count(*) FROM entries WHERE worked_on <= $1 AND minutes = 7";
        assert_eq!(tx.one::<(i64,)>(sql, (*last,)).await.expect("a number").0, count, "each that was answered");
        drop(tx);
        assert_eq!(verify(&db).await.expect("read"), Verified::Sound(manifest.audit.sequence));
        db.close().await;
        drop(folder);
        remove(server).await;
    }

    async fn a_backup_is_never_written_over_another_and_is_for_the_owner_alone(fixture: with_cast) {
        if !tools(fixture.engine) {
            return;
        }
        let (path, manifest) = backed_up(fixture, "b").await;
        assert_eq!(manifest_of(&path).expect("a manifest"), manifest);
        let bytes = std::fs::read(&path).expect("a backup");
        append(fixture, "ann", "record", "1", "").await;
        assert_eq!(code(make(&fixture.context, &fixture.target, &path).await), Err(Code::OutputExists));
        std::fs::remove_file(manifest_file(&path)).expect("removed");
        assert_eq!(code(make(&fixture.context, &fixture.target, &path).await), Err(Code::OutputExists));
        assert!(std::fs::read(&path).expect("a backup") == bytes, "untouched");
        let nowhere = fixture.folder().join("nowhere/b");
        assert_eq!(code(make(&fixture.context, &fixture.target, &nowhere).await), Err(Code::OutputUnwritable));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).expect("a backup").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(temporary(fixture.folder()), Vec::<String>::new());
    }

    async fn a_damaged_backup_is_refused_and_nothing_is_touched(fixture: with_cast) {
        if !tools(fixture.engine) {
            return;
        }
        let (path, _) = backed_up(fixture, "b").await;
        let sound = std::fs::read(&path).expect("a backup");
        let (target, folder, server) = elsewhere(fixture.engine).await;
        let mut flipped = sound.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x55;
        for bytes in [flipped, sound[..sound.len() - 1].to_vec(), Vec::new()] {
            std::fs::write(&path, bytes).expect("damaged");
            assert_eq!(code(backup::verify(&path).await), Err(Code::BackupUnsound));
            assert_eq!(code(restore(&target, &path, true, now()).await), Err(Code::BackupUnsound));
        }
        std::fs::write(&path, &sound).expect("mended");
        let manifest = std::fs::read_to_string(manifest_file(&path)).expect("a manifest");
        std::fs::write(manifest_file(&path), &manifest[..manifest.len() / 2]).expect("damaged");
        assert_eq!(code(backup::verify(&path).await), Err(Code::BackupUnreadable));
        std::fs::remove_file(manifest_file(&path)).expect("removed");
        assert_eq!(code(backup::verify(&path).await), Err(Code::BackupUnreadable));
        assert_eq!(code(backup::verify(&fixture.folder().join("none")).await), Err(Code::BackupUnreadable));
        std::fs::write(manifest_file(&path), &manifest).expect("mended");
        assert_eq!(code(backup::verify(&path).await), Ok(()));
        let opened = migrate::open(&target).await.map(|_| ()).map_err(|error| error.fault().code);
        assert_eq!(opened, Err(Code::DatabaseMissing), "nothing was restored");
        drop(folder);
        remove(server).await;
    }

    async fn what_the_manifest_promises_is_compared_with_what_is_there(fixture: with_cast) {
        if fixture.engine == Engine::Postgres {
            return;
        }
        let (path, manifest) = backed_up(fixture, "b").await;
        let mut other = manifest.clone();
        *other.rows.get_mut("people").expect("people") += 1;
        let headless = Manifest { audit: casetime::upkeep::Head { sequence: 1, hash: String::new() }, ..manifest };
        for manifest in [other, headless] {
            std::fs::write(manifest_file(&path), serde_json::to_string(&manifest).expect("JSON")).expect("changed");
            assert_eq!(code(backup::verify(&path).await), Err(Code::BackupUnsound));
        }
    }

    async fn a_database_with_a_broken_trail_makes_no_backup(fixture: with_cast) {
        if !tools(fixture.engine) {
            return;
        }
        fixture.by_hand("UPDATE audit_events SET actor = 'x' WHERE sequence = 3").await.expect("changed");
        let to = fixture.folder().join("b");
        assert_eq!(code(make(&fixture.context, &fixture.target, &to).await), Err(Code::AuditBroken));
        assert!(!to.exists() && !manifest_file(&to).exists());
        assert_eq!(temporary(fixture.folder()), Vec::<String>::new());
    }

    async fn a_restore_never_writes_over_a_database(fixture: with_cast) {
        if !tools(fixture.engine) {
            return;
        }
        let (path, _) = backed_up(fixture, "b").await;
        let before = fixture.contents().await;
        fixture.context.db.close().await;
        assert_eq!(code(restore(&fixture.target, &path, false, now()).await), Err(Code::DatabaseExists));
        let db = migrate::open(&fixture.target).await.expect("opened");
        assert_eq!(number(&db, "SELECT count(*) FROM audit_events").await, before[7]);
        db.close().await;
    }
}

#[tokio::test]
async fn what_an_interrupted_backup_left_does_no_harm_and_goes_after_a_day() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let old = fixture.write(".casetime-backup-old", "half");
    let young = fixture.write(".casetime-backup-young", "half");
    let two_days_ago = std::time::SystemTime::from(now() - chrono::TimeDelta::days(2));
    let file = std::fs::File::options().write(true).open(&old).expect("opened");
    file.set_modified(two_days_ago).expect("set");
    drop(file);
    let file = std::fs::File::options().write(true).open(&young).expect("opened");
    file.set_modified(std::time::SystemTime::from(now())).expect("set");
    let (path, manifest) = backed_up(&fixture, "b.db").await;
    assert!(!old.exists() && young.exists());
    assert_eq!(latest(fixture.folder()), Some((path, manifest)));
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_killed_leaves_no_file_that_looks_like_one() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let many = "INSERT INTO changes (sequence, fiscal_year, entry_id) WITH RECURSIVE n (i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i + 1000, 2020, randomblob(100) FROM n";
    fixture.by_hand(many).await.expect("filled");
    let path = fixture.context.db.path().expect("a file").display().to_string();
    let mut killed = 0;
    for (number, after) in [5, 20, 40, 80, 160, 320, 640].into_iter().enumerate() {
        let to = fixture.folder().join(format!("b{number}.db"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_casetime"))
            .args(["backup", "--out"])
            .arg(&to)
            .env("CASETIME_DATABASE", &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        tokio::time::sleep(Duration::from_millis(after)).await;
        // It may have ended by itself.
        drop(child.kill());
        child.wait().expect("an end");
        if to.exists() {
            assert_eq!(code(backup::verify(&to).await), Ok(()), "what has its name is whole");
        } else {
            killed += 1;
        }
    }
    assert!(killed > 0, "at least one was killed in time");
    let (path, _) = backed_up(&fixture, "after.db").await;
    assert_eq!(code(backup::verify(&path).await), Ok(()));
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_a_server_has_open_is_not_replaced() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let (path, _) = backed_up(&fixture, "b.db").await;
    fixture.context.db.close().await;
    let server = Server::start(&fixture, "warn");
    for force in [false, true] {
        assert_eq!(code(restore(&fixture.target, &path, force, now()).await), Err(Code::DatabaseInUse));
    }
    let (well, log) = server.stop();
    assert!(well, "{log}");
    let restored = restore(&fixture.target, &path, true, now()).await.expect("restored once it has stopped");
    let aside = restored.aside.expect("moved aside");
    assert!(aside.exists());
    let db = migrate::open(&Target::Sqlite(aside)).await.expect("the old one still opens");
    db.close().await;
    fixture.finish().await;
}

#[tokio::test]
async fn the_log_of_an_old_database_is_never_played_into_the_restored_one() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let (path, manifest) = backed_up(&fixture, "b.db").await;
    let database = fixture.context.db.path().expect("a file").to_owned();
    append(&fixture, "ann", "record", "1", "").await;
    let log = PathBuf::from(format!("{}-wal", database.display()));
    let kept = std::fs::read(&log).expect("a log");
    assert!(!kept.is_empty());
    fixture.context.db.close().await;
    // As a machine that stopped leaves it: only the log is there.
    std::fs::remove_file(&database).expect("removed");
    std::fs::write(&log, kept).expect("left");
    assert_eq!(code(restore(&fixture.target, &path, false, now()).await), Err(Code::DatabaseExists));
    restore(&fixture.target, &path, true, now()).await.expect("restored");
    assert!(!log.exists(), "it was moved aside");
    let db = migrate::open(&fixture.target).await.expect("opened");
    assert_eq!(verify(&db).await.expect("read"), Verified::Sound(manifest.audit.sequence));
    db.close().await;
    fixture.finish().await;
}

on_both_shells! {
    async fn the_whole_drill_gives_the_same_totals(shell: filled) {
        let engine = if shell.database.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        if !tools(engine) {
            return;
        }
        for (file, activity, time) in [("UKR-12", "TA-TRN", "1h30"), ("SA-7", "SA-POL", "2h"), ("OT-1", "OT-ADM", "45m")] {
            let record = ["record", "--person", "P-1", "--file", file, "--on", "2020-03-31", "--time", time, "--activity", activity];
            assert_eq!(shell.run_open(&record).code, 0);
        }
        let report = ["report", "workload", "--by", "activity", "--format", "csv"];
        // All but the moment of the report.
        let totals = |text: String| -> Vec<String> {
            text.lines().filter(|line| !line.starts_with("# Extracted")).map(str::to_owned).collect()
        };
        let before = totals(shell.run(&report).out);
        let made = shell.run(&["backup", "--folder", ".", "--json"]);
        assert_eq!(made.code, 0, "{made:?}");
        let path = made.json()["path"].as_str().expect("a path").to_owned();
        assert!(shell.run(&["backup", "verify", &path]).err.contains("is sound"));
        let again = shell.run(&["restore", &path]);
        again.is_refused("database_exists");
        let (target, folder, server) = elsewhere(engine).await;
        let other = match &target {
            Target::Sqlite(path) => path.display().to_string(),
            Target::Postgres(url) => url.clone(),
        };
        let restored = shell.run(&["restore", &path, "--json", "--database", &other]);
        assert_eq!(restored.code, 0, "{restored:?}");
        let head: Value = made.json()["manifest"]["audit"].clone();
        assert_eq!(restored.json()["manifest"]["audit"], head);
        assert_eq!(restored.err.contains("pg_restore"), engine == Engine::Postgres, "{restored:?}");
        let after = totals(shell.run(&[&report[..], &["--database", &other]].concat()).out);
        assert!(before.iter().any(|line| line.contains("total,Total,255,")), "{before:?}");
        assert_eq!(before, after);
        let verified = shell.run(&["audit", "verify", "--json", "--database", &other]).json();
        // The report that was made of it left an event.
        assert_eq!(verified["events"].as_i64(), head["sequence"].as_i64().map(|sequence| sequence + 1));
        drop(folder);
        remove(server).await;
    }
}

#[tokio::test]
async fn the_tools_of_the_engine_are_missed_by_name() {
    if !tools(Engine::Postgres) {
        return;
    }
    let fixture = Fixture::with_cast(Engine::Postgres).await;
    let (path, _) = backed_up(&fixture, "b.dump").await;
    // A database that is not there: the tool fails, and its own words are not repeated.
    let Target::Postgres(url) = &fixture.target else { panic!("a server") };
    let gone = Target::Postgres(url.replacen("/casetime_", "/gone_casetime_", 1));
    let refused = restore(&gone, &path, false, now()).await.map(|_| ()).map_err(|failure| failure.code());
    assert_eq!(refused, Err(Code::DatabaseMissing));
    std::fs::write(&path, "not a dump").expect("damaged");
    assert_eq!(code(backup::verify(&path).await), Err(Code::BackupUnsound));
    fixture.finish().await;
}
