//! Files of rejected rows that come back in tests.

use std::fs::File;

use casetime::failure::Failure;
use casetime::ids::BatchId;
use casetime::import::rejects::RejectForm;
use casetime::import::returns::repair::{self, Repaired};
use casetime::import::source::Source;

use super::Fixture;

/// What came of a repair, and the rows that are still at fault.
#[derive(Debug)]
pub(crate) struct Back {
    pub(crate) repaired: Repaired,
    pub(crate) rejects: Vec<u8>,
}

impl Back {
    /// The codes of the first faults, row by row.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.repaired.faults.iter().map(|fault| fault.reasons[0].code.as_str()).collect()
    }
}

/// Sends a corrected file back, or rehearses that.
pub(crate) async fn send_back(
    fixture: &Fixture,
    batch: BatchId,
    bytes: &[u8],
    rehearse: bool,
) -> Result<Back, Failure> {
    let path = fixture.write("back.csv", bytes);
    let shape = repair::shape_of(&fixture.context, batch).await?;
    let source = Source::of(File::open(path).expect("a file"), "back.csv".to_owned(), "back.csv", &shape)?;
    let mut rejects = Vec::new();
    let asked = repair::Repair { batch, source, rehearse, rejects: Some(&mut rejects), reject_form: RejectForm::Lines };
    let repaired = repair::repair(&fixture.context, asked).await?;
    Ok(Back { repaired, rejects })
}

/// Sends a corrected file back.
pub(crate) async fn repair(fixture: &Fixture, batch: BatchId, bytes: &[u8]) -> Back {
    send_back(fixture, batch, bytes, false).await.expect("a repair")
}
