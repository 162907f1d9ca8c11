//! What is done with saved profiles: save the next version, find and list them, take one out of use, and choose the ones
//! that fit a file.

use super::store::{self, ProfileRow};
use super::{Reference, Written, described, parse_name, shipped};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::import::profile::Profile;
use crate::import::sniff::Sniffed;
use crate::import::sniff::fit::{self, Fit};
use crate::import::{golden, ops};
use crate::people::ops::Added;
use crate::repeats;
use crate::store::{StoreError, Tx, write};

/// Saves a version of a profile: the one after the last. The same text again changes nothing.
///
/// # Errors
/// `forbidden`; faults of the profile, `golden_row_contradicted`, `profile_activity_unknown`, `profile_name_format`;
/// `profile_version` with `expected` when another version is next.
pub async fn save(context: &Context, document: &str) -> Result<Added<Written>, Failure> {
    context.caller.access.must(Right::Import)?;
    let profile = Profile::parse(document)?;
    parse_name(&profile.name)?;
    golden::check(&profile)?;
    ops::check_profile(&profile, &context.vocabulary)?;
    write!(context.db, |tx| save_in(tx, context, &profile, document).await)
}

async fn save_in(tx: &mut Tx, context: &Context, profile: &Profile, document: &str) -> Result<Added<Written>, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let (now, by) = (context.clock.now(), context.caller.actor.as_str());
    let version = i64::from(profile.version);
    let same = find_version_in(tx, &profile.name, version).await?.filter(|found| found.document == document);
    let saved = if let Some(found) = same {
        Added::Same(found)
    } else {
        let last = find_newest_in(tx, &profile.name).await?;
        let expected = last.as_ref().map_or(1, |last| last.profile.version + 1);
        if version != expected {
            let fault = Fault::new(Code::ProfileVersion, "version").with("name", profile.name.as_str());
            // Not as numbers, which would be grouped.
            return Err(fault.with("value", version.to_string()).with("expected", expected.to_string()).into());
        }
        let written = Written { profile: described(profile, document, Some((now, by))), document: document.to_owned() };
        store::insert(tx, &written, now, by).await?;
        let event = Event {
            action: "save",
            object_kind: "import_profile",
            object_id: format!("{}@{version}", profile.name),
            hash_before: last.map(|last| last.profile.sha256).unwrap_or_default(),
            hash_after: digest(document.as_bytes()),
            ..Event::default()
        };
        audit::ops::append(tx, now, &context.caller, event).await?;
        Added::New(written)
    };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &saved).await?;
    Ok(saved)
}

/// Takes a profile whose newest saved version is `version` out of use; `None` stands for whichever that is. It is not
/// chosen any more and can still be named; the next version that is saved is in use again.
///
/// # Errors
/// `forbidden`, `unknown_profile` also for one that was never saved, `version_conflict`.
pub async fn retire(context: &Context, name: &str, version: Option<i64>) -> Result<Written, Failure> {
    context.caller.access.must(Right::Import)?;
    // What nothing can be saved under need not be looked for, and not every database takes it.
    parse_name(name).map_err(|_| Reference { name: name.to_owned(), version: None }.unknown())?;
    write!(context.db, |tx| retire_in(tx, context, name, version).await)
}

async fn retire_in(tx: &mut Tx, context: &Context, name: &str, version: Option<i64>) -> Result<Written, Failure> {
    audit::ops::take_turn(tx).await?;
    let newest = store::find_newest(tx, name).await?.map(written).transpose()?;
    let unknown = || Reference { name: name.to_owned(), version: None }.unknown();
    let mut found = newest.ok_or_else(unknown)?;
    let current = found.profile.version;
    if version.is_some_and(|version| version != current) {
        return Err(Fault::new(Code::VersionConflict, "").with("current", current).into());
    }
    if found.profile.retired_at.is_some() {
        return Ok(found);
    }
    let now = context.clock.now();
    store::insert_retirement(tx, name, current, now, &context.caller.actor).await?;
    found.profile.retired_at = Some(now);
    let event = Event {
        action: "retire",
        object_kind: "import_profile",
        object_id: format!("{name}@{current}"),
        hash_before: found.profile.sha256.clone(),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(found)
}

/// The profile that a reference names: of a name alone the newest saved version, or the shipped one.
///
/// # Errors
/// `forbidden`, `unknown_profile`, or the failure of the database.
pub async fn find(context: &Context, wanted: &Reference) -> Result<Written, Failure> {
    context.caller.access.must(Right::Import)?;
    parse_name(&wanted.name).map_err(|_| wanted.unknown())?;
    let mut tx = context.db.read().await?;
    let found = match wanted.version {
        Some(version) => find_version_in(&mut tx, &wanted.name, version).await?,
        None => find_newest_in(&mut tx, &wanted.name).await?,
    };
    found.ok_or_else(|| wanted.unknown().into())
}

/// The newest version of each profile, saved and shipped, by name; retired ones too.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context) -> Result<Vec<Written>, Failure> {
    context.caller.access.must(Right::Import)?;
    let mut tx = context.db.read().await?;
    let rows = store::list_newest(&mut tx).await?;
    let mut all = rows.into_iter().map(written).collect::<Result<Vec<_>, _>>()?;
    let others: Vec<Written> = shipped()
        .into_iter()
        .filter(|shipped| all.iter().all(|saved| saved.profile.name != shipped.profile.name))
        .collect();
    all.extend(others);
    // In the order of their letters, whatever order a database has.
    all.sort_by(|one, other| one.profile.name.cmp(&other.profile.name));
    Ok(all)
}

/// The profiles in use that fit a file: saved ones, or shipped ones where no saved one does. One that was made for the
/// very header of the file comes before all that only find their columns in it.
///
/// # Errors
/// As [`list`].
pub async fn fitting(context: &Context, sniffed: &Sniffed) -> Result<Vec<Fit>, Failure> {
    let in_use = list(context).await?.into_iter().filter(|written| written.profile.retired_at.is_none());
    let (shipped, saved): (Vec<Written>, Vec<Written>) = in_use.partition(|written| written.profile.shipped);
    let among = |all: Vec<Written>| {
        fit::among(sniffed, all.into_iter().filter_map(|written| Profile::parse(&written.document).ok()))
    };
    let (saved, shipped) = (among(saved), among(shipped));
    let made_for_it = shipped.iter().any(|fit| fit.by_fingerprint) && !saved.iter().any(|fit| fit.by_fingerprint);
    Ok(if saved.is_empty() || made_for_it { shipped } else { saved })
}

async fn find_newest_in(tx: &mut Tx, name: &str) -> Result<Option<Written>, StoreError> {
    match store::find_newest(tx, name).await? {
        Some(row) => written(row).map(Some),
        None => Ok(shipped().into_iter().find(|shipped| shipped.profile.name == name)),
    }
}

async fn find_version_in(tx: &mut Tx, name: &str, version: i64) -> Result<Option<Written>, StoreError> {
    match store::find(tx, name, version).await? {
        Some(row) => written(row).map(Some),
        None => {
            Ok(shipped().into_iter().find(|shipped| shipped.profile.name == name && shipped.profile.version == version))
        }
    }
}

/// A saved profile as it is shown.
fn written(row: ProfileRow) -> Result<Written, StoreError> {
    // It was read before it was saved; a later program reads what an earlier one wrote.
    let corrupt = |_| StoreError::Corrupt { table: "import_profiles", column: "document" };
    let profile = Profile::parse(&row.document).map_err(corrupt)?;
    let mut found = described(&profile, &row.document, Some((row.saved_at, &row.saved_by)));
    found.name = row.name;
    found.retired_at = row.retired_at;
    Ok(Written { profile: found, document: row.document })
}
