//! Bad input, each kind with its stable code: a damaged row costs itself and no neighbour, a file or profile that
//! cannot be used leaves everything as it was, and a database that is full or held by somebody else loses nothing.

use std::fs;
use std::path::{Path, PathBuf};

use casetime::fault::Code;
use casetime::files::{self, RawFile};
use casetime::import::profile::Profile;
use casetime::import::shape::FileShape;
use casetime::import::source::Source;

use crate::support::delivery::{
    HEADER, codes, deliver_file, deliver_source, entries, file_of, import, lines, plain, refused,
};
use crate::support::{Engine, Fixture, now, on_both_engines};

/// The small damaged files of a folder, with the code that their name begins with.
fn damaged(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(folder);
    let mut found: Vec<(String, PathBuf)> = fs::read_dir(&folder)
        .expect("a folder of damaged files")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let code = stem.split('-').next().unwrap_or_default().to_owned();
            assert!(Code::ALL.iter().any(|known| known.as_str() == code), "{code} is a code");
            (code, path)
        })
        .collect();
    found.sort();
    assert!(found.len() > 8, "the damaged files are where they were");
    found
}

/// Files whose damage no text file can show: the code, and the bytes of the damaged row.
fn damaged_bytes() -> Vec<(&'static str, Vec<u8>)> {
    let row = |cell: &[u8]| [b"P-1,OT-1,OT-ADM,2026-03-04,1,".as_slice(), cell, b","].concat();
    vec![
        ("encoding_broken", row(b"Caf\xe9")),
        ("encoding_broken", row(b"\xed\xa0\x80")),
        ("nul_byte", row(b"a\0b")),
        ("too_many_cells", row(&b",".repeat(400))),
        ("control_character", row(b"a\x1bb")),
        ("too_long", row(&b"x".repeat(4001))),
        ("too_long", row("é".repeat(4001).as_bytes())),
    ]
}

/// Delivers a file of three rows of which the one in the middle is damaged.
async fn between_neighbours(fixture: &Fixture, code: &str, bytes: &[u8]) {
    let taken = import(fixture, bytes, plain()).await;
    assert_eq!(taken.ledger.rejected_codes.get(code), Some(&1), "{code}: {:?}", taken.ledger.rejected_codes);
    assert_eq!(taken.outcomes()[4], 1, "{code}");
    let stored = lines(fixture, taken.batch.expect("stored")).await;
    let rejected: Vec<i64> = stored.iter().filter(|line| line.outcome == "rejected").map(|line| line.line).collect();
    assert_eq!(rejected, [3], "{code} is found on its line");
    let kept: Vec<&str> = stored.iter().map(|line| line.outcome.as_str()).collect();
    assert!(matches!(kept[..], ["header", "new" | "same", "rejected", "new" | "same"]), "{code}: {kept:?}");
}

on_both_engines! {
    async fn a_damaged_row_has_its_code_and_its_neighbours_are_unspoiled(fixture: with_cast) {
        let late = RawFile {
            number: "LATE-1".to_owned(),
            title: "Opened in 2025".to_owned(),
            category: "OT".to_owned(),
            opened_on: "2025-01-01".to_owned(),
            ..RawFile::default()
        };
        let late = late.parse(&fixture.context.vocabulary).expect("a file");
        files::ops::open(&fixture.context, &late).await.expect("opened");
        for (code, path) in damaged("rows") {
            between_neighbours(fixture, &code, &fs::read(path).expect("a damaged file")).await;
        }
        for (code, row) in damaged_bytes() {
            let before = format!("{HEADER}\nP-1,OT-1,OT-ADM,2026-03-02,1,before,\n");
            let bytes = [before.as_bytes(), &row, b"\nP-1,OT-1,OT-ADM,2026-03-03,2,after,\n"].concat();
            between_neighbours(fixture, code, &bytes).await;
        }
        let narratives: Vec<String> = entries(fixture).await.into_iter().map(|entry| entry.narrative).collect();
        assert_eq!(narratives, ["before", "after"], "the neighbours are there once, and nothing else is");
    }

    async fn a_damaged_row_may_stand_first_or_last(fixture: with_cast) {
        for (at, (code, row)) in damaged_bytes().into_iter().enumerate() {
            let good = format!("P-1,OT-1,OT-ADM,2026-04-{:02},1,,", at + 1);
            let bytes = [HEADER.as_bytes(), b"\n", &row, b"\r\n", good.as_bytes(), b"\n", &row].concat();
            let taken = import(fixture, &bytes, plain()).await;
            assert_eq!(taken.outcomes(), [1, 0, 0, 0, 2], "{code}");
            assert_eq!(taken.ledger.rejected_codes.get(code), Some(&2));
        }
    }

    async fn a_line_of_ten_mebibytes_costs_itself(fixture: with_cast) {
        let good = "P-1,OT-1,OT-ADM,2026-03-02,1,,\n";
        let text = format!(
            "{HEADER}\n{good}P-1,OT-1,OT-ADM,2026-03-03,1,{},\n{}",
            "x".repeat(10 << 20),
            good.replace("03-02", "03-04")
        );
        let path = fixture.write("long.csv", text);
        let (delivered, rejects) = deliver_file(fixture, &path, plain(), false).await;
        let Ok(casetime::import::ops::Delivered::Ledger { batch, ledger, .. }) = delivered else { panic!("{delivered:?}") };
        assert_eq!((ledger.lines, ledger.accounted()), (4, 4));
        assert_eq!(ledger.rejected_codes.get("line_too_long"), Some(&1));
        assert_eq!(entries(fixture).await.len(), 2);
        let stored = lines(fixture, batch.expect("stored")).await;
        assert!(stored[2].raw.starts_with(b"P-1,OT-1,OT-ADM,2026-03-03,1,xxx"), "its beginning is kept");
        assert!(stored[2].raw.len() < 100 << 10 && rejects.len() < 100 << 10, "and no more than that");
        assert_eq!(stored[3].line, 4);
    }

    async fn every_fault_of_a_row_is_named_at_once(fixture: with_cast) {
        let bytes = file_of(&["P-9,JAM-3,SA-SM,2026-02-30,-2,,2026-02-31"]);
        let taken = import(fixture, &bytes, plain()).await;
        let stored = lines(fixture, taken.batch.expect("stored")).await;
        let faults: serde_json::Value = serde_json::from_str(&stored[1].faults).expect("JSON");
        let mut found: Vec<(&str, &str)> = faults
            .as_array()
            .expect("a list")
            .iter()
            .map(|fault| (fault["code"].as_str().expect("a code"), fault["column"].as_str().expect("a column")))
            .collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("category_mismatch", "Activity"),
                ("date_impossible", "Date"),
                ("date_impossible", "Entered on"),
                ("duration_negative", "Hours"),
                ("unknown_person", "Timekeeper"),
            ],
        );
    }

    async fn a_file_that_cannot_be_used_leaves_everything_as_it_was(fixture: with_cast) {
        import(fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,"]), plain()).await;
        for (code, path) in damaged("files") {
            let found = refused(fixture, &path, plain()).await;
            assert!(!found.is_empty() && found.iter().all(|one| *one == code), "{}: {found:?}", path.display());
        }
        let missing = fixture.folder().join("nowhere.csv");
        assert_eq!(refused(fixture, &missing, plain()).await, ["source_missing"]);
        assert_eq!(refused(fixture, fixture.folder(), plain()).await, ["source_is_directory"]);
        // UTF-16 read as UTF-8 has no header that anybody knows; nor has a header that the encoding does not have.
        let wide: Vec<u8> =
            file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,"]).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refused(fixture, &fixture.write("wide.csv", wide), plain()).await, ["header_not_found"]);
        let broken = fixture.write("broken.csv", b"Timekeeper,\xff\nP-1,1\n");
        assert_eq!(refused(fixture, &broken, plain()).await, ["header_not_found"]);
        let columns = fixture.write("columns.csv", format!("Timekeeper{}\nP-1\n", ",".repeat(400)));
        assert_eq!(refused(fixture, &columns, plain()).await, ["header_not_found"]);
    }

    async fn every_missing_column_is_named_at_once(fixture: with_cast) {
        let path = damaged("files").into_iter().find(|(_, path)| path.ends_with("column_missing-several.csv"));
        assert_eq!(refused(fixture, &path.expect("the file").1, plain()).await.len(), 5);
    }

    async fn a_file_that_changes_while_it_is_read_is_refused(fixture: with_cast) {
        let bytes = file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,", "P-1,OT-1,OT-ADM,2026-03-03,1,,"]);
        let before = fixture.contents().await;
        let changes = [
            bytes.replace("03-03,1", "03-03,2"),
            format!("{bytes}P-1,OT-1,OT-ADM,2026-03-04,1,,\n"),
            bytes[..bytes.len() - 32].to_owned(),
        ];
        for changed in changes {
            let path = fixture.write("growing.csv", &bytes);
            let source = Source::open(&path, &FileShape::default()).expect("a file");
            fs::write(&path, &changed).expect("changed");
            let (delivered, _) = deliver_source(fixture, source, plain(), false).await;
            assert_eq!(codes(&delivered.expect_err("it changed")), ["source_changed"], "{changed}");
            assert_eq!(fixture.contents().await, before);
        }
        // Once it stays as it is, it is taken.
        assert_eq!(import(fixture, &bytes, plain()).await.outcomes(), [2, 0, 0, 0, 0]);
    }

    async fn a_profile_with_an_activity_that_nobody_may_choose_is_refused(fixture: with_cast) {
        let path = fixture.write("good.csv", file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,"]));
        let profiles: Vec<_> =
            damaged("profiles").into_iter().filter(|(code, _)| code == "profile_activity_unknown").collect();
        assert_eq!(profiles.len(), 2);
        for (code, profile) in profiles {
            let document = fs::read_to_string(profile).expect("a profile");
            assert_eq!(refused(fixture, &path, &document).await, [code.as_str()]);
        }
    }

    async fn a_database_that_another_writer_holds_is_busy(fixture: with_cast) {
        use sqlx::Connection as _;
        let path = fixture.write("good.csv", file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,"]));
        let target = fixture.target.clone();
        match &target {
            casetime::store::Target::Sqlite(file) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
                let mut other = sqlx::SqliteConnection::connect_with(&options).await.expect("another process");
                let held = other.begin_with("BEGIN IMMEDIATE").await.expect("the lock");
                assert_eq!(refused(fixture, &path, plain()).await, ["database_busy"]);
                held.rollback().await.expect("let go");
                other.close().await.expect("closed");
            }
            casetime::store::Target::Postgres(url) => {
                let mut other = sqlx::PgConnection::connect(url).await.expect("another process");
                let mut held = other.begin().await.expect("a transaction");
                sqlx::query("UPDATE counters SET value = value").execute(&mut *held).await.expect("the lock");
                assert_eq!(refused(fixture, &path, plain()).await, ["database_busy"]);
                held.rollback().await.expect("let go");
                other.close().await.expect("closed");
            }
        }
        let (delivered, _) = deliver_file(fixture, &path, plain(), false).await;
        assert!(delivered.is_ok(), "{delivered:?}");
    }
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    for (code, path) in damaged("profiles") {
        if code == "profile_activity_unknown" {
            continue;
        }
        let faults = Profile::parse(&fs::read_to_string(&path).expect("a profile")).expect_err("it is refused");
        assert!(faults.iter().all(|fault| fault.code.as_str() == code), "{}: {faults:?}", path.display());
    }
}

/// Only SQLite can be filled up without filling the machine: pages are limited, and it answers as on a full disk.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_no_longer_full_when_there_is_room() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    import(&fixture, file_of(&["P-1,OT-1,OT-ADM,2026-03-02,1,,"]), plain()).await;
    let rows: Vec<String> = (0..2000)
        .map(|at| {
            format!(
                "P-1,OT-1,OT-ADM,20{:02}-{:02}-{:02},1,{},",
                10 + at / 336,
                at / 28 % 12 + 1,
                at % 28 + 1,
                "long ".repeat(20)
            )
        })
        .collect();
    let text = file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let path = fixture.write("large.csv", &text);
    let pages = fixture.number("PRAGMA page_count").await;
    for room in [0, 5, 40] {
        fixture.limit_pages(pages + room).await;
        assert_eq!(refused(&fixture, &path, plain()).await, ["storage_full"], "{room} pages");
    }
    assert_eq!(entries(&fixture).await.len(), 1, "what was there can be read");
    fixture.limit_pages(1_000_000).await;
    assert_eq!(import(&fixture, &text, plain()).await.outcomes(), [2000, 0, 0, 0, 0]);
    assert_eq!(fixture.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'").await, 0);
    assert_eq!(fixture.context.clock.now(), now());
    fixture.finish().await;
}
