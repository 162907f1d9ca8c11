//! What is done with accounts: add one, change one, set and reset passwords, list and find them. A change of roles holds
//! from the next request on, because nothing of an account is remembered between two.

use super::raw::AccountChange;
use super::sessions::{open_in, store as sessions};
use super::sign_in::subject_of_login;
use super::store::{self, Stored};
use super::{Account, NewAccount, RawAccount, Secret, Settings, password, throttle};
use crate::access::{Right, Role};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::{digest, digest_of};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{AccountId, EventId, PersonId};
use crate::people::{self, NewPerson};
use crate::repeats;
use crate::store::{StoreError, Tx, write};

/// A change of a password that was accepted.
#[derive(Debug)]
pub struct PasswordSet {
    /// What the browser is to carry from now on; all earlier sessions have ended.
    pub session: Secret,
    /// The account as it is now.
    pub account: Account,
}

/// Adds an account; its first password, when one is given, has to be changed by its owner unless it was set at the
/// console. With a person, that person is added as well, unless the same is there already.
///
/// # Errors
/// `forbidden`; faults of what was sent, all at once; `login_taken`, `unknown_person`, `person_has_account`; the failure
/// of the database.
pub async fn add(
    context: &Context,
    settings: &Settings,
    raw: &RawAccount,
    person: Option<&NewPerson>,
) -> Result<Account, Failure> {
    context.caller.access.must(Right::ChangeAccounts)?;
    let parsed = raw.parse();
    let mut faults = parsed.as_ref().err().cloned().unwrap_or_default();
    if let Some(password) = &raw.password {
        match check_password(settings, password, &raw.login, &raw.name).await {
            Err(Failure::Refused(found)) => faults.extend(found),
            other => other?,
        }
    }
    let new = match parsed {
        Ok(new) if faults.is_empty() => new,
        _ => return Err(faults.into()),
    };
    let hash = match &raw.password {
        Some(password) => settings.hashing.hash(password).await?,
        None => String::new(),
    };
    write!(context.db, |tx| add_in(tx, context, &new, person, &hash).await)
}

async fn check_password(settings: &Settings, password: &Secret, login: &str, name: &str) -> Result<(), Failure> {
    if !settings.local_passwords {
        return Err(Fault::new(Code::LocalPasswordsOff, "password").into());
    }
    password::check(password, &[login, name], "password").await
}

async fn add_in(
    tx: &mut Tx,
    context: &Context,
    new: &NewAccount,
    person: Option<&NewPerson>,
    hash: &str,
) -> Result<Account, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let mut faults = Faults::none();
    if store::find_by_login(tx, &new.login).await?.is_some() {
        faults.push(Fault::new(Code::LoginTaken, "login").with("value", new.login.as_str()));
    }
    if let Some(person) = person {
        people::ops::add_in(tx, context, person).await?;
    }
    let (person, person_number) = find_person(tx, new, None, &mut faults).await?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let now = context.clock.now();
    let account = Account {
        id: AccountId::new(now),
        login: new.login.clone(),
        name: new.name.clone(),
        person,
        person_number,
        grants: new.grants.clone(),
        disabled: false,
        lang: new.lang,
        has_password: !hash.is_empty(),
        password_temporary: !hash.is_empty() && !context.caller.access.is_console(),
        provider_linked: false,
        version: 1,
        created_at: now,
    };
    store::insert(tx, &account, hash).await?;
    note(tx, context, "add", None, &account).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), now, &account).await?;
    Ok(account)
}

/// The person an account is to stand for, unless another account does.
async fn find_person(
    tx: &mut Tx,
    new: &NewAccount,
    own: Option<AccountId>,
    faults: &mut Faults,
) -> Result<(Option<PersonId>, String), StoreError> {
    let Some(number) = &new.person else { return Ok((None, String::new())) };
    let Some(person) = people::ops::find_in(tx, number).await? else {
        faults.push(Fault::new(Code::UnknownPerson, "person").with("value", number.as_str()));
        return Ok((None, String::new()));
    };
    let taken = store::find_by_person(tx, person.id).await?;
    if taken.is_some_and(|taken| Some(taken.account.id) != own) {
        faults.push(Fault::new(Code::PersonHasAccount, "person").with("value", person.number.as_str()));
    }
    Ok((Some(person.id), person.number))
}

async fn note(
    tx: &mut Tx,
    context: &Context,
    action: &'static str,
    before: Option<&Account>,
    after: &Account,
) -> Result<(), StoreError> {
    let event = Event {
        action,
        object_kind: "account",
        object_id: after.id.to_string(),
        hash_before: before.map(digest_of).unwrap_or_default(),
        hash_after: digest_of(after),
        ..Event::default()
    };
    audit::ops::append(tx, context.clock.now(), &context.caller, event).await
}

/// Changes an account that is still at `version`. Disabling it ends its sessions.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, faults of the new values, `last_administrator`, or the failure of the
/// database.
pub async fn change(
    context: &Context,
    id: AccountId,
    version: i64,
    change: &AccountChange,
) -> Result<Account, Failure> {
    context.caller.access.must(Right::ChangeAccounts)?;
    write!(context.db, |tx| change_in(tx, context, id, version, change).await)
}

async fn change_in(
    tx: &mut Tx,
    context: &Context,
    id: AccountId,
    version: i64,
    change: &AccountChange,
) -> Result<Account, Failure> {
    audit::ops::take_turn(tx).await?;
    let before = must_find(tx, id).await?.account;
    let conflict = || Fault::new(Code::VersionConflict, "").with("current", before.version);
    if before.version != version {
        return Err(conflict().into());
    }
    let new = RawAccount::of(&before, change).parse()?;
    let mut faults = Faults::none();
    let (person, person_number) = find_person(tx, &new, Some(id), &mut faults).await?;
    let after = Account {
        name: new.name,
        person,
        person_number,
        grants: new.grants,
        lang: new.lang,
        disabled: change.disabled.unwrap_or(before.disabled),
        version: version + 1,
        ..before.clone()
    };
    if keeps_accounts(&before) && !keeps_accounts(&after) && store::count_other_administrators(tx, id).await? == 0 {
        faults.push(Fault::new(Code::LastAdministrator, if after.disabled { "disabled" } else { "roles" }));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if !store::update(tx, &after).await? {
        return Err(conflict().into());
    }
    if after.disabled {
        sessions::delete_all(tx, id).await?;
    }
    note(tx, context, "change", Some(&before), &after).await?;
    Ok(after)
}

fn keeps_accounts(account: &Account) -> bool {
    !account.disabled && account.grants.iter().any(|grant| grant.role == Role::Administrator)
}

async fn must_find(tx: &mut Tx, id: AccountId) -> Result<Stored, Failure> {
    store::find(tx, id).await?.ok_or_else(|| Fault::new(Code::NotFound, "").into())
}

/// Sets one's own password, which needs the present one. All sessions end; a new one is opened for whoever asked.
///
/// # Errors
/// `not_signed_in`, `forbidden` for a token, `local_passwords_off`, `too_many_attempts`, `password_wrong`, faults of the
/// new password, or the failure of the database.
pub async fn set_password(
    context: &Context,
    settings: &Settings,
    present: &Secret,
    new: &Secret,
) -> Result<PasswordSet, Failure> {
    let access = &context.caller.access;
    let Some(id) = access.account else { return Err(Fault::new(Code::NotSignedIn, "").into()) };
    if access.is_token() {
        return Err(Fault::new(Code::Forbidden, "").into());
    }
    let stored = {
        let mut tx = context.db.read().await?;
        must_find(&mut tx, id).await?
    };
    check_password(settings, new, &stored.account.login, &stored.account.name).await?;
    let subject = digest(format!("present:{id}").as_bytes());
    write!(context.db, |tx| count_attempt(tx, context, &subject).await)?;
    let hash = Some(stored.password.as_str()).filter(|hash| !hash.is_empty());
    let wrong = || Failure::from(Fault::new(Code::PasswordWrong, "present"));
    if !settings.hashing.verify(present, hash).await?.fits {
        return Err(wrong());
    }
    if stored.account.password_temporary && present == new {
        return Err(Fault::new(Code::PasswordTemporary, "password").into());
    }
    let hash = settings.hashing.hash(new).await?;
    let set = write!(context.db, |tx| set_password_in(tx, context, &stored, &hash, &subject).await)?;
    set.ok_or_else(wrong)
}

/// Whoever finds a browser open may not guess the password without end either.
async fn count_attempt(tx: &mut Tx, context: &Context, subject: &str) -> Result<(), Failure> {
    audit::ops::take_turn(tx).await?;
    let now = context.clock.now();
    let failures = sessions::list_failures(tx, subject, throttle::counted_since(now), now).await?;
    if let Some(seconds) = throttle::wait_of_account(&failures, now) {
        return Err(Fault::new(Code::TooManyAttempts, "").with("seconds", seconds).into());
    }
    Ok(sessions::insert_failure(tx, subject, now, EventId::new(now).uuid()).await?)
}

async fn set_password_in(
    tx: &mut Tx,
    context: &Context,
    verified: &Stored,
    hash: &str,
    subject: &str,
) -> Result<Option<PasswordSet>, Failure> {
    audit::ops::take_turn(tx).await?;
    let id = verified.account.id;
    let current = must_find(tx, id).await?;
    // Another password may have been set while the hashes were computed.
    if current.password != verified.password || current.account.disabled {
        return Ok(None);
    }
    let account = replace_password(tx, context, &current.account, hash, false, "set_password").await?;
    sessions::delete_failures(tx, subject).await?;
    let session = open_in(tx, id, context.clock.now()).await?;
    Ok(Some(PasswordSet { session, account }))
}

async fn replace_password(
    tx: &mut Tx,
    context: &Context,
    before: &Account,
    hash: &str,
    temporary: bool,
    action: &'static str,
) -> Result<Account, Failure> {
    let after =
        Account { has_password: true, password_temporary: temporary, version: before.version + 1, ..before.clone() };
    store::update_password(tx, &after, hash, context.clock.now()).await?;
    sessions::delete_all(tx, before.id).await?;
    note(tx, context, action, Some(before), &after).await?;
    Ok(after)
}

/// Gives an account another password, which its owner has to change unless it was set at the console. All its sessions
/// end, and the failures that made it wait are forgotten.
///
/// # Errors
/// `forbidden`, `not_found`, `local_passwords_off`, faults of the password, or the failure of the database.
pub async fn reset_password(
    context: &Context,
    settings: &Settings,
    id: AccountId,
    new: &Secret,
) -> Result<Account, Failure> {
    context.caller.access.must(Right::ChangeAccounts)?;
    let stored = {
        let mut tx = context.db.read().await?;
        must_find(&mut tx, id).await?
    };
    check_password(settings, new, &stored.account.login, &stored.account.name).await?;
    let hash = settings.hashing.hash(new).await?;
    write!(context.db, |tx| reset_password_in(tx, context, id, &hash).await)
}

async fn reset_password_in(tx: &mut Tx, context: &Context, id: AccountId, hash: &str) -> Result<Account, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(before);
    }
    let current = must_find(tx, id).await?.account;
    let temporary = !context.caller.access.is_console();
    let account = replace_password(tx, context, &current, hash, temporary, "reset_password").await?;
    sessions::delete_failures(tx, &subject_of_login(&account.login)).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &account).await?;
    Ok(account)
}

/// A page of accounts after a login.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_page(context: &Context, after: &str, limit: i64) -> Result<Vec<Account>, Failure> {
    context.caller.access.must(Right::ReadAccounts)?;
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, after, limit).await?)
}

/// The account with an identifier; one's own can always be read.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn find(context: &Context, id: AccountId) -> Result<Account, Failure> {
    if context.caller.access.account != Some(id) {
        context.caller.access.must(Right::ReadAccounts)?;
    }
    let mut tx = context.db.read().await?;
    Ok(must_find(&mut tx, id).await?.account)
}

/// The account that signs in with a login.
///
/// # Errors
/// `forbidden`, `unknown_account`, or the failure of the database.
pub async fn find_by_login(context: &Context, login: &str) -> Result<Account, Failure> {
    context.caller.access.must(Right::ReadAccounts)?;
    let mut tx = context.db.read().await?;
    let found = find_by_login_in(&mut tx, login).await?;
    let unknown = || Fault::new(Code::UnknownAccount, "login").with("value", crate::time::clip(login));
    found.ok_or_else(|| unknown().into())
}

/// The account that signs in with a login, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_by_login_in(tx: &mut Tx, login: &str) -> Result<Option<Account>, StoreError> {
    Ok(store::find_by_login(tx, login).await?.map(|stored| stored.account))
}

/// The account with an identifier, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(store::find(tx, id).await?.map(|stored| stored.account))
}
