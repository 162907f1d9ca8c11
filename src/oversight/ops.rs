//! Confirming the time on a file, and showing what was confirmed. Lead counsel vouches for a whole file, so whoever leads
//! it is shown the minutes of everybody on it, person by person, also of people outside of their reach; narratives are not.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::store::{Page, Part};
use super::{ConfirmedAs, FileTime, NewSignOff, RawSignOff, Share, SignOff, SignOffView, State, store};
use crate::access::{Access, Reach, Right, Role};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{self, File};
use crate::ids::{FileId, SignOffId};
use crate::period::Period;
use crate::store::{StoreError, Tx, write};
use crate::{people, repeats};

/// Confirms the time on a file in a period, once for each key of a request. Lead counsel on the last day of the period
/// does so; the head where there is none who still records time. A confirmation before it is kept.
///
/// # Errors
/// `forbidden`, `not_found`, faults of the values, `not_lead_counsel`, `period_not_over`, `idempotency_key_reused`.
pub async fn sign_off(context: &Context, file: FileId, raw: &RawSignOff) -> Result<SignOff, Failure> {
    must_confirm(&context.caller.access)?;
    let new = raw.parse(context.clock.today())?;
    write!(context.db, |tx| sign_off_in(tx, context, file, &new).await)
}

async fn sign_off_in(tx: &mut Tx, context: &Context, id: FileId, new: &NewSignOff) -> Result<SignOff, Failure> {
    audit::ops::take_turn(tx).await?;
    let file = find_known(tx, &context.caller.access, id).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let period = &new.period;
    let confirmed_as = may_confirm(tx, context, &file, period.last).await?;
    if period.last > context.clock.today() {
        let fault = Fault::new(Code::PeriodNotOver, "period").with("period", period.code());
        return Err(fault.with("last", period.last.to_string()).into());
    }
    let parts = store::list_parts(tx, id, period.first, period.last).await?;
    let now = context.clock.now();
    let sign_off = SignOff {
        id: SignOffId::new(now),
        file_id: id,
        period: period.code(),
        first_day: period.first,
        last_day: period.last,
        entries: i64::try_from(parts.len()).unwrap_or(i64::MAX),
        minutes: parts.iter().map(|part| part.minutes).sum(),
        digest: digest_of_parts(parts),
        comment: new.comment.clone(),
        confirmed_at: now,
        confirmed_by: context.caller.actor.clone(),
        confirmed_as,
        withdrawn_at: None,
        withdrawn_by: String::new(),
    };
    store::insert(tx, &sign_off, period.per).await?;
    let event = Event {
        action: "sign_off",
        object_kind: "file",
        object_id: id.to_string(),
        hash_after: digest_of(&sign_off),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &sign_off).await?;
    Ok(sign_off)
}

/// Takes a confirmation back, and those of the same period before it; the period is open again then, and can be confirmed
/// anew. Whoever could confirm it can take it back. What was taken back already stays as it is.
///
/// # Errors
/// `forbidden`, `not_found`, `not_lead_counsel`, or the failure of the database.
pub async fn withdraw(context: &Context, file: FileId, id: SignOffId) -> Result<SignOff, Failure> {
    must_confirm(&context.caller.access)?;
    write!(context.db, |tx| withdraw_in(tx, context, file, id).await)
}

async fn withdraw_in(tx: &mut Tx, context: &Context, file: FileId, id: SignOffId) -> Result<SignOff, Failure> {
    audit::ops::take_turn(tx).await?;
    let file = find_known(tx, &context.caller.access, file).await?;
    let not_found = || Failure::from(Fault::new(Code::NotFound, ""));
    let before = store::find(tx, file.id, id).await?.ok_or_else(not_found)?;
    may_confirm(tx, context, &file, before.last_day).await?;
    if before.withdrawn_at.is_some() {
        return Ok(before);
    }
    let now = context.clock.now();
    store::insert_withdrawals(tx, &before, now, &context.caller.actor).await?;
    let after = store::find(tx, file.id, id).await?.ok_or_else(not_found)?;
    let event = Event {
        action: "withdraw_sign_off",
        object_kind: "file",
        object_id: file.id.to_string(),
        hash_before: digest_of(&before),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(after)
}

/// Whether somebody may have a period of a file to confirm: who leads or led it, and the head where nobody leads it now.
///
/// # Errors
/// `not_found`, or the failure of the database.
pub async fn may_sign_off(context: &Context, id: FileId) -> Result<bool, Failure> {
    let access = &context.caller.access;
    if must_confirm(access).is_err() {
        return Ok(false);
    }
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, access, id).await?;
    let today = context.clock.today();
    let now = may_confirm(&mut tx, context, &file, today).await;
    match now {
        Ok(_) => Ok(true),
        Err(Failure::Refused(_)) => Ok(access.person.is_some() && store::has_led(&mut tx, id, access.person).await?),
        Err(failure) => Err(failure),
    }
}

/// The time of everybody on one file in a period that the caller may confirm, to be looked at before.
///
/// # Errors
/// `forbidden`, `not_found`, `required`, `period_format`, `not_lead_counsel`, or the failure of the database.
pub async fn find_time(context: &Context, id: FileId, period: &str) -> Result<Vec<Share>, Failure> {
    must_confirm(&context.caller.access)?;
    let period = crate::text::required(period, "period")
        .and_then(|text| Period::parse(&text, "period", context.clock.today()))?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, &context.caller.access, id).await?;
    may_confirm(&mut tx, context, &file, period.last).await?;
    Ok(store::list_shares(&mut tx, &[id], period.first, period.last).await?.remove(&id).unwrap_or_default())
}

/// Whoever confirms changes something: reading rights of a token are not enough.
pub(super) fn must_confirm(access: &Access) -> Result<(), Fault> {
    access.must(Right::ReadFiles)?;
    if access.has(Right::ApproveTime) { Ok(()) } else { access.must(Right::RecordTime) }
}

/// In which role the caller confirms the time of a period with this last day. Somebody who has left confirms nothing any more; the head does
/// it for them, so that no file is stuck.
async fn may_confirm(tx: &mut Tx, context: &Context, file: &File, last: NaiveDate) -> Result<ConfirmedAs, Failure> {
    let access = &context.caller.access;
    let lead = match files::leads::find_lead_in(tx, file.id, last).await? {
        Some(lead) => people::ops::find_by_id_in(tx, lead).await?,
        None => None,
    };
    let lead = lead.filter(|lead| lead.is_active_on(context.clock.today()));
    match lead {
        Some(lead) if access.person == Some(lead.id) => Ok(ConfirmedAs::LeadCounsel),
        None if access.has_role(Role::Head) => Ok(ConfirmedAs::Head),
        _ if access.is_console() => Ok(ConfirmedAs::Head),
        _ => Err(Fault::new(Code::NotLeadCounsel, "").with("file", file.number.as_str()).into()),
    }
}

/// The same entries have the same digest, in whatever order they were read.
fn digest_of_parts(mut parts: Vec<Part>) -> String {
    parts.sort_unstable();
    digest_of(&parts)
}

/// At most `limit` files after a number with time or a confirmation in a period: those the caller was lead counsel of on
/// its last day; every one for whoever reads the time of everybody. Walled files only for whoever is named on them.
///
/// # Errors
/// `forbidden`, `required`, `period_format`, or the failure of the database.
pub async fn list_files(
    context: &Context,
    period: &str,
    after: &str,
    limit: i64,
) -> Result<(Period, Vec<FileTime>), Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    access.must(Right::ReadFiles)?;
    let period = crate::text::required(period, "period")
        .and_then(|text| Period::parse(&text, "period", context.clock.today()))?;
    let mut tx = context.db.read().await?;
    let page = Page { first: period.first, last: period.last, everything: reads_all(access), after, limit };
    let files = store::list_files(&mut tx, &page, access).await?;
    let ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
    let mut shares = store::list_shares(&mut tx, &ids, period.first, period.last).await?;
    let mut sign_offs = store::list_last(&mut tx, &ids, period.first, period.last).await?;
    let confirmed: Vec<FileId> = sign_offs.keys().copied().collect();
    let mut parts = store::list_parts_of(&mut tx, &confirmed, period.first, period.last).await?;
    let times = files
        .into_iter()
        .map(|file| {
            let people = shares.remove(&file.id).unwrap_or_default();
            let minutes = people.iter().map(|share| share.minutes).sum();
            let sign_off = sign_offs.remove(&file.id);
            let digest = digest_of_parts(parts.remove(&file.id).unwrap_or_default());
            FileTime {
                file_id: file.id,
                file: file.number,
                title: file.title,
                lead: file.lead,
                state: sign_off.as_ref().map_or(State::Open, |before| state(before, &digest)),
                entries: people.iter().map(|share| share.entries).sum(),
                minutes,
                minutes_since: sign_off.as_ref().map(|before| minutes - before.minutes),
                people,
                sign_off,
            }
        })
        .collect();
    Ok((period, times))
}

/// As [`list_files`], those in one state only; fewer than `limit` only at the end of the list.
///
/// # Errors
/// As [`list_files`].
pub async fn list_files_in(
    context: &Context,
    period: &str,
    state: State,
    after: &str,
    limit: i64,
) -> Result<(Period, Vec<FileTime>), Failure> {
    let size = usize::try_from(limit).unwrap_or(0);
    let (mut found, mut after) = (Vec::new(), after.to_owned());
    // How a file stands is told by its entries, here and not in SQL.
    loop {
        let (period, read) = list_files(context, period, &after, limit).await?;
        let is_last = read.len() < size;
        if let Some(file) = read.last() {
            after.clone_from(&file.file);
        }
        found.extend(read.into_iter().filter(|file| file.state == state));
        if is_last || found.len() >= size {
            found.truncate(size);
            return Ok((period, found));
        }
    }
}

fn state(sign_off: &SignOff, digest: &str) -> State {
    if sign_off.digest == digest { State::Confirmed } else { State::ChangedSince }
}

/// At most `limit` confirmations of a file before one, the newest first: of periods on whose last day the caller was lead
/// counsel; all of them for whoever reads the time of everybody.
///
/// # Errors
/// `forbidden`, `not_found`, `not_lead_counsel` for somebody who never led the file, or the failure of the database.
pub async fn list(
    context: &Context,
    id: FileId,
    before: Option<SignOffId>,
    limit: i64,
) -> Result<Vec<SignOffView>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadEntries)?;
    access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, access, id).await?;
    let everything = reads_all(access);
    if !everything && !store::has_led(&mut tx, id, access.person).await? {
        return Err(Fault::new(Code::NotLeadCounsel, "").with("file", file.number).into());
    }
    let own = (!everything).then_some(access.person).flatten();
    let sign_offs = store::list(&mut tx, id, own, before, limit).await?;
    let mut views = Vec::with_capacity(sign_offs.len());
    // Several confirmations of one period are held to the same entries.
    let mut known: HashMap<(NaiveDate, NaiveDate), Present> = HashMap::new();
    for sign_off in sign_offs {
        let (first, last) = (sign_off.first_day, sign_off.last_day);
        let present = match known.get(&(first, last)) {
            Some(present) => present.clone(),
            None => known.entry((first, last)).or_insert(Present::find(&mut tx, id, first, last).await?).clone(),
        };
        views.push(SignOffView {
            replaced: sign_off.withdrawn_at.is_none() && present.last != Some(sign_off.id),
            state: if sign_off.withdrawn_at.is_some() { State::Open } else { state(&sign_off, &present.digest) },
            minutes_since: present.minutes - sign_off.minutes,
            sign_off,
        });
    }
    Ok(views)
}

/// How the time on a file in a period is now.
#[derive(Debug, Clone)]
struct Present {
    minutes: i64,
    digest: String,
    /// The last confirmation.
    last: Option<SignOffId>,
}

impl Present {
    async fn find(tx: &mut Tx, file: FileId, first: NaiveDate, last: NaiveDate) -> Result<Self, StoreError> {
        let parts = store::list_parts(tx, file, first, last).await?;
        let signed = store::list_last(tx, &[file], first, last).await?.remove(&file);
        Ok(Self {
            minutes: parts.iter().map(|part| part.minutes).sum(),
            digest: digest_of_parts(parts),
            last: signed.map(|signed| signed.id),
        })
    }
}

/// Whether somebody reads the time of everybody, by role.
fn reads_all(access: &Access) -> bool {
    access.reach() == Reach::Everyone
}

async fn find_known(tx: &mut Tx, access: &Access, id: FileId) -> Result<File, Failure> {
    let found = files::ops::find_in(tx, id).await?;
    found.filter(|file| file.is_known_to(access)).ok_or_else(|| Fault::new(Code::NotFound, "").into())
}
