//! Opening the file a request becomes: the questions and the form of every opening, filled in with what the request says.

use axum::extract::State as AppState;
use axum::response::Response;

use super::{frame, hides, key, refused, say};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::view::opening::{Fields, FileValues, OfRequest, Opening, OpeningView, beginning, walk};
use crate::ids::RequestId;
use crate::requests::{RawLink, Request, Step, ops};
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::NavItem;
use crate::web::pages_problem::{html, see_other, status};

pub(super) async fn show(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(fields): Params<Fields>,
) -> Response {
    draw(&app, &ask, &id, &fields, false, &Faults::none()).await
}

pub(super) async fn open(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Form(fields): Form<Fields>,
) -> Response {
    if fields.has("switch") {
        return draw(&app, &ask, &id, &fields, true, &Faults::none()).await;
    }
    let sent = serde_json::to_string(&fields).unwrap_or_default();
    let context = app.context_once(&ask, &fields.text("key"), &sent);
    match take(&context, &ask, &id, &fields).await {
        Ok(request) => see_other(&format!("/{}/requests/{}?done=file", ask.lang, request.id)),
        Err(Failure::Refused(faults)) if !hides(&faults) => draw(&app, &ask, &id, &fields, true, &faults).await,
        Err(failure) => refused(&ask, failure),
    }
}

async fn take(context: &Context, ask: &Ask, id: &str, fields: &Fields) -> Result<Request, Failure> {
    let id = RequestId::parse(id, "").map_err(|_| Fault::new(Code::NotFound, ""))?;
    let category = walk(&context.vocabulary, fields, "", ask.lang).category;
    let raw = FileValues::of(fields).raw(&category, &context.vocabulary);
    let version = fields.text("version").parse().unwrap_or(0);
    ops::link_file(context, id, version, &RawLink::New(Box::new(raw))).await
}

async fn draw(app: &App, ask: &Ask, id: &str, fields: &Fields, sent: bool, faults: &Faults) -> Response {
    match view(app, ask, id, fields, sent, faults).await {
        Ok(view) => html(status(faults), view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(
    app: &App,
    ask: &Ask,
    id: &str,
    fields: &Fields,
    sent: bool,
    faults: &Faults,
) -> Result<OpeningView, Failure> {
    ask.access.must(Right::ChangeRequests)?;
    ask.access.must(Right::ChangeFiles)?;
    let context = app.context(ask);
    let id = RequestId::parse(id, "").map_err(|_| Fault::new(Code::NotFound, ""))?;
    let (request, _) = ops::find(&context, id).await?;
    let mut all: Vec<Fault> = faults.iter().cloned().collect();
    // Whoever comes here by an old link is told at once, and not after the form is filled in.
    if all.is_empty() {
        all.extend(request.must_allow(Step::LinkFile).err());
    }
    let drawn_from = fields.text("version").parse().ok().filter(|_| sent && faults.is_empty());
    let rest = format!("requests/{id}/file");
    let mut page = frame(app, ask, say(ask.lang, "files-new-title"), &rest);
    page.active = NavItem::Requests;
    let opening = Opening {
        page,
        rest: &rest,
        fields,
        sent,
        values: if sent { FileValues::of(fields) } else { proposed(&context, &request) },
        fresh_key: key(app),
        faults: &all,
        request: Some(OfRequest {
            href: format!("/{}/requests/{id}", ask.lang),
            number: request.number,
            wanted: request.wanted,
            version: drawn_from.unwrap_or(request.version),
        }),
    };
    OpeningView::new(&context, ask.lang, opening).await
}

/// What the request says of the file.
fn proposed(context: &Context, request: &Request) -> FileValues {
    FileValues {
        requester: request.requester.clone(),
        country: request.country.clone(),
        team: request.team.clone(),
        ..beginning(context)
    }
}
