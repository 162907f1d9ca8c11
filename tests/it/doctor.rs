//! `doctor`: what it finds on a new installation, what mends it, and what it finds when something was tampered with.

use std::collections::BTreeMap;

use casetime::store::Target;

use crate::support::shell::{Ran, Shell, on_both_shells};

/// State by name of each promise.
fn states(ran: &Ran) -> BTreeMap<String, String> {
    let found = ran.json();
    let checks = found["checks"].as_array().expect("checks").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    checks.map(|check| (text(&check["name"]), text(&check["state"]))).collect()
}

/// The names of the promises in this state.
fn in_state<'a>(states: &'a BTreeMap<String, String>, state: &str) -> Vec<&'a str> {
    states.iter().filter(|(_, found)| *found == state).map(|(name, _)| name.as_str()).collect()
}

/// The promises that do not hold. The PostgreSQL server for tests waits for no disk, which is found, and left out here.
fn lacking(shell: &Shell, ran: &Ran) -> Vec<String> {
    let states = states(ran);
    let failed = in_state(&states, "fail");
    assert_eq!(ran.code, i32::from(!failed.is_empty()), "{ran:?}");
    let kept = failed.into_iter().filter(|name| *name != "engine-settings" || !shell.database.starts_with("postgres"));
    kept.map(str::to_owned).collect()
}

/// Statements typed by hand, past the program.
async fn by_hand(shell: &Shell, sql: &'static str) {
    use sqlx::Connection as _;
    let Ok(target) = shell.database.parse::<Target>();
    match target {
        Target::Sqlite(path) => {
            rusqlite::Connection::open(path).expect("a file").execute_batch(sql).expect("done");
        }
        Target::Postgres(url) => {
            let mut connection = sqlx::PgConnection::connect(&url).await.expect("a server");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("done");
            connection.close().await.expect("closed");
        }
    }
}

const ADD_ADMINISTRATOR: &str = "INSERT INTO accounts (id, login, login_key, name, password, password_temporary, \
     disabled, lang, version, created_at) SELECT id, 'keys', 'keys', 'Keys', '', FALSE, FALSE, 'en', 1, created_at \
     FROM files WHERE number = 'HELD'; \
     INSERT INTO account_roles SELECT id, 'administrator', '' FROM accounts";

on_both_shells! {
    async fn a_new_installation_is_told_what_it_lacks_and_how_to_mend_it(shell: filled) {
        let found = shell.run(&["doctor", "--json"]);
        let expected = ["administrator", "backup-recent", "checkpoints", "checkpoints-recent"];
        assert_eq!(lacking(shell, &found), expected, "{found:?}");
        assert!(states(&found).len() >= 18, "{found:?}");
        for check in found.json()["checks"].as_array().expect("checks") {
            let mend = check["mend"].as_str().unwrap_or_default();
            assert_eq!(check["state"] == "fail", !mend.is_empty(), "{check}");
        }
        let shown = shell.run(&["doctor", "--lang", "fr"]);
        assert!(shown.code == 1 && shown.out.contains("NON") && shown.out.contains("casetime audit checkpoint"), "{shown:?}");

        assert_eq!(shell.run(&["audit", "key", "--out", "c.key"]).code, 0);
        let set = [
            ("CASETIME_CHECKPOINTS", "c.jsonl"),
            ("CASETIME_CHECKPOINT_KEY", "c.key"),
            ("CASETIME_BACKUPS", "."),
        ];
        by_hand(shell, ADD_ADMINISTRATOR).await;
        assert_eq!(shell.run_with(&["audit", "checkpoint"], "", &set).code, 0);
        assert_eq!(shell.run_with(&["backup"], "", &set).code, 0);
        let mended = shell.run_with(&["doctor", "--json"], "", &set);
        assert_eq!(lacking(shell, &mended), Vec::<String>::new(), "{mended:?}");

        let beyond = [&set[..], &[("CASETIME_LISTEN", "0.0.0.0:8080")]].concat();
        let found = shell.run_with(&["doctor", "--json"], "", &beyond);
        assert_eq!(lacking(shell, &found), ["public-url"]);
        let known = [&beyond[..], &[("CASETIME_PUBLIC_URL", "https://time.example")]].concat();
        assert_eq!(lacking(shell, &shell.run_with(&["doctor", "--json"], "", &known)), Vec::<String>::new());

        by_hand(shell, "UPDATE audit_events SET actor = 'x' WHERE sequence = 3").await;
        by_hand(shell, "DELETE FROM account_roles").await;
        by_hand(shell, "UPDATE accounts SET password = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g'").await;
        let mut backup = std::fs::read_dir(shell.folder.path()).expect("a folder").map(|entry| entry.expect("one").path());
        let manifest = backup.find(|path| path.extension().is_some_and(|ending| ending == "json")).expect("one");
        std::fs::write(manifest.with_extension(""), "damaged").expect("damaged");
        shell.write("c.jsonl", "{}\n");
        let found = shell.run_with(&["doctor", "--json"], "", &set);
        let expected = [
            "administrator",
            "audit-chain",
            "backup-sound",
            "checkpoints",
            "checkpoints-recent",
            "password-hashes",
            "roles",
        ];
        assert_eq!(lacking(shell, &found), expected, "{found:?}");
    }

    async fn without_a_database_there_is_nothing_to_check(shell: new) {
        let found = shell.run(&["doctor"]);
        found.is_refused("database_missing");
    }

    async fn what_reports_are_made_from_is_looked_at(shell: filled) {
        let state = |settings: &[(&str, &str)]| states(&shell.run_with(&["doctor", "--json"], "", settings))["facts"].clone();
        let kept = [("CASETIME_FACTS_FOLDER", "kept")];
        assert_eq!(state(&kept), "not_applicable");
        let report = ["report", "workload", "--format", "csv"];
        assert_eq!(shell.run_with(&report, "", &kept).code, 0);
        assert_eq!(state(&kept), "pass");
        assert!(shell.run_with(&["doctor"], "", &kept).out.contains("(kept)"));
        shell.write("kept/facts-manifest.json", "{");
        assert_eq!(state(&kept), "fail");
        assert_eq!(shell.run_with(&report, "", &kept).code, 0);
        assert_eq!(state(&kept), "pass");

        // Beside the file, or in the cache of whoever runs the program; or nowhere.
        assert_eq!(shell.run_with(&report, "", &[("CASETIME_FACTS_FOLDER", "")]).code, 0);
        assert_eq!(state(&[]), "not_applicable");
        assert_eq!(shell.run(&report).code, 0);
        assert_eq!(state(&[]), "pass");
        let place = match shell.database.parse::<Target>() {
            Ok(Target::Sqlite(path)) => std::path::PathBuf::from(format!("{}.facts", path.display())),
            Ok(Target::Postgres(_)) => shell.folder.path().join(".cache/casetime"),
        };
        assert!(place.is_dir(), "{}", place.display());
    }

    async fn a_database_of_another_version_is_told(shell: filled) {
        by_hand(shell, "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1").await;
        let found = shell.run(&["doctor", "--json"]);
        assert_eq!(found.code, 1);
        let states = states(&found);
        assert_eq!(states["migrations"], "fail");
        assert_eq!(states["audit-chain"], "not_applicable");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_may_read_is_named_with_the_command_that_mends_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = Shell::filled(crate::support::Engine::Sqlite).await;
    std::fs::set_permissions(&shell.database, std::fs::Permissions::from_mode(0o644)).expect("opened");
    let found = shell.run(&["doctor"]);
    assert!(found.code == 1 && found.out.contains(&format!("chmod 600 {}", shell.database)), "{found:?}");
    shell.finish().await;
}
