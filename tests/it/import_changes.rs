//! Rows that their source has changed since an earlier delivery: shown as a change, made only when asked for, and never
//! over what a person has changed. And what a rehearsal says the figures would become.

use std::sync::Arc;

use casetime::entries::{self, RawCorrection};
use casetime::ids::EntryId;
use casetime::import::ledger::{Figure, Kept, Outcome};
use casetime::import::ops::{Delivered, Delivery, deliver};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::source::Source;

use crate::support::delivery::{HEADER, Taken, entries as stored, file_of, import, lines, plain};
use crate::support::{Fixture, on_both_engines};

/// `icase-plain` with identifiers of the source.
fn identified() -> String {
    format!("{}\n[source_id]\ncolumn = \"Id\"\n", plain())
}

fn file(rows: &[&str]) -> String {
    rows.iter().fold(format!("{HEADER},Id\n"), |text, row| text + row + "\n")
}

/// Imports a file and makes the changes of its rows.
async fn import_changes(fixture: &Fixture, text: &str, document: &str, rehearse: bool) -> (Taken, Vec<Figure>) {
    let profile = Arc::new(Profile::parse(document).expect("a profile"));
    let path = fixture.write("changes.csv", text);
    let mut rejects = Vec::new();
    let delivery = Delivery {
        source: Source::open(&path, &profile.file).expect("a source"),
        profile,
        profile_document: document,
        rehearse,
        make_changes: true,
        rejects: Some(&mut rejects),
        reject_form: RejectForm::Lines,
        progress: &mut |_| {},
    };
    match deliver(&fixture.context, delivery).await.expect("delivered") {
        Delivered::Ledger { batch, ledger, figures } => (Taken { batch, ledger, rejects }, figures),
        Delivered::Before { .. } => panic!("imported before"),
    }
}

const FIRST: &str = "P-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,,7";
const LONGER: &str = "P-1,UKR-12,TA-LEG,2026-03-03,2.5,A secret,,7";
const OTHER: &str = "P-1,OT-1,OT-KM,2026-03-02,1,Notes,,8";

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
}

async fn only_entry(fixture: &Fixture) -> EntryId {
    let entries = fixture.number("SELECT count(*) FROM entries").await;
    assert_eq!(entries, 1);
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let row: Row = tx.one("SELECT id FROM entries", ()).await.expect("an entry");
    EntryId::from_uuid(row.id)
}

on_both_engines! {
    async fn a_changed_row_is_shown_and_made_only_when_told(fixture: with_cast) {
        let document = identified();
        import(fixture, file(&[FIRST]), &document).await;
        let before = stored(fixture).await;
        let taken = import(fixture, file(&[LONGER, OTHER]), &document).await;
        assert_eq!((taken.records(Outcome::Changed), taken.outcomes()), (1, [1, 0, 0, 0, 0]));
        assert_eq!((taken.ledger.count(Outcome::Changed).minutes, taken.ledger.changes_made), (150, 0));
        let [change] = taken.ledger.changes.as_slice() else { panic!("{:?}", taken.ledger.changes) };
        let told: Vec<(&str, &str, &str)> = change
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.before.as_str(), field.after.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("file", "OT-1", "UKR-12"),
                ("activity", "OT-ADM", "TA-LEG"),
                ("worked_on", "2026-03-02", "2026-03-03"),
                ("minutes", "1:30", "2:30"),
                // What was done is privileged: that it differs is all that is told.
                ("narrative", "", ""),
            ]
        );
        assert_eq!((change.line, change.made, change.kept), (2, false, None));
        let rows = lines(fixture, taken.batch.expect("stored")).await;
        assert!(rows[1].outcome == "changed" && !rows[1].faults.contains("secret"), "{rows:?}");
        assert_eq!(stored(fixture).await.iter().filter(|entry| before.contains(entry)).count(), 1, "as it was");

        // Told to, it changes the entry; the version before is kept, and the audit trail knows.
        let again = format!("{}\n", file(&[LONGER]));
        let (taken, _) = import_changes(fixture, &again, &document, false).await;
        assert_eq!((taken.records(Outcome::Changed), taken.ledger.changes_made), (1, 1));
        let now = stored(fixture).await;
        assert_eq!(now.len(), 2);
        let changed = now.iter().find(|entry| entry.file == "UKR-12").expect("the changed entry");
        let shown = (changed.activity.as_str(), changed.category.as_str(), changed.minutes, changed.narrative.as_str());
        assert_eq!(shown, ("TA-LEG", "TA", 150, "A secret"));
        assert_eq!(fixture.number("SELECT count(*) FROM entry_versions WHERE minutes = 90").await, 1);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'correct'").await, 1);
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE version = 2 AND source_version = 2").await, 1);
        // From now on the row as it is now is the same row, and the one of before is the changed one.
        let taken = import(fixture, format!("{}\n\n", file(&[LONGER, OTHER])), &document).await;
        assert_eq!(taken.outcomes(), [0, 2, 0, 0, 0]);
        let taken = import(fixture, format!("{}\n\n", file(&[FIRST])), &document).await;
        assert_eq!(taken.records(Outcome::Changed), 1);
    }

    async fn what_a_person_has_changed_stays_as_it_is(fixture: with_cast) {
        let document = identified();
        import(fixture, file(&[FIRST]), &document).await;
        let id = only_entry(fixture).await;
        let correction = RawCorrection {
            minutes: Some("45m".to_owned()),
            reason: "Misread the clock.".to_owned(),
            ..RawCorrection::default()
        };
        entries::ops::correct(&fixture.context, id, 1, &correction).await.expect("corrected");
        let (taken, _) = import_changes(fixture, &file(&[LONGER]), &document, false).await;
        assert_eq!((taken.records(Outcome::Changed), taken.ledger.changes_made), (1, 0));
        assert_eq!(taken.ledger.changes[0].kept, Some(Kept::Edited));
        assert_eq!(stored(fixture).await[0].minutes, 45);

        let withdrawal = RawCorrection { withdrawn: true, reason: "Not mine.".to_owned(), ..RawCorrection::default() };
        entries::ops::correct(&fixture.context, id, 2, &withdrawal).await.expect("withdrawn");
        let (taken, _) = import_changes(fixture, &format!("{}\n", file(&[LONGER])), &document, false).await;
        assert_eq!(taken.ledger.changes[0].kept, Some(Kept::Withdrawn));
        // A withdrawn entry does not come back with the row it came from either.
        let taken = import(fixture, format!("{}\n\n", file(&[FIRST])), &document).await;
        assert_eq!(taken.outcomes(), [0, 1, 0, 0, 0]);
        assert!(stored(fixture).await.is_empty());
    }

    async fn an_identifier_stands_for_one_row_of_a_file(fixture: with_cast) {
        let taken = import(fixture, file(&[FIRST, LONGER, FIRST, OTHER]), &identified()).await;
        assert_eq!(taken.outcomes(), [2, 0, 1, 0, 1]);
        assert_eq!(taken.ledger.rejected_codes.get("source_id_repeated"), Some(&1));
        // Of two systems that count alike each has rows of its own.
        let other = format!("{}system = \"other\"\n", identified());
        let taken = import(fixture, file(&[LONGER, OTHER]), &other).await;
        assert_eq!(taken.outcomes(), [2, 0, 0, 0, 0]);
    }

    async fn a_change_that_makes_a_day_too_long_is_refused(fixture: with_cast) {
        let document = identified();
        import(fixture, file(&[FIRST, OTHER]), &document).await;
        let full = "P-1,OT-1,OT-ADM,2026-03-02,23.5,Mail,,7";
        let (taken, _) = import_changes(fixture, &file(&[full]), &document, false).await;
        assert_eq!(taken.outcomes(), [0, 0, 0, 0, 1]);
        assert_eq!(taken.ledger.rejected_codes.get("day_too_long"), Some(&1));
        let just = "P-1,OT-1,OT-ADM,2026-03-02,23,Mail,,7";
        let more = "P-1,OT-1,OT-ADM,2026-03-02,0.1,More,,9";
        let (taken, _) = import_changes(fixture, &file(&[just, more]), &document, false).await;
        assert_eq!((taken.ledger.changes_made, taken.outcomes()), (1, [0, 0, 0, 0, 1]), "the day is full then");
        assert_eq!(stored(fixture).await.iter().map(|entry| entry.minutes).sum::<i64>(), 1440);
    }

    async fn a_rehearsal_says_what_the_figures_would_become(fixture: with_cast) {
        let document = identified();
        import(fixture, file(&[FIRST, "P-1,UKR-12,TA-LEG,2025-03-31,4,,,1"]), &document).await;
        let rows = [LONGER, OTHER, "P-1,UKR-12,TA-LEG,2025-04-01,1,,,2", "P-1,OT-1,Unheard of,2025-03-30,0.5,,,3"];
        let (taken, figures) = import_changes(fixture, &file(&rows), &document, true).await;
        assert_eq!(taken.batch, None);
        let told: Vec<(&str, &str, i64, i64)> = figures
            .iter()
            .map(|figure| (figure.year.as_str(), figure.category.as_str(), figure.before_minutes, figure.after_minutes))
            .collect();
        // The changed row takes 90 minutes out of OT and brings 150 to TA; the held one waits in OT.
        let expected =
            [("2024-25", "OT", 0, 30), ("2025-26", "OT", 90, 60), ("2025-26", "TA", 0, 210)];
        assert_eq!(told, expected);
        // The commit brings what the rehearsal said.
        let (taken, figures) = import_changes(fixture, &file(&rows), &document, false).await;
        assert!(taken.batch.is_some() && figures.is_empty());
        let sum = "SELECT CAST(SUM(minutes) AS BIGINT) FROM entries WHERE category = 'TA' AND worked_on >= '2025-04-01'";
        assert_eq!(fixture.number(sum).await, 210);
        let plain_rows = file_of(&["P-1,OT-1,OT-ADM,2026-03-09,1,,"]);
        let (taken, figures) = import_changes(fixture, &plain_rows, plain(), true).await;
        assert_eq!((taken.outcomes(), figures[0].before_minutes, figures[0].after_minutes), ([1, 0, 0, 0, 0], 60, 120));
    }
}
