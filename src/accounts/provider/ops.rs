//! What is done with somebody the provider vouches for: find their account, or link it the first time.

use chrono::{DateTime, Utc};

use super::super::fold_login;
use super::exchange::VALID;
use super::{Vouched, store};
use crate::audit::{self, Caller, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::AccountId;
use crate::store::{Db, Tx, write};

/// The account of somebody the provider vouches for, inside a transaction of the caller: the one linked to the subject,
/// or, the first time, the one that signs in with the claim, which is then linked. An account that is linked to another
/// subject stays so.
///
/// # Errors
/// `provider_unknown_account`, or the failure of the database.
pub async fn find_or_link_in(tx: &mut Tx, context: &Context, vouched: &Vouched) -> Result<AccountId, Failure> {
    audit::ops::take_turn(tx).await?;
    let unknown = || Failure::from(Fault::new(Code::ProviderUnknownAccount, ""));
    if let Some(account) = store::find_by_subject(tx, &vouched.subject).await? {
        return if account.disabled { Err(unknown()) } else { Ok(account.id) };
    }
    let claim = vouched.claim.as_deref().ok_or_else(unknown)?;
    let key = fold_login(claim);
    let found = if key.is_empty() { None } else { store::find_by_login_key(tx, &key).await? };
    // One form of Unicode is enough to look for, not enough to be let in by.
    let found = found.filter(|account| !account.disabled && account.subject.is_none());
    let account = found.filter(|account| account.login.eq_ignore_ascii_case(claim)).ok_or_else(unknown)?;
    if !store::link(tx, &account, &vouched.subject).await? {
        return Err(unknown());
    }
    let event = Event {
        action: "link",
        object_kind: "account",
        object_id: account.id.to_string(),
        hash_before: digest_of(&(account.id, account.version, None::<&str>)),
        hash_after: digest_of(&(account.id, account.version + 1, Some(&vouched.subject))),
        ..Event::default()
    };
    let caller = Caller { actor: account.login, ..context.caller.clone() };
    audit::ops::append(tx, context.clock.now(), &caller, event).await?;
    Ok(account.id)
}

/// Forgets sign-ins that began and were not ended in time; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &Db, now: DateTime<Utc>) -> Result<u64, Failure> {
    write!(db, |tx| store::delete_before(tx, now - VALID).await.map_err(Failure::from))
}
