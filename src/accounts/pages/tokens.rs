//! One's own tokens. What a program sends is shown once, on the page that answers the form, and never in an address.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::Duration;

use super::{Fields, Query, answer, beside, frame, instant, refused, right_in_words, say};
use crate::access::Right;
use crate::accounts::tokens::{self, Created, RawToken, Token};
use crate::accounts::view::{CreatedToken, Tick, TokenLine, TokensView};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::TokenId;
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::NavItem;
use crate::web::pages_problem::see_other;

/// A new token ends after so many days, unless another day is typed.
const DAYS: i64 = 90;

/// What stands on the page besides the list.
#[derive(Default)]
struct Drawn {
    raw: RawToken,
    created: Option<CreatedToken>,
    notice: Option<String>,
    cursor: String,
}

async fn view(app: &App, ask: &Ask, drawn: Drawn, faults: &Faults) -> Result<TokensView, Failure> {
    let lang = ask.lang;
    let context = app.context(ask);
    let before = if drawn.cursor.is_empty() { None } else { Some(cursor::read(&drawn.cursor)?) };
    let before = before.map(|id| TokenId::parse(&id, "cursor")).transpose()?;
    let mut listed = tokens::list_page(&context, None, before, cursor::PAGE_DEFAULT + 1).await?;
    let size = usize::try_from(cursor::PAGE_DEFAULT).unwrap_or(usize::MAX);
    let more = listed.len() > size;
    listed.truncate(size);
    let next = listed.last().filter(|_| more).map(|token| cursor::write(&token.id.to_string()));
    let tick = |right: Right| Tick {
        value: right.as_str().to_owned(),
        label: right_in_words(right, lang),
        checked: drawn.raw.scopes.iter().any(|scope| scope == right.as_str()),
    };
    let scopes: Vec<Tick> = ask.access.rights().into_iter().map(tick).collect();
    let page = frame(app, ask, &say(lang, "accounts-tokens"), NavItem::Account, "account/tokens");
    let today = context.clock.now();
    Ok(TokensView {
        page: if scopes.is_empty() { page } else { page.keeping_form() },
        action: format!("/{lang}/account/tokens"),
        token_name: drawn.raw.name,
        expires_on: if drawn.raw.expires_on.is_empty() && faults.is_empty() {
            (today + Duration::days(DAYS)).date_naive().to_string()
        } else {
            drawn.raw.expires_on
        },
        scopes,
        created: drawn.created,
        tokens: listed.into_iter().map(|token| line(app, ask, token)).collect(),
        next: next.map(|cursor| format!("/{lang}/account/tokens?cursor={cursor}")),
        notice: drawn.notice,
        faults: beside(faults, &["name", "scopes", "expires_on"], lang),
    })
}

fn line(app: &App, ask: &Ask, token: Token) -> TokenLine {
    let open = token.revoked_at.is_none() && token.expires_at > app.clock.now();
    TokenLine {
        name: token.name,
        scopes: token.scopes.into_iter().map(|right| right_in_words(right, ask.lang)).collect(),
        created: token.created_at.date_naive().to_string(),
        expires: token.expires_at.date_naive().to_string(),
        used: token.used_at.map(instant).unwrap_or_default(),
        revoked: token.revoked_at.map(|at| at.date_naive().to_string()).unwrap_or_default(),
        revoke: if open { format!("/{}/account/tokens/{}/revoke", ask.lang, token.id) } else { String::new() },
    }
}

async fn draw(app: &App, ask: &Ask, drawn: Drawn, faults: &Faults) -> Response {
    match view(app, ask, drawn, faults).await {
        Ok(view) => answer(ask, faults, view.render()),
        Err(failure) => refused(ask, failure, "account/tokens"),
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let notice = query.notice(ask.lang);
    draw(&app, &ask, Drawn { notice, cursor: query.cursor, ..Drawn::default() }, &Faults::none()).await
}

pub(super) async fn make(State(app): State<App>, ask: Ask, Form(fields): Form<Fields>) -> Response {
    let scopes = fields.all("scopes");
    let raw = RawToken { name: fields.text("name"), scopes, expires_on: fields.text("expires_on") };
    if fields.is_switched() {
        return draw(&app, &ask, Drawn { raw, ..Drawn::default() }, &Faults::none()).await;
    }
    match tokens::create(&app.context(&ask), &raw).await {
        Ok(Created { token, secret }) => {
            let secret = secret.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
            let created = Some(CreatedToken { name: token.name, secret });
            let mut response = draw(&app, &ask, Drawn { created, ..Drawn::default() }, &Faults::none()).await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::CREATED;
            }
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(Failure::Refused(faults)) => draw(&app, &ask, Drawn { raw, ..Drawn::default() }, &faults).await,
        Err(failure) => refused(&ask, failure, "account/tokens"),
    }
}

pub(super) async fn revoke(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Response {
    let id = TokenId::parse(&id, "id").map_err(|_| Failure::from(Fault::new(Code::NotFound, "")));
    let revoked = match id {
        Ok(id) => tokens::revoke(&app.context(&ask), id).await,
        Err(failure) => Err(failure),
    };
    match revoked {
        Ok(()) => see_other(&format!("/{}/account/tokens?notice=token-revoked", ask.lang)),
        Err(failure) => refused(&ask, failure, "account/tokens"),
    }
}
