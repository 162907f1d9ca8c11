//! What is done with files: open one, change one, list and find them, and name who may know a walled one. A walled file
//! that the caller is not named on is not there.

use std::collections::BTreeSet;

use super::store::Knower;
use super::{File, HOLDING_NUMBER, Members, NewFile, RawFile, numbering, register, store};
use crate::access::{Access, Right};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{AccountId, FileId};
use crate::names::{self, Kind};
use crate::people::ops::Added;
use crate::repeats;

use crate::store::{StoreError, Tx, write};

/// Opens a file, once for each key of a request. A file without a number gets the next one, where the settings say how
/// numbers are made. Whoever opens a walled file is named on it.
///
/// # Errors
/// `forbidden`, `number_taken` when another file has the number, `required` or `number_pattern` for the number,
/// `country_format` for a country that is not known, `idempotency_key_reused`, or the failure of the database.
pub async fn open(context: &Context, new: &NewFile) -> Result<Added<File>, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    write!(context.db, |tx| open_once(tx, context, new).await)
}

async fn open_once(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<Added<File>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Added<File>>(tx, context.repeat.as_ref()).await? {
        let (Added::New(file) | Added::Same(file)) = &before;
        must_still_know(tx, &context.caller.access, file.id).await?;
        return Ok(before);
    }
    let opened = open_in(tx, context, new).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &opened).await?;
    Ok(opened)
}

/// As [`open`], inside a transaction of the caller, which may open many: the key of a request is not looked at.
///
/// # Errors
/// As [`open`].
pub async fn open_in(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<Added<File>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ChangeFiles)?;
    audit::ops::take_turn(tx).await?;
    if !new.number.is_empty()
        && let Some(found) = store::find_by_number(tx, &new.number).await?
    {
        // Numbers are given once, so a number that a walled file has cannot be given again: that much of it shows, and
        // nothing more.
        let known = access.knows_file(found.id, found.walled);
        return if known && RawFile::of(&found).parse(&context.vocabulary).as_ref() == Ok(new) {
            Ok(Added::Same(found))
        } else {
            Err(Fault::new(Code::NumberTaken, "number").with("value", new.number.as_str()).into())
        };
    }
    Ok(Added::New(open_new_in(tx, context, new).await?))
}

/// Opens a file that is known not to be there. The caller holds the turn.
async fn open_new_in(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<File, Failure> {
    check_country(tx, new).await?;
    let number = numbering::number_in(tx, context, new).await?;
    let file = File { number, ..stored(context, new, false) };
    insert(tx, context, &file).await?;
    if file.walled {
        name_caller(tx, context, &file).await?;
    }
    Ok(file)
}

/// Opens the file that goes on with the work of another one; only a new one can. The caller holds the turn.
pub(super) async fn open_successor_in(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<File, Failure> {
    if !new.number.is_empty() && store::find_by_number(tx, &new.number).await?.is_some() {
        return Err(Fault::new(Code::NumberTaken, "number").with("value", new.number.as_str()).into());
    }
    open_new_in(tx, context, new).await
}

/// Whether the country is one of the names, and was in use when the file was opened.
async fn check_country(tx: &mut Tx, new: &NewFile) -> Result<(), Failure> {
    if new.country.is_empty() {
        return Ok(());
    }
    match names::ops::find_in(tx, Kind::Country, &new.country).await? {
        Some(country) if country.is_in_use_on(new.opened_on) => Ok(()),
        _ => Err(Fault::new(Code::CountryFormat, "country").with("value", new.country.as_str()).into()),
    }
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
        agreement: String::new(),
        risk: String::new(),
        complexity: String::new(),
        numbers: Vec::new(),
        file_type: String::new(),
        team: String::new(),
        opened_on: chrono::NaiveDate::from_ymd_opt(crate::time::FIRST_YEAR, 1, 1).unwrap_or_default(),
        closed_on: None,
        walled: false,
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
        agreement: new.agreement,
        risk: new.risk,
        complexity: new.complexity,
        numbers: new.numbers,
        file_type: new.file_type,
        team: new.team,
        opened_on: new.opened_on,
        closed_on: new.closed_on,
        import_only,
        walled: new.walled,
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

/// Names whoever puts up a wall on the file, so that nobody locks oneself out. The console knows every file.
async fn name_caller(tx: &mut Tx, context: &Context, file: &File) -> Result<(), Failure> {
    let Some(account) = context.caller.access.account else { return Ok(()) };
    let before = Members { file: file.id, version: file.version, accounts: store::list_members(tx, file.id).await? };
    if before.accounts.contains(&account) {
        return Ok(());
    }
    name(tx, file.id, account).await?;
    let after = Members { accounts: store::list_members(tx, file.id).await?, ..before.clone() };
    Ok(append_members(tx, context, &before, &after).await?)
}

/// Names everybody who is named on a file on another one too.
pub(super) async fn copy_members_in(tx: &mut Tx, context: &Context, from: &File, to: &File) -> Result<(), Failure> {
    let before = Members { file: to.id, version: to.version, accounts: store::list_members(tx, to.id).await? };
    for account in store::list_members(tx, from.id).await? {
        name(tx, to.id, account).await?;
    }
    let after = Members { accounts: store::list_members(tx, to.id).await?, ..before.clone() };
    if after == before { Ok(()) } else { Ok(append_members(tx, context, &before, &after).await?) }
}

async fn append_members(tx: &mut Tx, context: &Context, before: &Members, after: &Members) -> Result<(), StoreError> {
    let event = Event {
        action: "set_members",
        object_kind: "file",
        object_id: after.file.to_string(),
        hash_before: digest_of(before),
        hash_after: digest_of(after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}

async fn name(tx: &mut Tx, file: FileId, account: AccountId) -> Result<(), Failure> {
    match store::insert_member(tx, file, account).await {
        Err(StoreError::ForeignKey(_)) => {
            Err(Fault::new(Code::UnknownAccount, "accounts").with("value", account.to_string()).into())
        }
        other => Ok(other?),
    }
}

/// Changes a file that is still at `version`; the number stays. The last day can be written down here too, as lists of
/// older systems do, but not for a file that was closed with a reason. Whoever walls a file is named on it.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `category_fixed` when the file has entries, `closing_recorded`, faults of
/// the new values.
pub async fn change(context: &Context, id: FileId, version: i64, raw: &RawFile) -> Result<File, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
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
    let before = find_at(tx, context, id, version).await?;
    if new.country != before.country || new.opened_on != before.opened_on {
        check_country(tx, new).await?;
    }
    if new.closed_on != before.closed_on && register::closing::is_recorded_in(tx, id).await? {
        return Err(Fault::new(Code::ClosingRecorded, "closed_on").with("file", before.number.as_str()).into());
    }
    let after = File {
        id,
        number: before.number.clone(),
        version: version + 1,
        created_at: before.created_at,
        ..stored(context, new, before.import_only)
    };
    update_in(tx, context, &before, &after, Event { action: "change", ..Event::default() }).await?;
    if after.walled && !before.walled {
        name_caller(tx, context, &after).await?;
    }
    Ok(after)
}

/// Writes a changed file and tells of it.
pub(super) async fn update_in(
    tx: &mut Tx,
    context: &Context,
    before: &File,
    after: &File,
    event: Event,
) -> Result<(), Failure> {
    if !store::update(tx, after).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", before.version).into());
    }
    let event = Event {
        object_kind: "file",
        object_id: after.id.to_string(),
        hash_before: digest_of(before),
        hash_after: digest_of(after),
        ..event
    };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

/// Takes the turn and finds the file that is to be changed, still at the version the change was made against.
pub(super) async fn find_at(tx: &mut Tx, context: &Context, id: FileId, version: i64) -> Result<File, Failure> {
    audit::ops::take_turn(tx).await?;
    let file = find_known(tx, &context.caller.access, id).await?;
    if file.version == version {
        Ok(file)
    } else {
        Err(Fault::new(Code::VersionConflict, "").with("current", file.version).into())
    }
}

/// The accounts named on a file.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn list_members(context: &Context, id: FileId) -> Result<Members, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, &context.caller.access, id).await?;
    Ok(Members { file: id, version: file.version, accounts: store::list_members(&mut tx, id).await? })
}

/// Names exactly these accounts on a file that is still at `version`; the version counts up. A file that is not walled
/// can have names too: they count from the day it is.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `malformed_id`, `unknown_account`; `required` when nobody would know a
/// walled file.
pub async fn set_members(context: &Context, id: FileId, version: i64, accounts: &[String]) -> Result<Members, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let mut faults = Faults::none();
    let wanted: BTreeSet<AccountId> =
        accounts.iter().filter_map(|text| faults.keep(AccountId::parse(text, "accounts"))).collect();
    faults.or(|| ())?;
    write!(context.db, |tx| set_members_in(tx, context, id, version, &wanted).await)
}

async fn set_members_in(
    tx: &mut Tx,
    context: &Context,
    id: FileId,
    version: i64,
    wanted: &BTreeSet<AccountId>,
) -> Result<Members, Failure> {
    let file = find_at(tx, context, id, version).await?;
    if file.walled && wanted.is_empty() {
        return Err(Fault::new(Code::Required, "accounts").into());
    }
    let before = Members { file: id, version, accounts: store::list_members(tx, id).await? };
    for gone in before.accounts.iter().filter(|account| !wanted.contains(account)) {
        store::delete_member(tx, id, *gone).await?;
    }
    for account in wanted.iter().filter(|account| !before.accounts.contains(account)) {
        name(tx, id, *account).await?;
    }
    if !store::count_version(tx, id, version).await? {
        return Err(Fault::new(Code::VersionConflict, "").with("current", file.version).into());
    }
    let after = Members { file: id, version: version + 1, accounts: wanted.iter().copied().collect() };
    append_members(tx, context, &before, &after).await?;
    Ok(after)
}

/// All files the caller may know of, by number.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context) -> Result<Vec<File>, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    Ok(store::list_known(&mut tx, knower(&context.caller.access)).await?)
}

/// A page of the files the caller may know of, after a number.
///
/// # Errors
/// As [`list`].
pub async fn list_page(context: &Context, after: &str, limit: i64) -> Result<Vec<File>, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, knower(&context.caller.access), after, limit).await?)
}

/// The file with an identifier.
///
/// # Errors
/// `forbidden`, `not_found` also when the caller may not know of it, or the failure of the database.
pub async fn find(context: &Context, id: FileId) -> Result<File, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    find_known(&mut tx, &context.caller.access, id).await
}

/// The file with a number, compared folded.
///
/// # Errors
/// `forbidden`, `unknown_file` also when the caller may not know of it, or the failure of the database.
pub async fn find_by_number(context: &Context, number: &str) -> Result<File, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let found = store::find_by_number(&mut tx, number).await?;
    found
        .filter(|file| file.is_known_to(&context.caller.access))
        .ok_or_else(|| Fault::new(Code::UnknownFile, "file").with("value", crate::time::clip(number)).into())
}

/// All files, walled ones too, inside a transaction of the caller: for imports and figures, which filter themselves.
///
/// # Errors
/// When the database fails.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<File>, StoreError> {
    store::list(tx).await
}

/// The file with a number, compared folded, walled or not, inside a transaction of the caller: the operation it is for
/// filters itself.
///
/// # Errors
/// When the database fails.
pub async fn find_by_number_in(tx: &mut Tx, number: &str) -> Result<Option<File>, StoreError> {
    store::find_by_number(tx, number).await
}

/// As [`find_by_number_in`], for many numbers.
///
/// # Errors
/// When the database fails.
pub async fn list_numbered_in(tx: &mut Tx, numbers: &[&str]) -> Result<Vec<File>, StoreError> {
    store::list_numbered(tx, numbers).await
}

/// The file with an identifier, walled or not, inside a transaction of the caller: the operation it is for filters
/// itself.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, id: FileId) -> Result<Option<File>, StoreError> {
    store::find(tx, id).await
}

pub(super) fn knower(access: &Access) -> Knower {
    Knower { knows_all: access.is_console(), account: access.account.map(AccountId::uuid) }
}

pub(super) async fn find_known(tx: &mut Tx, access: &Access, id: FileId) -> Result<File, Failure> {
    let found = store::find(tx, id).await?;
    found.filter(|file| access.knows_file(file.id, file.walled)).ok_or_else(not_found)
}

/// A repeat gets the answer of the first request, unless the file has been closed to its sender since. The names are read
/// here: those the caller brought can be older than the first request.
pub(super) async fn must_still_know(tx: &mut Tx, access: &Access, id: FileId) -> Result<(), Failure> {
    let Some(file) = store::find(tx, id).await? else { return Err(not_found()) };
    let named = match access.account {
        Some(account) if file.walled => store::list_members(tx, id).await?.contains(&account),
        _ => false,
    };
    if named || access.knows_file(id, file.walled) { Ok(()) } else { Err(not_found()) }
}

fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}
