//! The doors of the page of a file: looking at it, and taking a step. A form sent twice does its work once; one that was drawn
//! from an older version changes nothing, and what was typed stays.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::draw::{Draft, view};
use super::steps::{Sent, take};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::FileId;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::pages_problem::{html, page, see_other, status};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Query {
    /// The step whose form is asked for.
    step: String,
    /// What was done just now.
    done: String,
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/files", ask.lang))
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(query): Params<Query>,
) -> Response {
    let draft = Draft { step: query.step, done: query.done, ..Draft::default() };
    match FileId::parse(&id, "") {
        Ok(id) => answer(&app, &ask, id, draft).await,
        Err(_) => refused(&ask, Fault::new(Code::NotFound, "").into()),
    }
}

pub(super) async fn step(State(app): State<App>, ask: Ask, Segment(id): Segment, Form(sent): Form<Sent>) -> Response {
    let Ok(id) = FileId::parse(&id, "") else { return refused(&ask, Fault::new(Code::NotFound, "").into()) };
    if sent.switch.is_some() {
        return answer(&app, &ask, id, Draft { sent: Some(sent), ..Draft::default() }).await;
    }
    let context = app.context_once(&ask, &sent.key, &serde_json::to_string(&sent).unwrap_or_default());
    match take(&context, ask.lang, id, &sent).await {
        Ok(()) => see_other(&format!("/{}/files/{id}?done={}", ask.lang, sent.r#do)),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, id, Draft { sent: Some(sent), faults, ..Draft::default() }).await
        }
        Err(failure) => refused(&ask, failure),
    }
}

/// Whether the file is none that the reader may know of or change, so that there is no form to draw again.
fn hides(faults: &Faults) -> bool {
    let hidden = [Code::NotFound, Code::Forbidden, Code::NotSignedIn];
    faults.first().is_some_and(|fault| fault.field.is_empty() && hidden.contains(&fault.code))
}

async fn answer(app: &App, ask: &Ask, id: FileId, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, id, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}
