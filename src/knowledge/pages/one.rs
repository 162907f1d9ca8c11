//! The page of one note: its text, its history, and for those who may change it the forms to correct it, to withdraw it and to
//! put it back. A form that was drawn from an older version changes nothing: what is stored and what was typed are both shown.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{frame, hides, key, lines, once, refused, say, sentence};
use crate::app::App;
use crate::clock::Clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::NoteId;
use crate::knowledge::view::{
    Difference, OneView, StepLink, Values, Version, kind_in_words, kinds, language_in_words, languages,
};
use crate::knowledge::{EarlierVersion, Kind, NOTE_MAX, Note, RawNoteChange, RawWithdrawal, ops};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::FieldFault;
use crate::web::pages_problem::{html, see_other, status};
use crate::words;

const CORRECT: &str = "correct";
const WITHDRAW: &str = "withdraw";
const RESTORE: &str = "restore";
/// Takes back what was done just now, which `undone` names.
const UNDO: &str = "undo";

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Query {
    /// The step whose form is asked for.
    step: String,
    /// What was done just now.
    done: String,
}

/// The form as sent. `do` is the step; `switch` redraws the form without taking it.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
pub(super) struct Sent {
    r#do: String,
    undone: String,
    version: String,
    key: String,
    kind: String,
    title: String,
    text: String,
    language: String,
    reason: String,
    switch: Option<String>,
}

/// What is drawn over the note as it is stored.
#[derive(Default)]
struct Draft {
    sent: Option<Sent>,
    faults: Faults,
    query: Query,
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(query): Params<Query>,
) -> Response {
    match NoteId::parse(&id, "") {
        Ok(id) => answer(&app, &ask, id, Draft { query, ..Draft::default() }).await,
        Err(_) => refused(&ask, Fault::new(Code::NotFound, "").into()),
    }
}

pub(super) async fn step(State(app): State<App>, ask: Ask, Segment(id): Segment, Form(sent): Form<Sent>) -> Response {
    let Ok(id) = NoteId::parse(&id, "") else { return refused(&ask, Fault::new(Code::NotFound, "").into()) };
    if sent.switch.is_some() {
        return answer(&app, &ask, id, Draft { sent: Some(sent), ..Draft::default() }).await;
    }
    let context = once(&app, &ask, &sent.key, &sent);
    match take(&context, ask.lang, id, &sent).await {
        Ok(done) => see_other(&format!("/{}/notes/{id}?done={done}", ask.lang)),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, id, Draft { sent: Some(sent), faults, ..Draft::default() }).await
        }
        Err(failure) => refused(&ask, failure),
    }
}

/// Takes the step that was sent; answers what was done.
async fn take(context: &Context, lang: Lang, id: NoteId, sent: &Sent) -> Result<&'static str, Failure> {
    let version = sent.version.parse().unwrap_or(0);
    let given = |text: &String, otherwise: &str| {
        if text.trim().is_empty() { say(lang, otherwise) } else { lines(text) }
    };
    match sent.r#do.as_str() {
        CORRECT => {
            let change = RawNoteChange {
                kind: Some(sent.kind.clone()),
                title: Some(sent.title.clone()),
                text: Some(lines(&sent.text)),
                language: Some(sent.language.clone()),
            };
            ops::correct(context, id, version, &change).await.map(|_| "corrected")
        }
        WITHDRAW => {
            let raw = RawWithdrawal { reason: given(&sent.reason, "notes-withdrawn-reason") };
            ops::withdraw(context, id, version, &raw).await.map(|_| "withdrawn")
        }
        RESTORE => ops::restore(context, id, version).await.map(|_| "restored"),
        UNDO => undo(context, lang, id, version, &sent.undone).await.map(|()| "undone"),
        _ => {
            ops::must_change_some(&context.caller.access)?;
            Err(Fault::new(Code::MalformedBody, "").with("detail", "do").into())
        }
    }
}

/// Takes back what was done just now: a new note is withdrawn, a withdrawn one put back, a corrected one says again what it
/// said before. All versions are kept.
async fn undo(context: &Context, lang: Lang, id: NoteId, version: i64, done: &str) -> Result<(), Failure> {
    match done {
        "added" => {
            let raw = RawWithdrawal { reason: say(lang, "requests-undo-reason") };
            ops::withdraw(context, id, version, &raw).await.map(|_| ())
        }
        "withdrawn" => ops::restore(context, id, version).await.map(|_| ()),
        _ => {
            ops::must_change_some(&context.caller.access)?;
            let (_, earlier) = ops::find(context, id).await?;
            let Some(before) = earlier.into_iter().find(|one| one.version == version - 1) else {
                return Err(Fault::new(Code::MalformedBody, "").with("detail", "version").into());
            };
            let change = RawNoteChange {
                kind: Some(before.kind.as_str().to_owned()),
                title: Some(before.title),
                text: Some(before.text),
                language: Some(before.language.to_string()),
            };
            ops::correct(context, id, version, &change).await.map(|_| ())
        }
    }
}

async fn answer(app: &App, ask: &Ask, id: NoteId, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, id, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, id: NoteId, draft: Draft) -> Result<OneView, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    let (note, earlier) = ops::find(&context, id).await?;
    let may_change = note.may_be_changed_by(&ask.access);
    // A form that was sent, taken and sent again with other words is behind what is stored, as one of another tab is.
    let behind = [Code::VersionConflict, Code::IdempotencyKeyReused, Code::NoteWithdrawn, Code::NoteNotWithdrawn];
    let conflict = draft.faults.iter().any(|fault| behind.contains(&fault.code));
    let sent = draft.sent.as_ref();
    let asked = sent.map_or(draft.query.step.as_str(), |sent| sent.r#do.as_str());
    let steps = if may_change && !note.withdrawn { steps(id, lang) } else { Vec::new() };
    let step = steps.iter().find(|one| one.step == asked).map(|one| one.step.clone()).unwrap_or_default();
    let differences = match sent {
        Some(sent) if conflict && sent.r#do == CORRECT => differences(&note, sent, lang),
        _ => Vec::new(),
    };
    // What was typed stands in the form of its own step alone.
    let typed = sent.filter(|sent| sent.r#do == step);
    let values = typed.map_or_else(|| Values::of(&note), typed_values);
    let path =
        if step.is_empty() || sent.is_some() { format!("notes/{id}") } else { format!("notes/{id}?step={step}") };
    let mut page = frame(app, ask, note.title.clone(), &path);
    if !step.is_empty() {
        page = page.keeping_form();
        page.path_other_language = format!("/{}/notes/{id}", lang.other());
    }
    let reused = draft.faults.iter().any(|fault| fault.code == Code::IdempotencyKeyReused);
    let old_key = typed.map(|sent| sent.key.clone()).filter(|key| !reused && !key.is_empty());
    let drawn_from = typed.and_then(|sent| sent.version.parse().ok()).filter(|_| !conflict);
    let done = draft.query.done.as_str();
    let said = |fault: &Fault| match fault.code {
        Code::IdempotencyKeyReused => say(lang, "requests-sent-meanwhile"),
        Code::VersionConflict => say(lang, "notes-meanwhile"),
        _ => sentence(fault, lang),
    };
    let field = |fault: &Fault| match (step.as_str(), fault.field.as_str()) {
        (CORRECT, "kind" | "title" | "text" | "language") | (WITHDRAW, "reason") => fault.field.clone(),
        _ => String::new(),
    };
    Ok(OneView {
        page,
        action: format!("/{lang}/notes/{id}"),
        kind: kind_in_words(note.kind, lang),
        language: note.language,
        written_in: if note.language == lang { String::new() } else { language_in_words(note.language, lang) },
        file: note.file.clone(),
        file_href: format!("/{lang}/files/{}", note.file_id),
        by: note.written_by.clone(),
        at: instant(context.clock, note.written_at),
        withdrawn: note.withdrawn,
        withdrawn_because: note.reason.clone(),
        may_change,
        saved: ["added", "corrected", "withdrawn", "restored", "undone"]
            .contains(&done)
            .then(|| say(lang, &format!("notes-done-{done}"))),
        just_done: done.to_owned(),
        undo: may_change && undoes(done, &note, &earlier),
        conflict,
        differences,
        step_label: steps.iter().find(|one| one.step == step).map(|one| one.label.clone()).unwrap_or_default(),
        // Whoever was told what somebody else did may still take the step.
        drawn_from: drawn_from.unwrap_or(note.version),
        key: old_key.unwrap_or_else(|| key(app)),
        values,
        kinds: kinds(lang),
        languages: languages(lang),
        text_limit: NOTE_MAX,
        faults: draft.faults.iter().map(|fault| FieldFault::new(&field(fault), said(fault))).collect(),
        history: history(&note, earlier, context.clock, lang),
        text: note.text,
        steps,
        step,
    })
}

/// The steps that can be taken with a note that stands.
fn steps(id: NoteId, lang: Lang) -> Vec<StepLink> {
    let link = |step: &str| StepLink {
        step: step.to_owned(),
        label: say(lang, &format!("notes-step-{step}")),
        href: format!("/{lang}/notes/{id}?step={step}#step"),
    };
    [CORRECT, WITHDRAW].into_iter().map(link).collect()
}

/// Whether what was done just now still stands and can be taken back in one step.
fn undoes(done: &str, note: &Note, earlier: &[EarlierVersion]) -> bool {
    match done {
        "added" => note.version == 1,
        "withdrawn" => note.withdrawn,
        "corrected" => !note.withdrawn && earlier.first().is_some_and(|before| !before.withdrawn),
        _ => false,
    }
}

fn instant(clock: Clock, at: chrono::DateTime<chrono::Utc>) -> String {
    clock.local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn typed_values(sent: &Sent) -> Values {
    let sent = sent.clone();
    Values { kind: sent.kind, title: sent.title, text: sent.text, language: sent.language, reason: sent.reason }
}

/// All versions, the present one first; its text stands on the page already.
fn history(note: &Note, earlier: Vec<EarlierVersion>, clock: Clock, lang: Lang) -> Vec<Version> {
    let now = Version {
        number: note.version,
        at: instant(clock, note.changed_at),
        by: note.changed_by.clone(),
        kind: kind_in_words(note.kind, lang),
        title: note.title.clone(),
        text: String::new(),
        language: note.language,
        withdrawn: note.withdrawn,
        reason: note.reason.clone(),
    };
    let past = |one: EarlierVersion| Version {
        number: one.version,
        at: instant(clock, one.changed_at),
        by: one.changed_by,
        kind: kind_in_words(one.kind, lang),
        title: one.title,
        text: one.text,
        language: one.language,
        withdrawn: one.withdrawn,
        reason: one.reason,
    };
    std::iter::once(now).chain(earlier.into_iter().map(past)).collect()
}

/// What was typed and what is stored, member by member, where they differ.
fn differences(note: &Note, sent: &Sent, lang: Lang) -> Vec<Difference> {
    let kind = |text: &str| Kind::parse(text, "").map_or_else(|_| text.to_owned(), |kind| kind_in_words(kind, lang));
    let language = |text: &str| {
        let found = Lang::ALL.into_iter().find(|one| one.as_str() == text);
        found.map_or_else(|| text.to_owned(), |one| language_in_words(one, lang))
    };
    let rows = [
        ("notes-kind", kind_in_words(note.kind, lang), kind(&sent.kind)),
        ("notes-name", note.title.clone(), sent.title.clone()),
        ("notes-text", note.text.clone(), lines(&sent.text)),
        ("notes-language", language_in_words(note.language, lang), language(&sent.language)),
    ];
    let differ = rows.into_iter().filter(|(_, stored, typed)| stored.trim() != typed.trim());
    differ.map(|(id, stored, typed)| Difference { term: words::say(lang, id, &[]), stored, typed }).collect()
}
