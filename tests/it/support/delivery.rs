//! Deliveries of legacy files in tests: import or rehearse bytes by a profile, read past the program what came of
//! them, and prove that no line and no byte of the file was lost.

use std::path::Path;
use std::sync::Arc;

use casetime::failure::Failure;
use casetime::ids::BatchId;
use casetime::import::ledger::{Ledger, Outcome};
use casetime::import::ops::{Delivered, Delivery, deliver, list_placed};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::shape::FileShape;
use casetime::import::source::Source;
use chrono::NaiveDate;

use super::Fixture;
use crate::import_splitting::physical_lines;

/// The header that the profile `icase-plain` reads.
pub(crate) const HEADER: &str = "Timekeeper,File,Activity,Date,Hours,Narrative,Entered on";

/// The profile `icase-plain` as it is written.
pub(crate) fn plain() -> &'static str {
    Profile::shipped("icase-plain").expect("a shipped profile")
}

/// The profile `icase-plain` with one piece of its text replaced, and without golden rows, which would contradict it.
pub(crate) fn plain_but(piece: &str, by: &str) -> String {
    let (described, _) = plain().split_once("[[golden]]").expect("golden rows stand at its end");
    assert!(described.contains(piece), "the profile has {piece}");
    described.replace(piece, by)
}

/// A file with the header of `icase-plain` and these rows.
pub(crate) fn file_of(rows: &[&str]) -> String {
    rows.iter().fold(format!("{HEADER}\n"), |text, row| text + row + "\n")
}

/// A delivery that was not refused.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) batch: Option<BatchId>,
    pub(crate) ledger: Ledger,
    pub(crate) rejects: Vec<u8>,
}

impl Taken {
    /// The file of rejected rows, where it is UTF-8.
    pub(crate) fn reject_text(&self) -> &str {
        str::from_utf8(&self.rejects).expect("UTF-8")
    }

    /// How many records ended somewhere.
    pub(crate) fn records(&self, outcome: Outcome) -> u64 {
        self.ledger.count(outcome).records
    }

    /// Records that are new, the same, duplicates, held and rejected.
    pub(crate) fn outcomes(&self) -> [u64; 5] {
        [Outcome::New, Outcome::Same, Outcome::Duplicate, Outcome::Held, Outcome::Rejected]
            .map(|outcome| self.records(outcome))
    }
}

/// Delivers a source; what came of it, and the file of rejected rows.
pub(crate) async fn deliver_source(
    fixture: &Fixture,
    source: Source,
    document: &str,
    rehearse: bool,
) -> (Result<Delivered, Failure>, Vec<u8>) {
    let mut rejects = Vec::new();
    let delivery = Delivery {
        source,
        profile: Arc::new(Profile::parse(document).expect("a profile without faults")),
        profile_document: document,
        rehearse,
        make_changes: false,
        rejects: Some(&mut rejects),
        reject_form: RejectForm::Lines,
        progress: &mut |_| {},
    };
    let delivered = deliver(&fixture.context, delivery).await;
    (delivered, rejects)
}

/// Delivers a file.
pub(crate) async fn deliver_file(
    fixture: &Fixture,
    path: &Path,
    document: &str,
    rehearse: bool,
) -> (Result<Delivered, Failure>, Vec<u8>) {
    let shape = Profile::parse(document).map_or_else(|_| FileShape::default(), |profile| profile.file);
    match Source::open(path, &shape) {
        Ok(source) => deliver_source(fixture, source, document, rehearse).await,
        Err(fault) => (Err(fault.into()), Vec::new()),
    }
}

fn taken((delivered, rejects): (Result<Delivered, Failure>, Vec<u8>)) -> Taken {
    match delivered.expect("the delivery is taken") {
        Delivered::Ledger { batch, ledger, .. } => Taken { batch, ledger, rejects },
        Delivered::Before { batch, .. } => panic!("imported before as {batch}"),
    }
}

/// Imports bytes that were not imported before, and proves that the ledger holds each of them.
pub(crate) async fn import(fixture: &Fixture, bytes: impl AsRef<[u8]>, document: &str) -> Taken {
    let bytes = bytes.as_ref();
    let path = fixture.write("delivery.csv", bytes);
    let taken = taken(deliver_file(fixture, &path, document, false).await);
    adds_up(fixture, &taken, bytes).await;
    taken
}

/// Rehearses the import of bytes.
pub(crate) async fn rehearse(fixture: &Fixture, bytes: impl AsRef<[u8]>, document: &str) -> Taken {
    let path = fixture.write("rehearsal.csv", bytes);
    let taken = taken(deliver_file(fixture, &path, document, true).await);
    assert_eq!(taken.batch, None, "a rehearsal leaves no delivery");
    taken
}

/// Delivers bytes that were imported before; nothing may change.
pub(crate) async fn import_again(fixture: &Fixture, bytes: impl AsRef<[u8]>, document: &str) -> BatchId {
    let before = fixture.contents().await;
    let path = fixture.write("again.csv", bytes);
    let (delivered, rejects) = deliver_file(fixture, &path, document, false).await;
    let Ok(Delivered::Before { batch, imported_at }) = delivered else { panic!("imported twice: {delivered:?}") };
    assert_eq!((imported_at, rejects), (super::now(), Vec::new()));
    assert_eq!(fixture.contents().await, before, "nothing changed");
    batch
}

/// The codes of a delivery that is refused as a whole; nothing may be stored.
pub(crate) async fn refused(fixture: &Fixture, path: &Path, document: &str) -> Vec<&'static str> {
    let before = fixture.contents().await;
    let (delivered, _) = deliver_file(fixture, path, document, false).await;
    let failure = delivered.expect_err("the delivery is refused");
    assert_eq!(fixture.contents().await, before, "nothing is stored of a refused delivery");
    codes(&failure)
}

/// The codes of a failure.
pub(crate) fn codes(failure: &Failure) -> Vec<&'static str> {
    failure.faults().iter().map(|fault| fault.code.as_str()).collect()
}

/// A row of the stored ledger.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct LineRow {
    pub(crate) line: i64,
    pub(crate) lines: i64,
    pub(crate) outcome: String,
    pub(crate) ordinal: i64,
    pub(crate) label: String,
    pub(crate) faults: String,
    pub(crate) raw: Vec<u8>,
}

impl LineRow {
    /// The code of the first fault of a rejected row.
    pub(crate) fn code(&self) -> String {
        let faults: serde_json::Value = serde_json::from_str(&self.faults).expect("faults are JSON");
        faults[0]["code"].as_str().expect("a code").to_owned()
    }
}

/// The stored ledger of a delivery, in the order of the file: where its blocks say each line ended, with what its own
/// row says where it has one.
pub(crate) async fn lines(fixture: &Fixture, batch: BatchId) -> Vec<LineRow> {
    const LINES: &str = "SELECT line, lines, outcome, ordinal, label, faults, raw FROM import_lines \
         WHERE batch_id = $1 ORDER BY line";
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let told: Vec<LineRow> = tx.all(LINES, (batch.uuid(),)).await.expect("the ledger");
    drop(tx);
    let placed = list_placed(&fixture.context, batch, 1, i64::MAX.unsigned_abs()).await.expect("the blocks");
    let whole = |number: u64| i64::try_from(number).expect("a small file");
    let mut told = told.into_iter().peekable();
    let rows = placed.into_iter().map(|placed| {
        let of_block = LineRow {
            line: whole(placed.line),
            lines: whole(placed.lines),
            outcome: placed.outcome.as_str().to_owned(),
            ordinal: placed.ordinal,
            label: String::new(),
            faults: String::new(),
            raw: placed.raw,
        };
        let Some(row) = told.next_if(|row| row.line == of_block.line) else { return of_block };
        // The block tells where a line ended when it was delivered; a rejected one may have been repaired since.
        let same = (row.lines, &row.outcome, row.ordinal) == (of_block.lines, &of_block.outcome, of_block.ordinal);
        assert!(same || of_block.outcome == "rejected", "{row:?} and {of_block:?} tell the same");
        assert!(row.outcome != "rejected" || row.raw == of_block.raw, "a rejected row keeps its bytes");
        LineRow { raw: of_block.raw, ..row }
    });
    let rows = rows.collect();
    assert!(told.next().is_none(), "each row belongs to a line");
    rows
}

/// A current entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct StoredEntry {
    pub(crate) person: String,
    pub(crate) file: String,
    pub(crate) activity: String,
    pub(crate) category: String,
    pub(crate) worked_on: NaiveDate,
    pub(crate) minutes: i64,
    pub(crate) narrative: String,
    pub(crate) entered_on: Option<NaiveDate>,
    pub(crate) line: Option<i64>,
    pub(crate) held_file: Option<String>,
}

/// All current entries, by day, line and minutes.
pub(crate) async fn entries(fixture: &Fixture) -> Vec<StoredEntry> {
    const ENTRIES: &str = "SELECT p.number AS person, f.number AS file, e.activity, e.category, e.worked_on, \
         e.minutes, e.narrative, e.entered_on, e.line, h.number AS held_file FROM entries e \
         JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id \
         LEFT JOIN files h ON h.id = e.held_file_id WHERE e.withdrawn = FALSE \
         ORDER BY e.worked_on, e.line, e.minutes";
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    tx.all(ENTRIES, ()).await.expect("the entries")
}

/// Proves that every physical line and every byte of the file is in the ledger once, and that the ledger that was
/// answered is the one that is stored.
pub(crate) async fn adds_up(fixture: &Fixture, taken: &Taken, bytes: &[u8]) {
    let ledger = &taken.ledger;
    assert_eq!(ledger.lines, physical_lines(bytes), "lines of the file");
    assert_eq!(ledger.accounted(), ledger.lines, "the sum of the outcomes is the lines of the file");
    let Some(batch) = taken.batch else { return };
    let rows = lines(fixture, batch).await;
    let mut next = 1;
    let mut raw = Vec::with_capacity(bytes.len());
    for row in &rows {
        assert_eq!(row.line, next, "no line is missing and none is there twice");
        next += row.lines;
        raw.extend_from_slice(&row.raw);
    }
    assert_eq!(next - 1, i64::try_from(ledger.lines).expect("a small file"));
    assert!(raw == bytes, "the lines in their order are the bytes of the file");
    for outcome in Outcome::ALL {
        let stored: Vec<&LineRow> = rows.iter().filter(|row| row.outcome == outcome.as_str()).collect();
        let spanned: i64 = stored.iter().map(|row| row.lines).sum();
        let count = ledger.count(outcome);
        assert_eq!((stored.len() as u64, spanned.unsigned_abs()), (count.records, count.lines), "{outcome:?}");
    }
}
