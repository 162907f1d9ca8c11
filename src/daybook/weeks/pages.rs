//! The page of a week: the grid of files, activities and days that lawyers record in.

mod submission;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{Datelike, Days, NaiveDate};

use super::typed::{Purpose, TypedCell, TypedRow, TypedWeek, minutes, pair, parse_pair};
use super::view::draw::{Drawing, span};
use super::view::{NewRow, WeekView};
use super::{Saved, SentUndo, SentWeek, Week, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::digest::digest;
use crate::entries;
use crate::entries::file_choice::choose_file;
use crate::entries::view::choosing::{Typed, choosing};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::{EntryId, PersonId};
use crate::lang::Lang;
use crate::repeats::Repeat;
use crate::time;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::{NavItem, Page, Undo};
use crate::web::pages_problem::{html, page, see_other, status};
use crate::words::{self, Param};

/// The most rows an address keeps.
const KEPT_ROWS_MAX: usize = 30;
/// Characters of what an address says of what was saved.
const TAG_LENGTH: usize = 32;

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        let router = router.route(&at("week/{monday}/submission"), post(submission::submit));
        router.route(&at("week"), get(show_present)).route(&at("week/{monday}"), get(show).post(save))
    })
}

/// Names and values of an address or a form; names may come more than once.
type Pairs = Vec<(String, String)>;

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
}

fn path(lang: Lang, monday: NaiveDate) -> String {
    format!("/{lang}/week/{monday}")
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// The Monday of an address, if it is one.
fn found_monday(text: &str) -> Option<NaiveDate> {
    time::parse_work_date(text, "monday", NaiveDate::MAX).ok().filter(|day| *day == monday_of(*day))
}

/// What there is to draw.
#[derive(Default)]
struct Draft {
    typed: TypedWeek,
    /// Whether the form was sent.
    sent: bool,
    faults: Faults,
    /// Row and day of each cell that was sent to be saved.
    places: Vec<(usize, usize)>,
    saved: Vec<String>,
    undo: Option<Undo>,
    notices: Vec<String>,
}

async fn show_present(State(app): State<App>, ask: Ask, Params(query): Params<Pairs>) -> Response {
    let today = app.clock.today();
    let wanted = first(&query, "on").trim();
    if wanted.is_empty() {
        return shown(&app, &ask, monday_of(today), &query).await;
    }
    match time::parse_work_date(wanted, "on", NaiveDate::MAX) {
        Ok(day) => see_other(&path(ask.lang, monday_of(day))),
        Err(fault) => {
            let draft = Draft { faults: fault.into(), ..Draft::default() };
            answer(&app, &ask, monday_of(today), draft, Some(wanted)).await
        }
    }
}

async fn show(State(app): State<App>, ask: Ask, Segment(monday): Segment, Params(query): Params<Pairs>) -> Response {
    match time::parse_work_date(&monday, "monday", NaiveDate::MAX) {
        Ok(day) if day == monday_of(day) => shown(&app, &ask, day, &query).await,
        Ok(day) => see_other(&path(ask.lang, monday_of(day))),
        Err(_) => not_found(&ask),
    }
}

fn not_found(ask: &Ask) -> Response {
    page(&ask.problem(Fault::new(Code::NotFound, "")), ask, &format!("/{}/week", ask.lang))
}

async fn shown(app: &App, ask: &Ask, monday: NaiveDate, query: &[(String, String)]) -> Response {
    let rows = query.iter().filter(|(name, _)| name == "row").filter_map(|(_, value)| parse_pair(value));
    let rows = rows.take(KEPT_ROWS_MAX).map(|(file, activity)| TypedRow { file, activity, ..TypedRow::default() });
    let given = |name: &str| first(query, name).to_owned();
    let typed = TypedWeek { rows: rows.collect(), file: given("file"), aid: given("aid"), ..TypedWeek::default() };
    let mut draft = Draft { typed, ..Draft::default() };
    if let Some(saved) = read_saved(first(query, "saved")) {
        draft.saved = sentences(&saved, ask.lang);
        if let Err(failure) = tell_written(app, ask, monday, first(query, "done"), &mut draft).await {
            return page(&ask.problem(failure), ask, &path(ask.lang, monday));
        }
    }
    if let Some(count) = first(query, "undone").parse::<i64>().ok().filter(|count| (0..=1000).contains(count)) {
        draft.saved = vec![words::say(ask.lang, "daybook-range-undone", &[("count", count.into())])];
    }
    if let Some(count) = first(query, "submitted").parse::<i64>().ok().filter(|count| (0..=10_000).contains(count)) {
        draft.saved = vec![words::say(ask.lang, "daybook-week-submitted", &[("count", count.into())])];
    }
    answer(app, ask, monday, draft, None).await
}

/// What was noted of the entries that were saved just now, and the way to take them back.
async fn tell_written(app: &App, ask: &Ask, monday: NaiveDate, tag: &str, draft: &mut Draft) -> Result<(), Failure> {
    let context = app.context(ask);
    let Some(repeat) = repeat(ask, tag) else { return Ok(()) };
    let Some(saved) = ops::find_saved(&context, &repeat).await? else { return Ok(()) };
    let ids: Vec<EntryId> = saved.written.iter().filter_map(|seen| EntryId::parse(&seen.id, "").ok()).collect();
    draft.saved.extend(entries::noted::list(&context, &ids).await?);
    if !saved.written.is_empty() && ops::still_stands(&context, &saved).await? {
        let fields = [("do", "undo"), ("done", tag)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        draft.undo = Some(Undo { action: path(ask.lang, monday), fields: fields.to_vec() });
    }
    Ok(())
}

/// What is kept of saving a form under this tag.
fn repeat(ask: &Ask, tag: &str) -> Option<Repeat> {
    let fits = tag.len() == TAG_LENGTH && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    let key = format!("week-{tag}");
    ask.access.account.filter(|_| fits).map(|account| Repeat { account, key, request: "week".to_owned() })
}

/// Saves the form: sent twice as it is, it is answered alike, as long as what it saved still stands.
async fn save_once(
    context: &Context,
    ask: &Ask,
    monday: NaiveDate,
    key: &str,
    changes: &SentWeek,
) -> Result<(Saved, String), Failure> {
    let tag = |key: &str| {
        let mut tag = digest(format!("{} {key} {monday} {changes:?}", ask.form_token).as_bytes());
        tag.truncate(TAG_LENGTH);
        tag
    };
    let mut wanted = tag(key);
    if let Some(found) = repeat(ask, &wanted)
        && let Some(saved) = ops::find_saved(context, &found).await?
    {
        if ops::still_stands(context, &saved).await? {
            return Ok((saved, wanted));
        }
        // It was taken back or changed since: the form says anew what is to be there.
        wanted = tag(&EntryId::new(context.clock.now()).to_string());
    }
    let context = Context { repeat: repeat(ask, &wanted), ..context.clone() };
    Ok((ops::save(&context, &monday.to_string(), changes).await?, wanted))
}

/// Takes back what was saved under a tag; answers how many entries.
async fn undo(context: &Context, ask: &Ask, monday: NaiveDate, tag: &str) -> Result<i64, Failure> {
    let not_found = || Failure::from(Fault::new(Code::NotFound, ""));
    let kept = repeat(ask, tag).ok_or_else(not_found)?;
    let saved = ops::find_saved(context, &kept).await?.ok_or_else(not_found)?;
    let context = Context { repeat: Some(Repeat { key: format!("{}-undo", kept.key), ..kept }), ..context.clone() };
    Ok(ops::undo(&context, &monday.to_string(), &SentUndo { entries: saved.written }).await?.taken_back)
}

async fn save(State(app): State<App>, ask: Ask, Segment(monday): Segment, Form(fields): Form<Pairs>) -> Response {
    let Some(monday) = found_monday(&monday) else { return not_found(&ask) };
    let context = app.context(&ask);
    if first(&fields, "do") == "undo" {
        return match undo(&context, &ask, monday, first(&fields, "done")).await {
            Ok(count) => see_other(&format!("{}?undone={count}", path(ask.lang, monday))),
            Err(Failure::Refused(faults)) => refused(&app, &ask, monday, &faults).await,
            Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang, monday)),
        };
    }
    let mut draft = Draft { typed: TypedWeek::read(&fields), sent: true, ..Draft::default() };
    match draft.typed.purpose.clone() {
        Purpose::Redraw => {}
        Purpose::Keep(row, day) => {
            if let Some(row) = draft.typed.rows.get_mut(row) {
                row.cells[day] = TypedCell::default();
            }
        }
        Purpose::Add | Purpose::CopyRows | Purpose::CopyHours => {
            let done = match draft.typed.purpose {
                Purpose::Add => add_row(&context, &ask, &mut draft).await,
                _ => copy(&context, &ask, monday, &mut draft).await,
            };
            match done {
                Ok(()) => {}
                Err(Failure::Refused(faults)) => draft.faults = faults,
                Err(failure) => return page(&ask.problem(failure), &ask, &path(ask.lang, monday)),
            }
        }
        Purpose::Save => {
            let (changes, places) = draft.typed.changes(monday);
            match save_once(&context, &ask, monday, first(&fields, "key"), &changes).await {
                Ok((saved, tag)) => return see_other(&after_saving(ask.lang, monday, &saved, &draft.typed, &tag)),
                Err(Failure::Refused(faults)) => (draft.faults, draft.places) = (faults, places),
                Err(failure) => return page(&ask.problem(failure), &ask, &path(ask.lang, monday)),
            }
        }
    }
    answer(&app, &ask, monday, draft, None).await
}

/// The address that shows what was saved, and the rows that stayed empty.
fn after_saving(lang: Lang, monday: NaiveDate, saved: &Saved, typed: &TypedWeek, tag: &str) -> String {
    let Saved { recorded, corrected, withdrawn, completed, reopened, written } = saved;
    let mut members = vec![("saved", format!("{recorded}.{corrected}.{withdrawn}.{completed}.{reopened}"))];
    let blank = |row: &&TypedRow| {
        !row.file.is_empty()
            && row.cells.iter().all(|cell| cell.text.as_deref().is_none_or(|text| text.trim().is_empty()))
    };
    members
        .extend(typed.rows.iter().filter(blank).take(KEPT_ROWS_MAX).map(|row| ("row", pair(&row.file, &row.activity))));
    if !written.is_empty() {
        members.push(("done", tag.to_owned()));
    }
    format!("{}?{}", path(lang, monday), serde_urlencoded::to_string(members).unwrap_or_default())
}

fn read_saved(text: &str) -> Option<Saved> {
    let mut counts = text.split('.').map(|part| part.parse::<i64>().ok().filter(|count| (0..=1000).contains(count)));
    let mut next = || counts.next().flatten();
    Some(Saved {
        recorded: next()?,
        corrected: next()?,
        withdrawn: next()?,
        completed: next()?,
        reopened: next()?,
        written: Vec::new(),
    })
}

/// What was saved, in sentences.
fn sentences(saved: &Saved, lang: Lang) -> Vec<String> {
    let counts = [
        ("recorded", saved.recorded),
        ("corrected", saved.corrected),
        ("withdrawn", saved.withdrawn),
        ("completed", saved.completed),
        ("reopened", saved.reopened),
    ];
    let said = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| words::say(lang, &format!("daybook-week-saved-{what}"), &[("count", (*count).into())]));
    let said: Vec<String> = said.collect();
    if said.is_empty() { vec![words::say(lang, "daybook-week-saved-nothing", &[])] } else { said }
}

/// Adds the row that was chosen, or says what is missing.
async fn add_row(context: &Context, ask: &Ask, draft: &mut Draft) -> Result<(), Failure> {
    let (file, activity) = (draft.typed.file.trim().to_owned(), draft.typed.activity.clone());
    let mut faults = Faults::none();
    for (text, field) in [(&file, "file"), (&activity, "activity")] {
        if text.is_empty() {
            faults.push(Fault::new(Code::Required, field));
        }
    }
    let found = if file.is_empty() { None } else { choose_file(context, &file, true).await?.chosen };
    if found.is_none() && !file.is_empty() {
        faults.push(Fault::new(Code::UnknownFile, "file").with("value", time::clip(&file)));
    }
    let Some(found) = faults.or(|| found)? else { return Ok(()) };
    // Where another file was chosen meanwhile, its activities are shown and one of them is asked for.
    let fits = context.vocabulary.find_activity(&activity).filter(|one| one.category == found.category);
    let term = fits.ok_or_else(|| Fault::new(Code::Required, "activity"))?;
    let params: [(&str, Param); 2] =
        [("file", found.number.as_str().into()), ("activity", term.label.get(ask.lang).into())];
    if draft.typed.rows.iter().any(|row| row.is_of(&found.number, &activity)) {
        draft.notices.push(words::say(ask.lang, "daybook-week-row-there", &params));
    } else {
        draft.notices.push(words::say(ask.lang, "daybook-week-row-added", &params));
        draft.typed.rows.push(TypedRow { file: found.number.clone(), activity, ..TypedRow::default() });
    }
    (draft.typed.file, draft.typed.activity) = (String::new(), String::new());
    Ok(())
}

/// Adds the rows of another week and, where asked for, fills in its hours where nothing stands yet. Nothing is saved.
async fn copy(context: &Context, ask: &Ask, monday: NaiveDate, draft: &mut Draft) -> Result<(), Failure> {
    let day = time::parse_work_date(&draft.typed.from, "from", NaiveDate::MAX)?;
    let from = monday_of(day);
    if from == monday {
        return Err(Fault::new(Code::SameWeek, "from").into());
    }
    let source = ops::find(context, &from.to_string(), &[]).await?;
    let target = ops::find(context, &monday.to_string(), &draft.typed.pairs()).await?;
    let closed = ops::list_closed(context, monday).await?;
    let with_hours = draft.typed.purpose == Purpose::CopyHours;
    let (mut filled, mut to_come, mut left, mut rows) = (0_i64, 0_i64, 0_i64, 0_i64);
    for row in source.rows.iter().filter(|row| !row.entries.is_empty() && row.combination.usable) {
        rows += 1;
        let (file, activity) = (&row.combination.file, &row.combination.activity);
        let at = draft.typed.rows.iter().position(|typed| typed.is_of(file, activity)).unwrap_or_else(|| {
            draft.typed.rows.push(TypedRow { file: file.clone(), activity: activity.clone(), ..TypedRow::default() });
            draft.typed.rows.len() - 1
        });
        if !with_hours {
            continue;
        }
        let mut of_day: BTreeMap<usize, i64> = BTreeMap::new();
        for entry in &row.entries {
            *of_day.entry(entry.worked_on.weekday().num_days_from_monday() as usize).or_default() += entry.minutes;
        }
        let stored =
            target.rows.iter().find(|one| one.combination.file == *file && one.combination.activity == *activity);
        for (weekday, total) in of_day {
            let day = &target.days[weekday];
            let taken = stored.is_some_and(|row| row.entries.iter().any(|entry| entry.worked_on == day.day));
            let cell = &mut draft.typed.rows[at].cells[weekday];
            let typed = cell.text.as_deref().is_some_and(|text| minutes(text) != Some(0));
            let closed = closed.iter().any(|(closed, _)| *closed == day.day);
            if !taken && !typed && !closed && day.day <= context.clock.today() && day.holiday.is_none() {
                cell.text = Some(format!("{}:{:02}", total / 60, total % 60));
                filled += 1;
            } else if day.day > context.clock.today() {
                to_come += 1;
            } else {
                left += 1;
            }
        }
    }
    let which: Param = span(from, ask.lang).into();
    let params = [("week", which), ("rows", rows.into()), ("times", filled.into())];
    let id = if with_hours { "daybook-week-copied-hours" } else { "daybook-week-copied-rows" };
    draft.notices.push(words::say(ask.lang, id, &params));
    // Where none was filled in, that sentence says why.
    let of = filled + to_come + left;
    for (id, count) in [("daybook-week-copied-to-come", to_come), ("daybook-week-copied-left", left)] {
        if filled > 0 && count > 0 {
            draft.notices.push(words::say(ask.lang, id, &[("count", count.into()), ("of", of.into())]));
        }
    }
    Ok(())
}

/// The week with each of these sentences once, of whichever entry.
async fn refused(app: &App, ask: &Ask, monday: NaiveDate, faults: &Faults) -> Response {
    let mut said = Faults::none();
    for fault in faults {
        let fault = Fault { field: String::new(), ..fault.clone() };
        if !said.iter().any(|other| *other == fault) {
            said.push(fault);
        }
    }
    answer(app, ask, monday, Draft { faults: said, ..Draft::default() }, None).await
}

async fn answer(app: &App, ask: &Ask, monday: NaiveDate, draft: Draft, on: Option<&str>) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, monday, draft, on).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, &path(ask.lang, monday)),
    }
}

/// Whose week it is; nobody's where the account stands for no person who records time.
fn owner(ask: &Ask) -> Option<PersonId> {
    ask.access.person.filter(|_| ask.access.has(Right::RecordTime))
}

async fn view(app: &App, ask: &Ask, monday: NaiveDate, draft: Draft, on: Option<&str>) -> Result<WeekView, Failure> {
    let (lang, today) = (ask.lang, app.clock.today());
    let span = span(monday, lang);
    let title = words::say(lang, "daybook-week-title", &[("week", span.as_str().into())]);
    let frame = Page::new(lang, title, &app.config.section, NavItem::Week, &path(lang.other(), monday))
        .generated(app.generated)
        .for_reader(ask);
    let mut view = WeekView::new(frame, path(lang, monday));
    if owner(ask).is_none() {
        return Ok(view);
    }
    view.page = view.page.keeping_form();
    view.has_person = true;
    view.span = span;
    view.number = monday.iso_week().week().into();
    let beside = |days: i64| path(lang, monday + chrono::Duration::days(days));
    (view.previous, view.next) = (beside(-7), beside(7));
    view.present = Some(monday_of(today)).filter(|present| *present != monday).map(|present| path(lang, present));
    view.jump = on.unwrap_or_default().to_owned();

    let context = app.context(ask);
    let week = ops::find(&context, &monday.to_string(), &draft.typed.pairs()).await?;
    let closed = ops::list_closed(&context, monday).await?;
    view.closed = closed.iter().map(|(_, fault)| fault.say(lang)).collect();
    view.closed.dedup();
    let closed: Vec<NaiveDate> = closed.into_iter().map(|(day, _)| day).collect();
    view.waiting = submission::list_waiting(&context, monday, &closed).await?.entries.len();
    fill(&mut view, &week, &draft, &closed, app, ask);
    view.from = if draft.typed.from.is_empty() { (monday - Days::new(7)).to_string() } else { draft.typed.from };
    view.copying = draft.faults.iter().any(|fault| fault.field == "from");
    view.reason = draft.typed.reason;
    (view.saved, view.undo, view.notices) = (draft.saved, draft.undo, draft.notices);
    view.key = EntryId::new(app.clock.now()).to_string();
    let typed = Typed { file: &draft.typed.file, aid: &draft.typed.aid, refused: !draft.faults.is_empty() };
    view.choosing = choosing(app, ask, typed).await?;
    let of_adding = |fault: &Fault| fault.field == "file" || fault.field == "activity";
    let wanted = !draft.typed.file.trim().is_empty() || !draft.typed.aid.is_empty();
    view.adding = view.rows.is_empty() || wanted || draft.faults.iter().any(of_adding);
    view.values = NewRow { file: view.choosing.file_field.text.clone(), activity: draft.typed.activity };
    Ok(view)
}

fn fill(view: &mut WeekView, week: &Week, draft: &Draft, closed: &[NaiveDate], app: &App, ask: &Ask) {
    let vocabulary = app.vocabulary();
    let drawing = Drawing {
        week,
        typed: &draft.typed,
        sent: draft.sent,
        faults: &draft.faults,
        places: &draft.places,
        closed,
        vocabulary: &vocabulary,
        today: app.clock.today(),
        lang: ask.lang,
    };
    let drawn = drawing.draw();
    view.total = drawn.columns.iter().map(|column| column.total).sum();
    view.expected = drawn.columns.iter().map(|column| column.expected).sum();
    let marked = week.days.iter().enumerate().filter(|(_, day)| day.completed_at.is_some());
    view.was = marked.map(|(at, _)| (at + 1).to_string()).collect();
    (view.columns, view.rows, view.faults) = (drawn.columns, drawn.rows, drawn.faults);
}
