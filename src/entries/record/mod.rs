//! Recording. Whoever records at the same time as others is stored together with them: what their entries name is looked
//! up once and kept for the next, what they meet is looked up by one statement, and their rows are written together. Each is
//! checked and answered alone, and counts for the next.

mod named;
mod store;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use named::{Early, Names};
use store::find_met_directly;

pub(super) use named::Named;

use super::store::{list_of, step_of};
use super::{Entry, EntryView, NewEntry, RawEntry, Warning, ops};
use crate::access::Right;
use crate::audit::ops::{Changed, End};
use crate::audit::{self, Caller, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{EntryId, PersonId};
use crate::periods::OpenPeriods;
use crate::repeats::Repeat;
use crate::store::direct::Direct;
use crate::store::steps::Step;
use crate::store::{StoreError, Tx, write};
use crate::time::{FiscalYear, MINUTES_PER_DAY};
use crate::{periods, repeats};

/// What recording came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recorded {
    /// A new entry.
    New(EntryView),
    /// The same entry was recorded before under this identifier; nothing changed.
    Again(EntryView),
}

impl Recorded {
    /// The entry, new or not.
    #[must_use]
    pub fn view(&self) -> &EntryView {
        match self {
            Self::New(view) | Self::Again(view) => view,
        }
    }
}

/// An entry that somebody asks to be recorded.
struct Asked {
    context: Context,
    raw: RawEntry,
    /// Checked while others were at work.
    early: Option<Early>,
}

/// Records time.
///
/// # Errors
/// All faults of the entry; `day_too_long`; `period_closed`; `vocabulary_changed`; `id_conflict` when the identifier
/// belongs to another entry.
pub async fn record(context: &Context, raw: &RawEntry) -> Result<Recorded, Failure> {
    context.caller.access.must(Right::RecordTime)?;
    let asked = Asked { context: context.clone(), raw: raw.clone(), early: Early::of(context, raw) };
    let recorded = context.db.together().ask_to_write(asked, record_together).await;
    recorded.unwrap_or_else(|| Err(StoreError::Undone.into()))
}

async fn record_together(asked: Vec<Asked>) -> Vec<Result<Recorded, Failure>> {
    match record_directly(&asked).await {
        Ok(Some(recorded)) => return recorded,
        Ok(None) => {}
        Err(error) => return refuse_all(&asked, error),
    }
    match commit(&asked).await {
        Ok(recorded) => recorded,
        Err(failure) if asked.len() == 1 => vec![Err(failure)],
        // Where the database itself fails, one after the other would wait for it in vain.
        Err(Failure::Store(error)) if !error.is_of_a_row() => refuse_all(&asked, error),
        // What keeps the database from storing one must not keep it from storing the others.
        Err(_) => {
            let mut recorded = Vec::with_capacity(asked.len());
            for one in &asked {
                recorded.push(
                    commit(std::slice::from_ref(one))
                        .await
                        .and_then(|mut only| only.pop().unwrap_or_else(|| Err(StoreError::Undone.into()))),
                );
            }
            recorded
        }
    }
}

/// Tells everybody why nothing was stored.
fn refuse_all(asked: &[Asked], error: StoreError) -> Vec<Result<Recorded, Failure>> {
    let error = Arc::new(error);
    asked.iter().map(|_| Err(StoreError::Group(Arc::clone(&error)).into())).collect()
}

async fn commit(asked: &[Asked]) -> Result<Vec<Result<Recorded, Failure>>, Failure> {
    let Some(first) = asked.first() else { return Ok(Vec::new()) };
    write!(first.context.db, gathered_write, |tx| commit_in(tx, asked).await)
}

async fn commit_in(tx: &mut Tx, asked: &[Asked]) -> Result<Vec<Result<Recorded, Failure>>, Failure> {
    audit::ops::take_turn(tx).await?;
    let keys: Vec<&Repeat> = asked.iter().filter_map(|one| one.context.repeat.as_ref()).collect();
    let earlier =
        if keys.is_empty() { repeats::ops::Earlier::default() } else { repeats::ops::find_all_in(tx, &keys).await? };
    let mut outcomes: Vec<Option<Result<Recorded, Failure>>> = Vec::with_capacity(asked.len());
    for one in asked {
        outcomes.push(match one.context.repeat.as_ref().map(|repeat| earlier.find::<Recorded>(repeat)) {
            None | Some(Ok(None)) => None,
            Some(Ok(Some(before))) => {
                // The file may have been walled since then.
                let still = ops::known(tx, before.view().entry.id, &one.context.caller.access).await;
                Some(settled(still.map(|_| before))?)
            }
            Some(Err(failure)) => Some(settled(Err(failure))?),
        });
    }
    let left = asked.iter().zip(&outcomes).filter(|(_, before)| before.is_none());
    let left: (Vec<named::Sent>, Vec<Option<&Early>>) =
        left.map(|(one, _)| ((&one.context, &one.raw), one.early.as_ref())).unzip();
    let mut recorded = record_in(tx, &left.0, &left.1).await?.into_iter();
    let before: Vec<bool> = outcomes.iter().map(Option::is_some).collect();
    let outcomes: Vec<_> = outcomes.into_iter().filter_map(|before| before.or_else(|| recorded.next())).collect();
    let keep = asked.iter().zip(&before).zip(&outcomes).filter_map(|((one, before), outcome)| {
        let (repeat, recorded) = one.context.repeat.as_ref().filter(|_| !before).zip(outcome.as_ref().ok())?;
        Some((repeat, one.context.clock.now(), recorded))
    });
    repeats::ops::keep_all_in(tx, keep.collect()).await?;
    match &outcomes[..] {
        // Nothing is to be stored for one that was refused.
        [Err(_)] => Err(outcomes.into_iter().find_map(Result::err).unwrap_or_else(|| StoreError::Undone.into())),
        _ => Ok(outcomes),
    }
}

/// A refusal is an answer; a failure of the database ends the transaction.
fn settled<T>(outcome: Result<T, Failure>) -> Result<Result<T, Failure>, StoreError> {
    match outcome {
        Err(Failure::Store(error)) => Err(error),
        other => Ok(other),
    }
}

/// Records several entries of one caller inside a transaction of the caller, all or none; the key of the request is not
/// looked at.
///
/// # Errors
/// As [`record`], of the first entry that is refused.
pub async fn record_all_in(tx: &mut Tx, context: &Context, raws: &[RawEntry]) -> Result<Vec<EntryView>, Failure> {
    context.caller.access.must(Right::RecordTime)?;
    audit::ops::take_turn(tx).await?;
    let asked: Vec<named::Sent> = raws.iter().map(|raw| (context, raw)).collect();
    let recorded = record_in(tx, &asked, &[]).await?;
    recorded.into_iter().map(|one| one.map(|recorded| recorded.view().clone())).collect()
}

/// Records entries in their order; one that is refused does not count for those after it. Some may have been checked early.
async fn record_in(
    tx: &mut Tx,
    asked: &[named::Sent<'_>],
    early: &[Option<&Early>],
) -> Result<Vec<Result<Recorded, Failure>>, StoreError> {
    let Some((first, _)) = asked.first() else { return Ok(Vec::new()) };
    let mut names = Names::left_or_found_in(tx, asked).await?;
    let mut parsed = parse_all(&names, asked, early);
    let mut known = Stored::find_in(tx, &parsed).await?;
    if !names.is_fresh() && !names.hold_at(known.end.as_ref()) {
        names = Names::find_in(tx, asked).await?;
        parsed = parse_all(&names, asked, &[]);
        known = Stored::find_in(tx, &parsed).await?;
    }
    let open = periods::ops::open_check_with(tx, first, &years_of(&parsed), names.found.closings()).await?;
    let holds = names.hold_at(known.end.as_ref());
    let (outcomes, fresh) = judge(&names, &open, asked, parsed, &mut known);
    let (row, changes, events) = written(&fresh);
    let head = known.end.as_ref().map(|end| end.head.clone());
    let head = match audit::ops::append_last(tx, row, &changes, events, known.end).await? {
        Some(linked) => head.filter(|head| *head == linked.after).map(|_| linked.head),
        None => head,
    };
    if let Some(head) = head.filter(|_| holds) {
        names.leave(first, head);
    }
    Ok(outcomes)
}

/// Records entries on this thread, where that takes no more than a look at what they meet: everything they name is known,
/// nothing was written since, none of them was recorded before, and none has a key. `None` where anything is unusual or
/// fails: then nothing was stored, and the usual way finds out what there is to say.
///
/// # Errors
/// When somebody else has been writing for so long that nobody is to wait once more.
async fn record_directly(asked: &[Asked]) -> Result<Option<Vec<Result<Recorded, Failure>>>, StoreError> {
    let Some(first) = asked.first().map(|one| &one.context) else { return Ok(None) };
    if asked.iter().any(|one| one.context.repeat.is_some()) {
        return Ok(None);
    }
    let (raws, early): (Vec<named::Sent>, Vec<Option<&Early>>) =
        asked.iter().map(|one| ((&one.context, &one.raw), one.early.as_ref())).unzip();
    let Some(names) = Names::left(&raws) else { return Ok(None) };
    match first.db.direct().await {
        Ok(Some(direct)) => Ok(record_in_direct(direct, names, &raws, &early)),
        Err(error @ StoreError::Busy(_)) => Err(error),
        Ok(None) | Err(_) => Ok(None),
    }
}

fn record_in_direct(
    direct: Direct,
    names: Names,
    asked: &[named::Sent<'_>],
    early: &[Option<&Early>],
) -> Option<Vec<Result<Recorded, Failure>>> {
    let (first, _) = asked.first()?;
    let parsed = parse_all(&names, asked, early);
    let open = periods::ops::all_open(first, &years_of(&parsed), names.found.closings())?;
    let met = find_met_directly(&direct, wanted(&parsed))?;
    if !names.hold_at(met.end.as_ref()) {
        names.forget(first);
    }
    let end = met.end.filter(|end| names.hold_at(Some(end)) && met.ids.is_empty())?;
    let mut known = Stored { entries: HashMap::new(), days: met.days, end: None };
    let (outcomes, fresh) = judge(&names, &open, asked, parsed, &mut known);
    let head = if fresh.is_empty() {
        end.head
    } else {
        let (row, changes, events) = written(&fresh);
        let (steps, linked) = audit::ops::append_steps(row, &changes, events, end);
        direct.run(steps).ok()?;
        direct.commit().ok()?;
        linked?.head
    };
    names.leave(first, head);
    Some(outcomes)
}

fn years_of(parsed: &[Result<(NewEntry, EntryId), Failure>]) -> BTreeSet<FiscalYear> {
    parsed.iter().filter_map(|one| Some(FiscalYear::of(one.as_ref().ok()?.0.worked_on))).collect()
}

/// What entries may meet: the person, the day, and the identifier they were given. One that is made here is nobody else's.
fn wanted(parsed: &[Result<(NewEntry, EntryId), Failure>]) -> Vec<(PersonId, NaiveDate, Option<EntryId>)> {
    let sound = parsed.iter().filter_map(|one| one.as_ref().ok());
    sound.map(|(new, id)| (new.person_id, new.worked_on, new.id.map(|_| *id))).collect()
}

/// An entry to be stored, and for whom.
type Fresh<'a> = (&'a Context, Entry);

/// Decides over entries in their order; answers what comes of each, and what is to be stored.
fn judge<'a>(
    names: &Names,
    open: &OpenPeriods,
    asked: &[named::Sent<'a>],
    parsed: Vec<Result<(NewEntry, EntryId), Failure>>,
    known: &mut Stored,
) -> (Vec<Result<Recorded, Failure>>, Vec<Fresh<'a>>) {
    let found = names.found.named();
    let mut fresh: Vec<Fresh> = Vec::new();
    let mut outcomes = Vec::with_capacity(asked.len());
    for ((context, _), parsed) in asked.iter().zip(parsed) {
        outcomes.push(parsed.and_then(|(new, id)| {
            if let Some(met) = known.entries.get(&id) {
                return if new.same_as(&met.entry) && met.is_known_to(&context.caller.access) {
                    Ok(Recorded::Again(met.clone()))
                } else {
                    Err(Fault::new(Code::IdConflict, "id").into())
                };
            }
            let circumstances = found.circumstances(context, &new);
            open.check(new.person_id, &circumstances.team, new.worked_on, context.clock.now())?;
            let mut entry = Entry::new(id, new, circumstances, Some(context.clock.today()), context.clock.now());
            let day = known.add_to_day(&entry)?;
            entry.warnings = Warning::of(&context.config, entry.minutes.get(), day, entry.lag_days);
            let view = found.view(entry.clone());
            known.entries.insert(id, view.clone());
            fresh.push((context, entry));
            Ok(Recorded::New(view))
        }));
    }
    (outcomes, fresh)
}

/// Checks entries against what they name, each with the identifier it has or gets.
fn parse_all(
    names: &Names,
    asked: &[named::Sent<'_>],
    early: &[Option<&Early>],
) -> Vec<Result<(NewEntry, EntryId), Failure>> {
    let early = early.iter().copied().chain(std::iter::repeat(None));
    let parse = |((context, raw), early): (&named::Sent<'_>, Option<&Early>)| {
        let checked = early.and_then(|early| early.against(&names.found));
        let new = checked.map_or_else(|| names.found.named().parse(context, raw), Ok)?;
        let id = new.id.unwrap_or_else(|| EntryId::new(context.clock.now()));
        Ok((new, id))
    };
    asked.iter().zip(early).map(parse).collect()
}

type Events<'a> = Vec<(DateTime<Utc>, &'a Caller, Event)>;

/// Entries as they are written, with their changes and their events.
fn written<'a>(fresh: &[Fresh<'a>]) -> (Option<Step>, Vec<(FiscalYear, Changed)>, Events<'a>) {
    let changes = fresh.iter().map(|(_, entry)| (FiscalYear::of(entry.worked_on), Changed::Entry(entry.id)));
    let event = |entry: &Entry| Event {
        action: "record",
        object_kind: "entry",
        object_id: entry.id.to_string(),
        hash_after: digest_of(entry),
        ..Event::default()
    };
    let events = fresh.iter().map(|(context, entry)| (entry.recorded_at, &context.caller, event(entry)));
    let rows = (!fresh.is_empty()).then(|| step_of(fresh.iter().map(|(_, entry)| entry.clone())));
    (rows, changes.collect(), events.collect())
}

/// What is stored already: entries that have these identifiers, and the minutes of these days.
struct Stored {
    entries: HashMap<EntryId, EntryView>,
    days: HashMap<(PersonId, NaiveDate), i64>,
    /// Where changes and events end; nowhere when nothing was looked for.
    end: Option<End>,
}

impl Stored {
    async fn find_in(tx: &mut Tx, parsed: &[Result<(NewEntry, EntryId), Failure>]) -> Result<Self, StoreError> {
        let met = store::find_met(tx, wanted(parsed)).await?;
        let entries = if met.ids.is_empty() { Vec::new() } else { list_of(tx, &met.ids).await? };
        let entries = entries.into_iter().map(|view| (view.entry.id, view)).collect();
        Ok(Self { entries, days: met.days, end: met.end })
    }

    /// The minutes of the person's day with an entry; refused when there would be more than 24 hours.
    fn add_to_day(&mut self, entry: &Entry) -> Result<i64, Failure> {
        let already = self.days.entry((entry.person_id, entry.worked_on)).or_default();
        let minutes = *already + entry.minutes.get();
        if minutes > MINUTES_PER_DAY {
            return Err(ops::day_too_long(entry.worked_on, *already, minutes).into());
        }
        *already = minutes;
        Ok(minutes)
    }
}
