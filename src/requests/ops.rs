//! What is done with requests: enter, change, triage, decide, link with a file, complete, reopen, find and list. Who may
//! read the register reads every request; of a walled file that one became, those named on the file alone are told.

use super::{
    Decision, NewRequest, RawDecision, RawReopening, RawRequest, RawRequestChange, RawTriage, Request, State,
    StateSince, Step, Triage, search, store,
};
use crate::access::Right;
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{PersonId, RequestId};
use crate::store::{Tx, write};
use crate::time::{self, FiscalYear};
use crate::{files, people, repeats};

pub use super::filing::link_file;
pub use super::listing::{Board, Listed, NOT_GIVEN, Wanted, board, list, list_of_file};

/// What the number of every request begins with.
const PREFIX: &str = "R";

/// Where a request stands in the order of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The calendar year in which the fiscal year of the number begins.
    pub(super) fiscal_year: i64,
    /// The place among those of the fiscal year, from 1.
    pub(super) ordinal: i64,
}

impl Place {
    fn number(self) -> String {
        format!("{PREFIX}-{:04}-{:04}", self.fiscal_year, self.ordinal)
    }

    /// Reads the number of a request.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        let mut parts = number.split('-');
        let (prefix, year, ordinal) = (parts.next()?, parts.next()?, parts.next()?);
        let place = Self { fiscal_year: year.parse().ok()?, ordinal: ordinal.parse().ok()? };
        (prefix == PREFIX && place.number() == number).then_some(place)
    }
}

/// A request with the states it was in, in their order.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn find(context: &Context, id: RequestId) -> Result<(Request, Vec<StateSince>), Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadRequests)?;
    let mut tx = context.db.read().await?;
    let request = stored(&mut tx, id).await?.for_reader(access);
    let states = store::list_states(&mut tx, id).await?;
    Ok((request, states))
}

async fn stored(tx: &mut Tx, id: RequestId) -> Result<Request, Failure> {
    store::find(tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// Enters a request, once for each key, and gives it the next number of the fiscal year in which it arrived.
///
/// # Errors
/// `forbidden`, `idempotency_key_reused`, or the failure of the database.
pub async fn enter(context: &Context, new: &NewRequest) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    write!(context.db, |tx| enter_in(tx, context, new).await)
}

async fn enter_in(tx: &mut Tx, context: &Context, new: &NewRequest) -> Result<Request, Failure> {
    // Whoever has the turn is alone: nobody else gives a number meanwhile.
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeated(tx, context).await? {
        return Ok(before);
    }
    let fiscal_year = i64::from(FiscalYear::of(new.received_on).start_year());
    let place = Place { fiscal_year, ordinal: store::find_last_ordinal(tx, fiscal_year).await? + 1 };
    let now = context.clock.now();
    let new = new.clone();
    let request = Request {
        id: RequestId::new(now),
        number: place.number(),
        received_on: new.received_on,
        requester: new.requester,
        country: new.country,
        kind: None,
        wanted: new.wanted,
        deadline: new.deadline,
        team: String::new(),
        person: None,
        state: State::Received,
        reason: String::new(),
        referred_to: String::new(),
        file_id: None,
        file: None,
        version: 1,
        created_at: now,
        assigned: None,
        walled: false,
    };
    store::insert(tx, &request, place).await?;
    store::set_search_key(tx, request.id, &search::key(&request)).await?;
    note(tx, context, "enter", None, &request, Some("")).await?;
    Ok(request)
}

/// The outcome of an earlier request of the caller with the same key, without what has been closed to them since.
async fn repeated(tx: &mut Tx, context: &Context) -> Result<Option<Request>, Failure> {
    let before = repeats::ops::find_in::<Request>(tx, context.repeat.as_ref()).await?;
    let Some(mut request) = before else { return Ok(None) };
    if let Some(id) = request.file_id {
        let file = files::ops::find_in(tx, id).await?;
        request.walled = file.is_none_or(|file| file.walled);
    }
    if let Some(number) = &request.person {
        let person = people::ops::find_in(tx, number).await?;
        request.assigned = person.map(|person| (person.id, person.team));
    }
    Ok(Some(request.for_reader(&context.caller.access)))
}

/// Appends the event of a change, the state it led to with the reason, if it led to one, and keeps the outcome.
async fn note(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Request>,
    after: &Request,
    reason_of_state: Option<&str>,
) -> Result<(), Failure> {
    let now = context.clock.now();
    if let Some(reason) = reason_of_state {
        store::insert_state(tx, after.id, after.state, now, &context.caller.actor, reason).await?;
    }
    let event = Event {
        action,
        object_kind: "request",
        object_id: after.id.to_string(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        reason: reason_of_state.unwrap_or_default().to_owned(),
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, after).await?;
    Ok(())
}

/// How a change begins.
pub(super) enum Begun {
    /// It was made before, with the same key.
    Before(Request),
    /// The request as it is, at the version the change was made against.
    Now(Request),
}

pub(super) async fn begin(tx: &mut Tx, context: &Context, id: RequestId, version: i64) -> Result<Begun, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeated(tx, context).await? {
        return Ok(Begun::Before(before));
    }
    let request = stored(tx, id).await?;
    if request.version == version { Ok(Begun::Now(request)) } else { Err(conflict(&request)) }
}

fn conflict(request: &Request) -> Failure {
    Fault::new(Code::VersionConflict, "").with("current", request.version).into()
}

/// Stores what a change made of a request.
pub(super) async fn end(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: &Request,
    after: Request,
    reason_of_state: Option<&str>,
) -> Result<Request, Failure> {
    let after = Request { version: before.version + 1, ..after };
    if !store::update(tx, &after).await? {
        return Err(conflict(before));
    }
    store::set_search_key(tx, after.id, &search::key(&after)).await?;
    note(tx, context, action, Some(before), &after, reason_of_state).await?;
    Ok(after.for_reader(&context.caller.access))
}

/// Changes what was entered, of a request that is still at `version`; the number and the state stay.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, faults of the new values.
pub async fn change(
    context: &Context,
    id: RequestId,
    version: i64,
    change: &RawRequestChange,
) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    write!(context.db, |tx| change_in(tx, context, id, version, change).await)
}

async fn change_in(
    tx: &mut Tx,
    context: &Context,
    id: RequestId,
    version: i64,
    change: &RawRequestChange,
) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    let new = RawRequest::of(&before).changed_by(change.clone()).parse(context.clock.today())?;
    let after = Request {
        received_on: new.received_on,
        requester: new.requester,
        country: new.country,
        wanted: new.wanted,
        deadline: new.deadline,
        ..before.clone()
    };
    end(tx, context, "change", &before, after, None).await
}

/// Says what kind of request it is and who looks into it. Until the decision this can be said again.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `request_step`, `unknown_request_kind`, `unknown_person`,
/// `person_not_active`.
pub async fn triage(context: &Context, id: RequestId, version: i64, raw: &RawTriage) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    let triage = raw.parse()?;
    write!(context.db, |tx| triage_in(tx, context, id, version, &triage).await)
}

async fn triage_in(
    tx: &mut Tx,
    context: &Context,
    id: RequestId,
    version: i64,
    triage: &Triage,
) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    before.must_allow(Step::Triage)?;
    let assigned = find_assigned(tx, context, &triage.person).await?;
    let (person, assigned) = assigned.map(|(number, id, team)| (number, (id, team))).unzip();
    let after = Request {
        kind: Some(triage.kind),
        team: triage.team.clone(),
        person,
        assigned,
        state: State::Triaged,
        ..before.clone()
    };
    end(tx, context, "triage", &before, after, Some("")).await
}

/// The person with a number, where the caller may know of them and they work here today.
async fn find_assigned(
    tx: &mut Tx,
    context: &Context,
    number: &str,
) -> Result<Option<(String, PersonId, String)>, Failure> {
    if number.is_empty() {
        return Ok(None);
    }
    let reach = context.caller.access.people();
    let found = people::ops::find_in(tx, number).await?.filter(|person| reach.holds(person.id, &person.team));
    let Some(person) = found else {
        return Err(Fault::new(Code::UnknownPerson, "person").with("value", time::clip(number)).into());
    };
    let today = context.clock.today();
    if !person.is_active_on(today) {
        let fault = Fault::new(Code::PersonNotActive, "person").with("value", person.number);
        return Err(fault.with("date", today.to_string()).into());
    }
    Ok(Some((person.number, person.id, person.team)))
}

/// Accepts, declines or refers a request.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `request_step`, faults of the decision.
pub async fn decide(context: &Context, id: RequestId, version: i64, raw: &RawDecision) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    let decision = raw.parse()?;
    write!(context.db, |tx| decide_in(tx, context, id, version, &decision).await)
}

async fn decide_in(
    tx: &mut Tx,
    context: &Context,
    id: RequestId,
    version: i64,
    decision: &Decision,
) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    before.must_allow(Step::Decide)?;
    let after = Request {
        state: decision.state,
        reason: decision.reason.clone(),
        referred_to: decision.referred_to.clone(),
        ..before.clone()
    };
    end(tx, context, "decide", &before, after, Some(&decision.reason)).await
}

/// Says that an accepted request is done.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `request_step`.
pub async fn complete(context: &Context, id: RequestId, version: i64) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    write!(context.db, |tx| complete_in(tx, context, id, version).await)
}

async fn complete_in(tx: &mut Tx, context: &Context, id: RequestId, version: i64) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    before.must_allow(Step::Complete)?;
    let after = Request { state: State::Completed, ..before.clone() };
    end(tx, context, "complete", &before, after, Some("")).await
}

/// Takes the last step back, with a reason: what was completed is accepted again, what was decided is to be decided
/// anew. A request whose acceptance is taken back has no file any more; the file itself stays as it is.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `request_step`, `decision_reason_required`.
pub async fn reopen(context: &Context, id: RequestId, version: i64, raw: &RawReopening) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    let reason = raw.parse()?;
    write!(context.db, |tx| reopen_in(tx, context, id, version, &reason).await)
}

async fn reopen_in(
    tx: &mut Tx,
    context: &Context,
    id: RequestId,
    version: i64,
    reason: &str,
) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    before.must_allow(Step::Reopen)?;
    let state = before.state.before();
    let after = if state == State::Accepted {
        Request { state, ..before.clone() }
    } else {
        Request {
            state,
            reason: String::new(),
            referred_to: String::new(),
            file_id: None,
            file: None,
            walled: false,
            ..before.clone()
        }
    };
    end(tx, context, "reopen", &before, after, Some(reason)).await
}
