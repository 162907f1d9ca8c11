//! The page of one's own entries, a page at a time. The address says everything of its state, and holds no word of a narrative.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use serde::Deserialize;

use super::view::{EntriesView, Filters, Group, Line};
use super::{Sum, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::entries::file_choice::list_titles;
use crate::entries::filters::api::read_cursor;
use crate::entries::ops::{Narrowed, Wanted};
use crate::entries::view::choices::activity_label;
use crate::entries::{EntryView, Status};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files;
use crate::lang::Lang;
use crate::text::fold;
use crate::time::{FIRST_YEAR, clip, parse_work_date};
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::Params;
use crate::web::page::{Choice, FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page, status};
use crate::words;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("entries"), get(show))
    })
}

/// What the address carries; empty means: not given.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Query {
    file: String,
    activity: String,
    from: String,
    to: String,
    status: String,
    cursor: String,
}

impl Query {
    /// The path of the page behind the language, in this state.
    fn path(&self) -> String {
        let members = [
            ("file", &self.file),
            ("activity", &self.activity),
            ("from", &self.from),
            ("to", &self.to),
            ("status", &self.status),
            ("cursor", &self.cursor),
        ];
        let given: Vec<_> = members.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if given.is_empty() {
            return "entries".to_owned();
        }
        format!("entries?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }

    /// What is asked for: everything where nothing is given.
    async fn wanted(&self, context: &Context) -> Result<Wanted, Failure> {
        let mut faults = Faults::none();
        let today = context.clock.today();
        let day = |text: &str, field: &str, otherwise: NaiveDate| match text.trim() {
            "" => Ok(otherwise),
            text => parse_work_date(text, field, NaiveDate::MAX),
        };
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let from = faults.keep(day(&self.from, "from", first));
        let to = faults.keep(day(&self.to, "to", today));
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            faults
                .push(Fault::new(Code::PeriodReversed, "to").with("from", from.to_string()).with("to", to.to_string()));
        }
        let status = match self.status.trim() {
            "" => None,
            text => faults.keep(Status::parse(text, "status")),
        };
        let activity = self.activity.trim();
        if !activity.is_empty() && context.vocabulary.find_activity(activity).is_none() {
            faults.push(Fault::new(Code::UnknownActivity, "activity").with("value", clip(activity)));
        }
        let file = match self.file.trim() {
            "" => None,
            number => match files::ops::find_by_number(context, number).await {
                Ok(file) => Some(file.id),
                Err(Failure::Refused(_)) => {
                    faults.push(Fault::new(Code::UnknownFile, "file").with("value", clip(number)));
                    None
                }
                Err(failure) => return Err(failure),
            },
        };
        let before = match self.cursor.as_str() {
            "" => None,
            text => faults.keep(read_cursor(text)),
        };
        let activities = Some(activity).filter(|code| !code.is_empty()).map(|code| vec![code.to_owned()]);
        let wanted = Wanted {
            file,
            status,
            narrowed: Narrowed { activities, ..Narrowed::default() },
            from: from.unwrap_or(first),
            to: to.unwrap_or(today),
            before,
            limit: cursor::PAGE_DEFAULT + 1,
            ..Wanted::default()
        };
        faults.or(|| wanted).map_err(Failure::from)
    }
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match view(&app, &ask, &query).await {
        Ok((view, faults)) => html(status(&faults), view.render(), &ask),
        Err(failure) => page(&ask.problem(failure), &ask, &format!("/{}/entries", ask.lang)),
    }
}

async fn view(app: &App, ask: &Ask, query: &Query) -> Result<(EntriesView, Faults), Failure> {
    let (lang, context, vocabulary) = (ask.lang, app.context(ask), app.vocabulary());
    let title = words::say(lang, "entries-mine-title", &[]);
    let other = format!("/{}/{}", lang.other(), query.path());
    let frame = Page::new(lang, title, &app.config.section, NavItem::Record, &other);
    let has_person = ask.access.person.is_some() && ask.access.has(Right::RecordTime);
    let (mut found, mut sum, mut faults) = (Vec::new(), Sum::default(), Faults::none());
    if has_person {
        match query.wanted(&context).await {
            Ok(wanted) => (found, sum) = ops::find(&context, &wanted).await?,
            Err(Failure::Refused(refused)) => faults = refused,
            Err(failure) => return Err(failure),
        }
    }
    let next = cursor::cut(&mut found, cursor::PAGE_DEFAULT, |last| {
        let place = cursor::write(&format!("{} {}", last.entry.worked_on, last.entry.id));
        format!("/{lang}/{}", Query { cursor: place, ..query.clone() }.path())
    });
    let titles = list_titles(&context, found.iter().map(|view| view.file.as_str())).await?;
    let line = |view: &EntryView| Line {
        href: format!("/{lang}/entries/{}", view.entry.id),
        date: view.entry.worked_on.to_string(),
        file: view.file.clone(),
        title: titles.get(&fold(&view.file)).cloned().unwrap_or_default(),
        activity: activity_label(&vocabulary, &view.entry.activity, lang),
        narrative: view.entry.narrative.clone(),
        time: view.entry.minutes.to_string(),
        status: status_label(view.entry.status, lang),
    };
    let first = Query { cursor: String::new(), ..query.clone() };
    let view = EntriesView {
        page: frame.generated(app.generated).for_reader(ask),
        address: format!("/{lang}/entries"),
        has_person,
        filters: Filters {
            file: query.file.clone(),
            activity: query.activity.trim().to_owned(),
            from: query.from.clone(),
            to: query.to.clone(),
            status: query.status.trim().to_owned(),
        },
        activities: groups(&vocabulary, lang),
        statuses: Status::ALL.map(|one| Choice::new(one.as_str(), status_label(one, lang))).to_vec(),
        filtered: first.path() != "entries",
        count: sum.entries,
        minutes: sum.minutes,
        lines: found.iter().map(line).collect(),
        next,
        first: (!query.cursor.is_empty()).then(|| format!("/{lang}/{}", first.path())),
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, fault.say(lang))).collect(),
    };
    Ok((view, faults))
}

fn status_label(status: Status, lang: Lang) -> String {
    words::say(lang, &format!("reports-status-{}", status.as_str()), &[])
}

/// Every activity, retired ones too: old entries have them.
fn groups(vocabulary: &Vocabulary, lang: Lang) -> Vec<Group> {
    let of = |category: &str| {
        let all = vocabulary.activities_of(category).filter(|activity| !activity.import_only);
        all.map(|activity| Choice::new(&activity.code, activity.label.get(lang))).collect::<Vec<_>>()
    };
    let group = |category: &crate::vocabulary::Category| Group {
        label: category.label.get(lang).to_owned(),
        activities: of(&category.code),
    };
    vocabulary.categories.iter().map(group).filter(|group| !group.activities.is_empty()).collect()
}
