//! The list of files, a page at a time. The address says everything of its state.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::{frame, refused};
use crate::access::Right;
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::listing::{self, NOT_GIVEN, Narrowed, Standing};
use crate::files::search::SEARCH_MAX;
use crate::files::view::{FilesView, Filters, Line};
use crate::files::{File, parse_country};
use crate::lang::Lang;
use crate::names::view::Countries;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::Params;
use crate::web::page::{Choice, FieldFault};
use crate::web::pages_problem::{html, status};
use crate::words;

/// What the address carries; empty means: not given.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Query {
    search: String,
    category: String,
    country: String,
    standing: String,
    cursor: String,
}

impl Query {
    /// The path of the register behind the language, in this state.
    fn path(&self) -> String {
        let members = [
            ("search", &self.search),
            ("category", &self.category),
            ("country", &self.country),
            ("standing", &self.standing),
            ("cursor", &self.cursor),
        ];
        let given: Vec<_> = members.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if given.is_empty() {
            return "files".to_owned();
        }
        format!("files?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }

    /// What is asked for.
    fn narrowed(&self, vocabulary: &Vocabulary) -> Result<Narrowed, Faults> {
        let mut faults = Faults::none();
        let bad = |field: &str| Fault::new(Code::MalformedQuery, field).with("detail", field);
        let length = self.search.chars().count();
        if length as u64 > SEARCH_MAX {
            faults.push(Fault::new(Code::TooLong, "search").with("length", length).with("limit", SEARCH_MAX));
        }
        let category = self.category.trim().to_uppercase();
        if !category.is_empty() && vocabulary.find_category(&category).is_none() {
            let fault = Fault::new(Code::UnknownCategory, "category");
            faults.push(fault.with("value", crate::time::clip(&category)));
        }
        let country = match self.country.trim() {
            NOT_GIVEN => NOT_GIVEN.to_owned(),
            code => faults.keep(parse_country(code)).unwrap_or_default(),
        };
        let standing = Standing::ALL.into_iter().find(|standing| standing.as_str() == self.standing);
        if standing.is_none() && !self.standing.is_empty() {
            faults.push(bad("standing"));
        }
        let after = if self.cursor.is_empty() { Some(String::new()) } else { faults.keep(cursor::read(&self.cursor)) };
        let after = after.unwrap_or_default();
        faults.or(|| Narrowed { text: self.search.clone(), category, country, standing, after })
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match view(&app, &ask, &query).await {
        Ok((view, faults)) => html(status(&faults), view.render(), &ask),
        Err(failure) => refused(&ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, query: &Query) -> Result<(FilesView, Faults), Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    ask.access.must(Right::ReadFiles)?;
    let (vocabulary, today) = (app.vocabulary(), app.clock.today());
    let (narrowed, faults) = match query.narrowed(&vocabulary) {
        Ok(narrowed) => (Some(narrowed), Faults::none()),
        Err(faults) => (None, faults),
    };
    let mut files = match &narrowed {
        Some(narrowed) => listing::list(&context, narrowed, cursor::PAGE_DEFAULT + 1).await?,
        None => Vec::new(),
    };
    let countries = Countries::new(&context, lang).await?;
    let next = cursor::cut(&mut files, cursor::PAGE_DEFAULT, |last| {
        format!("/{lang}/{}", Query { cursor: cursor::write(&last.number), ..query.clone() }.path())
    });
    let category = |category: &crate::vocabulary::Category| Choice::new(&category.code, category.label.get(lang));
    let first = Query { cursor: String::new(), ..query.clone() };
    let chosen = query.country.trim().to_uppercase();
    let mut country_choices = vec![Choice::new(NOT_GIVEN, words::say(lang, "requests-country-none", &[]))];
    country_choices.extend(countries.choices(if chosen == NOT_GIVEN { "" } else { &chosen }));
    let view = FilesView {
        page: frame(app, ask, words::say(lang, "files-title", &[]), &query.path()),
        address: format!("/{lang}/files"),
        may_open: ask.access.has(Right::ChangeFiles),
        filters: Filters {
            search: query.search.clone(),
            category: query.category.trim().to_uppercase(),
            country: chosen,
            standing: query.standing.clone(),
        },
        categories: vocabulary.categories.iter().map(category).collect(),
        countries: country_choices,
        filtered: first.path() != "files",
        lines: files.iter().map(|file| line(file, &vocabulary, &countries, (today, lang))).collect(),
        next,
        first: (!query.cursor.is_empty()).then(|| format!("/{lang}/{}", first.path())),
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, sentence(fault, lang))).collect(),
    };
    Ok((view, faults))
}

/// What is wrong with a filter. Of one that is chosen from a list, whoever wrote an address by hand is told what there is.
fn sentence(fault: &Fault, lang: Lang) -> String {
    match (fault.code, fault.field.as_str()) {
        (Code::MalformedQuery, "standing") => words::say(lang, "files-standing-unknown", &[]),
        _ => fault.say(lang),
    }
}

fn line(file: &File, vocabulary: &Vocabulary, countries: &Countries, (today, lang): (NaiveDate, Lang)) -> Line {
    let last_day = |over: bool| file.closed_on.filter(|_| file.is_closed_on(today) == over);
    let written = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let category = vocabulary.find_category(&file.category);
    Line {
        number: file.number.clone(),
        href: format!("/{lang}/files/{}", file.id),
        title: file.title.clone(),
        category: category.map_or_else(|| file.category.clone(), |category| category.label.get(lang).to_owned()),
        country: countries.label(&file.country),
        project: file.project.clone(),
        requester: file.requester.clone(),
        team: file.team.clone(),
        opened: file.opened_on.to_string(),
        closed: written(last_day(true)),
        last_day: written(last_day(false)),
        walled: file.walled,
    }
}
