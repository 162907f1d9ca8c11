//! The totals of a delivery after one of its rejected rows was repaired: those above which the row stands grow by it.

use std::collections::BTreeMap;

use super::store::{self, Reached};
use crate::ids::BatchId;
use crate::import::control::{TOTALS_LISTED, check, tell};
use crate::import::ledger::{Ledger, LevelCount};
use crate::import::levels::Level;
use crate::import::profile::{Profile, Sums};
use crate::import::totals::Groups;
use crate::store::{StoreError, Tx};

/// What a row counts: the minutes of its entry, and what it has in the columns that totals sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) minutes: Option<i64>,
    pub(super) columns: &'a [Option<i64>],
    pub(super) groups: &'a Groups,
}

/// Adds what a repaired row counts to the totals, and takes away what it counted while it was rejected.
pub(super) async fn recount(
    tx: &mut Tx,
    batch: BatchId,
    profile: &Profile,
    line: i64,
    (before, after): (Counted<'_>, Counted<'_>),
) -> Result<(), StoreError> {
    for (at, rule) in profile.totals.iter().enumerate() {
        let of_entries = !matches!(rule.sums, Sums::Column(_));
        for (counted, sign) in [(before, -1), (after, 1)] {
            let column = || counted.columns.get(at).copied().flatten();
            let Some(value) = (if of_entries { counted.minutes } else { column() }) else { continue };
            let level = rule.level();
            let key = match (level.has_key(), counted.groups.rules.get(at)) {
                (false, _) => String::new(),
                (true, Some(Some(key))) => key.folded(),
                // A row that did not say its group counted nowhere.
                (true, _) => continue,
            };
            let reached = if level == Level::File { Reached::Below } else { Reached::Next };
            let rule = i64::try_from(at).unwrap_or(i64::MAX);
            store::add_to_totals(tx, batch, (rule, &key, reached), line, sign * value).await?;
        }
    }
    for (at, said) in after.groups.repeated.iter().enumerate() {
        let (Some(said), Some(minutes)) = (said, after.minutes) else { continue };
        let rule = i64::try_from(profile.totals.len() + at).unwrap_or(i64::MAX);
        store::add_to_totals(tx, batch, (rule, &said.key.folded(), Reached::Group), line, minutes).await?;
    }
    Ok(())
}

/// Tells the ledger how the totals compare now.
pub(super) async fn retell(tx: &mut Tx, batch: BatchId, ledger: &mut Ledger) -> Result<(), StoreError> {
    let corrupt = || StoreError::Corrupt { table: "import_totals", column: "level" };
    let level = |name: &str| Level::ALL.into_iter().find(|level| level.as_str() == name).ok_or_else(corrupt);
    let mut levels = BTreeMap::new();
    for row in store::list_levels(tx, batch).await? {
        let (compared, agreeing) = (row.compared.unsigned_abs(), row.agreeing.unsigned_abs());
        let count = LevelCount { compared, agreeing, differing: compared.saturating_sub(agreeing) };
        levels.insert(level(&row.level)?, count);
    }
    let mut differing = Vec::new();
    let listed = i64::try_from(TOTALS_LISTED).unwrap_or(i64::MAX);
    for row in store::list_differing(tx, batch, listed).await? {
        let line = row.line.unsigned_abs();
        let level = level(&row.level)?;
        differing.push(check(line, level, row.shown_key, row.stated, row.stated_minutes, row.summed_minutes));
    }
    tell(ledger, levels, differing);
    Ok(())
}
