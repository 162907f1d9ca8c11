//! Feeds: addresses under which a calendar program reads the recorded days of one account without signing in. Whoever has
//! the address has the calendar, so it holds 256 random bits, is shown once, can be revoked, and is kept as a hash only.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::calendar::calendar;
use super::{Period, ops, store};
use crate::access::{Access, Right};
use crate::accounts::{self, Secret};
use crate::audit::{self, Caller, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::entries::ops::Wanted;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{AccountId, FeedId};
use crate::repeats;
use crate::store::{Tx, write};
use crate::text::{self, NAME_MAX};

/// What every token of a feed begins with, so that scanners for lost secrets know one.
pub const PREFIX: &str = "cf_";
/// So many days back a calendar begins.
pub const DAYS: u64 = 366;

/// A feed, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Feed {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: FeedId,
    /// The account whose days it shows.
    #[schema(value_type = String, format = Uuid)]
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was revoked.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A feed that was asked for, as text.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawFeed {
    /// What its owner calls it.
    #[validate(length(max = NAME_MAX))]
    pub name: String,
}

impl RawFeed {
    /// The name, checked.
    ///
    /// # Errors
    /// `required`, `too_long`, `control_character`.
    pub fn parse(&self) -> Result<String, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        match faults.keep(text::required(&self.name, "name")) {
            Some(name) if faults.is_empty() => Ok(name),
            _ => Err(faults),
        }
    }
}

/// A feed that was made, with its token; a repeat of the request does not show that again.
#[derive(Debug, Clone)]
pub struct Created {
    /// The feed.
    pub feed: Feed,
    /// The token of its address. Not kept anywhere.
    pub token: Option<Secret>,
}

/// The account of a caller who may handle feeds: a program with a token makes, shows and revokes none.
fn owner(context: &Context) -> Result<AccountId, Fault> {
    let access = &context.caller.access;
    match access.account {
        None => Err(Fault::new(Code::NotSignedIn, "")),
        Some(_) if access.is_token() => Err(Fault::new(Code::Forbidden, "")),
        Some(account) => Ok(account),
    }
}

/// Makes a feed of one's own recorded days.
///
/// # Errors
/// `not_signed_in`, `forbidden`, `no_person`, faults of the name, or the failure of the database.
pub async fn create(context: &Context, raw: &RawFeed) -> Result<Created, Failure> {
    let account = owner(context)?;
    context.caller.access.must(Right::ReadEntries)?;
    if context.caller.access.person.is_none() {
        return Err(Fault::new(Code::NoPerson, "").into());
    }
    let name = raw.parse()?;
    let now = context.clock.now();
    let token = Secret::random(PREFIX);
    let feed = Feed { id: FeedId::new(now), account, name, created_at: now, revoked_at: None };
    write!(context.db, |tx| create_in(tx, context, &feed, &token).await)
}

async fn create_in(tx: &mut Tx, context: &Context, feed: &Feed, token: &Secret) -> Result<Created, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(feed) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(Created { feed, token: None });
    }
    store::insert(tx, feed, &token.digest()).await?;
    let event = Event {
        action: "create",
        object_kind: "feed",
        object_id: feed.id.to_string(),
        hash_after: digest_of(feed),
        ..Event::default()
    };
    audit::ops::append(tx, feed.created_at, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), feed.created_at, feed).await?;
    Ok(Created { feed: feed.clone(), token: Some(token.clone()) })
}

/// A page of one's own feeds, the latest first.
///
/// # Errors
/// `not_signed_in`, `forbidden`, or the failure of the database.
pub async fn list_page(context: &Context, before: Option<FeedId>, limit: i64) -> Result<Vec<Feed>, Failure> {
    let account = owner(context)?;
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, account, before, limit).await?)
}

/// Revokes a feed of one's own. One that was revoked stays so.
///
/// # Errors
/// `not_signed_in`, `forbidden` for a token, `not_found` for what is not one's own, or the failure of the database.
pub async fn revoke(context: &Context, id: FeedId) -> Result<(), Failure> {
    let account = owner(context)?;
    write!(context.db, |tx| revoke_in(tx, context, account, id).await)
}

async fn revoke_in(tx: &mut Tx, context: &Context, account: AccountId, id: FeedId) -> Result<(), Failure> {
    audit::ops::take_turn(tx).await?;
    let found = store::find(tx, id).await?.filter(|feed| feed.account == account);
    let Some(feed) = found else { return Err(Fault::new(Code::NotFound, "").into()) };
    if feed.revoked_at.is_some() {
        return Ok(());
    }
    let now = context.clock.now();
    store::revoke(tx, id, now).await?;
    let after = Feed { revoked_at: Some(now), ..feed.clone() };
    let event = Event {
        action: "revoke",
        object_kind: "feed",
        object_id: id.to_string(),
        hash_before: digest_of(&feed),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    Ok(audit::ops::append(tx, now, &context.caller, event).await?)
}

/// The calendar under a token, as its account may see it now.
///
/// # Errors
/// `not_found` when there is no such feed, it was revoked, or its account may not read entries of its own any more.
pub async fn read(context: &Context, token: &Secret) -> Result<String, Failure> {
    let not_found = || Failure::from(Fault::new(Code::NotFound, ""));
    if !token.reveal().starts_with(PREFIX) {
        return Err(not_found());
    }
    let mut tx = context.db.read().await?;
    let feed = store::find_by_hash(&mut tx, &token.digest()).await?.filter(|feed| feed.revoked_at.is_none());
    let feed = feed.ok_or_else(not_found)?;
    let account = accounts::ops::find_in(&mut tx, feed.account).await?.filter(|account| !account.disabled);
    let account = account.ok_or_else(not_found)?;
    drop(tx);
    // Whether it is named on walled files is asked where entries are listed.
    let scopes = Some(BTreeSet::from([Right::ReadEntries]));
    let access = Access::of(account.id, account.person, account.grants, scopes, BTreeSet::new());
    let person = account.person.filter(|_| access.has(Right::ReadEntries)).ok_or_else(not_found)?;
    let request_id = context.caller.request_id.clone();
    let caller = Caller { actor: account.login, request_id, lang: Some(account.lang), access };
    let context = Context { caller, repeat: None, ..context.clone() };
    let to = context.clock.today();
    let period = Period { from: to.checked_sub_days(Days::new(DAYS)).unwrap_or(to), to };
    let entries = ops::listed(&context, Wanted { person: Some(person), ..Wanted::default() }, period).await?;
    Ok(calendar(feed.id, &entries, account.lang))
}
