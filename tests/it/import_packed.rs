//! Deliveries in gzip and in zip archives: what is in them is imported as if it had been sent by itself, and whatever
//! is not one whole file of text is refused by name.

use casetime::import::containers::Container;
use casetime::import::ledger::Outcome;
use casetime::import::shape::FileShape;
use sha2::{Digest as _, Sha256};

use crate::support::delivery::{codes, deliver_file, deliver_source, entries, file_of, import, plain, refused};
use crate::support::on_both_engines;
use crate::support::packed::{Member, archive, gz, lines_of, source, zipped};

const ROWS: [&str; 2] = ["P-1,OT-1,OT-ADM,2026-03-02,1,\"two\nlines\",", "P-1,OT-1,Unheard of,2026-03-03,1.5,,"];

fn code(bytes: &[u8]) -> &'static str {
    lines_of(bytes, &FileShape::default()).expect_err("refused")
}

/// A name is taken as it stands, so that archives can hold what programs would not put there.
fn named(name: &str) -> Vec<u8> {
    archive(&[Member::honest(name, file_of(&ROWS).as_bytes())])
}

on_both_engines! {
    async fn what_is_packed_is_imported_as_if_it_had_been_sent_by_itself(fixture: with_cast) {
        let text = file_of(&ROWS);
        let packed = gz(&text);
        let path = fixture.write("a name that says nothing.csv", &packed);
        let (delivered, _) = deliver_file(fixture, &path, plain(), false).await;
        let Ok(casetime::import::ops::Delivered::Ledger { batch: Some(_), ledger, .. }) = delivered else {
            panic!("{delivered:?}")
        };
        assert_eq!((ledger.lines, ledger.accounted()), (4, 4));
        assert_eq!([Outcome::New, Outcome::Held].map(|outcome| ledger.count(outcome).records), [1, 1]);
        assert_eq!(ledger.origin.expect("an origin").container, Container::Gzip);
        assert_eq!(entries(fixture).await[0].narrative, "two\nlines");
        // The fingerprint is that of the bytes as they were sent.
        let sent = casetime::digest::hex(&Sha256::digest(&packed));
        let kept = format!("SELECT count(*) FROM import_batches WHERE sha256 = '{sent}' AND bytes = {}", packed.len());
        assert_eq!(fixture.number(&kept).await, 1);
        let (again, _) = deliver_file(fixture, &path, plain(), false).await;
        assert!(matches!(again, Ok(casetime::import::ops::Delivered::Before { .. })), "{again:?}");
        // The same rows in another wrapping are there already.
        let path = fixture.write("same.zip", zipped(&[("2026/a.csv", text.as_bytes())]));
        let (delivered, _) = deliver_file(fixture, &path, plain(), false).await;
        let Ok(casetime::import::ops::Delivered::Ledger { ledger, .. }) = delivered else { panic!("{delivered:?}") };
        assert_eq!(ledger.count(Outcome::Same).records, 2);
        assert_eq!(ledger.origin.expect("an origin").member.as_deref(), Some("2026/a.csv"));
        assert!(import(fixture, &text, plain()).await.ledger.origin.is_none());
    }

    async fn a_packed_file_that_changes_while_it_is_read_is_refused(fixture: with_cast) {
        let before = fixture.contents().await;
        for (one, other) in [
            (gz(file_of(&ROWS)), gz(file_of(&ROWS[..1]))),
            (zipped(&[("a", file_of(&ROWS).as_bytes())]), zipped(&[("a", file_of(&ROWS[1..]).as_bytes())])),
        ] {
            let path = fixture.write("changing", &one);
            let source = casetime::import::source::Source::open(&path, &FileShape::default()).expect("a source");
            std::fs::write(&path, &other).expect("changed");
            let (delivered, _) = deliver_source(fixture, source, plain(), false).await;
            assert_eq!(codes(&delivered.expect_err("it changed")), ["source_changed"]);
            assert_eq!(fixture.contents().await, before);
        }
    }

    async fn nothing_is_stored_of_an_archive_that_is_refused(fixture: with_cast) {
        let whole = gz(file_of(&ROWS));
        let path = fixture.write("half.gz", &whole[..whole.len() / 2]);
        assert_eq!(refused(fixture, &path, plain()).await, ["archive_broken"]);
        let path = fixture.write("two.zip", zipped(&[("a.csv", b"a"), ("b.csv", b"b")]));
        assert_eq!(refused(fixture, &path, plain()).await, ["archive_many_files"]);
    }
}

#[test]
fn an_archive_is_refused_for_what_it_holds() {
    assert_eq!(code(&zipped(&[("a.csv", b"a"), ("b.csv", b"b")])), "archive_many_files");
    let fault = source(&zipped(&[("a.csv", b"a"), ("b.csv", b"b")]), &FileShape::default()).expect_err("refused");
    let said = fault.say(casetime::lang::Lang::En);
    assert!(said.contains("2 files: a.csv, b.csv"), "{said}");
    for name in ["/etc/a.csv", "../a.csv", "a/../../a.csv", "C:\\a.csv", "\\\\server\\a.csv"] {
        assert_eq!(code(&named(name)), "archive_path", "{name}");
    }
    assert!(lines_of(&named("a/b.csv"), &FileShape::default()).is_ok());
    assert_eq!(code(&zipped(&[])), "source_empty");
    assert_eq!(code(&zipped(&[("a.csv", b"")])), "source_empty");
    assert_eq!(code(&gz(b"")), "source_empty");
    for inner in [gz(b"a"), zipped(&[("a", b"a")]), b"7z\xbc\xaf\x27\x1c\0".to_vec()] {
        assert_eq!(code(&zipped(&[("a.gz", &inner)])), "archive_nested");
        assert_eq!(code(&gz(&inner)), "archive_nested");
    }
    for bytes in [&b"7z\xbc\xaf\x27\x1c"[..], b"Rar!\x1a\x07\x01", b"\xfd7zXZ\0", b"%PDF-1.7"] {
        assert_eq!(code(bytes), "archive_kind");
    }
    let mut locked = Member::honest("a.csv", b"a");
    locked.encrypted = true;
    assert_eq!(code(&archive(&[locked])), "archive_password");
    let many: Vec<Member> = (0..1001).map(|at| Member::honest(&format!("{at}"), b"")).collect();
    assert_eq!(code(&archive(&many)), "archive_many_members");
    // Several streams of gzip are one file.
    let two = [gz(b"a,b\n"), gz(b"1,2\n")].concat();
    assert_eq!(lines_of(&two, &FileShape::default()).as_deref(), Ok("a,b\n1,2\n"));
}

#[test]
fn an_archive_that_grows_beyond_measure_is_stopped_while_it_grows() {
    // One that says how much it is, and one that lies, which is stopped where it should have ended.
    for (says, refused) in [(500 << 20, "archive_ratio"), (1000, "archive_broken")] {
        let bomb = archive(&[Member::bomb("a.csv", 500, says)]);
        assert!(bomb.len() < 600_000, "{}", bomb.len());
        assert_eq!(code(&bomb), refused);
    }
    let mut packed = gz(vec![b' '; 8 << 20]);
    assert_eq!(code(&packed), "archive_ratio");
    packed.truncate(packed.len() / 2);
    assert_eq!(code(&packed), "archive_ratio", "it is stopped before it is known to be broken");
}

#[test]
fn whatever_is_cut_or_changed_is_refused_by_name_or_is_text() {
    let text = file_of(&ROWS);
    for (whole, magic) in [(gz(&text), 2), (zipped(&[("a.csv", text.as_bytes())]), 4)] {
        for length in 0..whole.len() {
            let found = lines_of(&whole[..length], &FileShape::default());
            let short = length < 4 && found.as_ref().is_ok_and(|lines| lines.len() <= 4);
            let known = matches!(found, Err("archive_broken" | "source_empty"));
            assert!(short || known, "{length}: {found:?}");
        }
        for at in magic..whole.len() {
            for mask in [0xff, 1] {
                let mut changed = whole.clone();
                changed[at] ^= mask;
                match lines_of(&changed, &FileShape::default()) {
                    Ok(lines) => assert_eq!(lines, text, "{at}"),
                    Err(code) => assert!(code.starts_with("archive_") || code == "source_empty", "{at}: {code}"),
                }
            }
        }
    }
}
