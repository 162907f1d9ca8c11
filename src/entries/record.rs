//! Recording. Whoever records at the same time as others is stored together with them: what their entries name is looked
//! up once, and their rows are written by one statement. Each is checked and answered alone, and counts for the next.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Circumstances, Door, Entry, EntryView, Known, NewEntry, RawEntry, Warning, ops, store};
use crate::access::Right;
use crate::audit::ops::Changed;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::ids::{EntryId, PersonId};
use crate::people::Person;
use crate::repeats::Repeat;
use crate::store::{StoreError, Tx, write};
use crate::text::fold;
use crate::time::{FiscalYear, MINUTES_PER_DAY};
use crate::{files, names, people, periods, repeats, vocabulary};

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
}

/// Records time.
///
/// # Errors
/// All faults of the entry; `day_too_long`; `period_closed`; `vocabulary_changed`; `id_conflict` when the identifier
/// belongs to another entry.
pub async fn record(context: &Context, raw: &RawEntry) -> Result<Recorded, Failure> {
    context.caller.access.must(Right::RecordTime)?;
    let asked = Asked { context: context.clone(), raw: raw.clone() };
    let recorded = context.db.together().ask_to_write(asked, record_together).await;
    recorded.unwrap_or_else(|| Err(StoreError::Undone.into()))
}

async fn record_together(asked: Vec<Asked>) -> Vec<Result<Recorded, Failure>> {
    match commit(&asked).await {
        Ok(recorded) => recorded,
        Err(failure) if asked.len() == 1 => vec![Err(failure)],
        // Where the database itself fails, one after the other would wait for it in vain.
        Err(Failure::Store(error)) if !error.is_of_a_row() => {
            let error = Arc::new(error);
            asked.iter().map(|_| Err(StoreError::Group(Arc::clone(&error)).into())).collect()
        }
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

async fn commit(asked: &[Asked]) -> Result<Vec<Result<Recorded, Failure>>, Failure> {
    let Some(first) = asked.first() else { return Ok(Vec::new()) };
    write!(first.context.db, |tx| commit_in(tx, asked).await)
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
    let left: Vec<(&Context, &RawEntry)> = asked
        .iter()
        .zip(&outcomes)
        .filter(|(_, before)| before.is_none())
        .map(|(one, _)| (&one.context, &one.raw))
        .collect();
    let mut recorded = record_in(tx, &left).await?.into_iter();
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
    let asked: Vec<(&Context, &RawEntry)> = raws.iter().map(|raw| (context, raw)).collect();
    let recorded = record_in(tx, &asked).await?;
    recorded.into_iter().map(|one| one.map(|recorded| recorded.view().clone())).collect()
}

/// Records entries in their order; one that is refused does not count for those after it.
async fn record_in(tx: &mut Tx, asked: &[(&Context, &RawEntry)]) -> Result<Vec<Result<Recorded, Failure>>, StoreError> {
    let named = Named::find_in(tx, asked).await?;
    let parsed: Vec<Result<(NewEntry, EntryId), Failure>> = asked
        .iter()
        .map(|(context, raw)| {
            let new = named.parse(context, raw)?;
            let id = new.id.unwrap_or_else(|| EntryId::new(context.clock.now()));
            Ok((new, id))
        })
        .collect();
    let open = match asked {
        [(context, _), ..] => {
            let days = parsed.iter().filter_map(|one| Some(FiscalYear::of(one.as_ref().ok()?.0.worked_on)));
            periods::ops::open_check_in(tx, context, &days.collect()).await?
        }
        [] => return Ok(Vec::new()),
    };
    let mut known = Stored::find_in(tx, parsed.iter().filter_map(|one| one.as_ref().ok())).await?;
    let mut fresh: Vec<(&Context, Entry)> = Vec::new();
    let mut outcomes = Vec::with_capacity(asked.len());
    for ((context, _), parsed) in asked.iter().zip(parsed) {
        outcomes.push(parsed.and_then(|(new, id)| {
            if let Some(found) = known.entries.get(&id) {
                return if new.same_as(&found.entry) && found.is_known_to(&context.caller.access) {
                    Ok(Recorded::Again(found.clone()))
                } else {
                    Err(Fault::new(Code::IdConflict, "id").into())
                };
            }
            let circumstances = named.circumstances(context, &new);
            open.check(new.person_id, &circumstances.team, new.worked_on, context.clock.now())?;
            let mut entry = Entry::new(id, new, circumstances, Some(context.clock.today()), context.clock.now());
            let day = known.add_to_day(&entry)?;
            entry.warnings = Warning::of(&context.config, entry.minutes.get(), day, entry.lag_days);
            let view = named.view(entry.clone());
            known.entries.insert(id, view.clone());
            fresh.push((context, entry));
            Ok(Recorded::New(view))
        }));
    }
    store(tx, fresh).await?;
    Ok(outcomes)
}

/// Writes entries with their changes and their events.
async fn store(tx: &mut Tx, fresh: Vec<(&Context, Entry)>) -> Result<(), StoreError> {
    let changes: Vec<_> =
        fresh.iter().map(|(_, entry)| (FiscalYear::of(entry.worked_on), Changed::Entry(entry.id))).collect();
    let event = |entry: &Entry| Event {
        action: "record",
        object_kind: "entry",
        object_id: entry.id.to_string(),
        hash_after: digest_of(entry),
        ..Event::default()
    };
    let events: Vec<_> = fresh.iter().map(|one| (one.1.recorded_at, &one.0.caller, event(&one.1))).collect();
    store::insert_all(tx, fresh.iter().map(|(_, entry)| entry)).await?;
    audit::ops::note_and_append(tx, &changes, events).await
}

/// People and files that entries name.
pub(super) struct Named {
    people: HashMap<PersonId, Person>,
    numbered: HashMap<String, Person>,
    files: HashMap<String, File>,
    /// The section of each team.
    units: HashMap<String, String>,
    /// The version of the vocabulary in force.
    vocabulary: i64,
}

impl Named {
    /// Looks them up for all entries at once.
    pub(super) async fn find_in(tx: &mut Tx, asked: &[(&Context, &RawEntry)]) -> Result<Self, StoreError> {
        let mut own: Vec<PersonId> = asked.iter().filter_map(|(context, _)| context.caller.access.person).collect();
        own.sort_unstable();
        own.dedup();
        let people = people::ops::list_of_in(tx, &own).await?;
        let mut found = Self {
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            numbered: HashMap::new(),
            files: HashMap::new(),
            units: HashMap::new(),
            vocabulary: vocabulary::ops::current_version_in(tx).await?,
        };
        for (context, raw) in asked {
            // Everybody else records for oneself only.
            if context.caller.access.is_console()
                && let Some(person) = people::ops::find_in(tx, &raw.person).await?
            {
                found.people.insert(person.id, person.clone());
                found.numbered.insert(fold(&raw.person), person);
            }
        }
        for person in found.people.values() {
            if !found.units.contains_key(&person.team) {
                let unit = names::ops::unit_of_team_in(tx, &person.team).await?;
                found.units.insert(person.team.clone(), unit);
            }
        }
        let numbers: Vec<&str> = asked.iter().map(|(_, raw)| raw.file.as_str()).collect();
        let files = files::ops::list_numbered_in(tx, &numbers).await?;
        found.files = files.into_iter().map(|file| (fold(&file.number), file)).collect();
        Ok(found)
    }

    /// Checks an entry against what it names.
    pub(super) fn parse(&self, context: &Context, raw: &RawEntry) -> Result<NewEntry, Failure> {
        let access = &context.caller.access;
        vocabulary::ops::must_be(self.vocabulary, &context.vocabulary)?;
        let mut raw = raw.clone();
        let own = access.person.and_then(|own| self.people.get(&own));
        if raw.person.trim().is_empty()
            && let Some(own) = own
        {
            raw.person.clone_from(&own.number);
        }
        let number = fold(&raw.person);
        let person = if access.is_console() {
            self.numbered.get(&number)
        } else {
            let own = own.filter(|own| fold(&own.number) == number);
            // The same answer whether the number is somebody else's or nobody's.
            if own.is_none() && !number.is_empty() {
                return Err(Fault::new(Code::NotYourTime, "person").into());
            }
            own
        };
        let file = self.files.get(&fold(&raw.file)).filter(|file| file.is_known_to(access));
        let (today, door) = (context.clock.today(), Door::Person);
        let known = Known::new(person.cloned(), file.cloned(), &context.vocabulary, today, door);
        Ok(raw.parse(&known)?)
    }

    /// What is true of the person and the file of an entry now.
    pub(super) fn circumstances(&self, context: &Context, new: &NewEntry) -> Circumstances {
        let file = self.files.values().find(|file| file.id == new.file_id);
        let team = self.people.get(&new.person_id).map(|person| person.team.clone()).unwrap_or_default();
        Circumstances {
            unit: self.units.get(&team).cloned().unwrap_or_default(),
            team,
            client: file.map(|file| file.requester.clone()).unwrap_or_default(),
            language: context.caller.lang,
        }
    }

    /// A new entry with the words it is known by.
    fn view(&self, entry: Entry) -> EntryView {
        let person = self.people.get(&entry.person_id);
        let file = self.files.values().find(|file| file.id == entry.file_id);
        EntryView {
            person: person.map(|person| person.number.clone()).unwrap_or_default(),
            file: file.map(|file| file.number.clone()).unwrap_or_default(),
            narrative_withheld: false,
            team_now: person.map(|person| person.team.clone()).unwrap_or_default(),
            walls: file.filter(|file| file.walled).map(|file| file.id).into_iter().collect(),
            entry,
        }
    }
}

/// What is stored already: entries that have these identifiers, and the minutes of these days.
struct Stored {
    entries: HashMap<EntryId, EntryView>,
    days: HashMap<(PersonId, NaiveDate), i64>,
}

impl Stored {
    async fn find_in(tx: &mut Tx, new: impl Iterator<Item = &(NewEntry, EntryId)>) -> Result<Self, StoreError> {
        let (mut ids, mut days) = (Vec::new(), Vec::new());
        for (new, id) in new {
            // One that is made here is nobody else's.
            ids.extend(new.id.map(|_| *id));
            days.push((new.person_id, new.worked_on));
        }
        ids.sort_unstable();
        ids.dedup();
        days.sort_unstable();
        days.dedup();
        let entries = store::list_of(tx, &ids).await?;
        Ok(Self {
            entries: entries.into_iter().map(|view| (view.entry.id, view)).collect(),
            days: store::list_days(tx, &days).await?,
        })
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
