//! The page on which people sign in, and the way out.

use axum::extract::State;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use super::{Fields, Query, answer, beside, frame, in_language, keep, missing, own_path, refused, say};
use super::{with_session, without_session};
use crate::accounts::Secret;
use crate::accounts::sessions::{self, DEVICES_KEPT_DAYS, form_token};
use crate::accounts::sign_in::{SignedIn, sign_in};
use crate::accounts::view::{Kept, SignInView};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::web::ask::{Ask, Reader};
use crate::web::cookie::{self, cookie};
use crate::web::extract::{Form, Params};
use crate::web::page::NavItem;
use crate::web::pages_problem::see_other;

/// What stands on the page besides its faults.
#[derive(Default)]
pub(super) struct Page {
    pub(super) login: String,
    pub(super) back: String,
    pub(super) kept: Option<Kept>,
    pub(super) ended: bool,
    pub(super) notice: Option<String>,
}

impl Page {
    /// The page a form came from.
    fn of(fields: &Fields) -> Self {
        let kept = keep::carried(&fields.text("kept_path"), &fields.text("kept"));
        let back = own_path(&fields.text("back")).map(str::to_owned).unwrap_or_default();
        Self { login: fields.text("login"), back, ended: kept.is_some(), kept, notice: None }
    }
}

/// The page as it is shown.
pub(super) fn view(app: &App, ask: &Ask, drawn: Page, faults: &Faults) -> SignInView {
    let lang = ask.lang;
    let query = |path: &str| match serde_urlencoded::to_string([("back", drawn.back.as_str())]) {
        Ok(query) if !drawn.back.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    };
    let page = frame(app, ask, &say(lang, "accounts-sign-in"), NavItem::Other, &query("sign-in"));
    // The toggle sends the form, so that a name and a kept text stay; without a form it is a link.
    let page = if app.sign_in.local_passwords { page.keeping_form() } else { page };
    SignInView {
        page,
        action: format!("/{lang}/sign-in"),
        login: drawn.login,
        local_passwords: app.sign_in.local_passwords,
        provider: app.config.provider.as_ref().map(|provider| provider.label.get(lang).to_owned()),
        provider_address: query(&format!("/{lang}/sign-in/provider")),
        back: drawn.back,
        kept: drawn.kept,
        ended: drawn.ended,
        notice: drawn.notice,
        faults: beside(faults, &["login", "password"], lang),
    }
}

fn draw(app: &App, ask: &Ask, drawn: Page, faults: &Faults) -> Response {
    answer(ask, faults, view(app, ask, drawn, faults).render())
}

/// Where somebody is led who has signed in.
fn way_back(ask: &Ask, back: &str) -> String {
    own_path(back).map_or_else(|| format!("/{}/", ask.lang), str::to_owned)
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    if ask.access.account.is_some() {
        return see_other(&way_back(&ask, &query.back));
    }
    let back = own_path(&query.back).map(str::to_owned).unwrap_or_default();
    draw(&app, &ask, Page { back, notice: query.notice(ask.lang), ..Page::default() }, &Faults::none())
}

pub(super) async fn enter(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let mut drawn = Page::of(&fields);
    if fields.is_switched() {
        drawn.back = in_language(&drawn.back, ask.lang);
        drawn.kept = drawn.kept.map(|kept| keep::translated(kept, ask.lang));
        return draw(&app, &ask, drawn, &Faults::none());
    }
    let faults = missing(&fields, &["login", "password"]);
    if !faults.is_empty() && app.sign_in.local_passwords {
        return draw(&app, &ask, drawn, &faults);
    }
    let device = cookie::read(&headers, cookie::DEVICE).map(|text| Secret::new(text.to_owned()));
    let (login, password) = (fields.text("login"), fields.secret("password"));
    match sign_in(&app.context(&ask), &app.sign_in, &login, &password, &ask.address, device.as_ref()).await {
        Ok(signed_in) => entered(&app, ask, drawn, &signed_in).await,
        Err(Failure::Refused(faults)) => {
            // It is not said which of the two is wrong; the sentence stands where the reader begins again.
            let at = |fault: Fault| match fault.code {
                Code::SignInRefused => Fault { field: "login".to_owned(), ..fault },
                _ => fault,
            };
            let mut placed = Faults::none();
            faults.into_iter().for_each(|fault| placed.push(at(fault)));
            draw(&app, &ask, drawn, &placed)
        }
        Err(failure) => refused(&ask, failure, "sign-in"),
    }
}

/// The answer to whoever signed in: the page they wanted, or the form that was kept for them.
async fn entered(app: &App, ask: Ask, drawn: Page, signed_in: &SignedIn) -> Response {
    let response = match &drawn.kept {
        Some(kept) => match as_signed_in(app, ask.clone(), signed_in).await {
            Ok(ask) => keep::signed_in_again(app, &ask, kept),
            Err(failure) => refused(&ask, failure, "sign-in"),
        },
        None => see_other(&way_back(&ask, &drawn.back)),
    };
    let mut response = with_session(app, response, &signed_in.session);
    if let Some(device) = &signed_in.device {
        let age = DEVICES_KEPT_DAYS * 24 * 3600;
        response.headers_mut().append(SET_COOKIE, cookie(cookie::DEVICE, device.reveal(), age, true));
    }
    response
}

/// The request as the gate would see it with the new session, for a page that is drawn at once.
async fn as_signed_in(app: &App, ask: Ask, signed_in: &SignedIn) -> Result<Ask, Failure> {
    let found = sessions::find_session(&app.db, app.clock, &app.sign_in, &signed_in.session).await?;
    let (account, access, view) = found.ok_or_else(|| Failure::from(Fault::new(Code::NotSignedIn, "")))?;
    let now = app.clock.now();
    let reader = Reader {
        name: account.name,
        seconds_left: view.seconds_left(now),
        seconds_at_most: view.seconds_at_most(&app.sign_in, now),
    };
    let form_token = form_token(&signed_in.session);
    Ok(Ask { actor: account.login, access, form_token, session: Some(view.hash), reader: Some(reader), ..ask })
}

/// Signs out; the browser also forgets the pages it kept.
pub(super) async fn leave(State(app): State<App>, ask: Ask) -> Response {
    if let Some(hash) = &ask.session
        && let Err(failure) = sessions::sign_out(&app.context(&ask), hash).await
    {
        return refused(&ask, failure, "account");
    }
    left(&ask, "signed-out")
}

/// The way to the sign-in page, with nothing of the session left in the browser.
pub(super) fn left(ask: &Ask, notice: &str) -> Response {
    let mut response = without_session(see_other(&format!("/{}/sign-in?notice={notice}", ask.lang)));
    let clear = (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    response.headers_mut().insert(clear.0, clear.1);
    response
}
