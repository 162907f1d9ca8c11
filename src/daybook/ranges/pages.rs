//! The page of several days, as after a mission: the days are shown before anything is saved, and what was saved can be taken
//! back.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use serde::Deserialize;

use super::view::{DayLine, Preview, RangeValues, RangeView};
use super::{Recorded, SentRange, Why, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::daybook::DAYS_MAX;
use crate::daybook::days;
use crate::daybook::pages::clock;
use crate::digest::digest;
use crate::entries::noted;
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
use crate::words::{self, date_in_words};

/// Hexadecimal digits of the short form of what was typed.
const TAG_LENGTH: usize = 32;
/// Fields that a fault can stand beside.
const FIELDS: [&str; 6] = ["from", "to", "file", "activity", "minutes", "narrative"];

/// The addresses of the page, one for each language.
pub fn routes() -> Router<App> {
    Lang::ALL.into_iter().fold(Router::new(), |router, lang| {
        let at = |rest: &str| format!("/{lang}/{rest}");
        router.route(&at("range"), get(show).post(change))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Query {
    file: String,
    activity: String,
    minutes: String,
    from: String,
    to: String,
    /// What was recorded just now.
    done: String,
    /// How many of them were taken back.
    undone: String,
}

/// The form as sent.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Sent {
    r#do: String,
    id: String,
    from: String,
    to: String,
    file: String,
    pick: String,
    activity: String,
    minutes: String,
    narrative: String,
    weekends: Option<String>,
    holidays: Option<String>,
    /// The short form of what was shown.
    shown: String,
    done: String,
    aid: Option<String>,
    aid_so_far: String,
    switch: Option<String>,
}

/// What there is to draw.
#[derive(Default)]
struct Draft {
    sent: Sent,
    faults: Faults,
    preview: Option<Recorded>,
    query: Query,
    notice: Option<&'static str>,
}

fn path(lang: Lang) -> String {
    format!("/{lang}/range")
}

impl Sent {
    fn range(&self, preview: bool) -> SentRange {
        SentRange {
            from: self.from.clone(),
            to: self.to.clone(),
            file: self.file.clone(),
            activity: self.activity.clone(),
            minutes: self.minutes.clone(),
            narrative: self.narrative.clone(),
            weekends: self.weekends.is_some(),
            holidays: self.holidays.is_some(),
            preview,
        }
    }

    /// What stands in the fields, in short. It goes into an address, so that what nobody else knows goes into it too.
    fn tag(&self, ask: &Ask) -> String {
        let marks = (self.weekends.is_some(), self.holidays.is_some());
        let texts = [&ask.form_token, &self.id, &self.from, &self.to, &self.file, &self.activity, &self.minutes];
        let mut tag = digest(format!("{texts:?} {marks:?} {:?}", self.narrative).as_bytes());
        tag.truncate(TAG_LENGTH);
        tag
    }
}

/// The key that makes sending twice harmless.
fn repeat(ask: &Ask, tag: &str) -> Option<Repeat> {
    let fits = tag.len() == TAG_LENGTH && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    let key = format!("range-{tag}");
    ask.access.account.filter(|_| fits).map(|account| Repeat { account, key, request: "range".to_owned() })
}

async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let sent = Sent {
        id: EntryId::new(app.clock.now()).to_string(),
        from: query.from.clone(),
        to: query.to.clone(),
        file: query.file.clone(),
        activity: query.activity.clone(),
        minutes: query.minutes.clone(),
        ..Sent::default()
    };
    answer(&app, &ask, Draft { sent, query, ..Draft::default() }).await
}

async fn change(State(app): State<App>, ask: Ask, Form(mut sent): Form<Sent>) -> Response {
    if !sent.pick.is_empty() {
        sent.file = std::mem::take(&mut sent.pick);
    }
    if sent.switch.is_some() || sent.aid.is_some() {
        return answer(&app, &ask, Draft { sent, ..Draft::default() }).await;
    }
    let context = app.context(&ask);
    if sent.r#do == "undo" {
        return match undo(&context, &ask, &sent.done).await {
            Ok(to) => see_other(&to),
            Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang)),
        };
    }
    let tag = sent.tag(&ask);
    let saving = sent.r#do == "save";
    let as_shown = sent.shown == tag;
    let outcome = if saving && as_shown {
        let context = Context { repeat: repeat(&ask, &tag), ..context };
        ops::record(&context, &sent.range(false)).await
    } else {
        ops::record(&context, &sent.range(true)).await
    };
    match outcome {
        Ok(recorded) if !recorded.preview => see_other(&format!("{}?done={tag}", path(ask.lang))),
        Ok(recorded) => {
            let notice = (saving && !as_shown).then_some("daybook-range-look-again");
            answer(&app, &ask, Draft { sent, preview: Some(recorded), notice, ..Draft::default() }).await
        }
        Err(Failure::Refused(faults)) if !hides(&faults) => {
            answer(&app, &ask, Draft { sent, faults, ..Draft::default() }).await
        }
        Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang)),
    }
}

/// Whether there is no form that could be drawn again.
fn hides(faults: &Faults) -> bool {
    faults.first().is_some_and(|fault| [Code::Forbidden, Code::PersonRequired].contains(&fault.code))
}

async fn undo(context: &Context, ask: &Ask, tag: &str) -> Result<String, Failure> {
    let not_found = || Failure::from(Fault::new(Code::NotFound, ""));
    let repeat = repeat(ask, tag).ok_or_else(not_found)?;
    let recorded = ops::find(context, &repeat).await?.ok_or_else(not_found)?;
    let reason = words::say(ask.lang, "daybook-quick-undo-reason", &[]);
    let taken = ops::take_back(context, &recorded, &reason).await?;
    Ok(format!("{}?done={tag}&undone={taken}", path(ask.lang)))
}

async fn answer(app: &App, ask: &Ask, draft: Draft) -> Response {
    let status = status(&draft.faults);
    match view(app, ask, draft).await {
        Ok(view) => html(status, view.render(), ask),
        Err(failure) => page(&ask.problem(failure), ask, &path(ask.lang)),
    }
}

async fn view(app: &App, ask: &Ask, draft: Draft) -> Result<RangeView, Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    let title = words::say(lang, "daybook-range-title", &[]);
    let frame = Page::new(lang, title, &app.config.section, NavItem::Range, &path(lang.other()));
    let today = context.clock.today().to_string();
    let mut view = RangeView::new(frame.generated(app.generated).for_reader(ask), path(lang), today, DAYS_MAX);
    if ask.access.person.is_none() || !ask.access.has(Right::RecordTime) {
        return Ok(view);
    }
    view.has_person = true;
    view.page = view.page.keeping_form();
    let mut sent = draft.sent;
    let aid = sent.aid.as_deref().unwrap_or(&sent.aid_so_far);
    let refused = !draft.faults.is_empty();
    view.choosing = choosing(app, ask, Typed { file: &sent.file, aid, refused }).await?;
    sent.file.clone_from(&view.choosing.file_field.text);
    let tag = sent.tag(ask);
    if let Some(found) = &draft.preview {
        view.preview = Some(preview(&context, found, tag, lang).await?);
    }
    view.faults = draft.faults.iter().map(|fault| field_fault(fault, lang)).collect();
    view.notice = draft.notice.map(|id| words::say(lang, id, &[]));
    view.values = RangeValues {
        id: sent.id,
        from: sent.from,
        to: sent.to,
        activity: sent.activity,
        minutes: sent.minutes,
        narrative: sent.narrative,
        weekends: sent.weekends.is_some(),
        holidays: sent.holidays.is_some(),
    };
    if let Some(repeat) = repeat(ask, &draft.query.done)
        && let Some(found) = ops::find(&context, &repeat).await?
    {
        let undone = draft.query.undone.parse::<i64>().ok().filter(|count| (0..=1000).contains(count));
        let params =
            [("count", i64::try_from(found.entries.len()).unwrap_or(0).into()), ("time", clock(found.minutes).into())];
        view.saved = Some(match undone {
            Some(count) => words::say(lang, "daybook-range-undone", &[("count", count.into())]),
            None => words::say(lang, "daybook-range-saved", &params),
        });
        let fields = [("do", "undo"), ("done", draft.query.done.as_str())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        view.undo = undone.is_none().then(|| Undo { action: path(lang), fields });
        if undone.is_none() {
            view.noted = noted::sentences(found.entries.iter().map(|view| &view.entry), lang);
        }
        view.recorded = match undone {
            None => Some(preview(&context, &found, String::new(), lang).await?),
            Some(_) => None,
        };
    }
    Ok(view)
}

/// A fault beside its field; one of a single day says which.
fn field_fault(fault: &Fault, lang: Lang) -> FieldFault {
    let day = fault.field.strip_prefix("days/").and_then(|rest| rest.split('/').next()?.parse::<NaiveDate>().ok());
    if let Some(day) = day {
        let params = [("day", date_in_words(day, lang).into()), ("sentence", fault.say(lang).into())];
        let member = fault.field.rsplit('/').next().filter(|member| FIELDS.contains(member)).unwrap_or_default();
        return FieldFault::new(member, words::say(lang, "daybook-range-day-fault", &params));
    }
    let field = if FIELDS.contains(&fault.field.as_str()) { fault.field.as_str() } else { "" };
    FieldFault::new(field, fault.say(lang))
}

/// The days in their order, with what is recorded on them besides.
async fn preview(context: &Context, found: &Recorded, tag: String, lang: Lang) -> Result<Preview, Failure> {
    let all = found.days.iter().copied().chain(found.left_out.iter().map(|one| one.day));
    let (first, last) =
        all.fold((NaiveDate::MAX, NaiveDate::MIN), |(first, last), day| (first.min(day), last.max(day)));
    let known =
        if first <= last { days::ops::list(context, &first.to_string(), &last.to_string()).await? } else { Vec::new() };
    let count = i64::try_from(found.days.len()).unwrap_or(1).max(1);
    let each = found.minutes / count;
    let lines = known.iter().map(|day| {
        let left_out = found.left_out.iter().find(|one| one.day == day.day);
        let minutes = if left_out.is_some() { 0 } else { each };
        let why = left_out.map(|one| match one.why {
            Why::Weekend => words::say(lang, "daybook-range-weekend", &[]),
            Why::Holiday => day.holiday_name.clone().unwrap_or_default(),
        });
        let own = if found.preview { 0 } else { minutes };
        DayLine { day: day.day.to_string(), already: (day.minutes - own).max(0), minutes, why: why.unwrap_or_default() }
    });
    Ok(Preview { tag, days: lines.collect(), count: found.days.len(), minutes: found.minutes })
}
