//! Deliveries that are stored in parts: broken off at any point, they go on where they ended, and come to the same as if
//! nothing had happened.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use casetime::config::Config;
use casetime::context::Context;
use casetime::failure::Failure;
use casetime::ids::BatchId;
use casetime::import::ops::{Delivered, Delivery, deliver};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::returns::deliveries;
use casetime::import::returns::unload::{RawUnload, unload};
use casetime::import::source::Source;
use serde_json::Value;

use crate::support::delivery::{HEADER, StoredEntry, codes, entries, import_again, lines, plain};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

/// Rows that end in every way, with repeats that are far apart and a total in between.
fn rows(count: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for at in 0..count {
        let day = format!("20{:02}-{:02}-{:02}", 10 + at / 336 % 15, at / 28 % 12 + 1, at % 28 + 1);
        let row = match at % 50 {
            7 => format!("P-1,OT-1,Unheard of,{day},0.1,,"),
            13 => format!("P-9,OT-1,OT-ADM,{day},1,,"),
            19 => String::new(),
            23 => "P-1,OT-1,OT-ADM,2026-03-02,0.1,The same again,".to_owned(),
            31 => "Total,,,,1,,".to_owned(),
            _ => format!("P-1,UKR-12,TA-LEG,{day},0.1,Row {at},"),
        };
        text.push_str(&row);
        text.push('\n');
    }
    text
}

fn document() -> String {
    let total = "[[totals]]\ncolumn = \"Timekeeper\"\nequals = \"Total\"\nscope = \"block\"\n\
         value = { column = \"Hours\", form = \"decimal_hours\" }\n";
    format!("{}\n{total}", plain())
}

/// Fails when so many bytes of rejected rows were written.
struct Failing {
    left: usize,
}

impl io::Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("broken off"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Delivers in parts of so many lines; it breaks off after so many bytes of rejected rows.
async fn in_parts(fixture: &Fixture, text: &str, part: u64, bytes: usize) -> Result<Delivered, Failure> {
    let document = document();
    let path = fixture.write("parts.csv", text);
    let profile = Arc::new(Profile::parse(&document).expect("a profile"));
    let config = Arc::new(Config { import_part_lines: part, ..Config::default() });
    let context = Context { config, ..fixture.context.clone() };
    let mut rejects = Failing { left: bytes };
    let delivery = Delivery {
        source: Source::open(&path, &profile.file).expect("a source"),
        profile,
        profile_document: &document,
        rehearse: false,
        make_changes: false,
        rejects: Some(&mut rejects),
        reject_form: RejectForm::Lines,
        progress: &mut |_| {},
    };
    deliver(&context, delivery).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
}

/// What a delivery left behind, but for what no two have in common.
async fn left(fixture: &Fixture, delivered: Delivered) -> (String, Vec<StoredEntry>, Vec<String>) {
    let Delivered::Ledger { batch, ledger, .. } = delivered else { panic!("imported before") };
    let rows = lines(fixture, batch.expect("stored")).await;
    let ledger = serde_json::to_string(&ledger).expect("JSON");
    let stored = format!("SELECT count(*) FROM import_batches WHERE ledger = '{}'", ledger.replace('\'', "''"));
    assert_eq!(fixture.number(&stored).await, 1, "the ledger that was answered is stored");
    assert_eq!(fixture.number("SELECT count(*) FROM import_batches WHERE unfinished = TRUE OR so_far <> ''").await, 0);
    let told = rows.into_iter().map(|row| {
        format!(
            "{} {} {} {} {} {} {}",
            row.line,
            row.lines,
            row.outcome,
            row.ordinal,
            row.label,
            row.faults,
            row.raw.len()
        )
    });
    (ledger, entries(fixture).await, told.collect())
}

on_both_engines! {
    async fn broken_off_at_any_point_it_comes_to_the_same(fixture: with_cast) {
        let text = rows(9000);
        let whole = in_parts(fixture, &text, 1_000_000, usize::MAX).await.expect("in one piece");
        let expected = left(fixture, whole).await;
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'import'").await, 1);
        fixture.number("SELECT count(*) FROM changes").await;
        let engine = fixture.engine;
        for bytes in [0, 5000, 11_000, 17_000, 23_000] {
            let other = Fixture::with_cast(engine).await;
            // Two times it is broken off; what was rejected before is written anew by the one that goes on.
            let mut broken = 0;
            let delivered = loop {
                match in_parts(&other, &text, 2500, if broken < 2 { bytes } else { usize::MAX }).await {
                    Ok(delivered) => break delivered,
                    Err(failure) => {
                        assert_eq!(codes(&failure), ["output_unwritable"]);
                        broken += 1;
                    }
                }
                let reported = other.number("SELECT count(*) FROM changes").await;
                assert_eq!(reported, 0, "no figure counts a delivery that is not whole");
            };
            assert_eq!(broken, 2, "after {bytes} bytes");
            assert_eq!(left(&other, delivered).await, expected, "broken off after {bytes} bytes");
            assert_eq!(other.number("SELECT count(*) FROM audit_events WHERE action = 'import'").await, 1);
            import_again(&other, &text, &document()).await;
            other.finish().await;
        }
    }

    async fn a_part_that_is_stored_is_read_on_by_the_same_profile_only(fixture: with_cast) {
        let text = rows(6000);
        in_parts(fixture, &text, 2000, 15_000).await.expect_err("broken off");
        let parts = fixture.number("SELECT count(*) FROM import_batches WHERE unfinished = TRUE").await;
        assert_eq!(parts, 1);
        let path = fixture.write("parts.csv", &text);
        let (delivered, _) = crate::support::delivery::deliver_file(fixture, &path, plain(), false).await;
        assert_eq!(codes(&delivered.expect_err("another profile")), ["import_unfinished"]);
        // No report counts what is there so far.
        assert!(fixture.number("SELECT count(*) FROM entries").await > 1000);
        // The list shows it for what it is.
        let listed = deliveries::list(&fixture.context, None, 10).await.expect("a list");
        assert_eq!((listed.len(), listed[0].finished), (1, false));
        let shown = deliveries::show(&fixture.context, listed[0].id).await.expect("what there is of it");
        assert!(shown.batch.lines > 1000 && shown.ledger.lines == 0 && shown.sign_off.is_none());
        // It can also be taken out again, and begun anew.
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let row: Row = tx.one("SELECT id FROM import_batches", ()).await.expect("a delivery");
        drop(tx);
        let raw = RawUnload { reason: "Another profile".to_owned(), ..RawUnload::default() };
        unload(&fixture.context, BatchId::from_uuid(row.id), &raw).await.expect("taken out");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
        assert_eq!(fixture.number("SELECT count(*) FROM import_blocks").await, 0);
        let (delivered, _) = crate::support::delivery::deliver_file(fixture, &path, plain(), false).await;
        assert!(matches!(delivered, Ok(Delivered::Ledger { .. })), "as if it had never come");
        let listed = deliveries::list(&fixture.context, None, 10).await.expect("a list");
        assert_eq!((listed.len(), listed[0].finished), (1, true));
    }
}

on_both_shells! {
    async fn killed_again_and_again_nothing_is_lost_or_doubled(shell: filled) {
        let profile = document();
        shell.write("profile.toml", &profile);
        let text = rows(30_000);
        shell.write("delivery.csv", &text);
        let arguments = ["import", "delivery.csv", "--profile", "profile.toml", "--json"];
        let settings = [("CASETIME_IMPORT_PART_LINES", "2000")];
        let mut killed = 0;
        for wait in (0..16).map(|round| 60 + 35 * round) {
            let mut child = shell.start(&arguments, &settings);
            std::thread::sleep(Duration::from_millis(wait));
            if child.try_wait().expect("a child").is_some() {
                break;
            }
            child.kill().expect("killed");
            child.wait().expect("ended");
            killed += 1;
        }
        assert!(killed > 2, "killed {killed} times");
        let last: Value = shell.run_with(&arguments, "", &settings).json();
        // Whether it was whole before the last one came is a matter of time.
        assert!(matches!(last["outcome"].as_str(), Some("imported" | "imported_before")), "{last}");
        let again: Value = shell.run_with(&arguments, "", &settings).json();
        assert_eq!(again["outcome"], "imported_before");
        let other = Shell::filled(shell.engine).await;
        other.write("profile.toml", &profile);
        other.write("delivery.csv", &text);
        let straight: Value = other.run(&arguments).json();
        if last["outcome"] == "imported" {
            assert_eq!(last["ledger"], straight["ledger"]);
        }
        let report = ["report", "workload", "--by", "category", "--json"];
        let figures = |shell: &Shell| {
            let mut told: Value = shell.run(&report).json();
            for made in ["extracted_at", "data_version"] {
                told.as_object_mut().expect("a report").remove(made);
            }
            told
        };
        let theirs = figures(&other);
        assert_eq!(figures(shell), theirs, "the figures are those of an import that nobody broke off");
        assert!(theirs["coverage"]["person_days"].as_i64().is_some_and(|days| days > 3000), "{}", theirs["coverage"]);
        assert_eq!(shell.run(&["audit", "verify"]).code, 0);
        other.finish().await;
    }
}
