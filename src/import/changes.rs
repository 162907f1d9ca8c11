//! Rows that their source has changed since an earlier delivery: shown as a change, and made only when that was asked for
//! and nobody has changed the entry meanwhile.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::ledger::{Change, FieldChange, Kept};
use super::prepare::Candidate;
use super::store;
use crate::config::Config;
use crate::context::Context;
use crate::entries::delivered::{self, DeliveredEntry};
use crate::entries::{self, Entry, EntryView, Warning};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId, PersonId};
use crate::store::Tx;
use crate::time::MINUTES_PER_DAY;

/// What a delivery does with changed rows.
#[derive(Debug)]
pub(super) struct Changing {
    pub(super) batch: BatchId,
    pub(super) now: DateTime<Utc>,
    pub(super) config: Arc<Config>,
    /// Whether changes are made.
    pub(super) make: bool,
}

/// What became of a changed row.
pub(super) struct Changed {
    /// As the ledger tells it.
    pub(super) change: Change,
    /// The entry before and afterwards, where the change was made.
    pub(super) made: Option<(Entry, Entry)>,
}

impl Changing {
    /// Compares a row with the entry of its earlier form, and changes the entry where that is asked for. `day` answers the
    /// minutes that a person's day has.
    pub(super) async fn change(
        &self,
        tx: &mut Tx,
        context: &Context,
        (entry, source_version): (EntryId, Option<i64>),
        candidate: &Candidate,
        line: u64,
        day: impl Fn(PersonId, NaiveDate) -> i64,
    ) -> Result<Result<Changed, Fault>, Failure> {
        let Some(before) = delivered::list_in(tx, &[entry]).await?.pop() else {
            return Ok(Err(Fault::new(Code::NotFound, "")));
        };
        let numbers = store::find_numbers(tx, candidate.new.person_id(), candidate.new.file_id()).await?;
        let mut change = Change { line, entry, fields: fields(&before, candidate, &numbers), made: false, kept: None };
        let before = before.entry;
        change.kept = match (before.withdrawn, Some(before.version) == source_version) {
            (true, _) => Some(Kept::Withdrawn),
            (false, false) => Some(Kept::Edited),
            (false, true) => None,
        };
        if !self.make || change.kept.is_some() {
            return Ok(Ok(Changed { change, made: None }));
        }
        let new = &candidate.new;
        let same_day = (before.person_id, before.worked_on) == (new.person_id(), new.worked_on());
        let others = day(new.person_id(), new.worked_on()) - if same_day { before.minutes.get() } else { 0 };
        let minutes = others + new.minutes().get();
        if minutes > MINUTES_PER_DAY {
            return Ok(Err(entries::ops::day_too_long(new.worked_on(), others, minutes)));
        }
        let entry = delivered::changed(&before, new.clone(), candidate.circumstances.clone());
        let entry = Entry {
            held_file_id: candidate.held_file,
            recorded_at: self.now,
            version: before.version + 1,
            warnings: Warning::of(&self.config, new.minutes().get(), minutes, before.lag_days),
            ..entry
        };
        let after = DeliveredEntry { entry, source_key: candidate.key.as_bytes().to_vec() };
        let reason = format!("{} {line}", self.batch);
        delivered::change_in(tx, context, &before, &after, &reason).await?;
        change.made = true;
        Ok(Ok(Changed { change, made: Some((before, after.entry)) }))
    }
}

/// What differs; narratives are never told.
fn fields(before: &EntryView, candidate: &Candidate, numbers: &store::NumbersRow) -> Vec<FieldChange> {
    let (entry, new) = (&before.entry, &candidate.new);
    let compared = [
        ("person", before.person.clone(), numbers.person.clone()),
        ("file", before.file.clone(), numbers.file.clone()),
        ("activity", entry.activity.clone(), new.activity().to_owned()),
        ("worked_on", entry.worked_on.to_string(), new.worked_on().to_string()),
        ("minutes", entry.minutes.to_string(), new.minutes().to_string()),
    ];
    let mut fields: Vec<FieldChange> = compared
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| FieldChange { field: field.to_owned(), before, after })
        .collect();
    if entry.narrative != new.narrative() {
        fields.push(FieldChange { field: "narrative".to_owned(), before: String::new(), after: String::new() });
    }
    if fields.is_empty() {
        // Another label that stands for the same, or waits like the one before.
        fields.push(FieldChange { field: "label".to_owned(), before: String::new(), after: candidate.label.clone() });
    }
    fields
}
