//! Files that were cut off anywhere, and files in which any one byte is another: every line is accounted for, or the file
//! is refused as a whole, and no row but the damaged one is spoiled.

use casetime::import::ledger::Outcome;
use casetime::import::ops::Delivered;

use crate::import_splitting::physical_lines;
use crate::support::delivery::{HEADER, codes, deliver_file, plain};
use crate::support::{Fixture, on_both_engines};

/// Rows of every kind, with quotes, line ends of every kind and letters of two bytes.
fn file() -> Vec<u8> {
    format!(
        "{HEADER}\nP-1,OT-1,OT-ADM,2026-03-02,1.5,Mail,\r\nP-1,UKR-12,TA-LEG,2026-03-03,2,\"Réunion, \"\"à Kyiv\"\"\",\n\
         P-1,OT-1,Unheard of,2026-03-04,1,,2026-03-09\n\nP-1,SA-7,SA-RES,2026-03-05,0.5,\"over\ntwo lines\",\r\
         P-9,OT-1,OT-ADM,2026-03-06,1,nobody,\nP-1,OT-1,OT-KM,2026-03-07,1,last,"
    )
    .into_bytes()
}

/// What may be said of a file as a whole.
const WHOLE: [&str; 6] =
    ["header_not_found", "column_missing", "column_doubled", "source_header_only", "source_empty", "archive_broken"];

/// How many rows of a file can be used; `None` when it is refused as a whole.
async fn usable(fixture: &Fixture, bytes: &[u8]) -> Option<u64> {
    let path = fixture.write("damaged.csv", bytes);
    let (delivered, _) = deliver_file(fixture, &path, plain(), true).await;
    match delivered {
        Ok(Delivered::Ledger { ledger, .. }) => {
            assert_eq!(ledger.lines, physical_lines(bytes), "{:?}", String::from_utf8_lossy(bytes));
            assert_eq!(ledger.accounted(), ledger.lines, "{:?}", String::from_utf8_lossy(bytes));
            Some(ledger.count(Outcome::New).records + ledger.count(Outcome::Held).records)
        }
        Ok(Delivered::Before { .. }) => panic!("nothing is stored"),
        Err(failure) => {
            let codes = codes(&failure);
            assert!(codes.iter().all(|code| WHOLE.contains(code)), "{codes:?} {:?}", String::from_utf8_lossy(bytes));
            None
        }
    }
}

on_both_engines! {
    async fn a_file_cut_off_anywhere_adds_up(fixture: with_cast) {
        let bytes = file();
        let all = usable(fixture, &bytes).await.expect("a whole file");
        assert_eq!(all, 5);
        let (mut before, mut refused) = (0, 0);
        for end in 0..bytes.len() {
            match usable(fixture, &bytes[..end]).await {
                None => refused += 1,
                Some(rows) => {
                    // What was whole stays usable; the row that is cut off may be usable with what is left of it.
                    assert!(rows + 1 >= before, "{rows} after {before} at {end}");
                    before = before.max(rows);
                }
            }
        }
        assert!(refused >= HEADER.len() && refused < HEADER.len() + 40, "{refused} refused");
        assert!(before == all || before + 1 == all);
        assert_eq!(fixture.number("SELECT count(*) FROM import_batches").await, 0);
    }

    async fn one_other_byte_costs_one_row(fixture: with_cast) {
        let bytes = file();
        let mut worst = 5;
        // A quote that is gone leaves another one that opens a cell; of those below.
        let wanted = |at: &usize| bytes[*at] != b'"' && (at.is_multiple_of(5) || matches!(bytes[*at], b'\n' | b'\r'));
        for at in (HEADER.len() + 1..bytes.len()).filter(wanted) {
            for other in [b'x', b',', b'\n', b'\r', 0, 0xff, b'7'] {
                let mut damaged = bytes.clone();
                damaged[at] = other;
                let rows = usable(fixture, &damaged).await.expect("the header is whole");
                // Where a line end is gone two rows are one, and both may be lost; a third one never is.
                assert!(rows >= 3, "{rows} usable with {other} at {at}");
                worst = worst.min(rows);
            }
        }
        assert_eq!(worst, 3, "a line end was among them");
        // A quote that opens a cell may take the lines up to the next quote, and no more.
        for at in (HEADER.len() + 1..bytes.len()).step_by(3) {
            let mut damaged = bytes.clone();
            damaged[at] = b'"';
            usable(fixture, &damaged).await.expect("the header is whole");
        }
    }

    async fn one_other_byte_in_the_header_is_told_or_harmless(fixture: with_cast) {
        let bytes = file();
        for at in 0..HEADER.len() {
            let mut damaged = bytes.clone();
            damaged[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            if let Some(rows) = usable(fixture, &damaged).await {
                assert_eq!(rows, 5, "at {at}");
            }
        }
    }
}
