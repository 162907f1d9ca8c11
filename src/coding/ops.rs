//! What is done with samples: draw, list, show, read the next item, answer it, close. Whoever codes reads privileged text,
//! which is an event as every other such reading.

use super::draw::Drawing;
use super::items::{Standing, Stored, is_offered};
use super::store::Candidate;
use super::{Answer, Item, NewSample, Progress, RawAnswer, RawDraw, SEED_MAX, Sample, store};
use crate::access::{Access, Reach, Right};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, SampleId};
use crate::repeats;
use crate::store::{StoreError, Tx, write};
use crate::vocabulary;

/// Draws a sample at random from the current entries of a period, once for each key of a request. Held entries, those of
/// unfinished deliveries, those on walled files, and those whose code the vocabulary does not offer for their day are not
/// drawn.
///
/// # Errors
/// `forbidden`, faults of the values, `nothing_to_draw`, `sample_larger_than_population`, `idempotency_key_reused`.
pub async fn draw(context: &Context, raw: &RawDraw) -> Result<Sample, Failure> {
    must_draw(&context.caller.access)?;
    let new = raw.parse()?;
    let seed = new.seed.unwrap_or_else(|| i64::try_from(rand::random::<u64>() >> 11).unwrap_or(SEED_MAX));
    let (drawn, population) = choose(context, &new, seed).await?;
    let now = context.clock.now();
    let sample = Sample {
        id: SampleId::new(now),
        from: new.from,
        to: new.to,
        teams: new.teams.clone(),
        sampling: new.sampling,
        size: count(drawn.len()),
        population: count(population),
        seed,
        vocabulary_version: context.vocabulary.version,
        drawn_at: now,
        drawn_by: context.caller.actor.clone(),
        closed_at: None,
        closed_by: String::new(),
        version: 1,
    };
    write!(context.db, |tx| draw_in(tx, context, &sample, new.size, &drawn).await)
}

/// The entries that are drawn, and from how many. They are read before anything is written, because that may take long; an
/// entry that changes in between is one that changed after the draw.
async fn choose(context: &Context, new: &NewSample, seed: i64) -> Result<(Vec<Candidate>, usize), Failure> {
    let mut drawing = Drawing::new(seed, new.size, new.sampling);
    let mut tx = context.db.read().await?;
    store::each_candidate(&mut tx, new, |candidate| {
        let wanted = new.teams.is_empty() || new.teams.contains(&candidate.team);
        if wanted && is_offered(&context.vocabulary, &candidate.activity, candidate.worked_on) {
            drawing.see(candidate.id, &candidate.category, || candidate.clone());
        }
    })
    .await?;
    let population = drawing.population();
    Ok((drawing.drawn(), population))
}

async fn draw_in(
    tx: &mut Tx,
    context: &Context,
    sample: &Sample,
    wanted: usize,
    drawn: &[Candidate],
) -> Result<Sample, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    // A repeat is answered as the first request was, also where there is less to draw from by now.
    if drawn.is_empty() {
        return Err(Fault::new(Code::NothingToDraw, "").into());
    }
    if drawn.len() < wanted {
        let fault = Fault::new(Code::SampleLargerThanPopulation, "size").with("population", sample.population);
        return Err(fault.with("size", wanted).into());
    }
    store::insert(tx, sample, drawn).await?;
    let places: Vec<_> = drawn.iter().map(|item| (item.id, item.version)).collect();
    note(tx, context, "draw", sample, &digest_of(&(sample, places))).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), sample.drawn_at, sample).await?;
    Ok(sample.clone())
}

pub(super) fn must_draw(access: &Access) -> Result<(), Fault> {
    access.must(Right::ReadEntries)?;
    access.must(Right::DrawSamples)
}

pub(super) fn must_code(access: &Access) -> Result<(), Fault> {
    access.must(Right::ReadEntries)?;
    access.must(Right::ReadFiles)?;
    access.must(Right::CodeSamples)
}

/// Those who draw or code know of samples, and those who read the figures of everybody.
pub(super) fn must_read(access: &Access) -> Result<(), Fault> {
    if access.has(Right::DrawSamples) || access.has(Right::CodeSamples) {
        return Ok(());
    }
    access.must(Right::ReadReports)?;
    if access.reach() == Reach::Everyone { Ok(()) } else { Err(Fault::new(Code::Forbidden, "")) }
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

async fn note(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    sample: &Sample,
    hash_after: &str,
) -> Result<(), Failure> {
    let event = Event {
        action,
        object_kind: "coding_sample",
        object_id: sample.id.to_string(),
        hash_after: hash_after.to_owned(),
        ..Event::default()
    };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

/// At most `limit` samples before one, the latest first.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, before: Option<SampleId>, limit: i64) -> Result<Vec<Sample>, Failure> {
    must_read(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx, before, limit).await?)
}

/// A sample and how far it is, over the entries within the reach of whoever asks. Codes are not told before it is closed.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn show(context: &Context, id: SampleId) -> Result<(Sample, Progress), Failure> {
    let (sample, items) = read(context, id).await?;
    let progress = Progress::of(&items, &context.vocabulary);
    Ok((sample, progress))
}

/// A sample with its items that whoever asks may know of.
pub(super) async fn read(context: &Context, id: SampleId) -> Result<(Sample, Vec<Stored>), Failure> {
    let access = &context.caller.access;
    must_read(access)?;
    let mut tx = context.db.read().await?;
    let sample = find_in(&mut tx, id).await?;
    let mut items = store::list_items(&mut tx, id).await?;
    items.retain(|item| item.is_known_to(access));
    Ok((sample, items))
}

async fn find_in(tx: &mut Tx, id: SampleId) -> Result<Sample, Failure> {
    store::find(tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

fn must_be_open(context: &Context, sample: &Sample) -> Result<(), Fault> {
    match sample.closed_at {
        None => Ok(()),
        Some(at) => {
            let on = context.clock.local(at).format("%Y-%m-%d").to_string();
            Err(Fault::new(Code::SampleClosed, "").with("on", on))
        }
    }
}

/// The first item after a place that whoever asks can code, then the first of all: whoever wants to skip one asks for the
/// next after it, and is shown it again at the end. With it, how many wait for whoever asks; none and 0 when all is done.
/// Reading it is an event.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_closed`, or the failure of the database.
pub async fn next(context: &Context, id: SampleId, after: i64) -> Result<(Option<Item>, i64), Failure> {
    let access = &context.caller.access;
    must_code(access)?;
    let mut tx = context.db.read().await?;
    let sample = find_in(&mut tx, id).await?;
    must_be_open(context, &sample)?;
    let mut waiting = store::list_items(&mut tx, id).await?;
    waiting.retain(|item| {
        item.is_read_by(access) && !item.is_own(access) && item.standing(&context.vocabulary) == Standing::Open
    });
    let left = count(waiting.len());
    let found = waiting.iter().find(|item| item.place > after).or(waiting.first());
    let Some(found) = found else { return Ok((None, left)) };
    let item = blind(&mut tx, context, &sample, found).await?;
    drop(tx);
    note_reading(context, found, &item).await?;
    Ok((Some(item), left))
}

/// An item again, for whoever coded it or still can.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_closed`, `item_own`, `item_taken`, `item_changed`, or the failure of the database.
pub async fn find_item(context: &Context, id: SampleId, place: i64) -> Result<Item, Failure> {
    must_code(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let sample = find_in(&mut tx, id).await?;
    let found = codable(&mut tx, context, &sample, place).await?;
    let item = blind(&mut tx, context, &sample, &found).await?;
    drop(tx);
    note_reading(context, &found, &item).await?;
    Ok(item)
}

/// The item at a place, where whoever asks may answer it.
async fn codable(tx: &mut Tx, context: &Context, sample: &Sample, place: i64) -> Result<Stored, Failure> {
    let access = &context.caller.access;
    let found = store::find_item(tx, sample.id, place).await?.filter(|item| item.is_read_by(access));
    let found = found.ok_or_else(|| Fault::new(Code::NotFound, ""))?;
    must_be_open(context, sample)?;
    if found.is_own(access) {
        return Err(Fault::new(Code::ItemOwn, "").into());
    }
    let own_answer = found.is_answered_by(access, &context.caller.actor);
    match found.standing(&context.vocabulary) {
        Standing::Coded | Standing::CannotTell if !own_answer => Err(Fault::new(Code::ItemTaken, "").into()),
        Standing::Withdrawn | Standing::Changed | Standing::CodeRetired => {
            Err(Fault::new(Code::ItemChanged, "").into())
        }
        // An answer is never changed to one about another text.
        _ if found.withdrawn || !found.as_drawn => Err(Fault::new(Code::ItemChanged, "").into()),
        _ => Ok(found),
    }
}

/// The item without what the second coder must not see.
async fn blind(tx: &mut Tx, context: &Context, sample: &Sample, item: &Stored) -> Result<Item, Failure> {
    let (narrative, file) = store::read_entry(tx, item.entry).await?;
    let offered = context.vocabulary.activities.iter().map(|activity| &activity.code);
    Ok(Item {
        sample_id: sample.id,
        place: item.place,
        worked_on: item.worked_on,
        file,
        narrative,
        activities: offered.filter(|code| is_offered(&context.vocabulary, code, item.worked_on)).cloned().collect(),
        answer: item.answer.clone(),
        version: item.version,
    })
}

/// Appends an event when the narrative of somebody else is about to be shown, as wherever that is done.
async fn note_reading(context: &Context, stored: &Stored, item: &Item) -> Result<(), Failure> {
    if item.narrative.is_empty() {
        return Ok(());
    }
    let id = stored.entry.to_string();
    let event = Event {
        action: "read_narratives",
        object_kind: "entry",
        object_id: id.clone(),
        hash_after: digest_of(&[id]),
        ..Event::default()
    };
    write!(context.db, |tx| audit::ops::append(tx, context.clock.now(), &context.caller, event.clone()).await)?;
    Ok(())
}

/// Answers an item that is still at `version`, or changes one's own answer. Answers the new version.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_closed`, `item_own`, `item_taken`, `item_changed`, `version_conflict`, faults of the
/// answer, `vocabulary_changed`.
pub async fn answer(
    context: &Context,
    id: SampleId,
    place: i64,
    version: i64,
    raw: &RawAnswer,
) -> Result<(Answer, i64), Failure> {
    must_code(&context.caller.access)?;
    write!(context.db, |tx| answer_in(tx, context, id, place, version, raw).await)
}

async fn answer_in(
    tx: &mut Tx,
    context: &Context,
    id: SampleId,
    place: i64,
    version: i64,
    raw: &RawAnswer,
) -> Result<(Answer, i64), Failure> {
    audit::ops::take_turn(tx).await?;
    vocabulary::ops::must_be_current_in(tx, &context.vocabulary).await?;
    let sample = find_in(tx, id).await?;
    let before = codable(tx, context, &sample, place).await?;
    let conflict = || Fault::new(Code::VersionConflict, "").with("current", before.version);
    if before.version != version {
        return Err(conflict().into());
    }
    let answer = raw.parse(&context.vocabulary, before.worked_on)?;
    let after = Stored {
        answer: Some(answer.clone()),
        coder: context.caller.actor.clone(),
        coder_id: context.caller.access.account,
        version: version + 1,
        ..before.clone()
    };
    if !store::answer(tx, id, &after, context.clock.now()).await? {
        return Err(conflict().into());
    }
    let event = Event {
        action: "code",
        object_kind: "coding_sample",
        object_id: format!("{id} {place}"),
        hash_before: digest_of(&(before.place, &before.answer)),
        hash_after: digest_of(&(after.place, &after.answer)),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok((answer, after.version))
}

/// Closes a sample that is still at `version`: from then on it takes no answers, and its result can be read. Items that
/// nobody coded stay open for ever.
///
/// # Errors
/// `forbidden`, `not_found`, `sample_closed`, `version_conflict`.
pub async fn close(context: &Context, id: SampleId, version: i64) -> Result<Sample, Failure> {
    must_draw(&context.caller.access)?;
    write!(context.db, |tx| close_in(tx, context, id, version).await)
}

async fn close_in(tx: &mut Tx, context: &Context, id: SampleId, version: i64) -> Result<Sample, Failure> {
    audit::ops::take_turn(tx).await?;
    let before = find_in(tx, id).await?;
    let conflict = || Fault::new(Code::VersionConflict, "").with("current", before.version);
    if before.version != version {
        return Err(conflict().into());
    }
    must_be_open(context, &before)?;
    let now = context.clock.now();
    let (closed_at, closed_by) = (Some(now), context.caller.actor.clone());
    let after = Sample { closed_at, closed_by, version: version + 1, ..before.clone() };
    if !store::close(tx, &after).await? {
        return Err(conflict().into());
    }
    note(tx, context, "close", &after, &digest_of(&after)).await?;
    Ok(after)
}

/// The version of an item that whoever asks may answer, for doors whose users never saw one. Nothing is read of its entry.
///
/// # Errors
/// As [`find_item`].
pub async fn version_of(context: &Context, id: SampleId, place: i64) -> Result<i64, Failure> {
    must_code(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    let sample = find_in(&mut tx, id).await?;
    Ok(codable(&mut tx, context, &sample, place).await?.version)
}

/// How many entries of a delivery were drawn for a sample.
///
/// # Errors
/// When the database fails.
pub async fn count_drawn_of_batch_in(tx: &mut Tx, batch: BatchId) -> Result<i64, StoreError> {
    store::count_of_batch(tx, batch).await
}
