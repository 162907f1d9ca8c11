//! The form of a new note of a file, open or closed. Sent twice it adds one note; what is wrong stands beside what was typed.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{frame, hides, key, lines, once, refused, say, sentence};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files;
use crate::ids::FileId;
use crate::knowledge::view::{NewView, Values, kinds, languages};
use crate::knowledge::{NOTE_MAX, RawNote, ops};
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::FieldFault;
use crate::web::pages_problem::{html, see_other, status};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Query {
    /// The kind that is proposed.
    kind: String,
}

/// The form as sent; `switch` redraws it without saving.
#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
pub(super) struct Sent {
    key: String,
    kind: String,
    title: String,
    text: String,
    language: String,
    switch: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(query): Params<Query>,
) -> Response {
    let sent = Sent { kind: query.kind, language: ask.lang.to_string(), ..Sent::default() };
    draw(&app, &ask, &id, sent, &Faults::none()).await
}

pub(super) async fn add(State(app): State<App>, ask: Ask, Segment(id): Segment, Form(sent): Form<Sent>) -> Response {
    if sent.switch.is_some() {
        return draw(&app, &ask, &id, sent, &Faults::none()).await;
    }
    let context = once(&app, &ask, &sent.key, &sent);
    let raw = RawNote {
        kind: sent.kind.clone(),
        title: sent.title.clone(),
        text: lines(&sent.text),
        language: sent.language.clone(),
    };
    let added = async {
        ops::must_write(&context.caller.access)?;
        let file = files::ops::find(&context, parse(&id)?).await?;
        ops::add(&context, file.id, &raw.parse(ask.lang)?).await
    };
    match added.await {
        Ok(note) => see_other(&format!("/{}/notes/{}?done=added", ask.lang, note.id)),
        Err(Failure::Refused(faults)) if !hides(&faults) => draw(&app, &ask, &id, sent, &faults).await,
        Err(failure) => refused(&ask, failure),
    }
}

fn parse(id: &str) -> Result<FileId, Fault> {
    FileId::parse(id, "").map_err(|_| Fault::new(Code::NotFound, ""))
}

async fn draw(app: &App, ask: &Ask, id: &str, sent: Sent, faults: &Faults) -> Response {
    match view(app, ask, id, sent, faults).await {
        Ok(view) => html(status(faults), view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, id: &str, sent: Sent, faults: &Faults) -> Result<NewView, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    ops::must_write(&ask.access)?;
    let file = files::ops::find(&context, parse(id)?).await?;
    // A form that was sent before, and came back changed, adds another note: its sender is told so and decides.
    let again = faults.iter().any(|fault| fault.code == Code::IdempotencyKeyReused);
    let said = |fault: &Fault| {
        if fault.code == Code::IdempotencyKeyReused { say(lang, "notes-sent-before") } else { sentence(fault, lang) }
    };
    let rest = format!("files/{}/notes/new", file.id);
    Ok(NewView {
        page: frame(app, ask, say(lang, "notes-new-title"), &rest).keeping_form(),
        action: format!("/{lang}/{rest}"),
        file: format!("{} · {}", file.number, file.title),
        file_href: format!("/{lang}/files/{}", file.id),
        key: if again || sent.key.is_empty() { key(app) } else { sent.key },
        values: Values {
            kind: sent.kind,
            title: sent.title,
            text: sent.text,
            language: sent.language,
            ..Values::default()
        },
        kinds: kinds(lang),
        languages: languages(lang),
        text_limit: NOTE_MAX,
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, said(fault))).collect(),
    })
}
