//! What is done with names: list and find them, add one, rename or retire one. Nothing is deleted: a name that is no
//! longer used gets a last day, and what was stored with its code keeps its meaning.

use super::{Kind, Name, NewName, RawName, store};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::Both;
use crate::people::ops::Added;
use crate::repeats;
use crate::store::{StoreError, Tx, write};
use crate::time::clip;

/// The code of the section a database begins with.
const FIRST_SECTION: &str = "SECTION";

/// A page of the names of a kind, after a code.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_page(context: &Context, kind: Kind, after: &str, limit: i64) -> Result<Vec<Name>, Failure> {
    context.caller.access.must(Right::ReadVocabulary)?;
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, kind, after, limit).await?)
}

/// All names of a kind, by code.
///
/// # Errors
/// As [`list_page`].
pub async fn list(context: &Context, kind: Kind) -> Result<Vec<Name>, Failure> {
    list_page(context, kind, "", i64::MAX).await
}

/// The name with a code, compared folded.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn find(context: &Context, kind: Kind, code: &str) -> Result<Name, Failure> {
    context.caller.access.must(Right::ReadVocabulary)?;
    let mut tx = context.db.read().await?;
    store::find(&mut tx, kind, code).await?.ok_or_else(not_found)
}

/// Adds a name, once for each key of a request.
///
/// # Errors
/// `forbidden`, `name_taken` when another name of the kind has the code, `unknown_section`, `idempotency_key_reused`.
pub async fn add(context: &Context, new: &NewName) -> Result<Added<Name>, Failure> {
    context.caller.access.must(Right::ChangeVocabulary)?;
    write!(context.db, |tx| add_in(tx, context, new).await)
}

async fn add_in(tx: &mut Tx, context: &Context, new: &NewName) -> Result<Added<Name>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let added = match store::find(tx, new.kind, &new.code).await? {
        Some(found) if RawName::of(&found).parse(found.kind).as_ref() == Ok(new) => Added::Same(found),
        Some(found) => return Err(Fault::new(Code::NameTaken, "code").with("value", found.code).into()),
        None => {
            let name = stored(tx, new, 1).await?;
            store::insert(tx, &name).await?;
            append(tx, context, "add", None, &name).await?;
            Added::New(name)
        }
    };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &added).await?;
    Ok(added)
}

/// Changes a name that is still at `version`: renames it, says when it is used, or retires it by a last day. The code
/// stays. What it was called before is told by the trail.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `unknown_section`, faults of the new values.
pub async fn change(context: &Context, kind: Kind, code: &str, version: i64, raw: &RawName) -> Result<Name, Failure> {
    context.caller.access.must(Right::ChangeVocabulary)?;
    let new = raw.parse(kind)?;
    write!(context.db, |tx| change_in(tx, context, code, version, &new).await)
}

/// Gives the section of a new database the name that the settings have; later ones are data like all names.
///
/// # Errors
/// As [`change`].
pub async fn name_section(context: &Context, label: &Both) -> Result<(), Failure> {
    let section = find(context, Kind::Section, FIRST_SECTION).await?;
    if section.label == *label {
        return Ok(());
    }
    let raw = RawName { label_en: label.en.clone(), label_fr: label.fr.clone(), ..RawName::of(&section) };
    change(context, Kind::Section, FIRST_SECTION, section.version, &raw).await.map(|_| ())
}

async fn change_in(tx: &mut Tx, context: &Context, code: &str, version: i64, new: &NewName) -> Result<Name, Failure> {
    audit::ops::take_turn(tx).await?;
    let before = store::find(tx, new.kind, code).await?.ok_or_else(not_found)?;
    let conflict = || Fault::new(Code::VersionConflict, "").with("current", before.version);
    if before.version != version {
        return Err(conflict().into());
    }
    let after = Name { code: before.code.clone(), ..stored(tx, new, version + 1).await? };
    if !store::update(tx, &after).await? {
        return Err(conflict().into());
    }
    append(tx, context, "change", Some(&before), &after).await?;
    Ok(after)
}

/// A name as it is to be stored; its section is written as that section's code is.
async fn stored(tx: &mut Tx, new: &NewName, version: i64) -> Result<Name, Failure> {
    let parent = if new.parent.is_empty() {
        String::new()
    } else {
        let section = store::find(tx, Kind::Section, &new.parent).await?;
        section.ok_or_else(|| Fault::new(Code::UnknownSection, "parent").with("value", clip(&new.parent)))?.code
    };
    let new = new.clone();
    Ok(Name {
        kind: new.kind,
        code: new.code,
        label: new.label,
        parent,
        agreement: new.agreement,
        funder: new.funder,
        purpose: new.purpose,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        version,
    })
}

async fn append(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Name>,
    after: &Name,
) -> Result<(), StoreError> {
    let event = Event {
        action,
        object_kind: "name",
        object_id: format!("{} {}", after.kind.as_str(), after.code),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}

/// The name with a code, compared folded, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, kind: Kind, code: &str) -> Result<Option<Name>, StoreError> {
    store::find(tx, kind, code).await
}

/// The name that a text is the code or the label of, in either language and compared folded, inside a transaction of the
/// caller.
///
/// # Errors
/// When the database fails.
pub async fn find_called_in(tx: &mut Tx, kind: Kind, text: &str) -> Result<Option<Name>, StoreError> {
    store::find_called(tx, kind, text).await
}

/// The codes of the names of a kind in whose label, in either language, a folded text stands; inside a transaction of
/// the caller.
///
/// # Errors
/// When the database fails.
pub async fn list_codes_in(tx: &mut Tx, kind: Kind, folded: &str) -> Result<Vec<String>, StoreError> {
    store::list_codes(tx, kind, folded).await
}

/// The code of the section a team belongs to, inside a transaction of the caller: the parent of the team with this code
/// or label; the only section there is, where that does not say; otherwise nothing.
///
/// # Errors
/// When the database fails.
pub async fn unit_of_team_in(tx: &mut Tx, team: &str) -> Result<String, StoreError> {
    if !team.trim().is_empty()
        && let Some(found) = store::find_called(tx, Kind::Team, team).await?
        && !found.parent.is_empty()
    {
        return Ok(found.parent);
    }
    let mut sections = store::list_page(tx, Kind::Section, "", 2).await?;
    Ok(match sections.pop() {
        Some(only) if sections.is_empty() => only.code,
        _ => String::new(),
    })
}

fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}
