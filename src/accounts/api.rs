//! Accounts, sessions and tokens over HTTP: `/api/v1/accounts`, `/api/v1/session`, `/api/v1/tokens`.

use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sent::{SentAccount, SentAccountChange, SentToken};
use super::sessions::{self, DEVICES_KEPT_DAYS, form_token};
use super::sign_in::sign_in;
use super::tokens::{self, Token};
use super::{Account, Secret, ops};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::{AccountId, TokenId};
use crate::web::ask::{Ask, etag};
use crate::web::cookie::{self, cookie};
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of accounts, of the session, and of tokens.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(find, change))
        .routes(routes!(reset_password))
        .routes(routes!(who_am_i, open_session, end_session))
        .routes(routes!(set_password))
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(revoke_token))
}

/// The query of the list of tokens.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TokenPage {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
    #[param(format = Uuid)]
    account: Option<String>,
}

/// A page of accounts.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AccountList)]
struct Accounts {
    /// The accounts, by login.
    accounts: Vec<Account>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A page of tokens.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TokenList)]
struct Tokens {
    /// The tokens, the latest first.
    tokens: Vec<Token>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A token that was made.
#[derive(Serialize, utoipa::ToSchema)]
struct CreatedToken {
    /// The token.
    #[serde(flatten)]
    token: Token,
    /// What the program sends. Shown once: a repeat of the request gets `null`.
    #[schema(required = true)]
    secret: Option<String>,
}

/// A name and its password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// What the account signs in with.
    #[schema(example = "amina.tremblay")]
    login: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Another password for an account.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The new password.
    #[schema(value_type = String, format = Password, min_length = 15, max_length = 256)]
    password: Secret,
}

/// A change of one's own password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The present password.
    #[schema(value_type = String, format = Password)]
    present: Secret,
    /// The new password.
    #[schema(value_type = String, format = Password, min_length = 15, max_length = 256)]
    password: Secret,
}

/// Who asks, and what they may do.
#[derive(Serialize, utoipa::ToSchema)]
struct WhoAmI {
    /// The account.
    account: Account,
    /// What it may do now; with a token, what the token gives of that.
    rights: Vec<Right>,
    /// Seconds until the session ends, unless another request comes before; `null` for a token.
    #[schema(required = true, minimum = 0)]
    seconds_left: Option<i64>,
    /// What forms of the session carry; empty for a token.
    form_token: String,
}

#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", operation_id = "listAccounts", params(Page),
    responses((status = 200, description = "A page of accounts, by login", body = Accounts)))]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let listed = ops::list_page(&app.context(&ask), &after, limit + 1).await;
    let mut accounts = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut accounts, limit, |last| {
        format!("/api/v1/accounts?limit={limit}&cursor={}", cursor::write(&last.login))
    });
    Ok(cursor::with_next(answer(&Accounts { accounts, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", operation_id = "addAccount", request_body = SentAccount,
    responses((status = 201, description = "The account that was added", body = Account)))]
async fn add(State(app): State<App>, ask: Ask, Json(sent): Json<SentAccount>) -> Result<Response, Problem> {
    let added = ops::add(&app.context(&ask), &app.sign_in, &sent.into(), None).await;
    let account = added.map_err(|failure| ask.problem(failure))?;
    let location = format!("/api/v1/accounts/{}", account.id);
    Ok((StatusCode::CREATED, [etag(account.version)], [(LOCATION, location)], answer(&account)).into_response())
}

#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "accounts", operation_id = "findAccount",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The account", body = Account)))]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let found = ops::find(&app.context(&ask), parse_id(&id, &ask)?).await;
    Ok(shown(&found.map_err(|failure| ask.problem(failure))?))
}

fn shown(account: &Account) -> Response {
    ([etag(account.version)], answer(account)).into_response()
}

#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "accounts", operation_id = "changeAccount",
    params(("id" = Uuid, Path)), request_body = SentAccountChange,
    responses((status = 200, description = "The account as it is now", body = Account)))]
async fn change(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentAccountChange>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let version = ask.required_version()?;
    let context = app.context(&ask);
    match ops::change(&context, id, version, &sent.into()).await {
        Ok(account) => Ok(shown(&account)),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", tag = "accounts", operation_id = "resetPassword",
    params(("id" = Uuid, Path)), request_body = NewPassword,
    responses((status = 200, description = "The account; all its sessions have ended", body = Account)))]
async fn reset_password(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(new): Json<NewPassword>,
) -> Result<Response, Problem> {
    let id = parse_id(&id, &ask)?;
    let reset = ops::reset_password(&app.context(&ask), &app.sign_in, id, &new.password).await;
    Ok(shown(&reset.map_err(|failure| ask.problem(failure))?))
}

#[utoipa::path(get, path = "/api/v1/session", tag = "session", operation_id = "whoAmI",
    responses((status = 200, description = "Who asks, and what they may do", body = WhoAmI)))]
async fn who_am_i(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let id = ask.access.account.ok_or_else(|| ask.problem(Fault::new(Code::NotSignedIn, "")))?;
    let account = ops::find(&context, id).await.map_err(|failure| ask.problem(failure))?;
    let view = match &ask.session {
        Some(hash) => sessions::view(&app.db, app.clock, &app.sign_in, hash).await,
        None => Ok(None),
    };
    let seconds_left = view.map_err(|error| ask.problem(error))?.map(|view| view.seconds_left(app.clock.now()));
    let rights = ask.access.rights().into_iter().collect();
    Ok(answer(&WhoAmI { account, rights, seconds_left, form_token: ask.form_token.clone() }))
}

#[utoipa::path(post, path = "/api/v1/session", tag = "session", operation_id = "signIn", request_body = Credentials,
    responses(
        (status = 200, description = "Who signed in; the session is in the cookie", body = WhoAmI,
            headers(("Set-Cookie" = String))),
        (status = 429, description = "Too many attempts"),
    ))]
async fn open_session(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
    Json(given): Json<Credentials>,
) -> Result<Response, Problem> {
    let device = cookie::read(&headers, cookie::DEVICE).map(|text| Secret::new(text.to_owned()));
    let context = app.context(&ask);
    let signed_in = sign_in(&context, &app.sign_in, &given.login, &given.password, &ask.address, device.as_ref()).await;
    let signed_in = signed_in.map_err(|failure| ask.problem(failure))?;
    if let Some(before) = &ask.session {
        sessions::sign_out(&context, before).await.map_err(|failure| ask.problem(failure))?;
    }
    let mut response = opened(&app, &ask, signed_in.account, &signed_in.session).await?;
    if let Some(device) = &signed_in.device {
        let age = DEVICES_KEPT_DAYS * 24 * 3600;
        response.headers_mut().append(SET_COOKIE, cookie(cookie::DEVICE, device.reveal(), age, true));
    }
    Ok(response)
}

/// The answer to whoever has a new session, with its cookie.
async fn opened(app: &App, ask: &Ask, account: Account, session: &Secret) -> Result<Response, Problem> {
    let found = sessions::find_session(&app.db, app.clock, &app.sign_in, session).await;
    let found = found.map_err(|error| ask.problem(error))?;
    let (_, access, view) = found.ok_or_else(|| ask.problem(Fault::new(Code::NotSignedIn, "")))?;
    let mut response = answer(&WhoAmI {
        account,
        rights: access.rights().into_iter().collect(),
        seconds_left: Some(view.seconds_left(app.clock.now())),
        form_token: form_token(session),
    });
    response.headers_mut().append(SET_COOKIE, session_cookie(app, session));
    Ok(response)
}

fn session_cookie(app: &App, session: &Secret) -> HeaderValue {
    cookie(cookie::SESSION, session.reveal(), app.sign_in.longest.num_seconds(), true)
}

#[utoipa::path(delete, path = "/api/v1/session", tag = "session", operation_id = "signOut", security(("session" = [])),
    responses((status = 204, description = "The session has ended", headers(("Set-Cookie" = String)))))]
async fn end_session(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let Some(hash) = &ask.session else {
        // A token is revoked, not signed out.
        let code = if ask.access.account.is_some() { Code::Forbidden } else { Code::NotSignedIn };
        return Err(ask.problem(Fault::new(code, "")));
    };
    sessions::sign_out(&app.context(&ask), hash).await.map_err(|failure| ask.problem(failure))?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie(cookie::SESSION, "", 0, true))]).into_response())
}

#[utoipa::path(put, path = "/api/v1/session/password", tag = "session", operation_id = "setPassword",
    request_body = PasswordChange, security(("session" = [])),
    responses(
        (status = 200, description = "The new session is in the cookie; all others have ended", body = WhoAmI,
            headers(("Set-Cookie" = String))),
        (status = 429, description = "Too many attempts"),
    ))]
async fn set_password(
    State(app): State<App>,
    ask: Ask,
    Json(given): Json<PasswordChange>,
) -> Result<Response, Problem> {
    let set = ops::set_password(&app.context(&ask), &app.sign_in, &given.present, &given.password).await;
    let set = set.map_err(|failure| ask.problem(failure))?;
    opened(&app, &ask, set.account, &set.session).await
}

#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", operation_id = "listTokens", params(TokenPage),
    responses((status = 200, description = "A page of tokens, the latest first", body = Tokens)))]
async fn list_tokens(State(app): State<App>, ask: Ask, Params(page): Params<TokenPage>) -> Result<Response, Problem> {
    let problem = |fault: Fault| ask.problem(fault);
    let limit = cursor::limit(page.limit).map_err(problem)?;
    let account = page.account.as_deref().map(|id| AccountId::parse(id, "account")).transpose().map_err(problem)?;
    let before = page.cursor.as_deref().map(cursor::read).transpose().map_err(problem)?;
    let unknown = |_| problem(Fault::new(Code::UnknownCursor, "cursor"));
    let before = before.map(|id| TokenId::parse(&id, "cursor")).transpose().map_err(unknown)?;
    let listed = tokens::list_page(&app.context(&ask), account, before, limit + 1).await;
    let mut tokens = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut tokens, limit, |last| {
        let of = account.map_or_else(String::new, |account| format!("&account={account}"));
        format!("/api/v1/tokens?limit={limit}&cursor={}{of}", cursor::write(&last.id.to_string()))
    });
    Ok(cursor::with_next(answer(&Tokens { tokens, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", operation_id = "createToken",
    params(("Idempotency-Key" = String, Header)), request_body = SentToken, security(("session" = [])),
    responses((status = 201, description = "The token; its secret is shown once", body = CreatedToken)))]
async fn create_token(State(app): State<App>, ask: Ask, Json(sent): Json<SentToken>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    if context.repeat.is_none() && context.caller.access.account.is_some() && !context.caller.access.is_token() {
        // A token that was made and never seen could not be told from one that was lost.
        return Err(ask.problem(Fault::new(Code::IdempotencyKeyRequired, "")));
    }
    let created = tokens::create(&context, &sent.into()).await.map_err(|failure| ask.problem(failure))?;
    let secret = created.secret.map(|secret| secret.reveal().to_owned());
    Ok((StatusCode::CREATED, answer(&CreatedToken { token: created.token, secret })).into_response())
}

#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens", operation_id = "revokeToken", security(("session" = [])),
    params(("id" = Uuid, Path)),
    responses((status = 204, description = "The token is not accepted any more")))]
async fn revoke_token(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let id = TokenId::parse(&id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))?;
    tokens::revoke(&app.context(&ask), id).await.map_err(|failure| ask.problem(failure))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn parse_id(text: &str, ask: &Ask) -> Result<AccountId, Problem> {
    AccountId::parse(text, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}
