//! The page of one request: what it is, the form of the step that comes next, and its history. A step that was drawn from an
//! older version changes nothing: what is stored and what was typed are both shown.

use axum::extract::State as AppState;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{
    Known, frame, hides, key, kind_in_words, kinds, lines, may_change, once, refused, say, say_with, state_in_words,
    steps,
};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::RequestId;
use crate::lang::Lang;
use crate::names::Kind as NameKind;
use crate::names::view::labels;
use crate::requests::view::StepLink;
use crate::requests::view::one::{Choices, Difference, Fact, OneView, Past, Values};
use crate::requests::{
    Kind, RawDecision, RawLink, RawReopening, RawRequestChange, RawTriage, Request, State, StateSince, Step,
    WANTED_MAX, ops,
};
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::FieldFault;
use crate::web::pages_problem::{html, see_other, status};

/// The step that corrects what was entered; possible in every state.
const CHANGE: &str = "change";
/// Takes the step back that was taken just now.
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
    version: String,
    key: String,
    received_on: String,
    requester: String,
    country: String,
    wanted: String,
    deadline: String,
    kind: String,
    team: String,
    person: String,
    decision: String,
    reason: String,
    referred_to: String,
    file: String,
    switch: Option<String>,
}

/// What is drawn over the request as it is stored.
#[derive(Default)]
struct Draft {
    sent: Option<Sent>,
    faults: Faults,
    query: Query,
}

pub(super) async fn show(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(query): Params<Query>,
) -> Response {
    match RequestId::parse(&id, "") {
        Ok(id) => answer(&app, &ask, id, Draft { query, ..Draft::default() }).await,
        Err(_) => refused(&ask, Fault::new(Code::NotFound, "").into()),
    }
}

pub(super) async fn step(
    AppState(app): AppState<App>,
    ask: Ask,
    Segment(id): Segment,
    Form(sent): Form<Sent>,
) -> Response {
    let Ok(id) = RequestId::parse(&id, "") else { return refused(&ask, Fault::new(Code::NotFound, "").into()) };
    if sent.switch.is_some() {
        return answer(&app, &ask, id, Draft { sent: Some(sent), ..Draft::default() }).await;
    }
    let context = once(&app, &ask, &sent.key, &sent);
    match take(&context, ask.lang, id, &sent).await {
        Ok(_) => see_other(&format!("/{}/requests/{id}?done={}", ask.lang, done(&sent))),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, id, Draft { sent: Some(sent), faults, ..Draft::default() }).await
        }
        Err(failure) => refused(&ask, failure),
    }
}

/// What was done, as the address says it.
fn done(sent: &Sent) -> &str {
    match sent.r#do.as_str() {
        "decision" => sent.decision.as_str(),
        done => done,
    }
}

/// Takes the step that was sent.
async fn take(context: &Context, lang: Lang, id: RequestId, sent: &Sent) -> Result<Request, Failure> {
    let version = sent.version.parse().unwrap_or(0);
    match sent.r#do.as_str() {
        "triage" => {
            let raw = RawTriage { kind: sent.kind.clone(), team: sent.team.clone(), person: sent.person.clone() };
            ops::triage(context, id, version, &raw).await
        }
        "decision" => {
            // Who takes a request over is asked of those that are referred alone: what stands in the field else is dropped.
            let referred = sent.decision == State::Referred.as_str();
            let referred_to = if referred { sent.referred_to.clone() } else { String::new() };
            let raw = RawDecision { decision: sent.decision.clone(), reason: lines(&sent.reason), referred_to };
            ops::decide(context, id, version, &raw).await
        }
        "file" if sent.file.trim().is_empty() => {
            context.caller.access.must(Right::ChangeRequests)?;
            Err(Fault::new(Code::Required, "file").into())
        }
        "file" => ops::link_file(context, id, version, &RawLink::Known(sent.file.trim().to_owned())).await,
        "completion" => ops::complete(context, id, version).await,
        "reopening" => ops::reopen(context, id, version, &RawReopening { reason: lines(&sent.reason) }).await,
        UNDO => {
            let reason = say(lang, "requests-undo-reason");
            ops::reopen(context, id, version, &RawReopening { reason }).await
        }
        CHANGE => {
            let change = RawRequestChange {
                received_on: Some(sent.received_on.clone()),
                requester: Some(sent.requester.clone()),
                country: Some(sent.country.clone()),
                wanted: Some(lines(&sent.wanted)),
                deadline: Some(Some(sent.deadline.clone())),
            };
            ops::change(context, id, version, &change).await
        }
        _ => {
            context.caller.access.must(Right::ChangeRequests)?;
            Err(Fault::new(Code::MalformedBody, "").with("detail", "do").into())
        }
    }
}

async fn answer(app: &App, ask: &Ask, id: RequestId, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, id, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => refused(ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, id: RequestId, draft: Draft) -> Result<OneView, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    let (request, states) = ops::find(&context, id).await?;
    let known = Known::new(&context, lang).await?;
    // A form that was sent, taken and sent again with other words is behind what is stored, as one of another tab is.
    let behind = [Code::VersionConflict, Code::IdempotencyKeyReused, Code::RequestStep, Code::RequestHasFile];
    let conflict = draft.faults.iter().any(|fault| behind.contains(&fault.code));
    let asked = draft.sent.as_ref().map_or(draft.query.step.as_str(), |sent| sent.r#do.as_str()).to_owned();
    let steps = if may_change(ask) { with_change(&request, lang, &asked) } else { Vec::new() };
    let step = if steps.iter().any(|step| step.step == asked) { asked } else { natural(&request, &steps) };
    let sent = draft.sent.as_ref();
    let differences = match sent {
        Some(sent) if conflict => differences(&request, sent, &known, lang),
        _ => Vec::new(),
    };
    // What was typed stands in the form of its own step alone.
    let typed = sent.filter(|sent| sent.r#do == step);
    let mut values = stored_values(&request);
    if let Some(sent) = typed {
        values = typed_values(sent);
    }
    let path = format!(
        "requests/{id}{}",
        if step.is_empty() || sent.is_some() { String::new() } else { format!("?step={step}") }
    );
    let title = say_with(lang, "requests-one-title", &[("number", request.number.as_str().into())]);
    let mut page = frame(app, ask, title, &path);
    if !step.is_empty() {
        page = page.keeping_form();
        page.path_other_language = format!("/{}/requests/{id}", lang.other());
    }
    let reused = draft.faults.iter().any(|fault| fault.code == Code::IdempotencyKeyReused);
    let old_key = typed.map(|sent| sent.key.clone()).filter(|key| !reused && !key.is_empty());
    let drawn_from = typed.and_then(|sent| sent.version.parse().ok()).filter(|_| !conflict);
    let done = draft.query.done.as_str();
    let sentence = |fault: &Fault| {
        if fault.code == Code::IdempotencyKeyReused {
            say(lang, "requests-sent-meanwhile")
        } else {
            super::sentence(fault, lang)
        }
    };
    Ok(OneView {
        page,
        action: format!("/{lang}/requests/{id}"),
        number: request.number.clone(),
        state: state_in_words(request.state, lang),
        facts: facts(&request, &known, lang),
        saved: said(done, lang),
        undo: may_change(ask) && undoes(done, request.state),
        conflict,
        differences,
        step_label: steps.iter().find(|link| link.step == step).map(|link| link.label.clone()).unwrap_or_default(),
        open_file: ask.access.has(Right::ChangeFiles).then(|| format!("/{lang}/requests/{id}/file")),
        // Whoever was told what somebody else did may still take the step.
        drawn_from: drawn_from.unwrap_or(request.version),
        key: old_key.unwrap_or_else(|| key(app)),
        today: context.clock.today().to_string(),
        choices: choices(&context, &known, &step, &values).await?,
        values,
        wanted_limit: WANTED_MAX,
        faults: draft.faults.iter().map(|fault| FieldFault::new(field(fault, &step), sentence(fault))).collect(),
        history: states.iter().rev().map(|state| past(state, &context, lang)).collect(),
        steps,
        step,
    })
}

/// The field a fault stands beside; those of a step whose form is not shown stand in no field.
fn field<'f>(fault: &'f Fault, step: &str) -> &'f str {
    let fields: &[&str] = match step {
        "triage" => &["kind", "team", "person"],
        "decision" => &["decision", "reason", "referred_to"],
        "file" => &["file"],
        "reopening" => &["reason"],
        CHANGE => &["received_on", "requester", "country", "wanted", "deadline"],
        _ => &[],
    };
    if fields.contains(&fault.field.as_str()) { &fault.field } else { "" }
}

/// The steps with the correction of what was entered.
fn with_change(request: &Request, lang: Lang, current: &str) -> Vec<StepLink> {
    let mut links = steps(request, lang, current);
    links.push(StepLink {
        step: CHANGE.to_owned(),
        label: say(lang, "requests-step-change"),
        href: format!("/{lang}/requests/{}?step={CHANGE}#step", request.id),
        current: current == CHANGE,
    });
    links
}

/// The step that comes next by itself; of what is over, none.
fn natural(request: &Request, steps: &[StepLink]) -> String {
    let next = match request.state {
        State::Received => Step::Triage,
        State::Triaged => Step::Decide,
        State::Accepted => Step::LinkFile,
        State::Declined | State::Referred | State::Completed => return String::new(),
    };
    let found = steps.iter().find(|step| step.step == next.as_str());
    found.map(|step| step.step.clone()).unwrap_or_default()
}

/// What was done just now, in words.
fn said(done: &str, lang: Lang) -> Option<String> {
    let known =
        ["entered", "triage", "accepted", "declined", "referred", "file", "completion", "reopening", "undo", "change"];
    known.contains(&done).then(|| say(lang, &format!("requests-done-{done}")))
}

/// Whether what was done just now still stands and can be taken back in one step.
fn undoes(done: &str, state: State) -> bool {
    match done {
        "completion" => state == State::Completed,
        done => state.as_str() == done && matches!(state, State::Accepted | State::Declined | State::Referred),
    }
}

fn facts(request: &Request, known: &Known, lang: Lang) -> Vec<Fact> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let country = known.countries.label(&request.country);
    let kind = request.kind.map(|kind| kind_in_words(kind, lang)).unwrap_or_default();
    let rows = [
        ("requests-wanted", request.wanted.clone()),
        ("requests-requester", request.requester.clone()),
        ("requests-country", country),
        ("requests-received", request.received_on.to_string()),
        ("requests-deadline", day(request.deadline)),
        ("requests-kind", kind),
        ("requests-with", known.with(request)),
        ("requests-reason", request.reason.clone()),
        ("requests-referred-to", request.referred_to.clone()),
        ("requests-file", request.file.clone().unwrap_or_default()),
    ];
    let file = request.file_id.map(|file| format!("/{lang}/files/{file}")).unwrap_or_default();
    let given = rows.into_iter().filter(|(_, value)| !value.is_empty());
    given
        .map(|(id, value)| Fact {
            term: say(lang, id),
            value,
            href: if id == "requests-file" { file.clone() } else { String::new() },
        })
        .collect()
}

fn past(state: &StateSince, context: &Context, lang: Lang) -> Past {
    Past {
        state: state_in_words(state.state, lang),
        since: context.clock.local(state.at).format("%Y-%m-%d %H:%M").to_string(),
        by: state.by.clone(),
        reason: state.reason.clone(),
    }
}

fn stored_values(request: &Request) -> Values {
    Values {
        received_on: request.received_on.to_string(),
        requester: request.requester.clone(),
        country: request.country.clone(),
        wanted: request.wanted.clone(),
        deadline: request.deadline.map(|day| day.to_string()).unwrap_or_default(),
        kind: request.kind.map_or("", Kind::as_str).to_owned(),
        team: request.team.clone(),
        person: request.person.clone().unwrap_or_default(),
        ..Values::default()
    }
}

fn typed_values(sent: &Sent) -> Values {
    let sent = sent.clone();
    Values {
        received_on: sent.received_on,
        requester: sent.requester,
        country: sent.country,
        wanted: sent.wanted,
        deadline: sent.deadline,
        kind: sent.kind,
        team: sent.team,
        person: sent.person,
        decision: sent.decision,
        reason: sent.reason,
        referred_to: sent.referred_to,
        file: sent.file,
    }
}

/// What was typed and what is stored, member by member of the step that was sent, where they differ.
fn differences(request: &Request, sent: &Sent, known: &Known, lang: Lang) -> Vec<Difference> {
    let stored = stored_values(request);
    let kind = |text: &str| Kind::parse(text, "").map_or_else(|_| text.to_owned(), |kind| kind_in_words(kind, lang));
    let state = |text: &str| State::find(text).map_or_else(|| text.to_owned(), |state| state_in_words(state, lang));
    let country = |code: &str| known.countries.label(code);
    let person = |number: &str| if number.is_empty() { String::new() } else { known.person(number) };
    let rows: Vec<(&str, String, String)> = match sent.r#do.as_str() {
        "triage" => vec![
            ("requests-kind", kind(&stored.kind), kind(&sent.kind)),
            ("requests-team", stored.team, sent.team.clone()),
            ("requests-person", person(&stored.person), person(&sent.person)),
        ],
        "decision" => vec![
            ("requests-decision", state_in_words(request.state, lang), state(&sent.decision)),
            ("requests-reason", request.reason.clone(), sent.reason.clone()),
            ("requests-referred-to", request.referred_to.clone(), sent.referred_to.clone()),
        ],
        "file" => vec![("requests-file", request.file.clone().unwrap_or_default(), sent.file.clone())],
        "reopening" => vec![
            ("requests-state", state_in_words(request.state, lang), String::new()),
            ("requests-reason", String::new(), sent.reason.clone()),
        ],
        CHANGE => vec![
            ("requests-received", stored.received_on, sent.received_on.clone()),
            ("requests-requester", stored.requester, sent.requester.clone()),
            ("requests-country", country(&stored.country), country(&sent.country)),
            ("requests-wanted", stored.wanted, sent.wanted.clone()),
            ("requests-deadline", stored.deadline, sent.deadline.clone()),
        ],
        _ => vec![("requests-state", state_in_words(request.state, lang), String::new())],
    };
    let differ = rows.into_iter().filter(|(_, stored, typed)| lines(stored).trim() != lines(typed).trim());
    differ.map(|(id, stored, typed)| Difference { term: say(lang, id), stored, typed }).collect()
}

async fn choices(context: &Context, known: &Known, step: &str, values: &Values) -> Result<Choices, Failure> {
    let mut choices = Choices::default();
    match step {
        "triage" => {
            choices.kinds = kinds(known.lang);
            let people = known.people_choices(context.clock.today(), &values.person);
            choices.people_by_number = people.is_none();
            choices.people = people.unwrap_or_default();
            choices.teams = labels(context, NameKind::Team, known.lang).await?;
        }
        "decision" => choices.bodies = labels(context, NameKind::Body, known.lang).await?,
        CHANGE => {
            choices.countries = known.countries.choices(&values.country);
            choices.bodies = labels(context, NameKind::Body, known.lang).await?;
        }
        _ => {}
    }
    Ok(choices)
}
