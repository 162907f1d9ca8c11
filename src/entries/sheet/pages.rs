//! The page of one entry: its owner corrects it, withdraws it and puts it back; whoever may read it sees its history.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::view::{EntryPage, Version};
use crate::access::Right;
use crate::app::App;
use crate::clock::Clock;
use crate::entries::view::choices::activity_label;
use crate::entries::view::choosing::{Typed, choosing};
use crate::entries::view::{RecordValues, RecordView};
use crate::entries::{EarlierVersion, EntryView, RawCorrection, Status, ops};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::{FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page, see_other, status};
use crate::words;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("entries/{id}"), get(show).post(change))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    /// A file whose activities are asked for.
    file: String,
    /// What was done just now: `corrected`, `withdrawn` or `restored`.
    done: String,
}

/// The form as sent. `switch` redraws it without saving; `do` says what else is asked for; with its key it counts once.
#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
struct Sent {
    version: String,
    key: String,
    file: String,
    worked_on: String,
    minutes: String,
    activity: String,
    narrative: String,
    reason: String,
    pick: String,
    aid: Option<String>,
    aid_so_far: String,
    switch: Option<String>,
    r#do: String,
}

/// What is drawn over the entry as it is stored.
#[derive(Default)]
struct Draft {
    sent: Option<Sent>,
    faults: Faults,
    query: Query,
}

async fn show(State(app): State<App>, ask: Ask, Segment(id): Segment, Params(query): Params<Query>) -> Response {
    match EntryId::parse(&id, "") {
        Ok(id) => answer(&app, &ask, id, Draft { query, ..Draft::default() }).await,
        Err(_) => refused(&ask, Fault::new(Code::NotFound, "").into()),
    }
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/record", ask.lang))
}

async fn change(State(app): State<App>, ask: Ask, Segment(id): Segment, Form(mut sent): Form<Sent>) -> Response {
    if !sent.pick.is_empty() {
        sent.file = std::mem::take(&mut sent.pick);
    }
    let Ok(id) = EntryId::parse(&id, "") else { return refused(&ask, Fault::new(Code::NotFound, "").into()) };
    if sent.switch.is_some() || sent.aid.is_some() {
        return answer(&app, &ask, id, Draft { sent: Some(sent), ..Draft::default() }).await;
    }
    let context = app.context_once(&ask, &sent.key, &serde_json::to_string(&sent).unwrap_or_default());
    let version = sent.version.parse().unwrap_or(0);
    let reason =
        |id: &str| if sent.reason.trim().is_empty() { words::say(ask.lang, id, &[]) } else { sent.reason.clone() };
    let (outcome, done) = match sent.r#do.as_str() {
        "withdraw" => {
            let reason = reason("entries-withdrawn-reason");
            let correction = RawCorrection { withdrawn: true, reason, ..RawCorrection::default() };
            (ops::correct(&context, id, version, &correction).await, "withdrawn")
        }
        "restore" => (ops::restore(&context, id, version).await, "restored"),
        _ => {
            let correction = RawCorrection {
                file: Some(sent.file.clone()),
                activity: Some(sent.activity.clone()),
                worked_on: Some(sent.worked_on.clone()),
                minutes: Some(sent.minutes.clone()),
                narrative: Some(sent.narrative.clone()),
                reason: reason("entries-corrected-reason"),
                ..RawCorrection::default()
            };
            (ops::correct(&context, id, version, &correction).await, "corrected")
        }
    };
    match outcome {
        Ok(_) => see_other(&format!("/{}/entries/{id}?done={done}", ask.lang)),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, id, Draft { sent: Some(sent), faults, ..Draft::default() }).await
        }
        Err(failure) => refused(&ask, failure),
    }
}

/// Whether the entry is none that the reader may change, so that there is no form to draw again.
fn hides(faults: &Faults) -> bool {
    let hidden = [Code::NotFound, Code::Forbidden, Code::NotYourTime];
    faults.first().is_some_and(|fault| fault.field.is_empty() && hidden.contains(&fault.code))
}

async fn answer(app: &App, ask: &Ask, id: EntryId, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, id, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, id: EntryId, draft: Draft) -> Result<EntryPage, Failure> {
    let (lang, today, context, vocabulary) = (ask.lang, app.clock.today(), app.context(ask), app.vocabulary());
    let (found, earlier) = ops::find(&context, id).await?;
    let title = words::say(lang, "entries-entry-title", &[]);
    let other = format!("/{}/entries/{id}", lang.other());
    let frame = Page::new(lang, title, &app.config.section, NavItem::Week, &other).generated(app.generated);
    let own = ask.access.person == Some(found.entry.person_id) && ask.access.has(Right::RecordTime);
    let behind = [Code::VersionConflict, Code::IdempotencyKeyReused];
    let conflict = draft.faults.iter().any(|fault| behind.contains(&fault.code));
    let old_key = draft.sent.as_ref().map(|sent| sent.key.clone()).filter(|key| !conflict && !key.is_empty());
    let drawn_from = draft.sent.as_ref().and_then(|sent| sent.version.parse().ok());
    let reason = draft.sent.as_ref().map(|sent| sent.reason.clone()).unwrap_or_default();
    let aid = draft.sent.as_ref().map(|sent| sent.aid.clone().unwrap_or_else(|| sent.aid_so_far.clone()));
    let aid = aid.unwrap_or_default();
    let values = values(&found, draft.sent, &draft.query);
    let action = format!("/{lang}/entries/{id}");
    let mut form = RecordView::new(frame.for_reader(ask), action, values, today.to_string());
    if own && !found.entry.withdrawn {
        form = form.of_person();
        let typed = Typed { file: &form.values.file, aid: &aid, refused: !draft.faults.is_empty() };
        form.choosing = choosing(app, ask, typed).await?;
        form.values.file.clone_from(&form.choosing.file_field.text);
    }
    let sentence = |fault: &Fault| match fault.code {
        Code::IdempotencyKeyReused => words::say(lang, "requests-sent-meanwhile", &[]),
        _ => fault.say(lang),
    };
    form.faults = draft.faults.iter().map(|fault| FieldFault::new(&fault.field, sentence(fault))).collect();
    let mut view = EntryPage::new(form, present(&found, &vocabulary, app.clock, lang));
    view.earlier = earlier.iter().map(|one| past(one, &vocabulary, app.clock, lang)).collect();
    // What counts nowhere makes no day too long.
    let warnings = found.entry.warnings.iter().filter(|_| !found.entry.withdrawn);
    view.warnings = warnings
        .map(|warning| words::say(lang, &format!("entries-warning-{}", warning.as_str().replace('_', "-")), &[]))
        .collect();
    view.may_correct = own;
    view.withdrawn = found.entry.withdrawn;
    view.conflict = conflict;
    // Whoever was told what somebody else saved may replace it.
    view.drawn_from = drawn_from.filter(|_| !conflict).unwrap_or(found.entry.version);
    view.key = old_key.unwrap_or_else(|| EntryId::new(app.clock.now()).to_string());
    view.reason = reason;
    let done = draft.query.done.as_str();
    view.just_withdrawn = done == "withdrawn" && view.withdrawn;
    view.notice = Some(done)
        .filter(|done| ["corrected", "withdrawn", "restored"].contains(done))
        .map(|done| words::say(lang, &format!("entries-done-{done}"), &[]));
    Ok(view)
}

fn values(found: &EntryView, sent: Option<Sent>, query: &Query) -> RecordValues {
    let entry = &found.entry;
    let id = entry.id.to_string();
    match sent {
        Some(sent) => RecordValues {
            id,
            person: found.person.clone(),
            file: sent.file,
            worked_on: sent.worked_on,
            minutes: sent.minutes,
            activity: sent.activity,
            narrative: sent.narrative,
        },
        None => RecordValues {
            id,
            person: found.person.clone(),
            file: if query.file.is_empty() { found.file.clone() } else { query.file.clone() },
            worked_on: entry.worked_on.to_string(),
            minutes: entry.minutes.to_string(),
            activity: entry.activity.clone(),
            narrative: entry.narrative.clone(),
        },
    }
}

fn status_in_words(status: Status, lang: Lang) -> String {
    words::say(lang, &format!("reports-status-{}", status.as_str()), &[])
}

fn stored(clock: Clock, at: DateTime<Utc>) -> String {
    clock.local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn present(found: &EntryView, vocabulary: &Vocabulary, clock: Clock, lang: Lang) -> Version {
    let entry = &found.entry;
    Version {
        number: entry.version,
        file: found.file.clone(),
        code: entry.activity.clone(),
        activity: activity_label(vocabulary, &entry.activity, lang),
        date: entry.worked_on.to_string(),
        time: entry.minutes.to_string(),
        narrative: entry.narrative.clone(),
        status: status_in_words(entry.status, lang),
        stored: stored(clock, entry.recorded_at),
        replaced_by: String::new(),
        reason: String::new(),
    }
}

fn past(version: &EarlierVersion, vocabulary: &Vocabulary, clock: Clock, lang: Lang) -> Version {
    Version {
        number: version.version,
        file: version.file.clone(),
        code: version.activity.clone(),
        activity: activity_label(vocabulary, &version.activity, lang),
        date: version.worked_on.to_string(),
        time: format!("{}:{:02}", version.minutes / 60, version.minutes % 60),
        narrative: version.narrative.clone(),
        status: status_in_words(version.status, lang),
        stored: stored(clock, version.recorded_at),
        replaced_by: version.replaced_by.clone(),
        reason: version.reason.clone(),
    }
}
