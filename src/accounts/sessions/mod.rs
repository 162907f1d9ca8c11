//! Sessions of browsers: opened at sign-in, found by what the browser carries, ended by idleness, age, signing out,
//! disabling and new passwords. Accounts and roles are read anew for each request; nothing is remembered between two.

pub(super) mod store;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::store::AskingRow;
use super::{Account, Secret, Settings};
use crate::access::{Access, Right};
use crate::audit::{self, Event};
use crate::clock::Clock;
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, write};

/// A request is noted when the last one that was lies so far back.
const SEEN_EVERY_SECONDS: i64 = 60;
/// Failed sign-ins are kept for so long.
const FAILURES_KEPT_HOURS: i64 = 1;
/// Browsers that signed in before are known for so long.
pub const DEVICES_KEPT_DAYS: i64 = 400;

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// What is stored of it: the SHA-256 of what the browser carries.
    pub hash: String,
    /// When it was opened.
    pub created: DateTime<Utc>,
    /// Its last request, to the minute.
    pub seen: DateTime<Utc>,
    /// When it ends, unless another request comes before.
    pub ends_at: DateTime<Utc>,
}

impl SessionView {
    /// A stored session as it stands now; none when it has ended. Instants of the future, from before the clock was set
    /// back, count as now: they make a session neither longer nor shorter.
    fn of(hash: String, row: &store::SessionRow, settings: &Settings, now: DateTime<Utc>) -> Option<Self> {
        let (created, seen) = (row.created_at.min(now), row.seen_at.min(now));
        let ends_at = (seen + settings.idle).min(created + settings.longest);
        (now < ends_at).then_some(Self { hash, created, seen, ends_at })
    }

    /// Whole seconds until the end.
    #[must_use]
    pub fn seconds_left(&self, now: DateTime<Utc>) -> i64 {
        (self.ends_at - now).num_seconds().max(0)
    }

    /// Whole seconds until the end that no request puts off.
    #[must_use]
    pub fn seconds_at_most(&self, settings: &Settings, now: DateTime<Utc>) -> i64 {
        (self.created + settings.longest - now).num_seconds().max(0)
    }
}

/// What forms of a session carry, made of what the browser carries.
#[must_use]
pub fn form_token(secret: &Secret) -> String {
    digest(format!("{}:form", secret.reveal()).as_bytes())
}

/// The account of a session with what it may do now, if the session goes on and the account is not disabled.
///
/// # Errors
/// When the database fails.
pub async fn find_session(
    db: &Db,
    clock: Clock,
    settings: &Settings,
    secret: &Secret,
) -> Result<Option<(Account, Access, SessionView)>, StoreError> {
    let (now, hash) = (clock.now(), secret.digest());
    let Some((row, asking)) = store::find_asking(db, &hash).await? else { return Ok(None) };
    let Some(mut view) = SessionView::of(hash, &row, settings, now) else { return Ok(None) };
    let found = enabled(db, asking, None).await?;
    let Some((account, access)) = found else { return Ok(None) };
    if (now - row.seen_at).num_seconds().abs() >= SEEN_EVERY_SECONDS || row.created_at > now {
        // The request goes on when this cannot be noted; the next one tries again.
        let noted: Result<(), StoreError> = write!(db, |tx| store::see(tx, &view.hash, now).await);
        if noted.is_ok() {
            view.seen = now;
            view.ends_at = (now + settings.idle).min(view.created + settings.longest);
        }
    }
    Ok(Some((account, access, view)))
}

/// How a session stands that was found by [`find_session`] before, by its hash.
///
/// # Errors
/// When the database fails.
pub async fn view(db: &Db, clock: Clock, settings: &Settings, hash: &str) -> Result<Option<SessionView>, StoreError> {
    let mut tx = db.read().await?;
    let row = store::find(&mut tx, hash).await?;
    Ok(row.and_then(|row| SessionView::of(hash.to_owned(), &row, settings, clock.now())))
}

/// One's own sessions that go on, the latest first.
///
/// # Errors
/// `not_signed_in`, or the failure of the database.
pub async fn list(context: &Context, settings: &Settings) -> Result<Vec<SessionView>, Failure> {
    let account = context.caller.access.account.ok_or_else(|| Fault::new(Code::NotSignedIn, ""))?;
    let now = context.clock.now();
    let mut tx = context.db.read().await?;
    let rows = store::list(&mut tx, account).await?;
    Ok(rows.into_iter().filter_map(|(hash, row)| SessionView::of(hash, &row, settings, now)).collect())
}

/// An account that is not disabled, with what it may do now.
pub(super) async fn enabled(
    db: &Db,
    asking: AskingRow,
    scopes: Option<BTreeSet<Right>>,
) -> Result<Option<(Account, Access)>, StoreError> {
    let Some((account, named)) = asking.enabled()? else { return Ok(None) };
    let named = if named {
        let mut tx = db.read().await?;
        super::store::list_memberships(&mut tx, account.id).await?
    } else {
        BTreeSet::new()
    };
    let access = Access::of(account.id, account.person, account.grants.clone(), scopes, named);
    Ok(Some((account, access)))
}

/// Opens a session for an account; what the browser is to carry.
///
/// # Errors
/// When the database fails.
pub(super) async fn open_in(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> Result<Secret, StoreError> {
    let secret = Secret::random("");
    store::insert(tx, &secret.digest(), account, now).await?;
    Ok(secret)
}

/// Ends a session, by its hash. One that has ended already stays so.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(context: &Context, hash: &str) -> Result<(), Failure> {
    write!(context.db, |tx| sign_out_in(tx, context, hash).await)
}

async fn sign_out_in(tx: &mut Tx, context: &Context, hash: &str) -> Result<(), Failure> {
    audit::ops::take_turn(tx).await?;
    let Some(row) = store::find(tx, hash).await? else { return Ok(()) };
    store::delete(tx, hash).await?;
    let event = event("sign_out", AccountId::from_uuid(row.account_id));
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

/// Ends all sessions of an account: one's own, or anybody's for whoever keeps the accounts. Answers how many there were.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn sign_out_everywhere(context: &Context, account: AccountId) -> Result<u64, Failure> {
    if context.caller.access.account != Some(account) {
        context.caller.access.must(Right::ChangeAccounts)?;
    } else if context.caller.access.is_token() {
        return Err(Fault::new(Code::Forbidden, "").into());
    }
    write!(context.db, |tx| sign_out_everywhere_in(tx, context, account).await)
}

async fn sign_out_everywhere_in(tx: &mut Tx, context: &Context, account: AccountId) -> Result<u64, Failure> {
    audit::ops::take_turn(tx).await?;
    if super::store::find(tx, account).await?.is_none() {
        return Err(Fault::new(Code::NotFound, "").into());
    }
    let ended = store::delete_all(tx, account).await?;
    let event = event("sign_out_everywhere", account);
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await?;
    Ok(ended)
}

/// An event about an account that changed nothing in it.
pub(super) fn event(action: &'static str, account: AccountId) -> Event {
    Event { action, object_kind: "account", object_id: account.to_string(), ..Event::default() }
}

/// Removes what nobody needs any more: ended sessions, old failures, browsers that did not come back. Tokens stay, as
/// the history of what was given. Answers how many rows went.
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &Db, settings: &Settings, now: DateTime<Utc>) -> Result<u64, StoreError> {
    write!(db, |tx| tidy_in(tx, settings, now).await)
}

async fn tidy_in(tx: &mut Tx, settings: &Settings, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let sessions = store::delete_ended(tx, now - settings.idle, now - settings.longest).await?;
    let failures = store::delete_failures_before(tx, now - Duration::hours(FAILURES_KEPT_HOURS)).await?;
    let devices = store::delete_devices_before(tx, now - Duration::days(DEVICES_KEPT_DAYS)).await?;
    Ok(sessions + failures + devices)
}
