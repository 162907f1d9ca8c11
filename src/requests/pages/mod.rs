//! The pages of the register of requests: list and board, a new request, one request with its steps. What several of them
//! need stands here: forms that are harmless when sent twice, words of states and steps, and what can be chosen.

mod file;
mod new;
mod one;
mod register;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use serde::Serialize;

use super::view::StepLink;
use super::{Kind, Request, State, Step};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::RequestId;
use crate::lang::Lang;
use crate::names::view::Countries;
use crate::people;
use crate::text::fold;
use crate::web::ask::Ask;
use crate::web::page::{Choice, NavItem, PEOPLE_OFFERED_MAX, Page};
use crate::web::pages_problem::page;
use crate::words::{self, Param};

/// The addresses of the pages, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router
            .route(&at("requests"), get(register::show))
            .route(&at("requests/new"), get(new::show).post(new::enter))
            .route(&at("requests/{id}"), get(one::show).post(one::step))
            .route(&at("requests/{id}/file"), get(file::show).post(file::open))
    })
}

fn say(lang: Lang, id: &str) -> String {
    words::say(lang, id, &[])
}

fn say_with(lang: Lang, id: &str, params: &[(&str, Param)]) -> String {
    words::say(lang, id, params)
}

/// The frame of a page; `rest` is its path behind the language.
fn frame(app: &App, ask: &Ask, title: String, rest: &str) -> Page {
    let other = format!("/{}/{rest}", ask.lang.other());
    Page::new(ask.lang, title, &app.config.section, NavItem::Requests, &other).generated(app.generated).for_reader(ask)
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/requests", ask.lang))
}

/// Whether what was asked for is nothing the reader may know of or do, so that there is no form to draw again.
fn hides(faults: &Faults) -> bool {
    let hidden = [Code::NotFound, Code::Forbidden, Code::NotSignedIn];
    faults.first().is_some_and(|fault| fault.field.is_empty() && hidden.contains(&fault.code))
}

/// What an operation needs for a form that may be sent twice: it has a key of its own, and does its work once.
fn once(app: &App, ask: &Ask, key: &str, sent: &impl Serialize) -> Context {
    app.context_once(ask, key, &serde_json::to_string(sent).unwrap_or_default())
}

/// A new key for a form.
fn key(app: &App) -> String {
    RequestId::new(app.clock.now()).to_string()
}

/// What is wrong, in the words of this register.
fn sentence(fault: &Fault, lang: Lang) -> String {
    let own = ["requester", "wanted", "kind", "decision", "referred_to", "file"];
    if fault.code == Code::Required && own.contains(&fault.field.as_str()) {
        return say(lang, &format!("requests-missing-{}", fault.field.replace('_', "-")));
    }
    fault.say(lang)
}

fn state_in_words(state: State, lang: Lang) -> String {
    say(lang, &format!("requests-state-{}", state.as_str()))
}

/// The state over a number of requests: in French that is the plural.
fn states_in_words(state: State, lang: Lang) -> String {
    say(lang, &format!("requests-states-{}", state.as_str()))
}

fn kind_in_words(kind: Kind, lang: Lang) -> String {
    say(lang, &format!("requests-kind-{}", kind.as_str().replace('_', "-")))
}

fn kinds(lang: Lang) -> Vec<Choice> {
    Kind::ALL.into_iter().map(|kind| Choice::new(kind.as_str(), kind_in_words(kind, lang))).collect()
}

/// The steps that can be taken with a request, what comes next first.
fn steps(request: &Request, lang: Lang, current: &str) -> Vec<StepLink> {
    let mut steps: Vec<Step> = request.state.steps().to_vec();
    if request.state == State::Triaged {
        steps.reverse();
    }
    steps.retain(|step| *step != Step::LinkFile || request.file_id.is_none());
    let link = |step: Step| {
        let again = step == Step::Triage && request.state == State::Triaged;
        let word = if again { "triage-again" } else { step.as_str() };
        StepLink {
            step: step.as_str().to_owned(),
            label: say(lang, &format!("requests-step-{word}")),
            href: format!("/{lang}/requests/{}?step={}#step", request.id, step.as_str()),
            current: step.as_str() == current,
        }
    };
    steps.into_iter().map(link).collect()
}

/// The names of people and countries in the reader's language, as far as the reader may know them.
struct Known {
    lang: Lang,
    people: Vec<people::Person>,
    countries: Countries,
}

impl Known {
    async fn new(context: &Context, lang: Lang) -> Result<Self, Failure> {
        let people = match people::ops::list(context).await {
            Ok(people) => people,
            Err(failure) if failure.code() == Code::Forbidden => Vec::new(),
            Err(failure) => return Err(failure),
        };
        Ok(Self { lang, people, countries: Countries::new(context, lang).await? })
    }

    fn person(&self, number: &str) -> String {
        let found = self.people.iter().find(|person| person.number == number);
        found.map_or_else(|| number.to_owned(), |person| person.name.clone())
    }

    /// Who looks into a request: the person and the team, as far as they are named.
    fn with(&self, request: &Request) -> String {
        let person = request.person.as_deref().map(|number| self.person(number));
        let named = [person.unwrap_or_default(), request.team.clone()];
        named.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The people who can look into a request now.
    /// The people who can be chosen; none where they are too many to be read as a list.
    fn people_choices(&self, today: NaiveDate, chosen: &str) -> Option<Vec<Choice>> {
        let active = self.people.iter().filter(|person| person.is_active_on(today));
        if active.clone().count() > PEOPLE_OFFERED_MAX {
            return None;
        }
        let choice = |number: &str, name: &str| Choice::new(number, format!("{name} ({number})"));
        let mut choices: Vec<Choice> = active.map(|person| choice(&person.number, &person.name)).collect();
        choices.sort_by_key(|choice| fold(&choice.label));
        if !chosen.is_empty() && !choices.iter().any(|choice| choice.value == chosen) {
            choices.push(choice(chosen, &self.person(chosen)));
        }
        Some(choices)
    }
}

/// A text of several lines as it was typed: browsers end lines with two signs.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Whether the reader may take steps.
fn may_change(ask: &Ask) -> bool {
    ask.access.has(Right::ChangeRequests)
}
