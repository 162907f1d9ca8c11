//! The page of favourites: record with one, keep another, put them in order, take one away and put it back.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::view::{FavouriteLine, FavouritesView, LatelyLine, NewLine};
use super::{Favourite, SentFavourite, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::daybook::pages::{clock, filled};
use crate::entries::view::choices::activity_label;
use crate::entries::view::choosing::{Typed, choosing};
use crate::entries::{self, RawEntry};
use crate::failure::Failure;
use crate::fault::{Code, Faults};
use crate::ids::{EntryId, FavouriteId};
use crate::lang::Lang;
use crate::people::ops::Added;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params};
use crate::web::page::{FieldFault, NavItem, Page, Undo};
use crate::web::pages_problem::{html, page, see_other, status};
use crate::words;

/// The most of what was recorded lately that is offered.
const LATELY_MAX: usize = 7;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("favourites"), get(show).post(change))
    })
}

/// What the address may carry: what was done, and what is needed to take it back.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    file: String,
    activity: String,
    minutes: String,
    aid: String,
    /// `added`, `there`, `moved`, `removed` or `put_back`.
    done: String,
    /// The place a removed favourite had, from 1.
    place: String,
    /// What a removed favourite was called.
    name: String,
    /// The entry that was recorded.
    saved: String,
}

/// The form as sent.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    r#do: String,
    favourite: String,
    entry: String,
    file: String,
    pick: String,
    activity: String,
    minutes: String,
    place: String,
    name: String,
    aid: Option<String>,
    aid_so_far: String,
    switch: Option<String>,
}

/// What there is to draw.
#[derive(Default)]
struct Draft {
    query: Query,
    faults: Faults,
    /// Whether the faults are of a favourite to be added, and not of one that is there.
    of_adding: bool,
    adding: bool,
    /// A favourite that was to be called something, and what was typed.
    naming: Option<(String, String)>,
}

fn path(lang: Lang) -> String {
    format!("/{lang}/favourites")
}

fn with(lang: Lang, members: &[(&str, &str)]) -> String {
    format!("{}?{}", path(lang), serde_urlencoded::to_string(members).unwrap_or_default())
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let adding = query.done.is_empty() && !(query.file.is_empty() && query.aid.is_empty());
    answer(&app, &ask, Draft { query, adding, ..Draft::default() }).await
}

async fn change(State(app): State<App>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    let context = app.context(&ask);
    let file = if sent.pick.is_empty() { sent.file.clone() } else { sent.pick.clone() };
    let aid = sent.aid.clone().unwrap_or_else(|| sent.aid_so_far.clone());
    let (activity, minutes) = (sent.activity.clone(), sent.minutes.clone());
    let query = Query { file, activity, minutes, aid, ..Query::default() };
    if sent.switch.is_some() || sent.aid.is_some() {
        return answer(&app, &ask, Draft { query, adding: true, ..Draft::default() }).await;
    }
    let of_adding = matches!(sent.r#do.as_str(), "" | "add");
    let outcome = match sent.r#do.as_str() {
        "up" | "down" => shift(&context, &ask, &sent).await,
        "rename" => rename(&context, &ask, &sent).await,
        "remove" => remove(&context, &ask, &sent.favourite).await,
        "put_back" => put_back(&context, &ask, &sent).await,
        "record" => record(&context, &ask, &sent).await,
        _ => add(&context, &ask, &query).await,
    };
    match outcome {
        Ok(to) => see_other(&to),
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            let naming = (sent.r#do == "rename").then(|| (sent.favourite.clone(), sent.name.clone()));
            answer(&app, &ask, Draft { query, faults, of_adding, adding: of_adding, naming }).await
        }
        Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang)),
    }
}

/// Whether there is no page of one's own that could be drawn again.
fn hides(faults: &Faults) -> bool {
    faults.first().is_some_and(|fault| [Code::Forbidden, Code::PersonRequired].contains(&fault.code))
}

fn favourite_of(query: &Query) -> SentFavourite {
    let minutes = Some(query.minutes.clone()).filter(|typed| !typed.trim().is_empty());
    SentFavourite { file: query.file.clone(), activity: query.activity.clone(), minutes, ..SentFavourite::default() }
}

async fn add(context: &Context, ask: &Ask, query: &Query) -> Result<String, Failure> {
    let added = ops::add(context, &favourite_of(query)).await?;
    let (done, favourite) = match added {
        Added::New(favourite) => ("added", favourite),
        Added::Same(favourite) => ("there", favourite),
    };
    Ok(with(ask.lang, &[("done", done), ("file", &favourite.combination.file)]))
}

/// Moves a favourite by one place; one at the end stays.
async fn shift(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let mut ids: Vec<String> = ops::list(context).await?.iter().map(|one| one.id.to_string()).collect();
    if let Some(at) = ids.iter().position(|id| *id == sent.favourite) {
        let to = if sent.r#do == "up" { at.saturating_sub(1) } else { (at + 1).min(ids.len() - 1) };
        ids.swap(at, to);
        ops::order(context, &ids).await?;
    }
    Ok(format!("{}?done=moved#f-{}", path(ask.lang), FavouriteId::parse(&sent.favourite, "favourite")?))
}

async fn remove(context: &Context, ask: &Ask, favourite: &str) -> Result<String, Failure> {
    let id = FavouriteId::parse(favourite, "favourite")?;
    let all = ops::list(context).await?;
    let Some(at) = all.iter().position(|one| one.id == id) else {
        // Sent twice: it is gone already.
        return Ok(path(ask.lang));
    };
    ops::remove(context, id).await?;
    let gone = &all[at].combination;
    let (place, time) = ((at + 1).to_string(), all[at].minutes.map(clock).unwrap_or_default());
    Ok(with(
        ask.lang,
        &[
            ("done", "removed"),
            ("file", &gone.file),
            ("activity", &gone.activity),
            ("minutes", &time),
            ("place", &place),
            ("name", &all[at].name),
        ],
    ))
}

/// Calls a favourite something.
async fn rename(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let id = FavouriteId::parse(&sent.favourite, "favourite")?;
    ops::rename(context, id, &sent.name).await?;
    Ok(format!("{}?done=renamed#f-{id}", path(ask.lang)))
}

/// Keeps a favourite again, at the place it had.
async fn put_back(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let minutes = Some(sent.minutes.clone()).filter(|typed| !typed.trim().is_empty());
    let (file, activity, name) = (sent.file.clone(), sent.activity.clone(), sent.name.clone());
    let favourite = SentFavourite { file, activity, name, minutes };
    let (Added::New(kept) | Added::Same(kept)) = ops::add(context, &favourite).await?;
    let mut ids: Vec<FavouriteId> = ops::list(context).await?.iter().map(|one| one.id).collect();
    ids.retain(|id| *id != kept.id);
    let place = sent.place.parse::<usize>().unwrap_or(usize::MAX).saturating_sub(1).min(ids.len());
    ids.insert(place, kept.id);
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ops::order(context, &ids).await?;
    Ok(format!("{}?done=put_back#f-{}", path(ask.lang), kept.id))
}

/// Records the time of a favourite for today.
async fn record(context: &Context, ask: &Ask, sent: &Sent) -> Result<String, Failure> {
    let id = FavouriteId::parse(&sent.favourite, "favourite")?;
    let all = ops::list(context).await?;
    let Some(favourite) = all.iter().find(|one| one.id == id) else {
        return Err(crate::fault::Fault::new(Code::FavouritesChanged, "").into());
    };
    let Some(minutes) = favourite.minutes else { return Ok(filled(favourite, ask.lang)) };
    let raw = RawEntry {
        id: sent.entry.clone(),
        file: favourite.combination.file.clone(),
        activity: favourite.combination.activity.clone(),
        worked_on: context.clock.today().to_string(),
        minutes: format!("{minutes}m"),
        ..RawEntry::default()
    };
    let recorded = entries::ops::record(context, &raw).await?;
    Ok(with(ask.lang, &[("saved", &recorded.view().entry.id.to_string())]))
}

async fn answer(app: &App, ask: &Ask, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, &path(ask.lang)),
    }
}

async fn view(app: &App, ask: &Ask, draft: Draft) -> Result<FavouritesView, Failure> {
    let lang = ask.lang;
    let title = words::say(lang, "daybook-favourites-title", &[]);
    let frame = Page::new(lang, title, &app.config.section, NavItem::Favourites, &path(lang.other()));
    let mut view = FavouritesView {
        page: frame.generated(app.generated).for_reader(ask),
        action: path(lang),
        has_person: ask.access.person.is_some() && ask.access.has(Right::RecordTime),
        favourites: Vec::new(),
        lately: Vec::new(),
        choosing: crate::entries::view::choosing::Choosing::default(),
        values: NewLine::default(),
        adding: draft.adding,
        faults: Vec::new(),
        saved: None,
        undo: None,
        notice: None,
    };
    if !view.has_person {
        return Ok(view);
    }
    view.page = view.page.keeping_form();
    let (context, vocabulary) = (app.context(ask), app.vocabulary());
    let kept = ops::list(&context).await?;
    let recent = ops::list_recent(&context).await?;
    let is_kept = |file: &str, activity: &str| {
        kept.iter().any(|one| one.combination.file == file && one.combination.activity == activity)
    };
    let lately = recent.into_iter().map(|one| one.combination);
    let lately = lately.filter(|one| one.usable && !is_kept(&one.file, &one.activity)).take(LATELY_MAX);
    view.lately = lately
        .map(|one| LatelyLine {
            activity: activity_label(&vocabulary, &one.activity, lang),
            file: one.file,
            title: one.title,
            code: one.activity,
        })
        .collect();
    let line = |one: &Favourite| line(one, &vocabulary, EntryId::new(context.clock.now()), lang);
    view.favourites = kept.iter().map(line).collect();
    for one in &mut view.favourites {
        if let Some((_, typed)) = draft.naming.as_ref().filter(|(id, _)| *id == one.id) {
            one.typed_name.clone_from(typed);
            one.naming = true;
        }
    }
    let query = &draft.query;
    let typed = if draft.adding { query.file.as_str() } else { "" };
    let refused = !draft.faults.is_empty();
    view.choosing = choosing(app, ask, Typed { file: typed, aid: &query.aid, refused }).await?;
    if draft.adding {
        view.values = NewLine { activity: query.activity.clone(), minutes: query.minutes.clone() };
    }
    let field = |field: &str| match &draft.naming {
        Some((id, _)) if field == "name" => format!("name-{id}"),
        _ if draft.of_adding => field.to_owned(),
        _ => String::new(),
    };
    view.faults = draft.faults.iter().map(|fault| FieldFault::new(&field(&fault.field), fault.say(lang))).collect();
    (view.saved, view.undo) = done(&context, query, lang).await?;
    Ok(view)
}

fn line(one: &Favourite, vocabulary: &Vocabulary, entry: EntryId, lang: Lang) -> FavouriteLine {
    let shown = &one.combination;
    let mut notes: Vec<String> = shown.notes.iter().map(|note| note.detail.clone()).collect();
    notes.extend(shown.replaced_by.iter().map(|next| {
        let params = [("activity", activity_label(vocabulary, &next.code, lang).into())];
        words::say(lang, "daybook-favourites-instead", &params)
    }));
    FavouriteLine {
        id: one.id.to_string(),
        name: one.name.clone(),
        typed_name: one.name.clone(),
        naming: false,
        file: shown.file.clone(),
        title: shown.title.clone(),
        activity: activity_label(vocabulary, &shown.activity, lang),
        code: shown.activity.clone(),
        time: one.minutes.map(clock).unwrap_or_default(),
        usable: shown.usable,
        notes,
        path: filled(one, lang),
        entry: entry.to_string(),
    }
}

/// What was done just now, and how it is taken back.
async fn done(context: &Context, query: &Query, lang: Lang) -> Result<(Option<String>, Option<Undo>), Failure> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    if let Ok(id) = EntryId::parse(&query.saved, "saved") {
        let found = match entries::ops::find(context, id).await {
            Ok((found, _)) => found,
            Err(Failure::Refused(_)) => return Ok((None, None)),
            Err(failure) => return Err(failure),
        };
        let params = [
            ("time", found.entry.minutes.to_string().into()),
            ("file", found.file.as_str().into()),
            ("activity", activity_label(&context.vocabulary, &found.entry.activity, lang).into()),
            ("date", found.entry.worked_on.to_string().into()),
        ];
        let fields = vec![field("version", &found.entry.version.to_string()), field("do", "withdraw")];
        let undo = Undo { action: format!("/{lang}/entries/{id}"), fields };
        let said = words::say(lang, "entries-saved", &params);
        return Ok((Some(said), Some(undo).filter(|_| !found.entry.withdrawn)));
    }
    let file = crate::time::clip(&query.file);
    let said = |id: &str| Some(words::say(lang, id, &[("file", file.as_str().into())]));
    Ok(match query.done.as_str() {
        "added" => (said("daybook-favourites-added"), None),
        "there" => (said("daybook-favourites-there"), None),
        "moved" => (said("daybook-favourites-moved"), None),
        "renamed" => (said("daybook-favourites-renamed"), None),
        "put_back" => (said("daybook-favourites-put-back"), None),
        "removed" => {
            let fields = [
                ("file", &query.file),
                ("activity", &query.activity),
                ("minutes", &query.minutes),
                ("name", &query.name),
            ];
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| field(name, value)).collect();
            fields.extend([field("place", &query.place), field("do", "put_back")]);
            (said("daybook-favourites-removed"), Some(Undo { action: path(lang), fields }))
        }
        _ => (None, None),
    })
}
