//! The page of a day: its entries with their narratives, each a way to its correction, and the mark that it is complete.

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use super::ops;
use super::view::{DayView, Line};
use crate::access::Right;
use crate::app::App;
use crate::entries;
use crate::entries::EntryView;
use crate::entries::file_choice::list_titles;
use crate::entries::ops::Wanted;
use crate::entries::view::choices::activity_label;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::text::fold;
use crate::time::{self, MINUTES_PER_DAY};
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::{NavItem, Page};
use crate::web::pages_problem::{html, page, see_other};
use crate::words;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("day/{day}"), get(show).post(mark))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    /// What was done just now: `complete` or `reopen`.
    done: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    r#do: String,
    /// Draws the page without doing anything.
    switch: Option<String>,
}

/// The day of an address.
fn parse(day: &str) -> Option<NaiveDate> {
    time::parse_work_date(day, "day", NaiveDate::MAX).ok()
}

fn refused(ask: &Ask, failure: Failure) -> Response {
    page(&ask.problem(failure), ask, &format!("/{}/week", ask.lang))
}

async fn show(State(app): State<App>, ask: Ask, Segment(day): Segment, Params(query): Params<Query>) -> Response {
    let Some(day) = parse(&day) else { return refused(&ask, Fault::new(Code::NotFound, "").into()) };
    match view(&app, &ask, day, &query.done).await {
        Ok(view) => html(StatusCode::OK, view.render(), &ask),
        Err(failure) => refused(&ask, failure),
    }
}

async fn mark(State(app): State<App>, ask: Ask, Segment(day): Segment, Form(sent): Form<Sent>) -> Response {
    if sent.switch.is_some() {
        return show(State(app), ask, Segment(day), Params(Query::default())).await;
    }
    let context = app.context(&ask);
    let marked = match sent.r#do.as_str() {
        "complete" => ops::complete(&context, &day).await.map(|_| "complete"),
        "reopen" => ops::reopen(&context, &day).await.map(|()| "reopen"),
        _ => Ok(""),
    };
    match (marked, parse(&day)) {
        (Ok(done), Some(day)) => {
            let query = if done.is_empty() { String::new() } else { format!("?done={done}") };
            see_other(&format!("/{}/day/{day}{query}", ask.lang))
        }
        (Ok(_), None) => refused(&ask, Fault::new(Code::NotFound, "").into()),
        (Err(failure), _) => refused(&ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, date: NaiveDate, done: &str) -> Result<DayView, Failure> {
    let lang = ask.lang;
    let title = capital(&words::date_in_words(date, lang));
    let frame = Page::new(lang, title, &app.config.section, NavItem::Week, &format!("/{}/day/{date}", lang.other()))
        .generated(app.generated)
        .for_reader(ask);
    let beside = |day: Option<NaiveDate>| day.unwrap_or(date).to_string();
    let mut view = DayView {
        page: frame,
        date: date.to_string(),
        monday: beside(date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))),
        previous: beside(date.pred_opt()),
        next: beside(date.succ_opt()),
        has_person: false,
        future: date > app.clock.today(),
        holiday: String::new(),
        total: 0,
        expected: 0,
        complete: false,
        entries: Vec::new(),
        saved: None,
    };
    let own = ask.access.person.filter(|_| ask.access.has(Right::RecordTime));
    let Some(own) = own else { return Ok(view) };
    view.has_person = true;
    let context = app.context(ask);
    let day = ops::list(&context, &view.date, &view.date).await?.into_iter().next();
    if let Some(day) = day {
        view.expected = day.expected_minutes;
        view.complete = day.completed_at.is_some();
        view.holiday = day.holiday_name.unwrap_or_default();
    }
    let wanted = Wanted { person: Some(own), from: date, to: date, limit: MINUTES_PER_DAY, ..Wanted::default() };
    let mut found = entries::ops::list(&context, &wanted).await?;
    found.reverse();
    view.total = found.iter().map(|one| one.entry.minutes.get()).sum();
    let titles = list_titles(&context, found.iter().map(|one| one.file.as_str())).await?;
    let vocabulary = app.vocabulary();
    view.entries = found.iter().map(|one| line(one, &titles, &vocabulary, lang)).collect();
    view.saved = Some(done)
        .filter(|done| ["complete", "reopen"].contains(done))
        .map(|done| words::say(lang, &format!("daybook-day-done-{done}"), &[]));
    Ok(view)
}

/// A text with a capital at its beginning, as titles have it.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn line(found: &EntryView, titles: &HashMap<String, String>, vocabulary: &Vocabulary, lang: Lang) -> Line {
    let entry = &found.entry;
    let warning = |code: &str| words::say(lang, &format!("entries-warning-{}", code.replace('_', "-")), &[]);
    Line {
        id: entry.id.to_string(),
        time: entry.minutes.to_string(),
        file: found.file.clone(),
        title: titles.get(&fold(&found.file)).cloned().unwrap_or_default(),
        activity: activity_label(vocabulary, &entry.activity, lang),
        narrative: entry.narrative.clone(),
        status: words::say(lang, &format!("reports-status-{}", entry.status.as_str()), &[]),
        warnings: entry.warnings.iter().map(|one| warning(one.as_str())).collect(),
    }
}
