//! The steps of entries after their recording: handed in by their owner, approved or given back by a manager. All
//! entries of a request take the step, or none does.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{Entry, EntryView, Status, Step, ops, store};
use crate::access::{Access, Right, Role};
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::repeats;
use crate::sent::whole_number;
use crate::store::{Tx, write};
use crate::text::{self, REASON_MAX};
use crate::time::FiscalYear;

/// Entries that can take a step at once.
pub const ENTRIES_AT_ONCE: usize = 500;

/// An entry that is to take a step, with the version its sender has seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeenEntry)]
pub struct Seen {
    /// The identifier.
    #[schema(format = Uuid)]
    pub id: String,
    /// The version.
    #[serde(deserialize_with = "whole_number")]
    #[schema(minimum = 1, maximum = 999_999_999)]
    pub version: i64,
}

/// Entries that are to take a step.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = EntryStep)]
pub struct RawStep {
    /// The entries.
    #[schema(required = true, min_items = 1, max_items = 500)]
    pub entries: Vec<Seen>,
    /// Why they are given back; kept with them.
    #[validate(length(max = REASON_MAX))]
    #[schema(max_length = 500)]
    pub comment: String,
}

impl RawStep {
    /// Identifiers and versions, and the comment.
    fn parse(&self, step: Step) -> Result<(Vec<(EntryId, i64)>, String), Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let comment = faults.keep(text::plain(&self.comment, "comment")).unwrap_or_default();
        if step == Step::Return && comment.is_empty() {
            faults.push(Fault::new(Code::ReasonRequired, "comment"));
        }
        if self.entries.is_empty() {
            faults.push(Fault::new(Code::Required, "entries"));
        }
        if self.entries.len() > ENTRIES_AT_ONCE {
            faults.push(Fault::new(Code::TooManyEntries, "entries").with("limit", ENTRIES_AT_ONCE));
        }
        let mut wanted: Vec<(EntryId, i64)> = Vec::new();
        for (at, seen) in self.entries.iter().enumerate().take(ENTRIES_AT_ONCE) {
            if let Some(id) = faults.keep(EntryId::parse(&seen.id, &format!("entries/{at}/id"))) {
                if wanted.iter().any(|(other, _)| *other == id) {
                    faults.push(Fault::new(Code::EntryTwice, format!("entries/{at}/id")));
                }
                wanted.push((id, seen.version));
            }
        }
        faults.or(|| (wanted, comment))
    }
}

/// Has entries take a step. Submitting is for their owner; approving and returning for a manager within reach, and not
/// for one's own time, except for the head of the section, above whom there is nobody.
///
/// # Errors
/// `forbidden`; for each entry `unknown_entry`, `not_your_time`, `own_time`, `entry_changed`, `entry_withdrawn`,
/// `step_impossible`, `period_closed`, each at its place; faults of what was sent.
pub async fn take(context: &Context, step: Step, raw: &RawStep) -> Result<Vec<EntryView>, Failure> {
    let access = &context.caller.access;
    access.must(if step == Step::Submit { Right::RecordTime } else { Right::ApproveTime })?;
    let (wanted, comment) = raw.parse(step)?;
    write!(context.db, |tx| take_in(tx, context, step, &wanted, &comment).await)
}

async fn take_in(
    tx: &mut Tx,
    context: &Context,
    step: Step,
    wanted: &[(EntryId, i64)],
    comment: &str,
) -> Result<Vec<EntryView>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Vec<EntryView>>(tx, context.repeat.as_ref()).await? {
        for view in &before {
            // A file may have been walled since then.
            ops::known(tx, view.entry.id, &context.caller.access).await?;
        }
        return Ok(before);
    }
    let ids: Vec<EntryId> = wanted.iter().map(|(id, _)| *id).collect();
    let found = store::list_of(tx, &ids).await?;
    let mut found: HashMap<EntryId, EntryView> = found.into_iter().map(|view| (view.entry.id, view)).collect();
    let mut faults = Faults::none();
    let mut before = Vec::with_capacity(wanted.len());
    for (at, (id, version)) in wanted.iter().enumerate() {
        let checked = check(&context.caller.access, step, found.remove(id), *version, &format!("entries/{at}"));
        before.extend(faults.keep(checked));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let places = before.iter().enumerate();
    let places: Vec<_> =
        places.map(|(at, (view, _))| (&view.entry, view.team_now.as_str(), format!("entries/{at}"))).collect();
    ops::must_be_open(tx, context, &places).await?;
    let now = context.clock.now();
    let kept = before.iter().map(|(view, _)| &view.entry);
    let reason = if comment.is_empty() { step.as_str() } else { comment };
    store::keep_versions(tx, kept, now, &context.caller.actor, reason).await?;
    let mut events = Vec::with_capacity(before.len());
    let mut after = Vec::with_capacity(before.len());
    for (view, status) in before {
        let entry = Entry { status, recorded_at: now, version: view.entry.version + 1, ..view.entry.clone() };
        if !store::update(tx, &entry).await? {
            return Err(Fault::new(Code::VersionConflict, "").with("current", view.entry.version).into());
        }
        events.push((
            now,
            &context.caller,
            Event {
                action: step.as_str(),
                object_kind: "entry",
                object_id: entry.id.to_string(),
                hash_before: digest_of(&view.entry),
                hash_after: digest_of(&entry),
                reason: comment.to_owned(),
            },
        ));
        after.push(EntryView { entry, ..view }.for_reader(&context.caller.access));
    }
    let changes: Vec<_> =
        after.iter().map(|view| (FiscalYear::of(view.entry.worked_on), Changed::Entry(view.entry.id))).collect();
    audit::ops::note_and_append(tx, &changes, events).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &after).await?;
    Ok(after)
}

/// The entry with the status it will have, or why it cannot take the step.
fn check(
    access: &Access,
    step: Step,
    found: Option<EntryView>,
    version: i64,
    field: &str,
) -> Result<(EntryView, Status), Fault> {
    let found = found.filter(|view| view.is_known_to(access));
    let view = found.ok_or_else(|| Fault::new(Code::UnknownEntry, field))?;
    let own = access.person == Some(view.entry.person_id);
    if step == Step::Submit && !own && !access.is_console() {
        return Err(Fault::new(Code::NotYourTime, field));
    }
    if step != Step::Submit && own && !access.has_role(Role::Head) {
        return Err(Fault::new(Code::OwnTime, field));
    }
    if view.entry.version != version {
        return Err(Fault::new(Code::EntryChanged, field).with("current", view.entry.version));
    }
    if view.entry.withdrawn {
        return Err(Fault::new(Code::EntryWithdrawn, field));
    }
    match step.from(view.entry.status) {
        Some(status) => Ok((view, status)),
        None => Err(Fault::new(Code::StepImpossible, field).with("status", view.entry.status.as_str())),
    }
}

/// One's own entries of some days that wait to be handed in, as a request to hand them in. Those on files that were walled
/// off meanwhile are not among them.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_unsubmitted(context: &Context, from: NaiveDate, to: NaiveDate) -> Result<RawStep, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    let Some(person) = access.person else { return Ok(RawStep::default()) };
    let mut tx = context.db.read().await?;
    let found = store::list_unsubmitted(&mut tx, person, from, to).await?;
    let ids: Vec<EntryId> = found.into_iter().map(|(id, _)| id).collect();
    let known = store::list_of(&mut tx, &ids).await?.into_iter().filter(|view| view.is_known_to(access));
    let seen = |view: EntryView| Seen { id: view.entry.id.to_string(), version: view.entry.version };
    Ok(RawStep { entries: known.map(seen).collect(), comment: String::new() })
}
