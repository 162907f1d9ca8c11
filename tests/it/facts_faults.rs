//! What can go wrong with the facts on disk: files that are cut off or changed, another format, a folder that cannot be
//! written, somebody else's facts, several programs at once, writers in between. The database always answers.

use std::path::{Path, PathBuf};

use casetime::entries::{self, RawEntry};
use casetime::reports::facts::Facts;
use casetime::reports::facts::folder::{Absent, MANIFEST, inspect};

use crate::facts::{agrees_in_all, plain};
use crate::reports_history::{Draw, happen, more_files};
use crate::support::{Engine, Fixture, on_both_engines};

async fn record(fixture: &Fixture, day: &str, minutes: i64) {
    let raw = RawEntry {
        person: "P-1".to_owned(),
        file: "UKR-12".to_owned(),
        activity: "TA-LEG".to_owned(),
        worked_on: day.to_owned(),
        minutes: format!("{minutes}m"),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.expect("recorded");
}

/// A database with some history, and the facts of it on disk.
async fn with_history(engine: Engine) -> (Fixture, PathBuf) {
    let fixture = Fixture::with_cast(engine).await;
    more_files(&fixture).await;
    let (mut draw, mut known) = (Draw(3), Vec::new());
    for _ in 0..20 {
        happen(&fixture, &mut draw, &mut known).await;
    }
    let folder = fixture.folder().join("facts");
    Facts::in_folder(folder.clone()).current(&fixture.context).await.expect("facts");
    assert!(inspect(&folder).is_ok());
    (fixture, folder)
}

/// A program that starts anew answers as the database does, and leaves whole facts behind.
async fn answers(fixture: &Fixture, folder: &Path) {
    let snapshot = Facts::in_folder(folder.to_owned()).current(&fixture.context).await.expect("facts");
    agrees_in_all(&snapshot, &plain(fixture).await);
    let found = inspect(folder).expect("whole facts");
    assert_eq!((found.data_version, found.entries), (snapshot.data_version, snapshot.len()));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_cut_off_changed_or_gone_are_made_anew() {
    let (fixture, folder) = with_history(Engine::Sqlite).await;
    let kinds = ["entries", "sums", "who", "what", "names", "manifest"];
    for kind in kinds {
        for damage in 0..5 {
            let of_kind = |path: &PathBuf| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                name.contains(&format!("-{kind}"))
            };
            let path = files(&folder).into_iter().rfind(of_kind).expect(kind);
            let mut bytes = std::fs::read(&path).expect("bytes");
            match damage {
                0 => bytes.clear(),
                1 => bytes.truncate(bytes.len() / 2),
                2 => bytes.truncate(bytes.len() - 1),
                3 => {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 1;
                }
                _ => bytes.extend_from_slice(b"more"),
            }
            std::fs::write(&path, bytes).expect("damaged");
            assert_eq!(inspect(&folder), Err(Absent::Damaged), "{kind} {damage}");
            answers(&fixture, &folder).await;
        }
        if kind != "manifest" {
            let path = files(&folder).into_iter().find(|path| path.display().to_string().contains(&format!("-{kind}")));
            std::fs::remove_file(path.expect(kind)).expect("gone");
            answers(&fixture, &folder).await;
        }
    }
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_cut_at_any_byte_is_never_believed() {
    let (fixture, folder) = with_history(Engine::Sqlite).await;
    let path = folder.join(MANIFEST);
    let whole = std::fs::read(&path).expect("bytes");
    for end in 0..whole.len() {
        std::fs::write(&path, &whole[..end]).expect("cut");
        assert_eq!(inspect(&folder), Err(Absent::Damaged), "cut at {end}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        std::fs::write(&path, &bytes).expect("changed");
        assert!(inspect(&folder).is_err(), "changed at {at}");
    }
    answers(&fixture, &folder).await;
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_another_format_are_made_anew() {
    let (fixture, folder) = with_history(Engine::Sqlite).await;
    let path = folder.join(MANIFEST);
    for format in ["0", "2", "4000000000"] {
        let text = std::fs::read_to_string(&path).expect("text");
        let line = text.lines().next().expect("a line").replacen("\"format\":1", &format!("\"format\":{format}"), 1);
        std::fs::write(&path, format!("{line}\n{:08x}\n", crc32fast::hash(line.as_bytes()))).expect("written");
        assert_eq!(inspect(&folder), Err(Absent::OtherFormat));
        answers(&fixture, &folder).await;
    }
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_written_the_database_answers() {
    let (fixture, folder) = with_history(Engine::Sqlite).await;
    let rows = plain(&fixture).await;
    // A folder in a file cannot be made; a manifest that is a folder cannot be replaced.
    let in_file = fixture.write("plain-file", "").join("facts");
    let blocked = fixture.folder().join("blocked");
    std::fs::create_dir_all(blocked.join(MANIFEST).join("inside")).expect("folders");
    for place in [&in_file, &blocked] {
        let facts = Facts::in_folder(place.clone());
        for _ in 0..2 {
            agrees_in_all(&facts.current(&fixture.context).await.expect("facts"), &rows);
        }
        record(&fixture, "2026-11-20", 1).await;
        let after = facts.current(&fixture.context).await.expect("facts");
        assert_eq!(
            after.len(),
            usize::try_from(fixture.number("SELECT COUNT(*) FROM entries WHERE NOT withdrawn").await).expect("few")
        );
        fixture.by_hand("DELETE FROM entries WHERE minutes = 1 AND worked_on = '2026-11-20'").await.expect("gone");
        let year = "INSERT INTO changes (sequence, fiscal_year) SELECT value + 1, 2026 FROM counters \
             WHERE name = 'changes'";
        fixture.by_hand(year).await.expect("noted");
        fixture.by_hand("UPDATE counters SET value = value + 1 WHERE name = 'changes'").await.expect("counted");
    }
    // Of the attempts nothing is left lying around.
    let left: Vec<_> =
        files(&blocked).into_iter().filter(|path| !path.ends_with(MANIFEST) && !path.ends_with("facts-lock")).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
    answers(&fixture, &folder).await;
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_off_attempt_left_is_removed_and_nothing_else() {
    let (fixture, folder) = with_history(Engine::Sqlite).await;
    for name in ["facts-part-abc", "facts-2022-23-entries-old.parquet", "something-else.txt"] {
        std::fs::write(folder.join(name), "x").expect("written");
    }
    record(&fixture, "2026-11-20", 30).await;
    answers(&fixture, &folder).await;
    let names: Vec<String> = files(&folder).iter().map(|path| path.display().to_string()).collect();
    assert!(names.iter().any(|name| name.ends_with("something-else.txt")));
    assert!(!names.iter().any(|name| name.contains("facts-part-") || name.contains("-old.parquet")), "{names:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o077;
        assert_eq!(mode(&folder), 0, "others may not look into it");
        assert!(
            files(&folder)
                .iter()
                .filter(|path| path.extension().is_some_and(|end| end == "parquet"))
                .all(|path| mode(path) == 0)
        );
    }
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_another_database_are_not_taken_for_those_of_this_one() {
    let (one, folder) = with_history(Engine::Sqlite).await;
    let other = Fixture::with_cast(Engine::Sqlite).await;
    more_files(&other).await;
    let (mut draw, mut known) = (Draw(4), Vec::new());
    while other.number("SELECT value FROM counters WHERE name = 'changes'").await
        <= one.number("SELECT value FROM counters WHERE name = 'changes'").await
    {
        happen(&other, &mut draw, &mut known).await;
    }
    answers(&other, &folder).await;
    answers(&one, &folder).await;
    one.finish().await;
    other.finish().await;
}

on_both_engines! {
    async fn several_programs_at_once_all_end_right(fixture: with_cast) {
        more_files(fixture).await;
        let folder = fixture.folder().join("facts");
        let programs: Vec<Facts> = (0..3).map(|_| Facts::in_folder(folder.clone())).collect();
        let (mut draw, mut known) = (Draw(5), Vec::new());
        for round in 0..12 {
            for _ in 0..3 {
                happen(fixture, &mut draw, &mut known).await;
            }
            let fresh = Facts::in_folder(folder.clone());
            let context = &fixture.context;
            let (one, other, third, fourth) = tokio::join!(
                programs[0].current(context),
                programs[1].current(context),
                programs[2].current(context),
                fresh.current(context),
            );
            let rows = plain(fixture).await;
            for snapshot in [one, other, third, fourth] {
                let snapshot = snapshot.expect("facts");
                let total: i64 = rows.iter().map(crate::facts::Row::minutes).sum();
                assert_eq!(crate::facts::total(&snapshot), total, "round {round}");
            }
            assert!(inspect(&folder).is_ok(), "round {round}");
        }
        answers(fixture, &folder).await;
    }

    async fn a_report_beside_writers_is_of_one_version_of_the_data(fixture: with_cast) {
        let folder = fixture.folder().join("facts");
        for day in 1..=20 {
            record(fixture, &format!("2023-05-{day:02}"), 7).await;
        }
        let begun = fixture.number("SELECT value FROM counters WHERE name = 'changes'").await;
        let facts = Facts::in_folder(folder.clone());
        facts.current(&fixture.context).await.expect("facts");
        let writing = async {
            for at in 0..60 {
                // Now this year, now that one.
                record(fixture, &format!("20{}-06-{:02}", 20 + at % 6, at % 28 + 1), 7).await;
            }
        };
        let reading = async {
            let mut seen = 0;
            for at in 0..30 {
                let fresh = Facts::in_folder(folder.clone());
                let snapshot = if at % 2 == 0 { &facts } else { &fresh }.current(&fixture.context).await.expect("facts");
                let entries = 20 + snapshot.data_version - begun;
                assert_eq!(i64::try_from(snapshot.len()).expect("few"), entries, "as many as the version says");
                assert_eq!(crate::facts::total(&snapshot), entries * 7);
                seen = seen.max(entries);
            }
            seen
        };
        let ((), seen) = tokio::join!(writing, reading);
        assert!(seen > 20);
        answers(fixture, &folder).await;
    }
}
