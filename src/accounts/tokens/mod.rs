//! Tokens: what programs send in place of a session. Each has a name, scopes and an end; the token itself is shown once,
//! when it is made.

mod store;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use self::store::AskingTokenRow;
use super::{Account, Secret, sessions};
use crate::access::{Access, Right};
use crate::audit::{self, Event};
use crate::clock::Clock;
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{AccountId, TokenId};
use crate::repeats;
use crate::store::{Db, StoreError, Tx, write};
use crate::text::{self, NAME_MAX};
use crate::time;

/// What every token begins with, so that scanners for lost secrets know one.
pub const PREFIX: &str = "ct_";
/// A token expires at most so many days after it was made.
pub const DAYS_MAX: i64 = 366;

/// A use is noted when the last one that was lies so far back.
const USED_EVERY_SECONDS: i64 = 3600;

/// A token, without what the program sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Token {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: TokenId,
    /// The account it acts for.
    #[schema(value_type = String, format = Uuid)]
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The rights it gives, as far as the roles of the account give them.
    pub scopes: BTreeSet<Right>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is not accepted any more.
    pub expires_at: DateTime<Utc>,
    /// Its last use, to the hour.
    #[schema(required = true)]
    pub used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A token that was asked for, as text.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawToken {
    /// What its owner calls it.
    #[validate(length(max = NAME_MAX))]
    pub name: String,
    /// The rights it gives: `read_entries`, `record_time` and so on.
    pub scopes: Vec<String>,
    /// The day from which on it is not accepted any more, `YYYY-MM-DD`: tomorrow to 366 days ahead, in UTC.
    pub expires_on: String,
}

/// A checked token, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    name: String,
    scopes: BTreeSet<Right>,
    expires_on: NaiveDate,
}

impl RawToken {
    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// Faults of texts and dates; `unknown_scope`; `expiry_out_of_range`.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<NewToken, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let name = faults.keep(text::required(&self.name, "name"));
        let scopes: BTreeSet<Right> =
            self.scopes.iter().filter_map(|scope| faults.keep(Right::parse(scope, "scopes"))).collect();
        if self.scopes.is_empty() {
            faults.push(Fault::new(Code::Required, "scopes"));
        }
        let today = now.date_naive();
        let last = today + Duration::days(DAYS_MAX);
        let expires_on = faults.keep(
            text::required(&self.expires_on, "expires_on")
                .and_then(|day| time::parse_work_date(&day, "expires_on", NaiveDate::MAX))
                .and_then(|day| {
                    if day > today && day <= last {
                        Ok(day)
                    } else {
                        Err(Fault::new(Code::ExpiryOutOfRange, "expires_on").with("last", last.to_string()))
                    }
                }),
        );
        match (name, expires_on) {
            (Some(name), Some(expires_on)) if faults.is_empty() => Ok(NewToken { name, scopes, expires_on }),
            _ => Err(faults),
        }
    }
}

/// A token that was made, with what the program is to send; a repeat of the request does not show that again.
#[derive(Debug, Clone)]
pub struct Created {
    /// The token.
    pub token: Token,
    /// What the program sends. Not kept anywhere.
    pub secret: Option<Secret>,
}

/// The account of a token with what it may do now, if the token is accepted and the account is not disabled.
///
/// # Errors
/// When the database fails.
pub async fn find_token(db: &Db, clock: Clock, secret: &Secret) -> Result<Option<(Account, Access)>, StoreError> {
    if !secret.reveal().starts_with(PREFIX) {
        return Ok(None);
    }
    let now = clock.now();
    let Some(token) = find_asking(db, secret).await? else { return Ok(None) };
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Ok(None);
    }
    let (id, scopes) = (TokenId::from_uuid(token.token_id), token.scopes()?);
    let found = sessions::enabled(db, token.asking, Some(scopes)).await?;
    if found.is_some() && token.used_at.is_none_or(|used| (now - used).num_seconds().abs() >= USED_EVERY_SECONDS) {
        // The request goes on when this cannot be noted; the next one tries again.
        let noted: Result<(), StoreError> = write!(db, |tx| store::use_at(tx, id, now).await);
        drop(noted);
    }
    Ok(found)
}

/// What is kept of a token. Those who ask at the same time are looked up together, by a statement that begins after they
/// asked: what was revoked before is not accepted.
async fn find_asking(db: &Db, secret: &Secret) -> Result<Option<AskingTokenRow>, StoreError> {
    let all = db.clone();
    let look_up = move |hashes: Vec<String>| {
        let db = all.clone();
        async move {
            let found = store::list_asking(&db, &hashes.iter().cloned().collect()).await.map_err(Arc::new);
            let find = |hash: String| match &found {
                Ok(rows) => Ok(rows.iter().find(|row| row.hash == hash).cloned()),
                Err(error) => Err(StoreError::Group(Arc::clone(error))),
            };
            hashes.into_iter().map(find).collect()
        }
    };
    db.together().ask(secret.digest(), look_up).await.unwrap_or(Err(StoreError::Undone))
}

/// The account of a caller who may handle tokens: a token makes, shows and revokes none.
fn owner(context: &Context) -> Result<AccountId, Fault> {
    let access = &context.caller.access;
    match access.account {
        None => Err(Fault::new(Code::NotSignedIn, "")),
        Some(_) if access.is_token() => Err(Fault::new(Code::Forbidden, "")),
        Some(account) => Ok(account),
    }
}

/// Makes a token for oneself. It is given no right that one does not have.
///
/// # Errors
/// `not_signed_in`, `forbidden`, faults of what was asked, or the failure of the database.
pub async fn create(context: &Context, raw: &RawToken) -> Result<Created, Failure> {
    let account = owner(context)?;
    let now = context.clock.now();
    let new = raw.parse(now)?;
    for scope in &new.scopes {
        context.caller.access.must(*scope)?;
    }
    let secret = Secret::random(PREFIX);
    let token = Token {
        id: TokenId::new(now),
        account,
        name: new.name,
        scopes: new.scopes,
        created_at: now,
        expires_at: new.expires_on.and_time(NaiveTime::MIN).and_utc(),
        used_at: None,
        revoked_at: None,
    };
    write!(context.db, |tx| create_in(tx, context, &token, &secret).await)
}

async fn create_in(tx: &mut Tx, context: &Context, token: &Token, secret: &Secret) -> Result<Created, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(token) = repeats::ops::find_in(tx, context.repeat.as_ref()).await? {
        return Ok(Created { token, secret: None });
    }
    store::insert(tx, token, &secret.digest()).await?;
    let event = Event {
        action: "create",
        object_kind: "token",
        object_id: token.id.to_string(),
        hash_after: digest_of(token),
        ..Event::default()
    };
    audit::ops::append(tx, token.created_at, &context.caller, event).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), token.created_at, token).await?;
    Ok(Created { token: token.clone(), secret: Some(secret.clone()) })
}

/// A page of the tokens of an account, the latest first: one's own, or anybody's for whoever reads accounts.
///
/// # Errors
/// `not_signed_in`, `forbidden`, or the failure of the database.
pub async fn list_page(
    context: &Context,
    account: Option<AccountId>,
    before: Option<TokenId>,
    limit: i64,
) -> Result<Vec<Token>, Failure> {
    let own = owner(context);
    let account = match (account, own) {
        (None, own) => own?,
        (Some(account), Ok(own)) if account == own => own,
        (Some(account), _) => {
            context.caller.access.must(Right::ReadAccounts)?;
            account
        }
    };
    let mut tx = context.db.read().await?;
    Ok(store::list_page(&mut tx, account, before, limit).await?)
}

/// Revokes a token: one's own, or anybody's for whoever keeps the accounts. One that was revoked stays so.
///
/// # Errors
/// `not_signed_in`, `forbidden` for a token, `not_found` for what one may not know of, or the failure of the database.
pub async fn revoke(context: &Context, id: TokenId) -> Result<(), Failure> {
    if !context.caller.access.is_console() {
        owner(context)?;
    }
    write!(context.db, |tx| revoke_in(tx, context, id).await)
}

async fn revoke_in(tx: &mut Tx, context: &Context, id: TokenId) -> Result<(), Failure> {
    audit::ops::take_turn(tx).await?;
    let access = &context.caller.access;
    let token = store::find(tx, id).await?;
    let token = token.filter(|token| access.account == Some(token.account) || access.has(Right::ChangeAccounts));
    let Some(token) = token else { return Err(Fault::new(Code::NotFound, "").into()) };
    if token.revoked_at.is_some() {
        return Ok(());
    }
    let now = context.clock.now();
    store::revoke(tx, id, now).await?;
    let after = Token { revoked_at: Some(now), ..token.clone() };
    let event = Event {
        action: "revoke",
        object_kind: "token",
        object_id: id.to_string(),
        hash_before: digest_of(&token),
        hash_after: digest_of(&after),
        ..Event::default()
    };
    Ok(audit::ops::append(tx, now, &context.caller, event).await?)
}
