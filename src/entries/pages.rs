//! The page for recording time: the form, what is wrong with what was typed, what was saved, the latest entries.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::RawEntry;
use super::noted::sentence;
use super::ops::{self, Wanted};
use super::view::choices::activity_label;
use super::view::choosing::{Typed, choosing};
use super::view::latest::{clock, latest};
use super::view::{RecordValues, RecordView, Saved, field};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::people;
use crate::time::MINUTES_PER_DAY;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::page::{FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page, see_other, status};
use crate::words;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Router::new().route("/en/record", get(show).post(save)).route("/fr/record", get(show).post(save))
}

/// What the address may carry: what the form begins with, and which entry was just saved.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    file: String,
    activity: String,
    minutes: String,
    worked_on: String,
    aid: String,
    saved: String,
}

/// The form as sent; `switch` redraws it without saving.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    id: String,
    person: String,
    file: String,
    worked_on: String,
    minutes: String,
    activity: String,
    narrative: String,
    pick: String,
    aid: Option<String>,
    aid_so_far: String,
    switch: Option<String>,
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let context = app.context(&ask);
    let or_today = if query.worked_on.is_empty() { context.clock.today().to_string() } else { query.worked_on };
    let values = RecordValues {
        id: EntryId::new(context.clock.now()).to_string(),
        file: query.file,
        activity: query.activity,
        minutes: query.minutes,
        worked_on: or_today,
        ..RecordValues::default()
    };
    let draft = Draft { values, aid: query.aid, saved: query.saved, faults: Faults::none() };
    draw(&app, &context, &ask, draft).await
}

async fn save(State(app): State<App>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    let context = app.context(&ask);
    let values = RecordValues {
        id: sent.id,
        person: sent.person,
        file: if sent.pick.is_empty() { sent.file } else { sent.pick },
        worked_on: sent.worked_on,
        minutes: sent.minutes,
        activity: sent.activity,
        narrative: sent.narrative,
    };
    let redrawn = sent.switch.is_some() || sent.aid.is_some();
    let draft =
        Draft { values, aid: sent.aid.unwrap_or(sent.aid_so_far), saved: String::new(), faults: Faults::none() };
    if redrawn {
        return draw(&app, &context, &ask, draft).await;
    }
    let values = &draft.values;
    let raw = RawEntry {
        id: values.id.clone(),
        person: values.person.clone(),
        file: values.file.clone(),
        activity: values.activity.clone(),
        worked_on: values.worked_on.clone(),
        minutes: values.minutes.clone(),
        narrative: values.narrative.clone(),
    };
    match ops::record(&context, &raw).await {
        Ok(recorded) => {
            let view = recorded.view();
            let members = [
                ("file", view.file.as_str()),
                ("worked_on", &view.entry.worked_on.to_string()),
                ("saved", &view.entry.id.to_string()),
            ];
            let query = serde_urlencoded::to_string(members).unwrap_or_default();
            see_other(&format!("/{}/record?{query}", ask.lang))
        }
        Err(Failure::Refused(faults)) => draw(&app, &context, &ask, Draft { faults, ..draft }).await,
        Err(failure) => page(&ask.problem(failure), &ask, "/en/record"),
    }
}

/// What is drawn in the form.
struct Draft {
    values: RecordValues,
    /// The answers of the decision aid.
    aid: String,
    faults: Faults,
    /// The entry that was saved.
    saved: String,
}

async fn draw(app: &App, context: &Context, ask: &Ask, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, context, ask, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, "/en/record"),
    }
}

async fn view(app: &App, context: &Context, ask: &Ask, draft: Draft) -> Result<RecordView, Failure> {
    let Draft { mut values, aid, faults, saved } = draft;
    let lang = ask.lang;
    let today = context.clock.today();
    let title = words::say(lang, "entries-title", &[]);
    let frame = Page::new(lang, title, &app.config.section, NavItem::Record, &format!("/{}/record", lang.other()))
        .generated(app.generated)
        .for_reader(ask);
    let own = context.caller.access.person.filter(|_| context.caller.access.has(Right::RecordTime));
    let person = people::ops::list(context).await?.into_iter().find(|person| own == Some(person.id));
    let Some(person) = person else {
        return Ok(RecordView::new(frame, format!("/{lang}/record"), values, today.to_string()));
    };
    values.person.clone_from(&person.number);
    let typed = Typed { file: &values.file, aid: &aid, refused: !faults.is_empty() };
    let choosing = choosing(app, ask, typed).await?;
    values.file.clone_from(&choosing.file_field.text);
    let mut view = RecordView::new(frame, format!("/{lang}/record"), values, today.to_string()).of_person();
    view.choosing = choosing;
    // The person is whoever is signed in: there is no field that the summary could lead to.
    let field = |fault: &Fault| if fault.field == field::PERSON { String::new() } else { fault.field.clone() };
    view.faults = faults.iter().map(|fault| FieldFault::new(&field(fault), fault.say(lang))).collect();
    view.saved = match EntryId::parse(&saved, "saved") {
        Ok(id) => saved_notice(context, id, &app.vocabulary(), lang).await?,
        Err(_) => None,
    };
    view.recent = latest(context, person.id, &app.vocabulary(), lang).await?;
    Ok(view)
}

/// The notice of what was just saved, read back from the database.
async fn saved_notice(
    context: &Context,
    id: EntryId,
    vocabulary: &Vocabulary,
    lang: Lang,
) -> Result<Option<Saved>, Failure> {
    let view = match ops::find(context, id).await {
        Ok((view, _)) => view,
        Err(Failure::Refused(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let day = view.entry.worked_on;
    let wanted =
        Wanted { person: Some(view.entry.person_id), from: day, to: day, limit: MINUTES_PER_DAY, ..Wanted::default() };
    let total = ops::list(context, &wanted).await?.iter().map(|view| view.entry.minutes.get()).sum();
    Ok(Some(Saved {
        id: view.entry.id.to_string(),
        version: view.entry.version,
        code: view.entry.activity.clone(),
        time: view.entry.minutes.to_string(),
        file: view.file,
        activity: activity_label(vocabulary, &view.entry.activity, lang),
        date: day.to_string(),
        day_total: clock(total),
        noted: view.entry.warnings.iter().map(|warning| sentence(*warning, lang)).collect(),
    }))
}
