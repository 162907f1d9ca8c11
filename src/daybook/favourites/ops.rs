//! What is done with favourites: keep one, call it something, put them in order, take one away, list them; and list what was recorded lately.

use std::collections::HashMap;

use chrono::Days;

use super::{FAVOURITES_MAX, Favourite, Kept, RECENT_DAYS, RECENT_MAX, Recent, SentFavourite, store};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::daybook::own::{self, Parts};
use crate::digest::digest_of;
use crate::entries::days;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{FavouriteId, FileId, PersonId};
use crate::people::ops::Added;
use crate::repeats;
use crate::store::{Tx, write};
use crate::text::{self, NAME_MAX};
use crate::time::Minutes;

/// Keeps a favourite, after those that are there. The same file, activity and time are kept once.
///
/// # Errors
/// `forbidden`, `person_required`, faults of what was sent as of an entry of today, `too_many_favourites`, or the failure
/// of the database.
pub async fn add(context: &Context, sent: &SentFavourite) -> Result<Added<Favourite>, Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| add_in(tx, context, sent).await)
}

async fn add_in(tx: &mut Tx, context: &Context, sent: &SentFavourite) -> Result<Added<Favourite>, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in::<Added<Favourite>>(tx, context.repeat.as_ref()).await? {
        let (Added::New(favourite) | Added::Same(favourite)) = &before;
        let file = own::file_in(tx, access, &favourite.combination.file).await?;
        return file.map(|_| before).ok_or_else(own::not_found);
    }
    let Parsed { file_id, activity, name, minutes } = parse_in(tx, context, sent).await?;
    let all = store::list(tx, person, access).await?;
    let same = |kept: &&Kept| kept.file_id == file_id && kept.activity == activity && kept.minutes == minutes;
    let added = if let Some(kept) = all.iter().find(same) {
        Added::Same(shown(tx, context, kept).await?)
    } else {
        if all.len() >= FAVOURITES_MAX {
            return Err(Fault::new(Code::TooManyFavourites, "").with("limit", FAVOURITES_MAX).into());
        }
        let position = store::last_position(tx, person).await? + 1;
        let kept = Kept { id: FavouriteId::new(context.clock.now()), file_id, activity, name, minutes, position };
        store::insert(tx, person, &kept).await?;
        let event = Event { action: "add", hash_after: digest_of(&kept), ..event(kept.id) };
        audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
        Added::New(shown(tx, context, &kept).await?)
    };
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &added).await?;
    Ok(added)
}

/// A favourite to be kept, checked.
struct Parsed {
    file_id: FileId,
    activity: String,
    name: String,
    minutes: i64,
}

/// A name is short and may be empty.
fn parse_name(name: &str) -> Result<String, Fault> {
    let name = text::plain(name, "name")?;
    let length = name.chars().count() as u64;
    if length > NAME_MAX {
        return Err(Fault::new(Code::TooLong, "name").with("length", length).with("limit", NAME_MAX));
    }
    Ok(name)
}

/// Both parts are needed; the time may be asked each time.
async fn parse_in(tx: &mut Tx, context: &Context, sent: &SentFavourite) -> Result<Parsed, Failure> {
    let mut faults = Faults::none();
    for (text, field) in [(&sent.file, "file"), (&sent.activity, "activity")] {
        if text.trim().is_empty() {
            faults.push(Fault::new(Code::Required, field));
        }
    }
    let minutes = match &sent.minutes {
        Some(typed) if typed.trim().is_empty() => faults.keep(Err(Fault::new(Code::Required, "minutes"))),
        Some(typed) => faults.keep(Minutes::parse(typed, "minutes").map(Minutes::get)),
        None => Some(0),
    };
    let name = faults.keep(parse_name(&sent.name));
    let parts = Parts { file: sent.file.clone(), activity: sent.activity.clone(), narrative: String::new() };
    match (own::check_parts(tx, context, &parts, context.clock.today()).await, minutes.zip(name)) {
        (Ok(new), Some((minutes, name))) if faults.is_empty() => match new.file {
            Some(file_id) => Ok(Parsed { file_id, activity: new.activity, name, minutes }),
            None => Err(Fault::new(Code::Required, "file").into()),
        },
        (Ok(_), _) => Err(faults.into()),
        (Err(Failure::Refused(found)), _) => {
            faults.extend(found);
            Err(faults.into())
        }
        (Err(failure), _) => Err(failure),
    }
}

async fn shown(tx: &mut Tx, context: &Context, kept: &Kept) -> Result<Favourite, Failure> {
    let shown = show_all(tx, context, std::slice::from_ref(kept)).await?;
    shown.into_iter().next().ok_or_else(own::not_found)
}

async fn show_all(tx: &mut Tx, context: &Context, all: &[Kept]) -> Result<Vec<Favourite>, Failure> {
    let pairs: Vec<(FileId, String)> = all.iter().map(|kept| (kept.file_id, kept.activity.clone())).collect();
    let combinations = own::show_in(tx, context, context.clock.today(), &pairs).await?;
    let shown = all.iter().zip(combinations).filter_map(|(kept, combination)| {
        let minutes = Some(kept.minutes).filter(|minutes| *minutes > 0);
        Some(Favourite { id: kept.id, name: kept.name.clone(), minutes, combination: combination? })
    });
    Ok(shown.collect())
}

fn event(id: FavouriteId) -> Event {
    Event { object_kind: "favourite", object_id: id.to_string(), ..Event::default() }
}

/// One's favourites, in their order.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn list(context: &Context) -> Result<Vec<Favourite>, Failure> {
    let person = own::owner(&context.caller.access)?;
    let mut tx = context.db.read().await?;
    list_in(&mut tx, context, person).await
}

async fn list_in(tx: &mut Tx, context: &Context, person: PersonId) -> Result<Vec<Favourite>, Failure> {
    let all = store::list(tx, person, &context.caller.access).await?;
    show_all(tx, context, &all).await
}

/// The files and activities of one's favourites, in their order.
pub(in crate::daybook) async fn list_pairs_in(
    tx: &mut Tx,
    context: &Context,
    person: PersonId,
) -> Result<Vec<(FileId, String)>, Failure> {
    let all = store::list(tx, person, &context.caller.access).await?;
    Ok(all.into_iter().map(|kept| (kept.file_id, kept.activity)).collect())
}

/// Puts one's favourites in this order.
///
/// # Errors
/// `forbidden`, `person_required`, `malformed_id`; `favourites_changed` when they are not exactly those that there are.
pub async fn order(context: &Context, wanted: &[String]) -> Result<Vec<Favourite>, Failure> {
    own::owner(&context.caller.access)?;
    let mut faults = Faults::none();
    let wanted: Vec<FavouriteId> =
        wanted.iter().filter_map(|text| faults.keep(FavouriteId::parse(text, "favourites"))).collect();
    faults.or(|| ())?;
    write!(context.db, |tx| order_in(tx, context, &wanted).await)
}

async fn order_in(tx: &mut Tx, context: &Context, wanted: &[FavouriteId]) -> Result<Vec<Favourite>, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    let before = store::list(tx, person, access).await?;
    let mut left: HashMap<FavouriteId, Kept> = before.iter().map(|kept| (kept.id, kept.clone())).collect();
    let mut after = Vec::with_capacity(wanted.len());
    for (position, id) in (1..).zip(wanted) {
        match left.remove(id) {
            Some(kept) => after.push(Kept { position, ..kept }),
            None => return Err(Fault::new(Code::FavouritesChanged, "favourites").into()),
        }
    }
    if !left.is_empty() {
        return Err(Fault::new(Code::FavouritesChanged, "favourites").into());
    }
    if after != before {
        for kept in &after {
            store::set_position(tx, kept.id, kept.position).await?;
        }
        let event = Event {
            action: "order_favourites",
            object_kind: "person",
            object_id: person.to_string(),
            hash_before: digest_of(&before),
            hash_after: digest_of(&after),
            ..Event::default()
        };
        audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    }
    list_in(tx, context, person).await
}

/// Calls a favourite something; nothing: file and activity say again what it is.
///
/// # Errors
/// `forbidden`, `person_required`, `not_found`, `too_long`, `control_character`, or the failure of the database.
pub async fn rename(context: &Context, id: FavouriteId, name: &str) -> Result<Favourite, Failure> {
    own::owner(&context.caller.access)?;
    let name = parse_name(name)?;
    write!(context.db, |tx| rename_in(tx, context, id, &name).await)
}

async fn rename_in(tx: &mut Tx, context: &Context, id: FavouriteId, name: &str) -> Result<Favourite, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    let all = store::list(tx, person, access).await?;
    let before = all.iter().find(|kept| kept.id == id).ok_or_else(own::not_found)?;
    let after = Kept { name: name.to_owned(), ..before.clone() };
    if after != *before {
        store::set_name(tx, id, name).await?;
        let hashes = Event { hash_before: digest_of(before), hash_after: digest_of(&after), ..event(id) };
        audit::ops::append(tx, context.clock.now(), &context.caller, Event { action: "rename", ..hashes }).await?;
    }
    shown(tx, context, &after).await
}

/// Takes a favourite away.
///
/// # Errors
/// `forbidden`, `person_required`, `not_found`, or the failure of the database.
pub async fn remove(context: &Context, id: FavouriteId) -> Result<(), Failure> {
    own::owner(&context.caller.access)?;
    write!(context.db, |tx| remove_in(tx, context, id).await)
}

async fn remove_in(tx: &mut Tx, context: &Context, id: FavouriteId) -> Result<(), Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    audit::ops::take_turn(tx).await?;
    let all = store::list(tx, person, access).await?;
    let kept = all.iter().find(|kept| kept.id == id).ok_or_else(own::not_found)?;
    store::delete(tx, id).await?;
    let event = Event { action: "remove", hash_before: digest_of(kept), ..event(id) };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

/// What one has recorded in the last 60 days, by file and activity, the most frequent first.
///
/// # Errors
/// `forbidden`, `person_required`, or the failure of the database.
pub async fn list_recent(context: &Context) -> Result<Vec<Recent>, Failure> {
    let access = &context.caller.access;
    let person = own::owner(access)?;
    let today = context.clock.today();
    let first = today.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(today);
    let mut tx = context.db.read().await?;
    let used = days::list_used_in(&mut tx, person, access, first, today, RECENT_MAX).await?;
    let pairs: Vec<(FileId, String)> = used.iter().map(|used| (used.file_id, used.activity.clone())).collect();
    let combinations = own::show_in(&mut tx, context, today, &pairs).await?;
    let recent = used.into_iter().zip(combinations).filter_map(|(used, combination)| {
        let (entries, minutes, last_used) = (used.entries, used.minutes, used.last_used);
        Some(Recent { entries, minutes, last_used, combination: combination? })
    });
    Ok(recent.collect())
}
