//! What is done with fiscal years: list them, say when one closes, open a closed one again for some and end that early;
//! and what recording asks in its own transaction: whether the year is open.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::store::Closing;
use super::{CLOSING_SOON_DAYS, NewReopening, OpenPeriods, RawClosing, RawReopening, Reopening, State, Year, store};
use crate::access::{Access, Reach, Right};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{PersonId, ReopeningId};
use crate::store::{StoreError, Tx, write};
use crate::time::{FIRST_YEAR, FiscalYear, clip};
use crate::{people, repeats};

/// Refuses time of a person on days of a locked year, in the transaction of what would be changed. The team is the one the
/// person is in now, as for whom a year is opened again. The fault is that of the field that is named.
///
/// # Errors
/// `period_closed`, or the failure of the database.
pub async fn must_be_open_in(
    tx: &mut Tx,
    context: &Context,
    person: PersonId,
    team: &str,
    days: &[NaiveDate],
    field: &str,
) -> Result<(), Failure> {
    let years = days.iter().copied().map(FiscalYear::of).collect();
    let open = open_check_in(tx, context, &years).await?;
    let now = context.clock.now();
    for day in days {
        open.check(person, team, *day, now).map_err(|fault| Fault { field: field.to_owned(), ..fault })?;
    }
    Ok(())
}

/// What is needed to tell, for however many people and days of some years, whether they are open. Costs nothing while none
/// of the years is over, one small statement while none of them is closed, and two otherwise.
///
/// # Errors
/// When the database fails.
pub async fn open_check_in(
    tx: &mut Tx,
    context: &Context,
    years: &BTreeSet<FiscalYear>,
) -> Result<OpenPeriods, StoreError> {
    let asked = years.iter().any(|year| is_over(context, *year));
    let closings = if asked { closings_in(tx).await? } else { Closings::default() };
    open_check_with(tx, context, years, &closings).await
}

/// No year closes before it is over, whatever was set for it.
fn is_over(context: &Context, year: FiscalYear) -> bool {
    context.clock.at_local(year.next().first_day().and_time(NaiveTime::MIN)) <= context.clock.now()
}

/// When years close, where that was set for them.
#[derive(Debug, Clone, Default)]
pub struct Closings(BTreeMap<FiscalYear, DateTime<Utc>>);

/// When years close, where that was set for them, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn closings_in(tx: &mut Tx) -> Result<Closings, StoreError> {
    let closings = store::list_closings(tx).await?;
    Ok(Closings(closings.into_iter().map(|(year, closing)| (year, closing.closes_at)).collect()))
}

/// As [`open_check_in`], where it is known when years close: costs nothing while none of the years is closed.
///
/// # Errors
/// When the database fails.
pub async fn open_check_with(
    tx: &mut Tx,
    context: &Context,
    years: &BTreeSet<FiscalYear>,
    closings: &Closings,
) -> Result<OpenPeriods, StoreError> {
    let (open, closed) = open_and_closed(context, years, closings);
    let Some((first, last)) = closed else { return Ok(open) };
    let reopenings = store::list_active(tx, first, last, context.clock.now()).await?;
    Ok(open.with_reopenings(reopenings))
}

/// As [`open_check_with`], of years of which none is closed; `None` where one is.
#[must_use]
pub fn all_open(context: &Context, years: &BTreeSet<FiscalYear>, closings: &Closings) -> Option<OpenPeriods> {
    let (open, closed) = open_and_closed(context, years, closings);
    closed.is_none().then_some(open)
}

/// What is known without the reopenings, and the first and the last of the years that are closed.
fn open_and_closed(
    context: &Context,
    years: &BTreeSet<FiscalYear>,
    closings: &Closings,
) -> (OpenPeriods, Option<(FiscalYear, FiscalYear)>) {
    let now = context.clock.now();
    let of_years = years.iter().filter(|year| is_over(context, **year));
    let of_years = of_years.filter_map(|year| Some((*year, *closings.0.get(year)?))).collect();
    let open = OpenPeriods::of_settings(context.config.close, context.clock).with_closings(of_years);
    let mut closed = years.iter().copied().filter(|year| open.is_closed(*year, now));
    let ends = closed.next().map(|first| (first, closed.next_back().unwrap_or(first)));
    (open, ends)
}

/// At most `limit` fiscal years before one, the newest first: from the present one back to the first with figures, or for
/// which something was set.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_page(context: &Context, before: Option<FiscalYear>, limit: i64) -> Result<Vec<Year>, Failure> {
    context.caller.access.must(Right::ReadEntries)?;
    let mut tx = context.db.read().await?;
    let current = FiscalYear::of(context.clock.today());
    let closings = store::list_closings(&mut tx).await?;
    let with_figures = audit::ops::find_first_changed_year(&mut tx).await?;
    let first = with_figures.into_iter().chain(closings.keys().copied()).fold(current, FiscalYear::min);
    let years = (first.start_year()..=current.start_year()).rev().map(FiscalYear::starting);
    let size = usize::try_from(limit).unwrap_or(0);
    let page: Vec<FiscalYear> = years.filter(|year| before.is_none_or(|before| *year < before)).take(size).collect();
    shown(&mut tx, context, &page, &closings).await
}

/// One fiscal year.
///
/// # Errors
/// `forbidden`, `not_found` for what has not begun, or the failure of the database.
pub async fn find(context: &Context, year: &str) -> Result<Year, Failure> {
    context.caller.access.must(Right::ReadEntries)?;
    let year = parse_year(context, year)?;
    let mut tx = context.db.read().await?;
    find_in(&mut tx, context, year).await
}

async fn find_in(tx: &mut Tx, context: &Context, year: FiscalYear) -> Result<Year, Failure> {
    let closings = store::list_closings(tx).await?;
    let mut years = shown(tx, context, &[year], &closings).await?;
    years.pop().ok_or_else(not_found)
}

/// A year that has begun, as it stands in an address.
fn parse_year(context: &Context, text: &str) -> Result<FiscalYear, Failure> {
    let begun = FiscalYear::starting(FIRST_YEAR - 1)..=FiscalYear::of(context.clock.today());
    // Another spelling of a year would be another address of it.
    let year = text.parse::<FiscalYear>().ok().filter(|year| begun.contains(year) && year.to_string() == text);
    year.ok_or_else(not_found)
}

/// Years as the caller may see them.
async fn shown(
    tx: &mut Tx,
    context: &Context,
    years: &[FiscalYear],
    closings: &BTreeMap<FiscalYear, Closing>,
) -> Result<Vec<Year>, Failure> {
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return Ok(Vec::new()) };
    let now = context.clock.now();
    let sight = Sight::of(tx, &context.caller.access).await?;
    let mut reopenings = store::list_reopenings(tx, *first, *last, now).await?;
    reopenings.retain(|reopening| sight.holds(reopening));
    let open = OpenPeriods::of_settings(context.config.close, context.clock)
        .with_closings(closings.iter().map(|(year, closing)| (*year, closing.closes_at)).collect());
    let year = |year: &FiscalYear| {
        let of_year = reopenings.iter().filter(|reopening| reopening.year == *year);
        let reopenings: Vec<Reopening> = of_year.cloned().collect();
        let closes_at = open.closes_at(*year);
        Year {
            year: *year,
            first_day: year.first_day(),
            last_day: year.last_day(),
            state: state(closes_at, reopenings.iter().any(|reopening| reopening.active), now),
            closes_at,
            version: closings.get(year).map_or(0, |closing| closing.version),
            reopenings,
        }
    };
    Ok(years.iter().map(year).collect())
}

fn state(closes_at: Option<DateTime<Utc>>, reopened: bool, now: DateTime<Utc>) -> State {
    match closes_at {
        Some(closes_at) if closes_at <= now => {
            if reopened {
                State::Reopened
            } else {
                State::Closed
            }
        }
        Some(closes_at) if closes_at - now <= TimeDelta::days(CLOSING_SOON_DAYS) => State::ClosingSoon,
        _ => State::Open,
    }
}

/// Which reopenings somebody is told of: those of the whole section, and those for people within reach or for one's own
/// team.
struct Sight {
    reach: Reach,
    own: Option<PersonId>,
    own_team: String,
}

impl Sight {
    async fn of(tx: &mut Tx, access: &Access) -> Result<Self, StoreError> {
        let own_team = match access.person {
            Some(own) => people::ops::find_by_id_in(tx, own).await?.map(|person| person.team),
            None => None,
        };
        Ok(Self { reach: access.reach(), own: access.person, own_team: own_team.unwrap_or_default() })
    }

    fn holds(&self, reopening: &Reopening) -> bool {
        let manages = |team: &str| match &self.reach {
            Reach::Everyone => true,
            Reach::Some { teams, .. } => teams.contains(team),
        };
        match reopening.person_id {
            Some(person) => self.own == Some(person) || manages(&reopening.person_team) || manages(&reopening.team),
            None => reopening.team.is_empty() || reopening.team == self.own_team || manages(&reopening.team),
        }
    }
}

/// Sets the instant at which a fiscal year closes, where the present one is that of `version`. The close binds everybody's
/// time, so it is the head who sets it, not a manager and not the keeper of the vocabulary. An instant that is over closes
/// the year at once.
///
/// # Errors
/// `forbidden`, `not_found` for what has not begun, `version_conflict`, faults of the instant.
pub async fn set_closing(context: &Context, year: &str, version: i64, raw: &RawClosing) -> Result<Year, Failure> {
    must_answer_for(&context.caller.access, "")?;
    let year = parse_year(context, year)?;
    let closes_at = raw.parse(year, &context.clock)?;
    write!(context.db, |tx| set_closing_in(tx, context, year, Closing { closes_at, version: version + 1 }).await)
}

async fn set_closing_in(tx: &mut Tx, context: &Context, year: FiscalYear, new: Closing) -> Result<Year, Failure> {
    audit::ops::take_turn(tx).await?;
    let before = find_in(tx, context, year).await?;
    let conflict = || Failure::from(Fault::new(Code::VersionConflict, "").with("current", before.version));
    if before.version != new.version - 1 {
        return Err(conflict());
    }
    let now = context.clock.now();
    if !store::set_closing(tx, year, new, now, &context.caller.actor).await? {
        return Err(conflict());
    }
    let event = Event {
        action: "set_closing",
        object_kind: "period",
        object_id: year.to_string(),
        hash_before: digest_of(&(year, before.closes_at, before.version)),
        hash_after: digest_of(&(year, new.closes_at, new.version)),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    find_in(tx, context, year).await
}

/// Opens a closed fiscal year again: for the whole section (by the head), for a team or for one person of it (by whoever
/// answers for that team), once for each key of a request.
///
/// # Errors
/// `forbidden`, `not_found` for what has not begun, faults of the values, `period_open`, `unknown_person`,
/// `person_of_another_team`, `unknown_team`, `idempotency_key_reused`.
pub async fn reopen(context: &Context, year: &str, raw: &RawReopening) -> Result<Reopening, Failure> {
    context.caller.access.must(Right::ReopenPeriods)?;
    let year = parse_year(context, year)?;
    let new = raw.parse(&context.clock)?;
    write!(context.db, |tx| reopen_in(tx, context, year, &new).await)
}

async fn reopen_in(tx: &mut Tx, context: &Context, year: FiscalYear, new: &NewReopening) -> Result<Reopening, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let person = find_whom(tx, &context.caller.access, new).await?;
    let now = context.clock.now();
    let open = open_check_in(tx, context, &BTreeSet::from([year])).await?;
    if !open.is_closed(year, now) {
        return Err(Fault::new(Code::PeriodOpen, "").with("year", year.to_string()).into());
    }
    let reopening = Reopening {
        id: ReopeningId::new(now),
        year,
        reason: new.reason.clone(),
        team: new.team.clone(),
        person: person.as_ref().map(|person| person.number.clone()),
        until: new.until,
        active: true,
        created_at: now,
        created_by: context.caller.actor.clone(),
        ended_at: None,
        ended_by: String::new(),
        version: 1,
        person_id: person.as_ref().map(|person| person.id),
        person_team: person.map(|person| person.team).unwrap_or_default(),
    };
    store::insert_reopening(tx, &reopening).await?;
    append(tx, context, "reopen", None, &reopening).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &reopening).await?;
    Ok(reopening)
}

/// Whom a year is to be opened for, where that is one person; and whether the caller answers for them.
async fn find_whom(tx: &mut Tx, access: &Access, new: &NewReopening) -> Result<Option<people::Person>, Failure> {
    if new.person.is_empty() {
        must_answer_for(access, &new.team)?;
        let known = new.team.is_empty() || people::ops::list_in(tx).await?.iter().any(|one| one.team == new.team);
        return if known {
            Ok(None)
        } else {
            Err(Fault::new(Code::UnknownTeam, "team").with("value", clip(&new.team)).into())
        };
    }
    // A team of somebody else's is refused whoever the person is, and somebody of another team is nobody one knows.
    if !new.team.is_empty() {
        must_answer_for(access, &new.team)?;
    }
    let found = people::ops::find_in(tx, &new.person).await?.filter(|person| access.answers_for(&person.team));
    let unknown = || Fault::new(Code::UnknownPerson, "person").with("value", clip(&new.person));
    let person = found.ok_or_else(unknown)?;
    if new.team.is_empty() || new.team == person.team {
        Ok(Some(person))
    } else {
        let fault = Fault::new(Code::PersonOfAnotherTeam, "team").with("person", person.number.as_str());
        Err(fault.with("team", clip(&new.team)).into())
    }
}

/// Ends a reopening before its time.
///
/// # Errors
/// `forbidden`, `not_found` also for one the caller is not told of, `version_conflict`, `reopening_over`.
pub async fn end(context: &Context, year: &str, id: ReopeningId, version: i64) -> Result<Reopening, Failure> {
    context.caller.access.must(Right::ReopenPeriods)?;
    let year = parse_year(context, year)?;
    write!(context.db, |tx| end_in(tx, context, year, id, version).await)
}

async fn end_in(
    tx: &mut Tx,
    context: &Context,
    year: FiscalYear,
    id: ReopeningId,
    version: i64,
) -> Result<Reopening, Failure> {
    audit::ops::take_turn(tx).await?;
    let before = find_reopening_in(tx, context, year, id).await?;
    must_answer_for(&context.caller.access, before.answered_for())?;
    let conflict = || Failure::from(Fault::new(Code::VersionConflict, "").with("current", before.version));
    if before.version != version {
        return Err(conflict());
    }
    let now = context.clock.now();
    if !before.active {
        return Err(Fault::new(Code::ReopeningOver, "").into());
    }
    let after = Reopening {
        active: false,
        ended_at: Some(now),
        ended_by: context.caller.actor.clone(),
        version: version + 1,
        ..before.clone()
    };
    if !store::end_reopening(tx, &after).await? {
        return Err(conflict());
    }
    append(tx, context, "end", Some(&before), &after).await?;
    Ok(after)
}

/// One reopening of a year, for whoever is told of it.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn find_reopening(context: &Context, year: &str, id: ReopeningId) -> Result<Reopening, Failure> {
    context.caller.access.must(Right::ReadEntries)?;
    let year = parse_year(context, year)?;
    let mut tx = context.db.read().await?;
    find_reopening_in(&mut tx, context, year, id).await
}

async fn find_reopening_in(
    tx: &mut Tx,
    context: &Context,
    year: FiscalYear,
    id: ReopeningId,
) -> Result<Reopening, Failure> {
    let sight = Sight::of(tx, &context.caller.access).await?;
    let found = store::find_reopening(tx, id, context.clock.now()).await?;
    found.filter(|reopening| reopening.year == year && sight.holds(reopening)).ok_or_else(not_found)
}

async fn append(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Reopening>,
    after: &Reopening,
) -> Result<(), StoreError> {
    let event = Event {
        action,
        object_kind: "reopening",
        object_id: after.id.to_string(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        reason: after.reason.clone(),
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}

/// Refuses whoever does not answer for a team, or for the whole section where none is named.
fn must_answer_for(access: &Access, team: &str) -> Result<(), Fault> {
    access.must(Right::ReopenPeriods)?;
    if access.answers_for(team) { Ok(()) } else { Err(Fault::new(Code::Forbidden, "")) }
}

fn not_found() -> Failure {
    Fault::new(Code::NotFound, "").into()
}
