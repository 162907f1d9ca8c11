//! The form of a new request. Sent twice it enters one request; what is wrong stands beside what was typed.

use axum::extract::State as AppState;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{Known, frame, hides, key, lines, once, refused, say};
use crate::access::Right;
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Faults};
use crate::names::Kind as NameKind;
use crate::names::view::labels;
use crate::requests::view::NewView;
use crate::requests::view::one::Values;
use crate::requests::{RawRequest, WANTED_MAX, ops};
use crate::web::ask::Ask;
use crate::web::extract::Form;
use crate::web::page::FieldFault;
use crate::web::pages_problem::{html, see_other, status};

/// The form as sent; `switch` redraws it without saving.
#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
pub(super) struct Sent {
    key: String,
    received_on: String,
    requester: String,
    country: String,
    wanted: String,
    deadline: String,
    switch: Option<String>,
}

pub(super) async fn show(AppState(app): AppState<App>, ask: Ask) -> Response {
    let sent = Sent { received_on: app.clock.today().to_string(), ..Sent::default() };
    draw(&app, &ask, sent, &Faults::none()).await
}

pub(super) async fn enter(AppState(app): AppState<App>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    if sent.switch.is_some() {
        return draw(&app, &ask, sent, &Faults::none()).await;
    }
    let context = once(&app, &ask, &sent.key, &sent);
    let raw = RawRequest {
        received_on: sent.received_on.clone(),
        requester: sent.requester.clone(),
        country: sent.country.clone(),
        wanted: lines(&sent.wanted),
        deadline: sent.deadline.clone(),
    };
    let entered = async {
        context.caller.access.must(Right::ChangeRequests)?;
        ops::enter(&context, &raw.parse(context.clock.today())?).await
    };
    match entered.await {
        Ok(request) => see_other(&format!("/{}/requests/{}?done=entered", ask.lang, request.id)),
        Err(Failure::Refused(faults)) if !hides(&faults) => draw(&app, &ask, sent, &faults).await,
        Err(failure) => refused(&ask, failure),
    }
}

async fn draw(app: &App, ask: &Ask, sent: Sent, faults: &Faults) -> Response {
    match view(app, ask, sent, faults).await {
        Ok(view) => html(status(faults), view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, sent: Sent, faults: &Faults) -> Result<NewView, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    ask.access.must(Right::ChangeRequests)?;
    let known = Known::new(&context, lang).await?;
    // A form that was sent before, and came back changed, enters another request: its sender is told so and decides.
    let is_again = |code: Code| code == Code::IdempotencyKeyReused;
    let again = faults.iter().any(|fault| is_again(fault.code));
    let sentence = |fault: &crate::fault::Fault| {
        if is_again(fault.code) { say(lang, "requests-sent-before") } else { super::sentence(fault, lang) }
    };
    Ok(NewView {
        page: frame(app, ask, say(lang, "requests-new-title"), "requests/new").keeping_form(),
        action: format!("/{lang}/requests/new"),
        key: if again || sent.key.is_empty() { key(app) } else { sent.key },
        today: context.clock.today().to_string(),
        countries: known.countries.choices(&sent.country),
        bodies: labels(&context, NameKind::Body, lang).await?,
        wanted_limit: WANTED_MAX,
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, sentence(fault))).collect(),
        values: Values {
            received_on: sent.received_on,
            requester: sent.requester,
            country: sent.country,
            wanted: sent.wanted,
            deadline: sent.deadline,
            ..Values::default()
        },
    })
}
