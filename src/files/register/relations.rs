//! Files that have to do with each other: said of one of them, and true of both.

use std::collections::BTreeSet;

use super::{FileRelations, store};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::ops::{find_at, find_in, find_known, must_still_know};
use crate::files::store::count_version;
use crate::ids::FileId;
use crate::repeats;
use crate::store::{StoreError, Tx, write};

/// The files that have to do with a file and that the caller may know of.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn list(context: &Context, id: FileId) -> Result<FileRelations, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, &context.caller.access, id).await?;
    Ok(list_in(&mut tx, context, id, file.version).await?)
}

async fn list_in(tx: &mut Tx, context: &Context, file: FileId, version: i64) -> Result<FileRelations, StoreError> {
    let mut related = Vec::new();
    for other in store::list_related(tx, file).await? {
        if find_in(tx, other).await?.is_some_and(|other| other.is_known_to(&context.caller.access)) {
            related.push(other);
        }
    }
    Ok(FileRelations { file, version, related })
}

/// Relates exactly these files to a file that is still at `version`; those the caller may not know of stay as they are.
/// Once for each key of a request; the version of every file whose relations change counts up.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `malformed_id`, `unknown_file`, `related_to_itself`,
/// `idempotency_key_reused`.
pub async fn set(context: &Context, id: FileId, version: i64, files: &[String]) -> Result<FileRelations, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let mut faults = Faults::none();
    let wanted: BTreeSet<FileId> = files.iter().filter_map(|text| faults.keep(FileId::parse(text, "files"))).collect();
    if wanted.contains(&id) {
        faults.push(Fault::new(Code::RelatedToItself, "files"));
    }
    faults.or(|| ())?;
    write!(context.db, |tx| set_in(tx, context, id, version, &wanted).await)
}

async fn set_in(
    tx: &mut Tx,
    context: &Context,
    id: FileId,
    version: i64,
    wanted: &BTreeSet<FileId>,
) -> Result<FileRelations, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<FileRelations>(tx, context.repeat.as_ref()).await? {
        must_still_know(tx, &context.caller.access, before.file).await?;
        return Ok(before);
    }
    let file = find_at(tx, context, id, version).await?;
    let before = list_in(tx, context, id, version).await?;
    let known: BTreeSet<FileId> = before.related.iter().copied().collect();
    for other in known.symmetric_difference(wanted) {
        let found = find_in(tx, *other).await?.filter(|other| other.is_known_to(&context.caller.access));
        let unknown = || Fault::new(Code::UnknownFile, "files").with("value", other.to_string());
        let found = found.ok_or_else(unknown)?;
        let theirs = list_in(tx, context, *other, found.version).await?;
        if wanted.contains(other) {
            store::insert_relation(tx, id, *other).await?;
        } else {
            store::delete_relation(tx, id, *other).await?;
        }
        count_version(tx, *other, found.version).await?;
        let now = list_in(tx, context, *other, found.version + 1).await?;
        append(tx, context, &theirs, &now).await?;
    }
    if !count_version(tx, id, version).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", file.version).into());
    }
    let after = list_in(tx, context, id, version + 1).await?;
    append(tx, context, &before, &after).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &after).await?;
    Ok(after)
}

async fn append(
    tx: &mut Tx,
    context: &Context,
    before: &FileRelations,
    after: &FileRelations,
) -> Result<(), StoreError> {
    let event = Event {
        action: "set_relations",
        object_kind: "file",
        object_id: after.file.to_string(),
        hash_before: digest_of(before),
        hash_after: digest_of(after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}
