//! Signed checkpoints outside the database: what they find that the chain alone cannot, and what becomes of a file of
//! checkpoints that was tampered with.

use std::path::{Path, PathBuf};

use casetime::audit::checkpoint::{self, Settings, keep_pushing, make_key, public_file, push, read_signed};
use casetime::audit::ops::{self, Verified, Wanted, verify};
use casetime::fault::Code;

use crate::audit::{append, events};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

/// A key and a file of checkpoints in the folder of a test.
fn settings(fixture: &Fixture) -> Settings {
    let key = fixture.folder().join("checkpoint.key");
    make_key(&key).expect("a key");
    Settings { file: fixture.folder().join("checkpoints.jsonl"), key }
}

fn public(settings: &Settings) -> PathBuf {
    public_file(&settings.key)
}

/// Codes and values of what verifying with checkpoints finds.
async fn found(fixture: &Fixture, settings: &Settings) -> Vec<(Code, String)> {
    let checkpoints = match read_signed(&settings.file, &public(settings)) {
        Ok(checkpoints) => checkpoints,
        Err(fault) => return vec![(fault.code, format!("{:?}", fault.params))],
    };
    match checkpoint::verify(&fixture.context.db, &checkpoints).await {
        Ok(_) => Vec::new(),
        Err(failure) => failure.faults().iter().map(|fault| (fault.code, format!("{:?}", fault.params))).collect(),
    }
}

fn at(position: i64) -> String {
    format!("[(\"position\", Number({position}))]")
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).expect("checkpoints").lines().map(str::to_owned).collect()
}

on_both_engines! {
    async fn a_trail_that_was_cut_off_with_its_counter_is_found_by_a_checkpoint_alone(fixture: with_cast) {
        let settings = settings(fixture);
        push(&fixture.context, &settings).await.expect("added");
        append(fixture, "ann", "record", "1", "").await;
        let last = push(&fixture.context, &settings).await.expect("added").sequence;
        assert_eq!(last, events(fixture).await);
        assert_eq!(found(fixture, &settings).await, []);
        fixture.by_hand(&format!("DELETE FROM audit_events WHERE sequence = {last}")).await.expect("cut");
        assert_eq!(verify(&fixture.context.db).await.expect("read"), Verified::BrokenAt(last));
        fixture.by_hand("UPDATE counters SET value = value - 1 WHERE name = 'audit'").await.expect("changed");
        assert_eq!(verify(&fixture.context.db).await.expect("read"), Verified::Sound(last - 1), "the chain cannot tell");
        assert_eq!(found(fixture, &settings).await, [(Code::CheckpointDiffers, at(last))]);
    }

    async fn a_trail_that_was_written_anew_as_a_whole_is_found_by_a_checkpoint_alone(fixture: with_cast) {
        let settings = settings(fixture);
        append(fixture, "mallory", "record", "1", "").await;
        let last = push(&fixture.context, &settings).await.expect("added").sequence;
        let wanted = Wanted { limit: 1000, ..Wanted::default() };
        let mut all = ops::list(&fixture.context, &wanted).await.expect("events");
        all.reverse();
        let mut previous = String::new();
        for event in &mut all {
            if event.actor == "mallory" || event.sequence == 3 {
                "ann".clone_into(&mut event.actor);
            }
            event.previous_hash = previous;
            event.hash = event.compute_hash();
            previous = event.hash.clone();
            let (actor, before, hash, sequence) = (&event.actor, &event.previous_hash, &event.hash, event.sequence);
            let sql = format!(
                "UPDATE audit_events SET actor = '{actor}', previous_hash = '{before}', hash = '{hash}' \
                 WHERE sequence = {sequence}"
            );
            fixture.by_hand(&sql).await.expect("written anew");
        }
        assert_eq!(verify(&fixture.context.db).await.expect("read"), Verified::Sound(last), "the chain cannot tell");
        assert_eq!(found(fixture, &settings).await, [(Code::CheckpointDiffers, at(last))]);
    }

    async fn a_broken_chain_and_a_differing_checkpoint_are_both_told(fixture: with_cast) {
        let settings = settings(fixture);
        let last = push(&fixture.context, &settings).await.expect("added").sequence;
        fixture.by_hand(&format!("UPDATE audit_events SET hash = 'x' WHERE sequence = {last}")).await.expect("changed");
        let expected = [(Code::AuditBroken, at(last)), (Code::CheckpointDiffers, at(last))];
        assert_eq!(found(fixture, &settings).await, expected);
    }

    async fn a_line_that_is_not_signed_by_the_key_is_named(fixture: with_cast) {
        let settings = settings(fixture);
        for number in 0..3 {
            append(fixture, "ann", "record", &number.to_string(), "").await;
            push(&fixture.context, &settings).await.expect("added");
        }
        let sound = lines(&settings.file);
        assert_eq!(sound.len(), 3);
        let last = events(fixture).await;
        let changed = |from: &str, to: &str| sound[1].replace(from, to);
        for line in [
            changed(&format!("\"sequence\":{}", last - 1), "\"sequence\":2"),
            changed("2026-11-22", "2026-11-21"),
            changed("\"signature\":\"", "\"signature\":\"00"),
            changed("\"hash\":\"", "\"hash\":\"0"),
            "{}".to_owned(),
            String::new(),
            sound[1][..40].to_owned(),
        ] {
            assert_ne!(line, sound[1]);
            std::fs::write(&settings.file, format!("{}\n{line}\n{}\n", sound[0], sound[2])).expect("written");
            let told = found(fixture, &settings).await;
            assert_eq!(told, [(Code::CheckpointForged, "[(\"line\", Number(2))]".to_owned())], "{line}");
        }
        std::fs::write(&settings.file, format!("{}\n{}\n", sound[0], sound[2])).expect("written");
        assert_eq!(found(fixture, &settings).await, [], "one that is gone is not missed; the others still stand");
        let other = fixture.folder().join("other.key");
        make_key(&other).expect("another key");
        let refused = read_signed(&settings.file, &other).expect_err("another key");
        assert_eq!(refused.code, Code::CheckpointForged);
    }

    async fn a_line_that_was_left_half_written_does_not_spoil_the_next(fixture: with_cast) {
        let settings = settings(fixture);
        std::fs::write(&settings.file, "{\"sequence\":1,\"ha").expect("written");
        push(&fixture.context, &settings).await.expect("added");
        let found = lines(&settings.file);
        assert_eq!(found.len(), 2);
        std::fs::write(&settings.file, format!("{}\n", found[1])).expect("written");
        assert_eq!(read_signed(&settings.file, &settings.key).map(|read| read.len()), Ok(1), "either half verifies");
    }

    async fn a_server_adds_one_at_its_start_and_one_at_its_stop(fixture: with_cast) {
        let settings = settings(fixture);
        let (stop, told) = tokio::sync::watch::channel(false);
        let pushing = tokio::spawn(keep_pushing(fixture.context.clone(), settings.clone(), told));
        for _ in 0..500 {
            if settings.file.exists() && !lines(&settings.file).is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        append(fixture, "ann", "record", "1", "").await;
        stop.send(true).expect("told");
        pushing.await.expect("an end");
        let checkpoints = read_signed(&settings.file, &public(&settings)).expect("signed");
        let count = events(fixture).await;
        let positions: Vec<i64> = checkpoints.iter().map(|checkpoint| checkpoint.sequence).collect();
        assert_eq!(positions, [count - 1, count]);
    }

    async fn without_a_key_or_a_place_nothing_is_added_and_it_is_said(fixture: with_cast) {
        let sound = settings(fixture);
        let keyless = Settings { key: fixture.folder().join("nowhere.key"), ..sound.clone() };
        let code = push(&fixture.context, &keyless).await.map(|_| ()).map_err(|failure| failure.code());
        assert_eq!(code, Err(Code::CheckpointUnreadable));
        let with_public = Settings { key: public(&sound), ..sound.clone() };
        let code = push(&fixture.context, &with_public).await.map(|_| ()).map_err(|failure| failure.code());
        assert_eq!(code, Err(Code::CheckpointUnreadable), "the public half signs nothing");
        let nowhere = Settings { file: fixture.folder().join("nowhere/c.jsonl"), ..sound };
        let code = push(&fixture.context, &nowhere).await.map(|_| ()).map_err(|failure| failure.code());
        assert_eq!(code, Err(Code::OutputUnwritable));
    }
}

on_both_shells! {
    async fn checkpoints_are_made_and_verified_at_the_command_line(shell: filled) {
        let made = shell.run(&["audit", "key", "--out", "c.key"]);
        assert!(made.code == 0 && made.out.trim().len() == 64, "{made:?}");
        assert!(String::from_utf8(shell.read("c.key.pub")).expect("text").contains(made.out.trim()));
        shell.run(&["audit", "key", "--out", "c.key"]).is_refused("output_exists");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let key = std::fs::metadata(shell.folder.path().join("c.key")).expect("a key");
            assert_eq!(key.permissions().mode() & 0o777, 0o600);
        }
        shell.run(&["audit", "checkpoint"]).is_refused("required");
        let set = [("CASETIME_CHECKPOINTS", "c.jsonl"), ("CASETIME_CHECKPOINT_KEY", "c.key")];
        let added = shell.run_with(&["audit", "checkpoint"], "", &set);
        assert_eq!((added.code, added.out.as_str()), (0, ""), "{added:?}");
        let verified = shell.run_with(&["audit", "verify", "--json"], "", &set).json();
        assert_eq!(verified["checkpoints"], 1);
        let by_public_key = ["audit", "verify", "--checkpoints", "c.jsonl", "--key", "c.key.pub"];
        assert_eq!(shell.run(&by_public_key).code, 0);
        let text = String::from_utf8(shell.read("c.jsonl")).expect("text");
        shell.write("c.jsonl", text.replace("\"sequence\":", "\"sequence\":1"));
        let forged = shell.run(&by_public_key);
        forged.is_refused("checkpoint_forged");
        assert!(forged.err.contains("Line 1 "), "{forged:?}");
        shell.run(&["audit", "verify", "--checkpoints", "n.jsonl", "--key", "c.key.pub"]).is_refused("checkpoint_unreadable");
        shell.run(&["audit", "verify", "--checkpoints", "c.jsonl"]).is_refused("required");
    }
}
