//! Signing in with a password, or with the word of the provider. Known and unknown accounts go the same way, step by
//! step, and get the same answer; attempts are counted before a password is looked at, so that many at once gain nothing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::provider::{self, Vouched};
use super::sessions::{event, open_in, store as sessions};
use super::store::{self, Stored};
use super::throttle;
use super::{Account, Secret, Settings, fold_login};
use crate::audit::{self, Caller, Event};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{AccountId, EventId};
use crate::store::{StoreError, Tx, write};

/// A sign-in that was accepted.
#[derive(Debug)]
pub struct SignedIn {
    /// What the browser is to carry until the session ends.
    pub session: Secret,
    /// What the browser is to carry beyond that, when it is not known yet: failures of strangers then do not lock it out.
    pub device: Option<Secret>,
    /// Who signed in.
    pub account: Account,
}

/// Whose failures an attempt adds to. Digests, so that the table names nobody.
struct Subjects {
    /// The account; or the browser, when it signed in to the account before.
    own: String,
    address: String,
    device_known: bool,
}

/// An attempt that was counted.
struct Attempt {
    subjects: Subjects,
    stored: Option<Stored>,
    at: DateTime<Utc>,
    id: Uuid,
}

/// Signs in with a password. `address` is where the request comes from, `device` what the browser kept from before.
///
/// # Errors
/// `local_passwords_off`; `too_many_attempts`; `sign_in_refused` for everything that is wrong; the failure of the
/// database.
pub async fn sign_in(
    context: &Context,
    settings: &Settings,
    login: &str,
    password: &Secret,
    address: &str,
    device: Option<&Secret>,
) -> Result<SignedIn, Failure> {
    if !settings.local_passwords {
        return Err(Fault::new(Code::LocalPasswordsOff, "").into());
    }
    let now = context.clock.now();
    let mut tx = context.db.read().await?;
    let (subjects, _) = look_up(&mut tx, login, address, device).await?;
    must_not_wait(&mut tx, &subjects, now).await?;
    drop(tx);
    let attempt = write!(context.db, |tx| begin(tx, login, address, device, now).await)?;
    let usable = attempt.stored.as_ref().filter(|stored| !stored.account.disabled && stored.account.has_password);
    let verdict = settings.hashing.verify(password, usable.map(|stored| stored.password.as_str())).await?;
    let Some(stored) = usable.filter(|_| verdict.fits) else {
        write!(context.db, |tx| note_refusal(tx, context, attempt.stored.as_ref()).await)?;
        return Err(refused());
    };
    let rehashed = if verdict.rehash_due { Some(settings.hashing.hash(password).await?) } else { None };
    write!(context.db, |tx| accept(tx, context, &attempt, stored, rehashed.as_deref()).await)
}

/// Opens a session without a password, for an account the provider vouches for.
///
/// # Errors
/// `sign_in_refused` when there is no such account or it is disabled; the failure of the database.
pub async fn sign_in_as(context: &Context, account: AccountId) -> Result<SignedIn, Failure> {
    let signed_in = write!(context.db, |tx| sign_in_as_in(tx, context, account).await)?;
    signed_in.ok_or_else(refused)
}

/// Opens a session for somebody the provider vouches for, whose account is linked the first time.
///
/// # Errors
/// `provider_unknown_account`, or as [`sign_in_as`].
pub async fn sign_in_vouched(context: &Context, vouched: &Vouched) -> Result<SignedIn, Failure> {
    let account = write!(context.db, |tx| provider::ops::find_or_link_in(tx, context, vouched).await)?;
    sign_in_as(context, account).await
}

async fn sign_in_as_in(tx: &mut Tx, context: &Context, id: AccountId) -> Result<Option<SignedIn>, Failure> {
    audit::ops::take_turn(tx).await?;
    let stored = store::find(tx, id).await?;
    match stored.filter(|stored| !stored.account.disabled) {
        Some(stored) => open_session(tx, context, stored.account, None).await.map(Some),
        None => {
            audit::ops::append(tx, context.clock.now(), &context.caller, event("sign_in_refused", id)).await?;
            Ok(None)
        }
    }
}

fn refused() -> Failure {
    Fault::new(Code::SignInRefused, "").into()
}

async fn look_up(
    tx: &mut Tx,
    login: &str,
    address: &str,
    device: Option<&Secret>,
) -> Result<(Subjects, Option<Stored>), StoreError> {
    let stored = store::find_by_login(tx, login).await?;
    let device = device.map(Secret::digest);
    let belongs = match &device {
        Some(hash) => sessions::find_device(tx, hash).await?,
        None => None,
    };
    let own_device = device.filter(|_| belongs.is_some() && belongs == stored.as_ref().map(|stored| stored.account.id));
    let own = match &own_device {
        Some(hash) => digest(format!("device:{hash}").as_bytes()),
        None => subject_of_login(login),
    };
    let address = digest(format!("address:{address}").as_bytes());
    Ok((Subjects { own, address, device_known: own_device.is_some() }, stored))
}

/// The subject of failures of an account from browsers it does not know.
pub(super) fn subject_of_login(login: &str) -> String {
    digest(format!("account:{}", fold_login(login)).as_bytes())
}

async fn must_not_wait(tx: &mut Tx, subjects: &Subjects, now: DateTime<Utc>) -> Result<(), Failure> {
    let since = throttle::counted_since(now);
    let own = sessions::list_failures(tx, &subjects.own, since, now).await?;
    let mut wait = throttle::wait_of_account(&own, now);
    if !subjects.device_known {
        // A browser that is known is not locked out by strangers who share its address either.
        let of_address = sessions::list_failures(tx, &subjects.address, since, now).await?;
        wait = wait.max(throttle::wait_of_address(&of_address, now));
    }
    match wait {
        Some(seconds) => Err(Fault::new(Code::TooManyAttempts, "").with("seconds", seconds).into()),
        None => Ok(()),
    }
}

/// Counts an attempt as failed until it has succeeded.
async fn begin(
    tx: &mut Tx,
    login: &str,
    address: &str,
    device: Option<&Secret>,
    now: DateTime<Utc>,
) -> Result<Attempt, Failure> {
    audit::ops::take_turn(tx).await?;
    let (subjects, stored) = look_up(tx, login, address, device).await?;
    must_not_wait(tx, &subjects, now).await?;
    let id = EventId::new(now).uuid();
    sessions::insert_failure(tx, &subjects.own, now, id).await?;
    sessions::insert_failure(tx, &subjects.address, now, id).await?;
    Ok(Attempt { subjects, stored, at: now, id })
}

/// The event does not carry what was typed where no account is known by it: people type passwords there.
async fn note_refusal(tx: &mut Tx, context: &Context, stored: Option<&Stored>) -> Result<(), Failure> {
    let object_id = stored.map_or_else(String::new, |stored| stored.account.id.to_string());
    let event = Event { action: "sign_in_refused", object_kind: "account", object_id, ..Event::default() };
    Ok(audit::ops::append(tx, context.clock.now(), &context.caller, event).await?)
}

async fn accept(
    tx: &mut Tx,
    context: &Context,
    attempt: &Attempt,
    verified: &Stored,
    rehashed: Option<&str>,
) -> Result<SignedIn, Failure> {
    audit::ops::take_turn(tx).await?;
    let current = store::find(tx, verified.account.id).await?;
    // The account may have been disabled, or got another password, while the hash was computed.
    let Some(current) = current.filter(|current| !current.account.disabled && current.password == verified.password)
    else {
        return Err(refused());
    };
    if let Some(hash) = rehashed {
        store::update_hash(tx, current.account.id, hash).await?;
    }
    sessions::delete_failures(tx, &attempt.subjects.own).await?;
    sessions::delete_failure(tx, &attempt.subjects.address, attempt.at, attempt.id).await?;
    let device = if attempt.subjects.device_known {
        None
    } else {
        let secret = Secret::random("");
        sessions::insert_device(tx, &secret.digest(), current.account.id, attempt.at).await?;
        Some(secret)
    };
    open_session(tx, context, current.account, device).await
}

/// Opens a session and notes it under the name of who signed in.
async fn open_session(
    tx: &mut Tx,
    context: &Context,
    account: Account,
    device: Option<Secret>,
) -> Result<SignedIn, Failure> {
    let now = context.clock.now();
    let session = open_in(tx, account.id, now).await?;
    let caller = Caller { actor: account.login.clone(), ..context.caller.clone() };
    audit::ops::append(tx, now, &caller, event("sign_in", account.id)).await?;
    Ok(SignedIn { session, device, account })
}
