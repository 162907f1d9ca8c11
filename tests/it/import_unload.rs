//! A delivery that is taken out again: the store is as it was before it, and nothing that people or later deliveries have built
//! on it is lost in silence.

use std::sync::Arc;

use casetime::clock::Clock;
use casetime::context::Context;
use casetime::entries::{self, RawCorrection};
use casetime::exports::{self, Period};
use casetime::failure::Failure;
use casetime::ids::{BatchId, EntryId};
use casetime::import::ledger::Outcome;
use casetime::import::ops::{Delivered, Delivery, deliver};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::returns::sign_off;
use casetime::import::returns::unload::{RawUnload, Unloaded, unload};
use casetime::import::source::Source;
use casetime::lang::Lang;
use chrono::TimeDelta;

use crate::support::delivery::{HEADER, Taken, codes, entries as stored, file_of, import, lines, plain};
use crate::support::returned::repair;
use crate::support::{Fixture, now, on_both_engines};

const FIRST: &[&str] = &["P-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,", "P-1,OT-1,Unheard of,2026-03-04,1,Mail,"];
const SECOND: &[&str] =
    &["P-1,OT-1,OT-ADM,2025-03-31,2,Before,", "P-1,OT-1,OT-ADM,2026-03-09,soon,Bad,", "Total,,,,9,,"];

async fn take_out(fixture: &Fixture, batch: BatchId, also_edited: bool, rehearse: bool) -> Result<Unloaded, Failure> {
    unload(&fixture.context, batch, &RawUnload { reason: "Wrong export".to_owned(), also_edited, rehearse }).await
}

async fn refusal(fixture: &Fixture, taken: &Taken) -> Vec<&'static str> {
    let before = fixture.contents().await;
    let refused = take_out(fixture, taken.batch.expect("stored"), false, false).await.expect_err("refused");
    assert_eq!(fixture.contents().await, before, "nothing changed");
    codes(&refused)
}

/// How many rows each table has, but for those that say what ever happened.
async fn counts(fixture: &Fixture) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "people",
        "files",
        "entries",
        "entry_versions",
        "import_batches",
        "import_lines",
        "import_blocks",
        "import_totals",
        "import_repairs",
        "import_repaired_lines",
        "import_sign_offs",
        "import_profiles",
    ] {
        counts.push(fixture.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    counts
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
}

/// The entry of this delivery with so many minutes.
async fn entry_of(fixture: &Fixture, batch: BatchId, minutes: i64) -> EntryId {
    const FIND: &str = "SELECT id FROM entries WHERE batch_id = $1 AND minutes = $2";
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let row: Row = tx.one(FIND, (batch.uuid(), minutes)).await.expect("an entry");
    EntryId::from_uuid(row.id)
}

async fn withdraw(fixture: &Fixture, entry: EntryId) {
    let raw = RawCorrection { withdrawn: true, reason: "Double".to_owned(), ..RawCorrection::default() };
    entries::ops::correct(&fixture.context, entry, 1, &raw).await.expect("withdrawn");
}

/// Imports an hour after everything else.
async fn import_later(fixture: &Fixture, text: &str, document: &str) -> BatchId {
    let clock = Clock::Fixed(now() + TimeDelta::hours(1));
    let path = fixture.write("later.csv", text);
    let profile = Arc::new(Profile::parse(document).expect("a profile"));
    let delivery = Delivery {
        source: Source::open(&path, &profile.file).expect("a source"),
        profile,
        profile_document: document,
        rehearse: false,
        make_changes: false,
        rejects: None,
        reject_form: RejectForm::Lines,
        progress: &mut |_| {},
    };
    match deliver(&Context { clock, ..fixture.context.clone() }, delivery).await {
        Ok(Delivered::Ledger { batch, .. }) => batch.expect("stored"),
        other => panic!("not imported: {other:?}"),
    }
}

on_both_engines! {
    async fn afterwards_everything_is_as_it_was_before(fixture: with_cast) {
        let kept = import(fixture, file_of(FIRST), plain()).await.batch.expect("stored");
        let before = (counts(fixture).await, stored(fixture).await, format!("{:?}", lines(fixture, kept).await));
        let taken = import(fixture, file_of(SECOND), plain()).await;
        let batch = taken.batch.expect("stored");
        repair(fixture, batch, taken.reject_text().replacen("soon", "1", 1).as_bytes()).await;
        let loaded = (fixture.contents().await, counts(fixture).await);
        let rehearsed = take_out(fixture, batch, false, true).await.expect("rehearsed");
        assert_eq!((fixture.contents().await, counts(fixture).await), loaded, "a rehearsal stores nothing");
        let unloaded = take_out(fixture, batch, false, false).await.expect("taken out");
        assert_eq!((unloaded.entries, unloaded.edited, &unloaded.years[..]), (2, 0, &["2024-25".to_owned(), "2025-26".to_owned()][..]));
        assert_eq!(rehearsed, Unloaded { rehearsed: true, ..unloaded });
        let after = (counts(fixture).await, stored(fixture).await, format!("{:?}", lines(fixture, kept).await));
        assert_eq!(after, before);
        let noted = "SELECT count(*) FROM audit_events WHERE action = 'unload' AND reason = 'Wrong export'";
        assert_eq!(fixture.number(noted).await, 1);
        let gone = take_out(fixture, batch, false, false).await.expect_err("gone");
        assert_eq!(codes(&gone), ["not_found"]);
        // The same file comes again as if it had never been there.
        let again = import(fixture, file_of(SECOND), plain()).await;
        assert_eq!((again.outcomes(), again.batch == Some(batch)), (taken.outcomes(), false));
    }

    async fn entries_that_somebody_has_changed_since_go_only_when_told(fixture: with_cast) {
        let taken = import(fixture, file_of(FIRST), plain()).await;
        let batch = taken.batch.expect("stored");
        let entry = entry_of(fixture, batch, 90).await;
        withdraw(fixture, entry).await;
        assert_eq!(refusal(fixture, &taken).await, ["batch_edited"]);
        let rehearsed = take_out(fixture, batch, false, true).await.expect("rehearsed");
        assert_eq!((rehearsed.edited, &rehearsed.edited_entries[..]), (1, &[entry][..]));
        let unloaded = take_out(fixture, batch, true, false).await.expect("taken out");
        assert_eq!((unloaded.entries, unloaded.edited), (2, 1));
        let told = format!("SELECT count(*) FROM audit_events WHERE action = 'unload' AND object_id = '{entry}' AND hash_before <> ''");
        assert_eq!(fixture.number(&told).await, 1, "what became of it is in the trail");
        let left = counts(fixture).await;
        assert_eq!(left[2..], [0; 10]);
    }

    async fn rows_that_a_later_delivery_counts_on_stay(fixture: with_cast) {
        let first = import(fixture, file_of(FIRST), plain()).await;
        let later = import(fixture, file_of(&[FIRST[0], "P-1,OT-1,OT-ADM,2026-03-05,3,New,"]), plain()).await;
        assert_eq!(later.outcomes(), [1, 1, 0, 0, 0]);
        assert_eq!(refusal(fixture, &first).await, ["batch_relied_upon"]);
        for batch in [later.batch, first.batch] {
            take_out(fixture, batch.expect("stored"), false, false).await.expect("the later one first");
        }
        assert_eq!(counts(fixture).await[2..], [0; 10]);
    }

    async fn rows_that_an_export_of_ours_counts_on_stay(fixture: with_cast) {
        let first = import(fixture, file_of(FIRST), plain()).await;
        let period = Period::parse(None, None, fixture.context.clock.today()).expect("a period");
        let export = exports::ops::of(&fixture.context, "P-1", period, "csv").await.expect("exported");
        let text = exports::csv(&export, &fixture.context.vocabulary, Lang::En);
        let again = import(fixture, &text, Profile::shipped("casetime-entries").expect("a shipped profile")).await;
        assert!(again.ledger.count(Outcome::Same).records > 0 && again.ledger.count(Outcome::New).records == 0);
        assert_eq!(refusal(fixture, &first).await, ["batch_relied_upon"]);
        take_out(fixture, again.batch.expect("stored"), false, false).await.expect("nothing counts on it");
        take_out(fixture, first.batch.expect("stored"), false, false).await.expect("nor on this one now");
    }

    async fn days_that_a_later_timesheet_counts_on_stay_whatever_its_profile_is_called(fixture: with_cast) {
        let profile = |name: &str, days: &str| {
            format!(
                "schema = 1\nname = \"{name}\"\nversion = 1\ndescription = {{ en = \"Sheet\", fr = \"Feuille\" }}\n{days}\n\
                 [person]\ncolumn = \"Timekeeper\"\n[work_file]\ncolumn = \"File\"\n[activity]\ncolumn = \"Activity\"\n\
                 [date]\norder = \"ymd\"\n[duration]\nform = \"decimal_hours\"\n[narrative]\ncolumns = [\"Narrative\"]\n"
            )
        };
        let sheet = |second: &str| format!("Timekeeper,File,Activity,Narrative,2026-03-02,2026-03-03\nP-1,OT-1,OT-ADM,Mail,1,{second}\n");
        let first = import(fixture, &sheet(""), &profile("weeks", "days = { headers = \"date\" }")).await;
        let later = import_later(fixture, &sheet("2"), &profile("sheets", "days.headers = \"date\"")).await;
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 2);
        assert_eq!(refusal(fixture, &first).await, ["batch_relied_upon"]);
        for batch in [later, first.batch.expect("stored")] {
            take_out(fixture, batch, false, false).await.expect("the later one first");
        }
    }

    async fn what_it_has_changed_in_earlier_deliveries_keeps_it_in(fixture: with_cast) {
        let document = format!("{}\n[source_id]\ncolumn = \"Id\"\n", plain());
        let file = |row: &str| format!("{HEADER},Id\n{row}\n");
        let first = import(fixture, file("P-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,,7"), &document).await;
        let changed = file("P-1,OT-1,OT-ADM,2026-03-02,2.5,Mail,,7");
        let path = fixture.write("changes.csv", &changed);
        let profile = Arc::new(Profile::parse(&document).expect("a profile"));
        let delivery = Delivery {
            source: Source::open(&path, &profile.file).expect("a source"),
            profile,
            profile_document: &document,
            rehearse: false,
            make_changes: true,
            rejects: None,
            reject_form: RejectForm::Lines,
            progress: &mut |_| {},
        };
        let casetime::import::ops::Delivered::Ledger { batch, ledger, .. } =
            deliver(&fixture.context, delivery).await.expect("delivered")
        else {
            panic!("imported before")
        };
        assert_eq!(ledger.count(Outcome::Changed).records, 1);
        let second = Taken { batch, ledger, rejects: Vec::new() };
        assert_eq!(refusal(fixture, &second).await, ["batch_has_changes"]);
        assert_eq!(refusal(fixture, &first).await, ["batch_relied_upon"]);
    }

    async fn a_signed_off_delivery_stays_and_a_reason_is_needed(fixture: with_cast) {
        let taken = import(fixture, file_of(FIRST), plain()).await;
        let batch = taken.batch.expect("stored");
        for (reason, code) in [(" ", "required"), (&"x".repeat(501)[..], "too_long"), ("a\u{7}", "control_character")] {
            let raw = RawUnload { reason: reason.to_owned(), ..RawUnload::default() };
            assert_eq!(codes(&unload(&fixture.context, batch, &raw).await.expect_err("refused")), [code]);
        }
        sign_off::sign_off(&fixture.context, batch, "").await.expect("it balances");
        assert_eq!(refusal(fixture, &taken).await, ["batch_signed_off"]);
    }

    async fn a_delivery_that_was_drawn_for_a_second_coding_stays(fixture: with_cast) {
        let taken = import(fixture, file_of(FIRST), plain()).await;
        let (from, to) = ("2026-03-01".to_owned(), "2026-03-31".to_owned());
        let raw = casetime::coding::RawDraw { from, to, size: 1, ..casetime::coding::RawDraw::default() };
        casetime::coding::ops::draw(&fixture.context, &raw).await.expect("drawn");
        assert_eq!(refusal(fixture, &taken).await, ["batch_sampled"]);
    }
}
