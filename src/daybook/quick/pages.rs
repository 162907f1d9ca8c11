//! Quick add without script: the line is read, and the form for recording comes filled in with what was understood, asking
//! what was not. The line is sent in the body: it may hold what is privileged.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Question, QuickLine, QuickRead, ops};
use crate::access::Right;
use crate::app::App;
use crate::entries::file_choice::{FileChoice, Offer};
use crate::entries::view::choosing::{Typed, choosing, choosing_among};
use crate::entries::view::latest::latest;
use crate::entries::view::{QuickNote, RecordValues, RecordView};
use crate::failure::Failure;
use crate::fault::Faults;
use crate::files;
use crate::ids::EntryId;
use crate::lang::Lang;
use crate::people;
use crate::web::ask::Ask;
use crate::web::extract::Form;
use crate::web::page::{FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page, status};
use crate::words;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("quick"), get(empty).post(read))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    text: String,
}

/// Whoever comes back to the page finds the form, empty.
async fn empty(State(app): State<App>, ask: Ask) -> Response {
    answer(&app, &ask, String::new(), None, &Faults::none()).await
}

async fn read(State(app): State<App>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    match ops::read(&app.context(&ask), &QuickLine { text: sent.text.clone() }).await {
        Ok(read) => answer(&app, &ask, sent.text, Some(read), &Faults::none()).await,
        Err(Failure::Refused(faults)) => answer(&app, &ask, sent.text, None, &faults).await,
        Err(failure) => page(&ask.problem(failure), &ask, &format!("/{}/quick", ask.lang)),
    }
}

async fn answer(app: &App, ask: &Ask, text: String, read: Option<QuickRead>, faults: &Faults) -> Response {
    let status = status(faults);
    match view(app, ask, text, read, faults).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, &format!("/{}/quick", ask.lang)),
    }
}

async fn view(
    app: &App,
    ask: &Ask,
    text: String,
    read: Option<QuickRead>,
    faults: &Faults,
) -> Result<RecordView, Failure> {
    let (lang, today, context) = (ask.lang, app.clock.today(), app.context(ask));
    let title = words::say(lang, "daybook-quick-title", &[]);
    let other = format!("/{}/record", lang.other());
    let frame = Page::new(lang, title, &app.config.section, NavItem::Record, &other).generated(app.generated);
    let mut values = RecordValues { worked_on: today.to_string(), ..RecordValues::default() };
    if let Some(read) = &read {
        values.id = EntryId::new(app.clock.now()).to_string();
        // A day that cannot be told is asked, not guessed.
        let unclear = read.questions.contains(&Question::Day);
        values.worked_on = if unclear { String::new() } else { read.worked_on.to_string() };
        values.minutes = read
            .minutes
            .map_or_else(|| read.refused_time.clone(), |minutes| format!("{}:{:02}", minutes / 60, minutes % 60));
        values.narrative.clone_from(&read.narrative);
        if let [file] = read.files.as_slice() {
            values.file.clone_from(&file.number);
        } else {
            values.file.clone_from(&read.refused_file);
        }
        if let [activity] = read.activities.as_slice() {
            values.activity.clone_from(&activity.code);
        }
    }
    let own = ask.access.person.filter(|_| ask.access.has(Right::RecordTime));
    let person = match own {
        Some(own) => people::ops::list(&context).await?.into_iter().find(|person| person.id == own),
        None => None,
    };
    let action = format!("/{lang}/record");
    let Some(person) = person else {
        return Ok(RecordView::new(frame.for_reader(ask), action, values, today.to_string()));
    };
    values.person = person.number;
    if values.id.is_empty() {
        values.id = EntryId::new(app.clock.now()).to_string();
    }
    let mut view = RecordView::new(frame.for_reader(ask), action, values, today.to_string()).of_person();
    let typed = Typed { file: &view.values.file, ..Typed::default() };
    view.choosing = match read.as_ref().map(|read| read.files.as_slice()) {
        // Those that fit are offered, and no others.
        Some(several @ [_, _, ..]) => {
            let mut offered = Vec::new();
            for one in several {
                offered.push(files::ops::find_by_number(&context, &one.number).await?);
            }
            choosing_among(app, ask, &FileChoice { offered, offer: Offer::Found, ..FileChoice::default() })
        }
        _ => choosing(app, ask, typed).await?,
    };
    view.recent = latest(&context, person.id, &app.vocabulary(), lang).await?;
    view.faults = faults.iter().map(|fault| FieldFault::new("quick", fault.say(lang))).collect();
    // The fields in the order of the form.
    let of_form = [
        ("field-file", &[Question::File, Question::Files][..]),
        ("field-worked_on", &[Question::Day]),
        ("field-minutes", &[Question::Time, Question::Times]),
        ("field-activity", &[Question::Activity, Question::Activities]),
    ];
    let asks = |questions: &[Question]| {
        read.as_ref().is_some_and(|read| questions.iter().any(|question| read.questions.contains(question)))
    };
    let first = of_form.iter().find(|(_, questions)| asks(questions)).map(|(id, _)| (*id).to_owned());
    let first = first.unwrap_or_default();
    let (understood, asked) = read.map(|read| (read.understood, read.asked)).unwrap_or_default();
    view.quick = Some(QuickNote { text, understood, asked, first });
    Ok(view)
}
