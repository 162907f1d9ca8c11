//! What is done with notes: add, correct, withdraw, put back, find and list. Whoever may read a file reads its notes; a note
//! of a walled file is not there for those who are not named on the file.

use super::{EarlierVersion, NewNote, Note, RawNote, RawNoteChange, RawWithdrawal, may_write, store};
use crate::access::{Access, Right};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{self, File};
use crate::ids::{FileId, NoteId};
use crate::repeats;
use crate::store::{Tx, write};

pub use super::listing::{WORDS_MAX, Wanted, list};

/// Refuses those who may write no notes.
///
/// # Errors
/// `forbidden`; `not_signed_in` for nobody.
pub fn must_write(access: &Access) -> Result<(), Fault> {
    access.must(Right::ReadFiles)?;
    if may_write(access) { Ok(()) } else { Err(Fault::new(Code::Forbidden, "")) }
}

/// Refuses those who may change no note at all, whoever wrote it.
///
/// # Errors
/// As [`must_write`].
pub fn must_change_some(access: &Access) -> Result<(), Fault> {
    access.must(Right::ReadFiles)?;
    if access.has(Right::ChangeFiles) { Ok(()) } else { must_write(access) }
}

fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}

/// The file a note is kept with, where the caller may know of it.
async fn known_file(tx: &mut Tx, access: &Access, id: FileId) -> Result<File, Failure> {
    let found = files::ops::find_in(tx, id).await?;
    found.filter(|file| file.is_known_to(access)).ok_or_else(not_found)
}

async fn known(tx: &mut Tx, access: &Access, id: NoteId) -> Result<Note, Failure> {
    let found = store::find(tx, id).await?;
    found.filter(|note| access.knows_file(note.file_id, note.walled)).ok_or_else(not_found)
}

/// A note with its earlier versions, the newest first.
///
/// # Errors
/// `forbidden`, `not_found` also when the caller may not know of the file, or the failure of the database.
pub async fn find(context: &Context, id: NoteId) -> Result<(Note, Vec<EarlierVersion>), Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let note = known(&mut tx, access, id).await?;
    let earlier = store::list_versions(&mut tx, id).await?;
    Ok((note, earlier))
}

/// Adds a note to a file, open or closed, once for each key.
///
/// # Errors
/// `forbidden`, `not_found` also when the caller may not know of the file, `idempotency_key_reused`, or the failure of the
/// database.
pub async fn add(context: &Context, file: FileId, new: &NewNote) -> Result<Note, Failure> {
    must_write(&context.caller.access)?;
    write!(context.db, |tx| add_in(tx, context, file, new).await)
}

async fn add_in(tx: &mut Tx, context: &Context, file: FileId, new: &NewNote) -> Result<Note, Failure> {
    let access = &context.caller.access;
    audit::ops::take_turn(tx).await?;
    let file = known_file(tx, access, file).await?;
    if let Some(before) = repeats::ops::find_in::<Note>(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let (now, new) = (context.clock.now(), new.clone());
    let note = Note {
        id: NoteId::new(now),
        file_id: file.id,
        file: file.number,
        kind: new.kind,
        title: new.title,
        text: new.text,
        language: new.language,
        withdrawn: false,
        reason: String::new(),
        written_at: now,
        written_by: context.caller.actor.clone(),
        changed_at: now,
        changed_by: context.caller.actor.clone(),
        version: 1,
        author: access.account,
        walled: file.walled,
    };
    store::insert(tx, &note).await?;
    tell(tx, context, "add", None, &note).await?;
    Ok(note)
}

/// Appends the event of a change and keeps the outcome.
async fn tell(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Note>,
    after: &Note,
) -> Result<(), Failure> {
    let now = context.clock.now();
    let event = Event {
        action,
        object_kind: "note",
        object_id: after.id.to_string(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        reason: after.reason.clone(),
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, after).await?;
    Ok(())
}

/// How a change begins.
enum Begun {
    /// It was made before, with the same key.
    Before(Note),
    /// The note as it is, at the version the change was made against.
    Now(Note),
}

async fn begin(tx: &mut Tx, context: &Context, id: NoteId, version: i64) -> Result<Begun, Failure> {
    let access = &context.caller.access;
    audit::ops::take_turn(tx).await?;
    let note = known(tx, access, id).await?;
    if !note.may_be_changed_by(access) {
        return Err(Fault::new(Code::Forbidden, "").into());
    }
    if let Some(before) = repeats::ops::find_in::<Note>(tx, context.repeat.as_ref()).await? {
        return Ok(Begun::Before(Note { author: note.author, walled: note.walled, ..before }));
    }
    if note.version == version { Ok(Begun::Now(note)) } else { Err(conflict(&note)) }
}

fn conflict(note: &Note) -> Failure {
    Fault::new(Code::VersionConflict, "").with("current", note.version).into()
}

/// Stores what a change made of a note; the version before is kept.
async fn end(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: &Note,
    after: Note,
) -> Result<Note, Failure> {
    let changed_by = context.caller.actor.clone();
    let after = Note { version: before.version + 1, changed_at: context.clock.now(), changed_by, ..after };
    store::keep_version(tx, before).await?;
    if !store::update(tx, &after).await? {
        return Err(conflict(before));
    }
    tell(tx, context, action, Some(before), &after).await?;
    Ok(after)
}

/// Corrects a note that is still at `version`. One that says the same already stays as it is.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `note_withdrawn`, faults of the new values.
pub async fn correct(context: &Context, id: NoteId, version: i64, change: &RawNoteChange) -> Result<Note, Failure> {
    must_change_some(&context.caller.access)?;
    write!(context.db, |tx| correct_in(tx, context, id, version, change).await)
}

async fn correct_in(
    tx: &mut Tx,
    context: &Context,
    id: NoteId,
    version: i64,
    change: &RawNoteChange,
) -> Result<Note, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(note) => return Ok(note),
        Begun::Now(note) => note,
    };
    if before.withdrawn {
        return Err(Fault::new(Code::NoteWithdrawn, "").into());
    }
    let new = RawNote::of(&before).changed_by(change.clone()).parse(before.language)?;
    if new.is_said_by(&before) {
        return Ok(before);
    }
    let after = Note { kind: new.kind, title: new.title, text: new.text, language: new.language, ..before.clone() };
    end(tx, context, "correct", &before, after).await
}

/// Withdraws a note that is still at `version`, with a reason. It is kept, and no search finds it.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `note_withdrawn`, `required`, `too_long`, `control_character`.
pub async fn withdraw(context: &Context, id: NoteId, version: i64, raw: &RawWithdrawal) -> Result<Note, Failure> {
    must_change_some(&context.caller.access)?;
    let reason = raw.parse()?;
    write!(context.db, |tx| withdraw_in(tx, context, id, version, &reason).await)
}

async fn withdraw_in(tx: &mut Tx, context: &Context, id: NoteId, version: i64, reason: &str) -> Result<Note, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(note) => return Ok(note),
        Begun::Now(note) => note,
    };
    if before.withdrawn {
        return Err(Fault::new(Code::NoteWithdrawn, "").into());
    }
    let after = Note { withdrawn: true, reason: reason.to_owned(), ..before.clone() };
    end(tx, context, "withdraw", &before, after).await
}

/// Puts a withdrawn note back that is still at `version`.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `note_not_withdrawn`.
pub async fn restore(context: &Context, id: NoteId, version: i64) -> Result<Note, Failure> {
    must_change_some(&context.caller.access)?;
    write!(context.db, |tx| restore_in(tx, context, id, version).await)
}

async fn restore_in(tx: &mut Tx, context: &Context, id: NoteId, version: i64) -> Result<Note, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(note) => return Ok(note),
        Begun::Now(note) => note,
    };
    if !before.withdrawn {
        return Err(Fault::new(Code::NoteNotWithdrawn, "").into());
    }
    let after = Note { withdrawn: false, reason: String::new(), ..before.clone() };
    end(tx, context, "restore", &before, after).await
}
