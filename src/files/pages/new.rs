//! Opening a file. The questions are answered in the address; the form is sent with their answers, and opens one file however
//! often it is sent.

use axum::extract::State;
use axum::response::Response;

use super::{frame, refused};
use crate::access::Right;
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Faults};
use crate::files::ops;
use crate::files::view::opening::{Fields, FileValues, Opening, OpeningView, beginning, walk};
use crate::ids::FileId;
use crate::people::ops::Added;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::pages_problem::{html, see_other, status};
use crate::words;

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(fields): Params<Fields>) -> Response {
    draw(&app, &ask, &fields, false, &Faults::none()).await
}

pub(super) async fn open(State(app): State<App>, ask: Ask, Form(fields): Form<Fields>) -> Response {
    if fields.has("switch") {
        return draw(&app, &ask, &fields, true, &Faults::none()).await;
    }
    let sent = serde_json::to_string(&fields).unwrap_or_default();
    let context = app.context_once(&ask, &fields.text("key"), &sent);
    let walked = walk(&context.vocabulary, &fields, "", ask.lang);
    let opened = async {
        context.caller.access.must(Right::ChangeFiles)?;
        let new = FileValues::of(&fields).raw(&walked.category, &context.vocabulary).parse(&context.vocabulary)?;
        ops::open(&context, &new).await
    };
    match opened.await {
        Ok(Added::New(file) | Added::Same(file)) => see_other(&format!("/{}/files/{}?done=opened", ask.lang, file.id)),
        Err(Failure::Refused(faults)) if faults.first().is_none_or(|fault| fault.code != Code::Forbidden) => {
            draw(&app, &ask, &fields, true, &faults).await
        }
        Err(failure) => refused(&ask, failure),
    }
}

async fn draw(app: &App, ask: &Ask, fields: &Fields, sent: bool, faults: &Faults) -> Response {
    if let Err(fault) = ask.access.must(Right::ChangeFiles) {
        return refused(ask, fault.into());
    }
    let context = app.context(ask);
    let all: Vec<_> = faults.iter().cloned().collect();
    let opening = Opening {
        page: frame(app, ask, words::say(ask.lang, "files-new-title", &[]), "files/new"),
        rest: "files/new",
        fields,
        sent,
        request: None,
        values: if sent { FileValues::of(fields) } else { beginning(&context) },
        fresh_key: FileId::new(context.clock.now()).to_string(),
        faults: &all,
    };
    match OpeningView::new(&context, ask.lang, opening).await {
        Ok(view) => html(status(faults), view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}
