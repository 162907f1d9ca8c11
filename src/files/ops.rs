//! What is done with files: open one, change one, list and find them.

use super::{File, HOLDING_NUMBER, NewFile, RawFile, store};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::FileId;
use crate::people::ops::Added;

use crate::store::{StoreError, Tx, write};

/// Opens a file.
///
/// # Errors
/// `number_taken` when another file has the number, or the failure of the database.
pub async fn open(context: &Context, new: &NewFile) -> Result<Added<File>, Failure> {
    write!(context.db, |tx| open_in(tx, context, new).await)
}

/// As [`open`], inside a transaction of the caller.
///
/// # Errors
/// As [`open`].
pub async fn open_in(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<Added<File>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(found) = store::find_by_number(tx, &new.number).await? {
        return if RawFile::of(&found).parse(&context.vocabulary).as_ref() == Ok(new) {
            Ok(Added::Same(found))
        } else {
            Err(Fault::new(Code::NumberTaken, "number").with("value", new.number.as_str()).into())
        };
    }
    let file = stored(context, new, false);
    insert(tx, context, &file).await?;
    Ok(Added::New(file))
}

/// Makes the file on which held entries wait; part of making a database.
///
/// # Errors
/// When the database fails.
pub async fn open_holding_file_in(
    tx: &mut Tx,
    context: &Context,
    category: &str,
    title: &str,
) -> Result<(), StoreError> {
    let new = NewFile {
        number: HOLDING_NUMBER.to_owned(),
        title: title.to_owned(),
        category: category.to_owned(),
        project: String::new(),
        country: String::new(),
        unfunded: false,
        requester: String::new(),
        file_type: String::new(),
        team: String::new(),
        opened_on: chrono::NaiveDate::from_ymd_opt(crate::time::FIRST_YEAR, 1, 1).unwrap_or_default(),
        closed_on: None,
    };
    insert(tx, context, &stored(context, &new, true)).await
}

fn stored(context: &Context, new: &NewFile, import_only: bool) -> File {
    let now = context.clock.now();
    let new = new.clone();
    File {
        id: FileId::new(now),
        number: new.number,
        title: new.title,
        category: new.category,
        project: new.project,
        country: new.country,
        unfunded: new.unfunded,
        requester: new.requester,
        file_type: new.file_type,
        team: new.team,
        opened_on: new.opened_on,
        closed_on: new.closed_on,
        import_only,
        version: 1,
        created_at: now,
    }
}

async fn insert(tx: &mut Tx, context: &Context, file: &File) -> Result<(), StoreError> {
    store::insert(tx, file).await?;
    let event = Event {
        action: "open",
        object_kind: "file",
        object_id: file.id.to_string(),
        hash_after: digest_of(file),
        ..Event::default()
    };
    audit::ops::append(tx, file.created_at, &context.caller, event).await
}

/// Changes a file that is still at `version`; the number stays. Closing is a change of `closed_on`.
///
/// # Errors
/// `not_found`, `version_conflict`, `category_fixed` when the file has entries, faults of the new values.
pub async fn change(context: &Context, id: FileId, version: i64, raw: &RawFile) -> Result<File, Failure> {
    let new = raw.parse(&context.vocabulary)?;
    let changed = write!(context.db, |tx| change_in(tx, context, id, version, &new).await);
    match changed {
        // Only the category is part of a key that entries refer to.
        Err(Failure::Store(StoreError::ForeignKey(_))) => {
            Err(Fault::new(Code::CategoryFixed, "category").with("file", raw.number.as_str()).into())
        }
        other => other,
    }
}

async fn change_in(tx: &mut Tx, context: &Context, id: FileId, version: i64, new: &NewFile) -> Result<File, Failure> {
    audit::ops::take_turn(tx).await?;
    let Some(before) = store::find(tx, id).await? else { return Err(Fault::new(Code::NotFound, "").into()) };
    if before.version != version {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.version).into());
    }
    let after = File {
        id,
        number: before.number.clone(),
        version: version + 1,
        created_at: before.created_at,
        ..stored(context, new, before.import_only)
    };
    if !store::update(tx, &after).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.version).into());
    }
    let event = Event {
        action: "change",
        object_kind: "file",
        object_id: id.to_string(),
        hash_before: digest_of(&before),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok(after)
}

/// All files, by number.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context) -> Result<Vec<File>, Failure> {
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx).await?)
}

/// A page of files after a number.
///
/// # Errors
/// When the database fails.
pub async fn list_page(context: &Context, after: &str, limit: i64) -> Result<Vec<File>, Failure> {
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, after, limit).await?)
}

/// The file with an identifier.
///
/// # Errors
/// `not_found`, or the failure of the database.
pub async fn find(context: &Context, id: FileId) -> Result<File, Failure> {
    let mut tx = context.db.read().await?;
    store::find(&mut tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// All files, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<File>, StoreError> {
    store::list(tx).await
}

/// The file with a number, compared folded, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_by_number_in(tx: &mut Tx, number: &str) -> Result<Option<File>, StoreError> {
    store::find_by_number(tx, number).await
}

/// The file with an identifier, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, id: FileId) -> Result<Option<File>, StoreError> {
    store::find(tx, id).await
}
