//! One's own account: who one is here, the sessions that go on, and the password.

use axum::extract::State;
use axum::response::Response;

use super::sign_in::left;
use super::{Fields, Query, answer, beside, frame, instant, missing, refused, roles_in_words, say};
use crate::accounts::password::PASSWORD_MIN;
use crate::accounts::view::{AccountView, PasswordView, SessionLine};
use crate::accounts::{Account, constant_time_eq, ops, sessions};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::page::NavItem;
use crate::web::pages_problem::{html, see_other};

/// The account of whoever asks.
pub(super) async fn find(app: &App, ask: &Ask) -> Result<Account, Failure> {
    let id = ask.access.account.ok_or_else(|| Fault::new(Code::NotSignedIn, ""))?;
    ops::find(&app.context(ask), id).await
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match account_view(&app, &ask, &query).await {
        Ok(view) => html(axum::http::StatusCode::OK, view.render(), &ask),
        Err(failure) => refused(&ask, failure, "account"),
    }
}

async fn account_view(app: &App, ask: &Ask, query: &Query) -> Result<AccountView, Failure> {
    let lang = ask.lang;
    let account = find(app, ask).await?;
    let listed = sessions::list(&app.context(ask), &app.sign_in).await?;
    let sessions = listed.into_iter().map(|session| SessionLine {
        since: instant(session.created),
        until: instant(session.ends_at),
        here: ask.session.as_ref() == Some(&session.hash),
    });
    Ok(AccountView {
        page: frame(app, ask, &say(lang, "accounts-account"), NavItem::Account, "account"),
        roles: roles_in_words(&account, lang),
        name: account.name,
        login: account.login,
        person: account.person_number,
        provider_linked: account.provider_linked,
        sessions: sessions.collect(),
        notice: query.notice(lang),
    })
}

/// Ends all sessions of whoever asks, this one as well.
pub(super) async fn leave_everywhere(State(app): State<App>, ask: Ask) -> Response {
    let Some(account) = ask.access.account else {
        return refused(&ask, Fault::new(Code::NotSignedIn, ""), "account");
    };
    match sessions::sign_out_everywhere(&app.context(&ask), account).await {
        Ok(_) => left(&ask, "signed-out-everywhere"),
        Err(failure) => refused(&ask, failure, "account"),
    }
}

pub(super) async fn password(State(app): State<App>, ask: Ask) -> Response {
    draw_password(&app, &ask, &Faults::none()).await
}

async fn draw_password(app: &App, ask: &Ask, faults: &Faults) -> Response {
    let account = match find(app, ask).await {
        Ok(account) => account,
        Err(failure) => return refused(ask, failure, "account/password"),
    };
    let has_password = app.sign_in.local_passwords && account.has_password;
    let title = say(ask.lang, "accounts-password");
    let page = frame(app, ask, &title, NavItem::Account, "account/password");
    let view = PasswordView {
        page: if has_password { page.keeping_form() } else { page },
        action: format!("/{}/account/password", ask.lang),
        login: account.login,
        has_password,
        temporary: account.password_temporary,
        shortest: u64::try_from(PASSWORD_MIN).unwrap_or_default(),
        faults: beside(faults, &["present", "password", "again"], ask.lang),
    };
    answer(ask, faults, view.render())
}

pub(super) async fn set_password(State(app): State<App>, ask: Ask, Form(fields): Form<Fields>) -> Response {
    if fields.is_switched() {
        return draw_password(&app, &ask, &Faults::none()).await;
    }
    let mut faults = missing(&fields, &["present", "password", "again"]);
    if faults.is_empty() && !constant_time_eq(&fields.text("password"), &fields.text("again")) {
        faults.push(Fault::new(Code::PasswordsDiffer, "again"));
    }
    if !faults.is_empty() {
        return draw_password(&app, &ask, &faults).await;
    }
    let (present, new) = (fields.secret("present"), fields.secret("password"));
    match ops::set_password(&app.context(&ask), &app.sign_in, &present, &new).await {
        Ok(set) => {
            let to = see_other(&format!("/{}/account?notice=password-set", ask.lang));
            super::with_session(&app, to, &set.session)
        }
        Err(Failure::Refused(faults)) => draw_password(&app, &ask, &faults).await,
        Err(failure) => refused(&ask, failure, "account/password"),
    }
}
