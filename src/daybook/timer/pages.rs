//! The page of the timer: start one, fill in what it is for, stop it into an entry that is looked at first, throw it away and
//! take that back. Nothing is recorded before its form is saved.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::view::{Running, TimerPage, TimerValues};
use super::{SentStop, SentTimer, TimerView, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::daybook::pages::clock;
use crate::digest::digest;
use crate::entries::view::choosing::{Typed, choosing};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::repeats::Repeat;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::page::{FieldFault, NavItem, Page, Undo};
use crate::web::pages_problem::{html, page, see_other, status};
use crate::words;

/// Fields that a fault can stand beside.
const FIELDS: [&str; 4] = ["file", "activity", "minutes", "narrative"];

/// Characters of what an address says of a timer that was thrown away.
const TAG_LENGTH: usize = 32;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("timer"), get(show).post(change))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    /// A file whose activities are asked for.
    file: Option<String>,
    /// `started`, `kept` or `put_back`.
    done: String,
    /// What is kept of a timer that was thrown away.
    gone: String,
}

/// The form as sent.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Sent {
    r#do: String,
    /// Makes sending twice harmless.
    id: String,
    version: String,
    file: String,
    pick: String,
    activity: String,
    minutes: String,
    narrative: String,
    started_at: String,
    aid: Option<String>,
    aid_so_far: String,
    switch: Option<String>,
}

/// What there is to draw.
#[derive(Default)]
struct Draft {
    sent: Option<Sent>,
    faults: Faults,
    done: String,
    /// The timer that was thrown away.
    gone: Option<TimerView>,
}

fn path(lang: Lang) -> String {
    format!("/{lang}/timer")
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let sent = query.file.map(|file| Sent { file, ..Sent::default() });
    let gone = match gone_repeat(&ask, &query.gone) {
        Some(repeat) => match ops::find_discarded(&app.context(&ask), &repeat).await {
            Ok(gone) => gone,
            Err(Failure::Refused(_)) => None,
            Err(failure) => return page(&ask.problem(failure), &ask, &path(ask.lang)),
        },
        None => None,
    };
    answer(&app, &ask, Draft { sent, done: query.done, gone, ..Draft::default() }).await
}

/// What was given; what is empty is not known yet.
fn parts(sent: &Sent) -> SentTimer {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    SentTimer { file: given(&sent.file), activity: given(&sent.activity), narrative: given(&sent.narrative) }
}

async fn change(State(app): State<App>, ask: Ask, Form(mut sent): Form<Sent>) -> Response {
    if !sent.pick.is_empty() {
        sent.file = std::mem::take(&mut sent.pick);
    }
    if sent.switch.is_some() || sent.aid.is_some() {
        return answer(&app, &ask, Draft { sent: Some(sent), ..Draft::default() }).await;
    }
    let context = app.context(&ask);
    let outcome = match sent.r#do.as_str() {
        "start" => ops::start(&context, &parts(&sent)).await.map(|_| format!("{}?done=started", path(ask.lang))),
        "keep" => keep(&context, &ask, &sent).await,
        "put_back" => put_back(&context, &ask, &sent).await,
        "discard" => discard(&context, &ask, &sent).await,
        _ => stop(&context, &ask, &sent).await,
    };
    match outcome {
        Ok(to) => see_other(&to),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, Draft { sent: Some(sent), faults, ..Draft::default() }).await
        }
        Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang)),
    }
}

/// Whether there is no form that could be drawn again.
fn hides(faults: &Faults) -> bool {
    faults.first().is_some_and(|fault| [Code::Forbidden, Code::PersonRequired].contains(&fault.code))
}

async fn keep(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let given = SentTimer { narrative: Some(sent.narrative.clone()), ..parts(sent) };
    ops::change(context, sent.version.parse().unwrap_or(0), &given).await?;
    Ok(format!("{}?done=kept", path(ask.lang)))
}

async fn put_back(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let started_at = DateTime::parse_from_rfc3339(&sent.started_at).map(|at| at.with_timezone(&Utc));
    ops::put_back(context, &parts(sent), started_at.unwrap_or_else(|_| context.clock.now())).await?;
    Ok(format!("{}?done=put_back", path(ask.lang)))
}

/// Throws the timer away. What it knew is kept for whoever takes that back, and is not in the address; sent twice, the form is
/// answered alike.
async fn discard(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let tag = |id: &str| {
        let mut tag = digest(format!("{} {id}", ask.form_token).as_bytes());
        tag.truncate(TAG_LENGTH);
        tag
    };
    let fresh = || tag(&EntryId::new(context.clock.now()).to_string());
    let mut wanted = if sent.id.is_empty() { fresh() } else { tag(&sent.id) };
    if let Some(repeat) = gone_repeat(ask, &wanted)
        && ops::find_discarded(context, &repeat).await?.is_some()
        && ops::find(context).await.is_ok()
    {
        // It was taken back since: this is another one.
        wanted = fresh();
    }
    ops::discard(&Context { repeat: gone_repeat(ask, &wanted), ..context.clone() }).await?;
    Ok(format!("{}?gone={wanted}", path(ask.lang)))
}

/// What is kept of a timer that was thrown away under this tag.
fn gone_repeat(ask: &Ask, tag: &str) -> Option<Repeat> {
    let fits = tag.len() == TAG_LENGTH && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    let key = format!("timer-gone-{tag}");
    ask.access.account.filter(|_| fits).map(|account| Repeat { account, key, request: "timer-gone".to_owned() })
}

/// The key of a form that is sent to stop the timer: sent twice, it makes one entry and is answered alike.
fn repeat(ask: &Ask, sent: &Sent) -> Option<Repeat> {
    let texts = [&sent.id, &sent.file, &sent.activity, &sent.minutes, &sent.narrative];
    let key = format!("timer-{}", digest(format!("{texts:?}").as_bytes()));
    let account = ask.access.account.filter(|_| !sent.id.is_empty());
    account.map(|account| Repeat { account, key, request: "timer".to_owned() })
}

/// Makes an entry of the time, as it stands in the form.
async fn stop(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let context = &Context { repeat: repeat(ask, sent), ..context.clone() };
    let stop = SentStop {
        minutes: Some(sent.minutes.clone()),
        file: Some(sent.file.clone()),
        activity: Some(sent.activity.clone()),
        narrative: Some(sent.narrative.clone()),
    };
    let view = ops::stop(context, &stop).await?;
    let (file, day, id) = (view.file.clone(), view.entry.worked_on.to_string(), view.entry.id.to_string());
    let members = [("file", file.as_str()), ("worked_on", &day), ("saved", &id)];
    Ok(format!("/{}/record?{}", ask.lang, serde_urlencoded::to_string(members).unwrap_or_default()))
}

async fn answer(app: &App, ask: &Ask, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, &path(ask.lang)),
    }
}

async fn view(app: &App, ask: &Ask, draft: Draft) -> Result<TimerPage, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    let has_person = ask.access.person.is_some() && ask.access.has(Right::RecordTime);
    let timer = match ops::find(&context).await {
        Ok(timer) => Some(timer),
        Err(Failure::Refused(_)) => None,
        Err(failure) => return Err(failure),
    };
    let id = if timer.is_some() { "daybook-timer-stop-title" } else { "daybook-timer-title" };
    let frame = Page::new(lang, words::say(lang, id, &[]), &app.config.section, NavItem::Timer, &path(lang.other()));
    let mut view = TimerPage::new(frame.generated(app.generated).for_reader(ask), path(lang));
    if !has_person {
        return Ok(view);
    }
    view.has_person = true;
    view.page = view.page.keeping_form();
    // What was read before the page was asked for may be gone by now.
    if timer.is_none()
        && let Some(at_hand) = view.page.user.as_mut().and_then(|user| user.at_hand.as_mut())
    {
        at_hand.timer = None;
    }
    let mut sent = draft.sent.unwrap_or_else(|| of_timer(timer.as_ref()));
    if sent.id.is_empty() {
        sent.id = EntryId::new(context.clock.now()).to_string();
    }
    let aid = sent.aid.as_deref().unwrap_or(&sent.aid_so_far);
    let refused = !draft.faults.is_empty();
    view.choosing = choosing(app, ask, Typed { file: &sent.file, aid, refused }).await?;
    let Sent { id, activity, minutes, narrative, .. } = sent;
    view.values = TimerValues { id, activity, minutes, narrative };
    view.running = timer.as_ref().map(|timer| Running {
        started: context.clock.local(timer.started_at).format("%H:%M").to_string(),
        day: timer.started_on.to_string(),
        minutes: timer.minutes,
        too_long: timer.too_long,
        version: timer.version,
    });
    let field =
        |fault: &Fault| if FIELDS.contains(&fault.field.as_str()) { fault.field.clone() } else { String::new() };
    view.faults = draft.faults.iter().map(|fault| FieldFault::new(&field(fault), fault.say(lang))).collect();
    let gone = draft.gone.filter(|_| view.running.is_none());
    view.saved = match (&gone, draft.done.as_str()) {
        (Some(_), _) => Some("daybook-timer-discarded"),
        (None, "started") if view.running.is_some() => Some("daybook-timer-started"),
        (None, "kept") if view.running.is_some() => Some("daybook-timer-kept"),
        (None, "put_back") if view.running.is_some() => Some("daybook-timer-put-back"),
        _ => None,
    }
    .map(|id| words::say(lang, id, &[]));
    view.undo = gone.map(|gone| Undo {
        action: path(lang),
        fields: [
            ("do", "put_back".to_owned()),
            ("started_at", gone.started_at.to_rfc3339()),
            ("file", gone.file.unwrap_or_default()),
            ("activity", gone.activity.unwrap_or_default()),
            ("narrative", gone.narrative),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec(),
    });
    Ok(view)
}

/// The form as it is drawn first: with what the timer knows, and the time so far.
fn of_timer(timer: Option<&TimerView>) -> Sent {
    timer.map_or_else(Sent::default, |timer| Sent {
        file: timer.file.clone().unwrap_or_default(),
        activity: timer.activity.clone().unwrap_or_default(),
        minutes: if timer.too_long { String::new() } else { clock(timer.minutes) },
        narrative: timer.narrative.clone(),
        ..Sent::default()
    })
}
