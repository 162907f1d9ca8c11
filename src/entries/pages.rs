//! The page for recording time: the form, what is wrong with what was typed, what was saved, the latest entries.

use axum::Router;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::ops::{self, Wanted};
use super::view::{
    ActivityChoice, ActivityGroup, EntryLine, FileGroup, Question, RecentDay, RecordValues, RecordView, Saved, field,
};
use super::{EntryView, RawEntry};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::files::File;
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::text::fold;
use crate::time::{FIRST_YEAR, MINUTES_PER_DAY};
use crate::vocabulary::{Activity, Vocabulary};
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::page::{Choice, FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page};
use crate::words;
use crate::{files, people};

/// Entries looked at for the list of the latest days: one more than a day can have, so that the newest day is whole.
const RECENT: i64 = MINUTES_PER_DAY + 1;
/// Days shown in it, at most.
const RECENT_DAYS: usize = 5;
/// No further day is shown once so many entries are.
const RECENT_ENOUGH: usize = 20;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Router::new().route("/en/record", get(show).post(save)).route("/fr/record", get(show).post(save))
}

/// What the address may carry: what the form begins with, and which entry was just saved.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    file: String,
    worked_on: String,
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
    switch: Option<String>,
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let context = app.context(&ask);
    let or_today = if query.worked_on.is_empty() { context.clock.today().to_string() } else { query.worked_on };
    let values = RecordValues {
        id: EntryId::new(context.clock.now()).to_string(),
        file: query.file,
        worked_on: or_today,
        ..RecordValues::default()
    };
    draw(&app, &context, &ask, values, Faults::none(), &query.saved).await
}

async fn save(State(app): State<App>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    let context = app.context(&ask);
    let values = RecordValues {
        id: sent.id,
        person: sent.person,
        file: sent.file,
        worked_on: sent.worked_on,
        minutes: sent.minutes,
        activity: sent.activity,
        narrative: sent.narrative,
    };
    if sent.switch.is_some() {
        return draw(&app, &context, &ask, values, Faults::none(), "").await;
    }
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
            let to = HeaderValue::from_str(&format!("/{}/record?{query}", ask.lang));
            (StatusCode::SEE_OTHER, [(LOCATION, to.unwrap_or(HeaderValue::from_static("/")))]).into_response()
        }
        Err(Failure::Refused(faults)) => draw(&app, &context, &ask, values, faults, "").await,
        Err(failure) => page(&ask.problem(failure), &ask, "/en/record"),
    }
}

async fn draw(app: &App, context: &Context, ask: &Ask, values: RecordValues, faults: Faults, saved: &str) -> Response {
    let status = faults.first().map_or(200, |fault| fault.code.status());
    match view(app, context, ask, values, &faults, saved).await {
        Ok(view) => html(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, "/en/record"),
    }
}

async fn view(
    app: &App,
    context: &Context,
    ask: &Ask,
    mut values: RecordValues,
    faults: &Faults,
    saved: &str,
) -> Result<RecordView, Failure> {
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
    let files: Vec<File> = files::ops::list(context)
        .await?
        .into_iter()
        .filter(|file| !file.import_only && file.closed_on.is_none_or(|closed| closed >= today - Days::new(365)))
        .collect();
    let chosen = files.iter().find(|file| fold(&file.number) == fold(&values.file)).map(|file| file.category.clone());
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
    let wanted = Wanted { person: Some(person.id), from: first, to: today, limit: RECENT, ..Wanted::default() };
    let recent = ops::list(context, &wanted).await?;
    let mut view = RecordView::new(frame, format!("/{lang}/record"), values, today.to_string()).of_person();
    view.file_groups = file_groups(&files, &app.vocabulary(), lang, today);
    view.file_known = chosen.is_some();
    view.activity_groups = activity_groups(&app.vocabulary(), chosen.as_deref(), lang, today);
    // The person is whoever is signed in: there is no field that the summary could lead to.
    let field = |fault: &Fault| if fault.field == field::PERSON { String::new() } else { fault.field.clone() };
    view.faults = faults.iter().map(|fault| FieldFault::new(&field(fault), fault.say(lang))).collect();
    view.boundary = boundary(&app.vocabulary(), lang);
    view.saved = match EntryId::parse(saved, "saved") {
        Ok(id) => saved_notice(context, id, &app.vocabulary(), lang).await?,
        Err(_) => None,
    };
    view.recent = recent_days(&recent, &files, &app.vocabulary(), lang);
    Ok(view)
}

fn activity_label(vocabulary: &Vocabulary, code: &str, lang: Lang) -> String {
    vocabulary.find_activity(code).map_or_else(|| code.to_owned(), |activity| activity.label.get(lang).to_owned())
}

/// Files by category: open ones first, then those closed within the last year, for time that is entered late.
fn file_groups(files: &[File], vocabulary: &Vocabulary, lang: Lang, today: NaiveDate) -> Vec<FileGroup> {
    let choice = |file: &File| {
        let label = format!("{} · {}", file.number, file.title);
        let label = match file.closed_on.filter(|closed| *closed < today) {
            Some(closed) => {
                let params = [("file", label.into()), ("date", closed.to_string().into())];
                words::say(lang, "entries-file-closed", &params)
            }
            None => label,
        };
        Choice::new(&file.number, label)
    };
    let of = |category: &str| {
        let of_category = || files.iter().filter(|file| file.category == category);
        let is_open = |file: &&File| file.closed_on.is_none_or(|closed| closed >= today);
        let open = of_category().filter(is_open);
        open.chain(of_category().filter(|file| !is_open(file))).map(choice).collect()
    };
    let groups = vocabulary.categories.iter().map(|category| FileGroup {
        label: category.label.get(lang).to_owned(),
        category: category.code.clone(),
        files: of(&category.code),
    });
    groups.filter(|group| !group.files.is_empty()).collect()
}

/// Activities by category: those in use first, then those retired within the last year, for time that is entered late.
fn activity_groups(vocabulary: &Vocabulary, only: Option<&str>, lang: Lang, today: NaiveDate) -> Vec<ActivityGroup> {
    let retired = |activity: &Activity| activity.last_valid_day().filter(|last| *last < today);
    let label = |activity: &Activity| {
        let label = activity.label.get(lang).to_owned();
        match retired(activity) {
            Some(last) => {
                let params = [("label", label.into()), ("date", last.to_string().into())];
                words::say(lang, "entries-activity-retired", &params)
            }
            None => label,
        }
    };
    let of = |category: &str| {
        let offered = || vocabulary.activities_of(category).filter(|activity| !activity.import_only);
        let in_use = offered().filter(|activity| retired(activity).is_none());
        let lately = move |activity: &&Activity| retired(activity).is_some_and(|last| last >= today - Days::new(365));
        let choice = |activity: &Activity| ActivityChoice {
            code: activity.code.clone(),
            label: label(activity),
            definition: activity.definition.get(lang).to_owned(),
            examples: activity.examples.iter().map(|example| example.case.get(lang).to_owned()).collect(),
        };
        in_use.chain(offered().filter(lately)).map(choice).collect()
    };
    let wanted = vocabulary.categories.iter().filter(|category| only.is_none_or(|only| only == category.code));
    wanted
        .map(|category| ActivityGroup {
            category: category.code.clone(),
            label: category.label.get(lang).to_owned(),
            activities: of(&category.code),
        })
        .collect()
}

fn boundary(vocabulary: &Vocabulary, lang: Lang) -> Vec<Question> {
    let questions = vocabulary.boundary_rule.questions.iter().map(|question| {
        let category = vocabulary.find_category(&question.outcome);
        Question {
            question: question.text.get(lang).to_owned(),
            answer: category.map_or_else(|| question.outcome.clone(), |category| category.label.get(lang).to_owned()),
            examples: category
                .map(|category| category.examples.iter().map(|example| example.case.get(lang).to_owned()).collect())
                .unwrap_or_default(),
        }
    });
    questions.collect()
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
        time: view.entry.minutes.to_string(),
        file: view.file,
        activity: activity_label(vocabulary, &view.entry.activity, lang),
        date: day.to_string(),
        day_total: clock(total),
    }))
}

fn recent_days(entries: &[EntryView], files: &[File], vocabulary: &Vocabulary, lang: Lang) -> Vec<RecentDay> {
    let mut days: Vec<RecentDay> = Vec::new();
    let mut totals: Vec<i64> = Vec::new();
    for view in entries {
        let date = view.entry.worked_on.to_string();
        if days.last().is_none_or(|day| day.date != date) {
            let shown: usize = days.iter().map(|day| day.entries.len()).sum();
            if days.len() == RECENT_DAYS || shown >= RECENT_ENOUGH {
                return days;
            }
            days.push(RecentDay { date, total: String::new(), entries: Vec::new() });
            totals.push(0);
        }
        if let (Some(day), Some(total)) = (days.last_mut(), totals.last_mut()) {
            *total += view.entry.minutes.get();
            day.total = clock(*total);
            day.entries.push(EntryLine {
                file: view.file.clone(),
                file_title: files
                    .iter()
                    .find(|file| file.number == view.file)
                    .map_or_else(String::new, |file| file.title.clone()),
                activity: activity_label(vocabulary, &view.entry.activity, lang),
                time: view.entry.minutes.to_string(),
                version: view.entry.version,
            });
        }
    }
    // The oldest day may be cut off by the limit: a sum of only some of its entries would be wrong.
    if i64::try_from(entries.len()).is_ok_and(|count| count == RECENT) && days.len() > 1 {
        days.pop();
    }
    days
}

/// Minutes as `7:30`.
fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
